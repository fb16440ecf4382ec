//! A target group that nothing puts targets into, beside a group of instances that serves nothing.
//!
//! Targets that are registered from outside of Terraform are not seen.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{TARGET_GROUPS, takes_instances},
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "detached-target-group",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A target group has no targets, and a group of instances serves no load balancer",
    remedy: "name the target group in target_group_arns of the group, or add an aws_autoscaling_attachment",
    check: Check::Each(&TARGET_GROUPS, check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(target_group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    if checker.plan().of_type("aws_autoscaling_group").next().is_none() {
        return;
    }
    // Addresses, functions and load balancers are registered by other means.
    let target_type = target_group.attribute("target_type");
    if checker.known(target_type, takes_instances(target_group)) != Some(true) {
        return;
    }
    let graph = checker.graph();
    let balancing = graph.load_balancing();
    match (balancing.served(target_group, graph), balancing.unattached()) {
        (Read::Known(()), _) | (_, Read::Absent) => {}
        (Read::Absent, Read::Known(group)) => {
            let message = "nothing puts targets into it: no group, service or attachment names it".to_owned();
            checker.report(target_group, message).related(group, "serves no target group");
        }
        _ => checker.undetermined_of(target_group),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A load balancer sends requests to the targets that are registered with its target groups. Where the \
                group of instances and the target group are both made and never connected, the apply succeeds, the \
                instances run, and the load balancer answers every request with `503 Service Temporarily \
                Unavailable`, since it has nobody to ask. The group does not learn either that an instance has \
                become unhealthy.",
    snippets: Snippets {
        hcl: r#"resource "aws_autoscaling_attachment" "web" {
  autoscaling_group_name = aws_autoscaling_group.web.name
  lb_target_group_arn    = aws_lb_target_group.web.arn
}"#,
        cdktf_typescript: r#"new AutoscalingAttachment(this, "web-attachment", {
  autoscalingGroupName: group.name,
  lbTargetGroupArn: targetGroup.arn,
});"#,
        cdktf_python: r#"AutoscalingAttachment(self, "web-attachment",
    autoscaling_group_name=group.name,
    lb_target_group_arn=target_group.arn,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_autoscaling_attachment",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_attachment",
        },
        Source {
            title: "Attach an Elastic Load Balancing load balancer to your Auto Scaling group",
            url: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html",
        },
        Source {
            title: "Troubleshoot your Application Load Balancers",
            url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP", "vpc_id": "vpc-1"}},
  "aws_lb_listener": {"web": {"load_balancer_arn": "${aws_lb.web.arn}", "port": 80, "default_action": {"type": "forward",
   "target_group_arn": "${aws_lb_target_group.web.arn}"}}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "vpc_zone_identifier": ["subnet-1"]}}}}"#,
        ),
        // The attachment is of another group, to a target group of another stack.
        Example::Flagged(
            r#"{"resource": {"aws_alb_target_group": {"web": {"name": "web", "target_type": "instance", "port": 80}},
  "aws_autoscaling_group": {"web": {"name": "web", "min_size": 1, "max_size": 3, "target_group_arns": []}},
  "aws_autoscaling_attachment": {"api": {"autoscaling_group_name": "api",
   "lb_target_group_arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3,
   "target_group_arns": ["${aws_lb_target_group.web.arn}"]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80}, "api": {"name": "api", "port": 80}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3,
    "traffic_source": [{"type": "elbv2", "identifier": "${aws_lb_target_group.web.arn}"}]},
   "api": {"name": "api", "min_size": 1, "max_size": 3}},
  "aws_autoscaling_traffic_source_attachment": {"api": {"autoscaling_group_name": "${aws_autoscaling_group.api.id}",
   "traffic_source": {"type": "elbv2", "identifier": "${aws_lb_target_group.api.arn}"}}}}}"#,
        ),
        // By name and ARN.
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {"web": {"name": "web", "min_size": 1, "max_size": 3}},
  "aws_autoscaling_attachment": {"web": {"autoscaling_group_name": "web",
   "lb_target_group_arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"}}}}"#,
        ),
        // Containers, functions and load balancers are no instances.
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {
   "tasks": {"name": "tasks", "target_type": "ip", "port": 80},
   "function": {"name": "function", "target_type": "lambda"},
   "inner": {"name": "inner", "target_type": "alb", "port": 80}},
  "aws_autoscaling_group": {"workers": {"min_size": 1, "max_size": 3}}}}"#,
        ),
        // A service registers its tasks; the group only carries them.
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80}, "next": {"name": "next", "port": 80}},
  "aws_autoscaling_group": {"nodes": {"min_size": 1, "max_size": 3}},
  "aws_ecs_capacity_provider": {"nodes": {"name": "nodes", "auto_scaling_group_provider": {
   "auto_scaling_group_arn": "${aws_autoscaling_group.nodes.arn}"}}},
  "aws_ecs_service": {"web": {"name": "web", "load_balancer": [
   {"container_name": "web", "container_port": 80, "target_group_arn": "${aws_lb_target_group.web.arn}"},
   {"container_name": "web", "container_port": 81, "target_group_arn": "${aws_lb_target_group.next.arn}"}]}}}}"#,
        ),
        // A controller in the cluster registers the nodes.
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"ingress": {"name": "ingress", "port": 30080}},
  "aws_autoscaling_group": {"nodes": {"min_size": 1, "max_size": 3, "tag": [
   {"key": "kubernetes.io/cluster/main", "value": "owned", "propagate_at_launch": true}]}}}}"#,
        ),
        // The list comes from outside; a module that is handed the target group may register its instances.
        Example::Clean(
            r#"{"variable": {"targets": {"type": "list(string)"}},
 "resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "target_group_arns": "${var.targets}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80}},
  "aws_autoscaling_group": {"workers": {"min_size": 1, "max_size": 3}}},
 "module": {"web": {"source": "./web", "target_group_arn": "${aws_lb_target_group.web.arn}"}}}"#,
        ),
        // The instances are of other kinds: the group of workers need not serve anything.
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80}},
  "aws_lb_target_group_attachment": {"web": {"target_group_arn": "${aws_lb_target_group.web.arn}",
   "target_id": "${aws_instance.web.id}"}},
  "aws_autoscaling_group": {"workers": {"min_size": 1, "max_size": 3}}}}"#,
        ),
    ],
};
