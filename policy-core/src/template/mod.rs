//! Templates of Terraform's language as they stand in JSON strings: `${ … }`, `%{ … }` and their escapes.
//!
//! [`parse`] turns a decoded JSON string into a tree that borrows from it, [`Template::references`] names what
//! the string depends on, [`evaluate`] gives its value where that is certain. Which strings of a configuration
//! are templates and which Terraform takes literally is not known here; neither is what a name refers to.

mod ast;
mod constraint;
mod error;
mod evaluate;
mod functions;
mod judge;
mod lexer;
mod parser;
mod partial;
mod references;
mod shape;
mod signatures;
mod types;
mod value;

pub use ast::{
    BinaryOperator, Call, Conditional, Expression, ExpressionKind, For, ForDirective, IfDirective, ObjectKey,
    Part, Span, Step, Template, Traversal, UnaryOperator, Variables,
};
pub(crate) use constraint::{Misfit, constraint_fault, misfit, misfit_of_attribute};
pub use error::TemplateError;
pub use evaluate::{Evaluated, Scope, evaluate, evaluate_expression, follow};
pub(crate) use judge::{Asked, KeyOf, Names, Start, Wrong, is_number, judge};
pub(crate) use partial::{Fragment, Partial, PartialScope, evaluate_partially};
pub(crate) use shape::{Kind, Shape, type_in_words};
pub(crate) use signatures::{Signature, may_be_there};
pub(crate) use types::declared;
pub use value::{Number, Value};

use alloc::borrow::Cow;
use alloc::{vec, vec::Vec};

/// How many levels of parentheses, strings, calls, directives … a template may nest.
///
/// What is nested deeper is an error, so that no input exhausts the stack, which is 1 MB in a browser.
pub const NESTING_LIMIT: usize = 200;

/// Whether the text stands for itself: no sequence begins in it and none is escaped.
pub fn is_literal(text: &str) -> bool {
    let bytes = text.as_bytes();
    !text.match_indices('{').any(|(at, _)| at > 0 && matches!(bytes.get(at - 1), Some(b'$' | b'%')))
}

/// Whether a string, as it stands between its quotes, may be one expression and nothing else; every other one is text,
/// whatever it holds.
pub(crate) fn may_be_expression(raw: &str) -> bool {
    // JSON may write any character by its number.
    let may_begin = raw.strip_prefix('$').map_or_else(
        || raw.starts_with(['\\', lexer::BYTE_ORDER_MARK]),
        |rest| rest.starts_with(['{', '\\']),
    );
    may_begin && (raw.ends_with('}') || raw.ends_with("\\u007d") || raw.ends_with("\\u007D"))
}

/// Whether a text that is taken literally looks as if somebody meant it to be evaluated: `${` that is not escaped.
pub(crate) fn has_interpolation(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| !text.get(..at).is_some_and(|before| before.ends_with('$')))
}

/// Reads a decoded JSON string as a template.
///
/// # Errors
///
/// The text is refused where Terraform refuses it, and where it nests deeper than [`NESTING_LIMIT`].
pub fn parse(text: &str) -> Result<Template<'_>, TemplateError> {
    parse_and_count(text).map(|(template, _)| template)
}

/// [`parse`], and how many levels the template nests.
pub(crate) fn parse_and_count(text: &str) -> Result<(Template<'_>, usize), TemplateError> {
    if is_literal(text) {
        let text = text.strip_prefix(lexer::BYTE_ORDER_MARK).unwrap_or(text);
        return Ok((Template { parts: vec![Part::Literal(Cow::Borrowed(text))] }, 0));
    }
    plain_references(text)
        .map_or_else(|| parser::template(text), |template| Ok((template, LEVELS_OF_REFERENCE)))
}

/// How many levels the parser counts for a reference.
const LEVELS_OF_REFERENCE: usize = 1;

/// A line of text and references of plain names, `${aws_vpc.main.id}` or `logs-${var.stage}`, as most are; the parser
/// reads it the same.
fn plain_references(text: &str) -> Option<Template<'_>> {
    let bytes = text.as_bytes();
    let mut parts = Vec::with_capacity(2);
    let (mut at, mut literal) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            // A directive may begin, lines are read one by one, and a byte order mark is dropped.
            b'%' | b'\n' | b'\r' | 0xef => return None,
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                let before = text.get(literal..at)?;
                // `$${` stands for itself.
                if before.ends_with('$') {
                    return None;
                }
                if !before.is_empty() {
                    parts.push(Part::Literal(Cow::Borrowed(before)));
                }
                let traversal = plain_reference(text, at + 2)?;
                let span = traversal.span;
                parts.push(Part::Interpolation(Expression {
                    kind: ExpressionKind::Traversal(traversal),
                    span,
                }));
                at = span.end + 1;
                literal = at;
            }
            _ => at += 1,
        }
    }
    let rest = text.get(literal..)?;
    if !rest.is_empty() {
        parts.push(Part::Literal(Cow::Borrowed(rest)));
    }
    Some(Template { parts })
}

/// The reference of plain names that begins here and is all that there is up to a `}`.
fn plain_reference(text: &str, start: usize) -> Option<Traversal<'_>> {
    let bytes = text.as_bytes();
    let mut root = None;
    let mut steps = Vec::with_capacity(2);
    let mut begin = start;
    let mut end = start;
    loop {
        let byte = *bytes.get(end)?;
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {}
            b'0'..=b'9' | b'-' if end > begin => {}
            b'.' | b'}' if end > begin => {
                let name = text.get(begin..end)?;
                match root {
                    None if matches!(name, "true" | "false" | "null") => return None,
                    None => root = Some(name),
                    Some(_) => steps.push(Step::Attribute(name)),
                }
                if byte == b'}' {
                    return Some(Traversal { root: root?, steps, span: Span { start, end } });
                }
                begin = end + 1;
            }
            _ => return None,
        }
        end += 1;
    }
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

#[cfg(test)]
mod tests {
    extern crate std;

    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::*;

    /// Every text of the tables of this module's tests.
    fn texts() -> impl Iterator<Item = &'static str> {
        let trees = parser::tests::TREES.iter().map(|(text, _)| *text);
        let refused = error::tests::REFUSED.iter().map(|(text, ..)| *text);
        let values = evaluate::tests::VALUES.iter().map(|(text, _)| *text);
        trees.chain(refused).chain(values)
    }

    /// Does with a text whatever can be done, and holds the results against the text.
    fn exercise(text: &str) {
        struct Anything;
        impl Scope for Anything {
            fn value(&self, _: &Traversal<'_>) -> Evaluated {
                Evaluated::Known(Value::List(alloc::vec![Value::String("x".into())]))
            }
        }
        match parse(text) {
            Ok(template) => {
                for reference in template.references() {
                    let own = reference.span.of(text);
                    let again =
                        parse_expression(own).unwrap_or_else(|error| panic!("{own} in {text}: {error}"));
                    let ExpressionKind::Traversal(again) = again.kind else { panic!("{own} in {text}") };
                    assert_eq!((again.root, again.steps.len()), (reference.root, reference.steps.len()));
                }
                let _ = evaluate(&template, &Anything);
            }
            Err(error) => assert!(text.is_char_boundary(error.offset()), "{text}: {}", error.offset()),
        }
        for error in [parse_expression(text).err(), parse_traversal(text).err()].into_iter().flatten() {
            assert!(text.is_char_boundary(error.offset()), "{text}: {}", error.offset());
        }
    }

    #[test]
    fn no_prefix_of_a_case_panics() {
        for text in texts() {
            for prefix in (0..text.len()).filter_map(|end| text.get(..end)) {
                exercise(prefix);
            }
            exercise(text);
        }
    }

    #[test]
    fn no_random_text_panics() {
        let alphabet: Vec<char> = "${}%~\"\\[]().,:?!&|<>=-+*/ \nabc_09é".chars().collect();
        let words =
            ["${", "%{", "}", "%{ if a }", "%{ endif }", "[for a in ", "<<E\n", "\nE\n", "[*]", "...", "\r"];
        let mut state: u64 = 1;
        let mut random = |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % bound
        };
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..random(40) {
                match random(3) {
                    0 => text.push_str(words[random(words.len())]),
                    _ => text.push(alphabet[random(alphabet.len())]),
                }
            }
            exercise(&text);
        }
    }

    #[test]
    fn nesting_ends_in_an_error_and_never_in_a_stack_overflow() {
        const SHAPES: &[(&str, &str, &str)] = &[
            ("(", "1", ")"),
            ("[", "1", "]"),
            ("f(", "1", ")"),
            ("{a=", "1", "}"),
            ("{(", "1", ")=1}"),
            ("a[", "0", "]"),
            ("a[*][*][", "0", "]"),
            ("\"${", "1", "}\""),
            ("<<E\n${", "1", "}\nE\n"),
            ("!", "true", ""),
            ("-", "1", ""),
            ("1 || 1 && 1 == 1 < 1 + 1 * (", "1", ")"),
            ("1 ? ", "1", " : 1"),
            ("1 ? 1 : ", "1", ""),
            ("[for x in [1] : ", "1", "]"),
            ("{for x in [1] : x => ", "1", "}"),
            ("\"%{ if true }${", "1", "}%{ endif }\""),
            ("\"%{ for x in [1] }${", "1", "}%{ endfor }\""),
            ("\"%{ if true }%{ endif }${", "1", "}\""),
        ];
        let test = || {
            for (before, inside, after) in SHAPES {
                let nested =
                    |levels| format!("${{{}{inside}{}}}", before.repeat(levels), after.repeat(levels));
                for levels in [1, 20, 25, 30, 40, 50, 60, 66, 80, 99, 150, 190, NESTING_LIMIT, 50_000] {
                    exercise(&nested(levels));
                }
                assert!(parse(&nested(20)).is_ok(), "{before}");
                assert!(parse(&nested(NESTING_LIMIT)).is_err(), "{before}");
            }
            let directives =
                |levels| format!("{}{}", "%{ if true }".repeat(levels), "%{ endif }".repeat(levels));
            assert!(parse(&directives(NESTING_LIMIT - 1)).is_ok());
            assert!(parse(&directives(50_000)).is_err());
            assert!(parse(&format!("${{a{}}}", "[*]".repeat(50_000))).is_err());
        };
        // Frames of an unoptimised build are several times as large as those of a release.
        let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(test);
        thread.unwrap().join().unwrap();
    }

    #[test]
    fn what_is_long_is_not_deep() {
        let chain = format!("${{1{}}}", " + 1".repeat(100_000));
        let steps = format!("${{a{}}}", ".b".repeat(100_000));
        let directives = "%{ if true }a%{ endif }".repeat(10_000);
        for text in [chain, steps, directives] {
            exercise(&text);
            assert!(parse(&text).is_ok());
        }
    }

    #[test]
    fn a_text_is_literal_if_nothing_in_it_is_a_sequence_or_escaped() {
        for text in ["", "a", "$", "%", "{", "$a {", "{ $", "a$ {"] {
            assert!(is_literal(text), "{text}");
        }
        for text in ["${", "%{", "$${a}", "%%{a}", "a ${b}"] {
            assert!(!is_literal(text), "{text}");
        }
    }

    #[test]
    fn plain_references_are_what_the_parser_reads() {
        for text in [
            "${a}",
            "${a.b}",
            "${aws_vpc.main-1.id}",
            "${_a.b-.C_d.e}",
            "${data.aws_vpc.a.tags.Name}",
            "a${b}",
            "${a}${b}",
            "a-${b.c}-${d.e}/ $ {é} \\ }",
            "$ ${a}$",
            "{${a}}",
        ] {
            let (template, levels) = parser::template(text).unwrap();
            assert_eq!(plain_references(text), Some(template), "{text}");
            assert_eq!(levels, LEVELS_OF_REFERENCE, "{text}");
        }
        for text in [
            "${}",
            "${a.0}",
            "${a[0]}",
            "${true}",
            "${null.a}",
            "${1}",
            "${a.}",
            "${-a}",
            "${a b}",
            "${ab",
            "${.a}",
            "$${a}",
            "a$$${b}",
            "\u{feff}${a}",
            "${a}\n",
            "%{ if a }${b}%{ endif }",
            "${é}",
        ] {
            assert_eq!(plain_references(text), None, "{text}");
        }
    }

    #[test]
    fn one_interpolation_alone_is_an_expression() {
        for text in ["${a}", "${~ a ~}", "\u{feff}${a}"] {
            assert!(parse(text).unwrap().as_expression().is_some(), "{text}");
        }
        for text in ["a", " ${a}", "${a} ", "${a ~} ", "${a}${b}", "%{ if a }${b}%{ endif }", "$${a}"] {
            assert!(parse(text).unwrap().as_expression().is_none(), "{text}");
        }
        assert_eq!(parse("a $${b}").unwrap().as_literal(), Some("a ${b}"));
    }
}
