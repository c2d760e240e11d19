//! The use cases shared by terminal and HTTP: load, plan, withdraw, roll back, export, feed.
//!
//! Data flows one way: the files are read and checked (`validate`), cut into one graph per dataset ([`partition`]),
//! admitted or refused ([`load`]), shown as a [`plan`], and applied to the `store` as one generation of one city. What is
//! published leaves as the harvest [`feed`]; it can be withdrawn ([`withdraw`]), and a city made as it was before
//! ([`rollback`]). What each generation did is its [`history`].

mod catalog;
pub mod config;
pub mod feed;
pub mod history;
pub mod identity;
pub mod load;
pub mod partition;
pub mod plan;
mod prepared;
mod record;
pub mod rollback;
#[cfg(test)]
mod testing;
pub mod withdraw;
