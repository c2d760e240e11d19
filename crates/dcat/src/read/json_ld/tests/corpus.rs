//! Real documents, read side by side with oxjsonld.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use oxjsonld::JsonLdParser;

use super::{canonical, oxjsonld, read_text, try_read_text};
use crate::read::SyntaxIssueKind;

/// The test corpus, unless there is none; then a line says that the test is skipped.
fn corpus() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    #[expect(
        clippy::disallowed_methods,
        reason = "tests find the corpus by the environment"
    )]
    let named = std::env::var("KOLOPHON_CORPUS").ok().map(PathBuf::from);
    let places = [
        named,
        Some(root.join("../shared/corpus")),
        Some(root.join("../../shared/corpus")),
    ];
    let found = places.into_iter().flatten().find(|place| place.is_dir());
    if found.is_none() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        SAID.call_once(|| eprintln!("SKIPPED: no test corpus; set KOLOPHON_CORPUS"));
    }
    found
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            json_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "jsonld" || end == "json")
        {
            found.push(path);
        }
    }
}

/// Here oxjsonld pushes the types of nodes inside keys that no context maps. By step 13.3 of the expansion algorithm
/// such a key is dropped with all of its value.
const TYPES_BELOW_UNMAPPED_KEYS: [&str; 5] = [
    "testcases/ckanext-dcat/dcat/catalog_pod.jsonld",
    "w3c/csvw/test032/result.json",
    "w3c/csvw/test036/result.json",
    "w3c/csvw/test263.json",
    "w3c/csvw/test264.json",
];

#[test]
fn the_corpus_reads_as_in_oxjsonld() {
    let Some(corpus) = corpus() else { return };
    let mut files = Vec::new();
    json_files(&corpus, &mut files);
    let (mut same, mut explained, mut differences) = (0, 0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let Some(other) = oxjsonld(&text) else { continue };
        let ours = match try_read_text(&text) {
            Ok((graph, _)) => canonical(graph.to_oxrdf()),
            Err(error) => vec![error.to_string()],
        };
        let other = canonical(other);
        if ours == other {
            same += 1;
            continue;
        }
        if TYPES_BELOW_UNMAPPED_KEYS.iter().any(|name| file.ends_with(name)) {
            let is_type = |line: &&String| line.contains("22-rdf-syntax-ns#type");
            let untyped = |lines: &[String]| lines.iter().filter(|line| !is_type(line)).count();
            assert_eq!(untyped(&ours), untyped(&other), "{}", file.display());
            assert!(ours.len() < other.len(), "{}", file.display());
            explained += 1;
            continue;
        }
        let missing: Vec<_> = other.iter().filter(|line| !ours.contains(line)).take(3).collect();
        let extra: Vec<_> = ours.iter().filter(|line| !other.contains(line)).take(3).collect();
        differences.push(format!(
            "{}\n  missing {missing:#?}\n  extra {extra:#?}",
            file.display()
        ));
    }
    assert!(same > 700, "only {same} files were compared");
    assert_eq!(explained, TYPES_BELOW_UNMAPPED_KEYS.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The documents at which strict parsers stop: each is read as far as it goes, and says what is amiss.
#[test]
fn documents_that_strict_parsers_refuse_are_read_as_far_as_possible() {
    let Some(corpus) = corpus() else { return };
    let index = fs::read_to_string(corpus.join("expected/govdata-3.0/INDEX.tsv")).unwrap();
    let mut seen = 0;
    for line in index.lines() {
        let Some((name, "unparsable")) = line
            .split_once('\t')
            .map(|(name, rest)| (name, rest.split('\t').next().unwrap_or_default()))
        else {
            continue;
        };
        if !name.ends_with(".jsonld") {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(corpus.join(name)).unwrap();
        if name.ends_with("full_croissant_dataset.jsonld") {
            // A comma before a closing brace: the text is no JSON.
            let error = try_read_text(&text).unwrap_err().to_string();
            assert!(
                error.starts_with("test.jsonld:78:13: a comma stands before this `}`"),
                "{error}"
            );
            continue;
        }
        let (graph, reading) = read_text(&text);
        let remote = |kind: &SyntaxIssueKind| matches!(kind, SyntaxIssueKind::RemoteContext { .. });
        assert!(reading.issues.iter().any(|issue| remote(&issue.kind)), "{name}");
        assert!(!graph.is_empty(), "{name}");
    }
    assert_eq!(seen, 29);
}

/// Prints how long both readers take for a large catalogue; run it with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
#[expect(clippy::print_stderr, reason = "prints what it measures")]
fn speed_beside_oxjsonld() {
    let Some(corpus) = corpus() else { return };
    let shapes = fs::read_to_string(corpus.join("shapes/dcat-ap-3.0.0/dcat-ap-SHACL.jsonld")).unwrap();
    let catalogue =
        fs::read_to_string(corpus.join("testcases/w3c-dcat-examples/csiro-dap-examples.jsonld")).unwrap();
    for (name, part, times) in [("shapes", shapes, 50), ("catalogue", catalogue, 300)] {
        // Other names in every copy, so that each is other nodes: `x7-https` is a scheme as good as any.
        let copies: Vec<String> = (0..times)
            .map(|copy| part.replace("\"@id\": \"", &format!("\"@id\": \"x{copy}-")))
            .collect();
        let text = format!("[{}]", copies.join(","));
        let start = std::time::Instant::now();
        let (graph, _) = read_text(&text);
        let ours = start.elapsed();
        let start = std::time::Instant::now();
        let other = JsonLdParser::new().with_base_iri(super::BASE).unwrap();
        let quads = other.for_slice(text.as_bytes()).flatten().count();
        let theirs = start.elapsed();
        eprintln!(
            "{name}: {} bytes, {} triples in {ours:?}; oxjsonld {quads} quads in {theirs:?}",
            text.len(),
            graph.len()
        );
    }
}
