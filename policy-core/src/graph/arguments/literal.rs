//! What is known of a value before it is held against a type.

use crate::{
    plan::{ModuleId, Owner, Plan, Value, value_of_template},
    template::{self, BinaryOperator, Expression, ExpressionKind, Kind, Signature, Template, UnaryOperator},
};

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All of it.
    Known(template::Value),
    /// Its kind, whatever it is.
    Of(Kind),
    /// Nothing.
    Unknown,
}

impl Outcome {
    /// What a string of a configuration becomes.
    pub(super) fn of(plan: &Plan<'_>, text: &str) -> Self {
        template::parse(text).map_or(Self::Unknown, |template| Self::of_template(plan, &template))
    }

    /// What a template becomes.
    pub(super) fn of_template(plan: &Plan<'_>, template: &Template<'_>) -> Self {
        let owner = Owner { plan, module: ModuleId::ROOT, resource: None };
        match value_of_template(owner, template) {
            Some(known) => Self::Known(known),
            None => kind_of_template(template).map_or(Self::Unknown, Self::Of),
        }
    }
}

/// What a template gives, whatever is in it; none where that depends on it.
pub(super) fn kind_of_template(template: &Template<'_>) -> Option<Kind> {
    // With anything beside it, an expression becomes a part of a string.
    template.as_expression().map_or(Some(Kind::String), kind_of)
}

/// Whether a string is nothing but a reference to an attribute of a resource, or of what is like one, so that nothing
/// is known of it; told by a look at its letters.
pub(super) fn is_reference(raw: &str) -> bool {
    let inner = raw.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| {
        let is_of_name = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']' | b'*')
        };
        inner.bytes().all(is_of_name)
            && inner.starts_with(|first: char| first.is_ascii_alphabetic())
            && inner.contains('.')
            && !inner.starts_with("local.")
            && !inner.starts_with("var.")
    })
}

/// Whether a value is null, also as a template gives it.
pub(super) fn is_null(plan: &Plan<'_>, value: Value<'_>) -> bool {
    let is_open =
        value.raw_string().is_some_and(|raw| template::may_be_expression(raw) && !is_reference(raw));
    let text = value.string().filter(|_| is_open);
    value.is_null()
        || text.is_some_and(|text| Outcome::of(plan, &text) == Outcome::Known(template::Value::Null))
}

/// What an expression gives, whatever its operands are; none where that depends on them.
fn kind_of(expression: &Expression<'_>) -> Option<Kind> {
    Some(match &expression.kind {
        ExpressionKind::String(_) | ExpressionKind::Template(_) => Kind::String,
        ExpressionKind::Bool(_) | ExpressionKind::Unary(UnaryOperator::Not, _) => Kind::Bool,
        ExpressionKind::Number(_) | ExpressionKind::Unary(UnaryOperator::Negate, _) => Kind::Number,
        ExpressionKind::Binary(_, rest) => match rest.last()?.0 {
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Remainder => Kind::Number,
            _ => Kind::Bool,
        },
        ExpressionKind::Tuple(_) => Kind::List,
        ExpressionKind::Object(_) => Kind::Object,
        ExpressionKind::Parentheses(inner) => return kind_of(inner),
        ExpressionKind::Conditional(choice) => {
            let (one, other) = (kind_of(&choice.then)?, kind_of(&choice.otherwise)?);
            return (one == other).then_some(one);
        }
        // What converts makes null of null.
        ExpressionKind::Call(call) if call.name.starts_with("to") => return None,
        ExpressionKind::Call(call) => return Signature::of(&call.name).and_then(Signature::gives),
        // What goes over something unknown is wholly unknown, too.
        ExpressionKind::For(_)
        | ExpressionKind::Null
        | ExpressionKind::Traversal(_)
        | ExpressionKind::Access(..) => return None,
    })
}

/// Whether a string is a template with more than one expression, so that it becomes a string, whatever that gives.
pub(super) fn is_composite(value: Value<'_>) -> bool {
    let text = value.string();
    text.is_some_and(|text| template::parse(&text).is_ok_and(|template| template.as_expression().is_none()))
}
