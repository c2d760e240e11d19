//! The SPARQL part of the SHACL test suite of the W3C:
//! <https://github.com/w3c/data-shapes/tree/gh-pages/data-shapes-test-suite/tests/sparql>.

use kolophon_tests::{corpus, shacl_suite};

#[test]
fn every_sparql_test_passes() {
    let Some(corpus) = corpus::folder() else { return };
    let root = corpus.join("w3c/shacl/tests");
    let mut tests = shacl_suite::tests(&root, &root.join("sparql/manifest.ttl")).unwrap();
    assert_eq!(tests.len(), 22, "the manifests name 22 SPARQL tests");
    // A file that no manifest includes.
    let forgotten = root.join("sparql/component/nodeValidator-001.ttl");
    tests.extend(shacl_suite::tests(&root, &forgotten).unwrap());
    assert_eq!(tests.len(), 23, "the suite has 23 files with SPARQL tests");
    let failures = tests.iter().filter(|test| test.expects_failure()).count();
    assert_eq!(failures, 7, "seven tests expect that nothing can be validated");
    let problem = |test: &shacl_suite::SuiteTest| {
        let problem = test.run(&root).err()?;
        Some(format!("{}: {problem}", test.name))
    };
    let problems: Vec<String> = tests.iter().filter_map(problem).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
