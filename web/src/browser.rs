//! The few things the page asks of the browser: reading files, fetching its own files, clipboard, theme.

use js_sys::{JsString, Uint8Array};
use policy_core::Input;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, File, Response, Window, window};

/// The key of the theme in the browser's storage; `public/theme.js` reads it before the first paint.
const THEME_KEY: &str = "planproof-theme";

/// Reads a file as the text that the rule core reads in it; `None` when it holds none or cannot be read, which the
/// core then words.
pub(crate) async fn read_text(file: &File) -> Option<JsString> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let input = Input::new("", &bytes).ok()?;
    Some(JsString::from(input.text()))
}

/// Fetches a text that is served beside the page.
pub(crate) async fn fetch_text(path: &str) -> Option<JsString> {
    let response: Response = JsFuture::from(window()?.fetch_with_str(path)).await.ok()?.unchecked_into();
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.dyn_into().ok()
}

/// Puts a text on the clipboard, and tells whether that worked; pages that are not served safely have none.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(clipboard) = window().map(|window| window.navigator().clipboard()) else { return false };
    if JsValue::from(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Switches between light and dark. A choice that equals the system's is forgotten, so that the page follows
/// the system again.
pub(crate) fn switch_theme() {
    let Some(window) = window() else { return };
    let Some(root) = window.document().and_then(|document| document.document_element()) else { return };
    let system = if prefers_dark(&window) { "dark" } else { "light" };
    let shown = root.get_attribute("data-theme").unwrap_or_else(|| system.into());
    let wanted = if shown == "dark" { "light" } else { "dark" };
    let storage = window.local_storage().ok().flatten();
    // Storage may be full or forbidden; the theme then lasts as long as the page.
    if wanted == system {
        let _ = root.remove_attribute("data-theme");
        let _ = storage.map(|storage| storage.remove_item(THEME_KEY));
    } else {
        let _ = root.set_attribute("data-theme", wanted);
        let _ = storage.map(|storage| storage.set_item(THEME_KEY, wanted));
    }
}

/// The part of the address after `#`, which may name an example.
pub(crate) fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').into()
}

/// Changes the part of the address after `#` without a new entry in the history.
pub(crate) fn set_fragment(fragment: &str) {
    let Some(window) = window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    let address = if fragment.is_empty() { path } else { format!("#{fragment}") };
    if let Ok(history) = window.history() {
        // The address is a convenience; a browser that refuses to change it shows the same page.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Scrolls an element into view, as little as possible.
pub(crate) fn scroll_to(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn prefers_dark(window: &Window) -> bool {
    window.match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
}
