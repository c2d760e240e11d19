//! Questions to a small catalogue.

mod facets;
mod pages;

use proptest::prelude::*;

use super::*;
use crate::dataset::Dataset;
use crate::index::Index;
use crate::request::{Marked, Matching, Role};
use crate::testing::{ask, dataset, found, index};

const MAINZ: &str = "mainz/kita-plaetze";
const HALLE: &str = "halle/kita-plaetze";

fn request(query: &str) -> Request {
    Request {
        query: query.to_owned(),
        today: Moment::first_of("2026-03-01").unwrap(),
        ..Request::default()
    }
}

fn sorted(answer: &Answer) -> Vec<String> {
    let mut found = found(answer);
    found.sort();
    found
}

#[test]
fn a_word_is_found_in_every_form_and_spelling() {
    let index = index();
    for query in [
        "Kita-Plätze",
        "kitaplätze",
        "Kitaplatz",
        "kita plaetze",
        "KITAPLAETZE",
        "kita-platze",
        "Plätze Kitas",
    ] {
        let answer = ask(&index, query);
        assert_eq!(answer.matching, Matching::All, "{query}");
        assert_eq!(sorted(&answer), [HALLE, MAINZ], "{query}");
    }
    for query in ["Bäume", "Baum", "baeume", "Straßenbäume"] {
        assert_eq!(found(&ask(&index, query))[0], "mainz/baumkataster", "{query}");
    }
}

#[test]
fn offices_words_are_found_by_peoples_words() {
    let index = index();
    assert_eq!(sorted(&ask(&index, "Kindergarten")), [HALLE, MAINZ]);
    assert_eq!(found(&ask(&index, "B-Plan")), ["halle/bplan"]);
    assert_eq!(found(&ask(&index, "Etat 2025")), ["mainz/haushalt-2025"]);
    let answer = ask(&index, "Kindergartenplätze Mainz");
    assert_eq!(found(&answer), [MAINZ], "also within compounds");
    let reading = &ask(&index, "Kindergarten").readings[0];
    assert!(reading.synonyms.contains(&"Kita".to_owned()), "{reading:?}");
    assert!(
        !reading.synonyms.contains(&"Kinderkrippe".to_owned()),
        "no dataset has it"
    );
}

#[test]
fn only_what_does_not_occur_is_taken_for_a_misspelling() {
    let index = index();
    let answer = ask(&index, "Baumkatster");
    assert_eq!(found(&answer), ["mainz/baumkataster"]);
    assert_eq!(answer.readings[0].corrected, ["Baumkataster"]);
    assert_eq!(answer.matching, Matching::All);
    let answer = ask(&index, "Baumkataster");
    assert!(answer.readings[0].corrected.is_empty());
    let answer = ask(&index, "Haushalt 2026");
    assert!(
        answer.readings[1].corrected.is_empty(),
        "a year is never guessed at"
    );
}

#[test]
fn all_words_are_needed_and_when_none_has_all_it_is_said() {
    let index = index();
    let all = ask(&index, "kita plätze gonsenheim");
    assert_eq!(
        (all.matching, found(&all)),
        (Matching::All, vec![MAINZ.to_owned()])
    );
    let some = ask(&index, "kita plätze finthen");
    assert_eq!(some.matching, Matching::Some);
    assert_eq!(
        found(&some)[..2]
            .iter()
            .filter(|one| one.ends_with("kita-plaetze"))
            .count(),
        2
    );
    assert_eq!(some.hits[0].missing, ["finthen"]);
    assert_eq!(some.readings[2].role, Role::Unknown);
    let known = ask(&index, "baumkataster halle");
    assert_eq!(
        known.matching,
        Matching::Some,
        "both words occur, in no dataset together"
    );
    assert!(known.hits.iter().all(|hit| hit.missing.len() == 1));
    let nothing = ask(&index, "xylophon");
    assert_eq!((nothing.total, nothing.matching), (0, Matching::All));
}

#[test]
fn what_is_missing_is_told_within_the_choice() {
    let index = index();
    let mut request = request("kita belegung");
    assert_eq!(index.snapshot().search(&request).unwrap().matching, Matching::All);
    request.filters.cities = vec!["halle".to_owned()];
    let answer = index.snapshot().search(&request).unwrap();
    assert_eq!(
        (answer.matching, found(&answer)),
        (Matching::Some, vec![HALLE.to_owned()])
    );
    assert_eq!(answer.hits[0].missing, ["belegung"]);
}

#[test]
fn small_words_are_left_out_and_weak_ones_may_be_missing() {
    let index = index();
    let answer = ask(&index, "wo gibt es freie Parkplätze in der Stadt");
    assert_eq!(found(&answer), ["halle/parken"]);
    assert_eq!(answer.readings[0].role, Role::Ignored);
    let answer = ask(&index, "Daten zum Baumkataster");
    assert_eq!(
        (found(&answer), answer.readings[0].role),
        (vec!["mainz/baumkataster".to_owned()], Role::Unknown)
    );
    assert_eq!(
        answer.matching,
        Matching::All,
        "nobody misses what may be missing"
    );
    let answer = ask(&index, "und");
    assert_eq!(answer.readings[0].role, Role::Wanted, "nothing else was typed");
    assert!(answer.total > 0);
}

#[test]
fn a_phrase_is_found_as_it_stands() {
    let index = index();
    assert_eq!(
        sorted(&ask(&index, "\"freie Plätze\"")),
        ["halle/bplan", "halle/parken"]
    );
    assert_eq!(
        sorted(&ask(&index, "„Freie Plaetze“")),
        ["halle/bplan", "halle/parken"],
        "umlauts in any spelling"
    );
    assert_eq!(found(&ask(&index, "\"Plätze in Parkhäusern\"")), ["halle/parken"]);
    assert_eq!(ask(&index, "\"Plätze freie\"").total, 0);
    assert_eq!(ask(&index, "\"freier Platz\"").total, 0, "in no other form");
    assert_eq!(
        ask(&index, "\"Kita Kinderbetreuung\"").total,
        0,
        "not across two keywords"
    );
    assert_eq!(found(&ask(&index, "\"Kita Plätze nach\"")), [MAINZ]);
}

#[test]
fn fields_exclusions_alternatives_beginnings() {
    let index = index();
    assert_eq!(
        sorted(&ask(&index, "titel:plätze")),
        ["halle/kita-plaetze", "halle/parken", "mainz/kita-plaetze"]
    );
    assert_eq!(found(&ask(&index, "format:json")), [HALLE]);
    assert_eq!(found(&ask(&index, "lizenz:dl-by-de")), ["mainz/baumkataster"]);
    assert_eq!(found(&ask(&index, "kategorie:umwelt")), ["mainz/baumkataster"]);
    assert_eq!(found(&ask(&index, "herausgeber:planungsamt")), ["halle/bplan"]);
    assert_eq!(sorted(&ask(&index, "jahr:2025")), ["mainz/haushalt-2025", MAINZ]);
    assert_eq!(sorted(&ask(&index, "kita kommune:halle")), [HALLE]);
    assert_eq!(
        sorted(&ask(&index, "plätze -kita")),
        ["halle/bplan", "halle/parken"]
    );
    assert_eq!(
        sorted(&ask(&index, "baumkataster ODER bebauungsplan")),
        ["halle/bplan", "mainz/baumkataster"]
    );
    assert_eq!(found(&ask(&index, "bebau*")), ["halle/bplan"]);
    assert_eq!(sorted(&ask(&index, "-kommune:halle")).len(), 3);
    assert_eq!(found(&ask(&index, "schlagwort:kita titel:einrichtung")), [MAINZ]);
    assert_eq!(ask(&index, "titel:jugendamt").total, 0);
    assert_eq!(
        ask(&index, "Datenlizenz").total,
        0,
        "the licence is looked at only when it is named"
    );
}

#[test]
fn a_compound_is_more_than_its_parts() {
    let index = index();
    let answer = ask(&index, "platz");
    assert!(
        found(&answer).contains(&"halle/parken".to_owned()),
        "within Parkplätze"
    );
    let answer = ask(&index, "Parkplatz");
    assert_eq!(found(&answer)[0], "halle/parken");
}

#[test]
fn what_was_found_is_marked() {
    let index = index();
    let marked = |marked: &Marked| -> Vec<String> {
        marked
            .marks
            .iter()
            .map(|mark| marked.text[mark.clone()].to_owned())
            .collect()
    };
    let answer = ask(&index, "kitaplaetze mainz");
    let hit = &answer.hits[0];
    assert_eq!(marked(&hit.title), ["Kita-Plätze"]);
    assert_eq!(
        hit.excerpt.text, "Plätze und Belegung der Kindertagesstätten.",
        "without tags"
    );
    assert_eq!(marked(&hit.excerpt), ["Plätze", "Kindertagesstätten"]);
    let long = format!(
        "{} Gonsenheim liegt hier. {}",
        "Vorrede und mehr. ".repeat(40),
        "Nachrede. ".repeat(40)
    );
    let index = Index::in_memory(1, [dataset("mainz", "lang", "Lang", &long, &[])]).unwrap();
    let hit = &ask(&index, "gonsenheim").hits[0];
    assert_eq!(marked(&hit.excerpt), ["Gonsenheim"]);
    assert!(
        hit.excerpt.text.starts_with("… ")
            && hit.excerpt.text.ends_with(" …")
            && hit.excerpt.text.len() < 300
    );
    let hit = &ask(&index, "").hits[0];
    assert!(hit.excerpt.marks.is_empty() && hit.excerpt.text.starts_with("Vorrede"));
}

#[test]
fn an_empty_catalogue_answers() {
    let index = Index::in_memory(0, Vec::<Dataset>::new()).unwrap();
    let answer = ask(&index, "kita -schule format:csv \"a b\" x*");
    assert_eq!((answer.total, answer.matching), (0, Matching::All));
    assert!(index.snapshot().suggest("ki", 10).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_question_is_an_error(query in "([-+\"„“*|: ]|titel:|jahr:|ODER |kita|plätze|[a-zäß0-9]{1,8}|\\PC){0,40}") {
        let index = small();
        let answer = index.snapshot().search(&request(&query)).unwrap();
        prop_assert!(answer.hits.len() as u64 <= answer.total);
        for hit in &answer.hits {
            for marked in [&hit.title, &hit.excerpt] {
                for mark in &marked.marks {
                    prop_assert!(marked.text.get(mark.clone()).is_some());
                }
            }
        }
        let suggested = index.snapshot().suggest(&query, 10);
        prop_assert!(suggested.len() <= 10);
    }
}

/// One index for all random questions.
fn small() -> &'static Index {
    static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(index);
    &INDEX
}
