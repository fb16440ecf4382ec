//! A bucket name that somebody else may have taken.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::environments,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-name-collision",
    category: Category::Naming,
    severity: Severity::Medium,
    profile: Profile::All,
    blocking: false,
    about: About::Configuration,
    summary: "A bucket name has no part that makes it unique in the whole of AWS",
    remedy: "add the account id or a random part to the name, or use bucket_prefix",
    check: Check::Each(&["aws_s3_bucket"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(bucket: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let name = bucket.attribute("bucket");
    // A name that is left out, or has a prefix, gets a random end from Terraform.
    if name.configured() == Read::Absent || has_unique_source(name) {
        return;
    }
    let Some(text) = checker.known(name, name.text_by_default()) else { return };
    // A website's bucket is called as its domain is, which its owner has for himself.
    if text.is_empty() || text.contains('.') || environments::words(&text).any(is_unique) {
        return;
    }
    // Names in a namespace of the account's own are not shared.
    let namespace = bucket.attribute("bucket_namespace");
    if namespace.configured() != Read::Absent {
        match namespace.text_by_default() {
            Read::Unknown => return checker.undetermined(namespace),
            Read::Known(namespace) if &*namespace != "global" => return,
            Read::Known(_) | Read::Absent => {}
        }
    }
    let message = format!("`{text}` has no account id, random or hashed part, and any account may take it");
    checker.report(name, message);
}

/// What makes a name unique where a template's functions or references say so.
const HASHES: [&str; 7] = ["base64sha256(", "filemd5(", "md5(", "sha1(", "sha256(", "sha512(", "uuid"];

/// Whether a part of a name comes from what no other account has.
fn has_unique_source(name: Attribute<'_>) -> bool {
    let written = name.written().unwrap_or_default();
    let mut unique = HASHES.iter().any(|function| written.contains(function));
    name.visit_references(&mut |reference| {
        unique |= match reference.root {
            "data" => reference.names().next() == Some("aws_caller_identity"),
            "var" | "local" => reference.names().next().is_some_and(names_unique),
            root => root.starts_with("random_"),
        };
    });
    unique
}

/// Whether a variable or local of this name holds something unique.
fn names_unique(name: &str) -> bool {
    ["account", "hash", "random", "unique", "uuid"].iter().any(|word| name.contains(word))
}

/// Whether a word of a name is an account id, a hash or a random token: eight or more hexadecimal digits, or letters
/// and digits as mixed as nobody writes them.
fn is_unique(word: &str) -> bool {
    let digits = word.bytes().map(|byte| byte.is_ascii_digit());
    let switches = digits.clone().zip(digits.skip(1)).filter(|(one, next)| one != next).count();
    word.len() >= 8 && (word.bytes().all(|byte| byte.is_ascii_hexdigit()) || switches >= 4)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Bucket names are shared by all accounts of AWS. A name that anyone might think of may be taken, and \
                then apply stops half-way with BucketAlreadyExists: The requested bucket name is not available. The \
                bucket namespace is shared by all users of the system. Parallel test runs of one stack collide in \
                the same way, with BucketAlreadyOwnedByYou. And a name that can be guessed can be taken by somebody \
                else first, to receive what was meant for you.",
    snippets: Snippets {
        hcl: r#"data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "data" {
  bucket = "payments-data-${data.aws_caller_identity.current.account_id}"
}"#,
        cdktf_typescript: r#"const identity = new DataAwsCallerIdentity(this, "current");
new S3Bucket(this, "data", {
  bucket: `payments-data-${identity.accountId}`,
});"#,
        cdktf_python: r#"identity = DataAwsCallerIdentity(self, "current")
S3Bucket(self, "data",
    bucket=f"payments-data-{identity.account_id}",
)"#,
    },
    sources: &[
        Source {
            title: "Amazon S3: bucket naming rules",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
        },
        Source {
            title: "Amazon S3: error responses",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments2024q4-reports"}}}}"#,
        ),
        // A suffix keeps deployments of one account apart, and no accounts.
        Example::Flagged(
            r#"{"variable": {"environment_suffix": {"default": "dev"}},
 "resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-${var.environment_suffix}"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_caller_identity": {"current": {}}}, "resource": {"aws_s3_bucket": {"data": {
  "bucket": "payments-data-${data.aws_caller_identity.current.account_id}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"random_id": {"data": {"byte_length": 4}},
  "aws_s3_bucket": {"data": {"bucket": "payments-data-${random_id.data.hex}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data-123456789012"},
  "more": {"bucket": "payments-more-9f86d081"}, "most": {"bucket": "payments-most-x7k2m9q4"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"project": {"default": "payments"}}, "resource": {"aws_s3_bucket": {"data": {
  "bucket": "data-${substr(sha256(var.project), 0, 6)}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket_prefix": "payments-data-"}, "more": {"bucket": null}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"data": {"bucket": "payments-data",
  "bucket_namespace": "account-regional"}}}}"#,
        ),
        Example::Clean(r#"{"resource": {"aws_s3_bucket": {"site": {"bucket": "www.example.com"}}}}"#),
    ],
};
