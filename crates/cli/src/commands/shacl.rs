//! `kolophon shacl`: any data against any shapes, for developers.

mod check_shapes;
mod json;
mod report;
mod summary;

use std::io;
use std::ops::ControlFlow;

use kolophon_dcat::{Document, StreamFormat, read};
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::{Consumer, Severity, Shapes, validate_into};

use crate::args::{ShaclArguments, ShaclFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::ui::Ui;

/// How many warnings about the shapes are told one by one.
const MOST_WARNINGS: usize = 10;

pub(super) fn run(arguments: &ShaclArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let base = arguments.base.as_deref();
    let shapes_graph = graph(&arguments.shapes, base, GraphBuilder::new(), ui)?;
    if arguments.check_shapes {
        return check_shapes::run(&shapes_graph, ui);
    }
    let shapes = Shapes::from_graph(&shapes_graph).map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Die Regeln (SHACL) sind nicht verwendbar; es wurde nichts geprüft.",
            "The shapes cannot be used; nothing was checked.",
        )
        .with_cause(&error)
    })?;
    if shapes.is_empty() {
        return Err(Failure::new(
            Exit::Unreadable,
            "In den angegebenen Dateien stehen keine Regeln (SHACL); es wurde nichts geprüft.",
            "The files given hold no shapes; nothing was checked.",
        ));
    }
    warn(&shapes, ui);
    let data = graph(&arguments.data, base, data_builder(&shapes), ui)?;
    let result = match arguments.format {
        ShaclFormat::Turtle => report::write(StreamFormat::Turtle, &shapes, &data, ui),
        ShaclFormat::Ntriples => report::write(StreamFormat::NTriples, &shapes, &data, ui),
        ShaclFormat::Json => json::write(&shapes, &data, ui),
        ShaclFormat::Summary => summary::write(&shapes, &data, ui),
    };
    Ok(match result? {
        Outcome::Conforms if data.is_empty() => {
            ui.line(nothing_checked(ui.language()));
            Exit::Unreadable
        }
        Outcome::Conforms => Exit::Clean,
        Outcome::Violated => Exit::Findings,
    })
}

/// By the standard an empty graph conforms. Who checks an empty file wants to know that it is empty.
fn nothing_checked(language: Language) -> &'static str {
    match language {
        Language::German => {
            "In den Daten steht keine Angabe, auf die sich die Regeln beziehen; es wurde nichts geprüft."
        }
        Language::English => "The data holds no statement that the shapes are about; nothing was checked.",
    }
}

/// What a validation says in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Conforms,
    Violated,
}

impl Outcome {
    fn of(results: usize) -> Self {
        if results == 0 {
            Self::Conforms
        } else {
            Self::Violated
        }
    }
}

/// Validates; what comes of every part of the results goes to `emit`, whose error ends it.
fn validate<C: Consumer>(
    shapes: &Shapes,
    data: &Graph,
    consumer: &C,
    mut emit: impl FnMut(C::Part) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut trouble = None;
    validate_into(shapes, data, consumer, |part| match emit(part) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            trouble = Some(error);
            ControlFlow::Break(())
        }
    })
    .map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Eine Regel (SHACL) kann nicht ausgewertet werden; über die Daten ist nichts bekannt.",
            "A shape cannot be evaluated; nothing is known about the data.",
        )
        .with_cause(&error)
    })?;
    match trouble {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

/// The severity's name: `Violation`, or the IRI of one that the shapes bring along.
fn severity_name(shapes: &Shapes, severity: Severity) -> &str {
    let iri = shapes.severity(severity);
    match severity {
        Severity::Info | Severity::Warning | Severity::Violation => iri.rsplit('#').next().unwrap_or(iri),
        Severity::Other(_) => iri,
    }
}

/// A builder for what the shapes look at: reports name no places in the data.
fn data_builder(shapes: &Shapes) -> GraphBuilder {
    let builder = GraphBuilder::without_positions();
    match shapes.mentioned_predicates() {
        Some(predicates) => builder.keeping(predicates),
        None => builder,
    }
}

/// All files as one graph. A file that cannot be read ends the run: a part of the data proves nothing.
fn graph(
    paths: &[std::path::PathBuf],
    base: Option<&str>,
    mut builder: GraphBuilder,
    ui: &mut Ui,
) -> Result<Graph, Failure> {
    let input = Input::read(paths);
    let mut missing = input.unreadable;
    let mut issues = 0;
    let found = input.documents.len();
    for document in input.documents {
        let document = match base {
            Some(base) => document.with_base(base),
            None => document,
        };
        match read(&document, &mut builder) {
            Ok(reading) => issues += reading.issues.len(),
            Err(error) => missing.push(unreadable(&error)),
        }
    }
    if let Some(first) = missing.into_iter().next() {
        let at = match first.line_column {
            Some((line, column)) => format!("{}:{line}:{column}", first.file),
            None => first.file,
        };
        return Err(Failure::new(
            Exit::Unreadable,
            format!("{at}: {}", first.message.de),
            format!("{at}: {}", first.message.en),
        ));
    }
    if found == 0 {
        let names = super::quoted_paths(paths);
        return Err(Failure::new(
            Exit::Unreadable,
            format!("Hier liegt keine RDF-Datei: {names}"),
            format!("There is no RDF file here: {names}"),
        ));
    }
    if issues > 0 {
        let text = match ui.language() {
            Language::German => format!(
                "{issues} Stellen sind kein korrektes RDF und wurden so gut wie möglich gelesen; kolophon validate zeigt sie."
            ),
            Language::English => format!(
                "{issues} places are no correct RDF and were read as well as possible; kolophon validate shows them."
            ),
        };
        ui.line(&text);
    }
    Ok(builder.finish())
}

fn warn(shapes: &Shapes, ui: &mut Ui) {
    let label = match ui.language() {
        Language::German => "Warnung",
        Language::English => "Warning",
    };
    for warning in shapes.warnings().iter().take(MOST_WARNINGS) {
        ui.line(&format!("{label}: {warning}"));
    }
    if let Some(more) = shapes
        .warnings()
        .len()
        .checked_sub(MOST_WARNINGS)
        .filter(|more| *more > 0)
    {
        ui.line(&format!("{label}: … + {more}"));
    }
}

/// The documents of `--shapes`, which every command that takes them reads alike.
pub(super) fn shapes_documents(paths: &[std::path::PathBuf]) -> Result<Vec<Document>, Failure> {
    let input = Input::read(paths);
    if let Some(first) = input.unreadable.into_iter().next() {
        return Err(Failure::new(
            Exit::Unreadable,
            format!("{}: {}", first.file, first.message.de),
            format!("{}: {}", first.file, first.message.en),
        ));
    }
    Ok(input.documents)
}
