//! Where a configuration names the provider configurations that it uses.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use super::configuration::root_members;
use crate::{
    json::{Json, NodeId},
    plan::{Plan, Value, blocks_of},
    template::{self, Step},
};

/// One place that names a provider configuration.
pub(crate) struct ProviderReference<'p> {
    /// The address, without a key, of what names it.
    pub(crate) holder: String,
    /// The argument: `provider` or `providers`.
    pub(crate) argument: &'static str,
    pub(crate) node: NodeId,
    /// What is named, `aws` or `aws.standby`; none where it is not written as such a name.
    pub(crate) key: Option<Cow<'p, str>>,
}

/// What a configuration says of the provider configurations that it uses.
#[derive(Default)]
pub(crate) struct ProviderReferences<'p> {
    /// What names one, in the order of the text within each section.
    pub(crate) uses: Vec<ProviderReference<'p>>,
    /// Those that whoever calls this module has to pass.
    pub(crate) expected: Vec<Cow<'p, str>>,
}

impl<'p> ProviderReferences<'p> {
    /// Everything that names one; nothing of a plan, which says for each resource what it takes.
    pub(crate) fn of(plan: &'p Plan<'p>) -> Self {
        let mut found = Self::default();
        if plan.is_configuration() {
            found.root(plan.document.root());
        }
        found
    }

    fn root(&mut self, root: Value<'p>) {
        for (section, prefix) in [("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")] {
            for level in root_members(root, section) {
                self.typed(level, prefix);
            }
        }
        for (name, check) in root_members(root, "check").flat_map(blocks_of).flat_map(Json::members) {
            for data in blocks_of(check).flat_map(|check| root_members(check, "data")) {
                self.typed(data, &format!("check.{}.data.", name.text()));
            }
        }
        for import in root_members(root, "import").flat_map(blocks_of) {
            self.provider(import, || "import".into());
        }
        for (name, call) in root_members(root, "module").flat_map(blocks_of).flat_map(Json::members) {
            for providers in blocks_of(call).filter_map(|call| call.get("providers")) {
                let holder = || format!("module.{}", name.text());
                if !providers.is_object() {
                    self.add(holder(), "providers", providers, None);
                }
                for (_, value) in providers.members() {
                    self.add(holder(), "providers", value, name_of(value));
                }
            }
        }
        let terraform = root_members(root, "terraform").flat_map(blocks_of);
        let required =
            terraform.flat_map(|block| root_members(block, "required_providers")).flat_map(blocks_of);
        let aliases =
            required.flat_map(Json::members).filter_map(|(_, own)| own.get("configuration_aliases"));
        self.expected.extend(aliases.flat_map(Json::items).filter_map(name_of));
    }

    fn typed(&mut self, level: Value<'p>, prefix: &str) {
        for (type_name, names) in blocks_of(level).flat_map(Json::members) {
            for (name, bodies) in blocks_of(names).flat_map(Json::members) {
                for body in blocks_of(bodies) {
                    self.provider(body, || format!("{prefix}{}.{}", type_name.text(), name.text()));
                }
            }
        }
    }

    fn provider(&mut self, body: Value<'p>, holder: impl FnOnce() -> String) {
        if let Some(value) = body.get("provider") {
            self.add(holder(), "provider", value, name_of(value));
        }
    }

    fn add(&mut self, holder: String, argument: &'static str, value: Value<'p>, key: Option<Cow<'p, str>>) {
        self.uses.push(ProviderReference { holder, argument, node: value.id(), key });
    }
}

/// A provider configuration's name, `NAME` or `NAME.ALIAS`.
fn name_of(value: Value<'_>) -> Option<Cow<'_, str>> {
    let text = value.string()?;
    let name = template::parse_traversal(&text).ok()?;
    let is_name = matches!(name.steps.as_slice(), [] | [Step::Attribute(_)]);
    // What stands around it is no part of the name.
    let is_bare = text.trim().len() == text.len();
    is_name.then(|| if is_bare { text.clone() } else { Cow::Owned(text.trim().into()) })
}
