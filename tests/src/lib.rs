//! What the conformance, corpus and end-to-end tests share.

pub mod corpus;
pub mod earl;
pub mod every_constraint;
pub mod expected;
pub mod govdata_oracle;
pub mod rdf;
pub mod relation;
pub mod report;
pub mod retrieval;
pub mod shacl_suite;
