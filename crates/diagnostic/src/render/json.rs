//! The report for programs: one entry per occurrence, keys and rule names the same in every language.

use std::io::{self, Write};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Serialize, Serializer};

use crate::finding::{Certainty, Consequence, Edit, Finding, Severity, ShaclResult};
use crate::language::Language;
use crate::report::{Report, Unreadable};

/// The version of the JSON formats; it grows when a key changes its meaning or goes away.
pub(super) const SCHEMA_VERSION: u32 = 1;

pub(super) fn render(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let document = JsonReport {
        schema_version: SCHEMA_VERSION,
        profile: &report.profile,
        summary: JsonSummary::new(report),
        findings: Findings {
            findings: &report.findings,
            language,
        },
        unreadable: report
            .unreadable
            .iter()
            .map(|file| JsonUnreadable::new(file, language))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

pub(super) fn schema() -> String {
    schema_of::<JsonReport<'_>>()
}

/// The JSON Schema of a type as it is written.
pub(super) fn schema_of<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// All findings, written one after the other.
#[derive(Debug)]
struct Findings<'a> {
    findings: &'a [Finding],
    language: Language,
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.findings.iter();
        serializer.collect_seq(findings.map(|finding| JsonFinding::new(finding, self.language)))
    }
}

/// The result of `kolophon validate --format json`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
struct JsonReport<'a> {
    /// The version of this format.
    schema_version: u32,
    /// The profile that was checked against.
    profile: &'a str,
    /// How many findings and datasets there are.
    summary: JsonSummary,
    /// Every occurrence, in the order of files and places.
    #[schemars(with = "Vec<JsonFinding<'a>>")]
    findings: Findings<'a>,
    /// The files that could not be read and are therefore not checked. When there are any, the exit code is 3.
    unreadable: Vec<JsonUnreadable<'a>>,
}

/// How many findings and datasets there are.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
pub(super) struct JsonSummary {
    /// Findings with severity `error`.
    error: usize,
    /// Findings with severity `warning`.
    warning: usize,
    /// Findings with severity `info`.
    info: usize,
    /// The datasets that were looked at.
    datasets: usize,
    /// Findings that are not shown because of `--only` or `--ignore`.
    left_out_by_selection: usize,
    /// Findings that are not shown because `kolophon.toml` turns their rule off or accepts them for a reason.
    left_out_by_configuration: usize,
    /// What became of known findings, with `--baseline`. The findings of the report are then the new ones.
    baseline: Option<JsonComparison>,
}

/// What became of the findings of a baseline. The numbers above do not count them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Comparison")]
struct JsonComparison {
    /// Known findings that are still there.
    known: usize,
    /// How many of these keep a dataset from being published.
    blocking: usize,
    /// Known findings that are no longer there.
    gone: usize,
}

/// One occurrence of one problem.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub(super) struct JsonFinding<'a> {
    /// The stable name of the rule.
    rule: &'a str,
    /// How bad it is.
    severity: JsonSeverity,
    /// What is wrong, as one sentence in the language asked for.
    message: &'a str,
    /// Why it matters.
    why: Option<&'a str>,
    /// How to mend it.
    mend: Option<&'a str>,
    /// What the portal GovData does with it.
    consequence: JsonConsequence,
    /// Whether the dataset is never published like this, whatever the flag.
    blocking: bool,
    /// The file as it was named on the command line.
    file: Option<&'a str>,
    /// The line, from 1.
    line: Option<u32>,
    /// The column in characters, from 1. In a workbook, line and column are those of the cell.
    column: Option<u32>,
    /// The sheet, when the file is a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    /// The cell, when the file is a table: `F17`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
    /// The dataset (or catalogue, data service …) it belongs to.
    dataset: Option<&'a str>,
    /// The subject of the dataset's own triple: an IRI, or `_:label`.
    focus: Option<&'a str>,
    /// The property of the dataset's own triple, an IRI.
    path: Option<&'a str>,
    /// The object of the dataset's own triple: an IRI, `_:label`, or the text of a literal.
    value: Option<&'a str>,
    /// What the SHACL engine reported, when the finding comes from there.
    result: Option<JsonResult<'a>>,
    /// The text to paste that mends it.
    proposal: Option<&'a str>,
    /// Whether the proposal is the only way to mend it; else a person has to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    certain: Option<bool>,
    /// What to paste where something is missing; the values are examples.
    #[serde(skip_serializing_if = "Option::is_none")]
    insertion: Option<&'a str>,
    /// The same as changes of files.
    edits: Vec<JsonEdit<'a>>,
}

/// A SHACL validation result; terms are written as N-Triples.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ShaclResult")]
struct JsonResult<'a> {
    /// `sh:focusNode`.
    focus_node: &'a str,
    /// `sh:resultPath`.
    result_path: Option<&'a str>,
    /// `sh:value`.
    value: Option<&'a str>,
    /// `sh:sourceShape`.
    source_shape: &'a str,
    /// `sh:sourceConstraintComponent`.
    component: &'a str,
}

/// A replacement of characters in a file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Edit")]
struct JsonEdit<'a> {
    /// The file.
    file: &'a str,
    /// The first byte of the decoded text that is replaced.
    start: usize,
    /// The byte behind the last one; the same as `start` inserts.
    end: usize,
    /// What takes their place.
    replacement: &'a str,
}

/// A file that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Unreadable")]
pub(super) struct JsonUnreadable<'a> {
    /// The file as it was named on the command line.
    file: &'a str,
    /// The line where reading stopped, from 1.
    line: Option<u32>,
    /// The column where reading stopped, in characters, from 1.
    column: Option<u32>,
    /// Why, as one sentence in the language asked for.
    message: &'a str,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Severity")]
enum JsonSeverity {
    /// The standard forbids it.
    Error,
    /// The standard advises against it.
    Warning,
    /// It could be better.
    Info,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Consequence")]
enum JsonConsequence {
    /// The dataset, or the whole run, is not taken.
    Drops,
    /// The dataset is taken, but a value is lost or replaced.
    Changes,
    /// The finding shows up in the portal's own check.
    Warns,
    /// Nothing: it is not about what is published.
    Nothing,
}

impl JsonSummary {
    pub(super) fn new(report: &Report) -> Self {
        let summary = report.summary();
        Self {
            error: summary.error,
            warning: summary.warning,
            info: summary.info,
            datasets: summary.datasets,
            left_out_by_selection: report.left_out.by_selection,
            left_out_by_configuration: report.left_out.by_configuration,
            baseline: report.comparison.as_ref().map(|comparison| JsonComparison {
                known: comparison.known.len(),
                blocking: comparison.blocking(),
                gone: comparison.gone(),
            }),
        }
    }
}

impl<'a> JsonFinding<'a> {
    pub(super) fn new(finding: &'a Finding, language: Language) -> Self {
        let place = finding.place.as_ref();
        let cell = place.and_then(|place| place.cell.as_ref());
        let fix = finding.fix.as_ref();
        Self {
            rule: finding.rule.as_str(),
            severity: match finding.severity {
                Severity::Error => JsonSeverity::Error,
                Severity::Warning => JsonSeverity::Warning,
                Severity::Info => JsonSeverity::Info,
            },
            message: finding.message.in_language(language),
            why: finding.why.as_ref().map(|text| text.in_language(language)),
            mend: finding.mend.as_ref().map(|text| text.in_language(language)),
            consequence: match finding.consequence {
                Consequence::Drops => JsonConsequence::Drops,
                Consequence::Changes => JsonConsequence::Changes,
                Consequence::Warns => JsonConsequence::Warns,
                Consequence::Nothing => JsonConsequence::Nothing,
            },
            blocking: finding.blocking,
            file: place.map(|place| place.file.as_str()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            sheet: cell.and_then(|cell| cell.sheet.as_deref()),
            cell: cell.map(|cell| cell.address.as_str()),
            dataset: finding.dataset.as_deref(),
            focus: finding.focus.as_deref(),
            path: finding.path.as_deref(),
            value: finding.value.as_deref(),
            result: finding.result.as_ref().map(JsonResult::new),
            insertion: finding.insertion.as_deref(),
            certain: fix.map(|fix| fix.certainty == Certainty::Certain),
            proposal: fix.map(|fix| fix.proposal.as_str()),
            edits: fix
                .map(|fix| fix.edits.iter().map(JsonEdit::new).collect())
                .unwrap_or_default(),
        }
    }
}

impl<'a> JsonResult<'a> {
    fn new(result: &'a ShaclResult) -> Self {
        Self {
            focus_node: &result.focus_node,
            result_path: result.result_path.as_deref(),
            value: result.value.as_deref(),
            source_shape: &result.source_shape,
            component: &result.component,
        }
    }
}

impl<'a> JsonEdit<'a> {
    fn new(edit: &'a Edit) -> Self {
        Self {
            file: &edit.file,
            start: edit.bytes.0,
            end: edit.bytes.1,
            replacement: &edit.replacement,
        }
    }
}

impl<'a> JsonUnreadable<'a> {
    pub(super) fn new(file: &'a Unreadable, language: Language) -> Self {
        Self {
            file: &file.file,
            line: file.line_column.map(|(line, _)| line),
            column: file.line_column.map(|(_, column)| column),
            message: file.message.in_language(language),
        }
    }
}
