//! Plans the stacks under `tests/fixtures` with the `terraform` on PATH and keeps what it says.
//!
//! A folder is planned when it holds `*.tf`, or `*.tf.json` and an earlier `plan.json`; for a stack in JSON syntax
//! without one, an empty `plan.args` asks for the first. The lines of `plan.args` are arguments for `terraform plan`.
//! A folder with a `refusal.txt` is one that Terraform refuses; what it says then is kept there instead.
//! With `--replan` a stack that has a `replan.json` or `state.json` is applied, to whatever account the shell's
//! credentials are for (a mock of AWS, by its endpoint variables). Its state is kept in both forms, and it is planned
//! once more.
//! Each line of `packages.txt` names a file that is put there as a small archive, for what refuses to plan without.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::arguments::{Arguments, unknown};
use crate::process::{Show, answer, program, root, run};
use crate::product;

const FOLDER: &str = "tests/fixtures";
const PLAN: &str = "plan.json";
const PLAN_ARGUMENTS: &str = "plan.args";
const PACKAGES: &str = "packages.txt";
const REPLAN: &str = "replan.json";
/// A state as `terraform show` prints it, beside which it is as Terraform keeps it.
const STATE: &str = "state.json";
const KEPT_STATE: &str = "terraform.tfstate";
const REFUSAL: &str = "refusal.txt";
/// Inputs that are broken on purpose, configuration among them; nothing there is a stack to plan.
const BROKEN: &str = "broken";
/// The stack that is to be there before that of the folder above is planned; `INPUTS.md` says how such a plan is made.
const BEFORE: &str = "before";

/// A zip archive that holds one text file.
const ARCHIVE: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\xa83%\x83\x18\0\0\0\x18\0\0\0\x09\0\0\0index.txt\
A package for planning.\n\
PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0!\0\xa83%\x83\x18\0\0\0\x18\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\x80\x01\0\0\0\0index.txt\
PK\x05\x06\0\0\0\0\x01\0\x01\x007\0\0\0?\0\0\0\0\0";

/// A stack's own backend is out of reach, and what a plan says does not depend on it.
const LOCAL_BACKEND: &str = "{\"terraform\": {\"backend\": {\"local\": {}}}}\n";

/// `cargo xtask fixtures`
pub(crate) fn fixtures(arguments: &Arguments) -> Result<ExitCode> {
    let all = stacks(&root().join(FOLDER))?;
    let mut chosen = Vec::new();
    for name in arguments.operands() {
        let Some(stack) = all.iter().find(|stack| *stack == name) else {
            return Err(unknown("stack to plan", name, all.iter().map(String::as_str)).into());
        };
        chosen.push(stack);
    }
    if chosen.is_empty() {
        chosen.extend(&all);
    }
    let version = answer(program("terraform").arg("version")).ok().context(
        "`terraform` is not on PATH, and the plans are its own words: install it from https://developer.hashicorp.com",
    )?;
    println!("{}", version.lines().next().unwrap_or_default());

    let mut failed = Vec::new();
    for name in &chosen {
        if let Err(error) = plan(name, arguments.has("replan")) {
            println!("    {error:#}");
            failed.push(name.as_str());
        }
    }
    println!("\n{} planned, {} failed", chosen.len() - failed.len(), failed.len());
    if !failed.is_empty() {
        bail!("not planned: {}", failed.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}

/// The names of the folders that can be planned, in order.
fn stacks(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read `{FOLDER}`"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_over_another = entry.path().join(BEFORE).is_dir();
        if entry.file_type()?.is_dir() && name != BROKEN && !is_over_another && is_stack(&entry.path())? {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn is_stack(folder: &Path) -> Result<bool> {
    let (mut native, mut json) = (false, false);
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        native |= name.ends_with(".tf");
        json |= name.ends_with(".tf.json");
    }
    let wanted = [PLAN, PLAN_ARGUMENTS, REFUSAL].iter().any(|name| folder.join(name).is_file());
    Ok(native || (json && wanted))
}

fn plan(name: &str, and_replan: bool) -> Result<()> {
    let source = root().join(FOLDER).join(name);
    let work = product::target_folder()?.join("xtask/fixtures").join(name);
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    copy(&source, &work)?;
    fs::write(work.join("zz_backend_override.tf.json"), LOCAL_BACKEND)?;
    for package in lines(&source.join(PACKAGES))? {
        let file = inside(&work, &package)?;
        fs::create_dir_all(file.parent().unwrap_or(&work))?;
        fs::write(file, ARCHIVE)?;
    }

    run(
        &format!("{name}: init"),
        terraform(&work).args(["init", "-input=false", "-no-color"]),
        Show::Progress,
    )?;
    let mut plan = terraform(&work);
    plan.args(["plan", "-input=false", "-no-color", "-out=plan.binary"])
        .args(lines(&source.join(PLAN_ARGUMENTS))?);
    if source.join(REFUSAL).is_file() {
        return keep_refusal(name, terraform(&work).args(["validate", "-no-color"]), &mut plan);
    }
    run(&format!("{name}: plan"), &mut plan, Show::Progress)?;
    keep_plan(&work, &source.join(PLAN))?;
    let (has_replan, has_state) = (source.join(REPLAN).is_file(), source.join(STATE).is_file());
    if and_replan && (has_replan || has_state) {
        let apply = ["apply", "-input=false", "-no-color", "plan.binary"];
        run(&format!("{name}: apply"), terraform(&work).args(apply), Show::Progress)?;
        if has_state {
            // No two are alike: AWS makes up other ids each time.
            fs::write(source.join(STATE), show(&work, None)?)?;
            fs::copy(work.join(KEPT_STATE), source.join(KEPT_STATE))?;
            println!("    {FOLDER}/{name}/{STATE}, {KEPT_STATE}: written");
        }
        if has_replan {
            run(&format!("{name}: second plan"), &mut plan, Show::Progress)?;
            keep_plan(&work, &source.join(REPLAN))?;
        }
    }
    Ok(())
}

/// Keeps what a plan says as JSON, unless the file says the same.
fn keep_plan(work: &Path, file: &Path) -> Result<()> {
    let plan = show(work, Some("plan.binary"))?;
    let is_same = fs::read(file).is_ok_and(|present| says_the_same(&present, &plan));
    if !is_same {
        fs::write(file, plan)?;
    }
    let shown = file.strip_prefix(root()).unwrap_or(file).display();
    println!("    {shown}: {}", if is_same { "as before" } else { "written" });
    Ok(())
}

/// A plan as JSON; without one, the state.
fn show(work: &Path, plan: Option<&str>) -> Result<Vec<u8>> {
    let shown = terraform(work).args(["show", "-json"]).args(plan).output()?;
    if !shown.status.success() {
        bail!("`terraform show` failed: {}", String::from_utf8_lossy(&shown.stderr).trim());
    }
    Ok(shown.stdout)
}

/// Keeps what `terraform` says against a stack, as soon as it says anything; the order of its words is another each time.
fn keep_refusal(name: &str, validate: &mut Command, plan: &mut Command) -> Result<()> {
    let file = root().join(FOLDER).join(name).join(REFUSAL);
    let sorted = |text: &[u8]| {
        let mut lines: Vec<_> = text.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
        lines.sort_unstable();
        lines
    };
    for command in [validate, plan] {
        let said = command.output()?;
        if said.status.success() {
            continue;
        }
        let is_same = sorted(&fs::read(&file)?) == sorted(&said.stderr);
        if !is_same {
            fs::write(&file, said.stderr)?;
        }
        println!("    {FOLDER}/{name}/{REFUSAL}: {}", if is_same { "as before" } else { "written" });
        return Ok(());
    }
    bail!("{name}: `terraform` refuses nothing here, and {REFUSAL} says that it does");
}

/// Whether two plans differ only in what differs each time: when they were made, and the order of a set.
fn says_the_same(left: &[u8], right: &[u8]) -> bool {
    let lasting = |text: &[u8]| {
        let mut plan: Value = serde_json::from_slice(text).ok()?;
        plan.as_object_mut()?.remove("timestamp");
        if let Some(Value::Array(set)) = plan.get_mut("relevant_attributes") {
            set.sort_by_cached_key(Value::to_string);
        }
        Some(plan)
    };
    lasting(left).is_some_and(|plan| Some(plan) == lasting(right))
}

fn terraform(work: &Path) -> Command {
    let mut command = program("terraform");
    command.current_dir(work).env("TF_IN_AUTOMATION", "1").env("CHECKPOINT_DISABLE", "1");
    command
}

/// Copies a folder without what `terraform` leaves in one where it has run.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == ".terraform" {
            continue;
        }
        if source.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

/// The lines of a file that say something; none where there is no file.
fn lines(file: &Path) -> Result<Vec<String>> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The file of that name below a folder; a name that leads out of it is refused.
fn inside(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = Path::new(name);
    if !path.components().all(|component| matches!(component, Component::Normal(_) | Component::CurDir)) {
        bail!("`{name}` in {PACKAGES} must name a file below the stack's folder");
    }
    Ok(folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_native_configuration_or_json_that_was_planned() {
        let folder = std::env::temp_dir().join(format!("planproof-stacks-{}", std::process::id()));
        for file in [
            "native/main.tf",
            "json/main.tf.json",
            "planned/cdk.tf.json",
            "planned/plan.json",
            "asked/cdk.tf.json",
            "asked/plan.args",
            "refused/main.tf.json",
            "refused/refusal.txt",
            "broken/main.tf",
            "notes/README.txt",
        ] {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        assert_eq!(stacks(&folder).unwrap(), ["asked", "native", "planned", "refused"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_differs_each_time_is_no_difference() {
        let plan = |time: &str, set: &str, size: u8| {
            format!(r#"{{"timestamp":"{time}","relevant_attributes":[{set}],"size":{size}}}"#).into_bytes()
        };
        let first = plan("then", r#"{"a":1},{"b":2}"#, 1);
        assert!(says_the_same(&first, &plan("later", r#"{"b":2},{"a":1}"#, 1)));
        assert!(!says_the_same(&first, &plan("then", r#"{"a":1}"#, 1)));
        assert!(!says_the_same(&first, &plan("then", r#"{"a":1},{"b":2}"#, 2)));
        assert!(!says_the_same(b"", b""));
    }

    #[test]
    fn packages_stay_below_the_stack() {
        let folder = Path::new("/stack");
        assert_eq!(inside(folder, "lib/handler.zip").unwrap(), Path::new("/stack/lib/handler.zip"));
        for name in ["../handler.zip", "/tmp/handler.zip", "lib/../../handler.zip"] {
            assert!(inside(folder, name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_archive_says_where_its_directory_is() {
        let directory = ARCHIVE.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        let end = ARCHIVE.windows(4).position(|bytes| bytes == b"PK\x05\x06").unwrap();
        assert_eq!(usize::from(ARCHIVE[end + 16]), directory);
        assert_eq!(usize::from(ARCHIVE[end + 12]), end - directory);
        assert_eq!(ARCHIVE.len(), end + 22);
    }
}
