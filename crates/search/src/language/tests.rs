//! The tables of the language.

use super::*;

fn meant(text: &str) -> Vec<&'static str> {
    let stemmer = Stemmer::new();
    let stems: Vec<String> = units(text)
        .into_iter()
        .map(|unit| {
            let word = unit
                .joined(text)
                .unwrap_or_else(|| text[unit.range.clone()].to_owned());
            stemmer.stem(&fold(&word))
        })
        .collect();
    let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
    let synonyms = LANGUAGE
        .synonyms(&stems)
        .map_or(&[][..], |(_, synonyms)| synonyms);
    synonyms.iter().map(|synonym| synonym.text.as_str()).collect()
}

#[test]
fn offices_and_people_mean_the_same() {
    assert!(meant("Kita").contains(&"Kindertagesstätte"));
    assert!(meant("Kindertagesstätten").contains(&"Kita"), "in any form");
    assert!(meant("Haushalt").contains(&"Etat") && meant("Etats").contains(&"Haushalt"));
    assert!(meant("B-Plan").contains(&"Bebauungsplan") && meant("bplan").contains(&"Bebauungsplan"));
    assert!(
        meant("öffentlicher Nahverkehr").contains(&"ÖPNV"),
        "several words are one"
    );
    assert!(meant("Baum").is_empty());
}

#[test]
fn a_narrow_word_finds_the_wide_one_and_not_the_other_way_round() {
    assert!(meant("Gymnasium").contains(&"Schule"));
    assert!(!meant("Schule").contains(&"Gymnasium"));
}

#[test]
fn no_word_means_itself() {
    for (first, meanings) in &LANGUAGE.synonyms {
        for meaning in meanings {
            assert_eq!(&meaning.stems[0], first);
            assert!(!meaning.others.is_empty(), "{:?}", meaning.stems);
            for other in &meaning.others {
                assert_ne!(other.stems, meaning.stems, "{}", other.text);
                assert!(!other.stems.is_empty(), "{}", other.text);
            }
        }
    }
}

#[test]
fn small_words_say_nothing_and_daten_says_little() {
    let weight = |word: &str| {
        let folded = fold(word);
        LANGUAGE.weight(&folded, &Stemmer::new().stem(&folded))
    };
    assert_eq!((weight("wo"), weight("für")), (Weight::None, Weight::None));
    assert_eq!(
        (weight("Daten"), weight("kostenloses")),
        (Weight::Weak, Weight::Weak)
    );
    assert_eq!((weight("Kita"), weight("2025")), (Weight::Full, Weight::Full));
    assert!(!LANGUAGE.is_part("unter") && LANGUAGE.is_part("platz"));
}
