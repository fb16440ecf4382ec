//! Conversions from type to type.

use alloc::string::String;
use alloc::vec::Vec;

use super::sets;
use crate::{
    sorted::Map,
    template::value::{Value, unify},
};

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("tostring", [value]) => convert(value, |value| value.to_text().map(Value::String)),
        ("tonumber", [value]) => convert(value, |value| value.to_number().map(Value::Number)),
        ("tobool", [value]) => convert(value, |value| value.to_bool().map(Value::Bool)),
        ("tolist", [list]) => unified(list.items()?).map(Value::List),
        ("toset", [list]) => sets::toset(unified(list.items()?)?),
        ("tomap", [Value::Object(entries)]) => tomap(entries),
        // What `sensitive` gives may not be shown, which a value does not tell; so it stays unknown.
        ("nonsensitive", [value]) => Some(value.clone()),
        _ => None,
    }
}

/// The items with the one type that a list or set of them has.
pub(super) fn unified(items: &[Value]) -> Option<Vec<Value>> {
    let mut items = items.to_vec();
    unify(&mut items.iter_mut().collect::<Vec<_>>())?;
    Some(items)
}

fn tomap(entries: &Map<String, Value>) -> Option<Value> {
    let mut entries = entries.clone();
    unify(&mut entries.values_mut().collect::<Vec<_>>())?;
    Some(Value::Object(entries))
}

fn convert(value: &Value, conversion: fn(&Value) -> Option<Value>) -> Option<Value> {
    if *value == Value::Null { Some(Value::Null) } else { conversion(value) }
}
