//! Each syntax as it looks, and that every graph comes back.

use kolophon_graph::{Graph, GraphBuilder};
use oxrdf::graph::CanonicalizationAlgorithm;
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use proptest::prelude::*;

use super::{Charset, WriteError, WriteOptions, write};
use crate::read::{Document, read};
use crate::{Format, PREFIXES};

const CHARSETS: [Charset; 2] = [Charset::Ascii, Charset::Utf8];

fn graph_of(text: &str) -> Graph {
    let document = Document::new("t.ttl", text.as_bytes().to_vec());
    let mut builder = GraphBuilder::new();
    let reading = read(&document, &mut builder).unwrap();
    assert_eq!(reading.issues, []);
    builder.finish()
}

fn written(graph: &Graph, format: Format, charset: Charset) -> Result<String, WriteError> {
    let options = WriteOptions {
        format,
        prefixes: PREFIXES,
        charset,
    };
    write(graph, &options)
}

/// What others read in the text.
fn read_back(text: &str, format: Format) -> oxrdf::Graph {
    let mut graph = oxrdf::Graph::new();
    match format {
        Format::Turtle | Format::TriG => {
            for triple in oxttl::TurtleParser::new().for_slice(text) {
                graph.insert(&triple.unwrap_or_else(|error| panic!("{error}\n{text}")));
            }
        }
        Format::NTriples | Format::NQuads => {
            for triple in oxttl::NTriplesParser::new().for_slice(text) {
                graph.insert(&triple.unwrap_or_else(|error| panic!("{error}\n{text}")));
            }
        }
        Format::RdfXml => {
            for triple in oxrdfxml::RdfXmlParser::new().for_slice(text) {
                graph.insert(&triple.unwrap_or_else(|error| panic!("{error}\n{text}")));
            }
        }
        Format::JsonLd => {
            for quad in oxjsonld::JsonLdParser::new().for_slice(text) {
                let quad = quad.unwrap_or_else(|error| panic!("{error}\n{text}"));
                graph.insert(&Triple::from(quad));
            }
        }
    }
    graph
}

fn canonical(graph: &oxrdf::Graph) -> Vec<String> {
    let mut graph = graph.clone();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}

const CATALOGUE: &str = r#"
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://daten.example/k> dcat:dataset <https://daten.example/b> ; a dcat:Catalog ;
    dct:publisher _:amt ; dct:title "Katalog"@de .
<https://daten.example/b> dct:title "Trees"@en , "Bäume & \"Sträucher\""@de ; a dcat:Dataset ;
    dct:publisher _:amt ; dct:issued "2024-01-01"^^xsd:date ;
    dcat:distribution [ a dcat:Distribution ; dcat:byteSize 12 ; dcat:accessURL <https://daten.example/ä.csv> ] ;
    dct:description """eins
zwei""" ; dct:hasPart ( 1 "b" ) ; <https://other.example/x#size> true .
_:amt a foaf:Agent ; foaf:name "Grünamt" .
[] dct:title "lose" .
"#;

/// A namespace that ends within `%AE` would be no IRI.
#[test]
fn a_percent_escape_is_never_split_into_namespace_and_name() {
    let of = |predicate: &str| graph_of(&format!("<http://e/s> <{predicate}> 1 ."));
    let graph = of("http://e/d%AEname");
    let text = written(&graph, Format::RdfXml, Charset::Utf8).unwrap();
    assert!(text.contains("=\"http://e/d%AE\""), "{text}");
    assert_eq!(
        canonical(&read_back(&text, Format::RdfXml)),
        canonical(&graph.to_oxrdf())
    );
    for whole in ["http://e/%AE", "http://e/%aE", "http://e/%AE1"] {
        let error = written(&of(whole), Format::RdfXml, Charset::Utf8).unwrap_err();
        let iri = whole.to_owned();
        assert_eq!(error, WriteError::UnsplittablePredicate { iri });
    }
}

#[test]
fn turtle_is_written_for_people() {
    let graph = graph_of(CATALOGUE);
    insta::assert_snapshot!(written(&graph, Format::Turtle, Charset::Utf8).unwrap());
}

#[test]
fn n_triples_are_sorted() {
    let graph = graph_of(CATALOGUE);
    insta::assert_snapshot!(written(&graph, Format::NTriples, Charset::Ascii).unwrap());
}

#[test]
fn rdf_xml_has_typed_nodes() {
    let graph = graph_of(CATALOGUE);
    insta::assert_snapshot!(written(&graph, Format::RdfXml, Charset::Ascii).unwrap());
}

#[test]
fn json_ld_has_its_context() {
    let graph = graph_of(CATALOGUE);
    insta::assert_snapshot!(written(&graph, Format::JsonLd, Charset::Utf8).unwrap());
}

#[test]
fn what_xml_cannot_hold_is_an_error() {
    let error = |text| written(&graph_of(text), Format::RdfXml, Charset::Utf8).unwrap_err();
    let unsplittable = |iri: &str| WriteError::UnsplittablePredicate { iri: iri.into() };
    assert_eq!(error("<urn:s> <urn:p/1> 1 ."), unsplittable("urn:p/1"));
    assert_eq!(error("<urn:s> <urn:p/> 1 ."), unsplittable("urn:p/"));
    let li = "http://www.w3.org/1999/02/22-rdf-syntax-ns#li";
    assert_eq!(
        error("<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1 ."),
        unsplittable(li)
    );
    assert_eq!(
        error("<urn:s> <urn:p> \"a\\u0007\" ."),
        WriteError::IllegalCharacter {
            character: '\u{7}',
            value: "a\u{7}".into()
        }
    );
}

#[test]
fn what_json_ld_cannot_hold_is_an_error() {
    let mut builder = GraphBuilder::new();
    let (s, p) = (builder.iri("urn:s"), builder.iri("p"));
    builder.push(
        kolophon_graph::Triple::new(s, p, s),
        kolophon_graph::Position::UNKNOWN,
    );
    let error = written(&builder.finish(), Format::JsonLd, Charset::Utf8).unwrap_err();
    assert_eq!(error, WriteError::RelativePredicate { iri: "p".into() });
}

#[test]
fn a_prefix_never_changes_an_iri() {
    // `dct` is the scheme of an IRI here, so it cannot be a prefix in JSON-LD; `e` ends in a letter.
    let graph = graph_of("<dct:a> <http://purl.org/dc/terms/title> <http://e/xy> , <http://e/x//y> .");
    for format in Format::ALL {
        let prefixes = [
            ("e", "http://e/x"),
            ("dct", "http://purl.org/dc/terms/"),
            ("_", "http://e/"),
            ("", "x:"),
        ];
        let options = WriteOptions {
            format,
            prefixes: &prefixes,
            charset: Charset::Utf8,
        };
        let text = write(&graph, &options).unwrap();
        assert_eq!(
            canonical(&read_back(&text, format)),
            canonical(&graph.to_oxrdf()),
            "{text}"
        );
    }
}

#[test]
fn depth_costs_no_stack() {
    const DEPTH: usize = 20_000;
    let nested = format!(
        "<urn:s> <urn:p> {}1{} .",
        "[ <urn:p> ".repeat(DEPTH),
        " ]".repeat(DEPTH)
    );
    let lists = format!("<urn:s> <urn:p> {}{} .", "( ".repeat(DEPTH), ") ".repeat(DEPTH));
    for text in [nested, lists] {
        let graph = graph_of(&text);
        for format in Format::ALL {
            let text = written(&graph, format, Charset::Utf8).unwrap();
            assert_eq!(read_back(&text, format).len(), graph.len(), "{format:?}");
        }
    }
}

#[test]
fn invalid_iris_stay_inside_their_brackets() {
    let document = Document::new("t.ttl", b"<urn:s> <urn:p> <http://a b\\u003E> .".to_vec());
    let mut builder = GraphBuilder::new();
    read(&document, &mut builder).unwrap();
    let graph = builder.finish();
    let text = written(&graph, Format::Turtle, Charset::Utf8).unwrap();
    assert_eq!(text, "<urn:s> <urn:p> <http://a\\u0020b\\u003E> .\n");
}

fn value() -> impl Strategy<Value = String> {
    let xml = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    prop_oneof![
        prop::collection::vec(any::<char>().prop_filter("XML", xml), 0..6).prop_map(String::from_iter),
        "[\"'\\\\\n\r\t <>&;#]{0,5}",
        "[+-]?[0-9]{0,2}[.]?[0-9]{0,2}([eE][0-9]?)?",
        Just("true".to_owned()),
    ]
}

fn object() -> impl Strategy<Value = Term> {
    let datatypes = prop::sample::select(vec![
        "xsd:integer",
        "xsd:decimal",
        "xsd:double",
        "xsd:boolean",
        "http://e/ä",
    ]);
    prop_oneof![
        3 => node().prop_map(Term::from),
        1 => value().prop_map(|value| Literal::from(value).into()),
        1 => (value(), "[a-z]{2}").prop_map(|(value, tag)| {
            Literal::new_language_tagged_literal_unchecked(value, tag).into()
        }),
        1 => (value(), datatypes).prop_map(|(value, datatype)| {
            let iri = datatype.replace("xsd:", "http://www.w3.org/2001/XMLSchema#");
            Literal::new_typed_literal(value, NamedNode::new_unchecked(iri)).into()
        }),
    ]
}

fn node() -> impl Strategy<Value = NamedOrBlankNode> {
    let iris = prop::sample::select(vec![
        "http://e/ä.b",
        "http://e/",
        "urn:x-1",
        "http://www.w3.org/ns/dcat#Dataset",
        "http://purl.org/dc/terms/a/b",
        "http://www.w3.org/ns/dcat#",
        "http://e/a?b=c&d='%20",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil",
    ]);
    prop_oneof![
        iris.prop_map(|iri| NamedNode::new_unchecked(iri).into()),
        "[a-f]".prop_map(|label| BlankNode::new_unchecked(label).into()),
    ]
}

fn predicate() -> impl Strategy<Value = NamedNode> {
    prop::sample::select(vec![
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest",
        "http://purl.org/dc/terms/title",
        "http://e/größe",
        "urn:p1",
        "http://e/p#-a.b",
    ])
    .prop_map(NamedNode::new_unchecked)
}

fn triples() -> impl Strategy<Value = Vec<Triple>> {
    let triple = (node(), predicate(), object());
    prop::collection::vec(triple.prop_map(|(s, p, o)| Triple::new(s, p, o)), 0..12)
}

/// The triples as a graph of ours.
fn ours(triples: &[Triple]) -> Graph {
    fn subject_of(node: &NamedOrBlankNode) -> Term {
        node.clone().into()
    }
    let mut builder = GraphBuilder::new();
    let mut intern = |term: &Term| match term {
        Term::NamedNode(node) => builder.iri(node.as_str()),
        Term::BlankNode(node) => builder.term(kolophon_graph::Term::BlankNode(node.as_str())),
        Term::Literal(literal) => match literal.language() {
            Some(language) => builder.language_literal(literal.value(), language),
            None => builder.typed_literal(literal.value(), literal.datatype().as_str()),
        },
    };
    let ids: Vec<_> = triples
        .iter()
        .map(|triple| {
            let subject = intern(&subject_of(&triple.subject));
            let predicate = intern(&triple.predicate.clone().into());
            kolophon_graph::Triple::new(subject, predicate, intern(&triple.object))
        })
        .collect();
    for triple in ids {
        builder.push(triple, kolophon_graph::Position::UNKNOWN);
    }
    builder.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_graph_comes_back(triples in triples()) {
        let graph = ours(&triples);
        let expected = canonical(&graph.to_oxrdf());
        for format in Format::ALL {
            for charset in CHARSETS {
                let text = written(&graph, format, charset).unwrap();
                prop_assert!(charset == Charset::Utf8 || text.is_ascii());
                prop_assert_eq!(canonical(&read_back(&text, format)), expected.clone(), "{}", text);
            }
        }
    }

    #[test]
    fn the_text_depends_on_the_triples_alone(triples in triples()) {
        // Nodes that nothing tells apart may change places, so each has its number here.
        let mut triples = triples;
        for label in ["a", "b", "c", "d", "e", "f"] {
            let node = BlankNode::new_unchecked(label);
            let number = NamedNode::new_unchecked("urn:number");
            triples.push(Triple::new(node, number, Literal::from(label)));
        }
        let mut reversed = triples.clone();
        reversed.reverse();
        let (one, other) = (ours(&triples), ours(&reversed));
        for format in Format::ALL {
            let [one, other] = [&one, &other].map(|graph| written(graph, format, Charset::Utf8).unwrap());
            prop_assert_eq!(one, other);
        }
    }
}
