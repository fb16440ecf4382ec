//! Go's regular expressions: what `regex`, `regexall` and `replace` match with.
//!
//! `regex-lite` needs the standard library, and `regex` would be a third of the engine's size, so this is an own
//! matcher, built as Go's own is: a small program, run along the text with every state visited once, the leftmost
//! match and the earlier alternative first. Classes of Unicode, octal codes and `\Q` are refused.

mod parser;
mod piece;

use alloc::string::String;
use alloc::vec::Vec;

/// A compiled pattern.
pub(super) struct Pattern {
    program: Vec<Instruction>,
    /// The name of each group, empty for those without.
    names: Vec<String>,
    /// Whether letters match in either case, of which only those of ASCII are known here.
    folds: bool,
}

/// Where the whole and each group matched.
pub(super) type Captures = Vec<Option<(usize, usize)>>;

/// Jumps are relative, so that pieces of a program can be repeated.
#[derive(Clone, Debug)]
enum Instruction {
    Set {
        ranges: Vec<(char, char)>,
        negated: bool,
    },
    Assert(Assertion),
    Save(usize),
    /// Tries the first way, then the second.
    Split(isize, isize),
    Jump(isize),
}

#[derive(Clone, Copy, Debug)]
enum Assertion {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// The longest program that is run.
const LONGEST_PROGRAM: usize = 4000;

/// The largest product of program and text.
const MOST_STATES: usize = 1 << 22;

impl Pattern {
    pub(super) fn parse(text: &str) -> Option<Pattern> {
        parser::parse(text)
    }

    /// The names of the groups, empty for those without.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the matches in the text are certain.
    pub(super) fn suits(&self, text: &str) -> bool {
        let states = text.len().checked_add(1).and_then(|length| length.checked_mul(self.program.len() + 1));
        (!self.folds || text.is_ascii()) && states.is_some_and(|states| states <= MOST_STATES)
    }

    /// The first match that begins at or after a byte.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<Captures> {
        let states = (self.program.len() + 1) * (text.len() + 1);
        let mut search = Search { pattern: self, text, visited: alloc::vec![0; states / 64 + 1] };
        let mut starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        starts.by_ref().filter(|at| *at >= from).find_map(|at| search.run(at))
    }
}

struct Search<'s> {
    pattern: &'s Pattern,
    text: &'s str,
    /// A bit for each instruction at each place; what failed once fails again, whichever way it was come to.
    visited: Vec<u64>,
}

enum Job {
    Run(usize, usize),
    Restore(usize, Option<usize>),
}

impl Search<'_> {
    fn run(&mut self, start: usize) -> Option<Captures> {
        let mut slots: Vec<Option<usize>> = alloc::vec![None; 2 * (self.pattern.names.len() + 1)];
        let mut jobs: Vec<Job> = [Job::Run(0, start)].into();
        while let Some(job) = jobs.pop() {
            let (at, place) = match job {
                Job::Restore(slot, old) => {
                    *slots.get_mut(slot)? = old;
                    continue;
                }
                Job::Run(at, place) => (at, place),
            };
            if !self.visit(at, place) {
                continue;
            }
            let Some(instruction) = self.pattern.program.get(at) else {
                *slots.get_mut(0)? = Some(start);
                *slots.get_mut(1)? = Some(place);
                let (pairs, _) = slots.as_chunks::<2>();
                return Some(pairs.iter().map(|[from, to]| from.zip(*to)).collect());
            };
            match instruction {
                Instruction::Set { ranges, negated } => {
                    let next = self.text.get(place..)?.chars().next();
                    let is_in = |one: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&one));
                    if let Some(next) = next.filter(|next| is_in(*next) != *negated) {
                        jobs.push(Job::Run(at + 1, place + next.len_utf8()));
                    }
                }
                Instruction::Assert(assertion) => {
                    if assertion.holds(self.text, place) {
                        jobs.push(Job::Run(at + 1, place));
                    }
                }
                Instruction::Save(slot) => {
                    let old = slots.get_mut(*slot)?;
                    jobs.push(Job::Restore(*slot, *old));
                    *old = Some(place);
                    jobs.push(Job::Run(at + 1, place));
                }
                Instruction::Split(first, second) => {
                    jobs.push(Job::Run(at.checked_add_signed(*second)?, place));
                    jobs.push(Job::Run(at.checked_add_signed(*first)?, place));
                }
                Instruction::Jump(by) => jobs.push(Job::Run(at.checked_add_signed(*by)?, place)),
            }
        }
        None
    }

    /// Whether this state is new.
    fn visit(&mut self, at: usize, place: usize) -> bool {
        let state = at * (self.text.len() + 1) + place;
        let Some(word) = self.visited.get_mut(state / 64) else { return false };
        let bit = 1 << (state % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

impl Assertion {
    fn holds(self, text: &str, place: usize) -> bool {
        let (before, after) = text.split_at_checked(place).unwrap_or_default();
        let is_word =
            |character: Option<char>| character.is_some_and(|one| one.is_ascii_alphanumeric() || one == '_');
        let at_boundary = || is_word(before.chars().next_back()) != is_word(after.chars().next());
        match self {
            Assertion::TextStart => before.is_empty(),
            Assertion::TextEnd => after.is_empty(),
            Assertion::LineStart => before.is_empty() || before.ends_with('\n'),
            Assertion::LineEnd => after.is_empty() || after.starts_with('\n'),
            Assertion::WordBoundary => at_boundary(),
            Assertion::NoWordBoundary => !at_boundary(),
        }
    }
}
