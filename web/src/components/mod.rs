//! The parts of the page. Each gets what it draws and says what the user did; none knows the worker.

mod code;
mod copy_button;
mod explanation;
mod findings;
mod header;
mod icon;
mod prose;
mod verdict;
mod welcome;

pub(crate) use findings::FindingsPane;
pub(crate) use header::Header;
pub(crate) use icon::{Icon, icon};
use prose::{number, prose};
pub(crate) use verdict::{Verdict, VerdictBar};
pub(crate) use welcome::{LargeFile, Welcome};
