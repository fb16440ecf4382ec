//! A reference to an instance that `count` and `for_each` do not make.
//!
//! Configuration only: no plan is made of one that holds such a reference. Terraform looks at some references as they
//! are written: an index where nothing is repeated, an attribute of what is repeated. The others fail when they are
//! evaluated, so that `try()`, a condition or a `for` around them may save them; of those only what is evaluated
//! in any case is judged, while variables keep their defaults.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::templates::{Declaration, RepeatedBy, Site, Syntax, Templates},
    engine::{Checker, Subject},
    graph::ResourceGraph,
    json::NodeId,
    plan::{Mode, ModuleId, Owner, Plan, Repetition, Text, Value, repetition, value_of_expression},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::{Map, Set},
    template::{self, Expression, ExpressionKind, Step, Traversal},
};

pub(crate) static RULE: Rule = Rule {
    name: "for-each-key-mismatch",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A reference asks for an instance that `count` and `for_each` do not make",
    remedy: "index by a key that the block referred to has, such as that of a shared `for_each`, or not at all where it is single",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// A reference that cannot be right, and why.
struct Fault {
    reference: String,
    message: String,
    refusal: Refusal,
    /// The block that is referred to.
    address: String,
    node: NodeId,
}

/// The keys of a block's instances.
struct Known {
    keys: Set<String>,
    /// Whether other values of variables make others.
    is_default: bool,
}

/// The keys of each block that was asked for; none where they are not known.
type Keys = Map<NodeId, Option<Known>>;

fn check(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    if graph.undeclared().is_override() {
        return;
    }
    let templates = graph.templates();
    let mut keys = Keys::new();
    let mut said = Set::new();
    for site in &templates.sites {
        let Some(holder) = templates.declaration(site) else { continue };
        let faults = match site.syntax {
            Syntax::Address if may_ask_for_instance(templates, site) => in_address(plan, site),
            Syntax::Template if may_ask_for_instance(templates, site) => {
                in_template(graph, holder, site, &mut keys)
            }
            _ => Vec::new(),
        };
        for fault in faults {
            if said.insert((&holder.address, fault.reference)) {
                let draft = checker.refuse(Subject::site(graph, holder, site), fault.message, fault.refusal);
                draft.related(Subject::other(fault.address, None, fault.node), "is referred to");
            }
        }
    }
}

/// Whether a reference of a string may ask for an instance, or for none of several: most do neither.
fn may_ask_for_instance<'p>(templates: &Templates<'p>, site: &Site<'p>) -> bool {
    let leads = templates.leads(site);
    let is_repeated = |position: &usize| {
        let declaration = templates.declarations.get(*position);
        // The call of a module may stand for several.
        declaration.is_some_and(|own| own.repetition.is_some() || own.is_module())
    };
    leads.iter().flatten().any(is_repeated) || site.has_index && leads.iter().any(Option::is_some)
}

fn in_address(plan: &Plan<'_>, site: &Site<'_>) -> Vec<Fault> {
    let parsed = template::parse_traversal(&site.text);
    let target = parsed.iter().find_map(|address| Target::of(plan, site, address));
    target.and_then(|target| target.index_of_single()).into_iter().collect()
}

fn in_template<'p>(
    graph: &ResourceGraph<'p>,
    holder: &Declaration<'p>,
    site: &Site<'p>,
    keys: &mut Keys,
) -> Vec<Fault> {
    let plan = graph.plan();
    let Some(parsed) = site.template() else { return Vec::new() };
    let targets = parsed.references().into_iter().filter_map(|found| Target::of(plan, site, found));
    let mut faults: Vec<Fault> = targets
        .filter_map(|target| target.index_of_single().or_else(|| target.attribute_of_many()))
        .collect();
    let owners = owners(graph, holder);
    for traversal in parsed.certain_references() {
        let Some(target) = Target::of(plan, site, traversal) else { continue };
        let known = keys.get_or_insert_with(target.body.id(), || keys_of(plan, target.body));
        faults.extend(target.evaluated_fault(known.as_ref(), &owners));
    }
    faults
}

/// The instances that evaluate a template, as far as there certainly are some.
fn owners<'p>(graph: &ResourceGraph<'p>, holder: &Declaration<'p>) -> Vec<Owner<'p>> {
    let plan = graph.plan();
    let Some(block) = holder.block else {
        let single = Owner { plan, module: ModuleId::ROOT, resource: None };
        return holder.repetition.is_none().then_some(single).into_iter().collect();
    };
    let instances = graph.instances_of(block).iter();
    let known = instances.filter(|own| holder.repetition.is_none() || !own.address().key().is_empty());
    known.map(|resource| Owner::from(*resource)).collect()
}

/// The keys of a block's instances, where it has some while variables keep their defaults, or certainly none.
fn keys_of(plan: &Plan<'_>, body: Value<'_>) -> Option<Known> {
    let (instances, is_default) = match repetition(plan, body)? {
        Repetition::Certain(instances) => (instances, false),
        Repetition::ByDefault(instances) if !instances.is_empty() => (instances, true),
        Repetition::ByDefault(_) | Repetition::Unknown => return None,
    };
    let keys = instances.iter().map(|instance| instance.key.to_text()).collect::<Option<_>>()?;
    Some(Known { keys, is_default })
}

/// What a reference leads to.
struct Target<'t, 'p> {
    address: String,
    body: Value<'p>,
    repeated_by: Option<RepeatedBy>,
    is_module: bool,
    /// The text that the reference is in, and where it starts.
    text: &'t str,
    start: usize,
    /// What follows the name.
    rest: &'t [Step<'t>],
}

impl<'t, 'p> Target<'t, 'p> {
    fn of(plan: &'p Plan<'p>, site: &'t Site<'p>, traversal: &'t Traversal<'t>) -> Option<Self> {
        if site.context.iterators.iter().any(|iterator| iterator == traversal.root) {
            return None;
        }
        let (root, steps) = match (traversal.root, traversal.steps.as_slice()) {
            ("resource", [Step::Attribute(type_name), rest @ ..]) => (*type_name, rest),
            own => own,
        };
        let (address, node, rest) = match (root, steps) {
            ("module", [Step::Attribute(name), rest @ ..]) => {
                let module = *plan.module(ModuleId::ROOT)?.children.get(*name)?;
                (format!("module.{name}"), plan.module(module)?.arguments?, rest)
            }
            ("data", [Step::Attribute(type_name), Step::Attribute(name), rest @ ..]) => {
                let block = plan.find_block(ModuleId::ROOT, Mode::Data, type_name, name)?;
                (format!("data.{type_name}.{name}"), plan.block(block)?.expressions?, rest)
            }
            (type_name, [Step::Attribute(name), rest @ ..]) => {
                let block = plan.find_block(ModuleId::ROOT, Mode::Managed, type_name, name)?;
                (format!("{type_name}.{name}"), plan.block(block)?.expressions?, rest)
            }
            _ => return None,
        };
        let body = plan.value(node);
        let (text, start) = (&*site.text, traversal.span.start);
        let is_module = traversal.root == "module";
        Some(Self { address, body, repeated_by: RepeatedBy::of(body), is_module, text, start, rest })
    }

    /// An index on what is there once, which Terraform refuses as it stands.
    fn index_of_single(&self) -> Option<Fault> {
        let reference = match self.rest.first()? {
            Step::Index(index) if is_constant(index) => self.up_to(index),
            Step::LegacyIndex(index) => format!("{}.{index}", self.address),
            _ => return None,
        };
        if self.repeated_by.is_some() || self.is_module {
            return None;
        }
        let message = self.has_index(&reference);
        Some(self.fault(reference, message, Refusal::by_validate("Unexpected resource instance key")))
    }

    /// An attribute of what is repeated, which Terraform refuses as it stands.
    fn attribute_of_many(&self) -> Option<Fault> {
        let (Step::Attribute(name), Some(by)) = (self.rest.first()?, self.repeated_by) else { return None };
        (!self.is_module)
            .then(|| self.lacks_index(name, by, Refusal::by_validate("Missing resource instance key")))
    }

    /// What shows when a reference is evaluated by `owners`, where the instances of its target have these keys.
    fn evaluated_fault(&self, known: Option<&Known>, owners: &[Owner<'p>]) -> Option<Fault> {
        owners.first()?;
        let Some(by) = self.repeated_by else { return self.computed_index_of_single(owners) };
        match self.rest {
            [Step::Attribute(name), ..] if self.is_module => {
                let may_be_key =
                    by == RepeatedBy::ForEach && known.is_none_or(|known| known.keys.contains(*name));
                // A key could be so called, as far as validation knows.
                let refusal = match by {
                    RepeatedBy::Count => Refusal::by_validate("Unsupported attribute"),
                    RepeatedBy::ForEach => Refusal::by_plan("Unsupported attribute"),
                };
                (!may_be_key).then(|| self.lacks_index(name, by, refusal))
            }
            [Step::Splat | Step::AttributeSplat, Step::Attribute(name), ..] => {
                let is_list = by == RepeatedBy::Count || known?.keys.contains(*name);
                let address = &self.address;
                let message = || {
                    format!(
                        "`{address}[*].{name}` goes over a map; its values are `values({address})[*].{name}`"
                    )
                };
                let refusal = || Refusal::by_plan("Unsupported attribute");
                (!is_list).then(|| self.fault(format!("{address}[*].{name}"), message(), refusal()))
            }
            [Step::LegacyIndex(key), ..] => {
                let reference = format!("{}.{key}", self.address);
                self.missing(reference, &Text::new(Cow::Borrowed(key), false), known?)
            }
            [Step::Index(index), ..] => owners.iter().find_map(|owner| {
                let (key, is_sensitive) = value_of_expression(*owner, index)?;
                // `"0"` counts as 0, and 0 finds the key `"0"`.
                let number = key.to_number().filter(|_| by == RepeatedBy::Count);
                let key = number.map_or(key, template::Value::Number).to_text()?;
                self.missing(self.up_to(index), &Text::new(Cow::Owned(key), is_sensitive), known?)
            }),
            _ => None,
        }
    }

    /// An index on what is there once that no attribute or output can have as its name, such as `count.index`.
    fn computed_index_of_single(&self, owners: &[Owner<'p>]) -> Option<Fault> {
        let reference = match self.rest.first()? {
            Step::Index(index) => {
                let mut keys =
                    owners.iter().filter_map(|owner| value_of_expression(*owner, index)?.0.to_text());
                let is_no_name =
                    keys.any(|key| !key.starts_with(|first: char| first.is_alphabetic() || first == '_'));
                is_no_name.then(|| self.up_to(index))?
            }
            Step::LegacyIndex(index) => format!("{}.{index}", self.address),
            _ => return None,
        };
        let message = self.has_index(&reference);
        Some(self.fault(reference, message, Refusal::by_plan("Invalid index")))
    }

    fn has_index(&self, reference: &str) -> String {
        format!("`{reference}` has an index, but `{}` has neither `count` nor `for_each`", self.address)
    }

    fn missing(&self, reference: String, key: &Text<'_>, known: &Known) -> Option<Fault> {
        if known.keys.contains(&**key) {
            return None;
        }
        let there = shown(&known.keys);
        let by_default = if known.is_default { " while variables keep their defaults" } else { "" };
        let message =
            format!("`{reference}` asks for the key `{key}`, but `{}` has {there}{by_default}", self.address);
        Some(self.fault(reference, message, Refusal::by_plan("Invalid index")))
    }

    fn lacks_index(&self, name: &str, by: RepeatedBy, refusal: Refusal) -> Fault {
        let reference = format!("{}.{name}", self.address);
        let message = format!("`{reference}` has no index, but `{}` has `{}`", self.address, by.name());
        self.fault(reference, message, refusal)
    }

    fn fault(&self, reference: String, message: String, refusal: Refusal) -> Fault {
        Fault { reference, message, refusal, address: self.address.clone(), node: self.body.id() }
    }

    /// The reference as it is written, up to an index.
    fn up_to(&self, index: &Expression<'_>) -> String {
        let written = self.text.get(self.start..index.span.end).unwrap_or_default();
        format!("{}]", written.trim_end())
    }
}

fn is_constant(index: &Expression<'_>) -> bool {
    matches!(index.kind, ExpressionKind::Number(_) | ExpressionKind::String(_))
}

/// How many keys a message lists.
const MOST_SHOWN: usize = 5;

fn shown(keys: &Set<String>) -> String {
    if keys.is_empty() {
        return "no instance".to_owned();
    }
    let listed: Vec<_> = keys.iter().take(MOST_SHOWN).map(|key| format!("`{key}`")).collect();
    let more = if keys.len() > MOST_SHOWN { ", …" } else { "" };
    format!("only {}{more}", listed.join(", "))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Instances exist under the keys of their own `for_each`, or the numbers below their `count`. A block that \
                goes round in another collection asks for keys that are not there, and the plan fails: `Invalid index: \
                The given key does not identify an element in this collection value`. An index on a block without \
                either is refused as `Unexpected resource instance key`, an attribute without an index on a block with \
                one as `Missing resource instance key`, whatever is around it. Keys that depend on variables are \
                compared as they are by default.",
    snippets: Snippets {
        hcl: r#"resource "aws_api_gateway_integration" "orders" {
  # The same collection: every key of the one is a key of the other.
  for_each    = aws_api_gateway_method.orders
  rest_api_id = each.value.rest_api_id
  resource_id = each.value.resource_id
  http_method = aws_api_gateway_method.orders[each.key].http_method
  type        = "MOCK"
}"#,
        cdktf_typescript: r#"const routes = TerraformIterator.fromMap({ list: "GET", create: "POST" });
const method = new ApiGatewayMethod(this, "orders", {
  forEach: routes,
  restApiId: api.id,
  resourceId: resource.id,
  httpMethod: Token.asString(routes.value),
  authorization: "NONE",
});
// The same collection: every key of the one is a key of the other.
const methods = TerraformIterator.fromResources(method);
new ApiGatewayIntegration(this, "integration", {
  forEach: methods,
  restApiId: api.id,
  resourceId: resource.id,
  httpMethod: methods.getString("http_method"),
  type: "MOCK",
});"#,
        cdktf_python: r#"routes = TerraformIterator.from_map({"list": "GET", "create": "POST"})
method = ApiGatewayMethod(self, "orders",
    for_each=routes,
    rest_api_id=api.id,
    resource_id=resource.id,
    http_method=Token.as_string(routes.value),
    authorization="NONE",
)
# The same collection: every key of the one is a key of the other.
methods = TerraformIterator.from_resources(method)
ApiGatewayIntegration(self, "integration",
    for_each=methods,
    rest_api_id=api.id,
    resource_id=resource.id,
    http_method=methods.get_string("http_method"),
    type="MOCK",
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: the for_each meta-argument",
            url: "https://developer.hashicorp.com/terraform/language/meta-arguments/for_each",
        },
        Source {
            title: "Terraform: references to resource attributes",
            url: "https://developer.hashicorp.com/terraform/language/expressions/references",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // The methods go by route, the integrations ask for them by service.
        Example::Flagged(
            r#"{"locals": {"routes": {"list": {"verb": "GET", "service": "orders"}, "pay": {"verb": "POST", "service": "payments"}}},
 "resource": {"aws_api_gateway_method": {"api": {"for_each": "${local.routes}", "http_method": "${each.value.verb}"}},
  "aws_api_gateway_integration": {"api": {"for_each": "${local.routes}",
   "http_method": "${aws_api_gateway_method.api[each.value.service].http_method}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"zones": {"default": ["a", "b"]}},
 "resource": {"aws_subnet": {"public": {"for_each": "${toset(var.zones)}", "availability_zone": "us-east-1${each.key}"}},
  "aws_nat_gateway": {"main": {"for_each": {"a": 1, "c": 2}, "subnet_id": "${aws_subnet.public[each.key].id}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": [{"count": 2}]}},
 "output": {"third": {"value": "${aws_instance.web[2].id}"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {}}}, "output": {"id": {"value": "${try(aws_instance.web[0].id, null)}"}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {}},
 "aws_eip": {"web": {"count": 2, "instance": "${aws_instance.web[count.index].id}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"create": {}}, "resource": {"aws_instance": {"web": {"count": "${var.create ? 1 : 0}"}},
 "aws_eip": {"web": {"instance": "${aws_instance.web.id}", "tags": {"for": "${aws_instance.web.id}"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {"for_each": {"a": 1}}}},
 "output": {"ids": {"value": "${aws_instance.web[*].id}"}}}"#,
        ),
        Example::Flagged(
            r#"{"module": {"web": {"source": "./web", "count": 1}}, "output": {"id": {"value": "${module.web.id}"}}}"#,
        ),
        // The same collection, a chained one, and keys that are there.
        Example::Clean(
            r#"{"locals": {"routes": {"list": {"verb": "GET"}, "pay": {"verb": "POST"}}},
 "resource": {"aws_api_gateway_method": {"api": {"for_each": "${local.routes}", "http_method": "${each.value.verb}"}},
  "aws_api_gateway_integration": {"api": {"for_each": "${aws_api_gateway_method.api}",
   "http_method": "${aws_api_gateway_method.api[each.key].http_method}"}}},
 "output": {"list": {"value": "${aws_api_gateway_method.api[\"list\"].id}"}}}"#,
        ),
        // Keys that nobody knows yet.
        Example::Clean(
            r#"{"variable": {"zones": {}}, "data": {"aws_availability_zones": {"all": {}}},
 "resource": {"aws_subnet": {"public": {"for_each": "${toset(data.aws_availability_zones.all.names)}"}},
  "aws_nat_gateway": {"main": {"for_each": "${toset(var.zones)}", "subnet_id": "${aws_subnet.public[each.key].id}"}}},
 "output": {"a": {"value": "${aws_subnet.public[\"us-east-1a\"].id}"}}}"#,
        ),
        // Something around it saves it.
        Example::Clean(
            r#"{"resource": {"aws_instance": {"web": {"count": 0}, "one": {}}},
 "output": {"first": {"value": "${try(aws_instance.web[0].id, null)}"}, "all": {"value": "${one(aws_instance.web[*].id)}"},
  "either": {"value": "${length(aws_instance.web) > 0 ? aws_instance.web[0].id : aws_instance.one[*].id}"}}}"#,
        ),
        // By default there is none; who refers to it is created with it.
        Example::Clean(
            r#"{"variable": {"create": {"default": false}},
 "resource": {"aws_instance": {"web": {"count": "${var.create ? 1 : 0}"}},
  "aws_eip": {"web": {"count": "${var.create ? 1 : 0}", "instance": "${aws_instance.web[0].id}"}}}}"#,
        ),
        // Numbers and strings are one another's keys, and an index that is computed may be an attribute's name.
        Example::Clean(
            r#"{"variable": {"name": {"default": "id"}},
 "resource": {"aws_instance": {"counted": {"count": 2}, "named": {"for_each": {"0": "a"}}, "single": {}},
  "aws_eip": {"a": {"depends_on": ["aws_instance.counted[7]"]}}},
 "output": {"a": {"value": "${aws_instance.counted[\"1\"].id}"}, "b": {"value": "${aws_instance.named[0].id}"},
  "c": {"value": "${aws_instance.single[var.name]}"}, "d": {"value": "${values(aws_instance.named)[*].id}"}}}"#,
        ),
        Example::Clean(
            r#"{"module": {"web": {"source": "./web", "for_each": {"a": 1}}, "single": {"source": "./web"}},
 "output": {"id": {"value": "${module.web.a.id}"}, "ids": {"value": "${module.web[\"a\"].id}"},
  "named": {"value": "${module.single[\"id\"]}"}}}"#,
        ),
    ],
};
