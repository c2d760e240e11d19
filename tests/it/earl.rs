//! The EARL report names every test of the suite.

use kolophon_tests::{corpus, earl};

#[test]
fn the_report_has_an_assertion_for_every_test() {
    let Some(corpus) = corpus::folder() else { return };
    let report = earl::report(&corpus.join("w3c/shacl/tests")).unwrap();
    assert_eq!(report.passed + report.failed.len(), 121);
    assert_eq!(report.turtle.matches("earl:outcome").count(), 121);
    assert!(report.turtle.contains("urn:x-shacl-test:/core/node/and-001"));
    if cfg!(feature = "sparql") {
        assert_eq!(report.failed, [""; 0]);
        assert_eq!(report.turtle.matches("earl:passed").count(), 121);
    }
}
