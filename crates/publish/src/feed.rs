//! The harvest feed: the catalogue in pages, as portals fetch it every night.
//!
//! A feed is a projection of the store. What it leaves out and what it renames is written in `docs/feed.md`; the rules
//! keep the harvesters in use (ckanext-dcat, ckanext-dcatde, piveau, udata) from dropping, merging or deleting
//! datasets. The store itself keeps the full records.
//!
//! [`Fragments`] holds what harvesters get of each dataset, made once. An [`Edition`] is a feed of one generation: the
//! pages of a walk come from the edition it began with, whatever is published meanwhile.

mod date;
mod departed;
mod edition;
mod extent;
mod fragment;
mod fragments;
mod iri;
mod item;
mod name;
mod page;
mod profile;
mod project;
mod schema_org;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use crate::feed::departed::Departed;
pub use crate::feed::edition::{Edition, Whose};
pub use crate::feed::extent::Extent;
pub use crate::feed::fragment::Fragment;
pub use crate::feed::fragments::Fragments;
pub use crate::feed::item::{Fate, Item, Period};
pub use crate::feed::page::{FeedError, PageRequest};
pub use crate::feed::profile::Profile;
pub use crate::feed::project::{Role, project};
pub use crate::feed::schema_org::SchemaDataset;

/// Datasets on a page, unless asked otherwise.
pub const PAGE_SIZE: usize = 100;

/// The moment that a parameter such as `modified_since` names: `2026-03-01`, `2026-03-01T08:00:00+01:00`. Without a zone
/// it is UTC, as harvesters mean it.
#[must_use]
pub fn since(text: &str) -> Option<Timestamp> {
    date::begin(text, &TimeZone::UTC)
}

/// The time of German town halls, in which dates without a zone are meant.
#[must_use]
pub fn german_time() -> TimeZone {
    date::german()
}
