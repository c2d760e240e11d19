//! Backups, and what keeps a data directory in good order.

use std::path::PathBuf;

use clap::Args;

use super::{AuthorArgument, DataDirArgument, ListFormat};

/// `kolophon backup`
#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The directory or the `.tar` archive that is to be made.
    pub(crate) target: PathBuf,
    /// The city, instead of the whole installation.
    #[arg(long)]
    pub(crate) city: Option<String>,
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// `kolophon restore`
#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// The backup.
    pub(crate) backup: PathBuf,
    /// The city, instead of all that the backup holds.
    #[arg(long)]
    pub(crate) city: Option<String>,
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
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon verify`
#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// A backup, instead of the data directory.
    pub(crate) backup: Option<PathBuf>,
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Show everything.
    #[arg(long)]
    pub(crate) all: bool,
}

/// `kolophon compact`
#[derive(Debug, Args)]
pub(crate) struct CompactArguments {
    /// Forget what was before that day.
    #[arg(long)]
    pub(crate) forget_before: Option<String>,
    /// Without a question.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Where the store lies.
    #[command(flatten)]
    pub(crate) data_dir: DataDirArgument,
    /// The format.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}
