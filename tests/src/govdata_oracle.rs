//! GovData's own validation as an oracle: `TopBraid`'s results for every RDF file of the corpus.

use std::path::{Path, PathBuf};

use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::{Shapes, ValidationResult, validate};
use serde_json::Value;

use crate::rdf::Reader;
use crate::report::{difference, term};

const BASE: &str = "http://example.org/base/";

/// The vocabularies that GovData's profile imports.
const VOCABULARIES: &[&str] = &[
    "language",
    "planned-availability",
    "frequency",
    "dataset-type",
    "data-theme",
    "access-right",
    "file-type",
    "distribution-status",
    "dcatde-contributors",
    "dcatde-licenses",
    "dcatde-politicalGeocoding-Level",
    "spdx-checksum-algorithms",
    "adms-publishertype",
    "adms-status",
];

/// The profile, ready to be used.
#[derive(Debug)]
pub struct Oracle {
    corpus: PathBuf,
    shapes: Shapes,
    /// What every data file is merged with.
    background: GraphBuilder,
}

/// How a file compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same results.
    Equal {
        /// Their number.
        results: usize,
    },
    /// Other results.
    Different {
        /// Results that only `TopBraid` has.
        missing: Vec<String>,
        /// Results that only we have.
        surplus: Vec<String>,
    },
    /// The parser refuses the file.
    Unreadable(String),
}

impl Oracle {
    /// Reads the profile `v30_de_spec`: DCAT-AP 3.0.0 and the four files of GovData, and what every data file is
    /// merged with: the vocabularies that the profile imports and the ontologies of the mirror.
    ///
    /// # Errors
    /// A file that is missing or cannot be read or compiled.
    pub fn new(corpus: &Path, reader: Reader) -> Result<Self, String> {
        let mut shapes = GraphBuilder::new();
        for file in [
            "dcat-ap-3.0.0/dcat-ap-SHACL.ttl",
            "govdata/3.0/dcat-ap-SHACL-DE.ttl",
            "govdata/3.0/dcat-ap-de-deprecated.ttl",
            "govdata/3.0/dcat-ap-spec-german-additions.ttl",
            "govdata/3.0/dcat-ap-de-controlledvocabularies.ttl",
        ] {
            reader.read(&mut shapes, &corpus.join("shapes").join(file), BASE)?;
        }
        let mut background = GraphBuilder::new();
        for vocabulary in VOCABULARIES {
            let path = corpus.join("vocabularies").join(format!("{vocabulary}.ttl"));
            reader.read(&mut background, &path, BASE)?;
        }
        let mirror = corpus.join("shapes/govdata/mirror");
        for path in crate::corpus::files(&mirror).map_err(|error| error.to_string())? {
            reader.read(&mut background, &path, BASE)?;
        }
        Ok(Self {
            corpus: corpus.to_owned(),
            shapes: Shapes::from_graph(&shapes.finish()).map_err(|error| error.to_string())?,
            background,
        })
    }

    /// The compiled profile.
    #[must_use]
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// A builder that holds the vocabularies already.
    #[must_use]
    pub fn background(&self) -> GraphBuilder {
        self.background.clone()
    }

    /// The files whose results are known, in the order of the index.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn files(&self) -> Result<Vec<String>, String> {
        let index = self.corpus.join("expected/govdata-3.0/INDEX.tsv");
        let index = std::fs::read_to_string(&index).map_err(|error| error.to_string())?;
        let known = index.lines().filter_map(|line| {
            let mut fields = line.split('\t');
            let file = fields.next()?;
            (fields.next()? == "ok").then(|| file.to_owned())
        });
        Ok(known.collect())
    }

    /// Reads a file into one graph with the vocabularies, validates it and compares the results.
    ///
    /// # Errors
    /// The expected results cannot be read.
    pub fn compare(&self, file: &str, reader: Reader) -> Result<Comparison, String> {
        let expected = self.expected(file)?;
        let mut builder = self.background();
        if let Err(error) = reader.read(&mut builder, &self.corpus.join(file), BASE) {
            return Ok(Comparison::Unreadable(error));
        }
        let found = self.found(&builder.finish())?;
        let (missing, surplus) = difference(&expected, &found);
        if missing.is_empty() && surplus.is_empty() {
            return Ok(Comparison::Equal { results: found.len() });
        }
        Ok(Comparison::Different { missing, surplus })
    }

    fn found(&self, data: &Graph) -> Result<Vec<String>, String> {
        let shapes = &self.shapes;
        let report = validate(shapes, data).map_err(|error| error.to_string())?;
        let terms = report.terms(shapes, data);
        let line = |result: &ValidationResult| {
            let severity = shapes.severity(result.severity);
            let path = result.path.map(|path| match terms.predicate(path) {
                Some(predicate) => format!("<{predicate}>"),
                None => "_:b".to_owned(),
            });
            [
                severity.rsplit('#').next().unwrap_or(severity).to_owned(),
                term(terms.node(result.focus_node)),
                path.unwrap_or_default(),
                shapes.component_name(result.component).to_owned(),
                result
                    .value
                    .map(|value| term(terms.node(value)))
                    .unwrap_or_default(),
                term(shapes.shape(result.source_shape)),
            ]
            .join(" | ")
        };
        Ok(report.results.iter().map(line).collect())
    }

    fn expected(&self, file: &str) -> Result<Vec<String>, String> {
        let path = self
            .corpus
            .join("expected/govdata-3.0")
            .join(format!("{file}.json"));
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let report: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let results = report["results"].as_array().ok_or("no results")?;
        let line = |result: &Value| {
            ["severity", "focus", "path", "component", "value", "shape"]
                .map(|key| result[key].as_str().unwrap_or_default())
                .join(" | ")
        };
        Ok(results.iter().map(line).collect())
    }
}
