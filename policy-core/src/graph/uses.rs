//! What refers to a resource, of any type.

use alloc::vec::Vec;

use super::ResourceGraph;
use crate::{
    plan::{Block, BlockId, CROSS_STACK_OUTPUT, Resource},
    sorted::{Map, Set},
};

/// Every reference of a plan, backwards.
#[derive(Default)]
pub(crate) struct Uses {
    /// The blocks that refer to each one.
    users: Map<BlockId, Vec<BlockId>>,
    /// What the outputs of the stack tell of.
    told: Set<BlockId>,
    /// What is passed to other stacks of the same CDKTF program.
    passed: Set<BlockId>,
}

impl Uses {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        let mut own = Self::default();
        let plan = graph.plan();
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

impl<'p> ResourceGraph<'p> {
    /// The blocks that refer to a resource's block, `depends_on` included.
    pub(crate) fn users_of(&self, resource: Resource<'p>) -> impl Iterator<Item = &'p Block<'p>> {
        let users = resource.block_id().and_then(|block| self.uses().users.get(&block));
        users.into_iter().flatten().filter_map(|&user| self.plan().block(user))
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
