//! Which subnets are public: whose route table sends what is for everywhere to an internet gateway.
//!
//! A route to a NAT gateway, or one for IPv6 only, makes none public. Of a subnet that no table in the input is for,
//! its setting that machines get public addresses is taken for a sign. Default subnets are not judged.

use alloc::{borrow::ToOwned, string::String};

use super::ResourceGraph;
use crate::{
    plan::{Attribute, Existence, Mode, Read, Resource},
    sorted::Map,
};

/// What makes a subnet public.
#[derive(Clone, Copy)]
pub(crate) enum Exposure<'p> {
    /// A route, whose target is an internet gateway.
    Route(Attribute<'p>),
    /// Its setting alone.
    Setting(Attribute<'p>),
}

/// The subnets of a plan.
pub(crate) struct Subnets<'p> {
    /// None for an id that several have.
    by_id: Map<String, Option<Resource<'p>>>,
    exposures: Map<u32, Read<Exposure<'p>>>,
}

impl<'p> Subnets<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let tables = Tables::of(graph);
        let mut own = Self { by_id: Map::new(), exposures: Map::new() };
        for subnet in graph.plan().of_type("aws_subnet") {
            own.exposures.insert(subnet.index(), tables.exposure_of(subnet));
            if let Read::Known(id) = subnet.attribute("id").text() {
                let is_only = !own.by_id.contains_key(&*id);
                own.by_id.insert((*id).to_owned(), is_only.then_some(subnet));
            }
        }
        own
    }

    /// What makes a subnet public; `Absent` where nothing in the input does.
    pub(crate) fn exposure(&self, subnet: Resource<'p>) -> Read<Exposure<'p>> {
        self.exposures.get(&subnet.index()).copied().unwrap_or(Read::Unknown)
    }

    /// The one subnet with this id; unknown where several have it.
    pub(crate) fn find(&self, id: &str) -> Read<Resource<'p>> {
        match self.by_id.get(id) {
            Some(Some(subnet)) => Read::Known(*subnet),
            Some(None) => Read::Unknown,
            None => Read::Absent,
        }
    }
}

/// The types that are route tables.
const TABLES: [&str; 2] = ["aws_default_route_table", "aws_route_table"];
/// What else the configuration says of the table of all subnets that have none of their own.
const MAIN: [&str; 2] = ["aws_default_route_table", "aws_main_route_table_association"];
/// The attributes by which a VPC tells its own table.
const TABLES_OF_VPC: [&str; 2] = ["default_route_table_id", "main_route_table_id"];

/// How what `gateway_id` takes besides internet gateways begins.
const OTHER_TARGETS: [&str; 3] = ["local", "nat-", "vgw-"];

/// The route that leads to an internet gateway, for each table and VPC.
struct Tables<'g, 'p> {
    graph: &'g ResourceGraph<'p>,
    of_table: Map<u32, Read<Attribute<'p>>>,
    /// By VPC; none where the input says nothing of its main table.
    of_vpc: Map<u32, Option<Read<Attribute<'p>>>>,
    /// Whether the input says something of any VPC's main table.
    has_main: bool,
}

impl<'g, 'p> Tables<'g, 'p> {
    fn of(graph: &'g ResourceGraph<'p>) -> Self {
        let plan = graph.plan();
        let mut own = Self { graph, of_table: Map::new(), of_vpc: Map::new(), has_main: false };
        for table in TABLES.iter().flat_map(|table| plan.of_type(table)) {
            own.of_table.insert(table.index(), own.routes_of(table));
        }
        for vpc in ["aws_default_vpc", "aws_vpc"].iter().flat_map(|vpc| plan.of_type(vpc)) {
            let main = own.main_of(vpc);
            own.has_main |= main.is_some();
            own.of_vpc.insert(vpc.index(), main);
        }
        own.has_main |= MAIN.iter().any(|main| plan.of_type(main).next().is_some());
        own
    }

    fn exposure_of(&self, subnet: Resource<'p>) -> Read<Exposure<'p>> {
        let associations = self.graph.referrers(subnet, &["id"], "aws_route_table_association", "subnet_id");
        let routes = match associations {
            Read::Known(associations) => {
                Some(uniform(associations.into_iter().map(|association| match association.existence() {
                    Existence::Certain => self.named_by(association.attribute("route_table_id")),
                    Existence::Conditional => Read::Unknown,
                })))
            }
            Read::Unknown => Some(Read::Unknown),
            Read::Absent => self.main_for(subnet),
        };
        if let Some(routes) = routes {
            return routes.map(Exposure::Route);
        }
        let setting = subnet.attribute("map_public_ip_on_launch");
        match setting.truth() {
            Read::Known(true) => Read::Known(Exposure::Setting(setting)),
            Read::Unknown => Read::Unknown,
            Read::Known(false) | Read::Absent => Read::Absent,
        }
    }

    /// Of a subnet without a table of its own, that of its VPC.
    fn main_for(&self, subnet: Resource<'p>) -> Option<Read<Attribute<'p>>> {
        let vpc = subnet.attribute("vpc_id");
        let named = match self.graph.referents(vpc)[..] {
            [named] if !self.graph.may_lead_anywhere(vpc) => self.of_vpc.get(&named.index()),
            _ => None,
        };
        // Of another VPC than those in the input, nothing here says what its main table holds.
        named.copied().unwrap_or_else(|| self.has_main.then_some(Read::Unknown))
    }

    /// The routes of a VPC's main table, where the input says something of it.
    fn main_of(&self, vpc: Resource<'p>) -> Option<Read<Attribute<'p>>> {
        let graph = self.graph;
        match graph.referrers(vpc, &["id"], "aws_main_route_table_association", "vpc_id") {
            Read::Known(others) => {
                return Some(uniform(
                    others.into_iter().map(|other| self.named_by(other.attribute("route_table_id"))),
                ));
            }
            Read::Unknown => return Some(Read::Unknown),
            Read::Absent => {}
        }
        let default =
            graph.referrers(vpc, &TABLES_OF_VPC, "aws_default_route_table", "default_route_table_id");
        let routes = graph.referrers(vpc, &TABLES_OF_VPC, "aws_route", "route_table_id");
        let default = match default {
            Read::Known(tables) => Some(uniform(tables.into_iter().map(|table| self.routes_of(table)))),
            Read::Unknown => Some(Read::Unknown),
            Read::Absent => None,
        };
        let routes = match routes {
            Read::Known(routes) => Some(any(routes.into_iter().map(|route| self.route(route)))),
            Read::Unknown => Some(Read::Unknown),
            Read::Absent => None,
        };
        match (default, routes) {
            (Some(default), Some(routes)) => Some(any([default, routes].into_iter())),
            (main, None) | (None, main) => main,
        }
    }

    /// The routes of the table that an argument names.
    fn named_by(&self, table: Attribute<'p>) -> Read<Attribute<'p>> {
        if self.graph.may_lead_anywhere(table) {
            return Read::Unknown;
        }
        uniform(self.graph.referents(table).into_iter().map(|table| {
            let of_vpc = || self.of_vpc.get(&table.index()).map(|main| main.unwrap_or(Read::Absent));
            self.of_table.get(&table.index()).copied().or_else(of_vpc).unwrap_or(Read::Unknown)
        }))
    }

    /// The routes that are written in a table, and those that are resources of their own.
    fn routes_of(&self, table: Resource<'p>) -> Read<Attribute<'p>> {
        let list = table.attribute("route");
        let inline = match (list.items(), list.configured()) {
            (Read::Known(routes), _) => {
                any(routes.into_iter().map(|route| self.leads_out(route, "cidr_block", Some(list))))
            }
            (Read::Absent, _) | (Read::Unknown, Read::Absent) => Read::Absent,
            (Read::Unknown, _) => Read::Unknown,
        };
        let others = match self.graph.referrers(table, &["id"], "aws_route", "route_table_id") {
            Read::Known(routes) => any(routes.into_iter().map(|route| self.route(route))),
            Read::Unknown => Read::Unknown,
            Read::Absent => Read::Absent,
        };
        // A second plan shows in the table what other resources put there: those are the places to mend.
        any([others, inline].into_iter())
    }

    fn route(&self, route: Resource<'p>) -> Read<Attribute<'p>> {
        match (self.leads_out(route.root(), "destination_cidr_block", None), route.existence()) {
            (Read::Known(_), Existence::Conditional) => Read::Unknown,
            (leads_out, _) => leads_out,
        }
    }

    /// The target of a route, where that is an internet gateway for all of IPv4.
    fn leads_out(
        &self,
        route: Attribute<'p>,
        destination: &'static str,
        list: Option<Attribute<'p>>,
    ) -> Read<Attribute<'p>> {
        let target = route.get("gateway_id");
        let is_default = match route.get(destination).text_by_default() {
            Read::Known(destination) if &*destination == "0.0.0.0/0" => true,
            Read::Known(_) | Read::Absent => return Read::Absent,
            Read::Unknown => false,
        };
        match self.is_internet_gateway(target, list) {
            Read::Known(true) if is_default => Read::Known(target),
            Read::Known(true) | Read::Unknown => Read::Unknown,
            Read::Known(false) | Read::Absent => Read::Absent,
        }
    }

    fn is_internet_gateway(&self, target: Attribute<'p>, list: Option<Attribute<'p>>) -> Read<bool> {
        match target.text_by_default() {
            Read::Known(id) if id.starts_with("igw-") => return Read::Known(true),
            Read::Known(id) if OTHER_TARGETS.iter().any(|other| id.starts_with(other)) || id.is_empty() => {
                return Read::Known(false);
            }
            Read::Absent => return Read::Absent,
            Read::Known(_) | Read::Unknown => {}
        }
        let plan = self.graph.plan();
        // A plan keeps the references of all routes in a table together.
        let from = list.filter(|_| !plan.is_configuration()).unwrap_or(target);
        let targets = self.graph.targets(from);
        let blocks = || targets.blocks.iter().filter_map(|&block| plan.block(block));
        let internet = blocks().filter(|block| block.type_name == "aws_internet_gateway").count();
        if plan.is_configuration() {
            let mut references = 0;
            from.visit_references(&mut |_| references += 1);
            let looked_up = references == 1 && blocks().all(|block| block.mode == Mode::Data);
            return match (internet, blocks().count()) {
                (_, 0) => Read::Unknown,
                _ if targets.opaque && !looked_up => Read::Unknown,
                (0, _) => Read::Known(false),
                (internet, all) if internet == all => Read::Known(true),
                _ => Read::Unknown,
            };
        }
        // Conditions are decided in a plan; what it does not know yet is a gateway that is to be made.
        let private = blocks().filter(|block| block.type_name == "aws_vpn_gateway").count();
        match (internet, private) {
            (0, 0) => Read::Unknown,
            (_, 0) => Read::Known(true),
            (0, _) => Read::Known(false),
            _ => Read::Unknown,
        }
    }
}

/// What all of several say; unknown where they differ, or where there are none.
fn uniform<'p>(all: impl Iterator<Item = Read<Attribute<'p>>>) -> Read<Attribute<'p>> {
    let mut said: Option<Read<Attribute<'p>>> = None;
    for one in all {
        match (said, one) {
            (None, one) => said = Some(one),
            (Some(Read::Known(_)), Read::Known(_)) | (Some(Read::Absent), Read::Absent) => {}
            _ => return Read::Unknown,
        }
    }
    said.unwrap_or(Read::Unknown)
}

/// The first that is known; absent where all are.
fn any<'p>(all: impl Iterator<Item = Read<Attribute<'p>>>) -> Read<Attribute<'p>> {
    let mut said = Read::Absent;
    for one in all {
        match one {
            Read::Known(_) => return one,
            Read::Unknown => said = Read::Unknown,
            Read::Absent => {}
        }
    }
    said
}
