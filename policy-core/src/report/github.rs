//! Workflow commands of GitHub Actions, which become annotations of a run and of the lines of a pull request.
//!
//! GitHub shows ten annotations of a kind and step, so that the verdict comes first and then the worst. Each line is a
//! command: of a line that is none, a part might be taken for one.

use alloc::format;
use core::fmt;

use super::{
    Finding, Location, Report,
    escape::{Escaped, in_repository},
    notices::notices,
    text,
};
use crate::rule::Severity;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let summary = format!("{} {}", text::verdict(report), text::counts(report));
    write_command("notice", &report.tool.name, None, &[&summary], f)?;
    report.findings.iter().try_for_each(|finding| write_finding(report, finding, f))?;
    for notice in notices(report) {
        let kind = if notice.is_warning { "warning" } else { "notice" };
        write_command(kind, notice.id, notice.location, &[&notice.text], f)?;
    }
    Ok(())
}

fn write_finding(report: &Report, finding: &Finding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let kind = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    };
    let (comma, blocking) = if finding.blocking { (", ", text::words(report).blocking) } else { ("", "") };
    let title = format!("{} ({}{comma}{blocking})", finding.rule, finding.severity.name());
    let message = format!("{}: {}", finding.address, finding.message);
    let lines = [&*message, &format!("→ {}", finding.remedy), &finding.docs];
    write_command(kind, &title, Some(&finding.location), &lines, f)
}

/// A command with the lines of its message.
fn write_command(
    kind: &str,
    title: &str,
    location: Option<&Location>,
    lines: &[&str],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "::{kind} title={}", Escaped(title, property))?;
    // What comes from standard input is in no file.
    if let Some(Location { file, line, column, end_line, end_column, .. }) =
        location.filter(|location| location.file != "-")
    {
        write!(f, ",file={},line={line},endLine={end_line}", Escaped(&in_repository(file), property))?;
        // Columns are taken of one line only.
        if line == end_line {
            write!(f, ",col={column},endColumn={end_column}")?;
        }
    }
    for (number, line) in lines.iter().enumerate() {
        // The line breaks are ours: one in a text of the input is shown, and breaks no line.
        write!(f, "{}{}", if number == 0 { "::" } else { "%0A" }, Escaped(line, data))?;
    }
    f.write_str("\n")
}

fn data(_: char, character: char) -> Option<&'static str> {
    (character == '%').then_some("%25")
}

fn property(before: char, character: char) -> Option<&'static str> {
    match character {
        ':' => Some("%3A"),
        ',' => Some("%2C"),
        _ => data(before, character),
    }
}
