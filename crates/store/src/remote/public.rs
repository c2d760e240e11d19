//! Queries of people, handed on to the remote store.
//!
//! What is no query of SPARQL 1.1, asks other servers, or calls functions of one engine is not handed on. The answer is
//! read and written anew, so that it has the same form as an embedded store's.

use std::borrow::Cow;
use std::slice::from_ref;
use std::time::{Duration, Instant};

use oxigraph::model::{BlankNode, NamedOrBlankNode, Term, Triple};
use oxigraph::sparql::results::{QueryResultsParser, SliceQueryResultsParserOutput};
use oxigraph::sparql::{QuerySolution, Variable};
use serde_json::{Map, Value, json};
use spargebra::Query;

use super::client::Answer;
use super::error::RemoteError;
use super::{Attached, describe, protocol};
use crate::error::{EngineError, QueryError};
use crate::query;
use crate::results::ResultsFormat;
use crate::syntax;

const ACCEPT_SOLUTIONS: &str = "application/sparql-results+json";
const ACCEPT_GRAPH: &str = "application/n-triples, text/turtle;q=0.5";

/// A query and what it may cost.
pub(crate) struct Question<'a> {
    pub(crate) query: &'a str,
    /// What relative IRIs are resolved against.
    pub(crate) base: Option<&'a str>,
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
    let parsed = query::parse(question.query, question.base)?;
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
    let text = query::with_prefixes(question.query, question.base);
    let mut asked = Asked {
        attached,
        question,
        text: &text,
        dataset: &dataset,
        time: question.time,
        bytes: question.limit,
    };
    match &parsed {
        Query::Select { .. } => asked.table(),
        Query::Ask { .. } => asked.truth(),
        Query::Construct { .. } => asked.graph(from_ref(&text)),
        Query::Describe { pattern, dataset, .. } => {
            let found = asked.solutions(&describe::resources(pattern, dataset.as_ref()))?;
            let terms = found.rows.iter().flat_map(QuerySolution::values).flatten();
            asked.graph(&describe::descriptions(terms, dataset.as_ref()))
        }
    }
}

/// A question on its way to the engine.
struct Asked<'a> {
    attached: &'a Attached,
    question: &'a Question<'a>,
    /// The query, with all that it takes for granted.
    text: &'a str,
    /// The protocol's parameters for the dataset.
    dataset: &'a [(&'a str, &'a str)],
    /// What is left of the time, and of the bytes that an answer may have.
    time: Duration,
    bytes: u64,
}

/// What an engine answers to `SELECT`, or to `ASK` as a table.
struct Table {
    variables: Vec<Variable>,
    rows: Vec<QuerySolution>,
}

impl Asked<'_> {
    fn table(&mut self) -> Result<(ResultsFormat, Vec<u8>), QueryError> {
        let (format, serializer) = query::solutions_serializer(self.question.formats)?;
        let Table { variables, rows } = self.solutions(self.text)?;
        let mut bytes = Vec::new();
        let mut writer = serializer
            .serialize_solutions_to_writer(&mut bytes, variables)
            .map_err(query::write_error)?;
        for row in &rows {
            writer.serialize(row).map_err(query::write_error)?;
        }
        writer.finish().map_err(query::write_error)?;
        Ok((format, bytes))
    }

    fn truth(&mut self) -> Result<(ResultsFormat, Vec<u8>), QueryError> {
        let (format, serializer) = query::solutions_serializer(self.question.formats)?;
        let answer = self.send(self.text, ACCEPT_SOLUTIONS)?;
        let value = match self.parsed(&answer)? {
            Parsed::Boolean(value) => value,
            // Virtuoso answers with a table: of one row when it is true, else of none.
            Parsed::Table(table) => !table.rows.is_empty(),
        };
        let mut bytes = Vec::new();
        serializer
            .serialize_boolean_to_writer(&mut bytes, value)
            .map_err(query::write_error)?;
        Ok((format, bytes))
    }

    /// The triples that the queries construct together.
    fn graph(&mut self, queries: &[String]) -> Result<(ResultsFormat, Vec<u8>), QueryError> {
        let (format, serializer) = query::graph_serializer(self.question.formats)?;
        let attached = self.attached;
        let address = attached.remote.protocol.query_address();
        let mut bytes = Vec::new();
        let mut writer = serializer.for_writer(&mut bytes);
        for (number, query) in queries.iter().enumerate() {
            let answer = self.send(query, ACCEPT_GRAPH)?;
            for quad in protocol::triples(address, &answer).map_err(EngineError::from)? {
                let triple = Triple::from(quad);
                // A label means a node of one answer.
                let triple = if number == 0 {
                    triple
                } else {
                    relabelled(triple, number)
                };
                writer
                    .serialize_triple(triple.as_ref())
                    .map_err(query::write_error)?;
            }
        }
        writer.finish().map_err(query::write_error)?;
        Ok((format, bytes))
    }

    fn solutions(&mut self, query: &str) -> Result<Table, QueryError> {
        let answer = self.send(query, ACCEPT_SOLUTIONS)?;
        match self.parsed(&answer)? {
            Parsed::Table(table) => Ok(table),
            Parsed::Boolean(_) => Err(self.broken("a table was expected")),
        }
    }

    fn send(&mut self, query: &str, accept: &str) -> Result<Answer, QueryError> {
        let began = Instant::now();
        let protocol = &self.attached.remote.protocol;
        let answer = protocol
            .query(query, self.dataset, accept, self.time, self.bytes)
            .map_err(|error| match error {
                RemoteError::Refused { message, .. } => QueryError::Evaluation(message),
                error => EngineError::from(error).into(),
            })?;
        self.time = self.time.saturating_sub(began.elapsed());
        self.bytes = self.bytes.saturating_sub(answer.body.len() as u64);
        Ok(answer)
    }

    fn parsed(&self, answer: &Answer) -> Result<Parsed, QueryError> {
        let format = self
            .attached
            .remote
            .protocol
            .solutions_format(answer)
            .map_err(EngineError::from)?;
        let body = with_valid_labels(&answer.body);
        let output = QueryResultsParser::from_format(format)
            .for_slice(&body)
            .map_err(|error| self.broken(&error.to_string()))?;
        match output {
            SliceQueryResultsParserOutput::Boolean(value) => Ok(Parsed::Boolean(value)),
            SliceQueryResultsParserOutput::Solutions(solutions) => Ok(Parsed::Table(Table {
                variables: solutions.variables().to_vec(),
                rows: solutions
                    .collect::<Result<_, _>>()
                    .map_err(|error| self.broken(&error.to_string()))?,
            })),
        }
    }

    fn broken(&self, reason: &str) -> QueryError {
        EngineError::from(RemoteError::Broken {
            address: self.attached.remote.protocol.query_address().to_owned(),
            reason: reason.to_owned(),
        })
        .into()
    }
}

/// The same triple with blank nodes that no other answer names.
fn relabelled(triple: Triple, number: usize) -> Triple {
    let label = |node: &BlankNode| BlankNode::new_unchecked(format!("a{number}x{}", node.as_str()));
    let subject = match triple.subject {
        NamedOrBlankNode::BlankNode(node) => label(&node).into(),
        subject @ NamedOrBlankNode::NamedNode(_) => subject,
    };
    let object = match triple.object {
        Term::BlankNode(node) => label(&node).into(),
        object => object,
    };
    Triple::new(subject, triple.predicate, object)
}

enum Parsed {
    Boolean(bool),
    Table(Table),
}

/// The same solutions with blank node labels that are labels: Virtuoso writes `nodeID://b10000`. What is no JSON stays as it
/// is.
fn with_valid_labels(body: &[u8]) -> Cow<'_, [u8]> {
    let Ok(mut json) = serde_json::from_slice::<Value>(body) else {
        return body.into();
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
        return body.into();
    }
    // Without what an engine adds: a reader that streams wants the rows last.
    let (head, rows) = (json["head"].take(), json["results"]["bindings"].take());
    json!({ "head": head, "results": { "bindings": rows } })
        .to_string()
        .into_bytes()
        .into()
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
            String::from_utf8(with_valid_labels(text.as_bytes()).into_owned()).unwrap()
        };
        assert!(answer("nodeID://b10000").contains(r#""value":"b10000""#));
        assert!(answer("nodeID://b10000").ends_with("]}}"), "the rows come last");
        assert!(answer("nodeID://b10000").contains(r#""value":"nodeID://b1""#));
        assert!(answer("a b").contains(r#""value":"axb""#));
        assert!(answer("b1").contains(r#""value":"b1""#));
        for nothing in ["", "<html>", "[]", r#"{"boolean":true}"#] {
            assert_eq!(*with_valid_labels(nothing.as_bytes()), *nothing.as_bytes());
        }
    }
}
