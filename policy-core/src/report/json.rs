//! The report for programs: the contract of `schemaVersion` 1, indented by two spaces. Also what other formats write
//! JSON with.
//!
//! JSON is printed in logs and put into pages: what would do something there is written as an escape.

use core::fmt::{self, Write as _};

use super::{Report, escape::is_steering};
use crate::to_json;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let json = to_json(report);
    let mut rest = json.as_str();
    // Whatever is found stands in a string, where any character may be written as its number.
    while let Some(at) = rest.find(does_something) {
        let (before, found) = rest.split_at(at);
        f.write_str(before)?;
        let mut characters = found.chars();
        match characters.next() {
            Some('#') if !characters.as_str().starts_with('#') => f.write_char('#')?,
            Some(character) => write!(f, "\\u{:04x}", u32::from(character))?,
            None => {}
        }
        rest = characters.as_str();
    }
    f.write_str(rest)?;
    f.write_str("\n")
}

/// Whether a character of a JSON text may do something where it is printed; a `#` only before another.
fn does_something(character: char) -> bool {
    character == '#' || (character != '\n' && is_steering(character))
}

/// Writes JSON piece by piece, so that a large report is not in memory twice.
///
/// Each value is given its key, which is empty for an element of an array. It knows no types: what writes a format says
/// what its members are.
pub(super) struct Json<'w, 'f> {
    f: &'w mut fmt::Formatter<'f>,
    indent: &'static str,
    depth: usize,
    is_first: bool,
}

/// What is in an object or array.
type Content<'c> = &'c mut dyn FnMut(&mut Json<'_, '_>) -> fmt::Result;

impl<'w, 'f> Json<'w, 'f> {
    pub(super) fn new(f: &'w mut fmt::Formatter<'f>, indent: &'static str) -> Self {
        Self { f, indent, depth: 0, is_first: true }
    }

    pub(super) fn object(&mut self, key: &str, content: Content<'_>) -> fmt::Result {
        self.nested(key, ('{', '}'), content)
    }

    pub(super) fn array(&mut self, key: &str, content: Content<'_>) -> fmt::Result {
        self.nested(key, ('[', ']'), content)
    }

    pub(super) fn text(&mut self, key: &str, value: &str) -> fmt::Result {
        self.begin(key)?;
        write!(self.f, "{}", Quoted(value))
    }

    /// The text where there is one; no member without.
    pub(super) fn text_if_any(&mut self, key: &str, value: Option<&str>) -> fmt::Result {
        value.map_or(Ok(()), |value| self.text(key, value))
    }

    pub(super) fn number(&mut self, key: &str, value: usize) -> fmt::Result {
        self.begin(key)?;
        write!(self.f, "{value}")
    }

    pub(super) fn flag(&mut self, key: &str, value: bool) -> fmt::Result {
        self.begin(key)?;
        write!(self.f, "{value}")
    }

    fn nested(&mut self, key: &str, (open, close): (char, char), content: Content<'_>) -> fmt::Result {
        self.begin(key)?;
        self.f.write_char(open)?;
        self.depth += 1;
        self.is_first = true;
        content(self)?;
        self.depth -= 1;
        if !self.is_first {
            self.line()?;
        }
        self.is_first = false;
        self.f.write_char(close)
    }

    fn begin(&mut self, key: &str) -> fmt::Result {
        if !self.is_first {
            self.f.write_char(',')?;
        }
        self.is_first = false;
        if self.depth > 0 {
            self.line()?;
        }
        if key.is_empty() { Ok(()) } else { write!(self.f, "{}: ", Quoted(key)) }
    }

    fn line(&mut self) -> fmt::Result {
        self.f.write_char('\n')?;
        (0..self.depth).try_for_each(|_| self.f.write_str(self.indent))
    }
}

/// Text as a string of JSON, and of YAML; also what HTML gives a meaning to is escaped, as Go does it.
pub(super) struct Quoted<'t>(pub(super) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut before = ' ';
        for character in self.0.chars() {
            match character {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '\u{8}' => f.write_str("\\b")?,
                '\u{c}' => f.write_str("\\f")?,
                '<' | '>' | '&' => write!(f, "\\u{:04x}", u32::from(character))?,
                '#' if before == '#' => f.write_str("\\u0023")?,
                _ if is_steering(character) => write!(f, "\\u{:04x}", u32::from(character))?,
                _ => f.write_char(character)?,
            }
            before = character;
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let text: alloc::string::String =
            (0..=0xFFFF_u32).filter_map(char::from_u32).chain("😀###vso[".chars()).collect();
        let quoted = Quoted(&text).to_string();
        assert_eq!(serde_json::from_str::<alloc::string::String>(&quoted).unwrap(), text);
        assert!(!quoted.contains(is_steering) && !quoted.contains("##") && !quoted.contains(['<', '>', '&']));
    }
}
