//! A log group that no key of one's own encrypts.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "log-group-without-kms-key",
    category: Category::Encryption,
    severity: Severity::Low,
    profile: Profile::All,
    blocking: false,
    about: About::Infrastructure,
    summary: "A log group is not encrypted with a KMS key",
    remedy: "set kms_key_id to the ARN of a key whose policy lets CloudWatch Logs use it",
    check: Check::Each(&["aws_cloudwatch_log_group"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let key = group.attribute("kms_key_id");
    match key.text() {
        Read::Known(text) if !text.is_empty() => {}
        // What a resource of this stack gives is a key; anything else may be null.
        Read::Unknown => {
            if checker.graph().may_lead_anywhere(key) {
                checker.undetermined(key);
            }
        }
        Read::Known(_) | Read::Absent => {
            checker.report(key, "no KMS key encrypts it: `kms_key_id` is not set".into());
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "CloudWatch Logs encrypts every log group, without a key of one's own with one that AWS holds: then \
                whoever may read the log group may read its events, and no key policy, no record in CloudTrail and \
                no way to lock the data away stands between. Rules for payment and health data often ask for a key \
                under one's own control. The key's policy has to name CloudWatch Logs, or the log group cannot be \
                created; that is why this rule is in the profile `all` only.",
    snippets: Snippets {
        hcl: r#"resource "aws_cloudwatch_log_group" "app" {
  name       = "/payments/app"
  kms_key_id = aws_kms_key.logs.arn
}"#,
        cdktf_typescript: r#"new CloudwatchLogGroup(this, "app", {
  name: "/payments/app",
  kmsKeyId: logsKey.arn,
});"#,
        cdktf_python: r#"CloudwatchLogGroup(self, "app",
    name="/payments/app",
    kms_key_id=logs_key.arn,
)"#,
    },
    sources: &[Source {
        title: "Encrypt log data in CloudWatch Logs using AWS Key Management Service",
        url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    }],
    controls: &["NIST SP 800-53 r5 AU-9(3)"],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_cloudwatch_log_group": {"app": {"name": "/payments/app"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": null}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": [{"aws_cloudwatch_log_group": {"app": [{"name": "/payments/app", "kms_key_id": ""}]}}]}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_kms_key": {"logs": {"description": "Logs"}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.logs.arn}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_cloudwatch_log_group": {"app": {"name": "/payments/app",
  "kms_key_id": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"key": {"default": null}},
 "resource": {"aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${var.key}"}}}}"#,
        ),
    ],
};
