//! Resources without the tags that every one must carry.
//!
//! One finding for each provider configuration, since its `default_tags` mend all of its resources. Where the policy
//! names no tags, a stack is held to the built-in ones only if it uses one of them: one that has no such practice
//! is not told of it resource by resource.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    facts::required_tags,
    graph::ResourceGraph,
    plan::{Attribute, Mode, Provider, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Map,
    template::Value,
};

pub(crate) static RULE: Rule = Rule {
    name: "missing-required-tags",
    category: Category::Governance,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "Resources lack tags that every resource must carry",
    remedy: "give the provider default_tags with all required tags",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How many of the resources that lack tags are named; the provider's `default_tags` mend all.
const MOST_NAMED: usize = 5;

fn check(checker: &mut Checker<'_, '_>) {
    let (required, graph) = (required(checker), checker.graph());
    let mut by_provider: Map<&str, Tagging<'_>> = Map::new();
    let mut types = Types::default();
    for resource in checker.plan().resources() {
        let inherited = resource.attribute("tags_all");
        if types.is_taggable(graph, resource, inherited) {
            let provider = resource.provider();
            let key = provider.map_or(resource.provider_key(), Provider::key);
            let tagging = by_provider.get_or_insert_with(key, || Tagging::of(provider, &required));
            tagging.add(resource, inherited, &required);
        }
    }
    let is_practised =
        checker.policy().required_tags.is_some() || by_provider.values().any(|tagging| tagging.is_practised);
    for (key, tagging) in by_provider {
        if is_practised {
            tagging.report(key, &required, checker);
        }
    }
}

/// The keys asked for, as they are to be written.
fn required(checker: &Checker<'_, '_>) -> Vec<Key> {
    if let Some(given) = &checker.policy().required_tags {
        return given.iter().map(|key| Key { name: key.clone(), is_exact: true }).collect();
    }
    let of_suffix = checker.environment().suffix.is_some().then_some(required_tags::OF_SUFFIX);
    let built_in = required_tags::DEFAULT.into_iter().chain(of_suffix);
    built_in.map(|key| Key { name: key.to_owned(), is_exact: false }).collect()
}

/// A key that is asked for.
struct Key {
    name: String,
    /// Whether no other spelling will do; of the built-in ones `managed-by` is as good as `ManagedBy`.
    is_exact: bool,
}

impl Key {
    fn is(&self, key: &str) -> bool {
        if self.is_exact { self.name == key } else { letters(&self.name).eq(letters(key)) }
    }
}

/// A key's letters and digits, which is what its spellings have in common.
fn letters(key: &str) -> impl Iterator<Item = u8> {
    key.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

/// What the provider's schema says of the type that was last asked for: resources of one type come together.
#[derive(Default)]
struct Types<'p> {
    last: Option<(&'p str, bool)>,
}

impl<'p> Types<'p> {
    /// Whether a resource can carry tags: a plan shows it, and the provider's schema says it of a type.
    fn is_taggable(
        &mut self,
        graph: &ResourceGraph<'p>,
        resource: Resource<'p>,
        inherited: Attribute<'p>,
    ) -> bool {
        if resource.mode() != Mode::Managed || !resource.type_name().starts_with("aws_") {
            return false;
        }
        inherited.presence() != Read::Absent
            || resource.plan().is_configuration() && self.take_tags(graph, resource)
    }

    fn take_tags(&mut self, graph: &ResourceGraph<'p>, resource: Resource<'p>) -> bool {
        let type_name = resource.type_name();
        if let Some((_, known)) = self.last.filter(|(last, _)| *last == type_name) {
            return known;
        }
        let found = graph.arguments().is_some_and(|arguments| arguments.takes_tags(resource));
        self.last = Some((type_name, found));
        found
    }
}

/// What the resources of one provider configuration carry.
struct Tagging<'p> {
    provider: Option<Provider<'p>>,
    /// Which of the required keys the provider gives all of them.
    defaults: Read<Vec<bool>>,
    lacking: Vec<Resource<'p>>,
    /// Which of the required keys some of them lack.
    missing: Vec<usize>,
    total: usize,
    /// One whose tags are not known.
    unknown: Option<Attribute<'p>>,
    /// Whether any of them carries any of the required keys.
    is_practised: bool,
}

impl<'p> Tagging<'p> {
    fn of(provider: Option<Provider<'p>>, required: &[Key]) -> Self {
        let defaults = match provider.map(|provider| provider.attribute("default_tags")) {
            None => Read::Absent,
            Some(None) => Read::Unknown,
            Some(Some(defaults)) => keys(defaults.get("tags")),
        };
        let defaults =
            defaults.map(|keys| required.iter().map(|own| keys.iter().any(|key| own.is(key))).collect());
        Self {
            provider,
            defaults,
            lacking: Vec::new(),
            missing: Vec::new(),
            total: 0,
            unknown: None,
            is_practised: false,
        }
    }

    fn add(&mut self, resource: Resource<'p>, inherited: Attribute<'p>, required: &[Key]) {
        self.total += 1;
        let Some((carried, given)) = carried(&self.defaults, resource, inherited) else {
            self.unknown.get_or_insert(resource.attribute("tags"));
            return;
        };
        let mut is_lacking = false;
        for (at, key) in required.iter().enumerate() {
            if given.get(at) == Some(&true) || carried.iter().any(|carried| key.is(carried)) {
                self.is_practised = true;
                continue;
            }
            is_lacking = true;
            if !self.missing.contains(&at) {
                self.missing.push(at);
            }
        }
        if is_lacking {
            self.lacking.push(resource);
        }
    }

    fn report(self, key: &str, required: &[Key], checker: &mut Checker<'_, 'p>) {
        let Some(&first) = self.lacking.first() else {
            if let Some(unknown) = self.unknown {
                checker.undetermined(unknown);
            }
            return;
        };
        let names = required.iter().enumerate().filter(|(at, _)| self.missing.contains(at));
        let names: Vec<String> = names.map(|(_, key)| format!("`{}`", key.name)).collect();
        let (lacking, total) = (self.lacking.len(), self.total);
        let message = format!("{lacking} of {total} resources lack required tags: {}", names.join(", "));
        // A provider that nobody configured has no place of its own.
        let name = key.rsplit_once(':').map_or(key, |(_, name)| name);
        let elsewhere =
            || Subject::other(format!("provider.{name}"), Some("default_tags"), first.place().node);
        let subject =
            self.provider.map_or_else(elsewhere, |provider| Subject::argument(provider, "default_tags"));
        let finding = checker.report(subject, message);
        for &resource in self.lacking.iter().take(MOST_NAMED) {
            finding.related(resource, "lacks some of them");
        }
    }
}

/// The keys of a resource's tags, and which of the required ones its provider's `defaults` give beside them; none where
/// they are not known.
fn carried<'p, 'd>(
    defaults: &'d Read<Vec<bool>>,
    resource: Resource<'p>,
    inherited: Attribute<'p>,
) -> Option<(Vec<Cow<'p, str>>, &'d [bool])> {
    if !resource.plan().is_configuration() {
        // What it inherits is in it.
        return Some((known(keys(inherited))?, &[]));
    }
    let given: &[bool] = match defaults {
        Read::Known(given) => given,
        Read::Absent => &[],
        Read::Unknown => return None,
    };
    Some((known(keys(resource.attribute("tags")))?, given))
}

/// The keys of a map; known also where its values are not.
fn keys(tags: Attribute<'_>) -> Read<Vec<Cow<'_, str>>> {
    match tags.keys() {
        Read::Known(keys) => Read::Known(keys),
        Read::Absent => Read::Absent,
        Read::Unknown => match tags.value_by_default() {
            Read::Known(Value::Object(members)) => Read::Known(members.into_keys().map(Cow::Owned).collect()),
            Read::Absent => Read::Absent,
            _ => Read::Unknown,
        },
    }
}

fn known(keys: Read<Vec<Cow<'_, str>>>) -> Option<Vec<Cow<'_, str>>> {
    match keys {
        Read::Known(keys) => Some(keys),
        Read::Absent => Some(Vec::new()),
        Read::Unknown => None,
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Tags are how a bill is split, how an owner is found at night, and how a clean-up job tells a forgotten \
                preview from production. A resource without them is in nobody's report, and tagging it later does not \
                change the bills that are already written. Nothing refuses untagged resources at apply, unless a tag \
                policy or service control policy of the organisation does, and then with an access error that names \
                no tag. The provider's `default_tags` put them on every resource that can carry any. Without \
                `requiredTags` in the policy, a stack that uses one of `Environment`, `Project` and `ManagedBy` is asked \
                for all three, and for `EnvironmentSuffix` where it has an environment suffix; `managed-by` and the \
                like count too.",
    snippets: Snippets {
        hcl: r#"provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Environment       = var.environment
      EnvironmentSuffix = var.environment_suffix
      Project           = "payments"
      ManagedBy         = "Terraform"
    }
  }
}"#,
        cdktf_typescript: r#"new AwsProvider(this, "aws", {
  region,
  defaultTags: [{
    tags: {
      Environment: environment,
      EnvironmentSuffix: environmentSuffix,
      Project: "payments",
      ManagedBy: "CDKTF",
    },
  }],
});"#,
        cdktf_python: r#"AwsProvider(self, "aws",
    region=region,
    default_tags=[AwsProviderDefaultTags(tags={
        "Environment": environment,
        "EnvironmentSuffix": environment_suffix,
        "Project": "payments",
        "ManagedBy": "CDKTF",
    })],
)"#,
    },
    sources: &[
        Source {
            title: "Best Practices for Tagging AWS Resources",
            url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
        },
        Source {
            title: "Terraform: AWS provider, default_tags",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block",
        },
    ],
    controls: &[],
    parameters: &["requiredTags", "environmentSuffix"],
    examples: &[
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "eu-west-1"}]},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
  "aws_s3_bucket": {"data": {"bucket": "data", "tags": {"Environment": "dev"}}}}}"#,
        ),
        // One tag for all is not all tags.
        Example::Flagged(
            r#"{"provider": {"aws": {"default_tags": {"tags": {"Project": "payments", "ManagedBy": "CDKTF"}}}},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
  "aws_sqs_queue": {"jobs": {"name": "jobs", "tags": {"Environment": "dev"}}}}}"#,
        ),
        // A second region's provider hands out fewer.
        Example::Flagged(
            r#"{"provider": {"aws": [
  {"default_tags": [{"tags": {"Environment": "dev", "Project": "payments", "ManagedBy": "CDKTF"}}]},
  {"alias": "standby", "default_tags": [{"tags": {"Environment": "dev"}}]}]},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"},
  "standby": {"cidr_block": "10.1.0.0/16", "provider": "aws.standby"}}}}"#,
        ),
        Example::Clean(
            r#"{"provider": {"aws": [{"default_tags": [{"tags": {"Environment": "dev", "Project": "payments",
  "managed-by": "CDKTF"}}]}]},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": {"Name": "main"}}},
  "aws_autoscaling_group": {"web": {"name": "web"}}}}"#,
        ),
        // Merged with what a local holds.
        Example::Clean(
            r#"{"locals": {"tags": {"Environment": "dev", "Project": "payments", "ManagedBy": "Terraform"}},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": "${merge(local.tags, {Name = \"main\"})}"}}}}"#,
        ),
        // What a variable adds is not known.
        Example::Clean(
            r#"{"variable": {"tags": {"type": "map(string)"}},
 "provider": {"aws": [{"default_tags": [{"tags": "${var.tags}"}]}]},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": {"Environment": "dev"}}}}}"#,
        ),
        // Nothing here uses such tags, and nobody asked for any.
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": {"Name": "main"}}},
  "random_id": {"suffix": {"byte_length": 4}}}}"#,
        ),
    ],
};
