//! What is erased is nowhere in the data directory, and does not come back.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use kolophon_graph::{Graph, GraphBuilder, Position, Triple};
use kolophon_store::{
    Act, CityChange, Note, OpenMode, Resource, ResourceKind, ResultsFormat, Store, WriteError,
};

use crate::samples::{change, city, iri, put, snapshot};

const SECRET: &str = "Erika Musterfrau, Geheimweg 7";
const OTHER: &str = "https://daten.example/dataset/offen";

fn person() -> String {
    iri("person")
}

fn distribution() -> String {
    iri("person/distribution/tabelle")
}

/// A dataset with a text that is to go, in a distribution or in itself.
fn told(name: &str, secret_in: &str, version: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let dataset = builder.iri(name);
    let part = builder.iri(&distribution());
    let file = builder.iri(&format!("{name}/datei/tabelle.csv"));
    let [title, has, url] =
        ["title", "distribution", "url"].map(|p| builder.iri(&format!("https://daten.example/def#{p}")));
    let [version, open] = [version, "offen"].map(|text| builder.string_literal(text));
    let secret = builder.string_literal(SECRET);
    let teller = builder.iri(secret_in);
    for (subject, predicate, object) in [
        (dataset, title, version),
        (dataset, has, part),
        (part, title, open),
        (part, url, file),
        (teller, title, secret),
    ] {
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    builder.finish()
}

fn resource(store: &Store, name: &str, title: &str, content: &str) -> Resource {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tabelle.csv");
    fs::write(&path, content).unwrap();
    let mut resource = Resource::new(name, ResourceKind::Dataset);
    "person".clone_into(&mut resource.slug);
    title.clone_into(&mut resource.title);
    resource.files = vec![store.put_file(&path).unwrap()];
    resource
}

/// Two generations of the dataset, and another dataset.
fn filled(directory: &Path, secret_in: &str) -> Store {
    let store = Store::open(directory, OpenMode::Create).unwrap();
    for version in ["eins", "zwei"] {
        let content = format!("name\n{SECRET} {version}\n");
        let put = vec![(
            resource(&store, &person(), SECRET, &content),
            told(&person(), secret_in, version),
        )];
        store.apply_blocking(change("mainz", put, &[])).unwrap();
    }
    store
        .apply_blocking(change("mainz", vec![put("offen", 1)], &[]))
        .unwrap();
    fs::write(
        directory.join("vorschau.json"),
        format!("{{\"iri\": \"{}\", \"title\": \"{SECRET}\"}}", person()),
    )
    .unwrap();
    store
}

/// All files below a directory that hold the text, compressed ones looked into.
fn holding(directory: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, text));
            continue;
        }
        let mut bytes = fs::read(&path).unwrap();
        if path.extension().is_some_and(|ending| ending == "gz") {
            let mut plain = Vec::new();
            GzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
            bytes.extend(plain);
        }
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn erase(store: &Store) -> CityChange {
    assert!(store.state().resources.contains_key(&person()));
    CityChange {
        remove: vec![person()],
        erase: vec![person()],
        note: Note {
            act: Act::Erase,
            reason: Some("Personenbezug".to_owned()),
            time: Some("2026-11-27T10:00:00Z".to_owned()),
            ..Note::default()
        },
        ..CityChange::new(city("mainz"))
    }
}

#[test]
fn no_file_of_the_directory_holds_what_was_erased() {
    let directory = tempfile::tempdir().unwrap();
    let store = filled(directory.path(), &person());
    let checkpoint = store.checkpoint().unwrap();
    drop(checkpoint);
    drop(snapshot(&store));
    assert!(
        holding(directory.path(), SECRET).len() >= 5,
        "the test sees the text"
    );
    assert_eq!(store.apply_blocking(erase(&store)).unwrap(), 4);
    assert_eq!(holding(directory.path(), SECRET), Vec::<String>::new());
    drop(store);
    let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
    assert_eq!(holding(directory.path(), SECRET), Vec::<String>::new());

    let state = store.state();
    let tombstone = &state.tombstones[&person()];
    assert_eq!(
        (tombstone.title.as_deref(), tombstone.reason.as_deref()),
        (None, Some("Personenbezug"))
    );
    assert!(tombstone.had_file("tabelle.csv") && !tombstone.had_file("andere.csv"));
    // What is not erased is still there, and the journal still reads.
    assert!(store.graph(OTHER).unwrap().is_some());
    let entries = store.journal("mainz").unwrap();
    assert_eq!(entries.len(), 4);
    for entry in &entries {
        store.graphs_before("mainz", entry.generation).unwrap();
    }
    let erased = entries[2].change(&person()).unwrap();
    assert!(erased.erased && erased.before.is_none());
    let ask = store.query(
        "ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'Erika')) }",
        ResultsFormat::Json,
    );
    assert!(String::from_utf8(ask.unwrap()).unwrap().contains("false"));
}

#[test]
fn an_erased_distribution_goes_from_every_generation() {
    let directory = tempfile::tempdir().unwrap();
    let store = filled(directory.path(), &distribution());
    let (published, graph) = {
        let state = store.state();
        let graph = store.graph(&person()).unwrap().unwrap();
        let left = kolophon_store::without(&graph, &person(), |iri| iri == distribution()).unwrap();
        let mut resource = state.resources[&person()].clone();
        resource.files.clear();
        resource.title = "Tabelle".to_owned();
        (resource, left.graph)
    };
    // The title of the earlier records is not part of the distribution.
    let change = CityChange {
        put: vec![(published, graph)],
        erase: vec![distribution()],
        ..CityChange::new(city("mainz"))
    };
    store.apply_blocking(change).unwrap();
    for generation in 2..=4 {
        for graph in store.graphs_before("mainz", generation).unwrap().values() {
            assert!(graph.iri(&distribution()).is_none());
        }
        let entry = store.entry("mainz", generation).unwrap().unwrap();
        let records = entry.changes.iter().filter_map(|change| change.before.as_ref());
        assert!(records.into_iter().all(|record| record.files.is_empty()));
    }
    let files: Vec<String> = holding(&directory.path().join("files"), SECRET);
    assert_eq!(files, Vec::<String>::new());
    assert_eq!(
        holding(&directory.path().join("store-000002"), SECRET),
        Vec::<String>::new()
    );
    // Nor can it be published again, alone or in its dataset.
    let (resource, _) = put("person", 1);
    let again = change_of(resource, told(&person(), &distribution(), "drei"));
    assert!(matches!(
        store.apply_blocking(again),
        Err(WriteError::Erased { .. })
    ));
}

fn change_of(resource: Resource, graph: Graph) -> CityChange {
    CityChange {
        put: vec![(resource, graph)],
        ..CityChange::new(city("mainz"))
    }
}

#[test]
fn a_restored_directory_is_cleared_when_it_is_opened() {
    for secret_in in [person(), distribution()] {
        let restored = tempfile::tempdir().unwrap();
        let directory = tempfile::tempdir().unwrap();
        drop(filled(restored.path(), &secret_in));
        let store = filled(directory.path(), &secret_in);
        let change = CityChange {
            erase: vec![secret_in.clone(), person()],
            ..erase(&store)
        };
        store.apply_blocking(change).unwrap();
        fs::copy(directory.path().join("erased"), restored.path().join("erased")).unwrap();
        let opened = Store::open(restored.path(), OpenMode::Existing).unwrap();
        assert!(!opened.state().resources.contains_key(&person()));
        assert!(opened.graph(OTHER).unwrap().is_some());
        assert_eq!(opened.state().tombstones[&person()].title, None);
        assert_eq!(holding(restored.path(), SECRET), Vec::<String>::new());
        let generation = opened.state().generation;
        drop(opened);
        // A second time there is nothing left to do.
        let opened = Store::open(restored.path(), OpenMode::Existing).unwrap();
        assert_eq!(opened.state().generation, generation);
    }
}

#[test]
fn a_crash_in_the_middle_of_erasing_is_made_up_for() {
    let directory = tempfile::tempdir().unwrap();
    let store = filled(directory.path(), &person());
    let withdrawn = CityChange {
        erase: Vec::new(),
        ..erase(&store)
    };
    store.apply_blocking(withdrawn).unwrap();
    drop(store);
    // The list was written and the dataset is gone, but neither journal nor files are cleared yet.
    let other = tempfile::tempdir().unwrap();
    let elsewhere = filled(other.path(), &person());
    elsewhere.apply_blocking(erase(&elsewhere)).unwrap();
    fs::copy(other.path().join("erased"), directory.path().join("erased")).unwrap();
    assert!(!holding(&directory.path().join("journal"), SECRET).is_empty());
    let store = Store::open(directory.path(), OpenMode::Existing).unwrap();
    assert_eq!(holding(directory.path(), SECRET), Vec::<String>::new());
    assert_eq!(store.state().tombstones[&person()].title, None);
}

#[test]
fn a_damaged_erase_list_is_no_empty_one() {
    let directory = tempfile::tempdir().unwrap();
    drop(filled(directory.path(), &person()));
    fs::write(directory.path().join("erased"), "kaputt\n").unwrap();
    assert!(Store::open(directory.path(), OpenMode::Existing).is_err());
}

#[test]
fn what_is_already_gone_can_still_be_erased() {
    let directory = tempfile::tempdir().unwrap();
    let store = filled(directory.path(), &person());
    let withdrawn = CityChange {
        erase: Vec::new(),
        ..erase(&store)
    };
    store.apply_blocking(withdrawn).unwrap();
    assert!(store.state().tombstones[&person()].title.is_some());
    let change = CityChange {
        erase: vec![person()],
        ..CityChange::new(city("mainz"))
    };
    store.apply_blocking(change).unwrap();
    assert_eq!(holding(directory.path(), SECRET), Vec::<String>::new());
    assert_eq!(store.state().tombstones[&person()].title, None);
}

#[test]
fn a_file_that_another_dataset_needs_stays() {
    let directory = tempfile::tempdir().unwrap();
    let store = filled(directory.path(), &distribution());
    let shared = store.state().resources[&person()].files[0].clone();
    let mut other = put("offen", 2);
    other.0.files = vec![shared.clone()];
    store.apply_blocking(change("mainz", vec![other], &[])).unwrap();
    store.apply_blocking(erase(&store)).unwrap();
    assert!(store.file(&shared.sha256).is_file());
    assert_eq!(
        holding(&directory.path().join("files"), "eins"),
        Vec::<String>::new()
    );
}
