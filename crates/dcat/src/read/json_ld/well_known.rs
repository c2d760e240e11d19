//! The prefixes that catalogues use, for documents whose context lies elsewhere.

use crate::prefixes::PREFIXES;
use crate::vocab::{dcterms, geosparql};

/// Other prefixes that are as common as those of our own output.
const ALIASES: [(&str, &str); 2] = [("dcterms", dcterms::NAMESPACE), ("geo", geosparql::NAMESPACE)];

/// The namespace that everybody means by a prefix.
pub(super) fn namespace(prefix: &str) -> Option<&'static str> {
    let mut known = PREFIXES.iter().chain(&ALIASES);
    let (_, namespace) = known.find(|(known, _)| *known == prefix)?;
    Some(namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_is_found() {
        for (prefix, iri) in PREFIXES.iter().chain(&ALIASES) {
            assert_eq!(namespace(prefix), Some(*iri));
        }
        assert_eq!(namespace("https"), None);
    }
}
