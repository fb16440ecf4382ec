//! A bucket whose objects an ACL or policy could make public.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-without-public-access-block",
    category: Category::Network,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "Nothing keeps a bucket from being made public",
    remedy: "add an aws_s3_bucket_public_access_block for the bucket with all four settings true",
    check: Check::Each(&["aws_s3_bucket"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What must all be true; each is false where it is left out.
const SETTINGS: [&str; 4] =
    ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

fn check<'p>(bucket: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    // Blocking for the whole account covers every bucket in it.
    if checker.plan().of_type("aws_s3_account_public_access_block").next().is_some() {
        return;
    }
    let name = bucket.attribute("bucket");
    let blocks = checker.graph().companions(bucket, "aws_s3_bucket_public_access_block");
    let blocks = match blocks {
        Read::Known(blocks) => blocks,
        Read::Unknown => return checker.undetermined(name),
        // AWS gives every new bucket such a block, and a state does not show it.
        Read::Absent if checker.plan().is_state() => return checker.undetermined(name),
        Read::Absent => {
            checker.report(bucket, "no public access block is for this bucket".into());
            return;
        }
    };
    // One block is enough; of several, Terraform keeps the last to be applied, so any may hold.
    let Some(block) = blocks.first().copied() else { return };
    for setting in SETTINGS {
        let setting = (setting, block.attribute(setting));
        if checker.known(setting.1, setting.1.truth().or_default(false)) == Some(false) {
            let message = format!("`{}` of its public access block is not true", setting.0);
            checker.report(bucket, message).related(setting.1, "the setting");
            return;
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A bucket without a public access block is one ACL or one bucket policy away from being readable by \
                anyone. New buckets get one from AWS, but only until someone changes it by hand: what the \
                configuration does not say, Terraform does not restore.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}"#,
        cdktf_typescript: r#"new S3BucketPublicAccessBlock(this, "logs-access", {
  bucket: logs.id,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});"#,
        cdktf_python: r#"S3BucketPublicAccessBlock(self, "logs-access",
    bucket=logs.id,
    block_public_acls=True,
    block_public_policy=True,
    ignore_public_acls=True,
    restrict_public_buckets=True,
)"#,
    },
    sources: &[Source {
        title: "Blocking public access to your Amazon S3 storage",
        url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    }],
    controls: &["CIS AWS Foundations v3.0 2.1.4", "AWS FSBP S3.8"],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "payments-logs-k7m2"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "payments-logs-k7m2"}},
  "aws_s3_bucket_public_access_block": {"logs": {"bucket": "${aws_s3_bucket.logs.id}", "block_public_acls": true,
   "block_public_policy": true, "ignore_public_acls": true}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "payments-logs-k7m2"}},
  "aws_s3_bucket_public_access_block": {"logs": {"bucket": "${aws_s3_bucket.logs.id}", "block_public_acls": true,
   "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}}}}"#,
        ),
        // The same bucket by its name.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "payments-logs-k7m2"}},
  "aws_s3_bucket_public_access_block": {"logs": {"bucket": "payments-logs-k7m2", "block_public_acls": true,
   "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}}}}"#,
        ),
        // One block for each of several buckets.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"all": {"for_each": {"a": 1, "b": 2}, "bucket": "payments-${each.key}"}},
  "aws_s3_bucket_public_access_block": {"all": {"for_each": "${aws_s3_bucket.all}", "bucket": "${each.value.id}",
   "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true,
   "restrict_public_buckets": true}}}}"#,
        ),
        // A module that is handed the bucket may hold the block.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "payments-logs-k7m2"}}},
 "module": {"secure": {"source": "./secure", "bucket": "${aws_s3_bucket.logs.id}"}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "payments-logs-k7m2"}},
  "aws_s3_account_public_access_block": {"all": {"block_public_acls": true, "block_public_policy": true,
   "ignore_public_acls": true, "restrict_public_buckets": true}}}}"#,
        ),
    ],
};
