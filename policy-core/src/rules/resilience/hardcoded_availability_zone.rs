//! An availability zone that stands in the configuration by its name.
//!
//! Local zones and wavelength zones (`us-west-2-lax-1a`) are named on purpose and not looked for.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "hardcoded-availability-zone",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "An availability zone is named by a literal",
    remedy: "take the zones from data.aws_availability_zones with state = \"available\"",
    check: Check::Each(
        &[
            "aws_autoscaling_group",
            "aws_db_instance",
            "aws_ebs_volume",
            "aws_elasticache_cluster",
            "aws_instance",
            "aws_rds_cluster",
            "aws_subnet",
        ],
        check,
    ),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(resource: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let name = match resource.type_name() {
        "aws_autoscaling_group" | "aws_rds_cluster" => "availability_zones",
        _ => "availability_zone",
    };
    let attribute = resource.attribute(name);
    // In a plan's values, what a data source found looks like a literal.
    let Some(written) = attribute.as_written() else { return };
    let places = match written.items() {
        Read::Known(items) => items,
        Read::Unknown | Read::Absent => Vec::from([written]),
    };
    let zones: Vec<String> = places
        .iter()
        .filter_map(|place| match place.literal() {
            Read::Known(zone) if is_zone(&zone) => Some(format!("`{zone}`")),
            _ => None,
        })
        .collect();
    let what = match zones.len() {
        0 => return,
        1 => "the literal",
        _ => "the literals",
    };
    checker.report(attribute, format!("`{name}` is {what} {}", zones.join(", ")));
}

/// Whether a text is the name of a zone: a region's, such as `eu-west-1`, and a letter.
fn is_zone(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let (Some(area), Some(last)) = (parts.next(), parts.next_back()) else { return false };
    let mut between = 0;
    let named = parts.all(|word| {
        between += 1;
        is_word(word)
    });
    let numbered =
        matches!(*last.as_bytes(), [number, zone] if number.is_ascii_digit() && zone.is_ascii_lowercase());
    area.len() == 2 && is_word(area) && between > 0 && named && numbered
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A zone's name is good for one region: in another, the apply stops with `InvalidParameterValue`. Not \
                every account has every zone, and a zone may have no capacity for an instance type or a database \
                engine. Written into each resource, the names have to be changed in many places to move a stack, and \
                two that were meant to differ easily end up the same, so that one zone's failure takes both.",
    snippets: Snippets {
        hcl: r#"data "aws_availability_zones" "available" {
  state = "available"
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.available.names[count.index]
}"#,
        cdktf_typescript: r#"const zones = new DataAwsAvailabilityZones(this, "zones", { state: "available" });
for (const index of [0, 1]) {
  new Subnet(this, `private-${index}`, {
    vpcId: vpc.id,
    cidrBlock: `10.0.${index}.0/24`,
    availabilityZone: Fn.element(zones.names, index),
  });
}"#,
        cdktf_python: r#"zones = DataAwsAvailabilityZones(self, "zones", state="available")
for index in range(2):
    Subnet(self, f"private-{index}",
        vpc_id=vpc.id,
        cidr_block=f"10.0.{index}.0/24",
        availability_zone=Fn.element(zones.names, index),
    )"#,
    },
    sources: &[
        Source {
            title: "AWS Availability Zones",
            url: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html",
        },
        Source {
            title: "Terraform: data source aws_availability_zones",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/availability_zones",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.0.0/24",
   "availability_zone": "us-east-1a"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_autoscaling_group": {"web": {"max_size": 2, "min_size": 0,
   "availability_zones": ["us-gov-west-1a", "us-gov-west-1b"]}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_availability_zones": {"available": {"state": "available"}}},
 "resource": {"aws_subnet": {
  "a": {"availability_zone": "${element(data.aws_availability_zones.available.names, 0)}"},
  "b": {"availability_zone": "${data.aws_availability_zones.available.names[1]}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"region": {"default": "us-east-1"}, "zone": {"default": "us-east-1a"}},
 "resource": {"aws_subnet": {"a": {"availability_zone": "${var.region}a"}},
  "aws_ebs_volume": {"a": {"availability_zone": "${var.zone}", "size": 8}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"all": {"for_each": {"us-east-1a": "10.0.0.0/24", "us-east-1b": "10.0.1.0/24"},
  "availability_zone": "${each.key}", "cidr_block": "${each.value}"}}}}"#,
        ),
        // AWS chooses; a local zone is chosen on purpose.
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"cidr_block": "10.0.0.0/24"},
  "edge": {"cidr_block": "10.0.1.0/24", "availability_zone": "us-west-2-lax-1a"}},
  "aws_rds_cluster": {"main": {"engine": "aurora-postgresql", "availability_zones": null}}}}"#,
        ),
    ],
};
