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
use crate::routes::departed;

/// The files and services of a dataset.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DistributionList {
    /// The files and services, by title, then address.
    distributions: Vec<DistributionJson>,
}

/// The files and services of a dataset.
pub(crate) async fn distributions(
    State(app): State<Arc<App>>,
    Path((city, slug)): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    let index = app.index();
    if index.dataset(&city, &slug).is_none() {
        return gone(&app, (&city, &slug));
    }
    app.blocking(move |app| {
        let resource = index
            .dataset(&city, &slug)
            .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
        let list = DistributionList {
            distributions: app.dataset_json(resource)?.distributions.clone(),
        };
        Ok(Representation::json(&list)?.respond(&client.headers))
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
    assessment(app, name, client, Assessment::Quality).await
}

/// What is wrong with the description of a dataset.
pub(crate) async fn findings(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    parameters.only(&[])?;
    let wanted = Assessment::Findings(client.language);
    assessment(app, name, client, wanted).await
}

async fn assessment(
    app: Arc<App>,
    (city, slug): (String, String),
    client: Client,
    wanted: Assessment,
) -> Result<Response, Problem> {
    let index = app.index();
    if index.dataset(&city, &slug).is_none() {
        return gone(&app, (&city, &slug));
    }
    // Checking is work for a processor: a crowd of questions waits and does not take all of them.
    let slot = Arc::clone(&app.assessment_slots)
        .acquire_owned()
        .await
        .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    app.blocking(move |app| {
        let _slot = slot;
        let resource = index
            .dataset(&city, &slug)
            .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
        let json = app.assessments.of(app, resource, wanted)?;
        let representation = Representation::new("application/json", json);
        let representation = match wanted {
            Assessment::Quality => representation,
            Assessment::Findings(_) => representation.in_language(),
        };
        Ok(representation.respond(&client.headers))
    })
    .await
}

fn gone(app: &App, name: (&str, &str)) -> Result<Response, Problem> {
    departed::dataset_instead(app, &app.index(), name, "/api/v1/datasets")
}
