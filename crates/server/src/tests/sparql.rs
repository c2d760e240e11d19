//! SPARQL over the protocol, answered by a real child process.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use kolophon_store::{OpenMode, Store};

use super::{TestServer, sample};
use crate::routes::sparql::examples;

/// The program of `examples/sparql_worker.rs`, which `cargo test` builds beside the tests.
pub(super) fn worker_program() -> PathBuf {
    let tests = env::current_exe().unwrap();
    let target = tests.ancestors().nth(2).unwrap();
    target
        .join("examples")
        .join(format!("sparql_worker{}", env::consts::EXE_SUFFIX))
}

/// A server on disk: only there is a copy that another process can read.
pub(super) fn server(change: impl FnOnce(&mut crate::ServeOptions)) -> (TestServer, tempfile::TempDir) {
    assert!(
        worker_program().exists(),
        "cargo test builds {}",
        worker_program().display()
    );
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    sample::fill(&store);
    (TestServer::with(store, change), directory)
}

pub(super) fn encoded(query: &str) -> String {
    crate::addresses::segment(query)
}

const COUNT: &str =
    "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT (COUNT(?d) AS ?n) WHERE { ?d a dcat:Dataset }";

#[test]
fn queries_are_answered_in_all_three_ways_and_every_format() {
    let (server, _directory) = server(|_| {});
    let form = format!("query={}", encoded(COUNT));
    let by_get = server.get(&format!("/sparql?{form}"));
    assert_eq!(by_get.status, StatusCode::OK, "{}", by_get.text());
    let by_form = server.request(
        Method::POST,
        "/sparql",
        &[("content-type", "application/x-www-form-urlencoded")],
        &form,
    );
    let by_body = server.request(
        Method::POST,
        "/sparql",
        &[("content-type", "application/sparql-query")],
        COUNT,
    );
    for reply in [&by_get, &by_form, &by_body] {
        assert_eq!(
            reply.header(header::CONTENT_TYPE),
            "application/sparql-results+json"
        );
        assert_eq!(reply.json()["results"]["bindings"][0]["n"]["value"], "3");
    }
    for (accept, content_type) in [
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        (
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
        ),
        ("application/json", "application/sparql-results+json"),
        (
            "text/turtle, application/sparql-results+xml;q=0.5",
            "application/sparql-results+xml",
        ),
    ] {
        let reply = server.get_as(&format!("/sparql?{form}"), accept);
        assert_eq!(reply.header(header::CONTENT_TYPE), content_type, "{accept}");
    }
    let csv = server.get(&format!("/sparql?{form}&format=csv"));
    assert_eq!(csv.text(), "n\r\n3\r\n");
    let construct = format!("/sparql?query={}", encoded("CONSTRUCT WHERE { ?s ?p ?o }"));
    for accept in [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
    ] {
        let reply = server.get_as(&construct, accept);
        assert!(reply.header(header::CONTENT_TYPE).starts_with(accept));
        assert!(reply.rdf().len() > 50, "{accept}");
    }
}

#[test]
fn what_is_no_query_gets_its_problem() {
    let (server, _directory) = server(|options| options.query_time = Duration::from_secs(2));
    let ask = |query: &str| server.get(&format!("/sparql?query={}", encoded(query)));
    let syntax = ask("SELECT ?s WHERE {\n ?s ?p }");
    assert_eq!(syntax.problem(), "query-syntax");
    assert_eq!(syntax.json()["line"], 2);
    assert_eq!(ask("CLEAR ALL").problem(), "update-forbidden");
    assert_eq!(
        ask("SELECT * WHERE { SERVICE <https://x.example/> { ?s ?p ?o } }").problem(),
        "query-refused"
    );
    let table = server.get_as(&format!("/sparql?query={}", encoded(COUNT)), "text/turtle");
    assert_eq!(table.problem(), "not-acceptable");
    let endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }";
    let slow = ask(endless);
    assert_eq!(
        (slow.status, slow.problem().as_str()),
        (StatusCode::GATEWAY_TIMEOUT, "query-timeout")
    );
    assert_eq!(slow.json()["limitSeconds"], 2);
}

#[test]
fn too_many_queries_at_once_are_told_to_come_back() {
    let (server, _directory) = server(|options| options.parallel_queries = 0);
    let reply = server.get(&format!("/sparql?query={}", encoded(COUNT)));
    assert_eq!(
        (reply.status, reply.problem().as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "busy")
    );
    assert_eq!(reply.header(header::RETRY_AFTER), "5");
}

#[test]
fn people_get_a_table_and_a_helpful_failure() {
    let (server, _directory) = server(|_| {});
    let table = server.browse(&format!("/sparql?query={}", encoded(COUNT)));
    assert!(table.text().contains("<th scope=\"col\">n</th>") && table.text().contains("<td>3</td>"));
    let failure = server.browse("/sparql?query=SELECT");
    assert_eq!(failure.status, StatusCode::OK);
    assert!(failure.text().contains("role=\"alert\"") && failure.text().contains("Zeile 1"));
    let list = "SELECT ?d WHERE { ?d a <http://www.w3.org/ns/dcat#Dataset> }";
    let links = server.browse(&format!("/sparql?query={}", encoded(list)));
    assert!(
        links.text().contains("href=\"/halle/dataset/haushalt-0a1b2c3d\""),
        "a page of ours"
    );
    let text = server.browse(&format!(
        "/sparql?query={}",
        encoded("DESCRIBE <https://daten.example/mainz/dataset/baeume>")
    ));
    assert!(text.text().contains("<pre"));
}

#[test]
fn the_examples_are_correct_queries() {
    let (server, _directory) = server(|_| {});
    assert_eq!(examples().count(), 8);
    for example in examples() {
        assert!(
            !example.title.is_empty() && !example.query.starts_with('#'),
            "{}",
            example.name
        );
        let reply = server.get(&format!("/sparql?query={}&format=json", encoded(example.query)));
        assert_eq!(reply.status, StatusCode::OK, "{}: {}", example.name, reply.text());
        let page = server.browse(&format!("/sparql?example={}", example.name));
        assert!(page.text().contains("SELECT"), "{}", example.name);
    }
}
