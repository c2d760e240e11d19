//! The W3C validation report (<https://www.w3.org/TR/shacl/#validation-report>), written while results are found.

use kolophon_dcat::{StreamFormat, TripleStream, vocab};
use kolophon_graph::{Graph, Term};
use kolophon_shacl::{Consumer, Shapes, Terms, ValidationResult, tell_report};

use super::{Outcome, validate};
use crate::failure::Failure;
use crate::ui::Ui;

const PREFIXES: [(&str, &str); 4] = [
    ("dcat", vocab::dcat::NAMESPACE),
    ("dct", vocab::dcterms::NAMESPACE),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The label of the report's node.
const REPORT: &str = "report";

/// Writes all results, then the report's own triples: whether the data conforms is known at the end, and a report that
/// was cut off does not say it.
pub(super) fn write(
    format: StreamFormat,
    shapes: &Shapes,
    data: &Graph,
    ui: &mut Ui,
) -> Result<Outcome, Failure> {
    let mut results = 0;
    // The header waits for the first result: where nothing can be evaluated, nothing is written.
    let mut header = Some(stream(format).header());
    validate(shapes, data, &Report { format }, |part| {
        results += part.results;
        if part.results > 0 {
            ui.stdout()
                .write_all(header.take().unwrap_or_default().as_bytes())?;
            ui.stdout().write_all(part.described.finish().as_bytes())?;
            ui.stdout().write_all(part.listed.finish().as_bytes())?;
        }
        Ok(())
    })?;
    let outcome = Outcome::of(results);
    let mut closing = stream(format);
    let conforms = outcome == Outcome::Conforms;
    tell_report(
        Term::BlankNode(REPORT),
        conforms,
        &mut |subject, predicate, object| {
            closing.push(subject, predicate, object);
        },
    );
    ui.data(header.unwrap_or_default() + &closing.finish())?;
    Ok(outcome)
}

fn stream(format: StreamFormat) -> TripleStream<'static> {
    TripleStream::new(format, &PREFIXES)
}

struct Report {
    format: StreamFormat,
}

/// Some results as text.
struct Part {
    number: usize,
    results: usize,
    /// What the results are.
    described: TripleStream<'static>,
    /// That they belong to the report.
    listed: TripleStream<'static>,
}

impl Consumer for Report {
    type Part = Part;

    fn begin(&self, number: usize) -> Part {
        Part {
            number,
            results: 0,
            described: stream(self.format),
            listed: stream(self.format),
        }
    }

    fn result(&self, part: &mut Part, result: ValidationResult, terms: Terms<'_>) {
        let label = format!("result.{}.{}", part.number, part.results);
        part.results += 1;
        part.listed.push(
            Term::BlankNode(REPORT),
            "http://www.w3.org/ns/shacl#result",
            Term::BlankNode(&label),
        );
        let described = &mut part.described;
        result.tell(&label, terms, &mut |subject, predicate, object| {
            described.push(subject, predicate, object);
        });
    }
}
