//! Active contexts and term definitions: what the keys and IRIs of a part of the document mean.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use kolophon_graph::TermId;
use oxiri::{Iri, IriRef};
use rustc_hash::FxHashMap;

use super::json::Value;
use super::keyword::{Keyword, has_keyword_form};
use super::number::canonical_json;
use super::well_known;

/// An [active context](https://www.w3.org/TR/json-ld11-api/#dfn-active-context).
///
/// A context that adds to another is a layer upon it, so that a context on every node costs no copy of all terms.
#[derive(Debug, Default)]
pub(super) struct Context<'a> {
    /// The layer below; its terms hold unless this layer says otherwise.
    below: Option<Rc<Self>>,
    /// The number of layers below.
    layers: usize,
    /// `None` takes the term of the layer below away.
    terms: FxHashMap<&'a str, Option<Rc<TermDefinition<'a>>>>,
    pub(super) base: Option<Rc<Iri<String>>>,
    pub(super) vocabulary: Option<Rc<str>>,
    pub(super) language: Option<Rc<str>>,
    /// What nodes further inside go back to, because this context holds for one node only.
    pub(super) previous: Option<Rc<Self>>,
    /// Whether a context is missing here because it would have to be fetched.
    pub(super) incomplete: bool,
    /// What each key that was met means.
    pub(super) keys: RefCell<FxHashMap<&'a str, Key<'a>>>,
}

/// What a key of a node object means.
#[derive(Clone, Debug)]
pub(super) enum Key<'a> {
    /// Nothing: no context maps it to an IRI.
    Unmapped,
    Keyword(Keyword),
    Property(Property<'a>),
}

/// A key that stands for a property.
#[derive(Clone, Debug)]
pub(super) struct Property<'a> {
    /// The predicate; `None` if the key expands to a blank node.
    pub(super) predicate: Option<TermId>,
    /// The predicate as text, if it is no valid IRI.
    pub(super) invalid: Option<Rc<str>>,
    pub(super) definition: Option<Rc<TermDefinition<'a>>>,
}

/// A [term definition](https://www.w3.org/TR/json-ld11-api/#dfn-term-definition).
#[derive(Debug)]
pub(super) struct TermDefinition<'a> {
    pub(super) mapping: Mapping,
    pub(super) is_prefix: bool,
    pub(super) is_protected: bool,
    pub(super) is_reverse: bool,
    pub(super) container: Container,
    pub(super) coercion: Option<Coercion>,
    pub(super) language: TermLanguage,
    pub(super) direction: Option<&'static str>,
    /// The property that the keys of an index map are values of.
    pub(super) index: Option<&'a str>,
    pub(super) nest: Option<&'a str>,
    /// The context that holds inside the values of the property, or inside nodes of the type.
    pub(super) scoped: Option<&'a Value<'a>>,
}

/// What a term expands to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mapping {
    Null,
    Keyword(Keyword),
    Iri(Rc<str>),
}

/// What a term makes of strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Coercion {
    Id,
    Vocabulary,
    Json,
    None,
    Datatype(Rc<str>),
}

/// The language of a term's strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum TermLanguage {
    /// The context's.
    #[default]
    Inherited,
    /// None, whatever the context says.
    Without,
    Tag(Rc<str>),
}

/// A set of `@container` keywords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Container(u8);

impl Container {
    pub(super) const GRAPH: Self = Self(1);
    pub(super) const ID: Self = Self(2);
    pub(super) const INDEX: Self = Self(4);
    pub(super) const LANGUAGE: Self = Self(8);
    pub(super) const LIST: Self = Self(16);
    pub(super) const SET: Self = Self(32);
    pub(super) const TYPE: Self = Self(64);

    /// The container that a keyword names.
    pub(super) fn of(keyword: Keyword) -> Option<Self> {
        match keyword {
            Keyword::Graph => Some(Self::GRAPH),
            Keyword::Id => Some(Self::ID),
            Keyword::Index => Some(Self::INDEX),
            Keyword::Language => Some(Self::LANGUAGE),
            Keyword::List => Some(Self::LIST),
            Keyword::Set => Some(Self::SET),
            Keyword::Type => Some(Self::TYPE),
            _ => None,
        }
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether one of `others` is among them.
    pub(super) fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether the [combination](https://www.w3.org/TR/json-ld11-api/#create-term-definition) means something:
    /// one keyword; `@graph` with `@id` or `@index`; `@set` with any of these but not `@list`.
    pub(super) fn is_valid(self) -> bool {
        let map = self.without(Self::SET);
        matches!(
            map,
            Self(0) | Self::GRAPH | Self::ID | Self::INDEX | Self::LANGUAGE | Self::TYPE
        ) || self == Self::LIST
            || map == Self::GRAPH.with(Self::ID)
            || map == Self::GRAPH.with(Self::INDEX)
    }
}

impl TermDefinition<'_> {
    /// Whether both mean the same; being protected does not count.
    pub(super) fn means_the_same(&self, other: &Self) -> bool {
        let scoped = |definition: &Self| definition.scoped.map(canonical_json);
        self.mapping == other.mapping
            && self.is_prefix == other.is_prefix
            && self.is_reverse == other.is_reverse
            && self.container == other.container
            && self.coercion == other.coercion
            && self.language == other.language
            && self.direction == other.direction
            && self.index == other.index
            && self.nest == other.nest
            && scoped(self) == scoped(other)
    }
}

/// What an IRI that is no compact IRI is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RelativeTo {
    Vocabulary,
    Document,
    VocabularyThenDocument,
}

/// What a string expands to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expansion<'s> {
    Null,
    Keyword(Keyword),
    /// An IRI or blank node, or still a relative reference when nothing resolves it.
    Iri(Cow<'s, str>),
}

/// Layers above this number are melted into one, so that look-ups stay quick.
const MOST_LAYERS: usize = 32;

impl<'a> Context<'a> {
    /// The context outside of all contexts.
    pub(super) fn initial(base: Option<Rc<Iri<String>>>) -> Self {
        Self {
            base,
            ..Self::default()
        }
    }

    /// A new layer that as yet changes nothing.
    pub(super) fn layer_upon(below: &Rc<Self>) -> Self {
        let mut layer = Self {
            base: below.base.clone(),
            vocabulary: below.vocabulary.clone(),
            language: below.language.clone(),
            previous: below.previous.clone(),
            incomplete: below.incomplete,
            ..Self::default()
        };
        if below.layers < MOST_LAYERS {
            layer.layers = below.layers + 1;
            layer.below = Some(Rc::clone(below));
        } else {
            let mut stack: Vec<&Self> = below.all_layers().collect();
            while let Some(lowest) = stack.pop() {
                let terms = lowest.terms.iter();
                layer
                    .terms
                    .extend(terms.map(|(term, definition)| (*term, definition.clone())));
            }
        }
        layer
    }

    /// This layer and those below it.
    fn all_layers(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |layer| layer.below.as_deref())
    }

    /// The definition of a term.
    pub(super) fn term(&self, term: &str) -> Option<&Rc<TermDefinition<'a>>> {
        self.all_layers()
            .find_map(|layer| layer.terms.get(term))
            .and_then(Option::as_ref)
    }

    /// Defines a term, or takes its definition away.
    pub(super) fn set_term(&mut self, term: &'a str, definition: Option<Rc<TermDefinition<'a>>>) {
        self.terms.insert(term, definition);
    }

    /// Takes the definition of a term away and hands it out.
    pub(super) fn take_term(&mut self, term: &'a str) -> Option<Rc<TermDefinition<'a>>> {
        let definition = self.term(term).cloned();
        self.terms.insert(term, None);
        definition
    }

    /// Whether a term may not be redefined.
    pub(super) fn has_protected_terms(&self) -> bool {
        let mut terms = self.all_layers().flat_map(|layer| layer.terms.keys());
        terms.any(|term| self.term(term).is_some_and(|definition| definition.is_protected))
    }

    /// [IRI expansion](https://www.w3.org/TR/json-ld11-api/#iri-expansion). Terms that `value` needs are defined
    /// before, if a context is being processed.
    pub(super) fn expand<'s>(&self, value: &'s str, relative_to: RelativeTo) -> Expansion<'s> {
        if value.starts_with('@') {
            if let Some(keyword) = Keyword::of(value) {
                return Expansion::Keyword(keyword);
            }
            if has_keyword_form(value) {
                return Expansion::Null;
            }
        }
        let colon = value.find(':').filter(|at| *at > 0);
        // A term with a colon is never the alias of a keyword, so most IRIs need no look-up.
        if (colon.is_none() || relative_to != RelativeTo::Document)
            && let Some(definition) = self.term(value)
        {
            match &definition.mapping {
                Mapping::Keyword(keyword) => return Expansion::Keyword(*keyword),
                Mapping::Iri(iri) if relative_to != RelativeTo::Document => {
                    return Expansion::Iri(Cow::Owned(iri.as_ref().to_owned()));
                }
                Mapping::Null if relative_to != RelativeTo::Document => return Expansion::Null,
                Mapping::Iri(_) | Mapping::Null => {}
            }
        }
        if let Some(colon) = colon {
            let (prefix, name) = (&value[..colon], &value[colon + 1..]);
            if prefix == "_" || name.starts_with("//") {
                return Expansion::Iri(Cow::Borrowed(value));
            }
            if let Some(namespace) = self.namespace(prefix) {
                return Expansion::Iri(Cow::Owned(format!("{namespace}{name}")));
            }
            if is_scheme(prefix) {
                return Expansion::Iri(Cow::Borrowed(value));
            }
        }
        if relative_to != RelativeTo::Document
            && let Some(vocabulary) = &self.vocabulary
        {
            return Expansion::Iri(Cow::Owned(format!("{vocabulary}{value}")));
        }
        if relative_to != RelativeTo::Vocabulary
            && let Some(base) = &self.base
        {
            return Expansion::Iri(Cow::Owned(resolve(base, value)));
        }
        Expansion::Iri(Cow::Borrowed(value))
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        match self.term(prefix) {
            Some(definition) => match &definition.mapping {
                Mapping::Iri(iri) if definition.is_prefix => Some(iri),
                _ => None,
            },
            None if self.incomplete => well_known::namespace(prefix),
            None => None,
        }
    }
}

/// Whether a text has the form of an IRI: it starts with a scheme and a colon.
pub(super) fn is_absolute(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// Whether a text names a blank node.
pub(super) fn is_blank_node(text: &str) -> bool {
    text.starts_with("_:")
}

/// Resolves a reference, valid or not.
pub(super) fn resolve(base: &Iri<String>, reference: &str) -> String {
    let mut resolved = String::with_capacity(base.as_str().len() + reference.len());
    base.resolve_into_unchecked(&IriRef::parse_unchecked(reference), &mut resolved);
    resolved
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}
