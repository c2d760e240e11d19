//! Making a city as it was before, over HTTP.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use kolophon_diagnostic::Text;
use kolophon_publish::api::{Done, RollbackTrouble};
use kolophon_publish::load::Consent;
use kolophon_publish::plan::PlanFile;
use kolophon_publish::rollback::{RollbackError, prepare};
use kolophon_publish::token::Scope;
use kolophon_store::Note;
use serde_json::json;

use super::withdrawal::word;
use super::writing::task::note;
use super::writing::{answer, drawn, not_published, respond};
use crate::app::App;
use crate::authority::{Authority, authorise};
use crate::condition::Condition;
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};

/// Makes the city as it was after a generation; or says what that would do.
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["generation", "reason", "removals", "dry_run", "author"])?;
    let only_look = parameters.is_true("dry_run")?;
    let scope = if only_look { Scope::Plan } else { Scope::Write };
    let authority = authorise(&app, &client, &city, scope).await?;
    let Some(target) = parameters.number("generation", 1)? else {
        return Err(Problem::parameter(
            "generation",
            Text::new(
                "Bitte nennen Sie mit der Angabe „generation“ den Veröffentlichungsstand, zu dem es zurückgehen soll.",
                "Please name the generation to go back to with the parameter “generation”.",
            ),
        ));
    };
    let removals = parameters.number("removals", 0)?;
    let note = Note {
        source: Some(format!("rollback {target}")),
        reason: parameters.get("reason")?.map(str::to_owned),
        ..note(&authority, Some(word(&parameters)?), Timestamp::now())
    };
    let condition = Condition::of(&client.headers)?;
    app.blocking(move |app| {
        let prepared =
            prepare(&app.store, &city, target, note).map_err(|error| not_prepared(&authority, error))?;
        condition.hold(prepared.generation())?;
        if only_look {
            let plan = drawn(app, &prepared)?;
            let generation = prepared.generation();
            return Ok(respond(
                StatusCode::OK,
                generation,
                &json!(PlanFile::new(vec![plan])),
            ));
        }
        let consent = match removals.and_then(|number| usize::try_from(number).ok()) {
            Some(number) if number != prepared.removed.len() => {
                return Err(answer::removals(&prepared.removed));
            }
            Some(number) => Consent::Number(number),
            None => Consent::None,
        };
        let loaded = prepared
            .commit(&app.store, consent)
            .map_err(|error| not_published(error, &condition))?;
        let generation = loaded.generation;
        Ok(respond(
            StatusCode::OK,
            generation,
            &json!(Done { city, generation }),
        ))
    })
    .await
}

fn not_prepared(authority: &Authority, error: RollbackError) -> Problem {
    let Some(trouble) = RollbackTrouble::of(&error) else {
        return Problem::new(ProblemKind::StoreUnavailable).because(error);
    };
    let kind = match trouble {
        RollbackTrouble::UnknownCity { .. } | RollbackTrouble::NoSuchGeneration { .. } => {
            ProblemKind::NotFound
        }
        RollbackTrouble::NoRecord { .. } => ProblemKind::Gone,
    };
    // Which cities there are is not told to those who speak for one.
    let trouble = match (trouble, authority) {
        (RollbackTrouble::UnknownCity { city, .. }, Authority::Token(_)) => RollbackTrouble::UnknownCity {
            city,
            known: Vec::new(),
        },
        (trouble, _) => trouble,
    };
    Problem::new(kind).with("trouble", json!(trouble))
}
