//! A rule of a security group that does not say why it is there.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "security-group-rule-without-description",
    category: Category::Governance,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A security group rule has no description",
    remedy: "describe each rule: who may connect, and what for",
    check: Check::Each(
        &[
            "aws_security_group",
            "aws_security_group_rule",
            "aws_vpc_security_group_egress_rule",
            "aws_vpc_security_group_ingress_rule",
        ],
        check,
    ),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The types that hold one rule of a group each.
const RULES: [&str; 3] =
    ["aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"];

fn check<'p>(resource: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    if resource.type_name() == "aws_security_group" {
        return check_group(resource, checker);
    }
    let description = resource.attribute("description");
    match description.literal() {
        Read::Absent => {}
        Read::Known(text) if text.trim().is_empty() => {}
        Read::Known(_) | Read::Unknown => return,
    }
    checker.report(description, "the rule has no `description`".into());
}

fn check_group<'p>(group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let mut first = None;
    let mut counts: Vec<String> = Vec::new();
    for name in ["ingress", "egress"] {
        let list = group.attribute(name);
        let rules = own_rules(group, list, checker);
        let bare = rules.iter().filter(|rule| is_bare(**rule)).count();
        if bare > 0 {
            first = first.or(Some(list));
            let plural = if rules.len() == 1 { "" } else { "s" };
            counts.push(format!("{bare} of {} `{name}` rule{plural}", rules.len()));
        }
    }
    let Some(first) = first else { return };
    checker.report(first, format!("without a description: {}", counts.join(", ")));
}

/// The rules that a group is given where it is declared.
fn own_rules<'p>(
    group: Resource<'p>,
    list: Attribute<'p>,
    checker: &mut Checker<'_, 'p>,
) -> Vec<Attribute<'p>> {
    let rules = match (list.items(), list.configured()) {
        (Read::Known(rules), Read::Known(())) if !checker.plan().is_state() => rules,
        // A dynamic block wrote them, or in a second plan or a state they are what other resources added to the group.
        (Read::Known(rules), _) if !has_rules_of_others(group, checker) => rules,
        (Read::Unknown, Read::Known(()) | Read::Unknown) => {
            checker.undetermined(list);
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    // A plan of JSON syntax keeps the template that gave all of them.
    if list.written().is_some() { Vec::new() } else { rules }
}

/// Whether rules of the group are, or may be, resources of their own.
fn has_rules_of_others<'p>(group: Resource<'p>, checker: &Checker<'_, 'p>) -> bool {
    RULES.iter().any(|rule| {
        let rules = checker.graph().referrers(group, &["id"], rule, "security_group_id");
        !matches!(rules, Read::Absent)
    })
}

/// Whether a rule certainly has no description.
fn is_bare(rule: Attribute<'_>) -> bool {
    match rule.get("description").text() {
        Read::Known(text) => text.trim().is_empty(),
        Read::Absent => true,
        Read::Unknown => false,
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A rule says which ports and addresses, never why. Without a description nobody dares to remove one: \
                whether `10.20.0.0/16` on port 5432 is a partner, a migration that ended or a mistake cannot be told a \
                year later, and groups only grow. Auditors ask for the business reason of each opening; AWS keeps it \
                with the rule, and unlike a group's description it can be changed at any time.",
    snippets: Snippets {
        hcl: r#"resource "aws_vpc_security_group_ingress_rule" "webhook" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.webhook.id
  description                  = "PostgreSQL from the webhook function"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}"#,
        cdktf_typescript: r#"new SecurityGroup(this, "database", {
  vpcId: vpc.id,
  description: "PostgreSQL of the payment service",
  ingress: [{
    description: "PostgreSQL from the webhook function",
    protocol: "tcp",
    fromPort: 5432,
    toPort: 5432,
    securityGroups: [webhook.id],
  }],
});"#,
        cdktf_python: r#"SecurityGroup(self, "database",
    vpc_id=vpc.id,
    description="PostgreSQL of the payment service",
    ingress=[SecurityGroupIngress(
        description="PostgreSQL from the webhook function",
        protocol="tcp",
        from_port=5432,
        to_port=5432,
        security_groups=[webhook.id],
    )],
)"#,
    },
    sources: &[
        Source {
            title: "Security group rules",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        },
        Source {
            title: "Terraform: aws_vpc_security_group_ingress_rule",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule",
        },
    ],
    controls: &["PCI DSS v4.0 1.2.5"],
    parameters: &[],
    examples: &[
        // As CDKTF writes them, with nulls for what is left out.
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"database": {"description": "PostgreSQL", "ingress": [
   {"cidr_blocks": ["10.0.0.0/16"], "description": null, "from_port": 5432, "ipv6_cidr_blocks": null,
    "prefix_list_ids": null, "protocol": "tcp", "security_groups": null, "self": null, "to_port": 5432},
   {"cidr_blocks": ["10.1.0.0/16"], "description": "from the office", "from_port": 5432, "protocol": "tcp",
    "to_port": 5432}],
  "egress": [{"cidr_blocks": ["0.0.0.0/0"], "from_port": 0, "protocol": "-1", "to_port": 0}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group_rule": {"database": {"type": "ingress", "security_group_id": "sg-0a1b2c3d",
   "protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_blocks": ["10.0.0.0/16"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_vpc_security_group_egress_rule": {"all": {"security_group_id": "sg-0a1b2c3d",
   "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0", "description": ""}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"database": {"description": "PostgreSQL", "egress": [], "ingress": [
  {"cidr_blocks": ["10.0.0.0/16"], "description": "PostgreSQL from the VPC", "from_port": 5432, "protocol": "tcp",
   "to_port": 5432}]}}}}"#,
        ),
        // All rules are one expression.
        Example::Clean(
            r#"{"variable": {"rules": {"default": []}},
 "resource": {"aws_security_group": {"database": {"description": "PostgreSQL", "ingress": "${var.rules}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"reason": {"default": ""}},
 "resource": {"aws_security_group": {"database": {"ingress": [{"description": "${var.reason}", "protocol": "tcp",
   "from_port": 5432, "to_port": 5432, "cidr_blocks": ["10.0.0.0/16"]}]}},
  "aws_vpc_security_group_ingress_rule": {"database": {"security_group_id": "sg-0a1b2c3d", "ip_protocol": "-1",
   "cidr_ipv4": "10.0.0.0/16", "description": "${var.reason}"}}}}"#,
        ),
        // The description is each rule's own, which is not known here.
        Example::Clean(
            r#"{"variable": {"rules": {}}, "resource": {"aws_security_group": {"database": {"dynamic": {"ingress": {
  "for_each": "${var.rules}", "content": {"description": "${ingress.value.description}", "protocol": "tcp",
   "from_port": 5432, "to_port": 5432, "cidr_blocks": ["${ingress.value.cidr}"]}}}}}}}"#,
        ),
    ],
};
