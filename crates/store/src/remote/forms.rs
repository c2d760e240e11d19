//! What an engine makes of literals.
//!
//! Engines store numbers, dates and geometries by value, each in its own way: of `"1.50"^^xsd:decimal` Virtuoso gives back
//! `"1.5"`, of `"P0Y1M"^^xsd:duration` `"1"`; of two values of one property that it holds for equal it keeps one; and it
//! refuses a graph in which a `geo:wktLiteral` is none that it can draw. So each set of literals that may be changed is
//! tried first, in a graph of its own that is removed at once. What the engine refuses is sent as plain text.
//! Beside the graph is noted what was written and what is stored, property by property.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kolophon_graph::{Graph, GraphBuilder, Position, Term as GraphTerm, TermId, Triple, XSD_STRING};
use oxigraph::model::{Literal, NamedOrBlankNode};
use serde::{Deserialize, Serialize};

use super::error::RemoteError;
use super::outgoing::Outgoing;
use super::protocol::Protocol;
use crate::error::EngineError;
use crate::{canonical, content_hash};

/// The graph in which literals are tried.
pub(super) const TRIAL: &str = "urn:kolophon:trial";
pub(super) const TRIAL_PREDICATE: &str = "urn:kolophon:trial#value";
/// How many sets are tried at once.
const SETS_AT_ONCE: usize = 1_000;
/// How many sets are remembered.
const MOST_KNOWN: usize = 200_000;

/// The literals of one property of one subject, as N-Triples, sorted.
type Literals = Vec<String>;

/// What an engine makes of a set of literals.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Form {
    sent: Literals,
    stored: Literals,
}

/// What is known of the engine's ways.
#[derive(Default)]
pub(super) struct KnownForms {
    known: Mutex<HashMap<Literals, Form>>,
}

/// How to know a graph again, and what was written in it. Lies beside the resource's record.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// The hash of the graph as it comes back.
    pub(super) hash: String,
    /// How many triples come back.
    pub(super) triples: usize,
    /// The properties of which something else comes back than was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forms: Vec<LostForm>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LostForm {
    /// The subject as N-Triples.
    subject: String,
    /// The predicate as N-Triples.
    predicate: String,
    /// The literals that come back.
    stored: Literals,
    /// Those that were written.
    written: Literals,
}

/// A graph as it is sent.
pub(super) struct Translation {
    pub(super) outgoing: Outgoing,
    pub(super) record: Record,
}

impl KnownForms {
    fn lock(&self) -> MutexGuard<'_, HashMap<Literals, Form>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes sure that everything is known to [`translate`](Self::translate) these graphs.
    pub(super) fn learn<'g>(
        &self,
        protocol: &Protocol,
        graphs: impl IntoIterator<Item = &'g Graph>,
    ) -> Result<(), RemoteError> {
        let mut unknown: BTreeSet<Literals> = BTreeSet::new();
        {
            let mut known = self.lock();
            if known.len() > MOST_KNOWN {
                known.clear();
            }
            for graph in graphs {
                let sets = doubtful(graph).into_values();
                unknown.extend(sets.filter(|set| !known.contains_key(set)));
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let unknown: Vec<Literals> = unknown.into_iter().collect();
        let learnt = unknown
            .chunks(SETS_AT_ONCE)
            .try_for_each(|sets| self.learn_sets(protocol, sets));
        let removed = protocol.remove(TRIAL);
        learnt.and(removed)
    }

    fn learn_sets(&self, protocol: &Protocol, sets: &[Literals]) -> Result<(), RemoteError> {
        match try_out(protocol, sets) {
            Ok(stored) => {
                let mut known = self.lock();
                for (set, stored) in sets.iter().zip(stored) {
                    let form = Form {
                        sent: set.clone(),
                        stored,
                    };
                    known.insert(set.clone(), form);
                }
                Ok(())
            }
            Err(error) if !error.is_refusal() => Err(error),
            Err(_) => match sets {
                [] => Ok(()),
                [set] => {
                    let sent = as_plain_text(set);
                    let stored = try_out(protocol, std::slice::from_ref(&sent))?;
                    let stored = stored.into_iter().next().unwrap_or_default();
                    self.lock().insert(set.clone(), Form { sent, stored });
                    Ok(())
                }
                sets => {
                    let (first, second) = sets.split_at(sets.len() / 2);
                    self.learn_sets(protocol, first)?;
                    self.learn_sets(protocol, second)
                }
            },
        }
    }

    /// The graph as it is to be sent; [`learn`](Self::learn) must have seen it.
    pub(super) fn translate(&self, name: &str, graph: &Graph) -> Translation {
        let changed: BTreeMap<(TermId, TermId), (Literals, Form)> = {
            let known = self.lock();
            let sets = doubtful(graph).into_iter();
            sets.filter_map(|(place, set)| {
                let form = known.get(&set)?.clone();
                (form.stored != set).then_some((place, (set, form)))
            })
            .collect()
        };
        let is_changed = |triple: &Triple| {
            triple.object.is_literal() && changed.contains_key(&(triple.subject, triple.predicate))
        };
        let mut stored = GraphBuilder::new();
        for triple in graph.triples().iter().filter(|triple| !is_changed(triple)) {
            copy(&mut stored, graph, *triple);
        }
        for ((subject, predicate), (_, form)) in &changed {
            push_literals(
                &mut stored,
                graph.term(*subject),
                graph.term(*predicate),
                &form.stored,
            );
        }
        let stored = stored.finish();
        let labels = canonical::engine_labels(&stored, name);
        let text = |id: TermId| match graph.term(id) {
            GraphTerm::BlankNode(label) => labels.get(label).map_or_else(
                // Only in triples that the engine drops altogether.
                || format!("_:{label}"),
                ToString::to_string,
            ),
            term => term.to_string(),
        };
        let mut outgoing = Outgoing::default();
        for triple in graph.triples().iter().filter(|triple| !is_changed(triple)) {
            outgoing.push(
                &text(triple.subject),
                &text(triple.predicate),
                &text(triple.object),
            );
        }
        let mut forms = Vec::new();
        for ((subject, predicate), (set, form)) in &changed {
            let (subject, predicate) = (text(*subject), text(*predicate));
            for literal in &form.sent {
                outgoing.push(&subject, &predicate, literal);
            }
            forms.push(LostForm {
                subject,
                predicate,
                stored: form.stored.clone(),
                written: set.clone(),
            });
        }
        Translation {
            outgoing,
            record: Record {
                hash: content_hash(&stored),
                triples: stored.len(),
                forms,
            },
        }
    }
}

impl Record {
    pub(super) fn read(name: &str, json: Option<&str>) -> Result<Self, EngineError> {
        let json = json.ok_or_else(|| EngineError::Damaged(format!("the record of {name} is missing")))?;
        serde_json::from_str(json)
            .map_err(|error| EngineError::Damaged(format!("the record of {name}: {error}")))
    }

    pub(super) fn to_json(&self) -> Result<String, EngineError> {
        serde_json::to_string(self).map_err(|error| EngineError::Io(error.into()))
    }

    /// Adds the graph as it was written. `stored` is what came back, with [canonical](canonical::engine_labels) labels.
    pub(super) fn push_written(&self, stored: &Graph, builder: &mut GraphBuilder) {
        let forms: BTreeMap<(&str, &str), &LostForm> = self
            .forms
            .iter()
            .map(|form| ((form.subject.as_str(), form.predicate.as_str()), form))
            .collect();
        let lost = |triple: &Triple| {
            if forms.is_empty() || !triple.object.is_literal() {
                return None;
            }
            let subject = stored.term(triple.subject).to_string();
            let predicate = stored.term(triple.predicate).to_string();
            forms.get(&(subject.as_str(), predicate.as_str())).copied()
        };
        let mut restored = BTreeSet::new();
        for triple in stored.triples() {
            let Some(form) = lost(triple) else {
                copy(builder, stored, *triple);
                continue;
            };
            if restored.insert((triple.subject, triple.predicate)) {
                let (subject, predicate) = (stored.term(triple.subject), stored.term(triple.predicate));
                push_literals(builder, subject, predicate, &form.written);
            }
        }
    }
}

/// The sets of literals that an engine may change, by subject and predicate.
fn doubtful(graph: &Graph) -> BTreeMap<(TermId, TermId), Literals> {
    let mut sets: BTreeMap<(TermId, TermId), Literals> = BTreeMap::new();
    for triple in graph.triples() {
        if is_doubtful(graph.term(triple.object)) {
            sets.entry((triple.subject, triple.predicate)).or_default();
        }
    }
    for triple in graph.triples().iter().filter(|triple| triple.object.is_literal()) {
        if let Some(set) = sets.get_mut(&(triple.subject, triple.predicate)) {
            set.push(graph.term(triple.object).to_string());
        }
    }
    for set in sets.values_mut() {
        set.sort_unstable();
        set.dedup();
    }
    sets
}

/// Every engine keeps plain text, with a language or without.
fn is_doubtful(term: GraphTerm<'_>) -> bool {
    matches!(term, GraphTerm::Literal { datatype, language: None, .. } if datatype != XSD_STRING)
}

/// What comes back of each set.
fn try_out(protocol: &Protocol, sets: &[Literals]) -> Result<Vec<Literals>, RemoteError> {
    let mut trial = Outgoing::default();
    for (number, set) in sets.iter().enumerate() {
        for literal in set {
            trial.push(
                &format!("<{TRIAL}:{number}>"),
                &format!("<{TRIAL_PREDICATE}>"),
                literal,
            );
        }
    }
    protocol.replace(TRIAL, &trial)?;
    let mut stored = vec![Literals::new(); sets.len()];
    for quad in protocol.graph(TRIAL)? {
        let number = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => {
                node.as_str().rsplit(':').next().and_then(|n| n.parse().ok())
            }
            NamedOrBlankNode::BlankNode(_) => None,
        };
        let set = number.and_then(|number: usize| stored.get_mut(number));
        // What else stands there is another writer's: the graphs themselves will tell.
        if let Some(set) = set {
            set.push(quad.object.to_string());
        }
    }
    for set in &mut stored {
        set.sort_unstable();
        set.dedup();
    }
    Ok(stored)
}

fn as_plain_text(set: &Literals) -> Literals {
    let plain = |literal: &String| {
        let literal: Literal = literal.parse().ok()?;
        Some(match literal.language() {
            Some(_) => literal.to_string(),
            None => Literal::new_simple_literal(literal.value()).to_string(),
        })
    };
    let texts: BTreeSet<String> = set.iter().filter_map(plain).collect();
    texts.into_iter().collect()
}

fn push_literals(
    builder: &mut GraphBuilder,
    subject: GraphTerm<'_>,
    predicate: GraphTerm<'_>,
    literals: &Literals,
) {
    let (subject, predicate) = (builder.term(subject), builder.term(predicate));
    for literal in literals {
        // What is no literal is no text of ours: the hash will tell.
        if let Ok(literal) = literal.parse::<Literal>() {
            let object = builder.term(GraphTerm::Literal {
                value: literal.value(),
                datatype: literal.datatype().as_str(),
                language: literal.language(),
            });
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        }
    }
}

fn copy(builder: &mut GraphBuilder, graph: &Graph, triple: Triple) {
    let triple = Triple::new(
        builder.term(graph.term(triple.subject)),
        builder.term(graph.term(triple.predicate)),
        builder.term(graph.term(triple.object)),
    );
    builder.push(triple, Position::UNKNOWN);
}
