//! Datasets that get another address: which published one a new one was before.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::dcterms;
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use kolophon_store::{City, Resource, ResourceKind, Store, content_hash};

use super::{Extent, Facts, LoadError, is_protected};
use crate::record::Record;

/// Stands for a dataset's own address where two addresses are not to matter. No IRI of a resource begins so.
const SELF: &str = "urn:kolophon:self";

/// What a dataset may have been before it got its address.
#[derive(Debug, Default)]
pub(super) struct Moving {
    /// Old address → new address, as the files say.
    aliases: BTreeMap<String, String>,
    /// Published datasets that are not in the documents, by what they say apart from their address; only of a complete
    /// list, and only where no two say the same.
    by_content: BTreeMap<String, Option<String>>,
    /// The same by identifier.
    by_identifier: BTreeMap<String, String>,
    /// The old addresses of the aliases at which something is published and missing from the documents.
    published: BTreeSet<String>,
}

impl Moving {
    pub(super) fn new(
        store: &Store,
        city: &City,
        present: &BTreeSet<&str>,
        facts: &Facts,
        extent: Extent,
    ) -> Result<Self, LoadError> {
        let state = store.state();
        let of_city = state.resources.values().filter(|resource| {
            resource.kind == ResourceKind::Dataset
                && resource.city == city.slug
                && !present.contains(resource.iri.as_str())
        });
        let absent: Vec<&Resource> = of_city.collect();
        let mut moving = Self::default();
        for (from, to) in &facts.aliases {
            let by_slug = absent.iter().find(|resource| resource.slug == *from);
            let from = match by_slug {
                Some(resource) => resource.iri.clone(),
                None if from.contains(':') => from.clone(),
                None => format!("{}/{}/dataset/{from}", city.base, city.slug),
            };
            moving.aliases.insert(from, to.clone());
        }
        for resource in &absent {
            if moving.aliases.contains_key(&resource.iri) {
                moving.published.insert(resource.iri.clone());
            }
        }
        if extent == Extent::Complete && present.iter().any(|iri| !state.resources.contains_key(*iri)) {
            // What is protected stays, unless the files themselves say where it has gone.
            for resource in absent
                .into_iter()
                .filter(|resource| !is_protected(resource, city))
            {
                if let Some(identifier) = &resource.identifier {
                    let key = kolophon_validate::normalised_identifier(identifier);
                    moving.by_identifier.insert(key, resource.iri.clone());
                }
                if let Some(graph) = store.graph(&resource.iri)? {
                    let key = content_apart_from_address(&graph, &resource.iri);
                    let entry = moving.by_content.entry(key);
                    entry
                        .and_modify(|known| *known = None)
                        .or_insert_with(|| Some(resource.iri.clone()));
                }
            }
        }
        Ok(moving)
    }

    /// The published dataset that a new one was before; each is taken once.
    pub(super) fn from(&mut self, record: &Record) -> Option<String> {
        if record.resource.kind != ResourceKind::Dataset {
            return None;
        }
        let iri = &record.resource.iri;
        let by_alias = self
            .aliases
            .iter()
            .find(|(from, to)| *to == iri && self.published.contains(*from))
            .map(|(from, _)| from.clone());
        let by_identifier = || {
            let key = kolophon_validate::normalised_identifier(record.resource.identifier.as_deref()?);
            self.by_identifier.get(&key).cloned()
        };
        let by_content = || {
            let key = content_apart_from_address(&record.graph(), iri);
            self.by_content.get(&key).cloned().flatten()
        };
        let from = by_alias
            .or_else(by_identifier)
            .or_else(|| (!self.by_content.is_empty()).then(by_content).flatten())?;
        self.take(&from);
        Some(from)
    }

    fn take(&mut self, from: &str) {
        self.published.remove(from);
        self.by_identifier.retain(|_, iri| iri != from);
        self.by_content.retain(|_, iri| iri.as_deref() != Some(from));
    }

    /// Old address → new address, as the files say.
    pub(super) fn aliases(&self) -> &BTreeMap<String, String> {
        &self.aliases
    }
}

/// A hash of what a dataset says, whatever its own address, identifier and dates of publication.
fn content_apart_from_address(graph: &Graph, iri: &str) -> String {
    let own = [dcterms::IDENTIFIER, dcterms::ISSUED, dcterms::MODIFIED];
    let mut builder = GraphBuilder::new();
    for triple in graph.triples() {
        let is_of_address = graph.term(triple.subject).as_iri() == Some(iri)
            && own.contains(&graph.term(triple.predicate).value());
        if is_of_address {
            continue;
        }
        let mut copy = |id: TermId| match graph.term(id) {
            Term::Iri(term) => match relative(term, iri) {
                Some(rest) => builder.iri(&format!("{SELF}{rest}")),
                None => builder.iri(term),
            },
            term => builder.term(term),
        };
        let copied = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
        builder.push(copied, Position::UNKNOWN);
    }
    content_hash(&builder.finish())
}

/// What follows the dataset's address in an address of one of its parts.
fn relative<'a>(term: &'a str, iri: &str) -> Option<&'a str> {
    let rest = term.strip_prefix(iri)?;
    (rest.is_empty() || rest.starts_with(['#', '/'])).then_some(rest)
}
