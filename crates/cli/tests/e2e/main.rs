//! The whole path with real processes: files in, store, server, and what comes back out.

mod catalogs;
mod crash;
mod harvest;
mod http;
mod kolophon;
mod sample;
mod sparql;
