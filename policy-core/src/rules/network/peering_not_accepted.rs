//! A peering that stays pending, because nobody accepts it.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::is_own_account,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "peering-not-accepted",
    category: Category::Network,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Infrastructure,
    summary: "A VPC peering is asked for and accepted by nobody",
    remedy: "add an aws_vpc_peering_connection_accepter with auto_accept = true, in the peer's region and account",
    check: Check::Each(&["aws_vpc_peering_connection"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How a peering stands that waits for somebody.
const PENDING: &str = "pending-acceptance";

fn check<'p>(peering: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    // A second plan knows how it stands, and a state only what AWS says.
    let status = peering.attribute("accept_status");
    match status.text() {
        Read::Known(status) if &*status == "active" => return,
        Read::Known(pending) if &*pending == PENDING => {}
        _ if checker.plan().is_state() => return checker.undetermined(status),
        _ => {}
    }
    let accepters = checker.graph().referrers(
        peering,
        &["id"],
        "aws_vpc_peering_connection_accepter",
        "vpc_peering_connection_id",
    );
    let accepters = match accepters {
        Read::Unknown => return checker.undetermined(peering.attribute("id")),
        Read::Absent => Vec::new(),
        Read::Known(accepters) => accepters,
    };
    let mut idle = None;
    for attribute in accepters.into_iter().map(|accepter| accepter.attribute("auto_accept")) {
        match attribute.truth().or_default(false) {
            Read::Known(true) => return,
            Read::Known(false) => idle = Some(attribute),
            Read::Unknown | Read::Absent => return checker.undetermined(attribute),
        }
    }
    let Some(message) = left_pending(peering, idle, checker) else { return };
    let graph = checker.graph();
    let finding = checker.report(peering, message);
    if let Some(idle) = idle {
        finding.related(idle, "does not accept");
    } else if !is_own_account(graph, peering) {
        // The other account may accept it in a stack of its own.
        finding.only_info();
    }
    for (name, part) in [("vpc_id", "the VPC that asks"), ("peer_vpc_id", "the VPC that is asked")] {
        if let [vpc] = graph.referents(peering.attribute(name))[..] {
            finding.related(vpc, part);
        }
    }
}

/// What to say of a peering that no accepter accepts, unless it accepts itself or that cannot be told.
fn left_pending<'p>(
    peering: Resource<'p>,
    idle: Option<Attribute<'p>>,
    checker: &mut Checker<'_, 'p>,
) -> Option<String> {
    let (auto_accept, region) = (peering.attribute("auto_accept"), peering.attribute("peer_region"));
    // The provider fills in a region that is left out.
    let with_region = if is_left_out(region) { Read::Absent } else { region.text() };
    let unclear = match (with_region, auto_accept.truth().or_default(false)) {
        (_, Read::Known(false)) if idle.is_some() => {
            return Some("its accepter leaves it pending: `auto_accept` there is not true".into());
        }
        (Read::Known(region), Read::Known(false)) => {
            return Some(format!("nothing accepts the peering with the region `{region}`"));
        }
        (_, Read::Known(false)) => {
            return Some(
                "nothing accepts the peering: no accepter is for it, and `auto_accept` is not true".into(),
            );
        }
        (Read::Known(region), _) => {
            return Some(format!(
                "`auto_accept` cannot accept a peering whose `peer_region` is set, to `{region}`"
            ));
        }
        (Read::Absent, Read::Known(true)) if is_own_account(checker.graph(), peering) => return None,
        (Read::Absent, Read::Known(true)) => peering.attribute("peer_owner_id"),
        (Read::Absent, _) => auto_accept,
        (Read::Unknown, _) => region,
    };
    checker.undetermined(unclear);
    None
}

/// Whether the configuration does not set it, whatever the provider makes of that.
fn is_left_out(attribute: Attribute<'_>) -> bool {
    attribute.configured() == Read::Absent
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A peering carries no packet before the owner of the peer VPC accepts it, and a request that nobody \
                accepts expires after seven days. The apply succeeds, the peering stays in `pending-acceptance`, \
                and every connection through its routes fails. `auto_accept` works only within one region and \
                account; set together with `peer_region` the provider stops the apply: \"`peer_region` cannot be \
                set whilst `auto_accept` is `true` when creating an EC2 VPC Peering Connection\". An accepter \
                accepts only with its own `auto_accept = true`.",
    snippets: Snippets {
        hcl: r#"resource "aws_vpc_peering_connection_accepter" "standby" {
  provider                  = aws.standby # the peer's region
  vpc_peering_connection_id = aws_vpc_peering_connection.standby.id
  auto_accept               = true
}"#,
        cdktf_typescript: r#"new VpcPeeringConnectionAccepterA(this, "accepter", {
  provider: standby, // the peer's region
  vpcPeeringConnectionId: peering.id,
  autoAccept: true,
});"#,
        cdktf_python: r#"VpcPeeringConnectionAccepterA(self, "accepter",
    provider=standby,  # the peer's region
    vpc_peering_connection_id=peering.id,
    auto_accept=True,
)"#,
    },
    sources: &[
        Source {
            title: "CreateVpcPeeringConnection",
            url: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html",
        },
        Source {
            title: "Terraform: aws_vpc_peering_connection_accepter",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_peering_connection_accepter",
        },
        Source {
            title: "Can't auto accept VPC peering on different regions",
            url: "https://github.com/hashicorp/terraform-provider-aws/issues/6706",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}, "b": {"cidr_block": "10.1.0.0/16",
   "provider": "aws.standby"}},
  "aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
   "peer_region": "eu-west-1", "auto_accept": false}}}}"#,
        ),
        // Terraform refuses both together.
        Example::Flagged(
            r#"{"resource": {"aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}",
   "peer_vpc_id": "${aws_vpc.b.id}", "peer_region": "eu-west-1", "auto_accept": true}}}}"#,
        ),
        // An accepter that does not accept.
        Example::Flagged(
            r#"{"resource": {"aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}",
   "peer_vpc_id": "${aws_vpc.b.id}", "peer_region": "eu-west-1"}},
  "aws_vpc_peering_connection_accepter": {"ab": {"provider": "aws.standby",
   "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}}}}"#,
        ),
        // Another account may accept it where nobody sees: worth knowing only.
        Example::Flagged(
            r#"{"resource": {"aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}",
   "peer_vpc_id": "vpc-0a1b2c3d", "peer_owner_id": "123456789012"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_caller_identity": {"own": {}}},
 "resource": {"aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${aws_vpc.b.id}",
  "peer_owner_id": "${data.aws_caller_identity.own.account_id}", "auto_accept": true}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}",
   "peer_vpc_id": "${aws_vpc.b.id}", "peer_region": "eu-west-1"}},
  "aws_vpc_peering_connection_accepter": {"ab": {"provider": "aws.standby", "auto_accept": true,
   "vpc_peering_connection_id": "${aws_vpc_peering_connection.ab.id}"}}}}"#,
        ),
        // One accepter for each of several peerings.
        Example::Clean(
            r#"{"resource": {"aws_vpc_peering_connection": {"all": {"for_each": {"b": "vpc-1", "c": "vpc-2"},
   "vpc_id": "${aws_vpc.a.id}", "peer_vpc_id": "${each.value}"}},
  "aws_vpc_peering_connection_accepter": {"all": {"for_each": "${aws_vpc_peering_connection.all}",
   "vpc_peering_connection_id": "${each.value.id}", "auto_accept": true}}}}"#,
        ),
        // A module that is handed the peering may accept it.
        Example::Clean(
            r#"{"resource": {"aws_vpc_peering_connection": {"ab": {"vpc_id": "${aws_vpc.a.id}",
   "peer_vpc_id": "${aws_vpc.b.id}", "peer_region": "eu-west-1"}}},
 "module": {"accept": {"source": "./accept", "peering": "${aws_vpc_peering_connection.ab.id}"}}}"#,
        ),
    ],
};
