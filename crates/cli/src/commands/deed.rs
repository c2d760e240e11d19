//! A change that needs no files, such as a withdrawal: looked at, here or at a server, and then done exactly so.

#[cfg(feature = "store")]
use jiff::Timestamp;
use kolophon_publish::choice::Consent;
#[cfg(feature = "store")]
use kolophon_publish::load::Prepared;
use kolophon_publish::outlook::Outlook;
use kolophon_publish::plan::Plan;
#[cfg(feature = "store")]
use kolophon_store::Store;

#[cfg(feature = "store")]
use super::load::wording;
#[cfg(feature = "store")]
use super::store;
use crate::failure::Failure;
use crate::remote::{Refusal, Remote};

/// A change that was looked at.
pub(super) enum Deed<'a> {
    /// Done by this program.
    #[cfg(feature = "store")]
    Here {
        store: &'a Store,
        prepared: Box<Prepared>,
    },
    /// Done by a server.
    There { call: Call<'a>, plan: Box<Plan> },
}

/// A call of a server's API that knows `dry_run`.
pub(super) struct Call<'a> {
    pub(super) remote: &'a Remote,
    pub(super) city: &'a str,
    /// The last segment of its path.
    pub(super) name: &'static str,
    pub(super) parameters: Vec<(&'static str, String)>,
    /// What a refusal means.
    pub(super) explain: fn(Refusal, &Remote) -> Failure,
}

impl<'a> Call<'a> {
    /// Sees what it would do.
    pub(super) fn look(self) -> Result<Deed<'a>, Failure> {
        let plan = self
            .remote
            .look(self.city, self.name, &borrowed(&self.parameters));
        let plan = plan.map_err(|refusal| (self.explain)(refusal, self.remote))?;
        Ok(Deed::There {
            call: self,
            plan: Box::new(plan),
        })
    }

    fn perform(&self, generation: u64) -> Result<u64, Failure> {
        let parameters = borrowed(&self.parameters);
        let done = self.remote.perform(self.city, self.name, &parameters, generation);
        done.map_err(|refusal| (self.explain)(refusal, self.remote))
    }
}

impl Deed<'_> {
    /// The plan of it.
    #[cfg_attr(
        not(feature = "store"),
        expect(clippy::unnecessary_wraps, reason = "reading a store can fail")
    )]
    pub(super) fn plan(&self) -> Result<Plan, Failure> {
        match self {
            #[cfg(feature = "store")]
            Self::Here { store, prepared } => prepared
                .plan(store, None)
                .map_err(|error| store::unreadable(&error)),
            Self::There { plan, .. } => Ok((**plan).clone()),
        }
    }

    /// What a person is told about it.
    pub(super) fn outlook(&self) -> Outlook {
        match self {
            #[cfg(feature = "store")]
            Self::Here { prepared, .. } => prepared.outlook(),
            Self::There { plan, .. } => Outlook::from(&**plan),
        }
    }

    /// Whether it would change nothing.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            #[cfg(feature = "store")]
            Self::Here { prepared, .. } => prepared.is_empty(),
            Self::There { plan, .. } => !plan.has_changes(),
        }
    }

    /// Does it. The answer is the city's new generation.
    pub(super) fn carry_out(self, consent: Consent) -> Result<u64, Failure> {
        match self {
            #[cfg(feature = "store")]
            Self::Here { store, prepared } => prepared
                .at(Timestamp::now())
                .commit(store, consent)
                .map(|done| done.generation)
                .map_err(|error| wording::failed(&error)),
            Self::There { mut call, plan } => {
                if let Consent::Number(number) = consent {
                    call.parameters.push(("removals", number.to_string()));
                }
                call.perform(plan.generation)
            }
        }
    }
}

fn borrowed<'a>(parameters: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    let borrowed = parameters.iter().map(|(name, value)| (*name, value.as_str()));
    borrowed.collect()
}
