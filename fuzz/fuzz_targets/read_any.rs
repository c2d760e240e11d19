//! Runs `kolophon_tests::relation::read_any`.
#![no_main]

use kolophon_tests::relation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| relation::read_any(data));
