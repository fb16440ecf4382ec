//! What a rule is: facts first, then one function.

use serde::{Deserialize, Serialize};

use crate::{engine::Checker, plan::Resource};

/// One rule: the facts that every output shows, and the function that looks.
///
/// A rule cannot fail, does no I/O and sees no other rule. Its name is its only identifier, states the
/// problem and reads well after "allow".
#[derive(Debug)]
pub struct Rule {
    /// The name, such as `peering-not-accepted`; never reused.
    pub name: &'static str,
    /// What kind of harm it is about.
    pub category: Category,
    /// How bad a finding is, before the policy's changes.
    pub severity: Severity,
    /// The smallest profile that holds it.
    pub profile: Profile,
    /// Whether a finding stops `terraform apply` or leaves the stack not working.
    pub blocking: bool,
    /// What it is about, and so whether it has anything to say of a state.
    pub about: About,
    /// The problem in one line, without a value.
    pub summary: &'static str,
    /// What to do, starting with a verb; every finding carries it.
    pub remedy: &'static str,
    /// The function that looks, and what it looks at.
    pub check: Check,
    /// What only the rule's page and its tests need.
    #[cfg(feature = "docs")]
    pub docs: Docs,
}

/// What a rule looks at; the engine calls it for nothing else.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each instance of the types named; a data source is written `data.TYPE`.
    Each(&'static [&'static str], for<'c, 'p> fn(Resource<'p>, &mut Checker<'c, 'p>)),
    /// The plan as a whole, once.
    Whole(for<'c, 'p> fn(&mut Checker<'c, 'p>)),
}

/// What a rule is about: what is there, or how somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// What stands once it is applied, which a state shows as well as a plan.
    Infrastructure,
    /// How it is written, named or left to defaults, and whether it can be applied: a state does not tell.
    Configuration,
    /// Whether Terraform takes it: what `terraform init`, `validate` and `plan` refuse. A plan or state was taken.
    Language,
}

/// What kind of harm a rule is about; also the folder its file is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// `terraform apply` fails, or what it builds does not work.
    Deploy,
    /// A secret is readable where it should not be.
    Secrets,
    /// Data is stored or sent in clear.
    Encryption,
    /// Something is reachable that should not be, or is not reachable that should be.
    Network,
    /// A permission is missing or too wide.
    Iam,
    /// Money is spent for nothing.
    Cost,
    /// A failure is not survived.
    Resilience,
    /// A failure is not noticed.
    Observability,
    /// Data or resources are lost, or cannot be removed.
    Lifecycle,
    /// Names collide or tell nothing.
    Naming,
    /// What others need to know of the stack is not said.
    Outputs,
    /// What an organisation asks of every resource is not there: tags, descriptions, regions.
    Governance,
    /// The project around the stack is incomplete.
    Project,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Deploy,
        Self::Secrets,
        Self::Encryption,
        Self::Network,
        Self::Iam,
        Self::Cost,
        Self::Resilience,
        Self::Observability,
        Self::Lifecycle,
        Self::Naming,
        Self::Outputs,
        Self::Governance,
        Self::Project,
    ];

    /// The word for it in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Secrets => "secrets",
            Self::Encryption => "encryption",
            Self::Network => "network",
            Self::Iam => "iam",
            Self::Cost => "cost",
            Self::Resilience => "resilience",
            Self::Observability => "observability",
            Self::Lifecycle => "lifecycle",
            Self::Naming => "naming",
            Self::Outputs => "outputs",
            Self::Governance => "governance",
            Self::Project => "project",
        }
    }
}

/// How bad a finding is; the worst comes first in every order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stops the deployment, or leaks.
    Critical,
    /// Breaks something that matters, sooner or later.
    High,
    /// Should be mended before it is relied upon.
    Medium,
    /// Worth mending.
    Low,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word for it in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// What nearly every stack wants; the default.
    Recommended,
    /// The opinionated rules too.
    All,
}

impl Profile {
    /// The word for it in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::All => "all",
        }
    }
}

/// What only a rule's page and its tests need; left out of the engine that travels.
#[cfg(feature = "docs")]
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Docs {
    /// Why it matters, with the real consequence.
    pub rationale: &'static str,
    /// The mended code, in each language people write.
    pub snippets: Snippets,
    /// Where the facts come from.
    pub sources: &'static [Source],
    /// Controls of standards that ask for the same.
    pub controls: &'static [&'static str],
    /// The policy's parameters that the rule reads.
    pub parameters: &'static [&'static str],
    /// Configurations that show it firing and, closer to the edge, not firing.
    pub examples: &'static [Example],
}

/// The mended code, in each language people write.
#[cfg(feature = "docs")]
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snippets {
    /// Terraform's native syntax.
    pub hcl: &'static str,
    /// CDKTF in TypeScript.
    pub cdktf_typescript: &'static str,
    /// CDKTF in Python.
    pub cdktf_python: &'static str,
}

/// Where a fact comes from.
#[cfg(feature = "docs")]
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Source {
    /// What it is called.
    pub title: &'static str,
    /// Its address, https.
    pub url: &'static str,
}

/// A configuration in JSON syntax that is documentation, test and live demonstration at once.
#[cfg(feature = "docs")]
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase", tag = "verdict", content = "configuration")]
pub enum Example {
    /// Gives exactly one finding of the rule.
    Flagged(&'static str),
    /// Gives none: a near miss.
    Clean(&'static str),
}
