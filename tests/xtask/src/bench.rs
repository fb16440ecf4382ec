//! Builds the engine as released and hands over to what measures it.

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::{Arguments, UsageError};
use crate::process::{Show, program, root, run};
use crate::{product, tools};

/// `cargo xtask bench`
pub(crate) fn bench(arguments: &Arguments) -> Result<ExitCode> {
    let sizes = arguments.value("sizes").unwrap_or("1000,10000");
    if sizes.split(',').any(|size| size.parse::<u32>().is_err()) {
        return Err(UsageError::new(format!("`--sizes` takes whole numbers, not `{sizes}`")).into());
    }
    tools::prepare()?;
    product::engine()?;
    run("measuring", program("node").args(["tests/bench/bench.mjs", "--sizes", sizes]), Show::Everything)?;
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask size`
pub(crate) fn size(_: &Arguments) -> Result<ExitCode> {
    tools::prepare()?;
    product::engine()?;
    let mut test = program("node");
    test.args(["--test", "wasm/npm/test/size.test.mjs"]).env("PLANPROOF_GOLDEN", "write");
    run("measuring", &mut test, Show::Everything)?;
    let golden = "tests/golden/size.tsv";
    println!("{}", std::fs::read_to_string(root().join(golden))?);
    run("git", program("git").args(["diff", "--", golden]), Show::Everything)?;
    Ok(ExitCode::SUCCESS)
}
