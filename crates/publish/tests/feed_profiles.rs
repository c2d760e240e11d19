//! What harvesters fetch is without fault: every page of the sample's feeds, by GovData's own check and by ours.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use kolophon_dcat::{Charset, Document, Format, PREFIXES, WriteOptions, write};
use kolophon_publish::config::{CityConfig, Installation};
use kolophon_publish::feed::{self, Edition, Fragments, PageRequest, Whose};
use kolophon_publish::load::{Consent, LoadOptions, datasets_of, prepare};
use kolophon_store::{City, Store};
use kolophon_validate::{Profile, check};

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

fn load(store: &Store, city: &CityConfig) {
    let options = LoadOptions::new(Profile::dcat_ap_de(), "2026-03-01T12:00:00Z".parse().unwrap());
    let prepared = prepare(store, &city.city, &documents(&city.path), &options).unwrap();
    assert!(prepared.refused.is_empty());
    prepared.commit(store, Consent::Number(0)).unwrap();
}

/// A page as a harvester reads it.
fn fetched(edition: &Edition, city: &City, number: usize) -> Document {
    let address = format!("{}/{}/catalog.rdf", city.base, city.slug);
    let request = PageRequest {
        number,
        size: 2,
        since: None,
        profile: feed::Profile::default(),
        address: &address,
        parameters: "gen=1",
    };
    let graph = edition.page(&request).unwrap();
    let options = WriteOptions {
        format: Format::RdfXml,
        prefixes: PREFIXES,
        charset: Charset::Ascii,
    };
    let text = write(&graph, &options).unwrap();
    Document::new(request.link(number), text.into_bytes()).with_format(Format::RdfXml)
}

#[test]
fn every_page_of_the_sample_is_without_fault_for_harvesters() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/kolophon.toml");
    let store = Store::in_memory().unwrap();
    let installation = Installation::read(&file).unwrap();
    for city in installation.cities.values() {
        load(&store, city);
    }
    let mut pages = 0;
    let fragments = Fragments::of(&store, None).unwrap();
    for CityConfig { city, .. } in installation.cities.values() {
        let edition = fragments.edition(&Whose::City(city.slug.clone())).unwrap();
        assert_eq!(edition.len(), datasets_of(&store.state(), &city.slug).count());
        for number in 1..=edition.last_page(2, None) {
            let page = fetched(&edition, city, number);
            for profile in [Profile::govdata(), Profile::harvest()] {
                let checked = check(std::slice::from_ref(&page), profile);
                let name = profile.name();
                assert_eq!(checked.report.findings, [], "{} page {number}: {name}", city.slug);
                assert!(checked.unreadable.is_empty() && checked.report.datasets >= 1);
            }
            pages += 1;
        }
    }
    assert!(pages >= 12, "{pages}");
}
