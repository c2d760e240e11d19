//! SPARQL queries: parsing, what they may see, and writing their results.

use std::io::Write;
use std::thread;
use std::time::Duration;

use kolophon_dcat::PREFIXES;
use kolophon_dcat::vocab::dcterms;
use oxigraph::io::RdfSerializer;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode};
use oxigraph::sparql::results::QueryResultsSerializer;
use oxigraph::sparql::{
    PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator, SparqlSyntaxError,
};
use spargebra::{Query, SparqlParser};

use crate::engine::{Local, Snapshot};
use crate::error::{EngineError, QueryError};
use crate::remote::{self, Question};
use crate::results::{ResultKind, ResultsFormat};
use crate::state::State;
use crate::store::is_state_graph;
use crate::syntax::{self, first_look};

/// Parser and evaluator go down the stack with the query; this is enough for all that pass the first look.
pub(crate) const STACK: usize = 64 << 20;

/// How long a remote store may think about a query of somebody who is trusted, and how much it may answer.
const REMOTE_TIME: Duration = Duration::from_mins(5);
const REMOTE_LIMIT: u64 = 1 << 30;

/// Evaluates a query of somebody who is trusted.
pub(crate) fn trusted(
    state: &State,
    snapshot: &Snapshot<'_>,
    query: &str,
    format: ResultsFormat,
) -> Result<Vec<u8>, QueryError> {
    if let Some(remote) = snapshot.remote {
        let question = Question {
            query,
            base: None,
            default_graphs: &[],
            named_graphs: &[],
            formats: &[format],
            time: REMOTE_TIME,
            limit: REMOTE_LIMIT,
        };
        return Ok(remote::answer(remote, &question)?.1);
    }
    let mut prepared = prepare(parse(query, None)?);
    show_public_graphs(&mut prepared, state);
    let results = match &snapshot.local {
        Local::Transaction(transaction) => prepared.on_transaction(transaction).execute(),
        Local::Live(store) => prepared.on_store(store).execute(),
    };
    let mut bytes = Vec::new();
    write(results.map_err(evaluation_error)?, &[format], &mut bytes)?;
    Ok(bytes)
}

/// Runs `work` on a thread whose stack no query overflows.
pub(crate) fn on_big_stack<T: Send>(
    work: impl FnOnce() -> Result<T, QueryError> + Send,
) -> Result<T, QueryError> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("kolophon-query".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| QueryError::Engine(error.into()))?;
        thread
            .join()
            .unwrap_or_else(|_| Err(QueryError::Evaluation("the evaluation has panicked".to_owned())))
    })
}

/// The prefixes that nobody has to declare.
fn prefixes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let other_customs = [("dcterms", dcterms::NAMESPACE)];
    PREFIXES.iter().copied().chain(other_customs)
}

/// The query with its base and all prefixes declared, on a line of their own before it.
pub(crate) fn with_prefixes(query: &str, base: Option<&str>) -> String {
    let base = base.map(|base| format!("BASE <{base}>"));
    let declared = prefixes().map(|(name, iri)| format!("PREFIX {name}: <{iri}>"));
    let declared: Vec<String> = base.into_iter().chain(declared).collect();
    format!("{}\n{query}", declared.join(" "))
}

fn parser(base: Option<&str>) -> Result<SparqlParser, QueryError> {
    let parser = match base {
        Some(base) => SparqlParser::new().with_base_iri(base),
        None => Ok(SparqlParser::new()),
    };
    parser
        .and_then(|parser| prefixes().try_fold(parser, |parser, (name, iri)| parser.with_prefix(name, iri)))
        .map_err(|error| QueryError::Evaluation(error.to_string()))
}

/// What the engine evaluates.
pub(crate) fn prepare(query: Query) -> PreparedSparqlQuery {
    SparqlEvaluator::new().for_query(query)
}

/// Reads a query whose relative IRIs are resolved against a base; needs a big stack.
pub(crate) fn parse(query: &str, base: Option<&str>) -> Result<Query, QueryError> {
    let look = first_look(query);
    if look.depth > syntax::MAX_DEPTH {
        return Err(QueryError::TooDeep {
            limit: syntax::MAX_DEPTH,
        });
    }
    match parser(base)?.parse_query(query) {
        Ok(_) if look.has_service => Err(QueryError::Service),
        Ok(query) => Ok(query),
        Err(_) if look.has_update && parser(base)?.parse_update(query).is_ok() => Err(QueryError::Update),
        Err(error) => Err(syntax_error(&error)),
    }
}

/// The engine reports `error at LINE:COLUMN: MESSAGE`.
fn syntax_error(error: &SparqlSyntaxError) -> QueryError {
    let text = error.to_string();
    let parts = text.strip_prefix("error at ").and_then(|rest| {
        let (line, rest) = rest.split_once(':')?;
        let (column, message) = rest.split_once(':')?;
        Some((
            line.parse().ok()?,
            column.parse().ok()?,
            message.trim().to_owned(),
        ))
    });
    let (line, column, message) = parts.unwrap_or((1, 1, text));
    QueryError::Syntax {
        message,
        line,
        column,
    }
}

/// Without a dataset of its own the query sees all public graphs by name, and their union; with one, what it names of
/// them.
fn show_public_graphs(prepared: &mut PreparedSparqlQuery, state: &State) {
    let dataset = prepared.dataset_mut();
    if let Some(graphs) = dataset.default_graph_graphs() {
        let public = graphs
            .iter()
            .filter(|graph| !matches!(graph, GraphName::NamedNode(name) if is_state_graph(name.as_str())))
            .cloned()
            .collect();
        dataset.set_default_graph(public);
    }
    let named = match dataset.available_named_graphs() {
        Some(graphs) => graphs
            .iter()
            .filter(
                |graph| !matches!(graph, NamedOrBlankNode::NamedNode(name) if is_state_graph(name.as_str())),
            )
            .cloned()
            .collect(),
        None => named_graphs(state.resources.keys()),
    };
    dataset.set_available_named_graphs(named);
}

/// Replaces the dataset as the
/// [SPARQL protocol](https://www.w3.org/TR/sparql11-protocol/#dataset) wants it when a request names graphs.
pub(crate) fn set_protocol_dataset(prepared: &mut PreparedSparqlQuery, default: &[String], named: &[String]) {
    if default.is_empty() && named.is_empty() {
        return;
    }
    let dataset = prepared.dataset_mut();
    dataset.set_default_graph(named_graphs(default).into_iter().map(GraphName::from).collect());
    dataset.set_available_named_graphs(named_graphs(named));
}

fn named_graphs<'a>(iris: impl IntoIterator<Item = &'a String>) -> Vec<NamedOrBlankNode> {
    iris.into_iter()
        .map(|iri| NamedNode::new_unchecked(iri.as_str()).into())
        .collect()
}

/// Writes the result in the first of the formats that is for its kind, and says which.
pub(crate) fn write(
    results: QueryResults<'_>,
    formats: &[ResultsFormat],
    mut to: impl Write,
) -> Result<ResultsFormat, QueryError> {
    match results {
        QueryResults::Boolean(value) => {
            let (format, serializer) = solutions_serializer(formats)?;
            serializer
                .serialize_boolean_to_writer(&mut to, value)
                .map_err(write_error)?;
            Ok(format)
        }
        QueryResults::Solutions(solutions) => {
            let (format, serializer) = solutions_serializer(formats)?;
            let mut writer = serializer
                .serialize_solutions_to_writer(&mut to, solutions.variables().to_vec())
                .map_err(write_error)?;
            for solution in solutions {
                let solution = solution.map_err(evaluation_error)?;
                writer.serialize(&solution).map_err(write_error)?;
            }
            writer.finish().map_err(write_error)?;
            Ok(format)
        }
        QueryResults::Graph(triples) => {
            let (format, serializer) = graph_serializer(formats)?;
            let mut writer = serializer.for_writer(&mut to);
            for triple in triples {
                let triple = triple.map_err(evaluation_error)?;
                writer.serialize_triple(&triple).map_err(write_error)?;
            }
            writer.finish().map_err(write_error)?;
            Ok(format)
        }
    }
}

pub(crate) fn solutions_serializer(
    formats: &[ResultsFormat],
) -> Result<(ResultsFormat, QueryResultsSerializer), QueryError> {
    let format = chosen(formats, ResultKind::Solutions, ResultsFormat::Json)?;
    let engine_format = format.solutions_format();
    Ok((
        format,
        QueryResultsSerializer::from_format(engine_format.ok_or(QueryError::Unsupported {
            kind: ResultKind::Solutions,
            format,
        })?),
    ))
}

pub(crate) fn graph_serializer(
    formats: &[ResultsFormat],
) -> Result<(ResultsFormat, RdfSerializer), QueryError> {
    let format = chosen(formats, ResultKind::Graph, ResultsFormat::Turtle)?;
    let engine_format = format.graph_format();
    Ok((
        format,
        RdfSerializer::from_format(engine_format.ok_or(QueryError::Unsupported {
            kind: ResultKind::Graph,
            format,
        })?),
    ))
}

/// The first format that is for this kind; `default` when nothing was asked for.
fn chosen(
    formats: &[ResultsFormat],
    kind: ResultKind,
    default: ResultsFormat,
) -> Result<ResultsFormat, QueryError> {
    match formats.iter().find(|format| format.kind() == kind) {
        Some(format) => Ok(*format),
        None => match formats.first() {
            Some(format) => Err(QueryError::Unsupported {
                kind,
                format: *format,
            }),
            None => Ok(default),
        },
    }
}

pub(crate) fn evaluation_error(error: QueryEvaluationError) -> QueryError {
    match error {
        QueryEvaluationError::UnsupportedService(_)
        | QueryEvaluationError::UnboundService
        | QueryEvaluationError::InvalidServiceName(_)
        | QueryEvaluationError::Service(_) => QueryError::Service,
        error => QueryError::Evaluation(error.to_string()),
    }
}

pub(crate) fn write_error(error: std::io::Error) -> QueryError {
    QueryError::Engine(EngineError::Io(error))
}
