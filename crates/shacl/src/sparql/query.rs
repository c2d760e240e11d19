//! A query of the shapes: parsed and checked once, run with values of its own each time.

use kolophon_graph::sparql::GraphView;
use kolophon_graph::{Graph, Term, TermId, XSD_STRING};
use spareval::{QueryEvaluationError, QueryResults};
use spargebra::algebra::GraphPattern;
use spargebra::{Query as Algebra, SparqlParser};

use super::prebind::{Bindings, Constant, engine};
use super::restriction::Prebound;
use super::{Evaluator, prefix, text};
use crate::ShapesError;
use crate::error::ShapesErrorKind;
use crate::parse::{Compiler, Parameter};
use crate::vocab::sh;

/// Which form a query has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Select,
    Ask,
}

impl Form {
    /// The property that holds such a query.
    pub(super) fn property(self) -> &'static str {
        match self {
            Self::Select => sh::SELECT,
            Self::Ask => sh::ASK,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Select => "sh:select",
            Self::Ask => "sh:ask",
        }
    }
}

/// More patterns are refused: the optimizer's time grows with the fourth power of their number.
const MOST_PARTS: usize = 64;

/// A query that may be run.
#[derive(Debug)]
pub(super) struct Query {
    algebra: Algebra,
}

/// One solution: variables with a value, by name.
pub(super) type Solution = Vec<(String, oxrdf::Term)>;

/// Where a query is written and what is known about it.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    /// The node with `sh:select` or `sh:ask` and `sh:prefixes`.
    pub(super) holder: TermId,
    /// The parameter of the shape that led there.
    pub(super) parameter: Parameter,
    pub(super) form: Form,
    pub(super) prebound: &'a Prebound,
    /// What stands for `$PATH`.
    pub(super) path: Option<&'a str>,
}

impl Query {
    /// Parses the query of a node.
    pub(super) fn compile(compiler: &mut Compiler<'_>, declared: &Declared<'_>) -> Result<Self, ShapesError> {
        let written = written(compiler, declared)?;
        let invalid = |compiler: &Compiler<'_>, reason: String| {
            compiler.error(written, ShapesErrorKind::InvalidQuery { reason })
        };
        let Term::Literal {
            value: query,
            datatype: XSD_STRING,
            ..
        } = compiler.text(written.value)
        else {
            return Err(compiler.invalid(written, "a string"));
        };
        let query = match declared.path {
            Some(path) => text::with_path(query, path),
            None => query.to_owned(),
        };
        if let Some(reason) = text::excess(&query) {
            return Err(invalid(compiler, reason.to_owned()));
        }
        let mut parser = SparqlParser::new();
        for (name, namespace) in prefix::prefixes(compiler, declared.holder, written)? {
            parser = parser
                .with_prefix(name, &namespace)
                .map_err(|error| invalid(compiler, format!("the prefix of <{namespace}>: {error}")))?;
        }
        let algebra = parser
            .parse_query(&query)
            .map_err(|error| invalid(compiler, error.to_string()))?;
        let compiled = Self { algebra };
        if let Some(reason) = compiled.fault(declared) {
            return Err(invalid(compiler, reason));
        }
        compiler.uses_shapes_graph |= query.contains("shapesGraph");
        Ok(compiled)
    }

    /// Whether the query returns the variable.
    pub(super) fn projects(&self, name: &str) -> bool {
        let mut pattern = self.pattern();
        loop {
            match pattern {
                GraphPattern::Project { variables, .. } => {
                    return variables.iter().any(|variable| variable.as_str() == name);
                }
                GraphPattern::Distinct { inner }
                | GraphPattern::Reduced { inner }
                | GraphPattern::Slice { inner, .. } => pattern = inner,
                _ => return false,
            }
        }
    }

    fn pattern(&self) -> &GraphPattern {
        match &self.algebra {
            Algebra::Select { pattern, .. }
            | Algebra::Ask { pattern, .. }
            | Algebra::Construct { pattern, .. }
            | Algebra::Describe { pattern, .. } => pattern,
        }
    }

    /// Why the query may not be run, if it may not.
    fn fault(&self, declared: &Declared<'_>) -> Option<String> {
        let is_of_form = matches!(
            (&self.algebra, declared.form),
            (Algebra::Select { .. }, Form::Select) | (Algebra::Ask { .. }, Form::Ask)
        );
        if !is_of_form {
            return Some(format!(
                "a query of another form cannot be the {}",
                declared.form.name()
            ));
        }
        if self.algebra.dataset().is_some() {
            return Some("FROM is not allowed: the data is what is validated".to_owned());
        }
        if self.parts() > MOST_PARTS {
            return Some("it joins too many patterns".to_owned());
        }
        declared
            .prebound
            .violation(self.pattern())
            .or_else(|| self.trial(declared.prebound).err())
    }

    /// The number of patterns that the optimizer has to order.
    fn parts(&self) -> usize {
        let algebra = self.algebra.to_sse();
        let parts = [
            "(triple ",
            "(path ",
            "(join ",
            "(leftjoin ",
            "(union ",
            "(filter ",
            "(extend ",
        ];
        parts.iter().map(|part| algebra.matches(part).count()).sum()
    }

    /// Runs the query over nothing, which shows what the evaluator does not know, such as a function.
    fn trial(&self, prebound: &Prebound) -> Result<(), String> {
        let mut bindings = Bindings::default();
        for variable in prebound.iter() {
            bindings.set(
                variable.as_str(),
                Constant::new(Term::Iri("urn:x-kolophon:trial")),
            );
        }
        let nothing = Graph::default();
        let evaluator = Evaluator {
            view: GraphView::new(&nothing),
            engine: engine(),
            has_shapes_graph: false,
        };
        self.solutions(&evaluator, &bindings).map(|_| ())
    }

    /// Whether there is a solution.
    pub(super) fn ask(&self, evaluator: &Evaluator<'_>, bindings: &Bindings) -> Result<bool, String> {
        Ok(!self.solutions(evaluator, bindings)?.is_empty())
    }

    /// All solutions, sorted by their text; one without variables for an ASK that is true.
    pub(super) fn solutions(
        &self,
        evaluator: &Evaluator<'_>,
        bindings: &Bindings,
    ) -> Result<Vec<Solution>, String> {
        let says = |error: QueryEvaluationError| error.to_string();
        let algebra = self.prebound(bindings);
        let prepared = evaluator.engine.prepare(&algebra);
        match prepared.execute(evaluator.view.clone()).map_err(says)? {
            QueryResults::Boolean(answer) => Ok(answer.then(Solution::new).into_iter().collect()),
            QueryResults::Solutions(rows) => {
                let mut solutions = Vec::new();
                for row in rows {
                    let row = row.map_err(says)?;
                    let value = |(variable, term): (&oxrdf::Variable, &oxrdf::Term)| {
                        (variable.as_str().to_owned(), term.clone())
                    };
                    solutions.push(row.iter().map(value).collect::<Solution>());
                }
                solutions.sort_by_cached_key(|solution| {
                    let text = |(name, term): &(String, oxrdf::Term)| (name.clone(), term.to_string());
                    solution.iter().map(text).collect::<Vec<_>>()
                });
                Ok(solutions)
            }
            QueryResults::Graph(_) => Err("a query has to select or to ask".to_owned()),
        }
    }

    fn prebound(&self, bindings: &Bindings) -> Algebra {
        let pattern = bindings.pattern(self.pattern());
        let base_iri = self.algebra.base_iri().cloned();
        match self.algebra {
            Algebra::Ask { .. } => Algebra::Ask {
                dataset: None,
                pattern,
                base_iri,
            },
            _ => Algebra::Select {
                dataset: None,
                pattern,
                base_iri,
            },
        }
    }
}

/// The text of the query as a parameter of its shape.
fn written(compiler: &Compiler<'_>, declared: &Declared<'_>) -> Result<Parameter, ShapesError> {
    let values = compiler.parameters(declared.holder, declared.form.property());
    if let [value] = values.as_slice() {
        return Ok(value.in_shape(declared.parameter.shape));
    }
    let reason = format!("exactly one {} is expected", declared.form.name());
    Err(compiler.error(declared.parameter, ShapesErrorKind::InvalidQuery { reason }))
}

/// The value of a variable in a solution.
pub(super) fn value<'a>(solution: &'a Solution, name: &str) -> Option<&'a oxrdf::Term> {
    solution
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
}
