//! A role for instances that no instance can take on, or that lets them do nothing.

use alloc::{borrow::ToOwned, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Block, Mode, Plan, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "detached-instance-role",
    category: Category::Iam,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A role for EC2 instances reaches no instance, or allows nothing",
    remedy: "add an aws_iam_instance_profile for the role, name it in the launch template, and attach the policies that \
             instances need, such as AmazonSSMManagedInstanceCore and CloudWatchAgentServerPolicy",
    // What runs without a profile is looked for once, for all roles.
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How many instances and templates without a profile one finding shows.
const MOST_RELATED: usize = 8;

/// What gives its instances a role by ARN, and makes the instance profile itself.
const TAKE_BY_ARN: [(&str, &str); 2] =
    [("aws_eks_node_group", "node_role_arn"), ("aws_eks_access_entry", "principal_arn")];

fn check(checker: &mut Checker<'_, '_>) {
    let mut faults = Vec::new();
    for role in checker.plan().of_type("aws_iam_role") {
        faults.extend(fault_of(role, checker).map(|fault| (role, fault)));
    }
    if faults.is_empty() {
        return;
    }
    let bare: Vec<_> = without_profile(checker.plan()).take(MOST_RELATED).collect();
    for (role, fault) in faults {
        let finding = checker.report(role, fault.to_owned());
        for &instance in &bare {
            finding.related(instance, "runs without an instance profile");
        }
    }
}

fn fault_of<'p>(role: Resource<'p>, checker: &mut Checker<'_, 'p>) -> Option<&'static str> {
    let graph = checker.graph();
    let trust = role.attribute("assume_role_policy");
    checker.known(trust, graph.may_assume("ec2", role))?;
    // Who knows the role may use it in another way: nodes of EKS take it by its ARN.
    if graph.is_exported(role) || graph.users_of(role).any(is_use) {
        return None;
    }
    let may_be_taken = |&(type_name, argument): &(&'static str, &'static str)| {
        graph.referring(role, &["arn"], type_name, argument).may_be_more
    };
    if TAKE_BY_ARN.iter().any(may_be_taken) {
        checker.undetermined(role.attribute("arn"));
        return None;
    }
    let profiles = graph.referring(role, &["name"], "aws_iam_instance_profile", "role");
    if profiles.found.is_empty() {
        if profiles.may_be_more {
            checker.undetermined(role.attribute("name"));
            return None;
        }
        return Some("no instance profile holds it, so that no EC2 instance can take it on");
    }
    match graph.policies_of(role).presence() {
        Read::Known(()) => None,
        Read::Unknown => {
            checker.undetermined(role.attribute("name"));
            None
        }
        Read::Absent => {
            Some("its instance profile gives instances no right: no policy is attached to the role")
        }
    }
}

/// Whether a block that refers to a role gives it to somebody, and not only rights to it or over it.
fn is_use(block: &Block<'_>) -> bool {
    let type_name = &*block.type_name;
    match block.mode {
        Mode::Managed => !type_name.starts_with("aws_iam_") && !type_name.ends_with("_policy"),
        Mode::Data => type_name != "aws_iam_policy_document",
    }
}

fn without_profile<'p>(plan: &'p Plan<'p>) -> impl Iterator<Item = Resource<'p>> {
    ["aws_launch_template", "aws_instance", "aws_launch_configuration"]
        .into_iter()
        .flat_map(|type_name| plan.of_type(type_name))
        .filter(|own| own.attribute("iam_instance_profile").configured() == Read::Absent)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "An instance takes on a role only through an instance profile. The console makes one with each role for \
                EC2, Terraform does not: a role without one is there and does nothing, and the instances that it was \
                meant for find no credentials. Then Session Manager does not reach them, the CloudWatch agent sends \
                nothing, and what the application asks of AWS fails; the usual way out is an access key on the \
                machine. A profile whose role has no policy ends the same way.",
    snippets: Snippets {
        hcl: r#"resource "aws_iam_instance_profile" "web" {
  role = aws_iam_role.web.name
}

resource "aws_iam_role_policy_attachment" "web_ssm" {
  role       = aws_iam_role.web.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_launch_template" "web" {
  iam_instance_profile {
    arn = aws_iam_instance_profile.web.arn
  }
}"#,
        cdktf_typescript: r#"const profile = new IamInstanceProfile(this, "web-profile", { role: role.name });
new IamRolePolicyAttachment(this, "web-ssm", {
  role: role.name,
  policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
});
new LaunchTemplate(this, "web", { iamInstanceProfile: { arn: profile.arn } });"#,
        cdktf_python: r#"profile = IamInstanceProfile(self, "web-profile", role=role.name)
IamRolePolicyAttachment(self, "web-ssm",
    role=role.name,
    policy_arn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
)
LaunchTemplate(self, "web",
    iam_instance_profile=LaunchTemplateIamInstanceProfile(arn=profile.arn),
)"#,
    },
    sources: &[
        Source {
            title: "IAM roles for Amazon EC2",
            url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
        },
        Source {
            title: "Use instance profiles",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // No profile, and a launch template that names none.
        Example::Flagged(
            r#"{"resource": {"aws_iam_role": {"web": {"name": "web", "assume_role_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}"}},
  "aws_iam_role_policy_attachment": {"ssm": {"role": "${aws_iam_role.web.name}",
   "policy_arn": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"}},
  "aws_launch_template": {"web": {"image_id": "${var.image}", "instance_type": "t3.micro"}}},
 "variable": {"image": {}}}"#,
        ),
        // A profile, and no policy.
        Example::Flagged(
            r#"{"data": {"aws_iam_policy_document": {"trust": {"statement": [{"actions": ["sts:AssumeRole"],
   "principals": [{"type": "Service", "identifiers": ["ec2.amazonaws.com"]}]}]}}},
 "resource": {"aws_iam_role": {"web": [{"name": "web", "assume_role_policy": "${data.aws_iam_policy_document.trust.json}"}]},
  "aws_iam_instance_profile": {"web": [{"role": "${aws_iam_role.web.name}"}]}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_iam_role": {"web": {"name": "web", "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}"}},
  "aws_iam_role_policy_attachment": {"ssm": {"role": "web", "policy_arn": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"}},
  "aws_iam_instance_profile": {"web": {"role": "web"}}}}"#,
        ),
        // Nodes of EKS take the role by its ARN.
        Example::Clean(
            r#"{"resource": {"aws_iam_role": {"nodes": {"name": "nodes", "assume_role_policy": "${jsonencode({Statement = [{Action = \"sts:AssumeRole\", Effect = \"Allow\", Principal = {Service = [\"ec2.amazonaws.com\"]}}]})}"}},
  "aws_eks_node_group": {"main": {"cluster_name": "main", "node_role_arn": "${aws_iam_role.nodes.arn}"}}}}"#,
        ),
        // Other services, and a trust that is not known.
        Example::Clean(
            r#"{"variable": {"trust": {}}, "resource": {"aws_iam_role": {
  "worker": {"name": "worker", "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"}}]}"},
  "scaling": {"name": "scaling", "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.application-autoscaling.amazonaws.com\"}}]}"},
  "given": {"name": "given", "assume_role_policy": "${var.trust}"}}}}"#,
        ),
        // Others are told of it: another stack may hold the profile, as may a module.
        Example::Clean(
            r#"{"output": {"role": {"value": "${aws_iam_role.shared.name}"}},
 "module": {"fleet": {"source": "./fleet", "role": "${aws_iam_role.fleet.name}"}},
 "resource": {"aws_iam_role": {
  "shared": {"name": "shared", "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}"},
  "fleet": {"name": "fleet", "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}"}}}}"#,
        ),
        // A profile that may be for it, and policies that may be.
        Example::Clean(
            r#"{"variable": {"role": {}, "policies": {}},
 "resource": {"aws_iam_role": {"web": {"assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}",
   "managed_policy_arns": "${var.policies}"}},
  "aws_iam_instance_profile": {"web": {"role": "${var.role}"}}}}"#,
        ),
    ],
};
