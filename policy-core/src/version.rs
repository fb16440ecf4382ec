//! Versions, and how new a version a constraint allows, as Terraform reads them.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/expressions/version-constraints>.

/// A version, ordered as releases are; what comes before a release is older than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    numbers: [u64; 3],
    is_release: bool,
}

/// The newest version that a constraint allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Newest {
    /// There is no end to it.
    Any,
    /// This one.
    Itself(Version),
    /// Anything older than this.
    Before(Version),
}

/// The versions that a constraint allows, as far as its two ends tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    /// None where there is no end to it.
    oldest: Option<Version>,
    newest: Newest,
}

impl Version {
    /// The first of a major version.
    pub(crate) const fn first_of(major: u64) -> Self {
        Self { numbers: [major, 0, 0], is_release: true }
    }

    /// The first of a minor version of 1.
    pub(crate) const fn minor_of_one(minor: u64) -> Self {
        Self { numbers: [1, minor, 0], is_release: true }
    }

    /// The first number.
    pub(crate) const fn major(self) -> u64 {
        let [major, _, _] = self.numbers;
        major
    }

    /// The release after it, where only the last number is raised.
    pub(crate) const fn next(self) -> Self {
        let [major, minor, patch] = self.numbers;
        Self { numbers: [major, minor, patch.saturating_add(1)], is_release: true }
    }

    /// Reads one to three numbers, with `-beta1` or `+build` behind them; parts that are left out are zero.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (numbers, before_release) = text.split_once('-').map_or((text, false), |(own, _)| (own, true));
        let mut version = Self { numbers: [0; 3], is_release: !before_release };
        let mut slots = version.numbers.iter_mut();
        for part in numbers.split('.') {
            *slots.next()? = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        }
        Some(version)
    }

    /// Whether it is what builds carry that were never released.
    pub(crate) fn is_development(self) -> bool {
        self.numbers == [0; 3]
    }
}

impl Newest {
    /// The newest version that a comma-separated list of constraints allows; none where it cannot be read.
    pub(crate) fn of(constraints: &str) -> Option<Self> {
        let mut newest = Self::Any;
        for constraint in constraints.split(',') {
            newest = newest.min(Self::of_one(constraint.trim())?);
        }
        Some(newest)
    }

    /// Whether nothing that is allowed is as new as `minimum`.
    pub(crate) fn is_older_than(self, minimum: Version) -> bool {
        match self {
            Self::Any => false,
            Self::Itself(version) => version < minimum,
            Self::Before(version) => version <= minimum,
        }
    }

    fn of_one(constraint: &str) -> Option<Self> {
        let start = constraint.find(|character: char| character.is_ascii_digit())?;
        let (operator, text) = constraint.split_at_checked(start)?;
        let version = Version::parse(text)?;
        let [major, minor, _] = version.numbers;
        let before = |numbers| Self::Before(Version { numbers, is_release: true });
        Some(match (operator.trim(), text.split('.').count()) {
            (">" | ">=" | "!=", _) => Self::Any,
            ("" | "=", 3) | ("<=", _) => Self::Itself(version),
            ("<", _) => Self::Before(version),
            ("~>", 3) | ("" | "=", 2) => before([major, minor.checked_add(1)?, 0]),
            ("~>" | "" | "=", _) => before([major.checked_add(1)?, 0, 0]),
            _ => return None,
        })
    }

    /// The one of two that allows less.
    fn min(self, other: Self) -> Self {
        // A version is newer than what is before it.
        let rank = |newest| match newest {
            Self::Any => None,
            Self::Itself(version) => Some((version, 1)),
            Self::Before(version) => Some((version, 0)),
        };
        match (rank(self), rank(other)) {
            (Some(own), Some(others)) if own <= others => self,
            (Some(_), None) => self,
            _ => other,
        }
    }
}

impl Range {
    /// Any version.
    pub(crate) const ANY: Self = Self { oldest: None, newest: Newest::Any };

    /// The versions that a comma-separated list of constraints allows; none where it cannot be read.
    pub(crate) fn of(constraints: &str) -> Option<Self> {
        let mut range = Self { newest: Newest::of(constraints)?, ..Self::ANY };
        for constraint in constraints.split(',') {
            let start = constraint.find(|character: char| character.is_ascii_digit())?;
            let (operator, text) = constraint.split_at_checked(start)?;
            if !matches!(operator.trim(), "<" | "<=" | "!=") {
                range.oldest = range.oldest.max(Some(Version::parse(text.trim())?));
            }
        }
        Some(range)
    }

    /// Whether nothing that is allowed is as new as `minimum`.
    pub(crate) fn is_older_than(self, minimum: Version) -> bool {
        self.newest.is_older_than(minimum)
    }

    /// Whether nothing that is allowed is older than `minimum`.
    pub(crate) fn is_at_least(self, minimum: Version) -> bool {
        self.oldest.is_some_and(|oldest| oldest >= minimum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_allows_what_terraform_takes_it_to_allow() {
        let five = Version::parse("5.0").unwrap();
        for older in [
            "4.50.0",
            "= 4.67.0",
            "4.67",
            "~> 4.0",
            "~>4",
            "~> 4.50.0",
            ">= 4.0, < 5.0",
            ">= 3.0,<5",
            "<= 4.99",
            "5.0.0-beta1",
            "~> 5.0, < 5.0.0",
        ] {
            assert!(Newest::of(older).unwrap().is_older_than(five), "{older}");
        }
        for recent in [
            "5.0.0",
            "5",
            ">= 4.0",
            "> 3",
            "~> 5.0",
            "~> 5",
            ">= 4.0, != 4.5.0",
            "< 6.0",
            "<= 5.0",
            ">= 4, < 7.0.0",
            "6.0.0-beta2",
        ] {
            assert!(!Newest::of(recent).unwrap().is_older_than(five), "{recent}");
        }
        for unreadable in ["", "latest", "^4.0", "4.x", "v4.0.0", "=> 4", "4.0 ||", "~> 4.0.0.0", ">= 4.0,"] {
            assert_eq!(Newest::of(unreadable), None, "{unreadable}");
        }
    }

    #[test]
    fn the_oldest_version_is_the_greatest_of_the_lower_ends() {
        let five = Version::parse("5.0").unwrap();
        for newer in ["~> 5.0", ">= 4.0, > 5.0.1", "6.1.0", "= 5.0.1, < 9"] {
            assert!(Range::of(newer).unwrap().is_at_least(five), "{newer}");
        }
        for other in ["< 9", "!= 5.1.0", ">= 4, <= 7", "~> 4.67"] {
            assert!(!Range::of(other).unwrap().is_at_least(five), "{other}");
        }
        assert!(!Range::ANY.is_at_least(five) && !Range::ANY.is_older_than(five));
    }

    #[test]
    fn versions_are_ordered_by_number() {
        let parsed = |text| Version::parse(text).unwrap();
        assert!(parsed("0.9.5") < parsed("0.20.0") && parsed("0.20.0-pre.1") < parsed("0.20.0"));
        assert!(parsed("0.0.0").is_development() && !parsed("0.15").is_development());
    }
}
