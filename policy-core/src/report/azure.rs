//! Logging commands of Azure Pipelines, which become the issues of a run, and its result.
//!
//! The agent takes `##vso[` for a command wherever it stands in a line. Each line begins with one of ours, and in its
//! message and properties the agent undoes only the escapes that are made here.

use alloc::format;
use core::fmt;

use super::{
    Location, Report,
    escape::{Escaped, in_repository},
    notices::notices,
    text,
};
use crate::rule::Severity;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for finding in &report.findings {
        // There is nothing milder than a warning.
        let is_warning = finding.severity > Severity::High;
        let message = format!("{}: {}; {}", finding.address, finding.message, finding.remedy);
        write_issue(is_warning, Some(&finding.location), &finding.rule, &message, f)?;
    }
    for notice in notices(report).into_iter().filter(|notice| notice.is_warning) {
        write_issue(true, notice.location, notice.id, &notice.text, f)?;
    }
    let result = match (report.summary.failing, report.findings.len()) {
        (0, 0) => "Succeeded",
        (0, _) => "SucceededWithIssues",
        _ => "Failed",
    };
    let summary = format!("{} {}", text::verdict(report), text::counts(report));
    writeln!(f, "##vso[task.complete result={result};]{}", Escaped(&summary, data))
}

fn write_issue(
    is_warning: bool,
    location: Option<&Location>,
    code: &str,
    message: &str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "##vso[task.logissue type={};", if is_warning { "warning" } else { "error" })?;
    // What comes from standard input is in no file.
    if let Some(location) = location.filter(|location| location.file != "-") {
        let path = in_repository(&location.file);
        write!(
            f,
            "sourcepath={};linenumber={};columnnumber={};",
            Escaped(&path, property),
            location.line,
            location.column
        )?;
    }
    writeln!(f, "code={};]{}", Escaped(code, property), Escaped(message, data))
}

/// Agents since March 2021 undo this one too; an older one shows it.
fn data(_: char, character: char) -> Option<&'static str> {
    (character == '%').then_some("%AZP25")
}

fn property(before: char, character: char) -> Option<&'static str> {
    match character {
        ';' => Some("%3B"),
        ']' => Some("%5D"),
        _ => data(before, character),
    }
}
