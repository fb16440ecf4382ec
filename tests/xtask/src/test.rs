//! Everything that CI runs, as steps; and the golden files, which one of the steps holds the engine against.

use std::env;
use std::fmt;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Error, Result, bail};

use crate::arguments::{Arguments, UsageError, unknown};
use crate::process::{Failure, Show, cargo, program, run};
use crate::{opa, product, tools};

/// Crates that only exist as WebAssembly: they are linted for it, and tested from Node and in the browser.
const WASM_CRATES: [&str; 2] = ["planproof-bindings", "planproof-web"];
/// A crate of which a part exists only there; the rest is linted and tested as others are.
const PARTLY_WASM: &str = "planproof-opa";

struct Step {
    name: &'static str,
    what: &'static str,
    needs_build: bool,
    /// Gives what the step printed.
    run: fn() -> Result<String>,
}

const STEPS: &[Step] = &[
    Step { name: "format", what: "rustfmt has nothing to change", needs_build: false, run: format },
    Step { name: "lint", what: "clippy, for this machine", needs_build: false, run: lint },
    Step { name: "no-std", what: "the core builds where there is no std", needs_build: false, run: no_std },
    Step { name: "rust", what: "Rust tests", needs_build: false, run: rust },
    Step { name: BUILD, what: "engine, npm package and site", needs_build: false, run: build },
    // The site's crate holds the editor's bundle, which the build makes.
    Step { name: "lint-wasm", what: "clippy, for WebAssembly", needs_build: true, run: lint_wasm },
    Step { name: "types", what: "the npm package's types", needs_build: true, run: types },
    Step { name: "node", what: "the npm package under Node", needs_build: true, run: node },
    Step { name: "package", what: "the packed npm package elsewhere", needs_build: true, run: package },
    Step { name: "conftest", what: "beside the real Conftest", needs_build: true, run: conftest },
    Step { name: "opa", what: "the policy in OPA and its SDKs", needs_build: true, run: policy },
    Step { name: BROWSER, what: "the playground in a browser", needs_build: true, run: browser },
];
const BUILD: &str = "build";
const BROWSER: &str = "browser";

/// What came of a step; what it printed belongs to it whether it passed or not.
enum Outcome {
    Passed(String),
    Failed(Error),
    NotRun(&'static str),
}

/// What a step needs, that a machine on which people work may lack. Where CI runs, it has to be there.
#[derive(Debug)]
struct Lacking(&'static str);

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Lacking {}

/// `cargo xtask test`
///
/// A failing step does not stop the others: who has to mend one thing wants to know of the next at once.
pub(crate) fn test(arguments: &Arguments) -> Result<ExitCode> {
    let steps = chosen(arguments.operands())?;
    if steps.iter().any(|step| step.name == BUILD) {
        // What cannot be installed should be told at once, not after the steps that do without.
        tools::prepare()?;
    }
    let mut results: Vec<(&Step, Outcome, f32)> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}: {}", number + 1, steps.len(), step.name, step.what);
        let start = Instant::now();
        let build_failed = results
            .iter()
            .any(|(earlier, outcome, _)| earlier.name == BUILD && matches!(outcome, Outcome::Failed(_)));
        let outcome = if step.needs_build && build_failed {
            Outcome::NotRun("the build failed")
        } else if step.name == BROWSER && arguments.has("no-browser") {
            Outcome::NotRun("--no-browser")
        } else {
            (step.run)().map_or_else(|error| without(error, is_ci()), Outcome::Passed)
        };
        let seconds = start.elapsed().as_secs_f32();
        println!("[{}/{}] {}", number + 1, steps.len(), verdict(step, &outcome, seconds));
        results.push((step, outcome, seconds));
    }
    Ok(summarise(&results))
}

/// `cargo xtask golden`
pub(crate) fn golden(_: &Arguments) -> Result<ExitCode> {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--manifest-path", "tests/engine/Cargo.toml"]);
    run("writing golden files", tests.env("PLANPROOF_GOLDEN", "write"), Show::Everything)?;
    println!("\nGolden files that differ from the last commit:");
    run("git", program("git").args(["status", "--short", "--", "tests"]), Show::Everything)?;
    Ok(ExitCode::SUCCESS)
}

/// The steps whose names contain one of the filters, and the build where one of them needs it.
fn chosen(filters: &[String]) -> Result<Vec<&'static Step>, UsageError> {
    for filter in filters {
        if !STEPS.iter().any(|step| step.name.contains(filter.as_str())) {
            return Err(unknown("step", filter, STEPS.iter().map(|step| step.name)));
        }
    }
    let wanted =
        |step: &Step| filters.is_empty() || filters.iter().any(|filter| step.name.contains(filter.as_str()));
    let needs_build = STEPS.iter().any(|step| wanted(step) && step.needs_build);
    Ok(STEPS.iter().filter(|step| wanted(step) || (step.name == BUILD && needs_build)).collect())
}

fn format() -> Result<String> {
    run("rustfmt", cargo().args(["fmt", "--all", "--check"]), Show::Everything)
}

fn lint() -> Result<String> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--locked", "--workspace", "--all-targets"]);
    exclude_wasm(&mut clippy).args(["--", "-D", "warnings"]);
    run("clippy", &mut clippy, Show::Everything)
}

fn no_std() -> Result<String> {
    tools::wasm_targets()?;
    let build = ["build", "--locked", "--package", "policy-core", "--target", "wasm32v1-none"];
    let without = run("core", cargo().args(build), Show::Everything)?;
    let with = run("core", cargo().args(build).args(["--features", "docs"]), Show::Everything)?;
    Ok(without + &with)
}

fn rust() -> Result<String> {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--no-fail-fast", "--workspace", "--features", "policy-core/docs"]);
    // What the site does apart from the browser is tested here too; the bindings do nothing apart from JavaScript.
    run("Rust tests", tests.args(["--exclude", "planproof-bindings"]), Show::Everything)
}

fn build() -> Result<String> {
    product::everything()?;
    Ok(String::new())
}

fn lint_wasm() -> Result<String> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--locked", "--all-targets", "--target", "wasm32-unknown-unknown"]);
    for name in WASM_CRATES {
        clippy.args(["--package", name]);
    }
    let whole = run("clippy", clippy.args(["--", "-D", "warnings"]), Show::Everything)?;
    // Its tests need std, and are not for WebAssembly.
    let mut clippy = cargo();
    clippy.args([
        "clippy",
        "--locked",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        PARTLY_WASM,
    ]);
    let part = run("clippy", clippy.args(["--all-features", "--", "-D", "warnings"]), Show::Everything)?;
    Ok(whole + &part)
}

fn types() -> Result<String> {
    run("types", tools::npm().args(["run", "typecheck", "--workspace", "wasm/npm"]), Show::Everything)
}

fn node() -> Result<String> {
    run("Node tests", tools::npm().args(["test", "--workspace", "wasm/npm"]), Show::Everything)
}

fn package() -> Result<String> {
    let mut tests = tools::npm();
    tests.args(["test", "--workspace", "tests/package"]);
    // One of its tests runs in a browser, where there is one; that there is none, the last step says.
    if let Ok(Some(browser)) = tools::browser() {
        tests.env("CHROME", browser);
    }
    run("package tests", &mut tests, Show::Everything)
}

fn conftest() -> Result<String> {
    let Some(conftest) = tools::conftest()? else {
        return Err(Lacking("Go is not here, which builds Conftest: install it from https://go.dev").into());
    };
    let mut tests = tools::npm();
    tests.args(["test", "--workspace", "tests/conftest"]).env("CONFTEST", conftest);
    run("Conftest tests", &mut tests, Show::Everything)
}

fn policy() -> Result<String> {
    let mut tests = tools::npm();
    tests.args(["test", "--workspace", "tests/opa"]);
    tests.env("POISONED", opa::poisoned()?).env("OPA_HOST", opa::host()?);
    // Without OPA its own tests are skipped; where CI runs, they fail then.
    if let Some(opa) = tools::opa()? {
        tests.env("OPA", opa);
    }
    run("OPA tests", &mut tests, Show::Everything)
}

fn browser() -> Result<String> {
    let Some(browser) = tools::browser()? else {
        bail!(
            "no browser can be had: install Chromium or Chrome, name one in the variable `CHROME`, \
             or leave the browser tests out with `--no-browser`"
        );
    };
    println!("  with {}", browser.display());
    let mut tests = tools::npm();
    tests.args(["test", "--workspace", "tests/e2e"]).env("CHROME", browser);
    run("browser tests", &mut tests, Show::Everything)
}

fn exclude_wasm(command: &mut Command) -> &mut Command {
    for name in WASM_CRATES {
        command.args(["--exclude", name]);
    }
    command
}

/// What an error makes of a step.
fn without(error: Error, is_ci: bool) -> Outcome {
    match error.downcast_ref::<Lacking>() {
        Some(&Lacking(what)) if !is_ci => Outcome::NotRun(what),
        _ => Outcome::Failed(error),
    }
}

/// Whether nobody reads what was not run.
fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

fn verdict(step: &Step, outcome: &Outcome, seconds: f32) -> String {
    match outcome {
        Outcome::Passed(_) => format!("{:<10} passed   {seconds:7.1} s", step.name),
        Outcome::Failed(error) => format!("{:<10} FAILED   {seconds:7.1} s   {error:#}", step.name),
        Outcome::NotRun(reason) => format!("{:<10} not run             {reason}", step.name),
    }
}

fn summarise(results: &[(&Step, Outcome, f32)]) -> ExitCode {
    println!();
    let (mut passed, mut failed, mut not_run) = (0, 0, 0);
    for (step, outcome, seconds) in results {
        println!("{}", verdict(step, outcome, *seconds));
        let output = match outcome {
            Outcome::Passed(output) => {
                passed += 1;
                output
            }
            Outcome::Failed(error) => {
                failed += 1;
                error.downcast_ref().map_or("", |failure: &Failure| &failure.output)
            }
            Outcome::NotRun(_) => {
                not_run += 1;
                ""
            }
        };
        closing_lines(output).for_each(|line| println!("    {line}"));
    }
    let rest = if not_run == 0 { String::new() } else { format!(", {not_run} not run") };
    println!("{passed} passed, {failed} failed{rest}");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The lines in which the test runners of Rust and Node say how many tests they ran; those that ran none left out.
fn closing_lines(output: &str) -> impl Iterator<Item = &str> {
    output.lines().map(str::trim).filter(|line| {
        let node = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "));
        match node {
            Some(rest) => ["tests ", "pass ", "fail "].iter().any(|start| rest.starts_with(start)),
            None => line.starts_with("test result: ") && !line.contains(" 0 passed; 0 failed; 0 ignored"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(filters: &[&str]) -> Result<Vec<&'static str>, String> {
        let filters: Vec<String> = filters.iter().map(|filter| (*filter).to_owned()).collect();
        let steps = chosen(&filters).map_err(|error| error.to_string())?;
        Ok(steps.iter().map(|step| step.name).collect())
    }

    #[test]
    fn filters_choose_steps_and_bring_the_build_that_they_need() {
        assert_eq!(names(&[]).unwrap().len(), STEPS.len());
        assert_eq!(names(&["lint"]).unwrap(), ["lint", BUILD, "lint-wasm"]);
        assert_eq!(names(&["no-std", "rust"]).unwrap(), ["no-std", "rust"]);
        assert_eq!(names(&["node"]).unwrap(), [BUILD, "node"]);
        assert_eq!(names(&["brwoser"]).unwrap_err(), "there is no step `brwoser`: did you mean `browser`?");
    }

    #[test]
    fn help_names_the_steps() {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        let help = crate::COMMANDS.iter().find(|command| command.name == "test").unwrap().details;
        assert!(help.starts_with(&format!("Steps: {}.", names.join(", "))), "{help}");
    }

    #[test]
    fn what_a_machine_lacks_is_a_failure_where_ci_runs() {
        assert!(matches!(without(Lacking("Go").into(), false), Outcome::NotRun("Go")));
        assert!(matches!(without(Lacking("Go").into(), true), Outcome::Failed(_)));
        assert!(matches!(without(anyhow::anyhow!("broken"), false), Outcome::Failed(_)));
    }

    #[test]
    fn closing_lines_are_those_of_the_runners() {
        let output = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored; finished\n\
                      test result: ok. 0 passed; 0 failed; 0 ignored; finished\n\
                      # tests 3\n# pass 3\n# a comment\nℹ fail 0\n";
        let lines: Vec<&str> = closing_lines(output).collect();
        assert_eq!(
            lines,
            ["test result: ok. 2 passed; 0 failed; 0 ignored; finished", "# tests 3", "# pass 3", "ℹ fail 0"]
        );
    }
}
