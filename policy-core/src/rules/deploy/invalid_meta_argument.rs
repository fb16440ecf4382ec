//! An argument of Terraform's own that is not written as it must be: `depends_on`, `lifecycle`, provisioners.
//!
//! Configuration only. What an address leads to is `undeclared-reference`'s to ask, what repeats a block
//! `invalid-repetition`'s, and which provider configurations there are `unconfigured-provider-alias`'s.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::{Declared, Section, Wrong, bodies, get, members},
    engine::{Checker, Subject},
    json::{Json, JsonKind},
    plan::{Mode, ModuleId, Plan, Value, visit_template_references},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    similar,
    template::{self, ExpressionKind, Step, Traversal},
    version::Version,
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-meta-argument",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "An argument of Terraform's own is written as it cannot be",
    remedy: "write addresses bare, truth values as `true` or `false`, and only what the block takes",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    for declared in &checker.graph().language().declared {
        match declared.section {
            Section::Resource | Section::Data | Section::Ephemeral => {
                depends_on(checker, declared);
                lifecycle(checker, declared);
                provisioners(checker, declared);
            }
            Section::Output => {
                depends_on(checker, declared);
                literals(checker, declared, declared.body, &["sensitive", "ephemeral"]);
                description(checker, declared);
            }
            Section::Variable => {
                literals(checker, declared, declared.body, &["sensitive", "nullable", "ephemeral"]);
                description(checker, declared);
            }
            Section::Module => {
                depends_on(checker, declared);
                reserved(checker, declared, &["lifecycle", "locals"]);
            }
            Section::Provider => {
                let names: &[_] = &["count", "depends_on", "lifecycle", "locals", "source"];
                reserved(checker, declared, names);
                // OpenTofu repeats configurations of providers from 1.9 on.
                if checker.graph().settings().is_before(Version::minor_of_one(9)) {
                    reserved(checker, declared, &["for_each"]);
                }
            }
            Section::Removed => {
                for block in declared.blocks("lifecycle") {
                    literals(checker, declared, block, &["destroy"]);
                }
            }
            _ => {}
        }
    }
    checker.report_language(|wrong| match wrong {
        Wrong::Unknown { block: "lifecycle", name, meant } => {
            let near = meant.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
            Some(format!("`lifecycle` takes no `{name}`{near}"))
        }
        _ => None,
    });
}

fn refuse<'p>(
    checker: &mut Checker<'_, 'p>,
    declared: &Declared<'p>,
    value: Value<'p>,
    message: String,
    refusal: Refusal,
) {
    checker.refuse(Subject::declared(checker.graph(), declared, value.id()), message, refusal);
}

/// What Terraform says of what is no bare name.
fn no_name() -> Refusal {
    Refusal::by_init("Invalid expression")
}

/// What Terraform says of what must be a constant of another type.
fn wrong_constant() -> Refusal {
    Refusal::by_init("Unsuitable value type")
}

/// What is no list; the items of what is one.
fn items<'p>(
    checker: &mut Checker<'_, 'p>,
    declared: &Declared<'p>,
    value: Value<'p>,
    name: &str,
) -> Vec<Value<'p>> {
    if !value.is_array() {
        let message = format!("`{name}` must be a list of addresses, written out");
        refuse(checker, declared, value, message, no_name());
    }
    value.items().collect()
}

fn depends_on<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>) {
    let Some(list) = declared.get("depends_on") else { return };
    for item in items(checker, declared, list, "depends_on") {
        let Some(text) = item.string() else {
            let message = "`depends_on` holds addresses, which are written as strings".to_owned();
            refuse(checker, declared, item, message, no_name());
            continue;
        };
        let Ok(address) = template::parse_traversal(&text) else {
            let message = format!("`{text}` in `depends_on` is no bare address, such as `aws_vpc.main`");
            refuse(checker, declared, item, message, no_name());
            continue;
        };
        let Some(object) = whole(&address, &text) else { continue };
        let message = format!("`{text}` in `depends_on` is a part of something; write `{object}`");
        refuse(checker, declared, item, message, Refusal::by_validate("Invalid depends_on reference"));
    }
}

/// The whole thing that an address leads into, where it does not lead to that.
fn whole(address: &Traversal<'_>, text: &str) -> Option<String> {
    let names = match address.root {
        // An output of a module may be waited for, and of what these say Terraform asks nothing here.
        "module" | "path" | "terraform" | "each" | "count" => return None,
        "data" | "ephemeral" | "resource" => 2,
        "self" => 0,
        _ => 1,
    };
    let (object, rest) = address.steps.split_at_checked(names)?;
    let key = match rest.first() {
        Some(Step::Index(index)) if address.root != "var" => Some(index.span.end),
        _ => None,
    };
    if rest.len() <= usize::from(key.is_some()) {
        return None;
    }
    if let Some(end) = key {
        return Some(format!("{}]", text.get(..end)?.trim_end()));
    }
    let mut whole = address.root.to_owned();
    for step in object {
        let Step::Attribute(name) = step else { return None };
        whole.push('.');
        whole.push_str(name);
    }
    Some(whole)
}

/// Truth values that Terraform takes literally.
fn literals<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, body: Value<'p>, names: &[&str]) {
    for &name in names {
        let Some(value) = get(body, name) else { continue };
        let text = value.string();
        let is_literal =
            value.kind() == JsonKind::Bool || matches!(text.as_deref(), Some("true" | "false" | "1" | "0"));
        let is_template = text.as_deref().is_some_and(|text| !template::is_literal(text));
        // OpenTofu evaluates this one from 1.12 on.
        let is_newer = name == "prevent_destroy"
            && is_template
            && !checker.graph().settings().is_before(Version::minor_of_one(12));
        if is_literal || is_newer {
            continue;
        }
        let why = if is_template { ", and no template is evaluated here" } else { "" };
        let message = format!("`{name}` must be `true` or `false`{why}");
        refuse(checker, declared, value, message, wrong_constant());
    }
}

fn description<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>) {
    let value = declared.get("description");
    let is_text =
        |value: &Value<'_>| matches!(value.kind(), JsonKind::String | JsonKind::Number | JsonKind::Bool);
    if let Some(value) = value.filter(|value| !is_text(value)) {
        let message = "`description` must be a string".to_owned();
        refuse(checker, declared, value, message, wrong_constant());
    }
}

fn reserved<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, names: &[&str]) {
    let title = declared.section.title();
    for (key, value) in declared.members() {
        let Some(name) = names.iter().find(|name| key.is(name)) else { continue };
        let is_block = matches!(*name, "lifecycle" | "locals");
        // Of no block at all Terraform says nothing.
        if is_block && (value.is_null() || value.is_array() && value.items().next().is_none()) {
            continue;
        }
        let holder = if declared.section == Section::Module { "module" } else { "provider" };
        let refusal = match (is_block, bodies(value).next()) {
            (true, Some(_)) => Refusal::by_init(format!("Reserved block type name in {holder} block")),
            (true, None) => Refusal::by_init("Incorrect JSON value type"),
            (false, _) => Refusal::by_init(format!("Reserved argument name in {holder} block")),
        };
        let message = format!("a {title} takes no `{name}`, which Terraform reserves");
        refuse(checker, declared, value, message, refusal);
    }
}

fn lifecycle<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>) {
    const OF_RESOURCES: [&str; 4] =
        ["create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"];
    for block in declared.blocks("lifecycle") {
        if declared.section != Section::Resource {
            let title = declared.section.title();
            let (article, kind) =
                if declared.section == Section::Ephemeral { ("an", "ephemeral") } else { ("a", "data") };
            for (key, value) in members(block) {
                let Some(name) = OF_RESOURCES.iter().find(|name| key.is(name)) else { continue };
                let message = format!("`lifecycle` of {article} {title} takes no `{name}`");
                let refusal = Refusal::by_init(format!("Invalid {kind} resource lifecycle argument"));
                refuse(checker, declared, value, message, refusal);
            }
            continue;
        }
        literals(checker, declared, block, &["create_before_destroy", "prevent_destroy"]);
        if let Some(value) = get(block, "ignore_changes") {
            ignore_changes(checker, declared, value);
        }
        if let Some(value) = get(block, "replace_triggered_by") {
            replace_triggered_by(checker, declared, value);
        }
    }
}

fn ignore_changes<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, value: Value<'p>) {
    if value.string().is_some_and(|text| text.trim() == "all") {
        return;
    }
    for item in items(checker, declared, value, "ignore_changes") {
        let text = item.string().unwrap_or_default();
        let (message, refusal) = match template::parse_traversal(&text) {
            Err(_) if text == "*" => {
                let message =
                    "`ignore_changes` takes no `*`; all changes are ignored by `all`, a string and no list";
                (message.to_owned(), Refusal::by_init("Invalid ignore_changes wildcard"))
            }
            Err(_) => (format!("`{text}` in `ignore_changes` is no bare name of an argument"), no_name()),
            Ok(path) => {
                let Some(why) = unknown_name(checker, declared, &path) else { continue };
                let message =
                    format!("`{text}` in `ignore_changes` is nothing that `{}` has{why}", declared.type_name);
                // Of what lies in a list, and is named without an index, it is `Invalid operation`.
                (message, Refusal::by_validate("Unsupported attribute"))
            }
        };
        refuse(checker, declared, item, message, refusal);
    }
}

/// What to say of a path that leads to nothing in a resource's type.
fn unknown_name<'p>(
    checker: &Checker<'_, 'p>,
    declared: &Declared<'p>,
    path: &Traversal<'_>,
) -> Option<String> {
    // What is only a part of a provider's type, the dynamic block, is none of its arguments.
    let arguments = checker.graph().arguments().filter(|arguments| arguments.doubt().is_none())?;
    let steps = path.steps.iter().map_while(|step| match step {
        Step::Attribute(name) => Some(Some(*name)),
        Step::Index(_) | Step::LegacyIndex(_) => Some(None),
        _ => None,
    });
    let names: Vec<&str> = core::iter::once(path.root).chain(steps.flatten()).collect();
    let (name, meant) = arguments.missing_name(Mode::Managed, &declared.type_name, &names)?;
    Some(match meant {
        _ if path.root == "all" => "; all changes are ignored by `all`, a string and no list".to_owned(),
        _ if path.root == declared.type_name => "; the path begins with the argument".to_owned(),
        Some(near) => format!("; the nearest to `{name}` is `{near}`"),
        None => String::new(),
    })
}

fn replace_triggered_by<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, value: Value<'p>) {
    for item in items(checker, declared, value, "replace_triggered_by") {
        let text = item.string().unwrap_or_default();
        let parsed = template::parse_expression(&text);
        let reference = parsed.as_ref().ok().and_then(|own| match &own.kind {
            ExpressionKind::Traversal(traversal) => Some(traversal),
            _ => None,
        });
        let refers_to_resource = |root: &str| {
            !matches!(
                root,
                "var" | "local" | "module" | "data" | "each" | "count" | "path" | "terraform" | "self"
            )
        };
        let message = match reference {
            None => {
                format!("`{text}` in `replace_triggered_by` is no bare reference, such as `aws_vpc.main.id`")
            }
            Some(own) if refers_to_resource(own.root) => continue,
            Some(_) => format!("`{text}` in `replace_triggered_by` refers to no managed resource"),
        };
        let refusal = match (reference, &parsed) {
            _ if item.string().is_none() => Refusal::by_init("Invalid reference expression"),
            (Some(reference), _) => refusal_of_trigger(checker.plan(), reference),
            (None, Ok(own)) if own.references().is_empty() => Refusal::by_init(NO_TRIGGER),
            (None, Ok(_)) => Refusal::by_plan(NO_TRIGGER),
            (None, Err(error)) => Refusal::by_init(error.summary()),
        };
        refuse(checker, declared, item, message, refusal);
    }
}

const NO_TRIGGER: &str = "Invalid replace_triggered_by expression";

/// What Terraform says of a reference that leads to no managed resource.
fn refusal_of_trigger(plan: &Plan<'_>, reference: &Traversal<'_>) -> Refusal {
    let names: Vec<&str> = reference.names().collect();
    match (reference.root, names.as_slice()) {
        ("data", [type_name, name, ..])
            if plan.find_block(ModuleId::ROOT, Mode::Data, type_name, name).is_none() =>
        {
            Refusal::by_plan("Reference to undeclared resource")
        }
        ("data", [type_name, name, ..]) => {
            Refusal::by_plan(format!("no change found for data.{type_name}.{name} in the root module"))
        }
        ("each", ["key"]) | ("count", ["index"]) => Refusal::by_init(NO_TRIGGER),
        ("each", ["value", ..]) => {
            Refusal::by_init("Invalid each reference in replace_triggered_by expression")
        }
        (_, []) if reference.root != "self" => Refusal::by_init("Invalid reference"),
        _ => Refusal::by_init("Invalid reference in replace_triggered_by expression"),
    }
}

fn provisioners<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>) {
    if declared.section != Section::Resource {
        return;
    }
    let connections = |body: Value<'p>| {
        let all = members(body).filter(|(key, _)| key.is("connection"));
        all.flat_map(|(_, value)| bodies(value)).next()
    };
    let of_resource = connections(declared.body);
    let mut said_of_connection = false;
    for (type_name, body) in declared.provisioners() {
        if !is_known(checker, declared, &type_name, body) {
            continue;
        }
        keyword(checker, declared, body, ("when", ["create", "destroy"]));
        keyword(checker, declared, body, ("on_failure", ["continue", "fail"]));
        let own = connections(body);
        let is_destroy = get(body, "when").and_then(Json::string).is_some_and(|when| when == "destroy");
        unconnected(checker, declared, &type_name, body);
        if !is_destroy {
            continue;
        }
        if let Some(reference) = foreign(body) {
            refuse(checker, declared, body, not_there(&reference), foreign_reference());
        } else if let (Some(connection), None, false) = (of_resource, own, said_of_connection)
            && let Some(reference) = foreign(connection)
        {
            said_of_connection = true;
            refuse(checker, declared, connection, not_there(&reference), foreign_reference());
        }
    }
}

/// A provisioner that works on a machine nobody says how to reach.
fn unconnected<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, type_name: &str, body: Value<'p>) {
    let is = |name, word| get(body, name).and_then(Json::string).is_some_and(|own| own == word);
    // What stands there and is no block is refused as that.
    let has_one = |body| get(body, "connection").is_some_and(|own| !own.is_null());
    let is_connected = has_one(body) || has_one(declared.body);
    if !matches!(type_name, "remote-exec" | "file") || is_connected || is("on_failure", "continue") {
        return;
    }
    let what = if is("when", "destroy") { "destruction" } else { "apply" };
    let message = format!(
        "a `{type_name}` provisioner has no `connection`, and its resource neither; the {what} fails"
    );
    let refusal = Refusal::by_apply(format!("{type_name} provisioner error"));
    refuse(checker, declared, body, message, refusal);
}

fn not_there(reference: &str) -> String {
    format!(
        "`{reference}` may be gone when the resource is destroyed; only `self`, `count.index` and `each.key` are there"
    )
}

fn foreign_reference() -> Refusal {
    Refusal::by_init("Invalid reference from destroy provisioner")
}

/// What of a provisioner for the destruction refers to something else than its own resource.
fn foreign(body: Value<'_>) -> Option<String> {
    let mut foreign = None;
    visit_template_references(body, &mut |reference| {
        let first = reference.names().next();
        let is_own = matches!(
            (reference.root, first),
            ("self" | "path" | "terraform", _) | ("count", Some("index")) | ("each", Some("key"))
        );
        if !is_own && foreign.is_none() {
            let name = first.map(|name| format!(".{name}")).unwrap_or_default();
            foreign = Some(format!("{}{name}", reference.root));
        }
    });
    foreign
}

/// The types of provisioner there are.
const TYPES: [&str; 3] = ["local-exec", "remote-exec", "file"];

fn is_known<'p>(
    checker: &mut Checker<'_, 'p>,
    declared: &Declared<'p>,
    type_name: &str,
    body: Value<'p>,
) -> bool {
    if TYPES.contains(&type_name) {
        return true;
    }
    let (message, refusal) = if matches!(type_name, "chef" | "habitat" | "puppet" | "salt-masterless") {
        let message = format!("the provisioner `{type_name}` was removed from Terraform");
        (message, Refusal::by_init(format!("The \"{type_name}\" provisioner has been removed")))
    } else {
        let near = similar::nearest(type_name, TYPES.into_iter());
        let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
        let message = format!("there is no provisioner `{type_name}`{near}");
        (message, Refusal::by_validate("Missing required provisioner plugin"))
    };
    refuse(checker, declared, body, message, refusal);
    false
}

fn keyword<'p>(
    checker: &mut Checker<'_, 'p>,
    declared: &Declared<'p>,
    body: Value<'p>,
    (name, [one, other]): (&str, [&str; 2]),
) {
    let Some(value) = get(body, name) else { return };
    let text = value.string();
    if text.as_deref().is_some_and(|text| text == one || text == other) {
        return;
    }
    let is = text.map(|text| format!(" and is `{text}`")).unwrap_or_default();
    let message = format!("`{name}` must be `{one}` or `{other}`{is}");
    refuse(checker, declared, value, message, Refusal::by_init(format!("Invalid \"{name}\" keyword")));
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform reads these arguments before it evaluates anything: addresses stand bare, truth values are literal. \
                `terraform init` or validate fails: `Invalid expression`, `Invalid depends_on reference`, `Unsuitable value \
                type`, `Invalid reference from destroy provisioner`. CDKTF writes addresses as they must be from `dependsOn`; \
                an override with `${…}` or a token in it does not. A provisioner that reaches a machine needs a `connection`, \
                which providers no longer give.",
    snippets: Snippets {
        hcl: r#"resource "aws_instance" "web" {
  depends_on = [aws_iam_role_policy.web]

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags["Owner"]]
  }
}"#,
        cdktf_typescript: r#"new Instance(this, "web", {
  dependsOn: [policy], // the construct, and in an override its bare address
  lifecycle: { preventDestroy: true, ignoreChanges: ["tags[\"Owner\"]"] },
});"#,
        cdktf_python: r#"Instance(self, "web",
    depends_on=[policy],  # the construct, and in an override its bare address
    lifecycle=TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=['tags["Owner"]']))"#,
    },
    sources: &[
        Source {
            title: "Terraform: the lifecycle meta-argument",
            url: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
        },
        Source {
            title: "Terraform: the depends_on meta-argument",
            url: "https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on",
        },
        Source {
            title: "Terraform: provisioners",
            url: "https://developer.hashicorp.com/terraform/language/provisioners",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {}}, "aws_sns_topic": {"a": {"depends_on": ["${aws_vpc.a}"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {}}, "aws_sns_topic": {"a": {"depends_on": ["aws_vpc.a.id"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {}}}, "output": {"a": {"value": 1, "depends_on": "aws_vpc.a"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"keep": {"default": true}},
 "resource": {"aws_sns_topic": {"a": {"lifecycle": {"create_before_destroy": "${var.keep}"}}}}}"#,
        ),
        Example::Flagged(r#"{"variable": {"name": {"default": "a", "sensitive": "yes"}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_sns_topic": {"a": {"lifecycle": {"preventDestroy": true}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_sns_topic": {"a": {"lifecycle": {"ignore_changes": ["displayName"]}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_sns_topic": {"a": {"lifecycle": {"ignore_changes": ["all"]}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {}},
  "aws_sns_topic": {"a": {"lifecycle": {"replace_triggered_by": ["${aws_vpc.a.id}"]}}}}}"#,
        ),
        Example::Flagged(r#"{"data": {"aws_region": {"a": {"lifecycle": {"prevent_destroy": true}}}}}"#),
        Example::Flagged(r#"{"module": {"a": {"source": "./a", "lifecycle": {"prevent_destroy": true}}}}"#),
        Example::Flagged(r#"{"provider": {"aws": {"region": "eu-west-1", "depends_on": []}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"a": {"provisioner": {"local-exec": {"command": "x", "when": "delete"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"host": {"default": "a"}},
 "resource": {"aws_instance": {"a": {"provisioner": {"local-exec": {"command": "rm ${var.host}", "when": "destroy"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"a": {"provisioner": {"ansible": {"playbook": "a"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"a": {"provisioner": {"remote-exec": {"inline": ["true"]}}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"a": {"count": 1}}, "aws_s3_bucket": {"b": {
  "depends_on": ["aws_vpc.a[0]", "data.aws_region.r", "module.m", "aws_vpc.a"],
  "lifecycle": {"prevent_destroy": "true", "replace_triggered_by": ["aws_vpc.a[0].id"],
   "ignore_changes": ["tags[\"Owner\"]", "tags.Team", "versioning[0].enabled", "arn"]}}}},
 "data": {"aws_region": {"r": {"lifecycle": {"postcondition": {"condition": "${self.id != \"\"}", "error_message": "x"}}}}},
 "module": {"m": {"source": "./m", "depends_on": []}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_instance": {"a": {"for_each": {"a": 1}, "connection": {"host": "${self.public_ip}"},
  "lifecycle": {"ignore_changes": "all"},
  "provisioner": [{"remote-exec": {"inline": ["true"]}},
   {"local-exec": {"command": "rm ${self.id} ${each.key} ${path.module}", "when": "destroy", "on_failure": "continue"}}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_sns_topic": {"a": {"lifecycle": null}, "b": {"depends_on": []}}}}"#,
        ),
    ],
};
