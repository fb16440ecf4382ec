//! JSON, written byte for byte as `jsonencode` writes it, and read.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt::Write;

use crate::template::value::{Number, Value, is_normal};
use crate::{
    json::{Document, Json, JsonKind, KEEP_ALL, SyntaxErrorKind},
    sorted::Map,
};

/// The value as `jsonencode` writes it.
pub(super) fn to_json(value: &Value) -> String {
    let mut json = String::new();
    write_json(&mut json, value);
    json
}

fn write_json(json: &mut String, value: &Value) {
    match value {
        Value::Null => json.push_str("null"),
        Value::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => json.push_str(&number.to_string()),
        Value::String(text) => write_string(json, text),
        Value::EmptyList => json.push_str("[]"),
        Value::EmptyMap => json.push_str("{}"),
        Value::List(items) | Value::Set(items) => {
            json.push('[');
            for (index, item) in items.iter().enumerate() {
                json.push_str(if index > 0 { "," } else { "" });
                write_json(json, item);
            }
            json.push(']');
        }
        Value::Object(entries) => {
            json.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                json.push_str(if index > 0 { "," } else { "" });
                write_string(json, key);
                json.push(':');
                write_json(json, value);
            }
            json.push('}');
        }
    }
}

fn write_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string does not fail.
                let _ = write!(json, "\\u{:04x}", u32::from(character));
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

/// Reads JSON as `jsondecode` does; a key that stands twice in an object is left to Terraform.
pub(super) fn from_json(text: &str) -> Option<Value> {
    let document = Document::parse(text, 0, KEEP_ALL).ok()?;
    let rest = text.get(document.end()..)?;
    if rest.trim_matches([' ', '\t', '\r', '\n']).is_empty() { value(document.root()) } else { None }
}

fn value(json: Json<'_, '_>) -> Option<Value> {
    Some(match json.kind() {
        JsonKind::Null => Value::Null,
        JsonKind::Bool => Value::Bool(json.bool()?),
        JsonKind::Number => Value::Number(Number::parse(json.number()?)?),
        JsonKind::String => Value::String(text(json.string()?)?),
        JsonKind::Array => Value::List(json.items().map(value).collect::<Option<_>>()?),
        JsonKind::Object => {
            let mut entries = Map::new();
            for (key, member) in json.members() {
                if entries.insert(text(key.text())?, value(member)?).is_some() {
                    return None;
                }
            }
            Value::Object(entries)
        }
    })
}

/// A lone surrogate has been replaced, in another way than Terraform may replace it.
fn text(text: Cow<'_, str>) -> Option<String> {
    (is_normal(&text) && !text.contains('\u{fffd}')).then(|| text.into_owned())
}

/// Whether the text is certainly no JSON; what is only too deep or long for this is left to Terraform.
pub(super) fn is_no_json(text: &str) -> bool {
    let refused = Document::parse(text, 0, KEEP_ALL).err().map(|error| error.kind);
    refused.is_some_and(|kind| !matches!(kind, SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooLong))
}
