//! A dataset as unqualified [Dublin Core](https://www.dublincore.org/specifications/dublin-core/dces/): what is understood
//! everywhere, and no more.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::{dcat, dcterms, foaf};
use kolophon_graph::{Graph, Term, TermId};

use crate::xml::{push_attribute, push_text};

const HEAD: &str = "<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
     xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
     xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd\">\n";

/// Where IANA's media types are.
const MEDIA_TYPES: &str = "iana.org/assignments/media-types/";

/// What kind of thing all of them are ([DCMI Type](https://www.dublincore.org/specifications/dublin-core/dcmi-type-vocabulary/)).
const TYPE: &str = "Dataset";

/// Adds the element `oai_dc:dc` of the dataset `iri`.
pub(super) fn push(graph: &Graph, iri: &str, out: &mut String) {
    out.push_str(HEAD);
    let Some(dataset) = graph.iri(iri) else {
        // A record without a triple still has its identifier.
        Element::plain("identifier", iri).push(out);
        out.push_str("</oai_dc:dc>\n");
        return;
    };
    let of = Described { graph, node: dataset };
    let distributions: Vec<Described<'_>> = of.objects(dcat::DISTRIBUTION).collect();
    let mut elements = of.texts("title", dcterms::TITLE);
    elements.extend(of.names("creator", dcterms::CREATOR));
    elements.extend(of.texts("subject", dcat::KEYWORD));
    elements.extend(of.texts("subject", dcat::THEME));
    elements.extend(of.texts("description", dcterms::DESCRIPTION));
    elements.extend(of.names("publisher", dcterms::PUBLISHER));
    elements.extend(of.names("contributor", dcterms::CONTRIBUTOR));
    let modified = of.texts("date", dcterms::MODIFIED);
    elements.extend(if modified.is_empty() {
        of.texts("date", dcterms::ISSUED)
    } else {
        modified
    });
    elements.push(Element::plain("type", TYPE));
    for distribution in &distributions {
        elements.extend(distribution.format());
    }
    elements.push(Element::plain("identifier", iri));
    elements.extend(of.texts("identifier", dcterms::IDENTIFIER));
    elements.extend(of.texts("language", dcterms::LANGUAGE));
    elements.extend(of.texts("relation", dcat::LANDING_PAGE));
    elements.extend(of.texts("coverage", dcterms::SPATIAL));
    elements.extend(of.objects(dcterms::TEMPORAL).filter_map(Described::period));
    for distribution in &distributions {
        elements.extend(distribution.texts("rights", dcterms::LICENSE));
    }
    elements.extend(of.texts("rights", dcterms::ACCESS_RIGHTS));
    let mut written = BTreeSet::new();
    for element in elements {
        if written.insert(element.clone()) {
            element.push(out);
        }
    }
    out.push_str("</oai_dc:dc>\n");
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Element {
    name: &'static str,
    text: String,
    language: Option<String>,
}

impl Element {
    fn plain(name: &'static str, text: &str) -> Self {
        Self {
            name,
            text: text.to_owned(),
            language: None,
        }
    }

    fn of_term(name: &'static str, term: Term<'_>) -> Self {
        let language = match term {
            Term::Literal { language, .. } => language.map(str::to_owned),
            Term::Iri(_) | Term::BlankNode(_) => None,
        };
        Self {
            name,
            text: term.value().to_owned(),
            language,
        }
    }

    fn push(&self, out: &mut String) {
        out.extend(["<dc:", self.name]);
        if let Some(language) = &self.language {
            push_attribute("xml:lang", language, out);
        }
        out.push('>');
        push_text(&self.text, out);
        out.extend(["</dc:", self.name, ">\n"]);
    }
}

/// A node of the record.
#[derive(Clone, Copy)]
struct Described<'g> {
    graph: &'g Graph,
    node: TermId,
}

impl<'g> Described<'g> {
    fn objects(self, property: &str) -> impl Iterator<Item = Self> + use<'g> {
        let graph = self.graph;
        let property = graph.iri(property);
        let objects = property
            .into_iter()
            .flat_map(move |property| graph.objects(self.node, property));
        objects.map(move |node| Self { graph, node })
    }

    fn term(self) -> Term<'g> {
        self.graph.term(self.node)
    }

    /// The values of a property. A node inside the record says nothing outside of it.
    fn texts(self, name: &'static str, property: &str) -> Vec<Element> {
        let is_inside = |value: &Self| value.node.is_iri() && value.graph.outgoing(value.node).len() > 0;
        let values = self.objects(property).filter(|value| !is_inside(value));
        values.map(|value| Element::of_term(name, value.term())).collect()
    }

    /// The names of those whom a property leads to; where there is none, their address.
    fn names(self, name: &'static str, property: &str) -> Vec<Element> {
        let mut elements = Vec::new();
        for agent in self.objects(property) {
            let names = agent.texts(name, foaf::NAME);
            if names.is_empty() {
                elements.push(Element::of_term(name, agent.term()));
            } else {
                elements.extend(names);
            }
        }
        elements
    }

    /// The media type by its own name, else the format.
    fn format(self) -> Vec<Element> {
        let media_types = self.texts("format", dcat::MEDIA_TYPE);
        let mut formats = if media_types.is_empty() {
            self.texts("format", dcterms::FORMAT)
        } else {
            media_types
        };
        for format in &mut formats {
            if let Some((_, media_type)) = format.text.split_once(MEDIA_TYPES) {
                format.text = media_type.to_owned();
            }
        }
        formats
    }

    /// `2025-01-01/2025-12-31`, as [ISO 8601](https://www.w3.org/TR/NOTE-datetime) separates them.
    fn period(self) -> Option<Element> {
        let first = |property| self.objects(property).next().map(|value| value.term().value());
        let (start, end) = (first(dcat::START_DATE), first(dcat::END_DATE));
        if start.is_none() && end.is_none() {
            return None;
        }
        let text = format!("{}/{}", start.unwrap_or(".."), end.unwrap_or(".."));
        Some(Element::plain("coverage", &text))
    }
}
