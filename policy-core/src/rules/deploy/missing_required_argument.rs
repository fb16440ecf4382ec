//! An argument or block that a type of hashicorp/aws, or Terraform's own language, requires, and a configuration does not give.

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
    name: "missing-required-argument",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "An argument or block is missing that the type requires",
    remedy: "give the argument or block",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_arguments(|_, wrong, _| {
        let WrongArgument::Missing { name, is_block } = wrong else { return None };
        let what = if *is_block { format!("a `{name}` block") } else { format!("`{name}`") };
        Some(format!("{what} is required here"))
    });
    // What conditions lack is another rule's.
    checker.report_language(|wrong| match wrong {
        Wrong::Missing { block: "validation" | "precondition" | "postcondition" | "assert", .. } => None,
        Wrong::Missing { block, name } => Some(format!("`{name}` is required in each `{block}` block")),
        _ => None,
    });
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform validate`, plan and apply fail with `Missing required argument` or `Insufficient blocks`. The \
                types of CDKTF's constructs make the compiler ask for such arguments; overrides, escape hatches, and \
                blocks whose settings come from code do not. An argument that is null counts as missing. What a dynamic \
                block may give is not missed.",
    snippets: Snippets {
        hcl: r#"global_secondary_index {
  name            = "by-email"
  hash_key        = "email"
  projection_type = "ALL"
}"#,
        cdktf_typescript: r#"globalSecondaryIndex: [{ name: "by-email", hashKey: "email", projectionType: "ALL" }],"#,
        cdktf_python: r#"global_secondary_index=[{"name": "by-email", "hash_key": "email", "projection_type": "ALL"}],"#,
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
        Example::Flagged(r#"{"resource": {"aws_subnet": {"a": {"cidr_block": "10.0.1.0/24"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": null, "cidr_block": "10.0.1.0/24"}}}}"#,
        ),
        // One level down, two, and in a dynamic block.
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"users": {"name": "users", "hash_key": "id",
  "attribute": [{"name": "id"}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "default_action": {"type": "redirect", "redirect": {"port": "443"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"users": {"name": "users", "hash_key": "id",
  "dynamic": {"attribute": {"for_each": ["id"], "content": {"name": "${attribute.value}"}}}}}}}"#,
        ),
        // Blocks that must be there.
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "dynamic": {"default_action": {"for_each": [], "content": {"type": "forward"}}}}}}}"#,
        ),
        // In blocks of Terraform's own language.
        Example::Flagged(r#"{"output": {"name": {"description": "the name"}}}"#),
        Example::Flagged(r#"{"module": {"network": {"cidr_block": "10.0.0.0/16"}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_sqs_queue": {"a": {}}}, "moved": [{"to": "aws_sqs_queue.a"}]}"#,
        ),
        Example::Clean(
            r#"{"output": {"name": {"value": null}, "none": null}, "module": {"network": null},
 "resource": {"aws_sqs_queue": {"a": {}}}, "import": {"to": "aws_sqs_queue.a", "identity": {"url": "u"}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.1.0/24"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "dynamic": {"default_action": {"for_each": "${var.actions}", "content": {"type": "forward"}}}}}}}"#,
        ),
        // Required in one version and not in another.
        Example::Clean(r#"{"resource": {"aws_nat_gateway": {"main": {"availability_mode": "regional"}}}}"#),
        // CDKTF fills such arguments with null.
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"web": {"name": "web", "egress": [{"cidr_blocks": ["0.0.0.0/0"],
  "description": null, "from_port": 0, "ipv6_cidr_blocks": null, "prefix_list_ids": null, "protocol": "-1",
  "security_groups": null, "self": null, "to_port": 0}]}}}}"#,
        ),
    ],
};
