//! A database that AWS puts wherever its default is.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{Copied, copied},
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "database-without-subnet-group",
    category: Category::Network,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A database is not placed in subnets of the stack",
    remedy: "create an aws_db_subnet_group of private subnets and name it in db_subnet_group_name",
    check: Check::Each(&["aws_db_instance", "aws_rds_cluster"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What AWS calls the group of all subnets of the default VPC.
const DEFAULT: &str = "default";

fn check<'p>(database: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let group = database.attribute("db_subnet_group_name");
    // AWS fills in a group of its own, which shows in later plans, and in a state beside those that somebody chose.
    let is_default =
        checker.plan().is_state() && matches!(group.text(), Read::Known(name) if &*name == DEFAULT);
    match group.configured() {
        Read::Known(()) if is_default => {}
        Read::Known(()) => return,
        Read::Unknown => return checker.undetermined(group),
        Read::Absent => {}
    }
    match copied(database) {
        Read::Unknown => checker.undetermined(group),
        // These are put where their source is.
        Read::Known(Copied::Replica | Copied::PointInTime) => {}
        Read::Known(Copied::Snapshot | Copied::Secondary) | Read::Absent => {
            let message = if is_default {
                "`db_subnet_group_name` is `default`: it is in the default VPC of the region"
            } else {
                "`db_subnet_group_name` is not set: it goes into the default VPC of the region"
            };
            checker.report(group, message.to_owned());
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Without a subnet group RDS takes the group named default, which spans the public subnets of the \
                region's default VPC. Security groups and functions of the stack's own VPC cannot reach it there; \
                where the account has no default VPC, creating the database fails. Moving it later means an outage \
                or a replacement, and Multi-AZ needs subnets in at least two zones of one group.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_subnet_group" "main" {
  name       = "payments-${var.environment_suffix}"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_instance" "main" {
  db_subnet_group_name = aws_db_subnet_group.main.name
}"#,
        cdktf_typescript: r#"const group = new DbSubnetGroup(this, "group", {
  name: `payments-${environmentSuffix}`,
  subnetIds: privateSubnets.map((subnet) => subnet.id),
});
new DbInstance(this, "main", {
  instanceClass: "db.t4g.micro",
  dbSubnetGroupName: group.name,
});"#,
        cdktf_python: r#"group = DbSubnetGroup(self, "group",
    name=f"payments-{environment_suffix}",
    subnet_ids=[subnet.id for subnet in private_subnets],
)
DbInstance(self, "main",
    instance_class="db.t4g.micro",
    db_subnet_group_name=group.name,
)"#,
    },
    sources: &[
        Source {
            title: "Working with a DB instance in a VPC: DB subnet groups",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
        },
        Source {
            title: "Terraform: aws_db_subnet_group",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_subnet_group",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "vpc_security_group_ids": ["sg-1"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql", "db_subnet_group_name": null}},
  "aws_rds_cluster_instance": {"one": {"cluster_identifier": "${aws_rds_cluster.main.id}", "engine": "aurora-mysql",
   "instance_class": "db.r6g.large"}}}}"#,
        ),
        // A snapshot says nothing of subnets.
        Example::Flagged(
            r#"{"data": {"aws_db_snapshot": {"last": {"most_recent": true}}},
 "resource": {"aws_db_instance": {"copy": {"snapshot_identifier": "${data.aws_db_snapshot.last.id}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_subnet_group": {"main": {"subnet_ids": ["subnet-1", "subnet-2"]}},
  "aws_db_instance": {"main": {"engine": "postgres", "db_subnet_group_name": "${aws_db_subnet_group.main.name}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"group": {}},
 "resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql", "db_subnet_group_name": "${var.group}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {
  "main": {"engine": "postgres", "db_subnet_group_name": "payments"},
  "replica": {"replicate_source_db": "${aws_db_instance.main.identifier}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {
  "restored": {"restore_to_point_in_time": {"source_db_instance_identifier": "orders"}}}}}"#,
        ),
    ],
};
