//! What publishing would do at a server: the files are read and checked here first, with the server's settings, and what
//! is refused here is held back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kolophon_dcat::Document;
use kolophon_diagnostic::{Finding, Report, Severity};
use kolophon_publish::api::{CitySettings, DocumentName, Order, OwnersWord, Withheld, data_files};
use kolophon_publish::choice::{Errors, Extent};
use kolophon_publish::defaults;
use kolophon_publish::plan::{Ingredients, Input, Plan, refusal_reason};
use kolophon_publish::refusal::Reason;
use kolophon_validate::policy;

use super::job::Job;
use super::wording;
use crate::commands::validate;
use crate::exit::Exit;
use crate::failure::{Failure, file_trouble};
use crate::input::Input as Files;
use crate::remote::{Authority, Parcel, Remote};

/// A job that has been checked here and looked at there.
pub(crate) struct Look {
    /// What goes to the server.
    pub(crate) parcel: Parcel,
    /// What the server says that it would do; `None` when there is nothing to send.
    pub(crate) plan: Option<Plan>,
    pub(crate) report: Report,
    pub(crate) looked_at: Vec<String>,
}

impl Job {
    /// Reads and checks the files, and asks the server what publishing them would do. `author` is for the journal of an
    /// own data directory; the name of a token is known there.
    pub(crate) fn look_there(
        &self,
        remote: &Remote,
        author: Option<String>,
        now: Timestamp,
    ) -> Result<Look, Failure> {
        let files = Files::read(&self.paths).refuse_empty();
        let looked_at = files.names().into_iter().map(str::to_owned).collect();
        let settings = self.settings(remote)?;
        let profile = validate::profile(&settings.profile)?;
        let documents = files.documents.clone();
        let config = settings.clone().into_config();
        let (mut report, graph) = validate::checked(files, &defaults(&config), profile);
        // What could not be opened may be published; it must not count as gone.
        let extent = if report.unreadable.is_empty() {
            self.extent
        } else {
            Extent::Partial
        };
        self.city
            .policy
            .apply(&mut report, &Self::day(now), policy_extent(self.extent));
        let sha256 = Ingredients {
            settings: &settings,
            profile: profile.name(),
            complete: self.extent == Extent::Complete,
            allow_errors: self.errors == Errors::Allow,
            facts: Vec::new(),
            documents: &documents,
        }
        .hash();
        let documents = readable(documents, &report);
        let files = data_files(&graph).map_err(|(path, error)| {
            let (name, trouble) = (path.display(), file_trouble(&error));
            Failure::new(
                Exit::Unreadable,
                format!("{name}: {}", trouble.de),
                format!("{name}: {}", trouble.en),
            )
        })?;
        let names = documents.iter().map(|document| DocumentName {
            name: document.name.clone(),
            base: document.base.clone(),
        });
        let parcel = Parcel {
            order: Order {
                documents: names.collect(),
                files,
                withheld: withheld(&report, self.errors),
                now: Some(now.to_string()),
                plan: None,
                owner: self.word(remote, author)?,
            },
            documents,
            complete: extent == Extent::Complete,
            allow_errors: self.errors == Errors::Allow,
        };
        let mut plan = None;
        if report.datasets > 0 {
            let typed = self.typed.iter().map(|path| path.to_string_lossy().into_owned());
            plan = Some(Plan {
                input: Some(Input {
                    paths: typed.collect(),
                    sha256,
                    complete: self.extent == Extent::Complete,
                    allow_errors: self.errors == Errors::Allow,
                    now: now.to_string(),
                }),
                ..remote.plan(&self.city.slug, &parcel)?
            });
        }
        Ok(Look {
            parcel,
            plan,
            report,
            looked_at,
        })
    }

    /// What the files are read with: the settings that the server has for the city; in an own data directory those of the
    /// `kolophon.toml`, if one describes it.
    fn settings(&self, remote: &Remote) -> Result<CitySettings, Failure> {
        let slug = &self.city.slug;
        match (remote.city(slug)?, remote.authority()) {
            (Some(known), Authority::Token) => Ok(known),
            (None, Authority::Token) => Err(wording::unknown_there(slug, remote.address())),
            #[cfg(feature = "store")]
            (Some(known), Authority::Owner) if self.is_default() => Ok(known),
            #[cfg(feature = "store")]
            (_, Authority::Owner) => Ok(CitySettings::from(&self.city)),
        }
    }

    /// What only the owner of the data directory can say.
    fn word(&self, remote: &Remote, author: Option<String>) -> Result<Option<OwnersWord>, Failure> {
        if remote.authority() == Authority::Token {
            return Ok(None);
        }
        let installation = match &self.file {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|error| {
                    let (name, trouble) = (file.display(), file_trouble(&error));
                    Failure::new(
                        Exit::Unreadable,
                        format!("{name}: {}", trouble.de),
                        format!("{name}: {}", trouble.en),
                    )
                })?;
                Some((file.to_string_lossy().into_owned(), text))
            }
            None => None,
        };
        Ok(Some(OwnersWord {
            author,
            source: Some(self.source()),
            installation,
        }))
    }
}

fn policy_extent(extent: Extent) -> policy::Extent {
    match extent {
        Extent::Partial => policy::Extent::Part,
        Extent::Complete => policy::Extent::Whole,
    }
}

/// The documents without those that could not be read.
fn readable(documents: Vec<Document>, report: &Report) -> Vec<Document> {
    let unreadable: BTreeSet<&str> = report.unreadable.iter().map(|file| file.file.as_str()).collect();
    let mut documents = documents;
    documents.retain(|document| !unreadable.contains(document.name.as_str()));
    documents
}

/// The datasets that the check here refuses, with the graver reason of each.
fn withheld(report: &Report, errors: Errors) -> Vec<Withheld> {
    let reason = |finding: &Finding| {
        if finding.blocking {
            Some(Reason::Blocking)
        } else {
            (errors == Errors::Refuse).then_some(Reason::Errors)
        }
    };
    let mut refused: BTreeMap<&str, Reason> = BTreeMap::new();
    for finding in report.findings.iter().filter(|it| it.severity == Severity::Error) {
        if let (Some(dataset), Some(reason)) = (&finding.dataset, reason(finding)) {
            let known = refused.entry(dataset).or_insert_with(|| reason.clone());
            if reason == Reason::Blocking {
                *known = reason;
            }
        }
    }
    let refused = refused.into_iter().map(|(iri, reason)| Withheld {
        iri: iri.to_owned(),
        reason: refusal_reason(&reason),
    });
    refused.collect()
}
