//! A database engine that AWS stops supporting, or has stopped already.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::engine_versions::{self, AS_OF, is_older},
    graph::{Copied, Origin, copied},
    plan::{Read, Resource, Text},
    policy::Policy,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "outdated-database-engine",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A database runs an engine version whose support ends",
    remedy: "raise engine_version to a version with years of standard support left, after trying the upgrade on a copy",
    check: Check::Each(&["aws_db_instance", "aws_rds_cluster"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(database: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let version = database.attribute("engine_version");
    // A version that AWS picked, or that a variable or data source gives, is not this configuration's to raise.
    let Origin::Literal(known) = checker.graph().origin(version) else {
        if matches!(version.text(), Read::Unknown) && version.configured() != Read::Absent {
            checker.undetermined(version);
        }
        return;
    };
    let engine = database.attribute("engine");
    let Some(engine) = checker.known(engine, engine.text_by_default()) else { return };
    let Some(message) = outdated(&engine, &known, checker.policy()) else { return };
    match copied(database) {
        // These run what the database runs that they follow.
        Read::Known(Copied::Replica | Copied::Secondary) => {}
        Read::Unknown => checker.undetermined(version),
        Read::Known(Copied::Snapshot | Copied::PointInTime) | Read::Absent => {
            checker.report(version, message);
        }
    }
}

/// What is wrong with a version, where it is too old.
fn outdated(engine: &Text<'_>, version: &Text<'_>, policy: &Policy) -> Option<String> {
    // `oracle` and `sqlserver` stand for all editions.
    let family = engine.split_once('-').map_or(&**engine, |(family, _)| family);
    let minimums = &policy.minimum_engine_versions;
    if let Some(minimum) = minimums.get(&**engine).or_else(|| minimums.get(family)) {
        let message =
            || format!("`{version}` of `{engine}` is older than `{minimum}`, the policy's minimum version");
        return is_older(version, minimum).then(message);
    }
    let end = engine_versions::end(engine, version)?;
    let minimum = engine_versions::minimum(engine)?;
    let ends = if end.is_past() { "ended" } else { "ends" };
    let day = end.day;
    Some(format!(
        "`{version}` of `{engine}` is older than `{minimum}`: its standard support {ends} by {day}, as known on {AS_OF}"
    ))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "At the end of standard support RDS and Aurora enrol PostgreSQL and MySQL in Extended Support, which \
                is charged for each vCPU and hour and can cost more than the instance; other engines are upgraded \
                in a maintenance window that AWS chooses. Known holes in older versions stay open, and a new \
                database on a version that AWS has withdrawn cannot be created at all. A major upgrade is an outage \
                that wants to be rehearsed, so the time to plan it is before the date. Versions count as outdated \
                here half a year before their standard support ends.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  engine         = "postgres"
  engine_version = "17" # the newest minor version of it
}"#,
        cdktf_typescript: r#"new DbInstance(this, "main", {
  instanceClass: "db.t4g.micro",
  engine: "postgres",
  engineVersion: "17", // the newest minor version of it
});"#,
        cdktf_python: r#"DbInstance(self, "main",
    instance_class="db.t4g.micro",
    engine="postgres",
    engine_version="17",  # the newest minor version of it
)"#,
    },
    sources: &[
        Source {
            title: "Release calendars for Amazon RDS for PostgreSQL",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
        },
        Source {
            title: "MySQL on Amazon RDS versions",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html",
        },
        Source {
            title: "MariaDB on Amazon RDS versions",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html",
        },
        Source {
            title: "Release calendars for Aurora MySQL",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html",
        },
        Source {
            title: "Amazon RDS for Oracle: supported and legacy versions",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Oracle.html",
        },
        Source {
            title: "SQL Server end of support options",
            url: "https://learn.microsoft.com/en-us/sql/sql-server/end-of-support/sql-server-end-of-support-overview",
        },
        Source {
            title: "Amazon RDS Extended Support",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html",
        },
    ],
    controls: &["PCI DSS v4.0 6.3.3"],
    parameters: &["minimumEngineVersions"],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "engine_version": "14.7"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-mysql",
  "engine_version": "5.7.mysql_aurora.2.11.1", "master_username": "app"}}}}"#,
        ),
        // Numbers are compared, not letters.
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"old": {"engine": "postgres", "engine_version": "9.6.24"},
  "new": {"engine": "mariadb", "engine_version": "10.11"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "sqlserver-se", "engine_version": "13.00.6435.1.v1"},
  "other": {"engine": "oracle-se2", "engine_version": "19.0.0.0.ru-2024-07.rur-2024-07.r1"}}}}"#,
        ),
        // What is restored from a snapshot is upgraded to the version that is asked for, or left at it.
        Example::Flagged(
            r#"{"resource": {"aws_rds_cluster": {"main": {"engine": "aurora-postgresql", "engine_version": "13.9",
  "snapshot_identifier": "before-the-move"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "engine_version": "15.4"},
  "other": {"engine": "mysql", "engine_version": "8.4.3"}},
  "aws_rds_cluster": {"main": {"engine": "aurora-mysql", "engine_version": "8.0.mysql_aurora.3.04.0"}}}}"#,
        ),
        // Which of its versions AWS takes for this nobody knows.
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "mysql", "engine_version": "8"},
  "newest": {"engine": "postgres"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"version": {"default": "11.22"}},
 "resource": {"aws_db_instance": {"main": {"engine": "postgres", "engine_version": "${var.version}"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_rds_engine_version": {"newest": {"engine": "postgres", "latest": true}}},
 "resource": {"aws_db_instance": {"main": {"engine": "postgres",
  "engine_version": "${data.aws_rds_engine_version.newest.version}"}}}}"#,
        ),
        // A replica cannot run another major version than its source.
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"replica": {"replicate_source_db": "orders", "engine": "postgres",
  "engine_version": "13.9"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"engine": "db2-se", "engine_version": "11.5.9.0.sb00000000.r1"}}}}"#,
        ),
    ],
};

#[cfg(test)]
mod tests {
    use alloc::borrow::Cow;

    use super::*;

    #[test]
    fn the_policy_has_the_last_word() {
        let text = |value| Text::new(Cow::Borrowed(value), false);
        let mut policy = Policy::default();
        let old = |engine, version, policy: &Policy| outdated(&text(engine), &text(version), policy);
        assert!(old("postgres", "13.9", &policy).is_some());
        assert!(old("db2-se", "11.5", &policy).is_none());
        for (engine, minimum) in [("postgres", "12"), ("db2-se", "12.1"), ("sqlserver", "15")] {
            policy.minimum_engine_versions.insert(engine.into(), minimum.into());
        }
        assert!(old("postgres", "13.9", &policy).is_none());
        assert!(
            old("db2-se", "11.5", &policy).is_some_and(|message| message.contains("the policy's minimum"))
        );
        assert!(old("sqlserver-ee", "14.00.3281.6.v1", &policy).is_some());
    }
}
