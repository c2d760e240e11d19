//! Addresses at which something was published once: 410 for what is withdrawn, 301 for what has moved.

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use kolophon_diagnostic::Text;
use kolophon_store::Tombstone;
use serde_json::json;

use crate::addresses::decoded;
use crate::app::App;
use crate::html::german_date;
use crate::index::{Departed, Index};
use crate::negotiate::{Form, split_suffix};
use crate::problem::{Problem, ProblemKind};

/// What to answer where nothing is published: where it has moved to, that it is gone, or that there never was anything.
pub(crate) fn instead(app: &App, index: &Index, uri: &Uri) -> Result<Response, Problem> {
    let path = decoded(uri.path());
    let whole = index.departed(&path);
    let found = match whole {
        Some(departed) => Some((departed, "")),
        None => split_suffix(&path).and_then(|(stem, suffix)| {
            Form::of_suffix(suffix)?;
            let departed = index.departed(stem)?;
            Some((departed, &path[stem.len()..]))
        }),
    };
    match found {
        Some((Departed::Moved { path, rest }, suffix)) => {
            let rest: Vec<String> = rest.split('/').map(crate::addresses::segment).collect();
            let mut target = app.addresses.path(&format!("{path}{}{suffix}", rest.join("/")));
            if let Some(query) = uri.query() {
                target.push('?');
                target.push_str(query);
            }
            Ok(moved(&target))
        }
        Some((Departed::Gone(tombstone), _)) => Err(gone(tombstone)),
        None => Err(Problem::new(ProblemKind::NotFound)),
    }
}

/// The same for the dataset of that short name, whose other addresses begin with `prefix`.
pub(crate) fn dataset_instead(
    app: &App,
    index: &Index,
    (city, slug): (&str, &str),
    prefix: &str,
) -> Result<Response, Problem> {
    match index.departed_dataset(city, slug) {
        Some(Departed::Moved { path, .. }) => {
            // `/mainz/dataset/neu` is `/mainz/neu` below the prefix.
            let path = path.replacen("/dataset/", "/", 1);
            Ok(moved(&app.addresses.path(&format!("{prefix}{path}"))))
        }
        Some(Departed::Gone(tombstone)) => Err(gone(tombstone)),
        None => Err(Problem::new(ProblemKind::NotFound)),
    }
}

fn moved(target: &str) -> Response {
    let location = HeaderValue::from_str(target).unwrap_or_else(|_| HeaderValue::from_static("/"));
    // A dataset may move on, or come back: caches are to ask again.
    let cache = HeaderValue::from_static("no-cache");
    (
        StatusCode::MOVED_PERMANENTLY,
        [(header::LOCATION, location), (header::CACHE_CONTROL, cache)],
    )
        .into_response()
}

fn gone(tombstone: &Tombstone) -> Problem {
    let (what_de, what_en) = match (&tombstone.title, &tombstone.dataset) {
        (Some(title), _) => (format!("„{title}“"), format!("“{title}”")),
        (None, Some(_)) => ("Diese Datei".to_owned(), "This distribution".to_owned()),
        (None, None) => ("Dieser Datensatz".to_owned(), "This dataset".to_owned()),
    };
    let day = german_date(&tombstone.date);
    let (since_de, since_en) = if tombstone.date.is_empty() {
        (String::new(), String::new())
    } else {
        let day_en = tombstone.date.get(..10).unwrap_or(&tombstone.date);
        (format!(" am {day}"), format!(" on {day_en}"))
    };
    let detail = match &tombstone.reason {
        Some(reason) => Text::new(
            format!("{what_de} wurde{since_de} zurückgezogen. Grund: {reason}"),
            format!("{what_en} was withdrawn{since_en}. Reason: {reason}"),
        ),
        None => Text::new(
            format!("{what_de} wurde{since_de} aus dem Katalog genommen."),
            format!("{what_en} was taken out of the catalogue{since_en}."),
        ),
    };
    let mut problem = Problem::new(ProblemKind::Gone)
        .with_detail(detail)
        .with("iri", json!(tombstone.iri));
    if !tombstone.date.is_empty() {
        problem = problem.with("date", json!(tombstone.date));
    }
    problem
}
