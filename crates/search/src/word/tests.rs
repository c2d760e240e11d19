//! Words, units and forms.

use proptest::prelude::*;

use super::*;

fn parts(text: &str) -> Vec<Vec<&str>> {
    let of_unit = |unit: Unit| unit.parts.into_iter().map(|part| &text[part]).collect();
    units(text).into_iter().map(of_unit).collect()
}

#[test]
fn hyphens_join_and_everything_else_parts() {
    assert_eq!(
        parts("Kita-Plätze, B-Plan"),
        [vec!["Kita", "Plätze"], vec!["B", "Plan"]]
    );
    assert_eq!(parts("Kita - Plätze"), [["Kita"], ["Plätze"]]);
    assert_eq!(parts("kita_plaetze/2024"), [["kita"], ["plaetze"], ["2024"]]);
    assert_eq!(parts("Straßen\u{2010}Bäume"), [["Straßen", "Bäume"]]);
    assert_eq!(parts("„Öffentliches WLAN“"), [["Öffentliches"], ["WLAN"]]);
    assert_eq!(parts(" -- … "), Vec::<Vec<&str>>::new());
}

#[test]
fn a_name_and_a_year_are_two_words_and_short_names_are_one() {
    assert_eq!(parts("Haushalt2025"), [["Haushalt", "2025"]]);
    for whole in ["B9", "PM10", "A61", "G20", "2b", "LoD2", "3D", "1a2b3c4d5e6f7890"] {
        assert_eq!(parts(whole), [[whole]]);
    }
}

#[test]
fn combining_marks_belong_to_their_word() {
    assert_eq!(parts("Pla\u{308}tze"), [["Pla\u{308}tze"]]);
    assert_eq!(fold("Pla\u{308}tze"), "platze");
    assert_eq!(fold("Kinder\u{ad}garten"), "kindergarten");
}

#[test]
fn folding_takes_marks_and_capitals_away() {
    for (word, folded) in [
        ("PLÄTZE", "platze"),
        ("Straße", "strasse"),
        ("STRAẞE", "strasse"),
        ("Café", "cafe"),
        ("Łódź", "lodz"),
    ] {
        assert_eq!(fold(word), folded);
    }
}

#[test]
fn all_spellings_of_an_umlaut_have_one_key() {
    let key_of = |word: &str| key(&fold(word)).into_owned();
    for (umlaut, other) in [
        ("Plätze", "Plaetze"),
        ("Öl", "Oel"),
        ("Müll", "Muell"),
        ("Grünfläche", "Gruenflaeche"),
    ] {
        assert_eq!(key_of(umlaut), key_of(other));
    }
    for same in ["frauen", "neue", "quelle", "e", ""] {
        assert_eq!(key(same), same, "{same}");
    }
}

#[test]
fn inflected_forms_share_a_stem() {
    let stemmer = Stemmer::new();
    let groups: [&[&str]; 9] = [
        &["Kita", "Kitas"],
        &["Platz", "Plätze", "Plätzen", "Platzes", "Plaetze"],
        &["Baum", "Bäume", "Bäumen"],
        &["Haushalt", "Haushalte", "Haushaltes"],
        &["Kreis", "Kreise", "Kreises", "Kreisen"],
        &["Ausweis", "Ausweise", "Ausweisen"],
        &["Büro", "Büros"],
        &["Straße", "Straßen", "Strasse"],
        &["Schule", "Schulen"],
    ];
    for group in groups {
        let stems: Vec<String> = group.iter().map(|word| stemmer.stem(&fold(word))).collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{group:?}: {stems:?}");
    }
    assert_eq!(stemmer.stem("2025"), "2025");
    assert_ne!(stemmer.stem("haus"), stemmer.stem("hau"));
}

#[test]
fn tags_are_no_words_and_less_than_is_no_tag() {
    assert_eq!(plain("<p>Kita</p><br/>Plätze"), " Kita  Plätze");
    for same in ["Kinder < 3 Jahre", "a<b", "a < b > c", "<", "<>", "x <", "<a"] {
        assert_eq!(plain(same), same);
    }
    assert_eq!(plain("a <b <i>c</i>"), "a <b  c ");
}

proptest! {
    #[test]
    fn any_text_has_words_that_stand_where_they_say(text in "\\PC{0,60}") {
        let mut end = 0;
        for unit in units(&text) {
            prop_assert!(unit.range.start >= end);
            end = unit.range.end;
            prop_assert_eq!(unit.range.start, unit.parts[0].start);
            prop_assert_eq!(unit.range.end, unit.parts[unit.parts.len() - 1].end);
            for part in &unit.parts {
                prop_assert!(!text[part.clone()].is_empty());
            }
        }
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
        prop_assert!(plain(&text).len() <= text.len() + 1);
    }
}
