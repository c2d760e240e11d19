//! Real catalogues, and the examples and rule tests of the standards: the same graph as a strict reader's.

use std::fs;
use std::path::{Path, PathBuf};

use oxrdf::dataset::CanonicalizationAlgorithm;

use super::{issues, read_text, strictly};

/// The corpus, if this machine has it.
#[expect(clippy::disallowed_methods, reason = "tests find their data by the environment")]
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
        } else if path.extension().is_some_and(|e| e == "rdf" || e == "xml" || e == "owl") {
            found.push(path);
        }
    }
}

#[test]
fn explore() {
    let corpus = corpus().unwrap();
    let mut files = Vec::new();
    rdf_xml_files(&corpus, &mut files);
    files.sort();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let name = file.strip_prefix(&corpus).unwrap().display();
        let ours = read_text(&text);
        let theirs = strictly(&text);
        match (ours, theirs) {
            (Err(e), Err(t)) => println!("BOTH-ERR {name}: {e} | {t}"),
            (Err(e), Ok(t)) => println!("OURS-ERR {name}: {e} | {} triples", t.len()),
            (Ok((graph, reading)), Err(t)) => {
                println!("TOLERATED {name}: {} triples {:?} | {t}", graph.len(), issues(&reading, &text));
            }
            (Ok((graph, reading)), Ok(mut theirs)) => {
                let mut ours = graph.to_oxrdf();
                if !reading.issues.is_empty() { println!("ISSUES {name}: {:?}", issues(&reading, &text)); }
                ours.canonicalize(CanonicalizationAlgorithm::Unstable);
                theirs.canonicalize(CanonicalizationAlgorithm::Unstable);
                if ours != theirs {
                    println!("DIFFERENT {name}: {} {}", ours.len(), theirs.len());
                    for t in ours.iter().filter(|t| !theirs.contains(*t)).take(4) { println!("   ours {t}"); }
                    for t in theirs.iter().filter(|t| !ours.contains(*t)).take(4) { println!("   theirs {t}"); }
                }
            }
        }
    }
}
