//! Plans of loads.

use kolophon_dcat::Document;
use kolophon_store::Store;

use super::*;
use crate::load::{Errors, Extent, Facts, LoadOptions};
use crate::testing::{agree, edited_file, file, fresh_store, iri, lines, prepared, protecting, publish};

fn plan(store: &Store, documents: &[Document], extent: Extent) -> Plan {
    let prepared = prepared(store, documents, extent, &Facts::default());
    prepared.plan(store, None).unwrap()
}

fn dataset_lines(plan: &Plan) -> Vec<String> {
    let datasets = Plan {
        changes: plan
            .changes
            .iter()
            .filter(|change| change.kind == Kind::Dataset)
            .cloned()
            .collect(),
        ..plan.clone()
    };
    lines(&datasets)
}

#[test]
fn a_change_is_told_property_by_property() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    let cases = [
        (
            "licenses/dl-by-de/2.0",
            "licenses/cc-by/4.0",
            "  Distribution „Baumkataster als CSV“ › Lizenz: Datenlizenz Deutschland – Namensnennung – Version 2.0 → Creative Commons Namensnennung 4.0 International (CC BY 4.0)",
        ),
        (
            "\"Bäume\"@de, \"Stadtgrün\"@de",
            "\"Bäume\"@de, \"Alleen\"@de, \"Parks\"@de",
            "  Schlagwort: Stadtgrün → Alleen | Parks",
        ),
        (
            "mailto:baeume@musterstadt.example",
            "mailto:gruen@musterstadt.example",
            "  Kontakt „Grünflächenamt“ › E-Mail: mailto:baeume@musterstadt.example → mailto:gruen@musterstadt.example",
        ),
        (
            "dcat:startDate \"2025-01-01\"",
            "dcat:startDate \"2024-01-01\"",
            "  Zeitliche Abdeckung › Startzeitpunkt: 2025-01-01 → 2024-01-01",
        ),
        (
            "foaf:name \"Musterstadt\"@de",
            "foaf:name \"Stadt Muster\"@de",
            "  Herausgeber „Stadt Muster“ › Name: Musterstadt → Stadt Muster",
        ),
        (
            "dct:title \"Baumkataster\"@de ;",
            "dct:title \"Baumkataster\"@de ; dct:title \"Tree register\"@en ;",
            "  Titel:  → Tree register",
        ),
    ];
    for (from, to, expected) in cases {
        let plan = plan(&store, &[edited_file("a", from, to)], Extent::Partial);
        let told = dataset_lines(&plan);
        assert_eq!(told, ["Changed Dataset Baumkataster", expected], "{to}");
    }
}

#[test]
fn a_part_that_comes_is_one_value_with_its_properties() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    let more =
        "dcat:distribution <https://daten.musterstadt.example/dataset/baumkataster/distribution/pdf>, ";
    let described = "<https://daten.musterstadt.example/dataset/baumkataster/distribution/pdf> a dcat:Distribution ; \
         dct:title \"Karte\"@de ; dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ; \
         dcat:accessURL <https://daten.musterstadt.example/karte.pdf> .\n<https://daten.musterstadt.example/#herausgeber> a";
    let text = edited_file("a", "dcat:distribution ", more);
    let text = String::from_utf8(text.bytes().unwrap().into_owned()).unwrap();
    let text = text.replace(
        "<https://daten.musterstadt.example/#herausgeber> a",
        &described.replace("baumkataster", "a"),
    );
    let plan = plan(
        &store,
        &[Document::new("a.ttl", text.into_bytes())],
        Extent::Partial,
    );
    let change = &plan
        .changes
        .iter()
        .find(|change| change.kind == Kind::Dataset)
        .unwrap();
    let whole: Vec<&PropertyChange> = change
        .properties
        .iter()
        .filter(|change| change.part.is_empty())
        .collect();
    assert_eq!(whole.len(), 1);
    assert_eq!(whole[0].added[0].label.as_ref().unwrap().de, "Karte");
    let inside = change.properties.iter().filter(|change| !change.part.is_empty());
    assert!(
        inside
            .clone()
            .all(|change| change.part[0].state == PartState::Added)
    );
    assert_eq!(inside.count(), 4);
}

#[test]
fn every_action_has_its_line() {
    let store = fresh_store();
    let all: Vec<Document> = ["a", "b", "c", "d"].map(file).into();
    let facts = protecting(&[&iri("d")]);
    let first = prepared(&store, &all, Extent::Partial, &facts);
    assert_eq!(first.plan(&store, None).unwrap().generation, 0);
    agree(first, &store);
    let untitled = edited_file("u", "    dct:title \"Baumkataster\"@de ;\n", "");
    let documents = [
        file("a"),
        edited_file("b", "Stadtgrün", "Grün"),
        edited_file("n", "Bäume", "Neues"),
        untitled,
    ];
    let plan = plan(&store, &documents, Extent::Complete);
    let actions: Vec<(Action, &str)> = plan
        .changes
        .iter()
        .filter(|change| change.kind == Kind::Dataset)
        .map(|change| (change.action, change.iri.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(
        actions,
        [
            (Action::Removed, "c"),
            (Action::Refused, "u"),
            (Action::Changed, "b"),
            (Action::Added, "n"),
            (Action::Protected, "d"),
        ]
    );
    assert_eq!(plan.generation, 1);
    let counts = PlanCounts {
        added: 1,
        changed: 1,
        removed: 1,
        protected: 1,
        refused: 1,
        unchanged: 1,
        published: 4,
        moved: 0,
    };
    assert_eq!(plan.counts, counts);
}

#[test]
fn a_plan_outlives_its_file_and_tells_what_it_was_made_from() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    let plan = plan(
        &store,
        &[edited_file("a", "Stadtgrün", "Grün"), file("b")],
        Extent::Partial,
    );
    let file = PlanFile::new(vec![plan]);
    assert!(file.has_changes() && file.is_readable());
    let json = serde_json::to_string_pretty(&file).unwrap();
    assert_eq!(serde_json::from_str::<PlanFile>(&json).unwrap(), file);
    assert!(serde_json::from_str::<PlanFile>(&json.replace("\"iri\"", "\"irl\"")).is_err());

    let city = crate::testing::city("musterstadt");
    let options = crate::testing::options(Extent::Partial, Errors::Refuse);
    let hash = |documents: &[Document], options: &LoadOptions<'_>| input_hash(&city, documents, options);
    let one = hash(&[crate::testing::file("a")], &options);
    assert_eq!(one, hash(&[crate::testing::file("a")], &options));
    assert_ne!(one, hash(&[crate::testing::file("b")], &options));
    assert_ne!(one, hash(&[edited_file("a", "Stadtgrün", "Grün")], &options));
    assert_ne!(
        one,
        hash(
            &[crate::testing::file("a")],
            &crate::testing::options(Extent::Complete, Errors::Refuse)
        )
    );
    let facts = protecting(&["a"]);
    assert_ne!(
        one,
        hash(
            &[crate::testing::file("a")],
            &LoadOptions {
                facts: &facts,
                ..options
            }
        )
    );
}

#[test]
fn the_same_again_changes_nothing() {
    let store = fresh_store();
    publish(&store, &[file("a")]);
    let plan = plan(&store, &[file("a")], Extent::Complete);
    assert!(!plan.has_changes() && plan.changes.is_empty(), "{plan:?}");
}

#[test]
fn the_schema_is_current_and_every_plan_follows_it() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/plan.schema.json");
    #[expect(clippy::disallowed_methods, reason = "the developer asks for new files")]
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, json_schema()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written,
        json_schema(),
        "schemas/plan.schema.json is out of date: UPDATE=1 writes it"
    );
    let schema: serde_json::Value = serde_json::from_str(&written).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let store = fresh_store();
    publish(&store, &[file("a"), file("b"), file("z")]);
    let untitled = edited_file("u", "    dct:title \"Baumkataster\"@de ;\n", "");
    let documents = [
        edited_file("a", "Stadtgrün", "Grün"),
        edited_file("n", "Bäume", "Neues"),
        untitled,
    ];
    let input = Input {
        paths: vec!["katalog".to_owned()],
        sha256: "0".repeat(64),
        complete: true,
        allow_errors: false,
        now: "2026-03-01T12:00:00Z".to_owned(),
    };
    let prepared = prepared(&store, &documents, Extent::Complete, &protecting(&["z"]));
    let file = PlanFile::new(vec![prepared.plan(&store, Some(input)).unwrap()]);
    let plan = serde_json::to_value(&file).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&plan)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}
