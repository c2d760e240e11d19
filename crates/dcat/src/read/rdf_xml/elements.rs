//! The productions of the grammar: node elements, property elements, and their ends.

use kolophon_graph::{Span, TermId, Triple};

use super::super::Stop;
use super::Reader;
use super::attributes::{SyntaxAttributes, ValueKind};
use super::lexer::{Extent, RawAttribute, StartTag, is_blank};
use super::names::{Name, SyntaxName};
use super::references::Place;
use super::scope::{Mark, RDF_NAMESPACE};

/// An element whose end tag is still to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    /// Its name in the start tag.
    pub(super) name: Span,
    /// What it is in RDF.
    pub(super) state: State,
    mark: Mark,
}

/// What an element is in RDF, which says what may stand in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// `rdf:RDF`: node elements follow.
    Rdf,
    /// A node element, or a property element with `rdf:parseType="Resource"`: property elements follow.
    Node {
        /// The node.
        subject: TermId,
        /// The element's name.
        subject_span: Span,
        /// The number of `rdf:li` so far.
        list_items: u32,
    },
    /// A property element: text or one node element follows.
    Property(Property),
    /// A property element with `rdf:parseType="Collection"`: node elements follow.
    Collection(Collection),
    /// An element that was reported, with all that stands in it.
    Skipped,
}

/// A property that waits for its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property {
    pub(super) subject: TermId,
    pub(super) subject_span: Span,
    pub(super) predicate: TermId,
    pub(super) predicate_span: Span,
    /// Offset behind the start tag.
    pub(super) content_start: u32,
    /// Whether the value is known, or given up.
    pub(super) has_object: bool,
    /// The name of `rdf:datatype`, if it has one.
    datatype: Option<Span>,
    /// The statement that `rdf:ID` makes of it.
    statement: Option<(TermId, RawAttribute)>,
}

/// A list under construction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Collection {
    property: Property,
    last_cell: Option<TermId>,
}

impl Reader<'_, '_> {
    /// Takes in a start tag.
    pub(super) fn start_element(&mut self, tag: StartTag, mark: Mark) -> Result<(), Stop> {
        let parent = self.open.last().map(|element| element.state);
        if matches!(parent, Some(State::Skipped)) {
            self.open_element(tag, mark, State::Skipped);
            return Ok(());
        }
        self.read_attributes()?;
        let name = self.element_name(tag.name)?;
        match parent {
            None => self.root_element(tag, mark, name),
            Some(State::Property(property)) => self.element_in_property(tag, mark, name, property),
            Some(State::Collection(collection)) => self.element_in_collection(tag, mark, name, collection),
            Some(State::Node {
                subject,
                subject_span,
                ..
            }) => self.property_element(tag, mark, name, (subject, subject_span)),
            Some(State::Rdf | State::Skipped) => self.unlinked_node(tag, mark, name),
        }
    }

    /// Takes in the end of an element whose content ends at `content_end`.
    pub(super) fn end_element(&mut self, element: Element, content_end: usize) {
        match element.state {
            State::Property(property) if !property.has_object => self.end_literal(&property, content_end),
            State::Collection(collection) => self.end_collection(&collection),
            State::Rdf | State::Node { .. } | State::Property(_) | State::Skipped => {}
        }
        self.scope.leave(element.mark);
    }

    fn open_element(&mut self, tag: StartTag, mark: Mark, state: State) {
        let element = Element {
            name: tag.name,
            state,
            mark,
        };
        match tag.extent {
            Extent::Open => self.open.push(element),
            Extent::Closed => self.end_element(element, tag.end),
        }
    }

    /// [doc](https://www.w3.org/TR/rdf-syntax-grammar/#doc): `rdf:RDF`, or a single node element.
    fn root_element(&mut self, tag: StartTag, mark: Mark, name: Name) -> Result<(), Stop> {
        match name {
            Name::Syntax(SyntaxName::Rdf) => {
                let SyntaxAttributes {
                    about,
                    id,
                    node_id,
                    resource,
                    datatype,
                    parse_type,
                } = self.attributes.syntax;
                self.refuse(&[about, id, node_id, resource, datatype, parse_type])?;
                self.refuse_properties()?;
                self.open_element(tag, mark, State::Rdf);
                Ok(())
            }
            Name::Unusable => Err(self.not_rdf()),
            Name::Syntax(_) | Name::Type(_) | Name::Term(_) => self.unlinked_node(tag, mark, name),
        }
    }

    fn unlinked_node(&mut self, tag: StartTag, mark: Mark, name: Name) -> Result<(), Stop> {
        let state = self.node_element(tag, name)?;
        self.open_element(tag, mark, state);
        Ok(())
    }

    /// [nodeElement](https://www.w3.org/TR/rdf-syntax-grammar/#nodeElement): the node, its type and what its attributes
    /// say.
    fn node_element(&mut self, tag: StartTag, name: Name) -> Result<State, Stop> {
        let class = match name {
            Name::Type(class) | Name::Term(class) => Some(class),
            Name::Syntax(SyntaxName::Description) => None,
            Name::Syntax(_) | Name::Unusable => {
                self.invalid_name(tag.name)?;
                return Ok(State::Skipped);
            }
        };
        let SyntaxAttributes {
            about,
            id,
            node_id,
            resource,
            datatype,
            parse_type,
        } = self.attributes.syntax;
        self.refuse(&[resource, datatype, parse_type])?;
        let subject = match (about, id, node_id) {
            (Some(about), id, node_id) => {
                self.refuse(&[id, node_id])?;
                self.resolve(about.value)?
            }
            (None, Some(id), node_id) => {
                self.refuse(&[node_id])?;
                self.resolve_id(id.value)?
            }
            (None, None, Some(node_id)) => self.blank_node(node_id.value)?,
            (None, None, None) => self.input.builder.fresh_blank_node(),
        };
        if let Some(class) = class {
            let predicate = self.rdf_term("type");
            self.push(
                Triple::new(subject, predicate, class),
                tag.name,
                tag.name,
                tag.name,
            );
        }
        self.property_attributes(subject, tag.name)?;
        Ok(State::Node {
            subject,
            subject_span: tag.name,
            list_items: 0,
        })
    }

    /// [propertyAttr](https://www.w3.org/TR/rdf-syntax-grammar/#propertyAttr)
    fn property_attributes(&mut self, subject: TermId, subject_span: Span) -> Result<(), Stop> {
        let mut properties = std::mem::take(&mut self.attributes.properties);
        for property in properties.drain(..) {
            let RawAttribute { name, value } = property.attribute;
            let object = match property.value {
                ValueKind::Iri => self.resolve(value)?,
                ValueKind::Text => {
                    let text = self.expand(value, Place::Attribute)?;
                    match self.scope.language() {
                        Some(language) => self.input.builder.language_literal(&text, language),
                        None => self.input.builder.string_literal(&text),
                    }
                }
            };
            self.push(
                Triple::new(subject, property.predicate, object),
                subject_span,
                name,
                value,
            );
        }
        self.attributes.properties = properties;
        Ok(())
    }

    fn element_in_property(
        &mut self,
        tag: StartTag,
        mark: Mark,
        name: Name,
        property: Property,
    ) -> Result<(), Stop> {
        if property.has_object {
            self.unexpected(
                tag.name,
                "the end of the property, for its value is given already",
            )?;
            return self.unlinked_node(tag, mark, name);
        }
        if !self.literal.trim_matches(is_blank).is_empty() {
            self.unexpected(tag.name, "more text; `<` is written `&lt;` there")?;
            self.open_element(tag, mark, State::Skipped);
            return Ok(());
        }
        if let Some(datatype) = property.datatype {
            self.invalid_name(datatype)?;
        }
        let state = self.node_element(tag, name)?;
        if let State::Node { subject, .. } = state {
            self.push_property(&property, subject, tag.name);
        }
        if let Some(parent) = self.open.last_mut() {
            parent.state = State::Property(Property {
                has_object: true,
                ..property
            });
        }
        self.open_element(tag, mark, state);
        Ok(())
    }

    /// [parseTypeCollectionPropertyElt](https://www.w3.org/TR/rdf-syntax-grammar/#parseTypeCollectionPropertyElt)
    fn element_in_collection(
        &mut self,
        tag: StartTag,
        mark: Mark,
        name: Name,
        collection: Collection,
    ) -> Result<(), Stop> {
        let state = self.node_element(tag, name)?;
        if let State::Node { subject, .. } = state {
            let property = collection.property;
            let cell = self.input.builder.fresh_blank_node();
            match collection.last_cell {
                None => self.push_property(&property, cell, tag.name),
                Some(last_cell) => self.push_cell(&property, (last_cell, "rest", cell), tag.name),
            }
            self.push_cell(&property, (cell, "first", subject), tag.name);
            if let Some(parent) = self.open.last_mut() {
                parent.state = State::Collection(Collection {
                    property,
                    last_cell: Some(cell),
                });
            }
        }
        self.open_element(tag, mark, state);
        Ok(())
    }

    fn end_collection(&mut self, collection: &Collection) {
        let property = collection.property;
        let nil = self.rdf_term("nil");
        match collection.last_cell {
            None => self.push_property(&property, nil, property.predicate_span),
            Some(last_cell) => self.push_cell(&property, (last_cell, "rest", nil), property.predicate_span),
        }
    }

    fn push_cell(
        &mut self,
        property: &Property,
        (cell, part, object): (TermId, &str, TermId),
        object_span: Span,
    ) {
        let predicate = self.rdf_term(part);
        let span = property.predicate_span;
        self.push(Triple::new(cell, predicate, object), span, span, object_span);
    }

    /// [propertyElt](https://www.w3.org/TR/rdf-syntax-grammar/#propertyElt)
    fn property_element(
        &mut self,
        tag: StartTag,
        mark: Mark,
        name: Name,
        (subject, subject_span): (TermId, Span),
    ) -> Result<(), Stop> {
        let is_node = self.attributes.syntax.about.is_some() || name == Name::Syntax(SyntaxName::Description);
        if is_node && tag.extent == Extent::Open && self.lexer.at_element() {
            self.unexpected(tag.name, "an element that names a property")?;
            return self.unlinked_node(tag, mark, name);
        }
        let predicate = match name {
            Name::Type(predicate) | Name::Term(predicate) => predicate,
            Name::Syntax(SyntaxName::Li) => self.list_item(),
            Name::Syntax(_) | Name::Unusable => {
                self.invalid_name(tag.name)?;
                self.open_element(tag, mark, State::Skipped);
                return Ok(());
            }
        };
        let about = self.attributes.syntax.about;
        self.refuse(&[about])?;
        let statement = match self.attributes.syntax.id {
            Some(id) => Some((self.resolve_id(id.value)?, id)),
            None => None,
        };
        let property = Property {
            subject,
            subject_span,
            predicate,
            predicate_span: tag.name,
            content_start: Span::new(tag.end, tag.end).start,
            has_object: false,
            datatype: self.attributes.syntax.datatype.map(|datatype| datatype.name),
            statement,
        };
        match self.attributes.syntax.parse_type {
            Some(parse_type) => self.property_with_parse_type(tag, mark, property, parse_type),
            None => self.property_without_parse_type(tag, mark, property),
        }
    }

    /// The next of [`rdf:_1`, `rdf:_2` …](https://www.w3.org/TR/rdf-syntax-grammar/#section-List-Expand)
    fn list_item(&mut self) -> TermId {
        let mut number = 1;
        if let Some(Element {
            state: State::Node { list_items, .. },
            ..
        }) = self.open.last_mut()
        {
            *list_items = list_items.saturating_add(1);
            number = *list_items;
        }
        self.rdf_term(&format!("_{number}"))
    }

    fn property_with_parse_type(
        &mut self,
        tag: StartTag,
        mark: Mark,
        property: Property,
        parse_type: RawAttribute,
    ) -> Result<(), Stop> {
        let (resource, node_id, datatype) = (
            self.attributes.syntax.resource,
            self.attributes.syntax.node_id,
            self.attributes.syntax.datatype,
        );
        self.refuse(&[resource, node_id, datatype])?;
        self.refuse_properties()?;
        match self.expand(parse_type.value, Place::Attribute)?.as_ref() {
            "Resource" => {
                let node = self.input.builder.fresh_blank_node();
                self.push_property(&property, node, tag.name);
                let state = State::Node {
                    subject: node,
                    subject_span: tag.name,
                    list_items: 0,
                };
                self.open_element(tag, mark, state);
                Ok(())
            }
            "Collection" => {
                let state = State::Collection(Collection {
                    property,
                    last_cell: None,
                });
                self.open_element(tag, mark, state);
                Ok(())
            }
            _ => {
                let (text, content) = self.xml_literal(tag)?;
                let datatype = format!("{RDF_NAMESPACE}XMLLiteral");
                let object = self.input.builder.typed_literal(&text, &datatype);
                self.push_property(&property, object, content);
                self.scope.leave(mark);
                Ok(())
            }
        }
    }

    fn property_without_parse_type(
        &mut self,
        tag: StartTag,
        mark: Mark,
        mut property: Property,
    ) -> Result<(), Stop> {
        if !self.attributes.properties.is_empty()
            && tag.extent == Extent::Open
            && !self.lexer.at_empty_content()
        {
            self.refuse_properties()?;
        }
        let (resource, node_id, datatype) = (
            self.attributes.syntax.resource,
            self.attributes.syntax.node_id,
            self.attributes.syntax.datatype,
        );
        if resource.is_some() || node_id.is_some() || !self.attributes.properties.is_empty() {
            // emptyPropertyElt
            self.refuse(&[datatype])?;
            let (object, object_span) = match (resource, node_id) {
                (Some(resource), node_id) => {
                    self.refuse(&[node_id])?;
                    (self.resolve(resource.value)?, resource.value)
                }
                (None, Some(node_id)) => (self.blank_node(node_id.value)?, node_id.value),
                (None, None) => (self.input.builder.fresh_blank_node(), tag.name),
            };
            self.push_property(&property, object, object_span);
            self.property_attributes(object, tag.name)?;
            property.has_object = true;
        } else {
            self.literal = "".into();
            self.datatype.clear();
            if let Some(datatype) = datatype {
                self.resolve_to_buffer(datatype.value)?;
                std::mem::swap(&mut self.datatype, &mut self.iri);
            }
        }
        self.open_element(tag, mark, State::Property(property));
        Ok(())
    }

    /// [literalPropertyElt](https://www.w3.org/TR/rdf-syntax-grammar/#literalPropertyElt)
    fn end_literal(&mut self, property: &Property, content_end: usize) {
        let builder = &mut *self.input.builder;
        let object = if property.datatype.is_some() {
            builder.typed_literal(&self.literal, &self.datatype)
        } else {
            match self.scope.language() {
                Some(language) => builder.language_literal(&self.literal, language),
                None => builder.string_literal(&self.literal),
            }
        };
        let content = Span::new(property.content_start as usize, content_end);
        self.push_property(property, object, content);
    }

    /// The triple of a property, and its [reification](https://www.w3.org/TR/rdf-syntax-grammar/#section-Reification).
    fn push_property(&mut self, property: &Property, object: TermId, object_span: Span) {
        let Property {
            subject,
            subject_span,
            predicate,
            predicate_span,
            ..
        } = *property;
        self.push(
            Triple::new(subject, predicate, object),
            subject_span,
            predicate_span,
            object_span,
        );
        let Some((statement, id)) = property.statement else {
            return;
        };
        let class = self.rdf_term("Statement");
        for (part, value, span) in [
            ("type", class, id.name),
            ("subject", subject, subject_span),
            ("predicate", predicate, predicate_span),
            ("object", object, object_span),
        ] {
            let part = self.rdf_term(part);
            self.push(Triple::new(statement, part, value), id.value, id.name, span);
        }
    }

    fn rdf_term(&mut self, local: &str) -> TermId {
        self.iri.clear();
        self.iri.push_str(RDF_NAMESPACE);
        self.iri.push_str(local);
        self.input.builder.iri(&self.iri)
    }
}
