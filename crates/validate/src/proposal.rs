//! What could stand there instead: the repair of the triple that a finding is about.

use kolophon_dcat::Reading;
use kolophon_diagnostic::Fix;
use kolophon_graph::{Graph, TripleIndex};

use crate::edit::File;
use crate::repair::{Classes, proposal};

/// The proposals for the findings of one report. What a file's text has to be searched for is kept between them.
#[derive(Debug)]
pub(crate) struct Proposals<'a> {
    graph: &'a Graph,
    files: Vec<(&'a Reading, File<'a>)>,
    classes: Classes,
}

impl<'a> Proposals<'a> {
    /// Proposals for the documents that were read into a graph.
    pub(crate) fn new(graph: &'a Graph, readings: &'a [Reading]) -> Self {
        let files = readings
            .iter()
            .filter_map(|reading| Some((reading, File::new(graph, reading)?)));
        Self {
            graph,
            files: files.collect(),
            classes: Classes::default(),
        }
    }

    /// A proposal for triples that break a rule together; `None` when nothing can be said.
    pub(crate) fn of(&mut self, triples: &[TripleIndex]) -> Option<Fix> {
        let position = self.graph.position(*triples.first()?);
        let mut files = self.files.iter();
        let (_, file) = files.find(|(reading, _)| reading.source == position.source)?;
        let triples: Vec<_> = triples.iter().map(|index| self.graph.triple(*index)).collect();
        proposal(self.graph, (file, position.source), &triples, &mut self.classes)
    }
}
