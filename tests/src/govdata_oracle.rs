//! GovData's own validation as an oracle: `TopBraid`'s results for every RDF file of the corpus.

use std::path::{Path, PathBuf};

use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::{Shapes, ValidationResult, validate};

use crate::expected::{BASE, Expected, ExpectedResult};
use crate::rdf::Reader;
use crate::report::{difference, term};

/// The files of GovData's profile, below the corpus' `shapes`.
pub const OFFICIAL_SHAPES: [&str; 5] = [
    "dcat-ap-3.0.0/dcat-ap-SHACL.ttl",
    "govdata/3.0/dcat-ap-SHACL-DE.ttl",
    "govdata/3.0/dcat-ap-de-deprecated.ttl",
    "govdata/3.0/dcat-ap-spec-german-additions.ttl",
    "govdata/3.0/dcat-ap-de-controlledvocabularies.ttl",
];

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
        for file in OFFICIAL_SHAPES {
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
        Expected::new(&self.corpus).files()
    }

    /// Reads a file into one graph with the vocabularies, validates it and compares the results.
    ///
    /// # Errors
    /// The expected results cannot be read.
    pub fn compare(&self, file: &str, reader: Reader) -> Result<Comparison, String> {
        let line = |result: &ExpectedResult| {
            [
                &*result.severity,
                &result.focus,
                &result.path,
                &result.component,
                &result.value,
                &result.shape,
            ]
            .join(" | ")
        };
        let expected: Vec<String> = Expected::new(&self.corpus)
            .results(file)?
            .iter()
            .map(line)
            .collect();
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

    /// The results for a graph, one line each.
    ///
    /// # Errors
    /// A query of the shapes that cannot be evaluated.
    pub fn found(&self, data: &Graph) -> Result<Vec<String>, String> {
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
}
