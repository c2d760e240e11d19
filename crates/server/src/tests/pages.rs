//! The pages, whole.

use axum::http::{StatusCode, header};

use super::{TestServer, sample};

fn page(server: &TestServer, path: &str) -> String {
    let reply = server.browse(path);
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    let version = crate::html::style_version();
    reply.text().replace(&version, "VERSION")
}

#[test]
fn the_pages() {
    let server = TestServer::new();
    insta::assert_snapshot!("start", page(&server, "/"));
    insta::assert_snapshot!("city", page(&server, "/mainz"));
    insta::assert_snapshot!("dataset", page(&server, "/mainz/dataset/kita-plaetze"));
    insta::assert_snapshot!("service", page(&server, "/mainz/service/karten"));
    insta::assert_snapshot!("sparql", page(&server, "/sparql"));
    insta::assert_snapshot!("problem_type", page(&server, "/problems/not-published"));
}

#[test]
fn a_data_file_is_fetched_from_the_server_that_shows_it() {
    let text = page(&TestServer::new(), "/mainz/dataset/kita-plaetze");
    let own = "href=\"/mainz/dataset/kita-plaetze/datei/kitas%20m%C3%A4rz.csv\"";
    assert!(text.contains(own), "whatever host its permanent address has");
}

#[test]
fn places_have_names_and_no_page_leads_to_itself() {
    let text = page(&TestServer::new(), "/mainz/dataset/kita-plaetze");
    assert!(text.contains("<dd>Mainz</dd>"));
    assert!(!text.contains("#flaeche"));
    assert!(!text.contains("<a href=\"https://daten.example/mainz/dataset/kita-plaetze\""));
    assert!(!text.contains("<a class=\"address\" href=\"https://daten.example/mainz/dataset/kita-plaetze\""));
}

#[test]
fn what_a_source_says_never_runs() {
    let text = page(&TestServer::new(), "/mainz/dataset/kita-plaetze");
    // What search engines are told is data, which nothing runs.
    let data = "<script type=\"application/ld+json\">";
    assert_eq!(text.matches("<script").count(), text.matches(data).count());
    assert!(!text.contains("href=\"javascript:"));
}

#[test]
fn no_page_uses_the_words_of_engineers() {
    let server = TestServer::new();
    let forbidden = [
        "Shape",
        "focus node",
        "Literal",
        "blank node",
        "closure",
        "severity",
        "tenant",
        "Tenant",
        "sh:",
        "dct:",
        "dcat:",
        "Distribution",
        "Publisher",
        "Harvest",
    ];
    for path in [
        "/",
        "/mainz",
        "/mainz/dataset/kita-plaetze",
        "/mainz/service/karten",
        "/problems/feed-changed",
    ] {
        let text = visible_text(&page(&server, path));
        for word in forbidden {
            assert!(!text.contains(word), "{path} says {word}");
        }
    }
}

/// The text between the tags.
fn visible_text(html: &str) -> String {
    html.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn the_city_page_names_the_one_address() {
    let text = page(&TestServer::new(), "/mainz");
    assert!(text.contains("<code class=\"address\">https://daten.example/mainz/catalog.rdf</code>"));
    assert!(text.contains("Bitte nicht zusätzlich"));
}

#[test]
fn links_keep_the_path_of_the_delivery_base() {
    let server = TestServer::with(sample::store(), |options| {
        options.base_url = "https://stadt.example/daten/".to_owned();
    });
    for path in ["/", "/daten", "/daten/"] {
        assert!(page(&server, path).contains("href=\"/daten/mainz\""), "{path}");
    }
    let reply = server.get("/daten/mainz/catalog.ttl");
    assert!(
        reply
            .text()
            .contains("https://stadt.example/daten/mainz/catalog.ttl?page=1")
    );
    assert!(
        reply
            .text()
            .contains("<https://daten.example/mainz/dataset/baeume>"),
        "stored addresses stay"
    );
}

#[test]
fn who_asks_nothing_and_takes_anything_gets_the_page_to_ask() {
    let server = TestServer::new();
    for accept in ["*/*", "text/html"] {
        let reply = server.get_as("/sparql", accept);
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.text().contains("<textarea"));
    }
    let data = server.get_as("/sparql", "application/sparql-results+json");
    assert_eq!(data.problem(), "query-missing");
}

#[test]
fn styles_are_kept_and_pages_asked_for() {
    let server = TestServer::new();
    assert!(
        server
            .get("/style.css")
            .header(header::CACHE_CONTROL)
            .contains("immutable")
    );
    assert_eq!(server.get("/").header(header::CACHE_CONTROL), "no-cache");
    let moved = server.get("/mainz/");
    assert_eq!(
        (moved.status, moved.header(header::LOCATION)),
        (StatusCode::PERMANENT_REDIRECT, "/mainz")
    );
}
