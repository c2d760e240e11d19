//! For every triple of every file: what stands at the object's place, read as a term, is that object.
//!
//! The checker knows nothing of the readers. It takes the characters at a place, and what the whole file says about
//! prefixes, contexts and bases, and asks whether they can mean the object. What cannot be asked so simply is counted
//! by its reason.

mod json_ld;
mod one_line;
mod rdf_xml;
mod turtle;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kolophon_dcat::{Document, Format, Reading, read};
use kolophon_graph::{Graph, GraphBuilder, LineColumn, Position, Source, Span, Triple};
use kolophon_tests::corpus;
use oxiri::Iri;

const BASE: &str = "http://example.org/base/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// What came out of looking at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The characters mean the object.
    Same,
    /// They cannot be compared with it, for this reason.
    Excepted(&'static str),
    /// They mean something else.
    Wrong,
}

/// A text that was read, and what the checkers ask about it.
struct Reader<'a> {
    text: &'a str,
    graph: &'a Graph,
    reading: &'a Reading,
}

impl Reader<'_> {
    fn slice(&self, span: Span) -> Option<&str> {
        self.text.get(span.range())
    }

    /// Whether something at the place was reported, so that no strict reading can be compared.
    fn is_reported(&self, span: Span) -> bool {
        let issues = &self.reading.issues;
        issues
            .iter()
            .any(|issue| issue.span.start < span.end && span.start < issue.span.end)
    }

    /// Whether the triple is a link of a collection, and its object stands where that node's element stands.
    fn is_link_to_next_element(&self, triple: Triple, position: Position) -> bool {
        if self.graph.term(triple.predicate).as_iri() != Some(&format!("{RDF}rest")) {
            return false;
        }
        let Some(first) = self.graph.iri(&format!("{RDF}first")) else {
            return false;
        };
        let mut elements = self.graph.property(triple.object, first);
        elements.any(|index| self.graph.position(index).object == position.object)
    }
}

/// What was counted.
#[derive(Default)]
struct Tally {
    files: usize,
    unreadable: Vec<String>,
    triples: usize,
    exceptions: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Tally {
    /// Reads the text and looks at every place in it.
    fn add(&mut self, name: &str, text: &str, format: Format) {
        let document = Document::new(name, text.as_bytes().to_vec())
            .with_base(BASE)
            .with_format(format);
        let mut builder = GraphBuilder::new();
        let reading = match read(&document, &mut builder) {
            Ok(reading) => reading,
            Err(error) => {
                self.unreadable.push(error.to_string());
                return;
            }
        };
        let graph = builder.finish();
        self.files += 1;
        let Some(source) = graph.source(reading.source) else {
            return;
        };
        let reader = Reader {
            text: source.text(),
            graph: &graph,
            reading: &reading,
        };
        let mut check: Box<dyn FnMut(Triple, Position) -> Verdict + '_> = match format {
            Format::RdfXml => {
                let mut checker = rdf_xml::Checker::new(&reader);
                Box::new(move |triple, position| checker.check(triple, position))
            }
            Format::JsonLd => {
                let checker = json_ld::Checker::new(&reader);
                Box::new(move |triple, position| checker.check(triple, position))
            }
            _ => {
                let mut checker = turtle::Checker::new(&reader);
                Box::new(move |triple, position| checker.check(triple, position))
            }
        };
        // Counting the columns of a very long line takes long; there a sample has to do.
        let is_long = text.lines().any(|line| line.len() > 10_000);
        let step = if is_long { 500 } else { 1 };
        for (at, (triple, position)) in graph.triples_with_positions().enumerate() {
            self.triples += 1;
            let is_in_place =
                stands_in_the_text(text, position) && (at % step != 0 || is_counted_right(source, position));
            let verdict = if is_in_place {
                check(triple, position)
            } else {
                Verdict::Wrong
            };
            match verdict {
                Verdict::Same => {}
                Verdict::Excepted(reason) => *self.exceptions.entry(reason).or_default() += 1,
                Verdict::Wrong => self.wrong.push(describe(name, &graph, source, triple, position)),
            }
        }
    }

    #[expect(
        clippy::print_stdout,
        reason = "the counts are for those who look: `--nocapture`"
    )]
    fn finish(self, what: &str) {
        let exceptions: usize = self.exceptions.values().sum();
        println!(
            "{what}: {} files, {} triples, {exceptions} exceptions {:?}, {} wrong, {} unreadable",
            self.files,
            self.triples,
            self.exceptions,
            self.wrong.len(),
            self.unreadable.len()
        );
        for error in &self.unreadable {
            println!("    unreadable: {error}");
        }
        let shown: Vec<&str> = self.wrong.iter().take(20).map(String::as_str).collect();
        assert!(
            self.wrong.is_empty(),
            "{what}: {} wrong:\n{}",
            self.wrong.len(),
            shown.join("\n")
        );
        assert!(self.triples > 0, "{what}: no triple was read");
        assert!(
            exceptions * 1000 < self.triples,
            "{what}: {exceptions} exceptions in {} triples",
            self.triples
        );
    }
}

/// Whether the three places are parts of the text that begin and end with whole characters.
fn stands_in_the_text(text: &str, position: Position) -> bool {
    [position.subject, position.predicate, position.object]
        .into_iter()
        .all(|span| text.get(span.range()).is_some())
}

/// Whether lines and columns count to the same characters as offsets do.
fn is_counted_right(source: &Source, position: Position) -> bool {
    [position.subject, position.predicate, position.object]
        .into_iter()
        .all(|span| {
            let LineColumn { line, column } = source.line_column(span.start);
            let token = source.text().get(span.range()).unwrap_or_default();
            let first = token.lines().next().unwrap_or_default().trim_end_matches('\r');
            let mut rest = visible(source.line(line)).skip(column as usize - 1);
            visible(first).all(|character| rest.next() == Some(character))
        })
}

/// The characters that count as columns.
fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|character| *character != '\u{feff}')
}

fn describe(name: &str, graph: &Graph, source: &Source, triple: Triple, position: Position) -> String {
    let LineColumn { line, column } = source.line_column(position.object.start);
    let found: String = source
        .text()
        .get(position.object.range())
        .unwrap_or("outside of the text")
        .chars()
        .take(80)
        .collect();
    format!(
        "{name}:{line}:{column}: `{found}` is not {} (of {})",
        graph.term(triple.object),
        graph.term(triple.predicate)
    )
}

/// Whether the reference means the IRI, resolved against one of the bases or by itself.
fn means(reference: &str, bases: &[Iri<String>], iri: &str) -> bool {
    reference == iri
        || bases.iter().any(|base| {
            base.resolve(&oxiri::IriRef::parse_unchecked(reference))
                .is_ok_and(|found| found.as_str() == iri)
        })
}

/// The document's base, and all the text declares: each reference resolved against those before it.
fn bases<'a>(references: impl Iterator<Item = &'a str>) -> Vec<Iri<String>> {
    let mut bases: Vec<Iri<String>> = vec![Iri::parse_unchecked(BASE.into())];
    for reference in references {
        let resolved: Vec<Iri<String>> = bases
            .iter()
            .filter_map(|base| base.resolve(&oxiri::IriRef::parse_unchecked(reference)).ok())
            .collect();
        for base in resolved {
            if !bases.iter().any(|known| known.as_str() == base.as_str()) {
                bases.push(base);
            }
        }
    }
    bases
}

/// All files of the corpus in one of the formats, as name and text.
fn files(formats: &[Format]) -> Vec<(String, String, Format)> {
    let Some(folder) = corpus::folder() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in corpus::files(&folder).expect("the corpus can be listed") {
        let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        if let Some(format) = format_of(&path, &text).filter(|format| formats.contains(format)) {
            found.push((name, text, format));
        }
    }
    found
}

/// The format of a file that is meant to be RDF: `.xml` and `.json` are so only by their content.
fn format_of(path: &Path, text: &str) -> Option<Format> {
    let extension = path.extension()?.to_str()?;
    match extension {
        "ttl" | "nt" | "nq" | "trig" | "rdf" | "jsonld" => Format::of_extension(extension),
        "xml" if text.contains("<rdf:RDF") => Some(Format::RdfXml),
        _ => None,
    }
}

fn check_all(what: &str, files: Vec<(String, String, Format)>) {
    if files.is_empty() {
        // There is no corpus, which `corpus::folder` has said.
        return;
    }
    let mut tally = Tally::default();
    for (name, text, format) in files {
        tally.add(&name, &text, format);
    }
    tally.finish(what);
}

#[test]
fn turtle_objects_stand_where_they_are_said_to() {
    check_all("Turtle", files(&[Format::Turtle, Format::NTriples]));
}

#[test]
fn turtle_on_one_line_is_as_exact() {
    let mut files = files(&[Format::Turtle]);
    for (_, text, _) in &mut files {
        *text = one_line::joined(text);
    }
    check_all("Turtle on one line", files);
}

#[test]
fn rdf_xml_objects_stand_where_they_are_said_to() {
    check_all("RDF/XML", files(&[Format::RdfXml]));
}

#[test]
fn json_ld_objects_stand_where_they_are_said_to() {
    check_all("JSON-LD", files(&[Format::JsonLd]));
}

#[test]
fn minified_json_ld_is_as_exact() {
    let minified = files(&[Format::JsonLd])
        .into_iter()
        .filter_map(|(name, text, format)| {
            let value: serde_json::Value = serde_json::from_str(&text).ok()?;
            Some((name, value.to_string(), format))
        })
        .collect();
    check_all("minified JSON-LD", minified);
}

/// The checkers say no when the object of one property is looked for at the place of another's.
#[test]
fn a_wrong_place_is_noticed() {
    let texts = [
        (Format::Turtle, "<urn:s> <urn:p> \"a\" , <urn:b> , 3 .".to_owned()),
        (
            Format::RdfXml,
            format!(
                "<rdf:RDF xmlns:rdf='{RDF}' xmlns:p='urn:p#'><rdf:Description rdf:about='urn:s'>\
                 <p:a>a</p:a><p:b rdf:resource='urn:b'/><p:c>3</p:c></rdf:Description></rdf:RDF>"
            ),
        ),
        (
            Format::JsonLd,
            r#"{"@id": "urn:s", "urn:p#a": "a", "urn:p#b": {"@id": "urn:b"}, "urn:p#c": 3}"#.to_owned(),
        ),
    ];
    for (format, text) in texts {
        let document = Document::new("t", text.clone().into_bytes()).with_format(format);
        let mut builder = GraphBuilder::new();
        let reading = read(&document, &mut builder).expect("the text is right");
        let graph = builder.finish();
        let reader = Reader {
            text: &text,
            graph: &graph,
            reading: &reading,
        };
        let found: Vec<(Triple, Position)> = graph.triples_with_positions().collect();
        assert_eq!(found.len(), 3, "{text}");
        for (at, (triple, _)) in found.iter().enumerate() {
            for (other, (_, position)) in found.iter().enumerate() {
                let verdict = match format {
                    Format::RdfXml => rdf_xml::Checker::new(&reader).check(*triple, *position),
                    Format::JsonLd => json_ld::Checker::new(&reader).check(*triple, *position),
                    _ => turtle::Checker::new(&reader).check(*triple, *position),
                };
                let expected = if at == other {
                    Verdict::Same
                } else {
                    Verdict::Wrong
                };
                assert_eq!(
                    verdict,
                    expected,
                    "{} at {:?}",
                    graph.term(triple.object),
                    position.object
                );
            }
        }
    }
}
