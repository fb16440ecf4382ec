//! The bundle: what OPA downloads, an archive with the module and what says how to ask it.
//!
//! The same module gives the same bytes, so that people can tell by a checksum what they run.

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use serde_json::json;

/// The paths of the entry points in OPA's `data`. They are also the bundle's roots, so that `data.planproof.policy` may come
/// from anywhere else.
const ENTRY_POINTS: [&str; 3] = ["planproof/deny", "planproof/warn", "planproof/report"];

/// As OPA's own `opa build` writes the name; the manifest's is compared with it letter for letter, and an SDK looks for
/// this one alone.
const MODULE: &str = "/policy.wasm";

/// The bundle of a module.
pub(super) fn bundle(module: &[u8]) -> Result<Vec<u8>> {
    let wasm: Vec<_> =
        ENTRY_POINTS.iter().map(|name| json!({"entrypoint": name, "module": MODULE})).collect();
    let manifest = json!({
        "revision": env!("CARGO_PKG_VERSION"),
        "roots": ENTRY_POINTS,
        "rego_version": 1,
        "wasm": wasm,
    });
    let gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    let mut archive = tar::Builder::new(gzip);
    add(&mut archive, "/data.json", b"{}\n")?;
    add(&mut archive, MODULE, module)?;
    add(&mut archive, "/.manifest", format!("{manifest:#}\n").as_bytes())?;
    Ok(archive.into_inner()?.finish()?)
}

fn add(archive: &mut tar::Builder<impl std::io::Write>, name: &str, content: &[u8]) -> Result<()> {
    let mut header = tar::Header::new_gnu();
    // `set_path` takes no name that begins with a slash.
    let field =
        header.as_old_mut().name.get_mut(..name.len()).context("the name is too long for an archive")?;
    field.copy_from_slice(name.as_bytes());
    header.set_size(content.len().try_into()?);
    header.set_mode(0o644);
    header.set_mtime(0);
    header.set_cksum();
    archive.append(&header, content).with_context(|| format!("cannot add {name}"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_bundle_holds_the_module_under_the_name_that_the_manifest_says() {
        let bytes = bundle(b"\0asm").unwrap();
        assert_eq!(bytes, bundle(b"\0asm").unwrap());
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&*bytes));
        let mut files = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            files.push((name, content));
        }
        let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["/data.json", "/policy.wasm", "/.manifest"]);
        assert_eq!(files[1].1, b"\0asm");
        let manifest: serde_json::Value = serde_json::from_slice(&files[2].1).unwrap();
        assert_eq!(manifest["wasm"][2], json!({"entrypoint": "planproof/report", "module": names[1]}));
    }
}
