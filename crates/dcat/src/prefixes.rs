//! The prefixes catalogues use by custom.

use crate::vocab::{
    adms, dcat, dcatap, dcatde, dcterms, eli, foaf, geodcatap, geosparql, hydra, locn, odrl, owl, prov, rdf,
    rdfs, schema, skos, spdx, time, vcard, xsd,
};

/// Prefix and namespace of every vocabulary of DCAT-AP.de, sorted by prefix: what output is written with.
pub const PREFIXES: &[(&str, &str)] = &[
    ("adms", adms::NAMESPACE),
    ("dcat", dcat::NAMESPACE),
    ("dcatap", dcatap::NAMESPACE),
    ("dcatde", dcatde::NAMESPACE),
    ("dct", dcterms::NAMESPACE),
    ("dqv", "http://www.w3.org/ns/dqv#"),
    ("eli", eli::NAMESPACE),
    ("foaf", foaf::NAMESPACE),
    ("geodcatap", geodcatap::NAMESPACE),
    ("geosparql", geosparql::NAMESPACE),
    ("hydra", hydra::NAMESPACE),
    ("locn", locn::NAMESPACE),
    ("odrl", odrl::NAMESPACE),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", owl::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", skos::NAMESPACE),
    ("spdx", spdx::NAMESPACE),
    ("time", time::NAMESPACE),
    ("vcard", vcard::NAMESPACE),
    ("xsd", xsd::NAMESPACE),
];
