//! What a server that only reads offers beside queries: its description, single graphs, and examples that work.

use axum::http::{Method, StatusCode, header};
use kolophon_dcat::vocab::rdf;
use kolophon_dcat::{Document, Format};
use kolophon_graph::{Graph, GraphBuilder, Term};
use kolophon_store::{ResultsFormat, Store};

use super::catalogs::publish_sample;
use super::sparql::{encoded, server};

pub(super) fn read(text: &str, format: Format) -> Graph {
    let mut builder = GraphBuilder::new();
    let document = Document {
        format: Some(format),
        ..Document::new("manifest", text.as_bytes().to_vec())
    };
    kolophon_dcat::read(&document, &mut builder).unwrap();
    builder.finish()
}

#[test]
fn the_endpoint_describes_itself() {
    let (server, _directory) = server(|_| {});
    for (accept, format) in [
        ("text/turtle", Format::Turtle),
        ("application/rdf+xml", Format::RdfXml),
        ("application/n-triples", Format::NTriples),
    ] {
        let reply = server.get_as("/sparql", accept);
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert!(reply.header(header::CONTENT_TYPE).starts_with(accept));
        let graph = read(reply.text(), format);
        let sd = |name: &str| graph.iri(&format!("http://www.w3.org/ns/sparql-service-description#{name}"));
        let endpoint = graph.column(sd("endpoint").unwrap());
        assert_eq!(endpoint.len(), 1);
        assert_eq!(
            graph.term(endpoint[0].object),
            Term::Iri("https://daten.example/sparql")
        );
        let service = endpoint[0].subject;
        let class = graph.iri(rdf::TYPE).unwrap();
        assert!(graph.contains(service, class, sd("Service").unwrap()));
        assert!(graph.contains(service, sd("feature").unwrap(), sd("UnionDefaultGraph").unwrap()));
        assert_eq!(graph.objects(service, sd("resultFormat").unwrap()).len(), 8);
    }
    assert!(server.browse("/sparql").text().contains("<form"));
}

#[test]
fn graphs_are_read_and_not_written() {
    let (server, _directory) = server(|_| {});
    let iri = server.store.state().resources.keys().next().cloned().unwrap();
    let path = format!("/rdf-graph-store?graph={}", encoded(&iri));
    for accept in ["text/turtle", "application/n-triples", "application/rdf+xml"] {
        let reply = server.get_as(&path, accept);
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert!(reply.header(header::CONTENT_TYPE).starts_with(accept));
    }
    let reply = server.get_as(&path, "application/n-triples");
    let stored = server.store.graph(&iri).unwrap().unwrap();
    assert_eq!(read(reply.text(), Format::NTriples).len(), stored.len());
    assert!(
        server
            .get(&path)
            .header(header::CONTENT_TYPE)
            .starts_with("text/turtle")
    );
    assert_eq!(
        server.request(Method::HEAD, &path, &[], "").status,
        StatusCode::OK
    );
    let everything = server.get_as("/rdf-graph-store?default", "application/n-triples");
    assert!(everything.rdf().len() > stored.len());
    let missing = "/rdf-graph-store?graph=https://daten.example/none";
    assert_eq!(server.get(missing).status, StatusCode::NOT_FOUND);
    for wrong in ["", "?default=null", "?default&default"] {
        let path = format!("/rdf-graph-store{wrong}");
        assert_eq!(server.get(&path).status, StatusCode::BAD_REQUEST, "{path}");
    }
    let injected = format!("/rdf-graph-store?graph={}", encoded(&format!("{iri}> {{}} }} #")));
    assert_eq!(server.get(&injected).status, StatusCode::NOT_FOUND);
    for method in [Method::PUT, Method::POST, Method::DELETE, Method::PATCH] {
        let reply = server.request(method.clone(), &path, &[("content-type", "text/turtle")], "");
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[test]
fn every_example_of_the_documentation_returns_rows() {
    let store = Store::in_memory().unwrap();
    publish_sample(&store);
    let text = include_str!("../../../../docs/sparql.md");
    let examples: Vec<&str> = text
        .split("```sparql\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(examples.len(), 15);
    for example in examples {
        let format = if example.starts_with("CONSTRUCT") {
            ResultsFormat::NTriples
        } else {
            ResultsFormat::Csv
        };
        let answer = store.query(example, format).unwrap();
        let rows = String::from_utf8(answer).unwrap().lines().count();
        assert!(rows > 1, "{example}");
    }
}
