//! A load that was looked at, here or at a server, and can be agreed to.

use jiff::Timestamp;
use kolophon_diagnostic::Report;
use kolophon_publish::api::DataFile;
use kolophon_publish::choice::Consent;
#[cfg(feature = "store")]
use kolophon_publish::load::Prepared;
use kolophon_publish::outlook::Outlook;
#[cfg(feature = "store")]
use kolophon_publish::plan::Input;
use kolophon_publish::plan::Plan;
#[cfg(feature = "store")]
use kolophon_store::{Note, Store};

#[cfg(feature = "store")]
use super::here;
use super::job::Job;
use super::{plan_file, there, wording};
use crate::commands::place::{At, Place};
#[cfg(feature = "store")]
use crate::commands::store::unreadable;
use crate::failure::Failure;
use crate::remote::{Loaded, Parcel, Refusal, Remote, RemoteFinding};

/// A job that was looked at.
pub(in crate::commands) struct Seen<'a> {
    /// What the check here has found.
    pub(in crate::commands) report: Report,
    /// The files that were looked at.
    pub(in crate::commands) looked_at: Vec<String>,
    /// What could be done; `None` when the files hold nothing.
    pub(in crate::commands) proposal: Option<Proposal<'a>>,
}

/// What could be done.
pub(in crate::commands) enum Proposal<'a> {
    /// By this program.
    #[cfg(feature = "store")]
    Here {
        store: &'a Store,
        prepared: Box<Prepared>,
        input: Input,
    },
    /// By a server.
    There {
        remote: &'a Remote,
        parcel: Box<Parcel>,
        plan: Box<Plan>,
    },
}

impl Place {
    /// Reads and checks a job's files, and sees what publishing them would do. `now` is what missing dates are set to.
    pub(in crate::commands) fn look<'a>(
        &'a self,
        job: &Job,
        author: Option<String>,
        now: Timestamp,
    ) -> Result<Seen<'a>, Failure> {
        match &self.at {
            #[cfg(feature = "store")]
            At::Here(store) => {
                let note = Note {
                    author,
                    time: Some(Timestamp::now().to_string()),
                    ..Note::default()
                };
                let here::Look {
                    prepared,
                    report,
                    input,
                    looked_at,
                } = job.look(store, note, now)?;
                let is_nothing = report.datasets == 0 && report.unreadable.is_empty();
                let prepared = Box::new(prepared);
                Ok(Seen {
                    report,
                    looked_at,
                    proposal: (!is_nothing).then_some(Proposal::Here {
                        store,
                        prepared,
                        input,
                    }),
                })
            }
            At::There(remote) => {
                let there::Look {
                    parcel,
                    plan,
                    report,
                    looked_at,
                } = job.look_there(remote, author, now)?;
                Ok(Seen {
                    report,
                    looked_at,
                    proposal: plan.map(|plan| Proposal::There {
                        remote,
                        parcel: Box::new(parcel),
                        plan: Box::new(plan),
                    }),
                })
            }
        }
    }
}

impl Proposal<'_> {
    /// What a person is told about it.
    pub(in crate::commands) fn outlook(&self) -> Outlook {
        match self {
            #[cfg(feature = "store")]
            Self::Here { prepared, .. } => prepared.outlook(),
            Self::There { plan, .. } => Outlook::from(&**plan),
        }
    }

    /// The plan of it.
    #[cfg_attr(
        not(feature = "store"),
        expect(clippy::unnecessary_wraps, reason = "reading a store can fail")
    )]
    pub(in crate::commands) fn plan(&self) -> Result<Plan, Failure> {
        match self {
            #[cfg(feature = "store")]
            Self::Here {
                store,
                prepared,
                input,
            } => prepared
                .plan(store, Some(input.clone()))
                .map_err(|error| unreadable(&error)),
            Self::There { plan, .. } => Ok((**plan).clone()),
        }
    }

    /// Does it. The findings are those of a server that refuses what was not refused here.
    pub(in crate::commands) fn carry_out(self, consent: Consent) -> Result<Vec<RemoteFinding>, Failure> {
        match self {
            #[cfg(feature = "store")]
            Self::Here { store, prepared, .. } => {
                prepared
                    .at(Timestamp::now())
                    .commit(store, consent)
                    .map_err(|error| wording::failed(&error))?;
                Ok(Vec::new())
            }
            Self::There {
                remote,
                mut parcel,
                plan,
            } => {
                let contents: Vec<DataFile> = contents(&parcel, &plan);
                let removals = match consent {
                    Consent::None => None,
                    Consent::Yes | Consent::Number(_) => Some(plan.counts.removed),
                };
                let city = plan.city.clone();
                let generation = plan.generation;
                let held_back: Vec<String> = parcel.order.withheld.iter().map(|it| it.iri.clone()).collect();
                parcel.order.plan = Some(Plan { input: None, ..*plan });
                let contents: Vec<&DataFile> = contents.iter().collect();
                let Loaded { findings } = remote
                    .load(&city, &parcel, &contents, removals)
                    .map_err(|refusal| not_loaded(refusal, &city, generation))?;
                let is_new = |finding: &RemoteFinding| {
                    let dataset = finding.dataset.as_ref();
                    finding.severity == "error" && dataset.is_some_and(|iri| !held_back.contains(iri))
                };
                Ok(findings.into_iter().filter(is_new).collect())
            }
        }
    }
}

/// The data files that the server does not have yet: those that the plan says would change.
fn contents(parcel: &Parcel, plan: &Plan) -> Vec<DataFile> {
    let after = plan
        .changes
        .iter()
        .flat_map(|change| &change.files)
        .filter_map(|file| file.after.as_ref());
    let wanted: Vec<&str> = after.map(|file| file.sha256.as_str()).collect();
    let mut contents: Vec<DataFile> = Vec::new();
    for file in &parcel.order.files {
        let is_known = contents.iter().any(|known| known.sha256 == file.sha256);
        if wanted.contains(&file.sha256.as_str()) && !is_known {
            contents.push(file.clone());
        }
    }
    contents
}

fn not_loaded(refusal: Refusal, city: &str, planned: u64) -> Failure {
    match refusal.kind() {
        "generation-changed" => {
            let found = refusal.member("generation").unwrap_or_default();
            wording::changed_meanwhile(city, planned, found)
        }
        "conflict" if refusal.member::<String>("reason").as_deref() == Some("plan-differs") => {
            plan_file::other_input()
        }
        _ => refusal.into(),
    }
}
