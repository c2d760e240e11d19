//! Conformance, corpus and end-to-end tests.

mod govdata_oracle;
mod shacl_core;
mod shacl_probes;
