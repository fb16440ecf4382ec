//! `moved`, `import`, `removed` and `check` blocks that Terraform refuses, and conditions that check nothing.
//!
//! What a block lacks or does not take at all is said by the rules about arguments. What modules hold is not known here.

use alloc::{format, string::String, vec::Vec};
use core::fmt::Write as _;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::{
        project::is_override,
        refactoring::{Key, Misnamed, NamedResource, Target},
        sections,
    },
    engine::{Checker, Subject},
    graph::ResourceGraph,
    json::{Json, JsonKind, NodeId},
    plan::{BlockId, Existence, Mode, ModuleId, Owner, Plan, Value, value_of_template},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::{Map, Set},
    template::{self, ExpressionKind},
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-refactoring-block",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A `moved`, `import`, `removed` or `check` block is one that Terraform refuses",
    remedy: "name resources and modules by their bare addresses, those that are left behind by none that is still declared",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    if !plan.is_configuration() {
        return;
    }
    in_override_file(checker);
    moved(checker);
    imports(checker);
    for removed in sections::blocks(plan, "removed") {
        check_removed(checker, removed);
    }
    for (name, own) in sections::named(plan, "check") {
        check_block(checker, &format!("check.{name}"), own);
    }
    conditions(checker);
}

/// What an override file cannot change, since nothing tells one such block from another.
fn in_override_file(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    for section in ["moved", "import", "check"] {
        for block in sections::blocks(plan, section).filter(|block| is_of_override_file(plan, *block)) {
            let message = format!("a `{section}` block cannot stand in an override file");
            let refusal = match section {
                "check" => Refusal::by_init("Can't override check blocks"),
                section => Refusal::by_init(format!("Cannot override '{section}' blocks")),
            };
            checker.refuse(Subject::other(section, None, block.id()), message, refusal);
        }
    }
}

fn is_of_override_file(plan: &Plan<'_>, value: Value<'_>) -> bool {
    match plan.sources {
        Some(sources) => is_override(sources.place(value.start()).0),
        None => is_override(&plan.file),
    }
}

/// One `moved` block with two addresses that can be read.
struct Move {
    from: String,
    to: String,
    node: NodeId,
}

fn moved(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let mut moves = Vec::new();
    for block in sections::blocks(plan, "moved") {
        let [from, to] = block.fields(["from", "to"]);
        let texts = [from, to].map(|end| end.and_then(Json::string));
        let mut ends = Vec::new();
        for ((name, value), text) in [("from", from), ("to", to)].into_iter().zip(&texts) {
            let Some(value) = value else { continue };
            match bare_target(text.as_deref()) {
                Ok(target) => ends.push(target),
                // Terraform lets it pass, and nothing is moved.
                Err(Unfit::Misnamed(Misnamed::Ephemeral)) => {}
                Err(unfit) => {
                    let text = text.as_deref().unwrap_or_default();
                    let subject = Subject::other("moved", Some(name), value.id());
                    checker.refuse(subject, unfit.message(text), unfit.refusal_of_move(text));
                }
            }
        }
        let [from, to] = ends.as_slice() else { continue };
        let subject = Subject::other("moved", None, block.id());
        if from.resource.is_some() != to.resource.is_some() {
            let message = format!(
                "`{}` and `{}` are a resource and a module, of which neither becomes the other",
                from.address(),
                to.address()
            );
            checker.refuse(subject, message, Refusal::by_init("Invalid \"moved\" addresses"));
        } else if from == to {
            let message = format!("`{}` is moved to itself", from.address());
            checker.refuse(subject, message, Refusal::by_plan("Redundant move statement"));
        } else {
            let is_left = !is_still_declared(checker.graph(), from, to);
            moves.push((Move { from: from.address(), to: to.address(), node: block.id() }, is_left));
        }
    }
    let in_loop = loops(checker, &moves);
    for (own, is_left) in &moves {
        if !is_left && !in_loop.contains(&*own.from) {
            let message = format!("`{}` is moved to `{}`, and is still declared", own.from, own.to);
            let subject = Subject::other("moved", Some("from"), own.node);
            checker.refuse(subject, message, Refusal::by_plan(STILL_THERE));
        }
    }
    ambiguous(checker, &moves);
}

/// What Terraform says of what is moved away and declared all the same.
const STILL_THERE: &str = "Moved object still exists";

/// Reports moves from one address to two, and from two to one.
fn ambiguous(checker: &mut Checker<'_, '_>, moves: &[(Move, bool)]) {
    let mut ways: [Map<&str, &Move>; 2] = [Map::new(), Map::new()];
    for (own, _) in moves {
        let [by_from, by_to] = &mut ways;
        for (map, key, shown) in [(by_from, &own.from, "from"), (by_to, &own.to, "to")] {
            let first = *map.get_or_insert_with(&**key, || own);
            let is_same = first.from == own.from && first.to == own.to;
            if !is_same {
                let message = format!("`{key}` is the `{shown}` of two `moved` blocks with different ends");
                let subject = Subject::other("moved", Some(shown), own.node);
                let refusal = Refusal::by_plan("Ambiguous move statements");
                let draft = checker.refuse(subject, message, refusal);
                draft.related(Subject::other("moved", Some(shown), first.node), "the other one");
            }
        }
    }
}

/// How many steps of a loop are shown.
const MOST_SHOWN: usize = 12;

/// Reports each loop of moves once, with all of it as far as that can be read; gives the addresses in loops.
fn loops<'m>(checker: &mut Checker<'_, '_>, moves: &'m [(Move, bool)]) -> Set<&'m str> {
    let mut next: Map<&str, &(Move, bool)> = Map::new();
    for own in moves {
        next.get_or_insert_with(&*own.0.from, || own);
    }
    let (mut done, mut found) = (Set::new(), Set::new());
    for (own, _) in moves {
        let mut trail: Vec<&(Move, bool)> = Vec::new();
        let mut at = &*own.from;
        while let Some(step) = next.get(at) {
            if !done.insert(at) {
                break;
            }
            trail.push(step);
            at = &step.0.to;
        }
        // Only what this walk itself came from makes it a loop.
        let Some(start) = trail.iter().position(|(step, _)| step.from == at) else { continue };
        let around = trail.get(start..).unwrap_or_default();
        found.extend(around.iter().map(|(step, _)| &*step.from));
        let Some((first, _)) = around.first() else { continue };
        let mut message = String::from("the moves lead in a loop: ");
        for (step, _) in around.iter().take(MOST_SHOWN) {
            let _ = write!(message, "`{}` to ", step.from);
        }
        if let Some(others) = around.len().checked_sub(MOST_SHOWN).filter(|others| *others > 0) {
            let _ = write!(message, "{others} others and back to ");
        }
        let _ = write!(message, "`{}`", first.from);
        // What is still declared is said before.
        let is_left = around.iter().all(|(_, is_left)| *is_left);
        let summary = if is_left { "Cyclic dependency in move statements" } else { STILL_THERE };
        checker.refuse(Subject::other("moved", None, first.node), message, Refusal::by_plan(summary));
    }
    found
}

/// Why something names nothing that a block can be about.
#[derive(Clone, Copy)]
enum Unfit {
    /// It is no text.
    NoText,
    /// It cannot be read as an address, or as an expression where one may be.
    Unreadable,
    /// It is an expression, and no address.
    NoAddress,
    /// An instance's key is no literal.
    Computed,
    Misnamed(Misnamed),
    Module,
    DataSource,
}

/// The target of a bare address, or why the text is none.
fn bare_target(text: Option<&str>) -> Result<Target<'_>, Unfit> {
    let text = text.ok_or(Unfit::NoText)?;
    let traversal = template::parse_traversal(text).map_err(|_| Unfit::Unreadable)?;
    let target = Target::of(&traversal, text).map_err(Unfit::Misnamed)?;
    if target.is_computed() { Err(Unfit::Computed) } else { Ok(target) }
}

impl Unfit {
    fn message(self, text: &str) -> String {
        match self {
            Self::NoText => "an address is text such as `aws_s3_bucket.logs`".into(),
            Self::Unreadable | Self::NoAddress | Self::Computed => no_address(text),
            Self::Misnamed(Misnamed::Attribute) => {
                format!("`{text}` goes on behind a resource, which an address here cannot")
            }
            Self::Misnamed(Misnamed::Ephemeral) => {
                format!("`{text}` is an ephemeral resource, which no state holds")
            }
            Self::Misnamed(Misnamed::Other) => format!("`{text}` is neither a resource nor a module"),
            Self::Module => {
                format!("`{text}` is a module, of which nothing is imported; name a resource in it")
            }
            Self::DataSource => format!("`{text}` is a data source, and only resources are imported"),
        }
    }

    /// What Terraform says of an end of a `moved` block.
    fn refusal_of_move(self, text: &str) -> Refusal {
        Refusal::by_init(match self {
            Self::NoText | Self::Unreadable | Self::NoAddress | Self::Computed => "Invalid expression",
            _ if is_cut_off(text) => "Invalid address operator",
            Self::Misnamed(_) | Self::Module | Self::DataSource => "Invalid address",
        })
    }

    /// What it says of the `from` of a `removed` block.
    fn refusal_of_removal(self, text: &str) -> Refusal {
        match self {
            Self::Misnamed(Misnamed::Attribute | Misnamed::Ephemeral) => Refusal::by_init(INSTANCE_KEY),
            _ => self.refusal_of_move(text),
        }
    }

    /// What it says of the `to` of an `import` block.
    fn refusal_of_import(self, text: &str) -> Refusal {
        Refusal::by_init(match self {
            Self::NoText => "Invalid reference expression",
            Self::Unreadable => template::parse_expression(text)
                .map_or_else(|error| error.summary(), |_| "Invalid reference expression"),
            Self::NoAddress | Self::Computed | Self::Misnamed(_) | Self::Module | Self::DataSource => {
                "Invalid import address"
            }
        })
    }
}

/// Whether an address ends with the word behind which a module's name belongs.
fn is_cut_off(text: &str) -> bool {
    text == "module" || text.starts_with("module.") && text.ends_with(".module")
}

fn no_address(text: &str) -> String {
    let inside = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    match inside.filter(|inside| template::parse_expression(inside).is_ok()) {
        Some(inside) => format!("`{text}` is no bare address; write `{inside}`"),
        None => format!("`{text}` is no address of a resource or module"),
    }
}

/// Whether what is moved away stands in the configuration all the same.
fn is_still_declared(graph: &ResourceGraph<'_>, from: &Target<'_>, to: &Target<'_>) -> bool {
    let plan = graph.plan();
    // What only gets a key, or another one, stays where it is.
    let is_same = from.without_keys() == to.without_keys();
    match (&from.resource, from.modules.as_slice()) {
        (Some(own), []) => {
            let Some(id) = find(plan, own).filter(|_| own.mode == Mode::Managed) else { return false };
            let is_repeated = plan.block(id).is_some_and(|block| block.repetition.is_some());
            match &own.key {
                Key::None => !(is_same && is_repeated),
                key => is_repeated && has_instance(graph, id, key) == Some(true),
            }
        }
        (None, [(name, Key::None)]) => {
            call_of(plan, name).is_some_and(|is_repeated| !(is_same && is_repeated))
        }
        _ => false,
    }
}

fn find(plan: &Plan<'_>, own: &NamedResource<'_>) -> Option<BlockId> {
    plan.find_block(ModuleId::ROOT, own.mode, own.type_name, own.name)
}

/// Whether the call of a module is repeated; none where there is no such call.
fn call_of(plan: &Plan<'_>, name: &str) -> Option<bool> {
    let id = *plan.module(ModuleId::ROOT)?.children.get(name)?;
    Some(plan.module(id)?.repetition.is_some())
}

/// Whether a repeated block has the instance of a key, where it is certain which it has.
fn has_instance(graph: &ResourceGraph<'_>, block: BlockId, key: &Key) -> Option<bool> {
    let Key::Literal(key) = key else { return None };
    let instances = graph.instances_of(block);
    let is_certain = |own: &crate::plan::Resource<'_>| {
        own.existence() == Existence::Certain && !own.address().key().is_empty()
    };
    let is_known = !instances.is_empty() && instances.iter().all(is_certain);
    is_known.then(|| instances.iter().any(|own| own.address().key() == key))
}

fn imports(checker: &mut Checker<'_, '_>) {
    let mut seen: Map<String, NodeId> = Map::new();
    for block in sections::blocks(checker.plan(), "import") {
        let Some(to) = block.get("to") else { continue };
        let text = to.string();
        let subject = Subject::other("import", Some("to"), to.id());
        let target = match import_target(text.as_deref()) {
            Ok(target) => target,
            Err(unfit) => {
                let text = text.as_deref().unwrap_or_default();
                checker.refuse(subject, unfit.message(text), unfit.refusal_of_import(text));
                continue;
            }
        };
        let address = target.address();
        if let Some((message, refusal)) = wrong_target(checker, &target, block) {
            checker.refuse(subject, message, refusal);
            continue;
        }
        let first = *seen.get_or_insert_with(address.clone(), || block.id());
        if first != block.id() && !target.is_computed() {
            let message = format!("two `import` blocks name `{address}`");
            let summary = format!("Duplicate import configuration for \"{}\"", target.without_keys());
            let draft = checker.refuse(subject, message, Refusal::by_init(summary));
            draft.related(Subject::other("import", Some("to"), first), "the other one");
        }
        if let Some(id) = block.get("id")
            && let Some((message, refusal)) = wrong_id(checker.plan(), id, &target)
        {
            checker.refuse(Subject::other("import", Some("id"), id.id()), message, refusal);
        }
    }
}

/// The resource that an `import` is for, which a bare expression names.
fn import_target(text: Option<&str>) -> Result<Target<'_>, Unfit> {
    let text = text.ok_or(Unfit::NoText)?;
    let parsed = template::parse_expression(text).map_err(|_| Unfit::Unreadable)?;
    let ExpressionKind::Traversal(traversal) = parsed.kind else { return Err(Unfit::NoAddress) };
    let target = Target::of(&traversal, text).map_err(Unfit::Misnamed)?;
    match &target.resource {
        None => Err(Unfit::Module),
        Some(own) if own.mode == Mode::Data => Err(Unfit::DataSource),
        Some(_) => Ok(target),
    }
}

/// What is wrong with a resource that something is imported for, beside the address; and what Terraform says.
fn wrong_target(
    checker: &Checker<'_, '_>,
    target: &Target<'_>,
    block: Value<'_>,
) -> Option<(String, Refusal)> {
    const NOT_THERE: &str = "Configuration for import target does not exist";
    let (plan, graph) = (checker.plan(), checker.graph());
    let address = target.address();
    let own = target.resource.as_ref()?;
    if let Some((module, _)) = target.modules.first() {
        let is_missing = plan.is_whole && call_of(plan, module).is_none();
        let message = || format!("there is no module `{module}` for `{address}`");
        return is_missing.then(|| (message(), Refusal::by_validate(NOT_THERE)));
    }
    let is_repeated = block.get("for_each").is_some();
    let of_key = || {
        let is_computed = matches!(own.key, Key::Computed(_)) && !is_repeated;
        Refusal::by_validate(if is_computed {
            "Invalid expression"
        } else {
            "Invalid import 'to' expression"
        })
    };
    let Some(id) = find(plan, own) else {
        let refusal = match own.key {
            Key::None if is_repeated => of_key(),
            // A single resource Terraform would offer to write the configuration of.
            Key::None => Refusal::by_plan(NOT_THERE),
            Key::Literal(_) => Refusal::by_validate(NOT_THERE),
            Key::Computed(_) => of_key(),
        };
        let message = || format!("`{address}` is imported, and declared nowhere");
        return plan.is_whole.then(|| (message(), refusal));
    };
    let has_several = plan.block(id).is_some_and(|block| block.repetition.is_some());
    let message = match (&own.key, has_several) {
        (Key::None, true) => {
            format!("`{address}` has several instances; its key is missing, as in `{address}[\"KEY\"]`")
        }
        (Key::Literal(_) | Key::Computed(_), false) => {
            format!("`{address}` names an instance, and the resource has neither `count` nor `for_each`")
        }
        (Key::Computed(key), true) if !is_repeated => {
            format!("the key `{key}` is no literal, which only an `import` with `for_each` can have")
        }
        (key, true) if has_instance(graph, id, key) == Some(false) => {
            let body = plan.block(id).and_then(|block| block.expressions);
            let has_names = body.is_some_and(|body| plan.value(body).get("for_each").is_some());
            let is_of_kind = key.suffix().starts_with("[\"") == has_names;
            let refusal = if is_of_kind { Refusal::by_plan(NOT_THERE) } else { of_key() };
            return Some((format!("there is no instance `{address}`"), refusal));
        }
        _ => return None,
    };
    Some((message, of_key()))
}

/// What is wrong with the id of what is imported, and what Terraform says.
fn wrong_id(plan: &Plan<'_>, id: Value<'_>, target: &Target<'_>) -> Option<(String, Refusal)> {
    const NO_ID: &str = "Invalid import id argument";
    let empty = "the `id` is empty, so that it names nothing";
    let text = match id.kind() {
        JsonKind::Null => return Some((empty.into(), Refusal::by_validate(NO_ID))),
        JsonKind::Array | JsonKind::Object => {
            return Some(("the `id` is no text".into(), Refusal::by_validate("Incorrect value type")));
        }
        JsonKind::Bool | JsonKind::Number => return None,
        JsonKind::String => id.string()?,
    };
    let parsed = template::parse(&text).ok()?;
    let own = target.resource.as_ref().filter(|_| target.modules.is_empty())?;
    let is_own = |found: &&template::Traversal<'_>| {
        let named = matches!(found.steps.first(), Some(template::Step::Attribute(name)) if *name == own.name);
        found.root == own.type_name && named
    };
    let references = parsed.references();
    if references.iter().any(is_own) {
        let whole = target.without_keys();
        let message = format!("the `id` is taken from `{whole}`, which is what is imported");
        return Some((message, Refusal::by_validate(NO_ID)));
    }
    let owner = Owner { plan, module: ModuleId::ROOT, resource: None };
    let value = value_of_template(owner, &parsed)?;
    let is_empty = matches!(&value, template::Value::Null)
        || matches!(&value, template::Value::String(text) if text.is_empty());
    let refusal = if references.is_empty() { Refusal::by_validate(NO_ID) } else { Refusal::by_plan(NO_ID) };
    is_empty.then(|| (empty.into(), refusal))
}

fn check_removed<'p>(checker: &mut Checker<'_, 'p>, block: Value<'p>) {
    let destroys = sections::inner(block, "lifecycle").filter_map(|lifecycle| lifecycle.get("destroy"));
    for destroy in destroys {
        let is_literal = destroy.bool().is_some()
            || destroy.string().is_some_and(|text| matches!(&*text, "true" | "false"));
        if !is_literal && !destroy.is_null() {
            let message = "`destroy` is `true` or `false`, literally";
            let subject = Subject::other("removed", Some("lifecycle.destroy"), destroy.id());
            checker.refuse(subject, message.into(), Refusal::by_init("Unsuitable value type"));
        }
    }
    let Some(from) = block.get("from") else { return };
    let text = from.string();
    let wrong = match bare_target(text.as_deref()) {
        Err(unfit) => {
            // Terraform lets what no resource can be called pass.
            let root = text.as_deref().and_then(|text| template::parse_traversal(text).ok());
            let is_passed = root.is_some_and(|own| {
                matches!(own.root, "local" | "var" | "path" | "each" | "count" | "terraform")
                    && matches!(own.steps.as_slice(), [template::Step::Attribute(_)])
            });
            let text = text.as_deref().unwrap_or_default();
            (!is_passed).then(|| (unfit.message(text), unfit.refusal_of_removal(text)))
        }
        Ok(target) => wrong_removal(checker.plan(), &target),
    };
    if let Some((message, refusal)) = wrong {
        checker.refuse(Subject::other("removed", Some("from"), from.id()), message, refusal);
    }
}

/// What Terraform says of an instance where a whole resource must be named.
const INSTANCE_KEY: &str = "Resource instance keys not allowed";

fn wrong_removal(plan: &Plan<'_>, target: &Target<'_>) -> Option<(String, Refusal)> {
    let address = target.address();
    let own = target.resource.as_ref();
    let summary_of_key = if target.modules.iter().any(|(_, key)| *key != Key::None) {
        "Module instance keys not allowed"
    } else {
        INSTANCE_KEY
    };
    if own.is_some_and(|own| own.mode == Mode::Data) {
        let message = format!("`{address}` is a data source, and only resources and modules are removed");
        let summary = if target.has_key() { summary_of_key } else { "Data source address not allowed" };
        return Some((message, Refusal::by_init(summary)));
    }
    if target.has_key() {
        let whole = target.without_keys();
        let message = format!("`{address}` is one instance; `removed` takes `{whole}` as a whole");
        return Some((message, Refusal::by_init(summary_of_key)));
    }
    let is_declared = match (own, target.modules.as_slice()) {
        (Some(own), []) => find(plan, own).is_some(),
        (None, [(name, _)]) => call_of(plan, name).is_some(),
        _ => false,
    };
    let kind = if own.is_some() { "resource" } else { "module" };
    let refusal = || Refusal::by_plan(format!("Removed {kind} still exists"));
    is_declared.then(|| (format!("`{address}` is removed, and still declared"), refusal()))
}

fn check_block<'p>(checker: &mut Checker<'_, 'p>, address: &str, body: Value<'p>) {
    if sections::inner(body, "assert").next().is_none() {
        let message = "the check has no `assert` block, so that it checks nothing";
        let subject = Subject::other(address, None, body.id());
        checker.refuse(subject, message.into(), Refusal::by_init("Zero assert blocks"));
    }
    let data = sections::inner(body, "data").flat_map(Json::members);
    let sources = data.flat_map(|(_, names)| crate::plan::blocks_of(names)).flat_map(Json::members);
    if let Some((name, second)) = sources.filter(|(_, own)| own.is_object() || own.is_array()).nth(1) {
        let message = format!("a check has one data source at most, and `{}` is another", name.text());
        let subject = Subject::other(address, Some("data"), second.id());
        checker.refuse(subject, message, Refusal::by_init("Multiple data resource blocks"));
    }
}

/// Conditions that name nothing, so that they always come to the same.
fn conditions(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    for holder in &graph.templates().declarations {
        let body = checker.plan().value(holder.node);
        let own: &[&'static str] = match holder.address.split('.').next() {
            Some("check") => &["assert"],
            Some("output") => &["precondition"],
            Some("local" | "module" | "provider" | "var") => continue,
            _ => &[],
        };
        let own = own.iter().flat_map(|name| sections::inner(body, name).map(move |block| (*name, block)));
        let lifecycles = sections::inner(body, "lifecycle").flat_map(|lifecycle| {
            let of = |name| sections::inner(lifecycle, name).map(move |block| (name, block));
            of("precondition").chain(of("postcondition"))
        });
        for (name, block) in own.chain(lifecycles) {
            let Some(condition) = block.get("condition").filter(|own| names_nothing(*own)) else { continue };
            let message = format!(
                "the condition of the `{name}` refers to nothing, so that it always comes to the same; write it as \
                 `${{…}}` with what it is about"
            );
            let refusal = Refusal::by_init(format!("Invalid {name} expression"));
            checker.refuse(Subject::within(graph, holder, condition.id()), message, refusal);
        }
    }
}

fn names_nothing(condition: Value<'_>) -> bool {
    match condition.string() {
        None => !condition.is_null(),
        // What cannot be read is another rule's.
        Some(text) => template::parse(&text).is_ok_and(|parsed| parsed.references().is_empty()),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "These blocks name resources by bare addresses: `terraform init` stops at `${…}` with `Invalid expression`, \
                at a module that becomes a resource with `Invalid \"moved\" addresses`, at two imports for one address \
                with `Duplicate import configuration`, at a check without an assertion with `Zero assert blocks`. The \
                plan fails where what is moved or removed is still declared (`Moved object still exists`, `Removed \
                resource still exists`), where moves lead in a loop, and where an import names what is declared nowhere, \
                unless `-generate-config-out` is to write it. With CDKTF, `moveTo` and `importFrom` write them, and \
                the old construct is easily kept.",
    snippets: Snippets {
        hcl: r#"moved {
  from = aws_s3_bucket.logs
  to   = aws_s3_bucket.audit_logs
}

import {
  to = aws_s3_bucket.uploads
  id = "company-uploads"
}"#,
        cdktf_typescript: r#"// The construct under the old id must be gone; only the new one stays.
new S3Bucket(this, "audit_logs", { bucket: "company-audit-logs" }).moveFromId("aws_s3_bucket.logs");
new S3Bucket(this, "uploads", { bucket: "company-uploads" }).importFrom("company-uploads");"#,
        cdktf_python: r#"# The construct under the old id must be gone; only the new one stays.
S3Bucket(self, "audit_logs", bucket="company-audit-logs").move_from_id("aws_s3_bucket.logs")
S3Bucket(self, "uploads", bucket="company-uploads").import_from("company-uploads")"#,
    },
    sources: &[
        Source {
            title: "Terraform: refactor modules",
            url: "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
        },
        Source {
            title: "Terraform: import block",
            url: "https://developer.hashicorp.com/terraform/language/import",
        },
        Source {
            title: "Terraform: check block",
            url: "https://developer.hashicorp.com/terraform/language/checks",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // The old one is still there.
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}, "audit_logs": {"bucket": "audit-logs"}}},
 "moved": [{"from": "aws_s3_bucket.logs", "to": "aws_s3_bucket.audit_logs"}]}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}}},
 "moved": [{"from": "${aws_s3_bucket.old}", "to": "aws_s3_bucket.logs"}]}"#,
        ),
        Example::Flagged(
            r#"{"moved": [{"from": "aws_sqs_queue.a", "to": "aws_sqs_queue.b"}, {"from": "aws_sqs_queue.b", "to": "aws_sqs_queue.c"},
  {"from": "aws_sqs_queue.c", "to": "aws_sqs_queue.a"}]}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}}},
 "import": [{"to": "aws_s3_bucket.logs", "id": "logs"}, {"to": "aws_s3_bucket.logs", "id": "logs-2"}]}"#,
        ),
        // Which of them?
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"for_each": {"a": "x", "b": "y"}, "bucket": "${each.value}"}}},
 "import": [{"to": "aws_s3_bucket.logs", "id": "x"}]}"#,
        ),
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "import": [{"to": "aws_s3_bucket.logs", "id": "logs"}]}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}}},
 "removed": [{"from": "aws_s3_bucket.logs", "lifecycle": {"destroy": false}}]}"#,
        ),
        Example::Flagged(r#"{"removed": [{"from": "aws_s3_bucket.logs[0]"}]}"#),
        Example::Flagged(
            r#"{"check": {"site": {"data": {"http": {"home": {"url": "https://example.com"}}}}}}"#,
        ),
        // Text, since nothing in it is `${…}`.
        Example::Flagged(
            r#"{"variable": {"size": {"default": 1}}, "output": {"size": {"value": "${var.size}",
  "precondition": {"condition": "var.size > 0", "error_message": "No size."}}}}"#,
        ),
        // A chain, and an instance that gets a key.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"for_each": {"a": "x"}, "bucket": "${each.value}"}}},
 "moved": [{"from": "aws_s3_bucket.oldest", "to": "aws_s3_bucket.old"}, {"from": "aws_s3_bucket.old", "to": "aws_s3_bucket.newer"},
  {"from": "aws_s3_bucket.logs", "to": "aws_s3_bucket.logs[\"a\"]"}, {"from": "module.a", "to": "module.b[0]"}]}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"for_each": {"a": "x", "b": "y"}, "bucket": "${each.value}"}}},
 "import": [{"to": "aws_s3_bucket.logs[\"a\"]", "id": "x"}, {"for_each": {"b": "y"}, "to": "aws_s3_bucket.logs[each.key]",
  "id": "${each.value}"}]}"#,
        ),
        // Declared in a file beside it, perhaps.
        Example::Clean(
            r#"{"import": [{"to": "aws_s3_bucket.logs", "id": "logs"}], "removed": [{"from": "module.old"}]}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_region": {"current": {}}}, "check": {"region": {"assert": {
  "condition": "${data.aws_region.current.name != \"\"}", "error_message": "No region."}}}}"#,
        ),
    ],
};
