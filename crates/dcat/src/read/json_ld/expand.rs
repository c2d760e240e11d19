//! [Expansion](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm): what a JSON value is to the property, graph
//! or document it stands in.
//!
//! Nodes push their own triples when they are met; what is left of a value is a list of [`Item`]s, which the property
//! around links to its subject.

use std::rc::Rc;

use kolophon_graph::{Span, TermId};

use super::context::{Container, Context, Key, TermDefinition};
use super::json::{Entry, Kind, Value};
use super::keyword::Keyword;
use super::process::Role;
use super::{Placed, Reader, code};

/// One thing that a value amounts to.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// Not to be used of a list, which becomes nodes only when it is linked.
    pub(super) placed: Placed,
    /// What a list holds.
    pub(super) elements: Vec<Self>,
}

/// What sort of thing an [`Item`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    Value,
    /// A node; whether it says its own `@id`.
    Node {
        is_named: bool,
    },
    /// A graph object; whether it says its own `@id`.
    Graph {
        is_named: bool,
    },
    List,
}

impl Item {
    pub(super) fn value(term: TermId, token: Span) -> Self {
        Self::new(ItemKind::Value, Placed { term, token })
    }

    pub(super) fn node(placed: Placed, is_named: bool) -> Self {
        Self::new(ItemKind::Node { is_named }, placed)
    }

    pub(super) fn graph(placed: Placed, is_named: bool) -> Self {
        Self::new(ItemKind::Graph { is_named }, placed)
    }

    pub(super) fn list(placed: Placed, elements: Vec<Self>) -> Self {
        Self {
            kind: ItemKind::List,
            placed,
            elements,
        }
    }

    fn new(kind: ItemKind, placed: Placed) -> Self {
        Self {
            kind,
            placed,
            elements: Vec::new(),
        }
    }
}

/// What a value was, whatever number of items it gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing: `null`, or something that counts as such.
    Null,
    Single,
    /// An array or a set object.
    Array,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<'s, 'a> {
    pub(super) kind: SlotKind,
    /// The key of the property, empty if there is none.
    pub(super) key: &'a str,
    /// The definition of that key.
    pub(super) definition: Option<&'s Rc<TermDefinition<'a>>>,
    /// What a node without `@id` is called, because the key of an id map says so.
    pub(super) assigned: Option<Placed>,
}

/// The sorts of [`Slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// The document itself or a graph, where only nodes count.
    Graph,
    /// `@included`.
    Included,
    /// A property.
    Property,
    /// A property, in a map whose keys say something about the value.
    PropertyMap,
}

impl Slot<'_, '_> {
    pub(super) const DOCUMENT: Self = Self {
        kind: SlotKind::Graph,
        key: "",
        definition: None,
        assigned: None,
    };
    pub(super) const INCLUDED: Self = Self {
        kind: SlotKind::Included,
        ..Self::DOCUMENT
    };

    fn is_property(&self) -> bool {
        matches!(self.kind, SlotKind::Property | SlotKind::PropertyMap)
    }

    fn is_list(&self) -> bool {
        self.definition
            .is_some_and(|definition| definition.container.has(Container::LIST))
    }
}

impl<'a> Reader<'a, '_> {
    /// Expands a value and pushes its items.
    pub(super) fn expand(
        &mut self,
        context: &Rc<Context<'a>>,
        slot: Slot<'_, 'a>,
        value: &'a Value<'a>,
    ) -> Shape {
        match &value.kind {
            Kind::Null => Shape::Null,
            Kind::Array(elements) => {
                for element in elements {
                    self.expand_element(context, slot, element);
                }
                Shape::Array
            }
            Kind::Object(entries) => self.expand_object(context, slot, value, entries),
            Kind::Boolean(_) | Kind::Number(_) | Kind::String(_) => self.expand_scalar(context, slot, value),
        }
    }

    /// In a list, an array among the elements is a list itself.
    fn expand_element(&mut self, context: &Rc<Context<'a>>, slot: Slot<'_, 'a>, element: &'a Value<'a>) {
        let first = self.items.len();
        let shape = self.expand(context, slot, element);
        if shape == Shape::Array && slot.is_list() {
            self.wrap_in_list(first, element.token());
        }
    }

    /// Makes one list of the items from `first` on.
    pub(super) fn wrap_in_list(&mut self, first: usize, token: Span) {
        let elements = self.items.split_off(first);
        let term = self.terms.nil;
        self.items.push(Item::list(Placed { term, token }, elements));
    }

    fn expand_scalar(
        &mut self,
        context: &Rc<Context<'a>>,
        slot: Slot<'_, 'a>,
        value: &'a Value<'a>,
    ) -> Shape {
        match slot.kind {
            SlotKind::Graph => {
                self.report_free_floating(value);
                return Shape::Null;
            }
            SlotKind::Included => {
                self.report_code(code::INVALID_INCLUDED_VALUE, value.token());
                return Shape::Null;
            }
            SlotKind::Property | SlotKind::PropertyMap => {}
        }
        if let Some(scoped) = slot.definition.and_then(|definition| definition.scoped) {
            let context = self.process_context(context, scoped, Role::PropertyScoped);
            let definition = context.term(slot.key).cloned();
            return self.expand_value(&context, definition.as_deref(), value);
        }
        self.expand_value(context, slot.definition.map(Rc::as_ref), value)
    }

    fn expand_object(
        &mut self,
        outer: &Rc<Context<'a>>,
        slot: Slot<'_, 'a>,
        value: &'a Value<'a>,
        entries: &'a [Entry<'a>],
    ) -> Shape {
        let type_context = self.context_of(outer, slot, entries);
        let first = self.push_keys(&type_context, entries);
        let context = match self.types_context(&type_context, entries, first) {
            Some(context) => {
                self.keys.truncate(first);
                self.push_keys(&context, entries);
                context
            }
            None => Rc::clone(&type_context),
        };
        let shape = match self.sort_of(first) {
            ObjectSort::Value if slot.is_property() => {
                self.expand_value_object(&type_context, entries, first)
            }
            ObjectSort::List(at) if slot.is_property() => {
                self.report_other_keys(entries, first);
                self.expand_list_object(&context, slot, value, &entries[at])
            }
            ObjectSort::Set(at) => {
                self.report_other_keys(entries, first);
                let definition = context.term(slot.key).cloned();
                let slot = Slot {
                    definition: definition.as_ref(),
                    ..slot
                };
                self.expand(&context, slot, &entries[at].value);
                Shape::Array
            }
            ObjectSort::Value | ObjectSort::List(_) => {
                match slot.kind {
                    SlotKind::Included => self.report_code(code::INVALID_INCLUDED_VALUE, value.token()),
                    _ => self.report_free_floating(value),
                }
                Shape::Null
            }
            ObjectSort::LanguageOnly => Shape::Null,
            ObjectSort::Graph | ObjectSort::Node => {
                let sort = self.sort_of(first);
                let scope = NodeScope {
                    context: &context,
                    type_context: &type_context,
                    first,
                };
                let (placed, is_named) = self.expand_node(&scope, slot, value, entries);
                self.items.push(match sort {
                    ObjectSort::Graph => Item::graph(placed, is_named),
                    _ => Item::node(placed, is_named),
                });
                Shape::Single
            }
        };
        self.keys.truncate(first);
        shape
    }

    fn expand_list_object(
        &mut self,
        context: &Rc<Context<'a>>,
        slot: Slot<'_, 'a>,
        value: &'a Value<'a>,
        entry: &'a Entry<'a>,
    ) -> Shape {
        let definition = context.term(slot.key).cloned();
        let slot = Slot {
            definition: definition.as_ref(),
            assigned: None,
            ..slot
        };
        let first = self.items.len();
        self.expand(context, slot, &entry.value);
        self.wrap_in_list(first, value.token());
        Shape::Single
    }

    /// The context inside an object: the one around, without what held for the node around only, with what the
    /// property brings along, and with the object's own.
    pub(super) fn context_of(
        &mut self,
        outer: &Rc<Context<'a>>,
        slot: Slot<'_, 'a>,
        entries: &'a [Entry<'a>],
    ) -> Rc<Context<'a>> {
        let mut context = Rc::clone(outer);
        if slot.kind != SlotKind::PropertyMap
            && let Some(previous) = &outer.previous
            && !self.stays_in_context(outer, entries)
        {
            context = Rc::clone(previous);
        }
        if let Some(scoped) = slot.definition.and_then(|definition| definition.scoped) {
            context = self.process_context(&context, scoped, Role::PropertyScoped);
        }
        for entry in entries {
            if entry.key == "@context" {
                self.met_json_ld = true;
                context = self.process_context(&context, &entry.value, Role::Embedded);
            }
        }
        context
    }

    /// Whether an object is no node of its own: a value object, or nothing but a reference.
    fn stays_in_context(&mut self, context: &Context<'a>, entries: &'a [Entry<'a>]) -> bool {
        let is_keyword = |reader: &mut Self, entry, keyword| matches!(reader.key(context, entry), Key::Keyword(found) if found == keyword);
        if let [entry] = entries
            && is_keyword(self, entry, Keyword::Id)
        {
            return true;
        }
        entries
            .iter()
            .any(|entry| is_keyword(self, entry, Keyword::Value))
    }

    /// The context that the types of a node make, if they bring any along.
    fn types_context(
        &mut self,
        context: &Rc<Context<'a>>,
        entries: &'a [Entry<'a>],
        first: usize,
    ) -> Option<Rc<Context<'a>>> {
        let mut scoped: Vec<(&'a str, &'a str, &'a Value<'a>)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if matches!(self.keys[first + at], Key::Keyword(Keyword::Type)) {
                for element in entry.value.as_elements() {
                    if let Some(name) = element.as_str()
                        && let Some(local) = context.term(name).and_then(|definition| definition.scoped)
                    {
                        scoped.push((&entry.key, name, local));
                    }
                }
            }
        }
        scoped.sort_by_key(|(key, name, _)| (*key, *name));
        let mut result = None;
        for (_, _, local) in scoped {
            let active = result.as_ref().unwrap_or(context);
            result = Some(self.process_context(active, local, Role::TypeScoped));
        }
        result
    }

    /// What sort of object it is whose keys stand in `self.keys` from `first` on.
    fn sort_of(&self, first: usize) -> ObjectSort {
        let (mut has_graph, mut has_language, mut has_more) = (false, false, false);
        let mut container = None;
        for (at, key) in self.keys[first..].iter().enumerate() {
            match key {
                Key::Keyword(Keyword::Value) => return ObjectSort::Value,
                Key::Keyword(Keyword::List) => container = Some(ObjectSort::List(at)),
                Key::Keyword(Keyword::Set) => container = container.or(Some(ObjectSort::Set(at))),
                Key::Keyword(Keyword::Graph) => has_graph = true,
                Key::Keyword(Keyword::Language) => has_language = true,
                Key::Keyword(Keyword::Context | Keyword::Id | Keyword::Index) | Key::Unmapped => {}
                Key::Keyword(_) | Key::Property(_) => has_more = true,
            }
        }
        let has_name = self.keys[first..]
            .iter()
            .any(|key| matches!(key, Key::Keyword(Keyword::Id | Keyword::Index)));
        match container {
            Some(sort) => sort,
            None if has_graph && !has_more && !has_language => ObjectSort::Graph,
            None if has_language && !has_more && !has_graph && !has_name => ObjectSort::LanguageOnly,
            None => ObjectSort::Node,
        }
    }

    /// Reports what a list or set object may not have beside its elements.
    fn report_other_keys(&mut self, entries: &'a [Entry<'a>], first: usize) {
        let mut has_elements = false;
        for (at, entry) in entries.iter().enumerate() {
            match &self.keys[first + at] {
                Key::Keyword(Keyword::Index) => self.check_index(Some(entry)),
                Key::Keyword(Keyword::Context) | Key::Unmapped => {}
                Key::Keyword(Keyword::List | Keyword::Set) if !has_elements => has_elements = true,
                Key::Keyword(_) | Key::Property(_) => {
                    self.report_code(code::INVALID_SET_OR_LIST_OBJECT, entry.key_span);
                }
            }
        }
    }
}

/// The contexts of a node, and where its keys lie in [`Reader::keys`].
#[derive(Clone, Copy)]
pub(super) struct NodeScope<'s, 'a> {
    pub(super) context: &'s Rc<Context<'a>>,
    /// The context as it is before the node's types change it; types themselves are read in it.
    pub(super) type_context: &'s Rc<Context<'a>>,
    pub(super) first: usize,
}

/// The sorts of objects; lists and sets with the number of the entry that holds the elements.
enum ObjectSort {
    Value,
    List(usize),
    Set(usize),
    Graph,
    Node,
    /// Nothing but `@language`, which counts as nothing.
    LanguageOnly,
}
