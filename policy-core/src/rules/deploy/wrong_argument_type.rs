//! A literal that Terraform cannot convert to what an argument of hashicorp/aws takes, or one of a provisioner.
//!
//! Terraform makes numbers of strings of digits, truth values of `"true"` and `"false"`, and strings of numbers and
//! truth values; never a list of a string. What a template gives is not known, but that one with text around it is a
//! string.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::Wrong,
    engine::Checker,
    graph::WrongArgument,
    rule::{About, Category, Check, Profile, Rule, Severity},
    template::type_in_words,
};

pub(crate) static RULE: Rule = Rule {
    name: "wrong-argument-type",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A literal is of a type that the argument does not take",
    remedy: "write a value of the type that the argument takes",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_arguments(|_, wrong, name| match wrong {
        WrongArgument::Type { expected, found, .. } => {
            Some(format!("`{}` takes {expected}, and is {found}", name()))
        }
        WrongArgument::Keys { missing } => {
            let missing = missing.join("`, `");
            Some(format!("`{}` takes an object with all keys, null or not, and lacks `{missing}`", name()))
        }
        _ => None,
    });
    checker.report_language(|wrong| match wrong {
        Wrong::Type { name, expected, found } => {
            Some(format!("`{name}` takes {}, and is {found}", type_in_words(expected.as_bytes())))
        }
        _ => None,
    });
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform validate`, plan and apply fail with `Incorrect attribute value type` or `Inappropriate value for \
                attribute`. The types of CDKTF's constructs keep such values out; overrides do not, and neither does a \
                number with its unit, `True` as Python writes it, or tags as CloudFormation lists them.",
    snippets: Snippets {
        hcl: r#"resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = aws_iam_role.api.arn
  memory_size   = 256
}"#,
        cdktf_typescript: r#"fn.addOverride("memory_size", 256);"#,
        cdktf_python: r#"fn.add_override("memory_size", 256)"#,
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
            r#"{"resource": {"aws_lambda_function": {"api": {"function_name": "api", "role": "r", "memory_size": "256MB"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"a": {"ami": "ami-1", "instance_type": "t3.micro", "monitoring": "True"}}}}"#,
        ),
        Example::Flagged(r#"{"resource": {"aws_instance": {"a": {"ami": ["ami-1"]}}}}"#),
        Example::Flagged(r#"{"resource": {"aws_instance": {"a": {"vpc_security_group_ids": "sg-1"}}}}"#),
        // Text around a template makes it a string.
        Example::Flagged(r#"{"resource": {"aws_lb": {"a": {"subnets": "${var.a},${var.b}"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"a": {"tags": [{"Key": "Name", "Value": "a"}]}}}}"#,
        ),
        // Two levels down, and three.
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "default_action": {"type": "redirect", "redirect": {"status_code": ["HTTP_301"]}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "default_action": {"type": "forward", "forward": {"target_group": [{"arn": "a", "weight": "half"}]}}}}}}"#,
        ),
        // An argument of objects takes all of their keys, and is a list.
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"web": {"ingress": [{"from_port": 1, "to_port": 1, "protocol": "tcp"}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"web": {"egress": {"cidr_blocks": ["0.0.0.0/0"],
  "description": null, "from_port": 0, "ipv6_cidr_blocks": null, "prefix_list_ids": null, "protocol": "-1",
  "security_groups": null, "self": null, "to_port": 0}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"null_resource": {"seed": {"provisioner": {"local-exec": {"command": ["./seed.sh", "--all"]}}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"api": {"function_name": 1, "role": true, "memory_size": "2.56e2",
  "publish": "true", "layers": "${var.layers}", "architectures": [null], "timeout": "${var.a}${var.b}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"web": {"tags": {"a": 1, "b": true, "c": null}, "ingress": [],
  "egress": [{"cidr_blocks": ["0.0.0.0/0"], "description": null, "from_port": 0, "ipv6_cidr_blocks": null,
  "prefix_list_ids": null, "protocol": "-1", "security_groups": null, "self": null, "to_port": 0}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"web": {
  "dynamic": {"ingress": {"for_each": [80], "content": {"from_port": 80, "to_port": 80, "protocol": "tcp"}}}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"null_resource": {"seed": {"connection": {"host": "10.0.0.4", "port": "22", "agent": "true"}, "provisioner": [
  {"local-exec": {"command": 7, "environment": {"COUNT": 1}, "interpreter": "${[\"sh\", \"-c\"]}", "working_dir": null}},
  {"remote-exec": {"inline": ["./seed.sh"]}}]}}}}"#,
        ),
    ],
};
