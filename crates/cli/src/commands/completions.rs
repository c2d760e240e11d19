//! `kolophon completions`: the script that teaches a shell the commands.

use clap_complete::generate;

use crate::args::CompletionsArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::ui::Ui;

pub(super) fn run(arguments: &CompletionsArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(
        arguments.shell,
        &mut help::command(ui.language()),
        "kolophon",
        &mut script,
    );
    ui.data(script)?;
    Ok(Exit::Clean)
}
