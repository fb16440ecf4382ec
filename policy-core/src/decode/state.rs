//! States: what Terraform, or `OpenTofu`, made, as `terraform show -json` prints it.
//!
//! Source of the format: <https://developer.hashicorp.com/terraform/internals/json-format#state-representation>.
//! A state has every value, and nothing of the configuration: no blocks, references or variables. Objects that a
//! failed replacement left behind (`deposed`) are beside what replaced them and are left out.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use crate::{
    error::DecodeError,
    json::{Document, Json, NodeId},
    plan::{
        Address, Arguments, Block, BlockId, Existence, Kind, Mode, Module, ModuleId, PassedOver, Plan,
        ResourceFacts, without_keys,
    },
    schema::Secrets,
    sorted::Map,
};

/// The keys of the root, apart from what tells the format. An empty state has none of them.
pub(super) const KEYS: [&str; 3] = ["terraform_version", "values", "checks"];

pub(super) fn decode<'t>(file: &str, document: Document<'t>) -> Result<Plan<'t>, DecodeError> {
    let decoder = Decoder { file, document: &document };
    let mut found = Found::default();
    if let Some(values) = document.root().get("values").filter(|values| !values.is_null()) {
        if !values.is_object() {
            return Err(decoder.malformed(values, "`values`", "an object"));
        }
        found.outputs(values.get("outputs"));
        let mut open: Vec<_> = values.get("root_module").into_iter().collect();
        while let Some(module) = open.pop() {
            if !module.is_object() {
                return Err(decoder.malformed(module, "a module", "an object"));
            }
            let id = found.module(&module.get("address").and_then(Json::string).unwrap_or_default());
            for entry in decoder.items(module.get("resources"), "a module's `resources`")? {
                decoder.resource(entry, id, &mut found)?;
            }
            open.extend(decoder.items(module.get("child_modules"), "a module's `child_modules`")?);
        }
    }
    Ok(found.plan(file, Kind::State, document))
}

/// What tells where a state of either format is at fault.
pub(super) struct Decoder<'d, 't> {
    pub(super) file: &'d str,
    pub(super) document: &'d Document<'t>,
}

impl<'d, 't> Decoder<'d, 't> {
    pub(super) fn malformed(
        &self,
        value: Json<'_, 't>,
        what: &'static str,
        expected: &'static str,
    ) -> DecodeError {
        super::malformed(self.file, self.document, value, what, expected)
    }

    /// The items of a list; none where it is left out.
    pub(super) fn items(
        &self,
        list: Option<Json<'d, 't>>,
        what: &'static str,
    ) -> Result<impl Iterator<Item = Json<'d, 't>>, DecodeError> {
        let list = list.filter(|list| !list.is_null());
        match list.filter(|list| !list.is_array()) {
            Some(other) => Err(self.malformed(other, what, "a list")),
            None => Ok(list.into_iter().flat_map(Json::items)),
        }
    }

    fn resource(
        &self,
        entry: Json<'d, 't>,
        module: ModuleId,
        found: &mut Found<'t>,
    ) -> Result<(), DecodeError> {
        let [address, mode, type_name, name, deposed, values, sensitive] =
            entry.fields(["address", "mode", "type", "name", "deposed_key", "values", "sensitive_values"]);
        if deposed.is_some() {
            found.passed_over.deposed += 1;
            return Ok(());
        }
        let text = |member: Option<Json<'_, 't>>| member.and_then(Json::string);
        let (Some(full), Some(type_name), Some(name)) = (text(address), text(type_name), text(name)) else {
            return Err(self.malformed(entry, "a resource", "an object with `address`, `type` and `name`"));
        };
        found.resource(Instance {
            address: Address::new(full),
            module,
            mode: super::plan::mode_of(mode),
            type_name,
            name,
            node: entry.id(),
            shown: address.unwrap_or(entry).id(),
            arguments: match values.filter(|values| values.is_object()) {
                Some(values) => Arguments::Planned {
                    after: values.id(),
                    unknown: None,
                    sensitive: sensitive.map(Json::id),
                },
                None => Arguments::Unreadable(entry.id()),
            },
            depends_on: entry.get("depends_on").map(Json::id),
        });
        Ok(())
    }
}

/// What a state holds, whatever its format.
pub(super) struct Found<'t> {
    /// The root module, and one for each call. Which of them calls which is in their addresses only.
    modules: Vec<Module<'t>>,
    by_path: Map<String, ModuleId>,
    blocks: Vec<Block<'t>>,
    resources: Vec<ResourceFacts<'t>>,
    pub(super) passed_over: PassedOver,
}

/// One instance of a resource or data source.
pub(super) struct Instance<'t> {
    pub(super) address: Address<'t>,
    pub(super) module: ModuleId,
    pub(super) mode: Mode,
    pub(super) type_name: Cow<'t, str>,
    pub(super) name: Cow<'t, str>,
    pub(super) node: NodeId,
    pub(super) shown: NodeId,
    pub(super) arguments: Arguments,
    pub(super) depends_on: Option<NodeId>,
}

impl Default for Found<'_> {
    fn default() -> Self {
        Self {
            modules: Vec::from([Module::default()]),
            by_path: Map::new(),
            blocks: Vec::new(),
            resources: Vec::new(),
            passed_over: PassedOver::default(),
        }
    }
}

impl<'t> Found<'t> {
    /// The module of an instance's address, which is empty for the root.
    pub(super) fn module(&mut self, address: &str) -> ModuleId {
        if address.is_empty() {
            return ModuleId::ROOT;
        }
        let next = ModuleId::at(self.modules.len());
        let id = *self.by_path.get_or_insert_with(without_keys(address).into_owned(), || next);
        if id == next {
            self.modules.push(Module::default());
        }
        id
    }

    pub(super) fn outputs(&mut self, outputs: Option<Json<'_, 't>>) {
        if let Some(root) = self.modules.first_mut() {
            let members = outputs.into_iter().flat_map(Json::members);
            root.outputs.extend(members.map(|(name, output)| (name.text(), output.id())));
        }
    }

    pub(super) fn resource(&mut self, own: Instance<'t>) {
        let block = BlockId::at(self.blocks.len());
        self.blocks.push(Block {
            module: own.module,
            mode: own.mode,
            type_name: own.type_name.clone(),
            name: own.name.clone(),
            expressions: None,
            repetition: None,
            depends_on: own.depends_on,
            provider: None,
        });
        self.resources.push(ResourceFacts {
            address: own.address,
            mode: own.mode,
            type_name: own.type_name,
            name: own.name,
            module: own.module,
            block: Some(block),
            node: own.node,
            shown: own.shown,
            arguments: own.arguments,
            secrets: Secrets::default(),
            existence: Existence::Certain,
            instance: None,
            construct_path: None,
        });
    }

    pub(super) fn plan(mut self, file: &str, kind: Kind, document: Document<'t>) -> Plan<'t> {
        let by_type = super::index(&mut self.resources);
        Plan {
            file: file.to_owned(),
            kind,
            is_whole: false,
            is_called: false,
            sources: None,
            surroundings: None,
            passed_over: self.passed_over,
            terraform_version: document.root().get("terraform_version").and_then(Json::string),
            modules: self.modules,
            blocks: self.blocks,
            resources: self.resources,
            by_type,
            variable_values: Map::new(),
            given: Map::new(),
            lookups: Cell::default(),
            found: RefCell::default(),
            found_children: RefCell::default(),
            providers: Vec::new(),
            requirements: Vec::new(),
            waivers: Vec::new(),
            backend: None,
            stack_name: None,
            cdktf_version: None,
            document,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::Input;

    fn shown(text: &str) -> Vec<String> {
        let input = Input::new("state.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        assert_eq!(plan.kind(), Kind::State);
        plan.resources()
            .map(|own| {
                format!("{} {:?}", own.address(), own.attribute("id").text().map(|id| format!("{id}")))
            })
            .collect()
    }

    #[test]
    fn a_state_has_what_its_modules_hold_and_is_no_other_output() {
        let text = r#"{"format_version": "1.0", "values": {"root_module": {
            "resources": [{"address": "data.aws_a.x", "mode": "data", "type": "aws_a", "name": "x", "values": {}},
             {"address": "aws_a.x", "mode": "managed", "type": "aws_a", "name": "x", "deposed_key": "0123abcd",
              "values": {"id": "old"}},
             {"address": "aws_a.x", "mode": "managed", "type": "aws_a", "name": "x", "tainted": true,
              "values": {"id": "new"}, "sensitive_values": {"id": true}}],
            "child_modules": [{"address": "module.m[\"a.b\"]", "child_modules": [{"address": "module.m[\"a.b\"].module.n",
             "resources": [{"address": "module.m[\"a.b\"].module.n.aws_a.x[0]", "mode": "managed", "type": "aws_a",
              "name": "x", "index": 0, "values": {"id": "deep"}}]}]}]}}}"#;
        let deep = "module.m[\"a.b\"].module.n.aws_a.x[0] Known(\"deep\")";
        assert_eq!(shown(text), ["aws_a.x Known(\"(sensitive)\")", "data.aws_a.x Absent", deep]);
        assert!(shown(r#"{"format_version": "1.0"}"#).is_empty());
        assert!(shown(r#"{"format_version": "1.0", "terraform_version": "1.9.0", "values": {}}"#).is_empty());

        let code = |text: &str| {
            let input = Input::new("x.json", text.as_bytes()).unwrap();
            input.decode().map_err(|error| error.code()).map(|_| ())
        };
        assert_eq!(code(r#"{"format_version": "1.0", "provider_schemas": {}}"#), Err("not-terraform"));
        assert_eq!(code(r#"{"format_version": "2.0", "values": {}}"#), Err("unsupported-format"));
        assert_eq!(code(r#"{"format_version": "1.0", "values": {"root_module": []}}"#), Err("malformed"));
        let children = r#"{"format_version": "1.0", "values": {"root_module": {"child_modules": {}}}}"#;
        assert_eq!(code(children), Err("malformed"));
    }
}
