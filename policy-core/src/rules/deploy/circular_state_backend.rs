//! A backend whose bucket or table the same configuration creates.
//!
//! A plan says nothing of its backend.

use alloc::{format, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    plan::{Attribute, Existence, ModuleId, Owner, Read},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "circular-state-backend",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "The backend keeps the state in what the same configuration creates",
    remedy: "create the state bucket and lock table in a configuration of their own, or leave the backend out",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The backend's argument, the type of what it names, and the argument that has the name there.
const PARTS: [(&str, &str, &str); 2] =
    [("bucket", "aws_s3_bucket", "bucket"), ("dynamodb_table", "aws_dynamodb_table", "name")];

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let Some(backend) = plan.backend.as_ref().filter(|backend| backend.type_name == "s3") else { return };
    let owner = Owner { plan, module: ModuleId::ROOT, resource: None };
    let arguments = Attribute::of_literals(owner, plan.value(backend.node));
    for (argument, type_name, name) in PARTS {
        let place = arguments.get(argument);
        // What is left out is given to `terraform init`.
        let Read::Known(text) = place.text() else { continue };
        let names: Vec<_> = plan.of_type(type_name).map(|resource| resource.attribute(name)).collect();
        let creators: Vec<_> = names.into_iter().filter(|&own| is_created(own, &text, checker)).collect();
        let Some((first, others)) = creators.split_first() else { continue };
        let subject = Subject::other("terraform.backend.s3", Some(argument), place.place().node);
        let message = format!("`{text}` is created by the same configuration, which cannot begin without it");
        let draft = checker.report(subject, message);
        draft.related(*first, "creates it");
        for other in others {
            draft.related(*other, "creates it too");
        }
    }
}

/// Whether what has this name is certainly created under the name that is wanted.
fn is_created<'p>(own: Attribute<'p>, wanted: &str, checker: &mut Checker<'_, 'p>) -> bool {
    if checker.known(own, own.text_by_default()).is_none_or(|own| *own != *wanted) {
        return false;
    }
    // `count = var.bootstrap ? 1 : 0` is how the first apply is told from the later ones.
    let certain = own.resource().is_some_and(|resource| resource.existence() == Existence::Certain);
    if !certain {
        checker.undetermined(own);
    }
    certain
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform opens the backend before it creates anything, so the first `terraform init` fails: `Failed \
                to get existing workspaces: S3 bucket does not exist`. A lock table that is missing fails the first \
                command that locks the state: `ResourceNotFoundException: Requested resource not found`. Where both \
                were made by hand first, apply fails because they exist, and `terraform destroy` would delete the \
                bucket that its own state is in.",
    snippets: Snippets {
        hcl: r#"terraform {
  backend "s3" {
    # Created once, by another configuration; nothing here declares them.
    bucket         = "company-terraform-state"
    key            = "payments/terraform.tfstate"
    region         = "us-east-1"
    dynamodb_table = "company-terraform-locks"
  }
}"#,
        cdktf_typescript: r#"// Created once, by another stack; no S3Bucket or DynamodbTable here has these names.
new S3Backend(this, {
  bucket: "company-terraform-state",
  key: "payments/terraform.tfstate",
  region: "us-east-1",
  dynamodbTable: "company-terraform-locks",
});"#,
        cdktf_python: r#"# Created once, by another stack; no S3Bucket or DynamodbTable here has these names.
S3Backend(self,
    bucket="company-terraform-state",
    key="payments/terraform.tfstate",
    region="us-east-1",
    dynamodb_table="company-terraform-locks",
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: backend type s3",
            url: "https://developer.hashicorp.com/terraform/language/backend/s3",
        },
        Source {
            title: "Terraform issue 16611: Backend S3: NoSuchBucket",
            url: "https://github.com/hashicorp/terraform/issues/16611",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "payments-state-dev", "key": "a", "region": "us-east-1"}}},
 "resource": {"aws_s3_bucket": {"state": {"bucket": "payments-state-dev"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "a", "dynamodb_table": "locks-dev"}}},
 "variable": {"env": {"default": "dev"}},
 "resource": {"aws_dynamodb_table": {"locks": {"name": "locks-${var.env}", "hash_key": "LockID"}}}}"#,
        ),
        // Somebody else's bucket, which is only looked up.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "a", "region": "us-east-1"}}},
 "data": {"aws_s3_bucket": {"state": {"bucket": "company-state"}}},
 "resource": {"aws_s3_bucket": {"logs": {"bucket": "company-logs"}}}}"#,
        ),
        // The bucket is given to `terraform init`.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"key": "a", "region": "us-east-1"}}},
 "resource": {"aws_s3_bucket": {"state": {"bucket": "payments-state-dev"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "payments-state-dev", "key": "a"}}},
 "variable": {"env": {}},
 "resource": {"aws_s3_bucket": {"state": {"bucket": "payments-state-${var.env}"}}}}"#,
        ),
        // Created by the first apply only, which keeps its state elsewhere.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "payments-state-dev", "key": "a"}}},
 "variable": {"bootstrap": {"default": false}},
 "resource": {"aws_s3_bucket": {"state": {"count": "${var.bootstrap ? 1 : 0}", "bucket": "payments-state-dev"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"backend": {"local": {"path": "payments-state-dev"}}},
 "resource": {"aws_s3_bucket": {"state": {"bucket": "payments-state-dev"}}}}"#,
        ),
    ],
};
