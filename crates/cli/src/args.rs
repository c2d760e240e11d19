//! The command line as types. What people read about it stands in [`help`](crate::help), in both languages.

#[cfg(feature = "store")]
mod keeping;
mod publishing;
mod values;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

#[cfg(feature = "store")]
pub(crate) use self::keeping::*;
pub(crate) use self::publishing::*;
pub(crate) use self::values::*;

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
    #[command(alias = "vorschau")]
    Plan(PlanArguments),
    /// Publishes files.
    #[command(aliases = ["veroeffentlichen", "veröffentlichen", "publish"])]
    Load(LoadArguments),
    /// Takes back what was published.
    #[command(aliases = ["zurueckziehen", "zurückziehen"])]
    Withdraw(WithdrawArguments),
    /// Makes a city as it was before.
    Rollback(RollbackArguments),
    /// Lists what was published when.
    Log(LogArguments),
    /// Serves what is published.
    #[cfg(feature = "store")]
    Serve(ServeArguments),
    /// Says who may publish over HTTP.
    #[cfg(feature = "store")]
    Token(TokenArguments),
    /// Shows who harvested what.
    #[cfg(feature = "store")]
    #[command(alias = "abholungen")]
    Harvests(HarvestsArguments),
    /// Backs up what is published.
    #[cfg(feature = "store")]
    #[command(alias = "sichern")]
    Backup(BackupArguments),
    /// Makes cities as a backup holds them.
    #[cfg(feature = "store")]
    #[command(alias = "wiederherstellen")]
    Restore(RestoreArguments),
    /// Compares what is kept with what was written.
    #[cfg(feature = "store")]
    Verify(VerifyArguments),
    /// Writes everything anew.
    #[cfg(feature = "store")]
    Compact(CompactArguments),
    /// Asks the store.
    #[cfg(feature = "store")]
    Query(QueryArguments),
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
    /// Rehearses a harvest.
    #[command(alias = "proben")]
    Rehearse(RehearseArguments),
    /// Begins a new city.
    #[command(aliases = ["beginnen", "anlegen"])]
    Init(InitArguments),
    /// Takes over what another portal publishes.
    #[command(aliases = ["uebernehmen", "übernehmen"])]
    Import(ImportArguments),
    /// Writes RDF or lists from what is published, or from files.
    #[command(alias = "exportieren")]
    Export(ExportArguments),
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
    /// Write the findings into a copy of each list.
    #[arg(long)]
    pub(crate) review_copy: bool,
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

/// `kolophon init`
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The folder.
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
    /// The city's name.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The city's short name.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// The regional or municipality key.
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// The e-mail address for questions.
    #[arg(long)]
    pub(crate) contact: Option<String>,
    /// The licence.
    #[arg(long)]
    pub(crate) licence: Option<String>,
    /// What permanent addresses begin with.
    #[arg(long)]
    pub(crate) base: Option<String>,
    /// Addresses need not last.
    #[arg(long)]
    pub(crate) demo: bool,
}

/// `kolophon import`
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// A file, a folder, or an address.
    pub(crate) source: PathBuf,
    /// The city that takes over.
    #[arg(long)]
    pub(crate) city: String,
    /// The form of the files.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ImportFormat,
    /// Where the files go.
    #[arg(short = 'o', long)]
    pub(crate) output: Option<PathBuf>,
}

/// `kolophon rehearse`
#[derive(Debug, Args)]
pub(crate) struct RehearseArguments {
    /// An address, files, or with a store what is published.
    #[cfg_attr(not(feature = "store"), arg(required = true))]
    pub(crate) source: Option<PathBuf>,
    /// Who harvests.
    #[arg(long = "as", value_enum)]
    pub(crate) harvester: HarvesterName,
    /// What the portal had after the last harvest.
    #[arg(long)]
    pub(crate) previous: Option<PathBuf>,
    /// A portal that may have the datasets already.
    #[arg(long)]
    pub(crate) against: Option<String>,
    /// Where the rehearsal goes, for the next one.
    #[arg(short = 'o', long)]
    pub(crate) out: Option<PathBuf>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
    /// The city.
    #[cfg(feature = "store")]
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// Where the store lies.
    #[cfg(feature = "store")]
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
}

/// `kolophon export`
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// Files or folders instead of what is published.
    pub(crate) paths: Vec<PathBuf>,
    /// The city.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ExportFormat,
    /// Where lists go.
    #[arg(short = 'o', long)]
    pub(crate) output: Option<PathBuf>,
    /// Where the store lies.
    #[cfg(feature = "store")]
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
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
