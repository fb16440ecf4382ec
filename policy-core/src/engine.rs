//! Running the rules over a plan, and turning what they say into a report.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use crate::{
    VERSION,
    decode::{
        language::{Declared, Fault as LanguageFault, Holder, Wrong as WrongBlock},
        templates::{Declaration, Site},
    },
    graph::{Arguments, Environment, Holds, ResourceGraph, Topic, WrongArgument},
    json::NodeId,
    locate,
    plan::{Attribute, BlockId, Mode, Place, Plan, Provider, Read, Resource, qualified_type, without_keys},
    policy::{Acceptance, Policy},
    refusal::Refusal,
    report::{CheckedInput, Finding, Location, Related, Report, Tool, Undetermined},
    rule::{About, Check, Rule, Severity},
    rules,
    sorted::Set,
};

/// Where the page of each rule is, with the rule's name behind it.
const DOCS: &str = "https://planproof.dev/rules/";

/// Checks a plan against the policy.
pub fn check(plan: &Plan<'_>, policy: &Policy) -> Report {
    let graph = ResourceGraph::new(plan);
    let mut drafts = Drafts::default();
    let is_asked =
        |rule: &Rule| policy.runs(rule) && (rule.about == About::Infrastructure || !plan.is_state());
    for &rule in rules::all().iter().filter(|rule| is_asked(rule)) {
        run(rule, plan, &graph, policy, &mut drafts);
    }
    let (findings, acceptance) = drafts.located(plan, policy);
    let input = CheckedInput {
        path: plan.file.clone(),
        kind: plan.kind(),
        resources: plan.resources().filter(|resource| resource.mode() == Mode::Managed).count(),
        terraform_version: plan.terraform_version.as_deref().map(ToOwned::to_owned),
        detected: graph.environment(policy).clone(),
        notes: plan.notes(),
    };
    let tool = Tool { name: "planproof".to_owned(), version: VERSION.to_owned() };
    let undetermined = drafts.undetermined.into_iter().collect();
    let waivers = acceptance.stated(is_asked);
    Report::new(tool, Vec::from([input]), findings, waivers, undetermined, policy.fail_on)
}

fn run<'p>(
    rule: &'static Rule,
    plan: &'p Plan<'p>,
    graph: &ResourceGraph<'p>,
    policy: &Policy,
    drafts: &mut Drafts<'p>,
) {
    let mut checker = Checker { rule, graph, policy, drafts };
    match rule.check {
        Check::Each(types, check) => {
            for resource in types.iter().flat_map(|type_name| plan.of_type(type_name)) {
                check(resource, &mut checker);
            }
        }
        Check::Whole(check) => check(&mut checker),
    }
}

/// What a rule sees and says while it runs.
pub struct Checker<'c, 'p> {
    rule: &'static Rule,
    graph: &'c ResourceGraph<'p>,
    policy: &'c Policy,
    drafts: &'c mut Drafts<'p>,
}

impl<'c, 'p> Checker<'c, 'p> {
    /// The plan under check.
    pub fn plan(&self) -> &'p Plan<'p> {
        self.graph.plan()
    }

    /// Who refers to whom.
    pub fn graph(&self) -> &'c ResourceGraph<'p> {
        self.graph
    }

    /// The environment and suffix, as given or detected.
    pub fn environment(&self) -> &'c Environment {
        self.graph.environment(self.policy)
    }

    /// The value where it is known; where it is unknown, notes that the rule asked.
    pub fn known<T>(&mut self, attribute: Attribute<'p>, read: Read<T>) -> Option<T> {
        match read {
            Read::Known(value) => Some(value),
            Read::Absent => None,
            Read::Unknown => {
                self.undetermined(attribute);
                None
            }
        }
    }

    /// Notes that the rule cannot answer before this attribute is known.
    pub fn undetermined(&mut self, attribute: Attribute<'p>) {
        self.undetermined_of(Subject::from(attribute));
    }

    /// Notes that the rule cannot answer what it asks about this.
    pub fn undetermined_of(&mut self, subject: impl Into<Subject<'p>>) {
        let Subject { address, attribute, .. } = subject.into();
        let rule = self.rule.name.to_owned();
        self.drafts.undetermined.insert(Undetermined { rule, address, attribute });
    }

    /// What the caller asks, for rules that take parameters.
    pub fn policy(&self) -> &'c Policy {
        self.policy
    }

    /// Reports each argument, block or type that `say` has something to say of, whose name it may ask; as a hint only,
    /// where nothing is known of the versions of the provider that the stack may be run with.
    pub(crate) fn report_arguments(
        &mut self,
        say: fn(&Arguments<'p>, &WrongArgument<'p>, &dyn Fn() -> String) -> Option<String>,
    ) {
        let graph = self.graph();
        let Some(arguments) = graph.arguments() else { return };
        for fault in &arguments.faults {
            let missing = match &fault.wrong {
                WrongArgument::Missing { name, .. } => Some(&**name),
                _ => None,
            };
            let subject = || Subject::configured(graph, fault.block, fault.node, missing);
            let name = || subject().name().to_owned();
            let Some(mut message) = say(arguments, &fault.wrong, &name) else { continue };
            let doubt = arguments.doubt();
            message.extend(doubt.as_deref());
            let draft = self.refuse(subject(), message, fault.wrong.refusal());
            if doubt.is_some() {
                draft.only_info();
            }
        }
    }

    /// Reports each part of an expression that fails and is about this; as a hint only, where it rests on a schema of
    /// versions that the stack does not ask for.
    pub(crate) fn report_expressions(&mut self, topic: Topic) {
        let graph = self.graph();
        let templates = graph.templates();
        // A block may say the same many times.
        let mut said = Set::new();
        for fault in graph.expressions().faults.iter().filter(|fault| fault.topic() == topic) {
            let Some(site) = templates.sites.get(fault.site) else { continue };
            let Some(holder) = templates.declaration(site) else { continue };
            if !said.insert((&holder.address, fault.part(site))) {
                continue;
            }
            let mut message = fault.message(graph, site);
            let doubt = graph.arguments().filter(|_| fault.is_of_schema()).and_then(Arguments::doubt);
            message.extend(doubt.as_deref());
            let refusal = fault.refusal(&holder.address);
            let draft = self.refuse(Subject::site(graph, holder, site), message, refusal);
            match fault.holds {
                _ if doubt.is_some() => draft.only_info(),
                Holds::WhereEvaluated => draft.severity(Severity::High).not_blocking(),
                // Who keeps workspaces works in another one.
                Holds::InDefaultWorkspace => draft.severity(Severity::Low).not_blocking(),
                Holds::Surely | Holds::ByDefault => draft,
            };
        }
    }

    /// Reports each departure from the grammar of Terraform's language that `say` has something to say of.
    pub(crate) fn report_language(&mut self, say: fn(&WrongBlock<'p>) -> Option<String>) {
        let graph = self.graph();
        let language = graph.language();
        for fault in &language.faults {
            let Some(message) = say(&fault.wrong) else { continue };
            let draft = self.refuse(Subject::of_language(graph, fault), message, fault.wrong.refusal());
            let first = match &fault.wrong {
                WrongBlock::Another { first, .. } => Some(*first),
                WrongBlock::Repeated { again, .. } => Some(again.first),
                _ => None,
            };
            if let Some(first) = first {
                draft.related(Subject::in_language(graph, fault, first), "is the first");
            }
        }
    }

    /// Reports what Terraform refuses, with its own words where they are known.
    pub(crate) fn refuse(
        &mut self,
        subject: impl Into<Subject<'p>>,
        message: String,
        refusal: impl Into<Option<Refusal>>,
    ) -> &mut Draft<'p> {
        let draft = self.report(subject, message);
        draft.refusal = refusal.into();
        draft
    }

    /// Reports a fault; the draft takes what else there is to say of it.
    pub fn report(&mut self, subject: impl Into<Subject<'p>>, message: String) -> &mut Draft<'p> {
        self.drafts.add(Draft {
            rule: self.rule,
            subject: subject.into(),
            severity: self.rule.severity,
            blocking: self.rule.blocking,
            message,
            related: Vec::new(),
            refusal: None,
        })
    }
}

/// What a finding is about.
pub struct Subject<'p> {
    address: String,
    attribute: Option<String>,
    construct_path: Option<&'p str>,
    place: Place,
}

impl<'p> Subject<'p> {
    /// What is no resource: its address in the terms of the report, and its place.
    pub(crate) fn other(address: impl Into<String>, attribute: Option<&str>, node: NodeId) -> Self {
        Self {
            address: address.into(),
            attribute: attribute.map(ToOwned::to_owned),
            construct_path: None,
            place: Place { node, shown: node },
        }
    }

    /// A string of a configuration, at its path below what holds it.
    pub(crate) fn site(graph: &ResourceGraph<'p>, holder: &Declaration<'p>, site: &Site<'p>) -> Self {
        Self::within(graph, holder, site.node)
    }

    /// A value of a configuration, at its path below what holds it.
    pub(crate) fn within(graph: &ResourceGraph<'p>, holder: &Declaration<'p>, node: NodeId) -> Self {
        let path = graph.plan().path(holder.node, node);
        let first = holder.block.and_then(|block| graph.instances_of(block).first());
        Self {
            construct_path: first.and_then(|resource| resource.construct_path()),
            ..Self::other(&*holder.address, Some(&*path).filter(|path| !path.is_empty()), node)
        }
    }

    /// A value of a block as it is configured, at its path below the block; with a name, what lacks that.
    pub(crate) fn configured(
        graph: &ResourceGraph<'p>,
        block: BlockId,
        node: NodeId,
        name: Option<&str>,
    ) -> Self {
        let plan = graph.plan();
        let first = graph.instances_of(block).first();
        let configured = plan.block(block);
        let address = first.map(|resource| without_keys(resource.address().as_str()).into_owned());
        let address = address.or_else(|| {
            configured.map(|own| format!("{}.{}", qualified_type(own.mode, &own.type_name), own.name))
        });
        let body = configured.and_then(|own| own.expressions);
        let mut path = body.map(|body| plan.path(body, node)).unwrap_or_default();
        if let Some(name) = name {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        Self {
            construct_path: first.and_then(|resource| resource.construct_path()),
            ..Self::other(address.unwrap_or_default(), Some(&*path).filter(|path| !path.is_empty()), node)
        }
    }

    /// What of Terraform's language is wrong; where an argument is missing, what lacks it.
    fn of_language(graph: &ResourceGraph<'p>, fault: &LanguageFault<'p>) -> Self {
        let subject = Self::in_language(graph, fault, fault.node);
        let WrongBlock::Missing { name, .. } = fault.wrong else { return subject };
        let attribute = match subject.attribute {
            Some(path) => format!("{path}.{name}"),
            None => name.to_owned(),
        };
        Self { attribute: Some(attribute), ..subject }
    }

    /// A value in what holds a fault.
    fn in_language(graph: &ResourceGraph<'p>, fault: &LanguageFault<'p>, node: NodeId) -> Self {
        let declared = match &fault.holder {
            Holder::Other(address) => return Self::other(&**address, None, node),
            Holder::Declared(position) => graph.language().declared.get(*position),
        };
        declared.map_or_else(|| Self::other("", None, node), |declared| Self::declared(graph, declared, node))
    }

    /// A value of a declaration, at its path below that.
    pub(crate) fn declared(graph: &ResourceGraph<'p>, declared: &Declared<'p>, node: NodeId) -> Self {
        let path = graph.plan().path(declared.body.id(), node);
        Self {
            construct_path: declared.construct_path(),
            ..Self::other(declared.address(), Some(&*path).filter(|path| !path.is_empty()), node)
        }
    }

    /// The last name of its path; without one, its address.
    fn name(&self) -> &str {
        match &self.attribute {
            Some(path) => path.rsplit('.').next().unwrap_or_default(),
            None => &self.address,
        }
    }

    /// An argument of a provider, or where the input does not say what that is given, the provider.
    pub(crate) fn argument(provider: Provider<'p>, name: &'static str) -> Self {
        let place = provider.attribute(name).map_or(provider.place(), Attribute::place);
        Self { attribute: Some(name.to_owned()), place, ..Self::from(provider) }
    }
}

impl<'p> From<Provider<'p>> for Subject<'p> {
    fn from(provider: Provider<'p>) -> Self {
        Self { address: provider.address(), attribute: None, construct_path: None, place: provider.place() }
    }
}

impl<'p> From<Resource<'p>> for Subject<'p> {
    fn from(resource: Resource<'p>) -> Self {
        Self {
            address: format!("{}", resource.address()),
            attribute: None,
            construct_path: resource.construct_path(),
            place: resource.place(),
        }
    }
}

impl<'p> From<Attribute<'p>> for Subject<'p> {
    fn from(attribute: Attribute<'p>) -> Self {
        let resource = attribute.resource();
        Self {
            address: resource.map(|resource| format!("{}", resource.address())).unwrap_or_default(),
            attribute: Some(attribute.path()).filter(|path| !path.is_empty()),
            construct_path: resource.and_then(Resource::construct_path),
            place: attribute.place(),
        }
    }
}

/// A finding before its places are looked up.
pub struct Draft<'p> {
    rule: &'static Rule,
    subject: Subject<'p>,
    severity: Severity,
    blocking: bool,
    message: String,
    related: Vec<(Subject<'p>, String)>,
    refusal: Option<Refusal>,
}

impl<'p> Draft<'p> {
    /// Adds another place that takes part, with its part in it.
    pub fn related(&mut self, subject: impl Into<Subject<'p>>, message: impl Into<String>) -> &mut Self {
        self.related.push((subject.into(), message.into()));
        self
    }

    /// Makes it as bad as it is here, where that differs from the rule's own severity.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Says that it does not stop the deployment here, though the rule's findings do.
    pub fn not_blocking(&mut self) -> &mut Self {
        self.blocking = false;
        self
    }

    /// Makes it worth knowing only: what is wrong may be right outside this input.
    pub fn only_info(&mut self) -> &mut Self {
        self.severity = Severity::Info;
        self.blocking = false;
        self
    }
}

/// Everything the rules have said so far.
#[derive(Default)]
struct Drafts<'p> {
    findings: Vec<Draft<'p>>,
    undetermined: Set<Undetermined>,
}

impl<'p> Drafts<'p> {
    fn add(&mut self, draft: Draft<'p>) -> &mut Draft<'p> {
        self.findings.push_mut(draft)
    }

    /// The findings with their places, all of which are found in one walk, and with what accepts them.
    fn located<'c>(&mut self, plan: &'c Plan<'c>, policy: &'c Policy) -> (Vec<Finding>, Acceptance<'c>) {
        let drafts = core::mem::take(&mut self.findings);
        let waivers = plan.waivers.iter().map(|placed| Place { node: placed.node, shown: placed.node });
        let subjects = drafts.iter().flat_map(|draft| {
            core::iter::once(&draft.subject).chain(draft.related.iter().map(|(subject, _)| subject))
        });
        let places: Vec<Place> = waivers.chain(subjects.map(|subject| subject.place)).collect();
        let mut locations = locate::places(&plan.file, plan.sources, &plan.document, &places).into_iter();
        let of_waivers = locations.by_ref().take(plan.waivers.len());
        let mut acceptance = Acceptance::new(plan, policy, of_waivers);
        let findings =
            drafts.into_iter().filter_map(|draft| draft.finish(policy, &mut locations, &mut acceptance));
        (findings.collect(), acceptance)
    }
}

impl Draft<'_> {
    /// Takes the locations of its own place and of the related ones, in that order.
    fn finish(
        self,
        policy: &Policy,
        locations: &mut impl Iterator<Item = Location>,
        acceptance: &mut Acceptance<'_>,
    ) -> Option<Finding> {
        let Self { rule, subject, severity, blocking, message, related, refusal } = self;
        let location = locations.next()?;
        let related = related
            .into_iter()
            .filter_map(|(subject, message)| {
                Some(Related { address: subject.address, location: locations.next()?, message })
            })
            .collect();
        let attribute = subject.attribute.as_deref().unwrap_or_default();
        Some(Finding {
            fingerprint: fingerprint(
                [rule.name, &subject.address, attribute].into_iter().chain(quoted(&message)),
            ),
            waiver: acceptance.of(rule, &subject.address, subject.place.node),
            rule: rule.name.to_owned(),
            severity: policy.severity(rule, severity),
            category: rule.category,
            address: subject.address,
            attribute: subject.attribute,
            message,
            remedy: rule.remedy.to_owned(),
            location,
            construct_path: subject.construct_path.map(ToOwned::to_owned),
            related,
            docs: format!("{DOCS}{}", rule.name),
            blocking,
            terraform: refusal,
        })
    }
}

/// What a message shows of the input. A fingerprint is made of that and not of the words around, so that it stays the
/// same when they are put better, or a price in them changes.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// FNV-1a over the parts: the same everywhere, with no key and no state.
fn fingerprint<'t>(parts: impl Iterator<Item = &'t str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for &byte in part.as_bytes().iter().chain(&[0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
