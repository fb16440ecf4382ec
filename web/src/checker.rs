//! The worker as the page sees it: takes the newest job, answers with what still counts.

use js_sys::Array;
use planproof_web::{
    protocol::{Answer, Request, Task},
    queue::{Freshness, Queue},
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// What came from the worker.
pub(crate) enum Event {
    /// An answer, and the value that travels beside it.
    Answered(Answer, JsValue),
    /// It could not start, or stopped in the middle of a check.
    Failed(String),
}

/// The worker and the jobs for it.
pub(crate) struct Checker {
    worker: Option<Worker>,
    ready: bool,
    queue: Queue<(Task, JsValue)>,
    on_event: Callback<Event>,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    on_error: Closure<dyn FnMut(JsValue)>,
}

impl Checker {
    /// Starts the worker.
    pub(crate) fn new(on_event: Callback<Event>) -> Self {
        let on_message = {
            let on_event = on_event.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let parts: Array = event.data().unchecked_into();
                let answer = parts.get(0).as_string().and_then(|json| serde_json::from_str(&json).ok());
                on_event.emit(match answer {
                    Some(answer) => Event::Answered(answer, parts.get(1)),
                    None => Event::Failed("its answer cannot be read".into()),
                });
            })
        };
        let on_error = {
            let on_event = on_event.clone();
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
                on_event.emit(Event::Failed(message));
            })
        };
        let mut checker =
            Self { worker: None, ready: false, queue: Queue::default(), on_event, on_message, on_error };
        checker.start();
        checker
    }

    /// Asks for a job; one that waits is forgotten.
    pub(crate) fn ask(&mut self, task: Task, payload: JsValue) {
        if self.worker.is_none() {
            self.start();
        }
        self.queue.push((task, payload));
        self.send_next();
    }

    /// Forgets all jobs; answers to them no longer count.
    pub(crate) fn forget(&mut self) {
        self.queue.clear();
    }

    /// Notes an answer, starts the next job, and tells whether the answer counts.
    pub(crate) fn note(&mut self, answer: &Answer) -> Freshness {
        let freshness = match *answer {
            Answer::Ready => {
                self.ready = true;
                Freshness::Newest
            }
            Answer::Checked { seq, .. } | Answer::Formatted { seq } => self.queue.finish(seq),
        };
        self.send_next();
        freshness
    }

    /// Stops a worker that failed; the next job starts a new one.
    pub(crate) fn stop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
        self.ready = false;
        self.queue.abandon();
    }

    /// Whether an answer that counts is still to come.
    pub(crate) fn is_busy(&self) -> bool {
        self.queue.is_busy()
    }

    fn start(&mut self) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        match Worker::new_with_options("./worker_loader.js", &options) {
            Ok(worker) => {
                worker.set_onmessage(Some(self.on_message.as_ref().unchecked_ref()));
                worker.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
                self.worker = Some(worker);
            }
            Err(_) => self.on_event.emit(Event::Failed("this browser starts no module worker".into())),
        }
    }

    fn send_next(&mut self) {
        let (Some(worker), true) = (&self.worker, self.ready) else { return };
        let Some((seq, (task, payload))) = self.queue.start_next() else { return };
        let sent = serde_json::to_string(&Request { seq, task }).map_err(|error| error.to_string()).and_then(
            |json| {
                worker.post_message(&Array::of2(&json.into(), &payload)).map_err(|error| format!("{error:?}"))
            },
        );
        if let Err(reason) = sent {
            self.on_event.emit(Event::Failed(reason));
        }
    }
}
