//! Tables of one stack that are protected differently.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{has_recovery, is_restored, is_state_lock, switched_on},
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Map,
};

pub(crate) static RULE: Rule = Rule {
    name: "inconsistent-table-settings",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A DynamoDB table lacks a protection that another table of the stack has",
    remedy: "give all tables of the stack the same recovery, deletion protection and encryption",
    // What some table has is found once, for all of them.
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// A setting that tables should have in common.
struct Setting {
    name: &'static str,
    /// The attribute that it stands in.
    of: for<'p> fn(Resource<'p>) -> Attribute<'p>,
    /// Whether a table has it.
    has: fn(Resource<'_>) -> Read<bool>,
}

const SETTINGS: [Setting; 4] = [
    Setting { name: RECOVERY, of: |table| table.attribute(RECOVERY), has: has_recovery },
    Setting { name: PROTECTION, of: |table| table.attribute(PROTECTION), has: has_protection },
    Setting { name: ENCRYPTION, of: |table| table.attribute(ENCRYPTION), has: has_encryption },
    Setting { name: KEY, of: |table| table.attribute(ENCRYPTION).get("kms_key_arn"), has: has_own_key },
];
const RECOVERY: &str = "point_in_time_recovery";
const PROTECTION: &str = "deletion_protection_enabled";
const ENCRYPTION: &str = "server_side_encryption";
const KEY: &str = "server_side_encryption.kms_key_arn";

fn check(checker: &mut Checker<'_, '_>) {
    let tables: Vec<Resource<'_>> =
        checker.plan().of_type("aws_dynamodb_table").filter(|table| is_own(*table)).collect();
    let having = SETTINGS
        .map(|setting| tables.iter().copied().find(|table| (setting.has)(*table) == Read::Known(true)));
    for &table in &tables {
        let mut lacking = Vec::new();
        for (setting, sibling) in SETTINGS.iter().zip(having) {
            let Some(sibling) = sibling else { continue };
            let attribute = (setting.of)(table);
            if checker.known(attribute, (setting.has)(table)) == Some(false) {
                lacking.push((setting.name, attribute, sibling));
            }
        }
        report(&lacking, checker);
    }
}

fn report<'p>(lacking: &[(&str, Attribute<'p>, Resource<'p>)], checker: &mut Checker<'_, 'p>) {
    let Some(&(_, first, _)) = lacking.first() else { return };
    let names: Vec<String> = lacking.iter().map(|(name, ..)| format!("`{name}`")).collect();
    let mut siblings: Map<u32, (Resource<'p>, Vec<&str>)> = Map::new();
    for (name, _, sibling) in lacking {
        siblings.get_or_insert_with(sibling.index(), || (*sibling, Vec::new())).1.push(name);
    }
    let others = match siblings.values().collect::<Vec<_>>()[..] {
        [(sibling, _)] => format!("`{}` has", sibling.address()),
        _ => String::from("other tables of the stack have"),
    };
    let draft = checker.report(first, format!("it lacks {}, which {others}", names.join(", ")));
    for (sibling, names) in siblings.into_values() {
        draft.related(sibling, format!("has {}", names.join(", ")));
    }
}

/// Whether a table certainly has settings of its own, and data that somebody would miss.
fn is_own(table: Resource<'_>) -> bool {
    is_restored(table) == Read::Absent && is_state_lock(table) == Read::Known(false)
}

/// Whether it is decided at all whether the table may be deleted: `false` is right for a stack that is torn down.
fn has_protection(table: Resource<'_>) -> Read<bool> {
    table.attribute(PROTECTION).configured().map(|()| true).or_default(false)
}

fn has_encryption(table: Resource<'_>) -> Read<bool> {
    switched_on(table.attribute(ENCRYPTION))
}

/// Whether a table that is encrypted with a key of KMS names the key; where it is not encrypted, there is more to say.
fn has_own_key(table: Resource<'_>) -> Read<bool> {
    let encryption = table.attribute(ENCRYPTION);
    match switched_on(encryption) {
        Read::Known(true) => {}
        _ => return Read::Absent,
    }
    let key = encryption.get("kms_key_arn");
    // AWS fills in the key that it manages, and what a dynamic block writes is in no plan's configuration.
    match (encryption.configured(), key.presence()) {
        (Read::Known(()), _) => key.configured().map(|()| true).or_default(false),
        (_, Read::Absent) => Read::Known(false),
        _ => Read::Unknown,
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A stack's tables are restored, audited and torn down together. When one of them lacks what the \
                others have, it is nearly always an oversight that shows at the worst moment: the orders can be \
                restored and the notifications that go with them cannot, one table keeps a cleanup from finishing \
                because nobody said whether it may be deleted, one is encrypted with a key that the auditors have \
                never heard of. Nothing in Terraform or AWS points at the difference.",
    snippets: Snippets {
        hcl: r#"resource "aws_dynamodb_table" "notifications" {
  deletion_protection_enabled = false # or true, but the same for all
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.tables.arn
  }
}"#,
        cdktf_typescript: r#"const common = {
  deletionProtectionEnabled: false, // or true, but the same for all
  pointInTimeRecovery: { enabled: true },
  serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
};
new DynamodbTable(this, "notifications", { name: "notifications", ...common });"#,
        cdktf_python: r#"common = dict(
    deletion_protection_enabled=False,  # or True, but the same for all
    point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
    server_side_encryption=DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=key.arn),
)
DynamodbTable(self, "notifications", name="notifications", **common)"#,
    },
    sources: &[
        Source {
            title: "Point-in-time backups for DynamoDB",
            url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
        },
        Source {
            title: "Terraform: aws_dynamodb_table",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table",
        },
    ],
    controls: &["AWS Security Hub DynamoDB.2", "AWS Security Hub DynamoDB.6"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {
  "orders": {"name": "orders", "point_in_time_recovery": {"enabled": true}},
  "notifications": {"name": "notifications"}}}}"#,
        ),
        // Everything at once is one finding, and what each table has is told apart.
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {
  "a": {"name": "a", "deletion_protection_enabled": false, "point_in_time_recovery": [{"enabled": true}],
   "server_side_encryption": [{"enabled": true}]},
  "b": {"name": "b", "deletion_protection_enabled": null, "point_in_time_recovery": [{"enabled": false}]}}}}"#,
        ),
        // Encrypted, but with the key that AWS manages.
        Example::Flagged(
            r#"{"resource": {"aws_kms_key": {"k": {"description": "tables"}}, "aws_dynamodb_table": {
  "a": {"name": "a", "server_side_encryption": {"enabled": true, "kms_key_arn": "${aws_kms_key.k.arn}"}},
  "b": {"name": "b", "server_side_encryption": {"enabled": true}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_kms_key": {"k": {"description": "tables"}}, "aws_dynamodb_table": {
  "a": {"name": "a", "deletion_protection_enabled": false, "point_in_time_recovery": {"enabled": true},
   "server_side_encryption": {"enabled": true, "kms_key_arn": "${aws_kms_key.k.arn}"}},
  "b": {"name": "b", "deletion_protection_enabled": true, "point_in_time_recovery": [{"enabled": "true"}],
   "server_side_encryption": [{"enabled": true, "kms_key_arn": "${aws_kms_key.k.arn}"}]}}}}"#,
        ),
        // There is nothing to compare with.
        Example::Clean(r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders"}}}}"#),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"a": {"name": "a"},
  "b": {"name": "b", "point_in_time_recovery": {"enabled": false}}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"recovery": {"default": false}}, "resource": {"aws_dynamodb_table": {
  "a": {"name": "a", "point_in_time_recovery": {"enabled": true}},
  "b": {"name": "b", "point_in_time_recovery": {"enabled": "${var.recovery}"}}}}}"#,
        ),
        // Restored ones are set as it takes to look something up, and locks of Terraform states are nobody's data.
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {
  "orders": {"name": "orders", "point_in_time_recovery": {"enabled": true}, "deletion_protection_enabled": true},
  "copy": {"name": "orders-copy", "restore_source_name": "orders", "restore_to_latest_time": true},
  "locks": {"name": "terraform-locks", "hash_key": "LockID"}}}}"#,
        ),
    ],
};
