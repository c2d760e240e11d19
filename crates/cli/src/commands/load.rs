//! `kolophon load`: check files and publish what may be published.

#[cfg(feature = "store")]
pub(super) mod here;
pub(super) mod job;
mod plan_file;
mod proposal;
mod there;
pub(super) mod wording;

use kolophon_diagnostic::{Length, RenderOptions, Report, Text, render};
use kolophon_publish::choice::Consent;
use kolophon_publish::outlook::Outlook;
use kolophon_publish::plan::{Plan, PlanCounts, refusal_reason};
#[cfg(feature = "store")]
use kolophon_publish::quota::Usage;
use kolophon_publish::refusal::{Reason, Refused, Title};
use serde::Serialize;

use self::job::Job;
use self::proposal::{Proposal, Seen};
use super::place::{At, Opening, Place, at_place};
use super::{author, validate};
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
    let place = Place::open(&arguments.place, first, Opening::Create, context, ui)?;
    #[cfg(feature = "store")]
    if let At::Here(store) = &place.at {
        super::store::keep_free(store, first, context)?;
    }
    let mut totals = Totals::default();
    let load = Load {
        place: &place,
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
                let next = next(&place, &work, arguments);
                ui.data(format!(
                    "\n{}\n{next}\n",
                    wording::next().in_language(ui.language())
                ))?;
            }
        }
    }
    Ok(totals.exit)
}

/// What to do when it is published: look at it, or at its record where a server is running already.
fn next(place: &Place, work: &[(Job, Option<Plan>)], arguments: &LoadArguments) -> String {
    match &place.at {
        #[cfg(feature = "store")]
        At::Here(_) => format!("kolophon serve{}", place.option()),
        At::There(_) => {
            let slug = work.first().map_or("", |(job, _)| &job.city.slug);
            at_place(&format!("kolophon log --city {slug}"), &arguments.place)
        }
    }
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
    fn add(&mut self, counts: PlanCounts) {
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
    place: &'a Place,
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
        let arguments = self.arguments;
        let now = match planned.and_then(|plan| plan.input.as_ref()) {
            Some(input) => input.now.parse().map_err(|error| plan_file::damaged(&error))?,
            None => jiff::Timestamp::now(),
        };
        let author = author::name(&arguments.author, self.context);
        let Seen {
            report,
            looked_at,
            proposal,
        } = self.place.look(job, author, now)?;
        totals
            .unreadable
            .extend(report.unreadable.iter().map(|file| file.file.clone()));
        if !report.unreadable.is_empty() {
            totals.end_with(Exit::Unreadable);
        }
        if let (Some(plan), Some(proposal)) = (planned, &proposal) {
            plan_file::require_same(plan, proposal)?;
        }
        let outlook = proposal.as_ref().map(Proposal::outlook);
        if arguments.format == ListFormat::Human {
            let (name, generation) = match &outlook {
                Some(outlook) => (&outlook.city_name, outlook.generation),
                None => (&job.city.name, 1),
            };
            ui.data(wording::city(name, generation == 0).in_language(ui.language()))?;
            show(&report, arguments, ui)?;
        }
        let (Some(proposal), Some(outlook)) = (proposal, outlook) else {
            if report.unreadable.is_empty() {
                ui.fail(&validate::no_dataset(&job.paths, &looked_at));
            }
            totals.end_with(Exit::Unreadable);
            return Ok(());
        };
        let consent = consent(&outlook, arguments, ui)?;
        let findings = proposal.carry_out(consent)?;

        totals.add(outlook.counts);
        if arguments.format == ListFormat::Human {
            ui.data(wording::counts(outlook.counts, ui.language()))?;
            if !outlook.protected.is_empty() {
                ui.data(wording::protected(&outlook.protected, ui.language()))?;
            }
        }
        wording::found_there(&findings, ui);
        #[cfg(feature = "store")]
        self.warn(&job.city.slug, ui);
        refuse(&job.city.slug, outlook.refused, arguments.format, ui, totals)
    }

    /// Says when a city has nearly as much as it may have.
    #[cfg(feature = "store")]
    fn warn(&self, slug: &str, ui: &mut Ui) {
        let At::Here(store) = &self.place.at else {
            return;
        };
        let state = store.state();
        let Some(city) = state.cities.get(slug) else {
            return;
        };
        let usage = Usage::of(&state, slug);
        if let Some(quota) = city.quota.as_ref().filter(|quota| usage.is_near(quota)) {
            ui.say(&wording::near_quota(&city.name, usage, quota));
        }
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
fn consent(outlook: &Outlook, arguments: &LoadArguments, ui: &mut Ui) -> Result<Consent, Failure> {
    if outlook.removed.is_empty() {
        return Ok(Consent::None);
    }
    let city = &outlook.city_name;
    if let Some(number) = allowed_number(&outlook.removed, city, arguments.allow_removals)? {
        return Ok(Consent::Number(number));
    }
    let titles = wording::titles(&outlook.removed);
    let may_ask = arguments.format == ListFormat::Human && Ui::can_ask();
    if outlook.needs_number || !may_ask {
        return Err(wording::number_needed(city, &titles));
    }
    ui.say(&wording::would_disappear(city, &titles));
    let question = Text::new("Wirklich entfernen?", "Really remove?");
    if ui.ask(&question) {
        Ok(Consent::Yes)
    } else {
        Err(wording::declined())
    }
}

/// The number of removals that was allowed, if it is the right one.
pub(super) fn allowed_number(
    removed: &[Title],
    city: &str,
    allowed: Option<usize>,
) -> Result<Option<usize>, Failure> {
    match allowed {
        Some(number) if number != removed.len() => {
            let titles = wording::titles(removed);
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
