//! The blocks of a configuration by section, in the order of the text.

use alloc::{borrow::Cow, string::String};

use super::configuration::root_members;
use crate::{
    json::Json,
    plan::{Plan, Value, blocks_of},
    surroundings, template,
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

/// The folders beside a configuration that it calls as modules, by the names of the calls.
pub(crate) fn called_folders<'p>(plan: &'p Plan<'p>) -> impl Iterator<Item = (Cow<'p, str>, String)> {
    named(plan, "module").filter_map(|(name, call)| {
        let source = call.get("source").and_then(Json::string)?;
        let is_folder = surroundings::is_local(&source) && template::is_literal(&source);
        let folder = surroundings::joined(plan.folder(), &source).filter(|_| is_folder)?;
        Some((name, folder))
    })
}

/// The blocks of a name inside a block, wherever it is repeated and whether it holds one or a list.
pub(crate) fn inner<'p>(body: Value<'p>, name: &'static str) -> impl Iterator<Item = Value<'p>> {
    body.members().filter(move |(key, _)| key.is(name)).flat_map(|(_, value)| blocks_of(value))
}
