//! The laws that hold for every rule, tested on the rules' own examples.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use engine_tests::report_with;
use policy_core::{
    Policy, Rule,
    report::{Finding, Report},
    rule::{About, Category, Example, Profile, Severity},
    rules,
};
use serde_json::Value;

/// What an argument may always become: a value that nobody knows before apply.
const UNKNOWN: &str = "${data.external.unknown.result.value}";

fn each_example(mut visit: impl FnMut(&'static Rule, usize, &Example)) {
    for rule in rules::all() {
        for (at, example) in rule.docs.examples.iter().enumerate() {
            visit(rule, at, example);
        }
    }
}

fn report(text: &str) -> Report {
    // Regions for the rule that has nothing to say before the policy names some.
    let regions = vec!["eu-west-1".to_owned(), "eu-central-1".to_owned()];
    let policy = Policy { profile: Profile::All, regions, ..Policy::default() };
    report_with("main.tf.json", text.as_bytes(), &policy).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn findings_of(rule: &Rule, text: &str) -> Vec<Finding> {
    report(text).findings.into_iter().filter(|finding| finding.rule == rule.name).collect()
}

#[test]
fn names_are_unique_ordered_and_name_their_file() {
    let order: Vec<_> = rules::all().iter().map(|rule| (rule.category.name(), rule.name)).collect();
    assert!(
        order.is_sorted_by(|one, other| one < other),
        "rules are listed by category, then name: {order:?}"
    );
    for rule in rules::all() {
        let file = format!("{}/{}.rs", rule.category.name(), rule.name.replace('-', "_"));
        let path = engine_tests::tests().join("../policy-core/src/rules").join(&file);
        assert!(path.is_file(), "{} is not in {file}", rule.name);
    }
}

#[test]
fn every_rule_file_is_a_rule() {
    for path in engine_tests::files(&engine_tests::tests().join("../policy-core/src/rules")) {
        let name = path.file_stem().unwrap().to_string_lossy().replace('_', "-");
        assert!(name == "mod" || rules::find(&name).is_some(), "{} is not in the list", path.display());
    }
}

#[test]
fn facts_are_complete_and_worded_alike() {
    for rule in rules::all() {
        let name = rule.name;
        assert!(!rule.summary.ends_with('.') && !rule.summary.is_empty(), "{name}: summary");
        let verb = rule.remedy.split(' ').next().unwrap_or_default();
        assert!(
            verb.chars().all(|c| c.is_ascii_lowercase()) && !verb.is_empty(),
            "{name}: remedy starts with a verb"
        );
        assert!(!rule.remedy.ends_with('.'), "{name}: remedy");
        let stops = rule.category == Category::Deploy && rule.severity == Severity::Critical;
        assert!(rule.blocking || !stops, "{name}: what stops a deployment blocks");
        assert!(rule.docs.rationale.len() > 80 && !rule.docs.rationale.contains("  "), "{name}: rationale");
        let snippets = rule.docs.snippets;
        for snippet in [snippets.hcl, snippets.cdktf_typescript, snippets.cdktf_python] {
            assert!(snippet.len() > 10 && snippet.trim() == snippet, "{name}: snippets");
        }
        assert!(!rule.docs.sources.is_empty(), "{name}: sources");
        assert!(rule.docs.sources.iter().all(|source| source.url.starts_with("https://")), "{name}: sources");
        let flagged = rule.docs.examples.iter().filter(|e| matches!(e, Example::Flagged(_))).count();
        assert!(flagged >= 2 && rule.docs.examples.len() - flagged >= 2, "{name}: two examples of each kind");
    }
}

#[test]
fn flagged_examples_give_one_finding_and_clean_ones_none() {
    each_example(|rule, at, example| {
        let (text, expected) = match *example {
            Example::Flagged(text) => (text, 1),
            Example::Clean(text) => (text, 0),
        };
        let findings = findings_of(rule, text);
        assert_eq!(findings.len(), expected, "{} example {at}:\n{text}\n{findings:#?}", rule.name);
        for finding in findings {
            assert!(finding.message.chars().next().is_some_and(|c| !c.is_uppercase()), "{}", finding.message);
            assert!(!finding.message.ends_with('.'), "{}", finding.message);
            assert!(finding.location.line >= 1 && finding.location.column >= 1);
            assert!(!finding.address.is_empty());
        }
    });
}

#[test]
fn no_unknown_value_makes_a_finding() {
    each_example(|rule, at, example| {
        let text = match *example {
            Example::Flagged(text) | Example::Clean(text) => text,
        };
        let allowed = usize::from(matches!(example, Example::Flagged(_)));
        let base: Value = serde_json::from_str(text).unwrap();
        for path in argument_paths(&base).into_iter().filter(|path| takes_expressions(path)) {
            let mut changed = base.clone();
            let value = at_path(&mut changed, &path);
            // This rule says of blocks, and of what may stand for none, that an expression cannot be there.
            if rule.name == "invalid-block-structure"
                && (value.is_object() || value.is_array() || value.is_null())
            {
                continue;
            }
            // This one says of what runs when a resource is destroyed that it may refer to nothing else.
            let is_run = path.iter().any(|key| matches!(key.as_str(), "provisioner" | "connection"));
            if rule.name == "invalid-meta-argument" && is_run {
                continue;
            }
            *value = Value::String(UNKNOWN.into());
            if rule.name == "undeclared-reference" {
                declare_unknown(&mut changed);
            }
            let changed = changed.to_string();
            let findings = findings_of(rule, &changed);
            assert!(
                findings.len() <= allowed,
                "{} example {at} with {path:?} unknown:\n{changed}\n{findings:#?}",
                rule.name
            );
        }
    });
}

/// Declares what [`UNKNOWN`] refers to, for the rule that asks; where the lack shows is in what is all there is.
fn declare_unknown(configuration: &mut Value) {
    let has = |key| configuration.get(key).is_some();
    let keeps_variables = has("variable") && (has("output") || has("terraform") && has("provider"));
    let is_whole = has("//") || has("data") || keeps_variables;
    let Some(root) = configuration.as_object_mut().filter(|_| is_whole) else { return };
    let data = root.entry("data").or_insert_with(|| Value::Object(serde_json::Map::default()));
    if let Some(types) = data.as_object_mut() {
        types.insert("external".into(), serde_json::json!({"unknown": {"program": ["date"]}}));
    }
}

#[test]
fn no_missing_argument_is_a_panic() {
    each_example(|_, _, example| {
        let text = match *example {
            Example::Flagged(text) | Example::Clean(text) => text,
        };
        let base: Value = serde_json::from_str(text).unwrap();
        for path in argument_paths(&base) {
            let mut changed = base.clone();
            let (last, parent) = path.split_last().unwrap();
            match at_path(&mut changed, parent) {
                Value::Object(object) => drop(object.remove(last)),
                Value::Array(array) => drop(array.remove(last.parse().unwrap())),
                _ => unreachable!(),
            }
            report(&changed.to_string());
        }
    });
}

/// Whatever order the parts of an input come in, the findings are the same, in the same order.
#[test]
fn the_order_of_resources_does_not_matter() {
    each_example(|rule, at, example| {
        let (Example::Flagged(text) | Example::Clean(text)) = *example;
        let base: Value = serde_json::from_str(text).unwrap();
        let mut turned = base.clone();
        for key in ["resource", "data"] {
            let Some(types) = turned.get_mut(key).and_then(Value::as_object_mut) else { continue };
            *types = types
                .iter()
                .rev()
                .map(|(name, resources)| {
                    let resources = resources.as_object().into_iter().flatten().rev();
                    (name.clone(), Value::Object(resources.map(|(k, v)| (k.clone(), v.clone())).collect()))
                })
                .collect();
        }
        let shown = |text: &str| -> Vec<String> {
            report(text).findings.iter().map(|f| format!("{} {} {}", f.rule, f.address, f.message)).collect()
        };
        assert_eq!(shown(&base.to_string()), shown(&turned.to_string()), "{} example {at}", rule.name);
    });
}

/// What a rule says of a configuration is nothing that a state could tell.
#[test]
fn what_is_about_configuration_is_silent_about_states() {
    each_example(|_, at, example| {
        let (Example::Flagged(text) | Example::Clean(text)) = *example;
        let state = applied(&serde_json::from_str(text).unwrap()).to_string();
        for finding in report(&state).findings {
            let rule = rules::find(&finding.rule).unwrap();
            assert_eq!(rule.about, About::Infrastructure, "{} example {at}:\n{state}", rule.name);
        }
    });
}

/// An instance whose values only its provider can read makes no finding, neither by itself nor by seeming to be missing.
#[test]
fn no_unreadable_instance_of_a_state_makes_a_finding() {
    let shown = |state: &Value| -> BTreeSet<(String, String)> {
        let findings = report_with("terraform.tfstate", state.to_string().as_bytes(), &Policy::default());
        findings.unwrap().findings.into_iter().map(|finding| (finding.rule, finding.address)).collect()
    };
    let states = engine_tests::files(&engine_tests::tests().join("fixtures")).into_iter();
    let states: Vec<_> = states.filter(|path| path.ends_with("terraform.tfstate")).collect();
    assert!(states.len() >= 4, "{states:?}");
    for path in states {
        let base: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let told = shown(&base);
        for (at, resource) in base["resources"].as_array().unwrap().iter().enumerate() {
            let mut changed = base.clone();
            for instance in changed["resources"][at]["instances"].as_array_mut().unwrap() {
                instance.as_object_mut().unwrap().remove("attributes");
                instance["attributes_flat"] = serde_json::json!({"id": "flat"});
            }
            let new: Vec<_> = shown(&changed).difference(&told).cloned().collect();
            assert!(new.is_empty(), "{} without {resource}:\n{new:?}", path.display());
        }
    }
}

/// The state that a configuration would have if all that it says were values.
fn applied(configuration: &Value) -> Value {
    let mut resources = Vec::new();
    for (section, mode) in [("resource", "managed"), ("data", "data")] {
        for (type_name, named) in configuration[section].as_object().into_iter().flatten() {
            for (name, body) in named.as_object().into_iter().flatten() {
                let instance = serde_json::json!({"schema_version": 0, "attributes": body});
                resources.push(serde_json::json!({"mode": mode, "type": type_name, "name": name,
                    "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [instance]}));
            }
        }
    }
    serde_json::json!({"version": 4, "serial": 1, "lineage": "", "outputs": {}, "resources": resources})
}

/// Whether Terraform takes an expression at this path; what it takes literally is always known.
fn takes_expressions(path: &[String]) -> bool {
    // One of several blocks of a provider; a block is never an expression.
    if matches!(path, [section, _, at] if section == "provider" && at.parse::<usize>().is_ok()) {
        return false;
    }
    // Where a module comes from is known before anything has a value, and so is a provider's version.
    let [section, rest @ ..] = path else { return false };
    let is_literal = |names: &[&str]| rest.last().is_some_and(|name| names.contains(&name.as_str()));
    if section == "module" && rest.len() == 2 && is_literal(&["source", "version"])
        || section == "provider" && is_literal(&["version"])
    {
        return false;
    }
    // A dynamic block, its label and its content are blocks too.
    let from_last: Vec<&str> = path.iter().rev().map(String::as_str).collect();
    if matches!(from_last.as_slice(), ["dynamic" | "content", ..] | [_, "dynamic", ..]) {
        return false;
    }
    !path.iter().any(|key| matches!(key.as_str(), "alias" | "depends_on" | "lifecycle" | "provider" | "providers"))
        // The section of providers is no meta-argument.
        || path.first().is_some_and(|section| section == "provider") && path.iter().skip(1).all(|key| key != "alias")
}

/// The paths of everything inside the bodies of resources, data sources, modules, providers and locals.
fn argument_paths(base: &Value) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (section, levels) in [("resource", 3), ("data", 3), ("module", 2), ("provider", 2), ("locals", 1)] {
        if let Some(value) = base.get(section) {
            collect(value, &[section.to_owned()], levels, &mut paths);
        }
    }
    paths
}

fn collect(value: &Value, path: &[String], labels: usize, paths: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(array) => array.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => return,
    };
    for (key, child) in children {
        let mut path = path.to_vec();
        path.push(key);
        if path.len() > labels && path.last().is_some_and(|key| key != "//") {
            paths.push(path.clone());
        }
        collect(child, &path, labels, paths);
    }
}

fn at_path<'v>(value: &'v mut Value, path: &[String]) -> &'v mut Value {
    path.iter().fold(value, |value, key| match value {
        Value::Object(object) => object.get_mut(key).unwrap(),
        Value::Array(array) => &mut array[key.parse::<usize>().unwrap()],
        _ => unreachable!(),
    })
}
