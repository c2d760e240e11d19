//! One page of a feed: its datasets, the catalogue that lists them, and the links to the other pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kolophon_dcat::vocab::{dcat, dcterms, foaf, hydra, rdf, xsd};
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};
use kolophon_store::{City, EngineError, ResourceKind, State, View};
use thiserror::Error;

use crate::feed::iri::percent_encode;
use crate::feed::project::{Role, project};

/// What a feed covers.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// One city.
    City(&'a City),
    /// All cities of an installation.
    Joint {
        /// The IRI of the catalogue that stands above the cities'.
        catalog: &'a str,
        /// The installation's title.
        title: &'a str,
    },
}

/// Which page of which feed.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// What the feed covers.
    pub scope: Scope<'a>,
    /// The IRIs of all datasets of the feed, sorted: what is walked through.
    pub order: &'a [Arc<str>],
    /// The page, from 1.
    pub number: usize,
    /// Datasets on a page, at least 1.
    pub size: usize,
    /// The feed's absolute address with its suffix and without a query: `https://daten.example/mainz/catalog.ttl`.
    pub address: &'a str,
    /// What binds the links to the order they count in: `gen=17`.
    pub cursor: &'a str,
}

/// Why there is no page.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FeedError {
    /// The feed has fewer pages.
    #[error("the feed has {last} pages")]
    NoSuchPage {
        /// The last page.
        last: usize,
    },
    /// The store cannot be read. Nothing may be answered then: a short page deletes datasets downstream.
    #[error("the store cannot be read")]
    Store(#[from] EngineError),
    /// A dataset that is published has no graph.
    #[error("the published dataset {iri} has no graph")]
    MissingGraph {
        /// The dataset.
        iri: String,
    },
}

impl PageRequest<'_> {
    /// The number of the last page; an empty feed has one page.
    #[must_use]
    pub fn last_page(&self) -> usize {
        self.order.len().div_ceil(self.size.max(1)).max(1)
    }

    /// The datasets of this page.
    fn datasets(&self) -> &[Arc<str>] {
        let size = self.size.max(1);
        let start = (self.number - 1).saturating_mul(size).min(self.order.len());
        let end = start.saturating_add(size).min(self.order.len());
        &self.order[start..end]
    }

    /// The absolute address of a page.
    #[must_use]
    pub fn link(&self, number: usize) -> String {
        let mut link = format!("{}?page={number}", self.address);
        if !self.cursor.is_empty() {
            link.push('&');
            link.push_str(self.cursor);
        }
        percent_encode(&link)
    }
}

/// The triples of one page, all of one generation.
///
/// A dataset of the order that was withdrawn since is passed over.
///
/// # Errors
/// See [`FeedError`].
pub fn page(view: &View<'_>, request: &PageRequest<'_>) -> Result<Graph, FeedError> {
    let state = view.state();
    let last = request.last_page();
    if request.number == 0 || request.number > last {
        return Err(FeedError::NoSuchPage { last });
    }
    let mut out = GraphBuilder::new();
    let mut listed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for iri in request.datasets() {
        let Some(resource) = state.resources.get(&**iri) else {
            continue;
        };
        push_dataset(view, iri, &mut out)?;
        listed.entry(&resource.city).or_default().push(iri);
    }
    push_catalogs(view, request, &listed, &mut out)?;
    push_paging(request, last, &mut out);
    Ok(out.finish())
}

fn push_dataset(view: &View<'_>, iri: &str, out: &mut GraphBuilder) -> Result<(), FeedError> {
    let graph = view
        .graph(iri)?
        .ok_or_else(|| FeedError::MissingGraph { iri: iri.to_owned() })?;
    let is_other_record = |other: &str| other != iri && is_record(view.state(), other);
    let services = project(&graph, iri, Role::Dataset, &is_other_record, out);
    for service in services {
        if !view.state().resources.contains_key(&service) {
            continue;
        }
        if let Some(graph) = view.graph(&service)? {
            let role = Role::Service { dataset: iri };
            project(&graph, &service, role, &is_other_record, out);
        }
    }
    Ok(())
}

/// Whether an IRI is a record of its own that no other record may lead to.
fn is_record(state: &State, iri: &str) -> bool {
    let known = state
        .resources
        .get(iri)
        .is_some_and(|resource| match resource.kind {
            ResourceKind::Dataset
            | ResourceKind::DatasetSeries
            | ResourceKind::CatalogRecord
            | ResourceKind::Catalog => true,
            ResourceKind::DataService => false,
        });
    known || state.cities.values().any(|city| city.catalog == iri)
}

/// The catalogue of each city on the page, linking to the datasets of this page only: a harvester that checks the
/// class of what a catalogue lists finds it in the same document.
fn push_catalogs(
    view: &View<'_>,
    request: &PageRequest<'_>,
    listed: &BTreeMap<&str, Vec<&str>>,
    out: &mut GraphBuilder,
) -> Result<(), FeedError> {
    match request.scope {
        Scope::City(city) => {
            let datasets = listed.get(city.slug.as_str()).map_or(&[][..], Vec::as_slice);
            push_city_catalog(view, city, datasets, out)?;
        }
        Scope::Joint { catalog, title } => {
            let root = out.iri(&percent_encode(catalog));
            push_joint_catalog(root, catalog, title, out);
            for (slug, datasets) in listed {
                let Some(city) = view.state().cities.get(*slug) else {
                    continue;
                };
                let catalog = push_city_catalog(view, city, datasets, out)?;
                push(out, root, dcat::CATALOG_PROPERTY, catalog);
                for dataset in datasets {
                    let dataset = out.iri(&percent_encode(dataset));
                    push(out, root, dcat::DATASET, dataset);
                }
            }
        }
    }
    Ok(())
}

fn push_city_catalog(
    view: &View<'_>,
    city: &City,
    datasets: &[&str],
    out: &mut GraphBuilder,
) -> Result<TermId, FeedError> {
    let catalog = out.iri(&percent_encode(&city.catalog));
    let class = out.iri(dcat::CATALOG);
    push(out, catalog, rdf::TYPE, class);
    let graph = view.graph(&city.catalog)?.unwrap_or_default();
    let is_other_record = |other: &str| other != city.catalog && is_record(view.state(), other);
    project(&graph, &city.catalog, Role::Catalog, &is_other_record, out);
    let own: BTreeSet<&str> = graph
        .iri(&city.catalog)
        .map(|id| {
            let predicates = graph.outgoing(id).map(|at| graph.triple(at).predicate);
            predicates
                .map(|predicate| graph.term(predicate).value())
                .collect()
        })
        .unwrap_or_default();
    if !own.contains(dcterms::TITLE) {
        let title = out.language_literal(&format!("Offene Daten: {}", city.name), "de");
        push(out, catalog, dcterms::TITLE, title);
    }
    if !own.contains(dcterms::DESCRIPTION) {
        let description = out.language_literal(
            &format!("Die veröffentlichten Datensätze von {}.", city.name),
            "de",
        );
        push(out, catalog, dcterms::DESCRIPTION, description);
    }
    if !own.contains(dcterms::PUBLISHER) {
        push_publisher(catalog, &city.catalog, &city.name, out);
    }
    for dataset in datasets {
        let dataset = out.iri(&percent_encode(dataset));
        push(out, catalog, dcat::DATASET, dataset);
    }
    Ok(catalog)
}

fn push_joint_catalog(root: TermId, iri: &str, title: &str, out: &mut GraphBuilder) {
    let class = out.iri(dcat::CATALOG);
    let title_literal = out.language_literal(title, "de");
    let description = out.language_literal("Die Kataloge aller Kommunen dieser Installation in einem.", "de");
    push(out, root, rdf::TYPE, class);
    push(out, root, dcterms::TITLE, title_literal);
    push(out, root, dcterms::DESCRIPTION, description);
    push_publisher(root, iri, title, out);
}

/// A publisher for a catalogue whose record names none: a catalogue must have one.
fn push_publisher(catalog: TermId, iri: &str, name: &str, out: &mut GraphBuilder) {
    let publisher = out.iri(&percent_encode(&format!("{iri}#herausgeber")));
    let class = out.iri(foaf::AGENT);
    let name = out.language_literal(name, "de");
    push(out, catalog, dcterms::PUBLISHER, publisher);
    push(out, publisher, rdf::TYPE, class);
    push(out, publisher, foaf::NAME, name);
}

/// The node harvesters page by. Some know one class and its properties, some the other, so it has both
/// ([Hydra](https://www.hydra-cg.com/spec/latest/core/#collections) and its predecessor).
fn push_paging(request: &PageRequest<'_>, last: usize, out: &mut GraphBuilder) {
    let number = request.number;
    let node = out.iri(&request.link(number));
    for class in [hydra::PAGED_COLLECTION, hydra::PARTIAL_COLLECTION_VIEW] {
        let class = out.iri(class);
        push(out, node, rdf::TYPE, class);
    }
    for (property, count) in [
        (hydra::TOTAL_ITEMS, request.order.len()),
        (hydra::ITEMS_PER_PAGE, request.size),
    ] {
        let count = out.typed_literal(&count.to_string(), xsd::INTEGER);
        push(out, node, property, count);
    }
    let mut links = vec![
        (hydra::FIRST, hydra::FIRST_PAGE, 1),
        (hydra::LAST, hydra::LAST_PAGE, last),
    ];
    if number > 1 {
        links.push((hydra::PREVIOUS, hydra::PREVIOUS_PAGE, number - 1));
    }
    if number < last {
        links.push((hydra::NEXT, hydra::NEXT_PAGE, number + 1));
    }
    for (property, page_property, target) in links {
        let link = request.link(target);
        let iri = out.iri(&link);
        push(out, node, property, iri);
        let text = out.string_literal(&link);
        push(out, node, page_property, text);
    }
}

fn push(out: &mut GraphBuilder, subject: TermId, predicate: &str, object: TermId) {
    let predicate = out.iri(predicate);
    out.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}
