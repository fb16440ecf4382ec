//! Between JavaScript's values and the core's types.

use js_sys::{Array, JSON, Reflect, Uint8Array};
use policy_core::{
    Color, DecodeError, Format, Policy, ReadError, Rule, from_json,
    policy::{Baseline, PolicyError},
    report::Location,
    rule::{About, Category, Profile, Severity},
    to_json,
};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

/// What is thrown, in the shape of a serialized [`DecodeError`].
#[derive(Serialize)]
struct Thrown<'h> {
    code: &'static str,
    message: String,
    help: &'h str,
    location: Option<Location>,
}

/// What every output shows of a rule.
#[derive(Serialize)]
pub(crate) struct RuleFacts {
    name: &'static str,
    category: Category,
    severity: Severity,
    profile: Profile,
    blocking: bool,
    about: About,
    summary: &'static str,
    remedy: &'static str,
}

impl From<&'static Rule> for RuleFacts {
    fn from(rule: &'static Rule) -> Self {
        let &Rule { name, category, severity, profile, blocking, about, summary, remedy, .. } = rule;
        Self { name, category, severity, profile, blocking, about, summary, remedy }
    }
}

/// Converts to plain objects and arrays.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    JSON::parse(&to_json(value))
}

/// Reads what JavaScript made; none where it is nothing that JSON has.
fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<Result<T, ReadError>> {
    let text = JSON::stringify(value).ok()?.as_string()?;
    Some(from_json(&text))
}

/// Converts an error of the core to what is thrown.
#[expect(clippy::needless_pass_by_value, reason = "it is passed to `map_err`, which gives the error away")]
pub(crate) fn error(error: DecodeError) -> JsValue {
    to_js(&error).unwrap_or_else(|failure| failure)
}

#[wasm_bindgen]
extern "C" {
    /// Bytes that are read where they are needed, so that a large input is in memory once.
    type Source;

    /// Fills the bytes from their start, and tells how many there were: fewer than there was room for at the end.
    #[wasm_bindgen(method, catch)]
    fn read(this: &Source, bytes: &mut [u8]) -> Result<u32, JsValue>;
}

/// How much of a source is read at once.
const PIECE: usize = 1 << 20;

/// Copies text as UTF-8, or bytes as they are; reads those of a source.
pub(crate) fn bytes(input: &JsValue) -> Result<Vec<u8>, JsValue> {
    let has = |name: &str| Reflect::has(input, &JsValue::from_str(name)).unwrap_or_default();
    if input.is_object() && has("read") {
        return drawn(input.unchecked_ref());
    }
    let text = input.as_string().map(String::into_bytes);
    let bytes = text.or_else(|| input.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec));
    bytes.ok_or_else(|| {
        let message = "the input is neither text nor bytes".to_owned();
        thrown("not-an-input", message, "pass a string or a `Uint8Array`")
    })
}

/// Reads a source to its end.
fn drawn(source: &Source) -> Result<Vec<u8>, JsValue> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    loop {
        if bytes.capacity() < length + PIECE {
            // Growing by a quarter leaves little unused, and behind it what the index of the text takes later; to make
            // room for all of a file at once took a tenth more. Doubling would not fit a gigabyte.
            bytes.try_reserve_exact(PIECE.max(length / 4)).map_err(|_| too_large())?;
        }
        bytes.resize(length + PIECE, 0);
        let read = source.read(bytes.get_mut(length..).unwrap_or_default())? as usize;
        length += read;
        if read < PIECE {
            break;
        }
    }
    bytes.truncate(length);
    bytes.shrink_to_fit();
    Ok(bytes)
}

fn too_large() -> JsValue {
    let message = "the input does not fit into the memory that WebAssembly has".to_owned();
    thrown("too-large", message, "split the configuration into smaller stacks")
}

/// Copies a list of `{ path, contents }`.
pub(crate) fn files(files: &JsValue) -> Result<Vec<(String, Vec<u8>)>, JsValue> {
    let file = |file: JsValue| {
        let member = |name: &str| Reflect::get(&file, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        Ok((member("path").as_string().unwrap_or_default(), bytes(&member("contents"))?))
    };
    Array::from(files).iter().map(file).collect()
}

/// Reads a policy; what is not given, or `undefined`, has its default.
pub(crate) fn policy(policy: &JsValue) -> Result<Policy, JsValue> {
    if policy.is_null() || policy.is_undefined() {
        return Ok(Policy::default());
    }
    let policy = from_js(policy).ok_or_else(|| bad_policy("it cannot be written as JSON"))?;
    policy.map_err(|error| bad_policy(&error.to_string()))
}

fn bad_policy(reason: &str) -> JsValue {
    thrown("bad-policy", format!("the policy is not valid: {reason}"), "correct or remove it")
}

/// Converts what is wrong with the file of a policy to what is thrown.
pub(crate) fn policy_error(error: &PolicyError) -> JsValue {
    let (message, location) = (error.message().to_owned(), Some(error.location().clone()));
    let thrown = Thrown { code: "bad-policy", message, help: "correct or remove it", location };
    to_js(&thrown).unwrap_or_else(|failure| failure)
}

/// Reads a baseline.
pub(crate) fn baseline(baseline: &JsValue) -> Result<Baseline, JsValue> {
    let bad = |reason: &str| {
        let message = format!("the baseline is not valid: {reason}");
        thrown("bad-baseline", message, "write it anew by `--write-baseline`")
    };
    let baseline = from_js(baseline).ok_or_else(|| bad("it cannot be written as JSON"))?;
    baseline.map_err(|error| bad(error.reason()))
}

/// Reads one report, or several.
pub(crate) fn report<T: DeserializeOwned>(report: &JsValue) -> Result<T, JsValue> {
    let not_a_report = |reason: &str| {
        let message = format!("this is no report of a check: {reason}");
        thrown("not-a-report", message, "pass what `check` gave, unchanged")
    };
    let report = from_js(report).ok_or_else(|| not_a_report("it cannot be written as JSON"))?;
    report.map_err(|error| not_a_report(&error.to_string()))
}

/// What is thrown where nothing was to be checked.
pub(crate) fn nothing() -> JsValue {
    thrown("no-input", "the list is empty".into(), "pass at least one file or report")
}

/// Reads the name of a format.
pub(crate) fn format(name: &str, color: bool) -> Result<Format, JsValue> {
    let color = if color { Color::Always } else { Color::Never };
    Format::parse(name, color).ok_or_else(|| {
        let help = Format::nearest(name).map(|near| format!("did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| format!("use one of {}", Format::NAMES.join(", ")));
        thrown("unknown-format", format!("`{name}` is not a format"), &help)
    })
}

fn thrown(code: &'static str, message: String, help: &str) -> JsValue {
    to_js(&Thrown { code, message, help, location: None }).unwrap_or_else(|failure| failure)
}
