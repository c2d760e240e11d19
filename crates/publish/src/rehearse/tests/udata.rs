//! udata's harvester for DCAT.

use super::*;

#[test]
fn a_dataset_needs_identifier_and_title() {
    let text = format!(
        "{}<{SITE}/b> a dcat:Dataset ; dct:title \"Satz b\" .\n<{SITE}/c> a dcat:Dataset ; dct:identifier \"c\" .",
        dataset("a", "")
    );
    let rehearsal = one_page(Harvester::Udata, &text);
    assert_eq!(
        fates(&rehearsal),
        [
            "a Imported",
            "b Dropped no-identifier",
            "https://daten.example/c Dropped no-title"
        ]
    );
    assert_eq!(rehearsal.run.outcome, Outcome::Complete);
    assert!(!rehearsal.all_arrives());
}

#[test]
fn what_only_a_service_leads_to_is_a_mere_link() {
    let text = format!(
        "{}<{SITE}/s> a dcat:DataService ; dcat:servesDataset <{SITE}/b> . <{SITE}/b> a dcat:Dataset ; dct:identifier \"b\" .",
        dataset("a", "")
    );
    assert_eq!(
        fates(&one_page(Harvester::Udata, &text)),
        ["a Imported", "https://daten.example/b Dropped mere-link"]
    );
}

#[test]
fn a_bare_text_type_garbles_umlauts() {
    let with = |content_type: &str, title: &str| {
        let mut script = Script::default();
        let page = turtle(&dataset("a", &format!("dct:description \"{title}\" ;")));
        script.answer(
            FIRST,
            Response {
                content_type: Some(content_type.to_owned()),
                ..page
            },
        );
        script.rehearse(Harvester::Udata)
    };
    assert_eq!(
        fates(&with("text/turtle", "Bäume")),
        ["a Changed garbled-letters"]
    );
    assert_eq!(fates(&with("text/turtle", "B\\u00E4ume")), ["a Imported"]);
    assert_eq!(
        fates(&with("text/turtle; charset=utf-8", "Bäume")),
        ["a Imported"]
    );
    // The ending of the address decides what it is, so it is read as Turtle all the same.
    let guessed = with("application/rdf+xml", "Bäume");
    assert_eq!(
        (fates(&guessed), codes(&guessed.run.remarks)),
        (vec!["a Imported".to_owned()], vec!["guessed-charset"])
    );
}

#[test]
fn what_is_missing_goes_to_the_archive() {
    let before = one_page(Harvester::Udata, &(dataset("a", "") + &dataset("b", "")));
    let mut script = Script::of(&[&dataset("a", "")]);
    let rehearsal = rehearse(Harvester::Udata, FIRST, &mut script, Some(&before)).unwrap();
    assert_eq!(fates(&rehearsal), ["a Imported", "b Deleted missing"]);
    assert!(rehearsal.datasets[1].causes[0].reason.de.contains("7 Tage"));
}
