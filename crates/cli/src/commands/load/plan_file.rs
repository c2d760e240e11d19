//! `load --plan`: exactly what a plan says, or nothing.

use std::path::{Path, PathBuf};

use kolophon_publish::plan::{Plan, PlanFile};

use super::job::{self, Job};
use super::proposal::Proposal;
use super::wording;
use crate::Context;
use crate::args::ChoiceArguments;
use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};

/// The jobs of a plan, each with what it is to do.
pub(super) fn work(
    path: &Path,
    city: Option<&str>,
    context: &Context<'_>,
) -> Result<Vec<(Job, Option<Plan>)>, Failure> {
    let file = read(path)?;
    let mut work = Vec::new();
    for plan in file.plans {
        if city.is_some_and(|city| city != plan.city) {
            continue;
        }
        let Some(input) = &plan.input else {
            return Err(not_a_plan(path));
        };
        let choice = ChoiceArguments {
            city: Some(plan.city.clone()),
            complete: input.complete,
            allow_errors: input.allow_errors,
        };
        let paths: Vec<PathBuf> = input.paths.iter().map(PathBuf::from).collect();
        let jobs = job::jobs(&paths, &choice, context)?;
        // The plan's own word counts, whatever the configuration says by now.
        work.extend(jobs.into_iter().map(|job| {
            let job = Job {
                extent: job::extent(input.complete),
                ..job
            };
            (job, Some(plan.clone()))
        }));
    }
    if work.is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            format!(
                "Die Vorschau {} enthält nichts für diese Kommune.",
                path.display()
            ),
            format!("The plan {} holds nothing for this city.", path.display()),
        ));
    }
    Ok(work)
}

fn read(path: &Path) -> Result<PlanFile, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        let trouble = file_trouble(&error);
        Failure::new(
            Exit::Unreadable,
            format!("{name}: {}", trouble.de),
            format!("{name}: {}", trouble.en),
        )
    })?;
    let file: PlanFile =
        serde_json::from_slice(&bytes).map_err(|error| not_a_plan(path).with_cause(&error))?;
    if file.is_readable() {
        Ok(file)
    } else {
        Err(not_a_plan(path))
    }
}

fn not_a_plan(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        Exit::Unreadable,
        format!("{name} ist keine Vorschau, die dieses Kolophon lesen kann."),
        format!("{name} is no plan that this Kolophon can read."),
    )
    .with_hint(
        "Eine Vorschau schreibt: kolophon plan PFAD --out plan.json",
        "A plan is written by: kolophon plan PATH --out plan.json",
    )
}

/// A plan with a value that no plan has.
pub(super) fn damaged(error: &dyn std::error::Error) -> Failure {
    Failure::new(
        Exit::Unreadable,
        "Die Vorschau ist beschädigt.",
        "The plan is damaged.",
    )
    .with_cause(error)
}

/// Stops unless what was looked at would do exactly what the plan says.
pub(super) fn require_same(plan: &Plan, seen: &Proposal<'_>) -> Result<(), Failure> {
    let now = seen.plan()?;
    if now.generation != plan.generation {
        return Err(wording::changed_meanwhile(
            &plan.city,
            plan.generation,
            now.generation,
        ));
    }
    if now.is_same_as(plan) {
        return Ok(());
    }
    Err(other_input())
}

/// Something else would come out than the plan says.
pub(super) fn other_input() -> Failure {
    Failure::new(
        Exit::Conflict,
        "Es wurde nichts veröffentlicht: Die Dateien oder Einstellungen sind nicht mehr die, für die die Vorschau gemacht wurde.",
        "Nothing was published: the files or settings are no longer those that the plan was made for.",
    )
    .with_hint(
        "Bitte eine neue Vorschau machen: kolophon plan",
        "Please make a new plan: kolophon plan",
    )
}
