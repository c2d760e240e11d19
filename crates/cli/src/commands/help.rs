//! `kolophon help`: what `--help` says, asked for in words.

use crate::args::HelpArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::ui::Ui;

pub(super) fn run(arguments: &HelpArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut root = help::command(ui.language());
    root.build();
    let command = match &arguments.command {
        None => Some(&mut root),
        Some(name) => root
            .find_subcommand_mut(name)
            .filter(|command| !command.is_hide_set()),
    };
    let Some(command) = command else {
        let name = arguments.command.as_deref().unwrap_or_default();
        return Err(Failure::new(
            Exit::Usage,
            format!("Den Befehl {name} gibt es nicht."),
            format!("There is no command {name}."),
        )
        .with_hint(
            "Alle Befehle zeigt: kolophon --help",
            "All commands are shown by: kolophon --help",
        ));
    };
    let text = command.render_help();
    ui.data(ui.styled(&text))?;
    Ok(Exit::Clean)
}
