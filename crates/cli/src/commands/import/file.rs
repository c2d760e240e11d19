//! Files of RDF as a source.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kolophon_dcat::read as read_rdf;
use kolophon_diagnostic::Unreadable;
use kolophon_graph::GraphBuilder;
use kolophon_publish::reading::is_officers_file;

use super::{Found, pages};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};

/// Reads a file, all of a folder, or standard input. One that cannot be read means that nothing is taken.
pub(super) fn read(path: &Path) -> Result<Found, Failure> {
    let path: PathBuf = path.to_owned();
    let input = Input::read(&[path]).refuse_empty();
    if let Some(first) = input.unreadable.first() {
        return Err(nothing_written(first));
    }
    let mut builder = GraphBuilder::new();
    let mut doubts = Vec::new();
    for document in &input.documents {
        if is_officers_file(document) {
            return Err(Failure::new(
                Exit::Usage,
                format!(
                    "{} ist schon eine Liste, wie Kolophon sie liest. Legen Sie sie in den Ordner der Kommune.",
                    document.name
                ),
                format!(
                    "{} is a list that Kolophon reads already. Put it into the city's folder.",
                    document.name
                ),
            ));
        }
        let reading =
            read_rdf(document, &mut builder).map_err(|error| nothing_written(&unreadable(&error)))?;
        doubts.extend(pages::faults(&document.name, &reading, &builder)?);
    }
    Ok(Found {
        graph: builder.finish(),
        doubts,
        left: Vec::new(),
        unknown: BTreeMap::new(),
        parts: input.documents.len(),
    })
}

/// A list that lacks what could not be read would look whole.
pub(super) fn nothing_written(file: &Unreadable) -> Failure {
    let at = file
        .line_column
        .map(|(line, column)| format!(":{line}:{column}"))
        .unwrap_or_default();
    let (name, message) = (&file.file, &file.message);
    Failure::new(
        Exit::Unreadable,
        format!("{name}{at}: {} Es wurde nichts geschrieben.", message.de),
        format!("{name}{at}: {} Nothing was written.", message.en),
    )
}
