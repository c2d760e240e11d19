//! The default graph: the union of all named graphs, each triple once.

use std::collections::{HashMap, HashSet};

use oxigraph::model::{GraphName, NamedOrBlankNode, Term, Triple};

use crate::difference::GraphDifference;
use crate::engine::{STATE_GRAPH, Snapshot};
use crate::error::EngineError;

/// What a change does to the default graph.
#[derive(Default)]
pub(crate) struct UnionDifference<'a> {
    pub(crate) added: Vec<&'a Triple>,
    pub(crate) removed: Vec<&'a Triple>,
}

impl<'a> UnionDifference<'a> {
    /// `before` is the engine before the change.
    pub(crate) fn new(graphs: &'a [GraphDifference], before: &Snapshot<'_>) -> Result<Self, EngineError> {
        let mut this = Self::default();
        let mut added = HashSet::new();
        let mut losers: HashMap<&Triple, HashSet<&str>> = HashMap::new();
        for graph in graphs {
            for triple in &graph.added {
                if added.insert(triple) {
                    this.added.push(triple);
                }
            }
            for triple in &graph.removed {
                losers.entry(triple).or_default().insert(&graph.name);
            }
        }
        let mut seen = HashSet::new();
        for triple in graphs.iter().flat_map(|graph| &graph.removed) {
            if !added.contains(triple)
                && seen.insert(triple)
                && !is_held_elsewhere(triple, &losers[triple], before)?
            {
                this.removed.push(triple);
            }
        }
        Ok(this)
    }
}

/// Whether a public graph other than `losers` holds the triple.
fn is_held_elsewhere(
    triple: &Triple,
    losers: &HashSet<&str>,
    before: &Snapshot<'_>,
) -> Result<bool, EngineError> {
    // Blank nodes belong to one graph.
    if matches!(triple.subject, NamedOrBlankNode::BlankNode(_)) || matches!(triple.object, Term::BlankNode(_))
    {
        return Ok(false);
    }
    let holders = before.quads(
        Some(triple.subject.as_ref()),
        Some(triple.predicate.as_ref()),
        Some(triple.object.as_ref()),
        None,
    );
    for quad in holders {
        if let GraphName::NamedNode(name) = quad?.graph_name
            && name.as_ref() != STATE_GRAPH
            && !losers.contains(name.as_str())
        {
            return Ok(true);
        }
    }
    Ok(false)
}
