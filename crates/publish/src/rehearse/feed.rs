//! The feed as it would be served, page by page, before any server runs.

use kolophon_dcat::{Charset, Format, PREFIXES, WriteError, WriteOptions, write};
use thiserror::Error;

use super::static_page::StaticPage;
use crate::feed::{Edition, FeedError, PageRequest, Profile};

/// Why there are no pages.
#[derive(Debug, Error)]
pub enum FeedPagesError {
    /// The feed cannot be made.
    #[error(transparent)]
    Feed(#[from] FeedError),
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
    edition: &Edition,
    address: &str,
    format: Format,
    size: usize,
) -> Result<(), FeedPagesError> {
    let parameters = format!("gen={}", edition.name());
    let request = |number| PageRequest {
        number,
        size,
        since: None,
        profile: Profile::default(),
        address,
        parameters: &parameters,
    };
    let options = WriteOptions {
        format,
        prefixes: PREFIXES,
        charset: Charset::Ascii,
    };
    for number in 1..=edition.last_page(size, None) {
        let body = write(&edition.page(&request(number))?, &options)?;
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
