//! Conformance, corpus and end-to-end tests, in one binary so that they link once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalog;
mod coverage;
mod earl;
mod european_profiles;
mod german_words;
mod govdata_oracle;
mod govdata_profile;
mod invariants;
mod known_bugs;
mod mutations;
mod officers;
mod official_shapes;
mod places;
mod positions;
mod profile_rules;
mod profiles;
mod quality;
mod regions;
mod repair;
mod rule_pages;
mod rules;
mod schemas;
mod shacl_core;
#[cfg(feature = "sparql")]
mod shacl_probes;
#[cfg(feature = "sparql")]
mod shacl_sparql;
mod syntax_reasons;
mod unparsable;
mod version_2_0;
