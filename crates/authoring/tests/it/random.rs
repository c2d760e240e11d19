//! Any graph comes back, however odd: what no field can say stands under the further statements.

use kolophon_authoring::{Defaults, Form, write};
use kolophon_dcat::vocab::{adms, dcat, dcterms, foaf, prov, rdf, spdx, vcard, xsd};
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, GraphBuilder, Position, Term, Triple};
use proptest::prelude::*;

use crate::lists::TABLES;
use crate::round_trip::{assert_same, read_back};
use crate::sample::defaults;

const ROOT: &str = "https://daten.kolophon.dev/mainz";

/// Nodes that names are made for, foreign ones, and blank nodes.
const NODES: [&str; 16] = [
    "/dataset/a",
    "/dataset/b",
    "/dataset/a/distribution/csv",
    "/dataset/a#kontakt",
    "/dataset/a#kontakt-2",
    "/dataset/a#ort",
    "/dataset/a#dienst-csv",
    "/dataset/a#eintrag",
    "#herausgeber",
    "#amt",
    "/catalog",
    "/series/s",
    "/dataset/b/distribution/x y",
    "_:1",
    "_:2",
    "_:3",
];

const PREDICATES: [&str; 22] = [
    rdf::TYPE,
    dcterms::TITLE,
    dcterms::PUBLISHER,
    dcat::DISTRIBUTION,
    dcat::CONTACT_POINT,
    dcterms::SPATIAL,
    dcat::ACCESS_SERVICE,
    dcterms::LICENSE,
    dcterms::RIGHTS,
    dcat::DATASET,
    dcat::SERVICE,
    foaf::PRIMARY_TOPIC,
    dcterms::ISSUED,
    dcat::KEYWORD,
    adms::IDENTIFIER,
    spdx::CHECKSUM,
    prov::QUALIFIED_ATTRIBUTION,
    vcard::HAS_EMAIL,
    dcat::IN_SERIES,
    dcterms::IDENTIFIER,
    dcat::ACCESS_URL,
    "urn:other",
];

const TYPES: [&str; 9] = [
    dcat::DATASET_CLASS,
    dcat::DISTRIBUTION_CLASS,
    dcat::CATALOG,
    dcat::DATA_SERVICE,
    foaf::AGENT,
    foaf::ORGANIZATION,
    vcard::KIND,
    dcat::DATASET_SERIES,
    dcterms::LOCATION,
];

#[derive(Clone, Debug)]
enum Object {
    Node(usize),
    Type(usize),
    Text(String, u8),
}

fn object() -> impl Strategy<Value = Object> {
    prop_oneof![
        3 => (0..NODES.len()).prop_map(Object::Node),
        1 => (0..TYPES.len()).prop_map(Object::Type),
        2 => ("[-a;\\\\\"<>@ \n\u{e4}:#]{0,6}|2025-01-31|a@b[.]c|https://daten[.]kolophon[.]dev/mainz/dataset/a", 0..4u8)
            .prop_map(|(text, form)| Object::Text(text, form)),
    ]
}

fn graph_of(triples: &[(usize, usize, Object)], settings: bool) -> Graph {
    let mut builder = GraphBuilder::new();
    let node = |builder: &mut GraphBuilder, at: usize| match NODES[at].strip_prefix("_:") {
        Some(label) => builder.term(Term::BlankNode(label)),
        None => builder.iri(&format!("{ROOT}{}", NODES[at])),
    };
    for at in [0, 1] {
        if settings {
            let triple = Triple::new(
                node(&mut builder, at),
                builder.iri(rdf::TYPE),
                builder.iri(dcat::DATASET_CLASS),
            );
            builder.push(triple, Position::UNKNOWN);
        }
    }
    for (subject, predicate, object) in triples {
        let object = match object {
            Object::Node(at) => node(&mut builder, *at),
            Object::Type(at) => builder.iri(TYPES[*at]),
            Object::Text(text, 0) => builder.language_literal(text, "de"),
            Object::Text(text, 1) => builder.string_literal(text),
            Object::Text(text, 2) => builder.typed_literal(text, xsd::DATE),
            Object::Text(text, _) => builder.language_literal(text, "en"),
        };
        let triple = Triple::new(
            node(&mut builder, *subject),
            builder.iri(PREDICATES[*predicate]),
            object,
        );
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_graph_comes_back(
        triples in prop::collection::vec((0..NODES.len(), 0..PREDICATES.len(), object()), 1..30),
        with_datasets in any::<bool>(),
        with_settings in any::<bool>(),
        form in 0..6usize,
    ) {
        let graph = graph_of(&triples, with_datasets);
        let settings = if with_settings { defaults("mainz") } else { Defaults { base: "https://daten.kolophon.dev".to_owned(), city: "mainz".to_owned(), ..Defaults::default() } };
        let form = [Form::Yaml, Form::Json, Form::Toml, Form::Csv, Form::Xlsx, Form::Ods][form];
        let files = write(&graph, form, &settings, &*TABLES, Language::German).unwrap();
        let after = read_back(&files, form, &settings);
        assert_same(&graph, &after, "random");
    }
}
