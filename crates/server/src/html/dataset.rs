//! The page of a dataset.

use askama::Template;
use kolophon_dcat::json::{DatasetJson, DistributionJson, PropertyReader, last_segment};
use kolophon_dcat::vocab::{dcat, dcatde, dcterms, foaf, vcard};
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, TermId};
use kolophon_publish::feed::SchemaDataset;
use kolophon_store::Resource;

use crate::addresses::{dataset_path, decoded, path_of_iri, segment};
use crate::app::App;
use crate::html::text::{german_date, german_size, paragraphs};
use crate::html::{Fact, Layout, Linked, safe_link};

/// [`locn:geographicName`](https://www.w3.org/ns/locn#geographicName).
const GEOGRAPHIC_NAME: &str = "http://www.w3.org/ns/locn#geographicName";

/// The page of a dataset.
#[derive(Debug, Template)]
#[template(path = "dataset.html")]
pub(crate) struct DatasetPage {
    layout: Layout,
    city: Linked,
    title: String,
    description: Vec<String>,
    facts: Vec<Fact>,
    distributions: Vec<DistributionEntry>,
    iri: String,
}

/// A file or service of the dataset.
#[derive(Debug)]
struct DistributionEntry {
    anchor: String,
    title: String,
    description: Vec<String>,
    format: Option<String>,
    size: Option<String>,
    download: Option<Linked>,
    access: Option<Linked>,
    licence: Option<Linked>,
    attribution: Option<String>,
}

impl DatasetPage {
    pub(crate) fn new(app: &App, city: &str, resource: &Resource, graph: &Graph, json: &DatasetJson) -> Self {
        let path = dataset_path(&resource.city, &resource.slug);
        let api = format!(
            "/api/v1/datasets/{}/{}",
            segment(&resource.city),
            segment(&resource.slug)
        );
        let mut layout = Layout::new(app).with_record_forms(&app.addresses, &path, Some(&api));
        layout.canonical = Some(resource.iri.clone());
        // A text of the record must not end the element it stands in.
        layout.json_ld = SchemaDataset::of(graph, &resource.iri)
            .map(|dataset| dataset.to_json().to_string().replace('<', "\\u003c"));
        let reader = PropertyReader::new(graph, Language::German.tag());
        let facts = match graph.iri(&resource.iri) {
            Some(dataset) => facts(app, graph, &reader, dataset, json),
            None => Vec::new(),
        };
        Self {
            layout,
            city: Linked {
                text: city.to_owned(),
                href: Some(app.addresses.path(&format!("/{}", segment(&resource.city)))),
            },
            title: json.title.clone(),
            description: json.description.as_deref().map(paragraphs).unwrap_or_default(),
            facts,
            distributions: json
                .distributions
                .iter()
                .enumerate()
                .map(|(at, distribution)| {
                    let mut entry = entry(graph, &reader, at, distribution, &|url| {
                        own_file(app, resource, url)
                    });
                    // The page one is reading is no way to the data.
                    entry.access = entry.access.filter(|access| access.text != resource.iri);
                    entry
                })
                .collect(),
            iri: resource.iri.clone(),
        }
    }
}

/// The anchor of a distribution on its dataset's page.
pub(crate) fn anchor(iri: &str) -> String {
    format!("datei-{}", segment(last_segment(iri)))
}

/// The local address of a data file that is served here under its permanent address, whose host may be another.
fn own_file(app: &App, resource: &Resource, url: &str) -> Option<String> {
    let path = decoded(path_of_iri(url)?);
    let page = dataset_path(&resource.city, &resource.slug);
    resource
        .files
        .iter()
        .map(|file| format!("{page}/datei/{}", segment(&file.name)))
        .find(|own| decoded(own) == path)
        .map(|own| app.addresses.path(&own))
}

fn entry(
    graph: &Graph,
    reader: &PropertyReader<'_>,
    at: usize,
    json: &DistributionJson,
    own_file: &dyn Fn(&str) -> Option<String>,
) -> DistributionEntry {
    let node = json.iri.as_deref().and_then(|iri| graph.iri(iri));
    let access = json
        .access_url
        .as_deref()
        .filter(|url| Some(*url) != json.download_url.as_deref());
    DistributionEntry {
        anchor: json
            .iri
            .as_deref()
            .map_or_else(|| format!("datei-{}", at + 1), anchor),
        title: json
            .title
            .clone()
            .or_else(|| {
                json.download_url
                    .as_deref()
                    .map(|url| last_segment(url).to_owned())
            })
            .unwrap_or_else(|| format!("Datei oder Zugang {}", at + 1)),
        description: node
            .and_then(|node| reader.text(node, dcterms::DESCRIPTION))
            .map(|text| paragraphs(&text))
            .unwrap_or_default(),
        format: json.format.clone().or_else(|| json.media_type.clone()),
        size: json.byte_size.map(german_size),
        download: json.download_url.as_deref().map(|url| Linked {
            text: url.to_owned(),
            href: own_file(url).or_else(|| safe_link(url)),
        }),
        access: access.map(|url| Linked::to(url, url)),
        licence: json
            .licence
            .as_ref()
            .map(|licence| Linked::to(&licence.label, &licence.iri)),
        attribution: json
            .licence
            .as_ref()
            .and_then(|licence| licence.attribution.clone()),
    }
}

fn facts(
    app: &App,
    graph: &Graph,
    reader: &PropertyReader<'_>,
    dataset: TermId,
    json: &DatasetJson,
) -> Vec<Fact> {
    let concepts = |property: &str| -> Vec<Linked> {
        reader
            .objects(dataset, property)
            .filter(|object| !object.is_blank_node())
            .map(|object| concept(app, graph, reader, object))
            .collect()
    };
    let dates = |value: &Option<String>| -> Vec<Linked> {
        value.iter().map(|date| Linked::text(german_date(date))).collect()
    };
    let information = [dcat::LANDING_PAGE, foaf::PAGE]
        .into_iter()
        .flat_map(|property| reader.objects(dataset, property))
        .filter(|page| *page != dataset && !page.is_blank_node())
        .map(|page| document(graph, reader, page))
        .collect();
    let all = [
        ("Herausgeber", json.publisher.iter().map(Linked::text).collect()),
        ("Ansprechstelle", contacts(graph, reader, dataset)),
        (
            "Lizenz",
            json.licence
                .iter()
                .map(|licence| Linked::to(&licence.label, &licence.iri))
                .collect(),
        ),
        (
            "Kategorie",
            json.themes
                .iter()
                .map(|theme| Linked::text(&theme.label))
                .collect(),
        ),
        ("Schlagwörter", json.keywords.iter().map(Linked::text).collect()),
        ("Zeitraum", periods(reader, dataset)),
        ("Raumbezug", places(app, graph, reader, dataset)),
        ("Aktualisierung", concepts(dcterms::ACCRUAL_PERIODICITY)),
        ("Veröffentlicht", dates(&json.issued)),
        ("Zuletzt geändert", dates(&json.modified)),
        ("Weitere Informationen", information),
        (
            "Rechtsgrundlage",
            concepts("http://data.europa.eu/r5r/applicableLegislation"),
        ),
        (
            "Datenlieferanten-Kennung (GovData)",
            reader
                .objects(dataset, dcatde::CONTRIBUTOR_ID)
                .map(|id| Linked::text(last_segment(graph.term(id).value())))
                .collect(),
        ),
    ];
    all.into_iter()
        .filter(|(_, values): &(&str, Vec<Linked>)| !values.is_empty())
        .map(|(label, values)| Fact { label, values })
        .collect()
}

/// A value by its label in the code lists, else in the record, else by the end of its address.
pub(crate) fn concept(app: &App, graph: &Graph, reader: &PropertyReader<'_>, term: TermId) -> Linked {
    match graph.term(term).as_iri() {
        Some(iri) => {
            let label = app.label(iri, Language::German).or_else(|| reader.name(term));
            match label {
                Some(label) => Linked::text(label),
                None if iri.contains("/authority/") || iri.starts_with("http://dcat-ap.de/def/") => {
                    Linked::text(last_segment(iri))
                }
                None => Linked::to(iri, iri),
            }
        }
        None => Linked::text(graph.term(term).value()),
    }
}

fn contacts(graph: &Graph, reader: &PropertyReader<'_>, dataset: TermId) -> Vec<Linked> {
    let mut contacts: Vec<Vec<Linked>> = reader
        .objects(dataset, dcat::CONTACT_POINT)
        .map(|contact| contact_point(graph, reader, contact))
        .collect();
    contacts.sort();
    contacts.into_iter().flatten().collect()
}

fn contact_point(graph: &Graph, reader: &PropertyReader<'_>, contact: TermId) -> Vec<Linked> {
    let name = reader.text(contact, vcard::FN).or_else(|| reader.name(contact));
    let mut lines: Vec<Linked> = name.map(Linked::text).into_iter().collect();
    for property in [vcard::HAS_EMAIL, vcard::HAS_TELEPHONE, vcard::HAS_URL] {
        for value in reader
            .objects(contact, property)
            .filter(|value| !value.is_blank_node())
        {
            let iri = graph.term(value).value();
            let shown = iri.trim_start_matches("mailto:").trim_start_matches("tel:");
            lines.push(Linked::to(shown, iri));
        }
    }
    lines
}

fn periods(reader: &PropertyReader<'_>, dataset: TermId) -> Vec<Linked> {
    let mut periods: Vec<(Option<String>, Option<String>)> = reader
        .objects(dataset, dcterms::TEMPORAL)
        .map(|period| {
            (
                reader.value(period, dcat::START_DATE),
                reader.value(period, dcat::END_DATE),
            )
        })
        .collect();
    periods.sort();
    let date = |lexical: &str| german_date(lexical);
    periods
        .iter()
        .filter_map(|period| match (period.0.as_deref(), period.1.as_deref()) {
            (Some(start), Some(end)) => Some(format!("{} bis {}", date(start), date(end))),
            (Some(start), None) => Some(format!("ab {}", date(start))),
            (None, Some(end)) => Some(format!("bis {}", date(end))),
            (None, None) => None,
        })
        .map(Linked::text)
        .collect()
}

fn places(app: &App, graph: &Graph, reader: &PropertyReader<'_>, dataset: TermId) -> Vec<Linked> {
    let own = graph.term(dataset).value();
    let mut places: Vec<Linked> = reader
        .objects(dataset, dcterms::SPATIAL)
        .filter_map(|place| {
            let name = reader.text(place, GEOGRAPHIC_NAME).or_else(|| reader.name(place));
            match (name, graph.term(place).as_iri()) {
                (Some(name), _) => Some(Linked::text(name)),
                // The address of a node of this record tells a reader nothing.
                (None, Some(iri)) if iri.starts_with(own) => None,
                (None, Some(_)) => Some(concept(app, graph, reader, place)),
                (None, None) => None,
            }
        })
        .collect();
    let described = reader.texts(dataset, dcatde::GEOCODING_DESCRIPTION);
    places.extend(described.into_iter().map(Linked::text));
    places.sort();
    places.dedup();
    places
}

/// A page elsewhere, by its name if the record gives one.
fn document(graph: &Graph, reader: &PropertyReader<'_>, page: TermId) -> Linked {
    let address = graph.term(page).value();
    let name = if page.is_literal() {
        None
    } else {
        reader.name(page)
    };
    Linked::to(name.unwrap_or_else(|| address.to_owned()), address)
}
