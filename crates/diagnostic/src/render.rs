//! Showing a report: one entry, one module per format.

mod excerpt;
mod human;
mod json;
mod wording;

use crate::language::Language;
use crate::report::Report;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, grouped by rule.
    #[default]
    Human,
    /// For programs, one entry per occurrence.
    Json,
}

/// Whether to colour the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    #[default]
    Never,
    /// ANSI colours.
    Always,
}

/// How much of it to show to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// At most 60 lines.
    #[default]
    Short,
    /// Everything.
    All,
}

/// What the caller knows about its reader.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// The format.
    pub format: Format,
    /// The language of people's texts.
    pub language: Language,
    /// Colours.
    pub colour: Colour,
    /// How much to show.
    pub length: Length,
    /// The next command to type, complete: the last line of the human format.
    pub next_command: Option<String>,
}

/// The report as text, ending with a line end.
#[must_use]
pub fn render(report: &Report, options: &RenderOptions) -> String {
    match options.format {
        Format::Human => human::render(report, options),
        Format::Json => json::render(report, options.language),
    }
}

/// The JSON Schema (draft 2020-12) of the JSON format.
#[must_use]
pub fn json_schema() -> String {
    json::schema()
}
