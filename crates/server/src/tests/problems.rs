//! Bad requests, and that each gets a problem that helps.

use axum::http::{HeaderValue, Method, StatusCode, header};

use super::TestServer;
use crate::ProblemKind;

#[test]
fn every_bad_request_gets_its_problem() {
    let server = TestServer::new();
    let form = "application/x-www-form-urlencoded";
    for (method, path, content_type, body, expected) in [
        ("GET", "/gibt-es-nicht", "", "", "not-found"),
        ("GET", "/gibt/es/auch/nicht/so", "", "", "not-found"),
        ("GET", "/koeln/catalog.rdf", "", "", "not-found"),
        ("GET", "/mainz/catalog.pdf", "", "", "not-found"),
        ("GET", "/mainz/dataset/fehlt", "", "", "not-found"),
        ("GET", "/problems/fehlt", "", "", "not-found"),
        ("GET", "/%FF", "", "", "not-found"),
        ("GET", "/mainz/dataset/%FF", "", "", "not-found"),
        ("POST", "/", "", "", "method-not-allowed"),
        (
            "PUT",
            "/mainz/dataset/baeume",
            "text/turtle",
            "<a> <b> <c> .",
            "method-not-allowed",
        ),
        ("DELETE", "/mainz", "", "", "method-not-allowed"),
        ("POST", "/mainz/catalog.rdf", "", "", "method-not-allowed"),
        ("PUT", "/sparql", "", "", "method-not-allowed"),
        ("GET", "/mainz/catalog.rdf?page=0", "", "", "invalid-parameter"),
        ("GET", "/mainz/catalog.rdf?page=zwei", "", "", "invalid-parameter"),
        ("GET", "/mainz/catalog.rdf?page=-1", "", "", "invalid-parameter"),
        (
            "GET",
            "/mainz/catalog.rdf?page=1&page=2",
            "",
            "",
            "invalid-parameter",
        ),
        ("GET", "/mainz/catalog.rdf?page=99", "", "", "no-such-page"),
        (
            "GET",
            "/mainz/catalog.rdf?page=18446744073709551615",
            "",
            "",
            "no-such-page",
        ),
        (
            "GET",
            "/mainz/catalog.rdf?page=99999999999999999999",
            "",
            "",
            "invalid-parameter",
        ),
        ("GET", "/mainz?page=99", "", "", "no-such-page"),
        ("GET", "/mainz?seite=1", "", "", "invalid-parameter"),
        ("GET", "/api/v1/datasets?city=koeln", "", "", "invalid-parameter"),
        ("GET", "/api/v1/datasets?citiy=mainz", "", "", "invalid-parameter"),
        ("GET", "/api/v1/datasets?limit=0", "", "", "invalid-parameter"),
        ("GET", "/api/v1/datasets?limit=1001", "", "", "invalid-parameter"),
        ("GET", "/api/v1/datasets?cursor=x", "", "", "invalid-parameter"),
        ("GET", "/api/v1/datasets/mainz/fehlt", "", "", "not-found"),
        ("GET", "/sparql?format=json", "", "", "query-missing"),
        ("GET", "/sparql?update=CLEAR%20ALL", "", "", "update-forbidden"),
        ("GET", "/sparql?query=", "", "", "query-missing"),
        ("GET", "/sparql?query=a&query=b", "", "", "invalid-parameter"),
        (
            "GET",
            "/sparql?query=ASK%20%7B%7D&format=pdf",
            "",
            "",
            "invalid-parameter",
        ),
        ("POST", "/sparql", "", "", "unsupported-media-type"),
        (
            "POST",
            "/sparql",
            "text/plain",
            "ASK {}",
            "unsupported-media-type",
        ),
        ("POST", "/sparql", form, "", "query-missing"),
        ("POST", "/sparql", form, "update=CLEAR+ALL", "update-forbidden"),
        (
            "POST",
            "/sparql",
            "application/sparql-update",
            "CLEAR ALL",
            "update-forbidden",
        ),
        (
            "POST",
            "/sparql?query=x",
            "application/sparql-query",
            "ASK {}",
            "query-missing",
        ),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let headers: &[(&str, &str)] = &[("content-type", content_type)];
        let headers = if content_type.is_empty() { &[] } else { headers };
        let reply = server.request(method.clone(), path, headers, body);
        assert_eq!(reply.problem(), expected, "{method} {path} {body}");
        let kind = ProblemKind::of_slug(expected).unwrap();
        assert_eq!(reply.status, kind.status(), "{method} {path}");
        let json = reply.json();
        assert_eq!(json["status"], reply.status.as_u16());
        for member in ["title", "detail", "instance"] {
            assert!(json[member].is_string(), "{member}");
        }
        assert_eq!(reply.header(header::CACHE_CONTROL), "no-store");
        if reply.status == StatusCode::METHOD_NOT_ALLOWED {
            assert!(reply.header(header::ALLOW).contains("GET"));
        }
    }
}

#[test]
fn a_request_that_is_too_large_is_refused() {
    let server = TestServer::new();
    let body = "#".repeat(300 * 1024);
    for content_type in ["application/sparql-query", "application/x-www-form-urlencoded"] {
        let reply = server.request(Method::POST, "/sparql", &[("content-type", content_type)], &body);
        assert_eq!(reply.problem(), "request-too-large");
    }
}

#[test]
fn problems_speak_the_language_and_form_of_the_client() {
    let server = TestServer::new();
    let english = server.request(Method::GET, "/x", &[("accept-language", "en-GB,en;q=0.9")], "");
    assert_eq!(english.json()["title"], "Not found");
    assert_eq!(english.header(header::CONTENT_LANGUAGE), "en");
    assert_eq!(server.get("/x").json()["title"], "Nicht gefunden");
    let page = server.browse("/x");
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("<html lang=\"de\">"));
    let headers = [("accept", "text/html"), ("accept-language", "en")];
    let page = server.request(Method::GET, "/x", &headers, "");
    assert!(page.text().contains("<html lang=\"en\">") && page.text().contains("Not found"));
}

#[test]
fn every_type_of_problem_is_a_page() {
    let server = TestServer::new();
    let list = server.get("/problems");
    for kind in ProblemKind::ALL {
        let reply = server.get(&format!("/problems/{}", kind.slug()));
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.text().contains(&kind.title().de) && reply.text().contains(&kind.title().en));
        assert!(list.text().contains(&format!("/problems/{}\"", kind.slug())));
    }
}

#[test]
fn head_is_get_without_a_body() {
    let server = TestServer::new();
    for path in [
        "/",
        "/mainz",
        "/style.css",
        "/icon.svg",
        "/robots.txt",
        "/healthz",
        "/problems",
        "/problems/gone",
        "/catalog",
        "/catalog.rdf",
        "/mainz/catalog.ttl",
        "/mainz/dataset/baeume",
        "/mainz/dataset/baeume.nt",
        "/mainz/service/karten",
        "/mainz/dataset/kita-plaetze/distribution/csv.ttl",
        "/mainz/dataset/kita-plaetze/datei/kitas%20m%C3%A4rz.csv",
        "/api/v1/datasets",
        "/api/v1/datasets.csv",
        "/api/v1/datasets/mainz/baeume",
        "/gibt-es-nicht",
    ] {
        let get = server.get(path);
        let head = server.request(Method::HEAD, path, &[], "");
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        if get.status != StatusCode::SEE_OTHER {
            for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
                assert!(!get.header(name.clone()).is_empty(), "{path}");
            }
        }
        for name in get.headers.keys().filter(|name| *name != "x-request-id") {
            let values = |reply: &super::Reply| -> Vec<HeaderValue> {
                reply.headers.get_all(name).iter().cloned().collect()
            };
            assert_eq!(values(&head), values(&get), "{path} {name}");
        }
        assert_eq!(get.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{path}");
        assert_eq!(get.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert!(
            get.header(header::CONTENT_SECURITY_POLICY)
                .starts_with("default-src 'none'"),
            "{path}"
        );
    }
}

#[test]
fn other_origins_may_read() {
    let server = TestServer::new();
    let headers = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let reply = server.request(Method::OPTIONS, "/sparql", &headers, "");
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert!(
        reply
            .header(header::ACCESS_CONTROL_ALLOW_METHODS)
            .contains("POST")
    );
}
