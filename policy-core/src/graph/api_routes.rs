//! What the APIs of a stack answer, as routes of HTTP APIs and methods of REST APIs say.
//!
//! What an API's `body` describes is not read: such an API may answer anything.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::ResourceGraph;
use crate::{
    plan::{Attribute, Mode, Read, Resource},
    sorted::{Map, Set},
};

/// How deep the resources of a REST API are followed; AWS's own limit for the parts of a path is lower.
const DEEPEST: usize = 64;

/// The APIs of a stack.
#[derive(Default)]
pub(crate) struct ApiRoutes<'p> {
    /// By the position of the API.
    of_api: Map<u32, Routes<'p>>,
    /// Whether there are routes of which it cannot be said whose they are.
    anywhere: bool,
}

/// What one API answers.
pub(crate) struct Routes<'p> {
    all: Vec<Route<'p>>,
    /// The first part of a path that names the stage and not the route.
    stages: Stages,
    /// Whether there may be more routes.
    is_open: bool,
}

/// What the first part of a path may name beside a route.
enum Stages {
    /// Any stage: a REST API is called by one always, and of an API without a stage here it is not known.
    Any,
    /// One of these.
    Known(Set<String>),
}

/// One route of an API.
pub(crate) struct Route<'p> {
    /// What makes it.
    pub(crate) resource: Resource<'p>,
    /// The method, such as `GET`; `ANY` for all of them.
    pub(crate) method: String,
    /// The path, with its parameters in braces; none for what answers whatever no other route does.
    path: Option<String>,
}

impl<'p> ApiRoutes<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let mut own = Self::default();
        own.http_apis(graph);
        own.rest_apis(graph);
        own
    }

    /// What an API answers; none where what it answers cannot be told at all.
    pub(crate) fn of_api(&self, api: Resource<'p>) -> Option<&Routes<'p>> {
        self.of_api.get(&api.index()).filter(|_| !self.anywhere)
    }

    fn http_apis(&mut self, graph: &ResourceGraph<'p>) {
        let plan = graph.plan();
        for api in plan.of_type("aws_apigatewayv2_api") {
            let mut routes = Routes::of(api, graph, Stages::Known(Set::new()));
            // With a target, the API comes with a route, for everything where none is named.
            match (api.attribute("target").presence(), api.attribute("route_key").text()) {
                (Read::Absent, _) => {}
                (Read::Known(()), Read::Known(key)) => routes.add_key(api, &key),
                (Read::Known(()), Read::Absent) => routes.add_key(api, "$default"),
                _ => routes.is_open = true,
            }
            self.of_api.insert(api.index(), routes);
        }
        for route in plan.of_type("aws_apigatewayv2_route") {
            let key = route.attribute("route_key").text();
            self.each_api(route.attribute("api_id"), graph, |routes| match &key {
                Read::Known(key) => routes.add_key(route, key),
                Read::Unknown => routes.is_open = true,
                Read::Absent => {}
            });
        }
        for stage in plan.of_type("aws_apigatewayv2_stage") {
            let name = stage.attribute("name").text();
            for api in apis(stage.attribute("api_id"), graph) {
                let Some(routes) = self.of_api.get_mut(&api.index()) else { continue };
                routes.stages.add(&name);
            }
        }
        for routes in self.of_api.values_mut() {
            if matches!(&routes.stages, Stages::Known(stages) if stages.is_empty()) {
                routes.stages = Stages::Any;
            }
        }
    }

    fn rest_apis(&mut self, graph: &ResourceGraph<'p>) {
        let plan = graph.plan();
        for api in plan.of_type("aws_api_gateway_rest_api") {
            self.of_api.insert(api.index(), Routes::of(api, graph, Stages::Any));
        }
        self.anywhere |= plan.of_type("aws_api_gateway_rest_api_put").next().is_some();
        for method in plan.of_type("aws_api_gateway_method") {
            let path = path_of_method(method, graph);
            let verb = method.attribute("http_method").text();
            self.each_api(method.attribute("rest_api_id"), graph, |routes| match (&path, &verb) {
                (Some(path), Read::Known(verb)) => routes.add(method, verb, Some(path)),
                _ => routes.is_open = true,
            });
        }
    }

    /// Does something with each API that a reference may lead to.
    fn each_api(
        &mut self,
        reference: Attribute<'p>,
        graph: &ResourceGraph<'p>,
        mut act: impl FnMut(&mut Routes<'p>),
    ) {
        let apis = apis(reference, graph);
        // A text is the id of another API; whatever else leads to none here may be any.
        self.anywhere |= apis.is_empty() && !matches!(reference.text(), Read::Known(_) | Read::Absent);
        for api in apis {
            if let Some(routes) = self.of_api.get_mut(&api.index()) {
                act(routes);
            }
        }
    }
}

impl<'p> Routes<'p> {
    fn of(api: Resource<'p>, graph: &ResourceGraph<'p>, stages: Stages) -> Self {
        let is_described = api.attribute("body").presence() != Read::Absent;
        Self { all: Vec::new(), stages, is_open: is_described || graph.is_passed_on(api) }
    }

    /// All that are known.
    pub(crate) fn all(&self) -> &[Route<'p>] {
        &self.all
    }

    /// Those that a path leads to, whatever their method; `Unknown` where none is known and there may be more.
    pub(crate) fn at(&self, path: &str) -> Read<Vec<&Route<'p>>> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let found: Vec<&Route<'p>> = self.all.iter().filter(|route| self.leads(route, path)).collect();
        match (found.is_empty(), self.is_open) {
            (_, true) if !found.iter().any(|route| route.takes_get()) => Read::Unknown,
            (true, _) => Read::Absent,
            (false, _) => Read::Known(found),
        }
    }

    fn leads(&self, route: &Route<'_>, path: &str) -> bool {
        let (stage, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path, ""));
        let has_stage = match &self.stages {
            Stages::Any => true,
            Stages::Known(stages) => stages.contains(stage.trim_start_matches('/')),
        };
        route.leads(path) || (has_stage && route.leads(rest))
    }

    fn add_key(&mut self, resource: Resource<'p>, key: &str) {
        match key.split_once(' ') {
            Some((method, path)) => self.add(resource, method, Some(path)),
            None if key == "$default" => self.add(resource, "ANY", None),
            // A key of a WebSocket API.
            None => {}
        }
    }

    fn add(&mut self, resource: Resource<'p>, method: &str, path: Option<&str>) {
        let (method, path) = (method.to_owned(), path.map(ToOwned::to_owned));
        self.all.push(Route { resource, method, path });
    }
}

impl Stages {
    fn add(&mut self, name: &Read<crate::plan::Text<'_>>) {
        match (&mut *self, name) {
            (Self::Known(stages), Read::Known(name)) => drop(stages.insert((**name).to_owned())),
            _ => *self = Self::Any,
        }
    }
}

impl Route<'_> {
    /// Whether it answers GET.
    pub(crate) fn takes_get(&self) -> bool {
        matches!(&*self.method, "GET" | "ANY")
    }

    /// Whether a path leads to it.
    fn leads(&self, path: &str) -> bool {
        self.path.as_ref().is_none_or(|own| leads(own, path))
    }
}

/// Whether a path leads to what is at `own`, which may have parameters. A slash at the end is not judged.
fn leads(own: &str, path: &str) -> bool {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    for own in own.split('/').filter(|part| !part.is_empty()) {
        if own.starts_with('{') && own.ends_with("+}") {
            return true;
        }
        match parts.next() {
            Some(part) if part == own || (own.starts_with('{') && own.ends_with('}')) => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// The APIs of the stack that a reference leads to.
pub(crate) fn apis<'p>(reference: Attribute<'p>, graph: &ResourceGraph<'p>) -> Vec<Resource<'p>> {
    let mut apis = graph.referents(reference);
    apis.retain(|api| {
        let is_api = matches!(api.type_name(), "aws_apigatewayv2_api" | "aws_api_gateway_rest_api");
        is_api && api.mode() == Mode::Managed
    });
    apis
}

/// The path of a method's resource; none where it cannot be told.
fn path_of_method<'p>(method: Resource<'p>, graph: &ResourceGraph<'p>) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut parent = method.attribute("resource_id");
    for _ in 0..DEEPEST {
        let [above] = graph.referents(parent)[..] else { return None };
        match above.type_name() {
            "aws_api_gateway_rest_api" if above.mode() == Mode::Managed => {
                parts.reverse();
                return Some(parts.join("/"));
            }
            "aws_api_gateway_resource" if above.mode() == Mode::Managed => {
                let Read::Known(part) = above.attribute("path_part").text() else { return None };
                parts.push((*part).to_owned());
                parent = above.attribute("parent_id");
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_routes_part_by_part() {
        for (own, path, expected) in [
            ("/health", "/health", true),
            ("/health", "health/", true),
            ("/health", "/health/live", false),
            ("/health", "/", false),
            ("/", "/", true),
            ("", "/health", false),
            ("/orders/{id}", "/orders/7", true),
            ("/orders/{id}", "/orders", false),
            ("/v1/{proxy+}", "/v1/a/b", true),
            ("/v1/{proxy+}", "/v2/a", false),
            ("{proxy+}", "/anything", true),
        ] {
            assert_eq!(leads(own, path), expected, "{own} {path}");
        }
    }
}
