//! Functions that match regular expressions.

use alloc::string::String;
use alloc::vec::Vec;

use super::Known;
use super::pattern::{Captures, Pattern};
use crate::template::value::Value;

pub(super) fn call(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    match (name, arguments) {
        ("regex", [pattern, text]) => {
            let (pattern, text) = prepared(&pattern.to_text()?, text.to_text()?)?;
            result(&pattern, &text, &pattern.find(&text, 0)?)
        }
        ("regexall", [pattern, text]) => {
            let (pattern, text) = prepared(&pattern.to_text()?, text.to_text()?)?;
            // Groups with and without names fail together, whether anything matches or not.
            let named = pattern.names().iter().filter(|name| !name.is_empty()).count();
            if named > 0 && named < pattern.names().len() {
                return None;
            }
            let matches = matches(&pattern, &text);
            matches
                .iter()
                .map(|captures| result(&pattern, &text, captures))
                .collect::<Option<_>>()
                .map(Value::List)
        }
        ("replace", [text, from, to]) => {
            let from = from.to_text()?;
            let (pattern, text) = prepared(from.strip_prefix('/')?.strip_suffix('/')?, text.to_text()?)?;
            replace(&pattern, &text, &to.to_text()?, limit).known()
        }
        _ => None,
    }
}

/// Whether `regex` fails because nothing in the text matches.
pub(super) fn certainly_mismatch(pattern: &Value, text: &Value) -> bool {
    let prepared = pattern.to_text().zip(text.to_text()).and_then(|(pattern, text)| prepared(&pattern, text));
    prepared.is_some_and(|(pattern, text)| pattern.find(&text, 0).is_none())
}

fn prepared(pattern: &str, text: String) -> Option<(Pattern, String)> {
    let pattern = Pattern::parse(pattern)?;
    pattern.suits(&text).then_some((pattern, text))
}

/// The whole match, or what the groups matched: in an object where they have names, which either all or none have.
fn result(pattern: &Pattern, text: &str, captures: &Captures) -> Option<Value> {
    let part = |capture: &Option<(usize, usize)>| match *capture {
        Some((from, to)) => text.get(from..to).map(|part| Value::String(part.into())),
        None => Some(Value::Null),
    };
    let (whole, groups) = captures.split_first()?;
    let names = pattern.names();
    if names.is_empty() {
        return part(whole);
    }
    if names.iter().all(String::is_empty) {
        return groups.iter().map(part).collect::<Option<_>>().map(Value::List);
    }
    let entries = names.iter().zip(groups).map(|(name, group)| Some((name.clone(), part(group)?)));
    if names.iter().any(String::is_empty) { None } else { entries.collect::<Option<_>>().map(Value::Object) }
}

/// How many bytes the character at a place takes; past the end, one.
fn step(text: &str, place: usize) -> usize {
    text.get(place..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

/// All matches from left to right, no empty one right behind another.
fn matches(pattern: &Pattern, text: &str) -> Vec<Captures> {
    let mut matches = Vec::new();
    let (mut place, mut last_end) = (0, None);
    while place <= text.len()
        && let Some(captures) = pattern.find(text, place)
        && let Some(Some((start, end))) = captures.first().copied()
    {
        let is_accepted = end != place || last_end != Some(start);
        place = if end == place { place + step(text, place) } else { end };
        last_end = Some(end);
        if is_accepted {
            matches.push(captures);
        }
    }
    matches
}

fn replace(pattern: &Pattern, text: &str, with: &str, limit: usize) -> Option<String> {
    let mut replaced = String::new();
    let mut copied = 0;
    for captures in matches(pattern, text) {
        let (start, end) = (*captures.first()?)?;
        replaced.push_str(text.get(copied..start)?);
        expand(&mut replaced, pattern, text, &captures, with)?;
        copied = end;
        if replaced.len() > limit {
            return None;
        }
    }
    replaced.push_str(text.get(copied..)?);
    Some(replaced)
}

/// Adds the replacement, with groups in the place of `$1`, `$name` and `${name}`.
fn expand(
    replaced: &mut String,
    pattern: &Pattern,
    text: &str,
    captures: &Captures,
    with: &str,
) -> Option<()> {
    // Letters of all scripts are letters of a name.
    if with.contains('$') && !with.is_ascii() {
        return None;
    }
    let mut rest = with;
    while let Some((before, after)) = rest.split_once('$') {
        replaced.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            replaced.push('$');
            rest = after;
            continue;
        }
        let Some((name, after)) = group_name(after) else {
            replaced.push('$');
            rest = after;
            continue;
        };
        rest = after;
        let index =
            if name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0')) {
                name.parse().ok().filter(|_| name.len() < 9)?
            } else {
                pattern.names().iter().position(|other| other == name).map_or(usize::MAX, |index| index + 1)
            };
        // A group that is not there or did not match leaves nothing.
        if let Some(Some((from, to))) = captures.get(index) {
            replaced.push_str(text.get(*from..*to)?);
        }
    }
    replaced.push_str(rest);
    Some(())
}

/// The name behind a dollar sign and what follows it; none where the sign stands for itself.
fn group_name(text: &str) -> Option<(&str, &str)> {
    let braced = text.strip_prefix('{');
    let text = braced.unwrap_or(text);
    let end = text.find(|one: char| !one.is_ascii_alphanumeric() && one != '_').unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    let after = if braced.is_some() { after.strip_prefix('}') } else { Some(after) };
    after.filter(|_| !name.is_empty()).map(|after| (name, after))
}
