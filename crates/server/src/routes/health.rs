//! Whether the server answers, and whether it shows what is published: for load balancers and operators.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::extract::Client;
use crate::problem::Problem;
use crate::representation::Representation;

/// The process answers and knows what is published.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`
    status: &'static str,
    /// The generation that is published.
    generation: u64,
    /// How many cities there are.
    cities: u64,
    /// How many datasets there are.
    datasets: u64,
    /// Whether there is room on the disk for a change.
    writable: bool,
}

/// Whether all that is served shows what is published.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Readiness {
    /// Whether everything below is as it should be.
    ready: bool,
    /// The generation that is published.
    generation: u64,
    /// The generation that is searched; `null` before the first index.
    search_generation: Option<u64>,
    /// Whether there is room on the disk for a change. A server without any is ready all the same: it serves.
    writable: bool,
    /// Whether the server is ending.
    stopping: bool,
}

/// The process answers and knows what is published.
pub(crate) async fn health(State(app): State<Arc<App>>, client: Client) -> Result<Response, Problem> {
    let index = app.index();
    let body = Health {
        status: "ok",
        generation: index.state().generation,
        cities: index.state().cities.len() as u64,
        datasets: index.all().len() as u64,
        writable: app.store.require_room().is_ok(),
    };
    Ok(Representation::json(&body)?.respond(&client.headers))
}

/// 200 when the server may be sent requests, else 503. A search that is a moment behind does not count: it answers.
pub(crate) async fn ready(State(app): State<Arc<App>>, client: Client) -> Result<Response, Problem> {
    let search_generation = app.search.generation();
    let stopping = app.is_stopping();
    let body = Readiness {
        ready: search_generation.is_some() && !stopping,
        generation: app.store.state().generation,
        search_generation,
        writable: app.store.require_room().is_ok(),
        stopping,
    };
    let is_ready = body.ready;
    let mut response = Representation::json(&body)?.respond(&client.headers);
    if !is_ready {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(response)
}
