//! Identifiers: the specification's own is a text, each further one a node.

use kolophon_dcat::vocab::{adms, dcterms, skos};
use kolophon_graph::{Term, XSD_STRING};

use super::change::{Change, Node, Object};
use super::kind::Kind;
use super::subject::{Class, Statement};

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    use Class::{Catalog, DataService, Dataset, DatasetSeries, Distribution};
    if !statement.is_about(&[Catalog, DataService, Dataset, DatasetSeries, Distribution]) {
        return None;
    }
    match (statement.property, statement.object) {
        (dcterms::IDENTIFIER, Term::Iri(iri)) => Some(Change::object(
            Kind::Identifier,
            Object::Typed(iri.to_owned(), XSD_STRING),
        )),
        // The text stays to the letter, so it keeps neither less nor more than it had.
        (
            adms::IDENTIFIER,
            Term::Literal {
                value,
                datatype: XSD_STRING,
                ..
            },
        ) => Some(node(value)),
        (
            adms::IDENTIFIER,
            Term::Literal {
                value,
                language: Some(language),
                ..
            },
        ) => Some(node(value).only_after_a_look(
            format!("Die Sprachangabe „{language}“ an der Kennung ginge verloren."),
            format!("The language “{language}” of the identifier would be lost."),
        )),
        _ => None,
    }
}

fn node(value: &str) -> Change {
    let node = Node {
        class: adms::IDENTIFIER_CLASS,
        property: skos::NOTATION,
        value: value.to_owned(),
        datatype: XSD_STRING,
    };
    Change::object(Kind::OtherIdentifier, Object::Node(node))
}
