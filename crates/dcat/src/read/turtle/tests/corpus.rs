//! Every Turtle and N-Triples file of the corpus, against the strict parser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::{canonical, strict, try_read};
use crate::Format;

/// The corpus, where there is one.
fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let candidates = [root.join("../shared/corpus"), root.join("../../shared/corpus")];
    let found = env::var_os("KOLOPHON_CORPUS")
        .map(PathBuf::from)
        .into_iter()
        .chain(candidates)
        .find(|path| path.is_dir());
    if found.is_none() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("SKIPPED: no corpus; set KOLOPHON_CORPUS");
        }
    }
    found
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "ttl" || e == "nt") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_is_read_like_the_strict_parser_reads_it() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    files(&corpus, &mut paths);
    assert!(paths.len() > 500, "the corpus has its files");
    let mut report = Vec::new();
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        match strict(&text, Format::Turtle) {
            Ok(expected) => {
                let (reading, graph) = try_read(&text, Format::Turtle).unwrap();
                assert_eq!(reading.issues, [], "{name}");
                let graph = graph.to_oxrdf();
                if graph != expected {
                    assert_eq!(graph.len(), expected.len(), "{name}");
                    assert!(canonical(&graph) == canonical(&expected), "{name} differs");
                }
            }
            Err(error) => {
                let (reading, graph) = try_read(&text, Format::Turtle).unwrap();
                assert!(!reading.issues.is_empty(), "{name}: {error}");
                assert!(!graph.is_empty(), "{name}");
                let source = &graph.sources()[0];
                report.push(format!("{name}: {} triples; strict: {error}", graph.len()));
                for issue in reading.issues.iter().take(12) {
                    let at = source.line_column(issue.span.start);
                    report.push(format!("    {}:{} {:?}", at.line, at.column, issue.kind));
                }
            }
        }
    }
    // What publishers get wrong, for those who look: `--nocapture`.
    assert!(report.len() > 4, "some files of the corpus are wrong");
    #[expect(clippy::print_stdout, reason = "a test shows what it saw to those who ask")]
    {
        println!("{}", report.join("\n"));
    }
}
