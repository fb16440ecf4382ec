//! What Terraform itself says of a configuration that it refuses.

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An error of Terraform 1.11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The first command that stops with it.
    pub step: Step,
    /// Its first line, such as `Unsupported attribute`; of one that goes on with names, what stands before them.
    pub summary: Cow<'static, str>,
}

/// A command of Terraform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// `terraform init`.
    Init,
    /// `terraform validate`.
    Validate,
    /// `terraform plan`.
    Plan,
    /// `terraform apply`.
    Apply,
}

impl Refusal {
    pub(crate) fn by_init(summary: impl Into<Cow<'static, str>>) -> Self {
        Self { step: Step::Init, summary: summary.into() }
    }

    pub(crate) fn by_validate(summary: impl Into<Cow<'static, str>>) -> Self {
        Self { step: Step::Validate, summary: summary.into() }
    }

    pub(crate) fn by_plan(summary: impl Into<Cow<'static, str>>) -> Self {
        Self { step: Step::Plan, summary: summary.into() }
    }

    pub(crate) fn by_apply(summary: impl Into<Cow<'static, str>>) -> Self {
        Self { step: Step::Apply, summary: summary.into() }
    }
}

impl Step {
    /// The command, as it is called.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Init => "terraform init",
            Self::Validate => "terraform validate",
            Self::Plan => "terraform plan",
            Self::Apply => "terraform apply",
        }
    }
}
