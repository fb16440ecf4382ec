//! The value of a template as far as it is known: an unknown part does not make the whole unknown.
//!
//! A policy in which one ARN waits for apply still says which actions it allows.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::ast::{Call, Expression, ExpressionKind, ObjectKey, Part, Step, Template, Traversal};
use super::evaluate::{Evaluated, Scope, evaluate, evaluate_expression};
use super::value::Value;

/// A value of which parts may be unknown. It is for judging only: it does not know what must not be shown.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) enum Partial {
    /// Nothing is known of it. Among the items of a list, it stands for any number of them.
    Unknown,
    /// What a reference gives that cannot be followed further: `data.aws_iam_policy_document.read.json`, without
    /// indexes. Where more is asked, it is unknown.
    Reference(String),
    Null,
    /// A string, or what is made of a number or truth value where a string is wanted.
    Text(Vec<Fragment>),
    /// The text that `jsonencode` makes of a value.
    Json(Box<Partial>),
    List(Vec<Partial>),
    /// In the order of the text; of a key that occurs again, each value. Without a key, any keys may be meant.
    Object(Vec<(Option<String>, Partial)>),
}

/// A part of a string.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) enum Fragment {
    Known(String),
    /// Any text, or none.
    Unknown,
}

/// A scope that knows parts of what it does not know wholly.
pub(crate) trait PartialScope: Scope {
    /// What is known of a reference whose value is not.
    fn partial(&self, traversal: &Traversal<'_>) -> Partial;
}

impl Partial {
    /// A text that is known from end to end.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Vec::from([Fragment::Known(text.into())]))
    }

    /// What is left of a reference that nobody can follow.
    pub(crate) fn reference(traversal: &Traversal<'_>) -> Self {
        let mut address = traversal.root.to_owned();
        for name in traversal.names() {
            address.push('.');
            address.push_str(name);
        }
        Self::Reference(address)
    }

    /// The text, where all of it is known.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(fragments) => match fragments.as_slice() {
                [] => Some(""),
                [Fragment::Known(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The items of a list; what is no list is a list of itself, as a policy takes it, and null one of nothing.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Null => &[],
            other => core::slice::from_ref(other),
        }
    }

    /// Each value that may stand under a key, in capitals or not; none where there certainly is none.
    pub(crate) fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Self> {
        let entries = if let Self::Object(entries) = self { entries.as_slice() } else { &[] };
        let is_meant =
            move |own: &Option<String>| own.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(key));
        entries
            .iter()
            .filter(move |(own, _)| is_meant(own))
            .map(|(own, value)| if own.is_some() { value } else { &Self::Unknown })
    }

    /// What the steps of a reference lead to inside of it.
    pub(crate) fn follow(self, steps: &[Step<'_>]) -> Self {
        let mut value = self;
        for step in steps {
            value = match (step, value) {
                (Step::Attribute(name), Self::Object(entries)) => entry(entries, name),
                (Step::Index(index), Self::Object(entries)) => match &index.kind {
                    ExpressionKind::String(key) => entry(entries, key),
                    _ => Self::Unknown,
                },
                (Step::Index(index), Self::List(items)) => match &index.kind {
                    ExpressionKind::Number(number) => item(items, number),
                    _ => Self::Unknown,
                },
                // Where it leads is known no better for the step.
                (_, Self::Reference(address)) => Self::Reference(address),
                _ => Self::Unknown,
            };
        }
        value
    }
}

fn entry(entries: Vec<(Option<String>, Partial)>, name: &str) -> Partial {
    if entries.iter().any(|(key, _)| key.is_none()) {
        return Partial::Unknown;
    }
    let found = entries.into_iter().rfind(|(key, _)| key.as_deref() == Some(name));
    found.map_or(Partial::Unknown, |(_, value)| value)
}

fn item(mut items: Vec<Partial>, number: &str) -> Partial {
    let Ok(at) = number.parse::<usize>() else { return Partial::Unknown };
    // What is unknown before it may be any number of items.
    let is_certain = items.iter().take(at).all(|item| *item != Partial::Unknown);
    if is_certain && at < items.len() { items.swap_remove(at) } else { Partial::Unknown }
}

impl From<Value> for Partial {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::List(items) | Value::Set(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(entries) => {
                Self::Object(entries.into_iter().map(|(key, value)| (Some(key), value.into())).collect())
            }
            scalar => scalar.to_text().map_or(Self::Unknown, Self::text),
        }
    }
}

/// What is known of a template's value.
pub(crate) fn evaluate_partially(template: &Template<'_>, scope: &dyn PartialScope) -> Partial {
    if let Some(expression) = template.as_expression() {
        return self::expression(expression, scope);
    }
    let mut text = Vec::new();
    for part in &template.parts {
        match part {
            Part::Literal(literal) => push(&mut text, Fragment::Known(literal.clone().into_owned())),
            Part::Interpolation(inner) => append(&mut text, expression(inner, scope)),
            Part::If(_) | Part::For(_) => {
                let alone = Template { parts: Vec::from([part.clone()]) };
                let value = match evaluate(&alone, scope) {
                    Evaluated::Known(value) => value.into(),
                    Evaluated::Unknown => Partial::Unknown,
                };
                append(&mut text, value);
            }
        }
    }
    Partial::Text(text)
}

fn append(text: &mut Vec<Fragment>, value: Partial) {
    match value {
        Partial::Text(fragments) => fragments.into_iter().for_each(|fragment| push(text, fragment)),
        _ => push(text, Fragment::Unknown),
    }
}

/// Keeps neighbours of one kind in one, so that a text grows with what is known of it only.
fn push(text: &mut Vec<Fragment>, fragment: Fragment) {
    match (text.last_mut(), fragment) {
        (Some(Fragment::Known(known)), Fragment::Known(more)) => known.push_str(&more),
        (Some(Fragment::Unknown), Fragment::Unknown) => {}
        (_, fragment) => text.push(fragment),
    }
}

fn expression(expression: &Expression<'_>, scope: &dyn PartialScope) -> Partial {
    match &expression.kind {
        ExpressionKind::Template(template) => evaluate_partially(template, scope),
        ExpressionKind::Parentheses(inner) => self::expression(inner, scope),
        ExpressionKind::Tuple(items) => Partial::List(all(items, scope)),
        ExpressionKind::Object(entries) => {
            let entries =
                entries.iter().map(|(key, value)| (self::key(key, scope), self::expression(value, scope)));
            Partial::Object(entries.collect())
        }
        ExpressionKind::Access(base, steps) => match evaluate_expression(expression, scope) {
            Evaluated::Known(value) => value.into(),
            Evaluated::Unknown => self::expression(base, scope).follow(steps),
        },
        ExpressionKind::Conditional(conditional) => {
            match evaluate_expression(&conditional.condition, scope) {
                Evaluated::Known(Value::Bool(true)) => self::expression(&conditional.then, scope),
                Evaluated::Known(Value::Bool(false)) => self::expression(&conditional.otherwise, scope),
                _ => Partial::Unknown,
            }
        }
        ExpressionKind::Call(call) => self::call(call, scope).unwrap_or_else(|| whole(expression, scope)),
        ExpressionKind::Traversal(traversal) => match evaluate_expression(expression, scope) {
            Evaluated::Known(value) => value.into(),
            Evaluated::Unknown => scope.partial(traversal),
        },
        _ => whole(expression, scope),
    }
}

fn all(expressions: &[Expression<'_>], scope: &dyn PartialScope) -> Vec<Partial> {
    expressions.iter().map(|expression| self::expression(expression, scope)).collect()
}

fn whole(expression: &Expression<'_>, scope: &dyn PartialScope) -> Partial {
    match evaluate_expression(expression, scope) {
        Evaluated::Known(value) => value.into(),
        Evaluated::Unknown => Partial::Unknown,
    }
}

fn key(key: &ObjectKey<'_>, scope: &dyn PartialScope) -> Option<String> {
    match key {
        ObjectKey::Name(name) => Some((*name).to_owned()),
        ObjectKey::Expression(key) => expression(key, scope).as_text().map(ToOwned::to_owned),
    }
}

/// A call whose result keeps what is known of its arguments; none for every other one.
fn call(call: &Call<'_>, scope: &dyn PartialScope) -> Option<Partial> {
    if call.expands {
        return None;
    }
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    let arguments = || all(&call.arguments, scope).into_iter();
    Some(match (name, call.arguments.as_slice()) {
        ("jsonencode", [one]) => Partial::Json(Box::new(expression(one, scope))),
        ("jsondecode", [one]) => match expression(one, scope) {
            Partial::Json(inner) => *inner,
            _ => return None,
        },
        // The order and number of items does not matter to who asks for parts of a list.
        ("tolist" | "toset" | "tostring" | "distinct" | "compact" | "sensitive" | "nonsensitive", [one]) => {
            expression(one, scope)
        }
        ("concat" | "flatten" | "setunion", _) => {
            let mut items = Vec::new();
            for list in arguments() {
                flatten(list, name == "flatten", &mut items);
            }
            Partial::List(items)
        }
        ("merge", _) => Partial::Object(arguments().fold(Vec::new(), merge)),
        _ => return None,
    })
}

fn flatten(list: Partial, is_deep: bool, into: &mut Vec<Partial>) {
    match list {
        Partial::List(items) if is_deep => items.into_iter().for_each(|item| flatten_item(item, into)),
        Partial::List(items) => into.extend(items),
        _ => into.push(Partial::Unknown),
    }
}

fn flatten_item(item: Partial, into: &mut Vec<Partial>) {
    match item {
        Partial::List(items) => items.into_iter().for_each(|item| flatten_item(item, into)),
        // It may be a list.
        Partial::Reference(_) => into.push(Partial::Unknown),
        item => into.push(item),
    }
}

fn merge(mut merged: Vec<(Option<String>, Partial)>, object: Partial) -> Vec<(Option<String>, Partial)> {
    match object {
        Partial::Null => {}
        Partial::Object(entries) => {
            for (key, value) in entries {
                if key.is_none() {
                    forget(&mut merged);
                }
                merged.retain(|(own, _)| own.is_none() || *own != key);
                merged.push((key, value));
            }
        }
        _ => {
            forget(&mut merged);
            merged.push((None, Partial::Unknown));
        }
    }
    merged
}

/// What is merged over them may replace any of the values.
fn forget(entries: &mut [(Option<String>, Partial)]) {
    for (_, value) in entries {
        *value = Partial::Unknown;
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec::Vec};

    use super::*;
    use crate::template::{Number, parse};

    struct Names;

    impl Scope for Names {
        fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
            match (traversal.root, traversal.names().next()) {
                ("var", Some("two")) => Evaluated::Known(Value::Number(Number::from(2))),
                ("var", Some("yes")) => Evaluated::Known(Value::Bool(true)),
                _ => Evaluated::Unknown,
            }
        }
    }

    impl PartialScope for Names {
        fn partial(&self, traversal: &Traversal<'_>) -> Partial {
            Partial::reference(traversal)
        }
    }

    /// One letter a kind: `?` unknown, `@x` a reference, `~` a hole of a text.
    fn show(partial: &Partial) -> String {
        let all = |items: &[Partial]| items.iter().map(show).collect::<Vec<_>>().join(",");
        match partial {
            Partial::Unknown => "?".into(),
            Partial::Reference(address) => format!("@{address}"),
            Partial::Null => "null".into(),
            Partial::Json(inner) => format!("json({})", show(inner)),
            Partial::List(items) => format!("[{}]", all(items)),
            Partial::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{}={}", key.as_deref().unwrap_or("?"), show(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
            Partial::Text(fragments) => {
                let fragments = fragments.iter().map(|fragment| match fragment {
                    Fragment::Known(text) => text.as_str(),
                    Fragment::Unknown => "~",
                });
                format!("'{}'", fragments.collect::<String>())
            }
        }
    }

    #[test]
    fn what_is_known_is_kept() {
        for (text, expected) in [
            ("", "''"),
            ("a", "'a'"),
            ("a${x.y}${x.z}b${var.two}", "'a~b2'"),
            ("${x.y[0].z}", "@x.y.z"),
            ("%{ if x.y }a%{ endif }b", "'~b'"),
            ("%{ if var.yes }a%{ endif }b", "'ab'"),
            ("${[x.y, \"s3:${x.z}\", null]}", "[@x.y,'s3:~',null]"),
            ("${{a = x.y, (x.z) = 1, \"b\" = [1]}}", "{a=@x.y,?='1',b=['1']}"),
            (
                "${jsonencode({Statement = [{Action = \"s3:*\", Resource = x.y.arn}]})}",
                "json({Statement=[{Action='s3:*',Resource=@x.y.arn}]})",
            ),
            ("${jsondecode(jsonencode([x.y]))}", "[@x.y]"),
            ("${concat([1], x.y, [x.z])}", "['1',?,@x.z]"),
            ("${flatten([[1, [x.y]], x.z])}", "['1',?,?]"),
            ("${toset([\"a\", x.y])}", "['a',@x.y]"),
            ("${merge({a = 1, b = 2}, {b = x.y})}", "{a='1',b=@x.y}"),
            ("${merge({a = 1}, x.y)}", "{a=?,?=?}"),
            ("${var.yes ? [x.y] : []}", "[@x.y]"),
            ("${x.y ? [x.y] : []}", "?"),
            ("${{a = [x.y, 2]}.a[1]}", "'2'"),
            ("${{a = {b = [x.y]}}.a.b}", "[@x.y]"),
            ("${upper(x.y)}", "?"),
            ("${upper(\"a\")}", "'A'"),
            ("${[for a in x.y : a]}", "?"),
            ("${(x.y)}", "@x.y"),
        ] {
            assert_eq!(show(&evaluate_partially(&parse(text).unwrap(), &Names)), expected, "{text}");
        }
    }

    #[test]
    fn values_are_found_under_keys_that_may_be_theirs() {
        let object = evaluate_partially(&parse("${{Action = 1, (x.y) = 2, b = 3}}").unwrap(), &Names);
        let found: Vec<_> = object.values("action").map(show).collect();
        assert_eq!(found, ["'1'", "?"]);
    }
}
