//! A snapshot as a dataset that the SPARQL evaluator queries in place.

use std::rc::Rc;

use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use crate::snapshot::columns::Columns;
use crate::snapshot::quads::{Quad, Quads, Scope};
use crate::snapshot::terms::Terms;
use crate::snapshot::{Damaged, SnapshotError, value};
use crate::term::{Term, TermId};

/// A snapshot as the SPARQL evaluator queries it: terms stay numbers until they are shown or calculated with.
///
/// The evaluator's optimizer orders joins without asking the dataset, so that there is nothing to tell it.
#[derive(Clone, Debug)]
pub struct SnapshotView<'a> {
    columns: Columns<'a>,
    terms: Terms<'a>,
    constants: Constants,
}

/// How a literal of the query is looked for.
#[derive(Clone, Copy, Debug)]
enum Constants {
    AsWritten,
    ByValue,
}

/// A term of a [`SnapshotView`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SnapshotTerm {
    /// A term that the snapshot knows.
    Known(TermId),
    /// A term that it does not know, such as one that the query computed.
    Foreign(Rc<oxrdf::Term>),
}

impl SnapshotTerm {
    fn known(&self) -> Option<TermId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Foreign(_) => None,
        }
    }
}

impl<'a> SnapshotView<'a> {
    pub(super) fn new(columns: Columns<'a>, terms: Terms<'a>) -> Self {
        let constants = Constants::AsWritten;
        Self {
            columns,
            terms,
            constants,
        }
    }

    /// The view in which a literal of a query is found by its value: `"01"^^xsd:integer` and
    /// `"1"^^xsd:nonNegativeInteger` are `1`. It is for snapshots whose literals are written in the canonical form of
    /// [`ExpressionTerm`], whatever form they were published in.
    #[must_use]
    pub fn by_value(self) -> Self {
        Self {
            constants: Constants::ByValue,
            ..self
        }
    }

    fn find(&self, term: &oxrdf::Term) -> Result<Option<TermId>, Damaged> {
        match term {
            oxrdf::Term::NamedNode(node) => self.terms.find(Term::Iri(node.as_str())),
            oxrdf::Term::BlankNode(node) => self.terms.find(Term::BlankNode(node.as_str())),
            oxrdf::Term::Literal(literal) => self.terms.find(Term::Literal {
                value: literal.value(),
                datatype: literal.datatype().as_str(),
                language: literal.language(),
            }),
        }
    }

    fn quads(&self, pattern: [Option<&SnapshotTerm>; 3], scope: Option<Scope>) -> Found<'a> {
        // Without a graph of that name, or with a term that is not known, nothing can match.
        let Some(scope) = scope else {
            return Found(Ok(None));
        };
        let mut numbers = [None; 3];
        for (number, term) in numbers.iter_mut().zip(pattern) {
            if let Some(term) = term {
                let Some(known) = term.known() else {
                    return Found(Ok(None));
                };
                *number = Some(known);
            }
        }
        Found(Quads::new(self.columns, numbers, scope).map(Some))
    }
}

/// The quads of a pattern, if any can match.
struct Found<'a>(Result<Option<Quads<'a>>, Damaged>);

impl Iterator for Found<'_> {
    type Item = Result<InternalQuad<SnapshotTerm>, SnapshotError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Ok(quads) => Some(quads.as_mut()?.next()?.map(internal).map_err(SnapshotError::from)),
            Err(damaged) => {
                let damaged = *damaged;
                self.0 = Ok(None);
                Some(Err(damaged.into()))
            }
        }
    }
}

fn internal(quad: Quad) -> InternalQuad<SnapshotTerm> {
    InternalQuad {
        subject: SnapshotTerm::Known(quad.subject),
        predicate: SnapshotTerm::Known(quad.predicate),
        object: SnapshotTerm::Known(quad.object),
        graph_name: quad.graph.map(SnapshotTerm::Known),
    }
}

impl<'a> QueryableDataset<'a> for SnapshotView<'a> {
    type InternalTerm = SnapshotTerm;
    type Error = SnapshotError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&SnapshotTerm>,
        predicate: Option<&SnapshotTerm>,
        object: Option<&SnapshotTerm>,
        graph_name: Option<Option<&SnapshotTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<SnapshotTerm>, SnapshotError>> + use<'a> {
        let scope = match graph_name {
            None => Some(Scope::Named),
            Some(None) => Some(Scope::Default),
            Some(Some(name)) => name
                .known()
                .and_then(|name| self.columns.graph(name))
                .map(Scope::Graph),
        };
        self.quads([subject, predicate, object], scope)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<SnapshotTerm, SnapshotError>> + use<'a> {
        let names = self.columns.graph_names.iter();
        names.map(|name| Ok(SnapshotTerm::Known(name)))
    }

    fn contains_internal_graph_name(&self, graph_name: &SnapshotTerm) -> Result<bool, SnapshotError> {
        let name = graph_name.known();
        Ok(name.is_some_and(|name| self.columns.graph(name).is_some()))
    }

    fn internalize_term(&self, term: oxrdf::Term) -> Result<SnapshotTerm, SnapshotError> {
        let term = match self.constants {
            Constants::AsWritten => term,
            Constants::ByValue => ExpressionTerm::from(term).into(),
        };
        let known = self.find(&term)?;
        Ok(known.map_or_else(|| SnapshotTerm::Foreign(Rc::new(term)), SnapshotTerm::Known))
    }

    fn externalize_term(&self, term: SnapshotTerm) -> Result<oxrdf::Term, SnapshotError> {
        match term {
            SnapshotTerm::Known(id) => Ok(self.terms.term(id)?.to_oxrdf()),
            SnapshotTerm::Foreign(term) => Ok(Rc::unwrap_or_clone(term)),
        }
    }

    fn externalize_expression_term(&self, term: SnapshotTerm) -> Result<ExpressionTerm, SnapshotError> {
        match term {
            SnapshotTerm::Known(id) => Ok(value::of(self.terms.term(id)?)),
            SnapshotTerm::Foreign(term) => Ok(Rc::unwrap_or_clone(term).into()),
        }
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<SnapshotTerm, SnapshotError> {
        // It is in its canonical form already.
        let term = oxrdf::Term::from(term);
        let known = self.find(&term)?;
        Ok(known.map_or_else(|| SnapshotTerm::Foreign(Rc::new(term)), SnapshotTerm::Known))
    }
}
