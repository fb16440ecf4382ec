//! Every fixture: the findings that its configuration calls for, and the report as it was last agreed upon.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use engine_tests::{files, golden::Goldens, report, report_with, tests};
use policy_core::{Color, Format, Policy, report::Finding, rule::Profile, rules};

/// The inputs of one run: what a user would check, and what is kept to be refused.
fn inputs() -> Vec<(String, PathBuf)> {
    let fixtures = tests().join("fixtures");
    let is_input = |name: &str| {
        matches!(
            name,
            "plan.json" | "replan.json" | "state.json" | "terraform.tfstate" | "cdk.tf.json" | "main.tf.json"
        ) || name.starts_with("broken/")
    };
    files(&fixtures)
        .into_iter()
        .filter_map(|path| {
            let name = path.strip_prefix(&fixtures).ok()?.to_string_lossy().into_owned();
            let file = path.file_name()?.to_string_lossy().into_owned();
            (is_input(&file) || is_input(&name)).then_some((name, path))
        })
        .collect()
}

/// What stands in `EXPECTED.tsv`, written from the configurations and not by any engine.
struct Expected {
    refused: bool,
    /// Rule and address, with the attribute where it is part of what is expected.
    findings: BTreeSet<(String, String)>,
    attributes: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Expected {
    /// What is missing, too much, or about another attribute.
    fn differences(&self, name: &str, findings: &[Finding]) -> Vec<String> {
        let found: BTreeSet<_> = findings.iter().map(|f| (f.rule.clone(), f.address.clone())).collect();
        let missing =
            self.findings.difference(&found).map(|missing| format!("{name}: no finding {missing:?}"));
        let extra = found.difference(&self.findings).map(|extra| format!("{name}: unexpected {extra:?}"));
        let mut differences: Vec<String> = missing.chain(extra).collect();
        for finding in findings {
            let attributes = self.attributes.get(&(finding.rule.clone(), finding.address.clone()));
            let attribute = finding.attribute.clone().unwrap_or_default();
            if attributes.is_some_and(|attributes| !attributes.contains(&attribute)) {
                differences
                    .push(format!("{name}: {} at {} is about {attribute:?}", finding.rule, finding.address));
            }
        }
        differences
    }
}

fn expected(table: &str) -> BTreeMap<String, Expected> {
    let text = fs::read_to_string(tests().join("fixtures").join(table)).unwrap();
    let mut expected: BTreeMap<String, Expected> = BTreeMap::new();
    for line in text.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, rule, address, attribute] = cells[..] else { panic!("not four cells: {line:?}") };
        let entry = expected.entry(file.into()).or_insert_with(|| Expected {
            refused: false,
            findings: BTreeSet::new(),
            attributes: BTreeMap::new(),
        });
        match rule {
            "(none)" => {}
            "(refused)" => entry.refused = true,
            _ => {
                let key = (rule.to_owned(), address.to_owned());
                if !attribute.is_empty() {
                    entry.attributes.entry(key.clone()).or_default().insert(attribute.into());
                }
                entry.findings.insert(key);
            }
        }
    }
    expected
}

#[test]
fn findings_are_what_the_configurations_call_for() {
    let mut expected = expected("EXPECTED.tsv");
    let mut wrong = Vec::new();
    for (name, path) in inputs() {
        let Some(expected) = expected.remove(&name) else {
            wrong.push(format!("{name} is not in EXPECTED.tsv"));
            continue;
        };
        let report = match report(&name, &fs::read(&path).unwrap()) {
            Ok(report) => report,
            Err(error) if expected.refused => {
                assert!(error.to_string().starts_with(&format!("{name}:")), "{error}");
                continue;
            }
            Err(error) => {
                wrong.push(format!("{name} was refused: {error}"));
                continue;
            }
        };
        if expected.refused {
            wrong.push(format!("{name} was judged, and should be refused"));
        }
        wrong.extend(expected.differences(&name, &report.findings));
    }
    wrong.extend(expected.into_keys().map(|name| format!("{name} is in EXPECTED.tsv, and nowhere else")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The same for the rules that only the profile `all` holds, on the inputs that are about them.
#[test]
fn findings_of_opinionated_rules_are_what_the_configurations_call_for() {
    let policy = Policy { profile: Profile::All, ..Policy::default() };
    let mut wrong = Vec::new();
    for (name, expected) in expected("EXPECTED-ALL.tsv") {
        let bytes = fs::read(tests().join("fixtures").join(&name)).unwrap();
        let mut findings = report_with(&name, &bytes, &policy).unwrap().findings;
        let is_opinionated = |rule: &str| rules::find(rule).is_some_and(|rule| rule.profile == Profile::All);
        findings.retain(|finding| is_opinionated(&finding.rule));
        wrong.extend(expected.differences(&name, &findings));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The rule that has nothing to say before the policy names the regions that a stack may be in.
#[test]
fn a_region_that_the_policy_does_not_name_is_told() {
    let policy = Policy { regions: vec!["ap-southeast-1".into()], ..Policy::default() };
    for (name, expected) in [
        ("storefront-cdktf-broken/cdk.tf.json", 1),
        ("storefront-cdktf-broken/plan.json", 1),
        ("storefront-cdktf-mended/cdk.tf.json", 0),
        ("storefront-cdktf-mended/plan.json", 0),
        // The second of its providers is elsewhere, as it should be.
        ("failover-broken/plan.json", 1),
    ] {
        let bytes = fs::read(tests().join("fixtures").join(name)).unwrap();
        let findings = report_with(name, &bytes, &policy).unwrap().findings;
        let told: Vec<_> = findings.iter().filter(|finding| finding.rule == "unexpected-region").collect();
        assert_eq!(told.len(), expected, "{name}");
        assert!(told.iter().all(|finding| finding.address == "provider.aws"), "{name}");
    }
}

/// The golden files are raw outputs. One that differs is rewritten, so that the change shows where it is reviewed.
#[test]
fn reports_are_as_agreed() {
    let golden = tests().join("golden");
    let mut goldens = Goldens::default();
    for (name, path) in inputs() {
        match report(&name, &fs::read(&path).unwrap()) {
            Ok(report) => {
                goldens
                    .compare(&golden.join(format!("{name}.json")), &report.display(Format::Json).to_string());
                let text = report.display(Format::Text(Color::Never)).to_string();
                goldens.compare(&golden.join(format!("{name}.txt")), &text);
            }
            Err(error) => {
                goldens.compare(&golden.join(format!("{name}.error.txt")), &format!("{error}\n"));
            }
        }
    }
    goldens.agree();
}

/// Whatever an input keeps secret is in no output, wherever in the input it stands.
#[test]
fn no_canary_is_in_any_output() {
    for (name, findings) in
        [("secrets/plan.json", 5), ("secrets/state.json", 2), ("secrets/terraform.tfstate", 2)]
    {
        let text = fs::read_to_string(tests().join("fixtures").join(name)).unwrap();
        assert!(text.matches("CANARY").count() >= 10, "{name} holds no canaries");
        let policy = Policy { profile: Profile::All, ..Policy::default() };
        let report = report_with(name, text.as_bytes(), &policy).unwrap();
        assert!(report.findings.len() >= findings, "{name} has findings about what holds the canaries");
        let formats = Format::NAMES.into_iter().filter_map(|name| Format::parse(name, Color::Never));
        for format in formats.chain([Format::Text(Color::Always)]) {
            let output = report.display(format).to_string();
            assert!(output.len() > 100 && !output.contains("CANARY"), "{output}");
        }
        // An error is about a text that may be a secret.
        for end in (0..text.len()).step_by(997).filter(|&end| text.is_char_boundary(end)) {
            if let Err(error) = engine_tests::report(name, &text.as_bytes()[..end]) {
                assert!(!error.to_string().contains("CANARY"), "{error}");
            }
        }
    }
}

/// A state says the same as Terraform keeps it and as `terraform show` prints it.
#[test]
fn both_forms_of_a_state_say_the_same() {
    let fixtures = tests().join("fixtures");
    let shown = |name: &str| -> Vec<String> {
        let findings = report(name, &fs::read(fixtures.join(name)).unwrap()).unwrap().findings;
        let shown = |f: &Finding| format!("{} {} {:?} {}", f.rule, f.address, f.attribute, f.message);
        findings.iter().map(shown).collect()
    };
    let states =
        inputs().into_iter().filter_map(|(name, _)| name.strip_suffix("/state.json").map(str::to_owned));
    let stacks: Vec<String> = states.collect();
    assert!(stacks.len() >= 4, "{stacks:?}");
    for stack in stacks {
        assert_eq!(
            shown(&format!("{stack}/state.json")),
            shown(&format!("{stack}/terraform.tfstate")),
            "{stack}"
        );
    }
}

/// Whatever line breaks, byte order mark or encoding a text has, the findings are the same.
#[test]
fn the_encoding_of_a_text_does_not_matter() {
    let fixtures = tests().join("fixtures/broken");
    let shown = |name: &str| -> Vec<String> {
        let report = report(name, &fs::read(fixtures.join(name)).unwrap()).unwrap();
        report.findings.iter().map(|f| format!("{} {} {}", f.rule, f.address, f.message)).collect()
    };
    let plain = shown("plan.json");
    assert!(!plain.is_empty());
    for name in ["utf8-bom.json", "utf16le.json", "utf16le-bom.json", "utf16be-bom.json", "wrapper-line.json"]
    {
        assert_eq!(shown(name), plain, "{name}");
    }
}

/// A byte that is no text stands where an editor shows it, which shows no byte order mark.
#[test]
fn a_byte_that_is_no_text_has_its_place_behind_a_mark_too() {
    for mark in [&b""[..], b"\xEF\xBB\xBF"] {
        let error = report("-", &[mark, "{\n \"é\": \"".as_bytes(), b"\xFF\"}"].concat()).unwrap_err();
        assert_eq!((error.code(), error.location().line, error.location().column), ("not-text", 2, 8));
    }
}
