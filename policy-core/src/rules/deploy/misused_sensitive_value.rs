//! A sensitive or ephemeral value where Terraform lets none stand.
//!
//! Configuration only: no plan is made of one that does that. An output of a module that others call may show what is
//! sensitive; so outputs are judged only of what is whole.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::templates::{Declaration, Role, Site, Syntax},
    engine::{Checker, Subject},
    graph::{Marked, Marks, says_so, shown},
    plan::Plan,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
    template,
};

pub(crate) static RULE: Rule = Rule {
    name: "misused-sensitive-value",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A sensitive or ephemeral value stands where Terraform lets none stand",
    remedy: "mark the output as sensitive, or keep the value out of it; hand what is ephemeral to providers and write-only arguments alone",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    if !plan.is_configuration() || graph.undeclared().is_override() {
        return;
    }
    if plan.is_whole_root() {
        ephemeral_outputs(checker);
    }
    let (sensitive, ephemeral) = (Marks::new(graph, Marked::Sensitive), Marks::new(graph, Marked::Ephemeral));
    let has_ephemeral = has_ephemeral(plan);
    let mut said = Set::new();
    for site in graph.templates().sites.iter().filter(|site| site.syntax == Syntax::Template && !site.is_key)
    {
        let Some(holder) = graph.templates().declaration(site) else { continue };
        // Where nothing is ephemeral, outputs alone may show what they must not.
        if !has_ephemeral && !is_output(holder) {
            continue;
        }
        let Some(sink) = Sink::of(plan, holder, site) else { continue };
        let is_open =
            |mark: &str| plan.value(holder.node).get(mark).is_none_or(|own| own.bool() == Some(false));
        let is_output = sink == Sink::Output;
        let not_sensitive = (is_output && is_open("sensitive")).then_some(&sensitive);
        let not_ephemeral = (has_ephemeral && (!is_output || is_open("ephemeral"))).then_some(&ephemeral);
        let mut marks = not_sensitive.into_iter().chain(not_ephemeral);
        let Some((kind, span)) = marks.find_map(|marks| Some((marks.kind(), source(marks, site)?))) else {
            continue;
        };
        if said.insert((&holder.address, plan.path(holder.node, site.node))) {
            let part = if site.context.is_sensitive {
                String::from("a value")
            } else {
                format!("`{}`", shown(span.of(&site.text)))
            };
            let message = format!("{part} is part of it, {}", sink.takes(kind));
            let is_validated = source(&Marks::in_validation(graph, kind), site).is_some();
            checker.refuse(Subject::site(graph, holder, site), message, refusal(&sink, kind, is_validated));
        }
    }
}

fn ephemeral_outputs(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    for declaration in graph.templates().declarations.iter().filter(|own| is_output(own)) {
        let body = plan.value(declaration.node);
        let Some(mark) = body.get("ephemeral").filter(|_| says_so(body, "ephemeral")) else { continue };
        let subject = Subject::other(&*declaration.address, Some("ephemeral"), mark.id());
        let message = String::from("an output of the root module cannot be ephemeral");
        checker.refuse(subject, message, Refusal::by_validate("Ephemeral output not allowed"));
    }
}

fn refusal(sink: &Sink, kind: Marked, is_validated: bool) -> Refusal {
    let summary = match (sink, kind) {
        (Sink::Output, Marked::Sensitive) => "Output refers to sensitive values",
        (Sink::Output, Marked::Ephemeral) => "Ephemeral value not allowed",
        (Sink::Argument, _) => "Invalid use of ephemeral value",
        (Sink::Count, _) => "Invalid count argument",
        (Sink::ForEach, _) => "Invalid for_each argument",
    };
    if is_validated { Refusal::by_validate(summary) } else { Refusal::by_plan(summary) }
}

/// Where marked values may not stand.
#[derive(PartialEq, Eq)]
enum Sink {
    Output,
    /// An argument that is kept in the state.
    Argument,
    Count,
    ForEach,
}

impl Sink {
    fn of(plan: &Plan<'_>, holder: &Declaration<'_>, site: &Site<'_>) -> Option<Self> {
        match site.context.role {
            Role::Value if is_output(holder) => plan.is_whole_root().then_some(Self::Output),
            Role::Value => {
                holder.block?;
                let path = plan.path(holder.node, site.node);
                let name = path.split(['.', '[']).next().unwrap_or_default();
                // What is only written is passed on and forgotten.
                (!name.ends_with("_wo")).then_some(Self::Argument)
            }
            Role::Repetition if plan.path(holder.node, site.node).starts_with("count") => Some(Self::Count),
            Role::Repetition => Some(Self::ForEach),
            _ => None,
        }
    }

    /// Why it takes no value that is marked so.
    const fn takes(&self, kind: Marked) -> &'static str {
        match (self, kind) {
            (Self::Output, Marked::Sensitive) => "which is sensitive, and the output is not marked as such",
            (Self::Output, Marked::Ephemeral) => "which is ephemeral, and the output is not marked as such",
            (Self::Argument, _) => "which is ephemeral, and the argument is kept in the state",
            (Self::Count | Self::ForEach, _) => {
                "which is ephemeral, and how many instances there are is kept in the state"
            }
        }
    }
}

fn is_output(declaration: &Declaration<'_>) -> bool {
    declaration.address.starts_with("output.")
}

/// The part of a string that makes it marked.
fn source(marks: &Marks<'_, '_>, site: &Site<'_>) -> Option<template::Span> {
    marks.source(site.template().as_deref()?)
}

/// Whether anything of a configuration is ephemeral; most have nothing that is.
fn has_ephemeral(plan: &Plan<'_>) -> bool {
    let text = plan.document.text();
    text.contains("\"ephemeral\"") || text.contains("terraform.applying")
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "What is sensitive stays so on its way through expressions: a password in a text, in an object, compared with \
                another. An output that shows it must say that it does, or the plan stops: `Output refers to sensitive values`. \
                What is ephemeral is kept nowhere, so that it may stand in providers, provisioners and write-only arguments \
                alone: `Invalid use of ephemeral value`, `Ephemeral value not allowed`, `Ephemeral output not allowed`. \
                CDKTF synthesizes both without a word.",
    snippets: Snippets {
        hcl: r#"resource "random_password" "db" {
  length = 24
}

output "connection" {
  value     = "postgres://app:${random_password.db.result}@db"
  sensitive = true
}"#,
        cdktf_typescript: r#"new TerraformOutput(this, "connection", {
  value: `postgres://app:${password.result}@db`,
  sensitive: true,
});"#,
        cdktf_python: r#"TerraformOutput(self, "connection",
    value=f"postgres://app:{password.result}@db",
    sensitive=True,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: manage sensitive data",
            url: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
        },
        Source {
            title: "Terraform: ephemeral values",
            url: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data/ephemeral",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "resource": {"random_password": {"db": {"length": 24}}},
 "output": {"connection": {"value": "postgres://app:${random_password.db.result}@db"}}}"#,
        ),
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "variable": {"token": {"sensitive": true}},
 "locals": {"settings": {"token": "${var.token}"}}, "output": {"settings": {"value": "${local.settings}"}}}"#,
        ),
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "resource": {"aws_db_instance": {"main": {"instance_class": "db.t3.micro"}}},
 "output": {"main": {"value": {"all": "${aws_db_instance.main}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"token": {"ephemeral": true}}, "resource": {"aws_ssm_parameter": {"token": {"name": "token", "type": "String",
  "value": "${var.token}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "output": {"name": {"value": "web", "ephemeral": true}}}"#,
        ),
        // Marked as such, taken off, or another attribute of the same resource.
        Example::Clean(
            r#"{"//": {"metadata": {"stackName": "web"}}, "resource": {"random_password": {"db": {"length": 24}},
  "aws_db_instance": {"main": {"instance_class": "db.t3.micro", "password": "${random_password.db.result}"}}},
 "output": {"a": {"value": "${random_password.db.result}", "sensitive": true}, "b": {"value": "${nonsensitive(random_password.db.result)}"},
  "c": {"value": "${issensitive(random_password.db.result)}"}, "d": {"value": "${aws_db_instance.main.endpoint}"},
  "e": {"value": "${length([random_password.db.result])}"}, "f": {"value": "${random_password.db.id}"}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"token": {"ephemeral": true}, "region": {"ephemeral": true, "default": "us-east-1"}},
 "provider": {"aws": {"region": "${var.region}"}}, "locals": {"settings": {"token": "${var.token}", "name": "web"}},
 "resource": {"aws_ssm_parameter": {"token": {"name": "${local.settings.name}", "type": "String", "value_wo": "${var.token}", "value_wo_version": 1,
   "provisioner": {"local-exec": {"command": "echo ${var.token}"}}}}}}"#,
        ),
        // Who calls the module may do with it what they want.
        Example::Clean(
            r#"{"variable": {"token": {"sensitive": true}}, "output": {"token": {"value": "${var.token}"}}}"#,
        ),
    ],
};
