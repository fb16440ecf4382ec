//! A CDKTF library or provider of a version that is long past.
//!
//! What counts of a constraint is the newest version that it allows; `>= 4.0` allows any.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    facts::versions,
    json::NodeId,
    plan::Requirement,
    rule::{About, Category, Check, Profile, Rule, Severity},
    version::{Newest, Version},
};

pub(crate) static RULE: Rule = Rule {
    name: "outdated-version",
    category: Category::Project,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "The CDKTF library or a provider is of a version that is no longer looked after",
    remedy: "upgrade the library and the provider: CDKTF to 0.20 or newer or to CDK Terrain, hashicorp/aws to 5.0 or newer",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The oldest version that will do, and who says so.
struct Minimum<'c> {
    version: Version,
    text: &'c str,
    is_given: bool,
}

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    if let Some(node) = plan.cdktf_version {
        check_library(checker, node);
    }
    for requirement in &plan.requirements {
        let Some(minimum) = minimum_of_provider(checker, requirement) else { continue };
        let Some(version) = requirement.version else { continue };
        let Some(constraint) = plan.value(version).string() else { continue };
        if Newest::of(&constraint).is_some_and(|newest| newest.is_older_than(minimum.version)) {
            let address = format!("terraform.required_providers.{}", requirement.name);
            let message = format!("`{constraint}` allows no version as new as {}", minimum.shown());
            checker.report(Subject::other(address, Some("version"), version), message);
        }
    }
}

fn check_library(checker: &mut Checker<'_, '_>, node: NodeId) {
    let minimum = minimum(checker, versions::CDKTN, None)
        .or_else(|| minimum(checker, versions::CDKTF, versions::minimum(versions::CDKTF)));
    let (Some(minimum), Some(text)) = (minimum, checker.plan().value(node).string()) else { return };
    let version = Version::parse(&text).filter(|version| !version.is_development());
    if version.is_some_and(|version| version < minimum.version) {
        let message = format!("version `{text}` of CDKTF is older than {}", minimum.shown());
        checker.report(Subject::other("//", Some("metadata.version"), node), message);
    }
}

/// What the policy says of a provider, by its local name or its own, or else what the table says.
fn minimum_of_provider<'c>(checker: &Checker<'c, '_>, requirement: &Requirement<'_>) -> Option<Minimum<'c>> {
    let source = requirement.source.as_deref().unwrap_or(&requirement.name);
    let (namespace, own) = source.rsplit_once('/').unwrap_or(("hashicorp", source));
    let is_official = namespace.rsplit('/').next() == Some("hashicorp");
    let in_table = Some(own).filter(|_| is_official).and_then(versions::minimum);
    minimum(checker, &requirement.name, None).or_else(|| minimum(checker, own, in_table))
}

fn minimum<'c>(checker: &Checker<'c, '_>, name: &str, in_table: Option<&'static str>) -> Option<Minimum<'c>> {
    let given = checker.policy().minimum_versions.get(name).map(String::as_str);
    let text = given.or(in_table)?;
    Some(Minimum { version: Version::parse(text)?, text, is_given: given.is_some() })
}

impl Minimum<'_> {
    fn shown(&self) -> String {
        if self.is_given {
            format!("`{}`, which the policy asks for", self.text)
        } else {
            format!("`{}`, the oldest that will do as of {}", self.text, versions::READ_ON)
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Fixes, new resources and new arguments go into the current major version of a provider: the AWS provider \
                before 5.0 knows nothing that AWS brought out since May 2023, and an argument of today fails there with \
                `Unsupported argument`. Prebuilt provider bindings of an old CDKTF library pin such an old provider. The \
                longer an upgrade waits, the more breaking changes come at once. CDKTF itself is archived; what it was \
                goes on as CDK Terrain (`cdktn`), which takes up from its last versions.",
    snippets: Snippets {
        hcl: r#"terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}"#,
        cdktf_typescript: r#"// package.json: "cdktf": "^0.21.0", "@cdktf/provider-aws": "^21.0.0"
// The prebuilt provider brings its own version constraint.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
new AwsProvider(this, "aws", { region: "us-east-1" });"#,
        cdktf_python: r#"# requirements.txt: cdktf>=0.21, cdktf-cdktf-provider-aws>=21
# The prebuilt provider brings its own version constraint.
from cdktf_cdktf_provider_aws.provider import AwsProvider
AwsProvider(self, "aws", region="us-east-1")"#,
    },
    sources: &[
        Source {
            title: "Terraform: version constraints",
            url: "https://developer.hashicorp.com/terraform/language/expressions/version-constraints",
        },
        Source {
            title: "Releases of the AWS provider",
            url: "https://github.com/hashicorp/terraform-provider-aws/releases",
        },
        Source { title: "CDK for Terraform, archived", url: "https://github.com/hashicorp/terraform-cdk" },
        Source { title: "CDK Terrain", url: "https://github.com/open-constructs/cdk-terrain" },
    ],
    controls: &[],
    parameters: &["minimumVersions"],
    examples: &[
        Example::Flagged(
            r#"{"//": {"metadata": {"backend": "local", "stackName": "web", "version": "0.15.0"}},
 "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.31.0"}}},
 "provider": {"aws": [{"region": "us-east-1"}]}}"#,
        ),
        Example::Flagged(
            r#"{"//": {"metadata": {"backend": "local", "stackName": "web", "version": "0.20.12"}},
 "terraform": {"required_providers": {"aws": {"source": "aws", "version": "4.50.0"}}},
 "provider": {"aws": [{"region": "us-east-1"}]}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": [{"required_providers": [{"main": {"source": "registry.terraform.io/hashicorp/aws",
  "version": ">= 3.0, < 5.0"}}]}], "provider": {"main": {"region": "us-east-1"}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": "~> 4.0"}}, "provider": {"aws": {"region": "us-east-1"}}}"#,
        ),
        // No end is set.
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 4.0"}}},
 "provider": {"aws": {"region": "us-east-1"}}}"#,
        ),
        // Recent, unreleased, another's provider of the same name.
        Example::Clean(
            r#"{"//": {"metadata": {"backend": "local", "stackName": "web", "version": "0.21.0"}},
 "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.31"}}},
 "provider": {"aws": [{"region": "us-east-1"}]}}"#,
        ),
        Example::Clean(
            r#"{"//": {"metadata": {"backend": "local", "stackName": "web", "version": "0.0.0"}},
 "terraform": {"required_providers": {"random": {"source": "hashicorp/random", "version": "3.1.0"}}},
 "resource": {"random_id": {"suffix": {"byte_length": 4}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "example.com/company/aws", "version": "1.4.0"}}},
 "provider": {"aws": {"region": "us-east-1"}}}"#,
        ),
        // Not a constraint that Terraform reads.
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "latest"}}},
 "provider": {"aws": {"region": "us-east-1"}}}"#,
        ),
    ],
};

#[cfg(test)]
mod tests {
    use alloc::{borrow::ToOwned, string::String, vec::Vec};

    use super::*;
    use crate::{Input, Policy};

    fn messages(text: &str, minimum_versions: &[(&str, &str)]) -> Vec<String> {
        let given =
            minimum_versions.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned()));
        let policy = Policy { minimum_versions: given.collect(), ..Policy::default() };
        let input = Input::new("cdk.tf.json", text.as_bytes()).unwrap();
        let report = crate::check(&input.decode().unwrap(), &policy);
        let own = report.findings.into_iter().filter(|finding| finding.rule == RULE.name);
        own.map(|finding| finding.message).collect()
    }

    #[test]
    fn the_policy_says_more_and_less_than_the_table() {
        let text = r#"{"//": {"metadata": {"version": "0.15.0"}}, "terraform": {"required_providers": {
            "aws": {"source": "hashicorp/aws", "version": "~> 5.0"}, "db": {"source": "acme/db", "version": "1.2.0"}}}}"#;
        assert_eq!(messages(text, &[("cdktf", "0.10")]), [""; 0]);
        assert_eq!(messages(text, &[("cdktn", "0.15"), ("aws", "not a version")]), [""; 0]);
        assert_eq!(
            messages(text, &[("cdktf", "0.15"), ("aws", "6.0"), ("db", "2")]),
            [
                "`~> 5.0` allows no version as new as `6.0`, which the policy asks for",
                "`1.2.0` allows no version as new as `2`, which the policy asks for"
            ]
        );
    }
}
