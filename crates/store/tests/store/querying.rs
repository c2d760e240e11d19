//! Queries within the process.

use kolophon_store::{QueryError, ResultKind, ResultsFormat, Store};

use crate::engine::{self, TestStore};
use crate::samples::{change, put};

fn store() -> TestStore {
    let store = TestStore::new();
    store
        .apply_blocking(change("mainz", vec![put("a", 1), put("b", 2)], &[]))
        .unwrap();
    store
}

fn text(store: &Store, query: &str, format: ResultsFormat) -> String {
    String::from_utf8(store.query(query, format).unwrap()).unwrap()
}

#[test]
fn all_kinds_of_queries_in_all_formats() {
    let store = store();
    for format in ResultsFormat::ALL {
        let queries: &[&str] = match format.kind() {
            ResultKind::Solutions => &["SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }"],
            ResultKind::Graph => &[
                "CONSTRUCT WHERE { ?s ?p ?o }",
                "DESCRIBE <https://daten.example/dataset/a>",
            ],
        };
        for query in queries {
            let result = text(&store, query, format);
            assert!(!result.is_empty(), "{query} as {format:?}");
            let is_table = query.starts_with("SELECT") || format.kind() == ResultKind::Graph;
            assert_eq!(
                is_table,
                result.contains("https://daten.example/agent"),
                "{result}"
            );
        }
    }
}

#[test]
fn a_format_for_the_other_kind_is_an_error() {
    let store = store();
    let table = store.query("SELECT * {}", ResultsFormat::Turtle);
    assert!(matches!(
        table,
        Err(QueryError::Unsupported {
            kind: ResultKind::Solutions,
            format: ResultsFormat::Turtle
        })
    ));
    let graph = store.query("CONSTRUCT WHERE { ?s ?p ?o }", ResultsFormat::Csv);
    assert!(matches!(
        graph,
        Err(QueryError::Unsupported {
            kind: ResultKind::Graph,
            ..
        })
    ));
}

#[test]
fn a_syntax_error_has_its_place() {
    match store().query("SELECT *\nWHERE { ?s ?p }", ResultsFormat::Json) {
        Err(QueryError::Syntax {
            message,
            line,
            column,
        }) => {
            // The parser points behind the bracket.
            assert_eq!((line, column), (2, 16));
            assert!(message.contains("expected"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    for nonsense in ["", "   ", "# nur ein Kommentar", "PREFIX e: <http://e/>", "HALLO"] {
        let result = store().query(nonsense, ResultsFormat::Json);
        assert!(
            matches!(result, Err(QueryError::Syntax { .. })),
            "{nonsense}: {result:?}"
        );
    }
}

#[test]
fn updates_services_and_towers_of_brackets_are_refused() {
    let store = store();
    for update in [
        "INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }",
        "PREFIX e: <http://e/> delete where { ?s ?p ?o }",
        "DROP ALL",
    ] {
        assert!(matches!(
            store.query(update, ResultsFormat::Json),
            Err(QueryError::Update)
        ));
    }
    for service in [
        "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x {} }",
    ] {
        assert!(matches!(
            store.query(service, ResultsFormat::Json),
            Err(QueryError::Service)
        ));
    }
    let tower = format!("ASK {}{}", "{".repeat(100_000), "}".repeat(100_000));
    assert!(matches!(
        store.query(&tower, ResultsFormat::Json),
        Err(QueryError::TooDeep { .. })
    ));
    // Virtuoso has a limit of its own.
    let depth = if engine::endpoint().is_some() { 32 } else { 128 };
    let honest = format!("ASK {}{}", "{".repeat(depth), "}".repeat(depth));
    store.query(&honest, ResultsFormat::Json).unwrap();
}

#[test]
fn what_is_not_public_is_invisible() {
    let store = store();
    for query in [
        "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?p), 'kolophon')) }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'kolophon')) }",
        "SELECT * { GRAPH <urn:kolophon:state> { ?s ?p ?o } }",
        "SELECT * FROM NAMED <urn:kolophon:state> { GRAPH ?g { ?s ?p ?o } }",
    ] {
        assert_eq!(
            text(&store, query, ResultsFormat::Csv).lines().count(),
            1,
            "{query}"
        );
    }
    if engine::endpoint().is_some() {
        // `oxigraph serve --union-default-graph` takes the union whatever a query asks for.
        return;
    }
    let state = "SELECT * FROM <urn:kolophon:state> { ?s ?p ?o }";
    assert_eq!(text(&store, state, ResultsFormat::Csv).lines().count(), 1);
    let named = "SELECT ?t FROM NAMED <https://daten.example/dataset/a> { GRAPH ?g { ?d <https://daten.example/def#title> ?t } }";
    assert_eq!(text(&store, named, ResultsFormat::Csv).lines().count(), 2);
}
