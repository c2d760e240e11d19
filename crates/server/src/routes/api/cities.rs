//! The cities, as everybody may know them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use crate::addresses::segment;
use crate::app::App;
use crate::extract::{Client, Entrance, Parameters};
use crate::index::Index;
use crate::problem::Problem;
use crate::representation::Representation;
use crate::routes::city;

/// The cities of the installation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CityList {
    /// The cities by short name.
    cities: Vec<CityJson>,
}

/// A city.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CityJson {
    /// The short name in addresses.
    id: String,
    /// The name for people.
    name: String,
    /// The permanent address of its catalogue.
    catalog: String,
    /// How often it has published; 0 is never.
    generation: u64,
    /// When it last did.
    published_at: Option<String>,
    /// How many datasets it has.
    datasets: u64,
    /// Whether these are sample data.
    demo: bool,
    /// The page for people.
    page: String,
    /// The feed for portals.
    feed: String,
}

/// Who owns the data directory gets the settings of the cities; everybody else what is public about them.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    if client.entrance == Entrance::Door || client.headers.contains_key(header::AUTHORIZATION) {
        return city::list(&app, parameters, &client);
    }
    parameters.only(&[])?;
    let list = CityList {
        cities: cities(&app, &app.index()),
    };
    Ok(Representation::json(&list)?.respond(&client.headers))
}

fn cities(app: &App, index: &Index) -> Vec<CityJson> {
    let cities = index.state().cities.values();
    cities
        .map(|city| {
            let path = format!("/{}", segment(&city.slug));
            CityJson {
                id: city.slug.clone(),
                name: city.name.clone(),
                catalog: city.catalog.clone(),
                generation: city.generation,
                published_at: city.published_at.clone().filter(|_| city.generation > 0),
                datasets: index.of_city(&city.slug).len() as u64,
                demo: city.demo,
                feed: app.addresses.absolute(&format!("{path}/catalog.rdf")),
                page: app.addresses.absolute(&path),
            }
        })
        .collect()
}
