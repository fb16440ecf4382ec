//! Tags that nearly every organisation asks of its resources.
//!
//! Source: AWS, Best Practices for Tagging AWS Resources (the categories of technical and business tags),
//! <https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html>; read on
//! 2026-11-24.

/// What is asked for where the policy names no tags.
pub(crate) const DEFAULT: [&str; 3] = ["Environment", "Project", "ManagedBy"];

/// What is asked for besides where the stack has an environment suffix.
pub(crate) const OF_SUFFIX: &str = "EnvironmentSuffix";
