//! Fields that several classes have.

use kolophon_dcat::vocab::{dcat, dcatap, dcatde, dcterms, foaf};

use super::Need::{Mandatory, Recommended};
use super::Property::{Inverse, Of};
use super::{Class, Field, Kind, Own, field, own};

pub(super) const IRI: Field =
    own("iri", "Adresse", "Permanent IRI", Own::Iri).also(&["Dauerhafte Adresse", "URI"]);

pub(super) const SLUG: Field = own("slug", "Kurzname", "Short name", Own::Slug).also(&["Kennung", "Kürzel"]);

pub(super) const CLASS: Field = own("class", "Klasse", "Class", Own::Class).many();

pub(super) const TITLE: Field = field("title", "Titel", "Title", Of(dcterms::TITLE), Kind::Text)
    .also(&["Bezeichnung", "Name"])
    .per_language();

pub(super) const DESCRIPTION: Field = field(
    "description",
    "Beschreibung",
    "Description",
    Of(dcterms::DESCRIPTION),
    Kind::Text,
)
.also(&["Erläuterung", "Inhalt", "Beschreibungstext", "abstract"])
.per_language();

pub(super) const ISSUED: Field = field(
    "issued",
    "Veröffentlichungsdatum",
    "Release date",
    Of(dcterms::ISSUED),
    Kind::Date,
)
.also(&[
    "Veröffentlicht",
    "Veröffentlicht am",
    "Erstveröffentlichung",
    "Erstellungsdatum",
    "published",
]);

pub(super) const MODIFIED: Field = field(
    "modified",
    "Aktualisierungsdatum",
    "Update date",
    Of(dcterms::MODIFIED),
    Kind::Date,
)
.also(&[
    "Stand",
    "Datenstand",
    "Geändert",
    "Geändert am",
    "Aktualisiert",
    "Aktualisiert am",
    "Letzte Aktualisierung",
    "Letzte Änderung",
    "updated",
    "last update",
]);

pub(super) const LANGUAGE: Field = field(
    "language",
    "Sprache",
    "Language",
    Of(dcterms::LANGUAGE),
    Kind::Listed("language"),
)
.also(&["Sprachen", "languages"])
.many();

pub(super) const LEGISLATION: Field = field(
    "applicable_legislation",
    "Rechtsgrundlage",
    "Applicable legislation",
    Of(dcatap::APPLICABLE_LEGISLATION),
    Kind::Address,
)
.also(&["Rechtsgrundlagen", "ELI"])
.many();

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

pub(super) const SPATIAL: Field = field(
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

pub(super) const TEMPORAL: Field = field(
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

pub(super) const FREQUENCY: Field = field(
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

pub(super) const SPATIAL_RESOLUTION: Field = field(
    "spatial_resolution",
    "Räumliche Auflösung in Meter",
    "Spatial resolution in metres",
    Of(dcat::SPATIAL_RESOLUTION_IN_METERS),
    Kind::Decimal,
)
.also(&["Räumliche Auflösung", "spatial resolution in meters"]);

pub(super) const TEMPORAL_RESOLUTION: Field = field(
    "temporal_resolution",
    "Zeitliche Auflösung",
    "Temporal resolution",
    Of(dcat::TEMPORAL_RESOLUTION),
    Kind::Duration,
);

pub(super) const CREATOR: Field = field(
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

pub(super) const LICENSE_NAMES: &[&str] = &[
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

pub(super) const ATTRIBUTION_NAMES: &[&str] = &[
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

pub(super) const RIGHTS_NAMES: &[&str] = &["Rechtehinweis", "Nutzungshinweis", "Nutzungsrechte"];

pub(super) const fn in_catalog(property: &'static str) -> Field {
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
