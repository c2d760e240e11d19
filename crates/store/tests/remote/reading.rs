//! What readers see of a remote store: one generation, whole, or an error.

use kolophon_store::{EngineError, RemoteError, Store};

use crate::samples::{CATALOG, NAMES, check, iri, open, version};
use crate::server::{Fault, Server};

fn setup() -> (Server, tempfile::TempDir, Store) {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), &server.endpoint());
    store.apply_blocking(version(1)).unwrap();
    (server, directory, store)
}

#[test]
fn a_reader_sees_its_generation_whatever_is_replaced() {
    let (_server, _directory, store) = setup();
    let seen = store.read(|view| {
        for later in 2..5 {
            store
                .apply_blocking(version(later))
                .expect("the writer does not wait for readers");
        }
        let titles: Vec<String> = NAMES
            .iter()
            .map(|name| {
                let graph = view.graph(&iri(name)).unwrap().unwrap();
                let title = graph.iri("https://daten.example/def#title").unwrap();
                graph.term(graph.column(title)[0].object).value().to_owned()
            })
            .collect();
        let holders = view.graphs_with("https://daten.example/def#isPartOf", CATALOG)?;
        Ok::<_, EngineError>((titles, holders, view.state().generation))
    });
    let (titles, holders, generation) = seen.unwrap();
    assert_eq!(titles, ["1"; 5]);
    assert_eq!(holders, NAMES.map(iri));
    assert_eq!(generation, 1);
    check(&store, 4);
}

#[test]
fn what_cannot_be_read_is_an_error_and_never_nothing() {
    let (server, _directory, store) = setup();
    let read = || match store.graph(&iri("a")) {
        Err(EngineError::Remote(error)) => error,
        other => panic!("{other:?}"),
    };
    for (fault, expected) in [
        (Fault::Status(401), "NotAllowed"),
        (Fault::Status(403), "NotAllowed"),
        (Fault::Status(500), "Refused"),
        (Fault::Status(302), "Refused"),
        (Fault::Status(502), "Unavailable"),
        (Fault::Status(503), "Unavailable"),
        (Fault::Page, "NotSparql"),
        (Fault::BrokenAnswer, "Broken"),
        (Fault::HalfTheGraph, "Altered"),
        (Fault::Silence, "Timeout"),
        // A graph that is not there any more is no empty graph.
        (Fault::Status(404), "Altered"),
    ] {
        server.fail_reads(fault);
        let error = read();
        assert!(format!("{error:?}").starts_with(expected), "{fault:?}: {error:?}");
    }
    server.heal();
    check(&store, 1);
}

#[test]
fn what_somebody_else_has_changed_is_not_shown() {
    let (server, _directory, store) = setup();
    server.put(
        &iri("a"),
        "<https://daten.example/dataset/a> <http://e/p> \"anders\" .\n",
    );
    match store.graph(&iri("a")) {
        Err(EngineError::Remote(RemoteError::Altered {
            graph,
            found,
            expected,
        })) => {
            assert_eq!((graph, found, expected), (iri("a"), 1, 4));
        }
        other => panic!("{other:?}"),
    }
    assert!(store.graph(&iri("b")).is_ok());
}
