//! The datasets that questions are asked about: the sample catalogue and two real ones, as a server would hold them.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, mem};

use kolophon_dcat::Document;
use kolophon_dcat::json::{JsonContext, last_segment};
use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_diagnostic::Language;
use kolophon_graph::Graph;
use kolophon_publish::{defaults, reading};
use kolophon_search::Dataset;
use kolophon_validate::codelist;
use kolophon_validate::installation::Installation;

use crate::corpus;

/// The real catalogues: file, short name, name.
const CATALOGS: [(&str, &str, &str); 2] = [
    (
        "brandenburg-catalog-original-input.ttl",
        "brandenburg",
        "Land Brandenburg",
    ),
    (
        "bremen-catalog-original-input.rdf",
        "bremen",
        "Freie Hansestadt Bremen",
    ),
];

/// All datasets; `None` when the corpus is not there.
///
/// # Errors
/// A file cannot be read.
pub fn datasets() -> Result<Option<Vec<Dataset>>, Box<dyn Error>> {
    let Some(corpus) = corpus::folder() else {
        return Ok(None);
    };
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    let installation = Installation::read(&sample.join("kolophon.toml"))?;
    let mut datasets = Vec::new();
    for (slug, city) in &installation.cities {
        let graph = read(&files(&sample.join(slug))?, &defaults(city));
        let mut own = of_graph(&graph, slug, &city.name);
        for dataset in &mut own {
            dataset.contents = contents(&sample.join(slug).join("daten"), &dataset.id)?;
        }
        datasets.extend(own);
    }
    for (file, slug, name) in CATALOGS {
        let path = corpus.join("catalogs").join(file);
        let graph = read(&[path], &reading::nobodys_defaults());
        datasets.extend(of_graph(&graph, slug, name));
    }
    Ok(Some(datasets))
}

/// What a server knows of the tables that it serves: the names of their columns, and values that recur.
fn contents(folder: &Path, id: &str) -> Result<Vec<String>, Box<dyn Error>> {
    /// A column with more values names single things.
    const MOST_VALUES: usize = 50;
    let path = folder.join(format!("{id}.csv"));
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let bytes = fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut rows = text
        .lines()
        .map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>());
    let names = rows.next().unwrap_or_default();
    let mut columns: Vec<BTreeSet<String>> = vec![BTreeSet::new(); names.len()];
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.insert(value);
        }
    }
    let is_text = |value: &String| value.chars().any(char::is_alphabetic);
    let values = columns
        .into_iter()
        .filter(|values| values.len() <= MOST_VALUES)
        .flatten()
        .filter(is_text);
    Ok(names.into_iter().chain(values).collect())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(files: &[PathBuf], defaults: &kolophon_authoring::Defaults) -> Graph {
    let documents: Vec<Document> = files
        .iter()
        .map(|path| {
            let bytes = fs::read(path).unwrap_or_default();
            Document::new(path.to_string_lossy(), bytes)
        })
        .collect();
    mem::take(reading::read(&documents, defaults).material.builder()).finish()
}

fn of_graph(graph: &Graph, slug: &str, name: &str) -> Vec<Dataset> {
    let labels = |iri: &str| codelist::label(iri, Language::German).map(str::to_owned);
    let (Some(a), Some(class)) = (graph.iri(rdf::TYPE), graph.iri(dcat::DATASET_CLASS)) else {
        return Vec::new();
    };
    let mut iris: Vec<&str> = graph
        .subjects(a, class)
        .filter_map(|subject| graph.term(subject).as_iri())
        .collect();
    iris.sort_unstable();
    iris.dedup();
    iris.into_iter()
        .map(|iri| {
            let context = JsonContext {
                id: last_segment(iri),
                city: slug,
                language: "de",
                labels: &labels,
            };
            Dataset::from_graph(graph, iri, name, &context)
        })
        .collect()
}
