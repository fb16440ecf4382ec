//! The page's head: name, examples, open, settings, theme.

use policy_core::{policy::Policy, rule::Profile};
use web_sys::{HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast, component, html};

use super::{Icon, icon};
use crate::{
    browser,
    examples::{EXAMPLES, Example},
};

#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    pub policy: Policy,
    pub on_policy: Callback<Policy>,
    pub on_example: Callback<Example>,
    pub on_open: Callback<()>,
}

#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    html! {
        <header class="header">
            <h1 class="wordmark">
                <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
                    <path class="logo-sheet" d="M5 2h10l5 5v15H5z" />
                    <path class="logo-check" d="m8.3 13.2 3.2 3.3 5.4-6.7" />
                </svg>
                { "planproof" }
            </h1>
            <span class="tagline">{ "playground" }</span>
            <nav class="actions" aria-label="Tools">
                <button type="button" class="button button-quiet" popovertarget="examples">
                    { "Examples" }{ icon(Icon::ChevronDown) }
                </button>
                <button type="button" class="button button-quiet" onclick={props.on_open.reform(|_| ())}
                    title="Open a file (Ctrl+O)">
                    { icon(Icon::Open) }<span class="wide">{ "Open" }</span>
                    <span class="visually-hidden">{ "a file" }</span>
                </button>
                <button type="button" class="button button-quiet" popovertarget="settings" aria-label="Settings"
                    title="Settings">
                    { icon(Icon::Settings) }
                </button>
                <button type="button" class="button button-quiet" onclick={|_| browser::switch_theme()}
                    aria-label="Switch between light and dark" title="Switch between light and dark">
                    { icon(Icon::Theme) }
                </button>
            </nav>
            <div id="examples" class="popover" popover="auto">
                <ul class="menu">
                    { for EXAMPLES.map(|example| html! {
                        <li>
                            <button type="button" popovertarget="examples" popovertargetaction="hide"
                                onclick={props.on_example.reform(move |_| example)}>
                                <b>{ example.title }</b>
                                <span>{ example.about }</span>
                            </button>
                        </li>
                    }) }
                </ul>
            </div>
            <div id="settings" class="popover" popover="auto">{ settings(props) }</div>
        </header>
    }
}

fn settings(props: &HeaderProps) -> Html {
    let profile = |profile: Profile, title: &'static str, about: &'static str| {
        let (policy, on_policy) = (props.policy.clone(), props.on_policy.clone());
        html! {
            <label class="choice">
                <input type="radio" name="profile" checked={props.policy.profile == profile}
                    onchange={move |_| on_policy.emit(Policy { profile, ..policy.clone() })} />
                <span><b>{ title }</b><span>{ about }</span></span>
            </label>
        }
    };
    let text = |label: &'static str,
                hint: &'static str,
                value: &Option<String>,
                set: fn(&mut Policy, Option<String>)| {
        let (policy, on_policy) = (props.policy.clone(), props.on_policy.clone());
        let oninput = move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            let mut policy = policy.clone();
            set(&mut policy, Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty()));
            on_policy.emit(policy);
        };
        html! {
            <label class="field">
                <span>{ label }</span>
                <input type="text" value={value.clone().unwrap_or_default()} placeholder={hint} {oninput}
                    autocomplete="off" spellcheck="false" />
            </label>
        }
    };
    html! {
        <form class="settings" onsubmit={|event: yew::SubmitEvent| event.prevent_default()}>
            <fieldset>
                <legend>{ "Rules" }</legend>
                { profile(Profile::Recommended, "Recommended", "What nearly every stack wants") }
                { profile(Profile::All, "All", "The opinionated rules too") }
            </fieldset>
            { text("Environment", "found in the input", &props.policy.environment, |policy, typed| policy.environment = typed) }
            { text("Environment suffix", "found in the input", &props.policy.environment_suffix, |policy, typed| policy.environment_suffix = typed) }
        </form>
    }
}
