//! `kolophon shacl`: any data against any shapes, for developers.

mod check_shapes;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kolophon_dcat::{Charset, Document, Format, WriteOptions, read, vocab, write};
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::{Severity, Shapes, Terms, ValidationReport, ValidationResult, validate};
use serde::Serialize;

use crate::args::{ShaclArguments, ShaclFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::ui::Ui;

/// How many warnings about the shapes are told one by one.
const MOST_WARNINGS: usize = 10;

pub(super) fn run(arguments: &ShaclArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let shapes_graph = graph(&arguments.shapes, arguments.base.as_deref(), ui)?;
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
    let data = graph(&arguments.data, arguments.base.as_deref(), ui)?;
    let report = validate(&shapes, &data).map_err(|error| {
        Failure::new(
            Exit::Unreadable,
            "Eine Regel (SHACL) kann nicht ausgewertet werden; über die Daten ist nichts bekannt.",
            "A shape cannot be evaluated; nothing is known about the data.",
        )
        .with_cause(&error)
    })?;
    let view = View {
        report: &report,
        shapes: &shapes,
        data: &data,
    };
    let text = match arguments.format {
        ShaclFormat::Turtle => view.turtle()?,
        ShaclFormat::Json => view.json(),
        ShaclFormat::Summary => view.summary(ui.language()),
    };
    ui.data(text)?;
    Ok(if report.conforms() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// All files as one graph. A file that cannot be read ends the run: a part of the data proves nothing.
fn graph(paths: &[std::path::PathBuf], base: Option<&str>, ui: &mut Ui) -> Result<Graph, Failure> {
    let input = Input::read(paths);
    let mut missing = input.unreadable;
    let mut builder = GraphBuilder::new();
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

/// A report together with the graphs its numbers belong to.
struct View<'a> {
    report: &'a ValidationReport,
    shapes: &'a Shapes,
    data: &'a Graph,
}

#[derive(Serialize)]
struct JsonReport {
    conforms: bool,
    results: Vec<JsonResult>,
}

/// A result. Terms and messages are written as N-Triples, a path that is no predicate as a SPARQL property path.
#[derive(Serialize)]
struct JsonResult {
    focus: String,
    path: Option<String>,
    value: Option<String>,
    component: String,
    severity: String,
    source_shape: String,
    messages: Vec<String>,
}

impl View<'_> {
    fn terms(&self) -> Terms<'_> {
        self.report.terms(self.shapes, self.data)
    }

    fn turtle(&self) -> Result<String, Failure> {
        let prefixes = [
            ("sh", "http://www.w3.org/ns/shacl#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
            ("dcat", vocab::dcat::NAMESPACE),
        ];
        let options = WriteOptions {
            format: Format::Turtle,
            prefixes: &prefixes,
            charset: Charset::Utf8,
        };
        write(&self.report.to_graph(self.shapes, self.data), &options).map_err(|error| {
            Failure::new(
                Exit::Unreadable,
                "Der Bericht kann nicht geschrieben werden.",
                "The report cannot be written.",
            )
            .with_cause(&error)
        })
    }

    fn json(&self) -> String {
        let report = JsonReport {
            conforms: self.report.conforms(),
            results: self
                .report
                .results
                .iter()
                .map(|result| self.result(result))
                .collect(),
        };
        // Strings and lists of them: there is nothing that could fail to be written.
        let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
        text.push('\n');
        text
    }

    fn result(&self, result: &ValidationResult) -> JsonResult {
        let terms = self.terms();
        let messages = terms.messages(result);
        JsonResult {
            focus: terms.node(result.focus_node).to_string(),
            path: result.path.map(|path| terms.path(path)),
            value: result.value.map(|value| terms.node(value).to_string()),
            component: self.shapes.component_name(result.component).to_owned(),
            severity: self.severity(result.severity),
            source_shape: self.shapes.shape(result.source_shape).to_string(),
            messages: messages.iter().map(ToString::to_string).collect(),
        }
    }

    /// The severity's name: `Violation`, or the IRI of one that the shapes bring along.
    fn severity(&self, severity: Severity) -> String {
        let iri = self.shapes.severity(severity);
        match severity {
            Severity::Info | Severity::Warning | Severity::Violation => {
                iri.rsplit('#').next().unwrap_or(iri).to_owned()
            }
            Severity::Other(_) => iri.to_owned(),
        }
    }

    /// Counts per severity, and per severity, shape, path and component.
    fn summary(&self, language: Language) -> String {
        if self.report.conforms() {
            return match language {
                Language::German => "Die Daten stimmen mit allen Regeln überein.\n".to_owned(),
                Language::English => "The data conforms to all shapes.\n".to_owned(),
            };
        }
        let mut by_severity: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_shape: BTreeMap<[String; 4], usize> = BTreeMap::new();
        for result in &self.report.results {
            let severity = self.severity(result.severity);
            let key = [
                severity.clone(),
                self.shapes.shape(result.source_shape).to_string(),
                result
                    .path
                    .map(|path| self.terms().path(path))
                    .unwrap_or_default(),
                self.shapes.component_name(result.component).to_owned(),
            ];
            *by_severity.entry(severity).or_default() += 1;
            *by_shape.entry(key).or_default() += 1;
        }
        let mut rows: Vec<([String; 4], usize)> = by_shape.into_iter().collect();
        rows.sort_by(|(a_key, a), (b_key, b)| b.cmp(a).then_with(|| a_key.cmp(b_key)));

        let mut text = String::new();
        for (severity, count) in by_severity {
            writeln!(text, "{count:>7}  {severity}").unwrap_or_default();
        }
        text.push('\n');
        for ([severity, shape, path, component], count) in rows {
            writeln!(text, "{count:>7}  {severity}  {component}  {path}  {shape}").unwrap_or_default();
        }
        text
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
