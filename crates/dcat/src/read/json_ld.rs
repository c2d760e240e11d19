//! [JSON-LD 1.1](https://www.w3.org/TR/json-ld11-api/) into the builder, with the place of every token.
//!
//! The text becomes a JSON tree whose values know their place ([`json`]); contexts are processed as the API says
//! ([`process`], [`term_definition`]); expansion, node map and conversion to RDF are one walk over the tree
//! ([`expand`], [`maps`], [`node`], [`literal`]) that pushes triples as it meets them.
//!
//! # Positions
//! | triple | subject | predicate | object |
//! |---|---|---|---|
//! | of a property | the node's `@id` string, else its `{` | the key | the string, number or boolean (of a value object the one of `@value`), the `@id` string of a node, else its `{` |
//! | `rdf:type` | the same | the `@type` key or its alias | the type's string |
//! | from a language, id, type or index map | the same | the property's key | the value in the map |
//! | what the map's own key says (`@id`, type, index property) | the value in the map | the property's key | the map's key |
//! | of a property with a list | the same | the key | the list's `[`, or the `{` of its list object |
//! | `rdf:first` | the list's `[` or `{` | the property's key | the element |
//! | `rdf:rest` | the list's `[` or `{` | the property's key | the next element, at the end the list's `[` or `{` |
//! | of a reverse property | as a property of the node in the value: that node's token | the key | the token of the node around |
//!
//! In an id map the map's key stands for the `@id` string. The token of an array or object is its opening bracket alone.
//!
//! # Tolerance
//! Only text that is not JSON ends the reading. What the API calls an error is reported with its code, and the value
//! in question is passed over. The API itself passes over some things without a word; these are reported too, because
//! a person meant something by them: keys no context knows and keywords out of
//! place ([`SyntaxIssueKind::UnmappedTerm`], each key once), values
//! that belong to no property, blank nodes as properties, repeated keys of one object (both values count), and a
//! document without any node object.
//!
//! Contexts are never fetched. Below a [remote context](SyntaxIssueKind::RemoteContext) the
//! [usual prefixes](well_known) hold, and keys that nothing maps are not reported one by one. Where no context defines
//! such a prefix and none is missing, its use is an [undefined prefix](SyntaxIssueKind::UndefinedPrefix), each once.
//! Named graphs are joined. Base directions are checked and dropped, as RDF 1.1 has none.

mod code;
mod context;
mod expand;
mod json;
mod keyword;
mod literal;
mod maps;
mod node;
mod number;
mod process;
mod property;
mod term_definition;
mod well_known;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use kolophon_graph::{GraphBuilder, Position, SourceId, Span, TermId, Triple};
use oxiri::Iri;
use rustc_hash::{FxHashMap, FxHashSet};

use self::context::{Context, Key};
use self::expand::{Item, Slot};
use self::json::{Kind, Value};
use self::process::Processed;
use super::{Input, Stop, SyntaxIssueKind};
use crate::vocab::rdf;

/// Reads a JSON-LD document.
///
/// # Errors
/// When the text is no JSON, at its first wrong character.
pub(super) fn read(input: &mut Input<'_>) -> Result<(), Stop> {
    let mut issues = Vec::new();
    let document = json::parse(input.text, &mut issues)?;
    let mut reader = Reader::new(input.text, input.base, input.source, input.builder, issues);
    reader.read_document(&document);
    let Reader {
        mut issues,
        mut prefixes,
        ..
    } = reader;
    // A context that is used in many places says only once what is wrong with it.
    let mut reported = FxHashSet::default();
    issues.retain(|issue| reported.insert(issue.clone()));
    for (kind, span) in issues {
        input.report(kind, span);
    }
    prefixes.sort();
    let mut declared = FxHashSet::default();
    for (_, prefix, iri) in prefixes {
        let prefix = (prefix, iri);
        if declared.insert(prefix.clone()) {
            input.prefixes.push(prefix);
        }
    }
    Ok(())
}

/// Walks over the JSON tree and pushes triples.
struct Reader<'a, 'b> {
    text: &'a str,
    source: SourceId,
    builder: &'b mut GraphBuilder,
    /// The base IRI of the document, which a `null` context goes back to.
    base: Option<Rc<Iri<String>>>,
    issues: Vec<(SyntaxIssueKind, Span)>,
    /// Prefixes with the place of their term.
    prefixes: Vec<(Span, String, String)>,
    processed: Processed<'a>,
    /// How many definitions of terms wait for each other.
    chain: usize,
    /// What the keys mean of the objects that are being read, the innermost object last.
    keys: Vec<Key<'a>>,
    /// What the values amount to that are being read, the innermost last.
    items: Vec<Item>,
    /// The `@index` of each node that has one.
    indexes: FxHashMap<TermId, &'a str>,
    unmapped: FxHashSet<&'a str>,
    undefined_prefixes: FxHashSet<String>,
    /// Language tags that are known to be well-formed.
    languages: FxHashSet<String>,
    odd_blank_nodes: FxHashMap<String, TermId>,
    /// Whether any key was a keyword or a property.
    met_json_ld: bool,
    terms: RdfTerms,
}

/// The predicates that syntax stands for.
#[derive(Clone, Copy)]
struct RdfTerms {
    r#type: TermId,
    first: TermId,
    rest: TermId,
    nil: TermId,
}

/// A term and the characters that spell it.
#[derive(Clone, Copy, Debug)]
struct Placed {
    term: TermId,
    token: Span,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(
        text: &'a str,
        base: &str,
        source: SourceId,
        builder: &'b mut GraphBuilder,
        issues: Vec<(SyntaxIssueKind, Span)>,
    ) -> Self {
        let terms = RdfTerms {
            r#type: builder.iri(rdf::TYPE),
            first: builder.iri(rdf::FIRST),
            rest: builder.iri(rdf::REST),
            nil: builder.iri(rdf::NIL),
        };
        Self {
            text,
            source,
            builder,
            base: Iri::parse(base.to_owned()).ok().map(Rc::new),
            issues,
            prefixes: Vec::new(),
            processed: Processed::default(),
            chain: 0,
            keys: Vec::new(),
            items: Vec::new(),
            indexes: FxHashMap::default(),
            unmapped: FxHashSet::default(),
            undefined_prefixes: FxHashSet::default(),
            languages: FxHashSet::default(),
            odd_blank_nodes: FxHashMap::default(),
            met_json_ld: false,
            terms,
        }
    }

    fn read_document(&mut self, document: &'a Value<'a>) {
        let context = Rc::new(Context::initial(self.base.clone()));
        self.expand(&context, Slot::DOCUMENT, document);
        if !self.met_json_ld {
            // It is some other JSON: one sentence says so, instead of one for every key.
            self.issues.retain(|(kind, _)| {
                !matches!(
                    kind,
                    SyntaxIssueKind::UnmappedTerm { .. }
                        | SyntaxIssueKind::InvalidJsonLd {
                            code: code::FREE_FLOATING_VALUE
                        }
                )
            });
            self.report_code(code::NO_NODE_OBJECT, document.token());
        }
    }

    fn push(&mut self, subject: Placed, predicate: Placed, object: Placed) {
        let triple = Triple::new(subject.term, predicate.term, object.term);
        let position = Position {
            source: self.source,
            subject: subject.token,
            predicate: predicate.token,
            object: object.token,
        };
        self.builder.push(triple, position);
    }

    fn report(&mut self, kind: SyntaxIssueKind, span: Span) {
        self.issues.push((kind, span));
    }

    fn report_code(&mut self, code: &'static str, span: Span) {
        self.report(SyntaxIssueKind::InvalidJsonLd { code }, span);
    }

    /// Reports a value that belongs to no property.
    fn report_free_floating(&mut self, value: &Value<'_>) {
        if !matches!(value.kind, Kind::Null) {
            self.report_code(code::FREE_FLOATING_VALUE, value.token());
        }
    }
}
