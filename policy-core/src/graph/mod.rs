//! Who refers to whom, across modules, and what a stack is called.
//!
//! Everything is built when first asked for and then kept, so that a plan pays only for what its rules ask.
//! Answers are three-valued: a reference that cannot be followed (a local of a plan, a data source, a module that
//! is not in the input) may lead anywhere.

mod buckets;
mod databases;
mod environment;
mod instances;
mod peerings;
mod references;
mod secrets;
mod subnets;
mod tables;

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    string::String,
    vec::Vec,
};
use core::cell::{OnceCell, RefCell};

pub use self::environment::{Detected, Environment};
pub(crate) use self::{
    buckets::Archives,
    databases::{Copied, copied},
    environment::physical_name,
    peerings::{Routes, is_own_account, routed_vpcs},
    references::{Origin, Targets},
    subnets::Exposure,
    tables::{has_recovery, is_restored, is_state_lock, switched_on},
};
use self::{instances::Instances, peerings::PeeringRoutes, secrets::StoredSecrets, subnets::Subnets};
use crate::{
    plan::{Attribute, BlockId, Plan, Read, Resource},
    policy::Policy,
};

/// The references between a plan's resources, and the views that several rules share.
pub struct ResourceGraph<'p> {
    plan: &'p Plan<'p>,
    joins: RefCell<BTreeMap<(&'static str, &'static str), Rc<Join<'p>>>>,
    instances: OnceCell<BTreeMap<BlockId, Instances<'p>>>,
    passed_to_modules: OnceCell<Targets>,
    environment: OnceCell<Environment>,
    stored_secrets: OnceCell<StoredSecrets<'p>>,
    subnets: OnceCell<Subnets<'p>>,
    peering_routes: OnceCell<PeeringRoutes<'p>>,
}

/// The resources of one type by what one of their attributes leads to.
#[derive(Default)]
struct Join<'p> {
    /// By the block, and the key where one instance is named literally.
    by_block: BTreeMap<(BlockId, String), Instances<'p>>,
    by_text: BTreeMap<String, Instances<'p>>,
    /// Whether there are some of which it cannot be said.
    leads_anywhere: bool,
    /// By the type of a target: whether a text names something that is known by no such name.
    names_nobody: RefCell<BTreeMap<&'p str, bool>>,
}

impl<'p> Join<'p> {
    /// What leads to a block, but for what leads to another of its instances than `target`.
    fn by_block_and_key<'j>(
        &'j self,
        block: BlockId,
        target: Resource<'p>,
    ) -> impl Iterator<Item = &'j Instances<'p>> {
        let own = target.address().key();
        let at = |key: &str| self.by_block.get_key_value(&(block, key.to_owned()));
        let exact = if own.is_empty() { None } else { Some([at(""), at(own)]) };
        // A block whose instances are not known stands for whichever is named.
        let whole = exact.is_none().then(|| self.by_block.range((block, String::new())..));
        let whole = whole.into_iter().flatten().take_while(move |((other, _), _)| *other == block);
        exact.into_iter().flatten().flatten().chain(whole).map(|(_, instances)| instances)
    }
}

impl<'p> ResourceGraph<'p> {
    /// A graph of the plan; nothing is followed yet.
    pub fn new(plan: &'p Plan<'p>) -> Self {
        Self {
            plan,
            joins: RefCell::default(),
            instances: OnceCell::new(),
            passed_to_modules: OnceCell::new(),
            environment: OnceCell::new(),
            stored_secrets: OnceCell::new(),
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
        let join = self.join(type_name, attribute);
        let by_block = target.block_id().into_iter().flat_map(|block| join.by_block_and_key(block, target));
        let text_of = |&identifier: &&'static str| target.attribute(identifier).text_by_default();
        let texts: Vec<_> = identifiers.iter().map(text_of).collect();
        let by_text = texts.iter().filter_map(|text| match text {
            Read::Known(text) => join.by_text.get(&**text),
            Read::Unknown | Read::Absent => None,
        });
        let mut found: Vec<Resource<'p>> = Vec::new();
        let mut too_many = false;
        for instances in by_block.chain(by_text) {
            match instances.paired(target) {
                Some(paired) => found.extend(paired),
                None => too_many = true,
            }
        }
        if !found.is_empty() {
            found.sort_unstable_by_key(|resource| resource.index());
            found.dedup();
            return Read::Known(found);
        }
        // A target whose name is not known yet may turn out to be the one that somebody names.
        let named = matches!(texts.first(), Some(Read::Unknown))
            && self.names_nobody(&join, target.type_name(), identifiers);
        if too_many || self.is_passed_on(target) || named || join.leads_anywhere {
            Read::Unknown
        } else {
            Read::Absent
        }
    }

    /// Whether a resource may be handed to a module whose contents are not in the input, and be the target of
    /// anything there.
    pub fn is_passed_on(&self, resource: Resource<'p>) -> bool {
        let passed = self.passed_to_modules();
        passed.opaque || resource.block_id().is_some_and(|block| passed.blocks.contains(&block))
    }

    /// What an attribute's references lead to.
    pub(crate) fn targets(&self, attribute: Attribute<'p>) -> Targets {
        references::targets(self.plan, attribute)
    }

    /// The managed resources and data sources that an attribute's references lead to.
    pub fn referents(&self, attribute: Attribute<'p>) -> Vec<Resource<'p>> {
        let module = attribute.resource().map(Resource::module_instance).unwrap_or_default();
        let mut meant = Vec::new();
        for (block, keys) in self.targets(attribute).keys {
            let Some(instances) = self.instances().get(&block) else { continue };
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
        let mut seen = BTreeSet::new();
        seen.extend(open.iter().copied());
        while let Some(block) = open.pop() {
            for target in references::targets_of_block(self.plan, block).blocks {
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

    /// What the stack puts into Secrets Manager.
    pub(crate) fn stored_secrets(&self) -> &StoredSecrets<'p> {
        self.stored_secrets.get_or_init(|| StoredSecrets::of(self))
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
    fn instances(&self) -> &BTreeMap<BlockId, Instances<'p>> {
        self.instances.get_or_init(|| {
            let mut of_block: BTreeMap<BlockId, Instances<'p>> = BTreeMap::new();
            for resource in self.plan.resources() {
                if let Some(block) = resource.block_id() {
                    of_block.entry(block).or_default().push(resource);
                }
            }
            of_block
        })
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
        // Instances of one block share its references.
        let mut of_block: BTreeMap<BlockId, Rc<Targets>> = BTreeMap::new();
        for resource in self.plan.of_type(type_name) {
            let value = resource.attribute(attribute);
            let targets = match resource.block_id() {
                Some(block) => {
                    Rc::clone(of_block.entry(block).or_insert_with(|| Rc::new(self.targets(value))))
                }
                None => Rc::new(self.targets(value)),
            };
            for (&block, keys) in &targets.keys {
                for key in keys {
                    join.by_block.entry((block, key.clone())).or_default().push(resource);
                }
            }
            match value.text_by_default() {
                Read::Known(text) => join.by_text.entry((*text).to_owned()).or_default().push(resource),
                Read::Unknown => join.leads_anywhere |= targets.opaque || targets.blocks.is_empty(),
                Read::Absent => {}
            }
        }
        join
    }

    /// Whether a text of the join names none of the resources of a type.
    fn names_nobody(&self, join: &Join<'p>, type_name: &'p str, identifiers: &[&'static str]) -> bool {
        *join.names_nobody.borrow_mut().entry(type_name).or_insert_with(|| {
            let names = self.plan.of_type(type_name).flat_map(|resource| {
                identifiers.iter().map(move |identifier| resource.attribute(identifier).text_by_default())
            });
            let mut known = BTreeSet::new();
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
