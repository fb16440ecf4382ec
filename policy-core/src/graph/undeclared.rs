//! References of a configuration that lead to nothing.
//!
//! Terraform reads all files of a folder as one, and here is one of them. What CDKTF synthesized is always whole. Of
//! any other file it is presumed for one kind of name at a time, since people keep variables, locals and data sources
//! in files of their own: the file has a `terraform` or `provider` block, declares something of the kind itself, and
//! lacks fewer names of the kind than it declares, or only such as are like one that it declares. Who keeps variables
//! in that file, and outputs or both of those blocks, keeps nothing elsewhere: there as many may be missing as are
//! declared, and a name or two of a kind that is not declared at all. Otherwise the name may be in a file beside it.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use super::ResourceGraph;
use crate::{
    decode::{
        project::is_override,
        templates::{Declaration, RepeatedBy, Site, Syntax, Templates},
    },
    plan::{Mode, Module, ModuleId},
    similar,
    sorted::{Map, Set},
    template::{ExpressionKind, Step, Traversal},
};

/// The references of a configuration that lead to nothing.
#[derive(Default)]
pub(crate) struct Undeclared {
    pub(crate) faults: Vec<Fault>,
    /// The kinds of name of which the file lacks none that another file may have.
    whole: Set<Kind>,
    /// Whether it changes what other files declare.
    overrides: bool,
}

/// One reference that leads to nothing.
pub(crate) struct Fault {
    /// Position in [`Templates::sites`].
    pub(crate) site: usize,
    /// What is referred to: `var.region`, `data.aws_region.current`.
    pub(crate) reference: String,
    pub(crate) wrong: Wrong,
}

/// What is wrong with a reference.
pub(crate) enum Wrong {
    /// Nothing of this kind has the name; another thing that is declared may be meant.
    Undeclared { kind: Kind, meant: Option<String> },
    /// It is `each` or `count` where its block is not repeated so.
    NotRepeated(RepeatedBy),
    /// It can mean nothing, whatever is declared.
    Meaningless(&'static str),
    /// It is no attribute of a state that is read.
    NoAttribute,
}

/// A kind of name that configurations declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Variable,
    Local,
    Module,
    Resource,
    Data,
    Ephemeral,
    /// An output of a module that is called.
    Output,
}

impl Undeclared {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        let (plan, templates) = (graph.plan, graph.templates());
        let Some(root) = plan.module(ModuleId::ROOT) else { return Self::default() };
        let (has_provider, searches) = (!plan.providers.is_empty(), Cell::new(MOST_SEARCHES));
        let names = Names { root, graph, templates, has_provider, searches, meant: RefCell::default() };
        let mut faults = Vec::new();
        for (position, site) in templates.sites.iter().enumerate() {
            let Some(holder) = templates.declaration(site) else { continue };
            // Most strings name resources and data sources alone that are declared.
            let is_declared = |lead: &Option<usize>| {
                let declaration = lead.and_then(|position| templates.declarations.get(position));
                declaration.is_some_and(|own| own.block.is_some() && !own.address.starts_with(REMOTE_STATE))
            };
            if templates.leads(site).iter().all(is_declared) {
                continue;
            }
            // What CDKTF did not resolve is another rule's, with all that is in its brackets.
            let mut token_end = 0;
            site.visit_references(&mut |traversal| {
                if matches!(traversal.root, "TfToken" | "Token") {
                    token_end = traversal.span.end;
                }
                if traversal.span.start < token_end {
                    return;
                }
                if let Some((reference, wrong)) = names.fault(holder, site, traversal)
                    && (!wrong.is_of_value()
                        || site.template().is_some_and(|own| own.certainly_follows(traversal)))
                {
                    faults.push(Fault { site: position, reference, wrong });
                }
            });
        }
        let overrides = is_override(&plan.file);
        let whole = if plan.is_whole {
            Kind::ALL.into_iter().collect()
        } else if overrides {
            Set::new()
        } else {
            names.whole(&faults)
        };
        Self { faults, whole, overrides }
    }

    /// Whether no file beside this one can put a reference right.
    pub(crate) fn is_certain(&self, fault: &Fault) -> bool {
        match &fault.wrong {
            // The files of a module are all there, or nothing is known of it.
            Wrong::Meaningless(_) | Wrong::NoAttribute | Wrong::Undeclared { kind: Kind::Output, .. } => true,
            Wrong::NotRepeated(_) => !self.overrides,
            // `aws_vpc.main` where only `data.aws_vpc.main` is.
            Wrong::Undeclared { meant: Some(meant), .. } if is_other_mode(meant, &fault.reference) => {
                !self.overrides
            }
            Wrong::Undeclared { kind, .. } => self.whole.contains(kind),
        }
    }

    /// Whether the file changes what others declare, so that its blocks are parts of blocks.
    pub(crate) fn is_override(&self) -> bool {
        self.overrides
    }

    /// Whether the file shows that it is one of several.
    pub(crate) fn is_fragment(&self) -> bool {
        self.overrides || self.faults.iter().any(|fault| !self.is_certain(fault))
    }
}

impl Wrong {
    /// Whether what is declared is asked for what it does not hold, which shows when it is evaluated.
    const fn is_of_value(&self) -> bool {
        matches!(self, Self::Undeclared { kind: Kind::Output, .. } | Self::NoAttribute)
    }
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Variable, Self::Local, Self::Module, Self::Resource, Self::Data, Self::Ephemeral];

    /// What people call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Local => "local",
            Self::Module => "module",
            Self::Resource => "resource",
            Self::Data => "data source",
            Self::Ephemeral => "ephemeral resource",
            Self::Output => "output",
        }
    }
}

/// How the addresses of states that are read begin: they lead to outputs, which may not be there.
const REMOTE_STATE: &str = "data.terraform_remote_state.";

/// What a state that is read has.
const ATTRIBUTES_OF_STATE: [&str; 5] = ["backend", "config", "defaults", "outputs", "workspace"];

/// How many names of a kind may be missing by mistake where none is declared; more are in another file.
const MOST_SLIPS: usize = 2;

/// What a configuration declares.
struct Names<'n, 'p> {
    root: &'n Module<'p>,
    graph: &'n ResourceGraph<'p>,
    templates: &'n Templates<'p>,
    has_provider: bool,
    /// How many more names of resources are looked for among all that are declared.
    searches: Cell<u32>,
    /// What was found, since many may refer to the same.
    meant: RefCell<Map<(Kind, String, String), Option<String>>>,
}

impl Names<'_, '_> {
    fn fault(
        &self,
        holder: &Declaration<'_>,
        site: &Site<'_>,
        traversal: &Traversal<'_>,
    ) -> Option<(String, Wrong)> {
        let root = traversal.root;
        if site.context.iterators.iter().any(|iterator| iterator == root) {
            return None;
        }
        let mut steps = traversal.steps.iter().map_while(|step| match step {
            Step::Attribute(name) => Some(*name),
            _ => None,
        });
        let (first, second) = (steps.next(), steps.next());
        match (root, first) {
            // What an address says of these Terraform leaves alone.
            ("path" | "terraform" | "each" | "count" | "self" | "local", _)
                if site.syntax == Syntax::Address =>
            {
                None
            }
            ("path" | "terraform" | "each" | "count" | "self", _) => {
                Some((dotted(root, first), built_in(holder, site, root, first)?))
            }
            ("var", Some(name)) => named(Kind::Variable, "var", name, &self.root.variables),
            ("local", Some(name)) => named(Kind::Local, "local", name, &self.root.locals),
            ("module", Some(name)) => named(Kind::Module, "module", name, &self.root.children)
                .or_else(|| self.output(name, traversal).filter(|_| site.syntax != Syntax::Address)),
            ("data", _) => self.block(Kind::Data, holder, first, second).or_else(|| {
                let name = second.filter(|_| first == Some("terraform_remote_state"))?;
                self.output_of_stack(name, traversal).filter(|_| site.syntax != Syntax::Address)
            }),
            ("ephemeral", _) => self.block(Kind::Ephemeral, holder, first, second),
            // Another way to write the reference to a managed resource.
            ("resource", _) => self.block(Kind::Resource, holder, first, second),
            // Newer versions and OpenTofu know these.
            ("action" | "list" | "tofu", _) => None,
            (_, name) => match slip(root, name) {
                Some(why) if name.is_none() || !self.declares_type(root) => {
                    Some((dotted(root, name), Wrong::Meaningless(why)))
                }
                _ => self.block(Kind::Resource, holder, Some(root), name),
            },
        }
    }

    /// What is wrong with an output that a module is asked for, of one or each of its instances.
    fn output(&self, call: &str, traversal: &Traversal<'_>) -> Option<(String, Wrong)> {
        let behind = traversal.steps.get(1..)?;
        let (instance, rest) = match behind {
            [Step::Index(_) | Step::LegacyIndex(_), rest @ ..] => ("[…]", rest),
            [Step::Splat | Step::AttributeSplat, rest @ ..] => ("[*]", rest),
            rest => ("", rest),
        };
        let [Step::Attribute(output), ..] = rest else { return None };
        let outputs = &self.graph.modules().get(call)?.outputs;
        if outputs.contains_key(*output) {
            return None;
        }
        let near = similar::nearest_words(output, outputs.keys().take(MOST_COMPARED).map(|own| &**own));
        let meant = near.map(|near| format!("module.{call}{instance}.{near}"));
        let wrong = Wrong::Undeclared { kind: Kind::Output, meant };
        Some((format!("module.{call}{instance}.{output}"), wrong))
    }

    /// What is wrong with what is asked of another stack's state.
    fn output_of_stack(&self, name: &str, traversal: &Traversal<'_>) -> Option<(String, Wrong)> {
        let behind = traversal.steps.get(2..)?;
        let rest = match behind {
            [Step::Index(_) | Step::LegacyIndex(_), rest @ ..] | rest => rest,
        };
        let [Step::Attribute(attribute), rest @ ..] = rest else { return None };
        let state = format!("data.terraform_remote_state.{name}");
        if !ATTRIBUTES_OF_STATE.contains(attribute) {
            return Some((format!("{state}.{attribute}"), Wrong::NoAttribute));
        }
        let output = match rest.first().filter(|_| *attribute == "outputs")? {
            Step::Attribute(output) => *output,
            Step::Index(index) => match &index.kind {
                ExpressionKind::String(output) => &**output,
                _ => return None,
            },
            _ => return None,
        };
        let outputs = self.graph.remote_states().outputs(name)?;
        if outputs.contains(output) {
            return None;
        }
        let near = similar::nearest_words(output, outputs.iter().take(MOST_COMPARED).map(|own| &**own));
        let meant = near.map(|near| format!("{state}.outputs.{near}"));
        Some((format!("{state}.outputs.{output}"), Wrong::Undeclared { kind: Kind::Output, meant }))
    }

    fn block(
        &self,
        kind: Kind,
        holder: &Declaration<'_>,
        type_name: Option<&str>,
        name: Option<&str>,
    ) -> Option<(String, Wrong)> {
        let prefix = kind.prefix();
        let (Some(type_name), Some(name)) = (type_name, name) else {
            let rest = type_name.map(|type_name| format!(".{type_name}")).unwrap_or_default();
            let root = prefix.strip_suffix('.').unwrap_or("resource");
            let text = "lacks the type or the name of what it refers to";
            return Some((format!("{root}{rest}"), Wrong::Meaningless(text)));
        };
        if self.declares(kind, holder, type_name, name) {
            return None;
        }
        let key = (kind, type_name.to_owned(), name.to_owned());
        let known = self.meant.borrow().get(&key).cloned();
        let meant = known.unwrap_or_else(|| {
            let found = self.meant(kind, type_name, name);
            self.meant.borrow_mut().insert(key, found.clone());
            found
        });
        Some((format!("{prefix}{type_name}.{name}"), Wrong::Undeclared { kind, meant }))
    }

    fn declares(&self, kind: Kind, holder: &Declaration<'_>, type_name: &str, name: &str) -> bool {
        let key = (Cow::Borrowed(type_name), Cow::Borrowed(name));
        match kind.mode() {
            None => self.templates.ephemeral.contains(&key),
            Some(mode) => {
                let is_own = mode == Mode::Data && holder.own_data.contains(&key);
                is_own || self.root.blocks.get(mode, type_name, name).is_some()
            }
        }
    }

    fn declares_type(&self, type_name: &str) -> bool {
        self.root.blocks.has_type(type_name)
    }

    /// What is declared and may be meant: the same as a data source or managed, or another of its type.
    fn meant(&self, kind: Kind, type_name: &str, name: &str) -> Option<String> {
        let mode = kind.mode()?;
        let other = if kind == Kind::Data { Kind::Resource } else { Kind::Data };
        if other.mode().is_some_and(|mode| self.root.blocks.get(mode, type_name, name).is_some()) {
            return Some(format!("{}{type_name}.{name}", other.prefix()));
        }
        self.searches.set(self.searches.get().checked_sub(1)?);
        let near = nearest(name, self.root.blocks.of_type(mode, type_name))?;
        Some(format!("{}{type_name}.{near}", kind.prefix()))
    }

    /// The kinds of which a file that is not known to be whole seems to hold all names.
    fn whole(&self, faults: &[Fault]) -> Set<Kind> {
        let mut missing: Map<Kind, Set<&str>> = Map::new();
        let mut unlike = Set::new();
        for fault in faults {
            if let Wrong::Undeclared { kind, meant } = &fault.wrong {
                missing.get_or_default(*kind).insert(&fault.reference);
                unlike.extend(meant.is_none().then_some(*kind));
            }
        }
        let (has_terraform, has_provider) = (self.templates.has_terraform, self.has_provider);
        let keeps_all = self.count(Kind::Variable) > 0
            && (!self.root.outputs.is_empty() || has_terraform && has_provider);
        let seems_whole = |kind: &Kind| {
            let missing = missing.get(kind).map_or(0, Set::len);
            match self.count(*kind) {
                0 => keeps_all && missing <= MOST_SLIPS,
                declared if keeps_all => missing <= declared,
                declared => missing < declared || missing == declared && !unlike.contains(kind),
            }
        };
        Kind::ALL.into_iter().filter(|_| has_terraform || has_provider).filter(seems_whole).collect()
    }

    fn count(&self, kind: Kind) -> usize {
        match kind {
            Kind::Variable => self.root.variables.len(),
            Kind::Local => self.root.locals.len(),
            Kind::Module => self.root.children.len(),
            Kind::Resource => self.root.blocks.count(Mode::Managed),
            Kind::Data => self.root.blocks.count(Mode::Data),
            Kind::Ephemeral => self.templates.ephemeral.len(),
            Kind::Output => self.root.outputs.len(),
        }
    }
}

impl Kind {
    const fn mode(self) -> Option<Mode> {
        match self {
            Self::Resource => Some(Mode::Managed),
            Self::Data => Some(Mode::Data),
            _ => None,
        }
    }

    /// What stands before the type in a reference.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Data => "data.",
            Self::Ephemeral => "ephemeral.",
            _ => "",
        }
    }
}

fn named<T>(
    kind: Kind,
    prefix: &str,
    name: &str,
    declared: &Map<Cow<'_, str>, T>,
) -> Option<(String, Wrong)> {
    if declared.contains_key(name) {
        return None;
    }
    let meant = nearest(name, declared.keys().map(|own| &**own)).map(|near| format!("{prefix}.{near}"));
    Some((format!("{prefix}.{name}"), Wrong::Undeclared { kind, meant }))
}

/// What is wrong with a reference to what Terraform itself gives.
fn built_in(holder: &Declaration<'_>, site: &Site<'_>, root: &str, name: Option<&str>) -> Option<Wrong> {
    let repeated_by = |by| {
        let is_repeated = site.context.has_repetition && holder.repetition == Some(by);
        (!is_repeated).then_some(Wrong::NotRepeated(by))
    };
    match (root, name) {
        ("path", Some("module" | "root" | "cwd")) | ("terraform", Some("workspace" | "applying")) => None,
        ("each", Some("key" | "value")) => repeated_by(RepeatedBy::ForEach),
        ("count", Some("index")) => repeated_by(RepeatedBy::Count),
        ("self", _) if site.context.has_self => None,
        ("self", _) => Some(Wrong::Meaningless("stands where only provisioners and postconditions know it")),
        ("path", _) => Some(Wrong::Meaningless("is none of `path.module`, `path.root` and `path.cwd`")),
        ("each", _) => Some(Wrong::Meaningless("is neither `each.key` nor `each.value`")),
        ("count", _) => Some(Wrong::Meaningless("is not `count.index`")),
        _ => Some(Wrong::Meaningless("is not `terraform.workspace`")),
    }
}

/// What to say of a root that people take for something, and Terraform for a type of resource; of one that has no
/// name behind it always something.
fn slip(root: &str, name: Option<&str>) -> Option<&'static str> {
    Some(match (root, name) {
        ("locals", _) => "is no local; a reference to one is `local.NAME`",
        ("vars" | "variable" | "variables", _) => "is no variable; a reference to one is `var.NAME`",
        ("modules", _) => "is no module; a reference to one is `module.NAME`",
        ("output" | "outputs", _) => "is an output, which the same configuration cannot refer to",
        ("provider" | "providers", _) => "is a provider, whose arguments nothing can refer to",
        ("var" | "local" | "module", None) => "has no name behind it",
        (_, None) => "names neither a resource nor anything else; write `$${…}` if it is meant as text",
        _ => return None,
    })
}

fn dotted(root: &str, name: Option<&str>) -> String {
    name.map_or_else(|| root.to_owned(), |name| format!("{root}.{name}"))
}

/// How many names are compared with one that is not declared, so that many of either cost little.
const MOST_COMPARED: usize = 200;

/// For how many names of resources one is looked for that may be meant: each search goes through all that are declared.
const MOST_SEARCHES: u32 = 500;

/// The declared name that is most like one that is not declared; none where nothing is like it.
fn nearest<'n>(name: &str, declared: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    similar::nearest(name, declared.take(MOST_COMPARED))
}

/// Whether two references differ only in asking for a data source or a managed resource.
fn is_other_mode(one: &str, other: &str) -> bool {
    one.strip_prefix("data.") == Some(other) || other.strip_prefix("data.") == Some(one)
}
