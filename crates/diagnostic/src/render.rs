//! Showing a report.

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

/// The report as text.
#[must_use]
pub fn render(report: &Report, options: &RenderOptions) -> String {
    let _ = (report, options);
    String::new()
}

/// The JSON Schema of the JSON format.
#[must_use]
pub fn json_schema() -> String {
    String::new()
}
