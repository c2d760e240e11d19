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
use crate::node::ShapeTermId;
use crate::parse::{Compiler, Parameter};
use crate::report::Component;
use crate::shapes::ShapeRef;
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// One constraint of a shape.
#[derive(Debug)]
pub(crate) struct Constraint {
    /// The value of the parameter that declares it.
    pub(crate) parameter: ShapeTermId,
    pub(crate) kind: Kind,
}

/// The sections of SHACL §4.
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
        value_type::compile(compiler, shape, &mut constraints)?;
        cardinality::compile(compiler, shape, &mut constraints)?;
        value_range::compile(compiler, shape, &mut constraints)?;
        string_based::compile(compiler, shape, &mut constraints)?;
        property_pair::compile(compiler, shape, &mut constraints)?;
        logical::compile(compiler, shape, &mut constraints)?;
        shape_based::compile(compiler, shape, &mut constraints)?;
        other::compile(compiler, shape, &mut constraints)?;
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
            Kind::ValueType(_) | Kind::ValueRange(_) | Kind::StringBased(_) | Kind::Logical(_) => false,
        }
    }

    /// Whether the constraint may look at triples whose predicate the shapes do not mention.
    pub(crate) fn looks_at_any_predicate(&self) -> bool {
        matches!(&self.kind, Kind::Other(other::Other::Closed(_)))
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
