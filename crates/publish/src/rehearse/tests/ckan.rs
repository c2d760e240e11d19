//! ckanext-dcat's harvester.

use super::*;

#[test]
fn one_dataset_without_title_ends_the_harvest_and_all_such_are_named() {
    let untitled = |name: &str| format!("<{SITE}/{name}> a dcat:Dataset ; dct:identifier \"{name}\" .\n");
    let text = format!("{}{}{}", dataset("a", ""), untitled("b"), untitled("c"));
    for harvester in [Harvester::Ckan, Harvester::Govdata] {
        let rehearsal = one_page(harvester, &text);
        assert_eq!(rehearsal.run.outcome, Outcome::Void);
        assert_eq!(codes(&rehearsal.run.causes), ["untitled-datasets"]);
        assert_eq!(
            fates(&rehearsal),
            [
                "a Dropped",
                "https://daten.example/b Dropped no-title",
                "https://daten.example/c Dropped no-title"
            ]
        );
        assert_eq!(rehearsal.held, []);
    }
    // An empty title is none.
    let rehearsal = one_page(
        Harvester::Ckan,
        &format!("<{SITE}/a> a dcat:Dataset ; dct:title \"\" ."),
    );
    assert_eq!(codes(&rehearsal.run.causes), ["untitled-datasets"]);
}

#[test]
fn a_stub_of_a_dataset_ends_the_harvest_too() {
    let text = format!(
        "{}<{SITE}/b> a dcat:Dataset .",
        dataset("a", &format!("dct:isVersionOf <{SITE}/b> ;"))
    );
    assert_eq!(one_page(Harvester::Ckan, &text).run.outcome, Outcome::Void);
    assert_eq!(
        fates(&one_page(Harvester::Piveau, &text)),
        ["a Imported", "https://daten.example/b Imported"]
    );
}

#[test]
fn the_address_is_the_identity_else_the_identifier() {
    let text = format!(
        "{}[] a dcat:Dataset ; dct:title \"Satz b\" ; dct:identifier \"nr-b\" .\n[] a dcat:Dataset ; dct:title \"Satz c\" .",
        dataset("a", "")
    );
    let rehearsal = one_page(Harvester::Ckan, &text);
    let mut identities: Vec<(&str, &str)> = rehearsal
        .datasets
        .iter()
        .map(|dataset| {
            (
                dataset.title.as_str(),
                dataset.identity.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    identities.sort_unstable();
    assert_eq!(
        identities,
        [
            ("Satz a", "https://daten.example/a"),
            ("Satz b", "nr-b"),
            ("Satz c", "Satz c")
        ]
    );
    let mut fates = fates(&rehearsal);
    fates.sort();
    assert_eq!(fates, ["a Imported", "b Imported", "c Changed no-identity"]);
}

#[test]
fn two_nodes_without_address_and_with_one_identifier_become_one() {
    let text = "[] a dcat:Dataset ; dct:title \"Satz a\" ; dct:identifier \"haushalt\" .\n\
                [] a dcat:Dataset ; dct:title \"Satz b\" ; dct:identifier \"haushalt\" .";
    let rehearsal = one_page(Harvester::Ckan, text);
    assert_eq!((rehearsal.counts.imported, rehearsal.counts.merged), (1, 1));
    assert!(!rehearsal.all_arrives());
    assert_eq!(rehearsal.held.len(), 1);
}

#[test]
fn a_dataset_on_two_pages_is_one() {
    let pages = [
        format!("{}{}", dataset("a", ""), paging(1, 2, 2)),
        format!("{}{}", dataset("a", "dct:description \"x\" ;"), paging(2, 0, 2)),
    ];
    let rehearsal = Script::of(&[&pages[0], &pages[1]]).rehearse(Harvester::Ckan);
    assert_eq!(fates(&rehearsal), ["a Imported", "a Merged same-identity"]);
}

#[test]
fn a_keyword_that_ckan_refuses_is_a_remark_and_govdata_cleans_it() {
    let remarks = |harvester, keyword: &str| {
        let text = dataset("a", &format!("dcat:keyword \"{keyword}\"@de ;"));
        let rehearsal = one_page(harvester, &text);
        assert!(rehearsal.all_arrives());
        codes(&rehearsal.datasets[0].remarks).len()
    };
    for (keyword, count) in [
        ("Bäume", 0),
        ("Lärm & Luft", 1),
        ("B", 1),
        ("Kitas, Horte", 0),
        ("A/B", 1),
    ] {
        assert_eq!(remarks(Harvester::Ckan, keyword), count, "{keyword}");
        assert_eq!(remarks(Harvester::Govdata, keyword), 0, "{keyword}");
    }
}

#[test]
fn a_distribution_without_address_is_a_remark() {
    let text = format!(
        "<{SITE}/a> a dcat:Dataset ; dct:title \"Satz a\" ; dcat:distribution [ dct:license <{SITE}/l> ] ."
    );
    let rehearsal = one_page(Harvester::Ckan, &text);
    assert_eq!(
        codes(&rehearsal.datasets[0].remarks),
        ["distribution-without-address"]
    );
}
