//! The formats of query results.

use std::str::FromStr;

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a query returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResultKind {
    /// A table or a truth value: `SELECT`, `ASK`.
    Solutions,
    /// Triples: `CONSTRUCT`, `DESCRIBE`.
    Graph,
}

/// How the result of a query is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResultsFormat {
    /// [SPARQL 1.1 Query Results JSON](https://www.w3.org/TR/sparql11-results-json/)
    Json,
    /// [SPARQL Query Results XML](https://www.w3.org/TR/rdf-sparql-XMLres/)
    Xml,
    /// [SPARQL 1.1 Query Results CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/)
    Csv,
    /// [SPARQL 1.1 Query Results TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/)
    Tsv,
    /// [Turtle](https://www.w3.org/TR/turtle/)
    Turtle,
    /// [N-Triples](https://www.w3.org/TR/n-triples/)
    NTriples,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/)
    RdfXml,
    /// [JSON-LD](https://www.w3.org/TR/json-ld11/)
    JsonLd,
}

impl ResultsFormat {
    /// Every format, those for tables first.
    pub const ALL: [Self; 8] = [
        Self::Json,
        Self::Xml,
        Self::Csv,
        Self::Tsv,
        Self::Turtle,
        Self::NTriples,
        Self::RdfXml,
        Self::JsonLd,
    ];

    /// The media type without parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Turtle => "text/turtle",
            Self::NTriples => "application/n-triples",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The short name, as a command line takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Turtle => "turtle",
            Self::NTriples => "ntriples",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
        }
    }

    /// What results the format is for.
    #[must_use]
    pub fn kind(self) -> ResultKind {
        match self {
            Self::Json | Self::Xml | Self::Csv | Self::Tsv => ResultKind::Solutions,
            Self::Turtle | Self::NTriples | Self::RdfXml | Self::JsonLd => ResultKind::Graph,
        }
    }

    /// The format of that media type; parameters are ignored.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        Self::ALL
            .into_iter()
            .find(|format| format.media_type().eq_ignore_ascii_case(essence))
            .or_else(|| match essence.to_ascii_lowercase().as_str() {
                "application/json" => Some(Self::Json),
                "application/xml" | "text/xml" => Some(Self::Xml),
                "text/plain" => Some(Self::NTriples),
                _ => None,
            })
    }

    pub(crate) fn solutions_format(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Turtle | Self::NTriples | Self::RdfXml | Self::JsonLd => None,
        }
    }

    pub(crate) fn graph_format(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            Self::JsonLd => Some(RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            }),
            Self::Json | Self::Xml | Self::Csv | Self::Tsv => None,
        }
    }
}

/// The word names no format.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0} is not a format for query results")]
pub struct ParseFormatError(String);

impl FromStr for ResultsFormat {
    type Err = ParseFormatError;

    /// Reads the [short name](Self::name).
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| ParseFormatError(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_its_media_type() {
        for format in ResultsFormat::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            let media_type = format!("{}; charset=utf-8", format.media_type().to_uppercase());
            assert_eq!(ResultsFormat::from_media_type(&media_type), Some(format));
            match format.kind() {
                ResultKind::Solutions => assert!(format.solutions_format().is_some()),
                ResultKind::Graph => assert!(format.graph_format().is_some()),
            }
        }
        assert_eq!(ResultsFormat::from_media_type("text/html"), None);
    }
}
