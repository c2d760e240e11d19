//! Agreement with TopBraid on the profile that GovData validates with.

use std::time::Instant;

use kolophon_shacl::validate;
use kolophon_tests::govdata_oracle::{Comparison, Oracle};
use kolophon_tests::{corpus, rdf};

/// Files whose results are known to differ, each with the date and the reason.
const EXPECTED_DIFFERENCES: &[(&str, &str)] = &[];

#[test]
fn brandenburg_and_bremen_are_validated_as_govdata_does() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus).unwrap();
    for (file, results) in [
        ("catalogs/brandenburg-catalog-original-input.rdf", 1_284 + 148),
        ("catalogs/bremen-catalog-original-input.rdf", 794 + 60),
    ] {
        assert_eq!(
            oracle.compare(file).unwrap(),
            Comparison::Equal { results },
            "{file}"
        );
    }
}

#[test]
fn every_file_of_the_corpus_is_validated_as_govdata_does() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus).unwrap();
    let files = oracle.files().unwrap();
    let (mut equal, mut results_in_all, mut problems) = (0, 0, Vec::new());
    for file in &files {
        let known = EXPECTED_DIFFERENCES.iter().find(|(name, _)| name == file);
        match (oracle.compare(file).unwrap(), known) {
            (Comparison::Equal { results }, None) => {
                equal += 1;
                results_in_all += results;
            }
            (Comparison::Equal { .. }, Some((_, reason))) => {
                problems.push(format!("{file} is equal, although it is listed: {reason}"));
            }
            (Comparison::Different { .. } | Comparison::Unreadable(_), Some(_)) => {}
            (Comparison::Unreadable(problem), None) => problems.push(format!("{file}: {problem}")),
            (Comparison::Different { missing, surplus }, None) => problems.push(format!(
                "{file}: {} results missing, {} not expected\n  - {}\n  + {}",
                missing.len(),
                surplus.len(),
                missing[..missing.len().min(4)].join("\n  - "),
                surplus[..surplus.len().min(4)].join("\n  + ")
            )),
        }
    }
    println!("{equal} of {} files equal, {results_in_all} results", files.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A hundred copies of Brandenburg have a hundred times the results, and validating costs little beside reading.
#[test]
fn results_grow_with_the_catalogue() {
    let Some(corpus) = corpus::folder() else { return };
    let oracle = Oracle::new(&corpus).unwrap();
    let path = corpus.join("catalogs/brandenburg-catalog-original-input.rdf");
    let text = std::fs::read_to_string(&path).unwrap();
    let results = |copies: usize| {
        let mut builder = oracle.background();
        let start = Instant::now();
        for copy in 0..copies {
            let text = text.replace(
                "https://backend.datenadler.de/",
                &format!("https://copy{copy}.example/"),
            );
            rdf::read_text(&mut builder, &text, &path, "http://example.org/base/").unwrap();
        }
        let read = start.elapsed();
        let start = Instant::now();
        let data = builder.finish();
        let sorted = start.elapsed();
        let start = Instant::now();
        let report = validate(oracle.shapes(), &data);
        let validated = start.elapsed();
        println!(
            "{copies} copies, {} triples: read {read:.1?}, sort {sorted:.1?}, validate {validated:.1?}, {} results",
            data.len(),
            report.results.len()
        );
        report.results.len()
    };
    let (one, two, hundred) = (results(1), results(2), results(100));
    assert_eq!(hundred, one + 99 * (two - one));
}
