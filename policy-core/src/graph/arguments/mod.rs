//! Where blocks differ from what their types take.
//!
//! Every block of hashicorp/aws is walked once, beside the body that the table has for its type. What is said of it
//! holds in each of the table's versions that the stack may be run with. A plan was made by Terraform, which refused
//! what no version takes; of a plan only what is deprecated is noted.
//!
//! How configuration in JSON syntax gives arguments and blocks: a block is an object or a list of them, also nested,
//! and never an expression; null is no block and no argument, but an empty block in a list; an argument of objects takes
//! each key that its objects have, null too, and ignores others; `dynamic` may stand for blocks and for such arguments,
//! which then lack nothing.
//! Source: <https://developer.hashicorp.com/terraform/language/syntax/json>, and what Terraform 1.11 was seen to do.

mod attributes;
mod count;
mod literal;
mod release;
mod values;
mod walk;

use alloc::{borrow::Cow, boxed::Box, format, rc::Rc, string::String, vec::Vec};

pub(crate) use self::attributes::{Astray, Led, Named, Secret};
use self::{
    release::{Age, ProviderRelease},
    walk::Types,
};
use crate::{
    decode::templates::Templates,
    facts::moved::Moved,
    json::NodeId,
    plan::{BlockId, Mode, Plan, Resource},
    refusal::Refusal,
    schema::{self, Table, Versions},
    similar,
    template::{ExpressionKind, type_in_words},
};

/// Where blocks differ from what their types take.
pub struct Arguments<'p> {
    /// In the order of the blocks.
    pub(crate) faults: Vec<Fault<'p>>,
    /// Which versions of the provider the stack may be run with.
    release: ProviderRelease<'p>,
    table: Table<'static>,
    types: Types<'p>,
}

/// One difference.
pub(crate) struct Fault<'p> {
    pub(crate) block: BlockId,
    /// The value that is wrong; where something is missing, what lacks it.
    pub(crate) node: NodeId,
    pub(crate) wrong: Wrong<'p>,
}

/// What is wrong with an argument, a block or its type.
pub(crate) enum Wrong<'p> {
    /// No version that may be used has the type.
    UnknownType(Absence),
    /// It must be given.
    Missing { name: Box<str>, is_block: bool },
    /// There is no such argument or block; or no such block, under `dynamic`.
    Unknown { name: Cow<'p, str>, absence: Absence, is_dynamic: bool },
    /// Only the provider sets it.
    ReadOnly,
    /// The literal, or what it refers to, cannot be made what the argument takes.
    Type { expected: String, found: &'static str, is_reference: bool },
    /// An object that is a value lacks keys, which may be null.
    Keys { missing: Vec<Box<str>> },
    /// Something else stands where blocks must.
    NotABlock { found: &'static str },
    /// It stands under `dynamic`, and is no block.
    NoBlockType,
    /// It stands under `dynamic`, where the block's name must, or nothing does.
    NoBlockName { is_missing: bool },
    /// It has what belongs under `dynamic`, and stands in the place of the block, or of an argument that may be written so.
    NotDynamic { is_argument: bool },
    /// A dynamic block has not one `content`.
    Content { is_missing: bool },
    /// The name of a dynamic block's iterator is none, but may be a longer reference.
    Iterator { is_reference: bool },
    /// A dynamic block goes over it, and it has no items.
    NoCollection { found: &'static str },
    /// There may be fewer.
    TooMany { name: Box<str>, most: usize },
    /// It, or the type, is going to be removed.
    Deprecated { moved: Option<Moved> },
}

impl Wrong<'_> {
    /// What Terraform says; nothing of what it takes.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        Some(match self {
            // Which of the two it is, the rule knows.
            Self::Deprecated { .. } | Self::UnknownType(_) => return None,
            Self::Missing { name, is_block: true } => {
                Refusal::by_validate(format!("Insufficient {name} blocks"))
            }
            Self::Missing { .. } => Refusal::by_validate("Missing required argument"),
            Self::Unknown { is_dynamic: true, .. }
            | Self::NoBlockType
            | Self::NoBlockName { is_missing: false } => Refusal::by_validate("Unsupported block type"),
            Self::Unknown { .. } | Self::NotDynamic { is_argument: false } => {
                Refusal::by_validate("Extraneous JSON object property")
            }
            // The few types that are written with the newer of the libraries for providers have it `Invalid Configuration
            // for Read-Only Attribute`.
            Self::ReadOnly => Refusal::by_validate("Value for unconfigurable attribute"),
            // What a reference leads to has a type when there is a plan.
            Self::Type { is_reference: true, .. } => Refusal::by_plan("Incorrect attribute value type"),
            Self::Type { .. } | Self::Keys { .. } | Self::NotDynamic { is_argument: true } => {
                Refusal::by_validate("Incorrect attribute value type")
            }
            Self::NotABlock { .. } => Refusal::by_validate("Incorrect JSON value type"),
            Self::NoBlockName { .. } => Refusal::by_validate("Missing block label"),
            Self::Content { is_missing: true } => Refusal::by_validate("Missing dynamic content block"),
            Self::Content { .. } => Refusal::by_validate("Extraneous dynamic content block"),
            Self::Iterator { is_reference: true } => Refusal::by_validate("Invalid dynamic iterator name"),
            Self::Iterator { .. } => Refusal::by_validate("Invalid expression"),
            Self::NoCollection { .. } => Refusal::by_validate("Invalid dynamic for_each value"),
            Self::TooMany { name, .. } => Refusal::by_validate(format!("Too many {name} blocks")),
        })
    }
}

/// What is known of a name that is not there.
pub(crate) struct Absence {
    /// The versions that have it all the same.
    pub(crate) known_in: Versions,
    /// What became of it.
    pub(crate) moved: Option<Moved>,
    /// What may be meant.
    pub(crate) meant: Option<Meant>,
}

/// What may be meant by a name that is not there.
pub(crate) enum Meant {
    /// This one is like it.
    Like(Box<str>),
    /// It belongs in one of these blocks, which may stand beside it.
    Inside(Vec<Box<str>>),
    /// It belongs in the block around it, or the resource.
    Outside,
    /// There is a data source of this name.
    DataSource,
    /// There is a resource of this name.
    Resource,
}

impl<'p> Arguments<'p> {
    /// None where there is no table.
    pub(super) fn of(plan: &'p Plan<'p>, templates: &Templates<'p>) -> Option<Self> {
        let table = schema::aws()?;
        let release = ProviderRelease::of(plan, &table);
        let walk::Walked { faults, types, references } = walk::blocks(plan, templates, &table, &release);
        let mut own = Self { faults, release, table, types };
        let misled = references.iter().filter_map(|reference| own.misled(plan, templates, reference));
        let misled: Vec<_> = misled.collect();
        own.faults.extend(misled);
        Some(own)
    }

    /// What is wrong with a reference to what no argument of this type can be made of.
    fn misled(
        &self,
        plan: &'p Plan<'p>,
        templates: &Templates<'p>,
        reference: &walk::Reference,
    ) -> Option<Fault<'p>> {
        let (template, leads) = templates.of_value(reference.node)?;
        let ExpressionKind::Traversal(traversal) = &template.as_expression()?.kind else { return None };
        let block = templates.declarations.get((*leads.first()?)?)?.block?;
        let led = self.led(&Named::in_block(plan, block, traversal)?);
        if led.fits(&reference.wanted) {
            return None;
        }
        let expected =
            type_in_words(reference.wanted.split(|letter| *letter == b'?').next().unwrap_or_default());
        let wrong = Wrong::Type { expected, found: led.kind()?.name(), is_reference: true };
        Some(Fault { block: reference.block, node: reference.node, wrong })
    }

    /// Whether a resource can carry tags, and is given its provider's `default_tags`.
    pub(crate) fn takes_tags(&self, resource: Resource<'_>) -> bool {
        let Some(Some(known)) = self.types.get(&(resource.mode(), resource.type_name())) else {
            return false;
        };
        let has = |name| known.body.named(name).iter().any(|form| form.versions.meets(self.release.judged));
        has("tags") && has("tags_all")
    }

    /// Whether only the provider gives an attribute, and not before the apply.
    pub(crate) fn is_set_by_provider(&self, mode: Mode, type_name: &str, attribute: &str) -> bool {
        // The plan works these out of what the configuration says.
        if matches!(attribute, "tags_all" | "domain_validation_options" | "region") {
            return false;
        }
        let Some(Some(known)) = self.types.get(&(mode, type_name)) else { return false };
        let forms = known.body.named(attribute);
        // What may be set, and is not, a data source is told when it is read; of the others nearly every type lets an `id`
        // be read that none sets.
        let is_given = |form: &schema::Member| {
            let is_attribute = matches!(form.kind, schema::Kind::Attribute { .. });
            is_attribute && (attribute == "id" || mode == Mode::Data || !form.flags.is_settable())
        };
        !forms.is_empty() && forms.iter().all(is_given)
    }

    /// Of names that lead into a type, the first that none of its versions has where it stands, and what may be meant;
    /// none where the type is not known.
    pub(crate) fn missing_name<'n>(
        &self,
        mode: Mode,
        type_name: &str,
        names: &[&'n str],
    ) -> Option<(&'n str, Option<String>)> {
        let mut body = Rc::clone(&self.types.get(&(mode, type_name))?.as_ref()?.body);
        for (at, name) in names.iter().enumerate() {
            let forms = body.named(name);
            if forms.is_empty() {
                let known = body.members.iter().map(|member| &*member.name);
                return Some((name, similar::nearest_words(name, known).map(String::from)));
            }
            // Where versions differ, or anything may follow, nothing more is said.
            let [form] = forms else { return None };
            body = match &form.kind {
                schema::Kind::Block { body, .. } => Rc::clone(body),
                schema::Kind::Attribute { object: Some(object), .. } => Rc::clone(object),
                // Nothing is in a string, a number or a truth value.
                schema::Kind::Attribute { type_, .. } if matches!(&**type_, "s" | "n" | "b") => {
                    return names.get(at + 1).map(|inner| (*inner, None));
                }
                _ => return None,
            };
        }
        None
    }

    /// The versions that findings rest on, in words: `hashicorp/aws 5.100.0 and 6.47.0`.
    pub(crate) fn judged_by(&self) -> String {
        self.release.judged_by(&self.table)
    }

    /// What else is known of a name that is not there, in words that follow what was said of it.
    pub(crate) fn said_of(&self, absence: &Absence) -> String {
        let known = (!absence.known_in.is_empty()).then(|| {
            let versions = release::names_of(&self.table, absence.known_in);
            let constraint = self.release.constraint.as_deref();
            let asked = constraint.map(|constraint| format!(", the stack asks for `{constraint}`"));
            format!("; it is in {versions}{}", asked.unwrap_or_default())
        });
        let meant = absence.meant.as_ref().map(|meant| match meant {
            Meant::Like(near) => format!("; the nearest is `{near}`"),
            Meant::Inside(blocks) => format!("; it belongs in a `{}` block", blocks.join("` or `")),
            Meant::Outside => String::from("; it belongs one level further out"),
            Meant::DataSource => String::from("; there is a data source of this name"),
            Meant::Resource => String::from("; there is a resource of this name"),
        });
        let moved = absence.moved.map(|moved| format!(": {}", moved.remedy));
        [known, meant, moved].into_iter().flatten().collect()
    }

    /// Why a finding is no more than a hint, where the table knows no version that the stack may be run with.
    pub(crate) fn doubt(&self) -> Option<String> {
        let constraint = self.release.constraint.as_deref().unwrap_or_default();
        match self.release.age {
            Age::Newer => Some(format!("; the stack asks for a newer version, `{constraint}`")),
            Age::Ancient => Some(format!("; the stack asks for a much older version, `{constraint}`")),
            Age::Older | Age::Known => None,
        }
    }
}
