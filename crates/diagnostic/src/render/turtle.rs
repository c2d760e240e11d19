//! The SHACL validation report (<https://www.w3.org/TR/shacl/#validation-report>), in Turtle, in one pass.

mod path;

use std::io::{self, Write};
use std::str::FromStr as _;

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TripleRef};
use oxttl::TurtleSerializer;
use oxttl::turtle::WriterTurtleSerializer;

use crate::finding::{Finding, Severity, ShaclResult};
use crate::language::Text;
use crate::report::{Report, Unreadable};

const SH: &str = "http://www.w3.org/ns/shacl#";
/// Our own terms.
const DEF: &str = "https://kolophon.dev/def#";
/// The rules.
const RULE: &str = "https://kolophon.dev/regel/";

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let serializer = TurtleSerializer::new()
        .with_prefix("sh", SH)
        .and_then(|serializer| serializer.with_prefix("def", DEF))
        .and_then(|serializer| serializer.with_prefix("rule", RULE))
        .and_then(|serializer| serializer.with_prefix("rdfs", "http://www.w3.org/2000/01/rdf-schema#"))
        .and_then(|serializer| serializer.with_prefix("xsd", "http://www.w3.org/2001/XMLSchema#"))
        .map_err(io::Error::other)?;
    let mut writer = Writer {
        turtle: serializer.for_writer(out),
        paths: 0,
    };
    let conforms = report.findings.is_empty() && report.unreadable.is_empty() && report.is_whole();
    let node = blank("report");
    writer.write(&node, rdf::TYPE, sh("ValidationReport"))?;
    writer.write(&node, sh("conforms").as_ref(), Literal::from(conforms))?;
    for (number, file) in report.unreadable.iter().enumerate() {
        writer.unreadable(&node, number + 1, file)?;
    }
    for (number, finding) in report.findings.iter().enumerate() {
        writer.finding(&node, number + 1, finding)?;
    }
    writer.turtle.finish()?;
    Ok(())
}

/// The Turtle on its way out.
struct Writer<W: Write> {
    turtle: WriterTurtleSerializer<W>,
    /// How many nodes of paths were written, for their labels.
    paths: usize,
}

impl<W: Write> Writer<W> {
    fn write(
        &mut self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
        object: impl Into<Term>,
    ) -> io::Result<()> {
        let object = object.into();
        self.turtle
            .serialize_triple(TripleRef::new(subject, predicate, &object))
    }

    fn finding(&mut self, report: &NamedOrBlankNode, number: usize, finding: &Finding) -> io::Result<()> {
        let node = blank(&format!("result-{number}"));
        self.write(report, sh("result").as_ref(), node.clone())?;
        self.write(&node, rdf::TYPE, sh("ValidationResult"))?;
        let severity = match finding.severity {
            Severity::Error => "Violation",
            Severity::Warning => "Warning",
            Severity::Info => "Info",
        };
        self.write(&node, sh("resultSeverity").as_ref(), sh(severity))?;
        match &finding.result {
            Some(result) => self.shacl_result(&node, result)?,
            None => self.other_result(&node, finding)?,
        }
        self.both_languages(&node, sh("resultMessage").as_ref(), &finding.message)?;
        self.write(
            &node,
            def("rule").as_ref(),
            Literal::new_simple_literal(finding.rule.as_str()),
        )?;
        if let Some(place) = &finding.place {
            self.place(&node, &place.file, Some((place.line, place.column)))?;
        }
        Ok(())
    }

    /// What the engine reported, as it reported it.
    fn shacl_result(&mut self, node: &NamedOrBlankNode, result: &ShaclResult) -> io::Result<()> {
        self.write(node, sh("focusNode").as_ref(), term(&result.focus_node, "data"))?;
        if let Some(path) = &result.result_path {
            let path = self.path(path)?;
            self.write(node, sh("resultPath").as_ref(), path)?;
        }
        if let Some(value) = &result.value {
            self.write(node, sh("value").as_ref(), term(value, "data"))?;
        }
        self.write(
            node,
            sh("sourceShape").as_ref(),
            term(&result.source_shape, "shape"),
        )?;
        let component = iri(&result.component).unwrap_or_else(|| def("CheckConstraintComponent"));
        self.write(node, sh("sourceConstraintComponent").as_ref(), component)
    }

    /// What Kolophon found without a shape: the rule stands for the shape.
    fn other_result(&mut self, node: &NamedOrBlankNode, finding: &Finding) -> io::Result<()> {
        let focus = finding.focus.as_deref().or(finding.dataset.as_deref());
        let focus = focus.map_or_else(|| blank("nothing").into(), resource);
        self.write(node, sh("focusNode").as_ref(), focus)?;
        if let Some(path) = finding.path.as_deref().and_then(iri) {
            self.write(node, sh("resultPath").as_ref(), path)?;
        }
        if let Some(value) = &finding.value {
            self.write(node, sh("value").as_ref(), value_node(value))?;
        }
        if let Some(shape) = iri(&format!("{RULE}{}", finding.rule)) {
            self.write(node, sh("sourceShape").as_ref(), shape)?;
        }
        self.write(
            node,
            sh("sourceConstraintComponent").as_ref(),
            def("CheckConstraintComponent"),
        )
    }

    /// A file that could not be read is no result, but keeps the report from conforming.
    fn unreadable(&mut self, report: &NamedOrBlankNode, number: usize, file: &Unreadable) -> io::Result<()> {
        let node = blank(&format!("unreadable-{number}"));
        self.write(report, def("unreadable").as_ref(), node.clone())?;
        self.both_languages(&node, rdfs::COMMENT, &file.message)?;
        self.place(&node, &file.file, file.line_column)
    }

    fn place(
        &mut self,
        node: &NamedOrBlankNode,
        file: &str,
        line_column: Option<(u32, u32)>,
    ) -> io::Result<()> {
        self.write(node, def("file").as_ref(), Literal::new_simple_literal(file))?;
        if let Some((line, column)) = line_column {
            for (name, number) in [("line", line), ("column", column)] {
                let number = Literal::new_typed_literal(number.to_string(), xsd::INTEGER);
                self.write(node, def(name).as_ref(), number)?;
            }
        }
        Ok(())
    }

    fn both_languages(
        &mut self,
        node: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
        text: &Text,
    ) -> io::Result<()> {
        for (text, language) in [(&text.de, "de"), (&text.en, "en")] {
            let literal = Literal::new_language_tagged_literal(text, language).map_err(io::Error::other)?;
            self.write(node, predicate, literal)?;
        }
        Ok(())
    }
}

fn sh(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SH}{name}"))
}

fn def(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{DEF}{name}"))
}

fn blank(label: &str) -> NamedOrBlankNode {
    BlankNode::new_unchecked(label).into()
}

fn iri(text: &str) -> Option<NamedNode> {
    NamedNode::new(text).ok()
}

/// A term as N-Triples writes it; what is none is kept as text. `of` tells whose blank nodes they are, because data and
/// shapes may use the same labels.
fn term(text: &str, of: &str) -> Term {
    match Term::from_str(text) {
        Ok(Term::BlankNode(node)) => blank(&format!("{of}-{}", node.as_str())).into(),
        Ok(term) => term,
        Err(_) => Literal::new_simple_literal(text).into(),
    }
}

/// A node as people name it: an IRI, or `_:label`.
fn resource(text: &str) -> Term {
    match iri(text) {
        Some(iri) => iri.into(),
        None => term(text, "data"),
    }
}

/// A value as people name it: IRI and text look alike, so only the usual schemes are taken for IRIs.
fn value_node(text: &str) -> Term {
    let usual = ["http://", "https://", "urn:", "mailto:", "_:"];
    if usual.iter().any(|scheme| text.starts_with(scheme)) {
        resource(text)
    } else {
        Literal::new_simple_literal(text).into()
    }
}
