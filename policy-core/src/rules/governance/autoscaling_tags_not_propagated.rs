//! Instances that carry none of their group's tags.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    plan::{Mode, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "autoscaling-tags-not-propagated",
    category: Category::Governance,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "No tag of an Auto Scaling group reaches its instances",
    remedy: "add tag blocks with propagate_at_launch = true, or tag_specifications to the launch template",
    check: Check::Each(&["aws_autoscaling_group"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    // Older providers take a list of maps as well.
    for tag in ["tag", "tags"].iter().flat_map(|name| group.all(&[name])) {
        match (tag.presence(), tag.get("propagate_at_launch").truth()) {
            (_, Read::Known(true)) => return,
            (Read::Known(()), Read::Unknown) | (Read::Unknown, _) => return checker.undetermined(tag),
            (Read::Absent, _) | (_, Read::Known(false) | Read::Absent) => {}
        }
    }
    match tagged_by_template(group, checker.graph()) {
        Read::Known(true) => return,
        Read::Unknown => return checker.undetermined(group.attribute("launch_template")),
        Read::Known(false) | Read::Absent => {}
    }
    let tags = group.attribute("tag");
    let is_untagged = !matches!(tags.items(), Read::Known(items) if !items.is_empty());
    let message = if is_untagged {
        "it has no tag that its instances could get"
    } else {
        "none of its tags has `propagate_at_launch` true"
    };
    checker.report(tags, message.to_owned());
}

/// Whether the group's launch template tags the instances; absent where it has none.
fn tagged_by_template<'p>(group: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<bool> {
    let mut tagged = Read::Absent;
    for block in ["launch_template", "mixed_instances_policy"].map(|name| group.attribute(name)) {
        match block.configured() {
            Read::Absent => continue,
            Read::Unknown => return Read::Unknown,
            Read::Known(()) => {}
        }
        let mut templates = graph.referents(block);
        templates.retain(|template| {
            template.mode() == Mode::Managed && template.type_name() == "aws_launch_template"
        });
        // A template of another stack may tag whatever it likes.
        if templates.is_empty() {
            return Read::Unknown;
        }
        for template in templates {
            match tags_instances(template) {
                Read::Known(false) | Read::Absent => tagged = Read::Known(false),
                tags => return tags,
            }
        }
    }
    tagged
}

fn tags_instances(template: Resource<'_>) -> Read<bool> {
    let specifications = match template.attribute("tag_specifications").items() {
        Read::Known(specifications) => specifications,
        Read::Absent => return Read::Absent,
        Read::Unknown => return Read::Unknown,
    };
    let mut tags = Read::Known(false);
    for specification in specifications {
        match specification.get("resource_type").text() {
            Read::Known(kind) if &*kind == "instance" => return Read::Known(true),
            Read::Unknown => tags = Read::Unknown,
            Read::Known(_) | Read::Absent => {}
        }
    }
    tags
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A tag of an Auto Scaling group stays with the group unless it says `propagate_at_launch`, and the \
                provider's `default_tags` reach neither the group nor its instances. The instances, which are what \
                costs money, then belong to no project and no environment in the bill, are missed by whatever \
                selects by tag (Systems Manager, backup plans, policies with conditions), and carry no name in the \
                console.",
    snippets: Snippets {
        hcl: r#"resource "aws_autoscaling_group" "web" {
  min_size            = 2
  max_size            = 6
  vpc_zone_identifier = aws_subnet.private[*].id

  tag {
    key                 = "Environment"
    value               = var.environment
    propagate_at_launch = true
  }
}"#,
        cdktf_typescript: r#"new AutoscalingGroup(this, "web", {
  minSize: 2,
  maxSize: 6,
  vpcZoneIdentifier: subnets.map((subnet) => subnet.id),
  tag: [{ key: "Environment", value: environment, propagateAtLaunch: true }],
});"#,
        cdktf_python: r#"AutoscalingGroup(self, "web",
    min_size=2,
    max_size=6,
    vpc_zone_identifier=[subnet.id for subnet in subnets],
    tag=[AutoscalingGroupTag(key="Environment", value=environment, propagate_at_launch=True)],
)"#,
    },
    sources: &[
        Source {
            title: "Tag Auto Scaling groups and instances",
            url: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html",
        },
        Source {
            title: "Terraform: aws_autoscaling_group",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "tag": [
   {"key": "Name", "value": "web", "propagate_at_launch": false},
   {"key": "Environment", "value": "dev", "propagate_at_launch": null}]}}}}"#,
        ),
        // The launch template tags the volumes only.
        Example::Flagged(
            r#"{"resource": {"aws_launch_template": {"web": {"image_id": "ami-1", "tag_specifications": {
   "resource_type": "volume", "tags": {"Name": "web"}}}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3,
   "launch_template": {"id": "${aws_launch_template.web.id}", "version": "$Latest"}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3, "tag": [
   {"key": "Name", "value": "web", "propagate_at_launch": false},
   {"key": "Environment", "value": "dev", "propagate_at_launch": true}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3,
   "tag": {"key": "Environment", "value": "dev", "propagate_at_launch": "true"}}}}}"#,
        ),
        // The launch template tags the instances.
        Example::Clean(
            r#"{"resource": {"aws_launch_template": {"web": {"image_id": "ami-1", "tag_specifications": [
   {"resource_type": "volume", "tags": {"Name": "web"}}, {"resource_type": "instance", "tags": {"Name": "web"}}]}},
  "aws_autoscaling_group": {"web": {"min_size": 1, "max_size": 3,
    "launch_template": {"id": "${aws_launch_template.web.id}"}},
   "mixed": {"min_size": 1, "max_size": 3, "mixed_instances_policy": [{"launch_template": [
    {"launch_template_specification": [{"launch_template_name": "${aws_launch_template.web.name}"}]}]}]}}}}"#,
        ),
        // A launch template of another stack, and tags that come from outside.
        Example::Clean(
            r#"{"variable": {"tags": {"type": "map(string)"}},
 "resource": {"aws_autoscaling_group": {
   "other": {"min_size": 1, "max_size": 3, "launch_template": {"name": "golden"}},
   "tagged": {"min_size": 1, "max_size": 3, "dynamic": {"tag": {"for_each": "${var.tags}", "content": {
    "key": "${tag.key}", "value": "${tag.value}", "propagate_at_launch": true}}}}}}}"#,
        ),
    ],
};
