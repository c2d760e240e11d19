//! `kolophon man`: the manual page of all commands.

use std::fmt::Write as _;
use std::io;

use clap_mangen::Man;
use kolophon_diagnostic::Language;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::help;
use crate::ui::Ui;

pub(super) fn run(ui: &mut Ui) -> Result<Exit, Failure> {
    let page = page(ui.language())?;
    ui.data(page)?;
    Ok(Exit::Clean)
}

/// One page: the program, then each command, then the exit codes.
fn page(language: Language) -> io::Result<Vec<u8>> {
    let mut root = help::command(language);
    root.build();
    let commands: Vec<_> = root
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .cloned()
        .collect();
    let mut page = Vec::new();
    let man = Man::new(root)
        .date("")
        .source(concat!("kolophon ", env!("CARGO_PKG_VERSION")));
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut page = translated(&page, language);
    for command in commands {
        let mut part = Vec::new();
        let name = command.get_name().to_owned();
        let man = Man::new(command);
        man.render_description_section(&mut part)?;
        man.render_synopsis_section(&mut part)?;
        man.render_options_section(&mut part)?;
        man.render_extra_section(&mut part)?;
        writeln!(page, ".SH \"kolophon {name}\"").unwrap_or_default();
        page.push_str(&as_subsections(&translated(&part, language)));
    }
    page.push_str(&exit_codes(language));
    Ok(page.into_bytes())
}

/// `clap_mangen` writes its headings in English.
fn translated(part: &[u8], language: Language) -> String {
    let text = String::from_utf8_lossy(part).into_owned();
    if language == Language::English {
        return text;
    }
    let headings = [
        ("NAME", "BEZEICHNUNG"),
        ("SYNOPSIS", "ÜBERSICHT"),
        ("DESCRIPTION", "BESCHREIBUNG"),
        ("OPTIONS", "OPTIONEN"),
        ("EXTRA", "BEISPIELE"),
    ];
    headings.iter().fold(text, |text, (english, german)| {
        text.replace(&format!(".SH {english}\n"), &format!(".SH {german}\n"))
    })
}

fn as_subsections(text: &str) -> String {
    text.replace(".SH ", ".SS ")
}

fn exit_codes(language: Language) -> String {
    let heading = match language {
        Language::German => "RÜCKGABEWERTE",
        Language::English => "EXIT STATUS",
    };
    let mut text = format!(".SH \"{heading}\"\n");
    for exit in Exit::ALL {
        let meaning = exit.meaning().in_language(language).replace('-', "\\-");
        writeln!(text, ".TP\n{}\n{meaning}", exit.code()).unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_german_page_has_german_headings() {
        let page = String::from_utf8(page(Language::German).unwrap()).unwrap();
        for heading in [
            ".SH NAME",
            ".SH SYNOPSIS",
            ".SS DESCRIPTION",
            ".SS OPTIONS",
            ".SS EXTRA",
        ] {
            assert!(!page.contains(heading), "{heading} in\n{page}");
        }
        assert!(page.contains(".SH \"kolophon validate\""), "{page}");
        assert!(page.contains("RÜCKGABEWERTE"), "{page}");
    }
}
