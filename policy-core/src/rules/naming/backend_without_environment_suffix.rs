//! State of parallel deployments in one bucket and lock table.
//!
//! A plan says nothing of its backend.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    plan::{Attribute, ModuleId, Owner, Read},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "backend-without-environment-suffix",
    category: Category::Naming,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "The names of the backend's bucket and lock table lack the environment suffix",
    remedy: "append the environment suffix to the backend's bucket and lock table, or at least to its key",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let Some(backend) = plan.backend.as_ref().filter(|backend| backend.type_name == "s3") else { return };
    let Some(suffix) = &checker.environment().suffix else { return };
    let owner = Owner { plan, module: ModuleId::ROOT, resource: None };
    let arguments = Attribute::of_literals(owner, plan.value(backend.node));
    let holds_suffix = |name| match arguments.get(name).text() {
        Read::Known(text) => text.contains(&*suffix.value),
        Read::Unknown | Read::Absent => false,
    };
    // Workspaces keep deployments apart by themselves.
    if arguments.get("workspace_key_prefix").presence() != Read::Absent {
        return;
    }
    // A bucket that is left out is given to `terraform init`.
    let bucket = arguments.get("bucket");
    let Read::Known(name) = bucket.text() else { return };
    if holds_suffix("bucket") || holds_suffix("dynamodb_table") {
        return;
    }
    let severity = if holds_suffix("key") { Severity::Low } else { Severity::Medium };
    let subject = Subject::other("terraform.backend.s3", Some("bucket"), bucket.place().node);
    let table = match arguments.get("dynamodb_table").text() {
        Read::Known(table) => format!(" and the lock table `{table}` lack"),
        Read::Unknown | Read::Absent => " lacks".into(),
    };
    let message = format!(
        "the state bucket `{name}`{table} the environment suffix `{}` (from {})",
        suffix.value, suffix.source
    );
    checker.report(subject, message).severity(severity);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Two deployments of one stack that keep their state under the same bucket and key are one deployment to \
                Terraform: whoever applies second sees the resources of the first, and renames or destroys them. Locks \
                of one table hold up everybody. Where the key tells deployments apart the states are safe, but \
                whoever may read the bucket reads the state of every environment, with the secrets in it; that is \
                reported as low.",
    snippets: Snippets {
        hcl: r#"# Backend arguments take no expressions: give what differs to
# terraform init -backend-config="bucket=company-state-${ENVIRONMENT_SUFFIX}"
terraform {
  backend "s3" {
    key    = "payments/terraform.tfstate"
    region = "us-east-1"
  }
}"#,
        cdktf_typescript: r#"new S3Backend(this, {
  bucket: `company-state-${environmentSuffix}`,
  key: `payments/${environmentSuffix}/terraform.tfstate`,
  region: "us-east-1",
  dynamodbTable: `company-locks-${environmentSuffix}`,
});"#,
        cdktf_python: r#"S3Backend(self,
    bucket=f"company-state-{environment_suffix}",
    key=f"payments/{environment_suffix}/terraform.tfstate",
    region="us-east-1",
    dynamodb_table=f"company-locks-{environment_suffix}",
)"#,
    },
    sources: &[Source {
        title: "Terraform: backend type s3",
        url: "https://developer.hashicorp.com/terraform/language/backend/s3",
    }],
    controls: &[],
    parameters: &["environmentSuffix"],
    examples: &[
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "payments.tfstate",
  "region": "us-east-1", "dynamodb_table": "company-locks"}}},
 "variable": {"environment_suffix": {"default": "pr42"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        // The key tells deployments apart, which is less bad.
        Example::Flagged(
            r#"{"terraform": [{"backend": [{"s3": [{"bucket": "company-state", "key": "payments-pr42.tfstate",
  "region": "us-east-1", "use_lockfile": true}]}]}],
 "variable": {"environment_suffix": {"default": "pr42"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state-pr42", "key": "payments.tfstate",
  "region": "us-east-1", "use_lockfile": true}}},
 "variable": {"environment_suffix": {"default": "pr42"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        // The bucket is given to `terraform init`.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"key": "payments.tfstate", "region": "us-east-1"}}},
 "variable": {"environment_suffix": {"default": "pr42"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        // Workspaces tell deployments apart.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "payments.tfstate",
  "region": "us-east-1", "workspace_key_prefix": "payments"}}},
 "variable": {"environment_suffix": {"default": "pr42"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        // Nobody says what the suffix is.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "payments.tfstate",
  "region": "us-east-1"}}},
 "variable": {"environment_suffix": {}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"backend": {"gcs": {"bucket": "company-state"}}},
 "variable": {"environment_suffix": {"default": "pr42"}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs-${var.environment_suffix}"}}}}"#,
        ),
    ],
};
