//! Requirements on versions and sources that Terraform cannot read, or that nothing meets.
//!
//! Whoever stays with an old Terraform on purpose may keep a constraint that shuts newer ones out: that is a hint. A
//! template in one of these is `template-in-literal-argument`'s to say.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::sections,
    engine::{Checker, Subject},
    facts::versions::{OLDEST_TERRAFORM, READ_ON},
    json::{Json, JsonKind},
    plan::{Value, blocks_of, items_of},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    template::{self, Step},
    version::{Constraints, Version},
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-version-requirement",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A required version or provider source is not in Terraform's syntax, or nothing meets it",
    remedy: "write conditions such as `>= 1.5, < 2.0` or `~> 5.0`, and sources as `NAMESPACE/TYPE`",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let settings = checker.graph().settings();
    for &required in &settings.required_versions {
        required_version(checker, required);
    }
    for &experiments in &settings.experiments {
        let message = "`experiments` are taken by alpha and development builds of Terraform only";
        let subject = Subject::other("terraform", Some("experiments"), experiments.id());
        checker.refuse(subject, message.into(), Refusal::by_init("Module uses experimental features"));
    }
    for (name, entry) in &settings.required_providers {
        required_provider(checker, name, *entry);
    }
    for (name, level) in sections::blocks(checker.plan(), "provider").flat_map(Json::members) {
        let versions = items_of(level).filter_map(|body| body.get("version"));
        for version in versions.filter(|version| !version.is_null()) {
            if let Some(message) = provider_version(version) {
                let address = format!("provider.{}", name.text());
                let subject = Subject::other(address, Some("version"), version.id());
                checker.refuse(subject, message, Refusal::by_init(NO_CONSTRAINT));
            }
        }
    }
}

/// What Terraform says of what is no version constraint.
const NO_CONSTRAINT: &str = "Invalid version constraint";

/// What it says of a constraint that its own version does not meet.
const NOT_MET: &str = "Unsupported Terraform Core version";

fn required_version<'p>(checker: &mut Checker<'_, 'p>, value: Value<'p>) {
    let Some(text) = written(value) else { return };
    let Some(wrong) = wrong_core_version(&text) else { return };
    let subject = Subject::other("terraform", Some("required_version"), value.id());
    match wrong {
        Wrong::Refused(message, summary) => {
            checker.refuse(subject, message, Refusal::by_init(summary));
        }
        Wrong::OnlyOld(message) => {
            let draft = checker.refuse(subject, message, Refusal::by_init(NOT_MET));
            draft.severity(Severity::Medium).not_blocking();
        }
    }
}

enum Wrong {
    /// Why, and what Terraform says.
    Refused(String, &'static str),
    /// Only versions that are no longer looked after are allowed.
    OnlyOld(String),
}

fn wrong_core_version(text: &str) -> Option<Wrong> {
    let Some(constraints) = Constraints::parse(text) else {
        return Some(Wrong::Refused(unreadable(text), NO_CONSTRAINT));
    };
    if constraints.names_prerelease() {
        let message = format!("`{text}` names a prerelease, which `required_version` cannot");
        return Some(Wrong::Refused(message, "Invalid required_version constraint"));
    }
    // A third major version is further away than anything that is planned.
    let is_any = |version: Version| version < Version::first_of(3);
    if !constraints.oldest_from(Version::first_of(1)).is_some_and(is_any) {
        let message = format!("no release of Terraform from 1.0 on meets `{text}`");
        return Some(Wrong::Refused(message, NOT_MET));
    }
    let recent = Version::parse(OLDEST_TERRAFORM)?;
    constraints.oldest_from(recent).is_none().then(|| {
        let message = format!(
            "`{text}` shuts out every Terraform from {OLDEST_TERRAFORM} on, the oldest that is looked after as of \
             {READ_ON}; with such a one `terraform init` stops"
        );
        Wrong::OnlyOld(message)
    })
}

/// The text of a version requirement; none where there is none, or another rule speaks of it.
fn written(value: Value<'_>) -> Option<Cow<'_, str>> {
    let text = match value.kind() {
        JsonKind::Null => return None,
        JsonKind::String => value.string()?,
        JsonKind::Number => Cow::Borrowed(value.number()?),
        JsonKind::Bool | JsonKind::Array | JsonKind::Object => Cow::Borrowed(""),
    };
    (!template::has_interpolation(&text)).then_some(text)
}

fn unreadable(text: &str) -> String {
    let hint = match text.trim() {
        "" => String::from("; write one such as `>= 1.5, < 2.0`"),
        "latest" | "*" => String::from("; to take the newest, leave it out"),
        text => match text.strip_prefix('^') {
            Some(version) => format!("; what npm writes as `^{version}` is `~> {version}` or `>= {version}`"),
            None if text.matches(['<', '>', '=']).count() > 1 && !text.contains(',') => {
                String::from("; a comma stands between conditions")
            }
            None => String::new(),
        },
    };
    format!("`{text}` is no version constraint{hint}")
}

fn required_provider<'p>(checker: &mut Checker<'_, 'p>, name: &str, entry: Value<'p>) {
    let address = &*format!("terraform.required_providers.{name}");
    if !entry.is_object() {
        let is_version = matches!(entry.kind(), JsonKind::String | JsonKind::Number);
        let wrong = if is_version { provider_version(entry) } else { Some(no_entry()) };
        let summary =
            if is_version || entry.kind() == JsonKind::Bool { NO_CONSTRAINT } else { NO_REQUIREMENT };
        if let Some(message) = wrong {
            let subject = Subject::other(address, None, entry.id());
            checker.refuse(subject, message, Refusal::by_init(summary));
        }
        return;
    }
    for (key, value) in blocks_of(entry).flat_map(Json::members) {
        let key_text = key.text();
        let wrong = match &*key_text {
            "source" => wrong_source(value),
            "version" if value.kind() == JsonKind::Number => {
                Some((unreadable(value.number().unwrap_or_default()), NO_CONSTRAINT))
            }
            "version" => provider_version(value).map(|message| (message, NO_CONSTRAINT)),
            "configuration_aliases" => wrong_aliases(name, value),
            other => Some((unknown(other), NO_REQUIREMENT)),
        };
        if let Some((message, summary)) = wrong {
            let subject = Subject::other(address, Some(&*key_text), value.id());
            checker.refuse(subject, message, Refusal::by_init(summary));
        }
    }
}

/// What Terraform says of a requirement that is no object of what it takes.
const NO_REQUIREMENT: &str = "Invalid required_providers object";

fn unknown(name: &str) -> String {
    match name {
        "//" => "a requirement takes no comment: `//` stands beside it, in `required_providers`".into(),
        name => format!(
            "`{name}` is none of `source`, `version` and `configuration_aliases`, which alone a requirement takes"
        ),
    }
}

fn no_entry() -> String {
    String::from("a requirement is an object with `source` and `version`, or a version constraint")
}

fn provider_version(value: Value<'_>) -> Option<String> {
    if value.is_null() {
        return Some("the version constraint is `null`; leave it out instead".into());
    }
    let text = written(value)?;
    let is_readable = Constraints::parse(&text).is_some_and(|constraints| constraints.is_of_provider());
    (!is_readable).then(|| unreadable(&text))
}

/// What is wrong with the configurations that a caller has to pass, each named `NAME.ALIAS`, and what Terraform says.
fn wrong_aliases(name: &str, value: Value<'_>) -> Option<(String, &'static str)> {
    let is_name = |item: Value<'_>| template::parse_traversal(&item.string().unwrap_or_default()).is_ok();
    // What stands behind the alias Terraform passes over.
    let is_own = |item: Value<'_>| {
        let text = item.string().unwrap_or_default();
        let parsed = template::parse_traversal(&text);
        parsed
            .is_ok_and(|own| own.root == name && matches!(own.steps.first(), None | Some(Step::Attribute(_))))
    };
    let summary = if !value.is_array() || !value.items().all(is_name) {
        "Invalid expression"
    } else if !value.items().all(is_own) {
        "Invalid configuration_aliases value"
    } else {
        return None;
    };
    Some((format!("`configuration_aliases` is a list of bare names such as `{name}.ALIAS`"), summary))
}

/// What is wrong with the source of a provider, and what Terraform says.
fn wrong_source(value: Value<'_>) -> Option<(String, &'static str)> {
    let message = provider_source(value)?;
    Some((message, value.string().map_or("Invalid source", |text| summary_of_source(&text))))
}

/// What Terraform says of a provider's source that it cannot read.
pub(super) fn summary_of_source(text: &str) -> &'static str {
    let mut parts: Vec<&str> = text.split('/').collect();
    if parts.len() > 3 || parts.iter().any(|part| part.is_empty()) {
        return "Invalid provider source string";
    }
    let type_name = parts.pop().unwrap_or_default();
    let is_repository = !parts.is_empty() && type_name.starts_with("terraform-");
    if is_repository || !is_part(type_name) {
        return "Invalid provider type";
    }
    match parts.pop() {
        Some(namespace) if !is_part(namespace) => "Invalid provider namespace",
        _ => "Invalid provider source hostname",
    }
}

/// What is wrong with where a provider comes from: `[HOST/][NAMESPACE/]TYPE`.
fn provider_source(value: Value<'_>) -> Option<String> {
    let Some(text) = value.string() else {
        return Some("the source is not a string such as `hashicorp/aws`".into());
    };
    if template::has_interpolation(&text) {
        return None;
    }
    let parts: Vec<&str> = text.split('/').collect();
    let (type_name, before) = parts.split_last()?;
    if text.contains("://") {
        return Some(format!("`{text}` is a URL; a provider's source is `[HOST/]NAMESPACE/TYPE`"));
    }
    if before.len() > 2 || parts.iter().any(|part| part.is_empty()) {
        return Some(format!("`{text}` is not of the form `[HOST/]NAMESPACE/TYPE`"));
    }
    if let Some((name, version)) = type_name.split_once('@') {
        let own = type_name.len() - name.len();
        let source = text.get(..text.len() - own).unwrap_or_default();
        return Some(format!("`{text}` holds a version; write source `{source}` and version `{version}`"));
    }
    if let Some(plain) = type_name
        .strip_prefix("terraform-provider-")
        .or_else(|| type_name.strip_prefix("terraform-"))
        .filter(|_| !before.is_empty())
    {
        return Some(format!("`{text}` names a repository; the provider's type is `{plain}`"));
    }
    let namespace = before.last().copied();
    let wrong = [Some(*type_name), namespace].into_iter().flatten().find(|part| !is_part(part))?;
    Some(format!("`{wrong}` in `{text}` is no name of letters, digits and single hyphens"))
}

/// Whether Terraform takes it for a namespace or type.
fn is_part(part: &str) -> bool {
    let is_own = |character: char| character.is_alphanumeric() || character == '-';
    part.chars().all(is_own) && !part.starts_with('-') && !part.ends_with('-') && !part.contains("--")
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform init` reads these before anything else and stops: `Invalid version constraint`, `Unsupported \
                Terraform Core version`, `Invalid provider source string`, `Invalid required_providers object`. People \
                bring the syntax of npm (`^5.0.0`), leave out the comma between two conditions, or copy the form of \
                `cdktf.json` (`hashicorp/aws@~> 5.0`) into an override. CDKTF writes all of it as it is given.",
    snippets: Snippets {
        hcl: r#"terraform {
  required_version = ">= 1.5, < 2.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}"#,
        cdktf_typescript: r#"// Terraform's own syntax: npm's ^6.0.0 is "~> 6.0" here.
stack.addOverride("terraform.required_version", ">= 1.5, < 2.0");
stack.addOverride("terraform.required_providers.aws.version", "~> 6.0");"#,
        cdktf_python: r#"# Terraform's own syntax: npm's ^6.0.0 is "~> 6.0" here.
stack.add_override("terraform.required_version", ">= 1.5, < 2.0")
stack.add_override("terraform.required_providers.aws.version", "~> 6.0")"#,
    },
    sources: &[
        Source {
            title: "Terraform: version constraints",
            url: "https://developer.hashicorp.com/terraform/language/expressions/version-constraints",
        },
        Source {
            title: "Terraform: provider requirements",
            url: "https://developer.hashicorp.com/terraform/language/providers/requirements",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"terraform": {"required_version": "^1.5"}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        // No comma.
        Example::Flagged(
            r#"{"terraform": {"required_version": ">= 1.5 < 2.0"}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        // Long past: a hint.
        Example::Flagged(
            r#"{"terraform": {"required_version": "~> 1.5.0"}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_version": ">= 1.5, < 1.2"}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "^5.0.0"}}}}"#,
        ),
        // As cdktf.json writes it.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws@~> 5.0"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "https://registry.terraform.io/hashicorp/aws"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "//": "pinned", "version": "~> 6.0"}}}}"#,
        ),
        Example::Flagged(r#"{"terraform": {"experiments": ["module_variable_optional_attrs"]}}"#),
        // `~> 1.5` is anything before 2.0.
        Example::Clean(
            r#"{"terraform": {"required_version": "~> 1.5", "required_providers": {"//": "pinned", "aws": "~> 6.0",
  "null": {"source": "registry.terraform.io/HashiCorp/Null", "version": ">= 3.0-beta, != 3.1.0"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_version": ">= 0.13, != 1.6", "required_providers": {"random": {}, "tls": {"source": "tls"}}}}"#,
        ),
        // What another rule says.
        Example::Clean(
            r#"{"terraform": {"required_version": "${var.version}"}, "variable": {"version": {}}}"#,
        ),
    ],
};
