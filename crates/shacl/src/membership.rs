//! Code lists: which nodes belong to which groups, known without a triple in the data.

use std::fmt::Debug;
use std::sync::Arc;

use crate::node::ShapeTermId;
use crate::shapes::{PredicateIndex, Shapes};

/// The facts `member predicate group` of code lists, which hold beside every data graph.
///
/// Lists of thousands of values need not become triples of every graph that is validated: the engine asks for the groups
/// of a node when a shape wants to know. The facts are seen where the predicate is the whole of a property path or a
/// step of one that is walked forward. They make no targets, and an inverse path does not find them.
pub trait Membership: Debug + Send + Sync {
    /// The predicate of all facts, such as `skos:inScheme`.
    fn predicate(&self) -> &str;

    /// All groups, each once.
    fn groups(&self) -> Vec<&str>;

    /// Adds the groups that a node belongs to, as places in [`groups`](Self::groups).
    fn groups_of(&self, member: &str, groups: &mut Vec<usize>);
}

/// A [`Membership`] whose groups have numbers.
#[derive(Clone, Debug)]
pub(crate) struct NumberedMembership {
    pub(crate) facts: Arc<dyn Membership>,
    pub(crate) predicate: PredicateIndex,
    pub(crate) groups: Vec<ShapeTermId>,
}

impl Shapes {
    /// The same shapes, which know the members of code lists.
    #[must_use]
    pub fn with_membership(mut self, facts: &Arc<dyn Membership>) -> Self {
        let predicate = self
            .predicates
            .iter()
            .position(|id| self.term(*id).as_iri() == Some(facts.predicate()));
        // Shapes that do not mention the predicate have no use for the facts.
        if let Some(at) = predicate.and_then(|at| u32::try_from(at).ok()) {
            let intern = |group| ShapeTermId(self.terms.intern(kolophon_graph::Term::Iri(group)));
            self.membership = Some(NumberedMembership {
                groups: facts.groups().into_iter().map(intern).collect(),
                predicate: PredicateIndex(at),
                facts: Arc::clone(facts),
            });
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph;
    use crate::validate;

    /// `e:a` is a letter, `e:1` a digit, `e:x` both.
    #[derive(Debug)]
    struct Signs;

    impl Membership for Signs {
        fn predicate(&self) -> &'static str {
            "http://e/in"
        }

        fn groups(&self) -> Vec<&str> {
            vec!["http://e/letters", "http://e/digits"]
        }

        fn groups_of(&self, member: &str, groups: &mut Vec<usize>) {
            match member {
                "http://e/a" => groups.push(0),
                "http://e/1" => groups.push(1),
                "http://e/x" => groups.extend([0, 1]),
                _ => {}
            }
        }
    }

    /// The results with the facts known beside the data, which must be those with the facts among the data.
    fn results(shapes: &str, data: &str) -> Vec<String> {
        const FACTS: &str = "e:a e:in e:letters . e:1 e:in e:digits . e:x e:in e:letters, e:digits .";
        let lines = |shapes: &Shapes, data: &str| {
            let data = graph(data);
            let report = validate(shapes, &data).unwrap();
            let terms = report.terms(shapes, &data);
            let line = |result: &crate::ValidationResult| {
                let focus_node = terms.node(result.focus_node);
                let value = result.value.map(|value| terms.node(value).to_string());
                format!("{focus_node} {:?} {value:?}", result.component)
            };
            let mut lines: Vec<String> = report.results.iter().map(line).collect();
            lines.sort();
            lines
        };
        let plain = Shapes::from_graph(&graph(shapes)).unwrap();
        let among = lines(&plain, &format!("{data} {FACTS}"));
        let signs: Arc<dyn Membership> = Arc::new(Signs);
        let knowing = Shapes::from_graph(&graph(shapes))
            .unwrap()
            .with_membership(&signs);
        let beside = lines(&knowing, data);
        assert_eq!(beside, among, "{shapes}");
        beside
    }

    #[test]
    fn facts_beside_the_data_count_like_facts_among_them() {
        let data = "e:s e:p e:a, e:1, e:x, e:other, 'e:a' . e:own e:in e:letters . e:t e:p e:own . e:a e:in e:digits .";
        for (constraint, results_expected) in [
            ("sh:property [ sh:path e:in ; sh:hasValue e:letters ]", 3),
            (
                "sh:node [ sh:property [ sh:path e:in ; sh:hasValue e:digits ] ]",
                3,
            ),
            ("sh:property [ sh:path e:in ; sh:maxCount 1 ]", 2),
            ("sh:property [ sh:path e:in ; sh:minCount 1 ]", 2),
            (
                "sh:property [ sh:path ( [ sh:zeroOrOnePath e:none ] e:in ) ; sh:in ( e:digits ) ]",
                3,
            ),
            (
                "sh:property [ sh:path [ sh:oneOrMorePath e:in ] ; sh:nodeKind sh:Literal ]",
                6,
            ),
        ] {
            let shapes =
                format!("e:S sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; {constraint} ] .");
            assert_eq!(results(&shapes, data).len(), results_expected, "{constraint}");
        }
    }

    #[test]
    fn a_focus_node_that_only_the_shapes_name_has_its_groups() {
        let shapes = "e:S sh:targetNode e:x, e:y ; sh:property [ sh:path e:in ; sh:hasValue e:letters ] .";
        assert_eq!(results(shapes, "e:s e:p e:o .").len(), 1);
    }
}
