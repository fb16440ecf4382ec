//! A remote backend without a single setting.
//!
//! A plan says nothing of its backend. Backends that environment variables can configure as a whole (`http`, `pg`,
//! `remote`) are complete without one.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    json::{Json, JsonKind},
    plan::blocks_of,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "incomplete-backend",
    category: Category::Deploy,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "The backend names no place to keep the state in",
    remedy: "give the backend its settings, or pass them to every `terraform init` by `-backend-config`",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Types of backends that need a setting which no environment variable gives.
const NEEDY: [&str; 7] = ["azurerm", "consul", "cos", "gcs", "kubernetes", "oss", "s3"];

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let Some(backend) = plan.backend.as_ref() else { return };
    let type_name = &*backend.type_name;
    let body = plan.value(backend.node);
    let mut settings = blocks_of(body).flat_map(Json::members);
    let is_empty = settings.all(|(key, value)| key.is("//") || value.is_null());
    if !NEEDY.contains(&type_name) || body.kind() == JsonKind::String || !is_empty {
        return;
    }
    let message = format!(
        "the backend `{type_name}` has no setting, so `terraform init` works only with `-backend-config`"
    );
    checker.report(Subject::other(format!("terraform.backend.{type_name}"), None, backend.node), message);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A backend block without settings is a partial configuration: whoever runs `terraform init` has to know \
                the bucket and key and pass them, by `-backend-config` or by typing them in. Without a terminal, as \
                in a pipeline, it fails: `The attribute \"bucket\" is required by the backend`, `Missing region value`. \
                With other values than the last time it opens another state, and apply creates everything again.",
    snippets: Snippets {
        hcl: r#"terraform {
  backend "s3" {
    bucket       = "company-terraform-state"
    key          = "payments/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}"#,
        cdktf_typescript: r#"new S3Backend(this, {
  bucket: "company-terraform-state",
  key: "payments/terraform.tfstate",
  region: "us-east-1",
  encrypt: true,
});"#,
        cdktf_python: r#"S3Backend(self,
    bucket="company-terraform-state",
    key="payments/terraform.tfstate",
    region="us-east-1",
    encrypt=True,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: partial configuration of a backend",
            url: "https://developer.hashicorp.com/terraform/language/backend",
        },
        Source {
            title: "Terraform: backend type s3",
            url: "https://developer.hashicorp.com/terraform/language/backend/s3",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {}}}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": [{"backend": [{"s3": [{"//": "see the pipeline", "bucket": null}]}]}],
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"gcs": {}}}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        // Some settings say that the others are passed on purpose.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"key": "payments.tfstate"}}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"backend": {"local": {}}}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        // Environment variables can say it all.
        Example::Clean(
            r#"{"terraform": {"backend": {"http": {}}}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"cloud": {}}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_version": ">= 1.5"}, "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
        ),
    ],
};
