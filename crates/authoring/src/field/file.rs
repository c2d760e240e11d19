//! Fields of the outermost level of a file, and of statements.

use super::{Class, Field, Own, own};

/// What may stand at the outermost level besides the fields of a dataset.
pub(super) const FILE: &[Field] = &[
    own("catalog", "Katalog", "Catalogue", Own::Described(Class::Catalog)).also(&["Kataloge", "catalogs"]),
    own(
        "dataset",
        "Datensätze",
        "Datasets",
        Own::Described(Class::Dataset),
    )
    .also(&["Datensatz", "datasets"])
    .many(),
    own(
        "series",
        "Datensatzserien",
        "Dataset series",
        Own::Described(Class::DatasetSeries),
    )
    .also(&["Serien"])
    .many(),
    own(
        "service",
        "Datendienste",
        "Data services",
        Own::Described(Class::DataService),
    )
    .also(&["Datendienst", "Dienste", "Dienst", "Datenservice", "services"])
    .many(),
    own("agent", "Stellen", "Agents", Own::Described(Class::Agent))
        .also(&[
            "Stelle",
            "Herausgeber und Stellen",
            "Organisationen",
            "Ämter",
            "agents",
        ])
        .many(),
    own("statements", "Weitere Angaben", "Statements", Own::Statements)
        .also(&["Weitere Angabe", "statement"])
        .many(),
    TEXT_LANGUAGE,
];

/// The language of texts that say none.
pub(super) const TEXT_LANGUAGE: Field = own(
    "text_language",
    "Sprache der Texte",
    "Language of texts",
    Own::TextLanguage,
)
.also(&["Textsprache"]);

/// What a statement consists of.
pub(super) const STATEMENT: &[Field] = &[
    own("subject", "Wovon", "Subject", Own::Subject).also(&["Subjekt"]),
    own("predicate", "Eigenschaft", "Predicate", Own::Predicate).also(&["property"]),
    own("object", "Wert", "Object", Own::Object)
        .also(&["Objekt", "value"])
        .many(),
];
