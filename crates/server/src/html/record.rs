//! The page of a record that is no dataset: a data service, a series, a catalogue's own record.

use askama::Template;
use kolophon_dcat::json::{PropertyReader, last_segment};
use kolophon_dcat::vocab::{dcat, dcterms, foaf};
use kolophon_diagnostic::Language;
use kolophon_graph::Graph;
use kolophon_store::{Resource, ResourceKind};

use crate::addresses::{path_of_iri, segment};
use crate::app::App;
use crate::html::dataset::concept;
use crate::html::text::{german_date, paragraphs};
use crate::html::{Fact, Layout, Linked, own_page};
use crate::index::Index;

/// The page of a record.
#[derive(Debug, Template)]
#[template(path = "record.html")]
pub(crate) struct RecordPage {
    layout: Layout,
    city: Linked,
    kind: &'static str,
    title: String,
    description: Vec<String>,
    facts: Vec<Fact>,
    iri: String,
}

impl RecordPage {
    pub(crate) fn new(app: &App, index: &Index, resource: &Resource, graph: &Graph) -> Self {
        let mut layout = Layout::new(app);
        if let Some(path) = path_of_iri(&resource.iri) {
            layout = layout.with_record_forms(&app.addresses, path, None);
        }
        layout.canonical = Some(resource.iri.clone());
        let reader = PropertyReader::new(graph, Language::German.tag());
        let node = graph.iri(&resource.iri);
        let text = |property| node.and_then(|node| reader.text(node, property));
        let city = index.state().cities.get(&resource.city);
        Self {
            layout,
            city: Linked {
                text: city.map_or_else(|| resource.city.clone(), |city| city.name.clone()),
                href: Some(app.addresses.path(&format!("/{}", segment(&resource.city)))),
            },
            kind: kind_name(resource.kind),
            title: text(dcterms::TITLE).unwrap_or_else(|| resource.title.clone()),
            description: text(dcterms::DESCRIPTION)
                .map(|text| paragraphs(&text))
                .unwrap_or_default(),
            facts: facts(app, index, resource, graph, &reader),
            iri: resource.iri.clone(),
        }
    }
}

fn kind_name(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Dataset => "Datensatz",
        ResourceKind::DataService => "Datendienst",
        ResourceKind::DatasetSeries => "Datensatzserie",
        ResourceKind::CatalogRecord => "Katalogeintrag",
        ResourceKind::Catalog => "Katalog",
    }
}

fn facts(
    app: &App,
    index: &Index,
    resource: &Resource,
    graph: &Graph,
    reader: &PropertyReader<'_>,
) -> Vec<Fact> {
    let Some(node) = graph.iri(&resource.iri) else {
        return Vec::new();
    };
    let values = |property: &str| -> Vec<Linked> {
        reader
            .objects(node, property)
            .filter(|object| !object.is_blank_node() || reader.name(*object).is_some())
            .map(|object| match graph.term(object).as_iri() {
                Some(iri) => {
                    own_record(app, index, iri).unwrap_or_else(|| concept(app, graph, reader, object))
                }
                None => match reader.name(object) {
                    Some(name) => Linked::text(name),
                    None => Linked::text(last_segment(graph.term(object).value())),
                },
            })
            .collect()
    };
    let dates = |property: &str| -> Vec<Linked> {
        reader
            .value(node, property)
            .into_iter()
            .map(|date| Linked::text(german_date(&date)))
            .collect()
    };
    let all = [
        ("Herausgeber", values(dcterms::PUBLISHER)),
        ("Adresse des Dienstes", values(dcat::ENDPOINT_URL)),
        ("Beschreibung des Dienstes", values(dcat::ENDPOINT_DESCRIPTION)),
        ("Datensätze", values(dcat::SERVES_DATASET)),
        ("Gehört zu", values(foaf::PRIMARY_TOPIC)),
        ("Lizenz", values(dcterms::LICENSE)),
        ("Aktualisierung", values(dcterms::ACCRUAL_PERIODICITY)),
        ("Veröffentlicht", dates(dcterms::ISSUED)),
        ("Zuletzt geändert", dates(dcterms::MODIFIED)),
    ];
    all.into_iter()
        .filter(|(_, values): &(&str, Vec<Linked>)| !values.is_empty())
        .map(|(label, values)| Fact { label, values })
        .collect()
}

/// A link to the page of a record published here.
fn own_record(app: &App, index: &Index, iri: &str) -> Option<Linked> {
    let resource = index.state().resources.get(iri)?;
    Some(Linked {
        text: resource.title.clone(),
        href: Some(own_page(app, index, iri)?),
    })
}
