//! What reading an attribute can give.

use alloc::borrow::Cow;
use core::{fmt, ops::Deref};

/// An attribute's value: known, unknown until apply, or absent.
///
/// There is no test for "is true": its negation would take the unknown for false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read<T> {
    /// It is set, and this is its value.
    Known(T),
    /// It cannot be said before apply; this never makes a finding.
    Unknown,
    /// It is not set; null counts as not set.
    Absent,
}

impl<T> Read<T> {
    /// Applies a function to a known value.
    pub fn map<U>(self, function: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Known(value) => Read::Known(function(value)),
            Self::Unknown => Read::Unknown,
            Self::Absent => Read::Absent,
        }
    }

    /// The value that stands for an absent one, as a provider's default does.
    #[must_use]
    pub fn or_default(self, default: T) -> Self {
        match self {
            Self::Absent => Self::Known(default),
            read => read,
        }
    }
}

/// A known string, which prints as `(sensitive)` where it must not be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'p> {
    value: Cow<'p, str>,
    sensitive: bool,
}

impl<'p> Text<'p> {
    pub(crate) fn new(value: Cow<'p, str>, sensitive: bool) -> Self {
        Self { value, sensitive }
    }

    /// Whether it must not be shown.
    pub fn is_sensitive(&self) -> bool {
        self.sensitive
    }
}

/// For judging only: what is shown goes through `Display`.
impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.sensitive { "(sensitive)" } else { &self.value })
    }
}

/// The end of a string, as far back as it is known; it prints with an ellipsis where more is before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending<'p> {
    text: Text<'p>,
    is_whole: bool,
}

impl<'p> Ending<'p> {
    pub(super) fn whole(text: Text<'p>) -> Self {
        Self { text, is_whole: true }
    }

    pub(super) fn part(text: Text<'p>) -> Self {
        Self { text, is_whole: false }
    }

    /// What is known of the string.
    pub(crate) fn text(&self) -> &Text<'p> {
        &self.text
    }

    /// Whether that is all of it.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether the string ends in `suffix`, in capitals or not.
    pub(crate) fn ends_with(&self, suffix: &str) -> Read<bool> {
        if ends_with(&self.text, suffix) {
            return Read::Known(true);
        }
        // What is before the known part may complete the suffix.
        if !self.is_whole && ends_with(suffix, &self.text) { Read::Unknown } else { Read::Known(false) }
    }
}

impl fmt::Display for Ending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = if self.is_whole || self.text.is_sensitive() { "" } else { "…" };
        write!(f, "{before}{}", self.text)
    }
}

fn ends_with(text: &str, suffix: &str) -> bool {
    let start = text.len().checked_sub(suffix.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn an_ending_is_certain_where_nothing_before_it_matters() {
        let text = |value| Text::new(Cow::Borrowed(value), false);
        let part = |value| Ending::part(text(value));
        assert_eq!(part("/x.ZIP").ends_with(".zip"), Read::Known(true));
        assert_eq!(part("/x.py").ends_with(".zip"), Read::Known(false));
        assert_eq!(part("ip").ends_with(".zip"), Read::Unknown);
        assert_eq!(Ending::whole(text("ip")).ends_with(".zip"), Read::Known(false));
        assert_eq!(part("é.zip").ends_with("ü.zip"), Read::Known(false));
        assert_eq!(format!("{} {}", part("/x.py"), Ending::whole(text("x.py"))), "…/x.py x.py");
        assert_eq!(format!("{}", Ending::part(Text::new(Cow::Borrowed("x"), true))), "(sensitive)");
    }
}
