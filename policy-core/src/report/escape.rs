//! What text from an input must become where it is shown, so that nothing in a plan steers what shows it.
//!
//! A terminal obeys control characters, and a CI system obeys its log: Azure Pipelines a `##vso[…]` anywhere in a line,
//! GitHub Actions a `##[…]` anywhere and a `::…::` at the start of one. Each format adds what its own syntax needs.

use alloc::{borrow::Cow, string::String};
use core::fmt::{self, Write as _};

/// Text from an input as it may be shown: what would steer a terminal or a log is written out.
pub struct Shown<'t>(pub &'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(self.0, |_, _| None).fmt(f)
    }
}

/// What a format writes for a character, given the one before it; none where it may stand as any text that is shown.
pub(super) type Escape = fn(before: char, character: char) -> Option<&'static str>;

/// Text from an input as a format may show it.
pub(super) struct Escaped<'t>(pub(super) &'t str, pub(super) Escape);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, escape) = *self;
        // A text may be put at the start of a line, and where a line is folded, that is behind a space.
        let mut before = ' ';
        for (at, character) in text.char_indices() {
            if let Some(escaped) = escape(before, character) {
                f.write_str(escaped)?;
            } else if is_steering(character) {
                write!(f, "{}", character.escape_default())?;
            } else if is_command(before, text.get(at..).unwrap_or_default()) {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                f.write_char(character)?;
            }
            before = character;
        }
        Ok(())
    }
}

/// Whether a character does something to a terminal instead of being seen: controls, line and paragraph separators,
/// and what turns the direction of writing.
pub(super) fn is_steering(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a command of a CI system ends its prefix or begins with the first character of a text.
fn is_command(before: char, text: &str) -> bool {
    let is_named = before == '#' && (text.starts_with("#[") || text.starts_with("#vso["));
    let rest =
        text.strip_prefix("::").filter(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()));
    is_named || before == ' ' && rest.is_some_and(|rest| rest.contains("::"))
}

/// For text and for attributes of XML. A second `#` is written so that no two of them stand together.
pub(super) fn xml(before: char, character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '#' if before == '#' => Some("&#35;"),
        // The two characters that XML has no way to write and that are no controls.
        '\u{FFFE}' => Some("\\u{fffe}"),
        '\u{FFFF}' => Some("\\u{ffff}"),
        _ => None,
    }
}

/// A path as those write it that look files up in a repository: with slashes, and without `./` before it.
pub(super) fn in_repository(path: &str) -> Cow<'_, str> {
    let path = path.trim_start_matches("./").trim_start_matches(".\\");
    if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}

/// A path as a URI: relative where it is relative, with everything escaped that a URI gives a meaning to.
pub(super) fn uri(path: &str) -> String {
    let path = in_repository(path);
    let is_drive =
        path.get(1..3) == Some(":/") && path.starts_with(|first: char| first.is_ascii_alphabetic());
    let mut uri = String::from(match (path.starts_with('/'), is_drive) {
        (true, _) => "file://",
        (_, true) => "file:///",
        _ => "",
    });
    for (at, &byte) in path.as_bytes().iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            b':' if is_drive && at == 1 => uri.push(':'),
            _ => {
                let digits = [byte >> 4, byte & 15].into_iter();
                let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
                uri.push('%');
                uri.extend(digits.map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn nothing_from_an_input_steers_the_terminal() {
        let shown = Shown("a\u{1b}[2J\u{7}\n::error::\u{202E}\u{9b}é\u{2028}😀").to_string();
        assert_eq!(shown, "a\\u{1b}[2J\\u{7}\\n::error::\\u{202e}\\u{9b}é\\u{2028}😀");
    }

    #[test]
    fn nothing_from_an_input_is_a_command_of_a_ci_system() {
        let shown = |text| Shown(text).to_string();
        assert_eq!(shown("a ##vso[task.setvariable]"), "a #\\u{23}vso[task.setvariable]");
        assert_eq!(shown("a###[error]b"), "a##\\u{23}[error]b");
        assert_eq!(shown("::error::a ::warning::b"), "\\u{3a}:error::a \\u{3a}:warning::b");
        // These are none.
        assert_eq!(shown("## heading ::/0 a::b::c"), "## heading ::/0 a::b::c");
    }

    #[test]
    fn xml_takes_what_is_left() {
        let escaped = Escaped("<a b=\"c\">&amp;]]>\u{FFFF}\u{0}##vso[", xml).to_string();
        assert_eq!(escaped, "&lt;a b=&quot;c&quot;&gt;&amp;amp;]]&gt;\\u{ffff}\\u{0}#&#35;vso[");
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./a b/ü[#%].json"), "a%20b/%C3%BC%5B%23%25%5D.json");
        assert_eq!(uri("a:b/c"), "a%3Ab/c");
        assert_eq!(uri("/tmp/x?y"), "file:///tmp/x%3Fy");
        assert_eq!(uri(r"C:\plans\x.json"), "file:///C:/plans/x.json");
        assert_eq!(uri(r"infra\x.json"), "infra/x.json");
    }
}
