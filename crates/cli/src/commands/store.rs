//! Opening the store for a command, and saying kindly why that did not work.

pub(in crate::commands) mod remote;

use std::path::{Path, PathBuf, absolute};

use kolophon_diagnostic::Language;
use kolophon_publish::door;
use kolophon_publish::quota::Usage;
use kolophon_publish::search;
use kolophon_store::{Endpoint, EngineError, OpenError, OpenMode, ResourceKind, State, Store};
use serde::Serialize;

use crate::Context;
use crate::config::{self, Origin};
use crate::exit::Exit;
use crate::failure::Failure;

/// Opens the store of a command that works where it was typed.
pub(super) fn open(flag: Option<&Path>, context: &Context<'_>) -> Result<Store, Failure> {
    let environment = context.environment;
    let data_dir = config::data_dir(flag, environment, &environment.current_dir)?;
    open_at(&data_dir.path, OpenMode::Existing, &[], context)
}

/// Opens the store in a directory, or the remote one that it belongs to. `paths` are what is to be loaded.
pub(super) fn open_at(
    directory: &Path,
    mode: OpenMode,
    paths: &[PathBuf],
    context: &Context<'_>,
) -> Result<Store, Failure> {
    let endpoint = remote::endpoint(directory, paths, context)?;
    let store = open_with(directory, mode, endpoint.as_ref()).map_err(|error| explain(&error))?;
    door::sweep(directory);
    Ok(store)
}

/// Lets as much of the disk stay free as the `kolophon.toml` above the paths, or here, says.
pub(super) fn keep_free(store: &Store, paths: &[PathBuf], context: &Context<'_>) -> Result<(), Failure> {
    let beside = paths.first().and_then(|path| absolute(path).ok());
    let file = beside
        .and_then(|path| config::find_upwards(&path))
        .or_else(|| config::find_upwards(&context.environment.current_dir));
    if let Some(file) = file
        && let Some(megabytes) = config::installation(&file)?.min_free_mb
    {
        store.keep_free(megabytes.saturating_mul(1_000_000));
    }
    Ok(())
}

/// Opens the store in a directory, or the remote one.
pub(super) fn open_with(
    directory: &Path,
    mode: OpenMode,
    endpoint: Option<&Endpoint>,
) -> Result<Store, OpenError> {
    match endpoint {
        Some(endpoint) => Store::open_remote(directory, mode, endpoint),
        None => Store::open(directory, mode),
    }
}

/// Removes the search index, in whose files erased texts would go on lying; the next server builds it anew.
pub(super) fn remove_index(store: &Store) -> Result<(), Failure> {
    let Some(directory) = store.directory() else {
        return Ok(());
    };
    search::remove(directory).map_err(|error| {
        let directory = directory.join("search");
        let directory = directory.display();
        Failure::new(
            Exit::Unreadable,
            format!(
                "Der Ordner {directory} ließ sich nicht entfernen; er kann gelöschte Texte noch enthalten."
            ),
            format!("The directory {directory} could not be removed; it may still hold erased texts."),
        )
        .with_hint(
            "Bitte löschen Sie ihn von Hand; der nächste Start von kolophon serve legt ihn neu an.",
            "Please delete it by hand; the next start of kolophon serve makes it anew.",
        )
        .with_cause(&error)
    })
}

pub(super) fn explain(error: &OpenError) -> Failure {
    match error {
        OpenError::Missing { directory } => {
            let directory = directory.display();
            Failure::new(
                Exit::Unreadable,
                format!("Im Ordner {directory} ist noch nichts veröffentlicht."),
                format!("Nothing is published in the directory {directory} yet."),
            )
            .with_hint(
                "Veröffentlichen geht mit kolophon load; einen anderen Ordner nennt --data-dir.",
                "Publish with kolophon load; name another directory with --data-dir.",
            )
        }
        OpenError::Locked { directory, pid, host } => {
            let directory = directory.display();
            let (de, en) = holder(*pid, host.as_deref());
            Failure::new(
                Exit::StoreBusy,
                format!("Der Ordner {directory} ist gerade in Benutzung{de}."),
                format!("The directory {directory} is in use{en}."),
            )
            .with_hint(
                "Meist läuft dort noch kolophon serve. Bitte beenden Sie es mit Strg+C und versuchen Sie es noch einmal.\n\
                 Prüfen geht auch jetzt: kolophon validate",
                "Mostly kolophon serve is still running there. Please stop it with Ctrl-C and try again.\n\
                 Checking works even now: kolophon validate",
            )
        }
        OpenError::NewerFormat { found, supported, .. } => Failure::new(
            Exit::Unreadable,
            format!("Der Ordner wurde von einem neueren Kolophon angelegt (Format {found}, hier bekannt bis {supported})."),
            format!("The directory was made by a newer Kolophon (format {found}, known here up to {supported})."),
        )
        .with_hint("Bitte Kolophon aktualisieren.", "Please update Kolophon."),
        OpenError::OlderFormat {
            directory,
            found,
            supported,
        } => {
            let directory = directory.display();
            Failure::new(
                Exit::Unreadable,
                format!("Der Ordner {directory} stammt von einem älteren Kolophon (Format {found}, heute {supported})."),
                format!("The directory {directory} was made by an older Kolophon (format {found}, today {supported})."),
            )
            .with_hint(
                format!(
                    "Einmal umstellen; wie er jetzt ist, bleibt er dabei erhalten:\nkolophon compact --data-dir {directory}"
                ),
                format!("Bring it to today's format once; as it is now, it is kept:\nkolophon compact --data-dir {directory}"),
            )
        }
        OpenError::Damaged { directory, .. } => {
            let directory = directory.display();
            Failure::new(
                Exit::Unreadable,
                format!("Der Ordner {directory} ist beschädigt und wird nicht angefasst."),
                format!("The directory {directory} is damaged and is left alone."),
            )
            .with_cause(error)
            .with_hint(
                "Legen Sie ihn beiseite, und holen Sie die letzte Sicherung in einen neuen Ordner:\n\
                 kolophon restore SICHERUNG --data-dir NEUER_ORDNER",
                "Put it aside, and restore the last backup into a new directory:\n\
                 kolophon restore BACKUP --data-dir NEW_DIRECTORY",
            )
        }
        OpenError::NoAccess { path, .. } => {
            let path = path.display();
            Failure::new(
                Exit::Unreadable,
                format!("Für {path} fehlen die Zugriffsrechte."),
                format!("There is no permission for {path}."),
            )
            .with_cause(error)
        }
        OpenError::NotErased { directory, .. } => {
            let directory = directory.display();
            Failure::new(
                Exit::Unreadable,
                format!("Im Ordner {directory} liegt noch, was endgültig gelöscht wurde, und es ließ sich nicht entfernen."),
                format!("The directory {directory} still holds what was erased, and it could not be removed."),
            )
            .with_cause(error)
        }
        OpenError::Remote(error) => remote::explain(error),
        OpenError::Elsewhere { directory, address } => elsewhere(directory, address.as_deref()),
        _ => Failure::new(
            Exit::Unreadable,
            "Der Ordner mit dem Veröffentlichten kann nicht geöffnet werden.",
            "The directory of what is published cannot be opened.",
        )
        .with_cause(error),
    }
}

/// The directory is of the other kind.
fn elsewhere(directory: &Path, address: Option<&str>) -> Failure {
    let directory = directory.display();
    match address {
        Some(address) => Failure::new(
            Exit::Usage,
            format!("Was im Ordner {directory} veröffentlicht ist, liegt im Datenspeicher {address}."),
            format!("What is published in the directory {directory} lies in the store {address}."),
        ),
        None => Failure::new(
            Exit::Usage,
            format!("Der Ordner {directory} hat schon einen eigenen Datenspeicher; store in der kolophon.toml nennt einen anderen."),
            format!("The directory {directory} has a store of its own; store in kolophon.toml names another one."),
        )
        .with_hint(
            "Nennen Sie für den anderen Datenspeicher einen neuen Ordner: --data-dir oder data_dir in der kolophon.toml. Danach alles \
             noch einmal veröffentlichen: kolophon load",
            "Name a new directory for the other store: --data-dir, or data_dir in kolophon.toml. Then publish everything \
             again: kolophon load",
        ),
    }
}

/// Who holds the lock, as far as it is known.
fn holder(pid: Option<u32>, host: Option<&str>) -> (String, String) {
    match (pid, host) {
        (Some(pid), Some(host)) => (
            format!(", von Prozess {pid} auf {host}"),
            format!(" by process {pid} on {host}"),
        ),
        (Some(pid), None) => (format!(", von Prozess {pid}"), format!(" by process {pid}")),
        (None, _) => (String::new(), String::new()),
    }
}

/// The store could be opened, but not read.
pub(super) fn unreadable(error: &EngineError) -> Failure {
    if let Some(failure) = remote::failure(error) {
        return failure;
    }
    Failure::new(
        Exit::Unreadable,
        "Das Veröffentlichte kann nicht gelesen werden.",
        "What is published cannot be read.",
    )
    .with_cause(error)
}

/// The store does not take what is to be written.
pub(super) fn not_written(error: &EngineError) -> Failure {
    let failure = match error {
        EngineError::Full(_) => Failure::new(
            Exit::Unreadable,
            "Auf dem Datenträger ist zu wenig Platz; es wurde nichts geändert, und alles Veröffentlichte bleibt abrufbar.",
            "The disk has too little room; nothing was changed, and all that is published stays available.",
        )
        .with_hint(
            "Bitte Platz schaffen und denselben Befehl noch einmal ausführen. Wie viel frei ist, zeigt: kolophon doctor",
            "Please make room and run the same command again. How much is free is shown by: kolophon doctor",
        ),
        _ => Failure::new(
            Exit::Unreadable,
            "Der Datenordner lässt sich nicht beschreiben; es wurde nichts geändert.",
            "The data directory cannot be written; nothing was changed.",
        ),
    };
    failure.with_cause(error)
}

/// The store as the doctor sees it.
#[derive(Debug, Serialize)]
pub(super) struct StoreState {
    data_dir: PathBuf,
    data_dir_origin: String,
    /// `missing`, `ready`, `busy`, `damaged`, or `unreachable`, when it is a remote one.
    state: &'static str,
    /// Who holds the lock, or what is wrong.
    detail: Option<String>,
    published_cities: usize,
    published_datasets: usize,
    free_bytes: Option<u64>,
    /// How much of its quota each city uses that has one.
    quotas: Vec<QuotaState>,
    #[serde(skip)]
    exit: Exit,
}

/// How much of its quota a city uses.
#[derive(Debug, Serialize)]
struct QuotaState {
    city: String,
    datasets: u64,
    megabytes: u64,
    percent: u64,
    /// Whether it is time to do something about it.
    near: bool,
}

impl StoreState {
    /// Looks at the store that a command without further arguments would use.
    pub(super) fn look(flag: Option<&Path>, context: &Context<'_>, language: Language) -> Self {
        let environment = context.environment;
        let (path, origin) = match config::data_dir(flag, environment, &environment.current_dir) {
            Ok(data_dir) => (data_dir.path, origin(&data_dir.origin, language)),
            Err(_) => (PathBuf::from("data"), origin(&Origin::Default, language)),
        };
        let mut seen = Self {
            free_bytes: free_bytes(&path),
            data_dir: path.clone(),
            data_dir_origin: origin,
            state: "ready",
            detail: None,
            published_cities: 0,
            published_datasets: 0,
            quotas: Vec::new(),
            exit: Exit::Clean,
        };
        let endpoint = match remote::endpoint(&path, &[], context) {
            Ok(endpoint) => endpoint,
            Err(failure) => {
                seen.trouble("damaged", &failure, language);
                seen.exit = failure.exit;
                return seen;
            }
        };
        match open_with(&path, OpenMode::Existing, endpoint.as_ref()) {
            Ok(store) => {
                let state = store.state();
                seen.quotas = quotas(&state);
                let is_dataset = |kind: ResourceKind| kind == ResourceKind::Dataset;
                seen.published_cities = state.cities.len();
                seen.published_datasets = state
                    .resources
                    .values()
                    .filter(|resource| is_dataset(resource.kind))
                    .count();
            }
            Err(OpenError::Missing { .. }) => seen.state = "missing",
            Err(error @ OpenError::Locked { .. }) => seen.trouble("busy", &explain(&error), language),
            Err(error) => {
                let failure = explain(&error);
                let is_remote = matches!(error, OpenError::Remote(_) | OpenError::Elsewhere { .. });
                seen.trouble(
                    if is_remote { "unreachable" } else { "damaged" },
                    &failure,
                    language,
                );
                seen.exit = failure.exit;
            }
        }
        seen
    }

    fn trouble(&mut self, state: &'static str, failure: &Failure, language: Language) {
        self.state = state;
        self.detail = Some(failure.in_language(language).to_owned());
    }

    /// A damaged store is trouble; none, or one in use, is not.
    pub(super) fn exit(&self) -> Exit {
        self.exit
    }

    /// The lines for people.
    pub(super) fn rows(&self, language: Language) -> Vec<(&'static str, String)> {
        let pick = |german: &'static str, english: &'static str| match language {
            Language::German => german,
            Language::English => english,
        };
        let state = match self.state {
            "ready" => match language {
                Language::German => format!(
                    "{} Datensätze von {} Kommunen",
                    self.published_datasets, self.published_cities
                ),
                Language::English => format!(
                    "{} datasets of {} cities",
                    self.published_datasets, self.published_cities
                ),
            },
            "missing" => pick("noch nichts", "nothing yet").to_owned(),
            _ => self.detail.clone().unwrap_or_default(),
        };
        let free = self.free_bytes.map_or_else(
            || pick("unbekannt", "unknown").to_owned(),
            |bytes| format!("{} GB", bytes / 1_000_000_000),
        );
        let mut rows = vec![
            (
                pick("Datenordner", "Data directory"),
                format!("{} ({})", self.data_dir.display(), self.data_dir_origin),
            ),
            (pick("Veröffentlicht", "Published"), state),
            (pick("Freier Platz", "Free space"), free),
        ];
        let label = pick("Kontingent", "Quota");
        rows.extend(self.quotas.iter().map(|quota| (label, quota.row(language))));
        rows
    }
}

impl QuotaState {
    fn row(&self, language: Language) -> String {
        let Self {
            city,
            datasets,
            megabytes,
            percent,
            near,
        } = self;
        let (used, warning) = match language {
            Language::German => (
                format!("{datasets} Datensätze, {megabytes} MB"),
                ", fast ausgeschöpft",
            ),
            Language::English => (format!("{datasets} datasets, {megabytes} MB"), ", nearly used up"),
        };
        let warning = if *near { warning } else { "" };
        format!("{city}: {percent} % ({used}){warning}")
    }
}

fn quotas(state: &State) -> Vec<QuotaState> {
    let with_quota = state
        .cities
        .values()
        .filter_map(|city| Some((&city.slug, city.quota.as_ref()?)));
    with_quota
        .map(|(slug, quota)| {
            let usage = Usage::of(state, slug);
            QuotaState {
                city: slug.clone(),
                datasets: usage.datasets,
                megabytes: usage.megabytes(),
                percent: usage.percent_of(quota),
                near: usage.is_near(quota),
            }
        })
        .collect()
}

fn origin(origin: &Origin, language: Language) -> String {
    let pick = |german: &str, english: &str| match language {
        Language::German => german.to_owned(),
        Language::English => english.to_owned(),
    };
    match origin {
        Origin::Flag => "--data-dir".to_owned(),
        Origin::Environment => "KOLOPHON_DATA_DIR".to_owned(),
        Origin::File(file) => file.display().to_string(),
        Origin::Beside(file) => {
            let file = file.display();
            pick(&format!("neben {file}"), &format!("beside {file}"))
        }
        Origin::Default => pick("Vorgabe", "default"),
    }
}

/// The free space of the disk that holds the directory, or will hold it.
fn free_bytes(directory: &Path) -> Option<u64> {
    let absolute = absolute(directory).ok()?;
    let existing = absolute.ancestors().find(|path| path.exists())?;
    fs4::available_space(existing).ok()
}
