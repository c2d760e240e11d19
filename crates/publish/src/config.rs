//! `kolophon.toml` as the store sees it: each city with what is kept about it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kolophon_store::{City, Quota};
use kolophon_validate::installation as said;
pub use kolophon_validate::installation::{ConfigError, FILE_NAME, RemoteStore};
use kolophon_validate::policy::Policy;

use crate::harvest::Harvester;

/// An installation: what `kolophon.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The directory `kolophon.toml` lies in; paths in it are relative to this.
    pub directory: PathBuf,
    /// The title of the joint catalogue.
    pub title: String,
    /// The cities, by slug.
    pub cities: BTreeMap<String, CityConfig>,
    /// The data directory, if the file names one.
    pub data_dir: Option<PathBuf>,
    /// The delivery base for paging and API links, if the file names one.
    pub base_url: Option<String>,
    /// The portals that have a name, by key.
    pub harvesters: Vec<Harvester>,
    /// How many megabytes of the disk stay free, if the file says so.
    pub min_free_mb: Option<u64>,
    /// The remote store that holds what is published, if the file names one.
    pub store: Option<RemoteStore>,
    /// The proxies in front of the server that say truly who is asking: addresses or networks.
    pub trusted_proxies: Vec<String>,
}

/// One city of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityConfig {
    /// What the store keeps about it.
    pub city: City,
    /// Where its files lie.
    pub path: PathBuf,
    /// Whether the path is the city's whole list, so that loading it removes what is not there.
    pub complete: bool,
    /// How bad its rules are, and which findings it accepts.
    pub policy: Policy,
}

impl Installation {
    /// Reads the `kolophon.toml` at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, has an unknown key, or names an address that would not last.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        said::Installation::read(path).map(Self::from)
    }

    /// What a text says, as if it stood in the file `path`, which need not exist.
    ///
    /// # Errors
    /// When it is no TOML, has an unknown key, or names an address that would not last.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let directory = path.parent().map(Path::to_owned).unwrap_or_default();
        said::Installation::parse(text, path, directory).map(Self::from)
    }

    /// The `kolophon.toml` in `start` or the nearest directory above it.
    #[must_use]
    pub fn find_upwards(start: &Path) -> Option<PathBuf> {
        said::Installation::find_upwards(start)
    }
}

impl From<said::Installation> for Installation {
    fn from(said: said::Installation) -> Self {
        let said::Installation {
            directory,
            title,
            cities,
            data_dir,
            base_url,
            harvesters,
            min_free_mb,
            store,
            trusted_proxies,
        } = said;
        Self {
            directory,
            title,
            cities: cities
                .into_iter()
                .map(|(slug, city)| (slug, city.into()))
                .collect(),
            data_dir,
            base_url,
            harvesters: harvesters
                .into_iter()
                .map(|(key, said)| Harvester {
                    key,
                    name: said.name,
                    user_agent: said.user_agent,
                })
                .collect(),
            min_free_mb,
            store,
            trusted_proxies,
        }
    }
}

/// A city with defaults, for a slug no `kolophon.toml` names.
///
/// # Errors
/// When the slug cannot stand in an address.
pub fn default_city(slug: &str) -> Result<City, ConfigError> {
    Ok(CityConfig::from(said::default_city(slug)?).city)
}

/// A city that has published nothing yet.
impl From<said::CityConfig> for CityConfig {
    fn from(said: said::CityConfig) -> Self {
        Self {
            city: City {
                slug: said.slug,
                name: said.name,
                base: said.base,
                catalog: said.catalog,
                contributor_id: said.contributor_id,
                ars: said.ars,
                ags: said.ags,
                licence: said.licence,
                contact: said.contact,
                profile: said.profile,
                host: said.host,
                demo: said.demo,
                protected: said.protected,
                quota: said.quota.map(|quota| Quota {
                    datasets: quota.datasets,
                    megabytes: quota.megabytes,
                    warn_at: quota.warn_at,
                }),
                generation: 0,
                published_at: None,
            },
            path: said.path,
            complete: said.complete,
            policy: said.policy,
        }
    }
}
