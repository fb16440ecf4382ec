//! Type constraints of variables: what is wrong with one, and with a value that does not fit it.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::{
    Traversal,
    ast::{Call, Expression, ExpressionKind, ObjectKey},
    parse_expression,
    shape::{Kind, Shape},
    types::constant,
    value::Value,
};
use crate::similar;

/// The types that are names alone.
const NAMES: [&str; 7] = ["string", "number", "bool", "any", "list", "set", "map"];

/// Why a text is no type, in words that follow it; none where it is one, or nests too deep to tell.
pub(crate) fn constraint_fault(text: &str) -> Option<String> {
    match parse_expression(text) {
        Ok(expression) => fault(&expression),
        Err(error) if error.is_too_deep() => None,
        Err(_) if text.contains("${") => Some("is no type; one is written bare, without `${…}`".to_owned()),
        Err(_) => Some("is no type, such as `string` or `list(string)`".to_owned()),
    }
}

/// Why what is known of a value cannot have a type, in words that follow its name; none where it can, where that is not
/// certain, and where the type is none.
pub(crate) fn misfit(value: &Shape, constraint: &str) -> Option<Misfit> {
    let expression = parse_expression(constraint).ok()?;
    if fault(&expression).is_some() {
        return None;
    }
    does_not_fit(value, &expression)
}

/// Why a default in a type does not fit the attribute that it is for; with the attribute's name.
pub(crate) fn misfit_of_attribute(constraint: &str) -> Option<(String, Misfit)> {
    let expression = parse_expression(constraint).ok()?;
    if fault(&expression).is_some() {
        return None;
    }
    let mut open = Vec::from([&expression]);
    while let Some(expression) = open.pop() {
        match &expression.kind {
            ExpressionKind::Call(call) => open.extend(&call.arguments),
            ExpressionKind::Tuple(items) => open.extend(items),
            ExpressionKind::Object(attributes) => {
                for (key, type_) in attributes {
                    open.push(type_);
                    let (Some((type_, Some(default))), ObjectKey::Name(name)) = (optional(type_), key) else {
                        continue;
                    };
                    let misfit = constant(default).and_then(|default| does_not_fit(&default.into(), type_));
                    if let Some(misfit) = misfit {
                        return Some(((*name).to_owned(), misfit));
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// Where a value differs from its type.
pub(crate) struct Misfit {
    /// The way to what differs, as it is written behind a name; nothing where that is the value itself.
    pub(crate) path: String,
    /// What is wanted there.
    pub(crate) expected: String,
    /// What is there.
    pub(crate) found: &'static str,
}

fn fault(expression: &Expression<'_>) -> Option<String> {
    let Some((name, arguments)) = head(expression) else {
        return Some("is no type, such as `string` or `list(string)`".to_owned());
    };
    match (name, arguments) {
        (name, None) if NAMES.contains(&name) => None,
        ("object", None) => Some("does not say which attributes: `object({name = string})`".to_owned()),
        ("tuple", None) => Some("does not say of which types: `tuple([string, number])`".to_owned()),
        ("list" | "set" | "map", Some([item])) => fault(item),
        ("list" | "set" | "map", Some(_)) => {
            Some(format!("gives `{name}` not one type, as in `{name}(string)`"))
        }
        ("object", Some([Expression { kind: ExpressionKind::Object(attributes), .. }])) => {
            attributes.iter().find_map(|(key, type_)| attribute_fault(key, type_))
        }
        ("tuple", Some([Expression { kind: ExpressionKind::Tuple(items), .. }])) => {
            items.iter().find_map(fault)
        }
        ("object", _) => {
            Some("gives `object` something else than attributes: `object({name = string})`".to_owned())
        }
        ("tuple", _) => Some("gives `tuple` something else than types: `tuple([string, number])`".to_owned()),
        ("optional", _) => Some("has `optional` where no attribute of an object is".to_owned()),
        (name, _) => {
            let lower = name.to_ascii_lowercase();
            let known = NAMES.into_iter().chain(["object", "tuple"]);
            let near = similar::nearest(&lower, known).map(|near| format!("; the nearest is `{near}`"));
            Some(format!("names a type `{name}` that there is not{}", near.unwrap_or_default()))
        }
    }
}

fn attribute_fault(key: &ObjectKey<'_>, type_: &Expression<'_>) -> Option<String> {
    if !matches!(key, ObjectKey::Name(_)) {
        return Some(
            "has an attribute whose name is not written bare, as in `object({name = string})`".to_owned(),
        );
    }
    match head(type_) {
        Some(("optional", Some([_, default]))) if !default.references().is_empty() => {
            Some("has an `optional` whose default refers to something".to_owned())
        }
        Some(("optional", Some([own] | [own, _]))) => fault(own),
        Some(("optional", _)) => {
            Some("has an `optional` that takes a type, and a default or none".to_owned())
        }
        _ => fault(type_),
    }
}

/// A type's name, and what it has in brackets.
fn head<'e, 'a>(expression: &'e Expression<'a>) -> Option<(&'e str, Option<&'e [Expression<'a>]>)> {
    Some(match &expression.kind {
        ExpressionKind::Traversal(Traversal { root, steps, .. }) if steps.is_empty() => (root, None),
        ExpressionKind::Call(Call { name, arguments, expands: false }) => (name, Some(arguments.as_slice())),
        ExpressionKind::Null => ("null", None),
        ExpressionKind::Bool(true) => ("true", None),
        ExpressionKind::Bool(false) => ("false", None),
        _ => return None,
    })
}

/// The type and the default of an optional attribute.
fn optional<'e, 'a>(type_: &'e Expression<'a>) -> Option<(&'e Expression<'a>, Option<&'e Expression<'a>>)> {
    match head(type_)? {
        ("optional", Some([own])) => Some((own, None)),
        ("optional", Some([own, default])) => Some((own, Some(default))),
        _ => None,
    }
}

fn does_not_fit(value: &Shape, type_: &Expression<'_>) -> Option<Misfit> {
    // Null fits every type.
    let kind = value.kind()?;
    let (name, arguments) = head(type_)?;
    let wrong = |expected: &str| {
        Some(Misfit { path: String::new(), expected: expected.to_owned(), found: kind.name() })
    };
    match (name, value) {
        ("string", _) if !kind.fits(b's') => wrong("a string"),
        ("number", _) if !kind.fits(b'n') || !may_be_number(value) => wrong("a number"),
        ("bool", _) if !kind.fits(b'b') || !may_be_bool(value) => wrong("true or false"),
        ("list" | "set", Shape::List(items) | Shape::Set(items)) => {
            let item = arguments?.first()?;
            let each = items.as_slice().iter().enumerate();
            each.into_iter().find_map(|(at, own)| Some(does_not_fit(own, item)?.at(&format!("[{at}]"))))
        }
        // What it holds is not known, or nothing.
        ("list" | "set" | "tuple", Shape::Of(Kind::List)) | ("map" | "object", Shape::Of(Kind::Object)) => {
            None
        }
        ("list" | "set", Shape::Leaf(Value::EmptyList))
        | ("map" | "object", Shape::Leaf(Value::EmptyMap)) => None,
        ("list", _) => wrong("a list"),
        ("set", _) => wrong("a set"),
        ("map", Shape::Object(object)) => {
            let item = arguments?.first()?;
            object
                .entries()
                .iter()
                .find_map(|(key, own)| Some(does_not_fit(own, item)?.at(&format!(".{key}"))))
        }
        ("map", _) => wrong("a map"),
        ("tuple", Shape::List(items)) => {
            let [Expression { kind: ExpressionKind::Tuple(wanted), .. }] = arguments? else { return None };
            let items = items.as_slice();
            if wanted.len() != items.len() {
                return wrong(&format!("a tuple of {}", wanted.len()));
            }
            let mut each = items.iter().zip(wanted).enumerate();
            each.find_map(|(at, (own, type_))| Some(does_not_fit(own, type_)?.at(&format!("[{at}]"))))
        }
        ("tuple", _) => wrong("a tuple"),
        ("object", Shape::Object(object)) => {
            let [Expression { kind: ExpressionKind::Object(attributes), .. }] = arguments? else {
                return None;
            };
            attributes.iter().find_map(|(key, type_)| {
                let ObjectKey::Name(name) = key else { return None };
                let (own, is_optional) = optional(type_).map_or((type_, false), |(own, _)| (own, true));
                match object.entries().get(*name) {
                    Some(entry) => Some(does_not_fit(entry, own)?.at(&format!(".{name}"))),
                    None if is_optional => None,
                    None => wrong(&format!("an object with `{name}`")),
                }
            })
        }
        ("object", _) => wrong("an object"),
        _ => None,
    }
}

impl Misfit {
    fn at(self, step: &str) -> Self {
        Self { path: format!("{step}{}", self.path), ..self }
    }
}

/// Whether what can be a number may be read as one; of a text with nothing but what numbers are made of that is not
/// asked.
fn may_be_number(value: &Shape) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    let Shape::Leaf(Value::String(text)) = value else { return true };
    !text.is_empty() && text.bytes().all(is_part)
        || text.trim_start_matches(['+', '-']).eq_ignore_ascii_case("inf")
}

fn may_be_bool(value: &Shape) -> bool {
    let Shape::Leaf(Value::String(text)) = value else { return true };
    matches!(text.as_str(), "true" | "false" | "1" | "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_taken_where_terraform_takes_it() {
        for type_ in [
            "string",
            " list( string ) ",
            "map",
            "tuple([string, number])",
            "object({a: string, b = optional(number, 3),})",
            "object({\n a = string\n b = map(any)\n})",
            "map(object({a = optional(object({b = optional(number)}), {})}))",
        ] {
            assert_eq!(constraint_fault(type_), None, "{type_}");
        }
        for type_ in [
            "",
            "str",
            "String",
            "string[]",
            "${string}",
            "null",
            "\"string\"",
            "object",
            "tuple",
            "list()",
            "list(string, number)",
            "optional(string)",
            "list(optional(string))",
            "object({\"a\" = string})",
            "object({a = optional()})",
            "object({a = optional(string, 1, 2)})",
            "object({a = optional(string, var.a)})",
            "object([string])",
        ] {
            assert!(constraint_fault(type_).is_some(), "{type_}");
        }
    }

    #[test]
    fn a_value_fits_where_terraform_converts_it() {
        let misfit = |value: &str, type_| {
            let value = constant(&parse_expression(value).unwrap()).unwrap();
            misfit(&value.into(), type_)
                .map(|misfit| format!("{} {} {}", misfit.path, misfit.expected, misfit.found))
        };
        for (value, type_) in [
            ("1", "string"),
            ("\"12\"", "number"),
            ("\"true\"", "bool"),
            ("null", "list(string)"),
            ("[1, \"a\", true]", "list(any)"),
            ("{a = 1, b = 2}", "object({a = string})"),
            ("{a = null}", "object({a = string})"),
            ("{}", "object({a = optional(string)})"),
            ("[]", "set(number)"),
            ("[\"a\", 1]", "tuple([string, number])"),
        ] {
            assert_eq!(misfit(value, type_), None, "{value} as {type_}");
        }
        for (value, type_, expected) in [
            ("[\"a\"]", "string", " a string a list"),
            ("\"12MB\"", "number", " a number a string"),
            ("true", "number", " a number a truth value"),
            ("1", "bool", " true or false a number"),
            ("{a = [\"x\"]}", "map(list(number))", ".a[0] a number a string"),
            ("{}", "object({a = string})", " an object with `a` an object"),
            ("[\"a\", \"b\"]", "tuple([string])", " a tuple of 1 a list"),
            ("{}", "list(string)", " a list an object"),
        ] {
            assert_eq!(misfit(value, type_).as_deref(), Some(expected), "{value} as {type_}");
        }
        let of_attribute = misfit_of_attribute("object({a = string, b = optional(number, \"x\")})");
        assert!(of_attribute.is_some_and(|(name, _)| name == "b"));
        assert!(misfit_of_attribute("object({b = optional(number, \"1\")})").is_none());
    }
}
