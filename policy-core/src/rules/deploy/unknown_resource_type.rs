//! A type that its provider does not have: none of hashicorp/aws in the versions that the stack may be run with, one of
//! hashicorp/aws that another provider is asked for, or an ephemeral resource that there is only as another kind.
//!
//! Where the stack asks for versions that are all newer than those that are known, or a plan holds the type, so that
//! Terraform knew it, it is only said that the type is not known here.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    facts::ephemeral_types,
    graph::{Arguments, ResourceGraph, WrongArgument},
    json::Json,
    plan::{BlockId, Mode},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    schema, similar,
};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-resource-type",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A resource or data source is of a type that its provider does not have",
    remedy: "write the type that is meant, or ask for a version of the provider that has it",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    of_other_provider(checker);
    of_terraform_itself(checker);
    ephemeral(checker);
    let graph = checker.graph();
    let Some(arguments) = graph.arguments() else { return };
    for fault in &arguments.faults {
        let WrongArgument::UnknownType(absence) = &fault.wrong else { continue };
        let Some(block) = graph.plan().block(fault.block) else { continue };
        let kind = if block.mode == Mode::Data { "data source" } else { "resource type" };
        let mut message = format!("`{}` is no {kind} of {}", block.type_name, arguments.judged_by());
        message.push_str(&arguments.said_of(absence));
        // What people write by mistake is in no later version either.
        let doubt = arguments.doubt().filter(|_| absence.moved.is_none());
        message.extend(doubt.as_deref());
        let subject = Subject::configured(graph, fault.block, fault.node, None);
        // Who made the plan had a provider that knows the type.
        if !graph.plan().is_configuration() {
            checker.report(subject, message).only_info();
            continue;
        }
        let draft = checker.refuse(subject, message, refusal(block.mode));
        if doubt.is_some() {
            draft.only_info();
        }
    }
}

fn refusal(mode: Mode) -> Refusal {
    match mode {
        Mode::Managed => Refusal::by_validate("Invalid resource type"),
        Mode::Data => Refusal::by_validate("Invalid data source"),
    }
}

/// A type of hashicorp/aws for which `provider` names one that is certainly another.
fn of_other_provider(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    let Some(table) = schema::aws().filter(|_| plan.is_configuration()) else { return };
    for (at, block) in (0..).zip(&plan.blocks) {
        let Some(name) = block.provider.as_deref().and_then(|key| key.split('.').next()) else { continue };
        let Some(source) = other_source(graph, name).filter(|_| block.type_name.starts_with("aws_")) else {
            continue;
        };
        let Some(body) = block.expressions.filter(|_| table.find(block.mode, &block.type_name).is_some())
        else {
            continue;
        };
        let message = format!("`{}` is of hashicorp/aws, and `provider` names `{source}`", block.type_name);
        let node = plan.value(body).get("provider").map_or(body, Json::id);
        let subject = Subject::configured(graph, BlockId(at), node, None);
        checker.refuse(subject, message, refusal(block.mode));
    }
}

/// A type that begins as those of Terraform's own provider do, which has one resource and one data source.
fn of_terraform_itself(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    let is_own = graph.settings().source_of("terraform").is_none();
    if !plan.is_configuration() || !is_own {
        return;
    }
    for (at, block) in (0..).zip(&plan.blocks) {
        let known = match block.mode {
            Mode::Managed => "terraform_data",
            Mode::Data => "terraform_remote_state",
        };
        let is_wrong = block.type_name.starts_with("terraform_") && block.type_name != known;
        let Some(body) = block.expressions.filter(|_| is_wrong && block.provider.is_none()) else { continue };
        let message =
            format!("`{}` is no type of Terraform's own, which has `{known}` alone", block.type_name);
        let subject = Subject::configured(graph, BlockId(at), body, None);
        checker.refuse(subject, message, refusal(block.mode));
    }
}

/// The source of a provider that is known for not being hashicorp/aws.
fn other_source(graph: &ResourceGraph<'_>, name: &str) -> Option<String> {
    /// Others of hashicorp's.
    const OTHERS: [&str; 11] = [
        "archive",
        "awscc",
        "azurerm",
        "google",
        "helm",
        "http",
        "kubernetes",
        "local",
        "null",
        "random",
        "tls",
    ];
    let written = graph.settings().source_of(name);
    let source = written.as_deref().unwrap_or(name);
    let own = source.rsplit('/').next().unwrap_or_default();
    let is_of_hashicorp = match source.rsplit_once('/') {
        Some((namespace, _)) => namespace == "hashicorp" || namespace.ends_with("/hashicorp"),
        None => true,
    };
    (is_of_hashicorp && OTHERS.contains(&own)).then(|| format!("hashicorp/{own}"))
}

/// Ephemeral resources of providers whose kinds of them are known.
fn ephemeral(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    let doubt = graph.arguments().and_then(Arguments::doubt);
    for holder in &graph.templates().declarations {
        let Some((type_name, _)) =
            holder.address.strip_prefix("ephemeral.").and_then(|own| own.split_once('.'))
        else {
            continue;
        };
        let provider = type_name.split('_').next().unwrap_or_default();
        let source = graph.settings().source_of(provider);
        let is_own = source
            .is_none_or(|source| source == provider || source.ends_with(&format!("hashicorp/{provider}")));
        let Some(known) = ephemeral_types::of(provider).filter(|_| is_own) else { continue };
        if known.contains(&type_name) || checker.plan().value(holder.node).get("provider").is_some() {
            continue;
        }
        let near = similar::nearest_words(type_name, known.iter().copied());
        let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
        let message = format!("`{type_name}` is no ephemeral resource of hashicorp/{provider}{near}");
        let refusal = Refusal::by_validate("Invalid ephemeral resource");
        let draft = checker.refuse(Subject::within(graph, holder, holder.node), message, refusal);
        if provider == "aws" && doubt.is_some() {
            draft.only_info();
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform asks the provider for its types before anything else: `terraform validate`, plan and apply fail \
                with `Invalid resource type`. CDKTF's own constructs cannot name a type that is not there; overrides, \
                `TerraformResource` and hand-written JSON can. A type may also be newer than the provider that the \
                stack asks for, or have been removed since: EC2-Classic went with 5.0, OpsWorks with 6.0.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}"#,
        cdktf_typescript: r#"new S3BucketServerSideEncryptionConfigurationA(this, "logs-encryption", {
  bucket: logs.id,
  rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
});"#,
        cdktf_python: r#"S3BucketServerSideEncryptionConfigurationA(self, "logs-encryption",
    bucket=logs.id,
    rule=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}],
)"#,
    },
    sources: &[
        Source {
            title: "Arguments and types of hashicorp/aws",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
        },
        Source {
            title: "Terraform: JSON configuration syntax",
            url: "https://developer.hashicorp.com/terraform/language/syntax/json",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket_encryption_configuration": {"logs": {"bucket": "logs"}}}}"#,
        ),
        // Only a data source has the name; only a resource has it.
        Example::Flagged(r#"{"resource": {"aws_caller_identity": {"current": {}}}}"#),
        Example::Flagged(r#"{"data": {"aws_s3_bucket_versioning": {"logs": {"bucket": "logs"}}}}"#),
        // Gone with 5.0, and gone with 6.0.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
 "resource": {"aws_db_security_group": {"db": {"name": "db", "ingress": {"cidr": "10.0.0.0/24"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "registry.terraform.io/hashicorp/aws", "version": ">= 6.0"}}},
 "resource": {"aws_simpledb_domain": {"users": {"name": "users"}}}}"#,
        ),
        // Newer than the provider that the stack asks for.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "aws", "version": "~> 5.31"}}},
 "resource": {"aws_s3_bucket_abac": {"logs": {"bucket": "logs"}}}}"#,
        ),
        // The provider may know it by then.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 7.0"}}},
 "resource": {"aws_quantum_teleporter": {"main": {"name": "main"}}}}"#,
        ),
        Example::Flagged(r#"{"resource": {"terraform_daat": {"a": {"input": 1}}}}"#),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 4.0"}}},
 "resource": {"aws_db_security_group": {"db": {"name": "db", "ingress": {"cidr": "10.0.0.0/24"}}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
 "resource": {"aws_simpledb_domain": {"users": {"name": "users"}}}}"#,
        ),
        // Of another provider, also of one that is called the same.
        Example::Clean(
            r#"{"resource": {"awscc_s3_storage_lens": {"main": {}}, "random_id": {"a": {"byte_length": 4}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"aws": {"source": "example.com/company/aws"}}},
 "resource": {"aws_s3_bucket_encryption_configuration": {"logs": {"bucket": "logs"}}}}"#,
        ),
        // There only as a resource, and of a provider that is another.
        Example::Flagged(r#"{"ephemeral": {"random_uuid": {"token": {}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_sqs_queue": {"jobs": {"name": "jobs", "provider": "random"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"amazon": {"source": "hashicorp/aws"}}},
 "ephemeral": {"random_password": {"db": {"length": 20}}},
 "resource": {"aws_sqs_queue": {"jobs": {"name": "jobs", "provider": "amazon"}}}}"#,
        ),
        Example::Clean(r#"{"data": {"aws_caller_identity": {"current": {}}}}"#),
        Example::Clean(
            r#"{"resource": {"terraform_data": {"a": {"input": 1}}},
 "data": {"terraform_remote_state": {"net": {"backend": "local", "config": {"path": "net.tfstate"}}}}}"#,
        ),
    ],
};
