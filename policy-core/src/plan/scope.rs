//! What the names in a configuration's templates stand for, as far as the configuration tells.

use alloc::{format, string::String, vec::Vec};

use super::{ModuleId, Owner, Plan, Read, Resource, Value, attribute::Reading};
use crate::{
    json::{Json, JsonKind, NodeId},
    sorted::Map,
    template::{
        self, Evaluated, Expression, ExpressionKind, Number, Part, Step, Template, Traversal, follow,
    },
};

/// How far locals that refer to locals are followed; Terraform refuses a cycle, and nobody nests deeper.
const LONGEST_CHAIN: u8 = 32;

/// How many levels of lists, objects and templates may be around a name that is followed.
///
/// Along a chain of names levels add up: each local may nest as deep as a template can, and nobody's stack holds that
/// thirty times.
const MOST_LEVELS: usize = 200;

/// How many names may be looked up for one value: where each local refers to two others, they double at each step.
const MOST_LOOKUPS: u32 = 10_000;

/// The names of a module, for evaluating its templates.
#[derive(Clone, Copy)]
pub(super) struct Scope<'p> {
    plan: &'p Plan<'p>,
    module: ModuleId,
    /// Whose `each` and `count` are meant.
    resource: Option<Resource<'p>>,
    variables: Variables,
    chain: u8,
    /// How many levels of values and templates are around what is read.
    levels: usize,
}

/// What a root variable of a configuration stands for, where nobody gave it a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Variables {
    /// Nothing that is known: whoever applies the configuration may set it.
    Unknown,
    /// Its default, where it has one.
    Default,
}

/// What a name stands for: how variables are read, the module, whose `each` and `count` are meant, and the value.
type Definition = (Variables, ModuleId, Option<u32>, NodeId);

/// What has been found out of what names stand for.
#[derive(Default)]
pub(crate) struct Found {
    values: Map<Definition, Kept>,
    /// How many bytes the values have, about.
    size: usize,
    /// Whether it is made of something sensitive.
    secrets: Map<Definition, bool>,
    /// What arguments of a configuration read as, which several rules ask, and whether they are made of such.
    texts: Map<Definition, (Read<String>, bool)>,
}

/// What is kept of a value that was worked out.
enum Kept {
    /// All of it; none where it is unknown.
    Value(Option<template::Value>),
    /// Nothing: there was no room.
    Nothing,
}

/// How many bytes of values are kept: a megabyte of locals can stand for a thousand times as much.
const MOST_KEPT: usize = 16 << 20;

/// How long a text may be to be kept: names are short.
const LONGEST_KEPT: usize = 256;

impl Found {
    fn keep(&mut self, key: Definition, value: Option<&template::Value>) {
        let size = value.map_or(0, bytes_of);
        let has_room = self.size + size <= MOST_KEPT;
        self.size += if has_room { size } else { 0 };
        self.values.insert(key, if has_room { Kept::Value(value.cloned()) } else { Kept::Nothing });
    }
}

/// About how many bytes a value has.
fn bytes_of(value: &template::Value) -> usize {
    let inside = match value {
        template::Value::String(text) => text.len(),
        template::Value::List(items) | template::Value::Set(items) => items.iter().map(bytes_of).sum(),
        template::Value::Object(entries) => {
            entries.iter().map(|(key, value)| key.len() + bytes_of(value)).sum()
        }
        _ => 0,
    };
    inside + size_of::<template::Value>()
}

impl<'p> Scope<'p> {
    /// Only what holds whatever variables are set to.
    pub(super) fn certain(owner: Owner<'p>) -> Self {
        owner.plan.lookups.set(MOST_LOOKUPS);
        let Owner { plan, module, resource } = owner;
        Self { plan, module, resource, variables: Variables::Unknown, chain: 0, levels: 0 }
    }

    /// What holds when no variable is set.
    pub(super) fn by_default(owner: Owner<'p>) -> Self {
        Self { variables: Variables::Default, ..Self::certain(owner) }
    }

    /// Whether a template's value comes from something sensitive, through locals too.
    pub(super) fn is_sensitive(self, template: &Template<'_>) -> bool {
        template.references().iter().any(|traversal| match (traversal.root, traversal.names().next()) {
            ("var", Some(name)) => self.is_sensitive_variable(name),
            ("local", Some(name)) => self.is_sensitive_local(name),
            ("module", Some(name)) => {
                traversal.names().nth(1).is_some_and(|output| self.is_sensitive_output(name, output))
            }
            ("each", _) => self.is_repeated_over_secrets(),
            _ => self.argument_of_resource(traversal).is_some_and(|(own, name, _)| {
                own.keeps_secret(name) || self.is_sensitive_argument(own, name)
            }),
        })
    }

    /// Whether any template in what a name stands for is made of something sensitive.
    ///
    /// What is too far away to tell counts as made of it: its value may have been found on a shorter way.
    fn holds_secrets(self, value: Value<'p>) -> bool {
        let Some(scope) = self.next() else { return true };
        let key = scope.definition(value);
        if let Some(&found) = self.plan.found.borrow().secrets.get(&key) {
            return found;
        }
        // What leads back to itself adds nothing to what else it is made of.
        self.plan.found.borrow_mut().secrets.insert(key, false);
        let mut texts = value.strings().filter_map(Json::string);
        let found =
            texts.any(|text| template::parse(&text).is_ok_and(|template| scope.is_sensitive(&template)));
        self.plan.found.borrow_mut().secrets.insert(key, found);
        found
    }

    fn is_sensitive_local(self, name: &str) -> bool {
        let local = self.plan.module(self.module).and_then(|module| module.locals.get(name));
        local.is_some_and(|&node| Self { resource: None, ..self }.holds_secrets(self.plan.value(node)))
    }

    /// Whether the values that a resource's `for_each` goes round in may come from something sensitive.
    fn is_repeated_over_secrets(self) -> bool {
        let Some(resource) = self.resource else { return false };
        let repetition = resource.block().and_then(|block| block.repetition);
        let scope = Self { module: resource.module(), resource: None, ..self };
        repetition.is_some_and(|node| scope.holds_secrets(self.plan.value(node)))
    }

    /// Whether a variable is declared sensitive, or its module is handed something that is.
    fn is_sensitive_variable(self, name: &str) -> bool {
        let handed = || {
            let facts = self.plan.module(self.module)?;
            let argument = self.plan.value(facts.arguments?).get(name)?;
            let scope = Self { module: facts.parent?, resource: None, ..self };
            Some(scope.holds_secrets(argument))
        };
        self.plan.is_sensitive_variable(self.module, name) || handed() == Some(true)
    }

    /// Whether an argument of a resource is made of something sensitive.
    fn is_sensitive_argument(self, resource: Resource<'p>, name: &str) -> bool {
        let Some((value, Reading::Templates)) = resource.root().own_member(name) else { return false };
        Self { resource: Some(resource), ..self }.holds_secrets(value)
    }

    /// Whether a module's output is declared sensitive, or made of something that is.
    fn is_sensitive_output(self, name: &str, output: &str) -> bool {
        let told = || {
            let module = *self.plan.module(self.module)?.children.get(name)?;
            let output = self.plan.value(*self.plan.module(module)?.outputs.get(output)?);
            let is_marked = output.get("sensitive").is_some_and(|mark| mark.bool() != Some(false));
            let scope = Self { module, resource: None, ..self };
            Some(is_marked || scope.holds_secrets(output))
        };
        told() == Some(true)
    }

    /// A value with its templates evaluated; none where a part is unknown.
    pub(super) fn templates(self, value: Value<'p>) -> Option<template::Value> {
        convert(value, self.levels, &|text, levels| Self { levels, ..self }.template(text))
    }

    /// What a template reads as, and whether it is made of something sensitive.
    pub(super) fn text(self, value: Value<'p>) -> (Read<String>, bool) {
        let key = self.definition(value);
        if let Some(kept) = self.plan.found.borrow().texts.get(&key) {
            return kept.clone();
        }
        let found = self.text_anew(value);
        let is_short = !matches!(&found.0, Read::Known(text) if text.len() > LONGEST_KEPT);
        if is_short && self.plan.is_configuration() {
            self.plan.found.borrow_mut().texts.insert(key, found.clone());
        }
        found
    }

    fn text_anew(self, value: Value<'p>) -> (Read<String>, bool) {
        let text = value.string().unwrap_or_default();
        let Ok(parsed) = template::parse(&text) else { return (Read::Unknown, false) };
        let is_sensitive = self.is_sensitive(&parsed);
        let read = match template::evaluate(&parsed, &self) {
            Evaluated::Unknown => Read::Unknown,
            Evaluated::Known(template::Value::Null) => Read::Absent,
            Evaluated::Known(value) => value.to_text().map_or(Read::Unknown, Read::Known),
        };
        (read, is_sensitive)
    }

    /// A template's value; none where it is unknown.
    pub(super) fn template(self, text: &str) -> Option<template::Value> {
        let (template, levels) = template::parse_and_count(text).ok()?;
        known(template::evaluate(&template, &self.deeper(levels)))
    }

    /// The same names, inside of so many levels more.
    pub(super) fn deeper(self, levels: usize) -> Self {
        Self { levels: self.levels + levels, ..self }
    }

    /// The same names one step further on a chain of them; none past the longest or deepest, and none after too many
    /// lookups.
    fn next(self) -> Option<Self> {
        let left = self.plan.lookups.get().checked_sub(1)?;
        self.plan.lookups.set(left);
        let chain = self.chain + 1;
        (chain < LONGEST_CHAIN && self.levels <= MOST_LEVELS).then_some(Self { chain, ..self })
    }

    /// What tells apart the values that names stand for.
    fn definition(self, value: Value<'p>) -> Definition {
        (self.variables, self.module, self.resource.map(Resource::index), value.id())
    }

    /// The value of what a name stands for, which is worked out once; none where a part is unknown.
    ///
    /// Where each local refers to two others, working it out each time would take twice as long at each step.
    fn value_of(self, value: Value<'p>) -> Option<template::Value> {
        let key = self.definition(value);
        if let Some(Kept::Value(found)) = self.plan.found.borrow().values.get(&key) {
            return found.clone();
        }
        // While it is worked out it is unknown: what leads back to itself has no value.
        self.plan.found.borrow_mut().keep(key, None);
        let found = self.templates(value);
        self.plan.found.borrow_mut().keep(key, found.as_ref());
        found
    }

    /// A local's value, and the scope to read it in.
    pub(super) fn local(self, name: &str) -> Option<(Value<'p>, Self)> {
        let node = *self.plan.module(self.module)?.locals.get(name)?;
        Some((self.plan.value(node), Self { resource: None, ..self.next()? }))
    }

    /// What a variable stands for: the argument of the module's call, or in the root what was given from outside.
    fn variable(self, name: &str) -> Option<template::Value> {
        let facts = self.plan.module(self.module)?;
        if let (Some(parent), Some(arguments)) = (facts.parent, facts.arguments) {
            let scope = Self { module: parent, resource: None, ..self.next()? };
            return match self.plan.value(arguments).get(name) {
                Some(argument) => scope.expression(argument),
                None => default_of(self.plan.value(*facts.variables.get(name)?)),
            };
        }
        if let Some(given) = self.plan.given.get(name) {
            return match facts.variables.get(name) {
                Some(&declaration) => typed(given.clone(), self.plan.value(declaration)),
                None => Some(given.clone()),
            };
        }
        if let Some(&node) = self.plan.variable_values.get(name) {
            return literally(self.plan.value(node));
        }
        let node = *facts.variables.get(name)?;
        if self.variables == Variables::Default { self.default_at(node) } else { None }
    }

    /// The default of a variable of the root module, which is worked out once.
    fn default_at(self, node: NodeId) -> Option<template::Value> {
        let key = (self.variables, self.module, None, node);
        if let Some(Kept::Value(found)) = self.plan.found.borrow().values.get(&key) {
            return found.clone();
        }
        let found = default_of(self.plan.value(node));
        self.plan.found.borrow_mut().keep(key, found.as_ref());
        found
    }

    /// A data source of the root module, whose names these are.
    pub(super) fn data_source(self, type_name: &str, name: &str) -> Option<Resource<'p>> {
        let resource = self.plan.find(&format!("data.{type_name}.{name}"))?;
        (self.module == ModuleId::ROOT).then_some(resource)
    }

    /// A module's output, where the input shows what it is made of.
    fn output(self, name: &str, output: &str) -> Option<template::Value> {
        let module = *self.plan.module(self.module)?.children.get(name)?;
        let node = *self.plan.module(module)?.outputs.get(output)?;
        let scope = Self { module, resource: None, ..self.next()? };
        scope.expression(self.plan.value(node).get("expression")?)
    }

    /// An expression as a plan keeps it; none where only its references are left.
    fn expression(self, expression: Value<'p>) -> Option<template::Value> {
        let constant = expression.get("constant_value")?;
        // A literal of native syntax is no template any more; one of JSON syntax has references beside it.
        if expression.get("references").is_some() { self.value_of(constant) } else { literally(constant) }
    }

    /// The resource that a reference leads to, the name of the argument it asks for, and the steps behind that.
    ///
    /// None where the reference asks for all instances, or for one that cannot be told.
    fn argument_of_resource<'t>(
        self,
        traversal: &'t Traversal<'_>,
    ) -> Option<(Resource<'p>, &'t str, &'t [Step<'t>])> {
        let (Step::Attribute(name), rest) = traversal.steps.split_first()? else { return None };
        let (key, rest) = match rest.split_first()? {
            (Step::Index(index), rest) => (instance_key(&index.kind)?, rest),
            _ => (String::new(), rest),
        };
        let (Step::Attribute(argument), rest) = rest.split_first()? else { return None };
        let module = self.resource.map(Resource::module_instance).unwrap_or_default();
        // Instances of a module have different resources under one name; whose is meant shows in who asks.
        if module.is_empty() && self.module != ModuleId::ROOT {
            return None;
        }
        let resource = self.plan.find(&[module, traversal.root, ".", name, &key].concat())?;
        (resource.module() == self.module).then_some((resource, argument, rest))
    }

    /// What an argument of a resource is set to. What is left out is the provider's to say.
    fn argument(self, traversal: &Traversal<'_>) -> Option<template::Value> {
        let (resource, name, rest) = self.argument_of_resource(traversal)?;
        let scope = Self { resource: Some(resource), ..self.next()? };
        let value = match resource.root().own_member(name)? {
            (value, Reading::Planned) => literally(value)?,
            (value, Reading::Templates) if !value.is_null() => scope.value_of(value)?,
            _ => return None,
        };
        known(follow(&value, rest)).filter(|value| *value != template::Value::Null)
    }
}

/// A template's value, whatever variables are set to; none where it is unknown.
pub(crate) fn value_of_template(owner: Owner<'_>, template: &Template<'_>) -> Option<template::Value> {
    known(template::evaluate(template, &Scope::certain(owner)))
}

/// The value of a root variable: as it is given, or its default; none where it has neither.
pub(crate) fn value_of_variable(plan: &Plan<'_>, name: &str) -> Option<template::Value> {
    Scope::by_default(Owner { plan, module: ModuleId::ROOT, resource: None }).variable(name)
}

/// Whether a template of the root module may be made of something sensitive.
pub(crate) fn is_made_of_secrets(plan: &Plan<'_>, template: &Template<'_>) -> bool {
    Scope::by_default(Owner { plan, module: ModuleId::ROOT, resource: None }).is_sensitive(template)
}

/// An expression's value while variables keep their defaults, and whether it must not be shown; none where it is
/// unknown.
pub(crate) fn value_of_expression(
    owner: Owner<'_>,
    expression: &Expression<'_>,
) -> Option<(template::Value, bool)> {
    let scope = Scope::by_default(owner);
    let template = Template { parts: Vec::from([Part::Interpolation(expression.clone())]) };
    // Asked first: where the lookups run out, the value is not known either.
    let is_sensitive = scope.is_sensitive(&template);
    Some((known(template::evaluate_expression(expression, &scope))?, is_sensitive))
}

impl template::Scope for Scope<'_> {
    fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
        let Some((Step::Attribute(name), rest)) = traversal.steps.split_first() else {
            return Evaluated::Unknown;
        };
        let value = match (traversal.root, rest) {
            ("local", _) => self.local(name).and_then(|(local, scope)| scope.value_of(local)),
            ("var", _) => self.variable(name),
            ("each" | "count", _) => self.resource.and_then(|own| own.instance_value(traversal.root, name)),
            ("module", [Step::Attribute(output), rest @ ..]) => {
                return self.output(name, output).map_or(Evaluated::Unknown, |value| follow(&value, rest));
            }
            ("module" | "data" | "path" | "terraform" | "self", _) => None,
            _ => return self.argument(traversal).into(),
        };
        value.map_or(Evaluated::Unknown, |value| follow(&value, rest))
    }
}

/// How an address writes the key of an instance: `[0]`, `["a"]`.
pub(crate) fn instance_key(index: &ExpressionKind<'_>) -> Option<String> {
    Some(match index {
        ExpressionKind::Number(number) => format!("[{number}]"),
        ExpressionKind::String(key) => super::instances::quoted_key(key),
        _ => return None,
    })
}

/// The default of a variable, which is taken literally whatever it looks like, in the type that it is declared with.
fn default_of(declaration: Value<'_>) -> Option<template::Value> {
    typed(literally(declaration.get("default")?)?, declaration)
}

/// A value in the type that a variable is declared with.
fn typed(value: template::Value, declaration: Value<'_>) -> Option<template::Value> {
    let constraint = match declaration.get("type") {
        Some(constraint) => Some(constraint.string()?),
        None => None,
    };
    template::declared(value, constraint.as_deref())
}

/// A value whose strings stand for themselves.
pub(crate) fn literally(value: Value<'_>) -> Option<template::Value> {
    convert(value, 0, &|text, _| Some(template::Value::String(String::from(text))))
}

fn known(evaluated: Evaluated) -> Option<template::Value> {
    match evaluated {
        Evaluated::Known(value) => Some(value),
        Evaluated::Unknown => None,
    }
}

/// A JSON value as a value of Terraform's language; none where a part is unknown.
///
/// Strings are read by `text`, which is told how many levels are around them.
fn convert(
    value: Value<'_>,
    levels: usize,
    text: &dyn Fn(&str, usize) -> Option<template::Value>,
) -> Option<template::Value> {
    Some(match value.kind() {
        JsonKind::Null => template::Value::Null,
        JsonKind::Bool => template::Value::Bool(value.bool()?),
        JsonKind::Number => template::Value::Number(Number::parse(value.number()?)?),
        JsonKind::String => text(&value.string()?, levels)?,
        JsonKind::Array => {
            let items = value.items().map(|item| convert(item, levels + 1, text));
            template::Value::List(items.collect::<Option<Vec<_>>>()?)
        }
        JsonKind::Object => {
            let mut object = Map::new();
            for (key, member) in value.members() {
                let Some(template::Value::String(key)) = text(&key.text(), levels) else { return None };
                object.insert(key, convert(member, levels + 1, text)?);
            }
            template::Value::Object(object)
        }
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use alloc::{
        format,
        string::{String, ToString},
        vec::Vec,
    };

    use crate::{Input, Policy, plan::Read};

    /// What the attribute of a resource reads as, certainly and while variables keep their defaults.
    fn read(text: &str, policy: &Policy, address: &str, attribute: &'static str) -> [String; 2] {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode_for(policy).unwrap();
        let resource = plan.find(address).unwrap_or_else(|| panic!("{address}"));
        let shown = |read| match read {
            Read::Known(text) => format!("{text}"),
            Read::Unknown => "unknown".to_string(),
            Read::Absent => "absent".to_string(),
        };
        let attribute = resource.attribute(attribute);
        [shown(attribute.text()), shown(attribute.text_by_default())]
    }

    /// What is secret at the end of a chain is so at its beginning, however it is come by.
    #[test]
    fn what_is_too_far_to_tell_is_not_shown() {
        let locals: Vec<String> =
            (0..60).map(|at| format!("\"a{at}\": \"${{local.a{}}}\"", at + 1)).collect();
        let text = format!(
            r#"{{"variable": {{"s": {{"default": "s", "sensitive": true}}}},
 "locals": {{{}, "a60": "${{var.s}}", "two": "${{local.two}}${{var.s}}"}},
 "resource": {{"aws_a": {{"end": {{"x": "${{local.a40}}"}}, "middle": {{"x": "${{local.a20}}"}},
  "start": {{"x": "${{local.a0}}"}}, "each": {{"for_each": {{"k": "${{var.s}}"}}, "x": "${{each.value}}"}},
  "itself": {{"x": "${{local.two}}"}}}}}}}}"#,
            locals.join(", ")
        );
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        for address in ["aws_a.end", "aws_a.middle", "aws_a.start", "aws_a.each", "aws_a.itself"] {
            let found = plan.resources().find(|own| own.address().as_str().starts_with(address)).unwrap();
            let shown = found.attribute("x").text_by_default().map(|text| text.to_string());
            assert!(
                shown == Read::Unknown || shown == Read::Known("(sensitive)".into()),
                "{address}: {shown:?}"
            );
        }
    }

    /// Thirty locals that nest as deep as JSON or a template may, each in the one before.
    #[test]
    fn what_is_nested_along_a_chain_of_names_exhausts_no_stack() {
        let shapes = [("[", "]"), ("try(", ")"), ("{a=", "}")].map(|(before, after)| {
            (format!("\"${{{}", before.repeat(90)), format!("{}}}\"", after.repeat(90)))
        });
        let json = ("[".repeat(190) + "\"${", "}\"".to_string() + &"]".repeat(190));
        let test = move || {
            for (before, after) in shapes.into_iter().chain([json]) {
                let locals: Vec<String> = (0..30)
                    .map(|at| format!("\"a{at}\": {before}local.a{}{after}", at + 1))
                    .chain(["\"a30\": \"x\"".to_string()])
                    .collect();
                let text = format!(
                    r#"{{"locals": {{{}}}, "resource": {{"aws_a": {{"deep": {{"x": "${{jsonencode(local.a0)}}"}},
                    "end": {{"x": "${{try(local.a30)}}"}}}}}}}}"#,
                    locals.join(", ")
                );
                assert_eq!(read(&text, &Policy::default(), "aws_a.deep", "x"), ["unknown", "unknown"]);
                assert_eq!(read(&text, &Policy::default(), "aws_a.end", "x"), ["x", "x"]);
            }
        };
        // Frames of an unoptimised build are several times as large as those of a release.
        let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(test);
        thread.unwrap().join().unwrap();
    }

    #[test]
    fn names_of_a_configuration_are_followed() {
        let text = r#"{
 "variable": {"env": {"default": "dev"}, "free": {}, "secret": {"default": "s", "sensitive": true}},
 "locals": {"base": "acme-${var.env}", "fixed": "acme", "tags": {"Name": "n", "Other": "${var.free}"},
  "zones": ["a", "b"]},
 "resource": {
  "aws_a": {
   "env": {"x": "${local.base}-logs"}, "fixed": {"x": "${upper(local.fixed)}"}, "free": {"x": "${var.free}"},
   "secret": {"x": "${var.secret}"}, "null": {"x": "${null}"}, "self": {"x": "${aws_a.self.x}"},
   "named": {"x": "${aws_b.one.name}-${aws_b.many[\"k\"].name}"}, "computed": {"x": "${aws_b.one.id}"},
   "password": {"x": "${aws_db_instance.main.password}"}, "handed": {"x": "${aws_a.secret.x}"}, "left_out": {"x": "${aws_b.one.other}"}},
  "aws_b": {"one": {"name": "one", "other": null},
   "many": {"for_each": {"k": "v", "w": "${aws_a.env.id}"}, "name": "${each.key}=${each.value}"},
   "set": {"for_each": "${toset(local.zones)}", "name": "z-${each.value}"},
   "chained": {"for_each": "${aws_b.set}", "name": "${each.key}"},
   "counted": {"count": "${length(local.zones)}", "name": "c${count.index}-${local.zones[count.index]}"},
   "sometimes": {"count": "${var.env == \"prod\" ? 1 : 0}", "name": "x"},
   "quoted": {"for_each": {"a\"${1}": 1}, "name": "${each.key}"}},
  "aws_db_instance": {"main": {"password": "hunter2"}}}}"#;
        let policy = Policy::default();
        for (address, attribute, certain, by_default) in [
            ("aws_a.env", "x", "unknown", "acme-dev-logs"),
            ("aws_a.fixed", "x", "ACME", "ACME"),
            ("aws_a.free", "x", "unknown", "unknown"),
            ("aws_a.secret", "x", "unknown", "(sensitive)"),
            ("aws_a.null", "x", "absent", "absent"),
            ("aws_a.self", "x", "unknown", "unknown"),
            ("aws_a.named", "x", "one-k=v", "one-k=v"),
            ("aws_a.computed", "x", "unknown", "unknown"),
            ("aws_a.password", "x", "(sensitive)", "(sensitive)"),
            ("aws_a.handed", "x", "unknown", "(sensitive)"),
            ("aws_a.left_out", "x", "unknown", "unknown"),
            (r#"aws_b.many["k"]"#, "name", "k=v", "k=v"),
            (r#"aws_b.many["w"]"#, "name", "unknown", "unknown"),
            (r#"aws_b.set["b"]"#, "name", "z-b", "z-b"),
            (r#"aws_b.chained["a"]"#, "name", "a", "a"),
            ("aws_b.counted[1]", "name", "c1-b", "c1-b"),
            // There is none by default, and there may be one.
            ("aws_b.sometimes", "name", "x", "x"),
            (r#"aws_b.quoted["a\"1"]"#, "name", "a\"1", "a\"1"),
        ] {
            assert_eq!(read(text, &policy, address, attribute), [certain, by_default], "{address}");
        }
        let mut policy = Policy::default();
        policy.variables.insert("env".into(), crate::template::Value::String("prod".into()));
        assert_eq!(read(text, &policy, "aws_a.env", "x"), ["acme-prod-logs", "acme-prod-logs"]);
        assert_eq!(read(text, &policy, "aws_b.sometimes[0]", "name"), ["x", "x"]);
    }

    #[test]
    fn members_of_what_a_template_gives_are_read_from_it() {
        let text = r#"{"variable": {"more": {}}, "locals": {"tags": {"Name": "n"}}, "resource": {"aws_a": {
  "known": {"tags": "${merge(local.tags, {Own = \"o\"})}"}, "unknown": {"tags": "${merge(local.tags, var.more)}"}}}}"#;
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let tag = |address, key| plan.find(address).unwrap().attribute("tags").get(key);
        assert!(matches!(tag("aws_a.known", "Own").text(), Read::Known(text) if &*text == "o"));
        assert_eq!(tag("aws_a.known", "Missing").presence(), Read::Absent);
        assert_eq!(tag("aws_a.unknown", "Name").presence(), Read::Unknown);
    }

    /// As a plan of JSON syntax keeps it: templates beside their references, modules with their arguments.
    #[test]
    fn values_go_into_modules_and_out_of_them() {
        let data = |name: &str, template: &str, reference: &str| {
            format!(
                r#"{{"mode": "data", "type": "aws_d", "name": "{name}", "expressions":
  {{"x": {{"constant_value": "{template}", "references": ["{reference}"]}}}}}}"#
            )
        };
        let inside = data("inside", "in-${var.name}", "var.name");
        let (outside, root) = (
            data("outside", "out-${module.m.label}", "module.m.label"),
            data("root", "${aws_b.one.name}-${var.env}", "var.env"),
        );
        let text = format!(
            r#"{{"format_version": "1.2", "variables": {{"env": {{"value": "qa"}}}},
 "resource_changes": [{{"address": "aws_b.one", "mode": "managed", "type": "aws_b", "name": "one", "change":
  {{"actions": ["create"], "after": {{"name": "one", "other": null}}, "after_unknown": {{"other": true}}}}}}],
 "configuration": {{"root_module": {{"variables": {{"env": {{}}}},
  "resources": [{outside}, {root}, {{"mode": "managed", "type": "aws_b", "name": "one", "expressions": {{}}}}],
  "module_calls": {{"m": {{"expressions": {{"name": {{"constant_value": "${{var.env}}-n", "references": ["var.env"]}}}},
   "module": {{"variables": {{"name": {{}}}}, "resources": [{inside}],
    "outputs": {{"label": {{"expression": {{"constant_value": "l-${{var.name}}", "references": ["var.name"]}}}}}}}}}}}}}}}}}}"#
        );
        let policy = Policy::default();
        for (address, value) in [
            ("data.aws_d.root", "one-qa"),
            ("module.m.data.aws_d.inside", "in-qa-n"),
            ("data.aws_d.outside", "out-l-qa-n"),
        ] {
            assert_eq!(read(&text, &policy, address, "x"), [value, value], "{address}");
        }
    }

    /// What is sensitive in one module stays so in the modules that it is handed to, and on its way out.
    #[test]
    fn secrets_stay_secret_into_modules_and_out_of_them() {
        let data = |name: &str, template: &str, reference: &str| {
            format!(
                r#"{{"mode": "data", "type": "aws_d", "name": "{name}", "expressions":
  {{"x": {{"constant_value": "{template}", "references": ["{reference}"]}}}}}}"#
            )
        };
        let inside = data("inside", "in-${var.name}", "var.name");
        let outside = data("outside", "out-${module.m.label}", "module.m.label");
        let marked = data("marked", "${module.m.marked}", "module.m.marked");
        let text = format!(
            r#"{{"format_version": "1.2", "variables": {{"token": {{"value": "hunter2"}}}}, "resource_changes": [],
 "configuration": {{"root_module": {{"variables": {{"token": {{"sensitive": true}}}}, "resources": [{outside}, {marked}],
  "module_calls": {{"m": {{"expressions": {{"name": {{"constant_value": "${{var.token}}", "references": ["var.token"]}}}},
   "module": {{"variables": {{"name": {{}}}}, "resources": [{inside}], "outputs": {{
    "label": {{"expression": {{"constant_value": "l-${{var.name}}", "references": ["var.name"]}}}},
    "marked": {{"sensitive": true, "expression": {{"constant_value": "m"}}}}}}}}}}}}}}}}}}"#
        );
        for address in ["module.m.data.aws_d.inside", "data.aws_d.outside", "data.aws_d.marked"] {
            let shown = read(&text, &Policy::default(), address, "x");
            assert_eq!(shown, ["(sensitive)", "(sensitive)"], "{address}");
        }
    }

    #[test]
    fn locals_that_double_at_each_step_end() {
        let twice = |at: u32| format!(r#""l{}": "${{local.l{at}}}${{local.l{at}}}""#, at + 1);
        let locals: Vec<String> = (0..29).map(twice).chain([r#""l0": "x""#.to_string()]).collect();
        let locals = locals.join(",");
        let text = format!(
            r#"{{"locals": {{{locals}}}, "resource": {{"aws_a": {{"a": {{"x": "${{local.l29}}"}}}}}}}}"#
        );
        assert_eq!(read(&text, &Policy::default(), "aws_a.a", "x"), ["unknown", "unknown"]);
    }
}
