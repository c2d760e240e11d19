//! Whose files they are: the cities of an installation, or paths by themselves.

use std::path::{Path, PathBuf};

use kolophon_authoring::Defaults;
use kolophon_publish::defaults;
use kolophon_publish::reading::nobodys_defaults;
use kolophon_validate::Profile;
use kolophon_validate::installation::CityConfig;
use kolophon_validate::policy::{Extent, Policy};

use crate::config;
use crate::failure::Failure;

/// What is checked as one: a city of an installation, or all other paths together.
pub(in crate::commands) struct Catalogue {
    pub(in crate::commands) paths: Vec<PathBuf>,
    /// What fills what the files of officers leave open.
    pub(in crate::commands) defaults: Defaults,
    /// The profile that the city has chosen.
    profile: Option<String>,
    /// What the city decides about rules.
    pub(super) policy: Policy,
    /// Whether these are all files of the city.
    pub(super) extent: Extent,
}

impl Catalogue {
    fn of_city(city: CityConfig) -> Self {
        Self {
            defaults: defaults(&city),
            paths: vec![city.path],
            profile: Some(city.profile),
            policy: city.policy,
            extent: Extent::Whole,
        }
    }

    /// Paths that were named one by one, with what holds for the city they all belong to.
    fn of_paths(paths: Vec<PathBuf>) -> Result<Self, Failure> {
        let city = owner(&paths)?;
        let is_whole = |city: &CityConfig| paths.iter().any(|path| is_same(path, &city.path));
        Ok(match city {
            Some(city) if is_whole(&city) => Self {
                paths,
                ..Self::of_city(city)
            },
            Some(city) => Self {
                paths,
                extent: Extent::Part,
                ..Self::of_city(city)
            },
            None => Self {
                defaults: nobodys_defaults(),
                paths,
                profile: None,
                policy: Policy::default(),
                extent: Extent::Part,
            },
        })
    }

    /// The profile that was asked for, else the city's own, else the default.
    pub(in crate::commands) fn profile(&self, asked_for: Option<&str>) -> Result<&'static Profile, Failure> {
        let name = asked_for.or(self.profile.as_deref());
        super::profile(name.unwrap_or(Profile::NAMES[0]))
    }
}

/// The catalogues of the paths: a folder with a `kolophon.toml` holds one for each of its cities.
pub(in crate::commands) fn catalogues(paths: &[PathBuf]) -> Result<Vec<Catalogue>, Failure> {
    let mut catalogues = Vec::new();
    let mut loose = Vec::new();
    for path in paths {
        let file = path.join(config::FILE_NAME);
        if file.is_file() {
            let cities = config::said(&file)?.cities.into_values();
            catalogues.extend(cities.map(Catalogue::of_city));
        } else {
            loose.push(path.clone());
        }
    }
    if !loose.is_empty() {
        catalogues.push(Catalogue::of_paths(loose)?);
    }
    Ok(catalogues)
}

/// The city of an installation that all the paths belong to.
pub(super) fn owner(paths: &[PathBuf]) -> Result<Option<CityConfig>, Failure> {
    let [first, ..] = paths else { return Ok(None) };
    let is_stream = paths.iter().any(|path| path.as_os_str() == "-");
    let file = std::path::absolute(first)
        .ok()
        .and_then(|path| config::find_upwards(&path));
    let (Some(file), false) = (file, is_stream) else {
        return Ok(None);
    };
    let mut cities = config::said(&file)?.cities.into_values();
    Ok(cities.find(|city| paths.iter().all(|path| is_in(path, &city.path))))
}

fn is_in(path: &Path, folder: &Path) -> bool {
    let absolute = |path| std::path::absolute(path);
    absolute(path).is_ok_and(|path| absolute(folder).is_ok_and(|folder| path.starts_with(folder)))
}

fn is_same(path: &Path, folder: &Path) -> bool {
    is_in(path, folder) && is_in(folder, path)
}
