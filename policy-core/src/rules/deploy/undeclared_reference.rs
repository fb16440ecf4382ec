//! A reference to what the configuration does not declare.
//!
//! Configuration only: no plan is made of one that holds such a reference. Terraform reads all files of a folder as
//! one, so that a name may be declared in a file that is not here. What [`crate::graph`] says of it: the output of
//! CDKTF is whole; any other file is taken as whole for a kind of name where it has a `terraform` or `provider` block,
//! declares names of that kind itself, and lacks fewer of them than it declares, or as many, where each is like one of
//! those. A file that keeps its variables, and its outputs or both of those blocks, is taken as whole for every kind.
//! One that leaves its variables to `variables.tf` is left undetermined. What can mean nothing anywhere, such as
//! `${HOME}`, is reported always.

use alloc::{borrow::Cow, format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::templates::{Declaration, RepeatedBy, Site, Syntax, Templates},
    engine::{Checker, Subject},
    graph::{UndeclaredFault as Fault, UndeclaredKind as Kind, Wrong},
    plan::Text,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
};

pub(crate) static RULE: Rule = Rule {
    name: "undeclared-reference",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A reference leads to nothing that the configuration declares",
    remedy: "declare what is referred to, or refer to what is declared; text that is meant as it stands takes `$${`",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    let (templates, undeclared) = (graph.templates(), graph.undeclared());
    if let Some(sources) = plan.sources.filter(|_| plan.is_whole) {
        let is_orphan = |own: &&Declaration<'_>| {
            // Providers need not be declared elsewhere, and locals are merged name by name.
            let is_free = own.address.starts_with("provider.") || own.address.starts_with("local.");
            !is_free && sources.is_orphan(plan.value(own.node).start())
        };
        for own in templates.declarations.iter().filter(is_orphan) {
            let subject = Subject::other(&*own.address, None, own.node);
            let message = format!("`{}` overrides what no file declares", own.address);
            checker.refuse(subject, message, Refusal::by_init(missing_to_override(&own.address)));
        }
    }
    // A block may say the same wrong name many times.
    let mut said = Set::new();
    for fault in &undeclared.faults {
        let Some(site) = templates.sites.get(fault.site) else { continue };
        let Some(holder) = templates.declaration(site) else { continue };
        if !said.insert((&holder.address, &fault.reference)) {
            continue;
        }
        let subject = Subject::site(graph, holder, site);
        if undeclared.is_certain(fault) {
            // A name alone may be a piece of a password; a longer reference is none.
            let is_secret = site.context.is_sensitive && !fault.reference.contains('.');
            let reference = Text::new(Cow::Borrowed(&*fault.reference), is_secret);
            let refusal = refusal(fault, site, holder, templates);
            checker.refuse(subject, message(&reference, &fault.wrong), refusal);
        } else {
            checker.undetermined_of(subject);
        }
    }
}

/// What Terraform says of a block that overrides nothing.
fn missing_to_override(address: &str) -> &'static str {
    match address.split('.').next().unwrap_or_default() {
        "module" => "Missing module call to override",
        "output" => "Missing base output definition to override",
        "var" => "Missing base variable declaration to override",
        "data" => "Missing data resource to override",
        _ => "Missing resource to override",
    }
}

fn refusal(fault: &Fault, site: &Site<'_>, holder: &Declaration<'_>, templates: &Templates<'_>) -> Refusal {
    let root = fault.reference.split('.').next().unwrap_or_default();
    // What replaces a resource is looked up when there is a plan, and may be resources and instances alone.
    let is_trigger = site.syntax == Syntax::Expression;
    match &fault.wrong {
        Wrong::Undeclared { kind: Kind::Variable | Kind::Local | Kind::Module, .. } if is_trigger => {
            Refusal::by_init("Invalid reference in replace_triggered_by expression")
        }
        Wrong::Undeclared { .. } if is_trigger => Refusal::by_plan("Reference to undeclared resource"),
        Wrong::Undeclared { kind: Kind::Variable, .. } => {
            Refusal::by_validate("Reference to undeclared input variable")
        }
        Wrong::Undeclared { kind: Kind::Local, .. } => {
            Refusal::by_validate("Reference to undeclared local value")
        }
        Wrong::Undeclared { kind: Kind::Module, .. } => {
            Refusal::by_validate("Reference to undeclared module")
        }
        // A state is read when there is a plan. Of one that is asked with an index Terraform says `Invalid index`.
        Wrong::Undeclared { kind: Kind::Output, .. } if root == "data" => {
            Refusal::by_plan("Unsupported attribute")
        }
        Wrong::Undeclared { kind: Kind::Output, .. } | Wrong::NoAttribute => {
            Refusal::by_validate("Unsupported attribute")
        }
        Wrong::Undeclared { kind: Kind::Data, .. } if is_of_check(&fault.reference, templates) => {
            Refusal::by_validate("Reference to scoped resource")
        }
        Wrong::Undeclared { .. } => Refusal::by_validate("Reference to undeclared resource"),
        Wrong::NotRepeated(by) => {
            let summary = match (by, &*fault.reference) {
                (RepeatedBy::ForEach, "each.value") => "each.value cannot be used in this context",
                (RepeatedBy::ForEach, _) => "Reference to \"each\" in context without for_each",
                (RepeatedBy::Count, _) => "Reference to \"count\" in non-counted context",
            };
            // Validation does not evaluate what a module is given.
            let is_late = is_trigger || holder.address.starts_with("module.");
            if is_late { Refusal::by_plan(summary) } else { Refusal::by_validate(summary) }
        }
        Wrong::Meaningless(_) => match root {
            "path" | "each" | "count" | "terraform" => {
                Refusal::by_validate(format!("Invalid \"{root}\" attribute"))
            }
            "self" => Refusal::by_validate("Invalid \"self\" reference"),
            "data" | "ephemeral" | "resource" => Refusal::by_validate("Invalid reference"),
            // With a name behind it any other word is a type of resource to Terraform.
            _ if fault.reference.contains('.') => Refusal::by_validate("Reference to undeclared resource"),
            _ => Refusal::by_validate("Invalid reference"),
        },
    }
}

/// Whether a check declares the data source that a reference is to, which nothing outside of it may refer to.
fn is_of_check(reference: &str, templates: &Templates<'_>) -> bool {
    let is_meant = |(type_name, name): &(Cow<'_, str>, Cow<'_, str>)| {
        let labels = reference.strip_prefix("data.").and_then(|labels| labels.split_once('.'));
        labels == Some((type_name, name))
    };
    templates.declarations.iter().any(|own| own.own_data.iter().any(is_meant))
}

fn message(reference: &Text<'_>, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Undeclared { kind, meant: None } => {
            format!("the {} `{reference}` is declared nowhere", kind.name())
        }
        Wrong::Undeclared { kind, meant: Some(meant) } => {
            format!("the {} `{reference}` is declared nowhere; there is `{meant}`", kind.name())
        }
        Wrong::NotRepeated(by) => {
            format!("`{reference}` stands where no `{}` gives it a value", by.name())
        }
        Wrong::Meaningless(why) => format!("`{reference}` {why}"),
        Wrong::NoAttribute => {
            format!("`{reference}` is no attribute of a state that is read; what it holds is in `outputs`")
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform looks every name up before it does anything, also inside `try()`, in the branch of a condition \
                that is not taken and in `depends_on`. `terraform validate`, plan and apply fail: `Reference to undeclared \
                resource`, `Reference to undeclared input variable`, `Invalid reference`. CDKTF does not check what is \
                written inside a string or an override, so that `cdktf synth` passes. Where only one file of a \
                folder is checked, names that another file may declare are left undetermined: a file counts as whole \
                for variables, say, when it has a `terraform` or `provider` block, declares variables itself, and lacks \
                fewer of them than it declares. What CDKTF wrote is always whole. Outputs of modules and of other \
                stacks are looked up where their files are known.",
    snippets: Snippets {
        hcl: r#"data "aws_caller_identity" "current" {}

output "account" {
  value = data.aws_caller_identity.current.account_id
}"#,
        cdktf_typescript: r#"// A reference through the object cannot name what is not there.
const current = new DataAwsCallerIdentity(this, "current");
new TerraformOutput(this, "account", { value: current.accountId });"#,
        cdktf_python: r#"# A reference through the object cannot name what is not there.
current = DataAwsCallerIdentity(self, "current")
TerraformOutput(self, "account", value=current.account_id)"#,
    },
    sources: &[
        Source {
            title: "Terraform: references to named values",
            url: "https://developer.hashicorp.com/terraform/language/expressions/references",
        },
        Source {
            title: "Terraform: files and configuration structure",
            url: "https://developer.hashicorp.com/terraform/language/files",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // What CDKTF writes is whole.
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}},
 "resource": {"aws_sns_topic": {"alerts": {"name": "alerts"}},
  "aws_sns_topic_policy": {"alerts": {"arn": "${aws_sns_topic.alerts.arn}",
   "policy": "${data.aws_iam_policy_document.alerts.json}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"provider": {"aws": {"region": "${var.region}"}}, "variable": {"region": {"default": "us-east-1"}},
 "resource": {"aws_s3_bucket": {"logs": {"bucket": "logs-${var.regoin}", "tags": {"region": "${var.regoin}"}}}}}"#,
        ),
        // Once for the block, whatever says it.
        Example::Flagged(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
 "resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}},
  "aws_subnet": {"a": {"vpc_id": "${aws_vpc.mian.id}", "cidr_block": "10.0.1.0/24", "depends_on": ["aws_vpc.mian"]}}}}"#,
        ),
        // Neither try() nor the branch that is not taken saves it.
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}},
 "output": {"id": {"value": "${true ? 1 : try(module.network.vpc_id, null)}"}}}"#,
        ),
        // Who keeps the settings and the variables here keeps no data sources elsewhere.
        Example::Flagged(
            r#"{"terraform": {"required_version": ">= 1.5"}, "variable": {"region": {}}, "provider": {"aws": {"region": "${var.region}"}},
 "resource": {"aws_iam_role": {"lambda": {"name": "lambda",
  "assume_role_policy": "${data.aws_iam_policy_document.lambda_assume_role.json}"}}}}"#,
        ),
        // No file can make sense of these.
        Example::Flagged(r##"{"output": {"script": {"value": "#!/bin/sh\necho ${HOME}"}}}"##),
        Example::Flagged(r#"{"resource": {"aws_eip": {"a": {"tags": {"Name": "nat-${count.index}"}}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {"web": {"dynamic": {"ingress": [{"for_each": [80, 443],
  "content": [{"from_port": "${each.value}", "to_port": "${ingress.value}", "protocol": "tcp"}]}]}}}}}"#,
        ),
        Example::Flagged(
            r#"{"data": {"aws_vpc": {"main": {"default": true}}}, "output": {"vpc": {"value": "${aws_vpc.main.id}"}}}"#,
        ),
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "resource": {"aws_eip": {"a": {"domain": "vpc",
  "lifecycle": {"replace_triggered_by": ["aws_instance.web"]}}}}}"#,
        ),
        // Variables and data sources are in files beside it; the bucket's neighbour may be.
        Example::Clean(
            r#"{"provider": {"aws": {"region": "${var.region}"}},
 "resource": {"aws_s3_bucket": {"logs": {"bucket": "logs-${data.aws_caller_identity.current.account_id}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.1.0/24"}}}}"#,
        ),
        // As many variables are elsewhere as here.
        Example::Clean(
            r#"{"provider": {"aws": {"region": "${var.region}"}}, "variable": {"region": {}},
 "resource": {"aws_s3_bucket": {"logs": {"bucket": "${var.project}-logs"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"required_version": ">= 1.5"}, "variable": {"region": {}},
 "output": {"name": {"value": "${var.project}-${var.environment}-${var.region}"}}}"#,
        ),
        // Names that a `for`, a dynamic block, a `for_each` and a provisioner give.
        Example::Clean(
            r#"{"//": {"metadata": {"stackName": "web"}}, "resource": {"aws_security_group": {"web": {
  "for_each": {"a": 80}, "name": "${each.key}", "description": "${join(\",\", [for port in [each.value] : port])}",
  "dynamic": {"ingress": {"for_each": [80], "iterator": "rule", "content": {"from_port": "${rule.value}",
   "to_port": "${rule.value}", "protocol": "tcp"}}},
  "provisioner": {"local-exec": {"command": "echo ${self.id} $HOME"}}}}}}"#,
        ),
        // Text, and what Terraform takes literally.
        Example::Clean(
            r#"{"//": {"metadata": {"stackName": "web", "path": "${nowhere.at.all}"}},
 "variable": {"text": {"default": "${var.none}", "description": "not ${var.none}"}},
 "output": {"text": {"value": "$${var.none} %%{ if none } ${var.text} ${path.module} ${terraform.workspace}"}}}"#,
        ),
        // Declared all the same: referred to by the long way, under a name with hyphens, in a check.
        Example::Clean(
            r#"{"//": {"metadata": {"stackName": "web"}},
 "locals": {"a-1": "${local.b}", "b": "${resource.aws_vpc.main-vpc.id}"},
 "resource": {"aws_vpc": {"main-vpc": {"cidr_block": "10.0.0.0/16", "depends_on": ["aws_eip.a[7]"]}},
  "aws_eip": {"a": {"count": 2}}},
 "check": {"up": {"data": {"http": {"site": {"url": "https://example.com"}}},
  "assert": {"condition": "${data.http.site.status_code == 200}", "error_message": "${data.http.site.url} is down"}}}}"#,
        ),
    ],
};
