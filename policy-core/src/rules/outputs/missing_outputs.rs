//! A stack that tells nobody what it made.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    plan::{CROSS_STACK_OUTPUT, Existence, Mode, ModuleId},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "missing-outputs",
    category: Category::Outputs,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "The stack has resources and no output",
    remedy: "declare outputs for what tests, pipelines and other stacks need: endpoints, ids, ARNs",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let Some(root) = plan.module(ModuleId::ROOT).filter(|root| !root.unseen) else { return };
    if root.outputs.keys().any(|name| !name.starts_with(CROSS_STACK_OUTPUT)) {
        return;
    }
    let managed = || plan.resources().filter(|resource| resource.mode() == Mode::Managed);
    let certain = managed().filter(|resource| resource.existence() == Existence::Certain).count();
    if certain == 0 {
        // There is nothing to tell of where none of them comes to be.
        if let Some(first) = managed().next() {
            checker.undetermined(first.root());
        }
        return;
    }
    let node = root.node.unwrap_or_else(|| plan.document.root().id());
    let resources = if certain == 1 { "a resource" } else { "resources" };
    let message = match root.outputs.len() {
        0 => format!("the stack creates {resources} and has no output"),
        _ => format!(
            "the stack creates {resources} and has no output but those that CDKTF made for other stacks"
        ),
    };
    checker.report(Subject::other("output", None, node), message);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Outputs are the only part of a stack that others can read: `terraform output` in a pipeline, integration \
                tests that need an endpoint, other stacks through `terraform_remote_state`. Without one, whoever \
                comes after looks up ids in the console and copies them by hand, where they go stale with the next \
                replacement, and nobody can test what was deployed.",
    snippets: Snippets {
        hcl: r#"output "api_url" {
  description = "Where the API answers"
  value       = aws_api_gateway_stage.main.invoke_url
}

output "vpc_id" {
  value = aws_vpc.main.id
}"#,
        cdktf_typescript: r#"new TerraformOutput(this, "api_url", {
  description: "Where the API answers",
  value: stage.invokeUrl,
});
new TerraformOutput(this, "vpc_id", { value: vpc.id });"#,
        cdktf_python: r#"TerraformOutput(self, "api_url",
    description="Where the API answers",
    value=stage.invoke_url,
)
TerraformOutput(self, "vpc_id", value=vpc.id)"#,
    },
    sources: &[
        Source {
            title: "Terraform: output block",
            url: "https://developer.hashicorp.com/terraform/language/block/output",
        },
        Source {
            title: "Terraform: the terraform_remote_state data source",
            url: "https://developer.hashicorp.com/terraform/language/state/remote-state-data",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}},
 "output": {"cross-stack-output-aws_vpcmainid": {"value": "${aws_vpc.main.id}", "sensitive": true}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}},
 "output": {"vpc_id": {"value": "${aws_vpc.main.id}"}}}"#,
        ),
        // Nothing is created.
        Example::Clean(
            r#"{"data": {"aws_vpc": {"main": {"default": true}}}, "variable": {"region": {"default": "us-east-1"}}}"#,
        ),
        // What the module creates is not in this file.
        Example::Clean(r#"{"module": {"network": {"source": "./network", "cidr_block": "10.0.0.0/16"}}}"#),
        Example::Clean(
            r#"{"variable": {"create": {"default": true}},
 "resource": {"aws_vpc": {"main": {"count": "${var.create ? 1 : 0}", "cidr_block": "10.0.0.0/16"}}}}"#,
        ),
    ],
};
