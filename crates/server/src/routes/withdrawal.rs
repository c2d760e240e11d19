//! Withdrawing over HTTP: by the short name of a dataset, or whatever people call it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use kolophon_diagnostic::Text;
use kolophon_publish::api::{Done, OwnersWord, WithdrawTrouble};
use kolophon_publish::load::Consent;
use kolophon_publish::plan::PlanFile;
use kolophon_publish::token::Scope;
use kolophon_publish::withdraw::{self, Protection, Traces, WithdrawError, WithdrawOptions};
use kolophon_store::{Note, ResourceKind};
use serde_json::json;

use super::writing::task::note;
use super::writing::{drawn, not_published, require_room, respond};
use crate::app::App;
use crate::authority::{Authority, authorise};
use crate::condition::Condition;
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};

/// Withdraws one dataset, data service or series: its address says from now on that it is gone, and why.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Path((city, slug)): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let authority = authorise(&app, &client, &city, Scope::Write).await?;
    require_room(&app)?;
    let parameters = parameters.only(&["reason"])?;
    let options = WithdrawOptions {
        traces: Traces::Keep,
        protection: Protection::Respect,
        note: Note {
            reason: Some(reason(&parameters)?),
            ..note(&authority, None, Timestamp::now())
        },
    };
    let condition = Condition::of(&client.headers)?;
    app.blocking(move |app| {
        let iri = address_of(app, &city, &slug)?;
        let prepared = withdraw::prepare(&app.store, &city, &iri, &options)
            .map_err(|error| not_withdrawn(&authority, error))?;
        condition.hold(prepared.generation())?;
        let loaded = prepared
            .commit(&app.store, Consent::Yes)
            .map_err(|error| not_published(error, &condition))?;
        let body = json!({ "city": city, "generation": loaded.generation, "withdrawn": iri });
        Ok(respond(StatusCode::OK, loaded.generation, &body))
    })
    .await
}

/// Withdraws a dataset by title, short name or address, or a distribution by its address; or says what that would do.
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["wanted", "reason", "erase", "unprotect", "dry_run", "author"])?;
    let only_look = parameters.is_true("dry_run")?;
    let scope = if only_look { Scope::Plan } else { Scope::Write };
    let authority = authorise(&app, &client, &city, scope).await?;
    let wanted = parameters.get("wanted")?.unwrap_or_default().to_owned();
    let traces = if parameters.is_true("erase")? {
        only_by_the_owner(&authority)?;
        Traces::Erase
    } else {
        Traces::Keep
    };
    let options = WithdrawOptions {
        traces,
        protection: if parameters.is_true("unprotect")? {
            Protection::Lift
        } else {
            Protection::Respect
        },
        note: Note {
            reason: Some(reason(&parameters)?),
            ..note(&authority, Some(word(&parameters)?), Timestamp::now())
        },
    };
    let condition = Condition::of(&client.headers)?;
    app.blocking(move |app| {
        let prepared = withdraw::prepare(&app.store, &city, &wanted, &options)
            .map_err(|error| not_withdrawn(&authority, error))?;
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
        let loaded = prepared
            .commit(&app.store, Consent::Yes)
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

fn reason(parameters: &Parameters) -> Result<String, Problem> {
    let reason = parameters.get("reason")?.map(str::trim);
    let reason = reason.filter(|it| !it.is_empty()).map(str::to_owned);
    reason.ok_or_else(|| {
        Problem::parameter(
            "reason",
            Text::new(
                "Bitte nennen Sie den Grund mit der Angabe „reason“; er steht später an der Adresse.",
                "Please name the reason with the parameter “reason”; it is shown at the address later.",
            ),
        )
    })
}

/// What the owner says of who does it. The name of a token cannot be talked over.
pub(super) fn word(parameters: &Parameters) -> Result<OwnersWord, Problem> {
    Ok(OwnersWord {
        author: parameters.get("author")?.map(str::to_owned),
        ..OwnersWord::default()
    })
}

/// A token that was lost can be taken back, and what was done with it be undone; what was erased is erased.
fn only_by_the_owner(authority: &Authority) -> Result<(), Problem> {
    match authority {
        Authority::Owner => Ok(()),
        Authority::Token(_) => Err(Problem::new(ProblemKind::NotPermitted).with_detail(Text::new(
            "Endgültig löschen lässt sich nicht zurücknehmen und geht deshalb nicht mit einem Token. Der Betreiber tut es am Rechner des Dienstes: kolophon withdraw … --erase",
            "Erasing cannot be undone and is therefore not done with a token. The operator does it at the server's computer: kolophon withdraw … --erase",
        ))),
    }
}

/// The address of what the city has published under a short name.
fn address_of(app: &App, city: &str, slug: &str) -> Result<String, Problem> {
    let state = app.store.state();
    let found = state.resources.values().find(|resource| {
        resource.city == city && resource.slug == slug && resource.kind == ResourceKind::Dataset
    });
    if let Some(found) = found {
        return Ok(found.iri.clone());
    }
    let mut gone = state.tombstones.values();
    let is_gone = gone.any(|gone| gone.city == city && gone.slug == slug && gone.dataset.is_none());
    Err(Problem::new(if is_gone {
        ProblemKind::Gone
    } else {
        ProblemKind::NotFound
    }))
}

fn not_withdrawn(authority: &Authority, error: WithdrawError) -> Problem {
    let Some(trouble) = WithdrawTrouble::of(&error) else {
        return Problem::new(ProblemKind::StoreUnavailable).because(error);
    };
    let problem = match &trouble {
        WithdrawTrouble::Protected { dataset } => Problem::new(ProblemKind::Conflict).with_detail(Text::new(
            format!("Der Datensatz „{}“ hat einen Löschschutz.", dataset.title),
            format!("The dataset “{}” is protected.", dataset.title),
        )),
        WithdrawTrouble::AlreadyGone { .. } => Problem::new(ProblemKind::Gone),
        WithdrawTrouble::UnknownCity { .. } | WithdrawTrouble::NotFound { .. } => {
            Problem::new(ProblemKind::NotFound)
        }
        WithdrawTrouble::OwnedBy { .. } | WithdrawTrouble::Ambiguous { .. } => {
            Problem::new(ProblemKind::Conflict)
        }
    };
    // Which cities there are is not told to those who speak for one.
    let trouble = match (trouble, authority) {
        (WithdrawTrouble::UnknownCity { city, .. }, Authority::Token(_)) => WithdrawTrouble::UnknownCity {
            city,
            known: Vec::new(),
        },
        (trouble, _) => trouble,
    };
    problem.with("trouble", json!(trouble))
}
