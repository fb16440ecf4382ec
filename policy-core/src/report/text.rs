//! The report for a person at a terminal: by resource, what is wrong, where, and what to do.

use alloc::{collections::BTreeMap, vec::Vec};
use core::fmt;

use super::{Color, Finding, Report, Summary};
use crate::rule::Severity;

/// Columns that text is folded to; terminals have eighty, and long lines are hard to read anyway.
const WIDTH: usize = 96;

pub(super) fn write(report: &Report, color: Color, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let style = Style(color);
    for (address, findings) in by_address(&report.findings) {
        write_resource(address, &findings, style, f)?;
    }
    write_summary(report, style, f)
}

/// Findings by address; addresses come in the order of their worst finding.
fn by_address(findings: &[Finding]) -> Vec<(&str, Vec<&Finding>)> {
    let mut groups: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut positions: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in findings {
        let position = *positions.entry((&finding.location.file, &finding.address)).or_insert_with(|| {
            groups.push((&finding.address, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(position) {
            group.push(finding);
        }
    }
    groups
}

fn write_resource(
    address: &str,
    findings: &[&Finding],
    style: Style,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{}", style.bold(address))?;
    if let Some(path) = findings.first().and_then(|finding| finding.construct_path.as_deref()) {
        write!(f, "  {}", style.dim(path))?;
    }
    writeln!(f)?;
    for finding in findings {
        write_finding(finding, style, f)?;
    }
    writeln!(f)
}

fn write_finding(finding: &Finding, style: Style, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Finding { severity, rule, message, remedy, location, related, blocking, .. } = finding;
    let blocks = if *blocking { "  blocks the deployment" } else { "" };
    writeln!(f, "  {}  {rule}{}", style.severity(*severity), style.dim(blocks))?;
    fold(f, "    ", message, |line| line)?;
    fold(f, "    ", &alloc::format!("→ {remedy}"), |line| line)?;
    let place = alloc::format!("{}:{}:{}", location.file, location.line, location.column);
    writeln!(f, "    {}  {}", style.underlined(&place), style.dim(&location.pointer))?;
    for other in related {
        let place =
            alloc::format!("{}:{}:{}", other.location.file, other.location.line, other.location.column);
        writeln!(f, "    {} {}: {}  {}", style.dim("also"), other.address, other.message, style.dim(&place))?;
    }
    Ok(())
}

fn write_summary(report: &Report, style: Style, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let summary = &report.summary;
    let verdict = match (summary.deployable, summary.blockers) {
        (true, _) => style.paint("32;1", "Deployable"),
        (false, 1) => style.paint("31;1", "Not deployable: 1 finding blocks it"),
        (false, _) => style.paint("31;1", "Not deployable"),
    };
    write!(f, "{verdict}")?;
    if summary.blockers > 1 {
        write!(f, ": {} findings block it", summary.blockers)?;
    }
    writeln!(f, ".")?;
    write_counts(summary, report.findings.len(), style, f)?;
    let resources: usize = report.inputs.iter().map(|input| input.resources).sum();
    let resources = Count(resources, "resource");
    match report.inputs.as_slice() {
        [input] => {
            write!(f, "Checked {resources} of the {} {}", input.kind.name(), input.path)?;
            if let Some(version) = &input.terraform_version {
                write!(f, " (Terraform {version})")?;
            }
            writeln!(f, ".")
        }
        inputs => writeln!(f, "Checked {resources} in {}.", Count(inputs.len(), "input")),
    }
}

fn write_counts(summary: &Summary, findings: usize, style: Style, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if findings == 0 {
        write!(f, "No findings")?;
    } else {
        write!(f, "{}: ", Count(findings, "finding"))?;
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
        write!(f, "; {} not known before apply", Count(summary.undetermined, "question"))?;
    }
    writeln!(f, ".")
}

/// A number with its noun.
struct Count(usize, &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0, self.1, if self.0 == 1 { "" } else { "s" })
    }
}

/// Writes text in lines of at most [`WIDTH`] columns, broken at spaces.
fn fold(f: &mut fmt::Formatter<'_>, indent: &str, text: &str, paint: fn(&str) -> &str) -> fmt::Result {
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column == 0 {
            write!(f, "{indent}{}", paint(word))?;
            column = indent.len() + length;
        } else if column + 1 + length > WIDTH {
            // What follows an arrow or starts a paragraph is set in by the same two columns.
            write!(f, "\n{indent}  {}", paint(word))?;
            column = indent.len() + 2 + length;
        } else {
            write!(f, " {}", paint(word))?;
            column += 1 + length;
        }
    }
    writeln!(f)
}

#[derive(Clone, Copy)]
struct Style(Color);

impl Style {
    fn paint<'t>(self, code: &'static str, text: &'t str) -> Painted<'t> {
        Painted { code: if self.0 == Color::Always { code } else { "" }, text }
    }

    fn bold(self, text: &str) -> Painted<'_> {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> Painted<'_> {
        self.paint("2", text)
    }

    fn underlined(self, text: &str) -> Painted<'_> {
        self.paint("4", text)
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
        if self.code.is_empty() || self.text.is_empty() {
            return f.write_str(self.text);
        }
        write!(f, "\u{1b}[{}m{}\u{1b}[0m", self.code, self.text)
    }
}
