//! The blocks of a configuration by section, in the order of the text.

use alloc::borrow::Cow;

use super::configuration::root_members;
use crate::{
    json::Json,
    plan::{Plan, Value, blocks_of},
};

/// The blocks of a section without labels, such as `moved` and `terraform`; nothing of a plan.
pub(crate) fn blocks<'p>(plan: &'p Plan<'p>, section: &'static str) -> impl Iterator<Item = Value<'p>> {
    let root = plan.is_configuration().then(|| plan.document.root());
    root.into_iter().flat_map(move |root| root_members(root, section)).flat_map(blocks_of)
}

/// The blocks of a section with one label, such as `module` and `check`, each with its name; nothing of a plan.
pub(crate) fn named<'p>(
    plan: &'p Plan<'p>,
    section: &'static str,
) -> impl Iterator<Item = (Cow<'p, str>, Value<'p>)> {
    let labelled = blocks(plan, section).flat_map(Json::members).filter(|(name, _)| !name.is("//"));
    labelled.flat_map(|(name, bodies)| blocks_of(bodies).map(move |body| (name.text(), body)))
}

/// The blocks of a name inside a block, wherever it is repeated and whether it holds one or a list.
pub(crate) fn inner<'p>(body: Value<'p>, name: &'static str) -> impl Iterator<Item = Value<'p>> {
    body.members().filter(move |(key, _)| key.is(name)).flat_map(|(_, value)| blocks_of(value))
}
