//! What a stack puts into Secrets Manager.

use alloc::{
    borrow::{Cow, ToOwned},
    collections::BTreeSet,
    string::String,
    vec::Vec,
};

use super::ResourceGraph;
use crate::{
    json::{Document, Json, KEEP_ALL},
    plan::{Attribute, Read},
};

/// The values of a stack's secrets, as far as they are known.
#[derive(Default)]
pub(crate) struct StoredSecrets<'p> {
    /// Each secret's text, and of one that is JSON each string in it.
    values: BTreeSet<String>,
    /// Those that are not known.
    unknown: Vec<Attribute<'p>>,
    /// Whether one of these may be anything: a variable from outside, a data source, a local of a plan.
    anything: bool,
}

impl<'p> StoredSecrets<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let mut own = Self::default();
        for version in graph.plan().of_type("aws_secretsmanager_secret_version") {
            let secret = version.attribute("secret_string");
            match secret.text_by_default() {
                Read::Known(text) => own.insert(&text),
                Read::Unknown => {
                    own.anything |= graph.may_lead_anywhere(secret);
                    own.unknown.push(secret);
                }
                Read::Absent => {}
            }
        }
        own
    }

    /// Whether a text is one of the secrets, or may turn out to be.
    ///
    /// What resources generate is none that is written in the configuration; what comes from elsewhere may be.
    pub(crate) fn may_hold(&self, text: &str) -> bool {
        self.anything || self.values.contains(text) || self.unknown.iter().any(|secret| secret.mentions(text))
    }

    fn insert(&mut self, text: &str) {
        self.values.insert(text.to_owned());
        if let Ok(document) = Document::parse(text, 0, KEEP_ALL) {
            self.values.extend(document.root().strings().filter_map(Json::string).map(Cow::into_owned));
        }
    }
}
