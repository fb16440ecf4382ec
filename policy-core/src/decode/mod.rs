//! From text to [`Plan`]: the only place that spells the keys of Terraform's formats.

mod configuration;
pub(crate) mod language;
mod plan;
pub(crate) mod project;
pub(crate) mod providers;
pub(crate) mod refactoring;
pub(crate) mod sections;
pub(crate) mod settings;
mod state;
pub(crate) mod templates;
mod tfstate;
pub(crate) mod waivers;

#[cfg(test)]
mod limits;

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
    vec::Vec,
};

use crate::{
    encoding,
    error::{DecodeError, DecodeErrorKind},
    json::{Document, Json, KEEP_ALL, Skip, SyntaxErrorKind},
    plan::{Kind, Plan, ResourceFacts, qualified_type},
    policy::Policy,
    schema,
    sorted::{Map, sort_by},
    surroundings::Surroundings,
};

use self::project::Sources;

/// A text to check, with the path it came from.
pub struct Input<'b> {
    path: String,
    text: Cow<'b, str>,
    /// Byte offset from which JSON is to be read.
    start: usize,
    wrapped: bool,
    /// Where the parts of the text come from, where it is that of several files.
    sources: Option<Sources>,
    /// Whether Terraform reads no other file with it.
    is_whole: bool,
    /// Whether another configuration calls it.
    is_called: bool,
    surroundings: Option<&'b dyn Surroundings>,
}

impl<'b> Input<'b> {
    /// Reads bytes as text: UTF-8 or UTF-16, with or without byte order mark. UTF-8 is borrowed.
    ///
    /// # Errors
    ///
    /// Where the bytes are no text, or a binary plan file, or too many.
    pub fn new(path: &str, bytes: &'b [u8]) -> Result<Self, DecodeError> {
        let error = |kind| DecodeError::new(path, kind);
        if i32::try_from(bytes.len()).is_err() {
            return Err(error(DecodeErrorKind::TooLarge));
        }
        // A plan file is a zip archive.
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(error(DecodeErrorKind::BinaryPlan));
        }
        let decoded = encoding::decode(bytes).map_err(|kind| {
            let error = error(DecodeErrorKind::NotText(kind));
            match kind {
                encoding::EncodingError::NotUtf8(offset) => {
                    // A mark before the text is no part of it.
                    let text = bytes.strip_prefix(encoding::UTF8_MARK).unwrap_or(bytes);
                    let before = text.get(..offset).and_then(|before| core::str::from_utf8(before).ok());
                    error.at(before.unwrap_or_default(), offset)
                }
                encoding::EncodingError::OddUtf16 => error,
            }
        })?;
        let encoding::Decoded { text, start, wrapped } = decoded;
        let path = path.to_owned();
        Ok(Self {
            path,
            text,
            start,
            wrapped,
            sources: None,
            is_whole: false,
            is_called: false,
            surroundings: None,
        })
    }

    /// Takes several files of configuration as the one that Terraform makes of them: those of one folder, override
    /// files among them. The path is the folder's.
    ///
    /// # Errors
    ///
    /// Where one of them is no configuration in JSON syntax.
    pub fn project(path: &str, files: Vec<Input<'_>>) -> Result<Input<'static>, DecodeError> {
        let (text, sources) = project::merge(files)?;
        let (path, text) = (path.to_owned(), Cow::Owned(text));
        Ok(Input {
            path,
            text,
            start: 0,
            wrapped: false,
            sources: Some(sources),
            is_whole: false,
            is_called: false,
            surroundings: None,
        })
    }

    /// The same of which it is known that Terraform reads no other file with it: what a configuration does not declare,
    /// nobody does. What CDKTF synthesized is whole anyway.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    /// The same of which it is known that another configuration calls it: its variables are given, and its outputs are
    /// shown to that one alone.
    #[must_use]
    pub fn called(self) -> Self {
        Self { is_called: true, ..self }
    }

    /// The same with what lies around it, which a configuration may refer to by its path.
    #[must_use]
    pub fn within(self, surroundings: &'b dyn Surroundings) -> Self {
        Self { surroundings: Some(surroundings), ..self }
    }

    /// The folders beside a configuration that it calls as modules; none of any other text.
    pub fn called_folders(&self) -> Vec<String> {
        // Most texts name no folder, and need not be read.
        let names_some =
            ["\"./", "\"../", "\".\\\\", "\"..\\\\"].iter().any(|start| self.text.contains(start));
        let plan = if names_some { self.decode().ok() } else { None };
        plan.map(|plan| sections::called_folders(&plan).map(|(_, folder)| folder).collect())
            .unwrap_or_default()
    }

    /// The path, as given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, decoded; locations refer to it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Byte offset in the text from which JSON is read; what a wrapper printed stands before it.
    pub fn json_start(&self) -> usize {
        self.start
    }

    /// Reads the text as a plan, a state or a configuration, told by its content.
    ///
    /// # Errors
    ///
    /// Where it is not JSON, or JSON of another kind, or holds what Terraform never writes.
    pub fn decode(&self) -> Result<Plan<'_>, DecodeError> {
        self.decode_for(&Policy::default())
    }

    /// [`decode`](Self::decode) with the values that a policy gives the variables of a configuration.
    ///
    /// # Errors
    ///
    /// As for `decode`.
    pub fn decode_for(&self, policy: &Policy) -> Result<Plan<'_>, DecodeError> {
        let text = self.text.as_ref();
        if text.trim().is_empty() {
            return Err(DecodeError::new(&self.path, DecodeErrorKind::Empty));
        }
        let mut document = self.document(plan::SKIP)?;
        if plan::needs_planned_values(document.root()) {
            document = self.document(plan::SKIP_WITHOUT_CHANGES)?;
        }
        match kind_of(document.root()) {
            Ok(InputKind::Plan) => plan::decode(&self.path, document),
            Ok(InputKind::Configuration) => {
                let plan = configuration::decode(&self.path, document, policy)?;
                let kind = match plan.kind {
                    Kind::Configuration if self.sources.is_some() => Kind::Project,
                    kind => kind,
                };
                let is_whole = self.is_whole || kind == Kind::Cdktf;
                let (sources, surroundings) = (self.sources.as_ref(), self.surroundings);
                Ok(Plan { kind, is_whole, is_called: self.is_called, sources, surroundings, ..plan })
            }
            Ok(InputKind::State) => state::decode(&self.path, document),
            Ok(InputKind::TfState) => tfstate::decode(&self.path, document),
            Err(kind) => Err(DecodeError::new(&self.path, kind).at(text, document.root().start())),
        }
    }

    /// The text as a configuration.
    fn configuration(&self) -> Result<Document<'_>, DecodeError> {
        let document = self.document(KEEP_ALL)?;
        if let Ok(InputKind::Configuration) = kind_of(document.root()) {
            return Ok(document);
        }
        let kind = DecodeErrorKind::NotTerraform("it is no configuration, of which alone a folder is made");
        Err(DecodeError::new(&self.path, kind).at(&self.text, document.root().start()))
    }

    fn document(&self, skip: Skip) -> Result<Document<'_>, DecodeError> {
        let text = self.text.as_ref();
        let error = |error| DecodeError::syntax(&self.path, text, error);
        let document = Document::parse(text, self.start, skip).map_err(|syntax| {
            if syntax.offset > self.start || syntax.kind == SyntaxErrorKind::Truncated {
                return error(syntax);
            }
            // What is no JSON from its first character on may be something that people often have.
            let kind = foreign(text).unwrap_or(DecodeErrorKind::NotEvenJson);
            DecodeError::new(&self.path, kind).at(text, self.start)
        })?;
        let tail = text.get(document.end()..).unwrap_or_default();
        if tail.trim().is_empty() || self.wrapped && encoding::is_wrapper_tail(tail) {
            return Ok(document);
        }
        if is_event(document.root()) {
            return Err(DecodeError::new(&self.path, DecodeErrorKind::Events));
        }
        let offset = text.len() - tail.trim_start().len();
        Err(error(crate::json::SyntaxError { kind: SyntaxErrorKind::TrailingText, offset }))
    }
}

impl core::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Its name only: the text may hold secrets.
        f.debug_struct("Input").field("path", &self.path).finish_non_exhaustive()
    }
}

enum InputKind {
    Plan,
    State,
    TfState,
    Configuration,
}

/// The keys of a configuration's root.
const CONFIGURATION_KEYS: &[&str] = &[
    "//",
    "action",
    "check",
    "data",
    "ephemeral",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "terraform",
    "variable",
];

fn kind_of(root: Json<'_, '_>) -> Result<InputKind, DecodeErrorKind> {
    if root.is_array() && root.items().next().is_some_and(Json::is_object) {
        return configuration_kind(root);
    }
    if !root.is_object() {
        return Err(DecodeErrorKind::NotTerraform("its root is not an object"));
    }
    let has = |key| root.get(key).is_some();
    if is_event(root) {
        return Err(DecodeErrorKind::Events);
    }
    if has("format_version") || has("plan_format_version") {
        if has("resource_changes") || has("planned_values") || has("configuration") {
            return plan::check_format(root).map(|()| InputKind::Plan);
        }
        // Schemas, functions and what `validate` says have a format version too.
        let is_state = has("values")
            || root
                .members()
                .all(|(key, _)| key.is("format_version") || state::KEYS.iter().any(|own| key.is(own)));
        if !is_state {
            return Err(DecodeErrorKind::NotTerraform("it has neither `resource_changes` nor `values`"));
        }
        return plan::check_format(root).map(|()| InputKind::State);
    }
    if tfstate::is_one(root) {
        return tfstate::check_version(root).map(|()| InputKind::TfState);
    }
    configuration_kind(root)
}

fn configuration_kind(root: Json<'_, '_>) -> Result<InputKind, DecodeErrorKind> {
    let (mut known, mut unknown) = (0, 0);
    for object in crate::plan::blocks_of(root) {
        for (key, _) in object.members() {
            let is_known = CONFIGURATION_KEYS.iter().any(|name| key.is(name));
            known += usize::from(is_known && !key.is("//"));
            unknown += usize::from(!is_known);
        }
    }
    // A key that Terraform does not know does not make a configuration something else; mostly such keys do.
    if known == 0 && (root.get("planned_values").is_some() || root.get("resource_changes").is_some()) {
        return Err(DecodeErrorKind::NotTerraform("it is a part of a plan, without its `format_version`"));
    }
    if known == 0 || unknown > known {
        return Err(DecodeErrorKind::NotTerraform("it has neither `resource_changes` nor `resource`"));
    }
    Ok(InputKind::Configuration)
}

fn is_event(root: Json<'_, '_>) -> bool {
    root.get("@level").is_some() && root.get("@message").is_some()
}

/// What a text that is no JSON may be.
fn foreign(text: &str) -> Option<DecodeErrorKind> {
    let is_native = |line: &str| {
        let line = line.trim_start();
        let mut words = line.split_whitespace();
        let block = matches!(
            words.next(),
            Some(
                "terraform" | "provider" | "resource" | "data" | "variable" | "output" | "module" | "locals"
            )
        );
        block && line.trim_end().ends_with(['{', '}'])
    };
    if text.lines().take(200).any(is_native) {
        return Some(DecodeErrorKind::NativeSyntax);
    }
    let printed = ["Terraform will perform the following actions", "Terraform used the selected providers"];
    printed.iter().any(|phrase| text.contains(phrase)).then_some(DecodeErrorKind::PlanOutput)
}

/// What is wrong with a key of Terraform's that holds what it never holds.
fn malformed(
    file: &str,
    document: &Document<'_>,
    value: Json<'_, '_>,
    what: &'static str,
    expected: &'static str,
) -> DecodeError {
    DecodeError::new(file, DecodeErrorKind::Malformed { what, expected }).at(document.text(), value.start())
}

/// Orders resources by address, indexes them by type, and fills in what is known of each type.
fn index<'t>(resources: &mut [ResourceFacts<'t>]) -> Map<Cow<'t, str>, Vec<u32>> {
    sort_by(resources, &|one, other| one.address.cmp(&other.address));
    let mut by_type: Map<Cow<'t, str>, Vec<u32>> = Map::new();
    for (position, resource) in (0u32..).zip(resources.iter()) {
        let type_name = qualified_type(resource.mode, &resource.type_name);
        if let Some(positions) = by_type.get_mut(&*type_name) {
            positions.push(position);
        } else {
            by_type.insert(Cow::Owned(type_name.into_owned()), Vec::from([position]));
        }
    }
    let table = schema::aws();
    for (type_name, positions) in &by_type {
        let secrets = table.map(|table| table.secrets(type_name)).unwrap_or_default();
        for &position in positions {
            if let Some(resource) = resources.get_mut(position as usize) {
                resource.secrets = secrets;
            }
        }
    }
    by_type
}
