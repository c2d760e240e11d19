//! SPARQL-based targets and their types (<https://www.w3.org/TR/shacl-af/#SPARQLTarget>).

use kolophon_graph::TermId;

use super::prebind::Bindings;
use super::query::{Declared, Form, Query, value};
use super::restriction::Prebound;
use crate::ShapesError;
use crate::error::{ShapesErrorKind, ShapesWarningKind};
use crate::node::{Node, ShapeTermId};
use crate::parse::{Compiler, Parameter};
use crate::validate::Validator;
use crate::vocab::{rdf, sh};

/// A target that a query finds.
#[derive(Debug)]
pub(crate) struct SparqlTarget {
    query: Query,
    parameters: Vec<(String, ShapeTermId)>,
}

impl SparqlTarget {
    /// The `sh:target` values of a shape.
    pub(crate) fn compile_all(compiler: &mut Compiler<'_>, shape: TermId) -> Result<Vec<Self>, ShapesError> {
        let mut targets = Vec::new();
        for parameter in compiler.parameters(shape, sh::TARGET) {
            let types = compiler.objects(parameter.value, rdf::TYPE);
            let of_type = types.into_iter().find(|class| compiler.has(*class, sh::SELECT));
            let holder = if compiler.has(parameter.value, sh::SELECT) {
                Some(parameter.value)
            } else {
                of_type
            };
            if let Some(holder) = holder {
                targets.push(Self::compile(compiler, parameter, holder)?);
            } else {
                let feature = "a sh:target without sh:select".to_owned();
                compiler.warn_at(parameter, ShapesWarningKind::UnsupportedFeature { feature });
            }
        }
        Ok(targets)
    }

    fn compile(
        compiler: &mut Compiler<'_>,
        parameter: Parameter,
        holder: TermId,
    ) -> Result<Self, ShapesError> {
        let parameters = parameters(compiler, parameter, holder)?;
        let prebound = Prebound::optional(parameters.iter().map(|(name, _)| name.as_str()));
        let declared = Declared {
            holder,
            parameter,
            form: Form::Select,
            prebound: &prebound,
            path: None,
        };
        let query = Query::compile(compiler, &declared)?;
        if !query.projects("this") {
            let reason = "a target has to select ?this".to_owned();
            return Err(compiler.error(parameter, ShapesErrorKind::InvalidQuery { reason }));
        }
        Ok(Self { query, parameters })
    }

    /// The focus nodes, in the order of their text.
    pub(super) fn focus_nodes(&self, validator: &Validator<'_>) -> Result<Vec<Node>, String> {
        let mut bindings = Bindings::default();
        for (name, value) in &self.parameters {
            bindings.set(name, validator.shape_constant(*value));
        }
        let solutions = self.query.solutions(&validator.sparql, &bindings)?;
        let found = solutions.iter().filter_map(|solution| value(solution, "this"));
        Ok(found.map(|node| validator.node(node)).collect())
    }
}

/// The values of the parameters that the target's type declares.
fn parameters(
    compiler: &mut Compiler<'_>,
    target: Parameter,
    holder: TermId,
) -> Result<Vec<(String, ShapeTermId)>, ShapesError> {
    let mut values = Vec::new();
    for declared in compiler.objects(holder, sh::PARAMETER) {
        let is_optional = compiler.is_true(declared, sh::OPTIONAL);
        for path in compiler.objects(declared, sh::PATH) {
            let iri = compiler.text(path).value();
            let name = iri.rsplit(['#', '/', ':']).next().unwrap_or_default();
            match compiler.objects(target.value, iri).as_slice() {
                [value] => values.push((name.to_owned(), compiler.term(*value))),
                [] if is_optional => {}
                _ => {
                    let reason = format!("its target needs one value of <{iri}>");
                    return Err(compiler.error(target, ShapesErrorKind::InvalidQuery { reason }));
                }
            }
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, error};

    const DATA: &str = "e:x e:flag true ; e:p e:y . e:y e:flag false .";

    #[test]
    fn a_query_finds_the_focus_nodes() {
        check(
            "e:S sh:target [ a sh:SPARQLTarget ; sh:select
                 'SELECT ?this { ?this <http://e/flag> true }' ] ; sh:targetNode e:z ; sh:not [] .",
            DATA,
            &["Not e:x - e:x", "Not e:z - e:z"],
        );
    }

    #[test]
    fn a_target_may_be_computed() {
        check(
            "e:S sh:target [ sh:select 'SELECT ?this { ?x <http://e/flag> true BIND(CONCAT(STR(?x), \"!\") AS ?this) }' ] ;
                 sh:nodeKind sh:IRI ; sh:maxLength 3 .",
            DATA,
            &["MaxLength \"http://e/x!\" - \"http://e/x!\"", "NodeKind \"http://e/x!\" - \"http://e/x!\""],
        );
    }

    #[test]
    fn a_type_of_targets_has_parameters() {
        check(
            "e:Flagged a sh:SPARQLTargetType ; sh:parameter [ sh:path e:wanted ] ;
                 sh:select 'SELECT ?this { ?this <http://e/flag> $wanted }' .
             e:S sh:target [ a e:Flagged ; e:wanted false ] ; sh:not [] .",
            DATA,
            &["Not e:y - e:y"],
        );
    }

    #[test]
    fn targets_that_cannot_be_used_are_errors() {
        for (target, expected) in [
            ("sh:select 'SELECT ?x { ?x ?y ?z }'", "?this"),
            ("sh:select 'SELECT'", "query"),
            ("a e:T", "e/wanted"),
        ] {
            let error = error(&format!(
                "e:T sh:parameter [ sh:path e:wanted ] ; sh:select 'SELECT ?this {{ ?this ?p $wanted }}' .
                 e:S sh:target [ {target} ] ."
            ));
            assert!(
                error.contains("<http://e/S>") && error.contains(expected),
                "{error}"
            );
        }
    }
}
