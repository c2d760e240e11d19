//! `kolophon schema`: the JSON Schema of an output.

use kolophon_diagnostic::{code_quality_schema, json_line_schema, json_schema};
use kolophon_validate::quality;

use crate::args::{SchemaArguments, SchemaName};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &SchemaArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    match arguments.name {
        SchemaName::Report => ui.data(json_schema())?,
        SchemaName::ReportLine => ui.data(json_line_schema())?,
        SchemaName::CodeQuality => ui.data(code_quality_schema())?,
        SchemaName::Quality => ui.data(quality::json_schema())?,
    }
    Ok(Exit::Clean)
}
