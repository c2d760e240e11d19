//! A client library of others harvests over a socket: every format, every page size, changes and deletions.

use std::path::Path;
use std::process::Command;

use kolophon_store::{ResourceKind, Store};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::oai::{cities, iri, withdraw};
use super::{sample, sparql};
use crate::{Listeners, ServeOptions, serve};

/// The Python that has the client library; `None`, said loudly, when nobody named one.
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn python() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test script says which Python has the client library"
    )]
    let named = std::env::var("KOLOPHON_TEST_PYTHON").ok();
    if named.is_none() {
        eprintln!("SKIPPED: KOLOPHON_TEST_PYTHON is not set; scripts/test does it");
    }
    named
}

/// What the client gets from a server with that page size.
fn harvest(python: &str, store: &Store, page_size: usize, arguments: &[&str]) -> Vec<String> {
    let runtime = Runtime::new().unwrap();
    let street = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let base = format!("http://{}", street.local_addr().unwrap());
    let mut options = ServeOptions::new(store.clone(), base.clone(), sparql::worker_program());
    options.page_size = page_size;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = runtime.spawn(serve(
        options,
        Listeners {
            street,
            door: None,
            metrics: None,
        },
        async {
            stopped.await.unwrap();
        },
    ));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oai_client.py");
    let output = Command::new(python)
        .arg(script)
        .arg(format!("{base}/oai"))
        .args(arguments)
        .output()
        .unwrap();
    stop.send(()).unwrap();
    runtime.block_on(server).unwrap().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    lines.map(str::to_owned).collect()
}

#[test]
fn a_client_of_others_gets_every_dataset_whatever_the_page_size() {
    let Some(python) = python() else { return };
    let store = sample::store();
    let state = store.state();
    let datasets = state
        .resources
        .values()
        .filter(|one| one.kind == ResourceKind::Dataset);
    let published: Vec<String> = datasets.map(|one| one.iri.clone()).collect();
    for page_size in [1, 2, 100] {
        assert_eq!(
            harvest(&python, &store, page_size, &[]),
            published,
            "{page_size} on a page"
        );
    }
}

#[test]
fn a_client_of_others_learns_what_changed_and_what_is_gone() {
    let Some(python) = python() else { return };
    let store = cities();
    let gone = iri("mainz", "d1");
    withdraw(&store, &gone, "2026-11-27T10:00:00Z");
    let deleted = format!("deleted {gone}");
    assert_eq!(
        harvest(&python, &store, 1, &["from=2026-11-26"]),
        [deleted.as_str()]
    );
    let all = [iri("mainz", "d0"), deleted, iri("mainz", "d2")];
    assert_eq!(harvest(&python, &store, 2, &["set=mainz"]), all);
    let day = ["from=2026-11-25", "until=2026-11-25T23:59:59Z"];
    let halle = [iri("halle", "d0"), iri("halle", "d1")];
    assert_eq!(harvest(&python, &store, 2, &[day[0], "until=2026-11-25"]), halle);
    assert_eq!(
        harvest(
            &python,
            &store,
            100,
            &["from=2026-11-25T08:00:00Z", day[1], "set=halle"]
        ),
        halle
    );
}
