//! Any bytes are checked with every rule, and the report is written in every format.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| engine_tests::fuzz::check(bytes));
