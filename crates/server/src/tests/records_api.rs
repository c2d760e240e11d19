//! What programs are told about one dataset, about the cities, and about what changed.

use axum::http::{Method, StatusCode, header};
use kolophon_store::{CityChange, Note};

use super::{TestServer, sample};

const KITAS: &str = "/api/v1/datasets/mainz/kita-plaetze";

#[test]
fn a_dataset_has_its_distributions_beside_it() {
    let server = TestServer::new();
    let whole = server.get(KITAS).json();
    let list = server.get(&format!("{KITAS}/distributions")).json();
    assert_eq!(list["distributions"], whole["distributions"]);
    assert!(!list["distributions"].as_array().unwrap().is_empty());
}

#[test]
fn the_quality_is_what_the_command_measures_and_is_kept() {
    let server = TestServer::new();
    let path = format!("{KITAS}/quality");
    let first = server.get(&path);
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let json = first.json();
    let dataset = &json["catalogues"][0]["datasets"][0];
    assert_eq!(
        dataset["iri"], "https://daten.example/mainz/dataset/kita-plaetze",
        "{json:#}"
    );
    assert!(dataset["points"].as_i64().unwrap() > 0);
    assert_eq!(json["addresses_asked"], false);
    let again = server.get(&path);
    assert_eq!(first.body, again.body);
    let tag = first.header(header::ETAG).to_owned();
    let known = server.request(Method::GET, &path, &[("if-none-match", &tag)], "");
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[test]
fn findings_speak_the_readers_language_and_name_places_that_can_be_fetched() {
    let server = TestServer::new();
    let path = "/api/v1/datasets/mainz/baeume/findings";
    let ask = |language: &str| {
        let reply = server.request(Method::GET, path, &[("accept-language", language)], "");
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert!(reply.header(header::VARY).contains("accept-language"));
        reply.json()
    };
    let (german, english) = (ask("de"), ask("en"));
    let findings = german["findings"].as_array().unwrap();
    assert!(!findings.is_empty(), "the sample has mistakes");
    assert_ne!(
        german["findings"][0]["message"],
        english["findings"][0]["message"]
    );
    let places: Vec<&str> = findings
        .iter()
        .filter_map(|finding| finding["place"]["file"].as_str())
        .collect();
    let fetched = server.get("/mainz/dataset/baeume.ttl");
    assert_eq!(fetched.status, StatusCode::OK);
    assert!(
        places
            .iter()
            .all(|place| *place == "https://daten.example/mainz/dataset/baeume.ttl"),
        "{german:#}"
    );
}

#[test]
fn what_is_not_there_is_not_assessed() {
    let server = TestServer::new();
    for part in ["distributions", "quality", "findings"] {
        let reply = server.get(&format!("/api/v1/datasets/mainz/nichts/{part}"));
        assert_eq!(
            (reply.status, reply.problem()),
            (StatusCode::NOT_FOUND, "not-found".to_owned())
        );
    }
}

#[test]
fn cities_are_public_and_their_settings_are_not() {
    let server = TestServer::new();
    let json = server.get("/api/v1/cities").json();
    let cities = json["cities"].as_array().unwrap();
    assert_eq!(cities.len(), 2);
    assert_eq!(cities[1]["id"], "mainz");
    assert_eq!(cities[1]["datasets"], 2);
    assert_eq!(cities[1]["feed"], "https://daten.example/mainz/catalog.rdf");
    assert!(cities[1].get("contact").is_none() && cities[1].get("protected").is_none());
    let token = server.request(
        Method::GET,
        "/api/v1/cities",
        &[("authorization", "Bearer falsch")],
        "",
    );
    assert_eq!(
        token.status,
        StatusCode::UNAUTHORIZED,
        "whoever shows a token is checked"
    );
}

#[test]
fn changes_tell_what_came_and_what_went() {
    let server = TestServer::new();
    server
        .store
        .apply_blocking(CityChange {
            remove: vec!["https://daten.example/mainz/dataset/kita-plaetze".to_owned()],
            note: Note {
                time: Some("2026-11-27T10:00:00Z".to_owned()),
                reason: Some("Zahlen waren falsch".to_owned()),
                ..Note::default()
            },
            ..CityChange::new(sample::city("mainz", "Mainz"))
        })
        .unwrap();
    let json = server.get("/api/v1/changes").json();
    let changes = json["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3, "{json:#}");
    assert_eq!(changes[0]["change"], "removed");
    assert_eq!(
        changes[0]["iri"],
        "https://daten.example/mainz/dataset/kita-plaetze"
    );
    assert_eq!(changes[0]["time"], "2026-11-27T10:00:00Z");
    assert!(changes[0]["url"].is_null());
    let since = server
        .get("/api/v1/changes?since=2026-11-27T09:00:00Z&city=mainz")
        .json();
    assert_eq!(since["changes"][0], changes[0]);
    let halle = server.get("/api/v1/changes?city=halle").json();
    assert_eq!(halle["changes"].as_array().unwrap().len(), 1);
}

#[test]
fn changes_are_walked_until_something_is_published() {
    let server = TestServer::new();
    let mut path = "/api/v1/changes?limit=1".to_owned();
    let mut seen = Vec::new();
    let second = server.get(&path).json()["next"].as_str().unwrap().to_owned();
    loop {
        let json = server.get(&path).json();
        seen.push(json["changes"][0]["iri"].as_str().unwrap().to_owned());
        let Some(next) = json["next"].as_str() else { break };
        path = next.strip_prefix("https://daten.example").unwrap().to_owned();
        assert!(seen.len() < 9, "a cycle");
    }
    assert_eq!(seen.len(), 3);
    server
        .store
        .apply_blocking(CityChange::new(sample::city("wiesbaden", "Wiesbaden")))
        .unwrap();
    let outdated = server.get(second.strip_prefix("https://daten.example").unwrap());
    assert_eq!(
        (outdated.status, outdated.problem()),
        (StatusCode::GONE, "list-changed".to_owned())
    );
    for query in ["cursor=x", "since=gestern", "limit=0", "city=bonn"] {
        let reply = server.get(&format!("/api/v1/changes?{query}"));
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[test]
fn a_server_is_ready_when_it_can_be_searched() {
    let server = TestServer::without_search();
    assert_eq!(server.get("/healthz").status, StatusCode::OK);
    let reply = server.get("/readyz");
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.json()["ready"], false);
    server.catch_up();
    let reply = server.get("/readyz");
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.json()["searchGeneration"], reply.json()["generation"]);
    server.app.stop();
    assert_eq!(server.get("/readyz").status, StatusCode::SERVICE_UNAVAILABLE);
}
