//! `sh:sparql` (<https://www.w3.org/TR/shacl/#sparql-constraints>).

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::message::messages;
use super::prebind::{Bindings, Constant, as_term};
use super::query::{Declared, Form, Query, Solution, value};
use super::restriction::Prebound;
use crate::ShapesError;
use crate::error::ShapesWarningKind;
use crate::node::{Node, ShapeTermId};
use crate::parse::{Compiler, Parameter};
use crate::report::{Details, ResultPath};
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// A SPARQL-based constraint: every solution is a result.
#[derive(Debug)]
pub(crate) struct SparqlConstraint {
    query: Query,
    messages: Vec<ShapeTermId>,
    source: ShapeTermId,
}

impl SparqlConstraint {
    /// The constraints of a shape, each with the parameter that declares it.
    pub(crate) fn compile_all(
        compiler: &mut Compiler<'_>,
        shape: TermId,
    ) -> Result<Vec<(Parameter, Self)>, ShapesError> {
        let mut constraints = Vec::new();
        for parameter in compiler.parameters(shape, sh::SPARQL) {
            // A shape may be its own constraint; whether it is deactivated was asked before.
            if compiler.is_true(parameter.value, sh::DEACTIVATED) {
                continue;
            }
            let path = compiler.path_text(shape)?;
            let declared = Declared {
                holder: parameter.value,
                parameter,
                form: Form::Select,
                prebound: &Prebound::new(["this"]),
                path: path.as_deref(),
            };
            let query = Query::compile(compiler, &declared)?;
            if !query.projects("this") {
                compiler.warn_at(parameter, ShapesWarningKind::ThisIsNotSelected);
            }
            let constraint = Self {
                query,
                messages: compiler.messages(parameter.value)?,
                source: compiler.term(parameter.value),
            };
            constraints.push((parameter, constraint));
        }
        Ok(constraints)
    }

    pub(crate) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        let bindings = bindings(context);
        let solutions = match self.query.solutions(&context.validator.sparql, &bindings) {
            Ok(solutions) => solutions,
            Err(reason) => return context.abort(reason),
        };
        for solution in &solutions {
            report(context, solution, &bindings, &self.messages, Some(self.source))?;
        }
        ControlFlow::Continue(())
    }
}

/// The variables that every query knows (<https://www.w3.org/TR/shacl/#sparql-constraints-prebound>).
pub(super) fn bindings<C>(context: &Context<'_, C>) -> Bindings {
    let validator = context.validator;
    let mut bindings = Bindings::default();
    bindings.set("this", validator.constant(context.focus_node));
    let shape = validator.shapes.get(context.shape).term;
    bindings.set("currentShape", validator.shape_constant(shape));
    if validator.sparql.has_shapes_graph {
        let graph = kolophon_graph::Term::Iri(super::SHAPES_GRAPH);
        bindings.set("shapesGraph", Constant::new(graph));
    }
    bindings
}

/// The result of a solution (<https://www.w3.org/TR/shacl/#sparql-constraints-variables>).
pub(super) fn report<C: Collector>(
    context: &mut Context<'_, C>,
    solution: &Solution,
    bindings: &Bindings,
    templates: &[ShapeTermId],
    source_constraint: Option<ShapeTermId>,
) -> ControlFlow<()> {
    let validator = context.validator;
    if let Some(oxrdf::Term::Literal(failure)) = value(solution, "failure")
        && matches!(failure.value(), "true" | "1")
    {
        return context.abort("its query reports a failure".to_owned());
    }
    let blamed = value(solution, "value").map(|value| validator.node(value));
    // The value node of a node shape is the focus node.
    let blamed = blamed.or_else(|| context.path.is_none().then_some(context.focus_node));
    let path = value(solution, "path").and_then(|path| validator.result_path(path));
    let path = path.or_else(|| context.path.map(ResultPath::Shape));
    let messages = match value(solution, "message") {
        Some(message @ oxrdf::Term::Literal(_)) => vec![validator.node(message)],
        _ => messages(validator, templates, |name| {
            text(context, solution, bindings, name)
        }),
    };
    let details = Details {
        messages,
        source_constraint,
        ..Details::default()
    };
    context.fail_with(path, blamed, details)
}

/// The text of a variable as messages show it.
pub(super) fn text<C>(
    context: &Context<'_, C>,
    solution: &Solution,
    bindings: &Bindings,
    name: &str,
) -> Option<String> {
    if let Some(value) = value(solution, name) {
        return Some(as_term(value).value().to_owned());
    }
    if name == "PATH" || name == "path" {
        let path = context.path?;
        return Some(context.validator.terms().path(ResultPath::Shape(path)));
    }
    bindings.get(name).map(Constant::text)
}

/// The messages of a value node that an ASK query refuses.
pub(super) fn details<C>(
    context: &Context<'_, C>,
    bindings: &Bindings,
    templates: &[ShapeTermId],
) -> Details {
    let none = Solution::new();
    let messages: Vec<Node> = messages(context.validator, templates, |name| {
        text(context, &none, bindings, name)
    });
    Details {
        messages,
        ..Details::default()
    }
}

#[cfg(test)]
mod tests;
