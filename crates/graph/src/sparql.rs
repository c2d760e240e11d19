//! Graphs as a dataset that the SPARQL evaluator queries in place.

use std::convert::Infallible;
use std::sync::Arc;

use oxrdf::NamedNode;
use spareval::{InternalQuad, QueryableDataset};

use crate::graph::{Graph, Triple};
use crate::term::{Term, TermId};

/// One graph as the default graph, and optionally a second as the only named graph.
///
/// Terms stay numbers as long as one of the graphs knows them. The two graphs number their terms on their own, so that
/// a [`ViewTerm`] says whose number it is; a term that both know has the number of the default graph. Blank nodes are
/// never the same in both.
///
/// Outside the view a blank node is told by its label with a prefix: [`Self::DEFAULT`] or [`Self::NAMED`]. As no query
/// can name a blank node, the IRI `_:` with such a label stands for one, too: see [`Self::pattern_constant`].
///
/// ```
/// use kolophon_graph::sparql::GraphView;
/// use kolophon_graph::{GraphBuilder, Position, Triple};
///
/// let mut builder = GraphBuilder::new();
/// let (node, title) = (builder.iri("urn:a"), builder.iri("urn:title"));
/// let text = builder.string_literal("Haushalt");
/// builder.push(Triple::new(node, title, text), Position::UNKNOWN);
/// let graph = builder.finish();
///
/// let query = spargebra::SparqlParser::new().parse_query("ASK { ?node <urn:title> 'Haushalt' }")?;
/// let evaluator = spareval::QueryEvaluator::new();
/// let answer = evaluator.prepare(&query).execute(GraphView::new(&graph))?;
/// assert!(matches!(answer, spareval::QueryResults::Boolean(true)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct GraphView<'a> {
    default: &'a Graph,
    named: Option<(ViewTerm, &'a Graph)>,
}

/// A term of a [`GraphView`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ViewTerm {
    /// A term that the default graph knows.
    Default(TermId),
    /// A term that only the named graph knows.
    Named(TermId),
    /// A term that neither knows, such as one that the query computed.
    Foreign(Arc<oxrdf::Term>),
}

impl<'a> GraphView<'a> {
    /// The labels of the default graph's blank nodes begin so.
    pub const DEFAULT: &'static str = "default.";

    /// The labels of the named graph's blank nodes begin so.
    pub const NAMED: &'static str = "named.";

    /// A view of one graph.
    #[must_use]
    pub fn new(default: &'a Graph) -> Self {
        Self { default, named: None }
    }

    /// The view with a second graph under a name.
    #[must_use]
    pub fn with_named_graph(self, name: &str, graph: &'a Graph) -> Self {
        let mut view = Self {
            named: Some((ViewTerm::Foreign(Arc::new(Term::Iri(name).to_oxrdf())), graph)),
            ..self
        };
        let name = view.find(Term::Iri(name).to_oxrdf());
        view.named = Some((name, graph));
        view
    }

    /// The term of the view that this is.
    #[must_use]
    pub fn find(&self, term: oxrdf::Term) -> ViewTerm {
        let known = match &term {
            oxrdf::Term::NamedNode(node) => match node.as_str().strip_prefix("_:") {
                Some(label) => self.find_blank_node(label),
                None => self.find_term(Term::Iri(node.as_str())),
            },
            oxrdf::Term::BlankNode(node) => self.find_blank_node(node.as_str()),
            oxrdf::Term::Literal(literal) => self.find_term(Term::Literal {
                value: literal.value(),
                datatype: literal.datatype().as_str(),
                language: literal.language(),
            }),
        };
        known.unwrap_or_else(|| ViewTerm::Foreign(Arc::new(as_blank_node(term))))
    }

    /// A blank node, whose label has a prefix, as the IRI that stands for it in a graph pattern.
    #[must_use]
    pub fn pattern_constant(label: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("_:{label}"))
    }

    fn find_blank_node(&self, label: &str) -> Option<ViewTerm> {
        if let Some(label) = label.strip_prefix(Self::DEFAULT) {
            let id = self.default.dictionary().get(Term::BlankNode(label));
            return id.map(ViewTerm::Default);
        }
        let label = Term::BlankNode(label.strip_prefix(Self::NAMED)?);
        self.named
            .as_ref()?
            .1
            .dictionary()
            .get(label)
            .map(ViewTerm::Named)
    }

    /// An IRI or a literal, which may belong to both graphs.
    fn find_term(&self, term: Term<'_>) -> Option<ViewTerm> {
        if let Some(id) = self.default.dictionary().get(term) {
            return Some(ViewTerm::Default(id));
        }
        self.named.as_ref()?.1.dictionary().get(term).map(ViewTerm::Named)
    }

    fn text(&self, term: &ViewTerm) -> oxrdf::Term {
        let (term, prefix) = match (term, &self.named) {
            (ViewTerm::Default(id), _) => (self.default.term(*id), Self::DEFAULT),
            (ViewTerm::Named(id), Some((_, named))) => (named.term(*id), Self::NAMED),
            // Without a named graph nothing makes a term of it.
            (ViewTerm::Named(id), None) => (self.default.term(*id), Self::NAMED),
            (ViewTerm::Foreign(term), _) => return oxrdf::Term::clone(term),
        };
        match term {
            Term::BlankNode(label) => oxrdf::BlankNode::new_unchecked(format!("{prefix}{label}")).into(),
            term => term.to_oxrdf(),
        }
    }

    /// The number of a term in the named graph, if that knows it.
    fn id_in(&self, named: &Graph, term: &ViewTerm) -> Option<TermId> {
        match term {
            ViewTerm::Named(id) => Some(*id),
            ViewTerm::Default(id) if id.is_blank_node() => None,
            ViewTerm::Default(id) => named.dictionary().get(self.default.term(*id)),
            ViewTerm::Foreign(_) => None,
        }
    }

    /// The term of the view that the named graph numbers so.
    fn of_named(&self, named: &Graph, id: TermId) -> ViewTerm {
        if id.is_blank_node() {
            return ViewTerm::Named(id);
        }
        let known = self.default.dictionary().get(named.term(id));
        known.map_or(ViewTerm::Named(id), ViewTerm::Default)
    }

    fn default_quads(&self, pattern: [Option<&ViewTerm>; 3]) -> Quads<'a> {
        let id = |term: &ViewTerm| match term {
            ViewTerm::Default(id) => Some(*id),
            ViewTerm::Named(_) | ViewTerm::Foreign(_) => None,
        };
        let Some(pattern) = numbers(pattern, id) else {
            return Box::new(std::iter::empty());
        };
        let quad = |triple: Triple| InternalQuad {
            subject: ViewTerm::Default(triple.subject),
            predicate: ViewTerm::Default(triple.predicate),
            object: ViewTerm::Default(triple.object),
            graph_name: None,
        };
        Box::new(triples(self.default, pattern).map(move |triple| Ok(quad(triple))))
    }

    fn named_quads(&self, pattern: [Option<&ViewTerm>; 3]) -> Quads<'a> {
        let Some((name, named)) = self.named.clone() else {
            return Box::new(std::iter::empty());
        };
        let Some(pattern) = numbers(pattern, |term| self.id_in(named, term)) else {
            return Box::new(std::iter::empty());
        };
        let view = self.clone();
        let quad = move |triple: Triple| InternalQuad {
            subject: view.of_named(named, triple.subject),
            predicate: view.of_named(named, triple.predicate),
            object: view.of_named(named, triple.object),
            graph_name: Some(name.clone()),
        };
        Box::new(triples(named, pattern).map(move |triple| Ok(quad(triple))))
    }
}

type Quads<'a> = Box<dyn Iterator<Item = Result<InternalQuad<ViewTerm>, Infallible>> + 'a>;

/// An IRI that stands for a blank node as that blank node.
fn as_blank_node(term: oxrdf::Term) -> oxrdf::Term {
    if let oxrdf::Term::NamedNode(node) = &term
        && let Some(label) = node.as_str().strip_prefix("_:")
    {
        return oxrdf::BlankNode::new_unchecked(label).into();
    }
    term
}

/// The pattern in the numbers of one graph; `None` when it names a term that the graph does not know.
fn numbers(
    pattern: [Option<&ViewTerm>; 3],
    id: impl Fn(&ViewTerm) -> Option<TermId>,
) -> Option<[Option<TermId>; 3]> {
    let mut numbers = [None; 3];
    for (number, term) in numbers.iter_mut().zip(pattern) {
        if let Some(term) = term {
            *number = Some(id(term)?);
        }
    }
    Some(numbers)
}

/// The triples of a graph that match subject, predicate and object, by the order that fits.
fn triples<'a>(graph: &'a Graph, pattern: [Option<TermId>; 3]) -> Box<dyn Iterator<Item = Triple> + 'a> {
    match pattern {
        [Some(subject), Some(predicate), Some(object)] => {
            let found = graph.contains(subject, predicate, object);
            Box::new(found.then(|| Triple::new(subject, predicate, object)).into_iter())
        }
        [Some(subject), Some(predicate), None] => Box::new(
            graph
                .objects(subject, predicate)
                .map(move |object| Triple::new(subject, predicate, object)),
        ),
        [None, Some(predicate), Some(object)] => Box::new(
            graph
                .subjects(predicate, object)
                .map(move |subject| Triple::new(subject, predicate, object)),
        ),
        [None, Some(predicate), None] => Box::new(graph.column(predicate).iter().copied()),
        [Some(subject), None, None] => Box::new(graph.outgoing(subject).map(|at| graph.triple(at))),
        [None, None, Some(object)] => Box::new(graph.incoming(object).map(|at| graph.triple(at))),
        [Some(subject), None, Some(object)] => between(graph, subject, object),
        [None, None, None] => Box::new(graph.triples().iter().copied()),
    }
}

/// The triples from one node to another: the shorter of the two runs is walked.
fn between<'a>(graph: &'a Graph, subject: TermId, object: TermId) -> Box<dyn Iterator<Item = Triple> + 'a> {
    let (outgoing, incoming) = (graph.outgoing(subject), graph.incoming(object));
    let matches = move |triple: &Triple| triple.subject == subject && triple.object == object;
    if outgoing.len() <= incoming.len() {
        Box::new(outgoing.map(|at| graph.triple(at)).filter(matches))
    } else {
        Box::new(incoming.map(|at| graph.triple(at)).filter(matches))
    }
}

impl<'a> QueryableDataset<'a> for GraphView<'a> {
    type InternalTerm = ViewTerm;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&ViewTerm>,
        predicate: Option<&ViewTerm>,
        object: Option<&ViewTerm>,
        graph_name: Option<Option<&ViewTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<ViewTerm>, Infallible>> + use<'a> {
        let pattern = [subject, predicate, object];
        match (graph_name, &self.named) {
            (Some(None), _) => self.default_quads(pattern),
            (Some(Some(wanted)), Some((name, _))) if wanted != name => Box::new(std::iter::empty()),
            (Some(Some(_)) | None, _) => self.named_quads(pattern),
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<ViewTerm, Infallible>> + use<'a> {
        let name = self.named.as_ref().map(|(name, _)| name.clone());
        name.map(Ok).into_iter()
    }

    fn contains_internal_graph_name(&self, graph_name: &ViewTerm) -> Result<bool, Infallible> {
        Ok(self.named.as_ref().is_some_and(|(name, _)| name == graph_name))
    }

    fn internalize_term(&self, term: oxrdf::Term) -> Result<ViewTerm, Infallible> {
        Ok(self.find(term))
    }

    fn externalize_term(&self, term: ViewTerm) -> Result<oxrdf::Term, Infallible> {
        Ok(self.text(&term))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use spareval::{QueryEvaluator, QueryResults};
    use spargebra::SparqlParser;

    use super::*;
    use crate::{GraphBuilder, Position};

    /// A term for a small number: IRIs, blank nodes and literals, the same for every graph.
    fn intern(builder: &mut GraphBuilder, number: u8) -> TermId {
        let text = number.to_string();
        match number % 3 {
            0 => builder.iri(&format!("urn:{text}")),
            1 => builder.term(Term::BlankNode(&text)),
            _ => builder.string_literal(&text),
        }
    }

    fn graph(triples: &[(u8, u8, u8)]) -> Graph {
        let mut builder = GraphBuilder::new();
        for (s, p, o) in triples {
            let predicate = builder.iri(&format!("urn:{}", p * 3));
            let triple = Triple::new(intern(&mut builder, *s), predicate, intern(&mut builder, *o));
            builder.push(triple, Position::UNKNOWN);
        }
        builder.finish()
    }

    /// All triples as text, as the view spells them.
    fn scan(graph: &Graph, prefix: &str) -> BTreeSet<[String; 3]> {
        let text = |id| match graph.term(id) {
            Term::BlankNode(label) => format!("_:{prefix}{label}"),
            term => term.to_string(),
        };
        let triple = |triple: &Triple| [triple.subject, triple.predicate, triple.object].map(text);
        graph.triples().iter().map(triple).collect()
    }

    /// As [`QueryableDataset`] has it.
    type WhichGraph<'a> = Option<Option<&'a ViewTerm>>;

    fn found(
        view: &GraphView<'_>,
        pattern: &[Option<ViewTerm>; 3],
        graph: &WhichGraph<'_>,
    ) -> Vec<[String; 3]> {
        let [s, p, o] = pattern;
        let mut found: Vec<[String; 3]> = view
            .internal_quads_for_pattern(s.as_ref(), p.as_ref(), o.as_ref(), *graph)
            .map(|quad| {
                let InternalQuad {
                    subject,
                    predicate,
                    object,
                    ..
                } = quad.unwrap();
                [subject, predicate, object].map(|term| view.text(&term).to_string())
            })
            .collect();
        found.sort();
        found
    }

    proptest! {
        #[test]
        fn every_pattern_is_answered_like_a_scan(
            default in prop::collection::vec((0u8..6, 0u8..3, 0u8..6), 0..30),
            named in prop::collection::vec((0u8..6, 0u8..3, 0u8..6), 0..30),
        ) {
            let (default, named) = (graph(&default), graph(&named));
            let view = GraphView::new(&default).with_named_graph("urn:name", &named);
            let name = view.find(Term::Iri("urn:name").to_oxrdf());
            let graphs = [
                (scan(&default, GraphView::DEFAULT), Some(None)),
                (scan(&named, GraphView::NAMED), Some(Some(&name))),
                (scan(&named, GraphView::NAMED), None),
            ];
            let mut texts: BTreeSet<String> = graphs.iter().flat_map(|(all, _)| all.iter().flatten().cloned()).collect();
            texts.insert("<urn:unknown>".to_owned());
            let terms: Vec<Option<ViewTerm>> = texts
                .iter()
                .map(|text| Some(view.find(text.parse().unwrap())))
                .chain([None])
                .collect();
            let texts: Vec<Option<&String>> = texts.iter().map(Some).chain([None]).collect();
            for (all, graph_name) in graphs {
                for s in 0..terms.len() {
                    for p in 0..terms.len() {
                        for o in 0..terms.len() {
                            let wanted = [texts[s], texts[p], texts[o]];
                            let expected: Vec<[String; 3]> = all
                                .iter()
                                .filter(|triple| {
                                    triple.iter().zip(wanted).all(|(text, wanted)| wanted.is_none_or(|wanted| wanted == text))
                                })
                                .cloned()
                                .collect();
                            let pattern = [terms[s].clone(), terms[p].clone(), terms[o].clone()];
                            prop_assert_eq!(found(&view, &pattern, &graph_name), expected);
                        }
                    }
                }
            }
        }

        #[test]
        fn a_term_is_found_by_its_text(triples in prop::collection::vec((0u8..9, 0u8..3, 0u8..9), 0..20)) {
            let (default, named) = (graph(&triples), graph(&[(1, 1, 1), (4, 2, 20)]));
            let view = GraphView::new(&default).with_named_graph("urn:name", &named);
            let ids = default.dictionary().ids().map(ViewTerm::Default);
            let ids = ids.chain(named.dictionary().ids().map(|id| view.of_named(&named, id)));
            for term in ids {
                prop_assert_eq!(view.find(view.text(&term)), term);
            }
        }
    }

    fn ask(query: &str, view: &GraphView<'_>) -> bool {
        let query = SparqlParser::new().parse_query(query).unwrap();
        let evaluator = QueryEvaluator::new();
        let answer = evaluator.prepare(&query).execute(view.clone()).unwrap();
        matches!(answer, QueryResults::Boolean(true))
    }

    #[test]
    fn queries_join_both_graphs() {
        // 3 is an IRI, 4 a blank node, 5 a literal.
        let (default, named) = (graph(&[(3, 1, 5), (4, 1, 5)]), graph(&[(3, 2, 5), (4, 2, 3)]));
        let view = GraphView::new(&default).with_named_graph("urn:name", &named);
        for (query, expected) in [
            ("ASK { ?s <urn:3> ?o GRAPH <urn:name> { ?s <urn:6> ?o } }", true),
            (
                "ASK { ?s <urn:3> ?o FILTER(isBlank(?s)) GRAPH <urn:name> { ?s ?p ?q } }",
                false,
            ),
            (
                "ASK { GRAPH ?g { ?s <urn:6> <urn:3> } FILTER(isBlank(?s) && ?g = <urn:name>) }",
                true,
            ),
            ("ASK { GRAPH <urn:other> { ?s ?p ?o } }", false),
            ("ASK { ?s <urn:6> ?o }", false),
            ("ASK { <urn:3> <urn:3>+ '5' }", true),
        ] {
            assert_eq!(ask(query, &view), expected, "{query}");
        }
    }

    #[test]
    fn an_iri_stands_for_a_blank_node() {
        let default = graph(&[(4, 1, 5)]);
        let view = GraphView::new(&default);
        let node = GraphView::pattern_constant("default.4");
        let expected = ViewTerm::Default(default.dictionary().get(Term::BlankNode("4")).unwrap());
        assert_eq!(view.find(node.into()), expected);
        let unknown = view.text(&view.find(GraphView::pattern_constant("default.9").into()));
        assert_eq!(unknown.to_string(), "_:default.9");
    }
}
