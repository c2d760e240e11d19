//! Every finding on every file of the corpus has a place, and what stands there is what the finding names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kolophon_dcat::{Document, Format};
use kolophon_diagnostic::{Finding, Place};
use kolophon_graph::{Graph, SourceId, Span, Term, TermId};
use kolophon_tests::corpus;
use kolophon_validate::{Checked, Profile, check};

const BASE: &str = "http://example.org/base/";
const PROFILES: [&str; 4] = ["dcat-ap-de", "govdata", "konventionen", "harvest"];

const OUTDATED: [&str; 2] = ["http://schema.org/startDate", "http://schema.org/endDate"];

/// What the findings of all files came to.
#[derive(Default)]
struct Tally {
    files: usize,
    unreadable: usize,
    findings: usize,
    /// Findings whose place is the written value they name.
    values: usize,
    /// Findings whose place is the node they name.
    nodes: usize,
    /// Findings about the text itself: syntax, encoding.
    texts: usize,
    wrong: BTreeMap<String, usize>,
}

/// The triples of a file by the places where they are written.
struct Written<'a> {
    graph: &'a Graph,
    subjects: BTreeMap<(u32, u32), Vec<TermId>>,
    objects: BTreeMap<(u32, u32), Vec<TermId>>,
}

impl<'a> Written<'a> {
    fn new(graph: &'a Graph) -> Self {
        let (mut subjects, mut objects) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (triple, position) in graph.triples_with_positions() {
            if position.source == SourceId(0) {
                let key = |span: Span| (span.start, span.end);
                subjects
                    .entry(key(position.subject))
                    .or_default()
                    .push(triple.subject);
                objects
                    .entry(key(position.object))
                    .or_default()
                    .push(triple.object);
            }
        }
        Self {
            graph,
            subjects,
            objects,
        }
    }

    /// Whether one of the values of `focus` for a property stands at the place: the one that is too much, say.
    fn holds_value_of(&self, place: &Place, focus: &str, path: &str) -> bool {
        let span = Span::new(place.bytes.0, place.bytes.1);
        self.graph.triples_with_positions().any(|(triple, position)| {
            position.object == span
                && self.is_called(triple.subject, focus)
                && self.graph.term(triple.predicate).value() == path
        })
    }

    /// Whether a term of that name stands at the place as a subject or an object.
    fn holds(&self, place: &Place, name: &str) -> bool {
        let span = Span::new(place.bytes.0, place.bytes.1);
        let key = (span.start, span.end);
        let at = [self.subjects.get(&key), self.objects.get(&key)];
        at.into_iter()
            .flatten()
            .flatten()
            .any(|term| self.is_called(*term, name))
    }

    fn is_called(&self, term: TermId, name: &str) -> bool {
        match self.graph.term(term) {
            Term::BlankNode(label) => name.strip_prefix("_:") == Some(label),
            term => term.value() == name,
        }
    }
}

impl Tally {
    fn add(&mut self, file: &str, checked: &Checked) {
        let written = Written::new(&checked.graph);
        for finding in &checked.report.findings {
            self.findings += 1;
            if let Err(problem) = self.judge(file, &written, finding) {
                let problem = format!("{}: {problem}", finding.rule);
                *self.wrong.entry(problem).or_default() += 1;
            }
        }
    }

    fn judge(&mut self, file: &str, written: &Written<'_>, finding: &Finding) -> Result<(), String> {
        let Some(place) = &finding.place else {
            return Err(format!("no place, {file}"));
        };
        let text = written.graph.source(SourceId(0)).unwrap().text();
        if place.file != file || place.line == 0 || text.get(place.bytes.0..place.bytes.1).is_none() {
            return Err(format!(
                "outside of the text, {file}:{}:{}",
                place.line, place.column
            ));
        }
        let found = &text[place.bytes.0..place.bytes.1];
        match (&finding.value, &finding.focus) {
            (Some(value), None) if found == value => self.texts += 1,
            (Some(value), _) if written.holds(place, value) => self.values += 1,
            (_, Some(focus)) if written.holds(place, focus) => self.nodes += 1,
            (None, None) => self.texts += 1,
            (None, Some(focus))
                if finding
                    .path
                    .as_ref()
                    .is_some_and(|path| written.holds_value_of(place, focus, path)) =>
            {
                self.values += 1;
            }
            // A node that lacks both of two properties may have their outdated names.
            (_, Some(focus))
                if OUTDATED
                    .iter()
                    .any(|path| written.holds_value_of(place, focus, path)) =>
            {
                self.values += 1;
            }
            (value, focus) => {
                return Err(format!(
                    "{found:?} is neither {value:?} nor {focus:?}, {file}:{}:{}",
                    place.line, place.column
                ));
            }
        }
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "the counts are worth seeing with --nocapture")]
#[test]
fn every_finding_of_the_corpus_stands_where_its_value_or_node_is_written() {
    let Some(corpus) = corpus::folder() else { return };
    let profiles: Vec<&Profile> = PROFILES
        .iter()
        .map(|name| Profile::by_name(name).unwrap())
        .collect();
    let mut tally = Tally::default();
    for folder in ["catalogs", "testcases"] {
        for path in corpus::files(&corpus.join(folder)).unwrap() {
            let name = path.strip_prefix(&corpus).unwrap().to_str().unwrap().to_owned();
            if Format::of_file_name(&name).is_none() {
                continue;
            }
            check_file(&mut tally, &path, &name, &profiles);
        }
    }
    println!(
        "{} files ({} unreadable), {} findings: {} at the value, {} at the node, {} in the text",
        tally.files, tally.unreadable, tally.findings, tally.values, tally.nodes, tally.texts
    );
    let wrong: Vec<_> = tally
        .wrong
        .iter()
        .map(|(what, count)| format!("{count} × {what}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    assert!(tally.files > 400, "{} files", tally.files);
    assert!(tally.values > 1_000 && tally.nodes > 1_000);
}

fn check_file(tally: &mut Tally, path: &Path, name: &str, profiles: &[&Profile]) {
    tally.files += 1;
    let document = Document::new(name, fs::read(path).unwrap()).with_base(BASE);
    for profile in profiles {
        let checked = check(std::slice::from_ref(&document), profile);
        tally.unreadable += checked.unreadable.len();
        if checked.unreadable.is_empty() {
            tally.add(name, &checked);
        }
    }
}
