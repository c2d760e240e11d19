//! What belongs to one dataset: its distributions, its quality, its findings.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use kolophon_dcat::json::DistributionJson;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::assessments::Assessment;
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;
use crate::routes::api::about;

/// The files and services of a dataset.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DistributionList {
    /// The files and services, by title, then address.
    distributions: Vec<DistributionJson>,
}

/// The files and services of a dataset.
pub(crate) async fn distributions(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    about(app, &client, name, |app, resource| {
        Representation::json(&DistributionList {
            distributions: app.dataset_json(resource)?.distributions.clone(),
        })
    })
    .await
}

/// The points that portals give to a dataset, where they are lost, and what gains most.
pub(crate) async fn quality(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    assessed(app, &client, name, Assessment::Quality).await
}

/// What is wrong with the description of a dataset.
pub(crate) async fn findings(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    assessed(app, &client, name, Assessment::Findings(client.language)).await
}

async fn assessed(
    app: Arc<App>,
    client: &Client,
    name: (String, String),
    wanted: Assessment,
) -> Result<Response, Problem> {
    // Checking is work for a processor: a crowd of questions waits and does not take all of them.
    let slot = Arc::clone(&app.assessment_slots)
        .acquire_owned()
        .await
        .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    about(app, client, name, move |app, resource| {
        let _slot = slot;
        let json = app.assessments.of(app, resource, wanted)?;
        let representation = Representation::new("application/json", json);
        Ok(match wanted {
            Assessment::Quality => representation,
            Assessment::Findings(_) => representation.in_language(),
        })
    })
    .await
}
