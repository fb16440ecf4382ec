//! Starts a rule: its file with every fact to be filled in, and its lines in the lists.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use policy_core::rule::Category;

use crate::arguments::{Arguments, UsageError, unknown};
use crate::process::root;

/// What a new rule starts from: it compiles, and the laws fail until it is written.
const TEMPLATE: &str = include_str!("new_rule.template");

/// `cargo xtask new-rule CATEGORY NAME`
pub(crate) fn new_rule(arguments: &Arguments) -> Result<ExitCode> {
    let [category, name] = arguments.operands() else {
        return Err(UsageError::new("`new-rule` takes a category and a name".to_owned()).into());
    };
    let categories = Category::ALL.iter().map(|known| known.name());
    if !categories.clone().any(|known| known == category) {
        return Err(unknown("category", category, categories).into());
    }
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if name.to_lowercase() != *name || !name.split('-').all(is_part) {
        let message =
            format!("`{name}` is no rule's name: lower-case words joined by `-` that state the problem");
        return Err(UsageError::new(message).into());
    }
    let rules = root().join("policy-core/src/rules");
    let module = name.replace('-', "_");
    let file = rules.join(category).join(format!("{module}.rs"));
    if file.exists() {
        bail!("{} is there already", file.display());
    }
    fs::create_dir_all(rules.join(category))?;
    let mut capital = category.clone();
    capital.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    fs::write(&file, TEMPLATE.replace("{name}", name).replace("{Category}", &capital))?;
    insert_line(
        &rules.join(category).join("mod.rs"),
        "pub(super) mod ",
        &format!("pub(super) mod {module};"),
    )?;
    insert_line(&rules.join("mod.rs"), "mod ", &format!("mod {category};"))?;
    insert_line(&rules.join("mod.rs"), "    &", &format!("    &{category}::{module}::RULE,"))?;
    println!("{} is to be written; `cargo xtask test rust` says what is missing.", file.display());
    Ok(ExitCode::SUCCESS)
}

/// Adds a line in its place among the lines that start alike, unless it is there.
fn insert_line(file: &Path, prefix: &str, line: &str) -> Result<()> {
    let text = if file.exists() {
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
    } else {
        String::new()
    };
    if text.lines().any(|present| present == line) {
        return Ok(());
    }
    let lines: Vec<&str> = text.lines().collect();
    let alike = |present: &&str| present.starts_with(prefix);
    let at = match lines.iter().position(|present| alike(present) && *present > line) {
        Some(at) => at,
        None => lines.iter().rposition(alike).map_or(lines.len(), |last| last + 1),
    };
    let (before, after) = lines.split_at(at);
    let text: Vec<&str> = before.iter().copied().chain([line]).chain(after.iter().copied()).collect();
    fs::write(file, text.join("\n") + "\n")?;
    Ok(())
}
