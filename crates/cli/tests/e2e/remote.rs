//! The program in front of a remote store: what it publishes there, and how it says that the store is not well.

#[expect(dead_code, reason = "more of it is for the tests of the store itself")]
#[path = "../../../store/tests/remote/server.rs"]
mod graph_store;

use std::fs;
use std::path::Path;
use std::process::Output;

use self::graph_store::{Fault, Server as GraphStore};
use crate::kolophon::{Server, command};

const RIGHT: &str = include_str!("../../../../tests/officers/00-richtig.ttl");
const FEED: &str = "/musterstadt/catalog.ttl";

/// A folder with one dataset, whose `kolophon.toml` names the store.
fn folder(store: &GraphStore) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("musterstadt")).unwrap();
    fs::write(folder.path().join("musterstadt/baumkataster.ttl"), RIGHT).unwrap();
    let endpoint = store.endpoint();
    let settings = format!(
        "[installation]\nbase = \"https://daten.musterstadt.example\"\ndemo = true\n\
         [installation.store]\nquery = {:?}\nupdate = {:?}\ngraphs = {:?}\n\
         [cities.musterstadt]\nname = \"Musterstadt\"\n",
        endpoint.query,
        endpoint.update,
        endpoint.graphs.unwrap(),
    );
    fs::write(folder.path().join("kolophon.toml"), settings).unwrap();
    folder
}

fn kolophon(folder: &Path, arguments: &[&str]) -> Output {
    command().current_dir(folder).args(arguments).output().unwrap()
}

/// The exit code, and what was said.
fn said(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = kolophon(folder, arguments);
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_remote_store_is_published_to_and_served_from() {
    let store = GraphStore::start();
    let folder = folder(&store);
    let loaded = kolophon(folder.path(), &["load", "."]);
    assert_eq!(
        loaded.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&loaded.stderr)
    );
    let graphs = store.holds();
    assert!(
        graphs.keys().any(|name| name.ends_with("/dataset/baumkataster")),
        "{graphs:?}"
    );
    assert!(graphs.keys().all(|name| name.starts_with("https:")), "{graphs:?}");

    // The directory knows where its graphs are: nothing else has to be said.
    let server = Server::start(&folder.path().join("data"));
    let feed = server.get(FEED);
    assert_eq!(feed.status, 200);
    assert!(feed.text().contains("Baumkataster"));

    let city = server.get("/musterstadt");
    let city = city.text();
    let link = city.find("/musterstadt/dataset/").unwrap();
    let page: String = city[link..].chars().take_while(|c| *c != '"').collect();
    assert_eq!(server.get(&page).status, 200, "{page}");

    for fault in [
        Fault::Status(503),
        Fault::Page,
        Fault::HalfTheGraph,
        Fault::Status(401),
    ] {
        store.fail_reads(fault);
        // The feed was put together before: it is whole, or it is not there.
        let kept = server.get(FEED);
        assert!(
            kept.status == 503 || kept.body == feed.body,
            "{fault:?}: {}",
            kept.text()
        );
        for path in [page.as_str(), "/sparql?query=ASK%7B%7D"] {
            let answer = server.get(path);
            let retry = answer.header("Retry-After").map(str::to_owned);
            assert_eq!(answer.status, 503, "{fault:?} {path}: {}", answer.text());
            assert!(retry.is_some(), "{fault:?} {path}");
        }
        store.heal();
        assert_eq!(server.get(FEED).body, feed.body, "{fault:?}");
    }
}

#[test]
fn a_store_that_is_not_well_is_said_with_its_exit_code() {
    let store = GraphStore::start();
    let folder = folder(&store);
    let load = ["load", "."];
    for (fault, code, words) in [
        (Fault::Status(401), 4, "KOLOPHON_STORE_PASSWORD"),
        (Fault::Status(403), 4, "KOLOPHON_STORE_PASSWORD"),
        (Fault::Status(503), 5, "zurzeit nicht verfügbar"),
        (
            Fault::Status(500),
            5,
            "Der Datenspeicher hat einen Fehler gemeldet",
        ),
    ] {
        store.fail_writes_after(0, fault);
        let (found, text) = said(folder.path(), &load);
        assert_eq!(found, Some(code), "{fault:?}: {text}");
        assert!(text.contains(words), "{fault:?}: {text}");
        store.heal();
    }
    // In the middle of a change.
    store.fail_writes_after(3, Fault::Status(503));
    let (code, text) = said(folder.path(), &load);
    assert_eq!(code, Some(5), "{text}");
    store.heal();
    let (code, text) = said(folder.path(), &load);
    assert_eq!(code, Some(0), "{text}");

    store.without_union();
    let (code, text) = said(folder.path(), &["log", "--city", "musterstadt"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("oxigraph serve --union-default-graph"), "{text}");
}

#[test]
fn a_directory_of_the_other_kind_is_left_alone() {
    let store = GraphStore::start();
    let folder = folder(&store);
    let settings = folder.path().join("kolophon.toml");
    let with_store = fs::read_to_string(&settings).unwrap();
    let start = with_store.find("[installation.store]").unwrap();
    let end = with_store.find("[cities.").unwrap();
    let without = format!("{}{}", &with_store[..start], &with_store[end..]);
    fs::write(&settings, without).unwrap();
    assert_eq!(said(folder.path(), &["load", "."]).0, Some(0));
    fs::write(&settings, &with_store).unwrap();
    let (code, text) = said(folder.path(), &["load", "."]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("--data-dir"), "{text}");
    assert!(store.requests().is_empty());
}

#[test]
fn an_address_that_is_none_is_a_mistake_in_the_settings() {
    let store = GraphStore::start();
    let folder = folder(&store);
    let settings = folder.path().join("kolophon.toml");
    let text = fs::read_to_string(&settings).unwrap();
    for wrong in [
        "ftp://daten.example/sparql",
        "https://user:geheim@daten.example/sparql",
        "sparql",
    ] {
        let endpoint = store.endpoint().query;
        fs::write(&settings, text.replace(&endpoint, wrong)).unwrap();
        let (code, text) = said(folder.path(), &["load", "."]);
        assert_eq!(code, Some(2), "{text}");
    }
    assert!(store.requests().is_empty());
}
