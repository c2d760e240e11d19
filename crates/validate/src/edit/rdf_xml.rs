//! Rewriting in RDF/XML.

use kolophon_dcat::vocab::rdf;
use kolophon_diagnostic::Edit;
use kolophon_graph::{Term, XSD_STRING};

use super::xml::{Attribute, Element, Elements};
use super::{File, Member, is_plain_name};
use crate::repair::change::{Change, Node, Object};

/// Each triple has an element or attribute of its own.
pub(super) fn rewrite(file: &File<'_>, members: &[Member<'_>]) -> Option<Vec<Edit>> {
    let [member] = members else { return None };
    let elements = file.elements()?;
    let change = member.change?;
    match elements.named_at(member.position.predicate) {
        Some(element) => Property::new(file, elements, element).rewrite(member, change),
        None => attribute(file, elements, member, change),
    }
}

/// A property element and what holds where it stands.
struct Property<'f, 'a> {
    file: &'f File<'a>,
    elements: &'f Elements,
    element: &'f Element,
    attributes: Vec<Attribute<'a>>,
    /// Declarations that the new names need.
    declarations: Vec<Edit>,
}

impl<'f, 'a> Property<'f, 'a> {
    fn new(file: &'f File<'a>, elements: &'f Elements, element: &'f Element) -> Self {
        Self {
            file,
            elements,
            element,
            attributes: element.attributes(file.source.text()),
            declarations: Vec::new(),
        }
    }

    fn rewrite(mut self, member: &Member<'_>, change: &Change) -> Option<Vec<Edit>> {
        // Such an element states more than one triple.
        if self.rdf_attribute("ID").is_some() {
            return None;
        }
        let name = match change.predicate {
            Some(predicate) => Some(self.element_name(predicate)?),
            None => None,
        };
        let mut edits = match &change.object {
            Object::Unchanged => self.renamed(name.as_deref()?),
            Object::Iri(iri) if self.rdf_attribute("resource").is_some() => {
                let mut edits = name.map(|name| self.renamed(&name)).unwrap_or_default();
                edits.push(self.file.replace(member.position.object, escaped(iri)));
                edits
            }
            _ if self.rdf_attribute("parseType").is_some() => return None,
            object @ (Object::Typed(..) | Object::Tagged(..))
                if matches!(member.object, Term::Literal { .. }) =>
            {
                self.literal(member, name.as_deref(), object)?
            }
            object => vec![self.anew(name.as_deref(), object)?],
        };
        edits.append(&mut self.declarations);
        Some(edits)
    }

    /// Another name in both tags.
    fn renamed(&self, name: &str) -> Vec<Edit> {
        let tags = [Some(self.element.name), self.element.end_name];
        tags.into_iter()
            .flatten()
            .map(|tag| self.file.replace(tag, name))
            .collect()
    }

    /// Another datatype or language, and another text where it changes.
    fn literal(&mut self, member: &Member<'_>, name: Option<&str>, object: &Object) -> Option<Vec<Edit>> {
        let (value, attribute) = self.text_and_attribute(object)?;
        if self.element.is_closed() {
            return Some(vec![self.anew(name, object)?]);
        }
        let mut edits = name.map(|name| self.renamed(name)).unwrap_or_default();
        let replaced: Vec<Attribute<'a>> = self
            .attributes
            .iter()
            .filter(|attribute| !is_declaration(attribute.name))
            .copied()
            .collect();
        match replaced.as_slice() {
            [] => {
                let end = self.element.name.end as usize;
                edits.push(self.file.edit(end, end, attribute));
            }
            [old, rest @ ..] => {
                edits.push(self.file.replace(old.span, attribute.trim_start()));
                edits.extend(rest.iter().map(|old| self.file.replace(old.span, "")));
            }
        }
        if member.object.value() != value {
            self.without_comment()?;
            edits.push(self.file.replace(self.element.content(), escaped(value)));
        }
        Some(edits)
    }

    /// The whole element, written anew.
    fn anew(&mut self, name: Option<&str>, object: &Object) -> Option<Edit> {
        self.without_comment()?;
        let text = self.file.source.text();
        let name = match name {
            Some(name) => name,
            None => self.file.text(self.element.name)?,
        }
        .to_owned();
        let mut kept = String::new();
        for attribute in self
            .attributes
            .iter()
            .filter(|attribute| is_declaration(attribute.name))
        {
            kept.push(' ');
            kept.push_str(text.get(attribute.span.range())?);
        }
        let element = match object {
            Object::Unchanged => return None,
            Object::Iri(iri) => {
                let rdf = self.prefix(rdf::NAMESPACE)?;
                format!("<{name}{kept} {rdf}:resource=\"{}\"/>", escaped(iri))
            }
            Object::Typed(..) | Object::Tagged(..) => {
                let (value, attribute) = self.text_and_attribute(object)?;
                format!("<{name}{kept}{attribute}>{}</{name}>", escaped(value))
            }
            Object::Node(node) => format!("<{name}{kept}>{}</{name}>", self.node(node)?),
        };
        Some(self.file.edit(self.element.start, self.element.end, element))
    }

    fn node(&mut self, node: &Node) -> Option<String> {
        let (class, property) = (self.element_name(node.class)?, self.element_name(node.property)?);
        let attribute = self.literal_attribute(node.datatype)?;
        let value = escaped(&node.value);
        Some(format!(
            "<{class}><{property}{attribute}>{value}</{property}></{class}>"
        ))
    }

    /// The text of a literal, and the attribute that says what it is.
    fn text_and_attribute<'o>(&mut self, object: &'o Object) -> Option<(&'o str, String)> {
        match object {
            Object::Typed(value, datatype) => Some((value, self.literal_attribute(datatype)?)),
            Object::Tagged(value, language) => Some((value, format!(" xml:lang=\"{language}\""))),
            Object::Unchanged | Object::Iri(_) | Object::Node(_) => None,
        }
    }

    fn literal_attribute(&mut self, datatype: &str) -> Option<String> {
        // Where a language holds, a text without one has to say so; not every parser understands `xml:lang=""`.
        let language_holds = || {
            self.inherited_language()
                .is_some_and(|language| !language.is_empty())
        };
        if datatype == XSD_STRING && !language_holds() {
            return Some(String::new());
        }
        let rdf = self.prefix(rdf::NAMESPACE)?;
        Some(format!(" {rdf}:datatype=\"{datatype}\""))
    }

    fn inherited_language(&self) -> Option<&'a str> {
        let text = self.file.source.text();
        let outer = self.elements.chain(self.element).skip(1);
        outer
            .filter_map(|element| {
                let attributes = element.attributes(text);
                attributes
                    .into_iter()
                    .find(|attribute| attribute.name == "xml:lang")
            })
            .map(|attribute| attribute.value)
            .next()
    }

    fn without_comment(&self) -> Option<()> {
        let content = self.file.text(self.element.content())?;
        (!content.contains("<!--") && !content.contains("<?")).then_some(())
    }

    fn rdf_attribute(&self, local: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| {
            let Some((prefix, name)) = attribute.name.split_once(':') else {
                return false;
            };
            name == local && self.namespace_of(prefix).as_deref() == Some(rdf::NAMESPACE)
        })
    }

    /// The name of an element of that IRI; a default namespace will do.
    fn element_name(&mut self, iri: &str) -> Option<String> {
        let (namespace, local) = split(iri)?;
        if self.namespace_of("").as_deref() == Some(namespace) {
            return Some(local.to_owned());
        }
        Some(format!("{}:{local}", self.prefix(namespace)?))
    }

    /// A prefix of the namespace that holds here; declared at the root when there is none.
    fn prefix(&mut self, namespace: &str) -> Option<String> {
        let declared = self
            .file
            .reading
            .prefixes
            .iter()
            .map(|(prefix, _)| prefix.as_str());
        let known = declared
            .filter(|prefix| !prefix.is_empty())
            .find(|prefix| self.namespace_of(prefix).as_deref() == Some(namespace));
        if let Some(prefix) = known {
            return Some(prefix.to_owned());
        }
        let prefix = self.file.new_prefix(namespace)?;
        self.declarations
            .push(declaration(self.file, self.elements, (&prefix, namespace))?);
        Some(prefix)
    }

    /// The namespace that a prefix stands for here.
    fn namespace_of(&self, prefix: &str) -> Option<String> {
        let text = self.file.source.text();
        let is_it = |attribute: &Attribute<'_>| match attribute.name.strip_prefix("xmlns") {
            Some("") => prefix.is_empty(),
            Some(rest) => rest.strip_prefix(':') == Some(prefix) && !prefix.is_empty(),
            None => false,
        };
        let mut chain = self.elements.chain(self.element);
        let value = chain
            .find_map(|element| element.attributes(text).into_iter().find(is_it))?
            .value;
        if !value.contains('&') {
            return Some(value.to_owned());
        }
        // Written with entities: the reader has expanded the first of that prefix.
        let mut read = self.file.reading.prefixes.iter();
        read.find(|(known, _)| known == prefix)
            .map(|(_, namespace)| namespace.clone())
    }
}

/// `xmlns:prefix="namespace"` at the root, laid out as its first attribute is.
fn declaration(file: &File<'_>, elements: &Elements, (prefix, namespace): (&str, &str)) -> Option<Edit> {
    let root = elements.root()?;
    let end = root.name.end as usize;
    let behind = file.source.text().get(end..root.tag_end)?;
    let blanks = behind.len() - behind.trim_start().len();
    let blank = behind
        .get(..blanks)
        .filter(|blank| !blank.is_empty())
        .unwrap_or(" ");
    Some(file.edit(end, end, format!("{blank}xmlns:{prefix}=\"{namespace}\"")))
}

fn is_declaration(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:")
}

/// [Property attributes](https://www.w3.org/TR/rdf-syntax-grammar/#propertyAttr) hold plain texts only; whatever else
/// the value becomes gets an element.
fn attribute(
    file: &File<'_>,
    elements: &Elements,
    member: &Member<'_>,
    change: &Change,
) -> Option<Vec<Edit>> {
    let text = file.source.text();
    let name = member.position.predicate;
    let owner = elements.tag_around(name.start as usize)?;
    // Those of a property element describe another node.
    if owner.depth % 2 == 0 {
        return None;
    }
    let attribute = owner
        .attributes(text)
        .into_iter()
        .find(|attribute| attribute.span.start == name.start)?;
    let mut property = Property::new(file, elements, owner);
    let mut edits = match &change.object {
        Object::Unchanged => {
            let (namespace, local) = split(change.predicate?)?;
            let prefix = property.prefix(namespace)?;
            vec![file.replace(name, format!("{prefix}:{local}"))]
        }
        object => {
            let element_name = match change.predicate {
                Some(predicate) => property.element_name(predicate)?,
                None => attribute.name.to_owned(),
            };
            let element = match object {
                Object::Iri(iri) => {
                    let rdf = property.prefix(rdf::NAMESPACE)?;
                    format!("<{element_name} {rdf}:resource=\"{}\"/>", escaped(iri))
                }
                Object::Node(node) => format!("<{element_name}>{}</{element_name}>", property.node(node)?),
                literal => {
                    let (value, attribute) = property.text_and_attribute(literal)?;
                    format!("<{element_name}{attribute}>{}</{element_name}>", escaped(value))
                }
            };
            let before = text.get(..attribute.span.start as usize)?.trim_end().len();
            let removed = file.edit(before, attribute.span.end as usize, "");
            vec![removed, inside(file, owner, &element)?]
        }
    };
    edits.append(&mut property.declarations);
    Some(edits)
}

/// A first element inside another.
fn inside(file: &File<'_>, owner: &Element, element: &str) -> Option<Edit> {
    let end = owner.tag_end;
    if !owner.is_closed() {
        return Some(file.edit(end, end, element));
    }
    let name = file.text(owner.name)?;
    Some(file.edit(end - 2, end, format!(">{element}</{name}>")))
}

/// Namespace and local name.
fn split(iri: &str) -> Option<(&str, &str)> {
    let at = iri.rfind(['#', '/'])? + 1;
    let (namespace, local) = iri.split_at(at);
    is_plain_name(local).then_some((namespace, local))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\r', "&#13;")
}
