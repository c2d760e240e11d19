//! Compounds and misspellings.

use super::*;

fn lexicon(words: &[&str]) -> Lexicon {
    Lexicon::learn(words.iter().map(|word| ((*word).to_owned(), 1)))
}

fn split<'a>(lexicon: &'a Lexicon, word: &str) -> Vec<&'a str> {
    let stems = lexicon.split(&fold(word)).unwrap_or_default();
    stems.into_iter().map(|stem| lexicon.stem(stem)).collect()
}

fn compounds<'a>(lexicon: &'a Lexicon, word: &str) -> Vec<&'a str> {
    let stem = Stemmer::new().stem(&fold(word));
    let known = lexicon.stems_of(&stem);
    known
        .into_iter()
        .flat_map(|id| lexicon.compounds(id))
        .map(|id| lexicon.stem(*id))
        .collect()
}

#[test]
fn compounds_are_made_of_words_that_occur() {
    let lexicon = lexicon(&[
        "Kita",
        "Plätze",
        "Genehmigung",
        "Verfahren",
        "Bau",
        "Rad",
        "Kinder",
        "Garten",
        "Gemeinde",
        "Wahlen",
    ]);
    assert_eq!(split(&lexicon, "Kitaplätze"), ["kita", "platz"]);
    assert_eq!(
        split(&lexicon, "Kitaplaetze"),
        ["kita", "platz"],
        "in any spelling"
    );
    assert_eq!(split(&lexicon, "Kitaplatz").len(), 2, "in any form");
    assert_eq!(
        split(&lexicon, "Genehmigungsverfahren").len(),
        2,
        "with an s between"
    );
    assert_eq!(split(&lexicon, "Gemeindewahl").len(), 2);
    assert_eq!(
        split(&lexicon, "Baugenehmigungsverfahren").len(),
        3,
        "of three parts"
    );
    assert_eq!(split(&lexicon, "Kindergarten").len(), 2);
    for whole in [
        "Kita",
        "Plätze",
        "Unbekannt",
        "Kitaxyz",
        "xyzplätze",
        "",
        "2025",
        "Plätzeplätzeplätzeplätzeplätze",
    ] {
        assert!(split(&lexicon, whole).is_empty(), "{whole}");
    }
}

#[test]
fn all_links_between_parts_are_known() {
    let lexicon = lexicon(&[
        "Wohnung", "Markt", "Straße", "Name", "Bild", "Buch", "Kind", "Wagen", "Jahr", "Zeit", "Stadt",
        "Frau",
    ]);
    for compound in [
        "Wohnungsmarkt",
        "Straßenname",
        "Bilderbuch",
        "Kinderwagen",
        "Jahreszeit",
        "Frauenname",
        "Stadtname",
    ] {
        assert_eq!(split(&lexicon, compound).len(), 2, "{compound}");
    }
}

#[test]
fn small_words_and_endings_are_no_parts() {
    let lexicon = lexicon(&[
        "Unter", "Nehmen", "Viel", "Leicht", "Aus", "Weisen", "Frei", "Heit",
    ]);
    for whole in ["Unternehmen", "vielleicht", "ausweisen", "Freiheit"] {
        assert!(split(&lexicon, whole).is_empty(), "{whole}");
    }
}

#[test]
fn a_word_knows_the_compounds_that_hold_it() {
    let lexicon = lexicon(&[
        "Kita",
        "Platz",
        "Kitaplätze",
        "Parkplatz",
        "Park",
        "Belegung",
        "Kitabelegungen",
        "Kitaplatzbelegung",
    ]);
    let kita = compounds(&lexicon, "Kitas");
    assert_eq!(kita.len(), 3, "{kita:?}");
    assert!(compounds(&lexicon, "Plätze").contains(&"parkplatz"));
    assert!(
        compounds(&lexicon, "Kitaplätze").contains(&"kitaplatzbeleg"),
        "parts of parts too"
    );
    assert!(compounds(&lexicon, "Unbekannt").is_empty());
}

#[test]
fn the_nearest_words_are_meant() {
    let lexicon = lexicon(&[
        "Baumkataster",
        "Bäume",
        "Haushalt",
        "Haus",
        "Kita",
        "2024",
        "Gonsenheim",
        "Breitband",
    ]);
    let meant = |word: &str| -> Vec<String> {
        lexicon
            .similar(&fold(word))
            .into_iter()
            .map(|word| word.display.to_owned())
            .collect()
    };
    assert_eq!(meant("Baumkatster"), ["Baumkataster"]);
    assert_eq!(
        meant("Baumkatasetr"),
        ["Baumkataster"],
        "letters that changed places"
    );
    assert_eq!(meant("Hauhsalt"), ["Haushalt"]);
    assert_eq!(meant("Gonsnheim"), ["Gonsenheim"]);
    assert_eq!(meant("Baeume"), ["Bäume"]);
    for none in ["2025", "Hau", "Kit", "xyz", "", "Baukaster", "Kindergarten"] {
        assert!(meant(none).is_empty(), "{none}: {:?}", meant(none));
    }
}

#[test]
fn the_order_of_words_is_no_matter() {
    let words = ["Bäume", "BÄUME", "bäume", "Baum", "Parkbäume", "Park", "Baüme"];
    let forward = lexicon(&words);
    let backward = Lexicon::learn(words.iter().rev().map(|word| ((*word).to_owned(), 1)));
    let seen = |lexicon: &Lexicon| -> Vec<(String, u32)> {
        let found = lexicon.beginning_with("", 100);
        found
            .into_iter()
            .map(|word| (word.display.to_owned(), word.documents))
            .collect()
    };
    assert_eq!(seen(&forward), seen(&backward));
}

#[test]
fn a_word_is_found_within_others_wherever_their_parts_end() {
    let lexicon = lexicon(&["Antikorruptionsbeauftragte", "Stichwahlen", "Wahl", "Orte"]);
    let holding = |word: &str| -> Vec<&str> {
        let stem = Stemmer::new().stem(&fold(word));
        lexicon
            .holding(&stem, 10)
            .into_iter()
            .map(|id| lexicon.stem(id))
            .collect()
    };
    assert_eq!(holding("Korruption").len(), 1);
    assert_eq!(holding("Stichwahl").len(), 1);
    assert!(holding("Ort").is_empty(), "too short");
    assert!(holding("Bestechung").is_empty());
}
