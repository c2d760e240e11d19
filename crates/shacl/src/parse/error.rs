//! Errors that know their shape and their place.

use kolophon_graph::{Position, Span, TermId, TripleIndex};

use super::{Compiler, Parameter};
use crate::ShapesError;
use crate::error::{ShapesErrorKind, ShapesPlace};

impl Compiler<'_> {
    /// The error "this parameter cannot have this value".
    pub(crate) fn invalid(&self, parameter: Parameter, expected: &'static str) -> ShapesError {
        let kind = ShapesErrorKind::InvalidParameter {
            parameter: self.name(parameter),
            value: self.display(parameter.value),
            expected,
        };
        self.error(parameter, kind)
    }

    /// An error at the place of a parameter.
    pub(crate) fn error(&self, parameter: Parameter, kind: ShapesErrorKind) -> ShapesError {
        self.blamed.set(Some(parameter.at));
        ShapesError {
            shape: Some(self.display(parameter.shape)),
            place: self.place(parameter.at),
            kind,
        }
    }

    pub(super) fn error_in(&self, node: TermId, kind: ShapesErrorKind) -> ShapesError {
        ShapesError {
            shape: Some(self.display(node)),
            place: self.graph.outgoing(node).next().and_then(|at| self.place(at)),
            kind,
        }
    }

    pub(super) fn name(&self, parameter: Parameter) -> String {
        let predicate = self.graph.triple(parameter.at).predicate;
        self.graph.term(predicate).value().to_owned()
    }

    pub(super) fn display(&self, id: TermId) -> String {
        self.graph.term(id).to_string()
    }

    /// Where the value of a triple stands.
    pub(super) fn place(&self, at: TripleIndex) -> Option<ShapesPlace> {
        self.place_of(at, |position| position.object)
    }

    /// Where a part of a triple stands.
    pub(super) fn place_of(&self, at: TripleIndex, part: fn(&Position) -> Span) -> Option<ShapesPlace> {
        let position = self.graph.position(at);
        let source = self.graph.source(position.source)?;
        let place = source.line_column(part(&position).start);
        Some(ShapesPlace {
            source: source.name().to_owned(),
            line: place.line,
            column: place.column,
        })
    }
}
