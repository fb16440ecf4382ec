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

    /// The first line of Terraform's error.
    pub(crate) fn summary(&self) -> &'static str {
        self.kind.summary()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// The text ends inside a sequence, where this should have followed.
    UnclosedSequence {
        opener: &'static str,
        expected: Expected,
    },
    UnclosedString,
    UnclosedHeredoc(Box<str>),
    UnclosedComment,
    NewlineInString,
    InvalidEscape(Box<str>),
    Quote(char),
    BitwiseOperator(char),
    Unexpected {
        found: Box<str>,
        expected: Expected,
    },
    UnexpectedEnd {
        expected: Expected,
    },
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
    UnclosedDirective {
        opened: &'static str,
        closer: &'static str,
    },
    TooDeep,
}

/// What a text has to go on with at some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Value,
    /// The colon of a condition.
    Otherwise,
    FunctionName,
    Arguments,
    MoreArguments,
    /// The parenthesis behind `...`.
    EndOfArguments,
    EndOfParentheses,
    MoreItems,
    MoreEntries,
    EntryValue,
    AttributeName,
    EndOfIndex,
    EndOfSplat,
    /// A part of a `for` expression, by its words.
    ForExpression(&'static str),
    /// A part of a `for` directive, by its words.
    ForDirective(&'static str),
    Directive,
    EndOfInterpolation,
    /// The brace behind a directive, by the word that it begins with.
    EndOfDirective(&'static str),
    /// Text where the scanner stops at a lone carriage return.
    Text,
    EndOfText,
    /// A name in an address.
    Name,
    /// A key in an address.
    Key,
}

impl Expected {
    const fn words(self) -> &'static str {
        match self {
            Self::Value => "a value",
            Self::Otherwise => "`:` and what holds otherwise",
            Self::FunctionName => "the name of a function",
            Self::Arguments => "`(`",
            Self::MoreArguments => "`,` or `)`",
            Self::EndOfArguments | Self::EndOfParentheses => "`)`",
            Self::MoreItems => "`,` or `]`",
            Self::MoreEntries => "`,`, a newline or `}`",
            Self::EntryValue => "`=` and the value of the key",
            Self::AttributeName => "the name of an attribute",
            Self::EndOfIndex | Self::EndOfSplat => "`]`",
            Self::ForExpression(words) | Self::ForDirective(words) => words,
            Self::Directive => "`if`, `else`, `endif`, `for` or `endfor`",
            Self::EndOfInterpolation | Self::EndOfDirective(_) => "`}`",
            Self::Text => "text",
            Self::EndOfText => "the end of the text",
            Self::Name => "a name",
            Self::Key => "a number or a quoted string",
        }
    }

    /// What Terraform says where something else stands.
    fn summary(self) -> &'static str {
        match self {
            // Of what is no address Terraform says only that a reference is required.
            Self::Value | Self::Name | Self::Key => "Invalid expression",
            Self::Otherwise => "Missing false expression in conditional",
            Self::FunctionName => "Missing function name",
            Self::Arguments => "Missing open parenthesis",
            Self::MoreArguments => "Missing argument separator",
            Self::EndOfArguments => "Missing closing parenthesis",
            Self::EndOfParentheses => "Unbalanced parentheses",
            Self::MoreItems => "Missing item separator",
            Self::MoreEntries => "Missing attribute separator",
            Self::EntryValue => "Missing key/value separator",
            Self::AttributeName => "Invalid attribute name",
            Self::EndOfIndex => "Missing close bracket on index",
            Self::EndOfSplat => "Missing close bracket on splat index",
            Self::ForExpression(_) => "Invalid 'for' expression",
            Self::ForDirective(_) => "Invalid 'for' directive",
            Self::Directive => "Invalid template directive",
            Self::EndOfInterpolation => "Extra characters after interpolation expression",
            Self::EndOfDirective("if") => "Extra characters in if marker",
            Self::EndOfDirective("else") => "Extra characters in else marker",
            Self::EndOfDirective("endif") => "Extra characters in endif marker",
            Self::EndOfDirective("for") => "Extra characters in for marker",
            Self::EndOfDirective(_) => "Extra characters in endfor marker",
            Self::Text => "Unterminated template string",
            Self::EndOfText => "Extra characters after expression",
        }
    }

    /// What Terraform says where the text ends.
    fn summary_of_end(self) -> &'static str {
        match self {
            Self::Value => "Missing expression",
            Self::MoreArguments => "Unterminated function call",
            Self::MoreItems => "Unterminated tuple constructor expression",
            Self::MoreEntries | Self::EntryValue => "Unterminated object constructor expression",
            Self::EndOfInterpolation => "Unclosed template interpolation sequence",
            other => other.summary(),
        }
    }
}

impl ErrorKind {
    fn summary(&self) -> &'static str {
        match self {
            Self::UnclosedSequence { expected, .. } | Self::UnexpectedEnd { expected } => {
                expected.summary_of_end()
            }
            Self::UnclosedString | Self::UnclosedHeredoc(_) => "Unterminated template string",
            Self::NewlineInString => "Invalid multi-line string",
            Self::InvalidEscape(_) => "Invalid escape sequence",
            Self::Quote(_) => "Invalid character",
            Self::BitwiseOperator(_) => "Unsupported operator",
            Self::Unexpected { found, .. } if is_of_no_word(found) => "Invalid character",
            Self::Unexpected { found, expected: Expected::EntryValue } if &**found == "\n" => {
                "Missing attribute value"
            }
            Self::Unexpected { expected, .. } => expected.summary(),
            Self::InvalidNumber(_) => "Invalid number literal",
            Self::ChainedLegacyIndex(_) => "Invalid legacy index syntax",
            Self::NestedSplat => "Nested splat expression not allowed",
            // A comment that never ends is a division by something that begins with `*`; of what is no address Terraform
            // says only that a reference is required. What nests deeper than is read here is not refused.
            Self::UnclosedComment | Self::SplatInAddress | Self::SequenceInAddress | Self::TooDeep => {
                "Invalid expression"
            }
            // Where the name before the dot stands for nothing, that is said instead.
            Self::DottedKey(_) => "Ambiguous attribute key",
            Self::KeyInTuple | Self::GroupingInTuple => "Invalid 'for' expression",
            Self::UnknownDirective(_) => "Invalid template control keyword",
            Self::ElseIf => "Extra characters in else marker",
            Self::StrayDirective("endif") => "Unexpected endif directive",
            Self::StrayDirective("endfor") => "Unexpected endfor directive",
            Self::StrayDirective(_) => "Unexpected else directive",
            Self::UnclosedDirective { .. } => "Unexpected end of template",
        }
    }
}

/// Whether a text begins with a character that no word of the language has.
fn is_of_no_word(text: &str) -> bool {
    let is_in_word =
        |first: char| first.is_alphanumeric() || first == '_' || "!\"#%()*+,-./:<=>?[]{}\n".contains(first);
    !text.starts_with("\r\n") && !text.starts_with(is_in_word)
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::UnclosedSequence { opener, .. } => {
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
                write!(f, "expected {}, found `{}`", expected.words(), Shown(found))
            }
            ErrorKind::UnexpectedEnd { expected } => {
                write!(f, "expected {}, found the end of the text", expected.words())
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

    /// What Terraform 1.11.4 says of texts, first if it says several things.
    const SAID: &[(&str, &str)] = &[
        ("a ${", "Missing expression"),
        ("${a", "Unclosed template interpolation sequence"),
        ("${a.", "Invalid attribute name"),
        ("%{ if a", "Extra characters in if marker"),
        ("${}", "Invalid expression"),
        ("${a b}", "Extra characters after interpolation expression"),
        ("${a.b.}", "Invalid attribute name"),
        ("${1.2.3}", "Invalid number literal"),
        ("${a.0.1}", "Invalid legacy index syntax"),
        ("${'a'}", "Invalid character"),
        ("${a $ b}", "Invalid character"),
        ("${a; b}", "Invalid character"),
        ("${\"a", "Unterminated template string"),
        ("${\"a\nb\"}", "Invalid multi-line string"),
        ("${\"a\\x\"}", "Invalid escape sequence"),
        ("${f(<<EOT\na\n)}", "Unterminated template string"),
        ("${a /* b}", "Invalid expression"),
        ("${a & b}", "Unsupported operator"),
        ("${f(a | b)}", "Unsupported operator"),
        ("${a ? b}", "Missing false expression in conditional"),
        ("${f(a b)}", "Missing argument separator"),
        ("${f(a", "Unterminated function call"),
        ("${f(a...", "Missing closing parenthesis"),
        ("${f(a..., b)}", "Missing closing parenthesis"),
        ("${f(", "Missing expression"),
        ("${a::b}", "Missing open parenthesis"),
        ("${a::}", "Missing function name"),
        ("${[a b]}", "Missing item separator"),
        ("${[a", "Unterminated tuple constructor expression"),
        ("${a[0}", "Missing close bracket on index"),
        ("${a[*}", "Missing close bracket on splat index"),
        ("${a[0", "Missing close bracket on index"),
        ("${a.*.*}", "Nested splat expression not allowed"),
        ("${{a=1 b=2}}", "Missing attribute separator"),
        ("${{a=1", "Unterminated object constructor expression"),
        ("${{a\n=1}}", "Missing attribute value"),
        ("${{a}}", "Missing key/value separator"),
        ("${{a", "Unterminated object constructor expression"),
        ("${(a b)}", "Unbalanced parentheses"),
        ("${(a", "Unbalanced parentheses"),
        ("${()}", "Invalid expression"),
        ("${[for x c : x]}", "Invalid 'for' expression"),
        ("${[for x in c", "Invalid 'for' expression"),
        ("${[for x in c : x...]}", "Invalid 'for' expression"),
        ("${{for x in c : x}}", "Invalid 'for' expression"),
        ("%{ elif x }", "Invalid template control keyword"),
        ("%{ 1 }", "Invalid template directive"),
        ("%{", "Invalid template directive"),
        ("%{ for x y c }%{ endfor }", "Invalid 'for' directive"),
        ("%{ for x in c y }%{ endfor }", "Extra characters in for marker"),
        ("%{ if a }%{ else x }%{ endif }", "Extra characters in else marker"),
        ("%{ if a }%{ else if c }%{ endif }", "Extra characters in else marker"),
        ("%{ if a }%{ endif x }", "Extra characters in endif marker"),
        ("%{ for x in c }%{ endfor x }", "Extra characters in endfor marker"),
        ("%{ if a x }%{ endif }", "Extra characters in if marker"),
        ("a%{ endif }", "Unexpected endif directive"),
        ("%{ for x in c }%{ else }%{ endfor }", "Unexpected else directive"),
        ("%{ if a }%{ endfor }", "Unexpected endfor directive"),
        ("a%{ if a }", "Unexpected end of template"),
        ("${{var.v = 1}}", "Ambiguous attribute key"),
    ];

    #[test]
    fn errors_have_the_summary_that_terraform_has() {
        for (text, summary) in SAID {
            assert_eq!(parse(text).expect_err(text).summary(), *summary, "{text}");
        }
    }

    #[test]
    fn errors_say_what_is_wrong_and_where() {
        for (text, offset, message) in REFUSED {
            let error = parse(text).expect_err(text);
            assert_eq!((error.offset(), error.to_string().as_str()), (*offset, *message), "{text}");
        }
    }
}
