//! Runs `kolophon_tests::relation::json_ld_against_oxjsonld`.
#![no_main]

use kolophon_tests::relation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| relation::json_ld_against_oxjsonld(data));
