//! What `count` and `for_each` of a configuration are: of which kind, whether sensitive, whether known in time.
//!
//! Only what is certain is said. A value is known only after the apply where nothing but the provider gives it: an
//! attribute of a managed resource that the schema of hashicorp/aws does not let anybody set, the time, a random
//! number, or what a data source says that has to wait for such a one. A stack that was applied already knows them.

use alloc::{borrow::ToOwned, format, string::String};

use super::ResourceGraph;
use crate::{
    decode::language::found,
    json::JsonKind,
    plan::{Attribute, BlockId, Mode, ModuleId, Owner, Plan, Read, Value, value_of_template},
    template::{
        self, BinaryOperator, Expression, ExpressionKind, ObjectKey, Part, Step, Template, Traversal,
    },
};

/// What is wrong with a `count`.
pub(crate) enum CountFault {
    /// It is no number.
    Kind {
        found: &'static str,
        why: Why,
    },
    Null,
    Negative,
    Fraction,
    /// It depends on this, which only an apply makes known.
    Unknown(String),
}

/// What is wrong with a `for_each`.
pub(crate) enum ForEachFault {
    /// It is neither a map nor a set.
    Kind { found: &'static str, why: Why },
    /// It is a set of something else than strings.
    Items { found: &'static str, why: Why },
    /// It depends on this, which is sensitive.
    Sensitive(String),
    /// Its keys depend on this, which only an apply makes known.
    Unknown(String),
}

/// How something comes to be of the wrong kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is so whatever variables are set to.
    Certain,
    /// It looks like an expression that lacks its `${…}`.
    Bare,
    /// It is so while variables keep their defaults.
    ByDefault,
    /// It is so whatever variables are set to, which only a plan finds out.
    WhenPlanned,
}

impl CountFault {
    pub(crate) fn of<'p>(graph: &ResourceGraph<'p>, count: Value<'p>) -> Option<Self> {
        let kind = |found| Some(Self::Kind { found, why: Why::Certain });
        match count.kind() {
            JsonKind::Null => Some(Self::Null),
            JsonKind::Number => {
                let number = template::Number::parse(count.number()?)?;
                Self::of_known(&template::Value::Number(number))
            }
            JsonKind::String => {
                let text = count.string()?;
                let parsed = template::parse(&text).ok()?;
                if let Some(literal) = parsed.as_literal() {
                    let known = template::Value::String(literal.to_owned());
                    let fault = Self::of_known(&known)?;
                    return Some(match fault {
                        Self::Kind { found, .. } => Self::Kind { found, why: why_literal(literal) },
                        other => other,
                    });
                }
                let reader = Expressions::new(graph);
                if let Some(known) = reader.known(&parsed) {
                    return Self::of_known(&known);
                }
                let expression = parsed.as_expression()?;
                match reader.declared_type(expression) {
                    None | Some("a number" | "a string") => {}
                    Some(found) => return kind(found),
                }
                let by_default = reader.by_default(count).and_then(|known| Self::of_known(&known));
                match by_default {
                    Some(Self::Kind { found, .. }) => Some(Self::Kind { found, why: Why::ByDefault }),
                    _ => reader.unknown(expression).map(Self::Unknown),
                }
            }
            _ => kind(found(count)),
        }
    }

    fn of_known(value: &template::Value) -> Option<Self> {
        use template::Value as Known;
        let kind = |found| Some(Self::Kind { found, why: Why::Certain });
        match value {
            Known::Null => Some(Self::Null),
            Known::Bool(_) => kind("a truth value"),
            Known::List(_) | Known::Set(_) | Known::EmptyList => kind("a list"),
            Known::Object(_) | Known::EmptyMap => kind("an object"),
            Known::Number(_) | Known::String(_) => {
                let Some(number) = value.to_number() else {
                    // What has more digits than are kept is not told apart from what has none.
                    let has_letter = value.to_text()?.contains(|c: char| !c.is_ascii_digit() && c != '.');
                    return has_letter.then_some(Self::Kind { found: "a string", why: Why::Certain });
                };
                match number.as_integer() {
                    Some(whole) => (whole < 0).then_some(Self::Negative),
                    None => Some(Self::Fraction),
                }
            }
        }
    }
}

impl ForEachFault {
    pub(crate) fn of<'p>(graph: &ResourceGraph<'p>, over: Value<'p>) -> Option<Self> {
        let reader = Expressions::new(graph);
        match over.kind() {
            JsonKind::Object => over.members().find_map(|(key, _)| {
                let text = key.text();
                let parsed = template::parse(&text).ok()?;
                let expression = parsed.as_expression()?;
                let sensitive = reader.sensitive(expression, MOST_STEPS).map(Self::Sensitive);
                sensitive.or_else(|| reader.unknown(expression).map(Self::Unknown))
            }),
            JsonKind::String => {
                let text = over.string()?;
                let parsed = template::parse(&text).ok()?;
                if let Some(literal) = parsed.as_literal() {
                    return Some(Self::Kind { found: "a string", why: why_literal(literal) });
                }
                let Some(expression) = parsed.as_expression() else {
                    return Some(Self::Kind { found: "a string", why: Why::Certain });
                };
                reader.for_each(over, &parsed, expression)
            }
            _ => Some(Self::Kind { found: found(over), why: Why::Certain }),
        }
    }

    fn of_known(value: &template::Value) -> Option<Self> {
        use template::Value as Known;
        let kind = |found| Some(Self::Kind { found, why: Why::Certain });
        let items = |found| Some(Self::Items { found, why: Why::Certain });
        match value {
            Known::Null => kind("null"),
            Known::Bool(_) => kind("a truth value"),
            Known::Number(_) => kind("a number"),
            Known::String(_) => kind("a string"),
            Known::List(_) => kind("a list"),
            Known::Set(known) => known.iter().find_map(|item| match item {
                Known::String(_) => None,
                Known::Null => items("null"),
                Known::Bool(_) => items("truth values"),
                Known::Number(_) => items("numbers"),
                Known::List(_) | Known::Set(_) | Known::EmptyList => items("lists"),
                Known::Object(_) | Known::EmptyMap => items("objects"),
            }),
            // An empty list and an empty set are not told apart.
            Known::Object(_) | Known::EmptyList | Known::EmptyMap => None,
        }
    }
}

/// Why a text is nothing but that.
fn why_literal(text: &str) -> Why {
    let is_reference = |own: &&Traversal<'_>| !own.steps.is_empty();
    let is_bare = template::parse_expression(text).is_ok_and(|own| own.references().iter().any(is_reference));
    if is_bare { Why::Bare } else { Why::Certain }
}

/// How far names are followed.
const MOST_STEPS: usize = 16;

/// Expressions of a configuration's root module.
struct Expressions<'g, 'p> {
    graph: &'g ResourceGraph<'p>,
    plan: &'p Plan<'p>,
}

impl<'g, 'p> Expressions<'g, 'p> {
    fn new(graph: &'g ResourceGraph<'p>) -> Self {
        Self { graph, plan: graph.plan() }
    }

    fn known(&self, template: &Template<'_>) -> Option<template::Value> {
        value_of_template(Owner { plan: self.plan, module: ModuleId::ROOT, resource: None }, template)
    }

    /// What a value is while variables keep their defaults.
    fn by_default(&self, value: Value<'p>) -> Option<template::Value> {
        let owner = Owner { plan: self.plan, module: ModuleId::ROOT, resource: None };
        match Attribute::of_templates(owner, value).value_by_default() {
            Read::Known(known) => Some(known),
            Read::Unknown | Read::Absent => None,
        }
    }

    fn for_each(
        &self,
        over: Value<'p>,
        template: &Template<'_>,
        expression: &Expression<'_>,
    ) -> Option<ForEachFault> {
        if let Some(cause) = self.sensitive(expression, MOST_STEPS) {
            return Some(ForEachFault::Sensitive(cause));
        }
        if let Some(known) = self.known(template) {
            return ForEachFault::of_known(&known);
        }
        if let Some(why) = self.is_list(expression) {
            return Some(ForEachFault::Kind { found: "a list", why });
        }
        if let Some(found) = self.declared_type(expression) {
            return Some(match found {
                "a set of others" => ForEachFault::Items { found: "no strings", why: Why::WhenPlanned },
                found => ForEachFault::Kind { found, why: Why::Certain },
            });
        }
        let by_default = self.by_default(over).and_then(|known| ForEachFault::of_known(&known));
        if let Some(ForEachFault::Kind { found, .. }) = by_default {
            return Some(ForEachFault::Kind { found, why: Why::ByDefault });
        }
        self.unknown_keys(expression, MOST_STEPS).map(ForEachFault::Unknown)
    }

    /// Why an expression gives a list or tuple, whatever is in it; none where it may give something else.
    fn is_list(&self, expression: &Expression<'_>) -> Option<Why> {
        /// Functions that give lists, and neither sets nor what they are given.
        const LISTS: [&str; 10] = [
            "chunklist",
            "cidrsubnets",
            "compact",
            "distinct",
            "formatlist",
            "matchkeys",
            "range",
            "regexall",
            "sort",
            "split",
        ];
        /// Those whose type depends upon what they are given, which validation may not know.
        const LISTS_OF_VALUES: [&str; 5] = ["csvdecode", "flatten", "keys", "slice", "values"];
        match &expression.kind {
            ExpressionKind::Tuple(_) => Some(Why::Certain),
            ExpressionKind::For(own) => own.key.is_none().then_some(Why::WhenPlanned),
            ExpressionKind::Parentheses(inner) => self.is_list(inner),
            ExpressionKind::Call(call) if LISTS.contains(&&*call.name) => Some(Why::Certain),
            ExpressionKind::Call(call) => LISTS_OF_VALUES.contains(&&*call.name).then_some(Why::WhenPlanned),
            ExpressionKind::Traversal(traversal) => self.counted(traversal).then_some(Why::WhenPlanned),
            _ => None,
        }
    }

    /// Whether it is a whole resource that `count` repeats.
    fn counted(&self, traversal: &Traversal<'_>) -> bool {
        let Some((mode, type_name, name, [])) = resource(traversal) else { return false };
        let block = self.plan.find_block(ModuleId::ROOT, mode, type_name, name);
        let body = block.and_then(|block| self.plan.block(block)?.expressions);
        body.is_some_and(|body| self.plan.value(body).get("count").is_some())
    }

    /// What a variable is declared as, where that is no map and no set of strings, in words.
    fn declared_type(&self, expression: &Expression<'_>) -> Option<&'static str> {
        let ExpressionKind::Traversal(traversal) = &expression.kind else { return None };
        let ("var", [Step::Attribute(name)]) = (traversal.root, traversal.steps.as_slice()) else {
            return None;
        };
        let type_ = self.variable(name)?.get("type")?.string()?;
        let type_ = template::parse_expression(&type_).ok()?;
        let (name, inner) = match &type_.kind {
            ExpressionKind::Traversal(own) if own.steps.is_empty() => (own.root, None),
            ExpressionKind::Call(call) => (&*call.name, call.arguments.first()),
            _ => return None,
        };
        match name {
            "string" => Some("a string"),
            "number" => Some("a number"),
            "bool" => Some("a truth value"),
            "list" | "tuple" => Some("a list"),
            "set" => {
                let is_string = |own: &Expression<'_>| matches!(&own.kind, ExpressionKind::Traversal(own) if matches!(own.root, "string" | "any"));
                inner.is_some_and(|inner| !is_string(inner)).then_some("a set of others")
            }
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<Value<'p>> {
        let root = self.plan.module(ModuleId::ROOT)?;
        Some(self.plan.value(*root.variables.get(name)?))
    }

    fn local(&self, name: &str) -> Option<Value<'p>> {
        let root = self.plan.module(ModuleId::ROOT)?;
        Some(self.plan.value(*root.locals.get(name)?))
    }

    /// What makes a value sensitive as a whole; what only parts of it are does not count.
    fn sensitive(&self, expression: &Expression<'_>, steps: usize) -> Option<String> {
        /// Functions that give what is sensitive where they are given it, and look at nothing inside.
        const KEEP: [&str; 16] = [
            "compact",
            "concat",
            "distinct",
            "flatten",
            "jsondecode",
            "keys",
            "length",
            "lower",
            "setunion",
            "sort",
            "split",
            "tolist",
            "tomap",
            "toset",
            "upper",
            "values",
        ];
        let steps = steps.checked_sub(1)?;
        match &expression.kind {
            ExpressionKind::Traversal(traversal) => match (traversal.root, traversal.names().next()) {
                ("var", Some(name)) => {
                    let mark = self.variable(name)?.get("sensitive")?;
                    (mark.bool() == Some(true)).then(|| format!("var.{name}"))
                }
                ("local", Some(name)) if traversal.steps.len() == 1 => {
                    let text = self.local(name)?.string()?;
                    let parsed = template::parse(&text).ok()?;
                    self.sensitive(parsed.as_expression()?, steps)
                }
                _ => None,
            },
            ExpressionKind::Parentheses(inner) => self.sensitive(inner, steps),
            ExpressionKind::Call(call) if KEEP.contains(&&*call.name) => {
                call.arguments.iter().find_map(|own| self.sensitive(own, steps))
            }
            ExpressionKind::Conditional(choice) => self.sensitive(&choice.condition, steps),
            ExpressionKind::Binary(first, rest) => {
                let mut operands = core::iter::once(&**first).chain(rest.iter().map(|(_, own)| own));
                operands.find_map(|own| self.sensitive(own, steps))
            }
            ExpressionKind::For(own) => self.sensitive(&own.collection, steps),
            ExpressionKind::Object(entries) => entries.iter().find_map(|(key, _)| match key {
                ObjectKey::Expression(key) => self.sensitive(key, steps),
                ObjectKey::Name(_) => None,
            }),
            _ => None,
        }
    }

    /// What the keys of a map or a set depend on that only an apply makes known.
    fn unknown_keys(&self, expression: &Expression<'_>, steps: usize) -> Option<String> {
        let left = steps.checked_sub(1)?;
        let whole = || self.unknown_value(expression, left);
        match &expression.kind {
            ExpressionKind::Parentheses(inner) => self.unknown_keys(inner, left),
            ExpressionKind::Call(call) if call.name == "toset" => {
                match call.arguments.first().map(|own| &own.kind) {
                    Some(ExpressionKind::Tuple(items)) => {
                        items.iter().find_map(|own| self.unknown_value(own, left))
                    }
                    _ => whole(),
                }
            }
            ExpressionKind::Object(entries) => entries.iter().find_map(|(key, _)| match key {
                ObjectKey::Expression(key) => self.unknown_value(key, left),
                ObjectKey::Name(_) => None,
            }),
            ExpressionKind::Traversal(traversal) if traversal.root == "local" => {
                let [Step::Attribute(name)] = traversal.steps.as_slice() else { return None };
                let text = self.local(name)?.string()?;
                let parsed = template::parse(&text).ok()?;
                self.unknown_keys(parsed.as_expression()?, left)
            }
            _ => whole(),
        }
    }

    /// What a value depends on that only an apply makes known.
    fn unknown(&self, expression: &Expression<'_>) -> Option<String> {
        self.unknown_value(expression, MOST_STEPS)
    }

    /// What makes a value unknown as a whole before the apply; a list of which only items are so is known as a list.
    fn unknown_value(&self, expression: &Expression<'_>, steps: usize) -> Option<String> {
        /// Functions that may give something known all the same.
        const RESCUE: [&str; 8] =
            ["can", "coalesce", "coalescelist", "merge", "plantimestamp", "try", "concat", "setproduct"];
        let steps = steps.checked_sub(1)?;
        let of = |own: &Expression<'_>| self.unknown_value(own, steps);
        match &expression.kind {
            ExpressionKind::Traversal(traversal) => self.unknown_reference(traversal, steps),
            ExpressionKind::Call(call) => match &*call.name {
                "timestamp" | "uuid" | "bcrypt" => Some(format!("{}()", call.name)),
                name if RESCUE.contains(&name) => None,
                _ => call.arguments.iter().find_map(of),
            },
            ExpressionKind::Parentheses(inner) | ExpressionKind::Unary(_, inner) => of(inner),
            ExpressionKind::Binary(first, rest) => {
                let is_logic = |operator: BinaryOperator| matches!(operator.symbol(), "&&" | "||");
                let is_null = |own: &Expression<'_>| own.kind == ExpressionKind::Null;
                // One side may decide alone, and what will be there may be known not to be null.
                if rest.iter().any(|(operator, own)| is_logic(*operator) || is_null(own)) || is_null(first) {
                    return None;
                }
                of(first).or_else(|| rest.iter().find_map(|(_, own)| of(own)))
            }
            ExpressionKind::Conditional(choice) => of(&choice.condition),
            ExpressionKind::For(own) => of(&own.collection),
            ExpressionKind::Template(template) => template.parts.iter().find_map(|part| match part {
                Part::Interpolation(expression) => of(expression),
                _ => None,
            }),
            _ => None,
        }
    }

    fn unknown_reference(&self, traversal: &Traversal<'_>, steps: usize) -> Option<String> {
        if let ("local", [Step::Attribute(name)]) = (traversal.root, traversal.steps.as_slice()) {
            let text = self.local(name)?.string()?;
            let parsed = template::parse(&text).ok()?;
            return self.unknown_value(parsed.as_expression()?, steps);
        }
        let (mode, type_name, name, rest) = resource(traversal)?;
        let (index, attribute) = match rest {
            [Step::Attribute(attribute), ..] => ("", *attribute),
            [Step::Index(index), Step::Attribute(attribute), ..] => match &index.kind {
                ExpressionKind::Number(_) | ExpressionKind::String(_) => ("[…]", *attribute),
                _ => return None,
            },
            _ => return None,
        };
        let block = self.plan.find_block(ModuleId::ROOT, mode, type_name, name)?;
        let body = self.plan.value(self.plan.block(block)?.expressions?);
        let is_late = body.get(attribute).is_none()
            && self.graph.arguments().is_some_and(|own| own.is_set_by_provider(mode, type_name, attribute))
            && (mode == Mode::Managed || self.waits(block, body, steps));
        let prefix = if mode == Mode::Data { "data." } else { "" };
        is_late.then(|| format!("{prefix}{type_name}.{name}{index}.{attribute}"))
    }

    /// Whether a data source is read only at the apply: it waits for a managed resource, or is given what one makes known.
    fn waits(&self, block: BlockId, body: Value<'p>, steps: usize) -> bool {
        let depends_on = body.get("depends_on").into_iter().flat_map(Value::items);
        let is_managed = |text: &str| {
            template::parse_traversal(text).is_ok_and(|own| {
                let managed = resource(&own).filter(|(mode, ..)| *mode == Mode::Managed);
                managed.is_some_and(|(mode, type_name, name, _)| {
                    self.plan.find_block(ModuleId::ROOT, mode, type_name, name).is_some()
                })
            })
        };
        if depends_on.filter_map(Value::string).any(|text| is_managed(&text)) {
            return true;
        }
        // Nearly every data source refers to no block, or to one that says all it is asked before the apply.
        if self.graph.targets_of_block(block).blocks.is_empty() {
            return false;
        }
        body.strings().any(|text| {
            let Some(text) = text.string().filter(|text| !template::is_literal(text)) else { return false };
            let Ok(parsed) = template::parse(&text) else { return false };
            parsed.as_expression().is_some_and(|own| self.unknown_value(own, steps).is_some())
        })
    }
}

/// Mode, type and name of the resource that a reference leads to, and what follows them.
fn resource<'t>(traversal: &'t Traversal<'t>) -> Option<(Mode, &'t str, &'t str, &'t [Step<'t>])> {
    match (traversal.root, traversal.steps.as_slice()) {
        ("data", [Step::Attribute(type_name), Step::Attribute(name), rest @ ..]) => {
            Some((Mode::Data, type_name, name, rest))
        }
        ("var" | "local" | "module" | "each" | "count" | "self" | "path" | "terraform" | "ephemeral", _) => {
            None
        }
        (type_name, [Step::Attribute(name), rest @ ..]) => Some((Mode::Managed, type_name, name, rest)),
        _ => None,
    }
}
