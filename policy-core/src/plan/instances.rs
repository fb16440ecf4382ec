//! The instances that `count` and `for_each` make of a block of a configuration.

use alloc::{format, string::String, vec::Vec};

use super::{ModuleId, Owner, Plan, Value, scope::Scope};
use crate::{
    json::{Json, JsonKind},
    template::{self, ExpressionKind, ObjectKey},
};

/// More instances than this are one resource without a key: nobody wants a finding for each of them.
const MOST_INSTANCES: usize = 1000;

/// How far a `for_each` over another block, and that over another one, is followed.
const LONGEST_CHAIN: u8 = 8;

/// One instance of a repeated block.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    /// `count.index` or `each.key`.
    pub(crate) key: template::Value,
    /// `each.value`, where it is known.
    pub(crate) value: Option<template::Value>,
}

impl Instance {
    /// The key as an address has it: `[0]`, `["a"]`.
    pub(crate) fn suffix(&self) -> String {
        match &self.key {
            template::Value::String(key) => quoted_key(key),
            key => format!("[{}]", key.to_text().unwrap_or_default()),
        }
    }
}

/// What is known of a block's instances.
pub(crate) enum Repetition {
    /// These, whatever variables are set to.
    Certain(Vec<Instance>),
    /// These, while variables keep their defaults.
    ByDefault(Vec<Instance>),
    /// Not which.
    Unknown,
}

/// The instances of a block, none where it is not repeated.
pub(crate) fn repetition(plan: &Plan<'_>, body: Value<'_>) -> Option<Repetition> {
    if body.get("for_each").is_none() && body.get("count").is_none() {
        return None;
    }
    let owner = Owner { plan, module: ModuleId::ROOT, resource: None };
    let few = |instances: &Vec<Instance>| instances.len() <= MOST_INSTANCES;
    let certain = instances(body, Scope::certain(owner), plan, 0).map(Repetition::Certain);
    let by_default = || instances(body, Scope::by_default(owner), plan, 0).map(Repetition::ByDefault);
    let known = certain.or_else(by_default).filter(|known| match known {
        Repetition::Certain(instances) | Repetition::ByDefault(instances) => few(instances),
        Repetition::Unknown => false,
    });
    Some(known.unwrap_or(Repetition::Unknown))
}

fn instances<'p>(body: Value<'p>, scope: Scope<'p>, plan: &'p Plan<'p>, chain: u8) -> Option<Vec<Instance>> {
    let Some(collection) = body.get("for_each") else {
        let count = scope.templates(body.get("count")?)?.to_number()?.as_integer()?;
        let count = i64::try_from(count)
            .ok()
            .filter(|&count| usize::try_from(count).is_ok_and(|count| count <= MOST_INSTANCES))?;
        let instance = |index: i64| Instance { key: template::Value::Number(index.into()), value: None };
        return Some((0..count).map(instance).collect());
    };
    match collection.kind() {
        // Written as a JSON object, each value is known or not by itself.
        JsonKind::Object => {
            let entry = |(key, value): (crate::json::Key<'p, 'p>, Json<'p, 'p>)| {
                let key = scope.template(&key.text())?.to_text()?;
                Some(Instance { key: template::Value::String(key), value: scope.templates(value) })
            };
            collection.members().map(entry).collect()
        }
        JsonKind::String => {
            let text = collection.string()?;
            if let Some(known) = scope.template(&text) {
                return of_collection(known);
            }
            let parsed = template::parse(&text).ok()?;
            match &parsed.as_expression()?.kind {
                ExpressionKind::Object(entries) => of_entries(entries, &text, scope),
                // Chained: one for each instance of another block, under the same keys.
                ExpressionKind::Traversal(traversal) if chain < LONGEST_CHAIN => {
                    let [template::Step::Attribute(name)] = traversal.steps.as_slice() else { return None };
                    let block =
                        plan.find_block(ModuleId::ROOT, super::Mode::Managed, traversal.root, name)?;
                    let body = plan.value(plan.block(block)?.expressions?);
                    body.get("for_each")?;
                    let others = instances(body, scope, plan, chain + 1)?;
                    Some(others.into_iter().map(|other| Instance { value: None, ..other }).collect())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn of_collection(collection: template::Value) -> Option<Vec<Instance>> {
    match collection {
        template::Value::Object(entries) => {
            let entry = |(key, value)| Instance { key: template::Value::String(key), value: Some(value) };
            Some(entries.into_iter().map(entry).collect())
        }
        template::Value::Set(items) => {
            let item = |item: template::Value| {
                let key = template::Value::String(item.to_text()?);
                Some(Instance { value: Some(key.clone()), key })
            };
            items.into_iter().map(item).collect()
        }
        _ => None,
    }
}

/// The entries of an object expression whose keys are known; each value is known or not by itself.
fn of_entries(
    entries: &[(ObjectKey<'_>, template::Expression<'_>)],
    text: &str,
    scope: Scope<'_>,
) -> Option<Vec<Instance>> {
    let evaluated =
        |expression: &template::Expression<'_>| scope.template(&format!("${{{}}}", expression.span.of(text)));
    let entry = |(key, value): &(ObjectKey<'_>, template::Expression<'_>)| {
        let key = match key {
            ObjectKey::Name(name) => String::from(*name),
            ObjectKey::Expression(key) => evaluated(key)?.to_text()?,
        };
        Some(Instance { key: template::Value::String(key), value: evaluated(value) })
    };
    entries.iter().map(entry).collect()
}

/// A key as Terraform quotes it in addresses.
pub(crate) fn quoted_key(key: &str) -> String {
    let mut quoted = String::with_capacity(key.len() + 4);
    quoted.push_str("[\"");
    let mut characters = key.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // What would begin a template is escaped as in one.
            '$' | '%' if characters.peek() == Some(&'{') => quoted.extend([character, character]),
            _ => quoted.push(character),
        }
    }
    quoted.push_str("\"]");
    quoted
}
