//! Making a change where no transaction holds it together.
//!
//! 1. The graphs that will be touched are copied into the data directory.
//! 2. Graph by graph the new one is put in the place of the old one, and read back.
//! 3. The engine beside the data commits what is published: from here on the change counts.
//! 4. The copies are forgotten.
//!
//! What fails before 3 is undone from the copies, at once, or before the next change, or when the directory is opened
//! again. Until then readers go on reading the copies.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use kolophon_graph::Graph;
use oxigraph::model::NamedNodeRef;

use super::error::RemoteError;
use super::past::{Copies, Era};
use super::{Attached, Remote};
use crate::change::CityChange;
use crate::difference::{Difference, Fate};
use crate::engine::{Engine, Snapshot};
use crate::error::{EngineError, WriteError};
use crate::lexical::exact_graph;
use crate::state::State;
use crate::store::{Published, Shared};

/// How many requests are under way at once.
const SIDE_BY_SIDE: usize = 4;
/// How many graphs are held in memory at once.
const GRAPHS_AT_ONCE: usize = 256;

/// A change under way; nothing at all where the public graphs lie in our own engine.
pub(crate) struct Replacement {
    under_way: Option<UnderWay>,
}

struct UnderWay {
    remote: Arc<Remote>,
    copies: Arc<Copies>,
    after: Arc<Era>,
}

impl Replacement {
    /// Copies what the change will touch.
    pub(crate) fn begin(
        shared: &Shared,
        published: &Published,
        difference: &Difference,
        snapshot: &Snapshot<'_>,
    ) -> Result<Self, EngineError> {
        let Some(attached) = published.engine.remote() else {
            return Ok(Self { under_way: None });
        };
        let directory = shared.directory.as_ref().ok_or(EngineError::InMemory)?;
        let names: Vec<&str> = touched(published, difference).collect();
        let chunks = names.chunks(GRAPHS_AT_ONCE).map(|names| {
            side_by_side(names, |name| {
                let graph = published
                    .state
                    .resources
                    .contains_key(*name)
                    .then(|| exact_graph(snapshot, name));
                Ok(((*name).to_owned(), graph.transpose()?))
            })
        });
        let copies = Arc::new(Copies::write(directory, difference.state.generation, chunks)?);
        let Some(after) = attached.era.end(Arc::clone(&copies)) else {
            drop(copies.forget());
            return Err(EngineError::Damaged("two changes at once".to_owned()));
        };
        Ok(Self {
            under_way: Some(UnderWay {
                remote: Arc::clone(&attached.remote),
                copies,
                after,
            }),
        })
    }

    /// Replaces the graphs, and notes in `difference` what has to lie beside them.
    pub(crate) fn send(
        &self,
        published: &Published,
        change: &CityChange,
        difference: &mut Difference,
        snapshot: &Snapshot<'_>,
    ) -> Result<(), WriteError> {
        let Some(UnderWay { remote, .. }) = &self.under_way else {
            return Ok(());
        };
        let put = change.put.iter();
        let graphs: BTreeMap<&str, &Graph> = put
            .map(|(resource, graph)| (resource.iri.as_str(), graph))
            .collect();
        let names: Vec<&str> = touched(published, difference).collect();
        let mut records = BTreeMap::new();
        for names in names.chunks(GRAPHS_AT_ONCE) {
            let new = names.iter().map(|name| (*name, graphs.get(name).copied()));
            let new: Vec<(&str, Option<&Graph>)> = new.collect();
            let kept = remote.put(&new)?;
            records.extend(kept.into_iter().map(|(name, record)| (name.to_owned(), record)));
        }
        for graph in &mut difference.graphs {
            if let Fate::Published { lexical, .. } = &mut graph.fate {
                *lexical = match records.remove(&graph.name) {
                    Some(record) => record,
                    None => snapshot.lexical(NamedNodeRef::new_unchecked(&graph.name))?,
                };
            }
        }
        Ok(())
    }

    /// The engine of the new generation.
    pub(crate) fn engine(&self, engine: Arc<Engine>) -> Arc<Engine> {
        match &self.under_way {
            Some(under_way) => Arc::new(engine.with_remote(under_way.attached())),
            None => engine,
        }
    }

    /// Makes everything as it was.
    pub(crate) fn undo(self, shared: &Shared) {
        if let Some(under_way) = self.under_way {
            undo(shared, under_way);
        }
    }

    /// The change counts.
    pub(crate) fn finish(self) {
        if let Some(UnderWay { copies, .. }) = self.under_way
            && let Err(error) = copies.forget()
        {
            tracing::warn!(%error, "copies that nobody needs stay behind");
        }
    }
}

impl UnderWay {
    fn attached(&self) -> Attached {
        Attached {
            remote: Arc::clone(&self.remote),
            era: Arc::clone(&self.after),
        }
    }
}

/// Undoes what could not be undone when it failed. Nothing may be written before.
pub(crate) fn settle(shared: &Shared) -> Result<(), EngineError> {
    let published = shared.published.load_full();
    let Some(attached) = published.engine.remote() else {
        return Ok(());
    };
    let in_doubt = {
        let in_doubt = &attached.remote.in_doubt;
        in_doubt.lock().unwrap_or_else(PoisonError::into_inner).take()
    };
    let Some((copies, after)) = in_doubt else {
        return Ok(());
    };
    let under_way = UnderWay {
        remote: Arc::clone(&attached.remote),
        copies,
        after,
    };
    if undo(shared, under_way) {
        return Ok(());
    }
    Err(RemoteError::InDoubt {
        address: attached.remote.protocol.query_address().to_owned(),
    }
    .into())
}

/// Puts the copies back; says whether that went well.
fn undo(shared: &Shared, under_way: UnderWay) -> bool {
    if let Err(error) = under_way.remote.put_back(&under_way.copies) {
        tracing::warn!(%error, "the remote store holds half of a change until it can be reached again");
        let UnderWay {
            remote,
            copies,
            after,
        } = under_way;
        *remote.in_doubt.lock().unwrap_or_else(PoisonError::into_inner) = Some((copies, after));
        return false;
    }
    if let Err(error) = under_way.copies.forget() {
        tracing::warn!(%error, "copies that nobody needs stay behind");
    }
    let published = shared.published.load_full();
    shared.published.store(Arc::new(Published {
        state: Arc::<State>::clone(&published.state),
        engine: Arc::new(published.engine.with_remote(under_way.attached())),
        fingerprints: Arc::clone(&published.fingerprints),
    }));
    true
}

impl Remote {
    /// Puts back the graphs that were copied.
    pub(super) fn put_back(&self, copies: &Copies) -> Result<(), EngineError> {
        let names: Vec<&str> = copies.names().collect();
        for names in names.chunks(GRAPHS_AT_ONCE) {
            let graphs: Vec<(&str, Option<Graph>)> = names
                .iter()
                .map(|name| Ok((*name, copies.graph(name)?)))
                .collect::<Result<_, EngineError>>()?;
            let graphs: Vec<(&str, Option<&Graph>)> = graphs
                .iter()
                .map(|(name, graph)| (*name, graph.as_ref()))
                .collect();
            self.put(&graphs)?;
        }
        Ok(())
    }

    /// Replaces graphs, and removes those that are `None`. Returns what has to lie beside each; every graph has been read
    /// back, and was what had been written.
    fn put<'n>(
        &self,
        graphs: &[(&'n str, Option<&Graph>)],
    ) -> Result<Vec<(&'n str, Option<String>)>, EngineError> {
        self.forms
            .learn(&self.protocol, graphs.iter().filter_map(|(_, graph)| *graph))?;
        side_by_side(graphs, |(name, graph)| {
            let Some(graph) = graph else {
                self.protocol.remove(name)?;
                return Ok((*name, None));
            };
            let translation = self.forms.translate(name, graph);
            self.protocol.replace(name, &translation.outgoing)?;
            let record = translation.record;
            let written = self.written(name, &record)?;
            if crate::content_hash(&written) != crate::content_hash(graph) {
                return Err(RemoteError::Altered {
                    graph: (*name).to_owned(),
                    found: written.len(),
                    expected: graph.len(),
                }
                .into());
            }
            Ok((*name, Some(record.to_json()?)))
        })
    }
}

/// The graphs that the change makes different.
fn touched<'a>(published: &'a Published, difference: &'a Difference) -> impl Iterator<Item = &'a str> {
    let names = difference.graphs.iter().map(|graph| graph.name.as_str());
    names.filter(|name| published.fingerprints.get(*name) != difference.fingerprints.get(*name))
}

/// Does the same with each of many, some at a time. The results are in the order of what was given; after an error no
/// more is begun.
fn side_by_side<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(&T) -> Result<R, EngineError> + Sync,
) -> Result<Vec<R>, EngineError> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<R>>> = Mutex::new(all.iter().map(|_| None).collect());
    let worker = || -> Result<(), EngineError> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(number) else {
                return Ok(());
            };
            let result = work(one).inspect_err(|_| next.store(all.len(), Ordering::Relaxed))?;
            results.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(result);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (1..SIDE_BY_SIDE.min(all.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        let mut outcome = worker();
        for worker in workers {
            let joined = worker
                .join()
                .unwrap_or_else(|_| Err(EngineError::Damaged("a thread has panicked".to_owned())));
            outcome = outcome.and(joined);
        }
        outcome
    })?;
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(results.into_iter().flatten().collect())
}
