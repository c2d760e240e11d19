//! German texts without a language: marked as German where the text and its dataset leave no doubt.

use kolophon_dcat::vocab::dcterms;
use kolophon_graph::{Term, XSD_STRING};

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};
use crate::mapping;

const GERMAN: &str = "http://publications.europa.eu/resource/authority/language/DEU";

/// Small words that only German has in this spelling.
const GERMAN_WORDS: [&str; 41] = [
    "und", "oder", "für", "über", "von", "vom", "zum", "zur", "bei", "nach", "aus", "auf", "durch", "sowie",
    "der", "dem", "ein", "eine", "einer", "eines", "einem", "einen", "ist", "sind", "wird", "werden",
    "wurde", "wurden", "nicht", "auch", "zwischen", "nur", "beim", "im", "ins", "kein", "keine", "diese",
    "dieser", "dieses", "deren",
];

/// Small words of the languages that texts in German catalogues are mixed with.
const OTHER_WORDS: [&str; 23] = [
    "the", "of", "and", "for", "with", "from", "to", "is", "are", "by", "this", "that", "export", "contains",
    "het", "een", "van", "voor", "og", "och", "les", "et", "pour",
];

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    use Class::{Catalog, DataService, Dataset, DatasetSeries, Distribution};
    let Term::Literal {
        value,
        datatype: XSD_STRING,
        ..
    } = statement.object
    else {
        return None;
    };
    let is_text = [dcterms::TITLE, dcterms::DESCRIPTION].contains(&statement.property);
    if !is_text || !statement.is_about(&[Catalog, DataService, Dataset, DatasetSeries, Distribution]) {
        return None;
    }
    // One text only may be the German one.
    let mut others = statement
        .others(statement.property)
        .filter(|other| *other != statement.triple.object);
    let is_rival = |term: Term<'_>| match term {
        Term::Literal { language, .. } => language.is_none_or(|language| language.starts_with("de")),
        _ => true,
    };
    let lone = !others.any(|other| is_rival(statement.graph.term(other)));
    (lone && may_be_german(statement) && is_german(value)).then(|| {
        Change::object(
            Kind::LanguageTag,
            Object::Tagged(value.to_owned(), "de".to_owned()),
        )
    })
}

/// Whether the thing says that it is in German, or says nothing about its language.
fn may_be_german(statement: &Statement<'_>) -> bool {
    let mut languages = statement.others(dcterms::LANGUAGE).peekable();
    languages.peek().is_none()
        || languages.any(|language| {
            let value = statement.graph.term(language).value();
            let meaning = mapping::meaning(dcterms::LANGUAGE, value);
            value == GERMAN || meaning.is_some_and(|meaning| meaning.iri == GERMAN)
        })
}

/// Whether the small words of a text are German, and hardly any are not.
fn is_german(text: &str) -> bool {
    let lower = text.to_lowercase();
    let count = |known: &[&str]| {
        let words = lower.split(|c: char| !c.is_alphabetic());
        words.filter(|word| known.contains(word)).count()
    };
    let (german, other) = (count(&GERMAN_WORDS), count(&OTHER_WORDS));
    german >= 1 && other * 8 <= german
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_texts_are_told_from_others() {
        for text in [
            "Gesetze und Rechtsverordnungen Bremen 2014",
            "Liste der Bäume",
            "Haushaltsplan für das Jahr 2025",
        ] {
            assert!(is_german(text), "{text}");
        }
        for text in [
            "geojson export of https://daten.example/bäume",
            "List of trees for the city",
            "Haushaltsporträt 2012",
            "Export of data, mit Anhang",
            "Bomen in de stad van Bremen",
            "Radverkehr",
            "MIT Open Data",
            "",
        ] {
            assert!(!is_german(text), "{text}");
        }
    }
}
