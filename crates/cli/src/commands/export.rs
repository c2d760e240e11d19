//! `kolophon export`: what is published, as one file.

use kolophon_dcat::{Charset, Format, PREFIXES, WriteOptions, write};
use kolophon_graph::Graph;
use kolophon_store::Store;

use super::store;
use crate::Context;
use crate::args::{ExportArguments, RdfFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &ExportArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let store = store::open(arguments.data_dir.data_dir.as_deref(), context)?;
    let names = graph_names(&store, arguments.city.as_deref())?;
    let text = match arguments.format {
        RdfFormat::Ttl => joined(&store, &names, Format::Turtle)?,
        RdfFormat::Rdf => joined(&store, &names, Format::RdfXml)?,
        RdfFormat::Jsonld => joined(&store, &names, Format::JsonLd)?,
        RdfFormat::Nt => joined(&store, &names, Format::NTriples)?,
        RdfFormat::Trig => quads(&store, &names, |name, lines| {
            format!("<{name}> {{\n{}}}\n", lines.concat())
        })?,
        RdfFormat::Nq => quads(&store, &names, |name, lines| {
            let with_graph = |line: &String| match line.strip_suffix(" .\n") {
                Some(triple) => format!("{triple} <{name}> .\n"),
                None => line.clone(),
            };
            lines.iter().map(with_graph).collect()
        })?,
    };
    ui.data(text)?;
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

fn joined(store: &Store, names: &[String], format: Format) -> Result<String, Failure> {
    let graph = store.graphs(names).map_err(|error| store::unreadable(&error))?;
    let options = WriteOptions {
        format,
        prefixes: PREFIXES,
        charset: Charset::Utf8,
    };
    write(&graph, &options).map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Dieses Format kann nicht alles fassen, was veröffentlicht ist.",
            "This format cannot hold all that is published.",
        )
        .with_cause(&error)
        .with_hint(
            "Turtle kann alles fassen: kolophon export --format ttl",
            "Turtle can hold everything: kolophon export --format ttl",
        )
    })
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
