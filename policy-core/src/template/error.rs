//! What can be wrong with a template, worded for the person who wrote it.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt::{self, Write};

use super::NESTING_LIMIT;

/// Why a text is no template, expression or address, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    pub(super) offset: usize,
    pub(super) kind: ErrorKind,
}

impl TemplateError {
    /// The byte of the parsed text at which it stops making sense; for what is never closed, its beginning.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether it is only nested deeper than is read here.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.kind == ErrorKind::TooDeep
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    UnclosedSequence(&'static str),
    UnclosedString,
    UnclosedHeredoc(Box<str>),
    UnclosedComment,
    NewlineInString,
    InvalidEscape(Box<str>),
    Quote(char),
    BitwiseOperator(char),
    Unexpected { found: Box<str>, expected: &'static str },
    UnexpectedEnd { expected: &'static str },
    InvalidNumber(Box<str>),
    ChainedLegacyIndex(Box<str>),
    NestedSplat,
    SplatInAddress,
    SequenceInAddress,
    DottedKey(Box<str>),
    KeyInTuple,
    GroupingInTuple,
    UnknownDirective(Box<str>),
    ElseIf,
    StrayDirective(&'static str),
    UnclosedDirective { opened: &'static str, closer: &'static str },
    TooDeep,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::UnclosedSequence(opener) => {
                let mark = opener.get(..1).unwrap_or_default();
                write!(f, "`{opener}` is never closed by `}}`; write `{mark}{opener}` if it is meant as text")
            }
            ErrorKind::UnclosedString => f.write_str("the string that starts here is never closed by `\"`"),
            ErrorKind::UnclosedHeredoc(marker) => {
                write!(f, "the heredoc that starts here is never closed by a line with only `{marker}`")
            }
            ErrorKind::UnclosedComment => f.write_str("the comment that starts here is never closed by `*/`"),
            ErrorKind::NewlineInString => {
                f.write_str("a quoted string may not go over several lines; write `\\n` for a newline")
            }
            ErrorKind::InvalidEscape(escape) => write!(
                f,
                "`{}` is no escape; there are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uXXXX` and `\\UXXXXXXXX`",
                Shown(escape)
            ),
            ErrorKind::Quote('`') => f.write_str("a backtick does not quote a string; use double quotes"),
            ErrorKind::Quote(quote) => write!(f, "`{quote}` does not quote a string; use double quotes"),
            ErrorKind::BitwiseOperator(symbol) => match symbol {
                '&' => f.write_str("`&` is no operator; `&&` means and"),
                '|' => f.write_str("`|` is no operator; `||` means or"),
                _ => write!(f, "`{symbol}` is no operator"),
            },
            ErrorKind::Unexpected { found, expected } => {
                write!(f, "expected {expected}, found `{}`", Shown(found))
            }
            ErrorKind::UnexpectedEnd { expected } => {
                write!(f, "expected {expected}, found the end of the text")
            }
            ErrorKind::InvalidNumber(number) => write!(f, "`{number}` is no number"),
            ErrorKind::ChainedLegacyIndex(number) => {
                write!(f, "`.{number}` chains two old indexes; write each in brackets, like `[0][1]`")
            }
            ErrorKind::NestedSplat => {
                f.write_str("a splat may not follow `.*`; write the first one as `[*]`")
            }
            ErrorKind::SplatInAddress => {
                f.write_str("an address may not hold a splat; name one instance or none")
            }
            ErrorKind::SequenceInAddress => f.write_str(
                "a key in an address is plain text; double the `$` or `%` if it is part of the key",
            ),
            ErrorKind::DottedKey(key) => {
                write!(
                    f,
                    "the key `{key}` is ambiguous; quote it if it is text, put it in parentheses if not"
                )
            }
            ErrorKind::KeyInTuple => {
                f.write_str("`=>` makes an object; put the `for` in `{ }` or drop the key")
            }
            ErrorKind::GroupingInTuple => {
                f.write_str("`...` groups results by key, which needs a `for` in `{ }` with a key")
            }
            ErrorKind::UnknownDirective(word) => {
                write!(f, "`{word}` is no directive; there are `if`, `else`, `endif`, `for` and `endfor`")
            }
            ErrorKind::ElseIf => {
                f.write_str("there is no `else if`; put an `if` directive inside the `else`")
            }
            ErrorKind::StrayDirective(word) => {
                write!(f, "`%{{ {word} }}` does not belong to any open directive here")
            }
            ErrorKind::UnclosedDirective { opened, closer } => {
                write!(f, "`%{{ {opened} }}` is never closed by `%{{ {closer} }}`")
            }
            ErrorKind::TooDeep => write!(f, "nested more than {NESTING_LIMIT} levels deep"),
        }
    }
}

impl Error for TemplateError {}

/// User text on one line and without anything that a terminal would obey.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| {
            if character.is_control() {
                write!(f, "{}", character.escape_debug())
            } else {
                f.write_char(character)
            }
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use alloc::string::ToString;

    use super::super::parse;

    /// Texts, the byte that is blamed, and the message.
    pub(crate) const REFUSED: &[(&str, usize, &str)] = &[
        ("a ${", 2, "`${` is never closed by `}`; write `$${` if it is meant as text"),
        ("${a", 0, "`${` is never closed by `}`; write `$${` if it is meant as text"),
        ("${#arr[@]}", 0, "`${` is never closed by `}`; write `$${` if it is meant as text"),
        ("${a.", 0, "`${` is never closed by `}`; write `$${` if it is meant as text"),
        ("${f(\"${a", 5, "`${` is never closed by `}`; write `$${` if it is meant as text"),
        ("%{ if a", 0, "`%{` is never closed by `}`; write `%%{` if it is meant as text"),
        ("${}", 2, "expected a value, found `}`"),
        ("${a b}", 4, "expected `}`, found `b`"),
        ("${x:-default}", 3, "expected `}`, found `:`"),
        ("${a.b.}", 6, "expected the name of an attribute, found `}`"),
        ("${.a}", 2, "expected a value, found `.`"),
        ("${.5}", 2, "expected a value, found `.`"),
        ("${0x10}", 3, "expected `}`, found `x10`"),
        ("${1.2.3}", 2, "`1.2.3` is no number"),
        ("${a.0.1}", 4, "`.0.1` chains two old indexes; write each in brackets, like `[0][1]`"),
        ("${'a'}", 2, "`'` does not quote a string; use double quotes"),
        ("${`a`}", 2, "a backtick does not quote a string; use double quotes"),
        ("${\u{201c}a\u{201d}}", 2, "`\u{201c}` does not quote a string; use double quotes"),
        ("${\"a", 2, "the string that starts here is never closed by `\"`"),
        ("${\"a\nb\"}", 4, "a quoted string may not go over several lines; write `\\n` for a newline"),
        (
            "${\"a\\x\"}",
            4,
            "`\\x` is no escape; there are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uXXXX` and `\\UXXXXXXXX`",
        ),
        (
            "${\"\\ud800\"}",
            3,
            "`\\ud800` is no escape; there are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uXXXX` and `\\UXXXXXXXX`",
        ),
        ("${<<EOT\na\n}", 2, "the heredoc that starts here is never closed by a line with only `EOT`"),
        ("${<<EOT a\nEOT\n}", 2, "expected a value, found `<`"),
        ("${a /* b}", 4, "the comment that starts here is never closed by `*/`"),
        ("${a & b}", 4, "`&` is no operator; `&&` means and"),
        ("${a | b}", 4, "`|` is no operator; `||` means or"),
        ("${a ^ b}", 4, "`^` is no operator"),
        ("${a ~ b}", 4, "`~` is no operator"),
        ("${a ** b}", 5, "expected a value, found `*`"),
        ("${a ?? b}", 5, "expected a value, found `?`"),
        ("${a === b}", 6, "expected a value, found `=`"),
        ("${a = b}", 4, "expected `}`, found `=`"),
        ("${a and b}", 4, "expected `}`, found `and`"),
        ("${a; b}", 3, "expected `}`, found `;`"),
        ("${a ? b}", 7, "expected `:` and what holds otherwise, found `}`"),
        ("${f(a b)}", 6, "expected `,` or `)`, found `b`"),
        ("${f(,)}", 4, "expected a value, found `,`"),
        ("${f(a..., b)}", 8, "expected `)`, found `,`"),
        ("${a::b}", 6, "expected `(`, found `}`"),
        ("${a::}", 5, "expected the name of a function, found `}`"),
        ("${[a b]}", 5, "expected `,` or `]`, found `b`"),
        ("${a[0}", 5, "expected `]`, found `}`"),
        ("${a[*}", 5, "expected `]`, found `}`"),
        ("${a.*.*}", 6, "a splat may not follow `.*`; write the first one as `[*]`"),
        ("${{a=1 b=2}}", 7, "expected `,`, a newline or `}`, found `b`"),
        ("${{a\n=1}}", 4, "expected `=` and the value of the key, found `\\n`"),
        ("${\u{1b}[31m}", 2, "expected a value, found `\\u{1b}`"),
        ("${{a}}", 4, "expected `=` and the value of the key, found `}`"),
        ("${{a => 1}}", 5, "expected `=` and the value of the key, found `=`"),
        (
            "${{a.b = 1}}",
            3,
            "the key `a.b` is ambiguous; quote it if it is text, put it in parentheses if not",
        ),
        ("${[for x c : x]}", 9, "expected `in` and a collection, found `c`"),
        ("${[for x in c x]}", 14, "expected `:` and the result for each item, found `x`"),
        ("${[for in in c : 1 2]}", 19, "expected `if` or `]`, found `2`"),
        ("${[for x in c : x => x]}", 18, "`=>` makes an object; put the `for` in `{ }` or drop the key"),
        (
            "${[for x in c : x...]}",
            17,
            "`...` groups results by key, which needs a `for` in `{ }` with a key",
        ),
        ("${{for x in c : x}}", 17, "expected `=>` and the value of the key, found `}`"),
        ("a%{ elif x }", 4, "`elif` is no directive; there are `if`, `else`, `endif`, `for` and `endfor`"),
        ("%{ 1 }", 3, "expected `if`, `else`, `endif`, `for` or `endfor`, found `1`"),
        (
            "%{ if a }b%{ else if c }d%{ endif }",
            18,
            "there is no `else if`; put an `if` directive inside the `else`",
        ),
        ("a%{ endif }", 1, "`%{ endif }` does not belong to any open directive here"),
        ("%{ for x in c }%{ endif }", 15, "`%{ endif }` does not belong to any open directive here"),
        ("%{ for x in c }%{ else }%{ endfor }", 15, "`%{ else }` does not belong to any open directive here"),
        (
            "%{ if a }%{ else }%{ else }%{ endif }",
            18,
            "`%{ else }` does not belong to any open directive here",
        ),
        ("a%{ if a }", 1, "`%{ if }` is never closed by `%{ endif }`"),
        ("%{ if a }%{ else }", 9, "`%{ else }` is never closed by `%{ endif }`"),
        ("%{ for x in c }", 0, "`%{ for }` is never closed by `%{ endfor }`"),
        ("%{ endif x }", 0, "`%{ endif }` does not belong to any open directive here"),
        ("%{ if a x }%{ endif }", 8, "expected `}`, found `x`"),
    ];

    #[test]
    fn errors_say_what_is_wrong_and_where() {
        for (text, offset, message) in REFUSED {
            let error = parse(text).expect_err(text);
            assert_eq!((error.offset(), error.to_string().as_str()), (*offset, *message), "{text}");
        }
    }
}
