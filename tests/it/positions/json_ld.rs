//! A place in JSON-LD: a JSON value, read with all the contexts of the document at once.

use std::collections::BTreeMap;

use kolophon_graph::{Position, Span, Term, TermId, Triple};
use oxiri::Iri;
use serde_json::Value;

use super::{RDF, Reader, Verdict, bases, means};

pub(super) struct Checker<'a> {
    reader: &'a Reader<'a>,
    /// What each term is defined as, wherever.
    terms: BTreeMap<String, Vec<String>>,
    vocabularies: Vec<String>,
    bases: Vec<Iri<String>>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(reader: &'a Reader<'a>) -> Self {
        let mut terms = BTreeMap::new();
        let document: Value =
            serde_json::from_str(reader.text.trim_start_matches('\u{feff}')).unwrap_or_default();
        collect_contexts(&document, &mut terms);
        for (prefix, namespace) in &reader.reading.prefixes {
            define(&mut terms, prefix, namespace);
        }
        let declared: Vec<String> = terms.get("@base").cloned().unwrap_or_default();
        let mut checker = Self {
            reader,
            vocabularies: Vec::new(),
            bases: bases(declared.iter().map(String::as_str)),
            terms,
        };
        let vocabularies = checker.terms.get("@vocab").cloned().unwrap_or_default();
        checker.vocabularies = vocabularies
            .iter()
            .flat_map(|name| checker.expansions(name, 0))
            .collect();
        checker
    }

    pub(super) fn check(&self, triple: Triple, position: Position) -> Verdict {
        let span = position.object;
        let token = self.reader.slice(span).unwrap_or_default();
        let same = match token.as_bytes().first() {
            Some(b'"') => self.is_string(triple.object, token),
            Some(b'{' | b'[' | b']' | b'}') => self.is_node(triple.object, span, token),
            _ => self.is_scalar(triple.object, token),
        };
        if same || self.reader.is_link_to_next_element(triple, position) {
            Verdict::Same
        } else if self.reader.is_reported(span) {
            Verdict::Excepted("reported as wrong")
        } else {
            Verdict::Wrong
        }
    }

    fn is_string(&self, object: TermId, token: &str) -> bool {
        let Ok(Value::String(string)) = serde_json::from_str(token) else {
            return false;
        };
        match self.reader.graph.term(object) {
            Term::Iri(iri) => self.names(&string, iri),
            Term::BlankNode(_) => string.starts_with("_:"),
            Term::Literal { value, .. } => value == string,
        }
    }

    fn is_scalar(&self, object: TermId, token: &str) -> bool {
        let Term::Literal { value, .. } = self.reader.graph.term(object) else {
            return false;
        };
        value == token
            || match (value.parse::<f64>(), token.parse::<f64>()) {
                (Ok(value), Ok(token)) => value.to_bits() == token.to_bits(),
                _ => false,
            }
    }

    /// A node object is the object when its `@id` names it; one without is a blank node. A list is one, too.
    fn is_node(&self, object: TermId, span: Span, token: &str) -> bool {
        match self.reader.graph.term(object) {
            Term::BlankNode(_) => true,
            Term::Iri(iri) if iri == format!("{RDF}nil") => true,
            Term::Iri(iri) => self.value_at(span).is_some_and(|value| {
                let Value::Object(members) = &value else {
                    return false;
                };
                members.iter().any(|(key, id)| {
                    let is_id = key == "@id"
                        || self
                            .terms
                            .get(key)
                            .is_some_and(|ids| ids.iter().any(|id| id == "@id"));
                    is_id && id.as_str().is_some_and(|id| self.names(id, iri))
                })
            }),
            Term::Literal { value, .. } => {
                let json: Option<Value> = serde_json::from_str(value).ok();
                json.is_some() && json == self.value_at(span).or_else(|| serde_json::from_str(token).ok())
            }
        }
    }

    fn value_at(&self, span: Span) -> Option<Value> {
        let text = &self.reader.text[span.range().start..];
        serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
    }

    fn names(&self, name: &str, iri: &str) -> bool {
        self.expansions(name, 0)
            .iter()
            .any(|expansion| means(expansion, &self.bases, iri))
            || self
                .vocabularies
                .iter()
                .any(|vocabulary| iri.strip_prefix(vocabulary.as_str()) == Some(name))
    }

    /// All that a name can mean by the contexts, itself included.
    fn expansions(&self, name: &str, depth: usize) -> Vec<String> {
        let mut found = vec![name.to_owned()];
        if depth > 4 {
            return found;
        }
        for definition in self.terms.get(name).into_iter().flatten() {
            found.extend(self.expansions(definition, depth + 1));
        }
        if let Some((prefix, local)) = name.split_once(':') {
            for definition in self.terms.get(prefix).into_iter().flatten() {
                let namespaces = self.expansions(definition, depth + 1);
                found.extend(namespaces.iter().map(|namespace| format!("{namespace}{local}")));
            }
        }
        found
    }
}

fn define(terms: &mut BTreeMap<String, Vec<String>>, term: &str, definition: &str) {
    let definitions = terms.entry(term.to_owned()).or_default();
    if term != definition && !definitions.iter().any(|known| known == definition) {
        definitions.push(definition.to_owned());
    }
}

/// Gathers the definitions of every `@context` below `value`.
fn collect_contexts(value: &Value, terms: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_contexts(value, terms)),
        Value::Object(members) => {
            for (key, value) in members {
                if key == "@context" {
                    collect_terms(value, terms);
                }
                collect_contexts(value, terms);
            }
        }
        _ => {}
    }
}

fn collect_terms(context: &Value, terms: &mut BTreeMap<String, Vec<String>>) {
    match context {
        Value::Array(contexts) => contexts.iter().for_each(|context| collect_terms(context, terms)),
        Value::Object(members) => {
            for (term, definition) in members {
                let definition = definition.get("@id").unwrap_or(definition);
                if let Some(definition) = definition.as_str() {
                    define(terms, term, definition);
                }
            }
        }
        _ => {}
    }
}
