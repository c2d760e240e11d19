//! From one harvest to the next: what vanishes.

use super::*;

#[test]
fn a_changed_identity_is_a_deletion_and_a_new_dataset() {
    let with_identifier = |identifier: &str| {
        format!("<{SITE}/a> a dcat:Dataset ; dct:title \"Satz a\" ; dct:identifier \"{identifier}\" .")
    };
    for harvester in [Harvester::Piveau, Harvester::Udata] {
        let before = one_page(harvester, &with_identifier("alt"));
        let mut script = Script::of(&[&with_identifier("neu")]);
        let rehearsal = rehearse(harvester, FIRST, &mut script, Some(&before)).unwrap();
        assert_eq!(
            fates(&rehearsal),
            ["a Imported", "a Deleted other-identity"],
            "{harvester:?}"
        );
    }
    // To CKAN it is the address.
    let before = one_page(Harvester::Ckan, &with_identifier("alt"));
    let mut script = Script::of(&[&with_identifier("neu")]);
    assert!(
        rehearse(Harvester::Ckan, FIRST, &mut script, Some(&before))
            .unwrap()
            .all_arrives()
    );
    let mut script = Script::of(&[&with_identifier("alt").replace("/a>", "/umgezogen>")]);
    let rehearsal = rehearse(Harvester::Ckan, FIRST, &mut script, Some(&before)).unwrap();
    assert_eq!(fates(&rehearsal), ["a Imported", "a Deleted other-identity"]);
}

#[test]
fn what_is_refused_now_but_was_there_stays() {
    let dated = |name: &str, date: &str| {
        format!(
            "<{SITE}/{name}> a dcat:Dataset ; dct:title \"Satz {name}\" ; dct:identifier \"{name}\" ; dct:modified \"{date}\" .\n"
        )
    };
    let before = one_page(
        Harvester::Govdata,
        &(dated("a", "2026-01-01") + &dated("b", "2026-01-01")),
    );
    let clash = dated("a", "2026-01-02") + &dated("b", "2026-01-01").replace("\"b\"", "\"a\"");
    let mut script = Script::of(&[&clash]);
    let rehearsal = rehearse(Harvester::Govdata, FIRST, &mut script, Some(&before)).unwrap();
    assert_eq!(fates(&rehearsal), ["a Imported", "b Dropped other-is-newer"]);
    assert_eq!(rehearsal.held.len(), 2);
}

#[test]
fn after_a_harvest_that_was_given_up_the_next_compares_with_the_one_before() {
    let both = dataset("a", "") + &dataset("b", "");
    let before = one_page(Harvester::Ckan, &both);
    let mut script = Script::of(&["kaputt"]);
    let void = rehearse(Harvester::Ckan, FIRST, &mut script, Some(&before)).unwrap();
    assert_eq!(void.run.outcome, Outcome::Void);
    let mut script = Script::of(&[&dataset("a", "")]);
    let rehearsal = rehearse(Harvester::Ckan, FIRST, &mut script, Some(&void)).unwrap();
    assert_eq!(fates(&rehearsal), ["a Imported", "b Deleted missing"]);
}

#[test]
fn a_rehearsal_survives_its_json() {
    let rehearsal = one_page(Harvester::Govdata, &(dataset("a", "") + &dataset("b", "")));
    let text = serde_json::to_string(&rehearsal).unwrap();
    assert_eq!(serde_json::from_str::<Rehearsal>(&text).unwrap(), rehearsal);
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&value));
}

#[test]
fn the_schema_in_the_repository_is_this_one() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/rehearsal.schema.json");
    let text = json_schema();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace('\r', "");
    assert_eq!(known, text, "UPDATE=1 writes it");
}
