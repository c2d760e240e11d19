//! What the things of a catalogue are: by their types, and by the properties that lead to them.

use std::rc::Rc;

use kolophon_dcat::vocab::{adms, dcat, dcatde, dcterms, foaf, geodcatap, prov, rdf, spdx, vcard};
use kolophon_graph::{Graph, Term, TermId, Triple};
use rustc_hash::FxHashMap;

/// A class of DCAT-AP.de.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Catalog,
    Dataset,
    DatasetSeries,
    DataService,
    Distribution,
    CatalogRecord,
    PeriodOfTime,
    Location,
    Agent,
    Contact,
    Checksum,
}

impl Class {
    fn of_type(iri: &str) -> Option<Self> {
        Some(match iri {
            dcat::CATALOG => Self::Catalog,
            dcat::DATASET_CLASS => Self::Dataset,
            dcat::DATASET_SERIES => Self::DatasetSeries,
            dcat::DATA_SERVICE => Self::DataService,
            dcat::DISTRIBUTION_CLASS => Self::Distribution,
            dcat::CATALOG_RECORD => Self::CatalogRecord,
            dcterms::PERIOD_OF_TIME => Self::PeriodOfTime,
            dcterms::LOCATION => Self::Location,
            spdx::CHECKSUM_CLASS => Self::Checksum,
            foaf::AGENT | foaf::ORGANIZATION | "http://xmlns.com/foaf/0.1/Person" => Self::Agent,
            iri if iri.starts_with(vcard::NAMESPACE) => Self::Contact,
            _ => return None,
        })
    }

    /// The class of what a property of the catalogue leads to.
    fn of_value(property: &str) -> Option<Self> {
        Some(match property {
            dcat::DATASET => Self::Dataset,
            dcat::SERVICE | dcat::ACCESS_SERVICE => Self::DataService,
            dcat::RECORD => Self::CatalogRecord,
            dcat::DISTRIBUTION | adms::SAMPLE => Self::Distribution,
            dcat::IN_SERIES => Self::DatasetSeries,
            dcat::CONTACT_POINT => Self::Contact,
            dcterms::TEMPORAL => Self::PeriodOfTime,
            dcterms::SPATIAL => Self::Location,
            dcterms::PUBLISHER
            | dcterms::CREATOR
            | dcterms::CONTRIBUTOR
            | dcatde::ORIGINATOR
            | dcatde::MAINTAINER
            | geodcatap::ORIGINATOR
            | geodcatap::CUSTODIAN
            | prov::AGENT => Self::Agent,
            spdx::CHECKSUM => Self::Checksum,
            _ => return None,
        })
    }
}

/// One statement of a catalogue, with what its subject is.
#[derive(Clone, Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) triple: Triple,
    pub(crate) property: &'a str,
    pub(crate) object: Term<'a>,
    classes: Rc<[Class]>,
}

/// What the things of a graph are, each found out once.
#[derive(Debug, Default)]
pub(crate) struct Classes(FxHashMap<TermId, Rc<[Class]>>);

impl Classes {
    fn of(&mut self, graph: &Graph, node: TermId) -> Rc<[Class]> {
        let classes = self.0.entry(node).or_insert_with(|| classes(graph, node).into());
        Rc::clone(classes)
    }
}

impl<'a> Statement<'a> {
    /// The statement of a triple whose subject is something of a catalogue.
    pub(crate) fn new(graph: &'a Graph, triple: Triple, known: &mut Classes) -> Option<Self> {
        let property = graph.term(triple.predicate).as_iri()?;
        let classes = known.of(graph, triple.subject);
        if classes.is_empty() {
            return None;
        }
        Some(Self {
            graph,
            triple,
            property,
            object: graph.term(triple.object),
            classes,
        })
    }

    /// The same statement as if it were made with another property.
    pub(crate) fn with_property(&self, property: &'a str) -> Self {
        Self {
            property,
            ..self.clone()
        }
    }

    /// Whether the subject is of one of the classes.
    pub(crate) fn is_about(&self, classes: &[Class]) -> bool {
        self.classes.iter().any(|class| classes.contains(class))
    }

    /// The objects of a property of the same subject.
    pub(crate) fn others(&self, property: &str) -> impl Iterator<Item = TermId> + use<'a> {
        let (graph, subject) = (self.graph, self.triple.subject);
        let property = graph.iri(property);
        property
            .into_iter()
            .flat_map(move |property| graph.objects(subject, property))
    }

    /// Whether the object is something of a catalogue that other statements refer to by its address.
    pub(crate) fn object_is_described(&self) -> bool {
        self.graph.outgoing(self.triple.object).next().is_some()
    }

    /// Whether the object is of a class.
    pub(crate) fn object_is(&self, class: Class) -> bool {
        types(self.graph, self.triple.object).any(|found| found == class)
    }
}

fn types(graph: &Graph, node: TermId) -> impl Iterator<Item = Class> + '_ {
    let types = graph.iri(rdf::TYPE).into_iter();
    types
        .flat_map(move |property| graph.objects(node, property))
        .filter_map(|class| Class::of_type(graph.term(class).as_iri()?))
}

/// What a node is. What has types of its own is that and nothing else.
fn classes(graph: &Graph, node: TermId) -> Vec<Class> {
    let own: Vec<Class> = types(graph, node).collect();
    if !own.is_empty() {
        return own;
    }
    let has_type = graph
        .iri(rdf::TYPE)
        .is_some_and(|property| graph.objects(node, property).next().is_some());
    if has_type {
        return own;
    }
    let mut implied = Vec::new();
    for index in graph.incoming(node) {
        let property = graph.term(graph.triple(index).predicate);
        if let Some(class) = property.as_iri().and_then(Class::of_value)
            && !implied.contains(&class)
        {
            implied.push(class);
        }
    }
    implied
}
