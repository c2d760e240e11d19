//! Fields of series, catalogues and catalogue records.

use kolophon_dcat::vocab::{adms, dcat, dcterms, foaf};

use super::Need::{Mandatory, Optional, Recommended};
use super::Property::Of;
use super::file::TEXT_LANGUAGE;
use super::shared::{
    AVAILABILITY, CLASS, CONFORMS_TO, CONTACT, CREATOR, DESCRIPTION, FREQUENCY, IRI, ISSUED, LANGUAGE,
    LEGISLATION, LICENSE, MODIFIED, PUBLISHER, RIGHTS, SLUG, SPATIAL, TEMPORAL, TITLE, in_catalog,
};
use super::{Field, Kind, field};

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
    TEMPORAL.needed(Optional),
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
