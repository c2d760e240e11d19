//! Which words a dataset is found by.

use super::*;
use crate::testing::dataset;

#[test]
fn years_of_a_time_are_words() {
    let moment = |text| Moment::first_of(text);
    let period = |start, end| Period {
        start: moment(start),
        end: moment(end),
    };
    assert_eq!(
        years(&[period("2023", "2025"), period("2025", "")]),
        [2023, 2024, 2025]
    );
    assert_eq!(
        years(&[period("1800", "2025")]),
        [1800, 2025],
        "a long time by its ends"
    );
    assert_eq!(
        years(&[period("2025", "2020")]),
        [2020, 2025],
        "the wrong way round"
    );
    assert!(years(&[Period::default()]).is_empty());
}

#[test]
fn every_text_belongs_to_a_group() {
    let mut one = dataset("mainz", "kita", "Titel", "<b>Beschreibung</b>", &["Wort"]);
    one.licences = vec![crate::Concept::new(
        "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        "Datenlizenz",
    )];
    let texts = texts(&one);
    let of = |group| -> Vec<&str> {
        texts
            .iter()
            .filter(|(own, _)| *own == group)
            .map(|(_, text)| text.as_str())
            .collect()
    };
    assert_eq!(of(Group::Title), ["Titel"]);
    assert_eq!(of(Group::Description), [" Beschreibung "]);
    assert_eq!(of(Group::Keyword), ["Wort"]);
    assert_eq!(of(Group::Place), ["mainz", "Stadt mainz"]);
    assert_eq!(of(Group::Licence), ["Datenlizenz", "dl-by-de/2.0"]);
    assert_eq!(of(Group::Other), ["kita"]);
}

#[test]
fn a_text_without_end_is_no_harm() {
    let fields = Fields::new();
    let mut one = dataset("mainz", "lang", "Titel", &"wort ".repeat(100_000), &[]);
    one.keywords = vec!["x".repeat(100_000)];
    Documents::new(&fields).document(&one).unwrap();
}
