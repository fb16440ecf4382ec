//! Any text is parsed and evaluated as a template.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| engine_tests::fuzz::template(bytes));
