//! One page of an edition: its datasets, the catalogue that lists them, and the links to the other pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use kolophon_dcat::vocab::{dcat, dcterms, hydra, rdf, xsd};
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};
use kolophon_store::EngineError;
use thiserror::Error;

use crate::feed::Profile;
use crate::feed::edition::{Edition, Slot, Whose};
use crate::feed::fragment::Fragment;
use crate::feed::fragments::push_publisher;
use crate::feed::iri::percent_encode;

/// Which page of an edition.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// The page, from 1.
    pub number: usize,
    /// Datasets on a page, at least 1.
    pub size: usize,
    /// Only datasets that changed then or later.
    pub since: Option<Timestamp>,
    /// The vocabulary.
    pub profile: Profile,
    /// The feed's absolute address with its suffix and without a query: `https://daten.example/mainz/catalog.ttl`.
    pub address: &'a str,
    /// What all links carry behind their page: `gen=17`, which binds them to the edition, and what else was asked for.
    pub parameters: &'a str,
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
    /// What is kept of a record cannot be read any more.
    #[error("what is kept of {iri} is damaged")]
    Damaged {
        /// The record.
        iri: String,
    },
    /// What is to be kept of a record cannot be packed.
    #[error("a record cannot be packed")]
    Packing(#[from] std::io::Error),
}

impl PageRequest<'_> {
    /// The absolute address of a page.
    #[must_use]
    pub fn link(&self, number: usize) -> String {
        let mut link = format!("{}?page={number}", self.address);
        if !self.parameters.is_empty() {
            link.push('&');
            link.push_str(self.parameters);
        }
        percent_encode(&link)
    }
}

impl Edition {
    /// The number of the last page; an empty feed has one page.
    #[must_use]
    pub fn last_page(&self, size: usize, since: Option<Timestamp>) -> usize {
        self.count(since).div_ceil(size.max(1)).max(1)
    }

    /// The triples of one page. What was withdrawn since is passed over.
    ///
    /// # Errors
    /// See [`FeedError`].
    pub fn page(&self, request: &PageRequest<'_>) -> Result<Graph, FeedError> {
        let slots = self.selected(request.since);
        let size = request.size.max(1);
        let last = slots.len().div_ceil(size).max(1);
        if request.number == 0 || request.number > last {
            return Err(FeedError::NoSuchPage { last });
        }
        let start = (request.number - 1).saturating_mul(size).min(slots.len());
        let end = start.saturating_add(size).min(slots.len());
        let on_page: Vec<&Fragment> = present(&slots[start..end]).collect();
        let mut out = GraphBuilder::without_positions();
        for fragment in &on_page {
            push_fragment(fragment, request.profile, &mut out)?;
        }
        self.push_catalogs(&on_page, request.profile, &mut out)?;
        push_paging(request, slots.len(), last, &mut out);
        Ok(out.finish())
    }

    /// The whole feed in parts that are small enough to be held: the catalogues with the links to all their datasets, then
    /// the datasets, `size` at a time. `take` gets each part.
    ///
    /// # Errors
    /// See [`FeedError`], and what `take` returns.
    pub fn parts<E: From<FeedError>>(
        &self,
        size: usize,
        profile: Profile,
        mut take: impl FnMut(Graph) -> Result<(), E>,
    ) -> Result<(), E> {
        let all: Vec<&Slot> = self.slots.iter().collect();
        let mut out = GraphBuilder::without_positions();
        self.push_catalogs(&present(&all).collect::<Vec<_>>(), profile, &mut out)?;
        take(out.finish())?;
        for some in all.chunks(size.max(1)) {
            let mut out = GraphBuilder::without_positions();
            for fragment in present(some) {
                push_fragment(fragment, profile, &mut out)?;
            }
            take(out.finish())?;
        }
        Ok(())
    }

    /// The catalogue of each city on the page, linking to the datasets of this page only: a harvester that checks the
    /// class of what a catalogue lists finds it in the same document.
    fn push_catalogs(
        &self,
        on_page: &[&Fragment],
        profile: Profile,
        out: &mut GraphBuilder,
    ) -> Result<(), FeedError> {
        let mut whole = GraphBuilder::without_positions();
        let mut of_city: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for fragment in on_page {
            of_city.entry(fragment.city()).or_default().push(fragment.iri());
        }
        let root = match &self.whose {
            Whose::City(_) => None,
            Whose::All { catalog, title } => Some(push_joint_catalog(catalog, title, &mut whole)),
        };
        for catalog in &self.catalogs {
            let datasets = of_city.get(catalog.city());
            if root.is_some() && datasets.is_none() {
                continue;
            }
            catalog.push_to(&mut whole)?;
            let node = whole.iri(&percent_encode(catalog.iri()));
            if let Some(root) = root {
                push(&mut whole, root, dcat::CATALOG_PROPERTY, node);
            }
            for dataset in datasets.into_iter().flatten() {
                let dataset = whole.iri(&percent_encode(dataset));
                push(&mut whole, node, dcat::DATASET, dataset);
                if let Some(root) = root {
                    push(&mut whole, root, dcat::DATASET, dataset);
                }
            }
        }
        profile.push(&whole.finish(), out);
        Ok(())
    }
}

fn present<'s>(slots: &[&'s Slot]) -> impl Iterator<Item = &'s Fragment> {
    let present = slots.iter().filter(|slot| slot.withdrawn.is_none());
    present.map(|slot| Arc::as_ref(&slot.fragment))
}

fn push_fragment(fragment: &Fragment, profile: Profile, out: &mut GraphBuilder) -> Result<(), FeedError> {
    if profile == Profile::DcatApDe {
        return fragment.push_to(out);
    }
    let mut one = GraphBuilder::without_positions();
    fragment.push_to(&mut one)?;
    profile.push(&one.finish(), out);
    Ok(())
}

fn push_joint_catalog(iri: &str, title: &str, out: &mut GraphBuilder) -> TermId {
    let root = out.iri(&percent_encode(iri));
    let class = out.iri(dcat::CATALOG);
    let title_literal = out.language_literal(title, "de");
    let description = out.language_literal("Die Kataloge aller Kommunen dieser Installation in einem.", "de");
    push(out, root, rdf::TYPE, class);
    push(out, root, dcterms::TITLE, title_literal);
    push(out, root, dcterms::DESCRIPTION, description);
    push_publisher(root, iri, title, out);
    root
}

/// The node harvesters page by. Some know one class and its properties, some the other, so it has both
/// ([Hydra](https://www.hydra-cg.com/spec/latest/core/#collections) and its predecessor).
fn push_paging(request: &PageRequest<'_>, total: usize, last: usize, out: &mut GraphBuilder) {
    let number = request.number;
    let node = out.iri(&request.link(number));
    for class in [hydra::PAGED_COLLECTION, hydra::PARTIAL_COLLECTION_VIEW] {
        let class = out.iri(class);
        push(out, node, rdf::TYPE, class);
    }
    for (property, count) in [(hydra::TOTAL_ITEMS, total), (hydra::ITEMS_PER_PAGE, request.size)] {
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

pub(super) fn push(out: &mut GraphBuilder, subject: TermId, predicate: &str, object: TermId) {
    let predicate = out.iri(predicate);
    out.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}
