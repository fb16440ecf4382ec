//! A call of a module whose source Terraform cannot read, that has a version where none can be, or that hands in what
//! the module does not take.
//!
//! What a module takes is known where its files lie around the configuration, and only of one in another folder. A template
//! in the source or the version is `template-in-literal-argument`'s.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::{project::is_override, sections},
    engine::{Checker, Subject},
    graph::{Interface, UnfitArgument},
    json::JsonKind,
    plan::Value,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    similar,
    surroundings::is_local,
    template::{self, Misfit},
    version::Constraints,
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-module-call",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A module is called from a source that Terraform cannot read, or not as its files declare it",
    remedy: "give the module's variables what they take, and nothing else; write a local source as `./PATH` or `../PATH` \
             and without a version, one of a registry as `NAMESPACE/NAME/PROVIDER`",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let is_override = is_override(&plan.file);
    for (name, call) in sections::named(plan, "module") {
        let address = format!("module.{name}");
        if let Some(interface) = checker.graph().modules().get(&name) {
            arguments(checker, &name, call, interface);
        }
        let Some(source) = call.get("source") else { continue };
        let version = call.get("version");
        let Some(text) = source.string() else {
            let message = "the source of a module is a string such as `./network`";
            let refusal = Refusal::by_init("Unsuitable value type");
            checker.refuse(Subject::other(&*address, Some("source"), source.id()), message.into(), refusal);
            continue;
        };
        if template::has_interpolation(&text) {
            continue;
        }
        if checker.graph().modules().is_absent(&name) {
            let message =
                format!("there is no folder `{text}`; its path starts from the folder that calls it");
            let refusal = Refusal::by_init("Unreadable module directory");
            checker.refuse(Subject::other(&*address, Some("source"), source.id()), message, refusal);
            continue;
        }
        let kind = kind_of(&text);
        if let Kind::Unreadable(message) = kind {
            let refusal = Refusal::by_init("Invalid module source address");
            checker.refuse(Subject::other(&*address, Some("source"), source.id()), message, refusal);
            continue;
        }
        // The other of the two may be in the file that this one overrides.
        let is_template =
            |value: &Value<'_>| value.string().is_some_and(|text| template::has_interpolation(&text));
        let Some(version) = version.filter(|own| !is_override && !is_template(own)) else { continue };
        let subject = Subject::other(&*address, Some("version"), version.id());
        if kind != Kind::Registry {
            let message =
                format!("the source `{text}` is of no registry, so that it has no `version`{}", kind.hint());
            checker.refuse(subject, message, Refusal::by_init("Invalid registry module source address"));
        } else if let Some(message) = wrong_version(version) {
            checker.refuse(subject, message, Refusal::by_init("Invalid version constraint"));
        }
    }
}

/// The arguments that belong to the call.
const OWN_ARGUMENTS: [&str; 7] = ["//", "count", "depends_on", "for_each", "providers", "source", "version"];

/// Holds a call against what the module's files declare.
fn arguments<'p>(checker: &mut Checker<'_, 'p>, name: &str, call: Value<'p>, interface: &Interface) {
    let address = format!("module.{name}");
    let graph = checker.graph();
    for (key, value) in call.members().filter(|(key, _)| !OWN_ARGUMENTS.iter().any(|own| key.is(own))) {
        let key = key.text();
        let subject = Subject::other(&*address, Some(&*key), value.id());
        match interface.variables.get(&*key) {
            None => {
                let near = similar::nearest_words(&key, interface.variables.keys().map(|own| &**own));
                let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
                let message = format!("the module declares no variable `{key}`{near}");
                checker.refuse(subject, message, Refusal::by_validate("Extraneous JSON object property"));
            }
            Some(variable) if value.is_null() && variable.is_required && !variable.is_nullable => {
                let message = format!("`{key}` is null, and the module's variable takes no null");
                checker.refuse(subject, message, Refusal::by_validate("Required variable not set"));
            }
            Some(_) => {}
        }
    }
    for (key, _) in interface.variables.iter().filter(|(key, own)| own.is_required && call.get(key).is_none())
    {
        let message = format!("the module needs `{key}`, which is not given");
        let refusal = Refusal::by_validate("Missing required argument");
        checker.refuse(Subject::other(&*address, None, call.id()), message, refusal);
    }
    for unfit in graph.expressions().misfits.iter().filter(|unfit| unfit.call == name) {
        let UnfitArgument { name, node, type_, misfit: Misfit { path, expected, found }, .. } = unfit;
        let at = if path.is_empty() { String::new() } else { format!(" at `{path}`") };
        let message = format!(
            "`{name}` is {found}{at} and must be {expected}, as the type of the module's variable is `{type_}`"
        );
        let refusal = Refusal::by_validate("Invalid value for input variable");
        checker.refuse(Subject::other(&*address, Some(name), *node), message, refusal);
    }
    if interface.has_imports {
        let message = "the module holds an `import` block, which only a root module may".into();
        let refusal = Refusal::by_init("Invalid import configuration");
        checker.refuse(Subject::other(&*address, None, call.id()), message, refusal);
    }
}

/// Where a module comes from.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Local,
    Registry,
    /// A repository or an archive.
    Remote,
    Unreadable(String),
}

impl Kind {
    /// What to do in place of a version.
    const fn hint(&self) -> &'static str {
        match self {
            Self::Remote => "; a repository's is `?ref=TAG` behind the source",
            _ => "",
        }
    }
}

/// Starts of what Terraform makes a URL of.
const SHORTHANDS: [&str; 4] = ["bitbucket.org/", "git@", "github.com/", "www.googleapis.com/storage/v1/"];

fn kind_of(source: &str) -> Kind {
    if is_local(source) {
        return Kind::Local;
    }
    if is_registry(source) {
        return Kind::Registry;
    }
    let is_url = source.contains("::") || source.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme));
    let is_shorthand = SHORTHANDS.iter().any(|start| source.starts_with(start))
        || source.starts_with('/') && !source.starts_with("//")
        || source.contains(".amazonaws.com/");
    if source == "github.com/" || source.starts_with("github.com/") && source.matches('/').count() < 2 {
        return Kind::Unreadable(format!("`{source}` is not of the form `github.com/OWNER/REPOSITORY`"));
    }
    if is_url || is_shorthand {
        return Kind::Remote;
    }
    Kind::Unreadable(match source.trim_matches('/') {
        "" => String::from("the source is empty"),
        "." | ".." => format!("`{source}` is no source; a folder is `{source}/`"),
        path if source.starts_with(' ') => {
            format!("`{source}` starts with a space; the source is `{}`", path.trim())
        }
        // One or two names are a folder mostly.
        path if source.matches('/').count() < 2 && is_path(path) => {
            format!("`{source}` is neither a path nor a module of a registry; a folder here is `./{path}`")
        }
        _ => format!("`{source}` is neither a path nor a URL nor `[HOST/]NAMESPACE/NAME/PROVIDER`"),
    })
}

/// What Terraform says of a source that has the form of one, and leads nowhere.
pub(super) fn summary_of_source(source: &str) -> &'static str {
    match kind_of(source) {
        Kind::Local | Kind::Registry => "Unreadable module directory",
        Kind::Remote => "Failed to download module",
        Kind::Unreadable(_) => "Invalid module source address",
    }
}

fn is_path(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Whether it is `[HOST/]NAMESPACE/NAME/PROVIDER`, with `//FOLDER` behind it or without.
fn is_registry(source: &str) -> bool {
    let package = source.split("//").next().unwrap_or_default();
    let parts: Vec<&str> = package.split('/').collect();
    let (host, own) = match parts.as_slice() {
        [namespace, name, provider] => (None, [namespace, name, provider]),
        [host, namespace, name, provider] => (Some(host), [namespace, name, provider]),
        _ => return false,
    };
    let [namespace, name, provider] = own;
    let is_edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let is_name = |text: &str| {
        let bytes = text.as_bytes();
        is_edge(bytes.first())
            && is_edge(bytes.last())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
    };
    let is_provider = provider.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    // Repositories are kept there, and no registry.
    let is_host =
        host.is_none_or(|host| host.contains('.') && !["github.com", "bitbucket.org"].contains(host));
    is_host && is_name(namespace) && is_name(name) && !provider.is_empty() && is_provider
}

/// What is wrong with the version of a module from a registry.
fn wrong_version(version: Value<'_>) -> Option<String> {
    let text = match version.kind() {
        JsonKind::Null => return None,
        JsonKind::String => version.string()?,
        JsonKind::Number => version.number()?.into(),
        JsonKind::Bool | JsonKind::Array | JsonKind::Object => {
            return Some("the version is no text such as `~> 5.0`".into());
        }
    };
    Constraints::parse(&text).is_none().then(|| format!("`{text}` is no version constraint such as `~> 5.0`"))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform init` fetches modules first and stops: `Invalid module source address`, `Invalid registry module \
                source address`, `Invalid version constraint`. A local source starts with `./` or `../`; `modules/network` \
                is read as the address of a registry, which has three parts. Only modules of a registry have versions. \
                Where the files of a local module are known, all of them in JSON, a call is held against them: \
                `Unreadable module directory`, `Missing required argument`, `Invalid value for input variable`.",
    snippets: Snippets {
        hcl: r#"module "network" {
  source = "./modules/network"
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"
}"#,
        cdktf_typescript: r#"// A path is taken from the project's folder and copied by CDKTF where it starts with "./" or "../".
new TerraformHclModule(this, "network", { source: "./modules/network" });
new TerraformHclModule(this, "vpc", { source: "terraform-aws-modules/vpc/aws", version: "~> 6.0" });"#,
        cdktf_python: r#"# A path is taken from the project's folder and copied by CDKTF where it starts with "./" or "../".
TerraformHclModule(self, "network", source="./modules/network")
TerraformHclModule(self, "vpc", source="terraform-aws-modules/vpc/aws", version="~> 6.0")"#,
    },
    sources: &[
        Source {
            title: "Terraform: module sources",
            url: "https://developer.hashicorp.com/terraform/language/modules/sources",
        },
        Source {
            title: "Terraform: module blocks",
            url: "https://developer.hashicorp.com/terraform/language/block/module",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"module": {"network": {"source": "modules/network"}}}"#),
        Example::Flagged(r#"{"module": {"network": {"source": "network"}}}"#),
        Example::Flagged(r#"{"module": {"network": {"source": "gitlab.com/company/network"}}}"#),
        Example::Flagged(r#"{"module": {"network": {"source": "./network", "version": "1.0.0"}}}"#),
        Example::Flagged(
            r#"{"module": {"network": {"source": "git::https://example.com/network.git", "version": "1.0.0"}}}"#,
        ),
        Example::Flagged(
            r#"{"module": {"vpc": {"source": "terraform-aws-modules/vpc/aws", "version": "^6.0.0"}}}"#,
        ),
        Example::Clean(
            r#"{"module": {"a": {"source": "./network"}, "b": {"source": "../network/"}, "c": {"source": "/opt/modules/network"}}}"#,
        ),
        Example::Clean(
            r#"{"module": {"vpc": {"source": "terraform-aws-modules/vpc/aws//modules/flow-log", "version": "~> 6.0, != 6.0.1"},
  "own": {"source": "app.terraform.io/company/network/aws", "version": "1.2.0-beta1"}}}"#,
        ),
        Example::Clean(
            r#"{"module": {"a": {"source": "git::https://example.com/network.git?ref=v1.2.0"}, "b": {"source": "github.com/company/network"},
  "c": {"source": "git@github.com:company/network.git"}, "d": {"source": "s3::https://s3.amazonaws.com/company/network.zip"},
  "e": {"source": "https://example.com/network.zip"}}}"#,
        ),
        // What another rule says.
        Example::Clean(r#"{"variable": {"at": {}}, "module": {"network": {"source": "${var.at}/network"}}}"#),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// As Terraform 1.11 was seen to take them.
    #[test]
    fn sources_are_told_apart_as_terraform_does() {
        for local in ["./m", "../m", ".\\m", "./m/", "./m//x", "./../m"] {
            assert_eq!(kind_of(local), Kind::Local, "{local}");
        }
        for registry in [
            "hashicorp/consul/aws",
            "app.terraform.io/x/y/z",
            "hashicorp/consul/aws//modules/x",
            "127.0.0.1/x/y/z",
        ] {
            assert_eq!(kind_of(registry), Kind::Registry, "{registry}");
        }
        for remote in [
            "/tmp/m",
            "github.com/hashicorp/example",
            "bitbucket.org/a/b",
            "git@github.com:hashicorp/example.git",
            "git::https://127.0.0.1:1/x.git",
            "https://127.0.0.1:1/x.zip",
            "s3::https://s3-eu-west-1.amazonaws.com/b/k.zip",
            "www.googleapis.com/storage/v1/modules/foo.zip",
            "b.s3.amazonaws.com/k.zip",
            "file:///x",
            "C:\\x",
            "git::github.com/a/b",
            "github.com/a/b/c",
        ] {
            assert_eq!(kind_of(remote), Kind::Remote, "{remote}");
        }
        for unreadable in [
            "m",
            "modules/m",
            "",
            "hashicorp/consul",
            "a/b/c/d",
            "gitlab.com/a/b",
            "a b",
            "Hashicorp/Consul/AWS",
            "hashicorp/consul/aws?ref=v1",
            "~/m",
            "user@host:path",
            "a/b/c/d/e",
            "m/",
            "a-/b/c",
            "_a/b/c",
            "a/b/c_d",
            ".",
            "..",
            " ./m",
            "github.com/hashicorp",
            "localhost/x/y/z",
            "//m",
            "app.terraform.io/x/y/z/w",
            "example.com/a/b",
            "example.com/a/b/c/d",
        ] {
            assert!(matches!(kind_of(unreadable), Kind::Unreadable(_)), "{unreadable}");
        }
    }
}
