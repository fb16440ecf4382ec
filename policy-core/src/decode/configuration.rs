//! Configuration in JSON syntax: `*.tf.json`, and the `cdk.tf.json` of CDKTF and CDK Terrain.
//!
//! Source of the syntax: <https://developer.hashicorp.com/terraform/language/syntax/json>. Every level of labels
//! and every block is an object or a list of objects; repeated keys at label levels merge.

use alloc::{
    borrow::{Cow, ToOwned},
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use crate::{
    error::DecodeError,
    json::{Document, Json, Key},
    plan::{
        Address, Arguments, Backend, Block, BlockId, Existence, Kind, Mode, Module, ModuleId, PassedOver,
        Plan, ProviderFacts, Repetition, Requirement, ResourceFacts, blocks_of, items_of, repetition,
    },
    policy::Policy,
    schema::Secrets,
    sorted::Map,
};

pub(super) fn decode<'t>(
    file: &str,
    document: Document<'t>,
    policy: &Policy,
) -> Result<Plan<'t>, DecodeError> {
    let mut decoder = Decoder {
        modules: Vec::from([Module::default()]),
        blocks: Vec::new(),
        resources: Vec::new(),
        providers: Vec::new(),
    };
    let root = document.root();
    decoder.blocks_of_mode(root, "resource", Mode::Managed);
    decoder.blocks_of_mode(root, "data", Mode::Data);
    decoder.names(root);
    decoder.modules(root);
    decoder.providers(root);
    let Decoder { modules, blocks, mut resources, providers, .. } = decoder;
    let metadata = member_objects(root, "//").find_map(|comment| comment.get("metadata"));
    let stack_name = metadata.and_then(|metadata| metadata.get("stackName")).and_then(Json::string);
    let by_type = super::index(&mut resources);
    let plan = Plan {
        file: file.to_owned(),
        kind: if metadata.is_some() { Kind::Cdktf } else { Kind::Configuration },
        is_whole: false,
        is_called: false,
        sources: None,
        surroundings: None,
        passed_over: PassedOver::default(),
        terraform_version: None,
        modules,
        blocks,
        resources,
        by_type,
        variable_values: Map::new(),
        given: policy.variables.clone(),
        lookups: Cell::default(),
        found: RefCell::default(),
        found_children: RefCell::default(),
        providers,
        requirements: requirements(root),
        waivers: super::waivers::waivers(file, &document)?,
        backend: backend(root),
        stack_name,
        cdktf_version: metadata.and_then(|metadata| metadata.get("version")).map(Json::id),
        document,
    };
    Ok(with_instances(plan))
}

/// How many instances are looked at one by one; the blocks after that are one resource each, without a key.
///
/// A thousand bytes can ask for a million of them.
const MOST_INSTANCES: usize = 20_000;

/// Puts the instances of each block, as far as they are known, in the place of the block.
fn with_instances(mut plan: Plan<'_>) -> Plan<'_> {
    // Most configurations repeat nothing.
    if plan.blocks.iter().all(|block| block.repetition.is_none()) {
        return plan;
    }
    let mut expanded = Vec::with_capacity(plan.resources.len());
    let mut left = MOST_INSTANCES;
    for resource in &plan.resources {
        let body = resource.block.and_then(|block| plan.block(block)?.expressions);
        let (instances, existence) = match body.and_then(|body| repetition(&plan, plan.value(body))) {
            None | Some(Repetition::Unknown) => {
                expanded.push(resource.clone());
                continue;
            }
            Some(Repetition::Certain(instances)) => (instances, Existence::Certain),
            // With other values there may be some.
            Some(Repetition::ByDefault(instances)) if instances.is_empty() => {
                expanded.push(resource.clone());
                continue;
            }
            Some(Repetition::ByDefault(instances)) => (instances, Existence::Conditional),
        };
        let Some(fewer) = left.checked_sub(instances.len()) else {
            expanded.push(resource.clone());
            continue;
        };
        left = fewer;
        expanded.extend(instances.into_iter().map(|instance| ResourceFacts {
            address: Address::new(alloc::format!("{}{}", resource.address, instance.suffix())),
            existence,
            instance: Some(instance),
            ..resource.clone()
        }));
    }
    plan.by_type = super::index(&mut expanded);
    plan.resources = expanded;
    // What a reference to a resource stands for is another thing where that has instances.
    plan.found = RefCell::default();
    plan
}

struct Decoder<'t> {
    modules: Vec<Module<'t>>,
    blocks: Vec<Block<'t>>,
    resources: Vec<ResourceFacts<'t>>,
    providers: Vec<ProviderFacts<'t>>,
}

impl<'t> Decoder<'t> {
    fn blocks_of_mode(&mut self, root: Json<'_, 't>, key: &'static str, mode: Mode) {
        for (type_name, names) in root_members(root, key).flat_map(labels) {
            for (name, bodies) in labels(names) {
                for body in blocks_of(bodies) {
                    self.block(mode, type_name.clone(), name.clone(), body);
                }
            }
        }
    }

    fn block(&mut self, mode: Mode, type_name: Cow<'t, str>, name: Cow<'t, str>, body: Json<'_, 't>) {
        let id = BlockId::at(self.blocks.len());
        let [for_each, count, depends_on, provider] =
            body.fields(["for_each", "count", "depends_on", "provider"]);
        let repetition = for_each.or(count);
        if let Some(root) = self.modules.first_mut() {
            // A name declared twice is another's to report; the first one keeps it.
            root.blocks.insert_first(mode, type_name.clone(), name.clone(), id);
        }
        self.blocks.push(Block {
            module: ModuleId::ROOT,
            mode,
            type_name: type_name.clone(),
            name: name.clone(),
            expressions: Some(body.id()),
            repetition: repetition.map(Json::id),
            depends_on: depends_on.map(Json::id),
            provider: provider.and_then(Json::string),
        });
        // Which instances there are is worked out when all names are known.
        let existence = if repetition.is_some() { Existence::Conditional } else { Existence::Certain };
        let prefix = if mode == Mode::Data { "data." } else { "" };
        let metadata = member_objects(body, "//").find_map(|comment| comment.get("metadata"));
        self.resources.push(ResourceFacts {
            address: Address::new([prefix, &type_name, ".", &name].concat()),
            mode,
            type_name,
            name,
            module: ModuleId::ROOT,
            block: Some(id),
            node: body.id(),
            shown: body.id(),
            arguments: Arguments::Templates(body.id()),
            secrets: Secrets::default(),
            existence,
            instance: None,
            construct_path: metadata.and_then(|metadata| metadata.get("path")).and_then(Json::string),
        });
    }

    fn names(&mut self, root: Json<'_, 't>) {
        let section = |key| root_members(root, key).flat_map(labels);
        let Some(module) = self.modules.first_mut() else { return };
        let only = |value: Json<'_, 't>| blocks_of(value).next().unwrap_or(value).id();
        // Null and a list of nothing declare nothing.
        let is_there = |value: Json<'_, 't>| !value.is_null() && items_of(value).next().is_some();
        let named = |key| section(key).filter(|(_, value)| is_there(*value));
        module.variables.extend(named("variable").map(|(name, value)| (name, only(value))));
        module.outputs.extend(named("output").map(|(name, value)| (name, only(value))));
        module.locals.extend(section("locals").map(|(name, value)| (name, value.id())));
    }

    /// Calls of modules; what they hold is in other files.
    fn modules(&mut self, root: Json<'_, 't>) {
        for (name, call) in root_members(root, "module").flat_map(labels) {
            let Some(call) = blocks_of(call).next() else { continue };
            let id = ModuleId::at(self.modules.len());
            self.modules.push(Module {
                parent: Some(ModuleId::ROOT),
                arguments: Some(call.id()),
                repetition: call.get("for_each").or_else(|| call.get("count")).map(Json::id),
                unseen: true,
                ..Module::default()
            });
            if let Some(root) = self.modules.first_mut() {
                root.children.insert(name, id);
            }
        }
    }

    fn providers(&mut self, root: Json<'_, 't>) {
        for (name, bodies) in root_members(root, "provider").flat_map(labels) {
            for body in items_of(bodies).filter(|body| !body.is_null()) {
                let alias = body.get("alias").and_then(Json::string);
                self.providers.push(ProviderFacts {
                    key: match &alias {
                        Some(alias) => Cow::Owned(alloc::format!("{name}.{alias}")),
                        None => name.clone(),
                    },
                    module: ModuleId::ROOT,
                    name: name.clone(),
                    alias,
                    node: body.id(),
                    // What is no block may stand for anything.
                    arguments: body.is_object().then(|| Arguments::Templates(body.id())),
                });
            }
        }
    }
}

/// The names and values below a label level, comments left out. What is no such level is said of it by
/// [`language`](super::language), beside which the rest can be judged.
fn labels<'d, 't>(level: Json<'d, 't>) -> impl Iterator<Item = (Cow<'t, str>, Json<'d, 't>)> {
    let members = blocks_of(level).flat_map(Json::members).filter(|(key, _)| !key.is("//"));
    members.map(|(key, value)| (key.text(), value))
}

/// The backend of the last `terraform` block that has one.
fn backend<'t>(root: Json<'_, 't>) -> Option<Backend<'t>> {
    let terraform = member_objects(root, "terraform");
    let backends = terraform.flat_map(|block| member_objects(block, "backend"));
    let (type_name, body) = backends.flat_map(Json::members).filter(|(name, _)| !name.is("//")).last()?;
    Some(Backend { type_name: type_name.text(), node: blocks_of(body).next().unwrap_or(body).id() })
}

/// What `required_providers` says: `{"source": …, "version": …}`, or the version alone.
fn requirements<'t>(root: Json<'_, 't>) -> Vec<Requirement<'t>> {
    let terraform = member_objects(root, "terraform");
    let providers = terraform.flat_map(|block| member_objects(block, "required_providers"));
    let entries = providers.flat_map(Json::members).filter(|(name, _)| !name.is("//"));
    let requirement = |(name, entry): (Key<'_, 't>, Json<'_, 't>)| {
        let version = if entry.is_object() { entry.get("version") } else { Some(entry) };
        let source = entry.get("source").and_then(Json::string);
        Requirement { name: name.text(), source, version: version.map(Json::id) }
    };
    entries.map(requirement).collect()
}

/// The values of a root key; the root may be a list of objects that are read as one.
pub(super) fn root_members<'d, 't>(
    root: Json<'d, 't>,
    key: &'static str,
) -> impl Iterator<Item = Json<'d, 't>> {
    blocks_of(root).flat_map(Json::members).filter(move |(name, _)| name.is(key)).map(|(_, value)| value)
}

/// The objects below a key, wherever it is repeated and whether it holds one or a list.
fn member_objects<'d, 't>(value: Json<'d, 't>, key: &'static str) -> impl Iterator<Item = Json<'d, 't>> {
    root_members(value, key).flat_map(blocks_of)
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::Input;

    fn addresses(text: &str) -> Vec<String> {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        plan.resources().map(|resource| String::from(resource.address().as_str())).collect()
    }

    #[test]
    fn lists_and_repeated_keys_at_label_levels_merge() {
        let text = r#"[{"resource": [{"aws_a": {"x": {}}}, {"aws_a": [{"y": [{}]}]}]},
                       {"resource": {"aws_b": {"z": {}, "none": null}}, "resource": {"aws_b": {"w": {"count": 0}}},
                        "data": {"aws_c": {"v": {"count": "${var.n}"}}}}]"#;
        assert_eq!(addresses(text), ["aws_a.x", "aws_a.y", "aws_b.z", "data.aws_c.v"]);
    }

    #[test]
    fn instances_have_a_limit_together() {
        let blocks: Vec<String> = (0..30).map(|at| alloc::format!(r#""x{at}": {{"count": 1000}}"#)).collect();
        let text = alloc::format!(r#"{{"resource": {{"aws_a": {{{}}}}}}}"#, blocks.join(", "));
        assert_eq!(addresses(&text).len(), MOST_INSTANCES + 10);
    }
}
