//! A target group whose health check was not thought about.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::TARGET_GROUPS,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "minimal-target-group-health-check",
    category: Category::Resilience,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A target group leaves its health check to the defaults",
    remedy: "write health_check with a path that tells whether the application works, and with its interval, timeout, \
             thresholds and matcher; set target_type and deregistration_delay",
    check: Check::Each(&TARGET_GROUPS, check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The members of a health check that should be stated.
const MEMBERS: [&str; 7] =
    ["enabled", "path", "interval", "timeout", "healthy_threshold", "unhealthy_threshold", "matcher"];

/// What a check that is left out altogether turns into.
///
/// The provider's defaults for a block that leaves them out are other thresholds.
const DEFAULTS: [(&str, &str); 6] = [
    ("path", "/"),
    ("interval", "30"),
    ("timeout", "5"),
    ("matcher", "200"),
    ("healthy_threshold", "5"),
    ("unhealthy_threshold", "2"),
];

fn check<'p>(target_group: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let protocol = target_group.attribute("protocol");
    let is_http = protocol.text().map(|protocol| matches!(&*protocol, "HTTP" | "HTTPS"));
    // Others have no path and no matcher.
    if checker.known(protocol, is_http) != Some(true) {
        return;
    }
    // A function is not asked unless somebody wants it.
    let target_type = target_group.attribute("target_type");
    let is_function = target_type.text().map(|kind| &*kind == "lambda").or_default(false);
    if checker.known(target_type, is_function) != Some(false) {
        return;
    }
    let health_check = target_group.attribute("health_check");
    let mut faults = Vec::new();
    let is_clear = find_faults(health_check, &mut faults);
    for name in ["target_type", "deregistration_delay"] {
        let argument = target_group.attribute(name);
        if argument.configured() == Read::Absent {
            faults.push((argument, Fault::LeftOut(name)));
        }
    }
    let Some(&(first, _)) = faults.first() else {
        if !is_clear {
            checker.undetermined(health_check);
        }
        return;
    };
    let left_out = faults.iter().filter_map(|(_, fault)| match fault {
        Fault::LeftOut(name) => Some(format!("`{name}`")),
        Fault::Root => None,
    });
    let left_out = left_out.collect::<Vec<String>>().join(", ");
    let message = match (left_out.is_empty(), faults.iter().any(|(_, fault)| *fault == Fault::Root)) {
        (false, false) => format!("left to the default: {left_out}"),
        (false, true) => format!("the health check asks for `/`, and leaves to the default: {left_out}"),
        (true, _) => {
            "the health check asks for `/`, which need not tell whether the application works".to_owned()
        }
    };
    checker.report(first, message);
}

/// What is to be said of an argument.
#[derive(PartialEq, Eq)]
enum Fault {
    /// It is not in the configuration.
    LeftOut(&'static str),
    /// It is the path `/`.
    Root,
}

/// Finds what is certainly wrong with a health check, and says whether that is all.
fn find_faults<'p>(health_check: Attribute<'p>, faults: &mut Vec<(Attribute<'p>, Fault)>) -> bool {
    let path = health_check.get("path");
    let asks_for_root = matches!(path.text(), Read::Known(path) if &*path == "/");
    match health_check.configured() {
        Read::Known(()) => {}
        // After an apply a plan shows what AWS makes of a check that is left out.
        Read::Unknown if !has_defaults(health_check) => {
            if asks_for_root {
                faults.push((path, Fault::Root));
            }
            return false;
        }
        Read::Unknown | Read::Absent => {
            faults.push((health_check, Fault::LeftOut("health_check")));
            return true;
        }
    }
    let mut is_clear = true;
    for name in MEMBERS {
        let member = health_check.get(name);
        match member.configured() {
            Read::Absent => faults.push((member, Fault::LeftOut(name))),
            Read::Unknown => is_clear = false,
            Read::Known(()) if name == "path" && asks_for_root => faults.push((member, Fault::Root)),
            Read::Known(()) => {}
        }
    }
    is_clear
}

fn has_defaults(health_check: Attribute<'_>) -> bool {
    DEFAULTS.iter().all(
        |(name, default)| matches!(health_check.get(name).text(), Read::Known(text) if &*text == *default),
    )
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "What is left out is asked at `/` every 30 seconds, and an instance counts as unhealthy after two \
                failures: a page that is served by the web server alone, or that redirects to a login and answers \
                `302` where only `200` will do. Then either a broken application goes on getting requests, or \
                every healthy target is taken out, and the group behind it replaces its instances in a circle. The \
                delay before deregistration is 300 seconds, by which each deployment takes five minutes longer \
                than most requests need.",
    snippets: Snippets {
        hcl: r#"resource "aws_lb_target_group" "web" {
  port                 = 80
  protocol             = "HTTP"
  target_type          = "instance"
  deregistration_delay = 60
  vpc_id               = aws_vpc.main.id

  health_check {
    enabled             = true
    path                = "/health"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}"#,
        cdktf_typescript: r#"new LbTargetGroup(this, "web", {
  port: 80,
  protocol: "HTTP",
  targetType: "instance",
  deregistrationDelay: "60",
  vpcId: vpc.id,
  healthCheck: {
    enabled: true,
    path: "/health",
    matcher: "200",
    interval: 15,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
  },
});"#,
        cdktf_python: r#"LbTargetGroup(self, "web",
    port=80,
    protocol="HTTP",
    target_type="instance",
    deregistration_delay="60",
    vpc_id=vpc.id,
    health_check=LbTargetGroupHealthCheck(
        enabled=True,
        path="/health",
        matcher="200",
        interval=15,
        timeout=5,
        healthy_threshold=2,
        unhealthy_threshold=3,
    ),
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_lb_target_group",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group",
        },
        Source {
            title: "Health checks for Application Load Balancer target groups",
            url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lb_target_group": {"web": {"name": "web", "port": 80, "protocol": "HTTP",
   "vpc_id": "vpc-1"}}}}"#,
        ),
        // All is stated, and the path is that of the front page.
        Example::Flagged(
            r#"{"resource": {"aws_lb_target_group": {"web": {"port": 80, "protocol": "HTTP", "target_type": "instance",
   "deregistration_delay": "60", "health_check": {"enabled": true, "path": "/", "interval": 15, "timeout": 5,
    "healthy_threshold": 2, "unhealthy_threshold": 3, "matcher": "200"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_alb_target_group": {"web": {"port": 443, "protocol": "HTTPS", "target_type": "ip",
   "deregistration_delay": "60", "health_check": [{"path": "/health", "interval": null}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"web": {"port": 80, "protocol": "HTTP", "target_type": "instance",
   "deregistration_delay": "60", "health_check": {"enabled": true, "path": "/health", "interval": 15, "timeout": 5,
    "healthy_threshold": 2, "unhealthy_threshold": 3, "matcher": "200"}}}}}"#,
        ),
        // Other protocols have no path to ask for.
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"tcp": {"port": 5432, "protocol": "TCP"},
   "udp": {"port": 53, "protocol": "UDP"}, "tls": {"port": 443, "protocol": "TLS", "health_check": {"interval": 10}},
   "inspection": {"port": 6081, "protocol": "GENEVE"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb_target_group": {"function": {"target_type": "lambda"},
   "named": {"target_type": "lambda", "protocol": "HTTP"}}}}"#,
        ),
        // The block is not known, and what else is left out is.
        Example::Flagged(
            r#"{"variable": {"checks": {"type": "list(any)"}},
 "resource": {"aws_lb_target_group": {"web": {"port": 80, "protocol": "HTTP", "dynamic": {"health_check": {
   "for_each": "${var.checks}", "content": {"path": "${health_check.value.path}"}}}}}}}"#,
        ),
        // What the block holds is not known.
        Example::Clean(
            r#"{"variable": {"checks": {"type": "list(any)"}, "protocol": {"default": "HTTP"}},
 "resource": {"aws_lb_target_group": {
   "dynamic": {"port": 80, "protocol": "HTTP", "target_type": "instance", "deregistration_delay": 60,
    "dynamic": {"health_check": {"for_each": "${var.checks}",
    "content": {"path": "${health_check.value.path}"}}}},
   "other": {"port": 80, "protocol": "${var.protocol}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"path": {"default": "/"}},
 "resource": {"aws_lb_target_group": {"web": {"port": 80, "protocol": "HTTP", "target_type": "instance",
   "deregistration_delay": "60", "health_check": [{"enabled": true, "path": "${var.path}", "interval": 15,
    "timeout": 5, "healthy_threshold": 2, "unhealthy_threshold": 3, "matcher": "200-299"}]}}}}"#,
        ),
    ],
};
