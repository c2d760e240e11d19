//! What is wrong in an officer's file, in the officer's words, with the way out.

use kolophon_diagnostic::{Language, Text};
use kolophon_graph::{SourceId, Span};

use crate::field::{Class, Field};

/// Something in a file that is not understood as it stands. Reading goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What it is.
    pub kind: IssueKind,
    /// The text it stands in.
    pub source: SourceId,
    /// The offending characters.
    pub span: Span,
}

/// The kinds of [`Issue`]. Each says what reading did instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssueKind {
    /// A key or column that nobody knows. It is passed over.
    UnknownKey {
        /// As written.
        key: String,
        /// What it stands in.
        class: Class,
        /// The known key most like it.
        nearest: Option<&'static str>,
    },
    /// A key that stands twice in one group. The first value counts.
    RepeatedKey {
        /// As written.
        key: String,
    },
    /// No entry of the code list. The text is kept as it is.
    UnknownEntry {
        /// The German and English name of the field.
        field: (&'static str, &'static str),
        /// As written.
        text: String,
        /// What comes near.
        candidates: Vec<String>,
    },
    /// The value is not of the form that the field wants. The text is kept as it is.
    WrongForm {
        /// The German and English name of the field.
        field: (&'static str, &'static str),
        /// As written.
        text: String,
        /// What the field wants.
        form: Expected,
    },
    /// An address that is not valid by [RFC 3987](https://www.rfc-editor.org/rfc/rfc3987). It is kept as it is.
    InvalidAddress {
        /// As written.
        text: String,
    },
    /// A group or list stands where a single text is wanted, or the other way round. It is passed over.
    WrongShape {
        /// The German and English name of the field.
        field: (&'static str, &'static str),
    },
    /// A dataset without a title.
    MissingTitle,
    /// A dataset without short name and title: it cannot have an address, and is not read.
    Nameless,
    /// A short name made from the title, which may change.
    SlugFromTitle {
        /// The short name.
        slug: String,
    },
    /// A short name with characters that an address cannot have. It is adapted.
    InvalidSlug {
        /// As written.
        text: String,
        /// The short name used instead.
        slug: String,
    },
    /// Two datasets with one short name: their values run together.
    RepeatedSlug {
        /// The short name.
        slug: String,
    },
    /// A row of the list of files that names no dataset of the list. It is read as belonging to one of that short name.
    UnknownDataset {
        /// As written.
        text: String,
    },
    /// A statement that is incomplete or cannot be read. It is passed over.
    NotAStatement {
        /// As written.
        text: String,
    },
    /// The text is no UTF-8 and was read as Windows-1252.
    NotUtf8,
    /// Something about a table, as its reader says.
    Table {
        /// What it is.
        message: Text,
        /// How to mend it.
        mend: Text,
    },
    /// The table has no column that is known, so nothing of the sheet is read.
    UnknownSheet {
        /// The sheet.
        name: String,
    },
}

/// What a field wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A date.
    Date,
    /// A number.
    Number,
    /// A web address.
    Address,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A length of time.
    Duration,
    /// A period.
    Period,
    /// A geometry.
    Geometry,
    /// An official key.
    RegionalKey,
    /// Hexadecimal digits.
    Hex,
    /// A media type.
    MediaType,
    /// Yes or no.
    YesOrNo,
    /// A language.
    Language,
    /// The name of a class.
    Class,
}

impl Expected {
    /// What is wanted, and an example.
    fn wording(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Date => ("ein Datum", "a date", "31.12.2025"),
            Self::Number => ("eine Zahl", "a number", "2208"),
            Self::Address => (
                "eine vollständige Internetadresse",
                "a complete web address",
                "https://www.stadt.de/seite",
            ),
            Self::Email => ("eine E-Mail-Adresse", "an e-mail address", "opendata@stadt.de"),
            Self::Telephone => (
                "eine Telefonnummer mit Vorwahl",
                "a telephone number with area code",
                "06131 12-0",
            ),
            Self::Duration => ("eine Zeitspanne", "a length of time", "5 Minuten"),
            Self::Period => ("ein Zeitraum", "a period", "01.08.2025 – 31.01.2026"),
            Self::Geometry => (
                "ein Rechteck (West, Süd, Ost, Nord) oder ein Punkt (Länge, Breite)",
                "a rectangle (west, south, east, north) or a point (longitude, latitude)",
                "8.143, 49.896, 8.342, 50.035",
            ),
            Self::RegionalKey => (
                "ein amtlicher Schlüssel mit 12, 8, 5 oder 2 Ziffern",
                "an official key of 12, 8, 5 or 2 digits",
                "073150000000",
            ),
            Self::Hex => (
                "eine Prüfsumme aus Ziffern und a–f",
                "a checksum of digits and a–f",
                "f053c1e9",
            ),
            Self::MediaType => ("ein Medientyp", "a media type", "text/csv"),
            Self::YesOrNo => ("„ja“ oder „nein“", "“yes” or “no”", "ja"),
            Self::Language => ("ein Sprachkürzel", "a language code", "de"),
            Self::Class => ("der Name einer Klasse", "the name of a class", "dcat:Dataset"),
        }
    }
}

/// The names of a field in both languages, as issues carry them.
pub(crate) fn names(field: &Field) -> (&'static str, &'static str) {
    (field.de, field.en)
}

impl Issue {
    /// What is wrong, as one sentence.
    #[must_use]
    pub fn message(&self) -> Text {
        match &self.kind {
            IssueKind::UnknownKey { key, class, .. } => Text::new(
                format!(
                    "Die Angabe „{key}“ ist hier nicht bekannt ({}).",
                    class.label(Language::German)
                ),
                format!(
                    "The key “{key}” is not known here ({}).",
                    class.label(Language::English)
                ),
            ),
            IssueKind::RepeatedKey { key } => Text::new(
                format!("Die Angabe „{key}“ steht zweimal; nur die erste zählt."),
                format!("The key “{key}” stands twice; only the first counts."),
            ),
            IssueKind::UnknownEntry { field, text, .. } => Text::new(
                format!("„{text}“ steht nicht in der Liste für „{}“.", field.0),
                format!("“{text}” is not in the list for “{}”.", field.1),
            ),
            IssueKind::WrongForm { field, text, form } => {
                let (de, en, _) = form.wording();
                Text::new(
                    format!(
                        "„{text}“ bei „{}“ ist nicht, was dort stehen soll: {de}.",
                        field.0
                    ),
                    format!("“{text}” at “{}” is not what belongs there: {en}.", field.1),
                )
            }
            IssueKind::InvalidAddress { text } => Text::new(
                format!("Die Adresse „{text}“ enthält Zeichen, die in Adressen nicht vorkommen dürfen."),
                format!("The address “{text}” has characters that addresses may not have."),
            ),
            IssueKind::WrongShape { field } => Text::new(
                format!(
                    "Der Wert von „{}“ hat die falsche Form: einzelner Text, Liste und Gruppe sind vertauscht.",
                    field.0
                ),
                format!(
                    "The value of “{}” has the wrong form: single text, list and group are mixed up.",
                    field.1
                ),
            ),
            IssueKind::MissingTitle => {
                Text::new("Der Datensatz hat keinen Titel.", "The dataset has no title.")
            }
            IssueKind::Nameless => Text::new(
                "Diese Beschreibung hat weder Kurznamen noch Titel und kann keine Adresse bekommen; sie wird nicht gelesen.",
                "This description has neither short name nor title and cannot have an address; it is not read.",
            ),
            IssueKind::SlugFromTitle { slug } => Text::new(
                format!(
                    "Der Kurzname fehlt; aus dem Titel wurde „{slug}“. Ändert sich der Titel, ändert sich die Adresse."
                ),
                format!(
                    "The short name is missing; the title gave “{slug}”. When the title changes, so does the address."
                ),
            ),
            IssueKind::InvalidSlug { text, slug } => Text::new(
                format!(
                    "Der Kurzname „{text}“ enthält Zeichen, die in Adressen stören; verwendet wird „{slug}“."
                ),
                format!(
                    "The short name “{text}” has characters that do not suit addresses; “{slug}” is used."
                ),
            ),
            IssueKind::RepeatedSlug { slug } => Text::new(
                format!("Den Kurznamen „{slug}“ haben zwei Datensätze; ihre Angaben laufen zusammen."),
                format!("Two datasets have the short name “{slug}”; their values run together."),
            ),
            IssueKind::UnknownDataset { text } => Text::new(
                format!("Einen Datensatz „{text}“ gibt es in dieser Liste nicht."),
                format!("There is no dataset “{text}” in this list."),
            ),
            IssueKind::NotAStatement { text } => Text::new(
                format!("Die weitere Angabe „{text}“ ist nicht zu verstehen und wird nicht gelesen."),
                format!("The statement “{text}” cannot be understood and is not read."),
            ),
            IssueKind::NotUtf8 => Text::new(
                "Die Datei ist nicht als UTF-8 gespeichert; sie wurde als Windows-1252 gelesen.",
                "The file is not saved as UTF-8; it was read as Windows-1252.",
            ),
            IssueKind::Table { message, .. } => message.clone(),
            IssueKind::UnknownSheet { name } => Text::new(
                format!("Das Blatt „{name}“ hat keine bekannte Spalte und wird nicht gelesen."),
                format!("The sheet “{name}” has no known column and is not read."),
            ),
        }
    }

    /// How to mend it, as one sentence.
    #[must_use]
    pub fn mend(&self) -> Text {
        match &self.kind {
            IssueKind::UnknownKey {
                nearest: Some(nearest),
                ..
            } => Text::new(
                format!("Schreiben Sie „{nearest}“, wenn das gemeint ist."),
                format!("Write “{nearest}” if that is meant."),
            ),
            IssueKind::UnknownKey { nearest: None, .. } => Text::new(
                "Löschen Sie die Angabe, oder nehmen Sie eine aus der Tabelle in docs/authoring.md.",
                "Delete the key, or take one from the table in docs/authoring.md.",
            ),
            IssueKind::RepeatedKey { key } => Text::new(
                format!(
                    "Fassen Sie beide Werte von „{key}“ zu einer Liste zusammen, oder löschen Sie einen."
                ),
                format!("Make one list of both values of “{key}”, or delete one."),
            ),
            IssueKind::UnknownEntry { candidates, .. } if !candidates.is_empty() => {
                let list = |open: &str, close: &str, or: &str| {
                    let quoted = candidates
                        .iter()
                        .map(|candidate| format!("{open}{candidate}{close}"));
                    quoted.collect::<Vec<_>>().join(or)
                };
                Text::new(
                    format!("Gemeint ist vielleicht {}.", list("„", "“", " oder ")),
                    format!("Perhaps {} is meant.", list("“", "”", " or ")),
                )
            }
            IssueKind::UnknownEntry { .. } => Text::new(
                "Schauen Sie die erlaubten Werte mit `kolophon codelist` nach.",
                "Look up the allowed values with `kolophon codelist`.",
            ),
            IssueKind::WrongForm { form, .. } => {
                let (_, _, example) = form.wording();
                Text::new(
                    format!("Schreiben Sie es so: {example}"),
                    format!("Write it like this: {example}"),
                )
            }
            IssueKind::InvalidAddress { .. } => Text::new(
                "Ersetzen Sie Leerzeichen durch %20, und schreiben Sie keine Klammern < > oder Anführungszeichen in die Adresse.",
                "Replace blanks by %20, and write no brackets < > or quotation marks into the address.",
            ),
            IssueKind::WrongShape { .. } => Text::new(
                "Vergleichen Sie die Stelle mit dem Beispiel in docs/authoring.md.",
                "Compare the place with the example in docs/authoring.md.",
            ),
            IssueKind::MissingTitle => Text::new(
                "Ergänzen Sie einen Titel: „Titel: Kita-Plätze nach Einrichtung“.",
                "Add a title: “title: Day-care places by facility”.",
            ),
            IssueKind::Nameless => Text::new(
                "Ergänzen Sie Titel und Kurznamen, oder löschen Sie den Eintrag.",
                "Add title and short name, or delete the entry.",
            ),
            IssueKind::SlugFromTitle { slug } => Text::new(
                format!("Tragen Sie „{slug}“ als Kurznamen ein, dann bleibt die Adresse."),
                format!("Enter “{slug}” as the short name, and the address stays."),
            ),
            IssueKind::InvalidSlug { slug, .. } => Text::new(
                format!("Tragen Sie „{slug}“ als Kurznamen ein."),
                format!("Enter “{slug}” as the short name."),
            ),
            IssueKind::RepeatedSlug { .. } => Text::new(
                "Geben Sie einem der beiden Datensätze einen anderen Kurznamen.",
                "Give one of the two datasets another short name.",
            ),
            IssueKind::UnknownDataset { .. } => Text::new(
                "Schreiben Sie den Kurznamen genau so, wie er in der Liste der Datensätze steht.",
                "Write the short name exactly as it stands in the list of datasets.",
            ),
            IssueKind::NotAStatement { .. } => Text::new(
                "Eine weitere Angabe hat drei Teile: wovon, Eigenschaft und Wert. Lassen Sie sich von der Ausgabe mit `kolophon export` zeigen, wie sie aussieht.",
                "A statement has three parts: subject, predicate and object. Look at the output of `kolophon export` to see how it is written.",
            ),
            IssueKind::NotUtf8 => Text::new("Speichern Sie die Datei als UTF-8.", "Save the file as UTF-8."),
            IssueKind::Table { mend, .. } => mend.clone(),
            IssueKind::UnknownSheet { .. } => Text::new(
                "Nennen Sie das Blatt „Datensätze“ oder „Dateien“ und die erste Zeile mit den Spaltennamen, oder lassen Sie es, wenn es keine Beschreibungen enthält.",
                "Call the sheet “Datasets” or “Files” and give it a first row of column names, or leave it if it holds no descriptions.",
            ),
        }
    }

    /// The stable name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match &self.kind {
            IssueKind::UnknownKey { .. } => "authoring-key-unknown",
            IssueKind::RepeatedKey { .. } => "authoring-key-repeated",
            IssueKind::UnknownEntry { .. } => "authoring-entry-not-listed",
            IssueKind::WrongForm { .. } => "authoring-value-form",
            IssueKind::InvalidAddress { .. } => "authoring-address-invalid",
            IssueKind::WrongShape { .. } => "authoring-value-shape",
            // The shapes say the same of every dataset.
            IssueKind::MissingTitle => "dataset-title-missing",
            IssueKind::Nameless => "authoring-nameless",
            IssueKind::SlugFromTitle { .. } => "authoring-slug-missing",
            IssueKind::InvalidSlug { .. } => "authoring-slug-invalid",
            IssueKind::RepeatedSlug { .. } => "authoring-slug-repeated",
            IssueKind::UnknownDataset { .. } => "authoring-dataset-unknown",
            IssueKind::NotAStatement { .. } => "authoring-statement-unreadable",
            IssueKind::NotUtf8 => "authoring-not-utf-8",
            IssueKind::Table { .. } => "authoring-table",
            IssueKind::UnknownSheet { .. } => "authoring-sheet-unknown",
        }
    }
}
