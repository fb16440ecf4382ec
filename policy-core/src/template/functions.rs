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

#[cfg(test)]
mod tests {
    use super::super::evaluate::tests::check;

    /// Calls and their results as JSON, held against Terraform 1.11 like those of the evaluation.
    const RESULTS: &[(&str, &str)] = &[
        (r#"${format("%s-%s", "a", "b")}"#, r#""a-b""#),
        (r#"${format("%03d", 7)}"#, r#""007""#),
        (r#"${format("%-5s|", "a")}"#, r#""a    |""#),
        (r#"${format("%5s|", "a")}"#, r#""    a|""#),
        (r#"${format("%5d|", 42)}"#, r#""   42|""#),
        (r#"${format("%-5d|", 42)}"#, r#""42   |""#),
        (r#"${format("%05d", -42)}"#, r#""-0042""#),
        (r#"${format("%%")}"#, r#""%""#),
        (r#"${format("%d%%", 5)}"#, r#""5%""#),
        (r#"${format("%%%s", "a")}"#, r#""%a""#),
        (r#"${format("%v %v %v", "a", 1, true)}"#, r#""a 1 true""#),
        (r#"${format("%v", 99999)}"#, r#""99999""#),
        (r#"${format("%v", 1234567)}"#, "unknown"),
        (r#"${format("%s", 1234567)}"#, r#""1234567""#),
        (r#"${format("%s", 1e21)}"#, r#""1000000000000000000000""#),
        (r#"${format("%t", false)}"#, r#""false""#),
        (r#"${format("%s")}"#, "unknown"),
        (r#"${format("%s", "a", "b")}"#, "unknown"),
        (r#"${format("%d", "x")}"#, "unknown"),
        (r#"${format("%d", 1.5)}"#, "unknown"),
        (r#"${format("%s", [1])}"#, "unknown"),
        (r#"${format("%v", [1])}"#, "unknown"),
        (r#"${format("%z", 1)}"#, "unknown"),
        (r#"${format("%", 1)}"#, "unknown"),
        (r#"${format("%5", 1)}"#, "unknown"),
        (r#"${format("%[1]s %[1]s", "a")}"#, "unknown"),
        (r#"${format("%05s", "a")}"#, "unknown"),
        (r#"${format("%+d", 5)}"#, "unknown"),
        (r#"${format("% d", 5)}"#, "unknown"),
        (r#"${format("%*d", 5, 5)}"#, "unknown"),
        (r#"${format("%-05d|", 5)}"#, "unknown"),
        (r#"${format("%0-5d|", 5)}"#, "unknown"),
        (r#"${format("%--5d|", 5)}"#, r#""5    |""#),
        (r#"${format("%00005d|", 5)}"#, r#""00005|""#),
        (r#"${format("%5t|", true)}"#, r#""true|""#),
        (r#"${format("%05t|", true)}"#, r#""true|""#),
        (r#"${format("%5v|", "a")}"#, r#""    a|""#),
        (r#"${join(",", ["a","b"])}"#, r#""a,b""#),
        (r#"${join(",", [])}"#, r#""""#),
        (r#"${join(",", ["a", 1, true])}"#, r#""a,1,true""#),
        (r#"${join(",", ["a"], ["b"])}"#, r#""a,b""#),
        (r#"${join(",", [null])}"#, "unknown"),
        (r#"${join(",", toset(["b","a"]))}"#, r#""a,b""#),
        (r#"${join(",", "a")}"#, "unknown"),
        (r#"${join(",")}"#, "unknown"),
        (r#"${split(",", "a,b,,c")}"#, r#"["a","b","","c"]"#),
        (r#"${split(",", "")}"#, r#"[""]"#),
        (r#"${split("ab", "1ab2")}"#, r#"["1","2"]"#),
        (r#"${lower("AbC")}"#, r#""abc""#),
        (r#"${upper("aé")}"#, "unknown"),
        (r#"${title("hello world")}"#, r#""Hello World""#),
        (r#"${title("it's a-b_c 3d")}"#, r#""It'S A-B_c 3d""#),
        (r#"${replace("a-b-c", "-", "_")}"#, r#""a_b_c""#),
        (r#"${replace("a-b", "/-/", "_")}"#, "unknown"),
        (r#"${replace("a/b", "/", "_")}"#, r#""a_b""#),
        (r#"${replace("abc", "", "-")}"#, "unknown"),
        (r#"${replace("a//b", "//", "_")}"#, "unknown"),
        (r#"${trim("??a??", "?")}"#, r#""a""#),
        (r#"${trim("xyaxy", "xy")}"#, r#""a""#),
        (r#"${trim("abc", "")}"#, r#""abc""#),
        (r#"${trimprefix("helloworld", "hello")}"#, r#""world""#),
        (r#"${trimsuffix("helloworld", "world")}"#, r#""hello""#),
        (r#"${trimprefix("aab", "a")}"#, r#""ab""#),
        (r#"${trimspace("  a b\n")}"#, r#""a b""#),
        (r#"${chomp("a\n\n")}"#, r#""a""#),
        (r#"${chomp("a\r\n")}"#, r#""a""#),
        (r#"${chomp("a\r")}"#, r#""a""#),
        (r#"${substr("hello", 1, 3)}"#, r#""ell""#),
        (r#"${substr("hello", -2, -1)}"#, r#""lo""#),
        (r#"${substr("hello", -2, 1)}"#, r#""l""#),
        (r#"${substr("hello", -9, 2)}"#, "unknown"),
        (r#"${substr("hello", 0, 0)}"#, r#""""#),
        (r#"${substr("hello", 3, 100)}"#, r#""lo""#),
        (r#"${substr("hello", 9, 1)}"#, r#""""#),
        (r#"${substr("hello", 1, -2)}"#, "unknown"),
        (r#"${substr("", 0, 1)}"#, r#""""#),
        (r#"${substr("héllo", 1, 1)}"#, r#""é""#),
        (r#"${concat(["a"], ["b","c"])}"#, r#"["a","b","c"]"#),
        (r#"${concat([], ["a"])}"#, r#"["a"]"#),
        (r#"${concat(["a"])}"#, r#"["a"]"#),
        ("${concat()}", "unknown"),
        (r#"${concat(toset(["a"]), ["b"])}"#, "unknown"),
        ("${concat([1],[null])}", "[1,null]"),
        (r#"${element(["a","b"], 0)}"#, r#""a""#),
        (r#"${element(["a","b"], 5)}"#, r#""b""#),
        ("${element([], 0)}", "unknown"),
        (r#"${element(["a"], "0")}"#, r#""a""#),
        (r#"${element(toset(["a"]), 0)}"#, "unknown"),
        (r#"${length("hello")}"#, "5"),
        (r#"${length("é")}"#, "1"),
        ("${length([1,2])}", "2"),
        ("${length({a=1})}", "1"),
        (r#"${length(toset(["a","a"]))}"#, "1"),
        ("${length(1)}", "unknown"),
        ("${length(null)}", "unknown"),
        ("${length(true)}", "unknown"),
        (r#"${lookup({a="x"}, "a")}"#, r#""x""#),
        (r#"${lookup({a="x"}, "b")}"#, "unknown"),
        (r#"${lookup({a="x"}, "a", "d")}"#, r#""x""#),
        (r#"${lookup({a="x"}, "b", "d")}"#, r#""d""#),
        (r#"${lookup(var.map, "k", "d")}"#, r#""v""#),
        (r#"${lookup(var.map, "z", "d")}"#, r#""d""#),
        (r#"${lookup({a=1}, "b", 2)}"#, "2"),
        ("${merge({a=1}, {b=2})}", r#"{"a":1,"b":2}"#),
        ("${merge({a=1}, {a=2})}", r#"{"a":2}"#),
        ("${merge({a=1})}", r#"{"a":1}"#),
        ("${merge()}", "unknown"),
        ("${merge(null, {a=1})}", r#"{"a":1}"#),
        (r#"${merge(var.map, {x="y"})}"#, r#"{"a":"1","k":"v","x":"y"}"#),
        ("${merge([{a=1},{b=2}]...)}", r#"{"a":1,"b":2}"#),
        (r#"${coalesce("a", "b")}"#, r#""a""#),
        (r#"${coalesce("", "b")}"#, r#""b""#),
        (r#"${coalesce(null, "b")}"#, r#""b""#),
        ("${coalesce(1, 2)}", "1"),
        ("${coalesce(null, 1)}", "unknown"),
        ("${coalesce(null, null)}", "unknown"),
        (r#"${coalesce("")}"#, "unknown"),
        (r#"${coalesce(1, "a")}"#, r#""1""#),
        (r#"${coalesce(true, "a")}"#, r#""true""#),
        (r#"${coalesce([], ["a"])}"#, "[]"),
        (r#"${compact(["a","","b",null])}"#, r#"["a","b"]"#),
        (r#"${compact([1, ""])}"#, r#"["1"]"#),
        ("${compact([])}", "[]"),
        ("${tostring(1)}", r#""1""#),
        ("${tostring(true)}", r#""true""#),
        ("${tostring(null)}", "null"),
        ("${tostring([])}", "unknown"),
        (r#"${tonumber("1.50")}"#, "1.5"),
        (r#"${tonumber("x")}"#, "unknown"),
        (r#"${tonumber(" 1")}"#, "unknown"),
        (r#"${tonumber("2.56e2")}"#, "256"),
        ("${tonumber(true)}", "unknown"),
        (r#"${tonumber("+5")}"#, "unknown"),
        (r#"${tonumber("0x10")}"#, "unknown"),
        (r#"${tobool("true")}"#, "true"),
        (r#"${tobool("True")}"#, "unknown"),
        ("${tobool(1)}", "unknown"),
        ("${tobool(null)}", "null"),
        (r#"${toset(["b","a","b"])}"#, r#"["a","b"]"#),
        ("${toset([3,1,2])}", "[1,2,3]"),
        ("${toset([])}", "[]"),
        ("${toset([true,false])}", "[false,true]"),
        (r#"${toset(["a",1])}"#, r#"["1","a"]"#),
        ("${toset([1.5, 1])}", "unknown"),
        (r#"${tolist(["a","b"])}"#, r#"["a","b"]"#),
        (r#"${tolist(["a",1])}"#, r#"["a","1"]"#),
        ("${tolist([])}", "[]"),
        (r#"${tolist(toset(["b","a"]))}"#, r#"["a","b"]"#),
        (r#"${tolist("a")}"#, "unknown"),
        (r#"${tomap({a="x"})}"#, r#"{"a":"x"}"#),
        (r#"${tomap({a="x",b=1})}"#, r#"{"a":"x","b":"1"}"#),
        ("${tomap({})}", "{}"),
        (r#"${jsonencode({b=1,a=[true,null,"x"]})}"#, r#""{\"a\":[true,null,\"x\"],\"b\":1}""#),
        (r#"${jsonencode("<a&b>")}"#, r#""\"\\u003ca\\u0026b\\u003e\"""#),
        (
            r#"${jsonencode("\n\t\"\\\u0001\u2028")}"#,
            "\"\\\"\\\\n\\\\t\\\\\\\"\\\\\\\\\\\\u0001\\\\u2028\\\"\"",
        ),
        ("${jsonencode(1.50)}", r#""1.5""#),
        ("${jsonencode(null)}", r#""null""#),
        ("${jsonencode([])}", r#""[]""#),
        ("${jsonencode({})}", r#""{}""#),
        (
            r#"${jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Action="s3:*",Resource="*"}]})}"#,
            r#""{\"Statement\":[{\"Action\":\"s3:*\",\"Effect\":\"Allow\",\"Resource\":\"*\"}],\"Version\":\"2012-10-17\"}""#,
        ),
        (r#"${jsonencode(toset(["b","a"]))}"#, r#""[\"a\",\"b\"]""#),
        (r#"${jsonencode("é")}"#, r#""\"é\"""#),
        ("${jsonencode(1e21)}", r#""1000000000000000000000""#),
        (r#"${contains(["a","b"], "a")}"#, "true"),
        (r#"${contains(["a"], "b")}"#, "false"),
        (r#"${contains([1], "1")}"#, "false"),
        (r#"${contains(tolist(["1"]), 1)}"#, "false"),
        (r#"${contains(toset(["a"]), "a")}"#, "true"),
        (r#"${contains([], "a")}"#, "false"),
        (r#"${contains({a=1}, "a")}"#, "unknown"),
        ("${keys({b=1,a=2})}", r#"["a","b"]"#),
        ("${values({b=1,a=2})}", "[2,1]"),
        ("${keys([])}", "unknown"),
        (r#"${flatten([["a"],["b",["c"]]])}"#, r#"["a","b","c"]"#),
        (r#"${flatten(["a"])}"#, r#"["a"]"#),
        ("${flatten([])}", "[]"),
        (r#"${flatten("a")}"#, "unknown"),
        ("${flatten([{a=[1]}])}", r#"[{"a":[1]}]"#),
        (r#"${distinct(["a","b","a"])}"#, r#"["a","b"]"#),
        ("${distinct([1,1,2])}", "[1,2]"),
        ("${distinct([])}", "[]"),
        ("${min(3,1,2)}", "1"),
        (r#"${max(3,"10")}"#, "10"),
        ("${min()}", "unknown"),
        ("${max([]...)}", "unknown"),
        ("${abs(-5)}", "5"),
        (r#"${abs("-2.5")}"#, "2.5"),
        ("${ceil(1.2)}", "2"),
        ("${ceil(-1.5)}", "-1"),
        ("x${ceil(-0.5)}", "unknown"),
        ("${floor(1.7)}", "1"),
        ("${floor(-1.2)}", "-2"),
        (r#"${startswith("abc","ab")}"#, "true"),
        (r#"${endswith("abc","bc")}"#, "true"),
        (r#"${strcontains("abc","b")}"#, "true"),
        (r#"${startswith("abc", null)}"#, "unknown"),
        (r#"${sort(["b","a"])}"#, r#"["a","b"]"#),
        ("${sort([2,10])}", r#"["10","2"]"#),
        ("${reverse([1,2])}", "[2,1]"),
        ("${one([])}", "null"),
        (r#"${one(["a"])}"#, r#""a""#),
        ("${one([1,2])}", "unknown"),
        ("${one(null)}", "unknown"),
        (r#"${slice(["a","b","c"], 1, 2)}"#, r#"["b"]"#),
        (r#"${slice(["a"], 1, 5)}"#, "unknown"),
        (r#"${alltrue([true,"true"])}"#, "true"),
        ("${alltrue([])}", "true"),
        ("${anytrue([false])}", "false"),
        (r#"${tolist([[1],["a"]])}"#, "unknown"),
        (r#"${tolist([{a=1},{a="x"}])}"#, "unknown"),
        ("${tolist([{a=1},{b=2}])}", r#"[{"a":1},{"b":2}]"#),
        ("${tolist([{a=1},{a=2}])}", r#"[{"a":1},{"a":2}]"#),
        ("${tolist([[1],[2,3]])}", "[[1],[2,3]]"),
        ("${tolist([null, 1])}", "[null,1]"),
        ("${tolist([null])}", "[null]"),
        (r#"${tomap({a=[1],b=["x"]})}"#, "unknown"),
        ("${tomap({a=[1],b=[2]})}", r#"{"a":[1],"b":[2]}"#),
        (r#"${tomap({a=null,b="x"})}"#, r#"{"a":null,"b":"x"}"#),
        (r#"${distinct(["a",1])}"#, r#"["a","1"]"#),
        ("${distinct([[1],[1]])}", "unknown"),
        (r#"${flatten([toset(["b","a"]),["c"]])}"#, r#"["a","b","c"]"#),
        (r#"${concat(["a",1],["b"])}"#, "unknown"),
        (r#"${concat(tolist(["a"]),["b"])}"#, r#"["a","b"]"#),
        (r#"${concat(tolist(["a"]),[1])}"#, "unknown"),
        (r#"${concat(tolist([1]),tolist(["a"]))}"#, "unknown"),
        ("${merge({a=1},{b=[1]})}", r#"{"a":1,"b":[1]}"#),
        (r#"${merge(tomap({a=1}),tomap({b="x"}))}"#, r#"{"a":1,"b":"x"}"#),
        (r#"${merge(tomap({a=1}),{b="x"})}"#, r#"{"a":1,"b":"x"}"#),
        (r#"${values({a=1,b="x"})}"#, r#"[1,"x"]"#),
        ("${coalesce(true,1)}", "unknown"),
        ("${coalesce(1,true)}", "unknown"),
        (r#"${coalesce([1],["a"])}"#, "unknown"),
        ("${coalesce(tostring(null),1)}", "unknown"),
        (r#"${coalesce("",1)}"#, r#""1""#),
        (r#"${coalesce("",null,5)}"#, r#""5""#),
        (r#"${compact(["a",1])}"#, r#"["a","1"]"#),
        (r#"${compact(toset(["a",""]))}"#, r#"["a"]"#),
        (r#"${contains(["a",null],"a")}"#, "unknown"),
        ("${contains([null],null)}", "unknown"),
        (r#"${contains(["a"],null)}"#, "unknown"),
        (r#"${contains([[1]],"a")}"#, "false"),
        ("${contains([1,2.5],2.5)}", "true"),
        (r#"${element(["a",1],1)}"#, "1"),
        (r#"${reverse(toset(["a","b"]))}"#, "unknown"),
        (r#"${sort(toset(["b","a"]))}"#, r#"["a","b"]"#),
        (r#"${sort(["b",null])}"#, "unknown"),
        (r#"${one(toset(["a"]))}"#, r#""a""#),
        ("${alltrue([true,null])}", "unknown"),
        ("${anytrue([null,true])}", "unknown"),
        ("${length(var.map)}", "2"),
        ("${keys(var.map)}", r#"["a","k"]"#),
        (r#"${lookup(var.obj,"a","z")}"#, "unknown"),
        (r#"${lookup(var.map,"k",1)}"#, "unknown"),
        (r#"${lookup(var.map,"zz",1)}"#, "unknown"),
        (r#"${lookup({a="x"},"a",null)}"#, "unknown"),
        (r#"${lookup({a=1,b="x"},"a")}"#, "1"),
        ("${min(1.5,1.25)}", "1.25"),
        ("${max(-1,-2)}", "-1"),
        (r#"${jsonencode({"<k>"=1})}"#, r#""{\"\\u003ck\\u003e\":1}""#),
        (r#"${jsonencode({"é"=1,"z"=2,"A"=3})}"#, r#""{\"A\":3,\"z\":2,\"é\":1}""#),
        ("${jsonencode(0.1)}", r#""0.1""#),
        (r#"${jsonencode("/")}"#, r#""\"/\"""#),
        (r#"${jsonencode("\u2029\u00ad\ufeff")}"#, "unknown"),
        (r#"${jsonencode("😀")}"#, r#""\"😀\"""#),
        (r#"${jsonencode({a={},b=[],c=""})}"#, r#""{\"a\":{},\"b\":[],\"c\":\"\"}""#),
        ("${jsonencode(var.set)}", r#""[\"a\",\"b\"]""#),
        ("${jsonencode(-5)}", r#""-5""#),
        ("${jsonencode(1e-7)}", r#""0.0000001""#),
        ("${tostring(1e-7)}", r#""0.0000001""#),
        ("${tostring(123456789.123456789)}", r#""123456789.123456789""#),
        (r#"${tonumber("0.10")}"#, "0.1"),
        (r#"${tonumber("1e3")}"#, "1000"),
        (r#"${tonumber("-5")}"#, "-5"),
        (r#"${tonumber("")}"#, "unknown"),
        (r#"${tonumber("١")}"#, "unknown"),
        (r#"${tobool("")}"#, "unknown"),
        (r#"${split(",", 5)}"#, r#"["5"]"#),
        ("${upper(true)}", r#""TRUE""#),
        (r#"${join("-",[1.50,2])}"#, r#""1.5-2""#),
        (r#"${format("%s",1.50)}"#, r#""1.5""#),
        (r#"${format("%d","2.0")}"#, r#""2""#),
        (r#"${format("%d",1e3)}"#, r#""1000""#),
        (r#"${format("%s%d","a",1)}"#, r#""a1""#),
        (r#"${format("%5d",123456789)}"#, r#""123456789""#),
        (r#"${format("%-3s|","abcd")}"#, r#""abcd|""#),
        (r#"${format("%3s|","é")}"#, r#""  é|""#),
        (r#"${format("%v",true)}"#, r#""true""#),
        (r#"${format("%v",1.5)}"#, "unknown"),
        (r#"${format("%v","x")}"#, r#""x""#),
        (r#"${format("%s","%s")}"#, r#""%s""#),
        (r#"${format("")}"#, r#""""#),
        (r#"${format("%d",-0)}"#, "unknown"),
        (r#"${format("%03d",-7)}"#, r#""-07""#),
        (r#"${format("%-3d|",-7)}"#, r#""-7 |""#),
        (r#"${format("%1s","")}"#, r#"" ""#),
        (r#"${startswith("a","")}"#, "true"),
        (r#"${trimprefix("a","")}"#, r#""a""#),
        (r#"${trim("  a ", " ")}"#, r#""a""#),
        (r#"${trimspace("\u00a0a\u2003")}"#, "unknown"),
        (r#"${title("éa b")}"#, "unknown"),
        (r#"${title("a.b/c:d")}"#, r#""A.B/C:D""#),
        (r#"${substr("hello",2,-1)}"#, r#""llo""#),
        (r#"${substr("hello",-5,-1)}"#, r#""hello""#),
        (r#"${substr("hello","1","2")}"#, r#""el""#),
        (r#"${substr("abc",3,1)}"#, r#""""#),
        (r#"${replace("aaa","aa","b")}"#, r#""ba""#),
        (r#"${replace("abc","b","$0")}"#, r#""a$0c""#),
        (r#"${replace("a/b/c","/b/","x")}"#, "unknown"),
        (r#"${strcontains("abc","")}"#, "true"),
        (r#"${chomp("a\n b")}"#, r#""a\n b""#),
        (r#"${chomp("\n\r\na\n\r\n")}"#, r#""\n\r\na""#),
        ("${abs(0)}", "0"),
        ("${ceil(5)}", "5"),
        ("${floor(-5)}", "-5"),
        ("${ceil(0.5)}x", r#""1x""#),
        ("${floor(-0.5)}", "-1"),
        ("${floor(0.5)}x", r#""0x""#),
        (r#"${length("日本語")}"#, "unknown"),
        (r#"${toset(["a",null])}"#, "unknown"),
        (r#"${distinct(["a",1,"1"])}"#, r#"["a","1"]"#),
        (r#"${lookup({},"a","x")}"#, "unknown"),
        (r#"${merge({a=1},null,{b="x"})}"#, r#"{"a":1,"b":"x"}"#),
    ];

    #[test]
    fn functions_have_the_results_that_terraform_gives_them() {
        check(RESULTS);
    }
}
