//! What is to be published, taken back, looked up or served.

use std::path::PathBuf;

use clap::Args;

use super::ListFormat;
#[cfg(feature = "store")]
use super::{LogFormat, QueryFormat, ScopeName, TokenAction};

/// Where the work is done: in a data directory here, or at a server.
#[derive(Debug, Args)]
pub(crate) struct PlaceArguments {
    /// Where the store lies.
    #[cfg(feature = "store")]
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The address of a server.
    #[cfg_attr(feature = "store", arg(long, conflicts_with = "data_dir"))]
    #[cfg_attr(not(feature = "store"), arg(long))]
    pub(crate) to: Option<String>,
    /// The file that holds the token.
    #[arg(long, requires = "to")]
    pub(crate) token_file: Option<PathBuf>,
}

/// Where the store lies.
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct DataDirArgument {
    /// The directory.
    #[arg(long)]
    pub(crate) data_dir: Option<PathBuf>,
}

/// Who does it.
#[derive(Debug, Args)]
pub(crate) struct AuthorArgument {
    /// The name in the journal.
    #[arg(long)]
    pub(crate) author: Option<String>,
}

/// What is to be published, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct ChoiceArguments {
    /// The city.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// Whether the paths are the city's whole list.
    #[arg(long)]
    pub(crate) complete: bool,
    /// Publish datasets with errors.
    #[arg(long)]
    pub(crate) allow_errors: bool,
}

/// `kolophon plan`
#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    /// Files, folders, `-`.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// What is to be published, and how.
    #[command(flatten)]
    pub(crate) choice: ChoiceArguments,
    /// Where the plan goes.
    #[arg(short = 'o', long)]
    pub(crate) out: Option<PathBuf>,
    /// End with 10 when something would change.
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
    /// Where the work is done.
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon load`
#[derive(Debug, Args)]
pub(crate) struct LoadArguments {
    /// Files, folders, `-`.
    #[arg(required_unless_present = "plan")]
    pub(crate) paths: Vec<PathBuf>,
    /// What is to be published, and how.
    #[command(flatten)]
    pub(crate) choice: ChoiceArguments,
    /// A plan that is to be carried out.
    #[arg(long, conflicts_with_all = ["paths", "complete", "allow_errors"])]
    pub(crate) plan: Option<PathBuf>,
    /// How many datasets may disappear.
    #[arg(long)]
    pub(crate) allow_removals: Option<usize>,
    /// Who does it.
    #[command(flatten)]
    pub(crate) author: AuthorArgument,
    /// Where the work is done.
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// All that a city has published.
#[derive(Debug, Args)]
pub(crate) struct WholeCityArguments {
    /// Whether it is meant.
    #[arg(long, conflicts_with = "wanted")]
    pub(crate) all: bool,
    /// How many datasets may disappear.
    #[arg(long, requires = "all")]
    pub(crate) allow_removals: Option<usize>,
}

/// `kolophon withdraw`
#[derive(Debug, Args)]
pub(crate) struct WithdrawArguments {
    /// The dataset or distribution.
    #[arg(required_unless_present = "all")]
    pub(crate) wanted: Option<String>,
    /// Or everything.
    #[command(flatten)]
    pub(crate) whole: WholeCityArguments,
    /// The city.
    #[arg(long, required = true)]
    pub(crate) city: String,
    /// Why.
    #[arg(long, required = true)]
    pub(crate) reason: String,
    /// Leave no trace.
    #[arg(long)]
    pub(crate) erase: bool,
    /// Even if it is protected.
    #[arg(long)]
    pub(crate) unprotect: bool,
    /// Without a question.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Who does it.
    #[command(flatten)]
    pub(crate) author: AuthorArgument,
    /// Where the work is done.
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// `kolophon rollback`
#[derive(Debug, Args)]
pub(crate) struct RollbackArguments {
    /// The generation to go back to.
    pub(crate) generation: u64,
    /// The city.
    #[arg(long, required = true)]
    pub(crate) city: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// How many datasets may disappear.
    #[arg(long)]
    pub(crate) allow_removals: Option<usize>,
    /// Without a question.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Who does it.
    #[command(flatten)]
    pub(crate) author: AuthorArgument,
    /// Where the work is done.
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon log`
#[derive(Debug, Args)]
pub(crate) struct LogArguments {
    /// One generation, with its changes.
    #[arg(requires = "city")]
    pub(crate) generation: Option<u64>,
    /// The city.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// Where the work is done.
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon harvests`
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct HarvestsArguments {
    /// The city.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// Serve a feed again in which so many datasets are missing.
    #[arg(long, requires = "city")]
    pub(crate) allow_removals: Option<usize>,
    /// Where the log lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon serve`
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// What is published first.
    pub(crate) paths: Vec<PathBuf>,
    /// Publish again when a file is saved.
    #[arg(long)]
    pub(crate) watch: bool,
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
    /// Where operators read the metrics.
    #[arg(long)]
    pub(crate) metrics_listen: Option<std::net::SocketAddr>,
    /// The form of the log.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) log_format: LogFormat,
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

/// `kolophon token`
#[cfg(feature = "store")]
#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// What to do.
    #[arg(value_enum)]
    pub(crate) action: TokenAction,
    /// The token to take back.
    #[arg(required_if_eq("action", "revoke"))]
    pub(crate) id: Option<String>,
    /// The city.
    #[arg(long, required_if_eq("action", "create"))]
    pub(crate) city: Option<String>,
    /// What it allows.
    #[arg(long, value_enum, required_if_eq("action", "create"))]
    pub(crate) scope: Option<ScopeName>,
    /// How long it is valid.
    #[arg(long)]
    pub(crate) expires: Option<String>,
    /// The name in the journal.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}
