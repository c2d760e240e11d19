//! A finding as a value, and every way to show it.
//!
//! A [`Finding`] says what is wrong in somebody's data, where, why it matters and how to mend it. It is never an error of
//! the program. A [`Report`] holds the findings of one check; [`render`] shows it.

mod baseline;
mod finding;
mod fingerprint;
mod language;
mod render;
mod report;

pub use crate::baseline::{Baseline, BaselineError, Comparison, FileNames, KnownFinding};
pub use crate::finding::{
    Cell, Certainty, Consequence, Edit, Finding, Fix, Place, RuleId, Severity, ShaclResult,
};
pub use crate::language::{Language, Text};
pub use crate::render::{
    Colour, Format, Length, RenderOptions, code_quality_schema, json_line_schema, json_schema, one_line,
    render, rules_in_order, spreadsheet_cell, wrap,
};
pub use crate::report::{LeftOut, Report, SourceText, Summary, Unreadable};
