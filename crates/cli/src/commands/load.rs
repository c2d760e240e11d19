//! `kolophon load`: check files and publish what may be published.

mod wording;

use std::path::{Path, PathBuf};

use kolophon_diagnostic::{Length, RenderOptions, Report, Text, render};
use kolophon_publish::config::{CityConfig, default_city};
use kolophon_publish::load::{
    Consent, Errors, Extent, LoadError, LoadOptions, Prepared, Reason, Refused, prepare,
};
use kolophon_store::{City, OpenMode, Store};
use serde::Serialize;

use super::{quoted, store, validate};
use crate::Context;
use crate::args::{ListFormat, LoadArguments};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{Input, unreadable};
use crate::ui::Ui;

pub(super) fn run(arguments: &LoadArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let jobs = jobs(arguments, context)?;
    let directory = data_dir(arguments, context)?;
    let store = store::open_at(&directory, OpenMode::Create)?;
    let mut totals = Totals::default();
    for job in jobs {
        publish(&store, job, arguments, ui, &mut totals)?;
    }
    match arguments.format {
        ListFormat::Json => {
            // Strings, numbers and lists of them: there is nothing that could fail to be written.
            let mut text = serde_json::to_string_pretty(&totals).unwrap_or_default();
            text.push('\n');
            ui.data(text)?;
        }
        ListFormat::Human => {
            if totals.exit != Exit::Unreadable {
                ui.data(format!(
                    "\n{}\nkolophon serve --data-dir {}\n",
                    wording::next().in_language(ui.language()),
                    quoted(&directory.to_string_lossy())
                ))?;
            }
        }
    }
    Ok(totals.exit)
}

/// One city and what is to be published for it.
struct Job {
    city: City,
    paths: Vec<PathBuf>,
    extent: Extent,
}

/// The result of all cities; also the JSON output.
#[derive(Debug, Serialize)]
struct Totals {
    added: usize,
    changed: usize,
    unchanged: usize,
    removed: usize,
    refused: usize,
    refusals: Vec<Refusal>,
    unreadable: Vec<String>,
    #[serde(skip)]
    exit: Exit,
}

/// A dataset that was not published, and why.
#[derive(Debug, Serialize)]
struct Refusal {
    city: String,
    iri: String,
    title: String,
    /// The reason's stable name.
    reason: &'static str,
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            added: 0,
            changed: 0,
            unchanged: 0,
            removed: 0,
            refused: 0,
            refusals: Vec::new(),
            unreadable: Vec::new(),
            exit: Exit::Clean,
        }
    }
}

impl Totals {
    /// Remembers the gravest end: what could not be read, then conflicts, then refusals.
    fn end_with(&mut self, exit: Exit) {
        let gravity = |exit| match exit {
            Exit::Unreadable => 3,
            Exit::Conflict => 2,
            Exit::Findings => 1,
            _ => 0,
        };
        if gravity(exit) > gravity(self.exit) {
            self.exit = exit;
        }
    }
}

/// Who publishes what: one city with `--city`, else all cities of the folder's `kolophon.toml`.
fn jobs(arguments: &LoadArguments, context: &Context<'_>) -> Result<Vec<Job>, Failure> {
    let installation_file = |path: &Path| {
        let file = path.join(config::FILE_NAME);
        file.is_file().then_some(file)
    };
    if let [path] = arguments.paths.as_slice()
        && let Some(file) = installation_file(path)
    {
        let cities = config::installation(&file)?.cities;
        if let Some(slug) = &arguments.city {
            let known: Vec<String> = cities.keys().cloned().collect();
            let found = cities.into_iter().find(|(name, _)| name == slug);
            let (_, city) = found.ok_or_else(|| wording::unknown_city(slug, &known))?;
            return Ok(vec![Job::of_config(city, arguments)]);
        }
        let jobs = cities.into_values().map(|city| Job::of_config(city, arguments));
        return Ok(jobs.collect());
    }
    let Some(slug) = &arguments.city else {
        return Err(wording::whose(&super::quoted_paths(&arguments.paths)));
    };
    Ok(vec![Job {
        city: city(slug, arguments, context)?,
        paths: arguments.paths.clone(),
        extent: extent(arguments.complete),
    }])
}

fn extent(complete: bool) -> Extent {
    if complete {
        Extent::Complete
    } else {
        Extent::Partial
    }
}

impl Job {
    fn of_config(config: CityConfig, arguments: &LoadArguments) -> Self {
        Self {
            extent: extent(config.complete || arguments.complete),
            city: config.city,
            paths: vec![config.path],
        }
    }
}

/// The city as the `kolophon.toml` above the files describes it, else with defaults.
fn city(slug: &str, arguments: &LoadArguments, context: &Context<'_>) -> Result<City, Failure> {
    let environment = context.environment;
    let beside_files = arguments
        .paths
        .first()
        .and_then(|path| std::path::absolute(path).ok());
    let file = beside_files
        .and_then(|path| config::find_upwards(&path))
        .or_else(|| config::find_upwards(&environment.current_dir));
    if let Some(file) = file
        && let Some(city) = config::installation(&file)?.cities.remove(slug)
    {
        return Ok(city.city);
    }
    default_city(slug).map_err(|error| wording::bad_slug(slug).with_cause(&error))
}

/// Where to publish: as everywhere, and for a folder with its own `kolophon.toml` beside that.
fn data_dir(arguments: &LoadArguments, context: &Context<'_>) -> Result<PathBuf, Failure> {
    let environment = context.environment;
    let mut start = environment.current_dir.clone();
    if config::find_upwards(&start).is_none()
        && let Some(path) = arguments.paths.first()
        && config::find_upwards(&std::path::absolute(path).unwrap_or_default()).is_some()
    {
        start = std::path::absolute(path).unwrap_or_default();
    }
    let found = config::data_dir(arguments.data_dir.data_dir.as_deref(), environment, &start)?;
    // Below the current directory a short path is what people type.
    let short = found
        .path
        .strip_prefix(&environment.current_dir)
        .map(Path::to_owned);
    Ok(short.unwrap_or(found.path))
}

fn publish(
    store: &Store,
    job: Job,
    arguments: &LoadArguments,
    ui: &mut Ui,
    totals: &mut Totals,
) -> Result<(), Failure> {
    let Job {
        city,
        paths,
        mut extent,
    } = job;
    let state = store.state();
    let is_new = !state.cities.contains_key(&city.slug);
    let input = Input::read(&paths).refuse_empty();
    let looked_at: Vec<String> = input.names().into_iter().map(str::to_owned).collect();
    if !input.unreadable.is_empty() {
        // What could not be opened may be published; it must not count as gone.
        extent = Extent::Partial;
    }
    let options = LoadOptions {
        profile: validate::profile(&city.profile)?,
        extent,
        errors: if arguments.allow_errors {
            Errors::Allow
        } else {
            Errors::Refuse
        },
        now: jiff::Timestamp::now(),
    };
    let mut prepared =
        prepare(store, &city, &input.documents, &options).map_err(|error| wording::failed(&error))?;
    let mut report = std::mem::take(&mut prepared.report);
    report.unreadable.extend(input.unreadable);
    report
        .unreadable
        .extend(prepared.unreadable.iter().map(unreadable));
    totals
        .unreadable
        .extend(report.unreadable.iter().map(|file| file.file.clone()));
    if !report.unreadable.is_empty() {
        totals.end_with(Exit::Unreadable);
    }
    if arguments.format == ListFormat::Human {
        ui.data(wording::city(&city.name, is_new).in_language(ui.language()))?;
        show(&report, arguments, ui)?;
    }
    if report.datasets == 0 && report.unreadable.is_empty() {
        ui.fail(&validate::no_dataset(&paths, &looked_at));
        totals.end_with(Exit::Unreadable);
        return Ok(());
    }
    let consent = consent(&prepared, &city, arguments, ui)?;
    let counts = [
        prepared.added.len(),
        prepared.changed.len(),
        prepared.unchanged,
        prepared.removed.len(),
    ];
    let refused = std::mem::take(&mut prepared.refused);
    prepared
        .commit(store, consent)
        .map_err(|error| wording::failed(&error))?;

    let [added, changed, unchanged, removed] = counts;
    totals.added += added;
    totals.changed += changed;
    totals.unchanged += unchanged;
    totals.removed += removed;
    if arguments.format == ListFormat::Human {
        ui.data(wording::counts(counts, ui.language()))?;
    }
    refuse(&city.slug, refused, arguments.format, ui, totals)
}

fn show(report: &Report, arguments: &LoadArguments, ui: &mut Ui) -> Result<(), Failure> {
    if report.findings.is_empty() && report.unreadable.is_empty() {
        return Ok(());
    }
    let options = RenderOptions {
        language: ui.language(),
        colour: ui.colour(),
        length: if arguments.all { Length::All } else { Length::Short },
        width: ui.width(),
        ..RenderOptions::default()
    };
    Ok(render(report, &options, ui.stdout())?)
}

/// The person's word on what would disappear.
fn consent(
    prepared: &Prepared,
    city: &City,
    arguments: &LoadArguments,
    ui: &mut Ui,
) -> Result<Consent, Failure> {
    let removed = &prepared.removed;
    if removed.is_empty() {
        return Ok(Consent::None);
    }
    let titles: Vec<&str> = removed.iter().map(|title| title.title.as_str()).collect();
    if let Some(number) = arguments.allow_removals {
        if number == removed.len() {
            return Ok(Consent::Number(number));
        }
        return Err(wording::wrong_number(&city.name, &titles, number));
    }
    let may_ask = arguments.format == ListFormat::Human && Ui::can_ask();
    if prepared.removals_need_number() || !may_ask {
        return Err(wording::number_needed(&city.name, &titles));
    }
    ui.say(&wording::would_disappear(&city.name, &titles));
    let question = Text::new("Wirklich entfernen?", "Really remove?");
    if ui.ask(&question) {
        Ok(Consent::Yes)
    } else {
        Err(wording::declined())
    }
}

fn refuse(
    city: &str,
    refused: Vec<Refused>,
    format: ListFormat,
    ui: &mut Ui,
    totals: &mut Totals,
) -> Result<(), Failure> {
    if refused.is_empty() {
        return Ok(());
    }
    if format == ListFormat::Human {
        ui.data(wording::refused(&refused, ui.language()))?;
    }
    for Refused { dataset, reason } in refused {
        totals.end_with(match reason {
            Reason::OwnedBy(_) => Exit::Conflict,
            Reason::Blocking
            | Reason::Errors
            | Reason::IdentifierChanged { .. }
            | Reason::IdentifierTaken { .. } => Exit::Findings,
        });
        totals.refused += 1;
        totals.refusals.push(Refusal {
            city: city.to_owned(),
            iri: dataset.iri,
            title: dataset.title,
            reason: wording::reason_name(&reason),
        });
    }
    Ok(())
}
