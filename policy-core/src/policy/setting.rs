//! Which rules run and how bad their findings are, by the name of a rule or a category.

use alloc::{format, string::String};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Policy;
use crate::{
    rule::{Category, Rule, Severity},
    rules,
    similar::nearest,
};

/// A rule, or all rules of a category, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selector {
    /// All rules of a category.
    Category(Category),
    /// One rule, by its name.
    Rule(&'static str),
}

/// What a policy says of a rule or category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// It does not run.
    Off,
    /// It runs, whatever the profile.
    On,
    /// It runs, and its findings are critical.
    Critical,
    /// It runs, and its findings are high.
    High,
    /// It runs, and its findings are medium.
    Medium,
    /// It runs, and its findings are low.
    Low,
    /// It runs, and its findings are only info.
    Info,
}

impl Policy {
    /// Whether a rule runs. What is said of the rule counts before what is said of its category, and that before the
    /// profile; a severity of a category turns none of its rules on.
    pub fn runs(&self, rule: &Rule) -> bool {
        let in_profile = rule.profile <= self.profile;
        match (self.of_rule(rule), self.of_category(rule)) {
            (Some(own), _) => own != Setting::Off,
            (None, Some(Setting::Off)) => false,
            (None, Some(Setting::On)) => true,
            (None, _) => in_profile,
        }
    }

    /// How bad a finding is that the rule takes for so bad. One that is less bad than the rule's others stays so.
    pub(crate) fn severity(&self, rule: &Rule, severity: Severity) -> Severity {
        let own = self.of_rule(rule).and_then(Setting::severity);
        match own.or_else(|| self.of_category(rule)?.severity()) {
            Some(set) if severity > rule.severity => set.max(severity),
            Some(set) => set,
            None => severity,
        }
    }

    fn of_rule(&self, rule: &Rule) -> Option<Setting> {
        self.rules.get(&Selector::Rule(rule.name)).copied()
    }

    fn of_category(&self, rule: &Rule) -> Option<Setting> {
        self.rules.get(&Selector::Category(rule.category)).copied()
    }
}

impl Setting {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Off | Self::On => None,
            Self::Critical => Some(Severity::Critical),
            Self::High => Some(Severity::High),
            Self::Medium => Some(Severity::Medium),
            Self::Low => Some(Severity::Low),
            Self::Info => Some(Severity::Info),
        }
    }
}

impl Selector {
    /// The rule or category of this name.
    pub fn find(name: &str) -> Option<Self> {
        let category = Category::ALL.into_iter().find(|category| category.name() == name);
        category.map(Self::Category).or_else(|| rules::find(name).map(|rule| Self::Rule(rule.name)))
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Category(category) => category.name(),
            Self::Rule(name) => name,
        }
    }

    /// Whether it is this rule, or the rule's category.
    pub fn includes(self, rule: &Rule) -> bool {
        match self {
            Self::Category(category) => rule.category == category,
            Self::Rule(name) => rule.name == name,
        }
    }
}

impl Serialize for Selector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Selector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name).ok_or_else(|| {
            let known = Category::ALL.into_iter().map(Category::name);
            let near = nearest(&name, rules::all().iter().map(|rule| rule.name).chain(known));
            let advice = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
            de::Error::custom(format!("`{name}` is no rule and no category{advice}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{from_json, rule::Profile};

    fn rule(name: &str) -> &'static Rule {
        rules::find(name).unwrap()
    }

    #[test]
    fn a_rule_counts_before_its_category_and_that_before_the_profile() {
        let policy: Policy = from_json(
            r#"{"rules": {"naming": "off", "missing-environment-suffix": "low", "iam": "high", "governance": "on",
                "missing-required-tags": "off"}}"#,
        )
        .unwrap();
        assert!(policy.runs(rule("missing-environment-suffix")));
        assert!(!policy.runs(rule("bucket-name-collision")));
        assert!(!policy.runs(rule("missing-required-tags")));
        assert!(policy.runs(rule("hardcoded-image")));
        assert_eq!(rule("hardcoded-image").profile, Profile::All);
        let api = rule("api-cannot-invoke-lambda");
        assert_eq!(policy.severity(api, api.severity), Severity::High);
        assert_eq!(policy.severity(api, Severity::Info), Severity::Info);
    }

    #[test]
    fn no_rule_is_called_like_a_category() {
        assert!(
            rules::all().iter().all(|rule| Category::ALL.iter().all(|category| category.name() != rule.name))
        );
    }

    #[test]
    fn a_misspelt_name_is_refused_with_the_nearest() {
        let error = |text: &str| from_json::<Policy>(text).unwrap_err();
        let misspelt = error(r#"{"rules": {"peering-not-acepted": "off"}}"#);
        let words = "`peering-not-acepted` is no rule and no category; the nearest is `peering-not-accepted`";
        assert_eq!((misspelt.reason(), misspelt.offset()), (words, Some(11)));
        let setting = error(r#"{"rules": {"cost": "of"}}"#);
        assert!(setting.reason().starts_with("`of` is not known; the nearest is `off`"), "{setting}");
        assert_eq!(setting.offset(), Some(19));
    }
}
