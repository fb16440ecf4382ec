//! An alarm that tells nobody.
//!
//! What listens to alarms from another configuration, such as an event rule for the whole account, is not seen.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
    vec::Vec,
};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    plan::{Attribute, BlockId, Plan, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
};

pub(crate) static RULE: Rule = Rule {
    name: "alarm-without-actions",
    category: Category::Observability,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Infrastructure,
    summary: "An alarm goes off and tells nobody",
    remedy: "set alarm_actions, and ok_actions for the end of it, to an SNS topic that people read",
    // What listens is looked for once, for all alarms.
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

const ACTIONS: [&str; 3] = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

/// What acts on the state of the alarms that it names, and where it names them.
const WATCHERS: [(&str, &[&str]); 6] = [
    ("aws_appconfig_environment", &["monitor", "alarm_arn"]),
    ("aws_cloudwatch_composite_alarm", &["alarm_rule"]),
    ("aws_codedeploy_deployment_group", &["alarm_configuration", "alarms"]),
    ("aws_ecs_service", &["alarms", "alarm_names"]),
    ("aws_fis_experiment_template", &["stop_condition", "value"]),
    ("aws_route53_health_check", &["cloudwatch_alarm_name"]),
];

/// What an event rule for alarms has in its pattern.
const EVENT: &str = "CloudWatch Alarm State Change";

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let mut silent: Vec<_> = plan.of_type("aws_cloudwatch_metric_alarm").collect();
    silent.retain(|&alarm| is_silent(alarm, checker));
    if silent.is_empty() {
        return;
    }
    let graph = checker.graph();
    let (events, watched) = (events(plan), Watched::of(graph));
    for alarm in silent {
        // It says of an alarm that goes to another module, too, that nobody knows.
        let composite =
            graph.referrers(alarm, &[], "aws_cloudwatch_composite_alarm", "alarm_rule").map(|_| ());
        let heard = [events, watched.holds(alarm), composite];
        if heard.contains(&Read::Known(())) {
            continue;
        }
        if heard.contains(&Read::Unknown) {
            checker.undetermined(alarm.attribute("alarm_name"));
        } else {
            checker.report(alarm, "it has no action: when it goes off, nothing happens".to_owned());
        }
    }
}

/// Whether an alarm certainly acts on nothing by itself, and is meant to.
fn is_silent<'p>(alarm: Resource<'p>, checker: &mut Checker<'_, 'p>) -> bool {
    let mut unknown = None;
    for actions in ACTIONS {
        let actions = alarm.attribute(actions);
        match actions.items() {
            Read::Known(items) if !items.is_empty() => return false,
            Read::Unknown if is_planned_with_arn(actions) => return false,
            Read::Unknown => unknown = Some(actions),
            Read::Known(_) | Read::Absent => {}
        }
    }
    if let Some(unknown) = unknown {
        checker.undetermined(unknown);
        return false;
    }
    let enabled = alarm.attribute("actions_enabled");
    checker.known(enabled, enabled.truth().or_default(true)) == Some(true)
}

/// Whether a plan's unknown list has an element for all that: of a set with one unknown member, it tells only what
/// that refers to, and an ARN is no list.
fn is_planned_with_arn(list: Attribute<'_>) -> bool {
    let mut found = false;
    list.visit_references(&mut |reference| found |= reference.names().last() == Some("arn"));
    found && !list.owner().plan.is_configuration()
}

/// Whether an event rule passes alarms on.
fn events(plan: &Plan<'_>) -> Read<()> {
    let mut events = Read::Absent;
    for rule in plan.of_type("aws_cloudwatch_event_rule") {
        match names_of(rule.attribute("event_pattern")) {
            Read::Known(pattern) if pattern.contains(EVENT) => return Read::Known(()),
            Read::Unknown => events = Read::Unknown,
            Read::Known(_) | Read::Absent => {}
        }
    }
    events
}

/// The alarms that something watches: by reference and by name.
#[derive(Default)]
struct Watched {
    blocks: Set<BlockId>,
    names: Set<String>,
    /// Whether there may be more.
    more: bool,
}

impl Watched {
    fn of(graph: &ResourceGraph<'_>) -> Self {
        let mut watched = Self::default();
        for (type_name, path) in WATCHERS {
            for place in graph.plan().of_type(type_name).flat_map(|watcher| watcher.all(path)) {
                watched.blocks.extend(graph.targets(place).blocks.iter().copied());
                match names_of(place) {
                    Read::Known(text) => watched.names.extend(names_in(&text).map(ToOwned::to_owned)),
                    Read::Unknown => watched.more = true,
                    Read::Absent => {}
                }
            }
        }
        watched
    }

    fn holds(&self, alarm: Resource<'_>) -> Read<()> {
        let unless_more = if self.more { Read::Unknown } else { Read::Absent };
        if alarm.block_id().is_some_and(|block| self.blocks.contains(&block)) {
            return Read::Known(());
        }
        match alarm.attribute("alarm_name").text_by_default() {
            Read::Known(name) if self.names.contains(&*name) => Read::Known(()),
            Read::Unknown if !self.names.is_empty() => Read::Unknown,
            _ => unless_more,
        }
    }
}

/// A text for looking up names in: its value, or its template where all that it leaves open is what resources say.
fn names_of(attribute: Attribute<'_>) -> Read<Cow<'_, str>> {
    let text = attribute.text_by_default();
    let Read::Unknown = text else { return text.map(|text| Cow::Owned((*text).to_owned())) };
    let mut is_open = false;
    attribute.visit_references(&mut |reference| is_open |= !reference.root.starts_with("aws_"));
    attribute.written().filter(|_| !is_open).map_or(Read::Unknown, Read::Known)
}

/// The names in a composite alarm's rule, such as `ALARM("cpu") AND NOT OK(disk)`; else the name that the text is.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('"').skip(1).step_by(2);
    let bare = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    let names = core::iter::once(text).chain(quoted).chain(bare).map(str::trim);
    // An ARN ends in the name.
    names.map(|name| name.rsplit_once(":alarm:").map_or(name, |(_, name)| name))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "An alarm without actions changes colour in a console that nobody has open. The failure it was made \
                for goes on until a customer calls, and then the alarm's history shows that it was known all along. \
                Terraform and AWS accept it without a word.",
    snippets: Snippets {
        hcl: r#"resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "payments-webhook-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.on_call.arn]
  ok_actions          = [aws_sns_topic.on_call.arn]
}"#,
        cdktf_typescript: r#"new CloudwatchMetricAlarm(this, "errors", {
  alarmName: "payments-webhook-errors",
  namespace: "AWS/Lambda",
  metricName: "Errors",
  statistic: "Sum",
  comparisonOperator: "GreaterThanThreshold",
  threshold: 0,
  period: 60,
  evaluationPeriods: 1,
  alarmActions: [onCall.arn],
  okActions: [onCall.arn],
});"#,
        cdktf_python: r#"CloudwatchMetricAlarm(self, "errors",
    alarm_name="payments-webhook-errors",
    namespace="AWS/Lambda",
    metric_name="Errors",
    statistic="Sum",
    comparison_operator="GreaterThanThreshold",
    threshold=0,
    period=60,
    evaluation_periods=1,
    alarm_actions=[on_call.arn],
    ok_actions=[on_call.arn],
)"#,
    },
    sources: &[
        Source {
            title: "Acting on alarm changes",
            url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Acting_Alarm_Changes.html",
        },
        Source {
            title: "Security Hub: controls for Amazon CloudWatch",
            url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-15",
        },
    ],
    controls: &["AWS Security Hub CloudWatch.15"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {"errors": {"alarm_name": "errors", "threshold": 0}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {"errors": {"alarm_name": "errors", "alarm_actions": [],
   "ok_actions": null, "actions_enabled": true}}}}"#,
        ),
        // Another alarm is part of the composite one.
        Example::Flagged(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {
   "errors": {"alarm_name": "errors"}, "latency": {"alarm_name": "latency"}},
  "aws_cloudwatch_composite_alarm": {"any": {"alarm_name": "any", "alarm_actions": ["arn:aws:sns:eu-west-1:1:ops"],
   "alarm_rule": "ALARM(${aws_cloudwatch_metric_alarm.latency.alarm_name})"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_sns_topic": {"ops": {"name": "ops"}}, "aws_cloudwatch_metric_alarm": {
  "errors": {"alarm_name": "errors", "alarm_actions": ["${aws_sns_topic.ops.arn}"]},
  "missing": {"alarm_name": "missing", "insufficient_data_actions": ["${aws_sns_topic.ops.arn}"]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {"errors": {"alarm_name": "errors",
  "actions_enabled": false}}}}"#,
        ),
        // The list comes from outside.
        Example::Clean(
            r#"{"variable": {"actions": {"default": []}},
 "resource": {"aws_cloudwatch_metric_alarm": {"errors": {"alarm_name": "errors",
  "alarm_actions": "${var.actions}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {
   "errors": {"alarm_name": "errors"}, "latency": {"alarm_name": "latency"}},
  "aws_cloudwatch_composite_alarm": {"any": {"alarm_name": "any", "alarm_actions": ["arn:aws:sns:eu-west-1:1:ops"],
   "alarm_rule": "ALARM(errors) OR ALARM(${aws_cloudwatch_metric_alarm.latency.arn})"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {"errors": {"alarm_name": "errors"}},
  "aws_cloudwatch_event_rule": {"alarms": {
   "event_pattern": "${jsonencode({\"detail-type\" = [\"CloudWatch Alarm State Change\"]})}"}}}}"#,
        ),
        // It decides whether a record fails over.
        Example::Clean(
            r#"{"resource": {"aws_cloudwatch_metric_alarm": {"errors": {"alarm_name": "errors"}},
  "aws_route53_health_check": {"api": {"type": "CLOUDWATCH_METRIC", "cloudwatch_alarm_region": "us-east-1",
   "cloudwatch_alarm_name": "${aws_cloudwatch_metric_alarm.errors.alarm_name}"}}}}"#,
        ),
    ],
};
