//! `kolophon withdraw`: a dataset or a distribution that is to be seen no longer.

use kolophon_diagnostic::{Language, Length, Text};
use kolophon_publish::api::WithdrawTrouble;
use kolophon_publish::choice::Consent;
use kolophon_publish::plan::PlanFile;
use kolophon_publish::refusal::Title;
#[cfg(feature = "store")]
use kolophon_publish::withdraw::{Protection, Traces, WithdrawError, WithdrawOptions, prepare, prepare_all};
#[cfg(feature = "store")]
use kolophon_store::Note;

use super::deed::{Call, Deed};
use super::load::{allowed_number, wording};
use super::place::{At, Opening, Place, at_place};
use super::plan::show::Lines;
use super::plan::{next_lines, write_json};
use super::rollback::{unknown_city, yes_needed};
#[cfg(feature = "store")]
use super::store;
use super::{author, quoted};
use crate::Context;
use crate::args::{ListFormat, WithdrawArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::remote::{Refusal, Remote};
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
    let place = Place::open(&arguments.place, &[], Opening::Existing, context, ui)?;
    let deed = look(&place, arguments, context)?;
    let plan = deed.plan()?;
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
    let outlook = deed.outlook();
    // A dataset that was named is its own number.
    let number = if arguments.whole.all {
        let number = allowed_number(
            &outlook.removed,
            &outlook.city_name,
            arguments.whole.allow_removals,
        )?;
        if outlook.needs_number && number.is_none() {
            let titles = wording::titles(&outlook.removed);
            return Err(wording::number_needed(&outlook.city_name, &titles));
        }
        number
    } else {
        None
    };
    if !arguments.yes {
        if arguments.format == ListFormat::Json || !Ui::can_ask() {
            return Err(yes_needed());
        }
        if !ui.ask(&question(arguments.erase)) {
            return Err(wording::declined());
        }
    }
    deed.carry_out(number.map_or(Consent::Yes, Consent::Number))?;
    #[cfg(feature = "store")]
    if arguments.erase
        && let At::Here(store) = &place.at
    {
        store::remove_index(store)?;
    }
    if arguments.format == ListFormat::Human {
        ui.data(format!("\n{}\n", done(arguments.erase, ui.language())))?;
        let next = format!("kolophon log --city {}", arguments.city);
        let next = at_place(&next, &arguments.place);
        ui.data(next_lines(&next, ui.language()))?;
    }
    Ok(Exit::Clean)
}

/// A token is for the work of a day.
fn all_needs_the_directory() -> Failure {
    Failure::new(
        Exit::NotAllowed,
        "Alles zurückziehen kann nur der Betreiber, dort, wo der Datenordner liegt.",
        "Only the operator can withdraw everything, where the data directory lies.",
    )
    .with_hint(
        "Einen Datensatz nach dem anderen geht auch von hier: kolophon withdraw DATENSATZ",
        "One dataset after the other can be done from here: kolophon withdraw DATASET",
    )
}

/// Sees what it would do.
fn look<'a>(
    place: &'a Place,
    arguments: &'a WithdrawArguments,
    context: &Context<'_>,
) -> Result<Deed<'a>, Failure> {
    let reason = arguments.reason.trim();
    match &place.at {
        #[cfg(feature = "store")]
        At::Here(store) => {
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
                    reason: Some(reason.to_owned()),
                    ..author::note(&arguments.author, context)
                },
            };
            let prepared = match &arguments.wanted {
                Some(wanted) if !arguments.whole.all => prepare(store, &arguments.city, wanted, &options),
                _ => prepare_all(store, &arguments.city, &options),
            };
            let prepared = Box::new(prepared.map_err(|error| not_prepared(&error))?);
            Ok(Deed::Here { store, prepared })
        }
        At::There(remote) => {
            let Some(wanted) = arguments.wanted.as_ref().filter(|_| !arguments.whole.all) else {
                return Err(all_needs_the_directory());
            };
            let mut parameters = vec![
                ("wanted", wanted.clone()),
                ("reason", reason.to_owned()),
                ("erase", arguments.erase.to_string()),
                ("unprotect", arguments.unprotect.to_string()),
            ];
            parameters.extend(author::parameter(place, &arguments.author, context));
            Call {
                remote,
                city: &arguments.city,
                name: "withdraw",
                parameters,
                explain: refused,
            }
            .look()
        }
    }
}

fn refused(refusal: Refusal, remote: &Remote) -> Failure {
    match refusal.member::<WithdrawTrouble>("trouble") {
        Some(trouble) => failed(&trouble, Some(remote)),
        None => refusal.into(),
    }
}

#[cfg(feature = "store")]
fn not_prepared(error: &WithdrawError) -> Failure {
    if let Some(failure) = store::remote::failure(error) {
        return failure;
    }
    match (WithdrawTrouble::of(error), error) {
        (Some(trouble), _) => failed(&trouble, None),
        (None, WithdrawError::Read(error)) => store::unreadable(error),
        (None, _) => Failure::new(
            Exit::Unreadable,
            "Zurückziehen ist nicht möglich.",
            "Withdrawing is not possible.",
        )
        .with_cause(error),
    }
}

fn question(erase: bool) -> Text {
    if erase {
        Text::new(
            "Wirklich zurückziehen und endgültig löschen? Das lässt sich nicht rückgängig machen.",
            "Really withdraw and erase for good? This cannot be undone.",
        )
    } else {
        Text::new("Wirklich zurückziehen?", "Really withdraw?")
    }
}

fn done(erase: bool, language: Language) -> String {
    let text = if erase {
        Text::new(
            "Zurückgezogen und aus diesem Ordner gelöscht, auch aus allen früheren Ständen.\n\
             Ältere Sicherungen enthalten es noch: Bitte löschen Sie diese, oder legen Sie beim Wiederherstellen die Datei \
             erased aus diesem Ordner dazu.",
            "Withdrawn and erased from this directory, from all earlier generations too.\n\
             Older backups still hold it: please delete them, or put the file erased of this directory beside them when \
             you restore one.",
        )
    } else {
        Text::new(
            "Zurückgezogen. Die dauerhafte Adresse sagt das von jetzt an.",
            "Withdrawn. The address says so from now on.",
        )
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

fn failed(trouble: &WithdrawTrouble, remote: Option<&Remote>) -> Failure {
    match trouble {
        WithdrawTrouble::UnknownCity { city, known } => unknown_city(city, known, remote),
        WithdrawTrouble::NotFound { city, wanted, near } => {
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
        WithdrawTrouble::Ambiguous { wanted, found } => {
            let (number, list) = (found.len(), list(found));
            Failure::new(
                Exit::Usage,
                format!("{number} Datensätze heißen {}:{list}", quoted(wanted)),
                format!("{number} datasets are called {}:{list}", quoted(wanted)),
            )
            .with_hint("Bitte die dauerhafte Adresse nennen.", "Please name the address.")
        }
        WithdrawTrouble::OwnedBy { iri, owner } => Failure::new(
            Exit::Conflict,
            format!("{iri} gehört {owner}."),
            format!("{iri} belongs to {owner}."),
        ),
        WithdrawTrouble::Protected { dataset } => Failure::new(
            Exit::NotAllowed,
            format!("Der Datensatz „{}“ hat einen Löschschutz.", dataset.title),
            format!("The dataset “{}” is protected.", dataset.title),
        )
        .with_hint(
            "Wenn er trotzdem weg soll: denselben Befehl mit --unprotect",
            "If it shall go all the same: the same command with --unprotect",
        ),
        WithdrawTrouble::AlreadyGone { iri } => Failure::new(
            Exit::Conflict,
            format!("{iri} ist schon zurückgezogen."),
            format!("{iri} is withdrawn already."),
        ),
    }
}
