//! What the modules that a configuration calls take and give, where their files lie around it.
//!
//! A module is read as its own folder declares it, whoever calls it, and what is kept of it is what a caller can see:
//! variables, outputs, provider configurations. Its resources are judged where its folder is checked. Nothing is known of a
//! module that has files in native syntax, comes from a registry, or is called by itself.

use alloc::{
    borrow::Cow,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use super::{
    ResourceGraph,
    arguments::Secret,
    dependencies::Dependencies,
    expressions,
    marks::{Marked, Marks, says_so},
};
use crate::{
    decode::{Input, sections},
    json::Json,
    plan::{ModuleId, Provider, Read, Value},
    sorted::{Map, Set},
    surroundings::{ModuleFile, Surroundings},
    template::{self, Shape},
};

/// The modules that a configuration calls, by the names of the calls.
#[derive(Default)]
pub(crate) struct Modules {
    interfaces: Map<String, Rc<Interface>>,
    /// Calls of folders that are not there.
    absent: Set<String>,
}

/// What a caller sees of a module.
pub(crate) struct Interface {
    pub(crate) variables: Map<String, Variable>,
    pub(crate) outputs: Map<String, Output>,
    /// The provider configurations that a caller has to pass.
    pub(crate) expected: Vec<String>,
    /// Those that it names and nobody in it declares or expects, each with what names it.
    pub(crate) undeclared: Vec<(String, String)>,
    /// What configures providers in it, by the first one's name.
    pub(crate) provider: Option<String>,
    pub(crate) has_imports: bool,
}

/// What a module says of one of its variables.
pub(crate) struct Variable {
    pub(crate) is_required: bool,
    pub(crate) is_nullable: bool,
    /// The type, where it is one.
    pub(crate) type_: Option<String>,
}

/// What a module says of one of its outputs.
pub(crate) struct Output {
    pub(crate) shape: Shape,
    /// How much of it must not be shown.
    pub(crate) secret: Secret,
    pub(crate) is_ephemeral: bool,
    /// The variables that it is made of.
    pub(crate) inputs: Set<String>,
}

impl Modules {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        let plan = graph.plan;
        let mut found = Self::default();
        let Some(surroundings) = plan.surroundings else { return found };
        for (name, folder) in sections::called_folders(plan) {
            match graph.folders.interface(&folder, surroundings) {
                Read::Known(interface) => drop(found.interfaces.insert(name.into_owned(), interface)),
                Read::Absent => drop(found.absent.insert(name.into_owned())),
                Read::Unknown => {}
            }
        }
        found
    }

    /// What is known of the module that a call leads to.
    pub(crate) fn get(&self, call: &str) -> Option<&Interface> {
        self.interfaces.get(call).map(|own| &**own)
    }

    /// Whether a call leads to a folder that is not there.
    pub(crate) fn is_absent(&self, call: &str) -> bool {
        self.absent.contains(call)
    }
}

/// The folders that have been looked into, for a configuration and the modules that it calls.
#[derive(Default)]
pub(super) struct Folders {
    found: RefCell<Map<String, Read<Rc<Interface>>>>,
    /// How many callers are above.
    depth: Cell<usize>,
}

/// How far modules that call modules are followed, and how many folders are read.
const MOST_LEVELS: usize = 10;
const MOST_FOLDERS: usize = 500;

impl Folders {
    fn interface(self: &Rc<Self>, folder: &str, surroundings: &dyn Surroundings) -> Read<Rc<Interface>> {
        if let Some(found) = self.found.borrow().get(folder) {
            return found.clone();
        }
        if self.depth.get() == MOST_LEVELS || self.found.borrow().len() == MOST_FOLDERS {
            return Read::Unknown;
        }
        // While it is read it is unknown: what calls itself has no end.
        self.found.borrow_mut().insert(folder.to_string(), Read::Unknown);
        self.depth.set(self.depth.get() + 1);
        let interface = match surroundings.module(folder) {
            Read::Known(files) => match read(folder, &files, surroundings, Rc::clone(self)) {
                Some(interface) => Read::Known(Rc::new(interface)),
                None => Read::Unknown,
            },
            Read::Absent => Read::Absent,
            Read::Unknown => Read::Unknown,
        };
        self.depth.set(self.depth.get() - 1);
        self.found.borrow_mut().insert(folder.to_string(), interface.clone());
        interface
    }
}

/// Reads a module; nothing is said of one that is not all in JSON, or that cannot be read.
fn read(
    folder: &str,
    files: &[ModuleFile],
    surroundings: &dyn Surroundings,
    folders: Rc<Folders>,
) -> Option<Interface> {
    if files.is_empty() || !files.iter().all(|file| file.name.ends_with(".tf.json")) {
        return None;
    }
    let paths: Vec<String> = files.iter().map(|file| alloc::format!("{folder}/{}", file.name)).collect();
    let inputs = paths.iter().zip(files).map(|(path, file)| Input::new(path, &file.contents));
    let project = Input::project(folder, inputs.collect::<Result<_, _>>().ok()?).ok()?;
    let project = project.whole().called().within(surroundings);
    let plan = project.decode().ok()?;
    Some(Interface::of(&ResourceGraph::within(&plan, folders)))
}

impl Interface {
    fn of(graph: &ResourceGraph<'_>) -> Self {
        let plan = graph.plan;
        let root = plan.module(ModuleId::ROOT);
        let variables = root.into_iter().flat_map(|root| &root.variables);
        let variables = variables.map(|(name, &node)| (name.to_string(), Variable::of(plan.value(node))));
        let references = graph.provider_references();
        let expected: Vec<String> = references.expected.iter().map(ToString::to_string).collect();
        let is_declared = |key: &str| {
            plan.providers().any(|own| own.key() == key) || expected.iter().any(|expected| expected == key)
        };
        let named = references.uses.iter().filter_map(|used| Some((used.key.as_deref()?, &used.holder)));
        let undeclared = named.filter(|(key, _)| key.contains('.') && !is_declared(key));
        let undeclared = undeclared.map(|(key, holder)| (key.to_string(), holder.clone())).collect();
        let provider =
            plan.providers().find(|own| configures(plan.value(own.place().node))).map(Provider::address);
        Self {
            variables: variables.collect(),
            outputs: outputs(graph),
            expected,
            undeclared,
            provider,
            has_imports: sections::blocks(plan, "import").next().is_some(),
        }
    }
}

/// Whether a provider's block says anything. One that does not stands for what is passed, as was written before there was
/// another way.
fn configures(body: Value<'_>) -> bool {
    body.members().any(|(key, _)| !key.is("alias") && !key.is("//"))
}

impl Variable {
    fn of(declaration: Value<'_>) -> Self {
        let type_ = declaration.get("type").and_then(Json::string);
        let type_ = type_.filter(|text| template::constraint_fault(text).is_none());
        Self {
            is_required: declaration.get("default").is_none(),
            is_nullable: !declaration.get("nullable").is_some_and(|own| {
                own.bool() == Some(false) || own.string().is_some_and(|text| text == "false")
            }),
            type_: type_.map(Cow::into_owned),
        }
    }
}

fn outputs(graph: &ResourceGraph<'_>) -> Map<String, Output> {
    let plan = graph.plan;
    let root = plan.module(ModuleId::ROOT);
    let (shapes, inputs) = (expressions::outputs(graph), Dependencies::inputs_of_outputs(graph));
    let outputs = root.into_iter().flat_map(|root| &root.outputs).map(|(name, &node)| {
        let body = plan.value(node);
        let carried =
            |kind| body.get("value").map_or(Secret::Nothing, |own| Marks::new(graph, kind).of_value(own));
        let secret = if says_so(body, "sensitive") { Secret::All } else { carried(Marked::Sensitive) };
        let is_ephemeral = says_so(body, "ephemeral") || carried(Marked::Ephemeral) == Secret::All;
        let shape = shapes.get(&**name).cloned().unwrap_or(Shape::Unknown);
        // Of what is sensitive nothing but the kind comes out.
        let hidden = |shape: Shape| shape.kind().map_or(Shape::Unknown, Shape::Of);
        let shape = if secret == Secret::Nothing { shape } else { hidden(shape) };
        let inputs = inputs.get(&**name).cloned().unwrap_or_default();
        (name.to_string(), Output { shape, secret, is_ephemeral, inputs })
    });
    outputs.collect()
}
