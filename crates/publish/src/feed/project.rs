//! From a stored record to what harvesters get of it. The rules are written out in `docs/feed.md`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kolophon_dcat::vocab::{dcat, dcatde, dcterms, foaf, rdf, spdx, xsd};
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::feed::date;
use crate::feed::iri::{is_absolute, is_splittable, language_tag, legible, percent_encode};
use crate::feed::name::{Fingerprints, Names, digits_of, local_name};

/// What sort of record is projected; it decides which links are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// A dataset.
    Dataset,
    /// A data service that the dataset of this IRI gives access through.
    Service {
        /// The dataset.
        dataset: &'a str,
    },
    /// A catalogue: only itself, without what it lists.
    Catalog,
}

/// Links from a dataset that a harvester would follow to something else than the dataset (H09 and H13).
const DATASET_LINKS: &[&str] = &[
    dcat::IN_CATALOG,
    dcat::IN_SERIES,
    dcat::SERIES_MEMBER,
    dcat::HAS_VERSION,
    dcat::IS_VERSION_OF,
    dcat::PREV,
    dcat::FIRST,
    dcat::LAST,
    dcterms::IS_PART_OF,
    dcterms::HAS_PART,
    dcterms::HAS_VERSION,
    dcterms::IS_VERSION_OF,
    dcterms::SOURCE,
    foaf::IS_PRIMARY_TOPIC_OF,
];

/// Links from a catalogue to what it lists; a page adds those of its own datasets.
const CATALOG_LINKS: &[&str] = &[
    dcat::DATASET,
    dcat::SERVICE,
    dcat::RECORD,
    dcat::CATALOG_PROPERTY,
    "http://www.w3.org/ns/dcat#resource",
    dcterms::HAS_PART,
    dcterms::IS_PART_OF,
    foaf::IS_PRIMARY_TOPIC_OF,
];

/// Properties whose described values belong to the dataset alone (H13). GovData's triple store removes what a dataset
/// leads to, so that a contact that two datasets share would vanish with the first.
const OWN_NODES: &[&str] = &[
    dcat::CONTACT_POINT,
    dcterms::TEMPORAL,
    dcterms::SPATIAL,
    spdx::CHECKSUM,
    dcterms::CONTRIBUTOR,
    dcatde::ORIGINATOR,
    dcatde::MAINTAINER,
];

/// Properties whose values are the agents that datasets may share.
const SHARED_AGENTS: &[&str] = &[dcterms::PUBLISHER, dcterms::CREATOR];

/// Where the values of code lists begin: their address is their meaning, whoever describes them.
const CODE_LISTS: &[&str] = &[
    "http://dcat-ap.de/def/",
    "http://publications.europa.eu/resource/",
    "http://sws.geonames.org/",
    "https://sws.geonames.org/",
    "http://inspire.ec.europa.eu/",
];

/// Classes whose members stand for themselves: nothing of them is part of another record.
const OWN_RECORDS: &[&str] = &[
    dcat::DATASET_CLASS,
    dcat::DATASET_SERIES,
    dcat::CATALOG,
    dcat::CATALOG_RECORD,
];

/// Pushes what harvesters get of the record `iri` to `out`: what can be reached from it over the links that stay.
///
/// `is_other_record` says whether an IRI is a dataset, series, catalogue or catalogue record with a graph of its own.
/// Returns the IRIs of the data services the record gives access through, sorted, as they stand in `graph`.
pub fn project(
    graph: &Graph,
    iri: &str,
    role: Role<'_>,
    is_other_record: &dyn Fn(&str) -> bool,
    out: &mut GraphBuilder,
) -> Vec<String> {
    let Some(root) = graph.iri(iri) else {
        return Vec::new();
    };
    let selection = Selection::new(graph, root, role, is_other_record);
    let mut walk = Walk {
        names: Names::new(&percent_encode(iri), graph),
        fingerprints: Fingerprints::of(graph),
        shared: shared_agents(graph),
        root: iri.to_owned(),
        paths: FxHashMap::default(),
        iris: FxHashMap::default(),
    };
    let triples = walk.reach(&selection);
    let mut copier = Copier {
        graph,
        iris: &walk.iris,
        out,
    };
    for triple in &triples {
        copier.copy(*triple);
    }
    let services: BTreeSet<String> = triples
        .iter()
        .filter(|triple| graph.term(triple.predicate).value() == dcat::ACCESS_SERVICE)
        .filter_map(|triple| graph.term(triple.object).as_iri())
        .map(str::to_owned)
        .collect();
    services.into_iter().collect()
}

/// Which triples of a record stay.
struct Selection<'a> {
    graph: &'a Graph,
    root: TermId,
    role: Role<'a>,
    /// The dataset a service is embedded in.
    dataset: Option<TermId>,
    left_out: FxHashSet<TermId>,
    others: FxHashSet<TermId>,
}

impl<'a> Selection<'a> {
    fn new(graph: &'a Graph, root: TermId, role: Role<'a>, is_other_record: &dyn Fn(&str) -> bool) -> Self {
        let links = match role {
            Role::Dataset | Role::Service { .. } => DATASET_LINKS,
            Role::Catalog => CATALOG_LINKS,
        };
        let mut others: FxHashSet<TermId> = graph
            .dictionary()
            .ids()
            .filter(|id| graph.term(*id).as_iri().is_some_and(is_other_record))
            .collect();
        if let Some(a) = graph.iri(rdf::TYPE) {
            for class in OWN_RECORDS.iter().filter_map(|class| graph.iri(class)) {
                others.extend(graph.subjects(a, class));
            }
        }
        others.remove(&root);
        let dataset = match role {
            Role::Service { dataset } => graph.iri(dataset),
            Role::Dataset | Role::Catalog => None,
        };
        if let Some(dataset) = dataset {
            others.remove(&dataset);
        }
        Self {
            graph,
            root,
            role,
            dataset,
            left_out: links.iter().filter_map(|link| graph.iri(link)).collect(),
            others,
        }
    }

    fn keeps(&self, triple: Triple) -> bool {
        if self.others.contains(&triple.object)
            || (triple.subject == self.root && self.left_out.contains(&triple.predicate))
        {
            return false;
        }
        let predicate = self.graph.term(triple.predicate).value();
        if !is_absolute(predicate) || !is_splittable(&percent_encode(predicate)) {
            return false;
        }
        if let Term::Iri(object) = self.graph.term(triple.object)
            && !is_absolute(object)
        {
            return false;
        }
        match predicate {
            dcat::SERVES_DATASET => self.serves_only(triple),
            dcat::QUALIFIED_RELATION => !self.relates_to_other_record(triple.object),
            _ => true,
        }
    }

    /// A service's link to the dataset it is embedded in stays only while it serves no other: else the description of
    /// one dataset would lead into that of the next.
    fn serves_only(&self, triple: Triple) -> bool {
        let dataset = match self.role {
            Role::Dataset => Some(self.root),
            Role::Service { .. } => self.dataset,
            Role::Catalog => None,
        };
        Some(triple.object) == dataset && self.graph.objects(triple.subject, triple.predicate).len() == 1
    }

    /// A relationship is nothing without its target, so both go.
    fn relates_to_other_record(&self, relationship: TermId) -> bool {
        let Some(relation) = self.graph.iri(dcterms::RELATION) else {
            return false;
        };
        self.graph
            .objects(relationship, relation)
            .any(|target| self.others.contains(&target))
    }

    /// The triples of a node that stay, by property and value, in an order that no load changes.
    fn properties(&self, subject: TermId) -> BTreeMap<&'a str, Vec<TermId>> {
        let mut properties: BTreeMap<&str, Vec<TermId>> = BTreeMap::new();
        for at in self.graph.outgoing(subject) {
            let triple = self.graph.triple(at);
            if self.keeps(triple) {
                let predicate = self.graph.term(triple.predicate).value();
                properties.entry(predicate).or_default().push(triple.object);
            }
        }
        for (property, values) in &mut properties {
            if let Some(choice) = date::Choice::of(property) {
                choice.keep_one(values, |id| self.graph.term(*id).value());
            }
        }
        properties
    }
}

/// The agents that datasets may share.
fn shared_agents(graph: &Graph) -> FxHashSet<TermId> {
    let properties = SHARED_AGENTS.iter().filter_map(|property| graph.iri(property));
    properties
        .flat_map(|property| graph.column(property))
        .map(|triple| triple.object)
        .collect()
}

/// The way through a record, breadth first, during which blank nodes get their names.
struct Walk {
    names: Names,
    fingerprints: Fingerprints,
    /// Agents that keep their IRI.
    shared: FxHashSet<TermId>,
    /// The IRI of the record.
    root: String,
    /// The fragment under which a node's own blank nodes are named.
    paths: FxHashMap<TermId, String>,
    /// The IRIs that nodes have got.
    iris: FxHashMap<TermId, String>,
}

impl Walk {
    fn reach(&mut self, selection: &Selection<'_>) -> Vec<Triple> {
        let graph = selection.graph;
        let mut triples = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue = VecDeque::from([selection.root]);
        seen.insert(selection.root);
        // The dataset a service belongs to is described by its own record.
        seen.extend(selection.dataset);
        self.paths.insert(selection.root, String::new());
        while let Some(subject) = queue.pop_front() {
            for (predicate, mut objects) in selection.properties(subject) {
                let Some(predicate) = graph.iri(predicate) else {
                    continue;
                };
                objects.sort_by(|a, b| self.order(graph, *a, *b));
                self.name(graph, subject, predicate, &objects);
                for object in objects {
                    triples.push(Triple::new(subject, predicate, object));
                    if !object.is_literal() && seen.insert(object) {
                        queue.push_back(object);
                    }
                }
            }
        }
        triples
    }

    fn order(&self, graph: &Graph, a: TermId, b: TermId) -> std::cmp::Ordering {
        let key = |id: TermId| {
            if id.is_blank_node() {
                (1, Term::Iri(""), self.fingerprints.key(id))
            } else {
                (0, graph.term(id), [0; 32])
            }
        };
        key(a).cmp(&key(b))
    }

    /// Names the values of one property that need a name of this record.
    fn name(&mut self, graph: &Graph, subject: TermId, predicate: TermId, objects: &[TermId]) {
        let is_own = OWN_NODES.contains(&graph.term(predicate).value());
        let unnamed: Vec<TermId> = objects
            .iter()
            .copied()
            .filter(|id| id.is_blank_node() || (is_own && self.is_borrowed(graph, *id)))
            .collect();
        let parent = self
            .paths
            .get(&subject)
            .cloned()
            .unwrap_or_else(|| local_name(graph.term(subject)));
        let local = local_name(graph.term(predicate));
        let path = if parent.is_empty() {
            local
        } else {
            format!("{parent}-{local}")
        };
        for node in &unnamed {
            if self.iris.contains_key(node) {
                continue;
            }
            let digits = match graph.term(*node) {
                Term::Iri(iri) => digits_of(iri),
                _ => self.fingerprints.short(*node),
            };
            let (iri, path) = match unnamed.len() {
                1 => self.names.alone(&path, &digits),
                _ => self.names.among(&path, &digits),
            };
            self.iris.insert(*node, iri);
            self.paths.insert(*node, path);
        }
    }

    /// Whether a node is described here under an address that is not the record's own, so that other records may
    /// describe it, too.
    fn is_borrowed(&self, graph: &Graph, node: TermId) -> bool {
        let Some(iri) = graph.term(node).as_iri() else {
            return false;
        };
        let is_below = |rest: &str| rest.starts_with(['#', '/']);
        graph.outgoing(node).len() > 0
            && !self.shared.contains(&node)
            && !iri.strip_prefix(self.root.as_str()).is_some_and(is_below)
            && !CODE_LISTS.iter().any(|list| iri.starts_with(list))
    }
}

/// Writes terms of a record into the feed's graph.
struct Copier<'a> {
    graph: &'a Graph,
    iris: &'a FxHashMap<TermId, String>,
    out: &'a mut GraphBuilder,
}

impl Copier<'_> {
    fn copy(&mut self, triple: Triple) {
        let subject = self.term(triple.subject);
        let predicate = self.term(triple.predicate);
        let object = self.term(triple.object);
        self.out
            .push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }

    fn term(&mut self, id: TermId) -> TermId {
        if let Some(iri) = self.iris.get(&id) {
            return self.out.iri(iri);
        }
        match self.graph.term(id) {
            Term::Iri(iri) => self.out.iri(&percent_encode(iri)),
            // Every blank node of a selected triple was named on the way to it.
            Term::BlankNode(label) => self
                .out
                .iri(&percent_encode(&format!("urn:kolophon:node:{label}"))),
            Term::Literal {
                value,
                datatype,
                language,
            } => self.literal(&legible(value), datatype, language),
        }
    }

    fn literal(&mut self, value: &str, datatype: &str, language: Option<&str>) -> TermId {
        match (language, language.and_then(language_tag)) {
            (Some(_), Some(tag)) => self.out.language_literal(value, &tag),
            (Some(_), None) => self.out.string_literal(value),
            (None, _) if !is_absolute(datatype) => self.out.string_literal(value),
            (None, _) if datatype == xsd::DATE_TIME => {
                self.out.typed_literal(&date::with_zone(value), datatype)
            }
            (None, _) => self.out.typed_literal(value, &percent_encode(datatype)),
        }
    }
}
