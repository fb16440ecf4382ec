//! Versions, and which versions a constraint allows, as Terraform reads them.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/expressions/version-constraints>.

use alloc::vec::Vec;

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

/// A comma-separated list of conditions, all of which a version has to meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constraints(Vec<Condition>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Condition {
    operator: Operator,
    version: Version,
    /// How many numbers of the version are written.
    parts: usize,
    /// Whether the version is written with a `v` before it.
    has_prefix: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Exactly,
    Not,
    After,
    AtLeast,
    Before,
    AtMost,
    /// Only the last number that is written may be raised.
    Compatible,
}

impl Constraints {
    /// None where Terraform cannot read it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.split(',').map(|condition| Condition::parse(condition.trim())).collect::<Option<_>>().map(Self)
    }

    /// Whether a condition names what comes before a release.
    pub(crate) fn names_prerelease(&self) -> bool {
        self.0.iter().any(|condition| !condition.version.is_release)
    }

    /// Whether each version is written as a provider's must be: three numbers at most, and no `v` before them.
    pub(crate) fn is_of_provider(&self) -> bool {
        self.0.iter().all(|condition| condition.parts <= 3 && !condition.has_prefix)
    }

    /// The oldest release from `floor` on that all conditions allow; none where they allow none.
    pub(crate) fn oldest_from(&self, floor: Version) -> Option<Version> {
        // The oldest is where a condition begins, or right behind what one rules out.
        let bounds = self.0.iter().flat_map(|condition| [condition.version, condition.version.next()]);
        let candidates = [floor].into_iter().chain(bounds).filter(|version| *version >= floor);
        candidates.filter(|version| version.is_release && self.allows(*version)).min()
    }

    fn allows(&self, version: Version) -> bool {
        self.0.iter().all(|condition| condition.allows(version))
    }
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        const OPERATORS: [(&str, Operator); 7] = [
            (">=", Operator::AtLeast),
            ("<=", Operator::AtMost),
            ("!=", Operator::Not),
            ("~>", Operator::Compatible),
            (">", Operator::After),
            ("<", Operator::Before),
            ("=", Operator::Exactly),
        ];
        let written =
            OPERATORS.iter().find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)));
        let (operator, rest) = written.unwrap_or((Operator::Exactly, text));
        let rest = rest.trim_start();
        let version = rest.strip_prefix('v').unwrap_or(rest);
        let end = version.find(['-', '+']).unwrap_or(version.len());
        let (numbers, suffix) = version.split_at_checked(end)?;
        let is_suffix = |byte: u8| byte.is_ascii_alphanumeric() || b"-~.+".contains(&byte);
        if !suffix.bytes().all(is_suffix) || matches!(suffix, "-" | "+") {
            return None;
        }
        let parts = numbers.split('.').count();
        // What is written behind the third number changes nothing that is asked here.
        let shown: Vec<&str> = numbers.split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !shown.iter().all(is_number) {
            return None;
        }
        let mut numbers = [0; 3];
        for (slot, part) in numbers.iter_mut().zip(&shown) {
            *slot = part.parse().ok()?;
        }
        let version = Version { numbers, is_release: !suffix.starts_with('-') };
        Some(Self { operator, version, parts, has_prefix: rest.starts_with('v') })
    }

    fn allows(&self, version: Version) -> bool {
        let own = self.version;
        match self.operator {
            Operator::Exactly => version == own,
            Operator::Not => version != own,
            Operator::After => version > own,
            Operator::AtLeast => version >= own,
            Operator::Before => version < own,
            Operator::AtMost => version <= own,
            Operator::Compatible => {
                let kept = self.parts.saturating_sub(1);
                version >= own && version.numbers.iter().zip(&own.numbers).take(kept).all(|(a, b)| a == b)
            }
        }
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

    #[test]
    fn constraints_are_read_as_terraform_reads_them() {
        for read in [
            "1.5",
            ">= 1.5, < 2.0",
            "!= 1.6",
            "=1.11.4",
            "v1.5",
            ">= v1.0",
            "  >= 1.0 ",
            ">=1.0.0.0",
            "~> 1",
            "~>1.11.0",
            "1.11.4+build",
            ">= 1.11.4-rc1",
            "~>  1.0",
            "> 1.0 , < 2",
        ] {
            assert!(Constraints::parse(read).is_some(), "{read}");
        }
        for refused in [
            "^1.5",
            "latest",
            ">=1.5 <2.0",
            "",
            ">= 1.0,",
            "1.x",
            "*",
            "=> 1.0",
            "==1.11.4",
            "1.5 || 1.11",
            "${var.v}",
            "1..2",
            ">=",
        ] {
            assert_eq!(Constraints::parse(refused), None, "{refused}");
        }
        assert!(Constraints::parse("!= 1.11.4-beta1").unwrap().names_prerelease());
        assert!(!Constraints::parse("1.11.4+build").unwrap().names_prerelease());
        assert!(!Constraints::parse("v3.0").unwrap().is_of_provider());
        assert!(Constraints::parse("~> 3.0, != 3.1.0").unwrap().is_of_provider());
    }

    #[test]
    fn the_oldest_release_is_found_where_there_is_one() {
        let oldest = |text: &str, floor: &str| {
            Constraints::parse(text).unwrap().oldest_from(Version::parse(floor).unwrap())
        };
        for (text, floor, expected) in [
            (">= 0.13", "1.0", "1.0.0"),
            ("~> 1.5.0", "1.0", "1.5.0"),
            ("> 1.5.0, != 1.5.1", "1.0", "1.5.2"),
            ("~> 1.5", "1.10", "1.10.0"),
            ("~> 1", "2.0", "2.0.0"),
            (">= 1.2, <= 1.4", "1.0", "1.2.0"),
            ("1.5", "1.0", "1.5.0"),
        ] {
            assert_eq!(oldest(text, floor), Version::parse(expected), "{text} from {floor}");
        }
        for text in ["~> 1.5.0", "1.9.8", "< 1.10", ">= 1.0, < 1.0", "~> 0.14"] {
            assert_eq!(oldest(text, "1.10"), None, "{text}");
        }
        assert_eq!(oldest(">= 2, < 1.5", "1.0"), None);
    }
}
