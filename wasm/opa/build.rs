//! Tells the linker that a policy's memory is its host's. The rest of OPA's ABI no linker knows: `xtask` adds it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_CFG_TARGET_FAMILY").is_some_and(|family| family == "wasm") {
        for argument in ["--import-memory", "--export-memory"] {
            println!("cargo::rustc-link-arg-cdylib={argument}");
        }
    }
}
