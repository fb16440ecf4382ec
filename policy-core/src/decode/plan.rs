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
        Address, Arguments, Block, BlockId, Existence, Kind, Mode, Module, ModuleId, PassedOver, Plan,
        ProviderFacts, Requirement, ResourceFacts, without_keys,
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
    root.get("planned_values").is_some() && root.get("resource_changes").is_none()
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
    let mut resources = decoder.resource_changes(root, &lookup)?;
    if root.get("resource_changes").is_none() {
        resources = Decoder::planned_values(root, &lookup);
    }
    Decoder::add_data_sources(&modules, &blocks, &mut resources);
    let mut variable_values = Map::new();
    let variables = root.get("variables").into_iter().flat_map(Json::members);
    variable_values.extend(variables.filter_map(|(name, own)| Some((name.text(), own.get("value")?.id()))));
    let by_type = super::index(&mut resources);
    Ok(Plan {
        file: file.to_owned(),
        kind: Kind::Plan,
        sources: None,
        passed_over: decoder.passed_over.get(),
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
        let key = (mode, Cow::Borrowed(type_name), Cow::Borrowed(name));
        self.modules.get(module.0 as usize)?.blocks.get(&key).copied()
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
        root: Json<'_, 't>,
        lookup: &Lookup<'_, 't>,
    ) -> Result<Vec<ResourceFacts<'t>>, DecodeError> {
        let Some(changes) = root.get("resource_changes").filter(|changes| !changes.is_null()) else {
            return Ok(Vec::new());
        };
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
            let Some(arguments) = planned(change) else {
                self.pass_over(|passed| passed.leaving += usize::from(mode_of(mode) == Mode::Managed));
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
            let mode = mode_of(mode);
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
    fn planned_values(root: Json<'_, 't>, lookup: &Lookup<'_, 't>) -> Vec<ResourceFacts<'t>> {
        let mut resources = Vec::new();
        let mut open: Vec<Json<'_, 't>> =
            root.get("planned_values").and_then(|values| values.get("root_module")).into_iter().collect();
        while let Some(module) = open.pop() {
            open.extend(module.get("child_modules").into_iter().flat_map(Json::items));
            let address = module.get("address").and_then(Json::string).unwrap_or_default();
            let id = lookup.module(&address);
            for entry in module.get("resources").into_iter().flat_map(Json::items) {
                let text = |key| entry.get(key).and_then(Json::string);
                let (Some(address), Some(type_name), Some(name), Some(values)) =
                    (text("address"), text("type"), text("name"), entry.get("values"))
                else {
                    continue;
                };
                let mode = mode_of(entry.get("mode"));
                resources.push(ResourceFacts {
                    address: Address::new(address),
                    mode,
                    block: lookup.block(id, mode, &type_name, &name),
                    type_name,
                    name,
                    module: id,
                    node: entry.id(),
                    shown: entry.get("address").unwrap_or(entry).id(),
                    arguments: Arguments::PlannedValues {
                        values: values.id(),
                        sensitive: entry.get("sensitive_values").map(Json::id),
                    },
                    secrets: Secrets::default(),
                    existence: Existence::Certain,
                    instance: None,
                    construct_path: None,
                });
            }
        }
        resources
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
        let mut own_blocks = Map::new();
        for resource in module.get("resources").into_iter().flat_map(Json::items) {
            let type_name = self.text(resource.get("type"), resource, "a configured resource's `type`")?;
            let name = self.text(resource.get("name"), resource, "a configured resource's `name`")?;
            let mode = mode_of(resource.get("mode"));
            own_blocks.insert((mode, type_name.clone(), name.clone()), BlockId::at(decoded.blocks.len()));
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

/// The values a resource will have; none where it goes.
fn planned(change: Json<'_, '_>) -> Option<Arguments> {
    let [actions, after, unknown, sensitive] =
        change.fields(["actions", "after", "after_unknown", "after_sensitive"]);
    let mut actions = actions.into_iter().flat_map(Json::items).filter_map(Json::raw_string);
    if matches!((actions.next(), actions.next()), (Some("delete" | "forget"), None)) {
        return None;
    }
    Some(Arguments::Planned {
        after: after.filter(|after| after.is_object())?.id(),
        unknown: unknown.map(Json::id),
        sensitive: sensitive.map(Json::id),
    })
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
