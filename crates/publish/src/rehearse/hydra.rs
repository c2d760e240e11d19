//! Which page each harvester takes for the next.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::hydra;
use kolophon_graph::{Graph, Term, TermId};

use super::parser::{NOWHERE, written};
use super::record::{instances, objects};
use super::run_reason::RunReason;

/// What a page says of the next.
#[derive(Debug, Default)]
pub(super) struct Next {
    /// The address that is asked next.
    pub(super) address: Option<String>,
    /// Whether several were named.
    pub(super) is_chance: bool,
}

/// ckanext-dcat: nodes of both classes, `hydra:next` before `hydra:nextPage`, an address or a text
/// (ckanext-dcat, `ckanext/dcat/processors.py`, `RDFParser.next_page`).
pub(super) fn of_ckan(graph: &Graph) -> Next {
    for class in [hydra::PARTIAL_COLLECTION_VIEW, hydra::PAGED_COLLECTION] {
        for node in instances(graph, class) {
            for property in [hydra::NEXT, hydra::NEXT_PAGE] {
                let next = of_node(graph, node, property);
                if next.address.is_some() {
                    return next;
                }
            }
        }
    }
    Next::default()
}

/// piveau: `hydra:nextPage` of a paged collection, which must itself say how many there are; else `hydra:next` of a view,
/// and somebody must say how many (piveau-utils, `src/main/kotlin/io/piveau/utils/Hydra.kt`, `findPaging`).
pub(super) fn of_piveau(graph: &Graph, address: &str) -> Result<Next, RunReason> {
    let no_total = || RunReason::NoTotal {
        address: address.to_owned(),
    };
    if let Some(node) = instances(graph, hydra::PAGED_COLLECTION).first() {
        let mut totals = objects(graph, *node, hydra::TOTAL_ITEMS);
        totals
            .next()
            .and_then(|total| number(graph, total))
            .ok_or_else(no_total)?;
        return Ok(of_node(graph, *node, hydra::NEXT_PAGE));
    }
    if let Some(node) = instances(graph, hydra::PARTIAL_COLLECTION_VIEW).first() {
        let total = graph
            .iri(hydra::TOTAL_ITEMS)
            .and_then(|total| graph.column(total).first());
        total
            .and_then(|triple| number(graph, triple.object))
            .ok_or_else(no_total)?;
        return Ok(of_node(graph, *node, hydra::NEXT));
    }
    Ok(Next::default())
}

/// udata: `hydra:next` of a view; only where there is no view, `hydra:nextPage` of a paged collection
/// (udata, `udata/harvest/backends/dcat.py`, `KNOWN_PAGINATION` and `walk_graph`).
pub(super) fn of_udata(graph: &Graph) -> Next {
    let known = [
        (hydra::PARTIAL_COLLECTION_VIEW, hydra::NEXT),
        (hydra::PAGED_COLLECTION, hydra::NEXT_PAGE),
    ];
    for (class, property) in known {
        if let Some(node) = instances(graph, class).first() {
            return of_node(graph, *node, property);
        }
    }
    Next::default()
}

/// Any next page that the page names, in whatever form.
pub(super) fn any(graph: &Graph) -> Option<String> {
    [hydra::NEXT, hydra::NEXT_PAGE].into_iter().find_map(|property| {
        let triple = graph.column(graph.iri(property)?).first()?;
        Some(graph.term(triple.object).value().to_owned())
    })
}

/// The largest number of datasets that the page promises.
pub(super) fn total(graph: &Graph) -> Option<usize> {
    let triples = graph.column(graph.iri(hydra::TOTAL_ITEMS)?);
    triples
        .iter()
        .filter_map(|triple| number(graph, triple.object))
        .max()
}

/// The address, if it is one that can be asked. A text is taken as it stands; an address that is not complete has become
/// one of nowhere.
pub(super) fn askable(here: &str, next: &str) -> Result<String, RunReason> {
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        next.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if is_web && !next.starts_with(NOWHERE) && !next.contains(char::is_whitespace) {
        return Ok(next.to_owned());
    }
    Err(RunReason::NextIsNoAddress {
        address: here.to_owned(),
        next: written(next).to_owned(),
    })
}

fn of_node(graph: &Graph, node: TermId, property: &str) -> Next {
    let values: Vec<TermId> = objects(graph, node, property)
        .filter(|id| !matches!(graph.term(*id), Term::BlankNode(_)))
        .collect();
    let different: BTreeSet<&str> = values.iter().map(|id| graph.term(*id).value()).collect();
    Next {
        address: values.first().map(|id| graph.term(*id).value().to_owned()),
        is_chance: different.len() > 1,
    }
}

fn number(graph: &Graph, id: TermId) -> Option<usize> {
    match graph.term(id) {
        Term::Literal { value, .. } => value.trim().trim_start_matches('+').parse::<i32>().ok(),
        _ => None,
    }
    .and_then(|number| usize::try_from(number).ok())
}
