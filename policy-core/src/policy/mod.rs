//! What the caller asks of a check: which rules, how strict, and the rules' parameters.

mod acceptance;
mod baseline;
mod date;
mod file;
#[cfg(feature = "docs")]
mod schema;
mod setting;
mod values;
mod waiver;

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

pub(crate) use self::acceptance::Acceptance;
#[cfg(feature = "docs")]
pub use self::schema::json_schema;
pub use self::{
    baseline::Baseline,
    date::Date,
    file::{PolicyError, PolicyFile},
    setting::{Selector, Setting},
    waiver::Waiver,
};
pub use crate::sorted::Map;
use crate::{
    rule::{Profile, Severity},
    template::Value,
};

/// Which rules run, what fails a build, and the parameters that rules cannot detect by themselves.
///
/// Its JSON form has camelCase keys, all optional; an unknown key is an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Policy {
    /// Which set of rules runs.
    pub profile: Profile,
    /// The severity from which findings fail a build.
    pub fail_on: FailOn,
    /// What is said of single rules, and of all rules of a category.
    pub rules: Map<Selector, Setting>,
    /// What is accepted.
    pub waivers: Vec<Waiver>,
    /// What day it is, which decides which waivers still hold; without one, all do.
    pub today: Option<Date>,
    /// The token that keeps names of parallel deployments apart; detected from the input where not given.
    pub environment_suffix: Option<String>,
    /// The environment's name, such as `prod` or `dev`; detected from the input where not given.
    pub environment: Option<String>,
    /// Values for the root variables of a configuration, by name; a plan has its own.
    pub variables: Map<String, Value>,
    /// The keys of tags that every resource must carry; where not given those of the built-in list.
    pub required_tags: Option<Vec<String>>,
    /// The regions that the stack may be in; any where none is given.
    pub regions: Vec<String>,
    /// The oldest version of a tool or provider that will do, by its name (`cdktf`, `aws`), in place of the
    /// built-in table's.
    pub minimum_versions: Map<String, String>,
    /// The oldest version of a database engine that will do, by the engine's name (`postgres`), in place of the
    /// built-in table's.
    pub minimum_engine_versions: Map<String, String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            profile: Profile::Recommended,
            fail_on: FailOn::Medium,
            rules: Map::new(),
            waivers: Vec::new(),
            today: None,
            environment_suffix: None,
            environment: None,
            variables: Map::new(),
            required_tags: None,
            regions: Vec::new(),
            minimum_versions: Map::new(),
            minimum_engine_versions: Map::new(),
        }
    }
}

/// The severity from which findings fail a build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Only critical findings.
    Critical,
    /// High and above.
    High,
    /// Medium and above.
    #[default]
    Medium,
    /// Low and above.
    Low,
    /// Any finding.
    Info,
    /// No finding.
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the build.
    pub const fn includes(self, severity: Severity) -> bool {
        severity as u8 <= self as u8 && !matches!(self, Self::Never)
    }
}
