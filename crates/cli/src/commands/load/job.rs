//! Who publishes what: one city, or all cities of a folder's `kolophon.toml`.

use std::path::{Path, PathBuf};

use kolophon_publish::choice::{Errors, Extent};
use kolophon_validate::installation::{CityConfig, default_city};

use super::wording;
use crate::Context;
use crate::args::ChoiceArguments;
#[cfg(feature = "store")]
use crate::args::DataDirArgument;
use crate::config;
use crate::failure::Failure;

/// One city and what is to be published for it.
pub(crate) struct Job {
    /// The city, and what it decides about rules.
    pub(crate) city: CityConfig,
    /// The `kolophon.toml` that describes it, if one does.
    pub(crate) file: Option<PathBuf>,
    pub(crate) paths: Vec<PathBuf>,
    /// The paths as they were typed.
    pub(crate) typed: Vec<PathBuf>,
    pub(crate) extent: Extent,
    pub(crate) errors: Errors,
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
        let cities = config::said(&file)?.cities;
        if let Some(slug) = &choice.city {
            let known: Vec<String> = cities.keys().cloned().collect();
            let found = cities.into_iter().find(|(name, _)| name == slug);
            let (_, city) = found.ok_or_else(|| wording::unknown_city(slug, &known))?;
            return Ok(vec![Job::of_config(city, file, paths, choice)]);
        }
        let jobs = cities
            .into_values()
            .map(|city| Job::of_config(city, file.clone(), paths, choice));
        return Ok(jobs.collect());
    }
    let Some(slug) = &choice.city else {
        return Err(wording::whose(&crate::commands::quoted_paths(paths)));
    };
    let (city, file) = city(slug, paths, context)?;
    Ok(vec![Job {
        city,
        file,
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
    fn of_config(city: CityConfig, file: PathBuf, typed: &[PathBuf], choice: &ChoiceArguments) -> Self {
        Self {
            extent: extent(city.complete || choice.complete),
            errors: errors(choice.allow_errors),
            paths: vec![city.path.clone()],
            city,
            file: Some(file),
            typed: typed.to_vec(),
        }
    }

    /// Whether no `kolophon.toml` describes the city.
    #[cfg(feature = "store")]
    pub(crate) fn is_default(&self) -> bool {
        default_city(&self.city.slug).is_ok_and(|city| city == self.city)
    }

    /// The paths as they were typed, for the journal.
    pub(crate) fn source(&self) -> String {
        let typed = self.paths.iter().map(|path| path.to_string_lossy().into_owned());
        typed.collect::<Vec<_>>().join(", ")
    }

    /// The time of a load as rules take it.
    pub(crate) fn day(now: jiff::Timestamp) -> String {
        now.to_string().chars().take("2027-01-31".len()).collect()
    }
}

/// The city as the `kolophon.toml` above the files describes it, else with defaults.
fn city(
    slug: &str,
    paths: &[PathBuf],
    context: &Context<'_>,
) -> Result<(CityConfig, Option<PathBuf>), Failure> {
    let environment = context.environment;
    let beside_files = paths.first().and_then(|path| std::path::absolute(path).ok());
    let file = beside_files
        .and_then(|path| config::find_upwards(&path))
        .or_else(|| config::find_upwards(&environment.current_dir));
    if let Some(file) = file
        && let Some(city) = config::said(&file)?.cities.remove(slug)
    {
        return Ok((city, Some(file)));
    }
    let city = default_city(slug).map_err(|error| wording::bad_slug(slug).with_cause(&error))?;
    Ok((city, None))
}

/// Where to publish: as everywhere, and for a folder with its own `kolophon.toml` beside that.
#[cfg(feature = "store")]
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
