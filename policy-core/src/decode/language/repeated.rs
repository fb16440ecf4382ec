//! Names that stand more than once in one object.

use alloc::{borrow::Cow, vec::Vec};

use super::members;
use crate::{json::NodeId, plan::Value, sorted::Map};

/// A name that stood before.
pub(crate) struct Repeated<'p> {
    pub(crate) name: Cow<'p, str>,
    /// The value that it had first.
    pub(crate) first: NodeId,
    /// The value that it has here.
    pub(crate) node: NodeId,
}

impl<'p> Repeated<'p> {
    /// Every name of a body, an object or objects read as one, that stood before; mostly none.
    pub(super) fn all(body: Value<'p>) -> Vec<Self> {
        if !may_repeat(body) {
            return Vec::new();
        }
        let mut seen: Map<Cow<'p, str>, NodeId> = Map::new();
        let mut again = Vec::new();
        for (key, value) in members(body) {
            let (name, node) = (key.text(), value.id());
            match seen.get(&*name) {
                Some(&first) => again.push(Self { name, first, node }),
                None => drop(seen.insert(name, node)),
            }
        }
        again
    }
}

/// Whether two names are alike in their length, their first and their last letter, as in few objects any are.
fn may_repeat(body: Value<'_>) -> bool {
    let mut kinds = [0_u64; 4];
    for (key, _) in members(body) {
        let name = key.text();
        let letter = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
        let bytes = name.as_bytes();
        let kind =
            bytes.len().wrapping_mul(31) + letter(bytes.first()).wrapping_mul(7) + letter(bytes.last());
        let Some(bits) = kinds.get_mut(kind % 4) else { return true };
        let bit = 1 << (kind / 4 % 64);
        if *bits & bit != 0 {
            return true;
        }
        *bits |= bit;
    }
    false
}
