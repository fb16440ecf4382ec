//! Proves a Terraform plan before it is applied.
//!
//! ```text
//! bytes ─ encoding ─> text ─ decode ─> Plan ─> ResourceGraph ─ engine ─> Report ─ report ─> text of a format
//!                                      Policy ────────────────┘
//! ```
//!
//! ```
//! use policy_core::{Input, Policy, check};
//!
//! let text = r#"{"resource": {"aws_db_instance": {"main": {"password": "swordfish"}}}}"#;
//! let input = Input::new("main.tf.json", text.as_bytes())?;
//! let report = check(&input.decode()?, &Policy::default());
//! assert!(report.findings.iter().any(|finding| finding.rule == "hardcoded-password"));
//! # Ok::<(), policy_core::DecodeError>(())
//! ```
//!
//! No I/O, no clock, no randomness, no `std`: the same input gives the same bytes everywhere.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod graph;
pub mod plan;
pub mod policy;
pub mod report;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod template;

mod decode;
mod encoding;
mod engine;
mod error;
mod facts;
mod iam_policy;
mod locate;
mod refusal;
mod similar;
mod sorted;
mod surroundings;
mod token;
mod typed;
mod version;

use json_index as json;

pub use self::{
    decode::Input,
    engine::{Checker, Draft, Subject, check},
    error::DecodeError,
    graph::ResourceGraph,
    plan::Plan,
    policy::Policy,
    refusal::{Refusal, Step},
    report::{Color, Format, Report},
    rule::Rule,
    surroundings::{ModuleFile, Surroundings},
    typed::{ReadError, from_json, to_json},
};

/// The version of the engine, such as `0.1.0`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
