//! Which routes lead to a peering, and from which VPCs.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{ResourceGraph, instances::Instances};
use crate::{
    plan::{Attribute, BlockId, Mode, Read, Resource, put_in_order},
    sorted::{Map, Set},
};

/// The types whose instances stand for a peering in routes.
const PEERINGS: [&str; 3] = [
    "aws_vpc_peering_connection",
    "aws_vpc_peering_connection_accepter",
    "aws_vpc_peering_connection_options",
];

/// Routes, and route tables with routes in them, by the peering that they lead to.
#[derive(Default)]
pub(crate) struct PeeringRoutes<'p> {
    by_block: Map<BlockId, Instances<'p>>,
    by_id: Map<String, Instances<'p>>,
    /// Whether there are some of which it cannot be said.
    leads_anywhere: bool,
}

/// The routes to a peering.
pub(crate) struct Routes<'p> {
    /// Those that are resources of their own, and the tables that hold the others.
    pub(crate) found: Vec<Resource<'p>>,
    /// Whether there may be more.
    pub(crate) more: bool,
}

/// The VPCs whose tables hold some routes.
pub(crate) struct RoutedVpcs {
    /// Those that are known.
    pub(crate) blocks: Set<BlockId>,
    /// Whether there may be more.
    pub(crate) more: bool,
}

impl<'p> PeeringRoutes<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let mut own = Self::default();
        let plan = graph.plan();
        for route in plan.of_type("aws_route") {
            let target = route.attribute("vpc_peering_connection_id");
            own.add(graph, route, target, target);
        }
        for table in
            ["aws_default_route_table", "aws_route_table"].iter().flat_map(|table| plan.of_type(table))
        {
            let list = table.attribute("route");
            match (list.items(), list.configured()) {
                (Read::Known(routes), _) => {
                    for route in routes {
                        let target = route.get("vpc_peering_connection_id");
                        // A plan keeps the references of all routes in a table together.
                        let from = if plan.is_configuration() { target } else { list };
                        own.add(graph, table, target, from);
                    }
                }
                (Read::Unknown, Read::Known(()) | Read::Unknown) => own.add(graph, table, list, list),
                _ => {}
            }
        }
        own
    }

    /// Adds what holds a route with this target, whose references stand in `from`.
    fn add(
        &mut self,
        graph: &ResourceGraph<'p>,
        holder: Resource<'p>,
        target: Attribute<'p>,
        from: Attribute<'p>,
    ) {
        let id = match target.text_by_default() {
            Read::Absent => return,
            // The provider's word for no target.
            Read::Known(id) if id.is_empty() => return,
            Read::Known(id) => Some(id),
            Read::Unknown => None,
        };
        let targets = graph.targets(from);
        let is_peering = |block: &BlockId| stands_for_peering(graph, *block);
        let blocks: Vec<BlockId> = targets.blocks.iter().copied().filter(is_peering).collect();
        match id {
            // References say the same before an apply and after it.
            _ if !blocks.is_empty() => {}
            Some(id) => self.by_id.get_or_default((*id).to_owned()).push(holder),
            None => self.leads_anywhere = true,
        }
        for block in blocks {
            self.by_block.get_or_default(block).push(holder);
        }
    }

    /// The routes to a peering.
    pub(crate) fn to(&self, graph: &ResourceGraph<'p>, peering: Resource<'p>) -> Routes<'p> {
        let mut names = Vec::from([peering]);
        let mut more = self.leads_anywhere;
        for name in PEERINGS.iter().skip(1) {
            match graph.referrers(peering, &["id"], name, "vpc_peering_connection_id") {
                Read::Known(found) => names.extend(found),
                Read::Unknown => more = true,
                Read::Absent => {}
            }
        }
        let mut found: Vec<Resource<'p>> = Vec::new();
        let by_block = names.iter().filter_map(|name| self.by_block.get(&name.block_id()?));
        let by_id = match peering.attribute("id").text() {
            Read::Known(id) => self.by_id.get(&*id),
            Read::Unknown | Read::Absent => None,
        };
        for instances in by_block.chain(by_id) {
            match instances.paired(peering) {
                Some(paired) => found.extend(paired),
                None => more = true,
            }
        }
        put_in_order(&mut found);
        more |= names.iter().any(|&name| graph.is_passed_on(name));
        Routes { found, more }
    }
}

/// The VPCs from which routes lead.
pub(crate) fn routed_vpcs<'p>(graph: &ResourceGraph<'p>, routes: &[Resource<'p>]) -> RoutedVpcs {
    let mut vpcs = RoutedVpcs { blocks: Set::new(), more: false };
    for &route in routes {
        let tables = if route.type_name() == "aws_route" {
            let table = route.attribute("route_table_id");
            vpcs.more |= graph.may_lead_anywhere(table);
            graph.referents(table)
        } else {
            Vec::from([route])
        };
        vpcs.more |= tables.is_empty();
        for table in tables {
            vpcs.add_of_table(graph, table);
        }
    }
    vpcs
}

impl RoutedVpcs {
    fn add_of_table<'p>(&mut self, graph: &ResourceGraph<'p>, table: Resource<'p>) {
        let vpc = match table.type_name() {
            "aws_route_table" => table.attribute("vpc_id"),
            "aws_default_route_table" => table.attribute("default_route_table_id"),
            // A VPC tells its own table.
            _ => return self.blocks.extend(table.block_id()),
        };
        let targets = graph.targets(vpc);
        self.more |= targets.opaque || targets.blocks.is_empty();
        self.blocks.extend(targets.blocks.iter().copied());
    }
}

/// Whether the peer is in the account that asks: no other is named, or whoever asks names itself.
pub(crate) fn is_own_account<'p>(graph: &ResourceGraph<'p>, peering: Resource<'p>) -> bool {
    let owner = peering.attribute("peer_owner_id");
    let targets = graph.targets(owner);
    let is_identity = |&id: &BlockId| {
        let block = graph.plan().block(id);
        block.is_some_and(|block| block.mode == Mode::Data && block.type_name == "aws_caller_identity")
    };
    // A state has the account in every case, and that of the VPC that asks as well.
    let is_askers = |vpc: Resource<'p>| {
        let account = vpc.attribute("owner_id").text();
        matches!((account, owner.text()), (Read::Known(own), Read::Known(peer)) if *own == *peer)
    };
    let askers = graph.referents(peering.attribute("vpc_id"));
    owner.configured() == Read::Absent
        || graph.plan().is_state() && askers.into_iter().any(is_askers)
        || (!targets.blocks.is_empty() && targets.blocks.iter().all(is_identity))
}

fn stands_for_peering(graph: &ResourceGraph<'_>, block: BlockId) -> bool {
    let block = graph.plan().block(block);
    block.is_some_and(|block| block.mode == Mode::Managed && PEERINGS.contains(&&*block.type_name))
}
