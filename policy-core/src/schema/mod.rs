//! What a provider's types take: arguments, attributes and blocks, in the versions that are known.
//!
//! Facts of `terraform providers schema -json`, carried in a table that `cargo xtask schema` makes.

mod table;

use alloc::{boxed::Box, rc::Rc, vec::Vec};

pub use self::table::{Reader, STRIDE, TWO_BYTES, Table, Type};
pub use crate::plan::Mode;

/// How many versions of a provider a table can hold.
pub const MOST_VERSIONS: usize = 8;

/// Some of a table's versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Versions(u8);

impl Versions {
    /// All that a table may hold.
    pub const ALL: Self = Self(u8::MAX);

    /// Bit 0 stands for the oldest.
    pub const fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Bit 0 stands for the oldest.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether the version of this bit is one.
    pub const fn has(self, bit: u32) -> bool {
        self.0.unbounded_shr(bit) & 1 == 1
    }

    /// Whether it is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether some are of both.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not of the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// The paths of what holds secrets in a type.
#[derive(Debug, Clone, Copy, Default)]
pub struct Secrets<'t>(&'t str);

impl<'t> Secrets<'t> {
    /// Each path: names joined by dots.
    pub fn paths(self) -> impl Iterator<Item = &'t str> {
        self.0.split_ascii_whitespace()
    }

    /// Whether an argument or block of this name holds secrets, at any depth.
    pub fn has_below(&self, name: &str) -> bool {
        self.paths().any(|path| path.split('.').next() == Some(name))
    }

    /// Whether something of this name, at any depth, holds secrets.
    pub fn has(self, name: &str) -> bool {
        // Most types have none, and this is asked of every argument that is read.
        !self.0.is_empty() && self.paths().any(|path| path.rsplit('.').next() == Some(name))
    }
}

/// What a body holds, ordered by name. Where versions differ, a name stands once for each form.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// By name.
    pub members: Vec<Member>,
    /// Positions of what some version requires, in order.
    pub required: Vec<usize>,
}

/// What a name stands for in a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Such as `bucket`.
    pub name: Box<str>,
    /// What the schema says of it; of a block, nothing.
    pub flags: Flags,
    /// The versions that have it in this form; of versions without what it stands in, either.
    pub versions: Versions,
    /// What may stand there.
    pub kind: Kind,
}

/// An argument or attribute, or a block.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// It is not known what may stand here.
    #[default]
    Any,
    /// An argument, or an attribute that only the provider sets.
    Attribute {
        /// Terraform's type from outside in: `L`ist, `S`et, `M`ap; `s`tring, `n`umber, `b`ool, `o`bject. Of what only
        /// the provider sets, nothing stands for a string, number or bool, and `O` for an object of any kind.
        type_: Box<str>,
        /// What the object holds.
        object: Option<Rc<Body>>,
    },
    /// A nested block.
    Block {
        /// What tells several apart.
        nesting: Nesting,
        /// How many there must be at least.
        min: usize,
        /// How many there may be; 0 means any number.
        max: usize,
        /// What it holds.
        body: Rc<Body>,
    },
}

/// What a schema says of an attribute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flags(u8);

impl Flags {
    /// It must be given.
    pub const REQUIRED: Self = Self(1);
    /// It may be given.
    pub const OPTIONAL: Self = Self(2);
    /// The provider sets it where it is not given.
    pub const COMPUTED: Self = Self(4);
    /// Its value is a secret.
    pub const SENSITIVE: Self = Self(8);
    /// It is going to be removed.
    pub const DEPRECATED: Self = Self(16);
    /// It is passed on and kept in no state.
    pub const WRITE_ONLY: Self = Self(32);

    /// The flags of these bits.
    pub const fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether it has one of these flags.
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }

    /// With these flags too.
    #[must_use]
    pub const fn with(self, flags: Self) -> Self {
        Self(self.0 | flags.0)
    }

    /// Without these flags.
    #[must_use]
    pub const fn without(self, flags: Self) -> Self {
        Self(self.0 & !flags.0)
    }

    /// Whether a configuration may give it.
    pub const fn is_settable(self) -> bool {
        self.has(Self(Self::REQUIRED.0 | Self::OPTIONAL.0))
    }
}

/// How many blocks of a name there may be, and what tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nesting {
    /// One.
    Single,
    /// Any number, in order.
    List,
    /// Any number, by content.
    Set,
    /// Any number, by label.
    Map,
}

impl Nesting {
    /// How the table writes it.
    pub const fn letter(self) -> u8 {
        match self {
            Self::Single => b'1',
            Self::List => b'L',
            Self::Set => b'S',
            Self::Map => b'M',
        }
    }

    const fn of_letter(letter: u8) -> Option<Self> {
        Some(match letter {
            b'1' => Self::Single,
            b'L' => Self::List,
            b'S' => Self::Set,
            b'M' => Self::Map,
            _ => return None,
        })
    }
}

/// The table of hashicorp/aws.
pub fn aws() -> Option<Table<'static>> {
    Table::of(include_bytes!("aws.table"))
}

impl Member {
    /// Whether its version requires it, or blocks of it.
    pub fn is_required(&self) -> bool {
        self.flags.has(Flags::REQUIRED) || matches!(self.kind, Kind::Block { min: 1.., .. })
    }
}

impl Body {
    pub(crate) fn new(members: Vec<Member>) -> Self {
        let required = members.iter().enumerate().filter(|(_, member)| member.is_required());
        Self { required: required.map(|(position, _)| position).collect(), members }
    }

    /// The forms of a name.
    pub fn named(&self, name: &str) -> &[Member] {
        self.named_from(&mut 0, name)
    }

    /// [`named`](Self::named), for names that mostly come in order: the search goes on from where the last one ended.
    pub fn named_from(&self, from: &mut usize, name: &str) -> &[Member] {
        let mut start = *from;
        let is_before =
            |at: usize| self.members.get(at).is_some_and(|member| is_before_name(&member.name, name));
        if start > 0 && !is_before(start - 1) {
            start = 0;
        }
        // A few steps, then by halves.
        let near = start + 4;
        while start < near && is_before(start) {
            start += 1;
        }
        if is_before(start) {
            let rest = self.members.get(start..).unwrap_or_default();
            start += rest.partition_point(|member| is_before_name(&member.name, name));
        }
        *from = start;
        let forms = self.members.get(start..).unwrap_or_default();
        let count = forms.iter().take_while(|member| *member.name == *name).count();
        forms.get(..count).unwrap_or_default()
    }
}

/// Whether one name comes before another. Most differ in the first letter, and a call to compare costs more.
fn is_before_name(one: &str, other: &str) -> bool {
    match one.as_bytes().first().cmp(&other.as_bytes().first()) {
        core::cmp::Ordering::Equal => one < other,
        order => order.is_lt(),
    }
}
