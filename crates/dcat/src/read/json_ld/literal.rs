//! JSON values as RDF terms: [value expansion](https://www.w3.org/TR/json-ld11-api/#value-expansion), value objects,
//! and [object to RDF conversion](https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion).

use std::borrow::Cow;

use kolophon_graph::{Span, TermId};
use oxiri::Iri;

use super::super::SyntaxIssueKind;
use super::context::{
    Coercion, Context, Expansion, Key, RelativeTo, TermDefinition, TermLanguage, is_absolute, is_blank_node,
};
use super::expand::{Item, Shape};
use super::json::{Entry, Kind, Value};
use super::keyword::Keyword;
use super::number::{self, Number, canonical_json};
use super::{Placed, Reader, code, well_known};
use crate::names::is_language_tag;
use crate::vocab::{rdf, xsd};

impl<'a> Reader<'a, '_> {
    /// Pushes the item that a string, number or boolean is, as the term of its property wants it.
    pub(super) fn expand_value(
        &mut self,
        context: &Context<'a>,
        definition: Option<&TermDefinition<'a>>,
        value: &'a Value<'a>,
    ) -> Shape {
        let coercion = definition.and_then(|definition| definition.coercion.as_ref());
        let token = value.token();
        let item = match (&value.kind, coercion) {
            (Kind::String(text), Some(Coercion::Id | Coercion::Vocabulary)) => self
                .string_term(context, definition, text, token)
                .map(|term| Item::node(Placed { term, token }, true)),
            (Kind::String(text), _) => self
                .string_term(context, definition, text, token)
                .map(|term| Item::value(term, token)),
            (_, Some(Coercion::Datatype(datatype))) => {
                Some(Item::value(self.typed_literal(value, Some(datatype)), token))
            }
            _ => Some(Item::value(self.typed_literal(value, None), token)),
        };
        match item {
            Some(item) => {
                self.items.push(item);
                Shape::Single
            }
            None => Shape::Null,
        }
    }

    /// The term that a string is to a property with that definition; `None`, and reported, if it should be an IRI
    /// and is a keyword.
    pub(super) fn string_term(
        &mut self,
        context: &Context<'a>,
        definition: Option<&TermDefinition<'a>>,
        text: &str,
        token: Span,
    ) -> Option<TermId> {
        let relative_to = match definition.and_then(|definition| definition.coercion.as_ref()) {
            Some(Coercion::Id) => RelativeTo::Document,
            Some(Coercion::Vocabulary) => RelativeTo::VocabularyThenDocument,
            Some(Coercion::Datatype(datatype)) => return Some(self.builder.typed_literal(text, datatype)),
            Some(Coercion::Json | Coercion::None) | None => {
                let language = match definition.map(|definition| &definition.language) {
                    Some(TermLanguage::Tag(language)) => Some(language),
                    Some(TermLanguage::Without) => None,
                    Some(TermLanguage::Inherited) | None => context.language.as_ref(),
                };
                return Some(match language {
                    Some(language) => self.builder.language_literal(text, language),
                    None => self.builder.string_literal(text),
                });
            }
        };
        let term = self.reference(context, text, relative_to, token);
        if term.is_none() {
            self.report_code(code::INVALID_ID_VALUE, token);
        }
        term
    }

    /// The IRI or blank node that a string refers to; `None` for keywords and what looks like one.
    pub(super) fn reference(
        &mut self,
        context: &Context<'a>,
        text: &str,
        relative_to: RelativeTo,
        span: Span,
    ) -> Option<TermId> {
        match context.expand(text, relative_to) {
            Expansion::Iri(iri) => Some(self.iri_or_blank_node(&iri, span)),
            Expansion::Keyword(_) | Expansion::Null => None,
        }
    }

    /// The term for an expanded IRI or blank node identifier. An invalid IRI is reported and kept.
    pub(super) fn iri_or_blank_node(&mut self, iri: &str, span: Span) -> TermId {
        if let Some(label) = iri.strip_prefix("_:") {
            return self.blank_node(label, span);
        }
        self.check_iri(iri, span);
        self.builder.iri(iri)
    }

    /// Reports what is wrong with an IRI.
    pub(super) fn check_iri(&mut self, iri: &str, span: Span) {
        if Iri::parse(iri).is_err() {
            let iri = iri.to_owned();
            self.report(SyntaxIssueKind::InvalidIri { iri }, span);
        } else if let Some((prefix, name)) = iri.split_once(':')
            && !name.starts_with("//")
            && well_known::namespace(prefix).is_some()
            && self.undefined_prefixes.insert(prefix.to_owned())
        {
            let prefix = prefix.to_owned();
            self.report(SyntaxIssueKind::UndefinedPrefix { prefix }, span);
        }
    }

    /// A label that RDF syntaxes cannot spell is reported, and gets a node that stands for it in this document.
    fn blank_node(&mut self, label: &str, span: Span) -> TermId {
        if oxrdf::BlankNodeRef::new(label).is_ok() {
            return self.builder.blank_node(self.source, label);
        }
        let iri = format!("_:{label}");
        let term = if let Some(term) = self.odd_blank_nodes.get(label) {
            *term
        } else {
            let term = self.builder.fresh_blank_node();
            self.odd_blank_nodes.insert(label.to_owned(), term);
            term
        };
        self.report(SyntaxIssueKind::InvalidIri { iri }, span);
        term
    }

    /// Reports a language tag that is not well-formed.
    pub(super) fn check_language(&mut self, language: &str, span: Span) {
        if self.languages.contains(language) {
            return;
        }
        if is_language_tag(language) {
            self.languages.insert(language.to_owned());
        } else {
            let tag = language.to_owned();
            self.report(SyntaxIssueKind::InvalidLanguageTag { tag }, span);
        }
    }

    /// The literal of a string, number or boolean with that datatype, or the one its JSON type has.
    fn typed_literal(&mut self, value: &Value<'_>, datatype: Option<&str>) -> TermId {
        match &value.kind {
            Kind::Boolean(boolean) => {
                let text = if *boolean { "true" } else { "false" };
                self.builder.typed_literal(text, datatype.unwrap_or(xsd::BOOLEAN))
            }
            Kind::Number(written) if datatype == Some(xsd::DOUBLE) => {
                self.builder.typed_literal(&number::double(written), xsd::DOUBLE)
            }
            Kind::Number(written) => match Number::of(written) {
                Number::Integer(text) => self
                    .builder
                    .typed_literal(&text, datatype.unwrap_or(xsd::INTEGER)),
                Number::Double(text) => self.builder.typed_literal(&text, datatype.unwrap_or(xsd::DOUBLE)),
            },
            Kind::String(text) => self.builder.typed_literal(text, datatype.unwrap_or(xsd::STRING)),
            Kind::Null | Kind::Array(_) | Kind::Object(_) => self.json_literal(value),
        }
    }

    /// The `rdf:JSON` literal of any value.
    pub(super) fn json_literal(&mut self, value: &Value<'_>) -> TermId {
        self.builder.typed_literal(&canonical_json(value), rdf::JSON)
    }

    /// Pushes the item of an object with `@value`, whose keys mean what `self.keys` says from `first` on.
    pub(super) fn expand_value_object(
        &mut self,
        type_context: &Context<'a>,
        entries: &'a [Entry<'a>],
        first: usize,
    ) -> Shape {
        let mut parts = ValueObject::default();
        for (at, entry) in entries.iter().enumerate() {
            let part = match &self.keys[first + at] {
                Key::Unmapped | Key::Keyword(Keyword::Context) => continue,
                Key::Keyword(Keyword::Value) => &mut parts.value,
                Key::Keyword(Keyword::Type) => &mut parts.datatype,
                Key::Keyword(Keyword::Language) => &mut parts.language,
                Key::Keyword(Keyword::Direction) => &mut parts.direction,
                Key::Keyword(Keyword::Index) => &mut parts.index,
                Key::Keyword(_) | Key::Property(_) => {
                    self.report_code(code::INVALID_VALUE_OBJECT, entry.key_span);
                    continue;
                }
            };
            if part.is_some() {
                self.report_code(code::COLLIDING_KEYWORDS, entry.key_span);
            } else {
                *part = Some(entry);
            }
        }
        let Some(value) = parts.value.map(|entry| &entry.value) else {
            return Shape::Null;
        };
        self.check_index(parts.index);
        self.check_value_direction(parts.direction);
        let mut datatype = self.datatype(type_context, parts.datatype);
        if let (Some(datatype_entry), Some(_)) = (parts.datatype, parts.language.or(parts.direction)) {
            self.report_code(code::INVALID_VALUE_OBJECT, datatype_entry.key_span);
            datatype = None;
        }
        let language = self.value_language(parts.language, value);
        let term = match (&value.kind, datatype, language) {
            (_, Some(Datatype::Json), _) => self.json_literal(value),
            (Kind::Null, ..) => return Shape::Null,
            (Kind::Array(_) | Kind::Object(_), ..) => {
                self.report_code(code::INVALID_VALUE_OBJECT_VALUE, value.token());
                return Shape::Null;
            }
            (_, Some(Datatype::Iri(datatype)), _) => self.typed_literal(value, Some(&datatype)),
            (Kind::String(text), None, Some(language)) => self.builder.language_literal(text, language),
            (_, None, _) => self.typed_literal(value, None),
        };
        self.items.push(Item::value(term, value.token()));
        Shape::Single
    }

    fn datatype(&mut self, context: &Context<'a>, entry: Option<&'a Entry<'a>>) -> Option<Datatype<'a>> {
        let value = &entry?.value;
        let text = match &value.kind {
            Kind::String(text) => text,
            Kind::Array(elements) if elements.iter().all(|element| element.as_str().is_some()) => {
                self.report_code(code::INVALID_TYPED_VALUE, value.token());
                return None;
            }
            _ => {
                self.report_code(code::INVALID_TYPE_VALUE, value.token());
                return None;
            }
        };
        match context.expand(text, RelativeTo::VocabularyThenDocument) {
            Expansion::Keyword(Keyword::Json) => Some(Datatype::Json),
            Expansion::Iri(iri) if !is_blank_node(&iri) => {
                if is_absolute(&iri) {
                    self.check_iri(&iri, value.span);
                } else {
                    let iri = iri.clone().into_owned();
                    self.report(SyntaxIssueKind::InvalidIri { iri }, value.span);
                }
                Some(Datatype::Iri(iri))
            }
            _ => {
                self.report_code(code::INVALID_TYPED_VALUE, value.span);
                None
            }
        }
    }

    fn value_language(&mut self, entry: Option<&'a Entry<'a>>, value: &Value<'_>) -> Option<&'a str> {
        let entry = entry?;
        let Some(language) = entry.value.as_str() else {
            self.report_code(code::INVALID_LANGUAGE_TAGGED_STRING, entry.value.token());
            return None;
        };
        if value.as_str().is_none() && !value.is_null() {
            self.report_code(code::INVALID_LANGUAGE_TAGGED_VALUE, value.token());
            return None;
        }
        self.check_language(language, entry.value.span);
        Some(language)
    }

    fn check_value_direction(&mut self, entry: Option<&'a Entry<'a>>) {
        if let Some(entry) = entry
            && !matches!(entry.value.as_str(), Some("ltr" | "rtl"))
        {
            self.report_code(code::INVALID_BASE_DIRECTION, entry.value.token());
        }
    }

    /// Reports an `@index` that is no string.
    pub(super) fn check_index(&mut self, entry: Option<&'a Entry<'a>>) {
        if let Some(entry) = entry
            && entry.value.as_str().is_none()
        {
            self.report_code(code::INVALID_INDEX_VALUE, entry.value.token());
        }
    }
}

/// The entries of a value object.
#[derive(Default)]
struct ValueObject<'a> {
    value: Option<&'a Entry<'a>>,
    datatype: Option<&'a Entry<'a>>,
    language: Option<&'a Entry<'a>>,
    direction: Option<&'a Entry<'a>>,
    index: Option<&'a Entry<'a>>,
}

enum Datatype<'a> {
    Json,
    Iri(Cow<'a, str>),
}
