//! Queries that would run for ever, or eat all memory, stop nobody.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::http::encoded;
use crate::kolophon::{Server, load, sample};

const KILLERS: [(&str, &str); 3] = [
    ("runs for ever", "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"),
    ("eats memory", "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"),
    (
        "doubles a text",
        "SELECT ?z WHERE { BIND(\"0123456789012345678901234567890123456789\" AS ?a) BIND(CONCAT(?a,?a,?a,?a,?a,?a,?a,?a) AS ?b)
         BIND(CONCAT(?b,?b,?b,?b,?b,?b,?b,?b) AS ?c) BIND(CONCAT(?c,?c,?c,?c,?c,?c,?c,?c) AS ?d)
         BIND(CONCAT(?d,?d,?d,?d,?d,?d,?d,?d) AS ?e) BIND(CONCAT(?e,?e,?e,?e,?e,?e,?e,?e) AS ?f)
         BIND(CONCAT(?f,?f,?f,?f,?f,?f,?f,?f) AS ?g) BIND(CONCAT(?g,?g,?g,?g,?g,?g,?g,?g) AS ?h)
         BIND(CONCAT(?h,?h,?h,?h,?h,?h,?h,?h) AS ?i) BIND(CONCAT(?i,?i,?i,?i,?i,?i,?i,?i) AS ?z) }",
    ),
];

#[test]
fn a_killer_query_ends_at_the_limit_while_others_go_on() {
    let data = tempfile::tempdir().unwrap();
    load(data.path(), &[sample().to_str().unwrap()]);
    let server = Arc::new(Server::start(data.path()));
    for (name, query) in KILLERS {
        let killer = {
            let server = Arc::clone(&server);
            std::thread::spawn(move || {
                let started = Instant::now();
                let response =
                    server.get_as(&format!("/sparql?query={}", encoded(query)), "application/json");
                (response.status, response.text().to_owned(), started.elapsed())
            })
        };
        // Meanwhile another client works on.
        let mut slowest = Duration::ZERO;
        let mut answered = 0;
        while !killer.is_finished() {
            let started = Instant::now();
            assert_eq!(server.get_as("/mainz", "text/html").status, 200);
            slowest = slowest.max(started.elapsed());
            answered += 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        let (status, body, elapsed) = killer.join().unwrap();
        assert!((400..600).contains(&status), "{name}: {status}");
        assert!(body.contains("problems/"), "{name}: {body}");
        assert!(elapsed < Duration::from_secs(20), "{name}: {elapsed:?}");
        assert!(
            answered > 0 && slowest < Duration::from_secs(3),
            "{name}: the slowest page took {slowest:?}"
        );
        let small = server.get(&format!("/sparql?query={}", encoded("ASK { ?s ?p ?o }")));
        assert_eq!(small.status, 200, "{name}: the next query is answered");
    }
}

#[test]
fn updates_are_refused() {
    let data = tempfile::tempdir().unwrap();
    load(data.path(), &[sample().to_str().unwrap()]);
    let server = Server::start(data.path());
    let headers = [("Content-Type", "application/sparql-update")];
    let response = crate::http::request(&server.address, "POST", "/sparql", &headers, "CLEAR ALL");
    assert!(matches!(response.status, 403 | 405 | 415), "{}", response.status);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let response = crate::http::request(&server.address, "POST", "/sparql", &form, "update=CLEAR%20ALL");
    assert!((400..500).contains(&response.status), "{}", response.status);
}
