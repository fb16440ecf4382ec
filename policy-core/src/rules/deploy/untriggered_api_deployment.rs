//! A deployment of a REST API that may come before what it deploys.
//!
//! A plan does not show `replace_triggered_by`; where that alone makes the deployment wait, the rule is wrong.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    plan::{BlockId, Mode, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "untriggered-api-deployment",
    category: Category::Deploy,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "A deployment of a REST API does not wait for the API's methods",
    remedy: "hash the methods and integrations in `triggers`, or name them in `depends_on`",
    check: Check::Each(&["aws_api_gateway_deployment"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Where a reference that makes it wait is written, and may be one that cannot be followed.
const WAITING: [&str; 5] = ["triggers", "variables", "stage_description", "depends_on", "lifecycle"];

fn check<'p>(deployment: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let graph = checker.graph();
    let is_api =
        |of: &Resource<'_>| of.mode() == Mode::Managed && of.type_name() == "aws_api_gateway_rest_api";
    let api = graph.referents(deployment.attribute("rest_api_id")).into_iter().find(is_api);
    let Some((api, block)) = api.and_then(|api| Some((api, api.block_id()?))) else { return };
    // What a body describes is there as soon as the API is.
    if !matches!(api.attribute("body").presence(), Read::Absent) {
        return;
    }
    let Some(part) = part_of(api, graph) else { return };
    let is_reached = graph.reaches(deployment, &|reached| may_be_part(reached, block, graph));
    if is_reached || waits_for_module(deployment) {
        return;
    }
    for attribute in WAITING.map(|name| deployment.attribute(name)) {
        if graph.may_lead_anywhere(attribute) {
            return checker.undetermined(attribute);
        }
    }
    if graph.reaches(deployment, &|reached| may_wait_for_anything(reached, graph)) {
        return checker.undetermined(deployment.attribute("depends_on"));
    }
    let message = format!("nothing makes the deployment wait for the methods of `{}`", api.address());
    checker.report(deployment, message).related(part, "is not waited for").related(api, "the API");
}

/// A method or integration of the API, where there is one.
fn part_of<'p>(api: Resource<'p>, graph: &ResourceGraph<'p>) -> Option<Resource<'p>> {
    let parts = ["aws_api_gateway_integration", "aws_api_gateway_method"]
        .map(|type_name| graph.referrers(api, &["id"], type_name, "rest_api_id"));
    parts.into_iter().find_map(|parts| match parts {
        Read::Known(parts) => parts.first().copied(),
        Read::Unknown | Read::Absent => None,
    })
}

/// Whether a block is a part of the API, or one whose API cannot be told.
fn may_be_part(block: BlockId, api: BlockId, graph: &ResourceGraph<'_>) -> bool {
    let Some(part) = graph.instances_of(block).first() else { return false };
    let type_name = part.type_name();
    if !type_name.starts_with("aws_api_gateway_method")
        && !type_name.starts_with("aws_api_gateway_integration")
    {
        return false;
    }
    let targets = graph.targets(part.attribute("rest_api_id"));
    targets.opaque || targets.blocks.is_empty() || targets.blocks.contains(&api)
}

/// Whether a block is one that only waits or passes on, and it cannot be told for what.
fn may_wait_for_anything(block: BlockId, graph: &ResourceGraph<'_>) -> bool {
    graph.instances_of(block).first().is_some_and(|between| {
        matches!(between.type_name(), "null_resource" | "terraform_data" | "time_sleep")
            && graph.may_lead_anywhere(between.root())
    })
}

/// Whether it waits for a module, whatever is in it.
fn waits_for_module(deployment: Resource<'_>) -> bool {
    deployment
        .depends_on()
        .any(|address| address.string().is_some_and(|address| address.starts_with("module.")))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A deployment is a snapshot of the API as it is at that moment. With nothing but the API's id in it, \
                Terraform makes the deployment at the same time as the methods: the first apply stops with \
                `BadRequestException: The REST API doesn't contain any methods` or `No integration defined for \
                method`, or publishes half of the API. Later changes of a method are applied but never published, \
                for nothing makes a new deployment. (A plan does not show `replace_triggered_by`: a deployment \
                that waits by that alone is reported all the same.)",
    snippets: Snippets {
        hcl: r#"resource "aws_api_gateway_deployment" "live" {
  rest_api_id = aws_api_gateway_rest_api.api.id

  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_method.post,
      aws_api_gateway_integration.post,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}"#,
        cdktf_typescript: r#"new ApiGatewayDeployment(this, "live", {
  restApiId: api.id,
  triggers: { redeployment: Fn.sha1(Fn.jsonencode([post.fqn, postIntegration.fqn])) },
  dependsOn: [post, postIntegration],
  lifecycle: { createBeforeDestroy: true },
});"#,
        cdktf_python: r#"ApiGatewayDeployment(self, "live",
    rest_api_id=api.id,
    triggers={"redeployment": Fn.sha1(Fn.jsonencode([post.fqn, post_integration.fqn]))},
    depends_on=[post, post_integration],
    lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_api_gateway_deployment",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_deployment",
        },
        Source {
            title: "Error when creating a new API gateway with a deployment",
            url: "https://github.com/hashicorp/terraform/issues/7588",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_api_gateway_rest_api": {"api": {"name": "payments"}},
  "aws_api_gateway_method": {"post": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "http_method": "POST"}},
  "aws_api_gateway_deployment": {"live": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}"}}}}"#,
        ),
        // It waits, but for the methods of another API.
        Example::Flagged(
            r#"{"resource": {"aws_api_gateway_rest_api": {"a": {"name": "orders"}, "b": {"name": "stock"}},
  "aws_api_gateway_integration": {
   "a": {"rest_api_id": "${aws_api_gateway_rest_api.a.id}", "type": "MOCK"},
   "b": {"rest_api_id": "${aws_api_gateway_rest_api.b.id}", "type": "MOCK"}},
  "aws_api_gateway_deployment": {
   "a": {"rest_api_id": "${aws_api_gateway_rest_api.a.id}", "depends_on": ["aws_api_gateway_integration.a"]},
   "b": {"rest_api_id": "${aws_api_gateway_rest_api.b.id}", "depends_on": ["aws_api_gateway_integration.a"]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_api_gateway_rest_api": {"api": {"name": "payments"}},
  "aws_api_gateway_method": {"post": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "http_method": "POST"}},
  "aws_api_gateway_deployment": {"live": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}",
   "triggers": {"redeployment": "${sha1(jsonencode(aws_api_gateway_method.post))}"}}}}}"#,
        ),
        // Through a local, and through what waits in its place.
        Example::Clean(
            r#"{"locals": {"parts": ["${aws_api_gateway_method.post.id}"]},
 "resource": {"aws_api_gateway_rest_api": {"api": {"name": "payments"}},
  "aws_api_gateway_method": {"post": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "http_method": "POST"}},
  "terraform_data": {"ready": {"depends_on": ["aws_api_gateway_method.post"]}},
  "aws_api_gateway_deployment": {
   "blue": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "triggers": {"parts": "${sha1(jsonencode(local.parts))}"}},
   "green": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "depends_on": ["terraform_data.ready"]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_api_gateway_rest_api": {"api": {"name": "payments"}},
  "aws_api_gateway_method": {"post": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "http_method": "POST"}},
  "aws_api_gateway_deployment": {"live": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}",
   "lifecycle": {"replace_triggered_by": ["aws_api_gateway_method.post"]}}}}}"#,
        ),
        // A body holds the methods; a module may.
        Example::Clean(
            r#"{"resource": {"aws_api_gateway_rest_api": {"described": {"name": "a", "body": "${file(\"openapi.json\")}"},
   "api": {"name": "b"}},
  "aws_api_gateway_method": {"post": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "http_method": "POST"}},
  "aws_api_gateway_deployment": {
   "described": {"rest_api_id": "${aws_api_gateway_rest_api.described.id}"},
   "live": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "depends_on": ["module.routes"]}}},
 "module": {"routes": {"source": "./routes", "api": "${aws_api_gateway_rest_api.api.id}"}}}"#,
        ),
    ],
};
