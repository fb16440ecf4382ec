//! What stands in the editor's place when there is no text in it.

use yew::{Callback, Html, Properties, component, html};

use super::{Icon, copy_button::CopyButton, icon};
use crate::examples::{BROKEN, Example, MENDED};

/// How a plan becomes JSON.
const COMMANDS: &str = "terraform plan -out plan.tfplan\nterraform show -json plan.tfplan > plan.json";

#[derive(Properties, PartialEq)]
pub(crate) struct WelcomeProps {
    pub on_open: Callback<()>,
    pub on_example: Callback<Example>,
}

#[component]
pub(crate) fn Welcome(props: &WelcomeProps) -> Html {
    let show = |example: Example| props.on_example.reform(move |_| example);
    html! {
        <div class="welcome">
            <div class="welcome-card">
                <h2>{ "Prove a Terraform plan before it is applied" }</h2>
                <p>
                    { "Paste a plan or a state as JSON, or configuration in JSON syntax (" }<code>{ "*.tf.json" }</code>
                    { ", " }<code>{ "cdk.tf.json" }</code>{ "). It is checked as you type, here in your browser." }
                </p>
                <div class="commands">
                    <pre tabindex="0" aria-label="Commands that write a plan as JSON"><code>
                        { for COMMANDS.lines().map(|line| html! { <span class="command">{ line }{ "\n" }</span> }) }
                    </code></pre>
                    <CopyButton text={COMMANDS} what="the commands" />
                </div>
                <div class="welcome-actions">
                    <button type="button" class="button button-primary" onclick={props.on_open.reform(|_| ())}>
                        { icon(Icon::Open) }{ "Open a file" }
                    </button>
                    <button type="button" class="button" onclick={show(BROKEN)}>{ "See a broken stack" }</button>
                    <button type="button" class="button" onclick={show(MENDED)}>{ "See it mended" }</button>
                </div>
                <p class="muted">{ "Or drop a file anywhere on this page." }</p>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct LargeFileProps {
    pub name: String,
    pub bytes: f64,
    /// Whether it is text that is too large, or no text at all.
    pub large: bool,
}

#[component]
pub(crate) fn LargeFile(props: &LargeFileProps) -> Html {
    html! {
        <div class="welcome">
            <div class="welcome-card">
                <p class="large-file">{ icon(Icon::File) }<b>{ &props.name }</b><span>{ size(props.bytes) }</span></p>
                <p>
                    if props.large {
                        { "Too large to edit here, so it is checked as it is. Lines and columns are those of the file." }
                    } else {
                        { "This file holds no text that could be shown." }
                    }
                </p>
            </div>
        </div>
    }
}

fn size(bytes: f64) -> String {
    match bytes {
        ..1e3 => format!("{bytes} bytes"),
        ..1e6 => format!("{:.0} kB", bytes / 1e3),
        _ => format!("{:.1} MB", bytes / 1e6),
    }
}
