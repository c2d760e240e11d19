//! A package as a `dcat:Dataset`.

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, foaf, locn, owl, rdf, skos, vcard, xsd};
use kolophon_graph::{Position, TermId, Triple};
use serde_json::Value;

use super::package::{Package, said};
use super::value::{address, date, listed};
use super::{Packages, distribution};

/// What the value of a property is.
#[derive(Clone, Copy)]
enum Kind {
    /// A text in the language of the city.
    Text,
    /// A text without a language.
    Plain,
    /// An address.
    Address,
    /// A date or time.
    Date,
    /// An entry of a code list.
    Listed(&'static str),
}

/// Keys of a package with one value; the first that says something counts.
const SINGLE: [(&[&str], &str, Kind); 15] = [
    (&["notes"], dcterms::DESCRIPTION, Kind::Text),
    (&["url"], dcat::LANDING_PAGE, Kind::Address),
    (&["identifier", "guid", "id"], dcterms::IDENTIFIER, Kind::Plain),
    (&["version", "dcat_version"], owl::VERSION_INFO, Kind::Plain),
    (&["version_notes"], adms::VERSION_NOTES, Kind::Text),
    (&["issued", "metadata_created"], dcterms::ISSUED, Kind::Date),
    (&["modified", "metadata_modified"], dcterms::MODIFIED, Kind::Date),
    (
        &["frequency"],
        dcterms::ACCRUAL_PERIODICITY,
        Kind::Listed("frequency"),
    ),
    (
        &["access_rights"],
        dcterms::ACCESS_RIGHTS,
        Kind::Listed("access-right"),
    ),
    (&["spatial_uri"], dcterms::SPATIAL, Kind::Address),
    (
        &["politicalGeocodingLevelURI"],
        dcatde::POLITICAL_GEOCODING_LEVEL_URI,
        Kind::Address,
    ),
    (&["geocodingText"], dcatde::GEOCODING_DESCRIPTION, Kind::Text),
    (&["legalbasisText"], dcatde::LEGAL_BASIS, Kind::Text),
    (&["qualityProcessURI"], dcatde::QUALITY_PROCESS_URI, Kind::Address),
    (&["provenance"], dcterms::PROVENANCE, Kind::Text),
];

/// Keys of a package with any number of values.
const REPEATED: [(&[&str], &str, Kind); 13] = [
    (&["theme"], dcat::THEME, Kind::Listed("data-theme")),
    (&["language"], dcterms::LANGUAGE, Kind::Listed("language")),
    (&["conforms_to"], dcterms::CONFORMS_TO, Kind::Address),
    (&["documentation"], foaf::PAGE, Kind::Address),
    (&["related_resource"], dcterms::RELATION, Kind::Address),
    (&["has_version"], dcterms::HAS_VERSION, Kind::Address),
    (&["is_version_of"], dcterms::IS_VERSION_OF, Kind::Address),
    (&["source"], dcterms::SOURCE, Kind::Address),
    (&["sample"], adms::SAMPLE, Kind::Address),
    (&["contributorID"], dcatde::CONTRIBUTOR_ID, Kind::Address),
    (
        &["politicalGeocodingURI"],
        dcatde::POLITICAL_GEOCODING_URI,
        Kind::Address,
    ),
    (
        &["applicable_legislation"],
        dcatap::APPLICABLE_LEGISLATION,
        Kind::Address,
    ),
    (
        &["hvd_category"],
        dcatap::HVD_CATEGORY,
        Kind::Listed("hvd-category"),
    ),
];

/// A node that is being described.
pub(super) struct Node<'p> {
    pub(super) packages: &'p mut Packages,
    pub(super) id: TermId,
    /// The dataset's title, for doubts.
    pub(super) dataset: &'p str,
}

/// Maps a package that is a published dataset.
pub(super) fn map(packages: &mut Packages, package: &Package<'_>, id: &str) {
    let name = package.name();
    let iri = package
        .text(&["uri"])
        .and_then(|uri| address(&uri))
        .unwrap_or_else(|| format!("{}/dataset/{id}", packages.site));
    let subject = packages.builder.iri(&iri);
    let mut node = Node {
        packages,
        id: subject,
        dataset: &name,
    };
    node.class(dcat::DATASET_CLASS);
    title(&mut node, package);
    for (keys, property, kind) in SINGLE {
        if let Some(text) = package.text(keys) {
            node.say(property, kind, &text);
        }
    }
    for (keys, property, kind) in REPEATED {
        for text in package.list(keys) {
            node.say(property, kind, &text);
        }
    }
    keywords(&mut node, package);
    themes(&mut node, package);
    contact(&mut node, package, &iri);
    publisher(&mut node, package);
    period(&mut node, package, &iri);
    place(&mut node, package, &iri);
    distribution::map(&mut node, package, id);
}

fn title(node: &mut Node<'_>, package: &Package<'_>) {
    if let Some(title) = package.text(&["title"]) {
        node.say(dcterms::TITLE, Kind::Text, &title);
        return;
    }
    let name = package.name();
    node.say(dcterms::TITLE, Kind::Text, &name);
    node.doubt(
        "Der Titel fehlt; dort steht jetzt der Kurzname.",
        "The title is missing; the short name stands there now.",
    );
}

fn keywords(node: &mut Node<'_>, package: &Package<'_>) {
    for tag in package.objects("tags") {
        if let Some(text) = said(tag, "display_name").or_else(|| said(tag, "name")) {
            node.say(dcat::KEYWORD, Kind::Text, &text);
        }
    }
}

/// Groups are categories in most German portals, and anything else in the others.
fn themes(node: &mut Node<'_>, package: &Package<'_>) {
    for group in package.objects("groups") {
        let names: Vec<String> = ["name", "title", "display_name"]
            .iter()
            .filter_map(|key| said(group, key))
            .collect();
        if let Some(theme) = listed("data-theme", names.iter().map(String::as_str)) {
            node.link(dcat::THEME, &theme);
        } else if let Some(group) = names.last() {
            node.doubt(
                format!("Die Gruppe „{group}“ ist keine Kategorie; wählen Sie eine aus."),
                format!("The group “{group}” is no theme; choose one."),
            );
        }
    }
}

/// The contact of ckanext-dcat's own fields, else who maintains the package, else its author.
fn contact(node: &mut Node<'_>, package: &Package<'_>, iri: &str) {
    let people = [
        ("contact_name", "contact_email"),
        ("maintainer", "maintainer_email"),
        ("author", "author_email"),
    ];
    let mut people = people
        .iter()
        .map(|(name, email)| (package.text(&[name]), package.text(&[email])))
        .filter(|(name, email)| name.is_some() || email.is_some())
        .collect::<Vec<_>>()
        .into_iter();
    let Some((name, email)) = people.next() else {
        return;
    };
    let own = package.text(&["contact_uri"]).and_then(|uri| address(&uri));
    let mut contact = node.part(
        dcat::CONTACT_POINT,
        &own.unwrap_or_else(|| format!("{iri}#kontakt")),
    );
    contact.class(vcard::ORGANIZATION);
    if let Some(name) = &name {
        contact.say(vcard::FN, Kind::Text, name);
    }
    if let Some(email) = email {
        let email = email.trim_start_matches("mailto:");
        if email.contains('@') {
            contact.say(vcard::HAS_EMAIL, Kind::Address, &format!("mailto:{email}"));
        } else {
            contact.doubt(
                format!("„{email}“ ist keine E-Mail-Adresse."),
                format!("“{email}” is no e-mail address."),
            );
        }
    }
    for (other, _) in people {
        let Some(other) = other.filter(|other| name.as_ref() != Some(other)) else {
            continue;
        };
        node.doubt(
            format!("Nicht übernommen: „{other}“, denn Ansprechstelle ist schon jemand anderes."),
            format!("Not taken: “{other}”, because somebody else is the contact point already."),
        );
    }
}

/// The publisher of ckanext-dcat's own fields, else the organization.
fn publisher(node: &mut Node<'_>, package: &Package<'_>) {
    let organization = package.object("organization");
    let of_organization = |key| organization.and_then(|organization| said(organization, key));
    let name = package
        .text(&["publisher_name"])
        .or_else(|| of_organization("title"))
        .or_else(|| of_organization("name"));
    let own = package.text(&["publisher_uri"]).and_then(|uri| address(&uri));
    let iri = own.or_else(|| {
        let id = of_organization("id").or_else(|| of_organization("name"))?;
        package
            .text(&["publisher_name"])
            .is_none()
            .then(|| format!("{}/organization/{id}", node.packages.site))
    });
    let (Some(name), iri) = (name, iri) else {
        return node.doubt(
            "Wer den Datensatz herausgibt, steht nicht im Portal.",
            "The portal does not say who publishes the dataset.",
        );
    };
    let mut agent = match iri {
        Some(iri) => node.part(dcterms::PUBLISHER, &iri),
        None => node.unnamed_part(dcterms::PUBLISHER),
    };
    agent.class(foaf::AGENT);
    agent.say(foaf::NAME, Kind::Text, &name);
    if let Some(email) = package.text(&["publisher_email"]) {
        agent.say(foaf::MBOX, Kind::Address, &format!("mailto:{email}"));
    }
    if let Some(page) = package.text(&["publisher_url"]) {
        agent.say(foaf::HOMEPAGE, Kind::Address, &page);
    }
    if let Some(kind) = package.text(&["publisher_type"]) {
        agent.say(dcterms::TYPE, Kind::Listed("publisher-type"), &kind);
    }
}

fn period(node: &mut Node<'_>, package: &Package<'_>, iri: &str) {
    let (start, end) = (package.text(&["temporal_start"]), package.text(&["temporal_end"]));
    if start.is_none() && end.is_none() {
        return;
    }
    let mut period = node.part(dcterms::TEMPORAL, &format!("{iri}#zeitraum"));
    period.class(dcterms::PERIOD_OF_TIME);
    for (property, text) in [(dcat::START_DATE, start), (dcat::END_DATE, end)] {
        if let Some(text) = text {
            period.say(property, Kind::Date, &text);
        }
    }
}

fn place(node: &mut Node<'_>, package: &Package<'_>, iri: &str) {
    const GEO_JSON: &str = "http://www.opengis.net/ont/geosparql#geoJSONLiteral";
    let (name, geometry) = (package.text(&["spatial_text"]), package.text(&["spatial"]));
    if name.is_none() && geometry.is_none() {
        return;
    }
    let mut place = node.part(dcterms::SPATIAL, &format!("{iri}#ort"));
    place.class(dcterms::LOCATION);
    if let Some(name) = name {
        place.say(skos::PREF_LABEL, Kind::Text, &name);
    }
    let Some(geometry) = geometry else { return };
    match serde_json::from_str::<Value>(&geometry) {
        Ok(Value::Object(object)) if object.contains_key("type") => {
            place.literal(locn::GEOMETRY, &geometry, GEO_JSON);
        }
        _ => place.doubt(
            format!("Das Gebiet „{geometry}“ ist nicht zu verstehen."),
            format!("The area “{geometry}” cannot be understood."),
        ),
    }
}

impl Node<'_> {
    pub(super) fn class(&mut self, class: &str) {
        self.link(rdf::TYPE, class);
    }

    /// Says a value of the dataset or one of its parts; what is not certain becomes a doubt.
    fn say(&mut self, property: &str, kind: Kind, text: &str) {
        match kind {
            Kind::Text => self.text(property, text),
            Kind::Plain => self.literal(property, text, xsd::STRING),
            Kind::Address => self.address(property, text),
            Kind::Date => self.date(property, text),
            Kind::Listed(list) => match listed(list, [text]) {
                Some(iri) => self.link(property, &iri),
                None => self.not_in_list(list, text),
            },
        }
    }

    pub(super) fn text(&mut self, property: &str, text: &str) {
        let builder = &mut self.packages.builder;
        let object = if self.packages.language.is_empty() {
            builder.string_literal(text)
        } else {
            builder.language_literal(text, &self.packages.language)
        };
        self.push(property, object);
    }

    pub(super) fn literal(&mut self, property: &str, text: &str, datatype: &str) {
        let object = self.packages.builder.typed_literal(text, datatype);
        self.push(property, object);
    }

    pub(super) fn link(&mut self, property: &str, iri: &str) {
        let object = self.packages.builder.iri(iri);
        self.push(property, object);
    }

    pub(super) fn address(&mut self, property: &str, text: &str) {
        match address(text) {
            Some(iri) => self.link(property, &iri),
            None => self.doubt(
                format!("„{text}“ ist keine vollständige Internetadresse und wurde nicht übernommen."),
                format!("“{text}” is no complete web address and was not taken."),
            ),
        }
    }

    pub(super) fn date(&mut self, property: &str, text: &str) {
        match date(text) {
            Some((text, datatype)) => self.literal(property, &text, datatype),
            None => self.doubt(
                format!("„{text}“ ist kein Datum und wurde nicht übernommen."),
                format!("“{text}” is no date and was not taken."),
            ),
        }
    }

    pub(super) fn not_in_list(&mut self, list: &str, text: &str) {
        self.doubt(
            format!(
                "„{text}“ steht nicht in der Liste und wurde nicht übernommen; erlaubt ist: kolophon codelist {list}"
            ),
            format!("“{text}” is not in the list and was not taken; allowed is: kolophon codelist {list}"),
        );
    }

    pub(super) fn doubt(&mut self, de: impl Into<String>, en: impl Into<String>) {
        self.packages.doubt(self.dataset, de, en);
    }

    /// The node that a property leads to.
    pub(super) fn part(&mut self, property: &str, iri: &str) -> Node<'_> {
        let id = self.packages.builder.iri(iri);
        self.part_with(property, id)
    }

    fn unnamed_part(&mut self, property: &str) -> Node<'_> {
        let id = self.packages.builder.fresh_blank_node();
        self.part_with(property, id)
    }

    fn part_with(&mut self, property: &str, id: TermId) -> Node<'_> {
        self.push(property, id);
        Node {
            packages: self.packages,
            id,
            dataset: self.dataset,
        }
    }

    fn push(&mut self, property: &str, object: TermId) {
        let property = self.packages.builder.iri(property);
        self.packages
            .builder
            .push(Triple::new(self.id, property, object), Position::UNKNOWN);
    }
}
