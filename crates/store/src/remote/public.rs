//! Queries of people, handed on to the remote store.
//!
//! What is no query of SPARQL 1.1, asks other servers, or calls functions of one engine is not handed on. The answer is
//! read and written anew, so that it has the same form as an embedded store's.

use std::time::Duration;

use oxigraph::sparql::results::{QueryResultsParser, SliceQueryResultsParserOutput};
use serde_json::{Map, Value, json};
use spargebra::{Query, SparqlParser};

use super::Attached;
use super::error::RemoteError;
use crate::error::{EngineError, QueryError};
use crate::query;
use crate::results::ResultsFormat;
use crate::syntax;

const ACCEPT_SOLUTIONS: &str = "application/sparql-results+json";
const ACCEPT_GRAPH: &str = "application/n-triples, text/turtle;q=0.5";

/// A query and what it may cost.
pub(crate) struct Question<'a> {
    pub(crate) query: &'a str,
    /// [`default-graph-uri`](https://www.w3.org/TR/sparql11-protocol/#dataset).
    pub(crate) default_graphs: &'a [String],
    /// [`named-graph-uri`](https://www.w3.org/TR/sparql11-protocol/#dataset).
    pub(crate) named_graphs: &'a [String],
    /// The first that is for the kind of result is taken.
    pub(crate) formats: &'a [ResultsFormat],
    pub(crate) time: Duration,
    pub(crate) limit: u64,
}

/// Has a query answered; needs a big stack.
pub(crate) fn answer(
    attached: &Attached,
    question: &Question<'_>,
) -> Result<(ResultsFormat, Vec<u8>), QueryError> {
    // Throws out what is no query, and what nests too deep to be parsed.
    drop(query::parse(question.query)?);
    let parsed = SparqlParser::new()
        .parse_query(question.query)
        .map_err(|error| QueryError::Evaluation(error.to_string()))?;
    if syntax::calls_foreign_function(&parsed.to_string()) {
        return Err(QueryError::ForeignFunction);
    }
    let default = question
        .default_graphs
        .iter()
        .map(|iri| ("default-graph-uri", iri.as_str()));
    let named = question
        .named_graphs
        .iter()
        .map(|iri| ("named-graph-uri", iri.as_str()));
    let dataset: Vec<(&str, &str)> = default.chain(named).collect();
    let accept = match &parsed {
        Query::Ask { .. } | Query::Select { .. } => ACCEPT_SOLUTIONS,
        Query::Construct { .. } | Query::Describe { .. } => ACCEPT_GRAPH,
    };
    let protocol = &attached.remote.protocol;
    let answer = protocol
        .query(question.query, &dataset, accept, question.time, question.limit)
        .map_err(|error| match error {
            RemoteError::Refused { message, .. } => QueryError::Evaluation(message),
            error => EngineError::from(error).into(),
        })?;
    let broken = |error: String| {
        QueryError::from(EngineError::from(RemoteError::Broken {
            address: protocol.query_address().to_owned(),
            reason: error,
        }))
    };
    let mut bytes = Vec::new();
    match &parsed {
        Query::Construct { .. } | Query::Describe { .. } => {
            let triples =
                super::protocol::triples(protocol.query_address(), &answer).map_err(EngineError::from)?;
            let (format, serializer) = query::graph_serializer(question.formats)?;
            let mut writer = serializer.for_writer(&mut bytes);
            for quad in &triples {
                writer
                    .serialize_triple(quad.as_ref())
                    .map_err(query::write_error)?;
            }
            writer.finish().map_err(query::write_error)?;
            Ok((format, bytes))
        }
        Query::Select { .. } | Query::Ask { .. } => {
            let (format, serializer) = query::solutions_serializer(question.formats)?;
            let parser = QueryResultsParser::from_format(
                protocol.solutions_format(&answer).map_err(EngineError::from)?,
            );
            let body = with_valid_labels(answer.body);
            let output = parser
                .for_slice(&body)
                .map_err(|error| broken(error.to_string()))?;
            match (output, &parsed) {
                (SliceQueryResultsParserOutput::Boolean(value), Query::Ask { .. }) => {
                    serializer
                        .serialize_boolean_to_writer(&mut bytes, value)
                        .map_err(query::write_error)?;
                }
                // Virtuoso answers with a table: of one row when it is true, else of none.
                (SliceQueryResultsParserOutput::Solutions(mut rows), Query::Ask { .. }) => {
                    let row = rows
                        .next()
                        .transpose()
                        .map_err(|error| broken(error.to_string()))?;
                    serializer
                        .serialize_boolean_to_writer(&mut bytes, row.is_some())
                        .map_err(query::write_error)?;
                }
                (SliceQueryResultsParserOutput::Solutions(solutions), _) => {
                    let mut writer = serializer
                        .serialize_solutions_to_writer(&mut bytes, solutions.variables().to_vec())
                        .map_err(query::write_error)?;
                    for solution in solutions {
                        let solution = solution.map_err(|error| broken(error.to_string()))?;
                        writer.serialize(&solution).map_err(query::write_error)?;
                    }
                    writer.finish().map_err(query::write_error)?;
                }
                (SliceQueryResultsParserOutput::Boolean(_), _) => {
                    return Err(broken("a table was expected".to_owned()));
                }
            }
            Ok((format, bytes))
        }
    }
}

/// The same solutions with blank node labels that are labels: Virtuoso writes `nodeID://b10000`. What is no JSON stays as it
/// is.
fn with_valid_labels(body: Vec<u8>) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    let rows = json
        .pointer_mut("/results/bindings")
        .and_then(Value::as_array_mut);
    let mut is_changed = false;
    for term in rows
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
    {
        if term.get("type").and_then(Value::as_str) != Some("bnode") {
            continue;
        }
        if let Some(Value::String(label)) = term.get_mut("value")
            && !label.chars().all(|c| c.is_ascii_alphanumeric())
        {
            *label = label
                .replace("nodeID://", "")
                .replace(|c: char| !c.is_ascii_alphanumeric(), "x");
            is_changed = true;
        }
    }
    if !is_changed {
        return body;
    }
    // Without what an engine adds: a reader that streams wants the rows last.
    let (head, rows) = (json["head"].take(), json["results"]["bindings"].take());
    json!({ "head": head, "results": { "bindings": rows } })
        .to_string()
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_nodes_have_labels_that_can_be_read() {
        let answer = |label: &str| {
            let text = format!(
                r#"{{"head":{{"vars":["s"]}},"results":{{"ordered":true,"bindings":[{{"s":{{"type":"bnode","value":"{label}"}}}},{{"s":{{"type":"uri","value":"nodeID://b1"}}}}]}}}}"#
            );
            String::from_utf8(with_valid_labels(text.into_bytes())).unwrap()
        };
        assert!(answer("nodeID://b10000").contains(r#""value":"b10000""#));
        assert!(answer("nodeID://b10000").ends_with("]}}"), "the rows come last");
        assert!(answer("nodeID://b10000").contains(r#""value":"nodeID://b1""#));
        assert!(answer("a b").contains(r#""value":"axb""#));
        assert!(answer("b1").contains(r#""value":"b1""#));
        for nothing in ["", "<html>", "[]", r#"{"boolean":true}"#] {
            assert_eq!(with_valid_labels(nothing.as_bytes().to_vec()), nothing.as_bytes());
        }
    }
}
