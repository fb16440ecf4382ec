//! The findings, grouped by resource, the worst first; or why there are none to show.

use std::{collections::HashMap, rc::Rc};

use planproof_web::protocol::InputFault;
use policy_core::report::{Finding, Report};
use web_sys::Element;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use super::{
    Icon, Verdict,
    explanation::{Explanation, Language},
    icon, number, prose,
    prose::{sentence, thousands},
};
use crate::{browser, rule_pages::RulePages};

/// How many findings are drawn at first, and how many more at a time.
const STEP: usize = 200;

/// How many of the other places that take part in a finding are named.
const MOST_RELATED: usize = 4;

#[derive(Properties, PartialEq)]
pub(crate) struct FindingsPaneProps {
    pub verdict: Verdict,
    pub selected: Option<usize>,
    pub explained: Option<usize>,
    pub pages: RulePages,
    /// Whether the text is in the editor, so that its places can be shown.
    pub shown: bool,
    pub on_select: Callback<usize>,
    pub on_explain: Callback<usize>,
    /// The user wants to see where the input is broken.
    pub on_fault: Callback<()>,
}

#[component]
pub(crate) fn FindingsPane(props: &FindingsPaneProps) -> Html {
    match &props.verdict {
        Verdict::Nothing => nothing(),
        Verdict::Checking => html! { <p class="pane-message muted">{ "Checking…" }</p> },
        Verdict::Refused(fault) => refused(fault, props),
        Verdict::Stopped(reason) => stopped(reason),
        Verdict::Checked { report, .. } if report.findings.is_empty() => clean(report),
        Verdict::Checked { report, .. } => html! {
            <FindingsList report={report.clone()} selected={props.selected} explained={props.explained}
                pages={props.pages.clone()} on_select={props.on_select.clone()}
                on_explain={props.on_explain.clone()} />
        },
    }
}

fn nothing() -> Html {
    html! {
        <div class="pane-message">
            <h3>{ "What you will see here" }</h3>
            <ul class="promises">
                <li>
                    <b>{ "What stops the deployment" }</b>
                    <span>{ "A permission nobody granted, a peering nobody accepted, a state bucket its own stack creates." }</span>
                </li>
                <li>
                    <b>{ "What leaks or cannot be reached" }</b>
                    <span>{ "A password in clear, a bucket without a public access block." }</span>
                </li>
                <li>
                    <b>{ "What costs too much or does not survive" }</b>
                    <span>{ "A NAT gateway outside production, an alarm that tells nobody." }</span>
                </li>
            </ul>
            <p class="muted">{ "Each with its line and column, and what to do about it." }</p>
        </div>
    }
}

fn refused(fault: &InputFault, props: &FindingsPaneProps) -> Html {
    html! {
        <div class="pane-message">
            <div class="notice" role="alert">
                <h3>{ icon(Icon::Alert) }{ prose(&sentence(&fault.message)) }</h3>
                if let Some(at) = &fault.location {
                    <p class="notice-place">
                        { format!("Line {}, column {}", thousands(at.line as usize), thousands(at.column as usize)) }
                        if props.shown {
                            <button type="button" class="button button-small" onclick={props.on_fault.reform(|_| ())}>
                                { "Show" }
                            </button>
                        }
                    </p>
                }
                if let Some(help) = &fault.help {
                    <p>{ prose(&sentence(help)) }</p>
                }
            </div>
        </div>
    }
}

fn stopped(reason: &str) -> Html {
    html! {
        <div class="pane-message">
            <div class="notice" role="alert">
                <h3>{ icon(Icon::Alert) }{ "The checker stopped" }</h3>
                <p>{ "This is a fault of Planproof, not of your plan. Your text is still in the editor; change it, or reload the page, to try again." }</p>
                if !reason.is_empty() {
                    <p class="muted"><code>{ reason.to_owned() }</code></p>
                }
            </div>
        </div>
    }
}

fn clean(report: &Report) -> Html {
    let resources: usize = report.inputs.iter().map(|input| input.resources).sum();
    html! {
        <div class="pane-message clean">
            <span class="clean-mark">{ icon(Icon::Check) }</span>
            <h3>{ "Nothing found" }</h3>
            <p>{ format!("{} checked; no rule has anything to say.", number(resources, "resource")) }</p>
            { undetermined(report) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FindingsListProps {
    report: Rc<Report>,
    selected: Option<usize>,
    explained: Option<usize>,
    pages: RulePages,
    on_select: Callback<usize>,
    on_explain: Callback<usize>,
}

#[component]
fn FindingsList(props: &FindingsListProps) -> Html {
    let limit = use_state(|| STEP);
    let language = use_state(|| Language::Hcl);
    let on_language = {
        let language = language.clone();
        Callback::from(move |chosen| language.set(chosen))
    };
    let findings = &props.report.findings;
    // A finding chosen in the editor is drawn even when it is beyond the limit.
    let drawn = findings.len().min((*limit).max(props.selected.map_or(0, |index| index + 1)));
    let found = found(&props.report);
    let more = {
        let limit = limit.clone();
        move |_| limit.set(drawn + STEP)
    };
    html! {
        <div class="findings">
            { for groups(findings.get(..drawn).unwrap_or(findings)).into_iter().map(|(address, members)| html! {
                <section class="group" key={address.to_owned()} aria-label={address.to_owned()}>
                    <h3 class="group-title">
                        { address_parts(address) }
                        if let Some(path) = members.first().and_then(|i| findings.get(*i)?.construct_path.clone()) {
                            <span class="construct" title="CDKTF construct">{ path }</span>
                        }
                    </h3>
                    <ul>
                        { for members.into_iter().map(|index| html! {
                            <Card key={index} report={props.report.clone()} {index}
                                selected={props.selected == Some(index)}
                                pages={(props.explained == Some(index)).then(|| props.pages.clone())}
                                language={*language} on_language={on_language.clone()}
                                on_select={props.on_select.clone()} on_explain={props.on_explain.clone()} />
                        }) }
                    </ul>
                </section>
            }) }
            if drawn < findings.len() {
                <button type="button" class="button more" onclick={more}>
                    { format!("Show more: {} of {} shown", thousands(drawn), thousands(found)) }
                </button>
            } else if drawn < found {
                <p class="muted more">
                    { format!("These are the worst {} of {} findings.", thousands(drawn), thousands(found)) }
                </p>
            }
            { undetermined(&props.report) }
        </div>
    }
}

/// All findings, those that the worker left out included.
fn found(report: &Report) -> usize {
    let summary = &report.summary;
    summary.critical + summary.high + summary.medium + summary.low + summary.info
}

/// Findings by address, in the order in which the addresses first appear.
fn groups(findings: &[Finding]) -> Vec<(&str, Vec<usize>)> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut places = HashMap::new();
    for (index, finding) in findings.iter().enumerate() {
        let address = finding.address.as_str();
        let place = *places.entry(address).or_insert_with(|| {
            groups.push((address, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, members)) = groups.get_mut(place) {
            members.push(index);
        }
    }
    groups
}

/// An address with its name set apart from module and type.
fn address_parts(address: &str) -> Html {
    let name_start = name_start(address);
    let (before, name) = address.split_at_checked(name_start).unwrap_or(("", address));
    html! { <code class="address"><span>{ before.to_owned() }</span>{ name.to_owned() }</code> }
}

/// Where the resource's own name starts: after the last dot that is not inside an index.
fn name_start(address: &str) -> usize {
    let mut depth = 0u32;
    let mut quoted = false;
    let mut start = 0;
    for (index, char) in address.char_indices() {
        match char {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if !quoted && depth == 0 => start = index + 1,
            _ => {}
        }
    }
    start
}

fn undetermined(report: &Report) -> Html {
    let count = report.summary.undetermined;
    if count == 0 {
        return Html::default();
    }
    let (when, why) = if report.is_of_states() {
        ("left open", "A state does not tell these")
    } else {
        ("open until apply", "These values are not known before apply")
    };
    html! {
        <details class="undetermined">
            <summary>
                { format!("{} {when}", number(count, "question")) }
            </summary>
            <p class="muted">{ why }{ ", so the rules make no finding of them." }</p>
            <ul>
                { for report.undetermined.iter().take(STEP).map(|question| html! {
                    <li>
                        <code>{ &question.address }{ question.attribute.as_ref().map(|path| format!(".{path}")) }</code>
                        <span class="muted">{ &question.rule }</span>
                    </li>
                }) }
            </ul>
            if count > STEP {
                <p class="muted">{ format!("… and {} more.", thousands(count - STEP)) }</p>
            }
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct CardProps {
    report: Rc<Report>,
    index: usize,
    selected: bool,
    /// Given when the finding's rule is to be explained.
    pages: Option<RulePages>,
    language: Language,
    on_language: Callback<Language>,
    on_select: Callback<usize>,
    on_explain: Callback<usize>,
}

#[component]
fn Card(props: &CardProps) -> Html {
    let card = use_node_ref();
    use_effect_with((props.selected, props.index), {
        let card = card.clone();
        move |(selected, _)| {
            if let (true, Some(card)) = (selected, card.cast::<Element>()) {
                browser::scroll_to(&card);
            }
        }
    });
    let index = props.index;
    let Some(finding) = props.report.findings.get(index) else { return Html::default() };
    let severity = finding.severity.name();
    let explanation_id = format!("explanation-{index}");
    let open = props.pages.is_some();
    html! {
        <li ref={card} class={format!("card severity-{severity}")} aria-current={props.selected.then_some("true")}>
            <button type="button" class="card-main" onclick={props.on_select.reform(move |_| index)}>
                <span class="card-head">
                    <span class="badge">{ severity }</span>
                    if finding.blocking {
                        <span class="badge badge-blocking">{ if props.report.is_of_states() { "breaks" } else { "blocks" } }</span>
                    }
                    <span class="place">{ place(finding) }</span>
                </span>
                <span class="message">{ prose(&sentence(&finding.message)) }</span>
                if let Some(refusal) = &finding.terraform {
                    <span class="refusal">
                        <code>{ refusal.step.command() }</code>{ " · " }{ &*refusal.summary }
                    </span>
                }
                <span class="remedy">{ prose(&sentence(&finding.remedy)) }</span>
                { for finding.related.iter().take(MOST_RELATED).map(|related| html! {
                    <span class="related">
                        <code>{ &related.address }</code>{ " · " }{ prose(&related.message) }
                    </span>
                }) }
                if finding.related.len() > MOST_RELATED {
                    <span class="related">
                        { format!("and {} more", thousands(finding.related.len() - MOST_RELATED)) }
                    </span>
                }
            </button>
            <div class="card-foot">
                <code class="rule">{ &finding.rule }</code>
                <button type="button" class="link" aria-expanded={open.to_string()}
                    aria-controls={open.then(|| explanation_id.clone())}
                    onclick={props.on_explain.reform(move |_| index)}>
                    { if open { "Close" } else { "Explain" } }
                    <span class="visually-hidden">{ format!(" {}", finding.rule) }</span>
                </button>
            </div>
            if let Some(pages) = &props.pages {
                <Explanation id={explanation_id} rule={finding.rule.clone()} pages={pages.clone()}
                    language={props.language} on_language={props.on_language.clone()} />
            }
        </li>
    }
}

fn place(finding: &Finding) -> String {
    let at = &finding.location;
    let place = format!("{}:{}", at.line, at.column);
    finding.attribute.as_ref().map_or_else(|| place.clone(), |attribute| format!("{attribute} · {place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_resource_is_found_behind_any_module_key() {
        for (address, name) in [
            ("aws_vpc.main", "main"),
            ("module.net[\"eu.west\"].aws_subnet.a[\"b.c\"]", "a[\"b.c\"]"),
            ("module.m[0].aws_subnet.a[1]", "a[1]"),
            ("output", "output"),
        ] {
            assert_eq!(address.get(name_start(address)..), Some(name));
        }
    }
}
