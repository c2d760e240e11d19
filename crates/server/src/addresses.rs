//! The addresses the server hands out. They depend on the delivery base alone, never on a request's headers.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path segment or a query value may hold unescaped
/// ([RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Makes absolute addresses and paths below the delivery base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addresses {
    base: String,
    prefix: String,
}

impl Addresses {
    /// Addresses below `base`, which may have a path when a proxy serves other things beside.
    pub(crate) fn new(base: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        let after_scheme = base.find("://").map_or(0, |at| at + 3);
        let prefix = base
            .get(after_scheme..)
            .and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned()))
            .unwrap_or_default();
        Self { base, prefix }
    }

    /// The delivery base without a trailing slash.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The host name of the delivery base, without a port.
    pub(crate) fn host(&self) -> &str {
        let after_scheme = self
            .base
            .split_once("://")
            .map_or(self.base.as_str(), |(_, rest)| rest);
        let authority = after_scheme.split('/').next().unwrap_or_default();
        match authority.strip_prefix('[') {
            Some(address) => address.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        }
    }

    /// The path part of the delivery base, empty or beginning with a slash.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The absolute address of a path that begins with a slash.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A path for use in a page.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The page of a dataset.
    pub(crate) fn dataset(&self, city: &str, slug: &str) -> String {
        self.path(&dataset_path(city, slug))
    }
}

/// The path of a dataset's page below the delivery base.
pub(crate) fn dataset_path(city: &str, slug: &str) -> String {
    format!("/{}/dataset/{}", segment(city), segment(slug))
}

/// A text as one path segment or query value.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// The path of an IRI that has an authority, without query and fragment: what an own address is routed by, whatever
/// the host. `None` for the root.
pub(crate) fn path_of_iri(iri: &str) -> Option<&str> {
    let (_, rest) = iri.split_once("://")?;
    let path = rest.get(rest.find('/')?..)?;
    let path = path
        .split(['?', '#'])
        .next()
        .unwrap_or(path)
        .trim_end_matches('/');
    (!path.is_empty()).then_some(path)
}

/// A path with its escapes resolved, so that two spellings of one address are equal.
pub(crate) fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_may_have_a_path() {
        let addresses = Addresses::new("https://stadt.example/daten/");
        assert_eq!(addresses.absolute("/mainz"), "https://stadt.example/daten/mainz");
        assert_eq!(addresses.dataset("mainz", "a b"), "/daten/mainz/dataset/a%20b");
        assert_eq!(addresses.host(), "stadt.example");
        let local = Addresses::new("http://127.0.0.1:8080");
        assert_eq!((local.prefix(), local.host()), ("", "127.0.0.1"));
        assert_eq!(Addresses::new("http://[::1]:8080/a").host(), "::1");
    }

    #[test]
    fn iris_are_routed_by_their_path() {
        for (iri, path) in [
            (
                "https://daten.example/mainz/dataset/a?x#y",
                Some("/mainz/dataset/a"),
            ),
            ("https://daten.example/mainz/", Some("/mainz")),
            ("https://daten.example/", None),
            ("https://daten.example", None),
            ("urn:uuid:1", None),
        ] {
            assert_eq!(path_of_iri(iri), path, "{iri}");
        }
    }
}
