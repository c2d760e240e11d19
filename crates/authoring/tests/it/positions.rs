//! Every triple of a reading stands somewhere in its file.

use kolophon_authoring::{Form, read, read_list, write};
use kolophon_dcat::Document;
use kolophon_diagnostic::Language;
use kolophon_graph::{GraphBuilder, Span};

use crate::lists::TABLES;
use crate::sample::{self, CITIES, defaults};

#[test]
fn every_triple_has_a_place_in_its_file() {
    for city in CITIES {
        let graph = sample::city(city);
        for form in [
            Form::Yaml,
            Form::Json,
            Form::Toml,
            Form::Xlsx,
            Form::Ods,
            Form::Csv,
        ] {
            let files = write(&graph, form, &defaults(city), &*TABLES, Language::German).unwrap();
            let documents: Vec<Document> = files
                .into_iter()
                .map(|file| Document::new(file.name, file.bytes))
                .collect();
            let mut builder = GraphBuilder::new();
            let (first, rest) = documents.split_first().unwrap();
            if form == Form::Csv {
                read_list(
                    first,
                    &rest.iter().collect::<Vec<_>>(),
                    &defaults(city),
                    &*TABLES,
                    &mut builder,
                )
                .unwrap();
            } else {
                for document in &documents {
                    read(document, &defaults(city), &*TABLES, &mut builder).unwrap();
                }
            }
            let graph = builder.finish();
            for (triple, position) in graph.triples_with_positions() {
                let source = graph
                    .source(position.source)
                    .unwrap_or_else(|| panic!("{form:?} {triple:?}"));
                for span in [position.subject, position.predicate, position.object] {
                    assert!(
                        !span.is_empty() && source.text().get(span.range()).is_some(),
                        "{form:?} {position:?}"
                    );
                    if form.is_list() {
                        assert!(source.cell(span.start).is_some(), "{form:?} {position:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn keys_and_values_are_pointed_at() {
    let text = "Titel: Bäume\nSchlagwort: [Ahorn, Buche]\nDatei:\n  - Kurzname: csv\n    Format: CSV\n";
    let mut builder = GraphBuilder::new();
    let document = Document::new("baum.yaml", text.as_bytes().to_vec());
    read(&document, &defaults("mainz"), &*TABLES, &mut builder).unwrap();
    let graph = builder.finish();
    let places = |predicate: &str| {
        let predicate = graph.iri(predicate).unwrap();
        let found = graph
            .triples_with_positions()
            .find(|(triple, _)| triple.predicate == predicate)
            .unwrap();
        let spelled = |span: Span| &text[span.range()];
        let position = found.1;
        [
            spelled(position.subject),
            spelled(position.predicate),
            spelled(position.object),
        ]
    };
    assert_eq!(
        places("http://purl.org/dc/terms/title"),
        ["Titel", "Titel", "Bäume"]
    );
    assert_eq!(
        places("http://www.w3.org/ns/dcat#keyword"),
        ["Titel", "Schlagwort", "Ahorn"]
    );
    assert_eq!(
        places("http://purl.org/dc/terms/format"),
        ["csv", "Format", "CSV"]
    );
    assert_eq!(
        places("http://www.w3.org/ns/dcat#distribution"),
        ["Titel", "Datei", "csv"]
    );
    assert_eq!(
        places("http://purl.org/dc/terms/publisher"),
        ["Titel", "Titel", "Titel"]
    );
}

#[test]
fn cells_are_pointed_at() {
    let text = "Kurzname;Titel;Schlagworte;Lizenz\r\nbaum;\"Bäume; alle\";Ahorn; Buche\r\n"
        .replace("Ahorn; Buche", "\"Ahorn; Buche\"");
    let mut builder = GraphBuilder::new();
    let document = Document::new("datensaetze.csv", text.into_bytes());
    read(&document, &defaults("mainz"), &*TABLES, &mut builder).unwrap();
    let graph = builder.finish();
    let addresses = |value: &str| {
        let found = graph
            .triples_with_positions()
            .find(|(triple, _)| graph.term(triple.object).value() == value)
            .unwrap();
        let position = found.1;
        let source = graph.source(position.source).unwrap();
        let address = |span: Span| source.cell(span.start).unwrap().address();
        let spelled = source.text()[position.object.range()].to_owned();
        (
            address(position.subject),
            address(position.predicate),
            address(position.object),
            spelled,
        )
    };
    let expect =
        |a: &str, b: &str, c: &str, d: &str| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned());
    assert_eq!(addresses("Bäume; alle"), expect("A2", "B1", "B2", "Bäume; alle"));
    assert_eq!(addresses("Buche"), expect("A2", "C1", "C2", "Buche"));
    assert_eq!(addresses("http://www.w3.org/ns/dcat#Dataset").0, "A2");
}
