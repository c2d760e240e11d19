//! What robots and search engines read.

use std::collections::BTreeSet;
use std::io::Read as _;

use axum::http::{StatusCode, header};
use kolophon_dcat::vocab::{dcat, foaf, rdf};
use oxrdf::NamedNodeRef;

use super::{TestServer, parse, sample};

#[test]
fn a_datasets_page_tells_search_engines_what_google_asks_for() {
    let server = TestServer::new();
    let page = server.browse("/mainz/dataset/kita-plaetze");
    let text = page.text();
    let start = text
        .find("<script type=\"application/ld+json\">")
        .expect("JSON-LD")
        + 35;
    let end = start + text[start..].find("</script>").unwrap();
    let json: serde_json::Value = serde_json::from_str(&text[start..end]).unwrap();
    assert_eq!(
        (&json["@context"], &json["@type"]),
        (&"https://schema.org/".into(), &"Dataset".into())
    );
    assert_eq!(json["@id"], "https://daten.example/mainz/dataset/kita-plaetze");
    for key in ["name", "description", "license", "creator", "distribution"] {
        assert!(!json[key].is_null(), "{key}: {json}");
    }
    let length = json["description"].as_str().unwrap().chars().count();
    assert!((50..=5000).contains(&length), "{length}");
    for download in json["distribution"].as_array().unwrap() {
        assert_eq!(download["@type"], "DataDownload");
        assert!(download["contentUrl"].is_string());
    }
    assert!(
        !text[start..end]
            .contains("\"@type\":\"Dataset\",\"@id\":\"https://daten.example/mainz/dataset/baeume")
    );
}

#[test]
fn a_text_cannot_end_the_element_it_stands_in() {
    let store = sample::store();
    let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
        <https://daten.example/mainz/dataset/boese> a dcat:Dataset ; dct:title \"</script><script>alert(1)//\" .\n";
    let change = sample::change_of("boese", kolophon_store::ResourceKind::Dataset, text);
    sample::publish(&store, sample::city("mainz", "Mainz"), vec![change]);
    let server = TestServer::with(store, |_| {});
    let page = server.browse("/mainz/dataset/boese");
    assert_eq!(page.text().matches("</script>").count(), 1);
    assert!(!page.text().contains("<script>alert"));
}

#[test]
fn the_site_map_names_every_page() {
    let server = TestServer::new();
    let robots = server.get("/robots.txt");
    assert!(
        robots
            .text()
            .contains("Sitemap: https://daten.example/sitemap.xml\n")
    );
    let index = server.get("/sitemap.xml");
    assert_eq!(index.header(header::CONTENT_TYPE), "application/xml");
    assert!(
        index
            .text()
            .contains("<sitemap><loc>https://daten.example/sitemap/1.xml</loc></sitemap>")
    );
    let part = server.get("/sitemap/1.xml");
    for path in [
        "/",
        "/mainz",
        "/halle",
        "/mainz/dataset/baeume",
        "/halle/dataset/haushalt-0a1b2c3d",
    ] {
        let loc = format!("<loc>https://daten.example{path}</loc>");
        assert!(part.text().contains(&loc), "{path}");
    }
    assert!(
        part.text()
            .contains("/mainz/dataset/kita-plaetze</loc><lastmod>2026-03-01</lastmod>")
    );
    for unknown in ["/sitemap/2.xml", "/sitemap/0.xml", "/sitemap/x", "/sitemap/1"] {
        assert_eq!(server.get(unknown).status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[test]
fn the_whole_is_described_as_void() {
    let server = TestServer::new();
    let reply = server.get("/.well-known/void");
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/turtle");
    let graph = reply.rdf();
    let void = |local: &str| format!("http://rdfs.org/ns/void#{local}");
    let root = "https://daten.example/catalog#void";
    let values = |subject: &str, property: &str| -> Vec<String> {
        let objects = graph.objects_for_subject_predicate(
            NamedNodeRef::new_unchecked(subject),
            NamedNodeRef::new_unchecked(property),
        );
        objects.map(|object| object.to_string()).collect()
    };
    assert_eq!(values(root, &void("subset")).len(), 2);
    for dump in values(root, &void("dataDump")) {
        let path = dump
            .trim_matches(['<', '>'])
            .strip_prefix("https://daten.example")
            .unwrap()
            .to_owned();
        assert_eq!(server.get(&path).status, StatusCode::OK, "{path}");
    }
    // The counts are those of the files, read by a parser that is not ours.
    for path in ["/catalog", "/mainz/catalog", "/halle/catalog"] {
        let node = format!("https://daten.example{path}#void");
        let packed = server.get(&format!("{path}.nt.gz")).body;
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&*packed)
            .read_to_end(&mut text)
            .unwrap();
        let dump = parse(&text, "application/n-triples");
        let subjects: BTreeSet<String> = dump.iter().map(|triple| triple.subject.to_string()).collect();
        let class = NamedNodeRef::new_unchecked(dcat::DATASET_CLASS);
        let datasets = dump
            .subjects_for_predicate_object(NamedNodeRef::new_unchecked(rdf::TYPE), class)
            .count();
        let count = |subject: &str, property: &str| -> usize {
            let counts = values(subject, &void(property));
            assert_eq!(counts.len(), 1, "{subject} {property}");
            counts[0].split('"').nth(1).unwrap().parse().unwrap()
        };
        assert_eq!(count(&node, "triples"), dump.len(), "{path}");
        assert_eq!(count(&node, "entities"), subjects.len(), "{path}");
        assert_eq!(count(&format!("{node}-datasets"), "entities"), datasets, "{path}");
        assert!(datasets > 0 && subjects.len() > datasets);
    }
    assert_eq!(
        values("https://daten.example/.well-known/void", foaf::PRIMARY_TOPIC).len(),
        1
    );
}
