//! The tables of `docs/authoring.md`, from the table of fields.

use std::fmt::Write as _;

use kolophon_diagnostic::Language;

use crate::field::{Cardinality, Class, Kind, Need, Own};
use crate::schema::form;
use crate::term::compacted;

/// A table for each class in Markdown: key, German name, other names, property, value, and how many.
#[must_use]
pub fn tables() -> String {
    let mut text = String::new();
    for class in Class::ALL {
        let (de, en) = (class.label(Language::German), class.label(Language::English));
        // Writing to a string cannot fail.
        let _done = write!(
            text,
            "\n### {de} ({en})\n\n| Schlüssel | Deutsch (Spalte) | auch | Eigenschaft | Wert | |\n|---|---|---|---|---|---|\n"
        );
        for field in class.fields() {
            let mut others: Vec<&str> = field.synonyms.to_vec();
            if field.en != field.de {
                others.insert(0, field.en);
            }
            let property = field
                .predicate()
                .map(|iri| format!("`{}`", compacted(iri)))
                .unwrap_or_default();
            let several = match field.cardinality {
                Cardinality::One => "",
                Cardinality::OnePerLanguage => "je Sprache",
                Cardinality::Many => "mehrere",
            };
            let need = match field.need {
                Need::Mandatory => "Pflicht",
                Need::Recommended => "empfohlen",
                Need::Optional => "",
                Need::Deprecated => "veraltet",
            };
            let remarks: Vec<&str> = [need, several]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let value = match field.kind {
                Kind::Own(Own::Object) => "Wert wie in N-Triples".to_owned(),
                _ => form(field).0,
            };
            let _done = writeln!(
                text,
                "| `{}` | {} | {} | {property} | {value} | {} |",
                field.key,
                field.de,
                others.join(", "),
                remarks.join(", ")
            );
        }
    }
    text
}
