//! The code lists of the program, as the files that officers write ask for them.

use kolophon_authoring::{CodeLists, Found};
use kolophon_diagnostic::Language;
use kolophon_validate::codelist::{self, Meant, Value};

/// The code lists that are part of the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmbeddedLists;

impl CodeLists for EmbeddedLists {
    fn find(&self, list: &str, text: &str) -> Found {
        let Some(list) = codelist::list(list) else {
            return Found::None;
        };
        match codelist::meant(list, text) {
            Meant::Exactly(iri) => Found::Exact(iri),
            Meant::OneOf(values) => Found::Nearly(
                values
                    .iter()
                    .map(|value| label(value, Language::German).to_owned())
                    .collect(),
            ),
            Meant::Nothing => Found::None,
        }
    }

    fn label(&self, list: &str, iri: &str, language: Language) -> Option<String> {
        let value = codelist::list(list)?.find(iri)?;
        let label = label(&value, language);
        (label != iri).then(|| label.to_owned())
    }

    fn choices(&self, list: &str, language: Language) -> Vec<String> {
        let Some(list) = codelist::list(list) else {
            return Vec::new();
        };
        list.values()
            .filter(|value| !matches!(value.status, "deprecated" | "outdated" | "retired"))
            .map(|value| (value.iri, label(&value, language)))
            .filter(|(iri, label)| iri != label)
            .map(|(_, label)| label.to_owned())
            .collect()
    }
}

/// The label in a language, else in the other one, else the IRI.
fn label(value: &Value, language: Language) -> &'static str {
    let labels = match language {
        Language::German => [value.de, value.en],
        Language::English => [value.en, value.de],
    };
    labels
        .into_iter()
        .find(|label| !label.is_empty())
        .unwrap_or(value.iri)
}
