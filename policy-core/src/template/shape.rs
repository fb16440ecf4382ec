//! What is known of a value of which not all is known.

use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use super::value::Value;
use crate::sorted::Map;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Nothing.
    Unknown,
    /// It is of this kind, or null.
    Of(Kind),
    /// All of it, and it holds nothing: null, a string, number or bool, an empty list or map of some type.
    Leaf(Value),
    /// A list or tuple.
    List(Rc<Items>),
    /// A set.
    Set(Rc<Items>),
    /// A map or object.
    Object(Rc<Entries>),
    /// Each of these, once for each instance of a block.
    OneOf(Rc<Items>),
}

/// The kinds of value that Terraform tells apart when it converts one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Number,
    String,
    /// A list, set or tuple.
    List,
    /// A map or object.
    Object,
}

/// What a list holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Items {
    levels: usize,
    items: Vec<Shape>,
}

/// What an object holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Entries {
    /// Whether it is known to be a map, of which no key is an attribute.
    is_map: bool,
    levels: usize,
    by_key: Map<String, Shape>,
}

/// How many levels of lists and objects are kept, so that whatever walks them may do it by recursion: along a chain of
/// names levels add up.
const MOST_LEVELS: usize = 200;

impl Kind {
    /// Whether one may be converted to what a letter stands for, as the table of types writes it.
    pub(crate) fn fits(self, letter: u8) -> bool {
        match letter {
            b's' => matches!(self, Self::Bool | Self::Number | Self::String),
            b'n' => matches!(self, Self::Number | Self::String),
            b'b' => matches!(self, Self::Bool | Self::String),
            b'L' | b'S' => self == Self::List,
            _ => self == Self::Object,
        }
    }

    /// It in words.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bool => "a truth value",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }

    /// A known value's kind; none of null.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::List(_) | Value::Set(_) | Value::EmptyList => Self::List,
            Value::Object(_) | Value::EmptyMap => Self::Object,
        })
    }

    /// Whether it holds nothing.
    pub(crate) fn is_primitive(self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    /// Whether there is a type that both can be converted to.
    pub(crate) fn meets(self, other: Self) -> bool {
        self == other
            || self.is_primitive() && other.is_primitive() && (self == Self::String || other == Self::String)
    }
}

impl Shape {
    pub(crate) const NULL: Self = Self::Leaf(Value::Null);

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Leaf(Value::String(text.into()))
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        Items::of(items).map_or(Self::Of(Kind::List), Self::List)
    }

    pub(crate) fn set(items: Vec<Self>) -> Self {
        Items::of(items).map_or(Self::Of(Kind::List), Self::Set)
    }

    pub(crate) fn object(entries: Map<String, Self>) -> Self {
        let levels = 1 + entries.values().map(Self::levels).max().unwrap_or_default();
        if levels > MOST_LEVELS {
            return Self::Of(Kind::Object);
        }
        Self::Object(Rc::new(Entries { is_map: false, levels, by_key: entries }))
    }

    /// The same as a map, where it is an object.
    pub(crate) fn into_map(self) -> Self {
        match self {
            Self::Object(object) => {
                let Entries { levels, ref by_key, .. } = *object;
                Self::Object(Rc::new(Entries { is_map: true, levels, by_key: by_key.clone() }))
            }
            other => other,
        }
    }

    /// Each of these, for one instance; what they have in common where they are all the same.
    pub(crate) fn one_of(mut items: Vec<Self>) -> Self {
        items.dedup();
        match items.as_slice() {
            [] => Self::Unknown,
            [only] => only.clone(),
            _ => Items::of(items).map_or(Self::Unknown, Self::OneOf),
        }
    }

    fn levels(&self) -> usize {
        match self {
            Self::Unknown | Self::Of(_) | Self::Leaf(_) => 0,
            Self::List(items) | Self::Set(items) | Self::OneOf(items) => items.levels,
            Self::Object(object) => object.levels,
        }
    }

    /// The kind; none where it is not known, or null.
    pub(crate) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Unknown | Self::OneOf(_) => None,
            Self::Of(kind) => Some(*kind),
            Self::Leaf(value) => Kind::of(value),
            Self::List(_) | Self::Set(_) => Some(Kind::List),
            Self::Object(_) => Some(Kind::Object),
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::NULL
    }

    /// The whole value, where all of it is known, and `budget` has room for its items.
    pub(crate) fn value(&self, budget: &mut usize) -> Option<Value> {
        *budget = budget.checked_sub(1)?;
        let mut all =
            |items: &Items| items.items.iter().map(|item| item.value(budget)).collect::<Option<Vec<_>>>();
        Some(match self {
            Self::Unknown | Self::Of(_) | Self::OneOf(_) => return None,
            Self::Leaf(value) => value.clone(),
            Self::List(items) => Value::List(all(items)?),
            Self::Set(items) => Value::Set(all(items)?),
            Self::Object(object) => {
                let entries = object.by_key.iter();
                let entries = entries.map(|(key, value)| Some((key.clone(), value.value(budget)?)));
                Value::Object(entries.collect::<Option<_>>()?)
            }
        })
    }
}

impl Items {
    fn of(items: Vec<Shape>) -> Option<Rc<Self>> {
        let levels = 1 + items.iter().map(Shape::levels).max().unwrap_or_default();
        (levels <= MOST_LEVELS).then(|| Rc::new(Self { levels, items }))
    }

    pub(crate) fn as_slice(&self) -> &[Shape] {
        &self.items
    }
}

impl Entries {
    pub(crate) fn entries(&self) -> &Map<String, Shape> {
        &self.by_key
    }

    pub(super) fn is_map(&self) -> bool {
        self.is_map
    }
}

impl From<Value> for Shape {
    fn from(value: Value) -> Self {
        match value {
            Value::List(items) => Self::list(items.into_iter().map(Self::from).collect()),
            Value::Set(items) => Self::set(items.into_iter().map(Self::from).collect()),
            Value::Object(entries) => {
                Self::object(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
            leaf => Self::Leaf(leaf),
        }
    }
}

/// A type in words, as what an argument takes.
pub(crate) fn type_in_words(type_: &[u8]) -> String {
    let Some((letter, inner)) = type_.split_first() else { return String::from("nothing") };
    let collection = |name: &str| {
        if inner.is_empty() { format!("a {name}") } else { format!("a {name} of {}", several(inner)) }
    };
    match letter {
        b's' => "a string".to_string(),
        b'n' => "a number".to_string(),
        b'b' => "true or false".to_string(),
        b'L' => collection("list"),
        b'S' => collection("set"),
        b'M' => collection("map"),
        _ => "an object".to_string(),
    }
}

/// The same of several.
fn several(type_: &[u8]) -> String {
    let Some((letter, inner)) = type_.split_first() else { return String::new() };
    let collections = |name: &str| format!("{name}s of {}", several(inner));
    match letter {
        b's' => "strings".to_string(),
        b'n' => "numbers".to_string(),
        b'b' => "truth values".to_string(),
        b'L' => collections("list"),
        b'S' => collections("set"),
        b'M' => collections("map"),
        _ => "objects".to_string(),
    }
}
