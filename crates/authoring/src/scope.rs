//! What is known while one dataset, series or catalogue is described: how its parts are named, and what is meant where
//! nothing is said.
//!
//! Reading and writing go through the same steps in the same order and ask the same scope, so that what writing leaves
//! out is what reading fills in.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::{dcterms, foaf, locn, owl, rdf, vcard};

use crate::defaults::Defaults;
use crate::field::Class;
use crate::scalar::regional_key;
use crate::term::Term;

/// The description of one thing with an address of its own, and of all its parts.
pub(crate) struct Scope<'a> {
    defaults: &'a Defaults,
    /// Its IRI; parts are fragments of it. Empty for a blank node, whose parts have no addresses.
    pub(crate) root: String,
    pub(crate) class: Class,
    /// The language of texts that name none.
    pub(crate) language: String,
    subject: Term,
    minted: BTreeSet<String>,
    /// How often a name was asked for, so that the next number need not be searched.
    counts: BTreeMap<String, usize>,
    /// The short name of the distribution that is being described.
    distribution: Option<String>,
    said: BTreeMap<(Class, &'static str), Vec<Term>>,
}

/// A value that nobody wrote, and the triples that describe it.
#[derive(Clone, Debug)]
pub(crate) struct Implied {
    pub(crate) object: Term,
    pub(crate) triples: Vec<(Term, &'static str, Term)>,
}

impl Implied {
    fn plain(object: Term) -> Self {
        Self {
            object,
            triples: Vec::new(),
        }
    }
}

impl<'a> Scope<'a> {
    pub(crate) fn new(defaults: &'a Defaults, class: Class, subject: Term, language: &str) -> Self {
        Self {
            defaults,
            root: subject.as_iri().unwrap_or_default().to_owned(),
            class,
            language: language.to_owned(),
            subject,
            minted: BTreeSet::new(),
            counts: BTreeMap::new(),
            distribution: None,
            said: BTreeMap::new(),
        }
    }

    /// Remembers the values of a field that others fall back on.
    pub(crate) fn remember(&mut self, class: Class, key: &'static str, values: Vec<Term>) {
        self.said.insert((class, key), values);
    }

    /// Another distribution begins: what the last one said counts no longer.
    pub(crate) fn begin_distribution(&mut self, subject: &Term) {
        self.said
            .retain(|(class, _), _| !matches!(class, Class::Distribution | Class::DataService));
        let iri = subject.as_iri().unwrap_or_default();
        self.distribution = Some(
            self.distribution_slug(iri)
                .unwrap_or_else(|| iri.rsplit(['/', '#']).next().unwrap_or_default())
                .to_owned(),
        );
    }

    pub(crate) fn end_distribution(&mut self) {
        self.distribution = None;
    }

    /// The IRI of the next part of that name: `#kontakt`, then `#kontakt-2`; of a part of a distribution
    /// `#pruefsumme-csv`.
    pub(crate) fn mint(&mut self, fragment: &str) -> String {
        let first = self.part(fragment);
        self.take(&first)
    }

    /// The IRI that [`mint`](Self::mint) would give.
    pub(crate) fn next(&self, fragment: &str) -> String {
        self.unused(&self.part(fragment)).0
    }

    fn part(&self, fragment: &str) -> String {
        match &self.distribution {
            Some(slug) if !slug.is_empty() => format!("{}#{fragment}-{slug}", self.root),
            _ => format!("{}#{fragment}", self.root),
        }
    }

    /// The IRI of a distribution with that short name.
    pub(crate) fn distribution(&self, slug: &str) -> String {
        format!("{}/distribution/{slug}", self.root)
    }

    /// The IRI of a distribution that has no short name.
    pub(crate) fn next_distribution(&mut self, slug: &str) -> String {
        let first = self.distribution(slug);
        self.take(&first)
    }

    /// The short name in the IRI of a distribution, if it is built from one.
    pub(crate) fn distribution_slug<'i>(&self, iri: &'i str) -> Option<&'i str> {
        iri.strip_prefix(&self.root)?.strip_prefix("/distribution/")
    }

    fn take(&mut self, first: &str) -> String {
        let (iri, count) = self.unused(first);
        self.counts.insert(first.to_owned(), count);
        self.minted.insert(iri.clone());
        iri
    }

    /// The first name of the kind that is not taken, and its number.
    fn unused(&self, first: &str) -> (String, usize) {
        let mut number = self.counts.get(first).copied().unwrap_or(0) + 1;
        loop {
            let iri = if number == 1 {
                first.to_owned()
            } else {
                format!("{first}-{number}")
            };
            if !self.minted.contains(&iri) {
                return (iri, number);
            }
            number += 1;
        }
    }

    fn remembered(&self, class: Class, key: &'static str) -> Option<Vec<Implied>> {
        let values = self.said.get(&(class, key))?;
        Some(values.iter().cloned().map(Implied::plain).collect())
    }

    /// The values of a field of which nothing is said.
    pub(crate) fn implied(&self, class: Class, key: &'static str) -> Vec<Implied> {
        let is_part = self.class == Class::Dataset;
        let one = |value: Option<String>| {
            value
                .into_iter()
                .map(|iri| Implied::plain(Term::Iri(iri)))
                .collect()
        };
        match (class, key) {
            (Class::Dataset, "identifier") if !self.root.is_empty() => {
                vec![Implied::plain(Term::string(&*self.root))]
            }
            (Class::DataService, "publisher") if is_part => {
                self.remembered(Class::Dataset, "publisher").unwrap_or_default()
            }
            (Class::Dataset | Class::DatasetSeries | Class::Catalog | Class::DataService, "publisher") => {
                self.publisher().into_iter().collect()
            }
            (Class::DataService, "contact_point") if is_part => self
                .remembered(Class::Dataset, "contact_point")
                .unwrap_or_default(),
            (Class::Dataset | Class::DatasetSeries, "contact_point") => self.contact().into_iter().collect(),
            (Class::Dataset, "spatial") => self.place().into_iter().collect(),
            (Class::Dataset, "contributor_id") => one(self.defaults.contributor_id.clone()),
            (Class::DataService | Class::CatalogRecord, "in_catalog") if is_part => {
                self.remembered(Class::Dataset, "in_catalog").unwrap_or_default()
            }
            (Class::Dataset | Class::DataService, "in_catalog") => one(self.defaults.catalogue.clone()),
            (Class::DataService, "serves_dataset") if is_part => vec![Implied::plain(self.subject.clone())],
            (Class::DataService, "license") if is_part => self
                .remembered(Class::Distribution, "license")
                .unwrap_or_default(),
            (Class::Distribution, "license") => self
                .remembered(Class::Dataset, "license")
                .unwrap_or_else(|| one(self.defaults.licence.clone())),
            (Class::Distribution, "attribution_text") => self
                .remembered(Class::Dataset, "attribution_text")
                .unwrap_or_default(),
            (Class::Distribution, "rights") => self.remembered(Class::Dataset, "rights").unwrap_or_default(),
            (Class::Distribution, "access_url") => self.access_url(),
            _ => Vec::new(),
        }
    }

    /// The page of the dataset for a file, the address of the service for a service.
    fn access_url(&self) -> Vec<Implied> {
        let has_file = self
            .said
            .get(&(Class::Distribution, "download_url"))
            .is_some_and(|files| !files.is_empty());
        if has_file && !self.root.is_empty() {
            return vec![Implied::plain(self.subject.clone())];
        }
        self.remembered(Class::DataService, "endpoint_url")
            .unwrap_or_default()
    }

    fn publisher(&self) -> Option<Implied> {
        let agent = self.defaults.publisher.as_ref()?;
        let node = Term::iri(&*agent.iri);
        let mut triples = typed(&node, Class::Agent);
        triples.push((node.clone(), foaf::NAME, self.text(&agent.name)));
        if let Some(kind) = &agent.kind {
            triples.push((node.clone(), dcterms::TYPE, Term::iri(&**kind)));
        }
        Some(Implied {
            object: node,
            triples,
        })
    }

    fn contact(&self) -> Option<Implied> {
        let contact = self.defaults.contact.as_ref()?;
        let node = self.fragment("kontakt")?;
        let mut triples = typed(&node, Class::Contact);
        if !contact.name.is_empty() {
            triples.push((node.clone(), vcard::FN, self.text(&contact.name)));
        }
        let email = Term::iri(format!("mailto:{}", contact.email));
        triples.push((node.clone(), vcard::HAS_EMAIL, email));
        Some(Implied {
            object: node,
            triples,
        })
    }

    fn place(&self) -> Option<Implied> {
        let place = self.defaults.place.as_ref()?;
        let node = self.fragment("ort")?;
        let mut triples = typed(&node, Class::Place);
        if !place.name.is_empty() {
            triples.push((node.clone(), locn::GEOGRAPHIC_NAME, self.text(&place.name)));
        }
        if let Ok(key) = regional_key(&place.regional_key) {
            triples.push((node.clone(), owl::SAME_AS, key));
        }
        Some(Implied {
            object: node,
            triples,
        })
    }

    fn fragment(&self, name: &str) -> Option<Term> {
        (!self.root.is_empty()).then(|| Term::iri(format!("{}#{name}", self.root)))
    }

    /// A text of the city's settings, which are written in the city's language.
    fn text(&self, text: &str) -> Term {
        Term::text(text, &self.defaults.language)
    }
}

fn typed(node: &Term, class: Class) -> Vec<(Term, &'static str, Term)> {
    let types = class.types().iter();
    types
        .map(|iri| (node.clone(), rdf::TYPE, Term::iri(*iri)))
        .collect()
}
