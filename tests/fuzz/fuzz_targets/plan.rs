//! Stacks of the fixtures are changed as the bytes say, and a secret is planted in them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| engine_tests::fuzz::plan(bytes));
