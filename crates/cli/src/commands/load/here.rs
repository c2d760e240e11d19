//! What publishing would do to the data directory here.

use std::path::PathBuf;

use kolophon_diagnostic::Report;
use kolophon_publish::choice::{Errors, Extent};
use kolophon_publish::config::CityConfig;
use kolophon_publish::load::{Facts, LoadOptions, Prepared, prepare};
use kolophon_publish::plan::{Input, input_hash};
use kolophon_store::{City, Note, Store};

use super::job::Job;
use super::wording;
use crate::commands::validate;
use crate::failure::Failure;
use crate::input::{self, unreadable};

/// A job that has been looked at.
pub(crate) struct Look {
    pub(crate) prepared: Prepared,
    pub(crate) report: Report,
    /// What it was made from, for a plan.
    pub(crate) input: Input,
    /// The files that were looked at.
    pub(crate) looked_at: Vec<String>,
}

impl Job {
    /// The city's settings: where no `kolophon.toml` names it, those of the last time.
    fn city_in(&self, store: &Store) -> City {
        let state = store.state();
        match state.cities.get(&self.city.slug) {
            Some(known) if self.is_default() => known.clone(),
            _ => CityConfig::from(self.city.clone()).city,
        }
    }

    /// Reads and checks the files, and sees what publishing them would do. `now` is what missing dates are set to.
    pub(crate) fn look(&self, store: &Store, note: Note, now: jiff::Timestamp) -> Result<Look, Failure> {
        let input = input::Input::read(&self.paths).refuse_empty();
        let looked_at = input.names().into_iter().map(str::to_owned).collect();
        let city = self.city_in(store);
        let facts = Facts::default();
        let typed = |path: &PathBuf| path.to_string_lossy().into_owned();
        let note = Note {
            source: Some(self.source()),
            ..note
        };
        let mut options = LoadOptions {
            extent: self.extent,
            errors: self.errors,
            facts: &facts,
            note: &note,
            ..LoadOptions::new(validate::profile(&city.profile)?, now)
        };
        let sha256 = input_hash(&city, &input.documents, &options);
        options.policy = Some(&self.city.policy);
        if !input.unreadable.is_empty() {
            // What could not be opened may be published; it must not count as gone.
            options.extent = Extent::Partial;
        }
        let mut prepared =
            prepare(store, &city, &input.documents, &options).map_err(|error| wording::failed(&error))?;
        let mut report = std::mem::take(&mut prepared.report);
        report.unreadable.extend(input.unreadable);
        report
            .unreadable
            .extend(prepared.unreadable.iter().map(unreadable));
        Ok(Look {
            prepared,
            report,
            input: Input {
                paths: self.typed.iter().map(typed).collect(),
                sha256,
                complete: self.extent == Extent::Complete,
                allow_errors: self.errors == Errors::Allow,
                now: now.to_string(),
            },
            looked_at,
        })
    }
}
