//! Functions over lists, maps and objects.

use alloc::string::String;
use alloc::vec::Vec;

use super::conversions::unified;
use super::json::to_json;
use super::{Known, simple};
use crate::{
    sorted::{Map, Set, sort_by},
    template::value::{Value, all_fit, unify},
};

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("length", [collection]) => length(collection),
        ("element", [Value::List(items), index]) => {
            // A negative index fails up to version 1.11 and counts from the end after it.
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
        ("index", [Value::List(items), item]) => index(items, item),
        ("concat", lists) => concat(lists),
        ("coalescelist", lists) => coalescelist(lists),
        ("chunklist", [list, size]) => {
            Some(chunklist(&unified(list.items()?)?, size.to_number()?.as_index()?))
        }
        ("compact", [list]) => compact(list.items()?),
        ("flatten", [list]) => flatten(list.items()?).map(Value::List),
        ("distinct", [list]) => without_repeats(unified(list.items()?)?).map(Value::List),
        ("reverse", [Value::List(items) | Value::Set(items)]) => {
            Some(Value::List(items.iter().rev().cloned().collect()))
        }
        ("sort", [list]) => {
            let mut texts = list.items()?.iter().map(Value::to_text).collect::<Option<Vec<_>>>()?;
            sort_by(&mut texts, &String::cmp);
            Some(Value::List(texts.into_iter().map(Value::String).collect()))
        }
        ("contains", [list, item]) => contains(list, item),
        ("alltrue", [list]) => bools(list)?.into_iter().all(|value| value).known(),
        ("anytrue", [list]) => bools(list)?.into_iter().any(|value| value).known(),
        ("matchkeys", [values, keys, wanted]) => matchkeys(values.items()?, keys.items()?, wanted.items()?),
        ("keys", [Value::Object(entries)]) => {
            Some(Value::List(entries.keys().map(|key| Value::String(key.clone())).collect()))
        }
        ("keys" | "values", [Value::EmptyMap]) => Some(Value::EmptyList),
        ("values", [Value::Object(entries)]) => Some(Value::List(entries.values().cloned().collect())),
        ("lookup", [Value::Object(entries), key]) => entries.get(&key.to_text()?).cloned(),
        ("lookup", [Value::Object(entries), key, default]) => lookup(entries, &key.to_text()?, default),
        ("merge", maps) => merge(maps),
        ("transpose", [Value::Object(entries)]) => transpose(entries),
        ("zipmap", [keys, Value::List(values)]) => zipmap(keys.items()?, values),
        ("coalesce", values) => coalesce(values),
        _ => None,
    }
}

fn length(collection: &Value) -> Option<Value> {
    match collection {
        Value::List(items) | Value::Set(items) => items.len().known(),
        Value::Object(entries) => entries.len().known(),
        Value::EmptyList | Value::EmptyMap => 0_usize.known(),
        Value::String(_) => simple(collection)?.chars().count().known(),
        _ => None,
    }
}

fn index(items: &[Value], item: &Value) -> Option<Value> {
    for (index, other) in items.iter().enumerate() {
        if *other == Value::Null {
            return None;
        }
        if other.equals(item)? {
            return index.known();
        }
    }
    None
}

/// Tuples keep their items as they are, lists of different types are converted.
///
/// Items of different types stand only in a tuple, and one tuple among lists makes a tuple of all.
fn concat(lists: &[Value]) -> Option<Value> {
    let mut items = Vec::new();
    for list in lists {
        let Value::List(list) = list else { return None };
        items.extend(list.iter().cloned());
    }
    let is_tuple = |list: &Value| list.items().is_some_and(|items| !all_fit(&items.iter()));
    let is_certain = lists.iter().any(is_tuple) || all_fit(&items.iter());
    (!lists.is_empty() && is_certain).then_some(Value::List(items))
}

fn coalescelist(lists: &[Value]) -> Option<Value> {
    if !lists.iter().all(|list| matches!(list, Value::List(_))) {
        return None;
    }
    lists.iter().find(|list| list.items().is_some_and(|items| !items.is_empty())).cloned()
}

/// A size of zero leaves all items in one piece.
fn chunklist(items: &[Value], size: usize) -> Value {
    let size = if size == 0 { items.len().max(1) } else { size };
    Value::List(items.chunks(size).map(|chunk| Value::List(chunk.to_vec())).collect())
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
            Value::EmptyList => {}
            // It may be a null list as well as a null item.
            Value::Null => return None,
            _ => flat.push(item.clone()),
        }
    }
    Some(flat)
}

/// Keeps the first of equal items, which are all of one type, so that equal ones have equal JSON.
pub(super) fn without_repeats(items: Vec<Value>) -> Option<Vec<Value>> {
    let mut seen = Set::new();
    let mut kept = Vec::new();
    for item in items {
        if item == Value::Null {
            return None;
        }
        if seen.insert(to_json(&item)) {
            kept.push(item);
        }
    }
    Some(kept)
}

fn contains(list: &Value, item: &Value) -> Option<Value> {
    let is_null = |value: &Value| *value == Value::Null;
    let equal = |other: &Value| if is_null(other) { None } else { other.equals(item) };
    let is_equal: Vec<_> = list.items().filter(|_| !is_null(item))?.iter().map(equal).collect();
    // What is not certain of one item does not matter beside another that is equal.
    (is_equal.contains(&Some(true)) || !is_equal.contains(&None))
        .then(|| is_equal.contains(&Some(true)))
        .known()
}

/// Of an empty list nothing says that it is one of bools.
fn bools(list: &Value) -> Option<Vec<bool>> {
    if *list == Value::EmptyList {
        return None;
    }
    list.items()?.iter().map(Value::to_bool).collect()
}

/// The values at whose place one of the wanted keys stands.
fn matchkeys(values: &[Value], keys: &[Value], wanted: &[Value]) -> Option<Value> {
    let values = unified(values)?;
    let all = unified(&[keys, wanted].concat())?;
    let (keys, wanted) = all.split_at_checked(keys.len())?;
    let is_primitive = |value: &Value| value.to_text().is_some();
    if values.len() != keys.len() || !all.iter().all(is_primitive) {
        return None;
    }
    let wanted: Set<String> = wanted.iter().filter_map(Value::to_text).collect();
    let found = values
        .into_iter()
        .zip(keys)
        .filter(|(_, key)| key.to_text().is_some_and(|key| wanted.contains(&key)));
    Some(Value::List(found.map(|(value, _)| value).collect()))
}

/// In a map the default gets the type of the values, in an object it keeps its own.
///
/// A value does not tell which of the two it is, so the result is certain only where both agree.
fn lookup(entries: &Map<String, Value>, key: &str, default: &Value) -> Option<Value> {
    let mut kinds = entries.values().filter(|value| **value != Value::Null);
    let first = kinds.next();
    // Values of several types stand in no map, so this is an object.
    let is_object = first.is_some_and(|first| kinds.any(|value| !first.fits(value)));
    if is_object {
        return Some(entries.get(key).unwrap_or(default).clone());
    }
    let is_text = |value: &Value| matches!(value, Value::String(_));
    let is_primitive = default.to_text().is_some();
    let same_type = !entries.is_empty() && entries.values().all(|value| value.is_same_primitive(default));
    if let Some(found) = entries.get(key) {
        let converts = *default == Value::Null || (is_primitive && entries.values().all(is_text));
        return (converts || same_type).then(|| found.clone());
    }
    (*default == Value::Null || same_type).then(|| default.clone())
}

fn merge(maps: &[Value]) -> Option<Value> {
    let mut merged = Map::new();
    for map in maps {
        match map {
            Value::Null | Value::EmptyMap => {}
            Value::Object(entries) => {
                merged.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            _ => return None,
        }
    }
    if merged.is_empty() && maps.contains(&Value::EmptyMap) {
        return Some(Value::EmptyMap);
    }
    (maps.is_empty() || maps.iter().any(|map| *map != Value::Null)).then_some(Value::Object(merged))
}

/// Makes keys of the texts in the lists, and lists of the keys.
fn transpose(entries: &Map<String, Value>) -> Option<Value> {
    let mut transposed: Map<String, Vec<Value>> = Map::new();
    for (key, texts) in entries {
        for text in texts.items()? {
            transposed.get_or_default(text.to_text()?).push(Value::String(key.clone()));
        }
    }
    Some(Value::Object(transposed.into_iter().map(|(key, keys)| (key, Value::List(keys))).collect()))
}

fn zipmap(keys: &[Value], values: &[Value]) -> Option<Value> {
    if keys.len() != values.len() {
        return None;
    }
    let entries = keys.iter().zip(values).map(|(key, value)| Some((key.to_text()?, value.clone())));
    entries.collect::<Option<_>>().map(Value::Object)
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
