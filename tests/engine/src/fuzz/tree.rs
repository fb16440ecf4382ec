//! JSON as a tree in which anything may be changed, repeated keys and what is no JSON among it.

use std::{fmt, iter};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// A value; texts are as JSON writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    /// What has nothing in it; also any text that shall stand in the place of a value.
    Leaf(String),
    Array(Vec<Tree>),
    /// Names with their quotes.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The value that a text begins with; none where the text is no JSON.
    pub(super) fn first_in(text: &str) -> Option<Self> {
        Self::deserialize(&mut serde_json::Deserializer::from_str(text)).ok()
    }

    /// The value of a text that is nothing else.
    pub(super) fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn string(text: &str) -> Self {
        Self::Leaf(quoted(text))
    }

    /// An object with a member.
    pub(super) fn object(name: &str, value: Self) -> Self {
        Self::Object(vec![(quoted(name), value)])
    }

    /// How many values it is, itself included.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::Array(items) => items.iter().map(Self::count).sum::<usize>() + 1,
            Self::Object(members) => members.iter().map(|(_, member)| member.count()).sum::<usize>() + 1,
        }
    }

    /// The value of this number, counted in the order of the text.
    pub(super) fn nth(&mut self, mut number: usize) -> Option<&mut Self> {
        let mut this = self;
        'down: while number > 0 {
            number -= 1;
            let children: Box<dyn Iterator<Item = &mut Self>> = match this {
                Self::Leaf(_) => return None,
                Self::Array(items) => Box::new(items.iter_mut()),
                Self::Object(members) => Box::new(members.iter_mut().map(|(_, member)| member)),
            };
            for child in children {
                let count = child.count();
                if number < count {
                    this = child;
                    continue 'down;
                }
                number -= count;
            }
            return None;
        }
        Some(this)
    }

    /// The last member of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        let name = quoted(name);
        members.iter().rev().find(|(own, _)| *own == name).map(|(_, member)| member)
    }

    /// The last member of a name, to change it.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        let name = quoted(name);
        members.iter_mut().rev().find(|(own, _)| *own == name).map(|(_, member)| member)
    }

    /// Gives an object a member in place of all that have this name.
    pub(super) fn set(&mut self, name: &str, value: Self) {
        let Self::Object(members) = self else { return };
        let name = quoted(name);
        members.retain(|(own, _)| *own != name);
        members.push((name, value));
    }

    /// Whether a JSON pointer leads to a value, by any of the members of a name.
    pub(super) fn has(&self, pointer: &str) -> bool {
        let Some(rest) = pointer.strip_prefix('/') else { return pointer.is_empty() };
        let (segment, rest) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
        match self {
            Self::Leaf(_) => false,
            Self::Array(items) => {
                segment.parse::<usize>().ok().and_then(|at| items.get(at)).is_some_and(|item| item.has(rest))
            }
            Self::Object(members) => {
                let name = quoted(&segment.replace("~1", "/").replace("~0", "~"));
                members.iter().any(|(own, member)| *own == name && member.has(rest))
            }
        }
    }
}

/// A text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commas = || iter::once("").chain(iter::repeat(","));
        match self {
            Self::Leaf(text) => f.write_str(text),
            Self::Array(items) => {
                f.write_str("[")?;
                for (comma, item) in commas().zip(items) {
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (comma, (name, member)) in commas().zip(members) {
                    write!(f, "{comma}{name}:{member}")?;
                }
                f.write_str("}")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Trees)
    }
}

/// Makes a tree of whatever JSON holds.
struct Trees;

impl<'de> Visitor<'de> for Trees {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf("null".into()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::string(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Tree::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some((name, member)) = members.next_entry::<String, Tree>()? {
            object.push((quoted(&name), member));
        }
        Ok(Tree::Object(object))
    }
}
