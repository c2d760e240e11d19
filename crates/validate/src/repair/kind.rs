//! The kinds of repairs, and how they are called.

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcterms, spdx};
use kolophon_diagnostic::Text;

/// What a repair is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A licence becomes its entry in the list.
    Licence,
    /// A format becomes its entry in the list.
    Format,
    /// A media type becomes IANA's address.
    MediaType,
    /// A language becomes its entry in the list.
    Language,
    /// A theme becomes its entry in the list.
    Theme,
    /// A frequency becomes its entry in the list.
    Frequency,
    /// Access rights become their entry in the list.
    AccessRights,
    /// A status becomes its entry in the list.
    Status,
    /// A checksum algorithm becomes its entry in the list.
    ChecksumAlgorithm,
    /// An availability becomes its entry in the list.
    Availability,
    /// Another value becomes its entry in the list.
    ListedValue,
    /// A size in bytes gets its form.
    ByteSize,
    /// A date gets its form.
    Date,
    /// A number, duration or checksum gets its datatype.
    Datatype,
    /// A text that is an address becomes one.
    Address,
    /// Characters that no address may have are encoded.
    AddressCharacters,
    /// The bounds of a period get the property of today.
    Period,
    /// A geometry becomes an extent, a centre or a geometry of its own.
    Geometry,
    /// An administrative area becomes the place.
    Geocoding,
    /// A role gets the property of today.
    Role,
    /// A version gets the property of today.
    Version,
    /// A property of an older vocabulary gets the property of today.
    OldProperty,
    /// An identifier that is an address becomes a text.
    Identifier,
    /// A further identifier gets the form of one.
    OtherIdentifier,
    /// A German text is marked as German.
    LanguageTag,
    /// Characters get their usual form (NFC).
    Characters,
    /// A full stop or a semicolon becomes the mark that is meant.
    Punctuation,
    /// A usual prefix is declared.
    Prefix,
    /// The file is saved as UTF-8.
    Encoding,
    /// A short name gets the form that it has in addresses.
    ShortName,
    /// The heading of a column becomes one that is known.
    Column,
}

impl Kind {
    /// Whether DCAT-AP.de 3.0 asks for it where 2.0 did not.
    #[must_use]
    pub fn is_upgrade(self) -> bool {
        matches!(
            self,
            Self::Licence
                | Self::AccessRights
                | Self::Status
                | Self::ChecksumAlgorithm
                | Self::Availability
                | Self::ByteSize
                | Self::Period
                | Self::Geometry
                | Self::Geocoding
                | Self::Role
                | Self::Version
                | Self::OldProperty
        )
    }

    /// What is mended, as a heading.
    #[must_use]
    pub fn name(self) -> Text {
        let (de, en) = match self {
            Self::Licence => ("Lizenz", "Licence"),
            Self::Format => ("Format", "Format"),
            Self::MediaType => ("Medientyp", "Media type"),
            Self::Language => ("Sprache", "Language"),
            Self::Theme => ("Kategorie", "Theme"),
            Self::Frequency => ("Aktualisierungsfrequenz", "Frequency"),
            Self::AccessRights => ("Zugangsrechte", "Access rights"),
            Self::Status => ("Status", "Status"),
            Self::ChecksumAlgorithm => ("Algorithmus der Prüfsumme", "Checksum algorithm"),
            Self::Availability => ("Verfügbarkeit", "Availability"),
            Self::ListedValue => ("Wert aus einer Liste", "Listed value"),
            Self::ByteSize => ("Dateigröße", "File size"),
            Self::Date => ("Datum", "Date"),
            Self::Datatype => ("Datentyp", "Datatype"),
            Self::Address => ("Adresse als Text", "Address as text"),
            Self::AddressCharacters => ("Zeichen in einer Adresse", "Characters in an address"),
            Self::Period => ("Zeitraum", "Period"),
            Self::Geometry => ("Geometrie", "Geometry"),
            Self::Geocoding => ("Verwaltungsgebiet", "Administrative area"),
            Self::Role => ("Verantwortliche Stelle", "Responsible agent"),
            Self::Version => ("Version", "Version"),
            Self::OldProperty => ("Angabe aus einer älteren Fassung", "Property of an older version"),
            Self::Identifier => ("Kennung", "Identifier"),
            Self::OtherIdentifier => ("Weitere Kennung", "Further identifier"),
            Self::LanguageTag => ("Sprachangabe an einem Text", "Language of a text"),
            Self::Characters => ("Zeichen in einem Text", "Characters in a text"),
            Self::Punctuation => ("Punkt oder Semikolon", "Full stop or semicolon"),
            Self::Prefix => ("Kürzel", "Prefix"),
            Self::Encoding => ("Zeichenkodierung", "Character encoding"),
            Self::ShortName => ("Kurzname", "Short name"),
            Self::Column => ("Spaltenname", "Heading of a column"),
        };
        Text::new(de, en)
    }

    /// What happens to the value, as the end of a sentence.
    #[must_use]
    pub fn effect(self) -> Text {
        let (de, en) = match self {
            Self::Licence
            | Self::Format
            | Self::MediaType
            | Self::Language
            | Self::Theme
            | Self::Frequency
            | Self::AccessRights
            | Self::Status
            | Self::ChecksumAlgorithm
            | Self::Availability
            | Self::ListedValue => ("wird zum Eintrag der Liste", "becomes the entry of the list"),
            Self::ByteSize => ("wird zur ganzen Zahl", "becomes a whole number"),
            Self::Date => ("wird zum Datum", "becomes a date"),
            Self::Datatype => ("bekommt den Datentyp", "gets its datatype"),
            Self::Address => ("wird zur Adresse", "becomes an address"),
            Self::AddressCharacters => ("wird zur gültigen Adresse", "becomes a valid address"),
            Self::Period | Self::Role | Self::Version | Self::OldProperty | Self::Geocoding => {
                ("kommt in die heutige Angabe", "moves to the property of today")
            }
            Self::Geometry => (
                "wird zu Ausdehnung, Mittelpunkt oder eigener Geometrie",
                "becomes an extent, a centre or a geometry of its own",
            ),
            Self::Identifier => ("wird zum Text", "becomes a text"),
            Self::OtherIdentifier => ("bekommt die Form einer Kennung", "gets the form of an identifier"),
            Self::LanguageTag => ("wird als Deutsch gekennzeichnet", "is marked as German"),
            Self::Encoding => ("wird zu UTF-8", "becomes UTF-8"),
            Self::ShortName => ("wird, wie er in Adressen steht", "becomes as it is in addresses"),
            Self::Column => ("wird zum bekannten Spaltennamen", "becomes the known heading"),
            Self::Punctuation => ("wird zum richtigen Zeichen", "becomes the right mark"),
            Self::Prefix => (
                "wird am Anfang der Datei erklärt",
                "is declared at the top of the file",
            ),
            Self::Characters => (
                "bekommt die übliche Zeichenform",
                "gets the usual form of characters",
            ),
        };
        Text::new(de, en)
    }

    /// The kind of a repair that puts a listed value into a property.
    pub(super) fn of_list(property: &str) -> Self {
        match property {
            dcterms::LICENSE => Self::Licence,
            dcterms::FORMAT => Self::Format,
            dcat::MEDIA_TYPE | dcat::COMPRESS_FORMAT | dcat::PACKAGE_FORMAT => Self::MediaType,
            dcterms::LANGUAGE => Self::Language,
            dcat::THEME => Self::Theme,
            dcterms::ACCRUAL_PERIODICITY => Self::Frequency,
            dcterms::ACCESS_RIGHTS => Self::AccessRights,
            adms::STATUS => Self::Status,
            spdx::ALGORITHM => Self::ChecksumAlgorithm,
            dcatap::AVAILABILITY => Self::Availability,
            _ => Self::ListedValue,
        }
    }
}
