//! Terraform's functions, as far as their results are exact and certain.
//!
//! What reads the machine, its files, its clock or randomness is not among them, and neither is what a value does not
//! tell: `sensitive`, `issensitive`, `ephemeralasnull`, functions of providers. Where a function counts or cuts characters, it does
//! so only for text in which a character is one code point.

mod collections;
mod conversions;
mod csv;
mod encoding;
mod format;
mod hashes;
mod json;
mod network;
mod numbers;
mod paths;
mod pattern;
mod regular;
mod sets;
mod strings;
mod time;
mod yaml;

pub(super) use sets::toset;

use alloc::string::{String, ToString};

use super::value::{Number, Value};

/// Calls a function; nothing means that the result is not certain or the call would fail.
///
/// No result is much larger than the limit, in items and bytes.
pub(super) fn call(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    let result = family(name, arguments, limit)?;
    match &result {
        Value::List(items) | Value::Set(items) if items.is_empty() => emptied(name, arguments, result),
        Value::Object(entries) if entries.is_empty() && matches!(name, "tomap" | "transpose") => {
            Some(Value::EmptyMap)
        }
        _ => Some(result),
    }
}

/// What stands for an empty result: itself only where it has no type of items that it could convert others to.
fn emptied(name: &str, arguments: &[Value], empty: Value) -> Option<Value> {
    match name {
        // Its items would be lists or objects, which hardly anything converts to.
        "chunklist" | "csvdecode" | "setproduct" => None,
        "concat" | "element" | "flatten" | "jsondecode" | "lookup" | "nonsensitive" | "one" | "reverse"
        | "toset"
            if !arguments.contains(&Value::EmptyList) =>
        {
            Some(empty)
        }
        _ => Some(Value::EmptyList),
    }
}

fn family(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    strings::call(name, arguments, limit)
        .or_else(|| format::call(name, arguments, limit))
        .or_else(|| regular::call(name, arguments, limit))
        .or_else(|| collections::call(name, arguments))
        .or_else(|| sets::call(name, arguments, limit))
        .or_else(|| conversions::call(name, arguments))
        .or_else(|| numbers::call(name, arguments))
        .or_else(|| encoding::call(name, arguments))
        .or_else(|| hashes::call(name, arguments))
        .or_else(|| network::call(name, arguments))
        .or_else(|| paths::call(name, arguments))
        .or_else(|| time::call(name, arguments))
}

/// Whether a call that has no certain result surely fails, so that `try` goes on and `can` says no.
///
/// Only what configurations ask `try` and `can` about is here; no is always allowed.
pub(super) fn certainly_fails(name: &str, arguments: &[Value]) -> bool {
    match (name, arguments) {
        ("tonumber", [Value::String(text)]) => is_no_number(text),
        ("tobool", [Value::String(text)]) => !matches!(text.as_str(), "true" | "false" | "1" | "0"),
        ("tonumber", [Value::Bool(_)])
        | ("tobool", [Value::Number(_)])
        | ("tonumber" | "tobool" | "tostring", [Value::List(_) | Value::Set(_) | Value::Object(_)])
        | ("length" | "keys" | "values", [Value::Null | Value::Bool(_) | Value::Number(_)])
        | ("element", [Value::EmptyList, _])
        | ("lookup", [Value::EmptyMap, _])
        | ("concat" | "max" | "min", [])
        | ("join", [_])
        | ("setproduct", [] | [_]) => true,
        ("element", [Value::List(items), Value::Number(_)]) => items.is_empty(),
        ("sum", [Value::List(items)]) => items.is_empty() || items.iter().any(is_text_and_no_number),
        ("coalesce", options) => options.iter().all(|own| *own == Value::Null || is_empty_text(own)),
        ("coalescelist", options) => options.iter().all(|own| own.items().is_some_and(<[_]>::is_empty)),
        ("zipmap", [Value::List(one), Value::List(other)])
        | ("matchkeys", [Value::List(one), Value::List(other), _]) => one.len() != other.len(),
        ("slice", [Value::List(items), Value::Number(start), Value::Number(end)]) => {
            let ends = start.as_index().zip(end.as_index());
            ends.is_some_and(|(start, end)| end > items.len() || start > end)
        }
        ("parseint", [Value::String(text), Value::Number(base)]) => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            base.as_integer() == Some(10) && !is_number
        }
        ("chunklist", [_, Value::Number(size)]) => size.as_integer().is_some_and(|size| size < 0),
        ("range", [Value::Number(end)]) => end.as_integer().is_some_and(|end| end > MOST_NUMBERS),
        ("join", [_, lists @ ..]) => {
            lists.iter().filter_map(Value::items).any(|items| items.contains(&Value::Null))
        }
        ("format", [Value::String(text), values @ ..]) => format::is_misnumbered(text, values.len()),
        ("one", [Value::List(items) | Value::Set(items)]) => items.len() > 1,
        ("lookup", [Value::Object(entries), Value::String(key)]) => !entries.contains_key(key),
        ("index", [Value::List(items), item]) => {
            items.iter().all(|other| *other != Value::Null && other.equals(item) == Some(false))
        }
        ("regex", [pattern, text]) => regular::certainly_mismatch(pattern, text),
        ("base64decode", [Value::String(text)]) => {
            text.bytes().any(|byte| byte.is_ascii_graphic() && !encoding::is_base64(byte))
        }
        ("jsondecode", [Value::String(text)]) => json::is_no_json(text),
        (
            "cidrhost" | "cidrsubnet" | "cidrsubnets" | "cidrnetmask",
            [Value::String(prefix), numbers @ ..],
        ) => !prefix.contains('/') || network::has_no_room(name, prefix, numbers),
        ("formatdate", [_, Value::String(moment)]) | ("timeadd", [Value::String(moment), _]) => {
            !moment.contains('T')
        }
        _ => false,
    }
}

/// How many numbers `range` gives at most.
const MOST_NUMBERS: i128 = 1024;

fn is_text_and_no_number(value: &Value) -> bool {
    matches!(value, Value::String(text) if is_no_number(text))
}

fn is_empty_text(value: &Value) -> bool {
    matches!(value, Value::String(text) if text.is_empty())
}

/// Whether a text begins or goes on as no way to write a number does, infinity included.
fn is_no_number(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    let is_possible = |character: char| character.is_ascii_digit() || "+-.eEpPiInNfF".contains(character);
    !unsigned.starts_with(|first: char| first.is_ascii_digit() || ".iI".contains(first))
        || !unsigned.chars().all(is_possible)
}

/// Makes a result out of a plain one.
trait Known {
    fn known(self) -> Option<Value>;
}

impl Known for bool {
    fn known(self) -> Option<Value> {
        Some(Value::Bool(self))
    }
}

impl Known for &str {
    fn known(self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

impl Known for String {
    fn known(self) -> Option<Value> {
        Some(Value::String(self))
    }
}

impl Known for i64 {
    fn known(self) -> Option<Value> {
        Some(Value::Number(self.into()))
    }
}

impl Known for usize {
    fn known(self) -> Option<Value> {
        i64::try_from(self).ok()?.known()
    }
}

impl Known for Number {
    fn known(self) -> Option<Value> {
        Some(Value::Number(self))
    }
}

impl<T: Known> Known for Option<T> {
    fn known(self) -> Option<Value> {
        self?.known()
    }
}

/// The text, if each of its code points is what a reader takes for one character.
///
/// That holds below the combining marks, and for the letters, signs and ideographs of these ranges.
fn simple(text: &Value) -> Option<String> {
    let is_simple = |character: char| {
        matches!(character,
            '\0'..='\u{c}'
            | '\u{e}'..='\u{ac}'
            | '\u{ae}'..='\u{2ff}'
            | '\u{391}'..='\u{3ce}'
            | '\u{400}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{2027}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{4e00}'..='\u{9fff}')
    };
    text.to_text().filter(|text| text.chars().all(is_simple))
}
