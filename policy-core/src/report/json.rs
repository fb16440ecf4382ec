//! The report for programs: the contract of `schemaVersion` 1, indented by two spaces.

use core::fmt;

use super::Report;
use crate::to_json;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&to_json(report))?;
    f.write_str("\n")
}
