//! One instance of a resource or data source.

use alloc::vec::Vec;
use core::fmt;

use super::{
    Address, Arguments, Attribute, Block, BlockId, ModuleId, Plan, Provider, ResourceFacts, Value,
    attribute::{Place, blocks_of},
};
use crate::{schema::Secrets, sorted::sort_by};

/// Whether Terraform manages a resource or only reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// A `resource` block.
    Managed,
    /// A `data` block.
    Data,
}

/// Whether a resource will be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// It will.
    Certain,
    /// Its `count` or `for_each` decides, which is not known.
    Conditional,
}

/// One instance of a resource or data source, as it will be after apply.
#[derive(Clone, Copy)]
pub struct Resource<'p> {
    plan: &'p Plan<'p>,
    index: u32,
    facts: &'p ResourceFacts<'p>,
}

impl<'p> Resource<'p> {
    pub(super) fn new(plan: &'p Plan<'p>, index: u32, facts: &'p ResourceFacts<'p>) -> Self {
        Self { plan, index, facts }
    }

    /// The full instance address.
    pub fn address(self) -> &'p Address<'p> {
        &self.facts.address
    }

    /// The type, such as `aws_s3_bucket`; of a data source too, without `data.`.
    pub fn type_name(self) -> &'p str {
        &self.facts.type_name
    }

    /// The name in the configuration.
    pub fn name(self) -> &'p str {
        &self.facts.name
    }

    /// Whether Terraform manages it.
    pub fn mode(self) -> Mode {
        self.facts.mode
    }

    /// Whether it will be there.
    pub fn existence(self) -> Existence {
        self.facts.existence
    }

    /// The path of its CDKTF construct, where the input has one.
    pub fn construct_path(self) -> Option<&'p str> {
        self.facts.construct_path.as_deref()
    }

    /// The provider configuration it is made with; none where the input configures none for it.
    pub fn provider(self) -> Option<Provider<'p>> {
        let key = self.provider_key();
        let find = |key: &str| self.plan.providers().find(|provider| provider.key() == key);
        // A module inherits the default configurations of the module that calls it.
        find(key).or_else(|| find(key.split_once(':')?.1))
    }

    /// What it calls its provider configuration: `aws`, `aws.standby`; in a module of a plan `module.a:aws`.
    pub(crate) fn provider_key(self) -> &'p str {
        let named = self.block().and_then(|block| block.provider.as_deref());
        let type_name = self.type_name();
        named.unwrap_or_else(|| type_name.split_once('_').map_or(type_name, |(provider, _)| provider))
    }

    /// An argument or attribute by name.
    pub fn attribute(self, name: &'static str) -> Attribute<'p> {
        self.root().get(name)
    }

    /// Every value at the end of a path of names, as [`Attribute::all`] finds them.
    pub(crate) fn all(self, path: &[&'static str]) -> Vec<Attribute<'p>> {
        self.root().all(path)
    }

    /// All arguments, as one value.
    pub(crate) fn root(self) -> Attribute<'p> {
        let plan = self.plan;
        let expressions = self.block().and_then(|block| block.expressions).map(|node| plan.value(node));
        let at = |node| plan.value(node);
        match self.facts.arguments {
            Arguments::Planned { after, unknown, sensitive } => {
                Attribute::planned(self, at(after), unknown.map(at), sensitive.map(at), expressions)
            }
            Arguments::PlannedValues { values, sensitive } => {
                Attribute::planned_values(self, at(values), sensitive.map(at), expressions)
            }
            Arguments::Kept { values, sensitive_paths } => {
                Attribute::kept(self, at(values), sensitive_paths.map(at))
            }
            Arguments::Unreadable(whole) => Attribute::unreadable(self, at(whole)),
            Arguments::Templates(body) => Attribute::templates(self, at(body)),
            Arguments::Expressions(body) => Attribute::expressions(self, at(body)),
        }
    }

    /// Whether only its configuration is known, as of a data source that a plan has read.
    pub(crate) fn is_only_configured(self) -> bool {
        matches!(self.facts.arguments, Arguments::Expressions(_) | Arguments::Templates(_))
    }

    /// The references of its `depends_on`, as written: bare addresses.
    pub(crate) fn depends_on(self) -> impl Iterator<Item = Value<'p>> {
        let node = self.block().and_then(|block| block.depends_on);
        node.map(|node| self.plan.value(node)).into_iter().flat_map(Value::items)
    }

    /// Whether `lifecycle` says that a value may be changed outside of Terraform; a plan does not tell.
    pub(crate) fn ignores_changes_of(self, attribute: Attribute<'_>) -> bool {
        let path = attribute.path();
        let first = path.split(['.', '[']).next().unwrap_or_default();
        let body = self.block().and_then(|block| block.expressions).filter(|_| self.plan.is_configuration());
        let lifecycle = body.and_then(|body| self.plan.value(body).get("lifecycle"));
        let mut ignored =
            lifecycle.into_iter().flat_map(blocks_of).filter_map(|own| own.get("ignore_changes"));
        ignored.any(|ignored| {
            // Either `"all"` or a list of names.
            ignored.string().is_some_and(|all| all == "all")
                || ignored.items().filter_map(Value::string).any(|name| name == "all" || name == first)
        })
    }

    /// What of it holds secrets, whatever the input says.
    pub(crate) fn secrets(self) -> Secrets<'static> {
        self.facts.secrets
    }

    /// Whether an argument's value must not be shown.
    pub(super) fn keeps_secret(self, name: &str) -> bool {
        self.secrets().has(name)
            || match self.facts.arguments {
                Arguments::Planned { sensitive, .. } | Arguments::PlannedValues { sensitive, .. } => {
                    let marks = sensitive.and_then(|node| self.plan.value(node).get(name));
                    marks.is_some_and(super::attribute::holds_true)
                }
                Arguments::Kept { sensitive_paths, .. } => {
                    let paths = sensitive_paths.map(|node| self.plan.value(node));
                    paths.is_some_and(|paths| super::attribute::leads_below(paths, name))
                }
                Arguments::Unreadable(_) => true,
                Arguments::Templates(_) | Arguments::Expressions(_) => false,
            }
    }

    /// What `each.key`, `each.value` or `count.index` is here, where the configuration tells.
    pub(super) fn instance_value(self, root: &str, name: &str) -> Option<crate::template::Value> {
        let instance = self.facts.instance.as_ref()?;
        match (root, name) {
            ("each", "key") | ("count", "index") => Some(instance.key.clone()),
            ("each", "value") => instance.value.clone(),
            _ => None,
        }
    }

    pub(crate) fn plan(self) -> &'p Plan<'p> {
        self.plan
    }

    pub(crate) fn module(self) -> ModuleId {
        self.facts.module
    }

    /// The address of the module instance it is in; empty for the root module.
    pub(crate) fn module_instance(self) -> &'p str {
        let address = self.facts.address.as_str();
        if self.facts.module == ModuleId::ROOT {
            return "";
        }
        // What stands behind the module is `.TYPE.NAME` or `.data.TYPE.NAME`, with the key.
        let own = self.type_name().len() + self.name().len() + self.facts.address.key().len() + 2;
        let own = if self.mode() == Mode::Data { own + "data.".len() } else { own };
        address.get(..address.len().saturating_sub(own)).unwrap_or_default()
    }

    pub(crate) fn block_id(self) -> Option<BlockId> {
        self.facts.block
    }

    pub(crate) fn block(self) -> Option<&'p Block<'p>> {
        self.plan.block(self.facts.block?)
    }

    pub(crate) fn place(self) -> Place {
        Place { node: self.facts.node, shown: self.facts.shown }
    }

    /// The position in the order of addresses.
    pub(crate) fn index(self) -> u32 {
        self.index
    }
}

/// Puts resources in the order of their addresses, each once.
pub(crate) fn put_in_order(resources: &mut Vec<Resource<'_>>) {
    sort_by(resources, &|one, other| one.index().cmp(&other.index()));
    resources.dedup();
}

impl PartialEq for Resource<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl fmt::Debug for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.facts.address)
    }
}
