//! Large plans made of a real one: its resources again and again, each time in another instance of a module.
//!
//! Names differ from instance to instance, the configuration is there once, as Terraform writes a module with
//! `for_each`. The same size gives the same bytes.

use std::{collections::HashSet, error::Error};

use serde_json::{Map, Value, json};

/// Attributes that name a resource, and so differ between instances.
const NAMES: &[&str] = &[
    "Name",
    "alarm_name",
    "bucket",
    "cluster_identifier",
    "family",
    "function_name",
    "identifier",
    "name",
    "statement_id",
];

/// A configuration with this many resources: the real one again and again, each time under other names.
///
/// Copies refer to themselves as the real one does, so that the large one is as right as that.
pub(crate) fn configuration(base: &Value, resources: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let types = base["resource"].as_object().ok_or("the configuration has no `resource`")?;
    let all: Vec<(&str, &str, &Value)> = types
        .iter()
        .flat_map(|(kind, named)| named.as_object().into_iter().flatten().map(move |own| (kind, own)))
        .map(|(kind, (name, body))| (kind.as_str(), name.as_str(), body))
        .collect();
    let own: HashSet<(&str, &str)> = all.iter().map(|(kind, name, _)| (*kind, *name)).collect();
    let (mut repeated, mut outputs) = (Map::new(), Map::new());
    for copy in 0..resources.div_ceil(all.len().max(1)) {
        // The last copy is whole too, or it would refer to what is not there.
        for (kind, name, body) in &all {
            let of_kind = repeated.entry(*kind).or_insert_with(|| json!({}));
            of_kind[format!("{name}_{copy:05}")] = referring(&renamed(body, copy, true), &own, copy);
        }
        for (name, body) in base["output"].as_object().into_iter().flatten() {
            outputs.insert(format!("{name}_{copy:05}"), referring(body, &own, copy));
        }
    }
    let mut configuration = base.clone();
    configuration["resource"] = Value::Object(repeated);
    configuration["output"] = Value::Object(outputs);
    Ok(serde_json::to_vec(&configuration)?)
}

/// A copy in which what refers to one of the resources refers to that one's copy.
fn referring(value: &Value, own: &HashSet<(&str, &str)>, copy: usize) -> Value {
    match value {
        Value::String(text) => {
            let mut moved = String::with_capacity(text.len());
            let is_of_address = |character: char| character.is_alphanumeric() || "._-".contains(character);
            for address in text.split_inclusive(|character| !is_of_address(character)) {
                let mut names = address.splitn(3, '.');
                let (kind, name) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
                let name = name.trim_end_matches(|character: char| !character.is_alphanumeric());
                if own.contains(&(kind, name)) {
                    let (before, behind) = address.split_at(kind.len() + 1 + name.len());
                    moved.extend([before, &format!("_{copy:05}"), behind]);
                } else {
                    moved.push_str(address);
                }
            }
            moved.into()
        }
        Value::Array(items) => items.iter().map(|item| referring(item, own, copy)).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, member)| (key.clone(), referring(member, own, copy))).collect()
        }
        other => other.clone(),
    }
}

/// A plan with this many managed resources.
pub(crate) fn plan(base: &Value, resources: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let changes = base["resource_changes"].as_array().ok_or("the plan has no `resource_changes`")?;
    let root = &base["planned_values"]["root_module"];
    let (mut all_changes, mut modules) = (Vec::new(), Vec::new());
    for instance in 0.. {
        let prefix = format!("module.stack[\"{instance:05}\"]");
        let left = resources - all_changes.len();
        if left == 0 {
            break;
        }
        let managed = changes.iter().filter(|change| change["mode"] == "managed");
        all_changes.extend(managed.take(left).map(|change| moved(change, &prefix, instance, true)));
        modules.push(moved_module(root, &prefix, instance));
    }
    let call = json!({
        "source": "./stack",
        "for_each_expression": {"references": ["var.instances"]},
        "module": base["configuration"]["root_module"],
    });
    let plan = json!({
        "format_version": base["format_version"],
        "terraform_version": base["terraform_version"],
        "planned_values": {"root_module": {"child_modules": modules}},
        "resource_changes": all_changes,
        "prior_state": {"format_version": "1.0", "values": {"root_module": {"child_modules": modules}}},
        "configuration": {
            "provider_config": base["configuration"]["provider_config"],
            "root_module": {
                "outputs": {"instances": {"expression": {"references": ["module.stack"]}}},
                "module_calls": {"stack": call},
            },
        },
    });
    let mut bytes = serde_json::to_vec(&plan)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn moved_module(module: &Value, prefix: &str, instance: usize) -> Value {
    let list = |key: &str| module[key].as_array().into_iter().flatten();
    let mut moved_to = Map::new();
    moved_to.insert(
        "resources".into(),
        list("resources").map(|entry| moved(entry, prefix, instance, false)).collect(),
    );
    let address = match module["address"].as_str() {
        Some(address) => format!("{prefix}.{address}"),
        None => prefix.to_owned(),
    };
    moved_to.insert("address".into(), address.into());
    let children: Vec<_> = list("child_modules").map(|child| moved_module(child, prefix, instance)).collect();
    if !children.is_empty() {
        moved_to.insert("child_modules".into(), children.into());
    }
    Value::Object(moved_to)
}

/// An entry of a list of resources, as it stands in the module instance.
fn moved(entry: &Value, prefix: &str, instance: usize, is_change: bool) -> Value {
    let mut entry = renamed(entry, instance, true);
    let Some(object) = entry.as_object_mut() else { return entry };
    let under = |address: Option<&Value>| match address.and_then(Value::as_str) {
        Some(address) => format!("{prefix}.{address}"),
        None => prefix.to_owned(),
    };
    let address = under(object.get("address"));
    object.insert("address".into(), address.into());
    if is_change {
        let module = under(object.get("module_address"));
        object.shift_insert(1, "module_address".into(), module.into());
    }
    entry
}

/// A copy in which names end in the number of the instance; those of the entry itself stay.
fn renamed(value: &Value, instance: usize, is_entry: bool) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, member)| {
                let renames = !is_entry && NAMES.contains(&key.as_str());
                let member = match member {
                    // What begins with a reference is named by another.
                    Value::String(name) if renames && !name.is_empty() && !name.starts_with("${") => {
                        format!("{name}-{instance:05}").into()
                    }
                    member => renamed(member, instance, false),
                };
                (key.clone(), member)
            })
            .collect(),
        Value::Array(array) => array.iter().map(|item| renamed(item, instance, false)).collect(),
        other => other.clone(),
    }
}
