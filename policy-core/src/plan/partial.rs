//! Values of which only parts are known, from each way in which an input writes values.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::{
    Read, Value,
    attribute::{holds_true, is_template, members_of, visit_expression_references},
    scope::Scope,
};
use crate::{
    json::{self, JsonKind, KEEP_ALL},
    template::{self, Fragment, Partial, PartialScope, Step, Traversal, evaluate_partially},
};

impl PartialScope for Scope<'_> {
    fn partial(&self, traversal: &Traversal<'_>) -> Partial {
        if let ("local", Some((Step::Attribute(name), rest))) =
            (traversal.root, traversal.steps.split_first())
            && let Some((local, scope)) = self.local(name)
        {
            return of_templates(scope, local).follow(rest);
        }
        service_principal(*self, traversal).unwrap_or_else(|| Partial::reference(traversal))
    }
}

/// The name of a service's principal, which a data source gives: all but the domain is its argument.
fn service_principal(scope: Scope<'_>, traversal: &Traversal<'_>) -> Option<Partial> {
    let mut names = traversal.names();
    let ("data", Some("aws_service_principal"), Some(name), Some("name" | "id"), None) =
        (traversal.root, names.next(), names.next(), names.next(), names.next())
    else {
        return None;
    };
    let data = scope.data_source("aws_service_principal", name)?;
    let Read::Known(service) = data.attribute("service_name").literal() else { return None };
    Some(Partial::Text(Vec::from([Fragment::Known(format!("{}.", &*service)), Fragment::Unknown])))
}

/// What is known of a value of a configuration.
pub(super) fn of_templates(scope: Scope<'_>, value: Value<'_>) -> Partial {
    match value.kind() {
        JsonKind::String => {
            let text = value.string().unwrap_or_default();
            match template::parse_and_count(&text) {
                Ok((template, levels)) => evaluate_partially(&template, &scope.deeper(levels)),
                Err(_) => Partial::Unknown,
            }
        }
        JsonKind::Array => {
            let scope = scope.deeper(1);
            Partial::List(value.items().map(|item| of_templates(scope, item)).collect())
        }
        JsonKind::Object => {
            let mut entries = Vec::new();
            for (key, member) in value.members() {
                if key.is("dynamic") {
                    // It writes any number of the blocks that it names.
                    if !member.is_object() && !member.is_array() {
                        entries.push((None, Partial::Unknown));
                    }
                    let labels = super::blocks_of(member).flat_map(json::Json::members);
                    entries
                        .extend(labels.map(|(label, _)| (Some(label.text().into_owned()), Partial::Unknown)));
                    continue;
                }
                let key = key.text();
                let key = match template::parse(&key) {
                    Ok(template) => evaluate_partially(&template, &scope).as_text().map(ToOwned::to_owned),
                    Err(_) => None,
                };
                entries.push((key, of_templates(scope.deeper(1), member)));
            }
            Partial::Object(entries)
        }
        _ => of_scalar(value),
    }
}

/// What is known of a planned value, with the marks of what is not.
pub(super) fn of_planned(value: Value<'_>, unknown: Option<Value<'_>>) -> Partial {
    let Some(marks) = unknown.filter(|marks| holds_true(*marks)) else { return of_literal(value) };
    if marks.bool() == Some(true) {
        return Partial::Unknown;
    }
    if value.is_array() {
        let mut marks = marks.items();
        return Partial::List(value.items().map(|item| of_planned(item, marks.next())).collect());
    }
    let (members, all_marks) = (members_of(Some(value)), members_of(Some(marks)));
    let known = value.members().map(|(key, member)| {
        let name = key.text();
        let mark = all_marks.get(&name).copied();
        (name, of_planned(member, mark))
    });
    let unknown =
        marks.members().filter(|(key, mark)| !members.contains_key(&key.text()) && holds_true(*mark));
    let unknown = unknown.map(|(key, _)| (key.text(), Partial::Unknown));
    Partial::Object(known.chain(unknown).map(|(key, value)| (Some(key.into_owned()), value)).collect())
}

/// What is known of an expression of a plan's configuration, or of a block of them.
pub(super) fn of_expressions(scope: Scope<'_>, value: Value<'_>) -> Partial {
    if value.is_array() {
        return Partial::List(value.items().map(|item| of_expressions(scope, item)).collect());
    }
    if let Some(constant) = value.get("constant_value") {
        // JSON syntax leaves its templates in the constant, native syntax leaves what may look like one.
        let is_written = value.get("references").is_some() || is_template(constant);
        return match if is_written { of_templates(scope, constant) } else { Partial::Unknown } {
            Partial::Unknown if value.get("references").is_none() => of_literal(constant),
            partial => partial,
        };
    }
    if value.get("references").is_some() {
        return only_reference(value);
    }
    match value.members().next() {
        // A call without references leaves nothing.
        None => Partial::Unknown,
        Some(_) => Partial::Object(
            value
                .members()
                .map(|(key, member)| (Some(key.text().into_owned()), of_expressions(scope, member)))
                .collect(),
        ),
    }
}

/// The one reference of an expression: what is around it, if anything is, native syntax leaves out of a plan.
fn only_reference(expression: Value<'_>) -> Partial {
    let mut found = Vec::new();
    visit_expression_references(expression, &mut |traversal| found.push(Partial::reference(traversal)));
    match found.pop() {
        Some(only) if found.is_empty() => only,
        _ => Partial::Unknown,
    }
}

/// What is known of planned values without marks, of which what is missing may be unknown.
pub(super) fn of_planned_values(value: Value<'_>) -> Partial {
    match value.kind() {
        JsonKind::Array => Partial::List(value.items().map(of_planned_values).collect()),
        JsonKind::Object => {
            let known = value
                .members()
                .map(|(key, member)| (Some(key.text().into_owned()), of_planned_values(member)));
            Partial::Object(known.chain([(None, Partial::Unknown)]).collect())
        }
        _ => of_literal(value),
    }
}

/// A value whose strings stand for themselves.
fn of_literal(value: Value<'_>) -> Partial {
    match value.kind() {
        JsonKind::String => Partial::text(value.string().unwrap_or_default()),
        JsonKind::Array => Partial::List(value.items().map(of_literal).collect()),
        JsonKind::Object => Partial::Object(
            value
                .members()
                .map(|(key, member)| (Some(key.text().into_owned()), of_literal(member)))
                .collect(),
        ),
        _ => of_scalar(value),
    }
}

fn of_scalar(value: Value<'_>) -> Partial {
    match (value.bool(), value.number()) {
        (Some(value), _) => Partial::text(if value { "true" } else { "false" }),
        (_, Some(number)) => Partial::text(number),
        _ => Partial::Null,
    }
}

/// The value that JSON text with unknown parts holds; none where it cannot be read.
pub(crate) fn json_in(text: &Partial) -> Option<Partial> {
    match text {
        Partial::Json(inner) => Some((**inner).clone()),
        Partial::Text(fragments) => parse(fragments),
        _ => None,
    }
}

fn parse(fragments: &[Fragment]) -> Option<Partial> {
    let known =
        |fragment: &Fragment, letter| matches!(fragment, Fragment::Known(text) if text.contains(letter));
    // A character that is in no part of the text stands for what is unknown.
    let mark =
        ('\u{e000}'..='\u{e0ff}').find(|&mark| !fragments.iter().any(|fragment| known(fragment, mark)))?;
    let text = with_marks(fragments, mark);
    let document = json::Document::parse(&text, 0, KEEP_ALL).ok()?;
    let is_all = text.get(document.end()..).is_none_or(|tail| tail.trim().is_empty());
    is_all.then(|| unmarked(of_literal(document.root()), mark))
}

/// The text with a mark for each unknown part: inside of a string the mark alone, elsewhere a string of it.
fn with_marks(fragments: &[Fragment], mark: char) -> String {
    let mut text = String::new();
    let mut is_in_string = false;
    for fragment in fragments {
        match fragment {
            Fragment::Unknown if is_in_string => text.push(mark),
            Fragment::Unknown => text.extend(['"', mark, '"']),
            Fragment::Known(known) => {
                let mut is_escaped = false;
                for character in known.chars() {
                    is_in_string ^= character == '"' && !is_escaped;
                    is_escaped = character == '\\' && !is_escaped;
                }
                text.push_str(known);
            }
        }
    }
    text
}

/// The value with its marks taken for what they stand for.
fn unmarked(value: Partial, mark: char) -> Partial {
    match value {
        Partial::Text(fragments) => {
            let text = Partial::Text(fragments);
            match text.as_text() {
                Some(known) if known.contains(mark) => text_of(known, mark),
                _ => text,
            }
        }
        Partial::List(items) => Partial::List(items.into_iter().map(|item| unmarked(item, mark)).collect()),
        Partial::Object(entries) => {
            let key = |key: Option<String>| key.filter(|key| !key.contains(mark));
            Partial::Object(
                entries.into_iter().map(|(own, value)| (key(own), unmarked(value, mark))).collect(),
            )
        }
        other => other,
    }
}

fn text_of(text: &str, mark: char) -> Partial {
    if text.chars().all(|character| character == mark) {
        return Partial::Unknown;
    }
    let mut fragments = Vec::new();
    for (at, known) in text.split(mark).enumerate() {
        if at > 0 {
            fragments.push(Fragment::Unknown);
        }
        if !known.is_empty() {
            fragments.push(Fragment::Known(known.to_owned()));
        }
    }
    Partial::Text(fragments)
}
