//! The contract with harvesters, one test for each rule H01 to H30: what ckanext-dcat, ckanext-dcatde (GovData), piveau
//! and udata make of a feed decides what a feed has to be.
//!
//! The rules are kept by `docs/feed.md`. Where our own decisions correct one, its test says so.

mod changes;
mod content;
mod form;
mod paging;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::http::{StatusCode, header};
use kolophon_dcat::vocab::{dcat, hydra, rdf};
use kolophon_store::{ResourceKind, Store};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, TermRef};

use super::catalogs::publish_sample;
use super::{TestServer, sample};

/// The suffixes of a feed with the media type of each.
const FORMATS: [(&str, &str); 5] = [
    ("ttl", "text/turtle"),
    ("rdf", "application/rdf+xml"),
    ("xml", "application/rdf+xml"),
    ("jsonld", "application/ld+json"),
    ("nt", "application/n-triples"),
];

/// The four cities of the sample catalogue, published as everybody publishes.
fn cities() -> Store {
    static STORE: OnceLock<Store> = OnceLock::new();
    let store = STORE.get_or_init(|| {
        let store = Store::in_memory().unwrap();
        publish_sample(&store);
        store
    });
    store.clone()
}

fn server(page_size: usize) -> TestServer {
    TestServer::with(cities(), |options| options.page_size = page_size)
}

/// Two cities with what is difficult about catalogues.
fn difficult(page_size: usize) -> TestServer {
    TestServer::with(sample::store(), |options| options.page_size = page_size)
}

/// The addresses of all feeds of a server, without suffix.
fn feeds(server: &TestServer) -> Vec<String> {
    let state = server.store.state();
    let cities = state.cities.keys().map(|city| format!("/{city}/catalog"));
    std::iter::once("/catalog".to_owned()).chain(cities).collect()
}

/// The addresses of all datasets' pages.
fn dataset_pages(server: &TestServer) -> Vec<String> {
    let state = server.store.state();
    let datasets = state.resources.values();
    datasets
        .filter(|resource| resource.kind == ResourceKind::Dataset)
        .map(|resource| format!("/{}/dataset/{}", resource.city, resource.slug))
        .collect()
}

/// The whole joint feed as one graph, without the paging nodes.
fn whole(server: &TestServer) -> oxrdf::Graph {
    let mut all = oxrdf::Graph::new();
    for page in super::feed::walk(server, "/catalog.nt") {
        for triple in &page {
            if !triple.subject.to_string().contains("?page=") {
                all.insert(triple);
            }
        }
    }
    all
}

fn named(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(iri)
}

/// The IRIs of the members of a class.
fn members(graph: &oxrdf::Graph, class: &str) -> BTreeSet<String> {
    graph
        .subjects_for_predicate_object(named(rdf::TYPE), named(class))
        .map(|subject| match subject.into_owned() {
            NamedOrBlankNode::NamedNode(node) => node.into_string(),
            NamedOrBlankNode::BlankNode(node) => panic!("{node} has no address"),
        })
        .collect()
}

/// The values of a property, as text.
fn values(graph: &oxrdf::Graph, subject: &str, property: &str) -> Vec<String> {
    graph
        .objects_for_subject_predicate(named(subject), named(property))
        .map(|object| match object {
            TermRef::NamedNode(node) => node.as_str().to_owned(),
            TermRef::Literal(literal) => literal.value().to_owned(),
            TermRef::BlankNode(node) => panic!("{node} has no address"),
        })
        .collect()
}

/// The one value of a property.
fn value(graph: &oxrdf::Graph, subject: &str, property: &str) -> String {
    let values = values(graph, subject, property);
    assert_eq!(values.len(), 1, "{subject} {property}: {values:?}");
    values.into_iter().next().unwrap()
}

/// The path of a link of ours.
fn local(link: &str) -> &str {
    let path = link.strip_prefix("https://daten.example");
    path.expect("an absolute address below the delivery base")
}

/// Follows `hydra:next` from a page on and returns the datasets of each page.
fn walk_on(server: &TestServer, start: &str) -> Vec<BTreeSet<String>> {
    let mut pages = Vec::new();
    let mut next = Some(start.to_owned());
    while let Some(path) = next {
        let reply = server.get(&path);
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        let graph = reply.rdf();
        pages.push(members(&graph, dcat::DATASET_CLASS));
        next = paging_link(&graph, hydra::NEXT).map(|link| local(&link).to_owned());
        assert!(pages.len() < 200, "a cycle");
        assert_eq!(reply.header(header::CONTENT_TYPE).split(';').count(), 1);
    }
    pages
}

fn paging_link(graph: &oxrdf::Graph, property: &str) -> Option<String> {
    let nodes = members(graph, hydra::PARTIAL_COLLECTION_VIEW);
    assert_eq!(nodes.len(), 1, "one paging node");
    let node = nodes.first()?;
    values(graph, node, property).into_iter().next()
}
