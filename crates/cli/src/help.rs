//! Help in the reader's language: the command line of [`args`](crate::args) joined with the texts of `help/texts.rs`.
//!
//! clap speaks English only, and has no switch for it; so every text it would write itself is replaced here, and its
//! error messages in [`usage_error`](crate::usage_error).

mod texts;

use clap::{Arg, Command, CommandFactory as _};
use kolophon_diagnostic::Language;

use crate::args::Arguments;
use crate::help::texts::{ArgumentText, CommandText, PROGRAM, Pair};

/// The widest line of the help.
const WIDTH: usize = 80;

/// More than any command has options.
const LAST: usize = 100;

/// The command line with all its texts in one language.
#[must_use]
pub(crate) fn command(language: Language) -> Command {
    let words = Words::of(language);
    let mut command = localise(Arguments::command(), &PROGRAM, &words, "kolophon");
    let names: Vec<String> = command
        .get_subcommands()
        .map(|subcommand| subcommand.get_name().to_owned())
        .collect();
    for name in names {
        let Some(text) = texts::of_command(&name) else {
            continue;
        };
        command = command.mut_subcommand(&name, |subcommand| {
            localise(subcommand, text, &words, &format!("kolophon {name}"))
        });
    }
    command
        .subcommand_help_heading(words.commands)
        .subcommand_value_name(words.command)
        .max_term_width(WIDTH)
}

/// How to call a command: `kolophon validate PFAD… [OPTIONEN]`.
#[must_use]
pub(crate) fn usage(command: Option<&str>, language: Language) -> String {
    let words = Words::of(language);
    match command.and_then(texts::of_command) {
        Some(text) => call(&format!("kolophon {}", text.name), text, &words),
        None => call("kolophon", &PROGRAM, &words),
    }
}

fn call(name: &str, text: &CommandText, words: &Words) -> String {
    format!("{name} {}", words.pick(text.usage)).trim_end().to_owned()
}

fn localise(command: Command, text: &CommandText, words: &Words, name: &str) -> Command {
    let mut command = command
        .about(words.pick(text.about))
        .override_usage(call(name, text, words))
        .after_help(words.pick(text.after))
        .help_template(words.template);
    for (id, value, help) in text.arguments {
        command = command.mut_arg(id, |argument| describe(argument, words, (id, *value, *help)));
    }
    command
}

fn describe(argument: Arg, words: &Words, (_, value, help): ArgumentText) -> Arg {
    let heading = if argument.is_positional() {
        words.arguments
    } else {
        words.options
    };
    let argument = argument.help(words.pick(help)).help_heading(heading);
    // What every command has stands last.
    let argument = match PROGRAM
        .arguments
        .iter()
        .position(|(common, ..)| argument.get_id() == common)
    {
        Some(position) => argument.display_order(LAST + position),
        None => argument,
    };
    if !argument.get_action().takes_values() {
        return argument;
    }
    // clap would name default and possible values in English; the texts name them.
    argument
        .value_name(words.pick(value))
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// The words that clap would write itself.
struct Words {
    language: Language,
    commands: &'static str,
    command: &'static str,
    arguments: &'static str,
    options: &'static str,
    template: &'static str,
}

impl Words {
    fn of(language: Language) -> Self {
        match language {
            Language::German => Self {
                language,
                commands: "Befehle",
                command: "BEFEHL",
                arguments: "Angaben",
                options: "Optionen",
                template: "{about}\n\nAufruf: {usage}\n\n{all-args}{after-help}",
            },
            Language::English => Self {
                language,
                commands: "Commands",
                command: "COMMAND",
                arguments: "Arguments",
                options: "Options",
                template: "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
            },
        }
    }

    fn pick(&self, pair: Pair) -> &'static str {
        let [german, english] = pair;
        match self.language {
            Language::German => german,
            Language::English => english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 2] = [Language::German, Language::English];

    #[test]
    fn every_command_and_argument_has_a_text() {
        for language in LANGUAGES {
            let mut root = command(language);
            root.build();
            for command in std::iter::once(&root)
                .chain(root.get_subcommands())
                .filter(|c| !c.is_hide_set())
            {
                assert!(command.get_about().is_some(), "{}", command.get_name());
                for argument in command.get_arguments() {
                    let text = argument.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(
                        argument.get_help_heading().is_some() && !text.is_empty(),
                        "{} {}",
                        command.get_name(),
                        argument.get_id()
                    );
                }
            }
        }
    }

    #[test]
    fn clap_adds_no_english_of_its_own() {
        let mut root = command(Language::German);
        root.build();
        for command in root.get_subcommands_mut() {
            let help = command.render_help().to_string();
            for word in [
                "Usage",
                "Options:",
                "Commands:",
                "Arguments:",
                "[default",
                "[possible",
                "[alias",
                "[env",
                "Print",
            ] {
                assert!(!help.contains(word), "{word:?} in\n{help}");
            }
        }
    }

    #[test]
    fn german_texts_use_the_officers_words() {
        let forbidden = [
            "shape",
            "focus node",
            "literal",
            "blank node",
            "closure",
            "severity",
            "tenant",
            "sh:",
        ];
        let mut root = command(Language::German);
        root.build();
        for command in root.get_subcommands_mut() {
            // The flag itself is called `--shapes`.
            let help = command
                .render_help()
                .to_string()
                .replace("--check-shapes", "")
                .replace("--shapes", "")
                .to_lowercase();
            for word in forbidden {
                assert!(!help.contains(word), "{word:?} in\n{help}");
            }
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        for language in LANGUAGES {
            command(language).debug_assert();
        }
    }
}
