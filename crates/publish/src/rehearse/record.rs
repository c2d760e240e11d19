//! What a page says of a dataset, and ways through a graph.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::{dcat, dcterms, rdf};
use kolophon_graph::{Graph, Term, TermId};

/// A dataset as a page describes it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// The node in the graph of its page.
    pub(super) node: TermId,
    /// The page, from 0.
    pub(super) page: usize,
    pub(super) iri: Option<String>,
    /// The title for people: the German one if there is one.
    pub(super) title: Option<String>,
    /// `dct:identifier`, in the order of the graph.
    pub(super) identifiers: Vec<String>,
    /// `dct:modified`, in the order of the graph.
    pub(super) modified: Vec<String>,
}

impl Record {
    pub(super) fn of(graph: &Graph, node: TermId, page: usize) -> Self {
        let texts = |property| {
            let values = objects(graph, node, property);
            values.map(|value| graph.term(value).value().to_owned()).collect()
        };
        Self {
            node,
            page,
            iri: graph.term(node).as_iri().map(str::to_owned),
            title: title(graph, node),
            identifiers: texts(dcterms::IDENTIFIER),
            modified: texts(dcterms::MODIFIED),
        }
    }

    /// How people call it.
    pub(super) fn name(&self) -> &str {
        let names = [&self.title, &self.iri];
        let name = names.into_iter().flatten().next();
        name.or(self.identifiers.first()).map_or("–", String::as_str)
    }
}

/// The nodes of a class, in the order of the graph.
pub(super) fn instances(graph: &Graph, class: &str) -> Vec<TermId> {
    match (graph.iri(rdf::TYPE), graph.iri(class)) {
        (Some(a), Some(class)) => graph.subjects(a, class).collect(),
        _ => Vec::new(),
    }
}

/// The values of a property.
pub(super) fn objects<'a>(
    graph: &'a Graph,
    node: TermId,
    property: &str,
) -> impl Iterator<Item = TermId> + use<'a> {
    let property = graph.iri(property);
    property
        .into_iter()
        .flat_map(move |property| graph.objects(node, property))
}

/// The first value of a property that says something.
pub(super) fn text(graph: &Graph, node: TermId, property: &str) -> Option<String> {
    let mut values = objects(graph, node, property).map(|value| graph.term(value).value());
    values.find(|value| !value.is_empty()).map(str::to_owned)
}

fn title(graph: &Graph, node: TermId) -> Option<String> {
    let rank = |id: TermId| match graph.term(id) {
        Term::Literal {
            language: Some(language),
            ..
        } if language.to_ascii_lowercase().starts_with("de") => 0,
        Term::Literal { language: None, .. } => 1,
        _ => 2,
    };
    let titles = objects(graph, node, dcterms::TITLE).filter(|id| !graph.term(*id).value().is_empty());
    titles
        .min_by_key(|id| rank(*id))
        .map(|id| graph.term(id).value().to_owned())
}

/// Everything that can be reached from a node, the node itself included. `goes_on` says whether the way leads on through
/// a link of that property to that node.
pub(super) fn reach(graph: &Graph, from: TermId, goes_on: impl Fn(&str, TermId) -> bool) -> BTreeSet<TermId> {
    let mut seen = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(node) = waiting.pop() {
        for at in graph.outgoing(node) {
            let triple = graph.triple(at);
            if triple.object.is_literal() || !goes_on(graph.term(triple.predicate).value(), triple.object) {
                continue;
            }
            if seen.insert(triple.object) {
                waiting.push(triple.object);
            }
        }
    }
    seen
}

/// Whether a node is of a class.
pub(super) fn is_a(graph: &Graph, node: TermId, class: &str) -> bool {
    match (graph.iri(rdf::TYPE), graph.iri(class)) {
        (Some(a), Some(class)) => graph.contains(node, a, class),
        _ => false,
    }
}

/// The distributions of a dataset.
pub(super) fn distributions(graph: &Graph, dataset: TermId) -> Vec<TermId> {
    objects(graph, dataset, dcat::DISTRIBUTION)
        .filter(|node| !node.is_literal())
        .collect()
}
