//! Suggestions from a small catalogue.

use super::*;
use crate::testing::index;

fn suggested(typed: &str, limit: usize) -> (Vec<String>, Vec<String>) {
    let mut words = Vec::new();
    let mut titles = Vec::new();
    for suggestion in index().snapshot().suggest(typed, limit) {
        match suggestion {
            Suggestion::Words { text, .. } => words.push(text),
            Suggestion::Dataset { title, .. } => titles.push(title),
        }
    }
    (words, titles)
}

#[test]
fn titles_and_words_go_on_from_what_was_typed() {
    let (words, titles) = suggested("kita", 10);
    assert!(words.contains(&"Kitaplätze".to_owned()), "{words:?}");
    assert_eq!(
        titles,
        ["Kitaplätze", "Kita-Plätze nach Einrichtung"],
        "the shorter first"
    );
    let (words, titles) = suggested("kita pl", 10);
    assert_eq!(titles, ["Kita-Plätze nach Einrichtung"]);
    assert_eq!(words[0], "kita Plätze");
    assert_eq!(
        suggested("einr kita", 10).1,
        ["Kita-Plätze nach Einrichtung"],
        "in any order"
    );
    assert_eq!(
        suggested("bebauungsplae", 10).1,
        ["Bebauungspläne"],
        "in any spelling"
    );
}

#[test]
fn little_is_suggested_for_little() {
    for nothing in ["", " ", "k", "-", "\"", "xyz"] {
        assert_eq!(suggested(nothing, 10), (vec![], vec![]), "{nothing}");
    }
    assert!(suggested("kita ", 10).0.is_empty(), "the word is finished");
    let (words, titles) = suggested("pl", 3);
    assert!(words.len() + titles.len() <= 3 && !titles.is_empty());
    assert_eq!(index().snapshot().suggest("pl", 0), []);
}

#[test]
fn a_suggested_dataset_says_where_it_is() {
    let snapshot = index().snapshot();
    let suggestion = snapshot.suggest("baumk", 10).pop().unwrap();
    let expected = Suggestion::Dataset {
        iri: "https://daten.example/mainz/dataset/baumkataster".to_owned(),
        id: "baumkataster".to_owned(),
        city: Concept::new("mainz", "Stadt mainz"),
        title: "Baumkataster".to_owned(),
    };
    assert_eq!(suggestion, expected);
}
