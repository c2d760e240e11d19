//! What becomes of what is published: H22, and the feed that shrinks by accident.

use axum::http::{StatusCode, header};
use kolophon_dcat::vocab::{dcat, hydra};
use kolophon_publish::harvest::Ledger;
use kolophon_store::{Act, CityChange, Note};

use super::super::sample;
use super::paging::{dataset, iri, numbered, publish};
use super::{FORMATS, local, members, paging_link, walk_on};
use crate::tests::TestServer;

fn removal(numbers: &[u32], reason: Option<&str>) -> CityChange {
    CityChange {
        remove: numbers.iter().map(|number| iri(*number)).collect(),
        note: Note {
            act: if reason.is_some() {
                Act::Withdraw
            } else {
                Act::Load
            },
            time: Some("2026-11-25T08:00:00Z".to_owned()),
            reason: reason.map(str::to_owned),
            ..Note::default()
        },
        ..CityChange::new(sample::city("mainz", "Mainz"))
    }
}

/// H22. A dataset that was removed answers 410 with when and why, and is in no feed. One that was withdrawn leaves also
/// the walks that go on, at once and without shifting a page; one that is merely no longer listed stays to their end.
/// (LDES waits, and OAI-PMH is not spoken yet, so their parts of the rule have nothing to hold.)
#[test]
fn h22_what_is_removed_is_gone_with_a_tombstone() {
    let store = numbered(8);
    let server = TestServer::with(store.clone(), |options| options.page_size = 2);
    let first = server.get("/mainz/catalog.nt").rdf();
    let next = paging_link(&first, hydra::NEXT).unwrap();
    assert!(server.get("/mainz/catalog.nt.gz").status.is_success());
    publish(&store, removal(&[3, 6], Some("Zahlen waren falsch")));
    publish(&store, removal(&[8], None));

    for suffix in ["", ".ttl", ".rdf", ".html", ".json"] {
        let reply = server.get(&format!("/mainz/dataset/d3{suffix}"));
        assert_eq!(
            (reply.status, reply.problem().as_str()),
            (StatusCode::GONE, "gone"),
            "{suffix}"
        );
        assert!(
            reply.json()["detail"]
                .as_str()
                .unwrap()
                .contains("Zahlen waren falsch")
        );
    }
    assert_eq!(server.get("/mainz/dataset/d8").status, StatusCode::GONE);
    for (suffix, _) in FORMATS {
        let seen: Vec<String> = walk_on(&server, &format!("/mainz/catalog.{suffix}"))
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(seen, [1, 2, 4, 5, 7].map(iri), "{suffix}");
    }
    let rest = walk_on(&server, local(&next));
    let sets: Vec<Vec<String>> = rest.into_iter().map(|page| page.into_iter().collect()).collect();
    assert_eq!(
        sets,
        [vec![iri(4)], vec![iri(5)], vec![iri(7), iri(8)]],
        "nothing shifts"
    );
    let file = server.get("/mainz/catalog.nt.zst");
    let text = String::from_utf8(zstd::decode_all(&*file.body).unwrap()).unwrap();
    assert!(text.contains(&iri(4)) && !text.contains(&iri(3)) && !text.contains(&iri(8)));
}

/// H22, the guard: a feed that has lost many datasets which nobody took out, as an old backup has, is not served until
/// somebody says that it is meant. What was taken out may be missing.
#[test]
fn a_feed_that_shrinks_by_accident_is_not_served() {
    let directory = tempfile::tempdir().unwrap();
    let serve = |store: &kolophon_store::Store| {
        TestServer::with(store.clone(), |options| {
            options.page_size = 100;
            options.ledger = Ledger::in_directory(directory.path());
        })
    };
    let whole = numbered(30);
    let server = serve(&whole);
    assert_eq!(server.get("/mainz/catalog.rdf").status, StatusCode::OK);
    // Somebody takes out twelve: that is meant, here and after a restart.
    publish(&whole, removal(&(1..=12).collect::<Vec<_>>(), None));
    for server in [server, serve(&whole)] {
        let page = server.get("/mainz/catalog.nt").rdf();
        assert_eq!(members(&page, dcat::DATASET_CLASS).len(), 18);
    }
    let old = numbered(5);
    let server = serve(&old);
    for path in [
        "/mainz/catalog.rdf",
        "/catalog.ttl",
        "/mainz/catalog.nt.gz",
        "/mainz/catalog.nt?gen=1",
    ] {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, reply.problem().as_str()),
            (StatusCode::SERVICE_UNAVAILABLE, "feed-shrunk")
        );
        assert!(!reply.header(header::RETRY_AFTER).is_empty());
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains("kolophon harvests --city mainz --allow-removals 13"),
            "{detail}"
        );
    }
    assert_eq!(
        server.browse("/mainz").status,
        StatusCode::OK,
        "people see what there is"
    );
    Ledger::in_directory(directory.path()).allow("mainz", 13).unwrap();
    assert_eq!(server.get("/mainz/catalog.rdf").status, StatusCode::OK);
    // An unreadable ledger is no empty one.
    std::fs::write(directory.path().join("served.json"), "{").unwrap();
    let more = vec![dataset(77, "Neu")];
    publish(
        &old,
        CityChange {
            put: more,
            ..CityChange::new(sample::city("mainz", "Mainz"))
        },
    );
    let reply = server.get("/mainz/catalog.rdf");
    assert_eq!(
        (reply.status, reply.problem().as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "store-unavailable")
    );
}
