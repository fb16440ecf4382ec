//! Functions over sets.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::collections::without_repeats;
use super::conversions::unified;
use super::json::to_json;
use crate::{
    sorted::{Set, sort_by},
    template::value::Value,
};

pub(super) fn call(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    match (name, arguments) {
        ("setunion", [_, ..]) => toset(alike(arguments)?.concat()),
        ("setintersection", [_, ..]) => combined(arguments, |is_in_all, _| is_in_all),
        ("setsubtract", [_, _]) => combined(arguments, |_, is_in_others| !is_in_others),
        ("setproduct", [_, _, ..]) => product(arguments, limit),
        _ => None,
    }
}

/// The largest set of numbers that is put in order.
const MOST_NUMBERS: usize = 500;

/// Items of one type without repeats, in the order in which Terraform walks a set of them.
///
/// Numbers go by size, strings by their bytes, false before true. The order of everything else is left to Terraform.
pub(in crate::template) fn toset(items: Vec<Value>) -> Option<Value> {
    let mut items = without_repeats(items)?;
    let is_text = |item: &Value| matches!(item, Value::String(_) | Value::Bool(_));
    if !items.iter().all(is_text) {
        // Numbers of very different sizes do not compare, so each has to be held against each.
        let compares = |one| items.iter().all(|two| compare(one, two).is_some());
        if items.len() > MOST_NUMBERS || (items.len() > 1 && !items.iter().all(compares)) {
            return None;
        }
    }
    sort_by(&mut items, &|one, two| compare(one, two).unwrap_or(Ordering::Equal));
    Some(Value::Set(items))
}

fn compare(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::String(one), Value::String(two)) => Some(one.cmp(two)),
        (Value::Number(one), Value::Number(two)) => one.compare(*two),
        (Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
        _ => None,
    }
}

/// The items of each argument, all of one type.
fn alike(arguments: &[Value]) -> Option<Vec<Vec<Value>>> {
    let mut lists = Vec::new();
    if arguments.contains(&Value::EmptyList) {
        return None;
    }
    for argument in arguments {
        lists.push(unified(argument.items()?)?);
    }
    let mut all = unified(&lists.concat())?.into_iter();
    Some(lists.iter().map(|list| all.by_ref().take(list.len()).collect()).collect())
}

/// The items of the first set that are kept, given whether an item is in all others and in any of them.
fn combined(arguments: &[Value], is_kept: fn(bool, bool) -> bool) -> Option<Value> {
    let lists = alike(arguments)?;
    let (first, others) = lists.split_first()?;
    let others: Vec<Set<String>> = others.iter().map(|list| list.iter().map(to_json).collect()).collect();
    let kept = first.iter().filter(|item| {
        let json = to_json(item);
        is_kept(others.iter().all(|set| set.contains(&json)), others.iter().any(|set| set.contains(&json)))
    });
    toset(kept.cloned().collect())
}

/// Every combination of one item of each argument, the last argument's items changing fastest.
fn product(arguments: &[Value], limit: usize) -> Option<Value> {
    let mut combinations: Vec<Vec<Value>> = [Vec::new()].into();
    for argument in arguments {
        let items = unified(argument.items()?)?;
        // Beside a null, which has no type of its own, not every item is taken.
        if items.contains(&Value::Null) {
            return None;
        }
        let count = combinations.len().checked_mul(items.len())?;
        if count.checked_mul(arguments.len())? > limit / 4 {
            return None;
        }
        let extended = combinations.iter().flat_map(|combination| {
            items.iter().map(|item| {
                let mut longer = combination.clone();
                longer.push(item.clone());
                longer
            })
        });
        combinations = extended.collect();
    }
    let combinations = combinations.into_iter().map(Value::List).collect();
    if arguments.iter().all(|argument| matches!(argument, Value::List(_))) {
        Some(Value::List(combinations))
    } else {
        toset(combinations)
    }
}
