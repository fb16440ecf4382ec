//! Which versions of hashicorp/aws a stack may be run with, as far as the table of its types knows them.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use crate::{
    plan::{Block, Plan, Requirement},
    schema::{Table, Versions},
    version::{Range, Version},
};

/// The versions of hashicorp/aws that a stack may be run with.
pub(crate) struct ProviderRelease<'p> {
    /// What the stack asks for; none where it does not say or cannot be read.
    pub(crate) constraint: Option<Cow<'p, str>>,
    /// The table's versions that stand for those that are allowed; never none.
    pub(crate) judged: Versions,
    /// How what is allowed lies to what the table knows.
    pub(crate) age: Age,
    /// The ends of what is allowed.
    range: Range,
    /// The local names of providers that are hashicorp/aws, or may be.
    names: Vec<Cow<'p, str>>,
    /// The local names of other providers.
    others: Vec<Cow<'p, str>>,
}

/// How the allowed versions lie to those that the table knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// All are older than the major version before the table's oldest: much was different.
    Ancient,
    /// All are of the major version before the table's oldest: what it removed may be there.
    Older,
    /// The table knows them.
    Known,
    /// All are newer: there may be more.
    Newer,
}

/// Where hashicorp/aws comes from, each as it may be written.
const SOURCES: [&str; 4] =
    ["aws", "hashicorp/aws", "registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"];

impl<'p> ProviderRelease<'p> {
    pub(super) fn of(plan: &'p Plan<'p>, table: &Table<'_>) -> Self {
        let is_aws = |requirement: &&Requirement<'_>| {
            let source = requirement.source.as_deref().unwrap_or(&requirement.name);
            SOURCES.iter().any(|known| known.eq_ignore_ascii_case(source))
        };
        let (own, others): (Vec<_>, Vec<_>) = plan.requirements.iter().partition(is_aws);
        let constraint = own.iter().find_map(|requirement| plan.value(requirement.version?).string());
        let range = constraint.as_deref().and_then(Range::of);
        let constraint = constraint.filter(|_| range.is_some());
        let range = range.unwrap_or(Range::ANY);
        let versions: Vec<Version> = table.versions().filter_map(Version::parse).collect();
        let judged = judged(&versions, range);
        Self {
            constraint,
            judged,
            age: age(&versions, range),
            range,
            names: own.iter().map(|requirement| requirement.name.clone()).collect(),
            others: others.iter().map(|requirement| requirement.name.clone()).collect(),
        }
    }

    /// Whether all versions that are allowed come before this one.
    pub(crate) fn is_before(&self, version: Version) -> bool {
        self.range.is_older_than(version)
    }

    /// Whether a block is of hashicorp/aws.
    pub(crate) fn is_of(&self, block: &Block<'_>) -> bool {
        // A plan's key has the module before it; an alias stands behind the name.
        let name = match &block.provider {
            Some(key) => key.rsplit(':').next().and_then(|key| key.split('.').next()).unwrap_or_default(),
            None => block.type_name.split('_').next().unwrap_or_default(),
        };
        self.names.iter().any(|own| own == name)
            || name == "aws" && !self.others.iter().any(|other| other == name)
    }

    /// The versions that findings rest on, in words: `hashicorp/aws 5.100.0 and 6.47.0`.
    pub(crate) fn judged_by(&self, table: &Table<'_>) -> String {
        format!("hashicorp/aws {}", names_of(table, self.judged))
    }
}

/// The versions of a table in words: `5.100.0, 6.25.0 and 6.47.0`.
pub(crate) fn names_of(table: &Table<'_>, versions: Versions) -> String {
    let mut text = String::new();
    let mut named = table.names_of(versions);
    let mut next = named.next();
    while let Some(version) = next {
        next = named.next();
        text.push_str(match (text.is_empty(), next.is_some()) {
            (true, _) => "",
            (false, true) => ", ",
            (false, false) => " and ",
        });
        text.push_str(version);
    }
    text
}

/// The table's versions that stand for those of a range. Each stands for what came after the one before it, within its
/// major version; the last of a major version for the rest of that, and the first of all for what is older.
fn judged(versions: &[Version], range: Range) -> Versions {
    let mut judged = 0;
    let mut previous: Option<Version> = None;
    for (at, version) in versions.iter().enumerate() {
        let following = versions.get(at + 1);
        let is_after = previous.is_none_or(|previous| {
            let first = if previous.major() == version.major() {
                previous.next()
            } else {
                Version::first_of(version.major())
            };
            !range.is_older_than(first)
        });
        let is_before = following.is_none_or(|following| {
            if following.major() == version.major() {
                !range.is_at_least(version.next())
            } else {
                !range.is_at_least(Version::first_of(following.major()))
            }
        });
        if is_after && is_before {
            judged |= 1 << at;
        }
        previous = Some(*version);
    }
    Versions::of_bits(judged)
}

fn age(versions: &[Version], range: Range) -> Age {
    let (Some(oldest), Some(newest)) = (versions.first(), versions.last()) else { return Age::Known };
    let before = |major| range.is_older_than(Version::first_of(major));
    if range.is_at_least(newest.next()) {
        Age::Newer
    } else if before(oldest.major().saturating_sub(1)) {
        Age::Ancient
    } else if before(oldest.major()) {
        Age::Older
    } else {
        Age::Known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_is_judged_by_the_versions_that_stand_for_it() {
        let versions = ["5.100.0", "6.25.0", "6.47.0"].map(|text| Version::parse(text).unwrap());
        for (constraint, bits, expected) in [
            ("~> 5.0", 0b001, Age::Known),
            ("5.31.0", 0b001, Age::Known),
            ("~> 6.0", 0b110, Age::Known),
            (">= 6.0, < 6.20", 0b010, Age::Known),
            ("6.26.0", 0b100, Age::Known),
            ("6.47.0", 0b100, Age::Known),
            (">= 5.0", 0b111, Age::Known),
            ("~> 6.48", 0b100, Age::Newer),
            ("7.0.0", 0b100, Age::Newer),
            ("~> 4.67", 0b001, Age::Older),
            ("3.76.1", 0b001, Age::Ancient),
        ] {
            let range = Range::of(constraint).unwrap();
            assert_eq!(judged(&versions, range), Versions::of_bits(bits), "{constraint}");
            assert_eq!(age(&versions, range), expected, "{constraint}");
        }
        assert_eq!(judged(&versions, Range::ANY), Versions::of_bits(0b111));
    }
}
