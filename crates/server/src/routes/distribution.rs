//! Distributions by their addresses. They have no page of their own: people get the place on the dataset's page.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use kolophon_dcat::Charset;
use kolophon_dcat::json::last_segment;
use kolophon_dcat::vocab::dcat;
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};

use crate::addresses::{decoded, path_of_iri};
use crate::app::App;
use crate::extract::{Client, Parameters};
use crate::html::anchor;
use crate::negotiate::{Form, RDF_FORMATS, rdf_of_suffix, split_suffix};
use crate::problem::Problem;
use crate::representation::{Representation, not_acceptable};
use crate::routes::departed;
use crate::routes::pages::see_other;

/// A distribution of a dataset.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path((city, slug, name)): Path<(String, String, String)>,
    uri: Uri,
    parameters: Parameters,
    client: Client,
) -> Result<Response, Problem> {
    let index = app.index();
    let Some(dataset) = index.dataset(&city, &slug).cloned() else {
        return departed::instead(&app, &index, &uri);
    };
    let (iri, path) = (dataset.iri.clone(), decoded(uri.path()));
    let found = Arc::clone(&app)
        .blocking(move |app| {
            let graph = app.graph(&iri)?;
            let found = find(&graph, &iri, &path, &name)
                .map(|node| (node, None))
                .or_else(|| {
                    let (name, suffix) = split_suffix(&name)?;
                    let format = rdf_of_suffix(suffix)?;
                    let path = path.strip_suffix(&format!(".{suffix}"))?;
                    find(&graph, &iri, path, name).map(|node| (node, Some(format)))
                });
            Ok(found.map(|(node, suffix)| (graph, node, suffix)))
        })
        .await?;
    let Some((graph, distribution, suffix)) = found else {
        return departed::instead(&app, &index, &uri);
    };
    let mut offers = vec![Form::Html];
    offers.extend(RDF_FORMATS.map(Form::Rdf));
    let form = match suffix {
        Some(format) => Some(Form::Rdf(format)),
        None => client.accept.best(&offers, Form::media_type),
    };
    match form {
        Some(Form::Html) => {
            let page = app.addresses.dataset(&city, &slug);
            let iri = graph.term(distribution).value();
            Ok(see_other(&format!("{page}#{}", anchor(iri))))
        }
        Some(Form::Rdf(format)) => {
            let charset = if parameters.has("pretty") {
                Charset::Utf8
            } else {
                Charset::Ascii
            };
            let description = closure(&graph, distribution, &dataset.iri);
            let mut representation = Representation::rdf(&description, format, charset)?;
            if suffix.is_none() {
                representation = representation.negotiated();
            }
            Ok(representation.respond(&client.headers))
        }
        Some(Form::Json) | None => Err(not_acceptable(&offers)),
    }
}

/// The distribution whose IRI has that path, whatever its host; else the one whose IRI ends in that name.
fn find(graph: &Graph, dataset: &str, path: &str, name: &str) -> Option<TermId> {
    let (dataset, property) = (graph.iri(dataset)?, graph.iri(dcat::DISTRIBUTION)?);
    let with_iri = |id: &TermId| graph.term(*id).as_iri().is_some();
    let distributions = || graph.objects(dataset, property).filter(with_iri);
    let iri = |id: TermId| graph.term(id).value();
    distributions()
        .find(|id| path_of_iri(iri(*id)).is_some_and(|own| decoded(own) == path))
        .or_else(|| distributions().find(|id| decoded(last_segment(iri(*id))) == name))
}

/// Everything that is said about a node and what it leads to, up to the dataset it belongs to.
fn closure(graph: &Graph, start: TermId, dataset: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let mut seen = BTreeSet::from([start]);
    seen.extend(graph.iri(dataset));
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        for at in graph.outgoing(node) {
            let triple = graph.triple(at);
            let mut copy = |id| builder.term(graph.term(id));
            let copied = Triple::new(copy(triple.subject), copy(triple.predicate), copy(triple.object));
            builder.push(copied, Position::UNKNOWN);
            if seen.insert(triple.object) {
                waiting.push(triple.object);
            }
        }
    }
    builder.finish()
}
