//! The JSON interface and its table.

use axum::http::{StatusCode, header};

use super::TestServer;

#[test]
fn the_list_is_walked_by_its_cursor() {
    let server = TestServer::new();
    let mut path = "/api/v1/datasets?limit=1".to_owned();
    let mut seen = Vec::new();
    loop {
        let reply = server.get(&path);
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let json = reply.json();
        for dataset in json["datasets"].as_array().unwrap() {
            seen.push(dataset["iri"].as_str().unwrap().to_owned());
        }
        let Some(next) = json["next"].as_str() else { break };
        let links = reply.headers.get_all(header::LINK);
        assert!(
            links
                .iter()
                .any(|link| link.to_str().unwrap().contains("rel=\"next\""))
        );
        path = next.strip_prefix("https://daten.example").unwrap().to_owned();
        assert!(seen.len() < 9, "a cycle");
    }
    assert_eq!(
        seen,
        [
            "https://portal.halle.example/ds/haushalt",
            "https://daten.example/mainz/dataset/baeume",
            "https://daten.example/mainz/dataset/kita-plaetze",
        ]
    );
}

#[test]
fn filters_narrow_the_list() {
    let server = TestServer::new();
    for (query, expected) in [
        ("", 3),
        ("?city=mainz", 2),
        ("?theme=EDUC", 1),
        (
            "?theme=http%3A%2F%2Fpublications.europa.eu%2Fresource%2Fauthority%2Fdata-theme%2FENVI",
            1,
        ),
        ("?format=csv", 1),
        ("?format=text%2Fcsv", 1),
        ("?city=halle&format=csv", 0),
        ("?city=&theme=", 3),
    ] {
        let list = server.get(&format!("/api/v1/datasets{query}")).json();
        assert_eq!(list["datasets"].as_array().unwrap().len(), expected, "{query}");
    }
}

#[test]
fn a_dataset_has_its_labels() {
    let json = TestServer::with(super::sample::store(), |options| {
        options.labels = std::sync::Arc::new(|iri, _| iri.ends_with("EDUC").then(|| "Bildung".to_owned()));
    })
    .get("/api/v1/datasets/mainz/kita-plaetze")
    .json();
    assert_eq!(json["id"], "kita-plaetze");
    assert_eq!(json["city"], "mainz");
    assert_eq!(json["title"], "Kita-Plätze nach Stadtteil");
    assert_eq!(json["publisher"], "Stadt Mainz");
    assert_eq!(json["themes"][0]["label"], "Bildung");
    assert_eq!(json["licence"]["attribution"], "Stadt Mainz");
    assert_eq!(json["distributions"][1]["byteSize"], 12345);
    assert_eq!(json["distributions"][1]["mediaType"], "text/csv");
    let download = "https://daten.example/mainz/dataset/kita-plaetze/datei/kitas%20m%C3%A4rz.csv";
    assert_eq!(json["distributions"][1]["downloadURL"], download);
}

#[test]
fn the_table_opens_in_a_german_spreadsheet() {
    let reply = TestServer::new().get("/api/v1/datasets.csv");
    assert_eq!(
        reply.header(header::CONTENT_TYPE),
        "text/csv; charset=utf-8; header=present"
    );
    let text = reply.text();
    assert!(text.starts_with("\u{feff}Kommune;Kurzname;Titel;"));
    assert!(text.contains("\r\n"));
    assert!(text.contains(";'=Bäume;"), "no formula: {text}");
    assert_eq!(text.lines().count(), 4);
}
