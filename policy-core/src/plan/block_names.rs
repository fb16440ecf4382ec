//! The blocks of a module by what they are called.

use alloc::borrow::Cow;

use super::{BlockId, Mode};
use crate::sorted::Map;

/// Blocks by mode, type and name.
///
/// Types are few and names are many: a name is looked for among those of its type alone.
#[derive(Default)]
pub(crate) struct BlockNames<'t> {
    types: Map<(Mode, Cow<'t, str>), Map<Cow<'t, str>, BlockId>>,
}

impl<'t> BlockNames<'t> {
    /// Names a block, in the place of another that has the name already.
    pub(crate) fn insert(&mut self, mode: Mode, type_name: Cow<'t, str>, name: Cow<'t, str>, block: BlockId) {
        self.types.get_or_default((mode, type_name)).insert(name, block);
    }

    /// Names a block, where none has the name already.
    pub(crate) fn insert_first(
        &mut self,
        mode: Mode,
        type_name: Cow<'t, str>,
        name: Cow<'t, str>,
        block: BlockId,
    ) {
        self.types.get_or_default((mode, type_name)).get_or_insert_with(name, || block);
    }

    /// The block of a name.
    pub(crate) fn get(&self, mode: Mode, type_name: &str, name: &str) -> Option<BlockId> {
        self.types.get(&(mode, Cow::Borrowed(type_name)))?.get(name).copied()
    }

    /// Whether a block of this type has a name, in whatever mode.
    pub(crate) fn has_type(&self, type_name: &str) -> bool {
        self.types.keys().any(|(_, own)| own == type_name)
    }

    /// The names of a type, in their order.
    pub(crate) fn of_type<'n>(&'n self, mode: Mode, type_name: &'n str) -> impl Iterator<Item = &'n str> {
        let names = self.types.get(&(mode, Cow::Borrowed(type_name)));
        names.into_iter().flat_map(Map::keys).map(|name| &**name)
    }

    /// How many names there are in a mode.
    pub(crate) fn count(&self, mode: Mode) -> usize {
        self.types.iter().filter(|((own, _), _)| *own == mode).map(|(_, names)| names.len()).sum()
    }

    /// Each block that has a name, in the order of modes, types and names.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = BlockId> {
        self.types.values().flat_map(Map::values).copied()
    }
}
