//! `kolophon log`: what was published when, by whom and why.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kolophon_diagnostic::{Language, Length};
use kolophon_publish::history::changes_of;
use kolophon_publish::plan::Change;
use kolophon_store::{Act, Counts, Entry, Store};
use serde::Serialize;

use super::plan::show::{self, Lines};
use super::{in_data_dir, store};
use crate::Context;
use crate::args::{ListFormat, LogArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// The most generations of a city without `--all`.
const MOST: usize = 15;

/// The version of the format; it grows when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn run(arguments: &LogArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let store = store::open(arguments.data_dir.data_dir.as_deref(), context)?;
    let state = store.state();
    let known: Vec<String> = state.cities.keys().cloned().collect();
    let cities = match &arguments.city {
        Some(city) if !known.contains(city) => return Err(store::unknown_city(city, &known)),
        Some(city) => vec![city.clone()],
        None => known,
    };
    if let (Some(generation), [city]) = (arguments.generation, &cities[..]) {
        return one(&store, city, generation, arguments, ui);
    }
    let mut log = Vec::new();
    for city in &cities {
        log.extend(store.journal(city).map_err(|error| store::unreadable(&error))?);
    }
    if arguments.format == ListFormat::Json {
        let log = JsonLog {
            schema_version: SCHEMA_VERSION,
            generations: log.iter().map(JsonGeneration::from).collect(),
        };
        return json(&log, ui);
    }
    let mut lines = Lines::new(ui.language());
    for city in &cities {
        let name = state
            .cities
            .get(city)
            .map_or(city.as_str(), |city| city.name.as_str());
        let entries: Vec<&Entry> = log.iter().filter(|entry| entry.city == *city).collect();
        list(
            name,
            &entries,
            show::length(arguments.all),
            &mut lines,
            ui.language(),
        );
    }
    let newest = log.iter().max_by(|a, b| a.time.cmp(&b.time));
    let next = newest.map_or_else(
        || "kolophon plan --help".to_owned(),
        |entry| format!("kolophon log {} --city {}", entry.generation, entry.city),
    );
    let next = in_data_dir(&next, &arguments.data_dir);
    ui.data(lines.finish(show::length(arguments.all), &next))?;
    Ok(Exit::Clean)
}

fn list(name: &str, entries: &[&Entry], length: Length, lines: &mut Lines, language: Language) {
    let pick = |german: &str, english: &str| match language {
        Language::German => german.to_owned(),
        Language::English => english.to_owned(),
    };
    lines.push(name.to_owned());
    if entries.is_empty() {
        lines.push(pick("  Noch nichts aufgezeichnet.", "  Nothing recorded yet."));
    }
    let shown = match length {
        Length::All => entries.len(),
        Length::Short => MOST,
    };
    for entry in entries.iter().take(shown) {
        lines.push(format!("  {}", line(entry, language)));
    }
    if entries.len() > shown {
        let more = entries.len() - shown;
        lines.push(match language {
            Language::German => format!("  … und {more} frühere; alle zeigt --all"),
            Language::English => format!("  … and {more} earlier ones; --all shows them"),
        });
    }
}

/// One generation on one line.
fn line(entry: &Entry, language: Language) -> String {
    let author = entry.author.as_deref().unwrap_or(match language {
        Language::German => "unbekannt",
        Language::English => "unknown",
    });
    let mut line = format!(
        "{:>5}  {}  {author}  {}: {}",
        entry.generation,
        when(entry.time.as_deref(), language),
        act(entry.act, language),
        counts(entry.counts, language)
    );
    for more in [&entry.source, &entry.reason].into_iter().flatten() {
        line.push_str("  ");
        line.push_str(more);
    }
    line.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn act(act: Act, language: Language) -> &'static str {
    let [german, english] = match act {
        Act::Load => ["veröffentlicht", "published"],
        Act::Withdraw => ["zurückgezogen", "withdrawn"],
        Act::Erase => ["zurückgezogen und gelöscht", "withdrawn and erased"],
        Act::Rollback => ["zurückgegangen", "rolled back"],
    };
    match language {
        Language::German => german,
        Language::English => english,
    }
}

fn counts(counts: Counts, language: Language) -> String {
    let parts = [
        (counts.added, "neu", "added"),
        (counts.changed, "geändert", "changed"),
        (counts.moved, "mit neuer Adresse", "moved"),
        (counts.removed, "entfernt", "removed"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, german, english)| match language {
            Language::German => format!("{number} {german}"),
            Language::English => format!("{number} {english}"),
        })
        .collect();
    match (parts.is_empty(), language) {
        (false, _) => parts.join(", "),
        (true, Language::German) => "kein Datensatz".to_owned(),
        (true, Language::English) => "no dataset".to_owned(),
    }
}

/// The time at this place, as people write it here.
fn when(time: Option<&str>, language: Language) -> String {
    let unknown = || match language {
        Language::German => "Zeit unbekannt  ".to_owned(),
        Language::English => "time unknown    ".to_owned(),
    };
    let Some(time) = time.and_then(|time| time.parse::<Timestamp>().ok()) else {
        return unknown();
    };
    let here = time.to_zoned_datetime(TimeZone::system());
    match language {
        Language::German => here.strftime("%d.%m.%Y %H:%M").to_string(),
        Language::English => here.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

/// One generation with its changes.
fn one(
    store: &Store,
    city: &str,
    generation: u64,
    arguments: &LogArguments,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    let entry = store
        .entry(city, generation)
        .map_err(|error| store::unreadable(&error))?
        .ok_or_else(|| not_recorded(city, generation))?;
    let changes = changes_of(store, &entry).map_err(|error| store::unreadable(&error))?;
    if arguments.format == ListFormat::Json {
        let log = JsonLog {
            schema_version: SCHEMA_VERSION,
            generations: vec![JsonGeneration {
                changes: Some(changes),
                ..JsonGeneration::from(&entry)
            }],
        };
        return json(&log, ui);
    }
    let mut lines = Lines::new(ui.language());
    lines.push(line(&entry, ui.language()).trim_start().to_owned());
    lines.changes(&changes);
    let before = generation.saturating_sub(1).max(1);
    let next = format!("kolophon rollback {before} --city {city}");
    let next = in_data_dir(&next, &arguments.data_dir);
    ui.data(lines.finish(show::length(arguments.all), &next))?;
    Ok(Exit::Clean)
}

fn not_recorded(city: &str, generation: u64) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("Für {city} ist kein Veröffentlichungsstand {generation} aufgezeichnet."),
        format!("No generation {generation} is recorded for {city}."),
    )
    .with_hint(
        format!("Alle zeigt: kolophon log --city {city}"),
        format!("All are shown by: kolophon log --city {city}"),
    )
}

fn json(log: &JsonLog<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut text = serde_json::to_string_pretty(log).map_err(std::io::Error::from)?;
    text.push('\n');
    ui.data(text)?;
    Ok(Exit::Clean)
}

/// The result of `kolophon log --format json`.
#[derive(Debug, Serialize)]
struct JsonLog<'a> {
    schema_version: u32,
    generations: Vec<JsonGeneration<'a>>,
}

/// One generation of one city.
#[derive(Debug, Serialize)]
struct JsonGeneration<'a> {
    city: &'a str,
    generation: u64,
    act: Act,
    author: Option<&'a str>,
    time: Option<&'a str>,
    source: Option<&'a str>,
    reason: Option<&'a str>,
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<Change>>,
}

impl<'a> From<&'a Entry> for JsonGeneration<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            city: &entry.city,
            generation: entry.generation,
            act: entry.act,
            author: entry.author.as_deref(),
            time: entry.time.as_deref(),
            source: entry.source.as_deref(),
            reason: entry.reason.as_deref(),
            counts: entry.counts,
            changes: None,
        }
    }
}
