//! Reading one attribute, whatever the input is.
//!
//! The same question gets the same answer from planned values with their marks, from a configuration's templates,
//! and from the expressions that a plan keeps of its configuration.

use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::fmt::Write as _;

use super::{
    BlockId, Ending, ModuleId, Plan, Read, Resource, Text, Value, partial,
    scope::{Scope, literally},
};
use crate::{
    json::{Json, JsonKind, NodeId},
    sorted::Map,
    template::{self, Evaluated, Partial, Step, Template, Traversal},
};

/// One place among a resource's arguments: an argument, a block, an element of either.
#[derive(Clone, Copy)]
pub struct Attribute<'p> {
    owner: Owner<'p>,
    reading: Reading,
    /// The nearest value that is in the text: its own, or that of what would hold it.
    nearest: NodeId,
    /// The first name on the way that is not in the text, below the nearest value.
    missing: Option<&'p str>,
    state: State<'p>,
    sensitive: Sensitive<'p>,
    /// The outermost value that this is in and that is secret as a whole: not even where in it this is may be told.
    sealed_in: Option<NodeId>,
    /// In a plan, what the configuration says in its place.
    expression: Beside<'p>,
}

/// Whose arguments are read.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'p> {
    pub(crate) plan: &'p Plan<'p>,
    /// The module in which its references are to be understood.
    pub(crate) module: ModuleId,
    /// None for what is no resource, such as a provider.
    pub(crate) resource: Option<Resource<'p>>,
}

impl<'p> Owner<'p> {
    /// What a local, or an output of a module that is called here, is made of, where the input shows it.
    pub(crate) fn definition_of(self, reference: &Traversal<'_>) -> Option<Attribute<'p>> {
        let here = self.plan.module(self.module)?;
        let mut names = reference.names();
        let (name, output) = (names.next()?, names.next());
        match (reference.root, output) {
            ("local", _) => {
                let owner = Self { resource: None, ..self };
                Some(Attribute::of_templates(owner, self.plan.value(*here.locals.get(name)?)))
            }
            ("module", Some(output)) => {
                let module = *here.children.get(name)?;
                let node = *self.plan.module(module)?.outputs.get(output)?;
                let owner = Self { module, resource: None, ..self };
                Some(Attribute::of_expressions(owner, self.plan.value(node)).get("expression"))
            }
            _ => None,
        }
    }
}

/// How the value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Planned values: what is missing is absent.
    Planned,
    /// Planned values without marks: what is missing may be unknown.
    PlannedValues,
    /// Templates.
    Templates,
    /// `{"constant_value": …}` or `{"references": […]}`.
    Expressions,
    /// Text that Terraform takes as it is.
    Literal,
}

#[derive(Clone, Copy)]
enum State<'p> {
    Present {
        value: Value<'p>,
        unknown: Option<Value<'p>>,
    },
    /// A member of the object that this template gives.
    MemberOf {
        template: Value<'p>,
        name: &'p str,
    },
    Unknown,
    Absent,
}

#[derive(Clone, Copy)]
enum Sensitive<'p> {
    Whole,
    /// The paths from a resource to what is, as a state keeps them.
    Below(Value<'p>),
    /// The marks of the parts, where there are any.
    Parts(Beside<'p>),
}

/// What stands in another tree in the place of a value; looked for only where somebody asks, as few do.
#[derive(Clone, Copy)]
struct Beside<'p> {
    /// In the place of the value, or of what holds it.
    found: Option<Value<'p>>,
    /// The member that is in the place of the value.
    name: Option<&'p str>,
}

impl<'p> Beside<'p> {
    fn of(found: Option<Value<'p>>) -> Self {
        Self { found, name: None }
    }

    fn value(self) -> Option<Value<'p>> {
        match self.name {
            None => self.found,
            Some(name) => self.found?.get(name),
        }
    }

    fn member(self, name: &'p str) -> Self {
        Self { found: self.value(), name: Some(name) }
    }
}

/// A place to report: the value, and what to show of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The value whose pointer names the place.
    pub(crate) node: NodeId,
    /// The value whose lines and columns show it.
    pub(crate) shown: NodeId,
}

impl<'p> Attribute<'p> {
    pub(super) fn planned(
        resource: Resource<'p>,
        after: Value<'p>,
        unknown: Option<Value<'p>>,
        sensitive: Option<Value<'p>>,
        expression: Option<Value<'p>>,
    ) -> Self {
        let state = State::of(after, unknown);
        Self::whole(Owner::from(resource), Reading::Planned, after, state, sensitive, expression)
    }

    pub(super) fn planned_values(
        resource: Resource<'p>,
        values: Value<'p>,
        sensitive: Option<Value<'p>>,
        expression: Option<Value<'p>>,
    ) -> Self {
        let state = State::of(values, None);
        Self::whole(Owner::from(resource), Reading::PlannedValues, values, state, sensitive, expression)
    }

    pub(super) fn kept(
        resource: Resource<'p>,
        values: Value<'p>,
        sensitive_paths: Option<Value<'p>>,
    ) -> Self {
        let whole = Self::planned(resource, values, None, None, None);
        Self { sensitive: sensitive_paths.map_or(whole.sensitive, Sensitive::Below), ..whole }
    }

    pub(super) fn unreadable(resource: Resource<'p>, whole: Value<'p>) -> Self {
        let nothing = Self::planned(resource, whole, None, None, None);
        Self { state: State::Unknown, sensitive: Sensitive::Whole, ..nothing }
    }

    pub(super) fn templates(resource: Resource<'p>, body: Value<'p>) -> Self {
        let state = State::of(body, None);
        Self::whole(Owner::from(resource), Reading::Templates, body, state, None, None)
    }

    pub(super) fn expressions(resource: Resource<'p>, body: Value<'p>) -> Self {
        Self::of_expressions(Owner::from(resource), body)
    }

    /// Arguments of what is no resource, written as templates.
    pub(crate) fn of_templates(owner: Owner<'p>, body: Value<'p>) -> Self {
        Self::whole(owner, Reading::Templates, body, State::of(body, None), None, None)
    }

    /// Arguments of what is no resource, written as expressions of a plan.
    pub(crate) fn of_expressions(owner: Owner<'p>, body: Value<'p>) -> Self {
        Self::whole(owner, Reading::Expressions, body, State::of(body, None), None, Some(body))
    }

    /// Arguments that Terraform takes as they are, such as a backend's.
    pub(crate) fn of_literals(owner: Owner<'p>, body: Value<'p>) -> Self {
        Self::whole(owner, Reading::Literal, body, State::of(body, None), None, None)
    }

    /// The value of an output as a state has it.
    pub(super) fn of_output(owner: Owner<'p>, body: Value<'p>) -> Self {
        let value = Self::of_literals(owner, body).get("value");
        let is_sensitive = body.get("sensitive").is_some_and(|mark| mark.bool() != Some(false));
        if is_sensitive { Self { sensitive: Sensitive::Whole, ..value } } else { value }
    }

    fn whole(
        owner: Owner<'p>,
        reading: Reading,
        value: Value<'p>,
        state: State<'p>,
        sensitive: Option<Value<'p>>,
        expression: Option<Value<'p>>,
    ) -> Self {
        let (sensitive, expression) = (Sensitive::of(sensitive), Beside::of(expression));
        Self {
            owner,
            reading,
            nearest: value.id(),
            missing: None,
            state,
            sensitive,
            sealed_in: None,
            expression,
        }
    }

    /// An argument of this block by name; of a list of one block, the argument of that block.
    #[must_use]
    pub fn get(self, name: &'static str) -> Self {
        self.member(name)
    }

    /// [`get`](Self::get) by a name from the input.
    pub(crate) fn member(self, name: &'p str) -> Self {
        let this = self.single();
        let expression = this.expression.member(name);
        let sealed_in = this.seal();
        let mut sensitive = match this.marks() {
            Sensitive::Whole => Sensitive::Whole,
            // An argument with a secret somewhere in it is kept whole.
            Sensitive::Below(paths) if leads_below(paths, name) => Sensitive::Whole,
            Sensitive::Below(_) => Sensitive::of(None),
            Sensitive::Parts(parts) => Sensitive::Parts(parts.member(name)),
        };
        if this.owner.resource.is_some_and(|own| own.secrets().has(name)) {
            sensitive = Sensitive::Whole;
        }
        let missing = this.missing.or(Some(name));
        let State::Present { value, unknown } = this.state else {
            return Self { missing, sensitive, sealed_in, expression, ..this };
        };
        if let Some(found) = value.get(name) {
            // Which of several blocks is meant, nobody can tell; `all` gives each of them.
            let state = if !is_block(found) || this.repeated(name).is_empty() {
                State::of(found, unknown.and_then(|marks| marks.get(name)))
            } else {
                State::Unknown
            };
            return Self { nearest: found.id(), state, sensitive, sealed_in, expression, ..this };
        }
        let state = if value.kind() == JsonKind::String {
            if this.is_template(value) { State::MemberOf { template: value, name } } else { State::Unknown }
        } else {
            this.missing(name, value, unknown)
        };
        Self { missing, state, sensitive, sealed_in, expression, ..this }
    }

    /// The blocks of a name whose key a configuration repeats, which makes a block each time; none where it does not.
    fn repeated(self, name: &str) -> Vec<Value<'p>> {
        let State::Present { value, .. } = self.single().state else { return Vec::new() };
        // Most bodies have no block of the name, which one look tells.
        if self.reading != Reading::Templates || !value.get(name).is_some_and(is_block) {
            return Vec::new();
        }
        let members = value.members().filter(|(key, _)| key.is(name));
        let blocks: Vec<Value<'p>> = members.map(|(_, value)| value).filter(|own| is_block(*own)).collect();
        if blocks.len() > 1 { blocks } else { Vec::new() }
    }

    /// What a member that is not there means.
    fn missing(self, name: &str, value: Value<'p>, unknown: Option<Value<'p>>) -> State<'p> {
        let marked = unknown.and_then(|marks| marks.get(name)).is_some_and(holds_true);
        let dynamic = self.reading == Reading::Templates
            && value.get("dynamic").is_some_and(|dynamic| {
                is_template(dynamic) || blocks_of(dynamic).any(|labels| labels.get(name).is_some())
            });
        if marked || dynamic || self.reading == Reading::PlannedValues {
            State::Unknown
        } else {
            State::Absent
        }
    }

    /// The only element of a list of one, which is how a block that occurs once is often written.
    fn single(self) -> Self {
        let State::Present { value, unknown } = self.state else { return self };
        let mut items = value.items();
        let (Some(_), None) = (items.next(), items.next()) else { return self };
        self.elements(value, unknown).next().unwrap_or(self)
    }

    /// The elements of a list, each with its own part of the marks and expressions.
    fn elements(self, list: Value<'p>, unknown: Option<Value<'p>>) -> impl Iterator<Item = Self> {
        let items_of = |list: Option<Value<'p>>| list.into_iter().flat_map(Value::items);
        let (is_sensitive, parts) = match self.marks() {
            Sensitive::Whole | Sensitive::Below(_) => (true, None),
            Sensitive::Parts(parts) => (false, parts.value()),
        };
        let (expression, sealed_in) = (self.expression.value(), self.seal());
        let (mut unknown, mut parts) = (items_of(unknown), items_of(parts));
        let mut expressions = items_of(expression);
        list.items().map(move |item| {
            let sensitive = Sensitive::of(parts.next());
            Self {
                nearest: item.id(),
                // A null element is there: only `unknown` or null itself says what it is.
                state: State::of(item, unknown.next()),
                sensitive: if is_sensitive { Sensitive::Whole } else { sensitive },
                sealed_in,
                // A list argument is one expression for all its elements, blocks have one each.
                expression: Beside::of(expressions.next().or(expression.filter(|own| !own.is_array()))),
                ..self
            }
        })
    }

    /// The value as Terraform's language has it, lists and maps among them, where all of it is certain.
    ///
    /// It is for judging only: it does not know what must not be shown.
    pub(crate) fn value(self) -> Read<template::Value> {
        self.value_with(Scope::certain(self.owner))
    }

    /// [`value`](Self::value) as it is when variables keep their defaults.
    pub(crate) fn value_by_default(self) -> Read<template::Value> {
        self.value_with(Scope::by_default(self.owner))
    }

    fn value_with(self, scope: Scope<'p>) -> Read<template::Value> {
        let evaluated = match self.constant_state() {
            State::Absent => return Read::Absent,
            State::Unknown => None,
            State::MemberOf { template, name } => match scope.templates(template) {
                Some(template::Value::Object(members)) => {
                    Some(members.get(name).cloned().unwrap_or(template::Value::Null))
                }
                _ => None,
            },
            State::Present { unknown: Some(marks), .. } if holds_true(marks) => None,
            State::Present { value, .. } if self.has_templates() => scope.templates(value),
            State::Present { value, .. } => literally(value),
        };
        match evaluated {
            None => Read::Unknown,
            Some(template::Value::Null) => Read::Absent,
            Some(value) => Read::Known(value),
        }
    }

    /// The value as far as it is known while variables keep their defaults; an unknown part leaves the rest known.
    pub(crate) fn partial(self) -> Partial {
        let scope = Scope::by_default(self.owner);
        match self.state {
            State::Absent => Partial::Null,
            State::MemberOf { template, name } => {
                partial::of_templates(scope, template).follow(&[Step::Attribute(name)])
            }
            State::Present { value, unknown } => match self.reading {
                Reading::Templates => partial::of_templates(scope, value),
                Reading::Expressions => partial::of_expressions(scope, value),
                Reading::PlannedValues => partial::of_planned_values(value),
                Reading::Planned | Reading::Literal => partial::of_planned(value, unknown),
            },
            // A plan keeps what the configuration says in its place.
            State::Unknown => match self.expression.value() {
                Some(expression) => partial::of_expressions(scope, expression),
                None => Partial::Unknown,
            },
        }
    }

    /// A member of the whole, and how it is to be read; none where it is not known or not there.
    pub(super) fn own_member(self, name: &str) -> Option<(Value<'p>, Reading)> {
        let State::Present { value, unknown } = self.state else { return None };
        let is_unknown = unknown.and_then(|marks| marks.get(name)).is_some_and(holds_true);
        Some((value.get(name).filter(|_| !is_unknown)?, self.reading))
    }

    /// The elements of a list, or the blocks of a name, whether written as one object or as a list of them.
    pub fn items(self) -> Read<Vec<Attribute<'p>>> {
        match self.state {
            State::Absent => Read::Absent,
            State::Unknown | State::MemberOf { .. } => Read::Unknown,
            State::Present { value, unknown } => match value.kind() {
                JsonKind::Array => Read::Known(self.elements(value, unknown).collect()),
                JsonKind::Object if self.reading == Reading::Expressions => match self.constant() {
                    State::Present { value, .. } if value.is_array() => {
                        Read::Known(value.items().map(|item| self.constant_element(item)).collect())
                    }
                    State::Absent => Read::Absent,
                    _ => Read::Unknown,
                },
                JsonKind::Object => Read::Known(vec![self]),
                _ => Read::Unknown,
            },
        }
    }

    /// Every value at the end of a path of names, through all blocks and list elements on the way; where a part of
    /// the way is missing or unknown, the attribute that says so.
    pub(crate) fn all(self, path: &[&'static str]) -> Vec<Attribute<'p>> {
        let mut found = vec![self];
        for &name in path {
            let mut next = Vec::new();
            for place in found {
                let (member, blocks) = (place.get(name), place.repeated(name));
                if blocks.is_empty() {
                    next.extend(member.expanded());
                }
                for block in blocks {
                    let state = State::of(block, None);
                    next.extend(Self { nearest: block.id(), state, ..member }.expanded());
                }
            }
            found = next;
        }
        found
    }

    fn expanded(self) -> Vec<Attribute<'p>> {
        match self.items() {
            Read::Known(items) => items,
            Read::Unknown | Read::Absent => vec![self],
        }
    }

    /// The names of a map; known also where its values are not.
    pub(crate) fn keys(self) -> Read<Vec<Cow<'p, str>>> {
        match self.single().constant_state() {
            State::Absent => Read::Absent,
            State::Present { value, .. } if value.is_object() => {
                Read::Known(value.members().map(|(key, _)| key.text()).collect())
            }
            State::Unknown | State::MemberOf { .. } | State::Present { .. } => Read::Unknown,
        }
    }

    /// The names and values of a map.
    pub fn entries(self) -> Read<Vec<(Cow<'p, str>, Attribute<'p>)>> {
        let this = self.single();
        let object = match this.constant_state() {
            State::Absent => return Read::Absent,
            State::Present { value, .. } if value.is_object() => value,
            State::Unknown | State::MemberOf { .. } | State::Present { .. } => return Read::Unknown,
        };
        let constant = this.reading == Reading::Expressions;
        let (sensitive, sealed_in) = (this.marks(), this.seal());
        let unknown = match this.state {
            State::Present { unknown, .. } => unknown,
            _ => None,
        };
        let unknown = members_of(unknown);
        let parts = match sensitive {
            Sensitive::Whole | Sensitive::Below(_) => Map::new(),
            Sensitive::Parts(parts) => members_of(parts.value()),
        };
        let entries = object.members().map(|(key, value)| {
            let name = key.text();
            let entry = if constant {
                this.constant_element(value)
            } else {
                let sensitive = match sensitive {
                    Sensitive::Whole | Sensitive::Below(_) => Sensitive::Whole,
                    Sensitive::Parts(_) => Sensitive::of(parts.get(&name).copied()),
                };
                let state = State::of(value, unknown.get(&name).copied());
                Self { nearest: value.id(), state, sensitive, sealed_in, ..this }
            };
            (name, entry)
        });
        Read::Known(entries.collect())
    }

    /// The string, or what Terraform makes of a number or truth value where it wants a string.
    ///
    /// In configuration, root variables are unknown, as `terraform validate` takes them.
    pub fn text(self) -> Read<Text<'p>> {
        self.text_with(Scope::certain)
    }

    /// The string as it is when variables keep their defaults.
    pub fn text_by_default(self) -> Read<Text<'p>> {
        self.text_with(Scope::by_default)
    }

    /// The end of the string, as far back as it is certain: `/x.zip` of `${path.module}/x.zip`.
    ///
    /// What a plan does not know yet is looked for in the template that it keeps of JSON syntax.
    pub(crate) fn ending(self) -> Read<Ending<'p>> {
        let text = self.text();
        let Read::Unknown = text else { return text.map(Ending::whole) };
        let written = self.written().unwrap_or_default();
        let Ok(parsed) = template::parse(&written) else { return Read::Unknown };
        let scope = Scope::certain(self.owner);
        let mut known: Vec<String> = Vec::new();
        for part in parsed.parts.iter().rev() {
            let part = Template { parts: vec![part.clone()] };
            let Evaluated::Known(value) = template::evaluate(&part, &scope) else { break };
            let Some(text) = value.to_text() else { break };
            known.push(text);
        }
        known.reverse();
        let text = known.concat();
        if text.is_empty() {
            return Read::Unknown;
        }
        let sensitive = scope.is_sensitive(&parsed) || self.is_sensitive();
        Read::Known(Ending::part(Text::new(Cow::Owned(text), sensitive)))
    }

    fn text_with(self, scope: fn(Owner<'p>) -> Scope<'p>) -> Read<Text<'p>> {
        let value = match self.constant_state() {
            State::Absent => return Read::Absent,
            State::Unknown => return Read::Unknown,
            State::MemberOf { template, .. } => {
                let scope = scope(self.owner);
                // Asked first: where the lookups run out, the value is not known either.
                let written = template.string().unwrap_or_default();
                let sensitive = template::parse(&written).is_ok_and(|template| scope.is_sensitive(&template));
                return match self.value_with(scope) {
                    Read::Known(value) => self.text_of(&value, sensitive),
                    Read::Unknown => Read::Unknown,
                    Read::Absent => Read::Absent,
                };
            }
            State::Present { value, .. } => value,
        };
        match value.kind() {
            JsonKind::String if self.is_template(value) => self.evaluate(value, scope(self.owner)),
            JsonKind::String => Read::Known(self.shown(value.string().unwrap_or_default())),
            JsonKind::Number => Read::Known(self.shown(Cow::Borrowed(value.number().unwrap_or_default()))),
            JsonKind::Bool => Read::Known(self.shown(Cow::Borrowed(if value.bool() == Some(true) {
                "true"
            } else {
                "false"
            }))),
            // An object or list where a string is wanted: a literal that Terraform refuses, or unknown parts.
            JsonKind::Array | JsonKind::Object | JsonKind::Null => Read::Unknown,
        }
    }

    fn is_template(self, value: Value<'p>) -> bool {
        self.has_templates() && is_template(value)
    }

    fn has_templates(self) -> bool {
        matches!(self.reading, Reading::Templates | Reading::Expressions)
    }

    /// The state; of an expression that of the constant in it.
    fn constant_state(self) -> State<'p> {
        if self.reading == Reading::Expressions { self.constant() } else { self.state }
    }

    fn evaluate(self, value: Value<'p>, scope: Scope<'p>) -> Read<Text<'p>> {
        let (read, is_sensitive) = scope.text(value);
        read.map(|text| Text::new(Cow::Owned(text), is_sensitive || self.is_sensitive()))
    }

    fn text_of(self, value: &template::Value, is_sensitive: bool) -> Read<Text<'p>> {
        match value.to_text() {
            Some(text) => Read::Known(Text::new(Cow::Owned(text), is_sensitive || self.is_sensitive())),
            None => Read::Unknown,
        }
    }

    fn shown(self, value: Cow<'p, str>) -> Text<'p> {
        Text::new(value, self.is_sensitive())
    }

    /// Whether its value must not be shown.
    pub fn is_sensitive(self) -> bool {
        match self.sensitive {
            Sensitive::Whole | Sensitive::Below(_) => true,
            Sensitive::Parts(parts) => parts.value().is_some_and(holds_true),
        }
    }

    /// The marks of its parts, once they are looked for.
    fn marks(self) -> Sensitive<'p> {
        match self.sensitive {
            Sensitive::Parts(parts) => Sensitive::of(parts.value()),
            whole => whole,
        }
    }

    /// What its parts are sealed in. The names of a resource's own arguments are no secret.
    fn seal(self) -> Option<NodeId> {
        let is_root = || self.owner.resource.is_some_and(|resource| resource.root().nearest == self.nearest);
        let own = matches!(self.marks(), Sensitive::Whole) && !is_root();
        self.sealed_in.or(own.then_some(self.nearest))
    }

    /// The truth value; the strings `true` and `false` count, as Terraform converts them.
    pub fn truth(self) -> Read<bool> {
        match self.text() {
            Read::Known(text) if &*text == "true" => Read::Known(true),
            Read::Known(text) if &*text == "false" => Read::Known(false),
            Read::Known(_) | Read::Unknown => Read::Unknown,
            Read::Absent => Read::Absent,
        }
    }

    /// The string that the configuration holds here literally; unknown where an expression gives it.
    ///
    /// A plan's values do not tell: what a data source or variable gave looks like a literal there. A state has
    /// nothing else, so that each of its values stands for itself.
    pub fn literal(self) -> Read<Text<'p>> {
        match self.reading {
            Reading::Planned if self.owner.plan.is_state() => self.text(),
            Reading::Planned | Reading::PlannedValues => {
                self.as_written().map_or_else(|| self.missing_literal(), Self::literal)
            }
            Reading::Expressions => match self.state {
                State::Present { value, .. }
                    if value.get("references").is_some_and(|list| list.items().next().is_some()) =>
                {
                    Read::Unknown
                }
                _ => self.text(),
            },
            Reading::Templates => match self.state {
                State::Present { value, .. } if self.is_template(value) => Read::Unknown,
                _ => self.text(),
            },
            Reading::Literal => self.text(),
        }
    }

    /// The string that the configuration holds literally under a key of this map. It is sensitive.
    ///
    /// A plan keeps a map as one expression, so that its entries have none of their own.
    pub(crate) fn literal_entry(self, name: &'p str) -> Read<Text<'p>> {
        let map = match (self.reading, self.state) {
            (Reading::Templates | Reading::Literal, _) => return self.member(name).literal(),
            (Reading::Expressions, State::Present { value, .. }) => Some(value),
            _ => self.expression.value(),
        };
        let Some(map) = map else { return self.missing_literal() };
        let Some(constant) = map.get("constant_value").filter(|map| map.is_object()) else {
            return Read::Unknown;
        };
        match constant.get(name) {
            None => Read::Absent,
            Some(value) if value.is_null() => Read::Absent,
            Some(value) if is_template(value) => Read::Unknown,
            Some(value) => value.string().map_or(Read::Unknown, |text| Read::Known(Text::new(text, true))),
        }
    }

    /// The same place as the configuration has it, in a plan too; none where a plan does not say.
    pub(crate) fn as_written(self) -> Option<Self> {
        match self.reading {
            Reading::Planned | Reading::PlannedValues => self.expression.value().map(|expression| Self {
                reading: Reading::Expressions,
                state: State::of(expression, None),
                ..self
            }),
            Reading::Templates | Reading::Expressions | Reading::Literal => Some(self),
        }
    }

    /// What a missing expression means in a plan: left out, where the configuration is there at all.
    fn missing_literal(self) -> Read<Text<'p>> {
        // A block that sets nothing has no expressions in a plan.
        let configured = self.owner.resource.and_then(Resource::block).is_some();
        if configured { Read::Absent } else { Read::Unknown }
    }

    /// Whether it is set at all; the value may be unknown for all that.
    pub fn presence(self) -> Read<()> {
        match self.state {
            State::Absent => Read::Absent,
            State::Unknown => Read::Unknown,
            State::MemberOf { .. } => self.value().map(|_| ()),
            State::Present { .. } => Read::Known(()),
        }
    }

    /// Whether the configuration sets it, whatever the provider makes of an argument that is left out.
    ///
    /// A reference sets it. What may have been written by a dynamic block, which a plan does not show, is unknown.
    /// Of a state nobody can tell who set something: what has a value there counts.
    pub fn configured(self) -> Read<()> {
        match self.reading {
            Reading::Planned if self.owner.plan.is_state() => {
                if self.is_empty() {
                    Read::Absent
                } else {
                    self.presence()
                }
            }
            Reading::Planned | Reading::PlannedValues => match (self.as_written(), self.state) {
                (Some(written), _) => written.configured(),
                // An empty list is what the provider makes of one that is left out.
                (None, State::Present { value, .. })
                    if value.items().next().is_some() || value.members().next().is_some() =>
                {
                    Read::Unknown
                }
                (None, _) => self.missing_literal().map(|_| ()),
            },
            Reading::Expressions => match self.state {
                State::Present { value, .. } if value.is_object() && value.get("references").is_some() => {
                    Read::Known(())
                }
                // The blocks of a name, each with expressions of its own.
                State::Present { value, .. } if value.items().next().is_some() => Read::Known(()),
                State::Present { .. } => match self.constant() {
                    State::Absent => Read::Absent,
                    _ => Read::Known(()),
                },
                _ => self.presence(),
            },
            Reading::Templates => match self.state {
                // With anything beside it, an expression becomes a part of a text.
                State::Present { value, .. }
                    if !value.raw_string().is_none_or(template::may_be_expression) =>
                {
                    Read::Known(())
                }
                _ => match self.text() {
                    Read::Absent => Read::Absent,
                    _ => self.presence(),
                },
            },
            Reading::Literal => self.presence(),
        }
    }

    /// Whether the configuration gives it a value: left out, null, an empty text or list count as absent, whatever
    /// the provider or AWS fill in for it later.
    pub(crate) fn given(self) -> Read<()> {
        if self.configured() == Read::Absent {
            return Read::Absent;
        }
        if self.is_empty() { Read::Absent } else { self.presence() }
    }

    /// Whether it is an empty text or list.
    fn is_empty(self) -> bool {
        matches!(self.items(), Read::Known(items) if items.is_empty())
            || matches!(self.text(), Read::Known(text) if text.is_empty())
    }

    /// The value that a state has here, which leads to whatever it names; none in another input.
    pub(crate) fn kept_value(self) -> Option<Value<'p>> {
        match self.state {
            State::Present { value, .. } if self.owner.plan.is_state() => Some(value),
            _ => None,
        }
    }

    /// Visits what the configuration refers to here, at any depth.
    pub(crate) fn visit_references(self, visit: &mut dyn FnMut(&Traversal<'_>)) {
        match self.referring() {
            Some(value) if self.reading == Reading::Templates => visit_template_references(value, visit),
            Some(value) => visit_expression_references(value, visit),
            None => {}
        }
    }

    /// The templates, or the expression of a plan, whose references are those of the configuration here.
    pub(crate) fn referring(self) -> Option<Value<'p>> {
        match self.reading {
            Reading::Planned | Reading::PlannedValues | Reading::Expressions => self.expression.value(),
            Reading::Templates => match self.state {
                State::Present { value, .. } | State::MemberOf { template: value, .. } => Some(value),
                // Its blocks may be written by a dynamic one.
                State::Unknown => self.owner.plan.value(self.nearest).get("dynamic"),
                State::Absent => None,
            },
            Reading::Literal => None,
        }
    }

    /// The string as the configuration has it, templates and all; none in a plan of native syntax.
    pub(crate) fn written(self) -> Option<Cow<'p, str>> {
        match self.reading {
            Reading::Templates | Reading::Literal => {
                let State::Present { value, .. } = self.state else { return None };
                value.string()
            }
            _ => self.expression.value()?.get("constant_value")?.string(),
        }
    }

    /// The names and values of a map as the configuration writes them, templates and all; none where it does not show.
    ///
    /// A plan keeps literals, and what is written in JSON syntax.
    pub(crate) fn written_entries(self) -> Vec<(Cow<'p, str>, Attribute<'p>)> {
        let entries = match self.reading {
            Reading::Templates | Reading::Literal => self.entries(),
            _ => match self.expression.value().and_then(|expression| expression.get("constant_value")) {
                Some(written) => {
                    let state = State::of(written, None);
                    Self { reading: Reading::Templates, nearest: written.id(), state, ..self }.entries()
                }
                None => Read::Absent,
            },
        };
        match entries {
            Read::Known(entries) => entries,
            Read::Unknown | Read::Absent => Vec::new(),
        }
    }

    /// Every string in it as the configuration has it, templates and all; none in a plan of native syntax.
    pub(crate) fn written_strings(self) -> Vec<Cow<'p, str>> {
        let value = match (self.reading, self.state) {
            (Reading::Templates | Reading::Literal, State::Present { value, .. }) => Some(value),
            (Reading::Templates | Reading::Literal, _) => None,
            _ => self.expression.value().and_then(|expression| expression.get("constant_value")),
        };
        value.into_iter().flat_map(Json::strings).filter_map(Json::string).collect()
    }

    /// Whether any string in it, as written, holds this text.
    pub(crate) fn mentions(self, text: &str) -> bool {
        let State::Present { value, .. } = self.state else {
            // A plan of JSON syntax keeps the template of what it does not know yet.
            return self.written().is_some_and(|written| written.contains(text));
        };
        value.strings().any(|string| string.string().is_some_and(|string| string.contains(text)))
    }

    /// The path below the resource, such as `environment[0].variables`; empty for all arguments together.
    pub(crate) fn path(self) -> String {
        let mut path = String::new();
        if let Some(resource) = self.owner.resource {
            write_path(self.owner.plan, resource.root().nearest, self.shown_node(), &mut path);
        }
        if let Some(missing) = self.missing.filter(|_| self.sealed_in.is_none()) {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(missing);
        }
        path
    }

    pub(crate) fn owner(self) -> Owner<'p> {
        self.owner
    }

    pub(crate) fn resource(self) -> Option<Resource<'p>> {
        self.owner.resource
    }

    pub(crate) fn block_id(self) -> Option<BlockId> {
        self.owner.resource?.block_id()
    }

    pub(crate) fn place(self) -> Place {
        match self.owner.resource {
            // The arguments as a whole say nothing to a reader; the resource's own place does.
            Some(resource) if self.shown_node() == resource.root().nearest => resource.place(),
            _ => Place { node: self.shown_node(), shown: self.shown_node() },
        }
    }

    /// The nearest value that may be told of.
    fn shown_node(self) -> NodeId {
        self.sealed_in.unwrap_or(self.nearest)
    }

    /// The value of an expression that holds no reference.
    fn constant(self) -> State<'p> {
        let State::Present { value, .. } = self.state else { return self.state };
        match value.get("constant_value") {
            // JSON syntax leaves its templates in the constant, beside the references.
            Some(constant) if value.get("references").is_none() || is_template(constant) => {
                State::of(constant, None)
            }
            // Blocks stand there as a list of them.
            _ if !value.is_object() => self.state,
            // An empty one is a call without references.
            _ => State::Unknown,
        }
    }

    fn constant_element(self, value: Value<'p>) -> Self {
        Self { reading: Reading::Literal, nearest: value.id(), state: State::of(value, None), ..self }
    }
}

impl<'p> From<Resource<'p>> for Owner<'p> {
    fn from(resource: Resource<'p>) -> Self {
        Self { plan: resource.plan(), module: resource.module(), resource: Some(resource) }
    }
}

impl<'p> State<'p> {
    fn of(value: Value<'p>, unknown: Option<Value<'p>>) -> Self {
        match unknown {
            Some(mark) if mark.bool() == Some(true) => Self::Unknown,
            _ if value.is_null() => Self::Absent,
            _ => Self::Present { value, unknown },
        }
    }
}

impl<'p> Sensitive<'p> {
    fn of(marks: Option<Value<'p>>) -> Self {
        match marks {
            Some(mark) if mark.bool() == Some(true) => Self::Whole,
            parts => Self::Parts(Beside::of(parts)),
        }
    }
}

/// The last member of each name: to look for each of them among all takes the square of the time.
pub(super) fn members_of(object: Option<Value<'_>>) -> Map<Cow<'_, str>, Value<'_>> {
    object.into_iter().flat_map(Value::members).map(|(key, value)| (key.text(), value)).collect()
}

/// Whether a value may be a block, or some of them.
fn is_block(value: Value<'_>) -> bool {
    value.is_object() || value.is_array()
}

/// Whether a string holds anything to evaluate.
pub(crate) fn is_template(value: Json<'_, '_>) -> bool {
    value.string().is_some_and(|text| !template::is_literal(&text))
}

/// Whether a mark, or any part of it, is true.
pub(super) fn holds_true(mark: Value<'_>) -> bool {
    let mut open = vec![mark];
    while let Some(mark) = open.pop() {
        if mark.bool() == Some(true) {
            return true;
        }
        open.extend(mark.items());
        open.extend(mark.members().map(|(_, value)| value));
    }
    false
}

/// Whether any of a state's sensitive paths begins with a name; what cannot be read as such paths may.
pub(super) fn leads_below(paths: Value<'_>, name: &str) -> bool {
    let is_list = paths.is_array() || paths.is_null();
    !is_list
        || paths.items().any(|path| {
            let first = path.items().next().and_then(|step| step.get("value")).and_then(Value::string);
            first.is_none_or(|first| first == name)
        })
}

/// What stands at a place where Terraform takes one thing or a list of them, whatever it is.
pub(crate) fn items_of<'d, 't>(value: Json<'d, 't>) -> impl Iterator<Item = Json<'d, 't>> {
    let own = (!value.is_array()).then_some(value);
    own.into_iter().chain(value.items())
}

/// The objects at a place where Terraform takes one object or a list of them.
pub(crate) fn blocks_of<'d, 't>(value: Json<'d, 't>) -> impl Iterator<Item = Json<'d, 't>> {
    let own = value.is_object().then_some(value);
    own.into_iter().chain(value.items().filter(|item| item.is_object()))
}

/// Visits the entries of every `references` list of a plan's expression, each in the longest form of what it names.
pub(crate) fn visit_expression_references(expression: Value<'_>, visit: &mut dyn FnMut(&Traversal<'_>)) {
    let mut open = vec![expression];
    while let Some(value) = open.pop() {
        open.extend(value.items());
        for (key, member) in value.members() {
            if key.is("references") && member.is_array() {
                visit_reference_list(member, visit);
            } else if !key.is("constant_value") {
                open.push(member);
            }
        }
    }
}

fn visit_reference_list(list: Value<'_>, visit: &mut dyn FnMut(&Traversal<'_>)) {
    let mut previous: Option<Cow<'_, str>> = None;
    for reference in list.items().filter_map(Value::string) {
        // `aws_a.b.id` is followed by `aws_a.b`, which adds nothing.
        let longer = previous.as_deref().and_then(|previous| previous.strip_prefix(&*reference));
        if longer.is_some_and(|rest| rest.starts_with(['.', '['])) {
            continue;
        }
        if let Ok(traversal) = template::parse_traversal(&reference) {
            visit(&traversal);
        }
        previous = Some(reference);
    }
}

/// Visits what the templates in a value of a configuration refer to.
pub(crate) fn visit_template_references(value: Value<'_>, visit: &mut dyn FnMut(&Traversal<'_>)) {
    for string in value.strings() {
        let text = string.string().unwrap_or_default();
        if template::is_literal(&text) {
            continue;
        }
        if let Ok(parsed) = template::parse(&text) {
            for reference in parsed.references() {
                visit(reference);
            }
        }
    }
}

/// After how many children it is noted where one was found.
const FAR: usize = 32;

/// Writes the path from a value down to one that it holds.
///
/// Paths are asked for mostly in the order of the text, so that the next one is looked for where the last was found.
pub(super) fn write_path(plan: &Plan<'_>, from: NodeId, to: NodeId, path: &mut String) {
    let mut value = plan.value(from);
    while value.id() != to {
        let last = plan.found_children.borrow().get(&value.id()).copied().filter(|(child, _)| *child <= to);
        let Some((key, at, child)) = value.child_holding(to, last) else { return };
        if at > FAR {
            plan.found_children.borrow_mut().insert(value.id(), (child.id(), at));
        }
        if let Some(key) = key {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&key.text());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(path, "[{at}]");
        }
        value = child;
    }
}

#[cfg(test)]
mod tests {
    use crate::Input;

    #[test]
    fn where_something_is_in_a_secret_is_not_told() {
        let plan = r#"{"format_version": "1.2", "resource_changes": [{"address": "aws_lambda_function.f",
            "mode": "managed", "type": "aws_lambda_function", "name": "f", "change": {"actions": ["create"],
            "after": {"environment": [{"variables": {"CANARY": "x"}}], "tags": {"Name": "x"}},
            "after_sensitive": {"environment": [{"variables": true}], "tags": {"Name": true}}}}]}"#;
        let input = Input::new("plan.json", plan.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let function = plan.of_type("aws_lambda_function").next().unwrap();
        let variables = function.attribute("environment").get("variables");
        assert_eq!(variables.path(), "environment[0].variables");
        for name in ["CANARY", "OTHER"] {
            assert_eq!(variables.member(name).path(), "environment[0].variables");
            assert_eq!(variables.member(name).place(), variables.place());
        }
        assert_eq!(function.attribute("tags").get("Name").path(), "tags.Name");
    }
}
