//! From a key or header as somebody wrote it to the fields it means.
//!
//! `Titel (en)` names a language, `Datei 2: Titel` a field of the second of several things, `Ansprechpartner E-Mail` a
//! field of a thing without saying which, and `Download-URL` at a dataset a field of its first distribution.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Class, Field};
use crate::name::folded;

/// What a key means: a field, or a field of something nested.
#[derive(Clone, Debug)]
pub struct Path {
    /// From the outside in; never empty.
    pub steps: Vec<Step>,
    /// The language that the key names; `none` for texts without one.
    pub language: Option<String>,
}

/// One field on the way.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The field.
    pub field: &'static Field,
    /// Which of several values, from 1, as in `Datei 2`.
    pub number: Option<u32>,
}

/// The names of every class, folded.
static NAMES: LazyLock<HashMap<Class, HashMap<String, &'static Field>>> = LazyLock::new(|| {
    let names = |class: Class| {
        let mut names = HashMap::new();
        for field in class.fields() {
            for name in [field.key, field.de, field.en].iter().chain(field.synonyms) {
                names.insert(folded(name), field);
            }
        }
        names
    };
    Class::ALL.iter().map(|class| (*class, names(*class))).collect()
});

/// The classes whose fields may stand directly at a dataset, and the field that leads to them.
const AT_A_DATASET: [&str; 4] = ["distribution", "contact_point", "temporal", "spatial"];

/// What a key means in a description of `class`; `None` when it is unknown.
#[must_use]
pub fn resolve(class: Class, key: &str) -> Option<Path> {
    let (name, language) = split_language(key);
    let words = folded(name);
    if words.len() > LONGEST_NAME {
        return None;
    }
    let steps = steps(class, &words, 0).or_else(|| at_a_dataset(class, &words))?;
    Some(Path {
        steps,
        language: language.map(str::to_lowercase),
    })
}

/// Longer than this is no name of a field, nor of four within each other.
const LONGEST_NAME: usize = 300;

/// `Titel (en)` → `Titel`, `en`. What is no language tag belongs to the name.
fn split_language(key: &str) -> (&str, Option<&str>) {
    let Some((name, tag)) = key
        .trim()
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    else {
        return (key, None);
    };
    let tag = tag.trim();
    match tag {
        "ohne" | "none" => (name, Some("none")),
        _ if is_language_tag(tag) => (name, Some(tag)),
        _ => match language_name(tag) {
            Some(tag) => (name, Some(tag)),
            None => (key, None),
        },
    }
}

/// Whether a text may be a language tag: `de`, `en-GB`.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn language_name(name: &str) -> Option<&'static str> {
    match folded(name).as_str() {
        "deutsch" | "german" => Some("de"),
        "englisch" | "english" => Some("en"),
        "franzoesisch" | "french" => Some("fr"),
        "leichte sprache" => Some("de-x-leicht"),
        _ => None,
    }
}

/// Fields nested more deeply are none that anybody writes.
const DEEPEST: usize = 4;

fn steps(class: Class, words: &str, depth: usize) -> Option<Vec<Step>> {
    let names = NAMES.get(&class)?;
    if let Some(field) = names.get(words) {
        return Some(vec![Step { field, number: None }]);
    }
    if let Some((name, number)) = numbered(words)
        && let Some(field) = names.get(name)
    {
        return Some(vec![Step {
            field,
            number: Some(number),
        }]);
    }
    if depth >= DEEPEST {
        return None;
    }
    // The longest name that leads on wins: „Zeitliche Auflösung“ is no field of „Zeit“.
    let splits: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).collect();
    splits.into_iter().rev().find_map(|at| {
        let (outer, inner) = (&words[..at], &words[at + 1..]);
        let (name, number) = match numbered(outer) {
            Some((name, number)) if names.contains_key(name) => (name, Some(number)),
            _ => (outer, None),
        };
        let field = names.get(name)?;
        let rest = steps(field.nested()?, inner, depth + 1)?;
        let first = Step { field, number };
        Some(std::iter::once(first).chain(rest).collect())
    })
}

/// A field of a distribution, contact point, period or place that stands at the dataset itself.
fn at_a_dataset(class: Class, words: &str) -> Option<Vec<Step>> {
    if class != Class::Dataset {
        return None;
    }
    AT_A_DATASET.iter().find_map(|key| {
        let field = class.field(key)?;
        let rest = steps(field.nested()?, words, DEEPEST)?;
        let first = Step { field, number: None };
        Some(std::iter::once(first).chain(rest).collect())
    })
}

/// `datei 2` → `datei`, 2.
fn numbered(words: &str) -> Option<(&str, u32)> {
    let (name, number) = words.rsplit_once(' ')?;
    let number = number.parse().ok().filter(|number| (1..=999).contains(number))?;
    Some((name, number))
}

/// The known key most like an unknown one, in the words of the language it was probably written in.
#[must_use]
pub fn nearest(class: Class, key: &str) -> Option<&'static str> {
    if key.len() > LONGEST_NAME {
        return None;
    }
    let words = folded(key);
    let mut best: Option<(f64, &'static str)> = None;
    for field in class.fields() {
        for name in [field.key, field.de].iter().chain(field.synonyms) {
            let alike = strsim::jaro_winkler(&words, &folded(name));
            if alike >= ALIKE && best.is_none_or(|(known, _)| alike > known) {
                best = Some((alike, name));
            }
        }
    }
    best.map(|(_, name)| name)
}

/// Less alike than this, a proposal would only confuse.
const ALIKE: f64 = 0.85;

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(class: Class, key: &str) -> Option<String> {
        let path = resolve(class, key)?;
        let mut steps = Vec::new();
        for step in path.steps {
            let number = step
                .number
                .map(|number| format!("[{number}]"))
                .unwrap_or_default();
            steps.push(format!("{}{number}", step.field.key));
        }
        let language = path.language.map(|tag| format!("@{tag}")).unwrap_or_default();
        Some(steps.join(".") + &language)
    }

    #[test]
    fn headers_of_officers_are_understood() {
        for (header, meaning) in [
            ("Titel", "title"),
            ("TITEL (EN)", "title@en"),
            ("Titel (ohne)", "title@none"),
            ("Titel (englisch)", "title@en"),
            ("Nutzungsbedingungen", "license"),
            ("Stand", "modified"),
            ("Dateiformat", "distribution.format"),
            ("Download-URL", "distribution.download_url"),
            ("Datei 2: Titel (en)", "distribution[2].title@en"),
            ("Ansprechpartner E-Mail", "contact_point.email"),
            ("Ansprechstelle 2: E-Mail", "contact_point[2].email"),
            ("E-Mail", "contact_point.email"),
            ("contact_point.email", "contact_point.email"),
            ("von", "temporal.start"),
            ("Zeitraum bis", "temporal.end"),
            ("ARS", "spatial.regional_key"),
            (
                "Datei 1: Datendienst: Adresse des Dienstes",
                "distribution[1].access_service.endpoint_url",
            ),
            ("Versionserläuterung (de)", "version_notes@de"),
        ] {
            assert_eq!(keys(Class::Dataset, header).as_deref(), Some(meaning), "{header}");
        }
    }

    #[test]
    fn what_nobody_knows_is_unknown_and_the_nearest_is_named() {
        assert_eq!(keys(Class::Dataset, "Farbe"), None);
        assert_eq!(keys(Class::Dataset, "Titel (2025 neu)"), None);
        assert_eq!(nearest(Class::Dataset, "Beschreibumg"), Some("Beschreibung"));
        assert_eq!(nearest(Class::Dataset, "licence_"), Some("license"));
        assert_eq!(nearest(Class::Dataset, "xyz"), None);
    }

    #[test]
    fn a_name_of_many_words_costs_no_time() {
        assert_eq!(keys(Class::Dataset, &"Datei ".repeat(2000)), None);
    }
}
