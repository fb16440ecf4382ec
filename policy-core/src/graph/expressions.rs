//! Expressions of a configuration that surely fail.
//!
//! Terraform evaluates everything twice. `terraform validate` knows locals and literals; of variables it knows the types,
//! and of resources nothing but their attributes' names. A plan knows the values of variables, here their defaults, the
//! instances of what is repeated, and the types of attributes. A name that is not declared here stands for anything, and so does
//! whatever came to nothing elsewhere, where that is said.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::cell::{Cell, OnceCell, RefCell};

use super::{
    ResourceGraph,
    arguments::{Arguments, Astray, Led, Named},
};
use crate::{
    decode::{
        sections,
        templates::{Declaration, Role, Site, Templates},
    },
    json::{Json, JsonKind, NodeId},
    plan::{self, Mode, ModuleId, Plan, Read, Value, is_made_of_secrets, value_of_variable},
    refusal::Refusal,
    similar,
    sorted::Map,
    surroundings::{self, Surroundings},
    template::{
        self, Asked, Expression, ExpressionKind, KeyOf, Kind, Misfit, Names, ObjectKey, Shape, Span, Start,
        Step, Template, Traversal, may_be_there,
    },
    version::Version,
};

/// Where expressions of a configuration surely fail.
#[derive(Default)]
pub(crate) struct Expressions {
    pub(crate) faults: Vec<Fault>,
    /// Arguments of modules that cannot have the types of their variables.
    pub(crate) misfits: Vec<UnfitArgument>,
}

/// An argument of a module that cannot have the type of its variable.
pub(crate) struct UnfitArgument {
    /// The name of the call.
    pub(crate) call: String,
    pub(crate) name: String,
    pub(crate) node: NodeId,
    pub(crate) type_: String,
    pub(crate) misfit: Misfit,
}

/// One part of an expression that surely fails.
pub(crate) struct Fault {
    /// Position in [`Templates::sites`].
    pub(crate) site: usize,
    span: Span,
    wrong: Wrong,
    pub(crate) holds: Holds,
    /// Whether validation knows enough to say so.
    is_validated: bool,
    /// Whether what it is made of must not be shown.
    is_secret: bool,
}

/// When a part fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Always.
    Surely,
    /// While variables keep their defaults.
    ByDefault,
    /// In the workspace that there is at first.
    InDefaultWorkspace,
    /// Where it is evaluated, which is not certain.
    WhereEvaluated,
}

enum Wrong {
    Fails(template::Wrong),
    /// A reference leads to what no resource of its type has.
    Led(Astray),
    /// A condition that must hold does not.
    False(Role),
}

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// An attribute, key or index behind a name.
    Attribute,
    /// A function, and how many and what kinds of arguments it takes.
    Call,
    /// Values that an expression cannot be evaluated with.
    Evaluation,
}

impl Expressions {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        // An override file holds parts of blocks.
        if !graph.plan.is_configuration() || graph.undeclared().is_override() {
            return Self::default();
        }
        let view = View::new(graph);
        let mut faults = Vec::new();
        for (position, site) in view.templates.sites.iter().enumerate() {
            if let (Some(template), Some(holder)) = (site.template(), view.templates.declaration(site)) {
                view.site(position, site, holder, &template, &mut faults);
            }
        }
        Self { faults, misfits: view.unfit_arguments() }
    }
}

/// What is known of the outputs of a module, whatever its variables are set to.
pub(super) fn outputs(graph: &ResourceGraph<'_>) -> Map<String, Shape> {
    let view = View::new(graph);
    let root = graph.plan.module(ModuleId::ROOT);
    let mut found = Map::new();
    for (name, &node) in root.into_iter().flat_map(|root| &root.outputs) {
        let Some(value) = graph.plan.value(node).get("value") else { continue };
        let shape = view.whole_resource(value).unwrap_or_else(|| {
            let at = |knowledge| view.at(view.known(knowledge), usize::MAX, &[]);
            let planned = at(Knowledge::Values);
            let shape = planned.json(value);
            if planned.basis.get().has_defaults { at(Knowledge::Types).json(value) } else { shape }
        });
        found.insert(name.to_string(), shape);
    }
    found
}

/// How much is known of what names stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Knowledge {
    /// What validation knows.
    Types,
    /// What a plan knows.
    Values,
    /// That, in the workspace that there is at first.
    DefaultWorkspace,
}

/// What a value rests on.
#[derive(Debug, Clone, Copy, Default)]
struct Basis {
    /// On defaults of variables.
    has_defaults: bool,
    /// On the name of the workspace.
    has_workspace: bool,
}

/// What a configuration's names stand for.
struct Known<'p> {
    knowledge: Knowledge,
    locals: Map<Cow<'p, str>, (Shape, Basis)>,
    variables: RefCell<Map<String, (Shape, Basis)>>,
    /// What `each.key` and `each.value` stand for, by the position of the declaration.
    each: RefCell<Map<usize, (Shape, Shape)>>,
}

struct View<'g, 'p> {
    graph: &'g ResourceGraph<'p>,
    plan: &'p Plan<'p>,
    templates: &'g Templates<'p>,
    arguments: Option<&'g Arguments<'p>>,
    /// How much work may still be done.
    budget: Cell<usize>,
    types: OnceCell<Known<'p>>,
    values: OnceCell<Known<'p>>,
    default_workspace: OnceCell<Known<'p>>,
}

/// What Terraform calls the workspace that there is at first.
const DEFAULT_WORKSPACE: &str = "default";

/// How much work, in items and bytes, may be done at least, and for each byte of the text.
const LEAST_BUDGET: usize = 1 << 20;
const BUDGET_OF_BYTE: usize = 64;

/// How many instances of a block are looked at one by one.
const MOST_INSTANCES: usize = 64;

/// What `terraform_data` and `null_resource` need not be looked up for: the maps that one has.
const MAPS_OF_OTHERS: [(&str, &str); 1] = [("null_resource", "triggers")];

impl<'g, 'p> View<'g, 'p> {
    fn new(graph: &'g ResourceGraph<'p>) -> Self {
        let plan = graph.plan;
        let size = plan.document.text().len().saturating_mul(BUDGET_OF_BYTE);
        Self {
            graph,
            plan,
            templates: graph.templates(),
            arguments: graph.arguments(),
            budget: Cell::new(size.saturating_add(LEAST_BUDGET)),
            types: OnceCell::new(),
            values: OnceCell::new(),
            default_workspace: OnceCell::new(),
        }
    }

    fn site(
        &self,
        position: usize,
        site: &Site<'p>,
        holder: &Declaration<'p>,
        template: &Template<'_>,
        faults: &mut Vec<Fault>,
    ) {
        let is_secret = || site.context.is_sensitive || is_made_of_secrets(self.plan, template);
        for (traversal, lead) in template.references().into_iter().zip(self.templates.leads(site)) {
            let Some(wrong) = self.astray(*lead, traversal) else { continue };
            // What stands behind a splat is looked up for each item, of which there may be none, and when it is
            // evaluated, which may fail.
            let has_splat =
                traversal.steps.iter().any(|step| matches!(step, Step::Splat | Step::AttributeSplat));
            let holds = if has_splat { Holds::WhereEvaluated } else { Holds::Surely };
            if !has_splat || template.certainly_follows(traversal) {
                faults.push(Fault {
                    site: position,
                    span: traversal.span,
                    wrong,
                    holds,
                    is_validated: !has_splat,
                    is_secret: is_secret(),
                });
            }
        }
        if is_left_to_others(template) && !site.is_key && site.context.role == Role::Value {
            return;
        }
        let is_evaluated = self.has_instance(site.holder(), holder);
        let most = if is_evaluated { Knowledge::DefaultWorkspace } else { Knowledge::Types };
        let found = self.judged(most, site, template);
        if found.faults.is_empty() {
            return;
        }
        // What fails without a value fails with any.
        let with = |knowledge| self.judged(knowledge, site, template).faults;
        let in_any_workspace = if found.basis.has_workspace { with(Knowledge::Values) } else { Vec::new() };
        let with_any_value = with(Knowledge::Types);
        let is_among = |faults: &[(Span, Wrong, bool)], span| faults.iter().any(|(own, ..)| *own == span);
        for (span, wrong, is_undecided) in found.faults {
            let holds = if is_undecided {
                Holds::WhereEvaluated
            } else if found.basis.has_workspace && !is_among(&in_any_workspace, span) {
                Holds::InDefaultWorkspace
            } else if found.basis.has_defaults && !is_among(&with_any_value, span) {
                Holds::ByDefault
            } else {
                Holds::Surely
            };
            // Validation knows the workspace, and neither values of variables nor instances.
            let is_validated = is_among(&with_any_value, span) || holds == Holds::InDefaultWorkspace;
            faults.push(Fault { site: position, span, wrong, holds, is_validated, is_secret: is_secret() });
        }
    }

    /// A template as Terraform evaluates it, as far as it knows so much.
    fn judged(&self, knowledge: Knowledge, site: &Site<'p>, template: &Template<'_>) -> Found {
        let names = self.at(self.known(knowledge), site.holder(), &site.context.iterators);
        let judged = template::judge(template, &names, &self.budget);
        let failures = judged.failures.into_iter();
        let mut faults: Vec<_> =
            failures.map(|own| (own.span, Wrong::Fails(own.wrong), own.is_undecided)).collect();
        if faults.is_empty() {
            let whole = Span { start: 0, end: site.text.len() };
            faults.extend(of_result(&judged.shape, site).map(|wrong| (whole, wrong, false)));
        }
        Found { faults, basis: names.basis.get() }
    }

    fn at<'a>(
        &'a self,
        known: &'a Known<'p>,
        declaration: usize,
        iterators: &'a [Cow<'p, str>],
    ) -> At<'a, 'g, 'p> {
        At { view: self, known, declaration, iterators, basis: Cell::default() }
    }

    /// Whether something evaluates what a declaration holds.
    fn has_instance(&self, position: usize, holder: &Declaration<'p>) -> bool {
        if holder.repetition.is_none() {
            return true;
        }
        match holder.block {
            Some(block) => {
                self.graph.instances_of(block).iter().any(|instance| !instance.address().key().is_empty())
            }
            None => self.each(self.known(Knowledge::Values), position).1 != Shape::Unknown,
        }
    }

    fn known(&self, knowledge: Knowledge) -> &Known<'p> {
        let kept = match knowledge {
            Knowledge::Types => &self.types,
            Knowledge::Values => &self.values,
            Knowledge::DefaultWorkspace => &self.default_workspace,
        };
        kept.get_or_init(|| self.found_out(knowledge))
    }

    /// What names stand for; locals in the order in which they need each other.
    fn found_out(&self, knowledge: Knowledge) -> Known<'p> {
        let mut known =
            Known { knowledge, locals: Map::new(), variables: RefCell::default(), each: RefCell::default() };
        for &position in &self.graph.dependencies().order {
            let Some(declaration) = self.templates.declarations.get(position) else { continue };
            let Some(name) = declaration.address.strip_prefix("local.") else { continue };
            let names = self.at(&known, position, &[]);
            let shape = names.json(self.plan.value(declaration.node));
            let entry = (shape, names.basis.get());
            known.locals.insert(Cow::Owned(name.into()), entry);
        }
        known
    }

    /// What `each.key` and `each.value` stand for.
    fn each(&self, known: &Known<'p>, position: usize) -> (Shape, Shape) {
        if let Some(found) = known.each.borrow().get(&position) {
            return found.clone();
        }
        let body = self.templates.declarations.get(position).map(|own| self.plan.value(own.node));
        let over = body.and_then(|body| body.get("for_each"));
        let names = self.at(known, position, &[]);
        // What it says of itself is nothing.
        known.each.borrow_mut().insert(position, (Shape::Of(Kind::String), Shape::Unknown));
        let (keys, values): (Vec<_>, Vec<_>) = match over.map(|over| names.json(over)) {
            Some(Shape::Object(object)) if object.entries().len() <= MOST_INSTANCES => {
                object.entries().iter().map(|(key, value)| (Shape::text(&**key), value.clone())).unzip()
            }
            Some(Shape::Set(items)) if items.as_slice().len() <= MOST_INSTANCES => {
                items.as_slice().iter().map(|item| (item.clone(), item.clone())).unzip()
            }
            _ => (Vec::from([Shape::Of(Kind::String)]), Vec::new()),
        };
        let found = (Shape::one_of(keys), Shape::one_of(values));
        known.each.borrow_mut().insert(position, found.clone());
        found
    }

    /// Arguments whose values are known, and cannot be what the modules' variables are.
    fn unfit_arguments(&self) -> Vec<UnfitArgument> {
        let mut found = Vec::new();
        for (call, body) in sections::named(self.plan, "module") {
            let Some(interface) = self.graph.modules().get(&call) else { continue };
            for (key, value) in body.members() {
                let variable = interface.variables.get(&*key.text());
                let Some(type_) = variable.and_then(|variable| variable.type_.as_ref()) else { continue };
                let names = self.at(self.known(Knowledge::Types), usize::MAX, &[]);
                let Some(mut misfit) = template::misfit(&names.json(value), type_) else { continue };
                // The way there is made of keys, which are shown where they are written here.
                if value.strings().filter_map(Json::string).any(|text| !template::is_literal(&text)) {
                    misfit.path.clear();
                }
                let (call, name) = (call.to_string(), key.text().into_owned());
                found.push(UnfitArgument { call, name, node: value.id(), type_: type_.clone(), misfit });
            }
        }
        found
    }

    /// The attributes of the resource that a value is, where it is one and nothing else.
    fn whole_resource(&self, value: Value<'p>) -> Option<Shape> {
        let text = value.string()?;
        let template = template::parse(&text).ok()?;
        let ExpressionKind::Traversal(traversal) = &template.as_expression()?.kind else { return None };
        let attributes = self.arguments?.attributes(&Named::of(self.plan, traversal)?)?;
        let kinds = attributes.into_iter().map(|(name, kind)| (name, kind.map_or(Shape::Unknown, Shape::Of)));
        Some(Shape::object(kinds.collect()))
    }

    /// What lies around, and the path in it that a function is given. One that does not say where it starts does so where
    /// Terraform runs, which is here where this is a root module for sure.
    fn beside(&self, path: &str, start: Start) -> Option<(&'p dyn Surroundings, String)> {
        let plan = self.plan;
        let is_root =
            || plan.kind == plan::Kind::Cdktf || plan.backend.is_some() || !plan.providers.is_empty();
        if plan.is_called || path.starts_with('~') || start == Start::WorkingFolder && !is_root() {
            return None;
        }
        Some((plan.surroundings?, surroundings::joined(plan.folder(), path)?))
    }

    /// Where a reference to a declaration leads to nothing, whatever is around it.
    fn astray(&self, lead: Option<usize>, traversal: &Traversal<'_>) -> Option<Wrong> {
        let block = self.templates.declarations.get(lead?)?.block?;
        let named = Named::in_block(self.plan, block, traversal)?;
        if self.arguments.is_some_and(|arguments| arguments.is_there(&named)) {
            return None;
        }
        match self.arguments.map(|arguments| arguments.led(&named)) {
            Some(Led::Nowhere(astray)) => Some(Wrong::Led(astray)),
            _ => missing_in_terraform_data(&named),
        }
    }
}

/// What the resource of Terraform's own has, in the newest version.
const TERRAFORM_DATA: [&str; 5] = ["id", "input", "output", "store", "triggers_replace"];

fn missing_in_terraform_data(named: &Named<'_, '_>) -> Option<Wrong> {
    let [Step::Attribute(name), ..] = named.rest else { return None };
    let is_one = named.block.mode == Mode::Managed && named.block.type_name == "terraform_data";
    if !is_one || TERRAFORM_DATA.contains(name) {
        return None;
    }
    let near = similar::nearest(name, TERRAFORM_DATA.into_iter()).map(String::from);
    Some(Wrong::Fails(template::Wrong::Missing {
        name: (*name).into(),
        near,
        is_by_name: true,
        by: Asked::Attribute,
    }))
}

/// What came of one template.
struct Found {
    faults: Vec<(Span, Wrong, bool)>,
    basis: Basis,
}

/// What is wrong with a template that gives this.
fn of_result(shape: &Shape, site: &Site<'_>) -> Option<Wrong> {
    let is_false = || match shape {
        Shape::Leaf(value) => value.to_bool() == Some(false),
        _ => false,
    };
    match site.context.role {
        _ if site.is_key => {
            let found = if shape.is_null() {
                Some("null")
            } else {
                shape.kind().filter(|kind| !kind.is_primitive()).map(Kind::name)
            };
            found.map(|found| Wrong::Fails(template::Wrong::Key { of: KeyOf::Configured, found }))
        }
        role @ (Role::Precondition | Role::Validation) if is_false() => Some(Wrong::False(role)),
        _ => None,
    }
}

/// Whether a template is a reference to what only an apply makes known, and nothing else.
fn is_left_to_others(template: &Template<'_>) -> bool {
    let Some(Expression { kind: ExpressionKind::Traversal(traversal), .. }) = template.as_expression() else {
        return false;
    };
    let is_plain = !traversal.steps.iter().any(|step| matches!(step, Step::Index(_)));
    is_plain
        && !matches!(traversal.root, "local" | "var" | "each")
        && (traversal.steps.len() < 3 || traversal.root == "data")
}

/// The names of one place.
struct At<'a, 'g, 'p> {
    view: &'a View<'g, 'p>,
    known: &'a Known<'p>,
    /// Position of what holds it.
    declaration: usize,
    iterators: &'a [Cow<'p, str>],
    basis: Cell<Basis>,
}

impl<'p> At<'_, '_, 'p> {
    /// What is known of a value as it is configured.
    fn json(&self, value: Value<'p>) -> Shape {
        match value.kind() {
            JsonKind::Null => Shape::NULL,
            JsonKind::Bool => {
                value.bool().map_or(Shape::Of(Kind::Bool), |own| Shape::Leaf(template::Value::Bool(own)))
            }
            JsonKind::Number => {
                let number = value.number().and_then(template::Number::parse);
                number.map_or(Shape::Of(Kind::Number), |own| Shape::Leaf(template::Value::Number(own)))
            }
            JsonKind::String => value.string().map_or(Shape::Of(Kind::String), |text| self.text(&text)),
            JsonKind::Array => Shape::list(value.items().map(|item| self.json(item)).collect()),
            JsonKind::Object => {
                let mut object = Map::new();
                for (key, member) in value.members() {
                    let Shape::Leaf(key) = self.text(&key.text()) else { return Shape::Of(Kind::Object) };
                    let Some(key) = key.to_text() else { return Shape::Of(Kind::Object) };
                    object.insert(key, self.json(member));
                }
                Shape::object(object)
            }
        }
    }

    /// What a template gives; nothing is known of what fails.
    fn text(&self, text: &str) -> Shape {
        let Ok(template) = template::parse(text) else { return Shape::Unknown };
        let judged = template::judge(&template, self, &self.view.budget);
        let is_whole = judged.failures.iter().all(|failure| failure.is_undecided);
        if is_whole { judged.shape } else { Shape::Unknown }
    }

    fn variable(&self, name: &str) -> Shape {
        if let Some((shape, basis)) = self.known.variables.borrow().get(name) {
            self.note(*basis);
            return shape.clone();
        }
        let plan = self.view.plan;
        let value = value_of_variable(plan, name).filter(|_| self.is_planned());
        let has_defaults = value.is_some() && !plan.given.contains_key(name);
        let basis = Basis { has_defaults, ..Basis::default() };
        let root = plan.module(ModuleId::ROOT);
        let declaration = root.and_then(|root| root.variables.get(name)).map(|&node| plan.value(node));
        let type_ = declaration.and_then(|declaration| declaration.get("type")?.string());
        let is_map = type_.as_deref().is_some_and(|type_| type_.trim_start().starts_with("map("));
        let shape = match (value, type_) {
            (Some(value), _) if is_map => Shape::from(value).into_map(),
            (Some(value), _) => Shape::from(value),
            (None, Some(type_)) => shape_of_type(&type_),
            (None, None) => Shape::Unknown,
        };
        self.known.variables.borrow_mut().insert(name.into(), (shape.clone(), basis));
        self.note(basis);
        shape
    }

    fn note(&self, basis: Basis) {
        let own = self.basis.get();
        self.basis.set(Basis {
            has_defaults: own.has_defaults || basis.has_defaults,
            has_workspace: own.has_workspace || basis.has_workspace,
        });
    }

    fn is_planned(&self) -> bool {
        self.known.knowledge != Knowledge::Types
    }

    /// What a plan knows of an attribute of a resource: a map as it is written, else the kind.
    fn resource(&self, traversal: &Traversal<'_>) -> Option<(Shape, usize)> {
        let view = self.view;
        let named = Named::of(view.plan, traversal)?;
        let all = traversal.steps.len();
        let (argument, behind) = match named.rest {
            [Step::Attribute(name), rest @ ..] if !rest.is_empty() && named.block.mode == Mode::Managed => {
                (*name, rest.len())
            }
            _ => return self.led(&named).map(|kind| (Shape::Of(kind), all)),
        };
        let first = named.rest.get(..1).unwrap_or_default();
        let is_map = MAPS_OF_OTHERS.contains(&(&*named.block.type_name, argument))
            || self.led(&Named { rest: first, ..named }) == Some(Kind::Object);
        let keys = literal_keys(view.plan.value(named.block.expressions?).get(argument).filter(|_| is_map));
        match keys {
            Some(keys) => Some((keys, all - behind)),
            None => self.led(&named).map(|kind| (Shape::Of(kind), all)),
        }
    }

    /// What is known of an output of a module that is there once.
    fn output(&self, call: &str, traversal: &Traversal<'_>) -> Option<(Shape, usize)> {
        let [_, Step::Attribute(output), ..] = traversal.steps.as_slice() else { return None };
        let output = self.view.graph.modules().get(call)?.outputs.get(*output)?;
        Some((output.shape.clone(), 2))
    }

    fn led(&self, named: &Named<'_, '_>) -> Option<Kind> {
        self.view.arguments?.led(named).kind()
    }
}

impl Names for At<'_, '_, '_> {
    fn named(&self, traversal: &Traversal<'_>) -> (Shape, usize) {
        let anything = (Shape::Unknown, traversal.steps.len());
        let name = match traversal.steps.first() {
            _ if self.iterators.iter().any(|own| own == traversal.root) => return anything,
            Some(Step::Attribute(name)) => *name,
            _ => return anything,
        };
        let shape = match (traversal.root, name) {
            ("local", _) => {
                let found = self.known.locals.get(name);
                self.note(found.map(|(_, basis)| *basis).unwrap_or_default());
                found.map_or(Shape::Unknown, |(shape, _)| shape.clone())
            }
            ("var", _) => self.variable(name),
            ("each", "key") if self.is_planned() => self.view.each(self.known, self.declaration).0,
            ("each", "value") if self.is_planned() => self.view.each(self.known, self.declaration).1,
            ("count", "index") => Shape::Of(Kind::Number),
            ("terraform", "workspace") if self.known.knowledge == Knowledge::DefaultWorkspace => {
                self.note(Basis { has_workspace: true, ..Basis::default() });
                Shape::text(DEFAULT_WORKSPACE)
            }
            // To validation a module's outputs may be anything.
            ("module", call) if self.is_planned() => return self.output(call, traversal).unwrap_or(anything),
            // Where another calls this, it is the way from there.
            ("path", "module" | "root") if !self.view.plan.is_called => Shape::text("."),
            ("path", _) | ("terraform", "workspace") => Shape::Of(Kind::String),
            ("terraform", "applying") => Shape::Of(Kind::Bool),
            _ if self.is_planned() => return self.resource(traversal).unwrap_or(anything),
            _ => return anything,
        };
        (shape, 1)
    }

    fn has_function(&self, name: &str) -> bool {
        may_be_there(name, &|version| self.view.templates.newest.is_older_than(version))
    }

    fn has_provider(&self, name: &str) -> bool {
        let plan = self.view.plan;
        !plan.is_whole || plan.requirements.iter().any(|own| own.name == name)
    }

    fn is_absent(&self, path: &str, start: Start) -> bool {
        let beside = self.view.beside(path, start);
        beside.is_some_and(|(surroundings, path)| surroundings.presence(&path) == Read::Absent)
    }

    fn text_of(&self, path: &str, start: Start) -> Option<String> {
        let (surroundings, path) = self.view.beside(path, start)?;
        match surroundings.file(&path) {
            Read::Known(bytes) => String::from_utf8(bytes).ok(),
            Read::Unknown | Read::Absent => None,
        }
    }

    fn looks_at_both_sides(&self) -> bool {
        // OpenTofu stopped to with this version, and Terraform with 1.12.
        self.view.templates.newest.is_older_than(Version::minor_of_one(10))
    }
}

/// The keys of an object that is written out; nothing is said of its values.
fn literal_keys(object: Option<Value<'_>>) -> Option<Shape> {
    let object = object.filter(|own| own.kind() == JsonKind::Object)?;
    let mut keys = Map::new();
    for (key, _) in object.members() {
        let key = key.text();
        if !template::is_literal(&key) {
            return None;
        }
        keys.insert(key.into_owned(), Shape::Unknown);
    }
    Some(Shape::object(keys).into_map())
}

/// What is known of a value of a type that a variable is declared with.
fn shape_of_type(text: &str) -> Shape {
    template::parse_expression(text).map_or(Shape::Unknown, |type_| of_type(&type_))
}

fn of_type(type_: &Expression<'_>) -> Shape {
    match &type_.kind {
        ExpressionKind::Traversal(name) if name.steps.is_empty() => match name.root {
            "string" => Shape::Of(Kind::String),
            "number" => Shape::Of(Kind::Number),
            "bool" => Shape::Of(Kind::Bool),
            "list" | "set" => Shape::Of(Kind::List),
            "map" => Shape::Of(Kind::Object),
            _ => Shape::Unknown,
        },
        ExpressionKind::Call(call) => match (&*call.name, call.arguments.as_slice()) {
            ("list" | "set", _) => Shape::Of(Kind::List),
            ("map", _) => Shape::Of(Kind::Object),
            ("optional", [inner, ..]) => of_type(inner),
            ("object", [Expression { kind: ExpressionKind::Object(entries), .. }]) => {
                let mut object = Map::new();
                for (key, type_) in entries {
                    let ObjectKey::Name(name) = key else { return Shape::Of(Kind::Object) };
                    object.insert(String::from(*name), of_type(type_));
                }
                if object.is_empty() { Shape::Of(Kind::Object) } else { Shape::object(object) }
            }
            _ => Shape::Unknown,
        },
        _ => Shape::Unknown,
    }
}

impl Fault {
    /// What it is about.
    pub(crate) fn topic(&self) -> Topic {
        use template::Wrong as Fails;
        match &self.wrong {
            Wrong::Led(_)
            | Wrong::Fails(
                Fails::Missing { is_by_name: true, .. }
                | Fails::NoAttributes { is_by_name: true, .. }
                | Fails::NoIndexes { is_by_name: true, .. }
                | Fails::OutOfRange { is_by_name: true, .. }
                | Fails::NoNumber { is_by_name: true },
            ) => Topic::Attribute,
            Wrong::Fails(
                Fails::UnknownFunction { .. }
                | Fails::RemovedFunction { .. }
                | Fails::UnknownProvider { .. }
                | Fails::TooFew { .. }
                | Fails::TooMany { .. }
                | Fails::Argument { .. }
                | Fails::NoFile { .. }
                | Fails::NotGiven { .. }
                | Fails::Expansion { .. },
            ) => Topic::Call,
            Wrong::Fails(_) | Wrong::False(_) => Topic::Evaluation,
        }
    }

    /// What Terraform says of it in what has this address.
    pub(crate) fn refusal(&self, address: &str) -> Refusal {
        let summary = match &self.wrong {
            Wrong::Led(astray) if self.is_validated => return astray.refusal(),
            // Behind a splat each item is asked when there is a plan.
            Wrong::Led(astray) => return Refusal::by_plan(astray.refusal().summary),
            Wrong::False(Role::Validation) => return Refusal::by_plan("Invalid value for variable"),
            Wrong::False(_) if address.starts_with("output.") => {
                return Refusal::by_plan("Module output value precondition failed");
            }
            Wrong::False(_) => return Refusal::by_plan("Resource precondition failed"),
            Wrong::Fails(wrong) => wrong.summary(),
        };
        if self.is_validated { Refusal::by_validate(summary) } else { Refusal::by_plan(summary) }
    }

    /// The part as it is written.
    pub(crate) fn part<'t>(&self, site: &'t Site<'_>) -> &'t str {
        self.span.of(&site.text)
    }

    /// Whether it rests on the schema of hashicorp/aws.
    pub(crate) fn is_of_schema(&self) -> bool {
        matches!(self.wrong, Wrong::Led(_))
    }

    /// What is wrong, in words.
    pub(crate) fn message(&self, graph: &ResourceGraph<'_>, site: &Site<'_>) -> String {
        // A name that stands in a password may be a piece of it.
        let is_hidden = site.context.is_sensitive;
        let part = if is_hidden {
            Cow::Borrowed("what must not be shown here")
        } else {
            Cow::Owned(quoted(self.part(site)))
        };
        let mut message = match &self.wrong {
            Wrong::Led(astray) => led_astray(graph, &part, astray),
            Wrong::False(role) => {
                let what = if *role == Role::Validation {
                    "the value that it validates"
                } else {
                    "what it asks for"
                };
                format!("the condition {part} does not hold for {what}")
            }
            Wrong::Fails(wrong) => self.failure(&part, wrong, is_hidden),
        };
        message.push_str(match self.holds {
            Holds::Surely | Holds::WhereEvaluated => "",
            Holds::ByDefault => " while variables keep their defaults",
            Holds::InDefaultWorkspace => " in the workspace `default`",
        });
        message
    }

    fn failure(&self, part: &str, wrong: &template::Wrong, is_hidden: bool) -> String {
        use template::Wrong as Fails;
        let name_of =
            |name: &str, unnamed: &str| if is_hidden { String::from(unnamed) } else { quoted(name) };
        match wrong {
            Fails::UnknownFunction { name, near } => {
                let near = near.filter(|_| !is_hidden).map(|near| format!("; the nearest is `{near}`"));
                format!(
                    "{} is no function of Terraform{}",
                    name_of(name, "what is called"),
                    near.unwrap_or_default()
                )
            }
            Fails::RemovedFunction { name, instead } => {
                format!("`{name}` was removed from Terraform; `{instead}` stands in its place")
            }
            Fails::UnknownProvider { name } => {
                let name = name_of(name, "one");
                format!("the function is of the provider {name}, which `required_providers` does not name")
            }
            Fails::TooFew { function, least } => {
                format!("`{function}` takes {}, and {part} gives fewer", arguments(*least, "at least "))
            }
            Fails::TooMany { function, most } => {
                format!("`{function}` takes {}, and {part} gives more", arguments(*most, ""))
            }
            Fails::Argument { function, expected, found } => {
                format!("`{function}` takes {expected}, and {part} is {found}")
            }
            Fails::Expansion { found } => format!("`...` stands behind {part}, which is {found} and no list"),
            Fails::NullArgument { function } => format!("`{function}` takes no null, and {part} is null"),
            Fails::NoFile { function, path } => {
                let path = if is_hidden || self.is_secret { String::from("a file") } else { quoted(path) };
                format!("`{function}` reads {path}, which is not there")
            }
            Fails::NotGiven { function, name } => {
                format!("`{function}` gives the template in {part} no `{}`, which it refers to", shown(name))
            }
            Fails::Call { function } => format!("`{function}` fails in {part}{}", reason(function)),
            Fails::Text { expected } => format!("{part} is text that is not {expected}"),
            Fails::Operand { operator, expected, found } => {
                format!(
                    "`{operator}` works with {expected}, and {part} is {found}{}",
                    joined(operator, found)
                )
            }
            Fails::Condition { found } | Fails::Filter { found } => {
                format!("the condition {part} is {found}, and neither true nor false")
            }
            Fails::Branches { one, other } => {
                format!("the branches of {part} have no type in common: one is {one}, the other {other}")
            }
            Fails::Part { found } => format!("{part} stands inside of text, and is {found}"),
            Fails::Collection { found } => format!("a `for` goes over {part}, which is {found}"),
            Fails::Key { found, .. } => format!("{part} has a key that is {found}"),
            Fails::DuplicateKey => format!("{part} gives one key twice; `...` behind the value gathers them"),
            Fails::Null { .. } => format!("{part} asks null for something"),
            Fails::Missing { name, near, .. } => {
                let name = if self.is_secret { String::from("a key") } else { quoted(name) };
                let near = near.as_ref().filter(|_| !self.is_secret);
                let near = near.map(|near| format!("; the nearest is {}", quoted(near))).unwrap_or_default();
                format!("{part} asks for {name}, which is not there{near}")
            }
            Fails::NoAttributes { name, found, .. } => {
                format!("{part} asks {found} for {}{}", name_of(name, "an attribute"), item_first(found))
            }
            Fails::NoIndexes { found, .. } => format!("{part} asks {found} for an item by its index"),
            Fails::OutOfRange { items, .. } => {
                let items = if *items == 1 { String::from("1 item") } else { format!("{items} items") };
                format!("{part} asks for an item past the end of a list of {items}")
            }
            Fails::NoNumber { .. } => format!("{part} asks a list for an item by what is no number"),
        }
    }
}

fn led_astray(graph: &ResourceGraph<'_>, part: &str, astray: &Astray) -> String {
    match astray {
        Astray::Unknown { name, absence } => {
            let more = graph.arguments().map(|arguments| arguments.said_of(absence));
            format!(
                "{part} asks for `{}`, which is no attribute there{}",
                shown(name),
                more.unwrap_or_default()
            )
        }
        Astray::NoAttributes { name, of, .. } => {
            format!("{part} asks {of} for {}{}", quoted(name), item_first(of))
        }
        Astray::NoIndexes { of: "a set", .. } => {
            format!(
                "{part} asks a set for an item by its index; `tolist(…)` around it, or `one(…)`, gives one"
            )
        }
        Astray::NoIndexes { of, .. } => format!("{part} asks {of} for an item by its index"),
        Astray::NoNumber { .. } => format!("{part} asks a list for an item by what is no number"),
    }
}

fn item_first(found: &str) -> &'static str {
    match found {
        "a list" => "; name an item first, as in `[0]`, or all of them, `[*]`",
        "a set" => "; go over it with `for`, or take its one item by `one(…)`",
        _ => "",
    }
}

/// What is meant by a `+` between texts.
fn joined(operator: &str, found: &str) -> &'static str {
    if operator == "+" && found == "text that is none" { "; `\"${a}${b}\"` joins texts" } else { "" }
}

fn arguments(count: usize, before: &str) -> String {
    match count {
        0 => String::from("no argument"),
        1 => format!("{before}1 argument"),
        more => format!("{before}{more} arguments"),
    }
}

/// Why a function fails with what it is given.
fn reason(function: &str) -> &'static str {
    match function {
        "tonumber" | "parseint" => ": the text is no number",
        "tobool" => ": the text is neither `true` nor `false`",
        "lookup" => ": the key is not there, and no default is given",
        "element" | "sum" => ": the list holds nothing that it can take",
        "one" => ": there is more than one item",
        "index" => ": the item is not there",
        "regex" => ": nothing matches",
        "jsondecode" => ": the text is no JSON",
        "base64decode" => ": the text is no base64",
        "zipmap" | "matchkeys" => ": there are not as many keys as values",
        "format" => ": its verbs are not as many as the values, or one is none",
        "range" => ": it gives at most 1024 numbers",
        "join" => ": it has no list, or an item is null",
        "slice" => ": the list ends before",
        "coalesce" | "coalescelist" => ": all of them are null or empty",
        "try" => ": each of its expressions does",
        "cidrhost" | "cidrsubnet" | "cidrsubnets" => ": the network is no CIDR block, or too small for that",
        "cidrnetmask" => ": the network is no CIDR block of IPv4",
        "formatdate" | "timeadd" => ": the time is not written as `2006-01-02T15:04:05Z`",
        _ => "",
    }
}

/// How many characters of a long part are shown.
const SHOWN: usize = 80;

fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

/// What somebody wrote, on one line and without anything that a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(SHOWN) {
        if character.is_control() {
            shown.extend(character.escape_debug());
        } else {
            shown.push(character);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
