//! What the names in a configuration's templates stand for, as far as the configuration tells.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{ModuleId, Owner, Plan, Value};
use crate::{
    json::{Json, JsonKind},
    template::{self, Evaluated, Number, Step, Template, Traversal, follow},
};

/// How far locals that refer to locals are followed; Terraform refuses a cycle, and nobody nests deeper.
const LONGEST_CHAIN: u8 = 32;

/// The names of a module, for evaluating its templates.
#[derive(Clone, Copy)]
pub(super) struct Scope<'p> {
    plan: &'p Plan<'p>,
    module: ModuleId,
    variables: Variables,
    chain: u8,
}

/// What a root variable stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Variables {
    /// Nothing that is known: whoever applies the configuration may set it.
    Unknown,
    /// Its default, where it has one.
    Default,
}

impl<'p> Scope<'p> {
    /// Only what holds whatever variables are set to.
    pub(super) fn certain(owner: Owner<'p>) -> Self {
        Self { plan: owner.plan, module: owner.module, variables: Variables::Unknown, chain: 0 }
    }

    /// What holds when no variable is set.
    pub(super) fn by_default(owner: Owner<'p>) -> Self {
        Self { variables: Variables::Default, ..Self::certain(owner) }
    }

    /// Whether a template's value comes from a sensitive variable, through locals too.
    pub(super) fn is_sensitive(self, template: &Template<'_>) -> bool {
        template.references().iter().any(|traversal| match (traversal.root, traversal.names().next()) {
            ("var", Some(name)) => self.plan.is_sensitive_variable(self.module, name),
            ("local", Some(name)) => self.local(name).is_some_and(|(local, scope)| {
                local
                    .strings()
                    .filter_map(Json::string)
                    .any(|text| template::parse(&text).is_ok_and(|template| scope.is_sensitive(&template)))
            }),
            _ => false,
        })
    }

    fn variable(self, name: &str) -> Option<Value<'p>> {
        self.plan.module(self.module)?.variables.get(name).map(|&node| self.plan.value(node))
    }

    /// A local's value, and the scope to read it in; none past the longest chain.
    fn local(self, name: &str) -> Option<(Value<'p>, Self)> {
        let node = *self.plan.module(self.module)?.locals.get(name)?;
        let chain = self.chain + 1;
        (chain < LONGEST_CHAIN).then(|| (self.plan.value(node), Self { chain, ..self }))
    }

    /// A value of a configuration with its templates evaluated; none where a part is unknown.
    fn templates(self, value: Value<'p>) -> Option<template::Value> {
        convert(value, &|text| {
            let template = template::parse(text).ok()?;
            match template::evaluate(&template, &self) {
                Evaluated::Known(value) => Some(value),
                Evaluated::Unknown => None,
            }
        })
    }
}

impl template::Scope for Scope<'_> {
    fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
        let Some((Step::Attribute(name), rest)) = traversal.steps.split_first() else {
            return Evaluated::Unknown;
        };
        let value = match traversal.root {
            "local" => self.local(name).and_then(|(local, scope)| scope.templates(local)),
            "var" if self.variables == Variables::Default => self.variable(name).and_then(default),
            _ => None,
        };
        value.map_or(Evaluated::Unknown, |value| follow(&value, rest))
    }
}

/// The default of a variable, which is taken literally whatever it looks like, in the type that it is declared with.
fn default(variable: Value<'_>) -> Option<template::Value> {
    let default =
        convert(variable.get("default")?, &|text| Some(template::Value::String(String::from(text))))?;
    let constraint = match variable.get("type") {
        Some(constraint) => Some(constraint.string()?),
        None => None,
    };
    template::declared(default, constraint.as_deref())
}

/// A JSON value as a value of Terraform's language, strings read by `text`; none where a part is unknown.
fn convert(value: Value<'_>, text: &dyn Fn(&str) -> Option<template::Value>) -> Option<template::Value> {
    Some(match value.kind() {
        JsonKind::Null => template::Value::Null,
        JsonKind::Bool => template::Value::Bool(value.bool()?),
        JsonKind::Number => template::Value::Number(Number::parse(value.number()?)?),
        JsonKind::String => text(&value.string()?)?,
        JsonKind::Array => {
            template::Value::List(value.items().map(|item| convert(item, text)).collect::<Option<Vec<_>>>()?)
        }
        JsonKind::Object => {
            let mut object = BTreeMap::new();
            for (key, member) in value.members() {
                let Some(template::Value::String(key)) = text(&key.text()) else { return None };
                object.insert(key, convert(member, text)?);
            }
            template::Value::Object(object)
        }
    })
}
