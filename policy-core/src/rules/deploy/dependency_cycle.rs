//! What waits for itself, by itself or through others.
//!
//! Configuration only: no plan is made of one that goes round. What a module's outputs wait for in it is known where its
//! files lie around the configuration; of any other module only what starts it is followed.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::{Checker, Subject},
    graph::OwnReference,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
};

pub(crate) static RULE: Rule = Rule {
    name: "dependency-cycle",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "Things wait for each other, so that none of them can be made first",
    remedy: "take one reference out of the loop: move it into a resource of its own that waits for both sides",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    // What an override file holds are parts of blocks.
    if graph.undeclared().is_override() {
        return;
    }
    let (templates, dependencies) = (graph.templates(), graph.dependencies());
    let mut said = Set::new();
    for own in &dependencies.own {
        let Some(site) = templates.sites.get(own.site) else { continue };
        let Some(holder) = templates.declaration(site) else { continue };
        if said.insert(&holder.address) {
            let message = message_of_own(&holder.address, own.what);
            checker.refuse(Subject::site(graph, holder, site), message, refusal_of_own(own.what));
        }
    }
    for way in &dependencies.loops {
        let Some(&(first, site)) = way.steps.first() else { continue };
        let Some(holder) = templates.declarations.get(first) else { continue };
        let subject = match site.and_then(|site| templates.sites.get(site)) {
            Some(site) => Subject::site(graph, holder, site),
            None => Subject::other(&*holder.address, None, holder.node),
        };
        let address =
            |&(position, _): &(usize, _)| templates.declarations.get(position).map(|own| &*own.address);
        let names: Vec<&str> = way.steps.iter().filter_map(address).collect();
        let draft = checker.refuse(subject, message(&names), Refusal::by_validate("Cycle"));
        for &(position, site) in way.steps.iter().skip(1).take(MOST_RELATED) {
            let Some(holder) = templates.declarations.get(position) else { continue };
            let subject = match site.and_then(|site| templates.sites.get(site)) {
                Some(site) => Subject::site(graph, holder, site),
                None => Subject::other(&*holder.address, None, holder.node),
            };
            draft.related(subject, "waits for the next one");
        }
    }
}

/// How many others of a loop are shown with their places.
const MOST_RELATED: usize = 9;

fn message_of_own(address: &str, what: OwnReference) -> String {
    match what {
        OwnReference::Local => format!("`{address}` is made of itself"),
        OwnReference::Argument => {
            format!("`{address}` refers to itself, and has no attributes before it is there")
        }
        OwnReference::Module => format!("`{address}` is given itself, and waits for all of it"),
        OwnReference::Trigger => format!("`{address}` is to be replaced when it is itself"),
        OwnReference::Condition => {
            format!(
                "a condition of `{address}` refers to it by its address; a postcondition knows it as `self`"
            )
        }
    }
}

fn refusal_of_own(what: OwnReference) -> Refusal {
    match what {
        OwnReference::Local => Refusal::by_validate("Self-referencing local value"),
        OwnReference::Module => Refusal::by_validate("Cycle"),
        OwnReference::Argument => Refusal::by_plan("Self-referential block"),
        OwnReference::Trigger => Refusal::by_validate("Invalid reference in replace_triggered_by"),
        OwnReference::Condition => Refusal::by_init("Invalid reference in precondition"),
    }
}

/// How many names at the beginning and at the end of a long loop are shown.
const SHOWN: usize = 5;

fn message(names: &[&str]) -> String {
    let [first, others @ ..] = names else { return String::new() };
    if others.is_empty() {
        return format!("`{first}` waits for itself");
    }
    let name = |name: &&str| format!("`{name}`");
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(name).collect();
    let hidden = names.len().saturating_sub(2 * SHOWN);
    if hidden > 0 {
        shown.push(format!("{hidden} more"));
    }
    shown.extend(names.iter().skip(SHOWN.max(names.len().saturating_sub(SHOWN))).map(name));
    shown.push(name(first));
    format!("each waits for the next: {}", shown.join(" → "))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform makes things in the order in which they need each other. Where that goes round there is no first \
                one, and `terraform validate` stops with `Cycle: …`, which lists the members in no order. Two security groups \
                that name each other in their rules are the classic; a bucket and the policy of the role that may write to it, \
                or a local made of itself, are others. References in provisioners, conditions, `depends_on` and branches that \
                are not taken count too. A reference to the block that it stands in is found by the plan: \
                `Self-referential block`. Through a module it goes where an output is made of the \
                variable that it is handed to.",
    snippets: Snippets {
        hcl: r#"resource "aws_security_group" "web" {}
resource "aws_security_group" "db" {}

# The rule waits for both groups, and no group for the other.
resource "aws_vpc_security_group_ingress_rule" "db_from_web" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}"#,
        cdktf_typescript: r#"const web = new SecurityGroup(this, "web");
const db = new SecurityGroup(this, "db");
// The rule waits for both groups, and no group for the other.
new VpcSecurityGroupIngressRule(this, "db_from_web", {
  securityGroupId: db.id,
  referencedSecurityGroupId: web.id,
  ipProtocol: "tcp",
  fromPort: 5432,
  toPort: 5432,
});"#,
        cdktf_python: r#"web = SecurityGroup(self, "web")
db = SecurityGroup(self, "db")
# The rule waits for both groups, and no group for the other.
VpcSecurityGroupIngressRule(self, "db_from_web",
    security_group_id=db.id,
    referenced_security_group_id=web.id,
    ip_protocol="tcp",
    from_port=5432,
    to_port=5432,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: resource graph",
            url: "https://developer.hashicorp.com/terraform/internals/graph",
        },
        Source {
            title: "Terraform: the self object",
            url: "https://developer.hashicorp.com/terraform/language/expressions/references",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_security_group": {
  "web": {"egress": [{"from_port": 5432, "to_port": 5432, "protocol": "tcp", "security_groups": ["${aws_security_group.db.id}"],
    "cidr_blocks": null, "ipv6_cidr_blocks": null, "prefix_list_ids": null, "self": null, "description": null}]},
  "db": {"ingress": [{"from_port": 5432, "to_port": 5432, "protocol": "tcp", "security_groups": ["${aws_security_group.web.id}"],
    "cidr_blocks": null, "ipv6_cidr_blocks": null, "prefix_list_ids": null, "self": null, "description": null}]}}}}"#,
        ),
        // Through a local, and in a branch that is not taken.
        Example::Flagged(
            r#"{"locals": {"queue": "${false ? aws_sqs_queue.dead.arn : null}"}, "resource": {"aws_sqs_queue": {
  "jobs": {"name": "jobs"}, "dead": {"name": "dead", "redrive_allow_policy": "${local.queue}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "tags": {"Name": "${aws_s3_bucket.logs.id}"}}}}}"#,
        ),
        Example::Flagged(r#"{"locals": {"name": {"first": "a", "full": "${local.name.first}-b"}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_eip": {"a": {"domain": "vpc", "lifecycle": {"replace_triggered_by": ["aws_eip.a"]}}}}}"#,
        ),
        // The provider cannot be asked before it is configured.
        Example::Flagged(
            r#"{"provider": {"aws": {"region": "${data.aws_region.here.name}"}}, "data": {"aws_region": {"here": {}}}}"#,
        ),
        Example::Flagged(
            r#"{"module": {"web": {"source": "./web", "depends_on": ["aws_eip.a"]}},
 "resource": {"aws_eip": {"a": {"tags": {"for": "${module.web.name}"}}}}}"#,
        ),
        // Its own name is known where the block is there already, and in its own depends_on it says nothing.
        Example::Clean(
            r#"{"resource": {"aws_instance": {"web": {"ami": "ami-1", "depends_on": ["aws_instance.web"],
  "provisioner": {"local-exec": {"command": "echo ${aws_instance.web.id}"}},
  "lifecycle": {"postcondition": {"condition": "${self.id != \"\"}", "error_message": "No id."}}}}}}"#,
        ),
        // Both are known to a third.
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"web": {"name": "web"}, "db": {"name": "db"}},
  "aws_security_group_rule": {"db": {"type": "ingress", "from_port": 1, "to_port": 1, "protocol": "tcp",
   "security_group_id": "${aws_security_group.db.id}", "source_security_group_id": "${aws_security_group.web.id}"}}}}"#,
        ),
        // Another configuration of the provider asks; what an output of a module waits for is not known.
        Example::Clean(
            r#"{"provider": {"aws": [{"region": "us-east-1"}, {"alias": "there", "region": "${data.aws_region.here.name}"}]},
 "data": {"aws_region": {"here": {}}},
 "module": {"web": {"source": "./web", "address": "${aws_eip.a.id}", "own": "${module.web.name}"}},
 "resource": {"aws_eip": {"a": {"tags": {"for": "${module.web.name}"}}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"a": {"default": "1", "validation": {"condition": "${var.a != \"\"}", "error_message": "No."}}},
 "locals": {"a": "${local.b}", "b": "${[for local in [{a = 1}] : local.a]}"}}"#,
        ),
    ],
};
