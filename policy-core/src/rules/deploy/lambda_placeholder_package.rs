//! A Lambda function whose package is still to be made.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Ending, Read, Resource, Text},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "lambda-placeholder-package",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "The package of a Lambda function is a placeholder",
    remedy: "name the archive that the build makes, and take source_code_hash from it with filebase64sha256()",
    check: Check::Each(&["aws_lambda_function"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What people call a file that is still to be made.
const PLACEHOLDERS: [&str; 3] = ["dummy", "placeholder", "stub"];

/// This too, where it is all that the file is called: `todo-api.zip` is of a program that keeps lists.
const TO_DO: &str = "todo";

fn check<'p>(function: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let filename = function.attribute("filename");
    let ending = checker.known(filename, filename.ending());
    let hash = function.attribute("source_code_hash");
    let made_up = made_up_hash(function, hash);
    match (ending, made_up) {
        (Some(ending), made_up) if names_placeholder(&ending) => {
            let draft = checker.report(filename, format!("`{ending}` is a placeholder, not a package"));
            if made_up.is_some() {
                draft.related(hash, "its hash, made up too");
            }
        }
        (_, Some(text)) => {
            checker.report(hash, format!("`{text}` is not the hash of any package"));
        }
        // The word may begin in the part that is unknown.
        (Some(ending), None) if !ending.is_whole() && !ending.text().contains(SEPARATORS) => {
            checker.undetermined(filename);
        }
        _ => {}
    }
}

const SEPARATORS: [char; 2] = ['/', '\\'];

/// Whether a word of the file's name certainly says that it is a placeholder.
fn names_placeholder(path: &Ending<'_>) -> bool {
    let (name, is_whole) = match path.text().rsplit_once(SEPARATORS) {
        Some((_, name)) => (name, true),
        None => (&**path.text(), path.is_whole()),
    };
    // Of `${var.name}stub.zip` the first word may be the end of a longer one.
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    is_whole && stem.eq_ignore_ascii_case(TO_DO)
        || words(name).skip(usize::from(!is_whole)).any(is_placeholder)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
}

fn is_placeholder(word: &str) -> bool {
    let word = word.trim_end_matches(|character: char| character.is_ascii_digit());
    PLACEHOLDERS.iter().any(|placeholder| word.eq_ignore_ascii_case(placeholder))
}

/// A hash that no package has.
///
/// Whatever an expression computes may serve to notice changes; of its result only a placeholder's name is judged.
fn made_up_hash<'p>(function: Resource<'p>, hash: Attribute<'p>) -> Option<Text<'p>> {
    if function.attribute("image_uri").presence() != Read::Absent {
        return None;
    }
    if let Read::Known(text) = hash.literal() {
        return (!is_hash(&text)).then_some(text);
    }
    match hash.text() {
        Read::Known(text) if !is_hash(&text) && words(&text).any(is_placeholder) => Some(text),
        _ => None,
    }
}

/// Whether a text is a SHA-256 in base64, as Lambda has it, or a digest in hexadecimal.
///
/// The provider only compares it with the last one, so any digest serves: CDKTF's `assetHash` is an MD5.
fn is_hash(text: &str) -> bool {
    let digits = text.strip_suffix('=').unwrap_or_default();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let base64 = digits.len() == 43 && digits.bytes().all(is_base64);
    base64 || text.len() >= MD5_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// How long the shortest digest is that is in use.
const MD5_DIGITS: usize = 32;

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A package that nobody builds stops the deployment: `reading ZIP file (lambda_placeholder.zip): open \
                lambda_placeholder.zip: no such file or directory`. A placeholder that does exist is worse: the \
                function is created and answers every request with what stands in it. A made-up hash never \
                changes, so that Terraform does not notice when the package does, and keeps the old code running.",
    snippets: Snippets {
        hcl: r#"resource "aws_lambda_function" "webhook" {
  function_name    = "payments-webhook"
  filename         = "${path.module}/build/webhook.zip"
  source_code_hash = filebase64sha256("${path.module}/build/webhook.zip")
  handler          = "index.handler"
  runtime          = "nodejs22.x"
  role             = aws_iam_role.webhook.arn
}"#,
        cdktf_typescript: r#"const code = path.resolve(__dirname, "build/webhook.zip");

new LambdaFunction(this, "webhook", {
  functionName: "payments-webhook",
  filename: code,
  sourceCodeHash: Fn.filebase64sha256(code),
  handler: "index.handler",
  runtime: "nodejs22.x",
  role: role.arn,
});"#,
        cdktf_python: r#"code = os.path.abspath("build/webhook.zip")

LambdaFunction(self, "webhook",
    function_name="payments-webhook",
    filename=code,
    source_code_hash=Fn.filebase64sha256(code),
    handler="index.handler",
    runtime="nodejs22.x",
    role=role.arn,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_lambda_function",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function",
        },
        Source {
            title: "Terraform: filebase64sha256",
            url: "https://developer.hashicorp.com/terraform/language/functions/filebase64sha256",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds",
  "filename": "build/lambda_placeholder.zip", "handler": "index.handler", "runtime": "nodejs22.x"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds",
  "filename": "build/refunds.zip", "source_code_hash": "placeholder-hash"}}}}"#,
        ),
        // One function, one finding.
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds",
  "filename": "${path.module}/dummy.zip", "source_code_hash": "placeholder"}}}}"#,
        ),
        // Without a hash Terraform goes by the file's name.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds",
  "filename": "build/refunds.zip"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {
  "refunds": {"function_name": "refunds", "filename": "build/refunds.zip",
   "source_code_hash": "${filebase64sha256(\"build/refunds.zip\")}"},
  "invoices": {"function_name": "invoices", "filename": "build/invoices.zip",
   "source_code_hash": "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"archive_file": {"refunds": {"type": "zip", "source_dir": "lib", "output_path": "lib.zip"}}},
 "resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds",
  "filename": "${data.archive_file.refunds.output_path}",
  "source_code_hash": "${data.archive_file.refunds.output_base64sha256}"}}}}"#,
        ),
        // What CDKTF computes while synthesizing.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds",
  "filename": "assets/refunds-code/5D41402ABC4B2A76B9719D911017C592/archive.zip",
  "source_code_hash": "5D41402ABC4B2A76B9719D911017C592"}}}}"#,
        ),
        // Longer words, and a folder that says nothing about the file.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {
  "docs": {"function_name": "docs", "filename": "build/autodoc.zip"},
  "retry": {"function_name": "retry", "filename": "stub/stubborn-retry.zip"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"package": {"default": "lambda_placeholder.zip"}},
 "resource": {"aws_lambda_function": {"refunds": {"function_name": "refunds", "filename": "${var.package}"}}}}"#,
        ),
    ],
};
