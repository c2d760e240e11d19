//! What could stand there instead: the repair of the triple that a finding is about.

use kolophon_dcat::Reading;
use kolophon_diagnostic::Fix;
use kolophon_graph::{Graph, TripleIndex};

use crate::repair;

/// A proposal for triples that break a rule together; `None` when nothing can be said.
pub(crate) fn proposal(graph: &Graph, readings: &[Reading], triples: &[TripleIndex]) -> Option<Fix> {
    let triples: Vec<_> = triples.iter().map(|index| graph.triple(*index)).collect();
    repair::proposal(graph, readings, &triples)
}
