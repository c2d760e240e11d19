//! What changed, for programs that follow: `/changes.atom` of all cities, and of each.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use kolophon_publish::changes::{ChangePage, MEDIA_TYPE};
use serde_json::json;

use crate::addresses::{dataset_path, segment};
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::feeds::{Feed, Packed, Packing, Purpose};
use crate::problem::{Problem, ProblemKind};
use crate::representation::Representation;
use crate::routes::catalog::{edition, refusal};

/// The changes of all cities.
pub(crate) async fn joint(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    respond(app, Feed::All, parameters, client).await
}

/// The changes of a city.
pub(crate) async fn of_city(
    State(app): State<Arc<App>>,
    Path(city): Path<String>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    respond(app, Feed::City(city), parameters, client).await
}

/// The path of a feed of changes.
pub(crate) fn path(city: Option<&str>) -> String {
    match city {
        None => "/changes.atom".to_owned(),
        Some(city) => format!("/{}/changes.atom", segment(city)),
    }
}

async fn respond(
    app: Arc<App>,
    feed: Feed,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let parameters = parameters.only(&["page", "gen"])?;
    let number = parameters.number("page", 1)?.unwrap_or(1);
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    let name = parameters.get("gen")?.map(str::to_owned);
    let packing = Packing::of(&client.headers);
    let representation = app
        .blocking(move |app| page(app, &feed, (number, name.as_deref()), packing))
        .await?;
    Ok(representation.respond(&client.headers))
}

fn page(
    app: &App,
    feed: &Feed,
    (number, name): (usize, Option<&str>),
    packing: Packing,
) -> Result<Representation, Problem> {
    let (about, path, home) = match feed {
        Feed::All => (app.title.clone(), path(None), "/".to_owned()),
        Feed::City(city) => {
            let state = app.store.state();
            let known = state
                .cities
                .get(city)
                .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
            (
                known.name.clone(),
                path(Some(city)),
                format!("/{}", segment(city)),
            )
        }
    };
    let address = app.addresses.absolute(&path);
    let kept = edition(app, feed, (name, Purpose::Walk), "ttl").map_err(|problem| match problem.kind() {
        ProblemKind::FeedChanged => Problem::new(ProblemKind::FeedChanged).with("first", json!(address)),
        _ => problem,
    })?;
    let home = app.addresses.absolute(&home);
    let dataset = |city: &str, slug: &str| app.addresses.absolute(&dataset_path(city, slug));
    let page = ChangePage {
        name: &about,
        address: &address,
        home: &home,
        dataset: &dataset,
        number,
        size: app.page_size,
    };
    let text = page.write(&kept.edition).map_err(refusal)?;
    let packed =
        Packed::new(text.as_bytes()).map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    Ok(Representation::packed(MEDIA_TYPE, &packed, packing)?.modified(kept.modified))
}
