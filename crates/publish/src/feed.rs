//! The harvest feed: the catalogue in pages, as portals fetch it every night.
//!
//! A feed is a projection of the store. What it leaves out and what it renames is written in `docs/feed.md`; the rules
//! keep the harvesters in use (ckanext-dcat, ckanext-dcatde, piveau, udata) from dropping, merging or deleting
//! datasets. The store itself keeps the full records.

mod iri;
mod name;
mod page;
mod project;

pub use crate::feed::page::{FeedError, PageRequest, Scope, page};
pub use crate::feed::project::{Role, project};

/// Datasets on a page, unless asked otherwise.
pub const PAGE_SIZE: usize = 100;
