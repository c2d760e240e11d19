//! Values whose keys say something: language, index, id and type maps
//! (steps 13.7 and 13.8 of the [expansion algorithm](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)).

use std::rc::Rc;

use super::context::{Container, Context, Expansion, RelativeTo, TermDefinition};
use super::expand::{Item, ItemKind, Slot, SlotKind};
use super::json::{Entry, Kind};
use super::keyword::Keyword;
use super::process::Role;
use super::{Placed, Reader, code};

impl<'a> Reader<'a, '_> {
    /// Pushes the literals of a language map.
    pub(super) fn expand_language_map(&mut self, context: &Context<'a>, entries: &'a [Entry<'a>]) {
        for entry in entries {
            let has_language = !is_none(context, &entry.key);
            if has_language && entry.value.as_elements().iter().any(|value| !value.is_null()) {
                self.check_language(&entry.key, entry.key_span);
            }
            for value in entry.value.as_elements() {
                let term = match &value.kind {
                    Kind::Null => continue,
                    Kind::String(text) if has_language => self.builder.language_literal(text, &entry.key),
                    Kind::String(text) => self.builder.string_literal(text),
                    _ => {
                        self.report_code(code::INVALID_LANGUAGE_MAP_VALUE, value.token());
                        continue;
                    }
                };
                self.items.push(Item::value(term, value.token()));
            }
        }
    }

    /// Pushes the items of an index, id or type map, and the triples that its keys make.
    pub(super) fn expand_map(
        &mut self,
        context: &Rc<Context<'a>>,
        definition: &Rc<TermDefinition<'a>>,
        property: &'a Entry<'a>,
        entries: &'a [Entry<'a>],
    ) {
        let container = definition.container;
        let is_id_or_type = container.has(Container::ID.with(Container::TYPE));
        let outer = match &context.previous {
            Some(previous) if is_id_or_type => previous,
            _ => context,
        };
        for entry in entries {
            let map_context = match outer.term(&entry.key).and_then(|term| term.scoped) {
                Some(scoped) if container.has(Container::TYPE) => {
                    self.process_context(outer, scoped, Role::TypeScoped)
                }
                _ => Rc::clone(if container.has(Container::TYPE) {
                    outer
                } else {
                    context
                }),
            };
            let says_something = !is_none(context, &entry.key);
            let assigned = if container.has(Container::ID) && says_something {
                self.map_id(context, entry)
            } else {
                None
            };
            let map_definition = map_context.term(&property.key).cloned();
            let slot = Slot {
                kind: SlotKind::PropertyMap,
                key: &property.key,
                definition: map_definition.as_ref(),
                assigned: assigned.filter(|_| !container.has(Container::GRAPH)),
            };
            let first = self.items.len();
            self.expand(&map_context, slot, &entry.value);
            if container.has(Container::GRAPH) {
                self.name_graphs(first, assigned);
            }
            if !says_something {
                continue;
            }
            if container.has(Container::TYPE) {
                self.add_map_type(context, property, entry, first);
            }
            if let Some(index) = definition.index {
                self.add_index_property(context, index, property, entry, first);
            }
        }
    }

    fn map_id(&mut self, context: &Context<'a>, entry: &'a Entry<'a>) -> Option<Placed> {
        let token = entry.key_span;
        let term = self.reference(context, &entry.key, RelativeTo::Document, token);
        if term.is_none() {
            self.report_code(code::INVALID_ID_VALUE, token);
        }
        Some(Placed { term: term?, token })
    }

    /// Makes every node from `first` on a graph, and gives graphs without `@id` the one of the map's key.
    fn name_graphs(&mut self, first: usize, name: Option<Placed>) {
        for at in first..self.items.len() {
            let item = &self.items[at];
            let token = item.placed.token;
            let placed = match item.kind {
                ItemKind::Graph { is_named: true } | ItemKind::Value | ItemKind::List => continue,
                ItemKind::Graph { is_named: false } => name.unwrap_or(item.placed),
                ItemKind::Node { .. } => name.unwrap_or_else(|| Placed {
                    term: self.builder.fresh_blank_node(),
                    token,
                }),
            };
            self.items[at] = Item::graph(placed, name.is_some());
        }
    }

    /// Types the nodes from `first` on as the key of their type map says.
    fn add_map_type(
        &mut self,
        context: &Context<'a>,
        property: &'a Entry<'a>,
        entry: &'a Entry<'a>,
        first: usize,
    ) {
        let token = entry.key_span;
        let predicate = Placed {
            term: self.terms.r#type,
            token: property.key_span,
        };
        let Some(term) = self.reference(context, &entry.key, RelativeTo::VocabularyThenDocument, token)
        else {
            self.report_code(code::INVALID_TYPE_VALUE, token);
            return;
        };
        for at in first..self.items.len() {
            let Item { kind, placed, .. } = self.items[at];
            match kind {
                ItemKind::Node { .. } | ItemKind::Graph { .. } => {
                    self.push(placed, predicate, Placed { term, token });
                }
                ItemKind::Value | ItemKind::List => self.report_code(code::INVALID_TYPED_VALUE, placed.token),
            }
        }
    }

    /// Gives the nodes from `first` on the property that the keys of their index map are values of.
    fn add_index_property(
        &mut self,
        context: &Rc<Context<'a>>,
        index: &'a str,
        property: &'a Entry<'a>,
        entry: &'a Entry<'a>,
        first: usize,
    ) {
        let Expansion::Iri(iri) = context.expand(index, RelativeTo::Vocabulary) else {
            return;
        };
        let predicate = Placed {
            term: self.iri_or_blank_node(&iri, property.key_span),
            token: property.key_span,
        };
        let definition = context.term(index).cloned();
        let Some(term) = self.string_term(context, definition.as_deref(), &entry.key, entry.key_span) else {
            return;
        };
        let object = Placed {
            term,
            token: entry.key_span,
        };
        for at in first..self.items.len() {
            let Item { kind, placed, .. } = self.items[at];
            match kind {
                ItemKind::Node { .. } | ItemKind::Graph { .. } => self.push(placed, predicate, object),
                ItemKind::Value | ItemKind::List => {
                    self.report_code(code::INVALID_VALUE_OBJECT, placed.token);
                }
            }
        }
    }
}

/// Whether the key of a map says nothing: `@none` or its alias.
fn is_none(context: &Context<'_>, key: &str) -> bool {
    matches!(
        context.expand(key, RelativeTo::Vocabulary),
        Expansion::Keyword(Keyword::None)
    )
}
