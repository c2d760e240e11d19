//! Snapshots against the evaluator's own dataset, and damaged files.

use std::collections::BTreeSet;
use std::fs;

use oxrdf::{Dataset, Quad};
use proptest::prelude::*;
use spareval::{QueryEvaluator, QueryResults, QueryableDataset};
use spargebra::SparqlParser;
use tempfile::TempDir;

use super::*;
use crate::{Term, XSD_STRING};

/// Terms for small numbers: IRIs, blank nodes, strings, numbers, dates, texts of a language.
fn term(number: u8) -> String {
    match number % 8 {
        0..3 => format!("<urn:{number}>"),
        3 => format!("_:b{number}"),
        4 => format!("\"{number}\""),
        5 => format!("\"{}\"^^<http://www.w3.org/2001/XMLSchema#integer>", number / 8),
        6 => format!(
            "\"2025-03-{:02}\"^^<http://www.w3.org/2001/XMLSchema#date>",
            1 + number / 8
        ),
        _ => format!("\"{}\"@de", number / 8),
    }
}

type Numbers = (u8, u8, u8, u8);

/// Each quad in its named graph, as N-Quads; subjects are IRIs and blank nodes, predicates and graphs IRIs.
fn quads(numbers: &[Numbers]) -> Vec<Quad> {
    let lines = numbers.iter().map(|(s, p, o, g)| {
        let subject = term(s - s % 8 + s % 4);
        format!("{subject} <urn:p{p}> {} <urn:g{g}>", term(*o))
    });
    lines.map(|line| line.parse().unwrap()).collect()
}

fn as_term(term: &oxrdf::Term) -> Term<'_> {
    match term {
        oxrdf::Term::NamedNode(node) => Term::Iri(node.as_str()),
        oxrdf::Term::BlankNode(node) => Term::BlankNode(node.as_str()),
        oxrdf::Term::Literal(literal) => Term::Literal {
            value: literal.value(),
            datatype: literal.datatype().as_str(),
            language: literal.language(),
        },
    }
}

fn push(builder: &mut SnapshotBuilder, quad: &Quad) {
    let oxrdf::GraphName::NamedNode(name) = &quad.graph_name else {
        unreachable!("the graphs of the tests are IRIs");
    };
    let graph = builder.graph(Term::Iri(name.as_str()));
    let (subject, predicate) = (quad.subject.clone().into(), quad.predicate.clone().into());
    builder
        .push(
            graph,
            [as_term(&subject), as_term(&predicate), as_term(&quad.object)],
        )
        .unwrap();
}

fn snapshot(quads: &[Quad]) -> (TempDir, Snapshot) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("snapshot");
    let mut builder = SnapshotBuilder::new();
    for quad in quads {
        push(&mut builder, quad);
    }
    builder.write(&path).unwrap();
    let snapshot = Snapshot::open(&path).unwrap();
    snapshot.verify().unwrap();
    (directory, snapshot)
}

/// The reference: the named graphs, and their union as the default graph.
fn dataset(quads: &[Quad]) -> Dataset {
    let mut dataset = Dataset::new();
    for quad in quads {
        dataset.insert(quad);
        dataset.insert(&Quad {
            graph_name: oxrdf::GraphName::DefaultGraph,
            ..quad.clone()
        });
    }
    dataset
}

/// The solutions or triples of a query, sorted; those of `ORDER BY` by what they are sorted by only.
fn answers<'a>(dataset: impl QueryableDataset<'a>, query: &str) -> Vec<String> {
    let query = SparqlParser::new().parse_query(query).unwrap();
    let evaluator = QueryEvaluator::new();
    let mut lines: Vec<String> = match evaluator.prepare(&query).execute(dataset).unwrap() {
        QueryResults::Boolean(value) => vec![value.to_string()],
        QueryResults::Solutions(solutions) => solutions
            .map(|solution| {
                let solution = solution.unwrap();
                let pairs = solution.iter();
                let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
                pairs.join(" ")
            })
            .collect(),
        QueryResults::Graph(triples) => triples.map(|triple| triple.unwrap().to_string()).collect(),
    };
    lines.sort();
    lines
}

const QUERIES: [&str; 34] = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s <urn:p0> ?o }",
    "SELECT * { ?s <urn:p0> ?o . ?s <urn:p1> ?q }",
    "SELECT * { ?s ?p <urn:0> }",
    "SELECT * { <urn:0> ?p ?o }",
    "SELECT * { <urn:1> <urn:p1> ?o }",
    "SELECT * { <urn:2> ?p <urn:1> }",
    "SELECT * { ?s <urn:p2> <urn:1> }",
    "ASK { <urn:0> <urn:p0> <urn:0> }",
    "ASK { <urn:0> <urn:p0> '4' }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <urn:g0> { ?s ?p ?o } }",
    "SELECT * { GRAPH <urn:g1> { ?s <urn:p1> ?o } }",
    "SELECT * { GRAPH <urn:g1> { ?s <urn:p1> <urn:0> } }",
    "SELECT * { GRAPH <urn:g1> { <urn:0> ?p ?o } }",
    "SELECT * { GRAPH <urn:g2> { <urn:0> <urn:p0> ?o } }",
    "SELECT * { GRAPH <urn:g2> { ?s ?p <urn:2> } }",
    "SELECT * { GRAPH <urn:g9> { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s <urn:p0> ?o } ?s <urn:p1> ?q }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT DISTINCT ?g { GRAPH ?g {} }",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) (MIN(?o) AS ?m) { ?s ?p ?o } GROUP BY ?p HAVING(COUNT(*) > 1)",
    "SELECT * { ?s ?p ?o FILTER(?o > 1) }",
    "SELECT * { ?s ?p ?o FILTER(?o >= '2025-03-02'^^<http://www.w3.org/2001/XMLSchema#date>) }",
    "SELECT * { ?s ?p ?o FILTER(CONTAINS(LCASE(STR(?o)), '1')) }",
    "SELECT * { ?s ?p ?o FILTER(LANG(?o) = 'de' || DATATYPE(?o) = <http://www.w3.org/2001/XMLSchema#integer>) }",
    "SELECT * { ?s ?p ?o BIND(?o + 1 AS ?x) OPTIONAL { ?t ?q ?x } }",
    "SELECT * { ?s ?p ?o BIND(IRI(CONCAT('urn:', STR(?o))) AS ?x) ?x ?q ?r }",
    "SELECT * { ?s (<urn:p0>|<urn:p1>)+ ?o }",
    "SELECT * { ?s ^<urn:p0>/<urn:p1>? ?o }",
    "SELECT * { ?s ?p ?o MINUS { ?s <urn:p1> ?q } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?q ?s } } ORDER BY ?o ?s",
    "CONSTRUCT { ?o ?p ?s } { ?s ?p ?o FILTER(isIRI(?o)) }",
    "SELECT * FROM <urn:g0> FROM <urn:g1> FROM NAMED <urn:g2> { { ?s <urn:p0> ?o } UNION { GRAPH ?g { ?s <urn:p1> ?o } } }",
];

fn some_quads() -> impl Strategy<Value = Vec<Quad>> {
    let numbers = prop::collection::vec((0_u8..20, 0_u8..3, 0_u8..24, 0_u8..4), 0..60);
    numbers.prop_map(|numbers| quads(&numbers))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_query_is_answered_like_the_reference(quads in some_quads()) {
        let ((_directory, snapshot), dataset) = (snapshot(&quads), dataset(&quads));
        for query in QUERIES {
            prop_assert_eq!(answers(snapshot.view(), query), answers(&dataset, query), "{}", query);
        }
    }

    #[test]
    fn every_pattern_is_answered_like_a_scan(quads in some_quads()) {
        let (_directory, snapshot) = snapshot(&quads);
        let view = snapshot.view();
        let all: Vec<Quad> = dataset(&quads).iter().map(oxrdf::QuadRef::into_owned).collect();
        let mut terms: BTreeSet<String> = quads.iter().flat_map(|q| [q.subject.to_string(), q.predicate.to_string(), q.object.to_string()]).collect();
        terms.insert("<urn:unknown>".to_owned());
        let terms: Vec<(Option<String>, Option<SnapshotTerm>)> = terms
            .into_iter()
            .map(|text| (Some(text.clone()), Some(view.internalize_term(text.parse().unwrap()).unwrap())))
            .chain([(None, None)])
            .collect();
        let graph = view.internalize_term("<urn:g1>".parse().unwrap()).unwrap();
        for (scope, name) in [(Some(None), "DEFAULT"), (Some(Some(&graph)), "<urn:g1>"), (None, "")] {
            for (s, subject) in &terms {
                for (p, predicate) in &terms {
                    for (o, object) in terms.iter().step_by(3) {
                        let is = |wanted: &Option<String>, text: String| wanted.as_ref().is_none_or(|wanted| *wanted == text);
                        let mut expected: Vec<String> = all
                            .iter()
                            .filter(|quad| match name {
                                "" => !quad.graph_name.is_default_graph(),
                                name => quad.graph_name.to_string() == name,
                            })
                            .filter(|quad| is(s, quad.subject.to_string()) && is(p, quad.predicate.to_string()) && is(o, quad.object.to_string()))
                            .map(ToString::to_string)
                            .collect();
                        let text = |term| view.externalize_term(term).unwrap().to_string();
                        let found = view.internal_quads_for_pattern(subject.as_ref(), predicate.as_ref(), object.as_ref(), scope);
                        let mut found: Vec<String> = found
                            .map(|quad| {
                                let quad = quad.unwrap();
                                let graph = quad.graph_name.map(|name| format!(" {}", text(name))).unwrap_or_default();
                                format!("{} {} {}{graph}", text(quad.subject), text(quad.predicate), text(quad.object))
                            })
                            .collect();
                        expected.sort();
                        found.sort();
                        prop_assert_eq!(found, expected);
                    }
                }
            }
        }
    }

    #[test]
    fn an_extended_snapshot_is_like_a_new_one(old in some_quads(), new in some_quads()) {
        let is_kept = |quad: &Quad| quad.graph_name.to_string() != "<urn:g1>";
        let (directory, first) = snapshot(&old);
        let mut builder = SnapshotBuilder::new();
        builder.extend_from(&first, |name| name != Term::Iri("urn:g1")).unwrap();
        let new: Vec<Quad> = new.into_iter().filter(|quad| !is_kept(quad)).collect();
        for quad in &new {
            push(&mut builder, quad);
        }
        let path = directory.path().join("second");
        builder.write(&path).unwrap();
        let second = Snapshot::open(&path).unwrap();
        second.verify().unwrap();
        let all: Vec<Quad> = old.into_iter().filter(is_kept).chain(new).collect();
        let (_directory, fresh) = snapshot(&all);
        let query = "SELECT * { GRAPH ?g { ?s ?p ?o } }";
        prop_assert_eq!(answers(second.view(), query), answers(fresh.view(), query));
        prop_assert_eq!((second.triples(), second.quads()), (fresh.triples(), fresh.quads()));
    }
}

#[test]
fn a_solution_comes_in_the_order_that_was_asked_for() {
    let (_directory, snapshot) = snapshot(&quads(&[
        (0, 0, 30, 0),
        (1, 0, 14, 0),
        (2, 0, 22, 1),
        (8, 0, 13, 1),
    ]));
    let query = SparqlParser::new()
        .parse_query("SELECT ?o { ?s ?p ?o } ORDER BY DESC(?o)")
        .unwrap();
    let evaluator = QueryEvaluator::new();
    let QueryResults::Solutions(solutions) = evaluator.prepare(&query).execute(snapshot.view()).unwrap()
    else {
        unreachable!("it is a SELECT");
    };
    let texts: Vec<String> = solutions
        .map(|solution| match solution.unwrap().get("o") {
            Some(oxrdf::Term::Literal(literal)) => literal.value().to_owned(),
            _ => String::new(),
        })
        .collect();
    assert_eq!(texts, ["2025-03-04", "2025-03-03", "2025-03-02", "1"]);
}

#[test]
fn literals_are_found_by_value_where_asked() {
    let (_directory, snapshot) = snapshot(&quads(&[(0, 0, 13, 0)]));
    let query = "ASK { ?s ?p '01'^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> }";
    assert_eq!(answers(snapshot.view(), query), ["false"]);
    assert_eq!(answers(snapshot.view().by_value(), query), ["true"]);
}

#[test]
fn an_empty_graph_exists() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("snapshot");
    let mut builder = SnapshotBuilder::new();
    builder.graph(Term::Iri("urn:g"));
    builder.write(&path).unwrap();
    let snapshot = Snapshot::open(&path).unwrap();
    assert_eq!(
        answers(snapshot.view(), "SELECT * { GRAPH ?g {} }"),
        ["?g=<urn:g>"]
    );
    assert_eq!(
        answers(snapshot.view(), "SELECT * { ?s ?p ?o }"),
        Vec::<String>::new()
    );
    assert_eq!((snapshot.triples(), snapshot.quads()), (0, 0));
    assert_eq!(snapshot.terms().find(Term::BlankNode("urn:g")).unwrap(), None);
}

#[test]
fn nothing_is_a_snapshot_too() {
    let (_directory, snapshot) = snapshot(&[]);
    assert_eq!(answers(snapshot.view(), "ASK { ?s ?p ?o }"), ["false"]);
    let text = Term::Literal {
        value: "",
        datatype: XSD_STRING,
        language: None,
    };
    assert_eq!(snapshot.terms().find(text).unwrap(), None);
}

/// Asks everything that there is; errors are fine.
fn read_everything(snapshot: &Snapshot) {
    let view = snapshot.view();
    let query = SparqlParser::new()
        .parse_query("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } UNION { GRAPH <urn:g1> { ?s <urn:p1> ?o } } UNION { <urn:0> ?p ?o } UNION { ?s <urn:p1> <urn:1> } UNION { ?s ?p '4' } }")
        .unwrap();
    let evaluator = QueryEvaluator::new();
    if let Ok(QueryResults::Solutions(solutions)) = evaluator.prepare(&query).execute(view) {
        for solution in solutions.flatten() {
            drop(solution.values().to_vec());
        }
    }
    drop(SnapshotBuilder::new().extend_from(snapshot, |_| true));
}

#[test]
fn a_damaged_file_is_refused_and_never_a_panic() {
    let numbers: Vec<Numbers> = (0..20).map(|n| (n % 9, n % 3, n % 23, n % 4)).collect();
    let (directory, whole) = snapshot(&quads(&numbers));
    let path = directory.path().join("snapshot");
    let bytes = fs::read(&path).unwrap();
    drop(whole);
    let damaged = directory.path().join("damaged");
    for at in 0..bytes.len() {
        let flip = [0xff, 0x01, 0x80][at % 3];
        let mut bytes = bytes.clone();
        bytes[at] ^= flip;
        fs::write(&damaged, &bytes).unwrap();
        if let Ok(snapshot) = Snapshot::open(&damaged) {
            read_everything(&snapshot);
            assert!(snapshot.verify().is_err(), "byte {at} ^ {flip}");
        }
    }
    for length in 0..bytes.len() {
        fs::write(&damaged, &bytes[..length]).unwrap();
        assert!(Snapshot::open(&damaged).is_err(), "cut off at {length}");
    }
    fs::write(&damaged, [bytes.as_slice(), b"\0"].concat()).unwrap();
    assert!(Snapshot::open(&damaged).is_err(), "a byte too many");
}

#[test]
fn another_version_is_told_from_damage() {
    let (directory, _) = snapshot(&[]);
    let path = directory.path().join("snapshot");
    let mut bytes = fs::read(&path).unwrap();
    bytes[8] = 9;
    fs::write(&path, bytes).unwrap();
    let error = Snapshot::open(&path).unwrap_err();
    assert!(matches!(error, SnapshotError::Version { found: 9 }), "{error}");
}

#[test]
fn the_same_quads_make_the_same_file_and_no_other_file_stays() {
    let numbers: Vec<Numbers> = (0..40).map(|n| (n % 9, n % 3, n % 23, n % 4)).collect();
    let bytes = || {
        let (directory, _) = snapshot(&quads(&numbers));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        fs::read(directory.path().join("snapshot")).unwrap()
    };
    assert_eq!(bytes(), bytes());
}
