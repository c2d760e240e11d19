//! Which value of a code list somebody means who writes its label, its code or a known spelling.

use std::sync::OnceLock;

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, spdx};
use rustc_hash::FxHashMap;

use super::search::folded;
use super::{CodeList, Found, Value, all, search};
use crate::mapping::{self, Certainty};

/// The most candidates that are named.
const MOST_CANDIDATES: usize = 3;

/// Which value is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// This one, by its IRI.
    Exactly(String),
    /// No single one; these come near, the nearest first.
    OneOf(Vec<Value>),
    /// Nothing comes near.
    Nothing,
}

/// The value of a list that a text means: its IRI, its label in either language, its code (the last part of the IRI, of a
/// licence also `dl-by-de/2.0`), or a spelling of `schemas/mappings/`. What could be several is none.
///
/// ```
/// use kolophon_validate::codelist::{Meant, list, meant};
///
/// let licences = list("licenses").unwrap();
/// let expected = Meant::Exactly("http://dcat-ap.de/def/licenses/dl-by-de/2.0".to_owned());
/// assert_eq!(meant(licences, "Datenlizenz Deutschland Namensnennung 2.0"), expected);
/// assert_eq!(meant(licences, "dl-by-de/2.0"), expected);
/// assert_eq!(meant(licences, "dl-de/by-2-0"), expected);
/// ```
#[must_use]
pub fn meant(list: &'static CodeList, text: &str) -> Meant {
    let text = text.trim();
    if list.contains(text) {
        return Meant::Exactly(text.to_owned());
    }
    if let Some(iri) = by_code(list, text) {
        return Meant::Exactly(iri);
    }
    match names(list).get(folded(text).as_str()) {
        Some(Some(iri)) => return Meant::Exactly((*iri).to_owned()),
        Some(None) => return near(list, text),
        None => {}
    }
    let meaning = property(list.name).and_then(|property| mapping::meaning(property, text));
    match meaning {
        Some(meaning) if meaning.certainty == Certainty::Sure => Meant::Exactly(meaning.iri),
        Some(meaning) => {
            let candidates = meaning.candidates.iter().filter_map(|iri| list.find(iri));
            let candidates: Vec<Value> = candidates.take(MOST_CANDIDATES).collect();
            if candidates.is_empty() {
                near(list, text)
            } else {
                Meant::OneOf(candidates)
            }
        }
        None => near(list, text),
    }
}

/// The value whose IRI ends in that code, to the letter or in capitals.
fn by_code(list: &CodeList, text: &str) -> Option<String> {
    let codes = [text.to_owned(), text.to_uppercase()];
    let iris = codes
        .iter()
        .flat_map(|code| ["/", "#", ""].map(|separator| format!("{}{separator}{code}", list.scheme)));
    iris.into_iter().find(|iri| list.contains(iri))
}

fn near(list: &CodeList, text: &str) -> Meant {
    let (Found::Matches(values) | Found::Near(values)) = search(list, text);
    let near: Vec<Value> = values.into_iter().take(MOST_CANDIDATES).collect();
    if near.is_empty() {
        Meant::Nothing
    } else {
        Meant::OneOf(near)
    }
}

/// What each name means; `None` for what several values are called.
type Names = FxHashMap<String, Option<&'static str>>;

/// Labels and codes, folded so that case and umlauts make no difference, and the one value that each names; `None` for what several are called.
fn names(list: &'static CodeList) -> &'static Names {
    static NAMES: OnceLock<Vec<OnceLock<Names>>> = OnceLock::new();
    static EMPTY: OnceLock<Names> = OnceLock::new();
    let tables = NAMES.get_or_init(|| all().iter().map(|_| OnceLock::new()).collect());
    let number = all().iter().position(|known| known.name == list.name);
    match number.and_then(|number| tables.get(number)) {
        Some(table) => table.get_or_init(|| named(list)),
        None => EMPTY.get_or_init(Names::default),
    }
}

fn named(list: &CodeList) -> Names {
    let mut names = Names::default();
    // Values that are still used come first: an outdated one of the same name does not make it ambiguous.
    let (current, outdated): (Vec<Value>, Vec<Value>) = list
        .values()
        .partition(|value| !matches!(value.status, "deprecated" | "outdated" | "retired"));
    for values in [current, outdated] {
        let before = names.clone();
        for value in values {
            for name in called(list, &value) {
                if before.contains_key(&name) {
                    continue;
                }
                let entry = names.entry(name).or_insert(Some(value.iri));
                if *entry != Some(value.iri) {
                    *entry = None;
                }
            }
        }
    }
    names.remove("");
    names
}

/// What a value is called: both labels, the end of its IRI, and all of it behind that of the list.
fn called(list: &CodeList, value: &Value) -> [String; 4] {
    let code = value.iri.rsplit(['/', '#']).next().unwrap_or_default();
    let behind = value.iri.strip_prefix(list.scheme).unwrap_or_default();
    [value.de, value.en, code, behind.trim_start_matches(['/', '#'])].map(folded)
}

/// The property whose spellings are those of a list.
fn property(list: &str) -> Option<&'static str> {
    Some(match list {
        "access-right" => dcterms::ACCESS_RIGHTS,
        "availability" => dcatap::AVAILABILITY,
        "contributors" => dcatde::CONTRIBUTOR_ID,
        "data-theme" => dcat::THEME,
        "distribution-status" => adms::STATUS,
        "file-type" => dcterms::FORMAT,
        "frequency" => dcterms::ACCRUAL_PERIODICITY,
        "hash-algorithms" => spdx::ALGORITHM,
        "hvd-category" => dcatap::HVD_CATEGORY,
        "language" => dcterms::LANGUAGE,
        "licenses" => dcterms::LICENSE,
        "political-geocoding-level" => dcatde::POLITICAL_GEOCODING_LEVEL_URI,
        "publisher-type" => dcterms::TYPE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::list;
    use super::*;

    fn check(name: &str, text: &str, end: &str) {
        match meant(list(name).unwrap(), text) {
            Meant::Exactly(iri) => assert!(iri.ends_with(end), "{text}: {iri}"),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn people_write_labels_codes_and_spellings() {
        check("data-theme", "Bevölkerung und Gesellschaft", "/SOCI");
        check("data-theme", "EDUC", "/EDUC");
        check("file-type", "CSV", "/CSV");
        check("file-type", "text/csv", "/CSV");
        check("frequency", "jährlich", "/ANNUAL");
        check("language", "Deutsch", "/DEU");
        check("language", "de", "/DEU");
        check("access-right", "öffentlich", "/PUBLIC");
        check(
            "licenses",
            "Datenlizenz Deutschland – Zero – Version 2.0",
            "/dl-zero-de/2.0",
        );
        check("licenses", "CC BY 4.0", "/cc-by/4.0");
    }

    #[test]
    fn what_could_be_several_is_none() {
        assert!(matches!(
            meant(list("licenses").unwrap(), "CC BY"),
            Meant::OneOf(_)
        ));
        assert!(matches!(
            meant(list("licenses").unwrap(), "Namensnennung"),
            Meant::OneOf(_)
        ));
        assert_eq!(meant(list("licenses").unwrap(), "Xyzzy Plugh"), Meant::Nothing);
    }

    /// Every value that is still used is found by its code, and by a label that no other has.
    #[test]
    fn every_current_value_is_found_by_its_end() {
        for list in all() {
            for value in list
                .values()
                .filter(|value| value.status == "current" || value.status.is_empty())
            {
                let end = value.iri.strip_prefix(list.scheme).unwrap_or(value.iri);
                let end = end.trim_start_matches(['/', '#']);
                if end.is_empty() {
                    continue;
                }
                let found = meant(list, end);
                assert_eq!(
                    found,
                    Meant::Exactly(value.iri.to_owned()),
                    "{}: {end}",
                    list.name
                );
            }
        }
    }
}
