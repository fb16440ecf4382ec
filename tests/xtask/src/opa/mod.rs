//! Builds the core as a policy for OPA: `policy.wasm`, and the bundle that an OPA server loads.

mod bundle;
mod post_link;

use std::env::consts::EXE_EXTENSION;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{Show, cargo, program, root, run};
use crate::product::{is_newer, target_folder};

const DIST: &str = "wasm/opa/dist";
const MODULE: &str = "policy.wasm";
const BUNDLE: &str = "bundle.tar.gz";

/// What engines of three years ago know, and the compiler uses. Without names wasm-opt would take all of it from the
/// module, and with `--all-features` use what nobody knows.
const FEATURES: [&str; 7] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-multivalue",
];

/// Builds `wasm/opa/dist/policy.wasm`, and `bundle.tar.gz` beside it.
pub(crate) fn policy() -> Result<()> {
    let dist = root().join(DIST);
    let module = dist.join(MODULE);
    let compiled = compile("compiling the policy for OPA", &[], &target_folder()?)?;
    let bundle = dist.join(BUNDLE);
    let here = root().join("tests/xtask/src/opa");
    let own = ["mod.rs", "bundle.rs", "post_link.rs"].map(|name| here.join(name));
    let mut inputs = vec![compiled.clone(), root().join("package-lock.json"), root().join("Cargo.lock")];
    inputs.extend(own);
    if is_newer(&[&module, &bundle], &inputs.iter().collect::<Vec<_>>()) {
        return Ok(());
    }
    fs::create_dir_all(&dist)?;
    finish(&compiled, &module)?;
    let bytes = bundle::bundle(&fs::read(&module)?)?;
    fs::write(&bundle, bytes).with_context(|| format!("cannot write `{}`", bundle.display()))?;
    println!("    {DIST}/{MODULE}: {} kB", fs::metadata(&module)?.len() / 1000);
    Ok(())
}

/// Builds the policy for tests whose heap is filled with rubbish whenever it is rewound; gives its path.
pub(crate) fn poisoned() -> Result<PathBuf> {
    let target = target_folder()?.join("xtask/poisoned");
    let compiled = compile("compiling it with a poisoned heap", &["--features", "poison"], &target)?;
    let module = target.join(MODULE);
    if !is_newer(&[&module], &[&compiled]) {
        finish(&compiled, &module)?;
    }
    Ok(module)
}

/// Builds what asks the policy through OPA's SDK for Rust; gives its path.
pub(crate) fn host() -> Result<PathBuf> {
    let target = target_folder()?.join("xtask/opa-host");
    let mut build = cargo();
    build.args(["build", "--locked", "--manifest-path", "tests/opa/rust/Cargo.toml", "--target-dir"]);
    run(
        "building a host with OPA's SDK for Rust (once, takes some minutes)",
        build.arg(&target),
        Show::Progress,
    )?;
    Ok(target.join("debug/planproof-opa-host").with_extension(EXE_EXTENSION))
}

fn compile(label: &str, features: &[&str], target: &Path) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--release", "--locked", "--package", "planproof-opa"]);
    build.args(["--target", "wasm32-unknown-unknown"]).args(features).arg("--target-dir").arg(target);
    run(label, &mut build, Show::Progress)?;
    Ok(target.join("wasm32-unknown-unknown/release/planproof_opa.wasm"))
}

/// Makes of what the compiler gave what OPA takes.
fn finish(compiled: &Path, module: &Path) -> Result<()> {
    let linked = compiled.with_extension("linked.wasm");
    let bytes = post_link::policy_module(&fs::read(compiled)?)?;
    fs::write(&linked, bytes).with_context(|| format!("cannot write `{}`", linked.display()))?;
    let wasm_opt = root().join("node_modules/binaryen/bin/wasm-opt");
    let mut optimise = program("node");
    optimise.arg(wasm_opt).args(FEATURES).args(["-Oz", "-Oz", "--reorder-functions-by-name"]);
    optimise.arg(&linked).arg("-o").arg(module);
    run("optimising it", &mut optimise, Show::Progress)?;
    Ok(())
}
