//! The bytes of a table, read where they lie.
//!
//! A line of text that says what the table is, then six lists: versions, words, names, shapes, shared bodies, types;
//! then the bodies of the types, two for each: the resource's and the data source's, either may be empty; and secrets.
//!
//! | part | bytes |
//! | --- | --- |
//! | list | count (2), length of the items (3), where each 64th item starts (3 each), the items: length (code), content |
//! | code | one byte below 160; else two: 160 more than the high part of what is left of it after 160, and the low part |
//! | version | text |
//! | word | text |
//! | name | a code for each word; words are joined by `_` |
//! | shape | [`Flags`] (1), [`Versions`] (1), kind: `?`, a type's letters, or `B`, a nesting's letter, codes of least and most |
//! | type | [`Versions`] of the resource (1), of the data source (1), text |
//! | secrets | a type's name, a data source's with `data.` before it, and the paths of what holds secrets, by spaces |
//! | shared body, body of a type | code of the first new name, body |
//! | body | code of the count, a code for each name, for each shape, and the bodies of those that hold one, in order |
//! | name in a body | 0 for the next new name, else the name's position + 1 |
//! | body in a body | 0 and the body, or the position among the shared ones + 1 |
//!
//! Numbers of several bytes have the lowest first. The members of a body are ordered by name; a name stands more than
//! once where versions differ.

use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};
use core::cmp::Ordering;

use super::{Body, Flags, Kind, Member, Nesting, Secrets, Versions};
use crate::plan::Mode;

/// Every how many items a list says where one starts.
pub const STRIDE: usize = 64;

/// The first byte of a code of two bytes.
pub const TWO_BYTES: u8 = 160;

/// How many bodies may stand in each other, so that no table exhausts the stack.
const MOST_LEVELS: usize = 64;

/// How many words a name may have, so that no table of this size makes names of another.
const MOST_WORDS: usize = 32;

/// A provider's types in one text of bytes.
#[derive(Debug, Clone, Copy)]
pub struct Table<'t> {
    versions: List<'t>,
    words: List<'t>,
    names: List<'t>,
    shapes: List<'t>,
    shared: List<'t>,
    types: List<'t>,
    bodies: List<'t>,
    secrets: List<'t>,
}

/// A type of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    position: usize,
    mode: Mode,
    versions: Versions,
}

impl Type {
    /// The versions of the provider that have it.
    pub fn versions(self) -> Versions {
        self.versions
    }
}

impl<'t> Table<'t> {
    /// The table of these bytes; none where they are no table.
    pub fn of(bytes: &'t [u8]) -> Option<Self> {
        let header = bytes.iter().position(|&byte| byte == b'\n')?;
        let mut bytes = Bytes(bytes.get(header + 1..)?);
        let mut list = || List::of(&mut bytes);
        Some(Self {
            versions: list()?,
            words: list()?,
            names: list()?,
            shapes: list()?,
            shared: list()?,
            types: list()?,
            bodies: list()?,
            secrets: list()?,
        })
    }

    /// The provider's versions, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = &'t str> {
        let versions = self.versions;
        (0..versions.count).map(move |position| text(versions.get(position)))
    }

    /// Those of the provider's versions, oldest first.
    pub fn names_of(&self, versions: Versions) -> impl Iterator<Item = &'t str> {
        (0..).zip(self.versions()).filter(move |&(bit, _)| versions.has(bit)).map(|(_, version)| version)
    }

    /// Each name of a type, in order, with the versions that have it.
    pub fn types(&self, mode: Mode) -> impl Iterator<Item = (&'t str, Versions)> {
        let types = self.types;
        (0..types.count)
            .map(move |position| type_at(types, position, mode))
            .filter(|(_, versions)| !versions.is_empty())
    }

    /// The type of a name.
    pub fn find(&self, mode: Mode, name: &str) -> Option<Type> {
        let position = search(self.types.count, |position| type_at(self.types, position, mode).0.cmp(name))?;
        let (_, versions) = type_at(self.types, position, mode);
        (!versions.is_empty()).then_some(Type { position, mode, versions })
    }

    /// What of a type holds secrets in any version; a data source's type is written `data.TYPE`.
    pub fn secrets(&self, type_name: &str) -> Secrets<'t> {
        let item = |position| {
            let text = text(self.secrets.get(position));
            text.split_once(' ').unwrap_or((text, ""))
        };
        let found = search(self.secrets.count, |position| item(position).0.cmp(type_name));
        Secrets(found.map_or("", |position| item(position).1))
    }

    fn name(&self, position: usize) -> Box<str> {
        let mut name = String::new();
        let mut codes = Bytes(self.names.get(position));
        for word in core::iter::from_fn(|| codes.code()).take(MOST_WORDS) {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(text(self.words.get(word)));
        }
        name.into_boxed_str()
    }
}

/// Reads bodies of a table; those that several types share are read once.
#[derive(Debug)]
pub struct Reader<'t> {
    table: Table<'t>,
    shared: Vec<Option<Rc<Body>>>,
}

impl<'t> Reader<'t> {
    /// A reader of this table.
    pub fn new(table: Table<'t>) -> Self {
        Self { table, shared: Vec::new() }
    }

    /// The table.
    pub fn table(&self) -> &Table<'t> {
        &self.table
    }

    /// What a type takes.
    pub fn body(&mut self, of: Type) -> Rc<Body> {
        let position = of.position * 2 + usize::from(of.mode == Mode::Data);
        Rc::new(self.item(self.table.bodies.get(position), MOST_LEVELS))
    }

    fn item(&mut self, item: &'t [u8], levels: usize) -> Body {
        let mut bytes = Bytes(item);
        let mut next = bytes.code().unwrap_or_default();
        self.tree(&mut bytes, &mut next, levels).unwrap_or_default()
    }

    /// A body and those in it, so many levels down; `next` is the position of the next new name.
    fn tree(&mut self, bytes: &mut Bytes<'t>, next: &mut usize, levels: usize) -> Option<Body> {
        let levels = levels.checked_sub(1)?;
        let count = bytes.code()?;
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            let name = bytes.code()?.checked_sub(1).unwrap_or_else(|| {
                *next += 1;
                *next - 1
            });
            members.push(Member { name: self.table.name(name), ..Member::default() });
        }
        for member in &mut members {
            self.shape(bytes.code()?, member)?;
        }
        for member in &mut members {
            if let Kind::Attribute { object: Some(body), .. } | Kind::Block { body, .. } = &mut member.kind {
                *body = self.child(bytes, next, levels)?;
            }
        }
        Some(Body::new(members))
    }

    fn child(&mut self, bytes: &mut Bytes<'t>, next: &mut usize, levels: usize) -> Option<Rc<Body>> {
        let Some(position) = bytes.code()?.checked_sub(1) else {
            return self.tree(bytes, next, levels).map(Rc::new);
        };
        if self.shared.is_empty() {
            self.shared.resize_with(self.table.shared.count, || None);
        }
        if let Some(Some(body)) = self.shared.get(position) {
            return Some(Rc::clone(body));
        }
        // While it is read, it is empty where it holds itself: a table that says so is none that was made for one.
        *self.shared.get_mut(position)? = Some(Rc::default());
        let body = Rc::new(self.item(self.table.shared.get(position), levels));
        *self.shared.get_mut(position)? = Some(Rc::clone(&body));
        Some(body)
    }

    fn shape(&self, position: usize, member: &mut Member) -> Option<()> {
        let mut bytes = Bytes(self.table.shapes.get(position));
        member.flags = Flags::of_bits(bytes.byte()?);
        member.versions = Versions::of_bits(bytes.byte()?);
        member.kind = match bytes.0 {
            b"?" => Kind::Any,
            [b'B', nesting, counts @ ..] => {
                let mut counts = Bytes(counts);
                Kind::Block {
                    nesting: Nesting::of_letter(*nesting)?,
                    min: counts.code()?,
                    max: counts.code()?,
                    body: Rc::default(),
                }
            }
            letters => {
                let object = letters.ends_with(b"o").then(Rc::default);
                Kind::Attribute { type_: text(letters).into(), object }
            }
        };
        Some(())
    }
}

/// A list of items of different lengths.
#[derive(Debug, Clone, Copy)]
struct List<'t> {
    count: usize,
    starts: &'t [u8],
    items: &'t [u8],
}

impl<'t> List<'t> {
    fn of(bytes: &mut Bytes<'t>) -> Option<Self> {
        let count = bytes.number(2)?;
        let length = bytes.number(3)?;
        let starts = bytes.take(count.div_ceil(STRIDE) * 3)?;
        Some(Self { count, starts, items: bytes.take(length)? })
    }

    /// An item; nothing where there is none at this position.
    fn get(self, position: usize) -> &'t [u8] {
        self.find(position).unwrap_or_default()
    }

    fn find(self, position: usize) -> Option<&'t [u8]> {
        let start = Bytes(self.starts.get(position / STRIDE * 3..)?).number(3)?;
        let mut bytes = Bytes(self.items.get(start..)?);
        for _ in 0..position % STRIDE {
            let length = bytes.code()?;
            bytes.take(length)?;
        }
        let length = bytes.code()?;
        bytes.take(length)
    }
}

/// Bytes that are still to be read.
struct Bytes<'t>(&'t [u8]);

impl<'t> Bytes<'t> {
    fn take(&mut self, length: usize) -> Option<&'t [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn number(&mut self, width: usize) -> Option<usize> {
        let bytes = self.take(width)?;
        Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
    }

    fn code(&mut self) -> Option<usize> {
        let first = self.byte()?;
        if first < TWO_BYTES {
            return Some(usize::from(first));
        }
        let second = usize::from(self.byte()?);
        Some(usize::from(TWO_BYTES) + (usize::from(first - TWO_BYTES) << 8) + second)
    }
}

/// The position of what is sought in something ordered.
fn search(count: usize, compare: impl Fn(usize) -> Ordering) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        match compare(middle) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

fn type_at(types: List<'_>, position: usize, mode: Mode) -> (&str, Versions) {
    match types.get(position) {
        [resource, data, name @ ..] => {
            let versions = if mode == Mode::Data { data } else { resource };
            (text(name), Versions::of_bits(*versions))
        }
        _ => ("", Versions::default()),
    }
}

/// Text of the table; nothing where it is none.
fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table with one type `t`, whose one argument `a` is an object; its body, and the one that is shared.
    fn table(own: &[u8], shared: &[u8]) -> Vec<u8> {
        let lists: [&[u8]; 8] = [b"1", b"a", &[0], &[1, 255, b'o'], shared, &[255, 0, b't'], own, b"t"];
        let mut bytes = b"\n".to_vec();
        for item in lists {
            let rest = item.len() - usize::from(TWO_BYTES).min(item.len());
            let code = match u8::try_from(item.len()) {
                Ok(length) if length < TWO_BYTES => Vec::from([length]),
                _ => Vec::from([TWO_BYTES + u8::try_from(rest >> 8).unwrap(), rest.to_le_bytes()[0]]),
            };
            let length = u32::try_from(code.len() + item.len()).unwrap();
            bytes.extend([1, 0]);
            bytes.extend(&length.to_le_bytes()[..3]);
            bytes.extend([0, 0, 0]);
            bytes.extend(code);
            bytes.extend(item);
        }
        bytes
    }

    /// How many bodies stand in each other in the one of the type.
    fn levels(table: &[u8]) -> usize {
        let mut reader = Reader::new(Table::of(table).unwrap());
        let mut body = reader.body(reader.table().find(Mode::Managed, "t").unwrap());
        let mut levels = 0;
        while let Some(Member { kind: Kind::Attribute { object: Some(inner), .. }, .. }) =
            body.members.first()
        {
            levels += 1;
            body = Rc::clone(inner);
        }
        levels
    }

    #[test]
    fn a_body_that_holds_itself_ends() {
        // Both hold the shared one.
        assert_eq!(levels(&table(&[0, 1, 1, 0, 1], &[0, 1, 1, 0, 1])), 2);
    }

    #[test]
    fn bodies_in_bodies_have_a_limit() {
        let nested = |levels| [&[0], [1, 1, 0, 0].repeat(levels).as_slice(), &[0]].concat();
        assert_eq!(levels(&table(&nested(MOST_LEVELS - 1), &[])), MOST_LEVELS - 1);
        // What cannot be read is taken for empty.
        assert_eq!(levels(&table(&nested(6000), &[])), 0);
    }
}
