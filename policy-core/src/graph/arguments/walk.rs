//! The walk over blocks beside the bodies of their types.

use alloc::{borrow::Cow, format, rc::Rc, string::String, vec::Vec};

use super::{
    Absence, Fault, Meant, Wrong,
    literal::{expected, found, is_composite, is_text_of},
    release::ProviderRelease,
};
use crate::{
    facts::moved::{self, Moved},
    graph::undeclared::is_override,
    json::{Json, JsonKind},
    plan::{Block, BlockId, Plan, Value, blocks_of, qualified_type},
    schema::{self, Body, Flags, Kind, Member, Mode, Reader, Table, Versions},
    similar,
    sorted::Map,
    template,
};

/// Walks every block of hashicorp/aws; gives what is wrong, and the types that were met.
pub(super) fn blocks<'p>(
    plan: &'p Plan<'p>,
    table: &Table<'static>,
    release: &ProviderRelease<'_>,
) -> (Vec<Fault<'p>>, Types<'p>) {
    let mut walk = Walk {
        plan,
        release,
        reader: Reader::new(*table),
        types: Types::new(),
        is_override: is_override(&plan.file),
        faults: Vec::new(),
        block: BlockId::at(0),
        type_name: Cow::Borrowed(""),
        own: Type::default(),
        trail: Vec::new(),
    };
    for (position, block) in plan.blocks.iter().enumerate().filter(|(_, block)| release.is_of(block)) {
        walk.block = BlockId::at(position);
        walk.resource(block);
    }
    (walk.faults, walk.types)
}

/// Arguments that Terraform itself takes in every resource and data source.
const META_ARGUMENTS: [&str; 7] =
    ["count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection"];

/// How the provider's types begin.
const PREFIX: &str = "aws_";

/// How many blocks are named in which an argument may belong; one that belongs in more says little.
const MOST_BLOCKS_NAMED: usize = 3;

struct Walk<'w, 'p> {
    plan: &'p Plan<'p>,
    release: &'w ProviderRelease<'w>,
    reader: Reader<'static>,
    types: Types<'p>,
    /// Whether blocks are parts of blocks in other files.
    is_override: bool,
    faults: Vec<Fault<'p>>,
    /// Where the walk is, and of which type that is.
    block: BlockId,
    type_name: Cow<'p, str>,
    own: Type,
    /// The names of the blocks around it.
    trail: Vec<Cow<'p, str>>,
}

/// Each type that was met; none where no version that may be used has it.
pub(super) type Types<'p> = Map<(Mode, &'p str), Option<Type>>;

/// A type that is used.
#[derive(Clone, Default)]
pub(super) struct Type {
    pub(super) body: Rc<Body>,
    /// What is to become of it, where it is going to be removed.
    deprecated: Option<Moved>,
    /// Its arguments and blocks that are to be removed, though the schema does not say so.
    deprecated_members: Rc<[&'static str]>,
}

/// What the objects of a body are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// A resource or data source.
    Resource,
    /// A block in it.
    Block,
    /// What a dynamic block gives for an argument of objects, of which none is required.
    Part,
}

impl<'p> Walk<'_, 'p> {
    fn fault(&mut self, value: Value<'p>, wrong: Wrong<'p>) {
        if self.plan.is_configuration() || matches!(wrong, Wrong::Deprecated { .. } | Wrong::UnknownType(_)) {
            self.faults.push(Fault { block: self.block, node: value.id(), wrong });
        }
    }

    fn resource(&mut self, block: &'p Block<'p>) {
        let Some(value) = block.expressions.map(|node| self.plan.value(node)) else { return };
        let Some(own) = self.type_of(block) else { return self.unknown_type(block, value) };
        self.type_name = qualified_type(block.mode, &block.type_name);
        let body = Rc::clone(&own.body);
        if own.deprecated.is_some() {
            self.fault(value, Wrong::Deprecated { moved: own.deprecated });
        }
        self.own = own;
        self.body(value, &body, None, Level::Resource);
    }

    /// What is known of a block's type; none where no version that may be used has it.
    fn type_of(&mut self, block: &'p Block<'p>) -> Option<Type> {
        let key = (block.mode, &*block.type_name);
        if let Some(known) = self.types.get(&key) {
            return known.clone();
        }
        let found = self.reader.table().find(block.mode, &block.type_name);
        let found = found.filter(|found| !found.versions().and(self.release.judged).is_empty());
        let name = qualified_type(block.mode, &block.type_name);
        let own = found.map(|found| Type {
            body: self.reader.body(found),
            deprecated: moved::of_type(&name).filter(|moved| moved.is_deprecated),
            deprecated_members: moved::deprecated(&name).collect(),
        });
        self.types.insert(key, own.clone());
        own
    }

    fn unknown_type(&mut self, block: &'p Block<'p>, value: Value<'p>) {
        let table = *self.reader.table();
        let known_in =
            table.find(block.mode, &block.type_name).map(schema::Type::versions).unwrap_or_default();
        let moved = moved::of_type(&qualified_type(block.mode, &block.type_name));
        if self.was_there(moved) {
            return;
        }
        let other = if block.mode == Mode::Data { Mode::Managed } else { Mode::Data };
        let judged = self.release.judged;
        let names = |mode| {
            let known = table.types(mode).filter(move |(_, versions)| !versions.and(judged).is_empty());
            known.map(|(name, _)| name)
        };
        let meant = if !known_in.is_empty() || moved.is_some() {
            None
        } else if table.find(other, &block.type_name).is_some() {
            Some(if other == Mode::Data { Meant::DataSource } else { Meant::Resource })
        } else {
            // What all names begin with makes none of them like another.
            let own = block.type_name.strip_prefix(PREFIX).unwrap_or(&block.type_name);
            let known = names(block.mode).filter_map(|name| name.strip_prefix(PREFIX));
            similar::nearest_words(own, known).map(|near| Meant::Like(format!("{PREFIX}{near}").into()))
        };
        self.fault(value, Wrong::UnknownType(Absence { known_in, moved, meant }));
    }

    /// Whether the stack asks for a version that still had what was moved, or was planned with one.
    fn was_there(&self, moved: Option<Moved>) -> bool {
        let since = moved.and_then(|moved| moved.since);
        since.is_some_and(|since| !self.plan.is_configuration() || self.release.is_before(since))
    }

    /// The forms of a member that versions have which may be used.
    fn forms<'b>(&self, forms: &'b [Member]) -> impl Iterator<Item = &'b Member> + Clone + use<'b> {
        let judged = self.release.judged;
        forms.iter().filter(move |form| !form.versions.and(judged).is_empty())
    }

    /// The form of a member that all versions have which may be used; of several, the newest that is settable, where
    /// they do not differ in what they take.
    fn form<'b>(&self, forms: &'b [Member]) -> Option<&'b Member> {
        let forms = self.forms(forms);
        let have = forms.clone().fold(Versions::default(), |all, form| all.or(form.versions));
        let newest = forms.clone().max_by_key(|form| (form.flags.is_settable(), form.versions))?;
        let is_alike = |form: &Member| match (&form.kind, &newest.kind) {
            (Kind::Attribute { type_, object: None }, Kind::Attribute { type_: other, object: None }) => {
                type_ == other || type_.is_empty()
            }
            _ => core::ptr::eq(form, newest),
        };
        (self.release.judged.without(have).is_empty() && forms.clone().all(is_alike)).then_some(newest)
    }

    /// Whether each version that may be used calls a member deprecated.
    fn is_deprecated(&self, forms: &[Member]) -> bool {
        self.forms(forms).all(|form| form.flags.has(Flags::DEPRECATED))
    }

    fn body(&mut self, object: Value<'p>, body: &Body, outer: Option<&Body>, level: Level) {
        let mut from = 0;
        for (key, value) in object.members() {
            let name = key.text();
            let forms = body.named_from(&mut from, &name);
            if self.forms(forms).next().is_some() {
                if let Some(form) = self.form(forms) {
                    self.member(name.clone(), value, form, body);
                }
                if self.is_deprecated(forms)
                    || self.own.deprecated_members.contains(&&*name) && self.trail.is_empty()
                {
                    self.deprecated(&name, value);
                }
            } else if name == "dynamic" {
                self.dynamic(value, body, outer);
            } else if name != "//" && !(level == Level::Resource && META_ARGUMENTS.contains(&&*name)) {
                self.unknown(name, value, forms, (body, outer));
            }
        }
        if level != Level::Part
            && self.plan.is_configuration()
            && !(self.is_override && level == Level::Resource)
        {
            self.missing(object, body);
        }
    }

    fn member(&mut self, name: Cow<'p, str>, value: Value<'p>, form: &Member, outer: &Body) {
        match &form.kind {
            Kind::Any => {}
            Kind::Attribute { type_, object } => {
                if form.flags.is_settable() && self.plan.is_configuration() {
                    self.value(value, type_.as_bytes(), object.as_deref());
                }
                if !form.flags.is_settable() && self.is_certain(value) {
                    let moved = moved::of_argument(&self.type_name, &self.path(&name));
                    if !self.was_there(moved) {
                        self.fault(value, Wrong::ReadOnly);
                    }
                }
            }
            Kind::Block { max, body, .. } => {
                let mut count = 0;
                self.trail.push(name);
                self.blocks(value, body, outer, &mut count);
                self.trail.pop();
                if *max > 0 && count > *max {
                    self.fault(value, Wrong::TooMany { name: form.name.clone(), most: *max });
                }
            }
        }
    }

    /// Whether a value is certainly not null, as what an expression gives may be.
    fn is_certain(&self, value: Value<'_>) -> bool {
        if !self.plan.is_configuration() {
            return value.get("constant_value").is_some();
        }
        !value.is_null()
            && !value.is_array()
            && value.raw_string().is_none_or(|raw| template::is_literal(raw) || is_composite(value))
    }

    fn deprecated(&mut self, name: &str, value: Value<'p>) {
        // A block may be a list of none.
        let is_given = self.is_certain(value) || count_blocks(value) > 0;
        if is_given && self.own.deprecated.is_none() {
            let moved = moved::of_argument(&self.type_name, &self.path(name));
            self.fault(value, Wrong::Deprecated { moved });
        }
    }

    /// The names that lead from the resource to a name.
    fn path(&self, name: &str) -> String {
        let mut path = String::new();
        for part in &self.trail {
            path.push_str(part);
            path.push('.');
        }
        path.push_str(name);
        path
    }

    fn blocks(&mut self, value: Value<'p>, body: &Body, outer: &Body, count: &mut usize) {
        match value.kind() {
            JsonKind::Null => {}
            JsonKind::Object => {
                *count += 1;
                self.body(value, body, Some(outer), Level::Block);
            }
            JsonKind::Array => value.items().for_each(|item| self.blocks(item, body, outer, count)),
            _ => self.fault(value, Wrong::NotABlock { found: found(value) }),
        }
    }

    /// What stands under `dynamic`: blocks by name, each with its `content`.
    fn dynamic(&mut self, value: Value<'p>, body: &Body, outer: Option<&Body>) {
        for (key, dynamics) in blocks_of(value).flat_map(Json::members) {
            let name = key.text();
            let forms = body.named(&name);
            let (inner, level) = match self.form(forms).map(|form| &form.kind) {
                Some(Kind::Block { body, .. }) => (body, Level::Block),
                Some(Kind::Attribute { object: Some(body), .. }) => (body, Level::Part),
                Some(Kind::Attribute { .. }) => {
                    self.fault(dynamics, Wrong::NoBlockType);
                    continue;
                }
                Some(Kind::Any) => continue,
                None => {
                    if self.forms(forms).next().is_none() && name != "//" {
                        self.unknown(name, dynamics, forms, (body, outer));
                    }
                    continue;
                }
            };
            self.trail.push(name.clone());
            for content in blocks_of(dynamics).filter_map(|own| own.get("content")).flat_map(blocks_of) {
                self.body(content, inner, Some(body), level);
            }
            self.trail.pop();
        }
    }

    fn missing(&mut self, object: Value<'p>, body: &Body) {
        for (position, member) in body.members.iter().enumerate() {
            let is_block = matches!(member.kind, Kind::Block { min: 1.., .. });
            if !is_block && !member.flags.has(Flags::REQUIRED) {
                continue;
            }
            // Each version that may be used must ask for it.
            let forms = body.members.get(position..).unwrap_or_default();
            let forms = forms.iter().take_while(|form| form.name == member.name);
            let asking = forms.filter(|form| {
                form.flags.has(Flags::REQUIRED) || matches!(form.kind, Kind::Block { min: 1.., .. })
            });
            let asking = asking.fold(Versions::default(), |all, form| all.or(form.versions));
            if self.release.judged.without(asking).is_empty() && !is_given(object, member) {
                self.fault(object, Wrong::Missing { name: member.name.clone(), is_block });
            }
        }
    }

    fn unknown(
        &mut self,
        name: Cow<'p, str>,
        value: Value<'p>,
        forms: &[Member],
        (body, outer): (&Body, Option<&Body>),
    ) {
        if !self.plan.is_configuration() {
            return;
        }
        let known_in = forms.iter().fold(Versions::default(), |all, form| all.or(form.versions));
        let moved = moved::of_argument(&self.type_name, &self.path(&name));
        if self.was_there(moved) {
            return;
        }
        let meant =
            if known_in.is_empty() && moved.is_none() { self.meant(&name, body, outer) } else { None };
        self.fault(value, Wrong::Unknown { name, absence: Absence { known_in, moved, meant } });
    }

    /// What may be meant by a name that a body does not have.
    fn meant(&self, name: &str, body: &Body, outer: Option<&Body>) -> Option<Meant> {
        let settable = |body: &Body, name: &str| {
            let mut forms = self.forms(body.named(name));
            forms.any(|form| form.flags.is_settable() || matches!(form.kind, Kind::Block { .. }))
        };
        let holds =
            |member: &&Member| matches!(&member.kind, Kind::Block { body, .. } if settable(body, name));
        let inner: Vec<_> = body.members.iter().filter(holds).map(|member| member.name.clone()).collect();
        if (1..=MOST_BLOCKS_NAMED).contains(&inner.len()) {
            return Some(Meant::Inside(inner));
        }
        if outer.is_some_and(|outer| settable(outer, name)) {
            return Some(Meant::Outside);
        }
        let names = body.members.iter().filter(|member| {
            let is_argument = member.flags.is_settable() || !matches!(member.kind, Kind::Attribute { .. });
            is_argument && self.forms(core::slice::from_ref(member)).next().is_some()
        });
        similar::nearest_words(name, names.map(|member| &*member.name)).map(|near| Meant::Like(near.into()))
    }

    /// Holds a value against a type in the table's letters.
    fn value(&mut self, value: Value<'p>, type_: &[u8], object: Option<&Body>) {
        let Some((&letter, inner)) = type_.split_first() else { return };
        let fits = match (letter, value.kind()) {
            (b'L' | b'S', JsonKind::Array) => {
                value.items().for_each(|item| self.value(item, inner, object));
                true
            }
            (b'M', JsonKind::Object) => {
                value.members().for_each(|(_, own)| self.value(own, inner, object));
                true
            }
            (b'o', JsonKind::Object) => {
                if let Some(body) = object {
                    self.object(value, body);
                }
                true
            }
            (_, JsonKind::String) => value.raw_string().is_none_or(|text| is_text_of(text, value, letter)),
            (_, JsonKind::Null) | (b's' | b'n', JsonKind::Number) | (b's' | b'b', JsonKind::Bool) => true,
            _ => false,
        };
        if !fits {
            self.fault(value, Wrong::Type { expected: expected(type_), found: found(value) });
        }
    }

    /// An object that is a value: all keys must be there, null or not, and others are ignored.
    fn object(&mut self, value: Value<'p>, body: &Body) {
        let mut missing = Vec::new();
        for member in &body.members {
            let Some(form) = self.form(core::slice::from_ref(member)) else { continue };
            match value.get(&member.name) {
                Some(own) => {
                    if let Kind::Attribute { type_, object } = &form.kind {
                        self.value(own, type_.as_bytes(), object.as_deref());
                    }
                }
                None if form.flags.has(Flags::REQUIRED) => missing.push(member.name.clone()),
                None => {}
            }
        }
        if !missing.is_empty() {
            self.fault(value, Wrong::Keys { missing });
        }
    }
}

/// Whether an object has an argument, or as many blocks as there must be.
fn is_given(object: Value<'_>, member: &Member) -> bool {
    let own = object.members().filter(|(key, _)| key.is(&member.name)).map(|(_, value)| value);
    let dynamics =
        object.members().filter(|(key, _)| key.is("dynamic")).flat_map(|(_, value)| blocks_of(value));
    let mut dynamics = dynamics.flat_map(Json::members).filter(|(key, _)| key.is(&member.name));
    let Kind::Block { min, .. } = member.kind else {
        return own.into_iter().any(|value| !value.is_null()) || dynamics.next().is_some();
    };
    // A dynamic block may give any number, unless it is over nothing.
    let is_none = |value: Value<'_>| {
        let over = value.get("for_each");
        over.is_some_and(|over| {
            over.is_array() && over.items().next().is_none()
                || over.is_object() && over.members().next().is_none()
        })
    };
    let (count, is_expression) = own.fold((0, false), |(count, is_expression), value| {
        let scalar = matches!(value.kind(), JsonKind::String | JsonKind::Number | JsonKind::Bool);
        (count + count_blocks(value), is_expression || scalar)
    });
    count >= min || is_expression || dynamics.any(|(_, value)| blocks_of(value).any(|own| !is_none(own)))
}

fn count_blocks(value: Value<'_>) -> usize {
    usize::from(value.is_object()) + value.items().map(count_blocks).sum::<usize>()
}
