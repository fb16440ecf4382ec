//! Builds what people get: the engine as WebAssembly in the npm package, the policy for OPA, the rules' documentation,
//! the site.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::arguments::Arguments;
use crate::process::{Show, answer, cargo, program, root, run};
use crate::{opa, tools};

const PACKAGE: &str = "wasm/npm/dist";
/// Where editors find the schema by the path that `planproof.json` names.
const SCHEMA: &str = "wasm/npm/planproof.schema.json";
/// The name that `wasm-bindgen` gives the module, and the one it has in the npm package.
const MODULE: (&str, &str) = ("planproof_bg.wasm", "planproof.wasm");
const GLUE: &str = "planproof.js";

/// `cargo xtask build`
pub(crate) fn build(_: &Arguments) -> Result<ExitCode> {
    everything()?;
    Ok(ExitCode::SUCCESS)
}

/// Installs what is missing and builds all of it, as released.
pub(crate) fn everything() -> Result<()> {
    tools::prepare()?;
    engine()?;
    opa::policy()?;
    rules()?;
    site()
}

/// Builds what the npm package needs to run: the engine, the glue beside it, and what `require` gives.
pub(crate) fn engine() -> Result<()> {
    wasm()?;
    run("making the package's CommonJS", program("node").arg("wasm/npm/build.mjs"), Show::Progress)?;
    Ok(())
}

/// `wasm/npm/dist/planproof.wasm` and its glue.
fn wasm() -> Result<()> {
    run(
        "compiling the engine",
        cargo()
            .args(["build", "--release", "--locked", "--package", "planproof-bindings"])
            .args(["--target", "wasm32-unknown-unknown"]),
        Show::Progress,
    )?;
    let target = target_folder()?;
    let compiled = target.join("wasm32-unknown-unknown/release/planproof_bindings.wasm");
    let wasm_bindgen = tools::folder().join("wasm-bindgen");
    let wasm_opt = root().join("node_modules/binaryen/bin/wasm-opt");
    let package = root().join(PACKAGE);
    let (module, glue) = (package.join(MODULE.1), package.join(GLUE));
    // The lock file stands for wasm-opt, whose own files carry a date of npm's; this file for the flags below.
    let inputs = [&compiled, &wasm_bindgen, &root().join("package-lock.json"), &root().join(file!())];
    if is_newer(&[&module, &glue], &inputs) {
        return Ok(());
    }

    let scratch = target.join("xtask/engine");
    fs::create_dir_all(&scratch)?;
    fs::create_dir_all(&package)?;
    let bound = scratch.join(MODULE.0);
    let small = scratch.join(MODULE.1);
    run(
        "generating the engine's JavaScript",
        // The types are written by hand, in the npm package.
        program(wasm_bindgen)
            .args(["--target", "web", "--no-typescript", "--out-name", "planproof", "--out-dir"])
            .args([&scratch, &compiled])
            .env_remove("RUST_BACKTRACE"),
        Show::Progress,
    )?;
    run(
        "optimising the engine",
        // Once more finds as much again. What has like names is much alike, and compresses better side by side.
        program("node")
            .arg(wasm_opt)
            .args(["-Oz", "-Oz", "--reorder-functions-by-name"])
            .arg(&bound)
            .arg("-o")
            .arg(&small),
        Show::Progress,
    )?;
    let text = fs::read_to_string(scratch.join(GLUE))?;
    fs::copy(&small, &module).with_context(|| format!("cannot write `{}`", module.display()))?;
    fs::write(&glue, text.replace(MODULE.0, MODULE.1))?;
    println!("    {PACKAGE}/{}: {} kB", MODULE.1, fs::metadata(&module)?.len() / 1000);
    Ok(())
}

/// Writes the rules' documentation, which the engine does not carry, for the package and for the site; and the schema of
/// a policy's file, for editors.
pub(crate) fn rules() -> Result<()> {
    let text = policy_core::rules::docs_json();
    for folder in [PACKAGE, "web/public"] {
        let folder = root().join(folder);
        fs::create_dir_all(&folder)?;
        write(&folder.join("rules.json"), &text)?;
    }
    write(&root().join(SCHEMA), &policy_core::policy::json_schema())
}

/// Where cargo puts what it builds, whatever the environment or a configuration file says.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let text = answer(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let facts: serde_json::Value = serde_json::from_str(&text).context("cannot read `cargo metadata`")?;
    let folder = facts.get("target_directory").and_then(serde_json::Value::as_str);
    folder.map(PathBuf::from).context("`cargo metadata` names no target directory")
}

fn site() -> Result<()> {
    let mut trunk = program(tools::folder().join("trunk"));
    trunk.args(["build", "--release", "--skip-version-check"]).current_dir(root().join("web"));
    // trunk reads `NO_COLOR` as true or false and stops at the usual `1`.
    trunk.env("PATH", tools::path()?).env_remove("NO_COLOR");
    // Its errors are in words; sixty lines of its own stack would bury them.
    trunk.env_remove("RUST_BACKTRACE");
    run("building the site", &mut trunk, Show::Progress)?;
    Ok(())
}

/// Whether every output is there and at least as new as every input.
pub(crate) fn is_newer(outputs: &[&PathBuf], inputs: &[&PathBuf]) -> bool {
    let times = |files: &[&PathBuf]| -> Option<Vec<SystemTime>> {
        files.iter().map(|file| fs::metadata(file).and_then(|facts| facts.modified()).ok()).collect()
    };
    let (Some(outputs), Some(inputs)) = (times(outputs), times(inputs)) else { return false };
    outputs.iter().min() >= inputs.iter().max()
}

/// Writes a file unless it holds the text already, so that nothing that depends on it is built again.
fn write(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))
}
