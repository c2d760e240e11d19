//! Rules that one profile takes over from another.
//!
//! A profile may take over a rule as it is: it only names it, and the description comes from the profile that had it
//! first. It may state anew what is checked (`sh:path` and the constraint), and take over the texts and the severity. Or
//! it may state one property anew, such as the severity, and take over the rest. A profile that extends another takes
//! over all its shapes in this way.

use kolophon_dcat::vocab::rdfs;
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{DEFINITION, RULES, SHACL};

/// The shapes with the descriptions that are missing in them.
pub(super) fn with_descriptions(shapes: &Graph, described_in: &Graph) -> Graph {
    let mut completion = Completion {
        from: described_in,
        to: GraphBuilder::new(),
        nodes: FxHashMap::default(),
        copied: FxHashSet::default(),
    };
    completion.to.extend_from(shapes);
    for rule in named_rules(shapes) {
        completion.complete(shapes, rule);
    }
    completion.to.finish()
}

/// The shapes with all those of another graph; what they state about a rule wins.
pub(super) fn extended(shapes: &Graph, other: &Graph) -> Graph {
    let stated: FxHashSet<&str> = named_rules(shapes)
        .into_iter()
        .map(|rule| shapes.term(rule).value())
        .collect();
    let mut rest = GraphBuilder::new();
    for triple in other.triples() {
        if !stated.contains(other.term(triple.subject).value()) {
            let mut term = |id| rest.term(other.term(id));
            let triple = Triple::new(term(triple.subject), term(triple.predicate), term(triple.object));
            rest.push(triple, Position::UNKNOWN);
        }
    }
    let described = with_descriptions(shapes, other);
    let mut both = GraphBuilder::new();
    both.extend_from(&described);
    both.extend_from(&rest.finish());
    both.finish()
}

/// The rules that stand anywhere in the shapes.
fn named_rules(shapes: &Graph) -> Vec<TermId> {
    let terms = shapes
        .triples()
        .iter()
        .flat_map(|triple| [triple.subject, triple.object]);
    let mut rules: Vec<TermId> = terms
        .filter(|term| {
            shapes
                .term(*term)
                .as_iri()
                .is_some_and(|iri| iri.starts_with(RULES))
        })
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

struct Completion<'a> {
    from: &'a Graph,
    to: GraphBuilder,
    nodes: FxHashMap<TermId, TermId>,
    copied: FxHashSet<TermId>,
}

impl Completion<'_> {
    fn complete(&mut self, shapes: &Graph, rule: TermId) {
        let iri = shapes.term(rule).value();
        let Some(described) = self.from.iri(iri) else {
            return;
        };
        let stated: FxHashSet<&str> = shapes
            .outgoing(rule)
            .map(|index| shapes.term(shapes.triple(index).predicate).value())
            .collect();
        let checks_anew = stated.contains(format!("{SHACL}path").as_str());
        for index in self.from.outgoing(described) {
            let triple = self.from.triple(index);
            let property = self.from.term(triple.predicate).value();
            if !stated.contains(property) && (!checks_anew || is_said(property)) {
                self.copy(triple);
            }
        }
    }

    /// Copies a triple and, when its object is a blank node, what is said about that.
    fn copy(&mut self, triple: Triple) {
        let copied = Triple::new(
            self.term(triple.subject),
            self.term(triple.predicate),
            self.term(triple.object),
        );
        self.to.push(copied, Position::UNKNOWN);
        if triple.object.is_blank_node() && self.copied.insert(triple.object) {
            for index in self.from.outgoing(triple.object) {
                self.copy(self.from.triple(index));
            }
        }
    }

    fn term(&mut self, id: TermId) -> TermId {
        if !id.is_blank_node() {
            return self.to.term(self.from.term(id));
        }
        let to = &mut self.to;
        *self.nodes.entry(id).or_insert_with(|| to.fresh_blank_node())
    }
}

/// Whether the property says something about a rule instead of checking something.
fn is_said(property: &str) -> bool {
    let texts = ["severity", "name", "message"];
    property.starts_with(DEFINITION)
        || property == rdfs::SEE_ALSO
        || property
            .strip_prefix(SHACL)
            .is_some_and(|name| texts.contains(&name))
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::{Document, read};

    use super::*;

    fn graph(text: &str) -> Graph {
        let prefixes =
            "@prefix rule: <https://kolophon.dev/regel/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix e: <http://e/> . @prefix def: <https://kolophon.dev/def#> .\n";
        let document = Document::new("shapes.ttl", format!("{prefixes}{text}").into_bytes());
        let mut builder = GraphBuilder::new();
        read(&document, &mut builder).unwrap();
        builder.finish()
    }

    /// What is said of a rule, as `property object` without namespaces.
    fn said(shapes: &str, rule: &str) -> Vec<String> {
        let described = graph(
            "rule:a sh:path e:p ; sh:minCount 1 ; sh:severity sh:Violation ; sh:message 'A' ; def:why 'W' .
             rule:b sh:path [ sh:inversePath e:q ] ; sh:maxCount 1 .
             rule:c sh:path e:r .",
        );
        let completed = with_descriptions(&graph(shapes), &described);
        let subject = completed
            .iri(&format!("https://kolophon.dev/regel/{rule}"))
            .unwrap();
        let local = |id| {
            let text = completed.term(id).value();
            text.rsplit(['#', '/']).next().unwrap().to_owned()
        };
        let mut said: Vec<String> = completed
            .outgoing(subject)
            .map(|index| completed.triple(index))
            .map(|triple| format!("{} {}", local(triple.predicate), local(triple.object)))
            .collect();
        said.sort();
        said
    }

    #[test]
    fn a_rule_that_is_only_named_is_taken_over() {
        assert_eq!(
            said("e:S sh:property rule:a .", "a"),
            ["message A", "minCount 1", "path p", "severity Violation", "why W"]
        );
    }

    #[test]
    fn what_is_checked_anew_keeps_its_texts() {
        assert_eq!(
            said("rule:a sh:path e:other ; sh:maxCount 3 .", "a"),
            [
                "maxCount 3",
                "message A",
                "path other",
                "severity Violation",
                "why W"
            ]
        );
    }

    #[test]
    fn one_property_can_be_stated_anew() {
        assert_eq!(
            said("rule:a sh:severity sh:Info .", "a"),
            ["message A", "minCount 1", "path p", "severity Info", "why W"]
        );
    }

    #[test]
    fn who_extends_takes_over_all_and_may_state_something_anew() {
        let other = graph(
            "rule:a sh:path e:p ; sh:severity sh:Info . rule:b sh:path [ sh:inversePath e:q ] . e:S sh:property rule:a, rule:b .",
        );
        let extended = extended(&graph("rule:a sh:severity sh:Warning ."), &other);
        let count = |name: &str| {
            let property = extended.iri(&format!("{SHACL}{name}")).unwrap();
            extended.column(property).len()
        };
        assert_eq!(
            (
                count("severity"),
                count("path"),
                count("property"),
                count("inversePath")
            ),
            (1, 2, 2, 1)
        );
        assert_eq!(extended.iri(&format!("{SHACL}Info")), None);
    }

    #[test]
    fn paths_and_lists_come_along_and_other_rules_do_not() {
        let described = graph("rule:b sh:path [ sh:inversePath e:q ] . rule:c sh:path e:r .");
        let completed = with_descriptions(&graph("e:S sh:property rule:b ."), &described);
        let inverse = completed.iri("http://www.w3.org/ns/shacl#inversePath").unwrap();
        assert_eq!(completed.column(inverse).len(), 1);
        assert_eq!(completed.iri("https://kolophon.dev/regel/c"), None);
    }
}
