//! Whether the server answers, for load balancers.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::app::App;
use crate::extract::Client;
use crate::problem::Problem;
use crate::representation::Representation;

/// The process answers and knows what is published.
pub(crate) async fn health(State(app): State<Arc<App>>, client: Client) -> Result<Response, Problem> {
    let index = app.index();
    let body = json!({
        "status": "ok",
        "generation": index.state().generation,
        "cities": index.state().cities.len(),
        "datasets": index.all().len(),
        "writable": app.store.require_room().is_ok(),
    });
    Ok(Representation::json(&body)?.respond(&client.headers))
}
