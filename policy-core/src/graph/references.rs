//! Following references through variables, locals, outputs and modules.

use alloc::{string::String, vec::Vec};

use crate::{
    json::NodeId,
    plan::{
        Attribute, BlockId, Mode, ModuleId, Owner, Plan, Read, Text, Value, blocks_of, instance_key,
        visit_expression_references, visit_template_references,
    },
    sorted::{Map, Set},
    template::{self, Step, Traversal},
};

/// How far a chain of variables, locals and outputs is followed; configurations nest a handful of modules.
const LONGEST_CHAIN: u8 = 32;

/// What references lead to.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    /// The blocks they lead to, each once.
    pub(crate) blocks: Set<BlockId>,
    /// The keys of the instances that are named literally, such as `[0]`; an empty one where no key is.
    pub(super) keys: Map<BlockId, Set<String>>,
    /// Whether one of them cannot be followed, so that it may lead anywhere.
    pub(crate) opaque: bool,
    /// Whether one of those goes through what the input does not show: a local of a plan, what is in a module, a
    /// data source that it does not declare.
    ///
    /// A variable from outside and a data source are opaque, but in sight.
    pub(crate) hidden: bool,
}

impl Targets {
    /// The key of the one instance of a block that is meant, where it is named literally.
    pub(crate) fn literal_key(&self, block: BlockId) -> Option<String> {
        let keys = self.keys.get(&block)?;
        let key = keys.first().filter(|key| keys.len() == 1 && !key.is_empty())?;
        Some(key.clone())
    }
}

/// Where a text comes from.
pub(crate) enum Origin<'p> {
    /// It is written in the configuration, here.
    Literal(Text<'p>),
    /// It is the default of this root variable.
    VariableDefault(&'p str, Text<'p>),
    /// Anything else, or not known.
    Elsewhere,
}

/// What an attribute's references lead to.
pub(crate) fn targets<'p>(plan: &'p Plan<'p>, attribute: Attribute<'p>) -> Targets {
    let mut follow = Follow { plan, targets: Targets::default(), followed: Set::new() };
    let repetition =
        attribute.block_id().and_then(|block| plan.block(block)).and_then(|block| block.repetition);
    let from = From { module: attribute.owner().module, repetition, chain: 0 };
    attribute.visit_references(&mut |traversal| follow.reference(from, traversal));
    follow.targets
}

/// What a block's references lead to, `depends_on` included: its own and that of the modules around it.
pub(crate) fn targets_of_block<'p>(plan: &'p Plan<'p>, id: BlockId) -> Targets {
    let mut follow = Follow { plan, targets: Targets::default(), followed: Set::new() };
    let Some(block) = plan.block(id) else { return follow.targets };
    let from = From { module: block.module, repetition: block.repetition, chain: 0 };
    if let Some(expressions) = block.expressions.map(|node| plan.value(node)) {
        follow.value(from, expressions);
        // Only configuration has it; a plan leaves it out.
        for lifecycle in expressions.get("lifecycle").into_iter().flat_map(blocks_of) {
            follow.addresses(from, lifecycle.get("replace_triggered_by").map(Value::id));
        }
    }
    follow.addresses(from, block.depends_on);
    let mut around = plan.module(block.module);
    while let Some((module, parent)) = around.and_then(|module| Some((module, module.parent?))) {
        let from = From { module: parent, repetition: None, chain: 0 };
        follow.addresses(from, module.depends_on);
        around = plan.module(parent);
    }
    follow.targets
}

/// What calls of modules without contents refer to.
pub(crate) fn passed_to_unseen_modules<'p>(plan: &'p Plan<'p>) -> Targets {
    let mut follow = Follow { plan, targets: Targets::default(), followed: Set::new() };
    for module in plan.modules.iter().filter(|module| module.unseen) {
        if let (Some(parent), Some(arguments)) = (module.parent, module.arguments) {
            let from = From { module: parent, repetition: module.repetition, chain: 0 };
            follow.value(from, plan.value(arguments));
        }
    }
    follow.targets
}

/// Where the text of an attribute comes from.
pub(crate) fn origin<'p>(plan: &'p Plan<'p>, attribute: Attribute<'p>) -> Origin<'p> {
    match attribute.literal() {
        Read::Known(text) => return Origin::Literal(text),
        Read::Absent => return Origin::Elsewhere,
        Read::Unknown => {}
    }
    // Only where the variable is all there is: `"${var.a}-${var.b}"` is more than either.
    let Some(variable) = only_variable(plan, attribute).filter(|_| is_one_reference(attribute)) else {
        return Origin::Elsewhere;
    };
    variable_origin(plan, attribute.owner().module, variable, 0)
}

/// Whether an attribute that a plan does not know is unknown only because it is null: it is given a variable that
/// nobody sets, and the provider has yet to fill it in.
pub(crate) fn is_null(attribute: Attribute<'_>) -> bool {
    let Owner { plan, module, .. } = attribute.owner();
    !plan.is_configuration()
        && only_variable(plan, attribute).is_some_and(|name| is_null_variable(plan, module, name, 0))
}

fn is_null_variable(plan: &Plan<'_>, module: ModuleId, name: &str, chain: u8) -> bool {
    let Some(facts) = plan.module(module).filter(|_| chain < LONGEST_CHAIN) else { return false };
    let default = facts.variables.get(name).and_then(|&node| plan.value(node).get("default"));
    let default_is_null = default.is_none_or(Value::is_null);
    let (Some(parent), Some(arguments)) = (facts.parent, facts.arguments) else {
        let given = plan.variable_values.get(name).map(|&node| plan.value(node));
        return given.map_or(default_is_null, Value::is_null);
    };
    let owner = Owner { plan, module: parent, resource: None };
    let Some(argument) = plan.value(arguments).get(name).map(|own| Attribute::of_expressions(owner, own))
    else {
        return default_is_null;
    };
    only_variable(plan, argument).is_some_and(|name| is_null_variable(plan, parent, name, chain + 1))
}

/// The variable that an attribute refers to, where it refers to nothing else.
fn only_variable<'p>(plan: &'p Plan<'p>, attribute: Attribute<'p>) -> Option<&'p str> {
    let mut variable = None;
    let mut references = 0;
    attribute.visit_references(&mut |traversal| {
        references += 1;
        variable = single_variable(traversal).and_then(|name| own_name(plan, attribute.owner().module, name));
    });
    variable.filter(|_| references == 1)
}

/// Whether an attribute's template is one reference and nothing around it; a plan does not tell.
fn is_one_reference(attribute: Attribute<'_>) -> bool {
    let Some(text) = attribute.written() else { return true };
    let Ok(parsed) = template::parse(&text) else { return false };
    parsed
        .as_expression()
        .is_some_and(|expression| matches!(expression.kind, template::ExpressionKind::Traversal(_)))
}

fn variable_origin<'p>(plan: &'p Plan<'p>, module: ModuleId, name: &'p str, chain: u8) -> Origin<'p> {
    let Some(facts) = plan.module(module).filter(|_| chain < LONGEST_CHAIN) else { return Origin::Elsewhere };
    let (Some(parent), Some(arguments)) = (facts.parent, facts.arguments) else {
        return root_default(plan, name);
    };
    let owner = Owner { plan, module: parent, resource: None };
    let arguments = if plan.is_configuration() {
        Attribute::of_templates(owner, plan.value(arguments))
    } else {
        Attribute::of_expressions(owner, plan.value(arguments))
    };
    let argument = arguments.member(name);
    match argument.literal() {
        Read::Known(text) => Origin::Literal(text),
        // Left out of the call, so that the module's own default holds.
        Read::Absent => {
            let default = facts.variables.get(name).and_then(|&node| plan.value(node).get("default"));
            let text = default.filter(|value| !value.is_null()).and_then(Value::string);
            text.map_or(Origin::Elsewhere, |text| Origin::Literal(Text::new(text, true)))
        }
        Read::Unknown => {
            let mut next = None;
            argument.visit_references(&mut |traversal| {
                next = single_variable(traversal).and_then(|name| own_name(plan, parent, name));
            });
            next.map_or(Origin::Elsewhere, |name| variable_origin(plan, parent, name, chain + 1))
        }
    }
}

fn root_default<'p>(plan: &'p Plan<'p>, name: &'p str) -> Origin<'p> {
    let variable = plan.module(ModuleId::ROOT).and_then(|root| root.variables.get(name));
    let default = variable.and_then(|&node| plan.value(node).get("default")).and_then(Value::string);
    let Some(default) = default else { return Origin::Elsewhere };
    // A plan tells the value it was made with; another value than the default was given from outside.
    let given = plan.variable_values.get(name).map(|&node| plan.value(node).string().unwrap_or_default());
    if given.is_some_and(|given| given != default) {
        return Origin::Elsewhere;
    }
    Origin::VariableDefault(name, Text::new(default, true))
}

fn single_variable<'a>(traversal: &'a Traversal<'_>) -> Option<&'a str> {
    match (traversal.root, traversal.steps.as_slice()) {
        ("var", [Step::Attribute(name)]) => Some(name),
        _ => None,
    }
}

/// The plan's own copy of a variable's name, which lives as long as the plan.
fn own_name<'p>(plan: &'p Plan<'p>, module: ModuleId, name: &str) -> Option<&'p str> {
    plan.module(module)?.variables.get_key_value(name).map(|(own, _)| &**own)
}

/// Where a reference stands.
#[derive(Clone, Copy)]
struct From {
    module: ModuleId,
    /// The `for_each` or `count` that its `each` goes round in.
    repetition: Option<NodeId>,
    chain: u8,
}

struct Follow<'p> {
    plan: &'p Plan<'p>,
    targets: Targets,
    /// What has been followed: a second time it leads nowhere else, and where each local names two others, the ways
    /// double at each step.
    followed: Set<(ModuleId, Option<NodeId>, NodeId)>,
}

impl<'p> Follow<'p> {
    /// Follows every reference in a value: templates of a configuration, expressions of a plan.
    fn value(&mut self, from: From, value: Value<'p>) {
        let plan = self.plan;
        if !self.followed.insert((from.module, from.repetition, value.id())) {
            return;
        }
        let visit: &mut dyn FnMut(&Traversal<'_>) = &mut |traversal| self.reference(from, traversal);
        if plan.is_configuration() {
            visit_template_references(value, visit);
        } else {
            visit_expression_references(value, visit);
        }
    }

    /// Follows the bare addresses of a `depends_on`.
    fn addresses(&mut self, from: From, list: Option<NodeId>) {
        for address in list.into_iter().flat_map(|node| self.plan.value(node).items()) {
            let address = address.string().unwrap_or_default();
            let Ok(traversal) = template::parse_traversal(&address) else { continue };
            self.reference(from, &traversal);
            // What waits for a module waits for all that is in it.
            let names: Vec<&str> = traversal.names().collect();
            if let ("module", [name]) = (traversal.root, names.as_slice()) {
                let module = self.plan.module(from.module).and_then(|module| module.children.get(*name));
                if let Some(&module) = module {
                    self.contents(module);
                }
            }
        }
    }

    fn reference(&mut self, from: From, traversal: &Traversal<'_>) {
        let next = From { chain: from.chain + 1, ..from };
        let Some(module) = self.plan.module(from.module).filter(|_| from.chain < LONGEST_CHAIN) else {
            return self.hide();
        };
        let names: Vec<&str> = traversal.names().collect();
        match (traversal.root, names.as_slice()) {
            ("path" | "terraform" | "count" | "self", _) => {}
            ("var", [name, ..]) => self.variable(from, name),
            ("local", [name, ..]) => match module.locals.get(*name) {
                Some(&node) => self.value(next, self.plan.value(node)),
                None => self.hide(),
            },
            ("module", [name, rest @ ..]) => self.output(from, name, rest.first().copied()),
            ("each", _) => {
                let before = self.targets.blocks.len();
                if let Some(repetition) = from.repetition {
                    // `each` is not defined inside `for_each` itself.
                    self.value(From { repetition: None, ..next }, self.plan.value(repetition));
                }
                self.targets.opaque |= self.targets.blocks.len() == before;
            }
            // What a data source finds may be what this configuration manages.
            ("data", [type_name, name, ..]) => {
                self.targets.opaque = true;
                let is_declared =
                    self.block(from.module, Mode::Data, (type_name, name), traversal.steps.get(2));
                self.targets.hidden |= !is_declared;
            }
            (type_name, [name, ..]) => {
                self.block(from.module, Mode::Managed, (type_name, name), traversal.steps.get(1));
            }
            _ => self.targets.opaque = true,
        }
    }

    /// Notes a reference into what the input does not show.
    fn hide(&mut self) {
        self.targets.opaque = true;
        self.targets.hidden = true;
    }

    /// Adds a block, with the step behind its name, which may name an instance; says whether the input declares it.
    fn block(
        &mut self,
        module: ModuleId,
        mode: Mode,
        (type_name, name): (&str, &str),
        next: Option<&Step<'_>>,
    ) -> bool {
        let Some(block) = self.plan.find_block(module, mode, type_name, name) else { return false };
        let key = match next {
            Some(Step::Index(index)) => instance_key(&index.kind).unwrap_or_default(),
            _ => String::new(),
        };
        self.targets.blocks.insert(block);
        self.targets.keys.get_or_default(block).insert(key);
        true
    }

    /// In a module, a variable is the argument of its call; in the root it comes from outside.
    fn variable(&mut self, from: From, name: &str) {
        let module = self.plan.module(from.module);
        let call = module.and_then(|module| Some((module.parent?, module.arguments?, module.repetition)));
        let Some((parent, arguments, repetition)) = call else {
            self.targets.opaque = true;
            return;
        };
        let from = From { module: parent, repetition, chain: from.chain + 1 };
        if let Some(argument) = self.plan.value(arguments).get(name) {
            self.value(from, argument);
        }
    }

    fn output(&mut self, from: From, name: &str, output: Option<&str>) {
        let module = self.plan.module(from.module);
        let child = module.and_then(|module| module.children.get(name)).copied();
        let facts = child.and_then(|child| self.plan.module(child)).filter(|child| !child.unseen);
        let (Some(child), Some(facts)) = (child, facts) else { return self.hide() };
        let from = From { module: child, repetition: None, chain: from.chain + 1 };
        let Some(output) = output else {
            // As a value, a module is its outputs.
            return facts.outputs.values().for_each(|&node| self.value(from, self.plan.value(node)));
        };
        match facts.outputs.get(output) {
            Some(&node) => self.value(from, self.plan.value(node)),
            None => self.hide(),
        }
    }

    /// Every block of a module and of those that it calls.
    fn contents(&mut self, module: ModuleId) {
        let mut open = Vec::from([module]);
        while let Some(module) = open.pop().and_then(|module| self.plan.module(module)) {
            if module.unseen {
                self.hide();
            }
            for block in module.blocks.blocks() {
                self.targets.blocks.insert(block);
                self.targets.keys.get_or_default(block).insert(String::new());
            }
            open.extend(module.children.values());
        }
    }
}
