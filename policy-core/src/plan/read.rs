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
