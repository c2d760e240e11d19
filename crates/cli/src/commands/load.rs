//! `kolophon load`: check files and publish what may be published.

pub(super) mod job;
mod plan_file;
pub(super) mod wording;

use kolophon_diagnostic::{Length, RenderOptions, Report, Text, render};
use kolophon_publish::load::{Consent, LoadError, Prepared, Reason, Refused};
use kolophon_publish::plan::{Plan, refusal_reason};
use kolophon_store::{City, OpenMode, Store};
use serde::Serialize;

use self::job::{Job, Look};
use super::{author, quoted, store, validate};
use crate::Context;
use crate::args::{ListFormat, LoadArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &LoadArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let work = if let Some(path) = &arguments.plan {
        plan_file::work(path, arguments.choice.city.as_deref(), context)?
    } else {
        let jobs = job::jobs(&arguments.paths, &arguments.choice, context)?;
        jobs.into_iter().map(|job| (job, None)).collect()
    };
    let first = work.first().map_or(&[][..], |(job, _)| &job.typed);
    let directory = job::data_dir(&arguments.data_dir, first, context)?;
    let store = store::open_at(&directory, OpenMode::Create)?;
    let mut totals = Totals::default();
    let load = Load {
        store: &store,
        arguments,
        context,
    };
    for (job, plan) in &work {
        load.publish(job, plan.as_ref(), ui, &mut totals)?;
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

/// The result of all cities; also the JSON output.
#[derive(Debug, Serialize)]
struct Totals {
    added: usize,
    changed: usize,
    unchanged: usize,
    moved: usize,
    removed: usize,
    protected: usize,
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
    reason: String,
}

/// How many datasets a load concerns.
#[derive(Clone, Copy, Debug)]
struct Counts {
    added: usize,
    changed: usize,
    unchanged: usize,
    moved: usize,
    removed: usize,
    protected: usize,
}

impl Counts {
    fn of(prepared: &Prepared) -> Self {
        Self {
            added: prepared.added.len(),
            changed: prepared.changed.len(),
            unchanged: prepared.unchanged,
            moved: prepared.moved.len(),
            removed: prepared.removed.len(),
            protected: prepared.protected.len(),
        }
    }
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            added: 0,
            changed: 0,
            unchanged: 0,
            moved: 0,
            removed: 0,
            protected: 0,
            refused: 0,
            refusals: Vec::new(),
            unreadable: Vec::new(),
            exit: Exit::Clean,
        }
    }
}

impl Totals {
    fn add(&mut self, counts: Counts) {
        self.added += counts.added;
        self.changed += counts.changed;
        self.unchanged += counts.unchanged;
        self.moved += counts.moved;
        self.removed += counts.removed;
        self.protected += counts.protected;
    }

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

/// What all cities of one load have in common.
struct Load<'a> {
    store: &'a Store,
    arguments: &'a LoadArguments,
    context: &'a Context<'a>,
}

impl Load<'_> {
    /// Publishes for one city, exactly what is `planned` if there is a plan.
    fn publish(
        &self,
        job: &Job,
        planned: Option<&Plan>,
        ui: &mut Ui,
        totals: &mut Totals,
    ) -> Result<(), Failure> {
        let (store, arguments) = (self.store, self.arguments);
        let city = &job.city;
        let is_new = !store.state().cities.contains_key(&city.slug);
        let note = author::note(&arguments.author, self.context);
        let now = match planned.and_then(|plan| plan.input.as_ref()) {
            Some(input) => input.now.parse().map_err(|error| plan_file::damaged(&error))?,
            None => jiff::Timestamp::now(),
        };
        let Look {
            mut prepared,
            report,
            input,
            looked_at,
        } = job.look(store, note, now)?;
        totals
            .unreadable
            .extend(report.unreadable.iter().map(|file| file.file.clone()));
        if !report.unreadable.is_empty() {
            totals.end_with(Exit::Unreadable);
        }
        if let Some(plan) = planned {
            plan_file::require_same(plan, &prepared, store, input)?;
        }
        if arguments.format == ListFormat::Human {
            ui.data(wording::city(&city.name, is_new).in_language(ui.language()))?;
            show(&report, arguments, ui)?;
        }
        if report.datasets == 0 && report.unreadable.is_empty() {
            ui.fail(&validate::no_dataset(&job.paths, &looked_at));
            totals.end_with(Exit::Unreadable);
            return Ok(());
        }
        let consent = consent(&prepared, city, arguments, ui)?;
        let counts = Counts::of(&prepared);
        let protected = std::mem::take(&mut prepared.protected);
        let refused = std::mem::take(&mut prepared.refused);
        prepared
            .commit(store, consent)
            .map_err(|error| wording::failed(&error))?;

        totals.add(counts);
        if arguments.format == ListFormat::Human {
            ui.data(wording::counts(counts, ui.language()))?;
            if !protected.is_empty() {
                ui.data(wording::protected(&protected, ui.language()))?;
            }
        }
        refuse(&city.slug, refused, arguments.format, ui, totals)
    }
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
    if prepared.removed.is_empty() {
        return Ok(Consent::None);
    }
    if let Some(number) = allowed_number(prepared, &city.name, arguments.allow_removals)? {
        return Ok(Consent::Number(number));
    }
    let titles = wording::titles(&prepared.removed);
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

/// The number of removals that was allowed, if it is the right one.
pub(super) fn allowed_number(
    prepared: &Prepared,
    city: &str,
    allowed: Option<usize>,
) -> Result<Option<usize>, Failure> {
    match allowed {
        Some(number) if number != prepared.removed.len() => {
            let titles = wording::titles(&prepared.removed);
            Err(wording::wrong_number(city, &titles, number))
        }
        allowed => Ok(allowed),
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
            _ => Exit::Findings,
        });
        totals.refused += 1;
        totals.refusals.push(Refusal {
            city: city.to_owned(),
            iri: dataset.iri,
            title: dataset.title,
            reason: refusal_reason(&reason).name,
        });
    }
    Ok(())
}
