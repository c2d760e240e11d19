//! Runs `kolophon_tests::relation::rdf_xml_against_oxrdfxml`.
#![no_main]

use kolophon_tests::relation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| relation::rdf_xml_against_oxrdfxml(data));
