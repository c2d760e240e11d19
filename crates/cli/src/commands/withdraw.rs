//! `kolophon withdraw`: a dataset or a distribution that is to be seen no longer.

use kolophon_diagnostic::{Language, Length, Text};
use kolophon_publish::load::{Consent, Title};
use kolophon_publish::plan::PlanFile;
use kolophon_publish::withdraw::{Protection, Traces, WithdrawError, WithdrawOptions, prepare};
use kolophon_store::Note;

use super::load::wording;
use super::plan::show::Lines;
use super::plan::{next_lines, write_json};
use super::rollback::yes_needed;
use super::{author, in_data_dir, quoted, store};
use crate::Context;
use crate::args::{ListFormat, WithdrawArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(
    arguments: &WithdrawArguments,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    if arguments.reason.trim().is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            "Bitte nennen Sie den Grund; er steht später auf der Seite: --reason \"Zahlen waren falsch\"",
            "Please name the reason; it is shown on the page later: --reason \"figures were wrong\"",
        ));
    }
    let store = store::open(arguments.data_dir.data_dir.as_deref(), context)?;
    let options = WithdrawOptions {
        traces: if arguments.erase {
            Traces::Erase
        } else {
            Traces::Keep
        },
        protection: if arguments.unprotect {
            Protection::Lift
        } else {
            Protection::Respect
        },
        note: Note {
            reason: Some(arguments.reason.trim().to_owned()),
            ..author::note(&arguments.author, context)
        },
    };
    let prepared =
        prepare(&store, &arguments.city, &arguments.wanted, &options).map_err(|error| failed(&error))?;
    let plan = prepared
        .plan(&store, None)
        .map_err(|error| store::unreadable(&error))?;
    match arguments.format {
        ListFormat::Json => {
            let mut json = Vec::new();
            write_json(&PlanFile::new(vec![plan]), &mut json)?;
            ui.data(String::from_utf8_lossy(&json).into_owned())?;
        }
        ListFormat::Human => {
            let mut lines = Lines::new(ui.language());
            lines.plan(&plan);
            ui.data(lines.text(Length::Short))?;
        }
    }
    if !arguments.yes {
        if arguments.format == ListFormat::Json || !Ui::can_ask() {
            return Err(yes_needed());
        }
        if !ui.ask(&question(options.traces)) {
            return Err(wording::declined());
        }
    }
    prepared
        .commit(&store, Consent::Yes)
        .map_err(|error| wording::failed(&error))?;
    if arguments.format == ListFormat::Human {
        ui.data(format!("\n{}\n", done(options.traces, ui.language())))?;
        let next = format!("kolophon log --city {}", arguments.city);
        let next = in_data_dir(&next, &arguments.data_dir);
        ui.data(next_lines(&next, ui.language()))?;
    }
    Ok(Exit::Clean)
}

fn question(traces: Traces) -> Text {
    match traces {
        Traces::Keep => Text::new("Wirklich zurückziehen?", "Really withdraw?"),
        Traces::Erase => Text::new(
            "Wirklich zurückziehen und endgültig löschen? Das lässt sich nicht rückgängig machen.",
            "Really withdraw and erase for good? This cannot be undone.",
        ),
    }
}

fn done(traces: Traces, language: Language) -> String {
    let text = match traces {
        Traces::Keep => Text::new(
            "Zurückgezogen. Die dauerhafte Adresse sagt das von jetzt an.",
            "Withdrawn. The address says so from now on.",
        ),
        Traces::Erase => Text::new(
            "Zurückgezogen und aus diesem Ordner gelöscht, auch aus allen früheren Ständen.\n\
             Ältere Sicherungen enthalten es noch: Bitte löschen Sie diese, oder legen Sie beim Wiederherstellen die Datei \
             erased aus diesem Ordner dazu.",
            "Withdrawn and erased from this directory, from all earlier generations too.\n\
             Older backups still hold it: please delete them, or put the file erased of this directory beside them when \
             you restore one.",
        ),
    };
    text.in_language(language).to_owned()
}

fn list(titles: &[Title]) -> String {
    let lines = titles.iter().take(20).map(|title| {
        let clean: String = title
            .title
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        format!("\n  {clean}: {}", title.iri)
    });
    lines.collect()
}

fn failed(error: &WithdrawError) -> Failure {
    match error {
        WithdrawError::UnknownCity { city, known } => store::unknown_city(city, known),
        WithdrawError::NotFound { city, wanted, near } => {
            let failure = Failure::new(
                Exit::Usage,
                format!(
                    "Bei {city} ist nichts veröffentlicht, was {} heißt.",
                    quoted(wanted)
                ),
                format!("{city} has published nothing called {}.", quoted(wanted)),
            );
            if near.is_empty() {
                failure.with_hint(
                    "Nennen Sie Titel, Kurznamen oder dauerhafte Adresse des Datensatzes, oder die Adresse einer Datei.",
                    "Name title, short name or address of the dataset, or the address of a distribution.",
                )
            } else {
                let list = list(near);
                failure.with_hint(
                    format!("Meinten Sie eines davon?{list}"),
                    format!("Did you mean one of these?{list}"),
                )
            }
        }
        WithdrawError::Ambiguous { wanted, found } => {
            let (number, list) = (found.len(), list(found));
            Failure::new(
                Exit::Usage,
                format!("{number} Datensätze heißen {}:{list}", quoted(wanted)),
                format!("{number} datasets are called {}:{list}", quoted(wanted)),
            )
            .with_hint("Bitte die dauerhafte Adresse nennen.", "Please name the address.")
        }
        WithdrawError::OwnedBy { iri, owner } => Failure::new(
            Exit::Conflict,
            format!("{iri} gehört {owner}."),
            format!("{iri} belongs to {owner}."),
        ),
        WithdrawError::Protected { dataset } => Failure::new(
            Exit::NotAllowed,
            format!("Der Datensatz „{}“ hat einen Löschschutz.", dataset.title),
            format!("The dataset “{}” is protected.", dataset.title),
        )
        .with_hint(
            "Wenn er trotzdem weg soll: denselben Befehl mit --unprotect",
            "If it shall go all the same: the same command with --unprotect",
        ),
        WithdrawError::AlreadyGone { iri } => Failure::new(
            Exit::Conflict,
            format!("{iri} ist schon zurückgezogen."),
            format!("{iri} is withdrawn already."),
        ),
        WithdrawError::Read(error) => store::unreadable(error),
        _ => Failure::new(
            Exit::Unreadable,
            "Zurückziehen ist nicht möglich.",
            "Withdrawing is not possible.",
        )
        .with_cause(error),
    }
}
