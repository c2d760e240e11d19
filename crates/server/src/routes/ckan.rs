//! The [action API of CKAN](https://docs.ckan.org/en/2.11/api/), as far as it reads: `/api/action/…` and `/api/3/action/…`.
//!
//! Clients of a decade send `POST` with JSON by default and refuse redirects, so every action answers both methods at both
//! addresses. The names of errors stay English: clients branch on them.

mod arguments;
mod lists;
mod package;
mod query;
mod search;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use self::arguments::Arguments;
use self::package::{Packages, of_one_generation};
use crate::app::App;
use crate::extract::Client;
use crate::problem::Problem;

/// Why an action has no result, as CKAN says it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    /// There is nothing of that name.
    NotFound,
    /// A parameter is missing or wrong.
    Invalid { field: &'static str, message: String },
    /// The query cannot be understood.
    Query(String),
    /// Only reading is possible here.
    Forbidden,
}

/// What an action returns.
type Outcome = Result<Value, ActionError>;

/// An action that ended without a result.
#[derive(Debug)]
enum ActionError {
    Refused(Refusal),
    /// The store cannot be read: that is our problem page's business.
    Failed(Box<Problem>),
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Problem> for ActionError {
    fn from(problem: Problem) -> Self {
        Self::Failed(Box::new(problem))
    }
}

/// `GET /api`, and `GET /api/3`.
pub(crate) async fn version(uri: Uri) -> Response {
    let version = if uri.path().trim_end_matches('/').ends_with("/3") {
        3
    } else {
        1
    };
    answer(StatusCode::OK, &json!({ "version": version }))
}

/// An action.
pub(crate) async fn action(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    method: Method,
    uri: Uri,
    client: Client,
    body: Bytes,
) -> Result<Response, Problem> {
    let help = app.addresses.absolute(&format!(
        "/api/3/action/help_show?name={}",
        crate::addresses::segment(&name)
    ));
    let media_type = client.headers.get(header::CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let arguments = if method == Method::POST {
        Arguments::of_body(media_type, &body, uri.query())
    } else {
        Ok(Arguments::of_query(uri.query()))
    };
    let Ok(arguments) = arguments else {
        let text = "Bad request - JSON Error: Error decoding JSON data.";
        return Ok(answer(StatusCode::BAD_REQUEST, &json!(text)));
    };
    let called = name.clone();
    let outcome = app.blocking(move |app| Ok(run(app, &called, &arguments))).await?;
    match outcome {
        Some(Ok(result)) => {
            let envelope = json!({ "help": help, "success": true, "result": result });
            Ok(answer(StatusCode::OK, &envelope))
        }
        Some(Err(ActionError::Refused(refusal))) => Ok(refused(&refusal, &help)),
        Some(Err(ActionError::Failed(problem))) => Err(*problem),
        None => {
            let text = format!("Bad request - Action name not known: {name}");
            Ok(answer(StatusCode::BAD_REQUEST, &json!(text)))
        }
    }
}

/// Runs an action; `None` when there is none of that name.
fn run(app: &App, name: &str, arguments: &Arguments) -> Option<Outcome> {
    const WRITING: [&str; 6] = ["_create", "_update", "_patch", "_delete", "_purge", "_revise"];
    if WRITING.iter().any(|ending| name.ends_with(ending)) {
        return Some(Err(Refusal::Forbidden.into()));
    }
    let act = |packages: &Packages<'_>| act(app, name, arguments, packages);
    of_one_generation(app, act).unwrap_or_else(|problem| Some(Err(problem.into())))
}

fn act(app: &App, name: &str, arguments: &Arguments, packages: &Packages<'_>) -> Option<Outcome> {
    Some(match name {
        "package_search" => search::package_search(packages, arguments),
        "package_show" => lists::package_show(packages, arguments),
        "package_list" => Ok(lists::package_list(packages, arguments)),
        "current_package_list_with_resources" => lists::current_packages(packages, arguments),
        "package_autocomplete" => Ok(lists::package_autocomplete(packages, arguments)),
        "resource_show" => lists::resource_show(packages, arguments),
        "organization_list" => Ok(lists::organization_list(packages, arguments)),
        "organization_show" => lists::organization_show(packages, arguments),
        "group_list" => lists::group_list(packages, arguments),
        "group_show" => lists::group_show(packages, arguments),
        "tag_list" => lists::tag_list(packages, arguments),
        "license_list" => Ok(lists::license_list()),
        "status_show" => Ok(lists::status_show(app)),
        "site_read" => Ok(json!(true)),
        "help_show" => lists::help_show(arguments),
        _ => return None,
    })
}

fn refused(refusal: &Refusal, help: &str) -> Response {
    let (status, error) = match refusal {
        Refusal::NotFound => (
            StatusCode::NOT_FOUND,
            json!({ "__type": "Not Found Error", "message": "Nicht gefunden" }),
        ),
        Refusal::Invalid { field, message } => {
            let mut error = json!({ "__type": "Validation Error" });
            error[*field] = json!([message]);
            (StatusCode::CONFLICT, error)
        }
        Refusal::Query(message) => (
            StatusCode::BAD_REQUEST,
            json!({ "__type": "Search Query Error", "message": format!("Search Query is invalid: {message}") }),
        ),
        Refusal::Forbidden => (
            StatusCode::FORBIDDEN,
            json!({ "__type": "Authorization Error", "message": "Access denied: Hier kann nur gelesen werden" }),
        ),
    };
    answer(status, &json!({ "help": help, "success": false, "error": error }))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json;charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (status, headers, body.to_string()).into_response()
}
