//! Relations that hold for every input: what the fuzzers and the tests over mutated documents ask.
//!
//! Each takes any bytes and panics when its relation is broken.

mod tables;

use std::collections::BTreeSet;

use kolophon_dcat::{
    Charset, Document, Format, PREFIXES, ReadError, Reading, SyntaxIssueKind, WriteOptions, read, write,
};
use kolophon_graph::{Graph, GraphBuilder, Position, Span, Triple};
use kolophon_shacl::{Shapes, ValidationResult, validate};
use oxrdf::graph::CanonicalizationAlgorithm;

pub use crate::relation::tables::tables;

const BASE: &str = "http://example.org/base/";

/// Comparing graphs up to the names of blank nodes costs too much above this number of them.
const MOST_BLANK_NODES: usize = 10;

/// Comparing many triples costs more than it shows.
const MOST_TRIPLES: usize = 400;

/// A relation and its name.
pub type Relation = (&'static str, fn(&[u8]));

/// All relations.
pub const ALL: [Relation; 7] = [
    ("read_any", read_any),
    ("turtle_against_oxttl", turtle_against_oxttl),
    ("rdf_xml_against_oxrdfxml", rdf_xml_against_oxrdfxml),
    ("json_ld_against_oxjsonld", json_ld_against_oxjsonld),
    ("write_read", write_read),
    ("shapes", shapes),
    ("tables", tables),
];

/// Bytes of any kind are read or refused; every place that is named lies in the text, between characters.
///
/// The first byte chooses the format.
///
/// # Panics
/// When a place does not.
pub fn read_any(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else {
        return;
    };
    let mut document = Document::new("any", bytes.to_vec()).with_base(BASE);
    document.format = Format::ALL.get(usize::from(choice % 7)).copied();
    let mut builder = GraphBuilder::new();
    let reading = match read(&document, &mut builder) {
        Ok(reading) => reading,
        Err(error) => {
            assert!(builder.is_empty(), "triples of a text that was refused: {error}");
            return;
        }
    };
    let graph = builder.finish();
    let Some(source) = graph.source(reading.source) else {
        return;
    };
    let assert_inside = |span: Span| {
        assert!(
            source.text().get(span.range()).is_some(),
            "{span:?} is no place of the text"
        );
    };
    for (_, position) in graph.triples_with_positions() {
        assert_eq!(position.source, reading.source);
        for span in [position.subject, position.predicate, position.object] {
            assert_inside(span);
        }
    }
    for issue in &reading.issues {
        assert_eq!(issue.source, reading.source);
        assert_inside(issue.span);
        let _ = source.line_column(issue.span.start);
    }
}

/// What oxttl accepts is read alike and without issue.
///
/// The release of oxiri inside of oxttl keeps `./` at the start of a path after a scheme, where
/// [RFC 3986 §5.2.4](https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4) removes it; such texts are passed over.
///
/// # Panics
/// When it is not.
pub fn turtle_against_oxttl(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if text.contains(":./") || text.contains(":../") {
        return;
    }
    let Ok(parser) = oxttl::TurtleParser::new().with_base_iri(BASE) else {
        return;
    };
    let strict: Result<oxrdf::Graph, _> = parser.for_slice(text).collect();
    if let Ok(strict) = strict {
        let (graph, reading) = accepted(text, Format::Turtle);
        assert_eq!(reading.issues, []);
        assert_isomorphic(&graph.to_oxrdf(), &strict);
    }
}

/// What oxrdfxml accepts is read alike, unless it is no XML or no RDF/XML.
///
/// Line ends and tabs become blanks first: that parser keeps them in attributes, against
/// [XML 1.0 §3.3.3](https://www.w3.org/TR/xml/#AVNormalize). It also lets pass a text that ends inside of an element,
/// attributes without a blank between them, control characters, `]]>`, names with two colons and namespaces that are no
/// IRIs.
///
/// # Panics
/// When it is not.
pub fn rdf_xml_against_oxrdfxml(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let text = text.replace(['\r', '\n', '\t'], " ");
    let Ok(parser) = oxrdfxml::RdfXmlParser::new().with_base_iri(BASE) else {
        return;
    };
    let strict: Result<oxrdf::Graph, _> = parser.for_slice(&text).collect();
    let (Ok(strict), Ok((graph, reading))) = (strict, try_read(text.as_bytes(), Format::RdfXml)) else {
        return;
    };
    for issue in &reading.issues {
        let before = text.get(..issue.span.range().start).unwrap_or_default();
        let names_a_namespace = before
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.starts_with("xmlns"));
        let is_let_pass = match &issue.kind {
            SyntaxIssueKind::InvalidName { .. } => true,
            SyntaxIssueKind::UnexpectedToken { expected, .. } => {
                expected.contains("control character") || expected.contains("CDATA")
            }
            _ => names_a_namespace,
        };
        assert!(is_let_pass, "{issue:?}");
    }
    if reading.issues.is_empty() {
        assert_isomorphic(&graph.to_oxrdf(), &strict);
    }
}

/// What oxjsonld accepts is read alike, and nothing is reported but what JSON-LD, or that parser, passes over without a
/// word.
///
/// # Panics
/// When it is not.
pub fn json_ld_against_oxjsonld(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(parser) = oxjsonld::JsonLdParser::new().with_base_iri(BASE) else {
        return;
    };
    let mut strict = oxrdf::Graph::new();
    for quad in parser.for_slice(text) {
        let Ok(quad) = quad else { return };
        strict.insert(oxrdf::Triple::from(quad).as_ref());
    }
    let (graph, reading) = accepted(text, Format::JsonLd);
    for issue in &reading.issues {
        assert!(is_passed_over(&issue.kind), "{issue:?}");
    }
    // Below a key that is passed over, that parser keeps the types of nodes, and of repeated keys only one.
    if reading
        .issues
        .iter()
        .all(|issue| is_undefined_prefix(&issue.kind))
    {
        assert_isomorphic(&graph.to_oxrdf(), &strict);
    }
}

fn is_undefined_prefix(kind: &SyntaxIssueKind) -> bool {
    matches!(kind, SyntaxIssueKind::UndefinedPrefix { .. })
}

fn is_passed_over(kind: &SyntaxIssueKind) -> bool {
    match kind {
        // `xsd:date` without a declaration of `xsd` is an absolute IRI to JSON-LD, and read as such. What is no IRI and
        // what has no right language is left out of the triples.
        SyntaxIssueKind::UnmappedTerm { .. }
        | SyntaxIssueKind::UndefinedPrefix { .. }
        | SyntaxIssueKind::InvalidIri { .. }
        | SyntaxIssueKind::InvalidLanguageTag { .. } => true,
        SyntaxIssueKind::InvalidJsonLd { code } => matches!(
            *code,
            "no node object"
                | "free-floating value"
                | "repeated key"
                | "blank node as property"
                // Errors by steps 14.2.3 of Create Term Definition and 14.1 of Expansion, which that parser misses when
                // the name is no IRI, or begins with `@` and holds a colon.
                | "invalid IRI mapping"
                | "invalid value object"
        ),
        _ => false,
    }
}

/// A Turtle document is the same after it was written in any format and read again.
///
/// # Panics
/// When it is not.
pub fn write_read(data: &[u8]) {
    let Ok((graph, reading)) = try_read(data, Format::Turtle) else {
        return;
    };
    if !reading.issues.is_empty() {
        return;
    }
    let expected = graph.to_oxrdf();
    for format in Format::ALL {
        for charset in [Charset::Ascii, Charset::Utf8] {
            let options = WriteOptions {
                format,
                prefixes: PREFIXES,
                charset,
            };
            match write(&graph, &options) {
                Ok(text) => {
                    assert!(charset == Charset::Utf8 || text.is_ascii(), "{format:?}");
                    let (again, mut reading) = accepted(&text, format);
                    if format == Format::JsonLd {
                        // An IRI of the scheme `rdf` looks like a forgotten prefix there, and is read as the IRI.
                        reading.issues.retain(|issue| !is_undefined_prefix(&issue.kind));
                    }
                    assert_eq!(reading.issues, [], "{format:?}:\n{text}");
                    assert_isomorphic(&again.to_oxrdf(), &expected);
                }
                Err(error) => {
                    let may_fail = matches!(format, Format::RdfXml | Format::JsonLd);
                    assert!(may_fail, "{format:?}: {error}");
                }
            }
        }
    }
}

/// Any Turtle document serves as shapes, or is refused with a reason. The data is what follows a line `%%`, else the
/// document itself.
///
/// The order of triples changes no result, and more shapes that nothing refers to take none away.
///
/// # Panics
/// When one of them does, or the engine panics.
pub fn shapes(data: &[u8]) {
    let separator = data.windows(SEPARATOR.len()).position(|part| part == SEPARATOR);
    let (shapes, data) = match separator {
        Some(at) => (&data[..at], &data[at + SEPARATOR.len()..]),
        None => (data, data),
    };
    let (Ok((shapes_graph, _)), Ok((data, _))) =
        (try_read(shapes, Format::Turtle), try_read(data, Format::Turtle))
    else {
        return;
    };
    let shapes = match Shapes::from_graph(&shapes_graph) {
        Ok(shapes) => shapes,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(!Shapes::check(&shapes_graph).errors.is_empty());
            return;
        }
    };
    let Some(results) = results(&shapes, &data) else {
        return;
    };
    if has_queries(&shapes_graph) {
        // The answer to a query may depend on the order of triples, as that to `LIMIT 1` does.
        return;
    }
    let turned = results_of(&reversed(&shapes_graph, ""), &reversed(&data, ""));
    assert_eq!(turned.as_ref(), Some(&results), "in another order");
    let more = results_of(&reversed(&shapes_graph, UNRELATED_SHAPES), &data);
    assert_eq!(more, Some(results), "with shapes that nothing refers to");
}

const SEPARATOR: &[u8] = b"\n%%\n";

/// Shapes with names that no document has by chance.
const UNRELATED_SHAPES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:unrelated:S> a sh:NodeShape ; sh:targetClass <urn:unrelated:C> ; sh:closed true ;
    sh:property [ sh:path <urn:unrelated:p> ; sh:minCount 1 ; sh:class <urn:unrelated:D> ] .";

/// The results as sorted lines; `None` after a failure, which has a reason.
fn results(shapes: &Shapes, data: &Graph) -> Option<Vec<String>> {
    let report = match validate(shapes, data) {
        Ok(report) => report,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return None;
        }
    };
    assert!(!report.to_graph(shapes, data).is_empty());
    let terms = report.terms(shapes, data);
    let line = |result: &ValidationResult| {
        let path = result.path.map(|path| terms.path(path));
        let value = result.value.map(|value| terms.node(value).to_string());
        format!(
            "{} {path:?} {value:?} {:?} {} {}",
            terms.node(result.focus_node),
            result.component,
            shapes.severity(result.severity),
            shapes.shape(result.source_shape),
        )
    };
    let mut lines: Vec<String> = report.results.iter().map(line).collect();
    lines.sort();
    Some(lines)
}

fn results_of(shapes: &Graph, data: &Graph) -> Option<Vec<String>> {
    results(&Shapes::from_graph(shapes).ok()?, data)
}

fn has_queries(shapes: &Graph) -> bool {
    ["select", "ask", "expression", "sparql", "target"]
        .iter()
        .any(|name| {
            shapes
                .iri(&format!("http://www.w3.org/ns/shacl#{name}"))
                .is_some()
        })
}

/// The same triples and those of a text, the last one first, so that terms have other numbers.
fn reversed(graph: &Graph, more: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    if let Ok((more, _)) = try_read(more.as_bytes(), Format::Turtle) {
        builder.extend_from(&more);
    }
    for triple in graph.triples().iter().rev() {
        let mut copy = |id| builder.term(graph.term(id));
        let (object, predicate) = (copy(triple.object), copy(triple.predicate));
        let triple = Triple::new(copy(triple.subject), predicate, object);
        builder.push(triple, Position::UNKNOWN);
    }
    builder.finish()
}

fn try_read(data: &[u8], format: Format) -> Result<(Graph, Reading), ReadError> {
    let document = Document::new("text", data.to_vec())
        .with_base(BASE)
        .with_format(format);
    let mut builder = GraphBuilder::new();
    let reading = read(&document, &mut builder)?;
    Ok((builder.finish(), reading))
}

#[expect(clippy::panic, reason = "a broken relation")]
fn accepted(text: &str, format: Format) -> (Graph, Reading) {
    try_read(text.as_bytes(), format).unwrap_or_else(|error| panic!("{format:?}: {error}:\n{text}"))
}

fn assert_isomorphic(ours: &oxrdf::Graph, theirs: &oxrdf::Graph) {
    assert_eq!(
        ours.len(),
        theirs.len(),
        "the number of triples:\n{ours}\n{theirs}"
    );
    if ours.len() > MOST_TRIPLES || blank_nodes(ours) > MOST_BLANK_NODES {
        return;
    }
    let (mut ours, mut theirs) = (ours.clone(), theirs.clone());
    ours.canonicalize(CanonicalizationAlgorithm::Unstable);
    theirs.canonicalize(CanonicalizationAlgorithm::Unstable);
    assert!(ours == theirs, "the triples:\n{ours}\n{theirs}");
}

fn blank_nodes(graph: &oxrdf::Graph) -> usize {
    let mut found = BTreeSet::new();
    for triple in graph {
        if let oxrdf::NamedOrBlankNodeRef::BlankNode(node) = triple.subject {
            found.insert(node.as_str());
        }
        if let oxrdf::TermRef::BlankNode(node) = triple.object {
            found.insert(node.as_str());
        }
    }
    found.len()
}
