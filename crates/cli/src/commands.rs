//! The commands, one file each.

mod author;
#[cfg(feature = "store")]
mod backup;
mod codelist;
#[cfg(feature = "store")]
mod compact;
mod completions;
mod deed;
mod doctor;
mod explain;
mod export;
mod fix;
#[cfg(feature = "store")]
mod harvests;
mod help;
mod import;
mod init;
mod load;
mod log;
mod man;
mod place;
mod plan;
mod quality;
#[cfg(feature = "store")]
mod query;
mod rehearse;
#[cfg(feature = "store")]
mod restore;
mod rollback;
mod rules;
mod schema;
#[cfg(feature = "store")]
mod serve;
mod shacl;
#[cfg(feature = "store")]
mod store;
#[cfg(feature = "store")]
mod token;
mod validate;
#[cfg(feature = "store")]
mod verify;
mod withdraw;

use crate::Context;
use crate::args::Command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Runs a command.
pub(crate) fn run(command: Command, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    match command {
        Command::Validate(arguments) => validate::run(&arguments, ui),
        Command::Fix(arguments) => fix::run(&arguments, ui),
        Command::Upgrade(arguments) => fix::upgrade(&arguments, ui),
        Command::Plan(arguments) => plan::run(&arguments, context, ui),
        Command::Withdraw(arguments) => withdraw::run(&arguments, context, ui),
        Command::Rollback(arguments) => rollback::run(&arguments, context, ui),
        Command::Log(arguments) => log::run(&arguments, context, ui),
        Command::Load(arguments) => load::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Serve(arguments) => serve::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Token(arguments) => token::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Harvests(arguments) => harvests::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Backup(arguments) => backup::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Restore(arguments) => restore::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Verify(arguments) => verify::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Compact(arguments) => compact::run(&arguments, context, ui),
        #[cfg(feature = "store")]
        Command::Query(arguments) => query::run(&arguments, context, ui),
        Command::Init(arguments) => init::run(&arguments, ui),
        Command::Rehearse(arguments) => rehearse::run(&arguments, context, ui),
        Command::Import(arguments) => import::run(&arguments, ui),
        Command::Export(arguments) => export::run(&arguments, context, ui),
        Command::Explain(arguments) => explain::run(&arguments, ui),
        Command::Rules(arguments) => rules::run(&arguments, ui),
        Command::Quality(arguments) => quality::run(&arguments, ui),
        Command::Shacl(arguments) => shacl::run(&arguments, ui),
        Command::Codelist(arguments) => codelist::run(&arguments, ui),
        Command::Doctor(arguments) => doctor::run(&arguments, context, ui),
        Command::Schema(arguments) => schema::run(&arguments, ui),
        Command::Completions(arguments) => completions::run(&arguments, ui),
        Command::Man(_) => man::run(ui),
        Command::Help(arguments) => help::run(&arguments, ui),
    }
}

/// A path or word as it is typed in a shell: in quotes where it has to be.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/\\:._-+=@,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else if text.contains('"') {
        format!("'{text}'")
    } else {
        format!("\"{text}\"")
    }
}

/// A command with the directory that was typed, if one was: so that it can be typed as it stands.
#[cfg(feature = "store")]
fn in_data_dir(command: &str, typed: &crate::args::DataDirArgument) -> String {
    match &typed.data_dir {
        Some(directory) => format!("{command} --data-dir {}", quoted(&directory.to_string_lossy())),
        None => command.to_owned(),
    }
}

/// Paths as they are typed in a shell.
fn quoted_paths(paths: &[std::path::PathBuf]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| quoted(&path.to_string_lossy())).collect();
    paths.join(" ")
}
