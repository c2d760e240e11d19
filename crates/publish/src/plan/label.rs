//! What people call a property or a value, in both languages.

#[cfg(feature = "store")]
use kolophon_dcat::vocab::rdf;
use kolophon_diagnostic::Language;
#[cfg(feature = "store")]
use kolophon_diagnostic::Text;
#[cfg(feature = "store")]
use kolophon_validate::{codelist, property_label};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A label in German and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

impl Label {
    /// A label in both languages.
    #[must_use]
    pub fn new(de: &str, en: &str) -> Self {
        Self {
            de: de.to_owned(),
            en: en.to_owned(),
        }
    }

    /// The label in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::German => &self.de,
            Language::English => &self.en,
        }
    }
}

#[cfg(feature = "store")]
impl Label {
    /// What a property is called: by the specification, else by the end of its address.
    pub(super) fn of_property(iri: &str) -> Self {
        if iri == rdf::TYPE {
            return Self::new("Art", "Kind");
        }
        if let Some(Text { de, en }) = property_label(iri) {
            return Self::new(de, en);
        }
        let name = iri.rsplit(['/', '#', ':']).next().unwrap_or(iri);
        Self::new(name, name)
    }

    /// What a value of a code list is called.
    pub(super) fn of_listed_value(iri: &str) -> Option<Self> {
        let de = codelist::label(iri, Language::German)?;
        Some(Self::new(
            de,
            codelist::label(iri, Language::English).unwrap_or(de),
        ))
    }
}
