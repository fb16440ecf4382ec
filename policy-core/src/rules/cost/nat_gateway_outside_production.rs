//! A NAT gateway where nobody needs one.

use alloc::{borrow::ToOwned, format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::{
        environments::{self, EnvironmentKind},
        prices::{NAT_GATEWAY_GIGABYTE, NAT_GATEWAY_HOUR},
    },
    plan::{Existence, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "nat-gateway-outside-production",
    category: Category::Cost,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A NAT gateway runs outside of production",
    remedy: "create the NAT gateway and its address in production only",
    check: Check::Each(&["aws_nat_gateway"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(gateway: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let tag = gateway.attribute("tags").get("Environment");
    if gateway.existence() == Existence::Conditional {
        return checker.undetermined(gateway.attribute("count"));
    }
    if matches!(tag.text_by_default(), Read::Unknown) {
        return checker.undetermined(tag);
    }
    let Some((environment, source)) = non_production(gateway, checker) else { return };
    let (hour, gigabyte) = (NAT_GATEWAY_HOUR, NAT_GATEWAY_GIGABYTE);
    let month = hour.a_month();
    let message = format!(
        "the environment is `{environment}`, by {source}, and a NAT gateway costs about {month} USD a month \
         ({hour} USD an hour, 720 hours) plus {gigabyte} USD a GB"
    );
    checker.report(gateway, message);
}

/// The environment and what says so, where something says that it is not production and nothing that it is.
fn non_production<'p>(gateway: Resource<'p>, checker: &Checker<'_, 'p>) -> Option<(String, String)> {
    let tag = |key| match gateway.attribute("tags").get(key).text_by_default() {
        Read::Known(text) if !text.is_sensitive() => Some((*text).to_owned()),
        _ => None,
    };
    let stack = checker.environment().name.as_ref();
    let address = gateway.address();
    let signs = [
        stack.map(|stack| (stack.value.clone(), stack.source.clone())),
        tag("Environment").map(|tag| (tag, "its tag `Environment`".to_owned())),
        tag("Name").map(|tag| (tag, "its tag `Name`".to_owned())),
        Some((address.key().to_owned(), "its key".to_owned())),
        Some((gateway.name().to_owned(), "its name in the configuration".to_owned())),
    ];
    let mut found = None;
    for (text, source) in signs.into_iter().flatten() {
        match environments::kind_in(&text) {
            Some((_, EnvironmentKind::Production)) => return None,
            Some((word, EnvironmentKind::NonProduction)) => {
                found = found.or_else(|| Some((word.to_owned(), source)));
            }
            None => {}
        }
    }
    found
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A NAT gateway is billed for every hour it exists, used or not: 0.045 USD an hour in us-east-1 is \
                about 32.40 USD a month for each, before 0.045 USD for every gigabyte. With one in each zone of \
                each development and staging environment that soon outweighs what those environments do. Functions \
                and tasks there rarely need the internet; VPC endpoints reach the AWS services they do need.",
    snippets: Snippets {
        hcl: r#"resource "aws_nat_gateway" "main" {
  count         = var.environment == "prod" ? 1 : 0
  allocation_id = aws_eip.nat[0].id
  subnet_id     = aws_subnet.public.id
}"#,
        cdktf_typescript: r#"if (environment === "prod") {
  new NatGateway(this, "nat", { allocationId: eip.id, subnetId: publicSubnet.id });
}"#,
        cdktf_python: r#"if environment == "prod":
    NatGateway(self, "nat", allocation_id=eip.id, subnet_id=public_subnet.id)"#,
    },
    sources: &[
        Source { title: "Amazon VPC pricing: NAT gateway", url: "https://aws.amazon.com/vpc/pricing/" },
        Source {
            title: "NAT gateways: pricing and VPC endpoints instead",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
        },
    ],
    controls: &[],
    parameters: &["environment"],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_nat_gateway": {"main": {"subnet_id": "subnet-1", "tags": {"Name": "payments-nat-dev"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": {"default_tags": [{"tags": {"Environment": "staging"}}]}},
 "resource": {"aws_nat_gateway": {"main": {"subnet_id": "subnet-1"}}}}"#,
        ),
        Example::Clean(
            r#"{"provider": {"aws": {"default_tags": [{"tags": {"Environment": "production"}}]}},
 "resource": {"aws_nat_gateway": {"main": {"subnet_id": "subnet-1", "tags": {"Name": "payments-nat"}}}}}"#,
        ),
        // What the environment is, nothing says.
        Example::Clean(
            r#"{"resource": {"aws_nat_gateway": {"main": {"subnet_id": "subnet-1", "tags": {"Name": "nat-dr-k7m2"}}}}}"#,
        ),
        // Whether there will be one is decided elsewhere.
        Example::Clean(
            r#"{"variable": {"environment": {"default": "dev"}},
 "resource": {"aws_nat_gateway": {"main": {"count": "${var.environment == \"prod\" ? 1 : 0}",
  "subnet_id": "subnet-1", "tags": {"Name": "nat-${var.environment}"}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_nat_gateway": {"dev": {"count": 0, "subnet_id": "subnet-1"}}}}"#,
        ),
    ],
};
