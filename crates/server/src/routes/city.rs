//! What a program has to know of a city before it publishes: its settings, and what was published when and by whom.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kolophon_diagnostic::Text;
use kolophon_publish::api::{CityAnswer, CitySettings, Log, LogEntry, VERSION};
use kolophon_publish::history::changes_of;
use kolophon_publish::token::Scope;
use kolophon_store::EngineError;
use serde_json::json;

use super::writing::respond;
use super::writing::task::{generation, settings};
use crate::app::App;
use crate::authority::{authorise, owner};
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};

/// The settings that the city's files are read with.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    authorise(&app, &client, &city, Scope::Plan).await?;
    parameters.only(&[])?;
    let (city, _) = settings(&app, &city)?;
    let published_at = app
        .store
        .state()
        .cities
        .get(&city.slug)
        .and_then(|known| known.published_at.clone());
    let generation = generation(&app, &city.slug);
    let answer = CityAnswer {
        schema_version: VERSION,
        city: CitySettings {
            generation,
            published_at,
            ..CitySettings::from(&city)
        },
    };
    Ok(respond(StatusCode::OK, generation, &json!(answer)))
}

/// All cities that have published something: for the owner of the data directory.
pub(crate) fn list(app: &App, parameters: Parameters, client: &Client) -> Result<Response, Problem> {
    owner(app, client)?;
    parameters.only(&[])?;
    let state = app.store.state();
    let cities: Vec<CityAnswer> = state
        .cities
        .values()
        .map(|city| CityAnswer {
            schema_version: VERSION,
            city: CitySettings::from(city),
        })
        .collect();
    Ok(respond(StatusCode::OK, state.generation, &json!(cities)))
}

/// The journal of the city, newest first; of one `generation` also its changes.
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    authorise(&app, &client, &city, Scope::Plan).await?;
    let parameters = parameters.only(&["generation"])?;
    let wanted = parameters.number("generation", 1)?;
    settings(&app, &city)?;
    app.blocking(move |app| {
        let current = generation(app, &city);
        let generations = match wanted {
            None => app
                .store
                .journal(&city)
                .map_err(unreadable)?
                .iter()
                .map(LogEntry::from)
                .collect(),
            Some(wanted) => vec![one(app, &city, wanted)?],
        };
        let log = Log {
            schema_version: VERSION,
            generations,
        };
        Ok(respond(StatusCode::OK, current, &json!(log)))
    })
    .await
}

fn one(app: &App, city: &str, wanted: u64) -> Result<LogEntry, Problem> {
    let entry = app
        .store
        .entry(city, wanted)
        .map_err(unreadable)?
        .ok_or_else(|| {
            Problem::new(ProblemKind::NotFound)
                .with_detail(Text::new(
                    format!("Für {city} ist kein Veröffentlichungsstand {wanted} aufgezeichnet."),
                    format!("No generation {wanted} is recorded for {city}."),
                ))
                .with("reason", json!("no-such-generation"))
        })?;
    Ok(LogEntry {
        changes: Some(changes_of(&app.store, &entry).map_err(unreadable)?),
        ..LogEntry::from(&entry)
    })
}

fn unreadable(error: EngineError) -> Problem {
    Problem::new(ProblemKind::StoreUnavailable).because(error)
}
