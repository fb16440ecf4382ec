//! Runs other programs from the project's folder, and tells how long they take while they are silent.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may be silent before a line says that it still runs.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// What is shown of a program's output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Every line as it comes.
    Everything,
    /// A line on start, one every ten seconds, and the output only if the program fails.
    Progress,
}

/// A program that ran and failed, with what it printed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    pub(crate) output: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    // The manifest of this crate lies two folders below it.
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."))
}

/// A program to be run in the project's folder.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    // What `cargo run` says about this crate makes build scripts that look at it run again in every child.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this program, so that every step uses one toolchain.
pub(crate) fn cargo() -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Its output passes through this program, so that it cannot see the terminal itself.
    if io::stdout().is_terminal()
        && env::var_os("CARGO_TERM_COLOR").is_none()
        && env::var_os("NO_COLOR").is_none()
    {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

/// Runs a program to its end and gives what it printed; fails, with a [`Failure`], if it fails.
pub(crate) fn run(label: &str, command: &mut Command, show: Show) -> Result<String> {
    let start = Instant::now();
    if show == Show::Progress {
        println!("  {label}");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", spelled(command)))?;
    let (lines, received) = mpsc::channel();
    forward(child.stdout.take(), lines.clone());
    forward(child.stderr.take(), lines);
    let output = gather(&received, show, |last| {
        let said = if last.is_empty() { label } else { last };
        println!("    {:>3} s  {}", start.elapsed().as_secs(), shortened(said));
    })?;

    let status = child.wait()?;
    if status.success() {
        return Ok(output);
    }
    if show == Show::Progress {
        print!("{output}");
    }
    Err(Failure { message: format!("`{}` failed ({status})", spelled(command)), output }.into())
}

/// What a quick program prints on its standard output; fails if it cannot be started or fails.
pub(crate) fn answer(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::null()).output()?;
    if !output.status.success() {
        bail!("`{}` failed ({})", spelled(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Collects lines until the program closes its outputs; calls `beat` with the last line while there is silence.
fn gather(received: &Receiver<Vec<u8>>, show: Show, beat: impl Fn(&str)) -> Result<String> {
    let mut output = String::new();
    let mut last = String::new();
    let mut due = Instant::now() + HEARTBEAT;
    loop {
        match received.recv_timeout(due.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                last = String::from_utf8_lossy(&line).into_owned();
                output += &last;
                if show == Show::Everything {
                    io::stdout().write_all(&line)?;
                    last.clear();
                    due = Instant::now() + HEARTBEAT;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                beat(last.trim());
                due += HEARTBEAT;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(output),
        }
    }
}

/// Sends every line of a program's output, with its line end, from a thread of its own.
fn forward(output: Option<impl Read + Send + 'static>, lines: Sender<Vec<u8>>) {
    let Some(output) = output else { return };
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if lines.send(std::mem::take(&mut line)).is_err() {
                break;
            }
        }
    });
}

/// The command as a person would type it, near enough to repeat it.
fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text += &argument.to_string_lossy();
    }
    text
}

fn shortened(line: &str) -> String {
    line.chars().filter(|character| !character.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_both_streams_is_kept() {
        let output = run("try", &mut shell("echo one; echo two >&2"), Show::Progress).unwrap();
        let mut lines: Vec<&str> = output.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let error = run("try", &mut shell("echo said; exit 3"), Show::Progress).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c echo said; exit 3` failed (exit status: 3)");
        assert_eq!(error.downcast_ref::<Failure>().unwrap().output, "said\n");
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let error = run("try", &mut program("no-such-program"), Show::Everything).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }

    fn shell(script: &str) -> Command {
        let mut command = program("sh");
        command.args(["-c", script]);
        command
    }
}
