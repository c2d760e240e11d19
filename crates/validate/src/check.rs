//! The one check: documents in, report out.

use std::sync::Arc;

use kolophon_dcat::{Document, ReadError, Reading};
use kolophon_diagnostic::{Finding, Place, Report, Severity, SourceText};
use kolophon_graph::{Graph, SourceId, Span, TermId};
use kolophon_shacl::{ValidationResult, validate};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::insertion::Insertions;
use crate::material::{DataFiles, Material};
use crate::owner::Owners;
use crate::profile::{Check, Profile};
use crate::proposal::Proposals;
use crate::spoken_of::SpokenOf;
use crate::{addresses, catalog_link, files, identifier, local_file, place, result, stated, syntax, texts};

/// What a check brought to light.
#[derive(Debug)]
pub struct Checked {
    /// The triples of all documents, each with its position, and those of the code lists, without one.
    pub graph: Graph,
    /// What is wrong.
    pub report: Report,
    /// The documents that could not be read, with the place where reading stopped.
    pub unreadable: Vec<ReadError>,
    /// What each readable document was read as.
    pub readings: Vec<Reading>,
}

/// Reads the documents as one graph and checks it against a profile, together with the data files that lie beside
/// them.
#[must_use]
pub fn check(documents: &[Document], profile: &Profile) -> Checked {
    Material::of(documents).check(profile)
}

/// Checks what was read.
pub(crate) fn check_material(material: Material, profile: &Profile) -> Checked {
    let Material {
        mut builder,
        readings,
        unreadable,
        notes,
        data_files,
    } = material;
    let described_twice = files::described_twice(&mut builder);
    profile.push_background(&mut builder);
    let graph = builder.finish();
    let owners = Owners::new(&graph);

    let mut findings: Vec<Finding> = described_twice
        .iter()
        .filter_map(|twice| twice.finding(&graph))
        .collect();
    for reading in &readings {
        findings.extend(files::unusual_prefixes(&graph, reading));
    }
    let issues: Vec<_> = readings.iter().flat_map(|reading| &reading.issues).collect();
    let unclear = issues.iter().map(|issue| issue.source).collect();
    let subjects = SpokenOf::tokens(&graph, &unclear);
    for issue in issues {
        let owner = subjects
            .at(issue.source, issue.span.start)
            .and_then(|subject| owners.of(subject));
        findings.push(named(&graph, owner, syntax::finding(&graph, issue)));
    }
    let noted: FxHashSet<(SourceId, Span)> = notes
        .iter()
        .filter(|note| note.severity == Severity::Error)
        .map(|note| (note.source, note.span))
        .collect();
    let annotated = notes.iter().map(|note| note.source).collect();
    let subjects = SpokenOf::values(&graph, &annotated);
    for note in notes {
        let owner = subjects
            .at(note.source, note.span.start)
            .and_then(|subject| owners.of(subject));
        findings.push(named(&graph, owner, note.finding(&graph)));
    }
    let mut owner_of: FxHashMap<TermId, Option<TermId>> = FxHashMap::default();
    let mut cached_owner = |node: TermId| *owner_of.entry(node).or_insert_with(|| owners.of(node));
    let mut proposals = Proposals::new(&graph, &readings);
    let mut insertions = Insertions::new(&readings);
    match validate(profile.shapes(), &graph) {
        Ok(violations) => {
            let terms = violations.terms(profile.shapes(), &graph);
            for violation in &violations.results {
                let owner = result::focus(violation).and_then(&mut cached_owner);
                let mut finding = result::finding(&graph, profile, &mut proposals, terms, violation);
                if finding.fix.is_none() {
                    finding.insertion = insertion(&graph, &mut insertions, violation, &finding);
                }
                findings.push(named(&graph, owner, finding));
            }
        }
        Err(error) => findings.push(result::not_evaluated(&error)),
    }
    for (node, finding) in beyond_shacl(&graph, profile, data_files) {
        let owner = cached_owner(node);
        findings.push(named(&graph, owner, finding));
    }
    for finding in identifier::check(&graph, &owners) {
        let owner = finding.focus.as_deref().and_then(|focus| graph.iri(focus));
        findings.push(named(&graph, owner, stated::explained(finding)));
    }
    let sources = graph.sources().iter();
    let sources = sources.map(|source| SourceText {
        name: source.name().to_owned(),
        text: source.shared_text(),
    });
    if !noted.is_empty() {
        forget_repeated(&graph, &noted, &mut findings);
    }
    let mut report = Report {
        profile: profile.name().to_owned(),
        datasets: owners.datasets().len(),
        findings,
        sources: sources.collect(),
        ..Report::default()
    };
    report.sort();
    Checked {
        graph,
        report,
        unreadable,
        readings,
    }
}

/// What a reader could not understand breaks rules about the same value, too. It is said once, in the reader's words.
fn forget_repeated(graph: &Graph, noted: &FxHashSet<(SourceId, Span)>, findings: &mut Vec<Finding>) {
    let places: FxHashSet<Place> = noted
        .iter()
        .filter_map(|(source, span)| place::of_span(graph, *source, *span))
        .collect();
    findings.retain(|finding| {
        let is_there = finding.place.as_ref().is_some_and(|place| places.contains(place));
        finding.result.is_none() || !is_there
    });
}

/// What to paste into the file that describes the node of a result.
fn insertion(
    graph: &Graph,
    insertions: &mut Insertions<'_>,
    violation: &ValidationResult,
    finding: &Finding,
) -> Option<Arc<str>> {
    let source = place::source_of(graph, result::focus(violation)?)?;
    insertions.of(finding.rule.as_str(), finding.path.as_deref()?, source)
}

/// What the profile asks for and SHACL cannot say, with the node it is about.
fn beyond_shacl(graph: &Graph, profile: &Profile, data_files: DataFiles) -> Vec<(TermId, Finding)> {
    let mut findings = Vec::new();
    for check in profile.checks() {
        match check {
            Check::DataFiles if data_files == DataFiles::OutOfReach => {}
            Check::DataFiles => {
                for file in local_file::local_files(graph) {
                    let found = local_file::check(graph, &file).into_iter();
                    let explained = found.map(stated::explained);
                    findings.extend(explained.map(|finding| (file.distribution, finding)));
                }
            }
            Check::CatalogLinks => findings.extend(catalog_link::check(graph, profile)),
            Check::Addresses => findings.extend(addresses::check(graph, profile)),
            Check::Texts => findings.extend(texts::check(graph, profile)),
        }
    }
    findings
}

fn named(graph: &Graph, owner: Option<TermId>, finding: Finding) -> Finding {
    let dataset = owner.map(|owner| result::node_text(graph.term(owner)));
    Finding {
        dataset: finding.dataset.or(dataset),
        ..finding
    }
}
