//! The messages between the page and its worker.
//!
//! A message is JSON text; what is checked travels beside it as a JavaScript value, so that a large text or a
//! file is not copied through the page's WebAssembly.

use policy_core::{policy::Policy, report::Report};
use serde::{Deserialize, Serialize};

/// The most findings an answer carries; the summary counts all of them.
///
/// A page with more is read by nobody, and making it would block typing.
pub const MOST_FINDINGS: usize = 1000;

/// What the page asks of the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its place in the order of requests; the answer repeats it.
    pub seq: u32,
    /// What to do with the text.
    pub task: Task,
}

/// What to do with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Check it.
    Check {
        /// The name shown in locations.
        path: String,
        /// Which rules, and their parameters.
        policy: Policy,
    },
    /// Indent it, so that a person can read it.
    Format,
}

/// What the worker says. The core's error can be written and not read, so the two ends name their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer<Fault = InputFault> {
    /// It has started, and takes requests.
    Ready,
    /// A check is done.
    Checked {
        /// The request's place in the order.
        seq: u32,
        /// How long decoding and checking took.
        millis: f64,
        /// The report, cut to [`MOST_FINDINGS`], or why there is none.
        outcome: Result<Box<Report>, Fault>,
    },
    /// A text is formatted and travels beside this message, unless it is not JSON.
    Formatted {
        /// The request's place in the order.
        seq: u32,
    },
}

/// Why an input cannot be judged, as the page reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InputFault {
    /// Names the kind of fault.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it is, where that can be told.
    pub location: Option<policy_core::report::Location>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_as_the_core_writes_it() {
        let input = policy_core::Input::new("plan.json", b"{\"format_version\":").expect("UTF-8");
        let fault = input.decode().map(|_| ()).expect_err("half a plan is no plan");
        let answer = Answer::Checked { seq: 7, millis: 0.5, outcome: Err(fault) };
        let json = serde_json::to_string(&answer).expect("answers are plain data");
        let Ok(Answer::Checked {
            seq: 7, outcome: Err(InputFault { message, location: Some(at), .. }), ..
        }) = serde_json::from_str::<Answer>(&json)
        else {
            panic!("not read back: {json}");
        };
        assert!(!message.is_empty());
        assert_eq!((at.file.as_str(), at.line), ("plan.json", 1));
    }

    #[test]
    fn a_report_crosses_unchanged() {
        let text = br#"{"resource":{"aws_db_instance":{"main":{"password":"hunter22222"}}}}"#;
        let input = policy_core::Input::new("main.tf.json", text).expect("UTF-8");
        let report = policy_core::check(&input.decode().expect("a configuration"), &Policy::default());
        let answer: Answer = Answer::Checked { seq: 1, millis: 1.5, outcome: Ok(Box::new(report)) };
        let json = serde_json::to_string(&answer).expect("answers are plain data");
        assert_eq!(serde_json::from_str::<Answer>(&json).expect("it was just written"), answer);
    }
}
