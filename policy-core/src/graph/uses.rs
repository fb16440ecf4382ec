//! What refers to a resource, of any type.

use alloc::{borrow::Cow, vec::Vec};

use super::ResourceGraph;
use crate::{
    plan::{Block, BlockId, CROSS_STACK_OUTPUT, Plan, Resource, Value, without_keys},
    sorted::{Map, Set},
};

/// Every reference of a plan, backwards.
#[derive(Default)]
pub(crate) struct Uses<'p> {
    /// The blocks that refer to each one.
    users: Map<BlockId, Vec<BlockId>>,
    /// In a state, what depends on the instances of an address in a way that its values may not show.
    dependents: Map<Cow<'p, str>, Vec<BlockId>>,
    /// What the outputs of the stack tell of.
    told: Set<BlockId>,
    /// What is passed to other stacks of the same CDKTF program.
    passed: Set<BlockId>,
}

impl<'p> Uses<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let plan = graph.plan();
        let mut own = Self { dependents: dependents(plan), ..Self::default() };
        for (at, _) in plan.blocks.iter().enumerate() {
            let block = BlockId::at(at);
            for &target in &graph.targets_of_block(block).blocks {
                own.users.get_or_default(target).push(block);
            }
        }
        for (name, value) in plan.outputs() {
            let targets = graph.targets(value);
            if name.starts_with(CROSS_STACK_OUTPUT) {
                own.passed.extend(targets.blocks.iter().copied());
            }
            own.told.extend(targets.blocks.iter().copied());
        }
        own
    }
}

/// What each address of a state is depended on by, one block for all instances of an address.
///
/// A state says of each instance all that had to be there before. What something needs only because of what else it
/// needs is left out: whoever runs under an instance profile needs the profile's role, and does not use it.
fn dependents<'p>(plan: &'p Plan<'p>) -> Map<Cow<'p, str>, Vec<BlockId>> {
    let mut needs: Map<Cow<'p, str>, (BlockId, Set<Cow<'p, str>>)> = Map::new();
    for resource in plan.resources().filter(|_| plan.is_state()) {
        let Some(block) = resource.block_id() else { continue };
        let (_, needed) =
            needs.get_or_insert_with(without_keys(resource.address().as_str()), || (block, Set::new()));
        if needed.is_empty() {
            needed.extend(resource.depends_on().filter_map(Value::string));
        }
    }
    let mut dependents: Map<Cow<'p, str>, Vec<BlockId>> = Map::new();
    for (address, (block, needed)) in &needs {
        let mut by_others: Set<&str> = Set::new();
        for (_, others) in
            needed.iter().filter(|other| *other != address).filter_map(|other| needs.get(other))
        {
            by_others.extend(others.iter().map(|other| &**other));
        }
        for own in needed.iter().filter(|own| !by_others.contains(&***own)) {
            dependents.get_or_default(own.clone()).push(*block);
        }
    }
    dependents
}

impl<'p> ResourceGraph<'p> {
    /// The blocks that refer to a resource's block, `depends_on` included.
    pub(crate) fn users_of(&self, resource: Resource<'p>) -> impl Iterator<Item = &'p Block<'p>> {
        let Uses { users, dependents, .. } = self.uses();
        let by_reference = resource.block_id().and_then(|block| users.get(&block));
        let by_order = dependents.get(&*without_keys(resource.address().as_str()));
        by_reference.into_iter().chain(by_order).flatten().filter_map(|&user| self.plan().block(user))
    }

    /// Whether an output of the stack tells others of it.
    pub(crate) fn is_exported(&self, resource: Resource<'p>) -> bool {
        resource.block_id().is_some_and(|block| self.uses().told.contains(&block))
    }

    /// Whether another stack of the same CDKTF program refers to it.
    pub(crate) fn is_passed_to_stack(&self, resource: Resource<'p>) -> bool {
        resource.block_id().is_some_and(|block| self.uses().passed.contains(&block))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::Input;

    #[test]
    fn who_needs_something_for_the_sake_of_another_does_not_use_it() {
        let text = r#"{"version": 4, "serial": 1, "resources": [
            {"type": "role", "name": "x", "instances": [{"attributes": {}}]},
            {"type": "profile", "name": "x", "instances": [{"attributes": {}, "dependencies": ["role.x"]}]},
            {"type": "instance", "name": "x", "instances": [
             {"index_key": 0, "attributes": {}, "dependencies": ["profile.x", "role.x"]},
             {"index_key": 1, "attributes": {}, "dependencies": ["profile.x", "role.x"]}]}]}"#;
        let input = Input::new("terraform.tfstate", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let graph = ResourceGraph::new(&plan);
        let users = |address: &str| -> Vec<String> {
            let users = graph.users_of(plan.find(address).unwrap());
            users.map(|block| block.type_name.clone().into_owned()).collect()
        };
        assert_eq!(users("role.x"), ["profile"]);
        assert_eq!(users("profile.x"), ["instance"]);
        assert!(users("instance.x[0]").is_empty());
    }
}
