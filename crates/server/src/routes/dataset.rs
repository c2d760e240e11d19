//! Records by their addresses: as a page, as the full RDF that was published, as JSON.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use kolophon_dcat::Charset;
use kolophon_store::{Resource, ResourceKind};

use crate::addresses::{dataset_path, path_of_iri};
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::html::{DatasetPage, RecordPage};
use crate::index::Index;
use crate::negotiate::{Form, RECORD_FORMS, split_suffix};
use crate::problem::{Problem, ProblemKind};
use crate::representation::{Representation, not_acceptable};
use crate::routes::departed;

/// A dataset by city and short name, with or without a suffix.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path((city, name)): Path<(String, String)>,
    uri: Uri,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let index = app.index();
    let found = match index.dataset(&city, &name) {
        Some(resource) => Some((resource, None)),
        None => split_suffix(&name).and_then(|(stem, suffix)| {
            let form = Form::of_suffix(suffix)?;
            index.dataset(&city, stem).map(|resource| (resource, Some(form)))
        }),
    };
    match found {
        Some((resource, form)) => respond(&app, &index, resource, form, &parameters, &client).await,
        None => by_path(State(Arc::clone(&app)), uri, parameters, client).await,
    }
}

/// Any record whose IRI has the path of the request, whatever its host: what is published under an address of ours is
/// found there. What was published there once is gone or has moved.
pub(crate) async fn by_path(
    State(app): State<Arc<App>>,
    uri: Uri,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let index = app.index();
    let path = uri.path();
    let found = match index.by_path(path) {
        Some(resource) => Some((resource, None)),
        None => split_suffix(path).and_then(|(stem, suffix)| {
            let form = Form::of_suffix(suffix)?;
            index.by_path(stem).map(|resource| (resource, Some(form)))
        }),
    };
    match found {
        Some((resource, form)) => respond(&app, &index, resource, form, &parameters, &client).await,
        None => departed::instead(&app, &index, &uri),
    }
}

async fn respond(
    app: &Arc<App>,
    index: &Arc<Index>,
    resource: &Resource,
    suffix: Option<Form>,
    parameters: &Parameters,
    client: &Client,
) -> Result<Response, Problem> {
    let offers: Vec<Form> = RECORD_FORMS
        .into_iter()
        .filter(|form| *form != Form::Json || resource.kind == ResourceKind::Dataset)
        .collect();
    let form = match suffix {
        Some(form) => offers.contains(&form).then_some(form),
        None => client.accept.best(&offers, Form::media_type),
    };
    let form = form.ok_or_else(|| not_acceptable(&offers))?;
    let charset = if parameters.has("pretty") {
        Charset::Utf8
    } else {
        Charset::Ascii
    };
    let (iri, index) = (resource.iri.clone(), Arc::clone(index));
    let mut representation = Arc::clone(app)
        .blocking(move |app| {
            let resource = index
                .state()
                .resources
                .get(&iri)
                .ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
            represent(app, &index, resource, form, charset)
        })
        .await?;
    if suffix.is_none() {
        representation = representation.negotiated();
    }
    Ok(representation.respond(&client.headers))
}

fn represent(
    app: &App,
    index: &Index,
    resource: &Resource,
    form: Form,
    charset: Charset,
) -> Result<Representation, Problem> {
    let representation = match form {
        Form::Rdf(format) => Representation::rdf(&app.graph(&resource.iri)?, format, charset)?,
        Form::Json => Representation::json(&*app.dataset_json(resource)?)?,
        Form::Html if resource.kind == ResourceKind::Dataset => {
            let graph = app.graph(&resource.iri)?;
            let json = app.dataset_json(resource)?;
            let city = index.state().cities.get(&resource.city);
            let city = city.map_or(resource.city.as_str(), |city| city.name.as_str());
            Representation::html(&DatasetPage::new(app, city, resource, &graph, &json))?
        }
        Form::Html => {
            let graph = app.graph(&resource.iri)?;
            Representation::html(&RecordPage::new(app, index, resource, &graph))?
        }
    };
    Ok(with_links(app, resource, representation))
}

/// The other forms and the permanent address, for clients that read headers alone
/// ([Signposting](https://signposting.org/FAIR/)).
fn with_links(app: &App, resource: &Resource, representation: Representation) -> Representation {
    let path = match resource.kind {
        ResourceKind::Dataset => Some(dataset_path(&resource.city, &resource.slug)),
        ResourceKind::DataService
        | ResourceKind::DatasetSeries
        | ResourceKind::CatalogRecord
        | ResourceKind::Catalog => path_of_iri(&resource.iri).map(str::to_owned),
    };
    let Some(path) = path else { return representation };
    let mut representation = representation.with_link(&resource.iri, "rel=\"cite-as\"");
    for form in RECORD_FORMS {
        if let Form::Rdf(format) = form {
            let target = app.addresses.absolute(&format!("{path}.{}", format.extension()));
            let parameters = format!("rel=\"describedby\"; type=\"{}\"", format.media_type());
            representation = representation.with_link(&target, &parameters);
        }
    }
    representation
}
