//! The feed as it would be served, page by page, before any server runs.

use std::sync::Arc;

use kolophon_dcat::{Charset, Format, PREFIXES, WriteError, WriteOptions, write};
use kolophon_store::{EngineError, ResourceKind, Store};
use thiserror::Error;

use super::static_page::StaticPage;
use crate::feed::{FeedError, PageRequest, Scope, page};

/// Why there are no pages.
#[derive(Debug, Error)]
pub enum FeedPagesError {
    /// The feed cannot be made.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// The store cannot be read.
    #[error("the store cannot be read")]
    Store(#[from] EngineError),
    /// A page cannot be written.
    #[error("a page of the feed cannot be written")]
    Write(#[from] WriteError),
}

/// Adds all pages of a feed, `size` datasets each. `address` is that of the feed with its suffix, where a harvester
/// begins.
///
/// # Errors
/// See [`FeedPagesError`].
pub fn add_feed(
    pages: &mut StaticPage<'_>,
    store: &Store,
    scope: Scope<'_>,
    address: &str,
    format: Format,
    size: usize,
) -> Result<(), FeedPagesError> {
    let state = store.state();
    let is_in_scope = |city: &str| match scope {
        Scope::City(wanted) => wanted.slug == city,
        Scope::Joint { .. } => true,
    };
    let order: Vec<Arc<str>> = state
        .resources
        .values()
        .filter(|resource| resource.kind == ResourceKind::Dataset && is_in_scope(&resource.city))
        .map(|resource| resource.iri.as_str().into())
        .collect();
    let request = |number| PageRequest {
        scope,
        order: &order,
        number,
        size,
        address,
        cursor: "",
    };
    let options = WriteOptions {
        format,
        prefixes: PREFIXES,
        charset: Charset::Ascii,
    };
    let written = store.read(|view| -> Result<_, FeedPagesError> {
        let mut written = Vec::new();
        for number in 1..=request(1).last_page() {
            written.push(write(&page(view, &request(number))?, &options)?);
        }
        Ok(written)
    })?;
    for (number, body) in (1..).zip(written) {
        if number == 1 {
            pages.add(address, format.media_type(), body.clone().into_bytes());
        }
        pages.add(
            request(number).link(number),
            format.media_type(),
            body.into_bytes(),
        );
    }
    Ok(())
}
