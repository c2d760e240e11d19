//! Two cities with what is difficult about catalogues.

use std::io::Write as _;

use kolophon_store::{City, CityChange, FileEntry, Resource, ResourceKind, Store, content_hash};

use super::graph_of;

pub(super) const KITAS: &str = include_str!("sample/kitas.ttl");
pub(super) const BAEUME: &str = include_str!("sample/baeume.ttl");
pub(super) const KARTEN: &str = include_str!("sample/karten.ttl");
pub(super) const REIHE: &str = include_str!("sample/reihe.ttl");
pub(super) const KATALOG: &str = include_str!("sample/katalog.ttl");
pub(super) const HAUSHALT: &str = include_str!("sample/haushalt.ttl");

/// The content of the data file.
pub(super) const TABLE: &str = "stadtteil;plaetze\nAltstadt;120\n";

/// A store in memory with everything.
pub(super) fn store() -> Store {
    let store = Store::in_memory().unwrap();
    fill(&store);
    store
}

pub(super) fn fill(store: &Store) {
    let mut kitas = change_of("kita-plaetze", ResourceKind::Dataset, KITAS);
    kitas.0.title = "Kita-Plätze nach Stadtteil".to_owned();
    kitas.0.modified = Some("2026-03-01T08:00:00+01:00".to_owned());
    kitas.0.files = vec![table(store)];
    let mut baeume = change_of("baeume", ResourceKind::Dataset, BAEUME);
    baeume.0.title = "=Bäume".to_owned();
    let mut karten = change_of("karten", ResourceKind::DataService, KARTEN);
    karten.0.title = "Kartendienst der Stadt".to_owned();
    let put = vec![
        kitas,
        baeume,
        karten,
        change_of("kitas", ResourceKind::DatasetSeries, REIHE),
        change_of("catalog", ResourceKind::Catalog, KATALOG),
    ];
    publish(store, city("mainz", "Mainz"), put);

    let mut haushalt = change_of("haushalt-0a1b2c3d", ResourceKind::Dataset, HAUSHALT);
    haushalt.0.title = "Haushalt".to_owned();
    publish(store, city("halle", "Halle (Saale)"), vec![haushalt]);
}

pub(super) fn city(slug: &str, name: &str) -> City {
    City {
        name: name.to_owned(),
        demo: true,
        published_at: Some("2026-11-24T08:00:00+01:00".to_owned()),
        ..City::new(slug, "https://daten.example")
    }
}

pub(super) fn publish(store: &Store, city: City, put: Vec<(Resource, kolophon_graph::Graph)>) {
    store
        .apply_blocking(CityChange {
            put,
            ..CityChange::new(city)
        })
        .unwrap();
}

/// A record named by the first subject of the text.
pub(super) fn change_of(slug: &str, kind: ResourceKind, turtle: &str) -> (Resource, kolophon_graph::Graph) {
    let graph = graph_of(turtle);
    let first = turtle.lines().find(|line| line.starts_with('<')).unwrap();
    let iri = first[1..].split('>').next().unwrap();
    let mut resource = Resource::new(iri, kind);
    resource.slug = slug.to_owned();
    resource.title = slug.to_owned();
    resource.content_hash = content_hash(&graph);
    (resource, graph)
}

fn table(store: &Store) -> FileEntry {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(TABLE.as_bytes()).unwrap();
    FileEntry {
        name: "kitas märz.csv".to_owned(),
        media_type: "text/csv; charset=utf-8".to_owned(),
        ..store.put_file(file.path()).unwrap()
    }
}
