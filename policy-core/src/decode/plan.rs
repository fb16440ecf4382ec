//! `terraform show -json` of a plan, format versions 0.1 to 1.x, of Terraform and of `OpenTofu`.
//!
//! Source of the format: <https://developer.hashicorp.com/terraform/internals/json-format>.

use alloc::{
    borrow::{Cow, ToOwned},
    string::{String, ToString},
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use crate::{
    error::{DecodeError, DecodeErrorKind},
    json::{Document, Json, Key, Skip},
    plan::{
        Address, Arguments, Block, BlockId, BlockNames, Existence, Kind, Mode, Module, ModuleId, PassedOver,
        Plan, ProviderFacts, Requirement, ResourceFacts, without_keys,
    },
    schema::Secrets,
    sorted::{Map, Set},
};

/// What no rule reads and would only cost time: what is there already, what was before, and what is said twice.
pub(super) const SKIP: Skip = Skip {
    deepest: 4,
    is_skipped: |depth, key| {
        (SKIP_WITHOUT_CHANGES.is_skipped)(depth, key) || depth == 1 && key == "planned_values"
    },
};

/// The same for a plan that lists no changes, of which the planned values are all there is.
pub(super) const SKIP_WITHOUT_CHANGES: Skip = Skip {
    deepest: 4,
    is_skipped: |depth, key| match depth {
        1 => matches!(
            key,
            "prior_state" | "resource_drift" | "relevant_attributes" | "checks" | "output_changes"
        ),
        // `resource_changes[].change.…`
        4 => matches!(key, "before" | "before_sensitive" | "before_identity"),
        _ => false,
    },
};

/// Whether a plan lists no changes.
pub(super) fn needs_planned_values(root: Json<'_, '_>) -> bool {
    root.get("planned_values").is_some() && changes(root).is_none()
}

fn changes<'d, 't>(root: Json<'d, 't>) -> Option<Json<'d, 't>> {
    root.get("resource_changes").filter(|changes| !changes.is_null())
}

/// Whether the format's version is one that is understood.
pub(super) fn check_format(root: Json<'_, '_>) -> Result<(), DecodeErrorKind> {
    let version = root.get("format_version").or_else(|| root.get("plan_format_version"));
    let version = version.and_then(Json::string).unwrap_or_default();
    match version.split_once('.') {
        Some(("0" | "1", minor)) if minor.parse::<u32>().is_ok() => Ok(()),
        _ => {
            let version = version.chars().take(20).collect();
            Err(DecodeErrorKind::UnsupportedFormat { version, known: "one of 0.1 to 1.x" })
        }
    }
}

pub(super) fn decode<'t>(file: &str, document: Document<'t>) -> Result<Plan<'t>, DecodeError> {
    let decoder = Decoder { file, document: &document, passed_over: Cell::default() };
    let root = document.root();
    let Configuration { modules, blocks, providers, requirements, by_path } =
        decoder.configuration(root.get("configuration"))?;
    let lookup = Lookup { modules: &modules, by_path: &by_path };
    let mut resources = match changes(root) {
        Some(changes) => decoder.resource_changes(changes, &lookup)?,
        None => decoder.planned_values(root, &lookup)?,
    };
    Decoder::add_data_sources(&modules, &blocks, &mut resources);
    let mut variable_values = Map::new();
    let variables = root.get("variables").into_iter().flat_map(Json::members);
    variable_values.extend(variables.filter_map(|(name, own)| Some((name.text(), own.get("value")?.id()))));
    let by_type = super::index(&mut resources);
    Ok(Plan {
        file: file.to_owned(),
        kind: Kind::Plan,
        is_whole: false,
        is_called: false,
        sources: None,
        surroundings: None,
        passed_over: PassedOver {
            deferred: root.get("deferred_changes").into_iter().flat_map(Json::items).count(),
            is_errored: root.get("errored").and_then(Json::bool) == Some(true),
            ..decoder.passed_over.get()
        },
        terraform_version: root.get("terraform_version").and_then(Json::string),
        modules,
        blocks,
        resources,
        by_type,
        variable_values,
        given: Map::new(),
        lookups: Cell::default(),
        found: RefCell::default(),
        found_children: RefCell::default(),
        providers,
        requirements,
        waivers: Vec::new(),
        backend: None,
        stack_name: None,
        cdktf_version: None,
        document,
    })
}

struct Decoder<'d, 't> {
    file: &'d str,
    document: &'d Document<'t>,
    passed_over: Cell<PassedOver>,
}

#[derive(Default)]
struct Configuration<'t> {
    modules: Vec<Module<'t>>,
    blocks: Vec<Block<'t>>,
    providers: Vec<ProviderFacts<'t>>,
    requirements: Vec<Requirement<'t>>,
    /// Modules by the addresses of their instances, keys taken out: `module.a.module.b`.
    by_path: Map<String, ModuleId>,
}

struct Lookup<'l, 't> {
    modules: &'l [Module<'t>],
    by_path: &'l Map<String, ModuleId>,
}

impl Lookup<'_, '_> {
    fn module(&self, address: &str) -> ModuleId {
        self.by_path.get(&*without_keys(address)).copied().unwrap_or(ModuleId::ROOT)
    }

    fn block(&self, module: ModuleId, mode: Mode, type_name: &str, name: &str) -> Option<BlockId> {
        self.modules.get(module.0 as usize)?.blocks.get(mode, type_name, name)
    }
}

impl<'t> Decoder<'_, 't> {
    fn pass_over(&self, note: impl FnOnce(&mut PassedOver)) {
        let mut passed = self.passed_over.get();
        note(&mut passed);
        self.passed_over.set(passed);
    }

    fn malformed(&self, value: Json<'_, 't>, what: &'static str, expected: &'static str) -> DecodeError {
        super::malformed(self.file, self.document, value, what, expected)
    }

    /// The text of a member of `object`, which must have it.
    fn text(
        &self,
        member: Option<Json<'_, 't>>,
        object: Json<'_, 't>,
        what: &'static str,
    ) -> Result<Cow<'t, str>, DecodeError> {
        let value = member.ok_or_else(|| self.malformed(object, what, "there"))?;
        value.string().ok_or_else(|| self.malformed(value, what, "a string"))
    }

    fn resource_changes(
        &self,
        changes: Json<'_, 't>,
        lookup: &Lookup<'_, 't>,
    ) -> Result<Vec<ResourceFacts<'t>>, DecodeError> {
        if !changes.is_array() {
            return Err(self.malformed(changes, "`resource_changes`", "a list"));
        }
        let mut resources = Vec::new();
        // Instances of one module stand together: its place is looked up once.
        let mut last_module: Option<(Cow<'t, str>, ModuleId)> = None;
        for entry in changes.items() {
            if !entry.is_object() {
                return Err(self.malformed(entry, "a resource change", "an object"));
            }
            let [address, module, mode, type_name, name, change, deposed] =
                entry.fields(["address", "module_address", "mode", "type", "name", "change", "deposed"]);
            let change = change.ok_or_else(|| self.malformed(entry, "a resource's `change`", "there"))?;
            // What a failed replacement left behind is deleted beside what it was replaced by.
            if deposed.is_some() {
                self.pass_over(|passed| passed.deposed += 1);
                continue;
            }
            let mode = mode_of(mode);
            let Some(arguments) = planned(change, entry, mode) else {
                self.pass_over(|passed| passed.leaving += usize::from(mode == Mode::Managed));
                continue;
            };
            let module = match module.and_then(Json::string) {
                None => ModuleId::ROOT,
                Some(address) => match &last_module {
                    Some((last, module)) if *last == address => *module,
                    _ => {
                        let module = lookup.module(&address);
                        last_module = Some((address, module));
                        module
                    }
                },
            };
            let type_name = self.text(type_name, entry, "a resource's `type`")?;
            let name = self.text(name, entry, "a resource's `name`")?;
            resources.push(ResourceFacts {
                shown: address.unwrap_or(entry).id(),
                address: Address::new(self.text(address, entry, "a resource's `address`")?),
                mode,
                block: lookup.block(module, mode, &type_name, &name),
                type_name,
                name,
                module,
                node: entry.id(),
                arguments,
                secrets: Secrets::default(),
                existence: Existence::Certain,
                instance: None,
                construct_path: None,
            });
        }
        Ok(resources)
    }

    /// The resources of a plan that lists no changes, from what it says will be.
    fn planned_values(
        &self,
        root: Json<'_, 't>,
        lookup: &Lookup<'_, 't>,
    ) -> Result<Vec<ResourceFacts<'t>>, DecodeError> {
        let mut resources = Vec::new();
        let mut open: Vec<Json<'_, 't>> =
            root.get("planned_values").and_then(|values| values.get("root_module")).into_iter().collect();
        while let Some(module) = open.pop() {
            open.extend(module.get("child_modules").into_iter().flat_map(Json::items));
            let address = module.get("address").and_then(Json::string).unwrap_or_default();
            let id = lookup.module(&address);
            for entry in module.get("resources").into_iter().flat_map(Json::items) {
                let [address, mode, type_name, name, values, sensitive] =
                    entry.fields(["address", "mode", "type", "name", "values", "sensitive_values"]);
                let shown = address.unwrap_or(entry).id();
                let address = self.text(address, entry, "a resource's `address`")?;
                let type_name = self.text(type_name, entry, "a resource's `type`")?;
                let name = self.text(name, entry, "a resource's `name`")?;
                let mode = mode_of(mode);
                let values = values.filter(|values| values.is_object());
                if values.is_none() && mode == Mode::Data {
                    // The configuration tells more about it.
                    continue;
                }
                resources.push(ResourceFacts {
                    address: Address::new(address),
                    mode,
                    block: lookup.block(id, mode, &type_name, &name),
                    type_name,
                    name,
                    module: id,
                    node: entry.id(),
                    shown,
                    arguments: match values {
                        Some(values) => Arguments::PlannedValues {
                            values: values.id(),
                            sensitive: sensitive.map(Json::id),
                        },
                        None => Arguments::Unreadable(entry.id()),
                    },
                    secrets: Secrets::default(),
                    existence: Existence::Certain,
                    instance: None,
                    construct_path: None,
                });
            }
        }
        Ok(resources)
    }

    /// Data sources that were read while planning are in no change: what they ask for is in the configuration.
    fn add_data_sources(
        modules: &[Module<'t>],
        blocks: &[Block<'t>],
        resources: &mut Vec<ResourceFacts<'t>>,
    ) {
        let mut changed = Set::new();
        changed.extend(resources.iter().filter(|own| own.mode == Mode::Data).filter_map(|own| own.block));
        for (id, block) in (0u32..).map(BlockId).zip(blocks) {
            let Some(expressions) = block.expressions.filter(|_| block.mode == Mode::Data) else { continue };
            if changed.contains(&id) {
                continue;
            }
            let mut address = module_path(modules, block.module);
            for part in ["data.", &block.type_name, ".", &block.name] {
                address.push_str(part);
            }
            resources.push(ResourceFacts {
                address: Address::new(address),
                mode: Mode::Data,
                type_name: block.type_name.clone(),
                name: block.name.clone(),
                module: block.module,
                block: Some(id),
                node: expressions,
                shown: expressions,
                arguments: Arguments::Expressions(expressions),
                secrets: Secrets::default(),
                existence: if block.repetition.is_some() {
                    Existence::Conditional
                } else {
                    Existence::Certain
                },
                instance: None,
                construct_path: None,
            });
        }
    }

    fn configuration(&self, configuration: Option<Json<'_, 't>>) -> Result<Configuration<'t>, DecodeError> {
        let mut decoded = Configuration::default();
        let root = configuration.and_then(|configuration| configuration.get("root_module"));
        // What is not said of the root is not seen either.
        decoded.modules.push(Module { unseen: root.is_none(), ..Module::default() });
        decoded.by_path.insert(String::new(), ModuleId::ROOT);
        let mut open: Vec<(ModuleId, String, Json<'_, 't>)> =
            root.map(|root| (ModuleId::ROOT, String::new(), root)).into_iter().collect();
        while let Some((id, path, module)) = open.pop() {
            self.module(&mut decoded, id, module)?;
            for (name, call) in module.get("module_calls").into_iter().flat_map(Json::members) {
                let name = name.text();
                let child = ModuleId::at(decoded.modules.len());
                let separator = if path.is_empty() { "" } else { "." };
                let child_path = alloc::format!("{path}{separator}module.{name}");
                let contents = call.get("module");
                decoded.modules.push(Module {
                    parent: Some(id),
                    arguments: call.get("expressions").map(Json::id),
                    repetition: repetition(call),
                    depends_on: call.get("depends_on").map(Json::id),
                    unseen: contents.is_none(),
                    ..Module::default()
                });
                decoded.by_path.insert(child_path.clone(), child);
                if let Some(parent) = decoded.modules.get_mut(id.0 as usize) {
                    parent.children.insert(name, child);
                }
                open.extend(contents.map(|contents| (child, child_path, contents)));
            }
        }
        let providers = configuration.and_then(|configuration| configuration.get("provider_config"));
        for (key, provider) in providers.into_iter().flat_map(Json::members) {
            let Some(name) = provider.get("name").and_then(Json::string) else { continue };
            let module = provider.get("module_address").and_then(Json::string);
            let is_default = module.is_none() && provider.get("alias").is_none();
            if is_default {
                let source = provider.get("full_name").and_then(Json::string);
                let version = provider.get("version_constraint").map(Json::id);
                decoded.requirements.push(Requirement { name: name.clone(), source, version });
            }
            decoded.providers.push(ProviderFacts {
                key: key.text(),
                node: provider.id(),
                module: module
                    .and_then(|path| decoded.by_path.get(&*path).copied())
                    .unwrap_or(ModuleId::ROOT),
                name,
                alias: provider.get("alias").and_then(Json::string),
                arguments: provider.get("expressions").map(|own| Arguments::Expressions(own.id())),
            });
        }
        Ok(decoded)
    }

    /// What a module itself holds, apart from the modules it calls.
    fn module(
        &self,
        decoded: &mut Configuration<'t>,
        id: ModuleId,
        module: Json<'_, 't>,
    ) -> Result<(), DecodeError> {
        let mut own_blocks = BlockNames::default();
        for resource in module.get("resources").into_iter().flat_map(Json::items) {
            let type_name = self.text(resource.get("type"), resource, "a configured resource's `type`")?;
            let name = self.text(resource.get("name"), resource, "a configured resource's `name`")?;
            let mode = mode_of(resource.get("mode"));
            own_blocks.insert(mode, type_name.clone(), name.clone(), BlockId::at(decoded.blocks.len()));
            decoded.blocks.push(Block {
                module: id,
                mode,
                type_name,
                name,
                expressions: resource.get("expressions").map(Json::id),
                repetition: repetition(resource),
                depends_on: resource.get("depends_on").map(Json::id),
                provider: resource.get("provider_config_key").and_then(Json::string),
            });
        }
        let named = |key| module.get(key).into_iter().flat_map(Json::members);
        let by_name = |(name, value): (Key<'_, 't>, Json<'_, 't>)| (name.text(), value.id());
        if let Some(own) = decoded.modules.get_mut(id.0 as usize) {
            own.node = Some(module.id());
            own.blocks = own_blocks;
            own.variables.extend(named("variables").map(by_name));
            own.outputs.extend(named("outputs").map(by_name));
        }
        Ok(())
    }
}

/// The values a resource will have; none where it goes, or was never there.
fn planned(change: Json<'_, '_>, entry: Json<'_, '_>, mode: Mode) -> Option<Arguments> {
    let [actions, after, unknown, sensitive] =
        change.fields(["actions", "after", "after_unknown", "after_sensitive"]);
    let mut actions = actions.into_iter().flat_map(Json::items).filter_map(Json::raw_string);
    let only = actions.next().filter(|_| actions.next().is_none());
    if matches!(only, Some("delete" | "forget")) {
        return None;
    }
    match after.filter(|after| after.is_object()) {
        Some(after) => Some(Arguments::Planned {
            after: after.id(),
            unknown: unknown.map(Json::id),
            sensitive: sensitive.map(Json::id),
        }),
        // What is gone and stays so; and what the configuration tells more about.
        None if only == Some("no-op") || mode == Mode::Data => None,
        None => Some(Arguments::Unreadable(entry.id())),
    }
}

pub(super) fn mode_of(mode: Option<Json<'_, '_>>) -> Mode {
    if mode.and_then(Json::raw_string) == Some("data") { Mode::Data } else { Mode::Managed }
}

fn repetition(block: Json<'_, '_>) -> Option<crate::json::NodeId> {
    block.get("for_each_expression").or_else(|| block.get("count_expression")).map(Json::id)
}

/// The address of a module without keys, with a dot behind it; empty for the root.
fn module_path(modules: &[Module<'_>], id: ModuleId) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut next = Some(id);
    while let Some(current) = next {
        let parent = modules.get(current.0 as usize).and_then(|module| module.parent);
        let siblings =
            parent.and_then(|parent| modules.get(parent.0 as usize)).map(|parent| &parent.children);
        let name = siblings.and_then(|siblings| siblings.iter().find(|(_, child)| **child == current));
        names.extend(name.map(|(name, _)| &**name));
        next = parent;
    }
    names.iter().rev().map(|name| alloc::format!("module.{name}.").to_string()).collect()
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::*;
    use crate::Input;

    /// Each resource, with what its argument `a` is.
    fn shown(text: &str) -> Vec<String> {
        let input = Input::new("plan.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        assert_eq!(plan.kind(), Kind::Plan);
        plan.resources()
            .map(|own| format!("{} {:?}", own.address(), own.attribute("a").text().map(|a| format!("{a}"))))
            .collect()
    }

    fn with_changes(changes: &str) -> String {
        format!(r#"{{"format_version": "1.2", "planned_values": {{}}, "resource_changes": [{changes}]}}"#)
    }

    /// A change of a resource of this name.
    fn change(name: &str, more: &str, change: &str) -> String {
        let named = format!(r#""mode": "managed", "type": "t", "name": "{name}""#);
        format!(r#"{{"address": "t.{name}", {named}, {more} "change": {{{change}}}}}"#)
    }

    #[test]
    fn what_goes_is_not_judged_and_what_stays_is() {
        let changes = [
            change("create", "", r#""actions": ["create"], "before": null, "after": {"a": "new"}"#),
            change("delete", "", r#""actions": ["delete"], "before": {"a": "old"}, "after": null"#),
            // A removed block that says `destroy = false`.
            change("forget", "", r#""actions": ["forget"], "before": {"a": "old"}, "after": null"#),
            change("no_op", "", r#""actions": ["no-op"], "before": {"a": "old"}, "after": {"a": "old"}"#),
            // Somebody else has deleted it, and nothing calls for it.
            change("gone", "", r#""actions": ["no-op"], "before": null, "after": null"#),
            change("update", "", r#""actions": ["update"], "before": {"a": "old"}, "after": {"a": "new"}"#),
        ];
        let expected = [r#"t.create Known("new")"#, r#"t.no_op Known("old")"#, r#"t.update Known("new")"#];
        assert_eq!(shown(&with_changes(&changes.join(", "))), expected);
    }

    #[test]
    fn what_is_replaced_is_judged_by_what_takes_its_place() {
        let values = r#""before": {"a": "old"}, "after": {"a": "new"}"#;
        let changes = [
            change("after", "", &format!(r#""actions": ["delete", "create"], {values}"#)),
            change("before", "", &format!(r#""actions": ["create", "delete"], {values}"#)),
            change("forgotten", "", &format!(r#""actions": ["create", "forget"], {values}"#)),
            // What a failed replacement left behind, of which the next plan deletes one and forgets another.
            change(
                "before",
                r#""deposed": "0123abcd","#,
                r#""actions": ["delete"], "before": {"a": "left"}, "after": null"#,
            ),
            change(
                "after",
                r#""deposed": "4567abcd","#,
                r#""actions": ["no-op"], "before": {"a": "left"}, "after": {"a": "left"}"#,
            ),
        ];
        let expected = [r#"t.after Known("new")"#, r#"t.before Known("new")"#, r#"t.forgotten Known("new")"#];
        assert_eq!(shown(&with_changes(&changes.join(", "))), expected);
    }

    #[test]
    fn what_is_imported_or_moved_is_judged_where_it_will_be() {
        let changes = [
            change(
                "imported",
                "",
                r#""actions": ["no-op"], "after": {"a": "there"}, "importing": {"id": "i-1"}"#,
            ),
            change(
                "unknown",
                "",
                r#""actions": ["create"], "after": {}, "after_unknown": {"a": true}, "importing": {"unknown": true}"#,
            ),
            change(
                "moved",
                r#""previous_address": "t.old","#,
                r#""actions": ["no-op"], "before": {"a": "kept"}, "after": {"a": "kept"}"#,
            ),
        ];
        let expected = [r#"t.imported Known("there")"#, r#"t.moved Known("kept")"#, "t.unknown Unknown"];
        assert_eq!(shown(&with_changes(&changes.join(", "))), expected);
    }

    #[test]
    fn drift_is_not_judged() {
        let own = change("x", "", r#""actions": ["update"], "after": {"a": "new"}"#);
        let drift = change("x", "", r#""actions": ["update"], "after": {"a": "drifted"}"#);
        let gone = change("gone", "", r#""actions": ["delete"], "before": {"a": "old"}, "after": null"#);
        let text = format!(
            r#"{{"format_version": "1.2", "resource_drift": [{drift}, {gone}], "resource_changes": [{own}]}}"#
        );
        assert_eq!(shown(&text), [r#"t.x Known("new")"#]);
    }

    #[test]
    fn what_data_sources_give_is_unknown_until_they_are_read() {
        let read = r#"{"address": "data.t.x", "mode": "data", "type": "t", "name": "x", "action_reason":
            "read_because_config_unknown", "change": {"actions": ["read"], "before": null, "after": {"b": "asked"},
            "after_unknown": {"a": true}}}"#;
        assert_eq!(shown(&with_changes(read)), ["data.t.x Unknown"]);
        // One whose values are left out is as its configuration says.
        let configured = r#""configuration": {"root_module": {"resources": [{"address": "data.t.x", "mode": "data",
            "type": "t", "name": "x", "expressions": {"a": {"constant_value": "asked"}}}]}}"#;
        for values in [read.replace(r#"{"b": "asked"}"#, "null"), String::new()] {
            let text =
                format!(r#"{{"format_version": "1.2", "resource_changes": [{values}], {configured}}}"#);
            assert_eq!(shown(&text), [r#"data.t.x Known("asked")"#]);
        }
    }

    #[test]
    fn a_resource_without_values_is_there_and_unknown() {
        let create = change("x", "", r#""actions": ["create"], "before": null, "after": null"#);
        assert_eq!(shown(&with_changes(&create)), ["t.x Unknown"]);
        let planned = |changes: &str| {
            format!(
                r#"{{"format_version": "1.0", {changes} "planned_values": {{"root_module": {{"resources": [
                    {{"address": "t.x", "mode": "managed", "type": "t", "name": "x"}},
                    {{"address": "t.y", "mode": "managed", "type": "t", "name": "y", "values": {{"a": "v"}}}}]}}}}}}"#
            )
        };
        let expected = ["t.x Unknown", r#"t.y Known("v")"#];
        assert_eq!(shown(&planned("")), expected);
        assert_eq!(shown(&planned(r#""resource_changes": null,"#)), expected);
        let nameless = planned("").replace(r#""name": "x""#, r#""called": "x""#);
        let input = Input::new("plan.json", nameless.as_bytes()).unwrap();
        assert_eq!(input.decode().map(|_| ()).map_err(|error| error.code()), Err("malformed"));
    }
}
