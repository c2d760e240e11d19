//! Records and files by their addresses.

use axum::http::{Method, StatusCode, header};

use super::{TestServer, graph_of, isomorphic, sample};

const PATH: &str = "/mainz/dataset/kita-plaetze";

#[test]
fn every_form_of_a_record_is_the_record_that_was_published() {
    let server = TestServer::new();
    for (path, turtle) in [
        (PATH, sample::KITAS),
        ("/mainz/service/karten", sample::KARTEN),
        ("/mainz/series/kitas", sample::REIHE),
        ("/mainz/catalog", sample::KATALOG),
        ("/halle/dataset/haushalt-0a1b2c3d", sample::HAUSHALT),
    ] {
        let published = graph_of(turtle).to_oxrdf();
        for suffix in ["ttl", "rdf", "jsonld", "nt"] {
            if path == "/mainz/catalog" {
                continue;
            }
            let reply = server.get(&format!("{path}.{suffix}"));
            assert_eq!(reply.status, StatusCode::OK, "{path}.{suffix}");
            assert!(
                isomorphic(&reply.rdf(), &published),
                "{path}.{suffix}: {}",
                reply.text()
            );
        }
    }
}

#[test]
fn the_negotiation_of_a_dataset() {
    let server = TestServer::new();
    for (path, accept, status, content_type) in [
        (PATH, "*/*", 200, "text/html; charset=utf-8"),
        (
            PATH,
            "text/html,application/xhtml+xml,*/*;q=0.8",
            200,
            "text/html; charset=utf-8",
        ),
        (PATH, "text/turtle", 200, "text/turtle"),
        (
            PATH,
            "application/rdf+xml;q=0.9, text/turtle;q=0.8",
            200,
            "application/rdf+xml",
        ),
        (PATH, "application/ld+json", 200, "application/ld+json"),
        (PATH, "application/json", 200, "application/json"),
        (PATH, "image/png", 406, "application/problem+json"),
        ("/mainz/dataset/kita-plaetze.ttl", "text/html", 200, "text/turtle"),
        (
            "/mainz/dataset/kita-plaetze.json",
            "text/turtle",
            200,
            "application/json",
        ),
        (
            "/mainz/dataset/kita-plaetze.html",
            "text/turtle",
            200,
            "text/html; charset=utf-8",
        ),
        (
            "/mainz/dataset/kita-plaetze.pdf",
            "*/*",
            404,
            "application/problem+json",
        ),
        (
            "/mainz/service/karten",
            "application/json",
            406,
            "application/problem+json",
        ),
    ] {
        let reply = server.get_as(path, accept);
        assert_eq!(reply.status.as_u16(), status, "{path} {accept}");
        assert_eq!(
            reply.header(header::CONTENT_TYPE),
            content_type,
            "{path} {accept}"
        );
        let varies = reply.header(header::VARY).contains("accept");
        assert_eq!(varies, !path.contains('.') || status != 200, "{path} {accept}");
    }
}

#[test]
fn distributions_lead_people_to_their_place_and_programs_to_their_description() {
    let server = TestServer::new();
    let path = format!("{PATH}/distribution/csv");
    let page = server.browse(&path);
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(
        page.header(header::LOCATION),
        "/mainz/dataset/kita-plaetze#datei-csv"
    );
    assert!(server.browse(PATH).text().contains("id=\"datei-csv\""));
    for (path, accept) in [(path.clone(), "text/turtle"), (format!("{path}.nt"), "*/*")] {
        let graph = server.get_as(&path, accept).rdf();
        assert_eq!(
            graph.len(),
            14,
            "the distribution with its checksum, nothing of the dataset"
        );
    }
    assert_eq!(
        server.get(&format!("{PATH}/distribution/xls")).problem(),
        "not-found"
    );
    let foreign = server.get_as("/halle/dataset/haushalt-0a1b2c3d/distribution/pdf", "text/turtle");
    assert_eq!(foreign.status, StatusCode::OK);
}

#[test]
fn data_files_come_whole_and_in_part() {
    let server = TestServer::new();
    let path = format!("{PATH}/datei/kitas%20m%C3%A4rz.csv");
    let whole = server.get(&path);
    assert_eq!((whole.status, whole.text()), (StatusCode::OK, sample::TABLE));
    assert_eq!(whole.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(whole.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(whole.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(
        whole.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"kitas m_rz.csv\"; filename*=UTF-8''kitas%20m%C3%A4rz.csv"
    );
    let tag = whole.header(header::ETAG);
    assert_eq!(tag.len(), 66, "a SHA-256 in quotes");

    let head = server.request(Method::HEAD, &path, &[], "");
    assert_eq!(
        head.header(header::CONTENT_LENGTH),
        sample::TABLE.len().to_string()
    );
    assert!(head.body.is_empty());

    let part = server.request(Method::GET, &path, &[("range", "bytes=0-8")], "");
    assert_eq!(
        (part.status, part.text()),
        (StatusCode::PARTIAL_CONTENT, "stadtteil")
    );
    assert_eq!(
        part.header(header::CONTENT_RANGE),
        format!("bytes 0-8/{}", sample::TABLE.len())
    );
    let current = server.request(
        Method::GET,
        &path,
        &[("range", "bytes=0-8"), ("if-range", tag)],
        "",
    );
    assert_eq!(current.status, StatusCode::PARTIAL_CONTENT);
    let stale = server.request(
        Method::GET,
        &path,
        &[("range", "bytes=0-8"), ("if-range", "\"x\"")],
        "",
    );
    assert_eq!(
        (stale.status, stale.body.len()),
        (StatusCode::OK, sample::TABLE.len())
    );
    let beyond = server.request(Method::GET, &path, &[("range", "bytes=999-")], "");
    assert_eq!(
        (beyond.status, beyond.problem().as_str()),
        (StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable")
    );
    let known = server.request(Method::GET, &path, &[("if-none-match", tag)], "");
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    assert_eq!(
        server.get(&format!("{PATH}/datei/fehlt.csv")).problem(),
        "not-found"
    );
    assert_eq!(
        server.get(&format!("{PATH}/datei/..%2F..%2FCURRENT")).problem(),
        "not-found"
    );
}
