//! The test suite of the W3C for SHACL: manifests, and one test compared.

use std::path::{Path, PathBuf};

use kolophon_graph::{Graph, GraphBuilder, TermId};
use kolophon_shacl::{Shapes, validate};

use crate::rdf;
use crate::report::{Messages, difference, lines, objects};

const BASE: &str = "http://example.org/suite/";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const SH: &str = "http://www.w3.org/ns/shacl#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";

/// One `sht:Validate`.
#[derive(Debug)]
pub struct SuiteTest {
    /// The path of its file and its own name, such as `core/node/and-001`.
    pub name: String,
    data: PathBuf,
    shapes: PathBuf,
    manifest: Graph,
    result: TermId,
}

/// All tests that a manifest and those it includes name, in their order.
///
/// # Errors
/// A manifest that cannot be read or is not built as expected.
pub fn tests(root: &Path, manifest: &Path) -> Result<Vec<SuiteTest>, String> {
    let mut tests = Vec::new();
    let graph = load(root, manifest)?;
    let node = graph
        .iri(&iri(root, manifest))
        .ok_or_else(|| format!("{} says nothing of itself", manifest.display()))?;
    for include in objects(&graph, node, &format!("{MF}include")) {
        tests.extend(self::tests(root, &file(root, &graph, include)?)?);
    }
    let lists = objects(&graph, node, &format!("{MF}entries"));
    for list in lists {
        for entry in members(&graph, list) {
            tests.push(test(root, manifest, entry)?);
        }
    }
    Ok(tests)
}

fn test(root: &Path, manifest: &Path, entry: TermId) -> Result<SuiteTest, String> {
    // Reading the same text again gives the same numbers, so that every test owns its graph.
    let graph = load(root, manifest)?;
    let one = |node, property: &str| {
        let values = objects(&graph, node, property);
        match values.as_slice() {
            [value] => Ok(*value),
            _ => Err(format!("{}: one {property} expected", manifest.display())),
        }
    };
    let action = one(entry, &format!("{MF}action"))?;
    let data = file(root, &graph, one(action, &format!("{SHT}dataGraph"))?)?;
    let shapes = file(root, &graph, one(action, &format!("{SHT}shapesGraph"))?)?;
    let result = one(entry, &format!("{MF}result"))?;
    let name = graph.term(entry).value();
    Ok(SuiteTest {
        name: name.strip_prefix(BASE).unwrap_or(name).to_owned(),
        data,
        shapes,
        result,
        manifest: graph,
    })
}

impl SuiteTest {
    /// Validates and compares.
    ///
    /// # Errors
    /// What differs from the expected report.
    pub fn run(&self, root: &Path) -> Result<(), String> {
        let report = self.report(root)?;
        if self.expects_failure() {
            return match report {
                Ok(_) => Err("there is a report, although a failure is expected".to_owned()),
                Err(_) => Ok(()),
            };
        }
        let report = report?;
        let found = report_node(&report).ok_or("the report has no node")?;
        let conforms = |graph: &Graph, node| -> Vec<String> {
            let values = objects(graph, node, &format!("{SH}conforms"));
            values
                .into_iter()
                .map(|value| graph.term(value).to_string())
                .collect()
        };
        let expected = conforms(&self.manifest, self.result);
        if expected != conforms(&report, found) {
            return Err(format!("sh:conforms is not {expected:?}"));
        }
        let results = objects(&self.manifest, self.result, &format!("{SH}result"));
        if results.is_empty() == expected.iter().any(|conforms| conforms.starts_with("\"false\"")) {
            return Err("the expected report contradicts itself".to_owned());
        }
        let messages = self.messages();
        let (missing, surplus) = difference(
            &lines(&self.manifest, self.result, messages),
            &lines(&report, found, messages),
        );
        if missing.is_empty() && surplus.is_empty() {
            return Ok(());
        }
        Err(format!(
            "missing:\n  {}\nnot expected:\n  {}",
            missing.join("\n  "),
            surplus.join("\n  ")
        ))
    }

    /// Whether validation must end with a failure instead of a report.
    #[must_use]
    pub fn expects_failure(&self) -> bool {
        self.manifest.term(self.result).value() == format!("{SHT}Failure")
    }

    /// The report, or the failure that validation ended with.
    fn report(&self, root: &Path) -> Result<Result<Graph, String>, String> {
        let data = load(root, &self.data)?;
        let shapes = match Shapes::from_graph(&load(root, &self.shapes)?) {
            Ok(shapes) => shapes,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let report = validate(&shapes, &data).map_err(|error| error.to_string());
        Ok(report.map(|report| report.to_graph(&shapes, &data)))
    }

    fn messages(&self) -> Messages {
        let results = objects(&self.manifest, self.result, &format!("{SH}result"));
        let message = format!("{SH}resultMessage");
        if results
            .into_iter()
            .any(|result| !objects(&self.manifest, result, &message).is_empty())
        {
            Messages::Compared
        } else {
            Messages::Ignored
        }
    }
}

fn report_node(graph: &Graph) -> Option<TermId> {
    let rdf_type = graph.iri(&format!("{RDF}type"))?;
    let report = graph.iri(&format!("{SH}ValidationReport"))?;
    graph.subjects(rdf_type, report).next()
}

fn members(graph: &Graph, list: TermId) -> Vec<TermId> {
    let mut members = Vec::new();
    let mut node = list;
    while let Some(first) = objects(graph, node, &format!("{RDF}first")).first() {
        members.push(*first);
        match objects(graph, node, &format!("{RDF}rest")).first() {
            Some(rest) => node = *rest,
            None => break,
        }
    }
    members
}

fn load(root: &Path, path: &Path) -> Result<Graph, String> {
    let mut builder = GraphBuilder::new();
    rdf::read(&mut builder, path, &iri(root, path))?;
    Ok(builder.finish())
}

/// The IRI that stands for a file of the suite.
fn iri(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    format!("{BASE}{}", path.to_string_lossy().replace('\\', "/"))
}

/// The file that an IRI of the suite stands for.
fn file(root: &Path, graph: &Graph, id: TermId) -> Result<PathBuf, String> {
    let iri = graph.term(id).value();
    let path = iri
        .strip_prefix(BASE)
        .ok_or_else(|| format!("{iri} is no file of the suite"))?;
    Ok(root.join(path))
}
