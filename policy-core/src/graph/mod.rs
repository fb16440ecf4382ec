//! Who refers to whom, across modules, and what a stack is called.
//!
//! Everything is built when first asked for and then kept, so that a plan pays only for what its rules ask.
//! Answers are three-valued: a reference that cannot be followed (a local of a plan, a data source, a module that
//! is not in the input) may lead anywhere.

mod api_routes;
mod arguments;
mod buckets;
mod databases;
mod dependencies;
mod environment;
mod expressions;
mod health_checks;
mod identities;
mod instances;
mod invocations;
mod load_balancing;
mod marks;
mod modules;
mod peerings;
mod references;
mod remote_states;
mod repeating;
mod roles;
mod secrets;
mod subnets;
mod tables;
mod undeclared;
mod uses;

use alloc::{borrow::ToOwned, rc::Rc, string::String, vec::Vec};
use core::cell::{OnceCell, RefCell};

use self::{
    api_routes::ApiRoutes,
    health_checks::HealthChecks,
    identities::Identities,
    instances::Instances,
    invocations::Invocations,
    load_balancing::LoadBalancing,
    modules::Folders,
    peerings::PeeringRoutes,
    roles::{HeldPolicies, Policies},
    secrets::StoredSecrets,
    subnets::Subnets,
    uses::Uses,
};
pub(crate) use self::{
    api_routes::apis,
    arguments::Wrong as WrongArgument,
    buckets::Archives,
    databases::{Copied, copied},
    dependencies::{Dependencies, OwnReference},
    environment::{name_at, physical_name},
    expressions::{Expressions, Holds, Topic, UnfitArgument, shown},
    load_balancing::{TARGET_GROUPS, is_behind, is_of_cluster, takes_instances},
    marks::{Marked, Marks, says_so},
    modules::{Interface, Modules},
    peerings::{Routes, is_own_account, routed_vpcs},
    references::{Origin, Targets},
    remote_states::RemoteStates,
    repeating::{CountFault, ForEachFault, Why},
    secrets::LiteralPassword,
    subnets::Exposure,
    tables::{has_recovery, is_restored, is_state_lock, switched_on},
    undeclared::{Fault as UndeclaredFault, Kind as UndeclaredKind, Undeclared, Wrong},
};
pub use self::{
    arguments::Arguments,
    environment::{Detected, Environment},
};
use crate::{
    decode::{language::Language, providers::ProviderReferences, settings::Settings, templates::Templates},
    json::NodeId,
    plan::{Attribute, BlockId, Plan, Read, Resource, put_in_order},
    policy::Policy,
    sorted::{Map, Set},
};

/// The references between a plan's resources, and the views that several rules share.
pub struct ResourceGraph<'p> {
    plan: &'p Plan<'p>,
    joins: RefCell<Map<(&'static str, &'static str), Rc<Join<'p>>>>,
    targets: RefCell<Map<NodeId, Rc<Targets>>>,
    targets_of_block: RefCell<Map<BlockId, Rc<Targets>>>,
    instances: OnceCell<Map<BlockId, Instances<'p>>>,
    identities: OnceCell<Identities<'p>>,
    passed_to_modules: OnceCell<Targets>,
    environment: OnceCell<Environment>,
    stored_secrets: OnceCell<StoredSecrets<'p>>,
    templates: OnceCell<Templates<'p>>,
    language: OnceCell<Language<'p>>,
    undeclared: OnceCell<Undeclared>,
    dependencies: OnceCell<Dependencies>,
    expressions: OnceCell<Expressions>,
    modules: OnceCell<Modules>,
    remote_states: OnceCell<RemoteStates>,
    /// What is shared with the modules that are called.
    folders: Rc<Folders>,
    provider_references: OnceCell<ProviderReferences<'p>>,
    settings: OnceCell<Settings<'p>>,
    arguments: OnceCell<Option<Arguments<'p>>>,
    load_balancing: OnceCell<LoadBalancing<'p>>,
    health_checks: OnceCell<HealthChecks>,
    api_routes: OnceCell<ApiRoutes<'p>>,
    literal_passwords: OnceCell<Vec<LiteralPassword<'p>>>,
    invocations: RefCell<Map<&'static str, Rc<Invocations>>>,
    held_policies: RefCell<Map<u32, Rc<HeldPolicies>>>,
    policies: OnceCell<Policies<'p>>,
    uses: OnceCell<Uses<'p>>,
    subnets: OnceCell<Subnets<'p>>,
    peering_routes: OnceCell<PeeringRoutes<'p>>,
}

/// The resources that certainly refer to another one.
pub(crate) struct Referrers<'p> {
    pub(crate) found: Vec<Resource<'p>>,
    /// Whether there may be others that do.
    pub(crate) may_be_more: bool,
}

/// Resources by their block: those of one block are paired among themselves, those of another are others.
type Blocks<'p> = Map<Option<BlockId>, Instances<'p>>;

/// The resources of one type by what one of their attributes leads to.
#[derive(Default)]
struct Join<'p> {
    /// By the block, and by the key where one instance is named literally.
    by_block: Map<BlockId, Map<String, Blocks<'p>>>,
    by_text: Map<String, Blocks<'p>>,
    /// Whether there are some of which it cannot be said.
    leads_anywhere: bool,
    /// By the type of a target: whether a text names something that is known by no such name.
    names_nobody: RefCell<Map<&'p str, bool>>,
}

impl<'p> Join<'p> {
    /// What leads to a block, but for what leads to another of its instances than `target`.
    fn by_block_and_key<'j>(
        &'j self,
        block: BlockId,
        target: Resource<'p>,
    ) -> impl Iterator<Item = &'j Blocks<'p>> {
        let own = target.address().key();
        let by_key = self.by_block.get(&block);
        let exact = by_key.filter(|_| !own.is_empty()).map(|by_key| [by_key.get(""), by_key.get(own)]);
        // A block whose instances are not known stands for whichever is named.
        let whole = by_key.filter(|_| own.is_empty()).map(Map::values);
        exact.into_iter().flatten().flatten().chain(whole.into_iter().flatten())
    }
}

impl<'p> ResourceGraph<'p> {
    /// A graph of the plan; nothing is followed yet.
    pub fn new(plan: &'p Plan<'p>) -> Self {
        Self::within(plan, Rc::default())
    }

    /// A graph of a module, whose callers have looked into these folders.
    fn within(plan: &'p Plan<'p>, folders: Rc<Folders>) -> Self {
        Self {
            plan,
            joins: RefCell::default(),
            targets: RefCell::default(),
            targets_of_block: RefCell::default(),
            instances: OnceCell::new(),
            identities: OnceCell::new(),
            passed_to_modules: OnceCell::new(),
            environment: OnceCell::new(),
            stored_secrets: OnceCell::new(),
            templates: OnceCell::new(),
            language: OnceCell::new(),
            undeclared: OnceCell::new(),
            dependencies: OnceCell::new(),
            expressions: OnceCell::new(),
            modules: OnceCell::new(),
            remote_states: OnceCell::new(),
            folders,
            arguments: OnceCell::new(),
            provider_references: OnceCell::new(),
            settings: OnceCell::new(),
            load_balancing: OnceCell::new(),
            health_checks: OnceCell::new(),
            api_routes: OnceCell::new(),
            literal_passwords: OnceCell::new(),
            invocations: RefCell::default(),
            held_policies: RefCell::default(),
            policies: OnceCell::new(),
            uses: OnceCell::new(),
            subnets: OnceCell::new(),
            peering_routes: OnceCell::new(),
        }
    }

    /// The resources of a type whose attribute leads to `target`: by a reference, or by the known value of one of
    /// the target's identifying attributes.
    ///
    /// The first identifier is the one that people write. `Absent` says that there is certainly none. Of several
    /// instances, those that stand in the target's module instance and under its key come alone.
    pub fn referrers(
        &self,
        target: Resource<'p>,
        identifiers: &[&'static str],
        type_name: &'static str,
        attribute: &'static str,
    ) -> Read<Vec<Resource<'p>>> {
        match self.referring(target, identifiers, type_name, attribute) {
            Referrers { found, .. } if !found.is_empty() => Read::Known(found),
            Referrers { may_be_more: true, .. } => Read::Unknown,
            Referrers { .. } => Read::Absent,
        }
    }

    /// [`referrers`](Self::referrers), with whether others may lead there too. An attribute that is a list leads to
    /// what each of its items does.
    pub(crate) fn referring(
        &self,
        target: Resource<'p>,
        identifiers: &[&'static str],
        type_name: &'static str,
        attribute: &'static str,
    ) -> Referrers<'p> {
        let join = self.join(type_name, attribute);
        let by_block = target.block_id().into_iter().flat_map(|block| join.by_block_and_key(block, target));
        let text_of = |&identifier: &&'static str| target.attribute(identifier).text_by_default();
        // Where nobody names anything by a text, nobody need know the target's.
        let asked = if join.by_text.is_empty() { &[] } else { identifiers };
        let texts: Vec<_> = asked.iter().map(text_of).collect();
        let by_text = texts.iter().filter_map(|text| match text {
            Read::Known(text) => join.by_text.get(&**text),
            Read::Unknown | Read::Absent => None,
        });
        let mut found: Vec<Resource<'p>> = Vec::new();
        let mut too_many = false;
        for instances in by_block.chain(by_text).flat_map(Map::values) {
            match instances.paired(target) {
                Some(paired) => found.extend(paired),
                None => too_many = true,
            }
        }
        put_in_order(&mut found);
        // A target whose name is not known yet may turn out to be the one that somebody names.
        let named = matches!(texts.first(), Some(Read::Unknown))
            && self.names_nobody(&join, target.type_name(), identifiers);
        let may_be_more = too_many || self.is_passed_on(target) || named || join.leads_anywhere;
        Referrers { found, may_be_more }
    }

    /// Whether a resource may be handed to a module whose contents are not in the input, and be the target of
    /// anything there.
    pub fn is_passed_on(&self, resource: Resource<'p>) -> bool {
        let passed = self.passed_to_modules();
        passed.opaque || resource.block_id().is_some_and(|block| passed.blocks.contains(&block))
    }

    /// What an attribute's references lead to; in a state, its values.
    ///
    /// The instances of a block share its references, so that they are followed once.
    pub(crate) fn targets(&self, attribute: Attribute<'p>) -> Rc<Targets> {
        let kept = attribute.kept_value();
        let Some(referring) = kept.or_else(|| attribute.referring()) else { return Rc::default() };
        if let Some(targets) = self.targets.borrow().get(&referring.id()) {
            return Rc::clone(targets);
        }
        let targets = Rc::new(match kept {
            Some(value) => self.identities().targets(value, attribute.resource()),
            None => references::targets(self.plan, attribute),
        });
        self.targets.borrow_mut().insert(referring.id(), Rc::clone(&targets));
        targets
    }

    /// What a block's references lead to, `depends_on` included.
    pub(crate) fn targets_of_block(&self, block: BlockId) -> Rc<Targets> {
        if let Some(targets) = self.targets_of_block.borrow().get(&block) {
            return Rc::clone(targets);
        }
        let targets = Rc::new(match self.instances_of(block) {
            [instance] if self.plan.is_state() => self.identities().of_resource(*instance),
            _ => references::targets_of_block(self.plan, block),
        });
        self.targets_of_block.borrow_mut().insert(block, Rc::clone(&targets));
        targets
    }

    /// The managed resources and data sources that an attribute's references lead to.
    ///
    /// Of several instances of a block those that a key in the reference names, else those that stand where the
    /// attribute's own resource stands.
    pub fn referents(&self, attribute: Attribute<'p>) -> Vec<Resource<'p>> {
        let module = attribute.resource().map(Resource::module_instance).unwrap_or_default();
        let mut meant = Vec::new();
        for (block, keys) in &self.targets(attribute).keys {
            let Some(instances) = self.instances().get(block) else { continue };
            let named = keys.iter().map(|key| instances.keyed(module, key));
            if !keys.contains("") && named.clone().all(|named| !named.is_empty()) {
                meant.extend(named.flatten());
            } else if let Some(own) = attribute.resource() {
                meant.extend(instances.paired(own).unwrap_or_default());
            } else {
                meant.extend(instances.all());
            }
        }
        meant
    }

    /// Whether a reference of an attribute cannot be followed: to a variable from outside, a data source, a local
    /// of a plan.
    pub fn may_lead_anywhere(&self, attribute: Attribute<'p>) -> bool {
        self.targets(attribute).opaque
    }

    /// Where the text of an attribute comes from.
    pub(crate) fn origin(&self, attribute: Attribute<'p>) -> Origin<'p> {
        references::origin(self.plan, attribute)
    }

    /// Whether the references of a resource, followed from block to block, certainly lead to a block that
    /// `is_wanted`.
    pub(crate) fn reaches(&self, from: Resource<'p>, is_wanted: &dyn Fn(BlockId) -> bool) -> bool {
        let mut open: Vec<BlockId> = from.block_id().into_iter().collect();
        let mut seen = Set::new();
        seen.extend(open.iter().copied());
        while let Some(block) = open.pop() {
            for &target in &self.targets_of_block(block).blocks {
                if is_wanted(target) {
                    return true;
                }
                if seen.insert(target) {
                    open.push(target);
                }
            }
        }
        false
    }

    /// The environment that the stack is for, and the suffix that keeps its names apart.
    pub fn environment(&self, policy: &Policy) -> &Environment {
        self.environment.get_or_init(|| environment::detect(self, policy))
    }

    /// The passwords that the configuration holds literally, in the order of their types.
    pub(crate) fn literal_passwords(&self) -> &[LiteralPassword<'p>] {
        self.literal_passwords.get_or_init(|| LiteralPassword::all(self))
    }

    fn stored_secrets(&self) -> &StoredSecrets<'p> {
        self.stored_secrets.get_or_init(|| StoredSecrets::of(self))
    }

    /// The strings that Terraform evaluates in a configuration; none in a plan.
    pub(crate) fn templates(&self) -> &Templates<'p> {
        self.templates.get_or_init(|| Templates::of(self.plan))
    }

    /// What a configuration declares in Terraform's own language; nothing of a plan.
    pub(crate) fn language(&self) -> &Language<'p> {
        self.language.get_or_init(|| Language::of(self.plan, self.settings()))
    }

    /// The references of a configuration that lead to nothing.
    pub(crate) fn undeclared(&self) -> &Undeclared {
        self.undeclared.get_or_init(|| Undeclared::of(self))
    }

    /// What waits for what in a configuration.
    pub(crate) fn dependencies(&self) -> &Dependencies {
        self.dependencies.get_or_init(|| Dependencies::of(self))
    }

    /// What the modules that a configuration calls take and give.
    pub(crate) fn modules(&self) -> &Modules {
        self.modules.get_or_init(|| Modules::of(self))
    }

    /// The outputs of other stacks that a configuration reads from their states.
    pub(crate) fn remote_states(&self) -> &RemoteStates {
        self.remote_states.get_or_init(|| RemoteStates::of(self))
    }

    /// Where expressions of a configuration surely fail.
    pub(crate) fn expressions(&self) -> &Expressions {
        self.expressions.get_or_init(|| Expressions::of(self))
    }

    /// Where blocks of hashicorp/aws differ from what their types take; none where there is no table of them.
    pub fn arguments(&self) -> Option<&Arguments<'p>> {
        self.arguments.get_or_init(|| Arguments::of(self.plan, self.templates())).as_ref()
    }

    /// What names provider configurations in a configuration; nothing in a plan.
    pub(crate) fn provider_references(&self) -> &ProviderReferences<'p> {
        self.provider_references.get_or_init(|| ProviderReferences::of(self.plan))
    }

    /// What a configuration says of Terraform itself; nothing of a plan.
    pub(crate) fn settings(&self) -> &Settings<'p> {
        self.settings.get_or_init(|| Settings::of(self.plan))
    }

    /// What serves the target groups of load balancers.
    pub(crate) fn load_balancing(&self) -> &LoadBalancing<'p> {
        self.load_balancing.get_or_init(|| LoadBalancing::of(self))
    }

    /// What acts on health checks.
    pub(crate) fn health_checks(&self) -> &HealthChecks {
        self.health_checks.get_or_init(|| HealthChecks::of(self))
    }

    /// What the APIs of the stack answer.
    pub(crate) fn api_routes(&self) -> &ApiRoutes<'p> {
        self.api_routes.get_or_init(|| ApiRoutes::of(self))
    }

    fn invocations_by(&self, principal: &'static str) -> Rc<Invocations> {
        if let Some(invocations) = self.invocations.borrow().get(principal) {
            return Rc::clone(invocations);
        }
        let invocations = Rc::new(Invocations::by(principal, self));
        self.invocations.borrow_mut().insert(principal, Rc::clone(&invocations));
        invocations
    }

    fn policies(&self) -> &Policies<'p> {
        self.policies.get_or_init(|| Policies::of(self))
    }

    fn uses(&self) -> &Uses<'p> {
        self.uses.get_or_init(|| Uses::of(self))
    }

    /// Which subnets are public.
    pub(crate) fn subnets(&self) -> &Subnets<'p> {
        self.subnets.get_or_init(|| Subnets::of(self))
    }

    /// Which routes lead to a peering.
    pub(crate) fn peering_routes(&self) -> &PeeringRoutes<'p> {
        self.peering_routes.get_or_init(|| PeeringRoutes::of(self))
    }

    /// The plan it is of.
    pub fn plan(&self) -> &'p Plan<'p> {
        self.plan
    }

    /// The instances of a block, ordered by address.
    pub(crate) fn instances_of(&self, block: BlockId) -> &[Resource<'p>] {
        self.instances().get(&block).map(Instances::all).unwrap_or_default()
    }

    /// The instances of each block.
    fn instances(&self) -> &Map<BlockId, Instances<'p>> {
        self.instances.get_or_init(|| {
            let mut of_block: Map<BlockId, Instances<'p>> = Map::new();
            for resource in self.plan.resources() {
                if let Some(block) = resource.block_id() {
                    of_block.get_or_default(block).push(resource);
                }
            }
            of_block
        })
    }

    /// What the resources of a state are named by.
    fn identities(&self) -> &Identities<'p> {
        self.identities.get_or_init(|| Identities::of(self.plan))
    }

    fn join(&self, type_name: &'static str, attribute: &'static str) -> Rc<Join<'p>> {
        if let Some(join) = self.joins.borrow().get(&(type_name, attribute)) {
            return Rc::clone(join);
        }
        let join = Rc::new(self.build_join(type_name, attribute));
        self.joins.borrow_mut().insert((type_name, attribute), Rc::clone(&join));
        join
    }

    fn build_join(&self, type_name: &'static str, attribute: &'static str) -> Join<'p> {
        let mut join = Join::default();
        for resource in self.plan.of_type(type_name) {
            let value = resource.attribute(attribute);
            let targets = self.targets(value);
            for (&block, keys) in &targets.keys {
                for key in keys {
                    let named = join.by_block.get_or_default(block).get_or_default(key.clone());
                    named.get_or_default(resource.block_id()).push(resource);
                }
            }
            // Items of a list, or the value itself.
            let items = match value.items() {
                Read::Known(items) => items,
                Read::Unknown | Read::Absent => Vec::from([value]),
            };
            for item in items {
                match item.text_by_default() {
                    // Read back from AWS, what was left out is empty.
                    Read::Known(text) if text.is_empty() => {}
                    Read::Known(text) => {
                        let named = join.by_text.get_or_default((*text).to_owned());
                        named.get_or_default(resource.block_id()).push(resource);
                    }
                    Read::Unknown => join.leads_anywhere |= targets.opaque || targets.blocks.is_empty(),
                    Read::Absent => {}
                }
            }
        }
        join
    }

    /// Whether a text of the join names none of the resources of a type.
    fn names_nobody(&self, join: &Join<'p>, type_name: &'p str, identifiers: &[&'static str]) -> bool {
        *join.names_nobody.borrow_mut().get_or_insert_with(type_name, || {
            let names = self.plan.of_type(type_name).flat_map(|resource| {
                identifiers.iter().map(move |identifier| resource.attribute(identifier).text_by_default())
            });
            let mut known = Set::new();
            known.extend(names.filter_map(|name| match name {
                Read::Known(name) => Some((*name).to_owned()),
                Read::Unknown | Read::Absent => None,
            }));
            join.by_text.keys().any(|text| !known.contains(text))
        })
    }

    /// What is handed to modules whose contents are not in the input.
    fn passed_to_modules(&self) -> &Targets {
        self.passed_to_modules.get_or_init(|| references::passed_to_unseen_modules(self.plan))
    }
}
