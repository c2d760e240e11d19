//! What was written, although the engine keeps only what it means.
//!
//! Oxigraph stores numbers, dates and truth values by value: `"01"^^xsd:integer` comes back as `"1"`, a time in `+00:00`
//! in `Z`, an `xsd:nonNegativeInteger` as `xsd:integer`. Queries are to see it that way; but a published record is kept byte for byte. The literals that do not come
//! back as they went in are noted beside the graph.

use std::collections::{BTreeMap, HashMap, HashSet};

use kolophon_graph::{
    Graph, GraphBuilder, Position, Term as GraphTerm, TermId, Triple as GraphTriple, XSD_STRING,
};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use serde::{Deserialize, Serialize};

use crate::engine::{Fingerprint, Snapshot, engine_error};
use crate::error::{EngineError, WriteError};
use crate::{canonical, digest};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// A graph in the engine's terms.
pub(crate) struct StoredGraph {
    /// The triples, each once.
    pub(crate) triples: Vec<Triple>,
    /// The lexical forms that get lost in the engine, as JSON; `None` when there are none.
    pub(crate) lexical: Option<String>,
}

impl StoredGraph {
    /// What two graphs have in common only when nothing would have to be written.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let mut lines: Vec<String> = self.triples.iter().map(ToString::to_string).collect();
        lines.sort_unstable();
        lines.extend(self.lexical.clone());
        Fingerprint {
            hash: digest::of_lines(lines.iter().map(String::as_str)),
            triples: self.triples.len(),
        }
    }
}

/// The literals of one property value that the engine does not tell apart.
#[derive(Serialize, Deserialize, Debug)]
struct LostForms {
    /// The subject as N-Triples.
    subject: String,
    /// The predicate's IRI.
    predicate: String,
    datatype: String,
    /// What the engine gives back.
    stored: String,
    /// What was written.
    written: Vec<WrittenForm>,
}

/// A literal as it was written.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(untagged)]
enum WrittenForm {
    /// Of the datatype that the engine gives back.
    SameType(String),
    /// Of a datatype that the engine does not keep.
    OtherType { value: String, datatype: String },
}

impl WrittenForm {
    fn of(written: &Literal, stored: &Literal) -> Self {
        let value = written.value().to_owned();
        if written.datatype() == stored.datatype() {
            Self::SameType(value)
        } else {
            let datatype = written.datatype().as_str().to_owned();
            Self::OtherType { value, datatype }
        }
    }

    /// The value and the datatype; `stored` is that of the engine.
    fn parts<'a>(&'a self, stored: &'a str) -> (&'a str, &'a str) {
        match self {
            Self::SameType(value) => (value, stored),
            Self::OtherType { value, datatype } => (value, datatype),
        }
    }
}

/// How the engine gives back literals that it changes.
#[derive(Default)]
pub(crate) struct StoredForms {
    changed: HashMap<Literal, Literal>,
}

impl StoredForms {
    /// Tries all literals of the graphs in an engine of their own.
    pub(crate) fn of<'g>(graphs: impl IntoIterator<Item = &'g Graph>) -> Result<Self, EngineError> {
        let mut literals = Vec::new();
        let mut seen = HashSet::new();
        for graph in graphs {
            for id in graph.dictionary().ids().filter(|id| id.is_literal()) {
                if may_change(graph.term(id))
                    && let Term::Literal(literal) = graph.term(id).to_oxrdf()
                    && seen.insert(literal.clone())
                {
                    literals.push(literal);
                }
            }
        }
        let scratch = oxigraph::store::Store::new().map_err(engine_error)?;
        let predicate = NamedNode::new_unchecked("urn:kolophon:literal");
        let subject = |number: usize| NamedNode::new_unchecked(format!("urn:kolophon:{number}"));
        let quads = literals.iter().enumerate().map(|(number, literal)| {
            Quad::new(
                subject(number),
                predicate.clone(),
                literal.clone(),
                GraphName::DefaultGraph,
            )
        });
        scratch.extend(quads).map_err(engine_error)?;
        let mut changed = HashMap::new();
        for (number, literal) in literals.into_iter().enumerate() {
            let subject = subject(number);
            let quads = scratch.quads_for_pattern(Some(subject.as_ref().into()), None, None, None);
            for quad in quads {
                if let Term::Literal(stored) = quad.map_err(engine_error)?.object
                    && stored != literal
                {
                    changed.insert(literal.clone(), stored);
                }
            }
        }
        Ok(Self { changed })
    }

    /// The graph as the engine will hold it under that name.
    pub(crate) fn stored_graph(&self, name: &str, graph: &Graph) -> Result<StoredGraph, WriteError> {
        let labels = canonical::engine_labels(graph, name);
        let mut triples = Vec::with_capacity(graph.len());
        let mut seen = HashSet::with_capacity(graph.len());
        let mut lost: BTreeMap<[String; 4], Vec<WrittenForm>> = BTreeMap::new();
        for triple in graph.triples() {
            let Some(mut triple) = graph.to_oxrdf_triple(*triple) else {
                return Err(WriteError::InvalidTriple { iri: name.to_owned() });
            };
            if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
                *node = labels[node.as_str()].clone();
            }
            if let Term::BlankNode(node) = &mut triple.object {
                *node = labels[node.as_str()].clone();
            }
            // Of "1" and "01" both forms are noted, although only one of them is lost.
            if let Term::Literal(written) = &triple.object
                && may_change(graph_term(&triple.object))
            {
                let stored = self.changed.get(written).unwrap_or(written).clone();
                let key = lost_key(&triple, &stored);
                let form = WrittenForm::of(written, &stored);
                lost.entry(key).or_default().push(form);
                triple.object = stored.into();
            }
            if seen.insert(triple.clone()) {
                triples.push(triple);
            }
        }
        lost.retain(|[_, _, _, stored], written| {
            written.sort_unstable();
            !matches!(written.as_slice(), [WrittenForm::SameType(form)] if form == stored)
        });
        Ok(StoredGraph {
            triples,
            lexical: lexical_json(lost)?,
        })
    }
}

fn lexical_json(lost: BTreeMap<[String; 4], Vec<WrittenForm>>) -> Result<Option<String>, WriteError> {
    if lost.is_empty() {
        return Ok(None);
    }
    let entries: Vec<LostForms> = lost
        .into_iter()
        .map(|([subject, predicate, datatype, stored], written)| LostForms {
            subject,
            predicate,
            datatype,
            stored,
            written,
        })
        .collect();
    let json = serde_json::to_string(&entries).map_err(|error| EngineError::Io(error.into()))?;
    Ok(Some(json))
}

fn lost_key(triple: &Triple, stored: &Literal) -> [String; 4] {
    [
        triple.subject.to_string(),
        triple.predicate.as_str().to_owned(),
        stored.datatype().as_str().to_owned(),
        stored.value().to_owned(),
    ]
}

/// Only the types of XML Schema are stored by value, and of those not strings.
fn may_change(term: GraphTerm<'_>) -> bool {
    match term {
        GraphTerm::Literal {
            datatype,
            language: None,
            ..
        } => datatype != XSD_STRING && datatype.starts_with(XSD),
        _ => false,
    }
}

fn graph_term(term: &Term) -> GraphTerm<'_> {
    match term {
        Term::NamedNode(node) => GraphTerm::Iri(node.as_str()),
        Term::BlankNode(node) => GraphTerm::BlankNode(node.as_str()),
        Term::Literal(literal) => GraphTerm::Literal {
            value: literal.value(),
            datatype: literal.datatype().as_str(),
            language: literal.language(),
        },
    }
}

/// A named graph of the engine as it was written.
pub(crate) fn exact_graph(snapshot: &Snapshot<'_>, name: &str) -> Result<Graph, EngineError> {
    let mut builder = GraphBuilder::new();
    push_graph(snapshot, name, &mut builder)?;
    Ok(builder.finish())
}

/// Adds a named graph of the engine as it was written.
pub(crate) fn push_graph(
    snapshot: &Snapshot<'_>,
    name: &str,
    builder: &mut GraphBuilder,
) -> Result<(), EngineError> {
    let node = NamedNodeRef::new_unchecked(name);
    let exact = snapshot.lexical(node)?;
    if let Some(remote) = snapshot.remote {
        return remote.push_graph(name, exact.as_deref(), builder);
    }
    let triples = snapshot.triples(node)?;
    push_exact(triples, exact.as_deref(), builder)
}

/// Adds triples of the engine to a graph, in the lexical forms in which they were written.
fn push_exact(
    triples: Vec<Triple>,
    lexical: Option<&str>,
    builder: &mut GraphBuilder,
) -> Result<(), EngineError> {
    let damaged = |error: serde_json::Error| EngineError::Damaged(format!("the lexical forms: {error}"));
    let entries: Vec<LostForms> = match lexical {
        Some(json) => serde_json::from_str(json).map_err(damaged)?,
        None => Vec::new(),
    };
    let lost: BTreeMap<[String; 4], Vec<WrittenForm>> = entries
        .into_iter()
        .map(|entry| {
            (
                [entry.subject, entry.predicate, entry.datatype, entry.stored],
                entry.written,
            )
        })
        .collect();
    for triple in triples {
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => builder.iri(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => builder.term(GraphTerm::BlankNode(node.as_str())),
        };
        let predicate = builder.iri(triple.predicate.as_str());
        let push = |builder: &mut GraphBuilder, object: TermId| {
            builder.push(GraphTriple::new(subject, predicate, object), Position::UNKNOWN);
        };
        let written = match &triple.object {
            Term::Literal(stored) if !lost.is_empty() => lost.get(&lost_key(&triple, stored)),
            _ => None,
        };
        if let (Some(written), Term::Literal(stored)) = (written, &triple.object) {
            for form in written {
                let (value, datatype) = form.parts(stored.datatype().as_str());
                let object = builder.typed_literal(value, datatype);
                push(builder, object);
            }
        } else {
            let object = builder.term(graph_term(&triple.object));
            push(builder, object);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The literals that come back from the engine.
    fn kept(literals: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut builder = GraphBuilder::new();
        let (subject, predicate) = (builder.iri("http://e/s"), builder.iri("http://e/p"));
        for (value, datatype) in literals {
            let object = builder.typed_literal(value, &format!("{XSD}{datatype}"));
            builder.push(GraphTriple::new(subject, predicate, object), Position::UNKNOWN);
        }
        let graph = builder.finish();
        let forms = StoredForms::of([&graph]).unwrap();
        let stored = forms.stored_graph("http://e/g", &graph).unwrap();
        let mut back = GraphBuilder::new();
        push_exact(stored.triples, stored.lexical.as_deref(), &mut back).unwrap();
        let back = back.finish();
        let objects = back.triples().iter().map(|triple| back.term(triple.object));
        let mut kept: Vec<(String, String)> = objects
            .map(|term| match term {
                GraphTerm::Literal { value, datatype, .. } => {
                    (value.to_owned(), datatype.trim_start_matches(XSD).to_owned())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        kept.sort();
        kept
    }

    #[test]
    fn values_and_datatypes_come_back_as_they_were_written() {
        for literals in [
            &[("1722", "nonNegativeInteger")][..],
            &[
                ("01", "integer"),
                ("1", "integer"),
                ("1", "nonNegativeInteger"),
                ("1", "unsignedByte"),
            ],
            &[("1.50", "decimal"), ("2026-03-01T10:00:00+00:00", "dateTime")],
            &[
                ("viele", "nonNegativeInteger"),
                ("1", "boolean"),
                ("true", "boolean"),
            ],
        ] {
            let mut written: Vec<(String, String)> = literals
                .iter()
                .map(|(value, datatype)| ((*value).to_owned(), (*datatype).to_owned()))
                .collect();
            written.sort();
            assert_eq!(kept(literals), written);
        }
    }
}
