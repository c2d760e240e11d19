//! Documents at which strict parsers stop: each is read as far as it goes and says what is amiss, or says where reading
//! ended. None is silently valid.

use std::fs;
use std::path::Path;

use kolophon_dcat::{Document, ReadError};
use kolophon_diagnostic::Severity;
use kolophon_tests::corpus;
use kolophon_validate::{Checked, Profile, check};

/// The documents of the index at which strict parsers stop.
fn unparsable(corpus: &Path) -> Vec<String> {
    let index = fs::read_to_string(corpus.join("expected/govdata-3.0/INDEX.tsv")).unwrap();
    let rows = index.lines().filter_map(|line| line.split_once('\t'));
    rows.filter(|(_, rest)| rest.starts_with("unparsable\t"))
        .map(|(file, _)| file.to_owned())
        .collect()
}

/// The number of datasets that somebody counts who reads the text, in Turtle or RDF/XML.
fn datasets_in(text: &str) -> usize {
    let spellings = [
        "a dcat:Dataset ",
        "a dcat:Dataset;",
        ", dcat:Dataset;",
        "<dcat:Dataset ",
        "<dcat:Dataset>",
        "http://www.w3.org/ns/dcat#Dataset\"/>",
    ];
    spellings
        .iter()
        .map(|spelling| text.matches(spelling).count())
        .sum()
}

/// What a document came to, as a line of the table; `Err` when it breaks the promise.
fn outcome(file: &str, text: &str, checked: &Checked) -> Result<String, String> {
    if let [error] = checked.unreadable.as_slice() {
        let ReadError::Syntax { at, reason, .. } = error else {
            return Err(format!("unreadable without a place: {error}"));
        };
        return Ok(format!("unreadable at {}:{}: {reason}", at.line, at.column));
    }
    let [reading] = checked.readings.as_slice() else {
        return Err("neither read nor unreadable".to_owned());
    };
    if reading.issues.is_empty() {
        return Err("read as if nothing were amiss".to_owned());
    }
    let findings = &checked.report.findings;
    for issue in &reading.issues {
        let bytes = (issue.span.start as usize, issue.span.end as usize);
        let said = findings.iter().any(|finding| {
            finding.place.as_ref().is_some_and(|place| {
                place.file == file && place.line > 0 && place.column > 0 && place.bytes == bytes
            })
        });
        if !said {
            return Err(format!("no finding for {issue:?}"));
        }
    }
    let Some(first) = findings
        .iter()
        .find(|finding| finding.blocking && finding.severity == Severity::Error && finding.result.is_none())
    else {
        return Err("nothing keeps it from being published".to_owned());
    };
    let place = first.place.as_ref().ok_or("a finding without a place")?;
    // Where the names are explained elsewhere, nobody can say what is a dataset.
    let is_explained_elsewhere = first.rule.as_str() == "context-remote";
    let written = if is_explained_elsewhere {
        0
    } else {
        datasets_in(text)
    };
    let found = checked.report.datasets;
    if found != written || (found == 0 && !is_explained_elsewhere) {
        return Err(format!("{found} datasets, {written} in the text"));
    }
    Ok(format!(
        "{found} datasets, {} findings, first {} at {}:{}",
        findings.len(),
        first.rule,
        place.line,
        place.column
    ))
}

#[expect(clippy::print_stdout, reason = "the table is worth seeing with --nocapture")]
#[test]
fn what_strict_parsers_refuse_is_read_with_findings_or_named_unreadable() {
    let Some(corpus) = corpus::folder() else { return };
    let files = unparsable(&corpus);
    assert_eq!(files.len(), 76);
    let mut problems = Vec::new();
    for file in &files {
        let bytes = fs::read(corpus.join(file)).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let checked = check(&[Document::new(file, bytes)], Profile::dcat_ap_de());
        match outcome(file, &text, &checked) {
            Ok(outcome) => println!("{file}: {outcome}"),
            Err(problem) => problems.push(format!("{file}: {problem}")),
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {}:\n{}",
        problems.len(),
        files.len(),
        problems.join("\n")
    );
}
