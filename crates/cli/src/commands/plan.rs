//! `kolophon plan`: what publishing would do, dataset by dataset and property by property.

pub(super) mod show;
mod value;

use kolophon_diagnostic::Language;
use kolophon_publish::outlook::Outlook;
use kolophon_publish::plan::{Plan, PlanFile};
use kolophon_publish::refusal::Reason;

use self::show::Lines;
use super::load::job::{self, Job};
use super::load::wording;
use super::place::{Opening, Place};
use super::{quoted, quoted_paths, validate};
use crate::Context;
use crate::args::{ListFormat, PlanArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::ui::Ui;

pub(super) fn run(arguments: &PlanArguments, context: &Context<'_>, ui: &mut Ui) -> Result<Exit, Failure> {
    let jobs = job::jobs(&arguments.paths, &arguments.choice, context)?;
    let place = Place::open(&arguments.place, &arguments.paths, Opening::Empty, context, ui)?;
    let now = jiff::Timestamp::now();
    let mut seen = Seen::default();
    let mut plans = Vec::new();
    for job in &jobs {
        plans.extend(look(&place, job, now, &mut seen, ui)?);
    }
    let file = PlanFile::new(plans);
    if let Some(out) = &arguments.out {
        output::write_file(out, |writer| write_json(&file, writer))?;
    }
    match arguments.format {
        ListFormat::Json => {
            let mut json = Vec::new();
            write_json(&file, &mut json)?;
            ui.data(String::from_utf8_lossy(&json).into_owned())?;
        }
        ListFormat::Human => {
            let mut lines = Lines::new(ui.language());
            for plan in &file.plans {
                lines.plan(plan);
            }
            let next = next(arguments, &place, &file, &seen);
            ui.data(lines.finish(show::length(arguments.all), &next))?;
        }
    }
    Ok(match seen.exit {
        Exit::Unreadable => Exit::Unreadable,
        _ if arguments.detailed_exitcode && file.has_changes() => Exit::PlanHasChanges,
        exit => exit,
    })
}

/// What the plans of all cities have in common.
struct Seen {
    exit: Exit,
    /// Removals that need their number, in all cities.
    removals: usize,
    needs_number: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            exit: Exit::Clean,
            removals: 0,
            needs_number: false,
        }
    }
}

fn look(
    place: &Place,
    job: &Job,
    now: jiff::Timestamp,
    seen: &mut Seen,
    ui: &mut Ui,
) -> Result<Option<Plan>, Failure> {
    let looked = place.look(job, None, now)?;
    for file in &looked.report.unreadable {
        seen.exit = Exit::Unreadable;
        ui.line(&format!(
            "{}: {}",
            file.file,
            file.message.in_language(ui.language())
        ));
    }
    let Some(proposal) = looked.proposal else {
        seen.exit = Exit::Unreadable;
        if looked.report.unreadable.is_empty() {
            ui.fail(&validate::no_dataset(&job.paths, &looked.looked_at));
        }
        return Ok(None);
    };
    seen.look_at(&proposal.outlook());
    proposal.plan().map(Some)
}

impl Seen {
    fn look_at(&mut self, outlook: &Outlook) {
        self.removals += outlook.removed.len();
        self.needs_number |= outlook.needs_number;
        let is_conflict = |reason: &Reason| matches!(reason, Reason::OwnedBy(_));
        for refused in &outlook.refused {
            match self.exit {
                Exit::Unreadable => {}
                _ if is_conflict(&refused.reason) => self.exit = Exit::Conflict,
                Exit::Clean => self.exit = Exit::Findings,
                _ => {}
            }
        }
    }
}

pub(super) fn write_json(file: &PlanFile, writer: &mut dyn std::io::Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, file)?;
    writer.write_all(b"\n")
}

/// The command to type next.
fn next(arguments: &PlanArguments, place: &Place, file: &PlanFile, seen: &Seen) -> String {
    let option = place.option();
    let paths = quoted_paths(&arguments.paths);
    let Some(first) = file.plans.first() else {
        return format!("kolophon validate {paths}");
    };
    if !file.has_changes() {
        return if seen.exit == Exit::Clean {
            format!("kolophon log --city {}{option}", first.city)
        } else {
            format!("kolophon validate {paths}")
        };
    }
    let mut command = if let Some(out) = &arguments.out {
        format!("kolophon load --plan {}", quoted(&out.to_string_lossy()))
    } else {
        load_command(arguments)
    };
    // The number is one city's; with several each is loaded by itself.
    if seen.needs_number && file.plans.len() == 1 {
        command = format!("{command} --allow-removals {}", seen.removals);
    }
    format!("{command}{option}")
}

/// What loads the same paths.
fn load_command(arguments: &PlanArguments) -> String {
    let mut command = format!("kolophon load {}", quoted_paths(&arguments.paths));
    let choice = &arguments.choice;
    if let Some(city) = &choice.city {
        command = format!("{command} --city {city}");
    }
    for (is_given, option) in [
        (choice.complete, " --complete"),
        (choice.allow_errors, " --allow-errors"),
    ] {
        command.push_str(if is_given { option } else { "" });
    }
    command
}

/// „Als Nächstes:“ and the command.
pub(super) fn next_lines(command: &str, language: Language) -> String {
    format!("\n{}\n{command}\n", wording::next().in_language(language))
}
