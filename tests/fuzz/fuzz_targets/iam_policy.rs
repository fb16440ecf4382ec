//! Any text is judged as a policy.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| engine_tests::fuzz::iam_policy(bytes));
