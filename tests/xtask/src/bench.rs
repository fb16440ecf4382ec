//! Builds the engine as released and hands over to what measures it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::{Arguments, UsageError};
use crate::process::{Show, program, root, run};
use crate::{opa, product, tools};

/// `cargo xtask bench`
pub(crate) fn bench(arguments: &Arguments) -> Result<ExitCode> {
    let sizes = arguments.value("sizes").unwrap_or("1000,10000");
    if sizes.split(',').any(|size| size.parse::<u32>().is_err()) {
        return Err(UsageError::new(format!("`--sizes` takes whole numbers, not `{sizes}`")).into());
    }
    tools::prepare()?;
    product::engine()?;
    run("measuring", program("node").args(["tests/bench/bench.mjs", "--sizes", sizes]), Show::Everything)?;
    let mut start = program("node");
    start.arg("tests/bench/start.mjs");
    if let Some(checkov) = checkov(arguments) {
        start.arg("--checkov").arg(checkov);
    }
    run("measuring", &mut start, Show::Everything)?;
    Ok(ExitCode::SUCCESS)
}

/// What the command line is compared with, where it is wanted and can be had.
fn checkov(arguments: &Arguments) -> Option<PathBuf> {
    if arguments.has("no-checkov") {
        return None;
    }
    match tools::checkov() {
        Ok(checkov) => Some(checkov),
        Err(error) => {
            println!("  Checkov cannot be had: {error:#}");
            None
        }
    }
}

/// `cargo xtask size`
pub(crate) fn size(_: &Arguments) -> Result<ExitCode> {
    tools::prepare()?;
    product::engine()?;
    opa::policy()?;
    let mut test = program("node");
    test.args(["--test", "wasm/npm/test/size.test.mjs"]).env("PLANPROOF_GOLDEN", "write");
    run("measuring", &mut test, Show::Everything)?;
    let golden = "tests/golden/size.tsv";
    println!("{}", std::fs::read_to_string(root().join(golden))?);
    run("git", program("git").args(["diff", "--", golden]), Show::Everything)?;
    Ok(ExitCode::SUCCESS)
}
