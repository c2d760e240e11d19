//! A package as a `dcat:Dataset`.

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, foaf, locn, owl, skos, vcard};
use serde_json::Value;

use super::node::{Kind, Node};
use super::package::{Package, said};
use super::value::{address, listed};
use super::{Packages, distribution};

/// Keys of a package with one value; the first that says something counts.
const SINGLE: [(&[&str], &str, Kind); 15] = [
    (&["notes"], dcterms::DESCRIPTION, Kind::Text),
    (&["url"], dcat::LANDING_PAGE, Kind::Address),
    (&["identifier", "guid", "id"], dcterms::IDENTIFIER, Kind::Plain),
    (&["version", "dcat_version"], owl::VERSION_INFO, Kind::Plain),
    (&["version_notes"], adms::VERSION_NOTES, Kind::Text),
    (
        &["issued", "dcat_issued", "metadata_created"],
        dcterms::ISSUED,
        Kind::Date,
    ),
    (
        &["modified", "dcat_modified", "metadata_modified"],
        dcterms::MODIFIED,
        Kind::Date,
    ),
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
    (&["provenance"], dcterms::PROVENANCE, Kind::AddressOrText),
];

/// Keys of a package with any number of values.
const REPEATED: [(&[&str], &str, Kind); 14] = [
    (&["is_referenced_by"], dcterms::IS_REFERENCED_BY, Kind::Address),
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

/// The contacts of ckanext-dcat's own fields, else who maintains the package, else its author.
fn contact(node: &mut Node<'_>, package: &Package<'_>, iri: &str) {
    let own: Vec<Person> = package
        .objects("contact")
        .into_iter()
        .map(|contact| Person {
            iri: said(contact, "uri"),
            name: said(contact, "name"),
            email: said(contact, "email"),
        })
        .collect();
    if !own.is_empty() {
        for (at, person) in own.iter().enumerate() {
            let number = if at == 0 {
                String::new()
            } else {
                format!("-{}", at + 1)
            };
            person.become_contact(node, &format!("{iri}#kontakt{number}"));
        }
        return;
    }
    let people = [
        ("contact_name", "contact_email"),
        ("maintainer", "maintainer_email"),
        ("author", "author_email"),
    ]
    .map(|(name, email)| Person {
        iri: None,
        name: package.text(&[name]),
        email: package.text(&[email]),
    });
    let mut people = people
        .into_iter()
        .filter(|person| person.name.is_some() || person.email.is_some());
    let Some(mut first) = people.next() else {
        return;
    };
    first.iri = package.text(&["contact_uri"]);
    first.become_contact(node, &format!("{iri}#kontakt"));
    for other in people {
        let Some(name) = other.name.filter(|name| first.name.as_ref() != Some(name)) else {
            continue;
        };
        node.doubt(
            format!("Nicht übernommen: „{name}“, denn Ansprechstelle ist schon jemand anderes."),
            format!("Not taken: “{name}”, because somebody else is the contact point already."),
        );
    }
}

/// Whom to ask, as a portal names them.
struct Person {
    iri: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

impl Person {
    fn become_contact(&self, node: &mut Node<'_>, usual: &str) {
        let own = self.iri.as_deref().and_then(address);
        let mut contact = node.part(dcat::CONTACT_POINT, own.as_deref().unwrap_or(usual));
        contact.class(vcard::ORGANIZATION);
        if let Some(name) = &self.name {
            contact.say(vcard::FN, Kind::Text, name);
        }
        if let Some(email) = &self.email {
            contact.email(vcard::HAS_EMAIL, email);
        }
    }
}

/// The publisher of ckanext-dcat's own fields, else the organization.
fn publisher(node: &mut Node<'_>, package: &Package<'_>) {
    let own = package.objects("publisher").into_iter().next();
    let text = |key: &str| {
        let flat = ["publisher_", "dcat_publisher_"].map(|start| format!("{start}{key}"));
        own.and_then(|own| said(own, key))
            .or_else(|| package.text(&flat.each_ref().map(String::as_str)))
    };
    let organization = package.object("organization");
    let of_organization = |key| organization.and_then(|organization| said(organization, key));
    let named = text("name");
    let iri = text("uri").and_then(|uri| address(&uri)).or_else(|| {
        let id = of_organization("id").or_else(|| of_organization("name"))?;
        named
            .is_none()
            .then(|| format!("{}/organization/{id}", node.packages.site))
    });
    let name = named
        .or_else(|| of_organization("title"))
        .or_else(|| of_organization("name"));
    let (email, page, kind) = (text("email"), text("url"), text("type"));
    let Some(name) = name else {
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
    if let Some(email) = email {
        agent.email(foaf::MBOX, &email);
    }
    if let Some(page) = page {
        agent.say(foaf::HOMEPAGE, Kind::Address, &page);
    }
    if let Some(kind) = kind {
        agent.say(dcterms::TYPE, Kind::Listed("publisher-type"), &kind);
    }
}

fn period(node: &mut Node<'_>, package: &Package<'_>, iri: &str) {
    let own = package.objects("temporal_coverage");
    let mut periods: Vec<_> = own
        .into_iter()
        .map(|period| (said(period, "start"), said(period, "end")))
        .collect();
    if periods.is_empty() {
        let [start, end] = ["temporal_start", "temporal_end"].map(|key| package.text(&[key]));
        periods.push((start, end));
    }
    periods.retain(|(start, end)| start.is_some() || end.is_some());
    for (at, (start, end)) in periods.into_iter().enumerate() {
        let number = if at == 0 {
            String::new()
        } else {
            format!("-{}", at + 1)
        };
        let mut period = node.part(dcterms::TEMPORAL, &format!("{iri}#zeitraum{number}"));
        period.class(dcterms::PERIOD_OF_TIME);
        for (property, text) in [(dcat::START_DATE, start), (dcat::END_DATE, end)] {
            if let Some(text) = text {
                period.say(property, Kind::Date, &text);
            }
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
