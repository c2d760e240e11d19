//! The cells of officers' lists: mended where that is certain, shown cell by cell.

use std::fmt::Write as _;
use std::path::Path;

use kolophon_authoring::Defaults;
use kolophon_dcat::Document;
use kolophon_diagnostic::Unreadable;
use kolophon_publish::cells::{MendedList, MendedLists, mend};
use kolophon_validate::repair::Scope;

use super::{Mending, Outcome, write};
use crate::failure::Failure;
use crate::ui::Ui;

impl Mending<'_> {
    /// Mends the lists among officers' files; returns all of these files as they are now. An upgrade leaves them alone:
    /// they say nothing in the terms of an older version.
    pub(super) fn mend_lists(
        &self,
        files: Vec<Document>,
        defaults: &Defaults,
        outcome: &mut Outcome,
        ui: &mut Ui,
    ) -> Result<Vec<Document>, Failure> {
        if self.scope == Scope::Upgrade {
            return Ok(files);
        }
        let MendedLists {
            lists,
            done,
            open,
            documents,
        } = mend(&files, defaults, self.safety);
        for list in &lists {
            if self.output.diff || !self.output.write {
                ui.data(difference(list))?;
            }
            if !self.output.write {
                outcome.pending += 1;
                continue;
            }
            if let Err(message) = write::replace(Path::new(&list.name), &list.before, &list.after) {
                outcome.unreadable.push(Unreadable {
                    file: list.name.clone(),
                    line_column: None,
                    message,
                });
            }
        }
        outcome.rest.add(done, open, Vec::new());
        Ok(documents)
    }
}

/// `liste.csv!F17: alt → neu`, one line for each change.
fn difference(list: &MendedList) -> String {
    let mut lines = String::new();
    for change in &list.changes {
        let [old, new] = [&change.old, &change.new].map(|text| one_line(text));
        // Writing into a String cannot fail.
        let _ = writeln!(lines, "{}: {old} → {new}", change.place);
    }
    lines
}

/// Cells may hold anything, also what would move the cursor.
fn one_line(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.collect()
}
