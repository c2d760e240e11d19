//! A folder that is published while it is served: once, or again whenever a file is saved.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use kolophon_diagnostic::{Language, Text};
use kolophon_publish::load::{Consent, LoadError};
use kolophon_store::{Note, Store};

use crate::Context;
use crate::args::ChoiceArguments;
use crate::commands::load::{job, wording};
use crate::failure::Failure;
use crate::snapshot::{Snapshot, changed};

/// What is served, and where it comes from.
pub(super) struct Folder<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) store: &'a Store,
    pub(super) context: &'a Context<'a>,
    pub(super) language: Language,
}

impl Folder<'_> {
    /// Publishes what may be published, and says so, a line for each city.
    ///
    /// Nothing is removed: that wants a person's word, and nobody sits here.
    pub(super) fn publish(&self) -> Result<Vec<String>, Failure> {
        let choice = ChoiceArguments {
            city: None,
            complete: false,
            allow_errors: false,
        };
        let mut lines = Vec::new();
        for job in job::jobs(self.paths, &choice, self.context)? {
            let now = jiff::Timestamp::now();
            let note = Note {
                author: self.context.environment.author.clone(),
                time: Some(now.to_string()),
                ..Note::default()
            };
            let look = job.look(self.store, note, now)?;
            let counts = (
                look.prepared.added.len(),
                look.prepared.changed.len(),
                look.prepared.refused.len(),
                look.report.unreadable.len(),
            );
            match look.prepared.commit(self.store, Consent::None) {
                Ok(_) => lines.push(self.line(&job.city.name, counts)),
                Err(LoadError::RemovalsNeedConsent { removed, .. }) => {
                    lines.push(self.waiting(&job.city.name, removed.len()));
                }
                Err(error) => return Err(wording::failed(&error)),
            }
        }
        Ok(lines)
    }

    /// Publishes again whenever a file is saved, until `stop` says so.
    pub(super) fn follow(&self, stop: &AtomicBool) {
        let take = || Snapshot::of(self.paths);
        let mut seen = take();
        while let Some(now) = changed(&seen, take, || stop.load(Ordering::Relaxed)) {
            seen = now;
            match self.publish() {
                Ok(lines) => lines.iter().for_each(|line| tracing::info!("{line}")),
                // A file that is half written now will be whole the next time.
                Err(failure) => tracing::warn!("{}", failure.in_language(self.language)),
            }
        }
    }

    fn line(
        &self,
        city: &str,
        (added, changed, refused, unreadable): (usize, usize, usize, usize),
    ) -> String {
        let text = Text::new(
            format!(
                "{city}: {added} neu, {changed} geändert, {refused} nicht veröffentlicht, {unreadable} Dateien nicht lesbar"
            ),
            format!(
                "{city}: {added} new, {changed} changed, {refused} not published, {unreadable} files unreadable"
            ),
        );
        text.in_language(self.language).to_owned()
    }

    fn waiting(&self, city: &str, removed: usize) -> String {
        let text = Text::new(
            format!(
                "{city}: {removed} Datensätze würden entfernt. Das geschieht nur mit kolophon load; veröffentlicht wurde nichts."
            ),
            format!(
                "{city}: {removed} datasets would be removed. Only kolophon load does that; nothing was published."
            ),
        );
        text.in_language(self.language).to_owned()
    }
}
