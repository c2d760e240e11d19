//! What is described where: the things with files of their own, and what belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::{dcat, foaf, rdf};
use kolophon_graph::{Graph, TermId};

use crate::field::Class;

/// Whether each dataset has a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One file per dataset and series, another for catalogue, agents and what is left.
    Files,
    /// Everything in sheets of one workbook.
    Sheets,
}

/// The file of catalogue, agents and what is left.
pub(super) const COMMON: usize = 0;

/// Who is described where.
#[derive(Debug)]
pub(super) struct Plan {
    /// What has a description of its own, in the order of writing.
    pub(super) roots: Vec<Root>,
    /// The file in which a node may be described.
    file_of: BTreeMap<TermId, usize>,
    /// Blank nodes that several files would have to name, which they cannot: only statements speak of them.
    withheld: BTreeSet<TermId>,
}

/// Something with a description of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub(super) class: Class,
    pub(super) id: TermId,
    pub(super) file: usize,
}

impl Plan {
    pub(super) fn new(graph: &Graph, layout: Layout) -> Self {
        let mut plan = Self {
            roots: roots(graph, layout),
            file_of: BTreeMap::new(),
            withheld: BTreeSet::new(),
        };
        let mut next = COMMON;
        for root in &mut plan.roots {
            let has_own = layout == Layout::Files && !matches!(root.class, Class::Catalog | Class::Agent);
            root.file = if has_own { next + 1 } else { COMMON };
            next = next.max(root.file);
        }
        let shared = plan.reach(graph);
        plan.add_agents(graph, layout, &shared);
        if layout == Layout::Files {
            plan.withhold(graph, &shared);
        }
        plan
    }

    pub(super) fn is_root(&self, id: TermId) -> bool {
        self.roots.iter().any(|root| root.id == id)
    }

    pub(super) fn file_of(&self, id: TermId) -> usize {
        self.file_of.get(&id).copied().unwrap_or(COMMON)
    }

    pub(super) fn is_withheld(&self, id: TermId) -> bool {
        self.withheld.contains(&id)
    }

    /// Follows the links of every root up to other roots; what is reached from several files is returned.
    fn reach(&mut self, graph: &Graph) -> BTreeSet<TermId> {
        let roots: BTreeSet<TermId> = self.roots.iter().map(|root| root.id).collect();
        let rdf_type = graph.iri(rdf::TYPE);
        let topic = graph.iri(foaf::PRIMARY_TOPIC);
        let mut shared = BTreeSet::new();
        for root in &self.roots {
            let mut open = vec![root.id];
            let mut seen: BTreeSet<TermId> = open.iter().copied().collect();
            if let Some(topic) = topic {
                let records = graph.subjects(topic, root.id);
                open.extend(records.filter(|record| !roots.contains(record) && seen.insert(*record)));
            }
            while let Some(node) = open.pop() {
                match self.file_of.get(&node) {
                    Some(file) if *file != root.file => {
                        shared.insert(node);
                    }
                    _ => {
                        self.file_of.insert(node, root.file);
                    }
                }
                for index in graph.outgoing(node) {
                    let triple = graph.triple(index);
                    if Some(triple.predicate) != rdf_type
                        && !triple.object.is_literal()
                        && !roots.contains(&triple.object)
                        && seen.insert(triple.object)
                    {
                        open.push(triple.object);
                    }
                }
            }
        }
        shared
    }

    /// Agents with an address that several files name are described once; in a workbook all of them.
    fn add_agents(&mut self, graph: &Graph, layout: Layout, shared: &BTreeSet<TermId>) {
        let agents: Vec<TermId> = agents(graph)
            .into_iter()
            .filter(|id| id.is_iri() && !self.is_root(*id))
            .filter(|id| layout == Layout::Sheets || shared.contains(id))
            .collect();
        for id in agents {
            self.file_of.insert(id, COMMON);
            self.roots.push(Root {
                class: Class::Agent,
                id,
                file: COMMON,
            });
        }
    }

    /// Blank nodes have names within one file only.
    fn withhold(&mut self, graph: &Graph, shared: &BTreeSet<TermId>) {
        self.withheld = shared.iter().copied().filter(|id| id.is_blank_node()).collect();
        let is_inverse = |predicate: TermId| {
            let name = graph.term(predicate).value();
            [dcat::DATASET, dcat::SERVICE, dcat::RECORD, foaf::PRIMARY_TOPIC].contains(&name)
        };
        for triple in graph.triples() {
            let has_blank = triple.subject.is_blank_node() || triple.object.is_blank_node();
            // The link of a catalogue stands in the file of what it leads to.
            let is_told_there = is_inverse(triple.predicate) && !triple.subject.is_blank_node();
            if !has_blank || triple.object.is_literal() || is_told_there {
                continue;
            }
            let (one, other) = (self.file_of(triple.subject), self.file_of(triple.object));
            if one != other && (triple.object.is_blank_node() || !triple.object.is_iri()) {
                self.withheld.extend(
                    [triple.subject, triple.object]
                        .into_iter()
                        .filter(|id| id.is_blank_node()),
                );
            }
        }
        // A node that hangs together with one of these goes with it.
        loop {
            let before = self.withheld.len();
            for triple in graph.triples() {
                let both_blank = triple.subject.is_blank_node() && triple.object.is_blank_node();
                if both_blank && (self.is_withheld(triple.subject) || self.is_withheld(triple.object)) {
                    self.withheld.extend([triple.subject, triple.object]);
                }
            }
            if self.withheld.len() == before {
                break;
            }
        }
        let withheld = &self.withheld;
        self.roots.retain(|root| !withheld.contains(&root.id));
    }
}

/// Catalogues, datasets, series, and services that are no part of a single distribution.
fn roots(graph: &Graph, layout: Layout) -> Vec<Root> {
    let mut taken = BTreeSet::new();
    let mut roots = Vec::new();
    for class in [
        Class::DatasetSeries,
        Class::Dataset,
        Class::Catalog,
        Class::DataService,
    ] {
        let mut of_class: Vec<TermId> = of_type(graph, class.types()[0]);
        if class == Class::DataService {
            of_class.retain(|id| layout == Layout::Sheets || !is_part(graph, *id));
        }
        of_class.retain(|id| taken.insert(*id));
        roots.extend(of_class.into_iter().map(|id| Root {
            class,
            id,
            file: COMMON,
        }));
    }
    // A series is described before, but written after the datasets.
    roots.sort_by_key(|root| match root.class {
        Class::Dataset => 0,
        Class::DatasetSeries => 1,
        Class::DataService => 2,
        _ => 3,
    });
    roots
}

/// Whether a data service delivers exactly one distribution of a dataset.
fn is_part(graph: &Graph, service: TermId) -> bool {
    let Some(access) = graph.iri(dcat::ACCESS_SERVICE) else {
        return false;
    };
    let distributions: Vec<TermId> = graph.subjects(access, service).collect();
    let Some(distribution) = graph.iri(dcat::DISTRIBUTION) else {
        return false;
    };
    distributions.len() == 1 && graph.subjects(distribution, distributions[0]).len() == 1
}

/// Everything that is typed as an agent, each once.
pub(super) fn agents(graph: &Graph) -> BTreeSet<TermId> {
    let classes = [foaf::AGENT, foaf::ORGANIZATION, foaf::PERSON];
    classes
        .into_iter()
        .flat_map(|class| of_type(graph, class))
        .collect()
}

fn of_type(graph: &Graph, class: &str) -> Vec<TermId> {
    match (graph.iri(rdf::TYPE), graph.iri(class)) {
        (Some(rdf_type), Some(class)) => graph.subjects(rdf_type, class).collect(),
        _ => Vec::new(),
    }
}
