//! Several environments in one stack, and so in one state.
//!
//! What one stack may well hold for all environments (roles, repositories, zones, stages of one API) is not judged.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::{environments, physical_names},
    graph::name_at,
    plan::{Mode, Read, Resource, put_in_order},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::{Map, Set},
};

pub(crate) static RULE: Rule = Rule {
    name: "environments-share-stack",
    category: Category::Naming,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "One stack deploys several environments",
    remedy: "make the environment a parameter, and deploy one stack with a state of its own for each",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Types of which one stack may hold one for each environment.
const SHARED: &[&str] = &[
    "aws_acm",
    "aws_api_gateway_",
    "aws_apigatewayv2_",
    "aws_cloudwatch_",
    "aws_code",
    "aws_ecr",
    "aws_iam_",
    "aws_identitystore_",
    "aws_lambda_alias",
    "aws_organizations_",
    "aws_ram_",
    "aws_route53",
    "aws_secretsmanager_",
    "aws_servicecatalog_",
    "aws_ssm_",
    "aws_ssoadmin_",
];

/// How many of the resources are named.
const MOST_NAMED: usize = 8;

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let is_shared = |type_name: &str| SHARED.iter().any(|shared| type_name.starts_with(shared));
    // Resources that are alike but for the environment's word, by what they have in common.
    let mut alike: Map<(&str, String), Map<String, Resource<'_>>> = Map::new();
    for type_name in plan.types().filter(|type_name| !is_shared(type_name)) {
        let place = physical_names::of(type_name);
        for resource in plan.of_type(type_name).filter(|own| own.mode() == Mode::Managed) {
            for (rest, environment) in namings(resource, place) {
                alike.get_or_default((type_name, rest)).get_or_insert_with(environment, || resource);
            }
        }
    }
    let alike: Vec<_> = alike.into_iter().filter(|(_, environments)| environments.len() > 1).collect();
    let (mut types, mut words) = (Set::new(), Set::new());
    types.extend(alike.iter().map(|((type_name, _), _)| *type_name));
    if types.len() < 2 {
        return;
    }
    words.extend(alike.iter().flat_map(|(_, named)| named.keys()).map(String::as_str));
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    let mut resources: Vec<_> = alike.iter().flat_map(|(_, named)| named.values()).copied().collect();
    put_in_order(&mut resources);
    let Some((&first, others)) = resources.split_first() else { return };
    let types = types.len();
    let message = format!("resources of {types} types are here once for each of {}", words.join(", "));
    let finding = checker.report(first, message);
    for &other in others.iter().take(MOST_NAMED) {
        finding.related(other, "is another of them");
    }
}

/// What a resource is called, with the environment's word taken out, and that word: by its address, by its name.
///
/// A name with two such words, as of a peering between environments, says nothing.
fn namings(resource: Resource<'_>, place: Option<&'static str>) -> impl Iterator<Item = (String, String)> {
    let address = taken_apart(resource.address().as_str());
    let name = match place.map(|place| name_at(resource, place).text_by_default()) {
        Some(Read::Known(name)) if !name.is_sensitive() => taken_apart(&name),
        _ => None,
    };
    address.into_iter().chain(name.map(|(rest, word)| (format!("name {rest}"), word)))
}

fn taken_apart(name: &str) -> Option<(String, String)> {
    // Most names have no such word, and need not be put together again.
    split(name).find(|word| environments::kind_of(word).is_some())?;
    let mut found: Option<&str> = None;
    let mut rest = String::with_capacity(name.len());
    for word in split(name) {
        if environments::kind_of(word).is_none() {
            rest.push_str(word);
        } else if found.replace(word).is_some() {
            return None;
        } else {
            rest.push('*');
        }
    }
    Some((rest, found?.to_ascii_lowercase()))
}

/// The words of a name and what stands between them: `vpcDev-2` is `vpc`, `Dev`, `-`, `2`.
fn split(name: &str) -> impl Iterator<Item = &str> {
    let mut left = name;
    core::iter::from_fn(move || {
        let mut before = None;
        let mut end = 0;
        while let Some(&byte) = left.as_bytes().get(end) {
            let (letter, length) = match byte {
                b'a'..=b'z' => (Letter::Lower, 1),
                b'A'..=b'Z' => (Letter::Upper, 1),
                b'0'..=b'9' => (Letter::Other, 1),
                0..=0x7f => (Letter::None, 1),
                // The tables of Unicode are for what names rarely hold.
                _ => left.get(end..).and_then(|rest| rest.chars().next()).map(Letter::wide)?,
            };
            let is_end = before.is_some_and(|before| {
                (before == Letter::None) != (letter == Letter::None)
                    || before == Letter::Lower && letter == Letter::Upper
            });
            if is_end {
                break;
            }
            before = Some(letter);
            end += length;
        }
        let (word, rest) = left.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
        left = rest;
        Some(word)
    })
}

/// What a character is to the words of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letter {
    Lower,
    Upper,
    /// A digit, or a letter of a script without cases.
    Other,
    /// It stands between words.
    None,
}

impl Letter {
    /// What a character of any script is, and its length in bytes.
    fn wide(character: char) -> (Self, usize) {
        let letter = if character.is_lowercase() {
            Self::Lower
        } else if character.is_uppercase() {
            Self::Upper
        } else if character.is_alphanumeric() {
            Self::Other
        } else {
            Self::None
        };
        (letter, character.len_utf8())
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "One state for all environments means that every plan of a change to development also plans production, \
                with production's credentials, and that one broken resource anywhere stops every deployment. \
                `terraform destroy` of a preview destroys it all. Nothing can be tried in one environment first, \
                since there is only one apply.",
    snippets: Snippets {
        hcl: r#"variable "environment" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = var.cidr_block
  tags       = { Name = "payments-${var.environment}" }
}

# one state each:
#   terraform apply -var-file=dev.tfvars    (backend key dev/…)
#   terraform apply -var-file=prod.tfvars   (backend key prod/…)"#,
        cdktf_typescript: r#"const app = new App();
for (const environment of ["dev", "staging", "prod"]) {
  new PaymentsStack(app, `payments-${environment}`, { environment });
}
app.synth(); // one cdk.tf.json and one state each"#,
        cdktf_python: r#"app = App()
for environment in ["dev", "staging", "prod"]:
    PaymentsStack(app, f"payments-{environment}", environment=environment)
app.synth()  # one cdk.tf.json and one state each"#,
    },
    sources: &[
        Source {
            title: "Terraform: when to use multiple workspaces",
            url: "https://developer.hashicorp.com/terraform/cli/workspaces#when-not-to-use-multiple-workspaces",
        },
        Source {
            title: "AWS Prescriptive Guidance: Terraform AWS provider best practices, backend",
            url: "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"vpc_dev": {"cidr_block": "10.0.0.0/16"}, "vpc_prod": {"cidr_block": "10.1.0.0/16"}},
  "aws_db_instance": {"dev": {"identifier": "orders-dev"}, "prod": {"identifier": "orders-prod"}}}}"#,
        ),
        // By the keys of a loop.
        Example::Flagged(
            r#"{"locals": {"environments": {"dev": "10.0.0.0/16", "staging": "10.1.0.0/16"}},
 "resource": {"aws_vpc": {"main": {"for_each": "${local.environments}", "cidr_block": "${each.value}"}},
  "aws_s3_bucket": {"data": {"for_each": "${local.environments}", "bucket": "acme-data-${each.key}"}}}}"#,
        ),
        // By names alone.
        Example::Flagged(
            r#"{"resource": {"aws_sqs_queue": {"a": {"name": "jobs-dev"}, "b": {"name": "jobs-prod"}},
  "aws_dynamodb_table": {"a": {"name": "DevOrders"}, "b": {"name": "ProdOrders"}}}}"#,
        ),
        // One of a kind, and one peering that names both.
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"dev": {"cidr_block": "10.0.0.0/16"}, "prod": {"cidr_block": "10.1.0.0/16"}},
  "aws_vpc_peering_connection": {"dev_prod": {"vpc_id": "${aws_vpc.dev.id}", "peer_vpc_id": "${aws_vpc.prod.id}"}}}}"#,
        ),
        // Zones and numbers are no environments; tags do not count.
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"tags": {"Environment": "dev"}}, "b": {"tags": {"Environment": "prod"}}},
  "aws_instance": {"web_1": {"tags": {"Environment": "dev"}}, "web_2": {"tags": {"Environment": "prod"}}}}}"#,
        ),
        // Stages of one API and roles for all environments of an account belong together.
        Example::Clean(
            r#"{"resource": {"aws_api_gateway_stage": {"dev": {"stage_name": "dev"}, "prod": {"stage_name": "prod"}},
  "aws_iam_role": {"deploy_dev": {"name": "deploy-dev"}, "deploy_prod": {"name": "deploy-prod"}},
  "aws_ecr_repository": {"dev": {"name": "dev"}, "prod": {"name": "prod"}}}}"#,
        ),
    ],
};
