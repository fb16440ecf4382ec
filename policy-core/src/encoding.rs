//! From the bytes people really have to text: byte order marks, UTF-16, lines around the JSON.
//!
//! It knows nothing of Terraform's keys. Whatever it cannot read is an error, never a guess.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::str;

/// Text, and where its JSON starts.
#[derive(Debug)]
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    /// Byte offset in the text from which JSON is to be read.
    pub(crate) start: usize,
    /// Whether lines before the JSON were passed over, so that such lines may follow it too.
    pub(crate) wrapped: bool,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EncodingError {
    /// Not UTF-8; the offset is of the first byte that is not, behind a byte order mark.
    NotUtf8(usize),
    /// UTF-16 with half a unit at its end.
    OddUtf16,
}

/// How many lines may stand before the JSON; CI wrappers and shells print a few.
const MOST_LEADING_LINES: usize = 20;

/// What some editors write before UTF-8, which has but one byte order.
pub(crate) const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What setup-terraform's wrapper prints before the output of the command it wraps.
const COMMAND_ECHO: &str = "[command]";

/// Reads bytes as UTF-8 or UTF-16, with or without a byte order mark, and finds the start of the JSON.
///
/// PowerShell's `>` writes UTF-16; without a mark it shows by the zero byte beside the first bracket.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, EncodingError> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] | rest @ [1..=0x7F, 0, ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, 1..=0x7F, ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(utf8(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes))?),
    };
    let (start, wrapped) = json_start(&text);
    Ok(Decoded { text, start, wrapped })
}

fn utf8(bytes: &[u8]) -> Result<&str, EncodingError> {
    str::from_utf8(bytes).map_err(|error| EncodingError::NotUtf8(error.valid_up_to()))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, EncodingError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(EncodingError::OddUtf16);
    }
    let units = pairs.iter().map(|&pair| unit(pair)).collect::<Vec<u16>>();
    // A lone surrogate becomes U+FFFD, as Terraform reads one that is written as an escape.
    Ok(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Finds the first line that opens an object, where a wrapper's lines stand before it; else the start of the text.
fn json_start(text: &str) -> (usize, bool) {
    let plain = text.trim_start();
    if plain.starts_with('{') || plain.starts_with('[') && !plain.starts_with(COMMAND_ECHO) {
        return (text.len() - plain.len(), false);
    }
    let mut offset = 0;
    for line in text.split_inclusive('\n').take(MOST_LEADING_LINES) {
        if line.starts_with('{') {
            return (offset, true);
        }
        offset += line.len();
    }
    (text.len() - plain.len(), false)
}

/// Whether text after the JSON is only what CI wrappers add: blank lines and workflow commands (`::set-output …`).
pub(crate) fn is_wrapper_tail(tail: &str) -> bool {
    tail.lines().all(|line| line.trim().is_empty() || line.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn reads_every_encoding_of_a_text() {
        let text = "{\"é\": \"😀\"}\r\n";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            utf16_bytes(text, u16::to_le_bytes, true),
            utf16_bytes(text, u16::to_be_bytes, true),
            utf16_bytes(text, u16::to_le_bytes, false),
            utf16_bytes(text, u16::to_be_bytes, false),
        ] {
            let decoded = decode(&bytes).unwrap();
            assert_eq!((&*decoded.text, decoded.start, decoded.wrapped), (text, 0, false));
        }
    }

    #[test]
    fn says_why_bytes_are_no_text() {
        assert_eq!(decode(b"{\"a\": \"\xFF\"}").unwrap_err(), EncodingError::NotUtf8(7));
        assert_eq!(decode(b"\xEF\xBB\xBF{\xFF").unwrap_err(), EncodingError::NotUtf8(1));
        assert_eq!(decode(b"\xFF\xFE{").unwrap_err(), EncodingError::OddUtf16);
    }

    #[test]
    fn finds_the_json_behind_a_wrapper() {
        let start = |text: &str| {
            let decoded = decode(text.as_bytes()).unwrap();
            (decoded.start, decoded.wrapped)
        };
        assert_eq!(start("[command]/bin/terraform show -json p\n{}\n"), (37, true));
        assert_eq!(start("Acquiring state lock.\n\n{\"a\": 1}"), (23, true));
        assert_eq!(start("\n  [1]"), (3, false));
        assert_eq!(start("not json {"), (0, false));
        assert!(is_wrapper_tail("\n::debug::Terraform exited with code 0.\n::set-output name=stdout::x\n"));
        assert!(!is_wrapper_tail("\n{}"));
    }
}
