//! Where in which file: from triples and nodes to lines and columns.

use kolophon_diagnostic::Place;
use kolophon_graph::{Cell, Graph, LineColumn, Position, SourceId, Span, TermId, Triple, TripleIndex};

/// The place of a range of characters; `None` when the graph has no such text.
#[must_use]
pub fn of_span(graph: &Graph, source: SourceId, span: Span) -> Option<Place> {
    let text = graph.source(source)?;
    let cell = text.cell(span.start);
    let start = match cell.filter(|cell| cell.sheet.is_some()) {
        Some(Cell { row, column, .. }) => LineColumn {
            line: *row,
            column: *column,
        },
        None => text.line_column(span.start),
    };
    Some(Place {
        file: text.name().to_owned(),
        line: start.line,
        column: start.column,
        cell: cell.map(|cell| kolophon_diagnostic::Cell {
            sheet: cell.sheet.as_deref().map(str::to_owned),
            address: cell.address(),
        }),
        bytes: (span.start as usize, span.end as usize),
    })
}

/// The triple that says `subject predicate object`, if a file holds it.
pub(crate) fn written(
    graph: &Graph,
    subject: TermId,
    predicate: TermId,
    object: TermId,
) -> Option<TripleIndex> {
    let index = graph.find(Triple::new(subject, predicate, object))?;
    graph.position(index).is_known().then_some(index)
}

/// The place of a triple's object.
pub(crate) fn of_object(graph: &Graph, index: TripleIndex) -> Option<Place> {
    let position = graph.position(index);
    of_span(graph, position.source, position.object)
}

/// The place of a node: where its type is stated, else where it first stands as a subject, else where it is first
/// mentioned.
pub(crate) fn of_node(graph: &Graph, node: TermId) -> Option<Place> {
    let key = |position: &Position| (position.source, position.subject);
    let as_subject = positions(graph, graph.outgoing(node)).min_by_key(key);
    if let Some(position) = as_subject {
        return of_span(graph, position.source, position.subject);
    }
    let as_object =
        positions(graph, graph.incoming(node)).min_by_key(|position| (position.source, position.object))?;
    of_span(graph, as_object.source, as_object.object)
}

/// The file that describes a node.
pub(crate) fn source_of(graph: &Graph, node: TermId) -> Option<SourceId> {
    positions(graph, graph.outgoing(node))
        .map(|position| position.source)
        .min()
}

fn positions<'a>(
    graph: &'a Graph,
    triples: impl Iterator<Item = TripleIndex> + 'a,
) -> impl Iterator<Item = Position> + 'a {
    triples
        .map(|index| graph.position(index))
        .filter(Position::is_known)
}
