//! The walk over blocks beside the bodies of their types.

use alloc::{borrow::Cow, format, rc::Rc, string::String, vec::Vec};

use super::{
    Absence, Fault, Meant, Wrong,
    count::{Count, Over, count_blocks, members},
    literal::{is_composite, is_null},
    release::ProviderRelease,
};
use crate::{
    decode::{language::found, project::is_override, templates::Templates},
    facts::moved::{self, Moved},
    json::{Json, JsonKind, NodeId},
    plan::{Block, BlockId, Plan, Value, blocks_of, items_of, qualified_type},
    schema::{self, Body, Flags, Kind, Member, Mode, Reader, Table, Versions},
    similar,
    sorted::Map,
    template, token,
};

/// What a walk over blocks gives.
pub(super) struct Walked<'p> {
    /// What is wrong.
    pub(super) faults: Vec<Fault<'p>>,
    /// The types that were met.
    pub(super) types: Types<'p>,
    /// The references whose types are still to be told.
    pub(super) references: Vec<Reference>,
}

/// A string that is a reference and nothing else.
pub(super) struct Reference {
    pub(super) block: BlockId,
    pub(super) node: NodeId,
    /// The first letters of the type that must stand there.
    pub(super) wanted: [u8; 2],
}

/// Walks every block of hashicorp/aws.
pub(super) fn blocks<'p>(
    plan: &'p Plan<'p>,
    templates: &Templates<'p>,
    table: &Table<'static>,
    release: &ProviderRelease<'_>,
) -> Walked<'p> {
    let mut walk = Walk {
        plan,
        templates,
        release,
        reader: Reader::new(*table),
        types: Types::new(),
        is_override: is_override(&plan.file),
        faults: Vec::new(),
        references: Vec::new(),
        block: BlockId::at(0),
        last: None,
        type_name: Cow::Borrowed(""),
        own: Type::default(),
        trail: Vec::new(),
        uncertain: 0,
    };
    for (position, block) in plan.blocks.iter().enumerate().filter(|(_, block)| release.is_of(block)) {
        walk.block = BlockId::at(position);
        walk.resource(block);
    }
    Walked { faults: walk.faults, types: walk.types, references: walk.references }
}

/// What a dynamic block takes.
const DYNAMIC_ARGUMENTS: [&str; 4] = ["for_each", "iterator", "content", "//"];

/// Whether a block is written as what belongs under `dynamic`, where its body takes no such arguments.
fn is_dynamic(value: Value<'_>, body: &Body) -> bool {
    let has = |name| value.get(name).is_some() && body.named(name).is_empty();
    value.is_object() && has("for_each") && has("content")
}

fn is_name(text: &str) -> bool {
    template::parse_traversal(text).is_ok_and(|name| name.steps.is_empty())
}

/// How the provider's types begin.
const PREFIX: &str = "aws_";

/// How many blocks are named in which an argument may belong; one that belongs in more says little.
const MOST_BLOCKS_NAMED: usize = 3;

pub(super) struct Walk<'w, 'p> {
    pub(super) plan: &'p Plan<'p>,
    pub(super) templates: &'w Templates<'p>,
    release: &'w ProviderRelease<'w>,
    reader: Reader<'static>,
    types: Types<'p>,
    /// Whether blocks are parts of blocks in other files.
    is_override: bool,
    faults: Vec<Fault<'p>>,
    references: Vec<Reference>,
    /// Where the walk is, and of which type that is.
    block: BlockId,
    last: Option<(Mode, &'p str)>,
    type_name: Cow<'p, str>,
    own: Type,
    /// The names of the blocks around it.
    trail: Vec<Cow<'p, str>>,
    /// How many dynamic blocks are around it of which nobody knows whether they give any; Terraform looks at the names
    /// in them, and not at the values.
    uncertain: u32,
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
    /// A resource.
    Resource,
    /// A data source.
    Data,
    /// A block in one of them.
    Block,
    /// What a dynamic block gives for an argument of objects, of which none is required.
    Part,
}

impl Level {
    /// Whether it is all of a resource or data source.
    fn is_whole(self) -> bool {
        matches!(self, Self::Resource | Self::Data)
    }

    /// Whether Terraform itself takes an argument or block of this name.
    fn has_meta_argument(self, name: &str) -> bool {
        match name {
            "count" | "for_each" | "depends_on" | "provider" | "lifecycle" => self.is_whole(),
            "provisioner" | "connection" => self == Self::Resource,
            _ => false,
        }
    }
}

/// The blocks of a body, as far as counting them takes more than a look at one value.
#[derive(Default)]
struct Blocks<'b> {
    seen: Vec<&'b Member>,
    /// Whether a name stands more than once, which makes several blocks.
    is_repeated: bool,
    has_dynamic: bool,
}

impl<'b> Blocks<'b> {
    fn note(&mut self, form: &'b Member) {
        if matches!(form.kind, Kind::Block { max: 1.., .. }) {
            self.is_repeated |= self.seen.iter().any(|own| core::ptr::eq(*own, form));
            self.seen.push(form);
        }
    }
}

impl<'p> Walk<'_, 'p> {
    pub(super) fn fault(&mut self, value: Value<'p>, wrong: Wrong<'p>) {
        if self.uncertain > 0 && matches!(wrong, Wrong::Type { .. } | Wrong::Keys { .. }) {
            return;
        }
        // A token that was written out is said to be one, and not that it is no text.
        if matches!(wrong, Wrong::Type { .. }) && token::is_object(value) {
            return;
        }
        if self.plan.is_configuration() || matches!(wrong, Wrong::Deprecated { .. } | Wrong::UnknownType(_)) {
            self.faults.push(Fault { block: self.block, node: value.id(), wrong });
        }
    }

    /// Keeps a reference, whose type is told when all types were met.
    pub(super) fn reference(&mut self, value: Value<'p>, type_: &[u8]) {
        if self.uncertain == 0 && self.plan.is_configuration() {
            let letter = |at| type_.get(at).copied().unwrap_or(b'?');
            let wanted = [letter(0), letter(1)];
            self.references.push(Reference { block: self.block, node: value.id(), wanted });
        }
    }

    fn resource(&mut self, block: &'p Block<'p>) {
        let Some(value) = block.expressions.map(|node| self.plan.value(node)) else { return };
        // Blocks of one type mostly stand together.
        let key = (block.mode, &*block.type_name);
        if self.last != Some(key) {
            let Some(own) = self.type_of(block) else { return self.unknown_type(block, value) };
            self.own = own;
            self.type_name = qualified_type(block.mode, &block.type_name);
            self.last = Some(key);
        }
        if self.own.deprecated.is_some() {
            self.fault(value, Wrong::Deprecated { moved: self.own.deprecated });
        }
        let body = Rc::clone(&self.own.body);
        let level = if block.mode == Mode::Data { Level::Data } else { Level::Resource };
        self.body(value, &body, None, level);
    }

    /// What is known of a block's type; none where no version that may be used has it.
    fn type_of(&mut self, block: &'p Block<'p>) -> Option<Type> {
        let key = (block.mode, &*block.type_name);
        if let Some(known) = self.types.get(&key) {
            return known.clone();
        }
        let found = self.reader.table().find(block.mode, &block.type_name);
        let found = found.filter(|found| found.versions().meets(self.release.judged));
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
        let meant = if !known_in.is_empty() || moved.is_some() {
            None
        } else if table.find(other, &block.type_name).is_some() {
            Some(if other == Mode::Data { Meant::DataSource } else { Meant::Resource })
        } else {
            // What all names begin with makes none of them like another.
            let own = block.type_name.strip_prefix(PREFIX).unwrap_or(&block.type_name);
            let known = table.types(block.mode).filter(|(_, versions)| versions.meets(judged));
            let known = known.filter_map(|(name, _)| name.strip_prefix(PREFIX));
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
        forms.iter().filter(move |form| form.versions.meets(judged))
    }

    /// [`form`] in the versions that may be used.
    pub(super) fn form<'b>(&self, forms: &'b [Member]) -> Option<&'b Member> {
        form(forms, self.release.judged)
    }

    /// Whether each version that may be used calls a member deprecated.
    fn is_deprecated(&self, forms: &[Member]) -> bool {
        self.forms(forms).all(|form| form.flags.has(Flags::DEPRECATED))
    }

    fn body(&mut self, object: Value<'p>, body: &Body, outer: Option<&Body>, level: Level) {
        let mut from = 0;
        let mut blocks = Blocks::default();
        for (key, value) in members(object) {
            let name = key.text();
            let forms = body.named_from(&mut from, &name);
            if self.forms(forms).next().is_some() {
                if let Some(form) = self.form(forms) {
                    blocks.note(form);
                    self.member(name.clone(), value, form, body);
                }
                if self.is_deprecated(forms)
                    || self.own.deprecated_members.contains(&&*name) && self.trail.is_empty()
                {
                    self.deprecated(&name, value);
                }
            } else if name == "dynamic" {
                blocks.has_dynamic = true;
                self.dynamic(value, body, outer);
            } else if name != "//" && !level.has_meta_argument(&name) {
                self.unknown(name, value, forms, (body, outer), false);
            }
        }
        if !self.plan.is_configuration() {
            return;
        }
        if level != Level::Part && !(self.is_override && level.is_whole()) {
            self.missing(object, body);
        }
        if blocks.has_dynamic || blocks.is_repeated {
            self.too_many(object, body);
        }
    }

    fn member(&mut self, name: Cow<'p, str>, value: Value<'p>, form: &Member, outer: &Body) {
        match &form.kind {
            Kind::Any => {}
            Kind::Attribute { object: Some(object), .. }
                if self.plan.is_configuration() && items_of(value).any(|own| is_dynamic(own, object)) =>
            {
                self.fault(value, Wrong::NotDynamic { is_argument: true });
            }
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
                self.trail.push(name);
                self.blocks(value, body, outer);
                self.trail.pop();
                if *max > 0 && count_blocks(value) > *max {
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
            && value.raw_string().is_none_or(|raw| template::is_literal(raw) || is_composite(value))
    }

    fn deprecated(&mut self, name: &str, value: Value<'p>) {
        // A block may be a list of none.
        let is_given = if value.is_array() { count_blocks(value) > 0 } else { self.is_certain(value) };
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

    /// One block, or a list of which each item is one: an object, null, which is an empty block, or again a list, which
    /// is one block of what its objects hold together.
    fn blocks(&mut self, value: Value<'p>, body: &Body, outer: &Body) {
        let is_body = |value: Value<'_>| match value.kind() {
            JsonKind::Array => value.items().all(Json::is_object),
            kind => matches!(kind, JsonKind::Object | JsonKind::Null),
        };
        if value.is_null() {
            return;
        }
        for block in items_of(value) {
            if is_dynamic(block, body) {
                self.fault(block, Wrong::NotDynamic { is_argument: false });
            } else if is_body(block) {
                self.body(block, body, Some(outer), Level::Block);
            } else {
                self.fault(block, Wrong::NotABlock { found: found(block) });
            }
        }
    }

    /// What stands under `dynamic`: blocks by name, each with its `content`.
    fn dynamic(&mut self, value: Value<'p>, body: &Body, outer: Option<&Body>) {
        if !value.is_object() && !value.is_array() && !value.is_null() {
            self.fault(value, Wrong::NotABlock { found: found(value) });
        } else if blocks_of(value).any(|own| is_dynamic(own, body)) {
            return self.fault(value, Wrong::NoBlockName { is_missing: false });
        } else if blocks_of(value).flat_map(Json::members).next().is_none() {
            return self.fault(value, Wrong::NoBlockName { is_missing: true });
        }
        for (key, dynamics) in blocks_of(value).flat_map(Json::members) {
            let name = key.text();
            let forms = body.named(&name);
            match self.form(forms).map(|form| &form.kind) {
                Some(Kind::Block { body: inner, .. }) => {
                    self.dynamic_blocks(name, dynamics, inner, body, Level::Block);
                }
                Some(Kind::Attribute { object: Some(inner), .. }) => {
                    self.dynamic_blocks(name, dynamics, inner, body, Level::Part);
                }
                Some(Kind::Attribute { .. }) => self.fault(dynamics, Wrong::NoBlockType),
                Some(Kind::Any) => {}
                None if self.forms(forms).next().is_some() => {}
                None if matches!(&*name, "lifecycle" | "provisioner" | "connection") => {
                    self.fault(dynamics, Wrong::NoBlockType);
                }
                // Not even a comment may stand beside them.
                None => self.unknown(name, dynamics, forms, (body, outer), true),
            }
        }
    }

    fn dynamic_blocks(
        &mut self,
        name: Cow<'p, str>,
        value: Value<'p>,
        inner: &Body,
        outer: &Body,
        level: Level,
    ) {
        self.trail.push(name);
        for dynamic in items_of(value).filter(|own| !own.is_null()) {
            if !dynamic.is_object() {
                self.fault(dynamic, Wrong::NotABlock { found: found(dynamic) });
                continue;
            }
            for (key, value) in dynamic.members() {
                let name = key.text();
                if !DYNAMIC_ARGUMENTS.contains(&&*name) {
                    let near = similar::nearest_words(&name, DYNAMIC_ARGUMENTS.into_iter());
                    let meant = near.map(|near| Meant::Like(near.into()));
                    let absence = Absence { known_in: Versions::default(), moved: None, meant };
                    self.fault(value, Wrong::Unknown { name, absence, is_dynamic: false });
                }
            }
            let over = Over::of(self.plan, dynamic);
            match over {
                Over::Missing => {
                    self.fault(dynamic, Wrong::Missing { name: "for_each".into(), is_block: false });
                }
                Over::Invalid(found) => self.fault(dynamic, Wrong::NoCollection { found }),
                Over::Items(_) | Over::Unknown => {}
            }
            if let Some(iterator) = dynamic.get("iterator")
                && !iterator.string().is_some_and(|name| is_name(&name))
            {
                let is_reference =
                    iterator.string().is_some_and(|name| template::parse_traversal(&name).is_ok());
                self.fault(iterator, Wrong::Iterator { is_reference });
            }
            let content = dynamic.get("content");
            let wrong = content.into_iter().flat_map(items_of).find(|own| {
                !(own.is_object() || own.is_null() || own.is_array() && own.items().all(Json::is_object))
            });
            if let Some(wrong) = wrong {
                self.fault(wrong, Wrong::NotABlock { found: found(wrong) });
                continue;
            }
            let count = content.map_or(0, count_blocks);
            let Some(content) = content.filter(|_| count == 1) else {
                self.fault(
                    content.filter(|_| count > 1).unwrap_or(dynamic),
                    Wrong::Content { is_missing: count == 0 },
                );
                continue;
            };
            // Of no block nothing is asked, and whether there is one may not be known.
            if over != Over::Items(0) {
                self.uncertain += u32::from(over == Over::Unknown);
                for body in blocks_of(content) {
                    self.body(body, inner, Some(outer), level);
                }
                self.uncertain -= u32::from(over == Over::Unknown);
            }
        }
        self.trail.pop();
    }

    fn missing(&mut self, object: Value<'p>, body: &Body) {
        for &position in &body.required {
            let forms = body.members.get(position..).unwrap_or_default();
            let Some(member) = forms.first() else { continue };
            // Each version that may be used must ask for it.
            let forms = forms.iter().take_while(|form| form.name == member.name);
            let asking = forms.filter(|form| form.is_required());
            let asking = asking.fold(Versions::default(), |all, form| all.or(form.versions));
            if self.release.judged.without(asking).is_empty() && !self.is_given(object, member) {
                let is_block = matches!(member.kind, Kind::Block { .. });
                self.fault(object, Wrong::Missing { name: member.name.clone(), is_block });
            }
        }
    }

    /// Whether an object has an argument, or as many blocks as there must be.
    fn is_given(&self, object: Value<'p>, member: &Member) -> bool {
        let count = || Count::of(self.plan, object, &member.name);
        if let Kind::Block { min, .. } = member.kind {
            return count().most.is_none_or(|most| most >= min);
        }
        let mut own = members(object).filter(|(key, _)| key.is(&member.name));
        own.any(|(_, value)| !is_null(self.plan, value)) || count().is_dynamic
    }

    fn too_many(&mut self, object: Value<'p>, body: &Body) {
        for member in &body.members {
            let Some(form) = self.form(core::slice::from_ref(member)) else { continue };
            let Kind::Block { max: most @ 1.., .. } = form.kind else { continue };
            // What one value holds was counted where it stands.
            let single =
                members(object).filter(|(key, _)| key.is(&form.name)).map(|(_, value)| count_blocks(value));
            if Count::of(self.plan, object, &form.name).least > most
                && single.max().unwrap_or_default() <= most
            {
                self.fault(object, Wrong::TooMany { name: form.name.clone(), most });
            }
        }
    }

    fn unknown(
        &mut self,
        name: Cow<'p, str>,
        value: Value<'p>,
        forms: &[Member],
        (body, outer): (&Body, Option<&Body>),
        is_dynamic: bool,
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
        let absence = Absence { known_in, moved, meant };
        self.fault(value, Wrong::Unknown { name, absence, is_dynamic });
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
}

/// The form of a member that all of some versions have; of several, the newest that is settable, where they do not
/// differ in what they take.
pub(super) fn form(forms: &[Member], judged: Versions) -> Option<&Member> {
    // Versions seldom differ.
    if let [only] = forms {
        return judged.without(only.versions).is_empty().then_some(only);
    }
    let forms = forms.iter().filter(|form| form.versions.meets(judged));
    let have = forms.clone().fold(Versions::default(), |all, form| all.or(form.versions));
    let newest = forms.clone().max_by_key(|form| (form.flags.is_settable(), form.versions))?;
    let is_alike = |form: &Member| match (&form.kind, &newest.kind) {
        (Kind::Attribute { type_, object: None }, Kind::Attribute { type_: other, object: None }) => {
            type_ == other || newest.flags.is_settable() && !form.flags.is_settable()
        }
        _ => core::ptr::eq(form, newest),
    };
    (judged.without(have).is_empty() && forms.clone().all(is_alike)).then_some(newest)
}
