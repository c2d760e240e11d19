//! One field of one thing: its values in the words of an officer, or nothing where they go without saying.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::{dcat, rdf, spdx};
use kolophon_graph::{TermId, Triple, TripleIndex};

use super::describe::Writer;
use super::out::{Key, Out, USUAL};
use super::plan::Layout;
use crate::field::{Cardinality, Class, Field, Kind, Property};
use crate::name::is_slug;
use crate::reference;
use crate::scope::{Implied, Scope};
use crate::term::Term;

impl Writer<'_> {
    /// The values of a field; `None` when they go without saying, an empty list when there are none although some would
    /// be meant.
    pub(super) fn field(
        &mut self,
        class: Class,
        field: &'static Field,
        id: TermId,
        scope: &mut Scope<'_>,
    ) -> Option<Out> {
        if let Property::OfEachFile(predicate) = field.property {
            return self.of_each_file(field, predicate, id, scope);
        }
        let links = self.links(field, id);
        let implied = scope.implied(class, field.key);
        if self.goes_without_saying(field, id, &links, &implied) {
            for (index, _) in links {
                self.say(index);
            }
            self.say_implied(&implied);
            scope.remember(
                class,
                field.key,
                implied.into_iter().map(|implied| implied.object).collect(),
            );
            return None;
        }
        let (said, terms) = self.values(field, &links, scope);
        scope.remember(class, field.key, terms);
        match said {
            Some(said) => Some(said),
            None => (!implied.is_empty()).then(|| Out::List(Vec::new())),
        }
    }

    /// The triples of a field and the other ends of them.
    fn links(&self, field: &Field, id: TermId) -> Vec<(TripleIndex, TermId)> {
        let Some(predicate) = field.predicate().and_then(|iri| self.graph.iri(iri)) else {
            return Vec::new();
        };
        let links: Vec<(TripleIndex, TermId)> = if matches!(field.property, Property::Inverse(_)) {
            let owners = self.graph.subjects(predicate, id);
            let found =
                owners.filter_map(|owner| Some((self.graph.find(Triple::new(owner, predicate, id))?, owner)));
            found.collect()
        } else {
            let indices = self.graph.property(id, predicate);
            indices
                .map(|index| (index, self.graph.triple(index).object))
                .collect()
        };
        links
            .into_iter()
            .filter(|(index, other)| !self.is_said(*index) && !self.plan.is_withheld(*other))
            // A blank node has a name in its own file only.
            .filter(|(_, other)| !other.is_blank_node() || self.is_here(*other))
            .collect()
    }

    /// Whether the values are exactly those that are meant when nothing is said.
    fn goes_without_saying(
        &mut self,
        field: &Field,
        id: TermId,
        links: &[(TripleIndex, TermId)],
        implied: &[Implied],
    ) -> bool {
        let meant: BTreeSet<&Term> = implied.iter().map(|implied| &implied.object).collect();
        let mut written = BTreeSet::new();
        for (_, other) in links {
            written.insert(self.term(*other));
        }
        let all = match field.property {
            // A triple that is said elsewhere is one of those that are meant.
            Property::Of(iri) => match self.graph.iri(iri) {
                Some(predicate) => self.graph.objects(id, predicate).len(),
                None => 0,
            },
            _ => links.len(),
        };
        if written.iter().collect::<BTreeSet<_>>() != meant || all != links.len() {
            return false;
        }
        implied.iter().all(|implied| {
            let node = self.id(&implied.object);
            let is_agent = implied
                .object
                .as_iri()
                .is_some_and(|iri| !iri.starts_with(&*self.root_of(id)));
            let count = node.map_or(0, |node| self.graph.outgoing(node).len());
            let is_whole = implied.triples.is_empty() || is_agent || count == implied.triples.len();
            is_whole && implied.triples.iter().all(|triple| self.index(triple).is_some())
        })
    }

    fn root_of(&self, id: TermId) -> String {
        self.graph.term(id).value().to_owned()
    }

    /// An agent of whom more is said than the settings know is described in full elsewhere.
    fn say_implied(&mut self, implied: &[Implied]) {
        let whole = implied.iter().filter(|implied| {
            let node = self.id(&implied.object);
            node.is_some_and(|node| self.graph.outgoing(node).len() == implied.triples.len())
        });
        let triples = whole.flat_map(|implied| &implied.triples);
        let indices: Vec<TripleIndex> = triples.filter_map(|triple| self.index(triple)).collect();
        for index in indices {
            self.say(index);
        }
    }

    fn index(&self, (subject, predicate, object): &(Term, &'static str, Term)) -> Option<TripleIndex> {
        let triple = Triple::new(self.id(subject)?, self.graph.iri(predicate)?, self.id(object)?);
        self.graph.find(triple)
    }

    /// The number of an IRI or literal in the graph.
    fn id(&self, term: &Term) -> Option<TermId> {
        let term = match term {
            Term::Iri(iri) => kolophon_graph::Term::Iri(iri),
            Term::Literal {
                value,
                datatype,
                language,
            } => kolophon_graph::Term::Literal {
                value,
                datatype,
                language: language.as_deref(),
            },
            Term::Blank(_) => return None,
        };
        self.graph.dictionary().get(term)
    }

    /// The values that can be written, and their terms. What cannot is left for the statements.
    fn values(
        &mut self,
        field: &'static Field,
        links: &[(TripleIndex, TermId)],
        scope: &mut Scope<'_>,
    ) -> (Option<Out>, Vec<Term>) {
        if field.kind == Kind::Text {
            return self.texts(field, links, scope);
        }
        let (mut values, mut terms) = (Vec::new(), Vec::new());
        for (index, other) in links {
            // A cell holds one value where the table of fields knows one.
            if self.layout == Layout::Sheets && field.cardinality != Cardinality::Many && !values.is_empty() {
                break;
            }
            if let Some(value) = self.value(field, *other, scope) {
                self.say(*index);
                values.push(value);
                terms.push(self.term(*other));
            }
        }
        let said = (!values.is_empty()).then(|| Out::of(values));
        (said, terms)
    }

    fn value(&mut self, field: &'static Field, object: TermId, scope: &mut Scope<'_>) -> Option<Out> {
        let term = self.term(object);
        match field.kind {
            Kind::Nested(class, fragment) => self.nested(class, fragment, object, scope),
            Kind::TypedAddress(class) => {
                let is_of_class = (term.clone(), rdf::TYPE, Term::iri(class));
                let index = self.index(&is_of_class)?;
                let text = self.scalars(scope, "").write(field.kind, &term, self.language)?;
                self.say(index);
                Some(Out::Text(text))
            }
            kind => {
                let text = self.scalars(scope, "").write(kind, &term, self.language)?;
                self.fits_a_cell(field, &text).then_some(Out::Text(text))
            }
        }
    }

    /// Texts by language; those in the usual one stand alone.
    fn texts(
        &mut self,
        field: &'static Field,
        links: &[(TripleIndex, TermId)],
        scope: &Scope<'_>,
    ) -> (Option<Out>, Vec<Term>) {
        let mut by_language: Vec<(String, Vec<Out>)> = Vec::new();
        let mut terms = Vec::new();
        for (index, object) in links {
            let term = self.term(*object);
            let Term::Literal {
                value,
                datatype,
                language,
            } = &term
            else {
                continue;
            };
            let is_text = language.is_some() || datatype == kolophon_graph::XSD_STRING;
            let tag = language.clone().unwrap_or_default();
            let known = by_language.iter().position(|(known, _)| *known == tag);
            let is_full =
                self.layout == Layout::Sheets && known.is_some() && field.cardinality != Cardinality::Many;
            if !is_text || value.is_empty() || is_full || !self.fits_a_cell(field, value) {
                continue;
            }
            self.say(*index);
            let out = Out::Text(value.clone());
            match known {
                Some(at) => by_language[at].1.push(out),
                None => by_language.push((tag, vec![out])),
            }
            terms.push(term);
        }
        let usual = if scope.language == "none" {
            ""
        } else {
            scope.language.as_str()
        };
        let said = match by_language.as_slice() {
            [] => None,
            [(tag, _)] if tag == usual => by_language.pop().map(|(_, texts)| Out::of(texts)),
            _ => {
                let entries = by_language.into_iter().map(|(tag, texts)| {
                    let is_usual = self.layout == Layout::Sheets && tag == usual;
                    let tag = if is_usual { USUAL.to_owned() } else { tag };
                    (Key::Language(tag), Out::of(texts))
                });
                Some(Out::Map(entries.collect()))
            }
        };
        (said, terms)
    }

    /// Whether a text comes out of a cell as it goes in: of several in one cell, blanks at the edges are lost, a cell of
    /// blanks is empty, and spreadsheets know no other control characters than line breaks.
    fn fits_a_cell(&self, field: &Field, text: &str) -> bool {
        if self.layout == Layout::Files {
            return true;
        }
        let is_trimmed = text.trim() == text;
        let is_plain = text
            .chars()
            .all(|c| c == '\n' || !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}'));
        is_plain && !text.trim().is_empty() && (is_trimmed || field.cardinality != Cardinality::Many)
    }

    /// Something nested, described here if it can be, else referred to.
    fn nested(
        &mut self,
        class: Class,
        fragment: &'static str,
        object: TermId,
        scope: &mut Scope<'_>,
    ) -> Option<Out> {
        if object.is_literal() {
            let term = self.term(object);
            return reference::write(class, &term, &self.scalars(scope, "")).map(Out::Text);
        }
        if !self.can_be_described(class, object) {
            let term = self.term(object);
            return reference::write(class, &term, &self.scalars(scope, "")).map(Out::Text);
        }
        self.described.insert(object);
        let term = self.term(object);
        let mut entries = self.name(class, fragment, &term, scope);
        if class == Class::Distribution {
            scope.begin_distribution(&term);
        }
        let described = self.describe(class, object, scope);
        if class == Class::Distribution {
            scope.end_distribution();
        }
        if entries.is_empty()
            && let Some(short) = self.short_form(class, &described, scope)
        {
            return Some(Out::Text(short));
        }
        entries.extend(described);
        Some(Out::Map(entries))
    }

    /// Whether a node may be described in the file that is being written.
    fn is_here(&self, id: TermId) -> bool {
        self.layout == Layout::Sheets || self.plan.file_of(id) == self.file
    }

    fn can_be_described(&self, class: Class, object: TermId) -> bool {
        let has_own_description = class == Class::DatasetSeries || self.plan.is_root(object);
        self.is_here(object)
            && !has_own_description
            && !self.described.contains(&object)
            && self.graph.outgoing(object).len() > 0
    }

    /// `slug` or `iri` of something nested, unless reading gives it that IRI anyway.
    fn name(
        &self,
        class: Class,
        fragment: &'static str,
        term: &Term,
        scope: &mut Scope<'_>,
    ) -> Vec<(Key, Out)> {
        let entry = |key: &str, text: String| {
            let field = class.field(key);
            field
                .map(|field| (Key::Field(field), Out::Text(text)))
                .into_iter()
                .collect::<Vec<_>>()
        };
        let Some(iri) = term.as_iri() else {
            return entry("iri", term.written());
        };
        let slug = match class {
            Class::Distribution => scope.distribution_slug(iri),
            Class::Agent => iri.strip_prefix(&self.defaults.agent("")),
            _ => None,
        };
        if let Some(slug) = slug.filter(|slug| is_slug(slug)) {
            return entry("slug", slug.to_owned());
        }
        let is_minted = !matches!(class, Class::Distribution | Class::Agent | Class::DatasetSeries);
        if is_minted && !scope.root.is_empty() && scope.next(fragment) == iri {
            scope.mint(fragment);
            return Vec::new();
        }
        let is_fragment = !scope.root.is_empty()
            && iri
                .strip_prefix(&scope.root)
                .is_some_and(|rest| rest.starts_with('#'));
        let text = if is_fragment {
            iri[scope.root.len()..].to_owned()
        } else {
            Term::iri(iri).written()
        };
        let text = if is_fragment && text.trim() == text {
            text
        } else {
            Term::iri(iri).written()
        };
        entry("iri", text)
    }

    /// A description that a text alone can give.
    fn short_form(&self, class: Class, described: &[(Key, Out)], scope: &Scope<'_>) -> Option<String> {
        let value = |key: &str| {
            let entry = described
                .iter()
                .find(|(known, _)| matches!(known, Key::Field(field) if field.key == key))?;
            match &entry.1 {
                Out::Text(text) => Some(text.as_str()),
                _ => None,
            }
        };
        let text = match (class, described.len()) {
            (Class::Rights | Class::Provenance, 1) => value("label")?,
            (Class::Identifier, 1) => value("notation")?,
            (Class::Contact, 1) => value("email").filter(|text| text.contains('@'))?,
            (Class::Checksum, 2) => {
                let value = value("value")?;
                self.is_algorithm_of(class, described, value).then_some(value)?
            }
            _ => return None,
        };
        let scalars = self.scalars(scope, "");
        let fits = text.trim() == text && !text.is_empty() && Term::exact(text).is_none();
        (fits && reference::read(class, text, &scalars).is_none()).then(|| text.to_owned())
    }

    /// Whether the algorithm of a checksum is the one that its length tells.
    fn is_algorithm_of(&self, class: Class, described: &[(Key, Out)], value: &str) -> bool {
        let name = match value.len() {
            32 => "md5",
            40 => "sha1",
            64 => "sha256",
            128 => "sha512",
            _ => return false,
        };
        let algorithm = Term::iri(format!("{}checksumAlgorithm_{name}", spdx::NAMESPACE));
        let Some(field) = class.field("algorithm") else {
            return false;
        };
        let scalars = crate::scalar::Scalars {
            lists: self.lists,
            defaults: self.defaults,
            root: "",
            language: "",
        };
        let told = described.iter().find(|(key, _)| *key == Key::Field(field));
        matches!(told, Some((_, Out::Text(text))) if scalars.read(field.kind, text) == Ok(algorithm))
    }

    /// A value that all distributions of a dataset have is said once, at the dataset.
    fn of_each_file(
        &mut self,
        field: &'static Field,
        predicate: &str,
        id: TermId,
        scope: &mut Scope<'_>,
    ) -> Option<Out> {
        let distribution = self.graph.iri(dcat::DISTRIBUTION)?;
        let predicate = self.graph.iri(predicate)?;
        let files: Vec<TermId> = self
            .graph
            .objects(id, distribution)
            .filter(|file| !self.plan.is_withheld(*file) && self.can_be_described(Class::Distribution, *file))
            .collect();
        let of = |file: &TermId| self.graph.objects(*file, predicate).collect::<Vec<TermId>>();
        let first = files.first().map(of)?;
        if first.is_empty() || files.iter().any(|file| of(file) != first) {
            return None;
        }
        let usual: Vec<Term> = scope
            .implied(Class::Distribution, field.key)
            .into_iter()
            .map(|implied| implied.object)
            .collect();
        let terms: Vec<Term> = first.iter().map(|object| self.term(*object)).collect();
        if usual == terms || first.iter().any(|object| self.plan.is_withheld(*object)) {
            return None;
        }
        let can_be_said = first.iter().all(|object| match field.kind {
            Kind::Nested(..) => !object.is_literal() && first.len() == 1,
            Kind::Text => first.len() == 1 && is_plain_text(&self.graph.term(*object)),
            _ => first.len() == 1,
        });
        if !can_be_said {
            return None;
        }
        // The links themselves are said by the distributions, where they go without saying now.
        let said = match field.kind {
            Kind::Text => self.common_text(first[0], scope),
            _ => self.value(field, first[0], scope),
        }?;
        scope.remember(Class::Dataset, field.key, terms);
        Some(said)
    }

    fn common_text(&mut self, object: TermId, scope: &Scope<'_>) -> Option<Out> {
        let Term::Literal { value, language, .. } = self.term(object) else {
            return None;
        };
        if value.trim() != value || !self.fits_a_cell(Class::Rights.main_field()?, &value) {
            return None;
        }
        let tag = language.unwrap_or_default();
        let usual = if scope.language == "none" {
            ""
        } else {
            scope.language.as_str()
        };
        if tag == usual {
            return Some(Out::Text(value));
        }
        Some(Out::Map(vec![(Key::Language(tag), Out::Text(value))]))
    }
}

fn is_plain_text(term: &kolophon_graph::Term<'_>) -> bool {
    matches!(term, kolophon_graph::Term::Literal { value, datatype, language }
        if !value.is_empty() && (language.is_some() || *datatype == kolophon_graph::XSD_STRING))
}
