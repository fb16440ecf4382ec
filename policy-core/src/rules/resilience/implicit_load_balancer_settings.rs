//! A load balancer that leaves to defaults what its operators should have decided.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "implicit-load-balancer-settings",
    category: Category::Resilience,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A load balancer leaves deletion protection, HTTP/2 or its idle timeout to the defaults",
    remedy: "set enable_deletion_protection, enable_http2 and idle_timeout to what the stack needs",
    check: Check::Each(&["aws_lb", "aws_alb"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What should be stated, and what the provider makes of it where it is not.
const SETTINGS: [(&str, &str); 3] =
    [("enable_deletion_protection", "false"), ("enable_http2", "true"), ("idle_timeout", "60")];

fn check<'p>(balancer: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let kind = balancer.attribute("load_balancer_type");
    let is_application = kind.text().map(|kind| &*kind == "application").or_default(true);
    // The other kinds have no HTTP/2 and no such timeout.
    if checker.known(kind, is_application) != Some(true) {
        return;
    }
    let mut first: Option<Attribute<'p>> = None;
    let mut left_out: Vec<String> = Vec::new();
    for (name, default) in SETTINGS {
        let setting = balancer.attribute(name);
        match setting.configured() {
            Read::Absent => {
                first = first.or(Some(setting));
                left_out.push(format!("`{name}` ({default})"));
            }
            Read::Unknown => checker.undetermined(setting),
            Read::Known(()) => {}
        }
    }
    if let Some(first) = first {
        checker.report(first, format!("left to the default: {}", left_out.join(", ")));
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Without `enable_deletion_protection` anyone who may delete the load balancer can, by mistake and with \
                its address gone for good; a stack for tests wants it false, so that it can be taken down. The idle \
                timeout of 60 seconds cuts every request that takes longer with `504 Gateway Time-out`, and a \
                backend that closes its connections earlier makes for sporadic `502 Bad Gateway`. Each of these is \
                right for some stack; what is written down has been decided, and shows in reviews and plans when it \
                changes.",
    snippets: Snippets {
        hcl: r#"resource "aws_lb" "web" {
  load_balancer_type         = "application"
  subnets                    = aws_subnet.public[*].id
  security_groups            = [aws_security_group.web.id]
  enable_deletion_protection = var.environment == "prod"
  enable_http2               = true
  idle_timeout               = 60
}"#,
        cdktf_typescript: r#"new Lb(this, "web", {
  loadBalancerType: "application",
  subnets: publicSubnets.map((subnet) => subnet.id),
  securityGroups: [webSecurityGroup.id],
  enableDeletionProtection: environment === "prod",
  enableHttp2: true,
  idleTimeout: 60,
});"#,
        cdktf_python: r#"Lb(self, "web",
    load_balancer_type="application",
    subnets=[subnet.id for subnet in public_subnets],
    security_groups=[web_security_group.id],
    enable_deletion_protection=environment == "prod",
    enable_http2=True,
    idle_timeout=60,
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: aws_lb",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb",
        },
        Source {
            title: "Edit attributes for your Application Load Balancer",
            url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lb": {"web": {"name": "web", "load_balancer_type": "application",
   "subnets": ["subnet-1", "subnet-2"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_alb": {"web": {"name": "web", "enable_deletion_protection": false,
   "enable_http2": null, "idle_timeout": 120}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_lb": {"web": {"name": "web", "enable_deletion_protection": false,
   "enable_http2": true, "idle_timeout": 60}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"protect": {"type": "bool"}, "timeout": {"default": 60}},
 "resource": {"aws_lb": {"web": {"load_balancer_type": "application", "enable_http2": "true",
   "enable_deletion_protection": "${var.protect}", "idle_timeout": "${var.timeout}"}}}}"#,
        ),
        // Other kinds have other settings.
        Example::Clean(
            r#"{"resource": {"aws_lb": {"tcp": {"name": "tcp", "load_balancer_type": "network"},
   "inspection": {"name": "inspection", "load_balancer_type": "gateway"}}, "aws_elb": {"old": {"name": "old"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"kind": {"default": "application"}},
 "resource": {"aws_lb": {"any": {"name": "any", "load_balancer_type": "${var.kind}"}}}}"#,
        ),
    ],
};
