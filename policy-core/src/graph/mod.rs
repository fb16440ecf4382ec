//! Who refers to whom, across modules, and what a stack is called.
//!
//! Everything is built when first asked for and then kept, so that a plan pays only for what its rules ask.
//! Answers are three-valued: a reference that cannot be followed (a local of a plan, a data source, a module that
//! is not in the input) may lead anywhere.

mod environment;
mod references;

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    string::String,
    vec::Vec,
};
use core::cell::{OnceCell, RefCell};

pub use self::environment::{Detected, Environment};
pub(crate) use self::references::{Origin, Targets};
use crate::{
    plan::{Attribute, BlockId, Plan, Read, Resource},
    policy::Policy,
};

/// The references between a plan's resources, and the views that several rules share.
pub struct ResourceGraph<'p> {
    plan: &'p Plan<'p>,
    joins: RefCell<BTreeMap<(&'static str, &'static str), Rc<Join<'p>>>>,
    passed_to_modules: OnceCell<Targets>,
    environment: OnceCell<Environment>,
}

/// The resources of one type by what one of their attributes leads to.
#[derive(Default)]
struct Join<'p> {
    by_block: BTreeMap<BlockId, Vec<Resource<'p>>>,
    by_text: BTreeMap<String, Vec<Resource<'p>>>,
    /// Those of which it cannot be said.
    anywhere: Vec<Resource<'p>>,
}

impl<'p> ResourceGraph<'p> {
    /// A graph of the plan; nothing is followed yet.
    pub fn new(plan: &'p Plan<'p>) -> Self {
        Self {
            plan,
            joins: RefCell::default(),
            passed_to_modules: OnceCell::new(),
            environment: OnceCell::new(),
        }
    }

    /// The resources of a type whose attribute leads to `target`: by a reference, or by the known value of one of
    /// the target's identifying attributes.
    ///
    /// The first identifier is the one that people write. `Absent` says that there is certainly none. With a target of several instances, those of the target's own
    /// module instance and key come alone where there are any.
    pub fn referrers(
        &self,
        target: Resource<'p>,
        identifiers: &[&'static str],
        type_name: &'static str,
        attribute: &'static str,
    ) -> Read<Vec<Resource<'p>>> {
        let join = self.join(type_name, attribute);
        let mut found: Vec<Resource<'p>> = Vec::new();
        if let Some(block) = target.block_id() {
            found.extend(join.by_block.get(&block).into_iter().flatten());
        }
        for &identifier in identifiers {
            if let Read::Known(text) = target.attribute(identifier).text_by_default() {
                found.extend(join.by_text.get(&*text).into_iter().flatten());
            }
        }
        if !found.is_empty() {
            found.sort_unstable_by_key(|resource| resource.index());
            found.dedup();
            return Read::Known(paired(target, found));
        }
        let passed = self.passed_to_modules();
        let passed_on = passed.opaque || target.block_id().is_some_and(|block| passed.blocks.contains(&block));
        // A target whose name is not known yet may turn out to be the one that somebody names.
        let name = identifiers.first().map(|identifier| target.attribute(identifier).text_by_default());
        let named = matches!(name, Some(Read::Unknown)) && join.by_text.keys().any(|text| self.is_nobody(target, identifiers, text));
        if passed_on || named || !join.anywhere.is_empty() { Read::Unknown } else { Read::Absent }
    }

    /// What an attribute's references lead to.
    pub(crate) fn targets(&self, attribute: Attribute<'p>) -> Targets {
        references::targets(self.plan, attribute)
    }

    /// The managed resources and data sources that an attribute's references lead to.
    pub fn referents(&self, attribute: Attribute<'p>) -> Vec<Resource<'p>> {
        let targets = self.targets(attribute);
        let mut found: Vec<Resource<'p>> = Vec::new();
        for block in targets.blocks {
            found.extend(self.instances(block));
        }
        match attribute.resource() {
            Some(own) => paired(own, found),
            None => found,
        }
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

    /// Whether the references of a resource, followed from block to block, lead to a block that `is_wanted`.
    ///
    /// Unknown where there is none, but a reference that cannot be followed.
    pub(crate) fn reaches(&self, from: Resource<'p>, is_wanted: &dyn Fn(BlockId) -> bool) -> Read<()> {
        let Some(start) = from.block_id() else { return Read::Unknown };
        let mut seen = BTreeSet::from([start]);
        let mut open = Vec::from([start]);
        let mut opaque = false;
        while let Some(block) = open.pop() {
            let targets = references::targets_of_block(self.plan, block);
            // What a block further on may lead to through something opaque says little; only the start counts.
            opaque |= targets.opaque && block == start;
            for target in targets.blocks {
                if is_wanted(target) {
                    return Read::Known(());
                }
                if seen.insert(target) {
                    open.push(target);
                }
            }
        }
        if opaque { Read::Unknown } else { Read::Absent }
    }

    /// The environment that the stack is for, and the suffix that keeps its names apart.
    pub fn environment(&self, policy: &Policy) -> &Environment {
        self.environment.get_or_init(|| environment::detect(self, policy))
    }

    /// The plan it is of.
    pub fn plan(&self) -> &'p Plan<'p> {
        self.plan
    }

    /// The instances of a block, ordered by address.
    pub(crate) fn instances(&self, block: BlockId) -> impl Iterator<Item = Resource<'p>> {
        let type_name = self.plan.block(block).map(crate::plan::Block::qualified_type).unwrap_or_default();
        self.plan.of_type(&type_name).filter(move |resource| resource.block_id() == Some(block)).collect::<Vec<_>>().into_iter()
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
                Some(block) => Rc::clone(of_block.entry(block).or_insert_with(|| Rc::new(self.targets(value)))),
                None => Rc::new(self.targets(value)),
            };
            for &block in &targets.blocks {
                join.by_block.entry(block).or_default().push(resource);
            }
            match value.text_by_default() {
                Read::Known(text) => join.by_text.entry((*text).to_owned()).or_default().push(resource),
                Read::Unknown if targets.opaque || targets.blocks.is_empty() => join.anywhere.push(resource),
                Read::Unknown | Read::Absent => {}
            }
        }
        join
    }

    /// Whether no other resource of the target's type is known by this name.
    fn is_nobody(&self, target: Resource<'p>, identifiers: &[&'static str], text: &str) -> bool {
        let is_named = |other: Resource<'p>| {
            let mut names = identifiers.iter().map(|identifier| other.attribute(identifier).text_by_default());
            names.any(|name| matches!(name, Read::Known(name) if &*name == text))
        };
        !self.plan.of_type(target.type_name()).any(is_named)
    }

    /// What is handed to modules whose contents are not in the input.
    fn passed_to_modules(&self) -> &Targets {
        self.passed_to_modules.get_or_init(|| references::passed_to_unseen_modules(self.plan))
    }
}

/// Of candidates, those of the same module instance and key as `own` where there are any; else all.
fn paired<'p>(own: Resource<'p>, candidates: Vec<Resource<'p>>) -> Vec<Resource<'p>> {
    if candidates.len() < 2 {
        return candidates;
    }
    let nearer = |is_near: &dyn Fn(&Resource<'p>) -> bool, all: Vec<Resource<'p>>| {
        let near: Vec<_> = all.iter().copied().filter(is_near).collect();
        if near.is_empty() { all } else { near }
    };
    let same_module = nearer(&|other| other.module_instance() == own.module_instance(), candidates);
    nearer(&|other| other.address().key() == own.address().key(), same_module)
}

