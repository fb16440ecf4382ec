//! Something that is no block where one must stand, blocks without their labels, or more blocks than there may be.
//!
//! What the blocks of a type of hashicorp/aws are, the schema says; of other providers only the language's own are known.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::Wrong,
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
            WrongArgument::NoBlockType => {
                format!("`{}` is no block of the provider's, which alone `dynamic` can give", own())
            }
            WrongArgument::NoBlockName { .. } => {
                "below `dynamic` stands the name of the block, and then `for_each`".into()
            }
            WrongArgument::NotDynamic { .. } => {
                format!("`{}` has `for_each` and `content`, which belong under `dynamic` and its name", own())
            }
            WrongArgument::Content { is_missing: true } => {
                "a dynamic block must have a `content` block".into()
            }
            WrongArgument::Content { .. } => "a dynamic block may have one `content` block only".into(),
            WrongArgument::Iterator { .. } => "`iterator` must be a bare name".into(),
            WrongArgument::NoCollection { found } => {
                format!("`for_each` takes a list, a set or a map, and is {found}")
            }
            WrongArgument::TooMany { name, most: 1 } => format!("there may be one `{name}` block only"),
            WrongArgument::TooMany { name, most } => format!("there may be {most} `{name}` blocks at most"),
            _ => return None,
        })
    });
    checker.report_language(|wrong| {
        Some(match wrong {
            Wrong::NotABlock { block, found } => {
                format!("each `{block}` block is an object or a list of objects, and this is {found}")
            }
            Wrong::NoLabel { block, label } => format!("the {label} of the `{block}` block is missing"),
            Wrong::Comment { block, label } => {
                format!("`//` is taken for the {label} of some `{block}` block here, and not for a comment")
            }
            // What stands at the root is a block.
            Wrong::Unknown { block: "", name, meant } => {
                let near = meant.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
                format!("`{name}` is no block of Terraform's language{near}")
            }
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
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a",
  "dynamic": {"for_each": ["a"], "content": {"name": "a", "type": "S"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a",
  "attribute": {"for_each": ["a"], "content": {"name": "a", "type": "S"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a", "dynamic": {"attribute": {"for_each": ["a"]}}}}}}"#,
        ),
        // Blocks of Terraform's own language.
        Example::Flagged(r#"{"resource": {"//": "the tables", "aws_dynamodb_table": {"a": {"name": "a"}}}}"#),
        Example::Flagged(r#"{"output": {"name": "a"}}"#),
        Example::Flagged(r#"{"variable": {}, "output": {"name": {"value": "a"}}}"#),
        Example::Flagged(
            r#"{"resources": {"aws_sqs_queue": {"a": {}}}, "output": {"name": {"value": "a"}}}"#,
        ),
        Example::Clean(
            r#"{"//": "text", "locals": {"//": "text", "a": 1}, "terraform": null, "moved": [], "action": {},
 "resource": [{"aws_sqs_queue": [{"a": [{}], "none": null, "few": []}]}],
 "output": [{}, {"name": [{"//": "text", "value": "a", "precondition": null}]}]}"#,
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
