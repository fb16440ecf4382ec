//! The bar that says in one line whether the stack can be deployed, or is in order where it was already.

use std::rc::Rc;

use planproof_web::protocol::InputFault;
use policy_core::{
    report::{CheckedInput, Detected, Report, Summary},
    rule::Severity,
};
use yew::{Html, Properties, component, html};

use super::{
    Icon, icon, number,
    prose::{duration, thousands},
};

/// What is known about the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// There is no text.
    Nothing,
    /// The first check is under way.
    Checking,
    /// It was checked.
    Checked { report: Rc<Report>, millis: f64 },
    /// It cannot be judged.
    Refused(Rc<InputFault>),
    /// The checker failed.
    Stopped(String),
}

#[derive(Properties, PartialEq)]
pub(crate) struct VerdictBarProps {
    pub verdict: Verdict,
    /// Whether a newer check is under way.
    pub busy: bool,
}

#[component]
pub(crate) fn VerdictBar(props: &VerdictBarProps) -> Html {
    let (class, mark, title, about) = headline(&props.verdict);
    html! {
        <section class={format!("verdict verdict-{class}")} aria-label="Verdict" aria-busy={props.busy.to_string()}>
            <p class="verdict-title" role="status">
                <span class="verdict-mark">{ icon(mark) }</span>
                <b>{ title }</b>
                <span>{ about }</span>
            </p>
            if let Verdict::Checked { report, millis } = &props.verdict {
                { counts(&report.summary) }
                { facts(report, *millis) }
            }
            <p class="privacy">{ icon(Icon::Lock) }{ "Nothing leaves this page" }</p>
        </section>
    }
}

fn headline(verdict: &Verdict) -> (&'static str, Icon, &'static str, String) {
    match verdict {
        Verdict::Nothing => {
            ("idle", Icon::File, "Nothing to check yet", "Paste, open or drop a plan or a state".into())
        }
        Verdict::Checking => ("idle", Icon::File, "Checking…", String::new()),
        Verdict::Refused(fault) => {
            let place = fault.location.as_ref().map(|at| format!("Line {}, column {}", at.line, at.column));
            ("refused", Icon::Alert, "Cannot be checked", place.unwrap_or_default())
        }
        Verdict::Stopped(_) => ("refused", Icon::Alert, "The checker stopped", String::new()),
        Verdict::Checked { report, .. } if !report.summary.deployable => {
            let title = if report.is_of_states() { "Not in working order" } else { "Not deployable" };
            ("blocked", Icon::Block, title, number(report.summary.blockers, "blocker"))
        }
        Verdict::Checked { report, .. } => {
            let about = if report.findings.is_empty() { "No findings" } else { "" };
            let title = if report.is_of_states() { "In working order" } else { "Deployable" };
            ("deployable", Icon::Check, title, about.into())
        }
    }
}

fn counts(summary: &Summary) -> Html {
    let counts = Severity::ALL.map(|severity| (severity.name(), count(summary, severity)));
    if counts.iter().all(|(_, count)| *count == 0) {
        return Html::default();
    }
    html! {
        <ul class="counts" aria-label="Findings by severity">
            { for counts.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| html! {
                <li class={format!("count severity-{name}")}><b>{ thousands(count) }</b>{ format!(" {name}") }</li>
            }) }
        </ul>
    }
}

fn count(summary: &Summary, severity: Severity) -> usize {
    match severity {
        Severity::Critical => summary.critical,
        Severity::High => summary.high,
        Severity::Medium => summary.medium,
        Severity::Low => summary.low,
        Severity::Info => summary.info,
    }
}

fn facts(report: &Report, millis: f64) -> Html {
    html! {
        <p class="facts">
            { for report.inputs.iter().map(|input| html! {
                <>
                    <span class="fact">{ number(input.resources, "resource") }</span>
                    <span class="fact fact-origin">{ origin(input) }</span>
                    { detected("environment", input.detected.name.as_ref()) }
                    { detected("suffix", input.detected.suffix.as_ref()) }
                    { for input.notes.iter().map(|note| html! { <span class="fact">{ note }</span> }) }
                </>
            }) }
            <span class="fact">{ format!("checked in {}", duration(millis)) }</span>
        </p>
    }
}

/// What the rules took the stack to be called, and where that is from.
fn detected(what: &str, detected: Option<&Detected>) -> Html {
    detected.map_or_else(Html::default, |Detected { value, source }| {
        html! { <span class="fact" title={format!("from {source}")}>{ format!("{what} {value}") }</span> }
    })
}

fn origin(input: &CheckedInput) -> String {
    let kind = input.kind.title();
    input
        .terraform_version
        .as_ref()
        .map_or_else(|| kind.into(), |version| format!("{kind} of Terraform {version}"))
}
