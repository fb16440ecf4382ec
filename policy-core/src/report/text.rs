//! The report for a person at a terminal: by resource, what is wrong, where, and what to do.
//!
//! What comes from an input is shown as [`Shown`] does it, so that no name in a plan can steer the terminal, break a
//! line or start a command of a CI system. Other formats take their plain text from here.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use super::{
    CheckedInput, Color, Detected, Environment, Finding, Location, Report, Summary, escape::Shown,
    notices::notices,
};
use crate::{
    refusal::Refusal,
    rule::Severity,
    sorted::{Map, Set},
};

/// Columns that text is folded to; long lines are hard to read, and most terminals are a little wider.
const WIDTH: usize = 100;

pub(super) fn write(report: &Report, color: Color, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let style = Style { color, words: words(report) };
    let mut said = Set::new();
    for (address, findings) in by_address(&report.findings) {
        write_resource(address, &findings, &mut said, style, f)?;
    }
    write_summary(report, style, f)
}

/// All that is said of a finding, in several lines.
pub(super) fn finding(report: &Report, finding: &Finding) -> String {
    let style = Style { color: Color::Never, words: words(report) };
    fmt::from_fn(|f| write_finding(finding, Some(&finding.remedy), style, f)).to_string()
}

/// Whether what was checked will do, in a sentence.
pub(super) fn verdict(report: &Report) -> String {
    let (words, summary) = (words(report), &report.summary);
    match (summary.blockers, summary.failing) {
        (0, 0) => format!("{}.", words.good),
        (0, failing) => format!("{}, but {} the check.", words.good, Count(failing, "finding", "fails")),
        (blockers, _) => format!("{}: {} it.", words.bad, Count(blockers, "finding", words.verb)),
    }
}

/// How many findings there are of each severity, and what else was counted, in a sentence.
pub(super) fn counts(report: &Report) -> String {
    let style = Style { color: Color::Never, words: words(report) };
    let counts = fmt::from_fn(|f| write_counts(&report.summary, report.findings.len(), style, f)).to_string();
    counts.trim_end().to_string()
}

/// What is said differently of states.
pub(super) fn words(report: &Report) -> &'static Words {
    if report.is_of_states() { &OF_STATES } else { &OF_PLANS }
}

/// Findings by file and address; addresses come in the order of their worst finding.
fn by_address(findings: &[Finding]) -> Vec<(&str, Vec<&Finding>)> {
    let mut groups: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut positions: Map<(&str, &str), usize> = Map::new();
    for finding in findings {
        let position = *positions.get_or_insert_with((&finding.location.file, &finding.address), || {
            groups.push((&finding.address, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(position) {
            group.push(finding);
        }
    }
    groups
}

fn write_resource<'r>(
    address: &str,
    findings: &[&'r Finding],
    said: &mut Set<&'r str>,
    style: Style,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{}", style.paint("1", address))?;
    if let Some(path) = findings.first().and_then(|finding| finding.construct_path.as_deref()) {
        write!(f, "  {}", style.dim(path))?;
    }
    writeln!(f)?;
    for finding in findings {
        // What to do is said once for each rule: of twenty names without a suffix, the twentieth needs no advice.
        let remedy = said.insert(&finding.rule).then_some(&*finding.remedy);
        write_finding(finding, remedy, style, f)?;
    }
    writeln!(f)
}

fn write_finding(
    finding: &Finding,
    remedy: Option<&str>,
    style: Style,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let Finding { severity, rule, message, location, related, blocking, terraform, .. } = finding;
    write!(f, "  {}  {}", style.severity(*severity), Shown(rule))?;
    if *blocking {
        write!(f, "  {}", style.paint("31", style.words.blocking))?;
    }
    writeln!(f)?;
    fold(f, message)?;
    if let Some(Refusal { step, summary }) = terraform {
        writeln!(f, "    {} {}", style.dim(&format!("{}:", step.command())), Shown(summary))?;
    }
    if let Some(remedy) = remedy {
        fold(f, &format!("→ {remedy}"))?;
    }
    writeln!(f, "    {}  {}", style.paint("4", &place(location)), style.dim(&location.pointer))?;
    for other in related {
        let (address, message) = (Shown(&other.address), Shown(&other.message));
        writeln!(
            f,
            "    {} {address}: {message}  {}",
            style.dim("also"),
            style.dim(&place(&other.location))
        )?;
    }
    Ok(())
}

pub(super) fn place(location: &Location) -> String {
    format!("{}:{}:{}", location.file, location.line, location.column)
}

fn write_summary(report: &Report, style: Style, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let summary = &report.summary;
    let color = match (summary.blockers, summary.failing) {
        (0, 0) => "32;1",
        (0, _) => "33;1",
        _ => "31;1",
    };
    writeln!(f, "{}", style.paint(color, &verdict(report)))?;
    write_counts(summary, report.findings.len(), style, f)?;
    let resources: usize = report.inputs.iter().map(|input| input.resources).sum();
    let resources = Count(resources, "resource", "");
    match report.inputs.as_slice() {
        [input] => {
            write!(f, "Checked {resources} of the {} {}", input.kind.title(), Shown(&input.path))?;
            if let Some(version) = &input.terraform_version {
                write!(f, " (Terraform {})", Shown(version))?;
            }
            writeln!(f, ".")?;
        }
        inputs => {
            let paths: Vec<&str> = inputs.iter().map(|input| &*input.path).collect();
            writeln!(f, "Checked {resources} in {}.", Shown(&paths.join(", ")))?;
        }
    }
    report.inputs.iter().try_for_each(|input| write_detected(report, input, f))?;
    if let Some(baseline) = &report.baseline {
        writeln!(f, "The baseline accepts {}.", Count(baseline.accepted, "finding", ""))?;
    }
    notices(report).iter().try_for_each(|notice| writeln!(f, "Note: {}.", Shown(&notice.text)))
}

/// What the rules took the stack to be called, and why.
fn write_detected(report: &Report, input: &CheckedInput, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Environment { suffix, name } = &input.detected;
    let known = [("environment", name), ("environment suffix", suffix)];
    let known: Vec<String> = known
        .into_iter()
        .filter_map(|(what, detected)| {
            let Detected { value, source } = detected.as_ref()?;
            Some(format!("{what} `{}` (from {})", Shown(value), Shown(source)))
        })
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    if report.inputs.len() > 1 {
        write!(f, "{}: ", Shown(&input.path))?;
    }
    writeln!(f, "Judged for the {}.", known.join(" and the "))
}

fn write_counts(summary: &Summary, findings: usize, style: Style, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if findings == 0 {
        write!(f, "No findings")?;
    } else {
        write!(f, "{}: ", Count(findings, "finding", ""))?;
        let counts = [
            (Severity::Critical, summary.critical),
            (Severity::High, summary.high),
            (Severity::Medium, summary.medium),
            (Severity::Low, summary.low),
            (Severity::Info, summary.info),
        ];
        let counts = counts.into_iter().filter(|&(_, count)| count > 0);
        for (at, (severity, count)) in counts.enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}{count} {}", style.severity(severity))?;
        }
    }
    if summary.waived > 0 {
        write!(f, "; {} waived", summary.waived)?;
    }
    if summary.undetermined > 0 {
        write!(f, "; {} {}", Count(summary.undetermined, "question", ""), style.words.undetermined)?;
    }
    writeln!(f, ".")
}

/// A number with its noun, and with a verb in the form for one, which loses its last letter for many.
pub(super) struct Count(pub(super) usize, pub(super) &'static str, pub(super) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, noun, verb) = *self;
        let (plural, verb) = match number {
            1 => ("", verb),
            _ => ("s", verb.strip_suffix('s').unwrap_or(verb)),
        };
        write!(f, "{number} {noun}{plural}")?;
        if verb.is_empty() { Ok(()) } else { write!(f, " {verb}") }
    }
}

/// Writes text, set in and in lines of at most [`WIDTH`] columns, broken at spaces.
fn fold(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    const INDENT: &str = "    ";
    let text = Shown(text).to_string();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column == 0 {
            write!(f, "{INDENT}{word}")?;
            column = INDENT.len() + length;
        } else if column + 1 + length > WIDTH {
            // What follows is set in by the two columns that an arrow takes.
            write!(f, "\n{INDENT}  {word}")?;
            column = INDENT.len() + 2 + length;
        } else {
            write!(f, " {word}")?;
            column += 1 + length;
        }
    }
    writeln!(f)
}

#[derive(Clone, Copy)]
struct Style {
    color: Color,
    words: &'static Words,
}

/// What is said differently of what is to be deployed and of what was.
pub(super) struct Words {
    good: &'static str,
    bad: &'static str,
    /// What a finding does to what is bad.
    verb: &'static str,
    pub(super) blocking: &'static str,
    pub(super) undetermined: &'static str,
}

const OF_PLANS: Words = Words {
    good: "Deployable",
    bad: "Not deployable",
    verb: "blocks",
    blocking: "blocks the deployment",
    undetermined: "not known before apply",
};

const OF_STATES: Words = Words {
    good: "In working order",
    bad: "Not in working order",
    verb: "breaks",
    blocking: "breaks the stack",
    undetermined: "that a state leaves open",
};

impl Style {
    fn paint<'t>(self, code: &'static str, text: &'t str) -> Painted<'t> {
        Painted { code: if self.color == Color::Always { code } else { "" }, text }
    }

    fn dim(self, text: &str) -> Painted<'_> {
        self.paint("2", text)
    }

    fn severity(self, severity: Severity) -> Painted<'static> {
        let code = match severity {
            Severity::Critical => "31;1",
            Severity::High => "31",
            Severity::Medium => "33",
            Severity::Low => "36",
            Severity::Info => "34",
        };
        self.paint(code, severity.name())
    }
}

/// Text between the codes of a colour; with no code, only the text.
struct Painted<'t> {
    code: &'static str,
    text: &'t str,
}

impl fmt::Display for Painted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Shown(self.text);
        if self.code.is_empty() || self.text.is_empty() {
            return write!(f, "{text}");
        }
        write!(f, "\u{1b}[{}m{text}\u{1b}[0m", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_nouns_and_verbs() {
        let count = |number| Count(number, "finding", "blocks").to_string();
        assert_eq!([count(1), count(2)], ["1 finding blocks", "2 findings block"]);
        assert_eq!(Count(0, "resource", "").to_string(), "0 resources");
    }
}
