//! The addresses that `moved`, `import` and `removed` blocks name.

use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt::Write as _;

use crate::{
    plan::{Mode, instance_key, qualified_type},
    template::{ExpressionKind, Step, Traversal},
};

/// What a `moved`, `import` or `removed` block names: a module, or a resource in one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    /// The module calls that lead to it, from the root, each with its key.
    pub(crate) modules: Vec<(&'a str, Key)>,
    /// None where a module is meant.
    pub(crate) resource: Option<NamedResource<'a>>,
}

/// A resource by its name in its module.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NamedResource<'a> {
    pub(crate) mode: Mode,
    pub(crate) type_name: &'a str,
    pub(crate) name: &'a str,
    pub(crate) key: Key,
}

/// The key behind a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    None,
    /// As an address writes it: `[0]`, `["a"]`.
    Literal(String),
    /// An expression, as it is written.
    Computed(String),
}

/// What an address names that is no address of a module or resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misnamed {
    /// It goes on behind a resource, to an attribute.
    Attribute,
    /// It is an ephemeral resource, which no state holds.
    Ephemeral,
    /// It is something else.
    Other,
}

impl<'a> Target<'a> {
    /// Reads what `text` was parsed to.
    pub(crate) fn of(traversal: &Traversal<'a>, text: &str) -> Result<Self, Misnamed> {
        let mut names = Names { root: Some(traversal.root), steps: &traversal.steps, text };
        let mut modules = Vec::new();
        let mut first = names.name();
        while first == Some("module") {
            let name = names.name().ok_or(Misnamed::Other)?;
            modules.push((name, names.key()));
            first = names.name();
        }
        let Some(mut type_name) = first else {
            let is_whole = names.steps.is_empty() && !modules.is_empty();
            return if is_whole { Ok(Self { modules, resource: None }) } else { Err(Misnamed::Other) };
        };
        let mut mode = Mode::Managed;
        if let "data" | "resource" = type_name {
            mode = if type_name == "data" { Mode::Data } else { mode };
            type_name = names.name().ok_or(Misnamed::Other)?;
        }
        if type_name == "ephemeral" {
            return Err(Misnamed::Ephemeral);
        }
        if modules.is_empty() && BUILT_IN.contains(&type_name) {
            return Err(Misnamed::Other);
        }
        let name = names.name().ok_or(Misnamed::Other)?;
        let key = names.key();
        if !names.steps.is_empty() {
            return Err(Misnamed::Attribute);
        }
        Ok(Self { modules, resource: Some(NamedResource { mode, type_name, name, key }) })
    }

    /// The address, keys left out.
    pub(crate) fn without_keys(&self) -> String {
        self.written(|_| "")
    }

    /// The address with its keys.
    pub(crate) fn address(&self) -> String {
        self.written(Key::suffix)
    }

    /// Whether there is a key behind one of its names.
    pub(crate) fn has_key(&self) -> bool {
        let resource = self.resource.iter().map(|resource| &resource.key);
        self.modules.iter().map(|(_, key)| key).chain(resource).any(|key| *key != Key::None)
    }

    /// Whether one of its keys is no literal.
    pub(crate) fn is_computed(&self) -> bool {
        let resource = self.resource.iter().map(|resource| &resource.key);
        self.modules.iter().map(|(_, key)| key).chain(resource).any(|key| matches!(key, Key::Computed(_)))
    }

    fn written(&self, suffix: fn(&Key) -> &str) -> String {
        let mut address = String::new();
        for (name, key) in &self.modules {
            let dot = if address.is_empty() { "" } else { "." };
            let _ = write!(address, "{dot}module.{name}{}", suffix(key));
        }
        if let Some(resource) = &self.resource {
            let dot = if address.is_empty() { "" } else { "." };
            let qualified: Cow<'_, str> = qualified_type(resource.mode, resource.type_name);
            let _ = write!(address, "{dot}{qualified}.{}{}", resource.name, suffix(&resource.key));
        }
        address
    }
}

/// Roots that are no types of resources.
const BUILT_IN: [&str; 7] = ["count", "each", "local", "path", "self", "terraform", "var"];

impl Key {
    /// The key with its brackets, empty where there is none.
    pub(crate) fn suffix(&self) -> &str {
        match self {
            Self::None => "",
            Self::Literal(text) | Self::Computed(text) => text,
        }
    }
}

/// The names and keys that are still to be read.
struct Names<'t, 'a> {
    root: Option<&'a str>,
    steps: &'t [Step<'a>],
    text: &'t str,
}

impl<'a> Names<'_, 'a> {
    fn name(&mut self) -> Option<&'a str> {
        if let Some(root) = self.root.take() {
            return Some(root);
        }
        let (Step::Attribute(name), rest) = self.steps.split_first()? else { return None };
        self.steps = rest;
        Some(name)
    }

    fn key(&mut self) -> Key {
        let Some((Step::Index(index), rest)) = self.steps.split_first() else { return Key::None };
        self.steps = rest;
        // A number with a fraction is no key.
        let is_whole = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit());
        match &index.kind {
            ExpressionKind::Number(number) if !is_whole(number) => {}
            kind => {
                if let Some(literal) = instance_key(kind) {
                    return Key::Literal(literal);
                }
            }
        }
        Key::Computed(format!("[{}]", index.span.of(self.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template;

    fn read(text: &str) -> Result<String, Misnamed> {
        let traversal = template::parse_traversal(text).unwrap();
        Target::of(&traversal, text).map(|target| target.address())
    }

    #[test]
    fn addresses_of_modules_and_resources_are_read() {
        for (text, address) in [
            ("aws_a.b", "aws_a.b"),
            ("resource.aws_a.b[0]", "aws_a.b[0]"),
            ("data.aws_a.b", "data.aws_a.b"),
            ("module.m", "module.m"),
            ("module.m[\"k\"].module.n", "module.m[\"k\"].module.n"),
            ("module.m.aws_a . b[\"x.y\"]", "module.m.aws_a.b[\"x.y\"]"),
            ("module.m.data.aws_a.b", "module.m.data.aws_a.b"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(address), "{text}");
        }
        for text in ["aws_a", "module", "data.aws_a", "local.x", "each.key", "module.m.aws_a", "aws_a[0]"] {
            assert_eq!(read(text), Err(Misnamed::Other), "{text}");
        }
        assert_eq!(read("aws_a.b.id"), Err(Misnamed::Attribute));
    }

    #[test]
    fn keys_that_are_no_literals_are_told_apart() {
        let text = "aws_a.b[each.key]";
        let parsed = template::parse_expression(text).unwrap();
        let ExpressionKind::Traversal(traversal) = &parsed.kind else { panic!("{parsed:?}") };
        let target = Target::of(traversal, text).unwrap();
        assert_eq!(target.resource.unwrap().key, Key::Computed("[each.key]".into()));
    }
}
