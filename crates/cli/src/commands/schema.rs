//! `kolophon schema`: the JSON Schema of an output.

use crate::args::{SchemaArguments, SchemaName};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &SchemaArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    match arguments.name {
        SchemaName::Report => ui.data(kolophon_diagnostic::json_schema())?,
    }
    Ok(Exit::Clean)
}
