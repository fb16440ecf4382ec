//! A configured provider.

use alloc::{format, string::String};

use super::{Arguments, Attribute, ModuleId, Owner, Place, Plan, ProviderFacts};

/// One `provider` block, or what a plan keeps of it.
#[derive(Clone, Copy)]
pub struct Provider<'p> {
    plan: &'p Plan<'p>,
    facts: &'p ProviderFacts<'p>,
}

impl<'p> Provider<'p> {
    pub(super) fn new(plan: &'p Plan<'p>, facts: &'p ProviderFacts<'p>) -> Self {
        Self { plan, facts }
    }

    /// The local name, such as `aws`.
    pub fn name(self) -> &'p str {
        &self.facts.name
    }

    /// The alias, where it is not the default configuration of its provider.
    pub fn alias(self) -> Option<&'p str> {
        self.facts.alias.as_deref()
    }

    /// What a report calls it: `provider.aws`, `provider.aws.standby`; of a module, with that before it.
    pub fn address(self) -> String {
        match self.facts.key.split_once(':') {
            Some((module, provider)) => format!("{module}.provider.{provider}"),
            None => format!("provider.{}", self.facts.key),
        }
    }

    /// The module that configures it.
    pub(crate) fn module(self) -> ModuleId {
        self.facts.module
    }

    /// Whether the input says what it is given.
    pub(crate) fn has_arguments(self) -> bool {
        self.facts.arguments.is_some()
    }

    /// What blocks refer to it by.
    pub(crate) fn key(self) -> &'p str {
        &self.facts.key
    }

    /// An argument by name; none where the input does not say what the provider is given.
    pub fn attribute(self, name: &'static str) -> Option<Attribute<'p>> {
        self.arguments().map(|arguments| arguments.get(name))
    }

    fn arguments(self) -> Option<Attribute<'p>> {
        let owner = Owner { plan: self.plan, module: self.facts.module, resource: None };
        match self.facts.arguments? {
            Arguments::Templates(body) => Some(Attribute::of_templates(owner, self.plan.value(body))),
            Arguments::Expressions(body) => Some(Attribute::of_expressions(owner, self.plan.value(body))),
            Arguments::Planned { .. }
            | Arguments::PlannedValues { .. }
            | Arguments::Kept { .. }
            | Arguments::Unreadable(_) => None,
        }
    }

    pub(crate) fn place(self) -> Place {
        Place { node: self.facts.node, shown: self.facts.node }
    }
}
