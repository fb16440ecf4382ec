//! A Lambda function whose package is a source file.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "lambda-package-not-archive",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "The package of a Lambda function is not an archive",
    remedy: "pack the code into a .zip (or .jar) archive and name that in filename",
    check: Check::Each(&["aws_lambda_function"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What Lambda unpacks; a .jar is a .zip by another name.
const ARCHIVES: [&str; 2] = [".zip", ".jar"];

fn check<'p>(function: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let filename = function.attribute("filename");
    let Some(ending) = checker.known(filename, filename.ending()) else { return };
    for archive in ARCHIVES {
        match ending.ends_with(archive) {
            Read::Known(true) => return,
            Read::Unknown => return checker.undetermined(filename),
            Read::Known(false) | Read::Absent => {}
        }
    }
    // An image is no file; Terraform refuses a filename beside it.
    let package_type = function.attribute("package_type");
    match package_type.text() {
        Read::Known(text) if &*text == "Image" => {}
        Read::Unknown => checker.undetermined(package_type),
        Read::Known(_) | Read::Absent => {
            checker.report(filename, format!("`{ending}` is neither a .zip nor a .jar archive"));
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Lambda unpacks what it is given. Terraform uploads any file without looking into it, so the plan \
                succeeds and the apply fails at this function: `InvalidParameterValueException: Could not unzip \
                uploaded file. Please check your file, then try to upload again.` What comes before it is \
                already built by then, what needs it is not.",
    snippets: Snippets {
        hcl: r#"data "archive_file" "webhook" {
  type        = "zip"
  source_dir  = "${path.module}/lib/webhook"
  output_path = "${path.module}/build/webhook.zip"
}

resource "aws_lambda_function" "webhook" {
  function_name    = "payments-webhook"
  filename         = data.archive_file.webhook.output_path
  source_code_hash = data.archive_file.webhook.output_base64sha256
  handler          = "webhook.handler"
  runtime          = "python3.12"
  role             = aws_iam_role.webhook.arn
}"#,
        cdktf_typescript: r#"const code = new TerraformAsset(this, "webhook-code", {
  path: path.resolve(__dirname, "lib/webhook"),
  type: AssetType.ARCHIVE, // packed while synthesizing
});

new LambdaFunction(this, "webhook", {
  functionName: "payments-webhook",
  filename: code.path,
  sourceCodeHash: code.assetHash,
  handler: "webhook.handler",
  runtime: "python3.12",
  role: role.arn,
});"#,
        cdktf_python: r#"code = TerraformAsset(self, "webhook-code",
    path=os.path.abspath("lib/webhook"),
    type=AssetType.ARCHIVE,  # packed while synthesizing
)

LambdaFunction(self, "webhook",
    function_name="payments-webhook",
    filename=code.path,
    source_code_hash=code.asset_hash,
    handler="webhook.handler",
    runtime="python3.12",
    role=role.arn,
)"#,
    },
    sources: &[
        Source {
            title: "Lambda deployment packages",
            url: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-package.html",
        },
        Source {
            title: "Terraform: aws_lambda_function",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
  "filename": "lib/webhook.py", "handler": "webhook.handler", "runtime": "python3.12"}}}}"#,
        ),
        // The folder is unknown, the ending is not.
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
  "filename": "${path.module}/webhook.py", "handler": "webhook.handler", "runtime": "python3.12"}}}}"#,
        ),
        Example::Flagged(
            r#"{"locals": {"code": "dist/index.js"},
 "resource": {"aws_lambda_function": {"api": {"function_name": "api", "package_type": "Zip",
  "filename": "${path.root}/${local.code}", "handler": "index.handler", "runtime": "nodejs22.x"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {
  "webhook": {"function_name": "webhook", "filename": "${path.module}/build/WEBHOOK.ZIP"},
  "invoices": {"function_name": "invoices", "filename": "build/invoices-1.4.2.jar"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"archive_file": {"webhook": {"type": "zip", "source_dir": "lib", "output_path": "lib.zip"}}},
 "resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
  "filename": "${data.archive_file.webhook.output_path}"}}}}"#,
        ),
        // Whoever applies it says which package.
        Example::Clean(
            r#"{"variable": {"package": {"default": "lib/webhook.py"}},
 "resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook", "filename": "${var.package}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"extension": {"default": "zip"}},
 "resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
  "filename": "build/webhook.${var.extension}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {
  "stored": {"function_name": "stored", "s3_bucket": "packages", "s3_key": "webhook.py", "filename": null},
  "image": {"function_name": "image", "package_type": "Image", "image_uri": "registry/webhook:1"}}}}"#,
        ),
    ],
};
