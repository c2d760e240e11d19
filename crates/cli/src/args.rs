//! The command line as types. What people read about it stands in [`help`](crate::help), in both languages.

#[cfg(feature = "store")]
mod publishing;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use kolophon_diagnostic::{Format, Severity};

#[cfg(feature = "store")]
pub(crate) use self::publishing::{
    AuthorArgument, ChoiceArguments, DataDirArgument, LoadArguments, LogArguments, PlanArguments,
    RollbackArguments, WithdrawArguments,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "kolophon",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// The language; already decided by [`language::decide`](crate::language::decide).
    #[arg(long, global = true)]
    pub(crate) lang: Option<LanguageName>,
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands. Those that need the embedded store are absent from the desk shape.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Checks files.
    #[command(aliases = ["pruefen", "prüfen", "check"])]
    Validate(ValidateArguments),
    /// Mends files.
    #[command(alias = "beheben")]
    Fix(FixArguments),
    /// Mends what DCAT-AP.de 3.0 asks for.
    Upgrade(UpgradeArguments),
    /// Shows what publishing would do.
    #[cfg(feature = "store")]
    #[command(alias = "vorschau")]
    Plan(PlanArguments),
    /// Publishes files.
    #[cfg(feature = "store")]
    #[command(aliases = ["veroeffentlichen", "veröffentlichen", "publish"])]
    Load(LoadArguments),
    /// Takes back what was published.
    #[cfg(feature = "store")]
    #[command(aliases = ["zurueckziehen", "zurückziehen"])]
    Withdraw(WithdrawArguments),
    /// Makes a city as it was before.
    #[cfg(feature = "store")]
    Rollback(RollbackArguments),
    /// Lists what was published when.
    #[cfg(feature = "store")]
    Log(LogArguments),
    /// Serves what is published.
    #[cfg(feature = "store")]
    Serve(ServeArguments),
    /// Asks the store.
    #[cfg(feature = "store")]
    Query(QueryArguments),
    /// Writes what is published.
    #[cfg(feature = "store")]
    Export(ExportArguments),
    /// Explains rules.
    #[command(aliases = ["erklaeren", "erklären"])]
    Explain(ExplainArguments),
    /// Lists the rules of a profile.
    #[command(alias = "regeln")]
    Rules(RulesArguments),
    /// Counts what portals count.
    #[command(aliases = ["qualitaet", "qualität"])]
    Quality(QualityArguments),
    /// Validates any graph against any shapes.
    Shacl(ShaclArguments),
    /// Searches the code lists.
    #[command(alias = "codeliste")]
    Codelist(CodelistArguments),
    /// Looks at the surroundings.
    Doctor(DoctorArguments),
    /// Writes the JSON Schema of the report.
    Schema(SchemaArguments),
    /// Writes a completion script.
    Completions(CompletionsArguments),
    /// Writes the manual.
    Man(ManArguments),
    /// Shows the help of a command.
    #[command(alias = "hilfe")]
    Help(HelpArguments),
}

/// `kolophon validate`
#[derive(Debug, Args)]
pub(crate) struct ValidateArguments {
    /// Files, folders, `-`.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The profile, instead of that of the city.
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// More shapes.
    #[arg(long, num_args = 1..)]
    pub(crate) shapes: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ValidateFormat,
    /// Where the report goes.
    #[arg(short = 'o', long)]
    pub(crate) output: Option<PathBuf>,
    /// From where on findings count.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) fail_level: FailLevel,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
    /// Which findings count.
    #[command(flatten)]
    pub(crate) scope: ScopeArguments,
    /// Check again when a file changes.
    #[arg(long)]
    pub(crate) watch: bool,
}

/// Which findings of a check count.
#[derive(Debug, Args)]
pub(crate) struct ScopeArguments {
    /// Only these rules.
    #[arg(long, value_delimiter = ',', num_args = 1)]
    pub(crate) only: Vec<String>,
    /// Not these rules.
    #[arg(long, value_delimiter = ',', num_args = 1)]
    pub(crate) ignore: Vec<String>,
    /// Only what this list does not know.
    #[arg(long)]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the list instead of the report.
    #[arg(long, conflicts_with_all = ["watch", "output"])]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// `kolophon explain`
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The names of the rules.
    #[arg(required = true)]
    pub(crate) rules: Vec<String>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ExplainFormat,
}

/// `kolophon rules`
#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// The profile.
    #[arg(long, default_value = kolophon_validate::Profile::NAMES[0])]
    pub(crate) profile: String,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// `kolophon quality`
#[derive(Debug, Args)]
pub(crate) struct QualityArguments {
    /// Files, folders, `-`.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: QualityFormat,
    /// Ask the addresses.
    #[arg(long)]
    pub(crate) fetch: bool,
    /// The points below which the run fails.
    #[arg(long)]
    pub(crate) min_score: Option<u16>,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon fix`
#[derive(Debug, Args)]
pub(crate) struct FixArguments {
    /// Files, folders, `-`.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The profile.
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Make guesses, too.
    #[arg(long = "unsafe")]
    pub(crate) with_guesses: bool,
    /// What to do with the new texts.
    #[command(flatten)]
    pub(crate) output: FixOutputArguments,
}

/// `kolophon upgrade`
#[derive(Debug, Args)]
pub(crate) struct UpgradeArguments {
    /// Files, folders, `-`.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// What to do with the new texts.
    #[command(flatten)]
    pub(crate) output: FixOutputArguments,
}

/// What to do with mended texts.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct FixOutputArguments {
    /// Show the differences; the default without `--write`.
    #[arg(long)]
    pub(crate) diff: bool,
    /// Write the files.
    #[arg(long)]
    pub(crate) write: bool,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon shacl`
#[derive(Debug, Args)]
pub(crate) struct ShaclArguments {
    /// Shapes graphs.
    #[arg(long, num_args = 1.., required = true)]
    pub(crate) shapes: Vec<PathBuf>,
    /// Data graphs, joined.
    #[arg(long, num_args = 1.., required_unless_present = "check_shapes")]
    pub(crate) data: Vec<PathBuf>,
    /// Whether the shapes themselves are looked at, and no data.
    #[arg(long, conflicts_with = "data")]
    pub(crate) check_shapes: bool,
    /// The base of relative IRIs.
    #[arg(long)]
    pub(crate) base: Option<String>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ShaclFormat,
}

/// `kolophon serve`
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// The delivery base.
    #[arg(long)]
    pub(crate) base_url: Option<String>,
    /// Begin with an empty store.
    #[arg(long)]
    pub(crate) new: bool,
}

/// `kolophon query`
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// The query; `-` reads it from standard input.
    pub(crate) query: String,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: QueryFormat,
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
}

/// `kolophon export`
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// The city.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RdfFormat,
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
}

/// `kolophon doctor`
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// For programs and tickets.
    #[arg(long)]
    pub(crate) json: bool,
    /// Where the store lies.
    #[cfg(feature = "store")]
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
}

/// `kolophon schema`
#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// Which.
    #[arg(value_enum)]
    pub(crate) name: Option<SchemaName>,
    /// All in one object.
    #[arg(long, conflicts_with = "name")]
    pub(crate) all: bool,
}

/// `kolophon codelist`
#[derive(Debug, Args)]
pub(crate) struct CodelistArguments {
    /// The list.
    pub(crate) list: Option<String>,
    /// What to look for.
    pub(crate) text: Option<String>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
}

/// `kolophon completions`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `kolophon man`
#[derive(Debug, Args)]
pub(crate) struct ManArguments {}

/// `kolophon help`
#[derive(Debug, Args)]
pub(crate) struct HelpArguments {
    /// The command.
    pub(crate) command: Option<String>,
}

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

/// For people or for programs: what publishing did, and lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
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

/// The formats of an export.
#[cfg(feature = "store")]
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum RdfFormat {
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
    /// What `plan` writes.
    #[cfg(feature = "store")]
    Plan,
}
