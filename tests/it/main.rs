//! Conformance, corpus and end-to-end tests, in one binary so that they link once.

mod catalog;
mod govdata_oracle;
mod invariants;
mod officers;
mod official_shapes;
mod positions;
mod shacl_core;
mod shacl_probes;
mod unparsable;
