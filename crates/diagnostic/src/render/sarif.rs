//! SARIF 2.1.0 for code scanning: one result per occurrence
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

mod rule;

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::baseline::KnownFinding;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::fingerprint::Fingerprints;
use crate::language::Language;
use crate::render::position::{Positions, Region};
use crate::render::sarif::rule::{Rule, Rules};
use crate::render::{UNREADABLE, aside, uri, wording};
use crate::report::{Report, Unreadable};

pub(super) fn render(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(report);
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Kolophon",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    language: language.tag(),
                    rules: rules.describe(language),
                },
            },
            invocations: [Invocation {
                execution_successful: report.unreadable.is_empty(),
                tool_execution_notifications: report
                    .unreadable
                    .iter()
                    .map(|file| Notification::new(file, language))
                    .collect(),
            }],
            // Places are counted in characters, not in UTF-16 units.
            column_kind: "unicodeCodePoints",
            results: Results {
                report,
                language,
                rules: &rules,
            },
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    language: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

/// A file that could not be read.
#[derive(Serialize)]
struct Notification<'a> {
    descriptor: DescriptorReference,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
struct DescriptorReference {
    id: &'static str,
}

/// Text for people.
#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

/// All results, written one after the other.
struct Results<'a> {
    report: &'a Report,
    language: Language,
    rules: &'a Rules<'a>,
}

impl Serialize for Results<'_> {
    /// Known findings first, as they come first in counting equal ones, then the new ones, then those that are gone.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        let positions = Positions::of(self.report);
        let comparison = self.report.comparison.as_ref();
        let known = comparison.into_iter().flat_map(|comparison| &comparison.known);
        let known = known.map(|finding| (finding, Some("unchanged")));
        let new = comparison.map(|_| "new");
        let findings = known.chain(self.report.findings.iter().map(|finding| (finding, new)));
        let there = findings.map(|(finding, state)| SarifResult {
            baseline_state: state,
            partial_fingerprints: PartialFingerprints {
                finding: fingerprints.of_finding(finding),
            },
            ..self.result(finding, &positions)
        });
        let gone = comparison.into_iter().flat_map(|comparison| &comparison.gone);
        let gone = gone.map(|(finding, number)| SarifResult::gone(finding, *number, self.language));
        serializer.collect_seq(there.chain(gone))
    }
}

impl<'a> Results<'a> {
    fn result(&self, finding: &'a Finding, positions: &Positions<'_>) -> SarifResult<'a> {
        SarifResult {
            rule_id: finding.rule.as_str(),
            rule_index: self.rules.index(finding),
            level: level(finding.severity),
            message: Message {
                text: finding.message.in_language(self.language),
            },
            locations: locations(finding, positions),
            partial_fingerprints: PartialFingerprints {
                finding: String::new(),
            },
            baseline_state: None,
            occurrence_count: None,
            fixes: finding
                .fix
                .iter()
                .filter_map(|fix| SarifFix::new(fix, positions))
                .collect(),
            properties: Some(Properties {
                consequence: wording::consequence(self.language, finding.consequence, finding.rule.as_str()),
                blocking: finding.blocking,
                dataset: finding.dataset.as_deref(),
                focus: finding.focus.as_deref(),
                path: finding.path.as_deref(),
                value: finding.value.as_deref(),
            }),
        }
    }
}

impl<'a> SarifResult<'a> {
    /// A known finding that is no longer there, as far as the list remembers it.
    fn gone(finding: &'a KnownFinding, number: usize, language: Language) -> Self {
        let file = Some(finding.file.as_str()).filter(|file| !file.is_empty());
        let location = file.map(|file| Location {
            physical_location: Some(PhysicalLocation {
                artifact_location: ArtifactLocation::new(file),
                region: None,
            }),
            logical_locations: Vec::new(),
        });
        Self {
            rule_id: &finding.rule,
            rule_index: None,
            level: "note",
            message: Message {
                text: aside::absent(language),
            },
            locations: location.into_iter().collect(),
            partial_fingerprints: PartialFingerprints {
                finding: finding.fingerprint.clone(),
            },
            baseline_state: Some("absent"),
            occurrence_count: Some(number),
            fixes: Vec::new(),
            properties: None,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    partial_fingerprints: PartialFingerprints,
    /// Whether a list of known findings has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence_count: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "kolophonFinding/v1")]
    finding: String,
}

#[derive(Serialize)]
struct Properties<'a> {
    consequence: String,
    blocking: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<SarifRegion>,
}

/// The dataset, which is a place in no file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Message<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: SarifRegion,
    inserted_content: Message<'a>,
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn locations<'a>(finding: &'a Finding, positions: &Positions<'_>) -> Vec<Location<'a>> {
    let location = Location {
        physical_location: finding.place.as_ref().map(|place| PhysicalLocation {
            artifact_location: ArtifactLocation::new(&place.file),
            region: Some(positions.of_place(place).into()),
        }),
        logical_locations: finding
            .dataset
            .iter()
            .map(|dataset| LogicalLocation {
                fully_qualified_name: dataset,
                kind: "resource",
            })
            .collect(),
    };
    if location.physical_location.is_none() && location.logical_locations.is_empty() {
        return Vec::new();
    }
    vec![location]
}

impl<'a> Notification<'a> {
    fn new(file: &'a Unreadable, language: Language) -> Self {
        let region = file.line_column.map(|at| Region { start: at, end: at }.into());
        Self {
            descriptor: DescriptorReference { id: UNREADABLE },
            level: "error",
            message: Message {
                text: file.message.in_language(language),
            },
            locations: [Location {
                physical_location: Some(PhysicalLocation {
                    artifact_location: ArtifactLocation::new(&file.file),
                    region,
                }),
                logical_locations: Vec::new(),
            }],
        }
    }
}

impl ArtifactLocation {
    fn new(file: &str) -> Self {
        Self {
            uri: uri::of_file(file),
        }
    }
}

impl<'a> SarifFix<'a> {
    /// `None` when there is nothing to replace, or when it is not known where: half a fix mends nothing.
    fn new(fix: &'a Fix, positions: &Positions<'_>) -> Option<Self> {
        let artifact_changes = fix
            .edits
            .chunk_by(|a, b| a.file == b.file)
            .map(|edits| ArtifactChange::new(edits, positions))
            .collect::<Option<Vec<_>>>()?;
        (!artifact_changes.is_empty()).then_some(Self {
            description: Message { text: &fix.proposal },
            artifact_changes,
        })
    }
}

impl<'a> ArtifactChange<'a> {
    fn new(edits: &'a [Edit], positions: &Positions<'_>) -> Option<Self> {
        let replacements = edits.iter().map(|edit| {
            Some(Replacement {
                deleted_region: positions.region(&edit.file, edit.bytes)?.into(),
                inserted_content: Message {
                    text: &edit.replacement,
                },
            })
        });
        Some(Self {
            artifact_location: ArtifactLocation::new(&edits.first()?.file),
            replacements: replacements.collect::<Option<Vec<_>>>()?,
        })
    }
}

impl From<Region> for SarifRegion {
    fn from(region: Region) -> Self {
        Self {
            start_line: region.start.0.max(1),
            start_column: region.start.1.max(1),
            end_line: region.end.0.max(1),
            end_column: region.end.1.max(1),
        }
    }
}
