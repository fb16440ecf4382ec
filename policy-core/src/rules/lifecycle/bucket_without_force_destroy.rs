//! A bucket that keeps a temporary stack from being removed.
//!
//! A plan does not show `lifecycle.prevent_destroy`: there, a bucket that must stay is told only by what else says so.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::environments::{self, EnvironmentKind},
    graph::Archives,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-without-force-destroy",
    category: Category::Lifecycle,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A bucket of a temporary stack cannot be destroyed once it holds an object",
    remedy: "set force_destroy to true outside of production, or prevent_destroy where the data must outlive the stack",
    // What is written to is looked for once, for all buckets.
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let environment = checker.environment();
    let Some(suffix) = &environment.suffix else { return };
    let name = environment.name.as_ref().map(|name| name.value.as_str());
    if is_production(&suffix.value) || name.is_some_and(is_production) {
        return;
    }
    let archives = Archives::of(checker.graph());
    for bucket in checker.plan().of_type("aws_s3_bucket") {
        let force = bucket.attribute("force_destroy");
        if checker.known(force, force.truth().or_default(false)) != Some(false) {
            continue;
        }
        match is_kept(bucket, &archives, checker) {
            Read::Known(()) => {}
            Read::Unknown => checker.undetermined(bucket.attribute("bucket")),
            Read::Absent => {
                let (suffix, source) = (&suffix.value, &suffix.source);
                let message = format!(
                    "`force_destroy` is not true, in a stack that is deployed under a suffix of its own, `{suffix}` \
                     (from {source}): destroying it fails while the bucket holds an object"
                );
                checker.report(force, message);
            }
        }
    }
}

fn is_production(name: &str) -> bool {
    matches!(environments::kind_in(name), Some((_, EnvironmentKind::Production)))
}

/// Words in the names of buckets that are kept for auditors or hold Terraform states.
const KEPT: [&str; 6] = ["accesslogs", "audit", "cloudtrail", "flowlogs", "logarchive", "tfstate"];

/// Words that, beside one for logs, say that nothing but logs of AWS is in the bucket.
const OF_LOGS: [&str; 4] = ["access", "archive", "audit", "flow"];

/// Whether something says that what the bucket holds is to be kept, or that it belongs to production.
fn is_kept<'p>(bucket: Resource<'p>, archives: &Archives, checker: &Checker<'_, 'p>) -> Read<()> {
    let prevented = bucket.attribute("lifecycle").get("prevent_destroy").truth();
    let locked = bucket.attribute("object_lock_enabled");
    let signs = [
        certainly(prevented),
        if locked.configured() == Read::Absent { Read::Absent } else { certainly(locked.truth()) },
        bucket.attribute("object_lock_configuration").given(),
        is_named_for_keeping(bucket),
        has_lock(bucket, checker),
        archives.holds(bucket),
    ];
    if signs.contains(&Read::Known(())) {
        Read::Known(())
    } else if signs.contains(&Read::Unknown) {
        Read::Unknown
    } else {
        Read::Absent
    }
}

fn certainly(truth: Read<bool>) -> Read<()> {
    if truth == Read::Known(false) { Read::Absent } else { truth.map(|_| ()) }
}

/// Whether the bucket's names or its tag say that it is for logs, states or production.
fn is_named_for_keeping(bucket: Resource<'_>) -> Read<()> {
    let says = |name: &str| {
        let name = name.to_ascii_lowercase();
        let has = |wanted: &[&str]| environments::words(&name).any(|word| wanted.contains(&word));
        is_production(&name) || has(&KEPT) || has(&["log", "logs", "logging"]) && has(&OF_LOGS)
    };
    if says(bucket.name()) || says(bucket.address().key()) {
        return Read::Known(());
    }
    let mut named = Read::Absent;
    for name in [
        bucket.attribute("bucket"),
        bucket.attribute("bucket_prefix"),
        bucket.attribute("tags").get("Environment"),
        bucket.attribute("tags").get("Name"),
    ] {
        if name.configured() == Read::Absent {
            continue;
        }
        match name.text_by_default() {
            Read::Known(name) if says(&name) => return Read::Known(()),
            Read::Known(_) | Read::Absent => {}
            // What is written around an unknown id tells what the bucket is for as well as the whole name.
            Read::Unknown => match name.written() {
                Some(written) if says(&written) => return Read::Known(()),
                Some(written) if !written.starts_with("${") => {}
                _ => named = Read::Unknown,
            },
        }
    }
    named
}

/// Whether a resource beside the bucket locks its objects.
fn has_lock<'p>(bucket: Resource<'p>, checker: &Checker<'_, 'p>) -> Read<()> {
    const LOCK: &str = "aws_s3_bucket_object_lock_configuration";
    match checker.plan().of_type(LOCK).next() {
        Some(_) => checker.graph().companions(bucket, LOCK).map(|_| ()),
        None => Read::Absent,
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "S3 refuses to delete a bucket that holds objects: BucketNotEmpty: The bucket you tried to delete is \
                not empty. A stack for a pull request or a test run is made to be removed, and without force_destroy \
                its removal stops half-way, leaves resources that are paid for, and somebody empties buckets by \
                hand, versions and delete markers one by one. In production the opposite is right: the rule is \
                silent there, and where the bucket is protected by prevent_destroy or object lock, or is one for \
                logs. A plan does not show prevent_destroy: waive the finding there.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_bucket" "data" {
  bucket        = "payments-data-${var.environment_suffix}"
  force_destroy = var.environment != "prod"
}"#,
        cdktf_typescript: r#"new S3Bucket(this, "data", {
  bucket: `payments-data-${environmentSuffix}`,
  forceDestroy: environment !== "prod",
});"#,
        cdktf_python: r#"S3Bucket(self, "data",
    bucket=f"payments-data-{environment_suffix}",
    force_destroy=environment != "prod",
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_s3_bucket, force_destroy",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket#force_destroy",
        },
        Source {
            title: "Deleting a bucket",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
        },
    ],
    controls: &[],
    parameters: &["environmentSuffix", "environment"],
    examples: &[
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-${var.environment_suffix}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "pr123"}, "environment": {"default": "dev"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-pr123", "force_destroy": false}}}}"#,
        ),
        // What a stack logs of its own doing is no archive.
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_s3_bucket": {"transaction_logs": {"bucket": "payments-transaction-logs-k7m2"}}}}"#,
        ),
        // A load balancer that logs nowhere says nothing of the bucket.
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}}, "resource": {
  "aws_lb": {"main": {"name": "web-k7m2"}, "other": {"name": "api-k7m2",
   "access_logs": {"bucket": "everybodys-access-logs", "enabled": true}}},
  "aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"}}}}"#,
        ),
        // The account id is unknown; what the bucket is for is not.
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}}, "data": {"aws_caller_identity": {"own": {}}},
 "resource": {"aws_s3_bucket": {"data": {
  "bucket": "payments-data-k7m2-${data.aws_caller_identity.own.account_id}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2", "force_destroy": true}}}}"#,
        ),
        // Nothing says that the stack is a temporary one.
        Example::Clean(r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data"}}}}"#),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}, "environment": {"default": "production"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "prod"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-prod", "force_destroy": false}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2", "lifecycle": {"prevent_destroy": true}},
  "held": {"bucket": "payments-held-k7m2", "object_lock_enabled": true}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}},
 "resource": {"aws_s3_bucket": {"access": {"bucket": "payments-access-logs-k7m2"},
   "events": {"bucket": "payments-events-k7m2"}},
  "aws_cloudtrail": {"main": {"name": "main", "s3_bucket_name": "${aws_s3_bucket.events.id}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}}, "resource": {
  "aws_lb": {"main": {"name": "web-k7m2", "access_logs": [{"bucket": "${aws_s3_bucket.requests.id}"}]}},
  "aws_flow_log": {"main": {"vpc_id": "vpc-1", "log_destination": "arn:aws:s3:::payments-net-k7m2/vpc"}},
  "aws_s3_bucket": {"requests": {"bucket": "payments-requests-k7m2"}, "net": {"bucket": "payments-net-k7m2"},
   "held": {"bucket": "payments-held-k7m2"}},
  "aws_s3_bucket_object_lock_configuration": {"held": {"bucket": "${aws_s3_bucket.held.id}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"environment_suffix": {"default": "k7m2"}, "keep": {"default": true}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-k7m2", "force_destroy": "${!var.keep}"}}}}"#,
        ),
    ],
};
