//! A health check that changes nothing when it fails.
//!
//! A record in another stack that names the check by its id is not seen.

use alloc::borrow::ToOwned;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "health-check-without-failover-record",
    category: Category::Resilience,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "A health check fails and no record sends traffic elsewhere",
    remedy: "add a primary record with health_check_id and failover_routing_policy, and a secondary one of the same name",
    check: Check::Each(&["aws_route53_health_check"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(health_check: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    match checker.graph().health_checks().used(health_check) {
        Read::Known(()) => {}
        Read::Unknown => checker.undetermined_of(health_check),
        Read::Absent => {
            let message = "no record uses it, and no calculated check that a record uses: when it fails, traffic \
                           goes on to where it went";
            checker.report(health_check, message.to_owned());
        }
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A health check only measures. Traffic is sent elsewhere when a record names the check in \
                `health_check_id` and Route 53 has another record of the same name to answer with: a secondary one, or \
                others with weights or latencies. Without such records a region that is down stays the one that \
                everybody is sent to, while the check, which is paid for by the month, is red. An alarm on the \
                check tells people, and moves nothing.",
    snippets: Snippets {
        hcl: r#"resource "aws_route53_record" "primary" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "api.example.com"
  type            = "CNAME"
  ttl             = 60
  records         = [aws_lb.primary.dns_name]
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "secondary" {
  zone_id        = aws_route53_zone.main.zone_id
  name           = "api.example.com"
  type           = "CNAME"
  ttl            = 60
  records        = [aws_lb.standby.dns_name]
  set_identifier = "secondary"

  failover_routing_policy {
    type = "SECONDARY"
  }
}"#,
        cdktf_typescript: r#"new Route53Record(this, "primary", {
  zoneId: zone.zoneId,
  name: "api.example.com",
  type: "CNAME",
  ttl: 60,
  records: [primary.dnsName],
  setIdentifier: "primary",
  healthCheckId: healthCheck.id,
  failoverRoutingPolicy: { type: "PRIMARY" },
});
new Route53Record(this, "secondary", {
  zoneId: zone.zoneId,
  name: "api.example.com",
  type: "CNAME",
  ttl: 60,
  records: [standby.dnsName],
  setIdentifier: "secondary",
  failoverRoutingPolicy: { type: "SECONDARY" },
});"#,
        cdktf_python: r#"Route53Record(self, "primary",
    zone_id=zone.zone_id,
    name="api.example.com",
    type="CNAME",
    ttl=60,
    records=[primary.dns_name],
    set_identifier="primary",
    health_check_id=health_check.id,
    failover_routing_policy=Route53RecordFailoverRoutingPolicy(type="PRIMARY"),
)
Route53Record(self, "secondary",
    zone_id=zone.zone_id,
    name="api.example.com",
    type="CNAME",
    ttl=60,
    records=[standby.dns_name],
    set_identifier="secondary",
    failover_routing_policy=Route53RecordFailoverRoutingPolicy(type="SECONDARY"),
)"#,
    },
    sources: &[
        Source {
            title: "Configuring DNS failover",
            url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-configuring.html",
        },
        Source {
            title: "Terraform: aws_route53_record",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_record",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_route53_health_check": {"api": {"type": "HTTPS", "fqdn": "api.example.com", "port": 443,
   "resource_path": "/health", "failure_threshold": 3, "request_interval": 30}}}}"#,
        ),
        // It is watched by an alarm, and the record is without it.
        Example::Flagged(
            r#"{"resource": {"aws_route53_health_check": {"api": {"type": "TCP", "ip_address": "192.0.2.1", "port": 443}},
  "aws_cloudwatch_metric_alarm": {"api": {"alarm_name": "api",
   "dimensions": {"HealthCheckId": "${aws_route53_health_check.api.id}"}}},
  "aws_route53_record": {"api": {"zone_id": "Z1", "name": "api", "type": "A", "ttl": 60, "records": ["192.0.2.1"]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_route53_health_check": {"api": {"type": "HTTPS", "fqdn": "api.example.com"}},
  "aws_route53_record": {"primary": {"zone_id": "Z1", "name": "api", "type": "A", "set_identifier": "primary",
   "health_check_id": "${aws_route53_health_check.api.id}", "failover_routing_policy": {"type": "PRIMARY"}}}}}"#,
        ),
        // With weights, traffic moves as well.
        Example::Clean(
            r#"{"resource": {"aws_route53_health_check": {"each": {"for_each": {"eu": 1, "us": 2}, "type": "HTTPS",
   "fqdn": "${each.key}.example.com"}},
  "aws_route53_record": {"each": {"for_each": "${aws_route53_health_check.each}", "zone_id": "Z1", "name": "api",
   "type": "A", "set_identifier": "${each.key}", "health_check_id": "${each.value.id}",
   "weighted_routing_policy": [{"weight": 10}]}}}}"#,
        ),
        // Parts of a check of which a record makes use.
        Example::Clean(
            r#"{"resource": {"aws_route53_health_check": {
   "web": {"type": "HTTPS", "fqdn": "web.example.com"}, "db": {"type": "TCP", "ip_address": "192.0.2.1", "port": 5432},
   "disk": {"type": "CLOUDWATCH_METRIC", "cloudwatch_alarm_name": "disk", "cloudwatch_alarm_region": "eu-west-1"},
   "storage": {"type": "CALCULATED", "child_health_threshold": 1,
    "child_healthchecks": ["${aws_route53_health_check.disk.id}"]},
   "all": {"type": "CALCULATED", "child_health_threshold": 3, "child_healthchecks": [
    "${aws_route53_health_check.web.id}", "${aws_route53_health_check.db.id}",
    "${aws_route53_health_check.storage.id}"]}},
  "aws_route53_record": {"primary": {"zone_id": "Z1", "name": "api", "type": "A", "set_identifier": "primary",
   "health_check_id": "${aws_route53_health_check.all.id}"}}}}"#,
        ),
        // A traffic policy decides with it; Shield detects attacks by it.
        Example::Clean(
            r#"{"resource": {"aws_route53_health_check": {"a": {"type": "HTTPS", "fqdn": "a.example.com"},
   "b": {"type": "HTTPS", "fqdn": "b.example.com"}},
  "aws_route53_traffic_policy": {"api": {"name": "api",
   "document": "${jsonencode({Rules = {x = {Primary = {HealthCheck = aws_route53_health_check.a.id}}}})}"}},
  "aws_shield_protection_health_check_association": {"b": {
   "health_check_arn": "${aws_route53_health_check.b.arn}", "shield_protection_id": "p"}}}}"#,
        ),
        // Another stack of the same program uses it.
        Example::Clean(
            r#"{"resource": {"aws_route53_health_check": {"api": {"type": "HTTPS", "fqdn": "api.example.com"}}},
 "output": {"cross-stack-output-aws_route53_health_checkapiid": {"sensitive": true,
  "value": "${aws_route53_health_check.api.id}"}}}"#,
        ),
        // The records may be in a module that is handed the check.
        Example::Clean(
            r#"{"resource": {"aws_route53_health_check": {"api": {"type": "HTTPS", "fqdn": "api.example.com"}}},
 "module": {"records": {"source": "./records", "health_check": "${aws_route53_health_check.api.id}"}}}"#,
        ),
    ],
};
