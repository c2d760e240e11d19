//! Publishing over HTTP: looking, loading, one dataset put or withdrawn. Each with a token of the city.
//!
//! An upload is read in a process of its own first, then here; what it says goes the way of every load: prepared,
//! compared, committed as one generation of one city.

mod answer;

use std::sync::Arc;
use std::thread;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use kolophon_diagnostic::{Language, Report, Text};
use kolophon_publish::load::{
    Consent, Errors, Extent, LoadError, LoadOptions, Prepared, Territory, prepare_reading,
};
use kolophon_publish::plan::PlanFile;
use kolophon_publish::token::{Scope, Token};
use kolophon_publish::trial::{STACK_BYTES, Upload};
use kolophon_publish::withdraw::{self, Protection, Traces, WithdrawError, WithdrawOptions};
use kolophon_store::{City, Note, ResourceKind, WriteError};
use kolophon_validate::policy::Policy;
use kolophon_validate::{DataFiles, Profile};
use serde_json::{Value, json};

use crate::app::App;
use crate::authority::authorise;
use crate::condition::{self, Condition};
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};
use crate::upload;

/// Where the journal says that it came from.
const SOURCE: &str = "HTTP";

/// What is to be done with an upload.
struct Order {
    city: City,
    policy: Policy,
    extent: Extent,
    errors: Errors,
    /// How many datasets may disappear.
    removals: Option<usize>,
    condition: Condition,
    /// The short name of the only dataset that it may describe.
    only: Option<String>,
    author: String,
    language: Language,
    /// How the body is described.
    headers: HeaderMap,
}

/// What publishing the body would do.
pub(crate) async fn plan(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
    body: Body,
) -> Result<Response, Problem> {
    let token = authorise(&app, &client.headers, &city, Scope::Plan).await?;
    let parameters = parameters.only(&["complete", "allow_errors"])?;
    let order = Order::of(&app, token, &parameters, &client)?;
    with_upload(&app, order, "datensaetze", body, |app, order, upload| {
        let prepared = look(app, order, upload)?;
        let plan = prepared
            .plan(&app.store, None)
            .map_err(|error| Problem::new(ProblemKind::StoreUnavailable).because(error))?;
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
    let token = authorise(&app, &client.headers, &city, Scope::Write).await?;
    let parameters = parameters.only(&["complete", "allow_errors", "removals"])?;
    let order = Order::of(&app, token, &parameters, &client)?;
    with_upload(&app, order, "datensaetze", body, publish).await
}

/// Publishes one dataset.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Path((city, dataset)): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
    body: Body,
) -> Result<Response, Problem> {
    let token = authorise(&app, &client.headers, &city, Scope::Write).await?;
    let parameters = parameters.only(&["allow_errors"])?;
    let order = Order {
        only: Some(dataset.clone()),
        ..Order::of(&app, token, &parameters, &client)?
    };
    // A file that gives no short name is called by its name.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let stem = if dataset.chars().all(is_plain) {
        dataset
    } else {
        "datensatz".to_owned()
    };
    with_upload(&app, order, &stem, body, publish).await
}

/// Withdraws one dataset, data service or series: its address says from now on that it is gone, and why.
pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    Path((city, slug)): Path<(String, String)>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let token = authorise(&app, &client.headers, &city, Scope::Write).await?;
    let parameters = parameters.only(&["reason"])?;
    let Some(reason) = parameters
        .get("reason")?
        .map(str::trim)
        .filter(|it| !it.is_empty())
    else {
        return Err(Problem::parameter(
            "reason",
            Text::new(
                "Bitte nennen Sie den Grund mit der Angabe „reason“; er steht später an der Adresse.",
                "Please name the reason with the parameter “reason”; it is shown at the address later.",
            ),
        ));
    };
    let note = Note {
        reason: Some(reason.to_owned()),
        ..note(&token.name, Timestamp::now())
    };
    let condition = Condition::of(&client.headers)?;
    app.blocking(move |app| {
        let iri = address_of(app, &city, &slug)?;
        let options = WithdrawOptions {
            traces: Traces::Keep,
            protection: Protection::Respect,
            note,
        };
        let prepared = withdraw::prepare(&app.store, &city, &iri, &options).map_err(not_withdrawn)?;
        condition.hold(prepared.generation())?;
        let loaded = prepared
            .commit(&app.store, Consent::Yes)
            .map_err(|error| not_published(error, &condition))?;
        let body = json!({ "city": city, "generation": loaded.generation, "withdrawn": iri });
        Ok(respond(StatusCode::OK, loaded.generation, &body))
    })
    .await
}

impl Order {
    fn of(app: &App, token: Token, parameters: &Parameters, client: &Client) -> Result<Self, Problem> {
        let (city, policy) = settings(app, &token.city)?;
        let condition = Condition::of(&client.headers)?;
        // Seen now, it saves the sending; what counts is seen again before it is written.
        condition.hold(generation(app, &city.slug))?;
        let removals = parameters.number("removals", 0)?;
        Ok(Self {
            city,
            policy,
            extent: if is_true(parameters, "complete")? {
                Extent::Complete
            } else {
                Extent::Partial
            },
            errors: if is_true(parameters, "allow_errors")? {
                Errors::Allow
            } else {
                Errors::Refuse
            },
            removals: removals.and_then(|number| usize::try_from(number).ok()),
            condition,
            only: None,
            author: token.name,
            language: client.language,
            headers: client.headers.clone(),
        })
    }
}

fn is_true(parameters: &Parameters, name: &str) -> Result<bool, Problem> {
    match parameters.get(name)? {
        Some("true") => Ok(true),
        None | Some("false") => Ok(false),
        Some(_) => Err(Problem::parameter(
            name,
            Text::new(
                format!("Die Angabe „{name}“ ist true oder false."),
                format!("The parameter “{name}” is true or false."),
            ),
        )),
    }
}

/// The settings of a city: those of `kolophon.toml`, else those of its last load.
fn settings(app: &App, slug: &str) -> Result<(City, Policy), Problem> {
    if let Some(config) = app.cities.get(slug) {
        return Ok((config.city.clone(), config.policy.clone()));
    }
    let state = app.store.state();
    let city = state.cities.get(slug).cloned();
    city.map(|city| (city, Policy::default())).ok_or_else(|| {
        Problem::new(ProblemKind::NotFound).with_detail(Text::new(
            "Diese Kommune ist hier nicht eingerichtet. Der Betreiber trägt sie in die kolophon.toml ein.",
            "This city is not set up here. The operator enters it into kolophon.toml.",
        ))
    })
}

/// What belongs to the other cities, published or only set up.
fn territories(app: &App, slug: &str) -> Vec<Territory> {
    let state = app.store.state();
    let set_up = app.cities.values().map(|config| &config.city);
    let all = state.cities.values().chain(set_up);
    all.filter(|city| city.slug != slug).map(Territory::of).collect()
}

fn generation(app: &App, city: &str) -> u64 {
    app.store
        .state()
        .cities
        .get(city)
        .map_or(0, |city| city.generation)
}

/// Receives the upload, tries it out, and does the work with it where it may block and has the stack it needs.
async fn with_upload(
    app: &Arc<App>,
    order: Order,
    stem: &str,
    body: Body,
    work: fn(&App, &Order, Upload) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let slot = Arc::clone(&app.upload_slots)
        .try_acquire_owned()
        .map_err(|error| Problem::new(ProblemKind::Busy).because(error))?;
    let upload = upload::receive(&order.headers, stem, &order.city, body).await?;
    upload::try_out(app, &upload, &order.city).await?;
    Arc::clone(app)
        .blocking(move |app| {
            // A client that leaves does not free the place of what it has begun.
            let _slot = slot;
            on_big_stack(|| work(app, &order, upload))
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

fn note(author: &str, now: Timestamp) -> Note {
    Note {
        author: Some(author.to_owned()),
        time: Some(now.to_string()),
        source: Some(SOURCE.to_owned()),
        ..Note::default()
    }
}

/// Reads and checks the upload, and sees what publishing it would do.
fn look(app: &App, order: &Order, upload: Upload) -> Result<Prepared, Problem> {
    let now = Timestamp::now();
    let note = note(&order.author, now);
    let profile = Profile::by_name(&order.city.profile).ok_or_else(|| {
        let unknown = std::io::Error::other(format!("there is no profile {}", order.city.profile));
        Problem::new(ProblemKind::Internal).because(unknown)
    })?;
    let options = LoadOptions {
        extent: order.extent,
        errors: order.errors,
        policy: Some(&order.policy),
        note: &note,
        data_files: DataFiles::OutOfReach,
        territories: &territories(app, &order.city.slug),
        ..LoadOptions::new(profile, now)
    };
    let reading = upload.read(&order.city);
    let prepared = prepare_reading(&app.store, &order.city, reading, &options)
        .map_err(|error| not_published(error, &order.condition))?;
    if !prepared.unreadable.is_empty() || !prepared.report.unreadable.is_empty() {
        return Err(answer::unreadable(&prepared, order.language));
    }
    if prepared.report.datasets == 0 {
        return Err(Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(
            "Es ist kein Datensatz darin. Stimmt der Kopf „Content-Type“?",
            "There is no dataset in it. Is the Content-Type header right?",
        )));
    }
    order.condition.hold(prepared.generation())?;
    Ok(prepared)
}

fn publish(app: &App, order: &Order, upload: Upload) -> Result<Response, Problem> {
    let mut prepared = look(app, order, upload)?;
    if let Some(slug) = &order.only
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
    if answer::is_all_refused(&prepared) {
        return Err(answer::all_refused(&prepared, order.language));
    }
    let consent = match order.removals {
        Some(number) if number != prepared.removed.len() => {
            return Err(answer::removals(&prepared.removed));
        }
        Some(number) => Consent::Number(number),
        None => Consent::None,
    };
    let is_new = order.only.is_some() && !prepared.added.is_empty();
    let report: Report = std::mem::take(&mut prepared.report);
    let mut body = answer::of(&prepared, &order.city.slug);
    let loaded = prepared
        .commit(&app.store, consent)
        .map_err(|error| not_published(error, &order.condition))?;
    answer::complete(&mut body, loaded.generation, &report, order.language);
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(respond(status, loaded.generation, &body))
}

/// Why nothing was published, as the client can mend it.
fn not_published(error: LoadError, condition: &Condition) -> Problem {
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
        error => Problem::new(ProblemKind::StoreUnavailable).because(error),
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

fn not_withdrawn(error: WithdrawError) -> Problem {
    match error {
        WithdrawError::Protected { dataset } => Problem::new(ProblemKind::Conflict).with_detail(Text::new(
            format!("Der Datensatz „{}“ hat einen Löschschutz.", dataset.title),
            format!("The dataset “{}” is protected.", dataset.title),
        )),
        WithdrawError::AlreadyGone { .. } => Problem::new(ProblemKind::Gone),
        WithdrawError::UnknownCity { .. } | WithdrawError::NotFound { .. } => {
            Problem::new(ProblemKind::NotFound)
        }
        WithdrawError::OwnedBy { .. } | WithdrawError::Ambiguous { .. } => {
            Problem::new(ProblemKind::Conflict)
        }
        error => Problem::new(ProblemKind::StoreUnavailable).because(error),
    }
}

/// JSON with the city's generation as its entity tag. No cache keeps it.
fn respond(status: StatusCode, generation: u64, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::ETAG, condition::tag_header(generation)),
    ];
    (status, headers, body.to_string()).into_response()
}
