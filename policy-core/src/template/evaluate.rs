//! The value of a template, where it is certain.
//!
//! A value is known only when every version of Terraform in use would give exactly it. What depends on something
//! unknown, would fail, is not supported here or cannot be told from the values at hand is unknown.

use crate::sorted::Map;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

use super::ast::{
    BinaryOperator, Call, Conditional, Expression, ExpressionKind, For, ObjectKey, Part, Step, Template,
    Traversal, UnaryOperator, Variables,
};
use super::functions;
use super::value::{Number, Value, is_normal};

/// What an evaluation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluated {
    /// Exactly this value.
    Known(Value),
    /// Not certain.
    Unknown,
}

/// What the names of a template stand for.
pub trait Scope {
    /// The value of a reference to something outside of the template.
    ///
    /// Its steps are attributes and indexes that are a literal string or number: computed and old indexes have been
    /// replaced by their value, splats are carried out on what is returned. [`follow`] takes such steps.
    fn value(&self, traversal: &Traversal<'_>) -> Evaluated;
}

/// How much work and memory one evaluation may cost, in items and bytes; what takes more is unknown.
const BUDGET: usize = 1 << 20;

/// Evaluates a template.
pub fn evaluate(template: &Template<'_>, scope: &dyn Scope) -> Evaluated {
    Evaluator::new(scope).template(template).into()
}

/// Evaluates an expression.
pub fn evaluate_expression(expression: &Expression<'_>, scope: &dyn Scope) -> Evaluated {
    Evaluator::new(scope).expression(expression).into()
}

/// Takes the steps of a reference from a value on.
///
/// Steps with an index that would have to be computed give nothing known.
pub fn follow(value: &Value, steps: &[Step<'_>]) -> Evaluated {
    struct Nothing;
    impl Scope for Nothing {
        fn value(&self, _: &Traversal<'_>) -> Evaluated {
            Evaluated::Unknown
        }
    }
    if steps.is_empty() {
        return Evaluated::Known(value.clone());
    }
    Evaluator::new(&Nothing).path(steps).and_then(|path| walk(value, &path)).into()
}

impl From<Option<Value>> for Evaluated {
    fn from(value: Option<Value>) -> Evaluated {
        value.map_or(Evaluated::Unknown, Evaluated::Known)
    }
}

struct Evaluator<'e> {
    scope: &'e dyn Scope,
    /// The loop variables in force, innermost last.
    variables: Vec<(&'e str, Value)>,
    budget: usize,
    /// Whether what has just given nothing would surely fail, wherever it stands.
    fails: bool,
    /// How many `try` and `can` are around; only they ask whether something fails.
    guards: usize,
}

impl<'e> Evaluator<'e> {
    fn new(scope: &'e dyn Scope) -> Self {
        Evaluator { scope, variables: Vec::new(), budget: BUDGET, fails: false, guards: 0 }
    }
}

/// A step with its index computed.
enum PathStep<'e> {
    Name(&'e str),
    Key(Value),
    LegacyKey(Value),
    Splat,
    AttributeSplat,
}

/// Throughout, nothing means unknown.
impl<'e> Evaluator<'e> {
    fn template(&mut self, template: &'e Template<'e>) -> Option<Value> {
        match template.as_expression() {
            Some(expression) => self.expression(expression),
            None => self.text(&template.parts).map(Value::String),
        }
    }

    fn text(&mut self, parts: &'e [Part<'e>]) -> Option<String> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Interpolation(expression) => text.push_str(&self.expression(expression)?.to_text()?),
                Part::If(directive) => {
                    let holds = self.expression(&directive.condition)?.to_bool()?;
                    text.push_str(&self.text(if holds { &directive.then } else { &directive.otherwise })?);
                }
                Part::For(directive) => {
                    let items = entries(self.expression(&directive.collection)?)?;
                    for item in items {
                        text.push_str(
                            &self.with(directive.variables, item, |this| this.text(&directive.body))?,
                        );
                    }
                }
            }
        }
        self.spend(text.len())?;
        is_normal(&text).then_some(text)
    }

    fn expression(&mut self, expression: &'e Expression<'e>) -> Option<Value> {
        let value = match &expression.kind {
            ExpressionKind::Null => Value::Null,
            ExpressionKind::Bool(value) => Value::Bool(*value),
            ExpressionKind::Number(text) => Value::Number(Number::parse(text)?),
            ExpressionKind::String(text) => Value::String(text.to_string()),
            ExpressionKind::Template(template) => self.template(template)?,
            ExpressionKind::Traversal(traversal) => self.traversal(traversal)?,
            ExpressionKind::Access(base, steps) => self.access(base, steps)?,
            ExpressionKind::Call(call) => self.call(call)?,
            ExpressionKind::Unary(operator, operand) => self.unary(*operator, operand)?,
            ExpressionKind::Binary(first, rest) => self.binary(first, rest)?,
            ExpressionKind::Conditional(conditional) => self.conditional(conditional)?,
            ExpressionKind::Tuple(items) => Value::List(self.expressions(items)?),
            ExpressionKind::Object(entries) => self.object(entries)?,
            ExpressionKind::For(each) => self.for_expression(each)?,
            ExpressionKind::Parentheses(inner) => self.expression(inner)?,
        };
        self.spend(value.weight())?;
        match &value {
            Value::String(text) if !is_normal(text) => None,
            _ => Some(value),
        }
    }

    fn expressions(&mut self, expressions: &'e [Expression<'e>]) -> Option<Vec<Value>> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    fn spend(&mut self, cost: usize) -> Option<()> {
        self.budget = self.budget.checked_sub(cost)?;
        Some(())
    }

    #[inline(never)]
    fn traversal(&mut self, traversal: &'e Traversal<'e>) -> Option<Value> {
        // Names alone, as most references are, a scope is asked for as they stand.
        let is_plain = traversal.steps.iter().all(|step| matches!(step, Step::Attribute(_)));
        if is_plain && self.guards == 0 && self.variables.is_empty() {
            return match self.scope.value(traversal) {
                Evaluated::Known(value) => Some(value),
                Evaluated::Unknown => None,
            };
        }
        let path = self.path(&traversal.steps)?;
        if let Some((_, value)) = self.variables.iter().rev().find(|(name, _)| *name == traversal.root) {
            self.fails |= is_missing(value, &path);
            return walk(value, &path);
        }
        let splat = path.iter().position(|step| matches!(step, PathStep::Splat | PathStep::AttributeSplat));
        let (own, rest) = path.split_at_checked(splat.unwrap_or(path.len()))?;
        let value = match self.scope.value(&resolved(traversal, own)?) {
            Evaluated::Known(value) => value,
            Evaluated::Unknown => {
                self.fails |= self.guards > 0 && self.is_missing_in_scope(traversal, own)?;
                return None;
            }
        };
        self.fails |= is_missing(&value, rest);
        if rest.is_empty() { Some(value) } else { walk(&value, rest) }
    }

    /// Whether the reference leads into a value that is known, and there to nothing.
    fn is_missing_in_scope(&self, traversal: &Traversal<'e>, path: &[PathStep<'e>]) -> Option<bool> {
        // The first step is a name that is declared, or Terraform refuses the whole.
        for length in (1..path.len()).rev() {
            let (own, rest) = path.split_at_checked(length)?;
            if let Evaluated::Known(value) = self.scope.value(&resolved(traversal, own)?) {
                return Some(is_missing(&value, rest));
            }
        }
        Some(false)
    }

    fn path(&mut self, steps: &'e [Step<'e>]) -> Option<Vec<PathStep<'e>>> {
        let path = steps.iter().map(|step| {
            Some(match step {
                Step::Attribute(name) => PathStep::Name(name),
                Step::Index(index) => PathStep::Key(self.expression(index)?),
                Step::LegacyIndex(number) => PathStep::LegacyKey(Value::Number(Number::parse(number)?)),
                Step::Splat => PathStep::Splat,
                Step::AttributeSplat => PathStep::AttributeSplat,
            })
        });
        path.collect()
    }

    #[inline(never)]
    fn access(&mut self, base: &'e Expression<'e>, steps: &'e [Step<'e>]) -> Option<Value> {
        let path = self.path(steps)?;
        // Of a collection that is written out, only the item that is asked for needs to be known.
        if let Some((first, rest)) = path.split_first()
            && let Some(item) = self.item_expression(base, first)
        {
            let item = self.expression(item)?;
            self.fails |= is_missing(&item, rest);
            return walk(&item, rest);
        }
        let base = self.expression(base)?;
        self.fails |= is_missing(&base, &path);
        walk(&base, &path)
    }

    fn item_expression(
        &mut self,
        base: &'e Expression<'e>,
        step: &PathStep<'e>,
    ) -> Option<&'e Expression<'e>> {
        match (&base.kind, step) {
            (ExpressionKind::Parentheses(inner), _) => self.item_expression(inner, step),
            (ExpressionKind::Tuple(items), PathStep::Key(key) | PathStep::LegacyKey(key)) => {
                items.get(key.to_number()?.as_index()?)
            }
            (ExpressionKind::Object(entries), PathStep::Name(name)) => self.entry_expression(entries, name),
            (ExpressionKind::Object(entries), PathStep::Key(key)) => {
                self.entry_expression(entries, &key.to_text()?)
            }
            _ => None,
        }
    }

    fn entry_expression(
        &mut self,
        entries: &'e [(ObjectKey<'e>, Expression<'e>)],
        name: &str,
    ) -> Option<&'e Expression<'e>> {
        let mut found = None;
        for (key, value) in entries {
            if self.key(key)? == name {
                found = Some(value);
            }
        }
        found
    }

    #[inline(never)]
    fn call(&mut self, call: &'e Call<'e>) -> Option<Value> {
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        match (name, call.arguments.as_slice()) {
            ("try", options) if !call.expands => return self.first_without_failure(options),
            ("can", [only]) if !call.expands => {
                let is_known = self.guarded(only).is_some();
                return (is_known || mem::take(&mut self.fails)).then_some(Value::Bool(is_known));
            }
            _ => {}
        }
        let mut arguments = self.expressions(&call.arguments)?;
        if call.expands {
            let last = arguments.pop()?;
            arguments.extend(last.items()?.iter().cloned());
        }
        let result = functions::call(name, &arguments, self.budget);
        self.fails |= result.is_none() && functions::certainly_fails(name, &arguments);
        result
    }

    fn guarded(&mut self, expression: &'e Expression<'e>) -> Option<Value> {
        self.guards += 1;
        let value = self.expression(expression);
        self.guards -= 1;
        value
    }

    /// What is not known decides nothing: only past what surely fails is there a next one.
    fn first_without_failure(&mut self, options: &'e [Expression<'e>]) -> Option<Value> {
        for option in options {
            let value = self.guarded(option);
            if value.is_some() || !mem::take(&mut self.fails) {
                return value;
            }
        }
        self.fails = !options.is_empty();
        None
    }

    #[inline(never)]
    fn unary(&mut self, operator: UnaryOperator, operand: &'e Expression<'e>) -> Option<Value> {
        let operand = self.expression(operand)?;
        match operator {
            UnaryOperator::Not => Some(Value::Bool(!operand.to_bool()?)),
            UnaryOperator::Negate => operand.to_number()?.negate().map(Value::Number),
        }
    }

    #[inline(never)]
    fn binary(
        &mut self,
        first: &'e Expression<'e>,
        rest: &'e [(BinaryOperator, Expression<'e>)],
    ) -> Option<Value> {
        let mut left = self.expression(first)?;
        for (operator, right) in rest {
            // `&&` and `||` too: up to version 1.11, Terraform wants both sides known.
            let value = self.expression(right);
            // Later versions do not look at the right side where the left one decides.
            self.fails &= !matches!(operator, BinaryOperator::And | BinaryOperator::Or);
            left = operate(*operator, &left, &value?)?;
        }
        Some(left)
    }

    /// Chooses a branch, and gives it the type that both branches have in common.
    #[inline(never)]
    fn conditional(&mut self, conditional: &'e Conditional<'e>) -> Option<Value> {
        let Conditional { condition, then, otherwise } = conditional;
        let holds = self.expression(condition)?.to_bool()?;
        let (chosen, other) = if holds { (then, otherwise) } else { (otherwise, then) };
        let chosen = self.expression(chosen)?;
        if chosen == Value::Null || matches!(without_parentheses(other).kind, ExpressionKind::Null) {
            return Some(chosen);
        }
        let other_value = self.expression(other);
        // Whether the branch that is not chosen would fail does not matter.
        self.fails = false;
        let other = match other_value {
            Some(other) => other,
            // A string stays a string; the others do so only if the form of the other branch tells its type.
            None if matches!(chosen, Value::String(_)) => return Some(chosen),
            None => return (primitive_kind(other)? == kind(&chosen)?).then_some(chosen),
        };
        match (&chosen, &other) {
            (Value::String(_), Value::Null | Value::Bool(_) | Value::Number(_)) => Some(chosen),
            (Value::Bool(_) | Value::Number(_), Value::String(_)) => chosen.to_text().map(Value::String),
            (_, Value::Null) => None,
            _ => chosen.fits(&other).then_some(chosen),
        }
    }

    #[inline(never)]
    fn object(&mut self, entries: &'e [(ObjectKey<'e>, Expression<'e>)]) -> Option<Value> {
        let mut object = Map::new();
        for (key, value) in entries {
            let key = self.key(key)?;
            object.insert(key, self.expression(value)?);
        }
        Some(Value::Object(object))
    }

    fn key(&mut self, key: &'e ObjectKey<'e>) -> Option<String> {
        match key {
            ObjectKey::Name(name) => Some((*name).to_string()),
            ObjectKey::Expression(expression) => self.expression(expression)?.to_text(),
        }
    }

    #[inline(never)]
    fn for_expression(&mut self, each: &'e For<'e>) -> Option<Value> {
        let mut list = Vec::new();
        let mut object: Map<String, Vec<Value>> = Map::new();
        for item in entries(self.expression(&each.collection)?)? {
            self.with(each.variables, item, |this| {
                if let Some(condition) = &each.condition
                    && !this.expression(condition)?.to_bool()?
                {
                    return Some(());
                }
                let results = match &each.key {
                    Some(key) => object.get_or_default(this.expression(key)?.to_text()?),
                    None => &mut list,
                };
                results.push(this.expression(&each.value)?);
                // Two results with one key fail unless they are gathered.
                (each.key.is_none() || each.groups || results.len() == 1).then_some(())
            })?;
        }
        if each.key.is_none() {
            return Some(Value::List(list));
        }
        let value =
            |mut values: Vec<Value>| if each.groups { Some(Value::List(values)) } else { values.pop() };
        let entries = object.into_iter().map(|(key, values)| Some((key, value(values)?)));
        entries.collect::<Option<_>>().map(Value::Object)
    }

    fn with<T>(
        &mut self,
        variables: Variables<'e>,
        (key, value): (Value, Value),
        evaluate: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let outside = self.variables.len();
        self.spend(1)?;
        self.variables.extend(variables.key.map(|name| (name, key)));
        self.variables.push((variables.value, value));
        let result = evaluate(self);
        self.variables.truncate(outside);
        result
    }
}

fn without_parentheses<'t, 'a>(expression: &'t Expression<'a>) -> &'t Expression<'a> {
    let mut inside = expression;
    while let ExpressionKind::Parentheses(inner) = &inside.kind {
        inside = inner;
    }
    inside
}

/// The traversal with exactly these steps, as a scope is asked for it.
fn resolved<'e>(traversal: &Traversal<'e>, path: &[PathStep<'e>]) -> Option<Traversal<'e>> {
    let span = traversal.span;
    let index = |kind| Step::Index(Box::new(Expression { kind, span }));
    let steps = path.iter().map(|step| match step {
        PathStep::Name(name) => Some(Step::Attribute(name)),
        PathStep::Key(Value::String(key)) => Some(index(ExpressionKind::String(Cow::Owned(key.clone())))),
        PathStep::Key(Value::Number(key)) | PathStep::LegacyKey(Value::Number(key)) => {
            Some(index(ExpressionKind::Number(Cow::Owned(key.to_string()))))
        }
        _ => None,
    });
    Some(Traversal { root: traversal.root, steps: steps.collect::<Option<_>>()?, span })
}

fn walk(value: &Value, path: &[PathStep<'_>]) -> Option<Value> {
    let mut value = value;
    let mut path = path.iter();
    while let Some(step) = path.next() {
        value = match (step, value) {
            (PathStep::Name(name), Value::Object(entries)) => entries.get(*name)?,
            (PathStep::Key(key) | PathStep::LegacyKey(key), Value::Object(entries)) => {
                entries.get(&key.to_text()?)?
            }
            (PathStep::Key(key) | PathStep::LegacyKey(key), Value::List(items)) => {
                items.get(key.to_number()?.as_index()?)?
            }
            (PathStep::Splat, _) => return splat(value, path.as_slice()).map(Value::List),
            (PathStep::AttributeSplat, _) => {
                let rest = path.as_slice();
                let is_inside =
                    |step: &PathStep<'_>| matches!(step, PathStep::Name(_) | PathStep::LegacyKey(_));
                let inside = rest.iter().position(|step| !is_inside(step)).unwrap_or(rest.len());
                let (inside, rest) = rest.split_at_checked(inside)?;
                return walk(&Value::List(splat(value, inside)?), rest);
            }
            _ => return None,
        };
    }
    Some(value.clone())
}

/// Whether a path certainly fails: a name or index that is not there, whatever type the value has.
fn is_missing(value: &Value, path: &[PathStep<'_>]) -> bool {
    let mut value = value;
    let mut path = path.iter();
    while let Some(step) = path.next() {
        let rest = path.as_slice();
        let found = match (step, value) {
            (PathStep::Name(name), Value::Object(entries)) => entries.get(*name),
            (PathStep::Key(Value::String(key)), Value::Object(entries)) => entries.get(key),
            (
                PathStep::Key(Value::Number(key)) | PathStep::LegacyKey(Value::Number(key)),
                Value::List(items),
            ) => key.as_index().and_then(|index| items.get(index)),
            (PathStep::Splat, Value::List(items) | Value::Set(items)) => {
                return items.iter().any(|item| is_missing(item, rest));
            }
            (PathStep::Key(Value::Number(_)), Value::EmptyList)
            | (PathStep::Key(Value::String(_)), Value::EmptyMap) => return true,
            // Nothing but objects and maps has names, and nothing but these and lists has indexes.
            (PathStep::Name(_), _)
            | (PathStep::Key(_), Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                return true;
            }
            _ => return false,
        };
        match found {
            Some(found) => value = found,
            None => return true,
        }
    }
    false
}

/// Walks from each item; what is no list or set counts as one item.
fn splat(value: &Value, path: &[PathStep<'_>]) -> Option<Vec<Value>> {
    match value {
        // Whether it is a missing list, which fails, or a missing item, which gives no items, depends on its type.
        Value::Null => None,
        _ => value
            .items()
            .unwrap_or(core::slice::from_ref(value))
            .iter()
            .map(|item| walk(item, path))
            .collect(),
    }
}

/// The keys and values that a `for` walks.
fn entries(value: Value) -> Option<Vec<(Value, Value)>> {
    Some(match value {
        Value::List(items) => (0..).map(|index: i64| Value::Number(index.into())).zip(items).collect(),
        Value::Set(items) => items.into_iter().map(|item| (item.clone(), item)).collect(),
        Value::EmptyList | Value::EmptyMap => Vec::new(),
        Value::Object(entries) => {
            entries.into_iter().map(|(key, value)| (Value::String(key), value)).collect()
        }
        _ => return None,
    })
}

pub(super) fn operate(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Value> {
    use BinaryOperator as Op;
    let numbers = || Some((left.to_number()?, right.to_number()?));
    let compare = |holds: fn(Ordering) -> bool| {
        let (left, right) = numbers()?;
        Some(Value::Bool(holds(left.compare(right)?)))
    };
    let calculate = |result: fn(Number, Number) -> Option<Number>| {
        let (left, right) = numbers()?;
        result(left, right).map(Value::Number)
    };
    match operator {
        Op::Or => Some(Value::Bool(left.to_bool()? | right.to_bool()?)),
        Op::And => Some(Value::Bool(left.to_bool()? & right.to_bool()?)),
        Op::Equal => left.equals(right).map(Value::Bool),
        Op::NotEqual => left.equals(right).map(|equal| Value::Bool(!equal)),
        Op::Less => compare(Ordering::is_lt),
        Op::LessOrEqual => compare(Ordering::is_le),
        Op::Greater => compare(Ordering::is_gt),
        Op::GreaterOrEqual => compare(Ordering::is_ge),
        Op::Add => calculate(Number::add),
        Op::Subtract => calculate(Number::subtract),
        Op::Multiply => calculate(Number::multiply),
        Op::Divide => calculate(Number::divide),
        Op::Remainder => calculate(Number::remainder),
    }
}

/// The primitive types that convert to a string in company.
#[derive(PartialEq, Eq)]
enum Kind {
    Bool,
    Number,
}

fn kind(value: &Value) -> Option<Kind> {
    match value {
        Value::Bool(_) => Some(Kind::Bool),
        Value::Number(_) => Some(Kind::Number),
        _ => None,
    }
}

/// The type of an expression whose value is not known, where its form tells it.
fn primitive_kind(expression: &Expression<'_>) -> Option<Kind> {
    use BinaryOperator as Op;
    match &without_parentheses(expression).kind {
        ExpressionKind::Bool(_) | ExpressionKind::Unary(UnaryOperator::Not, _) => Some(Kind::Bool),
        ExpressionKind::Number(_) | ExpressionKind::Unary(UnaryOperator::Negate, _) => Some(Kind::Number),
        ExpressionKind::Binary(_, rest) => match rest.first()?.0 {
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Remainder => Some(Kind::Number),
            _ => Some(Kind::Bool),
        },
        ExpressionKind::Call(call) => match call.name.strip_prefix("core::").unwrap_or(&call.name) {
            "abs" | "ceil" | "floor" | "length" | "max" | "min" | "parseint" | "sum" | "tonumber" => {
                Some(Kind::Number)
            }
            "alltrue" | "anytrue" | "can" | "contains" | "endswith" | "startswith" | "strcontains"
            | "tobool" => Some(Kind::Bool),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec;
    use alloc::vec::Vec;
    use core::cell::RefCell;

    use super::super::ast::{Step, Traversal};
    use super::super::parse;
    use super::super::value::Value;
    use super::{Evaluated, Scope, evaluate, follow};

    /// Templates and their values as JSON; Terraform 1.11 gives the same, or where it says unknown here, may give
    /// anything.
    pub(crate) const VALUES: &[(&str, &str)] = &[
        // Text.
        ("a ${var.str} b", r#""a s b""#),
        ("x${true}", r#""xtrue""#),
        ("x${1.50}", r#""x1.5""#),
        ("x${1e21}", r#""x1000000000000000000000""#),
        ("${12345678901234567890123}", "12345678901234567890123"),
        ("${1e3}", "1000"),
        ("${010}", "10"),
        ("${var.str}${var.num}", r#""s2""#),
        ("arn:aws:s3:::${var.str}/*", r#""arn:aws:s3:::s/*""#),
        ("x${null}", "unknown"),
        ("x${[1]}", "unknown"),
        ("x${terraform_data.u.id}", "unknown"),
        (r#"${"${"${1}"}"}"#, "1"),
        (r#"${"${[1,2]}"}"#, "[1,2]"),
        (r#"${"x${"y${"z"}"}"}"#, r#""xyz""#),
        ("${null}", "null"),
        ("${terraform_data.u.id}", "unknown"),
        (r#"${"日本語 😀"}"#, r#""日本語 😀""#),
        ("${\"e\u{301}\"}", "unknown"),
        // Directives.
        ("%{ if true }yes%{ else }no%{ endif }", r#""yes""#),
        ("%{ if false }yes%{ else }no%{ endif }", r#""no""#),
        ("%{ if false }yes%{ endif }", r#""""#),
        ("%{ if true }${1}%{ endif }", r#""1""#),
        (r#"%{ if "true" }a%{ endif }"#, r#""a""#),
        ("%{ if true ~}  a  %{~ else ~} b %{~ endif ~}  c", r#""ac""#),
        (r#"%{ for x in ["a","b"] }<${x}>%{ endfor }"#, r#""<a><b>""#),
        ("%{ for k, v in {b=1,a=2} }${k}=${v};%{ endfor }", r#""a=2;b=1;""#),
        (r#"%{ for i, v in ["a","b"] ~} ${i}${v} %{~ endfor }"#, r#""0a1b""#),
        ("%{for x in []}${x}%{endfor}", r#""""#),
        (r#"%{ for x in ["a","b"] }%{ if x == "a" }A%{ else }B%{ endif }%{ endfor }"#, r#""AB""#),
        ("%{ for x in var.set }${x}%{ endfor }", r#""ab""#),
        ("%{ for k, x in var.set }${k}${x}%{ endfor }", r#""aabb""#),
        ("%{ for x in var.map }${x}%{ endfor }", r#""1v""#),
        ("%{ if 1 }a%{ endif }", "unknown"),
        ("%{ for x in null }a%{ endfor }", "unknown"),
        ("%{ for x in [null] }${x}%{ endfor }", "unknown"),
        ("%{ if false }${null}%{ endif }x", r#""x""#),
        (r#"%{ for x in [true,1.50,"s"] }${x},%{ endfor }"#, r#""true,1.5,s,""#),
        (r#"%{ for x in ["a"] }%{ for x in ["b"] }${x}%{ endfor }${x}%{ endfor }"#, r#""ba""#),
        ("a\n  ${~ 1 ~}\n  b", r#""a\n1  b""#),
        ("%{ for x in [1,2] ~}\n\n  ${x}\n%{ endfor ~}\n\nend", r#""\n  1\n\n  2\n\nend""#),
        // Heredocs.
        ("${<<EOT\nhello ${1}\n x\nEOT\n}", r#""hello 1\n x\n""#),
        ("${<<-EOT\n    a\n\n      b ${1}\n    ${2}\n      EOT\n}", r#""a\n\n  b 1\n2\n""#),
        ("${<<-EOT\n    ${~ 1 ~}\n    a\n    EOT\n}", r#""1    a\n""#),
        ("${<<EOT\n%{ for x in [1,2] ~}\nv${x}\n%{ endfor ~}\nend\nEOT\n}", r#""v1\nv2\nend\n""#),
        ("${<<-EOT\n    %{ if true }\n      a\n    %{ endif }\n    EOT\n}", r#""\n  a\n\n""#),
        // References and steps.
        ("${var.str}", r#""s""#),
        ("${var.num}", "2"),
        ("${var.list}", r#"["a","b","c"]"#),
        ("${var.list[0]}", r#""a""#),
        ("${var.list.0}", r#""a""#),
        (r#"${var.list["1"]}"#, r#""b""#),
        ("${var.list[3]}", "unknown"),
        ("${var.list[-1]}", "unknown"),
        ("${var.list[0.5]}", "unknown"),
        ("${var.list[*]}", r#"["a","b","c"]"#),
        ("${var.list.*}", r#"["a","b","c"]"#),
        ("${var.set}", r#"["a","b"]"#),
        ("${var.set[0]}", "unknown"),
        ("${var.set[*]}", r#"["a","b"]"#),
        ("${var.map}", r#"{"a":"1","k":"v"}"#),
        ("${var.map.k}", r#""v""#),
        (r#"${var.map["k"]}"#, r#""v""#),
        (r#"${var.map["nope"]}"#, "unknown"),
        ("${var.map[var.nothing]}", "unknown"),
        ("${var.map[keys(var.map)[0]]}", r#""1""#),
        ("${var.list[length(var.list) - 1]}", r#""c""#),
        ("${var.obj.a}", r#""x""#),
        ("${var.obj.n}", "5"),
        (r#"${var.obj["n"]}"#, "5"),
        ("${var.any}", "null"),
        ("${var.nulllist[*]}", "unknown"),
        ("${nosuch}", "unknown"),
        ("${a.b.c}", "unknown"),
        (r#"${"a"[*]}"#, r#"["a"]"#),
        ("${{a=1}[*].a}", "[1]"),
        ("${[{a=1},{a=2}][*].a}", "[1,2]"),
        ("${[{a=1},{a=2}].*.a}", "[1,2]"),
        ("${[{a=[1,2]},{a=[3,4]}][*].a[0]}", "[1,3]"),
        ("${[{a=[1,2]},{a=[3,4]}].*.a[0]}", "[1,2]"),
        ("${[{a=[1,2]},{a=[3,4]}].*.a.0}", "[1,3]"),
        ("${[{a=[1,2]},{a=[3,4]}][*].a[*]}", "[[1,2],[3,4]]"),
        ("${[{a=[{b=1}]}][*].a[*].b}", "[[1]]"),
        ("${[{a=[{b=1}]}].*.a[*].b}", "unknown"),
        ("${[[1],[2]][*][0]}", "[1,2]"),
        ("${[[1],[2]].*[0]}", "[1]"),
        (r#"${{"1"="a"}[1]}"#, r#""a""#),
        (r#"${{"1"="a"}.1}"#, r#""a""#),
        (r#"${toset(["a"])[*]}"#, r#"["a"]"#),
        ("${[{a=1},{b=2}][*].a}", "unknown"),
        (r#"${"abc"[0]}"#, "unknown"),
        // Of what is written out, one item is enough.
        (r#"${[terraform_data.u.id, "b"][1]}"#, r#""b""#),
        (r#"${[terraform_data.u.id, "b"][0]}"#, "unknown"),
        (r#"${{a = terraform_data.u.id, b = "x"}.b}"#, r#""x""#),
        (r#"${({a = terraform_data.u.id, b = "x"})["b"]}"#, r#""x""#),
        (r#"${[terraform_data.u.id, "b"]}"#, "unknown"),
        // Operators.
        (r#"${"1" + "2"}"#, "3"),
        ("${1 + 2 * 3}", "7"),
        ("${(1 + 2) * 3}", "9"),
        ("${10 - 2 - 3}", "5"),
        ("${2 * 3 % 4}", "2"),
        ("${100 / 8 / 5}", "2.5"),
        ("${7 % 3}", "1"),
        ("${-7 % 3}", "-1"),
        ("${-3}", "-3"),
        ("${- 3}", "-3"),
        ("${--3}", "3"),
        ("${!true}", "false"),
        ("${!!true}", "true"),
        ("${! true}", "false"),
        (r#"${!"true"}"#, "false"),
        ("${!1}", "unknown"),
        (r#"${-"3"}"#, "-3"),
        ("${-true}", "unknown"),
        ("${1 < 2}", "true"),
        ("${1 <= 1}", "true"),
        ("${2 > 1}", "true"),
        ("${1 >= 2}", "false"),
        (r#"${"10" > 9}"#, "true"),
        (r#"${"a" < "b"}"#, "unknown"),
        ("${1 == 1.0}", "true"),
        ("${1 != 2}", "true"),
        (r#"${"a" == "a"}"#, "true"),
        (r#"${"1" == 1}"#, "false"),
        (r#"${true == "true"}"#, "false"),
        ("${null == null}", "true"),
        ("${null == 1}", "false"),
        ("${1 == null}", "false"),
        ("${[] == null}", "false"),
        ("${{} != null}", "true"),
        (r#"${[1] == "a"}"#, "false"),
        ("${[] == []}", "unknown"),
        ("${1 == 1 == true}", "true"),
        ("${1 < 2 == true}", "true"),
        ("${true && false || true}", "true"),
        ("${true || false && false}", "true"),
        (r#"${true && "false"}"#, "false"),
        ("${1 && true}", "unknown"),
        (r#"${"a" + "b"}"#, "unknown"),
        (r#"${false && terraform_data.u.id == "x"}"#, "unknown"),
        (r#"${true || terraform_data.u.id == "x"}"#, "unknown"),
        // Arithmetic.
        ("${1.5 + 1.5}", "3"),
        ("${0.5 * 3}", "1.5"),
        ("${0.1 + 0.2}", "unknown"),
        ("${1 / 4}", "0.25"),
        ("${1 / 8}", "0.125"),
        ("${3 / 1.5}", "2"),
        ("${5 % 0}", "unknown"),
        ("${1e30 + 1}", "1000000000000000000000000000001"),
        ("${99999999999999999999 + 1}", "100000000000000000000"),
        ("${9007199254740993 * 3}", "27021597764222979"),
        ("${2.5 % 2}", "0.5"),
        ("${5 / 2 * 2}", "5"),
        ("x${0 * -1}", "unknown"),
        ("x${0 / -1}", "unknown"),
        ("x${-5 + 5}", r#""x0""#),
        ("x${5 - 5}", r#""x0""#),
        ("x${-5 % 5}", r#""x0""#),
        ("${-0}", "unknown"),
        ("${1/10}", "0.1"),
        ("${10/4}", "2.5"),
        ("${0.3 - 0.5}", "unknown"),
        ("${7 % 2.5}", "2"),
        ("${-7.5 % 2}", "-1.5"),
        ("${1 / 0}", "unknown"),
        (
            "${1e100}",
            "10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        ),
        ("${1e101}", "unknown"),
        ("${0.001}", "0.001"),
        ("${-1.50}", "-1.5"),
        // Conditionals.
        ("${true ? 1 : 2}", "1"),
        ("${false ? 1 : 2}", "2"),
        (r#"${true ? 1 : "a"}"#, r#""1""#),
        (r#"${false ? 1 : "a"}"#, r#""a""#),
        (r#"${"true" ? 1 : 2}"#, "1"),
        ("${null ? 1 : 2}", "unknown"),
        ("${1 ? 1 : 2}", "unknown"),
        (r#"${true ? null : "a"}"#, "null"),
        (r#"${true ? "a" : null}"#, r#""a""#),
        ("${true ? 1 : null}", "1"),
        (r#"${true ? ["a"] : "a"}"#, "unknown"),
        (r#"${true ? {a=1} : "a"}"#, "unknown"),
        ("${true ? {a=1} : {b=2}}", r#"{"a":1}"#),
        ("${true ? {a=1} : {}}", r#"{"a":1}"#),
        (r#"${true ? {} : {a="x"}}"#, "{}"),
        (r#"${true ? [] : ["a"]}"#, "[]"),
        (r#"${true ? ["a"] : []}"#, r#"["a"]"#),
        (r#"${true ? [1,"a"] : [2,"b"]}"#, r#"[1,"a"]"#),
        (r#"${true ? {a=1,b="x"} : {a=2,b="y"}}"#, r#"{"a":1,"b":"x"}"#),
        (r#"${true ? {a=["x"]} : {b=["y","z"]}}"#, r#"{"a":["x"]}"#),
        ("${true ? 1 : false ? 2 : 3}", "1"),
        ("${false ? 1 : false ? 2 : 3}", "3"),
        ("${true ? 1 : var.num}", "1"),
        ("${true ? 1 : var.str}", r#""1""#),
        (r#"${true ? terraform_data.u.id : "x"}"#, "unknown"),
        (r#"${false ? terraform_data.u.id : "x"}"#, r#""x""#),
        ("${false ? terraform_data.u.id : 1}", "unknown"),
        ("${false ? terraform_data.u.output : 1}", "unknown"),
        ("${false ? length(terraform_data.u.id) : 1}", "1"),
        (r#"${false ? terraform_data.u.id == "a" : true}"#, "true"),
        (r#"${terraform_data.u.id == "x" ? 1 : 1}"#, "unknown"),
        ("${true ? [1] : [true]}", "unknown"),
        (r#"${true ? ["a"] : [1]}"#, "unknown"),
        (r#"${true ? [1] : ["a"]}"#, "unknown"),
        (r#"${true ? [1,2] : ["a"]}"#, "unknown"),
        (r#"${true ? {a=[1]} : {a=["x"]}}"#, "unknown"),
        ("${true ? {a={b=1}} : {c={d=2}}}", r#"{"a":{"b":1}}"#),
        (r#"${true ? {a={b=1}} : {c={d="x"}}}"#, "unknown"),
        ("${true ? [{a=1}] : []}", r#"[{"a":1}]"#),
        ("${true ? [{a=1},{a=2}] : [{a=3}]}", r#"[{"a":1},{"a":2}]"#),
        ("${true ? [{a=1},{b=2}] : [{c=3}]}", r#"[{"a":1},{"b":2}]"#),
        (r#"${true ? [{a=1,b="x"}] : []}"#, r#"[{"a":1,"b":"x"}]"#),
        ("${true ? [[1],[2,3]] : []}", "[[1],[2,3]]"),
        ("${true ? [null] : [1]}", "[null]"),
        ("${true ? [1,null] : []}", "[1,null]"),
        (r#"${true ? {a=null} : {b="x"}}"#, r#"{"a":null}"#),
        (r#"${true ? tolist(["a"]) : ["b"]}"#, r#"["a"]"#),
        (r#"${true ? tolist(["a"]) : ["b",1]}"#, "unknown"),
        ("${true ? var.list : []}", r#"["a","b","c"]"#),
        ("${true ? var.map : {}}", r#"{"a":"1","k":"v"}"#),
        ("${true ? var.map : {x=1}}", "unknown"),
        ("${true ? {x=1} : var.map}", "unknown"),
        ("${true ? var.set : toset([])}", r#"["a","b"]"#),
        (r#"${true ? toset(["a"]) : toset([1])}"#, "unknown"),
        (r#"${true ? toset([1]) : toset(["a"])}"#, "unknown"),
        (r#"${true ? [] : toset(["a"])}"#, "unknown"),
        ("${false ? null : 1}", "1"),
        ("${true ? tostring(null) : 1}", "null"),
        ("${true ? 1 : tostring(null)}", "unknown"),
        (r#"${true ? var.obj : {a="y",n=1}}"#, r#"{"a":"x","n":5}"#),
        (r#"${true ? var.obj : {a="y"}}"#, "unknown"),
        (r#"${true ? {a="y"} : var.obj}"#, "unknown"),
        (r#"${true ? {n=1,a="y"} : null}"#, r#"{"a":"y","n":1}"#),
        (r#"${true ? 1 : "x" == "y"}"#, "unknown"),
        ("${true ? var.num : var.any}", "unknown"),
        // Collections.
        (r#"${{"a${1}"=1}}"#, r#"{"a1":1}"#),
        ("${{(var.str)=1}}", r#"{"s":1}"#),
        ("${{1=2, 1.5=3, true=4}}", r#"{"1":2,"1.5":3,"true":4}"#),
        ("${{(null)=1}}", "unknown"),
        ("${{a=1,a=2}}", r#"{"a":2}"#),
        (r#"${[1, "a", null]}"#, r#"[1,"a",null]"#),
        ("${[for x in [1,2] : x * 2]}", "[2,4]"),
        (r#"${[for i, x in ["a","b"] : "${i}${x}"]}"#, r#"["0a","1b"]"#),
        (r#"${[for k, v in {b=1,a=2} : "${k}${v}"]}"#, r#"["a2","b1"]"#),
        ("${[for x in [1,2,3] : x if x > 1]}", "[2,3]"),
        ("${[for x in [] : x]}", "[]"),
        (r#"${[for x in "a" : x]}"#, "unknown"),
        ("${[for x in null : x]}", "unknown"),
        (r#"${[for k, v in var.set : "${k}${v}"]}"#, r#"["aa","bb"]"#),
        ("${{for k, v in {a=1} : v => k}}", r#"{"1":"a"}"#),
        (r#"${{for x in ["a","a"] : x => 1}}"#, "unknown"),
        (r#"${{for x in ["a","a","b"] : x => 1...}}"#, r#"{"a":[1,1],"b":[1]}"#),
        (r#"${{for x in ["a","b"] : x => x... if x == "a"}}"#, r#"{"a":["a"]}"#),
        ("${{for x in [null] : x => x}}", "unknown"),
        (r#"${[for var in [{str="inner"}] : var.str]}"#, r#"["inner"]"#),
        (r#"${[for x in ["a"] : [for x in ["b"] : x]]}"#, r#"[["b"]]"#),
        ("${[for x in [1,2] : x if null]}", "unknown"),
        (r#"${[for s in var.list : "${s}!" if s != "b"]}"#, r#"["a!","c!"]"#),
        // Calls.
        (r#"${core::upper("a")}"#, r#""A""#),
        (r#"${nosuch("a")}"#, "unknown"),
        ("${upper()}", "unknown"),
        ("${upper(null)}", "unknown"),
        ("${upper(1)}", r#""1""#),
        ("${max(1, [2,3]...)}", "3"),
        ("${max([]...)}", "unknown"),
        ("${merge([{a=1},{b=2}]...)}", r#"{"a":1,"b":2}"#),
        ("${upper(terraform_data.u.id)}", "unknown"),
        (r#"${try("a", "b")}"#, r#""a""#),
        (r#"${try(var.map.nope, "b")}"#, r#""b""#),
        (r#"${try(nosuch.nope, "b")}"#, "unknown"),
        (r#"${try(upper(terraform_data.u.id), "b")}"#, "unknown"),
        (r#"${try(terraform_data.u.id && var.map.nope, "b")}"#, "unknown"),
        (r#"${try(true || var.map.nope, "b")}"#, "unknown"),
        (r#"${try(var.map.nope, var.list[7], "c")}"#, r#""c""#),
        ("${can(var.map.nope)}", "false"),
        ("${can(terraform_data.u.id)}", "unknown"),
        (r#"${try(try(var.map.nope), "b")}"#, r#""b""#),
        ("${true ? 1 : try(var.map.nope)}", "unknown"),
        (r#"${can("a")}"#, "true"),
        ("${can({a=1}.b)}", "false"),
        ("${sha1(terraform_data.u.id)}", "unknown"),
    ];

    #[test]
    fn templates_have_the_values_that_terraform_gives_them() {
        check(VALUES);
    }

    /// Evaluates the templates of a table with some variables known.
    pub(crate) fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let template = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(show(&evaluate(&template, &Variables)), *expected, "{text}");
        }
    }

    fn show(evaluated: &Evaluated) -> String {
        match evaluated {
            Evaluated::Known(value) => show_value(value),
            Evaluated::Unknown => "unknown".into(),
        }
    }

    fn show_value(value: &Value) -> String {
        match value {
            Value::String(text) => format!("{text:?}").replace("\\'", "'"),
            Value::List(items) | Value::Set(items) => {
                format!("[{}]", items.iter().map(show_value).collect::<Vec<_>>().join(","))
            }
            Value::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{key:?}:{}", show_value(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null => "null".into(),
            Value::EmptyList => "[]".into(),
            Value::EmptyMap => "{}".into(),
        }
    }

    fn object(entries: [(&str, Value); 2]) -> Value {
        Value::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    struct Variables;

    impl Scope for Variables {
        fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
            let text = |text: &str| Value::String(text.into());
            let (Some(Step::Attribute(name)), "var") = (traversal.steps.first(), traversal.root) else {
                return Evaluated::Unknown;
            };
            let value = match *name {
                "str" => text("s"),
                "num" => Value::Number(2.into()),
                "list" => Value::List(vec![text("a"), text("b"), text("c")]),
                "set" => Value::Set(vec![text("a"), text("b")]),
                "map" => object([("a", text("1")), ("k", text("v"))]),
                "obj" => object([("a", text("x")), ("n", Value::Number(5.into()))]),
                "any" | "nulllist" => Value::Null,
                _ => return Evaluated::Unknown,
            };
            follow(&value, &traversal.steps[1..])
        }
    }

    #[test]
    fn a_scope_is_asked_with_computed_indexes_and_without_splats() {
        struct Asked(RefCell<Vec<String>>);
        impl Scope for Asked {
            fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
                let steps = traversal.steps.iter().map(|step| match step {
                    Step::Index(index) => match &index.kind {
                        super::ExpressionKind::String(key) => format!("['{key}']"),
                        super::ExpressionKind::Number(key) => format!("[{key}]"),
                        other => panic!("{other:?}"),
                    },
                    Step::Attribute(name) => format!(".{name}"),
                    other => panic!("{other:?}"),
                });
                self.0.borrow_mut().push(format!("{}{}", traversal.root, steps.collect::<String>()));
                Evaluated::Unknown
            }
        }
        let scope = Asked(RefCell::default());
        let text = "${[for k in [\"x\"] : a.b[k].c.0[*].d]}";
        assert_eq!(evaluate(&parse(text).unwrap(), &scope), Evaluated::Unknown);
        assert_eq!(evaluate(&parse("${a[1 + 1].*.b}").unwrap(), &scope), Evaluated::Unknown);
        assert_eq!(*scope.0.borrow(), ["a.b['x'].c[0]", "a[2]"]);
    }

    #[test]
    fn what_costs_too_much_is_unknown() {
        let doubling = |times| {
            (0..times).fold(String::from("x"), |text, _| {
                format!("${{[for x in [\"{text}\"] : \"${{x}}${{x}}\"][0]}}")
            })
        };
        assert_eq!(show(&evaluate(&parse(&doubling(3)).unwrap(), &Variables)), r#""xxxxxxxx""#);
        let loops = format!("${{{}1{}}}", "[for x in [1,2,3,4,5,6,7,8,9,0] : ".repeat(20), "]".repeat(20));
        let replaced = "x".repeat(2000);
        let replaced =
            format!("${{replace(replace(\"{replaced}\", \"x\", \"{replaced}\"), \"x\", \"{replaced}\")}}");
        for text in [doubling(40), loops, replaced] {
            assert_eq!(evaluate(&parse(&text).unwrap(), &Variables), Evaluated::Unknown);
        }
    }
}
