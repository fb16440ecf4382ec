//! A policy as somebody keeps it in a file: JSON that may have comments, and commas behind last items.
//!
//! It knows no other file. What `extends` and `baseline` name, the caller reads.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::Serialize;

use super::Policy;
use crate::{
    encoding,
    json::{Document, Json, KEEP_ALL},
    locate,
    report::{Location, Shown},
    typed,
};

/// The keys that only a file has.
const OF_FILES: &[&str] = &["$schema", "extends", "baseline"];

/// The file of a policy, found to be valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyFile {
    /// The file as plain JSON, in which everything stands where it stood.
    pub text: String,
    /// Where each of the policies that it extends is named.
    pub extends: Vec<Location>,
    /// Where its baseline is named.
    pub baseline: Option<Location>,
    /// Where each of its waivers is.
    pub waivers: Vec<Location>,
}

/// Why a policy is not valid: what and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    message: String,
    location: Location,
}

impl PolicyFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Where it is no text, no JSON, or no policy.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, PolicyError> {
        let error = |text: &str, at: usize, message: String| PolicyError {
            message,
            location: locate::at_offset(path, text, at),
        };
        let Ok(decoded) = encoding::decode(bytes) else {
            return Err(error("", 0, "this is not text in UTF-8 or UTF-16".to_owned()));
        };
        let text = plain(&decoded.text);
        let document = match Document::parse(&text, 0, KEEP_ALL) {
            Ok(document) if text.get(document.end()..).unwrap_or_default().trim().is_empty() => document,
            Ok(document) => {
                return Err(error(&text, document.end(), "more text follows the policy".to_owned()));
            }
            Err(syntax) => return Err(error(&text, syntax.offset, format!("not JSON: {}", syntax.kind))),
        };
        let root = document.root();
        if !root.is_object() {
            return Err(error(&text, root.start(), "a policy is an object".to_owned()));
        }
        typed::read_without::<Policy>(root, OF_FILES)
            .map_err(|fault| error(&text, fault.offset().unwrap_or_default(), fault.reason().to_owned()))?;
        let place = |value: Json<'_, '_>| locate::at_offset(path, &text, value.start());
        let expected =
            |value: Json<'_, '_>, what: &str| Err(error(&text, value.start(), format!("expected {what}")));
        let extends: Vec<Json<'_, '_>> = match root.get("extends") {
            Some(list) if list.is_array() => list.items().collect(),
            one => one.into_iter().collect(),
        };
        if let Some(other) = extends.iter().copied().find(|name| name.string().is_none()) {
            return expected(other, "the path of a file or the name of a package");
        }
        let baseline = root.get("baseline").filter(|value| !value.is_null());
        if let Some(other) = baseline.filter(|path| path.string().is_none()) {
            return expected(other, "the path of a file");
        }
        let waivers = root.get("waivers").into_iter().flat_map(Json::items);
        let (extends, baseline, waivers) =
            (extends.into_iter().map(place).collect(), baseline.map(place), waivers.map(place).collect());
        Ok(Self { extends, baseline, waivers, text: text.clone() })
    }
}

impl PolicyError {
    /// What is wrong, in lower case and without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { file, line, column, .. } = &self.location;
        write!(f, "{}:{line}:{column}: {}", Shown(file), Shown(&self.message))
    }
}

impl core::error::Error for PolicyError {}

/// The text with blanks in the place of comments and of commas behind last items.
///
/// The well-known libraries for this read from `std::io`, or give no places in the text as it was.
fn plain(text: &str) -> String {
    let mut plain = text.as_bytes().to_vec();
    let mut blank = |from: usize, to: usize| {
        for byte in plain.get_mut(from..to).unwrap_or_default() {
            if !byte.is_ascii_whitespace() {
                *byte = b' ';
            }
        }
    };
    let bytes = text.as_bytes();
    let mut comma = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        let end = match byte {
            b'"' => at + end_of_string(rest),
            b'/' if rest.starts_with("//") => at + rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => at + rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => at + rest.chars().next().map_or(1, char::len_utf8),
        };
        match byte {
            b'/' if end > at + 1 => blank(at, end),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    blank(comma, comma + 1);
                }
            }
            b',' => comma = Some(at),
            _ if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at = end;
    }
    // Only whole comments were blanked, so that it is still text.
    String::from_utf8(plain).unwrap_or_else(|_| text.to_string())
}

/// Behind the quote that ends a string.
fn end_of_string(text: &str) -> usize {
    let mut escaped = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        PolicyFile::read("planproof.json", text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn comments_and_last_commas_are_blanks_and_strings_are_kept() {
        let text = "{\n  // é \"x\" {\n  \"a//b\": [1, /* 😀 */ 2,], \"c\\\"/*\": {\"d\": \"e\", },\n  # \n}";
        let cleaned = plain(&text.replace('#', " "));
        let value: serde_json::Value = serde_json::from_str(&cleaned).unwrap();
        assert_eq!(value, serde_json::json!({"a//b": [1, 2], "c\"/*": {"d": "e"}}));
        assert_eq!(cleaned.len(), text.len());
        // Two commas are no last comma, and one alone is none behind an item.
        assert!(serde_json::from_str::<serde_json::Value>(&plain("[1,,]")).is_err());
        assert_eq!(plain("[1 /* never closed").trim_end(), "[1");
    }

    #[test]
    fn a_file_says_where_its_parts_are() {
        let text =
            "{\n  \"$schema\": \"x\",\n  \"extends\": [\"./a.json\", \"b\"],\n  \"baseline\": \"c.json\",
  \"waivers\": [\n    {\"rule\": \"cost\", \"reason\": \"agreed\"}, // why\n  ],\n}\n";
        let file = PolicyFile::read("planproof.json", text.as_bytes()).unwrap();
        let lines =
            |places: &[Location]| places.iter().map(|place| (place.line, place.column)).collect::<Vec<_>>();
        assert_eq!(lines(&file.extends), [(3, 15), (3, 27)]);
        assert_eq!(lines(file.baseline.as_slice()), [(4, 15)]);
        assert_eq!(lines(&file.waivers), [(6, 5)]);
    }

    #[test]
    fn what_is_no_policy_is_refused_at_its_place() {
        assert_eq!(
            refused("{\n  // rules\n  \"rules\": {\"peering-not-acepted\": \"off\"}\n}"),
            "planproof.json:3:13: `peering-not-acepted` is no rule and no category; the nearest is `peering-not-accepted`"
        );
        assert_eq!(
            refused("{\"failon\": \"high\"}"),
            "planproof.json:1:2: `failon` is not known; the nearest is `failOn`"
        );
        assert_eq!(
            refused("{\"waivers\": [{\"rule\": \"cost\"}]}"),
            "planproof.json:1:14: `reason` is missing"
        );
        assert_eq!(
            refused("{\"extends\": [1]}"),
            "planproof.json:1:14: expected the path of a file or the name of a package"
        );
        assert_eq!(refused("{\"a\": }"), "planproof.json:1:7: not JSON: expected a JSON value");
        assert_eq!(refused("[]"), "planproof.json:1:1: a policy is an object");
    }
}
