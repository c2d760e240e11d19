//! Runs `kolophon_tests::relation::turtle_against_oxttl`.
#![no_main]

use kolophon_tests::relation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| relation::turtle_against_oxttl(data));
