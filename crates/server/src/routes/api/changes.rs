//! What changed, the latest first: each dataset once, as it is now, and each that was taken out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kolophon_diagnostic::Text;
use kolophon_store::{ResourceKind, State as Published, Store};
use schemars::JsonSchema;
use serde::Serialize;

use super::{city_of, dataset_address, foreign_cursor, limit_of};
use crate::addresses::{dataset_path, segment};
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;

/// A page of what changed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ChangeList {
    /// The changes, the latest first.
    changes: Vec<ChangeJson>,
    /// The address of the next page; `null` on the last.
    next: Option<String>,
}

/// What became of a dataset last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ChangeJson {
    /// What became of it.
    change: ChangeName,
    /// The permanent address.
    iri: String,
    /// The short name of the city.
    city: String,
    /// The title; `null` when it was erased.
    title: Option<String>,
    /// When it happened; `null` when that was not recorded.
    time: Option<String>,
    /// The city's generation in which it happened.
    generation: u64,
    /// Why it was withdrawn, if it was.
    reason: Option<String>,
    /// Its record in this interface; `null` when it is gone.
    url: Option<String>,
    /// Its page for people, which also tells that it is gone.
    page: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ChangeName {
    /// It was published, or published anew.
    Published,
    /// It is published no longer.
    Removed,
}

/// A change, with what tells when it was.
#[derive(Clone, Debug)]
struct Change {
    at: Option<Timestamp>,
    json: ChangeJson,
}

/// A state, and its changes.
type Known = (Arc<Published>, Arc<[Change]>);

/// The changes of the state that is published now.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    current: Mutex<Option<Known>>,
}

impl Changes {
    fn get(&self, app: &App) -> Result<(u64, Arc<[Change]>), Problem> {
        let state = app.store.state();
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, changes)) = current.as_ref()
            && Arc::ptr_eq(known, &state)
        {
            return Ok((state.generation, Arc::clone(changes)));
        }
        let changes: Arc<[Change]> = collect(app, &state)?.into();
        *current = Some((Arc::clone(&state), Arc::clone(&changes)));
        Ok((state.generation, changes))
    }
}

/// What changed, page by page.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["city", "since", "limit", "cursor"])?;
    let city = city_of(&parameters, &app.index())?;
    let since = since(&parameters)?;
    let limit = limit_of(&parameters)?;
    let cursor = cursor(&parameters)?;
    app.blocking(move |app| {
        let (generation, changes) = app.changes.get(app)?;
        let start = match cursor {
            None => 0,
            Some((of, start)) if of == generation => start,
            Some(_) => return Err(Problem::new(ProblemKind::ListChanged)),
        };
        let wanted = |change: &&Change| {
            city.as_ref().is_none_or(|city| *city == change.json.city)
                && since.is_none_or(|since| change.at.is_none_or(|at| at >= since))
        };
        let mut found = changes.iter().filter(wanted).skip(start);
        let page: Vec<ChangeJson> = found
            .by_ref()
            .take(limit)
            .map(|change| change.json.clone())
            .collect();
        let address = |cursor: Option<usize>| {
            let city = city.as_ref().map(|city| format!("&city={}", segment(city)));
            let since = since.map(|since| format!("&since={}", segment(&since.to_string())));
            let cursor = cursor.map(|start| format!("&cursor={generation}.{start}"));
            let parts = [city, since, cursor].map(Option::unwrap_or_default).concat();
            app.addresses
                .absolute(&format!("/api/v1/changes?limit={limit}{parts}"))
        };
        let next = found.next().map(|_| address(Some(start + page.len())));
        let mut representation = Representation::json(&ChangeList {
            changes: page,
            next: next.clone(),
        })?
        .with_link(&address(None), "rel=\"first\"");
        if let Some(next) = next {
            representation = representation.with_link(&next, "rel=\"next\"");
        }
        Ok(representation.respond(&client.headers))
    })
    .await
}

fn collect(app: &App, state: &Published) -> Result<Vec<Change>, Problem> {
    let times = times(&app.store, state)?;
    let time_of = |city: &str, generation: u64| times.get(&(city.to_owned(), generation)).cloned();
    let mut changes = Vec::new();
    let datasets = state.resources.values();
    for resource in datasets.filter(|resource| resource.kind == ResourceKind::Dataset) {
        let time = time_of(&resource.city, resource.generation).or_else(|| resource.modified.clone());
        changes.push(ChangeJson {
            change: ChangeName::Published,
            iri: resource.iri.clone(),
            city: resource.city.clone(),
            title: Some(resource.title.clone()),
            time,
            generation: resource.generation,
            reason: None,
            url: Some(
                app.addresses
                    .absolute(&dataset_address(&resource.city, &resource.slug)),
            ),
            page: app
                .addresses
                .absolute(&dataset_path(&resource.city, &resource.slug)),
        });
    }
    let departed = state.tombstones.values();
    for tombstone in departed.filter(|tombstone| tombstone.dataset.is_none() && !tombstone.slug.is_empty()) {
        let noted = Some(tombstone.date.clone()).filter(|date| !date.is_empty());
        changes.push(ChangeJson {
            change: ChangeName::Removed,
            iri: tombstone.iri.clone(),
            city: tombstone.city.clone(),
            title: tombstone.title.clone(),
            time: noted.or_else(|| time_of(&tombstone.city, tombstone.generation)),
            generation: tombstone.generation,
            reason: tombstone.reason.clone(),
            url: None,
            page: app
                .addresses
                .absolute(&dataset_path(&tombstone.city, &tombstone.slug)),
        });
    }
    let mut changes: Vec<Change> = changes
        .into_iter()
        .map(|json| Change {
            at: json.time.as_deref().and_then(|time| time.parse().ok()),
            json,
        })
        .collect();
    changes.sort_by(|a, b| (b.at, &a.json.iri).cmp(&(a.at, &b.json.iri)));
    Ok(changes)
}

/// When each generation of each city was published, as far as the journal knows.
fn times(store: &Store, state: &Published) -> Result<BTreeMap<(String, u64), String>, Problem> {
    let mut times = BTreeMap::new();
    for city in state.cities.keys() {
        let entries = store.journal(city);
        let entries = entries.map_err(|error| Problem::new(ProblemKind::StoreUnavailable).because(error))?;
        for entry in entries {
            if let Some(time) = entry.time {
                times.insert((city.clone(), entry.generation), time);
            }
        }
    }
    Ok(times)
}

/// The moment from which on changes are wanted.
fn since(parameters: &Parameters) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = parameters.get("since")? else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_not_a_time| {
        Problem::parameter(
            "since",
            Text::new(
                "Die Angabe „since“ muss ein Zeitpunkt sein, zum Beispiel 2026-11-27T10:00:00Z.",
                "The parameter “since” must be a moment, such as 2026-11-27T10:00:00Z.",
            ),
        )
    })
}

/// The generation of a walk, and how far it is.
fn cursor(parameters: &Parameters) -> Result<Option<(u64, usize)>, Problem> {
    let Some(text) = parameters.get("cursor")? else {
        return Ok(None);
    };
    let read = |text: &str| {
        let (generation, start) = text.split_once('.')?;
        Some((generation.parse().ok()?, start.parse().ok()?))
    };
    read(text).map(Some).ok_or_else(foreign_cursor)
}
