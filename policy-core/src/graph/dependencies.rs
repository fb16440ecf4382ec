//! What waits for what in a configuration, and where that goes round.
//!
//! Terraform makes one graph of everything: a resource waits for each name that it holds, in whatever branch, also in
//! its provisioners and conditions; a local for those in its value, a variable for those in its validations, a resource
//! for its provider's configuration. A module's arguments are handed in apart from what starts it (`depends_on`, `count`,
//! `for_each`). Each output waits for the start, and for the arguments that it is made of where the module's files are
//! around; whoever waits for the whole module waits for all of it.

use alloc::{string::String, vec::Vec};

use super::{ResourceGraph, modules::Modules};
use crate::{
    decode::templates::{Role, Site, Syntax, Templates},
    plan::{ModuleId, Plan},
    sorted::{Map, Set, sort_by},
    template::{Step, Traversal},
};

/// What waits for what.
#[derive(Default)]
pub(crate) struct Dependencies {
    /// Declarations that go round, each way once, in the order of the text.
    pub(crate) loops: Vec<Loop>,
    /// Strings that refer to what holds them.
    pub(crate) own: Vec<Own>,
    /// The declarations, each after those that it waits for. Those that go round are not among them.
    pub(crate) order: Vec<usize>,
}

/// Declarations each of which waits for the next, and the last for the first.
pub(crate) struct Loop {
    /// Positions in [`Templates::declarations`], and of the string that makes it wait for the next one in
    /// [`Templates::sites`]; none where nothing is written, as a resource waits for its provider.
    pub(crate) steps: Vec<(usize, Option<usize>)>,
}

/// A string that refers to what holds it.
pub(crate) struct Own {
    /// Position in [`Templates::sites`].
    pub(crate) site: usize,
    pub(crate) what: OwnReference,
}

/// What refers to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnReference {
    Local,
    /// An argument of a resource or data source, or what repeats it.
    Argument,
    /// A precondition or postcondition.
    Condition,
    /// What replaces a resource.
    Trigger,
    /// An argument of a module, by the whole of it.
    Module,
}

/// One way to wait.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    site: Option<usize>,
}

impl Dependencies {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        let templates = graph.templates();
        let Build { edges, own, parts, .. } = Build::whole(graph);
        let count = templates.declarations.len();
        let components = components(&edges);
        let mut found = Self { own, ..Self::default() };
        // Of a part of a module people know the module's name.
        let name = |node: usize| if node < count { Some(node) } else { parts.get(node - count).copied() };
        // The order of the text must not decide where a loop is said to begin.
        let rank =
            |node: usize| templates.declarations.get(name(node)?).map(|own| (&*own.address, node >= count));
        for mut component in components {
            if let [only] = component.as_slice() {
                found.order.extend(Some(*only).filter(|only| *only < count));
                continue;
            }
            sort_by(&mut component, &usize::cmp);
            let mut steps: Vec<(usize, Option<usize>)> = Vec::new();
            for (node, site) in way_round(&edges, &component, &rank) {
                let Some(node) = name(node) else { continue };
                match steps.last_mut() {
                    Some((last, own)) if *last == node => *own = own.or(site),
                    _ => steps.push((node, site)),
                }
            }
            found.loops.push(Loop { steps });
        }
        found
    }

    /// The variables that each output of a module is made of, by the outputs' names.
    pub(super) fn inputs_of_outputs(graph: &ResourceGraph<'_>) -> Map<String, Set<String>> {
        let templates = graph.templates();
        let build = Build::whole(graph);
        let mut left = MOST_STEPS;
        let mut found = Map::new();
        for (position, declaration) in templates.declarations.iter().enumerate() {
            let Some(output) = declaration.address.strip_prefix("output.") else { continue };
            let (mut inputs, mut reached) = (Set::new(), Set::new());
            let mut open = Vec::from([position]);
            while let Some(node) = open.pop().filter(|_| left > 0) {
                left -= 1;
                let address = templates.declarations.get(node).map_or("", |own| &own.address);
                inputs.extend(address.strip_prefix("var.").map(String::from));
                let edges = build.edges.get(node).into_iter().flatten();
                open.extend(edges.map(|edge| edge.to).filter(|to| reached.insert(*to)));
            }
            // What is not followed to its end adds no way for a loop to go.
            if left > 0 {
                found.insert(output.into(), inputs);
            }
        }
        found
    }
}

/// How many ways are followed in a module for what its outputs are made of.
const MOST_STEPS: usize = 1 << 20;

struct Build<'b, 'p> {
    plan: &'b Plan<'p>,
    templates: &'b Templates<'p>,
    called: &'b Modules,
    /// What each declaration waits for, and behind them what each part of a module does.
    edges: Vec<Vec<Edge>>,
    /// The module that each part is of.
    parts: Vec<usize>,
    /// The parts by the module that they are of.
    nodes: Map<(usize, Piece<'b>), usize>,
    own: Vec<Own>,
}

/// A part of a module that others wait for by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'b> {
    /// All of it.
    End,
    Output(&'b str),
    Argument(&'b str),
}

impl<'b, 'p> Build<'b, 'p> {
    /// Everything that waits for something.
    fn whole(graph: &'b ResourceGraph<'p>) -> Self {
        let (plan, templates) = (graph.plan, graph.templates());
        let mut build = Self::new(plan, templates, graph.modules());
        for (position, site) in templates.sites.iter().enumerate() {
            build.site(position, site);
        }
        build.providers();
        build
    }

    fn new(plan: &'b Plan<'p>, templates: &'b Templates<'p>, called: &'b Modules) -> Self {
        let mut edges: Vec<Vec<Edge>> = Vec::new();
        edges.resize_with(templates.declarations.len(), Vec::new);
        let (parts, nodes) = (Vec::new(), Map::new());
        let mut build = Self { plan, templates, called, edges, parts, nodes, own: Vec::new() };
        for (position, declaration) in templates.declarations.iter().enumerate() {
            if let Some(name) = declaration.address.strip_prefix("module.") {
                build.module(position, name);
            }
        }
        build
    }

    /// The parts of a module, and what they wait for.
    fn module(&mut self, start: usize, name: &str) {
        // Nothing of a module ends before it starts.
        let end = self.part(start, Piece::End, &[start]);
        let Some(interface) = self.called.get(name) else { return };
        let mut arguments = Map::new();
        for name in interface.variables.keys() {
            arguments.insert(&**name, self.part(start, Piece::Argument(name), &[start]));
        }
        for (name, output) in &interface.outputs {
            let inputs = output.inputs.iter().filter_map(|input| arguments.get(&**input)).copied();
            let waits_for: Vec<usize> = inputs.chain([start]).collect();
            self.part(start, Piece::Output(name), &waits_for);
        }
        let whole = arguments.values().map(|&to| Edge { to, site: None });
        self.edges.get_mut(end).into_iter().for_each(|edges| edges.extend(whole.clone()));
    }

    /// A new node for a part of a module.
    fn part(&mut self, start: usize, piece: Piece<'b>, waits_for: &[usize]) -> usize {
        let node = self.edges.len();
        self.edges.push(waits_for.iter().map(|&to| Edge { to, site: None }).collect());
        self.parts.push(start);
        self.nodes.insert((start, piece), node);
        node
    }

    /// What makes a string's holder wait.
    fn site(&mut self, position: usize, site: &Site<'p>) {
        let templates = self.templates;
        let mut leads = templates.leads(site).iter().copied();
        // Which part of a module is meant shows in what is behind its name.
        if !leads.clone().flatten().any(|start| self.node(start, Piece::End).is_some()) {
            leads.flatten().for_each(|start| self.waits(position, site, start));
            return;
        }
        site.visit_references(&mut |traversal| {
            if let Some(start) = leads.next().flatten() {
                self.waits(position, site, self.target(start, traversal, site.syntax));
            }
        });
    }

    fn waits(&mut self, position: usize, site: &Site<'_>, to: usize) {
        let holder = site.holder();
        let from = self.from(holder, site);
        // An argument is a part of the module that it waits for.
        let is_given_itself = from != holder && self.node(holder, Piece::End) == Some(to);
        if from == to || is_given_itself {
            let what = self.own_reference(holder, site);
            self.own.extend(what.map(|what| Own { site: position, what }));
        } else if let Some(edges) = self.edges.get_mut(from) {
            edges.push(Edge { to, site: Some(position) });
        }
    }

    /// What waits: a module's arguments are not what starts it.
    fn from(&self, holder: usize, site: &Site<'_>) -> usize {
        let is_argument = site.syntax == Syntax::Template && site.context.role == Role::Value;
        let Some(end) = self.node(holder, Piece::End).filter(|_| is_argument) else { return holder };
        let Some(declaration) = self.templates.declarations.get(holder) else { return end };
        if declaration.address.strip_prefix("module.").is_none_or(|name| self.called.get(name).is_none()) {
            return end;
        }
        let path = self.plan.path(declaration.node, site.node);
        let name = path.split(['.', '[']).next().unwrap_or_default();
        self.node(holder, Piece::Argument(name)).unwrap_or(end)
    }

    fn node(&self, start: usize, piece: Piece<'_>) -> Option<usize> {
        self.nodes.get(&(start, piece)).copied()
    }

    /// What a reference to what starts here waits for.
    fn target(&self, start: usize, traversal: &Traversal<'_>, syntax: Syntax) -> usize {
        // Over all instances it is the whole of it.
        let output = match traversal.steps.get(1..).unwrap_or_default() {
            [Step::Attribute(name), ..]
            | [Step::Index(_) | Step::LegacyIndex(_), Step::Attribute(name), ..] => Some(*name),
            _ => None,
        };
        let part = match (syntax, output) {
            // An output waits at least for what starts its module.
            (Syntax::Template | Syntax::Expression, Some(output)) => self.node(start, Piece::Output(output)),
            _ => self.node(start, Piece::End),
        };
        part.unwrap_or(start)
    }

    /// What of a string that refers to what holds it Terraform refuses.
    fn own_reference(&self, holder: usize, site: &Site<'_>) -> Option<OwnReference> {
        let declaration = self.templates.declarations.get(holder)?;
        if declaration.address.starts_with("local.") {
            return Some(OwnReference::Local);
        }
        if declaration.address.starts_with("module.") {
            return Some(OwnReference::Module);
        }
        declaration.block?;
        match (site.syntax, site.context.role) {
            (Syntax::Expression, _) => Some(OwnReference::Trigger),
            (Syntax::Template, Role::Value | Role::Repetition) => Some(OwnReference::Argument),
            (Syntax::Template, Role::Precondition | Role::Postcondition | Role::Message) => {
                Some(OwnReference::Condition)
            }
            _ => None,
        }
    }

    /// Resources wait for a provider whose arguments wait for something.
    fn providers(&mut self) {
        let is_waiting = |position: usize| self.edges.get(position).is_some_and(|edges| !edges.is_empty());
        let mut all = Map::new();
        for (position, declaration) in self.templates.declarations.iter().enumerate() {
            if let Some(key) = declaration.address.strip_prefix("provider.") {
                all.get_or_insert_with(key, || position);
            }
        }
        let keys: Map<&str, usize> = all.into_iter().filter(|(_, position)| is_waiting(*position)).collect();
        if keys.is_empty() {
            return;
        }
        for (holder, declaration) in self.templates.declarations.iter().enumerate() {
            let Some(block) = declaration.block.and_then(|block| self.plan.block(block)) else { continue };
            let own = block.provider.as_deref();
            let key = own.unwrap_or_else(|| block.type_name.split('_').next().unwrap_or_default());
            if let (Some(&to), Some(edges), ModuleId::ROOT) =
                (keys.get(key), self.edges.get_mut(holder), block.module)
            {
                edges.push(Edge { to, site: None });
            }
        }
    }
}

/// The nodes in groups that lead to each other, each group after those that it leads to (Tarjan).
fn components(edges: &[Vec<Edge>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut numbers = alloc::vec![UNSEEN; edges.len()];
    // The lowest number that a node leads back to.
    let mut lowest = numbers.clone();
    let mut is_open = alloc::vec![false; edges.len()];
    let (mut open, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for start in 0..edges.len() {
        if numbers.get(start) != Some(&UNSEEN) {
            continue;
        }
        // A node, and which of its edges comes next.
        let mut way = Vec::from([(start, 0)]);
        while let Some((node, at)) = way.pop() {
            let (Some(number), Some(low), Some(own)) =
                (numbers.get_mut(node), lowest.get_mut(node), edges.get(node))
            else {
                continue;
            };
            if at == 0 {
                (*number, *low) = (next, next);
                next += 1;
                open.push(node);
                is_open.get_mut(node).into_iter().for_each(|is_open| *is_open = true);
            }
            let own_number = *number;
            if let Some(edge) = own.get(at) {
                way.push((node, at + 1));
                match numbers.get(edge.to) {
                    Some(&UNSEEN) => way.push((edge.to, 0)),
                    Some(&number) if is_open.get(edge.to) == Some(&true) => lower(&mut lowest, node, number),
                    _ => {}
                }
                continue;
            }
            let low = lowest.get(node).copied().unwrap_or_default();
            if let Some((before, _)) = way.last() {
                lower(&mut lowest, *before, low);
            }
            if low == own_number {
                let from = open.iter().rposition(|own| *own == node).unwrap_or_default();
                let component = open.split_off(from);
                for node in &component {
                    is_open.get_mut(*node).into_iter().for_each(|is_open| *is_open = false);
                }
                found.push(component);
            }
        }
    }
    found
}

fn lower(lowest: &mut [usize], node: usize, number: usize) {
    if let Some(own) = lowest.get_mut(node) {
        *own = (*own).min(number);
    }
}

/// The shortest way from the first of some nodes back to it, among nodes that lead to each other.
fn way_round<'t>(
    edges: &[Vec<Edge>],
    component: &[usize],
    rank: &dyn Fn(usize) -> Option<(&'t str, bool)>,
) -> Vec<(usize, Option<usize>)> {
    let Some(start) = component.iter().copied().min_by_key(|node| rank(*node)) else { return Vec::new() };
    // How each node was come to.
    let mut from: Map<usize, (usize, Option<usize>)> = Map::new();
    let mut reached = Vec::from([start]);
    let mut at = 0;
    while let Some(&node) = reached.get(at) {
        at += 1;
        let inside = |edge: &&Edge| component.binary_search(&edge.to).is_ok() && !from.contains_key(&edge.to);
        let mut next: Vec<Edge> = edges.get(node).into_iter().flatten().filter(inside).copied().collect();
        sort_by(&mut next, &|one, other| {
            let key = |edge: &Edge| (rank(edge.to), edge.site);
            key(one).cmp(&key(other))
        });
        for edge in next {
            if !from.contains_key(&edge.to) {
                from.insert(edge.to, (node, edge.site));
                reached.push(edge.to);
            }
        }
        if from.contains_key(&start) {
            break;
        }
    }
    let mut way = Vec::new();
    let mut node = start;
    while let Some(&(before, site)) = from.get(&node) {
        way.push((before, site));
        node = before;
        if node == start {
            break;
        }
    }
    way.reverse();
    way
}
