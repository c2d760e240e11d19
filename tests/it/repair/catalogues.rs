//! Repairs on the catalogues of Brandenburg and Bremen.

use std::fs;
use std::path::Path;

use kolophon_dcat::{Document, read};
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::validate;
use kolophon_tests::corpus;
use kolophon_tests::govdata_oracle::Oracle;
use kolophon_tests::rdf::Reader;
use kolophon_validate::repair::{Repaired, Safety, Scope, repair};

pub(super) fn document(path: &Path) -> Document {
    Document::new(path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap())
}

pub(super) fn graph(document: &Document) -> Graph {
    let mut builder = GraphBuilder::new();
    read(document, &mut builder).unwrap();
    builder.finish()
}

fn violations(oracle: &Oracle, document: &Document) -> usize {
    let mut builder = oracle.background();
    read(document, &mut builder).unwrap();
    let results = validate(oracle.shapes(), &builder.finish()).results;
    let is_violation = |severity: &str| severity.ends_with("#Violation");
    results
        .iter()
        .filter(|result| is_violation(oracle.shapes().severity(result.severity)))
        .count()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are worth seeing with --nocapture")]
fn few_violations_remain() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus, Reader::Tolerant).unwrap();
    for (name, before, percent) in [
        ("brandenburg-catalog-original-input.rdf", 1_284, 25),
        ("brandenburg-catalog-original-input.ttl", 1_284, 25),
        ("bremen-catalog-original-input.rdf", 794, 2),
    ] {
        let document = document(&corpus.join("catalogs").join(name));
        assert_eq!(violations(&oracle, &document), before, "{name}");
        let start = std::time::Instant::now();
        let repaired = repair(std::slice::from_ref(&document), Scope::All, Safety::Safe);
        let time = start.elapsed();
        let after = violations(&oracle, &repaired.documents[0]);
        println!("{name}: {before} -> {after} violations, {} done, {} open, {time:?}", repaired.done.len(), repaired.open.len());
        let mut kinds = std::collections::BTreeMap::new();
        for done in &repaired.done { *kinds.entry((done.kind, done.safety)).or_insert(0) += 1; }
        println!("{kinds:?}");
        let mut kinds = std::collections::BTreeMap::new();
        for done in &repaired.open { *kinds.entry((done.message.de.clone(), done.safety, done.reason.clone())).or_insert(0) += 1; }
        println!("{kinds:#?}");
        fs::write(std::env::temp_dir().join(format!("fixed-{name}")), &repaired.files[0].bytes).unwrap();
        assert!(after * 100 <= before * percent, "{name}: {after}");
    }
}
