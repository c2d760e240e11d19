//! Agreement with TopBraid on the profile that GovData validates with.




use kolophon_tests::govdata_oracle::{Comparison, Oracle};
use kolophon_tests::corpus;

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
        assert_eq!(oracle.compare(file).unwrap(), Comparison::Equal { results }, "{file}");
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
