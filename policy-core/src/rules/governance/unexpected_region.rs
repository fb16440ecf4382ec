//! A provider for a region in which the stack has no business.
//!
//! Only the default configuration is judged: a second one, with an alias, is there to be in another region.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    plan::{Attribute, Read},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "unexpected-region",
    category: Category::Governance,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "The AWS provider is for a region that the policy does not allow",
    remedy: "set the provider's region to one of the policy's, best by a variable",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let expected = &checker.policy().regions;
    if expected.is_empty() {
        return;
    }
    let list = expected.iter().map(|region| format!("`{region}`"));
    let list = list.reduce(|list, region| format!("{list}, {region}")).unwrap_or_default();
    for provider in checker.plan().providers() {
        if provider.name() != "aws" || provider.alias().is_some() {
            continue;
        }
        // A region from a variable or the shell is chosen at each run, and whoever runs it knows.
        let Some(Read::Known(region)) = provider.attribute("region").map(Attribute::literal) else {
            continue;
        };
        if !expected.iter().any(|expected| **expected == *region) {
            let message = format!("the region is `{region}`, and the policy expects {list}");
            checker.report(Subject::argument(provider, "region"), message);
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A region that was left at an example's `us-east-1` deploys without a word, into a region where nobody \
                looks, far from its users, and where the law that binds the data may not allow it. Moving it later \
                means building it anew: nearly every resource belongs to one region. Names that are unique for an \
                account, such as roles and buckets, then stand in the way of the second attempt.",
    snippets: Snippets {
        hcl: r#"variable "region" {
  type    = string
  default = "ap-southeast-1"
}

provider "aws" {
  region = var.region
}"#,
        cdktf_typescript: r#"const region = new TerraformVariable(this, "region", { type: "string", default: "ap-southeast-1" });
new AwsProvider(this, "aws", { region: region.stringValue });"#,
        cdktf_python: r#"region = TerraformVariable(self, "region", type="string", default="ap-southeast-1")
AwsProvider(self, "aws", region=region.string_value)"#,
    },
    sources: &[
        Source {
            title: "Terraform: AWS provider, provider configuration",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#region-1",
        },
        Source {
            title: "AWS fault isolation boundaries: Regions",
            url: "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regions.html",
        },
    ],
    controls: &[],
    parameters: &["regions"],
    // Judged with the regions `eu-west-1` and `eu-central-1`.
    examples: &[
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-east-1"}]}, "resource": {"aws_vpc": {"main": {}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "us-west-2"}, {"alias": "home", "region": "eu-west-1"}]},
 "resource": {"aws_vpc": {"main": {}}}}"#,
        ),
        Example::Clean(
            r#"{"provider": {"aws": {"region": "eu-central-1"}}, "resource": {"aws_vpc": {"main": {}}}}"#,
        ),
        // Chosen at each run.
        Example::Clean(
            r#"{"variable": {"region": {"default": "us-east-1"}}, "provider": {"aws": [{"region": "${var.region}"}]},
 "resource": {"aws_vpc": {"main": {}}}}"#,
        ),
        // The environment gives it; certificates of CloudFront have to be in us-east-1.
        Example::Clean(
            r#"{"provider": {"aws": [{}, {"alias": "edge", "region": "us-east-1"}]},
 "resource": {"aws_vpc": {"main": {}}}}"#,
        ),
    ],
};
