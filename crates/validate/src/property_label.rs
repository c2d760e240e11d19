//! What people call a property: its label from the specification's tables.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kolophon_diagnostic::Text;
use kolophon_graph::{Graph, TermId};

use crate::profile::{SHACL, own_shapes, text};

/// The label of a property in DCAT-AP.de, such as `Herausgeber` for `dcterms:publisher`.
///
/// A property that several classes share is called what most of their rules call it. `None` for a property that the
/// profile does not know.
///
/// ```
/// let label = kolophon_validate::property_label("http://purl.org/dc/terms/publisher").unwrap();
/// assert_eq!((label.de.as_str(), label.en.as_str()), ("Herausgeber", "Publisher"));
/// ```
#[must_use]
pub fn property_label(iri: &str) -> Option<&'static Text> {
    static LABELS: LazyLock<BTreeMap<String, Text>> =
        LazyLock::new(|| own_shapes().map_or_else(|_| BTreeMap::new(), |graph| labels(&graph)));
    LABELS.get(iri)
}

fn labels(graph: &Graph) -> BTreeMap<String, Text> {
    let (Some(path), Some(name)) = (
        graph.iri(&format!("{SHACL}path")),
        graph.iri(&format!("{SHACL}name")),
    ) else {
        return BTreeMap::new();
    };
    let mut votes: BTreeMap<(TermId, Text), usize> = BTreeMap::new();
    for triple in graph.column(path).iter().filter(|triple| triple.object.is_iri()) {
        let names = graph.objects(triple.subject, name).map(|id| graph.term(id));
        if let Some(label) = text(names) {
            *votes.entry((triple.object, label)).or_default() += 1;
        }
    }
    let mut labels: BTreeMap<String, (usize, Text)> = BTreeMap::new();
    for ((property, label), votes) in votes {
        let best = labels.entry(graph.term(property).value().to_owned()).or_default();
        if votes > best.0 {
            *best = (votes, label);
        }
    }
    labels.into_iter().map(|(iri, (_, label))| (iri, label)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kolophon_dcat::vocab::{dcat, dcterms, foaf, vcard};

    #[test]
    fn properties_are_called_what_the_specification_calls_them() {
        for (iri, german) in [
            (dcterms::TITLE, "Titel"),
            (dcterms::LICENSE, "Lizenz"),
            (dcat::KEYWORD, "Schlagwort"),
            (dcat::CONTACT_POINT, "Kontakt"),
            (vcard::HAS_EMAIL, "E-Mail"),
            (foaf::NAME, "Name"),
        ] {
            let label = property_label(iri);
            assert!(label.is_some_and(|label| label.de == german), "{iri}: {label:?}");
        }
        assert_eq!(property_label("https://a.example/p"), None);
    }
}
