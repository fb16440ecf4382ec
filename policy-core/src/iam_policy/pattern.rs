//! Names with wildcards, as policies write actions, resources and principals, with parts that may be unknown.

use alloc::{vec, vec::Vec};

use super::Answer;
use crate::template::{Fragment, Partial};

/// A name in which `*` stands for any text and `?` for any character.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
enum Token {
    /// A letter, small.
    Letter(char),
    /// Any one character.
    One,
    /// Any text.
    Many,
    /// A text that is not known.
    Hole,
}

/// Whether unknown parts are passed, as what may be, or stop the way, as what is not certain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holes {
    Pass,
    Stop,
}

impl Pattern {
    pub(super) fn new(name: &Partial) -> Self {
        let Partial::Text(fragments) = name else { return Self { tokens: vec![Token::Hole] } };
        let mut tokens = Vec::new();
        for fragment in fragments {
            match fragment {
                Fragment::Known(text) => tokens.extend(text.chars().map(Token::of)),
                Fragment::Unknown => tokens.push(Token::Hole),
            }
        }
        Self { tokens }
    }

    /// Whether it matches a name.
    pub(super) fn matches(&self, name: &str) -> Answer {
        Self::certainty(|holes| self.states(name, holes).last() == Some(&true))
    }

    /// Whether it matches any action of a service.
    pub(super) fn meets_service(&self, service: &str) -> Answer {
        Self::certainty(|holes| self.states_in(service, ':', holes).contains(&true))
    }

    /// Whether it matches every action of a service.
    pub(super) fn covers_service(&self, service: &str) -> Answer {
        Self::certainty(|holes| {
            let states = self.states_in(service, ':', holes);
            let reached = states.iter().enumerate().filter(|(_, is_reached)| **is_reached);
            let is_any =
                |token: &Token| *token == Token::Many || (*token == Token::Hole && holes == Holes::Pass);
            reached
                .filter_map(|(at, _)| self.tokens.get(at..))
                .any(|rest| !rest.is_empty() && rest.iter().all(is_any))
        })
    }

    /// Whether it is the principal of a service: `logs.amazonaws.com`, or with a region `logs.eu-west-1.amazonaws.com`.
    pub(super) fn is_service(&self, service: &str) -> Answer {
        let prefix: Vec<Token> = service.chars().chain(['.']).map(Token::of).collect();
        if let Some(rest) = self.tokens.strip_prefix(prefix.as_slice()) {
            // Services whose names are told apart by more than the first word have a word without a digit next.
            let domain: Vec<Token> = "amazonaws.".chars().map(Token::of).collect();
            let word: Vec<Token> =
                rest.iter().copied().take_while(|token| *token != Token::Letter('.')).collect();
            let is_region = word.iter().any(|token| {
                matches!(token, Token::Letter(letter) if letter.is_ascii_digit()) || *token == Token::Hole
            });
            return if rest.starts_with(&domain) || is_region { Answer::Yes } else { Answer::No };
        }
        Self::certainty(|holes| self.states_in(service, '.', holes).contains(&true))
    }

    pub(super) fn is_everything(&self) -> bool {
        self.tokens == [Token::Many]
    }

    /// Whether it is the number of an account.
    pub(super) fn is_account(&self) -> bool {
        self.tokens.len() == 12
            && self
                .tokens
                .iter()
                .all(|token| matches!(token, Token::Letter(letter) if letter.is_ascii_digit()))
    }

    pub(super) fn ends_with(&self, text: &str) -> bool {
        let text: Vec<Token> = text.chars().map(Token::of).collect();
        self.tokens.ends_with(&text)
    }

    fn certainty(holds: impl Fn(Holes) -> bool) -> Answer {
        match (holds(Holes::Stop), holds(Holes::Pass)) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::Maybe,
            (false, false) => Answer::No,
        }
    }

    fn states_in(&self, service: &str, separator: char, holes: Holes) -> Vec<bool> {
        self.run(service.chars().chain([separator]), holes)
    }

    fn states(&self, text: &str, holes: Holes) -> Vec<bool> {
        self.run(text.chars(), holes)
    }

    /// Up to which of its tokens it may have come after a text.
    fn run(&self, text: impl Iterator<Item = char>, holes: Holes) -> Vec<bool> {
        let mut states = vec![false; self.tokens.len() + 1];
        if let Some(start) = states.first_mut() {
            *start = true;
        }
        self.skip(&mut states, holes);
        for letter in text.map(|letter| letter.to_ascii_lowercase()) {
            let mut next = vec![false; states.len()];
            for ((at, token), _) in
                self.tokens.iter().enumerate().zip(&states).filter(|(_, is_reached)| **is_reached)
            {
                let to = match token {
                    Token::Letter(own) if *own == letter => at + 1,
                    Token::One => at + 1,
                    Token::Many => at,
                    Token::Hole if holes == Holes::Pass => at,
                    Token::Letter(_) | Token::Hole => continue,
                };
                if let Some(state) = next.get_mut(to) {
                    *state = true;
                }
            }
            self.skip(&mut next, holes);
            states = next;
        }
        states
    }

    /// What stands for any text stands for none, too.
    fn skip(&self, states: &mut [bool], holes: Holes) {
        for (at, token) in self.tokens.iter().enumerate() {
            let is_empty = *token == Token::Many || (*token == Token::Hole && holes == Holes::Pass);
            if is_empty
                && states.get(at) == Some(&true)
                && let Some(next) = states.get_mut(at + 1)
            {
                *next = true;
            }
        }
    }
}

impl Token {
    fn of(character: char) -> Self {
        match character {
            '*' => Self::Many,
            '?' => Self::One,
            letter => Self::Letter(letter.to_ascii_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `~` is a hole.
    fn pattern(text: &str) -> Pattern {
        let mut fragments = Vec::new();
        for (at, known) in text.split('~').enumerate() {
            if at > 0 {
                fragments.push(Fragment::Unknown);
            }
            fragments.push(Fragment::Known(known.into()));
        }
        Pattern::new(&Partial::Text(fragments))
    }

    #[test]
    fn wildcards_match_as_iam_has_them() {
        use Answer::{Maybe, No, Yes};
        for (own, name, expected) in [
            ("s3:GetObject", "S3:getobject", Yes),
            ("s3:Get*", "s3:GetObject", Yes),
            ("s3:*Object", "s3:GetObject", Yes),
            ("s3:*Object", "s3:GetObjects", No),
            ("s3:?etObject", "s3:GetObject", Yes),
            ("s3:?GetObject", "s3:GetObject", No),
            ("*", "s3:GetObject", Yes),
            ("", "s3:GetObject", No),
            ("s3:~", "s3:GetObject", Maybe),
            ("s3:~", "ec2:GetObject", No),
            ("~", "s3:GetObject", Maybe),
            ("*~", "s3:GetObject", Maybe),
        ] {
            assert_eq!(pattern(own).matches(name), expected, "{own} {name}");
        }
        assert_eq!(Pattern::new(&Partial::Unknown).matches("a"), Maybe);
    }

    #[test]
    fn a_service_is_met_by_one_action_and_covered_by_all() {
        use Answer::{Maybe, No, Yes};
        for (own, meets, covers) in [
            ("s3:GetObject", Yes, No),
            ("S3:*", Yes, Yes),
            ("s3:**", Yes, Yes),
            ("*", Yes, Yes),
            ("*:*", Yes, Yes),
            ("s3*", Yes, Yes),
            ("s?:Get*", Yes, No),
            ("*:GetObject", Yes, No),
            ("*Object", Yes, No),
            ("s3:~", Yes, Maybe),
            ("~:GetObject", Maybe, No),
            ("~", Maybe, Maybe),
            ("s3", No, No),
            ("s3-object-lambda:*", No, No),
            ("ec2:*", No, No),
            ("", No, No),
        ] {
            assert_eq!(pattern(own).meets_service("s3"), meets, "{own}");
            assert_eq!(pattern(own).covers_service("s3"), covers, "{own}");
        }
    }

    #[test]
    fn a_service_is_known_by_its_principal() {
        use Answer::{Maybe, No, Yes};
        for (own, expected) in [
            ("logs.amazonaws.com", Yes),
            ("logs.eu-west-1.amazonaws.com", Yes),
            ("logs.cn-north-1.amazonaws.com.cn", Yes),
            ("logs.~.amazonaws.com", Yes),
            ("logs.~", Yes),
            ("~.amazonaws.com", Maybe),
            ("~", Maybe),
            ("delivery.logs.amazonaws.com", No),
            ("lambda.amazonaws.com", No),
            ("logs.elsewhere.amazonaws.com", No),
            ("arn:aws:logs", No),
        ] {
            assert_eq!(pattern(own).is_service("logs"), expected, "{own}");
        }
        assert_eq!(pattern("ec2.application-autoscaling.amazonaws.com").is_service("ec2"), No);
    }
}
