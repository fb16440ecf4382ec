//! A bucket for whose encryption nothing is configured.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-without-encryption",
    category: Category::Encryption,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "The configuration does not say how a bucket is encrypted",
    remedy: "add an aws_s3_bucket_server_side_encryption_configuration for the bucket",
    check: Check::Each(&["aws_s3_bucket"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

const COMPANION: &str = "aws_s3_bucket_server_side_encryption_configuration";

fn check<'p>(bucket: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let companions = checker.graph().companions(bucket, COMPANION);
    if matches!(companions, Read::Known(_)) {
        return;
    }
    let inline = bucket.attribute("server_side_encryption_configuration");
    match (written(inline), companions) {
        (Read::Known(()), _) => {}
        (Read::Unknown, _) => checker.undetermined(inline),
        (_, Read::Unknown) => checker.undetermined(bucket.attribute("bucket")),
        _ => {
            checker.report(bucket, "no encryption is configured for this bucket".to_owned());
        }
    }
}

/// Whether the block stands in the configuration.
///
/// S3 fills it in after the bucket is made, so that a later plan shows it whether or not somebody wrote it; and
/// blocks that a dynamic one writes are in no plan's configuration. What differs from S3's own default was written.
fn written(block: Attribute<'_>) -> Read<()> {
    let written = block.configured();
    if written != Read::Unknown {
        return written;
    }
    let Read::Known(()) = block.presence() else { return Read::Unknown };
    if !block.owner().plan.is_configuration() && (block.given() == Read::Absent || is_filled_in(block)) {
        return Read::Absent;
    }
    Read::Known(())
}

/// Whether a block of a plan is what S3 fills in for a bucket that is there already.
fn is_filled_in(block: Attribute<'_>) -> bool {
    let is_there = block
        .resource()
        .is_some_and(|bucket| matches!(bucket.attribute("id").text(), Read::Known(id) if !id.is_empty()));
    let rule = block.get("rule");
    let default = rule.get("apply_server_side_encryption_by_default");
    let key = default.get("kms_master_key_id").given();
    is_there
        && matches!(default.get("sse_algorithm").text(), Read::Known(algorithm) if &*algorithm == "AES256")
        && key != Read::Known(())
        && rule.get("bucket_key_enabled").truth() != Read::Known(true)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "S3 encrypts new objects with its own keys by itself since January 2023, and that is all it does: \
                nobody can see in the configuration that the data is encrypted, no key policy decides who may read \
                it, and reading leaves no trace in CloudTrail as a use of a KMS key does. Auditors ask for the \
                setting, and what the configuration does not say, Terraform does not restore when someone changes \
                it by hand.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
    bucket_key_enabled = true
  }
}"#,
        cdktf_typescript: r#"new S3BucketServerSideEncryptionConfigurationA(this, "data-encryption", {
  bucket: data.id,
  rule: [
    {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
      bucketKeyEnabled: true,
    },
  ],
});"#,
        cdktf_python: r#"S3BucketServerSideEncryptionConfigurationA(self, "data-encryption",
    bucket=data.id,
    rule=[S3BucketServerSideEncryptionConfigurationRuleA(
        apply_server_side_encryption_by_default=S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm="aws:kms",
            kms_master_key_id=key.arn,
        ),
        bucket_key_enabled=True,
    )],
)"#,
    },
    sources: &[
        Source {
            title: "Setting default server-side encryption behavior for Amazon S3 buckets",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
        },
        Source {
            title: "Terraform: aws_s3_bucket_server_side_encryption_configuration",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_server_side_encryption_configuration",
        },
    ],
    controls: &["CIS AWS Foundations v1.5.0 2.1.1"],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"}}}}"#),
        // The other bucket's.
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"},
   "logs": {"bucket": "payments-logs-k7m2"}},
  "aws_s3_bucket_server_side_encryption_configuration": {"logs": {"bucket": "${aws_s3_bucket.logs.id}",
   "rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2",
  "server_side_encryption_configuration": null}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"}},
  "aws_s3_bucket_server_side_encryption_configuration": {"data": {"bucket": "${aws_s3_bucket.data.id}",
   "rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}, "bucket_key_enabled": true}]}}}}"#,
        ),
        // The same bucket by its name.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"}},
  "aws_s3_bucket_server_side_encryption_configuration": {"data": {"bucket": "payments-data-k7m2",
   "rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}}}}}"#,
        ),
        // The block in the bucket itself, as providers before 4 had it.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2",
  "server_side_encryption_configuration": [{"rule": [{"apply_server_side_encryption_by_default": [
   {"sse_algorithm": "AES256"}]}]}]}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"encryption": {"default": []}}, "resource": {"aws_s3_bucket": {"data": {
  "bucket": "payments-data-k7m2", "dynamic": {"server_side_encryption_configuration": {
   "for_each": "${var.encryption}", "content": {"rule": "${server_side_encryption_configuration.value}"}}}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"all": {"for_each": {"a": 1, "b": 2}, "bucket": "payments-${each.key}"}},
  "aws_s3_bucket_server_side_encryption_configuration": {"all": {"for_each": "${aws_s3_bucket.all}",
   "bucket": "${each.value.id}",
   "rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]}}}}"#,
        ),
        // A module that is handed the bucket may encrypt it.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"}}},
 "module": {"secure": {"source": "./secure", "bucket": "${aws_s3_bucket.data.id}"}}}"#,
        ),
    ],
};
