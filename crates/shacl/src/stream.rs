//! Validation whose results are handed over as they are found, the work shared among threads.

use std::ops::ControlFlow;
use std::sync::Arc;

use kolophon_graph::Graph;

use crate::computed::ComputedTerms;
use crate::error::ValidationError;
use crate::node::Terms;
use crate::report::{Parent, ValidationResult};
use crate::shapes::Shapes;
use crate::validate::{Collector, Failure, Validator};

use piece::{Piece, Pieces};

mod piece;
mod sharing;

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
    let pieces = Pieces::new(&validator);
    let work = |piece: &Piece| hand_over(piece, &validator, consumer);
    // After a failure no result counts.
    let mut emit = |part| {
        if validator.stand().is_err() {
            return ControlFlow::Break(());
        }
        emit(part)
    };
    if data.len() < WORTH_SHARING {
        // It ends early when it is told to, or after a failure, of which the validator knows.
        let _: ControlFlow<()> = { pieces }.try_for_each(|piece| emit(work(&piece)));
    } else {
        sharing::share(pieces, &work, emit);
    }
    validator.stand()?;
    Ok(validator.into_computed())
}

/// Does one piece of work.
fn hand_over<C: Consumer>(piece: &Piece, validator: &Validator<'_>, consumer: &C) -> C::Part {
    let mut collector = Handover {
        validator,
        consumer,
        part: consumer.begin(piece.number),
        parents: Vec::new(),
    };
    piece.work(validator, &mut collector);
    collector.part
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
