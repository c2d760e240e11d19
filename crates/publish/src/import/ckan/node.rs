//! A node that is being described: its values as CKAN spells them, and what is not certain as doubts.

use kolophon_dcat::vocab::{rdf, xsd};
use kolophon_graph::{Position, TermId, Triple};

use super::Packages;
use super::value::{address, date, listed};

/// What the value of a property is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text in the language of the city.
    Text,
    /// A text without a language.
    Plain,
    /// An address.
    Address,
    /// An address, else a text.
    AddressOrText,
    /// A date or time.
    Date,
    /// An entry of a code list.
    Listed(&'static str),
}

/// A node that is being described.
pub(super) struct Node<'p> {
    pub(super) packages: &'p mut Packages,
    pub(super) id: TermId,
    /// The dataset's title, for doubts.
    pub(super) dataset: &'p str,
}

impl Node<'_> {
    pub(super) fn class(&mut self, class: &str) {
        self.link(rdf::TYPE, class);
    }

    /// Says a value of the dataset or one of its parts; what is not certain becomes a doubt.
    pub(super) fn say(&mut self, property: &str, kind: Kind, text: &str) {
        match kind {
            Kind::Plain => self.literal(property, text, xsd::STRING),
            Kind::Address => self.address(property, text),
            Kind::AddressOrText if text.contains("://") => self.address(property, text),
            Kind::Text | Kind::AddressOrText => self.text(property, text),
            Kind::Date => self.date(property, text),
            Kind::Listed(list) => match listed(list, [text]) {
                Some(iri) => self.link(property, &iri),
                None => self.not_in_list(list, text),
            },
        }
    }

    pub(super) fn text(&mut self, property: &str, text: &str) {
        let builder = &mut self.packages.builder;
        let object = if self.packages.language.is_empty() {
            builder.string_literal(text)
        } else {
            builder.language_literal(text, &self.packages.language)
        };
        self.push(property, object);
    }

    pub(super) fn literal(&mut self, property: &str, text: &str, datatype: &str) {
        let object = self.packages.builder.typed_literal(text, datatype);
        self.push(property, object);
    }

    pub(super) fn link(&mut self, property: &str, iri: &str) {
        let object = self.packages.builder.iri(iri);
        self.push(property, object);
    }

    pub(super) fn address(&mut self, property: &str, text: &str) {
        match address(text) {
            Some(iri) => self.link(property, &iri),
            None => self.doubt(
                format!("„{text}“ ist keine vollständige Internetadresse und wurde nicht übernommen."),
                format!("“{text}” is no complete web address and was not taken."),
            ),
        }
    }

    pub(super) fn email(&mut self, property: &str, text: &str) {
        let email = text.trim_start_matches("mailto:");
        if email.contains('@') {
            self.address(property, &format!("mailto:{email}"));
        } else {
            self.doubt(
                format!("„{email}“ ist keine E-Mail-Adresse und wurde nicht übernommen."),
                format!("“{email}” is no e-mail address and was not taken."),
            );
        }
    }

    pub(super) fn date(&mut self, property: &str, text: &str) {
        match date(text) {
            Some((text, datatype)) => self.literal(property, &text, datatype),
            None => self.doubt(
                format!("„{text}“ ist kein Datum und wurde nicht übernommen."),
                format!("“{text}” is no date and was not taken."),
            ),
        }
    }

    pub(super) fn not_in_list(&mut self, list: &str, text: &str) {
        self.doubt(
            format!(
                "„{text}“ steht nicht in der Liste und wurde nicht übernommen; erlaubt ist: kolophon codelist {list}"
            ),
            format!("“{text}” is not in the list and was not taken; allowed is: kolophon codelist {list}"),
        );
    }

    pub(super) fn doubt(&mut self, de: impl Into<String>, en: impl Into<String>) {
        self.packages.doubt(self.dataset, de, en);
    }

    /// The node that a property leads to.
    pub(super) fn part(&mut self, property: &str, iri: &str) -> Node<'_> {
        let id = self.packages.builder.iri(iri);
        self.part_with(property, id)
    }

    pub(super) fn unnamed_part(&mut self, property: &str) -> Node<'_> {
        let id = self.packages.builder.fresh_blank_node();
        self.part_with(property, id)
    }

    fn part_with(&mut self, property: &str, id: TermId) -> Node<'_> {
        self.push(property, id);
        Node {
            packages: self.packages,
            id,
            dataset: self.dataset,
        }
    }

    fn push(&mut self, property: &str, object: TermId) {
        let property = self.packages.builder.iri(property);
        self.packages
            .builder
            .push(Triple::new(self.id, property, object), Position::UNKNOWN);
    }
}
