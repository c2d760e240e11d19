//! Conformance, corpus and end-to-end tests.

mod govdata_oracle;
mod official_shapes;
mod shacl_core;
mod shacl_probes;
