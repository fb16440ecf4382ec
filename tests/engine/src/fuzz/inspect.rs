//! Reading everything that a plan shows, and holding a report against the text it is about.

use std::hint::black_box;

use policy_core::{
    Format, Input, Plan, Report,
    plan::{Attribute, Provider, Read},
    report::Location,
};

use serde::de::IgnoredAny;

use super::tree::Tree;

/// Arguments that many types have, of every kind: texts, lists, maps, blocks, secrets.
const ARGUMENTS: [&str; 8] =
    ["name", "tags", "policy", "password", "ingress", "environment", "subnet_ids", "tags_all"];

/// Reads everything that a plan shows to rules.
pub(super) fn walk(plan: &Plan<'_>) {
    black_box(format!("{:?} {plan:?}", plan.kind()));
    for resource in plan.resources() {
        black_box(format!("{} {resource:?}", resource.address()));
        black_box((resource.type_name(), resource.name(), resource.mode(), resource.existence()));
        black_box((resource.construct_path(), resource.provider().map(Provider::address)));
        for name in ARGUMENTS {
            read(resource.attribute(name), 2);
        }
    }
    for provider in plan.providers() {
        black_box((provider.name(), provider.alias(), provider.address()));
        if let Some(region) = provider.attribute("region") {
            read(region, 1);
        }
    }
    for (name, value) in plan.outputs() {
        black_box(name);
        read(value, 1);
    }
}

/// Reads an attribute in every way, and what it holds as many levels down.
fn read(attribute: Attribute<'_>, levels: usize) {
    for text in [attribute.text(), attribute.text_by_default(), attribute.literal()] {
        black_box(text.map(|text| text.to_string()));
    }
    black_box((attribute.truth(), attribute.presence(), attribute.configured(), attribute.is_sensitive()));
    if levels == 0 {
        return;
    }
    if let Read::Known(items) = attribute.items() {
        for item in items {
            read(item.get("name"), levels - 1);
        }
    }
    if let Read::Known(entries) = attribute.entries() {
        for (_, entry) in entries {
            read(entry, levels - 1);
        }
    }
}

/// Every place of a report lies in the text, and its pointer leads to a value.
pub(super) fn report(report: &Report, input: &Input<'_>) {
    let lines = Lines::of(input.text());
    let json = input.text().get(input.json_start()..).unwrap_or_default();
    // The independent reader refuses what Terraform takes: lone surrogates, deep nesting, numbers out of range.
    let tree = if report.findings.is_empty() { None } else { Tree::first_in(json) };
    for finding in report.findings.iter().chain(&report.waived) {
        let related = finding.related.iter().map(|related| &related.location);
        for location in related.chain([&finding.location]) {
            lines.hold(location);
            assert!(
                tree.as_ref().is_none_or(|tree| tree.has(&location.pointer)),
                "{} of {} leads nowhere",
                location.pointer,
                finding.rule
            );
        }
        assert!(!finding.message.is_empty() && finding.fingerprint.len() == 16);
    }
    let open = report.undetermined.iter();
    assert!(open.clone().zip(open.skip(1)).all(|(one, next)| one < next), "questions come in order, once");
}

/// Nothing in a report steers what shows it, and a format is well-formed whatever the input holds.
pub(super) fn written(format: Format, text: &str) {
    // Conftest sets its lines in by tabs.
    let steers = |line: &str| line.trim_start_matches('\t').contains(is_steering);
    assert!(!text.lines().any(steers), "{format:?} holds a character that steers:\n{text}");
    match format {
        Format::Sarif | Format::Gitlab | Format::Conftest => {
            assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "{format:?} is no JSON:\n{text}");
        }
        Format::Junit | Format::Checkstyle => {
            assert!(roxmltree::Document::parse(text).is_ok(), "{format:?} is no XML:\n{text}");
        }
        Format::Github => assert!(text.lines().all(|line| line.starts_with("::"))),
        Format::Azure => assert!(text.lines().all(|line| line.starts_with("##vso[task."))),
        Format::Tap => {
            let tests =
                text.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count();
            assert_eq!(text.lines().nth(1), Some(&*format!("1..{tests}")), "{text}");
        }
        Format::Markdown => {
            let own = ["<!-- planproof -->", "<details><summary>", "</details>"];
            let is_own = |line: &&str| own.iter().any(|own| line.starts_with(own));
            assert!(text.lines().filter(|line| line.starts_with('<')).all(|line| is_own(&line)), "{text}");
            assert!(text.chars().count() < 65_536);
        }
        Format::Text(_) | Format::Json => {}
    }
}

fn is_steering(character: char) -> bool {
    (character.is_control() && character != '\n') || "\u{2028}\u{2029}\u{202e}\u{2066}".contains(character)
}

/// The length of each line of a text, in UTF-16 code units.
pub(super) struct Lines(Vec<u32>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let length = |line: &str| line.chars().map(|character| u32::from(character > '\u{ffff}') + 1).sum();
        Self(text.split('\n').map(length).collect())
    }

    /// Panics where a location does not lie in the text.
    pub(super) fn hold(&self, location: &Location) {
        let Location { line, column, end_line, end_column, .. } = *location;
        for (line, column) in [(line, column), (end_line, end_column)] {
            let length = line.checked_sub(1).and_then(|before| self.0.get(before as usize));
            assert!(length.is_some_and(|length| (1..=length + 1).contains(&column)), "{location:?}");
        }
        assert!((line, column) <= (end_line, end_column), "{location:?}");
    }
}
