//! `kolophon rollback`: a city as it was before.

use kolophon_diagnostic::Text;
use kolophon_publish::load::{Consent, Prepared, Reason};
use kolophon_publish::plan::{Plan, PlanFile};
use kolophon_publish::rollback::{RollbackError, prepare};
use kolophon_store::Note;

use super::load::{allowed_number, wording};
use super::plan::show::{self, Lines};
use super::plan::{next_lines, write_json};
use super::{author, in_data_dir, store};
use crate::Context;
use crate::args::{ListFormat, RollbackArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(
    arguments: &RollbackArguments,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    let store = store::open(arguments.data_dir.data_dir.as_deref(), context)?;
    let (city, generation) = (&arguments.city, arguments.generation);
    let note = Note {
        source: Some(format!("rollback {generation}")),
        reason: arguments.reason.clone(),
        ..author::note(&arguments.author, context)
    };
    let prepared = prepare(&store, city, generation, note).map_err(|error| failed(&error))?;
    let plan = prepared
        .plan(&store, None)
        .map_err(|error| store::unreadable(&error))?;
    show_plan(&plan, arguments, ui)?;
    let is_partial = prepared
        .refused
        .iter()
        .any(|refused| !matches!(refused.reason, Reason::Erased { .. }));
    if !prepared.is_empty() {
        let consent = consent(&prepared, &plan, arguments, ui)?;
        let done = prepared
            .commit(&store, consent)
            .map_err(|error| wording::failed(&error))?;
        if arguments.format == ListFormat::Human {
            let new = done.generation;
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
        let next = in_data_dir(&format!("kolophon log --city {city}"), &arguments.data_dir);
        ui.data(next_lines(&next, ui.language()))?;
    }
    Ok(if is_partial { Exit::Findings } else { Exit::Clean })
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
fn consent(
    prepared: &Prepared,
    plan: &Plan,
    arguments: &RollbackArguments,
    ui: &mut Ui,
) -> Result<Consent, Failure> {
    let number = allowed_number(prepared, &plan.city_name, arguments.allow_removals)?;
    if prepared.removals_need_number() && number.is_none() {
        let titles = wording::titles(&prepared.removed);
        return Err(wording::number_needed(&plan.city_name, &titles));
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

fn failed(error: &RollbackError) -> Failure {
    match error {
        RollbackError::UnknownCity { city, known } => store::unknown_city(city, known),
        RollbackError::NoSuchGeneration { city, newest } => Failure::new(
            Exit::Usage,
            format!("{city} hat die Veröffentlichungsstände 1 bis {newest}."),
            format!("{city} has the generations 1 to {newest}."),
        )
        .with_hint(
            format!("Alle zeigt: kolophon log --city {city}"),
            format!("All are shown by: kolophon log --city {city}"),
        ),
        RollbackError::NoRecord { city, oldest } => Failure::new(
            Exit::Usage,
            format!("Für {city} ist aufgezeichnet, was ab Veröffentlichungsstand {oldest} galt; weiter zurück geht es nicht."),
            format!("For {city} it is recorded what held from generation {oldest} on; there is no way back beyond that."),
        )
        .with_hint(
            format!("Alle zeigt: kolophon log --city {city}"),
            format!("All are shown by: kolophon log --city {city}"),
        ),
        RollbackError::Read(error) => store::unreadable(error),
        _ => Failure::new(
            Exit::Unreadable,
            "Zurückgehen ist nicht möglich.",
            "Going back is not possible.",
        )
        .with_cause(error),
    }
}
