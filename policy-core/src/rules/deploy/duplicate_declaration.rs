//! Something declared more than once that Terraform takes once: a name in its module, an argument in its block.
//!
//! Configuration only: no plan is made of one. An override file repeats what it changes.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::{Declared, Section, Wrong, bodies, members},
    engine::{Checker, Subject},
    json::{Json, NodeId},
    plan::{ModuleId, Value, blocks_of},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::sort_by,
};

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-declaration",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "Something is declared more than once that may be there once only",
    remedy: "keep one of the declarations, or give each its own name",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    if checker.graph().undeclared().is_override() {
        return;
    }
    names(checker);
    settings(checker);
    checker.report_language(|wrong| match wrong {
        Wrong::Repeated { again, .. } if again.name.is_empty() => {
            Some("a key of it stands more than once".into())
        }
        Wrong::Repeated { again, .. } => {
            Some(format!("`{}` stands more than once in one object", again.name))
        }
        Wrong::Another { block, .. } => Some(format!("there may be one `{block}` block only")),
        _ => None,
    });
}

/// Names that are declared again.
fn names(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    let has_overrides = checker.plan().has_overrides();
    // What overrides one of several `locals` blocks is laid over each of them.
    let is_merged = |own: &Declared<'_>| own.section == Section::Local && has_overrides;
    let declared = graph.language().declared.iter();
    let is_block = |own: &Declared<'_>| matches!(own.section, Section::Resource | Section::Data);
    // Nearly always there are as many resources as names of them, which the plan knows.
    let known = checker.plan().module(ModuleId::ROOT).map_or(0, |root| root.blocks.blocks().count());
    let are_distinct = declared.clone().filter(|own| is_block(own)).count() == known;
    let may_repeat = |own: &&Declared<'_>| {
        own.section.labels() > 0 && !(are_distinct && is_block(own)) && !is_merged(own) && has_name(own)
    };
    let mut named: Vec<&Declared<'_>> = declared.filter(may_repeat).collect();
    // Of one name they stay in the order of the text.
    sort_by(&mut named, &|one, other| key(one).cmp(&key(other)).then(one.body.id().cmp(&other.body.id())));
    for same in named.chunk_by(|one, other| key(one) == key(other)) {
        let [first, again, others @ ..] = same else { continue };
        let title = first.section.title();
        let message = format!("the {title} `{}` is declared {} times", first.address(), same.len());
        let draft = checker.refuse(Subject::declared(graph, again, again.body.id()), message, refusal(again));
        draft.related(Subject::declared(graph, first, first.body.id()), "is the first");
        for other in others.iter().take(MOST_RELATED) {
            draft.related(Subject::declared(graph, other, other.body.id()), "is another");
        }
    }
}

fn refusal(declared: &Declared<'_>) -> Refusal {
    let type_name = &declared.type_name;
    Refusal::by_init(match declared.section {
        Section::Resource => format!("Duplicate resource \"{type_name}\" configuration"),
        Section::Data => format!("Duplicate data \"{type_name}\" configuration"),
        Section::Ephemeral => format!("Duplicate ephemeral \"{type_name}\" configuration"),
        Section::Check => format!("Duplicate check \"{}\" configuration", declared.name),
        Section::Variable => "Duplicate variable declaration".into(),
        Section::Output => "Duplicate output definition".into(),
        Section::Local => "Duplicate local value definition".into(),
        Section::Module => "Duplicate module call".into(),
        Section::Provider => "Duplicate provider configuration".into(),
        // These have no names.
        Section::Terraform | Section::Moved | Section::Import | Section::Removed => {
            "Duplicate attribute definition".into()
        }
    })
}

/// How many further declarations a finding shows.
const MOST_RELATED: usize = 8;

/// What tells declarations apart: the section, the type, the name, and a provider's alias.
fn key<'d>(declared: &'d Declared<'_>) -> (Section, &'d str, &'d str, Option<Cow<'d, str>>) {
    let is_provider = declared.section == Section::Provider;
    let alias = is_provider.then(|| declared.get("alias").and_then(Json::string)).flatten();
    (declared.section, &declared.type_name, &declared.name, alias)
}

/// Whether it is told by its name; what is no name of an alias is refused as that.
fn has_name(declared: &Declared<'_>) -> bool {
    let is_name = |alias: Value<'_>| alias.string().is_some_and(|alias| !alias.is_empty());
    declared.section != Section::Provider || declared.get("alias").is_none_or(is_name)
}

/// Backends and lists of required providers, of which a module has one each.
fn settings(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    if checker.plan().has_overrides() {
        return;
    }
    let (mut backends, mut providers) = (Vec::new(), Vec::new());
    for declared in graph.language().declared.iter().filter(|own| own.section == Section::Terraform) {
        providers.extend(declared.blocks("required_providers").map(|body| (declared, body.id())));
        let levels = members(declared.body).filter(|(key, _)| key.is("backend"));
        let types = levels.flat_map(|(_, level)| blocks_of(level)).flat_map(Json::members);
        let types = types.filter(|(key, _)| !key.is("//"));
        backends.extend(types.flat_map(|(_, value)| bodies(value)).map(|body| (declared, body.id())));
    }
    another(checker, "backend", &backends, "Duplicate backend configuration");
    another(checker, "required_providers", &providers, "Duplicate required providers configuration");
}

fn another<'p>(
    checker: &mut Checker<'_, 'p>,
    block: &str,
    all: &[(&Declared<'p>, NodeId)],
    summary: &'static str,
) {
    let graph = checker.graph();
    let [(holder, first), (other, again), ..] = *all else { return };
    let message: String = format!("there may be one `{block}` block only, and there are {}", all.len());
    let subject = Subject::declared(graph, other, again);
    let draft = checker.refuse(subject, message, Refusal::by_init(summary));
    draft.related(Subject::declared(graph, holder, first), "is the first");
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "All files of a folder are one module, in which a name is declared once. `terraform init` fails: `Duplicate \
                resource configuration`, `Duplicate provider configuration`, `Duplicate local value definition`. The usual \
                causes: a `cdk.tf.json` or HCL file of an earlier synthesis that still lies in the folder, two constructs \
                that `overrideLogicalId` gives one name, a second provider without an alias. Most JSON readers keep the \
                last of two equal keys without a word; Terraform reads both.",
    snippets: Snippets {
        hcl: r#"provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "virginia" # every further configuration has an alias
  region = "us-east-1"
}"#,
        cdktf_typescript: r#"new AwsProvider(this, "aws", { region: "eu-west-1" });
// Every further configuration has an alias.
new AwsProvider(this, "aws_virginia", { region: "us-east-1", alias: "virginia" });"#,
        cdktf_python: r#"AwsProvider(self, "aws", region="eu-west-1")
# Every further configuration has an alias.
AwsProvider(self, "aws_virginia", region="us-east-1", alias="virginia")"#,
    },
    sources: &[
        Source {
            title: "Terraform: JSON configuration syntax",
            url: "https://developer.hashicorp.com/terraform/language/syntax/json",
        },
        Source {
            title: "Terraform: override files",
            url: "https://developer.hashicorp.com/terraform/language/files/override",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_sns_topic": {"alerts": [{"name": "alerts"}, {"name": "alarms"}]}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "eu-west-1"}, {"region": "us-east-1"}]},
 "resource": {"aws_sns_topic": {"alerts": {"name": "alerts"}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "eu-west-1"}, {"alias": "b", "region": "us-east-1"}, {"alias": "b"}]}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": [{"backend": {"s3": {"bucket": "state", "key": "a", "region": "eu-west-1"}}},
  {"backend": {"local": {}}}]}"#,
        ),
        Example::Flagged(r#"{"locals": [{"name": "a"}, {"name": "b"}]}"#),
        Example::Flagged(
            r#"{"resource": {"aws_sns_topic": {"alerts": {"name": "alerts",
  "lifecycle": [{"prevent_destroy": true}, {"ignore_changes": ["tags"]}]}}}}"#,
        ),
        // Lists and repeated keys where labels stand are merged, and a name is one of its type only.
        Example::Clean(
            r#"{"resource": [{"aws_sns_topic": [{"a": [{"name": "a"}]}, {"b": {"name": "b"}}]}, {"aws_sqs_queue": {"a": {}}}],
 "data": {"aws_sns_topic": {"a": {"name": "a"}}}}"#,
        ),
        Example::Clean(
            r#"{"provider": {"aws": [{"region": "eu-west-1"}, {"alias": "b", "region": "us-east-1"}]},
 "resource": {"aws_sns_topic": {"a": {"name": "a"}, "b": {"name": "b", "provider": "aws.b"}}},
 "locals": [{"a": 1}, {"b": 1}], "variable": {"a": {"default": 1}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_sns_topic": {"alerts": {"name": "alerts",
  "lifecycle": [{"prevent_destroy": true, "ignore_changes": ["tags"]}]}, "none": null}}}"#,
        ),
    ],
};
