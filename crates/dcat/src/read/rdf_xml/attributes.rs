//! The attributes of one element, sorted by what they are for.

use std::borrow::Cow;

use kolophon_graph::{Span, TermId};
use oxiri::{Iri, IriRef};
use rustc_hash::FxHashSet;

use super::super::{Stop, SyntaxIssueKind};
use super::lexer::{RawAttribute, is_nc_name};
use super::names::{Name, SyntaxName};
use super::references::Place;
use super::scope::RDF_NAMESPACE;
use super::{DocumentKind, Reader};
use crate::names::is_language_tag;

/// Up to so many attributes are compared with each other without further ado.
const FEW: usize = 16;

/// The attributes of the element that is just read, without those of XML itself.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) syntax: SyntaxAttributes,
    pub(super) properties: Vec<PropertyAttribute>,
}

/// The attributes that are part of the RDF syntax.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SyntaxAttributes {
    pub(super) about: Option<RawAttribute>,
    pub(super) id: Option<RawAttribute>,
    pub(super) node_id: Option<RawAttribute>,
    pub(super) resource: Option<RawAttribute>,
    pub(super) datatype: Option<RawAttribute>,
    pub(super) parse_type: Option<RawAttribute>,
}

/// An attribute that states something.
#[derive(Clone, Copy, Debug)]
pub(super) struct PropertyAttribute {
    pub(super) attribute: RawAttribute,
    pub(super) predicate: TermId,
    pub(super) value: ValueKind,
}

/// What the value of a property attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// The IRI of a class: `rdf:type`.
    Iri,
    /// A text in the language in force.
    Text,
}

/// Whether an IRI is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Validity {
    Valid,
    Invalid,
}

impl<'t> Reader<'_, 't> {
    /// Puts what the attributes declare in force and sorts the others into `self.attributes`.
    pub(super) fn read_attributes(&mut self) -> Result<(), Stop> {
        self.attributes.syntax = SyntaxAttributes::default();
        self.attributes.properties.clear();
        if self.raw_attributes.is_empty() {
            return Ok(());
        }
        self.drop_repeated_attributes()?;
        let raw_attributes = std::mem::take(&mut self.raw_attributes);
        let mut remain = false;
        for attribute in &raw_attributes {
            if is_of_xml(&self.text[attribute.name.range()]) {
                self.declare(*attribute)?;
            } else {
                remain = true;
            }
        }
        if remain {
            for attribute in &raw_attributes {
                if !is_of_xml(&self.text[attribute.name.range()]) {
                    self.sort_in(*attribute)?;
                }
            }
            self.drop_repeated_properties()?;
        }
        self.raw_attributes = raw_attributes;
        Ok(())
    }

    /// [Unique Att Spec](https://www.w3.org/TR/xml/#uniqattspec): of two with one name the first counts.
    pub(super) fn drop_repeated_attributes(&mut self) -> Result<(), Stop> {
        let names = self.raw_attributes.iter().map(|a| &self.text[a.name.range()]);
        let repeated = if self.raw_attributes.len() <= FEW {
            names
                .clone()
                .enumerate()
                .any(|(at, name)| names.clone().take(at).any(|other| other == name))
        } else {
            names.collect::<FxHashSet<_>>().len() < self.raw_attributes.len()
        };
        if !repeated {
            return Ok(());
        }
        let mut seen = FxHashSet::default();
        for attribute in std::mem::take(&mut self.raw_attributes) {
            if seen.insert(&self.text[attribute.name.range()]) {
                self.raw_attributes.push(attribute);
            } else {
                self.invalid_name(attribute.name)?;
            }
        }
        Ok(())
    }

    /// The same for [names with different prefixes](https://www.w3.org/TR/xml-names/#uniqAttrs) of one namespace.
    fn drop_repeated_properties(&mut self) -> Result<(), Stop> {
        if self.attributes.properties.len() < 2 {
            return Ok(());
        }
        let mut seen = FxHashSet::default();
        for property in std::mem::take(&mut self.attributes.properties) {
            if seen.insert(property.predicate) {
                self.attributes.properties.push(property);
            } else {
                self.invalid_name(property.attribute.name)?;
            }
        }
        Ok(())
    }

    /// `xmlns`, `xml:lang` and `xml:base`; whatever else begins with `xml` says nothing in RDF
    /// ([section 6.1.2](https://www.w3.org/TR/rdf-syntax-grammar/#section-element-node)).
    pub(super) fn declare(&mut self, attribute: RawAttribute) -> Result<(), Stop> {
        let name = &self.text[attribute.name.range()];
        match name {
            "xml:lang" => self.declare_language(attribute.value),
            "xml:base" => self.declare_base(attribute.value),
            "xmlns" => self.declare_namespace("", attribute),
            _ => match name.strip_prefix("xmlns:") {
                Some(prefix) => self.declare_namespace(prefix, attribute),
                None => Ok(()),
            },
        }
    }

    fn declare_namespace(&mut self, prefix: &'t str, attribute: RawAttribute) -> Result<(), Stop> {
        if prefix == "xml" {
            return Ok(());
        }
        let iri = self.expand(attribute.value, Place::Attribute)?;
        if prefix.is_empty() && iri.is_empty() {
            self.scope.bind("", None);
            return Ok(());
        }
        // A prefix cannot be taken away (https://www.w3.org/TR/xml-names/#nsc-NoPrefixUndecl).
        let is_name =
            prefix.is_empty() && attribute.name.range().len() == "xmlns".len() || is_nc_name(prefix);
        if iri.is_empty() || prefix == "xmlns" || !is_name {
            self.note(
                SyntaxIssueKind::InvalidName {
                    name: self.text[attribute.name.range()].to_owned(),
                },
                attribute.name,
            );
            return Ok(());
        }
        if iri == RDF_NAMESPACE {
            self.kind = DocumentKind::Rdf;
        }
        let known = self.scope.knows_namespace(&iri);
        if !known && Iri::parse(iri.as_ref()).is_err() {
            let kind = SyntaxIssueKind::InvalidIri {
                iri: iri.clone().into_owned(),
            };
            self.note(kind, attribute.value);
        }
        if self.declared.insert(prefix) {
            self.input
                .prefixes
                .push((prefix.to_owned(), iri.clone().into_owned()));
        }
        let namespace = self.scope.namespace(&iri);
        self.scope.bind(prefix, Some(namespace));
        Ok(())
    }

    fn declare_language(&mut self, value: Span) -> Result<(), Stop> {
        let tag = self.expand(value, Place::Attribute)?;
        // The empty text takes the language away.
        if !tag.is_empty() && !is_language_tag(&tag) {
            let kind = SyntaxIssueKind::InvalidLanguageTag {
                tag: tag.clone().into_owned(),
            };
            self.note(kind, value);
        }
        self.scope.set_language(tag.into_owned());
        Ok(())
    }

    fn declare_base(&mut self, value: Span) -> Result<(), Stop> {
        let reference = self.expand(value, Place::Attribute)?;
        match self.resolve_text(&reference, value)? {
            Validity::Valid => {
                if let Ok(base) = Iri::parse(self.iri.clone()) {
                    self.scope.set_base(base);
                }
            }
            Validity::Invalid => self.invalid_iri(value),
        }
        Ok(())
    }

    /// Puts an attribute where it belongs, or reports that it belongs nowhere.
    fn sort_in(&mut self, attribute: RawAttribute) -> Result<(), Stop> {
        let property = |predicate, value| PropertyAttribute {
            attribute,
            predicate,
            value,
        };
        let slot = match self.attribute_name(attribute.name)? {
            Name::Type(predicate) => {
                self.attributes
                    .properties
                    .push(property(predicate, ValueKind::Iri));
                return Ok(());
            }
            Name::Term(predicate) => {
                self.attributes
                    .properties
                    .push(property(predicate, ValueKind::Text));
                return Ok(());
            }
            Name::Syntax(SyntaxName::About) => &mut self.attributes.syntax.about,
            Name::Syntax(SyntaxName::Id) => &mut self.attributes.syntax.id,
            Name::Syntax(SyntaxName::NodeId) => &mut self.attributes.syntax.node_id,
            Name::Syntax(SyntaxName::Resource) => &mut self.attributes.syntax.resource,
            Name::Syntax(SyntaxName::Datatype) => &mut self.attributes.syntax.datatype,
            Name::Syntax(SyntaxName::ParseType) => &mut self.attributes.syntax.parse_type,
            Name::Syntax(
                SyntaxName::Rdf | SyntaxName::Description | SyntaxName::Li | SyntaxName::Withdrawn,
            )
            | Name::Unusable => return self.invalid_name(attribute.name),
        };
        if slot.is_some() {
            return self.invalid_name(attribute.name);
        }
        *slot = Some(attribute);
        Ok(())
    }

    /// Reports attributes that may not stand at this element.
    pub(super) fn refuse(&mut self, attributes: &[Option<RawAttribute>]) -> Result<(), Stop> {
        for attribute in attributes.iter().flatten() {
            self.invalid_name(attribute.name)?;
        }
        Ok(())
    }

    /// Reports all property attributes and forgets them.
    pub(super) fn refuse_properties(&mut self) -> Result<(), Stop> {
        for property in std::mem::take(&mut self.attributes.properties) {
            self.invalid_name(property.attribute.name)?;
        }
        Ok(())
    }

    /// The IRI that the value of an attribute refers to.
    pub(super) fn resolve(&mut self, value: Span) -> Result<TermId, Stop> {
        self.resolve_to_buffer(value)?;
        Ok(self.input.builder.iri(&self.iri))
    }

    /// The same, left in `self.iri`.
    pub(super) fn resolve_to_buffer(&mut self, value: Span) -> Result<(), Stop> {
        let reference = self.expand(value, Place::Attribute)?;
        if self.resolve_text(&reference, value)? == Validity::Invalid {
            self.invalid_iri(value);
        }
        Ok(())
    }

    /// The blank node of an `rdf:nodeID`.
    pub(super) fn blank_node(&mut self, value: Span) -> Result<TermId, Stop> {
        let id = self.identifier(value)?;
        let label = blank_node_label(&id);
        Ok(self.input.builder.blank_node(self.input.source, &label))
    }

    /// The IRI of an [`rdf:ID`](https://www.w3.org/TR/rdf-syntax-grammar/#idAttr).
    pub(super) fn resolve_id(&mut self, value: Span) -> Result<TermId, Stop> {
        let id = self.identifier(value)?;
        // An identifier that is none was reported as such.
        self.resolve_text(&format!("#{id}"), value)?;
        let term = self.input.builder.iri(&self.iri);
        if !self.ids.insert(term) {
            self.note(SyntaxIssueKind::RepeatedId { id: id.into_owned() }, value);
        }
        Ok(term)
    }

    fn identifier(&mut self, value: Span) -> Result<Cow<'t, str>, Stop> {
        let id = self.expand(value, Place::Attribute)?;
        if !is_nc_name(&id) {
            let kind = SyntaxIssueKind::InvalidId {
                id: id.clone().into_owned(),
            };
            self.note(kind, value);
        }
        Ok(id)
    }

    fn invalid_iri(&mut self, value: Span) {
        let iri = self.iri.clone();
        self.note(SyntaxIssueKind::InvalidIri { iri }, value);
    }

    /// Resolves a reference against the base in force into `self.iri`; what is none is left there as it is.
    ///
    /// # Errors
    /// When a few characters again and again become very long IRIs.
    fn resolve_text(&mut self, reference: &str, value: Span) -> Result<Validity, Stop> {
        self.iri.clear();
        let resolved = match (IriRef::parse(reference), self.scope.base()) {
            // Only relative references are resolved; an IRI is not normalised.
            (Ok(parsed), _) if parsed.is_absolute() => {
                self.iri.push_str(reference);
                true
            }
            (Ok(parsed), Some(base)) => {
                self.references.charge_iri(base.as_str(), value)?;
                base.resolve_into(&parsed, &mut self.iri).is_ok()
            }
            _ => false,
        };
        if resolved {
            return Ok(Validity::Valid);
        }
        self.iri.clear();
        self.iri.push_str(reference);
        Ok(Validity::Invalid)
    }
}

/// The label of a blank node: the identifier itself, unless N-Triples could not write it. Two identifiers never share a
/// label, for no XML name begins with a digit.
fn blank_node_label(id: &str) -> Cow<'_, str> {
    if is_nc_name(id) && !id.ends_with('.') {
        return Cow::Borrowed(id);
    }
    let mut label = String::from("0-");
    for character in id.chars() {
        if character.is_ascii_alphanumeric() {
            label.push(character);
        } else {
            label.push('-');
            label.push_str(&u32::from(character).to_string());
            label.push('-');
        }
    }
    Cow::Owned(label)
}

/// Whether an attribute's name begins with `xml` in any case.
fn is_of_xml(name: &str) -> bool {
    name.as_bytes()
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"xml"))
}
