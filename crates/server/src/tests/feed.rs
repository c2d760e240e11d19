//! The feeds, as harvesters walk them (the rules H of the harvest contract).

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode, header};
use kolophon_dcat::vocab::{dcat, dcterms, foaf, hydra, rdf, xsd};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, TermRef};

use super::{TestServer, isomorphic, sample};

const SUFFIXES: [&str; 6] = ["ttl", "rdf", "xml", "jsonld", "nt", "n3"];

const KITAS: &str = "https://daten.example/mainz/dataset/kita-plaetze";
const BAEUME: &str = "https://daten.example/mainz/dataset/baeume";
const HAUSHALT: &str = "https://portal.halle.example/ds/haushalt";

fn named(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(iri)
}

pub(super) fn datasets(graph: &oxrdf::Graph) -> BTreeSet<String> {
    graph
        .subjects_for_predicate_object(named(rdf::TYPE), named(dcat::DATASET_CLASS))
        .map(|subject| match subject.into_owned() {
            NamedOrBlankNode::NamedNode(node) => node.into_string(),
            NamedOrBlankNode::BlankNode(node) => panic!("{node} is a dataset without an address"),
        })
        .collect()
}

fn paging_value(graph: &oxrdf::Graph, property: &str) -> Option<String> {
    let nodes: Vec<_> = graph
        .subjects_for_predicate_object(named(rdf::TYPE), named(hydra::PARTIAL_COLLECTION_VIEW))
        .collect();
    assert_eq!(nodes.len(), 1, "one paging node");
    graph
        .object_for_subject_predicate(nodes[0], named(property))
        .map(|value| match value {
            TermRef::NamedNode(node) => node.as_str().to_owned(),
            TermRef::Literal(literal) => literal.value().to_owned(),
            TermRef::BlankNode(node) => panic!("{node}"),
        })
}

/// Every page of a feed, by `hydra:next`.
pub(super) fn walk(server: &TestServer, start: &str) -> Vec<oxrdf::Graph> {
    let mut pages = Vec::new();
    let mut path = start.to_owned();
    loop {
        let reply = server.get(&path);
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        let graph = reply.rdf();
        let next = paging_value(&graph, hydra::NEXT);
        assert_eq!(next, paging_value(&graph, hydra::NEXT_PAGE));
        pages.push(graph);
        assert!(pages.len() < 100, "a cycle");
        match next {
            Some(next) => {
                let local = next
                    .strip_prefix("https://daten.example")
                    .expect("an absolute address");
                let suffix = start.rsplit('.').next().unwrap();
                assert!(local.contains(&format!(".{suffix}?")), "H06: {local}");
                path = local.to_owned();
            }
            None => return pages,
        }
    }
}

#[test]
fn walking_any_feed_gives_every_dataset_once() {
    let everything: BTreeSet<String> = [KITAS, BAEUME, HAUSHALT].map(str::to_owned).into();
    let of_mainz: BTreeSet<String> = [KITAS, BAEUME].map(str::to_owned).into();
    let store = sample::store();
    for size in [1, 2, 100] {
        let server = TestServer::with(store.clone(), |options| options.page_size = size);
        for suffix in SUFFIXES {
            for (feed, expected) in [("", &everything), ("/mainz", &of_mainz)] {
                let pages = walk(&server, &format!("{feed}/catalog.{suffix}"));
                assert_eq!(pages.len(), expected.len().div_ceil(size));
                let mut seen = Vec::new();
                for page in &pages {
                    let on_page = datasets(page);
                    let total = paging_value(page, hydra::TOTAL_ITEMS);
                    assert_eq!(total, Some(expected.len().to_string()));
                    seen.extend(on_page);
                }
                assert!(seen.is_sorted(), "H07");
                assert_eq!(seen.len(), expected.len());
                assert_eq!(&seen.into_iter().collect::<BTreeSet<_>>(), expected);
            }
        }
    }
}

#[test]
fn all_formats_say_the_same() {
    let server = TestServer::new();
    for feed in ["/catalog", "/mainz/catalog", "/halle/catalog"] {
        let without_paging = |suffix: &str| {
            let mut graph = server.get(&format!("{feed}.{suffix}")).rdf();
            let paging: Vec<oxrdf::Triple> = graph
                .iter()
                .filter(|triple| triple.subject.to_string().contains("?page="))
                .map(oxrdf::TripleRef::into_owned)
                .collect();
            for triple in &paging {
                graph.remove(triple);
            }
            graph
        };
        let turtle = without_paging("ttl");
        for suffix in SUFFIXES {
            assert!(isomorphic(&turtle, &without_paging(suffix)), "{feed}.{suffix}");
        }
    }
}

#[test]
fn bodies_are_ascii_under_bare_media_types_and_head_says_the_same() {
    let server = TestServer::new();
    for (suffix, media_type) in [
        ("ttl", "text/turtle"),
        ("rdf", "application/rdf+xml"),
        ("xml", "application/rdf+xml"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
        ("n3", "text/n3"),
    ] {
        let path = format!("/mainz/catalog.{suffix}");
        let reply = server.get_as(&path, "text/html");
        assert_eq!(reply.header(header::CONTENT_TYPE), media_type, "H01, H03, H19");
        assert!(reply.body.is_ascii(), "H01");
        assert_eq!(reply.header(header::CONTENT_LENGTH), reply.body.len().to_string());
        let head = server.request(Method::HEAD, &path, &[], "");
        assert_eq!(head.status, StatusCode::OK);
        assert!(head.body.is_empty());
        for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::ETAG] {
            assert_eq!(head.header(name.clone()), reply.header(name), "H01");
        }
        let tag = reply.header(header::ETAG);
        let again = server.request(Method::GET, &path, &[("if-none-match", tag)], "");
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    }
    let pretty = server.get("/mainz/catalog.ttl?pretty");
    assert!(pretty.text().contains("Kita-Plätze"));
    assert_eq!(pretty.header(header::CONTENT_TYPE), "text/turtle; charset=utf-8");
}

#[test]
fn a_page_has_no_blank_nodes_and_no_links_to_other_records() {
    let graph = TestServer::new().get("/catalog.nt").rdf();
    let records = [
        KITAS,
        BAEUME,
        HAUSHALT,
        "https://daten.example/mainz/series/kitas",
    ];
    let is_catalog = |subject: &str| {
        graph.contains(oxrdf::TripleRef::new(
            named(subject),
            named(rdf::TYPE),
            named(dcat::CATALOG),
        ))
    };
    for triple in &graph {
        let NamedOrBlankNode::NamedNode(subject) = triple.subject.into_owned() else {
            panic!("{triple}");
        };
        let iris = match triple.object.into_owned() {
            Term::NamedNode(object) => vec![subject.as_str().to_owned(), object.into_string()],
            Term::Literal(literal) => {
                assert!(!literal.value().contains('\u{1}'), "H15");
                vec![subject.as_str().to_owned()]
            }
            Term::BlankNode(node) => panic!("{node}"),
        };
        for iri in &iris {
            assert!(
                iri.is_ascii() && iri.contains(':') && !iri.contains([' ', '<', '>', '"']),
                "H14: {iri}"
            );
        }
        let at_home = iris.len() > 1 && iris[0].starts_with(&iris[1]);
        let leads_away =
            iris.len() > 1 && (records.contains(&iris[1].as_str()) || is_catalog(&iris[1])) && !at_home;
        assert!(!leads_away || is_catalog(&iris[0]), "H09, H13: {triple}");
        for left_out in [
            dcat::IN_SERIES,
            dcat::HAS_VERSION,
            dcterms::IS_VERSION_OF,
            dcterms::SOURCE,
            foaf::IS_PRIMARY_TOPIC_OF,
        ] {
            assert_ne!(triple.predicate.as_str(), left_out);
        }
    }
}

#[test]
fn nodes_without_names_become_fragments_of_their_dataset() {
    let graph = TestServer::new().get("/mainz/catalog.nt").rdf();
    let values = |subject: &str, property: &str| -> Vec<String> {
        let mut values: Vec<String> = graph
            .objects_for_subject_predicate(named(subject), named(property))
            .map(|object| object.to_string())
            .collect();
        values.sort();
        values
    };
    assert_eq!(
        values(KITAS, dcat::CONTACT_POINT),
        [format!("<{KITAS}#contactPoint>")]
    );
    assert_eq!(
        values(KITAS, dcterms::PUBLISHER),
        [format!("<{KITAS}#publisher>")]
    );
    let periods = values(KITAS, dcterms::TEMPORAL);
    assert_eq!(periods.len(), 2);
    assert!(
        periods
            .iter()
            .all(|period| period.starts_with(&format!("<{KITAS}#temporal-")))
    );
    let checksum = values(
        &format!("{KITAS}/distribution/csv"),
        "http://spdx.org/rdf/terms#checksum",
    );
    assert_eq!(checksum, [format!("<{KITAS}#csv-checksum>")]);
    assert_eq!(
        values(KITAS, dcat::LANDING_PAGE),
        [
            format!("<{KITAS}>"),
            "<https://www.mainz.example/kita-pl%C3%A4tze>".to_owned()
        ]
    );
    assert_eq!(
        values(KITAS, dcterms::RELATION),
        ["<https://www.mainz.example/kitas>"]
    );
    assert_eq!(values(BAEUME, dcat::DISTRIBUTION).len(), 2);
    let service = "https://daten.example/mainz/service/karten";
    assert_eq!(values(service, dcterms::TITLE).len(), 1, "services are embedded");
    assert_eq!(
        values(service, dcat::SERVES_DATASET),
        Vec::<String>::new(),
        "it serves two"
    );
}

#[test]
fn names_do_not_depend_on_the_load() {
    let one = TestServer::new().get("/mainz/catalog.nt");
    let other = TestServer::new().get("/mainz/catalog.nt");
    assert_eq!(one.body, other.body);
}

#[test]
fn a_catalogue_lists_the_datasets_of_its_page_alone() {
    let server = TestServer::with(sample::store(), |options| options.page_size = 1);
    let catalog = "https://daten.example/mainz/catalog";
    for page in walk(&server, "/mainz/catalog.ttl") {
        let listed: Vec<String> = page
            .objects_for_subject_predicate(named(catalog), named(dcat::DATASET))
            .map(|object| object.to_string())
            .collect();
        assert_eq!(
            listed,
            datasets(&page)
                .iter()
                .map(|iri| format!("<{iri}>"))
                .collect::<Vec<_>>()
        );
        let title = page.object_for_subject_predicate(named(catalog), named(dcterms::TITLE));
        assert!(title.is_some(), "H08");
    }
    let joint = server.get("/catalog.ttl").rdf();
    let root = named("https://daten.example/catalog");
    assert!(
        joint
            .object_for_subject_predicate(root, named(dcterms::PUBLISHER))
            .is_some()
    );
}

#[test]
fn the_paging_node_speaks_to_every_harvester() {
    let server = TestServer::with(sample::store(), |options| options.page_size = 1);
    let graph = server.get("/catalog.ttl?page=2").rdf();
    let node = named("https://daten.example/catalog.ttl?page=2&gen=2");
    for class in [hydra::PAGED_COLLECTION, hydra::PARTIAL_COLLECTION_VIEW] {
        assert!(
            graph.contains(oxrdf::TripleRef::new(node, named(rdf::TYPE), named(class))),
            "H04"
        );
    }
    for (property, page) in [
        (hydra::FIRST, 1),
        (hydra::PREVIOUS, 1),
        (hydra::NEXT, 3),
        (hydra::LAST, 3),
    ] {
        let link = format!("https://daten.example/catalog.ttl?page={page}&gen=2");
        assert_eq!(paging_value(&graph, property), Some(link.clone()), "H05");
        assert_eq!(
            paging_value(&graph, &format!("{property}Page")),
            Some(link),
            "H04"
        );
    }
    let total = graph
        .object_for_subject_predicate(node, named(hydra::TOTAL_ITEMS))
        .unwrap();
    assert!(total.to_string().ends_with(&format!("<{}>", xsd::INTEGER)));
    let last = server.get("/catalog.ttl?page=3").rdf();
    assert_eq!(paging_value(&last, hydra::NEXT), None);
    let link = server.get("/catalog.ttl?page=2");
    let links: Vec<&str> = link
        .headers
        .get_all(header::LINK)
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert!(
        links
            .iter()
            .any(|link| link.contains("page=3") && link.contains("rel=\"next\""))
    );
}

#[test]
fn a_walk_during_a_load_neither_skips_nor_repeats() {
    let server = TestServer::with(sample::store(), |options| options.page_size = 1);
    let first = server.get("/mainz/catalog.ttl").rdf();
    let next = paging_value(&first, hydra::NEXT).unwrap();
    let mut early = sample::change_of("aaa", kolophon_store::ResourceKind::Dataset, sample::BAEUME);
    early.0.iri = "https://daten.example/mainz/dataset/aaa".to_owned();
    early.1 = super::graph_of(&sample::BAEUME.replace("dataset/baeume", "dataset/aaa"));
    sample::publish(&server.store, sample::city("mainz", "Mainz"), vec![early]);
    let second = server
        .get(next.strip_prefix("https://daten.example").unwrap())
        .rdf();
    assert_eq!(datasets(&first), [BAEUME.to_owned()].into());
    assert_eq!(datasets(&second), [KITAS.to_owned()].into(), "H07");
    assert_eq!(paging_value(&second, hydra::NEXT), None);
    assert_eq!(walk(&server, "/mainz/catalog.ttl").len(), 3);
    let forgotten = server.get("/mainz/catalog.ttl?page=2&gen=77");
    assert_eq!(
        (forgotten.status, forgotten.problem().as_str()),
        (StatusCode::GONE, "feed-changed")
    );
}

#[test]
fn nothing_published_is_no_empty_feed() {
    let server = TestServer::with(kolophon_store::Store::in_memory().unwrap(), |_| {});
    let reply = server.get("/catalog.rdf");
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "H28");
    assert_eq!(reply.header(header::RETRY_AFTER), "120");
    assert_eq!(reply.problem(), "not-published");
}

#[test]
fn without_a_suffix_people_get_a_page_and_programs_the_feed() {
    let server = TestServer::new();
    for (path, page) in [("/catalog", "/"), ("/mainz/catalog", "/mainz")] {
        let reply = server.browse(path);
        assert_eq!(
            (reply.status, reply.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, page)
        );
        let reply = server.get_as(path, "application/rdf+xml");
        assert_eq!(reply.status, StatusCode::OK, "H02");
        assert_eq!(reply.header(header::CONTENT_TYPE), "application/rdf+xml");
    }
}
