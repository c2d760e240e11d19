//! A command line that cannot be understood, said in the reader's language.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use kolophon_diagnostic::Language;

use crate::help;

/// The commands that work on a published catalogue, and their other names.
const NEEDS_STORE: [&str; 6] = [
    "load",
    "veroeffentlichen",
    "veröffentlichen",
    "publish",
    "serve",
    "query",
];

/// What to tell about a command line that cannot be understood: what is wrong, what was perhaps meant, how to call it.
#[must_use]
pub(crate) fn render(error: &Error, command: Option<&str>, language: Language) -> String {
    let text = Wording { error, language };
    let (label, usage, more) = match language {
        Language::German => ("Fehler", "Aufruf", "Mehr dazu"),
        Language::English => ("Error", "Usage", "More"),
    };
    let mut lines = vec![format!("{label}: {}", text.what())];
    lines.extend(text.suggestion());
    let name = command.map(|command| format!(" {command}")).unwrap_or_default();
    lines.push(String::new());
    lines.push(format!("{usage}: {}", help::usage(command, language)));
    lines.push(format!("{more}: kolophon{name} --help"));
    lines.join("\n")
}

/// The name of the command that was typed, by whatever alias.
#[must_use]
pub(crate) fn command_of<'a>(root: &'a Command, arguments: &[String]) -> Option<&'a str> {
    let mut arguments = arguments.iter().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--lang" {
            arguments.next();
        } else if !argument.starts_with('-') {
            return root
                .find_subcommand(argument)
                .filter(|command| !command.is_hide_set())
                .map(Command::get_name);
        }
    }
    None
}

struct Wording<'a> {
    error: &'a Error,
    language: Language,
}

impl Wording<'_> {
    fn pick(&self, german: String, english: String) -> String {
        match self.language {
            Language::German => german,
            Language::English => english,
        }
    }

    fn what(&self) -> String {
        let argument = self.strings(ContextKind::InvalidArg);
        let argument = argument.first().map(|name| name_of(name)).unwrap_or_default();
        match self.error.kind() {
            ErrorKind::UnknownArgument => self.pick(
                format!("Die Angabe {argument} ist hier nicht bekannt."),
                format!("The argument {argument} is not known here."),
            ),
            ErrorKind::InvalidSubcommand => {
                let name = self.string(ContextKind::InvalidSubcommand);
                if cfg!(not(feature = "store")) && NEEDS_STORE.contains(&name.as_str()) {
                    return self.pick(
                        format!(
                            "Den Befehl {name} hat nur das Programm mit Server. Dieses hier prüft und behebt."
                        ),
                        format!("Only the program with the server has the command {name}. This one checks and mends."),
                    );
                }
                self.pick(
                    format!("Den Befehl {name} gibt es nicht."),
                    format!("There is no command {name}."),
                )
            }
            ErrorKind::InvalidValue => self.invalid_value(&argument),
            ErrorKind::ValueValidation => {
                let value = self.string(ContextKind::InvalidValue);
                self.pick(
                    format!("{value} passt nicht zu {argument}."),
                    format!("{value} does not fit {argument}."),
                )
            }
            ErrorKind::MissingRequiredArgument => {
                let missing: Vec<String> = self
                    .strings(ContextKind::InvalidArg)
                    .iter()
                    .map(|name| name_of(name))
                    .collect();
                let missing = missing.join(", ");
                self.pick(
                    format!("Es fehlt noch: {missing}."),
                    format!("Still missing: {missing}."),
                )
            }
            ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => self.pick(
                "Es fehlt noch der Befehl.".to_owned(),
                "The command is still missing.".to_owned(),
            ),
            ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => self.pick(
                format!("Zu viele Werte für {argument}."),
                format!("Too many values for {argument}."),
            ),
            ErrorKind::TooFewValues => self.pick(
                format!("{argument} braucht noch einen Wert."),
                format!("{argument} needs one more value."),
            ),
            ErrorKind::NoEquals => self.pick(
                format!("Zwischen {argument} und den Wert gehört ein Gleichheitszeichen."),
                format!("{argument} and its value need an equals sign between them."),
            ),
            ErrorKind::ArgumentConflict => {
                let other = self.strings(ContextKind::PriorArg);
                let other = other.first().map(|name| name_of(name)).unwrap_or_default();
                if other.is_empty() || other == argument {
                    return self.pick(
                        format!("{argument} darf nur einmal stehen."),
                        format!("{argument} may be given only once."),
                    );
                }
                self.pick(
                    format!("{argument} und {other} passen nicht zusammen."),
                    format!("{argument} and {other} do not go together."),
                )
            }
            ErrorKind::InvalidUtf8 => self.pick(
                "Eine Angabe enthält Zeichen, die keine gültige Schrift ergeben.".to_owned(),
                "An argument is no valid Unicode text.".to_owned(),
            ),
            _ => self.pick(
                "Der Aufruf ist so nicht verständlich.".to_owned(),
                "This command line cannot be understood.".to_owned(),
            ),
        }
    }

    fn invalid_value(&self, argument: &str) -> String {
        let value = self.string(ContextKind::InvalidValue);
        let valid = self.strings(ContextKind::ValidValue).join(", ");
        if value.is_empty() && valid.is_empty() {
            return self.pick(
                format!("{argument} braucht noch einen Wert."),
                format!("{argument} still needs a value."),
            );
        }
        if value.is_empty() {
            return self.pick(
                format!("{argument} braucht noch einen Wert. Möglich sind: {valid}."),
                format!("{argument} still needs a value. Possible are: {valid}."),
            );
        }
        self.pick(
            format!("{value} ist kein Wert für {argument}. Möglich sind: {valid}."),
            format!("{value} is no value of {argument}. Possible are: {valid}."),
        )
    }

    fn suggestion(&self) -> Option<String> {
        let kinds = [
            ContextKind::SuggestedArg,
            ContextKind::SuggestedSubcommand,
            ContextKind::SuggestedValue,
        ];
        let suggested = kinds
            .into_iter()
            .find_map(|kind| self.strings(kind).into_iter().next())?;
        let suggested = name_of(&suggested);
        Some(self.pick(
            format!("Meinten Sie {suggested}?"),
            format!("Did you mean {suggested}?"),
        ))
    }

    fn string(&self, kind: ContextKind) -> String {
        self.strings(kind).into_iter().next().unwrap_or_default()
    }

    fn strings(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
            Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }
}

/// The name of an argument as people type it: `--format` of `--format <FORMAT>`, `PFAD` of `<PFAD>...`.
fn name_of(argument: &str) -> String {
    let name = argument.split_whitespace().next().unwrap_or_default();
    name.trim_start_matches('<')
        .trim_end_matches("...")
        .trim_end_matches('>')
        .to_owned()
}
