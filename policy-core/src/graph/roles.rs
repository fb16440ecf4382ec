//! What a role may do, and who may take it on.
//!
//! Permissions boundaries and service control policies, which only take away, are not looked at.

use alloc::{borrow::ToOwned, rc::Rc, string::String, vec::Vec};

use super::ResourceGraph;
use crate::{
    facts::managed_policies,
    iam_policy::{Document, policy_in},
    plan::{Attribute, Mode, Read, Resource},
    sorted::Map,
    template::{Fragment, Partial},
};

/// What attaches managed policies to roles: the type, where it names the role, and where the policies.
const ATTACHMENTS: [(&str, &str, &str); 3] = [
    ("aws_iam_role_policy_attachment", "role", "policy_arn"),
    ("aws_iam_policy_attachment", "roles", "policy_arn"),
    ("aws_iam_role_policy_attachments_exclusive", "role_name", "policy_arns"),
];

/// What every ARN of a policy that AWS manages has before the policy's path.
const MANAGED: &str = ":iam::aws:policy/";

/// The policies that hold for a role.
#[derive(Default)]
pub(crate) struct HeldPolicies {
    documents: Vec<Document>,
    /// The names of those that AWS manages.
    managed: Vec<String>,
    /// Whether it holds some of which nothing is known.
    holds_unknown: bool,
    /// Whether it may hold others that are not seen here.
    is_open: bool,
}

impl HeldPolicies {
    /// Whether they allow any action of a service, such as `s3`.
    pub(crate) fn allow_some_of(&self, service: &str) -> Read<()> {
        let documents = self.documents.iter().map(|document| document.allows_some_of(service));
        let managed = self.managed.iter().map(|name| managed_policies::allows_some_of(name, service));
        let mut is_open = self.holds_unknown || self.is_open;
        for answer in documents.chain(managed) {
            match answer {
                Read::Known(()) => return Read::Known(()),
                Read::Unknown => is_open = true,
                Read::Absent => {}
            }
        }
        if is_open { Read::Unknown } else { Read::Absent }
    }

    /// Whether there are any.
    pub(crate) fn presence(&self) -> Read<()> {
        if self.holds_unknown || !self.documents.is_empty() || !self.managed.is_empty() {
            return Read::Known(());
        }
        if self.is_open { Read::Unknown } else { Read::Absent }
    }
}

/// The policies of a stack, to find those that are meant by name.
pub(super) struct Policies<'p> {
    by_name: Map<String, Resource<'p>>,
}

impl<'p> ResourceGraph<'p> {
    /// All policies that hold for a role: inline, attached, or managed by AWS.
    pub(crate) fn policies_of(&self, role: Resource<'p>) -> Rc<HeldPolicies> {
        if let Some(held) = self.held_policies.borrow().get(&role.index()) {
            return Rc::clone(held);
        }
        let held = Rc::new(held_by(self, role));
        self.held_policies.borrow_mut().insert(role.index(), Rc::clone(&held));
        held
    }

    /// Whether a service, such as `ec2`, may take on a role.
    pub(crate) fn may_assume(&self, service: &str, role: Resource<'p>) -> Read<()> {
        match policy_in(self, role.attribute("assume_role_policy")) {
            Read::Known(trust) => trust.allows_service(service, &["sts:AssumeRole"]),
            Read::Unknown => Read::Unknown,
            Read::Absent => Read::Absent,
        }
    }
}

fn held_by<'p>(graph: &ResourceGraph<'p>, role: Resource<'p>) -> HeldPolicies {
    let mut held = HeldPolicies::default();
    for policy in role.all(&["inline_policy", "policy"]) {
        // Without a name there is no policy: an empty block takes all away.
        if policy.configured() != Read::Absent || policy.presence() == Read::Known(()) {
            held.add(policy_in(graph, policy));
        }
    }
    // A dynamic block beside written ones shows among the arguments as a whole.
    if graph.plan().is_configuration() {
        let arguments = role.root().partial();
        held.is_open |= arguments.values("inline_policy").any(|block| *block == Partial::Unknown);
    }
    let managed = role.attribute("managed_policy_arns");
    if managed.configured() != Read::Absent || managed.presence() == Read::Known(()) {
        held.attach(graph, managed);
    }
    let inline = graph.referring(role, &["name"], "aws_iam_role_policy", "role");
    held.is_open |= inline.may_be_more;
    for policy in inline.found {
        held.add(policy_in(graph, policy.attribute("policy")));
    }
    for (type_name, names_role, names_policies) in ATTACHMENTS {
        let attachments = graph.referring(role, &["name"], type_name, names_role);
        held.is_open |= attachments.may_be_more;
        for attachment in attachments.found {
            held.attach(graph, attachment.attribute(names_policies));
        }
    }
    // It names policies that it leaves on the role; without one that is seen here, they are elsewhere.
    let kept = graph.referring(role, &["name"], "aws_iam_role_policies_exclusive", "role_name");
    let names_some = |own: &Resource<'p>| match own.attribute("policy_names").items() {
        Read::Known(names) => !names.is_empty(),
        Read::Unknown => true,
        Read::Absent => false,
    };
    held.is_open |= kept.may_be_more || (held.documents.is_empty() && kept.found.iter().any(names_some));
    held
}

impl HeldPolicies {
    fn add(&mut self, policy: Read<Document>) {
        match policy {
            Read::Known(document) => self.documents.push(document),
            Read::Unknown => self.holds_unknown = true,
            Read::Absent => {}
        }
    }

    /// Adds the policies whose ARN an attribute holds, or whose ARNs.
    fn attach<'p>(&mut self, graph: &ResourceGraph<'p>, arns: Attribute<'p>) {
        let partial = arns.partial();
        let mut others: Vec<&Partial> = partial.items().iter().collect();
        others.retain(|arn| !self.attach_known(graph, arn));
        if !others.is_empty() {
            self.attach_referents(graph, arns, &others);
        }
    }

    /// Adds the policy of an ARN; false where only references tell which it is.
    fn attach_known(&mut self, graph: &ResourceGraph<'_>, arn: &Partial) -> bool {
        let Partial::Text(fragments) = arn else { return *arn == Partial::Null };
        // The account or partition before it may be unknown.
        let Some(Fragment::Known(end)) = fragments.last() else { return false };
        let path = match (end.split_once(MANAGED), fragments.len()) {
            (Some((_, path)), _) => {
                self.managed.push(last_name(path).to_owned());
                return true;
            }
            (None, 1) => end,
            (None, _) if end.contains("policy/") => end,
            (None, _) => return false,
        };
        let Some(&policy) = graph.policies().by_name.get(last_name(path)) else { return false };
        self.add_policy(graph, policy);
        true
    }

    /// Adds all the policies that the references of an attribute lead to.
    fn attach_referents<'p>(&mut self, graph: &ResourceGraph<'p>, arns: Attribute<'p>, items: &[&Partial]) {
        let mut policies = graph.referents(arns);
        policies.retain(|own| own.type_name() == "aws_iam_policy");
        for &policy in &policies {
            match policy.mode() {
                Mode::Managed => self.add_policy(graph, policy),
                Mode::Data => self.add_found(graph, policy),
            }
        }
        // A configuration says what each item is; a plan has only the references, and data sources count among
        // those that cannot be followed.
        let is_told = if graph.plan().is_configuration() {
            items.iter().all(|item| is_policy(item))
        } else {
            !graph.targets(arns).opaque || policies.iter().any(|policy| policy.mode() == Mode::Data)
        };
        self.holds_unknown |= policies.is_empty() || !is_told;
    }

    fn add_policy<'p>(&mut self, graph: &ResourceGraph<'p>, policy: Resource<'p>) {
        match policy_in(graph, policy.attribute("policy")) {
            Read::Known(document) => self.documents.push(document),
            Read::Unknown | Read::Absent => self.holds_unknown = true,
        }
    }

    /// Adds what `data.aws_iam_policy` looks up, by ARN or name.
    fn add_found<'p>(&mut self, graph: &ResourceGraph<'p>, data: Resource<'p>) {
        if let Read::Known(arn) = data.attribute("arn").text_by_default() {
            self.holds_unknown |= !self.attach_known(graph, &Partial::text(&*arn));
            return;
        }
        match data.attribute("name").text_by_default() {
            Read::Known(name) if managed_policies::is_known(&name) => self.managed.push((*name).to_owned()),
            _ => self.holds_unknown = true,
        }
    }
}

impl<'p> Policies<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let mut by_name = Map::new();
        for policy in graph.plan().of_type("aws_iam_policy") {
            if let Read::Known(name) = policy.attribute("name").text_by_default() {
                by_name.insert((*name).to_owned(), policy);
            }
        }
        Self { by_name }
    }
}

/// Whether it is a reference to a policy, and not to what `each` or a variable stands for.
fn is_policy(arn: &Partial) -> bool {
    let Partial::Reference(address) = arn else { return false };
    address.starts_with("aws_iam_policy.") || address.starts_with("data.aws_iam_policy.")
}

/// A policy's name, without its path.
fn last_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    const LOGS: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

    /// A module with a role and an attachment, made once for each name; what is attached from outside comes on top.
    fn plan(outside: &str) -> String {
        let instance = |name: &str| {
            alloc::format!(
                r#"{{"address": "module.fn[\"{name}\"].aws_iam_role.this", "module_address": "module.fn[\"{name}\"]",
                "mode": "managed", "type": "aws_iam_role", "name": "this",
                "change": {{"actions": ["create"], "after": {{"name": "{name}"}}, "after_unknown": {{}}}}}},
                {{"address": "module.fn[\"{name}\"].aws_iam_role_policy_attachment.this[0]",
                "module_address": "module.fn[\"{name}\"]", "mode": "managed", "type": "aws_iam_role_policy_attachment",
                "name": "this", "change": {{"actions": ["create"],
                "after": {{"role": "{name}", "policy_arn": "{LOGS}"}}, "after_unknown": {{}}}}}}"#
            )
        };
        let reference = r#"{"references": ["aws_iam_role.this.name", "aws_iam_role.this"]}"#;
        alloc::format!(
            r#"{{"format_version": "1.2", "resource_changes": [{}, {}{outside}], "configuration": {{"root_module": {{
            "resources": [{{"mode": "managed", "type": "aws_iam_role_policy_attachment", "name": "outside",
             "expressions": {{"role": {{"references": ["module.fn[\"a\"].role", "module.fn[\"a\"]", "module.fn"]}},
             "policy_arn": {{}}}}}}],
            "module_calls": {{"fn": {{"for_each_expression": {{"constant_value": ["a", "b"]}}, "module": {{
             "outputs": {{"role": {{"expression": {reference}}}}},
             "resources": [{{"mode": "managed", "type": "aws_iam_role", "name": "this", "expressions": {{"name": {{}}}}}},
              {{"mode": "managed", "type": "aws_iam_role_policy_attachment", "name": "this",
               "expressions": {{"role": {reference}, "policy_arn": {{}}}}}}]}}}}}}}}}}}}"#,
            instance("a"),
            instance("b"),
        )
    }

    fn allowed(text: &str) -> Vec<Read<()>> {
        let input = Input::new("plan.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let graph = ResourceGraph::new(&plan);
        plan.of_type("aws_iam_role").map(|role| graph.policies_of(role).allow_some_of("s3")).collect()
    }

    #[test]
    fn a_role_holds_what_its_module_and_what_others_attach() {
        assert_eq!(allowed(&plan("")), [Read::Absent, Read::Absent]);
        let outside = |values: &str, unknown: &str| {
            plan(&alloc::format!(
                r#", {{"address": "aws_iam_role_policy_attachment.outside", "mode": "managed",
                "type": "aws_iam_role_policy_attachment", "name": "outside", "change": {{"actions": ["create"],
                "after": {{{values}}}, "after_unknown": {{{unknown}}}}}}}"#
            ))
        };
        // Which instance of the module is meant, its reference does not tell.
        let s3 = outside(r#""role": "a", "policy_arn": "arn:aws:iam::aws:policy/AmazonS3FullAccess""#, "");
        assert_eq!(allowed(&s3), [Read::Known(()), Read::Known(())]);
        let other = outside(r#""role": "a", "policy_arn": "arn:aws:iam::aws:policy/SomethingNew""#, "");
        assert_eq!(allowed(&other), [Read::Unknown, Read::Unknown]);
        let unknown = outside(r#""role": "a""#, r#""policy_arn": true"#);
        assert_eq!(allowed(&unknown), [Read::Unknown, Read::Unknown]);
    }
}
