//! Waivers: what of a stack is accepted, why and until when.

use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{Date, Selector};
use crate::{
    plan::{enclosing, without_keys},
    report::{AppliedWaiver, Location, StatedWaiver, WaiverSource},
    rule::Rule,
};

/// Findings that are accepted: of a rule or category, at addresses of a pattern, for a reason.
///
/// In a pattern `*` stands for any characters. The address of a resource means all its instances, and that of a module
/// all that is in it, as with Terraform's own `-target`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule or category.
    pub rule: Selector,
    /// The pattern of addresses; every address where there is none.
    #[serde(default)]
    pub address: Option<String>,
    /// Why they are accepted.
    #[serde(deserialize_with = "reason")]
    pub reason: String,
    /// The last day it holds.
    #[serde(default)]
    pub expires: Option<Date>,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Where it is written, where that is a file.
    #[serde(default)]
    pub location: Option<Location>,
}

impl Waiver {
    /// Whether it is about what a rule finds at an address.
    pub fn is_about(&self, rule: &Rule, address: &str) -> bool {
        self.rule.includes(rule) && self.address.as_deref().is_none_or(|pattern| covers(pattern, address))
    }

    /// Whether its last day is over. A caller that does not say what day it is has no waivers that end.
    pub fn has_expired(&self, today: Option<Date>) -> bool {
        matches!((self.expires, today), (Some(last), Some(today)) if today > last)
    }

    pub(crate) fn applied(&self, source: WaiverSource) -> AppliedWaiver {
        AppliedWaiver {
            source,
            reason: self.reason.clone(),
            expires: self.expires.map(|last| alloc::format!("{last}")),
            owner: self.owner.clone(),
        }
    }

    /// What the report says of it, before any finding is counted.
    pub(crate) fn stated(&self, source: WaiverSource, today: Option<Date>) -> StatedWaiver {
        let AppliedWaiver { reason, expires, owner, .. } = self.applied(source);
        StatedWaiver {
            source,
            rule: self.rule.name().into(),
            address: self.address.clone(),
            reason,
            expires,
            owner,
            location: self.location.clone(),
            expired: self.has_expired(today),
            findings: 0,
        }
    }
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let reason = String::deserialize(deserializer)?;
    if reason.trim().is_empty() { Err(de::Error::custom("the reason is empty")) } else { Ok(reason) }
}

/// Whether a pattern is about an address: it matches that, or the resource of which it is an instance, or a module that
/// it is in, with or without the keys of their instances.
fn covers(pattern: &str, address: &str) -> bool {
    [address, &without_keys(address)]
        .into_iter()
        .any(|address| enclosing(address).into_iter().any(|enclosing| matches(pattern, enclosing)))
}

/// Whether a text is of a pattern, where `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        // The first place that fits leaves the most for the pieces after it.
        let Some(at) = rest.find(piece) else { return false };
        rest = rest.get(at + piece.len()..).unwrap_or_default();
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::from_json;

    #[test]
    fn patterns_match_addresses_their_instances_and_what_is_in_modules() {
        let covered = [
            ("aws_s3_bucket.logs", "aws_s3_bucket.logs"),
            ("aws_s3_bucket.logs", "aws_s3_bucket.logs[0]"),
            ("aws_s3_bucket.logs", r#"aws_s3_bucket.logs["eu/x.y"]"#),
            ("aws_s3_bucket.*", r#"aws_s3_bucket.logs["eu/x.y"]"#),
            (r#"aws_s3_bucket.logs["eu/*"]"#, r#"aws_s3_bucket.logs["eu/x.y"]"#),
            ("*.logs", "module.a.aws_s3_bucket.logs"),
            ("module.net", r#"module.net["a.b"].module.in.aws_vpc.main"#),
            (r#"module.net["a.b"]"#, r#"module.net["a.b"].module.in.aws_vpc.main"#),
            ("module.net.module.in.aws_vpc.main", r#"module.net["a.b"].module.in.aws_vpc.main[0]"#),
            ("module.*.aws_vpc.main", r#"module.net["a.b"].module.in.aws_vpc.main[0]"#),
            ("data.aws_ami.x", "data.aws_ami.x[0]"),
            ("terraform.backend.s3", "terraform.backend.s3"),
            ("output", "output"),
            ("*", "//"),
        ];
        for (pattern, address) in covered {
            assert!(covers(pattern, address), "{pattern} {address}");
        }
        let not_covered = [
            ("aws_s3_bucket.logs", "aws_s3_bucket.logs2"),
            ("aws_s3_bucket", "aws_s3_bucket.logs"),
            ("aws_s3_bucket.logs[0]", "aws_s3_bucket.logs[1]"),
            ("aws_s3_bucket.logs[0]", "aws_s3_bucket.logs[01]"),
            ("module.ne", "module.net.aws_vpc.main"),
            ("module", "module.net.aws_vpc.main"),
            ("logs", "aws_s3_bucket.logs"),
            ("a*a", "a"),
            ("data.aws_ami", "data.aws_ami.x"),
            ("module.net.aws_vpc", "module.net.aws_vpc.main"),
        ];
        for (pattern, address) in not_covered {
            assert!(!covers(pattern, address), "{pattern} {address}");
        }
    }

    #[test]
    fn a_waiver_holds_through_its_last_day() {
        let text = r#"{"rule": "cost", "reason": "agreed", "expires": "2026-12-31"}"#;
        let waiver: Waiver = from_json(text).unwrap();
        let on = |day| waiver.has_expired(Date::parse(day));
        assert_eq!((on("2026-12-31"), on("2027-01-01")), (false, true));
        assert!(!waiver.has_expired(None));
    }

    #[test]
    fn a_reason_is_required() {
        let error = |text: &str| alloc::string::ToString::to_string(&from_json::<Waiver>(text).unwrap_err());
        assert_eq!(error(r#"{"rule": "cost"}"#), "`reason` is missing");
        assert_eq!(error(r#"{"rule": "cost", "reason": " "}"#), "the reason is empty");
        let date = error(r#"{"rule": "cost", "reason": "x", "expires": "soon"}"#);
        assert_eq!(date, "`soon` is no day; write it as `YYYY-MM-DD`");
    }
}
