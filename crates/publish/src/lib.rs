//! The use cases shared by terminal and HTTP: load, plan, withdraw, roll back, export, feed.
//!
//! Data flows one way: the files are read and checked (`validate`), cut into one graph per dataset ([`partition`]),
//! admitted or refused ([`load`]), shown as a [`plan`], and applied to the `store` as one generation of one city. What is
//! published leaves as the harvest [`feed`]; it can be withdrawn ([`withdraw`]), and a city made as it was before
//! ([`rollback`]) or as a backup holds it ([`restore`]). People find it by [`search`]. What each generation did is its [`history`], until somebody
//! wants it to be forgotten ([`forget`]).
//! What portals make of a feed is told beforehand ([`rehearse`]).
//!
//! Without the feature `store` there is no more than the [`reading`] of files of every form: what the desk needs.

pub mod api;
#[cfg(feature = "store")]
mod catalog;
pub mod cells;
#[cfg(feature = "store")]
pub mod changes;
pub mod choice;
mod code_lists;
#[cfg(feature = "store")]
pub mod config;
mod defaults;
#[cfg(feature = "store")]
pub mod door;
#[cfg(feature = "store")]
pub mod feed;
#[cfg(feature = "store")]
pub mod forget;
#[cfg(feature = "store")]
pub mod harvest;
#[cfg(feature = "store")]
pub mod history;
pub mod identity;
pub mod import;
pub mod init;
#[cfg(feature = "store")]
pub mod load;
#[cfg(feature = "store")]
pub mod oai;
pub mod outlook;
#[cfg(feature = "store")]
pub mod partition;
pub mod plan;
#[cfg(feature = "store")]
mod prepared;
#[cfg(feature = "store")]
mod private_file;
#[cfg(feature = "store")]
pub mod quota;
pub mod reading;
#[cfg(feature = "store")]
mod record;
pub mod refusal;
pub mod rehearse;
#[cfg(feature = "store")]
pub mod restore;
#[cfg(feature = "store")]
pub mod rollback;
#[cfg(feature = "store")]
pub mod search;
#[cfg(test)]
#[cfg(feature = "store")]
mod testing;
#[cfg(feature = "store")]
pub mod token;
#[cfg(feature = "store")]
pub mod trial;
#[cfg(feature = "store")]
pub mod withdraw;
#[cfg(feature = "store")]
mod xml;

pub use crate::code_lists::EmbeddedLists;
pub use crate::defaults::defaults;
#[cfg(feature = "store")]
pub use crate::defaults::stored_defaults;
