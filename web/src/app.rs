//! The page as a whole: what it holds, what can happen to it, what it draws.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::JsString;
use planproof_web::{
    protocol::{Answer, Task},
    queue::Freshness,
};
use policy_core::{policy::Policy, report::Finding};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, Element, File, FileList, HtmlInputElement, KeyboardEvent, window};
use yew::{Component, Context, Html, NodeRef, html};

use crate::{
    browser,
    checker::{Checker, Event},
    components::{FindingsPane, Header, Icon, LargeFile, Verdict, VerdictBar, Welcome, icon},
    editor::{Editor, LARGEST_TEXT, Listeners, Mark},
    examples::Example,
    rule_pages::RulePages,
};

/// The name of a text that came without one.
const UNNAMED: &str = "pasted.json";

/// The pause after the last key press, in milliseconds, before a text is checked …
const PAUSE: u32 = 120;
/// … and the pause for a text that takes a while to hand over.
const LONG_PAUSE: u32 = 400;
/// From how many characters on a text is long.
const LONG_TEXT: u32 = 1_000_000;

/// A text in fewer lines than this is likely one that no person laid out.
const FEW_LINES: u32 = 3;
/// From how many characters on such a text is hard to read.
const DENSE_TEXT: u32 = 1_000;

/// What can happen to the page.
pub(crate) enum Msg {
    /// The user changed the text in the editor.
    Edited,
    /// The pause after a change is over.
    CheckDue,
    /// The worker said something.
    FromWorker(Event),
    /// The user wants the text indented.
    Format,
    /// The user wants an empty page.
    Clear,
    /// The user wants to choose a file.
    Open,
    /// The user chose, dropped or pasted a file.
    File(File),
    /// The file has been read; without a text it is for the worker alone.
    FileRead(File, Option<JsString>),
    /// The user is dragging a file over the page, or has stopped.
    Dragging(bool),
    /// The user, or the address, asks for an example.
    Example(Example),
    /// The example has arrived.
    ExampleRead(Example, Option<JsString>),
    /// The user chose a finding in the list.
    Select(usize),
    /// The user put the cursor on a finding in the text.
    Marked(usize),
    /// The user wants the next finding, or the one before.
    Step(Direction),
    /// The user wants to see where the input is broken.
    ShowFault,
    /// The user wants a finding's rule explained, or no longer.
    Explain(usize),
    /// The documentation of the rules has arrived.
    RulePages(RulePages),
    /// The user changed the settings.
    Policy(Policy),
    /// The user chose a pane, where only one fits.
    Pane(Pane),
}

/// Which way to step through the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Next,
    Previous,
}

/// The two panes; a narrow screen shows one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    Editor,
    Findings,
}

/// What is checked.
enum Source {
    /// The text in the editor.
    Editor,
    /// A file that is not shown.
    File { file: File, large: bool },
}

/// The page.
pub(crate) struct App {
    host: NodeRef,
    picker: NodeRef,
    editor: Option<Editor>,
    checker: Checker,
    source: Source,
    path: String,
    verdict: Verdict,
    selected: Option<usize>,
    explained: Option<usize>,
    rule_pages: RulePages,
    policy: Policy,
    pane: Pane,
    dragging: bool,
    /// Something to say beside the file's name, until the text changes.
    remark: Option<String>,
    /// The example whose text is being indented before it is shown.
    unfolding: Option<JsString>,
    pause: Option<Timeout>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        if let Some(example) = Example::from_fragment(&browser::fragment()) {
            ctx.link().send_message(Msg::Example(example));
        }
        Self {
            host: NodeRef::default(),
            picker: NodeRef::default(),
            editor: None,
            checker: Checker::new(ctx.link().callback(Msg::FromWorker)),
            source: Source::Editor,
            path: UNNAMED.into(),
            verdict: Verdict::Nothing,
            selected: None,
            explained: None,
            rule_pages: RulePages::NotAsked,
            policy: Policy::default(),
            pane: Pane::Editor,
            dragging: false,
            remark: None,
            unfolding: None,
            pause: None,
            _listeners: listen(ctx),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first_render: bool) {
        let Some(host) = self.host.cast::<Element>().filter(|_| first_render) else { return };
        let link = ctx.link();
        self.editor = Some(Editor::new(
            &host,
            Listeners {
                change: link.callback(|()| Msg::Edited),
                mark: link.batch_callback(|mark: Option<usize>| mark.map(Msg::Marked)),
                large_paste: link.batch_callback(|text: JsString| file_of(&text).map(Msg::File)),
            },
        ));
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Edited => self.edited(ctx),
            Msg::CheckDue => self.check(),
            Msg::FromWorker(event) => self.hear(event),
            Msg::Format => self.format(),
            Msg::Clear => self.show_text(&JsString::from(""), UNNAMED),
            Msg::Open => self.choose_file(),
            Msg::File(file) => self.open(ctx, file),
            Msg::FileRead(file, Some(text)) => self.show_text(&text, &file.name()),
            Msg::FileRead(file, None) => self.check_file(file, false),
            Msg::Dragging(dragging) => return std::mem::replace(&mut self.dragging, dragging) != dragging,
            Msg::Example(example) => fetch_example(ctx, example),
            Msg::ExampleRead(example, text) => self.show_example(example, text),
            Msg::Select(index) => self.select(index),
            Msg::Marked(index) => self.selected = Some(index).filter(|index| *index < self.findings().len()),
            Msg::Step(direction) => self.step(direction),
            Msg::ShowFault => self.reveal(0),
            Msg::Explain(index) => self.explain(ctx, index),
            Msg::RulePages(pages) => self.rule_pages = pages,
            Msg::Policy(policy) => {
                self.policy = policy;
                self.check();
            }
            Msg::Pane(pane) => self.pane = pane,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let pane = match self.pane {
            Pane::Editor => "editor",
            Pane::Findings => "findings",
        };
        html! {
            <div class="page" data-pane={pane}>
                <Header policy={self.policy.clone()} on_policy={link.callback(Msg::Policy)}
                    on_example={link.callback(Msg::Example)} on_open={link.callback(|()| Msg::Open)} />
                <VerdictBar verdict={self.verdict.clone()} busy={self.checker.is_busy()} />
                { self.pane_switch(ctx) }
                <main class="panes">
                    <section class="pane pane-editor" aria-label="Editor">
                        { self.editor_bar(ctx) }
                        <div class="editor-area">
                            <div class="editor" ref={self.host.clone()} inert={self.covered()} />
                            { self.cover(ctx) }
                        </div>
                    </section>
                    <section class="pane pane-findings" aria-label="Findings">
                        <h2 class="visually-hidden">{ "Findings" }</h2>
                        <FindingsPane verdict={self.verdict.clone()} selected={self.selected}
                            explained={self.explained} pages={self.rule_pages.clone()}
                            shown={matches!(self.source, Source::Editor)}
                            on_select={link.callback(Msg::Select)} on_explain={link.callback(Msg::Explain)}
                            on_fault={link.callback(|()| Msg::ShowFault)} />
                    </section>
                </main>
                <footer class="footer">
                    <span><kbd>{ "F8" }</kbd>{ " next finding" }</span>
                    <span><kbd>{ "Shift" }</kbd>{ " " }<kbd>{ "F8" }</kbd>{ " previous" }</span>
                    <span><kbd>{ "Ctrl" }</kbd>{ " " }<kbd>{ "O" }</kbd>{ " open" }</span>
                    <span><kbd>{ "Esc" }</kbd>{ " " }<kbd>{ "Tab" }</kbd>{ " leave the editor" }</span>
                    <span class="version">{ concat!("planproof ", env!("CARGO_PKG_VERSION")) }</span>
                </footer>
                <input hidden=true type="file" ref={self.picker.clone()} accept=".json,.tfstate,.tfplan,application/json,text/plain"
                    onchange={link.batch_callback(|event: yew::Event| chosen_file(&event).map(Msg::File))} />
                if self.dragging {
                    <div class="drop">{ icon(Icon::Upload) }{ "Drop to check" }</div>
                }
            </div>
        }
    }
}

/// What the page does.
impl App {
    fn edited(&mut self, ctx: &Context<Self>) {
        let Some(editor) = &self.editor else { return };
        let length = editor.length();
        if !matches!(self.source, Source::Editor) {
            self.source = Source::Editor;
            self.path = UNNAMED.into();
        }
        self.remark = None;
        self.unfolding = None;
        if !browser::fragment().is_empty() {
            browser::set_fragment("");
        }
        let due = ctx.link().callback(|()| Msg::CheckDue);
        let pause = if length < LONG_TEXT { PAUSE } else { LONG_PAUSE };
        self.pause = Some(Timeout::new(pause, move || due.emit(())));
        if length == 0 {
            self.path = UNNAMED.into();
            self.check();
        }
    }

    /// Checks what is there, or forgets what was known when nothing is.
    fn check(&mut self) {
        self.pause = None;
        let payload: JsValue = match &self.source {
            Source::File { file, .. } => file.into(),
            Source::Editor => match &self.editor {
                Some(editor) if editor.length() > 0 => editor.text().into(),
                _ => {
                    self.checker.forget();
                    self.settle(Verdict::Nothing);
                    return;
                }
            },
        };
        if !matches!(self.verdict, Verdict::Checked { .. } | Verdict::Refused(_)) {
            self.verdict = Verdict::Checking;
        }
        self.checker.ask(Task::Check { path: self.path.clone(), policy: self.policy.clone() }, payload);
    }

    fn hear(&mut self, event: Event) {
        let (answer, beside) = match event {
            Event::Answered(answer, beside) => (answer, beside),
            Event::Failed(reason) => {
                self.checker.stop();
                self.settle(Verdict::Stopped(reason));
                return;
            }
        };
        if self.checker.note(&answer) == Freshness::Outdated {
            return;
        }
        match answer {
            Answer::Ready => {}
            Answer::Checked { outcome: Ok(report), millis, .. } => {
                self.settle(Verdict::Checked { report: Rc::from(report), millis });
            }
            Answer::Checked { outcome: Err(fault), .. } => self.settle(Verdict::Refused(Rc::new(fault))),
            Answer::Formatted { .. } => self.formatted(beside.dyn_into().ok()),
        }
    }

    /// Takes in what is now known, and keeps the chosen finding chosen where it is still there.
    fn settle(&mut self, verdict: Verdict) {
        let fingerprint = |index: Option<usize>| Some(self.findings().get(index?)?.fingerprint.clone());
        let (selected, explained) = (fingerprint(self.selected), fingerprint(self.explained));
        self.verdict = verdict;
        let place = |fingerprint: Option<String>| {
            let fingerprint = fingerprint?;
            self.findings().iter().position(|finding| finding.fingerprint == fingerprint)
        };
        (self.selected, self.explained) = (place(selected), place(explained));
        if let Some(editor) = &self.editor {
            editor.set_marks(&self.marks());
        }
    }

    fn marks(&self) -> Vec<Mark<'_>> {
        match (&self.source, &self.verdict) {
            (Source::Editor, Verdict::Checked { report, .. }) => report.findings.iter().map(mark).collect(),
            (Source::Editor, Verdict::Refused(fault)) => {
                let mark = fault.location.as_ref().map(|at| Mark {
                    line: at.line,
                    column: at.column,
                    end_line: at.end_line,
                    end_column: at.end_column,
                    severity: "critical",
                    label: "cannot be checked",
                    message: &fault.message,
                    rule: None,
                });
                mark.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn findings(&self) -> &[Finding] {
        match &self.verdict {
            Verdict::Checked { report, .. } => &report.findings,
            _ => &[],
        }
    }

    fn format(&mut self) {
        if let Some(editor) = &self.editor {
            self.pause = None;
            self.checker.ask(Task::Format, editor.text().into());
        }
    }

    fn formatted(&mut self, text: Option<JsString>) {
        let example = self.unfolding.take();
        match (&self.editor, text.or(example)) {
            (Some(editor), Some(text)) => editor.set_text(&text),
            _ => self.remark = Some("Not formatted: this is not complete JSON".into()),
        }
        self.check();
    }

    /// Puts a text into the editor and checks it.
    fn show_text(&mut self, text: &JsString, path: &str) {
        let Some(editor) = &self.editor else { return };
        self.source = Source::Editor;
        self.path = path.into();
        self.remark = None;
        self.unfolding = None;
        self.selected = None;
        self.explained = None;
        self.pane = Pane::Editor;
        editor.set_text(text);
        editor.focus();
        if !browser::fragment().is_empty() {
            browser::set_fragment("");
        }
        self.check();
    }

    fn choose_file(&self) {
        if let Some(picker) = self.picker.cast::<HtmlInputElement>() {
            // The same file chosen again must count as a change.
            picker.set_value("");
            picker.click();
        }
    }

    fn open(&mut self, ctx: &Context<Self>, file: File) {
        self.dragging = false;
        if file.size() > f64::from(LARGEST_TEXT) {
            self.check_file(file, true);
            return;
        }
        ctx.link().send_future(async move {
            let text = browser::read_text(&file).await;
            Msg::FileRead(file, text)
        });
    }

    /// Checks a file that is not put into the editor.
    fn check_file(&mut self, file: File, large: bool) {
        if let Some(editor) = &self.editor {
            editor.set_text(&JsString::from(""));
        }
        self.path = file.name();
        self.source = Source::File { file, large };
        self.remark = None;
        self.unfolding = None;
        self.verdict = Verdict::Checking;
        self.selected = None;
        self.explained = None;
        self.pane = Pane::Findings;
        browser::set_fragment("");
        self.check();
    }

    /// Shows an example indented, so that a person can read it.
    fn show_example(&mut self, example: Example, text: Option<JsString>) {
        let Some(text) = text else {
            self.remark = Some(format!("The example `{}` is not served beside this page", example.title));
            return;
        };
        self.show_text(&JsString::from(""), example.file);
        self.verdict = Verdict::Checking;
        browser::set_fragment(&example.fragment());
        self.unfolding = Some(text.clone());
        self.checker.ask(Task::Format, text.into());
    }

    fn select(&mut self, index: usize) {
        self.selected = Some(index);
        self.reveal(index);
    }

    fn step(&mut self, direction: Direction) {
        let order = self.reading_order();
        let here = self.selected.and_then(|selected| order.iter().position(|index| *index == selected));
        let next = match (direction, here) {
            (Direction::Next, Some(here)) => order.get(here + 1).or_else(|| order.first()),
            (Direction::Next, None) => order.first(),
            (Direction::Previous, Some(here)) if here > 0 => order.get(here - 1),
            (Direction::Previous, _) => order.last(),
        };
        if let Some(index) = next.copied() {
            self.select(index);
        }
    }

    /// The findings in the order of the text, which is how a reader steps through them.
    fn reading_order(&self) -> Vec<usize> {
        let findings = self.findings().iter().enumerate();
        let mut order: Vec<_> = findings.map(|(i, at)| (at.location.line, at.location.column, i)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, _, index)| index).collect()
    }

    fn reveal(&mut self, mark: usize) {
        if let (Some(editor), Source::Editor) = (&self.editor, &self.source) {
            self.pane = Pane::Editor;
            editor.reveal(mark);
        }
    }

    fn explain(&mut self, ctx: &Context<Self>, index: usize) {
        self.explained = (self.explained != Some(index)).then_some(index);
        if matches!(self.rule_pages, RulePages::NotAsked | RulePages::Missing) {
            self.rule_pages = RulePages::Loading;
            ctx.link().send_future(async {
                let json = browser::fetch_text("rules.json").await.map(String::from);
                let pages = json.and_then(|json| serde_json::from_str(&json).ok());
                Msg::RulePages(pages.map_or(RulePages::Missing, |pages| RulePages::Loaded(Rc::new(pages))))
            });
        }
    }

    /// Whether something stands in the editor's place.
    fn covered(&self) -> bool {
        matches!(self.source, Source::File { .. })
    }
}

/// What the page draws besides its parts.
impl App {
    fn pane_switch(&self, ctx: &Context<Self>) -> Html {
        let tab = |pane: Pane, title: &'static str, count: usize| {
            let current = (self.pane == pane).then_some("true");
            html! {
                <button type="button" class="pane-tab" aria-current={current}
                    onclick={ctx.link().callback(move |_| Msg::Pane(pane))}>
                    { title }
                    if count > 0 { <span class="pane-count">{ count }</span> }
                </button>
            }
        };
        let findings = match &self.verdict {
            Verdict::Refused(_) | Verdict::Stopped(_) => 1,
            _ => self.findings().len(),
        };
        html! {
            <nav class="pane-switch" aria-label="Panes">
                { tab(Pane::Editor, "Editor", 0) }
                { tab(Pane::Findings, "Findings", findings) }
            </nav>
        }
    }

    fn editor_bar(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let empty = matches!(self.verdict, Verdict::Nothing);
        let lines = self.editor.as_ref().map_or(0, Editor::lines);
        let dense = lines < FEW_LINES && self.editor.as_ref().is_some_and(|text| text.length() > DENSE_TEXT);
        html! {
            <div class="editor-bar">
                <span class="file-name">{ icon(Icon::File) }{ if empty { "No plan yet" } else { &self.path } }</span>
                if let Some(remark) = &self.remark {
                    <span class="remark" role="status">{ remark }</span>
                } else if dense {
                    <span class="remark hint">{ "All on one line" }</span>
                }
                if !empty {
                    <span class="editor-tools">
                        if !self.covered() {
                            <button type="button" class={if dense { "button button-small button-primary" } else { "button button-small" }}
                                onclick={link.callback(|_| Msg::Format)}>
                                { icon(Icon::Format) }{ "Format" }
                            </button>
                        }
                        <button type="button" class="button button-small" onclick={link.callback(|_| Msg::Clear)}>
                            { icon(Icon::Trash) }{ "Clear" }
                        </button>
                    </span>
                }
            </div>
        }
    }

    /// What stands over the editor while there is no text in it.
    fn cover(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        match (&self.source, &self.verdict) {
            (Source::File { file, large }, _) => {
                html! { <LargeFile name={file.name()} bytes={file.size()} large={*large} /> }
            }
            (Source::Editor, Verdict::Nothing) => html! {
                <Welcome on_open={link.callback(|()| Msg::Open)} on_example={link.callback(Msg::Example)} />
            },
            _ => Html::default(),
        }
    }
}

fn mark(finding: &Finding) -> Mark<'_> {
    let at = &finding.location;
    Mark {
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        severity: finding.severity.name(),
        label: finding.severity.name(),
        message: &finding.message,
        rule: Some(&finding.rule),
    }
}

fn fetch_example(ctx: &Context<App>, example: Example) {
    ctx.link().send_future(async move { Msg::ExampleRead(example, browser::fetch_text(example.url).await) });
}

fn file_of(text: &JsString) -> Option<File> {
    File::new_with_str_sequence(&js_sys::Array::of1(text), UNNAMED).ok()
}

fn chosen_file(event: &yew::Event) -> Option<File> {
    let picker: HtmlInputElement = event.target()?.dyn_into().ok()?;
    first_file(picker.files())
}

fn first_file(files: Option<FileList>) -> Option<File> {
    files?.get(0)
}

/// The keys and drops that count wherever they happen on the page.
fn listen(ctx: &Context<App>) -> Vec<EventListener> {
    let Some(window) = window() else { return Vec::new() };
    let link = ctx.link();
    let on = |name: &'static str, handle: Box<dyn Fn(&web_sys::Event)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, name, options, move |event| handle(event))
    };
    let (keys, drags, leaves, drops, fragments) =
        (link.clone(), link.clone(), link.clone(), link.clone(), link.clone());
    vec![
        on(
            "keydown",
            Box::new(move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                let Some(msg) = shortcut(key) else { return };
                key.prevent_default();
                keys.send_message(msg);
            }),
        ),
        on(
            "dragover",
            Box::new(move |event| {
                if event.dyn_ref::<DragEvent>().is_some_and(carries_file) {
                    event.prevent_default();
                    drags.send_message(Msg::Dragging(true));
                }
            }),
        ),
        on(
            "dragleave",
            Box::new(move |event| {
                let outside =
                    event.dyn_ref::<DragEvent>().is_some_and(|drag| drag.related_target().is_none());
                if outside {
                    leaves.send_message(Msg::Dragging(false));
                }
            }),
        ),
        on(
            "drop",
            Box::new(move |event| {
                let Some(drag) = event.dyn_ref::<DragEvent>().filter(|drag| carries_file(drag)) else {
                    return;
                };
                drag.prevent_default();
                drops.send_message(Msg::Dragging(false));
                if let Some(file) = drag.data_transfer().and_then(|data| first_file(data.files())) {
                    drops.send_message(Msg::File(file));
                }
            }),
        ),
        on(
            "hashchange",
            Box::new(move |_| {
                if let Some(example) = Example::from_fragment(&browser::fragment()) {
                    fragments.send_message(Msg::Example(example));
                }
            }),
        ),
    ]
}

fn shortcut(key: &KeyboardEvent) -> Option<Msg> {
    match key.key().to_ascii_lowercase().as_str() {
        "f8" if key.shift_key() => Some(Msg::Step(Direction::Previous)),
        "f8" => Some(Msg::Step(Direction::Next)),
        "o" if (key.ctrl_key() || key.meta_key()) && !key.shift_key() && !key.alt_key() => Some(Msg::Open),
        _ => None,
    }
}

fn carries_file(drag: &DragEvent) -> bool {
    drag.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from("Files"), 0))
}
