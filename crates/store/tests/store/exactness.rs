//! What is read is what was written, whatever the engine makes of it.

use std::fs;

use kolophon_graph::{Graph, GraphBuilder, Position, Term, Triple};
use kolophon_store::{CityChange, QueryError, ResultsFormat, content_hash};

use crate::engine::{self, TestStore};
use crate::samples::{XSD, change, iri, resource};

const WKT: &str = "http://www.opengis.net/ont/geosparql#wktLiteral";
const GEO_JSON: &str = "http://www.opengis.net/ont/geosparql#geoJSONLiteral";

/// Values that one engine or another changes, refuses, or takes for another one of the same property.
const VALUES: [&[(&str, &str)]; 18] = [
    &[
        ("1.50", "decimal"),
        (".5", "decimal"),
        ("12345678901234567890.123456789012345678901234567890", "decimal"),
    ],
    &[
        ("007", "integer"),
        ("+7", "integer"),
        ("", "integer"),
        (" 5", "integer"),
    ],
    &[
        ("9223372036854775807", "integer"),
        ("123456789012345678901234567890", "integer"),
    ],
    &[
        ("5", "int"),
        ("5", "long"),
        ("5", "integer"),
        ("5", "nonNegativeInteger"),
        ("5", "decimal"),
        ("5", "double"),
    ],
    &[
        ("1", "boolean"),
        ("true", "boolean"),
        ("1", "integer"),
        ("TRUE", "boolean"),
        ("ja", "boolean"),
    ],
    &[
        ("49.99290123456789", "double"),
        ("1E5", "double"),
        ("5e-324", "double"),
        ("INF", "float"),
        ("NaN", "double"),
    ],
    &[
        ("2024-01-01", "date"),
        ("2024-01-01Z", "date"),
        ("2024-01-01T00:00:00", "dateTime"),
    ],
    &[
        ("2024-01-01T10:00:00Z", "dateTime"),
        ("2024-01-01T12:00:00+02:00", "dateTime"),
    ],
    &[
        ("2024-01-02+00:00", "date"),
        ("-0044-03-15", "date"),
        ("gestern", "date"),
        ("2024-13-01", "date"),
    ],
    &[
        ("2024-01-03T24:00:00", "dateTime"),
        ("2024-01-06T10:00:00.123456789Z", "dateTime"),
        ("2024-01-01T10:00", "dateTime"),
    ],
    &[
        ("2024", "gYear"),
        ("2024Z", "gYear"),
        ("2024-05", "gYearMonth"),
        ("--02-29", "gMonthDay"),
        ("10:00:00.10", "time"),
    ],
    &[
        ("P0Y1M", "duration"),
        ("P3D", "duration"),
        ("PT60M", "dayTimeDuration"),
        ("P1Y", "yearMonthDuration"),
    ],
    &[
        ("0fb7", "hexBinary"),
        ("aGFsbG8=", "base64Binary"),
        ("http://a.example/a b", "anyURI"),
        ("a  b", "token"),
    ],
    &[("POINT(8.2711 49.9929)", WKT), ("POINT (8.2711 49.9929)", WKT)],
    &[
        ("kaputt", WKT),
        (
            "<http://www.opengis.net/def/crs/EPSG/0/25832> POINT(447712 5538735)",
            WKT,
        ),
    ],
    &[
        ("POLYGON((8.1 49.9, 8.3 49.9, 8.3 50.0, 8.1 49.9))", WKT),
        ("{\"type\":\"Point\",\"coordinates\":[8,49]}", GEO_JSON),
    ],
    &[
        (
            "<b>x</b>",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral",
        ),
        ("x", "http://daten.example/eigener"),
    ],
    &[
        ("Zeile 1\nZeile 2\r\n\tEnde \\ \"", "string"),
        ("  \u{1F333} \u{85}\u{A0}\u{FFFE}\u{1} ", "string"),
        ("", "string"),
    ],
];

const IRIS: [&str; 12] = [
    "http://daten.example/ä",
    "http://daten.example/%C3%A4",
    "http://daten.example/a%20b",
    "HTTP://DATEN.example:80/a/../b",
    "http://daten.example/a?b=c&d=e#f",
    "http://daten.example/(x)",
    "http://daten.example/'x'",
    "http://daten.example/🌳",
    "mailto:amt@daten.example",
    "tel:+49-6131-123",
    "urn:uuid:7d3f2c1e-0000-4000-8000-000000000000",
    "https://xn--mnchen-3ya.example/",
];

/// All values twice: of the dataset, and of nodes that nothing else tells apart.
fn values() -> Graph {
    let mut builder = GraphBuilder::new();
    let dataset = builder.iri(&iri("werte"));
    let part = builder.iri("https://daten.example/def#part");
    for (number, values) in VALUES.iter().enumerate() {
        let predicate = builder.iri(&format!("https://daten.example/def#p{number}"));
        for (value, datatype) in *values {
            let datatype = if datatype.contains(':') {
                (*datatype).to_owned()
            } else {
                format!("{XSD}{datatype}")
            };
            let literal = builder.typed_literal(value, &datatype);
            builder.push(Triple::new(dataset, predicate, literal), Position::UNKNOWN);
            let node = builder.fresh_blank_node();
            builder.push(Triple::new(dataset, part, node), Position::UNKNOWN);
            builder.push(Triple::new(node, part, literal), Position::UNKNOWN);
        }
    }
    let [text, see] = ["text", "see"].map(|name| builder.iri(&format!("https://daten.example/def#{name}")));
    for language in ["de", "de-at", "en-gb", "de-x-leicht"] {
        let literal = builder.language_literal("Straße", language);
        builder.push(Triple::new(dataset, text, literal), Position::UNKNOWN);
    }
    for iri in IRIS {
        let iri = builder.iri(iri);
        builder.push(Triple::new(dataset, see, iri), Position::UNKNOWN);
        builder.push(Triple::new(iri, see, dataset), Position::UNKNOWN);
    }
    builder.finish()
}

/// Nodes in a ring, each like the other, and a list.
fn nodes(name: &str, label: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let dataset = builder.iri(&iri(name));
    let [next, value] =
        ["next", "value"].map(|name| builder.iri(&format!("https://daten.example/def#{name}")));
    let ring: Vec<_> = (0..6)
        .map(|number| builder.term(Term::BlankNode(&format!("{label}{number}"))))
        .collect();
    for number in 0..6 {
        let (node, after) = (ring[number], ring[(number + 1) % 6]);
        builder.push(Triple::new(node, next, after), Position::UNKNOWN);
        let size = builder.typed_literal(["01", "1"][number % 2], &format!("{XSD}integer"));
        builder.push(Triple::new(node, value, size), Position::UNKNOWN);
    }
    builder.push(Triple::new(dataset, next, ring[0]), Position::UNKNOWN);
    builder.finish()
}

#[test]
fn every_value_comes_back_as_it_was_written() {
    let mut store = TestStore::on_disk();
    let graph = values();
    let hash = content_hash(&graph);
    store
        .apply_blocking(change("mainz", vec![(resource("werte", &graph), graph)], &[]))
        .unwrap();
    for _ in 0..2 {
        let read = store.graph(&iri("werte")).unwrap().unwrap();
        assert_eq!(read.len(), values().len());
        assert_eq!(content_hash(&read), hash);
        store.reopen();
    }
    // The same again is no change, and what was before comes back from the journal.
    let same = change("mainz", vec![(resource("werte", &values()), values())], &[]);
    assert_eq!(store.apply_blocking(same).unwrap(), 1);
    store
        .apply_blocking(change("mainz", Vec::new(), &["werte"]))
        .unwrap();
    let before = store.graphs_before("mainz", 2).unwrap();
    assert_eq!(content_hash(&before[&iri("werte")]), hash);
}

#[test]
fn blank_nodes_belong_to_their_graph() {
    let store = TestStore::new();
    let put = ["a", "b"].map(|name| (resource(name, &nodes(name, "n")), nodes(name, "n")));
    store.apply_blocking(change("mainz", put.into(), &[])).unwrap();
    for name in ["a", "b"] {
        let read = store.graph(&iri(name)).unwrap().unwrap();
        assert_eq!(content_hash(&read), content_hash(&nodes(name, "other")));
    }
    let both = store.graphs(&[iri("a"), iri("b")]).unwrap();
    assert_eq!(both.len(), 2 * nodes("a", "n").len());
    let with_labels = change(
        "mainz",
        vec![(resource("a", &nodes("a", "x")), nodes("a", "x"))],
        &[],
    );
    assert_eq!(store.apply_blocking(with_labels).unwrap(), 1);
}

#[test]
fn who_holds_a_triple_is_found() {
    let store = TestStore::new();
    let put = ["a", "b"].map(|name| (resource(name, &values()), values()));
    store.apply_blocking(change("mainz", put.into(), &[])).unwrap();
    let see = "https://daten.example/def#see";
    for object in IRIS {
        let holders = store.read(|view| view.graphs_with(see, object)).unwrap();
        assert_eq!(holders, [iri("a"), iri("b")], "{object}");
    }
    let nobody = store.read(|view| view.graphs_with(see, "https://daten.example/nichts"));
    assert!(nobody.unwrap().is_empty());
}

#[test]
fn what_was_erased_is_in_no_graph_any_more() {
    const SECRET: &str = "Vertraulich-4711";
    let store = TestStore::on_disk();
    let graph = || {
        let mut builder = GraphBuilder::new();
        let [dataset, note] =
            [iri("geheim"), "https://daten.example/def#note".to_owned()].map(|iri| builder.iri(&iri));
        let text = builder.string_literal(SECRET);
        builder.push(Triple::new(dataset, note, text), Position::UNKNOWN);
        builder.finish()
    };
    let put = vec![
        (resource("geheim", &graph()), graph()),
        (resource("bleibt", &nodes("bleibt", "n")), nodes("bleibt", "n")),
    ];
    store.apply_blocking(change("mainz", put, &[])).unwrap();
    store
        .apply_blocking(CityChange {
            erase: vec![iri("geheim")],
            ..change("mainz", Vec::new(), &["geheim"])
        })
        .unwrap();
    let found = store
        .query(&format!("SELECT * {{ ?s ?p '{SECRET}' }}"), ResultsFormat::Csv)
        .unwrap();
    assert_eq!(String::from_utf8(found).unwrap().lines().count(), 1);
    assert!(store.graph(&iri("bleibt")).unwrap().is_some());
    assert!(store.is_erased(&iri("geheim")));
    let directory = store.directory();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                let holds = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
                assert!(!holds, "{}", path.display());
            }
        }
    }
}

#[test]
fn functions_of_an_engine_are_not_handed_on() {
    let store = TestStore::new();
    let result = store.query("SELECT (<bif:user>() AS ?user) {}", ResultsFormat::Csv);
    match engine::endpoint() {
        Some(_) => assert!(matches!(result, Err(QueryError::ForeignFunction)), "{result:?}"),
        None => assert!(matches!(result, Err(QueryError::Evaluation(_))), "{result:?}"),
    }
}
