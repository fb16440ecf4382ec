//! What references to resources and data sources of hashicorp/aws lead to.

use alloc::{format, string::String, vec::Vec};

use super::{Absence, Arguments, Meant};
use crate::{
    decode::templates::RepeatedBy,
    plan::{Block, BlockId, Mode, ModuleId, Plan},
    refusal::Refusal,
    schema::{Body, Flags, Kind, Member, Nesting, Versions},
    similar,
    template::{self, ExpressionKind, Step, Traversal},
};

/// What a reference leads to.
pub(crate) enum Led {
    /// Nobody can say.
    Anywhere,
    /// To something of this type, in the letters of the table: `p` is a string, number or bool, `O` any object.
    To {
        letters: String,
        /// Whether it is marked as a secret, or holds an attribute that is.
        secret: Secret,
    },
    /// To nothing, since there is no such attribute or index.
    Nowhere(Astray),
}

/// How much of what a reference leads to must not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    Nothing,
    /// A part of it.
    Inside,
    All,
}

/// Why a reference leads to nothing.
pub(crate) enum Astray {
    /// There is no such attribute or block.
    Unknown { name: String, absence: Absence },
    /// What has no attributes is asked for one; in words.
    NoAttributes { name: String, of: &'static str, is_blocks: bool },
    /// What has no indexes is asked for one; in words.
    NoIndexes { of: &'static str, is_blocks: bool },
    /// No number is the index of a list.
    NoNumber { is_blocks: bool },
}

impl Astray {
    /// What Terraform says. It follows references through the blocks of a schema as they are written, and through values
    /// when it has them.
    pub(crate) fn refusal(&self) -> Refusal {
        match self {
            Self::NoAttributes { of: "a list", is_blocks: true, .. } => {
                Refusal::by_validate("Invalid operation")
            }
            Self::NoAttributes { is_blocks: true, .. } | Self::NoIndexes { of: "a set", is_blocks: true } => {
                Refusal::by_validate("Cannot index a set value")
            }
            Self::Unknown { .. } | Self::NoAttributes { .. } => Refusal::by_validate("Unsupported attribute"),
            Self::NoIndexes { is_blocks: true, .. } => Refusal::by_validate("Invalid index operation"),
            Self::NoIndexes { .. } | Self::NoNumber { is_blocks: false } => {
                Refusal::by_validate("Invalid index")
            }
            Self::NoNumber { is_blocks: true } => Refusal::by_plan("Invalid index"),
        }
    }

    /// The same of blocks.
    fn of_blocks(self) -> Self {
        match self {
            Self::NoAttributes { name, of, .. } => Self::NoAttributes { name, of, is_blocks: true },
            Self::NoIndexes { of, .. } => Self::NoIndexes { of, is_blocks: true },
            Self::NoNumber { .. } => Self::NoNumber { is_blocks: true },
            unknown @ Self::Unknown { .. } => unknown,
        }
    }
}

/// The block that a reference names, how it is repeated, and the steps behind its name and instance.
pub(crate) struct Named<'t, 'p> {
    pub(crate) block: &'p Block<'p>,
    pub(crate) repeated_by: Option<RepeatedBy>,
    /// Whether one instance is meant, of several.
    pub(crate) has_key: bool,
    pub(crate) rest: &'t [Step<'t>],
}

impl<'t, 'p> Named<'t, 'p> {
    /// None where it names no block that is declared, or an instance of one that has none.
    pub(crate) fn of(plan: &'p Plan<'p>, traversal: &'t Traversal<'t>) -> Option<Self> {
        let (mode, type_name, steps) = match (traversal.root, traversal.steps.as_slice()) {
            ("data", [Step::Attribute(type_name), rest @ ..]) => (Mode::Data, *type_name, rest),
            ("resource", [Step::Attribute(type_name), rest @ ..]) => (Mode::Managed, *type_name, rest),
            ("var" | "local" | "module" | "each" | "count" | "self" | "path" | "terraform", _) => {
                return None;
            }
            (type_name, rest) => (Mode::Managed, type_name, rest),
        };
        let [Step::Attribute(name), rest @ ..] = steps else { return None };
        Self::behind(plan, plan.find_block(ModuleId::ROOT, mode, type_name, name)?, rest)
    }

    /// The same of a reference that is known to lead to a block.
    pub(crate) fn in_block(plan: &'p Plan<'p>, block: BlockId, traversal: &'t Traversal<'t>) -> Option<Self> {
        let names = if matches!(traversal.root, "data" | "resource") { 2 } else { 1 };
        Self::behind(plan, block, traversal.steps.get(names..)?)
    }

    /// What steps behind a block's name lead to.
    fn behind(plan: &'p Plan<'p>, block: BlockId, rest: &'t [Step<'t>]) -> Option<Self> {
        let block = plan.block(block)?;
        let body = block.expressions.filter(|_| block.repetition.is_some());
        let repeated_by = body.and_then(|body| RepeatedBy::of(plan.value(body)));
        let has_index = matches!(rest.first(), Some(Step::Index(_) | Step::LegacyIndex(_)));
        match (repeated_by, rest) {
            // Which instance is meant, or that none is, is another rule's.
            (None, [Step::Index(_) | Step::LegacyIndex(_), ..]) | (Some(_), [Step::Attribute(_), ..]) => None,
            (Some(_), [_, inner @ ..]) if has_index => {
                Some(Self { block, repeated_by, has_key: true, rest: inner })
            }
            _ => Some(Self { block, repeated_by, has_key: false, rest }),
        }
    }
}

impl Arguments<'_> {
    /// Whether a reference leads to an attribute or block that there is, as nearly all do that go no further.
    pub(crate) fn is_there(&self, named: &Named<'_, '_>) -> bool {
        let [Step::Attribute(name)] = named.rest else { return false };
        let known = self.types.get(&(named.block.mode, &*named.block.type_name));
        let Some(Some(own)) = known else { return false };
        own.body.named(name).iter().any(|form| form.versions.meets(self.release.judged))
    }

    /// What a reference leads to; anywhere, where it is not to what the table knows.
    pub(crate) fn led(&self, named: &Named<'_, '_>) -> Led {
        let Named { block, repeated_by, has_key, rest } = *named;
        if !self.release.is_of(block) {
            return Led::Anywhere;
        }
        let Some(Some(own)) = self.types.get(&(block.mode, &*block.type_name)) else { return Led::Anywhere };
        match rest {
            [] => Led::To {
                letters: if repeated_by == Some(RepeatedBy::Count) && !has_key { "LO" } else { "O" }.into(),
                secret: self.secret_of(&own.body),
            },
            // Over the instances, each of which is an object.
            [Step::Splat | Step::AttributeSplat, rest @ ..]
                if repeated_by != Some(RepeatedBy::ForEach) || has_key =>
            {
                listed(self.in_body(&own.body, rest))
            }
            [Step::Attribute(_), ..] => self.in_body(&own.body, rest),
            _ => Led::Anywhere,
        }
    }

    /// The attributes of the one resource that a reference names, with their kinds; none where it is not to what the table
    /// knows.
    pub(crate) fn attributes(&self, named: &Named<'_, '_>) -> Option<Vec<(String, Option<template::Kind>)>> {
        if named.repeated_by.is_some() || !named.rest.is_empty() || !self.release.is_of(named.block) {
            return None;
        }
        let own = self.types.get(&(named.block.mode, &*named.block.type_name))?.as_ref()?;
        let members = own.body.members.iter().filter(|member| member.versions.meets(self.release.judged));
        let with_kind = |member: &Member| {
            let name = String::from(&*member.name);
            let kind = self.in_body(&own.body, &[Step::Attribute(&name)]).kind();
            (name, kind)
        };
        Some(members.map(with_kind).collect())
    }

    /// Whether an attribute of a body is a secret.
    fn secret_of(&self, body: &Body) -> Secret {
        let is_secret = |member: &Member| {
            let forms = body.named(&member.name);
            self.form(forms).is_some_and(|form| form.flags.has(Flags::SENSITIVE))
        };
        if body.members.iter().any(is_secret) { Secret::Inside } else { Secret::Nothing }
    }

    fn in_body(&self, body: &Body, steps: &[Step<'_>]) -> Led {
        let (name, rest) = match steps.split_first() {
            Some((Step::Attribute(name), rest)) => (*name, rest),
            Some((Step::Index(index), rest)) => match &index.kind {
                ExpressionKind::String(name) => (&**name, rest),
                _ => return Led::Anywhere,
            },
            None => return Led::To { letters: "O".into(), secret: Secret::Nothing },
            Some(_) => return Led::Anywhere,
        };
        let forms = body.named(name);
        let judged = self.release.judged;
        if !forms.iter().any(|form| form.versions.meets(judged)) {
            let known_in = forms.iter().fold(Versions::default(), |all, form| all.or(form.versions));
            let names = body.members.iter().filter(|member| member.versions.meets(judged));
            let near = similar::nearest_words(name, names.map(|member| &*member.name));
            let meant = near.filter(|_| known_in.is_empty()).map(|near| Meant::Like(near.into()));
            let absence = Absence { known_in, moved: None, meant };
            return Led::Nowhere(Astray::Unknown { name: name.into(), absence });
        }
        let Some(form) = self.form(forms) else { return Led::Anywhere };
        let led = match &form.kind {
            Kind::Any => Led::Anywhere,
            Kind::Attribute { type_, object } => self.in_type(type_.as_bytes(), object.as_deref(), rest),
            Kind::Block { nesting, body, .. } => {
                let letters: &[u8] = match (nesting, rest.first()) {
                    (Nesting::Single, Some(Step::Index(_) | Step::LegacyIndex(_))) => {
                        let of = "a block that stands once";
                        return Led::Nowhere(Astray::NoIndexes { of, is_blocks: true });
                    }
                    (Nesting::Single, _) => b"o",
                    (Nesting::List, _) => b"Lo",
                    (Nesting::Set, _) => b"So",
                    (Nesting::Map, _) => b"Mo",
                };
                // What goes wrong at the first step does so at the blocks themselves.
                let first = rest.get(..1).unwrap_or_default();
                if let Led::Nowhere(astray) = self.in_type(letters, Some(body), first) {
                    return Led::Nowhere(astray.of_blocks());
                }
                self.in_type(letters, Some(body), rest)
            }
        };
        match led {
            Led::To { letters, .. } if form.flags.has(Flags::SENSITIVE) => {
                Led::To { letters, secret: Secret::All }
            }
            other => other,
        }
    }

    fn in_type(&self, type_: &[u8], object: Option<&Body>, steps: &[Step<'_>]) -> Led {
        let (letter, inner) = type_.split_first().map_or((b'p', &[][..]), |(letter, inner)| (*letter, inner));
        let Some((step, rest)) = steps.split_first() else {
            let letters =
                if type_.is_empty() { "p".into() } else { String::from_utf8_lossy(type_).into_owned() };
            return Led::To { letters, secret: Secret::Nothing };
        };
        let no_attributes =
            |name: &str, of| Led::Nowhere(Astray::NoAttributes { name: name.into(), of, is_blocks: false });
        let no_indexes = |of| Led::Nowhere(Astray::NoIndexes { of, is_blocks: false });
        match (letter, step) {
            (b'L' | b'S', Step::Splat) => listed(self.in_type(inner, object, rest)),
            (b'L', Step::Index(index)) if is_no_number(&index.kind) => {
                Led::Nowhere(Astray::NoNumber { is_blocks: false })
            }
            (b'L', Step::Index(_) | Step::LegacyIndex(_)) | (b'M', Step::Index(_) | Step::Attribute(_)) => {
                self.in_type(inner, object, rest)
            }
            (b'o', Step::Attribute(_) | Step::Index(_)) => {
                object.map_or(Led::Anywhere, |body| self.in_body(body, steps))
            }
            (b'L', Step::Attribute(name)) => no_attributes(name, "a list"),
            (b'S', Step::Attribute(name)) => no_attributes(name, "a set"),
            (b'S', Step::Index(_) | Step::LegacyIndex(_)) => no_indexes("a set"),
            (b'p' | b's' | b'n' | b'b', Step::Attribute(name)) => no_attributes(name, primitive(letter)),
            (b'p' | b's' | b'n' | b'b', Step::Index(_) | Step::LegacyIndex(_)) => {
                no_indexes(primitive(letter))
            }
            _ => Led::Anywhere,
        }
    }

    /// The form of a member that all versions have which may be used.
    fn form<'b>(&self, forms: &'b [Member]) -> Option<&'b Member> {
        super::walk::form(forms, self.release.judged)
    }
}

impl Led {
    /// Whether what is led to can be made what an argument takes, whose type begins with these letters.
    pub(super) fn fits(&self, wanted: &[u8]) -> bool {
        match self {
            Self::To { letters, .. } => fits(letters.as_bytes(), wanted),
            Self::Anywhere | Self::Nowhere(_) => true,
        }
    }

    /// How much of what is led to must not be shown; none where that is not known.
    pub(crate) fn secret(&self) -> Option<Secret> {
        if let Self::To { secret, .. } = self { Some(*secret) } else { None }
    }

    /// The kind of what is led to; none where it is not known.
    pub(crate) fn kind(&self) -> Option<template::Kind> {
        let Self::To { letters, .. } = self else { return None };
        Some(match letters.as_bytes().first()? {
            b'L' | b'S' => template::Kind::List,
            b'M' | b'o' | b'O' => template::Kind::Object,
            b'n' => template::Kind::Number,
            b'b' => template::Kind::Bool,
            b's' => template::Kind::String,
            _ => return None,
        })
    }
}

/// A list of what each item leads to.
fn listed(led: Led) -> Led {
    match led {
        Led::To { letters, secret } => {
            let secret = if secret == Secret::Nothing { secret } else { Secret::Inside };
            Led::To { letters: format!("L{letters}"), secret }
        }
        other => other,
    }
}

fn is_no_number(index: &ExpressionKind<'_>) -> bool {
    matches!(index, ExpressionKind::String(key) if !template::is_number(key))
}

fn primitive(letter: u8) -> &'static str {
    match letter {
        b'n' => "a number",
        b'b' => "a truth value",
        _ => "a string",
    }
}

fn fits(found: &[u8], wanted: &[u8]) -> bool {
    let (Some((own, items)), Some((letter, inner))) = (found.split_first(), wanted.split_first()) else {
        return true;
    };
    match (letter, own) {
        (b's', _) => matches!(own, b'p' | b's' | b'n' | b'b'),
        (b'n', _) => matches!(own, b'p' | b's' | b'n'),
        (b'b', _) => matches!(own, b'p' | b's' | b'b'),
        (b'L' | b'S', b'L' | b'S') | (b'M', b'M') => fits(items, inner),
        (b'L' | b'S', _) => false,
        (b'M' | b'o', _) => matches!(own, b'M' | b'o' | b'O'),
        _ => true,
    }
}
