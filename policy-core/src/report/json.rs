//! The report for programs: the contract of `schemaVersion` 1, indented by two spaces.

use core::fmt;

use super::Report;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Writing a report's plain structs to a string cannot fail; an error would be one of the writer's.
    let json = serde_json::to_string_pretty(report).map_err(|_| fmt::Error)?;
    f.write_str(&json)?;
    f.write_str("\n")
}
