//! A name that a second deployment of the stack would want too.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::{environments, physical_names::PHYSICAL_NAMES},
    graph::{Detected, name_at, physical_name},
    plan::{Attribute, Read, Resource, Text},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "missing-environment-suffix",
    category: Category::Naming,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A name lacks the suffix that keeps parallel deployments apart",
    remedy: "end the name in the environment suffix",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    for &(type_name, place) in PHYSICAL_NAMES {
        for resource in plan.of_type(type_name) {
            let name = name_at(resource, place);
            // Where the configuration may choose the name, or tags that hold one. What the provider makes up, with
            // or without a prefix, is different each time; a later plan shows it.
            let chosen = if place == "tags.Name" { resource.attribute("tags") } else { name };
            if chosen.configured() != Read::Absent {
                check_name(name, checker);
            }
        }
    }
    // A secret that is looked up by name is one of another deployment when the name has no suffix.
    for secret in plan.of_type("data.aws_secretsmanager_secret") {
        check_name(secret.attribute("name"), checker);
    }
}

fn check_name<'p>(name: Attribute<'p>, checker: &mut Checker<'_, 'p>) {
    let read = name.text_by_default();
    // An empty name is none: the provider makes one up.
    if matches!(&read, Read::Known(text) if text.is_empty()) {
        return;
    }
    let Some(suffix) = &checker.environment().suffix else {
        if let Read::Known(text) = read
            && let Some(word) = bare_environment(&text)
            && !is_kept_apart(name, &text, checker)
        {
            let word = if text.is_sensitive() { "(sensitive)" } else { word };
            checker.report(name, format!("`{text}` ends in the environment `{word}` alone"));
        }
        return;
    };
    let Some(text) = checker.known(name, read) else { return };
    if !holds(&text, &suffix.value) && !is_kept_apart(name, &text, checker) {
        let Detected { value, source } = suffix;
        checker.report(name, format!("`{text}` lacks the environment suffix `{value}` (from {source})"));
    }
}

/// Whether a name holds the suffix; names that must be lower case do in theirs.
fn holds(name: &str, suffix: &str) -> bool {
    name.contains(suffix) || name.to_ascii_lowercase().contains(&suffix.to_ascii_lowercase())
}

/// The environment's word, where it is all that a name ends in; a name of one word says nothing of how names are made.
fn bare_environment(name: &str) -> Option<&str> {
    let mut words = environments::words(name).rev();
    let last = words.next().filter(|word| environments::kind_of(word).is_some())?;
    words.next().map(|_| last)
}

/// Whether something else keeps the name apart, or it is not this resource's to choose.
fn is_kept_apart<'p>(name: Attribute<'p>, text: &Text<'_>, checker: &Checker<'_, 'p>) -> bool {
    let mut kept_apart = false;
    name.visit_references(&mut |reference| {
        kept_apart |= match reference.root {
            "var" | "local" => reference.names().any(|name| name.contains("suffix")),
            "terraform" => reference.names().any(|name| name == "workspace"),
            root => root.starts_with("random_"),
        };
    });
    // AWS fixes such names, and one that is another resource's is that one's to mend.
    kept_apart
        || text.starts_with("default")
        || text.starts_with("alias/aws/")
        || is_named_after(name, text, checker)
}

fn is_named_after<'p>(name: Attribute<'p>, text: &str, checker: &Checker<'_, 'p>) -> bool {
    let own: Option<Resource<'p>> = name.resource();
    checker.graph().referents(name).into_iter().filter(|other| Some(*other) != own).any(|other| {
        physical_name(other)
            .is_some_and(|name| matches!(name.text_by_default(), Read::Known(name) if &*name == text))
    })
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Names such as a bucket's, a database's or a role's are unique within an account or the whole of AWS. \
                A second deployment of the same stack, for a pull request or a second region, wants the same names \
                and fails half-way with EntityAlreadyExists, BucketAlreadyOwnedByYou or DBInstanceAlreadyExists; or, \
                where a secret is looked up by name, it silently uses the other deployment's.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  identifier = "payments-db-${var.environment_suffix}"
}"#,
        cdktf_typescript: r#"new DbInstance(this, "main", {
  identifier: `payments-db-${environmentSuffix}`,
});"#,
        cdktf_python: r#"DbInstance(self, "main",
    identifier=f"payments-db-{environment_suffix}",
)"#,
    },
    sources: &[
        Source {
            title: "Amazon S3: bucket naming rules",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
        },
        Source {
            title: "IAM and AWS STS quotas: name requirements",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        },
    ],
    controls: &[],
    parameters: &["environmentSuffix"],
    examples: &[
        // The suffix is declared, and not used.
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_db_instance": {"main": {"identifier": "payments-db-dev"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"main": {"function_name": "payment-webhook-dev"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"environment": {"default": "dev"}}, "locals": {"name": "payments-${var.environment}"},
 "resource": {"aws_vpc": {"main": {"tags": {"Name": "${local.name}"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": {"default_tags": [{"tags": {"EnvironmentSuffix": "k7m2"}}]}},
 "data": {"aws_secretsmanager_secret": {"db": {"name": "payments-db-password"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_db_instance": {"main": {"identifier": "payments-db-${var.environment_suffix}"}},
  "aws_s3_bucket": {"logs": {"bucket_prefix": "payments-logs-"}}}}"#,
        ),
        // Without a value, nobody can say what the name will be.
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"type": "string"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        // A token behind the environment keeps it apart.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"main": {"function_name": "payment-webhook-dev-001"}},
  "aws_api_gateway_stage": {"main": {"stage_name": "dev"}}}}"#,
        ),
        // A suffix of something else, a name that is left out, and one that is nothing but the environment.
        Example::Clean(
            r#"{"variable": {"database_subnet_suffix": {"default": "db"}, "name": {"default": ""}},
 "resource": {"aws_db_subnet_group": {"main": {"name": "${var.name}"}},
  "aws_ecs_cluster": {"main": {"name": "production"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"random_id": {"suffix": {"byte_length": 4}},
  "aws_sns_topic": {"a": {"name": "alerts-${random_id.suffix.hex}"}, "b": {"name": "b-${terraform.workspace}-dev"}}}}"#,
        ),
    ],
};
