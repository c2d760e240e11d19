//! Real catalogues, and the examples and rule tests of the standards: the same graph as a strict reader's.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdfxml::RdfXmlParser;

use super::super::lexer::{Lexer, Token};
use super::{issues, read_text, strictly};

/// The corpus, if this machine has it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find their data by the environment"
)]
fn corpus() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let candidates = [
        std::env::var("KOLOPHON_CORPUS").map(PathBuf::from).ok(),
        Some(workspace.join("../shared/corpus")),
        Some(workspace.join("../../shared/corpus")),
    ];
    candidates.into_iter().flatten().find(|path| path.is_dir())
}

fn rdf_xml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rdf_xml_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|e| e == "rdf" || e == "xml" || e == "owl")
        {
            found.push(path);
        }
    }
}

/// Calls `check` with the name and text of each RDF/XML file; says so if there are none.
fn each_file(mut check: impl FnMut(&str, &str)) {
    let Some(corpus) = corpus() else {
        announce("SKIPPED: no test corpus; set KOLOPHON_CORPUS");
        return;
    };
    let mut files = Vec::new();
    rdf_xml_files(&corpus, &mut files);
    files.sort();
    assert!(files.len() > 200, "the corpus lost its RDF/XML files");
    for file in files {
        let name = file.strip_prefix(&corpus).unwrap().to_string_lossy().into_owned();
        check(&name, &fs::read_to_string(&file).unwrap());
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn announce(message: &str) {
    eprintln!("{message}");
}

/// The other reader keeps line ends in attribute values, which XML turns into spaces
/// (<https://www.w3.org/TR/xml/#AVNormalize>).
fn with_spaces_in_attributes(text: &str) -> String {
    let mut normalised = text.to_owned();
    let mut lexer = Lexer::new(text);
    let mut attributes = Vec::new();
    while let Ok(token) = lexer.next(&mut attributes) {
        match token {
            Token::EndOfText | Token::Doctype(_) => break,
            Token::Start(_) => {
                for attribute in &attributes {
                    let value = text[attribute.value.range()].replace('\n', " ");
                    normalised.replace_range(attribute.value.range(), &value);
                }
            }
            _ => {}
        }
    }
    normalised
}

#[test]
fn what_a_strict_reader_accepts_is_read_alike_and_without_issue() {
    let mut compared = 0;
    each_file(|name, text| {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = with_spaces_in_attributes(&text);
        let Ok(mut theirs) = strictly(&text) else { return };
        let (graph, reading) = read_text(&text).unwrap();
        assert!(reading.issues.is_empty(), "{name}: {:?}", reading.issues);
        let mut ours = graph.to_oxrdf();
        ours.canonicalize(CanonicalizationAlgorithm::Unstable);
        theirs.canonicalize(CanonicalizationAlgorithm::Unstable);
        assert_eq!(ours, theirs, "{name}");
        compared += 1;
    });
    assert!(
        compared == 0 || compared > 170,
        "only {compared} files could be compared"
    );
}

#[test]
fn what_stops_a_strict_reader_is_read_with_its_issues() {
    each_file(|name, text| {
        let Err(reason) = strictly(text) else { return };
        if name.starts_with("iso19139/") {
            let error = read_text(text).unwrap_err().to_string();
            assert!(error.contains("this is XML but not RDF/XML"), "{name}: {error}");
            return;
        }
        let (graph, reading) = read_text(text).unwrap();
        let found = issues(&reading, text);
        let kinds: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
        let expected: &[&str] = match name.rsplit('/').next() {
            Some("invalid_iri.xml") => &["InvalidIri", "UnescapedAmpersand", "UnescapedAmpersand"],
            Some(rule) if rule.starts_with("test-rule-") => &["InvalidId"],
            _ => &["InvalidIri"],
        };
        assert_eq!(kinds, expected, "{name}: {reason}: {found:?}");
        let triples = if name == "catalogs/invalid_iri.xml" {
            28
        } else {
            73
        };
        assert!(graph.len() >= triples, "{name}: {}", graph.len());
    });
}

#[test]
fn every_triple_knows_its_place() {
    each_file(|name, text| {
        let Ok((graph, _)) = read_text(text) else { return };
        for (triple, position) in graph.triples_with_positions() {
            assert!(position.is_known(), "{name}");
            let predicate = &text[position.predicate.range()];
            let term = graph.term(triple.predicate).value();
            let local = predicate.rsplit(':').next().unwrap_or_default();
            let of_the_element = position.predicate == position.object;
            assert!(
                term.ends_with(local) || of_the_element || local == "li",
                "{name}: {predicate} for {term}"
            );
        }
    });
}

/// `cargo test -p kolophon-dcat -- --ignored --nocapture speed` prints the ratio.
#[test]
#[ignore = "a measurement"]
fn speed_against_the_strict_reader() {
    let Some(corpus) = corpus() else { return };
    let text = fs::read_to_string(corpus.join("catalogs/brandenburg-catalog-original-input.rdf")).unwrap();
    let best = |run: &dyn Fn() -> usize| {
        let times = (0..10).map(|_| {
            let start = Instant::now();
            assert!(run() > 0);
            start.elapsed()
        });
        times.min().unwrap_or_default()
    };
    let ours = best(&|| read_text(&text).unwrap().0.len());
    let theirs = best(&|| RdfXmlParser::new().for_slice(&text).map(Result::unwrap).count());
    announce(&format!(
        "{} bytes: ours {ours:?} with the finished graph, oxrdfxml {theirs:?} without any, ratio {:.2}",
        text.len(),
        theirs.as_secs_f64() / ours.as_secs_f64()
    ));
}
