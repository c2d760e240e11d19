//! `kolophon log`: what was published when, by whom and why.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kolophon_diagnostic::{Language, Length};
use kolophon_publish::api::{GenerationCounts, Log, LogEntry, VERSION};
#[cfg(feature = "store")]
use kolophon_publish::history::changes_of;
use kolophon_publish::plan::PlannedAct;
#[cfg(feature = "store")]
use kolophon_store::Store;

use super::place::{At, Opening, Place, at_place};
use super::plan::show::{self, Lines};
use super::rollback::unknown_city;
#[cfg(feature = "store")]
use super::store;
use crate::Context;
use crate::args::{ListFormat, LogArguments};
use crate::exit::Exit;
use crate::failure::Failure;
#[cfg(feature = "store")]
use crate::remote::Authority;
use crate::remote::{Remote, no_such_generation};
use crate::ui::Ui;

/// The most generations of a city without `--all`.
const MOST: usize = 15;

pub(super) fn run(arguments: &LogArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let place = Place::open(&arguments.place, &[], Opening::Existing, context, ui)?;
    let cities = cities(&place, arguments.city.as_deref())?;
    if let (Some(generation), [city]) = (arguments.generation, &cities[..]) {
        return one(&place, &city.slug, generation, arguments, ui);
    }
    let mut log = Vec::new();
    for city in &cities {
        log.extend(journal(&place, &city.slug)?);
    }
    if arguments.format == ListFormat::Json {
        return json(log, ui);
    }
    let mut lines = Lines::new(ui.language());
    for city in &cities {
        let entries: Vec<&LogEntry> = log.iter().filter(|entry| entry.city == city.slug).collect();
        list(
            &city.name,
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
    let next = at_place(&next, &arguments.place);
    ui.data(lines.finish(show::length(arguments.all), &next))?;
    Ok(Exit::Clean)
}

/// A city by its short name and its name for people.
struct City {
    slug: String,
    name: String,
}

/// The city that was asked for, else all that have published something.
fn cities(place: &Place, wanted: Option<&str>) -> Result<Vec<City>, Failure> {
    match &place.at {
        #[cfg(feature = "store")]
        At::Here(store) => {
            let state = store.state();
            let cities = state.cities.values().map(|city| City {
                slug: city.slug.clone(),
                name: city.name.clone(),
            });
            among(cities.collect(), wanted)
        }
        #[cfg(feature = "store")]
        At::There(remote) if remote.authority() == Authority::Owner => {
            let cities = remote.cities()?.into_iter().map(|city| City {
                slug: city.slug,
                name: city.name,
            });
            among(cities.collect(), wanted)
        }
        At::There(remote) => city_there(remote, wanted).map(|city| vec![city]),
    }
}

#[cfg(feature = "store")]
fn among(known: Vec<City>, wanted: Option<&str>) -> Result<Vec<City>, Failure> {
    let Some(wanted) = wanted else {
        return Ok(known);
    };
    let names: Vec<String> = known.iter().map(|city| city.slug.clone()).collect();
    let found = known.into_iter().find(|city| city.slug == wanted);
    let found = found.ok_or_else(|| unknown_city(wanted, &names, None))?;
    Ok(vec![found])
}

/// The one city that a token is for.
fn city_there(remote: &Remote, wanted: Option<&str>) -> Result<City, Failure> {
    let Some(wanted) = wanted else {
        return Err(Failure::new(
            Exit::Usage,
            "Welche Kommune? Ein Token gilt für eine: kolophon log --city KURZNAME --to …",
            "Which city? A token is for one: kolophon log --city SLUG --to …",
        ));
    };
    match remote.city(wanted)? {
        Some(city) => Ok(City {
            slug: city.slug,
            name: city.name,
        }),
        None => Err(unknown_city(wanted, &[], Some(remote))),
    }
}

fn journal(place: &Place, city: &str) -> Result<Vec<LogEntry>, Failure> {
    match &place.at {
        #[cfg(feature = "store")]
        At::Here(store) => {
            let journal = store.journal(city).map_err(|error| store::unreadable(&error))?;
            Ok(journal.iter().map(LogEntry::from).collect())
        }
        At::There(remote) => Ok(remote.log(city, None)?),
    }
}

fn list(name: &str, entries: &[&LogEntry], length: Length, lines: &mut Lines, language: Language) {
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
fn line(entry: &LogEntry, language: Language) -> String {
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

fn act(act: PlannedAct, language: Language) -> &'static str {
    let [german, english] = match act {
        PlannedAct::Load => ["veröffentlicht", "published"],
        PlannedAct::Withdraw => ["zurückgezogen", "withdrawn"],
        PlannedAct::Erase => ["zurückgezogen und gelöscht", "withdrawn and erased"],
        PlannedAct::Rollback => ["zurückgegangen", "rolled back"],
        PlannedAct::Restore => ["aus einer Sicherung wiederhergestellt", "restored from a backup"],
    };
    match language {
        Language::German => german,
        Language::English => english,
    }
}

fn counts(counts: GenerationCounts, language: Language) -> String {
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
    place: &Place,
    city: &str,
    generation: u64,
    arguments: &LogArguments,
    ui: &mut Ui,
) -> Result<Exit, Failure> {
    let found = match &place.at {
        #[cfg(feature = "store")]
        At::Here(store) => recorded(store, city, generation)?,
        At::There(_) if generation == 0 => None,
        At::There(remote) => match remote.log(city, Some(generation)) {
            Ok(generations) => generations.into_iter().next(),
            Err(refusal) if no_such_generation(&refusal) => None,
            Err(refusal) => return Err(refusal.into()),
        },
    };
    let entry = found.ok_or_else(|| not_recorded(city, generation, arguments))?;
    if arguments.format == ListFormat::Json {
        return json(vec![entry], ui);
    }
    let mut lines = Lines::new(ui.language());
    lines.push(line(&entry, ui.language()).trim_start().to_owned());
    lines.changes(entry.changes.as_deref().unwrap_or_default());
    let before = generation.saturating_sub(1).max(1);
    let next = format!("kolophon rollback {before} --city {city}");
    let next = at_place(&next, &arguments.place);
    ui.data(lines.finish(show::length(arguments.all), &next))?;
    Ok(Exit::Clean)
}

#[cfg(feature = "store")]
fn recorded(store: &Store, city: &str, generation: u64) -> Result<Option<LogEntry>, Failure> {
    let entry = store
        .entry(city, generation)
        .map_err(|error| store::unreadable(&error))?;
    let Some(entry) = entry else {
        return Ok(None);
    };
    let changes = changes_of(store, &entry).map_err(|error| store::unreadable(&error))?;
    Ok(Some(LogEntry {
        changes: Some(changes),
        ..LogEntry::from(&entry)
    }))
}

fn not_recorded(city: &str, generation: u64, arguments: &LogArguments) -> Failure {
    let all = at_place(&format!("kolophon log --city {city}"), &arguments.place);
    Failure::new(
        Exit::Usage,
        format!("Für {city} ist kein Veröffentlichungsstand {generation} aufgezeichnet."),
        format!("No generation {generation} is recorded for {city}."),
    )
    .with_hint(format!("Alle zeigt: {all}"), format!("All are shown by: {all}"))
}

fn json(generations: Vec<LogEntry>, ui: &mut Ui) -> Result<Exit, Failure> {
    let log = Log {
        schema_version: VERSION,
        generations,
    };
    let mut text = serde_json::to_string_pretty(&log).map_err(std::io::Error::from)?;
    text.push('\n');
    ui.data(text)?;
    Ok(Exit::Clean)
}
