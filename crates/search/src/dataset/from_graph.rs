//! A dataset's document from its RDF.

use kolophon_dcat::json::{DatasetJson, JsonContext, PropertyReader};
use kolophon_dcat::vocab::{dcat, dcatap, dcatde, dcterms, locn, schema};
use kolophon_graph::{Graph, Term, TermId};

use percent_encoding::percent_decode_str;

use super::{BoundingBox, Concept, Dataset, Moment, Period};

/// The regulation that high-value datasets name as applicable legislation.
const HIGH_VALUE_REGULATION: &str = "http://data.europa.eu/eli/reg_impl/2023/138/oj";

impl Dataset {
    /// The document of the dataset called `iri` in `graph`, for a city of that name.
    ///
    /// It is total: what the graph does not say stays empty. `context` gives the short names and the labels of code
    /// lists; texts in other languages than its own are kept among [`Dataset::others`].
    #[must_use]
    pub fn from_graph(graph: &Graph, iri: &str, city_name: &str, context: &JsonContext<'_>) -> Self {
        let json = DatasetJson::from_graph(graph, iri, context);
        let mut document = Self {
            iri: json.iri,
            id: json.id,
            city: Concept::new(json.city, city_name),
            title: json.title,
            description: json.description.unwrap_or_default(),
            keywords: json.keywords,
            publisher: json.publisher,
            modified: json
                .modified
                .or(json.issued)
                .and_then(|date| Moment::first_of(&date)),
            themes: json
                .themes
                .into_iter()
                .map(|theme| concept(theme.iri, theme.label))
                .collect(),
            ..Self::default()
        };
        for distribution in &json.distributions {
            document.formats.extend(distribution.format.clone());
            document.others.extend(distribution.title.clone());
        }
        let licences = json.distributions.into_iter().filter_map(|one| one.licence);
        for licence in licences.chain(json.licence) {
            document.licences.push(concept(licence.iri, licence.label));
        }
        if let Some(node) = graph.iri(iri) {
            let more = More {
                graph,
                reader: PropertyReader::new(graph, context.language),
                labels: context.labels,
            };
            more.fill(node, &mut document);
        }
        document.licences.sort();
        document.licences.dedup();
        document.formats.sort();
        document.formats.dedup();
        document
    }
}

/// A concept that stands as a text in the data has no address; its label is its key. A label that was made of an
/// address is made readable.
fn concept(iri: String, label: String) -> Concept {
    if iri.is_empty() {
        return Concept::named(label);
    }
    let label = if iri.ends_with(&label) {
        percent_decode_str(&label).decode_utf8_lossy().into_owned()
    } else {
        label
    };
    Concept::new(iri, label)
}

/// What the JSON projection does not hold.
struct More<'a> {
    graph: &'a Graph,
    reader: PropertyReader<'a>,
    labels: &'a dyn Fn(&str) -> Option<String>,
}

impl More<'_> {
    fn fill(&self, node: TermId, document: &mut Dataset) {
        for property in [dcterms::TITLE, dcterms::DESCRIPTION, dcat::KEYWORD] {
            for text in self.literals(node, property) {
                let is_known = text == document.title
                    || text == document.description
                    || document.keywords.iter().any(|keyword| keyword == text);
                if !is_known {
                    document.others.push(text.to_owned());
                }
            }
        }
        let distributions: Vec<TermId> = self.reader.objects(node, dcat::DISTRIBUTION).collect();
        let nodes = || [node].into_iter().chain(distributions.iter().copied());
        document.high_value = nodes().any(|node| self.is_high_value(node));
        for category in nodes().flat_map(|node| self.reader.objects(node, dcatap::HVD_CATEGORY)) {
            document.others.extend(self.label(category));
        }
        document.others.dedup();
        document.places.extend(
            self.literals(node, dcatde::GEOCODING_DESCRIPTION)
                .map(str::to_owned),
        );
        for place in self.reader.objects(node, dcterms::SPATIAL) {
            self.place(place, document);
        }
        for period in self.reader.objects(node, dcterms::TEMPORAL) {
            document.periods.extend(self.period(period));
        }
    }

    fn is_high_value(&self, node: TermId) -> bool {
        let has_category = self.reader.objects(node, dcatap::HVD_CATEGORY).next().is_some();
        has_category
            || self
                .reader
                .objects(node, dcatap::APPLICABLE_LEGISLATION)
                .any(|law| self.graph.term(law).as_iri() == Some(HIGH_VALUE_REGULATION))
    }

    fn place(&self, place: TermId, document: &mut Dataset) {
        let own = self.reader.text(place, locn::GEOGRAPHIC_NAME);
        document.places.extend(own.or_else(|| self.label(place)));
        let extents: Vec<BoundingBox> = [dcat::BBOX, locn::GEOMETRY, dcat::CENTROID]
            .into_iter()
            .filter_map(|property| self.literals(place, property).find_map(BoundingBox::around))
            .collect();
        // The extent says more than the centre within it.
        document.boxes.extend(extents.first());
    }

    fn period(&self, period: TermId) -> Option<Period> {
        let first = |properties: [&str; 2]| {
            properties
                .into_iter()
                .find_map(|property| self.reader.value(period, property))
        };
        let found = Period {
            start: first([dcat::START_DATE, schema::START_DATE]).and_then(|date| Moment::first_of(&date)),
            end: first([dcat::END_DATE, schema::END_DATE]).and_then(|date| Moment::last_of(&date)),
        };
        (!found.is_open()).then_some(found)
    }

    fn label(&self, node: TermId) -> Option<String> {
        match self.graph.term(node) {
            Term::Iri(iri) => (self.labels)(iri).or_else(|| self.reader.name(node)),
            Term::BlankNode(_) | Term::Literal { .. } => self.reader.name(node),
        }
    }

    fn literals(&self, node: TermId, property: &str) -> impl Iterator<Item = &str> {
        self.reader
            .objects(node, property)
            .filter_map(|object| match self.graph.term(object) {
                Term::Literal { value, .. } => Some(value),
                Term::Iri(_) | Term::BlankNode(_) => None,
            })
    }
}
