//! What a configuration declares in Terraform's own language, and where it departs from the grammar of that.
//!
//! Which arguments and blocks a resource, a provider or a module takes beside those of the language is not known here.
//! What newer versions of Terraform and `OpenTofu` take counts as unknown only where `required_version` rules those out.
//! Sources: <https://developer.hashicorp.com/terraform/language/syntax/json>, and what Terraform 1.11 was seen to do.

mod grammar;
mod repeated;

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

use self::grammar::{Block, Others};
pub(crate) use self::repeated::Repeated;
use super::{project::is_override, settings::Settings};
use crate::{
    json::{Json, JsonKind, Key, NodeId},
    plan::{Mode, Plan, Value, blocks_of, items_of, qualified_type},
    refusal::Refusal,
    schema, similar,
    template::{self, Kind},
    version::Version,
};

/// What a configuration declares.
pub(crate) struct Language<'p> {
    /// In the order of the text within each section.
    pub(crate) declared: Vec<Declared<'p>>,
    pub(crate) faults: Vec<Fault<'p>>,
}

/// A block of Terraform's language with its labels, or a local.
pub(crate) struct Declared<'p> {
    pub(crate) section: Section,
    /// Empty where blocks of its section have no type.
    pub(crate) type_name: Cow<'p, str>,
    /// Empty where they have no name.
    pub(crate) name: Cow<'p, str>,
    /// An object, or a list of objects that are read as one; of a local its value.
    pub(crate) body: Value<'p>,
}

/// The key at the root that a declaration stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Terraform,
    Provider,
    Variable,
    Local,
    Output,
    Module,
    Resource,
    Data,
    Ephemeral,
    Moved,
    Import,
    Removed,
    Check,
}

/// One departure from the grammar.
pub(crate) struct Fault<'p> {
    pub(crate) holder: Holder<'p>,
    pub(crate) node: NodeId,
    pub(crate) wrong: Wrong<'p>,
}

/// What holds a fault.
pub(crate) enum Holder<'p> {
    /// Position in [`Language::declared`].
    Declared(usize),
    /// What is no declaration, by its address.
    Other(Cow<'p, str>),
}

/// What is wrong with a block of the language; `block` is the key that it stands under.
pub(crate) enum Wrong<'p> {
    /// It takes no argument and no block of this name.
    Unknown { block: &'static str, name: Cow<'p, str>, meant: Option<&'static str> },
    /// It must have this argument.
    Missing { block: &'static str, name: &'static str },
    /// What is given is of another type than this, in the letters of the table of types.
    Type { name: &'static str, expected: &'static str, found: &'static str },
    /// Something else stands where it must.
    NotABlock { block: &'static str, found: &'static str },
    /// Nothing stands where its type or name must.
    NoLabel { block: &'static str, label: &'static str },
    /// A comment stands where its type or name must.
    Comment { block: &'static str, label: &'static str },
    /// A name stands more than once where it may stand once; what Terraform says depends upon what it is the name of.
    Repeated { again: Repeated<'p>, refusal: Refusal },
    /// There may be one such block only, and this is another.
    Another { block: &'static str, first: NodeId },
}

impl Wrong<'_> {
    /// What Terraform says.
    pub(crate) fn refusal(&self) -> Refusal {
        match self {
            // What has a schema is held against it when Terraform knows all schemas.
            Self::Unknown { block: "provisioner" | "connection" | "resource", .. } => {
                Refusal::by_validate("Extraneous JSON object property")
            }
            Self::Missing { block: "provisioner" | "connection" | "resource", .. } => {
                Refusal::by_validate("Missing required argument")
            }
            Self::Unknown { .. } => Refusal::by_init("Extraneous JSON object property"),
            Self::Missing { .. } => Refusal::by_init("Missing required argument"),
            Self::Type { .. } => Refusal::by_validate("Incorrect attribute value type"),
            Self::NotABlock { .. } => Refusal::by_init("Incorrect JSON value type"),
            Self::NoLabel { .. } | Self::Comment { .. } => Refusal::by_init("Missing block label"),
            Self::Repeated { refusal, .. } => refusal.clone(),
            Self::Another { block, .. } => Refusal::by_init(format!("Duplicate {block} block")),
        }
    }
}

impl<'p> Language<'p> {
    /// Nothing of a plan or state.
    pub(crate) fn of(plan: &'p Plan<'p>, settings: &Settings<'p>) -> Self {
        let language = Self { declared: Vec::new(), faults: Vec::new() };
        let mut walk = Walk { plan, settings, language, holder: None, is_override: is_override(&plan.file) };
        if plan.is_configuration() {
            // Of a list of root objects an item that is none is refused when the input is read.
            for object in blocks_of(plan.document.root()) {
                walk.root(object);
            }
        }
        walk.language
    }
}

impl<'p> Declared<'p> {
    /// Its address without a key.
    pub(crate) fn address(&self) -> String {
        let Self { type_name, name, .. } = self;
        match self.section {
            Section::Resource => format!("{type_name}.{name}"),
            Section::Provider => {
                let alias = self.get("alias").and_then(Json::string);
                let alias = alias.map(|alias| format!(".{alias}")).unwrap_or_default();
                format!("provider.{name}{alias}")
            }
            section if section.labels() == 2 => format!("{}.{type_name}.{name}", section.prefix()),
            section if section.labels() == 1 => format!("{}.{name}", section.prefix()),
            section => section.prefix().to_owned(),
        }
    }

    /// The members of its body.
    pub(crate) fn members(&self) -> impl Iterator<Item = (Key<'p, 'p>, Value<'p>)> + use<'p> {
        members(self.body)
    }

    /// The first member of a name.
    pub(crate) fn get(&self, name: &str) -> Option<Value<'p>> {
        get(self.body, name)
    }

    /// The blocks of a name in it.
    pub(crate) fn blocks(&self, name: &'static str) -> impl Iterator<Item = Value<'p>> + use<'p> {
        self.members().filter(move |(key, _)| key.is(name)).flat_map(|(_, value)| bodies(value))
    }

    /// Its provisioners with their types.
    pub(crate) fn provisioners(&self) -> impl Iterator<Item = (Cow<'p, str>, Value<'p>)> + use<'p> {
        let levels = self.members().filter(|(key, _)| key.is("provisioner"));
        let labels = levels.flat_map(|(_, level)| blocks_of(level)).flat_map(Json::members);
        labels.flat_map(|(key, value)| bodies(value).map(move |body| (key.text(), body)))
    }

    /// What CDKTF says of where it comes from.
    pub(crate) fn construct_path(&self) -> Option<&'p str> {
        let metadata = self.get("//")?.get("metadata")?;
        match metadata.get("path")?.string()? {
            Cow::Borrowed(path) => Some(path),
            Cow::Owned(_) => None,
        }
    }
}

impl Section {
    /// How many labels its blocks have.
    pub(crate) const fn labels(self) -> usize {
        match self {
            Self::Resource | Self::Data | Self::Ephemeral => 2,
            Self::Terraform | Self::Moved | Self::Import | Self::Removed => 0,
            _ => 1,
        }
    }

    /// How the addresses of its blocks begin.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Provider => "provider",
            Self::Variable => "var",
            Self::Local => "local",
            Self::Output => "output",
            Self::Module => "module",
            Self::Resource => "",
            Self::Data => "data",
            Self::Ephemeral => "ephemeral",
            Self::Moved => "moved",
            Self::Import => "import",
            Self::Removed => "removed",
            Self::Check => "check",
        }
    }

    /// What people call one.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Terraform => "`terraform` block",
            Self::Provider => "provider configuration",
            Self::Variable => "variable",
            Self::Local => "local",
            Self::Output => "output",
            Self::Module => "module call",
            Self::Resource => "resource",
            Self::Data => "data source",
            Self::Ephemeral => "ephemeral resource",
            Self::Moved => "`moved` block",
            Self::Import => "`import` block",
            Self::Removed => "`removed` block",
            Self::Check => "check",
        }
    }
}

/// A label that a declaration has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Type,
    Name,
}

impl Section {
    /// What Terraform says of a label that can be none.
    pub(crate) fn refusal_of(self, label: Label) -> Refusal {
        Refusal::by_init(match (self, label) {
            (Self::Resource, Label::Type) => "Invalid resource type name",
            (Self::Resource, Label::Name) => "Invalid resource name",
            (Self::Data, Label::Type) => "Invalid data source name",
            (Self::Data, Label::Name) => "Invalid data resource name",
            (Self::Ephemeral, Label::Type) => "Invalid ephemeral resource type",
            (Self::Ephemeral, Label::Name) => "Invalid ephemeral resource name",
            (Self::Variable, _) => "Invalid variable name",
            (Self::Local, _) => "Invalid local value name",
            (Self::Output, _) => "Invalid output name",
            (Self::Module, _) => "Invalid module instance name",
            (Self::Check, _) => "Invalid check block name",
            // A block of `terraform` names the providers that are required; the others have no labels.
            (Self::Provider | Self::Terraform | Self::Moved | Self::Import | Self::Removed, _) => {
                "Invalid provider local name"
            }
        })
    }
}

/// The members of a body: an object, or what the objects of a list hold together.
pub(crate) fn members(body: Value<'_>) -> impl Iterator<Item = (Key<'_, '_>, Value<'_>)> {
    body.members().chain(body.items().flat_map(Json::members))
}

/// The first member of a body with a name.
pub(crate) fn get<'p>(body: Value<'p>, name: &str) -> Option<Value<'p>> {
    members(body).find(|(key, _)| key.is(name)).map(|(_, value)| value)
}

/// What stands where blocks must, as far as it can be one: an object, or in a list an object, null, which is an empty
/// block, or a list of objects.
pub(crate) fn bodies(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let is_body = move |body: &Value<'_>| match body.kind() {
        JsonKind::Object => true,
        JsonKind::Array => body.items().all(Json::is_object),
        JsonKind::Null => value.is_array(),
        _ => false,
    };
    items_of(value).filter(is_body)
}

/// The labels of a block, as far as they were met.
#[derive(Clone, Default)]
struct Labels<'p> {
    type_name: Cow<'p, str>,
    name: Cow<'p, str>,
    count: usize,
}

impl<'p> Labels<'p> {
    /// With the next one; the last of a block is its name.
    fn with(&self, label: Cow<'p, str>, block: &Block) -> Self {
        let count = self.count + 1;
        if count < block.labels.len() {
            return Self { type_name: label, name: Cow::Borrowed(""), count };
        }
        Self { type_name: self.type_name.clone(), name: label, count }
    }

    fn declared(&self, section: Section, body: Value<'p>) -> Declared<'p> {
        Declared { section, type_name: self.type_name.clone(), name: self.name.clone(), body }
    }
}

struct Walk<'s, 'p> {
    plan: &'p Plan<'p>,
    settings: &'s Settings<'p>,
    language: Language<'p>,
    /// The declaration that the walk is in.
    holder: Option<usize>,
    /// Whether the declarations are laid over those of other files.
    is_override: bool,
}

impl<'p> Walk<'_, 'p> {
    fn root(&mut self, object: Value<'p>) {
        for (key, value) in object.members().filter(|(key, _)| !key.is("//")) {
            self.holder = None;
            let Some((section, block)) = grammar::ROOT.iter().find(|(_, block)| key.is(block.name)) else {
                self.unknown(&grammar::ROOT_BLOCK, key.text(), value);
                continue;
            };
            if *section == Section::Local {
                self.locals(block, value);
            } else {
                self.level(block, Some(*section), value, &Labels::default());
            }
        }
    }

    fn locals(&mut self, block: &'static Block, value: Value<'p>) {
        self.not_a_block(block, value, None);
        for object in bodies(value) {
            self.holder = None;
            let mut again = Vec::new();
            for repeated in Repeated::all(object).into_iter().filter(|own| own.name != "//") {
                again.push(repeated.node);
                let refusal = Refusal::by_init("Duplicate attribute definition");
                let value = self.plan.value(repeated.node);
                self.fault(block.name, value, Wrong::Repeated { again: repeated, refusal });
            }
            for (key, value) in members(object).filter(|(key, _)| !key.is("//")) {
                // What one object repeats was said of that already.
                if !again.contains(&value.id()) {
                    self.declare(Section::Local, &Labels::default().with(key.text(), block), value);
                }
                self.value(value);
            }
        }
    }

    fn declare(&mut self, section: Section, labels: &Labels<'p>, body: Value<'p>) {
        self.holder = Some(self.language.declared.len());
        self.language.declared.push(labels.declared(section, body));
    }

    /// Where the labels of a block stand, one level each, and then its bodies.
    fn level(
        &mut self,
        block: &'static Block,
        section: Option<Section>,
        value: Value<'p>,
        labels: &Labels<'p>,
    ) {
        let Some(label) = block.labels.get(labels.count) else {
            return self.bodies(block, section, value, labels);
        };
        // A list holds objects, and nothing else.
        let is_wrong = |value: &Value<'p>| !value.is_object();
        let wrong = if value.is_array() {
            value.items().find(is_wrong)
        } else {
            Some(value).filter(|value| !value.is_null()).filter(is_wrong)
        };
        if let Some(wrong) = wrong {
            let found = found(wrong);
            return self.fault(block.name, wrong, Wrong::NotABlock { block: block.name, found });
        }
        let mut is_empty = true;
        for (key, inner) in blocks_of(value).flat_map(Json::members) {
            is_empty = false;
            if key.is("//") {
                self.fault(block.name, inner, Wrong::Comment { block: block.name, label });
                continue;
            }
            let holder = self.holder;
            self.level(block, section, inner, &labels.with(key.text(), block));
            self.holder = holder;
        }
        if is_empty {
            self.fault(block.name, value, Wrong::NoLabel { block: block.name, label });
        }
    }

    fn bodies(
        &mut self,
        block: &'static Block,
        section: Option<Section>,
        value: Value<'p>,
        labels: &Labels<'p>,
    ) {
        let block = grammar::of_type(block, &labels.type_name, &labels.name).unwrap_or(block);
        let holder = self.holder;
        let whole = section.map(|section| labels.declared(section, value));
        self.not_a_block(block, value, whole.as_ref());
        for body in bodies(value) {
            if let Some(section) = section {
                self.declare(section, labels, body);
            }
            self.body(block, body);
            self.holder = holder;
        }
    }

    /// What is no block where one must stand, such as the whole of a declaration.
    fn not_a_block(&mut self, block: &'static Block, value: Value<'p>, whole: Option<&Declared<'p>>) {
        if value.is_null() {
            return;
        }
        let is_body = |value: &Value<'p>| match value.kind() {
            JsonKind::Array => value.items().all(Json::is_object),
            kind => matches!(kind, JsonKind::Object | JsonKind::Null),
        };
        for wrong in items_of(value).filter(|value| !is_body(value)) {
            let found = Wrong::NotABlock { block: block.name, found: found(wrong) };
            match whole {
                Some(whole) => self.fault_of(Cow::Owned(whole.address()), wrong.id(), found),
                None => self.fault(block.name, wrong, found),
            }
        }
    }

    fn body(&mut self, block: &'static Block, body: Value<'p>) {
        for repeated in Repeated::all(body) {
            let is_argument = block.arguments.contains(&&*repeated.name);
            let is_block = block.blocks.iter().any(|inner| *inner.name == *repeated.name);
            let may_be_blocks =
                || block.others != Others::Values && (is_block || self.may_be_blocks(&repeated));
            if repeated.name != "//" && (is_argument || !may_be_blocks()) {
                let refusal = refusal_of_argument(block, &repeated.name, is_argument || is_block);
                let value = self.plan.value(repeated.node);
                self.fault(block.name, value, Wrong::Repeated { again: repeated, refusal });
            }
        }
        let mut has_blocks = false;
        for (key, value) in members(body).filter(|(key, _)| !key.is("//")) {
            if let Some(inner) = block.blocks.iter().find(|inner| key.is(inner.name)) {
                has_blocks = true;
                self.level(inner, None, value, &Labels::default());
            } else if block.arguments.iter().any(|name| key.is(name)) {
                self.typed(block, &key, value);
                self.value(value);
            } else {
                match block.others {
                    Others::Refused => self.unknown(block, key.text(), value),
                    Others::Schema => self.argument(value),
                    // Terraform takes an object there whatever it repeats.
                    Others::Values => {}
                }
            }
        }
        for &name in block.required {
            let is_given = |name: &str| get(body, name).is_some();
            // Newer versions find what is imported by its identity too.
            let is_identified = block.name == "import" && name == "id" && is_given("identity");
            // What overrides a block gives a part of it.
            let is_part = self.is_override && self.holder.is_some();
            if !is_given(name) && !is_identified && !is_part {
                self.fault(block.name, body, Wrong::Missing { block: block.name, name });
            }
        }
        for &name in block.single.iter().filter(|_| has_blocks) {
            let mut all = members(body).filter(|(key, _)| key.is(name)).flat_map(|(_, value)| bodies(value));
            let Some(first) = all.next() else { continue };
            for another in all {
                self.fault(block.name, another, Wrong::Another { block: name, first: first.id() });
            }
        }
    }

    /// Whether a name that is repeated in a resource may be that of blocks.
    fn may_be_blocks(&self, repeated: &Repeated<'p>) -> bool {
        let may_be = |node| {
            let value = self.plan.value(node);
            value.is_object()
                || value.is_array() && value.items().all(|item| item.is_object() || item.is_null())
        };
        if !may_be(repeated.first) || !may_be(repeated.node) {
            return false;
        }
        let declared = self.holder.and_then(|holder| self.language.declared.get(holder));
        let Some(declared) = declared else { return true };
        // Of what stands directly in a resource the schema tells.
        let mode = match declared.section {
            Section::Resource => Mode::Managed,
            Section::Data => Mode::Data,
            _ => return true,
        };
        let is_own = declared.members().any(|(_, value)| value.id() == repeated.node);
        !is_own || !is_argument(mode, &declared.type_name, &repeated.name)
    }

    /// What may be an argument's value or blocks: only what is wrong either way is wrong.
    fn argument(&mut self, value: Value<'p>) {
        self.repetitions(value, |walk, repeated| repeated.name != "//" && !walk.may_be_blocks(repeated));
    }

    /// Holds an argument against its type.
    fn typed(&mut self, block: &'static Block, key: &Key<'p, 'p>, value: Value<'p>) {
        let Some(&(name, expected)) = block.types.iter().find(|(name, _)| key.is(name)) else { return };
        if let Some(found) = unfit(value, expected.as_bytes()) {
            self.fault(block.name, value, Wrong::Type { name, expected, found });
        }
    }

    /// What is a value, whatever it holds.
    fn value(&mut self, value: Value<'p>) {
        self.repetitions(value, |_, _| true);
    }

    /// What objects in a value repeat, where that is wrong.
    fn repetitions(&mut self, value: Value<'p>, is_wrong: fn(&Self, &Repeated<'p>) -> bool) {
        if !value.is_object() && !value.is_array() {
            return;
        }
        let mut open = Vec::from([value]);
        while let Some(value) = open.pop() {
            open.extend(value.items());
            open.extend(value.members().map(|(_, member)| member));
            for repeated in of_object(value) {
                if is_wrong(self, &repeated) {
                    self.repeated(repeated);
                }
            }
        }
    }

    fn unknown(&mut self, block: &'static Block, name: Cow<'p, str>, value: Value<'p>) {
        let newer = block.newer.iter().find(|(own, _)| *own == name);
        if newer.is_some_and(|(_, since)| !self.settings.is_before(Version::minor_of_one(*since))) {
            return;
        }
        let arguments = block.arguments.iter().copied();
        let known = arguments.chain(block.blocks.iter().map(|inner| inner.name));
        let known =
            known.chain(grammar::ROOT.iter().filter(|_| block.name.is_empty()).map(|(_, own)| own.name));
        let meant = similar::nearest_words(&name, known);
        if self.holder.is_none() {
            let wrong = Wrong::Unknown { block: block.name, name: name.clone(), meant };
            return self.fault_of(name, value.id(), wrong);
        }
        self.fault(block.name, value, Wrong::Unknown { block: block.name, name, meant });
    }

    /// A name that is repeated in a value.
    fn repeated(&mut self, repeated: Repeated<'p>) {
        let refusal = self.refusal_of_key(repeated.node);
        let Some(argument) = self.sealed(repeated.node) else {
            let value = self.plan.value(repeated.node);
            return self.fault("", value, Wrong::Repeated { again: repeated, refusal });
        };
        // What keys there are in a secret is a part of it, and so is where they stand.
        let again = Repeated { name: Cow::Borrowed(""), first: argument.id(), node: argument.id() };
        self.fault("", argument, Wrong::Repeated { again, refusal });
    }

    /// What Terraform says of a key that is repeated in an argument, or in what may be blocks.
    fn refusal_of_key(&self, node: NodeId) -> Refusal {
        let declared = self.holder.and_then(|holder| self.language.declared.get(holder));
        let Some(declared) = declared else { return Refusal::by_init("Duplicate object attribute") };
        let member = members(declared.body).find(|(_, value)| value.holds(node));
        let name = member.map(|(key, _)| key.text()).unwrap_or_default();
        let mode = match declared.section {
            Section::Resource => Mode::Managed,
            Section::Data => Mode::Data,
            // Defaults are read with the declaration.
            Section::Variable => return Refusal::by_init("Duplicate object attribute"),
            Section::Module if name == "providers" => return Refusal::by_init("Duplicate provider address"),
            _ => return Refusal::by_validate("Duplicate object attribute"),
        };
        if name == "dynamic" || is_block(mode, &declared.type_name, &name) {
            return Refusal::by_validate("Duplicate argument");
        }
        Refusal::by_validate("Duplicate object attribute")
    }

    /// The argument that holds a value, where it may hold secrets.
    fn sealed(&self, node: NodeId) -> Option<Value<'p>> {
        let declared = self.language.declared.get(self.holder?)?;
        let (key, argument) = declared.members().find(|(_, value)| value.holds(node))?;
        let is_sealed = match declared.section {
            Section::Variable | Section::Output => {
                declared.get("sensitive").is_some_and(|mark| mark.bool() != Some(false))
            }
            Section::Resource => secrets(Mode::Managed, &declared.type_name).has_below(&key.text()),
            Section::Data => secrets(Mode::Data, &declared.type_name).has_below(&key.text()),
            _ => false,
        };
        is_sealed.then_some(argument)
    }

    fn fault(&mut self, block: &'static str, value: Value<'p>, wrong: Wrong<'p>) {
        let holder = self.holder.map_or(Holder::Other(Cow::Borrowed(block)), Holder::Declared);
        self.language.faults.push(Fault { holder, node: value.id(), wrong });
    }

    fn fault_of(&mut self, address: Cow<'p, str>, node: NodeId, wrong: Wrong<'p>) {
        self.language.faults.push(Fault { holder: Holder::Other(address), node, wrong });
    }
}

/// What Terraform says of an argument that a block repeats. Its own are read when it starts, and the others when it knows
/// their schema; a backend is configured when it starts too.
fn refusal_of_argument(block: &Block, name: &str, is_own: bool) -> Refusal {
    match (block.name, block.others) {
        ("provisioner" | "connection", _) if !matches!(name, "when" | "on_failure") => {
            Refusal::by_validate("Duplicate argument")
        }
        (_, Others::Values) | ("provider_meta", _) => Refusal::by_init("Duplicate attribute definition"),
        ("backend" | "cloud", _) | (_, Others::Refused) => Refusal::by_init("Duplicate argument"),
        _ if is_own => Refusal::by_init("Duplicate argument"),
        _ => Refusal::by_validate("Duplicate argument"),
    }
}

/// What an object repeats; a list of objects is none.
fn of_object(value: Value<'_>) -> Vec<Repeated<'_>> {
    if value.is_object() { Repeated::all(value) } else { Vec::new() }
}

fn secrets(mode: Mode, type_name: &str) -> schema::Secrets<'static> {
    schema::aws().map(|table| table.secrets(&qualified_type(mode, type_name))).unwrap_or_default()
}

/// Whether a type of hashicorp/aws has an argument of this name.
fn is_argument(mode: Mode, type_name: &str, name: &str) -> bool {
    has(mode, type_name, name, |kind| matches!(kind, schema::Kind::Attribute { .. }))
}

/// Whether a type of hashicorp/aws has blocks of this name.
fn is_block(mode: Mode, type_name: &str, name: &str) -> bool {
    has(mode, type_name, name, |kind| matches!(kind, schema::Kind::Block { .. }))
}

fn has(mode: Mode, type_name: &str, name: &str, is_meant: fn(&schema::Kind) -> bool) -> bool {
    let Some(table) = schema::aws() else { return false };
    let Some(own) = table.find(mode, type_name) else { return false };
    let body = schema::Reader::new(table).body(own);
    body.named(name).iter().any(|form| is_meant(&form.kind))
}

/// A value's kind in words.
pub(crate) fn found(value: Value<'_>) -> &'static str {
    kind(value).map_or("null", Kind::name)
}

/// The kind of a value as it is written; none of null.
fn kind(value: Value<'_>) -> Option<Kind> {
    Some(match value.kind() {
        JsonKind::Null => return None,
        JsonKind::Bool => Kind::Bool,
        JsonKind::Number => Kind::Number,
        JsonKind::String => Kind::String,
        JsonKind::Array => Kind::List,
        JsonKind::Object => Kind::Object,
    })
}

/// What cannot be made what letters say, in words; none where it can, and where that is not certain.
fn unfit(value: Value<'_>, letters: &[u8]) -> Option<&'static str> {
    let (letter, inner) = letters.split_first()?;
    match (kind(value)?, letter) {
        // What a template gives is another's to judge.
        (Kind::String, _) if value.string().is_none_or(|text| !template::is_literal(&text)) => None,
        (Kind::List, b'L') => value.items().find_map(|item| unfit(item, inner)),
        (Kind::Object, b'M') => value.members().find_map(|(_, member)| unfit(member, inner)),
        (kind, letter) => (!kind.fits(*letter)).then(|| kind.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Policy, check};

    fn findings(text: &str) -> Vec<String> {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let report = check(&input.decode().unwrap(), &Policy::default());
        let shown = report.findings.into_iter().map(|own| {
            let attribute = own.attribute.map(|path| format!(" {path}")).unwrap_or_default();
            format!("{} {}{attribute}: {}", own.rule, own.address, own.message)
        });
        shown.collect()
    }

    /// What most readers of JSON make of it, Terraform sees.
    #[test]
    fn what_stands_twice_in_one_object_is_found() {
        let text = r#"{"resource": {"aws_sns_topic": {"a": {"name": "a", "name": "b"}, "b": {"tags": {"x": 1}, "tags": {}}},
            "aws_dynamodb_table": {"t": {"attribute": {"name": "a", "type": "S"}, "attribute": {"name": "b", "type": "S"}}},
            "other_thing": {"a": {"maybe": {}, "maybe": {}, "sure": [1], "sure": {}}}},
            "locals": {"a": 1, "//": 1, "//": 2, "a": 2, "b": {"c": {"d": 1, "d": 1}}}}"#;
        let found: Vec<_> = findings(text).into_iter().filter(|own| own.starts_with("duplicate")).collect();
        assert_eq!(
            found,
            [
                "duplicate-declaration aws_sns_topic.a name: `name` stands more than once in one object",
                "duplicate-declaration aws_sns_topic.b tags: `tags` stands more than once in one object",
                "duplicate-declaration local.b c.d: `d` stands more than once in one object",
                "duplicate-declaration locals: `a` stands more than once in one object",
                "duplicate-declaration other_thing.a sure: `sure` stands more than once in one object",
            ]
        );
    }

    #[test]
    fn of_a_secret_no_key_is_told() {
        let text = r#"{"variable": {"v": {"sensitive": true, "default": {"swordfish": 1, "swordfish": 2}}},
            "resource": {"aws_lambda_function": {"f": {"role": "r", "function_name": "f", "filename": "f.zip",
             "handler": "h", "runtime": "nodejs22.x"}}}}"#;
        let found = findings(text);
        let own: Vec<_> = found.iter().filter(|own| own.starts_with("duplicate")).collect();
        assert_eq!(own, ["duplicate-declaration var.v default: a key of it stands more than once"]);
        assert!(found.iter().all(|own| !own.contains("swordfish")));
    }

    #[test]
    fn many_names_in_one_object_are_compared_in_little_time() {
        let names: Vec<String> = (0..50_000).map(|at| format!(r#""n{at}": {at}"#)).collect();
        let text = format!(r#"{{"locals": {{"map": {{{}, "n7": 1}}}}}}"#, names.join(", "));
        let found = findings(&text);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn what_newer_versions_take_is_refused_where_these_are_ruled_out() {
        let text = |version| {
            format!(
                r#"{{"terraform": {{"required_version": "{version}", "encryption": {{}}}}, "action": {{}},
                "variable": {{"v": {{"default": 1, "const": true}}}}, "output": {{"o": {{"value": 1, "type": "number"}}}}}}"#
            )
        };
        let refused = |version| {
            findings(&text(version))
                .iter()
                .filter(|own| own.contains("` is no ") || own.contains(" takes no `"))
                .count()
        };
        assert_eq!(refused(">= 1.5"), 0);
        assert_eq!(refused("~> 1.6.0"), 4);
        assert_eq!(refused("~> 1.11.0"), 3);
        assert_eq!(refused("~> 1.14.0"), 2);
    }

    #[test]
    fn levels_and_blocks_are_told_from_what_is_none() {
        let text = r#"{"resource": [{"null_thing": "x"}, {"other_thing": {"a": "x", "b": [[{}], "x"], "//": {}}}, ["x"]],
            "output": [null], "data": null, "check": {"c": {"assert": {}}}}"#;
        let found: Vec<_> = findings(text).into_iter().filter(|own| own.starts_with("invalid-b")).collect();
        // A list that holds what is no object is refused as a whole.
        assert_eq!(
            found,
            [
                "invalid-block-structure data: the type of the `data` block is missing",
                "invalid-block-structure output: each `output` block is an object or a list of objects, and this is null",
                "invalid-block-structure resource: each `resource` block is an object or a list of objects, and this is a list",
            ]
        );
    }
}
