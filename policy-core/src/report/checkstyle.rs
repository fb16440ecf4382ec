//! Checkstyle's XML, which many tools read that comment on code: what is wrong, by file.

use alloc::{format, vec::Vec};
use core::fmt;

use super::{Finding, Report, junit::attribute};
use crate::{rule::Severity, sorted::Map};

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut files: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut positions: Map<&str, usize> = Map::new();
    for finding in &report.findings {
        let position = *positions.get_or_insert_with(&*finding.location.file, || {
            files.push((&finding.location.file, Vec::new()));
            files.len() - 1
        });
        if let Some((_, findings)) = files.get_mut(position) {
            findings.push(finding);
        }
    }
    f.write_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n")?;
    for (file, findings) in &files {
        f.write_str("  <file")?;
        attribute("name", file, f)?;
        f.write_str(">\n")?;
        findings.iter().try_for_each(|finding| write_finding(finding, f))?;
        f.write_str("  </file>\n")?;
    }
    f.write_str("</checkstyle>\n")
}

fn write_finding(finding: &Finding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let severity = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "info",
    };
    write!(
        f,
        "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\"",
        finding.location.line, finding.location.column
    )?;
    attribute("message", &format!("{}: {}; {}", finding.address, finding.message, finding.remedy), f)?;
    attribute("source", &format!("planproof.{}", finding.rule), f)?;
    f.write_str("/>\n")
}
