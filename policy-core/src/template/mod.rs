//! Templates of Terraform's language as they stand in JSON strings: `${ … }`, `%{ … }` and their escapes.
//!
//! [`parse`] turns a decoded JSON string into a tree that borrows from it, [`Template::references`] names what
//! the string depends on, [`evaluate`] gives its value where that is certain. Which strings of a configuration
//! are templates and which Terraform takes literally is not known here; neither is what a name refers to.

mod ast;
mod error;
mod evaluate;
mod functions;
mod lexer;
mod parser;
mod references;
mod value;

pub use ast::{
    BinaryOperator, Call, Conditional, Expression, ExpressionKind, For, ForDirective, IfDirective, ObjectKey,
    Part, Span, Step, Template, Traversal, UnaryOperator, Variables,
};
pub use error::TemplateError;
pub use evaluate::{Evaluated, Scope, evaluate, evaluate_expression, follow};
pub use value::{Number, Value};

use alloc::borrow::Cow;
use alloc::vec;

/// How many levels of parentheses, strings, calls, directives … a template may nest.
///
/// What is nested deeper is an error, so that no input exhausts the stack, which is 1 MB in a browser.
pub const NESTING_LIMIT: usize = 200;

/// Whether the text stands for itself: no sequence begins in it and none is escaped.
pub fn is_literal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |(at, _): (usize, &u8)| at > 0 && matches!(bytes.get(at - 1), Some(b'$' | b'%'));
    !bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'{').any(opens)
}

/// Reads a decoded JSON string as a template.
///
/// # Errors
///
/// The text is refused where Terraform refuses it, and where it nests deeper than [`NESTING_LIMIT`].
pub fn parse(text: &str) -> Result<Template<'_>, TemplateError> {
    if is_literal(text) {
        return Ok(Template { parts: vec![Part::Literal(Cow::Borrowed(without_mark(text)))] });
    }
    parser::template(text)
}

/// Reads a text that is an expression without `${ }` around it, like an item of `replace_triggered_by`.
///
/// # Errors
///
/// As for [`parse`].
pub fn parse_expression(text: &str) -> Result<Expression<'_>, TemplateError> {
    parser::expression(text)
}

/// Reads a bare address: names, `.name`, `[0]` and `["key"]`, as in `depends_on` and a plan's `references`.
///
/// # Errors
///
/// Anything else, splats, function calls and `${ }` among it, is refused.
pub fn parse_traversal(text: &str) -> Result<Traversal<'_>, TemplateError> {
    parser::address(text)
}

/// Terraform drops a byte order mark even inside a JSON string.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
