//! The XML of `JUnit`, as Jenkins, GitLab and Azure DevOps read it: a suite an input, a test a rule and address.
//!
//! What does not fail the check is a test that passes, with what was found as its output; what is waived is skipped.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use super::{
    Finding, Report,
    escape::{Escaped, Shown, in_repository, xml},
    inputs::{Found, by_input},
    notices::notices,
    text::{self, Count},
};
use crate::sorted::Map;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let suites: Vec<Suite<'_>> = by_input(report).into_iter().map(|found| Suite::of(report, found)).collect();
    let tests = suites.iter().map(Suite::tests).sum();
    let failures = suites.iter().map(|suite| suite.failures).sum();
    f.write_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites")?;
    attribute("name", &report.tool.name, f)?;
    write_counts(tests, failures, f)?;
    f.write_str(">\n")?;
    let mut notes: Vec<String> = notices(report).into_iter().map(|notice| notice.text).collect();
    notes.insert(0, format!("{} {}", text::verdict(report), text::counts(report)));
    for (number, suite) in suites.iter().enumerate() {
        suite.write(report, f)?;
        if number + 1 == suites.len() {
            // They are about all of the inputs.
            write_output(
                &notes.iter().map(|note| Shown(note).to_string()).collect::<Vec<_>>().join("\n"),
                "    ",
                f,
            )?;
        }
        f.write_str("  </testsuite>\n")?;
    }
    f.write_str("</testsuites>\n")
}

struct Suite<'r> {
    found: Found<'r>,
    /// The findings of each test.
    tests: Vec<Vec<&'r Finding>>,
    failures: usize,
}

impl<'r> Suite<'r> {
    fn of(report: &Report, found: Found<'r>) -> Self {
        let mut tests: Vec<Vec<&Finding>> = Vec::new();
        let mut positions: Map<(bool, &str, &str), usize> = Map::new();
        for &finding in found.findings.iter().chain(&found.waived) {
            let key = (finding.waiver.is_some(), &*finding.rule, &*finding.address);
            let position = *positions.get_or_insert_with(key, || {
                tests.push(Vec::new());
                tests.len() - 1
            });
            if let Some(test) = tests.get_mut(position) {
                test.push(finding);
            }
        }
        let failures = tests.iter().filter(|test| is_failure(report, test)).count();
        Self { found, tests, failures }
    }

    /// How many tests there are: the first says what was read.
    fn tests(&self) -> usize {
        self.tests.len() + 1
    }

    fn write(&self, report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped =
            self.tests.iter().filter(|test| test.iter().any(|finding| finding.waiver.is_some())).count();
        f.write_str("  <testsuite")?;
        attribute("name", self.found.path, f)?;
        write_counts(self.tests(), self.failures, f)?;
        write!(f, " skipped=\"{skipped}\">\n    <testcase")?;
        let read = format!("{} checked", Count(self.found.resources, "resource", ""));
        attribute("name", &read, f)?;
        attribute("classname", &report.tool.name, f)?;
        f.write_str("/>\n")?;
        self.tests.iter().try_for_each(|test| write_test(report, test, f))
    }
}

fn is_failure(report: &Report, test: &[&Finding]) -> bool {
    test.iter().any(|finding| finding.waiver.is_none() && report.fails(finding))
}

fn write_counts(tests: usize, failures: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, " tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"")
}

fn write_test(report: &Report, test: &[&Finding], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(first) = test.first() else { return Ok(()) };
    f.write_str("    <testcase")?;
    attribute("name", &first.address, f)?;
    attribute("classname", &first.rule, f)?;
    attribute("file", &in_repository(&first.location.file), f)?;
    writeln!(f, " line=\"{}\">", first.location.line)?;
    let said: String = test.iter().map(|finding| text::finding(report, finding)).collect();
    if let Some(waiver) = &first.waiver {
        f.write_str("      <skipped")?;
        attribute("message", &waiver.reason, f)?;
        f.write_str("/>\n")?;
    } else if is_failure(report, test) {
        f.write_str("      <failure")?;
        attribute("type", first.severity.name(), f)?;
        attribute("message", &first.message, f)?;
        writeln!(f, ">\n{}      </failure>", Escaped(&said, as_written))?;
    } else {
        write_output(&said, "      ", f)?;
    }
    f.write_str("    </testcase>\n")
}

/// Lines that are fit to be shown, as what the suite or test printed.
fn write_output(lines: &str, indent: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let lines = lines.trim_end();
    writeln!(f, "{indent}<system-out>\n{}\n{indent}</system-out>", Escaped(lines, as_written))
}

/// For text in lines that was made fit to be shown before.
fn as_written(before: char, character: char) -> Option<&'static str> {
    if character == '\n' { Some("\n") } else { xml(before, character) }
}

/// An attribute of an element of XML.
pub(super) fn attribute(name: &str, value: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, " {name}=\"{}\"", Escaped(value, xml))
}
