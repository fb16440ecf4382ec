//! Functions that hash text.

use alloc::string::String;
use core::fmt::Write;

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{Known, encoding::base64};
use crate::template::value::Value;

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("md5", [text]) => hex(&Md5::digest(text.to_text()?)).known(),
        ("sha1", [text]) => hex(&Sha1::digest(text.to_text()?)).known(),
        ("sha256", [text]) => hex(&Sha256::digest(text.to_text()?)).known(),
        ("sha512", [text]) => hex(&Sha512::digest(text.to_text()?)).known(),
        ("base64sha256", [text]) => base64(&Sha256::digest(text.to_text()?)).known(),
        ("base64sha512", [text]) => base64(&Sha512::digest(text.to_text()?)).known(),
        ("uuidv5", [space, name]) => uuidv5(&space.to_text()?, &name.to_text()?).known(),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The namespaces of RFC 4122 that have a name.
const NAMESPACES: &[(&str, &str)] = &[
    ("dns", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    ("url", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"),
    ("oid", "6ba7b812-9dad-11d1-80b4-00c04fd430c8"),
    ("x500", "6ba7b814-9dad-11d1-80b4-00c04fd430c8"),
];

fn uuidv5(space: &str, name: &str) -> Option<String> {
    let named = NAMESPACES.iter().find(|(short, _)| *short == space);
    let space = uuid(named.map_or(space, |(_, uuid)| uuid))?;
    let hash = Sha1::new().chain_update(space.to_be_bytes()).chain_update(name).finalize();
    let first = hash.first_chunk::<16>().copied().map(u128::from_be_bytes)?;
    // The version and the variant take the place of six of the bits.
    let uuid = first & !(0xf << 76 | 0b11 << 62) | 5 << 76 | 0b10 << 62;
    let mut text = alloc::format!("{uuid:032x}");
    for hyphen in [8, 13, 18, 23] {
        text.insert(hyphen, '-');
    }
    Some(text)
}

/// A UUID in its usual form of five groups.
fn uuid(text: &str) -> Option<u128> {
    let groups = text.split('-');
    if !groups.clone().map(str::len).eq([8, 4, 4, 4, 12]) || text.contains('+') {
        return None;
    }
    u128::from_str_radix(&text.replace('-', ""), 16).ok()
}
