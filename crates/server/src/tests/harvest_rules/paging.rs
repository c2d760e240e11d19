//! How a walk goes from page to page: H04 to H07, H23, H28, H29.

use std::collections::BTreeSet;
use std::slice;

use axum::http::{StatusCode, header};
use kolophon_dcat::vocab::{dcat, dcterms, hydra, rdf, xsd};
use kolophon_store::{CityChange, Note, ResourceKind, Store};

use super::super::{graph_of, sample};
use super::{FORMATS, difficult, feeds, local, members, named, paging_link, server, values, walk_on};
use crate::tests::TestServer;

const LINKS: [(&str, &str); 4] = [
    (hydra::FIRST, hydra::FIRST_PAGE),
    (hydra::PREVIOUS, hydra::PREVIOUS_PAGE),
    (hydra::NEXT, hydra::NEXT_PAGE),
    (hydra::LAST, hydra::LAST_PAGE),
];

/// H04. CKAN looks for a `PartialCollectionView` first, piveau for a `PagedCollection`, and of that only for `nextPage`
/// and a `totalItems` on the same node: one node is both and has everything.
#[test]
fn h04_one_paging_node_speaks_to_every_harvester() {
    let server = server(7);
    for (suffix, _) in FORMATS {
        let mut path = format!("/catalog.{suffix}");
        let mut number = 1;
        loop {
            let graph = server.get(&path).rdf();
            let nodes = members(&graph, hydra::PAGED_COLLECTION);
            assert_eq!(nodes, members(&graph, hydra::PARTIAL_COLLECTION_VIEW));
            assert_eq!(nodes.len(), 1);
            let node = nodes.first().unwrap();
            assert!(
                local(node).starts_with(&format!("/catalog.{suffix}?page={number}&")),
                "{node}"
            );
            for (property, old) in LINKS {
                assert_eq!(
                    values(&graph, node, property),
                    values(&graph, node, old),
                    "{property}"
                );
            }
            for property in [hydra::TOTAL_ITEMS, hydra::ITEMS_PER_PAGE] {
                let value = graph
                    .object_for_subject_predicate(named(node), named(property))
                    .unwrap();
                assert!(
                    value.to_string().ends_with(&format!("<{}>", xsd::INTEGER)),
                    "{value}"
                );
            }
            let is_first = values(&graph, node, hydra::PREVIOUS).is_empty();
            assert_eq!(is_first, number == 1);
            if let Some(next) = values(&graph, node, hydra::NEXT).pop() {
                path = local(&next).to_owned();
            } else {
                assert_eq!(
                    values(&graph, node, hydra::LAST),
                    slice::from_ref(node),
                    "the last page has no next"
                );
                break;
            }
            number += 1;
        }
        assert!(number > 2);
    }
}

/// H05. Behind a proxy a link made from the request leads nowhere: links begin with the delivery base, and what was asked
/// for is escaped in them.
#[test]
fn h05_links_are_absolute_and_escaped() {
    let server = TestServer::with(sample::store(), |options| {
        options.page_size = 1;
        options.base_url = "https://stadt.example/daten/".to_owned();
    });
    let asked = "/catalog.ttl?modified_since=2020-01-01T00:00:00%2B01:00";
    let graph = server.get(asked).rdf();
    for (property, _) in LINKS {
        if let Some(link) = paging_link(&graph, property) {
            assert!(
                link.starts_with("https://stadt.example/daten/catalog.ttl?page="),
                "{link}"
            );
            assert!(
                link.contains("&modified_since=2020-01-01T00%3A00%3A00%2B01%3A00"),
                "{link}"
            );
            assert!(link.is_ascii() && !link.contains([' ', '"', '<', '>']));
        }
    }
    let next = paging_link(&graph, hydra::NEXT).unwrap();
    let path = next.strip_prefix("https://stadt.example").unwrap();
    assert_eq!(
        server.get(path).status,
        StatusCode::OK,
        "the proxy passes its prefix on"
    );
}

/// H06. CKAN reads all pages in the format of the first: the suffix stays.
#[test]
fn h06_the_suffix_stays_on_all_pages() {
    let server = difficult(1);
    for (suffix, media_type) in FORMATS {
        let first = server.get(&format!("/catalog.{suffix}")).rdf();
        for (property, _) in LINKS {
            if let Some(link) = paging_link(&first, property) {
                assert!(local(&link).starts_with(&format!("/catalog.{suffix}?")), "{link}");
                assert_eq!(server.get(local(&link)).header(header::CONTENT_TYPE), media_type);
            }
        }
    }
}

/// H07. An order by date lets datasets slip through between two pages. Ours is that of the IRIs, and a walk gets every
/// page from the generation it began in: neither a new dataset nor one that is changed or removed shifts anything.
#[test]
fn h07_a_walk_stays_in_the_generation_it_began_in() {
    let store = numbered(9);
    let server = TestServer::with(store.clone(), |options| options.page_size = 2);
    let quiet = walk_on(&server, "/mainz/catalog.ttl");
    let order: Vec<&String> = quiet.iter().flatten().collect();
    assert!(order.is_sorted() && order.len() == 9);

    let first = server.get("/mainz/catalog.ttl");
    let next = paging_link(&first.rdf(), hydra::NEXT).unwrap();
    // One before all others, one changed, one gone from the list; and another city meanwhile.
    let changed = dataset(8, "Anders");
    let remove = vec![iri(5)];
    let put = vec![dataset(0, "Neu"), changed];
    publish(
        &store,
        CityChange {
            put,
            remove,
            ..CityChange::new(sample::city("mainz", "Mainz"))
        },
    );
    let halle = sample::change_of("haushalt", ResourceKind::Dataset, sample::HAUSHALT);
    sample::publish(&store, sample::city("halle", "Halle"), vec![halle]);

    let mut walked = vec![members(&first.rdf(), dcat::DATASET_CLASS)];
    walked.extend(walk_on(&server, local(&next)));
    assert_eq!(walked, quiet, "the walk sees what it began with");
    let page = server
        .get(&format!("{}&x=1", local(&next).replace("page=2", "page=4")))
        .rdf();
    let title = values(&page, &iri(8), dcterms::TITLE);
    assert_eq!(
        title,
        ["Datensatz 8"],
        "also of a dataset that is another one by now"
    );

    let after: BTreeSet<String> = walk_on(&server, "/mainz/catalog.ttl")
        .into_iter()
        .flatten()
        .collect();
    assert!(after.contains(&iri(0)) && !after.contains(&iri(5)) && after.len() == 9);
    // Every page is another one.
    let bodies: BTreeSet<Vec<u8>> = (1..=5)
        .map(|number| server.get(&format!("/mainz/catalog.ttl?page={number}")).body)
        .collect();
    assert_eq!(bodies.len(), 5);
}

/// H07, the end of it: an edition that nobody can be given any more answers 410 with the way to begin again, which ends
/// the run of every harvester without a deletion.
#[test]
fn an_edition_that_is_gone_tells_to_begin_again() {
    let server = TestServer::with(numbered(4), |options| options.page_size = 2);
    for unknown in ["77", "1.5", "x"] {
        let reply = server.get(&format!("/mainz/catalog.rdf?page=2&gen={unknown}"));
        assert_eq!(
            (reply.status, reply.problem().as_str()),
            (StatusCode::GONE, "feed-changed")
        );
        assert_eq!(reply.json()["first"], "https://daten.example/mainz/catalog.rdf");
    }
}

/// H23. An incremental harvest gets what changed at that moment or later; without a zone the moment is UTC.
#[test]
fn h23_modified_since_is_inclusive_and_utc() {
    let store = Store::in_memory().unwrap();
    let put = [
        (1, "\"2026-03-01\"^^xsd:date"),
        (2, "\"2026-03-02T00:00:00Z\"^^xsd:dateTime"),
        (3, "\"2026-03-02T00:30:00+01:00\"^^xsd:dateTime"),
        (4, "\"2026-03-05T12:00:00\"^^xsd:dateTime"),
    ]
    .map(|(number, date)| {
        let text = turtle(number, "Titel").replace("\"2026-01-01\"^^xsd:date", date);
        sample::change_of(&format!("d{number}"), ResourceKind::Dataset, &text)
    });
    sample::publish(&store, sample::city("mainz", "Mainz"), put.into());
    let server = TestServer::with(store.clone(), |options| options.page_size = 1);
    let since = |text: &str| -> Vec<String> {
        let pages = walk_on(&server, &format!("/mainz/catalog.nt?modified_since={text}"));
        pages.into_iter().flatten().collect()
    };
    let all = [1, 2, 3, 4].map(iri);
    assert_eq!(since("2026-03-01"), all, "the day itself counts, to its end");
    assert_eq!(since("2026-03-02T00:00:00Z"), [iri(2), iri(4)], "inclusive");
    assert_eq!(since("2026-03-02T00:00:00"), since("2026-03-02T00:00:00Z"), "UTC");
    assert_eq!(since("2026-03-02T00:00:00.001Z"), [iri(4)]);
    assert_eq!(since("2026-03-02T01:00:00%2B01:00"), [iri(2), iri(4)]);
    assert_eq!(
        since("2026-03-02T01:00:00+01:00"),
        [iri(2), iri(4)],
        "a plus that was not escaped"
    );
    assert_eq!(
        since("2026-03-05T11:00:00Z"),
        [iri(4)],
        "German time where the record names none"
    );
    assert_eq!(since("2027"), Vec::<String>::new());
    let total = |path: &str| paging_link(&server.get(path).rdf(), hydra::TOTAL_ITEMS).unwrap();
    assert_eq!(
        total("/mainz/catalog.nt?modified_since=2026-03-02T00:00:00Z"),
        "2"
    );
    let wrong = server.get("/mainz/catalog.nt?modified_since=gestern");
    assert_eq!(
        (wrong.status, wrong.problem().as_str()),
        (StatusCode::BAD_REQUEST, "invalid-parameter")
    );

    // What was published again counts as changed, whatever date it says itself.
    let note = Note {
        time: Some("2027-05-01T08:00:00Z".to_owned()),
        ..Note::default()
    };
    let put = vec![dataset(1, "Neuer Titel")];
    publish(
        &store,
        CityChange {
            put,
            note,
            ..CityChange::new(sample::city("mainz", "Mainz"))
        },
    );
    assert_eq!(since("2027-05-01T08:00:00Z"), [iri(1)]);
}

/// H28. A page that is short makes harvesters delete the rest. What cannot be served whole is no 200: nothing published,
/// no such page, a store that cannot be read.
#[test]
fn h28_what_is_not_whole_is_no_success() {
    let empty = TestServer::with(Store::in_memory().unwrap(), |_| {});
    for (suffix, _) in FORMATS {
        let reply = empty.get(&format!("/catalog.{suffix}"));
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!reply.header(header::RETRY_AFTER).is_empty());
        assert_eq!(reply.problem(), "not-published");
    }
    for coding in ["gz", "zst"] {
        assert_eq!(
            empty.get(&format!("/catalog.nt.{coding}")).status,
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
    let server = difficult(1);
    for number in ["4", "99999999999999999999", "18446744073709551615"] {
        let reply = server.get(&format!("/catalog.nt?page={number}"));
        assert!(reply.status.is_client_error(), "{number}");
    }
    for (path, _) in [("/catalog.nt", 0), ("/catalog.rdf", 0)] {
        let reply = server.get(path);
        let declared: usize = reply.header(header::CONTENT_LENGTH).parse().unwrap();
        assert_eq!(declared, reply.body.len(), "written before the status line");
    }
}

/// H29. CKAN compares each page with the first one, and stops and deletes when they are equal. So what is kept of a page
/// is kept by all that was asked for, and a page names itself.
#[test]
fn h29_every_page_is_kept_by_its_whole_address() {
    let server = difficult(1);
    let variants = [
        "",
        "pretty=1",
        "profiles=dcat-ap",
        "profiles=schemaorg",
        "modified_since=2000",
    ];
    for (suffix, _) in FORMATS {
        for feed in feeds(&server) {
            let mut seen = BTreeSet::new();
            let mut expected = 0;
            for variant in variants {
                let start = format!("{feed}.{suffix}?{variant}");
                let mut path = start.clone();
                loop {
                    // Twice: written, and from what is kept.
                    let body = server.get(&path).body;
                    assert_eq!(server.get(&path).body, body);
                    let graph = super::super::parse(&body, server.get(&path).header(header::CONTENT_TYPE));
                    seen.insert(body);
                    expected += 1;
                    let node = members(&graph, hydra::PARTIAL_COLLECTION_VIEW)
                        .pop_first()
                        .unwrap();
                    assert!(graph.contains(oxrdf::TripleRef::new(
                        named(&node),
                        named(rdf::TYPE),
                        named(hydra::PAGED_COLLECTION)
                    )));
                    match paging_link(&graph, hydra::NEXT) {
                        Some(next) => path = local(&next).to_owned(),
                        None => break,
                    }
                }
            }
            assert_eq!(seen.len(), expected, "{feed}.{suffix}: no two pages are the same");
        }
    }
}

pub(super) fn iri(number: u32) -> String {
    format!("https://daten.example/mainz/dataset/d{number}")
}

pub(super) fn turtle(number: u32, title: &str) -> String {
    format!(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         <{0}> a dcat:Dataset ; dct:title \"{title}\"@de ; dct:identifier \"{0}\" ;\n\
         dct:modified \"2026-01-01\"^^xsd:date .\n",
        iri(number)
    )
}

pub(super) fn dataset(number: u32, title: &str) -> (kolophon_store::Resource, kolophon_graph::Graph) {
    let text = turtle(number, title);
    let mut change = sample::change_of(&format!("d{number}"), ResourceKind::Dataset, &text);
    change.1 = graph_of(&text);
    change
}

/// A store with datasets d1 to dn.
pub(super) fn numbered(count: u32) -> Store {
    let store = Store::in_memory().unwrap();
    let put = (1..=count).map(|number| dataset(number, &format!("Datensatz {number}")));
    sample::publish(&store, sample::city("mainz", "Mainz"), put.collect());
    store
}

pub(super) fn publish(store: &Store, change: CityChange) {
    store.apply_blocking(change).unwrap();
}

/// H24. CKAN's harvester asks on, a hundred at a time by `sort=id asc`, until a list is empty; a list that never ends, or
/// comes twice, ends the run.
#[test]
fn h24_ckans_paging_ends_with_an_empty_list_in_the_order_of_the_identifiers() {
    let server = TestServer::with(numbered(7), |_| {});
    for prefix in ["/api/action", "/api/3/action"] {
        let page = |start: usize| -> Vec<String> {
            let path = format!("{prefix}/package_search?rows=3&start={start}&sort=id+asc&q=*:*");
            let results = server.get(&path).json()["result"]["results"].clone();
            let results = results.as_array().expect("a list").clone();
            results
                .iter()
                .map(|package| package["id"].as_str().unwrap().to_owned())
                .collect()
        };
        let mut seen = Vec::new();
        let mut start = 0;
        loop {
            let ids = page(start);
            if ids.is_empty() {
                break;
            }
            seen.extend(ids);
            start += 3;
            assert!(start < 100, "it never ends");
        }
        assert!(seen.is_sorted(), "by identifier");
        assert_eq!(seen.len(), 7);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 7);
        assert_eq!(page(1_000_000), Vec::<String>::new());
    }
}
