//! GitLab's Code Quality report: one entry per occurrence
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::finding::{Consequence, Finding, Severity};
use crate::fingerprint::Fingerprints;
use crate::language::Language;
use crate::render::json::schema_of;
use crate::render::{UNREADABLE, printable, uri};
use crate::report::{Report, Unreadable};

pub(super) fn render(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Issues { report, language })?;
    out.write_all(b"\n")
}

pub(super) fn schema() -> String {
    schema_of::<Vec<Issue>>()
}

/// All occurrences, written one after the other.
struct Issues<'a> {
    report: &'a Report,
    language: Language,
}

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        // GitLab wants a file for everything; what stands in none is shown at the first.
        let first_file = self
            .report
            .sources
            .first()
            .map_or(".", |source| source.name.as_str());
        let mut issues = Vec::new();
        for file in &self.report.unreadable {
            issues.push(Issue::unreadable(
                file,
                self.language,
                fingerprints.of_unreadable(file),
            ));
        }
        let findings = self.report.findings.iter().map(|finding| {
            let fingerprint = fingerprints.of_finding(finding);
            Issue::finding(finding, self.language, fingerprint, first_file)
        });
        serializer.collect_seq(issues.into_iter().chain(findings))
    }
}

/// One entry of a Code Quality report.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Issue {
    /// What is wrong, for people.
    description: String,
    /// The name of the rule.
    #[schemars(length(min = 1))]
    check_name: String,
    /// Names this occurrence, unique in the report and the same in the next one.
    #[schemars(length(min = 1))]
    fingerprint: String,
    /// How bad it is.
    severity: IssueSeverity,
    /// Where it stands.
    location: Location,
}

/// How bad it is, in GitLab's words.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum IssueSeverity {
    /// It could be better.
    Info,
    /// The standard advises against it.
    Minor,
    /// The standard forbids it.
    Major,
    /// A portal does not take the dataset.
    Critical,
    /// A portal's harvest can fail on it, or a file could not be read.
    Blocker,
}

/// Where it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Location {
    /// The file, relative to the repository.
    #[schemars(length(min = 1))]
    path: String,
    /// The lines.
    lines: Lines,
}

/// The lines of a location.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lines {
    /// The first line, from 1.
    #[schemars(range(min = 1))]
    begin: u32,
}

impl Issue {
    fn finding(finding: &Finding, language: Language, fingerprint: String, first_file: &str) -> Self {
        let place = finding.place.as_ref();
        Self {
            description: printable::one_line(finding.message.in_language(language)),
            check_name: finding.rule.as_str().to_owned(),
            fingerprint,
            severity: match (finding.severity, finding.consequence) {
                _ if finding.blocking => IssueSeverity::Blocker,
                (Severity::Error, Consequence::Drops) => IssueSeverity::Critical,
                (Severity::Error, _) => IssueSeverity::Major,
                (Severity::Warning, _) => IssueSeverity::Minor,
                (Severity::Info, _) => IssueSeverity::Info,
            },
            location: Location::new(
                place.map_or(first_file, |place| &place.file),
                place.map_or(1, |place| place.line),
            ),
        }
    }

    fn unreadable(file: &Unreadable, language: Language, fingerprint: String) -> Self {
        Self {
            description: printable::one_line(file.message.in_language(language)),
            check_name: UNREADABLE.to_owned(),
            fingerprint,
            severity: IssueSeverity::Blocker,
            location: Location::new(&file.file, file.line_column.map_or(1, |(line, _)| line)),
        }
    }
}

impl Location {
    fn new(file: &str, line: u32) -> Self {
        let path = uri::path(file);
        Self {
            path: if path.is_empty() { ".".to_owned() } else { path },
            lines: Lines { begin: line.max(1) },
        }
    }
}
