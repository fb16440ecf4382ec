//! Where a resource is in a stack.

use alloc::{borrow::Cow, string::String};
use core::fmt;

/// The full address of a resource instance, such as `module.web["a"].aws_instance.main[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address<'t>(Cow<'t, str>);

impl<'t> Address<'t> {
    pub(crate) fn new(address: impl Into<Cow<'t, str>>) -> Self {
        Self(address.into())
    }

    /// The address as Terraform writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instance key behind the last name, brackets included, such as `["a"]`; empty where there is none.
    pub(crate) fn key(&self) -> &str {
        // A key may hold brackets and quotes of its own, so it is sought from the front.
        let mut rest = self.as_str();
        loop {
            let Some(open) = rest.find(['.', '[']) else { return "" };
            let (_, tail) = rest.split_at(open);
            let Some(after) = skip_key(tail) else {
                rest = tail.strip_prefix('.').unwrap_or_default();
                continue;
            };
            if after.is_empty() {
                return tail;
            }
            rest = after.strip_prefix('.').unwrap_or_default();
        }
    }
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
