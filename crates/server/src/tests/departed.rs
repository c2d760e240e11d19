//! Addresses at which nothing is published any more.

use axum::http::{Method, StatusCode, header};
use kolophon_store::{CityChange, Note, Tombstone};

use super::feed::{datasets, walk};
use super::{TestServer, sample};

const KITAS: &str = "https://daten.example/mainz/dataset/kita-plaetze";
const PAGE: &str = "/mainz/dataset/kita-plaetze";

fn note(reason: Option<&str>) -> Note {
    Note {
        time: Some("2026-11-27T10:00:00Z".to_owned()),
        reason: reason.map(str::to_owned),
        ..Note::default()
    }
}

fn withdrawal(server: &TestServer, iri: &str, reason: Option<&str>) -> CityChange {
    let state = server.store.state();
    let city = state.cities[&state.resources[iri].city].clone();
    CityChange {
        remove: vec![iri.to_owned()],
        note: note(reason),
        ..CityChange::new(city)
    }
}

fn withdraw(server: &TestServer, iri: &str, reason: Option<&str>) {
    let change = withdrawal(server, iri, reason);
    server.store.apply_blocking(change).unwrap();
}

#[test]
fn a_withdrawn_dataset_is_gone_everywhere_at_once() {
    let server = TestServer::new();
    withdraw(&server, KITAS, Some("Die Zahlen waren falsch."));
    for path in [
        PAGE.to_owned(),
        format!("{PAGE}.ttl"),
        format!("{PAGE}.json"),
        format!("{PAGE}/distribution/csv"),
        format!("{PAGE}/distribution/csv.ttl"),
        format!("{PAGE}/datei/kitas%20m%C3%A4rz.csv"),
        "/api/v1/datasets/mainz/kita-plaetze".to_owned(),
    ] {
        let reply = server.get(&path);
        assert_eq!(
            (reply.status, reply.problem().as_str()),
            (StatusCode::GONE, "gone"),
            "{path}"
        );
        let json = reply.json();
        assert_eq!(
            json["detail"],
            "„Kita-Plätze nach Stadtteil“ wurde am 27.11.2026 zurückgezogen. Grund: Die Zahlen waren falsch.",
            "{path}"
        );
        assert_eq!(
            (&json["iri"], &json["date"]),
            (&KITAS.into(), &"2026-11-27T10:00:00Z".into())
        );
        let head = server.request(Method::HEAD, &path, &[], "");
        assert_eq!((head.status, head.body.len()), (StatusCode::GONE, 0), "{path}");
    }
    let page = server.browse(PAGE);
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text().contains("zurückgezogen") && page.text().contains("<html lang=\"de\">"));
    let english = server.request(Method::GET, PAGE, &[("accept-language", "en")], "");
    let told = "“Kita-Plätze nach Stadtteil” was withdrawn on 2026-11-27. Reason: Die Zahlen waren falsch.";
    assert_eq!(english.json()["detail"], told);
    for path in ["/mainz/catalog.ttl", "/catalog.ttl"] {
        let listed: Vec<_> = walk(&server, path).iter().flat_map(datasets).collect();
        assert!(
            !listed.is_empty() && !listed.contains(&KITAS.to_owned()),
            "{listed:?}"
        );
    }
    for path in ["/mainz", "/api/v1/datasets", "/api/v1/datasets.csv", "/"] {
        assert!(!server.browse(path).text().contains("kita-plaetze"), "{path}");
    }
    // What never was is another matter.
    assert_eq!(server.get("/mainz/dataset/nie").problem(), "not-found");
    assert_eq!(server.get(&format!("{PAGE}.pdf")).problem(), "not-found");
}

#[test]
fn a_walk_that_began_before_does_not_show_it_again() {
    let server = TestServer::with(sample::store(), |options| options.page_size = 1);
    let first = server.get("/mainz/catalog.ttl");
    let next = first
        .headers
        .get_all(header::LINK)
        .iter()
        .filter_map(|link| link.to_str().unwrap().split_once(">; rel=\"next\""))
        .map(|(target, _)| {
            target
                .trim_start_matches('<')
                .replace("https://daten.example", "")
        })
        .next()
        .unwrap();
    withdraw(&server, KITAS, Some("falsch"));
    let second = server.get(&next);
    assert!(!second.text().contains("kita-plaetze"), "{}", second.text());
}

#[test]
fn what_was_erased_tells_nothing_but_that() {
    let server = TestServer::new();
    let change = CityChange {
        erase: vec![KITAS.to_owned()],
        ..withdrawal(&server, KITAS, Some("Personenbezug"))
    };
    server.store.apply_blocking(change).unwrap();
    let reply = server.get(PAGE);
    assert_eq!(
        reply.json()["detail"],
        "Dieser Datensatz wurde am 27.11.2026 zurückgezogen. Grund: Personenbezug"
    );
    assert!(!reply.text().contains("Stadtteil"));
}

#[test]
fn what_is_no_longer_in_the_list_gives_no_reason() {
    let server = TestServer::new();
    let service = "https://daten.example/mainz/service/karten";
    withdraw(&server, service, None);
    let reply = server.get("/mainz/service/karten.ttl");
    assert_eq!(
        reply.json()["detail"],
        "„Kartendienst der Stadt“ wurde am 27.11.2026 aus dem Katalog genommen."
    );
}

#[test]
fn a_foreign_address_is_gone_at_its_page() {
    let server = TestServer::new();
    let iri = sample::change_of("x", kolophon_store::ResourceKind::Dataset, sample::HAUSHALT)
        .0
        .iri;
    withdraw(&server, &iri, Some("veraltet"));
    for path in [
        "/halle/dataset/haushalt-0a1b2c3d",
        "/halle/dataset/haushalt-0a1b2c3d/distribution/pdf",
    ] {
        assert_eq!(server.get(path).problem(), "gone", "{path}");
    }
}

#[test]
fn a_distribution_can_be_gone_without_its_dataset() {
    let server = TestServer::new();
    let iri = format!("{KITAS}/distribution/csv");
    let state = server.store.state();
    let (dataset, city) = (state.resources[KITAS].clone(), state.cities["mainz"].clone());
    let graph = server.store.graph(KITAS).unwrap().unwrap();
    let rest = kolophon_store::without(&graph, KITAS, |node| node == iri).unwrap();
    let tombstone = Tombstone {
        iri,
        city: "mainz".to_owned(),
        slug: dataset.slug.clone(),
        dataset: Some(KITAS.to_owned()),
        title: None,
        date: String::new(),
        generation: 0,
        reason: Some("falsch".to_owned()),
        files: dataset
            .files
            .iter()
            .map(kolophon_store::FileEntry::name_hash)
            .collect(),
    };
    let mut put = dataset;
    put.files.clear();
    let change = CityChange {
        put: vec![(put, rest.graph)],
        gone: vec![tombstone],
        ..CityChange::new(city)
    };
    server.store.apply_blocking(change).unwrap();
    for path in [
        "distribution/csv",
        "distribution/csv.ttl",
        "datei/kitas%20m%C3%A4rz.csv",
    ] {
        let reply = server.get(&format!("{PAGE}/{path}"));
        assert_eq!(reply.problem(), "gone", "{path}");
        assert_eq!(
            reply.json()["detail"],
            "Diese Datei wurde zurückgezogen. Grund: falsch"
        );
    }
    assert_eq!(server.get(PAGE).status, StatusCode::OK);
    assert_eq!(
        server.get(&format!("{PAGE}/datei/andere.csv")).problem(),
        "not-found"
    );
}

#[test]
fn an_old_address_leads_to_the_new_one() {
    let server = TestServer::new();
    let new = "https://daten.example/mainz/dataset/kitas-neu";
    let state = server.store.state();
    let turtle = sample::KITAS.replace("/dataset/kita-plaetze", "/dataset/kitas-neu");
    let mut put = sample::change_of("kitas-neu", kolophon_store::ResourceKind::Dataset, &turtle);
    put.0.files = state.resources[KITAS].files.clone();
    let change = CityChange {
        put: vec![put],
        remove: vec![KITAS.to_owned()],
        aliases: vec![(KITAS.to_owned(), new.to_owned())],
        ..CityChange::new(state.cities["mainz"].clone())
    };
    server.store.apply_blocking(change).unwrap();
    for (old, target) in [
        (PAGE.to_owned(), "/mainz/dataset/kitas-neu"),
        (format!("{PAGE}.ttl"), "/mainz/dataset/kitas-neu.ttl"),
        (
            format!("{PAGE}.ttl?pretty"),
            "/mainz/dataset/kitas-neu.ttl?pretty",
        ),
        (
            format!("{PAGE}/distribution/csv"),
            "/mainz/dataset/kitas-neu/distribution/csv",
        ),
        (
            format!("{PAGE}/distribution/csv.nt"),
            "/mainz/dataset/kitas-neu/distribution/csv.nt",
        ),
        (
            format!("{PAGE}/datei/kitas%20m%C3%A4rz.csv"),
            "/mainz/dataset/kitas-neu/datei/kitas%20m%C3%A4rz.csv",
        ),
        (
            "/api/v1/datasets/mainz/kita-plaetze".to_owned(),
            "/api/v1/datasets/mainz/kitas-neu",
        ),
    ] {
        let reply = server.get(&old);
        assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY, "{old}");
        assert_eq!(reply.header(header::LOCATION), target, "{old}");
        assert_eq!(
            server.get(target).status.as_u16() / 100,
            if target.ends_with("/csv") { 3 } else { 2 },
            "{target}"
        );
        let head = server.request(Method::HEAD, &old, &[], "");
        assert_eq!(head.header(header::LOCATION), target, "{old}");
    }
    let below = TestServer::with(server.store.clone(), |options| {
        options.base_url = "https://stadt.example/daten".to_owned();
    });
    let reply = below.get("/daten/mainz/dataset/kita-plaetze");
    assert_eq!(reply.header(header::LOCATION), "/daten/mainz/dataset/kitas-neu");
    // Gone at last, it says so at both addresses.
    withdraw(&server, new, Some("veraltet"));
    assert_eq!(server.get("/mainz/dataset/kitas-neu").problem(), "gone");
    assert_eq!(
        server.get(PAGE).header(header::LOCATION),
        "/mainz/dataset/kitas-neu"
    );
}
