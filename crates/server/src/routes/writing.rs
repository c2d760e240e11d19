//! Publishing over HTTP: looking, loading, one dataset put. Each with a token of the city.
//!
//! An upload is read in a process of its own first, then here; what it says goes the way of every load: prepared,
//! compared, committed as one generation of one city.

pub(super) mod answer;
pub(super) mod task;

use std::sync::Arc;
use std::thread;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use kolophon_diagnostic::{Report, Text};
use kolophon_publish::load::{Consent, LoadError, LoadOptions, Prepared, prepare_reading};
use kolophon_publish::plan::{Plan, PlanFile};
use kolophon_publish::token::Scope;
use kolophon_publish::trial::STACK_BYTES;
use kolophon_store::{EngineError, WriteError};
use kolophon_validate::{DataFiles, Profile};
use serde_json::{Value, json};

use self::task::{Task, Work};
use crate::app::App;
use crate::authority::authorise;
use crate::condition::{self, Condition};
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};
use crate::upload;

/// What publishing the body would do.
pub(crate) async fn plan(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
    body: Body,
) -> Result<Response, Problem> {
    let authority = authorise(&app, &client, &city, Scope::Plan).await?;
    let parameters = parameters.only(&["complete", "allow_errors"])?;
    let task = Task::of(&app, &city, authority, &parameters, &client)?;
    with_upload(&app, task, "datensaetze", body, |app, work| {
        let prepared = look(app, work)?;
        let plan = drawn(app, &prepared)?;
        Ok(respond(
            StatusCode::OK,
            prepared.generation(),
            &json!(PlanFile::new(vec![plan])),
        ))
    })
    .await
}

/// Publishes what the body holds. It adds and changes; only `complete=true` with the right `removals` removes.
pub(crate) async fn load(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
    body: Body,
) -> Result<Response, Problem> {
    let authority = authorise(&app, &client, &city, Scope::Write).await?;
    require_room(&app)?;
    let parameters = parameters.only(&["complete", "allow_errors", "removals"])?;
    let task = Task::of(&app, &city, authority, &parameters, &client)?;
    with_upload(&app, task, "datensaetze", body, publish).await
}

/// Publishes one dataset.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Path((city, dataset)): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
    body: Body,
) -> Result<Response, Problem> {
    let authority = authorise(&app, &client, &city, Scope::Write).await?;
    require_room(&app)?;
    let parameters = parameters.only(&["allow_errors"])?;
    let task = Task::of(&app, &city, authority, &parameters, &client)?.only(&dataset);
    // A file that gives no short name is called by its name.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let stem = if dataset.chars().all(is_plain) {
        dataset
    } else {
        "datensatz".to_owned()
    };
    with_upload(&app, task, &stem, body, publish).await
}

/// Receives the upload, tries it out, and does the work with it where it may block and has the stack it needs.
async fn with_upload(
    app: &Arc<App>,
    task: Task,
    stem: &str,
    body: Body,
    then: fn(&App, &Work) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let slot = Arc::clone(&app.upload_slots)
        .try_acquire_owned()
        .map_err(|error| Problem::new(ProblemKind::Busy).because(error))?;
    let received = upload::receive(app, &task.headers, stem, body).await?;
    let work = Work::of(app, task, received)?;
    upload::try_out(app, &work.upload, &work.city).await?;
    Arc::clone(app)
        .blocking(move |app| {
            // A client that leaves does not free the place of what it has begun.
            let _slot = slot;
            on_big_stack(|| then(app, &work))
        })
        .await
}

fn on_big_stack<T: Send>(work: impl FnOnce() -> Result<T, Problem> + Send) -> Result<T, Problem> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
        thread.join().unwrap_or_else(|_| {
            let panic = std::io::Error::other("reading an upload panicked");
            Err(Problem::new(ProblemKind::Internal).because(panic))
        })
    })
}

/// Reads and checks the upload, and sees what publishing it would do.
fn look(app: &App, work: &Work) -> Result<Prepared, Problem> {
    let Work { task, city, .. } = work;
    let profile = Profile::by_name(&city.profile).ok_or_else(|| {
        let unknown = std::io::Error::other(format!("there is no profile {}", city.profile));
        Problem::new(ProblemKind::Internal).because(unknown)
    })?;
    let options = LoadOptions {
        extent: task.extent,
        errors: task.errors,
        policy: Some(&work.policy),
        note: &work.note,
        data_files: DataFiles::OutOfReach,
        territories: &work.territories,
        sent: &work.order.files,
        withheld: &work.order.withheld,
        ..LoadOptions::new(profile, work.now)
    };
    let reading = work.upload.clone().read(city);
    let prepared = prepare_reading(&app.store, city, reading, &options)
        .map_err(|error| not_published(error, &task.condition))?;
    if !prepared.unreadable.is_empty() || !prepared.report.unreadable.is_empty() {
        return Err(answer::unreadable(&prepared, task.language));
    }
    if prepared.report.datasets == 0 {
        return Err(Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(
            "Es ist kein Datensatz darin. Stimmt der Kopf „Content-Type“?",
            "There is no dataset in it. Is the Content-Type header right?",
        )));
    }
    task.condition.hold(prepared.generation())?;
    Ok(prepared)
}

/// The plan of what was prepared.
pub(super) fn drawn(app: &App, prepared: &Prepared) -> Result<Plan, Problem> {
    prepared
        .plan(&app.store, None)
        .map_err(|error| Problem::new(ProblemKind::StoreUnavailable).because(error))
}

/// Insists that exactly what a plan says is going to be done.
fn require_same(app: &App, prepared: &Prepared, planned: &Plan) -> Result<(), Problem> {
    if prepared.generation() != planned.generation {
        return Err(condition::changed(prepared.generation()));
    }
    if drawn(app, prepared)?.is_same_as(planned) {
        return Ok(());
    }
    Err(Problem::new(ProblemKind::Conflict)
        .with_detail(Text::new(
            "Es wurde nichts geändert: Heraus käme etwas anderes, als die Vorschau sagt.",
            "Nothing was changed: the outcome would be another one than the plan says.",
        ))
        .with("reason", json!("plan-differs")))
}

fn publish(app: &App, work: &Work) -> Result<Response, Problem> {
    let mut prepared = look(app, work)?;
    let task = &work.task;
    if let Some(slug) = &task.only
        && prepared.slugs != std::slice::from_ref(slug)
    {
        let found = prepared.slugs.join(", ");
        return Err(Problem::new(ProblemKind::NotPublishable)
            .with_detail(Text::new(
                format!("Der Inhalt muss genau den Datensatz „{slug}“ beschreiben. Er beschreibt: {found}."),
                format!("The body must describe exactly the dataset “{slug}”. It describes: {found}."),
            ))
            .with("datasets", json!(prepared.slugs)));
    }
    match &work.order.plan {
        // Who sends a plan has seen what is refused.
        Some(plan) => require_same(app, &prepared, plan)?,
        None if answer::is_all_refused(&prepared) => {
            return Err(answer::all_refused(&prepared, task.language));
        }
        None => {}
    }
    work.require_contents(app)?;
    let consent = match task.removals {
        Some(number) if number != prepared.removed.len() => {
            return Err(answer::removals(&prepared.removed));
        }
        Some(number) => Consent::Number(number),
        None => Consent::None,
    };
    let is_new = task.only.is_some() && !prepared.added.is_empty();
    let report: Report = std::mem::take(&mut prepared.report);
    let mut body = answer::of(&prepared, &work.city.slug);
    let loaded = prepared
        .at(Timestamp::now())
        .commit(&app.store, consent)
        .map_err(|error| not_published(error, &task.condition))?;
    answer::complete(&mut body, loaded.generation, &report, task.language);
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(respond(status, loaded.generation, &body))
}

/// Why nothing was published, as the client can mend it.
pub(super) fn not_published(error: LoadError, condition: &Condition) -> Problem {
    match error {
        LoadError::RemovalsNeedConsent { removed, .. } => answer::removals(&removed),
        LoadError::Trespass { iri, city } => Problem::new(ProblemKind::Conflict)
            .with_detail(Text::new(
                format!("Es wurde nichts geändert: {iri} gehört einer anderen Kommune ({city})."),
                format!("Nothing was changed: {iri} belongs to another city ({city})."),
            ))
            .with("iri", json!(iri)),
        LoadError::Write(WriteError::Changed { found, .. }) if condition.is_some() => {
            condition::changed(found)
        }
        LoadError::Write(WriteError::Changed { .. }) => {
            Problem::new(ProblemKind::Conflict).with_detail(Text::new(
                "Es wurde nichts geändert: Gleichzeitig wurde etwas anderes veröffentlicht. Bitte noch einmal senden.",
                "Nothing was changed: something else was published at the same time. Please send it again.",
            ))
        }
        LoadError::Write(
            error @ (WriteError::OwnedBy { .. } | WriteError::Erased { .. } | WriteError::Twice { .. }),
        ) => {
            let reason = error.to_string();
            Problem::new(ProblemKind::Conflict).with("reason", json!(reason))
        }
        LoadError::Write(error @ (WriteError::InvalidIri { .. } | WriteError::InvalidTriple { .. })) => {
            let reason = error.to_string();
            Problem::new(ProblemKind::NotPublishable).with("reason", json!(reason))
        }
        LoadError::OverQuota { excess, .. } => Problem::new(ProblemKind::QuotaExceeded)
            .with("reason", json!(excess.to_string())),
        LoadError::Write(error) => not_written(error),
        error => Problem::new(ProblemKind::StoreUnavailable).because(error),
    }
}

/// Why the store did not take a change: a full disk is told from all else.
fn not_written(error: WriteError) -> Problem {
    let kind = match &error {
        WriteError::Engine(EngineError::Full(_))
        | WriteError::NotFlushed {
            source: EngineError::Full(_),
            ..
        } => ProblemKind::StorageFull,
        _ => ProblemKind::StoreUnavailable,
    };
    Problem::new(kind).because(error)
}

/// Refuses to begin what could not be written.
pub(super) fn require_room(app: &App) -> Result<(), Problem> {
    app.store
        .require_room()
        .map_err(|error| not_written(WriteError::Engine(error)))
}

/// JSON with the city's generation as its entity tag. No cache keeps it.
pub(super) fn respond(status: StatusCode, generation: u64, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::ETAG, condition::tag_header(generation)),
    ];
    (status, headers, body.to_string()).into_response()
}
