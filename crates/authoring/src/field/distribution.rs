//! Fields of distributions and data services.

use kolophon_dcat::vocab::{adms, dcat, dcterms, odrl, spdx};

use super::Need::{Mandatory, Optional, Recommended};
use super::Property::Of;
use super::shared::{
    ACCESS_RIGHTS, ATTRIBUTION_TEXT, AVAILABILITY, CLASS, CONFORMS_TO, CONTACT, DESCRIPTION, IRI, ISSUED,
    KEYWORD, LANDING_PAGE, LANGUAGE, LEGISLATION, LICENSE, MODIFIED, PAGE, PUBLISHER, RIGHTS,
    SERVICE_IN_CATALOG, SLUG, SPATIAL_RESOLUTION, TEMPORAL_RESOLUTION, THEME, TITLE,
};
use super::{Class, Field, Kind, Own, field, own};

const FORMAT: Field = field(
    "format",
    "Format",
    "Format",
    Of(dcterms::FORMAT),
    Kind::Listed("file-type"),
)
.also(&[
    "Dateiformat",
    "Dateityp",
    "Datenformat",
    "file type",
    "file format",
])
.needed(Recommended);

pub(super) const DISTRIBUTION: &[Field] = &[
    own("of_dataset", "Datensatz", "Dataset", Own::OfDataset).also(&["zu Datensatz", "gehört zu"]),
    SLUG,
    IRI,
    CLASS,
    TITLE.needed(Recommended),
    DESCRIPTION.needed(Recommended),
    field(
        "download_url",
        "Download-URL",
        "Download URL",
        Of(dcat::DOWNLOAD_URL),
        Kind::FileOrAddress,
    )
    .also(&[
        "Download-Link",
        "Download",
        "Dateiname",
        "Datei",
        "Downloadadresse",
        "file",
    ])
    .many(),
    field(
        "access_url",
        "Zugangs-URL",
        "Access URL",
        Of(dcat::ACCESS_URL),
        Kind::Address,
    )
    .also(&["Zugang", "Zugangsadresse", "URL", "Link"])
    .many()
    .needed(Mandatory),
    FORMAT,
    field(
        "media_type",
        "Medientyp",
        "Media type",
        Of(dcat::MEDIA_TYPE),
        Kind::MediaType,
    )
    .also(&["MIME-Type", "MIME-Typ"]),
    LICENSE.needed(Mandatory),
    ATTRIBUTION_TEXT,
    RIGHTS,
    field(
        "byte_size",
        "Größe in Bytes",
        "Size in bytes",
        Of(dcat::BYTE_SIZE),
        Kind::Integer,
    )
    .also(&["Größe", "Dateigröße", "size", "file size"]),
    field(
        "checksum",
        "Prüfsumme",
        "Checksum",
        Of(spdx::CHECKSUM),
        Kind::Nested(Class::Checksum, "pruefsumme"),
    ),
    LANGUAGE,
    ISSUED,
    MODIFIED.needed(Recommended),
    AVAILABILITY,
    field(
        "status",
        "Status",
        "Status",
        Of(adms::STATUS),
        Kind::Listed("distribution-status"),
    ),
    PAGE,
    CONFORMS_TO,
    field(
        "compress_format",
        "Kompressionsformat",
        "Compression format",
        Of(dcat::COMPRESS_FORMAT),
        Kind::MediaType,
    ),
    field(
        "package_format",
        "Paketformat",
        "Packaging format",
        Of(dcat::PACKAGE_FORMAT),
        Kind::MediaType,
    ),
    field(
        "policy",
        "Nutzungsregeln",
        "Usage policy",
        Of(odrl::HAS_POLICY),
        Kind::Address,
    )
    .also(&["Regelwerk", "has_policy"]),
    SPATIAL_RESOLUTION,
    TEMPORAL_RESOLUTION,
    LEGISLATION,
    field(
        "access_service",
        "Datendienst",
        "Data service",
        Of(dcat::ACCESS_SERVICE),
        Kind::Nested(Class::DataService, "dienst"),
    )
    .also(&["Ausliefernder Datenservice", "Datenservice", "Dienst", "service"])
    .many(),
];

pub(super) const DATA_SERVICE: &[Field] = &[
    SLUG,
    IRI,
    CLASS,
    TITLE.needed(Mandatory),
    DESCRIPTION,
    field(
        "endpoint_url",
        "Adresse des Dienstes",
        "Endpoint URL",
        Of(dcat::ENDPOINT_URL),
        Kind::Address,
    )
    .also(&["URL des Endpunktes", "Endpunkt", "Dienst-URL", "URL"])
    .many()
    .needed(Mandatory),
    field(
        "endpoint_description",
        "Beschreibung der Schnittstelle",
        "Endpoint description",
        Of(dcat::ENDPOINT_DESCRIPTION),
        Kind::Address,
    )
    .also(&["Beschreibung des Endpunktes", "Capabilities", "GetCapabilities"])
    .many()
    .needed(Recommended),
    field(
        "serves_dataset",
        "Liefert Datensatz aus",
        "Served dataset",
        Of(dcat::SERVES_DATASET),
        Kind::Address,
    )
    .also(&["Liefert aus"])
    .many()
    .needed(Recommended),
    PUBLISHER,
    CONTACT.needed(Optional),
    LICENSE,
    ACCESS_RIGHTS,
    FORMAT.many().needed(Optional),
    CONFORMS_TO,
    AVAILABILITY,
    LEGISLATION,
    KEYWORD.needed(Optional),
    THEME.needed(Optional),
    LANDING_PAGE,
    PAGE,
    SERVICE_IN_CATALOG,
];
