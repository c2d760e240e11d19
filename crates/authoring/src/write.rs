//! From triples to the files an officer writes.
//!
//! Everything is written: what no field can say stands under „Weitere Angaben“ (`statements`). Reading the files again
//! gives the same triples.

mod describe;
mod field;
mod json;
mod list;
mod out;
mod plan;
mod toml;
mod yaml;

use kolophon_diagnostic::Language;
use kolophon_graph::Graph;

use crate::codelists::CodeLists;
use crate::defaults::Defaults;
use crate::error::AuthoringError;
use crate::field::Class;
use crate::form::Form;

use self::describe::Writer;
use self::out::{File, Out};
use self::plan::Layout;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutFile {
    /// Its name, without a folder.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// The graph as the files an officer would have written: one per dataset, or one list. Listed values are written by
/// their labels, and what the city's settings say anyway is left out.
///
/// A list is one workbook, or `datensaetze.csv` with its companions in the dialect of German Excel.
///
/// # Errors
/// [`AuthoringError::NotWritable`] when a text is longer than a cell of a workbook may be (32 767 characters).
pub fn write(
    graph: &Graph,
    form: Form,
    defaults: &Defaults,
    lists: &dyn CodeLists,
    language: Language,
) -> Result<Vec<OutFile>, AuthoringError> {
    let layout = if form.is_list() {
        Layout::Sheets
    } else {
        Layout::Files
    };
    let files = Writer::new(graph, layout, defaults, lists, language).files();
    if form.is_list() {
        let Some(file) = files.first() else {
            return Ok(Vec::new());
        };
        return list::write(file, form, lists, language);
    }
    let files = files.into_iter().map(|file| OutFile {
        name: format!("{}.{}", file.stem, form.extension()),
        bytes: text(&file, form, language).into_bytes(),
    });
    Ok(files.collect())
}

/// How much of the triples no field could say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All triples.
    pub triples: usize,
    /// Those that stand under „Weitere Angaben“.
    pub statements: usize,
}

/// How much of a graph fields can say, when it is written in that form.
#[must_use]
pub fn coverage(graph: &Graph, form: Form, defaults: &Defaults, lists: &dyn CodeLists) -> Coverage {
    let layout = if form.is_list() {
        Layout::Sheets
    } else {
        Layout::Files
    };
    let files = Writer::new(graph, layout, defaults, lists, Language::German).files();
    let statements = files
        .iter()
        .flat_map(|file| &file.parts)
        .map(|(class, parts)| match class {
            Class::Statement => parts.iter().map(Out::objects).sum(),
            _ => 0,
        });
    Coverage {
        triples: graph.len(),
        statements: statements.sum(),
    }
}

fn text(file: &File, form: Form, language: Language) -> String {
    match form {
        Form::Json => json::write(file, language),
        Form::Toml => toml::write(file, language),
        _ => yaml::write(file, language),
    }
}
