//! Whole catalogues: the sample of the repository, and a real one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use axum::http::{StatusCode, header};
use kolophon_dcat::Document;
use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_publish::config::{Installation, default_city};
use kolophon_publish::load::{Consent, Errors, LoadOptions, prepare};
use kolophon_store::{City, Note, ResourceKind, Store};
use kolophon_validate::Profile;
use oxrdf::{NamedNodeRef, TermRef};

use super::feed::{datasets, walk};
use super::{TestServer, isomorphic};
use crate::addresses::{path_of_iri, segment};
use crate::routes::sparql::examples;

/// The folder of the repository's sample catalogue.
fn sample_catalogue() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")
}

fn publish(store: &Store, city: &City, documents: &[Document]) {
    let now = "2026-11-24T08:00:00Z".parse().unwrap();
    let note = Note {
        time: Some("2026-11-24T08:00:00.5Z".to_owned()),
        ..Note::default()
    };
    let options = LoadOptions {
        errors: Errors::Allow,
        note: &note,
        ..LoadOptions::new(Profile::dcat_ap_de(), now)
    };
    let prepared = prepare(store, city, documents, &options).unwrap();
    assert!(prepared.unreadable.is_empty(), "{:?}", prepared.unreadable);
    prepared.commit(store, Consent::None).unwrap();
}

pub(super) fn publish_sample(store: &Store) {
    let installation = Installation::read(&sample_catalogue().join("kolophon.toml")).unwrap();
    for config in installation.cities.values() {
        let folder = installation.directory.join(&config.path);
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        let documents: Vec<Document> = files
            .iter()
            .map(|path| Document::new(path.to_string_lossy(), std::fs::read(path).unwrap()))
            .collect();
        publish(store, &config.city, &documents);
    }
}

fn published(server: &TestServer, city: Option<&str>) -> BTreeSet<String> {
    let state = server.store.state();
    state
        .resources
        .values()
        .filter(|resource| resource.kind == ResourceKind::Dataset)
        .filter(|resource| city.is_none_or(|city| city == resource.city))
        .map(|resource| resource.iri.clone())
        .collect()
}

/// Every page parses in every format, and together the pages hold every dataset once.
fn check_feeds(server: &TestServer, feed: &str, expected: &BTreeSet<String>) {
    let mut first = None;
    for suffix in ["nt", "ttl", "rdf", "jsonld"] {
        let pages = walk(server, &format!("{feed}/catalog.{suffix}"));
        let seen: Vec<String> = pages.iter().flat_map(datasets).collect();
        assert_eq!(seen.len(), expected.len(), "{feed} {suffix}");
        assert_eq!(
            &seen.into_iter().collect::<BTreeSet<_>>(),
            expected,
            "{feed} {suffix}"
        );
        let mut together = oxrdf::Graph::new();
        for triple in pages.iter().flat_map(|page| page.iter()) {
            let is_blank = matches!(triple.object, TermRef::BlankNode(_)) || triple.subject.is_blank_node();
            assert!(!is_blank, "{triple}");
            if !triple.subject.to_string().contains("?page=") {
                together.insert(triple);
            }
        }
        match &first {
            None => first = Some(together),
            Some(first) => assert!(*first == together, "{feed} {suffix} says something else"),
        }
    }
}

/// Every dataset's own address gives exactly what is stored.
fn check_records(server: &TestServer, suffixes: &[&str]) {
    let state = server.store.state();
    for resource in state
        .resources
        .values()
        .filter(|resource| resource.kind == ResourceKind::Dataset)
    {
        let stored = server.store.graph(&resource.iri).unwrap().unwrap().to_oxrdf();
        let path = format!("/{}/dataset/{}", segment(&resource.city), segment(&resource.slug));
        for suffix in suffixes {
            let reply = server.get(&format!("{path}.{suffix}"));
            assert_eq!(reply.status, StatusCode::OK, "{path}.{suffix}: {}", reply.text());
            assert!(isomorphic(&reply.rdf(), &stored), "{path}.{suffix}");
        }
        let page = server.browse(&path);
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
}

#[test]
fn the_sample_catalogue_is_served_whole() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), kolophon_store::OpenMode::Create).unwrap();
    publish_sample(&store);
    let server = TestServer::with(store, |options| options.page_size = 7);
    let everything = published(&server, None);
    assert!(everything.len() >= 20, "{}", everything.len());
    check_feeds(&server, "", &everything);
    for city in server.store.state().cities.keys() {
        check_feeds(&server, &format!("/{city}"), &published(&server, Some(city)));
    }
    check_records(&server, &["ttl", "rdf", "jsonld", "nt"]);

    for example in examples() {
        let reply = server.get(&format!("/sparql?query={}&format=json", segment(example.query)));
        let rows = reply.json()["results"]["bindings"].as_array().unwrap().len();
        assert!(rows > 0, "the example {} finds nothing", example.name);
    }

    let page = server.get("/catalog.nt").rdf();
    let mut files = 0;
    for suffix in ["", "?page=2", "?page=3", "?page=4"] {
        let page = server.get(&format!("/catalog.nt{suffix}")).rdf();
        for triple in page.triples_for_predicate(NamedNodeRef::new_unchecked(dcat::DOWNLOAD_URL)) {
            let TermRef::NamedNode(url) = triple.object else {
                panic!("{triple}")
            };
            let path = path_of_iri(url.as_str()).unwrap();
            if path.contains("/datei/") {
                let reply = server.get(path);
                assert_eq!(reply.status, StatusCode::OK, "{path}");
                assert!(reply.header(header::CONTENT_TYPE).contains('/'));
                files += 1;
            }
        }
    }
    assert!(files > 10, "{files} data files are served");
    assert!(
        page.triples_for_predicate(NamedNodeRef::new_unchecked(rdf::TYPE))
            .count()
            > 0
    );
}

#[test]
fn a_real_catalogue_is_served_whole() {
    let Some(file) = corpus_file("catalogs/brandenburg-catalog-original-input.ttl") else {
        return;
    };
    let store = Store::in_memory().unwrap();
    let document = Document::new("brandenburg.ttl", std::fs::read(file).unwrap());
    publish(&store, &default_city("brandenburg").unwrap(), &[document]);
    let server = TestServer::with(store, |_| {});
    let everything = published(&server, None);
    assert!(everything.len() > 100, "{}", everything.len());
    check_feeds(&server, "/brandenburg", &everything);
    check_records(&server, &["ttl", "jsonld"]);
}

/// A file of the test corpus; `None`, said loudly, where there is no corpus.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(super) fn corpus_file(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = [
        std::env::var_os("KOLOPHON_CORPUS").map(PathBuf::from),
        Some(root.join("../shared/corpus")),
        Some(root.join("../../shared/corpus")),
    ];
    let found = folders.into_iter().flatten().find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: no test corpus; set KOLOPHON_CORPUS to its folder");
    }
    found.map(|folder| folder.join(path))
}
