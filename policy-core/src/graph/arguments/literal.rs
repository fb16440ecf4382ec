//! Whether a literal can be what an argument takes, and both in words.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    json::JsonKind,
    plan::Value,
    template::{self, Number},
};

/// Whether a string may be converted to what a letter stands for.
pub(super) fn is_text_of(raw: &str, value: Value<'_>, letter: u8) -> bool {
    if letter == b's' {
        return true;
    }
    let Some(text) = value.string() else { return true };
    if !template::is_literal(raw) {
        return matches!(letter, b'n' | b'b') || !is_composite(value);
    }
    match letter {
        b'n' => Number::parse(&text).is_some(),
        b'b' => matches!(&*text, "true" | "false" | "1" | "0"),
        _ => false,
    }
}

/// Whether a string is a template with more than one expression, so that it becomes a string, whatever that gives.
pub(super) fn is_composite(value: Value<'_>) -> bool {
    let text = value.string();
    text.is_some_and(|text| template::parse(&text).is_ok_and(|template| template.as_expression().is_none()))
}

/// A type in words, as what an argument takes.
pub(super) fn expected(type_: &[u8]) -> String {
    let Some((letter, inner)) = type_.split_first() else { return String::from("nothing") };
    let collection = |name: &str| format!("a {name} of {}", several(inner));
    match letter {
        b's' => "a string".to_string(),
        b'n' => "a number".to_string(),
        b'b' => "true or false".to_string(),
        b'L' => collection("list"),
        b'S' => collection("set"),
        b'M' => collection("map"),
        _ => "an object".to_string(),
    }
}

/// The same of several.
fn several(type_: &[u8]) -> String {
    let Some((letter, inner)) = type_.split_first() else { return String::new() };
    let collections = |name: &str| format!("{name}s of {}", several(inner));
    match letter {
        b's' => "strings".to_string(),
        b'n' => "numbers".to_string(),
        b'b' => "truth values".to_string(),
        b'L' => collections("list"),
        b'S' => collections("set"),
        b'M' => collections("map"),
        _ => "objects".to_string(),
    }
}

/// A value's kind in words.
pub(super) fn found(value: Value<'_>) -> &'static str {
    match value.kind() {
        JsonKind::Null => "null",
        JsonKind::Bool => "a truth value",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "a list",
        JsonKind::Object => "an object",
    }
}
