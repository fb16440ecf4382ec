//! How many blocks of a name an object gives.

use super::literal::Outcome;
use crate::{
    decode::language::found,
    json::{Json, JsonKind, Key},
    plan::{Plan, Value, blocks_of},
    template::{self, Kind},
};

/// How many blocks of a name there are, as far as it is known.
pub(super) struct Count {
    pub(super) least: usize,
    /// None where there may be any number.
    pub(super) most: Option<usize>,
    /// Whether a dynamic block gives some.
    pub(super) is_dynamic: bool,
}

/// What a dynamic block goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// This many items.
    Items(usize),
    /// Items that are not known.
    Unknown,
    /// What has no items, in words.
    Invalid(&'static str),
    /// It does not say.
    Missing,
}

impl Count {
    pub(super) fn of(plan: &Plan<'_>, object: Value<'_>, name: &str) -> Self {
        let mut count = Self { least: 0, most: Some(0), is_dynamic: false };
        for (key, value) in members(object) {
            if key.is(name) {
                // What cannot be a block is said of itself, and may have been meant as one.
                count.add(count_blocks(value), !is_scalar(value));
            } else if key.is("dynamic") {
                for (_, value) in blocks_of(value).flat_map(Json::members).filter(|(key, _)| key.is(name)) {
                    count.is_dynamic = true;
                    let own = value.is_object().then_some(value);
                    for dynamic in own.into_iter().chain(value.items()) {
                        match Over::of(plan, dynamic) {
                            Over::Items(items) => count.add(items, true),
                            _ => count.add(0, false),
                        }
                    }
                }
            }
        }
        count
    }

    fn add(&mut self, blocks: usize, is_known: bool) {
        self.least += blocks;
        self.most = self.most.filter(|_| is_known).map(|most| most + blocks);
    }
}

impl Over {
    pub(super) fn of(plan: &Plan<'_>, dynamic: Value<'_>) -> Self {
        let Some(over) = dynamic.get("for_each") else { return Self::Missing };
        match over.kind() {
            JsonKind::Array => Self::Items(over.items().count()),
            JsonKind::Object => Self::Items(over.members().count()),
            JsonKind::String => {
                let outcome = over.string().map_or(Outcome::Unknown, |text| Outcome::of(plan, &text));
                match outcome {
                    Outcome::Known(known) => Self::of_known(&known),
                    Outcome::Of(kind @ (Kind::Bool | Kind::Number | Kind::String)) => {
                        Self::Invalid(kind.name())
                    }
                    Outcome::Of(_) | Outcome::Unknown => Self::Unknown,
                }
            }
            _ => Self::Invalid(found(over)),
        }
    }

    fn of_known(value: &template::Value) -> Self {
        match value {
            template::Value::List(items) | template::Value::Set(items) => Self::Items(items.len()),
            template::Value::Object(entries) => Self::Items(entries.len()),
            template::Value::EmptyList | template::Value::EmptyMap => Self::Items(0),
            other => Self::Invalid(Kind::of(other).map_or("null", Kind::name)),
        }
    }
}

/// How many blocks a value stands for: one, or those of a list, each of whose items is one.
pub(super) fn count_blocks(value: Value<'_>) -> usize {
    usize::from(value.is_object()) + value.items().count()
}

/// The members of a body: an object, or what the objects of a list hold together.
pub(super) fn members(body: Value<'_>) -> impl Iterator<Item = (Key<'_, '_>, Value<'_>)> {
    body.members().chain(body.items().flat_map(Json::members))
}

fn is_scalar(value: Value<'_>) -> bool {
    matches!(value.kind(), JsonKind::String | JsonKind::Number | JsonKind::Bool)
}
