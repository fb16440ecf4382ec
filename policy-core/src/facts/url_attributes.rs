//! Attributes of AWS resources and data sources that are URLs, scheme and all.
//!
//! Source: the attribute references of the provider's documentation, such as
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api>; read on
//! 2026-11-24. Attributes that are called URL or endpoint and have no scheme are left out: a bucket's
//! `website_endpoint`, a user pool's `endpoint`, the `service_url` of App Runner, the `endpoint` of a search domain.

/// The type and the attribute, in order.
const URL_ATTRIBUTES: [(&str, &str); 7] = [
    // https://{api-id}.execute-api.{region}.amazonaws.com, of a WebSocket API with wss.
    ("aws_api_gateway_deployment", "invoke_url"),
    ("aws_api_gateway_stage", "invoke_url"),
    ("aws_apigatewayv2_api", "api_endpoint"),
    ("aws_apigatewayv2_stage", "invoke_url"),
    // https://{id}.{zone}.{region}.eks.amazonaws.com
    ("aws_eks_cluster", "endpoint"),
    // https://{url-id}.lambda-url.{region}.on.aws/
    ("aws_lambda_function_url", "function_url"),
    // https://{service}.{id}.{region}.cs.amazonlightsail.com/
    ("aws_lightsail_container_service", "url"),
];

/// Whether an attribute of a resource or data source is a URL.
pub(crate) fn is_url(type_name: &str, attribute: &str) -> bool {
    URL_ATTRIBUTES.contains(&(type_name, attribute))
}
