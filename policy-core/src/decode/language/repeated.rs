//! Names that stand more than once in one object.

use alloc::{borrow::Cow, vec::Vec};

use crate::{
    json::{Key, NodeId},
    plan::Value,
    sorted::Map,
};

/// A name that stood before.
pub(crate) struct Repeated<'p> {
    pub(crate) name: Cow<'p, str>,
    /// The value that it had first.
    pub(crate) first: NodeId,
    /// The value that it has here.
    pub(crate) node: NodeId,
}

/// How many names are compared one by one.
const FEW: usize = 64;

impl<'p> Repeated<'p> {
    /// Every name of an object, or of objects read as one, that stood before.
    pub(crate) fn all(members: impl Iterator<Item = (Key<'p, 'p>, Value<'p>)>) -> impl Iterator<Item = Self> {
        let mut few: Vec<(Cow<'p, str>, NodeId)> = Vec::new();
        let mut many: Map<Cow<'p, str>, NodeId> = Map::new();
        // Of a few names nearly each differs from those before it by its length or its last letter.
        let mut kinds = 0u64;
        members.filter_map(move |(key, value)| {
            let name = key.text();
            let last = name.as_bytes().last().copied().unwrap_or_default();
            let kind = 1u64 << ((name.len().wrapping_mul(7) + usize::from(last)) % 64);
            let first = if few.len() < FEW {
                let may_be_there = kinds & kind != 0;
                few.iter().filter(|_| may_be_there).find(|(own, _)| *own == name).map(|(_, first)| *first)
            } else {
                if many.is_empty() {
                    many.extend(few.iter().cloned());
                }
                many.get(&*name).copied()
            };
            if let Some(first) = first {
                return Some(Self { name, first, node: value.id() });
            }
            kinds |= kind;
            if few.len() < FEW {
                few.push((name, value.id()));
            } else {
                many.insert(name, value.id());
            }
            None
        })
    }
}
