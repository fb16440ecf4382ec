//! A secret that is planted where an input says that it is one, so that it must not show anywhere.

use std::collections::BTreeSet;

use arbitrary::{Result, Unstructured};

use super::tree::Tree;

/// What no input holds unless it was planted.
const CANARY: &str = "Xyzzy7Plugh";

/// Forms of the secret that rules look into: names, addresses, policies, versions, lists.
const FORMS: [&str; 12] = [
    "Xyzzy7Plugh",
    "Xyzzy7Plugh-dev",
    "http://user:Xyzzy7Plugh@example.com/Xyzzy7Plugh?q",
    "arn:aws:iam::123456789012:role/Xyzzy7Plugh",
    "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"Xyzzy7Plugh:*\"],\"Resource\":\"*\",\"Sid\":\"Xyzzy7Plugh\"}]}",
    "{\"containerDefinitions\":[{\"environment\":[{\"name\":\"PASSWORD\",\"value\":\"Xyzzy7Plugh\"}]}]}",
    "10.0.0.0/8 Xyzzy7Plugh",
    "Xyzzy7Plugh.zip",
    "Xyzzy7Plugh.example.com",
    "nodejs12.x Xyzzy7Plugh",
    "5.6.Xyzzy7Plugh",
    "postgres://Xyzzy7Plugh:Xyzzy7Plugh@db:5432/app",
];

/// Templates of a sensitive variable that is called `planted`.
const TEMPLATES: [&str; 8] = [
    "${var.planted}",
    "a-${var.planted}-b",
    "${local.planted}",
    "${jsonencode({a = [var.planted]})}",
    "${lower(var.planted)}",
    "${upper(substr(var.planted, 0, 8))}",
    "${[for p in [var.planted] : \"x${p}\"][0]}",
    "${format(\"%s\", var.planted)}",
];

/// Arguments that the provider's schema calls sensitive.
const SECRETS: [(&str, &str); 6] = [
    ("aws_db_instance", "password"),
    ("aws_rds_cluster", "master_password"),
    ("aws_ssm_parameter", "value"),
    ("aws_secretsmanager_secret_version", "secret_string"),
    ("aws_elasticache_replication_group", "auth_token"),
    ("aws_docdb_cluster", "master_password"),
];

/// Whether the secret shows in a text, in whatever case.
pub(super) fn is_in(text: &str) -> bool {
    text.contains(CANARY)
        || text.bytes().any(|byte| byte == b'7') && text.to_ascii_lowercase().contains("xyzzy7p")
}

/// Plants the secret, where the stack has a place for one; mostly in the place of a text that a report shows.
pub(super) fn plant(
    stack: &mut Tree,
    shown: &BTreeSet<String>,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    if stack.get("resource").is_some() {
        return plant_in_configuration(stack, shown, choices);
    }
    if let Some(planned) = stack.get_mut("planned_values").and_then(|planned| planned.get_mut("root_module"))
        && let Some(Tree::Array(resources)) = planned.get_mut("resources")
        && !resources.is_empty()
    {
        let at = choices.choose_index(resources.len())?;
        return resources.get_mut(at).map_or(Ok(()), |resource| {
            plant_beside(resource, ("values", "sensitive_values"), shown, choices)
        });
    }
    if let Some(Tree::Array(changes)) = stack.get_mut("resource_changes")
        && !changes.is_empty()
    {
        let at = choices.choose_index(changes.len())?;
        let change = changes.get_mut(at).and_then(|change| change.get_mut("change"));
        return change
            .map_or(Ok(()), |change| plant_beside(change, ("after", "after_sensitive"), shown, choices));
    }
    Ok(())
}

/// Puts the secret in the place of one of the values, and marks that place.
fn plant_beside(
    holder: &mut Tree,
    (values, marks): (&str, &str),
    shown: &BTreeSet<String>,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    let Some(value) = holder.get_mut(values) else { return Ok(()) };
    let depth: usize = choices.int_in_range(1..=8)?;
    let marked_at = choices.int_in_range(0..=depth)?;
    let mut way = Vec::new();
    let is_shown = choices.ratio(3, 4)? && extend_shown(value, shown, CANARY, &mut way);
    if !is_shown {
        put(value, Tree::string(choices.choose(&FORMS)?), depth, &mut way, choices)?;
    }
    if way.is_empty() {
        return Ok(());
    }
    way.truncate(marked_at);
    let mark = way.into_iter().rev().fold(Tree::Leaf("true".into()), |mark, step| match step {
        Ok(name) => Tree::Object(vec![(name, mark)]),
        Err(at) => Tree::Array((0..at).map(|_| Tree::Object(Vec::new())).chain([mark]).collect()),
    });
    holder.set(marks, mark);
    Ok(())
}

/// Puts a value in the place of one so many levels down, or as far down as there are any; gives the way to it.
fn put(
    place: &mut Tree,
    value: Tree,
    depth: usize,
    way: &mut Vec<std::result::Result<String, usize>>,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    match place {
        Tree::Object(members) if depth > 0 && !members.is_empty() => {
            let (name, _) = choices.choose(members)?.clone();
            // Where a name is repeated, the last one counts.
            let last = members.iter_mut().rev().find(|(own, _)| *own == name);
            way.push(Ok(name));
            last.map_or(Ok(()), |(_, member)| put(member, value, depth - 1, way, choices))
        }
        Tree::Array(items) if depth > 0 && !items.is_empty() => {
            let at = choices.choose_index(items.len())?;
            way.push(Err(at));
            items.get_mut(at).map_or(Ok(()), |item| put(item, value, depth - 1, way, choices))
        }
        _ => {
            *place = with(place, value, CANARY, choices)?;
            Ok(())
        }
    }
}

/// Puts the secret behind the first text that a report shows, and gives the way to it; false where there is none.
fn extend_shown(
    place: &mut Tree,
    shown: &BTreeSet<String>,
    secret: &str,
    way: &mut Vec<std::result::Result<String, usize>>,
) -> bool {
    match place {
        Tree::Leaf(text) if shown.contains(text) => {
            *text = format!("{}-{secret}\"", text.trim_end_matches('"'));
            return true;
        }
        Tree::Leaf(_) => {}
        Tree::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                way.push(Err(at));
                if extend_shown(item, shown, secret, way) {
                    return true;
                }
                way.pop();
            }
        }
        Tree::Object(members) => {
            for (name, member) in members {
                way.push(Ok(name.clone()));
                if extend_shown(member, shown, secret, way) {
                    return true;
                }
                way.pop();
            }
        }
    }
    false
}

/// Another value in the place of one; or the same text with the secret behind it, about which rules say what they did.
fn with(place: &Tree, other: Tree, secret: &str, choices: &mut Unstructured<'_>) -> Result<Tree> {
    match place {
        Tree::Leaf(text) if text.len() > 2 && text.ends_with('"') && choices.ratio(2, 3)? => {
            let text = text.trim_end_matches('"');
            Ok(Tree::Leaf(format!("{text}-{secret}\"")))
        }
        _ => Ok(other),
    }
}

fn plant_in_configuration(
    stack: &mut Tree,
    shown: &BTreeSet<String>,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    let secret = Tree::string(choices.choose(&FORMS)?);
    if choices.ratio(1, 3)? {
        return plant_argument(stack, secret, choices);
    }
    let mut variable = Tree::object("default", secret);
    variable.set("sensitive", Tree::Leaf("true".into()));
    for (section, planted) in [("variable", variable), ("locals", Tree::string("${var.planted}"))] {
        if !matches!(stack.get(section), Some(Tree::Object(_))) {
            stack.set(section, Tree::Object(Vec::new()));
        }
        if let Some(section) = stack.get_mut(section) {
            section.set("planted", planted);
        }
    }
    let Some(resources) = stack.get_mut("resource") else { return Ok(()) };
    if choices.ratio(3, 4)? && extend_shown(resources, shown, "${var.planted}", &mut Vec::new()) {
        return Ok(());
    }
    let count = resources.count();
    for _ in 0..choices.int_in_range(1..=3)? {
        if let Some(value) = resources.nth(choices.choose_index(count)?)
            && matches!(value, Tree::Leaf(_))
        {
            *value = with(value, Tree::string(choices.choose(&TEMPLATES)?), "${var.planted}", choices)?;
        }
    }
    Ok(())
}

/// Adds a resource with a secret to those that are there, with the arguments of one of them.
fn plant_argument(stack: &mut Tree, secret: Tree, choices: &mut Unstructured<'_>) -> Result<()> {
    let (type_name, argument) = *choices.choose(&SECRETS)?;
    let Some(resources) = stack.get_mut("resource") else { return Ok(()) };
    let number = choices.choose_index(resources.count())?;
    let mut planted = match resources.nth(number) {
        Some(like @ Tree::Object(_)) if number > 0 => like.clone(),
        _ => Tree::Object(Vec::new()),
    };
    planted.set(argument, secret);
    if !matches!(resources.get(type_name), Some(Tree::Object(_))) {
        resources.set(type_name, Tree::Object(Vec::new()));
    }
    if let Some(type_) = resources.get_mut(type_name) {
        type_.set("planted", planted);
    }
    Ok(())
}
