//! Two versions of a dataset, property by property.
//!
//! A node that belongs to the dataset, such as its contact point or a distribution, is compared by its own properties; a
//! thing with an address of its own, such as a licence or a publisher, is a value.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::{dcterms, foaf, rdfs, skos, vcard};
use kolophon_graph::{Graph, RDF_LANG_STRING, Term, TermId, XSD_STRING};

use super::{Label, Part, PartState, PropertyChange, Value};

/// Nodes inside nodes are followed so far; honest metadata need three or four.
const DEPTH: usize = 8;

/// One of two versions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<'a> {
    pub(crate) graph: &'a Graph,
    /// The dataset.
    pub(crate) root: &'a str,
}

/// What is different. Two addresses that begin with the dataset's own are the same when what follows is.
pub(crate) fn compare(old: Option<Side<'_>>, new: Option<Side<'_>>) -> Vec<PropertyChange> {
    let mut comparison = Comparison {
        old,
        new,
        seen: BTreeSet::new(),
        changes: Vec::new(),
    };
    let root = |side: Option<Side<'_>>| side.and_then(|side| side.graph.iri(side.root));
    comparison.nodes(root(old), root(new), &[]);
    comparison.changes
}

struct Comparison<'a> {
    old: Option<Side<'a>>,
    new: Option<Side<'a>>,
    seen: BTreeSet<(Option<TermId>, Option<TermId>)>,
    changes: Vec<PropertyChange>,
}

/// The values of one property in both versions, those that are the same in both taken out.
#[derive(Default)]
struct Values {
    old: Vec<TermId>,
    new: Vec<TermId>,
    /// The same node in both.
    both: Vec<(TermId, TermId)>,
}

impl Comparison<'_> {
    fn nodes(&mut self, old: Option<TermId>, new: Option<TermId>, part: &[Part]) {
        if part.len() > DEPTH || !self.seen.insert((old, new)) {
            return;
        }
        for (property, values) in self.properties(old, new) {
            self.property(&property, values, part);
        }
    }

    fn properties(&self, old: Option<TermId>, new: Option<TermId>) -> BTreeMap<String, Values> {
        let mut properties: BTreeMap<String, [BTreeMap<String, TermId>; 2]> = BTreeMap::new();
        for (index, (side, node)) in [(self.old, old), (self.new, new)].into_iter().enumerate() {
            let (Some(side), Some(node)) = (side, node) else {
                continue;
            };
            for triple in side.graph.outgoing(node).map(|index| side.graph.triple(index)) {
                let property = side.graph.term(triple.predicate).value().to_owned();
                let values = &mut properties.entry(property).or_default()[index];
                values.insert(side.key(triple.object, 0), triple.object);
            }
        }
        let values = properties.into_iter().map(|(property, [mut old, mut new])| {
            let mut values = Values::default();
            let keys: Vec<String> = old.keys().filter(|key| new.contains_key(*key)).cloned().collect();
            for key in keys {
                if let (Some(old), Some(new)) = (old.remove(&key), new.remove(&key)) {
                    values.both.push((old, new));
                }
            }
            values.old = old.into_values().collect();
            values.new = new.into_values().collect();
            (property, values)
        });
        values.collect()
    }

    fn property(&mut self, property: &str, values: Values, part: &[Part]) {
        let (Some(any), label) = (self.new.or(self.old), Label::of_property(property)) else {
            return;
        };
        let old = self.old.unwrap_or(any);
        let new = self.new.unwrap_or(any);
        let step = |side: Side<'_>, node, state| {
            let mut way = part.to_vec();
            way.push(Part {
                property: property.to_owned(),
                label: label.clone(),
                name: side.name(node),
                state,
            });
            way
        };
        let (mut old_nodes, old_values) = split(old, values.old);
        let (mut new_nodes, new_values) = split(new, values.new);
        // Nodes without an address in common are the same one after the other: mostly there is one of a kind.
        let pairs = old_nodes.len().min(new_nodes.len());
        let mut both = values.both;
        both.extend(old_nodes.drain(..pairs).zip(new_nodes.drain(..pairs)));
        let mut change = PropertyChange {
            part: part.to_vec(),
            property: property.to_owned(),
            label: label.clone(),
            removed: old_values
                .iter()
                .chain(&old_nodes)
                .map(|id| old.value(*id))
                .collect(),
            added: new_values
                .iter()
                .chain(&new_nodes)
                .map(|id| new.value(*id))
                .collect(),
        };
        change.removed.sort();
        change.added.sort();
        if !change.removed.is_empty() || !change.added.is_empty() {
            self.changes.push(change);
        }
        for (a, b) in both {
            if old.is_node(a) || new.is_node(b) {
                self.nodes(Some(a), Some(b), &step(new, b, PartState::Kept));
            }
        }
        for node in old_nodes {
            self.nodes(Some(node), None, &step(old, node, PartState::Removed));
        }
        for node in new_nodes {
            self.nodes(None, Some(node), &step(new, node, PartState::Added));
        }
    }
}

/// The nodes that belong to the dataset, and all other values.
fn split(side: Side<'_>, ids: Vec<TermId>) -> (Vec<TermId>, Vec<TermId>) {
    ids.into_iter().partition(|id| side.is_own_node(*id))
}

impl Side<'_> {
    /// Whether something is said about it.
    fn is_node(self, id: TermId) -> bool {
        !id.is_literal()
            && self.graph.term(id).as_iri() != Some(self.root)
            && self.graph.outgoing(id).len() > 0
    }

    /// Whether it is a node that exists only as a part of the dataset.
    fn is_own_node(self, id: TermId) -> bool {
        let is_own = match self.graph.term(id) {
            Term::Iri(iri) => self.relative(iri).is_some(),
            Term::BlankNode(_) => true,
            Term::Literal { .. } => false,
        };
        is_own && self.is_node(id)
    }

    /// What follows the dataset's address.
    fn relative(self, iri: &str) -> Option<&str> {
        let rest = iri.strip_prefix(self.root)?;
        (rest.is_empty() || rest.starts_with(['#', '/'])).then_some(rest)
    }

    /// A text that is the same for the same value in both versions.
    fn key(self, id: TermId, depth: usize) -> String {
        match self.graph.term(id) {
            Term::Iri(iri) => match self.relative(iri) {
                Some(rest) => format!("<.{rest}>"),
                None => format!("<{iri}>"),
            },
            Term::BlankNode(_) if depth > DEPTH => "_".to_owned(),
            Term::BlankNode(_) => {
                let triples = self.graph.outgoing(id).map(|index| self.graph.triple(index));
                let mut said: Vec<String> = triples
                    .map(|triple| {
                        let property = self.graph.term(triple.predicate).value();
                        format!("{property} {}", self.key(triple.object, depth + 1))
                    })
                    .collect();
                said.sort();
                format!("[{}]", said.join(" ; "))
            }
            term @ Term::Literal { .. } => term.to_string(),
        }
    }

    fn value(self, id: TermId) -> Value {
        let term = self.graph.term(id);
        let (language, datatype) = match term {
            Term::Literal {
                language, datatype, ..
            } => (
                language.map(str::to_owned),
                Some(datatype)
                    .filter(|datatype| ![XSD_STRING, RDF_LANG_STRING].contains(datatype))
                    .map(str::to_owned),
            ),
            Term::Iri(_) | Term::BlankNode(_) => (None, None),
        };
        let name = || {
            let name = self.name(id)?;
            Some(Label::new(&name, &name))
        };
        Value {
            // The label of a node without an address says nothing to anybody.
            text: match term {
                Term::BlankNode(_) => String::new(),
                term => term.value().to_owned(),
            },
            label: term.as_iri().and_then(Label::of_listed_value).or_else(name),
            language,
            datatype,
        }
    }

    /// What a node calls itself, in German if it can.
    fn name(self, id: TermId) -> Option<String> {
        if id.is_literal() {
            return None;
        }
        let properties = [
            dcterms::TITLE,
            foaf::NAME,
            vcard::FN,
            skos::PREF_LABEL,
            rdfs::LABEL,
        ];
        let rank = |term: &Term<'_>| match term {
            Term::Literal {
                language: Some(language),
                ..
            } if language.starts_with("de") => 0,
            Term::Literal { language: None, .. } => 1,
            _ => 2,
        };
        properties.iter().find_map(|property| {
            let objects = self.graph.objects(id, self.graph.iri(property)?);
            let names = objects.map(|object| self.graph.term(object));
            let best = names.min_by_key(|term| (rank(term), term.value()))?;
            Some(best.value().trim().to_owned()).filter(|name| !name.is_empty())
        })
    }
}
