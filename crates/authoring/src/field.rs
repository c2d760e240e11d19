//! The one table of fields: which key or column means which property, and what its value may look like.
//!
//! Reading, writing, the JSON Schema and the table in `docs/authoring.md` are all derived from it. The rows of each class
//! lie in `field/`; they follow [DCAT-AP.de 3.0](https://www.dcat-ap.de/def/dcatde/3.0/spec/), class by class.

mod about;
mod catalog;
mod dataset;
mod distribution;
mod file;
mod resolve;
mod shared;

use kolophon_dcat::vocab::{adms, dcat, dcterms, foaf, prov, spdx, vcard};
use kolophon_diagnostic::Language;

pub use self::resolve::{Path, Step, nearest, resolve};

/// A class of things that files describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The file itself: what may stand at its outermost level besides the fields of a dataset.
    File,
    /// `dcat:Dataset`
    Dataset,
    /// `dcat:Distribution`
    Distribution,
    /// `dcat:DataService`
    DataService,
    /// `dcat:DatasetSeries`
    DatasetSeries,
    /// `dcat:Catalog`
    Catalog,
    /// `dcat:CatalogRecord`
    CatalogRecord,
    /// `foaf:Agent`
    Agent,
    /// `vcard:Kind`
    Contact,
    /// `dcterms:PeriodOfTime`
    Period,
    /// `dcterms:Location`
    Place,
    /// `spdx:Checksum`
    Checksum,
    /// `adms:Identifier`
    Identifier,
    /// `dcterms:ProvenanceStatement`
    Provenance,
    /// `dcterms:RightsStatement`
    Rights,
    /// `prov:Attribution`
    Attribution,
    /// `dcat:Relationship`
    Relationship,
    /// A triple that no field can say.
    Statement,
}

/// One row of the table: a key, and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in files: the English name of the DCAT term in `snake_case`.
    pub key: &'static str,
    /// The German key, which is also the header of a column.
    pub de: &'static str,
    /// The English name for people.
    pub en: &'static str,
    /// Other names that officers use, in both languages.
    pub synonyms: &'static [&'static str],
    /// What it says of the thing it stands in.
    pub property: Property,
    /// What its value looks like.
    pub kind: Kind,
    /// How many values it may have.
    pub cardinality: Cardinality,
    /// How urgently the specification asks for it.
    pub need: Need,
}

/// The property that a field stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// The thing has this property.
    Of(&'static str),
    /// The thing is the value of this property of what the field names.
    Inverse(&'static str),
    /// Not said of the dataset itself, but of each of its distributions that says nothing else.
    OfEachFile(&'static str),
    /// No property: a name, or an instruction to Kolophon.
    None,
}

/// What the value of a field looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text in the file's language, or one text per language.
    Text,
    /// Text without a language.
    Plain,
    /// An address on the web or another absolute IRI.
    Address,
    /// An address, or the name of a file that lies beside the metadata.
    FileOrAddress,
    /// An address whose object is of this class.
    TypedAddress(&'static str),
    /// A value of the code list of this name: its label, code or IRI.
    Listed(&'static str),
    /// A media type such as `text/csv`.
    MediaType,
    /// A day, month, year or point in time.
    Date,
    /// A whole number that is not negative.
    Integer,
    /// A number.
    Decimal,
    /// A length of time: `PT5M`, „5 Minuten“.
    Duration,
    /// A geometry as WKT, or the numbers of a bounding box or point.
    Geometry,
    /// Hexadecimal digits.
    Hex,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// An official key of a German region (ARS, AGS), or an IRI.
    RegionalKey,
    /// An identifier with a type of its own, such as a DOI.
    Notation,
    /// Something with fields of its own; the second part is the name of its fragment IRI.
    Nested(Class, &'static str),
    /// What Kolophon itself wants to know.
    Own(Own),
}

/// Fields that are no property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// The permanent IRI.
    Iri,
    /// The short name, from which the IRI is made.
    Slug,
    /// The classes, where they are not the usual ones.
    Class,
    /// The language of texts without one.
    TextLanguage,
    /// Whether the dataset is protected from removal.
    Protected,
    /// Earlier short names.
    Alias,
    /// The dataset that a row of a list belongs to.
    OfDataset,
    /// Further statements.
    Statements,
    /// The subject of a statement.
    Subject,
    /// The property of a statement.
    Predicate,
    /// The object of a statement.
    Object,
    /// The keys of the outermost level: datasets, catalogues, … of a file.
    Described(Class),
}

/// How many values a field may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// At most one.
    One,
    /// One per language.
    OnePerLanguage,
    /// Any number.
    Many,
}

/// How urgently the specification asks for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Mandatory („Pflicht“).
    Mandatory,
    /// Recommended.
    Recommended,
    /// Optional.
    Optional,
    /// Still read, but replaced by another.
    Deprecated,
}

/// Starts a row; what is not said is optional, at most one, and has no other names.
const fn field(
    key: &'static str,
    de: &'static str,
    en: &'static str,
    property: Property,
    kind: Kind,
) -> Field {
    Field {
        key,
        de,
        en,
        synonyms: &[],
        property,
        kind,
        cardinality: Cardinality::One,
        need: Need::Optional,
    }
}

/// A row for what is no property.
const fn own(key: &'static str, de: &'static str, en: &'static str, own: Own) -> Field {
    field(key, de, en, Property::None, Kind::Own(own))
}

impl Field {
    const fn also(self, synonyms: &'static [&'static str]) -> Self {
        Self { synonyms, ..self }
    }

    const fn many(self) -> Self {
        Self {
            cardinality: Cardinality::Many,
            ..self
        }
    }

    const fn per_language(self) -> Self {
        Self {
            cardinality: Cardinality::OnePerLanguage,
            ..self
        }
    }

    const fn needed(self, need: Need) -> Self {
        Self { need, ..self }
    }

    /// The name in a language.
    #[must_use]
    pub fn label(&self, language: Language) -> &'static str {
        match language {
            Language::German => self.de,
            Language::English => self.en,
        }
    }

    /// The IRI of its property.
    #[must_use]
    pub fn predicate(&self) -> Option<&'static str> {
        match self.property {
            Property::Of(iri) | Property::Inverse(iri) | Property::OfEachFile(iri) => Some(iri),
            Property::None => None,
        }
    }

    /// The class of what is nested in it.
    #[must_use]
    pub fn nested(&self) -> Option<Class> {
        match self.kind {
            Kind::Nested(class, _) | Kind::Own(Own::Described(class)) => Some(class),
            Kind::Own(Own::Statements) => Some(Class::Statement),
            _ => None,
        }
    }
}

impl Class {
    /// All classes, in the order of the documentation.
    pub const ALL: [Self; 18] = [
        Self::File,
        Self::Dataset,
        Self::Distribution,
        Self::DataService,
        Self::DatasetSeries,
        Self::Catalog,
        Self::CatalogRecord,
        Self::Agent,
        Self::Contact,
        Self::Period,
        Self::Place,
        Self::Rights,
        Self::Checksum,
        Self::Identifier,
        Self::Provenance,
        Self::Attribution,
        Self::Relationship,
        Self::Statement,
    ];

    /// Its fields, in the order in which they are written.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::File => file::FILE,
            Self::Dataset => dataset::DATASET,
            Self::Distribution => distribution::DISTRIBUTION,
            Self::DataService => distribution::DATA_SERVICE,
            Self::DatasetSeries => catalog::SERIES,
            Self::Catalog => catalog::CATALOG,
            Self::CatalogRecord => catalog::RECORD,
            Self::Agent => about::AGENT,
            Self::Contact => about::CONTACT,
            Self::Period => about::PERIOD,
            Self::Place => about::PLACE,
            Self::Rights => about::RIGHTS,
            Self::Checksum => about::CHECKSUM,
            Self::Identifier => about::IDENTIFIER,
            Self::Provenance => about::PROVENANCE,
            Self::Attribution => about::ATTRIBUTION,
            Self::Relationship => about::RELATIONSHIP,
            Self::Statement => file::STATEMENT,
        }
    }

    /// The field with that key.
    #[must_use]
    pub fn field(self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.key == key)
    }

    /// The classes in RDF that a description of it gets when it names none; the first tells it.
    #[must_use]
    pub fn types(self) -> &'static [&'static str] {
        match self {
            Self::File | Self::Statement => &[],
            Self::Dataset => &[dcat::DATASET_CLASS],
            Self::Distribution => &[dcat::DISTRIBUTION_CLASS],
            Self::DataService => &[dcat::DATA_SERVICE],
            Self::DatasetSeries => &[dcat::DATASET_SERIES],
            Self::Catalog => &[dcat::CATALOG],
            Self::CatalogRecord => &[dcat::CATALOG_RECORD],
            Self::Agent => &[foaf::AGENT, foaf::ORGANIZATION],
            Self::Contact => &[vcard::KIND, vcard::ORGANIZATION],
            Self::Period => &[dcterms::PERIOD_OF_TIME],
            Self::Place => &[dcterms::LOCATION],
            Self::Rights => &[dcterms::RIGHTS_STATEMENT],
            Self::Checksum => &[spdx::CHECKSUM_CLASS],
            Self::Identifier => &[adms::IDENTIFIER_CLASS],
            Self::Provenance => &[dcterms::PROVENANCE_STATEMENT],
            Self::Attribution => &[prov::ATTRIBUTION],
            Self::Relationship => &[dcat::RELATIONSHIP],
        }
    }

    /// The field that a text alone means where a description is expected: the name of an agent, the label of a right.
    #[must_use]
    pub fn main_field(self) -> Option<&'static Field> {
        let key = match self {
            Self::Agent | Self::Place => "name",
            Self::Contact => "email",
            Self::Rights | Self::Provenance => "label",
            Self::Checksum => "value",
            Self::Identifier => "notation",
            Self::DataService => "endpoint_url",
            _ => return None,
        };
        self.field(key)
    }

    /// Its name in a language.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (de, en) = match self {
            Self::File => ("Datei mit Beschreibungen", "File"),
            Self::Dataset => ("Datensatz", "Dataset"),
            Self::Distribution => ("Datei oder Zugang", "Distribution"),
            Self::DataService => ("Datendienst", "Data service"),
            Self::DatasetSeries => ("Datensatzserie", "Dataset series"),
            Self::Catalog => ("Katalog", "Catalogue"),
            Self::CatalogRecord => ("Katalogeintrag", "Catalogue record"),
            Self::Agent => ("Stelle", "Agent"),
            Self::Contact => ("Ansprechstelle", "Contact point"),
            Self::Period => ("Zeitraum", "Period of time"),
            Self::Place => ("Ort", "Location"),
            Self::Rights => ("Rechte", "Rights statement"),
            Self::Checksum => ("Prüfsumme", "Checksum"),
            Self::Identifier => ("Weitere Kennung", "Identifier"),
            Self::Provenance => ("Herkunft", "Provenance statement"),
            Self::Attribution => ("Rollenzuordnung", "Attribution"),
            Self::Relationship => ("Beziehung", "Relationship"),
            Self::Statement => ("Weitere Angabe", "Statement"),
        };
        match language {
            Language::German => de,
            Language::English => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::name::folded;

    #[test]
    fn no_name_of_a_class_has_two_meanings() {
        for class in Class::ALL {
            let mut known: BTreeMap<String, &str> = BTreeMap::new();
            for field in class.fields() {
                let names = [field.key, field.de, field.en];
                for name in names.iter().chain(field.synonyms) {
                    let other = known.insert(folded(name), field.key);
                    assert!(
                        other.is_none_or(|other| other == field.key),
                        "{class:?}: {name} means {} and {other:?}",
                        field.key
                    );
                }
            }
        }
    }

    #[test]
    fn keys_are_snake_case_and_labels_can_be_headers() {
        for class in Class::ALL {
            for field in class.fields() {
                assert!(
                    field
                        .key
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                    "{}",
                    field.key
                );
                for label in [field.de, field.en] {
                    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-');
                    assert!(label.chars().all(plain), "{label}");
                }
            }
        }
    }

    #[test]
    fn no_property_of_a_class_has_two_fields() {
        for class in Class::ALL {
            let mut seen = Vec::new();
            for property in class.fields().iter().map(|field| field.property) {
                assert!(
                    property == Property::None || !seen.contains(&property),
                    "{class:?} {property:?}"
                );
                seen.push(property);
            }
        }
    }
}
