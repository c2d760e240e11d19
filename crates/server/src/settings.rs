//! The settings of cities, as `kolophon.toml` has them now: a city that is added to the file is known at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use kolophon_publish::config::{CityConfig, Installation};

/// The cities by short name.
pub(crate) type Cities = BTreeMap<String, CityConfig>;

/// When a file was written, and how long it is.
type Stamp = Option<(SystemTime, u64)>;

/// Settings that are read again when their file has changed.
pub(crate) struct Settings {
    file: Option<PathBuf>,
    known: Mutex<(Stamp, Arc<Cities>)>,
}

impl Settings {
    /// The settings that were read when the server started, and where from.
    pub(crate) fn new(cities: Cities, file: Option<PathBuf>) -> Self {
        let stamp = file.as_deref().and_then(stamp);
        Self {
            file,
            known: Mutex::new((stamp, Arc::new(cities))),
        }
    }

    /// The settings of now. A file that cannot be understood changes nothing; the log says why.
    pub(crate) fn cities(&self) -> Arc<Cities> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &self.file {
            let now = stamp(file);
            if now != known.0 {
                known.0 = now;
                match Installation::read(file) {
                    Ok(installation) => {
                        tracing::info!(file = %file.display(), cities = installation.cities.len(), "settings read again");
                        known.1 = Arc::new(installation.cities);
                    }
                    Err(error) => {
                        tracing::error!(%error, "the settings cannot be read; those of before still count");
                    }
                }
            }
        }
        Arc::clone(&known.1)
    }
}

fn stamp(file: &Path) -> Stamp {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cities: &[&str]) -> String {
        let mut text = "[installation]\nbase = \"https://daten.example\"\ndemo = true\n".to_owned();
        for city in cities {
            text.push_str(&["[cities.", city, "]\nname = \"", city, "\"\n"].concat());
        }
        text
    }

    #[test]
    fn a_city_that_is_added_is_known_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("kolophon.toml");
        fs::write(&file, text(&["mainz"])).unwrap();
        let cities = Installation::read(&file).unwrap().cities;
        let settings = Settings::new(cities, Some(file.clone()));
        let names = || settings.cities().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(), ["mainz"]);
        fs::write(&file, text(&["halle", "mainz"])).unwrap();
        assert_eq!(names(), ["halle", "mainz"]);
        // Half a file, as an editor may leave it for a moment.
        fs::write(&file, "[installation").unwrap();
        assert_eq!(names(), ["halle", "mainz"]);
        fs::write(&file, text(&["halle"])).unwrap();
        assert_eq!(names(), ["halle"]);
    }
}
