//! What an input says, whatever it was: resources, modules, providers, outputs, backend.
//!
//! Rules read this and the [`ResourceGraph`](crate::graph::ResourceGraph), never JSON. Nothing here spells a key
//! of Terraform's outer format; that is `decode`'s. Arguments stay in the text until somebody reads them.

mod address;
mod attribute;
mod block_names;
mod instances;
mod notes;
mod partial;
mod provider;
mod read;
mod resource;
mod scope;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::cell::{Cell, RefCell};

pub use self::{
    address::Address,
    attribute::Attribute,
    provider::Provider,
    read::{Read, Text},
    resource::{Existence, Mode, Resource},
};
pub(crate) use self::{
    address::{enclosing, without_keys},
    attribute::{Owner, Place, blocks_of, items_of, visit_expression_references, visit_template_references},
    block_names::BlockNames,
    instances::{Instance, Repetition, quoted_key, repetition},
    notes::PassedOver,
    partial::json_in,
    read::Ending,
    resource::put_in_order,
    scope::{
        Found, instance_key, is_made_of_secrets, literally, value_of_expression, value_of_template,
        value_of_variable,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    decode::{project::Sources, waivers::PlacedWaiver},
    json::{Document, Json, NodeId},
    schema::Secrets,
    sorted::Map,
    surroundings::{Surroundings, folder_of},
    template,
};

/// A decoded plan, state or configuration; borrows from the input's text.
pub struct Plan<'t> {
    pub(crate) file: String,
    pub(crate) kind: Kind,
    /// Of a configuration, whether no other file belongs to it.
    pub(crate) is_whole: bool,
    /// Of a configuration, whether another one calls it.
    pub(crate) is_called: bool,
    /// What a configuration may refer to by its path.
    pub(crate) surroundings: Option<&'t dyn Surroundings>,
    /// What of the input is no part of this.
    pub(crate) passed_over: PassedOver,
    /// Where the parts of the text come from, where it is that of several files.
    pub(crate) sources: Option<&'t Sources>,
    pub(crate) terraform_version: Option<Cow<'t, str>>,
    pub(crate) document: Document<'t>,
    /// The root module first; a child comes after its parent.
    pub(crate) modules: Vec<Module<'t>>,
    pub(crate) blocks: Vec<Block<'t>>,
    /// Ordered by address, so that findings come out in one order whatever the order of the input.
    pub(crate) resources: Vec<ResourceFacts<'t>>,
    /// Positions in `resources` by type; the type of a data source is written `data.TYPE`.
    pub(crate) by_type: Map<Cow<'t, str>, Vec<u32>>,
    /// Values of root variables that the plan was made with; none in configuration.
    pub(crate) variable_values: Map<Cow<'t, str>, NodeId>,
    /// Values of root variables that the policy gives a configuration.
    pub(crate) given: Map<String, template::Value>,
    /// How many names may still be looked up for the value that is being worked out.
    pub(crate) lookups: Cell<u32>,
    /// What names have been found to stand for.
    pub(crate) found: RefCell<Found>,
    /// Of values with many children, the one that a path was last seen to lead through, and its position.
    pub(crate) found_children: RefCell<Map<NodeId, (NodeId, usize)>>,
    pub(crate) providers: Vec<ProviderFacts<'t>>,
    /// What the root module asks of its providers' versions.
    pub(crate) requirements: Vec<Requirement<'t>>,
    /// What a configuration says is accepted of it.
    pub(crate) waivers: Vec<PlacedWaiver>,
    pub(crate) backend: Option<Backend<'t>>,
    /// The stack's name, where CDKTF wrote one.
    pub(crate) stack_name: Option<Cow<'t, str>>,
    /// The version of the CDKTF library that wrote it, where one did.
    pub(crate) cdktf_version: Option<NodeId>,
}

/// What an input is, told by its content and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `terraform show -json` of a plan.
    Plan,
    /// `terraform show -json` of a state.
    State,
    /// A state as Terraform keeps it (`terraform.tfstate`).
    TfState,
    /// Configuration in JSON syntax (`*.tf.json`).
    Configuration,
    /// Configuration in JSON syntax, of several files of one folder.
    Project,
    /// Configuration that CDKTF or CDK Terrain synthesized (`cdk.tf.json`).
    Cdktf,
}

impl Kind {
    /// The word for it in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::State => "state",
            Self::TfState => "tfstate",
            Self::Configuration => "configuration",
            Self::Project => "project",
            Self::Cdktf => "cdktf",
        }
    }

    /// What people call it: of a state it does not matter to them in which form it came.
    pub const fn title(self) -> &'static str {
        if self.is_state() { "state" } else { self.name() }
    }

    /// Whether it tells what is there, and nothing of the configuration that made it.
    pub const fn is_state(self) -> bool {
        matches!(self, Self::State | Self::TfState)
    }
}

/// How the names of outputs begin that CDKTF makes for its other stacks.
pub(crate) const CROSS_STACK_OUTPUT: &str = "cross-stack-output-";

/// A value in the plan's text.
pub(crate) type Value<'p> = Json<'p, 'p>;

/// Position of a module in [`Plan::modules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ModuleId(pub(crate) u32);

/// Position of a block in [`Plan::blocks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BlockId(pub(crate) u32);

impl ModuleId {
    pub(crate) const ROOT: Self = Self(0);

    /// Modules are fewer than the bytes that describe them, which 31 bits count.
    pub(crate) fn at(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

impl BlockId {
    /// Blocks are fewer than the bytes that describe them, which 31 bits count.
    pub(crate) fn at(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

/// A module as configured; its instances share it.
#[derive(Default)]
pub(crate) struct Module<'t> {
    /// Where a plan's configuration says what it holds.
    pub(crate) node: Option<NodeId>,
    pub(crate) parent: Option<ModuleId>,
    /// The arguments of the call, expressions of the parent module.
    pub(crate) arguments: Option<NodeId>,
    /// The expression of the call's `for_each` or `count`.
    pub(crate) repetition: Option<NodeId>,
    /// What the call waits for, addresses in the parent module.
    pub(crate) depends_on: Option<NodeId>,
    /// Whether what the module holds is not in the input, so that anything may be in it.
    pub(crate) unseen: bool,
    pub(crate) variables: Map<Cow<'t, str>, NodeId>,
    pub(crate) outputs: Map<Cow<'t, str>, NodeId>,
    pub(crate) locals: Map<Cow<'t, str>, NodeId>,
    pub(crate) children: Map<Cow<'t, str>, ModuleId>,
    pub(crate) blocks: BlockNames<'t>,
}

/// A `resource` or `data` block as configured; its instances share it.
///
/// A state knows no blocks: each instance there has one of its own, so that what leads to it leads to no other.
pub(crate) struct Block<'t> {
    pub(crate) module: ModuleId,
    pub(crate) mode: Mode,
    pub(crate) type_name: Cow<'t, str>,
    pub(crate) name: Cow<'t, str>,
    /// Its arguments: templates in configuration, expressions in a plan.
    pub(crate) expressions: Option<NodeId>,
    /// The expression of `for_each` or `count`.
    pub(crate) repetition: Option<NodeId>,
    /// Addresses in its module; in a state whole ones, of all that it was made after.
    pub(crate) depends_on: Option<NodeId>,
    /// The provider configuration it names, by [`ProviderFacts::key`]; none where it takes its type's default.
    pub(crate) provider: Option<Cow<'t, str>>,
}

/// A type's name; that of a data source with `data.` before it.
pub(crate) fn qualified_type(mode: Mode, type_name: &str) -> Cow<'_, str> {
    match mode {
        Mode::Managed => Cow::Borrowed(type_name),
        Mode::Data => Cow::Owned(alloc::format!("data.{type_name}")),
    }
}

/// One instance of a resource or data source.
#[derive(Clone)]
pub(crate) struct ResourceFacts<'t> {
    pub(crate) address: Address<'t>,
    pub(crate) mode: Mode,
    pub(crate) type_name: Cow<'t, str>,
    pub(crate) name: Cow<'t, str>,
    pub(crate) module: ModuleId,
    pub(crate) block: Option<BlockId>,
    /// The value that stands for the whole resource.
    pub(crate) node: NodeId,
    /// The value to show for it, such as its address.
    pub(crate) shown: NodeId,
    pub(crate) arguments: Arguments,
    /// Filled in for each type at once, when resources are indexed.
    pub(crate) secrets: Secrets<'static>,
    pub(crate) existence: Existence,
    /// Which of its block's instances it is, where a configuration tells.
    pub(crate) instance: Option<Instance>,
    pub(crate) construct_path: Option<Cow<'t, str>>,
}

/// Where a resource's arguments stand, and how they are to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arguments {
    /// Planned values, with marks of what is unknown and sensitive.
    Planned { after: NodeId, unknown: Option<NodeId>, sensitive: Option<NodeId> },
    /// Planned values without marks: what is missing may be unknown.
    PlannedValues { values: NodeId, sensitive: Option<NodeId> },
    /// Values as Terraform keeps them, with the paths of those that are sensitive.
    Kept { values: NodeId, sensitive_paths: Option<NodeId> },
    /// Values that cannot be read, of the resource that this stands for.
    Unreadable(NodeId),
    /// Templates of a configuration.
    Templates(NodeId),
    /// Expressions of a plan's configuration.
    Expressions(NodeId),
}

/// A configured provider.
pub(crate) struct ProviderFacts<'t> {
    /// What blocks refer to it by: `aws`, `aws.standby`; in a plan with the module before it, `module.a:aws`.
    pub(crate) key: Cow<'t, str>,
    pub(crate) module: ModuleId,
    pub(crate) name: Cow<'t, str>,
    pub(crate) alias: Option<Cow<'t, str>>,
    /// The value that stands for the whole of it.
    pub(crate) node: NodeId,
    /// Its arguments, read as a block's are.
    pub(crate) arguments: Option<Arguments>,
}

/// What the root module asks of a provider.
pub(crate) struct Requirement<'t> {
    /// Its local name, such as `aws`.
    pub(crate) name: Cow<'t, str>,
    /// Its source address, such as `hashicorp/aws`, where it is given.
    pub(crate) source: Option<Cow<'t, str>>,
    /// The version constraint, such as `~> 6.0`, where there is one.
    pub(crate) version: Option<NodeId>,
}

/// A configured backend.
pub(crate) struct Backend<'t> {
    pub(crate) type_name: Cow<'t, str>,
    /// Its arguments, which Terraform takes literally.
    pub(crate) node: NodeId,
}

impl Plan<'_> {
    /// What the input is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Each managed resource and data source, ordered by address.
    pub fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        (0u32..).zip(&self.resources).map(|(index, facts)| Resource::new(self, index, facts))
    }

    /// The types that there are instances of; a data source's type is written `data.TYPE`.
    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        self.by_type.keys().map(|type_name| &**type_name)
    }

    /// Each instance of a type, ordered by address; a data source's type is written `data.TYPE`.
    pub fn of_type(&self, type_name: &str) -> impl Iterator<Item = Resource<'_>> {
        let positions = self.by_type.get(type_name).map(Vec::as_slice).unwrap_or_default();
        positions
            .iter()
            .filter_map(|&index| Some(Resource::new(self, index, self.resources.get(index as usize)?)))
    }

    /// The resource of this address.
    pub(crate) fn find(&self, address: &str) -> Option<Resource<'_>> {
        let found = self.resources.binary_search_by(|facts| facts.address.as_str().cmp(address)).ok()?;
        let index = u32::try_from(found).ok()?;
        Some(Resource::new(self, index, self.resources.get(found)?))
    }

    /// Each configured provider, in the order of the input.
    pub fn providers(&self) -> impl Iterator<Item = Provider<'_>> {
        self.providers.iter().map(|facts| Provider::new(self, facts))
    }

    /// The value of each output of the root module, by name.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, Attribute<'_>)> {
        let owner = Owner { plan: self, module: ModuleId::ROOT, resource: None };
        let root = self.modules.first();
        root.into_iter().flat_map(|root| &root.outputs).map(move |(name, &node)| {
            let body = self.value(node);
            let value = if self.is_configuration() {
                Attribute::of_templates(owner, body).get("value")
            } else if self.is_state() {
                Attribute::of_output(owner, body)
            } else {
                Attribute::of_expressions(owner, body).get("expression")
            };
            (&**name, value)
        })
    }

    pub(crate) fn value(&self, node: NodeId) -> Value<'_> {
        self.document.at(node)
    }

    /// The path from a value down to one that it holds, such as `environment[0].variables`.
    pub(crate) fn path(&self, from: NodeId, to: NodeId) -> String {
        let mut path = String::new();
        attribute::write_path(self, from, to, &mut path);
        path
    }

    pub(crate) fn module(&self, id: ModuleId) -> Option<&Module<'_>> {
        self.modules.get(id.0 as usize)
    }

    pub(crate) fn block(&self, id: BlockId) -> Option<&Block<'_>> {
        self.blocks.get(id.0 as usize)
    }

    pub(crate) fn find_block(
        &self,
        module: ModuleId,
        mode: Mode,
        type_name: &str,
        name: &str,
    ) -> Option<BlockId> {
        self.module(module)?.blocks.get(mode, type_name, name)
    }

    /// Whether a variable is declared sensitive; a declaration that cannot be read counts as one.
    pub(crate) fn is_sensitive_variable(&self, module: ModuleId, name: &str) -> bool {
        let variable = self.module(module).and_then(|module| module.variables.get(name));
        let mark = variable.and_then(|&node| self.value(node).get("sensitive"));
        mark.is_some_and(|mark| mark.bool() != Some(false))
    }

    /// Whether arguments are templates, as in configuration, and not values, as in a plan.
    pub(crate) fn is_configuration(&self) -> bool {
        matches!(self.kind, Kind::Configuration | Kind::Project | Kind::Cdktf)
    }

    /// Whether it is a configuration that nothing else is known to call, all of which is here.
    pub(crate) fn is_whole_root(&self) -> bool {
        self.is_whole && !self.is_called
    }

    /// The folder that the paths in it start from.
    pub(crate) fn folder(&self) -> &str {
        if self.kind == Kind::Project { &self.file } else { folder_of(&self.file) }
    }

    /// Whether files of a folder are among it that override what others declare.
    pub(crate) fn has_overrides(&self) -> bool {
        self.sources.is_some_and(Sources::has_overrides)
    }

    /// Whether it tells what is there, and nothing of the configuration that made it.
    pub(crate) fn is_state(&self) -> bool {
        self.kind.is_state()
    }
}

impl core::fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Counts only: the values may be secrets.
        f.debug_struct("Plan")
            .field("file", &self.file)
            .field("kind", &self.kind)
            .field("resources", &self.resources.len())
            .finish_non_exhaustive()
    }
}
