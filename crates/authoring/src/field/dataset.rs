//! Fields of datasets, series, catalogues and catalogue records.

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, foaf, geodcatap, owl, prov};

use super::Need::{Deprecated, Mandatory, Recommended};
use super::Property::{Inverse, Of, OfEachFile};
use super::about::{CLASS, DESCRIPTION, IRI, ISSUED, LANGUAGE, LEGISLATION, MODIFIED, SLUG, TITLE};
use super::file::TEXT_LANGUAGE;
use super::{Class, Field, Kind, Own, field, own};

pub(super) const PUBLISHER: Field = field(
    "publisher",
    "Herausgeber",
    "Publisher",
    Of(dcterms::PUBLISHER),
    Kind::Nested(Class::Agent, "herausgeber"),
)
.also(&[
    "Herausgeberin",
    "Datenbereitsteller",
    "Anbieter",
    "veröffentlichende Stelle",
    "Dienststelle",
    "Amt",
])
.needed(Mandatory);

pub(super) const CONTACT: Field = field(
    "contact_point",
    "Ansprechstelle",
    "Contact point",
    Of(dcat::CONTACT_POINT),
    Kind::Nested(Class::Contact, "kontakt"),
)
.also(&[
    "Kontakt",
    "Ansprechpartner",
    "Ansprechpartnerin",
    "Ansprechperson",
    "contact",
    "Kontaktstelle",
])
.many()
.needed(Recommended);

const SPATIAL: Field = field(
    "spatial",
    "Räumliche Abdeckung",
    "Spatial coverage",
    Of(dcterms::SPATIAL),
    Kind::Nested(Class::Place, "ort"),
)
.also(&[
    "Ort",
    "Raumbezug",
    "Gebiet",
    "Geltungsbereich",
    "location",
    "place",
    "coverage",
])
.many()
.needed(Recommended);

const TEMPORAL: Field = field(
    "temporal",
    "Zeitliche Abdeckung",
    "Temporal coverage",
    Of(dcterms::TEMPORAL),
    Kind::Nested(Class::Period, "zeitraum"),
)
.also(&["Zeitraum", "Zeitbezug", "Bezugszeitraum", "period"])
.many()
.needed(Recommended);

pub(super) const THEME: Field = field(
    "theme",
    "Kategorie",
    "Theme",
    Of(dcat::THEME),
    Kind::Listed("data-theme"),
)
.also(&[
    "Kategorien",
    "Thema",
    "Themen",
    "Rubrik",
    "themes",
    "category",
    "categories",
])
.many()
.needed(Recommended);

pub(super) const KEYWORD: Field = field("keyword", "Schlagwort", "Keyword", Of(dcat::KEYWORD), Kind::Text)
    .also(&[
        "Schlagworte",
        "Schlagwörter",
        "Stichwort",
        "Stichworte",
        "Stichwörter",
        "Tag",
        "Tags",
        "keywords",
    ])
    .many()
    .needed(Recommended);

pub(super) const AVAILABILITY: Field = field(
    "availability",
    "Verfügbarkeit",
    "Availability",
    Of(dcatap::AVAILABILITY),
    Kind::Listed("availability"),
)
.needed(Recommended);

pub(super) const ACCESS_RIGHTS: Field = field(
    "access_rights",
    "Grad der Zugänglichkeit",
    "Access right",
    Of(dcterms::ACCESS_RIGHTS),
    Kind::Listed("access-right"),
)
.also(&[
    "Zugänglichkeit",
    "Zugangsrechte",
    "Zugriffsrechte",
    "access rights",
]);

pub(super) const LANDING_PAGE: Field = field(
    "landing_page",
    "Webseite",
    "Landing page",
    Of(dcat::LANDING_PAGE),
    Kind::Address,
)
.also(&[
    "Ursprüngliche Webseite",
    "Website",
    "Internetseite",
    "Link",
    "Seite",
    "web page",
])
.many();

pub(super) const PAGE: Field = field(
    "page",
    "Dokumentation",
    "Documentation",
    Of(foaf::PAGE),
    Kind::Address,
)
.also(&["Doku", "Hilfeseite"])
.many();

pub(super) const CONFORMS_TO: Field = field(
    "conforms_to",
    "Konform zu Standard",
    "Standard",
    Of(dcterms::CONFORMS_TO),
    Kind::Address,
)
.also(&["Norm", "Datenstandard", "Standards", "conforms to standard"])
.many();

const FREQUENCY: Field = field(
    "accrual_periodicity",
    "Aktualisierungsfrequenz",
    "Update frequency",
    Of(dcterms::ACCRUAL_PERIODICITY),
    Kind::Listed("frequency"),
)
.also(&[
    "Aktualisierung",
    "Aktualisierungshäufigkeit",
    "Aktualisierungsintervall",
    "Häufigkeit",
    "Turnus",
    "frequency",
]);

const SPATIAL_RESOLUTION: Field = field(
    "spatial_resolution",
    "Räumliche Auflösung in Meter",
    "Spatial resolution in metres",
    Of(dcat::SPATIAL_RESOLUTION_IN_METERS),
    Kind::Decimal,
)
.also(&["Räumliche Auflösung", "spatial resolution in meters"]);

const TEMPORAL_RESOLUTION: Field = field(
    "temporal_resolution",
    "Zeitliche Auflösung",
    "Temporal resolution",
    Of(dcat::TEMPORAL_RESOLUTION),
    Kind::Duration,
);

const CREATOR: Field = field(
    "creator",
    "Autor",
    "Creator",
    Of(dcterms::CREATOR),
    Kind::Nested(Class::Agent, "autor"),
)
.also(&["Autorin", "Ersteller", "Erstellerin", "author"])
.many();

/// The licence of the thing itself, which files have and datasets do not.
pub(super) const LICENSE: Field = field(
    "license",
    "Lizenz",
    "Licence",
    Of(dcterms::LICENSE),
    Kind::Listed("licenses"),
)
.also(LICENSE_NAMES);

const LICENSE_NAMES: &[&str] = &[
    "Nutzungsbedingungen",
    "Nutzungsbedingung",
    "Lizenzen",
    "Nutzungslizenz",
    "terms of use",
];

pub(super) const ATTRIBUTION_TEXT: Field = field(
    "attribution_text",
    "Namensnennung",
    "Attribution text",
    Of(dcatde::LICENSE_ATTRIBUTION_BY_TEXT),
    Kind::Text,
)
.also(ATTRIBUTION_NAMES)
.many();

const ATTRIBUTION_NAMES: &[&str] = &[
    "Namensnennungstext",
    "Namensnennungstext für By-Clauses",
    "Quellenvermerk",
    "license_attribution_by_text",
];

pub(super) const RIGHTS: Field = field(
    "rights",
    "Rechte",
    "Rights statement",
    Of(dcterms::RIGHTS),
    Kind::Nested(Class::Rights, "rechte"),
)
.also(RIGHTS_NAMES);

const RIGHTS_NAMES: &[&str] = &["Rechtehinweis", "Nutzungshinweis", "Nutzungsrechte"];

const fn in_catalog(property: &'static str) -> Field {
    field(
        "in_catalog",
        "Im Katalog",
        "In catalogue",
        Inverse(property),
        Kind::Address,
    )
    .many()
}

/// Of data services that stand in the catalogue.
pub(super) const SERVICE_IN_CATALOG: Field = in_catalog(dcat::SERVICE);

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

pub(super) const SERIES: &[Field] = &[
    SLUG,
    IRI,
    CLASS,
    TITLE.needed(Mandatory),
    DESCRIPTION.needed(Mandatory),
    PUBLISHER,
    CONTACT,
    SPATIAL,
    TEMPORAL,
    FREQUENCY,
    ISSUED,
    MODIFIED,
    LEGISLATION,
    in_catalog(dcat::DATASET),
];

pub(super) const CATALOG: &[Field] = &[
    IRI,
    CLASS,
    TEXT_LANGUAGE,
    TITLE.needed(Mandatory),
    DESCRIPTION.needed(Mandatory),
    PUBLISHER,
    ISSUED.needed(Recommended),
    MODIFIED.needed(Recommended),
    LANGUAGE.needed(Recommended),
    field(
        "homepage",
        "Homepage",
        "Homepage",
        Of(foaf::HOMEPAGE),
        Kind::Address,
    )
    .also(&["Startseite", "Webseite"])
    .needed(Recommended),
    LICENSE.needed(Recommended),
    field(
        "theme_taxonomy",
        "Kategorienschema",
        "Theme taxonomy",
        Of(dcat::THEME_TAXONOMY),
        Kind::Address,
    )
    .many()
    .needed(Recommended),
    AVAILABILITY,
    SPATIAL,
    TEMPORAL.needed(super::Need::Optional),
    RIGHTS.many(),
    LEGISLATION,
    CREATOR,
    field(
        "dataset",
        "Datensatz",
        "Dataset",
        Of(dcat::DATASET),
        Kind::Address,
    )
    .also(&["Datensätze", "datasets"])
    .many(),
    field(
        "service",
        "Datendienst",
        "Data service",
        Of(dcat::SERVICE),
        Kind::Address,
    )
    .also(&["Datenservice", "Datendienste", "Dienste", "services"])
    .many(),
    field(
        "record",
        "Katalogeintrag",
        "Catalogue record",
        Of(dcat::RECORD),
        Kind::Address,
    )
    .also(&["Katalogeinträge", "records"])
    .many(),
    field(
        "catalog",
        "Aufgeführter Katalog",
        "Listed catalogue",
        Of(dcat::CATALOG_PROPERTY),
        Kind::Address,
    )
    .many(),
    field(
        "has_part",
        "Hat Teilkatalog",
        "Part",
        Of(dcterms::HAS_PART),
        Kind::Address,
    )
    .many(),
    field(
        "is_part_of",
        "Ist Teilkatalog",
        "Parent catalogue",
        Of(dcterms::IS_PART_OF),
        Kind::Address,
    ),
];

pub(super) const RECORD: &[Field] = &[
    IRI,
    CLASS,
    TITLE,
    DESCRIPTION,
    ISSUED.needed(Recommended),
    MODIFIED.needed(Mandatory),
    LANGUAGE,
    CONFORMS_TO.needed(Recommended),
    field(
        "status",
        "Änderungstyp",
        "Status",
        Of(adms::STATUS),
        Kind::Address,
    )
    .needed(Recommended),
    field(
        "source",
        "Original-Metadaten der Ressource",
        "Source",
        Of(dcterms::SOURCE),
        Kind::Address,
    )
    .also(&["Quelle", "Original-Metadaten"]),
    in_catalog(dcat::RECORD),
];
