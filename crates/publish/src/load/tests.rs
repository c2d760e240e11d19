//! Loads against a store in memory.

use kolophon_dcat::Document;
use kolophon_dcat::vocab::{adms, dcat, dcterms, skos};

use super::*;
use crate::testing::{
    RIGHT, RIGHT_IRI, agree, city, edited_file, file, fresh_store, iri, options, protecting, values,
};

fn edited(from: &str, to: &str) -> Document {
    assert!(RIGHT.contains(from), "{from}");
    Document::new("baumkataster.ttl", RIGHT.replace(from, to).into_bytes())
}

fn prepared(store: &Store, slug: &str, documents: &[Document], extent: Extent) -> Prepared {
    prepare(store, &city(slug), documents, &options(extent, Errors::Refuse)).unwrap()
}

/// Loads and returns how many were added, changed, unchanged, removed and refused.
fn load(store: &Store, documents: &[Document], extent: Extent) -> [usize; 5] {
    let prepared = prepared(store, "musterstadt", documents, extent);
    let counts = [
        prepared.added.len(),
        prepared.changed.len(),
        prepared.unchanged,
        prepared.removed.len(),
        prepared.refused.len(),
    ];
    let removed = prepared.removed.len();
    prepared.commit(store, Consent::Number(removed)).unwrap();
    counts
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let store = fresh_store();
    assert_eq!(load(&store, &[file("a")], Extent::Partial), [1, 0, 0, 0, 0]);
    let state = store.state();
    assert_eq!(load(&store, &[file("a")], Extent::Partial), [0, 0, 1, 0, 0]);
    assert_eq!(store.state().generation, state.generation);
}

#[test]
fn one_file_of_twenty_leaves_twenty() {
    let store = fresh_store();
    let all: Vec<Document> = (0..20).map(|number| file(&format!("satz-{number}"))).collect();
    assert_eq!(load(&store, &all, Extent::Partial), [20, 0, 0, 0, 0]);
    assert_eq!(load(&store, &all[3..4], Extent::Partial), [0, 0, 1, 0, 0]);
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 20);
    let catalog = store.graph(&city("musterstadt").catalog).unwrap().unwrap();
    let listed = values(&catalog, &city("musterstadt").catalog, dcat::DATASET);
    assert_eq!(listed.len(), 20);
}

#[test]
fn a_complete_load_removes_only_with_consent() {
    let store = fresh_store();
    let all: Vec<Document> = (0..4).map(|number| file(&format!("satz-{number}"))).collect();
    load(&store, &all, Extent::Partial);
    for consent in [Consent::None, Consent::Yes, Consent::Number(1)] {
        // Three of four are more than a fifth: only the number will do.
        let attempt = prepared(&store, "musterstadt", &all[..1], Extent::Complete);
        assert_eq!(attempt.removed.len(), 3);
        assert!(matches!(
            attempt.commit(&store, consent),
            Err(LoadError::RemovalsNeedConsent {
                needs_number: true,
                ..
            })
        ));
    }
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 4);
    assert_eq!(load(&store, &all[..1], Extent::Complete), [0, 0, 1, 3, 0]);
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 1);
}

#[test]
fn a_yes_is_enough_for_few_removals() {
    let store = fresh_store();
    let all: Vec<Document> = (0..10).map(|number| file(&format!("satz-{number}"))).collect();
    load(&store, &all, Extent::Partial);
    let attempt = prepared(&store, "musterstadt", &all[1..], Extent::Complete);
    attempt.commit(&store, Consent::Yes).unwrap();
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 9);
}

#[test]
fn an_unreadable_file_in_a_complete_path_removes_nothing() {
    let store = fresh_store();
    load(&store, &[file("a"), file("b")], Extent::Partial);
    let broken = Document::new("b.ttl", b"\xff\xfe\x00\xd8".to_vec());
    let attempt = prepared(&store, "musterstadt", &[file("a"), broken], Extent::Complete);
    assert_eq!((attempt.unreadable.len(), attempt.removed.len()), (1, 0));
}

#[test]
fn a_refused_dataset_keeps_its_published_version() {
    let store = fresh_store();
    load(&store, &[edited("Stadtgrün", "Grün")], Extent::Partial);
    let before = store.state().resources[RIGHT_IRI].clone();
    let wrong = edited("\"48213\"^^xsd:nonNegativeInteger", "\"48213.5\"^^xsd:decimal");
    assert_eq!(
        load(&store, std::slice::from_ref(&wrong), Extent::Partial),
        [0, 0, 0, 0, 1]
    );
    assert_eq!(
        store.state().resources[RIGHT_IRI].content_hash,
        before.content_hash
    );
    let allowed = prepare(
        &store,
        &city("musterstadt"),
        &[wrong],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert_eq!(allowed.changed.len(), 1);
    allowed.commit(&store, Consent::None).unwrap();
    assert_eq!(store.state().resources[RIGHT_IRI].errors, 1);
}

#[test]
fn a_blocking_finding_is_refused_whatever_the_flag() {
    let store = fresh_store();
    let untitled = edited("    dct:title \"Baumkataster\"@de ;\n", "");
    let attempt = prepare(
        &store,
        &city("musterstadt"),
        &[untitled],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert_eq!(attempt.refused[0].reason, Reason::Blocking);
    attempt.commit(&store, Consent::None).unwrap();
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 0);
}

#[test]
fn an_unreadable_statement_blocks_its_dataset() {
    let store = fresh_store();
    let broken = edited("dcat:keyword \"Bäume\"@de", "dcat:keyword Bäume !!");
    let attempt = prepare(
        &store,
        &city("musterstadt"),
        &[broken],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert!(attempt.added.is_empty() && !attempt.refused.is_empty());
}

#[test]
fn an_address_belongs_to_the_city_that_published_it_first() {
    let store = fresh_store();
    load(&store, &[file("a")], Extent::Partial);
    let attempt = prepared(&store, "andernorts", &[file("a")], Extent::Partial);
    assert_eq!(
        attempt.refused[0].reason,
        Reason::OwnedBy("musterstadt".to_owned())
    );
    let attempt = prepared(&store, "andernorts", &[file("b")], Extent::Partial);
    assert_eq!(attempt.added.len(), 1);
}

#[test]
fn an_identifier_of_the_citys_own_moves_and_the_address_takes_its_place() {
    let store = fresh_store();
    let own = edited(
        &format!("dct:identifier \"{RIGHT_IRI}\""),
        "dct:identifier \"B-17\"",
    );
    load(&store, &[own], Extent::Partial);
    let graph = store.graph(RIGHT_IRI).unwrap().unwrap();
    assert_eq!(values(&graph, RIGHT_IRI, dcterms::IDENTIFIER), [RIGHT_IRI]);
    let [node] = &values(&graph, RIGHT_IRI, adms::IDENTIFIER)[..] else {
        panic!("one identifier node")
    };
    assert_eq!(values(&graph, node, skos::NOTATION), ["B-17"]);
}

#[test]
fn an_identifier_never_changes() {
    let store = fresh_store();
    load(&store, &[edited("Stadtgrün", "Grün")], Extent::Partial);
    let other = edited(
        &format!("dct:identifier \"{RIGHT_IRI}\""),
        "dct:identifier \"https://a.de/b\"",
    );
    let attempt = prepare(
        &store,
        &city("musterstadt"),
        &[other],
        &options(Extent::Partial, Errors::Allow),
    )
    .unwrap();
    assert_eq!(
        attempt.refused[0].reason,
        Reason::IdentifierChanged {
            published: RIGHT_IRI.to_owned()
        }
    );
}

#[test]
fn missing_dates_are_set_once_and_move_with_the_content() {
    let store = fresh_store();
    let undated = |title: &str| {
        let text = RIGHT.replace("Stadtgrün", title);
        let text = text.replace(
            "    dct:issued \"2024-03-01\"^^xsd:date ;\n    dct:modified \"2025-03-01\"^^xsd:date ;\n",
            "",
        );
        Document::new("baumkataster.ttl", text.into_bytes())
    };
    load(&store, &[undated("Grün")], Extent::Partial);
    let first = "2026-03-01T12:00:00Z";
    let dates = |store: &Store| {
        let graph = store.graph(RIGHT_IRI).unwrap().unwrap();
        [
            values(&graph, RIGHT_IRI, dcterms::ISSUED),
            values(&graph, RIGHT_IRI, dcterms::MODIFIED),
        ]
        .concat()
    };
    assert_eq!(dates(&store), [first, first]);
    let later = LoadOptions {
        now: "2026-04-01T12:00:00Z".parse().unwrap(),
        ..options(Extent::Partial, Errors::Refuse)
    };
    for (title, modified) in [("Grün", first), ("Stadtgrün", "2026-04-01T12:00:00Z")] {
        prepare(&store, &city("musterstadt"), &[undated(title)], &later)
            .unwrap()
            .commit(&store, Consent::None)
            .unwrap();
        assert_eq!(dates(&store), [first, modified], "{title}");
    }
}

#[test]
fn a_protected_dataset_stays_and_is_named() {
    let store = fresh_store();
    let all: Vec<Document> = (0..12).map(|number| file(&format!("satz-{number}"))).collect();
    load(&store, &all, Extent::Partial);
    let slug = store.state().resources[&iri("satz-11")].slug.clone();
    let protected = City {
        protected: vec![slug],
        ..city("musterstadt")
    };
    let attempt = |documents| {
        let options = options(Extent::Complete, Errors::Refuse);
        prepare(&store, &protected, documents, &options).unwrap()
    };
    let prepared = attempt(&all[..11]);
    assert_eq!((prepared.removed.len(), prepared.protected.len()), (0, 1));
    prepared.commit(&store, Consent::None).unwrap();
    // The setting is kept with the city, and its graph still lists the dataset.
    assert_eq!(store.state().cities["musterstadt"].protected, protected.protected);
    assert!(attempt(&all[..11]).is_empty());
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 12);
    let prepared = attempt(&all[..10]);
    assert_eq!((prepared.removed.len(), prepared.protected.len()), (1, 1));
}

#[test]
fn a_dataset_can_protect_itself() {
    let store = fresh_store();
    load(&store, &[file("a"), file("b")], Extent::Partial);
    let before = store.graph(&iri("a")).unwrap().unwrap();
    let facts = protecting(&[&iri("a")]);
    let protect =
        |facts: &Facts| crate::testing::prepared(&store, &[file("a"), file("b")], Extent::Complete, facts);
    let prepared = protect(&facts);
    assert_eq!((prepared.changed.len(), prepared.unchanged), (1, 1));
    agree(prepared, &store);
    // Nothing but the protection has changed.
    let after = store.graph(&iri("a")).unwrap().unwrap();
    assert_eq!(
        kolophon_store::content_hash(&before),
        kolophon_store::content_hash(&after)
    );
    assert!(protect(&facts).is_empty());
    let without = crate::testing::prepared(&store, &[file("b")], Extent::Complete, &Facts::default());
    assert_eq!(
        (without.removed.len(), without.protected[0].iri.clone()),
        (0, iri("a"))
    );
    agree(protect(&Facts::default()), &store);
    assert!(!store.state().resources[&iri("a")].protected);
}

/// Loads as a complete list and returns the moves.
fn moves(store: &Store, documents: &[Document], facts: &Facts) -> Vec<(String, String)> {
    let prepared = crate::testing::prepared(store, documents, Extent::Complete, facts);
    assert_eq!(prepared.refused, []);
    let moves = prepared
        .moved
        .iter()
        .map(|moved| (moved.from.clone(), moved.to.iri.clone()));
    let moves = moves.collect();
    agree(prepared, store);
    moves
}

#[test]
fn the_same_content_under_another_address_is_a_move() {
    let store = fresh_store();
    load(
        &store,
        &[file("a"), edited_file("b", "Stadtgrün", "Parks")],
        Extent::Partial,
    );
    let documents = [file("c"), edited_file("b", "Stadtgrün", "Parks")];
    assert_eq!(
        moves(&store, &documents, &Facts::default()),
        [(iri("a"), iri("c"))]
    );
    let state = store.state();
    assert_eq!(state.aliases[&iri("a")].to, iri("c"));
    assert!(state.tombstones.is_empty() && !state.resources.contains_key(&iri("a")));
    // Harvesters know it by its identifier, which never changes.
    assert_eq!(
        state.resources[&iri("c")].identifier.as_deref(),
        Some(iri("a").as_str())
    );
    let graph = store.graph(&iri("c")).unwrap().unwrap();
    assert_eq!(values(&graph, &iri("c"), dcterms::IDENTIFIER), [iri("a")]);
    assert_eq!(load(&store, &documents, Extent::Complete), [0, 0, 2, 0, 0]);
}

#[test]
fn the_same_identifier_under_another_address_is_a_move_of_a_complete_list_only() {
    let store = fresh_store();
    let with_uuid = |name: &str, keyword: &str| {
        let text = RIGHT
            .replace(
                &format!("dct:identifier \"{RIGHT_IRI}\""),
                "dct:identifier \"6fa459ea-ee8a-3ca4-894e-db77e160355e\"",
            )
            .replace("Stadtgrün", keyword)
            .replace("baumkataster", name);
        Document::new(format!("{name}.ttl"), text.into_bytes())
    };
    load(&store, &[with_uuid("a", "Parks")], Extent::Partial);
    let partial = prepared(&store, "musterstadt", &[with_uuid("b", "Grün")], Extent::Partial);
    assert_eq!(
        partial.refused[0].reason,
        Reason::IdentifierTaken { by: iri("a") }
    );
    let issued = store.state().resources[&iri("a")].issued.clone();
    let moved = moves(&store, &[with_uuid("b", "Grün")], &Facts::default());
    assert_eq!(moved, [(iri("a"), iri("b"))]);
    assert_eq!(store.state().resources[&iri("b")].issued, issued);
}

#[test]
fn an_alias_in_the_files_is_a_move_of_any_list() {
    let store = fresh_store();
    load(&store, &[file("a"), file("z")], Extent::Partial);
    let facts = |from: &str| Facts {
        aliases: BTreeMap::from([(from.to_owned(), iri("c"))]),
        ..Facts::default()
    };
    let document = [edited_file("c", "Stadtgrün", "Ganz anders")];
    let slug = store.state().resources[&iri("a")].slug.clone();
    let prepared = crate::testing::prepared(&store, &document, Extent::Partial, &facts(&slug));
    assert_eq!(
        (prepared.moved.len(), prepared.added.len(), prepared.removed.len()),
        (1, 0, 0)
    );
    agree(prepared, &store);
    assert_eq!(datasets_of(&store.state(), "musterstadt").count(), 2);
    assert_eq!(store.state().aliases[&iri("a")].slug, slug);
    // Said again, it changes nothing; an address that was never published leads here, too.
    let again = crate::testing::prepared(&store, &document, Extent::Partial, &facts(&iri("a")));
    assert!(again.is_empty());
    let more = crate::testing::prepared(&store, &document, Extent::Partial, &facts(&iri("uralt")));
    assert!(!more.is_empty());
    agree(more, &store);
    assert_eq!(store.state().aliases[&iri("uralt")].to, iri("c"));
}

#[test]
fn a_refused_dataset_that_moves_stays_where_it_is() {
    let store = fresh_store();
    load(&store, &[file("a")], Extent::Partial);
    let facts = Facts {
        aliases: BTreeMap::from([(iri("a"), iri("b"))]),
        ..Facts::default()
    };
    let wrong = [edited_file("b", "    dct:title \"Baumkataster\"@de ;\n", "")];
    let prepared = crate::testing::prepared(&store, &wrong, Extent::Complete, &facts);
    assert_eq!(
        (
            prepared.refused.len(),
            prepared.moved.len(),
            prepared.removed.len()
        ),
        (1, 0, 0)
    );
    assert!(prepared.is_empty());
}

#[test]
fn a_protected_dataset_is_not_taken_for_another_one() {
    let store = fresh_store();
    agree(
        crate::testing::prepared(&store, &[file("a")], Extent::Partial, &protecting(&[&iri("a")])),
        &store,
    );
    let prepared = crate::testing::prepared(&store, &[file("b")], Extent::Complete, &Facts::default());
    assert_eq!(
        (
            prepared.moved.len(),
            prepared.protected.len(),
            prepared.added.len()
        ),
        (0, 1, 1)
    );
}

#[test]
fn twins_are_not_guessed_at() {
    let store = fresh_store();
    load(&store, &[file("a"), file("b")], Extent::Partial);
    let prepared = crate::testing::prepared(&store, &[file("c")], Extent::Complete, &Facts::default());
    assert_eq!(
        (prepared.moved.len(), prepared.added.len(), prepared.removed.len()),
        (0, 1, 2)
    );
}

#[test]
fn nothing_is_written_before_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("baeume.csv"), "art\nLinde\n").unwrap();
    let text = RIGHT.replace(
        "dcat:accessURL <https://daten.musterstadt.example/dateien/baeume.csv>",
        "dcat:accessURL <baeume.csv> ; dcat:downloadURL <baeume.csv>",
    );
    let path = folder.path().join("a.ttl");
    std::fs::write(&path, text).unwrap();
    let store = fresh_store();
    let look = || {
        let base = format!("file://{}", path.display());
        let document = Document::new("a.ttl", std::fs::read(&path).unwrap()).with_base(base);
        let options = options(Extent::Partial, Errors::Allow);
        prepare(&store, &city("musterstadt"), &[document], &options).unwrap()
    };
    let attempt = look();
    let file = attempt
        .change
        .put
        .iter()
        .flat_map(|(resource, _)| &resource.files)
        .next()
        .unwrap();
    let copy = store.file(&file.sha256);
    assert!(!copy.exists());
    // Another content than the one that was looked at is not published.
    std::fs::write(folder.path().join("baeume.csv"), "art\nEiche\n").unwrap();
    assert!(matches!(
        attempt.commit(&store, Consent::None),
        Err(LoadError::FileChanged { .. })
    ));
    assert!(store.state().resources.is_empty());
    look().commit(&store, Consent::None).unwrap();
    assert_eq!(
        store
            .state()
            .resources
            .values()
            .flat_map(|resource| &resource.files)
            .count(),
        1
    );
}
