//! The editor as Rust sees it: a handle on the view that `js/editor.js` makes.

use js_sys::JsString;
use serde::Serialize;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::Element;
use yew::Callback;

/// The largest text, in UTF-16 units, that is put into the editor; larger ones are checked without being shown.
pub(crate) const LARGEST_TEXT: u32 = 10_000_000;

#[wasm_bindgen(raw_module = "./editor.js")]
extern "C" {
    type View;

    #[wasm_bindgen(js_name = createEditor)]
    fn create_editor(
        parent: &Element,
        on_change: &Closure<dyn FnMut()>,
        on_mark: &Closure<dyn FnMut(i32)>,
        limit: u32,
        on_large_paste: &Closure<dyn FnMut(JsString)>,
    ) -> View;
    #[wasm_bindgen(js_name = setText)]
    fn set_text(view: &View, text: &JsString);
    #[wasm_bindgen(js_name = getText)]
    fn get_text(view: &View) -> JsString;
    fn lines(view: &View) -> u32;
    fn length(view: &View) -> u32;
    #[wasm_bindgen(js_name = setMarks)]
    fn set_marks(view: &View, marks: &str);
    #[wasm_bindgen(js_name = revealMark)]
    fn reveal_mark(view: &View, index: usize);
    fn focus(view: &View);
}

/// What the editor tells the page.
pub(crate) struct Listeners {
    /// The user changed the text.
    pub change: Callback<()>,
    /// The user put the cursor on a mark, or off all marks.
    pub mark: Callback<Option<usize>>,
    /// The user pasted a text that is too large to show.
    pub large_paste: Callback<JsString>,
}

/// A place to underline. Lines and columns are those of a report's location.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mark<'a> {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub severity: &'a str,
    pub label: &'a str,
    pub message: &'a str,
    pub rule: Option<&'a str>,
}

/// The editor, alive as long as the page.
pub(crate) struct Editor {
    view: View,
    _on_change: Closure<dyn FnMut()>,
    _on_mark: Closure<dyn FnMut(i32)>,
    _on_large_paste: Closure<dyn FnMut(JsString)>,
}

impl Editor {
    /// Makes the editor inside an element that nothing else draws into.
    pub(crate) fn new(parent: &Element, listeners: Listeners) -> Self {
        let Listeners { change, mark, large_paste } = listeners;
        let on_change = Closure::<dyn FnMut()>::new(move || change.emit(()));
        let on_mark = Closure::<dyn FnMut(i32)>::new(move |index| mark.emit(usize::try_from(index).ok()));
        let on_large_paste = Closure::<dyn FnMut(JsString)>::new(move |text| large_paste.emit(text));
        let view = create_editor(parent, &on_change, &on_mark, LARGEST_TEXT, &on_large_paste);
        Self { view, _on_change: on_change, _on_mark: on_mark, _on_large_paste: on_large_paste }
    }

    /// Replaces the text; the user can undo it.
    pub(crate) fn set_text(&self, text: &JsString) {
        set_text(&self.view, text);
    }

    /// The text, without a copy into WebAssembly.
    pub(crate) fn text(&self) -> JsString {
        get_text(&self.view)
    }

    /// How many lines the text has.
    pub(crate) fn lines(&self) -> u32 {
        lines(&self.view)
    }

    /// How many UTF-16 units the text has.
    pub(crate) fn length(&self) -> u32 {
        length(&self.view)
    }

    /// Underlines places, in place of those underlined before.
    pub(crate) fn set_marks(&self, marks: &[Mark<'_>]) {
        set_marks(&self.view, &serde_json::to_string(marks).unwrap_or_else(|_| "[]".into()));
    }

    /// Selects a mark, brings it into view and puts the keyboard focus into the editor.
    pub(crate) fn reveal(&self, mark: usize) {
        reveal_mark(&self.view, mark);
    }

    /// Puts the keyboard focus into the editor.
    pub(crate) fn focus(&self) {
        focus(&self.view);
    }
}
