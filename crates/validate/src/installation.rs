//! `kolophon.toml`: the cities of an installation, their identity, their defaults and what each accepts.
//!
//! Reading it needs no store, so that a check knows the cities where none is built in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::policy::{Policy, RulesSection, SuppressSection};

/// The name of the configuration file.
pub const FILE_NAME: &str = "kolophon.toml";

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
    pub harvesters: BTreeMap<String, HarvesterConfig>,
    /// How many megabytes of the disk stay free, if the file says so.
    pub min_free_mb: Option<u64>,
    /// The remote store that holds what is published, if the file names one.
    pub store: Option<RemoteStore>,
    /// The proxies in front of the server that say truly who is asking: addresses or networks.
    pub trusted_proxies: Vec<String>,
}

/// A store of somebody else's that speaks SPARQL 1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteStore {
    /// Where queries go.
    pub query: String,
    /// Where updates go.
    pub update: String,
    /// The address for the Graph Store Protocol.
    pub graphs: Option<String>,
    /// Who we are there.
    pub user: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
}

/// A portal that fetches the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarvesterConfig {
    /// The name for people.
    pub name: String,
    /// What its header `User-Agent` contains.
    #[serde(default)]
    pub user_agent: Option<String>,
}

/// How much a city may publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// How many datasets.
    pub datasets: Option<u64>,
    /// How many megabytes its data files may have together.
    pub megabytes: Option<u64>,
    /// From how many percent of that on it is said that room runs out.
    #[serde(default = "Quota::default_warning")]
    pub warn_at: u8,
}

impl Quota {
    fn default_warning() -> u8 {
        80
    }
}

/// One city of an installation: its identity, its defaults, and what it accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityConfig {
    /// The short name in addresses.
    pub slug: String,
    /// The name for people.
    pub name: String,
    /// What the city's own IRIs begin with, without a slash at the end.
    pub base: String,
    /// The IRI of the city's `dcat:Catalog`.
    pub catalog: String,
    /// GovData's `contributorID`.
    pub contributor_id: Option<String>,
    /// The regional key (Amtlicher Regionalschlüssel).
    pub ars: Option<String>,
    /// The municipality key (Amtlicher Gemeindeschlüssel).
    pub ags: Option<String>,
    /// The licence of data that names none.
    pub licence: Option<String>,
    /// The contact point of data that names none.
    pub contact: Option<String>,
    /// The profile that the city's metadata are checked against.
    pub profile: String,
    /// The city's own host name, without scheme.
    pub host: Option<String>,
    /// Whether this is a demonstration that may use addresses which do not last.
    pub demo: bool,
    /// Where its files lie.
    pub path: PathBuf,
    /// Whether the path is the city's whole list, so that loading it removes what is not there.
    pub complete: bool,
    /// The short names or addresses of datasets that loading never removes.
    pub protected: Vec<String>,
    /// How much it may publish; `None`: as much as there is room for.
    pub quota: Option<Quota>,
    /// How bad its rules are, and which findings it accepts.
    pub policy: Policy,
}

/// Why a `kolophon.toml` cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: cannot be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is no TOML, or has a key that is not known.
    #[error("{path}: {}", .source.message())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line and column, from 1.
        line_column: Option<(usize, usize)>,
        /// The cause.
        source: Box<toml::de::Error>,
    },
    /// A rule that no profile has.
    #[error("{path}: there is no rule {rule}")]
    UnknownRule {
        /// The file.
        path: PathBuf,
        /// Line and column, from 1.
        line_column: (usize, usize),
        /// What stands there.
        rule: String,
        /// The rule that is likely to be meant.
        near: Option<String>,
    },
    /// A finding that is accepted without a reason.
    #[error("{path}: accepting {rule} needs a reason")]
    NoReason {
        /// The file.
        path: PathBuf,
        /// Line and column, from 1.
        line_column: (usize, usize),
        /// The rule.
        rule: String,
    },
    /// A slug that cannot stand in an address.
    #[error("{slug:?} cannot be a city's short name: only a-z, 0-9 and hyphens")]
    Slug {
        /// The slug.
        slug: String,
    },
    /// An identity base that would not last.
    #[error("{base} cannot be a permanent address")]
    ImpermanentBase {
        /// The base.
        base: String,
    },
    /// The address of a store that is no http(s) address.
    #[error("{address} is no http or https address of a store")]
    StoreAddress {
        /// What stands there.
        address: String,
    },
    /// An identity base that is no absolute http(s) address.
    #[error("{base} is no http or https address")]
    InvalidBase {
        /// The base.
        base: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    installation: InstallationSection,
    #[serde(default)]
    cities: BTreeMap<String, CitySection>,
    #[serde(default)]
    harvesters: BTreeMap<String, HarvesterConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InstallationSection {
    base: String,
    title: Option<String>,
    #[serde(default)]
    demo: bool,
    data_dir: Option<PathBuf>,
    base_url: Option<String>,
    min_free_mb: Option<u64>,
    store: Option<StoreSection>,
    #[serde(default)]
    trusted_proxies: Vec<String>,
}

/// One address, or one for each protocol.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "store is an address, or a table with query, update, graphs, user, password_file"
)]
enum StoreSection {
    Address(String),
    Addresses(StoreAddresses),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreAddresses {
    query: String,
    update: Option<String>,
    graphs: Option<String>,
    user: Option<String>,
    password_file: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CitySection {
    name: String,
    path: Option<PathBuf>,
    base: Option<String>,
    catalog: Option<String>,
    contributor_id: Option<String>,
    ars: Option<String>,
    ags: Option<String>,
    licence: Option<String>,
    contact: Option<String>,
    profile: Option<String>,
    host: Option<String>,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    protected: Vec<String>,
    quota: Option<Quota>,
    #[serde(default)]
    rules: RulesSection,
    #[serde(default)]
    suppress: Vec<SuppressSection>,
}

impl Installation {
    /// Reads the `kolophon.toml` at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, has an unknown key, or names an address that would not last.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        let directory = path.parent().map(Path::to_owned).unwrap_or_default();
        Self::parse(&text, path, directory)
    }

    /// The `kolophon.toml` in `start` or the nearest directory above it.
    #[must_use]
    pub fn find_upwards(start: &Path) -> Option<PathBuf> {
        start
            .ancestors()
            .map(|directory| directory.join(FILE_NAME))
            .find(|path| path.is_file())
    }

    /// The settings that a text says, as if it stood in the file `path` of a directory.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, path: &Path, directory: PathBuf) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|source| ConfigError::Parse {
            path: path.to_owned(),
            line_column: source.span().map(|span| line_column(text, span.start)),
            source: Box::new(source),
        })?;
        let File {
            installation,
            cities,
            harvesters,
        } = file;
        let base = check_base(&installation.base, installation.demo)?;
        let cities = cities
            .into_iter()
            .map(|(slug, section)| {
                let policy = Policy::read(&section.rules, &section.suppress, path, text)?;
                let city = city(&slug, section, &base, installation.demo, &directory)?;
                Ok((slug, CityConfig { policy, ..city }))
            })
            .collect::<Result<_, ConfigError>>()?;
        Ok(Self {
            title: installation.title.unwrap_or_else(|| "Offene Daten".to_owned()),
            data_dir: installation.data_dir.map(|data_dir| directory.join(data_dir)),
            base_url: installation.base_url,
            min_free_mb: installation.min_free_mb,
            trusted_proxies: installation.trusted_proxies,
            store: installation
                .store
                .map(|section| section.checked(&directory))
                .transpose()?,
            directory,
            cities,
            harvesters,
        })
    }
}

impl StoreSection {
    fn checked(self, directory: &Path) -> Result<RemoteStore, ConfigError> {
        let StoreAddresses {
            query,
            update,
            graphs,
            user,
            password_file,
        } = match self {
            Self::Addresses(addresses) => addresses,
            Self::Address(query) => StoreAddresses {
                query,
                update: None,
                graphs: None,
                user: None,
                password_file: None,
            },
        };
        let update = update.unwrap_or_else(|| query.clone());
        for address in [Some(&query), Some(&update), graphs.as_ref()]
            .into_iter()
            .flatten()
        {
            let is_web = ["http://", "https://"]
                .iter()
                .any(|scheme| address.len() > scheme.len() && address.starts_with(scheme));
            if !is_web || address.contains(char::is_whitespace) || address.contains('@') {
                // What stands before an @ may be a password.
                let shown = address.rsplit('@').next().unwrap_or_default();
                return Err(ConfigError::StoreAddress {
                    address: shown.to_owned(),
                });
            }
        }
        Ok(RemoteStore {
            query,
            update,
            graphs,
            user,
            password_file: password_file.map(|file| directory.join(file)),
        })
    }
}

/// A city with defaults, for a slug no `kolophon.toml` names.
///
/// # Errors
/// When the slug cannot stand in an address.
pub fn default_city(slug: &str) -> Result<CityConfig, ConfigError> {
    let section = CitySection {
        name: slug.to_owned(),
        path: None,
        base: None,
        catalog: None,
        contributor_id: None,
        ars: None,
        ags: None,
        licence: None,
        contact: None,
        profile: None,
        host: None,
        complete: false,
        protected: Vec::new(),
        quota: None,
        rules: RulesSection::default(),
        suppress: Vec::new(),
    };
    city(slug, section, "https://daten.kolophon.dev", true, Path::new(""))
}

fn city(
    slug: &str,
    section: CitySection,
    base: &str,
    demo: bool,
    directory: &Path,
) -> Result<CityConfig, ConfigError> {
    let slug_characters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || !slug.chars().all(slug_characters) || RESERVED_SLUGS.contains(&slug) {
        return Err(ConfigError::Slug {
            slug: slug.to_owned(),
        });
    }
    let base = match &section.base {
        Some(own) => check_base(own, demo)?,
        None => base.to_owned(),
    };
    Ok(CityConfig {
        slug: slug.to_owned(),
        name: section.name,
        catalog: section
            .catalog
            .unwrap_or_else(|| format!("{base}/{slug}/catalog")),
        base,
        contributor_id: section.contributor_id,
        ars: section.ars,
        ags: section.ags,
        licence: section.licence,
        contact: section.contact,
        profile: section.profile.unwrap_or_else(|| "dcat-ap-de".to_owned()),
        host: section.host,
        demo,
        path: directory.join(section.path.unwrap_or_else(|| PathBuf::from(slug))),
        complete: section.complete,
        protected: section.protected,
        quota: section.quota,
        policy: Policy::default(),
    })
}

/// First path segments that the server needs for itself.
const RESERVED_SLUGS: [&str; 13] = [
    "api", "catalog", "dataset", "harvests", "healthz", "problems", "readyz", "sitemap", "sparql", "static",
    "oai", "search", "suche",
];

/// The base without a trailing slash. Addresses that cannot last are refused unless it is a demonstration.
fn check_base(base: &str, demo: bool) -> Result<String, ConfigError> {
    let trimmed = base.trim_end_matches('/');
    let rest = trimmed
        .strip_prefix("https://")
        .or_else(|| trimmed.strip_prefix("http://"));
    let Some(authority) = rest
        .and_then(|rest| rest.split('/').next())
        .filter(|authority| !authority.is_empty())
    else {
        return Err(ConfigError::InvalidBase {
            base: base.to_owned(),
        });
    };
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    if !demo && !is_lasting_host(host) {
        return Err(ConfigError::ImpermanentBase {
            base: base.to_owned(),
        });
    }
    Ok(trimmed.to_owned())
}

fn is_lasting_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
    let never_lasts = ["localhost", "example", "test", "invalid", "local", "internal"];
    let last_label = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && !is_address && !never_lasts.contains(&last_label)
}

pub(crate) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Installation, ConfigError> {
        Installation::parse(text, Path::new("kolophon.toml"), PathBuf::from("/stadt"))
    }

    #[test]
    fn a_city_gets_its_addresses_from_the_base() {
        let installation = parse(
            "[installation]\nbase = \"https://daten.mainz.de/\"\n[cities.mainz]\nname = \"Mainz\"\npath = \"m\"\n",
        )
        .unwrap();
        let mainz = &installation.cities["mainz"];
        assert_eq!(mainz.base, "https://daten.mainz.de");
        assert_eq!(mainz.catalog, "https://daten.mainz.de/mainz/catalog");
        assert_eq!(mainz.path, Path::new("/stadt/m"));
    }

    #[test]
    fn a_city_names_what_must_stay() {
        let text = "[installation]\nbase = \"https://daten.mainz.de\"\n[cities.mainz]\nname = \"Mainz\"\n";
        let protected =
            |more: &str| parse(&format!("{text}{more}")).map(|found| found.cities["mainz"].protected.clone());
        assert_eq!(protected("protected = [\"haushalt\"]\n").unwrap(), ["haushalt"]);
        assert!(protected("").unwrap().is_empty());
        assert!(protected("protected = \"haushalt\"\n").is_err());
    }

    #[test]
    fn a_city_has_as_much_room_as_is_said() {
        let text = "[installation]\nbase = \"https://daten.mainz.de\"\nmin_free_mb = 500\n[cities.mainz]\nname = \"Mainz\"\n";
        let quota = |more: &str| parse(&format!("{text}{more}")).map(|found| found.cities["mainz"].quota);
        assert_eq!(parse(text).unwrap().min_free_mb, Some(500));
        assert_eq!(quota("").unwrap(), None);
        let said = quota("quota = { datasets = 500 }\n").unwrap().unwrap();
        assert_eq!(
            (said.datasets, said.megabytes, said.warn_at),
            (Some(500), None, 80)
        );
        assert!(quota("quota = { datasets = -1 }\n").is_err());
        assert!(quota("quota = { saetze = 1 }\n").is_err());
    }

    #[test]
    fn a_store_has_one_address_or_one_for_each_protocol() {
        let store = |more: &str| {
            let text = format!("[installation]\nbase = \"https://daten.mainz.de\"\n{more}");
            parse(&text).map(|found| found.store)
        };
        assert_eq!(store("").unwrap(), None);
        let one = store("store = \"https://e.example/sparql\"\n").unwrap().unwrap();
        assert_eq!(
            (one.query.as_str(), one.update.as_str()),
            ("https://e.example/sparql", "https://e.example/sparql")
        );
        assert_eq!((one.graphs, one.user), (None, None));
        let all = store(
            "[installation.store]\nquery = \"http://e/q\"\nupdate = \"http://e/u\"\ngraphs = \"http://e/g\"\nuser = \"k\"\npassword_file = \"geheim\"\n",
        );
        let all = all.unwrap().unwrap();
        assert_eq!(
            (all.update.as_str(), all.graphs.as_deref()),
            ("http://e/u", Some("http://e/g"))
        );
        assert_eq!(all.password_file.as_deref(), Some(Path::new("/stadt/geheim")));
        for wrong in [
            "ftp://e/",
            "https://",
            "e.example/sparql",
            "https://e.example/a b",
            "https://u:geheim@e.example/",
        ] {
            match store(&format!("store = \"{wrong}\"\n")) {
                Err(error @ ConfigError::StoreAddress { .. }) => {
                    assert!(!error.to_string().contains("geheim"));
                }
                other => panic!("{wrong}: {other:?}"),
            }
        }
        for wrong in [
            "store = 7\n",
            "[installation.store]\nupdate = \"http://e/u\"\n",
            "[installation.store]\nquery = \"http://e/q\"\nfoo = 1\n",
        ] {
            assert!(matches!(store(wrong), Err(ConfigError::Parse { .. })), "{wrong}");
        }
    }

    #[test]
    fn addresses_that_cannot_last_need_demo() {
        for base in [
            "http://localhost:8080",
            "https://daten.mainz.example",
            "http://192.0.2.1",
            "http://[::1]:80",
        ] {
            let text = format!("[installation]\nbase = \"{base}\"\n");
            assert!(
                matches!(parse(&text), Err(ConfigError::ImpermanentBase { .. })),
                "{base}"
            );
            assert!(parse(&format!("{text}demo = true\n")).is_ok(), "{base}");
        }
        assert!(matches!(
            parse("[installation]\nbase = \"mainz\"\n"),
            Err(ConfigError::InvalidBase { .. })
        ));
    }

    #[test]
    fn an_unknown_key_names_its_line() {
        let error = parse("[installation]\nbase = \"https://a.de\"\ntitel = \"x\"\n").unwrap_err();
        assert!(
            matches!(
                error,
                ConfigError::Parse {
                    line_column: Some((3, 1)),
                    ..
                }
            ),
            "{error:?}"
        );
    }

    #[test]
    fn a_slug_must_fit_an_address() {
        for slug in ["Mainz", "", "api", "halle (saale)"] {
            assert!(
                matches!(default_city(slug), Err(ConfigError::Slug { .. })),
                "{slug}"
            );
        }
        assert!(default_city("halle-saale").is_ok());
    }
}
