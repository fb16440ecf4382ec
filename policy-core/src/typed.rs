//! What crosses to other languages, as JSON text: reports, policies, errors.
//!
//! Types say by `serde` what their JSON is. They are written by `serde_json` and read from the index that plans are
//! read from, which spares the engine a second parser.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use core::fmt;

use serde::{
    Serialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, Unexpected,
        Visitor,
    },
    forward_to_deserialize_any,
};

use crate::{
    json::{Document, Items, Json, JsonKind, KEEP_ALL, Members},
    similar::nearest,
};

/// Writes a value as JSON, indented by two spaces.
pub fn to_json(value: &impl Serialize) -> String {
    // Plain structs to a string cannot fail.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Reads a value from JSON.
///
/// # Errors
///
/// Where the text is not JSON, or not that of such a value.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    let document = Document::parse(text, 0, KEEP_ALL)
        .map_err(|error| ReadError::new(error.kind.to_string()).at(error.offset))?;
    let rest = text.get(document.end()..).unwrap_or_default();
    if !rest.trim_ascii().is_empty() {
        return Err(ReadError::new("more text follows the JSON value".into()).at(document.end()));
    }
    read_without(document.root(), &[])
}

/// Reads a value of a document; some members of the outermost object are not looked at.
pub(crate) fn read_without<T: DeserializeOwned>(
    json: Json<'_, '_>,
    passed_over: &'static [&'static str],
) -> Result<T, ReadError> {
    T::deserialize(Reader { json, passed_over }).map_err(|error| error.at(json.start()))
}

/// Why a text is not the JSON of a value; it does not repeat the text, but for names that are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    reason: String,
    offset: Option<usize>,
}

impl ReadError {
    /// What is wrong, in lower case.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The byte of the text at which it is.
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    fn new(reason: String) -> Self {
        Self { reason, offset: None }
    }

    fn expected(what: &dyn Expected) -> Self {
        Self::new(format!("expected {what}"))
    }

    /// The same at a place, unless a place inside of that is known.
    fn at(self, offset: usize) -> Self {
        Self { offset: self.offset.or(Some(offset)), ..self }
    }

    /// A name that is none of those that may stand there.
    fn unknown(name: &str, known: &'static [&'static str]) -> Self {
        let advice = match nearest(name, known.iter().copied()) {
            Some(near) => format!("the nearest is `{near}`"),
            None => format!("known are `{}`", known.join("`, `")),
        };
        Self::new(format!("`{name}` is not known; {advice}"))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl core::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self::new(what.to_string())
    }

    // What stands there is not told, for it may be any number, and printing those is kilobytes of the engine.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::unknown(name, known)
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self::unknown(name, known)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(format!("`{name}` is missing"))
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(format!("`{name}` is given twice"))
    }
}

/// A value that is read.
///
/// Each kind is asked for by itself, so that the code for what a type never is drops out.
struct Reader<'d, 't> {
    json: Json<'d, 't>,
    /// Members of it that are not looked at.
    passed_over: &'static [&'static str],
}

impl<'d, 't> Reader<'d, 't> {
    fn of(json: Json<'d, 't>) -> Self {
        Self { json, passed_over: &[] }
    }
}

impl<'de> Deserializer<'de> for Reader<'_, '_> {
    type Error = ReadError;

    /// Numbers that are not small integers are given as the bytes of their decimal, so that they stay exact.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.json.kind() {
            JsonKind::Null => visitor.visit_unit(),
            JsonKind::Bool => self.deserialize_bool(visitor),
            JsonKind::Number => {
                let decimal = self.json.number().unwrap_or_default();
                match decimal.parse() {
                    Ok(integer) => visitor.visit_i64(integer),
                    Err(_) => visitor.visit_bytes(decimal.as_bytes()),
                }
            }
            JsonKind::String => self.deserialize_str(visitor),
            JsonKind::Array => self.deserialize_seq(visitor),
            JsonKind::Object => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.json.bool() {
            Some(value) => visitor.visit_bool(value),
            None => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.json.number().and_then(|decimal| decimal.parse().ok()) {
            Some(number) => visitor.visit_u64(number),
            None => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.json.string() {
            Some(text) => visitor.visit_str(&text),
            None => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.json.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.json.is_array() {
            visitor.visit_seq(Elements(self.json.items()))
        } else {
            Err(ReadError::expected(&visitor))
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.json.is_object() {
            visitor.visit_map(Entries {
                members: self.json.members(),
                passed_over: self.passed_over,
                value: None,
            })
        } else {
            Err(ReadError::expected(&visitor))
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    /// Only variants without content, which are strings.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.json.string() {
            Some(text) => visitor.visit_enum((*text).into_deserializer()),
            None => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct
    }
}

/// The elements of an array that are still to be read.
struct Elements<'d, 't>(Items<'d, 't>);

impl<'de> de::SeqAccess<'de> for Elements<'_, '_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let Some(item) = self.0.next() else { return Ok(None) };
        seed.deserialize(Reader::of(item)).map(Some).map_err(|error| error.at(item.start()))
    }
}

/// The members of an object that are still to be read.
struct Entries<'d, 't> {
    members: Members<'d, 't>,
    /// Those that are not looked at.
    passed_over: &'static [&'static str],
    /// The value of the key that was read last.
    value: Option<Json<'d, 't>>,
}

impl<'t> Entries<'_, 't> {
    /// The next key and where it is; a type of its own would be the same code once more for each.
    #[inline(never)]
    fn advance(&mut self) -> Option<(Cow<'t, str>, usize)> {
        let passed_over = self.passed_over;
        let (key, value) = self.members.find(|(key, _)| !passed_over.iter().any(|name| key.is(name)))?;
        self.value = Some(value);
        Some((key.text(), key.start()))
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_, '_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some((key, start)) = self.advance() else { return Ok(None) };
        seed.deserialize((*key).into_deserializer()).map(Some).map_err(|error: ReadError| error.at(start))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let Some(value) = self.value.take() else {
            return Err(ReadError::new("a value was asked for before its key".into()));
        };
        seed.deserialize(Reader::of(value)).map_err(|error| error.at(value.start()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Policy, template::Value};

    fn error(text: &str) -> String {
        from_json::<Policy>(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read() {
        let text = r#"{"failOn": "never", "regions": ["eu-central-1", "\u0061"], "environment": null,
            "variables": {"n": 1, "f": 0.30000000000000004, "l": [true, null, "x"], "o": {"a": -2}}}"#;
        let policy: Policy = from_json(text).unwrap();
        assert_eq!(policy.regions, ["eu-central-1", "a"]);
        assert_eq!(policy.variables.get("n"), Some(&Value::Number(1.into())));
        let Some(Value::Number(fraction)) = policy.variables.get("f") else { panic!("it is no number") };
        assert_eq!(fraction.to_string(), "0.30000000000000004");
        assert_eq!(from_json::<Policy>(&to_json(&policy)), Ok(policy.clone()));
        assert_eq!(serde_json::from_str::<Policy>(text).unwrap(), policy);
    }

    #[test]
    fn errors_say_what_is_expected_and_repeat_no_value() {
        assert_eq!(error(r#"{"failon": "high"}"#), "`failon` is not known; the nearest is `failOn`");
        assert!(error(r#"{"xyz": "high"}"#).starts_with("`xyz` is not known; known are `profile`, `failOn`"));
        assert_eq!(error(r#"{"environment": 1}"#), "expected a string");
        assert_eq!(error("[]"), "expected struct Policy");
        assert_eq!(error("{} {}"), "more text follows the JSON value");
        assert_eq!(error("{"), "the text ends inside a JSON value");
    }
}
