//! A group that keeps instances which its load balancer has given up.

use alloc::{borrow::ToOwned, format};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::{is_behind, is_of_cluster},
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "autoscaling-without-elb-health-check",
    category: Category::Resilience,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A group behind a load balancer does not replace instances that the load balancer finds unhealthy",
    remedy: "set health_check_type = \"ELB\", and health_check_grace_period to the time that an instance takes to start",
    check: Check::Each(&["aws_autoscaling_group"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let health_check = group.attribute("health_check_type");
    // The provider fills in what AWS makes of an argument that is left out.
    let stated = match health_check.configured() {
        Read::Absent => Read::Absent,
        Read::Known(()) | Read::Unknown => health_check.text(),
    };
    let how = match stated {
        // `EC2,ELB` asks both; other checks than EC2's own are somebody's choice.
        Read::Known(text) if text.split(',').any(|part| part.trim() != "EC2") => return,
        Read::Known(text) => format!("`health_check_type` is `{text}`"),
        Read::Absent => "`health_check_type` is left out, which means `EC2`".to_owned(),
        Read::Unknown => return checker.undetermined(health_check),
    };
    let graph = checker.graph();
    let beside = match is_behind(group, graph) {
        Read::Known(()) => None,
        Read::Unknown => return checker.undetermined(health_check),
        Read::Absent => match (is_of_cluster(group, graph), graph.load_balancing().idle()) {
            (Read::Known(true), _) | (_, Read::Absent) => return,
            (Read::Known(false), Read::Known(idle)) => Some(idle),
            _ => return checker.undetermined(health_check),
        },
    };
    let message = format!("{how}: an instance that runs and no longer answers is kept");
    let finding = checker.report(health_check, message);
    if let Some(beside) = beside {
        finding.related(beside, "what it stands beside");
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "By default a group replaces an instance only when EC2's own status checks fail, that is when the \
                machine or its network is broken. An instance whose application has crashed, hangs or has a full \
                disk passes those. The load balancer stops sending it requests, the group keeps it and counts it, \
                and capacity is lost instance by instance until nobody answers. The grace period keeps the group \
                from replacing instances that are still starting.",
    snippets: Snippets {
        hcl: r#"resource "aws_autoscaling_group" "web" {
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = aws_subnet.private[*].id
  target_group_arns         = [aws_lb_target_group.web.arn]
  health_check_type         = "ELB"
  health_check_grace_period = 300
}"#,
        cdktf_typescript: r#"new AutoscalingGroup(this, "web", {
  minSize: 2,
  maxSize: 6,
  vpcZoneIdentifier: subnets.map((subnet) => subnet.id),
  targetGroupArns: [targetGroup.arn],
  healthCheckType: "ELB",
  healthCheckGracePeriod: 300,
});"#,
        cdktf_python: r#"AutoscalingGroup(self, "web",
    min_size=2,
    max_size=6,
    vpc_zone_identifier=[subnet.id for subnet in subnets],
    target_group_arns=[target_group.arn],
    health_check_type="ELB",
    health_check_grace_period=300,
)"#,
    },
    sources: &[
        Source {
            title: "Security Hub: controls for Auto Scaling",
            url: "https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html#autoscaling-1",
        },
        Source {
            title: "Health checks for instances in an Auto Scaling group",
            url: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html",
        },
    ],
    controls: &["AWS Security Hub AutoScaling.1"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "health_check_grace_period": 300,
   "target_group_arns": ["${aws_lb_target_group.web.arn}"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "health_check_type": "EC2"}},
  "aws_autoscaling_attachment": {"web": {"autoscaling_group_name": "${aws_autoscaling_group.web.name}",
   "lb_target_group_arn": "${aws_lb_target_group.web.arn}"}}}}"#,
        ),
        // Beside a load balancer to which nobody has connected it yet.
        Example::Flagged(
            r#"{"resource": {"aws_lb": {"web": {"name": "web", "load_balancer_type": "application"}},
  "aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_elb": {"web": {"name": "web"}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "load_balancers": ["${aws_elb.web.name}"]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "health_check_type": "ELB",
   "target_group_arns": ["${aws_lb_target_group.web.arn}"]}}}}"#,
        ),
        // Without a load balancer there is nobody else to ask.
        Example::Clean(
            r#"{"resource": {"aws_autoscaling_group": {"workers": {"min_size": 1, "max_size": 3}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"health_check": {"default": "EC2"}},
 "resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_autoscaling_group": {
   "web": {"min_size": 1, "max_size": 3, "health_check_type": "${var.health_check}",
    "target_group_arns": ["${aws_lb_target_group.web.arn}"]},
   "lattice": {"min_size": 1, "max_size": 3, "health_check_type": "VPC_LATTICE"},
   "volumes": {"min_size": 1, "max_size": 3, "health_check_type": "EC2,EBS"}}}}"#,
        ),
        // What the load balancer serves are the tasks of a service, and the group carries them.
        Example::Clean(
            r#"{"resource": {"aws_lb": {"web": {"name": "web"}},
  "aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP"}},
  "aws_ecs_service": {"web": {"name": "web", "load_balancer": {"container_name": "web", "container_port": 80,
   "target_group_arn": "${aws_lb_target_group.web.arn}"}}},
  "aws_autoscaling_group": {"nodes": {"min_size": 1, "max_size": 3}}}}"#,
        ),
        // The group of nodes of a cluster.
        Example::Clean(
            r#"{"resource": {"aws_lb": {"web": {"name": "web"}},
  "aws_autoscaling_group": {"nodes": {"min_size": 1, "max_size": 3}},
  "aws_ecs_capacity_provider": {"nodes": {"name": "nodes", "auto_scaling_group_provider": [{
   "auto_scaling_group_arn": "${aws_autoscaling_group.nodes.arn}"}]}}}}"#,
        ),
        // A module that is handed the name may attach it, or not.
        Example::Clean(
            r#"{"resource": {"aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3}}},
 "module": {"web": {"source": "./balancer", "group": "${aws_autoscaling_group.web.name}"}}}"#,
        ),
    ],
};
