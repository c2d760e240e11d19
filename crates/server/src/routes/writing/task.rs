//! What is to be done with an upload, for whom, and by whose word.

use axum::http::HeaderMap;
use jiff::Timestamp;
use kolophon_diagnostic::{Language, Text};
use kolophon_publish::api::{DataFile, Order, OwnersWord};
use kolophon_publish::config::{Installation, default_city};
use kolophon_publish::load::{Errors, Extent, Territory};
use kolophon_publish::trial::Upload;
use kolophon_store::{City, FileEntry, Note};
use kolophon_validate::policy::Policy;
use serde_json::json;

use crate::app::App;
use crate::authority::Authority;
use crate::condition::Condition;
use crate::extract::{Client, Parameters};
use crate::problem::{Problem, ProblemKind};
use crate::upload::{Content, Received};

/// Where the journal says that it came from.
const SOURCE: &str = "HTTP";

/// What the head of a request asks for.
pub(super) struct Task {
    city: String,
    authority: Authority,
    pub(super) extent: Extent,
    pub(super) errors: Errors,
    /// How many datasets may disappear.
    pub(super) removals: Option<usize>,
    pub(super) condition: Condition,
    /// The short name of the only dataset that it may describe.
    pub(super) only: Option<String>,
    pub(super) language: Language,
    /// How the body is described.
    pub(super) headers: HeaderMap,
}

/// The same with what has arrived.
pub(super) struct Work {
    pub(super) task: Task,
    pub(super) city: City,
    pub(super) policy: Policy,
    pub(super) upload: Upload,
    pub(super) order: Order,
    pub(super) note: Note,
    /// What missing dates are set to.
    pub(super) now: Timestamp,
    /// What the sender may say nothing about.
    pub(super) territories: Vec<Territory>,
    /// They are gone when the work is done.
    _contents: Vec<Content>,
}

impl Task {
    pub(super) fn of(
        app: &App,
        city: &str,
        authority: Authority,
        parameters: &Parameters,
        client: &Client,
    ) -> Result<Self, Problem> {
        if matches!(authority, Authority::Token(_)) {
            // Seen now, it saves the sending.
            settings(app, city)?;
        }
        let condition = Condition::of(&client.headers)?;
        // What counts is seen again before it is written.
        condition.hold(generation(app, city))?;
        let removals = parameters.number("removals", 0)?;
        Ok(Self {
            city: city.to_owned(),
            authority,
            extent: if parameters.is_true("complete")? {
                Extent::Complete
            } else {
                Extent::Partial
            },
            errors: if parameters.is_true("allow_errors")? {
                Errors::Allow
            } else {
                Errors::Refuse
            },
            removals: removals.and_then(|number| usize::try_from(number).ok()),
            condition,
            only: None,
            language: client.language,
            headers: client.headers.clone(),
        })
    }

    /// The same, for exactly one dataset.
    pub(super) fn only(self, slug: &str) -> Self {
        Self {
            only: Some(slug.to_owned()),
            ..self
        }
    }
}

impl Work {
    pub(super) fn of(app: &App, task: Task, received: Received) -> Result<Self, Problem> {
        let Received {
            mut upload,
            mut order,
            contents,
        } = received;
        let owner = order.owner.take();
        let (city, policy) = match (&task.authority, &owner) {
            (Authority::Token(_), None) => settings(app, &task.city)?,
            (Authority::Token(_), Some(_)) => return Err(only_the_owner()),
            (Authority::Owner, owner) => owners_settings(app, &task.city, owner.as_ref())?,
        };
        for document in upload.documents.iter_mut().filter(|it| it.base.is_empty()) {
            document.base = format!("{}/{}/", city.base, city.slug);
        }
        let received_at = Timestamp::now();
        let now = match &order.now {
            Some(time) => earlier(time, received_at)?,
            None => received_at,
        };
        let territories = match &task.authority {
            Authority::Token(_) => territories(app, &city.slug),
            // Who owns the directory speaks for all its cities.
            Authority::Owner => Vec::new(),
        };
        Ok(Self {
            note: note(&task.authority, owner, received_at),
            task,
            city,
            policy,
            upload,
            order,
            now,
            territories,
            _contents: contents,
        })
    }

    /// Insists that the content of each data file that was announced came along, or is what the city has published
    /// already: nobody gets hold of a file of somebody else's by knowing its SHA-256.
    pub(super) fn require_contents(&self, app: &App) -> Result<(), Problem> {
        let state = app.store.state();
        let is_published = |announced: &DataFile| {
            let mut own = state.resources.values().filter(|it| it.city == self.city.slug);
            let is_same =
                |file: &FileEntry| file.sha256 == announced.sha256 && file.byte_size == announced.byte_size;
            own.any(|resource| resource.files.iter().any(is_same))
        };
        for file in &self.order.files {
            if file.path.as_os_str().is_empty() && !is_published(file) {
                let name = &file.name;
                return Err(Problem::new(ProblemKind::NotPublishable)
                    .with_detail(Text::new(
                        format!("Es wurde nichts geändert: Die Datei „{name}“ ist angekündigt, kam aber nicht mit."),
                        format!("Nothing was changed: the file “{name}” was announced, but did not come along."),
                    ))
                    .with("file", json!(name)));
            }
        }
        Ok(())
    }
}

/// Who does it, for the journal.
pub(in crate::routes) fn note(authority: &Authority, owner: Option<OwnersWord>, now: Timestamp) -> Note {
    let (author, source) = match authority {
        Authority::Token(token) => (Some(token.name.clone()), Some(SOURCE.to_owned())),
        Authority::Owner => owner.map_or((None, None), |word| (word.author, word.source)),
    };
    Note {
        author,
        source,
        time: Some(now.to_string()),
        ..Note::default()
    }
}

/// The settings of a city: those of `kolophon.toml`, else those of its last load.
pub(in crate::routes) fn settings(app: &App, slug: &str) -> Result<(City, Policy), Problem> {
    if let Some(config) = app.settings.cities().get(slug) {
        return Ok((config.city.clone(), config.policy.clone()));
    }
    let state = app.store.state();
    let city = state.cities.get(slug).cloned();
    city.map(|city| (city, Policy::default())).ok_or_else(|| {
        Problem::new(ProblemKind::NotFound)
            .with_detail(Text::new(
                "Diese Kommune ist hier nicht eingerichtet. Der Betreiber trägt sie in die kolophon.toml ein.",
                "This city is not set up here. The operator enters it into kolophon.toml.",
            ))
            .with("reason", json!("unknown-city"))
    })
}

/// The settings that the owner's `kolophon.toml` says, else those of the last time, else the defaults.
fn owners_settings(app: &App, slug: &str, word: Option<&OwnersWord>) -> Result<(City, Policy), Problem> {
    let unfit = |error: kolophon_publish::config::ConfigError| {
        Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(
            format!("Die kolophon.toml ist nicht brauchbar: {error}."),
            format!("The kolophon.toml cannot be used: {error}."),
        ))
    };
    if let Some((path, text)) = word.and_then(|word| word.installation.as_ref()) {
        let mut installation = Installation::parse(text, path.as_ref()).map_err(unfit)?;
        if let Some(config) = installation.cities.remove(slug) {
            return Ok((config.city, config.policy));
        }
    }
    let known = app.store.state().cities.get(slug).cloned();
    let city = known.map_or_else(|| default_city(slug).map_err(unfit), Ok)?;
    Ok((city, Policy::default()))
}

/// What belongs to the other cities, published or only set up.
fn territories(app: &App, slug: &str) -> Vec<Territory> {
    let state = app.store.state();
    let settings = app.settings.cities();
    let set_up = settings.values().map(|config| &config.city);
    let all = state.cities.values().chain(set_up);
    all.filter(|city| city.slug != slug).map(Territory::of).collect()
}

/// The generation of a city; 0 when it has published nothing.
pub(in crate::routes) fn generation(app: &App, city: &str) -> u64 {
    app.store
        .state()
        .cities
        .get(city)
        .map_or(0, |city| city.generation)
}

/// A time that is past. What is published tomorrow is published then.
fn earlier(time: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    /// How much clocks may differ.
    const SECONDS: i64 = 300;

    let time = time.parse::<Timestamp>().ok();
    time.filter(|time| time.as_second() <= now.as_second() + SECONDS)
        .ok_or_else(|| {
            Problem::new(ProblemKind::NotPublishable).with_detail(Text::new(
                "Die Zeit im Auftrag liegt in der Zukunft oder ist keine. Geht die Uhr des Absenders richtig?",
                "The time in the order lies in the future, or is none. Is the sender's clock right?",
            ))
        })
}

fn only_the_owner() -> Problem {
    Problem::new(ProblemKind::NotPermitted).with_detail(Text::new(
        "Wer mit einem Token veröffentlicht, kann weder Urheber noch Einstellungen nennen; sie stehen beim Dienst fest.",
        "Who publishes with a token can name neither author nor settings; the server knows them.",
    ))
}
