//! Builds the engine as released and hands over to the measuring program.

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::{Arguments, UsageError};
use crate::process::{Show, program, run};
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
