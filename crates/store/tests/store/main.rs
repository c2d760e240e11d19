//! The store as its users see it, on disk.

mod applying;
mod checkpoints;
mod measuring;
mod model;
mod opening;
mod querying;
mod reading;
mod samples;
