//! An expression that cannot be evaluated with the values that it is given.
//!
//! Configuration only: no plan is made of one that holds such an expression. A call that fits no function is
//! `invalid-function-call`'s, a name, key or index that is not there `unknown-attribute`'s.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::Topic,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "failing-expression",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "An expression fails with the values that it is given",
    remedy: "give the expression values that it can work with, or wrap it in `try(…)` where there may be none",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_expressions(Topic::Evaluation);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform evaluates what it knows long before it asks a provider: `terraform validate` what is written out, the \
                plan what variables stand for. It stops at the first thing that it cannot do: `Invalid template interpolation \
                value` where a list or null stands inside of text, `Invalid operand` where `+` joins texts, `Inconsistent \
                conditional result types`, `Error in function call`, `Iteration over null value`, `Resource precondition \
                failed`. CDKTF writes what a program hands it, and evaluates nothing: a list in a template literal, or a \
                variable that is null, is found by Terraform alone.",
    snippets: Snippets {
        hcl: r#"locals {
  zones = ["a", "b"]
  # A list inside of text has to be made text first.
  label = "zones-${join("-", local.zones)}"
}"#,
        cdktf_typescript: r#"// A list inside of text has to be made text first.
new TerraformOutput(this, "label", {
  value: `zones-${Fn.join("-", zones.listValue)}`,
});"#,
        cdktf_python: r#"# A list inside of text has to be made text first.
TerraformOutput(self, "label",
    value=f"zones-{Fn.join('-', zones.list_value)}",
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: strings and templates",
            url: "https://developer.hashicorp.com/terraform/language/expressions/strings",
        },
        Source {
            title: "Terraform: conditional expressions",
            url: "https://developer.hashicorp.com/terraform/language/expressions/conditionals",
        },
        Source {
            title: "Terraform: type conversion",
            url: "https://developer.hashicorp.com/terraform/language/expressions/type-constraints",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"locals": {"zones": ["a", "b"]}, "output": {"o": {"value": "zones: ${local.zones}"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"suffix": {"type": "string", "default": null}},
 "resource": {"aws_s3_bucket": {"logs": {"bucket": "logs-${var.suffix}"}}}}"#,
        ),
        Example::Flagged(r#"{"locals": {"a": "x"}, "output": {"o": {"value": "${local.a + \"-logs\"}"}}}"#),
        Example::Flagged(r#"{"output": {"o": {"value": "${true ? [\"a\"] : \"none\"}"}}}"#),
        Example::Flagged(
            r#"{"locals": {"range": "10.0.0.0/24"}, "output": {"o": {"value": "${cidrsubnet(local.range, 2, 7)}"}}}"#,
        ),
        Example::Flagged(r#"{"output": {"o": {"value": "${split(\"-\", \"eu-west\")[2]}"}}}"#),
        Example::Flagged(
            r#"{"locals": {"none": null}, "output": {"o": {"value": "${[for x in local.none : x]}"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"stage": {"default": "test"}}, "resource": {"aws_eip": {"a": {"lifecycle": {"precondition": {
  "condition": "${contains([\"dev\", \"prod\"], var.stage)}", "error_message": "No such stage."}}}}}}"#,
        ),
        // A whole template keeps its type, numbers and truth values become text, and text of digits a number.
        Example::Clean(
            r#"{"locals": {"zones": ["a", "b"], "n": 2}, "output": {"list": {"value": "${local.zones}"},
  "text": {"value": "${local.n}-${true}"}, "sum": {"value": "${\"1\" + 1}"}, "none": {"value": "${null}"}}}"#,
        ),
        // Something catches it, or the branch is not taken.
        Example::Clean(
            r#"{"locals": {"range": "10.0.0.0/24", "none": null}, "output": {"a": {"value": "${try(cidrsubnet(local.range, 2, 7), null)}"},
  "b": {"value": "${local.none == null ? 0 : length(local.none)}"}, "c": {"value": "${coalesce(local.none, \"x\")}"}}}"#,
        ),
        // Nobody knows the value yet.
        Example::Clean(
            r#"{"variable": {"suffix": {"type": "string"}}, "resource": {"aws_s3_bucket": {"logs": {"bucket": "logs-${var.suffix}"}}},
 "output": {"o": {"value": "${cidrsubnet(aws_vpc.main.cidr_block, 2, 7)}"}, "p": {"value": "${true ? {a = 1} : {b = 2}}"}}}"#,
        ),
        // A check only warns, and of no instance nothing is asked.
        Example::Clean(
            r#"{"variable": {"stage": {"default": "test"}, "none": {"default": null}},
 "check": {"stage": {"assert": {"condition": "${var.stage == \"prod\"}", "error_message": "Not prod."}}},
 "resource": {"aws_eip": {"a": {"count": 0, "tags": {"Name": "a-${var.none}"}}}}}"#,
        ),
    ],
};
