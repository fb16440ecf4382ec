//! Terms of Rego: JSON, and what only Rego has: sets, keys of any kind, strings as Go quotes them.
//!
//! It reads what hosts hand over, as JSON or as OPA writes a term, and changes a document by a path as the ABI's functions
//! for data do. Comprehensions, calls and variables are no terms that a host hands over.

use alloc::{boxed::Box, string::String, vec, vec::Vec};
use core::fmt::Write as _;

use json_index::{Document, KEEP_ALL, NESTING_LIMIT};

/// A value of Rego.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(Box<str>),
    /// A string.
    String(Box<str>),
    /// An array.
    Array(Vec<Term>),
    /// An object: of equal keys the last one holds.
    Object(Vec<(Term, Term)>),
    /// A set. Equal items stand once.
    Set(Vec<Term>),
    /// Any value as its JSON, which is written and never looked into.
    Json(String),
}

/// Why a document cannot be changed by a path; the numbers are those of OPA's ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum PathError {
    /// The document is no object, or the path no array.
    Type = 2,
    /// A step of the path leads nowhere.
    Path = 3,
}

/// In which language a term is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Sets become arrays, and keys strings.
    Json,
    /// As OPA reads terms.
    Rego,
}

impl Term {
    /// Reads JSON; none where it is not JSON.
    pub fn of_json(text: &str) -> Option<Self> {
        let document = Document::parse(text, 0, KEEP_ALL).ok()?;
        text.get(document.end()..)?.trim_ascii().is_empty().then(|| Self::parse(text))?
    }

    /// Reads a term; none where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text, depth: 0 };
        let term = parser.term()?;
        parser.rest.trim_ascii_start().is_empty().then_some(term)
    }

    /// A string.
    pub fn text(text: &str) -> Self {
        Self::String(text.into())
    }

    /// The value of a key; none where this is no object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members
            .iter()
            .find(|(own, _)| matches!(own, Self::String(own) if **own == *key))
            .map(|(_, value)| value)
    }

    /// Puts a value where a path leads, through objects that are made where there are none.
    ///
    /// # Errors
    ///
    /// Where the path is no array, or leads through what is no object. Nothing has changed then.
    pub fn add(&mut self, path: &Self, value: Self) -> Result<(), PathError> {
        let Self::Array(steps) = path else { return Err(PathError::Type) };
        let Some((last, through)) = steps.split_last() else {
            *self = value;
            return Ok(());
        };
        if !matches!(self, Self::Object(_)) {
            return Err(PathError::Type);
        }
        let mut place = self;
        for (taken, step) in through.iter().enumerate() {
            let Self::Object(members) = place else { return Err(PathError::Path) };
            let at = members.iter().position(|(key, _)| key == step).unwrap_or(members.len());
            if at == members.len() {
                // Everything below is new, and nothing below can fail.
                let rest = through.get(taken + 1..).unwrap_or_default();
                let within = |value, key: &Self| Self::Object(Vec::from([(key.clone(), value)]));
                let value = rest.iter().rev().fold(within(value, last), within);
                members.push((step.clone(), value));
                return Ok(());
            }
            let Some((_, next)) = members.get_mut(at) else { return Err(PathError::Path) };
            place = next;
        }
        let Self::Object(members) = place else { return Err(PathError::Path) };
        put(members, last.clone(), value);
        Ok(())
    }

    /// Takes away what a path leads to; where it leads to nothing, there is nothing to do.
    ///
    /// # Errors
    ///
    /// Where the path is no array or empty, or leads through what is no object. Nothing has changed then.
    pub fn remove(&mut self, path: &Self) -> Result<(), PathError> {
        let Self::Array(steps) = path else { return Err(PathError::Type) };
        let Some((last, through)) = steps.split_last() else { return Err(PathError::Path) };
        if !matches!(self, Self::Object(_)) {
            return Err(PathError::Type);
        }
        let mut place = self;
        for step in through {
            let Self::Object(members) = place else { return Err(PathError::Path) };
            let Some((_, next)) = members.iter_mut().find(|(key, _)| key == step) else { return Ok(()) };
            place = next;
        }
        let Self::Object(members) = place else { return Err(PathError::Path) };
        members.retain(|(key, _)| key != last);
        Ok(())
    }

    /// Writes the term, without blanks.
    pub fn write(&self, syntax: Syntax, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(decimal) => out.push_str(decimal),
            Self::String(text) => write_string(text, out),
            Self::Array(items) => write_items(items, ('[', ']'), syntax, out),
            Self::Set(items) if syntax == Syntax::Json => write_items(items, ('[', ']'), syntax, out),
            Self::Set(items) if items.is_empty() => out.push_str("set()"),
            Self::Set(items) => write_items(items, ('{', '}'), syntax, out),
            Self::Object(members) => write_members(members, syntax, out),
            Self::Json(json) => out.push_str(json),
        }
    }

    /// The term as text.
    pub fn to_text(&self, syntax: Syntax) -> String {
        let mut out = String::new();
        self.write(syntax, &mut out);
        out
    }
}

/// Puts a value under a key, in the place of one that is there.
fn put(members: &mut Vec<(Term, Term)>, key: Term, value: Term) {
    match members.iter_mut().find(|(own, _)| *own == key) {
        Some((_, own)) => *own = value,
        None => members.push((key, value)),
    }
}

fn write_items(items: &[Term], (open, close): (char, char), syntax: Syntax, out: &mut String) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        item.write(syntax, out);
    }
    out.push(close);
}

fn write_members(members: &[(Term, Term)], syntax: Syntax, out: &mut String) {
    out.push('{');
    for (at, (key, value)) in members.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match key {
            Term::String(_) => key.write(syntax, out),
            _ if syntax == Syntax::Rego => key.write(syntax, out),
            // As OPA does it: the key's own JSON is the name.
            _ => write_string(&key.to_text(Syntax::Json), out),
        }
        out.push(':');
        value.write(syntax, out);
    }
    out.push('}');
}

/// Writes a string as both languages read it.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if character < ' ' || character == '\u{7f}' => {
                // To a string this cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// A text from which terms are read.
struct Parser<'t> {
    rest: &'t str,
    /// How many brackets are open: what walks a term may do so by recursion.
    depth: usize,
}

impl Parser<'_> {
    fn term(&mut self) -> Option<Term> {
        self.rest = self.rest.trim_ascii_start();
        match self.rest.as_bytes().first()? {
            b'"' => self.string().map(Term::String),
            b'[' => self.nested(Self::array),
            b'{' => self.nested(Self::braces),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let words = [("null", Term::Null), ("true", Term::Bool(true)), ("false", Term::Bool(false))];
                let empty = ("set()", Term::Set(Vec::new()));
                let (_, term) = words.into_iter().chain([empty]).find(|(word, _)| self.takes(word))?;
                Some(term)
            }
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Term>) -> Option<Term> {
        self.depth += 1;
        if self.depth > NESTING_LIMIT {
            return None;
        }
        self.rest = self.rest.get(1..)?;
        let term = read(self);
        self.depth -= 1;
        term
    }

    fn array(&mut self) -> Option<Term> {
        let mut items = Vec::new();
        if !self.takes("]") {
            items.push(self.term()?);
            self.items("]", &mut items)?;
        }
        Some(Term::Array(items))
    }

    /// An object, or a set that is not empty.
    fn braces(&mut self) -> Option<Term> {
        if self.takes("}") {
            return Some(Term::Object(Vec::new()));
        }
        let first = self.term()?;
        if !self.takes(":") {
            let mut items = Vec::from([first]);
            self.items("}", &mut items)?;
            return Some(Term::Set(last_of_each(items, |item| item)));
        }
        let mut members = Vec::from([(first, self.term()?)]);
        while self.takes(",") {
            let key = self.term()?;
            if !self.takes(":") {
                return None;
            }
            members.push((key, self.term()?));
        }
        self.takes("}").then(|| Term::Object(last_of_each(members, |(key, _)| key)))
    }

    /// The items after the first one, and the closing bracket.
    fn items(&mut self, close: &str, items: &mut Vec<Term>) -> Option<()> {
        while self.takes(",") {
            items.push(self.term()?);
        }
        self.takes(close).then_some(())
    }

    fn number(&mut self) -> Option<Term> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let length = self.rest.bytes().take_while(is_part).count();
        let (number, rest) = self.rest.split_at_checked(length)?;
        // What a number of JSON is, the index knows.
        Document::parse(number, 0, KEEP_ALL).ok().filter(|document| document.end() == number.len())?;
        self.rest = rest;
        Some(Term::Number(number.into()))
    }

    /// A string of JSON or of Go; both end at the first quote that is not escaped.
    fn string(&mut self) -> Option<Box<str>> {
        self.rest = self.rest.get(1..)?;
        let mut text = String::new();
        loop {
            let plain = self.rest.find(|character| matches!(character, '"' | '\\') || character < ' ')?;
            let (before, rest) = self.rest.split_at_checked(plain)?;
            text.push_str(before);
            self.rest = rest.get(1..)?;
            match rest.as_bytes().first()? {
                b'"' => return Some(text.into_boxed_str()),
                b'\\' => text.push(self.escape()?),
                _ => return None,
            }
        }
    }

    /// What stands for a character, after the backslash.
    fn escape(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let escape = characters.next()?;
        self.rest = characters.as_str();
        Some(match escape {
            '"' | '\\' | '/' => escape,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            // These four only Go has.
            'a' => '\u{7}',
            'v' => '\u{b}',
            // A byte: one of ASCII, or one that is no text.
            'x' => {
                char::from_u32(self.digits(2)?).filter(char::is_ascii).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            'U' => char::from_u32(self.digits(8)?)?,
            'u' => self.unit()?,
            _ => return None,
        })
    }

    /// The character of a UTF-16 unit, or of it and the second half that follows; half of one is none.
    fn unit(&mut self) -> Option<char> {
        let first = self.digits(4)?;
        if !(0xD800..0xDC00).contains(&first) {
            return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let after_first = self.rest;
        if let Some(rest) = self.rest.strip_prefix("\\u") {
            self.rest = rest;
            let second = self.digits(4)?;
            if (0xDC00..0xE000).contains(&second) {
                return char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            }
            self.rest = after_first;
        }
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        // A sign is no digit.
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }

    /// Whether the text goes on with this, which is passed over then.
    fn takes(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_ascii_start();
        let after = rest.strip_prefix(word);
        self.rest = after.unwrap_or(rest);
        after.is_some()
    }
}

/// Of items with equal keys the last one.
fn last_of_each<T>(items: Vec<T>, key: fn(&T) -> &Term) -> Vec<T> {
    let mut texts: Vec<(String, usize)> =
        items.iter().enumerate().map(|(at, item)| (key(item).to_text(Syntax::Rego), at)).collect();
    texts.sort_unstable();
    let mut is_kept = vec![true; items.len()];
    for [(text, at), (next, _)] in texts.array_windows() {
        if text == next
            && let Some(is_kept) = is_kept.get_mut(*at)
        {
            *is_kept = false;
        }
    }
    items.into_iter().zip(is_kept).filter_map(|(item, is_kept)| is_kept.then_some(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rego(text: &str) -> String {
        Term::parse(text).unwrap().to_text(Syntax::Rego)
    }

    fn json(text: &str) -> String {
        Term::parse(text).unwrap().to_text(Syntax::Json)
    }

    #[test]
    fn what_opa_writes_is_read_and_written() {
        for text in [
            "null",
            "true",
            "set()",
            "{}",
            "[]",
            "{1,\"a\",[2],{3}}",
            "{\"a\":{\"b\":[1,-2.5e+3,1e400,12345678901234567890]}}",
            "{[1]:2,{3}:4,null:5,6:set()}",
        ] {
            assert_eq!(rego(text), text);
        }
        assert_eq!(rego(" { \"a\" : [ 1 , 2 ] , {\"b\"} : set() } "), "{\"a\":[1,2],{\"b\"}:set()}");
    }

    #[test]
    fn in_json_sets_are_arrays_and_keys_are_strings() {
        assert_eq!(
            json("{{2, 1}: set(), 3: {\"x\"}, \"\\\"\": null}"),
            r#"{"[2,1]":[],"3":["x"],"\"":null}"#
        );
    }

    #[test]
    fn strings_are_those_of_json_and_of_go() {
        assert_eq!(Term::parse(r#""\a\v\x41\u00e9\U0001f600\ud83d\ude00\/\n\xff\ud800!""#), {
            Some(Term::text("\u{7}\u{b}Aé😀😀/\n\u{fffd}\u{fffd}!"))
        });
        for wrong in [r#""\q""#, r#""\x4""#, r#""\U00110000""#, r#""\u+123""#, "\"a", "\"\n\"", r#""\"#] {
            assert_eq!(Term::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn strings_come_back_from_the_independent_reader() {
        let text: String = (0..0x3000).chain(0xFF00..0x1_0100).filter_map(char::from_u32).collect();
        let written = Term::text(&text).to_text(Syntax::Json);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        assert_eq!(Term::parse(&written), Some(Term::text(&text)));
    }

    #[test]
    fn what_is_no_term_is_refused() {
        for text in [
            "", "x", "[1", "[1,]", "{1:2,3}", "{1,2:3}", "{,}", "1 2", "nul", "set(", "+1", "01", "1.", "-",
            "[1 2]", "input", "{\"a\":}", "1e",
        ] {
            assert_eq!(Term::parse(text), None, "{text}");
        }
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(Term::parse(&deep(NESTING_LIMIT)).is_some());
        assert!(Term::parse(&deep(NESTING_LIMIT + 1)).is_none());
    }

    #[test]
    fn only_json_is_json() {
        for text in ["{\"a\": [1, \"\\u0041\", null]}", " 1 ", "[]"] {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(Term::of_json(text).unwrap().to_text(Syntax::Json), value.to_string());
        }
        for text in ["{1}", "set()", "{1: 2}", "\"\\x41\"", "{} {}", "", "[1,]"] {
            assert_eq!(Term::of_json(text), None, "{text}");
        }
    }

    #[test]
    fn equals_stand_once() {
        assert_eq!(rego("{1, 2, 1}"), "{2,1}");
        assert_eq!(rego("{\"a\": 1, \"b\": 2, \"a\": 3}"), "{\"b\":2,\"a\":3}");
    }

    #[test]
    fn paths_add_and_remove() {
        let changed = |document: &str, path: &str, value: Option<&str>| {
            let mut term = Term::parse(document).unwrap();
            let path = Term::parse(path).unwrap();
            let result = match value {
                Some(value) => term.add(&path, Term::parse(value).unwrap()),
                None => term.remove(&path),
            };
            let text = term.to_text(Syntax::Rego);
            if result.is_err() {
                assert_eq!(text, rego(document), "what fails changes nothing");
            }
            result.map(|()| text)
        };
        let add = |document, path, value| changed(document, path, Some(value));
        let remove = |document, path| changed(document, path, None);
        assert_eq!(add("{}", r#"["a","b","c"]"#, "1").unwrap(), r#"{"a":{"b":{"c":1}}}"#);
        assert_eq!(add(r#"{"a":{"x":0}}"#, r#"["a","b"]"#, "{1}").unwrap(), r#"{"a":{"x":0,"b":{1}}}"#);
        assert_eq!(add(r#"{"a":0}"#, r#"["a"]"#, "[]").unwrap(), r#"{"a":[]}"#);
        assert_eq!(add("{}", "[]", "2").unwrap(), "2");
        assert_eq!(add("{\"a\":1}", r#"["a","b"]"#, "2"), Err(PathError::Path));
        assert_eq!(add("{\"a\":1}", r#"["a","b","c"]"#, "2"), Err(PathError::Path));
        assert_eq!(add("[]", r#"["a"]"#, "2"), Err(PathError::Type));
        assert_eq!(add("{}", r#""a""#, "2"), Err(PathError::Type));
        assert_eq!(remove(r#"{"a":{"b":1,"c":2}}"#, r#"["a","b"]"#).unwrap(), r#"{"a":{"c":2}}"#);
        assert_eq!(remove(r#"{"a":1}"#, r#"["x","y"]"#).unwrap(), r#"{"a":1}"#);
        assert_eq!(remove(r#"{"a":1}"#, r#"["a","y"]"#), Err(PathError::Path));
        assert_eq!(remove("{}", "[]"), Err(PathError::Path));
        assert_eq!(remove("3", r#"["a"]"#), Err(PathError::Type));
    }

    #[test]
    fn json_that_was_written_is_written_as_it_is() {
        let term = Term::Set(Vec::from([Term::Json("{\"a\": 1}".into())]));
        assert_eq!(term.to_text(Syntax::Rego), "{{\"a\": 1}}");
        assert_eq!(term.to_text(Syntax::Json), "[{\"a\": 1}]");
    }
}
