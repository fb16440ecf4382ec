//! Schemas as two tools print them, read into one form.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use policy_core::schema::{Flags, Mode, Nesting};
use serde_json::{Map, Value};

use super::PROVIDER;

/// What one version of a provider knows; ordered by version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Schema {
    pub(super) version: [u32; 3],
    pub(super) types: BTreeMap<(String, Mode), Body>,
}

/// Arguments, attributes and blocks, by name.
pub(super) type Body = BTreeMap<String, Member>;

/// What a name stands for in a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub(super) flags: Flags,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Anything may stand here: the schema was cut off.
    Any,
    /// Terraform's type in the table's letters, and what its objects hold.
    Attribute(String, Option<Body>),
    Block {
        nesting: Nesting,
        min: u16,
        max: u16,
        body: Body,
    },
}

/// The schemas of a file: `VERSION=FILE` as `terraform providers schema -json` prints it, which names no version; or
/// one that says its version, and which types were added after another, so that it holds both.
pub(super) fn schemas(operand: &str) -> Result<Vec<Schema>> {
    let (given, file) = match operand.split_once('=') {
        Some((version, file)) => (Some(version), file),
        None => (None, operand),
    };
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let root: Value = serde_json::from_str(&text).with_context(|| format!("{file} is no JSON"))?;
    if let Some(provider) = root.get("provider_schemas").and_then(|all| all.get(PROVIDER)) {
        let version = given.with_context(|| format!("{file} names no version: write VERSION={file}"))?;
        return printed(version, provider).map(|schema| vec![schema]).with_context(|| file.to_owned());
    }
    compact(&root).with_context(|| format!("{file} is no provider schema"))
}

/// `terraform providers schema -json`.
fn printed(version: &str, provider: &Value) -> Result<Schema> {
    let mut types = BTreeMap::new();
    for (key, mode) in [("resource_schemas", Mode::Managed), ("data_source_schemas", Mode::Data)] {
        for (name, schema) in object(provider, key)? {
            let block = schema.get("block").context("a type has no block")?;
            types.insert((name.clone(), mode), printed_body(block).with_context(|| name.clone())?);
        }
    }
    Ok(Schema { version: numbers(version)?, types })
}

fn printed_body(block: &Value) -> Result<Body> {
    let mut body = Body::new();
    let none = Map::new();
    let members = |key| block.get(key).and_then(Value::as_object).unwrap_or(&none);
    for (name, attribute) in members("attributes") {
        let mut flags = Flags::default();
        for (key, flag) in [
            ("required", Flags::REQUIRED),
            ("optional", Flags::OPTIONAL),
            ("computed", Flags::COMPUTED),
            ("sensitive", Flags::SENSITIVE),
            ("deprecated", Flags::DEPRECATED),
            ("write_only", Flags::WRITE_ONLY),
        ] {
            if attribute.get(key).is_some_and(|value| value == true) {
                flags = flags.with(flag);
            }
        }
        let kind = match (attribute.get("type"), attribute.get("nested_type")) {
            (Some(type_), _) => type_of(type_)?,
            (None, Some(nested)) => {
                let mode = nested.get("nesting_mode").and_then(Value::as_str).unwrap_or_default();
                Kind::Attribute(format!("{}o", letter(mode)?), Some(printed_body(nested)?))
            }
            (None, None) => bail!("{name} has no type"),
        };
        body.insert(name.clone(), attribute_of(flags, kind));
    }
    for (name, block) in members("block_types") {
        let count = |key| block.get(key).and_then(Value::as_u64).unwrap_or_default();
        let kind = Kind::Block {
            nesting: nesting(block.get("nesting_mode").and_then(Value::as_str).unwrap_or_default())?,
            min: u16::try_from(count("min_items"))?,
            max: u16::try_from(count("max_items"))?,
            body: printed_body(block.get("block").context("a block has no body")?)?,
        };
        // Whether a block is deprecated only one of the two tools says.
        body.insert(name.clone(), Member { flags: Flags::default(), kind });
    }
    Ok(body)
}

/// `{"version", "resource": {TYPE: BODY}, "data": …}`, where a body is `[{NAME: [FLAGS, TYPE]}, {NAME: [NESTING, MIN,
/// MAX, BODY]}]`; `"added_after_VERSION"` lists what that version lacks of it.
fn compact(root: &Value) -> Result<Vec<Schema>> {
    let version = root.get("version").and_then(Value::as_str).context("there is no version")?;
    let mut types = BTreeMap::new();
    for (key, mode) in [("resource", Mode::Managed), ("data", Mode::Data)] {
        for (name, body) in object(root, key)? {
            types.insert((name.clone(), mode), compact_body(body).with_context(|| name.clone())?);
        }
    }
    let newest = Schema { version: numbers(version)?, types };
    let mut schemas = Vec::new();
    for (key, added) in root.as_object().into_iter().flatten() {
        let Some(older) = key.strip_prefix("added_after_") else { continue };
        let added: BTreeSet<&str> =
            added.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut schema = Schema { version: numbers(older)?, ..newest.clone() };
        schema.types.retain(|(name, _), _| !added.contains(&**name));
        ensure!(schema.types.len() < newest.types.len(), "{key} lists no type");
        schemas.push(schema);
    }
    schemas.push(newest);
    Ok(schemas)
}

fn compact_body(body: &Value) -> Result<Body> {
    let [attributes, blocks] = body.as_array().map(Vec::as_slice).unwrap_or_default() else {
        bail!("a body is no pair")
    };
    let mut members = Body::new();
    for (name, attribute) in attributes.as_object().context("attributes are no object")? {
        let letters = attribute.get(0).and_then(Value::as_str).context("flags are no text")?;
        let mut flags = Flags::default();
        for letter in letters.chars() {
            flags = flags.with(match letter {
                'r' => Flags::REQUIRED,
                'o' => Flags::OPTIONAL,
                'c' => Flags::COMPUTED,
                's' => Flags::SENSITIVE,
                'd' => Flags::DEPRECATED,
                'w' => Flags::WRITE_ONLY,
                other => bail!("{name} has the flag {other}"),
            });
        }
        let kind = type_of(attribute.get(1).context("an attribute has no type")?)?;
        members.insert(name.clone(), attribute_of(flags, kind));
    }
    for (name, block) in blocks.as_object().context("blocks are no object")? {
        let part = |at| block.get(at).context("a block lacks a part");
        let kind = match part(3)? {
            Value::String(cut) if cut == "dynamic" => Kind::Any,
            body => Kind::Block {
                nesting: nesting(part(0)?.as_str().unwrap_or_default())?,
                min: u16::try_from(part(1)?.as_u64().unwrap_or_default())?,
                max: u16::try_from(part(2)?.as_u64().unwrap_or_default())?,
                body: compact_body(body)?,
            },
        };
        members.insert(name.clone(), Member { flags: Flags::default(), kind });
    }
    Ok(members)
}

/// What only the provider sets can be referred to, but nothing of a configuration is held against its type: of that it
/// is enough to know what may stand behind a reference, and of its objects that they are some.
fn attribute_of(flags: Flags, kind: Kind) -> Member {
    let letters = match kind {
        Kind::Attribute(letters, _) if !flags.is_settable() => letters,
        kind => return Member { flags, kind },
    };
    let letters =
        if letters.len() == 1 && letters != "o" { String::new() } else { letters.replace('o', "O") };
    Member { flags: flags.without(Flags::DEPRECATED), kind: Kind::Attribute(letters, None) }
}

/// A type as Terraform writes it: `"string"`, `["list", TYPE]`, `["object", {NAME: TYPE}, [OPTIONAL]]`.
fn type_of(type_: &Value) -> Result<Kind> {
    let parts = match type_ {
        Value::String(name) if name == "dynamic" => return Ok(Kind::Any),
        Value::String(name) => return Ok(Kind::Attribute(letter(name)?.to_owned(), None)),
        Value::Array(parts) => parts,
        _ => bail!("a type is neither text nor a list"),
    };
    match parts.as_slice() {
        [Value::String(kind), Value::Object(members), rest @ ..] if kind == "object" => {
            let optional = rest.first().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let mut body = Body::new();
            for (name, type_) in members {
                let is_optional = optional.iter().any(|one| one == name);
                let flags = if is_optional { Flags::OPTIONAL } else { Flags::REQUIRED };
                body.insert(name.clone(), Member { flags, kind: type_of(type_)? });
            }
            Ok(Kind::Attribute("o".to_owned(), Some(body)))
        }
        [Value::String(kind), Value::String(mode), body] if kind == "nested" => {
            Ok(Kind::Attribute(format!("{}o", letter(mode)?), Some(compact_body(body)?)))
        }
        [Value::String(kind), inner] => match type_of(inner)? {
            Kind::Attribute(letters, body) => {
                Ok(Kind::Attribute(format!("{}{letters}", letter(kind)?), body))
            }
            other => Ok(other),
        },
        _ => bail!("a type of a form that is not known"),
    }
}

/// The table's letter for a type or a collection; that of a single nested object is none.
fn letter(name: &str) -> Result<&'static str> {
    Ok(match name {
        "string" => "s",
        "number" => "n",
        "bool" => "b",
        "list" => "L",
        "set" => "S",
        "map" => "M",
        "single" => "",
        other => bail!("the type {other} is not known"),
    })
}

fn nesting(name: &str) -> Result<Nesting> {
    Ok(match name {
        "single" | "group" => Nesting::Single,
        "list" => Nesting::List,
        "set" => Nesting::Set,
        "map" => Nesting::Map,
        other => bail!("the nesting {other} is not known"),
    })
}

fn object<'v>(value: &'v Value, key: &str) -> Result<&'v Map<String, Value>> {
    value.get(key).and_then(Value::as_object).with_context(|| format!("there is no {key}"))
}

fn numbers(version: &str) -> Result<[u32; 3]> {
    let numbers: Vec<u32> = version.split('.').map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().ok().with_context(|| format!("{version} is no version of three numbers"))
}
