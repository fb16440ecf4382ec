//! An argument or block that a type of hashicorp/aws, or Terraform's own language, does not take where it stands.
//!
//! Arguments that only the provider sets are among them.

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
    name: "unknown-argument",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "An argument or block is given that the type does not take",
    remedy: "write the argument that is meant, in the block where it belongs",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_arguments(|arguments, wrong, own| match wrong {
        WrongArgument::Unknown { name, absence, .. } => {
            let versions = arguments.judged_by();
            Some(format!("`{name}` is no argument or block here in {versions}{}", arguments.said_of(absence)))
        }
        WrongArgument::ReadOnly => Some(format!("only the provider sets `{}`, it cannot be given", own())),
        _ => None,
    });
    // What variables, `lifecycle` and the root do not take are other rules'.
    checker.report_language(|wrong| match wrong {
        Wrong::Unknown { block: "" | "variable" | "validation" | "lifecycle", .. } => None,
        Wrong::Unknown { block, name, meant } => {
            let near = meant.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
            Some(format!("`{name}` is no argument or block that `{block}` takes{near}"))
        }
        _ => None,
    });
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform validate`, plan and apply fail with `Unsupported argument`, in JSON with `Extraneous JSON object \
                property`; where only the provider sets an attribute, with `Value for unconfigurable attribute`. The usual \
                causes: an argument of another version of the provider, a name in camelCase below `addOverride`, an \
                argument one level too far in or out.",
    snippets: Snippets {
        hcl: r#"resource "aws_eip" "nat" {
  domain = "vpc" # `vpc = true` went with version 6
}"#,
        cdktf_typescript: r#"// Paths below addOverride are Terraform's names, not the construct's.
bucket.addOverride("force_destroy", true);"#,
        cdktf_python: r#"# Paths below add_override are Terraform's names.
bucket.add_override("force_destroy", True)"#,
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
        Example::Flagged(r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket_name": "logs"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "forceDestroy": null}}}}"#,
        ),
        // One level down, two, and in a dynamic block.
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"users": {"name": "users", "hash_key": "id",
  "attribute": [{"name": "id", "types": "S", "type": "S"}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "default_action": {"type": "redirect", "redirect": {"statuscode": "HTTP_301", "status_code": "HTTP_301"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"web": {"name": "web",
  "dynamic": {"ingress": {"for_each": [80], "content": {"from_port": 80, "to_port": 80, "protocoll": "tcp"}}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"web": {"name": "web",
  "dynamic": {"ingres": {"for_each": [80], "content": {"from_port": 80}}}}}}}"#,
        ),
        // One level too far out, and in.
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80,
  "status_code": "HTTP_301", "default_action": {"type": "forward"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb_listener": {"http": {"load_balancer_arn": "${aws_lb.web.arn}",
  "default_action": {"type": "forward", "port": 80}}}}}"#,
        ),
        // Of another version.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 6.0"}}},
 "resource": {"aws_eip": {"nat": {"vpc": true}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs", "region": "eu-west-1"}}}}"#,
        ),
        // Of Terraform's own blocks.
        Example::Flagged(r#"{"output": {"name": {"value": "a", "staticId": true}}}"#),
        Example::Flagged(
            r#"{"terraform": {"required_provider": {"aws": {"source": "hashicorp/aws"}}}, "output": {"a": {"value": 1}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_version": "~> 1.11.0"}, "output": {"name": {"value": "a", "type": "string"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"a": {"provisioner": {"local-exec": {"command": "true", "cwd": "/"}}}}}}"#,
        ),
        Example::Clean(
            r#"{"output": {"name": {"value": "a", "type": "string", "//": "newer versions take a type"}},
 "terraform": {"encryption": {}}, "check": {"a": {"assert": {"condition": "${local.a}", "error_message": "no"}}},
 "locals": {"a": true}}"#,
        ),
        // Only the provider sets it.
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "arn": "arn:aws:s3:::logs"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"//": {"note": "text"}, "bucket": "logs", "arn": null, "count": 1,
  "provider": "aws.a", "depends_on": [], "lifecycle": {"prevent_destroy": true},
  "provisioner": {"local-exec": {"command": "true"}}, "connection": {"host": "h"}}}}}"#,
        ),
        // In some versions that may be used it is known.
        Example::Clean(
            r#"{"resource": {"aws_eip": {"a": {"vpc": true}, "b": {"domain": "vpc", "region": "eu-west-1"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 4.0"}}},
 "resource": {"aws_autoscaling_attachment": {"a": {"autoscaling_group_name": "a", "alb_target_group_arn": "t"}}}}"#,
        ),
        // Keys of a map are free, and so are those of the objects of an argument.
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"web": {"name": "web", "tags": {"forceDestroy": "no"},
  "egress": [{"cidr_blocks": ["0.0.0.0/0"], "description": null, "from_port": 0, "ipv6_cidr_blocks": null, "note": "x",
  "prefix_list_ids": null, "protocol": "-1", "security_groups": null, "self": null, "to_port": 0}]}}}}"#,
        ),
    ],
};
