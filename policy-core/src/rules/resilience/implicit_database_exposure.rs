//! A database of which nobody says how reachable and how available it is.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::copied,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "implicit-database-exposure",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A database is public, or its exposure and availability are left to defaults",
    remedy: "set publicly_accessible to false, and multi_az to what the environment needs",
    check: Check::Each(&["aws_db_instance"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(database: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let public = database.attribute("publicly_accessible");
    if public.truth() == Read::Known(true) {
        let message = "`publicly_accessible` is `true`: it gets an address that the internet can reach";
        checker.report(public, message.to_owned()).severity(Severity::High);
        return;
    }
    // A state has what the defaults came to.
    if checker.plan().is_state() {
        return;
    }
    let mut missing: Vec<(&str, _)> = Vec::new();
    for name in ["multi_az", "publicly_accessible"] {
        let attribute = database.attribute(name);
        match attribute.configured() {
            Read::Absent => missing.push((name, attribute)),
            Read::Unknown => return checker.undetermined(attribute),
            Read::Known(()) => {}
        }
    }
    let Some(&(_, first)) = missing.first() else { return };
    // A replica or restored instance takes more from its source than defaults.
    match copied(database) {
        Read::Known(_) => {}
        Read::Unknown => checker.undetermined(first),
        Read::Absent => {
            let names: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
            let are = if names.len() == 1 { "is" } else { "are" };
            checker.report(first, format!("{} {are} not set, so that defaults decide", names.join(" and ")));
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Whether a database answers to the internet and whether it survives the loss of a zone are the two \
                decisions that nobody should have to guess. Left out, multi_az is whatever the API makes of it, and \
                a reviewer cannot tell a decision from an oversight: a production database in one zone is down for \
                as long as that zone is, a standby that nobody wanted doubles the price and the time a deployment \
                takes. Said explicitly, false is as good an answer as true. A public address puts the database one \
                security group rule away from every scanner.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  multi_az            = var.environment == "prod"
  publicly_accessible = false
}"#,
        cdktf_typescript: r#"new DbInstance(this, "main", {
  instanceClass: "db.t4g.micro",
  multiAz: environment === "prod",
  publiclyAccessible: false,
});"#,
        cdktf_python: r#"DbInstance(self, "main",
    instance_class="db.t4g.micro",
    multi_az=environment == "prod",
    publicly_accessible=False,
)"#,
    },
    sources: &[
        Source {
            title: "Configuring and managing a Multi-AZ deployment for Amazon RDS",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html",
        },
        Source {
            title: "Hiding a DB instance in a VPC from the internet",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html#USER_VPC.Hiding",
        },
    ],
    controls: &["AWS Security Hub RDS.2", "AWS Security Hub RDS.5", "CIS AWS Foundations v3.0 2.3.3"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "storage_encrypted": true}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "publicly_accessible": false}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "multi_az": true,
  "publicly_accessible": null}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "multi_az": true,
  "publicly_accessible": true}}}}"#,
        ),
        // A replica may be public though its source is not.
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"replica": {"replicate_source_db": "orders",
  "publicly_accessible": true}}}}"#,
        ),
        // Both are said; that one zone will do is a decision.
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "multi_az": false,
  "publicly_accessible": false}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"public": {"default": true}, "environment": {"default": "dev"}},
 "resource": {"aws_db_instance": {"main": {"engine": "postgres", "multi_az": "${var.environment == \"prod\"}",
  "publicly_accessible": "${var.public}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"replica": {"replicate_source_db": "orders"},
  "copy": {"snapshot_identifier": "before-the-move"}}}}"#,
        ),
        // The members of an Aurora cluster are spread by their number.
        Example::Clean(
            r#"{"resource": {"aws_rds_cluster_instance": {"one": {"cluster_identifier": "orders",
  "engine": "aurora-mysql", "instance_class": "db.r6g.large"}}}}"#,
        ),
    ],
};
