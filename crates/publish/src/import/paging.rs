//! Which page follows a page of a catalogue, in the words of Hydra.
//!
//! Portals name it with `hydra:next` at a `hydra:PartialCollectionView`, or with the older `hydra:nextPage` at a
//! `hydra:PagedCollection`; some write the address as a text.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::hydra;
use kolophon_graph::Graph;
use oxiri::{Iri, IriRef};
use thiserror::Error;

/// A page that names several pages as the next one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("several pages follow: {}", .0.join(", "))]
pub struct AmbiguousPage(pub Vec<String>);

/// The address of the page that follows the page at `here`; `None` when it is the last.
///
/// Of several collections in one page that counts which has the page's own address.
///
/// # Errors
/// When it cannot be told which page follows.
pub fn next_page(graph: &Graph, here: &str) -> Result<Option<String>, AmbiguousPage> {
    let mut all = BTreeSet::new();
    let mut of_this = BTreeSet::new();
    for predicate in [hydra::NEXT, hydra::NEXT_PAGE] {
        let Some(predicate) = graph.iri(predicate) else {
            continue;
        };
        for triple in graph.column(predicate) {
            let next = absolute(graph.term(triple.object).value(), here);
            if graph.term(triple.subject).value() == here {
                of_this.insert(next.clone());
            }
            all.insert(next);
        }
    }
    let candidates = if of_this.len() == 1 { of_this } else { all };
    if candidates.len() > 1 {
        return Err(AmbiguousPage(candidates.into_iter().collect()));
    }
    Ok(candidates.into_iter().next())
}

/// The address seen from the page it stands in.
fn absolute(address: &str, here: &str) -> String {
    let address = address.trim();
    let resolved = Iri::parse(here).and_then(|base| base.resolve(&IriRef::parse(address)?));
    // Of what is no address, whoever fetches it says so.
    resolved.map_or_else(|_| address.to_owned(), Iri::into_inner)
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::{Document, read};
    use kolophon_graph::GraphBuilder;

    use super::*;

    const HERE: &str = "https://daten.example/catalog.ttl?page=2";

    fn next(text: &str) -> Result<Option<String>, AmbiguousPage> {
        let text = format!("@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n{text}");
        let mut builder = GraphBuilder::new();
        read(&Document::new("seite.ttl", text.into_bytes()), &mut builder).unwrap();
        next_page(&builder.finish(), HERE)
    }

    #[test]
    fn both_kinds_of_nodes_and_addresses_as_texts_are_understood() {
        let third = Some("https://daten.example/catalog.ttl?page=3".to_owned());
        for text in [
            "[] a hydra:PartialCollectionView ; hydra:next <https://daten.example/catalog.ttl?page=3> .",
            "<https://daten.example/catalog.ttl?page=2> a hydra:PagedCollection ; hydra:nextPage \"https://daten.example/catalog.ttl?page=3\" .",
            "[] hydra:next \"?page=3\" .",
            "[] hydra:nextPage \"/catalog.ttl?page=3\", <https://daten.example/catalog.ttl?page=3> .",
            "<https://daten.example/catalog.ttl?page=2> hydra:next <https://daten.example/catalog.ttl?page=3> .\n<urn:other> hydra:next <urn:else> .",
        ] {
            assert_eq!(next(text).unwrap(), third, "{text}");
        }
        assert_eq!(
            next("[] a hydra:PagedCollection ; hydra:lastPage <urn:x> ."),
            Ok(None)
        );
    }

    #[test]
    fn several_next_pages_are_an_error() {
        let error = next("<urn:a> hydra:next <urn:b> . <urn:c> hydra:next <urn:d> .").unwrap_err();
        assert_eq!(error, AmbiguousPage(vec!["urn:b".to_owned(), "urn:d".to_owned()]));
    }
}
