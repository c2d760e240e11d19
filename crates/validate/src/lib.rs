//! What a correct publication is: profiles, rules, findings.
//!
//! [`check`] reads documents, validates them against a [`Profile`] and says what it found as a
//! [`Report`](kolophon_diagnostic::Report). A finding about somebody's data is never an `Err`; a file that could not be
//! read is named in [`Checked::unreadable`] and never counts as valid. Nothing here touches a store.
//!
//! ```
//! use kolophon_dcat::Document;
//! use kolophon_validate::{Profile, check};
//!
//! let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n<https://daten.example/a> a dcat:Dataset .\n";
//! let checked = check(&[Document::new("a.ttl", text.as_bytes().to_vec())], Profile::dcat_ap_de());
//! let missing = checked.report.findings.iter().find(|finding| finding.rule.as_str() == "dataset-title-missing").unwrap();
//! assert_eq!(missing.place.as_ref().unwrap().line, 2);
//! ```

mod addresses;
mod catalog_link;
mod check;
pub mod codelist;
mod consequence;
mod edit;
mod files;
mod identifier;
mod insertion;
pub mod installation;
mod known_rule;
mod local_file;
mod mapping;
mod material;
mod owner;
mod page;
mod place;
pub mod policy;
mod profile;
mod property_label;
mod proposal;
pub mod quality;
pub mod repair;
mod result;
mod spoken_of;
mod stated;
mod syntax;
mod texts;
mod wkt;

pub use crate::check::{Checked, check};
pub use crate::identifier::normalised_identifier;
pub use crate::known_rule::{RulePattern, UnknownRule};
pub use crate::local_file::{LocalFile, local_files};
pub use crate::material::{DataFiles, Material, Note};
pub use crate::page::{Example, ExampleFile, Fixable, PREFIXES, Page, Said};
pub use crate::place::of_span as place_of;
pub use crate::profile::{Profile, ProfileError, Rule};
pub use crate::property_label::property_label;
pub use crate::syntax::{has_words, reason_in_words};
