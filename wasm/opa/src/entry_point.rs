//! What a host may ask for, and the answers.

use alloc::{format, string::String, vec::Vec};

use policy_core::{
    Format, Report,
    report::{Finding, Shown},
    rule::{Category, Severity},
    to_json,
};
use serde::Serialize;

pub use crate::input::Given;
use crate::{policy::Asked, term::Term};

/// A question to the module, by its path in `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryPoint {
    /// The set of findings that fail the check.
    Deny,
    /// The set of all other findings.
    Warn,
    /// The report, as the command line writes it in JSON.
    Report,
}

impl EntryPoint {
    /// Each with its path, by its number.
    pub const ALL: [(&str, Self); 3] =
        [("planproof/deny", Self::Deny), ("planproof/warn", Self::Warn), ("planproof/report", Self::Report)];

    /// The entry point of a number, as a host has it from the module.
    pub fn of(number: i32) -> Option<Self> {
        let at = usize::try_from(number).ok()?;
        Self::ALL.get(at).map(|&(_, entry_point)| entry_point)
    }

    /// Answers, as OPA gives results: a set of one object whose `result` is the answer.
    ///
    /// # Errors
    ///
    /// Where the input cannot be judged, or the policy is none: an answer would be taken for a verdict. The words hold no
    /// value of the input.
    pub fn answer(self, input: Option<Given<'_>>, data: Option<&Term>) -> Result<Term, String> {
        let asked = Asked::of(data)?;
        // No input is an empty one.
        let input = input.unwrap_or(Given::Value(&[]));
        let has_places = matches!(input, Given::Text(_));
        let mut report = input.judge(&asked.policy)?;
        asked.accept(&mut report);
        let result = match self {
            Self::Report => Term::Json(format!("{}", report.display(Format::Json))),
            Self::Deny | Self::Warn => results(&report, self == Self::Deny, has_places),
        };
        Ok(Term::Set(Vec::from([Term::Object(Vec::from([(Term::text("result"), result)]))])))
    }
}

/// The findings that fail the check, or the others.
fn results(report: &Report, is_failing: bool, has_places: bool) -> Term {
    let fail_on = report.summary.fail_on;
    let findings = report.findings.iter().filter(|finding| fail_on.includes(finding.severity) == is_failing);
    Term::Set(findings.map(|finding| Term::Json(to_json(&Answer::of(finding, has_places)))).collect())
}

/// A finding as policies of Rego give them: Conftest shows `msg`, and takes `_loc` for the place.
#[derive(Serialize)]
struct Answer<'f> {
    msg: String,
    rule: &'f str,
    severity: Severity,
    category: Category,
    address: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'f str>,
    blocking: bool,
    remedy: &'f str,
    docs: &'f str,
    fingerprint: &'f str,
    pointer: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    _loc: Option<Line<'f>>,
}

/// A place as Conftest shows them.
#[derive(Serialize)]
struct Line<'f> {
    file: &'f str,
    line: u32,
}

impl<'f> Answer<'f> {
    fn of(finding: &'f Finding, has_place: bool) -> Self {
        let Finding { rule, severity, category, address, message, remedy, location, .. } = finding;
        Self {
            // A program reads the other members; this one is printed as it is.
            msg: format!("{}: {}", Shown(address), Shown(message)),
            rule,
            severity: *severity,
            category: *category,
            address,
            attribute: finding.attribute.as_deref(),
            blocking: finding.blocking,
            remedy,
            docs: &finding.docs,
            fingerprint: &finding.fingerprint,
            pointer: &location.pointer,
            _loc: has_place.then_some(Line { file: &location.file, line: location.line }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::term::Syntax;

    const INPUT: &str = r#"{"resource": {"aws_db_instance": {"main": {"password": "swordfish"}}}}"#;

    fn answer(entry_point: EntryPoint, data: &str) -> Value {
        let data = Term::parse(data).unwrap();
        let answer = entry_point.answer(Some(Given::Text(INPUT.as_bytes())), Some(&data)).unwrap();
        assert!(Term::parse(&answer.to_text(Syntax::Rego)).is_some());
        serde_json::from_str(&answer.to_text(Syntax::Json)).unwrap()
    }

    #[test]
    fn each_finding_is_denied_or_warned_of() {
        let count = |entry_point, fail_on: &str| {
            let data = format!("{{\"planproof\": {{\"policy\": {{\"failOn\": \"{fail_on}\"}}}}}}");
            answer(entry_point, &data)[0]["result"].as_array().unwrap().len()
        };
        let all = count(EntryPoint::Deny, "info");
        assert!(all > 1);
        assert_eq!(count(EntryPoint::Warn, "info"), 0);
        assert_eq!(count(EntryPoint::Deny, "never"), 0);
        assert_eq!(count(EntryPoint::Warn, "never"), all);
        for fail_on in ["critical", "high", "medium", "low"] {
            assert_eq!(count(EntryPoint::Deny, fail_on) + count(EntryPoint::Warn, fail_on), all, "{fail_on}");
        }
    }

    #[test]
    fn an_answer_says_what_and_where_and_shows_no_secret() {
        let all = answer(EntryPoint::Deny, "{}");
        assert!(!all.to_string().contains("swordfish"));
        let found = all[0]["result"].as_array().unwrap().iter();
        let found: Vec<&Value> = found.filter(|answer| answer["rule"] == "hardcoded-password").collect();
        let [answer] = found[..] else { panic!("{all}") };
        assert!(answer["msg"].as_str().unwrap().starts_with("aws_db_instance.main: "));
        assert_eq!(answer["_loc"], serde_json::json!({"file": "-", "line": 1}));
        assert_eq!(answer["severity"], "critical");
        let value = EntryPoint::Deny.answer(Some(Given::Value(INPUT.as_bytes())), None).unwrap();
        assert!(!value.to_text(Syntax::Json).contains("_loc"));
    }

    #[test]
    fn what_is_printed_steers_no_terminal_and_no_log() {
        let input = INPUT.replace("main", r"\u001b[2J\u202e##vso[task.complete]");
        let answer = EntryPoint::Deny.answer(Some(Given::Text(input.as_bytes())), None).unwrap();
        let all: Value = serde_json::from_str(&answer.to_text(Syntax::Json)).unwrap();
        // What a program reads is exact.
        let is_about =
            |answer: &&Value| answer["address"].as_str().unwrap().contains("\u{1b}[2J\u{202e}##vso[");
        let about: Vec<&Value> = all[0]["result"].as_array().unwrap().iter().filter(is_about).collect();
        assert!(!about.is_empty());
        for answer in about {
            let message = answer["msg"].as_str().unwrap();
            assert!(!message.contains(['\u{1b}', '\u{202e}']) && !message.contains("##vso"), "{message}");
        }
    }

    #[test]
    fn the_report_is_that_of_the_command_line() {
        let all = answer(EntryPoint::Report, "{}");
        let input = policy_core::Input::new("-", INPUT.as_bytes()).unwrap();
        let report = policy_core::check(&input.decode().unwrap(), &policy_core::Policy::default());
        let expected: Value = serde_json::from_str(&report.display(Format::Json).to_string()).unwrap();
        assert_eq!(all[0]["result"], expected);
    }

    #[test]
    fn without_input_or_with_a_bad_policy_there_is_no_answer() {
        for (_, entry_point) in EntryPoint::ALL {
            assert!(entry_point.answer(None, None).unwrap_err().starts_with("there is no input"));
            let data = Term::parse(r#"{"planproof": {"policy": {"rules": {"typo": "off"}}}}"#).unwrap();
            let error = entry_point.answer(Some(Given::Text(INPUT.as_bytes())), Some(&data)).unwrap_err();
            assert!(error.starts_with("data.planproof.policy is not valid: `typo` is no rule"), "{error}");
        }
        assert_eq!(EntryPoint::of(1), Some(EntryPoint::Warn));
        assert_eq!((EntryPoint::of(3), EntryPoint::of(-1)), (None, None));
    }
}
