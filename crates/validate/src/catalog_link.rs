//! References from below back to the catalogue.
//!
//! `GovData` copies with each dataset all that can be reached from it, so one such reference drags the whole catalogue
//! along (<https://github.com/GovDataOfficial/ckanext-dcatde>).

use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_diagnostic::Finding;
use kolophon_graph::{Graph, TermId};
use rustc_hash::FxHashSet;

use crate::profile::Profile;
use crate::{place, stated};

/// Every triple that leads from something else than a catalogue or its record to a catalogue.
pub(crate) fn check(graph: &Graph, profile: &Profile) -> Vec<(TermId, Finding)> {
    let catalogs = instances(graph, dcat::CATALOG);
    let records = instances(graph, dcat::CATALOG_RECORD);
    let mut sorted: Vec<TermId> = catalogs.iter().copied().collect();
    sorted.sort_unstable();
    let incoming = sorted.iter().flat_map(|catalog| graph.incoming(*catalog));
    incoming
        .filter(|index| graph.position(*index).is_known())
        .filter(|index| {
            let subject = graph.triple(*index).subject;
            !catalogs.contains(&subject) && !records.contains(&subject)
        })
        .filter_map(|index| {
            let place = place::of_object(graph, index);
            let finding = stated::finding(profile, "catalog-linked-from-below", place)?;
            Some((graph.triple(index).subject, stated::about(graph, index, finding)))
        })
        .collect()
}

fn instances(graph: &Graph, class: &str) -> FxHashSet<TermId> {
    let ids = graph.iri(rdf::TYPE).zip(graph.iri(class));
    ids.map(|(rdf_type, class)| graph.subjects(rdf_type, class).collect())
        .unwrap_or_default()
}
