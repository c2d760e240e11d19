//! Who publishes what: one city, or all cities of a folder's `kolophon.toml`.

use std::path::{Path, PathBuf};

use kolophon_diagnostic::Report;
use kolophon_publish::config::{CityConfig, default_city};
use kolophon_publish::load::{Errors, Extent, Facts, LoadOptions, Prepared, prepare};
use kolophon_publish::plan::{Input, input_hash};
use kolophon_store::{City, Note, Store};
use kolophon_validate::policy::Policy;

use super::wording;
use crate::Context;
use crate::args::{ChoiceArguments, DataDirArgument};
use crate::commands::validate;
use crate::config;
use crate::failure::Failure;
use crate::input::{self, unreadable};

/// One city and what is to be published for it.
pub(crate) struct Job {
    pub(crate) city: City,
    pub(crate) paths: Vec<PathBuf>,
    /// The paths as they were typed.
    pub(crate) typed: Vec<PathBuf>,
    pub(crate) extent: Extent,
    pub(crate) errors: Errors,
    /// What the city decides about rules.
    pub(crate) policy: Policy,
}

/// A job that has been looked at.
pub(crate) struct Look {
    pub(crate) prepared: Prepared,
    pub(crate) report: Report,
    /// What it was made from, for a plan.
    pub(crate) input: Input,
    /// The files that were looked at.
    pub(crate) looked_at: Vec<String>,
}

/// Who publishes what: one city with `--city`, else all cities of the folder's `kolophon.toml`.
pub(crate) fn jobs(
    paths: &[PathBuf],
    choice: &ChoiceArguments,
    context: &Context<'_>,
) -> Result<Vec<Job>, Failure> {
    let installation_file = |path: &Path| {
        let file = path.join(config::FILE_NAME);
        file.is_file().then_some(file)
    };
    if let [path] = paths
        && let Some(file) = installation_file(path)
    {
        let cities = config::installation(&file)?.cities;
        if let Some(slug) = &choice.city {
            let known: Vec<String> = cities.keys().cloned().collect();
            let found = cities.into_iter().find(|(name, _)| name == slug);
            let (_, city) = found.ok_or_else(|| wording::unknown_city(slug, &known))?;
            return Ok(vec![Job::of_config(city, paths, choice)]);
        }
        let jobs = cities
            .into_values()
            .map(|city| Job::of_config(city, paths, choice));
        return Ok(jobs.collect());
    }
    let Some(slug) = &choice.city else {
        return Err(wording::whose(&crate::commands::quoted_paths(paths)));
    };
    let (city, policy) = city(slug, paths, context)?;
    Ok(vec![Job {
        city,
        policy,
        paths: paths.to_vec(),
        typed: paths.to_vec(),
        extent: extent(choice.complete),
        errors: errors(choice.allow_errors),
    }])
}

pub(crate) fn extent(complete: bool) -> Extent {
    if complete {
        Extent::Complete
    } else {
        Extent::Partial
    }
}

fn errors(allowed: bool) -> Errors {
    if allowed { Errors::Allow } else { Errors::Refuse }
}

impl Job {
    fn of_config(config: CityConfig, typed: &[PathBuf], choice: &ChoiceArguments) -> Self {
        Self {
            extent: extent(config.complete || choice.complete),
            errors: errors(choice.allow_errors),
            city: config.city,
            policy: config.policy,
            paths: vec![config.path],
            typed: typed.to_vec(),
        }
    }

    /// The city's settings: where no `kolophon.toml` names it, those of the last time.
    fn city_in(&self, store: &Store) -> City {
        let is_default = default_city(&self.city.slug).is_ok_and(|city| city == self.city);
        let state = store.state();
        match state.cities.get(&self.city.slug) {
            Some(known) if is_default => known.clone(),
            _ => self.city.clone(),
        }
    }

    /// Reads and checks the files, and sees what publishing them would do. `now` is what missing dates are set to.
    pub(crate) fn look(&self, store: &Store, note: Note, now: jiff::Timestamp) -> Result<Look, Failure> {
        let input = input::Input::read(&self.paths).refuse_empty();
        let looked_at = input.names().into_iter().map(str::to_owned).collect();
        let city = self.city_in(store);
        let facts = Facts::default();
        let typed = |path: &PathBuf| path.to_string_lossy().into_owned();
        let note = Note {
            source: Some(self.paths.iter().map(typed).collect::<Vec<_>>().join(", ")),
            ..note
        };
        let mut options = LoadOptions {
            extent: self.extent,
            errors: self.errors,
            facts: &facts,
            note: &note,
            ..LoadOptions::new(validate::profile(&city.profile)?, now)
        };
        let sha256 = input_hash(&city, &input.documents, &options);
        options.policy = Some(&self.policy);
        if !input.unreadable.is_empty() {
            // What could not be opened may be published; it must not count as gone.
            options.extent = Extent::Partial;
        }
        let mut prepared =
            prepare(store, &city, &input.documents, &options).map_err(|error| wording::failed(&error))?;
        let mut report = std::mem::take(&mut prepared.report);
        report.unreadable.extend(input.unreadable);
        report
            .unreadable
            .extend(prepared.unreadable.iter().map(unreadable));
        Ok(Look {
            prepared,
            report,
            input: Input {
                paths: self.typed.iter().map(typed).collect(),
                sha256,
                complete: self.extent == Extent::Complete,
                allow_errors: self.errors == Errors::Allow,
                now: now.to_string(),
            },
            looked_at,
        })
    }
}

/// The city as the `kolophon.toml` above the files describes it, else with defaults.
fn city(slug: &str, paths: &[PathBuf], context: &Context<'_>) -> Result<(City, Policy), Failure> {
    let environment = context.environment;
    let beside_files = paths.first().and_then(|path| std::path::absolute(path).ok());
    let file = beside_files
        .and_then(|path| config::find_upwards(&path))
        .or_else(|| config::find_upwards(&environment.current_dir));
    if let Some(file) = file
        && let Some(city) = config::installation(&file)?.cities.remove(slug)
    {
        return Ok((city.city, city.policy));
    }
    let city = default_city(slug).map_err(|error| wording::bad_slug(slug).with_cause(&error))?;
    Ok((city, Policy::default()))
}

/// Where to publish: as everywhere, and for a folder with its own `kolophon.toml` beside that.
pub(crate) fn data_dir(
    flag: &DataDirArgument,
    paths: &[PathBuf],
    context: &Context<'_>,
) -> Result<PathBuf, Failure> {
    let environment = context.environment;
    let mut start = environment.current_dir.clone();
    if config::find_upwards(&start).is_none()
        && let Some(path) = paths.first()
        && config::find_upwards(&std::path::absolute(path).unwrap_or_default()).is_some()
    {
        start = std::path::absolute(path).unwrap_or_default();
    }
    let found = config::data_dir(flag.data_dir.as_deref(), environment, &start)?;
    // Below the current directory a short path is what people type.
    let short = found
        .path
        .strip_prefix(&environment.current_dir)
        .map(Path::to_owned);
    Ok(short.unwrap_or(found.path))
}
