//! Configurations that are valid, changed in one place each: the rules find an error where Terraform does.
//!
//! Every provider but Terraform's own would have to be downloaded, so that the configurations are about the language.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use engine_tests::{
    golden::Goldens,
    surroundings::Files,
    terraform::{Folder, is_there, say, terraform},
    tests,
};
use policy_core::{
    Input, Policy, check,
    rule::{About, Profile},
    rules,
};
use serde_json::{Map, Value, json};

/// What is changed, one configuration a line; Terraform takes all of them.
const VALID: &str = include_str!("mutants.jsonl");

/// How many of the mutants are compared, unless `PLANPROOF_MUTANTS` says that all are.
const COMPARED: usize = 400;

/// What lies around the configurations: two modules, of which one calls the other, a template, and the state of another
/// stack.
const AROUND: [(&str, &str); 4] = [
    (
        "child/main.tf.json",
        r#"{"variable": {"name": {"type": "string"}, "size": {"type": "number", "default": 1}},
            "output": {"id": {"value": "${var.name}-${var.size}"}}}"#,
    ),
    (
        "parent/main.tf.json",
        r#"{"variable": {"settings": {"type": "object({name = string, size = optional(number)})"}, "first": {"nullable": false},
            "key": {"sensitive": true, "default": "k"}},
            "module": {"child": {"source": "../child", "name": "${var.settings.name}", "size": "${var.settings.size}"}},
            "resource": {"terraform_data": {"own": {"input": "${var.first}"}}},
            "output": {"id": {"value": "${module.child.id}"}, "own": {"value": "${terraform_data.own}"},
            "all": {"value": {"name": "${var.settings.name}", "list": ["a", "b"]}}, "key": {"value": "${var.key}", "sensitive": true}}}"#,
    ),
    ("message.tftpl", "Hello, ${name}!%{ for own in names } ${own}%{ endfor }"),
    (
        "other/terraform.tfstate",
        r#"{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "a", "resources": [],
            "outputs": {"vpc_id": {"value": "vpc-1", "type": "string"}, "zones": {"value": ["a", "b"], "type": ["list", "string"]}}}"#,
    ),
];

#[test]
fn mutants_are_refused_where_terraform_refuses_them() {
    let valid: Vec<Value> = VALID.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused: Vec<&Value> = valid.iter().filter(|own| finds_an_error(own).is_some()).collect();
    assert!(refused.is_empty(), "these are valid: {refused:?}");
    if !is_there("changed configurations") {
        return;
    }
    let mut all: Vec<(String, Value)> =
        valid.iter().enumerate().flat_map(|(at, own)| mutants(at, own)).collect();
    if env::var_os("PLANPROOF_MUTANTS").is_none() {
        let every = all.len().div_ceil(COMPARED);
        all = all.into_iter().step_by(every).collect();
    }
    let mut differ = compare(&all);
    differ.sort();
    let agree = all.len() - differ.len();
    #[expect(clippy::cast_precision_loss, reason = "it is a share, for people")]
    let share = 100.0 * agree as f64 / all.len() as f64;
    say(&format!("mutants: {agree} of {} as Terraform ({share:.1} %)", all.len()));
    if env::var_os("PLANPROOF_MUTANTS").is_some() {
        say(&differ.concat());
        return;
    }
    let mut goldens = Goldens::default();
    goldens.compare(&tests().join("golden/mutants.tsv"), &differ.concat());
    goldens.agree();
}

/// A line for each mutant that only one of the two refuses.
fn compare(all: &[(String, Value)]) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let differ = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let folder = Folder::new();
                for (path, text) in AROUND {
                    fs::create_dir_all(folder.0.join(path).parent().unwrap()).unwrap();
                    fs::write(folder.0.join(path), text).unwrap();
                }
                while let Some((change, mutant)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let ours = finds_an_error(mutant);
                    let terraforms = refusal(&folder, mutant);
                    let line = match (&ours, &terraforms) {
                        // Some of it Terraform finds only when it plans.
                        (Some(_), None) if !plans(&folder) => continue,
                        (Some(rule), None) => format!("{change}\tonly {rule}\n"),
                        (None, Some(error)) => format!("{change}\tonly Terraform: {error}\n"),
                        _ => continue,
                    };
                    differ.lock().unwrap().push(line);
                }
            });
        }
    });
    differ.into_inner().unwrap()
}

/// The rule that says that Terraform would refuse a configuration.
fn finds_an_error(configuration: &Value) -> Option<String> {
    let text = configuration.to_string();
    let around = AROUND.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let around = Files(around.collect());
    let input = Input::new("main.tf.json", text.as_bytes()).unwrap().whole().within(&around);
    let plan = match input.decode() {
        Ok(plan) => plan,
        Err(error) => return Some(error.code().to_owned()),
    };
    let report = check(&plan, &Policy { profile: Profile::All, ..Policy::default() });
    let about = |name: &str| rules::find(name).map(|rule| rule.about);
    let error = report
        .findings
        .into_iter()
        .find(|found| found.blocking && about(&found.rule) == Some(About::Language));
    error.map(|found| found.rule)
}

/// Whether Terraform makes a plan of what is in a folder.
fn plans(folder: &Folder) -> bool {
    terraform(&folder.0, &["plan", "-input=false", "-no-color", "-lock=false"]).status.success()
}

/// The summary of Terraform's error.
fn refusal(folder: &Folder, configuration: &Value) -> Option<String> {
    let _ = fs::remove_dir_all(folder.0.join(".terraform"));
    fs::write(folder.0.join("main.tf.json"), configuration.to_string()).unwrap();
    let init = terraform(&folder.0, &["init", "-input=false", "-no-color"]);
    let validate = terraform(&folder.0, &["validate", "-json", "-no-color"]);
    let answer: Value = serde_json::from_slice(&validate.stdout).unwrap_or_default();
    let diagnostics = answer.get("diagnostics").and_then(Value::as_array).into_iter().flatten();
    let mut errors = diagnostics.filter(|each| each.get("severity") == Some(&json!("error")));
    let summary = errors.next().and_then(|error| error.get("summary")?.as_str().map(str::to_owned));
    if summary.is_some() || init.status.success() {
        return summary;
    }
    let text = String::from_utf8_lossy(&init.stderr).into_owned();
    let line = text.lines().find_map(|line| Some(line.split_once("Error: ")?.1.to_owned()));
    Some(line.unwrap_or_else(|| "init fails".to_owned()))
}

/// Each change of one place, with what it is.
fn mutants(at: usize, valid: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for pointer in pointers(valid) {
        let Some(own) = valid.pointer(&pointer) else { continue };
        for (what, other) in replacements(own) {
            found.push((format!("{at} {pointer}\t{what}"), with(valid, &pointer, &|_| Some(other.clone()))));
        }
        found.push((format!("{at} {pointer}\twithout"), with(valid, &pointer, &|_| None)));
        let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
        if valid.pointer(parent).is_some_and(Value::is_object) {
            for name in [misspelt(key), format!("{key}-x"), format!("1{key}")] {
                found.push((format!("{at} {pointer}\tcalled {name}"), renamed(valid, parent, key, &name)));
            }
        }
    }
    found
}

/// The place of every value but the outermost.
fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(key, own)| (format!("/{}", escaped(key)), own)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(at, own)| (format!("/{at}"), own)).collect(),
        _ => Vec::new(),
    };
    let below = |(step, own): (String, &Value)| {
        let deeper = pointers(own).into_iter().map(|rest| format!("{step}{rest}")).collect::<Vec<_>>();
        [step].into_iter().chain(deeper)
    };
    children.into_iter().flat_map(below).collect()
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// What may stand in the place of a value.
fn replacements(own: &Value) -> Vec<(String, Value)> {
    let mut others: Vec<Value> =
        vec![json!(null), json!("x"), json!(7), json!(true), json!([]), json!({}), json!(["x"])];
    others.push(json!([own]));
    if let Some(text) = own.as_str() {
        others.extend(texts(text).into_iter().map(Value::from));
    }
    let mut found: Vec<(String, Value)> = Vec::new();
    for other in others {
        if other != *own && found.iter().all(|(_, known)| *known != other) {
            found.push((format!("is {other}"), other));
        }
    }
    found
}

/// Slips of those who write templates and addresses.
fn texts(text: &str) -> Vec<String> {
    let swaps = [
        ("${", "$${"),
        ("}", ""),
        ("var.", "var.no_"),
        ("local.", "locals."),
        (".output", ".outptu"),
        ("terraform_data.", "data.terraform_data."),
        ("each.", "count."),
        ("count.index", "each.key"),
        ("[0]", ""),
        (".", ".0."),
        ("(", "x("),
        (")", ", 1, 2, 3, 4, 5)"),
        ("==", "="),
        (" ? ", " "),
        ("string", "str"),
        ("for ", "fro "),
    ];
    let swapped =
        swaps.into_iter().filter(|(old, _)| text.contains(old)).map(|(old, new)| text.replacen(old, new, 1));
    swapped.chain([format!("${{{text}}}"), format!("{text} ${{local.none}}")]).collect()
}

/// A name with two letters that changed places, or one more where it has no two.
fn misspelt(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let last = letters.len().saturating_sub(1);
    match last.checked_sub(1).filter(|&before| letters.get(before) != letters.get(last)) {
        Some(before) => letters.swap(before, last),
        None => letters.push('x'),
    }
    letters.into_iter().collect()
}

/// The same with another value at a place, or none.
fn with(valid: &Value, pointer: &str, change: &dyn Fn(&Value) -> Option<Value>) -> Value {
    let mut changed = valid.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    let key = key.replace("~1", "/").replace("~0", "~");
    match changed.pointer_mut(parent) {
        Some(Value::Object(members)) => match members.get(&key).and_then(change) {
            Some(other) => drop(members.insert(key, other)),
            None => drop(members.shift_remove(&key)),
        },
        Some(Value::Array(items)) => {
            let at: usize = key.parse().unwrap();
            match items.get(at).and_then(change) {
                Some(other) => *items.get_mut(at).unwrap() = other,
                None => drop(items.remove(at)),
            }
        }
        _ => {}
    }
    changed
}

fn renamed(valid: &Value, parent: &str, key: &str, name: &str) -> Value {
    let mut changed = valid.clone();
    if let Some(Value::Object(members)) = changed.pointer_mut(parent) {
        let own = std::mem::take(members);
        let key = key.replace("~1", "/").replace("~0", "~");
        *members = own
            .into_iter()
            .map(|(each, value)| (if each == key { name.to_owned() } else { each }, value))
            .collect::<Map<_, _>>();
    }
    changed
}
