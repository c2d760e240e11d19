//! Constraints: one module per section of <https://www.w3.org/TR/shacl/#core-components>.

mod cardinality;
mod logical;
mod other;
mod property_pair;
mod shape_based;
mod string_based;
mod value_range;
mod value_type;

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use crate::ShapesError;
use crate::component::Component;
#[cfg(feature = "sparql")]
use crate::expression::ExpressionConstraint;
use crate::node::ShapeTermId;
use crate::parse::{Compiler, Parameter};
use crate::shapes::ShapeRef;
#[cfg(feature = "sparql")]
use crate::sparql::{ComponentConstraint, SparqlConstraint};
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// One constraint of a shape.
#[derive(Debug)]
pub(crate) struct Constraint {
    /// The value of the parameter that declares it.
    pub(crate) parameter: ShapeTermId,
    pub(crate) kind: Kind,
}

/// The sections of SHACL §4, and what goes beyond it.
#[derive(Debug)]
pub(crate) enum Kind {
    ValueType(value_type::ValueType),
    Cardinality(cardinality::Cardinality),
    ValueRange(value_range::ValueRange),
    StringBased(string_based::StringBased),
    PropertyPair(property_pair::PropertyPair),
    Logical(logical::Logical),
    ShapeBased(shape_based::ShapeBased),
    Other(other::Other),
    #[cfg(feature = "sparql")]
    Sparql(SparqlConstraint),
    #[cfg(feature = "sparql")]
    Custom(ComponentConstraint),
    #[cfg(feature = "sparql")]
    Expression(ExpressionConstraint),
}

/// Reads the constraints of one section.
type Section = fn(&mut Compiler<'_>, TermId, &mut Constraints) -> Result<(), ShapesError>;

const SECTIONS: &[Section] = &[
    value_type::compile,
    cardinality::compile,
    value_range::compile,
    string_based::compile,
    property_pair::compile,
    logical::compile,
    shape_based::compile,
    other::compile,
    #[cfg(feature = "sparql")]
    compile_beyond_core,
];

#[cfg(feature = "sparql")]
fn compile_beyond_core(
    compiler: &mut Compiler<'_>,
    shape: TermId,
    constraints: &mut Constraints,
) -> Result<(), ShapesError> {
    for (parameter, constraint) in SparqlConstraint::compile_all(compiler, shape)? {
        constraints.push(compiler, parameter, Kind::Sparql(constraint));
    }
    for (parameter, constraint) in ComponentConstraint::compile_all(compiler, shape)? {
        constraints.push(compiler, parameter, Kind::Custom(constraint));
    }
    for (parameter, constraint) in ExpressionConstraint::compile_all(compiler, shape)? {
        constraints.push(compiler, parameter, Kind::Expression(constraint));
    }
    Ok(())
}

impl Constraint {
    /// The parameters of SHACL Core: whoever has one of them is a shape.
    pub(crate) const PARAMETERS: &[&str] = &[
        sh::AND,
        sh::CLASS,
        sh::CLOSED,
        sh::DATATYPE,
        sh::DISJOINT,
        sh::EQUALS,
        sh::HAS_VALUE,
        sh::IN,
        sh::LANGUAGE_IN,
        sh::LESS_THAN,
        sh::LESS_THAN_OR_EQUALS,
        sh::MAX_COUNT,
        sh::MAX_EXCLUSIVE,
        sh::MAX_INCLUSIVE,
        sh::MAX_LENGTH,
        sh::MIN_COUNT,
        sh::MIN_EXCLUSIVE,
        sh::MIN_INCLUSIVE,
        sh::MIN_LENGTH,
        sh::NODE,
        sh::NODE_KIND,
        sh::NOT,
        sh::OR,
        sh::PATTERN,
        sh::PROPERTY,
        sh::QUALIFIED_VALUE_SHAPE,
        sh::UNIQUE_LANG,
        sh::XONE,
    ];

    /// All constraints that a shape declares, in the order of the specification.
    pub(crate) fn compile_all(compiler: &mut Compiler<'_>, shape: TermId) -> Result<Vec<Self>, ShapesError> {
        let mut constraints = Constraints { list: Vec::new() };
        for section in SECTIONS {
            compiler.recover(|compiler| section(compiler, shape, &mut constraints))?;
        }
        Ok(constraints.list)
    }

    /// The nested property shape of `sh:property`, which reports its results itself.
    pub(crate) fn as_property(&self) -> Option<ShapeRef> {
        match &self.kind {
            Kind::ShapeBased(shape_based::ShapeBased::Property(shape)) => Some(*shape),
            _ => None,
        }
    }

    /// Whether a focus node without value nodes can fail.
    pub(crate) fn fails_without_values(&self) -> bool {
        match &self.kind {
            Kind::Cardinality(cardinality) => cardinality.fails_without_values(),
            Kind::PropertyPair(pair) => pair.fails_without_values(),
            Kind::ShapeBased(shape_based) => shape_based.fails_without_values(),
            Kind::Other(other) => other.fails_without_values(),
            #[cfg(feature = "sparql")]
            Kind::Sparql(_) => true,
            #[cfg(feature = "sparql")]
            Kind::Custom(constraint) => constraint.fails_without_values(),
            #[cfg(feature = "sparql")]
            Kind::Expression(_) => false,
            Kind::ValueType(_) | Kind::ValueRange(_) | Kind::StringBased(_) | Kind::Logical(_) => false,
        }
    }

    /// Whether the constraint may look at triples whose predicate the shapes do not mention.
    pub(crate) fn looks_at_any_predicate(&self) -> bool {
        match &self.kind {
            Kind::Other(other::Other::Closed(_)) => true,
            #[cfg(feature = "sparql")]
            Kind::Sparql(_) | Kind::Custom(_) | Kind::Expression(_) => true,
            _ => false,
        }
    }

    /// Checks the value nodes of one focus node.
    pub(crate) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        match &self.kind {
            Kind::ValueType(constraint) => constraint.evaluate(context),
            Kind::Cardinality(constraint) => constraint.evaluate(context),
            Kind::ValueRange(constraint) => constraint.evaluate(context),
            Kind::StringBased(constraint) => constraint.evaluate(context),
            Kind::PropertyPair(constraint) => constraint.evaluate(context),
            Kind::Logical(constraint) => constraint.evaluate(context),
            Kind::ShapeBased(constraint) => constraint.evaluate(context),
            Kind::Other(constraint) => constraint.evaluate(context),
            #[cfg(feature = "sparql")]
            Kind::Sparql(constraint) => constraint.evaluate(context),
            #[cfg(feature = "sparql")]
            Kind::Custom(constraint) => constraint.evaluate(context),
            #[cfg(feature = "sparql")]
            Kind::Expression(constraint) => constraint.evaluate(context),
        }
    }

    /// The component that a result of this constraint names.
    pub(crate) fn component(&self) -> Component {
        match &self.kind {
            Kind::ValueType(constraint) => constraint.component(),
            Kind::Cardinality(constraint) => constraint.component(),
            Kind::ValueRange(constraint) => constraint.component(),
            Kind::StringBased(constraint) => constraint.component(),
            Kind::PropertyPair(constraint) => constraint.component(),
            Kind::Logical(constraint) => constraint.component(),
            Kind::ShapeBased(constraint) => constraint.component(),
            Kind::Other(constraint) => constraint.component(),
            #[cfg(feature = "sparql")]
            Kind::Sparql(_) => Component::Sparql,
            #[cfg(feature = "sparql")]
            Kind::Custom(constraint) => constraint.component(),
            #[cfg(feature = "sparql")]
            Kind::Expression(_) => Component::Expression,
        }
    }
}

/// The constraints of one shape while they are compiled.
#[derive(Debug)]
struct Constraints {
    list: Vec<Constraint>,
}

impl Constraints {
    fn push(&mut self, compiler: &mut Compiler<'_>, parameter: Parameter, kind: Kind) {
        let parameter = compiler.term(parameter.value);
        self.list.push(Constraint { parameter, kind });
    }
}
