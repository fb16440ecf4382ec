//! A function in a public subnet, from where it reaches nothing outside of its VPC.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::Exposure,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Map,
};

pub(crate) static RULE: Rule = Rule {
    name: "lambda-in-public-subnet",
    category: Category::Network,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Infrastructure,
    summary: "A function is in a public subnet, where it has no way to the internet",
    remedy: "put the function into private subnets, and reach the outside through a NAT gateway or VPC endpoints",
    check: Check::Each(&["aws_lambda_function"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How many subnets a finding names.
const MOST_NAMED: usize = 8;

fn check<'p>(function: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let vpc = function.attribute("vpc_config");
    let (list, dual_stack) = (vpc.get("subnet_ids"), vpc.get("ipv6_allowed_for_dual_stack"));
    let named = match list.items() {
        Read::Known(items) => items,
        Read::Unknown => Vec::from([list]),
        Read::Absent => return,
    };
    let mut public = Map::new();
    let mut are_all = true;
    for subnet in named {
        are_all &= add_public(subnet, checker, &mut public);
    }
    // With IPv6 a function has public addresses, and an internet gateway is its way out.
    if public.is_empty() || checker.known(dual_stack, dual_stack.truth().or_default(false)) != Some(false) {
        return;
    }
    let shown: Vec<String> =
        public.values().take(MOST_NAMED).map(|(subnet, _)| format!("`{}`", subnet.address())).collect();
    let more = if public.len() > MOST_NAMED { " and more" } else { "" };
    let what = match public.len() {
        1 => "the public subnet",
        _ if are_all => "the public subnets",
        _ => "one or more of the public subnets",
    };
    let message = format!("it is in {what} {}{more}", shown.join(", "));
    let finding = checker.report(list, message);
    for &(subnet, exposure) in public.values().take(MOST_NAMED) {
        match exposure {
            Exposure::Route(target) => {
                let route = target.resource().map(|route| format!("{}", route.address())).unwrap_or_default();
                finding.related(subnet, format!("public: `{route}` sends 0.0.0.0/0 to an internet gateway"));
                finding
                    .related(target, format!("the route of `{}` to the internet gateway", subnet.address()));
            }
            Exposure::Setting(setting) => {
                finding.related(setting, "public: `map_public_ip_on_launch` is true");
            }
        }
    }
}

/// Adds the public subnets among those that an argument names, by their order, and says whether all of them are
/// meant for certain.
fn add_public<'p>(
    named: Attribute<'p>,
    checker: &mut Checker<'_, 'p>,
    public: &mut Map<u32, (Resource<'p>, Exposure<'p>)>,
) -> bool {
    let (graph, subnets) = (checker.graph(), checker.graph().subnets());
    let by_id = match named.text_by_default() {
        Read::Known(id) => subnets.find(&id),
        Read::Absent => return true,
        Read::Unknown => Read::Unknown,
    };
    let groups = match by_id {
        Read::Known(subnet) => Vec::from([Vec::from([subnet])]),
        // It is of another stack.
        Read::Absent => return true,
        Read::Unknown if graph.may_lead_anywhere(named) => {
            checker.undetermined(named);
            return true;
        }
        Read::Unknown => groups(named, graph.referents(named)),
    };
    let mut are_all = true;
    for group in groups {
        let exposures: Vec<_> = group.iter().map(|&subnet| (subnet, subnets.exposure(subnet))).collect();
        if exposures.iter().all(|(_, exposure)| matches!(exposure, Read::Absent)) {
            continue;
        }
        let known = exposures.iter().filter_map(|&(subnet, exposure)| match exposure {
            Read::Known(exposure) => Some((subnet.index(), (subnet, exposure))),
            Read::Unknown | Read::Absent => None,
        });
        // Which of them are meant cannot be said: only what holds for all of them is certain.
        if known.clone().count() < group.len() {
            checker.undetermined(named);
            continue;
        }
        public.extend(known);
        // References do not tell which instance of a module is meant.
        let mut modules = group.iter().map(|subnet| subnet.module_instance());
        let first = modules.next();
        are_all &= modules.all(|module| Some(module) == first);
    }
    are_all
}

/// The subnets that an expression leads to, in groups of which it uses at least one each.
fn groups<'p>(named: Attribute<'p>, subnets: Vec<Resource<'p>>) -> Vec<Vec<Resource<'p>>> {
    let mut is_list = true;
    named.visit_references(&mut |reference| is_list &= reference.root == "aws_subnet");
    let mut by_block: Map<_, Vec<Resource<'p>>> = Map::new();
    for subnet in subnets {
        // A plan keeps the references of a list together. Other references, or a template, may be a condition.
        let group = subnet.block_id().filter(|_| is_list && !subnet.plan().is_configuration());
        by_block.get_or_default(group).push(subnet);
    }
    by_block.into_values().collect()
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "The network interfaces of a function in a VPC get private addresses only, and an internet gateway passes \
                on nothing from a private address. A function in a public subnet therefore reaches neither the internet \
                nor an AWS API without a VPC endpoint: its calls to DynamoDB, Secrets Manager or a payment provider \
                hang until the function's timeout. It needs a private subnet whose default route leads to a NAT \
                gateway in a public one, or VPC endpoints for all that it calls.",
    snippets: Snippets {
        hcl: r#"resource "aws_route" "private" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_lambda_function" "webhook" {
  function_name = "payments-webhook-${var.environment_suffix}"
  role          = aws_iam_role.webhook.arn
  package_type  = "Image"
  image_uri     = var.image_uri

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.webhook.id]
  }
}"#,
        cdktf_typescript: r#"new Route(this, "private-default", {
  routeTableId: privateTable.id,
  destinationCidrBlock: "0.0.0.0/0",
  natGatewayId: nat.id,
});
new LambdaFunction(this, "webhook", {
  functionName: `payments-webhook-${environmentSuffix}`,
  role: role.arn,
  packageType: "Image",
  imageUri,
  vpcConfig: { subnetIds: privateSubnets.map((subnet) => subnet.id), securityGroupIds: [group.id] },
});"#,
        cdktf_python: r#"Route(self, "private-default",
    route_table_id=private_table.id,
    destination_cidr_block="0.0.0.0/0",
    nat_gateway_id=nat.id,
)
LambdaFunction(self, "webhook",
    function_name=f"payments-webhook-{environment_suffix}",
    role=role.arn,
    package_type="Image",
    image_uri=image_uri,
    vpc_config=LambdaFunctionVpcConfig(
        subnet_ids=[subnet.id for subnet in private_subnets],
        security_group_ids=[group.id],
    ),
)"#,
    },
    sources: &[
        Source {
            title: "Enable internet access for VPC-connected Lambda functions",
            url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
        },
        Source {
            title: "Subnets for your VPC: subnet types",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // The setting is the only sign.
        Example::Flagged(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "map_public_ip_on_launch": true}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook",
   "vpc_config": {"subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // A route of its own, to the table that the subnet is associated with.
        Example::Flagged(
            r#"{"resource": {"aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}"}, "b": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_route_table": {"public": {"vpc_id": "${aws_vpc.main.id}"}, "private": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_route": {"public": {"route_table_id": "${aws_route_table.public.id}", "destination_cidr_block": "0.0.0.0/0",
   "gateway_id": "${aws_internet_gateway.main.id}"}},
  "aws_route_table_association": {
   "a": {"subnet_id": "${aws_subnet.a.id}", "route_table_id": "${aws_route_table.public.id}"},
   "b": {"subnet_id": "${aws_subnet.b.id}", "route_table_id": "${aws_route_table.private.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": [
   {"subnet_ids": ["${aws_subnet.b.id}", "${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}]}}}}"#,
        ),
        // An inline route in the VPC's main table, which subnets without an association have.
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
  "aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_default_route_table": {"main": {"default_route_table_id": "${aws_vpc.main.default_route_table_id}", "route": [
   {"cidr_block": "0.0.0.0/0", "gateway_id": "${aws_internet_gateway.main.id}", "nat_gateway_id": null}]}},
  "aws_subnet": {"a": {"count": 2, "vpc_id": "${aws_vpc.main.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {
   "subnet_ids": "${aws_subnet.a[*].id}", "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
  "aws_route_table": {"public": {"vpc_id": "${aws_vpc.main.id}", "route": {"cidr_block": "0.0.0.0/0",
   "gateway_id": "igw-0a1b2c3d"}}},
  "aws_main_route_table_association": {"main": {"vpc_id": "${aws_vpc.main.id}",
   "route_table_id": "${aws_route_table.public.id}"}},
  "aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {
   "subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // Private without any way out, which is enough for a database.
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "map_public_ip_on_launch": false}},
  "aws_route_table": {"private": {"vpc_id": "${aws_vpc.main.id}", "route": []}},
  "aws_route_table_association": {"a": {"subnet_id": "${aws_subnet.a.id}",
   "route_table_id": "${aws_route_table.private.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {
   "subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // Behind a NAT gateway, and for IPv6 behind a gateway that lets nothing in.
        Example::Clean(
            r#"{"resource": {"aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_subnet": {"a": {"count": 2, "vpc_id": "${aws_vpc.main.id}"}, "public": {"vpc_id": "${aws_vpc.main.id}",
   "map_public_ip_on_launch": true}},
  "aws_route_table": {"private": {"vpc_id": "${aws_vpc.main.id}", "route": [
   {"cidr_block": "0.0.0.0/0", "nat_gateway_id": "${aws_nat_gateway.main.id}", "gateway_id": null},
   {"ipv6_cidr_block": "::/0", "egress_only_gateway_id": "${aws_egress_only_internet_gateway.main.id}"}]}},
  "aws_route_table_association": {"a": {"count": 2, "subnet_id": "${aws_subnet.a[count.index].id}",
   "route_table_id": "${aws_route_table.private.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {
   "subnet_ids": "${aws_subnet.a[*].id}", "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // The routes contradict the setting.
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "map_public_ip_on_launch": true}},
  "aws_route_table": {"private": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_route": {"private": {"route_table_id": "${aws_route_table.private.id}", "destination_cidr_block": "0.0.0.0/0",
   "nat_gateway_id": "${aws_nat_gateway.main.id}"}},
  "aws_route_table_association": {"a": {"subnet_id": "${aws_subnet.a.id}",
   "route_table_id": "${aws_route_table.private.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {
   "subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // Its way out is IPv6.
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "map_public_ip_on_launch": true}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {"ipv6_allowed_for_dual_stack": true,
   "subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // One of two instances is public; the function is in the other.
        Example::Clean(
            r#"{"resource": {"aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_subnet": {"all": {"count": 2, "vpc_id": "${aws_vpc.main.id}"}},
  "aws_route_table": {"public": {"vpc_id": "${aws_vpc.main.id}", "route": [{"cidr_block": "0.0.0.0/0",
   "gateway_id": "${aws_internet_gateway.main.id}"}]}, "private": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_route_table_association": {
   "public": {"subnet_id": "${aws_subnet.all[0].id}", "route_table_id": "${aws_route_table.public.id}"},
   "private": {"subnet_id": "${aws_subnet.all[1].id}", "route_table_id": "${aws_route_table.private.id}"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {
   "subnet_ids": ["${aws_subnet.all[1].id}"], "security_group_ids": ["sg-0a1b2c3d"]}},
   "reports": {"function_name": "reports", "vpc_config": {
   "subnet_ids": "${[for subnet in aws_subnet.all : subnet.id if !subnet.map_public_ip_on_launch]}",
   "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
        // Whose subnets these are, or whether there is a route, is not known here.
        Example::Clean(
            r#"{"variable": {"subnet_ids": {}, "is_public": {}}, "data": {"aws_subnets": {"private": {}}},
 "resource": {"aws_internet_gateway": {"main": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_route_table": {"a": {"vpc_id": "${aws_vpc.main.id}"}},
  "aws_route": {"a": {"count": "${var.is_public ? 1 : 0}", "route_table_id": "${aws_route_table.a.id}",
   "destination_cidr_block": "0.0.0.0/0", "gateway_id": "${aws_internet_gateway.main.id}"}},
  "aws_route_table_association": {"a": {"subnet_id": "${aws_subnet.a.id}", "route_table_id": "${aws_route_table.a.id}"}},
  "aws_lambda_function": {
   "a": {"vpc_config": {"subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["sg-0a1b2c3d"]}},
   "b": {"vpc_config": {"subnet_ids": "${var.subnet_ids}", "security_group_ids": ["sg-0a1b2c3d"]}},
   "c": {"vpc_config": {"subnet_ids": "${data.aws_subnets.private.ids}", "security_group_ids": ["sg-0a1b2c3d"]}}}}}"#,
        ),
    ],
};
