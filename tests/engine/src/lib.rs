//! What the tests of the rule core share: checking a text, and the files they check.

pub mod fuzz;
pub mod golden;
pub mod surroundings;
pub mod terraform;

use std::{
    fs,
    path::{Path, PathBuf},
};

use policy_core::{DecodeError, Input, Policy, Report, check};

/// The report on a text under the default policy.
///
/// # Errors
///
/// Where the text cannot be judged.
pub fn report(path: &str, bytes: &[u8]) -> Result<Report, DecodeError> {
    report_with(path, bytes, &Policy::default())
}

/// The report on a text under a policy.
///
/// # Errors
///
/// Where the text cannot be judged.
pub fn report_with(path: &str, bytes: &[u8], policy: &Policy) -> Result<Report, DecodeError> {
    Ok(check(&Input::new(path, bytes)?.decode_for(policy)?, policy))
}

/// The folder `tests` of the project.
pub fn tests() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Every file below a folder, in order of path; none where the folder is missing.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if !path.is_dir() {
                found.push(path);
            } else if !path.ends_with("node_modules") {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}
