//! What a stack puts into Secrets Manager, and which of its passwords stand in the configuration.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
    vec::Vec,
};

use super::{Origin, ResourceGraph};
use crate::{
    facts::literal_secrets,
    json::{Document, Json, KEEP_ALL},
    plan::{Attribute, Read, Resource, json_in},
    sorted::{Map, Set},
    template::Partial,
};

/// A password that the configuration holds literally.
pub(crate) struct LiteralPassword<'p> {
    /// Where it is used.
    pub(crate) attribute: Attribute<'p>,
    /// The variable whose default it is, where it is one.
    pub(crate) variable: Option<&'p str>,
    /// The secret of the stack that holds the same.
    pub(crate) stored_in: Read<Resource<'p>>,
}

impl<'p> LiteralPassword<'p> {
    pub(super) fn all(graph: &ResourceGraph<'p>) -> Vec<Self> {
        let (mut found, mut stores) = (Vec::new(), Vec::new());
        let mut is_any_unknown = false;
        for type_name in graph.plan().by_type.keys() {
            let Some(first) = graph.plan().of_type(type_name).next() else { continue };
            for path in first.secrets().paths().filter(|path| !literal_secrets::is_harmless(path)) {
                let names: Vec<&'static str> = path.split('.').collect();
                let is_store = literal_secrets::STORES.contains(&(type_name, path));
                for attribute in graph.plan().of_type(type_name).flat_map(|resource| resource.all(&names)) {
                    let (variable, text) = match graph.origin(attribute) {
                        Origin::Literal(text) => (None, text),
                        Origin::VariableDefault(variable, text) => (Some(variable), text),
                        Origin::Elsewhere => {
                            is_any_unknown |= !is_store && attribute.text() == Read::Unknown;
                            continue;
                        }
                    };
                    if is_store && is_stored_secret(attribute, &text) {
                        stores.push(Self { attribute, variable, stored_in: Read::Absent });
                    } else if !is_store && !text.is_empty() {
                        let stored_in = graph.stored_secrets().holder_of(&text);
                        found.push(Self { attribute, variable, stored_in });
                    }
                }
            }
        }
        // What stands in a secret because something else of the stack is given it is said of that; what is not known
        // may be just that.
        let mut holders = Set::new();
        holders.extend(found.iter().filter_map(|password: &Self| match password.stored_in {
            Read::Known(holder) => Some(holder.address().as_str()),
            Read::Unknown | Read::Absent => None,
        }));
        stores.retain(|password: &Self| {
            password.attribute.resource().is_none_or(|own| !holders.contains(own.address().as_str()))
        });
        if !is_any_unknown {
            found.extend(stores);
        }
        found
    }
}

/// Whether a text that is put into a store for secrets is one.
fn is_stored_secret(attribute: Attribute<'_>, text: &str) -> bool {
    let Some(resource) = attribute.resource() else { return false };
    // A parameter is a secret only where it says so.
    let is_plain = resource.type_name() == "aws_ssm_parameter"
        && !matches!(resource.attribute("type").text(), Read::Known(kind) if *kind == *"SecureString");
    let is_secret = match Document::parse(text, 0, KEEP_ALL) {
        Ok(document) if document.root().is_object() => {
            document.root().members().any(|(key, _)| literal_secrets::is_secret_key(&key.text()))
        }
        _ => true,
    };
    !is_plain
        && is_secret
        && !literal_secrets::is_placeholder(text)
        && !resource.ignores_changes_of(attribute)
}

/// The values of a stack's secrets, as far as they are known.
#[derive(Default)]
pub(super) struct StoredSecrets<'p> {
    /// Each secret's text, and of one that is JSON each string in it.
    values: Map<String, Resource<'p>>,
    /// Those that are not wholly known.
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
                Read::Known(text) => own.insert(&text, version),
                Read::Unknown => {
                    own.anything |= graph.may_lead_anywhere(secret);
                    own.unknown.push(secret);
                    if let Some(json) = json_in(&secret.partial()) {
                        own.insert_known(&json, version);
                    }
                }
                Read::Absent => {}
            }
        }
        own
    }

    /// The secret that holds a text; unknown where one may turn out to.
    ///
    /// What resources generate is none that is written in the configuration; what comes from elsewhere may be.
    fn holder_of(&self, text: &str) -> Read<Resource<'p>> {
        if let Some(&holder) = self.values.get(text) {
            return Read::Known(holder);
        }
        if self.anything || self.unknown.iter().any(|secret| secret.mentions(text)) {
            return Read::Unknown;
        }
        Read::Absent
    }

    fn insert(&mut self, text: &str, version: Resource<'p>) {
        self.values.get_or_insert_with(text.to_owned(), || version);
        if let Ok(document) = Document::parse(text, 0, KEEP_ALL) {
            for part in document.root().strings().filter_map(Json::string).map(Cow::into_owned) {
                self.values.get_or_insert_with(part, || version);
            }
        }
    }

    /// Takes what is known of a secret of which parts are not.
    fn insert_known(&mut self, json: &Partial, version: Resource<'p>) {
        match json {
            Partial::List(items) => {
                for item in items {
                    self.insert_known(item, version);
                }
            }
            Partial::Object(entries) => {
                for (_, value) in entries {
                    self.insert_known(value, version);
                }
            }
            value => {
                if let Some(text) = value.as_text() {
                    self.values.get_or_insert_with(text.to_owned(), || version);
                }
            }
        }
    }
}
