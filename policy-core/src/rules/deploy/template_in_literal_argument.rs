//! A template where Terraform takes text as it stands.
//!
//! In JSON nothing complains of the template itself: the text goes on with `${` in it, to where it is refused or, worse,
//! taken. `OpenTofu` evaluates backends and the sources and versions of modules; so does a newer Terraform with variables
//! that say they are constant. A token of CDKTF is `unresolved-token`'s.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::sections,
    engine::{Checker, Subject},
    facts::backends::{self, Takes},
    json::{Json, NodeId},
    plan::{ModuleId, Plan, Value, items_of},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    rules::deploy::{invalid_module_call, invalid_version_requirement},
    template::{self, Step, Traversal},
    token,
};

pub(crate) static RULE: Rule = Rule {
    name: "template-in-literal-argument",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A template stands where Terraform evaluates none",
    remedy: "write the value itself, or for a default move the expression to a local",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// Settings of backends that name something new, so that a template becomes its name; others name what must be there.
const NAMES_OF_STATES: [&str; 5] = ["key", "path", "prefix", "workspace_dir", "workspace_key_prefix"];

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    if !plan.is_configuration() {
        return;
    }
    let settings = checker.graph().settings();
    if !settings.is_opentofu {
        backends(checker);
        for (name, call) in sections::named(plan, "module") {
            for argument in ["source", "version"] {
                let value = call.get(argument).filter(|value| !is_constant(plan, *value));
                report(checker, &format!("module.{name}"), argument, value);
            }
        }
    }
    for value in &settings.required_versions {
        report(checker, "terraform", "required_version", Some(*value));
    }
    for (name, entry) in &settings.required_providers {
        let address = format!("terraform.required_providers.{name}");
        report(checker, &address, "version", Some(*entry));
        for argument in ["source", "version"] {
            report(checker, &address, argument, entry.get(argument));
        }
    }
    for (name, level) in sections::blocks(plan, "provider").flat_map(Json::members) {
        for body in items_of(level) {
            for argument in ["alias", "version"] {
                report(checker, &format!("provider.{}", name.text()), argument, body.get(argument));
            }
        }
    }
    for (name, variable) in sections::named(plan, "variable") {
        variable_default(checker, &name, variable);
    }
}

/// Reports the argument of something that has a template in it.
fn report<'p>(checker: &mut Checker<'_, 'p>, address: &str, argument: &str, value: Option<Value<'p>>) {
    let Some(value) = value else { return };
    let Some(written) = value.string() else { return };
    let Some(text) = template_in(&written) else { return };
    let message = format!("`{argument}` is taken as it stands, so that `{text}` in it is no reference");
    let summary = match argument {
        "alias" => "Invalid provider configuration alias",
        "source" if address.starts_with("module.") => invalid_module_call::summary_of_source(&written),
        "source" => invalid_version_requirement::summary_of_source(&written),
        _ => "Invalid version constraint",
    };
    let subject = Subject::other(address, Some(argument), value.id());
    checker.refuse(subject, message, Refusal::by_init(summary));
}

fn backends(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let backend = plan.backend.iter().map(|own| {
        let address = format!("terraform.backend.{}", own.type_name);
        (&*own.type_name, address, own.node)
    });
    let clouds = checker.graph().settings().clouds.iter();
    let clouds = clouds.map(|cloud| ("cloud", String::from("terraform.cloud"), cloud.id()));
    for (backend, address, node) in backend.chain(clouds) {
        let settings = plan.value(node).members().filter(|(key, _)| !key.is("//"));
        for (key, value) in settings.filter(|(_, value)| !is_constant(plan, *value)) {
            let Some((node, text)) = first_template(value) else { continue };
            let key = key.text();
            let is_name = NAMES_OF_STATES.contains(&&*key);
            let message = format!(
                "a backend is set up before anything has a value: `{text}` in `{key}` is {}",
                if is_name { "part of the name that the state gets" } else { "no reference" }
            );
            let subject = Subject::other(&*address, Some(&*key), node);
            if is_name {
                checker.report(subject, message).severity(Severity::Medium).not_blocking();
                continue;
            }
            let summary = summary_of_setting(backend, &key, value, node);
            checker.refuse(subject, message, summary.map(Refusal::by_init));
        }
    }
}

/// What Terraform says of a setting with a template in it; none where that is up to the service that keeps the state.
fn summary_of_setting(backend: &str, key: &str, value: Value<'_>, node: NodeId) -> Option<&'static str> {
    let known = backends::find(backend)?;
    let Some(setting) = known.settings().find(|setting| setting.name == key && !setting.is_removed) else {
        return Some("Extraneous JSON object property");
    };
    let text = value.string();
    let inner = value.get("role_arn").filter(|inner| inner.id() == node);
    let is_arn = inner.and_then(Json::string).is_some_and(|arn| arn.starts_with("arn:"));
    match (backend, key, text.as_deref()) {
        ("cloud" | "remote", "workspaces", Some(_)) => Some("Incorrect JSON value type"),
        (_, _, Some(_)) if setting.takes != Takes::Text => Some("Incorrect attribute value type"),
        ("s3", "region", _) => Some("Invalid region value"),
        ("s3", "bucket", _) => Some("Failed to get existing workspaces"),
        ("s3", "kms_key_id", Some(id)) if id.starts_with("arn:") => Some("Invalid KMS Key ARN"),
        ("s3", "kms_key_id", _) => Some("Invalid KMS Key ID"),
        ("s3", "assume_role", None) if inner.is_some() && !is_arn => Some("Invalid ARN"),
        ("s3", "profile", _) => Some("failed to get shared config profile"),
        ("cloud" | "remote", "hostname", _) => Some("failed to create backend alias to target"),
        ("http", "address", Some(text)) if text.starts_with("${") => Some("address must be HTTP or HTTPS"),
        ("gcs", "credentials", _) => {
            Some("the string provided in credentials is neither valid json nor a valid file path")
        }
        _ => None,
    }
}

/// A default is text to the end; that it refers to something is what somebody meant.
fn variable_default<'p>(checker: &mut Checker<'_, 'p>, name: &str, variable: Value<'p>) {
    let plan = checker.plan();
    let Some(default) = variable.get("default") else { return };
    let mut open = Vec::from([default]);
    while let Some(value) = open.pop() {
        open.extend(value.items());
        open.extend(value.members().map(|(_, member)| member));
        let keys = value.members().map(|(key, member)| (member.id(), key.text()));
        let own = value.string().map(|text| (value.id(), text));
        for (node, text) in keys.chain(own) {
            let Some(reference) = meant_reference(plan, &text) else { continue };
            let message =
                format!("a default is taken as it stands, so that the variable holds `{reference}` as text");
            let subject = Subject::other(format!("variable.{name}"), Some("default"), node);
            checker.report(subject, message).severity(Severity::Medium).not_blocking();
            return;
        }
    }
}

/// What of a text was meant to be a reference: to a name that there is, or that is one of Terraform's own.
fn meant_reference(plan: &Plan<'_>, text: &str) -> Option<String> {
    if !template::has_interpolation(text) || token::reference(text).is_some() {
        return None;
    }
    let parsed = template::parse(text).ok()?;
    let is_meant = |found: &&&Traversal<'_>| {
        let has_name = matches!(found.steps.first(), Some(Step::Attribute(_)));
        let is_own = matches!(found.root, "data" | "local" | "module" | "path" | "terraform" | "var");
        let declared = plan.module(ModuleId::ROOT).map(|root| &root.blocks);
        has_name && (is_own || declared.is_some_and(|blocks| blocks.has_type(found.root)))
    };
    let found = parsed.references();
    let found = found.iter().find(is_meant)?;
    Some(format!("${{{}}}", found.span.of(text)))
}

/// The first template below a value, and where it is.
fn first_template(value: Value<'_>) -> Option<(NodeId, Cow<'static, str>)> {
    value.strings().find_map(|own| Some((own.id(), template_in(&own.string()?)?)))
}

/// What a text refers to in its first template; what else it holds may be a secret.
fn template_in(text: &str) -> Option<Cow<'static, str>> {
    if !template::has_interpolation(text) || token::reference(text).is_some() {
        return None;
    }
    let parsed = template::parse(text).ok();
    let reference =
        parsed.as_ref().and_then(|parsed| parsed.references().first().map(|found| found.span.of(text)));
    Some(match reference {
        Some(reference) => Cow::Owned(format!("${{{}}}", reference.to_owned())),
        None => Cow::Borrowed("${…}"),
    })
}

/// Whether a template goes by variables alone that are the same whoever runs it, which newer versions evaluate.
fn is_constant(plan: &Plan<'_>, value: Value<'_>) -> bool {
    let Some(text) = value.string() else { return false };
    let Ok(parsed) = template::parse(&text) else { return false };
    let references = parsed.references();
    let is_constant = |found: &&Traversal<'_>| {
        let Some(Step::Attribute(name)) = found.steps.first().filter(|_| found.root == "var") else {
            return false;
        };
        let variable = plan.module(ModuleId::ROOT).and_then(|root| root.variables.get(*name));
        variable.is_some_and(|&node| plan.value(node).get("const").and_then(Json::bool) == Some(true))
    };
    !references.is_empty() && references.iter().all(is_constant)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Backends, sources and versions are read before anything has a value, and a variable's default is never \
                evaluated. In JSON `${…}` there is text like any other, so that no error names it: a region fails with \
                `Invalid region value`, a version with `Invalid version constraint`, a bucket with `InvalidBucketName`; \
                the key of a state is created with `${…}` in its name, and a default hands the raw text to whatever uses \
                the variable. With CDKTF it is the attribute of a construct that is given to `S3Backend` or to \
                `TerraformVariable`.",
    snippets: Snippets {
        hcl: r#"variable "name" {
  type    = string
  default = null
}

locals {
  name = coalesce(var.name, "web-${terraform.workspace}")
}"#,
        cdktf_typescript: r#"// The bucket's name, not bucket.bucket of a construct, which is a reference.
new S3Backend(this, { bucket: "company-terraform-state", key: "web.tfstate", region: "us-east-1" });
const name = new TerraformVariable(this, "name", { type: "string", default: null });
const own = new TerraformLocal(this, "own_name", Fn.coalesce([name.value, logs.bucket]));"#,
        cdktf_python: r#"# The bucket's name, not bucket.bucket of a construct, which is a reference.
S3Backend(self, bucket="company-terraform-state", key="web.tfstate", region="us-east-1")
name = TerraformVariable(self, "name", type="string", default=None)
own = TerraformLocal(self, "own_name", Fn.coalesce([name.value, logs.bucket]))"#,
    },
    sources: &[
        Source {
            title: "Terraform: backend configuration",
            url: "https://developer.hashicorp.com/terraform/language/backend",
        },
        Source {
            title: "cdktf: a backend that refers to a construct",
            url: "https://github.com/hashicorp/terraform-cdk/issues/2535",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "${aws_s3_bucket.state.bucket}", "key": "web.tfstate", "region": "us-east-1"}}},
 "resource": {"aws_s3_bucket": {"state": {"bucket": "company-state"}}}}"#,
        ),
        // Created with `${…}` in its name.
        Example::Flagged(
            r#"{"terraform": {"backend": {"local": {"path": "${var.stage}.tfstate"}}}, "variable": {"stage": {"default": "dev"}}}"#,
        ),
        Example::Flagged(
            r#"{"locals": {"suffix": "dev"}, "variable": {"tags": {"default": {"Name": "web-${local.suffix}"}}},
 "output": {"tags": {"value": "${var.tags}"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"modules": {}}, "module": {"network": {"source": "${var.modules}/network"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"terraform": {}}, "terraform": {"required_version": "${var.terraform}"}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"region": {}}, "provider": {"aws": [{"alias": "${var.region}", "region": "${var.region}"}]}}"#,
        ),
        // Meant as text: a shell's variable, an IAM policy's, and one that is escaped.
        Example::Clean(
            r#"{"variable": {"script": {"default": "echo ${HOME} ${1:-x}"}, "policy": {"default": "home/${aws:username}/*"},
  "text": {"default": "$${var.script}"}}}"#,
        ),
        // Evaluated.
        Example::Clean(
            r#"{"variable": {"region": {}}, "provider": {"aws": {"region": "${var.region}"}},
 "terraform": {"backend": {"s3": {"bucket": "company-state", "key": "web.tfstate", "region": "us-east-1"}}},
 "module": {"network": {"source": "./network", "region": "${var.region}"}}}"#,
        ),
        // OpenTofu evaluates it.
        Example::Clean(
            r#"{"terraform": {"encryption": {"state": {"enforced": true}}, "backend": {"local": {"path": "${var.stage}.tfstate"}}},
 "variable": {"stage": {"default": "dev"}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"modules": {"const": true}}, "module": {"network": {"source": "${var.modules}/network"}}}"#,
        ),
    ],
};
