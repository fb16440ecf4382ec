//! Something that is no block where one must stand, or more blocks than a type of hashicorp/aws takes.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::WrongArgument,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-block-structure",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "Something else stands where blocks must, or there are too many of them",
    remedy: "write a block as an object, several as a list of objects",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_arguments(|_, wrong, own| {
        Some(match wrong {
            WrongArgument::NotABlock { found } => format!("`{}` must be a block, and is {found}", own()),
            WrongArgument::NoBlockType => format!("`{}` is an argument, which `dynamic` cannot give", own()),
            WrongArgument::NoCollection { found } => {
                format!("`for_each` takes a list, a set or a map, and is {found}")
            }
            WrongArgument::TooMany { name, most: 1 } => format!("there may be one `{name}` block only"),
            WrongArgument::TooMany { name, most } => format!("there may be {most} `{name}` blocks at most"),
            _ => return None,
        })
    });
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "In JSON a block is an object, and several are a list of objects; it is never an expression. `terraform \
                validate`, plan and apply fail with `Incorrect JSON value type`, `Too many blocks` or `Unsupported block \
                type`. Where blocks depend on a value, `dynamic` makes them.",
    snippets: Snippets {
        hcl: r#"dynamic "ingress" {
  for_each = var.ports
  content {
    from_port = ingress.value
    to_port   = ingress.value
    protocol  = "tcp"
  }
}"#,
        cdktf_typescript: r#"sg.addOverride("dynamic.ingress", {
  for_each: ports.expression,
  content: { from_port: "${ingress.value}", to_port: "${ingress.value}", protocol: "tcp" },
});"#,
        cdktf_python: r#"sg.add_override("dynamic.ingress", {
    "for_each": ports.expression,
    "content": {"from_port": "${ingress.value}", "to_port": "${ingress.value}", "protocol": "tcp"},
})"#,
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
            r#"{"resource": {"aws_s3_bucket_versioning": {"a": {"bucket": "a", "versioning_configuration": true}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a", "attribute": "${var.attributes}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a", "attribute": ["id"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a", "ttl": [{"enabled": true}, {"enabled": false}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a",
  "dynamic": {"tags": {"for_each": {"a": "b"}, "content": {"key": "a"}}}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a", "ttl": null, "point_in_time_recovery": [],
  "attribute": [[{"name": "id", "type": "S"}], null, {"name": "mail", "type": "S"}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a",
  "dynamic": {"attribute": {"for_each": "${var.attributes}", "content": {"name": "a", "type": "S"}}}}}}}"#,
        ),
    ],
};
