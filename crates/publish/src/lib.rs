//! The use cases shared by terminal and HTTP: load, export, feed.
//!
//! Data flows one way: the files are read and checked (`validate`), cut into one graph per dataset ([`partition`]),
//! admitted or refused ([`load`]), and applied to the `store` as one generation of one city. What is published leaves
//! as the harvest [`feed`].

mod catalog;
pub mod config;
pub mod feed;
pub mod identity;
pub mod load;
pub mod partition;
mod prepared;
mod record;
