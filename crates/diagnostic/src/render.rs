//! Showing a report: one entry, one module per format.

mod aside;
mod csv;
mod excerpt;
mod github;
mod gitlab;
mod group;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod position;
mod printable;
mod sarif;
mod turtle;
mod uri;
mod wording;

use std::io::{self, BufWriter, Write};

pub use self::human::wrap;
use crate::finding::Severity;
use crate::language::Language;
use crate::report::Report;

pub use self::csv::cell as spreadsheet_cell;
pub use self::group::rules_in_order;
pub use self::printable::one_line;

/// The name that stands where a rule's would, for a file that could not be read.
const UNREADABLE: &str = "unreadable-file";

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, grouped by rule.
    #[default]
    Human,
    /// For programs, one entry per occurrence.
    Json,
    /// The same, one line per occurrence.
    Jsonl,
    /// [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning.
    Sarif,
    /// [Code Quality](https://docs.gitlab.com/ci/testing/code_quality/), for GitLab.
    Gitlab,
    /// [Workflow commands](https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions), for
    /// GitHub.
    Github,
    /// `JUnit` XML, for CI servers.
    Junit,
    /// A list for spreadsheets.
    Csv,
    /// A page to mail and to print.
    Html,
    /// The [SHACL validation report](https://www.w3.org/TR/shacl/#validation-report).
    Turtle,
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
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// The format.
    pub format: Format,
    /// The language of people's texts.
    pub language: Language,
    /// Colours.
    pub colour: Colour,
    /// How much to show.
    pub length: Length,
    /// The columns that the human format fills.
    pub width: usize,
    /// From which severity on a finding makes a test fail, in the `JUnit` format.
    pub fail_level: Severity,
    /// The next command to type, complete: the last line of the human format.
    pub next_command: Option<String>,
    /// The command that explains a rule at length, to people on a terminal.
    pub explain_command: Option<String>,
}

/// Short and German, 80 columns wide, without colours.
impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            format: Format::default(),
            language: Language::default(),
            colour: Colour::default(),
            length: Length::default(),
            width: 80,
            fail_level: Severity::Error,
            next_command: None,
            explain_command: None,
        }
    }
}

/// Writes the report, ending with a line end.
///
/// The formats for programs are written as they arise, so that a report of a million findings takes no second copy.
///
/// # Errors
/// When `out` does not take it.
///
/// ```
/// use kolophon_diagnostic::{Format, RenderOptions, Report, render};
///
/// let report = Report { profile: "dcat-ap-de".to_owned(), ..Report::default() };
/// let options = RenderOptions { format: Format::Jsonl, ..RenderOptions::default() };
/// let mut out = Vec::new();
/// render(&report, &options, &mut out)?;
/// assert!(out.starts_with(br#"{"type":"summary","#));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut buffered = BufWriter::new(out);
    let out = &mut buffered;
    let language = options.language;
    match options.format {
        Format::Human => human::render(report, options, out),
        Format::Json => json::render(report, language, out),
        Format::Jsonl => jsonl::render(report, language, out),
        Format::Sarif => sarif::render(report, language, out),
        Format::Gitlab => gitlab::render(report, language, out),
        Format::Github => github::render(report, language, out),
        Format::Junit => junit::render(report, options, out),
        Format::Csv => csv::render(report, language, out),
        Format::Html => html::render(report, options, out),
        Format::Turtle => turtle::render(report, out),
    }?;
    buffered.flush()
}

/// The JSON Schema (draft 2020-12) of the JSON format.
#[must_use]
pub fn json_schema() -> String {
    json::schema()
}

/// The JSON Schema (draft 2020-12) of one line of the JSON Lines format.
#[must_use]
pub fn json_line_schema() -> String {
    jsonl::schema()
}

/// The JSON Schema (draft 2020-12) of the documented fields of GitLab's Code Quality report.
#[must_use]
pub fn code_quality_schema() -> String {
    gitlab::schema()
}
