//! A function behind an API that API Gateway may not call.
//!
//! Whether the permission's source is this API and its qualifier this alias is not judged.

use alloc::{format, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::{Map, sort_by},
};

pub(crate) static RULE: Rule = Rule {
    name: "api-cannot-invoke-lambda",
    category: Category::Iam,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Infrastructure,
    summary: "No permission lets API Gateway invoke the function behind an API",
    remedy: "add an aws_lambda_permission for the function with the principal apigateway.amazonaws.com",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Who calls a function for an API.
const PRINCIPAL: &str = "apigateway.amazonaws.com";

/// One finding for each function, for one permission mends all its integrations.
fn check(checker: &mut Checker<'_, '_>) {
    let mut called: Map<u32, (Vec<Resource<'_>>, Vec<Attribute<'_>>)> = Map::new();
    for type_name in ["aws_api_gateway_integration", "aws_apigatewayv2_integration"] {
        for integration in checker.plan().of_type(type_name) {
            let Some(uri) = called_by_permission(integration, checker) else { continue };
            let functions = checker.graph().functions_behind(uri);
            let Some(first) = functions.first() else { continue };
            called.get_or_insert_with(first.index(), || (functions, Vec::new())).1.push(uri);
        }
    }
    for (functions, mut uris) in called.into_values() {
        let index = |uri: &Attribute<'_>| uri.resource().map(Resource::index);
        sort_by(&mut uris, &|one, other| index(one).cmp(&index(other)));
        let Some((&uri, others)) = uris.split_first() else { continue };
        match checker.graph().may_invoke(PRINCIPAL, &functions) {
            Read::Known(()) => continue,
            Read::Unknown => {
                checker.undetermined(uri);
                continue;
            }
            Read::Absent => {}
        }
        let Some((function, more)) = functions.split_first() else { continue };
        let or = if more.is_empty() { "" } else { " or another of its instances" };
        let message = format!("no permission lets API Gateway invoke `{}`{or}", function.address());
        let finding = checker.report(uri, message);
        for &function in &functions {
            finding.related(function, "the function");
        }
        for &other in others {
            finding.related(other, "calls it too");
        }
    }
}

/// What an integration calls, where it calls a function that has to allow it.
fn called_by_permission<'p>(
    integration: Resource<'p>,
    checker: &mut Checker<'_, 'p>,
) -> Option<Attribute<'p>> {
    let is_rest = integration.type_name() == "aws_api_gateway_integration";
    let (uri, type_of, role) = if is_rest {
        ("uri", "type", "credentials")
    } else {
        ("integration_uri", "integration_type", "credentials_arn")
    };
    // Read back from AWS, what was left out is empty.
    let is_absent = |name| match integration.attribute(name).text() {
        Read::Known(text) => text.is_empty(),
        Read::Absent => true,
        Read::Unknown => false,
    };
    // With a role, the role's policy decides; with a subtype, another service is called.
    if !is_absent(role) || (!is_rest && !is_absent("integration_subtype")) {
        return None;
    }
    let (uri, type_of) = (integration.attribute(uri), integration.attribute(type_of));
    let type_name = checker.known(type_of, type_of.text())?;
    if &*type_name != "AWS_PROXY" && !(is_rest && &*type_name == "AWS") {
        return None;
    }
    if checker.graph().functions_behind(uri).is_empty() {
        // A local of a plan may hold a function of this stack.
        if matches!(uri.text(), Read::Unknown) && checker.graph().may_lead_anywhere(uri) {
            checker.undetermined(uri);
        }
        return None;
    }
    Some(uri)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A function can be called only by those whom its resource policy names. Without a permission for \
                API Gateway everything deploys, and then each request is answered with `500 Internal Server \
                Error`; the log of the stage says `Execution failed due to configuration error: Invalid \
                permissions on Lambda function`. The console adds the permission by itself when an integration \
                is made there, Terraform does not.",
    snippets: Snippets {
        hcl: r#"resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.webhook.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/*/*"
}"#,
        cdktf_typescript: r#"new LambdaPermission(this, "api-permission", {
  action: "lambda:InvokeFunction",
  functionName: webhook.functionName,
  principal: "apigateway.amazonaws.com",
  sourceArn: `${api.executionArn}/*/*`,
});"#,
        cdktf_python: r#"LambdaPermission(self, "api-permission",
    action="lambda:InvokeFunction",
    function_name=webhook.function_name,
    principal="apigateway.amazonaws.com",
    source_arn=f"{api.execution_arn}/*/*",
)"#,
    },
    sources: &[
        Source {
            title: "Resolve \"Invalid permissions on Lambda function\" errors from API Gateway REST APIs",
            url: "https://repost.aws/knowledge-center/api-gateway-rest-api-lambda-integrations",
        },
        Source {
            title: "Viewing resource-based IAM policies in Lambda",
            url: "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook", "role": "${var.role}"}},
  "aws_api_gateway_integration": {"webhook": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}",
   "type": "AWS_PROXY", "uri": "${aws_lambda_function.webhook.invoke_arn}"}},
  "aws_api_gateway_rest_api": {"api": {"name": "payments"}}}}"#,
        ),
        // Two routes of an HTTP API; what is permitted is something else.
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"orders": {"function_name": "orders"}},
  "aws_lambda_alias": {"live": {"name": "live", "function_name": "${aws_lambda_function.orders.arn}"}},
  "aws_apigatewayv2_integration": {
   "get": {"integration_type": "AWS_PROXY", "integration_uri": "${aws_lambda_function.orders.invoke_arn}"},
   "put": {"integration_type": "AWS_PROXY", "integration_uri": "${aws_lambda_alias.live.invoke_arn}"}},
  "aws_lambda_permission": {"events": {"function_name": "${aws_lambda_function.orders.function_name}",
   "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook"}},
  "aws_api_gateway_integration": {"webhook": {"type": "AWS_PROXY",
   "uri": "${aws_lambda_function.webhook.invoke_arn}"}},
  "aws_lambda_permission": {
   "api": {"function_name": "${aws_lambda_function.webhook.arn}", "principal": "apigateway.amazonaws.com"},
   "events": {"function_name": "${aws_lambda_function.webhook.arn}", "principal": "events.amazonaws.com"}}}}"#,
        ),
        // By name, and by an ARN with a qualifier.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"a": {"function_name": "orders"}, "b": {"function_name": "stock"}},
  "aws_api_gateway_integration": {
   "a": {"type": "AWS_PROXY", "uri": "${aws_lambda_function.a.invoke_arn}"},
   "b": {"type": "AWS", "uri": "${aws_lambda_function.b.invoke_arn}"}},
  "aws_lambda_permission": {
   "a": {"function_name": "orders", "principal": "apigateway.amazonaws.com"},
   "b": {"function_name": "arn:aws:lambda:eu-west-1:123456789012:function:stock:live",
    "principal": "apigateway.amazonaws.com"}}}}"#,
        ),
        // A permission for each function, and one through an alias.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {
   "each": {"for_each": {"eu": 1, "us": 1}, "function_name": "quote-${each.key}"},
   "one": {"function_name": "one"}},
  "aws_lambda_alias": {"live": {"name": "live", "function_name": "${aws_lambda_function.one.function_name}"}},
  "aws_api_gateway_integration": {
   "each": {"for_each": {"eu": 1, "us": 1}, "type": "AWS_PROXY",
    "uri": "${aws_lambda_function.each[each.key].invoke_arn}"},
   "one": {"type": "AWS_PROXY", "uri": "${aws_lambda_alias.live.invoke_arn}"}},
  "aws_lambda_permission": {
   "each": {"for_each": "${aws_lambda_function.each}", "function_name": "${each.value.function_name}",
    "principal": "apigateway.amazonaws.com"},
   "one": {"function_name": "${aws_lambda_alias.live.function_name}", "principal": "apigateway.amazonaws.com"}}}}"#,
        ),
        // A role that API Gateway takes on needs no permission; neither does what is no function of this stack.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook"}},
  "aws_api_gateway_integration": {
   "role": {"type": "AWS_PROXY", "uri": "${aws_lambda_function.webhook.invoke_arn}",
    "credentials": "${aws_iam_role.api.arn}"},
   "mock": {"type": "MOCK"},
   "elsewhere": {"type": "AWS_PROXY", "uri": "${data.aws_lambda_function.shared.invoke_arn}"}},
  "aws_apigatewayv2_integration": {
   "queue": {"integration_type": "AWS_PROXY", "integration_subtype": "SQS-SendMessage"}}}}"#,
        ),
        // A module that is handed the name may grant it.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook"}},
  "aws_api_gateway_integration": {"webhook": {"type": "AWS_PROXY",
   "uri": "${aws_lambda_function.webhook.invoke_arn}"}}},
 "module": {"grant": {"source": "./grant", "function": "${aws_lambda_function.webhook.function_name}"}}}"#,
        ),
    ],
};
