//! The values that options may have.

use clap::ValueEnum;
use kolophon_diagnostic::{Format, Severity};
use kolophon_publish::rehearse::Harvester;

/// `--lang`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LanguageName {
    /// German.
    De,
    /// English.
    En,
}

/// The formats of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValidateFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For programs, line by line.
    Jsonl,
    /// For code scanning.
    Sarif,
    /// For GitLab.
    Gitlab,
    /// For GitHub.
    Github,
    /// For CI servers.
    Junit,
    /// For spreadsheets.
    Csv,
    /// To mail and to print.
    Html,
    /// The W3C validation report.
    #[value(alias = "ttl")]
    Turtle,
}

impl From<ValidateFormat> for Format {
    fn from(format: ValidateFormat) -> Self {
        match format {
            ValidateFormat::Human => Self::Human,
            ValidateFormat::Json => Self::Json,
            ValidateFormat::Jsonl => Self::Jsonl,
            ValidateFormat::Sarif => Self::Sarif,
            ValidateFormat::Gitlab => Self::Gitlab,
            ValidateFormat::Github => Self::Github,
            ValidateFormat::Junit => Self::Junit,
            ValidateFormat::Csv => Self::Csv,
            ValidateFormat::Html => Self::Html,
            ValidateFormat::Turtle => Self::Turtle,
        }
    }
}

/// The programs that portals harvest with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HarvesterName {
    /// State portals.
    Ckan,
    /// `GovData`.
    Govdata,
    /// data.europa.eu.
    #[value(alias = "eu")]
    Piveau,
    /// data.gouv.fr and others.
    Udata,
}

impl From<HarvesterName> for Harvester {
    fn from(name: HarvesterName) -> Self {
        match name {
            HarvesterName::Ckan => Self::Ckan,
            HarvesterName::Govdata => Self::Govdata,
            HarvesterName::Piveau => Self::Piveau,
            HarvesterName::Udata => Self::Udata,
        }
    }
}

/// For people or for programs: what publishing did, and lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// What to do with tokens.
#[cfg(feature = "store")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenAction {
    /// Make one.
    Create,
    /// Show all.
    List,
    /// Take one back.
    Revoke,
}

/// What a token allows.
#[cfg(feature = "store")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScopeName {
    /// Looking.
    Plan,
    /// Publishing and withdrawing.
    Write,
}

#[cfg(feature = "store")]
impl From<ScopeName> for kolophon_publish::token::Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Plan => Self::Plan,
            ScopeName::Write => Self::Write,
        }
    }
}

/// The formats of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// The formats of an assessment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum QualityFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// The Data Quality Vocabulary.
    #[value(alias = "ttl")]
    Turtle,
}

/// The formats of a rule's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For people.
    #[default]
    Human,
    /// As it is written, in both languages.
    Markdown,
    /// For programs, in both languages.
    Json,
}

/// From which severity on findings make the run fail.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum FailLevel {
    /// Errors.
    #[default]
    #[value(alias = "fehler")]
    Error,
    /// Warnings and errors.
    #[value(alias = "warnung")]
    Warning,
    /// Any finding.
    #[value(alias = "tipp")]
    Info,
}

impl FailLevel {
    /// The mildest severity that counts.
    #[must_use]
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// The formats of a SHACL report.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ShaclFormat {
    /// The W3C validation report.
    #[default]
    Turtle,
    /// The same in N-Triples.
    Ntriples,
    /// A list of results.
    Json,
    /// Counts.
    Summary,
}

/// The forms of the server's log.
#[cfg(feature = "store")]
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object on each line.
    Json,
}

/// The formats of query results.
#[cfg(feature = "store")]
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum QueryFormat {
    /// Aligned columns.
    #[default]
    Table,
    /// SPARQL Results JSON.
    Json,
    /// SPARQL Results CSV.
    Csv,
    /// SPARQL Results TSV.
    Tsv,
    /// SPARQL Results XML.
    Xml,
    /// Turtle, for `CONSTRUCT` and `DESCRIBE`.
    Ttl,
    /// N-Triples.
    Nt,
    /// RDF/XML.
    Rdf,
    /// JSON-LD.
    Jsonld,
}

/// The forms in which a city keeps what it takes over.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ImportFormat {
    /// A list for Excel.
    #[default]
    Xlsx,
    /// One YAML file for each dataset.
    #[value(alias = "yml")]
    Yaml,
}

/// The formats of an export.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Turtle.
    #[default]
    Ttl,
    /// RDF/XML.
    #[value(alias = "xml")]
    Rdf,
    /// JSON-LD.
    Jsonld,
    /// N-Triples.
    Nt,
    /// `TriG`.
    Trig,
    /// N-Quads.
    Nq,
    /// A list for Excel.
    Xlsx,
    /// A list for LibreOffice.
    Ods,
    /// A list of CSV files.
    Csv,
    /// One YAML file for each dataset.
    #[value(alias = "yml")]
    Yaml,
    /// One JSON file for each dataset, with the keys of YAML.
    Json,
    /// One TOML file for each dataset.
    Toml,
}

/// The documents of `kolophon schema`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// The report of `validate --format json`.
    Report,
    /// A line of `validate --format jsonl`.
    ReportLine,
    /// The fields of GitLab's report.
    CodeQuality,
    /// The assessment of `quality --format json`.
    Quality,
    /// A dataset in YAML or JSON.
    Dataset,
    /// What `rehearse` writes.
    Rehearsal,
    /// What `plan` writes.
    #[cfg(feature = "store")]
    Plan,
}
