//! An attribute, key or index that what is referred to does not have.
//!
//! Configuration only: no plan is made of one that holds such a reference. Attributes of hashicorp/aws are known by its
//! schema; those of other providers are left alone. Which instance of a repeated block is asked for is
//! `for-each-key-mismatch`'s.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::Topic,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-attribute",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A reference asks for an attribute, key or index that is not there",
    remedy: "ask for an attribute that there is, and for one of a list's or block's items before its attributes",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_expressions(Topic::Attribute);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform holds each reference against the provider's schema, whatever is around it: `Unsupported attribute: \
                This object has no argument, nested block, or exported attribute named …`, or `Invalid index` where a set is \
                asked for its first item. Attributes have names of small letters and underscores, in CDKTF's strings \
                too, and a block that may stand once is a list all the same. Keys of locals, of variables' types and of what \
                `for_each` goes over are looked up when they are evaluated; a map that lacks one fails the plan.",
    snippets: Snippets {
        hcl: r#"output "certificate_record" {
  # A set has no first item; a list of it does.
  value = tolist(aws_acm_certificate.web.domain_validation_options)[0].resource_record_name
}

output "address" {
  value = aws_lb.web.dns_name
}"#,
        cdktf_typescript: r#"// The construct knows its attributes; a string does not.
new TerraformOutput(this, "address", { value: lb.dnsName });
new TerraformOutput(this, "certificate_record", {
  value: Fn.element(Fn.tolist(certificate.domainValidationOptions), 0),
});"#,
        cdktf_python: r#"# The construct knows its attributes; a string does not.
TerraformOutput(self, "address", value=lb.dns_name)
TerraformOutput(self, "certificate_record",
    value=Fn.element(Fn.tolist(certificate.domain_validation_options), 0),
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: references to resource attributes",
            url: "https://developer.hashicorp.com/terraform/language/expressions/references",
        },
        Source {
            title: "Arguments and attributes of hashicorp/aws",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lb": {"web": {"name": "web"}}}, "output": {"address": {"value": "${aws_lb.web.dnsName}"}}}"#,
        ),
        // Looked up whatever is around it.
        Example::Flagged(
            r#"{"data": {"aws_vpc": {"main": {"default": true}}}, "output": {"arn": {"value": "${try(data.aws_vpc.main.arm, null)}"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_eks_cluster": {"main": {"name": "main", "role_arn": "r", "vpc_config": {"subnet_ids": ["a", "b"]}}}},
 "output": {"ca": {"value": "${aws_eks_cluster.main.certificate_authority.data}"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_acm_certificate": {"web": {"domain_name": "example.com", "validation_method": "DNS"}}},
 "output": {"record": {"value": "${aws_acm_certificate.web.domain_validation_options[0].resource_record_name}"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}}}, "output": {"name": {"value": "${aws_s3_bucket.logs.bucket.name}"}}}"#,
        ),
        Example::Flagged(
            r#"{"locals": {"sizes": {"small": 1, "large": 2}}, "output": {"size": {"value": "${local.sizes.medium}"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"network": {"type": "object({cidr = string, zones = list(string)})"}},
 "output": {"range": {"value": "${var.network.cidr_block}"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_eip": {"a": {"for_each": {"web": {"zone": "a"}, "db": {}}, "tags": {"zone": "${each.value.zone}"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": {"Env": "dev"}}}},
 "output": {"name": {"value": "${aws_vpc.main.tags.Name}"}}}"#,
        ),
        // A hint: another workspace may be meant.
        Example::Flagged(
            r#"{"locals": {"sizes": {"dev": 1, "prod": 2}}, "output": {"size": {"value": "${local.sizes[terraform.workspace]}"}}}"#,
        ),
        // Lists by index and splat, blocks that stand once, keys of maps, whole objects.
        Example::Clean(
            r#"{"resource": {"aws_eks_cluster": {"main": {"name": "main", "role_arn": "r", "vpc_config": {"subnet_ids": ["a", "b"]}}},
  "aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": "${var.tags}"}}},
 "output": {"a": {"value": "${aws_eks_cluster.main.certificate_authority[0].data}"},
  "b": {"value": "${aws_eks_cluster.main.certificate_authority.0.data}"}, "c": {"value": "${aws_eks_cluster.main.vpc_config[*].vpc_id}"},
  "d": {"value": "${aws_vpc.main.tags.Name}"}, "e": {"value": "${aws_vpc.main}"}}}"#,
        ),
        // Something catches it; a map may have it; another provider's attributes are its own.
        Example::Clean(
            r#"{"locals": {"sizes": {"small": 1}}, "variable": {"more": {"type": "map(string)"}},
 "resource": {"random_id": {"a": {"byte_length": 4}}},
 "output": {"a": {"value": "${try(local.sizes.medium, 0)}"}, "b": {"value": "${var.more.medium}"}, "c": {"value": "${random_id.a.hexx}"},
  "d": {"value": "${lookup(local.sizes, \"medium\", 0)}"}, "e": {"value": "${can(local.sizes.medium)}"}}}"#,
        ),
        // In some version that may be used it is there, and the one that is asked for is newer than what is known.
        Example::Clean(
            r#"{"resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}, "output": {"region": {"value": "${aws_sqs_queue.jobs.region}"}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_eip": {"a": {"for_each": {"web": {"zone": "a"}, "db": {"zone": "b"}}, "tags": {"zone": "${each.value.zone}"}}}}}"#,
        ),
    ],
};
