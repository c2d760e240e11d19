//! A portal walks the feed page by page.

use std::collections::BTreeSet;

use kolophon_dcat::Format;
use kolophon_dcat::vocab::{dcat, hydra, rdf};
use kolophon_graph::{Graph, GraphBuilder, Term, TermId};
use kolophon_publish::feed::{Role, project};

use crate::catalogs::real_catalog;
use crate::kolophon::{Server, corpus, load, parsed, run};

/// All pages of a feed, as a harvester follows them.
fn walk(server: &Server, first: &str, format: Format) -> Vec<Graph> {
    let base = format!("http://{}", server.address);
    let mut pages = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        assert!(pages.len() < 100, "the feed never ends");
        let head = crate::http::request(&server.address, "HEAD", &path, &[], "");
        let response = server.get(&path);
        assert_eq!((response.status, head.status), (200, 200), "{path}");
        assert_eq!(
            response.header("content-type"),
            Some(format.media_type()),
            "{path}"
        );
        assert_eq!(
            response.header("content-type"),
            head.header("content-type"),
            "{path}"
        );
        assert!(response.body.is_ascii(), "{path} is ASCII");
        let page = parsed(response.body, format);
        next = link(&page, hydra::NEXT)
            .map(|iri| iri.strip_prefix(&base).expect("links keep the base").to_owned());
        pages.push(page);
    }
    pages
}

fn link(page: &Graph, property: &str) -> Option<String> {
    let triple = page.column(page.iri(property)?).first()?;
    Some(page.term(triple.object).value().to_owned())
}

fn datasets(page: &Graph) -> BTreeSet<String> {
    let (Some(rdf_type), Some(class)) = (page.iri(rdf::TYPE), page.iri(dcat::DATASET_CLASS)) else {
        return BTreeSet::new();
    };
    page.subjects(rdf_type, class)
        .map(|node| page.term(node).value().to_owned())
        .collect()
}

fn lines(graph: &Graph) -> BTreeSet<String> {
    graph
        .triples()
        .iter()
        .filter_map(|triple| graph.to_oxrdf_triple(*triple))
        .map(|t| t.to_string())
        .collect()
}

/// The triples of a page about its datasets: without the page itself and the catalogue.
fn about_datasets(page: &Graph, datasets: &BTreeSet<String>) -> BTreeSet<String> {
    let mut seen: BTreeSet<TermId> = datasets.iter().filter_map(|iri| page.iri(iri)).collect();
    let mut waiting: Vec<TermId> = seen.iter().copied().collect();
    let mut lines = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        for index in page.outgoing(node) {
            let triple = page.triple(index);
            lines.insert(page.to_oxrdf_triple(triple).unwrap().to_string());
            if !triple.object.is_literal() && seen.insert(triple.object) {
                waiting.push(triple.object);
            }
        }
    }
    lines
}

#[test]
fn brandenburgs_feed_holds_every_dataset_and_its_projection() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("catalogs/brandenburg-catalog-original-input.ttl");
    let catalog = real_catalog(&path);
    let data = tempfile::tempdir().unwrap();
    load(
        data.path(),
        &[path.to_str().unwrap(), "--city", "brandenburg", "--allow-errors"],
    );
    let server = Server::start(data.path());
    let sent: BTreeSet<String> = catalog
        .parts
        .iter()
        .map(|part| catalog.iri(part).to_owned())
        .collect();

    for (first, format) in [
        ("/catalog.rdf", Format::RdfXml),
        ("/brandenburg/catalog.rdf", Format::RdfXml),
        ("/brandenburg/catalog.ttl", Format::Turtle),
        ("/brandenburg/catalog.jsonld", Format::JsonLd),
        ("/brandenburg/catalog.nt", Format::NTriples),
    ] {
        let pages = walk(&server, first, format);
        assert!(pages.len() > 1, "{first} has pages");
        let mut received = BTreeSet::new();
        for page in &pages {
            let of_page = datasets(page);
            assert!(received.is_disjoint(&of_page), "{first}: no dataset comes twice");
            assert_no_blank_nodes(page, first);
            for iri in &of_page {
                let expected = projected(&server, &catalog, iri);
                let found = about_datasets(page, &BTreeSet::from([iri.clone()]));
                assert_eq!(found, expected, "{first}: {iri}");
            }
            received.extend(of_page);
        }
        assert_eq!(received, sent, "{first}");
    }
}

/// The documented projection of what the dataset's own page shows.
fn projected(server: &Server, catalog: &crate::catalogs::RealCatalog, iri: &str) -> BTreeSet<String> {
    let part = catalog
        .parts
        .iter()
        .find(|part| catalog.iri(part) == iri)
        .unwrap();
    let stored = server.graph(&catalog.page(part, "brandenburg"), Format::NTriples);
    let mut out = GraphBuilder::new();
    let is_other_record =
        |other: &str| other != iri && catalog.parts.iter().any(|part| catalog.iri(part) == other);
    project(&stored, iri, Role::Dataset, &is_other_record, &mut out);
    lines(&out.finish())
}

fn assert_no_blank_nodes(page: &Graph, name: &str) {
    for triple in page.triples() {
        for term in [triple.subject, triple.object] {
            assert!(
                !matches!(page.term(term), Term::BlankNode(_)),
                "{name} has a node without address"
            );
        }
    }
}

#[test]
fn rdflib_reads_every_format_of_the_sample() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test script says which Python has rdflib"
    )]
    let Ok(python) = std::env::var("KOLOPHON_TEST_PYTHON") else {
        eprintln!("SKIPPED: KOLOPHON_TEST_PYTHON is not set; scripts/test does it");
        return;
    };
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/harvest_rdflib.py");
    let data = tempfile::tempdir().unwrap();
    let loaded = load(data.path(), &[crate::kolophon::sample().to_str().unwrap()]);
    let server = Server::start(data.path());
    for (extension, syntax) in [
        ("rdf", "xml"),
        ("ttl", "turtle"),
        ("jsonld", "json-ld"),
        ("nt", "nt"),
    ] {
        let url = format!("http://{}/catalog.{extension}", server.address);
        let output = std::process::Command::new(&python)
            .arg(&script)
            .args([&url, syntax])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let received: BTreeSet<&str> = std::str::from_utf8(&output.stdout).unwrap().lines().collect();
        assert_eq!(serde_json::json!(received.len()), loaded["added"], "{extension}");
    }
}

#[test]
fn ckans_own_client_library_reads_everything() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test script says which Python has ckanapi"
    )]
    let Ok(python) = std::env::var("KOLOPHON_TEST_PYTHON") else {
        eprintln!("SKIPPED: KOLOPHON_TEST_PYTHON is not set; scripts/test does it");
        return;
    };
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ckan_client.py");
    let data = tempfile::tempdir().unwrap();
    let loaded = load(data.path(), &[crate::kolophon::sample().to_str().unwrap()]);
    let server = Server::start(data.path());
    let output = std::process::Command::new(&python)
        .arg(&script)
        .arg(format!("http://{}", server.address))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let received: BTreeSet<&str> = std::str::from_utf8(&output.stdout).unwrap().lines().collect();
    assert_eq!(serde_json::json!(received.len()), loaded["added"]);
}

#[test]
fn harvests_are_shown_while_the_server_runs() {
    let data = tempfile::tempdir().unwrap();
    load(data.path(), &[crate::kolophon::sample().to_str().unwrap()]);
    let server = Server::start(data.path());
    let pages = walk(&server, "/mainz/catalog.rdf", Format::RdfXml);
    assert_eq!(pages.len(), 1);
    let data = data.path().to_str().unwrap();
    let shown = run(&["harvests", "--city", "mainz", "--data-dir", data]);
    let text = String::from_utf8(shown.stdout).unwrap();
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with("Ja: ") && first.contains("hat mainz am"),
        "{text}"
    );
    let json = run(&["harvests", "--format", "json", "--data-dir", data]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["walks"][0]["outcome"], "complete");
    let allowed = run(&[
        "harvests",
        "--city",
        "mainz",
        "--allow-removals",
        "3",
        "--data-dir",
        data,
    ]);
    assert_eq!(allowed.status.code(), Some(0));
    assert_eq!(server.get("/mainz/catalog.rdf").status, 200);
    let nowhere = run(&["harvests", "--data-dir", "/gibt/es/nicht"]);
    assert_eq!(nowhere.status.code(), Some(3));
}

#[test]
fn an_empty_store_never_serves_an_empty_feed() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("nichts");
    let Err(ended) = Server::try_start(&missing, &[]) else {
        panic!("there is nothing to serve")
    };
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);

    let server = Server::try_start(&missing, &["--new"]).expect("--new makes a store");
    for path in ["/catalog.rdf", "/catalog.ttl"] {
        let response = server.get(path);
        assert_eq!(response.status, 503, "{path}");
        assert!(response.header("retry-after").is_some(), "{path}");
    }
}

#[test]
fn a_damaged_store_is_not_served() {
    let data = tempfile::tempdir().unwrap();
    let sample = crate::kolophon::sample();
    load(data.path(), &[sample.to_str().unwrap()]);
    let current = std::fs::read_to_string(data.path().join("CURRENT")).unwrap();
    for entry in std::fs::read_dir(data.path().join(current.trim())).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("MANIFEST"))
        {
            std::fs::write(path, b"damaged").unwrap();
        }
    }
    let Err(ended) = Server::try_start(data.path(), &[]) else {
        panic!("a damaged store must not be served")
    };
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
}

#[test]
fn loading_one_of_twenty_files_leaves_twenty_datasets() {
    let right = include_str!("../../../../tests/officers/00-richtig.ttl");
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let files = directory.path().join("dateien");
    std::fs::create_dir(&files).unwrap();
    for number in 0..20 {
        let text = right.replace("baumkataster", &format!("satz-{number}"));
        std::fs::write(files.join(format!("satz-{number}.ttl")), text).unwrap();
    }
    let all = load(&data, &[files.to_str().unwrap(), "--city", "musterstadt"]);
    assert_eq!(all["added"], 20, "{all}");
    let one = load(
        &data,
        &[
            files.join("satz-7.ttl").to_str().unwrap(),
            "--city",
            "musterstadt",
        ],
    );
    assert_eq!(
        (&one["unchanged"], &one["removed"]),
        (&1.into(), &0.into()),
        "{one}"
    );
    let server = Server::start(&data);
    let received: BTreeSet<String> = walk(&server, "/musterstadt/catalog.rdf", Format::RdfXml)
        .iter()
        .flat_map(datasets)
        .collect();
    assert_eq!(received.len(), 20);
    drop(server);
    let query = "SELECT (COUNT(?d) AS ?n) WHERE { ?d a <http://www.w3.org/ns/dcat#Dataset> }";
    let output = run(&[
        "query",
        query,
        "--format",
        "csv",
        "--data-dir",
        data.to_str().unwrap(),
    ]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim().replace('\r', ""),
        "n\n20"
    );
}
