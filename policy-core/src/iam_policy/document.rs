//! From a value of which parts are known to the statements of a policy.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{Document, Effect, Pattern, Principals, Selection, Statement};
use crate::{plan::json_in, template::Partial};

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
        let policy = json_in(text)?;
        let Partial::Object(_) = policy else { return None };
        let mut own = Self::default();
        for statements in policy.values("Statement") {
            own.add(statements, Statement::of_json);
        }
        Some(own)
    }

    /// The policy that the arguments of an `aws_iam_policy_document` make by its own statements.
    pub(super) fn of_blocks(arguments: &Partial) -> Self {
        let mut own = Self::default();
        for statements in arguments.values("statement") {
            own.add(statements, Statement::of_block);
        }
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
