//! The documentation of rules, as `rules.json` beside the page holds it; fetched when first asked for.

use serde::Deserialize;

/// What "Explain" shows of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct RulePage {
    pub name: String,
    pub docs: Docs,
}

/// The part of a rule that only its documentation needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Docs {
    pub rationale: String,
    pub snippets: Snippets,
    #[serde(default)]
    pub sources: Vec<Source>,
}

/// The mended code in each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Snippets {
    pub hcl: String,
    pub cdktf_typescript: String,
    pub cdktf_python: String,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Source {
    pub title: String,
    pub url: String,
}

/// How far the documentation has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RulePages {
    /// Nobody has asked for it.
    NotAsked,
    /// It is on its way.
    Loading,
    /// It is here.
    Loaded(std::rc::Rc<Vec<RulePage>>),
    /// It is not beside the page, or cannot be read.
    Missing,
}
