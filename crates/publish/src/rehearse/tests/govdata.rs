//! ckanext-dcatde on top of it.

use super::*;

/// A dataset with an identifier of the city's own and a date.
fn dated(name: &str, identifier: &str, modified: &str) -> String {
    let date = if modified.is_empty() {
        String::new()
    } else {
        format!("dct:modified \"{modified}\" ; ")
    };
    format!(
        "<{SITE}/{name}> a dcat:Dataset ; dct:title \"Satz {name}\" ; dct:identifier \"{identifier}\" ; {date}\
         dcat:distribution <{SITE}/{name}/csv> . <{SITE}/{name}/csv> dct:license <{SITE}/l> .\n"
    )
}

#[test]
fn of_equal_identifiers_only_the_latest_stays() {
    let fates_of = |first: &str, second: &str| {
        let text = dated("a", "haushalt", first) + &dated("b", "haushalt", second);
        fates(&one_page(Harvester::Govdata, &text))
    };
    assert_eq!(
        fates_of("2026-01-01", "2026-01-02"),
        ["a Deleted replaced-by-other", "b Imported"]
    );
    assert_eq!(
        fates_of("2026-01-02", "2026-01-01"),
        ["a Imported", "b Dropped other-is-newer"]
    );
    // Without a zone it is UTC: here the second is an hour later.
    assert_eq!(
        fates_of("2026-01-01T12:00:00+01:00", "2026-01-01T12:00:00"),
        ["a Deleted replaced-by-other", "b Imported"]
    );
    assert_eq!(
        fates_of("2026-01-01", "2026-01-01"),
        ["a Imported", "b Dropped other-is-newer"]
    );
    assert_eq!(
        fates_of("2026-01-01", ""),
        ["a Imported", "b Dropped no-date-to-compare"]
    );
    assert_eq!(
        fates_of("2026-01-01", "neulich"),
        ["a Imported", "b Dropped no-date-to-compare"]
    );
    // The one that is there has no date: the one that comes is newer.
    assert_eq!(
        fates_of("", "2026-01-01"),
        ["a Deleted replaced-by-other", "b Imported"]
    );
}

#[test]
fn the_others_keep_both() {
    let text = dated("a", "haushalt", "2026-01-01") + &dated("b", "haushalt", "2026-01-02");
    assert_eq!(
        fates(&one_page(Harvester::Ckan, &text)),
        ["a Imported", "b Imported"]
    );
    assert_eq!(
        fates(&one_page(Harvester::Piveau, &text)),
        ["a Imported", "b Merged same-identity"]
    );
    assert_eq!(
        fates(&one_page(Harvester::Udata, &text)),
        ["a Imported", "b Dropped same-identity"]
    );
}

#[test]
fn a_missing_licence_becomes_a_closed_one_and_missing_files_are_a_remark() {
    let text = format!(
        "<{SITE}/a> a dcat:Dataset ; dct:title \"Satz a\" ; dcat:distribution <{SITE}/a/csv> . <{SITE}/a/csv> a dcat:Distribution .\n\
         <{SITE}/b> a dcat:Dataset ; dct:title \"Satz b\" ."
    );
    let rehearsal = one_page(Harvester::Govdata, &text);
    assert_eq!(fates(&rehearsal), ["a Changed no-licence", "b Imported"]);
    assert_eq!(codes(&rehearsal.datasets[1].remarks), ["no-distribution"]);
    assert!(rehearsal.all_arrives(), "what is changed arrives");
    assert_eq!(
        fates(&one_page(Harvester::Ckan, &text)),
        ["a Imported", "b Imported"]
    );
}

#[test]
fn an_address_that_rdflib_does_not_write_keeps_the_dataset_from_sparql() {
    let text = dataset("a", "dcat:landingPage <https://daten.example/seite{1}> ;");
    let rehearsal = one_page(Harvester::Govdata, &text);
    assert_eq!(fates(&rehearsal), ["a Changed not-in-linked-data"]);
    assert!(rehearsal.datasets[0].causes[0].reason.de.contains("seite{1}"));
    assert_eq!(fates(&one_page(Harvester::Piveau, &text)), ["a Imported"]);
}

#[test]
fn a_link_to_a_dataset_of_an_earlier_page_empties_it() {
    let link = format!("dct:relation <{SITE}/a> ;");
    let pages = |first: &str, second: &str| {
        let pages = [
            format!("{first}{}", paging(1, 2, 2)),
            format!("{second}{}", paging(2, 0, 2)),
        ];
        fates(&Script::of(&[&pages[0], &pages[1]]).rehearse(Harvester::Govdata))
    };
    let (a, b) = (dataset("a", ""), dataset("b", &link));
    assert_eq!(pages(&a, &b), ["a Changed emptied-by-link", "b Imported"]);
    assert_eq!(pages(&b, &a), ["b Imported", "a Imported"]);
    // On one page both are written again.
    assert_eq!(
        fates(&one_page(Harvester::Govdata, &(a + &b))),
        ["a Imported", "b Imported"]
    );
}

#[test]
fn a_link_to_the_catalogue_empties_all_earlier_pages() {
    let back = format!("dct:isPartOf <{SITE}/> ;");
    let catalogue = |name: &str| format!("<{SITE}/> a dcat:Catalog ; dcat:dataset <{SITE}/{name}> .\n");
    let pages = [
        format!("{}{}{}", dataset("a", ""), catalogue("a"), paging(1, 2, 2)),
        format!("{}{}{}", dataset("b", &back), catalogue("b"), paging(2, 0, 2)),
    ];
    let rehearsal = Script::of(&[&pages[0], &pages[1]]).rehearse(Harvester::Govdata);
    assert_eq!(
        fates(&rehearsal),
        ["a Changed emptied-by-link", "b Changed leads-to-catalogue"]
    );
}

#[test]
fn shared_descriptions_are_a_remark_unless_they_are_the_publisher() {
    let with = |property: &str| {
        let more = format!("{property} <{SITE}/amt> ;");
        let text = format!(
            "{}{}<{SITE}/amt> foaf:name \"Amt\" .",
            dataset("a", &more),
            dataset("b", &more)
        );
        let rehearsal = one_page(Harvester::Govdata, &text);
        assert!(rehearsal.all_arrives());
        codes(&rehearsal.run.remarks).len()
    };
    assert_eq!((with("dcat:contactPoint"), with("dct:publisher")), (1, 0));
}
