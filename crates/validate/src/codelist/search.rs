//! Looking something up in a code list as people write it.

use unicode_normalization::UnicodeNormalization as _;

use super::{CodeList, Value, all};

/// Other names of the lists, folded.
const ALIASES: [(&str, &[&str]); 18] = [
    (
        "access-right",
        &["access-rights", "zugang", "zugangsrechte", "zugriffsrechte"],
    ),
    (
        "availability",
        &["availabilities", "verfuegbarkeit", "planned-availability"],
    ),
    ("continent", &["continents", "kontinente"]),
    (
        "contributors",
        &["contributor", "contributor-id", "datenlieferanten"],
    ),
    ("country", &["countries", "staaten"]),
    (
        "data-theme",
        &["theme", "themes", "kategorie", "kategorien", "themen"],
    ),
    (
        "dataset-type",
        &["dataset-types", "datensatzarten", "datensatztypen"],
    ),
    ("distribution-status", &["status", "statuses"]),
    (
        "file-type",
        &[
            "file-types",
            "format",
            "formats",
            "formate",
            "dateiformate",
            "dateitypen",
        ],
    ),
    (
        "frequency",
        &["frequencies", "aktualisierung", "haeufigkeit", "haeufigkeiten"],
    ),
    ("hash-algorithms", &["checksums", "pruefsummen", "hash"]),
    (
        "hvd-category",
        &["hvd", "hvd-categories", "hochwertige-datensaetze"],
    ),
    ("language", &["languages", "sprache", "sprachen"]),
    (
        "licenses",
        &["licence", "licences", "license", "lizenz", "lizenzen"],
    ),
    ("place", &["places", "orte", "staedte"]),
    (
        "political-geocoding-level",
        &["levels", "ebenen", "verwaltungsebenen"],
    ),
    (
        "publisher-type",
        &["publisher-types", "herausgeber", "herausgebertypen"],
    ),
    ("state-key", &["states", "laender", "bundeslaender"]),
];

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The values that have all words.
    Matches(Vec<Value>),
    /// None has; these are most alike, the nearest first.
    Near(Vec<Value>),
}

/// The list of that name or one of its other names.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static CodeList> {
    let name = folded(name);
    all()
        .iter()
        .find(|list| names(list).any(|known| folded(known) == name))
}

/// The lists whose names are most like this, the nearest first.
#[must_use]
pub fn near_names(name: &str) -> Vec<&'static str> {
    let name = folded(name);
    let alike = |list: &&CodeList| {
        let alike = names(list).map(|known| strsim::jaro_winkler(&name, &folded(known)));
        alike.fold(0.0, f64::max)
    };
    nearest(all().iter(), 3, 0.75, alike)
        .into_iter()
        .map(|list| list.name)
        .collect()
}

/// The values in whose German or English label or IRI every word of `text` stands; case, umlauts and ß make no difference.
///
/// ```
/// use kolophon_validate::codelist::{Found, by_name, search};
///
/// let licences = by_name("Lizenzen").unwrap();
/// let Found::Matches(found) = search(licences, "NAMENSNENNUNG 2.0") else { panic!() };
/// assert!(found.iter().any(|value| value.iri == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"));
/// ```
#[must_use]
pub fn search(list: &CodeList, text: &str) -> Found {
    let text = folded(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let matches: Vec<Value> = list
        .values()
        .filter(|value| {
            let places = [value.de, value.en, value.iri].map(folded);
            words
                .iter()
                .all(|word| places.iter().any(|place| place.contains(word)))
        })
        .collect();
    if !matches.is_empty() {
        return Found::Matches(matches);
    }
    let near = nearest(list.values(), 5, 0.8, |value| likeness(value, &text));
    Found::Near(near)
}

/// How much a label, a word of one, or the code is like a text.
fn likeness(value: &Value, text: &str) -> f64 {
    let code = value.iri.rsplit(['/', '#', '_']).next().unwrap_or_default();
    let mut best = 0.0;
    for place in [value.de, value.en, code].map(folded) {
        for part in place.split_whitespace().chain([place.as_str()]) {
            best = f64::max(best, strsim::jaro_winkler(text, part));
        }
    }
    best
}

/// At most `most` things, the most alike first; none that is less alike than `least`.
fn nearest<T: Copy>(
    things: impl Iterator<Item = T>,
    most: usize,
    least: f64,
    likeness: impl Fn(&T) -> f64,
) -> Vec<T> {
    let alike = things.map(|thing| (likeness(&thing), thing));
    let mut alike: Vec<(f64, T)> = alike.filter(|(alike, _)| *alike >= least).collect();
    // The sort is stable: what is equally alike stays in the order of the table.
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.into_iter().take(most).map(|(_, thing)| thing).collect()
}

fn names(list: &CodeList) -> impl Iterator<Item = &'static str> {
    let aliases = ALIASES.iter().filter(|(name, _)| *name == list.name);
    std::iter::once(list.name).chain(aliases.flat_map(|(_, aliases)| aliases.iter().copied()))
}

/// Lower case without accents; ä, ae and a are the same, and so are ß and ss.
pub(super) fn folded(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .nfd()
        .filter(|character| !('\u{300}'..='\u{36f}').contains(character))
        .collect();
    plain
        .replace('ß', "ss")
        .replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &str, text: &str) -> Vec<&'static str> {
        match search(by_name(list).unwrap(), text) {
            Found::Matches(values) => values.iter().map(|value| value.iri).collect(),
            Found::Near(near) => panic!("only near: {near:?}"),
        }
    }

    #[test]
    fn every_alias_leads_to_its_list() {
        for (name, aliases) in ALIASES {
            for alias in aliases.iter().chain([&name]) {
                assert_eq!(by_name(alias).map(|list| list.name), Some(name), "{alias}");
            }
        }
        assert_eq!(ALIASES.len(), all().len());
        assert_eq!(by_name("Bundesländer").map(|list| list.name), Some("state-key"));
        assert_eq!(near_names("lizensen"), ["licenses"]);
    }

    #[test]
    fn umlauts_case_and_eszett_make_no_difference() {
        let thirty = "http://publications.europa.eu/resource/authority/frequency/30MIN";
        for text in [
            "dreißig minuten",
            "DREISSIG",
            "minuten dreissig",
            "30min",
            "thirty",
        ] {
            assert!(found("frequency", text).contains(&thirty), "{text}");
        }
        let twelve = "http://publications.europa.eu/resource/authority/frequency/12HRS";
        for text in ["zwölf", "zwoelf", "ZWOLF"] {
            assert_eq!(found("frequency", text), [twelve], "{text}");
        }
    }

    #[test]
    fn when_nothing_matches_the_nearest_is_named() {
        let Found::Near(near) = search(by_name("themes").unwrap(), "Gesundheid") else {
            panic!()
        };
        assert_eq!(
            near[0].iri,
            "http://publications.europa.eu/resource/authority/data-theme/HEAL"
        );
        let nothing = search(by_name("themes").unwrap(), "qqqqqq");
        assert_eq!(nothing, Found::Near(Vec::new()));
    }
}
