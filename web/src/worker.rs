//! The worker: runs the rule core away from the page, so that typing never waits for a check.
//!
//! It knows no element of the page and keeps nothing between requests.

use js_sys::{Array, Uint8Array, global};
use planproof_web::{
    format,
    protocol::{Answer, InputFault, MOST_FINDINGS, Request, Task},
};
use policy_core::{DecodeError, Input, policy::Policy, report::Report};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{DedicatedWorkerGlobalScope, File, FileReaderSync, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let listener = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        if let Some(request) = parts.get(0).as_string().and_then(|json| serde_json::from_str(&json).ok()) {
            answer(&listener, &request, &parts.get(1));
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The listener lives as long as the worker.
    on_message.forget();
    post(&scope, &Answer::<InputFault>::Ready, &JsValue::UNDEFINED);
}

fn answer(scope: &DedicatedWorkerGlobalScope, request: &Request, payload: &JsValue) {
    let seq = request.seq;
    match &request.task {
        Task::Check { path, policy } => {
            let Some(bytes) = bytes_of(payload) else {
                let outcome = Err(unreadable(path));
                return post(scope, &Answer::Checked { seq, millis: 0.0, outcome }, &JsValue::UNDEFINED);
            };
            let start = now(scope);
            let outcome = check(path, &bytes, policy).map(|report| Box::new(cut(report)));
            let millis = now(scope) - start;
            post(scope, &Answer::Checked { seq, millis, outcome }, &JsValue::UNDEFINED);
        }
        Task::Format => {
            let text = payload.as_string().and_then(|text| format::pretty(&text));
            let beside = text.map_or(JsValue::NULL, JsValue::from);
            post(scope, &Answer::<InputFault>::Formatted { seq }, &beside);
        }
    }
}

fn check(path: &str, bytes: &[u8], policy: &Policy) -> Result<Report, DecodeError> {
    let input = Input::new(path, bytes)?;
    Ok(policy_core::check(&input.decode_for(policy)?, policy))
}

/// Drops what the page would not show; the summary still counts it.
fn cut(mut report: Report) -> Report {
    report.findings.truncate(MOST_FINDINGS);
    report.undetermined.truncate(MOST_FINDINGS);
    report
}

/// The bytes of a text, or of a file that the page only handed on; `None` when the file cannot be read.
fn bytes_of(payload: &JsValue) -> Option<Vec<u8>> {
    if let Some(text) = payload.as_string() {
        return Some(text.into_bytes());
    }
    let file: &File = payload.dyn_ref()?;
    let buffer = FileReaderSync::new().ok()?.read_as_array_buffer(file).ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn unreadable(path: &str) -> InputFault {
    InputFault {
        code: "unreadable".into(),
        message: format!("`{path}` cannot be read"),
        help: Some("open it again; it may have been moved or changed since".into()),
        location: None,
    }
}

fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(0.0, |performance| performance.now())
}

fn post<Fault: serde::Serialize>(
    scope: &DedicatedWorkerGlobalScope,
    answer: &Answer<Fault>,
    beside: &JsValue,
) {
    if let Ok(json) = serde_json::to_string(answer) {
        // Strings can always be posted; there is nobody else to tell if they could not.
        let _ = scope.post_message(&Array::of2(&json.into(), beside));
    }
}
