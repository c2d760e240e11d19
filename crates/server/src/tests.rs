//! Requests to the whole router, without a socket.

mod api;
mod catalogs;
mod changes;
mod ckan;
mod crawl;
mod departed;
mod feed;
mod generations;
mod harvest_rules;
mod harvests;
mod oai;
mod oai_client;
mod openapi;
mod pages;
mod problems;
mod records;
mod records_api;
mod remote;
mod sample;
mod schema;
mod search;
mod serving;
mod sparql;
mod sparql_protocol;
mod sparql_service;
mod writing;
mod xml;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use kolophon_dcat::{Document, Format};
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_store::Store;
use tower::ServiceExt as _;

use crate::search::bring_up_to_date;
use crate::{App, ServeOptions, router};

/// A server that answers without a network.
struct TestServer {
    router: Router,
    store: Store,
    app: Arc<App>,
}

/// A response with its whole body.
#[derive(Debug)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl TestServer {
    /// A server of the sample cities.
    fn new() -> Self {
        Self::with(sample::store(), |_| {})
    }

    fn with(store: Store, change: impl FnOnce(&mut ServeOptions)) -> Self {
        let server = Self::not_ready(store, change);
        server.catch_up();
        server
    }

    /// A server of the sample cities whose search index is not there yet.
    fn without_search() -> Self {
        Self::not_ready(sample::store(), |_| {})
    }

    fn not_ready(store: Store, change: impl FnOnce(&mut ServeOptions)) -> Self {
        let mut options = ServeOptions::new(store.clone(), "https://daten.example", sparql::worker_program());
        change(&mut options);
        let app = Arc::new(App::new(options));
        Self {
            router: router(Arc::clone(&app)),
            store,
            app,
        }
    }

    /// Lets the search show what is published, as a running server does by itself.
    fn catch_up(&self) {
        bring_up_to_date(&self.app).unwrap();
    }

    fn send(&self, request: Request<Body>) -> Reply {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            Reply {
                status: parts.status,
                headers: parts.headers,
                body: body.to_vec(),
            }
        })
    }

    fn request(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.request_bytes(method, path, headers, body.as_bytes().to_vec())
    }

    fn request_bytes(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap())
    }

    fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path, &[], "")
    }

    fn get_as(&self, path: &str, accept: &str) -> Reply {
        self.request(Method::GET, path, &[("accept", accept)], "")
    }

    fn browse(&self, path: &str) -> Reply {
        self.get_as(
            path,
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        )
    }
}

impl Reply {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The slug of the problem.
    fn problem(&self) -> String {
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        let kind = self.json()["type"].as_str().unwrap().to_owned();
        kind.rsplit('/').next().unwrap().to_owned()
    }

    /// The triples, read by a strict parser that is not ours.
    fn rdf(&self) -> oxrdf::Graph {
        parse(&self.body, self.header(header::CONTENT_TYPE))
    }
}

fn parse(bytes: &[u8], content_type: &str) -> oxrdf::Graph {
    let mut graph = oxrdf::Graph::new();
    match Format::of_media_type(content_type).expect("an RDF media type") {
        Format::Turtle => oxttl::TurtleParser::new().for_slice(bytes).for_each(|triple| {
            graph.insert(&triple.expect("Turtle"));
        }),
        Format::NTriples => oxttl::NTriplesParser::new().for_slice(bytes).for_each(|triple| {
            graph.insert(&triple.expect("N-Triples"));
        }),
        Format::RdfXml => oxrdfxml::RdfXmlParser::new().for_slice(bytes).for_each(|triple| {
            graph.insert(&triple.expect("RDF/XML"));
        }),
        Format::JsonLd => oxjsonld::JsonLdParser::new().for_slice(bytes).for_each(|quad| {
            let quad = quad.expect("JSON-LD");
            graph.insert(&oxrdf::Triple::new(quad.subject, quad.predicate, quad.object));
        }),
        other => panic!("{other:?} is not served"),
    }
    graph
}

/// Whether two graphs say the same, whatever their blank nodes are called.
fn isomorphic(one: &oxrdf::Graph, other: &oxrdf::Graph) -> bool {
    let canonical = |graph: &oxrdf::Graph| {
        let mut graph = graph.clone();
        graph.canonicalize(oxrdf::graph::CanonicalizationAlgorithm::Unstable);
        graph
    };
    canonical(one) == canonical(other)
}

fn graph_of(turtle: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let document = Document::new("sample.ttl", turtle.as_bytes().to_vec()).with_format(Format::Turtle);
    let reading = kolophon_dcat::read(&document, &mut builder).unwrap();
    assert!(
        reading.issues.iter().all(|issue| !matches!(
            issue.kind,
            kolophon_dcat::SyntaxIssueKind::UnexpectedToken { .. }
                | kolophon_dcat::SyntaxIssueKind::UndefinedPrefix { .. }
        )),
        "{:?}",
        reading.issues
    );
    builder.finish()
}
