//! A table that cannot be brought back to what it was.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{has_recovery, is_restored, is_state_lock},
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "table-without-point-in-time-recovery",
    category: Category::Resilience,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A DynamoDB table has no point-in-time recovery",
    remedy: "add a point_in_time_recovery block with enabled = true",
    check: Check::Each(&["aws_dynamodb_table"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(table: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let recovery = table.attribute("point_in_time_recovery");
    if checker.known(recovery, has_recovery(table)) != Some(false) {
        return;
    }
    let key = table.attribute("hash_key");
    if checker.known(key, is_state_lock(table)) != Some(false) {
        return;
    }
    match is_restored(table) {
        Read::Known(()) => {}
        Read::Unknown => checker.undetermined(recovery),
        Read::Absent => {
            checker.report(recovery, "`point_in_time_recovery` is not enabled".to_owned());
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "DynamoDB keeps no backups unless told to. A faulty deployment that overwrites items, or a script run \
                against the wrong table, cannot be undone: there is nothing to restore from. With point-in-time \
                recovery the table can be restored to any second of the last 35 days, and after a deletion from the \
                backup that DynamoDB then keeps. It is charged by the size of the table.",
    snippets: Snippets {
        hcl: r#"resource "aws_dynamodb_table" "orders" {
  point_in_time_recovery {
    enabled = true
  }
}"#,
        cdktf_typescript: r#"new DynamodbTable(this, "orders", {
  name: "orders",
  hashKey: "id",
  attribute: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
  pointInTimeRecovery: { enabled: true },
});"#,
        cdktf_python: r#"DynamodbTable(self, "orders",
    name="orders",
    hash_key="id",
    attribute=[DynamodbTableAttribute(name="id", type="S")],
    billing_mode="PAY_PER_REQUEST",
    point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
)"#,
    },
    sources: &[Source {
        title: "Point-in-time backups for DynamoDB",
        url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
    }],
    controls: &["AWS Security Hub DynamoDB.2"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "hash_key": "id"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "hash_key": "id",
  "point_in_time_recovery": [{"enabled": false}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "hash_key": "id",
  "point_in_time_recovery": {"enabled": true}}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"recovery": {"default": false}},
 "resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "hash_key": "id",
  "point_in_time_recovery": [{"enabled": "${var.recovery}"}]}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"recovery": {"default": []}},
 "resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "hash_key": "id",
  "dynamic": {"point_in_time_recovery": {"for_each": "${var.recovery}", "content": {"enabled": true}}}}}}}"#,
        ),
        // Made from another table, for looking something up.
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"copy": {"name": "orders-copy",
  "restore_source_name": "orders", "restore_to_latest_time": true}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table_replica": {"west": {"global_table_arn": "${var.table}"}}},
 "variable": {"table": {}}}"#,
        ),
        // Locks of Terraform states are worth nothing a minute later.
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"locks": {"name": "terraform-locks", "hash_key": "LockID",
  "billing_mode": "PAY_PER_REQUEST", "attribute": [{"name": "LockID", "type": "S"}]}}}}"#,
        ),
    ],
};
