//! A database whose backups, windows and logs are left to chance.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{Copied, copied},
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "database-without-maintenance-settings",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A database's backups, maintenance window or log exports are not configured",
    remedy: "set the backup and maintenance windows, the log exports and a backup retention of at least 7 days",
    check: Check::Each(&["aws_db_instance", "aws_rds_cluster"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

const INSTANCE: [&str; 3] = ["backup_window", "maintenance_window", LOGS];
const CLUSTER: [&str; 3] = ["preferred_backup_window", "preferred_maintenance_window", LOGS];
const LOGS: &str = "enabled_cloudwatch_logs_exports";
const RETENTION: &str = "backup_retention_period";

fn check<'p>(database: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let settings = if database.type_name() == "aws_rds_cluster" { CLUSTER } else { INSTANCE };
    let mut missing = Vec::new();
    for name in settings.into_iter().chain([RETENTION]) {
        let setting = database.attribute(name);
        match setting.configured() {
            Read::Absent => missing.push((name, setting)),
            Read::Unknown => return checker.undetermined(setting),
            Read::Known(()) => {}
        }
    }
    match exports_logs(database) {
        Read::Known(true) => {}
        Read::Known(false) | Read::Absent => missing.retain(|(name, _)| *name != LOGS),
        Read::Unknown => return checker.undetermined(database.attribute("engine")),
    }
    let retention = database.attribute(RETENTION);
    let off = matches!(retention.text(), Read::Known(days) if &*days == "0")
        && missing.iter().all(|(name, _)| *name != RETENTION);
    let first = missing.first().map(|(_, setting)| *setting).or_else(|| off.then_some(retention));
    let Some(first) = first else { return };
    // Backups are taken of what a replica follows, and a database is restored with the settings of its source.
    match copied(database) {
        Read::Known(Copied::Replica | Copied::PointInTime) => return,
        Read::Unknown => return checker.undetermined(first),
        Read::Known(Copied::Snapshot | Copied::Secondary) | Read::Absent => {}
    }
    let names: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    let message = match (names.is_empty(), off) {
        (true, _) => format!("`{RETENTION}` is `0`: there are no automated backups"),
        (false, true) => format!("{} {are} not set, and `{RETENTION}` is `0`", names.join(", ")),
        (false, false) => format!("{} {are} not set", names.join(", ")),
    };
    checker.report(first, message);
}

/// Whether a database can be told to export logs: RDS Custom leaves that to its owner, and Aurora Serverless v1 to
/// its parameter group.
fn exports_logs(database: Resource<'_>) -> Read<bool> {
    let serverless = database.attribute("engine_mode").text().map(|mode| &*mode == "serverless");
    let custom = database.attribute("engine").text_by_default().map(|engine| engine.starts_with("custom-"));
    match (serverless, custom) {
        (Read::Known(true), _) | (_, Read::Known(true)) => Read::Known(false),
        (Read::Unknown, _) => Read::Unknown,
        _ => Read::Known(true),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "What is left out, AWS chooses: windows at random within a block of eight hours that may be the \
                busiest of the day, so that a restart for a patch comes when it hurts; one day of backups for a \
                cluster, and none at all where the retention is 0, so that what was deleted on Friday is gone on \
                Monday. Without log exports the engine's errors and slow queries stay on the instance, where they \
                are rotated away before anyone looks.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  backup_retention_period         = 7
  backup_window                   = "03:00-04:00"
  maintenance_window              = "mon:04:30-mon:05:30"
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
}"#,
        cdktf_typescript: r#"new DbInstance(this, "main", {
  instanceClass: "db.t4g.micro",
  backupRetentionPeriod: 7,
  backupWindow: "03:00-04:00",
  maintenanceWindow: "mon:04:30-mon:05:30",
  enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
});"#,
        cdktf_python: r#"DbInstance(self, "main",
    instance_class="db.t4g.micro",
    backup_retention_period=7,
    backup_window="03:00-04:00",
    maintenance_window="mon:04:30-mon:05:30",
    enabled_cloudwatch_logs_exports=["postgresql", "upgrade"],
)"#,
    },
    sources: &[
        Source {
            title: "Introduction to backups: backup window and retention period",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
        },
        Source {
            title: "Maintaining a DB instance: the maintenance window",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html",
        },
        Source {
            title: "Publishing database logs to Amazon CloudWatch Logs",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
        },
    ],
    controls: &["AWS Security Hub RDS.9", "AWS Security Hub RDS.11"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "instance_class": "db.t4g.micro"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "backup_retention_period": 0,
  "backup_window": "03:00-04:00", "maintenance_window": "mon:04:30-mon:05:30",
  "enabled_cloudwatch_logs_exports": ["postgresql"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql", "backup_retention_period": 7,
  "preferred_backup_window": "03:00-04:00", "preferred_maintenance_window": "mon:04:30-mon:05:30"}}}}"#,
        ),
        // Every cluster of a global database has windows of its own.
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {"second": {"engine": "aurora-mysql", "global_cluster_identifier": "g"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "backup_retention_period": 7,
  "backup_window": "03:00-04:00", "maintenance_window": "mon:04:30-mon:05:30",
  "enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"]}}}}"#,
        ),
        // Clusters have other names for the same.
        Example::Clean(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql", "backup_retention_period": 14,
  "preferred_backup_window": "03:00-04:00", "preferred_maintenance_window": "mon:04:30-mon:05:30",
  "enabled_cloudwatch_logs_exports": ["audit"]}},
  "aws_rds_cluster_instance": {"one": {"cluster_identifier": "${aws_rds_cluster.main.id}", "engine": "aurora-mysql"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"days": {}, "window": {}, "logs": {"default": []}},
 "resource": {"aws_db_instance": {"main": {"engine": "postgres", "backup_retention_period": "${var.days}",
  "backup_window": "${var.window}", "maintenance_window": "${var.window}",
  "enabled_cloudwatch_logs_exports": "${var.logs}"}}}}"#,
        ),
        // That nothing is exported is a decision where it is said.
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "backup_retention_period": 1,
  "backup_window": "03:00-04:00", "maintenance_window": "mon:04:30-mon:05:30",
  "enabled_cloudwatch_logs_exports": []}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"replica": {"replicate_source_db": "orders",
  "backup_retention_period": 0}},
  "aws_rds_cluster": {"restored": {"engine": "aurora-mysql", "restore_to_point_in_time": {
   "source_cluster_identifier": "orders", "use_latest_restorable_time": true}}}}}"#,
        ),
    ],
};
