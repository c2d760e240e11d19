//! Qualified names to IRIs, and what the RDF grammar says about them.

use kolophon_graph::{Span, TermId};
use oxiri::Iri;
use rustc_hash::FxHashMap;

use super::super::{Stop, SyntaxIssueKind};
use super::lexer::is_nc_name;
use super::scope::{Meaning, NamespaceId};
use super::{DocumentKind, Reader};

/// What a qualified name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// One of the names of which the grammar makes special use.
    Syntax(SyntaxName),
    /// `rdf:type`, which is special as an attribute.
    Type(TermId),
    /// Any other name.
    Term(TermId),
    /// A name in no namespace, or one with too many colons: no IRI can be made of it.
    Unusable,
}

/// The names that the [grammar](https://www.w3.org/TR/rdf-syntax-grammar/#section-Namespace) keeps to itself, but for
/// `rdf:type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SyntaxName {
    Rdf,
    Description,
    Id,
    About,
    ParseType,
    Resource,
    NodeId,
    Datatype,
    Li,
    /// `aboutEach`, `aboutEachPrefix`, `bagID`: withdrawn in 2004.
    Withdrawn,
}

impl SyntaxName {
    fn of_local_name(local: &str) -> Option<Self> {
        Some(match local {
            "RDF" => Self::Rdf,
            "Description" => Self::Description,
            "ID" => Self::Id,
            "about" => Self::About,
            "parseType" => Self::ParseType,
            "resource" => Self::Resource,
            "nodeID" => Self::NodeId,
            "datatype" => Self::Datatype,
            "li" => Self::Li,
            "aboutEach" | "aboutEachPrefix" | "bagID" => Self::Withdrawn,
            _ => return None,
        })
    }
}

/// The names met so far.
pub(super) type Names<'t> = FxHashMap<(NamespaceId, &'t str), Name>;

impl<'t> Reader<'_, 't> {
    /// The meaning of an element's name.
    pub(super) fn element_name(&mut self, span: Span) -> Result<Name, Stop> {
        let name = &self.text[span.range()];
        match name.split_once(':') {
            Some((prefix, local)) => self.qualified_name(prefix, local, span),
            None => match self.scope.lookup("") {
                Meaning::Namespace(namespace) => self.name_in(namespace, name, span),
                Meaning::NoNamespace | Meaning::Undeclared => Ok(Name::Unusable),
            },
        }
    }

    /// The meaning of an attribute's name. The five names of
    /// [section 6.1.4](https://www.w3.org/TR/rdf-syntax-grammar/#section-attribute-node) need no prefix.
    pub(super) fn attribute_name(&mut self, span: Span) -> Result<Name, Stop> {
        let name = &self.text[span.range()];
        match name.split_once(':') {
            Some((prefix, local)) => self.qualified_name(prefix, local, span),
            None if matches!(name, "ID" | "about" | "resource" | "parseType" | "type") => {
                self.name_in(NamespaceId::RDF, name, span)
            }
            None => Ok(Name::Unusable),
        }
    }

    /// The namespace of a prefix, which is reported if it is declared nowhere.
    fn qualified_name(&mut self, prefix: &'t str, local: &'t str, span: Span) -> Result<Name, Stop> {
        let namespace = match self.scope.lookup(prefix) {
            Meaning::Namespace(namespace) if !prefix.is_empty() => namespace,
            Meaning::NoNamespace | Meaning::Namespace(_) => return Ok(Name::Unusable),
            Meaning::Undeclared if prefix.is_empty() || !is_nc_name(local) => return Ok(Name::Unusable),
            Meaning::Undeclared => {
                let prefix_span = Span::new(span.start as usize, span.start as usize + prefix.len());
                let kind = SyntaxIssueKind::UndefinedPrefix {
                    prefix: prefix.to_owned(),
                };
                self.note(kind, prefix_span);
                if prefix == "rdf" {
                    // It means what it means everywhere, although the document does not say so.
                    self.kind = DocumentKind::Rdf;
                    self.scope.imply_rdf();
                    NamespaceId::RDF
                } else {
                    self.scope.namespace(&format!("{prefix}:"))
                }
            }
        };
        self.name_in(namespace, local, span)
    }

    fn name_in(&mut self, namespace: NamespaceId, local: &'t str, span: Span) -> Result<Name, Stop> {
        if let Some(name) = self.names.get(&(namespace, local)) {
            return Ok(*name);
        }
        if !is_nc_name(local) {
            return Ok(Name::Unusable);
        }
        let special = match namespace {
            NamespaceId::RDF => SyntaxName::of_local_name(local),
            _ => None,
        };
        let name = if let Some(special) = special {
            Name::Syntax(special)
        } else {
            let namespace_iri = self.scope.namespace_iri(namespace);
            self.references.charge_iri(namespace_iri, span)?;
            let iri = format!("{namespace_iri}{local}");
            let term = self.input.builder.iri(&iri);
            // A bad namespace was reported where it was declared.
            if !local.is_ascii() && Iri::parse(namespace_iri).is_ok() && Iri::parse(iri.as_str()).is_err() {
                self.note(SyntaxIssueKind::InvalidIri { iri }, span);
            }
            if namespace == NamespaceId::RDF && local == "type" {
                Name::Type(term)
            } else {
                Name::Term(term)
            }
        };
        self.names.insert((namespace, local), name);
        Ok(name)
    }
}
