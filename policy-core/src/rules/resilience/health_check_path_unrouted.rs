//! A health check of an API at a path that the API does not answer.
//!
//! It is judged where the check asks the API under its own name. Under a custom domain a mapping may put anything
//! before the path, and a check for a string in the answer is somebody's own choice.

use alloc::{borrow::ToOwned, format, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{ResourceGraph, apis},
    plan::{Attribute, Mode, Read, Resource, put_in_order},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
    template::Traversal,
};

pub(crate) static RULE: Rule = Rule {
    name: "health-check-path-unrouted",
    category: Category::Resilience,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A health check asks an API for a path that it does not answer",
    remedy: "add a GET route for the path, such as GET /health, or check a path that has one",
    check: Check::Each(&["aws_route53_health_check"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How many routes are shown beside a finding.
const MOST_SHOWN: usize = 8;

/// How far a name is followed through locals and the outputs of modules.
const DEEPEST: u8 = 8;

fn check<'p>(health_check: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let (kind, path) = (health_check.attribute("type"), health_check.attribute("resource_path"));
    let asks = kind.text().map(|kind| matches!(&*kind, "HTTP" | "HTTPS"));
    let graph = checker.graph();
    let host = health_check.attribute("fqdn");
    let api = match (asks, &apis_behind(host, graph)[..]) {
        (Read::Known(false) | Read::Absent, _) | (_, []) => return,
        (Read::Known(true), &[api]) if is_own_name(host) => api,
        _ => return checker.undetermined(host),
    };
    let protocol = api.attribute("protocol_type");
    let has_routes = protocol.text().map(|protocol| &*protocol == "HTTP").or_default(true);
    // A WebSocket API is asked for no path.
    if checker.known(protocol, has_routes) != Some(true) {
        return;
    }
    let (asked, shown) = match path.text() {
        Read::Known(path) if !path.is_empty() => ((*path).to_owned(), format!("{path}")),
        Read::Known(_) | Read::Absent => ("/".to_owned(), "/".to_owned()),
        Read::Unknown => return checker.undetermined(path),
    };
    // An API without any route has them elsewhere.
    let Some(routes) = graph.api_routes().of_api(api).filter(|routes| !routes.all().is_empty()) else {
        return checker.undetermined(path);
    };
    let message = match routes.at(&asked) {
        Read::Unknown => return checker.undetermined(path),
        Read::Known(found) if found.iter().any(|route| route.takes_get()) => return,
        Read::Known(found) => {
            let mut methods = Set::new();
            methods.extend(found.iter().map(|route| format!("`{}`", route.method)));
            let methods = methods.into_iter().collect::<Vec<_>>().join(", ");
            format!("the API answers `{shown}` to {methods} only, and the check asks by `GET`")
        }
        Read::Absent => format!("no route of the API answers `GET {shown}`"),
    };
    let finding = checker.report(path, message);
    finding.related(api, "the API");
    for route in routes.all().iter().take(MOST_SHOWN) {
        finding.related(route.resource, "one of its routes");
    }
}

/// The APIs of the stack whose names a host is made of, directly or by one of their stages.
fn apis_behind<'p>(host: Attribute<'p>, graph: &ResourceGraph<'p>) -> Vec<Resource<'p>> {
    let mut found = apis(host, graph);
    for stage in graph.referents(host) {
        match (stage.mode(), stage.type_name()) {
            (Mode::Managed, "aws_apigatewayv2_stage") => found.extend(apis(stage.attribute("api_id"), graph)),
            (Mode::Managed, "aws_api_gateway_stage" | "aws_api_gateway_deployment") => {
                found.extend(apis(stage.attribute("rest_api_id"), graph));
            }
            _ => {}
        }
    }
    put_in_order(&mut found);
    found
}

/// Whether a host that refers to an API is certainly the API's own name: what else it refers to is the region.
fn is_own_name(host: Attribute<'_>) -> bool {
    if let Read::Known(host) = host.text() {
        return host.contains(".execute-api.");
    }
    let mut is_own = true;
    let mut open = Vec::from([(host, 0)]);
    while let Some((place, depth)) = open.pop().filter(|_| is_own) {
        place.visit_references(&mut |reference| match place.owner().definition_of(reference) {
            Some(behind) if depth < DEEPEST => open.push((behind, depth + 1)),
            _ => is_own &= reference.root.starts_with("aws_api") || is_of_place(reference),
        });
    }
    is_own
}

/// Whether a reference is to where something is, such as `data.aws_region.current.name`.
fn is_of_place(reference: &Traversal<'_>) -> bool {
    let is_place = |name: &str| ["region", "partition", "dns_suffix"].iter().any(|word| name.contains(word));
    match reference.root {
        "data" => reference.names().any(is_place),
        _ => reference.names().last().is_some_and(is_place),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Route 53 asks by GET, and takes an endpoint for healthy when it answers with 2xx or 3xx. An HTTP API \
                answers what no route is for with `404` and `{\"message\":\"Not Found\"}`, a REST API with `403` and \
                `{\"message\":\"Missing Authentication Token\"}`: the check is red from the first minute, although all \
                is well. Records that use it fail over at once and for good, and a real failure of the region makes \
                no difference any more. A webhook that takes only POST is no path to check.",
    snippets: Snippets {
        hcl: r#"resource "aws_apigatewayv2_route" "health" {
  api_id    = aws_apigatewayv2_api.payments.id
  route_key = "GET /health"
  target    = "integrations/${aws_apigatewayv2_integration.health.id}"
}

resource "aws_route53_health_check" "payments" {
  type          = "HTTPS"
  fqdn          = replace(aws_apigatewayv2_api.payments.api_endpoint, "https://", "")
  port          = 443
  resource_path = "/health"
}"#,
        cdktf_typescript: r#"new Apigatewayv2Route(this, "health-route", {
  apiId: api.id,
  routeKey: "GET /health",
  target: `integrations/${healthIntegration.id}`,
});
new Route53HealthCheck(this, "health", {
  type: "HTTPS",
  fqdn: Fn.replace(api.apiEndpoint, "https://", ""),
  port: 443,
  resourcePath: "/health",
});"#,
        cdktf_python: r#"Apigatewayv2Route(self, "health-route",
    api_id=api.id,
    route_key="GET /health",
    target=f"integrations/{health_integration.id}",
)
Route53HealthCheck(self, "health",
    type="HTTPS",
    fqdn=Fn.replace(api.api_endpoint, "https://", ""),
    port=443,
    resource_path="/health",
)"#,
    },
    sources: &[
        Source {
            title: "How Amazon Route 53 determines whether a health check is healthy",
            url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
        },
        Source {
            title: "Create routes for HTTP APIs in API Gateway",
            url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_apigatewayv2_api": {"payments": {"name": "payments", "protocol_type": "HTTP"}},
  "aws_apigatewayv2_route": {"webhook": {"api_id": "${aws_apigatewayv2_api.payments.id}",
   "route_key": "POST /webhook"}},
  "aws_route53_health_check": {"payments": {"type": "HTTPS", "port": 443, "resource_path": "/webhook",
   "fqdn": "${aws_apigatewayv2_api.payments.id}.execute-api.${var.region}.amazonaws.com"}}}}"#,
        ),
        // The path has the stage before it, and no route behind that.
        Example::Flagged(
            r#"{"locals": {"host": "${split(\"/\", aws_apigatewayv2_stage.prod.invoke_url)[2]}"},
 "resource": {"aws_apigatewayv2_api": {"orders": {"name": "orders", "protocol_type": "HTTP"}},
  "aws_apigatewayv2_stage": {"prod": {"api_id": "${aws_apigatewayv2_api.orders.id}", "name": "prod"}},
  "aws_apigatewayv2_route": {"get": {"api_id": "${aws_apigatewayv2_api.orders.id}", "route_key": "GET /orders/{id}"}},
  "aws_route53_health_check": {"orders": {"type": "HTTPS", "port": 443, "resource_path": "/prod/health",
   "fqdn": "${local.host}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_api_gateway_rest_api": {"payments": {"name": "payments"}},
  "aws_api_gateway_resource": {"v1": {"rest_api_id": "${aws_api_gateway_rest_api.payments.id}", "path_part": "v1",
    "parent_id": "${aws_api_gateway_rest_api.payments.root_resource_id}"},
   "pay": {"rest_api_id": "${aws_api_gateway_rest_api.payments.id}", "path_part": "pay",
    "parent_id": "${aws_api_gateway_resource.v1.id}"}},
  "aws_api_gateway_method": {"pay": {"rest_api_id": "${aws_api_gateway_rest_api.payments.id}", "http_method": "POST",
   "resource_id": "${aws_api_gateway_resource.pay.id}"}},
  "aws_route53_health_check": {"payments": {"type": "HTTPS", "resource_path": "/prod/v1/pay",
   "fqdn": "${aws_api_gateway_rest_api.payments.id}.execute-api.${data.aws_region.current.name}.amazonaws.com"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_apigatewayv2_api": {"payments": {"name": "payments", "protocol_type": "HTTP"}},
  "aws_apigatewayv2_route": {"webhook": {"api_id": "${aws_apigatewayv2_api.payments.id}",
    "route_key": "POST /webhook"},
   "health": {"api_id": "${aws_apigatewayv2_api.payments.id}", "route_key": "GET /health"}},
  "aws_route53_health_check": {"payments": {"type": "HTTPS", "port": 443, "resource_path": "/health?deep=1",
   "fqdn": "${replace(aws_apigatewayv2_api.payments.api_endpoint, \"https://\", \"\")}"}}}}"#,
        ),
        // Routes for any method, for any path, and for whatever is left.
        Example::Clean(
            r#"{"resource": {"aws_apigatewayv2_api": {"a": {"name": "a", "protocol_type": "HTTP"},
   "b": {"name": "b", "protocol_type": "HTTP"}, "c": {"name": "c", "protocol_type": "HTTP",
    "target": "${aws_lambda_function.c.arn}"}},
  "aws_apigatewayv2_route": {"any": {"api_id": "${aws_apigatewayv2_api.a.id}", "route_key": "ANY /v1/{proxy+}"},
   "default": {"api_id": "${aws_apigatewayv2_api.b.id}", "route_key": "$default"}},
  "aws_route53_health_check": {
   "a": {"type": "HTTPS", "resource_path": "/v1/health/live",
    "fqdn": "${aws_apigatewayv2_api.a.id}.execute-api.eu-west-1.amazonaws.com"},
   "b": {"type": "HTTP", "resource_path": "/anything",
    "fqdn": "${aws_apigatewayv2_api.b.id}.execute-api.eu-west-1.amazonaws.com"},
   "c": {"type": "HTTPS", "fqdn": "${aws_apigatewayv2_api.c.id}.execute-api.eu-west-1.amazonaws.com"}}}}"#,
        ),
        // A REST API is called with its stage before the path.
        Example::Clean(
            r#"{"resource": {"aws_api_gateway_rest_api": {"payments": {"name": "payments"}},
  "aws_api_gateway_resource": {"proxy": {"rest_api_id": "${aws_api_gateway_rest_api.payments.id}",
   "path_part": "{proxy+}", "parent_id": "${aws_api_gateway_rest_api.payments.root_resource_id}"}},
  "aws_api_gateway_method": {"proxy": {"rest_api_id": "${aws_api_gateway_rest_api.payments.id}", "http_method": "ANY",
   "resource_id": "${aws_api_gateway_resource.proxy.id}"}},
  "aws_route53_health_check": {"payments": {"type": "HTTPS", "resource_path": "/prod/health",
   "fqdn": "${aws_api_gateway_rest_api.payments.id}.execute-api.eu-west-1.amazonaws.com"}}}}"#,
        ),
        // Nothing is asked for a path, or not of an API of this stack, or for a text in the answer.
        Example::Clean(
            r#"{"resource": {"aws_apigatewayv2_api": {"payments": {"name": "payments", "protocol_type": "HTTP"}},
  "aws_apigatewayv2_route": {"webhook": {"api_id": "${aws_apigatewayv2_api.payments.id}",
   "route_key": "POST /webhook"}},
  "aws_route53_health_check": {
   "tcp": {"type": "TCP", "port": 443, "fqdn": "${aws_apigatewayv2_api.payments.id}.execute-api.eu-west-1.amazonaws.com"},
   "all": {"type": "CALCULATED", "child_healthchecks": ["${aws_route53_health_check.tcp.id}"]},
   "elsewhere": {"type": "HTTPS", "fqdn": "api.example.com", "resource_path": "/health"},
   "text": {"type": "HTTPS_STR_MATCH", "search_string": "Not Found", "resource_path": "/",
    "fqdn": "${aws_apigatewayv2_api.payments.id}.execute-api.eu-west-1.amazonaws.com"}}}}"#,
        ),
        // The route's key, the API's description, and what another stack adds are not known.
        Example::Clean(
            r#"{"variable": {"path": {"default": "/pay"}, "host": {"default": ""}},
 "resource": {"aws_apigatewayv2_api": {"a": {"name": "a", "protocol_type": "HTTP"},
   "b": {"name": "b", "protocol_type": "HTTP", "body": "${file(\"openapi.json\")}"},
   "c": {"name": "c", "protocol_type": "HTTP"}},
  "aws_apigatewayv2_route": {"a": {"api_id": "${aws_apigatewayv2_api.a.id}", "route_key": "GET ${var.path}"},
   "c": {"api_id": "${aws_apigatewayv2_api.c.id}", "route_key": "POST /pay"}},
  "aws_route53_health_check": {
   "a": {"type": "HTTPS", "resource_path": "/health",
    "fqdn": "${aws_apigatewayv2_api.a.id}.execute-api.eu-west-1.amazonaws.com"},
   "b": {"type": "HTTPS", "resource_path": "/health",
    "fqdn": "${aws_apigatewayv2_api.b.id}.execute-api.eu-west-1.amazonaws.com"},
   "c": {"type": "HTTPS", "resource_path": "/health", "fqdn":
    "${var.host != \"\" ? var.host : \"${aws_apigatewayv2_api.c.id}.execute-api.eu-west-1.amazonaws.com\"}"}}}}"#,
        ),
    ],
};
