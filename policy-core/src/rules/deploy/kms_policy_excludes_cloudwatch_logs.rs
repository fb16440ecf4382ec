//! A log group with a key that the service of its logs may not use.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    iam_policy::{Document, policy_in},
    plan::{Attribute, Mode, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    template::Partial,
};

pub(crate) static RULE: Rule = Rule {
    name: "kms-policy-excludes-cloudwatch-logs",
    category: Category::Deploy,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "The key of a log group does not let CloudWatch Logs use it",
    remedy: "allow logs.REGION.amazonaws.com kms:Encrypt*, Decrypt*, ReEncrypt*, GenerateDataKey* and Describe* in \
             the key's policy, or leave kms_key_id out",
    check: Check::Each(&["aws_cloudwatch_log_group"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What no log group can be encrypted without; a policy that allows either names it for that purpose.
const ACTIONS: [&str; 2] = ["kms:GenerateDataKey", "kms:Encrypt"];

fn check<'p>(group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let used = group.attribute("kms_key_id");
    let key = match key_of(used, checker.graph()) {
        Read::Known(key) => key,
        Read::Unknown => return checker.undetermined(used),
        Read::Absent => return,
    };
    let excluded = match allows_logs(key, checker.graph()) {
        Read::Known(()) => return,
        Read::Unknown => return checker.undetermined(used),
        Read::Absent => key.address(),
    };
    checker
        .report(used, format!("the policy of its key `{excluded}` does not let CloudWatch Logs use the key"))
        .related(key, "the key");
}

/// The key of this stack that encrypts a log group; unknown where it may be one of it.
fn key_of<'p>(used: Attribute<'p>, graph: &ResourceGraph<'p>) -> Read<Resource<'p>> {
    let mut keys = graph.referents(used);
    keys.retain(|key| key.mode() == Mode::Managed && key.type_name() == "aws_kms_key");
    let [key] = keys[..] else {
        return if keys.is_empty() { Read::Absent } else { Read::Unknown };
    };
    // What is around the reference may choose another key, or none.
    let is_only =
        matches!(used.partial(), Partial::Reference(address) if address.starts_with("aws_kms_key."));
    match (used.text(), key.attribute("arn").text()) {
        (Read::Known(used), Read::Known(own)) if *used != *own => Read::Absent,
        (Read::Known(_), Read::Known(_)) => Read::Known(key),
        (Read::Unknown, _)
            if is_only || !graph.may_lead_anywhere(used) && !graph.plan().is_configuration() =>
        {
            Read::Known(key)
        }
        (Read::Known(text), _) if text.is_empty() => Read::Absent,
        (Read::Absent, _) => Read::Absent,
        (Read::Unknown | Read::Known(_), _) => Read::Unknown,
    }
}

/// Whether a key's policy, or one that is set for it elsewhere, lets the service of logs encrypt.
fn allows_logs<'p>(key: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<()> {
    let own = key.attribute("policy");
    let own = match policy_in(graph, own) {
        // Left out, the policy is the one that KMS makes: it names only the account.
        Read::Unknown if own.configured() == Read::Absent => Read::Absent,
        policy => policy,
    };
    let others = graph.referring(key, &["key_id", "id", "arn"], "aws_kms_key_policy", "key_id");
    let set = others.found.iter().map(|other| policy_in(graph, other.attribute("policy")));
    let mut is_open = others.may_be_more;
    for policy in core::iter::once(own).chain(set) {
        match policy.map(|policy: Document| policy.allows_service("logs", &ACTIONS)) {
            Read::Known(Read::Known(())) => return Read::Known(()),
            Read::Known(Read::Unknown) | Read::Unknown => is_open = true,
            Read::Known(Read::Absent) | Read::Absent => {}
        }
    }
    if is_open { Read::Unknown } else { Read::Absent }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "CloudWatch Logs uses a key as a service, so that no role's policy helps: the key's own policy has to \
                name it. The policy that KMS makes for a key without one names only the account. Then `apply` stops \
                at the log group with `AccessDeniedException: The specified KMS key does not exist or is not \
                allowed to be used with Arn`, after the key is there and costs money.",
    snippets: Snippets {
        hcl: r#"resource "aws_kms_key" "logs" {
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
      },
    ]
  })
}"#,
        cdktf_typescript: r#"new KmsKey(this, "logs", {
  enableKeyRotation: true,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${identity.accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Effect: "Allow",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        Resource: "*",
      },
    ],
  }),
});"#,
        cdktf_python: r#"KmsKey(self, "logs",
    enable_key_rotation=True,
    policy=json.dumps({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{identity.account_id}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{region}.amazonaws.com"},
                "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                "Resource": "*",
            },
        ],
    }),
)"#,
    },
    sources: &[
        Source {
            title: "Encrypt log data in CloudWatch Logs using AWS Key Management Service",
            url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        },
        Source {
            title: "terraform-provider-aws: Error creating CloudWatch Logs Log Group with KMS key",
            url: "https://github.com/hashicorp/terraform-provider-aws/issues/29282",
        },
        Source {
            title: "Default key policy",
            url: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // No policy at all.
        Example::Flagged(
            r#"{"resource": {"aws_kms_key": {"logs": {"description": "Logs", "enable_key_rotation": true}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.logs.arn}"}}}}"#,
        ),
        // A policy for the account and another service, as JSON with an interpolation.
        Example::Flagged(
            r#"{"data": {"aws_caller_identity": {"current": {}}},
 "resource": {"aws_kms_key": {"all": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::${data.aws_caller_identity.current.account_id}:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.all.arn}"}}}}"#,
        ),
        // jsonencode of an object; the key comes through a local.
        Example::Flagged(
            r#"{"locals": {"key": "${aws_kms_key.all.arn}"},
 "resource": {"aws_kms_key": {"all": [{"policy": "${jsonencode({Statement = [{Effect = \"Allow\", Principal = {AWS = \"arn:aws:iam::123456789012:root\"}, Action = \"kms:*\", Resource = \"*\"}]})}"}]},
  "aws_cloudwatch_log_group": {"app": [{"name": "/payments/app", "kms_key_id": "${local.key}"}]}}}"#,
        ),
        // A document that names the service for reading only.
        Example::Flagged(
            r#"{"data": {"aws_iam_policy_document": {"key": {"statement": [
   {"actions": ["kms:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["123456789012"]}]},
   {"actions": ["kms:DescribeKey"], "resources": ["*"], "principals": [{"type": "Service", "identifiers": ["logs.eu-west-1.amazonaws.com"]}]}]}}},
 "resource": {"aws_kms_key": {"all": {"policy": "${data.aws_iam_policy_document.key.json}"}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.all.arn}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"region": {}}, "resource": {
  "aws_kms_key": {"logs": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"logs.${var.region}.amazonaws.com\"},\"Action\":[\"kms:Encrypt*\",\"kms:Decrypt*\",\"kms:GenerateDataKey*\"],\"Resource\":\"*\"}]}"}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.logs.arn}"}}}}"#,
        ),
        // Anybody in the account, by a condition.
        Example::Clean(
            r#"{"resource": {"aws_kms_key": {"logs": {"policy": "${jsonencode({Statement = [{Effect = \"Allow\", Principal = \"*\", Action = \"kms:*\", Resource = \"*\", Condition = {StringEquals = {\"kms:CallerAccount\" = \"123456789012\"}}}]})}"}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.logs.arn}"}}}}"#,
        ),
        // The policy is set apart from the key.
        Example::Clean(
            r#"{"resource": {"aws_kms_key": {"logs": {"description": "Logs"}},
  "aws_kms_key_policy": {"logs": {"key_id": "${aws_kms_key.logs.key_id}", "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"logs.amazonaws.com\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"}},
  "aws_cloudwatch_log_group": {"app": {"name": "/payments/app", "kms_key_id": "${aws_kms_key.logs.arn}"}}}}"#,
        ),
        // A document with statements that a loop writes, and a policy from outside.
        Example::Clean(
            r#"{"data": {"aws_iam_policy_document": {"key": {"dynamic": {"statement": {"for_each": "${var.services}",
   "content": {"actions": ["kms:*"], "resources": ["*"],
    "principals": {"type": "Service", "identifiers": ["${statement.value}"]}}}}}}},
 "variable": {"services": {}, "policy": {}},
 "resource": {"aws_kms_key": {"a": {"policy": "${data.aws_iam_policy_document.key.json}"}, "b": {"policy": "${var.policy}"}},
  "aws_cloudwatch_log_group": {"a": {"name": "/payments/a", "kms_key_id": "${aws_kms_key.a.arn}"},
   "b": {"name": "/payments/b", "kms_key_id": "${aws_kms_key.b.arn}"}}}}"#,
        ),
        // Keys of other stacks, and none at all unless a variable says so.
        Example::Clean(
            r#"{"data": {"aws_kms_key": {"shared": {"key_id": "alias/shared"}}}, "variable": {"key": {}, "encrypt": {}},
 "resource": {"aws_kms_key": {"own": {"description": "Data"}},
  "aws_cloudwatch_log_group": {
   "literal": {"kms_key_id": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
   "given": {"kms_key_id": "${var.key}"}, "shared": {"kms_key_id": "${data.aws_kms_key.shared.arn}"},
   "maybe": {"kms_key_id": "${var.encrypt ? aws_kms_key.own.arn : null}"}, "plain": {"name": "/payments/app"}}}}"#,
        ),
    ],
};
