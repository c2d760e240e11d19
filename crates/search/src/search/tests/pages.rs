//! Orders and pages.

use super::{HALLE, MAINZ, request};
use crate::dataset::Dataset;
use crate::index::Index;
use crate::request::{Cursor, Request, SearchError, Sort};
use crate::testing::{ask, catalog, found, index};

#[test]
fn an_empty_question_finds_everything_the_newest_first() {
    let index = index();
    let answer = ask(&index, "");
    assert_eq!(answer.total, 6);
    assert_eq!(
        found(&answer)[..3],
        ["mainz/baumkataster", MAINZ, "mainz/haushalt-2025"]
    );
    assert_eq!(answer.generation, 7);
    let mut by_title = request("");
    by_title.sort = Sort::Title;
    let answer = index.snapshot().search(&by_title).unwrap();
    let titles: Vec<&str> = answer.hits.iter().map(|hit| hit.title.text.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Baumkataster",
            "Bebauungspläne",
            "Ergebnishaushalt 2025",
            "Kita-Plätze nach Einrichtung",
            "Kitaplätze",
            "Parkplätze"
        ]
    );
    let mut by_date = request("kita");
    by_date.sort = Sort::Modified;
    assert_eq!(found(&index.snapshot().search(&by_date).unwrap()), [MAINZ, HALLE]);
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let index = index();
    for sort in [Sort::Relevance, Sort::Modified, Sort::Title] {
        for query in ["", "plätze", "plätze xylophon kita"] {
            let mut asked = Request {
                sort,
                ..request(query)
            };
            let whole = found(&index.snapshot().search(&asked).unwrap());
            asked.limit = 1;
            let mut pages = Vec::new();
            loop {
                let answer = index.snapshot().search(&asked).unwrap();
                assert_eq!(
                    answer.total,
                    whole.len() as u64,
                    "the number is that of the whole"
                );
                pages.extend(found(&answer));
                match answer.next {
                    Some(next) => asked.after = Some(Cursor::from_text(next.as_str())),
                    None => break,
                }
            }
            assert_eq!(pages, whole, "{sort:?} {query}");
        }
    }
}

#[test]
fn a_cursor_holds_for_its_question_and_generation() {
    let index = index();
    let mut asked = request("");
    asked.limit = 1;
    let next = index.snapshot().search(&asked).unwrap().next;
    let other = Request {
        after: next.clone(),
        ..request("kita")
    };
    assert!(matches!(
        index.snapshot().search(&other),
        Err(SearchError::ForeignCursor)
    ));
    for wrong in ["", "7", "x.y.z", "7.0.0.0", "ffffffffffffffffffff.0.0", "7.é.1"] {
        let request = Request {
            after: Some(Cursor::from_text(wrong)),
            ..request("")
        };
        assert!(
            matches!(index.snapshot().search(&request), Err(SearchError::ForeignCursor)),
            "{wrong}"
        );
    }
    index.update_city(8, "halle", Vec::<Dataset>::new()).unwrap();
    asked.after = next;
    let outdated = index.snapshot().search(&asked);
    assert!(
        matches!(outdated, Err(SearchError::OutdatedCursor { of: 7, current: 8 })),
        "{outdated:?}"
    );
}

#[test]
fn the_order_of_datasets_in_the_index_is_no_matter() {
    let forward = index();
    let mut datasets = catalog();
    datasets.reverse();
    let backward = Index::in_memory(7, datasets).unwrap();
    for query in ["", "plätze", "kita", "plätze ODER baum", "halle kita xyz"] {
        assert_eq!(ask(&forward, query), ask(&backward, query), "{query}");
    }
}
