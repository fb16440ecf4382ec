//! Where a configuration's templates stand, and which names each of them may use.
//!
//! What Terraform takes literally is left out: the defaults and types of variables, descriptions, backends, sources and
//! versions of modules, names of providers, the truth values of `lifecycle`. So are `import`, `moved` and `removed`.
//! Which nested objects are blocks and which are maps is the provider's to say; a `//` that would be a comment in the
//! one and a key in the other is passed over.

use alloc::{borrow::Cow, format, rc::Rc, string::String, vec, vec::Vec};
use core::ops::{Deref, Range};

use super::configuration::root_members;
use crate::{
    json::{Json, JsonKind, NodeId},
    plan::{BlockId, Mode, ModuleId, Plan, Value, blocks_of, qualified_type},
    schema::{self, Secrets, Table},
    sorted::{Map, Set, sort_by},
    template::{self, Step, Template, Traversal},
    version::Newest,
};

/// The strings of a configuration that Terraform evaluates.
pub(crate) struct Templates<'p> {
    pub(crate) declarations: Vec<Declaration<'p>>,
    pub(crate) sites: Vec<Site<'p>>,
    /// Positions in `declarations` of what the references of all sites lead to, those of each site together.
    leads: Vec<Option<usize>>,
    /// The types and names of ephemeral resources.
    pub(crate) ephemeral: Set<(Cow<'p, str>, Cow<'p, str>)>,
    /// Whether there is a `terraform` block.
    pub(crate) has_terraform: bool,
    /// The newest version of Terraform that the configuration allows.
    pub(crate) newest: Newest,
}

/// What holds templates: a resource, a local, an output.
pub(crate) struct Declaration<'p> {
    /// Its address without a key.
    pub(crate) address: String,
    pub(crate) node: NodeId,
    pub(crate) block: Option<BlockId>,
    pub(crate) repetition: Option<RepeatedBy>,
    /// The data sources that only a `check` may use, which it declares.
    pub(crate) own_data: Set<(Cow<'p, str>, Cow<'p, str>)>,
}

/// How a block is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepeatedBy {
    Count,
    ForEach,
}

impl RepeatedBy {
    /// What repeats a block; none where nothing does.
    pub(crate) fn of(body: Value<'_>) -> Option<Self> {
        let repeated = |name| body.get(name).is_some();
        match (repeated("for_each"), repeated("count")) {
            (true, _) => Some(Self::ForEach),
            (false, true) => Some(Self::Count),
            (false, false) => None,
        }
    }

    /// The argument's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::ForEach => "for_each",
        }
    }
}

/// One string that Terraform evaluates, and that is not plain text.
pub(crate) struct Site<'p> {
    /// Position of what holds it in [`Templates::declarations`].
    declaration: usize,
    /// The value; of a template that is a key, the value under it.
    pub(crate) node: NodeId,
    pub(crate) text: Cow<'p, str>,
    /// The template that it is, where it can be read and borrows from the text of the plan.
    parsed: Option<Template<'p>>,
    /// Which of [`Templates::leads`] are its own.
    leads: Range<usize>,
    /// Whether a reference in it has an index.
    pub(crate) has_index: bool,
    pub(crate) syntax: Syntax,
    pub(crate) context: Context<'p>,
    /// Whether it is the key of the value.
    pub(crate) is_key: bool,
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// An argument, a local, an output's value: anything but what follows.
    Value,
    /// The `count` or `for_each` of its block.
    Repetition,
    Precondition,
    Postcondition,
    Validation,
    Assertion,
    /// What one of the four says where it does not hold.
    Message,
    /// Something in a provisioner or connection, which runs when its block is there.
    Provisioner,
}

/// How a string is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// `${…}` and `%{…}` in text.
    Template,
    /// A bare address, as in `depends_on`.
    Address,
    /// An expression without `${…}`, as in `replace_triggered_by`.
    Expression,
}

/// Which names a template may use beside those that are declared.
#[derive(Clone)]
pub(crate) struct Context<'p> {
    /// Whether `each` or `count` of its block may be used, where that is repeated.
    pub(crate) has_repetition: bool,
    /// Whether `self` may be used.
    pub(crate) has_self: bool,
    pub(crate) role: Role,
    /// Whether it must not be shown.
    pub(crate) is_sensitive: bool,
    /// The iterators of the dynamic blocks around it.
    pub(crate) iterators: Iterators<'p>,
}

/// The names of the iterators of dynamic blocks; most templates are in none.
#[derive(Clone, Default)]
pub(crate) struct Iterators<'p>(Option<Rc<[Cow<'p, str>]>>);

impl<'p> Deref for Iterators<'p> {
    type Target = [Cow<'p, str>];

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<'p> Templates<'p> {
    pub(crate) fn of(plan: &'p Plan<'p>) -> Self {
        let mut walk = Walk {
            plan,
            table: schema::aws(),
            found: Self {
                declarations: Vec::new(),
                sites: Vec::new(),
                leads: Vec::new(),
                ephemeral: Set::new(),
                has_terraform: false,
                newest: Newest::Any,
            },
            secrets: Secrets::default(),
            blocks: 0,
            open: Vec::new(),
        };
        if plan.is_configuration() {
            walk.root(plan.document.root());
        }
        sort_by(&mut walk.found.sites, &|one, other| one.node.cmp(&other.node));
        walk.found.follow(plan);
        walk.found
    }

    /// What holds a template.
    pub(crate) fn declaration(&self, site: &Site<'p>) -> Option<&Declaration<'p>> {
        self.declarations.get(site.declaration)
    }

    /// What each reference of a string leads to, in their order; none where it is not declared here, or is an iterator.
    pub(crate) fn leads(&self, site: &Site<'p>) -> &[Option<usize>] {
        self.leads.get(site.leads.clone()).unwrap_or_default()
    }

    /// The template that a value of the plan is, and what its references lead to; none where it is no template that
    /// Terraform evaluates, or cannot be read.
    pub(crate) fn of_value(&self, node: NodeId) -> Option<(Cow<'_, Template<'_>>, &[Option<usize>])> {
        let first = self.sites.partition_point(|site| site.node < node);
        let here = self.sites.get(first..).unwrap_or_default().iter().take_while(|site| site.node == node);
        let site = here.into_iter().find(|site| !site.is_key)?;
        Some((site.template()?, self.leads(site)))
    }

    /// Notes what references lead to, once for all who ask.
    fn follow(&mut self, plan: &Plan<'p>) {
        let names = Names::of(plan, &self.declarations);
        for site in &mut self.sites {
            let start = self.leads.len();
            let mut has_index = false;
            site.visit_references(&mut |traversal| {
                let is_index = |step: &Step<'_>| matches!(step, Step::Index(_) | Step::LegacyIndex(_));
                has_index |= traversal.steps.iter().any(is_index);
                let is_iterator = site.context.iterators.iter().any(|own| own == traversal.root);
                self.leads.push(if is_iterator { None } else { names.position(traversal) });
            });
            (site.leads, site.has_index) = (start..self.leads.len(), has_index);
        }
    }
}

impl Declaration<'_> {
    /// Whether it calls a module.
    pub(crate) fn is_module(&self) -> bool {
        self.block.is_none() && self.address.starts_with("module.")
    }
}

impl<'p> Site<'p> {
    fn new(
        declaration: usize,
        node: NodeId,
        text: Cow<'p, str>,
        syntax: Syntax,
        context: Context<'p>,
    ) -> Self {
        let (parsed, leads, has_index, is_key) = (None, 0..0, false, false);
        Self { declaration, node, text, parsed, leads, has_index, syntax, context, is_key }
    }

    /// The position of what holds it in [`Templates::declarations`].
    pub(crate) fn holder(&self) -> usize {
        self.declaration
    }

    /// The template that it is; none where it cannot be read, or is none.
    pub(crate) fn template(&self) -> Option<Cow<'_, Template<'_>>> {
        match (&self.parsed, &self.text, self.syntax) {
            (Some(parsed), ..) => Some(Cow::Borrowed(parsed)),
            // Its text is not that of the plan, so that the template could not be kept beside it.
            (None, Cow::Owned(text), Syntax::Template) => template::parse(text).ok().map(Cow::Owned),
            _ => None,
        }
    }

    /// Visits what it refers to; what cannot be read refers to nothing.
    pub(crate) fn visit_references(&self, visit: &mut dyn FnMut(&Traversal<'_>)) {
        match self.syntax {
            Syntax::Template => {
                let template = self.template();
                template.iter().flat_map(|template| template.references()).for_each(visit);
            }
            Syntax::Expression => {
                let parsed = template::parse_expression(&self.text);
                parsed.iter().flat_map(|expression| expression.references()).for_each(visit);
            }
            Syntax::Address => template::parse_traversal(&self.text).iter().for_each(visit),
        }
    }
}

/// Where each name is declared.
struct Names<'n, 'p> {
    plan: &'n Plan<'p>,
    /// By the position of the block.
    blocks: Vec<Option<usize>>,
    /// What is no block, by the root of its references and its name.
    others: Map<(&'n str, &'n str), usize>,
}

impl<'n, 'p> Names<'n, 'p> {
    fn of(plan: &'n Plan<'p>, declarations: &'n [Declaration<'p>]) -> Self {
        let mut blocks = vec![None; plan.blocks.len()];
        let mut others = Map::new();
        for (position, declaration) in declarations.iter().enumerate() {
            if let Some(block) = declaration.block {
                blocks.get_mut(block.0 as usize).into_iter().for_each(|own| *own = Some(position));
                continue;
            }
            let name = declaration.address.split_once('.');
            // Nothing refers to a provider, an output or a check by its name.
            let name = name.filter(|(root, _)| matches!(*root, "var" | "local" | "module" | "ephemeral"));
            if let Some(name) = name {
                others.get_or_insert_with(name, || position);
            }
        }
        Self { plan, blocks, others }
    }

    fn position(&self, traversal: &Traversal<'_>) -> Option<usize> {
        let mut names = traversal.steps.iter().map_while(|step| match step {
            Step::Attribute(name) => Some(*name),
            _ => None,
        });
        let first = names.next()?;
        let (mode, type_name, name) = match traversal.root {
            "each" | "count" | "self" | "path" | "terraform" => return None,
            root @ ("var" | "local" | "module") => return self.others.get(&(root, first)).copied(),
            "ephemeral" => {
                return self.others.get(&("ephemeral", &*format!("{first}.{}", names.next()?))).copied();
            }
            "data" => (Mode::Data, first, names.next()?),
            "resource" => (Mode::Managed, first, names.next()?),
            type_name => (Mode::Managed, type_name, first),
        };
        let block = self.plan.find_block(ModuleId::ROOT, mode, type_name, name)?;
        self.blocks.get(block.0 as usize).copied().flatten()
    }
}

impl Context<'_> {
    fn new() -> Self {
        let role = Role::Value;
        Self {
            has_repetition: true,
            has_self: false,
            role,
            is_sensitive: false,
            iterators: Iterators::default(),
        }
    }

    fn of_repetition() -> Self {
        Self { has_repetition: false, role: Role::Repetition, ..Self::new() }
    }

    fn of_provisioner() -> Self {
        Self { has_self: true, role: Role::Provisioner, ..Self::new() }
    }
}

struct Walk<'p> {
    plan: &'p Plan<'p>,
    found: Templates<'p>,
    table: Option<Table<'static>>,
    /// What of the current declaration holds secrets.
    secrets: Secrets<'static>,
    /// How many blocks there have been.
    blocks: usize,
    /// Values that are still to be searched.
    open: Vec<(Value<'p>, Context<'p>)>,
}

impl<'p> Walk<'p> {
    fn root(&mut self, root: Value<'p>) {
        self.found.has_terraform = root_members(root, "terraform").next().is_some();
        let settings = root_members(root, "terraform").flat_map(blocks_of);
        let required = settings.filter_map(|block| block.get("required_version")?.string());
        // Where several stand, each must hold.
        let newest = Newest::of(&required.collect::<Vec<_>>().join(","));
        self.found.newest = newest.unwrap_or(Newest::Any);
        for (section, mode) in
            [("resource", Some(Mode::Managed)), ("data", Some(Mode::Data)), ("ephemeral", None)]
        {
            for (type_name, names) in root_members(root, section).flat_map(labels) {
                let qualified = mode.map(|mode| qualified_type(mode, &type_name));
                let of_type = self.table.zip(qualified).map(|(table, own)| table.secrets(&own));
                let secrets = of_type.unwrap_or_default();
                for (name, bodies) in labels(names) {
                    for body in blocks_of(bodies) {
                        self.resource(mode, type_name.clone(), name.clone(), secrets, body);
                    }
                }
            }
        }
        for (name, bodies) in root_members(root, "provider").flat_map(labels) {
            for body in blocks_of(bodies) {
                let alias = body.get("alias").and_then(Json::string);
                let alias = alias.map(|alias| format!(".{alias}")).unwrap_or_default();
                self.declare(format!("provider.{name}{alias}"), body);
                self.members(body, &["alias", "version"]);
            }
        }
        for (name, value) in root_members(root, "locals").flat_map(labels) {
            self.declare(format!("local.{name}"), value);
            self.value(value, Context::new());
        }
        self.named(root, "module", "module", Self::module);
        self.named(root, "output", "output", Self::output);
        self.named(root, "variable", "var", |walk, body| {
            walk.conditions(body, "validation", Role::Validation);
        });
        self.named(root, "check", "check", Self::check);
    }

    fn named(
        &mut self,
        root: Value<'p>,
        section: &'static str,
        prefix: &str,
        walk: fn(&mut Self, Value<'p>),
    ) {
        for (name, bodies) in root_members(root, section).flat_map(labels) {
            for body in blocks_of(bodies) {
                self.declare(format!("{prefix}.{name}"), body);
                walk(self, body);
            }
        }
    }

    fn declare(&mut self, address: String, body: Value<'p>) {
        self.secrets = Secrets::default();
        let (node, block, repetition, own_data) = (body.id(), None, None, Set::new());
        self.found.declarations.push(Declaration { address, node, block, repetition, own_data });
    }

    /// Notes what repeats the current declaration.
    fn repeat(&mut self, body: Value<'p>) {
        if let Some(declaration) = self.found.declarations.last_mut() {
            declaration.repetition = RepeatedBy::of(body);
        }
    }

    /// A managed resource or data source; without a mode, an ephemeral resource.
    fn resource(
        &mut self,
        mode: Option<Mode>,
        type_name: Cow<'p, str>,
        name: Cow<'p, str>,
        secrets: Secrets<'static>,
        body: Value<'p>,
    ) {
        let Some(mode) = mode else {
            self.declare(format!("ephemeral.{type_name}.{name}"), body);
            self.found.ephemeral.insert((type_name, name));
            return self.resource_body(body);
        };
        let prefix = if mode == Mode::Data { "data." } else { "" };
        self.declare([prefix, &type_name, ".", &name].concat(), body);
        self.secrets = secrets;
        if let Some(declaration) = self.found.declarations.last_mut() {
            // Blocks are numbered as they are walked here.
            let block = BlockId::at(self.blocks);
            let own = self.plan.block(block).filter(|own| own.expressions == Some(body.id()));
            declaration.block = own.map(|_| block);
            self.blocks += 1;
        }
        self.resource_body(body);
    }

    fn resource_body(&mut self, body: Value<'p>) {
        self.repeat(body);
        for (key, value) in body.members() {
            match &*key.text() {
                "lifecycle" => blocks_of(value).for_each(|block| self.lifecycle(block)),
                "provisioner" => {
                    for (_, bodies) in labels(value) {
                        blocks_of(bodies).for_each(|block| self.provisioner(block));
                    }
                }
                "connection" => self.value(value, Context::of_provisioner()),
                _ => {}
            }
        }
        self.members(body, &["lifecycle", "provisioner", "connection", "provider"]);
    }

    fn lifecycle(&mut self, block: Value<'p>) {
        for trigger in block.get("replace_triggered_by").into_iter().flat_map(Value::items) {
            self.site(trigger, trigger.id(), Syntax::Expression, Context::new());
        }
        self.conditions(block, "precondition", Role::Precondition);
        self.conditions(block, "postcondition", Role::Postcondition);
    }

    fn provisioner(&mut self, block: Value<'p>) {
        for (key, value) in block.members() {
            if !["//", "when", "on_failure"].iter().any(|literal| key.is(literal)) {
                self.value(value, Context::of_provisioner());
            }
        }
    }

    fn conditions(&mut self, block: Value<'p>, name: &'static str, role: Role) {
        let has_self = role == Role::Postcondition;
        for condition in root_members(block, name).flat_map(blocks_of) {
            for (part, role) in [("condition", role), ("error_message", Role::Message)] {
                if let Some(value) = condition.get(part) {
                    self.value(value, Context { has_self, role, ..Context::new() });
                }
            }
        }
    }

    fn module(&mut self, body: Value<'p>) {
        self.repeat(body);
        self.members(body, &["source", "version", "providers"]);
    }

    fn output(&mut self, body: Value<'p>) {
        let is_sensitive = body.get("sensitive").is_some_and(|mark| mark.bool() != Some(false));
        if let Some(value) = body.get("value") {
            self.value(value, Context { is_sensitive, ..Context::new() });
        }
        self.addresses(body.get("depends_on"));
        self.conditions(body, "precondition", Role::Precondition);
    }

    fn check(&mut self, body: Value<'p>) {
        for (type_name, names) in root_members(body, "data").flat_map(labels) {
            for (name, bodies) in labels(names) {
                if let Some(declaration) = self.found.declarations.last_mut() {
                    declaration.own_data.insert((type_name.clone(), name));
                }
                blocks_of(bodies).for_each(|data| self.resource_body(data));
            }
        }
        self.conditions(body, "assert", Role::Assertion);
    }

    /// The arguments of a body, apart from those that are literal or were seen to already.
    fn members(&mut self, body: Value<'p>, others: &[&str]) {
        for (key, value) in body.members() {
            if key.is("//") || others.iter().any(|other| key.is(other)) {
                continue;
            }
            if key.is("depends_on") {
                self.addresses(Some(value));
            } else if key.is("count") || key.is("for_each") {
                self.value(value, Context::of_repetition());
            } else {
                self.member(&key.text(), value, &Context::new());
                self.finish();
            }
        }
    }

    fn addresses(&mut self, list: Option<Value<'p>>) {
        for address in list.into_iter().flat_map(Value::items) {
            self.site(address, address.id(), Syntax::Address, Context::new());
        }
    }

    fn value(&mut self, value: Value<'p>, context: Context<'p>) {
        self.open.push((value, context));
        self.finish();
    }

    /// Searches what is open, at any depth and in the order of the text.
    fn finish(&mut self) {
        while let Some((value, context)) = self.open.pop() {
            let outside = self.open.len();
            match value.kind() {
                JsonKind::String => self.site(value, value.id(), Syntax::Template, context),
                JsonKind::Array => self.open.extend(value.items().map(|item| (item, context.clone()))),
                JsonKind::Object => {
                    for (key, member) in value.members().filter(|(key, _)| !key.is("//")) {
                        let name = key.text();
                        self.template(name.clone(), member.id(), context.clone(), true);
                        self.member(&name, member, &context);
                    }
                }
                JsonKind::Null | JsonKind::Bool | JsonKind::Number => {}
            }
            // What was opened last comes first.
            self.open.get_mut(outside..).into_iter().for_each(<[_]>::reverse);
        }
    }

    fn member(&mut self, name: &str, value: Value<'p>, context: &Context<'p>) {
        if name == "dynamic" && is_dynamic(value) {
            return self.dynamic(value, context);
        }
        let is_sensitive = context.is_sensitive || self.secrets.has(name);
        self.open.push((value, Context { is_sensitive, ..context.clone() }));
    }

    /// Dynamic blocks: only what is inside `content` and `labels` may use their iterator.
    fn dynamic(&mut self, blocks: Value<'p>, context: &Context<'p>) {
        for (label, bodies) in labels(blocks) {
            for body in blocks_of(bodies) {
                let iterator = body.get("iterator").and_then(Json::string);
                let iterator = iterator.unwrap_or_else(|| label.clone());
                let is_readable = is_name(&iterator);
                let mut iterators: Vec<_> = context.iterators.iter().cloned().collect();
                iterators.push(iterator);
                let inside = Context { iterators: Iterators(Some(Rc::from(iterators))), ..context.clone() };
                let parts = [("for_each", context), ("labels", &inside), ("content", &inside)];
                // Without its name nothing can be said of what uses it.
                for (part, context) in parts.into_iter().take(if is_readable { 3 } else { 1 }) {
                    self.open.extend(body.get(part).map(|value| (value, context.clone())));
                }
            }
        }
    }

    fn site(&mut self, value: Value<'p>, node: NodeId, syntax: Syntax, context: Context<'p>) {
        let Some(text) = value.string() else { return };
        if syntax == Syntax::Template {
            return self.template(text, node, context, false);
        }
        let declaration = self.found.declarations.len().saturating_sub(1);
        self.found.sites.push(Site::new(declaration, node, text, syntax, context));
    }

    fn template(&mut self, text: Cow<'p, str>, node: NodeId, context: Context<'p>, is_key: bool) {
        if !template::is_literal(&text) {
            let declaration = self.found.declarations.len().saturating_sub(1);
            let syntax = Syntax::Template;
            let parsed = match text {
                Cow::Borrowed(text) => template::parse(text).ok(),
                Cow::Owned(_) => None,
            };
            let site = Site::new(declaration, node, text, syntax, context);
            self.found.sites.push(Site { parsed, is_key, ..site });
        }
    }
}

/// The names and values below a label level, comments left out.
fn labels(level: Value<'_>) -> impl Iterator<Item = (Cow<'_, str>, Value<'_>)> {
    blocks_of(level)
        .flat_map(Value::members)
        .filter(|(key, _)| !key.is("//"))
        .map(|(key, value)| (key.text(), value))
}

/// Whether what is called `dynamic` is the block of that name, and not a key of a map.
fn is_dynamic(value: Value<'_>) -> bool {
    let mut bodies = labels(value).flat_map(|(_, bodies)| blocks_of(bodies)).peekable();
    bodies.peek().is_some()
        && bodies.all(|body| body.get("for_each").is_some() && body.get("content").is_some())
}

fn is_name(text: &str) -> bool {
    template::parse_traversal(text).is_ok_and(|name| name.steps.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    fn sites(text: &str) -> Vec<String> {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let templates = Templates::of(&plan);
        let shown = |site: &Site<'_>| {
            let holder = templates.declaration(site).unwrap();
            format!("{} {} {}", holder.address, plan.path(holder.node, site.node), site.text)
        };
        templates.sites.iter().map(shown).collect()
    }

    #[test]
    fn what_terraform_takes_literally_is_left_out() {
        let text = r#"{"//": {"a": "${1}"}, "terraform": {"backend": {"s3": {"key": "${1}"}}},
            "variable": {"v": {"default": {"${1}": "${1}"}, "description": "${1}",
              "validation": [{"condition": "${a}", "error_message": "plain"}]}},
            "provider": {"aws": [{"alias": "${1}", "version": "${1}", "region": "${b}"}]},
            "output": {"o": {"description": "${1}", "value": ["${c}"], "depends_on": ["d.d"]}},
            "module": {"m": {"source": "${1}", "version": "${1}", "providers": {"aws": "${1}"}, "n": "${e}"}},
            "resource": {"aws_a": {"r": {"//": "${1}", "provider": "${1}", "${1}": "x", "tags": {"${f}": "$${g}"},
              "lifecycle": {"prevent_destroy": "${1}", "ignore_changes": ["h.h"], "replace_triggered_by": ["i.i"]},
              "provisioner": {"local-exec": {"when": "${1}", "command": "${j}"}}}}}}"#;
        let expected = [
            "var.v validation[0].condition ${a}",
            "provider.aws.${1} region ${b}",
            "output.o value[0] ${c}",
            "output.o depends_on[0] d.d",
            "module.m n ${e}",
            "aws_a.r tags.${f} ${f}",
            "aws_a.r tags.${f} $${g}",
            "aws_a.r lifecycle.replace_triggered_by[0] i.i",
            "aws_a.r provisioner.local-exec.command ${j}",
        ];
        assert_eq!(sites(text), expected);
    }

    #[test]
    fn a_map_with_a_key_called_dynamic_is_no_dynamic_block() {
        let text = r#"{"resource": {"aws_a": {"r": {
            "tags": {"dynamic": "${a}"}, "map": {"dynamic": {"x": {"for_each": "${b}"}}},
            "block": [{"dynamic": [{"x": {"for_each": "${c}", "iterator": "y", "content": {"z": "${d}"}}}]}]}}}}"#;
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let sites = Templates::of(&plan).sites;
        let iterators: Vec<_> =
            sites.iter().map(|site| (&*site.text, site.context.iterators.join(" "))).collect();
        let none = String::new;
        assert_eq!(iterators, [("${a}", none()), ("${b}", none()), ("${c}", none()), ("${d}", "y".into())]);
    }
}
