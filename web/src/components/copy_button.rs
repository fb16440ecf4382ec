//! A button that copies a text and says so.

use gloo_timers::callback::Timeout;
use yew::{AttrValue, Callback, Html, Properties, component, html, use_mut_ref, use_state};

use super::{Icon, icon};
use crate::browser;

#[derive(Properties, PartialEq)]
pub(crate) struct CopyButtonProps {
    /// What is copied.
    pub text: AttrValue,
    /// What it is, for "Copy …".
    pub what: AttrValue,
}

#[component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let said = use_state(|| "Copy");
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_| {
            let (said, text, timer) = (said.clone(), text.clone(), timer.clone());
            wasm_bindgen_futures::spawn_local(async move {
                said.set(if browser::copy(&text).await { "Copied" } else { "Not copied" });
                *timer.borrow_mut() = Some(Timeout::new(1600, move || said.set("Copy")));
            });
        })
    };
    html! {
        <button type="button" class="button button-small" {onclick} aria-label={format!("{} {}", *said, props.what)}>
            { icon(if *said == "Copied" { Icon::Check } else { Icon::Copy }) }
            <span aria-live="polite">{ *said }</span>
        </button>
    }
}
