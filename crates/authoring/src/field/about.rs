//! Fields of the small things a dataset consists of.

use kolophon_dcat::vocab::{dcat, dcterms, foaf, locn, owl, prov, rdfs, skos, spdx, vcard};

use super::Need::{Mandatory, Recommended};
use super::Property::Of;
use super::shared::{CLASS, IRI, SLUG};
use super::{Class, Field, Kind, field};

pub(super) const AGENT: &[Field] = &[
    SLUG,
    IRI,
    CLASS,
    field("name", "Name", "Name", Of(foaf::NAME), Kind::Text)
        .also(&["Bezeichnung"])
        .per_language()
        .needed(Mandatory),
    field(
        "type",
        "Typ",
        "Type",
        Of(dcterms::TYPE),
        Kind::Listed("publisher-type"),
    )
    .also(&["Art der Stelle", "Ebene"]),
    field(
        "homepage",
        "Homepage",
        "Homepage",
        Of(foaf::HOMEPAGE),
        Kind::Address,
    )
    .also(&["Webseite", "Website", "Internetseite"])
    .many(),
    field("mbox", "E-Mail", "E-mail", Of(foaf::MBOX), Kind::Email)
        .also(&["E-Mail-Adresse"])
        .many(),
];

pub(super) const CONTACT: &[Field] = &[
    IRI,
    CLASS,
    field("name", "Name", "Name", Of(vcard::FN), Kind::Text)
        .also(&["Bezeichnung"])
        .per_language()
        .needed(Recommended),
    field("email", "E-Mail", "E-mail", Of(vcard::HAS_EMAIL), Kind::Email)
        .also(&["E-Mail-Adresse", "Mail", "e mail address"])
        .many()
        .needed(Recommended),
    field(
        "url",
        "Kontaktseite",
        "Contact page",
        Of(vcard::HAS_URL),
        Kind::Address,
    )
    .also(&["Kontaktformular", "Kontaktformular Chatbot", "Webseite"])
    .many()
    .needed(Recommended),
    field(
        "telephone",
        "Telefon",
        "Telephone",
        Of(vcard::HAS_TELEPHONE),
        Kind::Telephone,
    )
    .also(&["Tel", "Telefonnummer", "phone"])
    .many(),
    field(
        "street_address",
        "Straße",
        "Street",
        Of(vcard::HAS_STREET_ADDRESS),
        Kind::Plain,
    )
    .also(&["Straße und Hausnummer", "Anschrift"]),
    field(
        "postal_code",
        "Postleitzahl",
        "Postal code",
        Of(vcard::HAS_POSTAL_CODE),
        Kind::Plain,
    )
    .also(&["PLZ"]),
    field(
        "locality",
        "Stadt",
        "Locality",
        Of(vcard::HAS_LOCALITY),
        Kind::Plain,
    )
    .also(&["Gemeinde", "city"]),
];

pub(super) const PERIOD: &[Field] = &[
    IRI,
    CLASS,
    field("start", "Beginn", "Start", Of(dcat::START_DATE), Kind::Date)
        .also(&["Startzeitpunkt", "von", "ab", "Anfang", "start date", "from"])
        .needed(Recommended),
    field("end", "Ende", "End", Of(dcat::END_DATE), Kind::Date)
        .also(&["Endzeitpunkt", "bis", "end date", "until", "to"])
        .needed(Recommended),
];

pub(super) const PLACE: &[Field] = &[
    IRI,
    CLASS,
    field("name", "Name", "Name", Of(locn::GEOGRAPHIC_NAME), Kind::Text)
        .also(&["Ortsname", "geographic name"])
        .per_language(),
    field(
        "regional_key",
        "Regionalschlüssel",
        "Regional key",
        Of(owl::SAME_AS),
        Kind::RegionalKey,
    )
    .also(&[
        "ARS",
        "AGS",
        "Gemeindeschlüssel",
        "Amtlicher Regionalschlüssel",
        "Amtlicher Gemeindeschlüssel",
    ])
    .many(),
    field(
        "bbox",
        "Umgebendes Rechteck",
        "Bounding box",
        Of(dcat::BBOX),
        Kind::Geometry,
    )
    .also(&["Bounding Box", "Ausdehnung"])
    .needed(Recommended),
    field(
        "centroid",
        "Mittelpunkt",
        "Centroid",
        Of(dcat::CENTROID),
        Kind::Geometry,
    )
    .also(&["Geografischer Mittelpunkt", "Koordinaten"])
    .needed(Recommended),
    field(
        "geometry",
        "Geometrie",
        "Geometry",
        Of(locn::GEOMETRY),
        Kind::Geometry,
    ),
    field(
        "admin_unit",
        "Verwaltungseinheit",
        "Administrative unit",
        Of(locn::ADMIN_UNIT_L2),
        Kind::Address,
    )
    .many(),
];

pub(super) const RIGHTS: &[Field] = &[
    IRI,
    CLASS,
    field("label", "Text", "Text", Of(rdfs::LABEL), Kind::Text)
        .also(&["Bezeichnung", "Hinweis"])
        .per_language(),
];

pub(super) const PROVENANCE: &[Field] = RIGHTS;

pub(super) const CHECKSUM: &[Field] = &[
    IRI,
    CLASS,
    field(
        "algorithm",
        "Algorithmus",
        "Algorithm",
        Of(spdx::ALGORITHM),
        Kind::Listed("hash-algorithms"),
    )
    .also(&["Verfahren"])
    .needed(Mandatory),
    field(
        "value",
        "Prüfsummenwert",
        "Checksum value",
        Of(spdx::CHECKSUM_VALUE),
        Kind::Hex,
    )
    .also(&["Wert", "checksum_value"])
    .needed(Mandatory),
];

pub(super) const IDENTIFIER: &[Field] = &[
    IRI,
    CLASS,
    field(
        "notation",
        "Notation",
        "Notation",
        Of(skos::NOTATION),
        Kind::Notation,
    )
    .also(&["Notation des Identifier", "Wert", "value"])
    .needed(Mandatory),
];

pub(super) const ATTRIBUTION: &[Field] = &[
    IRI,
    CLASS,
    field(
        "agent",
        "Stelle",
        "Agent",
        Of(prov::AGENT),
        Kind::Nested(Class::Agent, "stelle"),
    )
    .also(&["Wer"])
    .many()
    .needed(Mandatory),
    ROLE,
];

pub(super) const RELATIONSHIP: &[Field] = &[
    IRI,
    CLASS,
    field(
        "relation",
        "Verwandte Ressource",
        "Related resource",
        Of(dcterms::RELATION),
        Kind::Address,
    )
    .also(&["Beziehung", "Wozu"])
    .many()
    .needed(Mandatory),
    ROLE,
];

const ROLE: Field = field(
    "had_role",
    "Rolle",
    "Role",
    Of(dcat::HAD_ROLE),
    Kind::TypedAddress(dcat::ROLE),
)
.also(&["Hatte Rolle"])
.many()
.needed(Mandatory);
