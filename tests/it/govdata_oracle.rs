//! Agreement with `TopBraid` on the profile that GovData validates with.

use std::collections::BTreeMap;
use std::time::Instant;

use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use kolophon_shacl::validate;
use kolophon_tests::govdata_oracle::{Comparison, Oracle};
use kolophon_tests::rdf::Reader;
use kolophon_tests::{corpus, rdf};

/// A file whose results are known to differ.
struct Difference {
    reader: Reader,
    file: &'static str,
    /// The number of results that only `TopBraid` has.
    missing: usize,
    /// The number of results that only we have.
    surplus: usize,
    since: &'static str,
    reason: &'static str,
}

const EXPECTED_DIFFERENCES: &[Difference] = &[Difference {
    reader: Reader::Tolerant,
    file: "testcases/ckanext-dcat/dcat/catalog_pod.jsonld",
    missing: 3,
    surplus: 0,
    since: "2026-11-24",
    reason: "No context maps the key `subOrganizationOf`, so by step 13.3 of the expansion algorithm \
             (https://www.w3.org/TR/json-ld11-api/#expansion-algorithm) the three organisations below it are none of \
             the document's nodes. The parser that fed TopBraid keeps their types, and TopBraid misses their names.",
}];

#[test]
fn brandenburg_and_bremen_are_validated_as_govdata_does() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus, Reader::Strict).unwrap();
    for (file, results) in [
        ("catalogs/brandenburg-catalog-original-input.rdf", 1_284 + 148),
        ("catalogs/bremen-catalog-original-input.rdf", 794 + 60),
    ] {
        assert_eq!(
            oracle.compare(file, Reader::Strict).unwrap(),
            Comparison::Equal { results },
            "{file}"
        );
    }
}

#[test]
fn every_file_of_the_corpus_is_validated_as_govdata_does() {
    assert_equal_results(Reader::Strict, Reader::Strict);
}

/// The data through the readers that a check uses: being tolerant changes nothing for a file that is right.
#[test]
fn every_file_read_tolerantly_is_validated_as_govdata_does() {
    assert_equal_results(Reader::Strict, Reader::Tolerant);
}

/// All as the program does it: shapes, vocabularies, mirror and data through its own readers, the documents in one
/// builder.
#[test]
fn every_file_among_documents_read_tolerantly_is_validated_as_govdata_does() {
    assert_equal_results(Reader::Tolerant, Reader::Tolerant);
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are worth seeing with --nocapture"
)]
fn assert_equal_results(profile: Reader, data: Reader) {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus, profile).unwrap();
    let files = oracle.files().unwrap();
    let (mut equal, mut results_in_all, mut problems) = (0, 0, Vec::new());
    for file in &files {
        let known = EXPECTED_DIFFERENCES
            .iter()
            .find(|known| known.reader == data && known.file == file);
        match (oracle.compare(file, data).unwrap(), known) {
            (Comparison::Equal { results }, None) => {
                equal += 1;
                results_in_all += results;
            }
            (Comparison::Equal { .. }, Some(known)) => {
                problems.push(format!(
                    "{file} is equal, although it is listed since {}: {}",
                    known.since, known.reason
                ));
            }
            (Comparison::Different { missing, surplus }, Some(known))
                if (missing.len(), surplus.len()) == (known.missing, known.surplus) => {}
            (Comparison::Unreadable(problem), _) => problems.push(format!("{file}: {problem}")),
            (Comparison::Different { missing, surplus }, _) => problems.push(format!(
                "{file}: {} results missing, {} not expected\n  - {}\n  + {}",
                missing.len(),
                surplus.len(),
                missing[..missing.len().min(4)].join("\n  - "),
                surplus[..surplus.len().min(4)].join("\n  + ")
            )),
        }
    }
    println!(
        "profile {profile:?}, data {data:?}: {equal} of {} files equal, {results_in_all} results",
        files.len()
    );
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A hundred copies of Brandenburg have a hundred times the results, and validating costs little beside reading.
#[expect(
    clippy::print_stdout,
    reason = "the figures are worth seeing with --nocapture"
)]
#[test]
fn results_grow_with_the_catalogue() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus, Reader::Strict).unwrap();
    let path = corpus.join("catalogs/brandenburg-catalog-original-input.rdf");
    let start = Instant::now();
    let mut builder = GraphBuilder::new();
    rdf::read(&mut builder, &path, "http://example.org/base/").unwrap();
    let read = start.elapsed();
    let catalog = builder.finish();
    let results = |copies: usize| {
        let mut builder = oracle.background();
        for copy in 0..copies {
            push_copy(&mut builder, &catalog, copy);
        }
        let start = Instant::now();
        let data = builder.finish();
        let sorted = start.elapsed();
        let start = Instant::now();
        let report = validate(oracle.shapes(), &data).unwrap();
        let validated = start.elapsed();
        println!(
            "{copies} copies, {} triples: read about {:.1?}, sort {sorted:.1?}, validate {validated:.1?}, {} results",
            data.len(),
            read * u32::try_from(copies).unwrap(),
            report.results.len()
        );
        report.results.len()
    };
    let (one, two, hundred) = (results(1), results(2), results(100));
    // What the ontologies in that file cause comes once.
    assert!(two > one + 1_000, "a copy has results of its own");
    assert_eq!(hundred, one + 99 * (two - one));
}

/// Pushes the triples of a catalogue; its nodes get other names, except those of the ontologies that its file contains.
fn push_copy(builder: &mut GraphBuilder, catalog: &Graph, copy: usize) {
    let mut nodes: BTreeMap<TermId, TermId> = BTreeMap::new();
    let ontologies = ["http://www.w3.org/", "http://xmlns.com/", "http://purl.org/"];
    for subject in catalog.all_subjects() {
        let node = match catalog.term(subject) {
            Term::Iri(iri) if ontologies.iter().any(|ontology| iri.starts_with(ontology)) => continue,
            Term::Iri(iri) => builder.iri(&format!("{iri}?copy={copy}")),
            _ => builder.fresh_blank_node(),
        };
        nodes.insert(subject, node);
    }
    for triple in catalog.triples() {
        let mut node = |id: TermId| match nodes.get(&id) {
            Some(node) => *node,
            None => builder.term(catalog.term(id)),
        };
        let triple = Triple::new(node(triple.subject), node(triple.predicate), node(triple.object));
        builder.push(triple, Position::UNKNOWN);
    }
}
