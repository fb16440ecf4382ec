//! Which encoding a file's bytes are in, so that the editor can show them.
//!
//! The rule core reads all of these by itself; only the text on the screen needs to know.

/// What the bytes of a file hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Text, in the encoding of this name in the Encoding Standard.
    Text(&'static str),
    /// No text: a saved plan file, an archive.
    Binary,
}

/// Tells by a byte order mark, or by where the zero bytes of the first characters are.
pub fn sniff(bytes: &[u8]) -> Content {
    match bytes {
        [0xff, 0xfe, ..] => Content::Text("utf-16le"),
        [0xfe, 0xff, ..] => Content::Text("utf-16be"),
        [first, 0, ..] if *first != 0 => Content::Text("utf-16le"),
        [0, second, ..] if *second != 0 => Content::Text("utf-16be"),
        [b'P', b'K', 3, 4, ..] => Content::Binary,
        _ if bytes.iter().take(4096).any(|byte| *byte == 0) => Content::Binary,
        _ => Content::Text("utf-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_the_first_bytes() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(sniff(b"{}"), Content::Text("utf-8"));
        assert_eq!(sniff(b""), Content::Text("utf-8"));
        assert_eq!(sniff(b"\xef\xbb\xbf{}"), Content::Text("utf-8"));
        assert_eq!(sniff(&utf16("{}")), Content::Text("utf-16le"));
        assert_eq!(sniff(&utf16("\u{feff}{}")), Content::Text("utf-16le"));
        assert_eq!(sniff(b"\xfe\xff\0{\0}"), Content::Text("utf-16be"));
        assert_eq!(sniff(b"\0{\0}"), Content::Text("utf-16be"));
        assert_eq!(sniff(b"PK\x03\x04tfplan"), Content::Binary);
        assert_eq!(sniff(b"abc\0\0def"), Content::Binary);
    }
}
