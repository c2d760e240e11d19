//! Who harvested what, as a page and as JSON.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kolophon_diagnostic::Text;
use kolophon_publish::harvest::{Answer, Walk};
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::html::HarvestsPage;
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;

/// The most walks in an answer, unless asked otherwise.
const MOST: usize = 100;
/// The most walks in an answer.
const MAXIMAL_LIMIT: usize = 1000;

/// The walks through the feeds, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HarvestList {
    /// Whether each portal that has a name came within the last day and got everything.
    portals: Vec<PortalJson>,
    /// The walks.
    walks: Vec<Walk>,
}

/// A portal.
#[derive(Debug, Serialize, JsonSchema)]
struct PortalJson {
    name: String,
    complete: bool,
    last: Option<String>,
}

/// The page.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["city"])?;
    let city = city(&app, &parameters)?;
    let representation = app
        .blocking(move |app| {
            let (answers, walks) = look(app, city.as_deref())?;
            Representation::html(&HarvestsPage::new(app, &answers, &walks))
        })
        .await?;
    Ok(representation.respond(&client.headers))
}

/// The same for programs.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["city", "limit"])?;
    let limit = parameters.number("limit", 1)?;
    let limit = match limit.map(usize::try_from) {
        None => MOST,
        Some(Ok(limit)) if limit <= MAXIMAL_LIMIT => limit,
        Some(_) => {
            return Err(Problem::parameter(
                "limit",
                Text::new(
                    format!("Die Angabe „limit“ darf höchstens {MAXIMAL_LIMIT} sein."),
                    format!("The parameter “limit” may be {MAXIMAL_LIMIT} at most."),
                ),
            ));
        }
    };
    let city = city(&app, &parameters)?;
    let representation = app
        .blocking(move |app| {
            let (answers, mut walks) = look(app, city.as_deref())?;
            walks.truncate(limit);
            let portal = |answer: Answer| PortalJson {
                name: answer.who,
                complete: answer.complete,
                last: answer.walk.map(|walk| walk.begun),
            };
            Representation::json(&HarvestList {
                portals: answers.into_iter().map(portal).collect(),
                walks,
            })
        })
        .await?;
    Ok(representation.respond(&client.headers))
}

fn city(app: &App, parameters: &Parameters) -> Result<Option<String>, Problem> {
    match parameters.get("city")? {
        Some(city) if !app.index().state().cities.contains_key(city) => {
            Err(Problem::new(ProblemKind::NotFound))
        }
        city => Ok(city.map(str::to_owned)),
    }
}

fn look(app: &App, city: Option<&str>) -> Result<(Vec<Answer>, Vec<Walk>), Problem> {
    let walks = app.feeds.walks.all();
    let mut walks = walks.map_err(|error| Problem::new(ProblemKind::StoreUnavailable).because(error))?;
    if let Some(city) = city {
        // The feed of all holds the city, too.
        walks.retain(|walk| walk.city == city || walk.city.is_empty());
    }
    let answers = Answer::of(&walks, app.feeds.walks.harvesters(), Timestamp::now());
    Ok((answers, walks))
}
