//! Functions that encode and decode text: base 64, URLs, character sets, JSON, CSV and YAML.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use super::{Known, csv, json, yaml};
use crate::template::value::Value;

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("base64encode", [text]) => base64(text.to_text()?.as_bytes()).known(),
        ("base64decode", [text]) => String::from_utf8(from_base64(&text.to_text()?)?).ok().known(),
        ("textencodebase64", [text, set]) => {
            base64(&encode(&text.to_text()?, CharacterSet::named(&set.to_text()?)?)?).known()
        }
        ("textdecodebase64", [text, set]) => {
            decode(from_base64(&text.to_text()?)?, CharacterSet::named(&set.to_text()?)?).known()
        }
        ("urlencode", [text]) => urlencode(&text.to_text()?).known(),
        ("jsonencode", [value]) => json::to_json(value).known(),
        ("jsondecode", [text]) => json::from_json(&text.to_text()?),
        ("csvdecode", [text]) => csv::decode(&text.to_text()?),
        ("yamlencode", [value]) => yaml::encode(value).known(),
        _ => None,
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base 64 in its standard alphabet, padded. It is too little code to depend on a crate for.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        for (to, from) in group.iter_mut().skip(1).zip(chunk) {
            *to = *from;
        }
        let bits = u32::from_be_bytes(group);
        for place in 0..4 {
            let sextet = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            let letter = ALPHABET.get(sextet).copied().unwrap_or_default();
            text.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

/// Whether the character may stand in base 64.
pub(super) fn is_base64(byte: u8) -> bool {
    byte == b'=' || ALPHABET.contains(&byte)
}

/// What is not wholly of the alphabet and padded is refused; line breaks too, which Terraform passes over.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.bytes() {
        let sextet = ALPHABET.iter().position(|letter| *letter == digit)?;
        bits = bits << 6 | u32::try_from(sextet).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 255).ok()?);
        }
    }
    Some(bytes)
}

/// The character sets that people write scripts for Windows and Linux in.
#[derive(Clone, Copy)]
enum CharacterSet {
    Utf8,
    Utf16(fn(u16) -> [u8; 2]),
}

impl CharacterSet {
    fn named(name: &str) -> Option<CharacterSet> {
        match name.to_ascii_uppercase().as_str() {
            "UTF-8" => Some(CharacterSet::Utf8),
            "UTF-16LE" => Some(CharacterSet::Utf16(u16::to_le_bytes)),
            "UTF-16BE" => Some(CharacterSet::Utf16(u16::to_be_bytes)),
            _ => None,
        }
    }
}

/// A byte order mark may be taken for one or for a character.
const BYTE_ORDER_MARKS: [char; 2] = ['\u{feff}', '\u{fffe}'];

fn encode(text: &str, set: CharacterSet) -> Option<Vec<u8>> {
    if text.starts_with(BYTE_ORDER_MARKS) {
        return None;
    }
    Some(match set {
        CharacterSet::Utf8 => text.as_bytes().to_vec(),
        CharacterSet::Utf16(bytes) => text.encode_utf16().flat_map(bytes).collect(),
    })
}

fn decode(bytes: Vec<u8>, set: CharacterSet) -> Option<String> {
    let text = match set {
        CharacterSet::Utf8 => String::from_utf8(bytes).ok()?,
        CharacterSet::Utf16(order) => {
            let (pairs, []) = bytes.as_chunks::<2>() else { return None };
            // The order turns two bytes into a unit as it turns a unit into two bytes.
            let units = pairs.iter().map(|pair| u16::from_ne_bytes(order(u16::from_ne_bytes(*pair))));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()?
        }
    };
    (!text.starts_with(BYTE_ORDER_MARKS)).then_some(text)
}

fn urlencode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            b' ' => encoded.push('+'),
            _ => {
                // Writing to a string does not fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
