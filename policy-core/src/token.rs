//! What CDKTF, the AWS CDK and their languages leave where a value was not resolved.
//!
//! A token stands for a value that is known only when a stack is synthesized or applied. One that takes a way around that
//! (a key of a map, a hash, a list that is indexed, a number in a text) is written out as it is. Sources:
//! `packages/cdktf/lib/tokens/private/encoding.ts` of <https://github.com/hashicorp/terraform-cdk>, and
//! `packages/aws-cdk-lib/core/lib/private/encoding.ts` of <https://github.com/aws/aws-cdk>.

use crate::json::Json;

/// A token that was not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    /// The token as it is written; nothing else of the text around it.
    pub(crate) text: &'t str,
}

/// What a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `${TfToken[TOKEN.12]}`: a text, which Terraform takes for a reference.
    Text,
    /// `#{TfToken[TOKEN.12]}`: a list, which Terraform takes for text.
    List,
    /// `-8.109562212591454e+298`: a number.
    Number,
    /// `[object Object]` or `<… object at 0x…>`: an object that its language made text of.
    Object,
}

/// The first token in a text.
pub(crate) fn find(text: &str) -> Option<Token<'_>> {
    reference(text).or_else(|| object(text)).or_else(|| number_in(text))
}

/// Whether a text, as JSON has it, may hold one: mostly its bytes show that it does not.
pub(crate) fn may_hold(raw: &str) -> bool {
    if raw.len() < SHORTEST {
        return false;
    }
    let mut before = 0;
    for byte in raw.bytes() {
        match byte {
            // A bracket of a token or object, or the exponent of a number.
            b'[' | b'<' | b'+' => return true,
            b'2' if matches!(before, b'e' | b'E') => return true,
            b'u' if before == b'\\' => return true,
            _ => before = byte,
        }
    }
    false
}

/// How many bytes a token has at least: `#{Token[]}`.
const SHORTEST: usize = 10;

/// The first token of a text or list.
pub(crate) fn reference(text: &str) -> Option<Token<'_>> {
    text.match_indices("Token[").find_map(|(at, opening)| {
        let before = text.get(..at)?;
        let before = before.strip_suffix("Tf").unwrap_or(before);
        let outside = before.strip_suffix('{')?;
        let kind = match outside.chars().next_back()? {
            '$' if !outside.ends_with("$$") => Kind::Text,
            '#' => Kind::List,
            _ => return None,
        };
        let inside = text.get(at + opening.len()..)?;
        let end = inside.find("]}")?;
        // The name or kind of the value, and its number.
        let is_own = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
        inside.get(..end)?.bytes().all(is_own).then_some(())?;
        let text = text.get(outside.len() - 1..at + opening.len() + end + 2)?;
        Some(Token { kind, text })
    })
}

/// An object that was made text of, where the text is nothing else, or a name that is made with it.
fn object(text: &str) -> Option<Token<'_>> {
    const JAVASCRIPT: &str = "[object Object]";
    let found = match text.find(JAVASCRIPT) {
        Some(at) => text.get(at..at + JAVASCRIPT.len())?,
        None => python_object(text)?,
    };
    let (before, after) = text.split_once(found)?;
    let is_prose = [before, after].iter().any(|part| part.contains(char::is_whitespace));
    (!is_prose).then_some(Token { kind: Kind::Object, text: found })
}

/// `<imports.aws.vpc.Vpc object at 0x7f2b1c0d5e50>`.
fn python_object(text: &str) -> Option<&str> {
    const MIDDLE: &str = " object at 0x";
    let middle = text.find(MIDDLE)?;
    let start = text.get(..middle)?.rfind('<')?;
    let name = text.get(start + 1..middle)?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
    let address = text.get(middle + MIDDLE.len()..)?;
    let end = address.find('>')?;
    let is_address = end > 0 && address.get(..end)?.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_name && name.contains('.') && is_address).then(|| text.get(start..middle + MIDDLE.len() + end + 1))?
}

/// A number that stands for one that is not known yet.
pub(crate) fn number(written: &str) -> Option<Token<'_>> {
    let number: f64 = written.parse().ok()?;
    // The high half of its bits says so, the low half is the token's own number.
    let is_token = [(-8.10957e298, -8.10956e298), (-1.88816e289, -1.88815e289)]
        .iter()
        .any(|(low, high)| *low < number && number < *high);
    is_token.then_some(Token { kind: Kind::Number, text: written })
}

/// The first such number in a text.
fn number_in(text: &str) -> Option<Token<'_>> {
    ["298", "289"].into_iter().flat_map(|exponent| text.match_indices(exponent)).find_map(|(at, exponent)| {
        let end = at + exponent.len();
        let is_part = |character: char| character.is_ascii_digit() || "+-.eE".contains(character);
        let before = text.get(..at)?;
        let start = before.trim_end_matches(is_part).len();
        let written = text.get(start..end)?;
        // A hyphen may join it to what is before it.
        let sign = written.rfind("-8.").or_else(|| written.rfind("-1.")).unwrap_or_default();
        number(written.get(sign..)?)
    })
}

/// Whether an object is a token itself, as its library keeps it: where it was made, and what it stands for.
pub(crate) fn is_object(value: Json<'_, '_>) -> bool {
    let is_stack = |name| value.get(name).is_some_and(Json::is_array);
    let is_own = |key: &str| matches!(key, "creation_stack" | "creationStack" | "value");
    value.members().all(|(key, _)| is_own(&key.text()))
        && (is_stack("creation_stack") || is_stack("creationStack"))
        && value.get("value").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_in_texts() {
        for (text, kind, token) in [
            ("x-${TfToken[TOKEN.12]}-y", Kind::Text, "${TfToken[TOKEN.12]}"),
            ("${Token[AWS.Region.3]}", Kind::Text, "${Token[AWS.Region.3]}"),
            ("#{TfToken[TOKEN.1]}", Kind::List, "#{TfToken[TOKEN.1]}"),
            ("a $${TfToken[TOKEN.1]} ${TfToken[TOKEN.2]}", Kind::Text, "${TfToken[TOKEN.2]}"),
            ("[object Object]", Kind::Object, "[object Object]"),
            ("logs-[object Object]", Kind::Object, "[object Object]"),
            (
                "<imports.aws.vpc.Vpc object at 0x7f2b>",
                Kind::Object,
                "<imports.aws.vpc.Vpc object at 0x7f2b>",
            ),
            ("port -8.109562212591454e+298", Kind::Number, "-8.109562212591454e+298"),
            ("x--8.109562212591454E298", Kind::Number, "-8.109562212591454E298"),
            ("-1.8881545897087626e+289/2", Kind::Number, "-1.8881545897087626e+289"),
        ] {
            assert_eq!(find(text), Some(Token { kind, text: token }), "{text}");
            assert!(may_hold(text), "{text}");
        }
    }

    #[test]
    fn what_is_like_a_token_is_none() {
        for text in [
            "$${TfToken[TOKEN.12]}",
            "TfToken[TOKEN.12]",
            "${MyToken[TOKEN.1]}",
            "#{name}",
            "an [object Object] in a page",
            "<b object at 0xfg>",
            "<none object at 0x1>",
            "8.1e298",
            "-8.2e298",
            "2982891",
            "ami-0298289e298",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
