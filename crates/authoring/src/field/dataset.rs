//! Fields of datasets.

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, foaf, geodcatap, owl, prov};

use super::Need::{Deprecated, Mandatory, Recommended};
use super::Property::{Inverse, Of, OfEachFile};
use super::file::TEXT_LANGUAGE;
use super::shared::{
    ACCESS_RIGHTS, ATTRIBUTION_NAMES, AVAILABILITY, CLASS, CONFORMS_TO, CONTACT, CREATOR, DESCRIPTION,
    FREQUENCY, IRI, ISSUED, KEYWORD, LANDING_PAGE, LANGUAGE, LEGISLATION, LICENSE_NAMES, MODIFIED, PAGE,
    PUBLISHER, RIGHTS_NAMES, SLUG, SPATIAL, SPATIAL_RESOLUTION, TEMPORAL, TEMPORAL_RESOLUTION, THEME, TITLE,
    in_catalog,
};
use super::{Class, Field, Kind, Own, field, own};

pub(super) const DATASET: &[Field] = &[
    SLUG,
    IRI,
    CLASS,
    TEXT_LANGUAGE,
    TITLE.needed(Mandatory),
    DESCRIPTION.needed(Mandatory),
    field(
        "identifier",
        "Dauerhafte Kennung",
        "Identifier",
        Of(dcterms::IDENTIFIER),
        Kind::Plain,
    )
    .also(&["ID"])
    .many(),
    field(
        "other_identifier",
        "Weitere Kennung",
        "Other identifier",
        Of(adms::IDENTIFIER),
        Kind::Nested(Class::Identifier, "kennung"),
    )
    .also(&["Andere ID", "DOI", "Aktenzeichen"])
    .many(),
    PUBLISHER,
    CONTACT,
    field(
        "contributor_id",
        "Datenlieferanten-Kennung",
        "Contributor ID",
        Of(dcatde::CONTRIBUTOR_ID),
        Kind::Listed("contributors"),
    )
    .also(&[
        "Datenbereitsteller ID",
        "Datenlieferant",
        "Datenlieferanten ID GovData",
    ])
    .many(),
    KEYWORD,
    THEME,
    field(
        "type",
        "Art des Datensatzes",
        "Type of dataset",
        Of(dcterms::TYPE),
        Kind::Listed("dataset-type"),
    )
    .also(&["Typ", "Datensatztyp", "Datensatzart"])
    .many(),
    SPATIAL,
    field(
        "political_geocoding_level",
        "Verwaltungsebene",
        "Administrative level",
        Of(dcatde::POLITICAL_GEOCODING_LEVEL_URI),
        Kind::Listed("political-geocoding-level"),
    )
    .also(&[
        "Ebene der geopolitischen Abdeckung",
        "Level of geopolitical coverage",
        "Ebene",
        "political_geocoding_level_uri",
    ])
    .many()
    .needed(Recommended),
    TEMPORAL,
    FREQUENCY,
    ISSUED,
    MODIFIED,
    LANGUAGE,
    ACCESS_RIGHTS,
    AVAILABILITY,
    LANDING_PAGE,
    PAGE,
    LEGISLATION,
    field(
        "hvd_category",
        "Kategorie hochwertiger Datensätze",
        "High-value dataset category",
        Of(dcatap::HVD_CATEGORY),
        Kind::Listed("hvd-category"),
    )
    .also(&["HVD-Kategorie", "HVD"])
    .many(),
    CONFORMS_TO,
    field(
        "provenance",
        "Herkunft",
        "Provenance",
        Of(dcterms::PROVENANCE),
        Kind::Nested(Class::Provenance, "herkunft"),
    )
    .also(&["Provenienz", "Entstehung", "Datenherkunft"])
    .many(),
    field("version", "Version", "Version", Of(dcat::VERSION), Kind::Plain).also(&["Versionsbezeichnung"]),
    field(
        "version_notes",
        "Versionserläuterung",
        "Version notes",
        Of(adms::VERSION_NOTES),
        Kind::Text,
    )
    .also(&["Änderungen", "changelog"])
    .many(),
    SPATIAL_RESOLUTION,
    TEMPORAL_RESOLUTION.many(),
    CREATOR,
    field(
        "contributor",
        "Bearbeiter",
        "Contributor",
        Of(dcterms::CONTRIBUTOR),
        Kind::Nested(Class::Agent, "bearbeiter"),
    )
    .also(&["Bearbeiterin", "bearbeitende Stelle"])
    .many(),
    field(
        "originator",
        "Urheber",
        "Originator",
        Of(geodcatap::ORIGINATOR),
        Kind::Nested(Class::Agent, "urheber"),
    )
    .also(&["Urheberin", "Urheber GeoDCAT-AP"])
    .many(),
    field(
        "custodian",
        "Verwalter",
        "Custodian",
        Of(geodcatap::CUSTODIAN),
        Kind::Nested(Class::Agent, "verwalter"),
    )
    .also(&[
        "Verwalterin",
        "Verwalter GeoDCAT-AP",
        "Datenhalter",
        "zuständige Stelle",
    ])
    .many(),
    field(
        "qualified_attribution",
        "Rollenzuordnung",
        "Attribution",
        Of(prov::QUALIFIED_ATTRIBUTION),
        Kind::Nested(Class::Attribution, "zustaendigkeit"),
    )
    .many(),
    field(
        "qualified_relation",
        "Beziehung",
        "Relationship",
        Of(dcat::QUALIFIED_RELATION),
        Kind::Nested(Class::Relationship, "beziehung"),
    )
    .also(&["Qualifizierte Beziehung"])
    .many(),
    field(
        "relation",
        "Verwandte Ressource",
        "Related resource",
        Of(dcterms::RELATION),
        Kind::Address,
    )
    .also(&["Verwandt", "siehe auch"])
    .many(),
    field(
        "references",
        "Referenziert",
        "Reference",
        Of(dcterms::REFERENCES),
        Kind::Address,
    )
    .also(&["Verweis", "Verweise", "Musterdatenkatalog"])
    .many(),
    field(
        "is_referenced_by",
        "Wird referenziert",
        "Referencing resource",
        Of(dcterms::IS_REFERENCED_BY),
        Kind::Address,
    )
    .many(),
    field("source", "Quelle", "Source", Of(dcterms::SOURCE), Kind::Address)
        .also(&["Quelle des Datensatzes", "Datenquelle"])
        .many(),
    field(
        "has_version",
        "Weitere Version",
        "Other version",
        Of(dcat::HAS_VERSION),
        Kind::Address,
    )
    .many(),
    field(
        "in_series",
        "In Serie",
        "In series",
        Of(dcat::IN_SERIES),
        Kind::Nested(Class::DatasetSeries, "serie"),
    )
    .also(&["Datensatzserie", "Serie"])
    .many(),
    field(
        "was_generated_by",
        "Wurde erzeugt von",
        "Generating activity",
        Of(prov::WAS_GENERATED_BY),
        Kind::Address,
    )
    .many(),
    in_catalog(dcat::DATASET),
    field(
        "license",
        "Lizenz",
        "Licence",
        OfEachFile(dcterms::LICENSE),
        Kind::Listed("licenses"),
    )
    .also(LICENSE_NAMES),
    field(
        "attribution_text",
        "Namensnennung",
        "Attribution text",
        OfEachFile(dcatde::LICENSE_ATTRIBUTION_BY_TEXT),
        Kind::Text,
    )
    .also(ATTRIBUTION_NAMES)
    .many(),
    field(
        "rights",
        "Rechte",
        "Rights statement",
        OfEachFile(dcterms::RIGHTS),
        Kind::Nested(Class::Rights, "rechte"),
    )
    .also(RIGHTS_NAMES),
    field(
        "sample",
        "Beispieldatei",
        "Sample",
        Of(adms::SAMPLE),
        Kind::Nested(Class::Distribution, "beispiel"),
    )
    .also(&["Beispieldistribution"])
    .many(),
    field(
        "distribution",
        "Datei",
        "Distribution",
        Of(dcat::DISTRIBUTION),
        Kind::Nested(Class::Distribution, "distribution"),
    )
    .also(&[
        "Dateien",
        "Datei oder Zugang",
        "Dateien und Zugänge",
        "Ressource",
        "Ressourcen",
        "distributions",
    ])
    .many()
    .needed(Recommended),
    field(
        "record",
        "Katalogeintrag",
        "Catalogue record",
        Inverse(foaf::PRIMARY_TOPIC),
        Kind::Nested(Class::CatalogRecord, "eintrag"),
    )
    .many(),
    own("protected", "Geschützt", "Protected", Own::Protected).also(&["Löschschutz"]),
    own("alias", "Frühere Kurznamen", "Earlier short names", Own::Alias)
        .also(&["Früherer Kurzname", "aliases"])
        .many(),
    field(
        "political_geocoding",
        "Geopolitische Abdeckung",
        "Geopolitical coverage",
        Of(dcatde::POLITICAL_GEOCODING_URI),
        Kind::RegionalKey,
    )
    .also(&["political_geocoding_uri"])
    .many()
    .needed(Deprecated),
    field(
        "geocoding_description",
        "Beschreibung der Abdeckung",
        "Description of coverage",
        Of(dcatde::GEOCODING_DESCRIPTION),
        Kind::Text,
    )
    .many()
    .needed(Deprecated),
    field(
        "legal_basis",
        "Rechtsgrundlage für die Zugangseröffnung",
        "Legal basis",
        Of(dcatde::LEGAL_BASIS),
        Kind::Text,
    )
    .many()
    .needed(Deprecated),
    field(
        "quality_process",
        "Qualitätssicherungsprozess",
        "Quality process",
        Of(dcatde::QUALITY_PROCESS_URI),
        Kind::Address,
    )
    .also(&["quality_process_uri"])
    .needed(Deprecated),
    field(
        "version_info",
        "Version bis 2-0",
        "Version until 2-0",
        Of(owl::VERSION_INFO),
        Kind::Plain,
    )
    .needed(Deprecated),
    field(
        "dcterms_has_version",
        "Weitere Version bis 2-0",
        "Other version until 2-0",
        Of(dcterms::HAS_VERSION),
        Kind::Address,
    )
    .many()
    .needed(Deprecated),
    field(
        "is_version_of",
        "Ist Version von",
        "Is version of",
        Of(dcterms::IS_VERSION_OF),
        Kind::Address,
    )
    .many()
    .needed(Deprecated),
    field(
        "dcatde_originator",
        "Urheber bis 2-0",
        "Originator until 2-0",
        Of(dcatde::ORIGINATOR),
        Kind::Nested(Class::Agent, "urheber"),
    )
    .many()
    .needed(Deprecated),
    field(
        "maintainer",
        "Verwalter bis 2-0",
        "Maintainer until 2-0",
        Of(dcatde::MAINTAINER),
        Kind::Nested(Class::Agent, "verwalter"),
    )
    .many()
    .needed(Deprecated),
];
