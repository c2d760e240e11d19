//! Shapes meet data: the shapes' terms, predicates and classes looked up once in a data graph.

use kolophon_graph::{Graph, Term, TermId, Triple};
use rustc_hash::FxHashMap;

use crate::membership::NumberedMembership;
use crate::node::{Node, ShapeTermId};
use crate::shapes::{ClassIndex, PredicateIndex, Shapes};
use crate::vocab::rdf;

/// What the shapes name, as the data graph numbers it.
#[derive(Debug)]
pub(crate) struct Binding<'a> {
    pub(crate) data: &'a Graph,
    shapes: &'a Shapes,
    terms: Vec<Option<TermId>>,
    predicates: Vec<Option<TermId>>,
    columns: Vec<&'a [Triple]>,
    classes: Vec<ClassMembers>,
    membership: Option<BoundMembership<'a>>,
}

/// The code lists, and their groups as the data graph numbers them.
#[derive(Debug)]
struct BoundMembership<'a> {
    numbered: &'a NumberedMembership,
    groups: Vec<Node>,
}

/// The SHACL instances of one class (<https://www.w3.org/TR/shacl/#dfn-shacl-instance>).
#[derive(Clone, Debug, Default)]
pub(crate) struct ClassMembers {
    /// Sorted, each once.
    pub(crate) list: Vec<TermId>,
    bits: Vec<u64>,
}

impl ClassMembers {
    pub(crate) fn contains(&self, id: TermId) -> bool {
        let word = self.bits.get(id.index() / 64).copied().unwrap_or(0);
        word >> (id.index() % 64) & 1 == 1
    }

    fn insert(&mut self, id: TermId, terms: usize) {
        if self.bits.is_empty() {
            self.bits = vec![0; terms.div_ceil(64)];
        }
        if !self.contains(id) {
            self.bits[id.index() / 64] |= 1 << (id.index() % 64);
            self.list.push(id);
        }
    }
}

impl<'a> Binding<'a> {
    pub(crate) fn new(shapes: &'a Shapes, data: &'a Graph) -> Self {
        let terms: Vec<Option<TermId>> = shapes
            .terms
            .ids()
            .map(|id| match shapes.terms.term(id) {
                // Labels of two graphs may agree by chance; the nodes are different.
                Term::BlankNode(_) => None,
                term => data.dictionary().get(term),
            })
            .collect();
        let bound = |id: &ShapeTermId| terms[id.0.index()];
        let predicates: Vec<Option<TermId>> = shapes.predicates.iter().map(bound).collect();
        let columns = predicates
            .iter()
            .map(|predicate| predicate.map_or(&[][..], |predicate| data.column(predicate)))
            .collect();
        let classes: Vec<Option<TermId>> = shapes.classes.iter().map(bound).collect();
        let node = |id: &ShapeTermId| bound(id).map_or(Node::Shapes(*id), Node::Data);
        let membership = shapes.membership.as_ref().map(|numbered| BoundMembership {
            groups: numbered.groups.iter().map(node).collect(),
            numbered,
        });
        Self {
            membership,
            data,
            shapes,
            predicates,
            columns,
            classes: members(data, &classes),
            terms,
        }
    }

    /// The predicate, if the data graph knows it.
    pub(crate) fn predicate(&self, index: PredicateIndex) -> Option<TermId> {
        self.predicates[index.0 as usize]
    }

    /// The triples of a predicate, sorted by subject, then object.
    pub(crate) fn column(&self, index: PredicateIndex) -> &'a [Triple] {
        self.columns[index.0 as usize]
    }

    /// Whether there are facts of the predicate beside the data.
    pub(crate) fn has_membership(&self, predicate: PredicateIndex) -> bool {
        self.membership
            .as_ref()
            .is_some_and(|membership| membership.numbered.predicate == predicate)
    }

    /// Adds the groups a node belongs to, if the predicate is that of code lists.
    pub(crate) fn add_groups(&self, node: Node, predicate: PredicateIndex, values: &mut Vec<Node>) {
        let Some(membership) = &self.membership else {
            return;
        };
        // What a query computed stands in no code list.
        let member = match node {
            Node::Data(id) => self.data.term(id),
            Node::Shapes(id) => self.shapes.term(id),
            Node::Computed(_) => return,
        };
        let Term::Iri(member) = member else { return };
        if membership.numbered.predicate == predicate {
            let mut groups = Vec::new();
            membership.numbered.facts.groups_of(member, &mut groups);
            values.extend(
                groups
                    .into_iter()
                    .filter_map(|group| membership.groups.get(group)),
            );
        }
    }

    pub(crate) fn class(&self, index: ClassIndex) -> &ClassMembers {
        &self.classes[index.0 as usize]
    }

    /// The term in the data graph, or, if it does not occur there, in the shapes.
    pub(crate) fn node(&self, id: ShapeTermId) -> Node {
        self.terms[id.0.index()].map_or(Node::Shapes(id), Node::Data)
    }
}

/// One walk over the `rdf:type` column collects the members of every class.
fn members(data: &Graph, classes: &[Option<TermId>]) -> Vec<ClassMembers> {
    let mut members = vec![ClassMembers::default(); classes.len()];
    let wanted = wanted_by_subclass(data, classes);
    let Some(rdf_type) = data.iri(rdf::TYPE) else {
        return members;
    };
    let terms = data.dictionary().len();
    for triple in data.column(rdf_type) {
        for index in wanted.get(&triple.object).into_iter().flatten() {
            members[*index].insert(triple.subject, terms);
        }
    }
    members
}

/// For every class: which of the classes asked for it is, or is a subclass of, in any number of steps.
fn wanted_by_subclass(data: &Graph, classes: &[Option<TermId>]) -> FxHashMap<TermId, Vec<usize>> {
    let mut subclasses: Vec<(TermId, TermId)> = data
        .iri(rdf::SUB_CLASS_OF)
        .map_or(&[][..], |predicate| data.column(predicate))
        .iter()
        .map(|triple| (triple.object, triple.subject))
        .collect();
    subclasses.sort_unstable();
    let mut wanted: FxHashMap<TermId, Vec<usize>> = FxHashMap::default();
    for (index, class) in classes.iter().enumerate() {
        let mut open: Vec<TermId> = class.iter().copied().collect();
        while let Some(class) = open.pop() {
            let indices = wanted.entry(class).or_default();
            if indices.last() == Some(&index) {
                continue;
            }
            indices.push(index);
            let start = subclasses.partition_point(|(superclass, _)| *superclass < class);
            open.extend(
                subclasses[start..]
                    .iter()
                    .take_while(|(superclass, _)| *superclass == class)
                    .map(|(_, subclass)| *subclass),
            );
        }
    }
    wanted
}
