//! Pages that are not on any server yet: a file, or a feed before it is published.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::fetch::{Fetch, FetchError, Method, Request, Response};

/// Pages under the addresses they would have. Whatever else is asked for comes from where it is.
pub struct StaticPage<'a> {
    pages: BTreeMap<String, (String, Vec<u8>)>,
    elsewhere: &'a mut dyn Fetch,
}

impl<'a> StaticPage<'a> {
    /// No page yet.
    pub fn new(elsewhere: &'a mut dyn Fetch) -> Self {
        Self {
            pages: BTreeMap::new(),
            elsewhere,
        }
    }

    /// Adds a page, with what a server would call it.
    pub fn add(&mut self, address: impl Into<String>, content_type: impl Into<String>, body: Vec<u8>) {
        self.pages.insert(address.into(), (content_type.into(), body));
    }
}

impl Fetch for StaticPage<'_> {
    fn elapsed(&self) -> Duration {
        self.elsewhere.elapsed()
    }

    fn fetch(&mut self, request: &Request<'_>) -> Result<Response, FetchError> {
        let Some((content_type, body)) = self.pages.get(request.address) else {
            return self.elsewhere.fetch(request);
        };
        let length = body.len() as u64;
        let is_too_large = length > request.most_bytes;
        let wants_body = request.method == Method::Get && !is_too_large;
        Ok(Response {
            status: 200,
            address: request.address.to_owned(),
            content_type: Some(content_type.clone()),
            content_length: Some(length),
            location: None,
            body: if wants_body { body.clone() } else { Vec::new() },
            end: if is_too_large {
                super::fetch::End::TooLarge
            } else {
                super::fetch::End::Whole
            },
        })
    }
}

impl fmt::Debug for StaticPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticPage")
            .field("pages", &self.pages.keys())
            .finish_non_exhaustive()
    }
}
