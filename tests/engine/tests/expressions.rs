//! The evaluator of templates against a table of expressions, and the table against Terraform.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs, path::Path, sync::OnceLock};

use engine_tests::terraform::{self, Folder, is_there, say};
use policy_core::template::{self, Evaluated, Step, Traversal, Value, follow};
use serde_json::{Map, json};

/// Lines of an expression, a tab, and its value as `jsonencode` gives it or `unknown`.
///
/// First come the locals, as `local.name = expression`; lines that begin with `#` are headings.
const TABLE: &str = include_str!("expressions.tsv");

/// What Terraform says of an expression that fails; no JSON looks like it.
const FAILS: &str = "!";

#[test]
fn every_expression_has_the_value_of_the_table() {
    let table = Table::read();
    assert!(table.rows.len() >= 250, "{} expressions", table.rows.len());
    let wrong: Vec<String> = table
        .rows
        .iter()
        .filter_map(|(expression, expected)| {
            let value = table.value(expression).unwrap_or_else(|| "unknown".into());
            (value != *expected).then(|| format!("{expression}\n  gives {value}\n  not   {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_value_of_the_table_is_that_of_terraform() {
    let table = Table::read();
    let Some(terraform) = values_of_terraform(&table) else { return };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for ((expression, expected), value) in table.rows.iter().zip(terraform) {
        if *expected == "unknown" {
            continue;
        }
        compared += 1;
        if value != expected {
            wrong.push(format!("{expression}\n  gives {value}\n  not   {expected}"));
        }
    }
    assert!(wrong.is_empty(), "Terraform differs:\n{}", wrong.join("\n"));
    say(&format!("expressions: {compared} of {} compared with Terraform", table.rows.len()));
}

/// What the rules say fails, Terraform refuses; and of what it refuses, most is said.
#[test]
fn what_the_rules_say_fails_does() {
    let table = Table::read();
    let failing: Vec<bool> = table.rows.iter().map(|(expression, _)| table.fails(expression)).collect();
    let rows = || table.rows.iter().zip(&failing);
    let wrong: Vec<_> = rows().filter(|((_, expected), fails)| **fails && *expected != "unknown").collect();
    assert!(wrong.is_empty(), "said to fail: {wrong:?}");
    let Some(terraform) = values_of_terraform(&table) else { return };
    let both = || rows().zip(terraform);
    let wrong: Vec<_> = both().filter(|((_, fails), value)| **fails && *value != FAILS).collect();
    assert!(wrong.is_empty(), "Terraform takes it: {wrong:?}");
    let refused = both().filter(|(_, value)| *value == FAILS).count();
    let found = failing.iter().filter(|fails| **fails).count();
    say(&format!("expressions: {found} of {refused} that Terraform refuses are found"));
}

struct Table {
    locals: BTreeMap<&'static str, &'static str>,
    rows: Vec<(&'static str, &'static str)>,
}

impl Table {
    fn read() -> Table {
        let mut table = Table { locals: BTreeMap::new(), rows: Vec::new() };
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some((expression, value)) = line.split_once('\t') {
                table.rows.push((expression, value));
            } else {
                let (name, expression) = line.split_once(" = ").unwrap();
                table.locals.insert(name.strip_prefix("local.").unwrap(), expression);
            }
        }
        table
    }

    /// Whether a rule says that an output of the expression fails.
    fn fails(&self, expression: &str) -> bool {
        const RULES: [&str; 3] = ["failing-expression", "invalid-function-call", "unknown-attribute"];
        let output = json!({"o": {"value": format!("${{{expression}}}")}});
        let module = json!({"locals": self.json_locals(), "output": output}).to_string();
        let report = engine_tests::report("main.tf.json", module.as_bytes()).unwrap();
        let mut found = report.findings.iter();
        found.any(|finding| RULES.contains(&&*finding.rule) && finding.address == "output.o")
    }

    fn json_locals(&self) -> Map<String, serde_json::Value> {
        self.locals.iter().map(|(name, local)| ((*name).into(), json!(format!("${{{local}}}")))).collect()
    }

    /// The value as JSON, where it is known.
    fn value(&self, expression: &str) -> Option<String> {
        match self.evaluate(&format!("${{jsonencode({expression})}}")) {
            Evaluated::Known(Value::String(json)) => Some(json),
            Evaluated::Known(other) => panic!("{expression}: {other:?}"),
            Evaluated::Unknown => None,
        }
    }

    fn evaluate(&self, text: &str) -> Evaluated {
        let template = template::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        template::evaluate(&template, self)
    }
}

impl template::Scope for Table {
    fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
        let ("local", Some((Step::Attribute(name), rest))) = (traversal.root, traversal.steps.split_first())
        else {
            return Evaluated::Unknown;
        };
        match self.locals.get(name).map(|local| self.evaluate(&format!("${{{local}}}"))) {
            Some(Evaluated::Known(value)) => follow(&value, rest),
            _ => Evaluated::Unknown,
        }
    }
}

/// What Terraform gives for each row, as JSON; nothing where there is no Terraform.
fn values_of_terraform(table: &Table) -> Option<&'static Vec<String>> {
    static ASKED: OnceLock<Option<Vec<String>>> = OnceLock::new();
    ASKED.get_or_init(|| ask_terraform(table)).as_ref()
}

fn ask_terraform(table: &Table) -> Option<Vec<String>> {
    if !is_there("the expressions") {
        return None;
    }
    let folder = Folder::new();
    let locals = table.json_locals();
    // Each expression is an output of its own, in which a failure is a value.
    let outputs = table.rows.iter().enumerate().map(|(index, (expression, _))| {
        let value = format!("${{nonsensitive(try(jsonencode({expression}), \"{FAILS}\"))}}");
        (format!("r{index}"), json!({ "value": value }))
    });
    let outputs: Map<_, _> = outputs.collect();
    let module = json!({ "locals": locals, "output": outputs });
    fs::write(folder.0.join("main.tf.json"), module.to_string()).unwrap();
    run(&folder.0, &["apply", "-auto-approve", "-no-color"]);
    let outputs = run(&folder.0, &["output", "-json"]);
    let outputs: Map<_, _> = serde_json::from_slice(&outputs).unwrap();
    // What is unknown even to Terraform has no text.
    let value = |index| outputs[&format!("r{index}")]["value"].as_str().unwrap_or_default().to_owned();
    Some((0..table.rows.len()).map(value).collect())
}

fn run(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = terraform::terraform(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
