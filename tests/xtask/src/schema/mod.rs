//! Makes the table of a provider's types and arguments that the engine carries.

mod read;
mod write;

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use policy_core::schema::{self, MOST_VERSIONS, Mode, Reader, Table, Versions};

use crate::arguments::{Arguments, UsageError};
use crate::process::root;
use read::Schema;

/// Where the engine takes the table from.
const TABLE: &str = "policy-core/src/schema/aws.table";

/// The provider's address in what `terraform providers schema -json` prints.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// `cargo xtask schema [VERSION=]FILE...`
pub(crate) fn schema(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.operands().is_empty() {
        return Err(
            UsageError::new("`schema` takes a file for each version of the provider".to_owned()).into()
        );
    }
    let mut schemas = BTreeSet::new();
    for file in arguments.operands() {
        schemas.extend(read::schemas(file)?);
    }
    let schemas: Vec<Schema> = schemas.into_iter().collect();
    ensure!(schemas.len() <= MOST_VERSIONS, "a table holds {MOST_VERSIONS} versions at most");
    let bytes = write::table(&schemas)?;
    compare(&schemas, &bytes)?;
    let path = root().join(TABLE);
    fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{TABLE}: {} bytes", bytes.len());
    Ok(ExitCode::SUCCESS)
}

/// Holds each type that is read back against what was given.
fn compare(schemas: &[Schema], bytes: &[u8]) -> Result<()> {
    let table = Table::of(bytes).context("what was written is no table")?;
    let mut reader = Reader::new(table);
    for (bit, schema) in (0..).zip(schemas) {
        let version = Versions::of_bits(1 << bit);
        for ((name, mode), given) in &schema.types {
            let found = table.find(*mode, name).with_context(|| format!("{name} is not found"))?;
            ensure!(found.versions().and(version) == version, "{name} lacks a version");
            is_same(&reader.body(found), given, version).with_context(|| name.clone())?;
        }
        for mode in [Mode::Managed, Mode::Data] {
            let listed = table.types(mode).filter(|(_, versions)| !versions.and(version).is_empty()).count();
            let given = schema.types.keys().filter(|(_, own)| *own == mode).count();
            ensure!(listed == given, "{listed} types and not {given}");
        }
    }
    Ok(())
}

fn is_same(body: &schema::Body, given: &read::Body, version: Versions) -> Result<()> {
    let found: Vec<_> = body.members.iter().filter(|one| !one.versions.and(version).is_empty()).collect();
    for member in &found {
        let name = &member.name;
        let given = given.get(&**name).with_context(|| format!("{name} was not given"))?;
        match (&member.kind, &given.kind) {
            // Cut off in one version is cut off in all.
            (schema::Kind::Any, _) => continue,
            (schema::Kind::Attribute { type_, object: None }, read::Kind::Attribute(letters, None)) => {
                ensure!(**type_ == **letters, "{name} has another type");
            }
            (
                schema::Kind::Attribute { type_, object: Some(body) },
                read::Kind::Attribute(letters, Some(given)),
            ) => {
                ensure!(**type_ == **letters, "{name} has another type");
                is_same(body, given, version).with_context(|| name.to_string())?;
            }
            (
                schema::Kind::Block { nesting, min, max, body },
                read::Kind::Block { body: given, nesting: own, min: least, max: most },
            ) => {
                let is_same_count = *min == usize::from(*least) && *max == usize::from(*most);
                ensure!(nesting == own && is_same_count, "{name} has another nesting");
                is_same(body, given, version).with_context(|| name.to_string())?;
            }
            _ => bail!("{name} is of another kind"),
        }
        ensure!(member.flags == given.flags, "{name} has other flags");
    }
    ensure!(found.len() >= given.len(), "{} members and not {}", found.len(), given.len());
    Ok(())
}
