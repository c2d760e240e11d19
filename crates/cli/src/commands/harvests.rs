//! `kolophon harvests`: which portal fetched what, when, and whether it got everything.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kolophon_diagnostic::{Language, Text};
use kolophon_publish::harvest::{Answer, HarvestLog, Harvester, Ledger, Outcome, Walk, when};
use serde::Serialize;

use super::in_data_dir;
use crate::Context;
use crate::args::{HarvestsArguments, ListFormat};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// The most walks without `--all`.
const MOST: usize = 20;

/// The version of the JSON output; it grows when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn run(
    arguments: &HarvestsArguments,
    context: &Context<'_>,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    let environment = context.environment;
    let flag = arguments.data_dir.data_dir.as_deref();
    let data_dir = config::data_dir(flag, environment, &environment.current_dir)?;
    if !data_dir.path.is_dir() {
        return Err(no_directory(&data_dir.path));
    }
    if let (Some(city), Some(removals)) = (&arguments.city, arguments.allow_removals) {
        return allow(&data_dir.path, city, removals, ui);
    }
    let mut walks = HarvestLog::in_directory(&data_dir.path)
        .walks()
        .map_err(|error| unreadable(&error))?;
    if let Some(city) = &arguments.city {
        // The feed of all holds the city, too.
        walks.retain(|walk| walk.city == *city || walk.city.is_empty());
    }
    let harvesters = named(&data_dir.path, context)?;
    let now = Timestamp::now();
    let answers = Answer::of(&walks, &harvesters, now);
    match arguments.format {
        ListFormat::Json => json(&answers, &walks, ui)?,
        ListFormat::Human => ui.data(lines(&answers, &walks, arguments, ui.language()))?,
    }
    Ok(Exit::Clean)
}

/// The portals that the installation's file names.
fn named(directory: &std::path::Path, context: &Context<'_>) -> Result<Vec<Harvester>, Failure> {
    let beside_data = std::path::absolute(directory).unwrap_or_default();
    let file =
        config::find_upwards(&context.environment.current_dir).or_else(|| config::find_upwards(&beside_data));
    match file {
        Some(file) => Ok(config::installation(&file)?.harvesters),
        None => Ok(Vec::new()),
    }
}

fn allow(directory: &std::path::Path, city: &str, removals: usize, ui: &mut Ui) -> Result<Exit, Failure> {
    Ledger::in_directory(directory)
        .allow(city, removals)
        .map_err(|error| unreadable(&error))?;
    ui.say(&Text::new(
        format!("In {city} dürfen {removals} Datensätze fehlen. Der Katalog wird wieder ausgeliefert, wenn nicht mehr fehlen."),
        format!("In {city}, {removals} datasets may be missing. The catalogue is served again unless more are."),
    ));
    Ok(Exit::Clean)
}

fn lines(answers: &[Answer], walks: &[Walk], arguments: &HarvestsArguments, language: Language) -> String {
    let zone = TimeZone::system();
    let pick = |text: &Text| text.in_language(language).to_owned();
    let mut lines: Vec<String> = answers
        .iter()
        .map(|answer| pick(&answer.sentence(&zone)))
        .collect();
    if lines.is_empty() {
        lines.push(pick(&Text::new(
            "Nein: Es war noch kein Portal da.",
            "No: no portal has been here yet.",
        )));
    }
    let shown = if arguments.all { walks.len() } else { MOST };
    for walk in walks.iter().take(shown) {
        lines.push(format!("  {}", line(walk, &zone, language)));
    }
    if let Some(more) = walks.len().checked_sub(shown).filter(|more| *more > 0) {
        lines.push(pick(&Text::new(
            format!("  … und {more} frühere; alle zeigt --all"),
            format!("  … and {more} earlier ones; --all shows them"),
        )));
    }
    let next = in_data_dir("kolophon harvests --format json", &arguments.data_dir);
    lines.push(pick(&Text::new(
        format!("Für Programme: {next}"),
        format!("For programs: {next}"),
    )));
    lines.join("\n") + "\n"
}

/// One walk on one line.
fn line(walk: &Walk, zone: &TimeZone, language: Language) -> String {
    let (de, en) = when(&walk.begun, zone);
    let who = walk.harvester.as_deref().unwrap_or(&walk.agent);
    let (all_de, all_en) = ("alle Kommunen", "all cities");
    let is_all = walk.city.is_empty();
    let outcome = match walk.outcome {
        Outcome::Complete => Text::new("vollständig", "complete"),
        Outcome::Aborted => Text::new("abgebrochen", "broken off"),
        Outcome::Begun => Text::new("nicht beendet", "not ended"),
    };
    let outcome = outcome.in_language(language);
    let (pages, of, format) = (walk.pages, walk.of, &walk.format);
    let text = Text::new(
        format!(
            "{de}  {who}  {}  {format}  {pages} von {of} Seiten, {outcome}",
            if is_all { all_de } else { &walk.city }
        ),
        format!(
            "{en}  {who}  {}  {format}  {pages} of {of} pages, {outcome}",
            if is_all { all_en } else { &walk.city }
        ),
    );
    text.in_language(language).to_owned()
}

fn json(answers: &[Answer], walks: &[Walk], ui: &mut Ui) -> Result<(), Failure> {
    let report = Report {
        schema_version: SCHEMA_VERSION,
        portals: answers
            .iter()
            .map(|answer| Portal {
                name: &answer.who,
                complete: answer.complete,
                last: answer.walk.as_ref().map(|walk| walk.begun.as_str()),
            })
            .collect(),
        walks,
    };
    let mut text = serde_json::to_string_pretty(&report).map_err(std::io::Error::from)?;
    text.push('\n');
    ui.data(text)?;
    Ok(())
}

/// The result of `kolophon harvests --format json`.
#[derive(Debug, Serialize)]
struct Report<'a> {
    schema_version: u32,
    portals: Vec<Portal<'a>>,
    walks: &'a [Walk],
}

/// Whether a portal came within the last day and got everything.
#[derive(Debug, Serialize)]
struct Portal<'a> {
    name: &'a str,
    complete: bool,
    last: Option<&'a str>,
}

fn no_directory(path: &std::path::Path) -> Failure {
    let path = path.display();
    Failure::new(
        Exit::Unreadable,
        format!("{path}: dieses Datenverzeichnis gibt es nicht. Den Ort nennt --data-dir."),
        format!("{path}: there is no such data directory. --data-dir names the place."),
    )
}

fn unreadable(error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::new(
        Exit::Unreadable,
        "Das Abholprotokoll kann nicht gelesen oder geschrieben werden.",
        "The log of harvests cannot be read or written.",
    )
    .with_cause(error)
}
