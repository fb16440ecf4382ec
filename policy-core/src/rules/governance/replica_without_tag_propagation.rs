//! A table's replica that does not get the table's tags.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "replica-without-tag-propagation",
    category: Category::Governance,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A DynamoDB replica does not get the tags of its table",
    remedy: "set propagate_tags to true in each replica block",
    check: Check::Each(&["aws_dynamodb_table"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(table: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let replicas = table.attribute("replica");
    let Some(items) = checker.known(replicas, replicas.items()) else { return };
    let mut untagged = Vec::new();
    for replica in items {
        let propagates = replica.get("propagate_tags");
        match propagates.truth() {
            Read::Known(true) => {}
            Read::Known(false) | Read::Absent => untagged.push(region(replica)),
            Read::Unknown => checker.undetermined(propagates),
        }
    }
    if untagged.is_empty() {
        return;
    }
    let tags = table.attribute("tags");
    if checker.known(tags, has_tags(table)).is_none() {
        return;
    }
    let (replicas_in, do_not) =
        if untagged.len() == 1 { ("replica in", "does not") } else { ("replicas in", "do not") };
    let message = format!("its {replicas_in} {} {do_not} get the table's tags", untagged.join(", "));
    checker.report(replicas, message);
}

fn region(replica: Attribute<'_>) -> String {
    match replica.get("region_name").text_by_default() {
        Read::Known(region) => format!("`{region}`"),
        Read::Unknown | Read::Absent => String::from("another region"),
    }
}

/// Whether a table has tags: of its own, or those that its provider gives everything.
fn has_tags(table: Resource<'_>) -> Read<()> {
    let inherited = table.provider().and_then(|provider| provider.attribute("default_tags"));
    let inherited = inherited.map_or(Read::Absent, |tags| any(tags.get("tags")));
    let all = [any(table.attribute("tags")), any(table.attribute("tags_all")), inherited];
    if all.contains(&Read::Known(())) {
        Read::Known(())
    } else if all.contains(&Read::Unknown) {
        Read::Unknown
    } else {
        Read::Absent
    }
}

fn any(tags: Attribute<'_>) -> Read<()> {
    match tags.entries() {
        Read::Known(entries) if entries.is_empty() => Read::Absent,
        read => read.map(|_| ()),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A replica is a table of its own in another region, with its own tags. Terraform gives it none unless \
                propagate_tags is true, not even the provider's default_tags: its costs fall outside every report \
                that groups by tag, and policies or cleanup jobs that go by tags pass it by or, where they take \
                what is untagged for abandoned, delete it.",
    snippets: Snippets {
        hcl: r#"resource "aws_dynamodb_table" "orders" {
  tags = { Owner = "payments" }

  replica {
    region_name    = "eu-west-1"
    propagate_tags = true
  }
}"#,
        cdktf_typescript: r#"new DynamodbTable(this, "orders", {
  name: "orders",
  tags: { Owner: "payments" },
  replica: [{ regionName: "eu-west-1", propagateTags: true }],
});"#,
        cdktf_python: r#"DynamodbTable(self, "orders",
    name="orders",
    tags={"Owner": "payments"},
    replica=[DynamodbTableReplica(region_name="eu-west-1", propagate_tags=True)],
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_dynamodb_table, replica tagging",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table#replica-tagging",
        },
        Source {
            title: "Tagging resources in DynamoDB",
            url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html",
        },
    ],
    controls: &["AWS Security Hub DynamoDB.5"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "tags": {"Owner": "payments"},
  "replica": {"region_name": "eu-west-1"}}}}}"#,
        ),
        // One finding for both replicas; the tags are the provider's.
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-east-1", "default_tags": [{"tags": {"Owner": "payments"}}]}]},
 "resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "replica": [
  {"region_name": "eu-west-1", "propagate_tags": false}, {"region_name": "eu-central-1"},
  {"region_name": "ap-south-1", "propagate_tags": true}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "tags": {"Owner": "payments"},
  "replica": [{"region_name": "eu-west-1", "propagate_tags": true}]}}}}"#,
        ),
        // There is nothing to propagate.
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "tags": {},
  "replica": [{"region_name": "eu-west-1"}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "tags": {"Owner": "payments"}}},
  "aws_dynamodb_table_replica": {"west": {"provider": "aws.west", "global_table_arn": "${aws_dynamodb_table.orders.arn}",
   "tags": {"Owner": "payments"}}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"propagate": {"default": false}, "regions": {"default": ["eu-west-1"]}},
 "resource": {"aws_dynamodb_table": {
  "one": {"name": "one", "tags": {"Owner": "payments"},
   "replica": [{"region_name": "eu-west-1", "propagate_tags": "${var.propagate}"}]},
  "two": {"name": "two", "tags": {"Owner": "payments"}, "dynamic": {"replica": {"for_each": "${var.regions}",
   "content": {"region_name": "${replica.value}"}}}}}}}"#,
        ),
        // The tags of another provider configuration are not this table's.
        Example::Clean(
            r#"{"provider": {"aws": [{"region": "us-east-1"},
  {"alias": "tagged", "region": "us-east-1", "default_tags": [{"tags": {"Owner": "payments"}}]}]},
 "resource": {"aws_dynamodb_table": {"orders": {"name": "orders", "replica": [{"region_name": "eu-west-1"}]}}}}"#,
        ),
    ],
};
