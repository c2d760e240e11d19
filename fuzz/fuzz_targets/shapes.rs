//! Runs `kolophon_tests::relation::shapes`.
#![no_main]

use kolophon_tests::relation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| relation::shapes(data));
