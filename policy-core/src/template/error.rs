//! What can be wrong with a template, worded for the person who wrote it.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

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
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    UnclosedSequence(&'static str),
    UnclosedString,
    UnclosedHeredoc(Box<str>),
    UnclosedComment,
    NewlineInString,
    InvalidEscape(Box<str>),
    SingleQuote,
    OtherQuote(char),
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
                "`{escape}` is no escape; there are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uXXXX` and `\\UXXXXXXXX`"
            ),
            ErrorKind::SingleQuote => f.write_str("`'` does not quote a string; use double quotes"),
            ErrorKind::OtherQuote(quote) => write!(f, "`{quote}` does not quote a string; use double quotes"),
            ErrorKind::BitwiseOperator(symbol) => match symbol {
                '&' => f.write_str("`&` is no operator; `&&` means and"),
                '|' => f.write_str("`|` is no operator; `||` means or"),
                _ => write!(f, "`{symbol}` is no operator"),
            },
            ErrorKind::Unexpected { found, expected } => write!(f, "expected {expected}, found `{found}`"),
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
