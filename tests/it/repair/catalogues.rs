//! Repairs on the catalogues of Brandenburg and Bremen.

use std::fs;
use std::path::Path;

use kolophon_dcat::{Document, read};
use kolophon_shacl::validate;
use kolophon_tests::corpus;
use kolophon_tests::govdata_oracle::Oracle;
use kolophon_tests::rdf::Reader;
use kolophon_validate::repair::{Repaired, Safety, Scope, repair};

use super::account;

/// The catalogues, how many violations GovData's own shapes find in each, and how many percent may remain.
const CATALOGUES: [(&str, usize, usize); 3] = [
    ("brandenburg-catalog-original-input.rdf", 1_284, 25),
    ("brandenburg-catalog-original-input.ttl", 1_284, 25),
    ("bremen-catalog-original-input.rdf", 794, 2),
];

fn repaired(corpus: &Path, name: &str) -> (Document, Repaired) {
    let document = Document::new(name, fs::read(corpus.join("catalogs").join(name)).unwrap());
    let repaired = repair(std::slice::from_ref(&document), Scope::All, Safety::Safe);
    assert!(repaired.unreadable.is_empty());
    (document, repaired)
}

fn violations(oracle: &Oracle, document: &Document) -> usize {
    let mut builder = oracle.background();
    read(document, &mut builder).unwrap();
    let results = validate(oracle.shapes(), &builder.finish()).unwrap().results;
    let is_violation = |severity: &str| severity.ends_with("#Violation");
    results
        .iter()
        .filter(|result| is_violation(oracle.shapes().severity(result.severity)))
        .count()
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the figures are worth seeing with --nocapture"
)]
fn few_violations_remain() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus, Reader::Tolerant).unwrap();
    for (name, before, percent) in CATALOGUES {
        let (document, repaired) = repaired(&corpus, name);
        assert_eq!(violations(&oracle, &document), before, "{name}");
        let after = violations(&oracle, &repaired.documents[0]);
        let (done, open) = (repaired.done.len(), repaired.open.len());
        println!("{name}: {before} violations before, {after} after {done} repairs; {open} are open");
        assert!(after * 100 <= before * percent, "{name}: {after}");
    }
}

#[test]
fn no_triple_vanishes_unreported_and_none_is_invented() {
    let Some(corpus) = corpus::folder() else { return };
    for (name, ..) in CATALOGUES {
        let (_, repaired) = repaired(&corpus, name);
        account::check(name, &repaired);
        account::check_idempotent(&repaired);
    }
}

#[test]
fn everything_planned_can_be_written() {
    let Some(corpus) = corpus::folder() else { return };
    for (name, ..) in CATALOGUES {
        let (_, repaired) = repaired(&corpus, name);
        let refused: Vec<_> = repaired
            .open
            .iter()
            .filter(|open| open.safety == Safety::Safe)
            .collect();
        assert!(refused.is_empty(), "{name}: {refused:#?}");
    }
}

/// The two files of one catalogue are mended in the same way, whatever their syntax.
#[test]
fn both_syntaxes_of_a_catalogue_are_mended_alike() {
    let Some(corpus) = corpus::folder() else { return };
    let said = |name: &str| {
        let (_, repaired) = repaired(&corpus, name);
        // The two files differ in blanks: XML made spaces of some line ends.
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let done = repaired.done.iter();
        let mut said: Vec<_> = done
            .map(|done| (done.kind, plain(&done.old), plain(&done.new)))
            .collect();
        said.sort();
        said
    };
    let (mut xml, mut turtle) = (said(CATALOGUES[0].0), said(CATALOGUES[1].0));
    xml.retain(|said| {
        turtle
            .iter()
            .position(|other| other == said)
            .map(|at| turtle.remove(at))
            .is_none()
    });
    assert_eq!((xml, turtle), (Vec::new(), Vec::new()));
}

/// Real files that are meant to be wrong, or are of other countries: whatever is done to them, nothing is lost.
#[test]
fn every_file_of_the_corpus_keeps_its_triples() {
    let Some(corpus) = corpus::folder() else { return };
    let mut mended = 0;
    for path in corpus::files(&corpus.join("testcases")).unwrap() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let ending = path.extension().unwrap_or_default();
        if !["ttl", "rdf", "jsonld"].iter().any(|known| ending == *known) {
            continue;
        }
        let document =
            Document::new(name.as_str(), fs::read(&path).unwrap()).with_base("https://daten.example/");
        let repaired = repair(std::slice::from_ref(&document), Scope::All, Safety::Unsafe);
        let Some(file) = repaired.files.first().filter(|file| file.is_changed()) else {
            continue;
        };
        mended += 1;
        let mut builder = kolophon_graph::GraphBuilder::new();
        let is_strict =
            kolophon_tests::rdf::read_text(&mut builder, &file.before, &path, "https://daten.example/")
                .is_ok();
        if is_strict {
            account::check(&name, &repaired);
        }
    }
    assert!(mended > 50, "only {mended} files");
}
