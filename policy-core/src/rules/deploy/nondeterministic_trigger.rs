//! A deployment that is triggered by the time of the run.
//!
//! A plan of native syntax does not show that a value comes from `timestamp()`; what it shows is literal numbers.

use alloc::{borrow::Cow, format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    template,
};

pub(crate) static RULE: Rule = Rule {
    name: "nondeterministic-trigger",
    category: Category::Deploy,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A deployment's trigger changes with every run",
    remedy: "trigger by a hash of what is deployed, such as the routes, methods and integrations",
    check: Check::Each(&["aws_api_gateway_deployment", "aws_apigatewayv2_deployment"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Functions that give another value at every run.
const CHANGING: [&str; 3] = ["timestamp", "plantimestamp", "uuid"];

fn check<'p>(deployment: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let triggers = deployment.attribute("triggers");
    for (key, written) in triggers.written_entries() {
        let Some(why) = changes(written) else { continue };
        let subject = match key {
            Cow::Borrowed(key) => triggers.member(key),
            Cow::Owned(_) => triggers,
        };
        checker.report(subject, format!("the trigger `{key}` is {why}"));
        return;
    }
}

/// What makes a value another one at the next run.
fn changes(written: Attribute<'_>) -> Option<String> {
    if let Read::Known(text) = written.literal() {
        return is_timestamp(&text)
            .then(|| format!("`{text}`, the time at which it was written, as it seems"));
    }
    let text = written.written()?;
    let template = template::parse(&text).ok()?;
    let calls = template.calls();
    let mut names = calls.iter().map(|call| call.name.strip_prefix("core::").unwrap_or(&call.name));
    let name = names.find(|name| CHANGING.contains(name))?;
    Some(format!("made from `{name}()`, which gives another value at every run"))
}

/// Whether a text holds a number that is a time in milliseconds of this century, as `Date.now()` gives it.
fn is_timestamp(text: &str) -> bool {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words.into_iter().any(|word| {
        word.len() == 13 && word.starts_with('1') && word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Whatever changes in `triggers` replaces the deployment. A time makes every run do so: the plan is never \
                empty, nobody sees in review whether the API really changes, and each run publishes whatever half-made \
                state the routes are in. `Date.now()` of a CDKTF program is another number at every `cdktf synth`; \
                `timestamp()` is known only at apply.",
    snippets: Snippets {
        hcl: r#"resource "aws_api_gateway_deployment" "main" {
  rest_api_id = aws_api_gateway_rest_api.main.id
  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_resource.orders,
      aws_api_gateway_method.orders,
      aws_api_gateway_integration.orders,
    ]))
  }
  lifecycle {
    create_before_destroy = true
  }
}"#,
        cdktf_typescript: r#"new ApiGatewayDeployment(this, "deployment", {
  restApiId: api.id,
  triggers: {
    redeployment: Fn.sha1(Fn.jsonencode([resource.id, method.id, integration.id])),
  },
  lifecycle: { createBeforeDestroy: true },
});"#,
        cdktf_python: r#"ApiGatewayDeployment(self, "deployment",
    rest_api_id=api.id,
    triggers={
        "redeployment": Fn.sha1(Fn.jsonencode([resource.id, method.id, integration.id])),
    },
    lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
)"#,
    },
    sources: &[
        Source {
            title: "AWS provider: aws_api_gateway_deployment",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_deployment",
        },
        Source {
            title: "Terraform: the timestamp function",
            url: "https://developer.hashicorp.com/terraform/language/functions/timestamp",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_api_gateway_rest_api": {"main": {"name": "orders"}},
 "aws_api_gateway_deployment": {"main": {"rest_api_id": "${aws_api_gateway_rest_api.main.id}",
  "triggers": {"redeployment": "1731412345678"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_api_gateway_rest_api": {"main": {"name": "orders"}},
 "aws_api_gateway_deployment": {"main": {"rest_api_id": "${aws_api_gateway_rest_api.main.id}",
  "triggers": {"redeployment": "${sha1(join(\",\", [aws_api_gateway_rest_api.main.name, timestamp()]))}"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_apigatewayv2_api": {"main": {"name": "orders", "protocol_type": "HTTP"}},
 "aws_apigatewayv2_deployment": {"main": {"api_id": "${aws_apigatewayv2_api.main.id}",
  "triggers": {"a": "v2", "run": "deploy-1731412345678", "time": "${uuid()}"}}}}}"#,
        ),
        // A hash, an account, a date that somebody chose, a longer number.
        Example::Clean(
            r#"{"resource": {"aws_api_gateway_rest_api": {"main": {"name": "orders"}},
 "aws_api_gateway_deployment": {"main": {"rest_api_id": "${aws_api_gateway_rest_api.main.id}",
  "triggers": {"redeployment": "${sha1(jsonencode(aws_api_gateway_rest_api.main))}", "account": "123456789012",
   "release": "2024-11-12", "build": "17314123456789", "hash": "1731412345678ab", "text": "timestamp()"}}}}}"#,
        ),
        // Given from outside.
        Example::Clean(
            r#"{"variable": {"release": {"default": "1731412345678"}},
 "resource": {"aws_api_gateway_rest_api": {"main": {"name": "orders"}},
 "aws_api_gateway_deployment": {"main": {"rest_api_id": "${aws_api_gateway_rest_api.main.id}",
  "triggers": {"redeployment": "${var.release}"}}}}}"#,
        ),
        // Not a deployment: running at every apply is what it is for.
        Example::Clean(
            r#"{"resource": {"null_resource": {"always": {"triggers": {"run": "${timestamp()}"}}}}}"#,
        ),
    ],
};
