//! Datasets in = datasets out: every harvester walks the feeds, in every format and with pages of one, two and a hundred.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed, and one without its corpus says so"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kolophon_dcat::{Document, Format};
use kolophon_publish::config::{CityConfig, Installation, default_city};
use kolophon_publish::feed::{Edition, Fragments, Whose};
use kolophon_publish::load::{Consent, Errors, LoadOptions, Reason, datasets_of, prepare};
use kolophon_publish::rehearse::{
    Fate, Fetch, FetchError, Harvester, Outcome, Rehearsal, Request, Response, StaticPage, add_feed, rehearse,
};
use kolophon_store::{City, ResourceKind, Store};
use kolophon_validate::Profile;

const FORMATS: [Format; 4] = [Format::RdfXml, Format::Turtle, Format::JsonLd, Format::NTriples];

/// A feed leads nowhere but to itself.
#[derive(Debug)]
struct NoWayOut;

impl Fetch for NoWayOut {
    fn fetch(&mut self, request: &Request<'_>) -> Result<Response, FetchError> {
        Err(FetchError::Address {
            address: request.address.to_owned(),
        })
    }
}

fn documents(folder: &Path) -> Vec<Document> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| Document::new(path.to_str().unwrap(), fs::read(path).unwrap()))
        .collect()
}

fn options(errors: Errors) -> LoadOptions<'static> {
    LoadOptions {
        errors,
        ..LoadOptions::new(Profile::dcat_ap_de(), "2026-03-01T12:00:00Z".parse().unwrap())
    }
}

/// How a harvester fares with a feed.
fn walked(edition: &Edition, harvester: Harvester, format: Format, size: usize) -> Rehearsal {
    let mut nowhere = NoWayOut;
    let mut pages = StaticPage::new(&mut nowhere);
    let address = format!("https://daten.example/catalog.{}", format.extension());
    add_feed(&mut pages, edition, &address, format, size).unwrap();
    rehearse(harvester, &address, &mut pages, None).unwrap()
}

fn addresses(rehearsal: &Rehearsal) -> Vec<&str> {
    let arrived = rehearsal
        .datasets
        .iter()
        .filter(|dataset| dataset.fate <= Fate::Changed);
    let mut addresses: Vec<&str> = arrived.filter_map(|dataset| dataset.iri.as_deref()).collect();
    addresses.sort_unstable();
    addresses
}

/// The datasets of the feed as they are stored; the feed writes their addresses in ASCII.
fn published(store: &Store, city: Option<&City>) -> usize {
    let state = store.state();
    if let Some(city) = city {
        datasets_of(&state, &city.slug).count()
    } else {
        let datasets = state
            .resources
            .values()
            .filter(|resource| resource.kind == ResourceKind::Dataset);
        datasets.count()
    }
}

fn assert_all_arrive(rehearsal: &Rehearsal, expected: usize, name: &str) {
    let lost: Vec<_> = rehearsal
        .datasets
        .iter()
        .filter(|dataset| dataset.fate > Fate::Changed)
        .take(3)
        .collect();
    assert_eq!(
        rehearsal.run.outcome,
        Outcome::Complete,
        "{name}: {:#?}",
        rehearsal.run.causes
    );
    assert!(rehearsal.all_arrives(), "{name}: {lost:#?}");
    let addresses = addresses(rehearsal);
    assert_eq!(addresses.len(), expected, "{name}");
    let different: BTreeSet<&&str> = addresses.iter().collect();
    assert_eq!(different.len(), expected, "{name}: none comes twice");
    assert_eq!(rehearsal.held.len(), expected, "{name}: none becomes another");
}

#[test]
fn the_sample_arrives_whole_at_every_harvester_in_every_format_and_size() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/kolophon.toml");
    let store = Store::in_memory().unwrap();
    for CityConfig { city, path, .. } in Installation::read(&file).unwrap().cities.values() {
        let prepared = prepare(&store, city, &documents(path), &options(Errors::Refuse)).unwrap();
        assert_eq!(prepared.refused, []);
        prepared.commit(&store, Consent::Number(0)).unwrap();
    }
    let state = store.state();
    let mut feeds: Vec<(Whose, Option<&City>)> = state
        .cities
        .values()
        .map(|city| (Whose::City(city.slug.clone()), Some(city)))
        .collect();
    let all = Whose::All {
        catalog: "https://daten.example/catalog".into(),
        title: "Offene Daten".into(),
    };
    feeds.push((all, None));
    let fragments = Fragments::of(&store, None).unwrap();
    let mut walks = 0;
    for (whose, city) in feeds {
        let edition = fragments.edition(&whose).unwrap();
        let expected = published(&store, city);
        assert!(expected > 0);
        for harvester in Harvester::ALL {
            for format in FORMATS {
                for size in [1, 2, 100] {
                    let rehearsal = walked(&edition, harvester, format, size);
                    let name = format!(
                        "{harvester:?} {format:?} {size} {:?}",
                        city.map(|city| &city.slug)
                    );
                    assert_all_arrive(&rehearsal, expected, &name);
                    assert_eq!(rehearsal.pages.len(), expected.div_ceil(size), "{name}");
                    let changed: Vec<_> = rehearsal
                        .datasets
                        .iter()
                        .filter(|dataset| dataset.fate != Fate::Imported)
                        .collect();
                    assert!(changed.is_empty(), "{name}: {changed:#?}");
                    walks += 1;
                }
            }
        }
    }
    assert_eq!(walks, 5 * 4 * 4 * 3);
}

/// Two datasets that no harvester can stand.
const UNBEARABLE: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
    <https://daten.example/ohne-titel> a dcat:Dataset ; dct:description \"Ohne Titel\"@de .\n\
    <https://daten.example/mit leerzeichen> a dcat:Dataset ; dct:title \"Leerzeichen\"@de ; dct:description \"x\"@de .\n";

fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var("KOLOPHON_CORPUS").ok().map(PathBuf::from);
    let found = named
        .into_iter()
        .chain([root.join("../shared/corpus")])
        .find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: no test corpus; set KOLOPHON_CORPUS to its folder");
    }
    found
}

fn arrives_but_for_the_unbearable(file: &str, slug: &str) {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("catalogs").join(file);
    let store = Store::in_memory().unwrap();
    let city = default_city(slug).unwrap();
    let documents = [
        Document::new(file, fs::read(path).unwrap()),
        Document::new("unbearable.ttl", UNBEARABLE.into()),
    ];
    let prepared = prepare(&store, &city, &documents, &options(Errors::Allow)).unwrap();
    let refused: Vec<&str> = prepared
        .refused
        .iter()
        .map(|refused| refused.dataset.iri.as_str())
        .collect();
    assert_eq!(
        refused,
        [
            "https://daten.example/mit leerzeichen",
            "https://daten.example/ohne-titel"
        ]
    );
    assert!(
        prepared
            .refused
            .iter()
            .all(|refused| refused.reason == Reason::Blocking)
    );
    prepared.commit(&store, Consent::Number(0)).unwrap();
    let expected = published(&store, None);
    assert!(expected > 2, "{expected}");
    let fragments = Fragments::of(&store, None).unwrap();
    let edition = fragments.edition(&Whose::City(city.slug)).unwrap();
    for harvester in Harvester::ALL {
        for format in FORMATS {
            let rehearsal = walked(&edition, harvester, format, 100);
            assert_all_arrive(&rehearsal, expected, &format!("{slug} {harvester:?} {format:?}"));
        }
    }
}

#[test]
fn brandenburg_arrives_but_for_what_is_unbearable() {
    arrives_but_for_the_unbearable("brandenburg-catalog-original-input.ttl", "brandenburg");
}

#[test]
fn bremen_arrives_but_for_what_is_unbearable() {
    arrives_but_for_the_unbearable("bremen-catalog-original-input.rdf", "bremen");
}
