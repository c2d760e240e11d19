//! SHACL: shapes are compiled once and run over sorted columns.
//!
//! [`Shapes::from_graph`] reads a shapes graph, [`validate`] runs it over a data graph, and the
//! [`ValidationReport`] can be read as values or turned [into RDF](ValidationReport::to_graph). All of
//! [SHACL Core](https://www.w3.org/TR/shacl/#part1) is evaluated; with the feature `sparql` also
//! [SHACL-SPARQL](https://www.w3.org/TR/shacl/#part2) and, of SHACL Advanced Features,
//! [SPARQL-based targets](https://www.w3.org/TR/shacl-af/#targets) and
//! [expression constraints](https://www.w3.org/TR/shacl-af/#ExpressionConstraintComponent). Whatever goes beyond it is
//! named by [`Shapes::warnings`] and never passed over in silence. `docs/shacl.md` says which clause each file implements.
//!
//! Compiled [`Shapes`] know no data: they are used by many threads, for as many graphs as there are. A dataset that was
//! changed is checked again by validating the graph of what belongs to it. [`validate_into`] hands results over while
//! they are found, and [`Membership`] answers for code lists that need not be laid under every graph.
//!
//! ```
//! use kolophon_graph::{GraphBuilder, Position, Triple};
//! use kolophon_shacl::{Component, Shapes, validate};
//!
//! fn graph(triples: &[[&str; 3]]) -> kolophon_graph::Graph {
//!     let mut builder = GraphBuilder::new();
//!     for triple in triples {
//!         let [subject, predicate, object] = triple.map(|iri| builder.iri(iri));
//!         builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
//!     }
//!     builder.finish()
//! }
//!
//! let shapes = Shapes::from_graph(&graph(&[
//!     ["urn:DatasetShape", "http://www.w3.org/ns/shacl#targetClass", "urn:Dataset"],
//!     ["urn:DatasetShape", "http://www.w3.org/ns/shacl#property", "urn:PublisherShape"],
//!     ["urn:PublisherShape", "http://www.w3.org/ns/shacl#path", "urn:publisher"],
//!     ["urn:PublisherShape", "http://www.w3.org/ns/shacl#class", "urn:Agent"],
//! ]))?;
//! let data = graph(&[
//!     ["urn:a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "urn:Dataset"],
//!     ["urn:a", "urn:publisher", "urn:nobody"],
//! ]);
//!
//! let report = validate(&shapes, &data)?;
//! assert!(!report.conforms());
//! let result = &report.results[0];
//! assert_eq!(result.component, Component::Class);
//! assert_eq!(result.focus_node.data(), data.iri("urn:a"));
//! assert_eq!(result.value.and_then(|value| value.data()), data.iri("urn:nobody"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod binding;
mod component;
mod computed;
mod constraint;
mod error;
#[cfg(feature = "sparql")]
mod expression;
mod literal;
mod membership;
mod node;
mod parse;
mod path;
mod regex;
mod report;
mod shapes;
#[cfg(feature = "sparql")]
mod sparql;
mod stream;
mod target;
#[cfg(test)]
mod testing;
mod validate;
mod vocab;

pub use crate::component::Component;
pub use crate::computed::{ComputedTermId, ComputedTerms};
pub use crate::error::{
    ShapesCheck, ShapesError, ShapesErrorKind, ShapesPlace, ShapesWarning, ShapesWarningKind, ValidationError,
};
pub use crate::membership::Membership;
pub use crate::node::{Node, ShapeTermId, Terms};
pub use crate::report::{
    Parent, ResultPath, Severity, Tell, ValidationReport, ValidationResult, tell_report,
};
pub use crate::shapes::{PathRef, ShapeRef, Shapes};
pub use crate::stream::{Consumer, validate_into};
pub use crate::validate::validate;
