//! The real `terraform`, where there is one on `PATH`, to hold answers against its own.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{self, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// Whether there is one; where not, says what is not compared with it.
pub fn is_there(what: &str) -> bool {
    let version =
        Command::new("terraform").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = version.is_ok_and(|status| status.success());
    if !is_there {
        say(&format!("SKIPPED: there is no terraform on PATH to compare {what} with"));
    }
    is_there
}

/// Runs it in a folder.
///
/// # Panics
///
/// Where it cannot be started.
pub fn terraform(folder: &Path, arguments: &[&str]) -> Output {
    #[expect(clippy::unwrap_used, reason = "without it, nothing can be compared")]
    Command::new("terraform").current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// A folder that goes when it is done with.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Makes one.
    ///
    /// # Panics
    ///
    /// Where that is not possible.
    #[expect(clippy::new_without_default, reason = "it makes something on the disk")]
    pub fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("planproof-{}-{number}", process::id()));
        #[expect(clippy::unwrap_used, reason = "without it, nothing can be compared")]
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left for the system to clear.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Tells whoever runs the tests, past the harness, which keeps to itself what passing tests print.
pub fn say(line: &str) {
    // A line that cannot be shown changes nothing.
    let _ = writeln!(io::stderr(), "{line}");
}
