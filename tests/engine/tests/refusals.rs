//! What Terraform refuses, class by class: a configuration that it refuses, the same mended, and near misses.
//!
//! Each was run with the real Terraform 1.11.4. A line of `refusals.jsonl` is a class: its name, the rule that has to say
//! it, the step at which Terraform does (`init`, `validate`, `plan`, `apply`), and the summary of Terraform's error. A
//! configuration is one file, or several by their paths, of which those of the root folder are checked and the others lie
//! around; a file that is a string is that text. Values of variables are what the caller knows and gives by the policy. What Terraform accepts may have a
//! hint all the same, and nothing that says it stops.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use engine_tests::{golden::Goldens, surroundings::Files, tests};
use policy_core::{DecodeError, Input, Policy, check, from_json, report::Finding, rule::Profile};
use serde::Deserialize;
use serde_json::Value;

const CLASSES: &str = include_str!("refusals.jsonl");

#[derive(Deserialize)]
struct Class {
    id: String,
    rule: String,
    step: String,
    error: String,
    broken: Value,
    mended: Value,
    near: Vec<Value>,
}

/// What is known to be otherwise than with Terraform; every other class fires where it must and nowhere else.
#[test]
fn what_terraform_refuses_is_found_and_nothing_else_is() {
    let classes = classes();
    assert!(classes.len() > 100);
    let names: BTreeSet<&str> = classes.iter().map(|class| &*class.rule).collect();
    let mut differ = Vec::new();
    for Class { id, rule, step, error, broken, mended, near } in &classes {
        let head = format!("{id}\t{rule}\t{step}: {error}");
        let found = findings(broken, &names, |_| true);
        if !found.contains(rule) {
            differ.push(format!("{head}\tsilent on {broken}, where it has {found:?}\n"));
        }
        for configuration in [mended].into_iter().chain(near) {
            let found = findings(configuration, &names, |finding| finding.blocking);
            if !found.is_empty() {
                differ.push(format!("{head}\t{found:?} on {configuration}\n"));
            }
        }
    }
    let mut goldens = Goldens::default();
    goldens.compare(&tests().join("golden/refusals.tsv"), &differ.concat());
    goldens.agree();
}

/// Each finding says with which error Terraform stops, and in which of its steps; where it says others than the class, the
/// golden file tells which.
#[test]
fn what_terraform_says_is_said() {
    let mut differ = Vec::new();
    for Class { id, rule, step, error, broken, .. } in classes() {
        let says = |finding: &Finding| {
            let terraform = finding.terraform.as_ref();
            terraform.map_or_else(
                || "nothing".to_owned(),
                |own| format!("{}: {}", own.step.command(), own.summary),
            )
        };
        // What cannot be read as a configuration has no findings.
        let Ok(findings) = judged(&broken) else { continue };
        let said: BTreeSet<String> = findings.iter().filter(|own| own.rule == rule).map(says).collect();
        let expected: Vec<String> = if error.starts_with("(none") {
            vec!["nothing".to_owned()]
        } else {
            error.split(" + ").map(|error| format!("terraform {step}: {error}")).collect()
        };
        // Cycles are told without their members, which Terraform lists in no order.
        let is_expected = |own: &String| {
            expected.contains(own)
                || own.ends_with("Cycle") && expected.iter().any(|other| other.starts_with(own))
        };
        let is_said = said.iter().any(is_expected);
        let expected = expected.join(" + ");
        if !is_said {
            differ.push(format!(
                "{id}\t{rule}\t{expected}\t{}\n",
                said.into_iter().collect::<Vec<_>>().join("\t")
            ));
        }
    }
    let mut goldens = Goldens::default();
    goldens.compare(&tests().join("golden/refusals-said.tsv"), &differ.concat());
    goldens.agree();
}

/// Ten thousand resources, each of which waits for the next one.
#[test]
fn a_long_loop_is_found_and_told_shortly() {
    let count = 10_000;
    let mut queues = serde_json::Map::new();
    for at in 0..count {
        let next = format!("${{aws_sqs_queue.q{}.arn}}", (at + 1) % count);
        queues.insert(format!("q{at}"), serde_json::json!({ "name": next }));
    }
    let text = serde_json::json!({"resource": {"aws_sqs_queue": queues}}).to_string();
    let report = engine_tests::report("main.tf.json", text.as_bytes()).unwrap();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "dependency-cycle").collect();
    assert_eq!(found.len(), 1);
    let only = found.first().unwrap();
    assert!(
        only.message.contains("`aws_sqs_queue.q4` → 9990 more → `aws_sqs_queue.q9995`"),
        "{}",
        only.message
    );
    assert!(only.message.len() < 500 && only.related.len() < 10);
}

fn classes() -> Vec<Class> {
    CLASSES.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rules about what Terraform refuses that find something which counts; of a text that is refused as no
/// configuration, the rule that says what one is.
fn findings(configuration: &Value, names: &BTreeSet<&str>, counts: fn(&Finding) -> bool) -> Vec<String> {
    match judged(configuration) {
        Ok(findings) => {
            let found = findings.into_iter().filter(|own| names.contains(&*own.rule) && counts(own));
            found.map(|finding| finding.rule).collect()
        }
        Err(error) => vec![refusal(error.code())],
    }
}

/// Every finding about a configuration.
fn judged(configuration: &Value) -> Result<Vec<Finding>, DecodeError> {
    let policy = Policy { profile: Profile::All, ..given(configuration) };
    let texts = texts(configuration);
    let mut inputs = texts.iter().map(|(path, text)| Input::new(path, text.as_bytes()).unwrap());
    let input = match texts.len() {
        1 => inputs.next().unwrap(),
        _ => Input::project("", inputs.collect())?,
    };
    let around =
        Files(files(configuration).map(|(path, text)| (path.to_owned(), text.into_bytes())).collect());
    // Of a configuration that is one file it is not known what lies around.
    let input = if around.0.is_empty() { input.whole() } else { input.whole().within(&around) };
    Ok(check(&input.decode_for(&policy)?, &policy).findings)
}

/// Text that is no JSON, or JSON that is nothing of Terraform's, cannot be judged, and is refused in its own words.
fn refusal(code: &str) -> String {
    match code {
        "not-json" | "truncated" | "empty" | "not-terraform" => "invalid-block-structure".to_owned(),
        other => other.to_owned(),
    }
}

/// The files of a configuration of several.
fn files(configuration: &Value) -> impl Iterator<Item = (&str, String)> {
    let files = configuration.as_object().filter(|files| files.keys().all(|path| path.contains('.')));
    let text_of = |file: &Value| file.as_str().map_or_else(|| file.to_string(), str::to_owned);
    files.into_iter().flatten().map(move |(path, file)| (&**path, text_of(file)))
}

/// The one file that a configuration is, or those of the root folder of several.
fn texts(configuration: &Value) -> Vec<(&str, String)> {
    let in_root = files(configuration).filter(|(path, _)| path.ends_with(".tf.json") && !path.contains('/'));
    let in_root: Vec<_> = in_root.collect();
    if in_root.is_empty() { vec![("main.tf.json", configuration.to_string())] } else { in_root }
}

/// What a file of values for variables gives, of which there is one at most.
fn given(configuration: &Value) -> Policy {
    let json = files(configuration).find_map(|(path, text)| match path {
        path if path.ends_with(".tfvars.json") => Some(text),
        path if path.ends_with(".tfvars") => {
            let (name, value) = text.trim().split_once(" = ")?;
            Some(format!("{{\"{name}\": {value}}}"))
        }
        _ => None,
    });
    let values = json.unwrap_or_else(|| "{}".to_owned());
    from_json(&format!("{{\"variables\": {values}}}")).unwrap()
}
