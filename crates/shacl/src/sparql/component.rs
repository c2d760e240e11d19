//! Constraint components that the shapes declare themselves
//! (<https://www.w3.org/TR/shacl/#sparql-constraint-components>).

use std::ops::ControlFlow;

use kolophon_graph::TermId;

use super::constraint::{bindings, details, report};
use super::prebind::Bindings;
use super::query::{Declared, Form, Query};
use super::restriction::Prebound;
use crate::ShapesError;
use crate::component::Component;
use crate::error::{ShapesErrorKind, ShapesWarningKind};
use crate::node::ShapeTermId;
use crate::parse::{Compiler, Parameter};
use crate::validate::{Collector, Context};
use crate::vocab::sh;

/// A component as it is declared.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    component: TermId,
    parameters: Vec<DeclaredParameter>,
}

#[derive(Clone, Debug)]
struct DeclaredParameter {
    path: TermId,
    is_optional: bool,
}

/// One use of a component.
#[derive(Debug)]
pub(crate) struct ComponentConstraint {
    component: ShapeTermId,
    validator: Query,
    form: Form,
    parameters: Vec<(String, ShapeTermId)>,
    messages: Vec<ShapeTermId>,
}

/// Names that parameters cannot have, because they mean something else.
const RESERVED: &[&str] = &["this", "shapesGraph", "currentShape", "path", "PATH", "value"];

impl Declaration {
    /// All components that the shapes graph declares.
    pub(crate) fn all(compiler: &Compiler<'_>, components: Vec<TermId>) -> Vec<Self> {
        let declaration = |component| {
            let mut parameters = Vec::new();
            for parameter in compiler.objects(component, sh::PARAMETER) {
                for path in compiler.objects(parameter, sh::PATH) {
                    parameters.push(DeclaredParameter {
                        path,
                        is_optional: compiler.is_true(parameter, sh::OPTIONAL),
                    });
                }
            }
            Self {
                component,
                parameters,
            }
        };
        components.into_iter().map(declaration).collect()
    }

    /// The uses of this component in a shape: one per value of its only parameter, or one for all its parameters.
    fn uses(
        &self,
        compiler: &Compiler<'_>,
        shape: TermId,
    ) -> Result<Vec<Vec<(String, Parameter)>>, ShapesError> {
        let mut values = Vec::new();
        for parameter in &self.parameters {
            let iri = compiler.text(parameter.path).value();
            let found = compiler.parameters(shape, iri);
            if found.is_empty() && !parameter.is_optional {
                return Ok(Vec::new());
            }
            for value in found {
                values.push((variable(compiler, iri, value)?, value));
            }
        }
        if self.parameters.len() == 1 {
            return Ok(values.into_iter().map(|value| vec![value]).collect());
        }
        for (at, (name, value)) in values.iter().enumerate() {
            if values[..at].iter().any(|(known, _)| known == name) {
                let expected = "a single value, because its component has several parameters";
                return Err(compiler.invalid(*value, expected));
            }
        }
        Ok(if values.is_empty() {
            Vec::new()
        } else {
            vec![values]
        })
    }

    /// The validator for this kind of shape (<https://www.w3.org/TR/shacl/#constraint-components-validators>).
    fn validator(&self, compiler: &Compiler<'_>, shape: TermId) -> Option<(TermId, Form)> {
        let special = if compiler.has(shape, sh::PATH) {
            sh::PROPERTY_VALIDATOR
        } else {
            sh::NODE_VALIDATOR
        };
        let forms = [
            (special, Form::Select),
            (special, Form::Ask),
            (sh::VALIDATOR, Form::Ask),
        ];
        forms.into_iter().find_map(|(property, form)| {
            let validators = compiler.objects(self.component, property);
            let holds_query = |node: &TermId| compiler.has(*node, form.property());
            validators.into_iter().find(holds_query).map(|node| (node, form))
        })
    }
}

/// The variable of a parameter: the local name of its path.
fn variable(compiler: &Compiler<'_>, iri: &str, value: Parameter) -> Result<String, ShapesError> {
    let name = iri.rsplit(['#', '/', ':']).next().unwrap_or_default();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_name && !RESERVED.contains(&name) {
        return Ok(name.to_owned());
    }
    let reason = format!("the parameter <{iri}> gives no name for a variable");
    Err(compiler.error(value, ShapesErrorKind::InvalidQuery { reason }))
}

impl ComponentConstraint {
    /// The constraints of a shape, each with a parameter that declares it.
    pub(crate) fn compile_all(
        compiler: &mut Compiler<'_>,
        shape: TermId,
    ) -> Result<Vec<(Parameter, Self)>, ShapesError> {
        let mut constraints = Vec::new();
        for declaration in compiler.components.clone() {
            for values in declaration.uses(compiler, shape)? {
                let Some((_, parameter)) = values.first().cloned() else {
                    continue;
                };
                if let Some(constraint) = Self::compile(compiler, &declaration, parameter, &values)? {
                    constraints.push((parameter, constraint));
                } else {
                    let feature = compiler.text(declaration.component).to_string();
                    compiler.warn_at(parameter, ShapesWarningKind::UnsupportedFeature { feature });
                }
            }
        }
        Ok(constraints)
    }

    fn compile(
        compiler: &mut Compiler<'_>,
        declaration: &Declaration,
        parameter: Parameter,
        values: &[(String, Parameter)],
    ) -> Result<Option<Self>, ShapesError> {
        let Some((holder, form)) = declaration.validator(compiler, parameter.shape) else {
            return Ok(None);
        };
        let all = declaration.parameters.iter().map(|parameter| {
            let iri = compiler.text(parameter.path).value();
            iri.rsplit(['#', '/', ':']).next().unwrap_or_default()
        });
        let value = (form == Form::Ask).then_some("value");
        let prebound = Prebound::new(["this"].into_iter().chain(value).chain(all));
        let path = compiler.path_text(parameter.shape)?;
        let declared = Declared {
            holder,
            parameter,
            form,
            prebound: &prebound,
            path: path.as_deref(),
        };
        let validator = Query::compile(compiler, &declared)?;
        let mut messages = compiler.messages(holder)?;
        if messages.is_empty() {
            messages = compiler.messages(declaration.component)?;
        }
        if messages.is_empty() && !compiler.has(parameter.shape, sh::MESSAGE) {
            messages = compiler.label_template(declaration.component);
        }
        Ok(Some(Self {
            component: compiler.term(declaration.component),
            validator,
            form,
            parameters: values
                .iter()
                .map(|(name, value)| (name.clone(), compiler.term(value.value)))
                .collect(),
            messages,
        }))
    }

    pub(crate) fn component(&self) -> Component {
        Component::Custom(self.component)
    }

    /// Whether a focus node without value nodes can fail: a SELECT may find something there.
    pub(crate) fn fails_without_values(&self) -> bool {
        self.form == Form::Select
    }

    pub(crate) fn evaluate<C: Collector>(&self, context: &mut Context<'_, C>) -> ControlFlow<()> {
        let mut bindings = bindings(context);
        for (name, value) in &self.parameters {
            bindings.set(name, context.validator.shape_constant(*value));
        }
        match self.form {
            Form::Select => self.select(context, &bindings),
            Form::Ask => self.ask(context, bindings),
        }
    }

    fn select<C: Collector>(&self, context: &mut Context<'_, C>, bindings: &Bindings) -> ControlFlow<()> {
        let solutions = match self.validator.solutions(&context.validator.sparql, bindings) {
            Ok(solutions) => solutions,
            Err(reason) => return context.abort(reason),
        };
        for solution in &solutions {
            report(context, solution, bindings, &self.messages, None)?;
        }
        ControlFlow::Continue(())
    }

    /// Every value node for which the answer is no fails.
    fn ask<C: Collector>(&self, context: &mut Context<'_, C>, mut bindings: Bindings) -> ControlFlow<()> {
        for value in context.values.iter() {
            bindings.set("value", context.validator.constant(value));
            match self.validator.ask(&context.validator.sparql, &bindings) {
                Ok(true) => {}
                Ok(false) => {
                    let details = details(context, &bindings, &self.messages);
                    context.fail_with(context.shape_path(), Some(value), details)?;
                }
                Err(reason) => return context.abort(reason),
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, error, warnings};

    const LANGUAGE: &str = "e:Language a sh:ConstraintComponent ; sh:parameter [ sh:path e:lang ] ;
        sh:labelTemplate 'in {$lang}' ;
        sh:validator [ sh:message '{?value} is not {$lang}'@en ;
            sh:ask 'ASK { FILTER(isLiteral($value) && langMatches(lang($value), $lang)) }' ] .";

    #[test]
    fn an_ask_validator_looks_at_every_value() {
        check(
            &format!("{LANGUAGE} e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; e:lang 'de' ] ."),
            "e:x e:p 'a'@de, 'b'@en, e:c .",
            &[
                "e:Language e:x e:p \"b\"@en | \"b is not de\"@en",
                "e:Language e:x e:p e:c | \"http://e/c is not de\"@en",
            ],
        );
    }

    #[test]
    fn each_value_of_the_only_parameter_is_a_constraint() {
        check(
            &format!("{LANGUAGE} e:S sh:targetNode 'a'@de ; e:lang 'de', 'en', 'fr' ."),
            "e:x e:p 1 .",
            &[
                "e:Language \"a\"@de - \"a\"@de | \"a is not en\"@en",
                "e:Language \"a\"@de - \"a\"@de | \"a is not fr\"@en",
            ],
        );
    }

    #[test]
    fn property_shapes_have_a_validator_of_their_own() {
        check(
            "e:Limit a sh:ConstraintComponent ; sh:parameter [ sh:path e:limit ], [ sh:path e:kind ; sh:optional true ] ;
                sh:labelTemplate 'at most {$limit} of {?kind}' ;
                sh:nodeValidator [ sh:ask 'ASK { FILTER(false) }' ] ;
                sh:propertyValidator [ sh:select '''SELECT $this (COUNT(?v) AS ?value) WHERE {
                    $this $PATH ?v . FILTER(!bound($kind) || EXISTS { ?v a $kind }) }
                    GROUP BY $this $limit HAVING (COUNT(?v) > $limit)''' ] .
             e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; e:limit 1 ] ;
                sh:property [ sh:path [ sh:inversePath e:q ] ; e:limit 0 ; e:kind e:K ] .",
            "e:x e:p 1, 2, 3 . e:y e:q e:x ; a e:K . e:z e:q e:x .",
            &[
                "e:Limit e:x ^e:q \"1\"^^xsd:integer | \"at most 0 of http://e/K\"",
                "e:Limit e:x e:p \"3\"^^xsd:integer | \"at most 1 of {?kind}\"",
            ],
        );
    }

    #[test]
    fn a_component_needs_all_its_parameters() {
        check(
            "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:one ], [ sh:path e:two ] ;
                 sh:validator [ sh:ask 'ASK { FILTER(false) }' ] .
             e:S sh:targetNode e:x ; e:one 1 . e:T sh:targetNode e:x ; e:one 1 ; e:two 2 .",
            "e:x e:p 1 .",
            &["e:C e:x - e:x"],
        );
    }

    #[test]
    fn components_that_cannot_be_used_are_named() {
        let component = "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:one ], [ sh:path e:two ; sh:optional true ] ;";
        for (rest, expected) in [
            (
                "sh:validator [ sh:ask 'ASK {' ] . e:S sh:targetNode e:x ; e:one 1 .",
                "query",
            ),
            (
                "sh:validator [ sh:ask 'SELECT * { }' ] . e:S sh:targetNode e:x ; e:one 1 .",
                "sh:ask",
            ),
            (
                "sh:validator [ sh:ask 'ASK { }' ] . e:S sh:targetNode e:x ; e:one 1, 2 .",
                "single value",
            ),
            (
                "sh:validator [ sh:ask 'ASK { BIND(1 AS ?two) }' ] . e:S sh:targetNode e:x ; e:one 1 .",
                "AS ?two",
            ),
        ] {
            let error = error(&format!("{component} {rest}"));
            assert!(
                error.contains("<http://e/S>") && error.contains(expected),
                "{error}"
            );
        }
        let warnings = warnings(&format!(
            "{component} sh:validator [ sh:js '' ] . e:S sh:targetNode e:x ; e:one 1 ."
        ));
        assert!(
            warnings.len() == 1 && warnings[0].contains("<http://e/C>"),
            "{warnings:?}"
        );
    }
}
