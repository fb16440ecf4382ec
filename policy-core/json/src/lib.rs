//! JSON as an index over its text: one pass that validates everything and copies nothing.
//!
//! [`Document`] records where each value starts and where its next sibling is, eight bytes a value. Strings stay
//! raw until someone asks for them, a subtree is skipped in one step, and a value's place in the text is known for
//! free. It knows nothing of Terraform. Repeated keys are kept, in order.

#![no_std]
#![forbid(unsafe_code)]
#![expect(clippy::inline_always, reason = "these run for every byte or member, a few instructions each")]

extern crate alloc;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

/// A validated JSON text with an index of its values.
pub struct Document<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    /// Whether any key holds an escape, so that keys must be compared decoded.
    escaped_keys: bool,
    /// Byte offset of each line's first character, from where reading started.
    lines: Vec<u32>,
    /// Whether every character is one byte, so that bytes count columns.
    is_ascii: bool,
    end: u32,
}

/// A value or a key; keys stand directly before their values.
#[derive(Clone, Copy)]
struct Node {
    /// Byte offset of the first character, and [`NAMED`] for an object, [`QUOTED`] for a string.
    head: u32,
    /// For an object or array, [`CONTAINER`] and the index of the node after it; else the byte offset after the last
    /// character.
    link: u32,
}

/// Tells objects and arrays from other values without a look at the text, so that passing over values touches
/// nothing but the index.
const CONTAINER: u32 = 1 << 31;
/// Tells objects from arrays, likewise.
const NAMED: u32 = 1 << 31;
/// Tells strings from numbers, bools and null, likewise.
const QUOTED: u32 = 1 << 31;

impl Node {
    /// Byte offset of the first character.
    fn start(self) -> u32 {
        self.head & !NAMED
    }

    fn is_container(self) -> bool {
        self.link & CONTAINER != 0
    }

    fn is_object(self) -> bool {
        self.is_container() && self.head & NAMED != 0
    }

    fn is_array(self) -> bool {
        self.is_container() && self.head & NAMED == 0
    }

    fn is_string(self) -> bool {
        !self.is_container() && self.head & QUOTED != 0
    }

    /// The index of the node after an object or array.
    fn after(self) -> u32 {
        self.link & !CONTAINER
    }
}

/// Which members are left out of the index: validated, then seen as empty.
#[derive(Clone, Copy)]
pub struct Skip {
    /// The greatest depth of such members; most keys lie deeper, and nothing is asked of them.
    pub deepest: usize,
    /// Asked with the number of enclosing containers (1 for a member of the root) and the raw key.
    pub is_skipped: fn(usize, &str) -> bool,
}

/// How many objects and arrays may stand in each other.
///
/// What is nested deeper is an error, so that whoever walks a value may do so by recursion: a stack is 1 MB in a
/// browser. Modules of modules in a plan take three levels each, and no stack has twenty.
pub const NESTING_LIMIT: usize = 200;

/// Leaves nothing out.
pub const KEEP_ALL: Skip = Skip { deepest: 0, is_skipped: |_, _| false };

/// Where a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Byte offset in the text.
    pub offset: usize,
}

/// In which way a text is not JSON; never what stands there, which may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The text ends inside a value.
    Truncated,
    /// No value starts here.
    ExpectedValue,
    /// A comma is followed by a closing bracket.
    TrailingComma,
    /// A member name in double quotes must stand here.
    ExpectedKey,
    /// A colon must stand here.
    ExpectedColon,
    /// A comma or the closing bracket must stand here.
    ExpectedCommaOrClose,
    /// A control character stands unescaped in a string.
    ControlCharacter,
    /// The escape is none that JSON has.
    InvalidEscape,
    /// The number is not written as JSON writes numbers.
    InvalidNumber,
    /// More text follows the value.
    TrailingText,
    /// An object or array stands in more others than [`NESTING_LIMIT`].
    TooDeep,
    /// The text is longer than offsets of 31 bits reach.
    TooLong,
}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the text ends inside a JSON value",
            Self::ExpectedValue => "expected a JSON value",
            Self::TrailingComma => "JSON has no comma before a closing bracket",
            Self::ExpectedKey => "expected a member name in double quotes",
            Self::ExpectedColon => "expected `:` after the member name",
            Self::ExpectedCommaOrClose => "expected `,` or a closing bracket",
            Self::ControlCharacter => "a control character must be escaped inside a string",
            Self::InvalidEscape => "not an escape that JSON has",
            Self::InvalidNumber => "not a number as JSON writes them",
            Self::TrailingText => "more text follows the JSON value",
            Self::TooDeep => "values are nested too deeply",
            Self::TooLong => "the text is longer than 2 GB",
        })
    }
}

impl<'t> Document<'t> {
    /// Reads the value that starts at or after the byte `from`; whatever follows it is left to the caller.
    ///
    /// # Errors
    ///
    /// Where the text is not JSON up to the end of that value.
    pub fn parse(text: &'t str, from: usize, skip: Skip) -> Result<Self, SyntaxError> {
        if i32::try_from(text.len()).is_err() {
            return Err(SyntaxError { kind: SyntaxErrorKind::TooLong, offset: 0 });
        }
        // Plans hold a key or value about every 20 bytes. Room for more costs nothing while it is not written to, and
        // what had to grow would leave a hole behind; what is left over is given back.
        let nodes = Vec::with_capacity(text.len() / 12 + 8);
        let mut scanner = Scanner {
            bytes: text.as_bytes(),
            text,
            at: from,
            nodes,
            skip,
            recording: true,
            escaped_keys: false,
            lines: Vec::new(),
            seen: 0,
            error: None,
        };
        scanner.pass_over(from);
        if scanner.document().is_none() {
            let end = SyntaxError { kind: SyntaxErrorKind::Truncated, offset: text.len() };
            return Err(scanner.error.unwrap_or(end));
        }
        let Scanner { at, mut nodes, escaped_keys, lines, seen, .. } = scanner;
        nodes.shrink_to_fit();
        let is_ascii = seen & HIGH_BITS == 0;
        Ok(Self { text, nodes, escaped_keys, lines, is_ascii, end: offset32(at) })
    }

    /// Line and column of each byte offset, which come in order; both count from 1, columns in UTF-16 code units.
    ///
    /// The scan has noted where lines start, so that no place costs a walk over the text before it.
    pub fn positions(&self, offsets: &[usize]) -> Vec<(u32, u32)> {
        // What was counted last: a line's text up to an offset, and its length.
        let (mut counted, mut length) = (0, 0);
        let position = |&offset: &usize| {
            let line = self.lines.partition_point(|&start| start as usize <= offset);
            let start =
                line.checked_sub(1).and_then(|last| self.lines.get(last)).map_or(0, |&start| start as usize);
            if start > counted {
                (counted, length) = (start, 0);
            }
            length += self.utf16_length(counted, offset);
            counted = offset;
            (offset32(line) + 1, length + 1)
        };
        offsets.iter().map(position).collect()
    }

    fn utf16_length(&self, from: usize, to: usize) -> u32 {
        if self.is_ascii {
            offset32(to - from)
        } else {
            utf16_length(self.text.get(from..to).unwrap_or_default())
        }
    }

    /// The text that offsets refer to.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Byte offset after the outermost value.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// The outermost value.
    pub fn root(&self) -> Json<'_, 't> {
        self.at(NodeId(0))
    }

    /// The value of an id that this document gave out.
    pub fn at(&self, id: NodeId) -> Json<'_, 't> {
        Json { document: self, index: id.0 }
    }

    #[inline(always)]
    fn node(&self, index: u32) -> Node {
        // Indexes come from the index itself; one that does not is seen as the end of the text.
        self.nodes.get(index as usize).copied().unwrap_or(Node { head: self.end, link: self.end })
    }

    #[inline(always)]
    fn slice(&self, from: u32, to: u32) -> &'t str {
        self.text.get(from as usize..to as usize).unwrap_or("")
    }
}

/// A value's number in its document, in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// A value of a document.
#[derive(Clone, Copy)]
pub struct Json<'d, 't> {
    document: &'d Document<'t>,
    index: u32,
}

/// What kind of value stands somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl<'d, 't> Json<'d, 't> {
    /// The value's number, to find it again with [`Document::at`].
    pub fn id(self) -> NodeId {
        NodeId(self.index)
    }

    /// What kind of value it is.
    pub fn kind(self) -> JsonKind {
        let node = self.node();
        if node.is_object() {
            return JsonKind::Object;
        }
        if node.is_array() {
            return JsonKind::Array;
        }
        if node.is_string() {
            return JsonKind::String;
        }
        match self.first(node) {
            b't' | b'f' => JsonKind::Bool,
            b'n' => JsonKind::Null,
            _ => JsonKind::Number,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == JsonKind::Null
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.node().is_object()
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.node().is_array()
    }

    /// The truth value, where it is one.
    pub fn bool(self) -> Option<bool> {
        (self.kind() == JsonKind::Bool).then(|| self.first(self.node()) == b't')
    }

    /// The decoded string, where it is one.
    pub fn string(self) -> Option<Cow<'t, str>> {
        self.raw_string().map(decode)
    }

    /// The string without quotes and not decoded, where it is one.
    pub fn raw_string(self) -> Option<&'t str> {
        let node = self.node();
        node.is_string().then(|| self.document.slice(node.start() + 1, node.link.saturating_sub(1)))
    }

    /// The number as it is written, where it is one.
    pub fn number(self) -> Option<&'t str> {
        (self.kind() == JsonKind::Number).then(|| {
            let node = self.node();
            self.document.slice(node.start(), node.link)
        })
    }

    /// The last member of this name, as readers that keep one value do; none where this is no object.
    pub fn get(self, name: &str) -> Option<Json<'d, 't>> {
        let mut found = None;
        for (key, value) in self.members() {
            if key.is(name) {
                found = Some(value);
            }
        }
        found
    }

    /// The last member of each name, all found in one pass over the members.
    pub fn fields<const N: usize>(self, names: [&str; N]) -> [Option<Json<'d, 't>>; N] {
        let mut fields = [None; N];
        for (key, value) in self.members() {
            let mut slots = names.iter().zip(&mut fields);
            if let Some((_, found)) = slots.find(|(name, _)| key.is(name)) {
                *found = Some(value);
            }
        }
        fields
    }

    /// Name and value of each member, in the order of the text; nothing where this is no object.
    pub fn members(self) -> Members<'d, 't> {
        let node = self.node();
        let end = if node.is_object() { node.after() } else { 0 };
        Members { document: self.document, index: self.index + 1, end }
    }

    /// Each element, in order; nothing where this is no array.
    pub fn items(self) -> Items<'d, 't> {
        let node = self.node();
        let end = if node.is_array() { node.after() } else { 0 };
        Items { document: self.document, index: self.index + 1, end }
    }

    /// The value directly in this one that holds the value of an id, with its name or its position.
    ///
    /// With a child that is not after it and that child's position, the search begins there: to look from the start for
    /// each of many takes the square of the time.
    pub fn child_holding(
        self,
        id: NodeId,
        from: Option<(NodeId, usize)>,
    ) -> Option<(Option<Key<'d, 't>>, usize, Json<'d, 't>)> {
        let node = self.node();
        let end = if node.is_container() { node.after() } else { 0 };
        let document = self.document;
        let step = u32::from(node.is_object());
        let (mut index, mut position) =
            from.map_or((self.index + 1 + step, 0), |(first, position)| (first.0, position));
        while index < end {
            let value = Json { document, index };
            if value.holds(id) {
                let key = node.is_object().then(|| Key { document, index: index - 1 });
                return Some((key, position, value));
            }
            index = value.next() + step;
            position += 1;
        }
        None
    }

    /// Each string in this value, at any depth, this value and object keys included.
    pub fn strings(self) -> impl Iterator<Item = Json<'d, 't>> {
        let document = self.document;
        (self.index..self.next())
            .map(move |index| Json { document, index })
            .filter(|json| json.node().is_string())
    }

    /// Byte offset of the first character.
    pub fn start(self) -> usize {
        self.node().start() as usize
    }

    /// Byte offset after the last character; of an object or array, after its opening bracket.
    pub fn head_end(self) -> usize {
        let node = self.node();
        if node.is_container() { node.start() as usize + 1 } else { node.link as usize }
    }

    /// Byte offset after the last character, closing brackets included.
    pub fn end(self) -> usize {
        let (mut last, mut depth) = (self, 0);
        while let Some(inner) = last.members().last().map(|(_, value)| value).or_else(|| last.items().last())
        {
            last = inner;
            depth += 1;
        }
        // Behind what is innermost nothing but blanks and brackets stands.
        depth += usize::from(last.node().is_container());
        let from = last.head_end();
        let bytes = self.document.text.as_bytes().get(from..).unwrap_or_default();
        let is_closing = |(_, byte): &(usize, &u8)| matches!(byte, b']' | b'}');
        let closed =
            depth.checked_sub(1).and_then(|skipped| bytes.iter().enumerate().filter(is_closing).nth(skipped));
        from + closed.map_or(0, |(at, _)| at + 1)
    }

    /// Whether the value of this id is this one or inside it.
    pub fn holds(self, id: NodeId) -> bool {
        (self.index..self.next()).contains(&id.0)
    }

    /// The index of the node after this value and all it holds.
    #[inline(always)]
    fn next(self) -> u32 {
        let node = self.node();
        if node.is_container() { node.after() } else { self.index + 1 }
    }

    #[inline(always)]
    fn node(self) -> Node {
        self.document.node(self.index)
    }

    fn first(self, node: Node) -> u8 {
        self.document.text.as_bytes().get(node.start() as usize).copied().unwrap_or(b'n')
    }
}

impl fmt::Debug for Json<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only the kind: the value may be a secret.
        write!(f, "{:?} at byte {}", self.kind(), self.start())
    }
}

/// The members of an object that are still to come.
#[derive(Clone)]
pub struct Members<'d, 't> {
    document: &'d Document<'t>,
    index: u32,
    end: u32,
}

impl<'d, 't> Iterator for Members<'d, 't> {
    type Item = (Key<'d, 't>, Json<'d, 't>);

    fn next(&mut self) -> Option<Self::Item> {
        let Self { document, index, end } = *self;
        if index >= end {
            return None;
        }
        let value = Json { document, index: index + 1 };
        self.index = value.next();
        Some((Key { document, index }, value))
    }
}

/// The elements of an array that are still to come.
#[derive(Clone)]
pub struct Items<'d, 't> {
    document: &'d Document<'t>,
    index: u32,
    end: u32,
}

impl<'d, 't> Iterator for Items<'d, 't> {
    type Item = Json<'d, 't>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.index >= self.end {
            return None;
        }
        let value = Json { document: self.document, index: self.index };
        self.index = value.next();
        Some(value)
    }
}

/// A member's name.
#[derive(Clone, Copy)]
pub struct Key<'d, 't> {
    document: &'d Document<'t>,
    index: u32,
}

impl<'t> Key<'_, 't> {
    /// Whether it is this name, which holds nothing that JSON escapes.
    #[inline(always)]
    pub fn is(self, name: &str) -> bool {
        let node = self.document.node(self.index);
        if self.document.escaped_keys {
            return self.text() == name;
        }
        // The length and the first letter come first: few keys share both, and a call to compare costs more.
        (node.link - node.start()) as usize == name.len() + 2
            && self.document.text.as_bytes().get(node.start() as usize + 1) == name.as_bytes().first()
            && self.document.slice(node.start() + 1, node.link - 1) == name
    }

    /// The decoded name.
    pub fn text(self) -> Cow<'t, str> {
        let node = self.document.node(self.index);
        let raw = self.document.slice(node.start() + 1, node.link.saturating_sub(1));
        if self.document.escaped_keys { decode(raw) } else { Cow::Borrowed(raw) }
    }

    /// Byte offset of the opening quote.
    pub fn start(self) -> usize {
        self.document.node(self.index).start() as usize
    }

    /// Byte offset after the closing quote.
    pub fn end(self) -> usize {
        self.document.node(self.index).link as usize
    }
}

/// Decodes the escapes of a validated string; a lone surrogate becomes U+FFFD, as in Terraform.
fn decode(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('\\') else { return Cow::Borrowed(raw) };
    let (head, mut rest) = raw.split_at(first);
    let mut decoded = String::with_capacity(raw.len());
    decoded.push_str(head);
    while let Some(after) = rest.strip_prefix('\\') {
        let mut characters = after.chars();
        let character = match characters.next() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let (character, tail) = decode_unicode(characters.as_str());
                characters = tail.chars();
                character
            }
            Some(other) => other,
            None => break,
        };
        decoded.push(character);
        let tail = characters.as_str();
        let plain = tail.find('\\').unwrap_or(tail.len());
        let (plain, next) = tail.split_at(plain);
        decoded.push_str(plain);
        rest = next;
    }
    Cow::Owned(decoded)
}

/// Reads the four digits after `\u`, and the second half of a surrogate pair where one follows.
fn decode_unicode(digits: &str) -> (char, &str) {
    let (unit, rest) = decode_unit(digits);
    if !(0xD800..0xDC00).contains(&unit) {
        return (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), rest);
    }
    if let Some(second) = rest.strip_prefix("\\u") {
        let (low, after) = decode_unit(second);
        if (0xDC00..0xE000).contains(&low) {
            let scalar = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return (char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), after);
        }
    }
    (char::REPLACEMENT_CHARACTER, rest)
}

fn decode_unit(digits: &str) -> (u32, &str) {
    let (unit, rest) = digits.split_at_checked(4).unwrap_or((digits, ""));
    (u32::from_str_radix(unit, 16).unwrap_or(0xFFFD), rest)
}

/// One pass over the text, with the open containers in a list.
struct Scanner<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    nodes: Vec<Node>,
    skip: Skip,
    recording: bool,
    escaped_keys: bool,
    lines: Vec<u32>,
    /// Every byte of every string, joined by or: the high bits tell whether all were ASCII.
    seen: u64,
    /// Why reading stopped. Functions give `None` then: small results stay in registers, and they are called for
    /// every value.
    error: Option<SyntaxError>,
}

/// An object or array that is not closed yet.
struct Open {
    /// Its node, or none inside a skipped member.
    node: Option<u32>,
    closing: u8,
    /// Whether closing it ends a skipped member.
    resumes: bool,
}

impl Scanner<'_> {
    fn document(&mut self) -> Option<()> {
        let mut open: Vec<Open> = Vec::new();
        // Whether the value that is due is left out, so that recording resumes after it.
        let mut resumes = false;
        loop {
            // A value is due.
            self.skip_space();
            let start = self.at;
            match self.peek() {
                first @ (b'{' | b'[') => {
                    let closing = if first == b'{' { b'}' } else { b']' };
                    let node = self.record(start, first);
                    self.at = start + 1;
                    self.skip_space();
                    if open.len() >= NESTING_LIMIT {
                        self.at = start;
                        return self.fail(SyntaxErrorKind::TooDeep);
                    }
                    if self.peek() != closing {
                        open.push(Open { node, closing, resumes });
                        resumes = first == b'{' && self.key(open.len())?;
                        continue;
                    }
                    self.at += 1;
                    self.close(node);
                }
                b'"' => {
                    self.string()?;
                    self.scalar(start, b'"');
                }
                first @ (b'-' | b'0'..=b'9') => {
                    self.number()?;
                    self.scalar(start, first);
                }
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => return self.fail(SyntaxErrorKind::ExpectedValue),
            }
            self.recording |= resumes;
            // A value has ended: close what it closes, until a comma asks for the next one.
            loop {
                let Some(container) = open.last() else { return Some(()) };
                self.skip_space();
                let closing = container.closing;
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        self.skip_space();
                        if self.peek() == closing {
                            return self.fail(SyntaxErrorKind::TrailingComma);
                        }
                        resumes = closing == b'}' && self.key(open.len())?;
                        break;
                    }
                    byte if byte == closing => {
                        self.at += 1;
                        let Some(container) = open.pop() else { return Some(()) };
                        self.close(container.node);
                        self.recording |= container.resumes;
                    }
                    _ => return self.fail(SyntaxErrorKind::ExpectedCommaOrClose),
                }
            }
        }
    }

    /// Reads a key and its colon; true where the member's value is left out and recording resumes after it.
    fn key(&mut self, depth: usize) -> Option<bool> {
        let start = self.at;
        if self.peek() != b'"' {
            return self.fail(SyntaxErrorKind::ExpectedKey);
        }
        self.escaped_keys |= self.string()?;
        self.scalar(start, b'"');
        let key_end = self.at;
        self.skip_space();
        if self.peek() != b':' {
            return self.fail(SyntaxErrorKind::ExpectedColon);
        }
        self.at += 1;
        if !self.recording || depth > self.skip.deepest {
            return Some(false);
        }
        let key = self.text.get(start + 1..key_end - 1).unwrap_or_default();
        if !(self.skip.is_skipped)(depth, key) {
            return Some(false);
        }
        // One node stands for the whole skipped value, so that keys and values stay in step.
        self.skip_space();
        match self.peek() {
            first @ (b'{' | b'[') => {
                let node = self.record(self.at, first);
                self.close(node);
            }
            first => self.scalar(self.at, first),
        }
        self.recording = false;
        Some(true)
    }

    /// Takes note of the text before the JSON.
    fn pass_over(&mut self, before: usize) {
        let before = self.bytes.get(..before).unwrap_or_default();
        let starts =
            before.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| offset32(at + 1));
        self.lines.extend(starts);
        self.seen |= if before.is_ascii() { 0 } else { HIGH_BITS };
    }

    /// Passes over white space, noting where lines start.
    #[inline(always)]
    fn skip_space(&mut self) {
        while let byte @ (b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.lines.push(offset32(self.at));
            }
        }
    }

    /// Goes on to the next byte that ends a plain run inside a string: a quote, a backslash, a control character.
    #[inline(always)]
    fn skip_plain(&mut self) {
        // Eight bytes at a time: the high bit of each byte of `stops` is set where one of the three stands. A
        // borrow can set bits only above a true stop, and the lowest set bit is the one that is used.
        while let Some(chunk) =
            self.bytes.get(self.at..self.at + 8).and_then(|chunk| chunk.first_chunk::<8>())
        {
            let word = u64::from_le_bytes(*chunk);
            self.seen |= word;
            let quote = word ^ (ONES * 0x22);
            let backslash = word ^ (ONES * 0x5C);
            let stops = (quote.wrapping_sub(ONES) & !quote
                | backslash.wrapping_sub(ONES) & !backslash
                | word.wrapping_sub(ONES * 0x20) & !word)
                & HIGH_BITS;
            if stops != 0 {
                self.at += stops.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        while self.bytes.get(self.at).is_some_and(|&byte| byte != b'"' && byte != b'\\' && byte >= 0x20) {
            self.seen |= u64::from(self.peek());
            self.at += 1;
        }
    }

    /// Records an object or array that starts here, whose end is to come.
    #[inline(always)]
    fn record(&mut self, start: usize, first: u8) -> Option<u32> {
        if !self.recording {
            return None;
        }
        let index = offset32(self.nodes.len());
        let named = if first == b'{' { NAMED } else { 0 };
        self.nodes.push(Node { head: offset32(start) | named, link: CONTAINER });
        Some(index)
    }

    /// Sets the end of an object or array, which is where the next value will be recorded.
    #[inline(always)]
    fn close(&mut self, node: Option<u32>) {
        let link = offset32(self.nodes.len()) | CONTAINER;
        if let Some(node) = node.and_then(|index| self.nodes.get_mut(index as usize)) {
            node.link = link;
        }
    }

    /// Records a value without parts, which ends here.
    #[inline(always)]
    fn scalar(&mut self, start: usize, first: u8) {
        if self.recording {
            let quoted = if first == b'"' { QUOTED } else { 0 };
            self.nodes.push(Node { head: offset32(start) | quoted, link: offset32(self.at) });
        }
    }

    /// Reads a string with its quotes; true where it holds an escape.
    #[inline(always)]
    fn string(&mut self) -> Option<bool> {
        let mut escaped = false;
        self.at += 1;
        loop {
            self.skip_plain();
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Some(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                0 if self.at >= self.bytes.len() => return self.fail(SyntaxErrorKind::Truncated),
                _ => return self.fail(SyntaxErrorKind::ControlCharacter),
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        // The escape as a whole is at fault, unless the text ends in it.
                        self.at = if self.at < self.bytes.len() { start } else { self.at };
                        return self.fail(SyntaxErrorKind::InvalidEscape);
                    }
                    self.at += 1;
                }
            }
            _ => return self.fail(SyntaxErrorKind::InvalidEscape),
        }
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        let leading_zero = self.peek() == b'0';
        let whole = self.digits()?;
        if leading_zero && whole > 1 {
            return self.fail(SyntaxErrorKind::InvalidNumber);
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start {
            return self.fail(SyntaxErrorKind::InvalidNumber);
        }
        Some(self.at - start)
    }

    #[inline(always)]
    fn word(&mut self, word: &[u8]) -> Option<()> {
        let start = self.at;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            let truncated = word.starts_with(rest);
            return self.fail(if truncated {
                SyntaxErrorKind::Truncated
            } else {
                SyntaxErrorKind::ExpectedValue
            });
        }
        self.at += word.len();
        self.scalar(start, b'n');
        Some(())
    }

    /// The byte here; 0, which JSON has nowhere, past the end.
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Stops for what is wrong here: past the end, that the text ends.
    #[cold]
    fn fail<T>(&mut self, kind: SyntaxErrorKind) -> Option<T> {
        let kind = if self.at >= self.bytes.len() { SyntaxErrorKind::Truncated } else { kind };
        self.error = Some(SyntaxError { kind, offset: self.at.min(self.bytes.len()) });
        None
    }
}

/// A one in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The bit of each byte that ASCII leaves clear.
const HIGH_BITS: u64 = ONES * 0x80;

/// The number of UTF-16 code units, which is what editors count columns in.
pub fn utf16_length(text: &str) -> u32 {
    // Every character's first byte is one unit; those of four bytes are two.
    let units: usize =
        text.bytes().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum();
    offset32(units)
}

/// Narrows an offset that [`Document::parse`] has checked to fit.
#[expect(clippy::cast_possible_truncation, reason = "texts longer than 31-bit offsets are refused before")]
fn offset32(offset: usize) -> u32 {
    offset as u32
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString, vec};

    use super::*;

    fn parse(text: &str) -> Result<Document<'_>, SyntaxError> {
        let document = Document::parse(text, 0, KEEP_ALL)?;
        let rest = text.split_at(document.end()).1.trim_start();
        if rest.is_empty() {
            return Ok(document);
        }
        Err(SyntaxError { kind: SyntaxErrorKind::TrailingText, offset: text.len() - rest.len() })
    }

    fn error(text: &str) -> (SyntaxErrorKind, usize) {
        let Err(error) = parse(text) else { panic!("{text} was read") };
        (error.kind, error.offset)
    }

    #[test]
    fn reads_values_and_members() {
        let document = parse(r#" {"a": [1, {"b": "c"}, null, true], "d": -1.5e3, "a": "last"} "#).unwrap();
        let root = document.root();
        assert_eq!(root.get("a").unwrap().string().unwrap(), "last");
        let list = root.members().next().unwrap().1;
        assert_eq!(list.items().count(), 4);
        assert_eq!(list.items().nth(1).unwrap().get("b").unwrap().string().unwrap(), "c");
        assert_eq!(list.items().nth(3).unwrap().bool(), Some(true));
        assert_eq!(root.get("d").unwrap().number(), Some("-1.5e3"));
        assert_eq!(
            root.strings().map(|s| s.string().unwrap().to_string()).collect::<Vec<_>>(),
            ["a", "b", "c", "d", "a", "last"]
        );
    }

    #[test]
    fn decodes_escapes() {
        let document =
            parse(r#"["plain", "\"\\\/\b\f\n\r\t", "\u0041\u00e9\ud83d\ude00", "\ud800x", "é"]"#).unwrap();
        let strings: Vec<_> = document.root().items().map(|item| item.string().unwrap()).collect();
        assert_eq!(strings, ["plain", "\"\\/\u{8}\u{c}\n\r\t", "Aé😀", "\u{FFFD}x", "é"]);
    }

    #[test]
    fn finds_keys_that_are_written_with_escapes() {
        let document = parse(r#"{"\u0061": 1, "b": 2}"#).unwrap();
        assert_eq!(document.root().get("a").unwrap().number(), Some("1"));
        assert_eq!(document.root().get("b").unwrap().number(), Some("2"));
    }

    #[test]
    fn skipped_members_are_validated_and_empty() {
        let skip = Skip { deepest: 1, is_skipped: |depth, key| depth == 1 && key == "big" };
        let text = r#"{"big": {"x": [1, 2]}, "a": 1, "big": "s", "b": {"big": 3}}"#;
        let document = Document::parse(text, 0, skip).unwrap();
        let root = document.root();
        assert_eq!(root.members().count(), 4);
        assert_eq!(root.members().next().unwrap().1.members().count(), 0);
        assert_eq!(root.get("a").unwrap().number(), Some("1"));
        assert_eq!(root.get("b").unwrap().get("big").unwrap().number(), Some("3"));
        assert!(Document::parse(r#"{"big": {"x": [1,}}"#, 0, skip).is_err());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        use SyntaxErrorKind::*;
        for (text, kind, offset) in [
            ("", Truncated, 0),
            ("{\"a\": 1", Truncated, 7),
            ("{\"a\": \"b", Truncated, 8),
            ("[tru", Truncated, 1),
            ("{a: 1}", ExpectedKey, 1),
            ("{\"a\" 1}", ExpectedColon, 5),
            ("[1 2]", ExpectedCommaOrClose, 3),
            ("[1,]", TrailingComma, 3),
            ("{\"a\":1,}", TrailingComma, 7),
            ("[1}", ExpectedCommaOrClose, 2),
            ("\"a\nb\"", ControlCharacter, 2),
            ("\"\\x\"", InvalidEscape, 2),
            ("\"\\u12g4\"", InvalidEscape, 1),
            ("[01]", InvalidNumber, 3),
            ("[1.]", InvalidNumber, 3),
            ("[-]", InvalidNumber, 2),
            ("[.5]", ExpectedValue, 1),
            ("{} {}", TrailingText, 3),
            ("NaN", ExpectedValue, 0),
        ] {
            assert_eq!(error(text), (kind, offset), "{text}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |levels| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&nested(NESTING_LIMIT)).is_ok());
        assert_eq!(error(&nested(NESTING_LIMIT + 1)), (SyntaxErrorKind::TooDeep, NESTING_LIMIT));
        assert_eq!(error(&"{\"a\":".repeat(200_000)), (SyntaxErrorKind::TooDeep, NESTING_LIMIT * 5));
        assert_eq!(error(&"[".repeat(NESTING_LIMIT)).0, SyntaxErrorKind::Truncated);
    }

    #[test]
    fn agrees_with_serde_json_on_cut_and_changed_texts() {
        let base = r#"{"a": [1, -2.5e+7, {"b": "c\u0041\n"}, null], "d": {"e": true, "f": ""}, "long": "0123456789abcdef"}"#;
        let mut texts: Vec<String> = (0..base.len()).map(|end| base.split_at(end).0.into()).collect();
        for at in 0..base.len() - 1 {
            let (before, after) = (base.split_at(at).0, base.split_at(at + 1).1);
            for with in ["", "\"", "\\", "{", "]", ",", "0", " ", "e", "\u{1}"] {
                texts.push(format!("{before}{with}{after}"));
            }
        }
        texts.extend(vec![base.to_string()]);
        for text in texts {
            let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            assert_eq!(parse(&text).is_ok(), theirs, "{text}");
        }
    }
}
