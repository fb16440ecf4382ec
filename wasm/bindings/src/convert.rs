//! Between JavaScript's values and the core's types.

use js_sys::{Array, Object, Uint8Array};
use policy_core::{
    Color, DecodeError, Format, Policy, Rule,
    report::Location,
    rule::{Category, Profile, Severity},
};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, value::MapDeserializer},
};
use serde_wasm_bindgen::{Deserializer, Serializer};
use wasm_bindgen::prelude::*;

/// What is thrown, in the shape of a serialized [`DecodeError`].
#[derive(Serialize)]
struct Thrown {
    code: &'static str,
    message: String,
    help: &'static str,
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
    summary: &'static str,
    remedy: &'static str,
}

impl From<&'static Rule> for RuleFacts {
    fn from(rule: &'static Rule) -> Self {
        let &Rule { name, category, severity, profile, blocking, summary, remedy, .. } = rule;
        Self { name, category, severity, profile, blocking, summary, remedy }
    }
}

/// Converts to plain objects and arrays, as `JSON.parse` would make them.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

/// Converts an error of the core to what is thrown.
#[expect(clippy::needless_pass_by_value, reason = "it is passed to `map_err`, which gives the error away")]
pub(crate) fn error(error: DecodeError) -> JsValue {
    to_js(&error).unwrap_or_else(|failure| failure)
}

/// Copies text as UTF-8, or bytes as they are.
pub(crate) fn bytes(input: &JsValue) -> Result<Vec<u8>, JsValue> {
    let text = input.as_string().map(String::into_bytes);
    let bytes = text.or_else(|| input.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec));
    bytes.ok_or_else(|| {
        let message = "the input is neither text nor bytes".to_owned();
        thrown("not-an-input", message, "pass a string or a `Uint8Array`")
    })
}

/// Reads a policy; what is not given, or `undefined`, has its default.
pub(crate) fn policy(policy: &JsValue) -> Result<Policy, JsValue> {
    // Read as a map: read as a struct, `serde_wasm_bindgen` looks for known keys and never sees a misspelt one.
    let entries = match policy.dyn_ref::<Object>() {
        Some(policy) => Object::entries(policy),
        None if policy.is_null() || policy.is_undefined() => Array::new(),
        None => return Err(bad_policy("it is not an object")),
    };
    let entries = entries.iter().map(|entry| Array::from(&entry));
    let given = entries.filter(|entry| !entry.get(1).is_undefined());
    let given = given.map(|entry| (Deserializer::from(entry.get(0)), Deserializer::from(entry.get(1))));
    Policy::deserialize(MapDeserializer::new(given))
        .map_err(|error: serde_wasm_bindgen::Error| bad_policy(&plain(&error)))
}

fn bad_policy(reason: &str) -> JsValue {
    thrown("bad-policy", format!("the policy is not valid: {reason}"), "correct or remove it")
}

/// Reads one report, or several.
pub(crate) fn report<T: DeserializeOwned>(report: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(report).map_err(|error| {
        let message = format!("this is no report of a check: {}", plain(&error));
        thrown("not-a-report", message, "pass what `check` gave, unchanged")
    })
}

/// What is thrown where nothing was to be checked.
pub(crate) fn nothing() -> JsValue {
    thrown("no-input", "the list is empty".into(), "pass at least one file or report")
}

/// Reads the name of a format.
pub(crate) fn format(name: &str, color: bool) -> Result<Format, JsValue> {
    match name {
        "text" if color => Ok(Format::Text(Color::Always)),
        "text" => Ok(Format::Text(Color::Never)),
        "json" => Ok(Format::Json),
        _ => Err(thrown("unknown-format", format!("`{name}` is not a format"), "use `text` or `json`")),
    }
}

fn thrown(code: &'static str, message: String, help: &'static str) -> JsValue {
    to_js(&Thrown { code, message, help, location: None }).unwrap_or_else(|failure| failure)
}

/// The text of an error without the `Error: ` that JavaScript puts before it.
fn plain(error: &serde_wasm_bindgen::Error) -> String {
    let text = error.to_string();
    text.strip_prefix("Error: ").map_or_else(|| text.clone(), str::to_owned)
}
