//! An argument, block or type that hashicorp/aws calls deprecated in each version that the stack may be run with.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::WrongArgument,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "deprecated-argument",
    category: Category::Project,
    severity: Severity::Info,
    profile: Profile::All,
    blocking: false,
    about: About::Configuration,
    summary: "An argument, block or type is used that a later version of the provider will not have",
    remedy: "write what has taken its place before the next major version of the provider",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_arguments(|arguments, wrong, name| {
        let WrongArgument::Deprecated { moved } = wrong else { return None };
        let remedy = moved.map(|moved| format!(": {}", moved.remedy)).unwrap_or_default();
        Some(format!("`{}` is deprecated in {}{remedy}", name(), arguments.judged_by()))
    });
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "What is deprecated works, with a warning among the many of a plan. The next major version of the provider \
                removes it, so that an upgrade which is due for another reason begins with this.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_object" "readme" {
  bucket = aws_s3_bucket.docs.id
  key    = "README.md"
  source = "README.md"
}"#,
        cdktf_typescript: r#"new S3Object(this, "readme", { bucket: docs.id, key: "README.md", source: "README.md" });"#,
        cdktf_python: r#"S3Object(self, "readme", bucket=docs.id, key="README.md", source="README.md")"#,
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
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "acl": "private"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "versioning": {"enabled": true}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket_object": {"readme": {"bucket": "docs", "key": "README.md", "content": "text"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
 "resource": {"aws_eip": {"nat": {"vpc": true}}}}"#,
        ),
        Example::Clean(r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "acl": null}}}}"#),
        Example::Clean(
            r#"{"resource": {"aws_s3_object": {"readme": {"bucket": "docs", "key": "README.md"}}}}"#,
        ),
    ],
};
