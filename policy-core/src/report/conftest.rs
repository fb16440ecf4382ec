//! What Conftest prints as JSON: of each input what fails, what is to be warned of, and what is excepted.
//!
//! As there, keys stand in this order and empty lists are left out, lines are set in by tabs, and the metadata of a
//! result is in the order of its keys. What fails the check is a failure, and everything else a warning.

use alloc::{format, vec::Vec};
use core::fmt;

use super::{Finding, Report, inputs::by_input, json::Json};

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    Json::new(f, "\t").array("", &mut |json| {
        for input in by_input(report) {
            let (failures, warnings): (Vec<&Finding>, Vec<&Finding>) =
                input.findings.into_iter().partition(|finding| report.fails(finding));
            // Conftest counts a rule that finds nothing once: ours are two, for failures and warnings.
            let successes = usize::from(failures.is_empty()) + usize::from(warnings.is_empty());
            json.object("", &mut |json| {
                // Standard input has no name there.
                json.text("filename", if input.path == "-" { "" } else { input.path })?;
                json.text("namespace", "main")?;
                json.number("successes", successes)?;
                write_results("warnings", "data.main.warn", &warnings, json)?;
                write_results("failures", "data.main.deny", &failures, json)?;
                write_results("exceptions", "data.main.exception", &input.waived, json)
            })?;
        }
        Ok(())
    })?;
    f.write_str("\n")
}

fn write_results(key: &str, query: &str, findings: &[&Finding], json: &mut Json<'_, '_>) -> fmt::Result {
    if findings.is_empty() {
        return Ok(());
    }
    json.array(key, &mut |json| findings.iter().try_for_each(|finding| write_result(finding, query, json)))
}

fn write_result(finding: &Finding, query: &str, json: &mut Json<'_, '_>) -> fmt::Result {
    json.object("", &mut |json| {
        json.text("msg", &format!("{}: {}", finding.address, finding.message))?;
        json.object("loc", &mut |json| {
            json.text("file", &finding.location.file)?;
            json.number("line", finding.location.line as usize)
        })?;
        json.object("metadata", &mut |json| {
            json.text("address", &finding.address)?;
            json.text_if_any("attribute", finding.attribute.as_deref())?;
            json.flag("blocking", finding.blocking)?;
            json.text("category", finding.category.name())?;
            json.text("docs", &finding.docs)?;
            json.text("fingerprint", &finding.fingerprint)?;
            json.text("query", query)?;
            json.text_if_any("reason", finding.waiver.as_ref().map(|waiver| &*waiver.reason))?;
            json.text("remedy", &finding.remedy)?;
            json.text("rule", &finding.rule)?;
            json.text("severity", finding.severity.name())
        })
    })
}
