//! Terraform's functions, as far as their results are exact and certain.
//!
//! Hashes, files, time, regular expressions and network arithmetic are not among them. Where a function counts or
//! cuts characters or changes their case, it does so only for text in which a character is one code point.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt::Write;

use super::value::{Number, Value, all_fit, unify};

/// Calls a function; nothing means that the result is not certain or the call would fail.
///
/// No result is larger than the limit, in bytes.
pub(super) fn call(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    match (name, arguments) {
        ("format", [format, arguments @ ..]) => self::format(&format.to_text()?, arguments),
        ("join", [separator, lists @ ..]) => join(&separator.to_text()?, lists, limit),
        ("split", [separator, text]) => split(&separator.to_text()?, &text.to_text()?),
        ("lower", [text]) => ascii(text)?.to_ascii_lowercase().known(),
        ("upper", [text]) => ascii(text)?.to_ascii_uppercase().known(),
        ("title", [text]) => title(&ascii(text)?).known(),
        ("replace", [text, from, to]) => replace(&text.to_text()?, &from.to_text()?, &to.to_text()?, limit),
        ("trim", [text, set]) => {
            let set = set.to_text()?;
            text.to_text()?.trim_matches(|character| set.contains(character)).known()
        }
        ("trimprefix", [text, prefix]) => {
            let text = text.to_text()?;
            text.strip_prefix(prefix.to_text()?.as_str()).unwrap_or(&text).known()
        }
        ("trimsuffix", [text, suffix]) => {
            let text = text.to_text()?;
            text.strip_suffix(suffix.to_text()?.as_str()).unwrap_or(&text).known()
        }
        ("trimspace", [text]) => text.to_text()?.trim().known(),
        ("chomp", [text]) => text.to_text()?.trim_end_matches(['\r', '\n']).known(),
        ("substr", [text, offset, length]) => substr(&simple(text)?, offset, length),
        ("startswith", [text, prefix]) => text.to_text()?.starts_with(&prefix.to_text()?).known(),
        ("endswith", [text, suffix]) => text.to_text()?.ends_with(&suffix.to_text()?).known(),
        ("strcontains", [text, part]) => text.to_text()?.contains(&part.to_text()?).known(),
        ("length", [collection]) => length(collection),
        ("element", [Value::List(items), index]) => {
            let index = index.to_number()?.as_index()?;
            items.get(index.checked_rem(items.len())?).cloned()
        }
        ("slice", [Value::List(items), start, end]) => {
            let (start, end) = (start.to_number()?.as_index()?, end.to_number()?.as_index()?);
            items.get(start..end).map(|items| Value::List(items.to_vec()))
        }
        ("one", [Value::List(items) | Value::Set(items)]) => match items.as_slice() {
            [] => Some(Value::Null),
            [only] => Some(only.clone()),
            _ => None,
        },
        ("concat", lists) => concat(lists),
        ("compact", [list]) => compact(list.items()?),
        ("flatten", [list]) => flatten(list.items()?).map(Value::List),
        ("distinct", [Value::List(items)]) => without_repeats(unified(items)?).map(Value::List),
        ("reverse", [Value::List(items)]) => Some(Value::List(items.iter().rev().cloned().collect())),
        ("sort", [list]) => {
            let mut texts = list.items()?.iter().map(Value::to_text).collect::<Option<Vec<_>>>()?;
            texts.sort();
            Some(Value::List(texts.into_iter().map(Value::String).collect()))
        }
        ("contains", [list, item]) => contains(list, item),
        ("alltrue", [list]) => bools(list)?.into_iter().all(|value| value).known(),
        ("anytrue", [list]) => bools(list)?.into_iter().any(|value| value).known(),
        ("keys", [Value::Object(entries)]) => {
            Some(Value::List(entries.keys().map(|key| Value::String(key.clone())).collect()))
        }
        ("values", [Value::Object(entries)]) => Some(Value::List(entries.values().cloned().collect())),
        ("lookup", [Value::Object(entries), key]) => entries.get(&key.to_text()?).cloned(),
        ("lookup", [Value::Object(entries), key, default]) => lookup(entries, &key.to_text()?, default),
        ("merge", maps) => merge(maps),
        ("coalesce", values) => coalesce(values),
        ("tostring", [value]) => convert(value, |value| value.to_text().map(Value::String)),
        ("tonumber", [value]) => convert(value, |value| value.to_number().map(Value::Number)),
        ("tobool", [value]) => convert(value, |value| value.to_bool().map(Value::Bool)),
        ("tolist", [list]) => unified(list.items()?).map(Value::List),
        ("toset", [list]) => toset(list.items()?),
        ("tomap", [Value::Object(entries)]) => tomap(entries),
        ("jsonencode", [value]) => {
            let mut json = String::new();
            write_json(&mut json, value).ok()?;
            json.known()
        }
        ("abs", [number]) => number.to_number()?.abs().map(Value::Number),
        ("ceil", [number]) => number.to_number()?.ceil().map(Value::Number),
        ("floor", [number]) => number.to_number()?.floor().map(Value::Number),
        ("min", numbers) => extreme(numbers, Ordering::Less),
        ("max", numbers) => extreme(numbers, Ordering::Greater),
        _ => None,
    }
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

impl Known for usize {
    fn known(self) -> Option<Value> {
        Some(Value::Number(i64::try_from(self).ok()?.into()))
    }
}

fn ascii(text: &Value) -> Option<String> {
    text.to_text().filter(|text| text.is_ascii())
}

/// The text, if each of its code points is what a reader takes for one character.
fn simple(text: &Value) -> Option<String> {
    text.to_text().filter(|text| text.chars().all(|character| character < '\u{300}' && character != '\r'))
}

/// The widest field that `format` pads.
const WIDEST: usize = 1000;

/// Knows `%s`, `%d`, `%t`, `%v` of primitives and `%%`, with `-`, `0` and a width, which `%t` ignores.
fn format(format: &str, arguments: &[Value]) -> Option<Value> {
    let mut text = String::new();
    let mut arguments = arguments.iter();
    let mut pieces = format.split('%');
    text.push_str(pieces.next()?);
    while let Some(piece) = pieces.next() {
        if piece.is_empty() {
            // The second sign of `%%`; the text behind it is the next piece.
            text.push('%');
            text.push_str(pieces.next()?);
            continue;
        }
        let left = piece.starts_with('-');
        let flags = piece.trim_start_matches('-');
        let zeros = flags.starts_with('0');
        let verb_at = flags.find(|character: char| !character.is_ascii_digit())?;
        let (width, rest) = flags.split_at_checked(verb_at)?;
        let width = if width.is_empty() {
            0
        } else {
            width.parse::<usize>().ok().filter(|width| *width <= WIDEST)?
        };
        let mut rest = rest.chars();
        let verb = rest.next()?;
        let field = field(verb, arguments.next()?)?;
        let padded = match (left, zeros) {
            _ if width == 0 || verb == 't' => field,
            (true, false) => alloc::format!("{field:<width$}"),
            (false, false) => alloc::format!("{field:>width$}"),
            (false, true) if verb == 'd' => alloc::format!("{:0width$}", field.parse::<i128>().ok()?),
            _ => return None,
        };
        text.push_str(&padded);
        text.push_str(rest.as_str());
    }
    if arguments.next().is_some() { None } else { text.known() }
}

fn field(verb: char, argument: &Value) -> Option<String> {
    match verb {
        's' => simple(argument),
        'd' => argument.to_number()?.as_integer().map(|integer| integer.to_string()),
        't' => argument.to_bool().map(|value| value.to_string()),
        // Large numbers would get an exponent.
        'v' => match argument {
            Value::Number(number) => {
                let integer = number.as_integer()?;
                (integer.abs() < 100_000).then(|| integer.to_string())
            }
            _ => simple(argument),
        },
        _ => None,
    }
}

fn join(separator: &str, lists: &[Value], limit: usize) -> Option<Value> {
    let mut texts = Vec::new();
    for list in lists {
        for item in list.items()? {
            texts.push(item.to_text()?);
        }
    }
    let large = separator.len().checked_mul(texts.len())? > limit || lists.is_empty();
    if large { None } else { texts.join(separator).known() }
}

fn split(separator: &str, text: &str) -> Option<Value> {
    if separator.is_empty() {
        return None;
    }
    Some(Value::List(text.split(separator).map(|part| Value::String(part.to_string())).collect()))
}

fn title(text: &str) -> String {
    let mut in_word = false;
    let letters = text.chars().map(|character| {
        let letter = if in_word { character } else { character.to_ascii_uppercase() };
        in_word = character.is_ascii_alphanumeric() || character == '_';
        letter
    });
    letters.collect()
}

/// Replaces plain text; between slashes it would be a regular expression.
fn replace(text: &str, from: &str, to: &str, limit: usize) -> Option<Value> {
    let is_pattern = from.len() > 1 && from.starts_with('/') && from.ends_with('/');
    if from.is_empty() || is_pattern || text.matches(from).count().checked_mul(to.len())? > limit {
        return None;
    }
    text.replace(from, to).known()
}

fn substr(text: &str, offset: &Value, length: &Value) -> Option<Value> {
    let count = i128::try_from(text.chars().count()).ok()?;
    let offset = offset.to_number()?.as_integer()?;
    let start = if offset < 0 { offset.checked_add(count).filter(|start| *start >= 0)? } else { offset };
    let length = match length.to_number()?.as_integer()? {
        -1 => count,
        length => length,
    };
    let start = usize::try_from(start).ok()?;
    let length = usize::try_from(length).ok()?;
    text.chars().skip(start).take(length).collect::<String>().known()
}

fn length(collection: &Value) -> Option<Value> {
    match collection {
        Value::List(items) | Value::Set(items) => items.len().known(),
        Value::Object(entries) => entries.len().known(),
        Value::String(_) => simple(collection)?.chars().count().known(),
        _ => None,
    }
}

/// Tuples keep their items as they are; lists of different types would be converted, which a value does not tell.
fn concat(lists: &[Value]) -> Option<Value> {
    let mut items = Vec::new();
    for list in lists {
        let Value::List(list) = list else { return None };
        items.extend(list.iter().cloned());
    }
    (!lists.is_empty() && all_fit(&items.iter())).then_some(Value::List(items))
}

fn compact(items: &[Value]) -> Option<Value> {
    let texts = items.iter().filter(|item| **item != Value::Null).map(Value::to_text);
    let texts = texts.collect::<Option<Vec<_>>>()?;
    Some(Value::List(texts.into_iter().filter(|text| !text.is_empty()).map(Value::String).collect()))
}

fn flatten(items: &[Value]) -> Option<Vec<Value>> {
    let mut flat = Vec::new();
    for item in items {
        match item {
            Value::List(items) | Value::Set(items) => flat.extend(flatten(items)?),
            // It may be a null list as well as a null item.
            Value::Null => return None,
            _ => flat.push(item.clone()),
        }
    }
    Some(flat)
}

fn unified(items: &[Value]) -> Option<Vec<Value>> {
    let mut items = items.to_vec();
    unify(&mut items.iter_mut().collect::<Vec<_>>())?;
    Some(items)
}

/// Keeps the first of equal items, which are all of one primitive type.
fn without_repeats(items: Vec<Value>) -> Option<Vec<Value>> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for item in items {
        if seen.insert(item.to_text()?) {
            kept.push(item);
        }
    }
    Some(kept)
}

fn toset(items: &[Value]) -> Option<Value> {
    let mut items = without_repeats(unified(items)?)?;
    let order = |value: &Value| match value {
        Value::Number(number) => number.as_integer(),
        Value::Bool(value) => Some(i128::from(*value)),
        _ => None,
    };
    match items.first() {
        Some(Value::String(_)) => items.sort_by_key(Value::to_text),
        _ if items.iter().all(|item| order(item).is_some()) => items.sort_by_key(order),
        _ => return None,
    }
    Some(Value::Set(items))
}

fn tomap(entries: &BTreeMap<String, Value>) -> Option<Value> {
    let mut entries = entries.clone();
    unify(&mut entries.values_mut().collect::<Vec<_>>())?;
    Some(Value::Object(entries))
}

fn contains(list: &Value, item: &Value) -> Option<Value> {
    let is_null = |value: &Value| *value == Value::Null;
    let equal = |other: &Value| if is_null(other) || is_null(item) { None } else { other.equals(item) };
    let is_equal = list.items()?.iter().map(equal).collect::<Option<Vec<_>>>()?;
    is_equal.contains(&true).known()
}

fn bools(list: &Value) -> Option<Vec<bool>> {
    list.items()?.iter().map(Value::to_bool).collect()
}

/// In a map the default gets the type of the values, in an object it keeps its own.
fn lookup(entries: &BTreeMap<String, Value>, key: &str, default: &Value) -> Option<Value> {
    let keeps_type = !entries.is_empty() && entries.values().all(|value| value.is_same_primitive(default));
    keeps_type.then(|| entries.get(key).unwrap_or(default).clone())
}

fn merge(maps: &[Value]) -> Option<Value> {
    let mut merged = BTreeMap::new();
    for map in maps {
        match map {
            Value::Null => {}
            Value::Object(entries) => {
                merged.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            _ => return None,
        }
    }
    maps.iter().any(|map| *map != Value::Null).then_some(Value::Object(merged))
}

fn coalesce(values: &[Value]) -> Option<Value> {
    let mut values = values.to_vec();
    unify(&mut values.iter_mut().collect::<Vec<_>>())?;
    let found =
        values.iter().find(|value| **value != Value::Null && **value != Value::String(String::new()))?;
    // A null may be a string, which would make strings of the others.
    let is_certain = matches!(found, Value::String(_)) || !values.contains(&Value::Null);
    is_certain.then(|| found.clone())
}

fn convert(value: &Value, conversion: fn(&Value) -> Option<Value>) -> Option<Value> {
    if *value == Value::Null { Some(Value::Null) } else { conversion(value) }
}

fn extreme(numbers: &[Value], wanted: Ordering) -> Option<Value> {
    let mut numbers = numbers.iter().map(Value::to_number).collect::<Option<Vec<Number>>>()?.into_iter();
    let mut best = numbers.next()?;
    for number in numbers {
        if number.compare(best)? == wanted {
            best = number;
        }
    }
    Some(Value::Number(best))
}

/// Writes JSON byte for byte as `jsonencode` does.
fn write_json(json: &mut String, value: &Value) -> core::fmt::Result {
    match value {
        Value::Null => json.write_str("null"),
        Value::Bool(value) => write!(json, "{value}"),
        Value::Number(number) => write!(json, "{number}"),
        Value::String(text) => write_json_string(json, text),
        Value::List(items) | Value::Set(items) => {
            json.push('[');
            for (index, item) in items.iter().enumerate() {
                json.push_str(if index > 0 { "," } else { "" });
                write_json(json, item)?;
            }
            json.write_char(']')
        }
        Value::Object(entries) => {
            json.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                json.push_str(if index > 0 { "," } else { "" });
                write_json_string(json, key)?;
                json.push(':');
                write_json(json, value)?;
            }
            json.write_char('}')
        }
    }
}

fn write_json_string(json: &mut String, text: &str) -> core::fmt::Result {
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
                write!(json, "\\u{:04x}", u32::from(character))?;
            }
            _ => json.push(character),
        }
    }
    json.write_char('"')
}
