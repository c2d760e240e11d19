//! A Turtle token, read by the strict parser in a document of its own.

use std::collections::HashMap;

use kolophon_graph::{Position, Span, Term, TermId, Triple};
use oxiri::Iri;

use super::{RDF, Reader, Verdict, bases};

pub(super) struct Checker<'a> {
    reader: &'a Reader<'a>,
    prologue: String,
    bases: Vec<Iri<String>>,
    known: HashMap<String, Vec<oxrdf::Term>>,
    labels: HashMap<String, TermId>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(reader: &'a Reader<'a>) -> Self {
        let mut prologue = String::new();
        for (prefix, namespace) in &reader.reading.prefixes {
            prologue.extend(["@prefix ", prefix, ": <", namespace, "> .\n"]);
        }
        let words: Vec<&str> = reader.text.split_ascii_whitespace().collect();
        let declared = words
            .windows(2)
            .filter(|pair| pair[0].trim_start_matches('@').eq_ignore_ascii_case("base"))
            .filter_map(|pair| pair[1].strip_prefix('<')?.split('>').next());
        Self {
            bases: bases(declared),
            reader,
            prologue,
            known: HashMap::new(),
            labels: HashMap::new(),
        }
    }

    pub(super) fn check(&mut self, triple: Triple, position: Position) -> Verdict {
        if self.reader.is_link_to_next_element(triple, position) {
            return Verdict::Same;
        }
        let verdict = self.check_term(triple.object, position.object);
        // Predicates of collections stand where the element or the bracket does.
        let is_list = position.predicate == position.object;
        if verdict != Verdict::Same || is_list {
            return verdict;
        }
        self.check_term(triple.predicate, position.predicate)
    }

    fn check_term(&mut self, id: TermId, span: Span) -> Verdict {
        let Some(token) = self.reader.slice(span) else {
            return Verdict::Wrong;
        };
        let term = self.reader.graph.term(id);
        let same = match (token, term) {
            ("[" | "(", Term::BlankNode(_)) => true,
            ("(" | ")", Term::Iri(iri)) => iri == format!("{RDF}nil"),
            ("a", Term::Iri(iri)) => iri == format!("{RDF}type"),
            (label, Term::BlankNode(_)) if label.starts_with("_:") => {
                *self.labels.entry(label.to_owned()).or_insert(id) == id
            }
            (token, term) => {
                let expected = term.to_oxrdf();
                self.terms(token).contains(&expected)
            }
        };
        if same {
            Verdict::Same
        } else if self.reader.is_reported(span) {
            Verdict::Excepted("reported as wrong")
        } else {
            Verdict::Wrong
        }
    }

    /// What the token can mean, one term for each base.
    fn terms(&mut self, token: &str) -> &[oxrdf::Term] {
        if !self.known.contains_key(token) {
            let text = format!("{}<urn:s> <urn:p> {token} .", self.prologue);
            let terms = self
                .bases
                .iter()
                .filter_map(|base| {
                    let parser = oxttl::TurtleParser::new().with_base_iri(base.as_str()).ok()?;
                    let triple = parser.for_slice(&text).next()?.ok()?;
                    Some(triple.object)
                })
                .collect();
            self.known.insert(token.to_owned(), terms);
        }
        &self.known[token]
    }
}
