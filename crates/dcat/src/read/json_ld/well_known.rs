//! The prefixes that catalogues use, for documents whose context lies elsewhere.

use crate::vocab::{
    adms, dcat, dcatap, dcatde, dcterms, foaf, locn, odrl, owl, prov, rdf, rdfs, schema, skos, spdx, time,
    vcard, xsd,
};

const NAMESPACES: [(&str, &str); 22] = [
    ("adms", adms::NAMESPACE),
    ("dcat", dcat::NAMESPACE),
    ("dcatap", dcatap::NAMESPACE),
    ("dcatde", dcatde::NAMESPACE),
    ("dct", dcterms::NAMESPACE),
    ("dcterms", dcterms::NAMESPACE),
    ("dqv", "http://www.w3.org/ns/dqv#"),
    ("foaf", foaf::NAMESPACE),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("locn", locn::NAMESPACE),
    ("odrl", odrl::NAMESPACE),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", owl::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("spdx", spdx::NAMESPACE),
    ("time", time::NAMESPACE),
    ("vcard", vcard::NAMESPACE),
    ("xsd", xsd::NAMESPACE),
];

/// The namespace that everybody means by a prefix.
pub(super) fn namespace(prefix: &str) -> Option<&'static str> {
    let at = NAMESPACES
        .binary_search_by_key(&prefix, |(known, _)| known)
        .ok()?;
    Some(NAMESPACES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_is_found() {
        for (prefix, iri) in NAMESPACES {
            assert_eq!(namespace(prefix), Some(iri));
        }
        assert_eq!(namespace("https"), None);
    }
}
