//! piveau's importer.

use super::*;

#[test]
fn identifiers_are_compared_as_the_hub_writes_them() {
    let text = format!(
        "<{SITE}/a> a dcat:Dataset ; dct:title \"Satz a\" ; dct:identifier \"Haushalt 2026\" .\n\
         <{SITE}/b> a dcat:Dataset ; dct:title \"Satz b\" ; dct:identifier \"haushalt/2026\" .\n\
         <{SITE}/c> a dcat:Dataset ; dct:title \"Satz c\" ; dct:identifier \"haushalt-2027\" ."
    );
    let rehearsal = one_page(Harvester::Piveau, &text);
    assert_eq!(
        fates(&rehearsal),
        ["a Imported", "b Merged same-identity", "c Imported"]
    );
    assert_eq!(rehearsal.datasets[1].identity.as_deref(), Some("haushalt-2026"));
    assert!(rehearsal.datasets[1].causes[0].reason.de.contains("„Satz a“"));
}

#[test]
fn the_identifier_comes_before_the_address_and_a_blank_one_drops() {
    let text = format!(
        "<{SITE}/a> a dcat:Dataset ; dct:title \"Satz a\" ; dct:identifier \" \" .\n\
         <{SITE}/b> a dcat:Dataset ; dct:title \"Satz b\" ; dct:identifier <{SITE}/kennung> .\n\
         <{SITE}/c> a dcat:Dataset ; dct:title \"Satz c\" .\n\
         _:d a dcat:Dataset ; dct:title \"Satz d\" ."
    );
    let rehearsal = one_page(Harvester::Piveau, &text);
    assert_eq!(
        fates(&rehearsal),
        [
            "a Dropped no-identity",
            "b Imported",
            "c Imported",
            "d Dropped no-identity"
        ]
    );
    let identities: Vec<Option<&str>> = rehearsal
        .datasets
        .iter()
        .map(|dataset| dataset.identity.as_deref())
        .collect();
    assert_eq!(
        identities,
        [
            None,
            Some("https-daten-example-kennung"),
            Some("https-daten-example-c"),
            None
        ]
    );
}

#[test]
fn several_identifiers_are_a_remark() {
    let rehearsal = one_page(Harvester::Piveau, &dataset("a", "dct:identifier \"zweite\" ;"));
    assert_eq!(codes(&rehearsal.datasets[0].remarks), ["several-identifiers"]);
}

#[test]
fn a_link_back_to_the_catalogue_makes_the_dataset_vanish() {
    let back = format!("dct:isPartOf <{SITE}/> ;");
    let page = |catalogue: &str| format!("{}{}{catalogue}", dataset("a", &back), dataset("b", ""));
    let all = format!("<{SITE}/> a dcat:Catalog ; dcat:dataset <{SITE}/a>, <{SITE}/b> .");
    let before = one_page(Harvester::Piveau, &page(""));
    let mut script = Script::of(&[&page(&all)]);
    let rehearsal = rehearse(Harvester::Piveau, FIRST, &mut script, Some(&before)).unwrap();
    assert_eq!(
        fates(&rehearsal),
        ["a Dropped leads-to-catalogue", "b Imported", "a Deleted missing"]
    );
    // A catalogue that does not name it takes away only what both share.
    let other = format!("<{SITE}/> a dcat:Catalog ; dct:title \"Anderer\" .");
    let rehearsal = one_page(Harvester::Piveau, &page(&other));
    assert_eq!(fates(&rehearsal), ["a Changed loses-to-catalogue", "b Imported"]);
    // Beyond `foaf:primaryTopic` nothing is looked at.
    let record = format!(
        "{}<{SITE}/a/eintrag> foaf:primaryTopic <{SITE}/> . {all}",
        dataset("a", &format!("foaf:isPrimaryTopicOf <{SITE}/a/eintrag> ;"))
    );
    assert_eq!(fates(&one_page(Harvester::Piveau, &record)), ["a Imported"]);
}

#[test]
fn media_types_decide_and_each_page_has_its_own() {
    for (content_type, is_read) in [
        ("text/turtle", true),
        ("text/turtle; charset=utf-8", true),
        ("text/n3", true),
        ("text/xml", false),
        ("application/xml", false),
        ("text/html", false),
        ("text/plain", false),
    ] {
        let mut script = Script::default();
        script.answer(
            FIRST,
            Response {
                content_type: Some(content_type.to_owned()),
                ..turtle(&dataset("a", ""))
            },
        );
        let rehearsal = script.rehearse(Harvester::Piveau);
        let codes = codes(&rehearsal.run.causes);
        assert_eq!(codes.is_empty(), is_read, "{content_type}: {codes:?}");
        if !is_read {
            assert_eq!(codes, ["unknown-content-type"]);
        }
        let has_parameters = !rehearsal.run.remarks.is_empty();
        assert_eq!(has_parameters, content_type.contains(';'));
    }
    // ckanext-dcat takes the syntax of the first page for all.
    let mut script = Script::of(&[
        &format!("{}{}", dataset("a", ""), paging(1, 2, 2)),
        &format!("{}{}", dataset("b", ""), paging(2, 0, 2)),
    ]);
    let second = turtle(&format!("{}{}", dataset("b", ""), paging(2, 0, 2)));
    script.answer(
        &address(2),
        Response {
            content_type: Some("text/html".to_owned()),
            ..second
        },
    );
    assert!(script.rehearse(Harvester::Ckan).all_arrives());
    assert_eq!(script.rehearse(Harvester::Piveau).run.outcome, Outcome::Void);
}
