//! One table of several versions, laid out to be small after gzip: names are spelt by the words they share and stand
//! in the order of their first use, equal bodies stand once, and what versions have in common stands once.
//!
//! What each byte means is said where they are read, in `policy-core/src/schema/table.rs`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, ensure};
use policy_core::schema::{Flags, Mode, STRIDE, TWO_BYTES, Versions};

use super::read::{Body, Kind, Schema};

/// How many of the most frequent names come before all others, so that one byte names them.
const COMMON: usize = TWO_BYTES as usize - 1;

/// A body of all versions: positions and not contents where it holds others, so that equal ones are found.
type Merged = Vec<Member>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Member {
    name: String,
    shape: Shape,
    /// Position in [`Bodies::all`].
    body: Option<usize>,
}

/// All of a member but its name and what it holds: as the table writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Shape(Vec<u8>);

/// The table of these versions, the oldest first.
pub(super) fn table(schemas: &[Schema]) -> Result<Vec<u8>> {
    let mut bodies = Bodies::default();
    let names: BTreeSet<&str> =
        schemas.iter().flat_map(|schema| schema.types.keys()).map(|(name, _)| &**name).collect();
    let mut types = Vec::new();
    let mut roots = Vec::new();
    for name in names {
        let mut item = Vec::new();
        for mode in [Mode::Managed, Mode::Data] {
            let key = (name.to_owned(), mode);
            let found: Vec<(Versions, &Body)> = (0..)
                .zip(schemas)
                .filter_map(|(bit, schema)| Some((Versions::of_bits(1 << bit), schema.types.get(&key)?)))
                .collect();
            item.push(found.iter().fold(0, |bits, (version, _)| bits | version.bits()));
            roots.push(if found.is_empty() { None } else { Some(bodies.merge(&found)?) });
        }
        item.extend(name.bytes());
        types.push(item);
    }
    let versions = schemas.iter().map(|schema| schema.version.map(|number| number.to_string()).join("."));
    let versions: Vec<String> = versions.collect();
    let mut encoder = Encoder::new(&bodies);
    encoder.write_shared()?;
    let own = roots.iter().map(|root| root.map_or(Ok(Vec::new()), |root| encoder.root(root)));
    let own = own.collect::<Result<Vec<_>>>()?;
    let (words, spelt) = spell(&encoder.names)?;
    let header = format!(
        "Types and arguments of {} {}, made by `cargo xtask schema`; not to be edited.\n",
        super::PROVIDER,
        versions.join(", ")
    );
    let mut bytes = header.into_bytes();
    list(&mut bytes, &versions)?;
    list(&mut bytes, &words)?;
    list(&mut bytes, &spelt)?;
    list(&mut bytes, &encoder.shapes)?;
    list(&mut bytes, &encoder.shared)?;
    list(&mut bytes, &types)?;
    list(&mut bytes, &own)?;
    list(&mut bytes, &secrets(schemas))?;
    Ok(bytes)
}

/// Each type that has arguments or attributes that hold secrets, in order, with their paths.
fn secrets(schemas: &[Schema]) -> Vec<String> {
    let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((name, mode), body) in schemas.iter().flat_map(|schema| &schema.types) {
        let mut paths = BTreeSet::new();
        secrets_of(body, "", &mut paths);
        if !paths.is_empty() {
            let prefix = if *mode == Mode::Data { "data." } else { "" };
            types.entry(format!("{prefix}{name}")).or_default().extend(paths);
        }
    }
    let item = |(name, paths): (String, BTreeSet<String>)| {
        std::iter::once(name).chain(paths).collect::<Vec<_>>().join(" ")
    };
    types.into_iter().map(item).collect()
}

fn secrets_of(body: &Body, before: &str, paths: &mut BTreeSet<String>) {
    for (name, member) in body {
        let path = format!("{before}{name}");
        if let Kind::Attribute(_, Some(body)) | Kind::Block { body, .. } = &member.kind {
            secrets_of(body, &format!("{path}."), paths);
        }
        if member.flags.has(Flags::SENSITIVE.with(Flags::WRITE_ONLY)) {
            paths.insert(path);
        }
    }
}

/// Each different body once.
#[derive(Default)]
struct Bodies {
    all: Vec<Merged>,
    positions: HashMap<Merged, usize>,
}

impl Bodies {
    /// One body of those of several versions.
    fn merge(&mut self, versions: &[(Versions, &Body)]) -> Result<usize> {
        let asked = versions.iter().fold(Versions::default(), |all, (version, _)| all.or(*version));
        let names: BTreeSet<&String> = versions.iter().flat_map(|(_, body)| body.keys()).collect();
        let mut merged = Merged::new();
        for name in names {
            let found = versions.iter().filter_map(|(version, body)| Some((*version, body.get(name)?)));
            // What is alike but for what it holds is one.
            let mut alike: BTreeMap<_, Vec<(Versions, Option<&Body>)>> = BTreeMap::new();
            let is_cut = found.clone().any(|(_, member)| member.kind == Kind::Any);
            for (version, member) in found {
                let (kind, body) = if is_cut { (b"?".to_vec(), None) } else { kind(&member.kind)? };
                let flags = if is_cut { Flags::default() } else { member.flags };
                alike.entry((flags, kind)).or_default().push((version, body));
            }
            for ((flags, kind), found) in alike {
                let have = found.iter().fold(Versions::default(), |all, (version, _)| all.or(*version));
                // Of versions that lack what this stands in, nothing is said: fewer shapes.
                let have = if is_cut { Versions::ALL } else { have.or(Versions::ALL.without(asked)) };
                let mut shape = vec![flags.bits(), have.bits()];
                shape.extend(kind);
                let held: Vec<(Versions, &Body)> =
                    found.into_iter().filter_map(|(version, body)| Some((version, body?))).collect();
                let body = if held.is_empty() { None } else { Some(self.merge(&held)?) };
                merged.push(Member { name: name.clone(), shape: Shape(shape), body });
            }
        }
        let next = self.all.len();
        let position = *self.positions.entry(merged.clone()).or_insert(next);
        if position == next {
            self.all.push(merged);
        }
        Ok(position)
    }

    /// The bodies that a body holds, in order.
    fn held(&self, position: usize) -> impl Iterator<Item = usize> {
        self.all.get(position).into_iter().flatten().filter_map(|member| member.body)
    }
}

/// A kind in the table's bytes, and what it holds.
fn kind(kind: &Kind) -> Result<(Vec<u8>, Option<&Body>)> {
    Ok(match kind {
        Kind::Any => (b"?".to_vec(), None),
        Kind::Attribute(letters, body) => (letters.clone().into_bytes(), body.as_ref()),
        Kind::Block { nesting, min, max, body } => {
            let mut bytes = vec![b'B', nesting.letter()];
            code(&mut bytes, usize::from(*min))?;
            code(&mut bytes, usize::from(*max))?;
            (bytes, Some(body))
        }
    })
}

/// Writes bodies, and numbers names and shapes.
struct Encoder<'b> {
    bodies: &'b Bodies,
    names: Vec<String>,
    name_positions: HashMap<String, usize>,
    /// The most frequent first.
    shapes: Vec<Vec<u8>>,
    shape_positions: HashMap<Vec<u8>, usize>,
    /// Position among the shared bodies, by position among all.
    shared_positions: HashMap<usize, usize>,
    shared: Vec<Vec<u8>>,
}

impl<'b> Encoder<'b> {
    fn new(bodies: &'b Bodies) -> Self {
        // A type's own body has no place among the shared ones, whatever else has the same.
        let mut uses: BTreeMap<usize, usize> = BTreeMap::new();
        for held in (0..bodies.all.len()).flat_map(|position| bodies.held(position)) {
            *uses.entry(held).or_default() += 1;
        }
        let mut shared: Vec<(usize, usize)> = uses.into_iter().filter(|(_, uses)| *uses > 1).collect();
        shared.sort_by_key(|&(position, uses)| (Reverse(uses), position));
        let members = || bodies.all.iter().flatten();
        let names = by_frequency(members().map(|member| member.name.clone()));
        let shapes = by_frequency(members().map(|member| member.shape.0.clone()));
        let names: Vec<String> = names.into_iter().take(COMMON).collect();
        Self {
            bodies,
            name_positions: names.iter().cloned().zip(0..).collect(),
            names,
            shape_positions: shapes.iter().cloned().zip(0..).collect(),
            shapes,
            shared: vec![Vec::new(); shared.len()],
            shared_positions: shared.into_iter().map(|(position, _)| position).zip(0..).collect(),
        }
    }

    /// Writes the shared bodies, those that another holds before it, so that new names come in one order.
    fn write_shared(&mut self) -> Result<()> {
        let mut positions: Vec<usize> = self.shared_positions.keys().copied().collect();
        // A body is numbered after those that it holds.
        positions.sort_unstable();
        for position in positions {
            let bytes = self.root(position)?;
            let at = self.shared_positions.get(&position).context("a shared body has a position")?;
            *self.shared.get_mut(*at).context("a shared body has a place")? = bytes;
        }
        Ok(())
    }

    /// A body with the number of names known before it.
    fn root(&mut self, position: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        code(&mut bytes, self.names.len())?;
        self.body(&mut bytes, position)?;
        Ok(bytes)
    }

    fn body(&mut self, bytes: &mut Vec<u8>, position: usize) -> Result<()> {
        let bodies = self.bodies;
        let members = bodies.all.get(position).context("a body has a position")?;
        code(bytes, members.len())?;
        for member in members {
            if let Some(known) = self.name_positions.get(&member.name) {
                code(bytes, known + 1)?;
            } else {
                self.name_positions.insert(member.name.clone(), self.names.len());
                self.names.push(member.name.clone());
                code(bytes, 0)?;
            }
        }
        for member in members {
            code(bytes, *self.shape_positions.get(&member.shape.0).context("a shape has a position")?)?;
        }
        for held in bodies.held(position) {
            if let Some(shared) = self.shared_positions.get(&held) {
                code(bytes, shared + 1)?;
            } else {
                code(bytes, 0)?;
                self.body(bytes, held)?;
            }
        }
        Ok(())
    }
}

/// The words of all names, the most frequent first, and each name as codes of its words.
fn spell(names: &[String]) -> Result<(Vec<String>, Vec<Vec<u8>>)> {
    let words = by_frequency(names.iter().flat_map(|name| name.split('_')).map(str::to_owned));
    let positions: HashMap<&str, usize> = words.iter().map(|word| &**word).zip(0..).collect();
    let mut spelt = Vec::new();
    for name in names {
        let mut bytes = Vec::new();
        for word in name.split('_') {
            code(&mut bytes, *positions.get(word).context("a word has a position")?)?;
        }
        spelt.push(bytes);
    }
    Ok((words, spelt))
}

/// Each different item, the most frequent first.
fn by_frequency<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut counted: Vec<(T, usize)> = counts.into_iter().collect();
    counted.sort_by_key(|&(_, count)| Reverse(count));
    counted.into_iter().map(|(item, _)| item).collect()
}

fn list(bytes: &mut Vec<u8>, items: &[impl AsRef<[u8]>]) -> Result<()> {
    let (mut starts, mut content) = (Vec::new(), Vec::new());
    for (position, item) in items.iter().enumerate() {
        if position % STRIDE == 0 {
            number(&mut starts, content.len(), 3)?;
        }
        code(&mut content, item.as_ref().len())?;
        content.extend(item.as_ref());
    }
    number(bytes, items.len(), 2)?;
    number(bytes, content.len(), 3)?;
    bytes.extend(starts);
    bytes.extend(content);
    Ok(())
}

fn number(bytes: &mut Vec<u8>, number: usize, width: usize) -> Result<()> {
    let all = number.to_le_bytes();
    let (written, rest) = all.split_at_checked(width).context("a number is as wide as a word at most")?;
    ensure!(rest.iter().all(|&byte| byte == 0), "{number} takes more than {width} bytes");
    bytes.extend(written);
    Ok(())
}

fn code(bytes: &mut Vec<u8>, value: usize) -> Result<()> {
    let one_byte = usize::from(TWO_BYTES);
    if value < one_byte {
        bytes.push(u8::try_from(value)?);
        return Ok(());
    }
    let rest = value - one_byte;
    bytes.push(u8::try_from(one_byte + (rest >> 8)).context("a number is too large for a code")?);
    bytes.push(u8::try_from(rest & 0xff)?);
    Ok(())
}
