//! The Code Quality report of GitLab: what is wrong, by file and line.
//!
//! GitLab leaves out what has the fingerprint of another. The same fault in two inputs has the same one, so that each
//! after the first is given its number.

use alloc::{borrow::Cow, format};
use core::fmt;

use super::{
    Finding, Report,
    escape::{Shown, in_repository},
    json::Json,
};
use crate::{rule::Severity, sorted::Map};

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut seen: Map<&str, usize> = Map::new();
    Json::new(f, "  ").array("", &mut |json| {
        for finding in &report.findings {
            let count = seen.get_or_default(&*finding.fingerprint);
            *count += 1;
            let fingerprint = match *count {
                1 => Cow::Borrowed(&*finding.fingerprint),
                number => Cow::Owned(format!("{}-{number}", finding.fingerprint)),
            };
            write_finding(finding, &fingerprint, json)?;
        }
        Ok(())
    })?;
    f.write_str("\n")
}

fn write_finding(finding: &Finding, fingerprint: &str, json: &mut Json<'_, '_>) -> fmt::Result {
    json.object("", &mut |json| {
        let description = format!("{}: {}; {}", finding.address, finding.message, finding.remedy);
        json.text("description", &format!("{}", Shown(&description)))?;
        json.text("check_name", &finding.rule)?;
        json.text("fingerprint", fingerprint)?;
        json.text("severity", severity(finding))?;
        json.object("location", &mut |json| {
            json.text("path", &in_repository(&finding.location.file))?;
            json.object("lines", &mut |json| json.number("begin", finding.location.line as usize))
        })
    })
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        _ if finding.blocking => "blocker",
        Severity::Critical => "critical",
        Severity::High => "major",
        Severity::Medium => "minor",
        Severity::Low | Severity::Info => "info",
    }
}
