//! The report for programs that read line by line: one line per finding or unreadable file, the counts last.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::language::Language;
use crate::render::json::{JsonFinding, JsonSummary, JsonUnreadable, SCHEMA_VERSION, schema_of};
use crate::report::Report;

pub(super) fn render(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        write_line(
            out,
            &JsonLine::Finding(Box::new(JsonFinding::new(finding, language))),
        )?;
    }
    for file in &report.unreadable {
        write_line(out, &JsonLine::Unreadable(JsonUnreadable::new(file, language)))?;
    }
    let last = JsonEnd {
        schema_version: SCHEMA_VERSION,
        profile: &report.profile,
        counts: JsonSummary::new(report),
    };
    write_line(out, &JsonLine::Summary(last))
}

pub(super) fn schema() -> String {
    schema_of::<JsonLine<'_>>()
}

fn write_line(out: &mut dyn Write, line: &JsonLine<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// One line of `kolophon validate --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[schemars(rename = "ReportLine")]
enum JsonLine<'a> {
    /// One occurrence of one problem.
    Finding(Box<JsonFinding<'a>>),
    /// A file that could not be read.
    Unreadable(JsonUnreadable<'a>),
    /// The counts: the last line. Without it the report is not whole.
    Summary(JsonEnd<'a>),
}

/// The last line.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ReportEnd")]
struct JsonEnd<'a> {
    /// The version of this format.
    schema_version: u32,
    /// The profile that was checked against.
    profile: &'a str,
    #[serde(flatten)]
    counts: JsonSummary,
}
