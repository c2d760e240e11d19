//! The files that officers write, from a graph.

use std::fs;
use std::mem;
use std::path::Path;

use kolophon_authoring::{Defaults, Form, write as write_files};
use kolophon_diagnostic::Text;
use kolophon_graph::Graph;
use kolophon_publish::EmbeddedLists;
use kolophon_publish::reading::Reading;

use super::{syntax, text};
use crate::args::{ExportArguments, ExportFormat};
use crate::commands::validate;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::output;
use crate::ui::Ui;

/// The form of officers' files that a format is; `None` for RDF.
pub(super) fn form(format: ExportFormat) -> Option<Form> {
    match format {
        ExportFormat::Xlsx => Some(Form::Xlsx),
        ExportFormat::Ods => Some(Form::Ods),
        ExportFormat::Csv => Some(Form::Csv),
        ExportFormat::Yaml => Some(Form::Yaml),
        ExportFormat::Json => Some(Form::Json),
        ExportFormat::Toml => Some(Form::Toml),
        _ => None,
    }
}

/// Exports what files say: every city of a folder into a folder of its own.
pub(super) fn of_files(arguments: &ExportArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    for catalogue in validate::catalogues(&arguments.paths)? {
        if arguments
            .city
            .as_ref()
            .is_some_and(|city| *city != catalogue.defaults.city)
        {
            continue;
        }
        let input = Input::read(&catalogue.paths).refuse_empty();
        let mut reading = Reading::default();
        reading.add(&input.documents, &catalogue.defaults);
        refuse_unreadable(&input, &reading)?;
        let graph = mem::take(reading.material.builder()).finish();
        match (form(arguments.format), syntax(arguments.format)) {
            (Some(form), _) => write(&graph, form, &catalogue.defaults, arguments, ui)?,
            (None, Some(format)) => put(text(&graph, format)?.as_bytes(), arguments, ui)?,
            (None, None) => {
                return Err(Failure::new(
                    Exit::Usage,
                    "TriG und N-Quads gibt es nur von dem, was veröffentlicht ist.",
                    "TriG and N-Quads exist only of what is published.",
                ));
            }
        }
    }
    Ok(Exit::Clean)
}

/// A list that lacks what could not be read would look whole.
fn refuse_unreadable(input: &Input, reading: &Reading) -> Result<(), Failure> {
    let rdf = reading.material.unreadable().iter().map(unreadable);
    let all = input
        .unreadable
        .iter()
        .chain(&reading.unreadable)
        .cloned()
        .chain(rdf);
    match all.into_iter().next() {
        None => Ok(()),
        Some(first) => Err(Failure::new(
            Exit::Unreadable,
            format!(
                "{}: {} Es wurde nichts geschrieben.",
                first.file, first.message.de
            ),
            format!("{}: {} Nothing was written.", first.file, first.message.en),
        )),
    }
}

/// Writes the files below the output folder: for several cities, in a folder of each.
pub(super) fn write(
    graph: &Graph,
    form: Form,
    defaults: &Defaults,
    arguments: &ExportArguments,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let Some(folder) = &arguments.output else {
        return Err(Failure::new(
            Exit::Usage,
            "Wohin sollen die Dateien? Nennen Sie einen Ordner: --output ORDNER",
            "Where shall the files go? Name a folder: --output FOLDER",
        ));
    };
    let folder = folder.join(&defaults.city);
    let files = write_files(graph, form, defaults, &EmbeddedLists, ui.language()).map_err(|error| {
        let text = error.text();
        Failure::new(Exit::Unreadable, text.de, text.en)
    })?;
    for file in &files {
        let path = folder.join(&file.name);
        if path.exists() {
            return Err(exists(&path));
        }
    }
    for file in &files {
        let path = folder.join(&file.name);
        fs::create_dir_all(path.parent().unwrap_or(&folder)).map_err(|error| {
            let name = folder.display();
            Failure::new(
                Exit::Unreadable,
                format!("Der Ordner {name} lässt sich nicht anlegen."),
                format!("The folder {name} cannot be made."),
            )
            .with_cause(&error)
        })?;
        output::write_file(&path, |out| out.write_all(&file.bytes))?;
    }
    let (count, name) = (files.len(), folder.display());
    let noun = if count == 1 {
        ("Datei", "file")
    } else {
        ("Dateien", "files")
    };
    ui.say(&Text::new(
        format!("{count} {} geschrieben: {name}", noun.0),
        format!("{count} {} written: {name}", noun.1),
    ));
    Ok(())
}

fn exists(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        Exit::Conflict,
        format!("{name} gibt es schon. Es wurde nichts geschrieben."),
        format!("{name} is there already. Nothing was written."),
    )
    .with_hint(
        "Nennen Sie mit --output einen neuen Ordner.",
        "Name a new folder with --output.",
    )
}

/// Writes text to the file of `--output`, else to stdout.
pub(super) fn put(bytes: &[u8], arguments: &ExportArguments, ui: &mut Ui) -> Result<(), Failure> {
    match &arguments.output {
        Some(path) => output::write_file(path, |out| out.write_all(bytes)),
        None => Ok(ui.data(bytes)?),
    }
}
