//! Which groups of instances, services and attachments serve which target groups.
//!
//! Serving is judged by block: of several instances of one target group, one that is served stands for all. What
//! registers targets from outside of Terraform shows only where it is known by a sign: a group of nodes of a
//! Kubernetes cluster or of an ECS capacity provider.

use alloc::{borrow::ToOwned, string::String};

use super::{ResourceGraph, Targets};
use crate::{
    plan::{Attribute, Block, BlockId, Existence, Read, Resource},
    sorted::Set,
};

/// The types of a target group; the second is an alias of the first.
pub(crate) const TARGET_GROUPS: [&str; 2] = ["aws_lb_target_group", "aws_alb_target_group"];

/// What puts targets into a target group, and where it names that.
const REGISTERING: [(&str, &[&str]); 13] = [
    ("aws_alb_target_group_attachment", &["target_group_arn"]),
    ("aws_autoscaling_attachment", &["alb_target_group_arn"]),
    ("aws_autoscaling_attachment", &["lb_target_group_arn"]),
    ("aws_autoscaling_group", &["target_group_arns"]),
    ("aws_autoscaling_group", &["traffic_source", "identifier"]),
    ("aws_autoscaling_traffic_source_attachment", &["traffic_source", "identifier"]),
    ("aws_codedeploy_deployment_group", &["load_balancer_info", "target_group_info", "name"]),
    (
        "aws_codedeploy_deployment_group",
        &["load_balancer_info", "target_group_pair_info", "target_group", "name"],
    ),
    ("aws_ecs_service", &["load_balancer", "advanced_configuration", "alternate_target_group_arn"]),
    ("aws_ecs_service", &["load_balancer", "target_group_arn"]),
    ("aws_ecs_task_set", &["load_balancer", "target_group_arn"]),
    ("aws_lb_target_group_attachment", &["target_group_arn"]),
    ("aws_spot_fleet_request", &["target_group_arns"]),
];

/// How the types begin that refer to a target group and put nothing into it.
const PASSING: [&str; 7] = [
    "aws_alb",
    "aws_appautoscaling_",
    "aws_autoscaling_",
    "aws_cloudwatch_",
    "aws_codedeploy_",
    "aws_lb",
    "aws_ssm_parameter",
];

/// How the keys of tags begin that a cluster's group of nodes carries.
const CLUSTER_TAGS: [&str; 3] = ["k8s.io/", "kubernetes.io/", "karpenter.sh/"];

/// What serves the target groups of load balancers.
pub(crate) struct LoadBalancing<'p> {
    registered: Registered,
    /// A target group or load balancer that certainly nothing serves.
    idle: Read<Resource<'p>>,
    /// A group of instances that certainly serves none.
    unattached: Read<Resource<'p>>,
}

/// The target groups that something puts targets into.
#[derive(Default)]
struct Registered {
    blocks: Set<BlockId>,
    names: Set<String>,
    arns: Set<String>,
    /// Whether there is something of which it cannot be said into which.
    anywhere: bool,
}

impl<'p> LoadBalancing<'p> {
    pub(super) fn of(graph: &ResourceGraph<'p>) -> Self {
        let registered = Registered::of(graph);
        let mut own = Self { registered, idle: Read::Absent, unattached: find_unattached(graph) };
        own.idle = own.find_idle(graph);
        own
    }

    /// Whether anything puts targets into a target group.
    pub(crate) fn served(&self, target_group: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<()> {
        let registered = self.registered.holds(target_group);
        if !matches!(registered, Read::Absent) {
            return registered;
        }
        let is_unclear =
            |user: &Block<'_>| !PASSING.iter().any(|type_name| user.type_name.starts_with(type_name));
        let is_passed_on = graph.is_passed_on(target_group) || graph.is_passed_to_stack(target_group);
        if is_passed_on || graph.users_of(target_group).any(is_unclear) {
            return Read::Unknown;
        }
        Read::Absent
    }

    /// A target group of instances that certainly nothing serves, or where the stack has no target group, a load
    /// balancer: what a group of instances stands beside.
    pub(crate) fn idle(&self) -> Read<Resource<'p>> {
        self.idle
    }

    /// A group of instances that certainly serves no load balancer, and is meant to serve something.
    pub(crate) fn unattached(&self) -> Read<Resource<'p>> {
        self.unattached
    }

    fn find_idle(&self, graph: &ResourceGraph<'p>) -> Read<Resource<'p>> {
        let mut is_unclear = false;
        let mut has_target_group = false;
        for target_group in TARGET_GROUPS.iter().flat_map(|type_name| graph.plan().of_type(type_name)) {
            has_target_group = true;
            match (takes_instances(target_group), self.served(target_group, graph)) {
                (Read::Known(false), _) | (_, Read::Known(())) => {}
                (Read::Known(true), Read::Absent) if target_group.existence() == Existence::Certain => {
                    return Read::Known(target_group);
                }
                _ => is_unclear = true,
            }
        }
        let types = if has_target_group { &[][..] } else { &["aws_lb", "aws_alb", "aws_elb"] };
        for balancer in types.iter().flat_map(|type_name| graph.plan().of_type(type_name)) {
            let has_instances = balancer.type_name() == "aws_elb" && has_instances(balancer, graph);
            if has_instances || graph.is_passed_on(balancer) || balancer.existence() != Existence::Certain {
                is_unclear = true;
            } else {
                return Read::Known(balancer);
            }
        }
        if is_unclear { Read::Unknown } else { Read::Absent }
    }
}

fn find_unattached<'p>(graph: &ResourceGraph<'p>) -> Read<Resource<'p>> {
    let mut is_unclear = false;
    for group in graph.plan().of_type("aws_autoscaling_group") {
        match (is_behind(group, graph), is_of_cluster(group, graph)) {
            (Read::Known(()), _) | (_, Read::Known(true)) => {}
            (Read::Absent, Read::Known(false)) if group.existence() == Existence::Certain => {
                return Read::Known(group);
            }
            _ => is_unclear = true,
        }
    }
    if is_unclear { Read::Unknown } else { Read::Absent }
}

/// Whether a group's instances become targets of a load balancer.
pub(crate) fn is_behind<'p>(group: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<()> {
    let own = ["target_group_arns", "load_balancers", "traffic_source"]
        .map(|name| names_something(group.attribute(name), graph));
    let attached =
        ["aws_autoscaling_attachment", "aws_autoscaling_traffic_source_attachment"].map(|type_name| {
            graph.referrers(group, &["name", "id"], type_name, "autoscaling_group_name").map(|_| ())
        });
    let found = || own.iter().chain(&attached);
    if found().any(|read| *read == Read::Known(())) {
        return Read::Known(());
    }
    if found().any(|read| *read == Read::Unknown) { Read::Unknown } else { Read::Absent }
}

/// Whether a group's instances are the nodes of a cluster, which registers what runs on them by itself.
pub(crate) fn is_of_cluster<'p>(group: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<bool> {
    let providers =
        graph.referrers(group, &["arn"], "aws_ecs_capacity_provider", "auto_scaling_group_provider");
    let mut is_unclear = match providers {
        Read::Known(_) => return Read::Known(true),
        Read::Unknown => true,
        Read::Absent => graph.is_passed_to_stack(group),
    };
    for key in group.all(&["tag", "key"]) {
        match key.text_by_default() {
            Read::Known(key) if CLUSTER_TAGS.iter().any(|tag| key.starts_with(tag)) => {
                return Read::Known(true);
            }
            // A key that is made of a cluster's name.
            Read::Unknown => is_unclear = true,
            Read::Known(_) | Read::Absent => {}
        }
    }
    if is_unclear { Read::Unknown } else { Read::Known(false) }
}

/// Whether a target group's targets are instances, as they are where nothing else is said.
pub(crate) fn takes_instances(target_group: Resource<'_>) -> Read<bool> {
    let target_type = target_group.attribute("target_type").text();
    target_type.map(|target_type| &*target_type == "instance").or_default(true)
}

/// Whether a classic load balancer may get its instances from elsewhere than a group.
fn has_instances<'p>(balancer: Resource<'p>, graph: &ResourceGraph<'p>) -> bool {
    balancer.attribute("instances").configured() != Read::Absent
        || graph.referrers(balancer, &["name", "id"], "aws_elb_attachment", "elb") != Read::Absent
}

/// Whether a list names anything; what the configuration leaves out and a plan does not know yet names nothing.
fn names_something<'p>(list: Attribute<'p>, graph: &ResourceGraph<'p>) -> Read<()> {
    match list.items() {
        Read::Known(items) if items.is_empty() => Read::Absent,
        Read::Known(_) => Read::Known(()),
        Read::Absent => Read::Absent,
        Read::Unknown if list.configured() == Read::Absent => Read::Absent,
        // Of a set with an unknown member, a plan tells only what it refers to.
        Read::Unknown if !graph.targets(list).blocks.is_empty() => Read::Known(()),
        Read::Unknown => Read::Unknown,
    }
}

impl Registered {
    fn of(graph: &ResourceGraph<'_>) -> Self {
        let mut own = Self::default();
        for (type_name, path) in REGISTERING {
            for resource in graph.plan().of_type(type_name) {
                let first = path.first().map(|name| resource.attribute(name));
                if first.is_none_or(|first| first.configured() == Read::Absent && is_unset(first)) {
                    continue;
                }
                for attribute in resource.all(path) {
                    own.insert(attribute, &graph.targets(attribute));
                }
            }
        }
        own
    }

    fn insert(&mut self, attribute: Attribute<'_>, targets: &Targets) {
        self.blocks.extend(targets.blocks.iter().copied());
        match attribute.text_by_default() {
            Read::Known(text) => {
                // The name stands in the ARN, before the part that AWS makes up.
                let name = text.split(":targetgroup/").nth(1).and_then(|rest| rest.split('/').next());
                self.names.insert(name.unwrap_or(&text).to_owned());
                self.arns.insert((*text).to_owned());
            }
            Read::Unknown => self.anywhere |= targets.opaque || targets.blocks.is_empty(),
            Read::Absent => {}
        }
    }

    fn holds(&self, target_group: Resource<'_>) -> Read<()> {
        if target_group.block_id().is_some_and(|block| self.blocks.contains(&block)) {
            return Read::Known(());
        }
        let name = target_group.attribute("name").text_by_default();
        let arn = target_group.attribute("arn").text_by_default();
        match (name, arn) {
            (Read::Known(name), _) if self.names.contains(&*name) => Read::Known(()),
            (_, Read::Known(arn)) if self.arns.contains(&*arn) => Read::Known(()),
            // It may turn out to be the one that somebody names.
            (Read::Unknown, Read::Unknown | Read::Absent) if !self.names.is_empty() => Read::Unknown,
            _ if self.anywhere => Read::Unknown,
            _ => Read::Absent,
        }
    }
}

/// Whether an argument has no value that somebody else may have given it.
fn is_unset(attribute: Attribute<'_>) -> bool {
    matches!(attribute.items(), Read::Unknown | Read::Absent)
}
