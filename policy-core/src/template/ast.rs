//! The tree of a template: text, interpolations, directives and the expressions inside them.
//!
//! It borrows from the text it was parsed from wherever no escape had to be decoded. It knows nothing of
//! what a name refers to and whether a function exists.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// A range of bytes in the parsed text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The part of the parsed text that this is.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A string with its interpolations and directives taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template<'a> {
    /// The parts in order; no two literals stand side by side, and there is always at least one part.
    pub parts: Vec<Part<'a>>,
}

impl<'a> Template<'a> {
    /// The expression, if the string is exactly one `${ … }`.
    ///
    /// Then the string stands for the expression's value with its type; every other template is a string.
    pub fn as_expression(&self) -> Option<&Expression<'a>> {
        match self.parts.as_slice() {
            [Part::Interpolation(expression)] => Some(expression),
            _ => None,
        }
    }

    /// The text, if the template holds nothing to evaluate.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text, with escapes decoded and `~` applied.
    Literal(Cow<'a, str>),
    /// `${ … }`
    Interpolation(Expression<'a>),
    /// `%{ if … }…%{ else }…%{ endif }`
    If(Box<IfDirective<'a>>),
    /// `%{ for … }…%{ endfor }`
    For(Box<ForDirective<'a>>),
}

/// A choice between two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfDirective<'a> {
    /// What decides.
    pub condition: Expression<'a>,
    /// The text when the condition holds.
    pub then: Vec<Part<'a>>,
    /// The text when it does not; empty without `%{ else }`.
    pub otherwise: Vec<Part<'a>>,
}

/// A text repeated for each item of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForDirective<'a> {
    /// The names bound for each item.
    pub variables: Variables<'a>,
    /// What is walked.
    pub collection: Expression<'a>,
    /// The text for one item.
    pub body: Vec<Part<'a>>,
}

/// The names that a `for` binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variables<'a> {
    /// The name of the key or index, in `for key, value in …`.
    pub key: Option<&'a str>,
    /// The name of the value.
    pub value: &'a str,
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression<'a> {
    /// What it is.
    pub kind: ExpressionKind<'a>,
    /// Where it stands in the parsed text.
    pub span: Span,
}

/// The kinds of expression of Terraform's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionKind<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is written.
    Number(Cow<'a, str>),
    /// A quoted string or heredoc with nothing to evaluate, decoded.
    String(Cow<'a, str>),
    /// A quoted string or heredoc with interpolations or directives.
    Template(Template<'a>),
    /// A name followed by steps: `aws_vpc.main.id`.
    Traversal(Traversal<'a>),
    /// Steps that start from another expression: `f(x)[0].id`.
    Access(Box<Expression<'a>>, Vec<Step<'a>>),
    /// `name(arguments)`
    Call(Call<'a>),
    /// `!x` or `-x`
    Unary(UnaryOperator, Box<Expression<'a>>),
    /// Operators of one precedence, from left to right: `a + b - c`.
    ///
    /// A chain is one node, so that a long chain is not a deep tree.
    Binary(Box<Expression<'a>>, Vec<(BinaryOperator, Expression<'a>)>),
    /// `condition ? then : otherwise`
    Conditional(Box<Conditional<'a>>),
    /// `[a, b]`
    Tuple(Vec<Expression<'a>>),
    /// `{ a = b }`
    Object(Vec<(ObjectKey<'a>, Expression<'a>)>),
    /// `[for x in c : x]` or `{for k, v in c : k => v}`
    For(Box<For<'a>>),
    /// `(x)`
    Parentheses(Box<Expression<'a>>),
}

/// A reference: a root name and the steps that follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traversal<'a> {
    /// The first name: a resource type, `var`, `local`, `module`, a loop variable …
    pub root: &'a str,
    /// What follows the root.
    pub steps: Vec<Step<'a>>,
    /// Where the whole stands in the parsed text.
    pub span: Span,
}

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name`
    Attribute(&'a str),
    /// `[expression]`
    Index(Box<Expression<'a>>),
    /// `.0`, an older way to write `[0]`; the number as it is written
    LegacyIndex(&'a str),
    /// `[*]`: every step that follows applies to each item.
    Splat,
    /// `.*`: only the attributes and legacy indexes right behind it apply to each item.
    AttributeSplat,
}

/// A function call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// The function, with its namespace if one is given: `core::upper`.
    pub name: Cow<'a, str>,
    /// The arguments in order.
    pub arguments: Vec<Expression<'a>>,
    /// Whether the last argument's items are the remaining arguments: `max(list...)`.
    pub expands: bool,
}

/// A choice between two expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional<'a> {
    /// What decides.
    pub condition: Expression<'a>,
    /// The result when the condition holds.
    pub then: Expression<'a>,
    /// The result when it does not.
    pub otherwise: Expression<'a>,
}

/// A key of an object expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectKey<'a> {
    /// A bare name, which is text and no reference.
    Name(&'a str),
    /// Anything else, which is evaluated.
    Expression(Expression<'a>),
}

/// A collection made from another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct For<'a> {
    /// The names bound for each item.
    pub variables: Variables<'a>,
    /// What is walked.
    pub collection: Expression<'a>,
    /// The key of each result; it makes the whole an object, otherwise it is a tuple.
    pub key: Option<Expression<'a>>,
    /// Each result.
    pub value: Expression<'a>,
    /// Whether results with one key are gathered in a list: `=> v...`.
    pub groups: bool,
    /// Which items take part: `if …`.
    pub condition: Option<Expression<'a>>,
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl BinaryOperator {
    /// How it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOperator::Or => "||",
            BinaryOperator::And => "&&",
            BinaryOperator::Equal => "==",
            BinaryOperator::NotEqual => "!=",
            BinaryOperator::Less => "<",
            BinaryOperator::LessOrEqual => "<=",
            BinaryOperator::Greater => ">",
            BinaryOperator::GreaterOrEqual => ">=",
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
            BinaryOperator::Remainder => "%",
        }
    }
}

impl<'a> Traversal<'a> {
    /// The names behind the root, indexes and splats left out: `m` and `out` of `module.m["k"].out`.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.steps.iter().filter_map(|step| match step {
            Step::Attribute(name) => Some(*name),
            _ => None,
        })
    }
}
