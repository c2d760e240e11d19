//! The work of one validation, cut into pieces in the order of their results.

use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};
use std::slice;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::node::Node;
use crate::shapes::ShapeRef;
use crate::target::Target;
use crate::validate::{Collector, Validator};

/// The focus nodes of one piece of work.
const FOCUS_NODES: usize = 4_096;

/// A constraint of a node shape, or a whole property shape, and some of its focus nodes.
pub(super) struct Piece {
    /// Counted from 0, in the order of the results.
    pub(super) number: usize,
    root: ShapeRef,
    /// The place of the constraint in a node shape.
    constraint: Option<usize>,
    focus_nodes: Arc<[Node]>,
    range: Range<usize>,
}

impl Piece {
    /// Hands what fails over to the collector.
    pub(super) fn work<C: Collector>(&self, validator: &Validator<'_>, collector: &mut C) {
        let focus_nodes = &self.focus_nodes[self.range.clone()];
        // It stops early only after a failure, of which the validator knows.
        let _: ControlFlow<()> = match self.constraint {
            None => validator.validate_shape(self.root, focus_nodes, collector),
            Some(at) => validator.validate_constraint(self.root, at, focus_nodes, collector),
        };
    }
}

/// All pieces of one validation, cut when they are asked for.
pub(super) struct Pieces<'a> {
    validator: &'a Validator<'a>,
    roots: slice::Iter<'a, ShapeRef>,
    /// Those of the last root that was looked at.
    cut: VecDeque<Piece>,
    /// The number of the next piece.
    number: usize,
    /// Many shapes have the same targets.
    focus_nodes: FxHashMap<&'a [Target], Arc<[Node]>>,
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while self.cut.is_empty() {
            let root = *self.roots.next()?;
            self.cut(root);
        }
        self.cut.pop_front()
    }
}

impl<'a> Pieces<'a> {
    pub(super) fn new(validator: &'a Validator<'a>) -> Self {
        Self {
            validator,
            roots: validator.shapes.roots.iter(),
            cut: VecDeque::new(),
            number: 0,
            focus_nodes: FxHashMap::default(),
        }
    }

    fn cut(&mut self, root: ShapeRef) {
        let focus_nodes = self.focus_nodes(root);
        let shape = self.validator.shapes.get(root);
        let constraints: Vec<Option<usize>> = match shape.path {
            Some(_) => vec![None],
            None => (0..shape.constraints.len()).map(Some).collect(),
        };
        for constraint in constraints {
            for start in (0..focus_nodes.len()).step_by(FOCUS_NODES) {
                self.cut.push_back(Piece {
                    number: self.number,
                    root,
                    constraint,
                    focus_nodes: Arc::clone(&focus_nodes),
                    range: start..focus_nodes.len().min(start + FOCUS_NODES),
                });
                self.number += 1;
            }
        }
    }

    fn focus_nodes(&mut self, root: ShapeRef) -> Arc<[Node]> {
        let shape = self.validator.shapes.get(root);
        #[cfg(feature = "sparql")]
        if !shape.sparql_targets.is_empty() {
            return self.validator.focus_nodes(root).into();
        }
        let known = self.focus_nodes.entry(&shape.targets);
        Arc::clone(known.or_insert_with(|| self.validator.focus_nodes(root).into()))
    }
}
