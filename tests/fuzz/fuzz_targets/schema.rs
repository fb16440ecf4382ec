//! Any bytes are read as a table of a provider's types.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| engine_tests::fuzz::schema(bytes));
