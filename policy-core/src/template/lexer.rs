//! The words of the expression language: blanks and comments, names, numbers, escapes.
//!
//! The cursor knows no grammar. It is asked for the word the parser expects, so no token is ever stored.

use alloc::string::String;

use super::NESTING_LIMIT;
use super::ast::{BinaryOperator, Span};
use super::error::{ErrorKind, Expected, TemplateError};

pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A place in the text, and what the place means for reading on.
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) offset: usize,
    /// Whether a newline separates, as between the entries of an object, or is a blank.
    pub(super) newlines_separate: bool,
    depth: usize,
    /// The most levels there have been.
    deepest: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // Terraform drops a byte order mark even inside a JSON string.
        let offset = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        Cursor { text, offset, newlines_separate: false, depth: 0, deepest: 0 }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn rest(&self) -> &'a str {
        self.slice(self.offset, self.text.len())
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        Span { start, end: self.offset }
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.byte_at(0)
    }

    pub(super) fn byte_at(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.offset + ahead).copied()
    }

    pub(super) fn starts_with(&self, word: &str) -> bool {
        self.text.as_bytes().get(self.offset..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let found = self.starts_with(word);
        if found {
            self.offset += word.len();
        }
        found
    }

    /// The next byte that is neither a blank nor in a comment.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.byte()
    }

    /// Skips blanks and comments, and newlines unless they separate.
    ///
    /// A comment that never ends is left standing: no grammar has a place for it, so it becomes an error there.
    fn skip_blanks(&mut self) {
        loop {
            match self.byte() {
                Some(b' ' | b'\t') => self.offset += 1,
                Some(b'\n') if !self.newlines_separate => self.offset += 1,
                Some(b'\r') if !self.newlines_separate && self.byte_at(1) == Some(b'\n') => self.offset += 2,
                Some(b'#') => self.skip_line(),
                Some(b'/') if self.byte_at(1) == Some(b'/') => self.skip_line(),
                Some(b'/') if self.byte_at(1) == Some(b'*') => {
                    let inside = self.slice(self.offset + 2, self.text.len());
                    let Some(length) = inside.find("*/") else { return };
                    self.offset += 2 + length + 2;
                }
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.rest();
        let line = rest.find('\n').unwrap_or(rest.len());
        // The `\r` of a CRLF belongs to the newline, which may separate.
        let carriage_return = rest.get(..line).is_some_and(|line| line.ends_with('\r')) && line < rest.len();
        self.offset += line - usize::from(carriage_return);
    }

    /// Skips blanks and newlines, whatever newlines mean here.
    pub(super) fn skip_newlines(&mut self) {
        let outer = core::mem::replace(&mut self.newlines_separate, false);
        self.skip_blanks();
        self.newlines_separate = outer;
    }

    /// Whether a newline stands here.
    pub(super) fn at_newline(&self) -> bool {
        self.byte() == Some(b'\n') || self.starts_with("\r\n")
    }

    /// Reads a name, if one starts here.
    pub(super) fn identifier(&mut self) -> Option<&'a str> {
        let start = self.offset;
        let rest = self.rest();
        let length = identifier_length(rest);
        self.offset += length;
        (length > 0).then(|| self.slice(start, self.offset))
    }

    /// Whether this very word stands here, and not a longer name.
    pub(super) fn at_keyword(&mut self, keyword: &str) -> bool {
        self.peek();
        identifier_length(self.rest()) == keyword.len() && self.starts_with(keyword)
    }

    /// Reads what Terraform takes for one number, well-formed or not: `1`, `1.5e-3`, `1.2.3`.
    pub(super) fn number(&mut self) -> Option<&'a str> {
        let start = self.offset;
        if !self.byte()?.is_ascii_digit() {
            return None;
        }
        let mut end = self.offset;
        loop {
            match self.byte() {
                Some(b'0'..=b'9') => {
                    self.offset += 1;
                    end = self.offset;
                }
                Some(b'.') => self.offset += 1,
                Some(b'e' | b'E') => {
                    let sign = usize::from(matches!(self.byte_at(1), Some(b'+' | b'-')));
                    if !self.byte_at(1 + sign).is_some_and(|byte| byte.is_ascii_digit()) {
                        break;
                    }
                    self.offset += 2 + sign;
                    end = self.offset;
                }
                _ => break,
            }
        }
        // Trailing dots start an attribute or an ellipsis.
        self.offset = end;
        Some(self.slice(start, end))
    }

    /// The operator that stands here, and how tightly it binds.
    pub(super) fn operator(&mut self) -> Option<(BinaryOperator, u8)> {
        use BinaryOperator as Op;
        let first = self.peek()?;
        let second = self.byte_at(1);
        Some(match (first, second) {
            (b'|', Some(b'|')) => (Op::Or, 0),
            (b'&', Some(b'&')) => (Op::And, 1),
            (b'=', Some(b'=')) => (Op::Equal, 2),
            (b'!', Some(b'=')) => (Op::NotEqual, 2),
            (b'<', Some(b'=')) => (Op::LessOrEqual, 3),
            (b'<', _) => (Op::Less, 3),
            (b'>', Some(b'=')) => (Op::GreaterOrEqual, 3),
            (b'>', _) => (Op::Greater, 3),
            (b'+', _) => (Op::Add, 4),
            (b'-', _) => (Op::Subtract, 4),
            (b'*', _) => (Op::Multiply, 5),
            (b'/', Some(b'*')) => return None,
            (b'/', _) => (Op::Divide, 5),
            (b'%', _) => (Op::Remainder, 5),
            _ => return None,
        })
    }

    /// Decodes the escape at the cursor, which stands on a backslash.
    pub(super) fn escape(&mut self, into: &mut String) -> Result<(), TemplateError> {
        let start = self.offset;
        let invalid = |length: usize| {
            let escape = self.rest().chars().take(length).collect::<String>().into_boxed_str();
            Err(TemplateError { offset: start, kind: ErrorKind::InvalidEscape(escape) })
        };
        let (character, length) = match self.byte_at(1) {
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(b'"') => ('"', 2),
            Some(b'\\') => ('\\', 2),
            Some(letter @ (b'u' | b'U')) => {
                let length = if letter == b'u' { 6 } else { 10 };
                let digits = self.text.get(start + 2..start + length).unwrap_or_default();
                let hexadecimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                let code = if hexadecimal { u32::from_str_radix(digits, 16).ok() } else { None };
                let Some(character) = code.and_then(char::from_u32) else { return invalid(length) };
                (character, length)
            }
            _ => return invalid(2),
        };
        into.push(character);
        self.offset += length;
        Ok(())
    }

    /// Goes one level deeper into the tree.
    pub(super) fn descend(&mut self) -> Result<(), TemplateError> {
        if self.depth >= NESTING_LIMIT {
            return Err(self.error(ErrorKind::TooDeep));
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        Ok(())
    }

    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn deepest(&self) -> usize {
        self.deepest
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn return_to(&mut self, depth: usize) {
        self.depth = depth;
    }

    pub(super) fn error(&self, kind: ErrorKind) -> TemplateError {
        TemplateError { offset: self.offset, kind }
    }

    /// The error that says which word stands where `expected` should.
    pub(super) fn unexpected(&self, expected: Expected) -> TemplateError {
        let rest = self.rest();
        let Some(character) = rest.chars().next() else {
            return self.error(ErrorKind::UnexpectedEnd { expected });
        };
        self.error(match character {
            '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => ErrorKind::Quote(character),
            '&' | '|' | '^' | '~' => ErrorKind::BitwiseOperator(character),
            '/' if rest.starts_with("/*") => ErrorKind::UnclosedComment,
            _ => {
                let length = identifier_length(rest).max(character.len_utf8());
                ErrorKind::Unexpected { found: rest.get(..length).unwrap_or_default().into(), expected }
            }
        })
    }
}

/// How many bytes of the text's beginning are a name: a letter or `_`, then letters, digits, `_` and `-`.
///
/// Unicode's letters and marks are told by the tables of the standard library, which lack a few rare marks.
fn identifier_length(text: &str) -> usize {
    let mut length = 0;
    for character in text.chars() {
        let belongs = match character {
            'a'..='z' | 'A'..='Z' | '_' => true,
            '0'..='9' | '-' => length > 0,
            _ if character.is_ascii() => false,
            _ if length == 0 => character.is_alphabetic(),
            _ => character.is_alphanumeric(),
        };
        if !belongs {
            break;
        }
        length += character.len_utf8();
    }
    length
}
