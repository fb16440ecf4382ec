//! A database whose disks anyone with access to them can read.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::copied,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "unencrypted-database-storage",
    category: Category::Encryption,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A database stores its data unencrypted",
    remedy: "set storage_encrypted to true before the database holds data: changing it later replaces the database",
    check: Check::Each(
        &["aws_db_instance", "aws_docdb_cluster", "aws_neptune_cluster", "aws_rds_cluster"],
        check,
    ),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(database: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let encrypted = database.attribute("storage_encrypted");
    let message = match (encrypted.truth(), encrypted.configured()) {
        (Read::Known(true), _) => return,
        // A plan does not know yet what AWS makes of an argument that is left out.
        (_, Read::Absent) | (Read::Absent, _) => "`storage_encrypted` is not set",
        (Read::Known(false), _) => "`storage_encrypted` is `false`",
        (Read::Unknown, _) => return checker.undetermined(encrypted),
    };
    // What is made from another database is encrypted as that one is; of a global database, all clusters are or none.
    match copied(database) {
        Read::Known(_) => return,
        Read::Unknown => return checker.undetermined(encrypted),
        Read::Absent => {}
    }
    // Aurora Serverless v1 always encrypts.
    let mode = database.attribute("engine_mode");
    match mode.text() {
        Read::Unknown => checker.undetermined(mode),
        Read::Known(mode) if &*mode == "serverless" => {}
        _ => {
            checker.report(encrypted, message.to_owned());
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Without encryption at rest, the data, its automated backups, snapshots and read replicas are stored \
                readable, and a snapshot that is shared or copied by mistake needs no key to be restored. PCI DSS, \
                HIPAA and SOC 2 ask for it. It cannot be switched on in place: Terraform replaces the database when \
                storage_encrypted changes, and AWS offers only to copy a snapshot encrypted and restore from that. \
                With the default key it costs nothing.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  storage_encrypted = true
  kms_key_id        = aws_kms_key.database.arn # optional: without it, the key that AWS manages
}"#,
        cdktf_typescript: r#"new DbInstance(this, "main", {
  instanceClass: "db.t4g.micro",
  storageEncrypted: true,
  kmsKeyId: databaseKey.arn, // optional: without it, the key that AWS manages
});"#,
        cdktf_python: r#"DbInstance(self, "main",
    instance_class="db.t4g.micro",
    storage_encrypted=True,
    kms_key_id=database_key.arn,  # optional: without it, the key that AWS manages
)"#,
    },
    sources: &[
        Source {
            title: "Encrypting Amazon RDS resources",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        },
        Source {
            title: "Terraform: aws_db_instance",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#storage_encrypted",
        },
    ],
    controls: &[
        "AWS Security Hub RDS.3",
        "AWS Security Hub RDS.27",
        "AWS Security Hub DocumentDB.1",
        "AWS Security Hub Neptune.1",
        "CIS AWS Foundations v3.0 2.3.1",
    ],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "instance_class": "db.t4g.micro"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-postgresql", "storage_encrypted": false}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_docdb_cluster": {"main": {"cluster_identifier": "orders", "storage_encrypted": null}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_neptune_cluster": {"main": {"cluster_identifier": "graph"}}}}"#,
        ),
        // The first cluster of a global database: the others follow it.
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {
  "first": {"engine": "aurora-mysql", "global_cluster_identifier": "g", "master_username": "app"},
  "second": {"engine": "aurora-mysql", "global_cluster_identifier": "g", "provider": "aws.standby"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "multi_az": false,
  "publicly_accessible": false, "storage_encrypted": true}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"encrypted": {"default": false}},
 "resource": {"aws_db_instance": {"main": {"engine": "postgres", "storage_encrypted": "${var.encrypted}"}}}}"#,
        ),
        // A replica is encrypted as its source is.
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {
  "main": {"engine": "postgres", "storage_encrypted": true},
  "replica": {"replicate_source_db": "${aws_db_instance.main.identifier}", "instance_class": "db.t4g.micro"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"snapshot_identifier": "before-the-move"}},
  "aws_rds_cluster": {"main": {"engine": "aurora-mysql", "restore_to_point_in_time": [
   {"source_cluster_identifier": "orders", "use_latest_restorable_time": true}]}}}}"#,
        ),
        // Members store what their cluster stores.
        Example::Clean(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql", "storage_encrypted": "true"}},
  "aws_rds_cluster_instance": {"one": {"cluster_identifier": "${aws_rds_cluster.main.id}", "engine": "aurora-mysql"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql", "engine_mode": "serverless"}}}}"#,
        ),
    ],
};
