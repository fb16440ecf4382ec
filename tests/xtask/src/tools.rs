//! Finds the tools that building and testing need, and installs the missing ones, pinned, into `.tools`.
//!
//! Knows versions and where tools come from; not what they are used for.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{Show, answer, cargo, program, root, run};

const TRUNK: &str = "0.21.14";
/// What measurements compare with: the scanner of plans that most people use.
const CHECKOV: &str = "3.3.30";
/// What the plugin and the formats for it are held against.
const CONFTEST: &str = "0.71.1";
/// What the policy is held against; as it is released, it evaluates WebAssembly.
const OPA: &str = "1.22.2";
const OLDEST_NODE: u32 = 20;
const WASM_TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "wasm32v1-none"];
const BROWSERS: [&str; 4] = ["chromium", "google-chrome", "chromium-browser", "google-chrome-stable"];

/// Makes sure of everything that a build needs.
///
/// The quick questions come first: who lacks Node should learn it before a compiler has run for minutes.
pub(crate) fn prepare() -> Result<()> {
    git()?;
    node()?;
    wasm_targets()?;
    npm_packages()?;
    wasm_bindgen()?;
    trunk()
}

/// Makes sure that Rust can compile for WebAssembly.
pub(crate) fn wasm_targets() -> Result<()> {
    let sysroot = answer(program("rustc").args(["--print", "sysroot"])).context("cannot ask rustc")?;
    let installed = Path::new(&sysroot).join("lib/rustlib");
    let missing: Vec<&str> =
        WASM_TARGETS.into_iter().filter(|target| !installed.join(target).join("lib").is_dir()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let label = format!("installing Rust for {}", missing.join(" and "));
    run(&label, program("rustup").args(["target", "add"]).args(&missing), Show::Progress)
        .context("Rust for WebAssembly is missing; rustup (https://rustup.rs) installs it")?;
    Ok(())
}

/// Makes sure that the npm packages are the ones that the lock file names.
pub(crate) fn npm_packages() -> Result<()> {
    node()?;
    let lock = modified(&root().join("package-lock.json")).context("package-lock.json is missing")?;
    // npm writes this file last, so an install that was cut short is made again.
    let installed = modified(&root().join("node_modules/.package-lock.json"));
    if installed.is_some_and(|installed| installed >= lock) {
        return Ok(());
    }
    run("installing npm packages", npm().arg("ci"), Show::Progress)?;
    Ok(())
}

/// The folder of the tools that cargo installed for this project.
pub(crate) fn folder() -> PathBuf {
    root().join(".tools/bin")
}

/// `npm`, under the name that this operating system starts.
pub(crate) fn npm() -> Command {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// PATH with the project's own tools before all others.
pub(crate) fn path() -> Result<OsString> {
    let own = [root().join("node_modules/.bin"), folder()];
    let rest = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(own.into_iter().chain(env::split_paths(&rest)))?)
}

/// A browser for the tests: the one that `CHROME` names, one on PATH, or one that apt can install.
pub(crate) fn browser() -> Result<Option<PathBuf>> {
    if let Some(named) = env::var_os("CHROME") {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!("`CHROME` names `{}`, which is not a file", named.display());
        }
        return Ok(Some(named));
    }
    if let Some(found) = browser_on_path() {
        return Ok(Some(found));
    }
    if let Err(error) = apt_install("chromium") {
        println!("    {error:#}");
    }
    Ok(browser_on_path())
}

/// Checkov, in a Python environment of its own.
pub(crate) fn checkov() -> Result<PathBuf> {
    let environment = root().join(".tools/checkov");
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let checkov = programs.join("checkov");
    if answer(program(&checkov).arg("--version")).is_ok_and(|version| version == CHECKOV) {
        return Ok(checkov);
    }
    let mut make = program(if cfg!(windows) { "python" } else { "python3" });
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    run("making a Python environment", &mut make, Show::Progress)
        .context("Python 3 with `venv` is needed")?;
    let mut install = program(programs.join("python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    install.arg(format!("checkov=={CHECKOV}"));
    run(&format!("installing Checkov {CHECKOV} (once, takes a minute)"), &mut install, Show::Progress)?;
    Ok(checkov)
}

/// Conftest, as it is released; none where Go is not here to build it.
pub(crate) fn conftest() -> Result<Option<PathBuf>> {
    let package = "github.com/open-policy-agent/conftest";
    // A released one knows its version, and tells it.
    let flags = format!("-ldflags=-X {package}/internal/version.Version={CONFTEST}");
    go_install(package, "conftest", CONFTEST, "--version", &[&flags])
}

/// OPA with what evaluates WebAssembly; none where Go is not here to build it.
pub(crate) fn opa() -> Result<Option<PathBuf>> {
    let package = "github.com/open-policy-agent/opa";
    go_install(package, "opa", OPA, "version", &["-tags", "opa_wasm"])
}

fn git() -> Result<()> {
    answer(program("git").arg("--version"))
        .ok()
        .context("git is missing: install it from https://git-scm.com")?;
    Ok(())
}

fn node() -> Result<()> {
    let advice = format!("Node.js {OLDEST_NODE} or newer is needed: install it from https://nodejs.org");
    let version = answer(program("node").arg("--version")).ok().with_context(|| advice.clone())?;
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        bail!("{advice}; `node` here is {version}");
    }
    answer(npm().arg("--version"))
        .context("npm is missing: it comes with Node.js from https://nodejs.org")?;
    Ok(())
}

fn trunk() -> Result<()> {
    // Without default features it has no TLS, which only its own downloads need, and builds in a third of the time.
    cargo_install("trunk", "trunk", TRUNK, &["--locked", "--no-default-features"])
}

fn wasm_bindgen() -> Result<()> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock holds no wasm-bindgen")?;
    cargo_install("wasm-bindgen-cli", "wasm-bindgen", version, &["--no-default-features"])
}

/// Makes sure that `.tools` holds this version of a program; debug builds, for they are compiled sooner than they
/// run too slowly.
fn cargo_install(package: &str, binary: &str, version: &str, options: &[&str]) -> Result<()> {
    let found = answer(program(folder().join(binary)).arg("--version")).ok();
    if found.is_some_and(|found| found.split_whitespace().nth(1) == Some(version)) {
        return Ok(());
    }
    let tools = root().join(".tools");
    // A folder of its own keeps what is compiled when the installation is cut short, and goes when it is done.
    let scratch = tools.join("build");
    let mut command = cargo();
    command.args(["install", package, "--version", version, "--debug", "--force"]).args(options);
    command.arg("--root").arg(&tools).arg("--target-dir").arg(&scratch);
    let label = format!("building {package} {version} (once, takes some minutes)");
    run(&label, &mut command, Show::Progress)?;
    fs::remove_dir_all(&scratch).with_context(|| format!("cannot remove `{}`", scratch.display()))
}

/// Makes sure that `.tools` holds this version of a Go program, which tells it when asked by a word; gives its path, or none
/// where Go is not here.
fn go_install(
    package: &str,
    binary: &str,
    version: &str,
    ask: &str,
    options: &[&str],
) -> Result<Option<PathBuf>> {
    let path = folder().join(binary).with_extension(env::consts::EXE_EXTENSION);
    let found = answer(program(&path).arg(ask)).ok();
    if found.is_some_and(|found| found.split_whitespace().nth(1) == Some(version)) {
        return Ok(Some(path));
    }
    if answer(program("go").arg("version")).is_err() {
        return Ok(None);
    }
    let mut command = program("go");
    command.arg("install").args(options).arg(format!("{package}@v{version}"));
    // What is built is no part of this repository.
    command.env("GOBIN", folder()).env("GOFLAGS", "-buildvcs=false");
    run(&format!("building {binary} {version} (once, takes some minutes)"), &mut command, Show::Progress)?;
    Ok(Some(path))
}

fn browser_on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    // A name is not enough: Ubuntu has a `chromium-browser` that only tells how to install it.
    BROWSERS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file() && answer(program(file).arg("--version")).is_ok())
}

fn apt_install(package: &str) -> Result<()> {
    answer(program("apt-get").arg("--version"))
        .ok()
        .context("no browser is on PATH and apt-get is not here")?;
    let root_shell: &[&str] = if answer(program("id").arg("-u")).is_ok_and(|user| user == "0") {
        &["env"]
    } else if answer(program("sudo").args(["-n", "true"])).is_ok() {
        &["sudo", "-n", "env"]
    } else {
        bail!("no browser is on PATH and apt-get needs root");
    };
    let as_root = |label: &str, arguments: &[&str]| {
        let mut words = root_shell.iter();
        let mut command = program(words.next().unwrap_or(&"env"));
        command.args(words).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        run(label, &mut command, Show::Progress)
    };
    as_root("updating the package lists of apt", &["update"])?;
    as_root(&format!("installing {package} by apt"), &["install", "-y", "--no-install-recommends", package])?;
    Ok(())
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// 20 for `v20.19.1`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(file).and_then(|facts| facts.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.19.1"), Some(20));
        assert_eq!(major("nightly"), None);
    }

    #[test]
    fn the_projects_tools_come_first() {
        let path = path().unwrap();
        let folders: Vec<PathBuf> = env::split_paths(&path).take(2).collect();
        assert_eq!(folders, [root().join("node_modules/.bin"), root().join(".tools/bin")]);
    }
}
