//! The Test Anything Protocol, version 14: a test for what was read of each input, and one for each finding.
//!
//! What does not fail the check is a test that passes, with what was found as its diagnostics; what is waived is skipped.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use super::{
    Finding, Report,
    escape::{Escaped, Shown},
    inputs::{Found, by_input},
    json::Quoted,
    notices::notices,
    text::{self, Count},
};

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let inputs = by_input(report);
    let tests = inputs.len() + report.findings.len() + report.waived.len();
    writeln!(f, "TAP version 14\n1..{tests}")?;
    let mut number = 0;
    for input in &inputs {
        write_input(report, input, &mut number, f)?;
    }
    writeln!(f, "# {} {}", text::verdict(report), text::counts(report))?;
    notices(report).iter().try_for_each(|notice| writeln!(f, "# {}", Shown(&notice.text)))
}

fn write_input(
    report: &Report,
    input: &Found<'_>,
    number: &mut usize,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let resources = Count(input.resources, "resource", "");
    *number += 1;
    writeln!(f, "ok {number} - {}: {resources} checked", described(input.path))?;
    for finding in input.findings.iter().chain(&input.waived) {
        *number += 1;
        let Finding { rule, address, waiver, .. } = finding;
        let verdict = if waiver.is_none() && report.fails(finding) { "not ok" } else { "ok" };
        write!(f, "{verdict} {number} - {}", described(&format!("{rule}: {address}")))?;
        match waiver {
            Some(waiver) => writeln!(f, " # SKIP {}", described(&waiver.reason))?,
            None => write_diagnostics(finding, f)?,
        }
    }
    Ok(())
}

/// YAML whose texts are written as JSON writes them.
fn write_diagnostics(finding: &Finding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Finding { message, severity, remedy, location, docs, blocking, .. } = finding;
    writeln!(f, "\n  ---\n  message: {}", Quoted(message))?;
    writeln!(f, "  severity: {}\n  blocking: {blocking}", severity.name())?;
    if let Some(attribute) = &finding.attribute {
        writeln!(f, "  attribute: {}", Quoted(attribute))?;
    }
    writeln!(f, "  remedy: {}", Quoted(remedy))?;
    writeln!(f, "  at:\n    file: {}", Quoted(&location.file))?;
    writeln!(f, "    line: {}\n    column: {}", location.line, location.column)?;
    writeln!(f, "  docs: {}\n  ...", Quoted(docs))
}

/// Text in the description of a test, where a `#` begins a directive.
fn described(text: &str) -> String {
    let escape = |_, character| match character {
        '#' => Some("\\#"),
        '\\' => Some("\\\\"),
        _ => None,
    };
    Escaped(&Shown(text).to_string(), escape).to_string()
}
