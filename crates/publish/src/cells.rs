//! Repairs in the cells of officers' lists (CSV and XLSX).
//!
//! A repair is proposed where the reader stumbled and knows exactly one way out. What is certain changes nothing of what
//! the list means, or only makes an address valid: the list is read again, and unless its triples are the expected ones,
//! the repair is left to people. Any other is a guess. Both have to be asked for. A cell with a formula is never changed.

mod proposal;
mod trial;

use kolophon_authoring::Defaults;
use kolophon_dcat::Document;
use kolophon_validate::repair::{Repair, Safety};

use self::proposal::{Proposal, proposals};
use self::trial::Trial;

/// A list, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendedList {
    /// The path as the user gave it.
    pub name: String,
    /// Its bytes as they were.
    pub before: Vec<u8>,
    /// Its bytes as they become.
    pub after: Vec<u8>,
    /// What changes, cell by cell.
    pub changes: Vec<CellChange>,
}

/// A cell, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// Where it is: `liste.csv!F17`, `liste.xlsx!Datensätze:F17`.
    pub place: String,
    /// The part of its text that changes.
    pub old: String,
    /// What that becomes.
    pub new: String,
}

/// What mending lists came to.
#[derive(Debug)]
pub struct MendedLists {
    /// The lists that change.
    pub lists: Vec<MendedList>,
    /// The repairs that were made.
    pub done: Vec<Repair>,
    /// Those that were not, each with its reason.
    pub open: Vec<Repair>,
    /// All documents as they are now, for another check.
    pub documents: Vec<Document>,
}

/// Makes all repairs up to a safety in the lists of a city. The documents have to be in memory.
#[must_use]
pub fn mend(documents: &[Document], defaults: &Defaults, level: Safety) -> MendedLists {
    let mut trial = Trial::new(documents, defaults);
    trial.run(Safety::Safe);
    if level == Safety::Unsafe {
        trial.run(Safety::Unsafe);
    }
    let open = proposals(&trial.documents, defaults);
    let open = open.into_iter().map(|proposal| proposal.left_open(level));
    let open = open.collect();
    let lists = documents.iter().zip(&trial.documents).filter_map(|(old, new)| {
        let (before, after) = (old.in_memory()?, new.in_memory()?);
        let made = trial.made.iter();
        let made = made.filter(|proposal| proposal.repair.place.file == new.name);
        (before != after).then(|| MendedList {
            name: new.name.clone(),
            before: before.to_vec(),
            after: after.to_vec(),
            changes: made.map(Proposal::change).collect(),
        })
    });
    let lists = lists.collect();
    MendedLists {
        lists,
        done: trial.made.into_iter().map(|proposal| proposal.repair).collect(),
        open,
        documents: trial.documents,
    }
}

#[cfg(test)]
mod tests;
