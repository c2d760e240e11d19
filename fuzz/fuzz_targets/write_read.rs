//! Runs `kolophon_tests::relation::write_read`.
#![no_main]

use kolophon_tests::relation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| relation::write_read(data));
