//! A dataset as plain JSON: the view of developers who do not read RDF.
//!
//! The projection is total. What a record lacks is `null` or an empty list; nothing makes a dataset unrepresentable.

use kolophon_graph::{Graph, Term, TermId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocab::{dcat, dcatde, dcterms, foaf, rdfs, skos};

/// One dataset with its labels resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatasetJson {
    /// The dataset's short name, unique within its city.
    pub id: String,
    /// The permanent address.
    pub iri: String,
    /// The short name of the city that publishes it.
    pub city: String,
    /// The title.
    pub title: String,
    /// The description; may hold the simple HTML that DCAT-AP.de allows.
    pub description: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The licence, when all distributions have the same; else each distribution names its own.
    pub licence: Option<LicenceJson>,
    /// The themes, sorted by their address.
    pub themes: Vec<ConceptJson>,
    /// Keywords, sorted.
    pub keywords: Vec<String>,
    /// When it was first published, as written.
    pub issued: Option<String>,
    /// When it was last changed, as written.
    pub modified: Option<String>,
    /// Files and services, sorted by title, then address.
    pub distributions: Vec<DistributionJson>,
}

/// One way to get at the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DistributionJson {
    /// The permanent address; absent when the source gave none.
    pub iri: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The format's name, such as `CSV`.
    pub format: Option<String>,
    /// The media type, such as `text/csv`.
    pub media_type: Option<String>,
    /// Where the file can be fetched directly.
    #[serde(rename = "downloadURL")]
    pub download_url: Option<String>,
    /// Where the data can be accessed.
    #[serde(rename = "accessURL")]
    pub access_url: Option<String>,
    /// The size in bytes.
    pub byte_size: Option<u64>,
    /// The licence of this distribution.
    pub licence: Option<LicenceJson>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LicenceJson {
    /// The licence's address.
    pub iri: String,
    /// Its name.
    pub label: String,
    /// The text to print as attribution (`dcatde:licenseAttributionByText`).
    pub attribution: Option<String>,
}

/// A concept of a code list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ConceptJson {
    /// The concept's address.
    pub iri: String,
    /// Its label.
    pub label: String,
}

/// What the projection needs besides the graph.
#[derive(Clone, Copy)]
pub struct JsonContext<'a> {
    /// The dataset's short name.
    pub id: &'a str,
    /// The city's short name.
    pub city: &'a str,
    /// The language tag wanted first, such as `de`; any other language is taken when it is missing.
    pub language: &'a str,
    /// The label of a code list's IRI, in that language.
    pub labels: &'a dyn Fn(&str) -> Option<String>,
}

impl std::fmt::Debug for JsonContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonContext")
            .field("id", &self.id)
            .field("city", &self.city)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl DatasetJson {
    /// The dataset called `iri` in `graph`.
    #[must_use]
    pub fn from_graph(graph: &Graph, iri: &str, context: &JsonContext<'_>) -> Self {
        let Some(dataset) = graph.iri(iri) else {
            return Self::bare(iri, context);
        };
        let reader = PropertyReader::new(graph, context.language);
        let distributions = distributions(&reader, dataset, context);
        let licence = licence(&reader, dataset, context).or_else(|| common_licence(&distributions));
        let mut keywords = reader.texts(dataset, dcat::KEYWORD);
        keywords.sort();
        keywords.dedup();
        let mut themes: Vec<ConceptJson> = reader
            .objects(dataset, dcat::THEME)
            .filter_map(|theme| concept(&reader, theme, context))
            .collect();
        themes.sort();
        themes.dedup();
        Self {
            id: context.id.to_owned(),
            iri: iri.to_owned(),
            city: context.city.to_owned(),
            title: reader
                .text(dataset, dcterms::TITLE)
                .unwrap_or_else(|| context.id.to_owned()),
            description: reader.text(dataset, dcterms::DESCRIPTION),
            publisher: reader
                .objects(dataset, dcterms::PUBLISHER)
                .find_map(|publisher| reader.name(publisher)),
            licence,
            themes,
            keywords,
            issued: reader.value(dataset, dcterms::ISSUED),
            modified: reader.value(dataset, dcterms::MODIFIED),
            distributions,
        }
    }

    /// A record of which nothing but the address is known.
    fn bare(iri: &str, context: &JsonContext<'_>) -> Self {
        Self {
            id: context.id.to_owned(),
            iri: iri.to_owned(),
            city: context.city.to_owned(),
            title: context.id.to_owned(),
            description: None,
            publisher: None,
            licence: None,
            themes: Vec::new(),
            keywords: Vec::new(),
            issued: None,
            modified: None,
            distributions: Vec::new(),
        }
    }
}

fn distributions(
    reader: &PropertyReader<'_>,
    dataset: TermId,
    context: &JsonContext<'_>,
) -> Vec<DistributionJson> {
    let mut distributions: Vec<DistributionJson> = reader
        .objects(dataset, dcat::DISTRIBUTION)
        .filter(|distribution| !distribution.is_literal())
        .map(|distribution| DistributionJson {
            iri: reader.graph.term(distribution).as_iri().map(str::to_owned),
            title: reader.text(distribution, dcterms::TITLE),
            format: reader
                .objects(distribution, dcterms::FORMAT)
                .find_map(|format| concept(reader, format, context))
                .map(|concept| concept.label),
            media_type: reader.value(distribution, dcat::MEDIA_TYPE).map(media_type),
            download_url: reader.value(distribution, dcat::DOWNLOAD_URL),
            access_url: reader.value(distribution, dcat::ACCESS_URL),
            byte_size: reader
                .value(distribution, dcat::BYTE_SIZE)
                .and_then(|size| byte_size(&size)),
            licence: licence(reader, distribution, context),
        })
        .collect();
    distributions.sort_by(|a, b| (&a.title, &a.iri, &a.access_url).cmp(&(&b.title, &b.iri, &b.access_url)));
    distributions
}

fn licence(reader: &PropertyReader<'_>, subject: TermId, context: &JsonContext<'_>) -> Option<LicenceJson> {
    let concept = reader
        .objects(subject, dcterms::LICENSE)
        .find_map(|licence| concept(reader, licence, context))?;
    Some(LicenceJson {
        iri: concept.iri,
        label: concept.label,
        attribution: reader.text(subject, dcatde::LICENSE_ATTRIBUTION_BY_TEXT),
    })
}

fn common_licence(distributions: &[DistributionJson]) -> Option<LicenceJson> {
    let (first, others) = distributions.split_first()?;
    let same = others.iter().all(|other| other.licence == first.licence);
    if same { first.licence.clone() } else { None }
}

fn concept(reader: &PropertyReader<'_>, term: TermId, context: &JsonContext<'_>) -> Option<ConceptJson> {
    match reader.graph.term(term) {
        Term::Iri(iri) => Some(ConceptJson {
            iri: iri.to_owned(),
            label: (context.labels)(iri)
                .or_else(|| reader.name(term))
                .unwrap_or_else(|| last_segment(iri).to_owned()),
        }),
        Term::BlankNode(_) => None,
        Term::Literal { value, .. } => Some(ConceptJson {
            iri: String::new(),
            label: value.to_owned(),
        }),
    }
}

/// `text/csv` from `https://www.iana.org/assignments/media-types/text/csv`; anything else as it is.
fn media_type(value: String) -> String {
    match value.split_once("/assignments/media-types/") {
        Some((_, media_type)) => media_type.to_owned(),
        None => value,
    }
}

/// A size that may be written as a decimal, as DCAT-AP 1 asked for.
fn byte_size(lexical: &str) -> Option<u64> {
    let (whole, fraction) = lexical.trim().split_once('.').unwrap_or((lexical.trim(), ""));
    if fraction.bytes().all(|digit| digit == b'0') {
        whole.strip_prefix('+').unwrap_or(whole).parse().ok()
    } else {
        None
    }
}

/// The part of an IRI behind its last `/`, `#` or `:`.
#[must_use]
pub fn last_segment(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['/', '#']);
    trimmed.rsplit(['/', '#', ':']).next().unwrap_or(trimmed)
}

/// Reads the properties of a graph's nodes as text, one language preferred.
#[derive(Clone, Copy, Debug)]
pub struct PropertyReader<'a> {
    graph: &'a Graph,
    language: &'a str,
}

impl<'a> PropertyReader<'a> {
    /// A reader that takes texts in `language` where there are several.
    #[must_use]
    pub fn new(graph: &'a Graph, language: &'a str) -> Self {
        Self { graph, language }
    }

    /// The values of a property; IRIs and literals in the order of their text, blank nodes last.
    pub fn objects(&self, subject: TermId, predicate: &str) -> impl Iterator<Item = TermId> + use<> {
        let graph = self.graph;
        let mut objects: Vec<TermId> = match graph.iri(predicate) {
            Some(predicate) => graph.objects(subject, predicate).collect(),
            None => Vec::new(),
        };
        objects.sort_by_key(|object| (object.is_blank_node(), graph.term(*object)));
        objects.into_iter()
    }

    /// The first IRI or literal of a property, as text.
    #[must_use]
    pub fn value(&self, subject: TermId, predicate: &str) -> Option<String> {
        self.objects(subject, predicate)
            .find(|object| !object.is_blank_node())
            .map(|object| self.graph.term(object).value().to_owned())
    }

    /// The literal of a property in the language wanted; else one without language, else the first.
    #[must_use]
    pub fn text(&self, subject: TermId, predicate: &str) -> Option<String> {
        self.texts(subject, predicate).into_iter().next()
    }

    /// The literals of a property: those in the language wanted if there are any, else all.
    #[must_use]
    pub fn texts(&self, subject: TermId, predicate: &str) -> Vec<String> {
        let mut ranked: Vec<(u8, &str)> = self
            .objects(subject, predicate)
            .filter_map(|object| match self.graph.term(object) {
                Term::Literal { value, language, .. } => Some((self.rank(language), value)),
                Term::Iri(_) | Term::BlankNode(_) => None,
            })
            .collect();
        ranked.sort_unstable();
        let best = ranked.first().map_or(0, |(rank, _)| *rank);
        ranked
            .into_iter()
            .filter(|(rank, _)| *rank == best)
            .map(|(_, value)| value.to_owned())
            .collect()
    }

    /// What a node is called: by `foaf:name`, `skos:prefLabel`, `rdfs:label` or `dcterms:title`.
    #[must_use]
    pub fn name(&self, node: TermId) -> Option<String> {
        if node.is_literal() {
            return Some(self.graph.term(node).value().to_owned());
        }
        [foaf::NAME, skos::PREF_LABEL, rdfs::LABEL, dcterms::TITLE]
            .into_iter()
            .find_map(|property| self.text(node, property))
    }

    fn rank(&self, language: Option<&str>) -> u8 {
        match language {
            Some(tag) if tag.split('-').next() == Some(self.language) => 0,
            None => 1,
            Some(_) => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use kolophon_graph::{GraphBuilder, Position, Triple};

    use super::*;
    use crate::vocab::xsd;

    const DATASET: &str = "https://daten.example/mainz/dataset/kitas";
    const BY: &str = "http://dcat-ap.de/def/licenses/dl-by-de/2.0";

    fn kitas() -> Graph {
        let mut builder = GraphBuilder::new();
        let dataset = builder.iri(DATASET);
        let publisher = builder.fresh_blank_node();
        let mut push = |builder: &mut GraphBuilder, subject, predicate: &str, object| {
            let predicate = builder.iri(predicate);
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        };
        let english = builder.language_literal("Day care", "en");
        let german = builder.language_literal("Kita-Plätze", "de-DE");
        push(&mut builder, dataset, dcterms::TITLE, english);
        push(&mut builder, dataset, dcterms::TITLE, german);
        push(&mut builder, dataset, dcterms::PUBLISHER, publisher);
        let name = builder.string_literal("Stadt Mainz");
        push(&mut builder, publisher, foaf::NAME, name);
        let theme = builder.iri("http://publications.europa.eu/resource/authority/data-theme/EDUC");
        push(&mut builder, dataset, dcat::THEME, theme);
        for (suffix, size) in [("a", "12"), ("b", "12.0"), ("c", "12.5")] {
            let distribution = builder.iri(&format!("{DATASET}/distribution/{suffix}"));
            let licence = builder.iri(BY);
            let size = builder.typed_literal(size, xsd::DECIMAL);
            let media_type = builder.iri("https://www.iana.org/assignments/media-types/text/csv");
            push(&mut builder, dataset, dcat::DISTRIBUTION, distribution);
            push(&mut builder, distribution, dcterms::LICENSE, licence);
            push(&mut builder, distribution, dcat::BYTE_SIZE, size);
            push(&mut builder, distribution, dcat::MEDIA_TYPE, media_type);
        }
        builder.finish()
    }

    fn context(labels: &dyn Fn(&str) -> Option<String>) -> JsonContext<'_> {
        JsonContext {
            id: "kitas",
            city: "mainz",
            language: "de",
            labels,
        }
    }

    #[test]
    fn labels_are_resolved_and_the_language_wanted_comes_first() {
        let labels = |iri: &str| (iri == BY).then(|| "Datenlizenz Deutschland".to_owned());
        let json = DatasetJson::from_graph(&kitas(), DATASET, &context(&labels));
        assert_eq!(json.title, "Kita-Plätze");
        assert_eq!(json.publisher.as_deref(), Some("Stadt Mainz"));
        assert_eq!(json.themes[0].label, "EDUC");
        let licence = json.licence.unwrap();
        assert_eq!(
            (licence.iri.as_str(), licence.label.as_str()),
            (BY, "Datenlizenz Deutschland")
        );
        let sizes: Vec<Option<u64>> = json.distributions.iter().map(|one| one.byte_size).collect();
        assert_eq!(sizes, [Some(12), Some(12), None]);
        assert_eq!(json.distributions[0].media_type.as_deref(), Some("text/csv"));
    }

    #[test]
    fn a_record_without_triples_is_still_a_dataset() {
        let json = DatasetJson::from_graph(&Graph::default(), DATASET, &context(&|_| None));
        assert_eq!((json.title.as_str(), json.distributions.len()), ("kitas", 0));
    }

    #[test]
    fn licences_that_differ_are_not_the_datasets() {
        let licence = |iri: &str| LicenceJson {
            iri: iri.to_owned(),
            label: iri.to_owned(),
            attribution: None,
        };
        let one = |licence| DistributionJson {
            iri: None,
            title: None,
            format: None,
            media_type: None,
            download_url: None,
            access_url: None,
            byte_size: None,
            licence,
        };
        assert_eq!(
            common_licence(&[one(Some(licence("a"))), one(Some(licence("b")))]),
            None
        );
        assert_eq!(common_licence(&[one(Some(licence("a"))), one(None)]), None);
        assert_eq!(
            common_licence(&[one(Some(licence("a"))), one(Some(licence("a")))]),
            Some(licence("a"))
        );
    }

    #[test]
    fn the_last_segment_names_a_concept() {
        assert_eq!(last_segment("http://a/b/CSV"), "CSV");
        assert_eq!(last_segment("http://a/b/CSV/"), "CSV");
        assert_eq!(last_segment("http://a/b#x"), "x");
        assert_eq!(last_segment("urn:uuid:1"), "1");
        assert_eq!(last_segment(""), "");
    }
}
