//! Conformance, corpus and end-to-end tests.

mod catalog;
mod govdata_oracle;
mod invariants;
mod officers;
mod official_shapes;
mod shacl_core;
mod shacl_probes;
