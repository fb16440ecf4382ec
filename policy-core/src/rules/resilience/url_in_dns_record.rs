//! A URL where DNS wants the name of a host.
//!
//! What a function around a reference makes of it is not followed: it may take the scheme off.

use alloc::{format, string::String, vec::Vec};
use core::cell::Cell;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::url_attributes,
    plan::{Attribute, Owner, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    template::{self, Expression, ExpressionKind, Part, Template, Traversal},
};

pub(crate) static RULE: Rule = Rule {
    name: "url-in-dns-record",
    category: Category::Resilience,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Infrastructure,
    summary: "A DNS record has a URL as its value, where only the name of a host resolves",
    remedy: "take the scheme off, as with replace(url, \"https://\", \"\"), or alias the record to a custom domain of \
             the API",
    check: Check::Each(&["aws_route53_record"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The types of records whose values are hosts; one of the type TXT may hold a URL.
const HOSTS: [&str; 5] = ["A", "AAAA", "CNAME", "NS", "PTR"];

/// How far locals and the outputs of modules are followed.
const LONGEST_CHAIN: u8 = 8;

/// How many of them are followed for one value: where each names others, they multiply at each step.
const MOST_FOLLOWED: u32 = 200;

/// Functions that give the elements or the text of their arguments as they are.
const UNCHANGING: [&str; 10] = [
    "compact",
    "concat",
    "distinct",
    "flatten",
    "nonsensitive",
    "sensitive",
    "sort",
    "tolist",
    "toset",
    "tostring",
];

fn check<'p>(record: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let kind = record.attribute("type");
    let is_of_hosts = kind.text_by_default().map(|kind| HOSTS.contains(&&*kind));
    if is_of_hosts == Read::Known(false) {
        return;
    }
    for (name, attribute) in [
        ("the record's value", record.attribute("records")),
        ("the alias", record.attribute("alias").get("name")),
    ] {
        let Some(url) = url_in(attribute) else {
            note_unclear(attribute, checker);
            continue;
        };
        if checker.known(kind, is_of_hosts) == Some(true) {
            checker.report(attribute, format!("{name} is a URL and no host: {url}"));
        }
        return;
    }
}

/// What shows that a value, or an element of it, is certainly a URL.
fn url_in(attribute: Attribute<'_>) -> Option<String> {
    let items = match attribute.items() {
        Read::Known(items) => items,
        Read::Unknown => Vec::from([attribute]),
        Read::Absent => return None,
    };
    items.into_iter().find_map(|item| match item.text_by_default() {
        Read::Known(text) => starts_as_url(&text).then(|| format!("`{text}`")),
        Read::Unknown => {
            let left = Cell::new(MOST_FOLLOWED);
            let scope = Scope { owner: item.owner(), chain: 0, left: &left };
            item.written_strings().iter().find_map(|written| scope.written(written))
        }
        Read::Absent => None,
    })
}

/// Where names in a template are to be looked up.
#[derive(Clone, Copy)]
struct Scope<'s> {
    owner: Owner<'s>,
    chain: u8,
    /// How many names may still be followed, on whatever way.
    left: &'s Cell<u32>,
}

impl Scope<'_> {
    fn written(self, text: &str) -> Option<String> {
        self.template(&template::parse(text).ok()?, text)
    }

    /// What a text begins with, where that makes it a URL.
    fn template(self, template: &Template<'_>, text: &str) -> Option<String> {
        match template.parts.first()? {
            Part::Literal(literal) => starts_as_url(literal).then(|| shown_scheme(literal)),
            Part::Interpolation(expression) => self.expression(expression, text),
            Part::If(_) | Part::For(_) => None,
        }
    }

    fn expression(self, expression: &Expression<'_>, text: &str) -> Option<String> {
        match &expression.kind {
            ExpressionKind::String(literal) => starts_as_url(literal).then(|| shown_scheme(literal)),
            ExpressionKind::Template(template) => self.template(template, text),
            ExpressionKind::Parentheses(inner) => self.expression(inner, text),
            ExpressionKind::Traversal(traversal) => self.reference(traversal, text),
            ExpressionKind::Tuple(items) => items.iter().find_map(|item| self.expression(item, text)),
            ExpressionKind::Call(call) if UNCHANGING.contains(&&*call.name) => {
                call.arguments.iter().find_map(|argument| self.expression(argument, text))
            }
            ExpressionKind::Call(call) if call.name == "format" => {
                self.expression(call.arguments.first()?, text)
            }
            // Either way it is one.
            ExpressionKind::Conditional(choice) => {
                self.expression(&choice.otherwise, text)?;
                self.expression(&choice.then, text)
            }
            _ => None,
        }
    }

    fn reference(self, traversal: &Traversal<'_>, text: &str) -> Option<String> {
        let is_whole = match traversal.root {
            "local" => traversal.steps.len() == 1,
            "module" => traversal.steps.len() == 2,
            _ => false,
        };
        let behind = self.owner.definition_of(traversal).filter(|_| is_whole && self.chain < LONGEST_CHAIN);
        if let Some(behind) = behind {
            self.left.set(self.left.get().checked_sub(1)?);
            let next = Scope { owner: behind.owner(), chain: self.chain + 1, left: self.left };
            // Of a list, each element becomes a value of the record.
            return behind.written_strings().iter().find_map(|written| next.written(written));
        }
        let names: Vec<&str> = traversal.names().collect();
        let is_url = match (traversal.root, names.as_slice()) {
            ("data", [type_name, _, attribute]) => url_attributes::is_url(type_name, attribute),
            (type_name, [_, attribute]) => url_attributes::is_url(type_name, attribute),
            _ => false,
        };
        is_url.then(|| format!("`{}`", traversal.span.of(text)))
    }
}

fn starts_as_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.trim_start().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The scheme alone: what follows is made of what is not known.
fn shown_scheme(text: &str) -> String {
    let scheme = text.trim_start().split("//").next().unwrap_or_default();
    format!("`{scheme}//…`")
}

/// Notes where a plan of native syntax may hide a URL: it tells what is referred to, and not how.
fn note_unclear<'p>(attribute: Attribute<'p>, checker: &mut Checker<'_, 'p>) {
    let mut names_url = false;
    attribute.visit_references(&mut |reference| {
        let names: Vec<&str> = reference.names().collect();
        let attribute = names.last().copied().unwrap_or_default();
        names_url |= url_attributes::is_url(reference.root, attribute);
    });
    let is_unknown = match attribute.items() {
        Read::Known(items) => items.iter().any(|item| matches!(item.text(), Read::Unknown)),
        Read::Unknown => true,
        Read::Absent => false,
    };
    // Where the template is there to see, a function around the reference has been seen too.
    if names_url && is_unknown && attribute.written_strings().is_empty() {
        checker.undetermined(attribute);
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "DNS knows names and addresses, no schemes and no paths. In an A record a URL stops the apply, since \
                Route 53 takes addresses only: `ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)`. In a \
                CNAME it passes for the name of a host that does not exist, so that the apply succeeds and nobody \
                who asks for the record reaches anything, also when it is the record that others fail over to. Several \
                attributes that sound like hosts are URLs: `api_endpoint` of an HTTP API is \
                `https://…execute-api…`. And with the scheme off, API Gateway answers only to names that it knows: \
                a custom domain with an alias record is what works.",
    snippets: Snippets {
        hcl: r#"resource "aws_route53_record" "api" {
  zone_id = aws_route53_zone.main.zone_id
  name    = aws_apigatewayv2_domain_name.api.domain_name
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = true
  }
}"#,
        cdktf_typescript: r#"new Route53Record(this, "api", {
  zoneId: zone.zoneId,
  name: domain.domainName,
  type: "A",
  alias: {
    name: domain.domainNameConfiguration.targetDomainName,
    zoneId: domain.domainNameConfiguration.hostedZoneId,
    evaluateTargetHealth: true,
  },
});"#,
        cdktf_python: r#"Route53Record(self, "api",
    zone_id=zone.zone_id,
    name=domain.domain_name,
    type="A",
    alias=Route53RecordAlias(
        name=domain.domain_name_configuration.target_domain_name,
        zone_id=domain.domain_name_configuration.hosted_zone_id,
        evaluate_target_health=True,
    ),
)"#,
    },
    sources: &[
        Source {
            title: "Supported DNS record types",
            url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html",
        },
        Source {
            title: "Terraform: aws_apigatewayv2_api",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_api",
        },
        Source {
            title: "Routing traffic to an Amazon API Gateway API by using your domain name",
            url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-api-gateway.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_route53_record": {"api": {"zone_id": "Z1", "name": "api", "type": "CNAME", "ttl": 60,
   "records": ["https://abc123.execute-api.eu-west-1.amazonaws.com"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_apigatewayv2_api": {"payments": {"name": "payments", "protocol_type": "HTTP"}},
  "aws_route53_record": {"api": {"zone_id": "Z1", "name": "api", "type": "CNAME", "ttl": 60,
   "records": ["${aws_apigatewayv2_api.payments.api_endpoint}"]}}}}"#,
        ),
        Example::Flagged(
            r#"{"locals": {"target": "${aws_lambda_function_url.hook.function_url}"},
 "resource": {"aws_lambda_function_url": {"hook": {"function_name": "hook", "authorization_type": "NONE"}},
  "aws_route53_record": {"hook": {"zone_id": "Z1", "name": "hook", "type": "CNAME", "ttl": 60,
   "records": "${[local.target]}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_api_gateway_stage": {"prod": {"stage_name": "prod"}},
  "aws_route53_record": {"api": {"zone_id": "Z1", "name": "api", "type": "A", "alias": {"zone_id": "Z2",
   "name": "${aws_api_gateway_stage.prod.invoke_url}", "evaluate_target_health": true}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_lb": {"web": {"name": "web"}},
  "aws_route53_record": {"web": {"zone_id": "Z1", "name": "web", "type": "CNAME", "ttl": 60,
   "records": ["https://${aws_lb.web.dns_name}"]}}}}"#,
        ),
        // Functions take the scheme off.
        Example::Clean(
            r#"{"locals": {"host": "${replace(aws_apigatewayv2_api.payments.api_endpoint, \"https://\", \"\")}"},
 "resource": {"aws_apigatewayv2_api": {"payments": {"name": "payments", "protocol_type": "HTTP"}},
  "aws_route53_record": {
   "a": {"zone_id": "Z1", "name": "a", "type": "CNAME", "ttl": 60, "records": ["${local.host}"]},
   "b": {"zone_id": "Z1", "name": "b", "type": "CNAME", "ttl": 60,
    "records": ["${trimprefix(aws_apigatewayv2_api.payments.api_endpoint, \"https://\")}"]},
   "c": {"zone_id": "Z1", "name": "c", "type": "CNAME", "ttl": 60,
    "records": ["${split(\"/\", aws_apigatewayv2_api.payments.api_endpoint)[2]}"]},
   "d": {"zone_id": "Z1", "name": "d", "type": "CNAME", "ttl": 60,
    "records": ["${regex(\"https://([^/]+)\", aws_apigatewayv2_api.payments.api_endpoint)[0]}"]}}}}"#,
        ),
        // Names of hosts, whatever they are called.
        Example::Clean(
            r#"{"resource": {"aws_lb": {"web": {"name": "web"}}, "aws_s3_bucket": {"site": {"bucket": "site"}},
  "aws_route53_record": {
   "web": {"zone_id": "Z1", "name": "web", "type": "CNAME", "ttl": 60, "records": ["${aws_lb.web.dns_name}"]},
   "site": {"zone_id": "Z1", "name": "site", "type": "CNAME", "ttl": 60,
    "records": ["${aws_s3_bucket.site.website_endpoint}"]},
   "app": {"zone_id": "Z1", "name": "app", "type": "CNAME", "ttl": 60,
    "records": ["${aws_apprunner_service.app.service_url}"]},
   "api": {"zone_id": "Z1", "name": "api", "type": "CNAME", "ttl": 60,
    "records": ["${aws_apigatewayv2_api.payments.id}.execute-api.eu-west-1.amazonaws.com"]}}}}"#,
        ),
        // Text may be a URL.
        Example::Clean(
            r#"{"resource": {"aws_route53_record": {
   "proof": {"zone_id": "Z1", "name": "proof", "type": "TXT", "ttl": 60, "records": ["https://example.com/proof"]},
   "issuer": {"zone_id": "Z1", "name": "issuer", "type": "CAA", "ttl": 60,
    "records": ["0 iodef \"https://example.com/report\""]}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"target": {"type": "string"}, "kind": {"type": "string"}},
 "resource": {"aws_route53_record": {
   "a": {"zone_id": "Z1", "name": "a", "type": "CNAME", "ttl": 60, "records": ["${var.target}"]},
   "b": {"zone_id": "Z1", "name": "b", "type": "${var.kind}", "ttl": 60, "records": ["https://example.com"]}}}}"#,
        ),
    ],
};
