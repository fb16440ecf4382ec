//! From text to tree, by recursive descent.
//!
//! A template is read in two steps: first a flat row of pieces, in which `~` and `<<-` trim their
//! neighbours, then the tree of directives. This is the order Terraform does it in, and the trimming
//! of `~` reaches no further than the piece beside it.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::{self, Vec};

use super::ast::{
    Call, Conditional, Expression, ExpressionKind, For, ForDirective, IfDirective, ObjectKey, Part, Span,
    Step, Template, Traversal, UnaryOperator, Variables,
};
use super::error::{ErrorKind, Expected, TemplateError};
use super::lexer::Cursor;

type Parsed<T> = Result<T, TemplateError>;

/// Reads a whole text as a template, and counts the levels that it nests.
pub(super) fn template(text: &str) -> Parsed<(Template<'_>, usize)> {
    let mut parser = Parser { cursor: Cursor::new(text) };
    let pieces = parser.pieces(Quoting::Bare)?;
    Ok((Template { parts: parts(pieces, text) }, parser.cursor.deepest()))
}

/// Reads a whole text as one expression.
pub(super) fn expression(text: &str) -> Parsed<Expression<'_>> {
    let mut parser = Parser { cursor: Cursor::new(text) };
    let expression = parser.expression()?;
    parser.end()?;
    Ok(expression)
}

/// Reads a whole text as an address: names, `.name`, `[0]`, `["key"]`.
pub(super) fn address(text: &str) -> Parsed<Traversal<'_>> {
    let mut parser = Parser { cursor: Cursor::new(text) };
    let traversal = parser.address()?;
    parser.end()?;
    Ok(traversal)
}

struct Parser<'a> {
    cursor: Cursor<'a>,
}

/// What ends a template and how its text is written.
#[derive(Clone, Copy)]
enum Quoting<'a> {
    /// To the end of the text, without escapes but `$${` and `%%{`.
    Bare,
    /// To the closing quote, on one line, with backslash escapes.
    Quoted { opened: usize },
    /// To a line that holds only the marker; otherwise like `Bare`.
    Heredoc { opened: usize, marker: &'a str },
}

enum Piece<'a> {
    Literal(Text<'a>),
    Interpolation(Expression<'a>),
    Directive(Directive<'a>),
}

/// Decoded text and, as long as it is borrowed, where it begins.
struct Text<'a> {
    start: usize,
    decoded: Cow<'a, str>,
}

enum Directive<'a> {
    If(Expression<'a>),
    Else,
    EndIf,
    For(Variables<'a>, Expression<'a>),
    EndFor,
}

impl Directive<'_> {
    const fn word(&self) -> &'static str {
        match self {
            Self::If(_) => "if",
            Self::Else => "else",
            Self::EndIf => "endif",
            Self::For(..) => "for",
            Self::EndFor => "endfor",
        }
    }
}

/// A directive that waits for its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    If,
    Else,
    For,
}

/// Templates.
impl<'a> Parser<'a> {
    /// Reads a template to its end as a row of pieces with every directive closed.
    fn pieces(&mut self, quoting: Quoting<'a>) -> Parsed<Vec<Piece<'a>>> {
        let depth = self.cursor.depth();
        let mut pieces = Vec::new();
        let mut open = Vec::new();
        let mut trims_next = false;
        let mut starts_line = true;
        loop {
            if starts_line && self.closes_heredoc(quoting) {
                break;
            }
            if let Some(mut text) = self.text(quoting)? {
                starts_line = text.decoded.ends_with('\n');
                if core::mem::take(&mut trims_next) {
                    text.trim_start();
                }
                pieces.push(Piece::Literal(text));
                continue;
            }
            starts_line = false;
            if matches!(self.cursor.byte(), Some(b'$' | b'%')) {
                trims_next = self.sequence(&mut pieces, &mut open)?;
            } else {
                self.close(quoting)?;
                break;
            }
        }
        if let Some(&(directive, offset)) = open.last() {
            let (opened, closer) = match directive {
                Open::If => ("if", "endif"),
                Open::Else => ("else", "endif"),
                Open::For => ("for", "endfor"),
            };
            return Err(TemplateError { offset, kind: ErrorKind::UnclosedDirective { opened, closer } });
        }
        self.cursor.return_to(depth);
        Ok(pieces)
    }

    /// Reads text up to a sequence or the end; outside quotes, at most one line.
    fn text(&mut self, quoting: Quoting<'a>) -> Parsed<Option<Text<'a>>> {
        let quoted = matches!(quoting, Quoting::Quoted { .. });
        let start = self.cursor.offset;
        let mut decoded: Option<String> = None;
        let mut copied = start;
        // A lone carriage return stops Terraform's scanner, which then takes the rest of a bare text as text.
        let mut only_text = false;
        while let Some(byte) = self.cursor.byte() {
            match byte {
                b'$' | b'%'
                    if self.cursor.byte_at(1) == Some(byte) && self.cursor.byte_at(2) == Some(b'{') =>
                {
                    let decoded = decoded.get_or_insert_default();
                    decoded.push_str(self.cursor.slice(copied, self.cursor.offset + 1));
                    copied = self.cursor.offset + 2;
                    self.cursor.offset += 3;
                    continue;
                }
                b'$' | b'%' if self.cursor.byte_at(1) == Some(b'{') && !only_text => break,
                b'"' | b'\n' | b'\r' if quoted => break,
                b'\\' if quoted => {
                    let decoded = decoded.get_or_insert_default();
                    decoded.push_str(self.cursor.slice(copied, self.cursor.offset));
                    self.cursor.escape(decoded)?;
                    copied = self.cursor.offset;
                    continue;
                }
                b'\n' if !only_text => {
                    self.cursor.offset += 1;
                    break;
                }
                b'\r' if self.cursor.byte_at(1) != Some(b'\n') => match quoting {
                    Quoting::Bare => only_text = true,
                    _ => break,
                },
                _ => {}
            }
            self.cursor.offset += 1;
        }
        let tail = self.cursor.slice(copied, self.cursor.offset);
        Ok(match decoded {
            Some(mut decoded) => {
                decoded.push_str(tail);
                Some(Text { start, decoded: Cow::Owned(decoded) })
            }
            None if tail.is_empty() => None,
            None => Some(Text { start, decoded: Cow::Borrowed(tail) }),
        })
    }

    /// Reads the line that ends a heredoc; the newline behind it may separate, so it stays.
    fn closes_heredoc(&mut self, quoting: Quoting<'a>) -> bool {
        let Quoting::Heredoc { marker, .. } = quoting else { return false };
        let rest = self.cursor.rest();
        let Some(line) = rest.find('\n').and_then(|end| rest.get(..end)) else { return false };
        let closes = line.trim() == marker;
        if closes {
            self.cursor.offset += line.strip_suffix('\r').unwrap_or(line).len();
        }
        closes
    }

    /// Reads the end of a template, where neither text nor a sequence stands.
    fn close(&mut self, quoting: Quoting<'a>) -> Parsed<()> {
        let (offset, kind) = match (quoting, self.cursor.byte()) {
            (Quoting::Bare, None) => return Ok(()),
            (Quoting::Quoted { .. }, Some(b'"')) => {
                self.cursor.offset += 1;
                return Ok(());
            }
            (Quoting::Quoted { opened }, None) => (opened, ErrorKind::UnclosedString),
            (Quoting::Heredoc { opened, marker }, None) => {
                (opened, ErrorKind::UnclosedHeredoc(marker.into()))
            }
            (Quoting::Quoted { .. }, Some(_)) => (self.cursor.offset, ErrorKind::NewlineInString),
            (_, Some(_)) => return Err(self.cursor.unexpected(Expected::Text)),
        };
        Err(TemplateError { offset, kind })
    }

    /// Reads `${ … }` or `%{ … }` and says whether it trims the text behind it.
    fn sequence(&mut self, pieces: &mut Vec<Piece<'a>>, open: &mut Vec<(Open, usize)>) -> Parsed<bool> {
        let start = self.cursor.offset;
        let opener = if self.cursor.eat("${") { "${" } else { "%{" };
        self.cursor.offset = start + opener.len();
        if self.cursor.eat("~")
            && let Some(Piece::Literal(text)) = pieces.last_mut()
        {
            text.trim_end();
        }
        let outer = core::mem::replace(&mut self.cursor.newlines_separate, false);
        let piece = match opener {
            "${" => self.expression().map(|own| (Piece::Interpolation(own), Expected::EndOfInterpolation)),
            _ => self.directive(start, open).map(|own| {
                let end = Expected::EndOfDirective(own.word());
                (Piece::Directive(own), end)
            }),
        };
        let closed =
            piece.and_then(|(piece, end)| self.close_sequence(end).map(|trims_next| (piece, trims_next)));
        match closed {
            Ok((piece, trims_next)) => {
                self.cursor.newlines_separate = outer;
                pieces.push(piece);
                Ok(trims_next)
            }
            // That the text ends inside a sequence is the fault of its opener.
            Err(TemplateError { kind: ErrorKind::UnexpectedEnd { expected }, .. }) => {
                Err(TemplateError { offset: start, kind: ErrorKind::UnclosedSequence { opener, expected } })
            }
            Err(error) => Err(error),
        }
    }

    fn close_sequence(&mut self, end: Expected) -> Parsed<bool> {
        self.cursor.peek();
        if self.cursor.eat("~}") {
            return Ok(true);
        }
        if self.cursor.eat("}") { Ok(false) } else { Err(self.cursor.unexpected(end)) }
    }

    fn directive(&mut self, start: usize, open: &mut Vec<(Open, usize)>) -> Parsed<Directive<'a>> {
        self.cursor.peek();
        let offset = self.cursor.offset;
        let Some(word) = self.cursor.identifier() else {
            return Err(self.cursor.unexpected(Expected::Directive));
        };
        let stray = |word| Err(TemplateError { offset: start, kind: ErrorKind::StrayDirective(word) });
        let innermost = open.last().map(|&(directive, _)| directive);
        match word {
            "if" => {
                // What stands inside the directive is one level deeper, up to its end.
                self.cursor.descend()?;
                open.push((Open::If, start));
                Ok(Directive::If(self.expression()?))
            }
            "for" => {
                self.cursor.descend()?;
                open.push((Open::For, start));
                let (variables, collection) = self.for_header(Expected::ForDirective)?;
                Ok(Directive::For(variables, collection))
            }
            "else" if self.cursor.at_keyword("if") => Err(self.cursor.error(ErrorKind::ElseIf)),
            "else" if innermost == Some(Open::If) => {
                open.pop();
                open.push((Open::Else, start));
                Ok(Directive::Else)
            }
            "else" => stray("else"),
            "endif" if matches!(innermost, Some(Open::If | Open::Else)) => {
                open.pop();
                self.cursor.ascend();
                Ok(Directive::EndIf)
            }
            "endif" => stray("endif"),
            "endfor" if innermost == Some(Open::For) => {
                open.pop();
                self.cursor.ascend();
                Ok(Directive::EndFor)
            }
            "endfor" => stray("endfor"),
            _ => Err(TemplateError { offset, kind: ErrorKind::UnknownDirective(word.into()) }),
        }
    }
}

/// Expressions.
impl<'a> Parser<'a> {
    fn expression(&mut self) -> Parsed<Expression<'a>> {
        self.cursor.descend()?;
        self.cursor.peek();
        let start = self.cursor.offset;
        let mut expression = self.binary(0)?;
        if self.cursor.peek() == Some(b'?') {
            expression = self.conditional(expression, start)?;
        }
        self.cursor.ascend();
        Ok(expression)
    }

    #[inline(never)]
    fn conditional(&mut self, condition: Expression<'a>, start: usize) -> Parsed<Expression<'a>> {
        self.cursor.offset += 1;
        let then = self.expression()?;
        self.expect(":", Expected::Otherwise)?;
        let otherwise = self.expression()?;
        let span = Span { start, end: otherwise.span.end };
        let conditional = Box::new(Conditional { condition, then, otherwise });
        Ok(Expression { kind: ExpressionKind::Conditional(conditional), span })
    }

    fn binary(&mut self, loosest: u8) -> Parsed<Expression<'a>> {
        let start = self.cursor.offset;
        let mut left = self.operand()?;
        while let Some((_, precedence)) = self.cursor.operator()
            && precedence >= loosest
        {
            left = self.chain(left, start, precedence)?;
        }
        Ok(left)
    }

    #[inline(never)]
    fn chain(&mut self, first: Expression<'a>, start: usize, precedence: u8) -> Parsed<Expression<'a>> {
        self.cursor.descend()?;
        let mut rest = Vec::new();
        let mut end = self.cursor.offset;
        while let Some((operator, next)) = self.cursor.operator()
            && next == precedence
        {
            self.cursor.offset += operator.symbol().len();
            self.cursor.peek();
            let operand = self.binary(precedence + 1)?;
            end = operand.span.end;
            rest.push((operator, operand));
        }
        self.cursor.ascend();
        Ok(Expression { kind: ExpressionKind::Binary(Box::new(first), rest), span: Span { start, end } })
    }

    fn operand(&mut self) -> Parsed<Expression<'a>> {
        let operator = match self.cursor.peek() {
            Some(b'!') => UnaryOperator::Not,
            Some(b'-') => UnaryOperator::Negate,
            _ => return self.primary(),
        };
        let start = self.cursor.offset;
        self.cursor.descend()?;
        self.cursor.offset += 1;
        let operand = Box::new(self.operand()?);
        self.cursor.ascend();
        let span = Span { start, end: operand.span.end };
        Ok(Expression { kind: ExpressionKind::Unary(operator, operand), span })
    }

    fn primary(&mut self) -> Parsed<Expression<'a>> {
        let first = self.cursor.peek();
        let start = self.cursor.offset;
        let mut kind = match first {
            Some(b'(') => self.parentheses()?,
            Some(b'[') => self.tuple()?,
            Some(b'{') => self.object()?,
            Some(b'"') => self.quoted()?,
            Some(b'<') if self.cursor.starts_with("<<") => self.heredoc()?,
            Some(b'0'..=b'9') => ExpressionKind::Number(Cow::Borrowed(self.number()?)),
            _ => self.named()?,
        };
        let base_span = self.cursor.span_from(start);
        let steps = self.steps()?;
        let span = self.cursor.span_from(start);
        match &mut kind {
            ExpressionKind::Traversal(traversal) => {
                traversal.steps = steps;
                traversal.span = span;
            }
            _ if steps.is_empty() => {}
            _ => kind = ExpressionKind::Access(Box::new(Expression { kind, span: base_span }), steps),
        }
        Ok(Expression { kind, span })
    }

    /// Reads what begins with a name: a constant, a function call or the root of a reference.
    fn named(&mut self) -> Parsed<ExpressionKind<'a>> {
        let start = self.cursor.offset;
        let Some(name) = self.cursor.identifier() else {
            return Err(self.cursor.unexpected(Expected::Value));
        };
        let end = self.cursor.offset;
        if self.cursor.peek() == Some(b'(') || self.cursor.starts_with("::") {
            return self.call(name);
        }
        self.cursor.offset = end;
        Ok(match name {
            "true" => ExpressionKind::Bool(true),
            "false" => ExpressionKind::Bool(false),
            "null" => ExpressionKind::Null,
            _ => {
                let span = self.cursor.span_from(start);
                ExpressionKind::Traversal(Traversal { root: name, steps: Vec::new(), span })
            }
        })
    }

    fn call(&mut self, name: &'a str) -> Parsed<ExpressionKind<'a>> {
        let mut name = Cow::Borrowed(name);
        while self.cursor.eat("::") {
            self.cursor.peek();
            let Some(part) = self.cursor.identifier() else {
                return Err(self.cursor.unexpected(Expected::FunctionName));
            };
            name = Cow::Owned([&*name, "::", part].concat());
            self.cursor.peek();
        }
        self.expect("(", Expected::Arguments)?;
        let outer = core::mem::replace(&mut self.cursor.newlines_separate, false);
        let mut arguments = Vec::new();
        let mut expands = false;
        while self.cursor.peek() != Some(b')') {
            arguments.push(self.expression()?);
            self.cursor.peek();
            expands = self.cursor.eat("...");
            if expands || !self.cursor.eat(",") {
                break;
            }
        }
        self.expect(")", if expands { Expected::EndOfArguments } else { Expected::MoreArguments })?;
        self.cursor.newlines_separate = outer;
        Ok(ExpressionKind::Call(Call { name, arguments, expands }))
    }

    fn parentheses(&mut self) -> Parsed<ExpressionKind<'a>> {
        self.cursor.offset += 1;
        let outer = core::mem::replace(&mut self.cursor.newlines_separate, false);
        let inner = Box::new(self.expression()?);
        self.expect(")", Expected::EndOfParentheses)?;
        self.cursor.newlines_separate = outer;
        Ok(ExpressionKind::Parentheses(inner))
    }

    fn tuple(&mut self) -> Parsed<ExpressionKind<'a>> {
        self.cursor.offset += 1;
        let outer = core::mem::replace(&mut self.cursor.newlines_separate, false);
        let kind = if self.cursor.at_keyword("for") {
            self.for_expression("]")?
        } else {
            let mut items = Vec::new();
            while self.cursor.peek() != Some(b']') {
                items.push(self.expression()?);
                self.cursor.peek();
                if !self.cursor.eat(",") {
                    break;
                }
            }
            self.expect("]", Expected::MoreItems)?;
            ExpressionKind::Tuple(items)
        };
        self.cursor.newlines_separate = outer;
        Ok(kind)
    }

    fn object(&mut self) -> Parsed<ExpressionKind<'a>> {
        self.cursor.offset += 1;
        let outer = core::mem::replace(&mut self.cursor.newlines_separate, false);
        let kind = if self.cursor.at_keyword("for") {
            self.for_expression("}")?
        } else {
            self.cursor.newlines_separate = true;
            let mut entries = Vec::new();
            loop {
                self.cursor.skip_newlines();
                if self.cursor.byte() == Some(b'}') {
                    break;
                }
                entries.push(self.entry()?);
                self.cursor.peek();
                if !self.cursor.at_newline() && !self.cursor.eat(",") {
                    break;
                }
            }
            self.expect("}", Expected::MoreEntries)?;
            ExpressionKind::Object(entries)
        };
        self.cursor.newlines_separate = outer;
        Ok(kind)
    }

    fn entry(&mut self) -> Parsed<(ObjectKey<'a>, Expression<'a>)> {
        let key = self.expression()?;
        let written = self.cursor.slice(key.span.start, key.span.end);
        let key = match key.kind {
            ExpressionKind::Traversal(Traversal { steps, .. }) if !steps.is_empty() => {
                let kind = ErrorKind::DottedKey(written.into());
                return Err(TemplateError { offset: key.span.start, kind });
            }
            ExpressionKind::Traversal(_) | ExpressionKind::Bool(_) | ExpressionKind::Null => {
                ObjectKey::Name(written)
            }
            _ => ObjectKey::Expression(key),
        };
        self.cursor.peek();
        if self.cursor.starts_with("=>") || !(self.cursor.eat("=") || self.cursor.eat(":")) {
            return Err(self.cursor.unexpected(Expected::EntryValue));
        }
        Ok((key, self.expression()?))
    }

    #[inline(never)]
    fn for_expression(&mut self, closer: &'static str) -> Parsed<ExpressionKind<'a>> {
        self.cursor.offset += "for".len();
        let (variables, collection) = self.for_header(Expected::ForExpression)?;
        self.expect(":", Expected::ForExpression("`:` and the result for each item"))?;
        let mut key = None;
        let mut value = self.expression()?;
        self.cursor.peek();
        if self.cursor.starts_with("=>") {
            if closer == "]" {
                return Err(self.cursor.error(ErrorKind::KeyInTuple));
            }
            self.cursor.offset += 2;
            key = Some(core::mem::replace(&mut value, self.expression()?));
        } else if closer == "}" {
            return Err(self.cursor.unexpected(Expected::ForExpression("`=>` and the value of the key")));
        }
        self.cursor.peek();
        if closer == "]" && self.cursor.starts_with("...") {
            return Err(self.cursor.error(ErrorKind::GroupingInTuple));
        }
        let groups = self.cursor.eat("...");
        let mut condition = None;
        if self.cursor.at_keyword("if") {
            self.cursor.offset += "if".len();
            condition = Some(self.expression()?);
        }
        let end = if closer == "]" { "`if` or `]`" } else { "`if` or `}`" };
        self.expect(closer, Expected::ForExpression(end))?;
        Ok(ExpressionKind::For(Box::new(For { variables, collection, key, value, groups, condition })))
    }

    /// Reads `x in c` or `k, v in c`, each of which is a `part` of what it stands in.
    fn for_header(&mut self, part: fn(&'static str) -> Expected) -> Parsed<(Variables<'a>, Expression<'a>)> {
        let mut variables = Variables { key: None, value: self.variable(part)? };
        self.cursor.peek();
        if self.cursor.eat(",") {
            variables = Variables { key: Some(variables.value), value: self.variable(part)? };
        }
        if !self.cursor.at_keyword("in") {
            return Err(self.cursor.unexpected(part("`in` and a collection")));
        }
        self.cursor.offset += "in".len();
        Ok((variables, self.expression()?))
    }

    fn variable(&mut self, part: fn(&'static str) -> Expected) -> Parsed<&'a str> {
        self.cursor.peek();
        self.cursor.identifier().ok_or_else(|| self.cursor.unexpected(part("the name of a variable")))
    }

    fn quoted(&mut self) -> Parsed<ExpressionKind<'a>> {
        let opened = self.cursor.offset;
        self.cursor.offset += 1;
        let pieces = self.pieces(Quoting::Quoted { opened })?;
        Ok(string(pieces, self.cursor.text()))
    }

    fn heredoc(&mut self) -> Parsed<ExpressionKind<'a>> {
        let opened = self.cursor.offset;
        self.cursor.offset += 2;
        let flush = self.cursor.eat("-");
        let marker = self.cursor.identifier();
        let (Some(marker), true) = (marker, self.cursor.at_newline()) else {
            self.cursor.offset = opened;
            return Err(self.cursor.unexpected(Expected::Value));
        };
        self.cursor.eat("\r");
        self.cursor.eat("\n");
        let mut pieces = self.pieces(Quoting::Heredoc { opened, marker })?;
        if flush {
            unindent(&mut pieces);
        }
        Ok(string(pieces, self.cursor.text()))
    }

    fn number(&mut self) -> Parsed<&'a str> {
        let offset = self.cursor.offset;
        let number = self.cursor.number().unwrap_or_default();
        if is_number(number) {
            return Ok(number);
        }
        Err(TemplateError { offset, kind: ErrorKind::InvalidNumber(number.into()) })
    }

    /// Reads the steps behind a value, and leaves the cursor right behind the last one.
    fn steps(&mut self) -> Parsed<Vec<Step<'a>>> {
        let depth = self.cursor.depth();
        let mut steps = Vec::new();
        let mut in_attribute_splat = false;
        loop {
            let end = self.cursor.offset;
            let step = match self.cursor.peek() {
                Some(b'.') if !self.cursor.starts_with("...") => {
                    self.cursor.offset += 1;
                    self.dot_step(in_attribute_splat)?
                }
                Some(b'[') => {
                    in_attribute_splat = false;
                    self.cursor.offset += 1;
                    self.bracket_step()?
                }
                _ => {
                    self.cursor.offset = end;
                    self.cursor.return_to(depth);
                    return Ok(steps);
                }
            };
            if matches!(step, Step::Splat | Step::AttributeSplat) {
                // The steps behind a splat are carried out inside it.
                self.cursor.descend()?;
                in_attribute_splat = step == Step::AttributeSplat;
            }
            steps.push(step);
        }
    }

    fn dot_step(&mut self, in_attribute_splat: bool) -> Parsed<Step<'a>> {
        match self.cursor.peek() {
            Some(b'*') if in_attribute_splat => Err(self.cursor.error(ErrorKind::NestedSplat)),
            Some(b'*') => {
                self.cursor.offset += 1;
                Ok(Step::AttributeSplat)
            }
            Some(b'0'..=b'9') => {
                let offset = self.cursor.offset;
                let number = self.cursor.number().unwrap_or_default();
                if number.contains('.') {
                    return Err(TemplateError { offset, kind: ErrorKind::ChainedLegacyIndex(number.into()) });
                }
                Ok(Step::LegacyIndex(number))
            }
            _ => match self.cursor.identifier() {
                Some(name) => Ok(Step::Attribute(name)),
                None => Err(self.cursor.unexpected(Expected::AttributeName)),
            },
        }
    }

    fn bracket_step(&mut self) -> Parsed<Step<'a>> {
        let step = if self.cursor.peek() == Some(b'*') {
            self.cursor.offset += 1;
            self.expect("]", Expected::EndOfSplat)?;
            Step::Splat
        } else {
            let outer = core::mem::replace(&mut self.cursor.newlines_separate, false);
            let index = Box::new(self.expression()?);
            self.expect("]", Expected::EndOfIndex)?;
            self.cursor.newlines_separate = outer;
            Step::Index(index)
        };
        Ok(step)
    }

    fn expect(&mut self, word: &str, expected: Expected) -> Parsed<()> {
        self.cursor.peek();
        if self.cursor.eat(word) { Ok(()) } else { Err(self.cursor.unexpected(expected)) }
    }

    fn end(&mut self) -> Parsed<()> {
        match self.cursor.peek() {
            None => Ok(()),
            Some(_) => Err(self.cursor.unexpected(Expected::EndOfText)),
        }
    }
}

/// Addresses.
impl<'a> Parser<'a> {
    fn address(&mut self) -> Parsed<Traversal<'a>> {
        self.cursor.peek();
        let start = self.cursor.offset;
        let Some(root) = self.cursor.identifier() else {
            return Err(self.cursor.unexpected(Expected::Name));
        };
        let mut steps = Vec::with_capacity(dots_and_brackets(self.cursor.rest()));
        let mut end = self.cursor.offset;
        loop {
            match self.cursor.peek() {
                Some(b'.') => {
                    self.cursor.offset += 1;
                    self.cursor.peek();
                    match self.cursor.identifier() {
                        Some(name) => steps.push(Step::Attribute(name)),
                        None if self.cursor.byte() == Some(b'*') => {
                            return Err(self.cursor.error(ErrorKind::SplatInAddress));
                        }
                        None => return Err(self.cursor.unexpected(Expected::Name)),
                    }
                }
                Some(b'[') => {
                    self.cursor.offset += 1;
                    steps.push(Step::Index(Box::new(self.address_key()?)));
                    self.expect("]", Expected::EndOfIndex)?;
                }
                _ => return Ok(Traversal { root, steps, span: Span { start, end } }),
            }
            end = self.cursor.offset;
        }
    }

    fn address_key(&mut self) -> Parsed<Expression<'a>> {
        let first = self.cursor.peek();
        let start = self.cursor.offset;
        let kind = match first {
            Some(b'0'..=b'9') => ExpressionKind::Number(Cow::Borrowed(self.number()?)),
            Some(b'*') => return Err(self.cursor.error(ErrorKind::SplatInAddress)),
            Some(b'"') => match self.quoted()? {
                ExpressionKind::Template(_) => {
                    return Err(TemplateError { offset: start, kind: ErrorKind::SequenceInAddress });
                }
                key => key,
            },
            _ => return Err(self.cursor.unexpected(Expected::Key)),
        };
        Ok(Expression { kind, span: self.cursor.span_from(start) })
    }
}

/// At most how many steps an address has; a key may hold more of these, so there is a bound.
fn dots_and_brackets(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'.' | b'[')).count().min(8)
}

/// Whether the word has at most one fraction and then at most one exponent.
fn is_number(word: &str) -> bool {
    let (decimal, exponent) = word.split_once(['e', 'E']).unwrap_or((word, ""));
    !exponent.contains(['.', 'e', 'E']) && decimal.bytes().filter(|&byte| byte == b'.').count() <= 1
}

/// What a quoted text stands for.
fn string<'a>(pieces: Vec<Piece<'a>>, source: &'a str) -> ExpressionKind<'a> {
    let mut parts = parts(pieces, source);
    match parts.as_mut_slice() {
        [Part::Literal(text)] => ExpressionKind::String(core::mem::take(text)),
        _ => ExpressionKind::Template(Template { parts }),
    }
}

/// Builds the tree of a template out of its pieces, in which every directive is closed.
fn parts<'a>(pieces: Vec<Piece<'a>>, source: &'a str) -> Vec<Part<'a>> {
    let (mut parts, _) = parts_to_end(&mut pieces.into_iter(), source);
    if parts.is_empty() {
        parts.push(Part::Literal(Cow::Borrowed("")));
    }
    parts
}

/// Takes the pieces up to the directive that ends this level, and that directive.
fn parts_to_end<'a>(
    pieces: &mut vec::IntoIter<Piece<'a>>,
    source: &'a str,
) -> (Vec<Part<'a>>, Option<Directive<'a>>) {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut pending: Option<Text<'a>> = None;
    loop {
        let piece = pieces.next();
        if let Some(Piece::Literal(text)) = piece {
            match &mut pending {
                Some(pending) => pending.append(&text, source),
                None => pending = Some(text),
            }
            continue;
        }
        parts.extend(pending.take().map(|text| Part::Literal(text.decoded)));
        match piece {
            Some(Piece::Interpolation(expression)) => parts.push(Part::Interpolation(expression)),
            Some(Piece::Directive(Directive::If(condition))) => {
                let (then, end) = parts_to_end(pieces, source);
                let otherwise = match end {
                    Some(Directive::Else) => parts_to_end(pieces, source).0,
                    _ => Vec::new(),
                };
                parts.push(Part::If(Box::new(IfDirective { condition, then, otherwise })));
            }
            Some(Piece::Directive(Directive::For(variables, collection))) => {
                let (body, _) = parts_to_end(pieces, source);
                parts.push(Part::For(Box::new(ForDirective { variables, collection, body })));
            }
            Some(Piece::Directive(end)) => return (parts, Some(end)),
            Some(Piece::Literal(_)) | None => return (parts, None),
        }
    }
}

impl<'a> Text<'a> {
    fn trim_start(&mut self) {
        match &mut self.decoded {
            Cow::Borrowed(text) => {
                let trimmed = text.trim_start();
                self.start += text.len() - trimmed.len();
                *text = trimmed;
            }
            Cow::Owned(text) => *text = text.trim_start().into(),
        }
    }

    fn trim_end(&mut self) {
        match &mut self.decoded {
            Cow::Borrowed(text) => *text = text.trim_end(),
            Cow::Owned(text) => text.truncate(text.trim_end().len()),
        }
    }

    /// Takes so many characters from the front.
    fn remove(&mut self, characters: usize) {
        let length = self.decoded.chars().take(characters).map(char::len_utf8).sum();
        match &mut self.decoded {
            Cow::Borrowed(text) => {
                *text = text.get(length..).unwrap_or_default();
                self.start += length;
            }
            Cow::Owned(text) => *text = text.get(length..).unwrap_or_default().into(),
        }
    }

    /// Joins the text that follows; what stands side by side in the source stays borrowed.
    fn append(&mut self, next: &Text<'a>, source: &'a str) {
        match (&mut self.decoded, &next.decoded) {
            (Cow::Borrowed(text), Cow::Borrowed(more)) if self.start + text.len() == next.start => {
                *text = source.get(self.start..next.start + more.len()).unwrap_or_default();
            }
            (text, more) => text.to_mut().push_str(more),
        }
    }
}

/// Takes away from each line of a `<<-` heredoc the blanks that all its lines begin with.
///
/// A line of blanks does not count; one that begins with a sequence has none.
fn unindent(pieces: &mut [Piece<'_>]) {
    let mut shortest = usize::MAX;
    let mut lines = Vec::new();
    let mut starts_line = true;
    for piece in pieces {
        let starts = core::mem::take(&mut starts_line);
        let Piece::Literal(text) = piece else {
            if starts {
                shortest = 0;
            }
            continue;
        };
        starts_line = text.decoded.ends_with('\n');
        let blanks = text.decoded.chars().take_while(|character| character.is_whitespace()).count();
        let only_blanks = starts_line && text.decoded.trim_start().is_empty();
        if starts && !only_blanks {
            shortest = shortest.min(blanks);
            lines.push(text);
        }
    }
    for line in lines {
        line.remove(shortest);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use super::super::ast::{Expression, ExpressionKind, ObjectKey, Part, Step, Template, Variables};
    use super::super::{parse, parse_expression, parse_traversal};

    /// Texts and the tree they are read as. In a tree, `'…'` is text, `$(…)` an interpolation, and every operation
    /// is written as a list with its name in front.
    pub(crate) const TREES: &[(&str, &str)] = &[
        // Text and escapes.
        ("", "''"),
        ("plain", "'plain'"),
        ("\u{feff}plain", "'plain'"),
        ("\u{feff}${a}", "$(a)"),
        ("$VAR $(cmd) $$ % %d %% { } $", "'$VAR $(cmd) $$ % %d %% { } $'"),
        ("a $${x} b", "'a ${x} b'"),
        ("$$${x}", "'$${x}'"),
        ("%%{if}", "'%{if}'"),
        ("%%%{if}", "'%%{if}'"),
        ("%$${y}", "'%${y}'"),
        ("%${v}", "'%' $(v)"),
        ("$$${x}${y}", "'$${x}' $(y)"),
        ("\\n \\\" <<EOT ${a}", "'\\n \\\" <<EOT ' $(a)"),
        ("a\n\n${a}\nb\n$${c}\nd", "'a\n\n' $(a) '\nb\n${c}\nd'"),
        ("a\r\n${b}", "'a\r\n' $(b)"),
        ("${a}\rb${c}", "$(a) '\rb${c}'"),
        // Interpolations.
        ("${a}", "$(a)"),
        (" ${a}", "' ' $(a)"),
        ("${a}${b}", "$(a) $(b)"),
        ("${~ a ~}", "$(a)"),
        ("x  ${~ a ~}  y", "'x' $(a) 'y'"),
        ("x\n  ${~ a ~}\n  y", "'x\n' $(a) '  y'"),
        ("x \n${~ a}", "'x' $(a)"),
        ("${a ~}  ", "$(a) ''"),
        ("${a ~} ${~ b}", "$(a) '' $(b)"),
        // Directives.
        ("%{ if a }x%{ endif }", "(if a ['x'] [])"),
        ("%{ if a }x%{ else }y%{ endif }", "(if a ['x'] ['y'])"),
        ("%{if(a)}%{endif}", "(if (paren a) [] [])"),
        ("%{ if a ~} x %{~ else ~} y %{~ endif ~} z", "(if a ['x'] ['y']) 'z'"),
        ("%{ for x in c }${x}%{ endfor }", "(for x c [$(x)])"),
        ("%{ for k, v in c }${k}%{ endfor }", "(for k,v c [$(k)])"),
        ("%{ for x in c }%{ if x }a%{ endif }%{ endfor }b", "(for x c [(if x ['a'] [])]) 'b'"),
        // Blanks and comments.
        ("${\r\n\ta\n}", "$(a)"),
        ("${a # c }\n}", "$(a)"),
        ("${// c }\r\na}", "$(a)"),
        ("${/* } */a/**/}", "$(a)"),
        ("${a\n+\nb}", "$((+ a b))"),
        // Constants.
        ("${1}", "$(1)"),
        ("${010}", "$(010)"),
        ("${1.50e+3}", "$(1.50e+3)"),
        ("${[true, false, null, True, None]}", "$((list true false null True None))"),
        // Quoted strings.
        (r#"${"a"}"#, "$('a')"),
        (r#"${""}"#, "$('')"),
        (r#"${"\n\r\t\"\\\u00e9\U0001F600"}"#, "$('\n\r\t\"\\é😀')"),
        (r#"${"}{"}"#, "$('}{')"),
        (r#"${"$ % $$ a$"}"#, "$('$ % $$ a$')"),
        (r#"${"$${a} %%{b}"}"#, "$('${a} %{b}')"),
        (r#"${"a${b}c"}"#, "$((text 'a' $(b) 'c'))"),
        (r#"${"${a}"}"#, "$((text $(a)))"),
        (r#"${"x${"y${z}"}"}"#, "$((text 'x' $((text 'y' $(z)))))"),
        (r#"${"\n ${~ a ~} \t "}"#, "$((text '' $(a) ''))"),
        (r#"${"%{ if a }b%{ endif }"}"#, "$((text (if a ['b'] [])))"),
        // Heredocs.
        ("${<<EOT\nEOT\n}", "$('')"),
        ("${<<EOT\na\n  b\nEOT\n}", "$('a\n  b\n')"),
        ("${<<EOT\r\na\r\n  EOT\r\n}", "$('a\r\n')"),
        ("${<<EOT\na\nEOT}\nEOT\n}", "$('a\nEOT}\n')"),
        ("${<<EOT\n\\n \" $${a} $ %\nEOT\n}", "$('\\n \" ${a} $ %\n')"),
        ("${<<EOT\na ${b}\nEOT\n}", "$((text 'a ' $(b) '\n'))"),
        ("${<<-EOT\n    a\n\n      b\n    EOT\n}", "$('a\n\n  b\n')"),
        ("${<<-EOT\n    a${b}\n   ${c}\n  EOT\n}", "$((text ' a' $(b) '\n' $(c) '\n'))"),
        ("${<<-EOT\n${b}\n   c\n  EOT\n}", "$((text $(b) '\n   c\n'))"),
        ("${f(<<A\na\nA\n, <<B\nb\nB\n)}", "$((call f 'a\n' 'b\n'))"),
        // References.
        ("${a-1}", "$(a-1)"),
        ("${a - 1}", "$((- a 1))"),
        ("${_a.é1}", "$(_a.é1)"),
        ("${local.true.for}", "$(local.true.for)"),
        ("${true.a}", "$((get true .a))"),
        ("${a.0.b}", "$(a.0.b)"),
        ("${a.1e3}", "$(a.1e3)"),
        ("${a[0][\"k\"][b.c]}", "$(a[0]['k'][b.c])"),
        ("${a[*].b[0]}", "$(a[*].b[0])"),
        ("${a.*.b.0[0].*.c}", "$(a.*.b.0[0].*.c)"),
        ("${ a . b [ 0 ] [ * ] }", "$(a.b[0][*])"),
        ("${a\n.b\n[\n0\n]}", "$(a.b[0])"),
        ("${f(a)[0].b}", "$((get (call f a) [0].b))"),
        ("${[a][0]}", "$((get (list a) [0]))"),
        ("${(a).b}", "$((get (paren a) .b))"),
        ("${\"a\"[*]}", "$((get 'a' [*]))"),
        // Calls.
        ("${f()}", "$((call f))"),
        ("${f (a, b,)}", "$((call f a b))"),
        ("${f(a, b...)}", "$((call f a b...))"),
        ("${core::upper(a)}", "$((call core::upper a))"),
        ("${provider :: x :: f(\na\n)}", "$((call provider::x::f a))"),
        // Operators.
        ("${1 + 2 * 3}", "$((+ 1 (* 2 3)))"),
        ("${1 * 2 + 3}", "$((+ (* 1 2) 3))"),
        ("${1 - 2 + 3}", "$((+ (- 1 2) 3))"),
        ("${a || b && c == d < e + f * g}", "$((|| a (&& b (== c (< d (+ e (* f g)))))))"),
        ("${a * b + c < d == e && f || g}", "$((|| (&& (== (< (+ (* a b) c) d) e) f) g))"),
        ("${a == b != c}", "$((!= (== a b) c))"),
        ("${a >= b}${a <= b}${a > b}", "$((>= a b)) $((<= a b)) $((> a b))"),
        ("${a / b % c}", "$((% (/ a b) c))"),
        ("${!a.b}", "$((! a.b))"),
        ("${-a + b}", "$((+ (- a) b))"),
        ("${!!a}", "$((! (! a)))"),
        ("${a - -1}", "$((- a (- 1)))"),
        ("${(a + b) * c}", "$((* (paren (+ a b)) c))"),
        ("${a ? b : c}", "$((? a b c))"),
        ("${a ? b : c ? d : e}", "$((? a b (? c d e)))"),
        ("${a ? b ? c : d : e}", "$((? a (? b c d) e))"),
        ("${a||b?c:d}", "$((? (|| a b) c d))"),
        // Collections.
        ("${[]}", "$((list))"),
        ("${[a, b,]}", "$((list a b))"),
        ("${[\na\n,\n[b]\n]}", "$((list a (list b)))"),
        ("${{}}", "$((object))"),
        ("${{a = 1, b : 2,}}", "$((object a=1 b=2))"),
        ("${{\n\na = 1 # c\n\nb = {c = 2}\n}}", "$((object a=1 b=(object c=2)))"),
        ("${{\r\na = 1\r\nb = 2\r\n}}", "$((object a=1 b=2))"),
        ("${{a = [\n1\n], b = f(\n1\n)}}", "$((object a=(list 1) b=(call f 1)))"),
        ("${{a = <<E\nx\nE\nb = 1}}", "$((object a='x\n' b=1))"),
        ("${{\"a\" = 1, (b) = 2, \"${c}\" = 3, 4 = 5}}", "$((object 'a'=1 (paren b)=2 (text $(c))=3 4=5))"),
        ("${{true = 1, null = 2, if = 3}}", "$((object true=1 null=2 if=3))"),
        ("${{a=\"}\"}}", "$((object a='}'))"),
        ("${[for x in c : x]}", "$((for x c x))"),
        ("${[\nfor\nk\n,\nv in c : v if k]}", "$((for k,v c v if k))"),
        ("${{for k, v in c : k => v}}", "$((for k,v c k=>v))"),
        ("${{\nfor x in c :\nx.k => x... if x.p\n}}", "$((for x c x.k=>x... if x.p))"),
        ("${[fortune]}", "$((list fortune))"),
    ];

    #[test]
    fn texts_are_read_as_the_trees_they_mean() {
        for (text, tree) in TREES {
            let template =
                parse(text).unwrap_or_else(|error| panic!("{text}: {error} at {}", error.offset()));
            assert_eq!(show(&template), *tree, "{text}");
        }
    }

    #[test]
    fn text_without_escapes_is_borrowed() {
        for text in ["plain", "a\nb\nc${d}", "${d ~}\n a\nb", "${<<E\na\nb\nE\n}"] {
            let template = parse(text).unwrap();
            for part in &template.parts {
                let borrowed = match part {
                    Part::Literal(text) => matches!(text, super::Cow::Borrowed(_)),
                    Part::Interpolation(expression) => {
                        !matches!(expression.kind, ExpressionKind::String(super::Cow::Owned(_)))
                    }
                    _ => panic!("no such part in {text}"),
                };
                assert!(borrowed, "{text}");
            }
        }
    }

    #[test]
    fn expressions_know_where_they_stand() {
        let text = "x ${ [ a.b [0] , f(c) , 1 + 2 , \"é\" , -d , (e) ? g : h ] } y";
        let template = parse(text).unwrap();
        let [_, Part::Interpolation(list), _] = template.parts.as_slice() else { panic!("not three parts") };
        let ExpressionKind::Tuple(items) = &list.kind else { panic!("no list") };
        let words: Vec<_> = items.iter().map(|item| item.span.of(text)).collect();
        assert_eq!(words, ["a.b [0]", "f(c)", "1 + 2", "\"é\"", "-d", "(e) ? g : h"]);
        assert_eq!(
            Some(list.span.of(text)),
            text.strip_prefix("x ${ ").and_then(|rest| rest.strip_suffix(" } y"))
        );
    }

    #[test]
    fn addresses_are_read_as_names_and_keys() {
        for (text, tree) in [
            ("a", "a"),
            ("aws_a.b", "aws_a.b"),
            ("module.x", "module.x"),
            ("data.t.n", "data.t.n"),
            ("aws_a.b[\"k\"]", "aws_a.b['k']"),
            ("aws_s3_bucket.b[0].id", "aws_s3_bucket.b[0].id"),
            ("module.m[\"k\"].out", "module.m['k'].out"),
            ("aws_subnet.a[\"x/y.z\"].id", "aws_subnet.a['x/y.z'].id"),
            ("aws_subnet.a[\"a\\\"b$${c}\"]", "aws_subnet.a['a\"b${c}']"),
            (" a . b [ 0 ] ", "a.b[0]"),
            ("a-b.c_d", "a-b.c_d"),
        ] {
            let traversal = parse_traversal(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(format!("{}{}", traversal.root, show_steps(&traversal.steps)), tree);
            assert_eq!(traversal.span.of(text), text.trim());
        }
        for (text, offset, message) in [
            ("", 0, "expected a name, found the end of the text"),
            ("${a.b}", 0, "expected a name, found `$`"),
            ("a.", 2, "expected a name, found the end of the text"),
            ("a.0", 2, "expected a name, found `0`"),
            ("a.b[*]", 4, "an address may not hold a splat; name one instance or none"),
            ("a.*.b", 2, "an address may not hold a splat; name one instance or none"),
            ("a[b]", 2, "expected a number or a quoted string, found `b`"),
            (
                "a[\"${b}\"]",
                2,
                "a key in an address is plain text; double the `$` or `%` if it is part of the key",
            ),
            ("a[0", 3, "expected `]`, found the end of the text"),
            ("a(b)", 1, "expected the end of the text, found `(`"),
            ("a.b c", 4, "expected the end of the text, found `c`"),
        ] {
            let error = parse_traversal(text).unwrap_err();
            assert_eq!((error.offset(), error.to_string().as_str()), (offset, message), "{text}");
        }
    }

    #[test]
    fn bare_expressions_go_to_the_end_of_the_text() {
        assert_eq!(show_expression(&parse_expression(" a.b[count.index] ").unwrap()), "a.b[count.index]");
        assert_eq!(parse_expression("a b").unwrap_err().offset(), 2);
        assert_eq!(
            parse_expression("a /* b").unwrap_err().to_string(),
            "the comment that starts here is never closed by `*/`"
        );
    }

    fn show(template: &Template<'_>) -> String {
        show_parts(&template.parts)
    }

    fn show_parts(parts: &[Part<'_>]) -> String {
        let parts = parts.iter().map(|part| match part {
            Part::Literal(text) => format!("'{text}'"),
            Part::Interpolation(expression) => format!("$({})", show_expression(expression)),
            Part::If(directive) => format!(
                "(if {} [{}] [{}])",
                show_expression(&directive.condition),
                show_parts(&directive.then),
                show_parts(&directive.otherwise)
            ),
            Part::For(directive) => format!(
                "(for {} {} [{}])",
                show_variables(directive.variables),
                show_expression(&directive.collection),
                show_parts(&directive.body)
            ),
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn show_variables(variables: Variables<'_>) -> String {
        variables.key.map_or(variables.value.into(), |key| format!("{key},{}", variables.value))
    }

    fn show_expression(expression: &Expression<'_>) -> String {
        match &expression.kind {
            ExpressionKind::Null => "null".into(),
            ExpressionKind::Bool(value) => value.to_string(),
            ExpressionKind::Number(number) => number.to_string(),
            ExpressionKind::String(text) => format!("'{text}'"),
            ExpressionKind::Template(template) => format!("(text {})", show(template)),
            ExpressionKind::Traversal(traversal) => {
                format!("{}{}", traversal.root, show_steps(&traversal.steps))
            }
            ExpressionKind::Access(base, steps) => {
                format!("(get {} {})", show_expression(base), show_steps(steps))
            }
            ExpressionKind::Call(call) => {
                let arguments = show_list(&call.arguments);
                format!("(call {}{arguments}{})", call.name, if call.expands { "..." } else { "" })
            }
            ExpressionKind::Unary(operator, operand) => {
                let symbol = match operator {
                    super::UnaryOperator::Not => '!',
                    super::UnaryOperator::Negate => '-',
                };
                format!("({symbol} {})", show_expression(operand))
            }
            ExpressionKind::Binary(first, rest) => {
                rest.iter().fold(show_expression(first), |left, (operator, right)| {
                    format!("({} {left} {})", operator.symbol(), show_expression(right))
                })
            }
            ExpressionKind::Conditional(choice) => format!(
                "(? {} {} {})",
                show_expression(&choice.condition),
                show_expression(&choice.then),
                show_expression(&choice.otherwise)
            ),
            ExpressionKind::Tuple(items) => format!("(list{})", show_list(items)),
            ExpressionKind::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| match key {
                    ObjectKey::Name(name) => format!(" {name}={}", show_expression(value)),
                    ObjectKey::Expression(key) => {
                        format!(" {}={}", show_expression(key), show_expression(value))
                    }
                });
                format!("(object{})", entries.collect::<String>())
            }
            ExpressionKind::For(each) => format!(
                "(for {} {} {}{}{}{})",
                show_variables(each.variables),
                show_expression(&each.collection),
                each.key.as_ref().map_or(String::new(), |key| format!("{}=>", show_expression(key))),
                show_expression(&each.value),
                if each.groups { "..." } else { "" },
                each.condition
                    .as_ref()
                    .map_or(String::new(), |condition| format!(" if {}", show_expression(condition))),
            ),
            ExpressionKind::Parentheses(inner) => format!("(paren {})", show_expression(inner)),
        }
    }

    fn show_list(items: &[Expression<'_>]) -> String {
        items.iter().fold(String::new(), |list, item| format!("{list} {}", show_expression(item)))
    }

    fn show_steps(steps: &[Step<'_>]) -> String {
        let steps = steps.iter().map(|step| match step {
            Step::Attribute(name) | Step::LegacyIndex(name) => format!(".{name}"),
            Step::Index(index) => format!("[{}]", show_expression(index)),
            Step::Splat => "[*]".into(),
            Step::AttributeSplat => ".*".into(),
        });
        steps.collect()
    }
}
