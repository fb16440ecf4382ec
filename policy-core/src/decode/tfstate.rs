//! States as Terraform keeps them: `terraform.tfstate`, and what `terraform state pull` prints. Version 4.
//!
//! Source of the format:
//! <https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go>. Versions before it,
//! of Terraform 0.11 and older, keep attributes as flat texts whose types only the provider knows.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use super::state::{Decoder, Found, Instance};
use crate::{
    error::{DecodeError, DecodeErrorKind},
    json::{Document, Json},
    plan::{Address, Arguments, Kind, Mode, Plan, quoted_key},
};

/// Whether the root is one, whatever its version.
pub(super) fn is_one(root: Json<'_, '_>) -> bool {
    let has = |key| root.get(key).is_some();
    has("version") && (has("lineage") || has("serial") || has("terraform_version"))
}

/// Whether the version is the one that is understood.
pub(super) fn check_version(root: Json<'_, '_>) -> Result<(), DecodeErrorKind> {
    match root.get("version").and_then(Json::number) {
        Some("0" | "1" | "2" | "3" | "4") if points_elsewhere(root) => {
            Err(DecodeErrorKind::BackendConfiguration)
        }
        Some("4") => Ok(()),
        Some("0" | "1" | "2" | "3") => Err(DecodeErrorKind::OldState),
        version => {
            let version = version.unwrap_or_default().chars().take(20).collect();
            Err(DecodeErrorKind::UnsupportedFormat { version, known: "4" })
        }
    }
}

/// Whether it only says where the state is, as `.terraform/terraform.tfstate` does.
fn points_elsewhere(root: Json<'_, '_>) -> bool {
    let is_set = |key| root.get(key).is_some_and(|value| !value.is_null());
    let modules = root.get("modules").into_iter().flat_map(Json::items);
    let mut resources = modules.filter_map(|module| module.get("resources")).flat_map(Json::members);
    // `remote` is what `backend` was called before Terraform 0.9.
    let is_elsewhere = is_set("backend") || is_set("state_store") || is_set("remote");
    is_elsewhere && resources.next().is_none() && !is_set("resources")
}

pub(super) fn decode<'t>(file: &str, document: Document<'t>) -> Result<Plan<'t>, DecodeError> {
    let decoder = Decoder { file, document: &document };
    let mut found = Found::default();
    found.outputs(document.root().get("outputs"));
    for resource in decoder.items(document.root().get("resources"), "`resources`")? {
        add(resource, &decoder, &mut found)?;
    }
    Ok(found.plan(file, Kind::TfState, document))
}

/// Adds the instances of a resource.
fn add<'d, 't>(
    resource: Json<'d, 't>,
    decoder: &Decoder<'d, 't>,
    found: &mut Found<'t>,
) -> Result<(), DecodeError> {
    let [module, mode, type_name, name] = resource.fields(["module", "mode", "type", "name"]);
    let text = |member: Option<Json<'_, 't>>| member.and_then(Json::string);
    let (Some(type_name), Some(own_name)) = (text(type_name), text(name)) else {
        return Err(decoder.malformed(resource, "a resource", "an object with `type` and `name`"));
    };
    let module = text(module).unwrap_or_default();
    let mode = super::plan::mode_of(mode);
    let dot = if module.is_empty() { "" } else { "." };
    let data = if mode == Mode::Data { "data." } else { "" };
    let address = format!("{module}{dot}{data}{type_name}.{own_name}");
    let module = found.module(&module);
    for instance in decoder.items(resource.get("instances"), "a resource's `instances`")? {
        let [key, deposed, attributes, sensitive] =
            instance.fields(["index_key", "deposed", "attributes", "sensitive_attributes"]);
        if deposed.is_some_and(|key| !key.is_null()) {
            found.passed_over.deposed += 1;
            continue;
        }
        let key = key.filter(|key| !key.is_null());
        found.resource(Instance {
            address: Address::new(format!("{address}{}", key.map(suffix).unwrap_or_default())),
            module,
            mode,
            type_name: type_name.clone(),
            name: own_name.clone(),
            node: instance.id(),
            shown: key.or(name).unwrap_or(instance).id(),
            arguments: match attributes.filter(|attributes| attributes.is_object()) {
                Some(attributes) => {
                    Arguments::Kept { values: attributes.id(), sensitive_paths: sensitive.map(Json::id) }
                }
                // What an old Terraform left flat (`attributes_flat`), only its provider can read.
                None => Arguments::Unreadable(instance.id()),
            },
            // Terraform 0.12 called them by the other name.
            depends_on: instance.get("dependencies").or_else(|| instance.get("depends_on")).map(Json::id),
        });
    }
    Ok(())
}

/// A key as an address has it: `[0]`, `["a"]`.
fn suffix(key: Json<'_, '_>) -> String {
    let text: Cow<'_, str> = key.string().unwrap_or_default();
    key.number().map_or_else(|| quoted_key(&text), |number| format!("[{number}]").to_string())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::Input;

    fn code(text: &str) -> &'static str {
        let input = Input::new("terraform.tfstate", text.as_bytes()).unwrap();
        input.decode().map_or_else(|error| error.code(), |plan| plan.kind().name())
    }

    #[test]
    fn instances_have_their_keys_and_only_current_objects_count() {
        let text = r#"{"version": 4, "serial": 3, "lineage": "l", "outputs": {}, "resources": [
            {"mode": "data", "type": "aws_a", "name": "d", "provider": "p", "instances": [{"attributes": {"id": "d"}}]},
            {"module": "module.m[\"k\"]", "mode": "managed", "type": "aws_a", "name": "x", "provider": "p", "instances": [
             {"index_key": 0, "attributes": {"id": "zero"}, "sensitive_attributes": []},
             {"index_key": 0, "deposed": "0123abcd", "attributes": {"id": "left"}},
             {"index_key": "a\"b", "attributes": {"id": "key", "list": [{"secret": "s"}]}, "status": "tainted",
              "sensitive_attributes": [[{"type": "get_attr", "value": "list"},
               {"type": "index", "value": {"value": 0, "type": "number"}}, {"type": "get_attr", "value": "secret"}]]},
             {"index_key": "odd", "attributes": {"id": "odd"}, "sensitive_attributes": {"id": true}},
             {"index_key": "flat", "attributes_flat": {"id": "flat"}}]},
            {"mode": "managed", "type": "aws_a", "name": "gone", "provider": "p", "instances": [
             {"deposed": "0123abcd", "attributes": {"id": "left"}}]}]}"#;
        let input = Input::new("terraform.tfstate", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let shown: Vec<_> = plan
            .resources()
            .map(|own| {
                let secret = own.attribute("list").get("secret").text().map(|secret| format!("{secret}"));
                format!(
                    "{} {:?} {secret:?}",
                    own.address(),
                    own.attribute("id").text().map(|id| format!("{id}"))
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                r#"data.aws_a.d Known("d") Absent"#,
                r#"module.m["k"].aws_a.x["a\"b"] Known("key") Known("(sensitive)")"#,
                r#"module.m["k"].aws_a.x["flat"] Unknown Unknown"#,
                r#"module.m["k"].aws_a.x["odd"] Known("(sensitive)") Absent"#,
                r#"module.m["k"].aws_a.x[0] Known("zero") Absent"#,
            ]
        );
    }

    #[test]
    fn other_versions_are_told_from_what_only_points_to_a_state() {
        assert_eq!(code(r#"{"version": 4, "serial": 0, "lineage": "l"}"#), "tfstate");
        assert_eq!(code(r#"{"version": 5, "serial": 0, "lineage": "l"}"#), "unsupported-format");
        let backend =
            r#"{"version": 3, "serial": 1, "backend": {"type": "s3"}, "modules": [{"resources": {}}]}"#;
        assert_eq!(code(backend), "backend-configuration");
        let remote =
            r#"{"version": 3, "serial": 0, "remote": {"type": "s3"}, "modules": [{"resources": {}}]}"#;
        assert_eq!(code(remote), "backend-configuration");
        assert_eq!(code(&remote.replace('3', "4")), "backend-configuration");
        let remote_and_resources =
            r#"{"version": 4, "serial": 0, "remote": {"type": "s3"}, "resources": []}"#;
        assert_eq!(code(remote_and_resources), "tfstate");
        let old =
            r#"{"version": 3, "serial": 1, "modules": [{"resources": {"aws_a.x": {"type": "aws_a"}}}]}"#;
        assert_eq!(code(old), "old-state");
        let map =
            r#"{"version": 4, "serial": 0, "resources": [{"type": "aws_a", "name": "x", "instances": {}}]}"#;
        assert_eq!(code(map), "malformed");
        assert_eq!(code(r#"{"version": 1, "serial": 1, "modules": []}"#), "old-state");
    }
}
