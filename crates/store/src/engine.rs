//! The engine: Oxigraph, its terms, its snapshots and its errors.
//!
//! Layout inside the engine: one named graph per resource, named by the resource's IRI; the default graph with the
//! union of them; and the reserved graph [`STATE_GRAPH`] with what is published beside the triples. Where the public
//! graphs lie in a [remote](crate::remote) store, only the reserved graph is here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad,
    Term, TermRef, Triple,
};
use oxigraph::store::{StorageError, Transaction};
use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::remote::Attached;
use crate::state::{Alias, City, Resource, State, Tombstone};

/// The graph of the [`State`]. No reader outside this crate ever sees it.
pub(crate) const STATE_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state");
const GENERATION: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#generation");
const CITY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#city");
const RESOURCE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#resource");
const TOMBSTONE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#tombstone");
const ALIAS: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#alias");
const ERASED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#erased");
pub(crate) const LEXICAL: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:kolophon:state#lexical");
const CITY_PREFIX: &str = "urn:kolophon:state/city/";
const RESERVED_PREFIX: &str = "urn:kolophon:";

/// What is kept of a graph to know, without reading it, whether another one is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    /// The hash of the triples as they are stored.
    #[serde(rename = "stored_hash")]
    pub(crate) hash: String,
    /// How many triples they are.
    #[serde(rename = "stored_triples")]
    pub(crate) triples: usize,
}

/// The fingerprints of all graphs by their names.
pub(crate) type Fingerprints = BTreeMap<String, Fingerprint>;

/// A resource as the state graph holds it.
#[derive(Serialize, Deserialize)]
struct Record<R> {
    #[serde(flatten)]
    resource: R,
    #[serde(flatten)]
    fingerprint: Fingerprint,
}

/// Whether a resource may have that IRI: absolute, and not reserved.
pub(crate) fn is_public_graph_name(iri: &str) -> bool {
    NamedNode::new(iri).is_ok() && !iri.starts_with(RESERVED_PREFIX)
}

/// One opened engine. A retired one removes its directory when the last reader lets go of it.
pub(crate) struct Engine {
    // Dropped first: the files must be closed before the directory goes.
    store: oxigraph::store::Store,
    directory: Option<Arc<EngineDirectory>>,
    /// Where the public graphs lie, when it is not here.
    remote: Option<Attached>,
}

struct EngineDirectory {
    path: PathBuf,
    retired: AtomicBool,
}

impl Drop for EngineDirectory {
    fn drop(&mut self) {
        if *self.retired.get_mut()
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "an unused store directory stays behind");
        }
    }
}

impl Engine {
    /// An engine in memory.
    pub(crate) fn in_memory() -> Result<Self, EngineError> {
        Ok(Self {
            store: oxigraph::store::Store::new().map_err(engine_error)?,
            directory: None,
            remote: None,
        })
    }

    /// Opens the engine in a directory, which is made when it is missing.
    #[cfg(feature = "rocksdb")]
    pub(crate) fn open(path: &Path) -> Result<Self, EngineError> {
        // Descriptors are kept free for the server's connections.
        let options = oxigraph::store::StoreOptions::default().with_max_open_files(256);
        Ok(Self {
            store: oxigraph::store::Store::open_with_options(path, options).map_err(engine_error)?,
            directory: Some(Arc::new(EngineDirectory {
                path: path.to_owned(),
                retired: AtomicBool::new(false),
            })),
            remote: None,
        })
    }

    /// Opens an engine that nobody writes any more.
    #[cfg(feature = "rocksdb")]
    pub(crate) fn open_read_only(path: &Path) -> Result<Self, EngineError> {
        Ok(Self {
            store: oxigraph::store::Store::open_read_only(path).map_err(engine_error)?,
            directory: None,
            remote: None,
        })
    }

    /// Lays a copy of the engine, as it is now, into a new directory: hard links, where the disk knows them.
    #[cfg(feature = "rocksdb")]
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), EngineError> {
        if self.remote.is_some() {
            // A copy would look whole and hold no dataset.
            return Err(EngineError::NoCheckpoint);
        }
        self.store.backup(path).map_err(engine_error)
    }

    /// An engine in memory cannot be copied.
    #[cfg(not(feature = "rocksdb"))]
    pub(crate) fn copy_to(&self, _path: &Path) -> Result<(), EngineError> {
        Err(EngineError::InMemory)
    }

    pub(crate) fn store(&self) -> &oxigraph::store::Store {
        &self.store
    }

    /// Where the public graphs lie, when it is not here.
    pub(crate) fn remote(&self) -> Option<&Attached> {
        self.remote.as_ref()
    }

    /// The same engine, with the public graphs in a remote store.
    pub(crate) fn with_remote(&self, remote: Attached) -> Self {
        Self {
            store: self.store.clone(),
            directory: self.directory.clone(),
            remote: Some(remote),
        }
    }

    /// Where the engine lies; `None` in memory.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.directory.as_ref().map(|directory| directory.path.as_path())
    }

    /// Lets the directory be removed when nobody uses the engine any more.
    pub(crate) fn retire(&self) {
        if let Some(directory) = &self.directory {
            directory.retired.store(true, Ordering::Release);
        }
    }

    /// Makes sure that everything committed survives a power failure.
    pub(crate) fn flush(&self) -> Result<(), EngineError> {
        #[cfg(feature = "rocksdb")]
        if self.directory.is_some() {
            return self.store.flush().map_err(engine_error);
        }
        Ok(())
    }

    /// Notes the hash of the erase list that the whole directory has been cleared of.
    pub(crate) fn note_erased(&self, hash: &str) -> Result<(), EngineError> {
        let old: Vec<Quad> = {
            let snapshot = self.snapshot()?;
            let quads = snapshot.state_quads(STATE_GRAPH, ERASED);
            quads.collect::<Result<_, _>>()?
        };
        let mut transaction = self.store.start_transaction().map_err(engine_error)?;
        for quad in &old {
            transaction.remove(quad);
        }
        transaction.insert(&erased_quad(hash));
        transaction.commit().map_err(engine_error)?;
        self.flush()
    }

    /// What is published now, unaffected by later commits.
    pub(crate) fn snapshot(&self) -> Result<Snapshot<'_>, EngineError> {
        // A transaction of the engine in memory excludes all others, so that a reader inside a reader would wait for
        // itself for ever.
        let local = if self.directory.is_none() {
            Local::Live(&self.store)
        } else {
            Local::Transaction(self.store.start_transaction().map_err(engine_error)?)
        };
        Ok(Snapshot {
            local,
            remote: self.remote.as_ref(),
        })
    }
}

/// A consistent view of what is published.
pub(crate) struct Snapshot<'a> {
    pub(crate) local: Local<'a>,
    /// Where the public graphs lie, when it is not here.
    pub(crate) remote: Option<&'a Attached>,
}

/// A consistent view of the engine.
pub(crate) enum Local<'a> {
    /// Pinned: the transaction is only read and never committed.
    Transaction(Transaction<'a>),
    /// Of an engine in memory.
    Live(&'a oxigraph::store::Store),
}

impl Snapshot<'_> {
    /// The quads of that pattern in the engine itself.
    pub(crate) fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, EngineError>> {
        let quads = match &self.local {
            Local::Transaction(transaction) => {
                transaction.quads_for_pattern(subject, predicate, object, graph)
            }
            Local::Live(store) => store.quads_for_pattern(subject, predicate, object, graph),
        };
        quads.map(|quad| quad.map_err(engine_error))
    }

    /// The triples of a named graph.
    pub(crate) fn triples(&self, name: NamedNodeRef<'_>) -> Result<Vec<Triple>, EngineError> {
        self.quads(None, None, None, Some(name.into()))
            .map(|quad| Ok(quad?.into()))
            .collect()
    }

    /// The number of the last commit.
    pub(crate) fn generation(&self) -> Result<u64, EngineError> {
        let mut literals = self.state_literals(None, GENERATION);
        match literals.next() {
            Some(literal) => {
                let (_, literal) = literal?;
                let damaged = |_| EngineError::Damaged("the number of the last change".to_owned());
                literal.value().parse().map_err(damaged)
            }
            None => Ok(0),
        }
    }

    /// The lexical forms that the engine does not keep by itself, of one graph.
    pub(crate) fn lexical(&self, name: NamedNodeRef<'_>) -> Result<Option<String>, EngineError> {
        let mut literals = self.state_literals(Some(name), LEXICAL);
        Ok(literals
            .next()
            .transpose()?
            .map(|(_, literal)| literal.destruct().0))
    }

    /// The lexical forms that the engine does not keep by itself, of all graphs.
    pub(crate) fn lexical_of_all(&self) -> Result<BTreeMap<String, String>, EngineError> {
        self.state_literals(None, LEXICAL)
            .map(|entry| entry.map(|(name, literal)| (name, literal.destruct().0)))
            .collect()
    }

    /// What is published beside the triples.
    pub(crate) fn state(&self) -> Result<(State, Fingerprints), EngineError> {
        let mut state = State {
            generation: self.generation()?,
            ..State::default()
        };
        let mut fingerprints = Fingerprints::new();
        for entry in self.state_literals(None, CITY) {
            let (subject, json) = entry?;
            let city: City = parse_json(&subject, json.value())?;
            state.cities.insert(city.slug.clone(), city);
        }
        for entry in self.state_literals(None, RESOURCE) {
            let (subject, json) = entry?;
            let record: Record<Resource> = parse_json(&subject, json.value())?;
            fingerprints.insert(record.resource.iri.clone(), record.fingerprint);
            state
                .resources
                .insert(record.resource.iri.clone(), record.resource);
        }
        for entry in self.state_literals(None, TOMBSTONE) {
            let (subject, json) = entry?;
            let tombstone: Tombstone = parse_json(&subject, json.value())?;
            state.tombstones.insert(tombstone.iri.clone(), tombstone);
        }
        for entry in self.state_literals(None, ALIAS) {
            let (subject, json) = entry?;
            let alias: Alias = parse_json(&subject, json.value())?;
            state.aliases.insert(alias.from.clone(), alias);
        }
        Ok((state, fingerprints))
    }

    /// The hash of the erase list that has been applied to the whole directory.
    pub(crate) fn erased(&self) -> Result<Option<String>, EngineError> {
        let mut literals = self.state_literals(None, ERASED);
        let first = literals.next().transpose()?;
        Ok(first.map(|(_, literal)| literal.destruct().0))
    }

    /// The names of the public graphs that say `predicate object` of something.
    pub(crate) fn holders(
        &self,
        predicate: Option<NamedNodeRef<'_>>,
        object: NamedNodeRef<'_>,
    ) -> Result<BTreeSet<String>, EngineError> {
        if let Some(remote) = self.remote {
            return remote.holders(predicate, object, self);
        }
        let mut names = BTreeSet::new();
        for quad in self.quads(None, predicate, Some(object.into()), None) {
            if let GraphName::NamedNode(name) = quad?.graph_name
                && name.as_ref() != STATE_GRAPH
            {
                names.insert(name.into_string());
            }
        }
        Ok(names)
    }

    /// The quads of the state graph about one thing.
    pub(crate) fn state_quads(
        &self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = Result<Quad, EngineError>> {
        self.quads(
            Some(subject.into()),
            Some(predicate),
            None,
            Some(STATE_GRAPH.into()),
        )
    }

    fn state_literals(
        &self,
        subject: Option<NamedNodeRef<'_>>,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = Result<(String, Literal), EngineError>> {
        self.quads(
            subject.map(Into::into),
            Some(predicate),
            None,
            Some(STATE_GRAPH.into()),
        )
        .map(|quad| {
            let quad = quad?;
            match (quad.subject, quad.object) {
                (NamedOrBlankNode::NamedNode(subject), Term::Literal(literal)) => {
                    Ok((subject.into_string(), literal))
                }
                (subject, _) => Err(EngineError::Damaged(format!("the record of {subject}"))),
            }
        })
    }
}

fn parse_json<'a, T: Deserialize<'a>>(subject: &str, json: &'a str) -> Result<T, EngineError> {
    serde_json::from_str(json)
        .map_err(|error| EngineError::Damaged(format!("the record of {subject}: {error}")))
}

/// The quad that holds the number of the last commit.
pub(crate) fn generation_quad(generation: u64) -> Quad {
    state_quad(STATE_GRAPH, GENERATION, &generation.to_string())
}

/// The quad that holds a city.
pub(crate) fn city_quad(city: &City) -> Result<Quad, EngineError> {
    let subject = NamedNode::new_unchecked(format!("{CITY_PREFIX}{}", city.slug));
    Ok(state_quad(subject.as_ref(), CITY, &to_json(city)?))
}

/// The quad that holds a tombstone.
pub(crate) fn tombstone_quad(tombstone: &Tombstone) -> Result<Quad, EngineError> {
    let subject = NamedNodeRef::new_unchecked(&tombstone.iri);
    Ok(state_quad(subject, TOMBSTONE, &to_json(tombstone)?))
}

/// The quad that holds an alias.
pub(crate) fn alias_quad(alias: &Alias) -> Result<Quad, EngineError> {
    let subject = NamedNodeRef::new_unchecked(&alias.from);
    Ok(state_quad(subject, ALIAS, &to_json(alias)?))
}

/// The quad that holds the hash of the erase list that has been applied.
pub(crate) fn erased_quad(hash: &str) -> Quad {
    state_quad(STATE_GRAPH, ERASED, hash)
}

/// The quad that holds a resource.
pub(crate) fn resource_quad(resource: &Resource, fingerprint: &Fingerprint) -> Result<Quad, EngineError> {
    let subject = NamedNodeRef::new_unchecked(&resource.iri);
    let record = Record {
        resource,
        fingerprint: fingerprint.clone(),
    };
    Ok(state_quad(subject, RESOURCE, &to_json(&record)?))
}

/// The quad that holds the lexical forms of a graph.
pub(crate) fn lexical_quad(graph: &str, json: &str) -> Quad {
    state_quad(NamedNodeRef::new_unchecked(graph), LEXICAL, json)
}

fn state_quad(subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, value: &str) -> Quad {
    Quad::new(
        subject,
        predicate,
        Literal::new_simple_literal(value),
        STATE_GRAPH,
    )
}

fn to_json<T: Serialize>(value: &T) -> Result<String, EngineError> {
    serde_json::to_string(value).map_err(|error| EngineError::Io(error.into()))
}

/// The predicates under which the state graph may hold something about a resource.
pub(crate) const RESOURCE_PREDICATES: [NamedNodeRef<'static>; 2] = [RESOURCE, LEXICAL];

/// The predicates under which the state graph may hold something about an address where nothing is published.
pub(crate) const MARK_PREDICATES: [NamedNodeRef<'static>; 2] = [TOMBSTONE, ALIAS];

/// Sorts the engine's errors into ours.
pub(crate) fn engine_error(error: StorageError) -> EngineError {
    match error {
        StorageError::Corruption(error) => EngineError::Damaged(error.to_string()),
        error => {
            let error = io::Error::from(error);
            // RocksDB wraps the operating system's answer into its own words.
            if error.to_string().contains("No space left") {
                EngineError::Full(error)
            } else {
                EngineError::from_io(error)
            }
        }
    }
}
