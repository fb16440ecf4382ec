//! The JavaScript API of `policy-core`: each function parses, calls and converts.
//!
//! It knows no file and no format of its own, and decides nothing: whatever depends on the content of an input
//! or a report belongs in the core. What it throws is a plain object `{ code, message, help, location }`, which
//! the npm package turns into its `PlanproofError`.

mod convert;
mod surroundings;

use policy_core::{
    Input, Policy, Report,
    policy::{Baseline, PolicyFile},
    rules as catalogue,
};
use wasm_bindgen::prelude::*;

use self::surroundings::{Known, Options};

/// Checks one input, given as text, bytes or a source of bytes, with what else is known of it; without a path it is shown
/// as `-`.
///
/// # Errors
/// Throws where the input cannot be judged, or the policy is none.
#[wasm_bindgen]
pub fn check(
    input: &JsValue,
    path: Option<String>,
    options: &Options,
    policy: &JsValue,
) -> Result<JsValue, JsValue> {
    let (path, bytes) = (path.unwrap_or_else(|| "-".into()), convert::bytes(input)?);
    let policy = convert::policy(policy)?;
    let known = Known::of(options);
    let report = judged(&known.apply(Input::new(&path, &bytes).map_err(convert::error)?), &policy)?;
    // The report goes where the text was.
    drop(bytes);
    convert::to_js(&report)
}

/// Checks the files of a folder as the one configuration that Terraform makes of them: a list of `{ path, contents }`,
/// the folder's path, and what else is known of them.
///
/// # Errors
/// As for [`check`].
#[wasm_bindgen(js_name = checkProject)]
pub fn check_project(
    files: &JsValue,
    path: &str,
    options: &Options,
    policy: &JsValue,
) -> Result<JsValue, JsValue> {
    let (files, policy) = (convert::files(files)?, convert::policy(policy)?);
    let inputs = files.iter().map(|(path, bytes)| Input::new(path, bytes));
    let inputs = inputs.collect::<Result<Vec<_>, _>>().map_err(convert::error)?;
    let known = Known::of(options);
    let project = Input::project(path, inputs).map_err(convert::error)?;
    convert::to_js(&judged(&known.apply(project), &policy)?)
}

fn judged(input: &Input<'_>, policy: &Policy) -> Result<Report, JsValue> {
    Ok(policy_core::check(&input.decode_for(policy).map_err(convert::error)?, policy))
}

/// The folders beside a configuration that it calls as modules, by their paths.
///
/// # Errors
/// Throws where it is neither text nor bytes.
#[wasm_bindgen(js_name = calledFolders)]
pub fn called_folders(input: &JsValue, path: &str) -> Result<Vec<String>, JsValue> {
    let bytes = convert::bytes(input)?;
    Ok(Input::new(path, &bytes).map(|input| input.called_folders()).unwrap_or_default())
}

/// Makes one report of several.
///
/// # Errors
/// Throws where an item is no report, or there is none: a report about nothing would be a clean pass.
#[wasm_bindgen]
pub fn merge(reports: &JsValue) -> Result<JsValue, JsValue> {
    let reports: Vec<Report> = convert::report(reports)?;
    convert::to_js(&Report::merged(reports).ok_or_else(convert::nothing)?)
}

/// Accepts what a baseline holds.
///
/// # Errors
/// Throws where the report or the baseline is none.
#[wasm_bindgen]
pub fn accept(report: &JsValue, baseline: &JsValue) -> Result<JsValue, JsValue> {
    let mut report: Report = convert::report(report)?;
    report.accept(&convert::baseline(baseline)?);
    convert::to_js(&report)
}

/// The baseline that accepts all that a report says, as the text of a file.
///
/// # Errors
/// Throws where the report is none.
#[wasm_bindgen]
pub fn baseline(report: &JsValue) -> Result<String, JsValue> {
    Ok(Baseline::of(&convert::report(report)?).to_text())
}

/// Reads the file of a policy, given as text or bytes: `{ text, extends, baseline, waivers }`, where the text is plain
/// JSON and the others are places in it.
///
/// # Errors
/// Throws where it is no policy.
#[wasm_bindgen(js_name = readPolicy)]
pub fn read_policy(input: &JsValue, path: &str) -> Result<JsValue, JsValue> {
    let file =
        PolicyFile::read(path, &convert::bytes(input)?).map_err(|error| convert::policy_error(&error))?;
    convert::to_js(&file)
}

/// Writes a report in a format.
///
/// # Errors
/// Throws where the report is none, or the format does not exist.
#[wasm_bindgen]
pub fn render(report: &JsValue, format: &str, color: bool) -> Result<String, JsValue> {
    let (report, format) = (convert::report::<Report>(report)?, convert::format(format, color)?);
    Ok(report.display(format).to_string())
}

/// The facts of every rule.
///
/// # Errors
/// Throws only where JavaScript cannot hold them.
#[wasm_bindgen]
pub fn rules() -> Result<JsValue, JsValue> {
    let facts: Vec<_> = catalogue::all().iter().copied().map(convert::RuleFacts::from).collect();
    convert::to_js(&facts)
}

/// The name of the rule that is spelt most like this one.
#[wasm_bindgen]
pub fn nearest(name: &str) -> Option<String> {
    catalogue::nearest(name).map(str::to_owned)
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    policy_core::VERSION.to_owned()
}
