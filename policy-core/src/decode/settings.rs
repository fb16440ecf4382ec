//! What a configuration says of Terraform itself, in its `terraform` blocks.

use alloc::{borrow::Cow, vec::Vec};

use super::sections;
use crate::{
    json::Json,
    plan::{Plan, Value},
    version::{Range, Version},
};

/// What the `terraform` blocks of a configuration say; nothing of a plan.
#[derive(Default)]
pub(crate) struct Settings<'p> {
    /// Each `required_version`, whatever stands there.
    pub(crate) required_versions: Vec<Value<'p>>,
    /// Each entry of `required_providers` by its local name, whatever stands there.
    pub(crate) required_providers: Vec<(Cow<'p, str>, Value<'p>)>,
    /// Each `experiments`.
    pub(crate) experiments: Vec<Value<'p>>,
    /// Each `cloud` block.
    pub(crate) clouds: Vec<Value<'p>>,
    /// Whether there is what only `OpenTofu` reads.
    pub(crate) is_opentofu: bool,
    /// Which versions `required_version` allows.
    range: Option<Range>,
}

impl<'p> Settings<'p> {
    pub(crate) fn of(plan: &'p Plan<'p>) -> Self {
        let mut found = Self::default();
        for block in sections::blocks(plan, "terraform") {
            found.is_opentofu |= block.get("encryption").is_some();
            for (key, value) in block.members() {
                if key.is("required_version") {
                    found.required_versions.push(value);
                } else if key.is("experiments") {
                    found.experiments.push(value);
                }
            }
            found.clouds.extend(sections::inner(block, "cloud"));
            let entries = sections::inner(block, "required_providers").flat_map(Json::members);
            let entries = entries.filter(|(name, _)| !name.is("//"));
            found.required_providers.extend(entries.map(|(name, entry)| (name.text(), entry)));
        }
        let sources = found.required_providers.iter().filter_map(|(_, entry)| entry.get("source")?.string());
        found.is_opentofu |= { sources }.any(|source| source.starts_with("registry.opentofu.org/"));
        let constraint = found.required_versions.last().and_then(|value| value.string());
        found.range = constraint.and_then(|text| Range::of(&text));
        found
    }

    /// Where a provider comes from by its local name, where that is written.
    pub(crate) fn source_of(&self, name: &str) -> Option<Cow<'p, str>> {
        let entry = self.required_providers.iter().find(|(own, _)| own == name);
        entry.and_then(|(_, entry)| entry.get("source")?.string())
    }

    /// Whether every version of Terraform that `required_version` allows is older than this one; without it none is.
    pub(crate) fn is_before(&self, version: Version) -> bool {
        self.range.is_some_and(|range| range.is_older_than(version))
    }
}
