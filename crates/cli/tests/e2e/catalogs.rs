//! A real catalogue is loaded, served, restarted and served again: nothing is missing.

use kolophon_dcat::vocab::{adms, dcterms, rdf, skos};
use kolophon_dcat::{Document, Format, read};
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};
use kolophon_publish::config::default_city;
use kolophon_publish::identity::{is_globally_unique, slug};
use kolophon_publish::partition::{Part, partition, subgraph};
use kolophon_store::ResourceKind;

use crate::http::encoded;
use crate::kolophon::{Server, canonical, corpus, load, parsed};

/// A real catalogue and what it falls into.
pub(crate) struct RealCatalog {
    pub(crate) graph: Graph,
    pub(crate) parts: Vec<Part>,
}

pub(crate) fn real_catalog(path: &std::path::Path) -> RealCatalog {
    let mut builder = GraphBuilder::new();
    read(
        &Document::new(path.to_str().unwrap(), std::fs::read(path).unwrap()),
        &mut builder,
    )
    .unwrap();
    let graph = builder.finish();
    let mut parts = partition(&graph).parts;
    parts.retain(|part| part.kind == ResourceKind::Dataset);
    RealCatalog { graph, parts }
}

impl RealCatalog {
    pub(crate) fn iri(&self, part: &Part) -> &str {
        self.graph.term(part.node).value()
    }

    /// The path of a dataset's page.
    pub(crate) fn page(&self, part: &Part, city: &str) -> String {
        let base = default_city(city).unwrap().base;
        format!("/{city}/dataset/{}", slug(self.iri(part), &base, city))
    }
}

/// The served triples without the identifier and the dates that publication adds where the source has none.
fn without_additions(served: &Graph, source: &Graph, iri: &str) -> Graph {
    let added = |triple: &Triple| {
        let property = served.term(triple.predicate).value();
        let in_source = source
            .iri(iri)
            .zip(source.iri(property))
            .is_some_and(|(s, p)| source.objects(s, p).len() > 0);
        served.term(triple.subject).value() == iri
            && !in_source
            && [dcterms::IDENTIFIER, dcterms::ISSUED, dcterms::MODIFIED].contains(&property)
    };
    let mut builder = GraphBuilder::new();
    for triple in served.triples().iter().filter(|triple| !added(triple)) {
        let mut copy = |id: TermId| builder.term(served.term(id));
        let triple = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}

/// The source with identifiers of the city's own moved to `adms:identifier`, as every load does and says.
fn with_moved_identifiers(source: &Graph, iri: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let mut moved = 0;
    for triple in source.triples() {
        let mut copy = |id: TermId| builder.term(source.term(id));
        let (subject, predicate, object) =
            (copy(triple.subject), copy(triple.predicate), copy(triple.object));
        let is_own = source.term(triple.subject).value() == iri
            && source.term(triple.predicate).value() == dcterms::IDENTIFIER
            && !is_globally_unique(source.term(triple.object).value());
        if !is_own {
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
            continue;
        }
        moved += 1;
        let node = builder.iri(&format!("{iri}#kennung-{moved}"));
        let class = builder.iri(adms::IDENTIFIER_CLASS);
        let address = builder.string_literal(iri);
        for (subject, predicate, object) in [
            (subject, dcterms::IDENTIFIER, address),
            (subject, adms::IDENTIFIER, node),
            (node, rdf::TYPE, class),
            (node, skos::NOTATION, object),
        ] {
            let predicate = builder.iri(predicate);
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        }
    }
    builder.finish()
}

fn assert_served(server: &Server, catalog: &RealCatalog, city: &str, every: usize) {
    for (number, part) in catalog.parts.iter().enumerate() {
        let iri = catalog.iri(part);
        let source = with_moved_identifiers(&subgraph(&catalog.graph, &part.triples).finish(), iri);
        let page = server.graph(&catalog.page(part, city), Format::NTriples);
        assert_same(
            &without_additions(&page, &source, iri),
            &source,
            &format!("page of {iri}"),
        );
        if number % every == 0 {
            let query = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}");
            let answer = server.graph(&format!("/sparql?query={}", encoded(&query)), Format::NTriples);
            assert_same(
                &without_additions(&answer, &source, iri),
                &source,
                &format!("SPARQL of {iri}"),
            );
        }
    }
}

fn assert_same(found: &Graph, expected: &Graph, what: &str) {
    let (found, expected) = (canonical(found), canonical(expected));
    let missing: Vec<&String> = expected
        .iter()
        .filter(|line| !found.contains(line))
        .take(5)
        .collect();
    let surplus: Vec<&String> = found
        .iter()
        .filter(|line| !expected.contains(line))
        .take(5)
        .collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{what}: missing {missing:#?}, surplus {surplus:#?}"
    );
}

fn comes_back(file: &str, city: &str) {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("catalogs").join(file);
    let catalog = real_catalog(&path);
    let data = tempfile::tempdir().unwrap();
    let arguments = [path.to_str().unwrap(), "--city", city, "--allow-errors"];
    let loaded = load(data.path(), &arguments);
    assert_eq!(loaded["added"], catalog.parts.len(), "{loaded}");
    {
        let server = Server::start(data.path());
        assert_served(&server, &catalog, city, 10);
        assert_union(&server, &catalog);
    }
    let again = Server::start(data.path());
    assert_served(&again, &catalog, city, 50);
    drop(again);
    let unchanged = load(data.path(), &arguments);
    assert_eq!(
        (&unchanged["added"], &unchanged["changed"]),
        (&0.into(), &0.into()),
        "{unchanged}"
    );
}

/// Every triple of the file without blank nodes is in the public union.
fn assert_union(server: &Server, catalog: &RealCatalog) {
    let query = encoded("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }");
    let response = server.get_as(&format!("/sparql?query={query}"), Format::NTriples.media_type());
    let union = parsed(response.body, Format::NTriples);
    for triple in catalog.graph.triples() {
        let is_identifier = catalog.graph.term(triple.predicate).value() == dcterms::IDENTIFIER;
        if is_identifier
            || [triple.subject, triple.object]
                .iter()
                .any(|term| term.is_blank_node())
        {
            continue;
        }
        let known = |id: TermId| union.dictionary().get(catalog.graph.term(id));
        let found = match (
            known(triple.subject),
            known(triple.predicate),
            known(triple.object),
        ) {
            (Some(subject), Some(predicate), Some(object)) => union.contains(subject, predicate, object),
            _ => false,
        };
        assert!(found, "{:?} is missing", catalog.graph.to_oxrdf_triple(*triple));
    }
}

#[test]
fn brandenburg_comes_back_as_it_was_loaded() {
    comes_back("brandenburg-catalog-original-input.ttl", "brandenburg");
}

#[test]
fn bremen_comes_back_as_it_was_loaded() {
    comes_back("bremen-catalog-original-input.rdf", "bremen");
}
