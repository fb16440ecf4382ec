//! A type of hashicorp/aws that no version of it has which the stack may be run with.
//!
//! Where the stack asks for versions that are all newer than those that are known, or a plan holds the type, so that
//! Terraform knew it, it is only said that the type is not known here.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    graph::WrongArgument,
    plan::Mode,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-resource-type",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A resource or data source is of a type that hashicorp/aws does not have",
    remedy: "write the type that is meant, or ask for a version of the provider that has it",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    let Some(arguments) = graph.arguments() else { return };
    for fault in &arguments.faults {
        let WrongArgument::UnknownType(absence) = &fault.wrong else { continue };
        let Some(block) = graph.plan().block(fault.block) else { continue };
        let kind = if block.mode == Mode::Data { "data source" } else { "resource type" };
        let mut message = format!("`{}` is no {kind} of {}", block.type_name, arguments.judged_by());
        message.push_str(&arguments.said_of(absence));
        // What people write by mistake is in no later version either.
        let doubt = arguments.doubt().filter(|_| absence.moved.is_none());
        message.extend(doubt.as_deref());
        let subject = Subject::configured(graph, fault.block, fault.node, None);
        let draft = checker.report(subject, message);
        if doubt.is_some() || !graph.plan().is_configuration() {
            draft.only_info();
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform asks the provider for its types before anything else: `terraform validate`, plan and apply fail \
                with `Invalid resource type`. CDKTF's own constructs cannot name a type that is not there; overrides, \
                `TerraformResource` and hand-written JSON can. A type may also be newer than the provider that the \
                stack asks for, or have been removed since: EC2-Classic went with 5.0, OpsWorks with 6.0.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}"#,
        cdktf_typescript: r#"new S3BucketServerSideEncryptionConfigurationA(this, "logs-encryption", {
  bucket: logs.id,
  rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
});"#,
        cdktf_python: r#"S3BucketServerSideEncryptionConfigurationA(self, "logs-encryption",
    bucket=logs.id,
    rule=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}],
)"#,
    },
    sources: &[
        Source {
            title: "Arguments and types of hashicorp/aws",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
        },
        Source {
            title: "Terraform: JSON configuration syntax",
            url: "https://developer.hashicorp.com/terraform/language/syntax/json",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket_encryption_configuration": {"logs": {"bucket": "logs"}}}}"#,
        ),
        // Only a data source has the name; only a resource has it.
        Example::Flagged(r#"{"resource": {"aws_caller_identity": {"current": {}}}}"#),
        Example::Flagged(r#"{"data": {"aws_s3_bucket_versioning": {"logs": {"bucket": "logs"}}}}"#),
        // Gone with 5.0, and gone with 6.0.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
 "resource": {"aws_db_security_group": {"db": {"name": "db", "ingress": {"cidr": "10.0.0.0/24"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "registry.terraform.io/hashicorp/aws", "version": ">= 6.0"}}},
 "resource": {"aws_simpledb_domain": {"users": {"name": "users"}}}}"#,
        ),
        // Newer than the provider that the stack asks for.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "aws", "version": "~> 5.31"}}},
 "resource": {"aws_s3_bucket_abac": {"logs": {"bucket": "logs"}}}}"#,
        ),
        // The provider may know it by then.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 7.0"}}},
 "resource": {"aws_quantum_teleporter": {"main": {"name": "main"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 4.0"}}},
 "resource": {"aws_db_security_group": {"db": {"name": "db", "ingress": {"cidr": "10.0.0.0/24"}}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
 "resource": {"aws_simpledb_domain": {"users": {"name": "users"}}}}"#,
        ),
        // Of another provider, also of one that is called the same.
        Example::Clean(
            r#"{"resource": {"awscc_s3_storage_lens": {"main": {}}, "random_id": {"a": {"byte_length": 4}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "example.com/company/aws"}}},
 "resource": {"aws_s3_bucket_encryption_configuration": {"logs": {"bucket": "logs"}}}}"#,
        ),
        Example::Clean(r#"{"data": {"aws_caller_identity": {"current": {}}}}"#),
    ],
};
