//! What all requests share.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use kolophon_dcat::json::{DatasetJson, JsonContext};
use kolophon_diagnostic::Language;
use kolophon_graph::Graph;
use kolophon_publish::config::CityConfig;
use kolophon_publish::door::Lock;
use kolophon_publish::harvest::{HarvestLog, Harvester, Ledger};
use kolophon_publish::search::Search;
use kolophon_publish::token::Tokens;
use kolophon_store::worker::Pool;
use kolophon_store::{EngineError, Resource, Store};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::addresses::Addresses;
use crate::assessments::Assessments;
use crate::feeds::{Editions, Feeds, Guard, Walks};
use crate::index::{CurrentIndex, Index};
use crate::limits::{Limits, Network};
use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemKind};
use crate::routes::api::changes::Changes;
use crate::settings::Settings;

/// The label of a code list's IRI in a language.
pub type Labels = Arc<dyn Fn(&str, Language) -> Option<String> + Send + Sync>;

/// All pages of a hundred thousand datasets in two formats.
const FEED_CACHE: usize = 256 * 1024 * 1024;

/// So many datasets are assessed at once.
const PARALLEL_ASSESSMENTS: usize = 2;

/// How to serve.
pub struct ServeOptions {
    /// What is published.
    pub store: Store,
    /// The installation's title.
    pub title: String,
    /// The delivery base: the public address under which portals reach this server, without a trailing slash.
    pub base_url: String,
    /// The program that answers SPARQL in a child process: this one.
    pub worker_program: PathBuf,
    /// Labels of code lists.
    pub labels: Labels,
    /// How long a SPARQL query may run.
    pub query_time: Duration,
    /// How many SPARQL queries run at once.
    pub parallel_queries: usize,
    /// Datasets on a page of a feed.
    pub page_size: usize,
    /// How many connections are open at once.
    pub connections: usize,
    /// Who may publish over HTTP; `None`: nobody.
    pub tokens: Option<Tokens>,
    /// What tells the secret of the data directory, if the server keeps its door open.
    pub lock: Option<Lock>,
    /// The settings of cities as `kolophon.toml` has them; for others those of their last load count.
    pub cities: BTreeMap<String, CityConfig>,
    /// The `kolophon.toml` that the settings were read from: it is read again when it has changed.
    pub config_file: Option<PathBuf>,
    /// How many uploads are read at once.
    pub parallel_uploads: usize,
    /// How many bytes of written pages of feeds are kept.
    pub feed_cache: usize,
    /// What portals were given last.
    pub ledger: Ledger,
    /// Who harvested what.
    pub harvest_log: HarvestLog,
    /// The portals that have a name.
    pub harvesters: Vec<Harvester>,
    /// What people search in.
    pub search: Search,
    /// The proxies that say truly who is asking.
    pub trusted_proxies: Vec<Network>,
    /// How long a client may take to send its headers.
    pub header_time: Duration,
    /// How long a client may take nothing of what it is sent.
    pub stall_time: Duration,
}

impl ServeOptions {
    /// The usual limits.
    #[must_use]
    pub fn new(store: Store, base_url: impl Into<String>, worker_program: PathBuf) -> Self {
        Self {
            store,
            title: "Offene Daten".to_owned(),
            base_url: base_url.into(),
            worker_program,
            labels: Arc::new(|_, _| None),
            query_time: Duration::from_secs(10),
            parallel_queries: 4,
            page_size: kolophon_publish::feed::PAGE_SIZE,
            connections: 1024,
            tokens: None,
            lock: None,
            cities: BTreeMap::new(),
            config_file: None,
            parallel_uploads: 2,
            feed_cache: FEED_CACHE,
            ledger: Ledger::in_memory(),
            harvest_log: HarvestLog::in_memory(),
            harvesters: Vec::new(),
            search: Search::in_memory(),
            trusted_proxies: Vec::new(),
            header_time: Duration::from_secs(10),
            stall_time: Duration::from_secs(30),
        }
    }
}

impl fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeOptions")
            .field("title", &self.title)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// The state of the server.
pub struct App {
    pub(crate) store: Store,
    pub(crate) title: String,
    pub(crate) addresses: Addresses,
    pub(crate) workers: Pool,
    pub(crate) query_time: Duration,
    pub(crate) page_size: usize,
    pub(crate) query_slots: Arc<Semaphore>,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) lock: Option<Lock>,
    pub(crate) settings: Settings,
    pub(crate) upload_slots: Arc<Semaphore>,
    pub(crate) feeds: Feeds,
    pub(crate) search: Search,
    pub(crate) assessments: Assessments,
    pub(crate) assessment_slots: Arc<Semaphore>,
    pub(crate) changes: Changes,
    pub(crate) openapi: OnceLock<Value>,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    is_stopping: AtomicBool,
    labels: Labels,
    current: CurrentIndex,
    datasets: Mutex<HashMap<String, (u64, Arc<DatasetJson>)>>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

impl App {
    /// The state that serves what `options` say.
    #[must_use]
    pub fn new(options: ServeOptions) -> Self {
        let addresses = Addresses::new(&options.base_url);
        let editions = Editions::new(addresses.absolute("/catalog"), options.title.clone());
        Self {
            feeds: Feeds::new(
                editions,
                options.feed_cache,
                Guard::new(options.ledger),
                Walks::new(options.harvest_log, options.harvesters),
            ),
            store: options.store,
            title: options.title,
            addresses,
            workers: Pool::new(options.worker_program, options.parallel_queries),
            query_time: options.query_time,
            page_size: options.page_size.max(1),
            query_slots: Arc::new(Semaphore::new(options.parallel_queries)),
            tokens: options.tokens,
            lock: options.lock,
            settings: Settings::new(options.cities, options.config_file),
            upload_slots: Arc::new(Semaphore::new(options.parallel_uploads.max(1))),
            search: options.search,
            assessments: Assessments::default(),
            assessment_slots: Arc::new(Semaphore::new(PARALLEL_ASSESSMENTS)),
            changes: Changes::default(),
            openapi: OnceLock::new(),
            limits: Limits::new(options.trusted_proxies),
            metrics: Metrics::default(),
            is_stopping: AtomicBool::new(false),
            labels: options.labels,
            current: CurrentIndex::default(),
            datasets: Mutex::default(),
        }
    }

    /// No new requests are wanted: the server is ending.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
        self.search.stop();
    }

    /// Whether the server is ending.
    pub(crate) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }

    /// What is published now.
    pub(crate) fn index(&self) -> Arc<Index> {
        self.current.get(&self.store)
    }

    /// The label of a code list's IRI.
    pub(crate) fn label(&self, iri: &str, language: Language) -> Option<String> {
        (self.labels)(iri, language)
    }

    /// The stored graph of a published record.
    pub(crate) fn graph(&self, iri: &str) -> Result<Graph, Problem> {
        required(iri, self.store.graph(iri))
    }

    /// A dataset as JSON, kept until it is published anew.
    pub(crate) fn dataset_json(&self, resource: &Resource) -> Result<Arc<DatasetJson>, Problem> {
        self.dataset_json_from(resource, || self.graph(&resource.iri))
    }

    /// The same, from a graph of the generation that the resource is of.
    pub(crate) fn dataset_json_from(
        &self,
        resource: &Resource,
        read: impl FnOnce() -> Result<Graph, Problem>,
    ) -> Result<Arc<DatasetJson>, Problem> {
        let known = {
            let datasets = self.datasets.lock().unwrap_or_else(PoisonError::into_inner);
            datasets.get(&resource.iri).cloned()
        };
        if let Some((generation, json)) = known
            && generation == resource.generation
        {
            return Ok(json);
        }
        let graph = read()?;
        let labels = |iri: &str| self.label(iri, Language::German);
        let context = JsonContext {
            id: &resource.slug,
            city: &resource.city,
            language: Language::German.tag(),
            labels: &labels,
        };
        let json = Arc::new(DatasetJson::from_graph(&graph, &resource.iri, &context));
        let mut datasets = self.datasets.lock().unwrap_or_else(PoisonError::into_inner);
        datasets.insert(resource.iri.clone(), (resource.generation, Arc::clone(&json)));
        Ok(json)
    }

    /// Runs what reads the store on a thread that may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        tokio::task::spawn_blocking(move || work(&self))
            .await
            .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?
    }
}

/// What is published has a graph.
pub(crate) fn required(iri: &str, graph: Result<Option<Graph>, EngineError>) -> Result<Graph, Problem> {
    match graph {
        Ok(Some(graph)) => Ok(graph),
        Ok(None) => Err(
            Problem::new(ProblemKind::StoreUnavailable).because(std::io::Error::other(format!(
                "the published record {iri} has no graph"
            ))),
        ),
        Err(error) => Err(Problem::new(ProblemKind::StoreUnavailable).because(error)),
    }
}
