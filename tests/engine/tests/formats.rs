//! Every format of one report that holds everything: several inputs, names that each format must escape, secrets, what
//! is waived and by whom, waivers and entries of a baseline that are out of date, and open questions. What reads these
//! formats is run over the golden files by the tests of the npm package.

#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use engine_tests::{golden::Goldens, report_with, tests};
use policy_core::{
    Color, Format, Policy, Report, from_json,
    policy::{Baseline, Date, PolicyFile},
    report::{Accepted, WaiverSource},
    rule::Profile,
    to_json,
};
use serde_json::{Value, json};

/// Names of files are from outside, too.
const CONFIGURATION: &str = "./stacks/ü <b>&\" [#1], 100%;x##vso[y]/main.tf.json";

fn checked(path: &str, fixture: &str, policy: &Policy) -> Report {
    let bytes = fs::read(tests().join("fixtures").join(fixture)).unwrap();
    report_with(path, &bytes, policy).unwrap()
}

/// The policy of `mixed`, whose waivers say where they stand.
fn policy() -> Policy {
    let bytes = fs::read(tests().join("fixtures/mixed/planproof.json")).unwrap();
    let file = PolicyFile::read("planproof.json", &bytes).unwrap();
    let mut policy: Policy = from_json(&file.text).unwrap();
    for (waiver, location) in policy.waivers.iter_mut().zip(file.waivers) {
        waiver.location = Some(location);
    }
    Policy { today: Date::parse("2026-01-01"), ..policy }
}

/// The report that holds everything.
fn mixed() -> Report {
    let policy = policy();
    let mut report = Report::merged([
        checked("mixed/plan.json", "mixed/plan.json", &policy),
        checked(CONFIGURATION, "mixed-json/main.tf.json", &policy),
    ])
    .unwrap();
    let unencrypted = report.findings.iter().filter(|finding| finding.rule == "bucket-without-encryption");
    let mut accepted: Vec<Accepted> = unencrypted
        .map(|finding| Accepted {
            rule: finding.rule.clone(),
            address: finding.address.clone(),
            attribute: finding.attribute.clone(),
            fingerprint: finding.fingerprint.clone(),
        })
        .collect();
    accepted.push(Accepted {
        rule: "kms-key-without-rotation".into(),
        address: "aws_kms_key.keys[\"]]>@octocat\"]".into(),
        attribute: Some("enable_key_rotation".into()),
        fingerprint: "0123456789abcdef".into(),
    });
    let baseline: Baseline = from_json(&to_json(&json!({"schemaVersion": 1, "findings": accepted}))).unwrap();
    report.accept(&baseline);
    report
}

/// A report on something in which nothing is wrong.
fn clean() -> Report {
    checked("mixed/clean.tf.json", "templates-json-mended/main.tf.json", &Policy::default())
}

fn written(report: &Report, name: &str) -> String {
    report.display(Format::parse(name, Color::Never).unwrap()).to_string()
}

#[test]
fn the_mixed_report_holds_everything() {
    let report = mixed();
    let severities: Vec<_> = report.findings.iter().map(|finding| finding.severity.name()).collect();
    for name in ["critical", "high", "medium", "low", "info"] {
        assert!(severities.contains(&name), "no finding is {name}");
    }
    let sources: Vec<_> = report.waived.iter().flat_map(|finding| &finding.waiver).collect();
    for source in [WaiverSource::Policy, WaiverSource::Configuration, WaiverSource::Baseline] {
        assert!(sources.iter().any(|waiver| waiver.source == source), "nothing is waived by {source:?}");
    }
    assert!(report.waivers.iter().any(|waiver| waiver.expired));
    assert!(report.waivers.iter().any(|waiver| !waiver.expired && waiver.findings == 0));
    assert!(report.summary.blockers > 0 && report.summary.failing < report.findings.len());
    assert!(!report.undetermined.is_empty() && report.inputs.iter().any(|input| !input.notes.is_empty()));
    assert!(report.findings.iter().any(|finding| !finding.related.is_empty()));
    assert!(report.findings.iter().any(|finding| finding.construct_path.is_some()));
    let addresses: String = report.findings.iter().map(|finding| &*finding.address).collect();
    for part in
        ["\\\"no\\\" [0]", "<script>", "]]>", "%0A", "::error::", "##vso[", "`` ", "|", "😀", "@octocat"]
    {
        assert!(addresses.contains(part), "no address has {part}");
    }
    for part in ["\u{fffd}", "\u{202e}", "\u{fffe}", "\u{85}", "\n"] {
        let has = |text: &str| text.contains(part);
        assert!(report.findings.iter().any(|finding| has(&finding.message)), "no message has {part:?}");
    }
}

/// The golden files are raw outputs. One that differs is rewritten, so that the change shows where it is reviewed.
#[test]
fn formats_are_as_agreed() {
    let golden = tests().join("golden/mixed");
    let mut goldens = Goldens::default();
    for (kind, report) in [("report", mixed()), ("clean", clean())] {
        for name in Format::NAMES {
            goldens.compare(&golden.join(format!("{kind}.{name}")), &written(&report, name));
        }
    }
    goldens.agree();
}

/// Nothing of an input steers a terminal or is a command in a log, and no secret shows.
#[test]
fn nothing_of_an_input_steers_what_shows_it() {
    let report = mixed();
    for name in Format::NAMES {
        let text = written(&report, name);
        let is_steering =
            |c: char| (c.is_control() && c != '\n') || "\u{2028}\u{2029}\u{200e}\u{202e}".contains(c);
        assert!(!text.contains("CANARY"), "{name}");
        for line in text.lines() {
            // Conftest sets its lines in by tabs.
            let line = line.trim_start_matches('\t');
            assert!(!line.contains(is_steering), "{name}: {line}");
            let own = ["##vso[task.logissue ", "##vso[task.complete "];
            let line = if name == "azure" {
                own.iter().find_map(|own| line.strip_prefix(own)).unwrap()
            } else {
                line
            };
            assert!(!line.contains("##vso[") && !line.contains("##["), "{name}: {line}");
            assert_eq!(name == "github", line.trim_start().starts_with("::"), "{name}: {line}");
        }
    }
}

/// A comment that is too long for GitHub is cut at whole findings, and says so.
#[test]
fn a_comment_on_much_is_cut() {
    let mut report = mixed();
    let findings = report.findings.clone();
    report.findings.extend((0..50).flat_map(|_| findings.clone()));
    let report = Report::merged([report]).unwrap();
    let comment = written(&report, "markdown");
    assert!((60_000..65_536).contains(&comment.chars().count()), "{}", comment.chars().count());
    let shown = comment.lines().filter(|line| line.starts_with("- **")).count();
    let left_out = comment
        .lines()
        .find_map(|line| line.strip_suffix(" entries are left out here; `planproof check` tells all."));
    // The waived ones and the notes are entries as well.
    let others = comment.lines().filter(|line| line.starts_with("- ") && !line.starts_with("- **")).count();
    let all = report.findings.len() + report.waived.len() + 4;
    assert_eq!(shown + others + left_out.unwrap().parse::<usize>().unwrap(), all);
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());
}

/// Code scanning refuses more results than that.
#[test]
fn sarif_holds_what_code_scanning_takes() {
    let mut report = mixed();
    let finding = report.findings.pop().unwrap();
    report.findings.extend(vec![finding; 25_000]);
    let sarif: Value = serde_json::from_str(&written(&report, "sarif")).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 25_000);
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "results-left-out");
}

/// The real Conftest printed the golden file, of a policy that says what the report says: see `policy.rego`.
#[test]
fn conftest_prints_the_same() {
    let mut report = mixed();
    report.waived.clear();
    let own = as_go_writes(&written(&report, "conftest"));
    let agreed = fs::read_to_string(tests().join("golden/mixed/report.conftest.real")).unwrap();
    assert!(own == agreed, "make report.conftest.real anew, as policy.rego says, and look at the difference");
}

/// JSON in which characters stand as they are that would do something in a log, and that Go does not escape.
fn as_go_writes(json: &str) -> String {
    let mut own = String::new();
    let mut rest = json;
    while let Some((before, escape)) = rest.split_once('\\') {
        own.push_str(before);
        let character = escape.strip_prefix('u').and_then(|digits| digits.get(..4));
        let character =
            character.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        let length = match character {
            Some(character) if "#\u{7f}\u{85}\u{202c}\u{202e}".contains(character) => {
                own.push(character);
                5
            }
            _ => {
                own.push('\\');
                own.push_str(&escape[..1]);
                1
            }
        };
        rest = &escape[length..];
    }
    own + rest
}

/// What stands in two inputs has one fingerprint, of which GitLab would show one.
#[test]
fn fingerprints_are_told_apart() {
    let policy = Policy { profile: Profile::All, ..Policy::default() };
    let checked = |path| checked(path, "mixed-json/main.tf.json", &policy);
    let report = Report::merged([checked("a/main.tf.json"), checked("b/main.tf.json")]).unwrap();
    let issues: Vec<Value> = serde_json::from_str(&written(&report, "gitlab")).unwrap();
    let mut fingerprints: Vec<_> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), report.findings.len());
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), report.findings.len());
}
