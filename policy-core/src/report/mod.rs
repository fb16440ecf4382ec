//! What a check found, and the formats it is written in.
//!
//! A [`Report`] owns its text: it outlives the input and crosses to JavaScript and back. It knows no file,
//! no writer and no exit code. One format is one module; each writes through [`core::fmt`].

mod azure;
mod checkstyle;
mod conftest;
mod escape;
mod github;
mod gitlab;
mod inputs;
mod json;
mod junit;
mod markdown;
mod notices;
mod sarif;
mod tap;
mod text;

pub use self::escape::Shown;

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

pub use crate::graph::{Detected, Environment};
use crate::{
    plan::Kind,
    policy::FailOn,
    refusal::Refusal,
    rule::{Category, Severity},
    similar,
    sorted::sort_by,
};

/// The version of the JSON shape of a [`Report`]; it rises when a key changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything one run says about its inputs, in one order whatever the order of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// [`SCHEMA_VERSION`] of the engine that wrote it.
    pub schema_version: u32,
    /// Which engine wrote it.
    pub tool: Tool,
    /// What was checked, in the order it was given.
    pub inputs: Vec<CheckedInput>,
    /// What is wrong: by severity, then address, attribute and rule.
    pub findings: Vec<Finding>,
    /// Findings that are accepted: by a waiver of the policy or of the configuration, or by the baseline.
    pub waived: Vec<Finding>,
    /// What became of each waiver that the policy or a configuration states.
    pub waivers: Vec<StatedWaiver>,
    /// What became of the baseline, where there is one.
    pub baseline: Option<AppliedBaseline>,
    /// Questions that cannot be answered before apply, or by a state; never findings.
    pub undetermined: Vec<Undetermined>,
    /// The counts and the verdict.
    pub summary: Summary,
}

/// The engine that wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Always `planproof`.
    pub name: String,
    /// The engine's version, such as `0.1.0`.
    pub version: String,
}

/// One input of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedInput {
    /// The path as the caller gave it; `-` is standard input.
    pub path: String,
    /// What the content turned out to be.
    pub kind: Kind,
    /// How many resource instances were judged, data sources apart.
    pub resources: usize,
    /// The version of Terraform that wrote the input, where the input says so.
    pub terraform_version: Option<String>,
    /// What the rules took the stack to be called, so that nobody wonders why one fired.
    pub detected: Environment,
    /// What of it was not judged, a sentence each without a full stop.
    pub notes: Vec<String>,
}

/// One fault at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule's name, its only identifier.
    pub rule: String,
    /// How bad it is, after the policy's changes.
    pub severity: Severity,
    /// What kind of harm it does.
    pub category: Category,
    /// The full instance address, or what stands for one (`terraform.backend.s3`, `output`).
    pub address: String,
    /// The attribute's path below the address (`environment[0].variables`), where one is at fault.
    pub attribute: Option<String>,
    /// What is wrong here, with the value; never a sensitive one.
    pub message: String,
    /// What to do, starting with a verb.
    pub remedy: String,
    /// Where it is in the text as given.
    pub location: Location,
    /// The path of the CDKTF construct, where the input has one.
    pub construct_path: Option<String>,
    /// Other places that take part, such as the function an integration cannot call.
    pub related: Vec<Related>,
    /// Sixteen hexadecimal digits that stay the same when lines move.
    pub fingerprint: String,
    /// The rule's page.
    pub docs: String,
    /// Whether it stops `terraform apply` or leaves the stack not working.
    pub blocking: bool,
    /// What Terraform says, where it refuses the configuration for that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub terraform: Option<Refusal>,
    /// What accepts it, where something does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub waiver: Option<AppliedWaiver>,
}

/// A place in the text as given. Lines and columns start at 1; columns count UTF-16 code units, as editors do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The path as the caller gave it.
    pub file: String,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the character after the last.
    pub end_line: u32,
    /// Column of the character after the last.
    pub end_column: u32,
    /// JSON pointer (RFC 6901) of the value.
    pub pointer: String,
}

/// Another place that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The address of what stands there.
    pub address: String,
    /// Where it is.
    pub location: Location,
    /// Its part in the finding.
    pub message: String,
}

/// Why a finding is accepted, by whom, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedWaiver {
    /// Where that is said.
    pub source: WaiverSource,
    /// The reason that is given.
    pub reason: String,
    /// The last day it holds, as `YYYY-MM-DD`, where it ends at all.
    pub expires: Option<String>,
    /// Who answers for it, where that is said.
    pub owner: Option<String>,
}

/// Where it is said that a finding is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WaiverSource {
    /// In the policy.
    Policy,
    /// In the configuration, beside what is accepted.
    Configuration,
    /// In the baseline.
    Baseline,
}

impl WaiverSource {
    /// The word for it in every output.
    const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Configuration => "configuration",
            Self::Baseline => "baseline",
        }
    }
}

/// A waiver, and what became of it in this check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedWaiver {
    /// Where it is said: the policy or a configuration.
    pub source: WaiverSource,
    /// The rule or category that it is about.
    pub rule: String,
    /// The pattern of addresses that it is about; without one, every address.
    pub address: Option<String>,
    /// The reason that is given.
    pub reason: String,
    /// The last day it holds, as `YYYY-MM-DD`, where it ends at all.
    pub expires: Option<String>,
    /// Who answers for it, where that is said.
    pub owner: Option<String>,
    /// Where it is written, where that is a file.
    pub location: Option<Location>,
    /// Whether its last day is over: it waives nothing any more.
    pub expired: bool,
    /// How many findings it is about; those of an expired one count as findings.
    pub findings: usize,
}

/// What became of a baseline in this check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedBaseline {
    /// How many findings it accepts.
    pub accepted: usize,
    /// What it accepts and nothing has any more: it may be taken out.
    pub fixed: Vec<Accepted>,
}

/// A finding that a baseline accepts. It says what is at fault and no line, so that it stays the same when lines move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The rule's name.
    pub rule: String,
    /// The address it is about.
    pub address: String,
    /// The attribute's path below the address, where one is at fault.
    pub attribute: Option<String>,
    /// The finding's fingerprint.
    pub fingerprint: String,
}

/// A question that a rule could not answer because a value is not known before apply, or a state does not tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Undetermined {
    /// The rule that asked.
    pub rule: String,
    /// The address it asked about.
    pub address: String,
    /// The attribute that is not known.
    pub attribute: Option<String>,
}

/// Counts by severity, and the verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Findings of severity critical.
    pub critical: usize,
    /// Findings of severity high.
    pub high: usize,
    /// Findings of severity medium.
    pub medium: usize,
    /// Findings of severity low.
    pub low: usize,
    /// Findings of severity info.
    pub info: usize,
    /// Findings that are accepted.
    pub waived: usize,
    /// Questions left open.
    pub undetermined: usize,
    /// Whether nothing found would stop `terraform apply` or leave the stack not working.
    pub deployable: bool,
    /// How many findings would.
    pub blockers: usize,
    /// The severity from which findings fail the check.
    pub fail_on: FailOn,
    /// How many findings do.
    pub failing: usize,
}

/// The formats a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Text(Color),
    /// For programs: the report as it is, indented by two spaces.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// The XML of `JUnit`, for what shows tests.
    Junit,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// The Code Quality report of GitLab.
    Gitlab,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// A comment on a pull request, or the summary of a job.
    Markdown,
    /// The Test Anything Protocol, version 14.
    Tap,
    /// Checkstyle's XML.
    Checkstyle,
    /// What Conftest prints as JSON.
    Conftest,
}

impl Format {
    /// The name of each format.
    pub const NAMES: [&str; 11] = [
        "text",
        "json",
        "sarif",
        "junit",
        "github",
        "gitlab",
        "azure",
        "markdown",
        "tap",
        "checkstyle",
        "conftest",
    ];

    /// The format of this name; the colour is that of text.
    pub fn parse(name: &str, color: Color) -> Option<Self> {
        Some(match name {
            "text" => Self::Text(color),
            "json" => Self::Json,
            "sarif" => Self::Sarif,
            "junit" => Self::Junit,
            "github" => Self::Github,
            "gitlab" => Self::Gitlab,
            "azure" => Self::Azure,
            "markdown" => Self::Markdown,
            "tap" => Self::Tap,
            "checkstyle" => Self::Checkstyle,
            "conftest" => Self::Conftest,
            _ => return None,
        })
    }

    /// The name that is most like one that no format has; none where nothing is like it.
    pub fn nearest(name: &str) -> Option<&'static str> {
        similar::nearest(name, Self::NAMES.into_iter())
    }
}

/// Whether text carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text, for files and pipes.
    Never,
    /// ANSI colours, for a terminal.
    Always,
}

impl Report {
    /// A report in its one order, with its counts.
    pub(crate) fn new(
        tool: Tool,
        inputs: Vec<CheckedInput>,
        findings: Vec<Finding>,
        waivers: Vec<StatedWaiver>,
        undetermined: Vec<Undetermined>,
        fail_on: FailOn,
    ) -> Self {
        let (waived, findings) = findings.into_iter().partition(|finding| finding.waiver.is_some());
        let mut report = Self {
            schema_version: SCHEMA_VERSION,
            tool,
            inputs,
            findings,
            waived,
            waivers,
            baseline: None,
            undetermined,
            summary: Summary { fail_on, ..Summary::default() },
        };
        report.finish();
        report
    }

    /// Whether all that was checked was deployed already.
    pub fn is_of_states(&self) -> bool {
        !self.inputs.is_empty() && self.inputs.iter().all(|input| input.kind.is_state())
    }

    /// One report of several, in the order they are given; none where there are none. A baseline is for all of them, and
    /// accepted by the one.
    pub fn merged(reports: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut reports = reports.into_iter();
        let mut merged = reports.next()?;
        for report in reports {
            merged.inputs.extend(report.inputs);
            merged.findings.extend(report.findings);
            merged.waived.extend(report.waived);
            merged.undetermined.extend(report.undetermined);
            report.waivers.into_iter().for_each(|waiver| merged.count_waiver(waiver));
        }
        merged.finish();
        Some(merged)
    }

    /// A waiver of the policy is about all inputs.
    fn count_waiver(&mut self, waiver: StatedWaiver) {
        let is_same = |own: &&mut StatedWaiver| {
            own.source == WaiverSource::Policy
                && StatedWaiver { findings: waiver.findings, ..StatedWaiver::clone(own) } == waiver
        };
        match self.waivers.iter_mut().find(is_same) {
            Some(own) => own.findings += waiver.findings,
            None => self.waivers.push(waiver),
        }
    }

    /// Puts what was found in its one order, and counts it.
    pub(crate) fn finish(&mut self) {
        put_in_order(&mut self.findings);
        put_in_order(&mut self.waived);
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let blockers = self.findings.iter().filter(|finding| finding.blocking).count();
        let fail_on = self.summary.fail_on;
        self.summary = Summary {
            critical: of(Severity::Critical),
            high: of(Severity::High),
            medium: of(Severity::Medium),
            low: of(Severity::Low),
            info: of(Severity::Info),
            waived: self.waived.len(),
            undetermined: self.undetermined.len(),
            deployable: blockers == 0,
            blockers,
            fail_on,
            failing: self.findings.iter().filter(|finding| fail_on.includes(finding.severity)).count(),
        };
    }

    /// Whether a finding fails the check.
    fn fails(&self, finding: &Finding) -> bool {
        self.summary.fail_on.includes(finding.severity)
    }

    /// Writes the report in a format.
    pub fn display(&self, format: Format) -> impl fmt::Display + '_ {
        Displayed { report: self, format }
    }
}

fn put_in_order(findings: &mut [Finding]) {
    sort_by(findings, &|one, other| order(one).cmp(&order(other)));
}

/// What findings are ordered by: the worst first, then by what they are about; the place decides between inputs.
fn order(finding: &Finding) -> impl Ord + '_ {
    let Finding { severity, address, attribute, rule, location, message, .. } = finding;
    (*severity, address, attribute, rule, &location.file, location.line, location.column, message)
}

struct Displayed<'r> {
    report: &'r Report,
    format: Format,
}

impl fmt::Display for Displayed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format {
            Format::Text(color) => text::write(self.report, color, f),
            Format::Json => json::write(self.report, f),
            Format::Sarif => sarif::write(self.report, f),
            Format::Junit => junit::write(self.report, f),
            Format::Github => github::write(self.report, f),
            Format::Gitlab => gitlab::write(self.report, f),
            Format::Azure => azure::write(self.report, f),
            Format::Markdown => markdown::write(self.report, f),
            Format::Tap => tap::write(self.report, f),
            Format::Checkstyle => checkstyle::write(self.report, f),
            Format::Conftest => conftest::write(self.report, f),
        }
    }
}
