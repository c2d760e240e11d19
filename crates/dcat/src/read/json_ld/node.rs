//! Node objects: their names, types, graphs and what else keywords say of them.

use std::rc::Rc;

use super::context::{Context, Expansion, Key, Property, RelativeTo};
use super::expand::{NodeScope, Slot};
use super::json::{Entry, Value};
use super::keyword::Keyword;
use super::process::Role;
use super::property::Direction;
use super::{Placed, Reader, SyntaxIssueKind, code};

impl<'a> Reader<'a, '_> {
    /// Pushes what every key of an object means onto `self.keys`; returns where it starts there.
    pub(super) fn push_keys(&mut self, context: &Context<'a>, entries: &'a [Entry<'a>]) -> usize {
        let first = self.keys.len();
        for entry in entries {
            let key = self.key(context, entry);
            self.keys.push(key);
        }
        first
    }

    /// What a key means.
    pub(super) fn key(&mut self, context: &Context<'a>, entry: &'a Entry<'a>) -> Key<'a> {
        if let Some(key) = context.keys.borrow().get(entry.key.as_ref()) {
            return key.clone();
        }
        let key = self.new_key(context, entry);
        context.keys.borrow_mut().insert(&entry.key, key.clone());
        key
    }

    fn new_key(&mut self, context: &Context<'a>, entry: &'a Entry<'a>) -> Key<'a> {
        match context.expand(&entry.key, RelativeTo::Vocabulary) {
            Expansion::Keyword(keyword) => {
                self.met_json_ld = true;
                Key::Keyword(keyword)
            }
            Expansion::Iri(iri) if iri.contains(':') => {
                self.met_json_ld = true;
                let definition = context.term(&entry.key).cloned();
                if iri.starts_with("_:") {
                    self.report_code(code::BLANK_NODE_AS_PROPERTY, entry.key_span);
                    return Key::Property(Property {
                        predicate: None,
                        invalid: None,
                        definition,
                    });
                }
                let issues = self.issues.len();
                let predicate = Some(self.iri_or_blank_node(&iri, entry.key_span));
                // An undefined prefix is reported here, an invalid IRI wherever the key is used.
                let is_invalid = matches!(
                    self.issues.get(issues),
                    Some((SyntaxIssueKind::InvalidIri { .. }, _))
                );
                if is_invalid {
                    self.issues.truncate(issues);
                }
                Key::Property(Property {
                    predicate,
                    invalid: is_invalid.then(|| Rc::from(iri.as_ref())),
                    definition,
                })
            }
            Expansion::Iri(_) | Expansion::Null => {
                // A term that is mapped to null is meant to be passed over.
                let is_meant = context.term(&entry.key).is_some();
                if !is_meant && !context.incomplete {
                    self.report_unmapped(entry);
                }
                Key::Unmapped
            }
        }
    }

    /// Reports a key that means nothing where it stands; each key once.
    fn report_unmapped(&mut self, entry: &'a Entry<'a>) {
        if self.unmapped.insert(&entry.key) {
            let term = entry.key.as_ref().to_owned();
            self.report(SyntaxIssueKind::UnmappedTerm { term }, entry.key_span);
        }
    }

    /// Pushes the triples of a node object; returns the node and whether it says its own `@id`.
    pub(super) fn expand_node(
        &mut self,
        scope: &NodeScope<'_, 'a>,
        slot: Slot<'_, 'a>,
        value: &'a Value<'a>,
        entries: &'a [Entry<'a>],
    ) -> (Placed, bool) {
        let own = self.own_id(scope, entries);
        let node = own.or(slot.assigned).unwrap_or_else(|| Placed {
            term: self.builder.fresh_blank_node(),
            token: value.token(),
        });
        self.expand_entries(scope, entries, node);
        (node, own.is_some())
    }

    /// The `@id` of a node; of several the first.
    fn own_id(&mut self, scope: &NodeScope<'_, 'a>, entries: &'a [Entry<'a>]) -> Option<Placed> {
        let mut own = None;
        for (at, entry) in entries.iter().enumerate() {
            if !matches!(self.keys[scope.first + at], Key::Keyword(Keyword::Id)) {
                continue;
            }
            if own.is_some() {
                self.report_code(code::COLLIDING_KEYWORDS, entry.key_span);
                continue;
            }
            own = self.id_of(scope.context, &entry.value);
        }
        own.or_else(|| self.nested_id(scope.context, entries, scope.first))
    }

    fn id_of(&mut self, context: &Context<'a>, value: &'a Value<'a>) -> Option<Placed> {
        let token = value.token();
        let term = value
            .as_str()
            .and_then(|text| self.reference(context, text, RelativeTo::Document, token));
        if term.is_none() {
            self.report_code(code::INVALID_ID_VALUE, token);
        }
        Some(Placed { term: term?, token })
    }

    /// The `@id` that stands in a `@nest` of a node.
    fn nested_id(
        &mut self,
        context: &Rc<Context<'a>>,
        entries: &'a [Entry<'a>],
        first: usize,
    ) -> Option<Placed> {
        for (at, entry) in entries.iter().enumerate() {
            if !matches!(self.keys[first + at], Key::Keyword(Keyword::Nest)) {
                continue;
            }
            let context = self.nest_context(context, entry);
            for nested in entry.value.as_elements().iter().filter_map(Value::as_object) {
                let first = self.push_keys(&context, nested);
                let id = nested
                    .iter()
                    .enumerate()
                    .find(|(at, _)| matches!(self.keys[first + at], Key::Keyword(Keyword::Id)));
                let own = match id {
                    Some((_, entry)) => self.id_of(&context, &entry.value),
                    None => self.nested_id(&context, nested, first),
                };
                self.keys.truncate(first);
                if own.is_some() {
                    return own;
                }
            }
        }
        None
    }

    /// The context inside a `@nest`.
    fn nest_context(&mut self, context: &Rc<Context<'a>>, entry: &'a Entry<'a>) -> Rc<Context<'a>> {
        match context.term(&entry.key).and_then(|definition| definition.scoped) {
            Some(scoped) => self.process_context(context, scoped, Role::PropertyScoped),
            None => Rc::clone(context),
        }
    }

    /// Pushes what the entries of a node, or of a `@nest` in it, say of the node.
    fn expand_entries(&mut self, scope: &NodeScope<'_, 'a>, entries: &'a [Entry<'a>], node: Placed) {
        for (at, entry) in entries.iter().enumerate() {
            let key = std::mem::replace(&mut self.keys[scope.first + at], Key::Unmapped);
            match key {
                Key::Unmapped => {}
                Key::Property(property) => {
                    self.expand_property(scope.context, &property, entry, node, Direction::Forward);
                }
                Key::Keyword(keyword) => self.expand_keyword(scope, keyword, entry, node),
            }
        }
    }

    fn expand_keyword(
        &mut self,
        scope: &NodeScope<'_, 'a>,
        keyword: Keyword,
        entry: &'a Entry<'a>,
        node: Placed,
    ) {
        match keyword {
            Keyword::Type => self.expand_types(scope.type_context, entry, node),
            Keyword::Graph => {
                let first = self.items.len();
                self.expand(scope.context, Slot::DOCUMENT, &entry.value);
                self.items.truncate(first);
            }
            Keyword::Included => {
                let first = self.items.len();
                self.expand(scope.context, Slot::INCLUDED, &entry.value);
                self.items.truncate(first);
            }
            Keyword::Reverse => self.expand_reverse(scope.context, entry, node),
            Keyword::Nest => self.expand_nest(scope, entry, node),
            Keyword::Index => {
                self.check_index(Some(entry));
                if let Some(index) = entry.value.as_str() {
                    self.set_index(node, index, entry);
                }
            }
            // Both were read first.
            Keyword::Id | Keyword::Context => {}
            // `@language` in a node object, say, is a mistake that many make.
            _ => self.report_unmapped(entry),
        }
    }

    /// Notes the `@index` of a node; a node has but one.
    fn set_index(&mut self, node: Placed, index: &'a str, entry: &'a Entry<'a>) {
        if *self.indexes.entry(node.term).or_insert(index) != index {
            self.report_code(code::CONFLICTING_INDEXES, entry.value.token());
        }
    }

    fn expand_types(&mut self, context: &Context<'a>, entry: &'a Entry<'a>, node: Placed) {
        let predicate = Placed {
            term: self.terms.r#type,
            token: entry.key_span,
        };
        for element in entry.value.as_elements() {
            let token = element.token();
            let term = element
                .as_str()
                .and_then(|text| self.reference(context, text, RelativeTo::VocabularyThenDocument, token));
            match term {
                Some(term) => self.push(node, predicate, Placed { term, token }),
                None => self.report_code(code::INVALID_TYPE_VALUE, token),
            }
        }
    }

    fn expand_reverse(&mut self, context: &Rc<Context<'a>>, entry: &'a Entry<'a>, node: Placed) {
        let Some(entries) = entry.value.as_object() else {
            self.report_code(code::INVALID_REVERSE_VALUE, entry.value.token());
            return;
        };
        let context = self.context_of(context, Slot::DOCUMENT, entries);
        let first = self.push_keys(&context, entries);
        for (at, entry) in entries.iter().enumerate() {
            match std::mem::replace(&mut self.keys[first + at], Key::Unmapped) {
                Key::Property(property) => {
                    self.expand_property(&context, &property, entry, node, Direction::Reverse);
                }
                Key::Unmapped | Key::Keyword(Keyword::Context) => {}
                Key::Keyword(_) => self.report_code(code::INVALID_REVERSE_PROPERTY_MAP, entry.key_span),
            }
        }
        self.keys.truncate(first);
    }

    fn expand_nest(&mut self, scope: &NodeScope<'_, 'a>, entry: &'a Entry<'a>, node: Placed) {
        let context = self.nest_context(scope.context, entry);
        for nested in entry.value.as_elements() {
            let Some(entries) = nested.as_object() else {
                self.report_code(code::INVALID_NEST_VALUE, nested.token());
                continue;
            };
            let first = self.push_keys(&context, entries);
            let is_no_node = self.keys[first..]
                .iter()
                .any(|key| matches!(key, Key::Keyword(Keyword::Value | Keyword::List | Keyword::Set)));
            if is_no_node {
                self.report_code(code::INVALID_NEST_VALUE, nested.token());
            } else {
                let scope = NodeScope {
                    context: &context,
                    first,
                    ..*scope
                };
                self.expand_entries(&scope, entries, node);
            }
            self.keys.truncate(first);
        }
    }
}
