//! The three protocols, as far as they are needed: read a graph, replace it, remove it, ask.

use std::thread;
use std::time::Duration;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Term};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};

use super::client::{Answer, Call, Client, percent_encoded};
use super::endpoint::Endpoint;
use super::error::RemoteError;
use super::outgoing::{Outgoing, Piece};

const GRAPH: &str = include_str!("sparql/graph.rq");
const DROP: &str = include_str!("sparql/drop.ru");
const INSERT: &str = include_str!("sparql/insert.ru");
const INSERT_DATA: &str = include_str!("sparql/insert-data.ru");
const UNION: &str = include_str!("sparql/union.rq");
const HOLDERS: &str = include_str!("sparql/holders.rq");

/// No graph is larger.
const LIMIT: u64 = 1 << 30;
/// What may succeed when it is tried again, such as after a deadlock inside the engine, is.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

const FORM: &str = "application/x-www-form-urlencoded";
const UPDATE: &str = "application/sparql-update";
const ACCEPT_GRAPH: &str = "application/n-triples, text/turtle;q=0.5";
const ACCEPT_SOLUTIONS: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.5";

pub(super) struct Protocol {
    client: Client,
    endpoint: Endpoint,
}

impl Protocol {
    pub(super) fn new(endpoint: &Endpoint) -> Self {
        Self {
            client: Client::new(endpoint.credentials.clone()),
            endpoint: endpoint.clone(),
        }
    }

    pub(super) fn query_address(&self) -> &str {
        &self.endpoint.query
    }

    /// The triples of a named graph; none when there is no such graph.
    pub(super) fn graph(&self, name: &str) -> Result<Vec<Quad>, RemoteError> {
        patiently(|| {
            let answer = if let Some(store) = &self.endpoint.graphs {
                self.on_graph(store, "GET", name, None)?
            } else {
                let query = GRAPH.replace("{graph}", name);
                self.query(&query, &[], ACCEPT_GRAPH, self.endpoint.timeout, LIMIT)?
            };
            if !answer.is_found {
                return Ok(Vec::new());
            }
            triples(&self.endpoint.query, &answer)
        })
    }

    /// Lets a named graph hold these triples and no others. Doing it again changes nothing, so that it may be done again
    /// when it is not known whether it was done.
    pub(super) fn replace(&self, name: &str, graph: &Outgoing) -> Result<(), RemoteError> {
        if graph.is_empty() {
            return self.remove(name);
        }
        patiently(|| {
            if let Some(store) = &self.endpoint.graphs {
                return found(store, &self.on_graph(store, "PUT", name, Some(&graph.text()))?);
            }
            // The first piece goes with the removal, which most engines make one transaction.
            let mut before = format!("{} ;\n", DROP.replace("{graph}", name).trim_end());
            for piece in graph.pieces() {
                self.update(&format!("{before}{}", insertion(name, &piece)))?;
                before.clear();
            }
            Ok(())
        })
    }

    /// Removes a named graph; that there is none is no error.
    pub(super) fn remove(&self, name: &str) -> Result<(), RemoteError> {
        patiently(|| match &self.endpoint.graphs {
            Some(store) => self.on_graph(store, "DELETE", name, None).map(drop),
            None => self.update(&DROP.replace("{graph}", name)),
        })
    }

    /// A method of the Graph Store Protocol.
    fn on_graph(
        &self,
        store: &str,
        method: &'static str,
        name: &str,
        body: Option<&str>,
    ) -> Result<Answer, RemoteError> {
        self.client.send(&Call {
            method,
            address: store,
            parameters: &[("graph", name)],
            accept: if method == "GET" { ACCEPT_GRAPH } else { "*/*" },
            // Every graph store reads Turtle, and N-Triples are Turtle.
            body: body.map(|text| ("text/turtle", text.as_bytes())),
            time: self.endpoint.timeout,
            limit: LIMIT,
        })
    }

    /// Whether the default graph says anything of that subject with that predicate.
    pub(super) fn default_graph_says(&self, subject: &str, predicate: &str) -> Result<bool, RemoteError> {
        let query = UNION
            .replace("{subject}", subject)
            .replace("{predicate}", predicate);
        Ok(!self.column(&query)?.is_empty())
    }

    /// The names of the graphs that say `predicate object` of something; `None` is any predicate.
    pub(super) fn holders(&self, predicate: Option<&str>, object: &str) -> Result<Vec<String>, RemoteError> {
        let predicate = predicate.map_or_else(|| "?p".to_owned(), |iri| format!("<{iri}>"));
        let query = HOLDERS
            .replace("{predicate}", &predicate)
            .replace("{object}", object);
        let names = self.column(&query)?.into_iter().filter_map(|term| match term {
            Term::NamedNode(node) => Some(node.into_string()),
            _ => None,
        });
        Ok(names.collect())
    }

    /// Hands on a query as it is.
    pub(super) fn query(
        &self,
        query: &str,
        dataset: &[(&str, &str)],
        accept: &str,
        time: Duration,
        limit: u64,
    ) -> Result<Answer, RemoteError> {
        let address = &self.endpoint.query;
        let form: Vec<String> = std::iter::once(&("query", query))
            .chain(dataset)
            .map(|(name, value)| format!("{name}={}", percent_encoded(value)))
            .collect();
        let answer = self.client.send(&Call {
            method: "POST",
            address,
            parameters: &[],
            accept,
            // Virtuoso 7 never answers a query that is the body itself.
            body: Some((FORM, form.join("&").as_bytes())),
            time,
            limit,
        })?;
        found(address, &answer)?;
        Ok(answer)
    }

    fn update(&self, update: &str) -> Result<(), RemoteError> {
        let address = &self.endpoint.update;
        let answer = self.client.send(&Call {
            method: "POST",
            address,
            parameters: &[],
            accept: "*/*",
            body: Some((UPDATE, update.as_bytes())),
            time: self.endpoint.timeout,
            limit: LIMIT,
        })?;
        found(address, &answer)
    }

    /// The values of the first variable.
    fn column(&self, query: &str) -> Result<Vec<Term>, RemoteError> {
        patiently(|| {
            let answer = self.query(query, &[], ACCEPT_SOLUTIONS, self.endpoint.timeout, LIMIT)?;
            let broken = |reason: String| RemoteError::Broken {
                address: self.endpoint.query.clone(),
                reason,
            };
            let parser = QueryResultsParser::from_format(self.solutions_format(&answer)?);
            let output = parser
                .for_slice(&answer.body)
                .map_err(|error| broken(error.to_string()))?;
            let SliceQueryResultsParserOutput::Solutions(solutions) = output else {
                return Err(broken("a table was expected".to_owned()));
            };
            let mut column = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(|error| broken(error.to_string()))?;
                column.extend(solution.get(0).cloned());
            }
            Ok(column)
        })
    }

    /// The format of an answer with solutions.
    pub(super) fn solutions_format(&self, answer: &Answer) -> Result<QueryResultsFormat, RemoteError> {
        match answer.media_type.as_str() {
            "application/sparql-results+json" | "application/json" => Ok(QueryResultsFormat::Json),
            "application/sparql-results+xml" | "application/xml" => Ok(QueryResultsFormat::Xml),
            _ => Err(not_sparql(&self.endpoint.query, answer)),
        }
    }
}

/// Only a graph may be missing.
fn found(address: &str, answer: &Answer) -> Result<(), RemoteError> {
    if answer.is_found {
        return Ok(());
    }
    Err(RemoteError::Refused {
        address: address.to_owned(),
        status: 404,
        message: "there is nothing at this address".to_owned(),
    })
}

fn insertion(name: &str, piece: &Piece<'_>) -> String {
    // Only an INSERT with a template may have blank nodes everywhere.
    let template = if piece.has_blank_nodes {
        INSERT
    } else {
        INSERT_DATA
    };
    template
        .replace("{graph}", name)
        .replace("{triples}", &piece.text())
}

/// The triples of an answer, in the default graph.
pub(super) fn triples(address: &str, answer: &Answer) -> Result<Vec<Quad>, RemoteError> {
    let format = match answer.media_type.as_str() {
        "application/n-triples" | "text/plain" => RdfFormat::NTriples,
        "text/turtle" | "application/x-turtle" => RdfFormat::Turtle,
        _ => return Err(not_sparql(address, answer)),
    };
    RdfParser::from_format(format)
        .without_named_graphs()
        .for_slice(&answer.body)
        .collect::<Result<_, _>>()
        .map_err(|error| RemoteError::Broken {
            address: address.to_owned(),
            reason: error.to_string(),
        })
}

fn not_sparql(address: &str, answer: &Answer) -> RemoteError {
    RemoteError::NotSparql {
        address: address.to_owned(),
        media_type: answer.media_type.clone(),
    }
}

/// Tries again what may succeed later and can be done twice.
fn patiently<T>(mut work: impl FnMut() -> Result<T, RemoteError>) -> Result<T, RemoteError> {
    for pause in PAUSES {
        match work() {
            Err(error) if error.may_pass() => {
                tracing::debug!(%error, "the remote store is asked again");
                thread::sleep(pause);
            }
            result => return result,
        }
    }
    work()
}
