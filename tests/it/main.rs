//! Conformance, corpus and end-to-end tests, in one binary so that they link once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalog;
mod german_words;
mod govdata_oracle;
mod invariants;
mod mutations;
mod officers;
mod official_shapes;
mod positions;
mod repair;
mod rules;
mod schemas;
mod shacl_core;
mod shacl_probes;
mod unparsable;
