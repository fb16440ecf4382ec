//! Findings by the input they are in, for formats that say of each input what became of it.

use alloc::vec::Vec;

use super::{Finding, Report};
use crate::{plan::Kind, sorted::Map};

/// An input, and what was found in it.
#[derive(Default)]
pub(super) struct Found<'r> {
    /// The input's path.
    pub(super) path: &'r str,
    /// How many of its resources were judged.
    pub(super) resources: usize,
    /// What is wrong.
    pub(super) findings: Vec<&'r Finding>,
    /// What is accepted.
    pub(super) waived: Vec<&'r Finding>,
}

/// Each input with its findings, in the order of the report.
pub(super) fn by_input(report: &Report) -> Vec<Found<'_>> {
    let mut inputs: Vec<Found<'_>> = Vec::new();
    // What is a project stands for the files of its folder.
    let mut positions: Map<(bool, &str), usize> = Map::new();
    for input in &report.inputs {
        positions.get_or_insert_with((input.kind == Kind::Project, &input.path), || inputs.len());
        inputs.push(Found { path: &input.path, resources: input.resources, ..Found::default() });
    }
    for finding in report.findings.iter().chain(&report.waived) {
        let file = &*finding.location.file;
        let known = positions.get(&(false, file)).or_else(|| positions.get(&(true, folder(file))));
        let position = known.copied().unwrap_or(inputs.len());
        if position == inputs.len() {
            positions.insert((false, file), position);
            inputs.push(Found { path: file, ..Found::default() });
        }
        if let Some(input) = inputs.get_mut(position) {
            let list = if finding.waiver.is_some() { &mut input.waived } else { &mut input.findings };
            list.push(finding);
        }
    }
    inputs
}

/// The folder that a file is in, by the name that a project of its files has.
fn folder(file: &str) -> &str {
    file.rfind(['/', '\\']).and_then(|at| file.get(..at)).unwrap_or(".")
}
