//! Running compiled shapes over a data graph (<https://www.w3.org/TR/shacl/#validation-definition>).
//!
//! Every top-level shape takes its sorted list of focus nodes and walks it along the sorted column of each property, so
//! that a property of a million nodes costs one pass. Whether a node conforms to a nested shape depends on the node
//! alone and is remembered in two bits per term.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use kolophon_graph::{Graph, Term, TermId, Triple};

use crate::binding::Binding;
use crate::computed::ComputedTerms;
use crate::constraint::Constraint;
use crate::error::ValidationError;
use crate::node::{Node, ShapeTermId, Terms};
use crate::report::{Details, Parent, ResultPath, ValidationReport, ValidationResult};
use crate::shapes::{PathRef, PredicateIndex, Shape, ShapeRef, Shapes};
#[cfg(feature = "sparql")]
use crate::sparql::Evaluator;
use crate::stream::{self, Keep};
use crate::target::Target;

/// Validates a data graph.
///
/// Terms of the shapes are looked up in the data once; the results come in the order of the shapes, their constraints
/// and the focus nodes, the same at every run.
///
/// # Errors
/// A query of the shapes that cannot be evaluated or itself reports a failure
/// (<https://www.w3.org/TR/shacl/#dfn-failure>). Shapes without SPARQL never fail.
pub fn validate(shapes: &Shapes, data: &Graph) -> Result<ValidationReport, ValidationError> {
    let mut results = Vec::new();
    let computed = stream::run(shapes, data, &Keep, |mut part| {
        results.append(&mut part);
        ControlFlow::Continue(())
    })?;
    Ok(ValidationReport { results, computed })
}

/// What one validation knows.
#[derive(Debug)]
pub(crate) struct Validator<'a> {
    pub(crate) shapes: &'a Shapes,
    pub(crate) binding: Binding<'a>,
    pub(crate) computed: Arc<ComputedTerms>,
    /// The first failure; with one, no result counts.
    failure: OnceLock<ValidationError>,
    #[cfg(feature = "sparql")]
    pub(crate) sparql: Evaluator<'a>,
    memory: Vec<OnceLock<Memory>>,
}

/// Receives failures.
pub(crate) trait Collector {
    /// A constraint has failed; `Break` ends the validation.
    fn report(&mut self, failure: Failure<'_>) -> ControlFlow<()>;
    /// From now on failures stem from the value nodes of this focus node's path.
    fn enter(&mut self, parent: Parent);
    /// The last [`enter`](Self::enter) is over.
    fn leave(&mut self);
    /// Whether failures are only counted.
    fn wants_details(&self) -> bool;
}

/// One failure of a constraint.
#[derive(Debug)]
pub(crate) struct Failure<'a> {
    shape: ShapeRef,
    constraint: &'a Constraint,
    focus_node: Node,
    path: Option<ResultPath>,
    value: Option<Node>,
    details: Option<Box<Details>>,
}

impl Failure<'_> {
    /// The failure as a result whose focus node was reached by way of `parents`.
    pub(crate) fn into_result(self, shapes: &Shapes, parents: &[Parent]) -> ValidationResult {
        let mut details = self.details;
        if !parents.is_empty() {
            details.get_or_insert_default().parents = parents.to_vec();
        }
        ValidationResult {
            focus_node: self.focus_node,
            path: self.path,
            value: self.value,
            component: self.constraint.component(),
            severity: shapes.get(self.shape).severity,
            source_shape: self.shape,
            parameter: self.constraint.parameter,
            details,
        }
    }
}

/// A constraint at one focus node: what its evaluation needs and where its failures go.
#[derive(Debug)]
pub(crate) struct Context<'a, C> {
    pub(crate) validator: &'a Validator<'a>,
    pub(crate) focus_node: Node,
    pub(crate) values: ValueNodes<'a>,
    pub(crate) shape: ShapeRef,
    pub(crate) path: Option<PathRef>,
    constraint: &'a Constraint,
    collector: &'a mut C,
}

/// The value nodes of one focus node, sorted, each once.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueNodes<'a> {
    /// Of a node shape: the focus node itself.
    Focus(Node),
    /// Of a predicate: a run of its column.
    Objects(&'a [Triple]),
    /// Of any other path.
    Nodes(&'a [Node]),
}

impl<'a> ValueNodes<'a> {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Focus(_) => 1,
            Self::Objects(triples) => triples.len(),
            Self::Nodes(nodes) => nodes.len(),
        }
    }

    fn get(self, at: usize) -> Node {
        match self {
            Self::Focus(node) => node,
            Self::Objects(triples) => Node::Data(triples[at].object),
            Self::Nodes(nodes) => nodes[at],
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Node> + use<'a> {
        (0..self.len()).map(move |at| self.get(at))
    }

    /// Hands over every node; asks once, not for every node, what sort of list it is.
    pub(crate) fn try_for_each(self, mut visit: impl FnMut(Node) -> ControlFlow<()>) -> ControlFlow<()> {
        match self {
            Self::Focus(node) => visit(node),
            Self::Objects(triples) => triples
                .iter()
                .try_for_each(|triple| visit(Node::Data(triple.object))),
            Self::Nodes(nodes) => nodes.iter().try_for_each(|node| visit(*node)),
        }
    }

    pub(crate) fn contains(self, node: Node) -> bool {
        match (self, node) {
            (Self::Focus(focus), node) => focus == node,
            (Self::Nodes(nodes), node) => nodes.binary_search(&node).is_ok(),
            (Self::Objects(triples), Node::Data(id)) => {
                triples.binary_search_by_key(&id, |triple| triple.object).is_ok()
            }
            (Self::Objects(_), Node::Shapes(_) | Node::Computed(_)) => false,
        }
    }
}

impl<C: Collector> Context<'_, C> {
    /// Reports a failure of this constraint, with the value node that is to blame, if one is.
    pub(crate) fn fail(&mut self, value: Option<Node>) -> ControlFlow<()> {
        self.fail_at(self.path.map(ResultPath::Shape), value)
    }

    /// Reports a failure with a path of its own.
    pub(crate) fn fail_at(&mut self, path: Option<ResultPath>, value: Option<Node>) -> ControlFlow<()> {
        self.report(path, value, None)
    }

    /// Reports a failure that brings messages or its source along.
    #[cfg(feature = "sparql")]
    pub(crate) fn fail_with(
        &mut self,
        path: Option<ResultPath>,
        value: Option<Node>,
        details: Details,
    ) -> ControlFlow<()> {
        self.report(path, value, Some(Box::new(details)))
    }

    fn report(
        &mut self,
        path: Option<ResultPath>,
        value: Option<Node>,
        details: Option<Box<Details>>,
    ) -> ControlFlow<()> {
        self.collector.report(Failure {
            shape: self.shape,
            constraint: self.constraint,
            focus_node: self.focus_node,
            path,
            value,
            details,
        })
    }

    /// The path of the shape.
    #[cfg(feature = "sparql")]
    pub(crate) fn shape_path(&self) -> Option<ResultPath> {
        self.path.map(ResultPath::Shape)
    }

    /// Ends the validation: the constraint cannot be evaluated.
    #[cfg(feature = "sparql")]
    pub(crate) fn abort(&self, reason: String) -> ControlFlow<()> {
        self.validator.abort(self.shape, Some(self.focus_node), reason);
        ControlFlow::Break(())
    }

    /// Reports every value node that does not pass.
    pub(crate) fn fail_values(&mut self, passes: impl Fn(&Self, Node) -> bool) -> ControlFlow<()> {
        self.values.try_for_each(|value| {
            if passes(self, value) {
                return ControlFlow::Continue(());
            }
            self.fail(Some(value))
        })
    }

    /// Whether a node conforms to a shape.
    pub(crate) fn conforms(&self, shape: ShapeRef, node: Node) -> bool {
        self.validator.conforms(shape, node)
    }

    /// The text of a node.
    pub(crate) fn text(&self, node: Node) -> Term<'_> {
        self.validator.terms().node(node)
    }

    /// A term of the shapes as a node.
    pub(crate) fn node(&self, term: ShapeTermId) -> Node {
        self.validator.binding.node(term)
    }
}

impl<'a> Validator<'a> {
    pub(crate) fn new(shapes: &'a Shapes, data: &'a Graph) -> Self {
        Self {
            shapes,
            binding: Binding::new(shapes, data),
            computed: Arc::default(),
            failure: OnceLock::new(),
            #[cfg(feature = "sparql")]
            sparql: Evaluator::new(shapes, data),
            memory: shapes.list.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The texts of all nodes.
    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms {
            shapes: self.shapes,
            data: self.binding.data,
            computed: &self.computed,
        }
    }

    /// The nodes that a shape with targets is about.
    pub(crate) fn focus_nodes(&self, shape: ShapeRef) -> Vec<Node> {
        let targets = &self.shapes.get(shape).targets;
        let nodes = Target::focus_nodes(targets, &self.binding);
        #[cfg(feature = "sparql")]
        let nodes = self.with_sparql_targets(shape, nodes);
        nodes
    }

    /// Whether the validation still stands; an error after something could not be evaluated.
    pub(crate) fn stand(&self) -> Result<(), ValidationError> {
        match self.failure.get() {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }

    /// What queries computed, for the report.
    pub(crate) fn into_computed(self) -> Arc<ComputedTerms> {
        self.computed
    }

    /// Notes that the validation cannot be finished.
    #[cfg(feature = "sparql")]
    pub(crate) fn abort(&self, shape: ShapeRef, focus_node: Option<Node>, reason: String) {
        self.failure.get_or_init(|| ValidationError {
            shape: self.shapes.shape(shape).to_string(),
            focus_node: focus_node.map(|node| self.terms().node(node).to_string()),
            reason,
        });
    }

    /// The objects of a node's property.
    pub(crate) fn objects(&self, node: Node, predicate: PredicateIndex) -> ValueNodes<'a> {
        let column = self.binding.column(predicate);
        let triples = node
            .data()
            .map_or(&[][..], |subject| Cursor::default().seek(column, subject));
        ValueNodes::Objects(triples)
    }

    /// Whether the node conforms to the shape (<https://www.w3.org/TR/shacl/#conforms>).
    pub(crate) fn conforms(&self, shape: ShapeRef, node: Node) -> bool {
        if self.shapes.get(shape).constraints.is_empty() {
            return true;
        }
        if let Some(known) = self.recall(shape, node) {
            return known;
        }
        let conforms = self
            .validate_shape(shape, &[node], &mut FirstFailure)
            .is_continue();
        self.remember(shape, node, conforms);
        conforms
    }

    /// Validates sorted focus nodes against one shape.
    pub(crate) fn validate_shape<C: Collector>(
        &self,
        reference: ShapeRef,
        focus_nodes: &[Node],
        collector: &mut C,
    ) -> ControlFlow<()> {
        let shape = self.shapes.get(reference);
        if shape.constraints.is_empty() {
            return ControlFlow::Continue(());
        }
        let Some(path) = shape.path else {
            return self.validate_node_shape(reference, shape, focus_nodes, collector);
        };
        let path = self.shapes.path(path);
        // Facts beside the data are in no column.
        let in_a_column = path
            .as_predicate()
            .filter(|predicate| !self.binding.has_membership(*predicate));
        if let Some(predicate) = in_a_column {
            let column = self.binding.column(predicate);
            return self.validate_along_column(reference, column, focus_nodes, collector);
        }
        let mut nodes = Vec::new();
        for focus_node in focus_nodes {
            path.evaluate(&self.binding, *focus_node, &mut nodes);
            let values = ValueNodes::Nodes(&nodes);
            self.validate_values(reference, shape, *focus_node, values, collector)?;
        }
        ControlFlow::Continue(())
    }

    /// Walks the focus nodes and a predicate's column side by side.
    fn validate_along_column<C: Collector>(
        &self,
        reference: ShapeRef,
        column: &[Triple],
        focus_nodes: &[Node],
        collector: &mut C,
    ) -> ControlFlow<()> {
        let shape = self.shapes.get(reference);
        let mut cursor = Cursor::default();
        let mut rest = focus_nodes;
        while let Some((focus_node, behind)) = rest.split_first() {
            rest = behind;
            let subject = focus_node.data();
            let triples = subject.map_or(&[][..], |subject| cursor.seek(column, subject));
            if triples.is_empty() && !shape.fails_without_values {
                rest = skip_to(rest, cursor.next_subject(column));
                continue;
            }
            let values = ValueNodes::Objects(triples);
            self.validate_values(reference, shape, *focus_node, values, collector)?;
        }
        ControlFlow::Continue(())
    }

    fn validate_node_shape<C: Collector>(
        &self,
        reference: ShapeRef,
        shape: &Shape,
        focus_nodes: &[Node],
        collector: &mut C,
    ) -> ControlFlow<()> {
        for at in 0..shape.constraints.len() {
            self.validate_constraint(reference, at, focus_nodes, collector)?;
        }
        ControlFlow::Continue(())
    }

    /// Validates sorted focus nodes against one constraint of a node shape.
    pub(crate) fn validate_constraint<C: Collector>(
        &self,
        reference: ShapeRef,
        at: usize,
        focus_nodes: &[Node],
        collector: &mut C,
    ) -> ControlFlow<()> {
        let constraint = &self.shapes.get(reference).constraints[at];
        if let Some(property) = constraint.as_property() {
            return self.validate_shape(property, focus_nodes, collector);
        }
        for focus_node in focus_nodes {
            let mut context = Context {
                validator: self,
                focus_node: *focus_node,
                values: ValueNodes::Focus(*focus_node),
                shape: reference,
                path: None,
                constraint,
                collector,
            };
            constraint.evaluate(&mut context)?;
        }
        ControlFlow::Continue(())
    }

    /// Checks the value nodes of a property shape at one focus node.
    fn validate_values<C: Collector>(
        &self,
        reference: ShapeRef,
        shape: &Shape,
        focus_node: Node,
        values: ValueNodes<'_>,
        collector: &mut C,
    ) -> ControlFlow<()> {
        for constraint in &shape.constraints {
            if let Some(property) = constraint.as_property() {
                let parent = Parent {
                    focus_node,
                    path: shape.path,
                    shape: reference,
                };
                self.validate_nested(property, parent, values, collector)?;
                continue;
            }
            let mut context = Context {
                validator: self,
                focus_node,
                values,
                shape: reference,
                path: shape.path,
                constraint,
                collector,
            };
            constraint.evaluate(&mut context)?;
        }
        ControlFlow::Continue(())
    }

    /// Validates value nodes against a property shape nested in another
    /// (<https://www.w3.org/TR/shacl/#PropertyConstraintComponent>): each is a focus node of its own.
    fn validate_nested<C: Collector>(
        &self,
        property: ShapeRef,
        parent: Parent,
        values: ValueNodes<'_>,
        collector: &mut C,
    ) -> ControlFlow<()> {
        for value in values.iter() {
            if self.conforms(property, value) {
                continue;
            }
            if !collector.wants_details() {
                return ControlFlow::Break(());
            }
            collector.enter(parent);
            let outcome = self.validate_shape(property, &[value], collector);
            collector.leave();
            outcome?;
        }
        ControlFlow::Continue(())
    }

    fn recall(&self, shape: ShapeRef, node: Node) -> Option<bool> {
        self.memory[shape.0 as usize].get()?.get(node.data()?)
    }

    fn remember(&self, shape: ShapeRef, node: Node, conforms: bool) {
        if let Some(id) = node.data() {
            let terms = self.binding.data.dictionary().len();
            let memory = self.memory[shape.0 as usize].get_or_init(|| Memory::new(terms));
            memory.set(id, conforms);
        }
    }
}

/// Which nodes are known to conform to one shape: two bits per term. Two threads that find out the same write the same.
#[derive(Debug)]
struct Memory(Box<[AtomicU64]>);

impl Memory {
    fn new(terms: usize) -> Self {
        Self((0..terms.div_ceil(32)).map(|_| AtomicU64::new(0)).collect())
    }

    fn get(&self, id: TermId) -> Option<bool> {
        match self.0[id.index() / 32].load(Ordering::Relaxed) >> (id.index() % 32 * 2) & 3 {
            0 => None,
            bits => Some(bits == 1),
        }
    }

    fn set(&self, id: TermId, conforms: bool) {
        let bits = if conforms { 1 } else { 2 };
        self.0[id.index() / 32].fetch_or(bits << (id.index() % 32 * 2), Ordering::Relaxed);
    }
}

/// A place in a column that moves forward while the subjects asked for grow.
#[derive(Debug, Default)]
struct Cursor {
    at: usize,
}

impl Cursor {
    /// The triples of a subject; subjects must be asked for in their order.
    fn seek<'a>(&mut self, column: &'a [Triple], subject: TermId) -> &'a [Triple] {
        let ahead = &column[self.at..];
        let skipped = gallop(ahead, |triple| triple.subject < subject);
        let rest = &ahead[skipped..];
        let length = rest.iter().take_while(|triple| triple.subject == subject).count();
        self.at += skipped + length;
        &rest[..length]
    }

    /// The subject that the column goes on with.
    fn next_subject(&self, column: &[Triple]) -> Option<TermId> {
        column.get(self.at).map(|triple| triple.subject)
    }
}

/// The focus nodes from `subject` on; none when the column is at its end.
fn skip_to(focus_nodes: &[Node], subject: Option<TermId>) -> &[Node] {
    subject.map_or(&[], |subject| {
        &focus_nodes[gallop(focus_nodes, |node| *node < Node::Data(subject))..]
    })
}

/// So many items are looked at one by one before larger steps are taken.
const NEAR: usize = 8;

/// The number of items at the start that are before the place looked for; near places are found fast.
fn gallop<T>(items: &[T], before: impl Fn(&T) -> bool) -> usize {
    if let Some(near) = items.iter().take(NEAR).position(|item| !before(item)) {
        return near;
    }
    let mut step = NEAR.min(items.len());
    let mut from = step;
    while step < items.len() && before(&items[step]) {
        from = step + 1;
        step *= 2;
    }
    let to = items.len().min(step);
    from + items[from..to].partition_point(before)
}

/// Stops at the first failure.
#[derive(Debug)]
struct FirstFailure;

impl Collector for FirstFailure {
    fn report(&mut self, _: Failure<'_>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    fn enter(&mut self, _: Parent) {}

    fn leave(&mut self) {}

    fn wants_details(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn galloping_finds_what_a_scan_finds() {
        let items: Vec<u32> = (0..50).map(|n| n * 2).collect();
        for length in 0..items.len() {
            for wanted in 0..102 {
                let scan = items[..length].iter().take_while(|item| **item < wanted).count();
                assert_eq!(gallop(&items[..length], |item| *item < wanted), scan);
            }
        }
    }
}
