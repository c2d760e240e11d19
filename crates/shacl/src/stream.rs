//! Validation whose results are handed over as they are found, the work shared among threads.

use std::ops::ControlFlow;
use std::sync::Arc;

use kolophon_graph::Graph;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::computed::ComputedTerms;
use crate::error::ValidationError;
use crate::node::{Node, Terms};
use crate::report::{Parent, ValidationResult};
use crate::shapes::{ShapeRef, Shapes};
use crate::validate::{Collector, Failure, Validator};

/// Takes results while they are found: counts them, writes them, keeps them.
///
/// The work is divided into parts, of which several may be in hand at once. How it is divided depends on shapes and data
/// alone, never on the number of threads.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use kolophon_graph::{Graph, GraphBuilder};
/// use kolophon_shacl::{Consumer, Shapes, Terms, ValidationResult, validate_into};
///
/// /// Counts results.
/// struct Count;
///
/// impl Consumer for Count {
///     type Part = usize;
///
///     fn begin(&self, _: usize) -> usize {
///         0
///     }
///
///     fn result(&self, part: &mut usize, _: ValidationResult, _: Terms<'_>) {
///         *part += 1;
///     }
/// }
///
/// let mut results = 0;
/// validate_into(&Shapes::default(), &Graph::default(), &Count, |part| {
///     results += part;
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(results, 0);
/// # Ok::<(), kolophon_shacl::ValidationError>(())
/// ```
pub trait Consumer: Sync {
    /// What comes of the results of one part.
    type Part: Send;

    /// A part of which no result is known yet. Parts are numbered from 0 in the order in which they are handed over.
    fn begin(&self, number: usize) -> Self::Part;

    /// Takes the next result of a part.
    fn result(&self, part: &mut Self::Part, result: ValidationResult, terms: Terms<'_>);
}

/// Data with fewer triples is validated by one thread: waking others takes longer.
const WORTH_SHARING: usize = 50_000;

/// The focus nodes of one piece of work.
const FOCUS_NODES: usize = 4_096;

/// The pieces of work per thread that are done before their results are handed over.
const PIECES_PER_THREAD: usize = 8;

/// Validates a data graph and hands over the parts in their order; `emit` may end it early.
///
/// # Errors
/// As [`validate`](crate::validate). What was handed over before is then no complete answer.
pub fn validate_into<C: Consumer>(
    shapes: &Shapes,
    data: &Graph,
    consumer: &C,
    emit: impl FnMut(C::Part) -> ControlFlow<()>,
) -> Result<(), ValidationError> {
    run(shapes, data, consumer, emit).map(|_| ())
}

/// The same; returns the terms that queries computed.
pub(crate) fn run<C: Consumer>(
    shapes: &Shapes,
    data: &Graph,
    consumer: &C,
    mut emit: impl FnMut(C::Part) -> ControlFlow<()>,
) -> Result<Arc<ComputedTerms>, ValidationError> {
    let validator = Validator::new(shapes, data);
    let threads = if data.len() < WORTH_SHARING {
        1
    } else {
        rayon::current_num_threads()
    };
    let mut number = 0;
    for root in &shapes.roots {
        let focus_nodes = validator.focus_nodes(*root);
        let pieces = pieces(shapes, *root, &focus_nodes, number);
        number += pieces.len();
        for window in pieces.chunks(threads * PIECES_PER_THREAD) {
            let work = |piece: &Piece<'_>| piece.work(&validator, consumer);
            let parts: Vec<C::Part> = if threads > 1 {
                window.par_iter().map(work).collect()
            } else {
                window.iter().map(work).collect()
            };
            // After a failure no result counts.
            validator.stand()?;
            for part in parts {
                if emit(part).is_break() {
                    return Ok(validator.into_computed());
                }
            }
        }
        // A query for focus nodes may fail, too.
        validator.stand()?;
    }
    Ok(validator.into_computed())
}

/// A constraint of a node shape, or a whole property shape, and some of its focus nodes.
struct Piece<'a> {
    number: usize,
    root: ShapeRef,
    /// The place of the constraint in a node shape.
    constraint: Option<usize>,
    focus_nodes: &'a [Node],
}

fn pieces<'a>(shapes: &Shapes, root: ShapeRef, focus_nodes: &'a [Node], first: usize) -> Vec<Piece<'a>> {
    let shape = shapes.get(root);
    let constraints: Vec<Option<usize>> = match shape.path {
        Some(_) => vec![None],
        None => (0..shape.constraints.len()).map(Some).collect(),
    };
    let chunks = constraints.into_iter().flat_map(|constraint| {
        focus_nodes
            .chunks(FOCUS_NODES)
            .map(move |chunk| (constraint, chunk))
    });
    (first..)
        .zip(chunks)
        .map(|(number, (constraint, focus_nodes))| Piece {
            number,
            root,
            constraint,
            focus_nodes,
        })
        .collect()
}

impl Piece<'_> {
    fn work<C: Consumer>(&self, validator: &Validator<'_>, consumer: &C) -> C::Part {
        let mut collector = Handover {
            validator,
            consumer,
            part: consumer.begin(self.number),
            parents: Vec::new(),
        };
        // It stops early only after a failure, of which the validator knows.
        let _: ControlFlow<()> = match self.constraint {
            None => validator.validate_shape(self.root, self.focus_nodes, &mut collector),
            Some(at) => validator.validate_constraint(self.root, at, self.focus_nodes, &mut collector),
        };
        collector.part
    }
}

/// Hands every failure over as a result.
struct Handover<'a, C: Consumer> {
    validator: &'a Validator<'a>,
    consumer: &'a C,
    part: C::Part,
    parents: Vec<Parent>,
}

impl<C: Consumer> Collector for Handover<'_, C> {
    fn report(&mut self, failure: Failure<'_>) -> ControlFlow<()> {
        let result = failure.into_result(self.validator.shapes, &self.parents);
        self.consumer
            .result(&mut self.part, result, self.validator.terms());
        ControlFlow::Continue(())
    }

    fn enter(&mut self, parent: Parent) {
        self.parents.push(parent);
    }

    fn leave(&mut self) {
        self.parents.pop();
    }

    fn wants_details(&self) -> bool {
        true
    }
}

/// Keeps every result.
pub(crate) struct Keep;

impl Consumer for Keep {
    type Part = Vec<ValidationResult>;

    fn begin(&self, _: usize) -> Self::Part {
        Vec::new()
    }

    fn result(&self, part: &mut Self::Part, result: ValidationResult, _: Terms<'_>) {
        part.push(result);
    }
}

#[cfg(test)]
mod tests {
    use kolophon_graph::{GraphBuilder, Position, Triple};

    use super::*;
    use crate::testing::graph;
    use crate::vocab::rdf;

    #[test]
    fn one_thread_and_many_hand_over_the_same_parts() {
        let shapes = graph(
            "e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:maxCount 1 ; sh:node [ sh:class e:D ] ] ;
                 sh:property [ sh:path e:q ; sh:hasValue e:d ] .",
        );
        let shapes = Shapes::from_graph(&shapes).unwrap();
        let mut builder = GraphBuilder::without_positions();
        let rdf_type = builder.iri(rdf::TYPE);
        let [class, other, p] = ["C", "D", "p"].map(|name| builder.iri(&format!("http://e/{name}")));
        for number in 0..20_000 {
            let node = builder.iri(&format!("http://e/{number}"));
            builder.push(Triple::new(node, rdf_type, class), Position::UNKNOWN);
            for step in 0..number % 4 {
                let value = builder.iri(&format!("http://e/{}", number / 2 + step));
                builder.push(Triple::new(node, p, value), Position::UNKNOWN);
            }
            if number % 3 == 0 {
                builder.push(Triple::new(node, rdf_type, other), Position::UNKNOWN);
            }
        }
        let data = builder.finish();
        assert!(data.len() > WORTH_SHARING);
        let parts = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| {
                let mut parts = Vec::new();
                validate_into(&shapes, &data, &Keep, |part| {
                    parts.push(part);
                    ControlFlow::Continue(())
                })
                .unwrap();
                parts
            })
        };
        let one = parts(1);
        assert!(one.len() > 8 && one.iter().map(Vec::len).sum::<usize>() > 30_000);
        assert_eq!(parts(3), one);
    }
}
