//! Where an expression surely fails, whatever is not known of what it refers to.
//!
//! This follows how Terraform evaluates: what a part fails with is said once, and its value counts as unknown from there
//! on; of a branch that is not taken nothing is said, and neither is of what `try` and `can` give up.

use alloc::{
    borrow::Cow,
    boxed::Box,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::{cell::Cell, mem};

use super::{
    ast::{
        BinaryOperator, Call, Conditional, Expression, ExpressionKind, For, ForDirective, IfDirective,
        ObjectKey, Part, Span, Step, Template, Traversal, UnaryOperator, Variables,
    },
    evaluate::operate,
    functions, parse,
    shape::{Kind, Shape},
    signatures::{Parameter, Signature},
    value::{Number, Value, is_normal},
};
use crate::{similar, sorted::Map};

/// What the names of a template stand for.
pub(crate) trait Names {
    /// What is known of the beginning of a reference, and how many of its steps that beginning has.
    fn named(&self, traversal: &Traversal<'_>) -> (Shape, usize);
    /// Whether a function that is called may be there.
    fn has_function(&self, name: &str) -> bool;
    /// Whether a provider whose function is called is among those that are required.
    fn has_provider(&self, name: &str) -> bool;
    /// Whether there is certainly no file where a function reads one.
    fn is_absent(&self, path: &str, start: Start) -> bool;
    /// What a file says that a function reads.
    fn text_of(&self, path: &str, start: Start) -> Option<String>;
    /// Whether the right side of `&&` and `||` is looked at where the left one decides.
    fn looks_at_both_sides(&self) -> bool;
}

/// The names of a template in a file: what it is given, and nothing else.
struct Given<'g> {
    entries: &'g Map<String, Shape>,
    functions: &'g dyn Names,
}

impl Names for Given<'_> {
    fn named(&self, traversal: &Traversal<'_>) -> (Shape, usize) {
        (self.entries.get(traversal.root).cloned().unwrap_or(Shape::Unknown), 0)
    }

    fn has_function(&self, name: &str) -> bool {
        self.functions.has_function(name)
    }

    fn has_provider(&self, name: &str) -> bool {
        self.functions.has_provider(name)
    }

    fn is_absent(&self, _: &str, _: Start) -> bool {
        false
    }

    fn text_of(&self, _: &str, _: Start) -> Option<String> {
        None
    }

    fn looks_at_both_sides(&self) -> bool {
        self.functions.looks_at_both_sides()
    }
}

/// Where the path of a file starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// In the folder of the configuration, as `path.module` says.
    Module,
    /// Where Terraform runs.
    WorkingFolder,
}

/// One part of an expression that surely fails.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    /// The part.
    pub(crate) span: Span,
    pub(crate) wrong: Wrong,
    /// Whether it is not certain that the part is evaluated at all.
    pub(crate) is_undecided: bool,
}

/// Why a part fails.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wrong {
    /// There is no such function.
    UnknownFunction {
        name: Box<str>,
        near: Option<&'static str>,
    },
    /// It was removed; there is this one in its place.
    RemovedFunction {
        name: &'static str,
        instead: &'static str,
    },
    /// No provider of this name is required.
    UnknownProvider {
        name: Box<str>,
    },
    TooFew {
        function: Box<str>,
        least: usize,
    },
    TooMany {
        function: Box<str>,
        most: usize,
    },
    /// An argument is of a kind that the function does not take.
    Argument {
        function: Box<str>,
        expected: String,
        found: &'static str,
    },
    /// `...` stands behind what has no items.
    Expansion {
        found: &'static str,
    },
    /// An argument is null.
    NullArgument {
        function: Box<str>,
    },
    /// It reads a file that is not there.
    NoFile {
        function: Box<str>,
        path: Box<str>,
    },
    /// A file's template refers to what it is not given.
    NotGiven {
        function: Box<str>,
        name: Box<str>,
    },
    /// The function fails with what it is given.
    Call {
        function: Box<str>,
    },
    /// The text of an operand or argument is no number, or neither `true` nor `false`.
    Text {
        expected: &'static str,
    },
    Operand {
        operator: &'static str,
        expected: &'static str,
        found: &'static str,
    },
    Condition {
        found: &'static str,
    },
    /// The `if` of a `for` is no condition.
    Filter {
        found: &'static str,
    },
    /// The branches of a condition have no type in common.
    Branches {
        one: &'static str,
        other: &'static str,
    },
    /// A part of a text is no text.
    Part {
        found: &'static str,
    },
    /// A `for` goes over what has no items.
    Collection {
        found: &'static str,
    },
    Key {
        of: KeyOf,
        found: &'static str,
    },
    /// Two results of a `for` have one key.
    DuplicateKey,
    /// Null is asked for something.
    Null {
        by: Asked,
    },
    /// There is no attribute or key of this name.
    Missing {
        name: String,
        near: Option<String>,
        is_by_name: bool,
        by: Asked,
    },
    /// What has no attributes is asked for one.
    NoAttributes {
        name: String,
        found: &'static str,
        is_by_name: bool,
    },
    /// What has no indexes is asked for one.
    NoIndexes {
        found: &'static str,
        is_by_name: bool,
    },
    /// A list has no item there.
    OutOfRange {
        items: usize,
        is_by_name: bool,
    },
    /// No number is the index of a list.
    NoNumber {
        is_by_name: bool,
    },
}

/// What a key that can be none is a key of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyOf {
    /// An object in an expression.
    Object,
    /// What a `for` makes.
    For,
    /// An object in the configuration.
    Configured,
    /// What is asked for it.
    Index,
}

/// How something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// As an attribute, `.name`.
    Attribute,
    /// So, of a map.
    Entry,
    /// By its index, `["name"]`.
    Index,
}

/// What came of a template.
pub(crate) struct Judged {
    /// What is known of its value.
    pub(crate) shape: Shape,
    pub(crate) failures: Vec<Failure>,
}

/// How many failures of one template are told apart.
const MOST_FAILURES: usize = 20;

/// Judges a template; `budget` is what work may still be done, in items and bytes.
pub(crate) fn judge(template: &Template<'_>, names: &dyn Names, budget: &Cell<usize>) -> Judged {
    let mut judge = Judge { names, budget, variables: Vec::new(), failures: Vec::new() };
    let shape = judge.template(template);
    Judged { shape, failures: judge.failures }
}

struct Judge<'e> {
    names: &'e dyn Names,
    budget: &'e Cell<usize>,
    /// The loop variables in force, innermost last.
    variables: Vec<(&'e str, Shape)>,
    failures: Vec<Failure>,
}

impl<'e> Judge<'e> {
    fn template(&mut self, template: &'e Template<'e>) -> Shape {
        match template.as_expression() {
            Some(expression) => self.expression(expression),
            None => self.text(&template.parts).map_or(Shape::Of(Kind::String), Shape::text),
        }
    }

    /// The text, where all of it is known. Each part is looked at, whatever comes of the others.
    fn text(&mut self, parts: &'e [Part<'e>]) -> Option<String> {
        let mut text = Some(String::new());
        for part in parts {
            let next = match part {
                Part::Literal(literal) => Some(Cow::Borrowed(&**literal)),
                Part::Interpolation(expression) => self.part(expression).map(Cow::Owned),
                Part::If(directive) => self.if_directive(directive).map(Cow::Owned),
                Part::For(directive) => self.for_directive(directive).map(Cow::Owned),
            };
            text = text.zip(next).map(|(mut text, next)| {
                text.push_str(&next);
                text
            });
        }
        let text = text.filter(|text| is_normal(text))?;
        self.spend(text.len()).then_some(text)
    }

    fn part(&mut self, expression: &'e Expression<'e>) -> Option<String> {
        let shape = self.expression(expression);
        let instances =
            if let Shape::OneOf(items) = &shape { items.as_slice() } else { core::slice::from_ref(&shape) };
        for shape in instances {
            let found = match shape.kind() {
                _ if shape.is_null() => "null",
                Some(kind) if !kind.is_primitive() => kind.name(),
                _ => continue,
            };
            self.fail(expression.span, Wrong::Part { found });
            break;
        }
        if let Shape::Leaf(value) = &shape { value.to_text() } else { None }
    }

    #[inline(never)]
    fn if_directive(&mut self, directive: &'e IfDirective<'e>) -> Option<String> {
        let holds = self.condition(&directive.condition);
        let (then, in_then) = self.aside(|this| this.text(&directive.then));
        let (otherwise, in_otherwise) = self.aside(|this| this.text(&directive.otherwise));
        match holds {
            Some(true) => self.failures.extend(in_then),
            Some(false) => self.failures.extend(in_otherwise),
            None => self.undecided(in_then.into_iter().chain(in_otherwise)),
        }
        if holds? { then } else { otherwise }
    }

    #[inline(never)]
    fn for_directive(&mut self, directive: &'e ForDirective<'e>) -> Option<String> {
        let collection = self.expression(&directive.collection);
        let mut text = Some(String::new());
        let is_whole = self.each(&collection, directive.collection.span, directive.variables, &mut |this| {
            let next = this.text(&directive.body);
            text = text.take().zip(next).map(|(text, next)| text + &next);
        });
        text.filter(|_| is_whole)
    }

    fn expression(&mut self, expression: &'e Expression<'e>) -> Shape {
        if !self.spend(1) {
            return Shape::Unknown;
        }
        match &expression.kind {
            ExpressionKind::Null => Shape::NULL,
            ExpressionKind::Bool(value) => Shape::Leaf(Value::Bool(*value)),
            ExpressionKind::Number(text) => number(text),
            ExpressionKind::String(text) if is_normal(text) => Shape::text(text.to_string()),
            ExpressionKind::String(_) => Shape::Of(Kind::String),
            ExpressionKind::Template(template) => self.template(template),
            ExpressionKind::Traversal(traversal) => self.traversal(traversal),
            ExpressionKind::Access(base, steps) => {
                let base = self.expression(base);
                self.steps(base, steps, Reached { span: expression.span, is_by_name: false })
            }
            ExpressionKind::Call(call) => self.call(call, expression.span),
            ExpressionKind::Unary(operator, operand) => self.unary(*operator, operand),
            ExpressionKind::Binary(first, rest) => self.binary(first, rest),
            ExpressionKind::Conditional(conditional) => self.conditional(conditional, expression.span),
            ExpressionKind::Tuple(items) => {
                Shape::list(items.iter().map(|item| self.expression(item)).collect())
            }
            ExpressionKind::Object(entries) => self.object(entries),
            ExpressionKind::For(each) => self.for_expression(each, expression.span),
            ExpressionKind::Parentheses(inner) => self.expression(inner),
        }
    }

    fn spend(&self, cost: usize) -> bool {
        let left = self.budget.get().checked_sub(cost);
        self.budget.set(left.unwrap_or_default());
        left.is_some()
    }

    fn fail(&mut self, span: Span, wrong: Wrong) {
        let is_said = self.failures.iter().any(|own| own.span == span);
        if !is_said && self.failures.len() < MOST_FAILURES {
            self.failures.push(Failure { span, wrong, is_undecided: false });
        }
    }

    /// What fails in a part that may not be evaluated.
    fn aside<T>(&mut self, judge: impl FnOnce(&mut Self) -> T) -> (T, Vec<Failure>) {
        let before = mem::take(&mut self.failures);
        let result = judge(self);
        (result, mem::replace(&mut self.failures, before))
    }

    /// Of what may not be evaluated only that is kept which is wrong with any values.
    fn undecided(&mut self, failures: impl Iterator<Item = Failure>) {
        let kept = failures.filter(|failure| failure.wrong.is_of_call_itself());
        self.failures.extend(kept.map(|failure| Failure { is_undecided: true, ..failure }));
        self.failures.truncate(MOST_FAILURES);
    }

    #[inline(never)]
    fn traversal(&mut self, traversal: &'e Traversal<'e>) -> Shape {
        let bound = self.variables.iter().rev().find(|(name, _)| *name == traversal.root);
        let (shape, taken) = match bound {
            Some((_, shape)) => (shape.clone(), 0),
            None => self.names.named(traversal),
        };
        let (own, rest) = traversal.steps.split_at_checked(taken).unwrap_or((&traversal.steps, &[]));
        for step in own {
            if let Step::Index(index) = step {
                self.expression(index);
            }
        }
        self.steps(shape, rest, Reached { span: traversal.span, is_by_name: true })
    }

    fn steps(&mut self, base: Shape, steps: &'e [Step<'e>], reached: Reached) -> Shape {
        let mut shape = base;
        let mut steps = steps.iter();
        while let Some(step) = steps.next() {
            let next = match step {
                Step::Attribute(name) => attribute(&shape, name, reached),
                Step::Index(index) => {
                    let key = self.expression(index);
                    item(&shape, &key, reached)
                }
                Step::LegacyIndex(index) => item(&shape, &number(index), reached),
                Step::Splat => {
                    let rest = steps.as_slice();
                    return self.splat(&shape, rest, reached);
                }
                Step::AttributeSplat => {
                    let rest = steps.as_slice();
                    let is_inside =
                        |step: &Step<'_>| matches!(step, Step::Attribute(_) | Step::LegacyIndex(_));
                    let inside = rest.iter().position(|step| !is_inside(step)).unwrap_or(rest.len());
                    let (inside, rest) = rest.split_at_checked(inside).unwrap_or((rest, &[]));
                    let list = self.splat(&shape, inside, reached);
                    steps = rest.iter();
                    Ok(list)
                }
            };
            shape = match next {
                Ok(next) => next,
                Err(wrong) => {
                    self.fail(reached.span, wrong);
                    return Shape::Unknown;
                }
            };
        }
        shape
    }

    /// Steps from each item; what is no list counts as one.
    fn splat(&mut self, shape: &Shape, steps: &'e [Step<'e>], reached: Reached) -> Shape {
        let items = match shape {
            Shape::List(items) | Shape::Set(items) => items.as_slice(),
            Shape::Unknown | Shape::OneOf(_) | Shape::Leaf(Value::Null) | Shape::Of(Kind::Object) => {
                return Shape::Unknown;
            }
            Shape::Of(Kind::List) | Shape::Leaf(Value::EmptyList) => return Shape::Of(Kind::List),
            one => core::slice::from_ref(one),
        };
        if !self.spend(items.len()) {
            return Shape::Unknown;
        }
        Shape::list(items.iter().map(|item| self.steps(item.clone(), steps, reached)).collect())
    }

    #[inline(never)]
    fn call(&mut self, call: &'e Call<'e>, span: Span) -> Shape {
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        match (name, call.arguments.as_slice()) {
            ("try", options) if !call.expands => return self.first_without_failure(options, span),
            ("can", [only]) if !call.expands => return self.can(only),
            ("list", _) => {
                self.fail(span, Wrong::RemovedFunction { name: "list", instead: "tolist([…])" });
                return Shape::Unknown;
            }
            ("map", _) => {
                self.fail(span, Wrong::RemovedFunction { name: "map", instead: "tomap({…})" });
                return Shape::Unknown;
            }
            // Its second argument is a type.
            ("convert", [value, _]) if self.names.has_function(name) => {
                self.expression(value);
                return Shape::Unknown;
            }
            _ => {}
        }
        let signature = match self.signature(call, name) {
            Ok(signature) => signature,
            Err(wrong) => {
                self.fail(span, wrong);
                return Shape::Unknown;
            }
        };
        let before = self.failures.len();
        let Some(arguments) = self.arguments(call) else { return Shape::Unknown };
        // What is not known here is not known to take these.
        let Some(signature) = signature.filter(|_| self.failures.len() == before) else {
            return Shape::Unknown;
        };
        for (at, argument) in arguments.iter().enumerate() {
            let Some(parameter) = signature.parameter(at) else { break };
            if let Some(wrong) = misfit(name, argument, parameter) {
                let given = call.arguments.get(at).filter(|given| !call.expands || given.span.end < span.end);
                self.fail(given.map_or(span, |given| given.span), wrong);
                return Shape::Unknown;
            }
        }
        if let Some(wrong) = self.misread(name, call, &arguments) {
            self.fail(span, wrong);
            return Shape::Unknown;
        }
        let unknown = || signature.gives().map_or(Shape::Unknown, Shape::Of);
        let mut budget = self.budget.get();
        let values: Option<Vec<Value>> = arguments.iter().map(|own| own.value(&mut budget)).collect();
        self.budget.set(budget);
        let Some(values) = values else { return unknown() };
        match functions::call(name, &values, budget) {
            Some(value) if self.spend(value.weight()) && name == "tomap" => Shape::from(value).into_map(),
            Some(value) if self.spend(value.weight()) => value.into(),
            Some(_) => unknown(),
            None => {
                if functions::certainly_fails(name, &values) {
                    self.fail(span, Wrong::Call { function: name.into() });
                }
                unknown()
            }
        }
    }

    /// Why a function that reads a file cannot, as far as its path is known.
    fn misread(&self, name: &str, call: &Call<'_>, arguments: &[Shape]) -> Option<Wrong> {
        let reads =
            name == "templatefile" || name.starts_with("file") && !["fileexists", "fileset"].contains(&name);
        let (Some(Shape::Leaf(Value::String(path))), true) = (arguments.first(), reads) else { return None };
        let references = call.arguments.first().map(Expression::references).unwrap_or_default();
        let is_anchored = references.iter().any(|own| own.root == "path");
        let start = if is_anchored { Start::Module } else { Start::WorkingFolder };
        if self.names.is_absent(path, start) {
            return Some(Wrong::NoFile { function: name.into(), path: path.as_str().into() });
        }
        let (Some(given), true) = (arguments.get(1), name == "templatefile") else { return None };
        let given = match given {
            Shape::Object(given) => Some(given.entries()),
            Shape::Leaf(Value::EmptyMap) => None,
            _ => return None,
        };
        let text = self.names.text_of(path, start)?;
        let template = parse(&text).ok()?;
        let is_given = |name: &str| given.is_some_and(|given| given.contains_key(name));
        if let Some(missing) = template.references().into_iter().find(|own| !is_given(own.root)) {
            return Some(Wrong::NotGiven { function: name.into(), name: missing.root.into() });
        }
        let names = Given { entries: given?, functions: self.names };
        let judged = judge(&template, &names, self.budget);
        let fails = judged.failures.iter().any(|failure| !failure.is_undecided);
        fails.then(|| Wrong::Call { function: name.into() })
    }

    /// What a function takes; nothing of one that is not known here.
    fn signature(&self, call: &Call<'_>, name: &str) -> Result<Option<Signature>, Wrong> {
        if let Some(provided) = name.strip_prefix("provider::") {
            let provider = provided.split("::").next().unwrap_or_default();
            let is_known = self.names.has_provider(provider);
            return if is_known { Ok(None) } else { Err(Wrong::UnknownProvider { name: provider.into() }) };
        }
        if !self.names.has_function(name) {
            let near = similar::nearest(name, Signature::names());
            let near = near.or_else(|| Signature::names().find(|own| is_same_word(own, name)));
            return Err(Wrong::UnknownFunction { name: name.into(), near });
        }
        let Some(signature) = Signature::of(name) else { return Ok(None) };
        let (given, function) = (call.arguments.len(), || name.into());
        if call.expands {
            return Ok(Some(signature));
        }
        match signature.most() {
            _ if given < signature.least() => {
                Err(Wrong::TooFew { function: function(), least: signature.least() })
            }
            Some(most) if given > most => Err(Wrong::TooMany { function: function(), most }),
            _ => Ok(Some(signature)),
        }
    }

    /// What a call is given; none where it is not known how many that are.
    fn arguments(&mut self, call: &'e Call<'e>) -> Option<Vec<Shape>> {
        let mut arguments: Vec<Shape> = call.arguments.iter().map(|own| self.expression(own)).collect();
        if !call.expands {
            return Some(arguments);
        }
        let span = call.arguments.last()?.span;
        match arguments.pop()? {
            Shape::List(items) | Shape::Set(items) => arguments.extend(items.as_slice().iter().cloned()),
            Shape::Leaf(Value::EmptyList) => {}
            Shape::Leaf(Value::Null) => {
                self.fail(span, Wrong::Expansion { found: "null" });
                return None;
            }
            other => {
                if let Some(kind) = other.kind().filter(|kind| *kind != Kind::List) {
                    self.fail(span, Wrong::Expansion { found: kind.name() });
                }
                return None;
            }
        }
        Some(arguments)
    }

    #[inline(never)]
    fn first_without_failure(&mut self, options: &'e [Expression<'e>], span: Span) -> Shape {
        for option in options {
            let (shape, failures) = self.aside(|this| this.expression(option));
            if failures.iter().all(|failure| failure.is_undecided) {
                let mut budget = self.budget.get();
                // What is not known may yet fail.
                return if shape.value(&mut budget).is_some() { shape } else { Shape::Unknown };
            }
        }
        if !options.is_empty() {
            self.fail(span, Wrong::Call { function: "try".into() });
        }
        Shape::Unknown
    }

    #[inline(never)]
    fn can(&mut self, only: &'e Expression<'e>) -> Shape {
        let (shape, failures) = self.aside(|this| this.expression(only));
        if failures.iter().any(|failure| !failure.is_undecided) {
            return Shape::Leaf(Value::Bool(false));
        }
        let mut budget = self.budget.get();
        if shape.value(&mut budget).is_some() {
            Shape::Leaf(Value::Bool(true))
        } else {
            Shape::Of(Kind::Bool)
        }
    }

    #[inline(never)]
    fn unary(&mut self, operator: UnaryOperator, operand: &'e Expression<'e>) -> Shape {
        let (symbol, letter, kind) = match operator {
            UnaryOperator::Not => ("!", b'b', Kind::Bool),
            UnaryOperator::Negate => ("-", b'n', Kind::Number),
        };
        let shape = self.expression(operand);
        if !self.takes(&shape, operand.span, symbol, letter) {
            return Shape::Unknown;
        }
        let Shape::Leaf(value) = &shape else { return Shape::Of(kind) };
        let value = match operator {
            UnaryOperator::Not => value.to_bool().map(|value| Value::Bool(!value)),
            UnaryOperator::Negate => value.to_number().and_then(Number::negate).map(Value::Number),
        };
        value.map_or(Shape::Of(kind), Shape::Leaf)
    }

    #[inline(never)]
    fn binary(&mut self, first: &'e Expression<'e>, rest: &'e [(BinaryOperator, Expression<'e>)]) -> Shape {
        use BinaryOperator as Op;
        let mut left = self.expression(first);
        let mut span = first.span;
        for (operator, right) in rest {
            let letter = match operator {
                Op::Equal | Op::NotEqual => b'?',
                Op::And | Op::Or => b'b',
                _ => b'n',
            };
            let gives = match operator {
                Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Remainder => Kind::Number,
                _ => Kind::Bool,
            };
            let symbol = operator.symbol();
            let is_left_fit = self.takes(&left, span, symbol, letter);
            let (right_shape, is_right_fit) = if letter == b'b' && !self.names.looks_at_both_sides() {
                let decided = if let Shape::Leaf(value) = &left { value.to_bool() } else { None };
                let (judged, failures) = self.aside(|this| {
                    let shape = this.expression(right);
                    let is_fit = is_left_fit && this.takes(&shape, right.span, symbol, letter);
                    (shape, is_fit)
                });
                match decided {
                    Some(left) if left == (*operator == Op::Or) => {}
                    Some(_) => self.failures.extend(failures),
                    None => self.undecided(failures.into_iter()),
                }
                judged
            } else {
                let shape = self.expression(right);
                // One wrong operand is enough to say.
                let is_fit = is_left_fit && self.takes(&shape, right.span, symbol, letter);
                (shape, is_fit)
            };
            span = Span { start: span.start, end: right.span.end };
            let mut budget = self.budget.get();
            let both = left.value(&mut budget).zip(right_shape.value(&mut budget));
            self.budget.set(budget);
            left = match both.and_then(|(left, right)| operate(*operator, &left, &right)) {
                Some(value) => Shape::Leaf(value),
                None if is_left_fit && is_right_fit => Shape::Of(gives),
                None => Shape::Unknown,
            };
        }
        left
    }

    /// Whether an operand can be made what an operator works with; it fails if not.
    fn takes(&mut self, shape: &Shape, span: Span, operator: &'static str, letter: u8) -> bool {
        let expected = match letter {
            b'?' => return true,
            b'n' => "a number",
            _ => "a truth value",
        };
        let found = match (shape, shape.kind()) {
            (Shape::Leaf(Value::Null), _) => "null",
            (_, Some(kind)) if !kind.fits(letter) => kind.name(),
            (Shape::Leaf(Value::String(text)), _) if !is_readable(text, letter) => "text that is none",
            _ => return true,
        };
        self.fail(span, Wrong::Operand { operator, expected, found });
        false
    }

    fn condition(&mut self, condition: &'e Expression<'e>) -> Option<bool> {
        self.condition_or(condition, |found| Wrong::Condition { found })
    }

    fn condition_or(
        &mut self,
        condition: &'e Expression<'e>,
        wrong: fn(&'static str) -> Wrong,
    ) -> Option<bool> {
        let shape = self.expression(condition);
        let found = match (&shape, shape.kind()) {
            (Shape::Leaf(Value::Null), _) => "null",
            (_, Some(kind)) if !kind.fits(b'b') => kind.name(),
            (Shape::Leaf(Value::String(text)), _) if !is_readable(text, b'b') => "text that is none",
            (Shape::Leaf(value), _) => return value.to_bool(),
            _ => return None,
        };
        self.fail(condition.span, wrong(found));
        None
    }

    #[inline(never)]
    fn conditional(&mut self, conditional: &'e Conditional<'e>, span: Span) -> Shape {
        let Conditional { condition, then, otherwise } = conditional;
        let holds = self.condition(condition);
        let (then, in_then) = self.aside(|this| this.expression(then));
        let (otherwise, in_otherwise) = self.aside(|this| this.expression(otherwise));
        if let (Some(one), Some(other)) = (then.kind(), otherwise.kind())
            && in_then.is_empty()
            && in_otherwise.is_empty()
            && !one.meets(other)
        {
            self.fail(span, Wrong::Branches { one: one.name(), other: other.name() });
            return Shape::Unknown;
        }
        let Some(holds) = holds else {
            self.undecided(in_then.into_iter().chain(in_otherwise));
            return either(&then, &otherwise);
        };
        self.failures.extend(if holds { in_then } else { in_otherwise });
        let (chosen, other) = if holds { (then, otherwise) } else { (otherwise, then) };
        match (&chosen, other.kind()) {
            (Shape::Leaf(value @ (Value::Number(_) | Value::Bool(_))), Some(Kind::String)) => {
                value.to_text().map_or(Shape::Of(Kind::String), Shape::text)
            }
            // It may have to be text beside the other one.
            (Shape::Leaf(Value::Number(_) | Value::Bool(_)), None) if !other.is_null() => Shape::Unknown,
            _ => chosen,
        }
    }

    #[inline(never)]
    fn object(&mut self, entries: &'e [(ObjectKey<'e>, Expression<'e>)]) -> Shape {
        let mut object = Some(Map::new());
        for (key, value) in entries {
            let key = match key {
                ObjectKey::Name(name) => Some((*name).to_string()),
                ObjectKey::Expression(key) => {
                    let shape = self.expression(key);
                    self.key(&shape, key.span, KeyOf::Object)
                }
            };
            let value = self.expression(value);
            match (&mut object, key) {
                (Some(object), Some(key)) => {
                    object.insert(key, value);
                }
                _ => object = None,
            }
        }
        object.map_or(Shape::Of(Kind::Object), Shape::object)
    }

    /// The text of a key, where it is known; what can be none fails.
    fn key(&mut self, shape: &Shape, span: Span, of: KeyOf) -> Option<String> {
        let found = match (shape, shape.kind()) {
            (Shape::Leaf(Value::Null), _) => "null",
            (_, Some(kind)) if !kind.is_primitive() => kind.name(),
            (Shape::Leaf(value), _) => return value.to_text(),
            _ => return None,
        };
        self.fail(span, Wrong::Key { of, found });
        None
    }

    #[inline(never)]
    fn for_expression(&mut self, each: &'e For<'e>, span: Span) -> Shape {
        let collection = self.expression(&each.collection);
        let mut list = Some(Vec::new());
        let mut object: Option<Map<String, Vec<Shape>>> = Some(Map::new());
        let mut is_duplicate = false;
        let is_whole = self.each(&collection, each.collection.span, each.variables, &mut |this| {
            let takes_part = each.condition.as_ref().map_or(Some(true), |condition| {
                this.condition_or(condition, |found| Wrong::Filter { found })
            });
            if takes_part == Some(false) {
                return;
            }
            if takes_part.is_none() {
                let parts = each.key.iter().chain([&each.value]);
                let ((), failures) = this.aside(|this| parts.for_each(|part| drop(this.expression(part))));
                this.undecided(failures.into_iter());
                (list, object) = (None, None);
                return;
            }
            let Some(key) = &each.key else {
                let value = this.expression(&each.value);
                if let Some(list) = &mut list {
                    list.push(value);
                }
                return;
            };
            let shape = this.expression(key);
            let key = this.key(&shape, key.span, KeyOf::For);
            let value = this.expression(&each.value);
            let (Some(entries), Some(key)) = (&mut object, key) else {
                object = None;
                return;
            };
            let results = entries.get_or_default(key);
            results.push(value);
            is_duplicate |= results.len() > 1 && !each.groups;
        });
        if is_duplicate {
            self.fail(span, Wrong::DuplicateKey);
            return Shape::Unknown;
        }
        if each.key.is_none() {
            return list.filter(|_| is_whole).map_or(Shape::Of(Kind::List), Shape::list);
        }
        let value = |mut values: Vec<Shape>| match values.pop() {
            Some(only) if !each.groups => only,
            Some(one) => {
                values.push(one);
                Shape::list(values)
            }
            None => Shape::Unknown,
        };
        let object = object.filter(|_| is_whole);
        let object = object.map(|own| own.into_iter().map(|(key, own)| (key, value(own))).collect());
        object.map_or(Shape::Of(Kind::Object), Shape::object)
    }

    /// Does with each item of a collection what a `for` does; gives whether all of them were known.
    fn each(
        &mut self,
        collection: &Shape,
        span: Span,
        variables: Variables<'e>,
        body: &mut dyn FnMut(&mut Self),
    ) -> bool {
        let items: Rc<[(Shape, Shape)]> = match collection {
            Shape::List(items) => {
                let numbers = (0_i64..).map(|at| Shape::Leaf(Value::Number(at.into())));
                numbers.zip(items.as_slice().iter().cloned()).collect()
            }
            Shape::Set(items) => items.as_slice().iter().map(|item| (item.clone(), item.clone())).collect(),
            Shape::Object(object) => {
                object.entries().iter().map(|(key, value)| (Shape::text(&**key), value.clone())).collect()
            }
            Shape::Leaf(Value::EmptyList | Value::EmptyMap) => return true,
            other => {
                self.each_unknown(other, span, variables, body);
                return false;
            }
        };
        for (key, value) in items.iter() {
            if !self.spend(1) {
                return false;
            }
            self.with(variables, key.clone(), value.clone(), body);
        }
        true
    }

    fn each_unknown(
        &mut self,
        collection: &Shape,
        span: Span,
        variables: Variables<'e>,
        body: &mut dyn FnMut(&mut Self),
    ) {
        let found = match collection.kind() {
            _ if collection.is_null() => Some("null"),
            kind => kind.filter(|kind| kind.is_primitive()).map(Kind::name),
        };
        if let Some(found) = found {
            return self.fail(span, Wrong::Collection { found });
        }
        let ((), failures) = self.aside(|this| this.with(variables, Shape::Unknown, Shape::Unknown, body));
        self.undecided(failures.into_iter());
    }

    fn with(&mut self, variables: Variables<'e>, key: Shape, value: Shape, body: &mut dyn FnMut(&mut Self)) {
        let outside = self.variables.len();
        self.variables.extend(variables.key.map(|name| (name, key)));
        self.variables.push((variables.value, value));
        body(self);
        self.variables.truncate(outside);
    }
}

/// Where a step leads from.
#[derive(Clone, Copy)]
struct Reached {
    /// The whole of what is stepped along.
    span: Span,
    /// Whether it starts from a name, and not from what an expression gives.
    is_by_name: bool,
}

fn number(text: &str) -> Shape {
    Number::parse(text).map_or(Shape::Of(Kind::Number), |number| Shape::Leaf(Value::Number(number)))
}

/// What is known of one of two values.
fn either(one: &Shape, other: &Shape) -> Shape {
    if one == other {
        return one.clone();
    }
    match (one.kind(), other.kind()) {
        (Some(one), Some(other)) if one == other => Shape::Of(one),
        (Some(one), Some(other)) if one.is_primitive() && other.is_primitive() => Shape::Of(Kind::String),
        _ => Shape::Unknown,
    }
}

fn attribute(shape: &Shape, name: &str, reached: Reached) -> Result<Shape, Wrong> {
    let is_by_name = reached.is_by_name;
    let found = match shape {
        Shape::Unknown | Shape::Of(Kind::Object) => return Ok(Shape::Unknown),
        Shape::OneOf(items) => {
            let found = items.as_slice().iter().map(|item| attribute(item, name, reached));
            return found.collect::<Result<_, _>>().map(Shape::one_of);
        }
        Shape::Object(object) => {
            let found = object.entries().get(name).cloned();
            let by = if object.is_map() { Asked::Entry } else { Asked::Attribute };
            return found.ok_or_else(|| missing(name, object.entries().keys(), is_by_name, by));
        }
        Shape::Leaf(Value::Null) => return Err(Wrong::Null { by: Asked::Attribute }),
        // An empty map and an empty object are not told apart.
        Shape::Leaf(Value::EmptyMap) => {
            return Err(missing(name, core::iter::empty(), is_by_name, Asked::Attribute));
        }
        other => other.kind().map_or("a value", Kind::name),
    };
    Err(Wrong::NoAttributes { name: name.into(), found, is_by_name })
}

fn item(shape: &Shape, key: &Shape, reached: Reached) -> Result<Shape, Wrong> {
    let is_by_name = reached.is_by_name;
    // Which of the one goes with which of the other is not kept.
    if let (Shape::OneOf(_), Shape::OneOf(_)) = (shape, key) {
        return Ok(Shape::Unknown);
    }
    if let Shape::OneOf(keys) = key {
        let found = keys.as_slice().iter().map(|key| item(shape, key, reached));
        return found.collect::<Result<_, _>>().map(Shape::one_of);
    }
    let found = match shape {
        Shape::Unknown | Shape::Of(Kind::Object | Kind::List) => return Ok(Shape::Unknown),
        Shape::OneOf(items) => {
            let found = items.as_slice().iter().map(|own| item(own, key, reached));
            return found.collect::<Result<_, _>>().map(Shape::one_of);
        }
        Shape::Leaf(Value::Null) => return Err(Wrong::Null { by: Asked::Index }),
        _ if key.is_null() => return Err(Wrong::Key { of: KeyOf::Index, found: "null" }),
        Shape::List(items) => return list_item(items.as_slice(), key, is_by_name),
        Shape::Leaf(Value::EmptyList) => return list_item(&[], key, is_by_name),
        Shape::Object(object) => return entry(Some(object.entries()), key, is_by_name),
        Shape::Leaf(Value::EmptyMap) => return entry(None, key, is_by_name),
        Shape::Set(_) => "a set",
        other => other.kind().map_or("a value", Kind::name),
    };
    Err(Wrong::NoIndexes { found, is_by_name })
}

fn list_item(items: &[Shape], key: &Shape, is_by_name: bool) -> Result<Shape, Wrong> {
    let is_number = match (key, key.kind()) {
        (Shape::Leaf(Value::String(text)), _) => is_readable(text, b'n'),
        (_, Some(kind)) => kind.fits(b'n'),
        (_, None) => true,
    };
    if !is_number {
        return Err(Wrong::NoNumber { is_by_name });
    }
    let Shape::Leaf(key) = key else { return Ok(Shape::Unknown) };
    let Some(number) = key.to_number() else { return Ok(Shape::Unknown) };
    let found = number.as_index().and_then(|index| items.get(index)).cloned();
    found.ok_or(Wrong::OutOfRange { items: items.len(), is_by_name })
}

fn entry(entries: Option<&Map<String, Shape>>, key: &Shape, is_by_name: bool) -> Result<Shape, Wrong> {
    match (key, key.kind()) {
        (Shape::Leaf(key), _) => {
            let Some(key) = key.to_text() else { return Ok(Shape::Unknown) };
            let found = entries.and_then(|entries| entries.get(&*key)).cloned();
            let keys = || entries.into_iter().flat_map(Map::keys);
            found.ok_or_else(|| missing(&key, keys(), is_by_name, Asked::Index))
        }
        (_, Some(kind)) if !kind.is_primitive() => Err(Wrong::Key { of: KeyOf::Index, found: kind.name() }),
        _ => Ok(Shape::Unknown),
    }
}

/// How many names are compared with one that is not there.
const MOST_COMPARED: usize = 200;

fn missing<'k>(name: &str, keys: impl Iterator<Item = &'k String>, is_by_name: bool, by: Asked) -> Wrong {
    let near = similar::nearest_words(name, keys.map(|key| &**key).take(MOST_COMPARED));
    Wrong::Missing { name: name.into(), near: near.map(ToString::to_string), is_by_name, by }
}

/// Why an argument cannot be what a function takes; none where it can, or may.
fn misfit(function: &str, argument: &Shape, parameter: Parameter) -> Option<Wrong> {
    if argument.is_null() {
        return (!parameter.is_nullable()).then(|| Wrong::NullArgument { function: function.into() });
    }
    misfit_of(function, argument, parameter.type_(), parameter.type_())
}

fn misfit_of(function: &str, argument: &Shape, type_: &'static [u8], whole: &'static [u8]) -> Option<Wrong> {
    let (&letter, inner) = type_.split_first()?;
    let kind = argument.kind()?;
    let is_fit = match letter {
        b'?' => true,
        b'c' => !matches!(kind, Kind::Bool | Kind::Number),
        _ => kind.fits(letter),
    };
    if !is_fit {
        let expected = if letter == b'c' {
            "a collection or a string".to_string()
        } else {
            super::shape::type_in_words(whole)
        };
        return Some(Wrong::Argument { function: function.into(), expected, found: kind.name() });
    }
    match argument {
        Shape::Leaf(Value::String(text)) if !is_readable(text, letter) => {
            Some(Wrong::Text { expected: if letter == b'n' { "a number" } else { "`true` or `false`" } })
        }
        Shape::List(items) | Shape::Set(items) if !inner.is_empty() => {
            items.as_slice().iter().find_map(|item| misfit_of(function, item, inner, whole))
        }
        _ => None,
    }
}

/// Whether a text can be made what a letter stands for.
fn is_readable(text: &str, letter: u8) -> bool {
    match letter {
        b'n' => is_number(text),
        b'b' => matches!(text, "true" | "false" | "1" | "0"),
        _ => true,
    }
}

/// Whether Terraform reads a string as a number: digits with a sign, a point and an exponent as Go's decimals have
/// them, without any spaces.
pub(crate) fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (decimal, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_decimal = is_digits(whole) && is_digits(fraction) && whole.len() + fraction.len() > 0;
    text.eq_ignore_ascii_case("inf") || is_decimal && is_digits(exponent) && !exponent.is_empty()
}

/// Whether a name that another language has is one of Terraform's with more letters: `uppercase`, `to_string`.
fn is_same_word(own: &str, name: &str) -> bool {
    let name: String =
        name.chars().filter(|letter| *letter != '_').map(|letter| letter.to_ascii_lowercase()).collect();
    name == own || own.len() > 3 && name.starts_with(own)
}

/// Functions that are declared to take anything and look at its kind themselves, of which Terraform blames the call.
const TAKING_ANYTHING: [&str; 8] =
    ["contains", "element", "flatten", "index", "length", "merge", "setproduct", "values"];

/// Functions of which Terraform blames the argument that is the path of a file; of the others that read one, the call.
const NAMING_THE_PATH: [&str; 3] = ["file", "filebase64", "templatefile"];

/// Functions of which Terraform blames one argument where they fail with the values that they are given; of some others
/// it does so now and then.
const BLAMING_AN_ARGUMENT: [&str; 12] = [
    "cidrsubnets",
    "formatdate",
    "join",
    "keys",
    "lookup",
    "one",
    "parseint",
    "slice",
    "sum",
    "tobool",
    "tonumber",
    "tostring",
];

impl KeyOf {
    fn summary(self, found: &str) -> &'static str {
        match self {
            Self::Object if found == "null" => "Null value as key",
            Self::Object => "Incorrect key type",
            Self::For => "Invalid object key",
            Self::Configured => "Invalid object key expression",
            Self::Index => "Invalid index",
        }
    }
}

impl Wrong {
    /// The first line of Terraform's error.
    pub(crate) fn summary(&self) -> &'static str {
        match self {
            Self::UnknownFunction { name, .. } if name.contains("::") => "Unknown provider function",
            Self::UnknownFunction { .. } => "Call to unknown function",
            Self::RemovedFunction { .. } => "Error in function call",
            Self::UnknownProvider { .. } => "Unknown provider function",
            Self::TooFew { .. } => "Not enough function arguments",
            Self::TooMany { .. } => "Too many function arguments",
            Self::Argument { function, .. } if TAKING_ANYTHING.contains(&&**function) => {
                "Error in function call"
            }
            Self::NoFile { function, .. } if !NAMING_THE_PATH.contains(&&**function) => {
                "Error in function call"
            }
            Self::Call { function } if !BLAMING_AN_ARGUMENT.contains(&&**function) => {
                "Error in function call"
            }
            Self::Argument { .. }
            | Self::NullArgument { .. }
            | Self::NoFile { .. }
            | Self::NotGiven { .. }
            | Self::Text { .. }
            | Self::Call { .. } => "Invalid function argument",
            Self::Expansion { .. } => "Invalid expanding argument value",
            Self::Operand { found: "null", .. } => "Operation failed",
            Self::Operand { .. } => "Invalid operand",
            Self::Condition { found: "null" } => "Null condition",
            Self::Condition { .. } => "Incorrect condition type",
            Self::Filter { found: "null" } => "Condition is null",
            Self::Filter { .. } => "Invalid 'for' condition",
            Self::Branches { .. } => "Inconsistent conditional result types",
            Self::Part { .. } => "Invalid template interpolation value",
            Self::Collection { found: "null" } => "Iteration over null value",
            Self::Collection { .. } => "Iteration over non-iterable value",
            Self::Key { of, found } => of.summary(found),
            Self::DuplicateKey => "Duplicate object key",
            Self::Null { by: Asked::Index } => "Attempt to index null value",
            Self::Null { .. } => "Attempt to get attribute from null value",
            Self::Missing { by: Asked::Entry, .. } => "Missing map element",
            Self::Missing { by: Asked::Attribute, .. } | Self::NoAttributes { .. } => "Unsupported attribute",
            Self::Missing { .. }
            | Self::NoIndexes { .. }
            | Self::OutOfRange { .. }
            | Self::NoNumber { .. } => "Invalid index",
        }
    }

    /// Whether it is wrong with a call whatever is given to it.
    fn is_of_call_itself(&self) -> bool {
        matches!(
            self,
            Self::UnknownFunction { .. }
                | Self::RemovedFunction { .. }
                | Self::UnknownProvider { .. }
                | Self::TooFew { .. }
                | Self::TooMany { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::template::{Evaluated, Scope, evaluate};

    /// Knows one local of each kind, and no resources.
    struct Locals;

    impl Names for Locals {
        fn named(&self, traversal: &Traversal<'_>) -> (Shape, usize) {
            struct Nothing;
            impl Scope for Nothing {
                fn value(&self, _: &Traversal<'_>) -> Evaluated {
                    Evaluated::Unknown
                }
            }
            let text = match (traversal.root, traversal.names().next()) {
                ("local", Some("null")) => "${null}",
                ("local", Some("list")) => "${[\"a\", \"b\"]}",
                ("local", Some("set")) => "${toset([\"a\"])}",
                ("local", Some("object")) => "${{a = 1, name = \"x\"}}",
                ("local", Some("map")) => "${tomap({a = 1})}",
                ("local", Some("text")) => "abc",
                ("var", Some("number")) => return (Shape::Of(Kind::Number), 1),
                ("var", Some("list")) => return (Shape::Of(Kind::List), 1),
                ("each", _) => {
                    let objects = ["a", "b"].map(|key| {
                        Shape::object(Map::from_iter([
                            (String::from(key), Shape::NULL),
                            ("x".into(), Shape::text(key)),
                        ]))
                    });
                    return (Shape::one_of(objects.into()), 1);
                }
                _ => return (Shape::Unknown, traversal.steps.len()),
            };
            match evaluate(&parse(text).unwrap(), &Nothing) {
                Evaluated::Known(value) => (value.into(), 1),
                Evaluated::Unknown => panic!("{text}"),
            }
        }

        fn is_absent(&self, path: &str, _: Start) -> bool {
            path == "none"
        }

        fn text_of(&self, path: &str, _: Start) -> Option<String> {
            (path == "a.tftpl").then(|| "${name}%{ for own in names }${own}%{ endfor }".into())
        }

        fn has_function(&self, name: &str) -> bool {
            Signature::of(name).is_some()
        }

        fn has_provider(&self, name: &str) -> bool {
            name == "time"
        }

        fn looks_at_both_sides(&self) -> bool {
            false
        }
    }

    fn failures(text: &str) -> Vec<Failure> {
        judge(&parse(text).unwrap_or_else(|error| panic!("{text}: {error}")), &Locals, &Cell::new(1 << 20))
            .failures
    }

    /// What Terraform 1.11.4 refuses, and the part that is blamed.
    #[test]
    fn what_terraform_refuses_fails() {
        for (text, part) in [
            ("${uppercase(\"a\")}", "uppercase(\"a\")"),
            ("${upper()}", "upper()"),
            ("${upper(\"a\", \"b\")}", "upper(\"a\", \"b\")"),
            ("${list(1)}", "list(1)"),
            ("${provider::other::f(1)}", "provider::other::f(1)"),
            ("${max(\"a\"...)}", "\"a\""),
            ("${length(var.number)}", "var.number"),
            ("${length(null)}", "null"),
            ("${join(\",\", [[\"a\"]])}", "[[\"a\"]]"),
            ("${join(\",\", local.object)}", "local.object"),
            ("${keys(local.list)}", "local.list"),
            ("${merge(local.object, local.list)}", "local.list"),
            ("${concat(local.list, \"b\")}", "\"b\""),
            ("${contains(\"abc\", \"a\")}", "\"abc\""),
            ("${flatten({})}", "{}"),
            ("${tonumber(\"abc\")}", "\"abc\""),
            ("${tobool(\"yes\")}", "\"yes\""),
            ("${tolist(\"a\")}", "\"a\""),
            ("${element([], 0)}", "element([], 0)"),
            ("${lookup({a = 1}, \"b\")}", "lookup({a = 1}, \"b\")"),
            ("${zipmap([\"a\", \"b\"], [1])}", "zipmap([\"a\", \"b\"], [1])"),
            ("${slice(local.list, 0, 5)}", "slice(local.list, 0, 5)"),
            ("${index(local.list, \"c\")}", "index(local.list, \"c\")"),
            ("${parseint(\"xyz\", 10)}", "parseint(\"xyz\", 10)"),
            ("${regex(\"a\", \"b\")}", "regex(\"a\", \"b\")"),
            ("${jsondecode(\"{\")}", "jsondecode(\"{\")"),
            ("${sum([])}", "sum([])"),
            ("${max()}", "max()"),
            ("${one([1, 2])}", "one([1, 2])"),
            ("${coalesce(null, \"\")}", "coalesce(null, \"\")"),
            ("${coalescelist([], [])}", "coalescelist([], [])"),
            ("${setproduct([\"a\"])}", "setproduct([\"a\"])"),
            ("${cidrsubnet(\"10.0.0.0/16\", 8, 300)}", "cidrsubnet(\"10.0.0.0/16\", 8, 300)"),
            ("${cidrsubnet(\"10.0.0.0/30\", 8, 1)}", "cidrsubnet(\"10.0.0.0/30\", 8, 1)"),
            ("${cidrsubnet(\"10.0.0.0\", 8, 1)}", "cidrsubnet(\"10.0.0.0\", 8, 1)"),
            ("${cidrsubnets(\"10.0.0.0/16\", 20)}", "cidrsubnets(\"10.0.0.0/16\", 20)"),
            ("${cidrhost(\"10.0.0.0/30\", 5)}", "cidrhost(\"10.0.0.0/30\", 5)"),
            ("${cidrnetmask(\"::/64\")}", "cidrnetmask(\"::/64\")"),
            ("${timeadd(\"2020\", \"1h\")}", "timeadd(\"2020\", \"1h\")"),
            ("${try({}.a, [][0])}", "try({}.a, [][0])"),
            ("${filesha256(\"none\")}", "filesha256(\"none\")"),
            ("${templatefile(\"none\", {})}", "templatefile(\"none\", {})"),
            (
                "${templatefile(\"a.tftpl\", {names = local.list})}",
                "templatefile(\"a.tftpl\", {names = local.list})",
            ),
            (
                "${templatefile(\"a.tftpl\", {name = 1, names = 1})}",
                "templatefile(\"a.tftpl\", {name = 1, names = 1})",
            ),
            ("${\"a\" + \"b\"}", "\"a\""),
            ("${1 < \"b\"}", "\"b\""),
            ("${null + 1}", "null"),
            ("${!null}", "null"),
            ("${-local.list}", "local.list"),
            ("${true && 1}", "1"),
            ("${null ? 1 : 2}", "null"),
            ("${1 ? 1 : 2}", "1"),
            ("${true ? [1] : \"a\"}", "true ? [1] : \"a\""),
            ("${true ? 1 : true}", "true ? 1 : true"),
            ("${x.y.z ? [] : {}}", "x.y.z ? [] : {}"),
            ("x-${local.list}", "local.list"),
            ("x-${null}", "null"),
            ("x-${each.value.a}", "each.value.a"),
            ("%{ for x in [[1]] }${x}%{ endfor }", "x"),
            ("%{ if null }a%{ endif }", "null"),
            ("${{(null) = 1}}", "(null)"),
            ("${{([1]) = 1}}", "([1])"),
            ("${{for x in [1, 1] : x => x}}", "{for x in [1, 1] : x => x}"),
            ("${{for x in [null] : x => 1}}", "x"),
            ("${[for x in \"a\" : x]}", "\"a\""),
            ("${[for x in local.null : x]}", "local.null"),
            ("${[for x in [1] : x if null]}", "null"),
            ("${local.null.a}", "local.null.a"),
            ("${local.null[0]}", "local.null[0]"),
            ("${local.object.b}", "local.object.b"),
            ("${local.map[\"b\"]}", "local.map[\"b\"]"),
            ("${local.list.a}", "local.list.a"),
            ("${local.list[2]}", "local.list[2]"),
            ("${local.list[-1]}", "local.list[-1]"),
            ("${local.list[\"a\"]}", "local.list[\"a\"]"),
            ("${local.list[true]}", "local.list[true]"),
            ("${local.set[0]}", "local.set[0]"),
            ("${local.text.a}", "local.text.a"),
            ("${local.text[0]}", "local.text[0]"),
            ("${local.list[null]}", "local.list[null]"),
            ("${split(\"-\", \"a\")[1]}", "split(\"-\", \"a\")[1]"),
            ("${[{a = 1}, {}][*].a}", "[{a = 1}, {}][*].a"),
        ] {
            let found: Vec<_> = failures(text).iter().map(|failure| failure.span.of(text)).collect();
            assert_eq!(found, [part], "{text}");
        }
    }

    /// The first line of what Terraform 1.11.4 says.
    #[test]
    fn failures_have_the_summary_that_terraform_has() {
        for (text, summary) in [
            ("${uppercase(\"a\")}", "Call to unknown function"),
            ("${foo::f(1)}", "Unknown provider function"),
            ("${list(1)}", "Error in function call"),
            ("${upper()}", "Not enough function arguments"),
            ("${upper(\"a\", \"b\")}", "Too many function arguments"),
            ("${keys([1])}", "Invalid function argument"),
            ("${values([1])}", "Error in function call"),
            ("${length(null)}", "Invalid function argument"),
            ("${tonumber(\"abc\")}", "Invalid function argument"),
            ("${max(1...)}", "Invalid expanding argument value"),
            ("${file(\"none\")}", "Invalid function argument"),
            ("${filesha256(\"none\")}", "Error in function call"),
            ("${lookup({a = 1}, \"b\")}", "Invalid function argument"),
            ("${jsondecode(\"{\")}", "Error in function call"),
            ("${1 + \"b\"}", "Invalid operand"),
            ("${null + 1}", "Operation failed"),
            ("${null ? 1 : 2}", "Null condition"),
            ("${1 ? 1 : 2}", "Incorrect condition type"),
            ("${[for x in [1] : x if null]}", "Condition is null"),
            ("${[for x in [1] : x if 1]}", "Invalid 'for' condition"),
            ("${true ? [1] : \"a\"}", "Inconsistent conditional result types"),
            ("x-${[1]}", "Invalid template interpolation value"),
            ("${[for x in \"a\" : x]}", "Iteration over non-iterable value"),
            ("${[for x in null : x]}", "Iteration over null value"),
            ("${{(null) = 1}}", "Null value as key"),
            ("${{([1]) = 1}}", "Incorrect key type"),
            ("${{for x in [null] : x => 1}}", "Invalid object key"),
            ("${{for x in [1, 1] : x => x}}", "Duplicate object key"),
            ("${local.null.a}", "Attempt to get attribute from null value"),
            ("${local.null[0]}", "Attempt to index null value"),
            ("${local.object.b}", "Unsupported attribute"),
            ("${tomap({a = 1}).b}", "Missing map element"),
            ("${local.object[\"b\"]}", "Invalid index"),
            ("${local.list.a}", "Unsupported attribute"),
            ("${local.list[2]}", "Invalid index"),
            ("${local.set[0]}", "Invalid index"),
            ("${local.list[null]}", "Invalid index"),
        ] {
            let found: Vec<_> = failures(text).iter().map(|failure| failure.wrong.summary()).collect();
            assert_eq!(found, [summary], "{text}");
        }
    }

    /// What Terraform 1.11.4 takes.
    #[test]
    fn what_terraform_takes_does_not_fail() {
        for text in [
            "${try(uppercase(\"a\"), 1)}",
            "${try(file(\"none\"), 1)}${fileexists(\"none\")}${file(x.y)}${file(\"other\")}",
            "${templatefile(\"a.tftpl\", {name = 1, names = local.list, more = 1})}",
            "${templatefile(\"a.tftpl\", x.y)}${templatefile(\"other\", {})}",
            "${can(upper(\"a\", \"b\"))}",
            "${true ? 1 : uppercase(\"a\")}",
            "${true ? [1] : toset([\"a\"])}",
            "${true ? {a = 1} : {b = 1}}",
            "${true ? null : [1]}",
            "${1 / 0}",
            "${[1] == \"a\"}",
            "${\"1\" ? 1 : 2}",
            "${element([\"a\"], -1)}",
            "${[1][\"0\"]}",
            "${{\"1\" = \"a\"}[1]}",
            "${merge(null, {})}",
            "${upper(true)}",
            "${provider::time::f(1)}",
            "${local.null == null ? 1 : length(local.null)}",
            "${local.null != null && local.null > 1}",
            "${local.null[*]}",
            "${local.text[*]}",
            "${local.object[\"a\"]}",
            "${lookup(local.object, \"b\", 1)}",
            "${{for x in [1, 1] : x => x...}}",
            "${[for x in var.list : x.a]}",
            "${[for x in [\"a\"] : x.a if y.z]}",
            "${var.list[7].a.b}",
            "${x.y.z + 1}",
            "x-${x.y.z}-${1}-${true}",
            "${[]}",
            "${each.value.x}",
            "${local.object[each.value.x == \"a\" ? \"a\" : \"name\"]}",
            "${\"${local.text}\" == \"abc\"}",
            "${tostring(null)}",
            "${\".5\" + \"+1\"}",
        ] {
            assert_eq!(failures(text), [], "{text}");
        }
    }

    /// A call is wrong whatever is around it, but nothing may ever make it.
    #[test]
    fn what_may_not_be_evaluated_is_said_to_be_undecided() {
        for text in [
            "${x.y.z ? 1 : uppercase(\"a\")}",
            "${[for x in x.y : uppercase(x)]}",
            "%{ if x.y }${list()}%{ endif }",
        ] {
            let found = failures(text);
            assert!(matches!(found.as_slice(), [Failure { is_undecided: true, .. }]), "{text}: {found:?}");
        }
        assert_eq!(failures("${x.y.z ? 1 : length(null)}"), []);
    }

    #[test]
    fn work_has_an_end() {
        let text = format!("${{{}1{}}}", "[for x in [1,2,3,4,5,6,7,8,9,0] : ".repeat(20), "]".repeat(20));
        let budget = Cell::new(100_000);
        judge(&parse(&text).unwrap(), &Locals, &budget);
        assert_eq!(budget.get(), 0);
    }

    #[test]
    fn strings_are_numbers_where_go_reads_them_so() {
        for number in ["1", "+1", "-0", ".5", "1.", "2.56e2", "1E-3", "inf", "-Inf", "007"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", " 1", "1 ", "256MB", "0x10", "1_000", "true", ".", "e2", "1e", "nan", "1,5"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
