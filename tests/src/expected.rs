//! What GovData's validator reports for every RDF file of the corpus.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Relative IRIs were resolved against this.
pub const BASE: &str = "http://example.org/base/";

/// The expected results.
#[derive(Debug)]
pub struct Expected {
    folder: PathBuf,
}

/// One expected result: terms as N-Triples, all blank nodes `_:b`, what is absent empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedResult {
    /// `Violation` or `Warning`.
    pub severity: String,
    /// The focus node.
    pub focus: String,
    /// The property.
    pub path: String,
    /// The local name of the constraint component.
    pub component: String,
    /// The value.
    pub value: String,
    /// The shape of the official artefacts.
    pub shape: String,
}

impl Expected {
    /// The results that lie in the corpus.
    #[must_use]
    pub fn new(corpus: &Path) -> Self {
        Self {
            folder: corpus.join("expected/govdata-3.0"),
        }
    }

    /// The files whose results are known, in the order of the index.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn files(&self) -> Result<Vec<String>, String> {
        let index = self.folder.join("INDEX.tsv");
        let index = std::fs::read_to_string(&index).map_err(|error| error.to_string())?;
        let known = index.lines().filter_map(|line| {
            let mut fields = line.split('\t');
            let file = fields.next()?;
            (fields.next()? == "ok").then(|| file.to_owned())
        });
        Ok(known.collect())
    }

    /// The results of a file.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn results(&self, file: &str) -> Result<Vec<ExpectedResult>, String> {
        let path = self.folder.join(format!("{file}.json"));
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let report: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let results = report["results"].as_array().ok_or("no results")?;
        let result = |result: &Value| {
            let text = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
            ExpectedResult {
                severity: text("severity"),
                focus: text("focus"),
                path: text("path"),
                component: text("component"),
                value: text("value"),
                shape: text("shape"),
            }
        };
        Ok(results.iter().map(result).collect())
    }
}
