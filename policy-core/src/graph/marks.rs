//! Which values Terraform marks as sensitive or ephemeral, and what carries a mark.
//!
//! Only what certainly does: a mark goes through operators, texts and most functions, through both branches of a condition, and
//! through locals. Of what `try` gives up and of what a `for` makes of items nothing is said, and neither is of functions
//! that look into a collection without taking its mark.

use core::cell::Cell;

use super::{
    ResourceGraph,
    arguments::{Named, Secret},
};
use crate::{
    json::JsonKind,
    plan::{Mode, ModuleId, Value},
    template::{
        self, BinaryOperator, Call, Expression, ExpressionKind, Part, Span, Step, Template, Traversal,
    },
};

/// A kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marked {
    Sensitive,
    Ephemeral,
}

/// What carries one kind of mark.
pub(crate) struct Marks<'g, 'p> {
    graph: &'g ResourceGraph<'p>,
    kind: Marked,
    /// Whether what a plan makes known counts: what is marked of resources and of the outputs of modules.
    is_planned: bool,
    /// How many names may still be followed for one template.
    lookups: Cell<u32>,
}

/// How a value is marked, and where that comes from.
#[derive(Clone, Copy)]
struct Carried {
    how: Secret,
    by: Span,
}

const NOTHING: Carried = Carried { how: Secret::Nothing, by: Span { start: 0, end: 0 } };

/// How many names are followed for one template, and how far along a chain.
const MOST_LOOKUPS: u32 = 2000;
const LONGEST_CHAIN: u8 = 8;

/// Attributes of other providers that are marked.
///
/// Source: <https://registry.terraform.io/providers/hashicorp/random/latest/docs>,
/// <https://registry.terraform.io/providers/hashicorp/tls/latest/docs>, read on 2026-11-28.
const SECRETS_OF_OTHERS: [(&str, &[&str]); 3] = [
    ("random_bytes", &["base64", "hex"]),
    ("random_password", &["bcrypt_hash", "result"]),
    ("tls_private_key", &["private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"]),
];

/// Functions that look into collections: the mark of an item is not that of the result.
const LOOKING_INSIDE: [&str; 20] = [
    "coalescelist",
    "concat",
    "contains",
    "element",
    "flatten",
    "index",
    "keys",
    "length",
    "lookup",
    "merge",
    "one",
    "reverse",
    "setproduct",
    "slice",
    "tolist",
    "tomap",
    "toset",
    "transpose",
    "values",
    "zipmap",
];

impl<'g, 'p> Marks<'g, 'p> {
    pub(crate) fn new(graph: &'g ResourceGraph<'p>, kind: Marked) -> Self {
        Self { graph, kind, is_planned: true, lookups: Cell::new(0) }
    }

    /// As validation knows them.
    pub(crate) fn in_validation(graph: &'g ResourceGraph<'p>, kind: Marked) -> Self {
        Self { is_planned: false, ..Self::new(graph, kind) }
    }

    pub(crate) fn kind(&self) -> Marked {
        self.kind
    }

    /// The part of a template that makes its value marked, or an item in it.
    pub(crate) fn source(&self, template: &Template<'_>) -> Option<Span> {
        self.lookups.set(MOST_LOOKUPS);
        let carried = self.template(template, 0);
        (carried.how != Secret::Nothing).then_some(carried.by)
    }

    /// How much of a value is marked, as it is configured.
    pub(super) fn of_value(&self, value: Value<'_>) -> Secret {
        self.lookups.set(MOST_LOOKUPS);
        self.value(value, &[], 0)
    }

    fn template(&self, template: &Template<'_>, chain: u8) -> Carried {
        if let Some(expression) = template.as_expression() {
            return self.expression(expression, chain);
        }
        let parts = template.parts.iter().filter_map(|part| match part {
            Part::Interpolation(expression) => Some(expression),
            _ => None,
        });
        self.whole(parts, chain)
    }

    fn expression(&self, expression: &Expression<'_>, chain: u8) -> Carried {
        match &expression.kind {
            ExpressionKind::Traversal(traversal) => {
                Carried { how: self.reference(traversal, chain), by: traversal.span }
            }
            ExpressionKind::Template(template) => self.template(template, chain),
            ExpressionKind::Parentheses(inner) => self.expression(inner, chain),
            ExpressionKind::Unary(_, operand) => self.all_of(operand, chain),
            ExpressionKind::Access(base, _) => self.all_of(base, chain),
            ExpressionKind::Binary(first, rest) => {
                // Newer versions leave the rest alone where the first decides.
                let certain = rest.iter().take_while(|(operator, _)| {
                    !matches!(operator, BinaryOperator::And | BinaryOperator::Or)
                });
                let mut operands = core::iter::once(&**first).chain(certain.map(|(_, operand)| operand));
                operands.find_map(|own| Some(self.all_of(own, chain)).filter(is_marked)).unwrap_or(NOTHING)
            }
            ExpressionKind::Conditional(choice) => {
                let condition = self.all_of(&choice.condition, chain);
                if is_marked(&condition) {
                    return condition;
                }
                let then = self.expression(&choice.then, chain);
                if is_marked(&then) { then } else { self.expression(&choice.otherwise, chain) }
            }
            ExpressionKind::Tuple(items) => self.inside(items.iter(), chain),
            ExpressionKind::Object(entries) => self.inside(entries.iter().map(|(_, value)| value), chain),
            ExpressionKind::For(each) => self.all_of(&each.collection, chain),
            ExpressionKind::Call(call) => self.call(call, expression.span, chain),
            ExpressionKind::Null
            | ExpressionKind::Bool(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::String(_) => NOTHING,
        }
    }

    fn call(&self, call: &Call<'_>, span: Span, chain: u8) -> Carried {
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        match (name, self.kind) {
            ("can" | "issensitive" | "try", _)
            | ("nonsensitive", Marked::Sensitive)
            | ("ephemeralasnull", Marked::Ephemeral) => NOTHING,
            ("sensitive", Marked::Sensitive) => Carried { how: Secret::All, by: span },
            ("nonsensitive" | "ephemeralasnull" | "sensitive", _) => {
                self.inside(call.arguments.iter(), chain)
            }
            _ if LOOKING_INSIDE.contains(&name) => self.whole(call.arguments.iter(), chain),
            _ => {
                let found = self.inside(call.arguments.iter(), chain);
                if is_marked(&found) { Carried { how: Secret::All, ..found } } else { found }
            }
        }
    }

    /// An expression's mark, where all of it has one.
    fn all_of(&self, expression: &Expression<'_>, chain: u8) -> Carried {
        let found = self.expression(expression, chain);
        if found.how == Secret::All { found } else { NOTHING }
    }

    /// The first mark of all of one of some values; that is what they make.
    fn whole<'e, 'x: 'e>(&self, values: impl Iterator<Item = &'e Expression<'x>>, chain: u8) -> Carried {
        for value in values {
            let found = self.all_of(value, chain);
            if is_marked(&found) {
                return found;
            }
        }
        NOTHING
    }

    /// The first mark in some values.
    fn inside<'e, 'x: 'e>(&self, values: impl Iterator<Item = &'e Expression<'x>>, chain: u8) -> Carried {
        for value in values {
            let found = self.expression(value, chain);
            if is_marked(&found) {
                return Carried { how: Secret::Inside, ..found };
            }
        }
        NOTHING
    }

    fn reference(&self, traversal: &Traversal<'_>, chain: u8) -> Secret {
        let Some(left) = self.lookups.get().checked_sub(1).filter(|_| chain < LONGEST_CHAIN) else {
            return Secret::Nothing;
        };
        self.lookups.set(left);
        let plan = self.graph.plan;
        let root = plan.module(ModuleId::ROOT);
        match (traversal.root, traversal.steps.as_slice()) {
            ("var", [Step::Attribute(name), ..]) => {
                let is_marked = match self.kind {
                    Marked::Sensitive => plan.is_sensitive_variable(ModuleId::ROOT, name),
                    Marked::Ephemeral => {
                        let declaration = root.and_then(|root| root.variables.get(*name));
                        declaration.is_some_and(|&node| says_so(plan.value(node), "ephemeral"))
                    }
                };
                if is_marked { Secret::All } else { Secret::Nothing }
            }
            ("local", [Step::Attribute(name), rest @ ..]) => {
                let local = root.and_then(|root| root.locals.get(*name));
                local.map_or(Secret::Nothing, |&node| self.value(plan.value(node), rest, chain + 1))
            }
            ("module", [Step::Attribute(call), rest @ ..]) if self.is_planned => self.output(call, rest),
            ("ephemeral", _) | ("terraform", [Step::Attribute("applying"), ..])
                if self.kind == Marked::Ephemeral =>
            {
                Secret::All
            }
            _ if self.kind == Marked::Sensitive && self.is_planned => {
                self.attribute(traversal, chain).unwrap_or(Secret::Nothing)
            }
            _ => Secret::Nothing,
        }
    }

    /// The mark of an output of a module.
    fn output(&self, call: &str, steps: &[Step<'_>]) -> Secret {
        let name =
            steps.iter().find_map(|step| if let Step::Attribute(name) = step { Some(*name) } else { None });
        let interface = self.graph.modules().get(call);
        let output = interface.and_then(|interface| interface.outputs.get(name?));
        let is_marked = output.is_some_and(|output| match self.kind {
            Marked::Sensitive => output.secret == Secret::All,
            Marked::Ephemeral => output.is_ephemeral,
        });
        let is_list = steps.iter().any(|step| matches!(step, Step::Splat | Step::AttributeSplat));
        match (is_marked, is_list) {
            (false, _) => Secret::Nothing,
            (true, true) => Secret::Inside,
            (true, false) => Secret::All,
        }
    }

    /// The mark of an attribute of a resource: the provider's, or that of what the argument is set to.
    fn attribute(&self, traversal: &Traversal<'_>, chain: u8) -> Option<Secret> {
        let plan = self.graph.plan;
        let named = Named::of(plan, traversal)?;
        if named.repeated_by.is_some() && !named.has_key {
            let id =
                plan.find_block(ModuleId::ROOT, named.block.mode, &named.block.type_name, &named.block.name)?;
            // Of no instance nothing is shown.
            self.graph.instances_of(id).iter().find(|own| !own.address().key().is_empty())?;
        }
        let led = self.graph.arguments().map(|arguments| arguments.led(&named));
        if let Some(found) = led.and_then(|led| led.secret()).filter(|found| *found != Secret::Nothing) {
            return Some(found);
        }
        let steps = match named.rest {
            [Step::Splat | Step::AttributeSplat, rest @ ..] | rest => rest,
        };
        let (type_name, mode) = (&*named.block.type_name, named.block.mode);
        let secrets = SECRETS_OF_OTHERS.iter().find(|(own, _)| *own == type_name && mode == Mode::Managed);
        match (steps, secrets) {
            ([], Some(_)) => return Some(Secret::Inside),
            ([Step::Attribute(name), ..], Some((_, secrets))) if secrets.contains(name) => {
                return Some(Secret::All);
            }
            _ => {}
        }
        let body = plan.value(named.block.expressions?);
        match steps {
            [Step::Attribute(name), rest @ ..] if mode == Mode::Managed && !META.contains(name) => {
                Some(self.value(body.get(name)?, rest, chain + 1))
            }
            _ => None,
        }
    }

    /// The mark of what steps lead to in a value as it is configured.
    fn value(&self, value: Value<'_>, steps: &[Step<'_>], chain: u8) -> Secret {
        let member = match (value.kind(), steps.split_first()) {
            (JsonKind::String, _) => return self.text(value, steps, chain),
            (JsonKind::Object, None) => {
                let mut members = value.members().map(|(_, member)| member);
                return self.any_inside(&mut members, chain);
            }
            (JsonKind::Array, None) => return self.any_inside(&mut value.items(), chain),
            (JsonKind::Object, Some((step, rest))) => {
                let name = match step {
                    Step::Attribute(name) => Some(*name),
                    Step::Index(index) => match &index.kind {
                        ExpressionKind::String(name) => Some(&**name),
                        _ => None,
                    },
                    _ => None,
                };
                name.and_then(|name| value.get(name)).map(|member| (member, rest))
            }
            (JsonKind::Array, Some((Step::Index(index), rest))) => match &index.kind {
                ExpressionKind::Number(number) => {
                    let item = number.parse().ok().and_then(|at| value.items().nth(at));
                    item.map(|item| (item, rest))
                }
                _ => None,
            },
            _ => None,
        };
        member.map_or(Secret::Nothing, |(member, rest)| self.value(member, rest, chain))
    }

    fn any_inside(&self, mut values: &mut dyn Iterator<Item = Value<'_>>, chain: u8) -> Secret {
        if (&mut values).any(|value| self.value(value, &[], chain) != Secret::Nothing) {
            Secret::Inside
        } else {
            Secret::Nothing
        }
    }

    fn text(&self, value: Value<'_>, steps: &[Step<'_>], chain: u8) -> Secret {
        let text = value.string().filter(|text| !template::is_literal(text));
        let how = text.and_then(|text| template::parse(&text).map(|own| self.template(&own, chain).how).ok());
        match how {
            Some(Secret::All) => Secret::All,
            Some(how) if steps.is_empty() => how,
            _ => Secret::Nothing,
        }
    }
}

/// What is no argument of the provider's.
const META: [&str; 7] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// Whether a block says of itself that it is something.
pub(crate) fn says_so(body: Value<'_>, name: &str) -> bool {
    let mark = body.get(name);
    mark.is_some_and(|mark| mark.bool() == Some(true) || mark.string().is_some_and(|text| text == "true"))
}

fn is_marked(carried: &Carried) -> bool {
    carried.how != Secret::Nothing
}
