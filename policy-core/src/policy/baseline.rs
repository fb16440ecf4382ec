//! A baseline: the findings that were there when somebody began to check, and are accepted until they are mended.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    report::{Accepted, AppliedBaseline, AppliedWaiver, Finding, Report, WaiverSource},
    sorted::Map,
    to_json,
};

/// The version of the JSON shape of a [`Baseline`].
const SCHEMA_VERSION: u32 = 1;

/// Findings that are accepted, as they are kept in a file.
///
/// Each stands for one finding of its fingerprint: where there are two of one kind and one is accepted, one is left. What
/// makes a fingerprint does not change when lines move or the wording does, and does when another value is at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Baseline {
    #[serde(deserialize_with = "known_version")]
    schema_version: u32,
    findings: Vec<Accepted>,
}

impl Baseline {
    /// What a report says, but what a waiver accepts for a reason.
    pub fn of(report: &Report) -> Self {
        let in_baseline = |finding: &&Finding| {
            finding.waiver.as_ref().is_some_and(|waiver| waiver.source == WaiverSource::Baseline)
        };
        let own = report.findings.iter().chain(report.waived.iter().filter(in_baseline));
        let mut findings: Vec<Accepted> = own.map(accepted).collect();
        findings.sort_unstable();
        Self { schema_version: SCHEMA_VERSION, findings }
    }

    /// How it is kept: each finding on a line, so that two people who mend different ones change different lines.
    pub fn to_text(&self) -> String {
        let mut text = alloc::format!("{{\n  \"schemaVersion\": {},\n  \"findings\": [", self.schema_version);
        for (at, finding) in self.findings.iter().enumerate() {
            text.push_str(if at == 0 { "\n    " } else { ",\n    " });
            // Only between members there are line breaks.
            text.push_str(
                &to_json(finding).replace("{\n  ", "{ ").replace("\n}", " }").replace(",\n  ", ", "),
            );
        }
        text.push_str(if self.findings.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }
}

fn known_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        SCHEMA_VERSION => Ok(SCHEMA_VERSION),
        other => {
            Err(de::Error::custom(format_args!("`schemaVersion` {other} is of another version of planproof")))
        }
    }
}

fn accepted(finding: &Finding) -> Accepted {
    let Finding { rule, address, attribute, fingerprint, .. } = finding;
    Accepted {
        rule: rule.clone(),
        address: address.clone(),
        attribute: attribute.clone(),
        fingerprint: fingerprint.clone(),
    }
}

impl Report {
    /// Accepts what a baseline holds, and says what of that is there no more.
    pub fn accept(&mut self, baseline: &Baseline) {
        let mut left: Map<&str, Vec<&Accepted>> = Map::new();
        for own in &baseline.findings {
            left.get_or_insert_with(&*own.fingerprint, Vec::new).push(own);
        }
        let findings = core::mem::take(&mut self.findings);
        let mut count = 0;
        for mut finding in findings {
            if left.get_mut(&*finding.fingerprint).and_then(Vec::pop).is_none() {
                self.findings.push(finding);
                continue;
            }
            count += 1;
            finding.waiver = Some(AppliedWaiver {
                source: WaiverSource::Baseline,
                reason: "it was there when the baseline was written".into(),
                expires: None,
                owner: None,
            });
            self.waived.push(finding);
        }
        let mut fixed: Vec<Accepted> = left.into_iter().flat_map(|(_, own)| own).cloned().collect();
        fixed.sort_unstable();
        self.baseline = Some(AppliedBaseline { accepted: count, fixed });
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Policy, check, from_json};

    fn report(text: &str) -> Report {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        check(&input.decode().unwrap(), &Policy::default())
    }

    const BEFORE: &str =
        r#"{"resource": {"aws_db_instance": {"a": {"password": "swordfish", "engine": "postgres"}}}}"#;

    #[test]
    fn what_was_there_is_accepted_wherever_it_stands_and_nothing_else_is() {
        let baseline = Baseline::of(&report(BEFORE));
        let read: Baseline = from_json(&baseline.to_text()).unwrap();
        assert_eq!(read, baseline);
        let moved = BEFORE.replace("{\"a\"", "\n\n{ \"b\": {\"password\": \"swordfish\"}, \"a\"");
        let mut after = report(&moved);
        let before = after.findings.len();
        after.accept(&baseline);
        assert!(after.findings.iter().all(|finding| finding.address == "aws_db_instance.b"), "{after:?}");
        assert!(after.findings.iter().any(|finding| finding.rule == "hardcoded-password"));
        assert_eq!(after.findings.len() + after.waived.len(), before);
        assert_eq!(after.summary.waived, baseline.findings.len());
        assert!(after.baseline.unwrap().fixed.is_empty());
    }

    #[test]
    fn what_is_mended_may_be_taken_out() {
        let baseline = Baseline::of(&report(BEFORE));
        let mut after = report(&BEFORE.replace("\"swordfish\"", "\"${var.password}\""));
        after.accept(&baseline);
        let fixed = after.baseline.as_ref().unwrap().fixed.iter().map(|fixed| &*fixed.rule);
        assert!(fixed.clone().any(|rule| rule == "hardcoded-password"), "{:?}", fixed.collect::<Vec<_>>());
        // What is written anew holds what still counts.
        assert!(Baseline::of(&after).findings.iter().all(|own| own.rule != "hardcoded-password"));
        assert_eq!(Baseline::of(&after).findings.len(), after.waived.len() + after.findings.len());
    }

    #[test]
    fn of_two_of_a_kind_one_is_left_where_one_is_accepted() {
        let one = report(BEFORE);
        let baseline = Baseline::of(&one);
        let mut two = Report::merged([one.clone(), one.clone()]).unwrap();
        two.accept(&baseline);
        assert_eq!((two.findings.len(), two.waived.len()), (one.findings.len(), one.findings.len()));
    }
}
