//! `kolophon compact`: the data directory written anew, and brought to the format of today.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kolophon_diagnostic::{Language, Text};
use kolophon_publish::forget;
use kolophon_store::{Compacted, Forget, OpenError, OpenMode, Store, WriteError};
use serde_json::json;

use super::load::wording;
use super::plan::next_lines;
use super::rollback::yes_needed;
use super::{in_data_dir, store};
use crate::Context;
use crate::args::{CompactArguments, ListFormat};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &CompactArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let environment = context.environment;
    let flag = arguments.data_dir.data_dir.as_deref();
    let directory = config::data_dir(flag, environment, &environment.current_dir)?.path;
    let day = arguments.forget_before.as_deref().map(day).transpose()?;
    let store = open(&directory, arguments, context, ui)?;
    let forget = match &day {
        None => None,
        Some((day, midnight)) => {
            let forget = forget::before(&store, *midnight).map_err(|error| store::unreadable(&error))?;
            agree(&question(*day, &forget), arguments, ui)?;
            Some(forget)
        }
    };
    let done = store.compact(forget).map_err(|error| failed(&error))?;
    store::remove_index(&store)?;
    match arguments.format {
        ListFormat::Json => {
            let json = json!({
                "bytes_before": done.bytes_before,
                "bytes_after": done.bytes_after,
                "forgotten_generations": done.entries,
                "removed_files": done.files,
                "removed_copies": done.copies,
            });
            ui.data(format!("{json:#}\n"))?;
        }
        ListFormat::Human => {
            ui.data(told(&done, ui.language()))?;
            let next = in_data_dir("kolophon verify", &arguments.data_dir);
            ui.data(next_lines(&next, ui.language()))?;
        }
    }
    Ok(Exit::Clean)
}

/// The day, and the moment at which it begins at this place.
fn day(text: &str) -> Result<(Date, Timestamp), Failure> {
    let parsed = text.trim().parse::<Date>().and_then(|day| {
        let midnight = day.to_zoned_datetime(TimeZone::system())?;
        Ok((day, midnight.timestamp()))
    });
    let (day, midnight) = parsed.map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("{text} ist kein Tag. Erwartet wird JJJJ-MM-TT, zum Beispiel 2024-01-01."),
            format!("{text} is no day. Expected is YYYY-MM-DD, for example 2024-01-01."),
        )
        .with_cause(&error)
    })?;
    if midnight > Timestamp::now() {
        return Err(Failure::new(
            Exit::Usage,
            format!("{text} liegt in der Zukunft."),
            format!("{text} lies in the future."),
        ));
    }
    Ok((day, midnight))
}

/// Opens the store; a directory of an older format is brought to that of today, if that is wanted.
fn open(
    directory: &Path,
    arguments: &CompactArguments,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Store, Failure> {
    let endpoint = store::remote::endpoint(directory, &[], context)?;
    match store::open_with(directory, OpenMode::Existing, endpoint.as_ref()) {
        Err(OpenError::OlderFormat { found, supported, .. }) => {
            let question = Text::new(
                format!(
                    "Der Ordner hat das Format {found} und wird auf Format {supported} umgestellt. Wie er jetzt ist, bleibt \
                     er als before-format-{supported} darin erhalten. Umstellen?"
                ),
                format!(
                    "The directory has format {found} and is brought to format {supported}. As it is now, it is kept in it \
                     as before-format-{supported}. Go on?"
                ),
            );
            agree(&question, arguments, ui)?;
            let kept = Store::migrate(directory).map_err(|error| store::explain(&error))?;
            let kept = kept.display();
            ui.say(&Text::new(
                format!(
                    "Umgestellt. Zurück geht es mit der älteren Version von Kolophon: kolophon serve --data-dir {kept}"
                ),
                format!("Done. The way back is the older version of Kolophon: kolophon serve --data-dir {kept}"),
            ));
            store::open_at(directory, OpenMode::Existing, &[], context)
        }
        opened => opened.map_err(|error| store::explain(&error)),
    }
}

fn agree(question: &Text, arguments: &CompactArguments, ui: &mut Ui) -> Result<(), Failure> {
    if arguments.yes {
        return Ok(());
    }
    if arguments.format == ListFormat::Json || !Ui::can_ask() {
        ui.say(question);
        return Err(yes_needed());
    }
    if ui.ask(question) {
        Ok(())
    } else {
        Err(wording::declined())
    }
}

fn question(date: Date, forget: &Forget) -> Text {
    let cities = forget.journal.len();
    Text::new(
        format!(
            "Was vor dem {date} galt, wird bei {cities} Kommunen vergessen: Dahinter kann niemand mehr zurück. Das lässt \
             sich nicht rückgängig machen. Vergessen?"
        ),
        format!(
            "What held before {date} is forgotten for {cities} cities: nobody can go back beyond it. This cannot be undone. \
             Forget?"
        ),
    )
}

fn told(done: &Compacted, language: Language) -> String {
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let (before, after) = (megabytes(done.bytes_before), megabytes(done.bytes_after));
    let (entries, files, copies) = (done.entries, done.files, done.copies);
    let text = Text::new(
        format!(
            "Neu geschrieben: {before} MB → {after} MB.\n  Vergessene Stände: {entries}, nicht mehr gebrauchte Dateien: \
             {files}, alte Vorschauen und Kopien: {copies}\n"
        ),
        format!(
            "Written anew: {before} MB → {after} MB.\n  Forgotten generations: {entries}, files no longer needed: {files}, \
             old plans and copies: {copies}\n"
        ),
    );
    text.in_language(language).to_owned()
}

fn failed(error: &WriteError) -> Failure {
    match error {
        WriteError::Engine(error) => store::not_written(error),
        _ => Failure::new(
            Exit::Unreadable,
            "Der Datenordner ließ sich nicht neu schreiben; veröffentlicht ist, was vorher veröffentlicht war.",
            "The data directory could not be written anew; what was published before is published still.",
        )
        .with_cause(error),
    }
}
