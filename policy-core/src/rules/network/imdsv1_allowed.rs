//! A machine that gives its role's credentials to whoever asks without a session token.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    plan::{BlockId, Plan, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
};

pub(crate) static RULE: Rule = Rule {
    name: "imdsv1-allowed",
    category: Category::Network,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "The instance metadata service answers without a session token",
    remedy: "set metadata_options with http_tokens = \"required\", and http_put_response_hop_limit = 1 unless containers \
             need it",
    // What covers machines that say nothing is looked for once.
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

const MACHINES: [&str; 3] = ["aws_instance", "aws_launch_configuration", "aws_launch_template"];

/// Where launch templates are used for all that they say.
const USES: [(&str, &[&str]); 7] = [
    ("aws_autoscaling_group", &["launch_template"]),
    (
        "aws_autoscaling_group",
        &["mixed_instances_policy", "launch_template", "launch_template_specification"],
    ),
    ("aws_batch_compute_environment", &["compute_resources"]),
    ("aws_ec2_fleet", &["launch_template_config"]),
    ("aws_eks_node_group", &["launch_template"]),
    ("aws_instance", &["launch_template"]),
    ("aws_spot_fleet_request", &["launch_template_config"]),
];

/// Where they only differ from another for one type of instance.
const OVERRIDES: [(&str, &[&str]); 1] = [(
    "aws_autoscaling_group",
    &["mixed_instances_policy", "launch_template", "override", "launch_template_specification"],
)];

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let (overrides, uses) =
        (Templates::of(checker.graph(), &OVERRIDES), Templates::of(checker.graph(), &USES));
    for machine in MACHINES.iter().flat_map(|machine| plan.of_type(machine)) {
        if machine.type_name() != "aws_launch_template" || uses.holds(machine) {
            check_machine(machine, checker);
        } else if overrides.more {
            checker.undetermined_of(machine);
        } else if !overrides.holds(machine) {
            check_machine(machine, checker);
        }
    }
}

fn check_machine<'p>(machine: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let options = machine.attribute("metadata_options");
    let (endpoint, tokens) = (options.get("http_endpoint"), options.get("http_tokens"));
    match (endpoint.text_by_default(), endpoint.configured()) {
        (Read::Known(state), _) if &*state == "disabled" => return,
        (Read::Unknown, Read::Known(()) | Read::Unknown) => return checker.undetermined(endpoint),
        _ => {}
    }
    let set = tokens.text_by_default();
    if matches!(&set, Read::Known(value) if &**value == "required") {
        return;
    }
    let message = match (set, tokens.configured()) {
        // What the account, the image or AWS itself makes of that is not the configuration's.
        (_, Read::Absent) => {
            if is_told_elsewhere(machine, checker.plan()) {
                return;
            }
            "no `metadata_options` set `http_tokens` to `required`".into()
        }
        (Read::Known(value), _) => format!("`http_tokens` is `{value}`"),
        (Read::Unknown | Read::Absent, _) => return checker.undetermined(tokens),
    };
    // What the provider makes of options that are left out is no place to point at.
    let place = if options.as_written().is_some() { tokens } else { options };
    checker.report(place, message);
}

/// Whether a machine that says nothing takes it from its launch template or from the account.
fn is_told_elsewhere(machine: Resource<'_>, plan: &Plan<'_>) -> bool {
    if machine.type_name() == "aws_instance" && may_have_template(machine) {
        return true;
    }
    plan.of_type("aws_ec2_instance_metadata_defaults").any(|defaults| {
        let (own, other) = (machine.provider_key(), defaults.provider_key());
        // What a module's provider is called there does not tell its region.
        let may_be_same = own == other || own.contains(':') || other.contains(':');
        may_be_same
            && match defaults.attribute("http_tokens").text_by_default() {
                Read::Known(value) => &*value == "required",
                Read::Unknown => true,
                Read::Absent => false,
            }
    })
}

/// Whether an instance names a launch template, or may.
fn may_have_template(instance: Resource<'_>) -> bool {
    let template = instance.attribute("launch_template");
    match template.items() {
        Read::Known(items) => !items.is_empty(),
        Read::Unknown => template.configured() != Read::Absent,
        Read::Absent => false,
    }
}

/// Launch templates that something names.
struct Templates {
    blocks: Set<BlockId>,
    /// Whether there may be more.
    more: bool,
}

impl Templates {
    fn of(graph: &ResourceGraph<'_>, places: &[(&str, &[&'static str])]) -> Self {
        let mut own = Self { blocks: Set::new(), more: false };
        for &(type_name, path) in places {
            for place in graph.plan().of_type(type_name).flat_map(|user| user.all(path)) {
                let targets = graph.targets(place);
                own.more |= targets.opaque;
                own.blocks.extend(targets.blocks.iter().copied());
            }
        }
        own
    }

    fn holds(&self, template: Resource<'_>) -> bool {
        template.block_id().is_some_and(|block| self.blocks.contains(&block))
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Where version 1 of the metadata service is allowed, one `GET` to 169.254.169.254 returns the \
                credentials of the machine's role. Any hole that makes an application fetch an address of the \
                attacker's choice (server-side request forgery, an open proxy) then hands over the role. Version 2 \
                wants a token that only a `PUT` gives, which such holes rarely can send. What is left out is decided by \
                the account's defaults and by the image, and both may say that tokens are optional.",
    snippets: Snippets {
        hcl: r#"resource "aws_launch_template" "web" {
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}"#,
        cdktf_typescript: r#"new LaunchTemplate(this, "web", {
  metadataOptions: {
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
  },
});"#,
        cdktf_python: r#"LaunchTemplate(self, "web",
    metadata_options=LaunchTemplateMetadataOptions(
        http_endpoint="enabled",
        http_tokens="required",
        http_put_response_hop_limit=1,
    ),
)"#,
    },
    sources: &[
        Source {
            title: "Use the Instance Metadata Service to access instance metadata",
            url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
        },
        Source {
            title: "Security Hub: controls for Amazon EC2",
            url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-8",
        },
    ],
    controls: &[
        "AWS Security Hub AutoScaling.3",
        "AWS Security Hub EC2.170",
        "AWS Security Hub EC2.8",
        "CIS AWS Foundations v3.0 5.6",
    ],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_launch_template": {"web": {"image_id": "ami-0c55b159cbfafe1f0"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {"ami": "ami-0c55b159cbfafe1f0", "instance_type": "t3.micro",
   "metadata_options": {"http_endpoint": "enabled", "http_tokens": "optional"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_launch_configuration": {"web": {"image_id": "ami-0c55b159cbfafe1f0",
   "metadata_options": [{"http_endpoint": "enabled", "http_tokens": null}]}}}}"#,
        ),
        // The account's defaults give way to what a template says itself.
        Example::Flagged(
            r#"{"resource": {"aws_ec2_instance_metadata_defaults": {"all": {"http_tokens": "required"}},
  "aws_launch_template": {"web": {"metadata_options": {"http_tokens": "optional"}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_launch_template": {"web": {"metadata_options": {"http_tokens": "required"}}},
  "aws_instance": {"web": {"metadata_options": [{"http_endpoint": "disabled"}]},
   "job": {"launch_template": {"id": "${aws_launch_template.web.id}"}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_ec2_instance_metadata_defaults": {"all": {"http_tokens": "required"}},
  "aws_instance": {"web": {"ami": "ami-0c55b159cbfafe1f0", "instance_type": "t3.micro"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"tokens": {}},
 "resource": {"aws_launch_template": {"web": {"metadata_options": {"http_tokens": "${var.tokens}"}}}}}"#,
        ),
        // A template that only overrides another one's image for Arm.
        Example::Clean(
            r#"{"resource": {"aws_launch_template": {"web": {"metadata_options": {"http_tokens": "required"}},
   "arm": {"image_id": "ami-0c55b159cbfafe1f0"}},
  "aws_autoscaling_group": {"web": {"max_size": 2, "min_size": 0, "mixed_instances_policy": {"launch_template": {
   "launch_template_specification": {"launch_template_id": "${aws_launch_template.web.id}"},
   "override": [{"instance_type": "t4g.micro",
    "launch_template_specification": {"launch_template_id": "${aws_launch_template.arm.id}"}}]}}}}}}"#,
        ),
    ],
};
