//! The type that a variable is declared with, and what becomes of its default.

use crate::sorted::Map;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::ast::{Call, Expression, ExpressionKind, ObjectKey};
use super::evaluate::{Evaluated, Scope, evaluate_expression};
use super::functions::toset;
use super::value::{Value, unify};
use super::{Traversal, parse_expression};

/// A default as the variable has it, given the type as it is written; nothing where that is not certain.
///
/// A configuration without a type takes any value as it is, but a plan leaves types out; so without one, the types of
/// empty collections count as not known.
pub(crate) fn declared(default: Value, constraint: Option<&str>) -> Option<Value> {
    let Some(text) = constraint else { return Some(closed(default)) };
    let constraint = parse_expression(text).ok()?;
    convert(default, &constraint)
}

/// The value with nothing in it that takes on a type by what it stands beside.
fn closed(value: Value) -> Value {
    match value {
        Value::List(items) if items.is_empty() => Value::EmptyList,
        Value::Object(entries) if entries.is_empty() => Value::EmptyMap,
        Value::List(items) => Value::List(items.into_iter().map(closed).collect()),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key, closed(value))).collect())
        }
        other => other,
    }
}

fn convert(value: Value, constraint: &Expression<'_>) -> Option<Value> {
    if value == Value::Null {
        return Some(Value::Null);
    }
    let (name, arguments) = match &constraint.kind {
        ExpressionKind::Traversal(Traversal { root, steps, .. }) if steps.is_empty() => (*root, None),
        ExpressionKind::Call(Call { name: Cow::Borrowed(name), arguments, expands: false }) => {
            (*name, Some(arguments.as_slice()))
        }
        _ => return None,
    };
    match (name, arguments) {
        ("any", None) => Some(closed(value)),
        ("string", None) => value.to_text().map(Value::String),
        ("number", None) => value.to_number().map(Value::Number),
        ("bool", None) => value.to_bool().map(Value::Bool),
        ("list" | "set" | "map", None) => collection(name, value, None),
        ("list" | "set" | "map", Some([item])) => collection(name, value, Some(item)),
        ("object", Some([Expression { kind: ExpressionKind::Object(attributes), .. }])) => {
            object(value, attributes)
        }
        _ => None,
    }
}

/// A list, set or map; without a type of items, they get the one that all have in common.
fn collection(name: &str, value: Value, item: Option<&Expression<'_>>) -> Option<Value> {
    let convert_item = |value| match item {
        Some(item) => convert(value, item),
        None => Some(closed(value)),
    };
    let is_map = name == "map";
    match value {
        Value::List(items) if !is_map => {
            let mut items = items.into_iter().map(convert_item).collect::<Option<Vec<_>>>()?;
            unify(&mut items.iter_mut().collect::<Vec<_>>())?;
            match name {
                _ if items.is_empty() => Some(Value::EmptyList),
                "set" => toset(items),
                _ => Some(Value::List(items)),
            }
        }
        Value::Object(entries) if is_map => {
            let entries = entries.into_iter().map(|(key, value)| Some((key, convert_item(value)?)));
            let mut entries = entries.collect::<Option<Map<_, _>>>()?;
            unify(&mut entries.values_mut().collect::<Vec<_>>())?;
            Some(if entries.is_empty() { Value::EmptyMap } else { Value::Object(entries) })
        }
        _ => None,
    }
}

/// The declared attributes: others are dropped, and optional ones that are not there get their default or null.
fn object(value: Value, attributes: &[(ObjectKey<'_>, Expression<'_>)]) -> Option<Value> {
    let Value::Object(entries) = value else { return None };
    let mut object = Map::new();
    for (key, constraint) in attributes {
        let ObjectKey::Name(name) = key else { return None };
        let given = entries.get(*name).cloned();
        let value = match (&constraint.kind, given) {
            (ExpressionKind::Call(Call { name: Cow::Borrowed("optional"), arguments, .. }), given) => {
                let (constraint, default) = match arguments.as_slice() {
                    [constraint] => (constraint, None),
                    [constraint, default] => (constraint, Some(default)),
                    _ => return None,
                };
                match (given.filter(|given| *given != Value::Null), default) {
                    (Some(given), _) => convert(given, constraint)?,
                    (None, Some(default)) => convert(constant(default)?, constraint)?,
                    (None, None) => Value::Null,
                }
            }
            (_, Some(given)) => convert(given, constraint)?,
            (_, None) => return None,
        };
        object.insert(String::from(*name), value);
    }
    Some(Value::Object(object))
}

/// The value of an expression that refers to nothing.
pub(super) fn constant(expression: &Expression<'_>) -> Option<Value> {
    struct Nothing;
    impl Scope for Nothing {
        fn value(&self, _: &Traversal<'_>) -> Evaluated {
            Evaluated::Unknown
        }
    }
    match evaluate_expression(expression, &Nothing) {
        Evaluated::Known(value) => Some(value),
        Evaluated::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{constant, declared};
    use crate::template::parse_expression;

    #[test]
    fn a_default_takes_the_declared_type() {
        for (default, constraint, value) in [
            ("1", "string", "\"1\""),
            ("\"1\"", "number", "1"),
            ("[1]", "list(string)", "[\"1\"]"),
            ("[\"b\", \"a\", \"b\"]", "set(string)", "[\"a\",\"b\"]"),
            ("[]", "list(string)", "[]"),
            ("{}", "map(string)", "{}"),
            ("{a = 1}", "map(string)", "{\"a\":\"1\"}"),
            ("[1, \"x\"]", "list", "[\"1\",\"x\"]"),
            ("{a = \"1\", z = 2}", "object({a = number})", "{\"a\":1}"),
            ("{}", "object({a = optional(string), b = optional(number, 3)})", "{\"a\":null,\"b\":3}"),
            ("null", "list(string)", "null"),
            ("[1]", "any", "[1]"),
        ] {
            let typed = declared(constant(&parse_expression(default).unwrap()).unwrap(), Some(constraint));
            let json = crate::template::functions::call("jsonencode", &[typed.unwrap()], 1000).unwrap();
            assert_eq!(json.to_text().unwrap(), value, "{default} as {constraint}");
        }
        for (default, constraint) in
            [("{}", "object({a = string})"), ("\"x\"", "number"), ("1", "list(string)")]
        {
            let default = constant(&parse_expression(default).unwrap()).unwrap();
            assert_eq!(declared(default, Some(constraint)), None, "{constraint}");
        }
    }
}
