//! RDF to officers' files and back: the same triples.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use kolophon_authoring::{Defaults, Form, OutFile, coverage, read, read_list, write};
use kolophon_dcat::Document;
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, GraphBuilder};
use oxrdf::dataset::CanonicalizationAlgorithm;

use crate::lists::TABLES;
use crate::sample::{self, CITIES, corpus, defaults, files, graph_of};

/// ODS is written as XLSX.
const FORMS: [Form; 6] = [
    Form::Yaml,
    Form::Json,
    Form::Toml,
    Form::Xlsx,
    Form::Ods,
    Form::Csv,
];

pub(crate) fn read_back(files: &[OutFile], form: Form, defaults: &Defaults) -> Graph {
    let mut builder = GraphBuilder::new();
    let documents: Vec<Document> = files
        .iter()
        .map(|file| Document::new(&file.name, file.bytes.clone()))
        .collect();
    let readings = if form == Form::Csv {
        let (first, rest) = documents.split_first().unwrap();
        vec![read_list(
            first,
            &rest.iter().collect::<Vec<_>>(),
            defaults,
            &*TABLES,
            &mut builder,
        )]
    } else {
        documents
            .iter()
            .map(|document| read(document, defaults, &*TABLES, &mut builder))
            .collect()
    };
    for reading in readings {
        let reading = reading.unwrap_or_else(|error| panic!("{error}"));
        for issue in &reading.issues {
            let source = builder.source(issue.source).unwrap();
            // What is wrong in the triples is wrong in the files, too; nothing else may be.
            assert!(
                matches!(
                    issue.rule(),
                    "authoring-address-invalid" | "dataset-title-missing" | "authoring-table"
                ),
                "{}: {}\n{}",
                source.name(),
                issue.message().en,
                source.text()
            );
        }
    }
    builder.finish()
}

pub(crate) fn assert_same(before: &Graph, after: &Graph, context: &str) {
    let canonical = |graph: &Graph| {
        let mut graph = graph.to_oxrdf();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        graph
    };
    if canonical(before) == canonical(after) {
        return;
    }
    // Blank nodes aside, what differs can be named.
    let (one, two) = (without_labels(before), without_labels(after));
    let missing = one
        .iter()
        .filter(|(triple, count)| two.get(*triple) != Some(count));
    let extra = two
        .iter()
        .filter(|(triple, count)| one.get(*triple) != Some(count));
    let show = |triples: Vec<(&String, &usize)>| {
        let lines = triples
            .into_iter()
            .take(20)
            .map(|(triple, count)| format!("{count} × {triple}"));
        lines.collect::<Vec<_>>().join("\n")
    };
    panic!(
        "{context}: missing\n{}\nextra\n{}",
        show(missing.collect()),
        show(extra.collect())
    );
}

fn without_labels(graph: &Graph) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for triple in graph.triples() {
        let [subject, predicate, object] = [triple.subject, triple.predicate, triple.object].map(|id| {
            if id.is_blank_node() {
                "_".to_owned()
            } else {
                graph.term(id).to_string()
            }
        });
        *counts
            .entry(format!("{subject} {predicate} {object}"))
            .or_default() += 1;
    }
    counts
}

fn check(graph: &Graph, defaults: &Defaults, forms: &[Form], context: &str) {
    for form in forms {
        for language in [Language::German, Language::English] {
            let files = write(graph, *form, defaults, &*TABLES, language).unwrap();
            if let Some(folder) = std::env::var_os("KOLOPHON_SHOW") {
                let folder = PathBuf::from(folder).join(format!("{form:?}-{}", language.tag()));
                fs::create_dir_all(&folder).unwrap();
                for file in &files {
                    fs::write(folder.join(&file.name), &file.bytes).unwrap();
                }
            }
            let after = read_back(&files, *form, defaults);
            assert_same(graph, &after, &format!("{context} as {form:?} in {language:?}"));
        }
    }
}

#[test]
fn every_file_of_the_sample_comes_back() {
    for city in CITIES {
        for file in files(city) {
            let graph = graph_of(std::slice::from_ref(&file), &defaults(city));
            check(&graph, &defaults(city), &FORMS, &file[0].display().to_string());
        }
    }
}

#[test]
fn every_city_comes_back_whatever_the_settings() {
    for city in CITIES {
        let graph = sample::city(city);
        check(&graph, &defaults(city), &FORMS, city);
        check(&graph, &defaults("mainz"), &[Form::Yaml, Form::Csv], city);
        check(&graph, &Defaults::default(), &[Form::Yaml, Form::Csv], city);
    }
}

#[test]
fn fields_say_nearly_everything_of_the_sample() {
    for city in CITIES {
        let graph = sample::city(city);
        for form in Form::ALL {
            let covered = coverage(&graph, form, &defaults(city), &*TABLES);
            println!(
                "{city} {form:?}: {} of {} triples are statements",
                covered.statements, covered.triples
            );
            assert!(
                20 * covered.statements < covered.triples,
                "{city} {form:?}: {covered:?}"
            );
        }
    }
}

#[test]
fn a_real_catalogue_comes_back() {
    let Some(corpus) = corpus() else { return };
    let file = corpus.join("catalogs/bremen-catalog-original-input.rdf");
    let graph = graph_of(&[vec![file]], &Defaults::default());
    let settings = Defaults {
        base: "https://www.transparenz.bremen.de".to_owned(),
        city: "bremen".to_owned(),
        language: "de".to_owned(),
        ..Defaults::default()
    };
    for form in Form::ALL {
        let covered = coverage(&graph, form, &settings, &*TABLES);
        println!(
            "Bremen {form:?}: {} of {} triples are statements",
            covered.statements, covered.triples
        );
        assert!(
            100 * covered.statements < 15 * covered.triples,
            "{form:?}: {covered:?}"
        );
    }
    check(&graph, &settings, &FORMS, "Bremen");
}
