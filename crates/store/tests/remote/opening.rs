//! What opening says to a remote store, and to a directory of the other kind.

use std::fs;

use kolophon_store::{Credentials, Endpoint, OpenError, OpenMode, RemoteError, Store};

use crate::samples::{check, open, version};
use crate::server::{Fault, Server};

fn refused(endpoint: &Endpoint) -> RemoteError {
    let directory = tempfile::tempdir().unwrap();
    match Store::open_remote(directory.path(), OpenMode::Create, endpoint) {
        Err(OpenError::Remote(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_default_graph_that_is_no_union_is_refused() {
    let server = Server::start();
    server.without_union();
    assert!(matches!(refused(&server.endpoint()), RemoteError::NoUnion { .. }));
    assert!(server.holds().is_empty(), "no trial stays");
}

#[test]
fn a_store_that_cannot_be_used_is_said_by_its_fault() {
    let server = Server::start();
    for (fault, expected) in [
        (Fault::Status(401), "NotAllowed"),
        (Fault::Status(503), "Unavailable"),
        (Fault::Page, "NotSparql"),
    ] {
        server.heal();
        server.fail_reads(fault);
        let error = refused(&server.endpoint());
        assert!(format!("{error:?}").starts_with(expected), "{fault:?}: {error:?}");
    }
    server.heal();
    server.fail_writes_after(0, Fault::Status(403));
    assert!(matches!(
        refused(&server.endpoint()),
        RemoteError::NotAllowed { status: 403, .. }
    ));
    let nobody = Endpoint::new("http://127.0.0.1:9/sparql");
    assert!(matches!(refused(&nobody), RemoteError::Unreachable { .. }));
    let nonsense = Endpoint::new("kein Adresse");
    assert!(matches!(refused(&nonsense), RemoteError::Unreachable { .. }));
}

#[test]
fn a_directory_remembers_where_its_graphs_are_and_no_password() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(Endpoint::of_directory(directory.path()).unwrap(), None);
    let endpoint = Endpoint {
        credentials: Some(Credentials {
            user: "kolophon".to_owned(),
            password: "geheim".to_owned(),
        }),
        ..server.endpoint()
    };
    open(directory.path(), &endpoint)
        .apply_blocking(version(1))
        .unwrap();
    let known = Endpoint::of_directory(directory.path()).unwrap().unwrap();
    assert_eq!(
        (known.query, known.graphs),
        (endpoint.query.clone(), endpoint.graphs.clone())
    );
    assert_eq!(known.credentials.unwrap().user, "kolophon");
    let text = fs::read_to_string(directory.path().join("remote")).unwrap();
    assert!(!text.contains("geheim"), "{text}");
    assert!(!format!("{endpoint:?}").contains("geheim"));
    // Without its remote store the directory would look empty.
    match Store::open(directory.path(), OpenMode::Existing) {
        Err(OpenError::Elsewhere { address, .. }) => assert_eq!(address, Some(endpoint.query.clone())),
        other => panic!("{other:?}"),
    }
    check(&open(directory.path(), &endpoint), 1);
}

#[test]
fn a_directory_with_a_store_of_its_own_is_not_taken_for_a_remote_one() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    store.apply_blocking(version(1)).unwrap();
    drop(store);
    match Store::open_remote(directory.path(), OpenMode::Create, &server.endpoint()) {
        Err(OpenError::Elsewhere { address: None, .. }) => {}
        other => panic!("{other:?}"),
    }
    assert!(server.requests().is_empty());
    check(&Store::open(directory.path(), OpenMode::Existing).unwrap(), 1);
}
