//! The SHACL test suite of the W3C: <https://github.com/w3c/data-shapes/tree/gh-pages/data-shapes-test-suite>.

use kolophon_tests::{corpus, shacl_suite};

/// Tests that are known to fail, each with the date and the reason.
const EXPECTED_FAILURES: &[(&str, &str)] = &[];

#[test]
fn every_core_test_passes() {
    let Some(corpus) = corpus::folder() else { return };
    let root = corpus.join("w3c/shacl/tests");
    let tests = shacl_suite::tests(&root, &root.join("core/manifest.ttl")).unwrap();
    assert_eq!(tests.len(), 98, "the suite has 98 core tests");
    let mut problems = Vec::new();
    for test in &tests {
        let known = EXPECTED_FAILURES.iter().find(|(name, _)| *name == test.name);
        match (test.run(&root), known) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some((_, reason))) => {
                problems.push(format!("{} passes, although it is listed: {reason}", test.name));
            }
            (Err(problem), None) => problems.push(format!("{}: {problem}", test.name)),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
