//! Reading a pattern into a program, refusing what Go refuses.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::piece::Piece;
use super::{Assertion, Instruction, Pattern};

pub(super) fn parse(text: &str) -> Option<Pattern> {
    let mut parser =
        Parser { rest: text, names: Vec::new(), flags: Flags::default(), depth: 0, folds: false };
    let piece = parser.alternatives()?;
    let is_whole = parser.rest.is_empty();
    is_whole.then_some(Pattern { program: piece.code, names: parser.names, folds: parser.folds })
}

/// How deep groups may nest.
const DEEPEST: usize = 30;

#[derive(Clone, Copy, Default)]
struct Flags {
    ignores_case: bool,
    many_lines: bool,
    dot_takes_newline: bool,
}

struct Parser<'p> {
    rest: &'p str,
    names: Vec<String>,
    flags: Flags,
    depth: usize,
    folds: bool,
}

/// Throughout, nothing means that the pattern is refused, here or by Go.
impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn eat(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn alternatives(&mut self) -> Option<Piece> {
        let mut branches = Vec::new();
        loop {
            branches.push(self.sequence()?);
            if !self.eat("|") {
                break;
            }
        }
        let mut piece = branches.pop()?;
        while let Some(before) = branches.pop() {
            piece = before.or(&piece)?;
        }
        Some(piece)
    }

    fn sequence(&mut self) -> Option<Piece> {
        let mut piece = Piece { code: Vec::new(), nullable: true };
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let is_flags = self.rest.starts_with("(?") && !self.rest.starts_with("(?:");
            let item = self.item()?;
            // Flags alone are nothing that repeats.
            let may_repeat = !is_flags || !item.code.is_empty();
            let item = match self.counts() {
                Some((least, most)) if may_repeat => self.repeated(&item, least, most)?,
                Some(_) => return None,
                None => item,
            };
            piece = piece.then(&item)?;
        }
        Some(piece)
    }

    /// The piece with the repetition that stands next, which may be lazy; Go refuses a second one.
    fn repeated(&mut self, piece: &Piece, least: usize, most: Option<usize>) -> Option<Piece> {
        if least > 1000 || most.is_some_and(|most| most > 1000 || most < least) {
            return None;
        }
        if self.next()? == '{' {
            self.rest = self.rest.split_once('}')?.1;
        }
        let lazy = self.eat("?");
        if self.counts().is_some() {
            return None;
        }
        piece.clone().repeated(least, most, lazy)
    }

    /// How often `*`, `+`, `?`, `{n}`, `{n,}` or `{n,m}` repeats; anything else in braces is text.
    fn counts(&self) -> Option<(usize, Option<usize>)> {
        match self.peek()? {
            '*' => return Some((0, None)),
            '+' => return Some((1, None)),
            '?' => return Some((0, Some(1))),
            _ => {}
        }
        let (counts, _) = self.rest.strip_prefix('{')?.split_once('}')?;
        let number = |text: &str| {
            let is_number =
                text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
            text.parse::<usize>().ok().filter(|_| is_number)
        };
        match counts.split_once(',') {
            None => number(counts).map(|count| (count, Some(count))),
            Some((least, "")) => Some((number(least)?, None)),
            Some((least, most)) => Some((number(least)?, Some(number(most)?))),
        }
    }

    fn item(&mut self) -> Option<Piece> {
        use Assertion as A;
        let assertion = |assertion| Some(Piece::one(Instruction::Assert(assertion)));
        let many_lines = self.flags.many_lines;
        if self.counts().is_some() {
            return None;
        }
        match self.next()? {
            '(' => self.group(),
            '[' => self.class(),
            '^' => assertion(if many_lines { A::LineStart } else { A::TextStart }),
            '$' => assertion(if many_lines { A::LineEnd } else { A::TextEnd }),
            '.' if self.flags.dot_takes_newline => Some(self.set(Vec::new(), true)),
            '.' => Some(self.set([('\n', '\n')].into(), true)),
            '\\' => match self.peek()? {
                'b' => self.next().and_then(|_| assertion(A::WordBoundary)),
                'B' => self.next().and_then(|_| assertion(A::NoWordBoundary)),
                'A' => self.next().and_then(|_| assertion(A::TextStart)),
                'z' => self.next().and_then(|_| assertion(A::TextEnd)),
                letter => match perl_class(letter) {
                    Some((ranges, negated)) => {
                        self.next();
                        Some(self.set(ranges.to_vec(), negated))
                    }
                    None => self.escaped().map(|one| self.set([(one, one)].into(), false)),
                },
            },
            one => Some(self.set([(one, one)].into(), false)),
        }
    }

    /// Where letters match in either case, the ranges get both.
    fn set(&mut self, mut ranges: Vec<(char, char)>, negated: bool) -> Piece {
        if self.flags.ignores_case {
            self.folds = true;
            for (from, to) in ranges.clone() {
                for letter in ('a'..='z').chain('A'..='Z').filter(|letter| (from..=to).contains(letter)) {
                    let other = if letter.is_ascii_lowercase() {
                        letter.to_ascii_uppercase()
                    } else {
                        letter.to_ascii_lowercase()
                    };
                    ranges.push((other, other));
                }
            }
        }
        Piece::one(Instruction::Set { ranges, negated })
    }

    fn group(&mut self) -> Option<Piece> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let outside = self.flags;
        let mut slot = None;
        if self.eat("?P<") || self.eat("?<") {
            let (name, rest) = self.rest.split_once('>')?;
            let is_name =
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && !name.is_empty();
            if !is_name || self.names.iter().any(|other| other == name) {
                return None;
            }
            self.rest = rest;
            slot = Some(self.open(name));
        } else if self.eat("?") {
            if self.set_flags()? {
                self.depth -= 1;
                return Some(Piece { code: Vec::new(), nullable: true });
            }
        } else {
            slot = Some(self.open(""));
        }
        let mut piece = self.alternatives()?;
        if let Some(slot) = slot {
            let nullable = piece.nullable;
            piece = Piece::one(Instruction::Save(slot))
                .then(&piece)?
                .then(&Piece::one(Instruction::Save(slot + 1)))?;
            piece.nullable = nullable;
        }
        self.flags = outside;
        self.depth -= 1;
        self.eat(")").then_some(piece)
    }

    /// The slot in which the group that opens notes its beginning.
    fn open(&mut self, name: &str) -> usize {
        self.names.push(name.to_string());
        2 * self.names.len()
    }

    /// The flags of `(?i)` and `(?i:…)`; whether they hold for the rest of the group around them.
    fn set_flags(&mut self) -> Option<bool> {
        let mut on = true;
        let mut any = false;
        loop {
            match self.next()? {
                'i' => self.flags.ignores_case = on,
                'm' => self.flags.many_lines = on,
                's' => self.flags.dot_takes_newline = on,
                '-' if on => {
                    on = false;
                    any = false;
                    continue;
                }
                ':' if any || on => return Some(false),
                ')' if any => return Some(true),
                _ => return None,
            }
            any = true;
        }
    }

    /// `[a-z]`, from behind the bracket on.
    fn class(&mut self) -> Option<Piece> {
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        let mut first = true;
        while first || self.peek()? != ']' {
            first = false;
            if self.rest.starts_with("[:") && self.rest.contains(":]") {
                let (name, rest) = self.rest.strip_prefix("[:")?.split_once(":]")?;
                ranges.extend_from_slice(posix_class(name)?);
                self.rest = rest;
                continue;
            }
            let escaped = self.rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
            if let Some((class, negated)) = escaped.and_then(perl_class) {
                self.rest = self.rest.get(2..)?;
                ranges.extend(if negated { complement(class) } else { class.to_vec() });
                continue;
            }
            let from = self.class_character()?;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            let to = if is_range && self.next().is_some() { self.class_character()? } else { from };
            if to < from {
                return None;
            }
            ranges.push((from, to));
        }
        self.next();
        Some(self.set(ranges, negated))
    }

    fn class_character(&mut self) -> Option<char> {
        match self.next()? {
            '\\' => self.escaped(),
            one => Some(one),
        }
    }

    /// The character that stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'x' => {
                let (digits, rest) = match self.rest.strip_prefix('{') {
                    Some(braced) => braced.split_once('}')?,
                    None => self.rest.split_at_checked(2)?,
                };
                let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                self.rest = rest;
                char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?)?
            }
            one if one.is_ascii() && !one.is_ascii_alphanumeric() => one,
            _ => return None,
        })
    }
}

type Ranges = &'static [(char, char)];

const DIGITS: Ranges = &[('0', '9')];
const SPACES: Ranges = &[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')];
const WORD: Ranges = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

/// The class that a letter behind a backslash means, and whether it is all others.
fn perl_class(letter: char) -> Option<(Ranges, bool)> {
    let ranges = match letter.to_ascii_lowercase() {
        'd' => DIGITS,
        's' => SPACES,
        'w' => WORD,
        _ => return None,
    };
    Some((ranges, letter.is_ascii_uppercase()))
}

fn posix_class(name: &str) -> Option<Ranges> {
    Some(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        "digit" => DIGITS,
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => WORD,
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}

/// What lies between and around ranges of ASCII in order.
fn complement(ranges: Ranges) -> Vec<(char, char)> {
    let mut others = Vec::new();
    let mut from = 0_u32;
    for (first, last) in ranges {
        let before = char::from_u32(from).zip(char::from_u32(u32::from(*first).wrapping_sub(1)));
        others.extend(before.filter(|(from, to)| from <= to));
        from = u32::from(*last) + 1;
    }
    others.extend(char::from_u32(from).map(|from| (from, char::MAX)));
    others
}
