//! A main part of a stack of which its outputs say nothing.

use alloc::{format, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::main_resources::{self, MAIN_RESOURCES, MainResource},
    graph::Archives,
    plan::{BlockId, CROSS_STACK_OUTPUT, Existence, Mode, ModuleId, Read, Resource, put_in_order},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
};

pub(crate) static RULE: Rule = Rule {
    name: "resource-without-output",
    category: Category::Outputs,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "No output of the stack tells of a main kind of resource in it",
    remedy: "add an output for what others need of it: its id, ARN, name or endpoint",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    // Without any output, another rule speaks.
    if !checker.plan().outputs().any(|(name, _)| !name.starts_with(CROSS_STACK_OUTPUT)) {
        return;
    }
    let (told, archives) = (Told::of(checker), Archives::of(checker.graph()));
    for kind in &MAIN_RESOURCES {
        let plan = checker.plan();
        let mut own: Vec<Resource<'_>> =
            kind.types.iter().flat_map(|type_name| plan.of_type(type_name)).collect();
        // A module tells whoever calls it, and that is where it is used.
        if own.iter().any(|resource| told.holds(*resource)) || told.has_front_of(kind) {
            continue;
        }
        own.retain(|resource| resource.module() == ModuleId::ROOT);
        own.retain(|resource| is_inner(*resource, &archives) != Read::Known(true));
        put_in_order(&mut own);
        let Some(&first) = own.first() else { continue };
        let certain = own.iter().find(|resource| {
            resource.existence() == Existence::Certain
                && is_inner(**resource, &archives) == Read::Known(false)
        });
        match certain {
            Some(&certain) if !told.more => {
                let message = format!("none of the stack's outputs refers to an `{}`", certain.type_name());
                checker.report(certain, message);
            }
            _ => checker.undetermined_of(first),
        }
    }
}

/// Whether it is a bucket that nobody outside of the stack asks for, since its name or what writes to it says that
/// logs or states are in it.
fn is_inner(resource: Resource<'_>, archives: &Archives) -> Read<bool> {
    if resource.type_name() != "aws_s3_bucket" {
        return Read::Known(false);
    }
    let named = resource.attribute("bucket").text_by_default();
    let is_named_so = main_resources::is_inner(resource.name())
        || matches!(named, Read::Known(name) if main_resources::is_inner(&name));
    if is_named_so {
        return Read::Known(true);
    }
    archives.holds(resource).map(|()| true).or_default(false)
}

/// What the outputs of a stack tell of.
struct Told<'p> {
    blocks: Set<BlockId>,
    types: Set<&'p str>,
    /// Whether one of them may tell of something else.
    more: bool,
}

impl<'p> Told<'p> {
    fn of(checker: &Checker<'_, 'p>) -> Self {
        let (plan, graph) = (checker.plan(), checker.graph());
        let mut own = Self { blocks: Set::new(), types: Set::new(), more: false };
        for (_, output) in plan.outputs() {
            let targets = graph.targets(output);
            own.more |= targets.hidden;
            own.blocks.extend(targets.blocks.iter().copied());
        }
        for id in own.blocks.clone() {
            match plan.block(id) {
                // What a data source looks up is told of as well, and it may look up anything by what is not known.
                Some(block) if block.mode == Mode::Data => {
                    let targets = graph.targets_of_block(id);
                    own.more |= targets.opaque;
                    own.blocks.extend(targets.blocks.iter().copied());
                }
                Some(block) => drop(own.types.insert(&block.type_name)),
                None => {}
            }
        }
        own
    }

    fn holds(&self, resource: Resource<'_>) -> bool {
        resource.block_id().is_some_and(|block| self.blocks.contains(&block))
    }

    /// Whether something is told of that stands before a kind of resource.
    fn has_front_of(&self, kind: &MainResource) -> bool {
        kind.fronts.iter().any(|front| self.types.contains(front))
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "What a stack makes is used by others: pipelines that deploy to the group, tests that call the load \
                balancer, stacks that put their subnets into the VPC. What no output tells they look up in the \
                console or guess by name, and the value that is copied goes stale with the next replacement. An \
                output costs nothing, and says what the stack is for.",
    snippets: Snippets {
        hcl: r#"output "vpc_id" {
  value = aws_vpc.main.id
}

output "load_balancer_dns_name" {
  value = aws_lb.web.dns_name
}"#,
        cdktf_typescript: r#"new TerraformOutput(this, "vpc_id", { value: vpc.id });
new TerraformOutput(this, "load_balancer_dns_name", { value: lb.dnsName });"#,
        cdktf_python: r#"TerraformOutput(self, "vpc_id", value=vpc.id)
TerraformOutput(self, "load_balancer_dns_name", value=lb.dns_name)"#,
    },
    sources: &[
        Source {
            title: "Terraform: output block",
            url: "https://developer.hashicorp.com/terraform/language/block/output",
        },
        Source {
            title: "CDKTF: outputs",
            url: "https://developer.hashicorp.com/terraform/cdktf/concepts/variables-and-outputs",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}, "aws_lb": {"web": {"name": "web"}}},
 "output": {"url": {"value": "http://${aws_lb.web.dns_name}"}}}"#,
        ),
        // One finding for all buckets.
        Example::Flagged(
            r#"{"variable": {"environment": {"default": "dev"}},
 "resource": {"aws_s3_bucket": {"a": {"bucket": "a"}, "b": {"bucket": "b"}}},
 "output": {"environment": {"value": "${var.environment}"},
  "region": {"value": "${data.aws_region.current.name}"}}, "data": {"aws_region": {"current": {}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}, "aws_db_instance": {"main": {"port": 5432}},
  "aws_s3_bucket": {"a": {"bucket": "a"}, "b": {"bucket": "b"}}},
 "output": {"vpc": {"value": "${aws_vpc.main}"}, "bucket": {"value": "${aws_s3_bucket.b.arn}"},
  "database": {"value": "${jsonencode({host = aws_db_instance.main.address})}", "sensitive": true}}}"#,
        ),
        // Through locals, for each instance, and by what looks it up.
        Example::Clean(
            r#"{"locals": {"ids": ["${aws_vpc.main[0].id}"]}, "data": {"aws_lb": {"web": {"arn": "${aws_lb.web.arn}"}}},
 "resource": {"aws_vpc": {"main": {"count": 2, "cidr_block": "10.0.0.0/16"}}, "aws_lb": {"web": {"name": "web"}},
  "aws_autoscaling_group": {"web": {"for_each": {"a": 1, "b": 2}, "min_size": 1, "max_size": 3}}},
 "output": {"vpcs": {"value": "${local.ids}"}, "zone": {"value": "${data.aws_lb.web.zone_id}"},
  "groups": {"value": "${[for group in aws_autoscaling_group.web : group.name]}"}}}"#,
        ),
        // By the name of the record one finds the load balancer, and nobody asks for the logs.
        Example::Clean(
            r#"{"resource": {"aws_lb": {"web": {"name": "web"}}, "aws_s3_bucket": {"access_logs": {"bucket": "web-access"},
   "trail": {"bucket": "trail"}, "requests": {"bucket": "web-requests"}},
  "aws_s3_bucket_logging": {"x": {"bucket": "web", "target_bucket": "${aws_s3_bucket.requests.id}"}},
  "aws_route53_record": {"web": {"zone_id": "Z1", "name": "web", "type": "A", "alias": {"zone_id": "Z2",
   "name": "${aws_lb.web.dns_name}", "evaluate_target_health": true}}}},
 "output": {"url": {"value": "https://${aws_route53_record.web.fqdn}"}}}"#,
        ),
        // What the module gives out is not in this file.
        Example::Clean(
            r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}},
 "module": {"cluster": {"source": "./cluster", "vpc_id": "${aws_vpc.main.id}"}},
 "output": {"cluster": {"value": "${module.cluster.all}"}}}"#,
        ),
        // Without any output another rule speaks; a function is no main resource.
        Example::Clean(r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}}}"#),
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"resize": {"function_name": "resize"}}},
 "output": {"ready": {"value": true}}}"#,
        ),
    ],
};
