//! What is published.

use kolophon_graph::Graph;
use kolophon_publish::stored_defaults;
use kolophon_store::Store;

use super::{lists, syntax, text};
use crate::Context;
use crate::args::{ExportArguments, ExportFormat};
use crate::commands::store;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &ExportArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let store = store::open(arguments.data_dir.data_dir.as_deref(), context)?;
    let names = graph_names(&store, arguments.city.as_deref())?;
    if let Some(form) = lists::form(arguments.format) {
        for city in store.state().cities.values() {
            if arguments.city.as_ref().is_some_and(|wanted| *wanted != city.slug) {
                continue;
            }
            let graph = joined(&store, &graph_names(&store, Some(&city.slug))?)?;
            lists::write(&graph, form, &stored_defaults(city), arguments, ui)?;
        }
        return Ok(Exit::Clean);
    }
    let text = match (syntax(arguments.format), arguments.format) {
        (Some(format), _) => text(&joined(&store, &names)?, format)?,
        (None, ExportFormat::Trig) => quads(&store, &names, |name, lines| {
            format!("<{name}> {{\n{}}}\n", lines.concat())
        })?,
        (None, _) => quads(&store, &names, |name, lines| {
            let with_graph = |line: &String| match line.strip_suffix(" .\n") {
                Some(triple) => format!("{triple} <{name}> .\n"),
                None => line.clone(),
            };
            lines.iter().map(with_graph).collect()
        })?,
    };
    lists::put(text.as_bytes(), arguments, ui)?;
    Ok(Exit::Clean)
}

/// The graphs of a city, or of all.
fn graph_names(store: &Store, city: Option<&str>) -> Result<Vec<String>, Failure> {
    let state = store.state();
    if let Some(city) = city
        && !state.cities.contains_key(city)
    {
        let known: Vec<&str> = state.cities.keys().map(String::as_str).collect();
        let known = known.join(", ");
        return Err(Failure::new(
            Exit::Usage,
            format!("Von {city} ist nichts veröffentlicht. Bekannt sind: {known}."),
            format!("Nothing of {city} is published. Known are: {known}."),
        ));
    }
    let resources = state.resources.values();
    Ok(resources
        .filter(|resource| city.is_none_or(|city| resource.city == city))
        .map(|resource| resource.iri.clone())
        .collect())
}

fn joined(store: &Store, names: &[String]) -> Result<Graph, Failure> {
    store.graphs(names).map_err(|error| store::unreadable(&error))
}

/// Every graph by itself. Blank nodes keep the labels of the store, which are different in all graphs.
fn quads(
    store: &Store,
    names: &[String],
    block: impl Fn(&str, &[String]) -> String,
) -> Result<String, Failure> {
    let mut text = String::new();
    for name in names {
        let graph = store.graph(name).map_err(|error| store::unreadable(&error))?;
        if let Some(graph) = graph {
            text.push_str(&block(name, &lines(&graph)));
        }
    }
    Ok(text)
}

/// The triples as N-Triples, in the order of their text.
fn lines(graph: &Graph) -> Vec<String> {
    let line = |triple: &kolophon_graph::Triple| {
        format!(
            "{} {} {} .\n",
            graph.term(triple.subject),
            graph.term(triple.predicate),
            graph.term(triple.object)
        )
    };
    let mut lines: Vec<String> = graph.triples().iter().map(line).collect();
    lines.sort();
    lines
}
