//! Trying repairs: cells are written, and the lists read again.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::ops::Range;

use kolophon_authoring::{Defaults, Issue, IssueKind};
use kolophon_dcat::{Content, Document};
use kolophon_graph::Term;
use kolophon_tabular::{CellEdit, TableError, replace_cells};
use kolophon_validate::repair::{Kind, Safety};

use super::proposal::{Proposal, proposals};
use crate::reading;

/// When not all repairs go together, so many are tried one by one.
const MOST_SINGLE: usize = 64;

/// Documents that are being mended.
pub(super) struct Trial<'a> {
    defaults: &'a Defaults,
    pub(super) documents: Vec<Document>,
    pub(super) made: Vec<Proposal>,
}

/// What lists say, and what is wrong with them, in a form that two readings can be compared by.
struct Meaning {
    triples: Vec<String>,
    /// How often the reader stumbled.
    issues: usize,
    /// How often things run together or into the void.
    collisions: usize,
}

impl<'a> Trial<'a> {
    pub(super) fn new(documents: &[Document], defaults: &'a Defaults) -> Self {
        Self {
            defaults,
            documents: documents.to_vec(),
            made: Vec::new(),
        }
    }

    /// Makes the repairs of one safety that do what they should and nothing else.
    pub(super) fn run(&mut self, safety: Safety) {
        let all = proposals(&self.documents, self.defaults);
        let all: Vec<Proposal> = all
            .into_iter()
            .filter(|proposal| proposal.repair.safety <= safety && !proposal.is_formula)
            .collect();
        if all.is_empty() {
            return;
        }
        let before = self.meaning(&self.documents);
        if let Some(documents) = self.tried(&all, &before, safety) {
            self.documents = documents;
            self.made.extend(all);
            return;
        }
        let mut accepted: Vec<Proposal> = Vec::new();
        let mut mended = None;
        for proposal in all.into_iter().take(MOST_SINGLE) {
            accepted.push(proposal);
            match self.tried(&accepted, &before, safety) {
                Some(documents) => mended = Some(documents),
                None => {
                    accepted.pop();
                }
            }
        }
        if let Some(documents) = mended {
            self.documents = documents;
            self.made.extend(accepted);
        }
    }

    /// The documents with these repairs; `None` when something else changes with them.
    fn tried(&self, proposals: &[Proposal], before: &Meaning, safety: Safety) -> Option<Vec<Document>> {
        let documents = written(&self.documents, proposals).ok()?;
        let after = self.meaning(&documents);
        let fits = is_better(before, &after, proposals)
            && (safety == Safety::Unsafe || after.triples == expected(&before.triples, proposals));
        fits.then_some(documents)
    }

    fn meaning(&self, documents: &[Document]) -> Meaning {
        let mut reading = reading::read(documents, self.defaults);
        let graph = mem::take(reading.material.builder()).finish();
        let text = |id| match graph.term(id) {
            // Labels depend on where things stand.
            Term::BlankNode(_) => "_:".to_owned(),
            term => term.to_string(),
        };
        let lines = graph.triples().iter().map(|triple| {
            format!(
                "{} {} {}",
                text(triple.subject),
                text(triple.predicate),
                text(triple.object)
            )
        });
        let mut triples: Vec<String> = lines.collect();
        triples.sort();
        // A list that can no longer be read has lost everything.
        let unreadable = reading.unreadable.len();
        Meaning {
            triples,
            issues: reading.issues.len(),
            collisions: unreadable + reading.issues.iter().filter(|issue| is_collision(issue)).count(),
        }
    }
}

fn is_collision(issue: &Issue) -> bool {
    matches!(
        issue.kind,
        IssueKind::RepeatedKey { .. }
            | IssueKind::RepeatedSlug { .. }
            | IssueKind::UnknownDataset { .. }
            | IssueKind::Nameless
    )
}

/// Whether every repair has answered what the reader stumbled over, and nothing collides that did not before.
fn is_better(before: &Meaning, after: &Meaning, proposals: &[Proposal]) -> bool {
    let has_column = proposals
        .iter()
        .any(|proposal| proposal.repair.kind == Kind::Column);
    // A column that is read at last may hold what is wrong in itself.
    let has_fewer = after.issues + proposals.len() <= before.issues;
    after.collisions <= before.collisions && (has_fewer || has_column)
}

/// The triples after certain repairs: as they were, but for addresses that become valid.
fn expected(before: &[String], proposals: &[Proposal]) -> Vec<String> {
    let addresses: BTreeSet<(String, String)> = proposals
        .iter()
        .filter(|proposal| proposal.repair.kind == Kind::AddressCharacters)
        .map(|proposal| {
            let [old, new] = [proposal.repair.old.trim(), &proposal.repair.new].map(|iri| format!("<{iri}>"));
            (old, new)
        })
        .collect();
    let mut lines = before.to_vec();
    for line in &mut lines {
        for (old, new) in &addresses {
            if line.contains(old.as_str()) {
                *line = line.replace(old.as_str(), new);
            }
        }
    }
    lines.sort();
    lines
}

/// The documents with the repairs written into their cells.
fn written(documents: &[Document], proposals: &[Proposal]) -> Result<Vec<Document>, TableError> {
    let mut documents = documents.to_vec();
    let mut by_document: BTreeMap<usize, Vec<&Proposal>> = BTreeMap::new();
    for proposal in proposals {
        by_document.entry(proposal.document).or_default().push(proposal);
    }
    for (at, proposals) in by_document {
        let (Some(document), Some(first)) = (documents.get_mut(at), proposals.first()) else {
            continue;
        };
        // All are of one file.
        let format = first.format;
        let bytes = document.in_memory().unwrap_or_default();
        let bytes = replace_cells(bytes, format, &edits(&proposals))?;
        document.content = Content::Bytes(bytes);
    }
    Ok(documents)
}

/// One edit for each cell, with all its parts.
fn edits(proposals: &[&Proposal]) -> Vec<CellEdit> {
    let mut cells: BTreeMap<(Option<&str>, u32, u32), Vec<&Proposal>> = BTreeMap::new();
    for proposal in proposals {
        let cell = &proposal.cell;
        cells
            .entry((cell.sheet.as_deref(), cell.row, cell.column))
            .or_default()
            .push(proposal);
    }
    let edits = cells.into_iter().map(|((sheet, row, column), parts)| CellEdit {
        sheet: sheet.map(str::to_owned),
        row,
        column,
        text: replaced(&parts),
    });
    edits.collect()
}

/// The text of a cell with its parts replaced, the last first; of parts that overlap the last counts.
fn replaced(parts: &[&Proposal]) -> String {
    let Some(first) = parts.first() else {
        return String::new();
    };
    let mut text = first.text.clone();
    let mut parts: Vec<(Range<usize>, &str)> = parts
        .iter()
        .map(|proposal| (proposal.part.clone(), proposal.repair.new.as_str()))
        .collect();
    parts.sort_by_key(|(part, _)| part.start);
    let mut untouched = text.len();
    for (part, new) in parts.into_iter().rev() {
        if part.end <= untouched {
            untouched = part.start;
            text.replace_range(part, new);
        }
    }
    text
}
