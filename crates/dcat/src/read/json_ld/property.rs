//! Properties: from the items of a value to triples.

use std::rc::Rc;

use super::context::{Coercion, Container, Context, Property};
use super::expand::{Item, ItemKind, Shape, Slot, SlotKind};
use super::json::{Entry, Kind, Value};
use super::{Placed, Reader, SyntaxIssueKind, code};

/// Which way a property points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Reverse,
}

impl Direction {
    fn turned(self) -> Self {
        match self {
            Self::Forward => Self::Reverse,
            Self::Reverse => Self::Forward,
        }
    }
}

impl<'a> Reader<'a, '_> {
    /// Pushes the triples that one entry of a node makes.
    pub(super) fn expand_property(
        &mut self,
        context: &Rc<Context<'a>>,
        property: &Property<'a>,
        entry: &'a Entry<'a>,
        node: Placed,
        direction: Direction,
    ) {
        if let Some(iri) = &property.invalid {
            let iri = iri.as_ref().to_owned();
            self.report(SyntaxIssueKind::InvalidIri { iri }, entry.key_span);
        }
        let first = self.items.len();
        self.expand_property_value(context, property, entry);
        let is_reverse = property
            .definition
            .as_ref()
            .is_some_and(|definition| definition.is_reverse);
        let direction = if is_reverse { direction.turned() } else { direction };
        match property.predicate {
            Some(term) => {
                let predicate = Placed {
                    term,
                    token: entry.key_span,
                };
                self.link(node, predicate, direction, first);
            }
            // Without a predicate there is no triple; nodes in the value keep theirs.
            None => self.items.truncate(first),
        }
    }

    /// Pushes the items of a property's value, as its container wants them.
    fn expand_property_value(
        &mut self,
        context: &Rc<Context<'a>>,
        property: &Property<'a>,
        entry: &'a Entry<'a>,
    ) {
        let value = &entry.value;
        let Some(definition) = &property.definition else {
            self.expand(context, property_slot(property, entry), value);
            return;
        };
        if definition.coercion == Some(Coercion::Json) {
            let term = self.json_literal(value);
            self.items.push(Item::value(term, value.token()));
            return;
        }
        let container = definition.container;
        let first = self.items.len();
        match &value.kind {
            Kind::Object(entries) if container.has(Container::LANGUAGE) => {
                self.expand_language_map(context, entries);
            }
            Kind::Object(entries)
                if container.has(Container::INDEX.with(Container::TYPE).with(Container::ID)) =>
            {
                self.expand_map(context, definition, entry, entries);
            }
            _ => {
                let shape = self.expand(context, property_slot(property, entry), value);
                if container.has(Container::LIST) {
                    self.ensure_list(first, shape, value);
                }
                if container.without(Container::SET) == Container::GRAPH {
                    self.wrap_in_graphs(first);
                }
            }
        }
    }

    fn ensure_list(&mut self, first: usize, shape: Shape, value: &Value<'_>) {
        let is_list = matches!(&self.items[first..], [item] if item.kind == ItemKind::List);
        if shape == Shape::Array || (shape == Shape::Single && !is_list) {
            self.wrap_in_list(first, value.token());
        }
    }

    /// Makes every node from `first` on a graph of its own. The API would do the same to values and thereby lose
    /// them; they stay.
    fn wrap_in_graphs(&mut self, first: usize) {
        for at in first..self.items.len() {
            if matches!(self.items[at].kind, ItemKind::Value | ItemKind::List) {
                continue;
            }
            let term = self.builder.fresh_blank_node();
            let token = self.items[at].placed.token;
            self.items[at] = Item::graph(Placed { term, token }, false);
        }
    }

    /// Links the items from `first` on to a node.
    fn link(&mut self, node: Placed, predicate: Placed, direction: Direction, first: usize) {
        if let [item] = &self.items[first..]
            && direction == Direction::Forward
            && item.kind != ItemKind::List
        {
            let object = item.placed;
            self.push(node, predicate, object);
            self.items.truncate(first);
            return;
        }
        let items = self.items.split_off(first);
        for item in items {
            match (direction, item.kind) {
                (Direction::Forward, _) => {
                    let object = self.object(item, predicate);
                    self.push(node, predicate, object);
                }
                (Direction::Reverse, ItemKind::Node { .. } | ItemKind::Graph { .. }) => {
                    self.push(item.placed, predicate, node);
                }
                (Direction::Reverse, ItemKind::Value | ItemKind::List) => {
                    self.report_code(code::INVALID_REVERSE_PROPERTY_VALUE, item.placed.token);
                }
            }
        }
    }

    /// The term of an item; a list's nodes are pushed.
    fn object(&mut self, item: Item, predicate: Placed) -> Placed {
        if item.kind == ItemKind::List {
            self.push_list(item, predicate)
        } else {
            item.placed
        }
    }

    /// Pushes a list by [list to RDF conversion](https://www.w3.org/TR/json-ld11-api/#list-to-rdf-conversion).
    fn push_list(&mut self, list: Item, property: Placed) -> Placed {
        let opening = list.placed.token;
        let nil = Placed {
            term: self.terms.nil,
            token: opening,
        };
        let first = Placed {
            term: self.terms.first,
            token: property.token,
        };
        let rest = Placed {
            term: self.terms.rest,
            token: property.token,
        };
        let mut head = None;
        let mut last: Option<Placed> = None;
        for element in list.elements {
            let token = element.placed.token;
            let cell = Placed {
                term: self.builder.fresh_blank_node(),
                token: opening,
            };
            match last {
                Some(last) => self.push(last, rest, Placed { token, ..cell }),
                None => head = Some(cell),
            }
            let element = self.object(element, property);
            self.push(cell, first, element);
            last = Some(cell);
        }
        if let Some(last) = last {
            self.push(last, rest, nil);
        }
        head.unwrap_or(nil)
    }
}

fn property_slot<'s, 'a>(property: &'s Property<'a>, entry: &'a Entry<'a>) -> Slot<'s, 'a> {
    Slot {
        kind: SlotKind::Property,
        key: &entry.key,
        definition: property.definition.as_ref(),
        assigned: None,
    }
}
