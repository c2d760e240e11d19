//! `kolophon rollback`: a city as it was before.

use kolophon_diagnostic::Text;
use kolophon_publish::api::RollbackTrouble;
use kolophon_publish::choice::Consent;
use kolophon_publish::outlook::Outlook;
use kolophon_publish::plan::{Plan, PlanFile};
use kolophon_publish::refusal::Reason;
#[cfg(feature = "store")]
use kolophon_publish::rollback::{RollbackError, prepare};
#[cfg(feature = "store")]
use kolophon_store::Note;

use super::author;
use super::deed::{Call, Deed};
use super::load::{allowed_number, wording};
use super::place::{At, Opening, Place, at_place};
use super::plan::show::{self, Lines};
use super::plan::{next_lines, write_json};
#[cfg(feature = "store")]
use super::store;
use crate::Context;
use crate::args::{ListFormat, RollbackArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::remote::{Refusal, Remote};
use crate::ui::Ui;

pub(super) fn run(
    arguments: &RollbackArguments,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    let place = Place::open(&arguments.place, &[], Opening::Existing, context, ui)?;
    let (city, generation) = (&arguments.city, arguments.generation);
    let deed = look(&place, arguments, context)?;
    let plan = deed.plan()?;
    show_plan(&plan, arguments, ui)?;
    let outlook = deed.outlook();
    let is_partial = outlook
        .refused
        .iter()
        .any(|refused| !matches!(refused.reason, Reason::Erased { .. }));
    if !deed.is_empty() {
        let consent = consent(&outlook, arguments, ui)?;
        let new = deed.carry_out(consent)?;
        if arguments.format == ListFormat::Human {
            let told = Text::new(
                format!(
                    "Erledigt: {} ist wieder wie in Veröffentlichungsstand {generation}; das ist jetzt Stand {new}.",
                    plan.city_name
                ),
                format!(
                    "Done: {} is as it was in generation {generation}; this is now generation {new}.",
                    plan.city_name
                ),
            );
            ui.data(format!("\n{}\n", told.in_language(ui.language())))?;
        }
    }
    if arguments.format == ListFormat::Human {
        let next = at_place(&format!("kolophon log --city {city}"), &arguments.place);
        ui.data(next_lines(&next, ui.language()))?;
    }
    Ok(if is_partial { Exit::Findings } else { Exit::Clean })
}

/// Sees what it would do.
fn look<'a>(
    place: &'a Place,
    arguments: &'a RollbackArguments,
    context: &Context<'_>,
) -> Result<Deed<'a>, Failure> {
    let (city, generation) = (&arguments.city, arguments.generation);
    match &place.at {
        #[cfg(feature = "store")]
        At::Here(store) => {
            let note = Note {
                source: Some(format!("rollback {generation}")),
                reason: arguments.reason.clone(),
                ..author::note(&arguments.author, context)
            };
            let prepared = prepare(store, city, generation, note).map_err(|error| not_prepared(&error))?;
            Ok(Deed::Here {
                store,
                prepared: Box::new(prepared),
            })
        }
        At::There(remote) => {
            let mut parameters = vec![("generation", generation.to_string())];
            parameters.extend(arguments.reason.clone().map(|reason| ("reason", reason)));
            parameters.extend(author::parameter(place, &arguments.author, context));
            Call {
                remote,
                city,
                name: "rollback",
                parameters,
                explain: refused,
            }
            .look()
        }
    }
}

fn show_plan(plan: &Plan, arguments: &RollbackArguments, ui: &mut Ui) -> Result<(), Failure> {
    match arguments.format {
        ListFormat::Json => {
            let mut json = Vec::new();
            write_json(&PlanFile::new(vec![plan.clone()]), &mut json)?;
            Ok(ui.data(String::from_utf8_lossy(&json).into_owned())?)
        }
        ListFormat::Human => {
            let mut lines = Lines::new(ui.language());
            lines.plan(plan);
            Ok(ui.data(lines.text(show::length(arguments.all)))?)
        }
    }
}

/// The person's word: for the whole, and for many removals their number.
fn consent(outlook: &Outlook, arguments: &RollbackArguments, ui: &mut Ui) -> Result<Consent, Failure> {
    let number = allowed_number(&outlook.removed, &outlook.city_name, arguments.allow_removals)?;
    if outlook.needs_number && number.is_none() {
        let titles = wording::titles(&outlook.removed);
        return Err(wording::number_needed(&outlook.city_name, &titles));
    }
    if !arguments.yes {
        let may_ask = arguments.format == ListFormat::Human && Ui::can_ask();
        if !may_ask {
            return Err(yes_needed());
        }
        let question = Text::new("So zurückgehen?", "Go back like this?");
        if !ui.ask(&question) {
            return Err(wording::declined());
        }
    }
    Ok(number.map_or(Consent::Yes, Consent::Number))
}

/// Nobody can be asked.
pub(super) fn yes_needed() -> Failure {
    Failure::new(
        Exit::NotAllowed,
        "Es wurde nichts geändert, denn niemand kann gefragt werden.",
        "Nothing was changed, for nobody can be asked.",
    )
    .with_hint(
        "Wenn das so sein soll: denselben Befehl mit --yes",
        "If this is meant: the same command with --yes",
    )
}

fn refused(refusal: Refusal, remote: &Remote) -> Failure {
    match refusal.member::<RollbackTrouble>("trouble") {
        Some(trouble) => failed(&trouble, Some(remote)),
        None => refusal.into(),
    }
}

#[cfg(feature = "store")]
fn not_prepared(error: &RollbackError) -> Failure {
    if let Some(failure) = store::remote::failure(error) {
        return failure;
    }
    match (RollbackTrouble::of(error), error) {
        (Some(trouble), _) => failed(&trouble, None),
        (None, RollbackError::Read(error)) => store::unreadable(error),
        (None, _) => Failure::new(
            Exit::Unreadable,
            "Zurückgehen ist nicht möglich.",
            "Going back is not possible.",
        )
        .with_cause(error),
    }
}

fn failed(trouble: &RollbackTrouble, remote: Option<&Remote>) -> Failure {
    let to = remote.map_or_else(String::new, Remote::option);
    match trouble {
        RollbackTrouble::UnknownCity { city, known } => unknown_city(city, known, remote),
        RollbackTrouble::NoSuchGeneration { city, newest } => Failure::new(
            Exit::Usage,
            format!("{city} hat die Veröffentlichungsstände 1 bis {newest}."),
            format!("{city} has the generations 1 to {newest}."),
        )
        .with_hint(
            format!("Alle zeigt: kolophon log --city {city}{to}"),
            format!("All are shown by: kolophon log --city {city}{to}"),
        ),
        RollbackTrouble::NoRecord { city, oldest } => Failure::new(
            Exit::Usage,
            format!("Für {city} ist aufgezeichnet, was ab Veröffentlichungsstand {oldest} galt; weiter zurück geht es nicht."),
            format!("For {city} it is recorded what held from generation {oldest} on; there is no way back beyond that."),
        )
        .with_hint(
            format!("Alle zeigt: kolophon log --city {city}{to}"),
            format!("All are shown by: kolophon log --city {city}{to}"),
        ),
    }
}

/// A city that has published nothing: here, where it is known which have, or at a server that does not tell.
pub(super) fn unknown_city(city: &str, known: &[String], remote: Option<&Remote>) -> Failure {
    match remote {
        Some(remote) if known.is_empty() => {
            let address = remote.address();
            Failure::new(
                Exit::Usage,
                format!("Für {city} ist bei {address} nichts veröffentlicht."),
                format!("Nothing is published for {city} at {address}."),
            )
        }
        _ => {
            let known = known.join(", ");
            Failure::new(
                Exit::Usage,
                format!("Für {city} ist nichts veröffentlicht. Veröffentlicht haben: {known}."),
                format!("Nothing is published for {city}. Published have: {known}."),
            )
        }
    }
}
