//! Real documents, read side by side with oxjsonld.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use super::{canonical, oxjsonld, try_read_text};


/// The test corpus, unless there is none; then a line says that the test is skipped.
fn corpus() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    #[expect(clippy::disallowed_methods, reason = "tests find the corpus by the environment")]
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
        } else if path.extension().is_some_and(|end| end == "jsonld" || end == "json") {
            found.push(path);
        }
    }
}

#[test]
fn the_corpus_reads_as_in_oxjsonld() {
    let Some(corpus) = corpus() else { return };
    let mut files = Vec::new();
    json_files(&corpus, &mut files);
    let (mut same, mut differences) = (0, Vec::new());
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
        let missing: Vec<_> = other.iter().filter(|line| !ours.contains(line)).take(3).collect();
        let extra: Vec<_> = ours.iter().filter(|line| !other.contains(line)).take(3).collect();
        differences.push(format!("{}\n  missing {missing:#?}\n  extra {extra:#?}", file.display()));
    }
    assert!(same > 900, "only {same} files were compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
