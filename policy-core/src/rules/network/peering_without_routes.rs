//! A peering that no packet takes, because no route leads to it, or none leads back.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{Routes, is_own_account, routed_vpcs},
    plan::{Mode, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "peering-without-routes",
    category: Category::Network,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Infrastructure,
    summary: "No route leads to a VPC peering, or none leads back",
    remedy: "add a route to the peer's range through the peering to the route tables of both VPCs",
    check: Check::Each(&["aws_vpc_peering_connection"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How many routes a finding names.
const MOST_RELATED: usize = 8;

fn check<'p>(peering: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let graph = checker.graph();
    let (own, peer) = (vpcs(peering, "vpc_id", checker), vpcs(peering, "peer_vpc_id", checker));
    let routes = graph.peering_routes().to(graph, peering);
    let message = if !routes.found.is_empty() {
        let Some(message) = one_way(&own, &peer, &routes, checker) else { return };
        message
    } else if routes.more {
        return checker.undetermined(peering.attribute("id"));
    } else {
        "no route leads to the peering: neither VPC sends anything through it".into()
    };
    let is_elsewhere = own.is_empty() || peer.is_empty() || !is_own_account(graph, peering);
    let finding = checker.report(peering, message);
    if is_elsewhere {
        // The stack of the other VPC may hold the routes.
        finding.only_info();
    }
    for (vpcs, part) in [(own, "the VPC that asks"), (peer, "the VPC that is asked")] {
        if let [vpc] = vpcs[..] {
            finding.related(vpc, part);
        }
    }
    for &route in routes.found.iter().take(MOST_RELATED) {
        finding.related(route, "routes to the peering");
    }
}

/// The VPCs of this configuration one of which an argument certainly names.
fn vpcs<'p>(peering: Resource<'p>, name: &'static str, checker: &Checker<'_, 'p>) -> Vec<Resource<'p>> {
    let (graph, attribute) = (checker.graph(), peering.attribute(name));
    let mut named = graph.referents(attribute);
    if graph.may_lead_anywhere(attribute) || named.iter().any(|vpc| vpc.mode() == Mode::Data) {
        named.clear();
    }
    named
}

/// What to say where the routes of only one of the two VPCs lead to the peering.
fn one_way<'p>(
    own: &[Resource<'p>],
    peer: &[Resource<'p>],
    routes: &Routes<'p>,
    checker: &mut Checker<'_, 'p>,
) -> Option<String> {
    // Routes are told apart by the block of their VPC, which instances of one block share.
    let (&[own], &[peer]) = (own, peer) else { return None };
    let (own_block, peer_block) = (own.block_id()?, peer.block_id()?);
    if own_block == peer_block {
        return None;
    }
    let vpcs = routed_vpcs(checker.graph(), &routes.found);
    let (from, missing) = match (vpcs.blocks.contains(&own_block), vpcs.blocks.contains(&peer_block)) {
        (true, false) => (own, peer),
        (false, true) => (peer, own),
        _ => return None,
    };
    if vpcs.more || routes.more {
        checker.undetermined_of(missing);
        return None;
    }
    let (from, missing) = (from.address(), missing.address());
    Some(format!("only `{from}` routes to the peering: no route of `{missing}` leads back"))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A peering is a link, not a path: a packet takes it only where the route table of its subnet sends the \
                peer's range to the peering. Without routes the peering is active and everything that should go \
                through it times out. With a route on one side only the request arrives and the answer is lost, which \
                looks like a firewall and is searched for in security groups for hours. Terraform and AWS accept \
                both.",
    snippets: Snippets {
        hcl: r#"resource "aws_route" "to_standby" {
  route_table_id            = aws_route_table.primary.id
  destination_cidr_block    = aws_vpc.standby.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.standby.id
}

resource "aws_route" "to_primary" {
  provider                  = aws.standby
  route_table_id            = aws_route_table.standby.id
  destination_cidr_block    = aws_vpc.primary.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.standby.id
}"#,
        cdktf_typescript: r#"new Route(this, "to-standby", {
  routeTableId: primaryTable.id,
  destinationCidrBlock: standbyVpc.cidrBlock,
  vpcPeeringConnectionId: peering.id,
});
new Route(this, "to-primary", {
  provider: standby,
  routeTableId: standbyTable.id,
  destinationCidrBlock: primaryVpc.cidrBlock,
  vpcPeeringConnectionId: peering.id,
});"#,
        cdktf_python: r#"Route(self, "to-standby",
    route_table_id=primary_table.id,
    destination_cidr_block=standby_vpc.cidr_block,
    vpc_peering_connection_id=peering.id,
)
Route(self, "to-primary",
    provider=standby,
    route_table_id=standby_table.id,
    destination_cidr_block=primary_vpc.cidr_block,
    vpc_peering_connection_id=peering.id,
)"#,
    },
    sources: &[
        Source {
            title: "Update your route tables for a VPC peering connection",
            url: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
        },
        Source {
            title: "Terraform: aws_route",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16"}},
  "aws_route_table": {"a": {"vpc_id": "${aws_vpc.a.id}", "route": [
   {"cidr_block": "0.0.0.0/0", "gateway_id": "${aws_internet_gateway.a.id}", "vpc_peering_connection_id": null}]}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "auto_accept": true}}}}"#,
        ),
        // Nothing leads back.
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16"}},
  "aws_route_table": {"a": {"vpc_id": "${aws_vpc.a.id}"}, "b": {"vpc_id": "${aws_vpc.b.id}"}},
  "aws_route": {"ab": {"route_table_id": "${aws_route_table.a.id}", "destination_cidr_block": "10.1.0.0/16",
   "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "auto_accept": true}}}}"#,
        ),
        // The other account has routes of its own, and this one none that is seen: worth knowing only.
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "vpc-0a1b2c3d",
   "peer_owner_id": "123456789012"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"},
   "b": {"cidr_block": "10.1.0.0/16", "provider": "aws.standby"}},
  "aws_route_table": {"a": {"vpc_id": "${aws_vpc.a.id}"}, "b": {"vpc_id": "${aws_vpc.b.id}"}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "peer_region": "eu-west-1"}},
  "aws_vpc_peering_connection_accepter": {"ab": {"provider": "aws.standby", "auto_accept": true,
   "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}},
  "aws_route": {"ab": {"route_table_id": "${aws_route_table.a.id}", "destination_cidr_block": "10.1.0.0/16",
    "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"},
   "ba": {"route_table_id": "${aws_route_table.b.id}", "destination_cidr_block": "10.0.0.0/16",
    "vpc_peering_connection_id": "${aws_vpc_peering_connection_accepter.ab.vpc_peering_connection_id}"}}}}"#,
        ),
        // Inline in one table, to a prefix list in the other VPC's main table.
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16"}},
  "aws_route_table": {"a": {"vpc_id": "${aws_vpc.a.id}", "route": [
   {"cidr_block": "10.1.0.0/16", "gateway_id": null, "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}]}},
  "aws_route": {"ba": {"route_table_id": "${aws_vpc.b.main_route_table_id}", "destination_prefix_list_id": "pl-0a1b2c3d",
   "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "auto_accept": true}}}}"#,
        ),
        // The peer's routes are in its own stack.
        Example::Clean(
            r#"{"data": {"aws_vpc": {"b": {"id": "vpc-0a1b2c3d"}}},
 "resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}},
  "aws_default_route_table": {"a": {"default_route_table_id": "${aws_vpc.a.default_route_table_id}", "route": [
   {"cidr_block": "10.1.0.0/16", "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}]}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${data.aws_vpc.b.id}"}}}}"#,
        ),
        // A route through a peering that is not known may be one through this.
        Example::Clean(
            r#"{"variable": {"peering": {}},
 "resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16"}},
  "aws_route_table": {"a": {"vpc_id": "${aws_vpc.a.id}", "dynamic": {"route": {"for_each": ["10.1.0.0/16"], "content":
   {"cidr_block": "${route.value}", "vpc_peering_connection_id": "${var.peering}"}}}}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "auto_accept": true}}}}"#,
        ),
        // A module that is handed the peering may hold the routes.
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16"}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "auto_accept": true}}},
 "module": {"routes": {"source": "./routes", "peering": "${aws_vpc_peering_connection.ab.id}"}}}"#,
        ),
    ],
};
