//! Provider configurations that are used and not there, or there and not used.
//!
//! A plan shows an empty `provider` block as it shows none at all: what falls to such a default beside a single alias
//! is left undetermined. A file that shows by its references that it is one of several may have the other
//! configurations beside it.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::{providers::ProviderReference, sections},
    engine::{Checker, Subject},
    facts::provider_sources,
    json::Json,
    plan::{BlockId, Kind, ModuleId, Plan, Provider, Resource, Value},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::{Map, Set},
    template,
};

pub(crate) static RULE: Rule = Rule {
    name: "unconfigured-provider-alias",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A provider configuration is used but not declared, or declared but not used",
    remedy: "configure the provider without an alias for what names none, and name every alias where it is meant",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Providers of hashicorp's that need no configuration, so that the empty one which Terraform makes up will do.
const NEEDLESS: [&str; 9] =
    ["archive", "cloudinit", "external", "http", "local", "null", "random", "time", "tls"];

/// How many users of a configuration a finding shows.
const MOST_RELATED: usize = 8;

fn check<'p>(checker: &mut Checker<'_, 'p>) {
    let plan = checker.plan();
    malformed_names(checker);
    let mut of_name: Map<&str, Vec<Provider<'p>>> = Map::new();
    for provider in plan.providers().filter(|provider| provider.module() == ModuleId::ROOT) {
        of_name.get_or_default(provider.name()).push(provider);
    }
    let users = users(plan);
    for (name, configured) in &of_name {
        missing_default(checker, name, configured, users.get(name).map(Vec::as_slice).unwrap_or_default());
    }
    missing_aliases(checker, &of_name);
    not_passed(checker);
    bare_aliases(checker, &of_name);
    missing_sources(checker, &of_name);
    expected_of_nobody(checker);
    unused_aliases(checker, &of_name, &users);
}

/// The resources of the root module by the provider configuration they take, one of each block.
fn users<'p>(plan: &'p Plan<'p>) -> Map<&'p str, Vec<Resource<'p>>> {
    let mut users: Map<&str, Vec<Resource<'p>>> = Map::new();
    let mut last = None;
    for resource in plan.resources().filter(|resource| resource.module() == ModuleId::ROOT) {
        if last.is_none() || resource.block_id() != last {
            users.get_or_default(resource.provider_key()).push(resource);
        }
        last = resource.block_id();
    }
    users
}

/// Resources that fall to a default configuration, where only aliases are configured.
fn missing_default<'p>(
    checker: &mut Checker<'_, 'p>,
    name: &str,
    configured: &[Provider<'p>],
    users: &[Resource<'p>],
) {
    let aliases: Vec<_> = configured.iter().filter(|provider| provider.alias().is_some()).collect();
    let Some(first) = aliases.first() else { return };
    let default = configured.iter().find(|provider| provider.alias().is_none());
    let is_plan = checker.plan().kind() == Kind::Plan;
    let is_configured = default.is_some_and(|provider| !is_plan || provider.has_arguments());
    if users.is_empty() || is_configured || NEEDLESS.contains(&name) {
        return;
    }
    if is_fragment(checker) || default.is_some() && aliases.len() == 1 {
        checker.undetermined_of(**first);
        return;
    }
    let only = match aliases.len() {
        1 => format!("only the alias `{}` is", first.key()),
        count => format!("only its {count} aliases are"),
    };
    let message = format!(
        "{} the default configuration of `{name}`, which is not declared; {only}",
        counted(users.len(), "resource takes", "resources take")
    );
    let subject = Subject::other(format!("provider.{name}"), None, first.place().node);
    // Most providers cannot do with an empty configuration, and find that out when a plan is to be made; one that was made
    // had the rest from its surroundings.
    let draft = if is_plan {
        checker.report(subject, message)
    } else {
        checker.refuse(subject, message, Refusal::by_plan("Invalid provider configuration"))
    };
    for user in users.iter().take(MOST_RELATED) {
        draft.related(*user, "names no provider configuration");
    }
}

/// Names of configurations that are not there, though others of the provider are.
fn missing_aliases<'p>(checker: &mut Checker<'_, 'p>, of_name: &Map<&str, Vec<Provider<'p>>>) {
    let references = checker.graph().provider_references();
    let mut missing: Map<&str, Vec<&ProviderReference<'p>>> = Map::new();
    for used in &references.uses {
        let Some(key) = used.key.as_deref() else { continue };
        let Some((name, _)) = key.split_once('.') else { continue };
        let siblings = of_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let is_declared = siblings.iter().any(|provider| provider.key() == key)
            || references.expected.iter().any(|expected| expected == key);
        // Where there is none of the provider, they may all be in a file beside this one.
        let is_whole = checker.plan().is_whole || !siblings.is_empty() && !is_fragment(checker);
        if !is_declared && is_whole {
            missing.get_or_default(key).push(used);
        }
    }
    for (key, users) in missing {
        let Some((first, others)) = users.split_first() else { continue };
        let message =
            format!("`{}` names the provider configuration `{key}`, which is not declared", first.holder);
        let subject = Subject::other(format!("provider.{key}"), None, first.node);
        let refusal = refusal_of_missing(checker, key, &users);
        let draft = checker.refuse(subject, message, refusal);
        for user in others.iter().take(MOST_RELATED) {
            draft.related(Subject::other(&*user.holder, Some(user.argument), user.node), "names it too");
        }
    }
}

/// What Terraform says of a configuration that is not there, by what names it.
fn refusal_of_missing(checker: &Checker<'_, '_>, key: &str, users: &[&ProviderReference<'_>]) -> Refusal {
    if users.iter().any(|user| user.argument == "providers") {
        let (name, alias) = key.split_once('.').unwrap_or((key, ""));
        let written = checker.graph().settings().source_of(name);
        let source = full_source(written.as_deref().unwrap_or(name));
        return Refusal::by_validate(format!("missing provider provider[\"{source}\"].{alias}"));
    }
    // So nothing is called, and Terraform looks for a provider of this name first.
    if key.starts_with("provider.") {
        return Refusal::by_init(NO_PACKAGES);
    }
    // The resource that is imported names it too, mostly.
    if users.iter().all(|user| user.holder == "import") {
        return Refusal::by_init("Invalid import provider argument");
    }
    Refusal::by_validate(NOT_PRESENT)
}

const NOT_PRESENT: &str = "Provider configuration not present";

/// A source with the registry and namespace that it leaves out.
fn full_source(source: &str) -> String {
    let source = source.to_lowercase();
    match source.matches('/').count() {
        0 => format!("registry.terraform.io/hashicorp/{source}"),
        1 => format!("registry.terraform.io/{source}"),
        _ => source,
    }
}

/// Configurations that a module takes from its caller, which does not pass them.
fn not_passed(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    for (name, call) in sections::named(plan, "module") {
        let Some(module) = graph.modules().get(&name) else { continue };
        let providers = call.get("providers");
        let is_passed = |key: &str| providers.is_some_and(|providers| providers.get(key).is_some());
        let place = providers.unwrap_or(call).id();
        let subject = || Subject::other(format!("module.{name}"), Some("providers"), place);
        for key in module.expected.iter().filter(|key| !is_passed(key)) {
            let message = format!("the module takes the provider configuration `{key}`, which is not passed");
            checker.refuse(subject(), message, Refusal::by_init("Missing required provider configuration"));
        }
        for (key, holder) in module.undeclared.iter().filter(|(key, _)| !is_passed(key)) {
            let message = format!(
                "`{holder}` in the module names the provider configuration `{key}`, which no caller hands on"
            );
            checker.refuse(subject(), message, Refusal::by_validate(NOT_PRESENT));
        }
    }
}

/// An alias without its provider before it, which Terraform takes for a provider of that name.
fn bare_aliases<'p>(checker: &mut Checker<'_, 'p>, of_name: &Map<&str, Vec<Provider<'p>>>) {
    let graph = checker.graph();
    let required = &graph.settings().required_providers;
    for used in &graph.provider_references().uses {
        let Some(key) = used.key.as_deref().filter(|key| !key.contains('.')) else { continue };
        if of_name.contains_key(key) || required.iter().any(|(name, _)| name == key) {
            continue;
        }
        let meant = of_name.values().flatten().find(|provider| provider.alias() == Some(key));
        let Some(meant) = meant.filter(|_| checker.plan().is_whole || !is_fragment(checker)) else {
            continue;
        };
        let message = format!("`{key}` is read as a provider of that name; the alias is `{}`", meant.key());
        let refusal = match used.argument {
            "providers" => Refusal::by_init("Provider type mismatch"),
            _ => Refusal::by_init(NO_PACKAGES),
        };
        checker.refuse(Subject::other(&*used.holder, Some(used.argument), used.node), message, refusal);
    }
}

/// What Terraform says of a provider that it finds nowhere.
const NO_PACKAGES: &str = "Failed to query available provider packages";

/// Providers that Terraform would look for among hashicorp's, which has none of that name.
fn missing_sources<'p>(checker: &mut Checker<'_, 'p>, of_name: &Map<&'p str, Vec<Provider<'p>>>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    if !plan.is_whole || !plan.is_configuration() {
        return;
    }
    let mut users: Map<&str, Subject<'p>> = Map::new();
    for block in (0..plan.blocks.len()).map(BlockId::at) {
        let Some(own) = plan.block(block) else { continue };
        let named = own.provider.as_deref().and_then(|key| key.split('.').next());
        let name = named.or_else(|| own.type_name.split('_').next()).unwrap_or_default();
        if let Some(node) = own.expressions {
            users.get_or_insert_with(name, || Subject::configured(graph, block, node, None));
        }
    }
    for (name, configured) in of_name {
        if let Some(first) = configured.first() {
            users.get_or_insert_with(name, || Subject::from(*first));
        }
    }
    let required = &graph.settings().required_providers;
    for (name, subject) in users {
        let has_source =
            |(own, entry): &(Cow<'_, str>, Value<'_>)| own == name && entry.get("source").is_some();
        let Some(source) = provider_sources::source(name).filter(|_| !required.iter().any(has_source)) else {
            continue;
        };
        let message = format!(
            "`required_providers` gives no source for `{name}`, so that Terraform looks for `hashicorp/{name}`, which \
             there is none of; it is `{source}`"
        );
        checker.refuse(subject, message, Refusal::by_init(NO_PACKAGES));
    }
}

/// Configurations that a caller has to pass, in a root module, which nobody calls.
fn expected_of_nobody(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let settings = checker.graph().settings();
    // Only a root module has one of these; any other folder may be a module of somebody's.
    if plan.kind() != Kind::Cdktf && plan.backend.is_none() && settings.clouds.is_empty() {
        return;
    }
    for (name, entry) in &settings.required_providers {
        let Some(aliases) = entry.get("configuration_aliases") else { continue };
        let declared = |key: &str| plan.providers().any(|provider| provider.key() == key);
        // The default configuration, without an alias, Terraform makes up.
        let is_missing = |alias: &Cow<'_, str>| alias.contains('.') && !declared(alias);
        let first = aliases.items().filter_map(Json::string).find(is_missing);
        if let Some(alias) = first {
            let message = format!(
                "`{alias}` has to be passed by whoever calls this module, and nobody calls a root module"
            );
            let address = format!("terraform.required_providers.{name}");
            let references = &checker.graph().provider_references().uses;
            let refusal = if references.iter().any(|used| used.key.as_deref() == Some(&*alias)) {
                Refusal::by_validate(NOT_PRESENT)
            } else {
                Refusal::by_plan("Undefined provider configuration")
            };
            let subject = Subject::other(address, Some("configuration_aliases"), aliases.id());
            checker.refuse(subject, message, refusal);
        }
    }
}

/// What is no name of a configuration where one must be.
fn malformed_names(checker: &mut Checker<'_, '_>) {
    let references = checker.graph().provider_references();
    let mut maps = Set::new();
    let calls = sections::named(checker.plan(), "module");
    maps.extend(calls.filter_map(|(_, call)| call.get("providers")).map(Json::id));
    for wrong in references.uses.iter().filter(|used| used.key.is_none()) {
        let message = match wrong.argument {
            "providers" => "`providers` maps names to bare names of configurations, such as `aws.standby`",
            _ => "`provider` is the bare name of a configuration, such as `aws` or `aws.standby`",
        };
        // What should map names and does not, or what should be one.
        let is_map = maps.contains(&wrong.node);
        let summary = if is_map { "Invalid expression" } else { "Invalid provider configuration reference" };
        let subject = Subject::other(&*wrong.holder, Some(wrong.argument), wrong.node);
        checker.refuse(subject, message.into(), Refusal::by_init(summary));
    }
}

fn unused_aliases<'p>(
    checker: &mut Checker<'_, 'p>,
    of_name: &Map<&str, Vec<Provider<'p>>>,
    users: &Map<&str, Vec<Resource<'p>>>,
) {
    let plan = checker.plan();
    let is_plan = plan.kind() == Kind::Plan;
    // What has no resources is one of several files, or on its way to be removed.
    if plan.blocks.is_empty() {
        return;
    }
    // A plan does not say which configurations its modules are passed.
    if is_plan && plan.modules.len() > 1 || !is_plan && is_fragment(checker) {
        return;
    }
    let references = checker.graph().provider_references();
    let is_declared = |key: &str| of_name.values().flatten().any(|provider| provider.key() == key);
    // What names none that there is may mean any of them.
    let is_wrong = |key: Option<&str>| match key {
        Some(key) if key.contains('.') => !is_declared(key),
        Some(key) => !of_name.contains_key(key),
        None => true,
    };
    if references.uses.iter().any(|used| is_wrong(used.key.as_deref())) {
        return;
    }
    let mut used = Set::new();
    used.extend(references.uses.iter().filter_map(|used| used.key.as_deref()));
    used.extend(users.keys().copied());
    used.extend(plan.blocks.iter().filter_map(|block| block.provider.as_deref()));
    for provider in of_name.values().flatten() {
        let is_unused = |alias: &&str| !used.contains(provider.key()) && !template::has_interpolation(alias);
        let Some(alias) = provider.alias().filter(is_unused) else { continue };
        let message = format!("nothing uses the alias `{alias}`");
        checker.report(*provider, message).severity(Severity::Low).not_blocking();
    }
}

fn is_fragment(checker: &Checker<'_, '_>) -> bool {
    checker.graph().undeclared().is_fragment()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A resource that names no provider takes the configuration without an alias. Where only aliases are \
                configured, Terraform makes up an empty one: no region, no profile, no `assume_role`, no `default_tags`. \
                The plan fails with `Invalid provider configuration` or, where the environment happens to hold a region \
                and credentials, builds everything in the wrong region or account. A name of a configuration that is not \
                declared fails with `Provider configuration not present`. An alias that nothing uses is mostly one that \
                was meant to be used.",
    snippets: Snippets {
        hcl: r#"provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "standby"
  region = "us-west-2"
}

resource "aws_s3_bucket" "replica" {
  provider = aws.standby
  bucket   = "payments-replica"
}"#,
        cdktf_typescript: r#"new AwsProvider(this, "aws", { region: "us-east-1" });
const standby = new AwsProvider(this, "aws_standby", { region: "us-west-2", alias: "standby" });
new S3Bucket(this, "replica", { provider: standby, bucket: "payments-replica" });"#,
        cdktf_python: r#"AwsProvider(self, "aws", region="us-east-1")
standby = AwsProvider(self, "aws_standby", region="us-west-2", alias="standby")
S3Bucket(self, "replica", provider=standby, bucket="payments-replica")"#,
    },
    sources: &[
        Source {
            title: "Terraform: provider configuration",
            url: "https://developer.hashicorp.com/terraform/language/providers/configuration",
        },
        Source {
            title: "Terraform: the provider meta-argument",
            url: "https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"provider": {"aws": [{"alias": "east", "region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
  "aws_sns_topic": {"east": {"provider": "aws.east"}, "west": {"provider": "aws.west"}}}}"#,
        ),
        // One alias, used; the data source falls to the default.
        Example::Flagged(
            r#"{"provider": {"aws": {"alias": "us-east-1", "region": "us-east-1"}},
 "data": {"aws_region": {"current": {}}},
 "resource": {"aws_acm_certificate": {"site": {"provider": "aws.us-east-1", "domain_name": "example.com"}}}}"#,
        ),
        // There and not used.
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
 "resource": {"aws_sns_topic": {"main": {"name": "alerts"}}}}"#,
        ),
        // Used and not there.
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
 "resource": {"aws_sns_topic": {"west": {"provider": "aws.west"}, "east": {"provider": "aws.east"}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": {"region": "us-east-1"}},
 "module": {"network": {"source": "./network", "providers": {"aws": "aws.west", "aws.peer": "aws"}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
 "resource": {"aws_sns_topic": {"west": {"provider": "aws.west"}, "other": {"provider": "${aws.west}"}}}}"#,
        ),
        // The alias without its provider.
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
 "resource": {"aws_sns_topic": {"west": {"provider": "aws.west"}, "other": {"provider": "west"}}}}"#,
        ),
        // Not hashicorp's.
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "resource": {"datadog_monitor": {"errors": {"name": "errors"}}}}"#,
        ),
        Example::Clean(
            r#"{"//": {"metadata": {"stackName": "web"}}, "terraform": {"required_providers": {"datadog": {"source": "DataDog/datadog"}}},
 "provider": {"datadog": {}}, "resource": {"datadog_monitor": {"errors": {"name": "errors"}}}}"#,
        ),
        // A default and an alias with hyphens that is passed to a module.
        Example::Clean(
            r#"{"provider": {"aws": [{"region": "us-west-2"}, {"alias": "us-east-1", "region": "us-east-1"}]},
 "resource": {"aws_sns_topic": {"main": {"name": "alerts"}}},
 "module": {"certificate": {"source": "./certificate", "providers": {"aws": "aws.us-east-1"}}}}"#,
        ),
        // Every resource names its provider.
        Example::Clean(
            r#"{"provider": {"aws": [{"alias": "east", "region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
 "resource": {"aws_sns_topic": {"east": {"provider": "aws.east"}, "west": {"provider": "aws.west", "count": 0}}}}"#,
        ),
        // No provider block at all: the environment configures it.
        Example::Clean(r#"{"resource": {"aws_sns_topic": {"main": {"name": "alerts"}}}}"#),
        // The provider blocks are in another file, or all there is in this one.
        Example::Clean(r#"{"resource": {"aws_sns_topic": {"east": {"provider": "aws.east"}}}}"#),
        Example::Clean(
            r#"{"provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]}}"#,
        ),
        // One of several files, as what it refers to shows.
        Example::Clean(
            r#"{"provider": {"aws": {"alias": "us_east_1", "region": "us-east-1"}},
 "resource": {"aws_acm_certificate": {"site": {"provider": "aws.us_east_1", "domain_name": "${var.domain}"}},
  "aws_route53_record": {"site": {"zone_id": "${data.aws_route53_zone.main.zone_id}", "name": "www", "type": "A"}}}}"#,
        ),
        // Passed by whoever calls this module.
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "configuration_aliases": ["aws.peer"]}}},
 "provider": {"aws": {"region": "us-east-1"}},
 "resource": {"aws_sns_topic": {"peer": {"provider": "aws.peer"}}}}"#,
        ),
    ],
};
