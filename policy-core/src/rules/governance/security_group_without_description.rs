//! A security group that does not say what it is for.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "security-group-without-description",
    category: Category::Governance,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A security group has no description",
    remedy: "set description to what the group is for; changing it replaces the group, so do it before others use it",
    check: Check::Each(&["aws_security_group"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What the provider writes where the configuration says nothing.
const DEFAULT: &str = "Managed by Terraform";

fn check<'p>(group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let description = group.attribute("description");
    let message = match description.literal() {
        Read::Absent => format!("it has no `description`, so that it is called `{DEFAULT}`"),
        Read::Known(text) if text.trim().is_empty() => "its `description` is empty".into(),
        Read::Known(text) if &*text == DEFAULT => {
            format!("its `description` is `{DEFAULT}`, the provider's default")
        }
        Read::Known(_) | Read::Unknown => return,
    };
    checker.report(description, message);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "In the console, in flow logs' look-ups and in audits a security group is known by its name and \
                description. `Managed by Terraform`, which the provider fills in, says nothing about what may use the \
                group or why it is open. AWS cannot change a description afterwards: Terraform has to replace the \
                group, which fails while network interfaces still use it, so it is worth writing at once.",
    snippets: Snippets {
        hcl: r#"resource "aws_security_group" "database" {
  name        = "payments-database-${var.environment_suffix}"
  description = "PostgreSQL of the payment service"
  vpc_id      = aws_vpc.main.id
}"#,
        cdktf_typescript: r#"new SecurityGroup(this, "database", {
  name: `payments-database-${environmentSuffix}`,
  description: "PostgreSQL of the payment service",
  vpcId: vpc.id,
});"#,
        cdktf_python: r#"SecurityGroup(self, "database",
    name=f"payments-database-{environment_suffix}",
    description="PostgreSQL of the payment service",
    vpc_id=vpc.id,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_security_group",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group",
        },
        Source {
            title: "Control traffic to your AWS resources using security groups",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"database": {"name": "database", "vpc_id": "vpc-0a1b2c3d"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"database": {"name_prefix": "database-",
   "description": "Managed by Terraform"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"database": [{"name": "database", "description": null}]}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"database": {"name": "database",
  "description": "PostgreSQL of the payment service"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"description": {"default": ""}},
 "resource": {"aws_security_group": {"database": {"name": "database", "description": "${var.description}"}}}}"#,
        ),
        // AWS describes the group that comes with a VPC.
        Example::Clean(
            r#"{"resource": {"aws_default_security_group": {"none": {"vpc_id": "${aws_vpc.main.id}"}}}}"#,
        ),
    ],
};
