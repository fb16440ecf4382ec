//! Golden files: raw outputs, as they were agreed upon.

use std::{env, fs, path::Path};

/// What differs from the golden files that a test holds its outputs against.
#[derive(Default)]
pub struct Goldens {
    changed: Vec<String>,
}

impl Goldens {
    /// Holds an output against its golden file, which is rewritten where it differs, so that the change shows where it is
    /// reviewed.
    ///
    /// # Panics
    ///
    /// Where it cannot be rewritten.
    #[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    pub fn compare(&mut self, golden: &Path, actual: &str) {
        if fs::read_to_string(golden).is_ok_and(|agreed| agreed == actual) {
            return;
        }
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(golden, actual).unwrap();
        self.changed.push(golden.display().to_string());
    }

    /// Fails where one was rewritten, unless that was asked for.
    ///
    /// # Panics
    ///
    /// That is how it fails.
    pub fn agree(self) {
        let is_writing = env::var_os("PLANPROOF_GOLDEN").is_some_and(|value| value == "write");
        assert!(
            self.changed.is_empty() || is_writing,
            "rewritten; review and commit:\n{}",
            self.changed.join("\n")
        );
    }
}
