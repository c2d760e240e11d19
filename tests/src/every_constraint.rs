//! A catalogue that breaks every constraint of GovData's validator, made from the official shapes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use kolophon_graph::{Graph, GraphBuilder, TermId};

use crate::expected::BASE;
use crate::govdata_oracle::OFFICIAL_SHAPES;
use crate::rdf::Reader;

const SH: &str = "http://www.w3.org/ns/shacl#";

/// Values of all kinds.
const VALUES: [&str; 5] = [
    "\"Text\", \"text\"@de, 5, 5.5, \"-1\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>",
    "<http://e/x>, <http://e/dcat>, <https://www.iana.org/assignments/media-types/text/csv>",
    "<http://purl.org/adms/status/Completed>, <http://publications.europa.eu/resource/authority/language/DEU>",
    "<http://spdx.org/rdf/terms#checksumAlgorithm_sha256>, <http://dcat-ap.de/def/licenses/cc-zero>",
    "[], [ a <http://www.w3.org/ns/dcat#Dataset> ], [ a <http://xmlns.com/foaf/0.1/Person> ]",
];

/// Turtle with nodes of every class the shapes look at: for each property one that has it with values of all kinds, one
/// that has it with a number, and one without it.
///
/// # Errors
/// The official shapes cannot be read.
pub fn document(corpus: &Path) -> Result<String, String> {
    let mut builder = GraphBuilder::new();
    for file in OFFICIAL_SHAPES {
        Reader::Strict.read(&mut builder, &corpus.join("shapes").join(file), BASE)?;
    }
    let mut text = String::new();
    let values = VALUES.join(", ");
    for (number, (class, property)) in looked_at(&builder.finish()).iter().enumerate() {
        writeln!(text, "<http://e/{number}> a <{class}> ; <{property}> {values} .")
            .and_then(|()| writeln!(text, "<http://e/one/{number}> a <{class}> ; <{property}> 5 ."))
            .and_then(|()| writeln!(text, "<http://e/bare/{number}> a <{class}> ."))
            .map_err(|error| error.to_string())?;
    }
    Ok(text)
}

/// Every class with every property.
fn looked_at(shapes: &Graph) -> Vec<(String, String)> {
    let objects = |name: &str| {
        let property = shapes.iri(&format!("{SH}{name}"));
        let column = property.map(|property| shapes.column(property));
        column.unwrap_or_default().iter().map(|triple| triple.object)
    };
    let properties: BTreeSet<String> = objects("path")
        .flat_map(|path| properties(shapes, path))
        .collect();
    let classes: BTreeSet<&str> = objects("targetClass")
        .map(|class| shapes.term(class).value())
        .collect();
    let with_all = |class: &&str| {
        let class = (*class).to_owned();
        let pairs = properties
            .iter()
            .map(move |property| (class.clone(), property.clone()));
        pairs.collect::<Vec<_>>()
    };
    classes.iter().flat_map(with_all).collect()
}

/// The properties of a path.
fn properties(shapes: &Graph, path: TermId) -> Vec<String> {
    if let Some(iri) = shapes.term(path).as_iri() {
        return vec![iri.to_owned()];
    }
    let objects = shapes.outgoing(path).map(|index| shapes.triple(index).object);
    let nil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
    objects
        .flat_map(|object| properties(shapes, object))
        .filter(|iri| iri != nil)
        .collect()
}
