//! Where a resource is in a stack.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

/// The full address of a resource instance, such as `module.web["a"].aws_instance.main[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address<'t> {
    text: Cow<'t, str>,
    /// Where the key of the instance starts, past the end where there is none.
    key: u32,
}

impl<'t> Address<'t> {
    pub(crate) fn new(address: impl Into<Cow<'t, str>>) -> Self {
        let text = address.into();
        let key = if text.ends_with(']') { key_start(&text) } else { text.len() };
        Self { text, key: u32::try_from(key).unwrap_or(u32::MAX) }
    }

    /// The address as Terraform writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The instance key behind the last name, brackets included, such as `["a"]`; empty where there is none.
    pub(crate) fn key(&self) -> &str {
        self.text.get(self.key as usize..).unwrap_or_default()
    }
}

/// Where the last instance key starts. A key may hold brackets and quotes of its own, so it is sought from the front.
fn key_start(address: &str) -> usize {
    let mut rest = address;
    while let Some(open) = rest.find('[') {
        let tail = rest.get(open..).unwrap_or_default();
        match skip_key(tail) {
            Some("") => return address.len() - tail.len(),
            Some(after) => rest = after,
            None => break,
        }
    }
    address.len()
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Takes the instance keys out of a module's address: `module.a["x"].module.b[0]` is `module.a.module.b`.
pub(crate) fn without_keys(address: &str) -> Cow<'_, str> {
    if !address.contains('[') {
        return Cow::Borrowed(address);
    }
    let mut plain = String::with_capacity(address.len());
    let mut rest = address;
    while let Some(open) = rest.find('[') {
        let (head, tail) = rest.split_at(open);
        plain.push_str(head);
        rest = skip_key(tail).unwrap_or_default();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// What an address lies in, itself included: the resource of which it is an instance, and the modules, each with the
/// key of its instance and without.
pub(crate) fn enclosing(address: &str) -> Vec<&str> {
    let mut enclosing = Vec::new();
    let mut rest = address;
    while let Some(at) = rest.find(['.', '[']) {
        let (_, tail) = rest.split_at(at);
        let start = address.get(..address.len() - tail.len()).unwrap_or_default();
        enclosing.extend(Some(start).filter(|start| is_whole(start)));
        rest = if tail.starts_with('[') { skip_key(tail) } else { tail.get(1..) }.unwrap_or_default();
    }
    enclosing.push(address);
    enclosing
}

/// Whether the beginning of an address is the address of a module or a resource.
fn is_whole(start: &str) -> bool {
    let plain = without_keys(start);
    let mut words = plain.split('.');
    loop {
        match words.next() {
            None => return true,
            Some("module") => {
                if words.next().is_none() {
                    return false;
                }
            }
            Some("data" | "ephemeral") => return words.count() >= 2,
            Some(_) => return words.next().is_some(),
        }
    }
}

/// What follows the instance key that `text` starts with, where it starts with one.
fn skip_key(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    let Some(quoted) = inside.strip_prefix('"') else {
        return inside.split_once(']').map(|(_, rest)| rest);
    };
    let mut escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return quoted.get(at + 1..)?.strip_prefix(']'),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_any_text_are_found_and_taken_out() {
        for (address, plain, key) in [
            ("aws_a.b", "aws_a.b", ""),
            ("aws_a.b[0]", "aws_a.b", "[0]"),
            (r#"module.m["x.y/z"].aws_a.b"#, "module.m.aws_a.b", ""),
            (r#"module.m["x]\"."].aws_a.b["[k]"]"#, "module.m.aws_a.b", r#"["[k]"]"#),
            (r#"module.a[1].module.b["q"]"#, "module.a.module.b", r#"["q"]"#),
        ] {
            assert_eq!(without_keys(address), plain);
            assert_eq!(Address::new(address).key(), key, "{address}");
        }
    }
}
