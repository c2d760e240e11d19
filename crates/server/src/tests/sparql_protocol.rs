//! The W3C's tests of the [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/), read from their manifest.

use std::fs;

use axum::http::{Method, StatusCode, header};
use kolophon_dcat::Format;
use kolophon_graph::{Graph, TermId};
use kolophon_store::{City, CityChange, OpenMode, Resource, ResourceKind, Store};

use super::catalogs::corpus_file;
use super::sparql_service::read;
use super::{Reply, TestServer};

const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

fn object(graph: &Graph, subject: TermId, predicate: &str) -> Option<TermId> {
    graph.objects(subject, graph.iri(predicate)?).next()
}

fn text<'g>(graph: &'g Graph, subject: TermId, predicate: &str) -> &'g str {
    object(graph, subject, predicate).map_or("", |id| graph.term(id).value())
}

fn list(graph: &Graph, head: Option<TermId>) -> Vec<TermId> {
    let mut items = Vec::new();
    let mut next = head;
    while let Some(node) = next {
        items.extend(object(graph, node, &format!("{RDF}first")));
        next = object(graph, node, &format!("{RDF}rest"));
    }
    items
}

/// Sends a request of the manifest.
fn send(server: &TestServer, graph: &Graph, request: TermId) -> Reply {
    let method: Method = text(graph, request, &format!("{HT}methodName")).parse().unwrap();
    let path = text(graph, request, &format!("{HT}absolutePath")).replacen("/sparql/", "/sparql", 1);
    let headers: Vec<(&str, &str)> = list(graph, object(graph, request, &format!("{HT}headers")))
        .into_iter()
        .map(|line| {
            (
                text(graph, line, &format!("{HT}fieldName")),
                text(graph, line, &format!("{HT}fieldValue")),
            )
        })
        .collect();
    let body = object(graph, request, &format!("{HT}body"));
    let chars = body.map_or("", |body| text(graph, body, &format!("{CNT}chars")));
    let encoding = body.map_or("", |body| text(graph, body, &format!("{CNT}characterEncoding")));
    let bytes = if encoding == "UTF-16" {
        let units = [0xFEFF].into_iter().chain(chars.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    } else {
        chars.as_bytes().to_vec()
    };
    server.request_bytes(method, &path, &headers, bytes)
}

fn check(name: &str, graph: &Graph, response: TermId, reply: &Reply) {
    let status = graph
        .objects(response, graph.iri(&format!("{MF}expectedStatus")).unwrap())
        .map(|id| graph.term(id).value())
        .any(|class| {
            let class = class
                .rsplit("StatusCode")
                .next()
                .and_then(|class| class.chars().next());
            class == reply.status.as_str().chars().next()
        });
    assert!(status, "{name}: {} {}", reply.status, reply.text());
    let media_type = reply.header(header::CONTENT_TYPE);
    match text(graph, response, &format!("{MF}expectedFormat")) {
        "RDF" => assert!(
            ["text/turtle", "application/n-triples", "application/rdf+xml"]
                .iter()
                .any(|known| media_type.starts_with(known)),
            "{name}: {media_type}"
        ),
        "" => {}
        _ => assert!(
            media_type.starts_with("application/sparql-results+"),
            "{name}: {media_type}"
        ),
    }
    let boolean = text(graph, response, &format!("{MF}expectedBoolean"));
    if !boolean.is_empty() {
        assert!(reply.text().contains(boolean), "{name}: {}", reply.text());
    }
}

#[test]
fn the_tests_of_the_protocol_pass() {
    let Some(manifest) = corpus_file("w3c/sparql11/protocol/manifest.ttl") else {
        return;
    };
    let folder = manifest.parent().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    let put = ["1", "2", "3"].map(|number| {
        let iri = format!("http://kasei.us/2009/09/sparql/data/data{number}.rdf");
        let triples = fs::read_to_string(folder.join(format!("data{number}.nt"))).unwrap();
        (
            Resource::new(&iri, ResourceKind::Dataset),
            read(&triples, Format::NTriples),
        )
    });
    store
        .apply_blocking(CityChange {
            put: put.into(),
            ..CityChange::new(City::new("mainz", "http://kasei.us"))
        })
        .unwrap();
    let server = TestServer::with(store, |_| {});
    let graph = read(&fs::read_to_string(&manifest).unwrap(), Format::Turtle);
    let entries = graph.iri(&format!("{MF}entries")).unwrap();
    let head = graph.column(entries).first().map(|triple| triple.object);
    let (mut queries, mut updates) = (0, 0);
    for test in list(&graph, head) {
        let name = graph.term(test).value().rsplit('#').next().unwrap();
        let action = object(&graph, test, &format!("{MF}action")).unwrap();
        let requests = list(&graph, object(&graph, action, &format!("{HT}requests")));
        assert!(!requests.is_empty(), "{name}");
        if name.contains("update") {
            let reply = send(&server, &graph, requests[0]);
            assert!(reply.status.is_client_error(), "{name}: {}", reply.status);
            if !name.starts_with("bad") {
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}");
            }
            updates += 1;
            continue;
        }
        for request in requests {
            let response = object(&graph, request, &format!("{HT}resp")).unwrap();
            check(name, &graph, response, &send(&server, &graph, request));
        }
        queries += 1;
    }
    assert_eq!((queries, updates), (20, 14));
}
