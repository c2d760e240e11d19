//! `kolophon restore`: cities as a backup holds them.

use std::fs;
use std::path::Path;

use kolophon_diagnostic::Text;
use kolophon_publish::choice::Consent;
use kolophon_publish::plan::PlanFile;
use kolophon_publish::refusal::Reason;
use kolophon_publish::restore::{Past, Restoration, RestoreError, prepare};
use kolophon_store::{Backup, Note, OpenMode, Store, WriteError};

use super::load::wording;
use super::plan::show::{self, Lines};
use super::plan::{next_lines, write_json};
use super::rollback::yes_needed;
use super::verify::bad_backup;
use super::{author, in_data_dir, store};
use crate::Context;
use crate::args::{ListFormat, RestoreArguments};
use crate::config;
use crate::exit::Exit;
use crate::failure::{Failure, write_trouble};
use crate::ui::Ui;

pub(super) fn run(arguments: &RestoreArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let environment = context.environment;
    let backup = verified(&arguments.backup)?;
    let cities = chosen(&backup, arguments)?;
    let flag = arguments.data_dir.data_dir.as_deref();
    let directory = config::data_dir(flag, environment, &environment.current_dir)?.path;
    let store = store::open_at(&directory, OpenMode::Create, &[], context)?;
    // First of all: nothing that was erased is to come back, from here or from there.
    let erased = backup.erased().map_err(|error| bad_backup(&error))?;
    store.erase_listed(&erased).map_err(|error| not_erased(&error))?;
    store::remove_index(&store)?;
    let note = Note {
        source: Some(arguments.backup.display().to_string()),
        reason: arguments.reason.clone(),
        ..author::note(&arguments.author, context)
    };
    let mut restorations = Vec::new();
    for city in &cities {
        restorations.push(prepare(&store, &backup, city, note.clone()).map_err(|error| failed(&error))?);
    }
    show_plans(&restorations, &store, arguments, ui)?;
    let consent = consent(&restorations, arguments, ui)?;
    let mut exit = Exit::Clean;
    for restoration in restorations {
        if is_partial(&restoration) {
            exit = Exit::Findings;
        }
        if restoration.is_empty() {
            continue;
        }
        // Each city's own number: all of them together were agreed to.
        let consent = match consent {
            Consent::Number(_) => Consent::Number(restoration.prepared.removed.len()),
            other => other,
        };
        restoration
            .commit(&store, consent)
            .map_err(|error| failed(&error))?;
    }
    if arguments.city.is_none() {
        restore_tokens(&backup, &directory)?;
    }
    if arguments.format == ListFormat::Human {
        let done = Text::new("Wiederhergestellt.", "Restored.");
        ui.data(format!("\n{}\n", done.in_language(ui.language())))?;
        let next = in_data_dir("kolophon verify", &arguments.data_dir);
        ui.data(next_lines(&next, ui.language()))?;
    }
    Ok(exit)
}

/// Opens a backup and reads all of it before anything else happens.
fn verified(path: &Path) -> Result<Backup, Failure> {
    let backup = Backup::open(path).map_err(|error| bad_backup(&error))?;
    let damages = backup.check().map_err(|error| bad_backup(&error))?;
    let Some(first) = damages.first() else {
        return Ok(backup);
    };
    let (number, place) = (damages.len(), &first.place);
    Err(Failure::new(
        Exit::Unreadable,
        format!(
            "Die Sicherung ist an {number} Stellen beschädigt, zuerst bei {place}. Es wurde nichts geändert."
        ),
        format!("The backup is damaged in {number} places, first at {place}. Nothing was changed."),
    )
    .with_hint(
        format!(
            "Alle zeigt: kolophon verify {}",
            super::quoted(&path.to_string_lossy())
        ),
        format!(
            "All are shown by: kolophon verify {}",
            super::quoted(&path.to_string_lossy())
        ),
    ))
}

fn chosen(backup: &Backup, arguments: &RestoreArguments) -> Result<Vec<String>, Failure> {
    let known: Vec<String> = backup
        .manifest()
        .cities
        .iter()
        .map(|city| city.slug.clone())
        .collect();
    match &arguments.city {
        None => Ok(known),
        Some(city) if known.contains(city) => Ok(vec![city.clone()]),
        Some(city) => Err(bad_backup(&kolophon_store::ReadBackupError::UnknownCity {
            city: city.clone(),
            known,
        })),
    }
}

fn show_plans(
    restorations: &[Restoration<'_>],
    store: &Store,
    arguments: &RestoreArguments,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let mut plans = Vec::new();
    for restoration in restorations {
        let plan = restoration.prepared.plan(store, None);
        plans.push(plan.map_err(|error| store::unreadable(&error))?);
    }
    match arguments.format {
        ListFormat::Json => {
            let mut json = Vec::new();
            write_json(&PlanFile::new(plans), &mut json)?;
            ui.data(String::from_utf8_lossy(&json).into_owned())?;
        }
        ListFormat::Human => {
            let mut lines = Lines::new(ui.language());
            for plan in &plans {
                lines.plan(plan);
            }
            ui.data(lines.text(show::length(arguments.all)))?;
        }
    }
    for restoration in restorations {
        if restoration.past() == Past::OfBackup {
            let city = restoration.city_name();
            ui.say(&Text::new(
                format!("{city} ist hier neu und kommt mit allen früheren Ständen der Sicherung."),
                format!("{city} is new here and comes with all earlier generations of the backup."),
            ));
        }
    }
    Ok(())
}

/// The person's word: for the whole, and for many removals their number in all cities together.
fn consent(
    restorations: &[Restoration<'_>],
    arguments: &RestoreArguments,
    ui: &mut Ui,
) -> Result<Consent, Failure> {
    let removed: Vec<&str> = restorations
        .iter()
        .flat_map(|restoration| wording::titles(&restoration.prepared.removed))
        .collect();
    let names: Vec<&str> = restorations
        .iter()
        .filter(|restoration| !restoration.prepared.removed.is_empty())
        .map(Restoration::city_name)
        .collect();
    let names = names.join(", ");
    let needs_number = restorations
        .iter()
        .any(|restoration| restoration.prepared.removals_need_number());
    match arguments.allow_removals {
        Some(number) if number != removed.len() => {
            return Err(wording::wrong_number(&names, &removed, number));
        }
        None if needs_number => return Err(wording::number_needed(&names, &removed)),
        _ => {}
    }
    if restorations.iter().all(Restoration::is_empty) {
        return Ok(Consent::None);
    }
    if !arguments.yes {
        if arguments.format == ListFormat::Json || !Ui::can_ask() {
            return Err(yes_needed());
        }
        if !ui.ask(&Text::new("So wiederherstellen?", "Restore like this?")) {
            return Err(wording::declined());
        }
    }
    Ok(arguments.allow_removals.map_or(Consent::Yes, Consent::Number))
}

fn is_partial(restoration: &Restoration<'_>) -> bool {
    let mut refused = restoration.prepared.refused.iter();
    refused.any(|refused| !matches!(refused.reason, Reason::Erased { .. }))
}

/// Tokens come back only where there are none: one that was revoked since must not count again.
fn restore_tokens(backup: &Backup, directory: &Path) -> Result<(), Failure> {
    let path = directory.join("tokens");
    if path.exists() {
        return Ok(());
    }
    let Some(tokens) = backup.tokens().map_err(|error| bad_backup(&error))? else {
        return Ok(());
    };
    write_private(&path, &tokens).map_err(|error| {
        let (path, Text { de, en }) = (path.display(), write_trouble(&error));
        Failure::new(Exit::Unreadable, format!("{path}: {de}"), format!("{path}: {en}"))
    })
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;

    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn not_erased(error: &WriteError) -> Failure {
    Failure::new(
        Exit::Unreadable,
        "Was endgültig gelöscht wurde, ließ sich nicht entfernen; es wurde nichts wiederhergestellt.",
        "What was erased could not be removed; nothing was restored.",
    )
    .with_cause(error)
}

fn failed(error: &RestoreError) -> Failure {
    match error {
        RestoreError::Backup(error) => bad_backup(error),
        RestoreError::Read(error) => store::unreadable(error),
        RestoreError::Load(error) => wording::failed(error),
        _ => Failure::new(
            Exit::Unreadable,
            "Wiederherstellen ist nicht möglich.",
            "Restoring is not possible.",
        )
        .with_cause(error),
    }
}
