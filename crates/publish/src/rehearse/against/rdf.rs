//! Reading the catalogue of a portal, all pages of it.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::dcat;
use kolophon_dcat::{Document, Format, read as read_rdf};
use kolophon_graph::{Graph, GraphBuilder};

use super::{AgainstError, Portal, Theirs, get};
use crate::import::next_page;
use crate::rehearse::fetch::{Fetch, FetchError, Response};
use crate::rehearse::record::{Record, instances};

/// The most pages that are read of a portal.
const MOST_PAGES: usize = 10_000;

/// Whether an answer is a catalogue.
pub(super) fn is_rdf(response: &Response) -> bool {
    format(response).is_some()
}

fn format(response: &Response) -> Option<Format> {
    match response.content_type.as_deref()? {
        plain if plain.starts_with("text/plain") || plain.starts_with("application/json") => None,
        other => Format::of_media_type(other),
    }
}

pub(super) fn read(address: &str, first: Response, fetch: &mut dyn Fetch) -> Result<Portal, AgainstError> {
    let mut portal = Portal::default();
    let mut visited = BTreeSet::from([address.to_owned()]);
    let (mut address, mut page) = (address.to_owned(), first);
    loop {
        let graph = graph(&address, &page).ok_or_else(|| AgainstError::NoPortal {
            address: address.clone(),
            status: page.status,
        })?;
        let nodes = instances(&graph, dcat::DATASET_CLASS);
        portal.datasets.extend(nodes.into_iter().map(|node| {
            let record = Record::of(&graph, node, 0);
            Theirs {
                title: record.name().to_owned(),
                address: record.iri.clone().unwrap_or_else(|| address.clone()),
                identifier: record.identifiers.first().cloned(),
                iri: record.iri,
            }
        }));
        // Several next pages: the first of them will do, for what was seen is not read again.
        let next = match next_page(&graph, &address) {
            Ok(next) => next,
            Err(several) => several.0.into_iter().find(|next| !visited.contains(next)),
        };
        let Some(next) = next.filter(|next| visited.insert(next.clone())) else {
            return Ok(portal);
        };
        if visited.len() > MOST_PAGES {
            return Err(FetchError::Budget { address }.into());
        }
        page = get(&next, fetch)?;
        address = next;
    }
}

fn graph(address: &str, page: &Response) -> Option<Graph> {
    if page.status != 200 {
        return None;
    }
    let document = Document::new(address, page.body.clone())
        .with_base(address)
        .with_format(format(page)?);
    let mut builder = GraphBuilder::without_positions();
    read_rdf(&document, &mut builder).ok()?;
    Some(builder.finish())
}
