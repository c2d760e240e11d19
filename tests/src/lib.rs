//! What the conformance, corpus and end-to-end tests share.

pub mod corpus;
