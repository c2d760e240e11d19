//! The results of the W3C's SHACL test suite in EARL, as implementation reports are handed in:
//! <https://w3c.github.io/data-shapes/data-shapes-test-suite/>.

use std::path::Path;

use kolophon_dcat::{Charset, Format, WriteOptions, write};
use kolophon_graph::{GraphBuilder, Position, TermId, Triple};

use crate::shacl_suite;

const SUBJECT: &str = "https://kolophon.dev/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const EARL: &str = "http://www.w3.org/ns/earl#";
const DOAP: &str = "http://usefulinc.com/ns/doap#";

/// The parts of the suite, and the file that no manifest includes.
const MANIFESTS: &[&str] = &[
    "core/manifest.ttl",
    "sparql/manifest.ttl",
    "sparql/component/nodeValidator-001.ttl",
];

/// How the suite went.
#[derive(Debug)]
pub struct EarlReport {
    /// The report as Turtle.
    pub turtle: String,
    /// The number of tests that passed.
    pub passed: usize,
    /// The tests that failed, each with the reason.
    pub failed: Vec<String>,
}

/// Runs every test below the suite's folder `tests`.
///
/// # Errors
/// A manifest that cannot be read.
pub fn report(root: &Path) -> Result<EarlReport, String> {
    let mut builder = GraphBuilder::new();
    describe_subject(&mut builder);
    let (mut passed, mut failed) = (0, Vec::new());
    for manifest in MANIFESTS {
        for test in shacl_suite::tests(root, &root.join(manifest))? {
            let outcome = match test.run(root) {
                Ok(()) => {
                    passed += 1;
                    "passed"
                }
                Err(reason) => {
                    failed.push(format!("{}: {reason}", test.name));
                    "failed"
                }
            };
            assert_outcome(&mut builder, &test.name, outcome);
        }
    }
    let options = WriteOptions {
        format: Format::Turtle,
        prefixes: &[("earl", EARL), ("doap", DOAP)],
        charset: Charset::Utf8,
    };
    let turtle = write(&builder.finish(), &options).map_err(|error| error.to_string())?;
    Ok(EarlReport {
        turtle,
        passed,
        failed,
    })
}

fn describe_subject(builder: &mut GraphBuilder) {
    let subject = builder.iri(SUBJECT);
    for class in [
        format!("{EARL}Software"),
        format!("{EARL}TestSubject"),
        format!("{DOAP}Project"),
    ] {
        let class = builder.iri(&class);
        push(builder, subject, &format!("{RDF}type"), class);
    }
    let name = builder.string_literal("Kolophon");
    push(builder, subject, &format!("{DOAP}name"), name);
    let language = builder.string_literal("Rust");
    push(builder, subject, &format!("{DOAP}programming-language"), language);
}

fn assert_outcome(builder: &mut GraphBuilder, test: &str, outcome: &str) {
    let (assertion, result) = (builder.fresh_blank_node(), builder.fresh_blank_node());
    for (node, property, value) in [
        (assertion, format!("{RDF}type"), format!("{EARL}Assertion")),
        (assertion, format!("{EARL}assertedBy"), SUBJECT.to_owned()),
        (assertion, format!("{EARL}subject"), SUBJECT.to_owned()),
        (
            assertion,
            format!("{EARL}test"),
            format!("urn:x-shacl-test:/{test}"),
        ),
        (result, format!("{RDF}type"), format!("{EARL}TestResult")),
        (result, format!("{EARL}mode"), format!("{EARL}automatic")),
        (result, format!("{EARL}outcome"), format!("{EARL}{outcome}")),
    ] {
        let value = builder.iri(&value);
        push(builder, node, &property, value);
    }
    push(builder, assertion, &format!("{EARL}result"), result);
}

fn push(builder: &mut GraphBuilder, subject: TermId, property: &str, object: TermId) {
    let property = builder.iri(property);
    builder.push(Triple::new(subject, property, object), Position::UNKNOWN);
}
