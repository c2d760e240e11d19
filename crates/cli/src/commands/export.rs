//! `kolophon export`: what is published, or what files say, as RDF or as the lists that officers write.

mod lists;
#[cfg(feature = "store")]
mod published;

use kolophon_dcat::{Charset, Format, PREFIXES, WriteOptions, write};
use kolophon_graph::Graph;

use crate::Context;
use crate::args::{ExportArguments, ExportFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &ExportArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    if !arguments.paths.is_empty() {
        return lists::of_files(arguments, ui);
    }
    published(arguments, context, ui)
}

#[cfg(feature = "store")]
fn published(arguments: &ExportArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    published::run(arguments, context, ui)
}

#[cfg(not(feature = "store"))]
fn published(_: &ExportArguments, _: &Context<'_>, _: &mut Ui) -> Result<Exit, Failure> {
    Err(Failure::new(
        Exit::Usage,
        "Nennen Sie die Dateien oder den Ordner: kolophon export PFAD --format xlsx",
        "Name the files or the folder: kolophon export PATH --format xlsx",
    ))
}

/// The syntax of a graph as a whole; `None` for lists, and for syntaxes that name graphs.
fn syntax(format: ExportFormat) -> Option<Format> {
    match format {
        ExportFormat::Ttl => Some(Format::Turtle),
        ExportFormat::Rdf => Some(Format::RdfXml),
        ExportFormat::Jsonld => Some(Format::JsonLd),
        ExportFormat::Nt => Some(Format::NTriples),
        _ => None,
    }
}

/// A graph in a syntax.
fn text(graph: &Graph, format: Format) -> Result<String, Failure> {
    let options = WriteOptions {
        format,
        prefixes: PREFIXES,
        charset: Charset::Utf8,
    };
    write(graph, &options).map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Dieses Format kann nicht alles fassen, was zu schreiben ist.",
            "This format cannot hold all that is to be written.",
        )
        .with_cause(&error)
        .with_hint(
            "Turtle kann alles fassen: kolophon export --format ttl",
            "Turtle can hold everything: kolophon export --format ttl",
        )
    })
}
