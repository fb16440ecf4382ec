//! From a value of which parts are known to the statements of a policy.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{Document, Effect, Pattern, Principals, Selection, Statement};
use crate::{
    json::{self, KEEP_ALL},
    plan::of_literal,
    template::{Fragment, Partial},
};

/// The keys by which a statement is written.
struct Keys {
    actions: [&'static str; 2],
    resources: [&'static str; 2],
    principals: [&'static str; 2],
    condition: &'static str,
}

/// As IAM has them.
const OF_JSON: Keys = Keys {
    actions: ["Action", "NotAction"],
    resources: ["Resource", "NotResource"],
    principals: ["Principal", "NotPrincipal"],
    condition: "Condition",
};

/// As the blocks of `aws_iam_policy_document` have them.
const OF_BLOCKS: Keys = Keys {
    actions: ["actions", "not_actions"],
    resources: ["resources", "not_resources"],
    principals: ["principals", "not_principals"],
    condition: "condition",
};

impl Document {
    /// The policy that a string holds; none where it cannot be read.
    pub(super) fn of_text(text: &Partial) -> Option<Self> {
        match text {
            Partial::Json(policy) => Self::of_object(policy),
            Partial::Text(fragments) => Self::of_object(&parse(fragments)?),
            _ => None,
        }
    }

    fn of_object(policy: &Partial) -> Option<Self> {
        let Partial::Object(_) = policy else { return None };
        let mut own = Self::default();
        for statements in policy.values("Statement") {
            own.add(statements, Statement::of_json);
        }
        Some(own)
    }

    /// The policy that `statement` blocks of `aws_iam_policy_document` make.
    pub(super) fn of_blocks(statements: &Partial) -> Self {
        let mut own = Self::default();
        own.add(statements, Statement::of_block);
        own
    }

    fn add(&mut self, statements: &Partial, statement: fn(&Partial) -> Statement) {
        for item in statements.items() {
            match item {
                Partial::Object(_) => self.statements.push(statement(item)),
                Partial::Null => {}
                _ => self.is_open = true,
            }
        }
    }

    /// Adds another policy's statements.
    pub(super) fn join(&mut self, other: Self) {
        self.statements.extend(other.statements);
        self.is_open |= other.is_open;
    }

    /// Adds another policy's statements, each in place of one with the same name.
    pub(super) fn override_with(&mut self, other: Self) {
        let names: Vec<&str> = other.statements.iter().filter_map(|own| own.sid.as_deref()).collect();
        self.statements.retain(|own| own.sid.as_deref().is_none_or(|sid| !names.contains(&sid)));
        self.join(other);
    }

    /// A policy of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self { statements: Vec::new(), is_open: true }
    }
}

impl Statement {
    fn of_json(own: &Partial) -> Self {
        let sid = own.values("Sid").find_map(Partial::as_text).filter(|sid| !sid.is_empty());
        let mut principals = Principals::default();
        let [given, not_given] = OF_JSON.principals;
        for value in own.values(given) {
            principals.add_json(value);
        }
        for value in own.values(not_given) {
            principals.is_inverted |= *value != Partial::Null;
        }
        Self::of(own, sid.map(ToOwned::to_owned), principals, &OF_JSON, None)
    }

    fn of_block(own: &Partial) -> Self {
        let sid = own.values("sid").find_map(Partial::as_text).filter(|sid| !sid.is_empty());
        let mut principals = Principals::default();
        let [given, not_given] = OF_BLOCKS.principals;
        for block in own.values(given).flat_map(Partial::items) {
            principals.add_block(block);
        }
        principals.is_inverted = own.values(not_given).any(|value| !value.items().is_empty());
        Self::of(own, sid.map(ToOwned::to_owned), principals, &OF_BLOCKS, Some(Effect::Allow))
    }

    fn of(
        own: &Partial,
        sid: Option<String>,
        principals: Principals,
        keys: &Keys,
        default: Option<Effect>,
    ) -> Self {
        let mut effects = own.values("Effect").filter(|value| **value != Partial::Null);
        let effect = match effects.next().map(Partial::as_text) {
            Some(Some("Allow")) => Effect::Allow,
            Some(Some("Deny")) => Effect::Deny,
            Some(_) => Effect::Unknown,
            None => default.unwrap_or(Effect::Unknown),
        };
        Self {
            sid,
            effect,
            actions: Selection::of(own, keys.actions),
            resources: Selection::of(own, keys.resources),
            principals,
            is_conditional: own.values(keys.condition).any(|condition| !condition.items().is_empty()),
        }
    }
}

impl Selection {
    fn of(statement: &Partial, [given, not_given]: [&str; 2]) -> Self {
        let patterns =
            |key| statement.values(key).flat_map(Partial::items).map(Pattern::new).collect::<Vec<_>>();
        let own = Self { is_inverted: false, patterns: patterns(given) };
        // Known data sources show both, the one that is not given as an empty list.
        if own.patterns.is_empty() {
            let patterns = patterns(not_given);
            return Self { is_inverted: !patterns.is_empty(), patterns };
        }
        own
    }
}

impl Principals {
    fn add_json(&mut self, principal: &Partial) {
        match principal {
            Partial::Object(kinds) => {
                for (kind, names) in kinds {
                    self.add(kind.as_deref(), names);
                }
            }
            Partial::Null => {}
            anyone => self.add(Some("AWS"), anyone),
        }
    }

    fn add_block(&mut self, block: &Partial) {
        let kind = block.values("type").find_map(Partial::as_text);
        let identifiers: Vec<&Partial> = block.values("identifiers").collect();
        self.is_open |= identifiers.is_empty();
        for names in identifiers {
            self.add(if kind == Some("*") { Some("AWS") } else { kind }, names);
        }
    }

    fn add(&mut self, kind: Option<&str>, names: &Partial) {
        for name in names.items() {
            let pattern = Pattern::new(name);
            match kind {
                Some("Service") => self.services.push(pattern),
                Some("AWS") if pattern.is_everything() => self.is_anyone = true,
                Some("AWS") => self.accounts.push(pattern),
                // Users of other providers, and canonical users of S3.
                Some(_) => {}
                None => self.is_open = true,
            }
        }
    }
}

/// The value that JSON text with unknown parts holds; none where it cannot be read.
fn parse(fragments: &[Fragment]) -> Option<Partial> {
    let known =
        |fragment: &Fragment, letter| matches!(fragment, Fragment::Known(text) if text.contains(letter));
    // A character that is in no part of the text stands for what is unknown.
    let mark =
        ('\u{e000}'..='\u{e0ff}').find(|&mark| !fragments.iter().any(|fragment| known(fragment, mark)))?;
    let text = with_marks(fragments, mark);
    let document = json::Document::parse(&text, 0, KEEP_ALL).ok()?;
    let is_all = text.get(document.end()..).is_none_or(|tail| tail.trim().is_empty());
    is_all.then(|| unmarked(of_literal(document.root()), mark))
}

/// The text with a mark for each unknown part: inside of a string the mark alone, elsewhere a string of it.
fn with_marks(fragments: &[Fragment], mark: char) -> String {
    let mut text = String::new();
    let mut is_in_string = false;
    for fragment in fragments {
        match fragment {
            Fragment::Unknown if is_in_string => text.push(mark),
            Fragment::Unknown => text.extend(['"', mark, '"']),
            Fragment::Known(known) => {
                let mut is_escaped = false;
                for character in known.chars() {
                    is_in_string ^= character == '"' && !is_escaped;
                    is_escaped = character == '\\' && !is_escaped;
                }
                text.push_str(known);
            }
        }
    }
    text
}

/// The value with its marks taken for what they stand for.
fn unmarked(value: Partial, mark: char) -> Partial {
    match value {
        Partial::Text(fragments) => {
            let text = Partial::Text(fragments);
            match text.as_text() {
                Some(known) if known.contains(mark) => text_of(known, mark),
                _ => text,
            }
        }
        Partial::List(items) => Partial::List(items.into_iter().map(|item| unmarked(item, mark)).collect()),
        Partial::Object(entries) => {
            let key = |key: Option<String>| key.filter(|key| !key.contains(mark));
            Partial::Object(
                entries.into_iter().map(|(own, value)| (key(own), unmarked(value, mark))).collect(),
            )
        }
        other => other,
    }
}

fn text_of(text: &str, mark: char) -> Partial {
    if text.chars().all(|character| character == mark) {
        return Partial::Unknown;
    }
    let mut fragments = Vec::new();
    for (at, known) in text.split(mark).enumerate() {
        if at > 0 {
            fragments.push(Fragment::Unknown);
        }
        if !known.is_empty() {
            fragments.push(Fragment::Known(known.to_owned()));
        }
    }
    Partial::Text(fragments)
}
