//! A KMS key whose material is never changed.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "kms-key-without-rotation",
    category: Category::Encryption,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "The material of a KMS key is never rotated",
    remedy: "set enable_key_rotation to true",
    check: Check::Each(&["aws_kms_key"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(key: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    if !can_rotate(key, checker) {
        return;
    }
    let rotation = key.attribute("enable_key_rotation");
    if checker.known(rotation, rotation.truth().or_default(false)) == Some(false) {
        checker.report(rotation, "its material is never rotated: `enable_key_rotation` is not true".into());
    }
}

/// Whether KMS rotates such keys at all: symmetric ones for encryption, whose material it keeps itself.
fn can_rotate<'p>(key: Resource<'p>, checker: &mut Checker<'_, 'p>) -> bool {
    let wanted = [
        ("customer_master_key_spec", "SYMMETRIC_DEFAULT"),
        ("key_usage", "ENCRYPT_DECRYPT"),
        ("custom_key_store_id", ""),
        // KMS refuses to change a key that is disabled.
        ("is_enabled", "true"),
    ];
    wanted.into_iter().all(|(name, wanted)| {
        let attribute = key.attribute(name);
        match attribute.text() {
            Read::Known(text) => *text == *wanted,
            Read::Absent => true,
            // Older providers leave to AWS what is left out.
            Read::Unknown if attribute.configured() == Read::Absent => true,
            Read::Unknown => {
                checker.undetermined(attribute);
                false
            }
        }
    })
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Whoever once got hold of the material of a key can read everything that was ever encrypted with it. \
                With rotation, KMS makes new material each year (or as often as `rotation_period_in_days` says) \
                and keeps the old for what it encrypted: nothing has to be encrypted again, the key's id and ARN \
                stay, and callers notice nothing. Only keys that AWS manages rotate by themselves; for a key of \
                one's own it is off until it is asked for.",
    snippets: Snippets {
        hcl: r#"resource "aws_kms_key" "data" {
  description         = "Payments data"
  enable_key_rotation = true
}"#,
        cdktf_typescript: r#"new KmsKey(this, "data", {
  description: "Payments data",
  enableKeyRotation: true,
});"#,
        cdktf_python: r#"KmsKey(self, "data",
    description="Payments data",
    enable_key_rotation=True,
)"#,
    },
    sources: &[
        Source {
            title: "Rotate AWS KMS keys",
            url: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        },
        Source {
            title: "AWS Security Hub controls for AWS KMS",
            url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html",
        },
    ],
    controls: &["AWS Security Hub KMS.4", "CIS AWS Foundations v3.0 3.6", "PCI DSS v4.0 3.7.4"],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_kms_key": {"data": {"description": "Payments data"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_kms_key": {"data": [{"description": "Payments data", "enable_key_rotation": false,
  "customer_master_key_spec": "SYMMETRIC_DEFAULT", "key_usage": "ENCRYPT_DECRYPT"}]}}}"#,
        ),
        Example::Clean(r#"{"resource": {"aws_kms_key": {"data": {"enable_key_rotation": true}}}}"#),
        Example::Clean(
            r#"{"variable": {"rotate": {"type": "bool"}},
 "resource": {"aws_kms_key": {"data": {"enable_key_rotation": "${var.rotate}"}}}}"#,
        ),
        // Keys for signing, and for message authentication codes.
        Example::Clean(
            r#"{"resource": {"aws_kms_key": {
  "signing": {"customer_master_key_spec": "ECC_NIST_P256", "key_usage": "SIGN_VERIFY"},
  "wrapping": {"customer_master_key_spec": "RSA_4096"},
  "codes": {"customer_master_key_spec": "HMAC_256", "key_usage": "GENERATE_VERIFY_MAC"}}}}"#,
        ),
        // Material that KMS does not keep, or does not make; and a key that is switched off.
        Example::Clean(
            r#"{"resource": {
  "aws_kms_key": {"hardware": {"custom_key_store_id": "cks-1234567890abcdef0"}, "old": {"is_enabled": false}},
  "aws_kms_external_key": {"imported": {"description": "Imported"}},
  "aws_kms_replica_key": {"replica": {"primary_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/mrk-1"}}}}"#,
        ),
    ],
};
