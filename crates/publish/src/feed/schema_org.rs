//! A dataset as [schema.org/Dataset](https://schema.org/Dataset), with what
//! [Google asks for](https://developers.google.com/search/docs/appearance/structured-data/dataset).
//!
//! A description has 50 to 5000 characters: a shorter one is completed, a longer one ends with the last whole word.

use kolophon_dcat::json::{PropertyReader, last_segment};
use kolophon_dcat::vocab::{dcat, dcterms, rdf, xsd};
use kolophon_graph::{Graph, GraphBuilder, TermId};
use serde_json::{Map, Value, json};

use crate::feed::date;
use crate::feed::page::push as push_triple;

const NAMESPACE: &str = "https://schema.org/";
const SHORTEST: usize = 50;
const LONGEST: usize = 5000;

/// What search engines are told of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaDataset {
    iri: String,
    name: String,
    description: String,
    url: Option<String>,
    identifier: Option<String>,
    keywords: Vec<String>,
    licence: Option<String>,
    creator: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    periods: Vec<String>,
    places: Vec<String>,
    downloads: Vec<Download>,
}

/// A distribution that has an address.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Download {
    iri: Option<String>,
    name: Option<String>,
    content_url: String,
    encoding_format: Option<String>,
    size: Option<String>,
}

impl SchemaDataset {
    /// The dataset called `iri` in `graph`; `None` when it has no title, without which search engines take it for a
    /// mistake.
    #[must_use]
    pub fn of(graph: &Graph, iri: &str) -> Option<Self> {
        let reader = PropertyReader::new(graph, "de");
        let dataset = graph.iri(iri)?;
        let name = reader.text(dataset, dcterms::TITLE)?;
        let agent = |property: &str| {
            let mut agents = reader.objects(dataset, property);
            agents.find_map(|agent| reader.name(agent))
        };
        let creator = agent(dcterms::CREATOR).or_else(|| agent(dcterms::PUBLISHER));
        let mut downloads: Vec<Download> = reader
            .objects(dataset, dcat::DISTRIBUTION)
            .filter_map(|distribution| Download::of(graph, &reader, distribution))
            .collect();
        downloads.sort_by(|a, b| (&a.iri, &a.content_url).cmp(&(&b.iri, &b.content_url)));
        let licences = std::iter::once(dataset).chain(reader.objects(dataset, dcat::DISTRIBUTION));
        let mut keywords = reader.texts(dataset, dcat::KEYWORD);
        keywords.sort();
        keywords.dedup();
        Some(Self {
            iri: iri.to_owned(),
            description: description(
                &reader.text(dataset, dcterms::DESCRIPTION).unwrap_or_default(),
                &name,
                creator.as_deref(),
            ),
            url: reader.value(dataset, dcat::LANDING_PAGE),
            identifier: reader.value(dataset, dcterms::IDENTIFIER),
            keywords,
            licence: licences
                .filter(|node| !node.is_literal())
                .find_map(|node| reader.value(node, dcterms::LICENSE)),
            creator,
            published: reader.value(dataset, dcterms::ISSUED),
            modified: reader.value(dataset, dcterms::MODIFIED),
            periods: periods(&reader, dataset),
            places: places(&reader, dataset),
            name,
            downloads,
        })
    }

    /// The JSON-LD for a page.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        let mut set = |name: &str, value: Value| {
            let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            if !is_empty {
                members.insert(name.to_owned(), value);
            }
        };
        let agent = |name: &Option<String>| match name {
            Some(name) => json!({ "@type": "Organization", "name": name }),
            None => Value::Null,
        };
        set("@context", json!(NAMESPACE));
        set("@type", json!("Dataset"));
        set("@id", json!(self.iri));
        set("name", json!(self.name));
        set("description", json!(self.description));
        set("url", json!(self.url.as_deref().unwrap_or(&self.iri)));
        set("identifier", json!(self.identifier));
        set("keywords", json!(self.keywords));
        set("license", json!(self.licence));
        set("creator", agent(&self.creator));
        set("publisher", agent(&self.creator));
        set("datePublished", json!(self.published));
        set("dateModified", json!(self.modified));
        set("temporalCoverage", json!(self.periods));
        let places = self.places.iter();
        let places: Vec<Value> = places
            .map(|name| json!({ "@type": "Place", "name": name }))
            .collect();
        set("spatialCoverage", json!(places));
        set("isAccessibleForFree", json!(true));
        let downloads: Vec<Value> = self.downloads.iter().map(Download::to_json).collect();
        set("distribution", json!(downloads));
        Value::Object(members)
    }

    fn push(&self, out: &mut GraphBuilder) {
        let node = out.iri(&self.iri);
        let mut writer = Writer { out };
        writer.class(node, "Dataset");
        writer.text(node, "name", Some(&self.name));
        writer.text(node, "description", Some(&self.description));
        writer.text(node, "identifier", self.identifier.as_deref());
        writer.link(node, "url", Some(self.url.as_deref().unwrap_or(&self.iri)));
        writer.link(node, "license", self.licence.as_deref());
        for keyword in &self.keywords {
            writer.text(node, "keywords", Some(keyword));
        }
        if let Some(creator) = &self.creator {
            let agent = writer.out.iri(&format!("{}#herausgeber", self.iri));
            writer.class(agent, "Organization");
            writer.text(agent, "name", Some(creator));
            for property in ["creator", "publisher"] {
                push_triple(writer.out, node, &format!("{NAMESPACE}{property}"), agent);
            }
        }
        writer.date(node, "datePublished", self.published.as_deref());
        writer.date(node, "dateModified", self.modified.as_deref());
        for period in &self.periods {
            writer.text(node, "temporalCoverage", Some(period));
        }
        for (number, name) in self.places.iter().enumerate() {
            let place = writer.out.iri(&format!("{}#ort-{}", self.iri, number + 1));
            writer.class(place, "Place");
            writer.text(place, "name", Some(name));
            push_triple(writer.out, node, &format!("{NAMESPACE}spatialCoverage"), place);
        }
        for (number, download) in self.downloads.iter().enumerate() {
            let iri = download.iri.clone();
            let iri = iri.unwrap_or_else(|| format!("{}#datei-{}", self.iri, number + 1));
            let target = writer.out.iri(&iri);
            writer.class(target, "DataDownload");
            writer.text(target, "name", download.name.as_deref());
            writer.link(target, "contentUrl", Some(&download.content_url));
            writer.text(target, "encodingFormat", download.encoding_format.as_deref());
            writer.text(target, "contentSize", download.size.as_deref());
            push_triple(writer.out, node, &format!("{NAMESPACE}distribution"), target);
        }
    }
}

impl Download {
    fn of(graph: &Graph, reader: &PropertyReader<'_>, node: TermId) -> Option<Self> {
        if node.is_literal() {
            return None;
        }
        let address = reader.value(node, dcat::DOWNLOAD_URL);
        let format = reader.value(node, dcat::MEDIA_TYPE).map_or_else(
            || {
                let format = reader.value(node, dcterms::FORMAT)?;
                Some(last_segment(&format).to_owned())
            },
            |media_type| {
                let short = media_type
                    .split_once("/media-types/")
                    .map(|(_, short)| short.to_owned());
                Some(short.unwrap_or(media_type))
            },
        );
        Some(Self {
            iri: graph.term(node).as_iri().map(str::to_owned),
            name: reader.text(node, dcterms::TITLE),
            content_url: address.or_else(|| reader.value(node, dcat::ACCESS_URL))?,
            encoding_format: format,
            size: reader.value(node, dcat::BYTE_SIZE),
        })
    }

    fn to_json(&self) -> Value {
        let mut members = Map::new();
        members.insert("@type".to_owned(), json!("DataDownload"));
        let texts = [
            ("@id", self.iri.as_deref()),
            ("name", self.name.as_deref()),
            ("contentUrl", Some(self.content_url.as_str())),
            ("encodingFormat", self.encoding_format.as_deref()),
            ("contentSize", self.size.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                members.insert(name.to_owned(), json!(text));
            }
        }
        Value::Object(members)
    }
}

/// Adds to `out` what a graph of DCAT says in schema.org: its datasets, and its catalogues with what they list.
pub(super) fn push(graph: &Graph, out: &mut GraphBuilder) {
    for iri in members(graph, dcat::DATASET_CLASS) {
        if let Some(dataset) = SchemaDataset::of(graph, iri) {
            dataset.push(out);
        }
    }
    let reader = PropertyReader::new(graph, "de");
    for iri in members(graph, dcat::CATALOG) {
        let Some(catalog) = graph.iri(iri) else { continue };
        let node = out.iri(iri);
        let mut writer = Writer { out };
        writer.class(node, "DataCatalog");
        writer.text(node, "name", reader.text(catalog, dcterms::TITLE).as_deref());
        let text = reader.text(catalog, dcterms::DESCRIPTION);
        writer.text(node, "description", text.as_deref());
        for dataset in reader.objects(catalog, dcat::DATASET) {
            writer.link(node, "dataset", graph.term(dataset).as_iri());
        }
    }
}

fn members<'g>(graph: &'g Graph, class: &str) -> Vec<&'g str> {
    let (Some(a), Some(class)) = (graph.iri(rdf::TYPE), graph.iri(class)) else {
        return Vec::new();
    };
    let mut members: Vec<&str> = graph
        .subjects(a, class)
        .filter_map(|id| graph.term(id).as_iri())
        .collect();
    members.sort_unstable();
    members
}

fn description(text: &str, name: &str, creator: Option<&str>) -> String {
    let text = text.trim();
    let count = text.chars().count();
    if count > LONGEST {
        let cut: String = text.chars().take(LONGEST - 1).collect();
        let whole_words = cut
            .rsplit_once(char::is_whitespace)
            .map_or(cut.as_str(), |(start, _)| start);
        return format!("{whole_words}\u{2026}");
    }
    if count < SHORTEST {
        let by = creator.map_or_else(String::new, |creator| format!(", veröffentlicht von {creator}"));
        let addition =
            format!("„{name}“ ist ein Datensatz aus den offenen Daten der öffentlichen Verwaltung{by}.");
        return format!("{text} {addition}").trim().to_owned();
    }
    text.to_owned()
}

/// ISO 8601 intervals; `..` is an open end.
fn periods(reader: &PropertyReader<'_>, dataset: TermId) -> Vec<String> {
    let mut periods: Vec<String> = reader
        .objects(dataset, dcterms::TEMPORAL)
        .filter_map(|period| {
            let start = reader.value(period, dcat::START_DATE);
            let end = reader.value(period, dcat::END_DATE);
            match (start, end) {
                (None, None) => None,
                (start, end) => Some(format!(
                    "{}/{}",
                    start.as_deref().unwrap_or(".."),
                    end.as_deref().unwrap_or("..")
                )),
            }
        })
        .collect();
    periods.sort();
    periods
}

fn places(reader: &PropertyReader<'_>, dataset: TermId) -> Vec<String> {
    let name = |place| {
        let named = reader.text(place, "http://www.w3.org/ns/locn#geographicName");
        named.or_else(|| reader.name(place))
    };
    let mut places: Vec<String> = reader
        .objects(dataset, dcterms::SPATIAL)
        .filter_map(name)
        .collect();
    places.sort();
    places.dedup();
    places
}

struct Writer<'a> {
    out: &'a mut GraphBuilder,
}

impl Writer<'_> {
    fn class(&mut self, node: TermId, class: &str) {
        let class = self.out.iri(&format!("{NAMESPACE}{class}"));
        push_triple(self.out, node, rdf::TYPE, class);
    }

    fn text(&mut self, node: TermId, property: &str, text: Option<&str>) {
        if let Some(text) = text {
            let text = self.out.string_literal(text);
            push_triple(self.out, node, &format!("{NAMESPACE}{property}"), text);
        }
    }

    /// An address, or a text where it is none.
    fn link(&mut self, node: TermId, property: &str, target: Option<&str>) {
        let Some(target) = target else { return };
        let target = if target.contains(':') {
            self.out.iri(target)
        } else {
            self.out.string_literal(target)
        };
        push_triple(self.out, node, &format!("{NAMESPACE}{property}"), target);
    }

    fn date(&mut self, node: TermId, property: &str, text: Option<&str>) {
        let Some(text) = text.filter(|text| date::instant(text).is_some()) else {
            return;
        };
        let datatype = if text.contains('T') {
            xsd::DATE_TIME
        } else {
            xsd::DATE
        };
        let date = match text.len() {
            10.. => self.out.typed_literal(text, datatype),
            _ => self.out.string_literal(text),
        };
        push_triple(self.out, node, &format!("{NAMESPACE}{property}"), date);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_have_the_length_that_search_engines_want() {
        let short = description("Kitas", "Kita-Plätze", Some("Stadt Mainz"));
        assert!(short.starts_with("Kitas „Kita-Plätze“"), "{short}");
        assert!(short.chars().count() >= SHORTEST);
        assert!(description("", "Ä", None).chars().count() >= SHORTEST);
        let long = description(&"Wörter ".repeat(2000), "x", None);
        assert!(long.chars().count() <= LONGEST && long.ends_with("Wörter…"));
        let fit = "x".repeat(60);
        assert_eq!(description(&fit, "x", None), fit);
    }
}
