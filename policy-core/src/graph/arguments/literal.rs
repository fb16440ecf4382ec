//! What is known of a value before it is held against a type, and types in words.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    json::JsonKind,
    plan::{ModuleId, Owner, Plan, Value, value_of_template},
    template::{self, BinaryOperator, Expression, ExpressionKind, Template, UnaryOperator},
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

/// The kinds of value that Terraform tells apart when it converts one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Number,
    String,
    /// A list, set or tuple.
    List,
    /// A map or object.
    Object,
}

impl Kind {
    /// Whether one may be converted to what a letter of the table stands for.
    pub(super) fn fits(self, letter: u8) -> bool {
        match letter {
            b's' => matches!(self, Self::Bool | Self::Number | Self::String),
            b'n' => matches!(self, Self::Number | Self::String),
            b'b' => matches!(self, Self::Bool | Self::String),
            b'L' | b'S' => self == Self::List,
            _ => self == Self::Object,
        }
    }

    /// It in words.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bool => "a truth value",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }

    /// A known value's kind; none of null.
    pub(super) fn of(value: &template::Value) -> Option<Self> {
        Some(match value {
            template::Value::Null => return None,
            template::Value::Bool(_) => Self::Bool,
            template::Value::Number(_) => Self::Number,
            template::Value::String(_) => Self::String,
            template::Value::List(_) | template::Value::Set(_) | template::Value::EmptyList => Self::List,
            template::Value::Object(_) | template::Value::EmptyMap => Self::Object,
        })
    }
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

/// Whether a string may be one expression and nothing else; every other one is text, whatever it holds.
pub(super) fn may_be_expression(raw: &str) -> bool {
    raw.starts_with("${") && raw.ends_with('}')
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
    let is_open = value.raw_string().is_some_and(|raw| may_be_expression(raw) && !is_reference(raw));
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
        ExpressionKind::Call(call) => return given_by(&call.name),
        // What goes over something unknown is wholly unknown, too.
        ExpressionKind::For(_)
        | ExpressionKind::Null
        | ExpressionKind::Traversal(_)
        | ExpressionKind::Access(..) => return None,
    })
}

/// What a function gives, of those that give one kind whatever they are given.
///
/// Source: <https://developer.hashicorp.com/terraform/language/functions>, read on 2026-11-28.
fn given_by(function: &str) -> Option<Kind> {
    const STRINGS: &[&str] = &[
        "base64decode",
        "base64encode",
        "base64gzip",
        "base64sha256",
        "base64sha512",
        "basename",
        "bcrypt",
        "chomp",
        "cidrhost",
        "cidrnetmask",
        "cidrsubnet",
        "dirname",
        "file",
        "filebase64",
        "filebase64sha256",
        "filebase64sha512",
        "filemd5",
        "filesha1",
        "filesha256",
        "filesha512",
        "format",
        "formatdate",
        "indent",
        "join",
        "jsonencode",
        "lower",
        "md5",
        "pathexpand",
        "replace",
        "rsadecrypt",
        "sha1",
        "sha256",
        "sha512",
        "strrev",
        "substr",
        "textdecodebase64",
        "textencodebase64",
        "timeadd",
        "timestamp",
        "title",
        "trim",
        "trimprefix",
        "trimspace",
        "trimsuffix",
        "upper",
        "urlencode",
        "uuid",
        "uuidv5",
        "yamlencode",
    ];
    const NUMBERS: &[&str] = &[
        "abs", "ceil", "floor", "length", "log", "max", "min", "parseint", "pow", "signum", "sum", "timecmp",
    ];
    const BOOLS: &[&str] =
        &["alltrue", "anytrue", "can", "contains", "endswith", "fileexists", "startswith", "strcontains"];
    const LISTS: &[&str] = &[
        "chunklist",
        "cidrsubnets",
        "compact",
        "concat",
        "csvdecode",
        "distinct",
        "fileset",
        "flatten",
        "formatlist",
        "keys",
        "matchkeys",
        "range",
        "regexall",
        "reverse",
        "setintersection",
        "setproduct",
        "setsubtract",
        "setunion",
        "slice",
        "sort",
        "split",
        "values",
    ];
    let kinds = [(STRINGS, Kind::String), (NUMBERS, Kind::Number), (BOOLS, Kind::Bool), (LISTS, Kind::List)];
    kinds.into_iter().find(|(names, _)| names.contains(&function)).map(|(_, kind)| kind)
}

/// Whether Terraform reads a string as a number: digits with a sign, a point and an exponent as Go's decimals have
/// them, without any spaces.
pub(super) fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (decimal, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_decimal = is_digits(whole) && is_digits(fraction) && whole.len() + fraction.len() > 0;
    text.eq_ignore_ascii_case("inf") || is_decimal && is_digits(exponent) && !exponent.is_empty()
}

/// Whether a string is a template with more than one expression, so that it becomes a string, whatever that gives.
pub(super) fn is_composite(value: Value<'_>) -> bool {
    let text = value.string();
    text.is_some_and(|text| template::parse(&text).is_ok_and(|template| template.as_expression().is_none()))
}

/// A type in words, as what an argument takes.
pub(super) fn expected(type_: &[u8]) -> String {
    let Some((letter, inner)) = type_.split_first() else { return String::from("nothing") };
    let collection = |name: &str| format!("a {name} of {}", several(inner));
    match letter {
        b's' => "a string".to_string(),
        b'n' => "a number".to_string(),
        b'b' => "true or false".to_string(),
        b'L' => collection("list"),
        b'S' => collection("set"),
        b'M' => collection("map"),
        _ => "an object".to_string(),
    }
}

/// The same of several.
fn several(type_: &[u8]) -> String {
    let Some((letter, inner)) = type_.split_first() else { return String::new() };
    let collections = |name: &str| format!("{name}s of {}", several(inner));
    match letter {
        b's' => "strings".to_string(),
        b'n' => "numbers".to_string(),
        b'b' => "truth values".to_string(),
        b'L' => collections("list"),
        b'S' => collections("set"),
        b'M' => collections("map"),
        _ => "objects".to_string(),
    }
}

/// A value's kind in words.
pub(super) fn found(value: Value<'_>) -> &'static str {
    match value.kind() {
        JsonKind::Null => "null",
        JsonKind::Bool => Kind::Bool.name(),
        JsonKind::Number => Kind::Number.name(),
        JsonKind::String => Kind::String.name(),
        JsonKind::Array => Kind::List.name(),
        JsonKind::Object => Kind::Object.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
