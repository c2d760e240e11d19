//! The use cases shared by terminal and HTTP.

pub mod feed;
