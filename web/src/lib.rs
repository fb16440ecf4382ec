//! What the page and its worker share: the messages between them, the order of checks, the JSON
//! formatter.
//!
//! Nothing here touches the browser, so that all of it is tested natively. The page is `main.rs`, the worker
//! that runs the rule core is `worker.rs`.

pub mod format;
pub mod protocol;
pub mod queue;
