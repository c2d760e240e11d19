//! The reading half of the
//! [SPARQL 1.1 Graph Store HTTP Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/#http-get), with indirect graph
//! identification. Writing goes over the publishing interface; every other method is answered with 405.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use kolophon_diagnostic::Text;
use kolophon_store::{ResultKind, ResultsFormat};

use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};
use crate::routes::sparql::{Question, answer};

/// A graph: `?graph=IRI`, or `?default`, which is all that is published.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["default", "format", "graph"])?;
    if parameters.get("default")?.is_some() {
        return Err(Problem::parameter(
            "default",
            Text::new(
                "Die Angabe „default“ hat keinen Wert.",
                "The parameter “default” has no value.",
            ),
        ));
    }
    let pattern = match (parameters.get("graph")?, parameters.has("default")) {
        (None, true) => "?s ?p ?o".to_owned(),
        // What is published has an IRI that was checked; so nothing but an IRI gets into the query.
        (Some(name), false) if app.store.state().resources.contains_key(name) => {
            format!("GRAPH <{name}> {{ ?s ?p ?o }}")
        }
        (Some(_), false) => return Err(Problem::new(ProblemKind::NotFound)),
        (None, false) | (Some(_), true) => {
            return Err(Problem::parameter(
                "graph",
                Text::new(
                    "Geben Sie entweder graph mit einer dauerhaften Adresse an, oder default.",
                    "Give either graph with an IRI, or default.",
                ),
            ));
        }
    };
    let question = Question {
        query: format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"),
        default_graphs: Vec::new(),
        named_graphs: Vec::new(),
        format: parameters.get("format")?.map(str::to_owned),
    };
    let takes_graphs = question.formats(&client).map(|formats| {
        formats
            .into_iter()
            .any(|format| format.kind() == ResultKind::Graph)
    });
    match takes_graphs {
        // Whoever does not say what it takes, or takes a page, gets what can be read best.
        Ok(false) | Err(_) if question.format.is_none() => {
            let question = Question {
                format: Some(ResultsFormat::Turtle.name().to_owned()),
                ..question
            };
            answer(&app, question, &client).await
        }
        Ok(_) | Err(_) => answer(&app, question, &client).await,
    }
}
