//! Why an input cannot be checked, for the person who has it.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
};
use core::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    encoding::EncodingError,
    json::{NESTING_LIMIT, SyntaxError, SyntaxErrorKind},
    locate,
    report::{Location, Shown},
};

/// Why an input cannot be checked: what, where, and what to do.
///
/// Its text never repeats the input, since what stands around a fault may be a secret. As `Display` it is one
/// line: the place, what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Fault>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    kind: DecodeErrorKind,
    location: Location,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DecodeErrorKind {
    Empty,
    NotText(EncodingError),
    NotJson(SyntaxErrorKind),
    /// Not JSON from the first character on.
    NotEvenJson,
    TooLarge,
    TooDeep,
    BinaryPlan,
    NativeSyntax,
    PlanOutput,
    Events,
    /// A state of a version whose values only its provider can read.
    OldState,
    /// What Terraform keeps of where a state is.
    BackendConfiguration,
    UnsupportedFormat {
        version: String,
        known: &'static str,
    },
    NotTerraform(&'static str),
    /// A key of Terraform's holds what it never holds.
    Malformed {
        what: &'static str,
        expected: &'static str,
    },
    /// A waiver in a comment that is none.
    BadWaiver(String),
}

impl DecodeError {
    /// An error that is about the input from its start.
    pub(crate) fn new(file: &str, kind: DecodeErrorKind) -> Self {
        Self(Box::new(Fault { kind, location: locate::at_offset(file, "", 0) }))
    }

    /// The same error at a byte of the text.
    pub(crate) fn at(mut self, text: &str, offset: usize) -> Self {
        self.0.location = locate::at_offset(&self.0.location.file, text, offset);
        self
    }

    pub(crate) fn syntax(file: &str, text: &str, error: SyntaxError) -> Self {
        let kind = match error.kind {
            SyntaxErrorKind::TooLong => DecodeErrorKind::TooLarge,
            SyntaxErrorKind::TooDeep => DecodeErrorKind::TooDeep,
            kind => DecodeErrorKind::NotJson(kind),
        };
        Self::new(file, kind).at(text, error.offset)
    }

    /// A word for programs, such as `not-json`; stable.
    pub fn code(&self) -> &'static str {
        match &self.0.kind {
            DecodeErrorKind::Empty => "empty",
            DecodeErrorKind::NotText(_) => "not-text",
            DecodeErrorKind::NotJson(SyntaxErrorKind::Truncated) => "truncated",
            DecodeErrorKind::NotJson(_) | DecodeErrorKind::NotEvenJson => "not-json",
            DecodeErrorKind::TooLarge => "too-large",
            DecodeErrorKind::TooDeep => "too-deep",
            DecodeErrorKind::BinaryPlan => "binary-plan",
            DecodeErrorKind::NativeSyntax => "native-syntax",
            DecodeErrorKind::PlanOutput => "plan-output",
            DecodeErrorKind::Events => "event-lines",
            DecodeErrorKind::OldState => "old-state",
            DecodeErrorKind::BackendConfiguration => "backend-configuration",
            DecodeErrorKind::UnsupportedFormat { .. } => "unsupported-format",
            DecodeErrorKind::NotTerraform(_) => "not-terraform",
            DecodeErrorKind::Malformed { .. } => "malformed",
            DecodeErrorKind::BadWaiver(_) => "bad-waiver",
        }
    }

    /// What is wrong, in lower case and without the place.
    pub fn message(&self) -> String {
        match &self.0.kind {
            DecodeErrorKind::Empty => "the input is empty".into(),
            DecodeErrorKind::NotText(EncodingError::NotUtf8(_)) => "this byte is not UTF-8 text".into(),
            DecodeErrorKind::NotText(EncodingError::OddUtf16) => {
                "the UTF-16 text ends in half a character".into()
            }
            DecodeErrorKind::NotJson(SyntaxErrorKind::Truncated) => SyntaxErrorKind::Truncated.to_string(),
            DecodeErrorKind::NotJson(kind) => format!("not JSON: {kind}"),
            DecodeErrorKind::NotEvenJson => "this is not JSON".into(),
            DecodeErrorKind::TooLarge => "the input is larger than 2 GB".into(),
            DecodeErrorKind::TooDeep => {
                format!("objects and lists are nested more than {NESTING_LIMIT} levels deep here")
            }
            DecodeErrorKind::BinaryPlan => "this is a binary plan file, not its JSON".into(),
            DecodeErrorKind::NativeSyntax => "this is HCL, Terraform's native syntax, not JSON".into(),
            DecodeErrorKind::PlanOutput => "this is what `terraform plan` prints for people, not JSON".into(),
            DecodeErrorKind::Events => {
                "these are the event lines of `terraform plan -json`, which hold no values".into()
            }
            DecodeErrorKind::OldState => {
                "this is a state of Terraform 0.11 or older, whose values only its provider can read".into()
            }
            DecodeErrorKind::BackendConfiguration => {
                "this says where the state is and holds none: it is what `terraform init` keeps".into()
            }
            DecodeErrorKind::UnsupportedFormat { version, known } => {
                format!("format version `{version}` is not {known}")
            }
            DecodeErrorKind::NotTerraform(found) => {
                format!("this JSON is neither a Terraform plan nor a state nor configuration: {found}")
            }
            DecodeErrorKind::Malformed { what, expected } => format!("{what} must be {expected}"),
            DecodeErrorKind::BadWaiver(reason) => format!("this waiver is not valid: {reason}"),
        }
    }

    /// What to do about it, starting with a verb.
    pub fn help(&self) -> &'static str {
        match &self.0.kind {
            DecodeErrorKind::Empty => "check that the command that wrote it succeeded",
            DecodeErrorKind::NotText(_) => "save it as UTF-8 or UTF-16",
            DecodeErrorKind::NotJson(SyntaxErrorKind::Truncated) => {
                "write the file again and check that the command that writes it is not cut off"
            }
            DecodeErrorKind::TooLarge => "split the configuration into smaller stacks",
            DecodeErrorKind::TooDeep => "flatten this value, or keep it as a JSON string",
            DecodeErrorKind::BinaryPlan => "run `terraform show -json PLAN > plan.json` and check that file",
            DecodeErrorKind::NotJson(_) => {
                "mend the JSON at this place, or have the command that writes it write it again"
            }
            DecodeErrorKind::NotEvenJson
            | DecodeErrorKind::NativeSyntax
            | DecodeErrorKind::PlanOutput
            | DecodeErrorKind::Events
            | DecodeErrorKind::NotTerraform(_) => {
                "run `terraform plan -out=tfplan && terraform show -json tfplan > plan.json` and check that file"
            }
            DecodeErrorKind::OldState => {
                "upgrade it by `terraform apply -refresh-only` and check what `terraform state pull` prints"
            }
            DecodeErrorKind::BackendConfiguration => {
                "run `terraform state pull > state.tfstate` and check that file"
            }
            DecodeErrorKind::UnsupportedFormat { .. } => "use a Terraform or OpenTofu that writes format 1.x",
            DecodeErrorKind::Malformed { .. } => "check that no other program has changed the file",
            DecodeErrorKind::BadWaiver(_) => "correct or remove it",
        }
    }

    /// Where it is; the first character where the whole input is at fault.
    pub fn location(&self) -> &Location {
        &self.0.location
    }

    /// The path of the input, as the caller gave it.
    pub fn file(&self) -> &str {
        &self.0.location.file
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { file, line, column, .. } = &self.0.location;
        write!(f, "{}:{line}:{column}: {}; {}", Shown(file), Shown(&self.message()), self.help())
    }
}

impl core::error::Error for DecodeError {}

impl Serialize for DecodeError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("DecodeError", 4)?;
        error.serialize_field("code", self.code())?;
        error.serialize_field("message", &self.message())?;
        error.serialize_field("help", self.help())?;
        error.serialize_field("location", &self.0.location)?;
        error.end()
    }
}
