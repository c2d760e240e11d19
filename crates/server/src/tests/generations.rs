//! Twenty harvesters and two publishers at once: every harvest sees exactly one generation, by RDF, OAI-PMH and CKAN.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use axum::http::StatusCode;
use kolophon_dcat::vocab::{dcterms, hydra};
use kolophon_store::{CityChange, OpenMode, ResourceKind, Store};
use oxrdf::{NamedNodeRef, TermRef};

use super::{TestServer, oai, sample};

const HARVESTERS: usize = 20;
const DATASETS: usize = 30;

/// All datasets of a city, each saying in its title which generation it is of. The number of datasets changes with it.
fn generation(city: &str, number: usize) -> CityChange {
    let count = DATASETS + number % 3;
    let iri = |at: usize| format!("https://daten.example/{city}/dataset/d{at:02}");
    let put = (0..count).map(|at| {
        let text = format!(
            "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
             <{}> a dcat:Dataset ; dct:title \"Stand {number}\"@de .\n",
            iri(at)
        );
        sample::change_of(&format!("d{at:02}"), ResourceKind::Dataset, &text)
    });
    CityChange {
        put: put.collect(),
        remove: (count..DATASETS + 3).map(iri).collect(),
        ..CityChange::new(sample::city(city, city))
    }
}

fn values(graph: &oxrdf::Graph, property: &str) -> Vec<String> {
    graph
        .triples_for_predicate(NamedNodeRef::new_unchecked(property))
        .filter(|triple| triple.subject.to_string().contains("/dataset/") || property != dcterms::TITLE)
        .map(|triple| match triple.object {
            TermRef::NamedNode(node) => node.as_str().to_owned(),
            TermRef::Literal(literal) => literal.value().to_owned(),
            TermRef::BlankNode(node) => node.to_string(),
        })
        .collect()
}

/// The same of a list of OAI-PMH. What is deleted is not part of a generation.
fn harvest_records(server: &TestServer, city: &str, prefix: &str) -> (BTreeSet<String>, usize, usize) {
    let records = oai::walk(
        server,
        "ListRecords",
        &format!("metadataPrefix={prefix}&set={city}"),
    );
    let (deleted, published): (Vec<_>, Vec<_>) =
        records.into_iter().partition(|(_, metadata)| metadata.is_none());
    let titles: BTreeSet<String> = published
        .iter()
        .flat_map(|(_, metadata)| metadata.as_ref().unwrap().titles())
        .collect();
    let number = titles
        .iter()
        .next()
        .and_then(|title| title.rsplit(' ').next()?.parse::<usize>().ok());
    let announced = DATASETS + number.unwrap_or_default() % 3;
    assert!(deleted.len() <= 3);
    (titles, published.len(), announced)
}

/// The same of one answer of CKAN's action API, which has no walk to be bound.
fn harvest_packages(server: &TestServer, city: &str) -> (BTreeSet<String>, usize, usize) {
    let path = format!("/api/3/action/package_search?rows=1000&fq=organization:{city}");
    let json = server.get(&path).json();
    let packages = json["result"]["results"].as_array().unwrap();
    let titles = packages
        .iter()
        .map(|package| package["title"].as_str().unwrap().to_owned());
    let announced = json["result"]["count"].as_u64().unwrap();
    (
        titles.collect(),
        packages.len(),
        usize::try_from(announced).unwrap(),
    )
}

/// Walks a feed and says which generations it saw, and how many datasets of how many announced.
fn harvest(server: &TestServer, feed: &str) -> (BTreeSet<String>, usize, usize) {
    let mut titles = Vec::new();
    let mut announced = BTreeSet::new();
    let mut path = feed.to_owned();
    loop {
        let reply = server.get(&path);
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        let graph = reply.rdf();
        titles.extend(values(&graph, dcterms::TITLE));
        announced.extend(values(&graph, hydra::TOTAL_ITEMS));
        match values(&graph, hydra::NEXT).pop() {
            Some(next) => path = next.strip_prefix("https://daten.example").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(announced.len(), 1, "one number on all pages");
    let announced = announced.pop_first().unwrap().parse().unwrap();
    (titles.iter().cloned().collect(), titles.len(), announced)
}

#[test]
fn every_harvest_sees_exactly_one_generation() {
    // On disk: an engine in memory has no snapshots.
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path(), OpenMode::Create).unwrap();
    for city in ["mainz", "halle"] {
        store.apply_blocking(generation(city, 0)).unwrap();
    }
    let server = TestServer::with(store.clone(), |options| options.page_size = 4);
    let stop = AtomicBool::new(false);
    let harvests = AtomicUsize::new(0);
    thread::scope(|scope| {
        for city in ["mainz", "halle"] {
            let (stop, store) = (&stop, &store);
            scope.spawn(move || {
                let mut number = 1;
                while !stop.load(Ordering::Relaxed) && number < 400 {
                    store.apply_blocking(generation(city, number)).unwrap();
                    number += 1;
                    thread::sleep(std::time::Duration::from_millis(40));
                }
            });
        }
        let harvesters: Vec<_> = (0..HARVESTERS)
            .map(|number| {
                let (server, harvests) = (&server, &harvests);
                scope.spawn(move || {
                    let city = ["mainz", "halle"][number % 2];
                    let (seen, datasets, announced) = match number / 2 % 5 {
                        0 => harvest_records(server, city, ["oai_dc", "dcat_ap"][number / 10]),
                        1 => harvest_packages(server, city),
                        kind => {
                            let suffix = ["nt", "ttl", "rdf", "jsonld"][kind - 2 + number / 10];
                            harvest(server, &format!("/{city}/catalog.{suffix}"))
                        }
                    };
                    assert_eq!(seen.len(), 1, "one generation, not {seen:?}");
                    assert_eq!(datasets, announced, "all of it");
                    harvests.fetch_add(1, Ordering::Relaxed);
                })
            })
            .collect();
        for harvester in harvesters {
            let ended = harvester.join();
            stop.store(
                ended.is_err() || harvests.load(Ordering::Relaxed) == HARVESTERS,
                Ordering::Relaxed,
            );
            assert!(ended.is_ok(), "a harvest failed");
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(harvests.load(Ordering::Relaxed), HARVESTERS);
    // Nothing may be left half done: the joint feed holds both cities as they are now.
    let (seen, datasets, announced) = harvest(&server, "/catalog.nt");
    assert!(seen.len() <= 2 && datasets == announced);
}
