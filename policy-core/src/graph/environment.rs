//! What a stack is called: its environment, and the suffix that keeps the names of parallel deployments apart.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::ResourceGraph;
use crate::{
    facts::{environments, physical_names},
    plan::{Attribute, ModuleId, Plan, Read, Resource, Text},
    policy::Policy,
    sorted::Map,
};

/// What was given or found out about a stack's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// The token that keeps names of parallel deployments apart.
    #[serde(rename = "environmentSuffix")]
    pub suffix: Option<Detected>,
    /// The environment's name, such as `dev`.
    #[serde(rename = "environment")]
    pub name: Option<Detected>,
}

/// A value, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detected {
    /// The value.
    pub value: String,
    /// Where it comes from, to be read after "from".
    pub source: String,
}

/// The name that AWS knows a resource by; absent for types that have none.
pub(crate) fn physical_name(resource: Resource<'_>) -> Option<Attribute<'_>> {
    Some(name_at(resource, physical_names::of(resource.type_name())?))
}

/// What stands where the table of physical names has the name of a type.
pub(crate) fn name_at<'p>(resource: Resource<'p>, place: &'static str) -> Attribute<'p> {
    match place.split_once('.') {
        Some((map, key)) => resource.attribute(map).get(key),
        None => resource.attribute(place),
    }
}

pub(super) fn detect(graph: &ResourceGraph<'_>, policy: &Policy) -> Environment {
    let plan = graph.plan();
    let given = |value: &Option<String>| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(Detected { value: value.to_owned(), source: "the policy".to_owned() })
    };
    let suffix = given(&policy.environment_suffix)
        .or_else(|| default_tag(plan, |key| squeezed(key) == "environmentsuffix"))
        .or_else(|| variable(plan, |name| is_suffix(&squeezed(name))))
        .or_else(|| stack_suffix(plan))
        .or_else(|| shared_tail(plan));
    let name = given(&policy.environment)
        .or_else(|| default_tag(plan, |key| matches!(&*squeezed(key), "environment" | "env" | "stage")))
        .or_else(|| {
            variable(plan, |name| {
                matches!(&*squeezed(name), "environment" | "env" | "stage" | "environmentname" | "envname")
            })
        })
        .or_else(|| stack_environment(plan))
        .or_else(|| function_environment(plan));
    Environment { suffix, name }
}

/// A key in one writing: `environment_suffix`, `EnvironmentSuffix` and `environment-suffix` are one.
fn squeezed(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}

/// Whether a variable of this name holds the suffix; `database_subnet_suffix` does not.
fn is_suffix(name: &str) -> bool {
    let means_deployment = ["env", "stack", "deploy", "stage", "resource", "unique", "name"];
    name == "suffix" || name.contains("suffix") && means_deployment.iter().any(|word| name.contains(word))
}

/// A tag that the AWS provider gives every resource.
fn default_tag(plan: &Plan<'_>, is_wanted: impl Fn(&str) -> bool) -> Option<Detected> {
    let source = || "`default_tags` of the provider".to_owned();
    let configured =
        plan.providers().filter(|provider| provider.name() == "aws" && provider.alias().is_none());
    for tags in configured.filter_map(|provider| provider.attribute("default_tags")) {
        if let Some(value) = tag(tags.get("tags"), &is_wanted) {
            return Some(Detected { value, source: source() });
        }
    }
    // A plan of native syntax shows only references there; the values show in what every resource inherits, so a
    // few resources tell as much as all.
    let tagged = plan.resources().map(|resource| (resource, resource.attribute("tags_all")));
    let mut tagged = tagged.filter(|(_, tags)| tags.presence() == Read::Known(())).take(MOST_TAGGED);
    tagged.find_map(|(resource, tags)| {
        let inherited = tag(tags, &is_wanted)?;
        // One that a resource has of its own may be secret there, and stands here in clear.
        let own = resource.attribute("tags").keys();
        let is_own = matches!(own, Read::Known(keys) if keys.iter().any(|key| is_wanted(key)));
        (!is_own).then(|| Detected { value: inherited, source: source() })
    })
}

/// How many resources are asked for the tags that they inherit.
const MOST_TAGGED: usize = 20;

fn tag(tags: Attribute<'_>, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
    let Read::Known(entries) = tags.entries() else { return None };
    let (_, value) = entries.into_iter().find(|(key, _)| is_wanted(key))?;
    shown(value.text_by_default())
}

/// A value that may be shown, as whatever is detected here will be.
fn shown(read: Read<Text<'_>>) -> Option<String> {
    match read {
        Read::Known(text) if !text.is_sensitive() && !text.is_empty() => Some((*text).to_owned()),
        _ => None,
    }
}

fn variable(plan: &Plan<'_>, is_wanted: impl Fn(&str) -> bool) -> Option<Detected> {
    let root = plan.module(ModuleId::ROOT)?;
    let names: Vec<&str> = root.variables.keys().map(|name| &**name).filter(|name| is_wanted(name)).collect();
    names.into_iter().find_map(|name| {
        if plan.is_sensitive_variable(ModuleId::ROOT, name) {
            return None;
        }
        let source = format!("`var.{name}`");
        if let Some(given) = plan.given.get(name) {
            let value = given.to_text().filter(|value| !value.is_empty())?;
            return Some(Detected { value, source });
        }
        let declaration = plan.value(*root.variables.get(name)?);
        let given = plan.variable_values.get(name).map(|&node| plan.value(node));
        let value =
            given.or_else(|| declaration.get("default"))?.string().filter(|value| !value.is_empty())?;
        Some(Detected { value: value.into_owned(), source })
    })
}

/// The last token of the stack's name, where most names carry it.
fn stack_suffix(plan: &Plan<'_>) -> Option<Detected> {
    let stack = plan.stack_name.as_deref()?;
    let token = environments::words(stack).next_back().filter(|&token| token != stack)?;
    // An environment's word is what a suffix is to tell apart.
    if environments::kind_of(token).is_some() {
        return None;
    }
    let (mut with, mut all) = (0, 0);
    for name in names(plan) {
        all += 1;
        with += usize::from(name.contains(token));
    }
    (with * 2 > all)
        .then(|| Detected { value: token.to_owned(), source: format!("the stack's name `{stack}`") })
}

/// The last token that most names share, where it looks like one that somebody chose to tell deployments apart.
fn shared_tail(plan: &Plan<'_>) -> Option<Detected> {
    let mut tails: Map<String, usize> = Map::new();
    let mut all = 0;
    for name in names(plan) {
        all += 1;
        // Numbered and zoned names (`subnet-2`, `web-1a`) end in short tokens with digits too.
        let tail = environments::words(&name).next_back().unwrap_or_default();
        if tail.len() >= 3 && tail != name && tail.bytes().any(|byte| byte.is_ascii_digit()) {
            *tails.get_or_default(tail.to_owned()) += 1;
        }
    }
    let (tail, count) = tails.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 3 && count * 3 > all * 2)
        .then(|| Detected { value: tail, source: "most names of the stack".to_owned() })
}

/// Physical names that may be shown: all of them, or of a large plan as many as tell what most are like.
fn names(plan: &Plan<'_>) -> impl Iterator<Item = String> {
    let step = plan.resources().count() / MOST_NAMES + 1;
    plan.resources().step_by(step).filter_map(|resource| shown(physical_name(resource)?.text_by_default()))
}

/// How many names are looked at to tell what most are like.
const MOST_NAMES: usize = 500;

fn stack_environment(plan: &Plan<'_>) -> Option<Detected> {
    let stack = plan.stack_name.as_deref()?;
    let (word, _) = environments::kind_in(stack)?;
    Some(Detected { value: word.to_owned(), source: format!("the stack's name `{stack}`") })
}

/// The environment that functions are told they run in.
fn function_environment(plan: &Plan<'_>) -> Option<Detected> {
    plan.of_type("aws_lambda_function").find_map(|function| {
        let variables = function.attribute("environment").get("variables");
        let value = tag(variables, |key| matches!(key, "ENVIRONMENT" | "ENV" | "STAGE"))?;
        environments::kind_of(&value)?;
        Some(Detected { value, source: format!("the variables of `{}`", function.address()) })
    })
}
